//! `functions`: the registry as a file and as a list.

use crate::args::{FunctionsArgs, FunctionsCommand, FunctionsExport, FunctionsImport, FunctionsList, RegistryFormat};
use crate::errors::CliError;
use crate::exit::Exit;
use crate::files::{read_input, write_output};
use crate::json::{FileReport, FunctionRowObject, FunctionsExported, FunctionsImportedAnswer, FunctionsListed, texts};
use crate::output::Align::{Cut, Left, Right};
use crate::resolve::Context;
use crate::rows;
use std::collections::{BTreeSet, HashMap};
use voluptas_app::functions::coverage::CoverageState;
use voluptas_app::functions::file as function_file;
use voluptas_app::functions::file::{Applied, ExportError, ImportOptions, RegistryFormat as FileFormat};
use voluptas_app::overview::lists as overview;
use voluptas_core::domain::Message;
use voluptas_core::domain::tree::in_tree_order;
use voluptas_formats::{FunctionsFile, Severity, read_functions_with};
use voluptas_settings::PresetList;

pub(super) fn run(args: FunctionsArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    match args.command {
        FunctionsCommand::Import(args) => import(&args, context),
        FunctionsCommand::Export(args) => export(&args, context),
        FunctionsCommand::List(args) => list(&args, context),
    }
}

fn import(args: &FunctionsImport, context: &Context) -> Result<Exit, CliError> {
    let options = args.table.options(PresetList::Functions, &context.settings)?;
    let (name, bytes) = read_input(&args.file)?;
    args.table.check_sheet(&name, &bytes)?;
    let mut file = read_functions_with(&name, &bytes, &options)?;
    drop(bytes);
    let import = ImportOptions { left_out: left_out(args, &file)?, ..ImportOptions::from(args.policy) };
    let (workspace, _scratch) = context.workspace_to(args.dry_run)?;
    let (plan, done) = if args.dry_run {
        let plan = function_file::plan(Some(&workspace.store), &file, &import)?;
        let done = Applied::of(&file, &plan);
        (plan, done)
    } else {
        function_file::import_at_once(&workspace.store, &file, &import)?
    };
    // The caller asked for it: nothing went wrong.
    file.report.taken = file.report.taken.saturating_sub(done.counts.skipped);
    let counts = done.counts;
    let printer = &context.printer;
    let answer = FunctionsImportedAnswer {
        dry_run: args.dry_run,
        created: counts.created,
        updated: counts.updated,
        unchanged: counts.unchanged,
        people_created: counts.people_created,
        people_updated: counts.people_updated,
        relations_created: counts.relations_created,
        relations_updated: counts.relations_updated,
        kept: counts.kept,
        warnings: texts(&done.warnings),
        file: FileReport::new(&file.report),
        plan: args.dry_run.then_some(plan),
    };
    rows::notes(printer, &file.report);
    rows::warnings(printer, &done.warnings);
    rows::skipped_quietly(printer, &file.report, 0);
    printer.summary(&answer, |out| {
        rows::summary(out, &file.report, 0);
        out.say(
            &Message::new(if args.dry_run { "cli-functions-would" } else { "cli-functions-imported" })
                .count("created", answer.created)
                .count("updated", answer.updated)
                .count("unchanged", answer.unchanged)
                .count("people", answer.people_created),
        );
        let relations = answer.relations_created + answer.relations_updated;
        if relations > 0 {
            let key = if args.dry_run { "cli-relations-would" } else { "cli-relations-imported" };
            out.say(&Message::new(key).count("created", answer.relations_created).count("updated", answer.relations_updated));
        }
        if answer.kept > 0 {
            out.say(&Message::new("cli-import-kept").count("count", answer.kept));
        }
    });
    Ok(if file.rows.is_empty() && file.persons.is_empty() && file.relations.is_empty() {
        Exit::Nothing
    } else if file.report.skipped_in_all() > 0 {
        Exit::Partly
    } else {
        Exit::Done
    })
}

/// Places of the functions that begin in the lines of `--skip-line`.
fn left_out(args: &FunctionsImport, file: &FunctionsFile) -> Result<BTreeSet<usize>, CliError> {
    let places: HashMap<u64, usize> = file.rows.heads().iter().enumerate().map(|(at, row)| (row.line, at)).collect();
    let mut left_out = BTreeSet::new();
    for line in &args.skip_line {
        // The reader has skipped the row already, and says so.
        let is_skipped = || file.report.notes.iter().any(|n| n.severity == Severity::Error && n.line == Some(*line));
        match places.get(line) {
            Some(at) => _ = left_out.insert(*at),
            None if is_skipped() => {}
            None => {
                let message = Message::new("cli-error-skip-line-function").with("file", &file.report.file);
                return Err(CliError::usage(message.with("line", line)));
            }
        }
    }
    Ok(left_out)
}

