//! The History tab: every synchronisation, and one of them with what became of each item.

use eframe::egui::Ui;

use super::SyncTab;
use super::cx::Cx;
use super::foot::foot;
use super::outcome::{OutcomeView, ends, outcome_look};
use crate::app::mirror_record;
use crate::app::sync_read;
use crate::domain::ids::SyncId;
use crate::gui::theme::{Palette, Type, icons, space};
use crate::gui::widgets::{TableColumn, TableOptions, TableState, cell, dialog, empty_state, table, text};
use crate::jobs::Query;
use crate::store::Aggregate;
use crate::store::sync_history::SyncRow;
use crate::sync::{Outcome, Summary};

/// An entry with what it did, in short and in full.
type Line = (SyncRow, (String, String));

/// The History tab.
#[derive(Debug, Default)]
pub struct HistoryTab {
    read: Query<Vec<Line>>,
    generation: Option<u64>,
    table: TableState,
    detail: Option<OutcomeView>,
}

impl HistoryTab {
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.refresh(cx);
        let rows = self.read.get().map(Vec::as_slice).unwrap_or_default();
        let n = rows.len();
        foot(ui, cx, "history", &if n > 0 { cx.n("sync-dialog-history-n", n) } else { String::new() }, None, None, None);
        if self.read.get().is_some_and(Vec::is_empty) {
            let (head, more, action) =
                (cx.t("sync-dialog-history-empty"), cx.t("sync-dialog-history-empty-more"), cx.t("sync-dialog-go-import"));
            dialog::body(ui, space::L, |ui| {
                if empty_state(ui, icons::HISTORY, &head, &more, Some(&action)) {
                    cx.go = Some(SyncTab::Import);
                }
            });
            return;
        }
        let mut chosen = None;
        dialog::side_of(ui, "history", 400.0, 280.0..=620.0, 0.0, |ui| {
            chosen = list(ui, cx, &mut self.table, rows);
        });
        let wanted = chosen.or(self.table.cursor);
        if let Some(id) = wanted.map(SyncId)
            && self.detail.as_ref().and_then(OutcomeView::id) != Some(id)
        {
            self.detail = Some(OutcomeView::entry(cx, id));
        }
        match &mut self.detail {
            Some(detail) => detail.ui(ui, cx),
            None => dialog::body(ui, space::L, |_| {}),
        }
    }

    fn refresh(&mut self, cx: &Cx<'_>) {
        let generation = cx.workspace.store.generations().of(Aggregate::Sync);
        if self.generation != Some(generation) {
            self.generation = Some(generation);
            let (store, tr) = (cx.workspace.store.clone(), cx.tr);
            self.read.ask(&cx.workspace.jobs, move || {
                let rows = sync_read::history(&store).unwrap_or_default();
                rows.into_iter().map(|row| (row.clone(), line(tr, &row))).collect()
            });
        }
        if self.read.poll()
            && self.table.cursor.is_none()
            && let Some((row, _)) = self.read.get().and_then(|r| r.first())
        {
            self.table.cursor = Some(row.id.0);
        }
        // A running entry gets its counts when it ends.
        if let Some(detail) = &self.detail
            && self.read.get().is_some_and(|rows| rows.iter().any(|(r, _)| Some(r.id) == detail.id() && r.outcome == "running"))
        {
            self.detail = None;
        }
    }
}

/// What an entry did, in short and in full. Of a mirror also between which projects; in short only its results are counted.
fn line(tr: crate::i18n::Tr, row: &SyncRow) -> (String, String) {
    let brief = brief(tr, row);
    if row.kind != mirror_record::KIND {
        return (brief.clone(), brief);
    }
    let (ends, summary) = (ends(row), serde_json::from_value::<Summary>(row.counts.clone()).unwrap_or_default());
    let sent = summary.results.created;
    let short = match (row.ended_ms, sent, summary.failed()) {
        (None, ..) => ends.clone(),
        (_, 0, 0) => format!("{ends}: {}", tr.text("sync-dialog-no-changes")),
        (_, n, 0) => format!("{ends}: {}", tr.number(i64::try_from(n).unwrap_or(i64::MAX))),
        _ => format!("{ends}: {brief}"),
    };
    (short, format!("{ends}: {brief}"))
}

/// `+41 ~17 ✕2`, in words.
fn brief(tr: crate::i18n::Tr, row: &SyncRow) -> String {
    let summary: Summary = serde_json::from_value(row.counts.clone()).unwrap_or_default();
    let all = [&summary.suites, &summary.cases, &summary.results];
    let sum = |f: fn(&crate::sync::Counts) -> u64| all.iter().map(|c| f(c)).sum::<u64>();
    let parts = [
        ("created", sum(|c| c.created) + summary.mappings_created),
        ("updated", sum(|c| c.updated)),
        ("conflict", sum(|c| c.conflicts)),
        ("failed", sum(|c| c.failed)),
    ];
    let words = parts.into_iter().filter(|(_, n)| *n > 0).map(|(o, n)| {
        format!("{} {}", tr.text(&format!("sync-dialog-word-{o}")), tr.number(i64::try_from(n).unwrap_or(i64::MAX)))
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() { tr.text("sync-dialog-no-changes").into_owned() } else { words.join(", ") }
}

fn list(ui: &mut Ui, cx: &Cx<'_>, state: &mut TableState, rows: &[Line]) -> Option<i64> {
    let heads = ["sync-dialog-column-when", "sync-dialog-column-kind", "sync-dialog-column-done"].map(|k| cx.t(k));
    let columns = [
        TableColumn::new(&heads[0], 92.0).fixed_order(),
        TableColumn::new(&heads[1], 112.0).fixed_order(),
        TableColumn::new(&heads[2], 120.0).grow().fixed_order(),
    ];
    let name = cx.t("sync-dialog-tab-history");
    let p = Palette::of(ui);
    let out = table(
        ui,
        TableOptions { name: &name, checks: None },
        &columns,
        state,
        rows.len(),
        |at| rows[at].0.id.0,
        |ui, at, column| {
            let (row, (short, whole)) = &rows[at];
            match column {
                0 => {
                    let line = text::line(ui, &cx.tr.ago(cx.now, row.started_ms), Type::Body, p.text_secondary);
                    line.on_hover_text(cx.tr.date_time(row.started_ms));
                }
                1 => {
                    let outcome: Outcome = row.outcome.parse().unwrap_or_default();
                    let (icon, colour) = outcome_look(p, outcome);
                    let word = super::outcome::headline(cx, &row.kind, outcome);
                    text::named_icon(ui, icon, colour, &word);
                    cell::strong(ui, &cx.t(&format!("sync-dialog-kind-{}", row.kind)));
                }
                _ => cell::short(ui, short, whole),
            }
        },
    );
    out.chosen
}
