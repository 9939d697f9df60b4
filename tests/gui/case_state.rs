//! The state of a case as a person finds it: its review, its versions, a draft that is kept, and why a draft is not saved.

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::action::{Action, CaseAction, Nav};
use voluptas::shell::Shell;
use voluptas::state::MiddleTab;
use voluptas::ui_command::UiCommand;
use voluptas_app::cases::draft::DraftFolder;
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::review::ReviewState;
use voluptas_settings::LangChoice;

use crate::support::{Desk, Setup, act, case_id, click, command, is_said, open_case, press, store, stored, type_text};

const TITLE: &str = "Expired code is refused";
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

/// True while the question stands: it is the name of the dialog and its title.
fn asks(h: &Harness<'static, Shell>) -> bool {
    h.query_all_by_label("Approve without a review?").next().is_some()
}

fn add_link(desk: &mut Desk) {
    desk.h.get_by_role_and_label(Role::Link, "Add link").focus();
    desk.settle();
    press(desk, Modifiers::NONE, Key::Enter);
}

fn review(desk: &Desk, id: CaseId) -> Option<ReviewState> {
    stored(desk, id).review.map(|r| r.state)
}

fn write(desk: &mut Desk, field: &str, text: &str) {
    desk.h.get_by_role_and_label(Role::MultilineTextInput, field).focus();
    desk.settle();
    press(desk, Modifiers::COMMAND, Key::A);
    desk.h.event(Event::Text(text.to_owned()));
    desk.settle();
}

#[test]
fn an_approval_without_a_review_is_a_question() {
    let mut desk = Desk::new();
    let id = open_case(&mut desk, TITLE);
    press(&mut desk, CTRL_SHIFT, Key::A);
    desk.until("the question", asks);
    let code = format!("SHOP-{} was never sent to review", stored(&desk, id).number);
    assert!(desk.h.query_all_by_label_contains(&code).next().is_some());
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert_eq!(review(&desk, id), None);
    press(&mut desk, CTRL_SHIFT, Key::A);
    desk.until("the question again", asks);
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.until("approved", |h| h.query_by_label_contains("Approved by").is_some());
    assert_eq!(review(&desk, id), Some(ReviewState::Approved));
}

#[test]
fn of_several_cases_those_that_were_never_sent_are_named() {
    let mut desk = Desk::new();
    let (sent, never) = (case_id(&desk, TITLE), case_id(&desk, "Two codes at once"));
    desk.h.state_mut().act(Action::Case(CaseAction::Review(vec![sent], Some(ReviewState::InReview))));
    desk.until("it is sent", |h| {
        let store = h.state().backend.workspace().expect("workspace").store.clone();
        store.read(|tx| tx.cases().get(sent)).expect("the case").review.is_some()
    });
    desk.h.state_mut().act(Action::Case(CaseAction::Review(vec![sent, never], Some(ReviewState::Approved))));
    let code = format!("SHOP-{} was never sent to review", stored(&desk, never).number);
    desk.until("the question", |h| h.query_all_by_label_contains(&code).next().is_some());
    assert_eq!(review(&desk, sent), Some(ReviewState::InReview), "nothing is written before the answer");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.until("both are approved", |h| is_said(h, "Approved 2 cases"));
    assert_eq!([review(&desk, sent), review(&desk, never)], [Some(ReviewState::Approved); 2]);
}

#[test]
fn the_review_stands_in_the_grid_and_at_the_top_of_the_inspector() {
    let mut desk = Desk::new();
    let id = case_id(&desk, TITLE);
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
    let head = |desk: &Desk| desk.h.query_all_by_label("Review").count();
    assert_eq!(head(&desk), 0, "a team without reviews has no column for them");
    desk.h.state_mut().act(Action::Nav(Nav::Case(id)));
    desk.settle();
    desk.h.get_by_label("No review");
    desk.h.state_mut().act(Action::Case(CaseAction::Review(vec![id], Some(ReviewState::InReview))));
    desk.until("the state in both", |h| {
        h.query_all_by_label("In review").count() + h.query_all_by_value("In review").count() >= 3
    });
    assert_eq!(head(&desk), 1);
}

