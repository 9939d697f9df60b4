//! Cases in further suites: shown by dragging with Ctrl, in the editor and in the grid, and removed again.

use std::collections::BTreeSet;

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{Queryable, by};
use voluptas::action::{Action, Nav};
use voluptas::model::cases::CaseKey;
use voluptas::shell::Shell;
use voluptas::state::{LeftTab, MiddleTab};
use voluptas::ui_command::UiCommand;
use voluptas_core::domain::ids::{CaseId, SuiteId};
use voluptas_settings::LangChoice;
use voluptas_store::Op;

use crate::support::{Desk, Setup, case_id, press_key, store_of, suite_id};

const TITLE: &str = "Expired code is refused";

fn desk() -> Desk {
    tree_of(Desk::new())
}

/// The list of cases with the suites open that lead to [`TITLE`]: all lines are in view.
fn tree_of(mut desk: Desk) -> Desk {
    let shell = desk.h.state_mut();
    shell.state.kept.left = LeftTab::Cases;
    let tree = shell.backend.cases().expect("cases").tree.clone();
    let suites = tree.items().filter(|i| ["Checkout", "Cart"].contains(&&*i.title) && i.key < 0);
    suites.for_each(|suite| shell.state.cases.set_expanded(suite.key, true));
    desk.settle();
    desk
}

/// The note of a link line.
fn note(desk: &Desk, key: i64) -> String {
    let tree = &desk.h.state().backend.cases().expect("cases").tree;
    let at = tree.index(key).expect("the line");
    assert!(tree.item(at).link);
    tree.note(at)
}

fn further(h: &Harness<'static, Shell>, id: CaseId) -> BTreeSet<SuiteId> {
    let case = store_of(h).read(|tx| tx.cases().get(id)).expect("the case");
    assert!(case.deleted_ms.is_none() && case.suite_id.is_some(), "the case stays where it is");
    case.further_suites.into_keys().collect()
}

fn until_further(desk: &mut Desk, what: &str, id: CaseId, suites: &[SuiteId]) {
    let wanted: BTreeSet<SuiteId> = suites.iter().copied().collect();
    desk.until(what, |h| further(h, id) == wanted);
}

fn link(desk: &mut Desk, id: CaseId, suite: SuiteId) {
    store_of(&desk.h).write(Op::edit("link"), |tx| tx.cases().add_to_suite(id, suite)).expect("linked");
    let key = CaseKey::Link(id, suite).key();
    desk.until("the link in the tree", |h| h.state().backend.cases().is_some_and(|c| c.tree.index(key).is_some()));
}

fn button(desk: &mut Desk, pos: Pos2, pressed: bool, modifiers: Modifiers) {
    desk.h.event_modifiers(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers }, modifiers);
    desk.h.step();
}

/// Drags the first line of that title onto another line.
fn drag(desk: &mut Desk, from: &str, to: &str, modifiers: Modifiers) {
    let at = |desk: &Desk, name: &str| {
        desk.h.query_all_by_role_and_label(Role::TreeItem, name).next().expect("a line").rect().center()
    };
    let (from, to) = (at(desk, from), at(desk, to));
    desk.h.hover_at(from);
    desk.h.step();
    button(desk, from, true, Modifiers::NONE);
    for part in [0.3, 0.7, 1.0] {
        desk.h.event_modifiers(Event::PointerMoved(from + (to - from) * part), modifiers);
        desk.h.step();
    }
    button(desk, to, false, modifiers);
    desk.settle();
}

fn click(desk: &mut Desk, at: Pos2, modifiers: Modifiers) {
    button(desk, at, true, modifiers);
    button(desk, at, false, modifiers);
    desk.settle();
}

fn lines(h: &Harness<'static, Shell>, title: &str) -> usize {
    h.query_all_by_role_and_label(Role::TreeItem, title).count()
}

#[test]
fn a_drag_with_ctrl_shows_a_case_in_a_further_suite() {
    let mut desk = desk();
    let (id, account) = (case_id(&desk, TITLE), suite_id(&desk, "Account"));
    drag(&mut desk, TITLE, "Account", Modifiers::COMMAND);
    until_further(&mut desk, "the link", id, &[account]);
    desk.h.state_mut().state.cases.set_expanded(CaseKey::Suite(account).key(), true);
    desk.until("its line", |h| lines(h, TITLE) == 2);
    let key = CaseKey::Link(id, account).key();
    assert!(note(&desk, key).starts_with("Home: "), "{}", note(&desk, key));
    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
    until_further(&mut desk, "undone", id, &[]);
    desk.h.state_mut().act(Action::Command(UiCommand::Redo));
    until_further(&mut desk, "redone", id, &[account]);
    // Without Ctrl, a link moves as a link.
    let catalog = suite_id(&desk, "Catalog");
    // Only the link is in view then.
    let checkout = suite_id(&desk, "Checkout");
    desk.h.state_mut().state.cases.set_expanded(CaseKey::Suite(checkout).key(), false);
    desk.until("the link alone", |h| lines(h, TITLE) == 1);
    drag(&mut desk, TITLE, "Catalog", Modifiers::NONE);
    until_further(&mut desk, "moved", id, &[catalog]);
}

