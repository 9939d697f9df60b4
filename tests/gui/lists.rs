//! Actions on lists: drag, trash, bulk bar, columns, new functions, narrow windows, keyboard.

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, Shape, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::action::{Action, FunctionAction, ListAction, Nav};
use voluptas::model::registry::{Column, FunctionRow};
use voluptas::model::subject::LeftTab;
use voluptas::model::window_selection::Selected;
use voluptas::shell::Shell;
use voluptas::ui_command::UiCommand;
use voluptas_core::domain::function::FunctionType;
use voluptas_settings::LangChoice;

use crate::support::{Desk, Setup, command};

fn button(desk: &mut Desk, pos: Pos2, pressed: bool) {
    desk.h.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
    desk.h.step();
}

/// Drags one tree line onto another.
fn drag(desk: &mut Desk, from: &str, to: &str) {
    drag_to(desk, from, to, 0.5);
}

/// Drags one tree line to a share of the height of another.
fn drag_to(desk: &mut Desk, from: &str, to: &str, share: f32) {
    let at = |desk: &Desk, name: &str| desk.h.get_by_role_and_label(Role::TreeItem, name).rect();
    let (from, onto) = (at(desk, from).center(), at(desk, to));
    let to = Pos2::new(onto.center().x, onto.top() + onto.height() * share);
    desk.h.hover_at(from);
    desk.h.step();
    button(desk, from, true);
    for part in [0.3, 0.7, 1.0] {
        desk.h.hover_at(from + (to - from) * part);
        desk.h.step();
    }
    button(desk, to, false);
    desk.settle();
}

fn row(desk: &Desk, title: &str) -> FunctionRow {
    let registry = desk.h.state().backend.registry().expect("registry");
    registry.rows.iter().find(|r| r.title() == title).cloned().unwrap_or_else(|| panic!("no function {title}"))
}

fn parent(desk: &Desk, title: &str) -> String {
    let registry = desk.h.state().backend.registry().expect("registry");
    row(desk, title).function.parent_id.and_then(|id| registry.get(id)).map(|r| r.title().to_owned()).unwrap_or_default()
}

#[test]
fn a_function_is_dragged_where_its_type_may_lie() {
    let mut desk = Desk::new();
    drag(&mut desk, "Refund", "Cart");
    desk.until("it is moved", |h| {
        let registry = h.state().backend.registry().expect("registry");
        registry.rows.iter().any(|r| {
            r.title() == "Refund" && r.function.parent_id.and_then(|p| registry.get(p)).is_some_and(|p| p.title() == "Cart")
        })
    });
    assert_eq!(desk.h.state().state.selected_function(), Some(row(&desk, "Refund").function.id));
    // A feature may not lie in a module, nor an epic in itself.
    drag(&mut desk, "Refund", "Account");
    drag(&mut desk, "Cart", "Refund");
    assert_eq!([parent(&desk, "Refund"), parent(&desk, "Cart")], ["Cart", "Checkout"]);
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    desk.until("undo moves it back", |h| {
        let registry = h.state().backend.registry().expect("registry");
        registry.rows.iter().any(|r| {
            r.title() == "Refund" && r.function.parent_id.and_then(|p| registry.get(p)).is_some_and(|p| p.title() == "Payment")
        })
    });
}

/// Titles of the lines of the tree that is in view, from top to bottom.
fn lines(h: &Harness<'static, Shell>) -> Vec<String> {
    let items = h.query_all_by_role(Role::TreeItem).filter_map(|n| Some((n.rect().top(), n.accesskit_node().label()?)));
    let mut items: Vec<_> = items.collect();
    items.sort_by(|a, b| a.0.total_cmp(&b.0));
    items.into_iter().map(|(_, title)| title).collect()
}

/// The lines of these titles, in the order in which they stand.
fn order(desk: &Desk, titles: &[&str]) -> Vec<String> {
    order_in(&desk.h, titles)
}

fn order_in(h: &Harness<'static, Shell>, titles: &[&str]) -> Vec<String> {
    lines(h).into_iter().filter(|t| titles.contains(&t.as_str())).collect()
}

/// Waits until lines stand in that order.
#[track_caller]
fn until_order(desk: &mut Desk, titles: &[&str], expected: &[&str]) {
    desk.until(&format!("the order {expected:?}"), |h| order_in(h, titles) == expected);
}

