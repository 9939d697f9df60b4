//! Importing cases from a file and writing them into one.

use std::path::PathBuf;

use eframe::egui::accesskit::{Role, Toggled};
use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use voluptas::action::{Action, CaseExport, Nav};
use voluptas::shell::Shell;
use voluptas::state::MiddleTab;
use voluptas::ui_command::UiCommand;
use voluptas_app::cases::file::ExportScope;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_settings::LangChoice;
use voluptas_store::Op;

use crate::support::{Desk, Setup, case_id, store};

/// Two new cases, a title that is missing, and one that stands there twice.
const FILE: &str = "Suite,Title,Priority,Tags\nGift cards,Card is paid,high,\"gift, pay\"\nGift cards,Card expires,low,\n\
                    Gift cards,,low,late\nGift cards,card is paid,low,\n";

fn file(desk: &Desk, text: &str) -> PathBuf {
    let path = desk.home.path().join("cases.csv");
    std::fs::write(&path, text).expect("the file");
    path
}

fn preview(desk: &mut Desk, path: &std::path::Path, field: &str) {
    desk.h.state_mut().act(Action::Command(UiCommand::ImportCases));
    desk.settle();
    let field = desk.h.get_by_role_and_label(Role::TextInput, field);
    field.focus();
    field.type_text(&path.display().to_string());
    desk.settle();
    desk.h.key_press(Key::Enter);
}

/// A filter is drawn only where there are such rows.
fn pill(desk: &Desk, name: &str) {
    desk.h.get_by_role_and_label(Role::RadioButton, name);
}

/// True once the plan is made and changes nothing. Without a plan the button says the same.
fn is_unchanged(h: &Harness<'static, Shell>) -> bool {
    h.query_by_label("Nothing to import").is_some() && h.query_by_role_and_label(Role::RadioButton, "Unchanged").is_some()
}

fn cases(desk: &Desk) -> usize {
    desk.h.state().backend.cases().map_or(0, |c| c.rows.len())
}

#[test]
fn every_row_says_what_becomes_of_it_and_the_import_is_one_step_of_undo() {
    let mut desk = Desk::new();
    let path = file(&desk, FILE);
    let before = cases(&desk);
    preview(&mut desk, &path, "File");
    desk.until("the preview", |h| h.query_by_label("Import 2 cases").is_some());
    pill(&desk, "Skipped");
    desk.h.get_by_role_and_label(Role::Button, "Import 2 cases").click();
    desk.until("the summary", |h| h.query_all_by_label_contains("Created: 2, changed: 0, new suites: 1").next().is_some());
    desk.h.get_by_role_and_label(Role::Button, "Done").click();
    desk.until("the cases", |h| h.state().backend.cases().map_or(0, |c| c.rows.len()) == before + 2);
    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
    desk.until("the import is taken back", |h| h.state().backend.cases().map_or(0, |c| c.rows.len()) == before);
    desk.h.state_mut().act(Action::Command(UiCommand::Redo));
    desk.until("it is there again", |h| h.state().backend.cases().map_or(0, |c| c.rows.len()) == before + 2);
    // The same file again changes nothing.
    preview(&mut desk, &path, "File");
    desk.until("nothing to do", is_unchanged);
    pill(&desk, "Unchanged");
    // Nothing is lost by closing it: nobody is asked.
    desk.h.key_press(Key::Escape);
    desk.until("the dialog is closed", |h| h.query_by_label("Nothing to import").is_none());
    assert!(desk.h.query_by_label("Discard the import?").is_none());
}

/// Reads a file with two new cases, and presses Esc in the preview.
fn leave_the_preview(desk: &mut Desk) {
    let path = file(desk, FILE);
    preview(desk, &path, "File");
    desk.until("the preview", |h| h.query_by_label("Import 2 cases").is_some());
    desk.h.key_press(Key::Escape);
    desk.until("the question", |h| h.query_all_by_label("Discard the import?").next().is_some());
}

#[test]
fn a_file_that_was_read_is_not_dropped_by_escape_without_a_question() {
    let mut desk = Desk::new();
    leave_the_preview(&mut desk);
    desk.h.key_press(Key::Escape);
    desk.until("the answer", |h| h.query_all_by_label("Discard the import?").next().is_none());
    desk.h.get_by_label("Import 2 cases");
    // Back at the first step the choices are still there to lose.
    choose(&mut desk, "Match by", "ID in any file");
    desk.h.get_by_role_and_label(Role::Button, "Back").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Cancel").click();
    desk.until("the question again", |h| h.query_all_by_label("Discard the import?").next().is_some());
    desk.h.get_by_role_and_label(Role::Button, "Discard").click();
    desk.until("the dialog is closed", |h| h.query_by_role_and_label(Role::Button, "Preview").is_none());
}

