//! Queries of the History tab.

use eframe::egui::Ui;

use super::state::{HistoryAction, HistoryTab, Line};
use crate::sync_dialog::context::{Actions, TabBackend, TabContext};
use crate::sync_dialog::outcome::{OutcomeView, projects_of};
use crate::sync_dialog::tabs::Tab;
use crate::user_error::UserError;
use voluptas_app::{mirror, sync};
use voluptas_core::domain::ids::SyncId;
use voluptas_i18n::Tr;
use voluptas_store::Aggregate;
use voluptas_store::sync_history::SyncRow;
use voluptas_sync::{Counts, Summary};

impl Tab for HistoryTab {
    type Action = HistoryAction;

    fn poll(&mut self, backend: &mut TabBackend<'_>) {
        if self.read.poll() {
            match self.read.take() {
                Some(Ok(rows)) => (self.rows, self.is_read, self.error) = (rows, true, None),
                Some(Err(error)) => self.error = Some(error),
                None => {}
            }
            if self.table.cursor.is_none() {
                self.table.cursor = self.rows.first().map(|(row, _)| row.id.0);
            }
        }
        if let Some(detail) = &mut self.detail {
            detail.poll(backend);
        }
    }

    fn update(&mut self, backend: &mut TabBackend<'_>, is_shown: bool) {
        if !is_shown {
            return;
        }
        let generation = backend.generation(Aggregate::Sync);
        if self.generation != Some(generation) {
            self.generation = Some(generation);
            let (store, tr) = (backend.store(), backend.tr);
            backend.ask(&self.read, move || {
                let rows = sync::read::history(&store).map_err(|e| UserError::of_store("sync-dialog-history-unread", &e))?;
                Ok(rows.into_iter().map(|row| (row.clone(), line(tr, &row))).collect::<Vec<Line>>())
            });
        }
        let Some(id) = self.table.cursor.map(SyncId) else { return };
        match &self.detail {
            Some(detail) if detail.id() == Some(id) => {
                if let Some((row, _)) = self.rows.iter().find(|(row, _)| row.id == id) {
                    detail.refresh_ended(backend, &row.outcome);
                }
            }
            _ => self.detail = Some(OutcomeView::entry(backend, id)),
        }
    }

    fn ui(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<HistoryAction>) {
        self.draw(ui, cx, out);
    }

    fn perform(&mut self, backend: &mut TabBackend<'_>, action: HistoryAction) {
        match action {
            HistoryAction::ReadAgain => self.generation = None,
            HistoryAction::Outcome(action) => {
                if let Some(detail) = &mut self.detail {
                    detail.perform(backend, action);
                }
            }
        }
    }
}

/// The changes of an entry, in short and in full. A mirror also names both projects; its short text counts only results.
fn line(tr: Tr, row: &SyncRow) -> (String, String) {
    let brief = brief(tr, row);
    if row.kind != mirror::record::KIND {
        return (brief.clone(), brief);
    }
    let (projects, summary) = (projects_of(row), serde_json::from_value::<Summary>(row.counts.clone()).unwrap_or_default());
    let sent = summary.results.created;
    let short = match (row.ended_ms, sent, summary.failed()) {
        (None, ..) => projects.clone(),
        (_, 0, 0) => format!("{projects}: {}", tr.text("sync-dialog-no-changes")),
        (_, n, 0) => format!("{projects}: {}", tr.number(i64::try_from(n).unwrap_or(i64::MAX))),
        _ => format!("{projects}: {brief}"),
    };
    (short, format!("{projects}: {brief}"))
}

/// Counts of the main outcomes: `created 41, updated 17`.
fn brief(tr: Tr, row: &SyncRow) -> String {
    let summary: Summary = serde_json::from_value(row.counts.clone()).unwrap_or_default();
    let all = [&summary.suites, &summary.cases, &summary.results];
    let sum = |f: fn(&Counts) -> u64| all.iter().map(|c| f(c)).sum::<u64>();
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
