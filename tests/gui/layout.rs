//! Places of things in small and zoomed windows: nothing lies over anything else, and everything can be reached.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, Rect, Shape, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::action::{Action, Nav};
use voluptas::state::MiddleTab;
use voluptas::ui_command::UiCommand;
use voluptas_settings::LangChoice;

use crate::support::{Desk, Setup, act, command};

/// A window of 1000 by 680 pixels at 200 per cent, in points.
const SMALL: [f32; 2] = [500.0, 340.0];

/// Buttons of headers and footers.
const FOOTER: [&str; 14] = [
    "Close",
    "Cancel",
    "Save",
    "Create",
    "Preview",
    "Copy",
    "Restore",
    "Закрыть",
    "Отмена",
    "Сохранить",
    "Создать",
    "Просмотреть",
    "Скопировать",
    "Восстановить",
];

fn small(lang: LangChoice) -> Desk {
    let mut desk = Desk::with(Setup { lang, ..Setup::default() });
    resize(&mut desk, SMALL);
    desk
}

fn resize(desk: &mut Desk, size: [f32; 2]) {
    desk.h.set_size(size.into());
    desk.settle();
    assert_eq!(screen(desk).size(), vec2(size[0], size[1]));
}

fn screen(desk: &Desk) -> Rect {
    desk.h.ctx.content_rect()
}

/// Controls that reach beyond the window.
fn beyond(desk: &Desk) -> Vec<String> {
    let screen = screen(desk).expand(0.5);
    let all = [Role::Button, Role::RadioButton, Role::Tab].into_iter().flat_map(|role| desk.h.query_all_by_role(role));
    all.filter(|n| !screen.contains_rect(n.rect())).map(|n| format!("{:?} {:?}", n.accesskit_node().label(), n.rect())).collect()
}

#[test]
fn a_small_window_keeps_the_rows_of_the_registry_in_view() {
    for lang in [LangChoice::En, LangChoice::Ru] {
        let desk = small(lang);
        assert_eq!(beyond(&desk), Vec::<String>::new(), "{lang:?}");
        assert!(desk.h.query_by_role(Role::Tree).is_none(), "the left panel gives way");
        let grid = desk.h.get_by_role(Role::Table).rect();
        assert!(grid.left() < 30.0 && grid.bottom() <= SMALL[1], "{lang:?}: {grid}");
        assert!(grid.width() > 440.0 && grid.height() >= 150.0, "{lang:?}: {grid}");
    }
}

#[test]
fn the_menu_bar_has_all_menus_in_a_small_window() {
    for (lang, last) in [(LangChoice::En, "Help"), (LangChoice::Ru, "Справка")] {
        let mut desk = small(lang);
        let help = desk.h.get_by_role_and_label(Role::Button, last).rect();
        let others =
            desk.h.query_all_by_role(Role::Button).filter(|n| n.rect().bottom() <= 36.0 && n.rect().left() > help.left());
        for other in others {
            assert!(other.rect().left() >= help.right(), "{lang:?}: {:?} lies over the menus", other.accesskit_node().label());
        }
        // A menu that is higher than the window begins below the bar and scrolls.
        desk.h.get_by_role_and_label(Role::Button, if lang == LangChoice::En { "View" } else { "Вид" }).click();
        desk.settle();
        let top = desk.h.query_all_by_role(Role::MenuItemCheckBox).map(|n| n.rect().top()).fold(f32::INFINITY, f32::min);
        assert!(top >= 36.0, "{lang:?}: {top}");
    }
}

#[test]
fn the_left_panel_lies_over_a_small_window_when_asked_for() {
    let mut desk = small(LangChoice::En);
    desk.h.get_by_role_and_label(Role::Button, "Sidebar").click();
    desk.settle();
    let tree = desk.h.get_by_role(Role::Tree).rect();
    assert!(screen(&desk).contains_rect(tree), "{tree}");
    // A selection keeps it open; Esc first clears the selection, then closes the panel.
    desk.h.get_by_role_and_label(Role::TreeItem, "Catalog").click();
    desk.settle();
    assert!(desk.h.query_by_role(Role::Tree).is_some());
    desk.h.key_press(Key::Escape);
    desk.settle();
    desk.h.key_press(Key::Escape);
    desk.settle();
    assert!(desk.h.query_by_role(Role::Tree).is_none());
    // Esc in a dialog is for the dialog.
    command(&mut desk, UiCommand::ToggleTree);
    command(&mut desk, UiCommand::About);
    desk.h.key_press(Key::Escape);
    desk.settle();
    assert!(desk.h.query_by_role(Role::Tree).is_some() && desk.h.query_by_label("About VoluptAS").is_none());
    // The drawer closes, so that the opened view is seen.
    desk.h.get_by_role_and_label(Role::RadioButton, "Runs").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::TreeItem, "Nightly regression").click();
    desk.settle();
    assert!(desk.h.query_by_role(Role::Tree).is_none());
    desk.h.get_by_role_and_label(Role::Tab, "Run #1");
    // A wide window has it at its side again.
    resize(&mut desk, [1440.0, 900.0]);
    assert!(desk.h.query_by_role(Role::Tree).is_some());
}

