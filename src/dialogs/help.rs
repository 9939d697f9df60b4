//! Shortcuts by purpose, and the legend of the marks.

use eframe::egui::{self, Key, Modifiers, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};
use voluptas_ui::widgets::StatusStyle as _;

use super::{Flow, id};
use crate::model::words;
use crate::ui_command::{MenuEntry, UiCommand, menu_bar};
use crate::view::View;
use voluptas_ui::keys::{EXECUTION, GRID, LISTS, PASTE, RESULTS};
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::status::Coverage;
use voluptas_ui::widgets::{Dialog, StatusClass, dialog, paint, text};

/// The keys of dialogs and menus.
const DIALOGS: &[(&str, &str)] =
    &[("Alt F10", "gui-keys-menu"), ("Esc", "gui-keys-close"), ("Ctrl+Enter", "gui-keys-apply"), ("? F1", "gui-cmd-shortcuts")];

/// The word of [`VIEWER`] that is translated: it is on no keyboard.
const WHEEL: &str = "Wheel";

/// The keys of the viewer of files.
const VIEWER: &[(&str, &str)] = &[
    ("← →", "viewer-keys-others"),
    ("+ −  Ctrl+Wheel", "viewer-keys-zoom"),
    ("0", "viewer-keys-fit"),
    ("1", "viewer-keys-actual"),
    ("Space", "viewer-keys-play"),
    ("↑ ↓  Shift+← →", "viewer-keys-move"),
    ("Ctrl+F", "viewer-keys-find"),
    ("Enter  Shift+Enter", "viewer-keys-hits"),
    ("Ctrl+A  Ctrl+C", "viewer-keys-copy"),
];

/// Key of the title of the keys that execute a run.
const RUN_KEYS: &str = "manual-run-keys";

/// The dots of the function tree.
const DOTS: [Coverage; 4] = [Coverage::Passing, Coverage::Failing, Coverage::NotRun, Coverage::Uncovered];

/// Draws the shortcuts and the legend.
pub fn shortcuts(ctx: &egui::Context, view: &View<'_>) -> Flow {
    let (title, close) = (view.text("gui-cmd-shortcuts"), view.text("gui-close"));
    let shown = Dialog::new(id("shortcuts"), &title, &close).icon(icons::KEYBOARD).size(560.0, 640.0).show(ctx, |ui| {
        dialog::body(ui, space::L, |ui| {
            scroll_by_keys(ui, "shortcuts", |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let lists = LISTS.iter().map(|l| (l.shown, l.what)).collect();
                let grid = GRID.iter().map(|l| (l.shown, l.what)).collect();
                let results = RESULTS.iter().map(|(_, l)| (l.shown, l.what)).collect();
                let execution = EXECUTION.iter().map(|(_, l)| l).chain([&PASTE]).map(|l| (l.shown, l.what)).collect();
                let groups: [(&str, Vec<(&str, &str)>); 6] = [
                    (RUN_KEYS, execution),
                    ("window-keys-lists", lists),
                    ("cases-keys", grid),
                    ("window-keys-run", results),
                    ("viewer-keys", VIEWER.to_vec()),
                    ("window-keys-dialogs", DIALOGS.to_vec()),
                ];
                // Who executes a run and asks for the keys means those of the run.
                let (first, rest): (Vec<_>, Vec<_>) =
                    groups.into_iter().partition(|(title, _)| view.env.run_open && *title == RUN_KEYS);
                let group = |ui: &mut Ui, (title, keys): (&str, Vec<(&str, &str)>)| {
                    heading(ui, &view.text(title));
                    for (key, what) in keys {
                        line(ui, &view.text(what), &key.replace(WHEEL, &view.text("viewer-wheel")));
                    }
                };
                first.into_iter().for_each(|one| group(ui, one));
                // A command may stand in two menus.
                let mut told: Vec<UiCommand> = Vec::new();
                for (title, entries) in menu_bar() {
                    let mut commands = with_keys(entries);
                    commands.retain(|command| !told.contains(command));
                    told.extend(&commands);
                    if !commands.is_empty() {
                        heading(ui, &view.text(title));
                    }
                    for command in commands {
                        let keys = command.shortcut_texts(ui.ctx());
                        line(ui, &view.text(&command.label_key()), &keys.join("  "));
                    }
                }
                rest.into_iter().for_each(|one| group(ui, one));
                legend(ui, view);
            });
        });
    });
    if shown.close { Flow::Close } else { Flow::Stay }
}

