//! The editor of a case: fields in place, steps by keyboard alone, drafts, changes elsewhere, equal titles, new cases.

use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, vec2};
use egui_kittest::kittest::{By, NodeT as _, Queryable};
use voluptas::action::{Action, CaseAction};
use voluptas::state::MiddleTab;
use voluptas::ui_command::UiCommand;
use voluptas_app::cases;
use voluptas_app::cases::draft::DraftFolder;
use voluptas_core::base::FixedClock;
use voluptas_core::domain::case::{CaseContent, CaseLink, Step};
use voluptas_core::domain::ids::{CaseId, Thing};
use voluptas_core::domain::review::ReviewState;
use voluptas_settings::LangChoice;
use voluptas_store::{Author, Op, Source};

use crate::support::{Desk, NOW, Setup, case_id, focus_text, is_said, open_case, press, store, stored, type_text, workspace};

pub const TITLE: &str = "Expired code is refused";

pub fn shop() -> (Desk, CaseId) {
    let mut desk = Desk::new();
    let id = open_case(&mut desk, TITLE);
    (desk, id)
}

pub fn replace(desk: &mut Desk, field: &str, text: &str) {
    focus_text(desk, field);
    press(desk, Modifiers::COMMAND, Key::A);
    type_text(desk, text);
}

pub fn value(desk: &Desk, field: &str) -> String {
    let node = desk.h.get_by_role_and_label(Role::MultilineTextInput, field);
    node.accesskit_node().value().unwrap_or_default()
}

pub fn save(desk: &mut Desk, what: &str, id: CaseId, holds: impl Fn(&CaseContent) -> bool) {
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::S);
    desk.until(what, |h| {
        let store = h.state().backend.workspace().expect("workspace").store.clone();
        holds(&store.read(|tx| tx.cases().get(id)).expect("the case").content)
    });
}

/// The actions of the steps of a case.
pub fn actions(content: &CaseContent) -> Vec<&str> {
    content.steps.iter().map(|s| s.action.as_str()).collect()
}

#[test]
fn a_save_is_one_operation_with_the_changed_fields_and_can_be_undone() {
    let (mut desk, id) = shop();
    replace(&mut desk, "Title", "Outdated code is refused");
    focus_text(&mut desk, "Add tag");
    type_text(&mut desk, "promo");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    save(&mut desk, "the case is saved", id, |c| c.title == "Outdated code is refused" && c.tags == ["cart", "promo", "smoke"]);
    let changes = store(&desk).read(|tx| tx.history().of("case", id.0, 10)).expect("history");
    let (operation, change) = &changes[0];
    assert_eq!(operation.name, "edit_case");
    let after = change.after.as_ref().expect("the new values").to_string();
    assert!(after.contains("promo") && !after.contains("description") && !after.contains("steps"), "{after}");
    desk.h.get_by_role_and_label(Role::TreeItem, "Catalog").click();
    desk.settle();
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    desk.until("it is undone", |h| {
        let store = h.state().backend.workspace().expect("workspace").store.clone();
        store.read(|tx| tx.cases().get(id)).expect("the case").content.title == TITLE
    });
    assert_eq!(value(&desk, "Title"), TITLE);
}

#[test]
fn a_tag_that_is_still_in_its_field_is_saved() {
    let (mut desk, id) = shop();
    focus_text(&mut desk, "Add tag");
    type_text(&mut desk, "late");
    save(&mut desk, "the tag is saved", id, |c| c.tags.contains(&"late".to_owned()));
    // It is a tag, too, when the keyboard goes elsewhere.
    focus_text(&mut desk, "Add tag");
    type_text(&mut desk, "later");
    focus_text(&mut desk, "Title");
    save(&mut desk, "the other tag is saved", id, |c| c.tags.contains(&"later".to_owned()));
    // And when the button is pressed while the tag is typed.
    replace(&mut desk, "Title", "A changed title");
    focus_text(&mut desk, "Add tag");
    type_text(&mut desk, "last");
    desk.h.get_by_role_and_label(Role::Button, "Save").click();
    desk.settle();
    let tags = stored(&desk, id).content.tags;
    assert!(tags.contains(&"last".to_owned()), "{tags:?}");
}

