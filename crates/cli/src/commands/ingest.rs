//! `ingest`: stores files of test tools as a run.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{gate, target};
use crate::errors::CliError;
use crate::exit::Exit;
use crate::files::Scratch;
use crate::output::Printer;
use crate::resolve::Context;
use crate::result_args::IngestArgs;
use voluptas_app::results;
use voluptas_app::results::files::{GatherError, Limits, SkippedFiles, gather};
use voluptas_app::results::ingest::{Error, IngestedObject, Options, ShardError, ShardObject};
use voluptas_app::runs;
use voluptas_core::base::SystemClock;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain;
use voluptas_core::domain::run_error::{RunError, RunErrorKind};
use voluptas_formats::Severity;
use voluptas_formats::tool_results::ToolFormat;
use voluptas_jobs::JobCtx;

/// Longest standard input, in bytes: that of an upload to the server.
const MAX_RESULT_FILES: u64 = 512 * 1024 * 1024;
/// Name of the file that standard input becomes. The content decides its format, also that of an archive.
const INPUT: &str = "stdin";

/// The paths with standard input, where one of them is `-`, as a file of a folder that goes at the end.
fn with_input(paths: &[PathBuf]) -> Result<(Vec<PathBuf>, Option<Scratch>), CliError> {
    let is_input = |path: &&PathBuf| path.as_os_str() == "-";
    match paths.iter().filter(is_input).count() {
        0 => return Ok((paths.to_vec(), None)),
        1 => {}
        _ => return Err(CliError::usage(Message::new("cli-error-input-twice"))),
    }
    let scratch = Scratch::make("ingest")?;
    let path = scratch.path().join(INPUT);
    let copied = File::create(&path).and_then(|mut file| {
        let limit = MAX_RESULT_FILES + 1;
        let copied = std::io::copy(&mut std::io::stdin().lock().take(limit), &mut file)?;
        if copied < limit { Ok(()) } else { Err(std::io::ErrorKind::FileTooLarge.into()) }
    });
    copied.map_err(|e| CliError::file(Path::new("-"), &e))?;
    let placed = paths.iter().map(|given| if is_input(&given) { path.clone() } else { given.clone() });
    Ok((placed.collect(), Some(scratch)))
}

/// Files that are named of those that were left out, and errors of the run that are printed.
const SHOWN: usize = 20;

pub(super) fn run(args: &IngestArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    // A wrong rule is said before anything is written.
    drop(gate::rules(&args.gate, None)?);
    let unreadable = |error: GatherError| CliError::new(Exit::Failed, error.message());
    let (paths, _scratch) = with_input(&args.paths)?;
    let mut gathered = gather(&paths, Limits::default()).map_err(unreadable)?;
    gathered.add_reruns(&args.rerun, Limits::default()).map_err(unreadable)?;
    let workspace = context.workspace_with_folder(args.create_project)?;
    let store = &workspace.store;
    let rules = gate::rules(&args.gate, Some(store))?;
    let target = target::find(store, &args.project, args.create_project)?;
    let options = Options {
        run_name: args.run_name.clone(),
        environment: args.environment.clone(),
        creates_cases: args.create_cases,
        again: args.again,
        labels: args.label.clone(),
        shard_of: args.shard.shard_of(),
        is_alone: true,
    };
    let ctx = JobCtx::detached(Arc::new(SystemClock));
    let printer = &context.printer;
    let done = match results::ingest::ingest(store, &target, &mut gathered, &options, &ctx) {
        Ok(done) => done,
        Err(error) => {
            if let Error::NoResults(skipped) = &error {
                say_skipped(printer, skipped);
            }
            let exit = exit_of(&error);
            let stop = CliError { remedy: error.remedy(), ..CliError::new(exit, error.message()) };
            return Err(match error {
                Error::NoResults(skipped) => CliError { skipped: Some(skipped.into()), ..stop },
                _ => stop,
            });
        }
    };
    // A part of a run says nothing of the whole.
    let is_open = done.shard.as_ref().is_some_and(|shard| shard.is_open);
    let broken = if is_open { None } else { gate::judge(&rules, store, done.run)? };
    let answer = IngestedObject::new(&args.project.trim().to_uppercase(), &done, broken);
    say_skipped(printer, &done.skipped);
    say_errors(printer, &done.run_errors);
    for equal in &done.equal_formats {
        let [one, other] = equal.formats.map(ToolFormat::name);
        let message = Message::new("ingest-equal-formats").with("one", one).with("other", other);
        printer.remark(Severity::Warning, &message.count("count", equal.tests));
    }
    gate::say(printer, answer.gate_broken.as_deref().unwrap_or_default());
    if let Some(shard) = &answer.shard {
        for value in &shard.differing {
            let message = Message::new(format!("cli-ingest-differing-{}", value.option.replace('_', "-")));
            printer.remark(Severity::Warning, &message.with("kept", &value.kept).with("given", &value.given));
        }
    }
    printer.summary(&answer, |out| {
        let key = match (&answer.shard, answer.was_there) {
            (None, false) => "cli-ingest-done",
            (None, true) => "cli-ingest-known",
            (Some(_), false) => "cli-ingest-shard-done",
            (Some(_), true) => "cli-ingest-shard-known",
        };
        out.say(&Message::new(key).with("number", answer.run).with("title", &answer.title));
        out.say(
            &Message::new("cli-ingest-results")
                .count("total", answer.results.total)
                .count("passed", answer.results.passed)
                .count("failed", answer.results.failed)
                .count("broken", answer.results.broken)
                .count("skipped", answer.results.skipped)
                .count("other", answer.results.other.values().sum::<i64>())
                .count("attempts", answer.attempts.total),
        );
        out.say(&Message::new("cli-ingest-cases").count("matched", answer.matched).count("unmatched", answer.unmatched));
        if answer.twins > 0 {
            let places = answer.twins_by.get("place").copied().unwrap_or_default();
            out.say(&Message::new("cli-ingest-twins").count("count", answer.twins).count("places", places));
        }
        if answer.results_told_twice > 0 {
            out.say(&Message::new("cli-ingest-told-twice").count("count", answer.results_told_twice));
        }
        if answer.reruns_by_name > 0 {
            out.say(&Message::new("cli-ingest-reruns-by-name").count("count", answer.reruns_by_name));
        }
        if answer.reruns_matched + answer.reruns_unmatched > 0 {
            let counts = Message::new("cli-ingest-reruns").count("matched", answer.reruns_matched);
            out.say(&counts.count("unmatched", answer.reruns_unmatched));
        }
        if answer.flaky > 0 {
            out.say(&Message::new("cli-ingest-flaky").count("count", answer.flaky));
        }
        if answer.unnamed > 0 {
            out.say(&Message::new("cli-ingest-unnamed").count("count", answer.unnamed));
        }
        if answer.attachments + answer.attachments_missing > 0 {
            out.say(
                &Message::new("cli-ingest-files").count("count", answer.attachments).count("missing", answer.attachments_missing),
            );
        }
        if let Some(shard) = &answer.shard {
            say_run(out, answer.run, shard);
        }
        if is_open && !rules.is_empty() {
            out.say(&Message::new("cli-ingest-gate-later"));
        }
    });
    let has_errors = done.skipped.lacking > 0 || done.run_errors.iter().any(RunError::breaks_gate);
    let is_whole = done.skipped.not_read == 0 && (!has_errors || rules.allows_run_errors());
    Ok(match (&answer.gate_broken, is_whole) {
        (Some(broken), _) if !broken.is_empty() => Exit::Gate,
        (_, true) => Exit::Done,
        (_, false) => Exit::Partly,
    })
}