fn undo(desk: &mut Desk) {
    let before = desk.h.state().backend.undo().map(|o| o.id);
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    desk.until("the edit is undone", |h| h.state().backend.undo().map(|o| o.id) != before);
}

#[test]
fn a_drag_between_two_lines_sets_the_order_and_is_undone() {
    let mut desk = Desk::new();
    let titles = ["Photos", "Reviews", "Search by name", "Filters and sorting", "Suggestions while typing"];
    let before = order(&desk, &titles);
    assert_eq!(before, ["Search by name", "Filters and sorting", "Suggestions while typing", "Photos", "Reviews"]);
    drag_to(&mut desk, "Suggestions while typing", "Search by name", 0.1);
    let first = ["Suggestions while typing", "Search by name", "Filters and sorting", "Photos", "Reviews"];
    until_order(&mut desk, &titles, &first);
    // Between the lines of another parent.
    drag_to(&mut desk, "Filters and sorting", "Photos", 0.9);
    let second = ["Suggestions while typing", "Search by name", "Photos", "Filters and sorting", "Reviews"];
    until_order(&mut desk, &titles, &second);
    assert_eq!(parent(&desk, "Filters and sorting"), "Product card");
    // A feature may not stand among modules.
    drag_to(&mut desk, "Filters and sorting", "Checkout", 0.1);
    desk.settle();
    assert_eq!(order(&desk, &titles), second);
    for expected in [first.to_vec(), before.iter().map(String::as_str).collect::<Vec<_>>()] {
        undo(&mut desk);
        until_order(&mut desk, &titles, &expected);
    }
    let desk = desk.restart();
    assert_eq!(order(&desk, &titles), before);
}

#[test]
fn cases_and_suites_are_ordered_by_drag() {
    let mut desk = Desk::new();
    desk.h.state_mut().state.kept.left = LeftTab::Cases;
    desk.settle();
    let suites = ["Catalog", "Checkout", "Account"];
    let before = order(&desk, &suites);
    let (first, last) = (before[0].clone(), before[before.len() - 1].clone());
    drag_to(&mut desk, &last, &first, 0.1);
    until_order(&mut desk, &[&first, &last], &[&last, &first]);
    undo(&mut desk);
    until_order(&mut desk, &[&first, &last], &[&first, &last]);
    // Two cases of one suite change places.
    let cases = desk.h.state().backend.cases().expect("cases");
    let items: Vec<_> = cases.tree.items().collect();
    let at = (1..items.len()).find(|&i| items[i - 1].key > 0 && items[i].key > 0 && items[i - 1].depth == items[i].depth);
    let at = at.expect("two cases of a suite");
    let (one, two, keys) =
        (items[at - 1].title.clone(), items[at].title.clone(), items.iter().map(|i| i.key).collect::<Vec<_>>());
    keys.into_iter().filter(|k| *k < 0).for_each(|key| desk.h.state_mut().state.cases.set_expanded(key, true));
    desk.settle();
    drag_to(&mut desk, &two, &one, 0.2);
    until_order(&mut desk, &[&one, &two], &[&two, &one]);
}

#[test]
fn suites_and_cases_are_dragged() {
    let mut desk = Desk::new();
    desk.h.state_mut().state.kept.left = LeftTab::Cases;
    desk.settle();
    drag(&mut desk, "Account", "Catalog");
    desk.until("the suite is moved", |h| {
        let cases = h.state().backend.cases().expect("cases");
        let at = |name: &str| cases.tree.items().position(|i| &*i.title == name).expect("suite");
        cases.tree.parent(at("Account")) == Some(at("Catalog"))
    });
}