#[test]
fn steps_are_written_by_keyboard_alone() {
    let (mut desk, id) = shop();
    focus_text(&mut desk, "Action, step 1");
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    type_text(&mut desk, "Sign in");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    type_text(&mut desk, "buyer");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    type_text(&mut desk, "The name is shown");
    assert_eq!(value(&desk, "Expected result, step 2"), "The name is shown");
    // Up, then inside the step above.
    press(&mut desk, Modifiers::ALT, Key::ArrowUp);
    assert_eq!(value(&desk, "Data, step 1"), "buyer");
    press(&mut desk, Modifiers::ALT, Key::ArrowDown);
    press(&mut desk, Modifiers::COMMAND, Key::CloseBracket);
    assert_eq!(value(&desk, "Action, step 1.1"), "Sign in");
    press(&mut desk, Modifiers::COMMAND, Key::OpenBracket);
    assert_eq!(value(&desk, "Action, step 2"), "Sign in");
    save(&mut desk, "the steps are saved", id, |c| actions(c) == ["Open the cart", "Sign in", "Enter the code OLD-2024"]);
    let step = &stored(&desk, id).content.steps[1];
    assert_eq!((step.data.as_deref(), step.expected.as_deref()), (Some("buyer"), Some("The name is shown")));
}

#[test]
fn backspace_deletes_a_blank_step_and_enter_at_the_end_adds_one() {
    let (mut desk, id) = shop();
    focus_text(&mut desk, "Expected result, step 2");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert_eq!(value(&desk, "Action, step 3"), "");
    press(&mut desk, Modifiers::NONE, Key::Backspace);
    assert!(desk.h.query_by_label("Action, step 3").is_none());
    type_text(&mut desk, "!");
    assert!(value(&desk, "Expected result, step 2").contains('!'), "the keyboard went to the step above");
    save(&mut desk, "saved", id, |c| c.steps.len() == 2 && c.steps[1].expected.as_deref().is_some_and(|e| e.contains('!')));
}

#[test]
fn pasted_lines_and_tables_become_steps() {
    let (mut desk, id) = shop();
    focus_text(&mut desk, "Action, step 2");
    desk.h.event(Event::Paste("1. Open the page\n2. Sign in".into()));
    desk.settle();
    desk.h.event(Event::Paste("Pay\tcard 42\tA receipt\nLeave\t\tThe page closes".into()));
    desk.settle();
    save(&mut desk, "the pasted steps", id, |c| c.steps.len() == 6);
    let content = stored(&desk, id).content;
    assert_eq!(actions(&content)[2..], ["Open the page", "Sign in", "Pay", "Leave"]);
    assert_eq!((content.steps[4].data.as_deref(), content.steps[4].expected.as_deref()), (Some("card 42"), Some("A receipt")));
}

#[test]
fn undo_takes_back_what_was_done_to_the_draft_and_nothing_elsewhere() {
    let (mut desk, id) = shop();
    // An edit elsewhere, whose turn it would be in the workspace.
    let other = case_id(&desk, "Two codes at once");
    let mut content = stored(&desk, other).content;
    content.description = Some("Edited elsewhere".into());
    cases::placement::save_case(&store(&desk), other, &content).expect("an edit of another case");
    desk.settle();
    let edits = |desk: &Desk| store(desk).read(|tx| tx.count("SELECT count(*) FROM operations", &[])).expect("operations");
    let before = edits(&desk);
    focus_text(&mut desk, "Action, step 2");
    desk.h.event(Event::Paste("1. Open the page\n2. Sign in".into()));
    desk.settle();
    assert!(value(&desk, "Action, step 4").contains("Sign in"));
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    assert!(desk.h.query_by_label("Action, step 4").is_none(), "the pasted steps are taken back, also from within a cell");
    press(&mut desk, Modifiers::NONE, Key::Escape);
    desk.h.state_mut().act(Action::Command(UiCommand::Redo));
    desk.settle();
    assert!(value(&desk, "Action, step 4").contains("Sign in"));
    for _ in 0..3 {
        desk.h.state_mut().act(Action::Command(UiCommand::Undo));
        desk.settle();
    }
    assert!(desk.h.query_by_label("Action, step 4").is_none());
    assert_eq!(edits(&desk), before, "more undo than there are edits takes nothing back elsewhere");
    assert_eq!(stored(&desk, other).content.description.as_deref(), Some("Edited elsewhere"));
    assert_eq!(stored(&desk, id).content.steps.len(), 2);
}

