//! The lists at the left: functions, cases or runs, with a filter as you type. The panel stands beside the middle or over it.

mod cases;
mod functions;
pub mod menus;
mod nothing_found;
mod runs;
pub mod tag_field;

use eframe::egui::{
    Align, Area, Context, Frame, Id, Key, Layout, Margin, Modifiers, Order, Panel, Rect, Sense, Ui, UiBuilder, vec2,
};

use crate::action::{Actions, Nav};
use crate::state::{LeftTab, UiState};
use crate::ui_command::UiCommand;
use crate::view::View;
use voluptas_ui::theme::{Palette, icons, size, space};
use voluptas_ui::widgets::tree::tree_id;
use voluptas_ui::widgets::{TextField, icon_button_with, search_keys, segmented, splitter};

/// Range of the panel's width.
const LEAST: f32 = 200.0;
const MOST: f32 = 640.0;

/// Id of the filter, so that Ctrl+F finds it.
pub fn filter_id() -> Id {
    Id::unique("left-filter")
}

/// Draws the panel at the left of the middle. `beside` is the least width of everything at its right.
pub fn panel(ui: &mut Ui, beside: f32, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    splitter::keys(ui, "left", Key::ArrowRight, Key::ArrowLeft);
    let most = (ui.available_width() - beside).clamp(LEAST, MOST);
    let panel = Panel::left("left")
        .resizable(true)
        .default_size(state.kept.tree_width)
        .size_range(LEAST..=most)
        .frame(Frame::new().fill(p.panel));
    let shown = splitter::panel(ui, panel, |ui| contents(ui, state, view, out));
    let at = shown.response.rect;
    splitter::mark(ui, "left", at.right_top() - vec2(1.0, 0.0), at.right_bottom() - vec2(1.0, 0.0));
    state.kept.tree_width = at.width();
}

/// Draws the panel over the left part of `room`, in a window that is too narrow for it and the middle. A click on the dimmed rest
/// closes it, as `Esc` does where it is `heard`: not behind a dialog.
pub fn drawer(ctx: &Context, room: Rect, heard: bool, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of_ctx(ctx);
    let id = Id::unique("left-drawer");
    let at = room.with_max_x(room.left() + state.kept.tree_width.min(room.width() - space::XXL));
    // A layer of its own: the wheel would otherwise scroll the lists below it.
    let shown = Area::new(id).order(Order::Middle).fixed_pos(room.min).movable(false).constrain(false).show(ctx, |ui| {
        let beside = ui.interact(room, id.with("beside"), Sense::CLICK);
        ui.painter().rect_filled(room, 0.0, p.backdrop);
        ui.interact(at, id.with("panel"), Sense::CLICK);
        ui.painter().rect_filled(at, 0.0, p.panel);
        ui.painter().vline(at.right(), at.y_range(), (size::LINE, p.line_strong));
        ui.scope_builder(UiBuilder::new().max_rect(at).layout(Layout::top_down(Align::Min)), |ui| {
            ui.set_clip_rect(at);
            contents(ui, state, view, out);
        });
        beside.clicked()
    });
    // The first Esc leaves the filter.
    let typing = ctx.text_edit_focused();
    let was_typing = ctx.data_mut(|d| std::mem::replace(d.get_temp_mut_or_default::<bool>(id), typing));
    let escaped = heard && !was_typing && ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
    if shown.inner || escaped {
        state.drawer = false;
    }
}

fn contents(ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = 0.0;
    Frame::new().inner_margin(Margin { left: 10, right: 10, top: 8, bottom: 8 }).show(ui, |ui| head(ui, state, view, out));
    match state.kept.left {
        LeftTab::Functions => functions::show(ui, state, view, out),
        LeftTab::Cases => cases::show(ui, state, view, out),
        LeftTab::Runs => runs::show(ui, state, view, out),
    }
}

fn head(ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = space::S;
    let names = LeftTab::ALL.map(|tab| view.text(tab.name_key()));
    let chosen = LeftTab::ALL.iter().position(|t| *t == state.kept.left).unwrap_or(0);
    if let Some(i) = segmented(ui, chosen, &names.each_ref().map(|name| &**name)) {
        out.nav(Nav::Left(LeftTab::ALL[i]));
        // Arrows mean the rows that a click brought; arrows among the tabs stay there.
        if ui.input(|i| i.pointer.any_click()) {
            ui.memory_mut(|m| m.request_focus(tree_id(&view.text(LeftTab::ALL[i].name_key()))));
        }
    }
    ui.horizontal(|ui| {
        let new = match state.kept.left {
            LeftTab::Functions => Some(UiCommand::NewFunction),
            LeftTab::Cases => Some(UiCommand::NewSuite).filter(|command| command.enabled(&view.env)),
            LeftTab::Runs => Some(UiCommand::NewRun).filter(|command| command.enabled(&view.env)),
        };
        let list = tree_id(&view.text(state.kept.left.name_key()));
        let (_, text) = state.left_list();
        let (hint, clear) = (view.text("gui-filter"), view.text("gui-filter-clear"));
        let room = ui.available_width() - if new.is_some() { size::CONTROL + space::S } else { 0.0 };
        let field = TextField::new(text).id(filter_id()).hint(&hint).icon(icons::FILTER).clearable(&clear).width(room).show(ui);
        if std::mem::take(&mut state.focus_filter) {
            field.request_focus();
        }
        search_keys(ui, &field, state.left_list().1, list);
        if let Some(command) = new
            && icon_button_with(ui, icons::ADD, &view.text(&command.label_key()), false, true).clicked()
        {
            out.command(command);
        }
    });
}
