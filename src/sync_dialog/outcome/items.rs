//! The table of items of a synchronisation, each with its outcome.

use eframe::egui::{Color32, Ui};

use super::entry::reason;
use crate::sync_dialog::context::TabContext;
use voluptas_app::mirror;
use voluptas_app::sync::read::Entry;
use voluptas_store::sync_history::SyncItem;
use voluptas_ui::theme::{Icon, Palette, Type, icons};
use voluptas_ui::widgets::{RowHint as _, TableColumn, TableOptions, TableState, cell, table, text};

/// A column of the items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Outcome,
    What,
    Key,
    Id,
    Title,
    Why,
}

impl Cell {
    fn key(self) -> &'static str {
        match self {
            Self::Outcome => "sync-dialog-column-outcome",
            Self::What => "sync-dialog-column-what",
            Self::Key => "sync-dialog-mirror-column-key",
            Self::Id => "sync-dialog-column-id",
            Self::Title => "sync-dialog-column-title",
            Self::Why => "sync-dialog-column-why",
        }
    }
}

/// Draws the items of `view` in the remaining space.
pub fn ui(ui: &mut Ui, cx: &TabContext<'_>, entry: &Entry, view: &[u32], has_reasons: bool, state: &mut TableState) {
    let (items, project) = (&entry.items, &entry.row.project_code);
    let is_mirror = entry.row.kind == mirror::record::KIND;
    let is_import = entry.row.kind == "import";
    // People know a mirrored result by the key of its case. The outcome already says that it is a result.
    let second = if is_mirror { Cell::Key } else { Cell::What };
    let mut shown = vec![Cell::Outcome, second, Cell::Id, Cell::Title];
    if has_reasons {
        shown.push(Cell::Why);
    }
    let heads: Vec<String> = shown
        .iter()
        .map(|c| match c {
            Cell::Id if is_mirror => cx.f("sync-dialog-mirror-column-target", &[("project", project.clone().into())]),
            c => cx.t(c.key()).into_owned(),
        })
        .collect();
    let roomy = ui.available_width() > 1000.0;
    let columns: Vec<TableColumn<'_>> = shown
        .iter()
        .zip(&heads)
        .map(|(c, head)| match c {
            Cell::Outcome => TableColumn::new(head, 124.0),
            Cell::What => TableColumn::new(head, 96.0),
            Cell::Key => TableColumn::new(head, if roomy { 136.0 } else { 108.0 }),
            Cell::Id => TableColumn::new(head, 96.0),
            Cell::Title => TableColumn::new(head, 124.0).grow(),
            Cell::Why if is_mirror => TableColumn::new(head, if roomy { 320.0 } else { 200.0 }),
            Cell::Why => TableColumn::new(head, 240.0),
        })
        .map(TableColumn::fixed_order)
        .collect();
    let name = cx.t("sync-dialog-items-table");
    let p = Palette::of(ui);
    let options = TableOptions { name: &name, checks: None };
    table(
        ui,
        options,
        &columns,
        state,
        view.len(),
        |at| i64::from(view[at]),
        |ui, at, column| {
            let item = &items[view[at] as usize];
            match shown[column] {
                Cell::Outcome => {
                    let (icon, colour) = item_look(p, &item.outcome);
                    text::icon(ui, icon, colour);
                    let words = match (is_mirror, item.entity.as_str(), item.outcome.as_str()) {
                        (true, "case", "created") => cx.t("sync-dialog-mirror-item-case"),
                        (_, "result", "created") if !is_import => cx.t("sync-dialog-mirror-item-sent"),
                        (true, "result", "unchanged") => cx.t("sync-dialog-mirror-item-there"),
                        (.., outcome) => cx.t(&format!("sync-dialog-item-{outcome}")),
                    };
                    text::line(ui, &words, Type::Medium, colour);
                }
                Cell::What => cell::plain(ui, &cx.t(&format!("sync-dialog-entity-{}", item.entity.replace('_', "-")))),
                Cell::Key => cell::mono(ui, item.local_key.as_deref().unwrap_or_default()),
                Cell::Id if is_mirror && item.remote_key.is_none() => cell::plain(ui, ""),
                Cell::Id => id(ui, cx, project, item),
                Cell::Title => cell::strong(ui, &item.title),
                Cell::Why => {
                    let why = item.detail.as_ref().map(|m| reason(cx, m)).unwrap_or_default();
                    let line = text::line(ui, &why, Type::Body, p.text_secondary);
                    if !why.is_empty() {
                        line.hint_above(why);
                    }
                }
            }
        },
    );
}

/// Icon and colour of an item's outcome.
pub fn item_look(p: &Palette, outcome: &str) -> (Icon, Color32) {
    match outcome {
        "created" | "sent" => (icons::NEW, p.passed),
        "updated" => (icons::EDIT, p.accent),
        "removed" => (icons::DELETE, p.failed),
        "conflict" => (icons::CONFLICT, p.broken),
        "skipped" => (icons::SKIPPED, p.skipped),
        "failed" => (icons::FAILED, p.failed),
        _ => (icons::UNCHANGED, p.text_faint),
    }
}

/// The id of an item for people, and the kind of entity that it names. The number of a case follows the code of its project.
pub fn id_of<'a>(project: &str, item: &'a SyncItem) -> (String, &'a str) {
    // The workspace's own number of a result means nothing to people.
    let local = item.local_key.as_deref().filter(|_| item.entity != "result");
    let known = item.remote_key.as_deref().or(local).unwrap_or_default();
    // The id of a mirrored result is the case to which it was posted.
    let entity = if item.entity == "result" { "case" } else { &item.entity };
    let is_number = !known.is_empty() && known.chars().all(|c| c.is_ascii_digit());
    let key = if entity == "case" && is_number { format!("{project}-{known}") } else { known.to_owned() };
    (key, entity)
}

/// Draws the id of an item, as a link where its page in Qase is known.
fn id(ui: &mut Ui, cx: &TabContext<'_>, project: &str, item: &SyncItem) {
    let (key, entity) = id_of(project, item);
    let there = item.remote_key.as_deref().and_then(|k| k.parse().ok());
    let page = there.and_then(|id| cx.page(project, entity, id));
    match page {
        Some(url) => {
            if text::link(ui, &key).on_hover_text(&url).clicked() {
                ui.ctx().open_url(eframe::egui::OpenUrl::new_tab(url));
            }
        }
        None => cell::mono(ui, &key),
    }
}
