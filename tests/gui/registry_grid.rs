//! The grid of functions: editing in cells, the clipboard, filling down, the order of columns.

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, Shape, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use voluptas::action::{Action, Nav};
use voluptas::model::registry::FunctionRow;
use voluptas::shell::Shell;
use voluptas::ui_command::UiCommand;
use voluptas_core::domain::function::FunctionContent;
use voluptas_settings::LangChoice;
use voluptas_store::Op;

use crate::support::{Desk, Setup, press, store, type_text};

/// The middle of the cell of a column in the row with that title.
fn cell(desk: &Desk, title: &str, column: &str) -> Pos2 {
    let grid = desk.h.get_by_role_and_label(Role::Table, "Registry").rect();
    let mut titles = desk.h.query_all_by_value(title).map(|n| n.rect()).filter(|r| grid.contains(r.center()));
    let row = titles.next().unwrap_or_else(|| panic!("no row {title}")).center();
    let head = desk.h.get_by_role_and_label(Role::ColumnHeader, column).rect();
    Pos2::new(head.center().x, row.y)
}

fn click(desk: &mut Desk, title: &str, column: &str) {
    let pos = cell(desk, title, column);
    for pressed in [true, false] {
        desk.h.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
        desk.h.step();
    }
    desk.settle();
}

/// The row of a FuncID as the registry was read last.
fn row(h: &Harness<'static, Shell>, func_id: &str) -> FunctionRow {
    let registry = h.state().backend.registry().expect("registry");
    registry.rows.iter().find(|r| *r.function.func_id == *func_id).cloned().unwrap_or_else(|| panic!("no {func_id}"))
}

fn segment(h: &Harness<'static, Shell>, func_id: &str) -> String {
    row(h, func_id).function.words.segment.as_deref().unwrap_or_default().to_owned()
}

fn undo(desk: &mut Desk) {
    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
}

/// Titles of the columns from left to right.
fn heads(desk: &Desk) -> Vec<String> {
    let mut heads: Vec<_> = ["FuncID", "Title", "Type", "Segment", "QA", "Cases", "Last result"]
        .into_iter()
        .map(|name| (desk.h.get_by_role_and_label(Role::ColumnHeader, name).rect().left(), name.to_owned()))
        .collect();
    heads.sort_by(|a, b| a.0.total_cmp(&b.0));
    heads.into_iter().map(|(_, name)| name).collect()
}

#[test]
fn a_title_is_edited_in_its_cell_and_undone() {
    let mut desk = Desk::new();
    click(&mut desk, "Photos", "Title");
    press(&mut desk, Modifiers::NONE, Key::F2);
    type_text(&mut desk, " of a product");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.until("the new title", |h| row(h, "shop.product.photos").title() == "Photos of a product");
    undo(&mut desk);
    desk.until("the old title", |h| row(h, "shop.product.photos").title() == "Photos");
    // A blank title is refused.
    click(&mut desk, "Photos", "Title");
    press(&mut desk, Modifiers::NONE, Key::Backspace);
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.h.get_by_label_contains("shop.product.photos · Title (the title is empty)");
    assert_eq!(row(&desk.h, "shop.product.photos").title(), "Photos");
}

#[test]
fn a_segment_and_a_person_are_chosen_from_lists() {
    let mut desk = Desk::new();
    click(&mut desk, "Photos", "Segment");
    type_text(&mut desk, "backe");
    assert_eq!(desk.h.query_all_by_role(Role::ListBoxOption).count(), 1, "Backend alone fits");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.until("the segment", |h| segment(h, "shop.product.photos") == "Backend");
    click(&mut desk, "Photos", "QA");
    press(&mut desk, Modifiers::NONE, Key::F2);
    type_text(&mut desk, "unass");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.until("nobody", |h| row(h, "shop.product.photos").qa.is_empty());
    undo(&mut desk);
    desk.until("the person again", |h| &*row(h, "shop.product.photos").qa == "Olga Tan");
}

#[test]
fn a_pasted_block_is_stored_without_its_unknown_word_and_undone_at_once() {
    let mut desk = Desk::new();
    click(&mut desk, "Photos", "Segment");
    desk.h.event(Event::Paste("API\tSam Orlov\nNo such word\tPavel Chin\n".into()));
    desk.until("the values", |h| &*row(h, "shop.product.reviews").qa == "Pavel Chin");
    let now = |h: &Harness<'static, Shell>, id| (segment(h, id), row(h, id).qa.to_string());
    assert_eq!(now(&desk.h, "shop.product.photos"), ("API".to_owned(), "Sam Orlov".to_owned()));
    assert_eq!(segment(&desk.h, "shop.product.reviews"), "Backend");
    desk.h.get_by_label_contains("shop.product.reviews · Segment “No such word” (the list has no such value)");
    undo(&mut desk);
    desk.until("one step of undo", |h| now(h, "shop.product.photos") == ("UI".to_owned(), "Olga Tan".to_owned()));
    assert_eq!(now(&desk.h, "shop.product.reviews"), ("Backend".to_owned(), String::new()));
}

