//! An entry of the history with its counts, and the texts that several views show of an entry.

use std::sync::Arc;

use eframe::egui::Color32;

use crate::sync_dialog::context::TabContext;
use crate::sync_dialog::preview::values::field_name;
use voluptas_app::mirror::ledger::{WATCH, WEBHOOK};
use voluptas_app::mirror::record as mirror_record;
use voluptas_app::sync::read::Entry;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Arg;
use voluptas_store::sync_history::SyncRow;
use voluptas_sync::{Counts, Outcome, Summary};
use voluptas_ui::theme::{Icon, Palette, icons};

/// An entry of the history, read from the workspace.
#[derive(Debug, Clone)]
pub struct LoadedEntry {
    pub entry: Arc<Entry>,
    /// The counts of the entry.
    pub summary: Summary,
}

impl LoadedEntry {
    /// Reads the counts of an entry.
    pub fn new(entry: Entry) -> Self {
        let summary = serde_json::from_value(entry.row.counts.clone()).unwrap_or_default();
        Self { entry: Arc::new(entry), summary }
    }
}

/// The author of a synchronisation. The program's own authors (watching, webhook) have translated names.
pub fn by(cx: &TabContext<'_>, who: &str) -> String {
    match who {
        WATCH => cx.t("sync-dialog-by-watching").into_owned(),
        WEBHOOK => cx.t("sync-dialog-by-webhook").into_owned(),
        _ => who.to_owned(),
    }
}

/// Icon and colour of an outcome.
pub fn outcome_look(p: &Palette, outcome: Outcome) -> (Icon, Color32) {
    match outcome {
        Outcome::Done => (icons::PASSED, p.passed),
        Outcome::Partly => (icons::BROKEN, p.broken),
        Outcome::Failed => (icons::FAILED, p.failed),
        Outcome::Cancelled => (icons::SKIPPED, p.skipped),
        Outcome::Interrupted => (icons::WARNING, p.broken),
        Outcome::Running => (icons::IN_PROGRESS, p.in_progress),
    }
}

/// `Import finished`.
pub fn headline(cx: &TabContext<'_>, kind: &str, outcome: Outcome) -> String {
    let word: &'static str = outcome.into();
    let kind = cx.t(&format!("sync-dialog-kind-{kind}"));
    cx.f(&format!("sync-dialog-headline-{word}"), &[("kind", kind.into_owned().into())])
}

/// The text of a reason, with the names of fields instead of their slugs.
pub fn reason(cx: &TabContext<'_>, message: &Message) -> String {
    let mut message = message.clone();
    for (name, arg) in &mut message.args {
        if let (true, Arg::Text(slugs)) = (name == "fields" || name == "updated", &*arg) {
            let names = slugs.split(", ").map(|s| s.parse().map_or_else(|_| s.to_owned(), |f| field_name(cx, f).to_lowercase()));
            *arg = Arg::Text(names.collect::<Vec<_>>().join(", "));
        }
    }
    cx.tr.message(&message)
}

/// The counts of a kind of item by outcome, without zeros.
pub fn nonzero_counts(counts: &Counts) -> Vec<(&'static str, u64)> {
    let all = [
        ("created", counts.created),
        ("updated", counts.updated),
        ("unchanged", counts.unchanged),
        ("conflict", counts.conflicts),
        ("removed", counts.removed),
        ("skipped", counts.skipped),
        ("failed", counts.failed),
    ];
    all.into_iter().filter(|(_, n)| *n > 0).collect()
}

/// The code of the project; of a mirror both codes: `AUTO → SHOP`.
pub fn projects_of(row: &SyncRow) -> String {
    let source =
        row.options.get("source_project").and_then(serde_json::Value::as_str).filter(|_| row.kind == mirror_record::KIND);
    source.map_or_else(|| row.project_code.clone(), |s| format!("{} → {}", s.trim().to_uppercase(), row.project_code))
}
