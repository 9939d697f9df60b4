//! `gate`, and the gate of `ingest`: whether a run is good enough.

use super::status_word::status_word;
use super::target;
use crate::errors::CliError;
use crate::exit::Exit;
use crate::json::GateAnswer;
use crate::output::Printer;
use crate::resolve::Context;
use crate::result_args::{GateArgs, GateRules};
use std::path::Path;
use voluptas_app::runs::gate as quality_gate;
use voluptas_app::runs::gate::FILE;
use voluptas_core::domain::Message;
use voluptas_core::domain::gate::{BrokenRule, MIN_EXECUTED, Measure, Rules};
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::run::Run;
use voluptas_formats::Severity;
use voluptas_store::Store;

pub(super) fn run(args: &GateArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    // A wrong rule is said before a workspace is opened.
    drop(rules(&args.gate, None)?);
    let store = context.workspace_to_read()?.store;
    let rules = rules(&args.gate, Some(&store))?;
    if rules.is_empty() {
        return Err(
            CliError::usage(Message::new("cli-error-no-gate")).remedy(Message::new("cli-remedy-no-gate").with("file", FILE))
        );
    }
    let project = target::existing(&store, &args.project)?;
    let (run, newer) = judged(&store, &project, args.run)?;
    let broken = quality_gate::broken(&store, run.id, &rules)?;
    let stats = store.read(|tx| tx.runs().stats(&[run.id]))?;
    let untested = stats.get(&run.id).and_then(|stats| stats.statuses.get("untested")).copied().unwrap_or(0);
    let answer =
        GateAnswer { project: project.code, run: run.number, title: run.content.title, met: broken.is_empty(), broken, untested };
    let printer = &context.printer;
    if let Some(newer) = newer {
        printer.warn(&Message::new("cli-gate-newer").with("number", newer.number).with("title", newer.content.title));
    }
    say(printer, &answer.broken);
    if untested > 0 {
        printer.remark(Severity::Warning, &Message::new("cli-gate-untested").with("number", answer.run).count("count", untested));
    }
    printer.summary(&answer, |out| {
        let key = if answer.met { "cli-gate-met" } else { "cli-gate-broken" };
        let said = Message::new(key).with("number", answer.run).with("title", &answer.title);
        out.say(&said.count("count", answer.broken.len()));
    });
    Ok(if answer.met { Exit::Done } else { Exit::Gate })
}

/// The run that is judged: the one with the number, otherwise the newest finished run of test tools. The second run is a newer one that is not
/// finished, about which the person is warned.
fn judged(store: &Store, project: &Project, number: Option<i64>) -> Result<(Run, Option<Run>), CliError> {
    if number.is_some() {
        return Ok((target::run(store, project, number)?, None));
    }
    let (finished, newest, is_empty) = store.read(|tx| {
        let runs = tx.runs();
        let newest = runs.newest_automated(project.id, 1)?.pop();
        Ok((runs.newest_finished_automated(project.id)?, newest, runs.newest(project.id, 1)?.is_empty()))
    })?;
    let missing = || {
        if is_empty {
            return CliError::nothing(Message::new("cli-error-no-runs").with("code", &project.code));
        }
        CliError::nothing(Message::new("cli-error-no-automated-run").with("code", &project.code))
            .remedy(Message::new("cli-remedy-no-automated-run"))
    };
    let finished = finished.ok_or_else(missing)?;
    let newer = newest.filter(|newest| newest.id != finished.id);
    Ok((finished, newer))
}

/// The rules that a run breaks; `None` without rules.
pub(super) fn judge(rules: &Rules, store: &Store, run: RunId) -> Result<Option<Vec<BrokenRule>>, CliError> {
    if rules.is_empty() {
        return Ok(None);
    }
    Ok(Some(quality_gate::broken(store, run, rules)?))
}

