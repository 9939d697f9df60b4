//! The outcome of a synchronisation: headline, numbers and the outcome of each item. The last step of a tab and the detail of the
//! history show it.

mod entry;
mod items;
mod report;

use std::sync::Arc;

use eframe::egui::{Align, Frame, Layout, Margin, Panel, Ui, Vec2, vec2};

use super::context::{Actions, TabBackend, TabContext};
use super::strip::{Remedy, strip};
use crate::user_error::UserError;
use entry::{LoadedEntry, by, nonzero_counts, reason};
pub use entry::{headline, outcome_look, projects_of};
use items::item_look;
pub use report::ReportAction;
use report::ReportSaver;
use voluptas_app::mirror::record as mirror_record;
use voluptas_app::sync;
use voluptas_app::sync::import::Synced;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::SyncId;
use voluptas_jobs::{JobEnd, Query};
use voluptas_mirror as mirror;
use voluptas_store::sync_history::SyncItem;
use voluptas_sync::{Counts, Outcome};
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::reading;
use voluptas_ui::widgets::{Button, TableState, dialog, empty_state, filter_pill, icon_button_with, paint, text};

/// Outcome of an entry that is still worked on.
const RUNNING: &str = "running";
/// The least room for the numbers and the items, in points.
const LEAST: Vec2 = vec2(240.0, 340.0);
/// Room that the headline keeps beside the button of the report. Narrower, the button is an icon.
const HEADLINE: f32 = 160.0;
/// The outcomes of items in the order of the filters.
const OUTCOMES: [&str; 8] = ["failed", "conflict", "created", "sent", "updated", "removed", "skipped", "unchanged"];

/// The entry that a view shows.
#[derive(Debug, Clone, Copy)]
enum ShownEntry {
    /// The entry with this id.
    Entry(SyncId),
    /// The latest entry of a kind that began at a time or later.
    Latest(&'static str, Millis),
}

/// The view of one entry of the history.
#[derive(Debug, Default)]
pub struct OutcomeView {
    read: Query<Result<Option<LoadedEntry>, UserError>>,
    asked: Option<ShownEntry>,
    filter: Option<usize>,
    counts: [usize; OUTCOMES.len()],
    view: Vec<u32>,
    has_reasons: bool,
    table: TableState,
    saver: ReportSaver,
    /// Summary of a mirror that has just ended, for its reports.
    mirror: Option<Arc<mirror::Summary>>,
}

impl OutcomeView {
    /// The view after a job of `kind` that began at `began`, and the error if the job failed.
    pub fn of(backend: &TabBackend<'_>, kind: &'static str, end: JobEnd<Synced>, began: Millis) -> (Self, Option<UserError>) {
        match end {
            Ok(Synced(summary)) => match summary.sync_id {
                Some(id) => (Self::entry(backend, id), None),
                None => (Self::latest(backend, kind, began), None),
            },
            Err(error) => (Self::latest(backend, kind, began), UserError::of_job(error)),
        }
    }

    /// An entry of the history.
    pub fn entry(backend: &TabBackend<'_>, id: SyncId) -> Self {
        Self::asking(backend, ShownEntry::Entry(id))
    }

    fn asking(backend: &TabBackend<'_>, asked: ShownEntry) -> Self {
        let view = Self { asked: Some(asked), ..Self::default() };
        view.read_entry(backend);
        view
    }

    fn read_entry(&self, backend: &TabBackend<'_>) {
        let Some(asked) = self.asked else { return };
        let store = backend.store();
        backend.ask(&self.read, move || {
            let entry = match asked {
                ShownEntry::Entry(id) => sync::read::entry(&store, id).map(Some),
                ShownEntry::Latest(kind, since) => sync::read::latest(&store, kind, since),
            };
            Ok(entry.map_err(|e| UserError::of_store("sync-dialog-outcome-unread", &e))?.map(LoadedEntry::new))
        });
    }

    /// Adds the summary of a mirror, which its reports need.
    #[must_use]
    pub fn with_mirror(mut self, mirror: Arc<mirror::Summary>) -> Self {
        self.mirror = Some(mirror);
        self
    }

    fn latest(backend: &TabBackend<'_>, kind: &'static str, since: Millis) -> Self {
        Self::asking(backend, ShownEntry::Latest(kind, since))
    }