#[test]
fn a_draft_survives_the_window_and_is_gone_after_the_save() {
    let (mut desk, id) = shop();
    replace(&mut desk, "Preconditions", "A code that expired yesterday");
    let folder = DraftFolder::of(&store(&desk));
    // Written a moment after the last key, without the window being closed.
    desk.until("the draft is kept", |_| folder.read(id).is_some());
    let mut desk = desk.restart();
    open_case(&mut desk, TITLE);
    assert_eq!(value(&desk, "Preconditions"), "A code that expired yesterday");
    desk.h.get_by_label_contains("These are your unsaved changes");
    assert_eq!(stored(&desk, id).content.preconditions.as_deref(), Some("A cart with goods for 740."));
    save(&mut desk, "saved", id, |c| c.preconditions.as_deref() == Some("A code that expired yesterday"));
    desk.until("the draft is gone", |_| folder.read(id).is_none());
    assert!(desk.h.query_by_label_contains("These are your unsaved changes").is_none());
}

#[test]
fn a_discarded_draft_leaves_the_stored_case() {
    let (mut desk, id) = shop();
    replace(&mut desk, "Title", "Something else");
    desk.h.get_by_role_and_label(Role::Button, "Discard changes").click();
    desk.settle();
    assert_eq!((value(&desk, "Title").as_str(), stored(&desk, id).content.title.as_str()), (TITLE, TITLE));
    desk.h.get_by_role_and_label(Role::Button, "Bring it back").click();
    desk.settle();
    assert_eq!((value(&desk, "Title").as_str(), stored(&desk, id).content.title.as_str()), ("Something else", TITLE));
}

#[test]
fn a_discarded_draft_is_offered_until_other_edits_are_saved() {
    let (mut desk, id) = shop();
    replace(&mut desk, "Title", "Something else");
    desk.h.get_by_role_and_label(Role::Button, "Discard changes").click();
    desk.settle();
    replace(&mut desk, "Title", "A third title");
    let tabs: Vec<_> = desk.h.query_all_by_role(Role::Tab).map(|tab| tab.rect()).collect();
    let tab =
        tabs.iter().max_by(|a, b| a.left().total_cmp(&b.left())).expect("a tab").left_center() + eframe::egui::vec2(30.0, 0.0);
    desk.h.hover_at(tab);
    desk.until("what the dot on the tab says", |h| h.query_by_label_contains("Unsaved changes").is_some());
    save(&mut desk, "the title", id, |case| case.title == "A third title");
    assert!(desk.h.query_by_role_and_label(Role::Button, "Bring it back").is_none());
}

#[test]
fn changes_of_both_sides_are_merged_and_a_field_that_both_changed_is_a_choice() {
    let (mut desk, id) = shop();
    replace(&mut desk, "Title", "My title");
    let other = workspace(store(&desk).path());
    let mut theirs = stored(&desk, id).content;
    theirs.description = Some("Their description".into());
    cases::placement::save_case(&other, id, &theirs).expect("their save");
    desk.until("their description is taken over", |h| {
        let node = h.get_by_role_and_label(Role::MultilineTextInput, "Description");
        node.accesskit_node().value().as_deref() == Some("Their description")
    });
    assert_eq!(value(&desk, "Title"), "My title");
    assert!(desk.h.query_by_label("Somebody changed this case while you were editing it").is_none());
    theirs.title = "Their title".into();
    cases::placement::save_case(&other, id, &theirs).expect("their save");
    desk.until("the conflict is shown", |h| h.query_by_label("Somebody changed this case while you were editing it").is_some());
    press(&mut desk, Modifiers::COMMAND, Key::S);
    assert_eq!(stored(&desk, id).content.title, "Their title", "nothing is overwritten");
    assert!(is_said(&desk.h, "Not saved: select which values to keep"), "the save is refused aloud");
    desk.h.get_by_role_and_label(Role::Button, "Keep mine").click();
    desk.settle();
    save(&mut desk, "mine is saved", id, |c| c.title == "My title" && c.description.as_deref() == Some("Their description"));
}

#[test]
fn a_conflict_in_steps_shows_what_differs() {
    let (mut desk, id) = shop();
    replace(&mut desk, "Expected result, step 1", "The sum is 700");
    let mut theirs = stored(&desk, id).content;
    theirs.steps[0].expected = Some("The sum is 666".into());
    theirs.steps[0].data = Some("A voucher".into());
    let olga = workspace(store(&desk).path()).by(Author::new(Source::Window, Some("Olga")));
    cases::placement::save_case(&olga, id, &theirs).expect("their save");
    desk.until("the conflict is shown", |h| h.query_by_label("Olga changed this case while you were editing it").is_some());
    let is_shown = |desk: &Desk, words: &str| desk.h.query_all_by_label_contains(words).next().is_some();
    assert!(is_shown(&desk, "Expected result: The sum is 700"), "mine");
    assert!(is_shown(&desk, "Data: A voucher · Expected result: The sum is 666"), "theirs");
    desk.h.get_by_role_and_label(Role::Button, "Take theirs").click();
    desk.settle();
    assert_eq!(value(&desk, "Expected result, step 1"), "The sum is 666");
}

