//! Files of a case: screenshots of the clipboard, files by a dialog and dropped on the window; pictures in place.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::{DroppedFile, Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable;
use voluptas::action::{Action, Nav};
use voluptas::state::MiddleTab;
use voluptas::ui_command::UiCommand;
use voluptas_core::domain::ids::CaseId;

use crate::support::{Answers, Desk, store};

pub fn png() -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let picture = image::RgbaImage::from_pixel(64, 32, image::Rgba([200, 30, 30, 255]));
    picture.write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png).ok()?;
    Some(bytes)
}

/// A desk with the tab of a case in front.
fn desk() -> (Desk, CaseId) {
    let mut desk = Desk::new();
    // So high that the whole form is in view.
    desk.h.set_size(vec2(1440.0, 1800.0));
    desk.settle();
    let cases = desk.h.state().backend.cases().expect("cases");
    let case = cases.rows.iter().find(|row| &*row.title == "Two codes at once").expect("the case").id;
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Case(case.0))));
    desk.until("the editor", |h| h.query_by_label("Paste a screenshot").is_some());
    (desk, case)
}

/// Waits for the files of the case in the workspace.
fn until_files(desk: &mut Desk, case: CaseId, names: &[&str]) {
    let store = store(desk);
    desk.until("the files are stored", |_| {
        let files = store.read(|tx| tx.cases().get(case)).expect("case").content.attachments;
        files.len() == names.len() && files.iter().zip(names).all(|(file, name)| file.filename == *name)
    });
}

#[derive(Debug)]
pub struct Dropped(pub PathBuf);

impl DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("read by its path".into())
    }
}

fn drop_file(desk: &mut Desk, path: &Path) {
    desk.h.input_mut().dropped_files.push(Arc::new(Dropped(path.to_owned())));
    desk.h.step();
    desk.settle();
}

#[test]
fn a_screenshot_is_attached_shown_removed_and_brought_back() {
    let (mut desk, case) = desk();
    desk.h.state_mut().backend.screenshot = || None;
    desk.h.get_by_role_and_label(Role::Button, "Paste a screenshot").click();
    desk.settle();
    desk.until("what is missing", |h| h.query_by_label_contains("There is no picture in the clipboard").is_some());
    desk.h.state_mut().backend.screenshot = png;
    desk.h.state_mut().act(Action::Command(UiCommand::PasteScreenshot));
    let name = "screenshot-2026-11-20-120000.png";
    until_files(&mut desk, case, &[name]);
    desk.until("the picture", |h| h.query_by_role_and_label(Role::Image, name).is_some());
    desk.h.get_by_label(&format!("Remove {name}")).click();
    until_files(&mut desk, case, &[]);
    desk.until("no picture", |h| h.query_by_role_and_label(Role::Image, name).is_none());
    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
    until_files(&mut desk, case, &[name]);
    let mut desk = desk.restart();
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Case(case.0))));
    desk.until("the picture after a restart", |h| h.query_by_role_and_label(Role::Image, name).is_some());
}

#[test]
fn a_file_is_attached_by_the_dialog_and_kept_beside_a_draft() {
    let (mut desk, case) = desk();
    let file = desk.home.path().join("steps to reproduce.txt");
    std::fs::write(&file, "one\ntwo\n").expect("file");
    let typed = file.display().to_string();
    desk.h.state_mut().backend.picker = Arc::new(Answers(file));
    desk.h.get_by_role_and_label(Role::MultilineTextInput, "Title").focus();
    desk.settle();
    desk.h.event(eframe::egui::Event::Text("!".into()));
    desk.settle();
    desk.h.state_mut().act(Action::Command(UiCommand::AttachFile));
    desk.settle();
    desk.h.get_by_label("Browse…").click();
    desk.until("the path", move |h| h.query_all_by_value(&typed).count() > 0);
    desk.h.get_by_role_and_label(Role::Button, "Attach").click();
    until_files(&mut desk, case, &["steps to reproduce.txt"]);
    desk.until("the name", |h| h.query_by_label("steps to reproduce.txt").is_some());
    // The write is an operation of the history like any other.
    desk.h.get_by_role_and_label(Role::Button, "Undo").click();
    until_files(&mut desk, case, &[]);
    desk.h.state_mut().act(Action::Command(UiCommand::Redo));
    until_files(&mut desk, case, &["steps to reproduce.txt"]);
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::S);
    let store = store(&desk);
    desk.until("the draft is saved with the file", |_| {
        let content = store.read(|tx| tx.cases().get(case)).expect("case").content;
        content.title.contains('!') && content.attachments.len() == 1
    });
}

#[test]
fn what_is_dropped_is_attached_imported_or_named_as_a_mistake() {
    let (mut desk, case) = desk();
    let folder = desk.home.path().to_owned();
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("file");
        path
    };
    drop_file(&mut desk, &write("log.txt", "line"));
    until_files(&mut desk, case, &["log.txt"]);
    drop_file(&mut desk, &folder.join("absent.txt"));
    desk.until("the missing file", |h| h.query_by_label_contains("absent.txt").is_some());
    until_files(&mut desk, case, &["log.txt"]);
    let cases = write("new.csv", "Title\nDropped on the window\n");
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
    drop_file(&mut desk, &cases);
    desk.until("the preview", |h| h.query_all_by_label_contains("Dropped on the window").count() > 0);
}
