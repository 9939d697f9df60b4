//! Remarks on the rows of a file, for a person: by kind, the first ones in full, the rest as a count.

use super::output::Printer;
use voluptas_core::domain::Message;
use voluptas_formats::{Report, Severity, Skip};

/// Remarks of one kind that are printed in full.
const SHOWN: usize = 3;
/// Lines that are named of the others.
const LINES: usize = 5;

/// Prints the remarks of the reader of a file.
pub(super) fn notes(printer: &Printer, report: &Report) {
    for group in report.groups.iter().filter(|g| g.severity != Severity::Info) {
        let of_group = report.notes.iter().filter(|n| n.message.key == group.key && n.field == group.field);
        grouped(printer, group.severity, group.count, of_group.map(|n| (n.line, n.message.clone())));
    }
}

/// Prints the notes with one key, which only tell how the file was understood.
pub(super) fn told(printer: &Printer, report: &Report, key: &str) {
    for group in report.groups.iter().filter(|g| g.severity == Severity::Info && g.key == key) {
        let of_group = report.notes.iter().filter(|n| n.message.key == key && n.field == group.field);
        grouped(printer, group.severity, group.count, of_group.map(|n| (n.line, n.message.clone())));
    }
}

/// Prints which rows name a function or a case that is not known, by line.
pub(super) fn unknown(printer: &Printer, file: &str, rows: &[(u64, String)]) {
    grouped(
        printer,
        Severity::Error,
        rows.len(),
        rows.iter().map(|(line, named)| (Some(*line), unknown_row(file, *line, named))),
    );
}

/// The sentence about a row that names nothing known.
pub(super) fn unknown_row(file: &str, line: u64, named: &str) -> Message {
    Message::new("cli-warning-unknown-row").with("file", file).with("line", line).with("named", named)
}

/// Prints warnings by kind.
pub(super) fn warnings(printer: &Printer, all: &[Message]) {
    let mut kinds: Vec<&str> = Vec::new();
    for warning in all {
        if !kinds.contains(&warning.key.as_str()) {
            kinds.push(&warning.key);
        }
    }
    for kind in kinds {
        let of_kind = || all.iter().filter(|w| w.key == kind);
        grouped(printer, Severity::Warning, of_kind().count(), of_kind().map(|w| (None, w.clone())));
    }
}

fn grouped(printer: &Printer, severity: Severity, count: usize, rows: impl Iterator<Item = (Option<u64>, Message)>) {
    let mut rows = rows.peekable();
    for (_, message) in rows.by_ref().take(SHOWN) {
        printer.remark(severity, &message);
    }
    if count > SHOWN {
        let mut lines: Vec<String> = rows.by_ref().take(LINES).filter_map(|(line, _)| Some(line?.to_string())).collect();
        if count > SHOWN + lines.len() {
            lines.push("…".to_owned());
        }
        printer.more(&Message::new("cli-rows-more").count("count", count - SHOWN).with("lines", lines.join(", ")));
    }
}

/// Rows that were skipped, by reason; `unknown` is the number of those that name nothing known.
pub(super) fn reasons(report: &Report, unknown: usize) -> Vec<Message> {
    let of_reader = report.skipped.iter().map(|(skip, count)| {
        let word: &'static str = (*skip).into();
        Message::new(format!("formats-reason-{word}")).count("count", *count)
    });
    let of_workspace = (unknown > 0).then(|| Message::new("cli-reason-unknown").count("count", unknown));
    of_reader.chain(of_workspace).collect()
}

/// Prints how many rows were read, taken and skipped, and why.
pub(super) fn summary(printer: &Printer, report: &Report, unknown: usize) {
    printer.say(&report.summary_with(unknown));
    for reason in reasons(report, unknown) {
        printer.line(&format!("  {}", printer.sentence(&reason)));
    }
}

/// With `--quiet` the summary is not printed: rows that were skipped are then told in one line on standard error.
pub(super) fn skipped_quietly(printer: &Printer, report: &Report, unknown: usize) {
    let skipped = report.skipped_in_all() + unknown;
    if !printer.is_quiet() || skipped == 0 {
        return;
    }
    let reasons: Vec<String> = reasons(report, unknown).iter().map(|m| printer.sentence(m)).collect();
    let message =
        Message::new("cli-rows-skipped").with("file", &report.file).count("skipped", skipped).count("rows", report.rows);
    printer.error(&message.with("reasons", reasons.join(", ")));
}

/// Stable word of a reason in JSON.
pub(super) fn reason_word(skip: Skip) -> String {
    let word: &'static str = skip.into();
    word.replace('-', "_")
}
