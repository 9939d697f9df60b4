//! Importing a list of functions, and paths where the system has no file dialog.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, Key, Modifiers, Shape, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::action::Action;
use voluptas::backend::{FilePicker, FileRequest, Picked};
use voluptas::ui_command::UiCommand;
use voluptas_app::functions::file::ImportOptions;
use voluptas_app::functions::file::preview::{FunctionsRead, ShownImport};
use voluptas_formats::ReadOptions;
use voluptas_settings::{LangChoice, PresetList};
use voluptas_ui::theme::Type;

use crate::import_cases::{choose, in_order};
use crate::support::{Desk, Setup, command, store};

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

/// A filter above the rows, drawn only where there are such rows.
fn pill(desk: &mut Desk, name: &str) {
    desk.h.get_by_role_and_label(Role::RadioButton, name).click();
    desk.settle();
}

fn functions(desk: &Desk) -> usize {
    desk.h.state().backend.registry().map_or(0, |r| r.rows.len())
}

/// Opens the wizard with a file.
fn preview(desk: &mut Desk, path: &str) {
    command(desk, UiCommand::ImportFunctions);
    write(desk, Role::TextInput, "File", path);
    button(desk, "Preview");
}

#[test]
fn skipped_rows_are_listed_before_and_after_the_import_and_saved() {
    let mut desk = Desk::new();
    let path = list(&desk, LIST);
    let saved = desk.home.path().join("skipped.csv");
    desk.h.state_mut().backend.picker = Arc::new(Answers(Picked::File(saved.clone())));
    preview(&mut desk, &path.display().to_string());
    desk.until("the preview is there", |h| h.query_by_label("Import 1 function").is_some());
    for row in ["“FuncID” is empty", "already in line 2", "“Title” is empty"] {
        assert!(says(&desk, row), "{row}");
    }
    // Of a row that cannot be imported stands there what can be read.
    for name in ["No id", "Twice", "new.c"] {
        desk.h.get_by_label(name);
    }
    // Nothing is written yet.
    let before = functions(&desk);
    button(&mut desk, "Import 1 function");
    desk.until("the import ends", |h| h.query_all_by_label_contains("Created: 1, changed: 0").next().is_some());
    desk.until("the registry has it", |h| h.state().backend.registry().map_or(0, |r| r.rows.len()) == before + 1);
    assert!(says(&desk, "already in line 2"), "the result lists the rows as well");
    button(&mut desk, "Save this list…");
    desk.until("the list is saved", |h| h.query_all_by_label_contains("Saved: ").next().is_some());
    let text = std::fs::read_to_string(saved).expect("the saved list");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 5, "{text}");
    assert!(lines[1].starts_with("2,Created,new.a,Letters,") && lines[2].starts_with("3,Skipped,"), "{text}");
    button(&mut desk, "Done");
    assert!(!says(&desk, "already in line 2"));
}

#[test]
fn the_import_is_taken_back_from_its_result_and_its_functions_are_new_again() {
    let mut desk = Desk::new();
    let path = list(&desk, LIST).display().to_string();
    let before = functions(&desk);
    preview(&mut desk, &path);
    desk.until("the preview is there", |h| h.query_by_label("Import 1 function").is_some());
    button(&mut desk, "Import 1 function");
    desk.until("the button", |h| h.query_by_role_and_label(Role::Button, "Undo the import").is_some());
    desk.until("the function", |h| h.state().backend.registry().map_or(0, |r| r.rows.len()) == before + 1);
    button(&mut desk, "Undo the import");
    desk.until("it is taken back", |h| h.state().backend.registry().map_or(0, |r| r.rows.len()) == before);
    assert!(desk.h.query_by_role_and_label(Role::Button, "Done").is_none(), "the dialog is closed");
    preview(&mut desk, &path);
    desk.until("the preview is there", |h| h.query_by_label("Import 1 function").is_some());
    assert!(says(&desk, "1 new, 0 changed, 0 unchanged, 3 skipped.") && says(&desk, "comes back from the trash"));
}