#[test]
fn what_was_deleted_is_restored_or_deleted_for_good() {
    let mut desk = Desk::new();
    for title in ["Cart", "Refund"] {
        desk.h.get_by_role_and_label(Role::TreeItem, title).click();
        desk.settle();
        desk.h.key_press(Key::Delete);
        desk.settle();
        desk.h.key_press(Key::Enter);
        let title = title.to_owned();
        desk.until("it is gone", move |h| h.query_by_role_and_label(Role::TreeItem, &title).is_none());
    }
    command(&mut desk, UiCommand::Trash);
    // The clock stands still in tests: the two are told apart by what they are, not by when they were deleted.
    let dialog = |desk: &Desk, text: &str| desk.h.query_all_by_value(text).last().map(|n| n.rect().center());
    let click = |desk: &mut Desk, text: &str| {
        let at = dialog(desk, text).unwrap_or_else(|| panic!("no entry {text}"));
        desk.h.hover_at(at);
        desk.h.step();
        button(desk, at, true);
        button(desk, at, false);
        desk.settle();
    };
    click(&mut desk, "Cart");
    desk.h.get_by_role_and_label(Role::Button, "Restore").click();
    desk.until("it is back with all inside", |h| {
        h.state().backend.registry().expect("registry").rows.iter().any(|r| r.title() == "Pay button")
    });
    desk.settle();
    click(&mut desk, "Refund");
    desk.h.get_by_role_and_label(Role::Button, "Delete permanently…").click();
    desk.settle();
    // Nothing takes the deletion back: the keyboard is on Cancel, and Enter cancels.
    assert!(desk.h.get_by_role_and_label(Role::Button, "Cancel").accesskit_node().is_focused());
    desk.h.key_press(Key::Enter);
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::Button, "Delete permanently").is_none(), "the question is closed");
    desk.h.get_by_role_and_label(Role::Button, "Delete permanently…").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Delete permanently").click();
    desk.until("the trash is empty", |h| h.query_by_label("The trash is empty").is_some());
    desk.h.key_press(Key::Escape);
    desk.settle();
    // Undo passes over what is gone for good.
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::TreeItem, "Refund").is_none());
}

#[test]
fn the_bulk_bar_sets_a_field_of_all_selected() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::TreeItem, "Refund").click();
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::Button, "Set field").is_none());
    desk.h.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Set field").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::MenuItem, "QA").hover();
    desk.settle();
    desk.h.get_by_role_and_label(Role::MenuItem, "Olga Tan").click();
    desk.until("both are hers", |h| {
        let registry = h.state().backend.registry().expect("registry");
        ["Refund", "Receipt by e-mail"].iter().all(|t| registry.rows.iter().any(|r| r.title() == *t && &*r.qa == "Olga Tan"))
    });
    desk.h.get_by_role_and_label(Role::Button, "Clear selection").click();
    desk.settle();
    assert!(desk.h.state().state.selection.functions.is_empty());
}

#[test]
fn a_func_id_can_be_given_and_a_place_chosen() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::TreeItem, "Payment").click();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::N);
    desk.settle();
    let place = desk.h.get_by_role_and_label(Role::ComboBox, "Inside");
    assert_eq!(place.accesskit_node().value().as_deref(), Some("Payment"));
    desk.h.get_all_by_role_and_label(Role::TextInput, "Title").last().expect("the dialog's field").type_text("Gift card");
    desk.settle();
    let id = desk.h.get_by_role_and_label(Role::TextInput, "FuncID");
    id.focus();
    id.type_text("shop.pay.card");
    desk.settle();
    desk.h.get_by_label("This FuncID is taken");
    desk.h.get_by_role_and_label(Role::TextInput, "FuncID").type_text(".gift");
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Create").click();
    desk.until("it is in the tree", |h| h.query_by_role_and_label(Role::TreeItem, "Gift card").is_some());
    assert_eq!(row(&desk, "Gift card").function.func_id.as_ref(), "shop.pay.card.gift");
    assert_eq!(parent(&desk, "Gift card"), "Payment");
}

#[test]
fn ids_are_whole_where_there_is_room_and_extra_columns_can_be_shown() {
    let mut desk = Desk::new();
    let registry = desk.h.state().backend.registry().expect("registry");
    let longest = registry.longest(Column::FuncId).first().cloned().expect("ids");
    assert_eq!(longest, "shop.account.login.form");
    let last = row(&desk, "Sign in with a password").function.id;
    desk.h.state_mut().act(Action::Nav(Nav::Function(last)));
    desk.settle();
    let grid = desk.h.get_by_role_and_label(Role::Table, "Registry").rect();
    let painted = desk.h.output().shapes.iter().any(|s| match &s.shape {
        Shape::Text(t) => t.galley.text() == longest && grid.contains(t.pos),
        _ => false,
    });
    assert!(painted, "the id is not cut");
    assert!(desk.h.query_by_role_and_label(Role::ColumnHeader, "Maturity").is_none());
    desk.h.get_by_role_and_label(Role::ColumnHeader, "Type").click_secondary();
    desk.settle();
    desk.h.get_by_role_and_label(Role::ListBoxOption, "Maturity").click();
    desk.settle();
    desk.h.key_press(Key::Escape);
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::ColumnHeader, "Maturity").is_some());
    let desk = desk.restart();
    assert!(desk.h.query_by_role_and_label(Role::ColumnHeader, "Maturity").is_some());
}

