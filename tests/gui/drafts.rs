//! Drafts of one case in two windows of one person.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use voluptas_app::cases::draft::DraftFolder;

use crate::support::{Desk, click, focus_text, open_case, press, store, stored, type_text};

const TITLE: &str = "Expired code is refused";
const OTHER: &str = "Another window has unsaved changes of this case";
const CLOSED: &str = "A closed window left unsaved changes of this case";

fn replace(desk: &mut Desk, field: &str, text: &str) {
    focus_text(desk, field);
    press(desk, Modifiers::COMMAND, Key::A);
    type_text(desk, text);
}

fn value(desk: &Desk, field: &str) -> String {
    desk.h.get_by_role_and_label(Role::MultilineTextInput, field).accesskit_node().value().unwrap_or_default()
}

fn offers(desk: &Desk, words: &str) -> bool {
    desk.h.query_all_by_label_contains(words).next().is_some()
}

#[test]
fn what_two_windows_typed_is_found_after_both_were_closed() {
    let mut first = Desk::new();
    let id = open_case(&mut first, TITLE);
    let mut second = first.another();
    open_case(&mut second, TITLE);
    replace(&mut first, "Preconditions", "Typed in the first");
    replace(&mut second, "Postconditions", "Typed in the second");
    let folder = DraftFolder::of(&store(&first));
    second.h.state_mut().keep(None);
    drop(second);
    let mut desk = first.restart();
    open_case(&mut desk, TITLE);
    assert!(offers(&desk, "These are your unsaved changes") && offers(&desk, CLOSED));
    let texts = |desk: &Desk| [value(desk, "Preconditions"), value(desk, "Postconditions")];
    let both = ["Typed in the first", "Typed in the second"];
    assert_eq!(texts(&desk).iter().zip(both).filter(|(shown, typed)| shown == typed).count(), 1, "{:?}", texts(&desk));
    click(&mut desk, Role::Button, "Take changes");
    assert_eq!(texts(&desk), both);
    assert!(!offers(&desk, CLOSED));
    press(&mut desk, Modifiers::COMMAND, Key::S);
    desk.until("no draft is left", |_| folder.cases().is_empty());
    let content = stored(&desk, id).content;
    assert_eq!([content.preconditions, content.postconditions], both.map(|text| Some(text.to_owned())));
}

#[test]
fn a_draft_of_an_open_window_is_offered_and_stays_where_it_is() {
    let mut first = Desk::new();
    let id = open_case(&mut first, TITLE);
    let before = value(&first, "Preconditions");
    replace(&mut first, "Preconditions", "Typed in the first");
    let folder = DraftFolder::of(&store(&first));
    first.until("the draft is kept", |_| folder.read(id).is_some());
    let mut second = first.another();
    open_case(&mut second, TITLE);
    assert!(offers(&second, &format!("{OTHER} (")) && !offers(&second, "These are your unsaved changes"));
    assert_eq!(value(&second, "Preconditions"), before, "nothing is taken over without an answer");
    click(&mut second, Role::Button, "Ignore");
    assert!(!offers(&second, OTHER));
    replace(&mut second, "Postconditions", "Typed in the second");
    press(&mut second, Modifiers::COMMAND, Key::S);
    second.until("saved", |h| !h.state().views.case.is_dirty(id));
    assert_eq!(stored(&second, id).content.postconditions.as_deref(), Some("Typed in the second"));
    open_case(&mut second, "Two codes at once");
    open_case(&mut second, TITLE);
    assert!(!offers(&second, OTHER), "the answer is remembered");
    let kept = folder.read(id).expect("the draft of the first window");
    assert_eq!(kept.form.content.preconditions.as_deref(), Some("Typed in the first"));
}

#[test]
fn changes_that_cannot_be_kept_are_named_and_the_window_asks_before_it_closes() {
    let mut desk = Desk::new();
    let folder = DraftFolder::of(&store(&desk));
    // A file stands where the folder of the drafts belongs, as on a disk that takes no new files.
    let drafts = folder.path().parent().expect("the folder of all authors").to_owned();
    std::fs::remove_dir_all(&drafts).ok();
    std::fs::write(&drafts, "in the way").expect("a file");
    let id = open_case(&mut desk, TITLE);
    replace(&mut desk, "Preconditions", "Typed");
    desk.until("it is said", |h| h.query_all_by_label_contains("Changes cannot be kept").next().is_some());
    assert!(!offers(&desk, "Changes kept"));
    assert!(!desk.h.state_mut().may_close(), "the window does not close without a word");
    desk.until("the question", |h| h.query_all_by_label("Close and lose changes?").next().is_some());
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert_eq!(value(&desk, "Preconditions"), "Typed");
    // The disk takes files again: the next edit is kept, and nothing is asked.
    std::fs::remove_file(&drafts).expect("removed");
    replace(&mut desk, "Postconditions", "Typed, too");
    desk.until("it is kept", |_| {
        folder.read(id).is_some_and(|draft| draft.form.content.preconditions.as_deref() == Some("Typed"))
    });
    desk.until("it is said", |h| h.query_all_by_label_contains("Changes cannot be kept").next().is_none());
    assert!(desk.h.state_mut().may_close());
}
