//! Suites by hand: created, renamed, moved and ordered by keyboard and by menu.

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, PointerButton, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::action::{Action, ListAction};
use voluptas::model::cases::CaseKey;
use voluptas::state::{LeftTab, MiddleTab, Subject};
use voluptas::ui_command::UiCommand;
use voluptas_core::domain::ids::SuiteId;
use voluptas_store::Op;

use crate::support::{Desk, is_said, press, press_key, store, suite_id, type_text};

fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.h.state_mut().state.kept.left = LeftTab::Cases;
    desk.settle();
    desk
}

/// Titles of the suites with those above them, in the order of the tree.
fn suites(desk: &Desk) -> Vec<String> {
    let store = &desk.h.state().backend.workspace().expect("workspace").store;
    let all = store.read(|tx| tx.suites().of_project(tx.projects().all()?[0].id)).expect("suites");
    let title = |id: Option<SuiteId>| {
        id.and_then(|id| all.iter().find(|s| s.id == id)).map(|s| format!("{}/", s.content.title)).unwrap_or_default()
    };
    let mut sorted: Vec<_> = all.iter().collect();
    sorted.sort_by_key(|s| (s.parent_id, s.position));
    sorted.into_iter().map(|s| format!("{}{}", title(s.parent_id), s.content.title)).collect()
}

fn select(desk: &mut Desk, title: &str) {
    let shell = desk.h.state_mut();
    let tree = &shell.backend.cases().expect("cases").tree;
    let key = tree.items().find(|i| i.key < 0 && &*i.title == title).expect("the suite").key;
    assert!(matches!(CaseKey::from_key(key), CaseKey::Suite(_)));
    shell.state.selection.cases.select(key);
    desk.settle();
}

#[test]
fn a_suite_is_created_renamed_and_ordered_by_keyboard() {
    let mut desk = desk();
    let before = suites(&desk);
    let first = before[0].clone();
    select(&mut desk, &first);
    press(&mut desk, Modifiers::COMMAND | Modifiers::SHIFT, Key::G);
    desk.h.event(Event::Text("Gift cards".into()));
    desk.settle();
    press(&mut desk, Modifiers::NONE, Key::Enter);
    let inside = format!("{first}/Gift cards");
    desk.until("the new suite", |h| is_said(h, "Created suite “Gift cards”"));
    assert!(suites(&desk).contains(&inside), "{:?}", suites(&desk));
    // The new suite is selected, so that the next case goes into it.
    desk.until("the new suite is selected", |h| {
        let cases = h.state().backend.cases().expect("cases");
        let new = cases.suites().iter().find(|suite| &*suite.title == "Gift cards").expect("the suite").id;
        h.state().state.selection.cases.only() == Some(CaseKey::Suite(new).key())
    });
    press(&mut desk, Modifiers::NONE, Key::F2);
    desk.until("the suite is read", |h| {
        h.query_by_role_and_label(Role::Button, "Save").is_some_and(|n| !n.accesskit_node().is_disabled())
    });
    press(&mut desk, Modifiers::COMMAND, Key::A);
    desk.h.event(Event::Text("Vouchers".into()));
    desk.settle();
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.until("the new title", |h| is_said(h, "Edited suite “Vouchers”"));
    assert!(suites(&desk).contains(&format!("{first}/Vouchers")), "{:?}", suites(&desk));
    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
    desk.until("undone", |h| h.query_by_label_contains("Undone").is_some());
    assert!(suites(&desk).contains(&inside), "{:?}", suites(&desk));
}

#[test]
fn suites_change_places_with_alt_and_arrows() {
    let mut desk = desk();
    let tops = |desk: &Desk| suites(desk).into_iter().filter(|s| !s.contains('/')).collect::<Vec<_>>();
    let before = tops(&desk);
    assert!(before.len() >= 2, "{before:?}");
    select(&mut desk, &before[0]);
    press(&mut desk, Modifiers::ALT, Key::ArrowUp);
    assert_eq!(tops(&desk), before, "the first one has no place above");
    press(&mut desk, Modifiers::ALT, Key::ArrowDown);
    desk.until("moved", |h| is_said(h, "Moved"));
    let after = tops(&desk);
    assert_eq!((&after[0], &after[1]), (&before[1], &before[0]));
}

