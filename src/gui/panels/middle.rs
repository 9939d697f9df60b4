//! The middle: tabs and the view in front.

use eframe::egui::{CentralPanel, Frame, Margin, Ui};

use super::{case, overview, registry, run, tabs};
use crate::domain::ids::{CaseId, RunId};
use crate::gui::action::Actions;
use crate::gui::state::{MiddleTab, UiState};
use crate::gui::theme::{Palette, space};
use crate::gui::view::View;
use crate::gui::widgets::dialog::is_low;

/// Draws tabs and view.
pub fn panel(
    ui: &mut Ui,
    state: &mut UiState,
    view_state: &mut registry::GridView,
    run_view: &mut run::RunView,
    view: &View<'_>,
    out: &mut Actions,
) {
    let p = Palette::of(ui);
    tabs::strip(ui, state, view, out);
    let margin = Margin::same(if is_low(ui.ctx()) { space::S } else { space::L } as i8);
    CentralPanel::default().frame(Frame::new().fill(p.app).inner_margin(margin)).show(ui, |ui| match state.tab() {
        MiddleTab::Overview => overview::view(ui, view, out),
        MiddleTab::Registry => registry::view(ui, state, view_state, view, out),
        MiddleTab::Case(id) => case::view(ui, CaseId(id), view, out),
        MiddleTab::Run(id) => {
            // The table has the widths while it is drawn; they are kept with the window.
            std::mem::swap(&mut state.kept.run_widths, run_view.widths());
            run::view(ui, RunId(id), run_view, view, out);
            std::mem::swap(&mut state.kept.run_widths, run_view.widths());
        }
    });
}
