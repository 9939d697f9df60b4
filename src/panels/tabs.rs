//! The strip of tabs: their names, choosing, keeping and closing them.

use eframe::egui::{Align, Frame, Layout, Margin, Panel, Rect, Ui};

use crate::action::{Actions, Nav};
use crate::state::{MiddleTab, UiState};
use crate::ui_command::UiCommand;
use crate::view::View;
use voluptas_core::domain::ids::CaseId;
use voluptas_ui::theme::{Icon, Palette, icons, size, space};
use voluptas_ui::widgets::tab_strip::{StripEvent, StripTab, StripWords, tab_strip};
use voluptas_ui::widgets::{icon_button_with, paint};

/// Draws the strip.
pub fn strip(ui: &mut Ui, state: &UiState, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let margin = Margin { left: space::M as i8, right: space::M as i8, top: 0, bottom: 0 };
    let kept = &state.kept;
    Panel::top("tabs").exact_size(size::TABS).frame(Frame::new().fill(p.panel).inner_margin(margin)).show(ui, |ui| {
        let text = |key: &str| view.text(key).into_owned();
        let words = StripWords {
            close: text("gui-tab-close"),
            close_others: text("window-tab-close-others"),
            close_all: text("window-tab-close-all"),
            keep: text("window-tab-keep"),
            more: text("window-tab-more"),
        };
        let tabs: Vec<StripTab> = kept.tabs.iter().map(|t| tab(*t, kept.preview == Some(*t), view)).collect();
        let at = |i: usize| kept.tabs.get(i).copied();
        let width = ui.ctx().content_rect().width();
        let whole = ui.max_rect();
        let mut strip = whole;
        // Panels that have no room beside the middle are shown and hidden here.
        if width < size::TIGHT {
            let button = whole.with_max_x(whole.left() + size::CONTROL);
            strip = strip.with_min_x(button.right() + space::XS);
            toggle(ui, button, icons::TREE, UiCommand::ToggleTree, state.drawer, view, out);
        }
        if view.env.inspector_over && !state.inspects_nothing() {
            let button = whole.with_min_x(whole.right() - size::CONTROL);
            strip = strip.with_max_x(button.left() - space::XS);
            toggle(ui, button, icons::PANEL, UiCommand::ToggleInspector, state.overlay, view, out);
        }
        let tabs_layout = Layout::top_down(Align::Min);
        match paint::inside(ui, strip, tabs_layout, |ui| tab_strip(ui, "middle", kept.tab, &tabs, &words)) {
            Some(StripEvent::Choose(i)) => out.extend(at(i).map(Nav::ShowTab)),
            Some(StripEvent::Keep(i)) => out.extend(at(i).map(Nav::Tab)),
            Some(StripEvent::Close(i)) => out.nav(Nav::CloseTab(i)),
            Some(StripEvent::CloseOthers(i)) => out.extend(at(i).map(|t| Nav::CloseOtherTabs(Some(t)))),
            Some(StripEvent::CloseAll) => out.nav(Nav::CloseOtherTabs(None)),
            None => {}
        }
    });
}

/// A button that shows and hides a panel.
fn toggle(ui: &mut Ui, at: Rect, icon: Icon, command: UiCommand, on: bool, view: &View<'_>, out: &mut Actions) {
    paint::inside(ui, at, Layout::left_to_right(Align::Center), |ui| {
        if icon_button_with(ui, icon, &view.text(&command.label_key()), on, false).clicked() {
            out.command(command);
        }
    });
}

fn tab(tab: MiddleTab, preview: bool, view: &View<'_>) -> StripTab {
    let name = tab.name(view);
    let unsaved = matches!(tab, MiddleTab::Case(id) if view.drafts.contains(&CaseId(id)));
    // The colour is not all that tells it.
    let hover = [Some(name.long).filter(|long| !long.is_empty()), unsaved.then(|| view.text("cases-draft-tab").into_owned())];
    let hover = hover.into_iter().flatten().collect::<Vec<_>>().join("\n");
    StripTab { text: name.short, hover, icon: tab.icon(), closable: !tab.is_fixed(), unsaved, preview }
}