#[test]
fn the_result_names_the_new_cases_and_says_what_was_done() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    let path = file(&desk, FILE);
    let highest = desk.h.state().backend.cases().expect("cases").rows.iter().map(|row| row.id.0).max().unwrap_or_default();
    preview(&mut desk, &path, "Файл");
    desk.until("the preview", |h| h.query_by_label("Импортировать 2 кейса").is_some());
    assert!(desk.h.query_all_by_label("Что будет").next().is_some());
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("the numbers", |h| h.query_all_by_label(&format!("SHOP-{}", highest + 2)).next().is_some());
    assert!(desk.h.query_all_by_label("Что сделано").next().is_some() && desk.h.query_all_by_label("Что будет").next().is_none());
    assert_eq!(desk.h.query_all_by_label("Создан").count(), 4, "a word and its icon in two rows");
}

#[test]
fn the_first_arrow_in_a_list_that_the_mouse_opened_leads_on() {
    let mut desk = Desk::new();
    let path = file(&desk, FILE);
    preview(&mut desk, &path, "File");
    desk.until("the preview", |h| h.query_by_label("Import 2 cases").is_some());
    desk.h.get_by_role_and_label(Role::ComboBox, "Match by").click();
    desk.until("the list", |h| h.query_by_role_and_label(Role::ListBoxOption, "ID in any file").is_some());
    desk.h.key_press(Key::ArrowDown);
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.settle();
    assert_eq!(chosen(&desk, "Match by"), "ID in any file");
}

#[test]
fn what_another_wrote_meanwhile_stops_the_import_and_is_planned_anew() {
    let mut desk = Desk::new();
    let path = file(&desk, FILE);
    let before = cases(&desk);
    preview(&mut desk, &path, "File");
    desk.until("the preview", |h| h.query_by_label("Import 2 cases").is_some());
    let store = desk.h.state().backend.workspace().expect("workspace").store.clone();
    let written = store.write(Op::edit("elsewhere"), |tx| {
        let project = tx.projects().all()?[0].id;
        let suite = tx.suites().create(
            project,
            &voluptas_core::domain::suite::NewSuite {
                content: voluptas_core::domain::suite::SuiteContent { title: "Gift cards".into(), ..Default::default() },
                ..Default::default()
            },
        )?;
        let content = CaseContent { title: "Card expires".into(), ..CaseContent::default() };
        tx.cases().create(project, &NewCase { suite_id: Some(suite), content, ..NewCase::default() })
    });
    written.expect("a case of another");
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("the refusal and the new plan", |h| {
        h.query_all_by_label_contains("The workspace changed while you looked").next().is_some()
            && h.query_by_role_and_label(Role::Button, "Import 2 cases").is_some()
    });
    pill(&desk, "Changed");
    desk.h.get_by_role_and_label(Role::Button, "Import 2 cases").click();
    desk.until("the cases", |h| h.state().backend.cases().map_or(0, |c| c.rows.len()) == before + 2);
}

#[test]
fn a_file_without_cases_is_refused_beside_the_field_in_russian_too() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    preview(&mut desk, std::path::Path::new("/nowhere/cases.csv"), "Файл");
    desk.until("the reason", |h| h.query_all_by_label_contains("/nowhere/cases.csv").next().is_some());
    desk.h.get_by_role_and_label(Role::TextInput, "Файл");
}

#[test]
fn the_cases_of_the_project_are_written_and_read_again_without_a_change() {
    let mut desk = Desk::new();
    for name in ["out.csv", "out.json"] {
        let path = desk.home.path().join(name);
        desk.h.state_mut().act(Action::ExportCases(CaseExport {
            path: path.clone(),
            scope: ExportScope::Project,
            for_qase: false,
        }));
        desk.until("the file", |_| path.is_file());
        preview(&mut desk, &path, "File");
        desk.until("nothing to do", is_unchanged);
        pill(&desk, "Unchanged");
        for other in ["New", "Changed", "Skipped"] {
            assert!(desk.h.query_by_role_and_label(Role::RadioButton, other).is_none(), "{other} in {name}");
        }
        // The preview stays where somebody looks at it; the step before closes by Esc.
        desk.h.get_by_role_and_label(Role::Button, "Back").click();
        desk.settle();
        desk.h.key_press(Key::Escape);
        desk.until("the dialog is closed", |h| h.query_by_role_and_label(Role::Button, "Preview").is_none());
    }
}

/// Replaces the path in the dialog.
fn type_path(desk: &mut Desk, path: &str) {
    desk.h.get_by_role_and_label(Role::TextInput, "File").focus();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.settle();
    desk.h.event(eframe::egui::Event::Text(path.to_owned()));
    desk.settle();
}