#[test]
fn enter_in_a_list_of_the_dialog_selects_and_does_not_create() {
    let mut desk = desk();
    let tops = suites(&desk).into_iter().filter(|s| !s.contains('/')).collect::<Vec<_>>();
    let (first, second) = (tops[0].clone(), tops[1].clone());
    select(&mut desk, &first);
    press(&mut desk, Modifiers::COMMAND | Modifiers::SHIFT, Key::G);
    desk.h.event(Event::Text("Wishlist".into()));
    desk.settle();
    desk.h.get_by_role_and_label(Role::ComboBox, "Inside suite").focus();
    desk.settle();
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert!(!suites(&desk).iter().any(|s| s.ends_with("Wishlist")), "Enter opens the list that has the keyboard");
    desk.h.event(Event::Text(second.clone()));
    desk.settle();
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert!(!suites(&desk).iter().any(|s| s.ends_with("Wishlist")), "Enter selects the suite in the list");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.until("the new suite", |h| is_said(h, "Created suite “Wishlist”"));
    assert!(suites(&desk).contains(&format!("{second}/Wishlist")), "{:?}", suites(&desk));
}

#[test]
fn alt_with_an_arrow_opens_no_menu() {
    let mut desk = desk();
    let first = suites(&desk)[0].clone();
    select(&mut desk, &first);
    let alt = |pressed| Event::Key { key: Key::AltLeft, physical_key: None, pressed, repeat: false, modifiers: Modifiers::ALT };
    desk.h.event(alt(true));
    desk.h.step();
    press(&mut desk, Modifiers::ALT, Key::ArrowDown);
    desk.h.event(alt(false));
    desk.settle();
    assert!(desk.h.query_by_role(Role::MenuItem).is_none(), "the File menu stays closed");
    // A fast tap: the keys go down and up within one pass.
    let arrow =
        |pressed| Event::Key { key: Key::ArrowDown, physical_key: None, pressed, repeat: false, modifiers: Modifiers::ALT };
    for event in [alt(true), arrow(true), arrow(false), alt(false)] {
        desk.h.input_mut().events.push(event);
    }
    desk.settle();
    assert!(desk.h.query_by_role(Role::MenuItem).is_none(), "the File menu stays closed after a fast tap");
}

#[test]
fn a_suite_is_begun_at_the_head_of_the_tree_and_below_its_lines() {
    let mut desk = desk();
    desk.h.get_by_role_and_label(Role::Button, "New suite").click();
    desk.until("the dialog", |h| h.query_by_role_and_label(Role::Button, "Create").is_some());
    press(&mut desk, Modifiers::NONE, Key::Escape);
    let tree = desk.h.get_by_role_and_label(Role::Tree, "Cases").rect();
    let at = tree.center_bottom() - vec2(0.0, 20.0);
    desk.h.event(Event::PointerMoved(at));
    desk.h.step();
    for pressed in [true, false] {
        desk.h.event(Event::PointerButton { pos: at, button: PointerButton::Secondary, pressed, modifiers: Modifiers::NONE });
        desk.h.step();
    }
    desk.settle();
    desk.h.get_by_role_and_label(Role::MenuItem, "New suite").click();
    desk.until("the dialog again", |h| h.query_by_role_and_label(Role::Button, "Create").is_some());
}

