//! The menu bar: menus from the command list, the search box, the workspace.

use std::path::Path;

use eframe::egui::containers::menu::{MenuBar, MenuButton, MenuState, SubMenu};
use eframe::egui::{
    self, Align, Color32, CornerRadius, FocusDirection, Frame, Id, Key, Layout, Margin, Modifiers, Panel, Popup, Rect, Response,
    Role, ScrollArea, Sense, TextStyle, Ui, WidgetInfo, pos2, vec2,
};

use super::menu_keys::{FocusedEntry, MenuKeys, note_entry};
use crate::action::{Action, Actions};
use crate::ui_command::{MenuEntry, UiCommand, menu_bar};
use crate::view::View;
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::menu::{DIVIDER, Mark, divider, line_width, marked_line};
use voluptas_ui::widgets::{Button, RowHint as _, icon_button_with, paint, text};

pub use voluptas_ui::widgets::menu::line;

/// The name of the program.
const NAME: &str = "VoluptAS";
/// Space at both sides of a menu's title.
const MENU_PAD: f32 = space::S + space::XXS;

/// Least width of the search box.
const SEARCH: f32 = 120.0;

/// Greatest width of a menu: the name of an edit to undo may be long.
const MENU_MAX: f32 = 420.0;

/// Draws the bar. `heard` is false behind a dialog, where its keys do nothing.
pub fn bar(ui: &mut Ui, heard: bool, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let margin = Margin { left: space::M as i8, right: space::M as i8, top: 0, bottom: 0 };
    Panel::top("menu").exact_size(size::MENU_BAR).frame(Frame::new().fill(p.panel).inner_margin(margin)).show(ui, |ui| {
        // The menu bar would take the whole width: it gets the left part as a place of its own.
        let whole = ui.max_rect();
        let menus = menus_width(ui, view);
        let name = paint::galley(ui, NAME, Type::Strong, p.text).size().x + space::S;
        // In a narrow window the name of the program goes first, then that of the workspace.
        let is_named = menus + name + size::CONTROL + space::M <= whole.width();
        let split = whole.left() + menus + if is_named { name } else { 0.0 };
        let (left, right) = whole.split_left_right_at_x(split.min(whole.right()));
        paint::inside(ui, left, Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            if is_named {
                text::strong(ui, NAME);
                ui.add_space(space::S);
            }
            MenuBar::new().ui(ui, |ui| {
                ui.spacing_mut().button_padding = vec2(MENU_PAD, space::XS);
                let keys = MenuKeys::begin(ui, heard);
                let mut buttons = Vec::with_capacity(menu_bar().len());
                for (title, menu) in menu_bar() {
                    let (button, _) = MenuButton::new(view.text(title)).ui(ui, |ui| entries(ui, menu, view, out));
                    paint::focus_ring(ui, &button, button.rect.shrink(space::XXS));
                    buttons.push(button);
                }
                keys.end(ui, &buttons);
            });
        });
        paint::inside(ui, right, Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            workspace_button(ui, view, out);
            project_button(ui, view, out);
            if view.workspace.is_some() && ui.available_width() > SEARCH {
                let width = ui.available_width().min(340.0);
                if search_box(ui, view, width).clicked() {
                    out.command(UiCommand::Palette);
                }
            }
        });
    });
}

/// Room for the menus of the bar.
fn menus_width(ui: &Ui, view: &View<'_>) -> f32 {
    let title = |key: &str| {
        ui.painter().layout_no_wrap(view.text(key).into_owned(), TextStyle::Button.resolve(ui.style()), Color32::PLACEHOLDER)
    };
    menu_bar().iter().map(|(key, _)| (title(key).size().x + MENU_PAD * 2.0).ceil()).sum::<f32>() + space::S
}

fn workspace_button(ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
    let name = match view.workspace {
        Some(_) if view.demo => view.text("gui-workspace-demo").into_owned(),
        Some(_) => view.workspace_name(),
        None => view.text("gui-workspace-none").into_owned(),
    };
    let words = paint::galley(ui, &name, Type::Medium, Palette::of(ui).text).size().x;
    let button = if words + size::ICON * 2.0 + space::XXL <= ui.available_width() {
        Button::secondary(&name).icon(icons::WORKSPACE).trailing(icons::DOWN).show(ui)
    } else {
        icon_button_with(ui, icons::WORKSPACE, &name, false, true)
    };
    Popup::menu(&button).show(|ui| {
        let menu = [
            MenuEntry::Command(UiCommand::NewWorkspace),
            MenuEntry::Command(UiCommand::OpenWorkspace),
            MenuEntry::Command(UiCommand::OpenDemo),
            MenuEntry::Recent,
        ];
        entries(ui, &menu, view, out);
    });
}