fn export(args: &FunctionsExport, context: &Context) -> Result<Exit, CliError> {
    let workspace = context.workspace_to_read()?;
    let format = match args.format {
        Some(RegistryFormat::Csv) => FileFormat::Csv,
        Some(RegistryFormat::Xlsx) => FileFormat::Xlsx,
        // What has no extension, such as the standard output, gets a table.
        None if args.file.extension().is_none() => FileFormat::Csv,
        None => FileFormat::of_extension(&args.file).ok_or_else(|| {
            let message = Message::new("cli-error-functions-format").with("path", args.file.display());
            CliError::usage(message).remedy(Message::new("cli-remedy-functions-format"))
        })?,
    };
    let (count, bytes) = function_file::export_file(&workspace.store, format, false).map_err(|error| match error {
        ExportError::Store(error) => CliError::from(error),
        ExportError::Format(error) => CliError::from(error),
    })?;
    let to_stdout = write_output(&args.file, &bytes, &context.printer)?;
    if !to_stdout {
        let answer = FunctionsExported { file: args.file.display().to_string(), functions: count };
        context.printer.summary(&answer, |out| {
            out.say(&Message::new("cli-functions-exported").count("count", count).with("path", args.file.display()));
        });
    }
    Ok(if count == 0 { Exit::Nothing } else { Exit::Done })
}

fn list(args: &FunctionsList, context: &Context) -> Result<Exit, CliError> {
    let workspace = context.workspace_to_read()?;
    let mut registry = overview::registry(&workspace.store)?;
    let func_ids: HashMap<_, _> = registry.functions.iter().map(|f| (f.id, f.func_id.to_string())).collect();
    let functions = in_tree_order(std::mem::take(&mut registry.functions), |f| f.id, |f| f.parent_id);
    let functions = functions.into_iter().filter_map(|(_, f)| {
        let coverage = registry.coverage.get(&f.id).copied().unwrap_or_default();
        let own_cases = registry.lines_of(f.id).len();
        let wanted = args.kind.is_none_or(|k| k == f.kind) && (!args.uncovered || (f.kind.is_testable() && own_cases == 0));
        wanted.then(|| FunctionRowObject {
            parent: f.parent_id.and_then(|p| func_ids.get(&p).cloned()),
            func_id: f.func_id.to_string(),
            alias: f.alias.as_deref().map(str::to_owned),
            title: f.title.to_string(),
            kind: f.kind.as_str(),
            is_crit: f.is_crit,
            is_focus: f.is_focus,
            status: f.words.status.as_deref().map(str::to_owned),
            cases: own_cases,
            coverage: word(coverage.state()),
            covered_percent: coverage.percent(),
        })
    });
    let answer = FunctionsListed { functions: functions.collect() };
    context.printer.answer(&answer, |out| {
        if answer.functions.is_empty() {
            out.say(&Message::new("cli-list-empty"));
            return;
        }
        let tr = out.tr();
        let columns = ["cli-col-func-id", "cli-col-type", "cli-col-title", "cli-col-cases", "cli-col-coverage"];
        let titles = columns.map(|key| tr.text(key));
        let aligns = [Left, Left, Cut, Right, Left];
        let columns: Vec<_> = titles.iter().map(|t| t.as_ref()).zip(aligns).collect();
        let cells = answer.functions.iter().map(|f| {
            let state = tr.text(&format!("cli-coverage-{}", f.coverage.replace('_', "-"))).into_owned();
            vec![f.func_id.clone(), f.kind.to_owned(), f.title.clone(), f.cases.to_string(), state]
        });
        out.table(&columns, &cells.collect::<Vec<_>>());
    });
    Ok(if answer.functions.is_empty() { Exit::Nothing } else { Exit::Done })
}

/// Stable word of a state.
fn word(state: CoverageState) -> &'static str {
    match state {
        CoverageState::Nothing => "nothing",
        CoverageState::Passing => "passing",
        CoverageState::PartlyTested => "partly_tested",
        CoverageState::Untested => "untested",
        CoverageState::Blocked => "blocked",
        CoverageState::Uncovered => "uncovered",
        CoverageState::Broken => "broken",
        CoverageState::Failing => "failing",
    }
}