#[test]
fn in_a_narrow_window_every_column_is_in_view_and_the_inspector_lies_over_the_grid() {
    let mut desk = Desk::new();
    desk.h.set_size(vec2(1000.0, 680.0));
    desk.settle();
    desk.h.get_by_role_and_label(Role::TreeItem, "Refund").click();
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::MultilineTextInput, "Title").is_none());
    let last = desk.h.get_by_role_and_label(Role::ColumnHeader, "Last result").rect();
    assert!(last.right() <= 1000.0, "{last:?}");
    desk.h.key_press(Key::Enter);
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::MultilineTextInput, "Title").is_some());
    desk.h.key_press(Key::Escape);
    desk.settle();
    desk.h.key_press(Key::Escape);
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::MultilineTextInput, "Title").is_none());
}

#[test]
fn the_head_of_the_last_result_can_be_read() {
    for (lang, title) in [(LangChoice::En, "Last result"), (LangChoice::Ru, "Результат")] {
        for size in [vec2(1440.0, 900.0), vec2(1000.0, 680.0)] {
            let mut desk = Desk::with(Setup { lang, ..Setup::default() });
            desk.h.set_size(size);
            desk.settle();
            let brief = desk.h.state().tr().text("gui-column-result-brief");
            let column = desk.h.get_by_role_and_label(Role::ColumnHeader, title).rect();
            let letter = 5.0;
            assert!(column.width() > brief.chars().count() as f32 * letter + 8.0, "{title} at {size}: {column}");
            assert!(column.right() <= size.x, "{title} at {size}: {column}");
        }
    }
}

#[test]
fn the_filter_leads_to_the_tree_and_esc_empties_it() {
    let mut desk = Desk::new();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::F);
    desk.settle();
    desk.h.get_by_role_and_label(Role::TextInput, "Filter").type_text("refund");
    desk.settle();
    desk.h.key_press(Key::ArrowDown);
    desk.settle();
    desk.h.key_press(Key::End);
    desk.settle();
    assert_eq!(desk.h.state().state.selected().functions, [row(&desk, "Refund").function.id]);
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::F);
    desk.settle();
    desk.h.key_press(Key::Escape);
    desk.settle();
    assert_eq!(desk.h.state().state.functions_filter, "");
    desk.h.get_by_role_and_label(Role::TreeItem, "Catalog");
}

#[test]
fn arrows_mean_the_list_whose_tab_was_clicked() {
    let mut desk = Desk::new();
    let tab = desk.h.get_all_by_label("Cases").map(|node| node.rect()).min_by(|a, b| a.left().total_cmp(&b.left()));
    let at = tab.expect("the tab at the left").center();
    desk.h.hover_at(at);
    desk.h.step();
    button(&mut desk, at, true);
    button(&mut desk, at, false);
    desk.settle();
    assert_eq!(desk.h.state().state.kept.left, LeftTab::Cases);
    desk.h.key_press(Key::ArrowDown);
    desk.settle();
    assert!(desk.h.state().state.selection.cases.keys().next().is_some(), "a row is selected");
}

#[test]
fn tab_goes_left_middle_right_status_and_a_list_is_one_stop() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::TreeItem, "Refund").click();
    desk.settle();
    let mut stops = Vec::new();
    for _ in 0..80 {
        desk.h.key_press(Key::Tab);
        desk.settle();
        let nodes = desk.h.root().children_recursive();
        let focused = nodes.filter(|n| n.accesskit_node().is_focused()).last();
        let stop = focused.map(|n| (n.accesskit_node().role(), n.rect().center().x, n.rect().center().y));
        if let Some(stop) = stop {
            if stops.first() == Some(&stop) {
                break;
            }
            stops.push(stop);
        }
    }
    let boxes = stops.iter().filter(|(role, x, _)| *role == Role::CheckBox && *x > 312.0 && *x < 1100.0).count();
    assert!(boxes <= 1, "the boxes of rows are no stops: {boxes}");
    let right = stops.iter().position(|(_, x, y)| *x > 1112.0 && *y > 60.0 && *y < 870.0).expect("the inspector");
    let table = stops.iter().position(|(role, ..)| *role == Role::Table).expect("the grid");
    let status = stops.iter().position(|(_, _, y)| *y > 874.0).expect("the status bar");
    assert!(table < right && right < status, "{stops:?}");
}