#[test]
fn what_was_typed_stays_when_the_suite_went_to_the_trash_or_changed() {
    use voluptas_app::cases::suite as suite_edit;
    use voluptas_app::cases::suite::SuiteForm;
    let mut desk = Desk::new();
    let (account, checkout) = (suite_id(&desk, "Account"), suite_id(&desk, "Checkout"));
    let path = store(&desk).path().to_owned();
    let other =
        voluptas_store::Store::open(&path, std::sync::Arc::new(voluptas_core::base::SystemClock)).expect("opened by another");
    let retitled = |title: &str| {
        let before = other.read(|tx| tx.suites().get(account)).expect("the suite");
        let base = SuiteForm { parent: before.parent_id, content: before.content };
        let mut mine = base.clone();
        mine.content.title = title.into();
        suite_edit::change(&other, account, &base, &mine).expect("their change")
    };
    let title = |desk: &Desk| desk.h.get_by_role_and_label(Role::TextInput, "Title").accesskit_node().value();
    let edit = |desk: &mut Desk, suite| {
        desk.h.state_mut().act(Action::List(ListAction::AskSuite(suite)));
        desk.until("the dialog", |h| h.query_by_role_and_label(Role::TextInput, "Title").is_some());
    };

    edit(&mut desk, account);
    type_text(&mut desk, "Account of mine");
    retitled("Account of theirs");
    press_key(&mut desk, Key::Enter);
    desk.until("the remark", |h| h.query_all_by_label_contains("Somebody changed this suite").next().is_some());
    assert_eq!(title(&desk).as_deref(), Some("Account of mine"));
    press_key(&mut desk, Key::Enter);
    desk.until("mine", |_| other.read(|tx| tx.suites().get(account)).expect("the suite").content.title == "Account of mine");

    edit(&mut desk, checkout);
    type_text(&mut desk, "Paying");
    voluptas_app::workspace::trash::delete(&other, &[voluptas_core::domain::ids::Thing::Suite(checkout)])
        .expect("their deletion");
    press_key(&mut desk, Key::Enter);
    desk.until("the remark", |h| h.query_all_by_label_contains("This suite was moved to the trash").next().is_some());
    assert_eq!(title(&desk).as_deref(), Some("Paying"));
    press_key(&mut desk, Key::Escape);
    desk.h.get_by_role_and_label(Role::Button, "Discard").click();
    desk.settle();

    desk.h.state_mut().act(Action::Case(voluptas::action::CaseAction::AskNew(Some(account))));
    desk.until("the dialog", |h| h.query_by_role_and_label(Role::TextInput, "Title").is_some());
    type_text(&mut desk, "A case of mine");
    voluptas_app::workspace::trash::delete(&other, &[voluptas_core::domain::ids::Thing::Suite(account)]).expect("their deletion");
    press_key(&mut desk, Key::Enter);
    desk.until("the remark", |h| h.query_all_by_label_contains("The suite was moved to the trash").next().is_some());
    assert_eq!(title(&desk).as_deref(), Some("A case of mine"));
    press_key(&mut desk, Key::Enter);
    desk.until("the case", |h| {
        h.state().backend.cases().is_some_and(|cases| cases.rows.iter().any(|row| &*row.title == "A case of mine"))
    });
}

#[test]
fn the_inspector_shows_a_selected_suite() {
    let mut desk = desk();
    let id = suite_id(&desk, "Checkout");
    let mut content = store(&desk).read(|tx| tx.suites().get(id)).expect("the suite").content;
    content.description = Some("Codes of **all** shops".into());
    store(&desk).write(Op::edit("edit_suite"), |tx| tx.suites().update(id, &content)).expect("written");
    desk.settle();
    desk.h.state_mut().state.subject = Subject::Cases;
    select(&mut desk, "Checkout");
    desk.until("its description", |h| h.query_by_label("Codes of all shops").is_some());
    let held = desk.h.state().backend.cases().expect("cases").in_suite(id).len();
    desk.h.get_by_label(&format!("{held} cases"));
    assert!(desk.h.query_all_by_role_and_label(Role::Image, "Last results").next().is_some());
    desk.h.get_by_role_and_label(Role::Link, "Show in the grid").click();
    desk.until("the grid of the suite", |h| h.state().state.tab() == MiddleTab::Cases);
    desk.h.get_by_role_and_label(Role::Button, "Edit suite…").click();
    desk.until("its dialog", |h| h.query_by_role_and_label(Role::TextInput, "Title").is_some());
}
