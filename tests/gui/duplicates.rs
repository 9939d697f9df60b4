//! The dialog of duplicate cases: groups, the case to keep by keyboard, the effect, the merge and its undo.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::action::{Action, CaseAction};
use voluptas::ui_command::UiCommand;
use voluptas_app::cases::bulk::{CaseChange, change_cases};
use voluptas_app::cases::review as case_review;
use voluptas_core::domain::ids::{CaseId, SuiteId};
use voluptas_core::domain::review::ReviewState;
use voluptas_settings::LangChoice;
use voluptas_store::Op;

use crate::support::{Desk, Setup, create_case, is_said, press, store, workspace};

const TITLE: &str = "Expired code is refused";

fn case_id(desk: &Desk, title: &str) -> Option<CaseId> {
    let cases = desk.h.state().backend.cases().expect("cases");
    cases.rows.iter().find(|r| &*r.title == title).map(|r| r.id)
}

fn suite_of(desk: &Desk, title: &str) -> SuiteId {
    let cases = desk.h.state().backend.cases().expect("cases");
    cases.rows.iter().find(|r| &*r.title == title).and_then(|r| r.suite).expect("a suite")
}

/// The shop with two more cases of nearly the title of one case, and the dialog open.
fn opened(setup: Setup) -> Desk {
    let mut desk = Desk::with(setup);
    let (store, suite) = (store(&desk), suite_of(&desk, TITLE));
    let project = desk.h.state().backend.cases().and_then(|c| c.project.clone()).expect("project").id;
    let twin = create_case(&store, project, Some(suite), "expired code is REFUSED!");
    change_cases(&store, &[(twin, CaseChange::AddTag("regression".into()))]).expect("tag");
    create_case(&store, project, None, "«Expired» code is refused");
    desk.settle();
    desk.h.state_mut().act(Action::Command(UiCommand::FindDuplicates));
    desk.settle();
    desk
}

fn is_selected(desk: &Desk, role: Role, name: &str) -> bool {
    let node = desk.h.get_by(|n| n.role() == role && n.label().is_some_and(|l| l.contains(name)));
    node.accesskit_node().is_selected() == Some(true) || node.accesskit_node().toggled().is_some_and(|t| t == true.into())
}

fn code(desk: &Desk, title: &str) -> String {
    let cases = desk.h.state().backend.cases().expect("cases");
    cases.rows.iter().find(|r| &*r.title == title).map(|r| r.code.to_string()).expect("a case")
}

#[test]
fn cases_are_merged_by_keyboard_and_one_undo_brings_them_back() {
    let mut desk = opened(Setup::default());
    desk.h.get_by_label(&format!("{TITLE}: Same title, 3 cases"));
    let (kept, twin) = (code(&desk, TITLE), code(&desk, "expired code is REFUSED!"));
    assert!(is_selected(&desk, Role::RadioButton, &format!("{kept} ")), "the case with results is suggested");
    desk.h.get_by_label("Tags added: regression");
    desk.h.get_by_role_and_label(Role::Button, &format!("Merge 2 cases into {kept}"));

    // From the groups to the cases; the second case stays instead.
    press(&mut desk, Modifiers::NONE, Key::ArrowRight);
    press(&mut desk, Modifiers::NONE, Key::ArrowDown);
    press(&mut desk, Modifiers::NONE, Key::Space);
    assert!(is_selected(&desk, Role::RadioButton, &format!("{twin} ")));
    desk.h.get_by_label("Tags added: cart, smoke");
    desk.h.get_by_label_contains(&format!("Blank fields filled: Description from {kept}"));
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("the merge", |h| is_said(h, "Merged duplicates into"));
    assert_eq!((case_id(&desk, TITLE), case_id(&desk, "«Expired» code is refused")), (None, None));
    assert!(desk.h.query_by_label_contains("Same title").is_none(), "the group is done");
    let id = case_id(&desk, "expired code is REFUSED!").expect("the kept case");
    let content = store(&desk).read(|tx| tx.cases().get(id)).expect("case").content;
    assert_eq!((content.tags.join(" "), content.steps.len()), ("cart regression smoke".into(), 2));

    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
    desk.until("the cases are back", |h| h.query_by_label_contains("Same title, 3 cases").is_some());
    assert!(case_id(&desk, TITLE).is_some());
    let content = store(&desk).read(|tx| tx.cases().get(id)).expect("case").content;
    assert_eq!(content.tags, ["regression"]);
}

