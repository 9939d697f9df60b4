//! The tab of a case beside the rest of the window: owner, menu, inspector, a low window, dropped files; the Edit menu and the list
//! with the keyboard.

use std::sync::Arc;

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, OutputCommand, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use voluptas::action::{Action, Nav};
use voluptas::state::{LeftTab, MiddleTab};
use voluptas::ui_command::UiCommand;
use voluptas_core::domain::case::Parameter;
use voluptas_core::domain::ids::CaseId;
use voluptas_settings::LangChoice;

use crate::attachments::Dropped;
use crate::support::{Desk, Setup, act, case_id, store};

const TITLE: &str = "Expired code is refused";

fn open(desk: &mut Desk, first_step: &str) -> CaseId {
    let id = case_id(desk, TITLE);
    desk.h.state_mut().act(Action::Nav(Nav::Tab(MiddleTab::Case(id.0))));
    desk.until("the editor", |h| h.query_by_role_and_label(Role::MultilineTextInput, first_step).is_some());
    id
}

fn opened() -> (Desk, CaseId) {
    let mut desk = Desk::new();
    desk.h.set_size(vec2(1440.0, 1400.0));
    let id = open(&mut desk, "Action, step 1");
    (desk, id)
}

/// Steps until a text goes into the clipboard.
fn copied(desk: &mut Desk) -> String {
    for _ in 0..20 {
        desk.h.step();
        for command in &desk.h.output().platform_output.commands {
            if let OutputCommand::CopyText(text) = command {
                return text.clone();
            }
        }
    }
    panic!("nothing was copied");
}

fn shown_in(desk: &Desk, list: &str) -> String {
    desk.h.get_by_role_and_label(Role::ComboBox, list).accesskit_node().value().unwrap_or_default()
}

fn count(desk: &Desk, label: &str) -> usize {
    desk.h.query_all_by_label(label).count()
}

#[test]
fn the_owner_is_typed_kept_with_the_case_and_taken_back() {
    let (mut desk, id) = opened();
    let store = store(&desk);
    let owner = || store.read(|tx| tx.cases().get(id)).expect("case").content.custom_fields.get("Owner").cloned();
    assert_eq!(shown_in(&desk, "Owner"), "Unassigned");
    desk.h.get_by_role_and_label(Role::ComboBox, "Owner").click();
    desk.until("the list", |h| h.query_by_role_and_label(Role::ListBoxOption, "Unassigned").is_some());
    desk.h.event(Event::Text("Somebody New".to_owned()));
    desk.until("the typed name", |h| h.query_by_role_and_label(Role::ListBoxOption, "Use “Somebody New”").is_some());
    desk.h.key_press(Key::Enter);
    desk.settle();
    assert_eq!(shown_in(&desk, "Owner"), "Somebody New");
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::S);
    desk.until("the owner is stored", |_| owner().as_deref() == Some("Somebody New"));
    desk.h.get_by_role_and_label(Role::ComboBox, "Owner").click();
    desk.until("the list", |h| h.query_by_role_and_label(Role::ListBoxOption, "Unassigned").is_some());
    desk.h.get_by_role_and_label(Role::ListBoxOption, "Unassigned").click();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::S);
    desk.until("nobody owns it", |_| owner().is_none());
}

#[test]
fn the_menu_of_the_tab_has_what_the_grid_offers() {
    let (mut desk, _) = opened();
    desk.h.get_by_role_and_label(Role::Button, "More").click();
    desk.settle();
    for entry in ["Copy ID", "Copy title", "Clone in the same suites", "Move to a suite…", "New run…", "Move to trash"] {
        assert_eq!(desk.h.query_all_by_role_and_label(Role::MenuItem, entry).count(), 1, "{entry}");
    }
    desk.h.get_by_role_and_label(Role::MenuItem, "Move to trash").click();
    desk.until("the question", |h| h.query_by_role_and_label(Role::Button, "Move to trash").is_some());
}