#[test]
fn the_selected_cases_alone_are_exported_from_the_dialog() {
    let mut desk = Desk::new();
    let ids: Vec<i64> = desk.h.state().backend.cases().expect("cases").rows.iter().take(3).map(|row| row.id.0).collect();
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Cases)));
    desk.settle();
    let shell = desk.h.state_mut();
    shell.state.selection.cases.select_all(ids.iter().copied());
    shell.state.highlight_cases();
    shell.act(Action::Command(UiCommand::ExportCases));
    desk.settle();
    // Several are meant at first.
    let choice = desk.h.get_by_role_and_label(Role::RadioButton, "Only what is selected");
    assert_eq!(choice.accesskit_node().toggled(), Some(eframe::egui::accesskit::Toggled::True));
    let path = desk.home.path().join("three.json");
    type_path(&mut desk, &path.display().to_string());
    desk.h.key_press(Key::Enter);
    desk.until("the file", |_| path.is_file());
    let written: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).expect("the file")).expect("JSON");
    assert_eq!(written["cases"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_table_is_exported_with_the_columns_of_qase() {
    let mut desk = Desk::new();
    desk.h.state_mut().act(Action::Command(UiCommand::ExportCases));
    desk.settle();
    let path = desk.home.path().join("qase.csv");
    type_path(&mut desk, &path.display().to_string());
    desk.h.get_by_role_and_label(Role::CheckBox, "With the columns of Qase").click();
    desk.settle();
    desk.h.get_by_label_contains("The columns that Qase imports");
    desk.h.key_press(Key::Enter);
    desk.until("the file", |_| path.is_file());
    let written = std::fs::read_to_string(&path).expect("the file");
    let head = written.lines().next().expect("a head");
    assert!(head.contains("suite_without_cases") && head.contains("suite_parent_id"), "{head}");
    // The choice is there the next time, also in another window.
    let mut desk = desk.restart();
    // No other format has columns of Qase.
    desk.h.state_mut().act(Action::Command(UiCommand::ExportCases));
    desk.settle();
    let choice = desk.h.get_by_role_and_label(Role::CheckBox, "With the columns of Qase");
    assert_eq!(choice.accesskit_node().toggled(), Some(Toggled::True));
    type_path(&mut desk, "cases.md");
    assert!(desk.h.query_by_label("With the columns of Qase").is_none());
}

#[test]
fn an_export_starts_with_what_is_meant() {
    use voluptas::action::CasesAction;
    let mut desk = Desk::new();
    let ids: Vec<_> = desk.h.state().backend.cases().expect("cases").rows.iter().take(2).map(|row| row.id).collect();
    let is_selected = |desk: &Desk| {
        let choice = desk.h.get_by_role_and_label(Role::RadioButton, "Only what is selected");
        choice.accesskit_node().toggled() == Some(Toggled::True)
    };
    // The command finds the case that happens to be in front.
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Case(ids[0].0))));
    desk.h.state_mut().act(Action::Command(UiCommand::ExportCases));
    desk.settle();
    assert!(!is_selected(&desk));
    desk.h.key_press(Key::Escape);
    desk.settle();
    // The menu of a case means that case.
    desk.h.state_mut().act(Action::Cases(CasesAction::AskExport(vec![ids[1]])));
    desk.settle();
    assert!(is_selected(&desk));
}

/// A table without a column that is known to hold the title.
const UNKNOWN: &str = "Имя|Важность|Автор\nВход|high|Анна\nВыход|low|Олег\n";

pub fn choose(desk: &mut Desk, list: &str, option: &str) {
    desk.h.get_by_role_and_label(Role::ComboBox, list).click();
    desk.until(option, |h| h.query_by_role_and_label(Role::ListBoxOption, option).is_some());
    desk.h.get_by_role_and_label(Role::ListBoxOption, option).click();
    desk.settle();
}

fn chosen(desk: &Desk, list: &str) -> String {
    desk.h.get_by_role_and_label(Role::ComboBox, list).accesskit_node().value().unwrap_or_default()
}