/// The project that is shown, with a menu of the others. Not drawn for a workspace with one project alone: there is nothing to choose.
fn project_button(ui: &mut Ui, view: &View<'_>, out: &mut Actions) {
    let Some(shown) = view.cases.project.as_ref().filter(|_| view.workspace.is_some() && view.cases.projects.len() > 1) else {
        return;
    };
    let name = view.tr.fmt("gui-project-shown", &[("project", shown.title.as_str().into())]);
    let words = paint::galley(ui, &shown.code, Type::Medium, Palette::of(ui).text).size().x;
    let button = if words + size::ICON * 2.0 + space::XXL + SEARCH <= ui.available_width() {
        Button::secondary(&shown.code).icon(icons::SUITE).trailing(icons::DOWN).show(ui).on_hover_text(&name)
    } else {
        icon_button_with(ui, icons::SUITE, &name, false, true)
    };
    Popup::menu(&button).show(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let widths = view.cases.projects.iter().map(|p| line_width(ui, &p.title, Some(&p.code)));
        let width = widths.fold(220.0, f32::max).min(MENU_MAX);
        let room = ui.ctx().content_rect().height() - size::MENU_BAR - space::L - size::TREE_ROW * 2.0;
        ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, |ui| {
            for project in &view.cases.projects {
                let mark = Mark::Radio(project.id == shown.id);
                if marked_line(ui, mark, &project.title, Some(&project.code), width).clicked() {
                    out.push(Action::ShowProject(project.code.clone()));
                    ui.close();
                }
            }
        });
        divider(ui, width);
        let new = UiCommand::NewProject;
        if line(ui, new.icon(), &view.command_label(new), None, width).clicked() {
            out.command(new);
            ui.close();
        }
    });
}

/// Looks like a field and opens the palette.
fn search_box(ui: &mut Ui, view: &View<'_>, width: f32) -> Response {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    let border = if response.hovered() { p.text_faint } else { p.line_strong };
    ui.painter().rect(rect, CornerRadius::same(radius::CONTROL), p.panel, (size::LINE, border), egui::StrokeKind::Inside);
    let icon =
        Rect::from_center_size(pos2(rect.left() + space::S + size::ICON / 2.0, rect.center().y), vec2(size::ICON, size::ICON));
    paint::icon(ui.painter(), icon, icons::SEARCH, size::ICON, p.text_secondary);
    let mut right = rect.right() - space::S;
    if let Some(keys) = UiCommand::Palette.shortcut_text(ui.ctx()) {
        right = paint::put_right(ui.painter(), pos2(right, rect.center().y), paint::galley(ui, &keys, Type::Mono, p.text_faint));
    }
    let words = view.text("gui-search-hint");
    let left = icon.right() + space::S;
    let galley = paint::elided(ui, &words, Type::Body, p.text_faint, right - left - space::S);
    paint::put_left(ui.painter(), pos2(left, rect.center().y), galley);
    paint::focus_ring(ui, &response, rect);
    paint::describe(&response, || WidgetInfo::labeled(Role::Button, true, &*words));
    response
}

/// Draws the entries of one menu, all as wide as the widest.
pub fn entries(ui: &mut Ui, menu: &[MenuEntry], view: &View<'_>, out: &mut Actions) {
    entries_of(ui, menu, None, view, out);
}

/// Draws the entries of a menu, or of the submenu that an entry opened: `above` is that entry and its menu.
fn entries_of(ui: &mut Ui, menu: &[MenuEntry], above: Option<(Id, Id)>, view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = 0.0;
    // Below the bar, with the frame of the menu and a gap at the edge of the window.
    let room = ui.ctx().content_rect().height() - size::MENU_BAR - space::XXL;
    let recent = others(view).len();
    let height = |entry: &MenuEntry| match entry {
        MenuEntry::Line => DIVIDER,
        MenuEntry::Recent if recent == 0 => 0.0,
        MenuEntry::Recent => recent as f32 * size::TREE_ROW + DIVIDER * 2.0,
        MenuEntry::Command(_) | MenuEntry::Sub(..) => size::TREE_ROW,
    };
    if menu.iter().map(height).sum::<f32>() <= room {
        return lines(ui, menu, above, view, out);
    }
    // A menu that is higher than the window scrolls.
    ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, |ui| lines(ui, menu, above, view, out));
}