#[test]
fn a_version_says_what_became_of_the_review_and_of_the_links() {
    let mut desk = Desk::new();
    let id = open_case(&mut desk, TITLE);
    press(&mut desk, CTRL_SHIFT, Key::R);
    desk.until("in review", |h| h.query_by_label_contains("In review: sent by").is_some());
    press(&mut desk, CTRL_SHIFT, Key::A);
    desk.until("approved", |h| h.query_by_label_contains("Approved by").is_some());
    add_link(&mut desk);
    write(&mut desk, "Address of the link", "https://a.example/spec");
    write(&mut desk, "Title of the link", "Spec");
    press(&mut desk, Modifiers::COMMAND, Key::S);
    desk.until("the link", |h| !h.state().views.case.is_dirty(id));
    // The inspector names the link as well.
    desk.until("the history", |h| h.query_all_by_label_contains("→ https://a.example/spec Spec").next().is_some());
    desk.h.state_mut().act(Action::Case(CaseAction::Versions(id, None)));
    desk.until("the versions", |h| h.query_all_by_label_contains("Link added: Spec").next().is_some());
    for words in ["Version 2: Sent to review", "Version 3: Approved by"] {
        assert!(desk.h.query_all_by_label_contains(words).next().is_some(), "{words}");
    }
    // The comparison of two versions that differ in the review alone says so.
    desk.h.query_all_by_label_contains("Version 3: Approved by").next().expect("the version").click();
    desk.settle();
    desk.h.get_by_label("With previous").click();
    desk.until("the review", |h| h.query_all_by_label_contains("Review: In review").next().is_some());
}

#[test]
fn save_leads_to_the_field_that_keeps_a_draft_from_being_saved() {
    let mut desk = Desk::new();
    desk.h.set_size(vec2(1200.0, 560.0));
    let id = open_case(&mut desk, TITLE);
    add_link(&mut desk);
    write(&mut desk, "Address of the link", "shop.test");
    desk.h.get_by_label("Not saved: a link has a wrong address");
    desk.h.get_by_role_and_label(Role::MultilineTextInput, "Title").scroll_to_me();
    desk.h.get_by_role_and_label(Role::MultilineTextInput, "Title").focus();
    desk.settle();
    let middle = |desk: &Desk| desk.h.get_by_role_and_label(Role::MultilineTextInput, "Address of the link").rect().center().y;
    assert!(middle(&desk) > 560.0, "the field is out of sight");
    press(&mut desk, Modifiers::COMMAND, Key::S);
    let field = desk.h.get_by_role_and_label(Role::MultilineTextInput, "Address of the link");
    assert!(field.is_focused() && field.rect().bottom() < 530.0, "{:?}", field.rect());
    assert!(desk.h.state().views.case.is_dirty(id));
    // The button leads there too, and a blank title is first.
    write(&mut desk, "Title", " ");
    desk.h.get_by_role_and_label(Role::MultilineTextInput, "Address of the link").focus();
    desk.settle();
    desk.h.get_by_label("Not saved: enter a title");
    desk.h.get_by_role_and_label(Role::Button, "Save").click();
    desk.settle();
    assert!(desk.h.get_by_role_and_label(Role::MultilineTextInput, "Title").is_focused());
}

#[test]
fn the_field_for_comments_stays_in_view_after_each_of_them() {
    let mut desk = Desk::new();
    desk.h.set_size(vec2(1200.0, 600.0));
    open_case(&mut desk, TITLE);
    for n in 1..=5 {
        write(&mut desk, "New comment", &format!("Comment {n}"));
        press(&mut desk, Modifiers::COMMAND, Key::Enter);
        let words = format!("Comment {n}");
        desk.until(&words, |h| h.query_all_by_label(&words).next().is_some());
        let field = desk.h.get_by_role_and_label(Role::MultilineTextInput, "New comment").rect();
        // Above the status bar, with room for the button.
        assert!(field.top() > 100.0 && field.bottom() + 28.0 < 574.0, "{field:?} after {n}");
    }
}

#[test]
fn a_kept_draft_is_marked_in_tree_and_grid_until_it_is_saved() {
    const HINT: &str = "Unsaved changes. Open the case to go on.";
    let mut desk = Desk::new();
    // All rows of the shop are in view.
    desk.h.set_size(vec2(1440.0, 960.0));
    let id = open_case(&mut desk, TITLE);
    write(&mut desk, "Preconditions", "A code that expired yesterday");
    let folder = DraftFolder::of(&store(&desk));
    desk.until("the draft is kept", |_| folder.read(id).is_some());
    press(&mut desk, Modifiers::COMMAND, Key::W);
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
    desk.h.get_by_role_and_label(Role::Image, HINT);
    let line = desk.h.get_by_role_and_label(Role::TreeItem, TITLE);
    assert!(line.accesskit_node().description().is_some_and(|d| d.contains(HINT)));
    // Also after a restart, where nobody has opened the case yet.
    let mut desk = desk.restart();
    desk.h.set_size(vec2(1440.0, 960.0));
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.until("the mark", |h| h.query_by_role_and_label(Role::Image, HINT).is_some());
    desk.h.get_by_role_and_label(Role::TreeItem, TITLE).click_secondary();
    desk.until("the menu", |h| h.query_by_label("Open the changes").is_some());
    desk.h.get_by_label("Open the changes").click();
    desk.until("the draft", |h| h.query_by_label_contains("These are your unsaved changes").is_some());
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Case(id.0));
    press(&mut desk, Modifiers::COMMAND, Key::S);
    desk.until("no file", |_| folder.read(id).is_none());
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::Image, HINT).is_none());
}

