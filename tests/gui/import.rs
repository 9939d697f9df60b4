//! Importing a list of functions, and paths where the system has no file dialog.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::gui::backend::{FilePicker, FileRequest, Picked};
use voluptas::gui::ui_command::UiCommand;
use voluptas::settings::LangChoice;

use crate::support::{Desk, Setup, command};

/// Answers every file dialog in the same way.
#[derive(Debug)]
struct Answers(Picked);

impl FilePicker for Answers {
    fn pick(&self, _: FileRequest) -> Picked {
        self.0.clone()
    }
}

/// Four rows: one function, and three rows that cannot be imported.
const LIST: &str = "FuncID,Title,Type\nnew.a,Letters,Module\n,No id,Module\nnew.a,Twice,Module\nnew.c,,Module\n";

fn list(desk: &Desk, text: &str) -> PathBuf {
    let path = desk.home.path().join("list.csv");
    std::fs::write(&path, text).expect("list");
    path
}

fn write(desk: &mut Desk, role: Role, label: &str, text: &str) {
    let field = desk.h.get_by_role_and_label(role, label);
    field.focus();
    field.type_text(text);
    desk.settle();
}

fn button(desk: &mut Desk, label: &str) {
    desk.h.get_by_role_and_label(Role::Button, label).click();
    desk.settle();
}

fn says(desk: &Desk, words: &str) -> bool {
    desk.h.query_all_by_label_contains(words).next().is_some()
}

#[test]
fn skipped_rows_are_listed_before_and_after_the_import_and_saved() {
    let mut desk = Desk::new();
    let path = list(&desk, LIST);
    let saved = desk.home.path().join("skipped.csv");
    desk.h.state_mut().backend.picker = Arc::new(Answers(Picked::File(saved.clone())));
    command(&mut desk, UiCommand::ImportFunctions);
    write(&mut desk, Role::TextInput, "File", &path.display().to_string());
    button(&mut desk, "Preview");
    desk.until("the preview is there", |h| h.query_by_label("Import 1 function").is_some());
    for row in ["“FuncID” is empty", "already in line 2", "“Title” is empty"] {
        assert!(says(&desk, row), "{row}");
    }
    // Nothing is written yet.
    let count = |desk: &Desk| desk.h.state().backend.registry().map_or(0, |r| r.rows.len());
    let before = count(&desk);
    button(&mut desk, "Import 1 function");
    desk.until("the import ends", |h| h.query_by_label("1 function imported, 3 rows skipped.").is_some());
    desk.until("the registry has it", |h| h.state().backend.registry().map_or(0, |r| r.rows.len()) == before + 1);
    assert!(says(&desk, "already in line 2"), "the summary lists the rows as well");
    button(&mut desk, "Save this list…");
    desk.until("the list is saved", |h| h.query_all_by_label_contains("Saved: ").next().is_some());
    let text = std::fs::read_to_string(saved).expect("the saved list");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert!(lines[1].starts_with("3,Skipped,FuncID,") && lines[3].starts_with("5,Skipped,Title,"), "{text}");
    button(&mut desk, "Done");
    assert!(!says(&desk, "already in line 2"));
}

#[test]
fn a_path_that_leads_nowhere_is_told_beside_the_field() {
    let mut desk = Desk::new();
    command(&mut desk, UiCommand::ImportFunctions);
    let field = desk.h.get_by_role_and_label(Role::TextInput, "File");
    assert_eq!(field.accesskit_node().value().unwrap_or_default(), "", "no file is suggested that may not be there");
    write(&mut desk, Role::TextInput, "File", "/nowhere/list.csv");
    desk.h.key_press(Key::Enter);
    desk.until("the reason is shown", |h| h.query_by_label("/nowhere/list.csv does not exist.").is_some());
    desk.h.get_by_role_and_label(Role::TextInput, "File");
    // The same for a workspace.
    desk.h.key_press(Key::Escape);
    desk.settle();
    command(&mut desk, UiCommand::OpenWorkspace);
    write(&mut desk, Role::TextInput, "File", "/nowhere/shop.voluptas");
    desk.h.key_press(Key::Enter);
    desk.until("the reason is shown", |h| h.query_by_label("/nowhere/shop.voluptas does not exist.").is_some());
    assert!(!std::path::Path::new("/nowhere").exists());
}

