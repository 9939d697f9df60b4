//! Files that are dropped on the window: several, a folder, unknown ones, an empty one, and while a dialog is open.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use voluptas::action::Action;
use voluptas::ui_command::UiCommand;
use voluptas_settings::LangChoice;

use crate::attachments::Dropped;
use crate::support::{Desk, Setup};

fn desk(lang: LangChoice) -> Desk {
    let mut desk = Desk::with(Setup { lang, ..Setup::default() });
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
    desk
}

fn write(desk: &Desk, name: &str, bytes: &[u8]) -> PathBuf {
    let path = desk.home.path().join(name);
    std::fs::write(&path, bytes).expect("file");
    path
}

fn drop_files(desk: &mut Desk, paths: &[&Path]) {
    for path in paths {
        desk.h.input_mut().dropped_files.push(Arc::new(Dropped(path.to_path_buf())));
    }
    desk.h.step();
    desk.settle();
}

fn says(desk: &mut Desk, words: &'static str) {
    desk.until(words, |h| h.query_all_by_label_contains(words).next().is_some());
}

#[test]
fn of_several_files_the_first_is_imported_and_the_others_are_named() {
    let mut desk = desk(LangChoice::En);
    let [one, two] = ["one.csv", "two.csv"].map(|name| write(&desk, name, b"Title\nDropped on the window\n"));
    drop_files(&mut desk, &[&one, &two]);
    says(&mut desk, "Only one.csv was taken, 1 other file skipped");
    says(&mut desk, "Dropped on the window");
}

#[test]
fn a_file_that_holds_nothing_or_nothing_known_is_named_in_the_dialog() {
    let mut desk = desk(LangChoice::En);
    for (name, bytes, words) in [
        ("empty.csv", &b""[..], "empty.csv is empty"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\0", "picture.png is not a text file"),
        ("README.md", b"# Program\n## Install\ntext\n", "“Install” is no test case"),
    ] {
        let path = write(&desk, name, bytes);
        drop_files(&mut desk, &[&path]);
        says(&mut desk, words);
        for _ in 0..2 {
            desk.h.key_press(Key::Escape);
            desk.settle();
        }
        assert!(desk.h.query_by_role_and_label(Role::TextInput, "File").is_none(), "{name}");
    }
}

#[test]
fn a_folder_without_results_says_so() {
    let mut desk = desk(LangChoice::En);
    let folder = desk.home.path().join("folder");
    std::fs::create_dir(&folder).expect("folder");
    std::fs::write(folder.join("notes.csv"), "Title\nPay\n").expect("file");
    let before = desk.h.state().backend.cases().map_or(0, |cases| cases.rows.len());
    drop_files(&mut desk, &[&folder]);
    says(&mut desk, "folder");
    assert_eq!(desk.h.state().backend.cases().map_or(0, |cases| cases.rows.len()), before);
}

#[test]
fn the_dialog_that_asks_for_a_file_takes_it_and_another_one_says_what_to_do() {
    let mut desk = desk(LangChoice::Ru);
    let path = write(&desk, "one.csv", b"Title\nDropped on the dialog\n");
    desk.h.state_mut().act(Action::Command(UiCommand::Trash));
    desk.settle();
    drop_files(&mut desk, &[&path]);
    says(&mut desk, "Закройте окно и перетащите файлы ещё раз");
    desk.h.key_press(Key::Escape);
    desk.settle();
    desk.h.state_mut().act(Action::Command(UiCommand::ImportCases));
    desk.settle();
    drop_files(&mut desk, &[&path]);
    says(&mut desk, "Dropped on the dialog");
    // The preview has choices that another file would take away.
    let other = write(&desk, "two.csv", b"Title\nAnother\n");
    drop_files(&mut desk, &[&other]);
    says(&mut desk, "Закройте окно");
    assert!(desk.h.query_all_by_label_contains("Dropped on the dialog").next().is_some());
}

#[test]
fn the_dialog_that_asks_for_a_list_of_functions_takes_it() {
    let mut desk = desk(LangChoice::En);
    let path = write(&desk, "functions.csv", b"FuncID,Title,Type\ndropped.a,Dropped function,Module\n");
    desk.h.state_mut().act(Action::Command(UiCommand::ImportFunctions));
    desk.settle();
    drop_files(&mut desk, &[&path]);
    says(&mut desk, "Dropped function");
}
