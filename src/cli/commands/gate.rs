//! `gate`, and the gate of `ingest`: whether a run is good enough.

use super::{status_word, target};
use crate::app::quality_gate::{self, FILE};
use crate::cli::errors::Stop;
use crate::cli::exit::Exit;
use crate::cli::json::GateAnswer;
use crate::cli::output::Printer;
use crate::cli::resolve::Context;
use crate::cli::result_args::{GateArgs, GateRules};
use crate::domain::Message;
use crate::domain::gate::{Broken, Measure, Rules};
use crate::domain::ids::RunId;
use crate::formats::Severity;
use crate::store::Store;
use std::path::Path;

pub(super) fn run(args: &GateArgs, context: &Context) -> Result<Exit, Stop> {
    context.start_log(&context.paths.log_dir, 0);
    // A wrong rule is said before a workspace is opened.
    drop(rules(&args.gate, None)?);
    let store = context.workspace_to_read()?.store;
    let rules = rules(&args.gate, Some(&store))?;
    if rules.is_empty() {
        return Err(Stop::usage(Message::new("cli-error-no-gate")).remedy(Message::new("cli-remedy-no-gate").with("file", FILE)));
    }
    let project = target::existing(&store, &args.project)?;
    let run = target::run(&store, &project, args.run)?;
    let broken = quality_gate::broken(&store, run.id, &rules)?;
    let stats = store.read(|tx| tx.runs().stats(&[run.id]))?;
    let untested = stats.get(&run.id).and_then(|stats| stats.statuses.get("untested")).copied().unwrap_or(0);
    let answer = GateAnswer { project: project.code, run: run.number, met: broken.is_empty(), broken, untested };
    let printer = &context.printer;
    say(printer, &answer.broken);
    if untested > 0 {
        printer.remark(Severity::Warning, &Message::new("cli-gate-untested").with("number", answer.run).count("count", untested));
    }
    printer.summary(&answer, |out| {
        let key = if answer.met { "cli-gate-met" } else { "cli-gate-broken" };
        out.say(&Message::new(key).with("number", answer.run).count("count", answer.broken.len()));
    });
    Ok(if answer.met { Exit::Done } else { Exit::Gate })
}

/// The rules that a run breaks; `None` without rules.
pub(super) fn judge(rules: &Rules, store: &Store, run: RunId) -> Result<Option<Vec<Broken>>, Stop> {
    if rules.is_empty() {
        return Ok(None);
    }
    Ok(Some(quality_gate::broken(store, run, rules)?))
}

/// The rules of the flags, then those of the file: the one that a flag names, otherwise [`FILE`] in the current folder, otherwise
/// the one beside the workspace.
pub(super) fn rules(args: &GateRules, workspace: Option<&Store>) -> Result<Rules, Stop> {
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
    match rules.senseless() {
        Some(value) => Err(Stop::usage(
            Message::new("cli-error-gate-rule").with("value", value).with("statuses", crate::domain::gate::STATUSES.join(", ")),
        )),
        None => Ok(rules),
    }
}

/// The rules of a file that may be missing.
fn rules_if_there(path: &Path) -> Result<Option<Rules>, Stop> {
    if matches!(path.try_exists(), Ok(false)) { Ok(None) } else { rules_of(path).map(Some) }
}

fn rules_of(path: &Path) -> Result<Rules, Stop> {
    let text = quality_gate::read_file(path).map_err(|error| file_error(path, &error.to_string()))?;
    quality_gate::rules(&text).map_err(|error| file_error(path, &error))
}

fn file_error(path: &Path, error: &str) -> Stop {
    Stop::usage(Message::new("cli-error-gate-file").with("path", path.display()).with("error", error))
}

/// Prints each broken rule with its figures.
pub(super) fn say(printer: &Printer, broken: &[Broken]) {
    for rule in broken {
        let tr = printer.tr();
        let words = |measure: &Measure| match measure {
            Measure::Status(status) => status_word(status, tr),
            Measure::Share(_) | Measure::Rate(_) => with_percent(quality_gate::measure(tr, measure)),
            _ => quality_gate::measure(tr, measure),
        };
        let key = match (&rule.limit, &rule.found) {
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