#[test]
fn unknown_people_are_not_created() {
    let mut desk = Desk::new();
    let people = |desk: &Desk| desk.h.state().backend.registry().expect("registry").people.len();
    let before = people(&desk);
    click(&mut desk, "Photos", "QA");
    desk.h.event(Event::Paste("Nobody Knows".into()));
    desk.settle();
    desk.h.get_by_label_contains("shop.product.photos · QA “Nobody Knows” (no such person)");
    assert_eq!((people(&desk), &*row(&desk.h, "shop.product.photos").qa), (before, "Olga Tan"));
}

#[test]
fn fill_down_copies_the_first_selected_cell() {
    let mut desk = Desk::new();
    click(&mut desk, "Photos", "QA");
    press(&mut desk, Modifiers::SHIFT, Key::ArrowDown);
    press(&mut desk, Modifiers::COMMAND, Key::D);
    desk.until("the value", |h| &*row(h, "shop.product.reviews").qa == "Olga Tan");
}

#[test]
fn enter_in_a_column_that_is_not_edited_renames_in_the_inspector() {
    let mut desk = Desk::new();
    click(&mut desk, "Photos", "FuncID");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    let typed = desk.h.query_by_role_and_label(Role::MultilineTextInput, "Title").expect("the title in the inspector").rect();
    assert!(typed.left() > 1100.0, "{typed}");
}

#[test]
fn columns_that_were_moved_stay_so_after_a_restart() {
    let mut desk = Desk::new();
    assert_eq!(heads(&desk), ["FuncID", "Title", "Type", "Segment", "QA", "Cases", "Last result"]);
    let from = desk.h.get_by_role_and_label(Role::ColumnHeader, "QA").rect().center();
    let to = desk.h.get_by_role_and_label(Role::ColumnHeader, "Type").rect();
    let target = to.left_center() + vec2(2.0, 0.0);
    desk.h.hover_at(from);
    desk.h.step();
    desk.h.drag_at(from);
    desk.h.step();
    for at in [from - vec2(12.0, 0.0), target] {
        desk.h.hover_at(at);
        desk.h.step();
    }
    desk.h.drop_at(target);
    desk.settle();
    let moved = ["FuncID", "Title", "QA", "Type", "Segment", "Cases", "Last result"];
    assert_eq!(heads(&desk), moved);
    let desk = desk.restart();
    assert_eq!(heads(&desk), moved);
}

#[test]
fn long_ids_leave_types_and_results_in_view() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    store(&desk)
        .write(Op::edit("function"), |tx| {
            let content = FunctionContent {
                func_id: "shop.checkout.promo_code.expired".into(),
                title: "Корзина гостя сливается с корзиной аккаунта".into(),
                ..FunctionContent::default()
            };
            tx.functions().create(None, &content, &[]).map(drop)
        })
        .expect("a function");
    desk.until("it is shown", |h| {
        h.state().backend.registry().is_some_and(|r| r.rows.iter().any(|r| r.function.func_id.len() == 32))
    });
    let id = row(&desk.h, "shop.product.photos").function.id;
    for (size, is_inspected) in [(vec2(1280.0, 800.0), true), (vec2(960.0, 640.0), false)] {
        desk.h.set_size(size);
        desk.h.state_mut().act(Action::Command(UiCommand::ShowRegistry));
        desk.settle();
        if is_inspected {
            desk.h.state_mut().act(Action::Nav(Nav::Function(id)));
            desk.settle();
        }
        let grid = desk.h.get_by_role_and_label(Role::Table, "Реестр").rect();
        for head in ["FuncID", "Тип", "Кейсы"] {
            let at = desk.h.get_by_role_and_label(Role::ColumnHeader, head).rect();
            assert!(at.right() <= grid.right() + 1.0, "{size}: {head} {at} {grid}");
        }
        let heads: Vec<_> = desk.h.query_all_by_role(Role::ColumnHeader).map(|n| n.rect()).collect();
        assert!(heads.len() >= 5 && heads.iter().all(|at| at.right() <= grid.right() + 1.0), "{size}: {heads:?} {grid}");
        let cut = desk.h.output().shapes.iter().any(|s| matches!(&s.shape, Shape::Text(t) if t.galley.text().starts_with('…')));
        assert!(!cut, "ids are whole");
    }
}