#[test]
fn a_title_that_another_case_has_is_refused_with_a_way_to_that_case() {
    let (mut desk, id) = shop();
    replace(&mut desk, "Title", "two codes at once");
    press(&mut desk, Modifiers::COMMAND, Key::S);
    desk.until("the refusal", |h| h.query_by_label("Open the other case").is_some());
    assert_eq!(stored(&desk, id).content.title, TITLE);
    assert!(desk.h.query_by_label("Save anyway").is_none(), "the project has no equal titles");
    desk.h.get_by_label("Open the other case").click();
    desk.settle();
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Case(case_id(&desk, "Two codes at once").0));
}

#[test]
fn a_project_with_equal_titles_may_get_one_more() {
    let (mut desk, id) = shop();
    let twin = case_id(&desk, "Code gives 10 %");
    let mut content = stored(&desk, twin).content;
    content.title = "Two codes at once".into();
    cases::placement::save_case(&store(&desk), twin, &content).expect("an import may do that");
    desk.settle();
    replace(&mut desk, "Title", "Two codes at once");
    press(&mut desk, Modifiers::COMMAND, Key::S);
    desk.until("the offer", |h| h.query_by_label("Save anyway").is_some());
    desk.h.get_by_label("Save anyway").click();
    desk.until("it is saved", |h| {
        let store = h.state().backend.workspace().expect("workspace").store.clone();
        store.read(|tx| tx.cases().get(id)).expect("the case").content.title == "Two codes at once"
    });
}

#[test]
fn a_new_case_is_written_and_saved_by_keyboard_alone() {
    let mut desk = Desk::new();
    desk.h.get_by_role_and_label(Role::RadioButton, "Cases").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::TreeItem, "Catalog").click();
    desk.settle();
    press(&mut desk, Modifiers::COMMAND, Key::N);
    type_text(&mut desk, "Two codes at once");
    desk.h.get_by_label("Open the other case");
    press(&mut desk, Modifiers::COMMAND, Key::A);
    type_text(&mut desk, "A code is removed");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.until("the new case is listed", |h| {
        h.state().backend.cases().is_some_and(|c| c.rows.iter().any(|r| &*r.title == "A code is removed"))
    });
    let id = case_id(&desk, "A code is removed");
    desk.until("its form", |h| h.query_by_label("Action, step 1").is_some());
    type_text(&mut desk, "Remove the code");
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    type_text(&mut desk, "Pay");
    save(&mut desk, "the steps are saved", id, |c| actions(c) == ["Remove the code", "Pay"]);
    let suite = stored(&desk, id).suite_id.expect("the selected suite");
    assert_eq!(desk.h.state().backend.cases().and_then(|c| c.suite(suite).map(str::to_owned)).as_deref(), Some("Catalog"));
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Case(id.0));
}

#[test]
fn gherkin_is_one_text_and_the_form_is_russian_in_russian() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    let id = open_case(&mut desk, TITLE);
    desk.h.get_by_role_and_label(Role::ComboBox, "Запись шагов").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::ListBoxOption, "Gherkin").click();
    desk.settle();
    assert!(value(&desk, "Gherkin").starts_with("When Open the cart\nThen The sum is 740"));
    save(&mut desk, "saved", id, |c| c.steps.len() == 1 && c.steps[0].action.contains("Then"));
}

#[test]
fn the_enter_that_picks_gherkin_is_no_line_of_the_text() {
    let mut desk = Desk::new();
    open_case(&mut desk, TITLE);
    desk.h.get_by_role_and_label(Role::ComboBox, "Notation of the steps").click();
    desk.settle();
    desk.h.event(Event::Text("g".into()));
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.settle();
    let text = value(&desk, "Gherkin");
    assert!(text.starts_with("When ") && text == text.trim_end(), "{text:?}");
}

#[test]
fn the_history_tells_a_redo_from_an_undo() {
    let (mut desk, id) = shop();
    replace(&mut desk, "Title", "Outdated code is refused");
    save(&mut desk, "saved", id, |c| c.title == "Outdated code is refused");
    for (command, word) in [(UiCommand::Undo, "· Undone: edit “"), (UiCommand::Redo, "· Redone: edit “")] {
        desk.settle();
        desk.h.state_mut().act(Action::Command(command));
        desk.until(word, |h| h.query_by_label_contains(word).is_some());
    }
}

