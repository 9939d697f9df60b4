//! The window by keyboard: the menus, and the marks of focus on the way of Tab.

use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, Event, Key, Modifiers, Rect, Shape};
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::ui_command::UiCommand;
use voluptas_ui::theme::Palette;

use crate::support::{Desk, Setup, command, press, press_key};

/// Top of the status bar in the window of the tests, in points.
const BELOW: f32 = 866.0;

fn key(desk: &mut Desk, key: Key, pressed: bool, modifiers: Modifiers) {
    desk.h.event(Event::Key { key, physical_key: None, pressed, repeat: false, modifiers });
    desk.h.step();
}

/// Alt alone, pressed and released.
fn alt(desk: &mut Desk) {
    key(desk, Key::AltLeft, true, Modifiers::ALT);
    key(desk, Key::AltLeft, false, Modifiers::NONE);
    desk.settle();
}

/// Role and name of what has the keyboard.
fn focused(desk: &Desk) -> Option<(Role, String, Rect)> {
    let node = desk.h.root().children_recursive().filter(|n| n.accesskit_node().is_focused()).last()?;
    let name = node.accesskit_node().label().unwrap_or_default();
    Some((node.accesskit_node().role(), name, node.rect()))
}

fn is_shown(desk: &Desk, entry: &str) -> bool {
    desk.h.query_all_by_label_contains(entry).any(|n| n.accesskit_node().role() == Role::MenuItem)
}

#[test]
fn alt_and_f10_open_the_menus_arrows_walk_and_esc_leaves() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::TreeItem, "Refund").click();
    desk.settle();
    let before = focused(&desk).map(|f| f.1);
    assert_eq!(before.as_deref(), Some("Functions"));
    for open in [alt, |desk: &mut Desk| press_key(desk, Key::F10)] {
        open(&mut desk);
        assert!(is_shown(&desk, "New workspace"), "the first menu is open");
        assert_eq!(focused(&desk).map(|f| f.1).as_deref(), Some("File"));
        press_key(&mut desk, Key::ArrowRight);
        assert!(is_shown(&desk, "Redo") && !is_shown(&desk, "New workspace"));
        press_key(&mut desk, Key::ArrowLeft);
        press_key(&mut desk, Key::ArrowLeft);
        assert!(is_shown(&desk, "Keyboard shortcuts"), "the last menu stands before the first");
        press_key(&mut desk, Key::Escape);
        assert!(!is_shown(&desk, "Keyboard shortcuts"));
        assert_eq!(focused(&desk).map(|f| f.1), before, "the tree has the keyboard again");
    }
    // The same key closes.
    alt(&mut desk);
    alt(&mut desk);
    assert!(!is_shown(&desk, "New workspace"));
    assert_eq!(focused(&desk).map(|f| f.1), before);
}

#[test]
fn arrows_reach_every_entry_of_a_menu_that_is_higher_than_the_window() {
    let mut desk = Desk::new();
    desk.h.set_size(eframe::egui::vec2(900.0, 400.0));
    desk.settle();
    press_key(&mut desk, Key::F10);
    press_key(&mut desk, Key::ArrowRight);
    press_key(&mut desk, Key::ArrowDown);
    let entry = |desk: &Desk| focused(desk).map(|(_, name, rect)| (name, rect)).expect("an entry with the keyboard");
    let first = entry(&desk).0;
    let mut names = vec![first.clone()];
    loop {
        press_key(&mut desk, Key::ArrowDown);
        let (name, rect) = entry(&desk);
        assert!(rect.top() >= 0.0 && rect.bottom() <= 400.0, "{name} is out of view at {rect:?}");
        if name == first {
            break;
        }
        assert!(!names.contains(&name), "{name} twice in {names:?}");
        names.push(name);
    }
    assert!(names.iter().any(|name| name.starts_with("New run")), "{names:?}");
    press_key(&mut desk, Key::ArrowUp);
    assert_eq!(Some(&entry(&desk).0), names.last(), "up from the first entry");
}

#[test]
fn a_submenu_opens_by_right_alone_and_closes_when_the_keyboard_goes_on() {
    let mut desk = Desk::new();
    press_key(&mut desk, Key::F10);
    press_key(&mut desk, Key::ArrowRight);
    press_key(&mut desk, Key::ArrowUp);
    let entries = |desk: &Desk| desk.h.query_all_by_role(Role::MenuItem).count();
    let (closed, last) = (entries(&desk), focused(&desk).expect("the last entry").1);
    press_key(&mut desk, Key::ArrowRight);
    assert!(entries(&desk) > closed, "{last} has a submenu");
    press_key(&mut desk, Key::ArrowUp);
    assert_ne!(focused(&desk).expect("an entry").1, last);
    assert_eq!(entries(&desk), closed, "the submenu of {last} is closed");
}