    fn loaded(&self) -> Option<&LoadedEntry> {
        self.read.get()?.as_ref().ok()?.as_ref()
    }

    /// Id of the shown entry.
    pub fn id(&self) -> Option<SyncId> {
        match self.asked {
            Some(ShownEntry::Entry(id)) => Some(id),
            _ => Some(self.loaded()?.entry.row.id),
        }
    }

    /// Reads the entry again if it was shown as running, now that `outcome` is in the history. The counts come with the end.
    pub fn refresh_ended(&self, backend: &TabBackend<'_>, outcome: &str) {
        let Some(row) = self.loaded().map(|loaded| &loaded.entry.row) else { return };
        if row.outcome == RUNNING && outcome != RUNNING && !self.read.is_running() {
            self.read_entry(backend);
        }
    }

    /// Takes the answers of its queries.
    pub fn poll(&mut self, backend: &mut TabBackend<'_>) {
        if self.read.poll() {
            self.rebuild();
        }
        self.saver.poll(backend);
    }

    /// Performs an action after drawing.
    pub fn perform(&mut self, backend: &TabBackend<'_>, action: ReportAction) {
        if action == ReportAction::ReadAgain {
            return self.read_entry(backend);
        }
        let Some(loaded) = self.loaded().cloned() else { return };
        match action {
            ReportAction::ReadAgain => {}
            ReportAction::Open => self.saver.open(backend, &loaded),
            ReportAction::Browse => self.saver.browse(backend, self.mirror.is_some()),
            ReportAction::Save => self.saver.save(backend, &loaded, self.mirror.as_ref()),
        }
    }

    /// Draws the view in the remaining space.
    pub fn ui<A>(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<A>) -> Option<ReportAction> {
        let loaded = match self.read.get().cloned()? {
            Ok(loaded) => loaded,
            Err(error) => {
                let pressed = strip(ui, cx, out, "outcome", &error, false);
                dialog::body(ui, space::L, |_| {});
                return (pressed == Some(Remedy::Retry)).then_some(ReportAction::ReadAgain);
            }
        };
        let Some(shown) = loaded else {
            let (head, more) = (cx.t("sync-dialog-nothing-done"), cx.t("sync-dialog-nothing-done-more"));
            dialog::body(ui, space::L, |ui| empty_state(ui, icons::STOP, &head, &more, None));
            return None;
        };
        dialog::body(ui, 0.0, |ui| dialog::roomy(ui, "outcome", LEAST, |ui| self.parts(ui, cx, &shown)))
    }

    fn parts(&mut self, ui: &mut Ui, cx: &TabContext<'_>, shown: &LoadedEntry) -> Option<ReportAction> {
        let mut action = None;
        Panel::top("sync-outcome-head")
            .frame(Frame::new().inner_margin(Margin { left: 20, right: 20, top: 8, bottom: 12 }))
            .show(ui, |ui| {
                action = head(ui, cx, shown);
                tiles(ui, cx, shown);
                details(ui, cx, shown);
                action = self.saver.ui(ui, cx, self.mirror.is_some()).or(action);
            });
        if shown.entry.items.is_empty() {
            let of = &shown.summary;
            let open = of.suites.conflicts + of.cases.conflicts + of.results.conflicts;
            dialog::body(ui, space::L, |ui| match open {
                0 => _ = empty_state(ui, icons::DONE_ALL, &cx.t("sync-dialog-in-step"), "", None),
                n => {
                    let n = usize::try_from(n).unwrap_or(usize::MAX);
                    empty_state(ui, icons::CONFLICT, &cx.n("sync-dialog-headline-unresolved", n), "", None);
                }
            });
            return action;
        }
        self.filters(ui, cx);
        let Self { view, has_reasons, table, .. } = self;
        dialog::body(ui, 0.0, |ui| items::ui(ui, cx, &shown.entry, view, *has_reasons, table));
        action
    }

