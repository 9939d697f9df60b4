//! Esc in a field of a case.

use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use voluptas_app::cases;

use crate::support::{focus_text, press, store, stored};
use crate::writing::{replace, shop, value};

#[test]
fn esc_brings_the_saved_text_back_and_undo_what_was_typed() {
    let (mut desk, id) = shop();
    for (field, typed) in [("Title", "Something else"), ("Description", "Another text"), ("Action, step 1", "Another step")] {
        let before = value(&desk, field);
        replace(&mut desk, field, typed);
        assert_eq!(value(&desk, field), typed);
        desk.h.key_press(Key::Escape);
        desk.settle();
        assert_eq!(value(&desk, field), before);
        desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        desk.settle();
        assert_eq!(value(&desk, field), typed);
        // After a save, it is the saved text.
        desk.h.key_press_modifiers(Modifiers::COMMAND, Key::S);
        desk.until("the save", |h| {
            let case = crate::support::store_of(h).read(|tx| tx.cases().get(id)).expect("the case");
            let step = case.content.steps.first().map(|step| step.action.clone());
            [Some(case.content.title), case.content.description, step].contains(&Some(typed.into()))
        });
        replace(&mut desk, field, "Third");
        desk.h.key_press(Key::Escape);
        desk.settle();
        assert_eq!(value(&desk, field), typed);
    }
}

#[test]
fn esc_leaves_the_choice_between_two_texts_open() {
    let (mut desk, id) = shop();
    replace(&mut desk, "Title", "Typed text");
    // Somebody else changes the title: the choice stays open.
    let mut content = stored(&desk, id).content;
    content.title = "Their title".into();
    cases::placement::save_case(&store(&desk), id, &content).expect("an edit of somebody else");
    desk.until("the choice", |h| h.query_by_label_contains("Keep mine").is_some());
    focus_text(&mut desk, "Description");
    focus_text(&mut desk, "Title");
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert_eq!(value(&desk, "Title"), "Typed text");
    assert!(desk.h.query_by_label_contains("Keep mine").is_some());
}
