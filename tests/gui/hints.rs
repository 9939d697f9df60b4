//! Tooltips of rows, which leave the next row free; toasts over dialogs, which leave title and buttons free.

use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, Rect, pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use voluptas::action::{Action, Confirm};
use voluptas::ui_command::UiCommand;
use voluptas_ui::theme::Type;
use voluptas_ui::widgets::text;

use crate::support::Desk;

/// The place of a node and everything in it.
fn around(node: &egui_kittest::Node<'_>) -> Rect {
    let own = node.accesskit_node().bounding_box();
    let own = own.map(|b| Rect::from_two_pos(pos2(b.x0 as f32, b.y0 as f32), pos2(b.x1 as f32, b.y1 as f32)));
    own.into_iter().chain(node.children().map(|child| around(&child))).fold(Rect::NOTHING, Rect::union)
}

/// The place of the tooltip once it is shown: that of its words.
fn tooltip(desk: &mut Desk, words: &str, row: Rect) -> Rect {
    desk.h.hover_at(row.center());
    for _ in 0..120 {
        desk.h.step();
    }
    let place = desk.h.query_all_by_role(Role::Tooltip).last().map_or(Rect::NOTHING, |node| around(&node));
    assert!(place.is_positive(), "the tooltip of {words}");
    place
}

#[test]
fn a_tooltip_of_a_row_leaves_the_rows_below_free() {
    let mut desk = Desk::new();
    let row = desk.h.get_by_role_and_label(Role::TreeItem, "Catalog").rect();
    let place = tooltip(&mut desk, "a line of the tree", row);
    let below = row.translate(vec2(0.0, row.height()));
    assert!(!place.intersects(below.shrink(1.0)), "{place} {row}");
    assert!(place.left() >= row.right(), "beside the tree: {place} {row}");
}

#[test]
fn a_tooltip_of_a_cut_text_stands_above_it() {
    let words = "Filters of the product list";
    let app = |ui: &mut eframe::egui::Ui, (): &mut ()| {
        ui.add_space(120.0);
        text::line_within(ui, words, Type::Body, Color32::GRAY, 60.0);
    };
    let mut h = crate::support::harness([400.0, 300.0], false, app, ());
    let line = h.get_by_label(words).rect();
    h.hover_at(line.center());
    for _ in 0..120 {
        h.step();
    }
    let place = h.query_all_by_role(Role::Tooltip).last().map_or(Rect::NOTHING, |node| around(&node));
    assert!(place.is_positive() && place.bottom() <= line.top() + 1.0, "{place} {line}");
}

#[test]
fn a_toast_covers_neither_titles_nor_buttons_of_dialogs() {
    let mut desk = Desk::new();
    desk.h.set_size(vec2(1000.0, 680.0));
    desk.settle();
    desk.h.state_mut().act(Action::Command(UiCommand::Settings));
    desk.settle();
    desk.h.state_mut().act(Action::Confirm(Confirm {
        is_destructive: true,
        title: "Discard the import?".into(),
        text: "Nothing was imported yet.".into(),
        button: "Discard".into(),
        then: Box::new(Action::CloseDialog),
    }));
    desk.settle();
    desk.h.state_mut().act(Action::Copy("SHOP-1\n".repeat(40)));
    desk.settle();
    let toast = desk.h.get_by_role(Role::Status).rect();
    for (role, name) in
        [(Role::Label, "Settings"), (Role::Label, "Discard the import?"), (Role::Button, "Discard"), (Role::Button, "Save")]
    {
        for node in desk.h.query_all_by_role_and_label(role, name) {
            assert!(!node.rect().intersects(toast), "{name}: {} {toast}", node.rect());
        }
    }
}

#[test]
fn the_whole_text_of_a_cut_toast_is_shown_on_hover_and_kept() {
    let mut desk = Desk::new();
    desk.h.set_size(vec2(1000.0, 680.0));
    desk.settle();
    let words = format!("Copied: {} and the end of the text", "a long text ".repeat(20));
    desk.h.state_mut().act(Action::Copy(words.clone()));
    desk.until("the toast", |h| h.query_by_role(Role::Status).is_some());
    let toast = desk.h.get_by_role(Role::Status).rect();
    let place = tooltip(&mut desk, "the toast", toast);
    let shown = desk.h.query_all_by_role(Role::Tooltip).last().expect("the tooltip");
    assert!(
        shown.children_recursive().any(|node| node.accesskit_node().value().is_some_and(|v| v.contains("the end of the text")))
    );
    assert!(place.bottom() <= toast.top() + 1.0 && place.left() >= 0.0 && place.right() <= 1000.0, "{place} {toast}");
}