#[test]
fn deleting_a_link_keeps_the_case() {
    let mut desk = desk();
    let (id, account) = (case_id(&desk, TITLE), suite_id(&desk, "Account"));
    link(&mut desk, id, account);
    let key = CaseKey::Link(id, account).key();
    desk.h.state_mut().state.cases.set_expanded(CaseKey::Suite(account).key(), true);
    desk.settle();
    let line = {
        let below = desk.h.get_by_role_and_label(Role::TreeItem, "Account").rect().bottom();
        let mut found: Vec<_> = desk.h.query_all_by_role_and_label(Role::TreeItem, TITLE).map(|n| n.rect()).collect();
        found.retain(|r| r.top() >= below);
        found.first().expect("the link below its suite").center()
    };
    click(&mut desk, line, Modifiers::NONE);
    assert_eq!(desk.h.state().state.selection.cases.only(), Some(key), "the link stays selected while the case opens");
    assert_eq!(desk.h.state().state.selected().cases, [id]);
    press_key(&mut desk, Key::Delete);
    until_further(&mut desk, "the link is gone", id, &[]);
    desk.until("one line", |h| lines(h, TITLE) == 1);
    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
    until_further(&mut desk, "undone", id, &[account]);
}

#[test]
fn the_editor_adds_and_removes_further_suites() {
    let mut desk = Desk::new();
    let (id, account) = (case_id(&desk, TITLE), suite_id(&desk, "Account"));
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Case(id.0))));
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Add suite").click();
    desk.settle();
    desk.h.event(Event::Text("Account".into()));
    desk.settle();
    press_key(&mut desk, Key::Enter);
    desk.until("the chip", |h| h.query_by_role_and_label(Role::Button, "Remove from the suite Account").is_some());
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::S);
    until_further(&mut desk, "saved", id, &[account]);
    desk.h.get_by_role_and_label(Role::Button, "Remove from the suite Account").click();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::S);
    until_further(&mut desk, "saved again", id, &[]);
}

/// The cell of the grid that begins with that text. The home suite stands after the title of a link.
fn cell(h: &Harness<'static, Shell>, text: &str) -> Option<Pos2> {
    let grid = h.query_by_role_and_label(Role::Table, "Cases")?.rect();
    let begins = h.query_all(by().predicate(|n| n.value().is_some_and(|value| value.starts_with(text))));
    let mut found = begins.map(|n| n.rect().center()).filter(|at| grid.contains(*at));
    found.next()
}

#[test]
fn the_grid_shows_links_in_several_suites_and_removes_them() {
    let mut desk = desk();
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
    let (account, cart) = (suite_id(&desk, "Account"), suite_id(&desk, "Cart"));
    desk.h.state_mut().state.selection.cases.select(CaseKey::Suite(cart).key());
    desk.until("the rows of the suite", |h| cell(h, TITLE).is_some());
    let ids = [case_id(&desk, TITLE), case_id(&desk, "Code gives 10 %")];
    let select_two = |desk: &mut Desk| {
        for (title, modifiers) in [(TITLE, Modifiers::NONE), ("Code gives 10 %", Modifiers::COMMAND)] {
            let at = cell(&desk.h, title).unwrap_or_else(|| panic!("no row {title}"));
            click(desk, at, modifiers);
        }
    };
    select_two(&mut desk);
    assert!(desk.h.query_by_role_and_label(Role::Button, "Remove from this suite").is_none(), "the rows are at home");
    desk.h.get_by_role_and_label(Role::Button, "Also in suite…").click();
    desk.settle();
    desk.h.event(Event::Text("Account".into()));
    desk.settle();
    press_key(&mut desk, Key::Enter);
    desk.until("the preview", |h| h.query_by_label_contains("2 values change").is_some());
    press_key(&mut desk, Key::Enter);
    until_further(&mut desk, "linked", ids[1], &[account]);
    // The further suite lists them.
    desk.h.state_mut().state.selection.cases.select(CaseKey::Suite(account).key());
    desk.until("the rows of the suite", |h| cell(h, TITLE).is_some() && cell(h, "Two codes at once").is_none());
    select_two(&mut desk);
    desk.h.get_by_role_and_label(Role::Button, "Remove from this suite").click();
    desk.until("the preview", |h| h.query_by_label_contains("2 values change").is_some());
    press_key(&mut desk, Key::Enter);
    until_further(&mut desk, "removed", ids[0], &[]);
    until_further(&mut desk, "removed", ids[1], &[]);
}

