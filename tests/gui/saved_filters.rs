//! Saved filters of the grid of cases: made of several parts, applied again after a restart, changed, and deleted; and the row of
//! filters in a window that has no room for all of them.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use serde_json::{Value, json};
use voluptas::action::Action;
use voluptas::shell::Shell;
use voluptas::ui_command::UiCommand;
use voluptas_app::cases::filter::CaseFilter;
use voluptas_settings::{LangChoice, Paths};

use crate::support::{Desk, Setup, click, press, press_key, shows, store, type_text};

fn desk() -> Desk {
    let mut desk = Desk::new();
    open(&mut desk);
    desk
}

fn open(desk: &mut Desk) {
    // All rows of the shop are in view.
    desk.h.set_size(Vec2::new(1440.0, 960.0));
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
}

/// Adds a value of a list of the menu of filters.
fn add(desk: &mut Desk, list: &str, value: &str) {
    click(desk, Role::Button, "Filter");
    click(desk, Role::MenuItem, list);
    click(desk, Role::ListBoxOption, value);
    press_key(desk, Key::Escape);
}

/// Saves the filter; without a name it keeps the offered one.
fn save(desk: &mut Desk, name: &str) {
    click(desk, Role::Button, "Save filter");
    if !name.is_empty() {
        type_text(desk, name);
    }
    press_key(desk, Key::Enter);
}

fn is_on(h: &Harness<'static, Shell>, name: &str) -> bool {
    h.get_by_role_and_label(Role::RadioButton, name).accesskit_node().toggled() == Some(eframe::egui::accesskit::Toggled::True)
}

#[test]
fn a_saved_filter_is_applied_again_changed_and_deleted() {
    let mut desk = desk();
    add(&mut desk, "Owner", "Irina Shag");
    add(&mut desk, "Last result", "Failed");
    desk.until("the failed cases of one owner", |h| !shows(h, "Two codes at once"));
    save(&mut desk, "Irina failed");
    assert!(is_on(&desk.h, "Irina failed"));

    let mut desk = desk.restart();
    open(&mut desk);
    desk.until("all cases", |h| shows(h, "Two codes at once"));
    click(&mut desk, Role::RadioButton, "Irina failed");
    desk.until("the saved filter", |h| !shows(h, "Two codes at once"));
    let part = "Remove from the filter: Last result Failed";
    desk.h.get_by_role_and_label(Role::Button, "Remove from the filter: Owner Irina Shag");

    // Without one of its parts it is another filter, which takes the place of the saved one.
    click(&mut desk, Role::Button, part);
    assert!(!is_on(&desk.h, "Irina failed"));
    click(&mut desk, Role::Button, "Save filter");
    desk.h.get_by_role_and_label(Role::Button, "Replace filter");
    press_key(&mut desk, Key::Enter);
    desk.until("the changed filter is in force", |h| is_on(h, "Irina failed"));
    click(&mut desk, Role::RadioButton, "All");
    click(&mut desk, Role::RadioButton, "Irina failed");
    assert!(desk.h.query_by_role_and_label(Role::Button, part).is_none(), "the part is no longer saved");
    assert_eq!(desk.h.query_all_by_role_and_label(Role::RadioButton, "Irina failed").count(), 1);

    desk.h.get_by_role_and_label(Role::RadioButton, "Irina failed").click_secondary();
    desk.settle();
    click(&mut desk, Role::MenuItem, "Delete saved filter");
    assert!(desk.h.query_by_role_and_label(Role::RadioButton, "Irina failed").is_none());
    let mut desk = desk.restart();
    open(&mut desk);
    assert!(desk.h.query_by_role_and_label(Role::RadioButton, "Irina failed").is_none(), "it stays deleted");
}

#[test]
fn a_saved_filter_keeps_its_words() {
    let mut desk = desk();
    add(&mut desk, "Owner", "Irina Shag");
    desk.h.get_by_role_and_label(Role::TextInput, "Search cases").focus();
    desk.settle();
    type_text(&mut desk, "codes");
    desk.until("the found cases", |h| !shows(h, "Code gives 10 %"));
    save(&mut desk, "Codes of Irina");
    let mut desk = desk.restart();
    open(&mut desk);
    desk.until("all cases", |h| shows(h, "Code gives 10 %"));
    click(&mut desk, Role::RadioButton, "Codes of Irina");
    desk.until("the cases with the word", |h| shows(h, "Two codes at once") && !shows(h, "Code gives 10 %"));
}

#[test]
fn a_new_run_of_a_saved_filter_without_a_case_says_so_and_is_not_created() {
    let mut desk = desk();
    add(&mut desk, "Owner", "Irina Shag");
    desk.h.get_by_role_and_label(Role::TextInput, "Search cases").focus();
    desk.settle();
    type_text(&mut desk, "no such case");
    desk.until("no cases", |h| !shows(h, "Two codes at once"));
    save(&mut desk, "Of nobody");
    let runs = |desk: &Desk| store(desk).read(|tx| tx.runs().latest(tx.projects().all()?[0].id, 99)).expect("runs").len();
    let before = runs(&desk);
    desk.h.state_mut().act(Action::Command(UiCommand::NewRun));
    desk.settle();
    click(&mut desk, Role::RadioButton, "Saved filter");
    // The last one is that of the dialog: the grid behind it has the filter, too.
    desk.h.query_all_by_role_and_label(Role::RadioButton, "Of nobody").last().expect("the filter").click();
    desk.until("the reason", |h| h.query_all_by_label("Nothing found").next().is_some());
    assert!(desk.h.query_by_label_contains("0 cases").is_some());
    assert!(desk.h.get_by_role_and_label(Role::Button, "Create").accesskit_node().is_disabled());
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.settle();
    assert_eq!(runs(&desk), before, "a run without cases was created");
}