#[test]
fn a_column_is_mapped_by_hand_and_kept_as_a_preset() {
    let mut desk = Desk::new();
    let path = file(&desk, UNKNOWN);
    preview(&mut desk, &path, "File");
    desk.until("the columns", |h| h.query_all_by_label_contains("Select the column that holds the title").next().is_some());
    desk.h.get_by_role_and_label(Role::Button, "Nothing to import");
    desk.until("the columns of the detected delimiter", |h| h.query_by_label("Анна").is_some());
    choose(&mut desk, "Delimiter", "Comma");
    desk.until("lines as they are", |h| h.query_by_label("Вход|high|Анна").is_some());
    choose(&mut desk, "Delimiter", "Vertical bar");
    desk.until("the columns of the delimiter", |h| h.query_by_label("Анна").is_some());
    let lists = ["Имя", "Важность", "Автор"].map(|column| format!("Field of the column “{column}”"));
    let places = |desk: &Desk| lists.each_ref().map(|name| desk.h.get_by_role_and_label(Role::ComboBox, name).rect());
    let before = places(&desk);
    choose(&mut desk, "Field of the column “Имя”", "Title");
    desk.until("the cases", |h| h.query_by_label("Import 2 cases").is_some());
    assert_eq!(chosen(&desk, "Field of the column “Имя”"), "Title");
    assert_eq!(places(&desk), before, "no list moves when the last missing column is mapped");
    desk.h.get_by_label("by hand");
    desk.h.get_by_label("3 of 3 imported");
    choose(&mut desk, "Field of the column “Автор”", "Don't import");
    desk.until("the skipped column", |h| h.query_by_label("2 of 3 imported").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Save as preset…").click();
    desk.settle();
    // Enter in the field of the name saves the preset and imports nothing.
    desk.h.get_by_role_and_label(Role::TextInput, "Name of the preset").type_text("Team");
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.until("the preset", |h| !h.state().backend.settings.import_presets.is_empty());
    assert_eq!(chosen(&desk, "Preset"), "Team");

    let mut desk = desk.restart();
    let before = cases(&desk);
    preview(&mut desk, &path, "File");
    desk.until("the columns", |h| h.query_by_role_and_label(Role::ComboBox, "Preset").is_some());
    assert_eq!(chosen(&desk, "Preset"), "No preset");
    choose(&mut desk, "Preset", "Team");
    desk.until("the cases", |h| h.query_by_label("Import 2 cases").is_some());
    assert_eq!(chosen(&desk, "Field of the column “Автор”"), "Don't import");
    assert!(desk.h.query_all_by_label("from preset").count() >= 2);
    desk.h.get_by_role_and_label(Role::Button, "Import 2 cases").click();
    desk.until("the cases in the project", |h| h.state().backend.cases().map_or(0, |c| c.rows.len()) == before + 2);
    desk.h.get_by_role_and_label(Role::Button, "Done").click();
    desk.settle();

    preview(&mut desk, &path, "File");
    desk.until("the columns again", |h| h.query_by_role_and_label(Role::ComboBox, "Preset").is_some());
    choose(&mut desk, "Preset", "Team");
    desk.h.get_by_role_and_label(Role::Button, "Delete preset").click();
    desk.settle();
    let buttons: Vec<_> = desk.h.get_all_by_role_and_label(Role::Button, "Delete preset").collect();
    assert_eq!(buttons.len(), 2, "the question has a button of the same name");
    buttons[1].click();
    desk.until("no preset", |h| h.state().backend.settings.import_presets.is_empty());
    assert!(desk.h.query_by_role_and_label(Role::ComboBox, "Preset").is_none());
}

#[test]
fn a_choice_that_cannot_be_read_stops_the_import_until_it_is_taken_back() {
    let mut desk = Desk::new();
    let path = file(&desk, "Title,Suite\nPay,Cart\n\"Leave\nnow,\"\"\",Cart\n");
    preview(&mut desk, &path, "File");
    desk.until("the preview", |h| h.query_by_label("Import 2 cases").is_some());
    // Line 4 begins within a quoted cell: read by itself, it opens a quote that is never closed.
    choose(&mut desk, "Header row", "4 · now,\"\"\",Cart");
    desk.until("the reason", |h| h.query_all_by_label_contains("cases.csv:4").next().is_some());
    assert!(desk.h.get_by_role_and_label(Role::Button, "Import 2 cases").accesskit_node().is_disabled());
    choose(&mut desk, "Header row", "Detect");
    desk.until("the preview again", |h| {
        h.query_by_role_and_label(Role::Button, "Import 2 cases").is_some_and(|b| !b.accesskit_node().is_disabled())
    });
}

#[test]
fn the_columns_are_mapped_in_russian_too() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    let path = file(&desk, "Отчёт за май\n\nИмя;Приоритет\nВход;high\n");
    preview(&mut desk, &path, "Файл");
    desk.until("the columns", |h| h.query_all_by_label_contains("Укажите столбец с названием").next().is_some());
    choose(&mut desk, "Заголовки", "3 · Имя;Приоритет");
    desk.until("the columns of line 3", |h| h.query_by_label("по названию").is_some());
    choose(&mut desk, "Поле для столбца «Имя»", "Название");
    desk.until("the case", |h| h.query_by_label("Импортировать 1 кейс").is_some());
    desk.h.get_by_label("вручную");
    desk.h.get_by_label("импортируются 2 из 2");
}

#[test]
fn another_sheet_of_a_workbook_is_read() {
    let mut desk = Desk::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, cells) in [("Cases", ["Title", "Priority", "One", "low"]), ("Archive", ["Title", "Owner", "Two", "Anna"])] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("a name");
        for (at, cell) in (0..).zip(cells) {
            sheet.write_string(u32::from(at / 2), at % 2, cell).expect("a cell");
        }
    }
    let path = desk.home.path().join("cases.xlsx");
    book.save(&path).expect("the workbook");
    preview(&mut desk, &path, "File");
    desk.until("the sheet", |h| h.query_by_role_and_label(Role::ComboBox, "Field of the column “Priority”").is_some());
    assert_eq!(chosen(&desk, "Sheet"), "Cases");
    assert!(desk.h.query_by_role_and_label(Role::ComboBox, "Delimiter").is_none());
    choose(&mut desk, "Sheet", "Archive");
    desk.until("the other sheet", |h| h.query_by_role_and_label(Role::ComboBox, "Field of the column “Owner”").is_some());
    desk.until("its case", |h| h.query_by_label("Import 1 case").is_some());
    // A name of a preset that is not wanted after all: Esc leaves the field and keeps the dialog.
    desk.h.get_by_role_and_label(Role::Button, "Save as preset…").click();
    desk.settle();
    desk.h.key_press(Key::Escape);
    desk.until("no field", |h| h.query_by_role_and_label(Role::TextInput, "Name of the preset").is_none());
    desk.h.get_by_role_and_label(Role::Button, "Import 1 case");
    assert!(desk.h.state().backend.settings.import_presets.is_empty());
}