#[test]
fn versions_history_and_inspector_name_further_suites_and_changed_steps() {
    let (mut desk, id) = shop();
    let mut content = stored(&desk, id).content;
    content.steps[1].action = "Enter the code TWICE".into();
    let catalog = store(&desk)
        .write(Op::edit("edit_case"), |tx| {
            tx.cases().update(id, &content)?;
            let suites = tx.suites().of_project(tx.cases().get(id)?.project_id)?;
            Ok(suites.iter().find(|s| s.content.title == "Catalog").expect("the suite").id)
        })
        .expect("changed")
        .value;
    store(&desk).write(Op::edit("show_in_suite"), |tx| tx.cases().add_to_suite(id, catalog)).expect("linked");
    desk.until("the inspector", |h| {
        h.query_by_label("Step 2 · Action: Enter the code OLD-2024 → Enter the code TWICE").is_some()
            && h.query_by_label("Also in suites: empty → Catalog").is_some()
    });
    desk.h.get_by_role_and_label(Role::Button, "Versions").click();
    desk.until("the versions", |h| h.query_by_label("Also in suites:  → Catalog").is_some());
}

#[test]
fn the_tab_of_a_case_that_was_deleted_for_good_says_so() {
    let (mut desk, id) = shop();
    let things = [Thing::Case(id)];
    store(&desk).write(Op::edit("trash"), |tx| tx.cases().set_deleted(id, true)).expect("trashed");
    let code = format!("SHOP-{} in the trash", stored(&desk, id).number);
    desk.until("the tab of a case in the trash", |h| h.query_all_by_label_contains(&code).next().is_some());
    voluptas_app::workspace::trash::purge(&store(&desk), &things).expect("purged");
    desk.until("the tab says it", |h| h.query_all_by_label_contains("Deleted case").next().is_some());
    assert!(desk.h.query_by_label("Try again").is_none(), "that is no failure");
    desk.h.get_by_role_and_label(Role::Button, "Close tab").click();
    desk.until("it is closed", |h| h.query_all_by_label_contains("Deleted case").next().is_none());
}

/// Review and comments of a case in the workspace.
pub fn reviewed(desk: &Desk, id: CaseId) -> (Option<ReviewState>, Vec<String>) {
    let store = store(desk);
    let review = stored(desk, id).review.map(|r| r.state);
    (review, store.read(|tx| tx.reviews().comments(id)).expect("comments").into_iter().map(|c| c.body).collect())
}

#[test]
fn a_case_is_sent_to_review_commented_and_approved_by_keyboard() {
    let (mut desk, id) = shop();
    assert!(desk.h.query_all_by_label("No review").count() > 1, "one word in the editor and the inspector");
    press(&mut desk, Modifiers::COMMAND | Modifiers::SHIFT, Key::R);
    desk.until("in review", |h| h.query_by_label_contains("In review: sent by").is_some());
    assert_eq!(reviewed(&desk, id).0, Some(ReviewState::InReview));
    focus_text(&mut desk, "New comment");
    type_text(&mut desk, "Which code?");
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("the comment", |h| h.query_all_by_label("Which code?").next().is_some());
    assert_eq!(value(&desk, "New comment"), "");
    press(&mut desk, Modifiers::COMMAND | Modifiers::SHIFT, Key::A);
    desk.until("approved", |h| h.query_by_label_contains("Approved by").is_some());
    assert_eq!(reviewed(&desk, id), (Some(ReviewState::Approved), vec!["Which code?".to_owned()]));
    // What is not saved cannot be approved.
    replace(&mut desk, "Title", "Another title");
    desk.h.get_by_role_and_label(Role::Button, "End review").click();
    press(&mut desk, Modifiers::COMMAND | Modifiers::SHIFT, Key::R);
    assert_eq!(reviewed(&desk, id).0, Some(ReviewState::Approved));
    desk.h.get_by_label("Save the case first");
    desk.h.get_by_role_and_label(Role::Button, "Discard changes").click();
    desk.settle();
    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
    desk.until("in review again", |h| h.query_by_label_contains("In review: sent by").is_some());
    assert_eq!(reviewed(&desk, id).0, Some(ReviewState::InReview));
}