#[test]
fn every_dialog_stays_inside_a_small_window() {
    use UiCommand as C;
    let commands =
        [C::Settings, C::About, C::Shortcuts, C::Trash, C::ImportFunctions, C::ExportFunctions, C::NewFunction, C::Palette];
    for lang in [LangChoice::En, LangChoice::Ru] {
        let mut desk = small(lang);
        for dialog in commands {
            command(&mut desk, dialog);
            // Contents scroll up and down, but not sideways; the buttons of the footer are always there.
            let wide = |n: &egui_kittest::Node<'_>| n.rect().left() < -0.5 || n.rect().right() > SMALL[0] + 0.5;
            let all = [Role::Button, Role::RadioButton, Role::Tab, Role::TextInput, Role::ComboBox];
            let all = all.into_iter().flat_map(|role| desk.h.query_all_by_role(role));
            let names: Vec<_> = all.filter(wide).map(|n| n.accesskit_node().label()).collect();
            assert!(names.is_empty(), "{lang:?} {dialog:?}: {names:?}");
            for name in FOOTER {
                for node in desk.h.query_all_by_role_and_label(Role::Button, name) {
                    assert!(screen(&desk).contains_rect(node.rect()), "{lang:?} {dialog:?} {name}: {}", node.rect());
                }
            }
            desk.h.key_press(Key::Escape);
            desk.settle();
            desk.h.key_press(Key::Escape);
            desk.settle();
        }
    }
}

#[test]
fn ids_are_whole_where_the_table_scrolls_sideways() {
    let mut desk = Desk::new();
    for size in [SMALL, [720.0, 450.0]] {
        resize(&mut desk, size);
        let cut = |s: &&eframe::egui::epaint::ClippedShape| match &s.shape {
            Shape::Text(t) => t.galley.text().starts_with('…'),
            _ => false,
        };
        assert_eq!(desk.h.output().shapes.iter().filter(cut).count(), 0, "{size:?}");
    }
}

#[test]
fn a_question_is_as_high_as_its_text() {
    for lang in [LangChoice::En, LangChoice::Ru] {
        let mut desk = Desk::with(Setup { lang, ..Setup::default() });
        let (cancel, part) = if lang == LangChoice::En { ("Cancel", "“") } else { ("Отмена", "«") };
        for several in [false, true] {
            let items: Vec<_> = desk.h.query_all_by_role(Role::TreeItem).map(|n| n.rect().center()).take(4).collect();
            desk.h.hover_at(items[0]);
            desk.h.get_all_by_role(Role::TreeItem).next().expect("an item").click();
            desk.settle();
            if several {
                for _ in 0..3 {
                    desk.h.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
                    desk.settle();
                }
            }
            desk.h.key_press(Key::Delete);
            desk.settle();
            let button = desk.h.get_by_role_and_label(Role::Button, cancel).rect();
            let text =
                desk.h.query_all_by_label_contains(part).map(|n| n.rect()).filter(|r| r.left() > 400.0 && r.right() < 1040.0);
            let text = text.max_by(|a, b| a.bottom().total_cmp(&b.bottom())).expect("the question");
            let below = button.top() - text.bottom();
            // 16 points to the line of the footer, 12 more to its buttons.
            assert!((below - 29.0).abs() < 3.0, "{lang:?}, several {several}: {below}");
            desk.h.key_press(Key::Escape);
            desk.settle();
        }
    }
}

/// A window whose trash holds one function with its children.
fn with_trash() -> Desk {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::TreeItem, "Promo code").click();
    desk.settle();
    desk.h.key_press(Key::Delete);
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Move to trash").click();
    desk.until("it is in the trash", |h| h.query_by_role_and_label(Role::TreeItem, "Promo code").is_none());
    desk
}

#[test]
fn the_trash_uses_the_room_of_the_window() {
    let mut desk = with_trash();
    command(&mut desk, UiCommand::Trash);
    desk.until("the list", |h| h.query_by_role_and_label(Role::ColumnHeader, "Deleted").is_some());
    let titles = |desk: &Desk| {
        let heads = desk.h.query_all_by_role_and_label(Role::ColumnHeader, "Title").map(|n| n.rect());
        heads.max_by(|a, b| a.width().total_cmp(&b.width())).expect("the head of the titles")
    };
    assert!(titles(&desk).width() > 400.0, "{}", titles(&desk));
}

#[test]
fn a_tooltip_goes_when_a_dialog_opens() {
    for dialog in [UiCommand::Palette, UiCommand::Shortcuts, UiCommand::Settings] {
        let mut desk = Desk::new();
        desk.h.get_by_role_and_label(Role::TreeItem, "Catalog").hover();
        let shown = |desk: &Desk| desk.h.query_all_by_label_contains("covered)").count() > 0;
        for _ in 0..200 {
            desk.h.step();
        }
        assert!(shown(&desk), "the tooltip");
        command(&mut desk, dialog);
        desk.h.run_steps(4);
        assert!(!shown(&desk), "{dialog:?}");
        desk.h.key_press(Key::Escape);
        desk.settle();
    }
}

