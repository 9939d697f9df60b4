//! `qase import` and `qase export`.

use super::map::{named_case, note_sent};
use crate::args::{ConnectionArgs, ExportArgs, ImportArgs, PolicyArg};
use crate::errors::CliError;
use crate::exit::Exit;
use crate::files::read_input;
use crate::json::{FileReport, SyncAnswer};
use crate::progress::follow;
use crate::resolve::Context;
use crate::sync_items::Listed;
use crate::{rows, sync_text};
use std::path::Path;
use voluptas_app::runs::manual::select::{Selection, select};
use voluptas_app::sync::by_name::Names;
use voluptas_app::sync::job::{Done, Work};
use voluptas_app::{Workspace, sync};
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_formats::read_results_with;
use voluptas_sync::export::{self, ResultsFrom, RunChoice};
use voluptas_sync::{Policy, import};

impl From<PolicyArg> for Policy {
    fn from(p: PolicyArg) -> Self {
        match p {
            PolicyArg::Smart => Self::Smart,
            PolicyArg::Mine => Self::Mine,
            PolicyArg::Theirs => Self::Theirs,
        }
    }
}

pub(super) fn import(args: ImportArgs, connection: &ConnectionArgs, context: &Context) -> Result<Exit, CliError> {
    let connector = context.connector(connection)?;
    let project = connector.project()?;
    let (workspace, _scratch) = context.workspace_to(args.dry_run)?;
    let options = import::Options {
        suites: args.suite,
        policy: args.policy.into(),
        functions_from_suites: args.functions_from_suites,
        allow_mass_removal: args.allow_removals,
        to_trash: std::collections::BTreeSet::new(),
        into: None,
    };
    let job = sync::job::start(&workspace, connector, &project, Work::Import(options), !args.dry_run);
    let done = follow(context, job)?;
    let nothing = done.plan.suites.is_empty() && done.plan.cases.is_empty();
    report(context, &workspace, &project, &done, None, nothing)
}

pub(super) fn export(args: &ExportArgs, connection: &ConnectionArgs, context: &Context) -> Result<Exit, CliError> {
    let connector = context.connector(connection)?;
    let project = connector.project()?;
    let workspace = context.existing_workspace()?;
    let functions = chosen(args, &workspace)?;
    let cases = chosen_cases(args, &connector.account(), &project, &workspace, context)?;
    let mut file = None;
    let results = match &args.results {
        None => None,
        Some(None) => Some(ResultsFrom::Latest),
        Some(Some(path)) => {
            let (run, report) = results_of_file(path, args, &connector.account(), &project, &workspace, context)?;
            file = Some(report);
            Some(ResultsFrom::Run(run))
        }
    };
    let by_settings = connector.config.run_id.value.map(RunChoice::Existing);
    let run = match (&args.new_run, args.run) {
        (Some(title), _) => Some(RunChoice::New(title.clone())),
        (None, Some(id)) => Some(RunChoice::Existing(id)),
        (None, None) => by_settings,
    };
    let options = export::Options {
        functions,
        chosen: cases,
        cases: args.cases || args.results.is_none(),
        run: run.filter(|_| results.is_some()),
        results,
        policy: args.policy.into(),
        recreate_removed: args.recreate_removed,
        ..export::Options::default()
    };
    let job = sync::job::start(&workspace, connector, &project, Work::Export(options), !args.dry_run);
    let done = follow(context, job)?;
    let nothing = done.plan.cases.is_empty() && done.plan.results.as_ref().is_none_or(|r| r.steps.is_empty());
    report(context, &workspace, &project, &done, file, nothing)
}