/// Draws contents that scroll by the mouse and by the keys of lists: arrows, pages, both ends.
fn scroll_by_keys(ui: &mut Ui, salt: &str, add: impl FnOnce(&mut Ui)) {
    let id = id(salt).with("scroll");
    let (at, page, end) = ui.data(|d| d.get_temp::<(f32, f32, f32)>(id)).unwrap_or_default();
    let pressed = |key: Key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    let steps = [
        (Key::ArrowDown, at + size::TREE_ROW),
        (Key::ArrowUp, at - size::TREE_ROW),
        (Key::PageDown, at + page),
        (Key::PageUp, at - page),
        (Key::Home, 0.0),
        (Key::End, end),
    ];
    let to = steps.into_iter().find(|(key, _)| pressed(*key)).map(|(_, to)| to);
    let mut area = ScrollArea::vertical().auto_shrink(false).animated(false);
    if let Some(to) = to {
        // The arrows would also lead to another control.
        ui.memory_mut(|m| m.move_focus(egui::FocusDirection::None));
        area = area.vertical_scroll_offset(to.clamp(0.0, end));
    }
    let shown = area.show(ui, add);
    let page = shown.inner_rect.height();
    let end = (shown.content_size.y - page).max(0.0);
    ui.data_mut(|d| d.insert_temp(id, (shown.state.clamped_offset().y, page, end)));
}

/// The commands of a menu that have shortcuts, with those of the menus in it.
fn with_keys(entries: &[MenuEntry]) -> Vec<UiCommand> {
    let mut found = Vec::new();
    for entry in entries {
        match entry {
            MenuEntry::Command(c) if !c.shortcuts().is_empty() => found.push(*c),
            MenuEntry::Sub(_, _, below) => found.extend(with_keys(below)),
            MenuEntry::Command(_) | MenuEntry::Line | MenuEntry::Recent => {}
        }
    }
    found
}

/// Legend of the coverage dots and the result icons.
fn legend(ui: &mut Ui, view: &View<'_>) {
    let p = Palette::of(ui);
    heading(ui, &view.text("window-legend"));
    text::paragraph(ui, &view.text("window-legend-dots"), Type::Label, p.text_secondary);
    for dot in DOTS {
        let at = mark(ui, &words::dot_name(view.tr, dot));
        dot.paint(ui, at.center());
    }
    ui.add_space(space::S);
    text::paragraph(ui, &view.text("window-legend-results"), Type::Label, p.text_secondary);
    for look in StatusClass::ALL {
        let at = mark(ui, &words::class_name(view.tr, look));
        paint::icon(ui.painter(), at, look.icon(), size::ICON, look.colour(p));
    }
}

/// A line of the legend; gives the place for its mark.
fn mark(ui: &mut Ui, what: &str) -> egui::Rect {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), Sense::hover());
    let at = egui::Rect::from_min_size(rect.min, vec2(size::ICON, rect.height()));
    let left = at.right() + space::S;
    let galley = paint::elided(ui, what, Type::Body, p.text, rect.right() - left);
    paint::put_left(ui.painter(), pos2(left, rect.center().y), galley);
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, what));
    at
}

fn heading(ui: &mut Ui, name: &str) {
    ui.add_space(space::M);
    text::strong(ui, name);
    ui.add_space(space::XS);
}

fn line(ui: &mut Ui, what: &str, keys: &str) {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    let x = paint::put_right(
        ui.painter(),
        rect.right_center() - vec2(space::S, 0.0),
        paint::galley(ui, keys, Type::Mono, p.text_secondary),
    );
    let galley = paint::elided(ui, what, Type::Body, p.text, x - rect.left() - space::S);
    paint::put_left(ui.painter(), pos2(rect.left(), rect.center().y), galley);
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, format!("{what}: {keys}")));
}