#[test]
fn a_run_keeps_its_results_in_a_small_window() {
    for lang in [LangChoice::En, LangChoice::Ru] {
        let mut desk = small(lang);
        desk.h.state_mut().state.open_tab(MiddleTab::Run(1));
        desk.until("the results", |h| h.query_by_role(Role::Table).is_some());
        let list = desk.h.get_by_role(Role::Table).rect();
        assert!(list.height() >= 140.0 && list.right() <= SMALL[0], "{lang:?}: {list}");
        assert!(list.top() < SMALL[1] - 60.0, "{lang:?}: the first rows are seen: {list}");
    }
}

#[test]
fn a_toast_leaves_the_close_button_of_a_dialog_free() {
    let mut desk = with_trash();
    resize(&mut desk, SMALL);
    command(&mut desk, UiCommand::Trash);
    let toast = desk.h.get_by_role(Role::Status).rect();
    // The upper one is that of the dialog; the other belongs to the toast.
    let close = desk.h.query_all_by_role_and_label(Role::Button, "Close").map(|n| n.rect());
    let close = close.min_by(|a, b| a.top().total_cmp(&b.top())).expect("the close button");
    assert!(!toast.intersects(close), "{toast} {close}");
}

#[test]
fn a_toast_does_not_cover_the_title_of_a_dialog() {
    for size in [SMALL, [480.0, 360.0], [1440.0, 900.0]] {
        let mut desk = with_trash();
        resize(&mut desk, size);
        command(&mut desk, UiCommand::Trash);
        let toast = desk.h.get_by_role(Role::Status).rect();
        let titles: Vec<_> = desk.h.query_all_by_role_and_label(Role::Label, "Trash").map(|n| n.rect()).collect();
        assert!(!titles.is_empty());
        assert!(titles.iter().all(|title| title.bottom() < toast.top()), "{size:?}: {toast} {titles:?}");
        assert!(toast.top() > size[1] / 2.0, "below menu and search: {size:?}: {toast}");
    }
}

#[test]
fn the_activity_panel_leaves_rows_to_the_view_in_front() {
    let mut desk = small(LangChoice::Ru);
    command(&mut desk, UiCommand::ToggleActivity);
    let grid = desk.h.get_by_role(Role::Table).rect();
    assert!(grid.height() >= 80.0, "{grid}");
    // The panel itself is whole above the status bar, which is 26 points high.
    let words = desk.h.get_by_label("В этом сеансе задач не было").rect();
    assert!(words.bottom() <= SMALL[1] - 26.0, "{words}");
}

#[test]
fn the_first_page_is_read_whole_in_a_small_window() {
    for lang in [LangChoice::En, LangChoice::Ru] {
        let mut desk = Desk::with(Setup { lang, shop: false, open: false, ..Setup::default() });
        resize(&mut desk, SMALL);
        let cut = desk.h.output().shapes.iter().filter_map(|s| match &s.shape {
            Shape::Text(t) if t.galley.elided => Some(t.galley.text().to_owned()),
            _ => None,
        });
        let cut: Vec<_> = cut.collect();
        assert!(cut.is_empty(), "{lang:?}: {cut:?}");
    }
}

#[test]
fn ids_and_titles_of_the_registry_are_whole_at_1280_by_800() {
    for lang in [LangChoice::En, LangChoice::Ru] {
        let mut desk = Desk::with(Setup { lang, ..Setup::default() });
        resize(&mut desk, [1280.0, 800.0]);
        command(&mut desk, UiCommand::ShowRegistry);
        desk.h.state_mut().state.selection.functions.clear();
        desk.settle();
        let middle = |desk: &Desk| desk.h.get_by_role(Role::Table).rect();
        let alone = middle(&desk).width();
        assert!(alone > 900.0, "{lang:?}: an inspector with nothing to show takes {alone}");
        let id = desk.h.state().backend.registry().expect("registry").rows[2].function.id;
        act(&mut desk, Action::Nav(Nav::Function(id)));
        assert!(middle(&desk).width() < alone, "{lang:?}: the inspector is beside it");
        let grid = middle(&desk);
        let registry = desk.h.state().backend.registry().expect("registry");
        let names: Vec<String> =
            registry.rows.iter().flat_map(|row| [row.function.func_id.to_string(), row.title().to_owned()]).collect();
        let cut = desk.h.output().shapes.iter().filter_map(|s| match &s.shape {
            Shape::Text(t) if t.galley.elided && grid.contains(t.pos) => Some(t.galley.text().to_owned()),
            _ => None,
        });
        let cut: Vec<_> = cut.filter(|text| names.iter().any(|name| name == text || *text == format!("{name} "))).collect();
        assert!(cut.is_empty(), "{lang:?}: {cut:?}");
    }
}