#[test]
fn a_version_that_nobody_saw_is_not_approved() {
    let (mut desk, id) = shop();
    // Another program stores an edit; the window has not read it yet.
    let path = desk.h.state().backend.workspace_path().expect("a workspace").to_owned();
    let later = voluptas_store::Store::open(&path, Arc::new(FixedClock::at(NOW + 1_000))).expect("the same file");
    let content = CaseContent { title: "Changed by Boris".into(), ..stored(&desk, id).content };
    later.write(Op::edit("edit_case"), |tx| tx.cases().update(id, &content)).expect("changed");
    desk.h.state_mut().act(Action::Case(CaseAction::Review(vec![id], Some(ReviewState::Approved))));
    desk.until("the question", |h| h.query_all_by_label("Approve without a review?").next().is_some());
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.until("it is refused", |h| h.query_by_label_contains("was not approved").is_some());
    assert_eq!(reviewed(&desk, id).0, None);
    desk.h.get_by_role_and_label(Role::Button, "Show changes").click();
    desk.until("the versions", |h| h.query_all_by_label_contains(": versions").next().is_some());
    assert!(desk.h.query_all_by_label_contains("Changed by Boris").next().is_some());
}

#[test]
fn a_case_with_nothing_to_review_is_named() {
    let (mut desk, id) = shop();
    let content = CaseContent { title: "Nothing yet".into(), ..CaseContent::default() };
    store(&desk).write(Op::edit("edit_case"), |tx| tx.cases().update(id, &content)).expect("changed");
    desk.settle();
    press(&mut desk, Modifiers::COMMAND | Modifiers::SHIFT, Key::R);
    desk.until("the warning", |h| h.query_by_label_contains("has neither steps nor a description").is_some());
    assert_eq!(reviewed(&desk, id).0, Some(ReviewState::InReview));
}

#[test]
fn a_comment_that_is_too_long_stays_in_its_field() {
    let (mut desk, id) = shop();
    focus_text(&mut desk, "New comment");
    type_text(&mut desk, &"long ".repeat(2_001));
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    assert!(desk.h.query_by_label_contains("too long").is_some());
    assert_eq!(value(&desk, "New comment").len(), 10_005);
    assert_eq!(reviewed(&desk, id).1, Vec::<String>::new());
}

#[test]
fn a_suite_with_a_title_that_is_too_long_stays_in_its_dialog() {
    let (mut desk, _) = shop();
    desk.h.state_mut().act(Action::Command(UiCommand::NewSuite));
    desk.until("the dialog", |h| h.query_by_role_and_label(Role::Button, "Create").is_some());
    type_text(&mut desk, &"x".repeat(300));
    assert!(desk.h.query_by_label_contains("too long").is_some());
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert!(desk.h.query_by_role_and_label(Role::Button, "Create").is_some());
}

#[test]
fn a_template_is_saved_renamed_and_begins_a_case() {
    let (mut desk, _) = shop();
    desk.h.get_by_role_and_label(Role::Button, "More").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::MenuItem, "Save as template").click();
    desk.until("the template is saved", |h| is_said(h, "Saved template"));
    desk.h.state_mut().act(Action::Command(UiCommand::Templates));
    desk.until("the list", |h| h.query_by_label(&format!("Rename “{TITLE}”")).is_some());
    desk.h.get_by_label(&format!("Rename “{TITLE}”")).click();
    desk.settle();
    press(&mut desk, Modifiers::COMMAND, Key::A);
    type_text(&mut desk, "Promo code");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.until("the new name", |h| h.query_by_label("Rename “Promo code”").is_some());
    press(&mut desk, Modifiers::NONE, Key::Escape);
    desk.h.state_mut().act(Action::Command(UiCommand::NewCase));
    desk.settle();
    type_text(&mut desk, "A code that is used twice");
    desk.h.get_by_role_and_label(Role::ComboBox, "Template").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::ListBoxOption, "Promo code").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Create").click();
    desk.until("the new case", |h| h.query_all_by_label("No review").next().is_some() && h.query_by_label("Create").is_none());
    let all = store(&desk).read(|tx| tx.cases().lines(tx.projects().all()?[0].id)).expect("cases");
    let new = all.iter().find(|c| c.title == "A code that is used twice").expect("the new case");
    let content = stored(&desk, new.id).content;
    assert_eq!((content.steps.len(), content.status.as_str()), (2, "draft"));
}

#[test]
fn markdown_is_shown_as_it_reads_and_edited_as_it_is_written() {
    let (mut desk, id) = shop();
    replace(&mut desk, "Description", "Needs a **paid** account");
    assert!(desk.h.query_by_label("Needs a paid account").is_none(), "the source, while it is edited");
    focus_text(&mut desk, "Title");
    desk.h.get_by_label("Needs a paid account");
    assert_eq!(value(&desk, "Description"), "Needs a **paid** account");
    // The keyboard comes back to the source.
    focus_text(&mut desk, "Description");
    type_text(&mut desk, "!");
    save(&mut desk, "the text", id, |c| c.description.as_deref() == Some("Needs a **paid** account!"));
}

