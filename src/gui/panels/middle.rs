//! The middle: tabs and the view in front.

use eframe::egui::{CentralPanel, Frame, Margin, Panel, Ui};

use super::{case, overview, registry, run};
use crate::domain::ids::{CaseId, RunId};
use crate::gui::action::{Actions, Nav};
use crate::gui::state::{MiddleTab, UiState};
use crate::gui::theme::{Palette, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{Tab, TabEvent, tabs};

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
    let strip = Margin { left: space::M as i8, right: space::M as i8, top: 0, bottom: 0 };
    Panel::top("tabs").exact_size(size::TABS).frame(Frame::new().fill(p.panel).inner_margin(strip)).show(ui, |ui| {
        let close = view.text("gui-tab-close");
        let names: Vec<String> = state
            .kept
            .tabs
            .iter()
            .map(|t| match t {
                MiddleTab::Overview => view.text("gui-tab-overview").into_owned(),
                MiddleTab::Registry => view.text("gui-tab-registry").into_owned(),
                MiddleTab::Case(id) => view.cases.get(CaseId(*id)).map_or_else(|| format!("#{id}"), |c| c.code.clone()),
                MiddleTab::Run(id) => {
                    let number = view.runs.get(RunId(*id)).map_or(*id, |r| r.run.number);
                    view.tr.fmt("gui-tab-run", &[("number", number.to_string().into())])
                }
            })
            .collect();
        let close_names: Vec<String> = names.iter().map(|n| format!("{close} {n}")).collect();
        let all: Vec<Tab<'_>> = state
            .kept
            .tabs
            .iter()
            .zip(names.iter().zip(&close_names))
            .map(|(tab, (name, close))| match tab {
                MiddleTab::Case(_) | MiddleTab::Run(_) => Tab::new(name).closable(close),
                _ => Tab::new(name),
            })
            .collect();
        match tabs(ui, state.kept.tab, &all) {
            Some(TabEvent::Choose(i)) => {
                if let Some(tab) = state.kept.tabs.get(i) {
                    out.nav(Nav::Tab(*tab));
                }
            }
            Some(TabEvent::Close(i)) => out.nav(Nav::CloseTab(i)),
            None => {}
        }
    });
    let margin = Margin::same(space::L as i8);
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