    fn rebuild(&mut self) {
        self.view.clear();
        let Some(shown) = self.read.get().and_then(|read| read.as_ref().ok()?.as_ref()) else { return };
        let items = &shown.entry.items;
        let kind = shown.entry.row.kind.as_str();
        self.counts = OUTCOMES.map(|o| items.iter().filter(|i| class(kind, i) == o).count());
        if self.filter.is_none_or(|f| self.counts[f] == 0) {
            self.filter = None;
        }
        self.has_reasons = items.iter().any(|i| i.detail.is_some());
        let wanted = self.filter.map(|f| OUTCOMES[f]);
        self.view.extend((0..items.len()).filter(|&i| wanted.is_none_or(|w| class(kind, &items[i]) == w)).map(|i| i as u32));
    }

    fn filters(&mut self, ui: &mut Ui, cx: &TabContext<'_>) {
        let p = Palette::of(ui);
        let total: usize = self.counts.iter().sum();
        Panel::top("sync-outcome-filters")
            .frame(Frame::new().inner_margin(Margin { left: 12, right: 12, top: 6, bottom: 6 }))
            .show(ui, |ui| {
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing.x = space::XXS;
                    let mut picked = None;
                    if filter_pill(ui, self.filter.is_none(), None, &cx.t("sync-dialog-class-all"), &cx.tr.number(total))
                        .clicked()
                    {
                        picked = Some(None);
                    }
                    for (i, outcome) in OUTCOMES.iter().enumerate().filter(|(i, _)| self.counts[*i] > 0) {
                        let name = cx.t(&format!("sync-dialog-items-{outcome}"));
                        let look = item_look(p, outcome);
                        if filter_pill(ui, self.filter == Some(i), Some(look), &name, &cx.tr.number(self.counts[i])).clicked() {
                            picked = Some(Some(i));
                        }
                    }
                    if let Some(filter) = picked {
                        self.filter = filter;
                        self.rebuild();
                    }
                });
            });
    }
}

/// The filter to which an item belongs. A result that was created in Qase counts as sent, apart from created cases.
fn class<'a>(kind: &str, item: &'a SyncItem) -> &'a str {
    if item.entity == "result" && item.outcome == "created" && kind != "import" { "sent" } else { &item.outcome }
}

/// Draws the headline with the button for the report, the facts, and warnings.
fn head(ui: &mut Ui, cx: &TabContext<'_>, shown: &LoadedEntry) -> Option<ReportAction> {
    let mut action = None;
    let p = Palette::of(ui);
    let row = &shown.entry.row;
    let outcome = row.outcome.parse().unwrap_or_default();
    let conflicts = outcome == Outcome::Done && shown.summary.cases.conflicts > 0;
    let (icon, colour) = if conflicts { (icons::WARNING, p.broken) } else { outcome_look(p, outcome) };
    ui.horizontal(|ui| {
        let (at, _) = ui.allocate_exact_size(vec2(size::ICON_TITLE, size::CONTROL), eframe::egui::Sense::hover());
        paint::icon(ui.painter(), at, icon, size::ICON_TITLE, colour);
        reading::from_right(ui, |ui| {
            let save = cx.t("sync-dialog-save-report");
            let width = paint::galley(ui, &save, Type::Medium, p.text).size().x + size::CONTROL + space::L;
            let button = if ui.available_width() < width + HEADLINE {
                icon_button_with(ui, icons::SAVE, &save, false, true)
            } else {
                Button::secondary(&save).icon(icons::SAVE).show(ui)
            };
            if button.clicked() {
                action = Some(ReportAction::Open);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let mut words = headline(cx, &row.kind, outcome);
                if conflicts {
                    let n = usize::try_from(shown.summary.cases.conflicts).unwrap_or(usize::MAX);
                    words = format!("{words}. {}", cx.n("sync-dialog-headline-unresolved", n));
                }
                text::line(ui, &words, Type::Title, p.text);
            });
        });
    });
    let took = row.ended_ms.map(|end| cx.tr.duration(end - row.started_ms)).unwrap_or_default();
    let when = cx.tr.date_time(row.started_ms);
    let projects = projects_of(row);
    let who = row.who.as_deref().map(|who| by(cx, who)).unwrap_or_default();
    let facts = [projects.as_str(), &when, &took, &who];
    let facts: Vec<&str> = facts.into_iter().filter(|f| !f.is_empty()).collect();
    text::line(ui, &facts.join(" · "), Type::Body, p.text_secondary);
    let more = row.message.iter().chain(&shown.summary.warnings).chain(&shown.summary.drift);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.spacing_mut().interact_size.y = size::CONTROL_SMALL;
        for message in more {
            ui.horizontal(|ui| {
                text::icon(ui, icons::WARNING, p.broken);
                text::line(ui, &reason(cx, message), Type::Body, p.text);
            });
        }
    });
    ui.add_space(space::XS);
    action
}