#[test]
fn an_existing_file_is_replaced_only_when_that_is_said() {
    let mut desk = Desk::new();
    let path = list(&desk, "mine");
    command(&mut desk, UiCommand::ExportFunctions);
    desk.h.get_by_role_and_label(Role::TextInput, "File").focus();
    desk.h.key_press_modifiers(eframe::egui::Modifiers::COMMAND, Key::A);
    write(&mut desk, Role::TextInput, "File", &path.display().to_string());
    button(&mut desk, "Export");
    desk.until("it asks", |h| h.query_by_role_and_label(Role::Button, "Replace").is_some());
    assert_eq!(std::fs::read_to_string(&path).expect("file"), "mine");
    button(&mut desk, "Replace");
    desk.until("it is written", |h| h.query_all_by_label_contains("exported to").next().is_some());
    assert!(std::fs::read_to_string(&path).expect("file").contains("shop.cart"));
}

#[test]
fn without_a_file_dialog_the_path_is_typed_and_the_reason_is_said() {
    let mut desk = Desk::new();
    desk.h.state_mut().backend.picker = Arc::new(Answers(Picked::Unavailable));
    let path = list(&desk, LIST);
    command(&mut desk, UiCommand::ImportFunctions);
    assert!(!says(&desk, "no file dialog"));
    button(&mut desk, "Browse…");
    desk.until("the reason is said", |h| h.query_all_by_label_contains("no file dialog").next().is_some());
    write(&mut desk, Role::TextInput, "File", &path.display().to_string());
    button(&mut desk, "Preview");
    desk.until("the preview is there", |h| h.query_by_label("Import 1 function").is_some());
    button(&mut desk, "Save this list…");
    desk.until("a path can be typed", |h| h.query_by_role_and_label(Role::TextInput, "File").is_some());
    button(&mut desk, "Save");
    desk.until("the list is saved", |h| h.query_all_by_label_contains("Saved: ").next().is_some());
    assert!(desk.home.path().join("list-skipped.csv").is_file());
}

#[test]
fn from_the_first_page_a_workspace_is_created_only_by_the_import() {
    let mut desk = Desk::with(Setup { shop: false, open: false, lang: LangChoice::Ru, ..Setup::default() });
    let path = list(&desk, LIST);
    button(&mut desk, "Импортировать список");
    assert!(desk.h.state().backend.workspace().is_none() && !desk.h.state().backend.is_busy());
    write(&mut desk, Role::TextInput, "Файл", &path.display().to_string());
    button(&mut desk, "Просмотреть");
    desk.until("the preview is there", |h| h.query_by_label("Импортировать 1 функцию").is_some());
    assert!(desk.h.state().backend.workspace().is_none());
    let file = desk.h.state().backend.paths.workspace.clone();
    assert!(!file.exists());
    button(&mut desk, "Импортировать 1 функцию");
    desk.until("the import ends", |h| {
        h.query_by_label("Импортировано: 1 функция, пропущены 3 строки.").is_some() && h.state().backend.workspace().is_some()
    });
    assert!(file.exists());
}

#[test]
fn connect_qase_goes_to_the_token_and_then_to_the_import() {
    let mut desk = Desk::with(Setup { shop: false, open: false, ..Setup::default() });
    button(&mut desk, "Connect Qase");
    let token = desk.h.get_by_role_and_label(Role::PasswordInput, "API token");
    assert!(token.accesskit_node().is_focused(), "the keyboard is in the token field");
    assert!(desk.h.state().backend.workspace().is_none());
    // Closed without a token: nothing was created.
    desk.h.key_press(Key::Escape);
    desk.h.key_press(Key::Escape);
    desk.settle();
    assert!(desk.h.state().backend.workspace().is_none());
    button(&mut desk, "Connect Qase");
    // A server that is not there: the dialog says why it cannot read.
    desk.h.get_by_role_and_label(Role::TextInput, "API address").focus();
    desk.h.key_press_modifiers(eframe::egui::Modifiers::COMMAND, Key::A);
    write(&mut desk, Role::TextInput, "API address", "http://127.0.0.1:9/v1");
    write(&mut desk, Role::PasswordInput, "API token", "a-token");
    button(&mut desk, "Save");
    desk.until("the sync dialog is open", |h| {
        h.state().backend.workspace().is_some() && h.query_by_role_and_label(Role::Tab, "Mirror").is_some()
    });
}