#[test]
fn home_and_end_lead_to_the_ends_of_a_menu() {
    let mut desk = Desk::new();
    press_key(&mut desk, Key::F10);
    press_key(&mut desk, Key::ArrowDown);
    let name = |desk: &Desk| focused(desk).expect("an entry").1;
    let first = name(&desk);
    press_key(&mut desk, Key::ArrowUp);
    let last = name(&desk);
    assert_ne!(first, last);
    for (key, wanted) in [(Key::Home, &first), (Key::End, &last), (Key::End, &last), (Key::Home, &first)] {
        press_key(&mut desk, key);
        assert_eq!(&name(&desk), wanted, "{key:?}");
    }
}

/// Walks down the open menu to an entry.
fn walk_to(desk: &mut Desk, entry: &str) {
    for _ in 0..20 {
        press_key(desk, Key::ArrowDown);
        if focused(desk).is_some_and(|f| f.1 == entry) {
            return;
        }
    }
    panic!("no entry {entry}");
}

#[test]
fn esc_closes_a_submenu_alone_and_the_menu_at_the_second_time() {
    // No run is selected: no entry of the second submenu is enabled, and the keyboard stays on the entry that opens it.
    for (menus, opener) in [(2, "Theme"), (1, "Run")] {
        let mut desk = Desk::new();
        let entries = |desk: &Desk| {
            let of = |role| desk.h.query_all_by_role(role).count();
            of(Role::MenuItem) + of(Role::MenuItemRadio) + of(Role::MenuItemCheckBox)
        };
        let none = entries(&desk);
        press_key(&mut desk, Key::F10);
        (0..menus).for_each(|_| press_key(&mut desk, Key::ArrowRight));
        walk_to(&mut desk, opener);
        let menu = entries(&desk);
        press_key(&mut desk, Key::ArrowRight);
        assert!(entries(&desk) > menu, "{opener} has a submenu");
        press_key(&mut desk, Key::Escape);
        assert_eq!((entries(&desk), focused(&desk).map(|f| f.1).as_deref()), (menu, Some(opener)));
        press_key(&mut desk, Key::Escape);
        assert_eq!(entries(&desk), none, "{opener}");
    }
}

#[test]
fn left_closes_a_submenu_without_an_enabled_entry_and_stays_in_the_menu() {
    let mut desk = Desk::with(Setup { shop: false, open: false, ..Setup::default() });
    let entries = |desk: &Desk| desk.h.query_all_by_role(Role::MenuItem).count();
    press_key(&mut desk, Key::F10);
    press_key(&mut desk, Key::ArrowRight);
    walk_to(&mut desk, "Run");
    let menu = entries(&desk);
    press_key(&mut desk, Key::ArrowRight);
    assert_eq!(focused(&desk).map(|f| f.1).as_deref(), Some("Run"), "no entry takes the keyboard");
    assert!(entries(&desk) > menu, "the submenu is shown");
    press_key(&mut desk, Key::ArrowLeft);
    assert_eq!((entries(&desk), focused(&desk).map(|f| f.1).as_deref()), (menu, Some("Run")));
}

#[test]
fn f2_on_a_case_of_the_tree_edits_its_title() {
    let mut desk = Desk::new();
    desk.h.state_mut().state.kept.left = voluptas::state::LeftTab::Cases;
    desk.settle();
    let id = crate::support::case_id(&desk, "Expired code is refused");
    let cases = desk.h.state().backend.cases().expect("cases").clone();
    desk.h.state_mut().state.select_case(id, &cases);
    desk.settle();
    press_key(&mut desk, Key::F2);
    desk.until("the title has the keyboard", |h| {
        h.query_by_role_and_label(Role::MultilineTextInput, "Title").is_some_and(|n| n.accesskit_node().is_focused())
    });
}