#[test]
fn tree_list_and_group_count_the_same_and_a_search_says_what_it_hides() {
    let mut desk = desk();
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
    let (id, account) = (case_id(&desk, TITLE), suite_id(&desk, "Account"));
    link(&mut desk, id, account);
    let tree = desk.h.state().backend.cases().expect("cases").tree.clone();
    let at = tree.index(CaseKey::Suite(account).key()).expect("the suite");
    assert_eq!(&*tree.item(at).right, "12 +1");
    assert_eq!(tree.note(at), "12 cases, and 1 shown here from other suites");
    desk.h.state_mut().state.selection.cases.select(CaseKey::Suite(account).key());
    desk.until("the rows of the suite", |h| h.query_by_label("12 +1").is_some() && cell(h, TITLE).is_some());
    // Words that were searched for earlier go on in another suite: the list says so.
    desk.h.state_mut().views.cases.search("refused".into());
    desk.settle();
    let cart = suite_id(&desk, "Cart");
    desk.h.state_mut().state.selection.cases.select(CaseKey::Suite(cart).key());
    desk.settle();
    desk.h.state_mut().state.selection.cases.select(CaseKey::Suite(account).key());
    desk.until("what is hidden", |h| h.query_by_label("1 of 13 shown").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Show all 13").click();
    desk.until("all of them", |h| h.query_by_label_contains("of 13 shown").is_none() && cell(h, TITLE).is_some());
}

#[test]
fn links_are_shown_in_russian() {
    let mut desk = tree_of(Desk::with(Setup { lang: LangChoice::Ru, dark: true, ..Setup::default() }));
    let (id, account) = (case_id(&desk, TITLE), suite_id(&desk, "Account"));
    link(&mut desk, id, account);
    let key = CaseKey::Link(id, account).key();
    assert!(note(&desk, key).starts_with("Основной сьют: "), "{}", note(&desk, key));
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Case(id.0))));
    desk.until("the chip", |h| h.query_by_role_and_label(Role::Button, "Убрать из сьюта Account").is_some());
}

#[test]
fn a_command_for_one_case_means_the_case_of_a_selected_link() {
    let mut desk = desk();
    let (id, account) = (case_id(&desk, TITLE), suite_id(&desk, "Account"));
    link(&mut desk, id, account);
    desk.h.state_mut().act(Action::Command(UiCommand::ShowOverview));
    desk.settle();
    let shell = desk.h.state_mut();
    shell.state.selection.cases.select(CaseKey::Link(id, account).key());
    shell.backend.screenshot = || Some(b"picture".to_vec());
    shell.act(Action::Command(UiCommand::PasteScreenshot));
    let store = desk.h.state().backend.workspace().expect("workspace").store.clone();
    desk.until("the file of the case", |_| store.read(|tx| tx.cases().get(id)).expect("case").content.attachments.len() == 1);
}

#[test]
fn a_drag_of_a_case_selects_it_everywhere() {
    let mut desk = desk();
    let (id, other) = (case_id(&desk, TITLE), case_id(&desk, "Two codes at once"));
    let line = |desk: &Desk, title: &str| {
        desk.h.query_all_by_role_and_label(Role::TreeItem, title).next().expect("a line").rect().center()
    };
    let at = line(&desk, "Two codes at once");
    click(&mut desk, at, Modifiers::NONE);
    assert_eq!(desk.h.state().state.selected().cases, [other]);
    let tab = desk.h.state().state.tab();
    drag(&mut desk, TITLE, "Account", Modifiers::NONE);
    let account = suite_id(&desk, "Account");
    desk.until("the moved case", |h| {
        crate::support::store_of(h).read(|tx| tx.cases().get(id)).is_ok_and(|case| case.suite_id == Some(account))
    });
    assert_eq!(desk.h.state().state.selected().cases, [id], "inspector and commands mean the dragged case");
    assert_eq!(desk.h.state().state.tab(), tab, "and the middle stays as it was");
}
