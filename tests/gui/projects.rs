//! The projects of one workspace: the switch in the title bar and in the palette, what follows it, and that it is remembered.

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use voluptas::action::Action;
use voluptas::shell::Shell;
use voluptas::ui_command::UiCommand;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::run::RunContent;
use voluptas_store::Op;
use voluptas_store::runs::NewRun;

use crate::support::{Desk, store};

/// The window with the grid of cases in front, and a second project with one case.
fn desk() -> Desk {
    let mut desk = Desk::new();
    store(&desk)
        .write(Op::bulk("second project"), |tx| {
            let project = tx.projects().create("ZBANK", "Bank", None)?;
            let content = CaseContent { title: "Open an account".into(), ..CaseContent::default() };
            tx.cases().create(project.id, &NewCase { content, ..NewCase::default() })
        })
        .expect("a second project");
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.until("both projects", |h| h.state().backend.cases().is_some_and(|cases| cases.projects.len() == 2));
    desk
}

fn shown(h: &Harness<'static, Shell>) -> String {
    h.state().backend.cases().and_then(|cases| cases.project.clone()).expect("a project").code
}

/// The grid and the model of the tree show the case of the bank, and it alone.
fn shows_bank(h: &Harness<'static, Shell>) -> bool {
    let cases = h.state().backend.cases().expect("cases");
    let in_grid = |text: &str| h.query_all_by_value(text).next().is_some();
    cases.rows.len() == 1 && in_grid("Open an account") && !in_grid("Search by name, check 1")
}

#[test]
fn the_title_bar_switches_the_project_and_the_choice_survives_a_restart() {
    let mut desk = desk();
    assert_eq!(shown(&desk.h), "SHOP", "the first one");
    desk.h.get_by_role_and_label(Role::TreeItem, "Checkout").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "SHOP").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::MenuItemRadio, "Bank").click();
    desk.until("grid and tree of the bank", shows_bank);
    assert_eq!(shown(&desk.h), "ZBANK");
    let mut desk = desk.restart();
    assert_eq!(shown(&desk.h), "ZBANK");
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.until("the case of the bank", shows_bank);
}

#[test]
fn the_palette_offers_the_other_projects() {
    let mut desk = desk();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::K);
    desk.settle();
    desk.h.event(Event::Text("bank".into()));
    desk.settle();
    desk.h.get_by_role_and_label(Role::ListBoxOption, "Project: Bank");
    let first: Vec<_> = desk.h.query_all_by_role(Role::ListBoxOption).filter_map(|n| n.accesskit_node().label()).collect();
    assert_eq!(first[0], "Project: Bank", "{first:?}");
    desk.h.key_press(Key::Enter);
    desk.settle();
    assert_eq!(shown(&desk.h), "ZBANK");
    desk.until("the bank", shows_bank);
}

#[test]
fn a_second_project_is_made_in_the_window_and_shown() {
    let mut desk = Desk::new();
    desk.h.state_mut().act(Action::Command(UiCommand::NewProject));
    desk.settle();
    desk.h.event(Event::Text("Bank".into()));
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Create").click();
    desk.until("the new project", |h| shown(h) == "BANK");
    desk.h.get_by_role_and_label(Role::Button, "BANK");
    assert!(desk.h.query_by_role_and_label(Role::Button, "Create").is_none(), "nothing else is asked");
}

#[test]
fn the_list_of_runs_is_that_of_the_project_in_front() {
    let mut desk = desk();
    store(&desk)
        .write(Op::bulk("a run of the bank"), |tx| {
            let bank = tx.projects().by_code("ZBANK")?.expect("the bank");
            let content = RunContent { title: "Bank nightly".into(), ..RunContent::default() };
            let other = RunContent { title: "Bank smoke".into(), ..RunContent::default() };
            for content in [content.clone(), content, other] {
                tx.runs().create(bank.id, &NewRun { content, ..NewRun::default() })?;
            }
            Ok(())
        })
        .expect("a run");
    desk.until("the run is read", |h| h.state().backend.runs().is_some_and(|runs| runs.rows.len() >= 4));
    desk.h.get_by_role_and_label(Role::RadioButton, "Runs").click();
    desk.settle();
    let titles = |h: &Harness<'static, Shell>| -> Vec<String> {
        h.query_all_by_role(Role::TreeItem).filter_map(|n| n.accesskit_node().label()).collect()
    };
    let has_bank = |titles: &[String]| titles.iter().any(|title| title.contains("Bank nightly"));
    let of_shop = titles(&desk.h);
    assert!(!of_shop.is_empty() && !has_bank(&of_shop), "{of_shop:?}");
    desk.h.get_by_role_and_label(Role::Button, "SHOP").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::MenuItemRadio, "Bank").click();
    desk.until("the run of the bank", |h| has_bank(&titles(h)));
    assert_eq!(titles(&desk.h).len(), 3);
    // Runs of one name have their numbers.
    let rights: Vec<_> = desk.h.state().backend.runs().expect("runs").tree.items().map(|item| item.right.to_string()).collect();
    assert_eq!(rights.iter().filter(|right| right.starts_with('#')).count(), 2, "{rights:?}");
}