fn lines(ui: &mut Ui, menu: &[MenuEntry], above: Option<(Id, Id)>, view: &View<'_>, out: &mut Actions) {
    let width = menu
        .iter()
        .map(|e| match e {
            MenuEntry::Command(c) => line_width(ui, &view.command_label(*c), view.command_keys(*c, ui.ctx()).as_deref()),
            MenuEntry::Sub(title, _, _) => line_width(ui, &view.text(title), Some("  ")),
            MenuEntry::Line | MenuEntry::Recent => 0.0,
        })
        .fold(220.0, f32::max)
        .min(MENU_MAX);
    let mut stops = Vec::new();
    for entry in menu {
        match entry {
            MenuEntry::Command(c) => {
                let enabled = c.enabled(&view.env);
                let label = view.command_label(*c);
                let keys = view.command_keys(*c, ui.ctx());
                let item = ui.add_enabled_ui(enabled, |ui| match c.mark(&view.env) {
                    Some(mark) => marked_line(ui, mark, &label, keys.as_deref(), width),
                    None => line(ui, c.icon(), &label, keys.as_deref(), width),
                });
                let item = item.inner;
                if let Some(why) = c.obstacle_key(&view.env) {
                    item.hint_why(view.text(&why));
                }
                if enabled {
                    stops.push(item.clone());
                }
                if let Some((opener, menu)) = above.filter(|_| item.has_focus()) {
                    note_entry(ui, FocusedEntry::InSubmenu { opener, menu });
                }
                if item.clicked() {
                    out.command(*c);
                    ui.close();
                }
            }
            MenuEntry::Line => divider(ui, width),
            MenuEntry::Sub(title, icon, below) => {
                let item = line(ui, icon, &view.text(title), None, width);
                let arrow = Rect::from_center_size(
                    pos2(item.rect.right() - space::M, item.rect.center().y),
                    vec2(size::ICON, size::ICON),
                );
                paint::icon(ui.painter(), arrow, icons::RIGHT, size::ICON, Palette::of(ui).text_secondary);
                stops.push(item.clone());
                let this = ui.layer_id().id;
                SubMenu::new().show(ui, &item, |ui| entries_of(ui, below, Some((item.id, this)), view, out));
                if item.has_focus() {
                    let is_open = MenuState::from_id(ui.ctx(), this, |menu| menu.open_item.is_some());
                    note_entry(ui, FocusedEntry::OpensMenu { opener: item.id, menu: this, is_open });
                }
            }
            MenuEntry::Recent => recent(ui, &mut stops, view, out, width),
        }
    }
    step(ui, &stops, above.is_some());
}

/// Moves the keyboard among the entries of a menu, round at its ends, and keeps its entry in view. egui's own arrows know the entries
/// in view alone: they turn round at the edge of a menu that scrolls. Home and End lead to the ends. A submenu opens by Right and
/// Enter.
fn step(ui: &Ui, stops: &[Response], submenu: bool) {
    stops.iter().filter(|item| item.gained_focus()).for_each(|item| item.scroll_to_me(None));
    let at = stops.iter().position(Response::has_focus);
    // The keyboard is in the menu above a submenu, or still on the button of a menu.
    if stops.is_empty() || (at.is_none() && submenu) {
        return;
    }
    let pressed = |key: Key| ui.input_mut(|i| i.count_and_consume_key(Modifiers::NONE, key));
    let (down, up) = (pressed(Key::ArrowDown), pressed(Key::ArrowUp));
    let (home, end) = (pressed(Key::Home), pressed(Key::End));
    if down + up + home + end > 0 {
        ui.memory_mut(|m| m.move_focus(FocusDirection::None));
        let last = stops.len() - 1;
        let from = match at {
            _ if home > 0 => 0,
            _ if end > 0 => last,
            Some(at) => at,
            None if down > 0 => last,
            None => 0,
        };
        let next = &stops[(from + down + stops.len() * up - up) % stops.len()];
        next.request_focus();
        next.scroll_to_me(None);
        // Entries beyond the first and the last stop, which are not enabled, are seen too.
        if next.id == stops[0].id {
            ui.scroll_to_rect(ui.min_rect(), Some(Align::TOP));
        } else if next.id == stops[last].id {
            ui.scroll_to_rect(ui.min_rect(), Some(Align::BOTTOM));
        }
        MenuState::from_id(ui.ctx(), ui.layer_id().id, |menu| menu.open_item = None);
    }
}

/// The workspaces that the menu offers to open again.
fn others<'a>(view: &View<'a>) -> Vec<&'a std::path::PathBuf> {
    view.recent.iter().filter(|r| view.workspace != Some(r.as_path())).take(6).collect()
}

fn recent(ui: &mut Ui, stops: &mut Vec<Response>, view: &View<'_>, out: &mut Actions, width: f32) {
    let others = others(view);
    if others.is_empty() {
        return;
    }
    divider(ui, width);
    for path in others {
        let name = path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let item = line(ui, icons::FILE, &name, None, width).on_hover_text(shown_path(path));
        stops.push(item.clone());
        if item.clicked() {
            out.push(Action::OpenWorkspace(path.clone()));
            ui.close();
        }
    }
    divider(ui, width);
}

/// A path for people.
pub fn shown_path(path: &Path) -> String {
    path.display().to_string()
}