#[test]
fn a_low_window_shows_the_filters_that_fit_and_the_rest_in_a_menu() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    open(&mut desk);
    desk.h.set_size(Vec2::new(1000.0, 680.0));
    desk.settle();
    for name in ["Для выпуска в пятницу", "Проверить после обновления"] {
        click(&mut desk, Role::Button, "Фильтр");
        let value = if name.starts_with("Для") { "Провален" } else { "Пройден" };
        click(&mut desk, Role::MenuItem, "Результат");
        click(&mut desk, Role::ListBoxOption, value);
        press_key(&mut desk, Key::Escape);
        click(&mut desk, Role::Button, "Сохранить фильтр");
        for _ in 0..40 {
            desk.h.key_press(Key::Backspace);
        }
        desk.settle();
        type_text(&mut desk, name);
        press_key(&mut desk, Key::Enter);
        desk.until("the filter in force stands in the row", |h| h.query_by_role_and_label(Role::RadioButton, name).is_some());
    }
    desk.h.get_by_role_and_label(Role::RadioButton, "Все");
    let more = desk.h.get_all_by_role(Role::Button).find(|n| n.accesskit_node().label().is_some_and(|l| l.starts_with("Ещё ")));
    more.expect("the menu of the rest").click();
    desk.settle();
    let first = desk
        .h
        .get_all_by_role(Role::ListBoxOption)
        .find(|n| n.accesskit_node().label().is_some_and(|label| label.starts_with("Для выпуска в пятницу · ")));
    first.expect("the other saved filter is in the menu").click();
    desk.until("it is in force and in the row", |h| {
        h.query_by_role_and_label(Role::RadioButton, "Для выпуска в пятницу").is_some()
    });
    assert!(desk.h.query_by_role_and_label(Role::RadioButton, "Проверить после обновления").is_none());
}

/// Adds filters that a former version of the window kept in its part of the settings.
fn with_legacy(mut desk: Desk, filters: &[(&str, CaseFilter)]) -> Desk {
    desk.h.state_mut().keep(None);
    let Desk { h, home } = desk;
    drop(h);
    let paths = Paths::in_folder(home.path());
    let text = std::fs::read_to_string(&paths.settings_file).expect("settings");
    let mut settings: Value = serde_json::from_str(&text).expect("JSON");
    let workspace = paths.workspace.file_stem().expect("name").to_string_lossy();
    let filters: Vec<Value> = filters.iter().map(|(name, filter)| json!({ "name": name, "filter": filter })).collect();
    settings["window"]["views"]["cases"]["saved"] = json!({ &*workspace: filters });
    std::fs::write(&paths.settings_file, settings.to_string()).expect("written");
    wide(Desk::reopened(home))
}

/// The grid with room for every filter.
fn wide(mut desk: Desk) -> Desk {
    open(&mut desk);
    desk.h.set_size(Vec2::new(2200.0, 960.0));
    desk.settle();
    desk
}

#[test]
fn a_filter_of_a_former_version_stays_until_it_is_saved_or_deleted() {
    let count = |desk: &Desk, name: &str| desk.h.query_all_by_role_and_label(Role::RadioButton, name).count();
    let mut desk = desk();
    add(&mut desk, "Owner", "Irina Shag");
    save(&mut desk, "Irina");
    let flaky = CaseFilter { is_flaky: true, ..CaseFilter::default() };
    let mut desk = with_legacy(
        desk,
        &[("Irina", flaky.clone()), ("Shaky", flaky), ("My own", CaseFilter { is_mine: true, ..CaseFilter::default() })],
    );
    assert_eq!(["Irina", "Shaky", "My own"].map(|name| count(&desk, name)), [1, 1, 1]);

    desk.h.get_by_role_and_label(Role::RadioButton, "Shaky").click_secondary();
    desk.settle();
    click(&mut desk, Role::MenuItem, "Delete saved filter");
    assert_eq!(count(&desk, "Shaky"), 0);
    // Under its name it becomes one of the workspace.
    add(&mut desk, "Last result", "Failed");
    save(&mut desk, "My own");
    let names = |desk: &Desk| {
        let all = store(desk).read(|tx| tx.saved_filters().of_project(tx.projects().all()?[0].id)).expect("filters");
        all.into_iter().map(|filter| filter.name).collect::<Vec<_>>()
    };
    assert_eq!(names(&desk), ["Irina", "My own"]);

    let mut desk = wide(desk.restart());
    assert_eq!(["Irina", "Shaky", "My own"].map(|name| count(&desk, name)), [1, 0, 1]);
    desk.h.get_by_role_and_label(Role::RadioButton, "My own").click_secondary();
    desk.settle();
    click(&mut desk, Role::MenuItem, "Delete saved filter");
    let desk = wide(desk.restart());
    assert_eq!(count(&desk, "My own"), 0, "the one of the former version does not come back");
}
