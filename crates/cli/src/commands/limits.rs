//! `limits`: limits and usage of a project.

use super::target;
use crate::errors::CliError;
use crate::exit::Exit;
use crate::json::LimitsAnswer;
use crate::output::Align::{Left, Right};
use crate::resolve::Context;
use crate::rules_args::{LimitsArgs, LimitsCommand, LimitsSet};
use voluptas_app::project::limits;
use voluptas_store::project_rules::Limits;
use voluptas_store::{Op, Store};

/// Bytes of a megabyte.
const MB: i64 = 1024 * 1024;

pub(super) fn run(args: &LimitsArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    match &args.command {
        LimitsCommand::Show(args) => {
            let store = context.workspace_to_read()?.store;
            let code = target::existing(&store, &args.code)?.code;
            show(&store, &code, context)
        }
        LimitsCommand::Set(args) => set(args, context),
    }
}

fn set(args: &LimitsSet, context: &Context) -> Result<Exit, CliError> {
    let store = context.existing_workspace()?.store;
    let code = target::existing(&store, &args.code)?.code;
    let (before, _) = limits::show(&store, &code)?;
    let number =
        |new: Option<u32>, unit: i64, old: Option<i64>| new.map_or(old, |n| Some(i64::from(n) * unit).filter(|n| *n > 0));
    let new = Limits {
        attachment_bytes: number(args.attachment_mb, MB, before.attachment_bytes),
        results: number(args.results, 1, before.results),
        cases: number(args.cases, 1, before.cases),
    };
    store.write(Op::bulk("set_limits"), |tx| limits::set(tx, &code, &new))?;
    show(&store, &code, context)
}

fn show(store: &Store, code: &str, context: &Context) -> Result<Exit, CliError> {
    let (limits, usage) = limits::show(store, code)?;
    context.printer.answer(&LimitsAnswer::new(code, limits, usage), |out| {
        let titles = ["cli-col-held", "cli-col-holds", "cli-col-limit"].map(|key| out.tr().text(key));
        let columns: Vec<_> = titles.iter().map(|title| title.as_ref()).zip([Left, Right, Right]).collect();
        let bytes = |n: i64| out.tr().bytes(u64::try_from(n).unwrap_or_default());
        let row = |key: &str, holds: String, limit: Option<String>| {
            vec![out.tr().text(key).into_owned(), holds, limit.unwrap_or_else(|| out.tr().text("cli-word-no-limit").into_owned())]
        };
        let rows = [
            row("cli-word-attachments", bytes(usage.attachment_bytes), limits.attachment_bytes.map(bytes)),
            row("cli-word-results", usage.results.to_string(), limits.results.map(|n| n.to_string())),
            row("cli-word-cases", usage.cases.to_string(), limits.cases.map(|n| n.to_string())),
        ];
        out.table(&columns, &rows);
    });
    Ok(Exit::Done)
}