#[test]
fn what_was_not_read_as_it_stands_is_told_beside_its_row() {
    let mut desk = Desk::new();
    let long = "x".repeat(300);
    let text =
        format!("Suite,Title,Priority\nGift cards,Card is paid,urgent\nGift cards,Card expires,low\nGift cards,{long},low\n");
    let path = file(&desk, &text);
    preview(&mut desk, &path, "File");
    desk.until("the preview", |h| h.query_by_label("Import 2 cases").is_some());
    desk.h.get_by_role_and_label(Role::RadioButton, "With remarks").click();
    desk.settle();
    let shown = |desk: &Desk, words: &str| desk.h.query_all_by_label_contains(words).count();
    assert!(shown(&desk, "urgent") > 0, "the word that was not understood");
    assert_eq!(shown(&desk, "Card expires"), 0, "a row without a remark");
    desk.h.get_by_role_and_label(Role::Button, "Import 2 cases").click();
    // The row that the reader left out counts as well.
    desk.until("the summary", |h| h.query_all_by_label_contains("new suites: 1, skipped").next().is_some());
}

#[test]
fn a_list_of_functions_is_not_imported_as_cases() {
    let mut desk = Desk::new();
    let path = file(&desk, "FuncID,Title,Type,Module\nshop,Shop,Module,Shop\n");
    preview(&mut desk, &path, "File");
    desk.until("the refusal", |h| h.query_all_by_label_contains("holds functions, not test cases").next().is_some());
}

/// States of the boxes from top to bottom: the one above all rows comes first.
fn boxes(desk: &Desk) -> Vec<Option<Toggled>> {
    in_order(desk).into_iter().map(|node| node.accesskit_node().toggled()).collect()
}

pub fn in_order(desk: &Desk) -> Vec<egui_kittest::Node<'_>> {
    let mut all: Vec<_> = desk.h.get_all_by_role_and_label(Role::CheckBox, "Import this row").collect();
    all.sort_by(|a, b| a.rect().top().total_cmp(&b.rect().top()));
    all
}

#[test]
fn a_row_that_is_not_checked_is_skipped_and_says_so() {
    let mut desk = Desk::new();
    let path = file(&desk, FILE);
    let before = cases(&desk);
    preview(&mut desk, &path, "File");
    desk.until("the preview", |h| h.query_by_label("Import 2 cases").is_some());
    // The box above the boxes and those of the two new cases: a row that cannot be imported has none.
    assert_eq!(boxes(&desk), [Some(Toggled::True); 3]);
    in_order(&desk)[2].click();
    desk.until("a plan without the row", |h| h.query_by_label("Import 1 case").is_some());
    assert_eq!(boxes(&desk)[2], Some(Toggled::False));
    // What a person leaves out is counted apart from what cannot be imported.
    pill(&desk, "Deselected by you");
    assert!(desk.h.query_all_by_label_contains("0 unchanged, 2 skipped, 1 deselected by you.").next().is_some());
    assert!(desk.h.query_all_by_label_contains("not selected").next().is_some(), "the row says why");
    // The keyboard: the table has the focus after the click, and Space checks the row again.
    desk.h.key_press(Key::Space);
    desk.until("the row again", |h| h.query_by_label("Import 2 cases").is_some());
    desk.h.key_press(Key::Space);
    desk.until("a plan without the row once more", |h| h.query_by_label("Import 1 case").is_some());
    // Enter belongs to the table, Ctrl+Enter imports.
    desk.h.key_press(Key::Enter);
    desk.settle();
    assert!(desk.h.query_by_label("Import 1 case").is_some());
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("the case", |h| h.state().backend.cases().map_or(0, |c| c.rows.len()) == before + 1);
    let rows = &desk.h.state().backend.cases().expect("cases").rows;
    assert!(rows.iter().any(|row| &*row.title == "Card is paid") && rows.iter().all(|row| &*row.title != "Card expires"));
}