#[test]
fn suites_that_are_joined_and_comments_that_stay_are_named() {
    let mut desk = opened(Setup::default());
    let twin = case_id(&desk, "expired code is REFUSED!").expect("the twin");
    let account = suite_of_title(&desk, "Account");
    store(&desk).write(Op::edit("link"), |tx| tx.cases().add_to_suite(twin, account)).expect("linked");
    case_review::comment(&store(&desk), twin, "Which code?").expect("commented");
    let seen = store(&desk).read(|tx| tx.cases().get(twin)).expect("case").updated_ms;
    let seen = [case_review::SeenCase { case: twin, updated_ms: seen }];
    case_review::set(&store(&desk), &seen, Some(ReviewState::InReview)).expect("in review");
    let code = code(&desk, "expired code is REFUSED!");
    desk.until("the plan", |h| h.query_by_label("Suites added: Account").is_some());
    desk.h.get_by_label("1 comment stays with the case in the trash.");
    desk.h.get_by_label_contains(&format!("The review stays with the case in the trash: {code}."));
}

fn suite_of_title(desk: &Desk, title: &str) -> SuiteId {
    let cases = desk.h.state().backend.cases().expect("cases");
    cases.suites().iter().find(|s| &*s.title == title).expect("the suite").id
}

#[test]
fn a_case_is_left_out_by_its_check_box() {
    let mut desk = opened(Setup::default());
    let (kept, twin) = (code(&desk, TITLE), code(&desk, "expired code is REFUSED!"));
    desk.h.get_by_role_and_label(Role::CheckBox, &format!("Merge {twin}")).click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, &format!("Merge 1 case into {kept}")).click();
    desk.until("the merge", |h| is_said(h, "Merged duplicates into"));
    assert!(case_id(&desk, "expired code is REFUSED!").is_some() && case_id(&desk, "«Expired» code is refused").is_none());
}

#[test]
fn a_case_that_somebody_changed_meanwhile_is_named_and_stays() {
    let mut desk = opened(Setup::default());
    let twin = case_id(&desk, "expired code is REFUSED!").expect("twin");
    let name = code(&desk, "expired code is REFUSED!");
    let other = workspace(store(&desk).path());
    change_cases(&other, &[(twin, CaseChange::AddTag("new".into()))]).expect("their change");
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    let words = format!("1 case merged. Not merged, because changed meanwhile: {name}");
    desk.until("the warning", |h| h.query_by_label_contains(&words).is_some());
    assert!(case_id(&desk, "expired code is REFUSED!").is_some());
}

#[test]
fn a_search_in_a_suite_can_be_widened_to_the_project() {
    let mut desk = opened(Setup::default());
    press(&mut desk, Modifiers::NONE, Key::Escape);
    let suite = suite_of(&desk, TITLE);
    desk.h.state_mut().act(Action::Case(CaseAction::FindDuplicates(Some(suite))));
    desk.settle();
    desk.h.get_by_label(&format!("{TITLE}: Same title, 2 cases"));
    desk.h.get_by_role_and_label(Role::RadioButton, "Whole project").click();
    desk.settle();
    desk.h.get_by_label(&format!("{TITLE}: Same title, 3 cases"));
}

#[test]
fn a_project_without_duplicates_says_so_in_russian() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, shop: false, ..Setup::default() });
    let store = store(&desk);
    let project = store.write(voluptas_store::Op::bulk("test"), |tx| tx.projects().create("NEW", "New", None)).expect("project");
    create_case(&store, project.value.id, None, "Оплата картой");
    desk.settle();
    desk.h.state_mut().act(Action::Command(UiCommand::FindDuplicates));
    desk.settle();
    desk.h.get_by_label("Дубликатов нет");
    desk.h.get_by_label("Дубликатов нет: проверен 1 кейс");
    create_case(&store, project.value.id, None, "оплата картой.");
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Искать снова").click();
    desk.settle();
    desk.h.get_by_label("Оплата картой: То же название, 2 кейса");
}

#[test]
fn a_merge_and_its_redo_select_the_kept_case() {
    let mut desk = opened(Setup::default());
    let kept = case_id(&desk, TITLE).expect("the kept case");
    // The kept case gets nothing from this twin.
    desk.h.get_by_role_and_label(Role::CheckBox, &format!("Merge {}", code(&desk, "expired code is REFUSED!"))).click();
    desk.settle();
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("the merge", |h| is_said(h, "Merged duplicates into"));
    press(&mut desk, Modifiers::NONE, Key::Escape);
    let selected = |desk: &Desk| desk.h.state().state.selection.cases.only();
    assert_eq!(selected(&desk), Some(kept.0));
    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
    desk.until("the case is back", |h| {
        h.state().backend.cases().is_some_and(|c| c.rows.iter().any(|r| &*r.title == "«Expired» code is refused"))
    });
    assert_ne!(selected(&desk), Some(kept.0), "the one that came back is selected");
    desk.h.state_mut().act(Action::Command(UiCommand::Redo));
    desk.until("the merge again", |h| is_said(h, "Redone"));
    assert_eq!(selected(&desk), Some(kept.0));
}
