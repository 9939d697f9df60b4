//! `audit`: changes on the server and their authors, and refused requests.

use crate::errors::CliError;
use crate::exit::Exit;
use crate::files::write_output;
use crate::json::{AuditAnswer, AuditObject};
use crate::output::Align::{Cut, Left, Right};
use crate::output::Printer;
use crate::resolve::Context;
use crate::user_args::AuditArgs;
use voluptas_core::base::clock::to_plain;
use voluptas_core::domain::Message;
use voluptas_formats::{WriteOptions, write_table};
use voluptas_store::audit::{AuditEntry, AuditFilter};

/// Rows of a list without `--limit`. A file gets all.
const SHOWN: usize = 100;

pub(super) fn run(args: &AuditArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    let store = context.workspace_to_read()?.store;
    let filter = AuditFilter { since_ms: args.since, until_ms: args.until, who: args.user.clone(), actions: args.action.clone() };
    let otherwise = if args.export.is_some() { usize::MAX } else { SHOWN };
    let limit = args.limit.map_or(otherwise, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    // One more than is shown tells that there are more.
    let mut rows = store.read(|tx| tx.audit().list(&filter, limit.saturating_add(1)))?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let printer = &context.printer;
    let exit = if rows.is_empty() { Exit::Nothing } else { Exit::Done };
    let count = rows.len();
    if let Some(file) = &args.export {
        let headers = ["time", "user", "source", "address", "action", "project", "object", "detail", "times"];
        let bytes = write_table(WriteOptions::default(), &headers, rows.iter().map(cells).collect());
        let to_stdout = write_output(file, &bytes, printer)?;
        if !to_stdout {
            let answer = AuditAnswer { file: Some(file.display().to_string()), count, has_more, entries: Vec::new() };
            let saved = Message::new("cli-audit-exported").count("count", count).with("path", file.display());
            printer.summary(&answer, |out| out.say(&saved));
        }
        return Ok(exit);
    }
    let shown = rows.clone();
    let entries = rows.into_iter().map(AuditObject::from).collect();
    printer.answer(&AuditAnswer { file: None, count, has_more, entries }, |out| table(out, &shown));
    if has_more {
        printer.note(&Message::new("cli-audit-more").count("count", count));
    }
    Ok(exit)
}

fn cells(row: &AuditEntry) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        to_plain(row.at_ms),
        text(&row.who),
        row.source.clone(),
        text(&row.address),
        row.action.clone(),
        text(&row.project),
        text(&row.object),
        text(&row.detail),
        row.times.to_string(),
    ]
}

fn table(out: &Printer, rows: &[AuditEntry]) {
    let columns = [
        ("cli-col-time", Left),
        ("cli-col-user", Left),
        ("cli-col-source", Left),
        ("cli-col-address", Left),
        ("cli-col-action", Left),
        ("cli-col-project", Left),
        ("cli-col-object", Left),
        ("cli-col-detail", Cut),
        ("cli-col-times", Right),
    ];
    let titles = columns.map(|(key, _)| out.tr().text(key));
    let columns: Vec<_> = titles.iter().zip(columns).map(|(title, (_, align))| (title.as_ref(), align)).collect();
    out.table(&columns, &rows.iter().map(cells).collect::<Vec<_>>());
}
