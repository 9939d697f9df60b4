//! `cases`: test cases from a file and into one.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::target;
use crate::case_args::{CasesArgs, CasesCommand, CasesDuplicates, CasesExport, CasesImport};
use crate::errors::CliError;
use crate::exit::Exit;
use crate::files::{read_input, write_output};
use crate::json::{CasesExportedAnswer, CasesImportedAnswer, DuplicatesAnswer, FileReport, texts};
use crate::output::Align::{Cut, Left, Right};
use crate::resolve::Context;
use crate::rows;
use voluptas_app::cases;
use voluptas_app::cases::file::ExportScope;
use voluptas_app::files::import::{Fate, LEFT_OUT};
use voluptas_core::base::SystemClock;
use voluptas_core::domain::Message;
use voluptas_core::domain::project::Project;
use voluptas_formats::cases::{CaseFormat, CasesFile, read_cases, shown_path, write_cases};
use voluptas_formats::{Skip, WriteOptions};
use voluptas_jobs::JobCtx;
use voluptas_settings::PresetList;
use voluptas_store::Error;

/// Number of changed suites that the summary names.
const SUITES_NAMED: usize = 5;

pub(super) fn run(args: CasesArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    match args.command {
        CasesCommand::Import(args) => import(&args, context),
        CasesCommand::Export(args) => export(&args, context),
        CasesCommand::Duplicates(args) => duplicates(&args, context),
    }
}

fn import(args: &CasesImport, context: &Context) -> Result<Exit, CliError> {
    let options = args.table.options(PresetList::Cases, &context.settings)?;
    let (name, bytes) = read_input(&args.file)?;
    args.table.check_sheet(&name, &bytes)?;
    let mut file = read_cases(&name, &bytes, args.format, &options)?;
    drop(bytes);
    let import = args.import_options(&file)?;
    let (workspace, _scratch) = context.workspace_to_with_folder(args.dry_run, args.create_project)?;
    let store = &workspace.store;
    let mut target = target::find(store, &args.project, args.create_project)?;
    let (mut plan, created_project) = if args.dry_run {
        let plan = cases::file::plan(store, target.project(), &file, &import)?;
        // An empty plan writes nothing, also no project.
        let creates_project = target.project().is_none() && !plan.is_empty();
        (plan, creates_project)
    } else {
        let mut written = cases::file::import_at_once(store, &target, &file, &import)?;
        if written.is_none() {
            // Another program has created the project since.
            target = target::find(store, &args.project, args.create_project)?;
            written = cases::file::import_at_once(store, &target, &file, &import)?;
        }
        let Some((plan, done)) = written else {
            return Err(CliError::new(Exit::Failed, Message::new("cli-error-cases-changing")));
        };
        (plan, done.created_project)
    };
    count_skipped(&mut file, &plan.rows);
    let printer = &context.printer;
    let code = target.project().map_or_else(|| args.project.trim().to_uppercase(), |p| p.code.clone());
    let counts = plan.counts;
    let report = FileReport { suites: Some(file.report.suites), ..FileReport::new(&file.report) };
    let changed: Vec<String> =
        plan.suite_changes.iter().filter(|change| change.is_taken()).map(|change| shown_path(&change.suite)).collect();
    let answer = CasesImportedAnswer {
        dry_run: args.dry_run,
        project: code,
        created_project,
        created: counts.created,
        updated: counts.updated,
        unchanged: counts.unchanged,
        suites_created: counts.suites_created,
        suites_updated: counts.suites_updated,
        kept: counts.kept,
        warnings: texts(&plan.warnings),
        file: report,
        rows: args.dry_run.then(|| std::mem::take(&mut plan.rows)),
        suites: args.dry_run.then(|| std::mem::take(&mut plan.suite_changes)),
    };
    rows::notes(printer, &file.report);
    if !import.splits_suites {
        rows::told(printer, &file.report, "formats-note-suite-slash");
    }
    rows::warnings(printer, &plan.warnings);
    rows::skipped_quietly(printer, &file.report, 0);
    printer.summary(&answer, |out| {
        rows::summary(out, &file.report, 0);
        if file.report.suites.rows > 0 {
            let words = Message::new("cli-cases-file-suites").count("count", file.report.suites.rows);
            out.line(&format!("  {}", out.sentence(&words)));
        }
        if answer.created_project && !answer.dry_run {
            out.say(&Message::new("cli-cases-project").with("code", &answer.project));
        }
        out.say(
            &Message::new(if args.dry_run { "cli-cases-would" } else { "cli-cases-imported" })
                .count("created", answer.created)
                .count("updated", answer.updated)
                .count("unchanged", answer.unchanged)
                .count("suites", answer.suites_created),
        );
        if answer.suites_updated > 0 {
            let mut names: Vec<String> = changed.iter().take(SUITES_NAMED).cloned().collect();
            names.extend((changed.len() > SUITES_NAMED).then(|| "…".to_owned()));
            let words = Message::new("cli-cases-suites-updated").count("count", answer.suites_updated);
            out.say(&words.with("suites", names.join(", ")));
        }
        if answer.kept > 0 {
            out.say(&Message::new("cli-import-kept").count("count", answer.kept));
        }
    });
    let exit = if file.report.is_useless() {
        Exit::Nothing
    } else if file.report.has_skipped() {
        Exit::Partly
    } else {
        Exit::Done
    };
    // The program ends: to take hundreds of thousands of rows apart would be a twentieth of its time.
    std::mem::forget((file, plan));
    Ok(exit)
}

