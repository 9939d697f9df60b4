//! Comments on a case: the author edits an own one; a case in the trash is restored from its page; texts that differ in spaces alone.

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use voluptas::action::{Action, CaseAction, Nav};
use voluptas::shell::Shell;
use voluptas::state::MiddleTab;
use voluptas_app::cases;
use voluptas_app::cases::draft::DraftFolder;
use voluptas_core::domain::ids::CaseId;
use voluptas_store::{Author, Op, Source};

use crate::support::{Desk, case_id, press, store, stored, workspace};

const TITLE: &str = "Expired code is refused";

/// The page of a case; edits of the window are those of Mira.
fn page() -> (Desk, CaseId) {
    let mut desk = Desk::new();
    // All of the page is in view.
    desk.h.set_size(vec2(1440.0, 2400.0));
    let backend = &mut desk.h.state_mut().backend;
    backend.settings.general.author = Some("Mira".to_owned());
    backend.take_author();
    desk.settle();
    let id = case_id(&desk, TITLE);
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Case(id.0))));
    desk.settle();
    (desk, id)
}

fn bodies(desk: &Desk, case: CaseId) -> Vec<(String, bool)> {
    let comments = store(desk).read(|tx| tx.reviews().comments(case)).expect("comments");
    comments.into_iter().map(|comment| (comment.body, comment.edited_ms.is_some())).collect()
}

fn is_shown(desk: &Desk, words: &str) -> bool {
    desk.h.query_all_by_label_contains(words).next().is_some()
}

#[test]
fn an_own_comment_is_edited_and_says_so() {
    let (mut desk, id) = page();
    let boris = store(&desk).by(Author::new(Source::Window, Some("Boris")));
    cases::review::comment(&boris, id, "Which code?").expect("written");
    cases::review::comment(&store(&desk), id, "Any cod").expect("written");
    desk.until("both comments", |h| h.query_all_by_label("Any cod").next().is_some());
    // Only the own comment can be edited.
    desk.h.get_by_role_and_label(Role::Button, "Edit the comment").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Edit the comment");
    let field = desk.h.get_by_role_and_label(Role::MultilineTextInput, "Text of the comment");
    assert!(field.is_focused() && field.accesskit_node().value().as_deref() == Some("Any cod"));
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert!(desk.h.query_by_role_and_label(Role::MultilineTextInput, "Text of the comment").is_none(), "Esc changes nothing");
    desk.h.get_by_role_and_label(Role::Button, "Edit the comment").click();
    desk.settle();
    press(&mut desk, Modifiers::NONE, Key::End);
    desk.h.event(Event::Text("e".into()));
    desk.settle();
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("the edited comment", |h| h.query_all_by_label("Any code").next().is_some());
    assert_eq!(bodies(&desk, id), [("Which code?".into(), false), ("Any code".into(), true)]);
    assert_eq!(desk.h.query_all_by_label("edited").count(), 1);
    press(&mut desk, Modifiers::COMMAND, Key::Z);
    desk.until("the edit taken back", |h| h.query_all_by_label("Any cod").next().is_some());
    assert_eq!(bodies(&desk, id)[1], ("Any cod".into(), false));
    assert!(desk.h.query_all_by_label("edited").next().is_none());
}

#[test]
fn a_case_in_the_trash_is_restored_from_its_page() {
    let (mut desk, id) = page();
    store(&desk).write(Op::edit("trash"), |tx| tx.cases().set_deleted(id, true)).expect("deleted");
    let is_offered = |h: &Harness<'static, Shell>| h.query_all_by_role_and_label(Role::Button, "Restore").next().is_some();
    desk.until("the banner", is_offered);
    desk.h.get_all_by_role_and_label(Role::Button, "Restore").next().expect("the button").click();
    desk.until("no banner", |h| !is_offered(h));
    assert_eq!(stored(&desk, id).deleted_ms, None);
}

#[test]
fn steps_that_differ_in_spaces_alone_are_told_apart() {
    let (mut desk, id) = page();
    let mut theirs = stored(&desk, id).content;
    theirs.steps[0].action = "Type  the code".into();
    let field = desk.h.get_by_role_and_label(Role::MultilineTextInput, "Action, step 1");
    field.focus();
    desk.settle();
    press(&mut desk, Modifiers::COMMAND, Key::A);
    desk.h.event(Event::Text("Type the code".into()));
    desk.settle();
    cases::placement::save_case(&workspace(store(&desk).path()), id, &theirs).expect("their save");
    desk.until("the conflict", |h| h.query_by_role_and_label(Role::Button, "Keep mine").is_some());
    assert!(is_shown(&desk, "Steps · only spaces differ"));
    assert!(is_shown(&desk, "Type··the code") && is_shown(&desk, "1. Type the code"));
    desk.h.get_by_role_and_label(Role::Button, "Keep mine").click();
    desk.settle();
    press(&mut desk, Modifiers::COMMAND, Key::S);
    desk.until("the save", |_| true);
    desk.h.state_mut().act(Action::Case(CaseAction::Versions(id, None)));
    desk.until("the difference", |h| h.query_all_by_label_contains("Step 1 · only spaces differ").next().is_some());
    assert!(is_shown(&desk, "Type··the code"));
}

#[test]
fn a_comment_that_was_typed_and_not_sent_is_kept_after_a_kill() {
    let (mut desk, id) = page();
    let folder = DraftFolder::of(&store(&desk));
    let value = |desk: &Desk| {
        let field = desk.h.get_by_role_and_label(Role::MultilineTextInput, "New comment");
        field.accesskit_node().value().unwrap_or_default()
    };
    desk.h.get_by_role_and_label(Role::MultilineTextInput, "New comment").focus();
    desk.settle();
    desk.h.event(Event::Text("Which card?".into()));
    desk.settle();
    desk.until("the file", |_| folder.comment(id) == "Which card?");
    // The window is lost without a chance to write anything.
    let Desk { h, home } = desk;
    drop(h);
    let mut desk = Desk::reopened(home);
    desk.h.set_size(vec2(1440.0, 2400.0));
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Case(id.0))));
    desk.until("the typed comment", |h| h.query_all_by_value("Which card?").next().is_some());
    assert_eq!(value(&desk), "Which card?");
    desk.h.get_by_role_and_label(Role::MultilineTextInput, "New comment").focus();
    desk.settle();
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("it is sent", |_| folder.comment(id).is_empty());
    assert_eq!(bodies(&desk, id), [("Which card?".into(), false)]);
    assert_eq!(value(&desk), "");
}
