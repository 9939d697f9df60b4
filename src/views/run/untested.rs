//! The cases of a run that have no result. The filters "all" and "untested" list them, in a finished run as in one in progress.
//!
//! They are no results, so no other filter shows them. They are read while one of the two filters is set.

use std::sync::Arc;

use eframe::egui::{Frame, Margin, Ui};

use crate::action::{Actions, Nav};
use crate::model::untested_cases::{UntestedCase, UntestedCases};
use crate::query::{CachedQuery, Concerns};
use crate::state::MiddleTab;
use crate::view::View;
use crate::views::lists::menus::WIDTH;
use voluptas_app::runs::manual::sheet;
use voluptas_core::domain::ids::{CaseId, RunId};
use voluptas_store::{Aggregate, Store};
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::menu::line as menu_line;
use voluptas_ui::widgets::{Button, StatusClass, status_label, text};

/// The query that reads the cases.
pub(super) type Untested = CachedQuery<RunId, Arc<UntestedCases>>;

/// Makes the query.
pub(super) fn query() -> Untested {
    CachedQuery::of_thing("gui-unread-cases", Concerns::Of(&[Aggregate::Runs, Aggregate::Results, Aggregate::Cases]))
}

/// Reads the cases of a run. Blocks.
pub(super) fn read(store: &Store, run: RunId) -> voluptas_store::Result<Arc<UntestedCases>> {
    sheet::load(store, run).map(|sheet| Arc::new(UntestedCases::new(sheet.items)))
}

/// Brings a case to the front.
pub(super) fn open(case: CaseId, out: &mut Actions) {
    out.nav(Nav::Tab(MiddleTab::Case(case.0)));
}

/// Draws a case in place of a result.
pub(super) fn details(ui: &mut Ui, case: &UntestedCase, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    Frame::new().inner_margin(Margin::same(space::L as i8)).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        status_label(ui, StatusClass::Untested, &crate::model::words::class_name(view.tr, StatusClass::Untested));
        text::paragraph(ui, &case.title, Type::Title, p.text);
        if !case.values.is_empty() {
            text::paragraph(ui, &case.values, Type::Body, p.text_secondary);
        }
        text::paragraph(ui, &view.text("run-untested-case"), Type::Body, p.text_secondary);
        if Button::secondary(&view.text("gui-case-open")).icon(icons::CASE).small().show(ui).clicked() {
            open(case.case, out);
        }
    });
}

/// Draws the context menu of a case.
pub(super) fn menu(ui: &mut Ui, case: &UntestedCase, view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = 0.0;
    if menu_line(ui, icons::CASE, &view.text("gui-case-open"), None, WIDTH).clicked() {
        open(case.case, out);
        ui.close();
    }
}
