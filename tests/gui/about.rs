//! The dialog about the program, and the offer to open the report of a crash.

use eframe::egui::accesskit::Role;
use eframe::egui::{self, OutputCommand};
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::action::Action;
use voluptas::ui_command::UiCommand;
use voluptas_core::base::version;
use voluptas_settings::{LangChoice, Paths};

use crate::support::{Desk, Setup};

fn commands(desk: &mut Desk) -> Vec<OutputCommand> {
    desk.h.step();
    desk.h.output().platform_output.commands.clone()
}

#[test]
fn about_says_what_the_program_is_and_copies_it() {
    let mut desk = Desk::new();
    desk.h.state_mut().act(Action::Command(UiCommand::About));
    desk.settle();
    desk.h.get_by_label(&format!("Version: {}", version::NUMBER));
    desk.h.get_by_label(&format!("Commit: {}", version::commit().unwrap_or("unknown")));
    desk.h.get_by_label("Licence: MIT OR Apache-2.0");
    desk.h.get_by_label(&format!("Data folder: {}", desk.home.path().display()));
    desk.h.get_by_label(&format!("Log folder: {}", desk.home.path().join("logs").display()));
    desk.h.get_by_role_and_label(Role::Button, "Copy").click();
    let copied = commands(&mut desk).into_iter().find_map(|c| match c {
        OutputCommand::CopyText(text) => Some(text),
        _ => None,
    });
    let copied = copied.expect("copied");
    assert!(
        copied.starts_with(&format!("VoluptAS\nVersion: {}\n", version::NUMBER)) && copied.contains("Log folder: "),
        "{copied}"
    );
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Copied");
}

#[test]
fn licences_are_a_list_of_which_only_a_part_is_laid_out() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    desk.h.state_mut().act(Action::Command(UiCommand::About));
    desk.settle();
    desk.h.get_by_label("Лицензии").click();
    desk.settle();
    let shown =
        desk.h.query_all_by_role(Role::Label).filter(|n| n.accesskit_node().label().is_some_and(|l| l.contains(' '))).count();
    assert!(shown < 150, "{shown} lines are laid out");
    desk.h.get_by_label_contains("VoluptAS is free software under MIT or Apache-2.0");
}

#[test]
fn the_report_of_a_crash_is_offered_once() {
    let desk = Desk::new();
    let folder = Paths::in_folder(desk.home.path()).log_dir;
    std::fs::create_dir_all(&folder).expect("folder");
    let report = folder.join("crash-20261120-063302.txt");
    std::fs::write(&report, "report").expect("report");
    let mut desk = desk.restart();
    let offer = "A crash report was saved.";
    desk.until("the offer", |h| h.query_by_label_contains(offer).is_some());
    desk.h.get_by_role_and_label(Role::Button, "Open report").click();
    let opened = commands(&mut desk).into_iter().find_map(|c| match c {
        OutputCommand::OpenUrl(egui::OpenUrl { url, .. }) => Some(url),
        _ => None,
    });
    assert_eq!(opened, Some(format!("file://{}", report.display())));
    let desk = desk.restart();
    assert!(desk.h.query_by_label_contains(offer).is_none(), "asked once");
    assert!(report.is_file(), "no report is deleted");
}