#[test]
fn a_changed_function_shows_its_fields_and_the_policy_decides() {
    let mut desk = Desk::new();
    let text = "FuncID,Title,Type,Responsible (QA),Team\nnew.a,Letters,Module,Nora New,\nshop.cart,Basket,Epic,,Red\n\
                shop.pay,Payment,Epic,,\n,No id,Module,,\n";
    let path = list(&desk, text).display().to_string();
    preview(&mut desk, &path);
    desk.until("the preview is there", |h| h.query_by_label("Import 2 functions").is_some());
    assert!(says(&desk, "1 new, 1 changed, 1 unchanged, 1 skipped; people: 1."));
    pill(&mut desk, "People");
    assert!(says(&desk, "Nora New"));
    pill(&mut desk, "Changed");
    let names = "Title, Team";
    desk.h.get_all_by_label(names).next().expect("the changed fields").click();
    desk.settle();
    desk.until("the fields", |h| h.query_by_label("Title: Cart → Basket (from the file)").is_some());
    assert!(says(&desk, "Team: — → Red (from the file)"));
    // The same order as for cases; the mark says what holds without a choice.
    let places = ["Merge", "Keep mine", "Take the file (default)"];
    let tops = places.map(|name| desk.h.get_by_role_and_label(Role::RadioButton, name).rect().top());
    assert!(tops.is_sorted(), "{tops:?}");
    desk.h.get_by_role_and_label(Role::RadioButton, "Merge").click();
    desk.until("planned anew", |h| h.query_all_by_label("Title: Cart → Basket (stays)").next().is_some());
    assert!(says(&desk, "Team: — → Red (from the file)"), "what is blank is filled");
    button(&mut desk, "Import 2 functions");
    desk.until("the import ends", |h| h.query_all_by_label_contains("Created: 1, changed: 1, people: 1").next().is_some());
    desk.until("the registry", |h| {
        h.state().backend.registry().is_some_and(|r| r.rows.iter().any(|row| &*row.function.func_id == "new.a"))
    });
    let cart = store(&desk).read(|tx| tx.functions().by_func_id("shop.cart")).expect("read").expect("cart");
    assert_eq!((cart.content.title.as_str(), cart.content.custom_fields["Team"].as_str()), ("Cart", "Red"));
}

#[test]
fn in_a_small_window_titles_have_room_and_the_last_column_its_whole_name() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    desk.h.set_size(vec2(1024.0, 640.0));
    desk.settle();
    let text = "FuncID,Title,Type\nshop.catalogue.search.suggestions.by_category,Letters,Module\n";
    let path = list(&desk, text).display().to_string();
    command(&mut desk, UiCommand::ImportFunctions);
    write(&mut desk, Role::TextInput, "Файл", &path);
    button(&mut desk, "Просмотреть");
    desk.until("the rows", |h| h.query_by_role_and_label(Role::ColumnHeader, "Изменения или причина").is_some());
    desk.settle();
    let head = |name: &str| {
        let (font, colour) = (Type::Label.font(), Color32::PLACEHOLDER);
        let words = desk.h.ctx.fonts_mut(|fonts| fonts.layout_no_wrap(name.to_owned(), font, colour)).size().x;
        // The list of the dialog lies over that of the window.
        let rect = desk.h.query_all_by_role_and_label(Role::ColumnHeader, name).last().expect("the column").rect();
        (rect.width(), words)
    };
    let (what, words) = head("Изменения или причина");
    assert!(what > words, "{what} for {words}");
    assert!(head("Название").0 >= 150.0, "{}", head("Название").0);
}

#[test]
fn a_function_whose_box_is_not_checked_is_left_out_and_its_child_is_named() {
    let mut desk = Desk::new();
    let text = "FuncID,Title,Type,Parent\nnew.a,Letters,Module,\nnew.b,Post,Epic,new.a\n";
    let path = list(&desk, text).display().to_string();
    preview(&mut desk, &path);
    desk.until("the preview is there", |h| h.query_by_label("Import 2 functions").is_some());
    in_order(&desk)[1].click();
    desk.until("planned anew", |h| h.query_by_label("Import 1 function").is_some());
    // A warning of the plan names its line in words, and counts as a remark on the row.
    assert!(says(&desk, "Line 3: new.b does not go below new.a") && !says(&desk, "list.csv:3"));
    pill(&mut desk, "With remarks");
    desk.h.get_by_label("new.b");
    pill(&mut desk, "Rows");
    button(&mut desk, "Import 1 function");
    desk.until("the import ends", |h| h.query_all_by_label_contains("Created: 1, changed: 0").next().is_some());
    let stored = store(&desk).read(|tx| tx.functions().by_func_id("new.a")).expect("read");
    assert!(stored.is_none());
}

