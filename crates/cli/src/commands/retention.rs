//! `retention`: the rules by which a project keeps runs and files, and a preview of removals.

use super::target;
use crate::errors::CliError;
use crate::exit::Exit;
use crate::json::{KeptRunAnswer, RetentionAnswer, RetentionAppliedAnswer, RetentionPreviewAnswer};
use crate::output::Printer;
use crate::resolve::Context;
use crate::rules_args::{RetentionApply, RetentionArgs, RetentionCommand, RetentionSet, RulesRun};
use voluptas_app::runs::retention;
use voluptas_core::base::clock::to_plain;
use voluptas_core::domain::Message;
use voluptas_store::project_rules::KeepRules;
use voluptas_store::{Error, Op};

pub(super) fn run(args: &RetentionArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    match &args.command {
        RetentionCommand::Show(args) => {
            let store = context.workspace_to_read()?.store;
            let code = target::existing(&store, &args.code)?.code;
            show(context, &code, retention::rules(&store, &code)?)
        }
        RetentionCommand::Set(args) => set(args, context),
        RetentionCommand::Preview(args) => {
            let store = context.workspace_to_read()?.store;
            let code = target::existing(&store, &args.code)?.code;
            let plan = retention::plan(&store, &code)?;
            let answer = RetentionPreviewAnswer::new(&plan);
            context.printer.answer(&answer, |out| preview(out, &answer, plan.span()));
            Ok(if plan.is_empty() { Exit::Nothing } else { Exit::Done })
        }
        RetentionCommand::Apply(args) => apply(args, context),
        RetentionCommand::Keep(args) => keep(args, true, context),
        RetentionCommand::Release(args) => keep(args, false, context),
    }
}

fn set(args: &RetentionSet, context: &Context) -> Result<Exit, CliError> {
    let store = context.existing_workspace()?.store;
    let code = target::existing(&store, &args.code)?.code;
    let before = retention::rules(&store, &code)?;
    let number = |new: Option<u32>, old: Option<i64>| new.map_or(old, |n| Some(i64::from(n)).filter(|n| *n > 0));
    let rules = KeepRules {
        days: number(args.days, before.days),
        runs: number(args.runs, before.runs),
        files_days: number(args.files_days, before.files_days),
    };
    store.write(Op::bulk("set_retention"), |tx| retention::set_rules(tx, &code, &rules)).map_err(refused)?;
    show(context, &code, rules).map(|_| Exit::Done)
}

fn show(context: &Context, code: &str, rules: KeepRules) -> Result<Exit, CliError> {
    context.printer.answer(&RetentionAnswer::new(code, rules), |out| {
        if rules.is_empty() {
            out.say(&Message::new("cli-retention-none").with("code", code));
        }
        for (key, value) in
            [("cli-retention-days", rules.days), ("cli-retention-runs", rules.runs), ("cli-retention-files", rules.files_days)]
        {
            if let Some(value) = value {
                out.say(&Message::new(key).count("count", value));
            }
        }
    });
    Ok(if rules.is_empty() { Exit::Nothing } else { Exit::Done })
}

fn preview(out: &Printer, answer: &RetentionPreviewAnswer, span: Option<(i64, i64)>) {
    match span {
        Some((oldest, newest)) => {
            let would = Message::new("cli-retention-would").count("runs", answer.runs).count("results", answer.results);
            out.say(&would.with("oldest", to_plain(oldest)).with("newest", to_plain(newest)));
        }
        None => out.say(&Message::new("cli-retention-no-runs")),
    }
    if answer.passed_results > 0 {
        out.say(&Message::new("cli-retention-would-strip").count("count", answer.passed_results));
    }
    let size = out.tr().bytes(u64::try_from(answer.bytes).unwrap_or_default());
    out.say(&Message::new("cli-retention-would-free").count("count", answer.files).with("size", size));
    if answer.protected > 0 {
        out.say(&Message::new("cli-retention-protected").count("count", answer.protected));
    }
    out.say(&Message::new("cli-retention-stamp").with("stamp", &answer.stamp));
}

fn apply(args: &RetentionApply, context: &Context) -> Result<Exit, CliError> {
    let store = context.existing_workspace()?.store;
    let code = target::existing(&store, &args.code)?.code;
    let removed = retention::apply(&store, &code, args.stamp.as_deref()).map_err(refused)?;
    let freed_files = retention::free_bytes(&store)?;
    let is_nothing = removed == retention::Removed::default();
    let answer = RetentionAppliedAnswer { project: code, removed, freed_files };
    context.printer.answer(&answer, |out| {
        let done = Message::new("cli-retention-applied").count("runs", removed.runs).count("results", removed.results);
        out.say(&done.count("passed", removed.passed).count("files", removed.files));
    });
    Ok(if is_nothing { Exit::Nothing } else { Exit::Done })
}

fn keep(args: &RulesRun, is_kept: bool, context: &Context) -> Result<Exit, CliError> {
    let store = context.existing_workspace()?.store;
    let code = target::existing(&store, &args.code)?.code;
    let op = Op::bulk(if is_kept { "keep_run" } else { "release_run" });
    store.write(op, |tx| retention::keep_run(tx, &code, args.run, is_kept))?;
    let key = if is_kept { "cli-retention-kept" } else { "cli-retention-released" };
    let answer = KeptRunAnswer { project: code, run: args.run, is_kept };
    context.printer.answer(&answer, |out| out.say(&Message::new(key).with("number", args.run)));
    Ok(Exit::Done)
}

fn refused(error: Error) -> CliError {
    match error {
        Error::Invalid(invalid) => CliError::usage(invalid.message),
        other => other.into(),
    }
}