#[test]
fn a_save_leaves_keyboard_and_caret_where_they_are() {
    let (mut desk, id) = shop();
    replace(&mut desk, "Description", "Desc");
    save(&mut desk, "saved", id, |c| c.description.as_deref() == Some("Desc"));
    type_text(&mut desk, "ription");
    assert_eq!(value(&desk, "Description"), "Description");
    focus_text(&mut desk, "Action, step 1");
    type_text(&mut desk, "X");
    let action = value(&desk, "Action, step 1");
    save(&mut desk, "the step is saved", id, |c| c.steps[0].action == action);
    type_text(&mut desk, "Y");
    assert!(value(&desk, "Action, step 1").contains("XY"), "{}", value(&desk, "Action, step 1"));
}

#[test]
fn tab_goes_down_the_form_and_brings_each_field_into_view() {
    let (mut desk, _) = shop();
    focus_text(&mut desk, "Title");
    let mut names = Vec::new();
    for _ in 0..60 {
        press(&mut desk, Modifiers::NONE, Key::Tab);
        let focused = desk
            .h
            .query_all(By::new().predicate(|n| n.is_focused()))
            .next()
            .map(|n| (n.accesskit_node().label().or_else(|| n.accesskit_node().value()).unwrap_or_default(), n.rect()));
        names.extend(focused);
    }
    let comment = names.iter().find(|(name, _)| name == "New comment").expect("the comment is reached");
    assert!(comment.1.bottom() <= 900.0, "{comment:?}");
    assert!(names.iter().any(|(name, _)| name == "Add step"), "{names:?}");
}

#[test]
fn every_field_is_inside_the_form_at_any_width() {
    let mut desk = Desk::new();
    open_case(&mut desk, TITLE);
    for width in (880..=1500).step_by(40) {
        desk.h.set_size(vec2(width as f32, 900.0));
        desk.settle();
        let right = |role, name: &str| desk.h.get_by_role_and_label(role, name).rect().right();
        let edge = right(Role::Button, "Versions").max(right(Role::MultilineTextInput, "Title"));
        for field in ["Status", "Behavior", "Suite"] {
            assert!(right(Role::ComboBox, field) <= edge + 1.0, "{field} at {width}");
        }
        assert!(right(Role::CheckBox, "Marked flaky") <= edge + 1.0, "the mark at {width}");
        assert!(edge <= width as f32, "the form at {width}");
    }
}

#[test]
fn expected_result_and_links_are_written_by_keyboard() {
    let (mut desk, id) = shop();
    replace(&mut desk, "Expected result", "The order is paid once");
    desk.h.get_by_role_and_label(Role::Link, "Add link").focus();
    desk.settle();
    press(&mut desk, Modifiers::NONE, Key::Enter);
    type_text(&mut desk, "tracker.shop.test/PAY-318");
    let wrong = "The address begins with http:// or https:// and has no blanks";
    assert!(desk.h.query_by_label(wrong).is_some());
    press(&mut desk, Modifiers::COMMAND, Key::S);
    assert!(stored(&desk, id).content.expected_result.is_none(), "a wrong address is not saved");
    replace(&mut desk, "Address of the link", "https://tracker.shop.test/PAY-318");
    assert!(desk.h.query_by_label(wrong).is_none());
    press(&mut desk, Modifiers::NONE, Key::Enter);
    type_text(&mut desk, "The payment is taken twice");
    save(&mut desk, "the case is saved", id, |c| c.links.len() == 1);
    let content = stored(&desk, id).content;
    assert_eq!(content.expected_result.as_deref(), Some("The order is paid once"));
    let link = CaseLink { url: "https://tracker.shop.test/PAY-318".into(), title: "The payment is taken twice".into() };
    assert_eq!(content.links, [link]);
    // A row that is not filled in is no change.
    desk.h.get_by_role_and_label(Role::Link, "Add link").click();
    desk.settle();
    assert!(!desk.h.state().views.case.is_dirty(id));
}

#[test]
fn a_step_that_asks_for_an_unknown_parameter_says_so_and_gets_it() {
    let (mut desk, id) = shop();
    // The parameters below the steps are in view.
    desk.h.set_size(vec2(1440.0, 1800.0));
    replace(&mut desk, "Action, step 1", "Enter ${code}");
    desk.h.get_all_by_label_contains("The case has no parameter with values for ${code}").next().expect("the warning");
    desk.h.get_by_role_and_label(Role::Button, "Add ${code}").click();
    desk.until("the field of its values", |h| {
        let field = h.query_by_role_and_label(Role::MultilineTextInput, "Values, one a line");
        field.is_some_and(|field| field.accesskit_node().is_focused())
    });
    type_text(&mut desk, "SALE");
    desk.until("the parameter has a value", |h| h.query_all_by_label_contains("values for ${code}").next().is_none());
    save(&mut desk, "the parameter", id, |content| {
        voluptas_core::domain::combination::combinations(&content.parameters)
            .iter()
            .any(|one| one.get("code").is_some_and(|value| value == "SALE"))
    });
}