#[test]
fn a_column_of_another_name_is_mapped_by_hand_and_kept_as_a_preset_of_functions() {
    let mut desk = Desk::new();
    let path = list(&desk, "Nr;Wortlaut;Art\nnew.a;Letters;Module\n").display().to_string();
    preview(&mut desk, &path);
    desk.until("the columns are asked for", |h| {
        h.query_all_by_label_contains("Select the columns that hold FuncID").next().is_some()
    });
    for (column, field) in [("Nr", "FuncID"), ("Wortlaut", "Title"), ("Art", "Type")] {
        choose(&mut desk, &format!("Field of the column “{column}”"), field);
        desk.until("it is read anew", |h| {
            let name = format!("Field of the column “{column}”");
            let list = h.get_by_role_and_label(Role::ComboBox, &name);
            list.accesskit_node().value().unwrap_or_default() == field
        });
    }
    desk.until("the preview is there", |h| h.query_by_label("Import 1 function").is_some());
    button(&mut desk, "Save as preset…");
    write(&mut desk, Role::TextInput, "Name of the preset", "Wiki");
    button(&mut desk, "Save");
    desk.until("the preset", |h| !h.state().backend.settings.import_presets.is_empty());
    let settings = &desk.h.state().backend.settings;
    assert!(settings.import_preset(PresetList::Functions, "wiki").is_some_and(|preset| preset.columns.len() == 3));
    assert!(settings.import_preset(PresetList::Cases, "wiki").is_none());
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
    for (name, [rows, new, people, skipped]) in samples {
        let mut desk = Desk::with(Setup { shop: false, ..Setup::default() });
        preview(&mut desk, &format!("{}/tests/samples/{name}", env!("CARGO_MANIFEST_DIR")));
        desk.until("the preview is there", |h| h.query_by_label(&format!("Import {new} functions")).is_some());
        assert!(says(&desk, &format!("{rows} rows")), "{name}");
        let will = format!("{new} new, 0 changed, 0 unchanged, {skipped} skipped; people: {people}");
        assert!(says(&desk, &will), "{name}: {will}");
    }
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
    assert!(desk.home.path().join("list-import.csv").is_file());
}

#[test]
fn in_a_low_window_the_fields_of_a_path_scroll_above_the_buttons() {
    let mut desk = Desk::new();
    desk.h.set_size(vec2(960.0, 480.0));
    desk.settle();
    desk.h.state_mut().backend.picker = Arc::new(Answers(Picked::Unavailable));
    command(&mut desk, UiCommand::IngestResults);
    desk.h.get_all_by_role_and_label(Role::Button, "File…").next().expect("the button of the path").click();
    desk.until("the reason is said", |h| h.query_all_by_label_contains("no file dialog").next().is_some());
    desk.h.get_by_role_and_label(Role::CheckBox, "Create a case for each test that has none").focus();
    desk.settle();
    let rect = |role, name: &str| desk.h.get_by_role_and_label(role, name).rect();
    let field = rect(Role::CheckBox, "Create a case for each test that has none");
    let import = rect(Role::Button, "Import");
    assert!(field.bottom() <= import.top() && import.bottom() <= 480.0, "{field:?} above {import:?}");
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
        h.query_by_label("Создано: 1, изменено: 0, пропущено: 3.").is_some() && h.state().backend.workspace().is_some()
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

#[test]
fn enter_in_the_preview_of_functions_imports_nothing() {
    let mut desk = previewed();
    desk.h.key_press(Key::Enter);
    desk.settle();
    assert!(says(&desk, "Import 1 function"), "nothing was imported");
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("the import ends", |h| h.query_all_by_label_contains("Created: 1, changed: 0").next().is_some());
    // There is nothing to consent to any more.
    desk.h.key_press(Key::Enter);
    desk.settle();
    assert!(!says(&desk, "Created: 1, changed: 0"));
}

#[test]
fn a_list_without_rows_says_so_and_the_keys_open_the_import_on_the_first_page() {
    let mut desk = Desk::with(Setup { shop: false, open: false, ..Setup::default() });
    let path = list(&desk, "FuncID,Title,Type\n").display().to_string();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::I);
    desk.until("the wizard", |h| h.query_by_role_and_label(Role::TextInput, "File").is_some());
    write(&mut desk, Role::TextInput, "File", &path);
    button(&mut desk, "Preview");
    desk.until("it is said", |h| h.query_all_by_label_contains("There are no rows below the names").next().is_some());
    assert!(desk.h.query_by_role_and_label(Role::RadioButton, "Merge").is_none(), "nothing exists that a policy could be for");
}

#[test]
fn the_details_belong_to_a_row_that_is_shown() {
    let mut desk = Desk::new();
    let path = list(&desk, "FuncID,Title,Type\nshop.cart,Basket,Epic\nnew.a,Letters,Module\n").display().to_string();
    preview(&mut desk, &path);
    desk.until("the preview is there", |h| h.query_by_label("Import 2 functions").is_some());
    desk.h.get_all_by_label("Basket").next().expect("the row").click();
    desk.until("the fields", |h| h.query_by_label("Title: Cart → Basket (from the file)").is_some());
    pill(&mut desk, "New");
    assert!(!says(&desk, "Title: Cart → Basket"));
    pill(&mut desk, "Changed");
    assert!(says(&desk, "Title: Cart → Basket"));
}