/// The rules of the flags, then those of the file: the file of `--gate-file`, otherwise [`FILE`] in the current folder, otherwise
/// the one beside the workspace.
pub(super) fn rules(args: &GateRules, workspace: Option<&Store>) -> Result<Rules, CliError> {
    let of_file = match &args.gate_file {
        Some(path) => rules_of(path)?,
        None => {
            let here = rules_if_there(Path::new(FILE))?;
            let beside = workspace.filter(|_| here.is_none()).and_then(quality_gate::beside);
            match beside {
                Some(path) => rules_if_there(&path)?,
                None => here,
            }
            .unwrap_or_default()
        }
    };
    let rules = args.rules().or(of_file);
    match rules.invalid_value() {
        Some(value) => Err(CliError::usage(
            Message::new("cli-error-gate-rule")
                .with("value", value)
                .with("statuses", voluptas_core::domain::gate::STATUSES.join(", ")),
        )),
        None => Ok(rules),
    }
}

/// The rules of a file that may be missing.
fn rules_if_there(path: &Path) -> Result<Option<Rules>, CliError> {
    if matches!(path.try_exists(), Ok(false)) { Ok(None) } else { rules_of(path).map(Some) }
}

fn rules_of(path: &Path) -> Result<Rules, CliError> {
    let text = quality_gate::read_file(path).map_err(|error| file_error(path, &error.to_string()))?;
    quality_gate::rules(&text).map_err(|error| file_error(path, &error))
}

fn file_error(path: &Path, error: &str) -> CliError {
    CliError::usage(Message::new("cli-error-gate-file").with("path", path.display()).with("error", error))
}

/// Prints each broken rule with its figures.
pub(super) fn say(printer: &Printer, broken: &[BrokenRule]) {
    for rule in broken {
        let tr = printer.tr();
        let words = |measure: &Measure| match measure {
            Measure::Status(status) => status_word(status, tr),
            Measure::Share(_) | Measure::Rate(_) => with_percent(quality_gate::measure(tr, measure)),
            _ => quality_gate::measure(tr, measure),
        };
        let key = match (&rule.limit, &rule.found) {
            _ if rule.rule == MIN_EXECUTED => "cli-gate-rule-executed",
            (Measure::Status(_), _) => "cli-gate-rule-status",
            (_, Measure::NoneExecuted) => "cli-gate-rule-words",
            _ => "cli-gate-rule",
        };
        let message = Message::new(key).with("rule", rule.rule);
        let message = message.with("limit", words(&rule.limit)).with("found", words(&rule.found));
        printer.remark(Severity::Error, &message);
    }
}

/// A share with its unit; words that stand for a share stay as they are.
fn with_percent(share: String) -> String {
    if share.ends_with(|c: char| c.is_ascii_digit()) { format!("{share}\u{a0}%") } else { share }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::base::FixedClock;
    use voluptas_core::domain::run::{RunContent, RunState};
    use voluptas_store::Op;
    use voluptas_store::runs::NewRun;

    #[test]
    fn a_newer_unfinished_run_of_test_tools_is_named_beside_the_judged_one() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), std::sync::Arc::new(FixedClock::at(1_000))).expect("store");
        let project = store.write(Op::bulk("project"), |tx| tx.projects().create("SHOP", "Shop", None)).expect("project").value;
        let run = |source: &str, is_autotest: bool, is_finished: bool| {
            let content = RunContent { title: source.to_owned(), is_autotest, ..RunContent::default() };
            let written = store.write(Op::bulk("run"), |tx| {
                let run = tx.runs().create(project.id, &NewRun { content, source: source.to_owned(), ..NewRun::default() })?;
                if is_finished {
                    tx.runs().end(run.id, RunState::Complete)?;
                }
                Ok(run.number)
            });
            written.expect("run").value
        };
        let numbers = || judged(&store, &project, None).map(|(run, newer)| (run.number, newer.map(|newer| newer.number)));
        run("manual", false, true);
        assert_eq!(numbers().err().map(|stop| stop.message.key), Some("cli-error-no-automated-run".to_owned()));
        let by_tool = run("manual", true, true);
        assert_eq!(numbers().ok(), Some((by_tool, None)), "a run of a tool that says so");
        let finished = run("api", false, true);
        run("manual", false, true);
        assert_eq!(numbers().ok(), Some((finished, None)));
        let open = run("api", false, false);
        assert_eq!(numbers().ok(), Some((finished, Some(open))));
        assert_eq!(judged(&store, &project, Some(1)).map(|(run, _)| run.number).ok(), Some(1));
    }
}