#[test]
fn the_steps_say_where_one_is_and_lead_back() {
    let mut desk = Desk::new();
    let path = file(&desk, FILE);
    preview(&mut desk, &path, "File");
    desk.until("the preview", |h| h.query_by_label("Import 2 cases").is_some());
    let step = |desk: &Desk, name: &str| desk.h.get_by_role_and_label(Role::ListItem, name).accesskit_node().toggled();
    assert_eq!(step(&desk, "Columns and preview"), Some(Toggled::True));
    desk.h.get_by_role_and_label(Role::ListItem, "File").click();
    desk.until("the first step", |h| h.query_by_role_and_label(Role::TextInput, "File").is_some());
    assert_eq!(step(&desk, "File"), Some(Toggled::True));
    desk.h.get_by_role_and_label(Role::Button, "Preview").click();
    desk.until("the preview again", |h| h.query_by_label("Import 2 cases").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Import 2 cases").click();
    desk.until("the summary", |h| h.query_by_role_and_label(Role::Button, "Done").is_some());
    assert_eq!(step(&desk, "Result"), Some(Toggled::True));
    // Back in the preview the file is compared with the project as it is now.
    desk.h.get_by_role_and_label(Role::ListItem, "Columns and preview").click();
    desk.until("nothing to do", is_unchanged);
}

/// Turns a check box by the keyboard, wherever the column is scrolled to.
fn turn(desk: &mut Desk, name: &str) {
    desk.h.get_by_role_and_label(Role::CheckBox, name).focus();
    desk.settle();
    desk.h.key_press(Key::Space);
    desk.settle();
}

#[test]
fn the_property_that_finds_a_case_and_a_tag_are_chosen() {
    let mut desk = Desk::new();
    let title = desk.h.state().backend.cases().expect("cases").rows[0].title.to_string();
    let before = cases(&desk);
    let path = file(&desk, &format!("Suite,Title\nA new suite,\"{title}\"\n"));
    preview(&mut desk, &path, "File");
    desk.until("a new case", |h| h.query_by_label("Import 1 case").is_some());
    pill(&desk, "New");
    choose(&mut desk, "Match by", "Title, in any suite");
    desk.until("the case elsewhere", |h| h.query_by_label("Nothing to import").is_some());
    pill(&desk, "Unchanged");
    choose(&mut desk, "Match by", "ID in any file");
    desk.until("a new case again", |h| h.query_by_label("Import 1 case").is_some());
    turn(&mut desk, "Create missing suites");
    desk.until("no suite, no case", |h| h.query_by_label("Nothing to import").is_some());
    choose(&mut desk, "Match by", "Title, in any suite");
    turn(&mut desk, "Add a tag to all");
    let tag = desk.h.get_by_role_and_label(Role::TextInput, "Tag");
    assert!(tag.is_focused(), "the field waits for the tag");
    tag.type_text("from-file");
    desk.until("the tag", |h| h.query_by_label("Import 1 case").is_some());
    pill(&desk, "Changed");
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("the summary", |h| h.query_by_role_and_label(Role::Button, "Done").is_some());
    assert_eq!(cases(&desk), before);
}

#[test]
fn a_missing_project_is_named_and_made() {
    let mut desk = Desk::with(Setup { shop: false, ..Setup::default() });
    let path = file(&desk, FILE);
    preview(&mut desk, &path, "File");
    desk.until("the button names the reason", |h| h.query_by_role_and_label(Role::Button, "No project yet").is_some());
    assert!(desk.h.query_by_label("Nothing to import").is_none());
    desk.h.get_by_role_and_label(Role::Button, "Create project CASES").click();
    desk.until("the plan", |h| h.query_by_label("Import 2 cases").is_some());
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("the end", |h| h.query_by_role_and_label(Role::Button, "Done").is_some());
    let project = desk.h.state().backend.cases().map(|c| c.projects.iter().map(|p| p.code.clone()).collect::<Vec<_>>());
    assert_eq!(project, Some(vec!["CASES".to_owned()]));
}

#[test]
fn a_new_project_is_made_beside_others() {
    let mut desk = Desk::new();
    let path = file(&desk, FILE);
    preview(&mut desk, &path, "File");
    desk.until("the preview", |h| h.query_by_label("Import 2 cases").is_some());
    choose(&mut desk, "Project", "New project…");
    desk.until("the code is missing", |h| h.query_by_role_and_label(Role::Button, "No project yet").is_some());
    let code = desk.h.get_by_role_and_label(Role::TextInput, "Code of the new project");
    code.focus();
    code.type_text("pay");
    let title = desk.h.get_by_role_and_label(Role::TextInput, "Title of the new project");
    title.focus();
    title.type_text("Payments");
    desk.until("the plan of the new project", |h| h.query_by_label("Import 2 cases").is_some());
    desk.h.get_by_label("Import 2 cases").click();
    desk.until("the end", |h| h.query_by_role_and_label(Role::Button, "Done").is_some());
    desk.until("the project", |h| h.state().backend.cases().is_some_and(|c| c.projects.iter().any(|p| p.code == "PAY")));
    let shown =
        |h: &Harness<'static, Shell>| h.state().backend.cases().and_then(|c| c.project.clone()).map(|p| (p.code, p.title));
    desk.h.get_by_role_and_label(Role::Button, "Done").click();
    desk.until("the new project is shown", |h| shown(h) == Some(("PAY".to_owned(), "Payments".to_owned())));
}

#[test]
fn a_readme_and_a_background_are_named_before_anything_is_imported() {
    let mut desk = Desk::new();
    let before = cases(&desk);
    let path = desk.home.path().join("README.md");
    std::fs::write(&path, "# Program\nIntro\n## Install\ntext\n## Usage\ntext\n").expect("the file");
    preview(&mut desk, &path, "File");
    desk.until("the reason", |h| h.query_all_by_label_contains("“Install” is no test case").next().is_some());
    assert!(desk.h.query_all_by_label_contains("This document holds no test cases").next().is_some());
    // Such a row has neither number nor title: the reason begins where they would stand.
    let reason = desk.h.query_all_by_label_contains("“Install” is no test case").last().expect("the reason").rect();
    let head = desk.h.query_all_by_role_and_label(Role::ColumnHeader, "Title").last().expect("the column").rect();
    assert!(reason.left() < head.left(), "{reason} {head}");
    desk.h.get_by_role_and_label(Role::Button, "Nothing to import");
    desk.h.get_by_role_and_label(Role::Button, "Back").click();
    desk.settle();
    desk.h.key_press(Key::Escape);
    desk.until("the dialog is closed", |h| h.query_by_role_and_label(Role::Button, "Preview").is_none());
    let store = desk.h.state().backend.workspace().expect("workspace").store.clone();
    let preconditions = move || {
        let read = store.read(|tx| tx.suites().of_project(tx.projects().all()?[0].id)).expect("suites");
        read.into_iter().find(|suite| suite.content.title == "Catalog").expect("the suite").content.preconditions
    };
    let first = preconditions();
    let path = desk.home.path().join("catalog.feature");
    std::fs::write(&path, "Feature: Catalog\n  Background:\n    Given a full catalogue\n").expect("the file");
    preview(&mut desk, &path, "File");
    desk.until("the change of the suite", |h| h.query_by_role_and_label(Role::Button, "Import 1 suite").is_some());
    assert!(desk.h.query_all_by_label_contains("Suite · ").next().is_some());
    // The suite can be left out as a case can.
    assert_eq!(boxes(&desk), [Some(Toggled::True); 2]);
    in_order(&desk)[1].click();
    desk.until("a plan without the suite", |h| h.query_by_role_and_label(Role::Button, "Nothing to import").is_some());
    assert!(desk.h.query_all_by_label_contains("not selected").next().is_some(), "the row says why");
    in_order(&desk)[1].click();
    desk.until("the suite again", |h| h.query_by_role_and_label(Role::Button, "Import 1 suite").is_some());
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    let read = preconditions.clone();
    desk.until("the suite has it", move |_| read().as_deref() == Some("Given a full catalogue"));
    desk.until("the summary", |h| h.query_all_by_label_contains("changed suites: 1").next().is_some());
    desk.h.get_by_role_and_label(Role::Button, "Done").click();
    desk.settle();
    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
    desk.until("it is undone", move |_| preconditions() == first);
    assert_eq!(cases(&desk), before);
}

#[test]
fn a_project_that_an_import_created_stays_and_undo_says_so() {
    let mut desk = Desk::new();
    let path = file(&desk, FILE);
    preview(&mut desk, &path, "File");
    desk.until("the preview", |h| h.query_by_label("Import 2 cases").is_some());
    choose(&mut desk, "Project", "New project…");
    desk.until("the code", |h| h.query_by_role_and_label(Role::TextInput, "Code of the new project").is_some());
    desk.h.get_by_role_and_label(Role::TextInput, "Code of the new project").focus();
    desk.settle();
    desk.h.event(eframe::egui::Event::Text("NEWP".into()));
    desk.until("its plan", |h| h.query_all_by_label_contains("the new project stays").next().is_some());
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("the summary names it", |h| h.query_all_by_label_contains("Project NEWP was created").next().is_some());
    desk.h.get_by_role_and_label(Role::Button, "Done").click();
    desk.until("its cases", |h| h.state().backend.cases().map_or(0, |c| c.rows.len()) == 2);
    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
    desk.until("the words about the project", |h| h.query_all_by_label_contains("Project NEWP stays").next().is_some());
    desk.h.state_mut().act(Action::Command(UiCommand::Redo));
    desk.until("the cases are back", |h| h.state().backend.cases().map_or(0, |c| c.rows.len()) == 2);
}

#[test]
fn a_running_import_is_cancelled_and_nothing_is_written() {
    let mut desk = Desk::new();
    let before = cases(&desk);
    let path = file(&desk, &format!("Title\n{}", (0..300).map(|n| format!("Case {n}\n")).collect::<String>()));
    preview(&mut desk, &path, "File");
    desk.until("the preview", |h| h.query_by_label("Import 300 cases").is_some());
    // Somebody else writes: the import waits for that, and is cancelled meanwhile.
    let store = desk.h.state().backend.workspace().expect("workspace").store.clone();
    let (begun, is_begun) = std::sync::mpsc::channel();
    let (free, is_free) = std::sync::mpsc::channel::<()>();
    let writer = std::thread::spawn(move || {
        store.write(Op::bulk("elsewhere"), |_| {
            begun.send(()).ok();
            is_free.recv().ok();
            Ok(())
        })
    });
    is_begun.recv().expect("the other write");
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("it runs", |h| h.query_by_role_and_label(Role::Button, "Importing…").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Cancel").click();
    desk.settle();
    free.send(()).expect("the other write waits");
    writer.join().expect("a thread").expect("written");
    desk.until("the words", |h| h.query_all_by_label_contains("The import was cancelled. Nothing was changed").next().is_some());
    assert!(desk.h.query_by_label("Nothing to import").is_none(), "the file is still compared, or has its cases again");
    assert_eq!(cases(&desk), before);
}

#[test]
fn the_export_of_qase_has_the_counts_of_its_cases_in_the_wizard() {
    let mut desk = Desk::new();
    let before = cases(&desk);
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples/qase_cases_v2.csv");
    preview(&mut desk, std::path::Path::new(sample), "File");
    desk.until("the plan", |h| h.query_by_label("Import 14 cases").is_some());
    // 19 rows: 16 cases and 3 suites.
    assert!(desk.h.query_all_by_label_contains("16 rows, 3 suites").next().is_some());
    // A case has neither the number of a milestone nor a mute.
    assert!(desk.h.query_by_label("24 of 26 imported").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Import 14 cases").click();
    desk.until("the summary", |h| h.query_all_by_label_contains("Created: 14, changed: 0").next().is_some());
    pill(&desk, "Skipped");
    desk.until("the cases", |h| h.state().backend.cases().map_or(0, |c| c.rows.len()) == before + 14);
}

#[test]
fn enter_on_a_choice_of_the_preview_imports_nothing() {
    let mut desk = Desk::new();
    let path = file(&desk, FILE);
    let before = cases(&desk);
    preview(&mut desk, &path, "File");
    desk.until("the preview", |h| h.query_by_label("Import 2 cases").is_some());
    // With nothing focused, and on a choice.
    desk.h.key_press(Key::Enter);
    desk.settle();
    desk.h.get_by_role_and_label(Role::RadioButton, "Merge (default)").focus();
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::Button, "Import 2 cases").is_some(), "the preview stays");
    assert_eq!(cases(&desk), before);
    desk.h.get_by_role_and_label(Role::Button, "Import 2 cases").focus();
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.until("the cases", |h| h.state().backend.cases().map_or(0, |c| c.rows.len()) == before + 2);
}

#[test]
fn the_summary_takes_the_import_back() {
    let mut desk = Desk::new();
    let path = file(&desk, FILE);
    let before = cases(&desk);
    preview(&mut desk, &path, "File");
    desk.until("the preview", |h| h.query_by_label("Import 2 cases").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Import 2 cases").click();
    desk.until("the button", |h| h.query_by_role_and_label(Role::Button, "Undo the import").is_some());
    // Another import of the same person, as by the command line, is not the one that the button means.
    let id = case_id(&desk, "Code gives 10 %");
    let later = Op::edit("import_case_file").labelled(Message::new("history-import-cases").count("count", 1_usize));
    let content =
        CaseContent { title: "Code gives 12 %".into(), ..store(&desk).read(|tx| tx.cases().get(id)).expect("a case").content };
    store(&desk).write(later, |tx| tx.cases().update(id, &content)).expect("written");
    desk.until("no button", |h| h.query_by_role_and_label(Role::Button, "Undo the import").is_none());
    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
    desk.until("the button again", |h| h.query_by_role_and_label(Role::Button, "Undo the import").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Undo the import").click();
    desk.until("the import is taken back", |h| h.state().backend.cases().map_or(0, |c| c.rows.len()) == before);
    assert!(desk.h.query_by_role_and_label(Role::Button, "Done").is_none(), "the dialog is closed");
}

#[test]
fn a_table_without_column_names_is_imported() {
    let mut desk = Desk::new();
    let path = file(&desk, "Card is paid,high\nCard expires,low\n");
    preview(&mut desk, &path, "File");
    desk.until("the columns", |h| h.query_all_by_label_contains("Select the column that holds the title").next().is_some());
    choose(&mut desk, "Header row", "No header row");
    desk.until("lettered columns", |h| h.query_by_label("Field of the column “A”").is_some());
    choose(&mut desk, "Field of the column “A”", "Title");
    desk.until("the cases", |h| h.query_by_label("Import 2 cases").is_some());
    assert_eq!(chosen(&desk, "Header row"), "No header row");
    choose(&mut desk, "Header row", "Detect");
    desk.until("the first line is that of the names", |h| h.query_by_label("Field of the column “high”").is_some());
}

#[test]
fn the_result_leads_to_the_imported_cases() {
    let mut desk = Desk::new();
    let path = file(&desk, FILE);
    preview(&mut desk, &path, "File");
    desk.until("the preview", |h| h.query_by_label("Import 2 cases").is_some());
    // Ctrl+F reaches the rows.
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::F);
    desk.settle();
    let find = desk.h.get_by_role_and_label(Role::TextInput, "Find a row");
    assert!(find.accesskit_node().is_focused());
    find.type_text("expires");
    desk.settle();
    assert!(desk.h.query_by_label("Card is paid").is_none() && desk.h.query_by_label("Card expires").is_some());
    desk.h.get_by_role_and_label(Role::Button, "Import 2 cases").click();
    desk.until("the summary", |h| h.query_all_by_label_contains("Created: 2, changed: 0").next().is_some());
    desk.h.get_by_role_and_label(Role::Button, "Show imported").click();
    desk.until("both are selected", |h| h.state().state.selection.cases.len() == 2);
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Cases);
    assert!(desk.h.query_by_role_and_label(Role::Button, "Done").is_none(), "the dialog is closed");
}

#[test]
fn enter_on_the_question_about_discarding_keeps_what_was_chosen() {
    let mut desk = Desk::new();
    leave_the_preview(&mut desk);
    desk.h.key_press(Key::Enter);
    desk.until("the answer", |h| h.query_all_by_label("Discard the import?").next().is_none());
    desk.h.get_by_label("Import 2 cases");
}