#[test]
fn what_a_list_brings_is_seen_in_the_inspector() {
    let mut desk = Desk::new();
    let text = "FuncID,Title,Type,Container,External Services,Team\nshop.cart,Cart,Epic,cart-api,\"SMS, Mail\",Red\n";
    let path = list(&desk, text).display().to_string();
    preview(&mut desk, &path);
    desk.until("the preview is there", |h| h.query_by_label("Import 1 function").is_some());
    button(&mut desk, "Import 1 function");
    desk.until("the import ends", |h| h.query_all_by_label_contains("Created: 0, changed: 1").next().is_some());
    button(&mut desk, "Done");
    let id = store(&desk).read(|tx| tx.functions().by_func_id("shop.cart")).expect("read").expect("cart").id;
    desk.h.state_mut().act(voluptas::action::Action::Nav(voluptas::action::Nav::Function(id)));
    desk.until("the further fields", |h| h.query_by_label("cart-api").is_some());
    for words in ["Further fields", "Container", "SMS, Mail", "Team", "Red"] {
        assert!(says(&desk, words), "{words}");
    }
}

#[test]
fn functions_are_exported_in_the_format_of_the_ending() {
    let mut desk = Desk::new();
    let folder = desk.home.path().to_path_buf();
    let export = |desk: &mut Desk, name: &str| {
        let path = folder.join(name);
        command(desk, UiCommand::ExportFunctions);
        desk.h.get_by_role_and_label(Role::TextInput, "File").focus();
        desk.h.key_press_modifiers(eframe::egui::Modifiers::COMMAND, Key::A);
        write(desk, Role::TextInput, "File", &path.display().to_string());
        button(desk, "Export");
        path
    };
    let book = export(&mut desk, "functions.XLSX");
    desk.until("the workbook", |h| h.query_all_by_label_contains("exported to").next().is_some());
    let bytes = std::fs::read(&book).expect("file");
    assert!(voluptas_formats::is_workbook(&bytes), "a table under the name of a workbook");
    let read = voluptas_formats::read_functions("functions.xlsx", &bytes).expect("reads");
    assert!(read.rows.iter().any(|row| row.content.func_id == "shop.cart"));
    assert!(read.persons.iter().any(|person| person.name == "Olga Tan"), "people are a sheet of it");
    let other = export(&mut desk, "functions.ods");
    desk.until("the known endings", |h| h.query_all_by_label_contains("has no ending of a list of functions").next().is_some());
    assert!(!other.exists());
}

#[test]
fn an_import_that_ended_or_was_cancelled_keeps_nothing_of_its_file() {
    let mut desk = Desk::new();
    let mut text = String::from("FuncID,Title,Type\n");
    for n in 0..3000 {
        text.push_str(&format!("many.f{n},Function {n},Module\n"));
    }
    let path = list(&desk, &text);
    let store = store(&desk);
    let shown = || {
        let read = FunctionsRead::open(&path, ReadOptions::default()).expect("reads");
        let plan = read.plan(Some(&store), &ImportOptions::default()).expect("plan");
        Arc::new(ShownImport { read: Arc::new(read), plan: Arc::new(plan) })
    };
    for is_cancelled in [true, false] {
        let import = shown();
        desk.h.state_mut().act(Action::ImportFunctions(Arc::clone(&import)));
        desk.h.step();
        let running = desk.h.state().backend.jobs().iter().find(|job| job.outcome.is_none()).map(|job| job.id);
        if let Some(job) = running.filter(|_| is_cancelled) {
            desk.h.state_mut().act(Action::CancelJob(job));
        }
        desk.until("its end", |h| h.state().backend.jobs().iter().all(|job| job.outcome.is_some()));
        desk.until("nothing of the file is kept", |_| Arc::strong_count(&import) == 1);
    }
}

#[test]
fn ids_are_whole_in_the_preview() {
    let mut desk = Desk::new();
    let id = "shop.checkout.delivery.choice.of.a.pickup.point";
    let path = list(&desk, &format!("FuncID,Title,Type\n{id},Pick-up point,Feature\n"));
    preview(&mut desk, &path.display().to_string());
    desk.until("the preview is there", |h| h.query_by_label("Import 1 function").is_some());
    let shown = desk.h.output().shapes.iter().any(|s| matches!(&s.shape, Shape::Text(t) if t.galley.text() == id));
    assert!(shown, "the id is not cut");
}
