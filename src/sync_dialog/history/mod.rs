//! The History tab: all synchronisations, and the outcome of the selected one.
//!
//! This file draws; `state` holds the state, `perform` the queries.

mod perform;
mod state;

use eframe::egui::Ui;

use super::context::{Actions, DialogAction, TabContext};
use super::footer::footer;
use super::outcome::{headline, outcome_look};
use super::strip::{Remedy, strip};
use crate::model::sync_tab::SyncTab;
pub use state::HistoryTab;
use state::{HistoryAction, Line};
use voluptas_sync::Outcome;
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::{TableColumn, TableOptions, TableState, cell, dialog, empty_state, table, text};

impl HistoryTab {
    fn draw(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<HistoryAction>) {
        let n = self.rows.len();
        footer(ui, cx, "history", &if n > 0 { cx.n("sync-dialog-history-n", n) } else { String::new() }, None, None, None);
        if let Some(error) = &self.error
            && strip(ui, cx, out, "history", error, false) == Some(Remedy::Retry)
        {
            out.push(HistoryAction::ReadAgain);
        }
        if n == 0 && self.error.is_some() {
            return dialog::body(ui, space::L, |_| {});
        }
        if self.is_read && n == 0 {
            let (head, more, action) =
                (cx.t("sync-dialog-history-empty"), cx.t("sync-dialog-history-empty-more"), cx.t("sync-dialog-go-import"));
            dialog::body(ui, space::L, |ui| {
                if empty_state(ui, icons::HISTORY, &head, &more, Some(&action)) {
                    out.dialog(DialogAction::Show(SyncTab::Import));
                }
            });
            return;
        }
        dialog::side_of(ui, "history", 400.0, 280.0..=620.0, 0.0, |ui| list(ui, cx, &mut self.table, &self.rows));
        match &mut self.detail {
            Some(detail) => {
                if let Some(action) = detail.ui(ui, cx, out) {
                    out.push(HistoryAction::Outcome(action));
                }
            }
            None => dialog::body(ui, space::L, |_| {}),
        }
    }
}

/// Draws the list of entries. The cursor of the table selects one.
fn list(ui: &mut Ui, cx: &TabContext<'_>, state: &mut TableState, rows: &[Line]) {
    let heads = ["sync-dialog-column-when", "sync-dialog-column-kind", "sync-dialog-column-done"].map(|k| cx.t(k));
    let columns = [
        TableColumn::new(&heads[0], 92.0).fixed_order(),
        TableColumn::new(&heads[1], 112.0).fixed_order(),
        TableColumn::new(&heads[2], 120.0).grow().fixed_order(),
    ];
    let name = cx.t("sync-dialog-tab-history");
    let p = Palette::of(ui);
    table(
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
                    let word = headline(cx, &row.kind, outcome);
                    text::named_icon(ui, icon, colour, &word);
                    cell::strong(ui, &cx.t(&format!("sync-dialog-kind-{}", row.kind)));
                }
                _ => cell::short(ui, short, whole),
            }
        },
    );
}