#[test]
fn arrows_go_into_a_submenu_and_enter_does_what_the_entry_says() {
    let mut desk = Desk::new();
    press_key(&mut desk, Key::F10);
    press_key(&mut desk, Key::ArrowRight);
    press_key(&mut desk, Key::ArrowRight);
    press_key(&mut desk, Key::ArrowDown);
    for _ in 0..12 {
        if focused(&desk).is_some_and(|f| f.1 == "Theme") {
            break;
        }
        press_key(&mut desk, Key::ArrowDown);
    }
    press_key(&mut desk, Key::ArrowRight);
    let radio = |desk: &Desk| focused(desk).is_some_and(|f| f.0 == Role::MenuItemRadio);
    assert!(radio(&desk), "{:?}", focused(&desk));
    press_key(&mut desk, Key::ArrowLeft);
    assert_eq!(focused(&desk).map(|f| f.1).as_deref(), Some("Theme"), "back to the entry, not to another menu");
    press_key(&mut desk, Key::ArrowRight);
    for _ in 0..4 {
        if focused(&desk).is_some_and(|f| f.1 == "Dark") {
            break;
        }
        press_key(&mut desk, Key::ArrowDown);
    }
    press_key(&mut desk, Key::Enter);
    assert!(desk.h.ctx.global_style().visuals.dark_mode);
}

#[test]
fn alt_with_another_key_and_alt_behind_a_dialog_open_nothing() {
    let mut desk = Desk::new();
    key(&mut desk, Key::AltLeft, true, Modifiers::ALT);
    key(&mut desk, Key::Q, true, Modifiers::ALT);
    key(&mut desk, Key::Q, false, Modifiers::ALT);
    key(&mut desk, Key::AltLeft, false, Modifiers::NONE);
    desk.settle();
    assert!(!is_shown(&desk, "New workspace"));
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Comma);
    desk.settle();
    alt(&mut desk);
    press_key(&mut desk, Key::F10);
    assert!(!is_shown(&desk, "New workspace"));
}

#[test]
fn arrows_move_the_edge_of_a_panel() {
    let mut desk = Desk::new();
    for _ in 0..90 {
        press_key(&mut desk, Key::Tab);
        if focused(&desk).is_some_and(|f| f.0 == Role::Splitter) {
            break;
        }
    }
    let before = desk.h.state().state.kept.tree_width;
    press_key(&mut desk, Key::ArrowRight);
    let wider = desk.h.state().state.kept.tree_width;
    assert!(wider > before + 20.0, "{before} {wider}");
    press_key(&mut desk, Key::ArrowLeft);
    assert!((desk.h.state().state.kept.tree_width - before).abs() < 1.0);
}

fn flat<'s>(shape: &'s Shape, out: &mut Vec<&'s Shape>) {
    match shape {
        Shape::Vec(all) => all.iter().for_each(|s| flat(s, out)),
        one => out.push(one),
    }
}

/// Rectangles drawn in the colour of focus, with the part of each that is in view.
fn marks(desk: &Desk) -> Vec<(Rect, Rect)> {
    let accent = Palette::for_dark(false).accent;
    let colours: Vec<Color32> = [1.0, 0.7, 0.6].map(|share| accent.gamma_multiply(share)).to_vec();
    let mut found = Vec::new();
    for clipped in &desk.h.output().shapes {
        let mut shapes = Vec::new();
        flat(&clipped.shape, &mut shapes);
        for shape in shapes {
            let (rect, stroke) = match shape {
                Shape::Rect(r) => (r.rect, r.stroke),
                Shape::LineSegment { points, stroke } => {
                    (Rect::from_two_pos(points[0], points[1]).expand(stroke.width / 2.0), *stroke)
                }
                _ => continue,
            };
            if stroke.width > 0.0 && colours.contains(&stroke.color) {
                found.push((rect, rect.intersect(clipped.clip_rect)));
            }
        }
    }
    found
}