/// The functions that were named; with `--all` those that have a case or could have one.
fn chosen(args: &ExportArgs, workspace: &Workspace) -> Result<Vec<FunctionId>, CliError> {
    if args.all {
        let all = workspace.store.read(sync::by_name::exportable)?;
        if all.is_empty() {
            return Err(CliError::nothing(Message::new("cli-error-no-functions")).remedy(Message::new("cli-remedy-no-functions")));
        }
        return Ok(all);
    }
    let functions = workspace.store.read(|tx| tx.functions().all())?;
    let mut ids = Vec::new();
    for name in &args.func {
        match functions.iter().find(|f| f.content.func_id == name.trim()) {
            Some(f) => ids.push(f.id),
            None => {
                let stop = CliError::nothing(Message::new("cli-error-no-function").with("func", name));
                return Err(stop.remedy(Message::new("cli-remedy-list-functions")));
            }
        }
    }
    Ok(ids)
}

/// The cases that were named, and those of the named suites.
fn chosen_cases(
    args: &ExportArgs,
    account: &str,
    code: &str,
    workspace: &Workspace,
    context: &Context,
) -> Result<Vec<CaseId>, CliError> {
    if args.case.is_empty() && args.suite.is_empty() {
        return Ok(Vec::new());
    }
    let place = workspace.store.read(|tx| sync::by_name::place(tx, account, code))?;
    let place = place.ok_or_else(|| CliError::not_imported(code))?;
    let names = workspace.store.read(|tx| Names::read(tx, &place))?;
    let mut cases = Vec::new();
    for text in &args.case {
        let name = named_case(&workspace.store, place.project, text, code)?;
        note_sent(&context.printer, &names, name, code);
        cases.push(names.named(name).ok_or_else(|| {
            CliError::nothing(Message::new("cli-error-no-case").with("project", code).with("case", name.to_string()))
        })?);
    }
    if !args.suite.is_empty() {
        let mut suites = Vec::new();
        for number in &args.suite {
            let suite = workspace.store.read(|tx| sync::by_name::suite(tx, &place, *number))?;
            let missing = || CliError::nothing(Message::new("manual-run-no-suite").with("number", *number));
            suites.push(suite.ok_or_else(missing)?.number);
        }
        cases.extend(select(&workspace.store, place.project, &Selection { suites, ..Selection::default() })?);
    }
    Ok(cases)
}

fn results_of_file(
    path: &Path,
    args: &ExportArgs,
    account: &str,
    project: &str,
    workspace: &Workspace,
    context: &Context,
) -> Result<(voluptas_core::domain::ids::RunId, FileReport), CliError> {
    let (name, bytes) = read_input(path)?;
    let file = read_results_with(&name, &bytes, &[], &args.table())?;
    rows::notes(&context.printer, &file.report);
    let place = workspace.store.read(|tx| sync::by_name::place(tx, account, project))?;
    let Some(place) = place else { return Err(CliError::not_imported(project)) };
    let (run, taken) = sync::by_name::keep_results(&workspace.store, &place, &file, args.new_run.as_deref(), written(path))?;
    rows::unknown(&context.printer, &name, &taken.unknown);
    rows::skipped_quietly(&context.printer, &file.report, taken.unknown.len());
    let mut report = FileReport::new(&file.report);
    report.unknown(&taken.unknown);
    match run {
        Some(run) => Ok((run, report)),
        None => Err(CliError::nothing(Message::new("cli-error-no-results").with("file", name))),
    }
}

/// Modification time of a file; `None` for standard input.
fn written(path: &Path) -> Option<Millis> {
    let at = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?.modified().ok()?;
    let since = at.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

fn report(
    context: &Context,
    workspace: &Workspace,
    project: &str,
    done: &Done,
    file: Option<FileReport>,
    nothing: bool,
) -> Result<Exit, CliError> {
    let left_out = file.as_ref().is_some_and(|f| f.skipped > 0);
    let listed = Listed::read(workspace, done)?;
    let answer = SyncAnswer::new(project, done, &listed, file);
    let printer = &context.printer;
    for warning in done.summary.as_ref().map_or(&done.plan.warnings, |s| &s.warnings) {
        printer.warn(warning);
    }
    printer.summary(&answer, |out| sync_text::lines(out, done, &listed));
    Ok(if nothing {
        printer.note(&Message::new("cli-sync-nothing"));
        Exit::Nothing
    } else if left_out || answer.needs_a_look() {
        Exit::Partly
    } else {
        Exit::Done
    })
}
