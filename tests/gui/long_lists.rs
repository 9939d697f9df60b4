//! Lists of which only the visible rows are drawn, and what is kept of whole lists between passes: it follows each change.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::action::{Action, FunctionAction, ListAction};
use voluptas::model::window_selection::Selected;
use voluptas::ui_command::UiCommand;
use voluptas_app::functions::bulk::FunctionChange;
use voluptas_core::domain::case::Step;
use voluptas_core::domain::function::FunctionContent;
use voluptas_store::Op;

use crate::support::{Desk, act, case_id, click, command, create_case, press, store, suite_id, type_text};

#[test]
fn only_visible_shared_steps_are_drawn_and_all_are_found() {
    let mut desk = Desk::new();
    let store = store(&desk);
    let project = store.read(|tx| tx.projects().all()).expect("projects")[0].id;
    let step = Step { action: "Sign in".into(), ..Step::default() };
    let write = store.write(Op::edit("shared"), |tx| {
        (100..400).try_for_each(|i| {
            tx.shared_steps().create(project, &format!("Sign in as user {i}"), std::slice::from_ref(&step)).map(drop)
        })
    });
    write.expect("shared steps");
    command(&mut desk, UiCommand::SharedSteps);
    let edits = |desk: &Desk| desk.h.query_all_by_label_contains("Edit “Sign in as user").count();
    desk.until("the list", |h| h.query_by_label("Edit “Sign in as user 100”").is_some());
    assert!((5..40).contains(&edits(&desk)), "{} rows are drawn", edits(&desk));
    // Tab goes on below the visible rows.
    desk.h.get_by_label("Edit “Sign in as user 100”").focus();
    for _ in 0..60 {
        press(&mut desk, Modifiers::NONE, Key::Tab);
    }
    let focused = desk.h.query_all_by_label_contains("Sign in as user").find(|n| n.accesskit_node().is_focused());
    let label = focused.and_then(|n| n.accesskit_node().label()).unwrap_or_default();
    assert!(label.contains("user 1") && !label.contains("user 10"), "Tab came to {label}");
    // The list at the left has a filter, too.
    desk.h.query_all_by_role_and_label(Role::TextInput, "Filter").last().expect("the dialog's filter").focus();
    desk.settle();
    type_text(&mut desk, "USER 399");
    assert_eq!(edits(&desk), 1);
    desk.h.get_by_label("Edit “Sign in as user 399”");
}

#[test]
fn the_rows_of_the_trash_follow_its_kind_and_its_contents() {
    let mut desk = Desk::new();
    let cases: Vec<_> = ["Code gives 10 %", "Two codes at once"].map(|title| case_id(&desk, title)).to_vec();
    let suites = vec![suite_id(&desk, "Account")];
    act(&mut desk, Action::List(ListAction::Trash(Selected { cases, suites, ..Selected::default() })));
    command(&mut desk, UiCommand::Trash);
    desk.until("the trash", |h| h.query_by_role_and_label(Role::Table, "Trash").is_some());
    let has = |desk: &Desk, text: &str| desk.h.query_all_by_value(text).next().is_some();
    assert!(has(&desk, "Account") && has(&desk, "Two codes at once"));
    click(&mut desk, Role::RadioButton, "Suites");
    desk.h.get_by_role_and_label(Role::Table, "Trash").focus();
    press(&mut desk, Modifiers::COMMAND, Key::A);
    desk.h.get_by_label_contains("1 selected");
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("the suite is restored", |h| {
        h.query_all_by_label_contains("selected").next().is_none() && h.query_all_by_value("Account").next().is_none()
    });
    // The registry behind the dialog has a button of that name, too.
    desk.h.query_all_by_role_and_label(Role::RadioButton, "All").last().expect("all kinds").click();
    desk.settle();
    assert!(has(&desk, "Code gives 10 %") && has(&desk, "Two codes at once"));
}

#[test]
fn the_search_for_a_case_to_link_finds_one_that_was_created_meanwhile() {
    let mut desk = Desk::new();
    let function = {
        let registry = desk.h.state().backend.registry().expect("registry");
        registry.rows.iter().find(|row| row.title() == "Cart").expect("function").function.id
    };
    act(&mut desk, Action::Function(FunctionAction::AskLink(function)));
    type_text(&mut desk, "basket");
    desk.until("no case", |h| h.query_by_label("Nothing found").is_some());
    let store = store(&desk);
    let project = store.read(|tx| tx.projects().all()).expect("projects")[0].id;
    create_case(&store, project, None, "The basket is empty");
    desk.until("the new case", |h| h.query_by_role_and_label(Role::CheckBox, "The basket is empty").is_some());
}