#[test]
fn a_func_id_in_the_trash_is_told_in_the_dialog_and_restored_from_it() {
    let mut desk = Desk::new();
    let model = desk.h.state().backend.registry().expect("registry");
    let reviews = model.rows.iter().find(|r| r.title() == "Reviews").expect("a row").function.clone();
    let things = Selected { functions: vec![reviews.id], ..Selected::default() };
    desk.h.state_mut().act(Action::List(ListAction::Trash(things)));
    desk.until("it is in the trash", |h| h.state().backend.registry().is_some_and(|r| r.get(reviews.id).is_none()));
    desk.h.state_mut().act(Action::Command(UiCommand::NewFunction));
    desk.settle();
    let write = |desk: &mut Desk, label: &str, text: &str| {
        let field = desk.h.query_all_by_role_and_label(Role::TextInput, label).last().expect("a field");
        field.focus();
        field.type_text(text);
        desk.settle();
    };
    write(&mut desk, "Title", "Reviews again");
    write(&mut desk, "FuncID", &reviews.func_id);
    assert!(desk.h.query_all_by_label_contains("“Reviews” in the trash").next().is_some());
    let create = desk.h.get_by_role_and_label(Role::Button, "Create");
    assert!(create.accesskit_node().is_disabled(), "nothing is refused after the dialog has closed");
    desk.h.get_by_role_and_label(Role::Button, "Restore the function").click();
    desk.until("it is back", |h| h.state().backend.registry().is_some_and(|r| r.get(reviews.id).is_some()));
    assert!(desk.h.query_by_role_and_label(Role::Button, "Create").is_none(), "the dialog has closed");
}

#[test]
fn functions_created_one_after_another_are_neighbours() {
    let mut desk = Desk::new();
    let create = |desk: &mut Desk, title: &str| {
        desk.h.state_mut().act(Action::Command(UiCommand::NewFunction));
        desk.settle();
        let field = desk.h.query_all_by_role_and_label(Role::TextInput, "Title").last().expect("a field");
        field.focus();
        field.type_text(title);
        desk.settle();
        desk.h.get_by_role_and_label(Role::Button, "Create").click();
        desk.until("it is there and highlighted", |h| {
            let Some(registry) = h.state().backend.registry() else { return false };
            let row = registry.rows.iter().find(|r| r.title() == title);
            row.is_some_and(|r| h.state().state.selection.functions.cursor() == Some(r.function.id.0))
        });
        let registry = desk.h.state().backend.registry().expect("registry");
        let row = registry.rows.iter().find(|r| r.title() == title).expect("a row");
        (row.function.parent_id, row.function.kind)
    };
    let first = create(&mut desk, "Returns");
    assert_eq!(create(&mut desk, "Refunds"), first);
    assert_eq!(create(&mut desk, "Vouchers"), first);
}

#[test]
fn the_settings_say_whether_results_without_a_case_create_one() {
    let mut desk = Desk::new();
    let setting = |desk: &Desk| {
        let cases = desk.h.state().backend.cases().expect("cases");
        cases.auto_create.get(&cases.projects[0].id).copied()
    };
    assert_eq!(setting(&desk), None);
    for (value, kept) in [
        ("Always create a case", Some(true)),
        ("Never create a case", Some(false)),
        ("Create a case unless the result names one", None),
    ] {
        desk.h.state_mut().act(Action::OpenSettings(3));
        desk.settle();
        desk.h.get_by_role_and_label(Role::ComboBox, "Results without a case · SHOP").click();
        desk.settle();
        desk.h.query_all_by_label(value).last().expect("a value").click();
        desk.settle();
        desk.h.get_by_role_and_label(Role::Button, "Save").click();
        desk.until("it is kept", |h| {
            h.state().backend.cases().is_some_and(|c| c.auto_create.get(&c.projects[0].id).copied() == kept)
        });
    }
}

#[test]
fn the_tree_shows_a_new_function_whatever_its_filter_was() {
    let mut desk = Desk::new();
    desk.h.state_mut().state.functions_filter = "refund".to_owned();
    desk.settle();
    let create = FunctionAction::Create { parent: None, kind: FunctionType::Module, title: "Zebra".into(), func_id: None };
    desk.h.state_mut().act(Action::Function(create));
    desk.until("the line of the tree", |h| h.query_by_role_and_label(Role::TreeItem, "Zebra").is_some());
    assert_eq!(desk.h.state().state.selected().functions, [row(&desk, "Zebra").function.id]);
}