#[test]
fn the_question_before_an_approval_is_russian_too() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, dark: true, ..Setup::default() });
    let ids: Vec<CaseId> = desk.h.state().backend.cases().expect("cases").rows.iter().take(3).map(|row| row.id).collect();
    desk.h.state_mut().act(Action::Case(CaseAction::Review(ids, Some(ReviewState::Approved))));
    desk.until("the question", |h| h.query_all_by_label_contains("Не отправляли на ревью 3 кейса: SHOP-").next().is_some());
}

#[test]
fn an_approval_of_ones_own_review_is_a_question() {
    let mut desk = Desk::new();
    let backend = &mut desk.h.state_mut().backend;
    backend.settings.general.author = Some("Mira".to_owned());
    backend.take_author();
    desk.settle();
    let id = open_case(&mut desk, TITLE);
    desk.h.state_mut().act(Action::Case(CaseAction::Review(vec![id], Some(ReviewState::InReview))));
    let state = |h: &Harness<'static, Shell>| {
        let store = h.state().backend.workspace().expect("workspace").store.clone();
        store.read(|tx| tx.cases().get(id)).expect("the case").review.map(|review| (review.state, review.by))
    };
    let sent = Some((ReviewState::InReview, "Mira".to_owned()));
    desk.until("it is sent", |h| state(h) == sent);
    press(&mut desk, CTRL_SHIFT, Key::A);
    desk.until("the question", |h| h.query_all_by_label("Approve your own review?").next().is_some());
    assert_eq!(review(&desk, id), Some(ReviewState::InReview), "nothing is written before the answer");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.until("approved", |h| state(h) == Some((ReviewState::Approved, "Mira".to_owned())));
    // Somebody else's review needs no question.
    desk.h.state_mut().act(Action::Case(CaseAction::Review(vec![id], Some(ReviewState::InReview))));
    desk.until("it is sent again", |h| state(h) == sent);
    let backend = &mut desk.h.state_mut().backend;
    backend.settings.general.author = Some("Anton".to_owned());
    backend.take_author();
    desk.settle();
    press(&mut desk, CTRL_SHIFT, Key::A);
    desk.until("approved by another person", |h| state(h) == Some((ReviewState::Approved, "Anton".to_owned())));
}

#[test]
fn fields_of_one_selected_case_are_edited_in_the_inspector() {
    let mut desk = Desk::new();
    let id = case_id(&desk, TITLE);
    act(&mut desk, Action::Nav(Nav::Case(id)));
    desk.until("the fields", |h| h.query_by_role_and_label(Role::ComboBox, "Priority").is_some());
    click(&mut desk, Role::ComboBox, "Priority");
    click(&mut desk, Role::ListBoxOption, "High");
    desk.until("the stored value", |h| {
        let stored = crate::support::store_of(h).read(|tx| tx.cases().get(id)).expect("the case");
        stored.content.priority == "high"
    });
    assert!(!desk.h.query_all_by_role(Role::Dialog).any(|_| true), "one value needs no preview");
    command(&mut desk, UiCommand::Undo);
    assert_ne!(stored(&desk, id).content.priority, "high");
}

#[test]
fn the_inspector_beside_a_form_has_functions_links_and_comments_of_the_draft() {
    let mut desk = Desk::new();
    let id = open_case(&mut desk, TITLE);
    act(&mut desk, Action::Case(CaseAction::Comment(id, "Checked on the second stand".into())));
    add_link(&mut desk);
    desk.h.event(Event::Text("https://tracker.example/SHOP-7".to_owned()));
    desk.settle();
    let beside = |desk: &Desk, role: Role, name: &str| {
        desk.h.query_all_by_role_and_label(role, name).filter(|node| node.rect().left() > 1100.0).count()
    };
    for (role, name) in
        [(Role::Link, "Promo code"), (Role::Link, "https://tracker.example/SHOP-7"), (Role::Label, "Checked on the second stand")]
    {
        assert_eq!(beside(&desk, role, name), 1, "{name}");
    }
    // The heading leads to the field of the form.
    click(&mut desk, Role::Link, "Add a comment");
    type_text(&mut desk, "And on the third");
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("the comment", |h| h.query_all_by_label("And on the third").next().is_some());
}