#[test]
fn each_number_of_the_preview_opens_the_rows_that_it_counts() {
    let mut desk = Desk::new();
    // A new function with a new person, a changed one, one that is the same, and a row without an id.
    let text = "FuncID,Title,Type,Responsible (QA)\nnew.a,Letters,Module,Nora New\nshop.cart,Basket,Epic,\nshop.pay,Payment,Epic,\n,No id,Module,\n";
    let path = list(&desk, text);
    command(&mut desk, UiCommand::ImportFunctions);
    write(&mut desk, Role::TextInput, "File", &path.display().to_string());
    button(&mut desk, "Preview");
    desk.until("the preview is there", |h| h.query_by_label("Import 2 functions").is_some());
    let shown = |desk: &Desk| {
        let all = ["Letters", "Basket", "Payment", "Nora New", "“FuncID” is empty"];
        let table = desk.h.get_all_by_role(Role::Table).last().expect("the table of the dialog").rect();
        let inside = |n: egui_kittest::Node<'_>| table.contains(n.rect().center());
        let is_there =
            |words: &str| desk.h.query_all_by_label_contains(words).any(inside) || desk.h.query_all_by_value(words).any(inside);
        all.into_iter().filter(|words| is_there(words)).collect::<Vec<_>>()
    };
    for (number, rows) in [
        ("New: 1", vec!["Letters"]),
        ("Changed: 1", vec!["Basket"]),
        ("Unchanged: 1", vec!["Payment"]),
        ("New people: 1", vec!["Nora New"]),
        ("Skipped: 1", vec!["“FuncID” is empty"]),
        ("Rows: 4", vec!["Letters", "Basket", "Payment", "“FuncID” is empty"]),
    ] {
        desk.h.get_by_role_and_label(Role::Link, number).click();
        desk.settle();
        assert_eq!(shown(&desk), rows, "{number}");
    }
}

/// The window with the preview of [`LIST`].
fn previewed() -> Desk {
    let mut desk = Desk::new();
    let path = list(&desk, LIST);
    command(&mut desk, UiCommand::ImportFunctions);
    write(&mut desk, Role::TextInput, "File", &path.display().to_string());
    button(&mut desk, "Preview");
    desk.until("the preview is there", |h| h.query_by_label("Import 1 function").is_some());
    desk
}

#[test]
fn a_list_that_was_read_is_not_dropped_by_escape_without_a_question() {
    let mut desk = previewed();
    desk.h.key_press(Key::Escape);
    desk.until("the question", |h| h.query_all_by_label("Discard the import?").next().is_some());
    desk.h.key_press(Key::Escape);
    desk.until("the answer", |h| h.query_all_by_label("Discard the import?").next().is_none());
    desk.h.get_by_label("Import 1 function");
    desk.h.key_press(Key::Escape);
    desk.until("the question again", |h| h.query_all_by_label("Discard the import?").next().is_some());
    button(&mut desk, "Discard");
    desk.until("the dialog is closed", |h| h.query_by_label("Import 1 function").is_none());
}

/// The samples with the numbers of rows, new functions, new people and skipped rows that the wizard must show.
#[test]
fn every_sample_shows_its_numbers() {
    let samples = [
        ("registry_master.csv", [62, 50, 8, 12]),
        ("registry_master_bom_semicolon.csv", [62, 50, 8, 12]),
        ("registry_master_cp1251.csv", [62, 50, 8, 12]),
        ("registry_master.xlsx", [62, 50, 8, 12]),
        ("registry_ragged.csv", [7, 7, 4, 0]),
        ("app_export.csv", [50, 50, 6, 0]),
        ("fixed_schema.csv", [9, 7, 7, 2]),
    ];
    for (name, numbers) in samples {
        let mut desk = Desk::with(Setup { shop: false, ..Setup::default() });
        let path = format!("{}/tests/formats/samples/{name}", env!("CARGO_MANIFEST_DIR"));
        command(&mut desk, UiCommand::ImportFunctions);
        write(&mut desk, Role::TextInput, "File", &path);
        button(&mut desk, "Preview");
        let label = format!("Import {} functions", numbers[1]);
        desk.until("the preview is there", |h| h.query_by_label(&label).is_some());
        for (word, number) in ["Rows", "New", "New people", "Skipped"].into_iter().zip(numbers) {
            if number > 0 {
                let shown = format!("{word}: {number}");
                assert!(says(&desk, &shown), "{name}: {shown}");
            }
        }
    }
}

#[test]
fn enter_in_the_preview_of_functions_imports_nothing() {
    let mut desk = previewed();
    desk.h.key_press(Key::Enter);
    desk.settle();
    assert!(says(&desk, "Import 1 function"), "nothing was imported");
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("the import ends", |h| h.query_by_label("1 function imported, 3 rows skipped.").is_some());
    // There is nothing to consent to any more.
    desk.h.key_press(Key::Enter);
    desk.settle();
    assert!(!says(&desk, "1 function imported, 3 rows skipped."));
}