#[test]
fn beside_the_editor_the_inspector_repeats_no_field() {
    let (mut desk, _) = opened();
    desk.h.get_by_role_and_label(Role::MultilineTextInput, "Title").focus();
    desk.settle();
    desk.h.event(Event::Text("New words: ".to_owned()));
    desk.settle();
    let shown = |desk: &Desk, label: &str| desk.h.query_all_by_label_contains(label).count();
    assert!(shown(&desk, "New words") > 0, "the title of the draft");
    assert_eq!(count(&desk, "Open the case"), 0);
    // In the grid the same case is shown as it is stored, with its fields.
    act(&mut desk, Action::Nav(Nav::Tab(MiddleTab::Cases)));
    desk.until("the stored case", |h| h.query_by_role_and_label(Role::Button, "Open the case").is_some());
}

#[test]
fn a_low_window_shows_the_steps_below_a_line_of_fields() {
    for lang in [LangChoice::En, LangChoice::Ru] {
        let mut desk = Desk::with(Setup { lang, ..Setup::default() });
        desk.h.set_size(vec2(1000.0, 680.0));
        desk.settle();
        let (step, all, fewer, tags) = match lang {
            LangChoice::Ru => ("Действие, шаг 1", "Все поля", "Меньше полей", "Добавить тег"),
            _ => ("Action, step 1", "All fields", "Fewer fields", "Add tag"),
        };
        open(&mut desk, step);
        let at = desk.h.get_by_role_and_label(Role::MultilineTextInput, step).rect();
        assert!(at.bottom() < 560.0, "{at:?}");
        assert!(desk.h.query_by_role_and_label(Role::MultilineTextInput, tags).is_none());
        desk.h.get_by_role_and_label(Role::Button, all).click();
        desk.settle();
        assert!(desk.h.query_by_role_and_label(Role::MultilineTextInput, tags).is_some());
        desk.h.get_by_role_and_label(Role::Button, fewer).click();
        desk.settle();
        assert!(desk.h.query_by_role_and_label(Role::MultilineTextInput, tags).is_none());
    }
}

#[test]
fn a_file_that_is_dropped_on_a_step_goes_to_that_step() {
    let (mut desk, id) = opened();
    let path = desk.home.path().join("log.txt");
    std::fs::write(&path, "one\n").expect("file");
    let at = desk.h.get_by_role_and_label(Role::MultilineTextInput, "Action, step 2").rect().center();
    // The pointer comes after the files: systems say nothing of it before.
    desk.h.input_mut().dropped_files.push(Arc::new(Dropped(path)));
    desk.h.step();
    desk.h.event(Event::PointerMoved(at));
    desk.until("the file in the draft", |h| h.query_by_label("log.txt").is_some());
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::S);
    let store = store(&desk);
    desk.until("the file is stored with the step", |_| {
        let content = store.read(|tx| tx.cases().get(id)).expect("case").content;
        content.attachments.is_empty() && content.steps.get(1).is_some_and(|step| step.attachments.len() == 1)
    });
}

#[test]
fn the_edit_menu_and_new_act_on_the_list_with_the_keyboard() {
    let mut desk = Desk::new();
    let id = case_id(&desk, TITLE);
    desk.h.state_mut().state.kept.left = LeftTab::Cases;
    act(&mut desk, Action::Nav(Nav::OpenCase(id)));
    act(&mut desk, Action::Command(UiCommand::ShowRegistry));
    act(&mut desk, Action::Nav(Nav::OpenCase(id)));
    desk.h.get_by_role_and_label(Role::Tree, "Cases").focus();
    desk.settle();
    let code = desk.h.state().backend.cases().and_then(|cases| cases.get(id)).expect("case").code.to_string();
    desk.h.event(Event::Copy);
    assert_eq!(copied(&mut desk), format!("{code}\t{TITLE}"));
    act(&mut desk, Action::Command(UiCommand::ShowRegistry));
    desk.h.get_by_role_and_label(Role::Tree, "Cases").focus();
    desk.settle();
    // The registry is in front, the keyboard on the cases.
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::N);
    desk.until("a new case", |h| h.query_all_by_label("New case").count() > 0);
    desk.h.key_press(Key::Escape);
    desk.settle();
    let table = desk.h.get_by_role_and_label(Role::Table, "Registry");
    table.focus();
    desk.settle();
    desk.h.key_press(Key::ArrowDown);
    desk.settle();
    let chosen = desk.h.state().state.selected_function().expect("a function");
    let func_id = desk.h.state().backend.registry().and_then(|r| r.get(chosen)).expect("row").function.func_id.to_string();
    desk.h.state_mut().act(Action::Command(UiCommand::CopyCells));
    assert_eq!(copied(&mut desk), func_id, "the cell with the keyboard");
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::N);
    desk.until("a new function", |h| h.query_all_by_label("New function").count() > 0);
}