/// Adds the rows that the plan leaves out to the report of the file.
fn count_skipped(file: &mut CasesFile, planned: &[cases::file::PlannedRow]) {
    let mut left_out = Vec::new();
    for row in planned {
        let Fate::Skipped { reason } = &row.fate else { continue };
        match reason.key.as_str() {
            // The caller asked for it: nothing went wrong.
            LEFT_OUT => file.report.taken = file.report.taken.saturating_sub(1),
            cases::file::TWICE | cases::file::SAME_ID => left_out.push((Skip::Duplicate, row.line, reason.clone())),
            _ => left_out.push((Skip::BadValue, row.line, reason.clone())),
        }
    }
    file.report.leave_out(left_out);
}

fn export(args: &CasesExport, context: &Context) -> Result<Exit, CliError> {
    let format = chosen(args)?;
    let workspace = context.workspace_to_read()?;
    let code = args.project.trim().to_uppercase();
    let found: Option<Project> = workspace.store.read(|tx| tx.projects().by_code(&code))?;
    let project = found.ok_or_else(|| target::missing(&code))?;
    let scope = match args.suite.as_slice() {
        [] => ExportScope::Project,
        numbers => ExportScope::SuiteNumbers(numbers.to_vec()),
    };
    let cases::file::Exported { content, places_left_out, files_left_out } =
        match cases::file::export_part(&workspace.store, &project, &scope) {
            Err(Error::NotFound { entity: "suite", key }) => return Err(no_suite(&key, &code)),
            exported => exported?,
        };
    let bytes = write_cases(format, &content, WriteOptions::default())?;
    let to_stdout = write_output(&args.file, &bytes, &context.printer)?;
    if !to_stdout {
        let answer = CasesExportedAnswer {
            file: args.file.display().to_string(),
            format: format.into(),
            suites: content.suites.len(),
            cases: content.rows.len(),
            places_left_out,
        };
        context.printer.summary(&answer, |out| {
            let said = Message::new("cli-cases-exported").count("count", answer.cases).with("path", args.file.display());
            out.say(&said);
        });
    }
    if files_left_out > 0 {
        context.printer.note(&Message::new("cli-cases-files-left-out").count("count", files_left_out));
    }
    if places_left_out > 0 {
        context.printer.note(&Message::new("cli-cases-places-left-out").count("count", places_left_out));
    }
    if !content.rows.is_empty() && !format.keeps_fields() {
        context.printer.note(&Message::new("files-cases-without-fields"));
    }
    let custom: BTreeSet<&str> =
        content.rows.iter().flat_map(|row| row.content.custom_fields.keys()).map(String::as_str).collect();
    if !custom.is_empty() && format.keeps_fields() && !format.keeps_custom_fields() {
        let fields = custom.into_iter().collect::<Vec<_>>().join(", ");
        context.printer.note(&Message::new("cli-cases-custom-left-out").with("fields", fields));
    }
    if !content.shared_steps.is_empty() && !format.keeps_shared_steps() {
        context.printer.note(&Message::new("cli-cases-shared-plain").count("count", content.shared_steps.len()));
    }
    Ok(if content.rows.is_empty() { Exit::Nothing } else { Exit::Done })
}

fn no_suite(suite: &str, code: &str) -> CliError {
    CliError::new(Exit::Nothing, Message::new("cli-error-no-suite").with("suite", suite).with("project", code))
}

fn duplicates(args: &CasesDuplicates, context: &Context) -> Result<Exit, CliError> {
    let store = context.workspace_to_read()?.store;
    let code = args.project.trim().to_uppercase();
    let project = store.read(|tx| tx.projects().by_code(&code))?.ok_or_else(|| target::missing(&code))?;
    let suite = match args.suite {
        Some(number) => {
            let suite = store.read(|tx| tx.suites().by_number(project.id, number))?;
            Some(suite.ok_or_else(|| no_suite(&number.to_string(), &code))?.id)
        }
        None => None,
    };
    let ctx = JobCtx::detached(Arc::new(SystemClock));
    let found = cases::duplicates::find(&store, project.id, suite, &ctx)?;
    let reasons: Vec<Vec<&str>> =
        found.groups.iter().map(|group| group.reasons.iter().map(|reason| reason.text_key()).collect()).collect();
    let groups = found.groups.into_iter().map(Into::into).collect();
    let answer = DuplicatesAnswer { project: code, searched: found.searched, groups };
    context.printer.answer(&answer, |out| {
        let tr = out.tr();
        let titles =
            ["cli-col-id", "cli-col-title", "cli-col-suite", "cli-col-results", "cli-col-status"].map(|key| tr.text(key));
        let columns: Vec<_> = titles.iter().map(|title| title.as_ref()).zip([Left, Cut, Cut, Right, Left]).collect();
        for (group, keys) in answer.groups.iter().zip(&reasons) {
            out.heading(&keys.iter().map(|key| tr.text(key)).collect::<Vec<_>>().join(", "));
            let rows = group.cases.iter().map(|case| {
                let status = case.last_status.clone().unwrap_or_default();
                vec![case.code.clone(), case.title.clone(), case.suite.clone(), case.results.to_string(), status]
            });
            out.table(&columns, &rows.collect::<Vec<_>>());
            out.line("");
        }
        let key = if answer.groups.is_empty() { "duplicates-none-of" } else { "duplicates-found" };
        out.say(&Message::new(key).count("groups", answer.groups.len()).count("n", answer.searched));
    });
    Ok(if answer.groups.is_empty() { Exit::Nothing } else { Exit::Done })
}

/// The format of an export: named, or that of the file's extension.
fn chosen(args: &CasesExport) -> Result<CaseFormat, CliError> {
    args.format.or_else(|| CaseFormat::of_extension(&args.file)).ok_or_else(|| {
        let path = args.file.display();
        CliError::usage(Message::new("cli-error-case-format").with("path", path)).remedy(Message::new("cli-remedy-case-format"))
    })
}