#[test]
fn every_stop_of_tab_has_a_mark_and_the_status_bar_comes_last() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::TreeItem, "Refund").click();
    desk.settle();
    let mut stops: Vec<(Role, String, Rect)> = Vec::new();
    let mut unmarked = Vec::new();
    for _ in 0..90 {
        press_key(&mut desk, Key::Tab);
        let Some(stop) = focused(&desk) else { continue };
        if stops.first() == Some(&stop) {
            break;
        }
        let at = stop.2;
        let marked = marks(&desk).iter().any(|(mark, seen)| {
            // A ring around the stop, or the frame of the field in which it stands.
            let near = at.expand(6.0).contains_rect(*mark) || (mark.contains_rect(at) && mark.height() < at.height() + 24.0);
            near && mark.intersects(at) && seen.width() > mark.width() * 0.8 && seen.height() > mark.height() * 0.8
        });
        if !marked {
            unmarked.push(format!("{:?} {} {at}", stop.0, stop.1));
        }
        stops.push(stop);
    }
    assert!(stops.len() > 25, "{}", stops.len());
    assert_eq!(unmarked, Vec::<String>::new());
    // From the menu on: the menu, the left, the middle, the right, the status bar.
    let first = stops.iter().position(|s| s.1 == "File").expect("the menu");
    stops.rotate_left(first);
    let status = stops.iter().position(|s| s.2.center().y > BELOW).unwrap_or_else(|| panic!("no status bar: {stops:?}"));
    assert!(stops[status..].iter().all(|s| s.2.center().y > BELOW), "{:?}", &stops[status..]);
    let part = |s: &(Role, String, Rect)| match s.2.center() {
        at if at.y < 36.0 => 0,
        at if at.y > BELOW => 4,
        at if at.x < 312.0 => 1,
        at if at.x < 1112.0 => 2,
        _ => 3,
    };
    let parts: Vec<_> = stops.iter().map(part).collect();
    assert!(parts.is_sorted(), "{parts:?} {stops:?}");
    // Stops of one line are visited from left to right, also where they are laid out from the right.
    let back: Vec<_> = stops
        .windows(2)
        .filter(|pair| part(&pair[0]) == part(&pair[1]) && (pair[0].2.center().y - pair[1].2.center().y).abs() < 4.0)
        .filter(|pair| pair[0].0 != Role::Splitter && pair[1].0 != Role::Splitter)
        .filter(|pair| pair[0].2.left() > pair[1].2.left())
        .collect();
    assert!(back.is_empty(), "{back:?}");
}

#[test]
fn tab_reaches_the_buttons_of_a_dialog_after_its_fields_from_left_to_right() {
    let mut desk = Desk::new();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Comma);
    desk.settle();
    // The last field of the tab.
    desk.h.get_by_role_and_label(Role::TextInput, "Wait for lost writes, seconds").focus();
    desk.settle();
    let mut names = Vec::new();
    for _ in 0..2 {
        press_key(&mut desk, Key::Tab);
        names.extend(focused(&desk).map(|stop| stop.1));
    }
    assert_eq!(names, ["Cancel", "Save"]);
    desk.h.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
    desk.settle();
    assert_eq!(focused(&desk).map(|stop| stop.1).as_deref(), Some("Cancel"));
}

#[test]
fn ctrl_shift_q_is_not_taken_for_ctrl_q_on_the_first_page() {
    let mut desk = Desk::with(Setup { shop: false, open: false, ..Setup::default() });
    desk.h.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Q);
    desk.h.step();
    let commands: Vec<_> = desk.h.output().viewport_output.values().flat_map(|v| v.commands.clone()).collect();
    assert!(!commands.contains(&eframe::egui::ViewportCommand::Close), "{commands:?}");
    desk.settle();
    assert!(!desk.h.state().wants_to_quit());
}

#[test]
fn a_range_begins_where_ctrl_home_led() {
    let mut desk = Desk::new();
    command(&mut desk, UiCommand::ShowCases);
    let titles = |desk: &Desk| -> Vec<String> {
        let cases = desk.h.state().backend.cases().expect("cases");
        let ids = desk.h.state().state.selected().cases.clone();
        ids.iter().filter_map(|id| cases.get(*id)).map(|row| row.title.to_string()).collect()
    };
    for _ in 0..8 {
        press_key(&mut desk, Key::ArrowDown);
    }
    let [before] = &titles(&desk)[..] else { panic!("one row") };
    // The first line is the head of a group.
    press(&mut desk, Modifiers::COMMAND, Key::Home);
    press(&mut desk, Modifiers::SHIFT, Key::ArrowDown);
    let [first] = &titles(&desk)[..] else { panic!("the range begins anew: {:?}", titles(&desk)) };
    assert_ne!(first, before);
    press(&mut desk, Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(titles(&desk).len(), 2);
    // With Shift, Ctrl+End extends the range to the last row.
    press(&mut desk, Modifiers::COMMAND | Modifiers::SHIFT, Key::End);
    let all = desk.h.state().backend.cases().expect("cases").rows.len();
    assert_eq!(titles(&desk).len(), all);
}