#[test]
fn a_field_with_nothing_of_its_own_to_undo_offers_the_saved_edit() {
    let (mut desk, id) = shop();
    replace(&mut desk, "Title", "Outdated code is refused");
    save(&mut desk, "saved", id, |c| c.title == "Outdated code is refused");
    // The keyboard is in another field, which has no edit of its own.
    focus_text(&mut desk, "Preconditions");
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    desk.until("the offer", |h| h.query_all_by_label_contains("Edit → Undo takes back what was saved").next().is_some());
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    assert_eq!(desk.h.query_all_by_label_contains("Edit → Undo takes back what was saved").count(), 1);
    desk.h.get_by_role_and_label(Role::Button, "Undo").click();
    desk.until("the saved edit is undone", |h| {
        let store = h.state().backend.workspace().expect("workspace").store.clone();
        store.read(|tx| tx.cases().get(id)).expect("the case").content.title == TITLE
    });
}

#[test]
fn a_field_takes_back_what_was_typed_in_it_also_after_a_save() {
    let (mut desk, id) = shop();
    focus_text(&mut desk, "Expected result, step 2");
    type_text(&mut desk, " more");
    save(&mut desk, "saved", id, |c| c.steps[1].expected.as_deref().is_some_and(|e| e.ends_with("more")));
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    assert!(!value(&desk, "Expected result, step 2").contains("more"));
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    desk.until("the words about the draft", |h| h.query_all_by_label_contains("The case has unsaved edits").next().is_some());
    save(&mut desk, "saved again", id, |c| c.steps[1].expected.as_deref().is_some_and(|e| !e.contains("more")));
    // Without a text field the key is that of the workspace.
    press(&mut desk, Modifiers::NONE, Key::Escape);
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    desk.until("the second save is undone", |h| {
        let store = h.state().backend.workspace().expect("workspace").store.clone();
        store.read(|tx| tx.cases().get(id)).expect("the case").content.steps[1]
            .expected
            .as_deref()
            .is_some_and(|e| e.contains("more"))
    });
}

#[test]
fn commands_save_a_case_and_its_steps_as_templates() {
    let (mut desk, _) = shop();
    let store = store(&desk);
    let templates = || store.read(|tx| tx.templates().all()).expect("templates").len();
    for saved in [UiCommand::SaveTemplate, UiCommand::SaveStepsTemplate] {
        let before = templates();
        desk.h.state_mut().act(Action::Command(saved));
        desk.until("the template", |_| templates() > before);
        desk.settle();
    }
}

#[test]
fn a_command_inserts_a_shared_step() {
    let (mut desk, id) = shop();
    let store = store(&desk);
    let project = store.read(|tx| tx.cases().get(id)).expect("the case").project_id;
    let step = Step { action: "Type the name".into(), ..Step::default() };
    let hash = store.write(Op::edit("shared"), |tx| tx.shared_steps().create(project, "Sign in", &[step]));
    let hash = hash.expect("a shared step").value;
    desk.settle();
    let before = store.read(|tx| tx.cases().get(id)).expect("the case").content.steps.len();
    desk.h.state_mut().act(Action::Command(UiCommand::InsertShared));
    desk.until("the list", |h| h.query_by_role_and_label(Role::ListBoxOption, "Sign in").is_some());
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.settle();
    save(&mut desk, "the step is saved", id, |c| c.steps.len() == before + 1 && c.steps[before].shared.as_deref() == Some(&hash));
}

#[test]
fn the_empty_list_of_templates_saves_the_open_case_as_one() {
    let (mut desk, _) = shop();
    desk.h.state_mut().act(Action::Command(UiCommand::Templates));
    desk.until("the empty list", |h| h.query_by_label("No templates yet").is_some());
    desk.h.get_all_by_role_and_label(Role::Button, "Save as template").last().expect("the button").click();
    let store = store(&desk);
    desk.until("the template", |_| store.read(|tx| tx.templates().all()).expect("templates").len() == 1);
    assert!(desk.h.query_by_label("No templates yet").is_none(), "the dialog is closed");
}
