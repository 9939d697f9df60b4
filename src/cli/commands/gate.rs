//! `gate`, and the gate of `ingest`: whether a run is good enough.

use super::target;
use crate::app::quality_gate::{self, FILE};
use crate::cli::errors::Stop;
use crate::cli::exit::Exit;
use crate::cli::json::GateAnswer;
use crate::cli::output::Printer;
use crate::cli::resolve::Context;
use crate::cli::result_args::{GateArgs, GateRules};
use crate::domain::Message;
use crate::domain::gate::{Broken, Rules};
use crate::domain::ids::RunId;
use crate::formats::Severity;
use crate::store::Store;
use std::path::Path;

pub(super) fn run(args: &GateArgs, context: &Context) -> Result<Exit, Stop> {
    context.start_log(&context.paths.log_dir, 0);
    let rules = rules(&args.gate)?;
    if rules.is_empty() {
        return Err(Stop::usage(Message::new("cli-error-no-gate")).remedy(Message::new("cli-remedy-no-gate").with("file", FILE)));
    }
    let store = context.workspace_to_read()?.store;
    let project = target::existing(&store, &args.project)?;
    let run = target::run(&store, &project, args.run)?;
    let broken = quality_gate::broken(&store, run.id, &rules)?;
    let answer = GateAnswer { project: project.code, run: run.number, met: broken.is_empty(), broken };
    let printer = &context.printer;
    say(printer, &answer.broken);
    printer.summary(&answer, |out| {
        let key = if answer.met { "cli-gate-met" } else { "cli-gate-broken" };
        out.say(&Message::new(key).with("number", answer.run).count("count", answer.broken.len()));
    });
    Ok(if answer.met { Exit::Done } else { Exit::Gate })
}

/// The rules that a run breaks; `None` without rules.
pub(super) fn judge(args: &GateRules, store: &Store, run: RunId) -> Result<Option<Vec<Broken>>, Stop> {
    let rules = rules(args)?;
    if rules.is_empty() {
        return Ok(None);
    }
    Ok(Some(quality_gate::broken(store, run, &rules)?))
}

/// The rules of the flags, then those of the file.
pub(super) fn rules(args: &GateRules) -> Result<Rules, Stop> {
    let path = args.gate_file.as_deref().unwrap_or(Path::new(FILE));
    let of_file = match quality_gate::read_file(path) {
        Ok(text) => quality_gate::rules(&text).map_err(|e| file_error(path, &e))?,
        Err(e) if args.gate_file.is_none() && e.kind() == std::io::ErrorKind::NotFound => Rules::default(),
        Err(e) => return Err(file_error(path, &e.to_string())),
    };
    let rules = args.rules().or(of_file);
    match rules.senseless() {
        Some(value) => Err(Stop::usage(
            Message::new("cli-error-gate-rule").with("value", value).with("statuses", crate::domain::gate::STATUSES.join(", ")),
        )),
        None => Ok(rules),
    }
}

fn file_error(path: &Path, error: &str) -> Stop {
    Stop::usage(Message::new("cli-error-gate-file").with("path", path.display()).with("error", error))
}

/// Prints each broken rule with its figures.
pub(super) fn say(printer: &Printer, broken: &[Broken]) {
    for rule in broken {
        let message = Message::new("cli-gate-rule").with("rule", rule.rule).with("limit", &rule.limit).with("found", &rule.found);
        printer.remark(Severity::Error, &message);
    }
}
