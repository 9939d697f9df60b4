//! The wizard of imports: its size, its counts, and titles of suites with slashes.

use std::path::{Path, PathBuf};

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Rect, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use voluptas::action::Action;
use voluptas::shell::Shell;
use voluptas::ui_command::UiCommand;

use crate::import_cases::in_order;
use crate::support::{Desk, click, command};

fn file(desk: &Desk, text: &str) -> PathBuf {
    let path = desk.home.path().join("cases.csv");
    std::fs::write(&path, text).expect("the file");
    path
}

fn preview(desk: &mut Desk, path: &Path) {
    command(desk, UiCommand::ImportCases);
    let field = desk.h.get_by_role_and_label(Role::TextInput, "File");
    field.focus();
    field.type_text(&path.display().to_string());
    desk.settle();
    desk.h.key_press(Key::Enter);
}

/// Places of the button that closes the dialog, at its right end, and of its first step. The dialog is in the middle of the window, so that
/// they tell its size.
fn place(h: &Harness<'static, Shell>) -> [Rect; 2] {
    let step = h.get_all_by_label_contains("File").next().expect("the first step").rect();
    [h.get_by_role_and_label(Role::Button, "Close").rect(), step]
}

fn says(desk: &Desk, words: &str) -> bool {
    desk.h.query_all_by_label_contains(words).next().is_some()
}

#[test]
fn the_dialog_stays_where_it_is_through_all_steps() {
    for size in [vec2(1000.0, 640.0), vec2(1280.0, 800.0), vec2(1920.0, 1080.0)] {
        let mut desk = Desk::new();
        desk.h.set_size(size);
        desk.settle();
        let path = file(&desk, "Title\nOne\nTwo\n");
        command(&mut desk, UiCommand::ImportCases);
        let first = place(&desk.h);
        desk.h.state_mut().act(Action::CloseDialog);
        desk.settle();
        preview(&mut desk, &path);
        // In every pass until the plan is there.
        desk.until("the plan", |h| {
            assert_eq!(place(h), first, "{size}");
            h.query_by_label("Import 2 cases").is_some()
        });
        click(&mut desk, Role::Button, "Import 2 cases");
        desk.until("the summary", |h| h.query_by_role_and_label(Role::Button, "Done").is_some());
        assert_eq!(place(&desk.h), first, "{size}");
    }
}

#[test]
fn skipped_and_deselected_rows_have_the_same_numbers_in_wizard_and_activity() {
    let mut desk = Desk::new();
    let path = file(&desk, "Suite,Title,Tags\nGift,Card is paid,a\nGift,Card expires,a\nGift,,late\nGift,card is paid,a\n");
    preview(&mut desk, &path);
    desk.until("the preview", |h| h.query_by_label("Import 2 cases").is_some());
    in_order(&desk)[2].click();
    desk.until("a plan without the row", |h| h.query_by_label("Import 1 case").is_some());
    assert!(says(&desk, "2 skipped, 1 deselected by you"));
    click(&mut desk, Role::Button, "Import 1 case");
    desk.until("the summary", |h| h.query_all_by_label_contains(": 2, deselected by you: 1").next().is_some());
    click(&mut desk, Role::Button, "Done");
    command(&mut desk, UiCommand::ToggleActivity);
    desk.until("the job", |h| h.query_all_by_label_contains("skipped 2").next().is_some());
    assert!(says(&desk, "deselected by you 1"));
}

#[test]
fn titles_of_suites_are_split_at_slashes_by_a_check_box_where_there_are_some() {
    let mut desk = Desk::new();
    let path = file(&desk, "Title,Suite\nAdds,Basket/Prices\n");
    preview(&mut desk, &path);
    desk.until("the preview", |h| h.query_by_label("Import 1 case").is_some());
    assert!(says(&desk, "Basket/Prices"));
    click(&mut desk, Role::CheckBox, "Split suite titles at “/”");
    desk.until("the other plan", |h| h.query_all_by_label_contains("Basket / Prices").next().is_some());
    let path = file(&desk, "Title,Suite\nAdds,Basket\n");
    act_away(&mut desk);
    preview(&mut desk, &path);
    desk.until("the preview", |h| h.query_by_label("Import 1 case").is_some());
    assert!(desk.h.query_by_role_and_label(Role::CheckBox, "Split suite titles at “/”").is_none(), "nothing to split");
}

/// Closes the dialog with its choices.
fn act_away(desk: &mut Desk) {
    desk.h.state_mut().act(Action::CloseDialog);
    desk.settle();
}