#[test]
fn a_case_to_link_is_chosen_by_the_keyboard_from_the_search() {
    let mut desk = Desk::new();
    let function = {
        let registry = desk.h.state().backend.registry().expect("registry");
        registry.rows.iter().find(|row| row.title() == "Cart").expect("function").function.id
    };
    act(&mut desk, Action::Function(FunctionAction::AskLink(function)));
    type_text(&mut desk, "Refund, check");
    desk.until("the hits", |h| h.query_by_role_and_label(Role::CheckBox, "Refund, check 2").is_some());
    press(&mut desk, Modifiers::NONE, Key::ArrowDown);
    press(&mut desk, Modifiers::NONE, Key::Enter);
    let second = case_id(&desk, "Refund, check 2");
    desk.until("the link", |h| {
        let registry = h.state().backend.registry().expect("registry");
        registry.get(function).is_some_and(|row| row.covers.iter().any(|c| c.case == second))
    });
}

#[test]
fn the_fields_of_several_functions_follow_selection_and_edits() {
    let mut desk = Desk::new();
    let ids = |desk: &Desk, titles: &[&str]| {
        let registry = desk.h.state().backend.registry().expect("registry");
        let rows = registry.rows.iter().filter(|row| titles.contains(&row.title()));
        rows.map(|row| row.function.id).collect::<Vec<_>>()
    };
    let select = |desk: &mut Desk, titles: &[&str]| {
        let keys: Vec<i64> = ids(desk, titles).into_iter().map(|id| id.0).collect();
        let state = &mut desk.h.state_mut().state;
        state.selection.functions.select_all(keys.clone());
        state.functions_selected(keys);
        desk.settle();
    };
    let critical = |desk: &Desk| {
        let boxes = desk.h.query_all_by_role_and_label(Role::CheckBox, "Critical");
        boxes.filter_map(|n| n.accesskit_node().toggled()).next_back()
    };
    let (first, both) = (["Cart", "Account"], ["Cart", "Account", "Promo code"]);
    select(&mut desk, &first);
    let before = critical(&desk);
    let all = ids(&desk, &both);
    act(&mut desk, Action::List(ListAction::Change(all, FunctionChange::Critical(true))));
    desk.until("the edit", |h| h.state().backend.undo().is_some());
    assert_ne!(critical(&desk), before, "the box follows the edit");
    let one = ids(&desk, &["Promo code"]);
    act(&mut desk, Action::List(ListAction::Change(one, FunctionChange::Critical(false))));
    let all = critical(&desk);
    select(&mut desk, &both);
    assert_ne!(critical(&desk), all, "the box follows the selection");
}

#[test]
fn a_change_of_many_functions_is_a_question_and_its_storing_is_said() {
    let mut desk = Desk::new();
    let store = store(&desk);
    let new =
        |n: i32| FunctionContent { func_id: format!("many.f{n}"), title: format!("Function {n}"), ..FunctionContent::default() };
    store
        .write(Op::bulk("fixture"), |tx| (0..150).try_for_each(|n| tx.functions().create(None, &new(n), &[]).map(drop)))
        .expect("functions");
    desk.until("the functions", |h| h.state().backend.registry().is_some_and(|r| r.rows.len() > 150));
    let rows = &desk.h.state().backend.registry().expect("registry").rows;
    let many: Vec<_> = rows.iter().filter(|row| row.function.func_id.starts_with("many.")).map(|row| row.function.id).collect();
    let marked = |h: &egui_kittest::Harness<'static, voluptas::shell::Shell>| {
        let registry = h.state().backend.registry().expect("registry");
        registry.rows.iter().filter(|row| row.function.is_focus && row.function.func_id.starts_with("many.")).count()
    };
    let change = Action::List(ListAction::Change(many, FunctionChange::Focus(true)));
    act(&mut desk, change.clone());
    desk.h.get_by_label_contains("Mark as “In focus”");
    desk.h.get_by_role_and_label(Role::Button, "Cancel").click();
    desk.settle();
    assert_eq!(marked(&desk.h), 0);
    act(&mut desk, change);
    desk.h.get_by_role_and_label(Role::Button, "Change").click();
    desk.until("all of them", |h| marked(h) == 150);
    // A write that waits for another one: the status bar says what the window does.
    let (held, released) = (std::sync::mpsc::channel::<()>(), std::sync::mpsc::channel::<()>());
    let other = store.clone();
    let writer = std::thread::spawn(move || {
        other.write(Op::bulk("held"), |_| {
            held.0.send(()).ok();
            released.1.recv().ok();
            Ok(())
        })
    });
    held.1.recv().expect("the write began");
    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
    for _ in 0..200 {
        desk.h.step();
    }
    desk.h.get_by_role_and_label(Role::ProgressIndicator, "Saving changes…");
    released.0.send(()).expect("goes on");
    writer.join().expect("thread").expect("write");
    desk.until("undone", |h| marked(h) == 0);
    assert!(desk.h.query_by_label("Saving changes…").is_none());
}