#[test]
fn an_export_suggests_the_folder_of_the_last_one() {
    let mut desk = Desk::new();
    let folder = desk.home.path().join("exports");
    std::fs::create_dir(&folder).expect("folder");
    let file = folder.join("first.json");
    act(&mut desk, Action::Command(UiCommand::ExportCases));
    assert!(desk.h.query_by_label_contains("Tables write shared steps as plain steps").is_some());
    desk.h.get_by_role_and_label(Role::TextInput, "File").focus();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::A);
    desk.h.event(Event::Text(file.display().to_string()));
    desk.settle();
    assert!(desk.h.query_by_label_contains("keeps everything but files").is_some());
    desk.h.key_press(Key::Enter);
    desk.until("the file", |_| file.is_file());
    desk.until("the dialog is closed", |h| h.query_by_role_and_label(Role::Button, "Export").is_none());
    act(&mut desk, Action::Command(UiCommand::ExportFunctions));
    let path = folder.join("functions.csv").display().to_string();
    assert!(desk.h.query_all_by_value(&path).count() > 0, "{path}");
}

#[test]
fn the_person_at_the_window_is_the_first_owner_that_is_offered() {
    let (mut desk, _) = opened();
    let backend = &mut desk.h.state_mut().backend;
    backend.settings.general.author = Some("Sam Orlov".to_owned());
    backend.take_author();
    desk.settle();
    desk.h.get_by_role_and_label(Role::ComboBox, "Owner").click();
    desk.until("the list", |h| h.query_by_role_and_label(Role::ListBoxOption, "Unassigned").is_some());
    let mut names: Vec<(f32, String)> = desk
        .h
        .query_all_by_role(Role::ListBoxOption)
        .filter_map(|option| Some((option.rect().top(), option.accesskit_node().label()?)))
        .collect();
    names.sort_by(|a, b| a.0.total_cmp(&b.0));
    let names: Vec<&str> = names.iter().map(|(_, name)| name.as_str()).collect();
    assert!(names.len() > 2 && names[0] == "Unassigned" && names[1].starts_with("Sam Orlov"), "{names:?}");
}

#[test]
fn enter_in_the_name_of_a_parameter_goes_to_its_values() {
    let (mut desk, id) = opened();
    desk.h.get_by_role_and_label(Role::Link, "Add parameter").click();
    desk.settle();
    desk.h.event(Event::Text("Browser".to_owned()));
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.settle();
    desk.h.event(Event::Text("Firefox".to_owned()));
    desk.settle();
    // In the values it begins the next one.
    desk.h.key_press(Key::Enter);
    desk.settle();
    desk.h.event(Event::Text("Chrome".to_owned()));
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::S);
    let store = store(&desk);
    desk.until("the parameter is stored", |_| {
        let content = store.read(|tx| tx.cases().get(id)).expect("case").content;
        content.parameters.iter().any(|parameter| match parameter {
            Parameter::Single { item, .. } => item.title == "Browser" && item.values == ["Firefox", "Chrome"],
            Parameter::Group { .. } => false,
        })
    });
}

#[test]
fn the_cursor_stands_in_the_title_of_a_copy() {
    let (mut desk, _) = opened();
    desk.h.get_by_role_and_label(Role::Button, "More").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::MenuItem, "Clone in the same suites").click();
    desk.until("the copy", |h| {
        let title = h.query_by_role_and_label(Role::MultilineTextInput, "Title");
        title
            .is_some_and(|title| title.is_focused() && title.accesskit_node().value().is_some_and(|words| words.contains("copy")))
    });
}
