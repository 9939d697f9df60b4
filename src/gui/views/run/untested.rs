//! The cases of a run that have no result: their number beside the filters, and their list on a press.
//!
//! They are no rows of the list of results. The list is read when it is opened for the first time.

use std::sync::Arc;

use eframe::egui::{Id, Popup, PopupCloseBehavior, RectAlign, ScrollArea, Ui};

use crate::app::manual_run::sheet::{self, RunSheet};
use crate::domain::combination::values;
use crate::domain::ids::RunId;
use crate::gui::action::{Actions, Nav};
use crate::gui::panels::menu;
use crate::gui::query::{CachedQuery, Concerns, Reads};
use crate::gui::state::MiddleTab;
use crate::gui::theme::{icons, size, space};
use crate::gui::view::View;
use crate::gui::views::missing;
use crate::gui::widgets::text;
use crate::store::Aggregate;

/// Width of the list, and its lines before it scrolls.
const WIDTH: f32 = 360.0;
const LINES: f32 = 12.0;

/// The state of the list.
#[derive(Debug)]
pub(super) struct Untested {
    sheet: CachedQuery<RunId, Arc<RunSheet>>,
    /// The list is open, or is to be opened by this pass.
    is_open: bool,
    opens: bool,
}

impl Default for Untested {
    fn default() -> Self {
        let concerns = Concerns::Of(&[Aggregate::Runs, Aggregate::Results, Aggregate::Cases]);
        Self { sheet: CachedQuery::of_thing("gui-unread-cases", concerns), is_open: false, opens: false }
    }
}

fn id() -> Id {
    Id::unique("run-untested")
}

impl Untested {
    /// Opens the list in this pass.
    pub(super) fn open(&mut self) {
        self.opens = true;
    }

    /// Reads the cases while the list is open. Called once a pass.
    pub(super) fn refresh(&mut self, run: RunId, reads: Reads<'_>) {
        self.sheet.ask(reads, self.is_open.then_some(run), |store, run| sheet::load(store, *run).map(Arc::new));
    }

    /// Draws the number as a link, and the list below it while it is open.
    pub(super) fn show(&mut self, ui: &mut Ui, words: &str, view: &View<'_>, out: &mut Actions) {
        let link = text::label_link(ui, words).on_hover_text(view.text("run-untested-why"));
        if link.clicked() || std::mem::take(&mut self.opens) {
            Popup::open_id(ui.ctx(), id());
            self.is_open = true;
            ui.ctx().request_repaint();
        }
        let popup = Popup::from_response(&link).id(id()).open_memory(None).align(RectAlign::BOTTOM_START);
        let shown = popup.close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
            ui.set_width(WIDTH);
            ui.spacing_mut().item_spacing.y = 0.0;
            let Some(sheet) = self.sheet.get() else { return missing(ui, self.sheet.failure(), view) };
            let items: Vec<_> = sheet.items.iter().filter(|item| item.current.is_none()).collect();
            // A popup begins low and would stay so: its scroll area asks for no more than it is given.
            let height = (items.len() as f32).min(LINES) * size::TREE_ROW;
            ui.set_min_height(height);
            let scroll = ScrollArea::vertical().id_salt("run-untested").max_height(height).min_scrolled_height(height);
            scroll.show_rows(ui, size::TREE_ROW, items.len(), |ui, rows| {
                for item in &items[rows] {
                    let params = values(&item.target.params, &item.title);
                    let title = if params.is_empty() { item.title.clone() } else { format!("{} · {params}", item.title) };
                    if menu::line(ui, icons::UNTESTED, &title, None, WIDTH - space::M).clicked() {
                        out.nav(Nav::Tab(MiddleTab::Case(item.target.case.0)));
                        ui.close();
                    }
                }
            });
        });
        self.is_open = shown.is_some();
    }
}