/// Draws the main numbers: cases, or results where there are no cases. A mirror always shows its results.
fn tiles(ui: &mut Ui, cx: &TabContext<'_>, shown: &LoadedEntry) {
    let p = Palette::of(ui);
    let summary = &shown.summary;
    let kind = shown.entry.row.kind.as_str();
    let of = |entity, counts| nonzero_counts(counts).into_iter().map(move |(outcome, n)| (entity, outcome, n));
    let (cases, results) = (of("case", &summary.cases), of("result", &summary.results));
    // People look for sent results after a mirror or an export, and for cases after an import.
    let mut all: Vec<_> = match kind {
        mirror_record::KIND | "export" => results.chain(cases).collect(),
        _ if summary.cases.total() > 0 || summary.results.total() == 0 => cases.collect(),
        _ => results.collect(),
    };
    // Unchanged items are the least interesting.
    all.sort_by_key(|(_, outcome, _)| *outcome == "unchanged");
    if all.is_empty() {
        all.push((if kind == mirror_record::KIND { "result" } else { "case" }, "unchanged", 0));
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XL;
        for (entity, outcome, n) in all {
            let (_, colour) = item_look(p, outcome);
            let colour = if matches!(outcome, "failed" | "conflict") { colour } else { p.text };
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let number = cx.tr.number(i64::try_from(n).unwrap_or(i64::MAX));
                text::line(ui, &number, Type::Number, colour);
                let n = i64::try_from(n).unwrap_or(i64::MAX);
                text::label(ui, &cx.tr.fmt(&format!("sync-dialog-tile-{entity}-{outcome}"), &[("n", n.into())]));
            });
        }
    });
}

/// Draws the other facts, one line each, and the link to the run.
fn details(ui: &mut Ui, cx: &TabContext<'_>, shown: &LoadedEntry) {
    let p = Palette::of(ui);
    let (summary, row) = (&shown.summary, &shown.entry.row);
    let number = |n: u64| cx.tr.number(i64::try_from(n).unwrap_or(i64::MAX));
    let words = |head: &str, counts: &Counts| {
        let parts =
            nonzero_counts(counts).into_iter().map(|(o, n)| format!("{} {}", cx.t(&format!("sync-dialog-word-{o}")), number(n)));
        format!("{}: {}", cx.t(head), parts.collect::<Vec<_>>().join(", "))
    };
    let mut lines = Vec::new();
    if summary.suites.total() > 0 {
        lines.push(words("sync-dialog-of-suites", &summary.suites));
    }
    if row.kind == "import" && summary.cases.total() > 0 && summary.results.total() > 0 {
        lines.push(words("sync-dialog-of-results", &summary.results));
    }
    if summary.functions_created > 0 {
        lines.push(cx.f("sync-dialog-functions-made", &[("n", number(summary.functions_created).into())]));
    }
    if summary.mappings_created > 0 {
        lines.push(cx.f("sync-dialog-mappings-made", &[("n", number(summary.mappings_created).into())]));
    }
    if let Some(run) = &summary.run {
        let key = if run.created { "sync-dialog-run-made" } else { "sync-dialog-run-used" };
        lines.push(cx.f(key, &[("id", run.id.to_string().into()), ("title", run.title.clone().into())]));
    }
    for line in &lines {
        text::line(ui, line, Type::Body, p.text_secondary);
    }
    // The run of a mirror between two accounts may be in the account that the window has no pages for.
    let one_account = row.options.get("two_accounts").and_then(serde_json::Value::as_bool) != Some(true);
    let page = summary.run.as_ref().filter(|_| one_account).and_then(|run| cx.page(&row.project_code, "run", run.id));
    if let Some(url) = page
        && text::link(ui, &cx.t("sync-dialog-open-run")).on_hover_text(&url).clicked()
    {
        ui.ctx().open_url(eframe::egui::OpenUrl::new_tab(url));
    }
}