/// Exit code of an ingest that stored nothing.
fn exit_of(error: &Error) -> Exit {
    match error {
        Error::NoResults(_) => Exit::Nothing,
        error if error.is_not_found() => Exit::Nothing,
        Error::Shard(ShardError::OtherNumber { .. }) => Exit::Usage,
        _ => Exit::Failed,
    }
}

/// Says how far the run of a shard is.
fn say_run(out: &Printer, number: i64, shard: &ShardObject) {
    let key = match (shard.open, shard.shards_expected) {
        (true, Some(_)) => "cli-ingest-run-open-of",
        (true, None) => "cli-ingest-run-open",
        (false, _) => "cli-ingest-run-ended",
    };
    let run = &shard.run_results;
    let said = Message::new(key).with("number", number).count("shards", shard.shards);
    let said = said.count("total", run.total).count("passed", run.passed).count("failed", run.failed).count("broken", run.broken);
    let said = said.count("skipped", run.skipped).count("other", run.other.values().sum::<i64>());
    out.say(&said.count("expected", shard.shards_expected.unwrap_or_default()));
}

/// Prints the errors of the run that belong to none of its tests. Files that were not read as a whole are among the skipped ones.
fn say_errors(printer: &Printer, errors: &[RunError]) {
    let errors: Vec<&RunError> =
        errors.iter().filter(|error| !matches!(error.kind, RunErrorKind::Totals(_) | RunErrorKind::Unread)).collect();
    for error in errors.iter().take(SHOWN) {
        let severity = if error.breaks_gate() { Severity::Error } else { Severity::Warning };
        let line = runs::errors::line(error, printer.tr());
        printer.remark(severity, &Message::new("cli-ingest-run-error").with("line", line));
    }
    let more = errors.len().saturating_sub(SHOWN);
    if more > 0 {
        printer.more(&Message::new("cli-ingest-more-run-errors").count("count", more));
    }
}

fn say_skipped(printer: &Printer, skipped: &SkippedFiles) {
    for file in skipped.listed.iter().take(SHOWN) {
        if let Some(reason) = file.named() {
            printer.remark(Severity::Warning, &reason);
            continue;
        }
        let key = if file.line.is_some() { "cli-ingest-skipped-line" } else { "cli-ingest-skipped" };
        let message = Message::new(key).with("file", &file.file).with("reason", printer.sentence(&file.reason));
        let message = match file.line {
            Some(line) => message.with("line", line),
            None => message,
        };
        printer.remark(Severity::Warning, &message);
    }
    let more = skipped.count().saturating_sub(skipped.listed.len().min(SHOWN));
    if more > 0 {
        printer.more(&Message::new("ingest-more-files").count("count", more));
    }
}
