//! What goes wrong is told with a remedy: a bad token, no connection, a cancelled import.

use crate::rig::{Rig, Stage, cases, until, window};
use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use voluptas::gui::sync_dialog::{SyncDialog, SyncTab};
use voluptas::jobs::JobId;

fn shows(h: &Harness<'_, Stage>, words: &str) -> bool {
    h.query_all_by_label_contains(words).next().is_some()
}

#[test]
fn a_bad_token_says_so_and_leads_to_the_settings() {
    let mut h = window(Stage::new(Rig::with_token("wrong-token-0123456789"), SyncTab::Import));
    until(&mut h, "the sentence of 401", |h| shows(h, "refused the API token"));
    h.get_by_label("Open settings").click();
    h.step();
    assert!(h.state().asked.iter().any(|r| r.open_settings));
    assert!(h.query_all_by_label_contains("wrong-token").next().is_none());
}

#[test]
fn without_a_token_there_is_one_thing_to_do() {
    let mut stage = Stage::new(Rig::new(), SyncTab::Import);
    stage.connected = false;
    let mut h = window(stage);
    until(&mut h, "the page", |h| shows(h, "Qase is not connected yet"));
    h.get_by_label("Open settings").click();
    h.step();
    assert!(h.state().asked.iter().any(|r| r.open_settings));
}

#[test]
fn a_preview_is_cancelled_and_nothing_is_written() {
    let rig = Rig::new();
    let server = rig.server.as_ref().expect("server");
    let faults = server.faults().clone();
    let mut h = window(Stage::new(rig, SyncTab::Import));
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    faults.set_delay_ms(400);
    h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    until(&mut h, "reading", |h| h.query_by_label("Cancel").is_some());
    h.get_by_label("Cancel").click();
    until(&mut h, "back at the choice", |h| shows(h, "How to import"));
    faults.clear();
    assert!(cases(&h.state().rig.reopened()).is_empty());
}

#[test]
fn a_closed_dialog_lets_the_import_go_on() {
    let mut h = window(Stage::new(Rig::new(), SyncTab::Import));
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    until(&mut h, "preview", |h| shows(h, "Apply 14 changes"));
    h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    h.key_press(Key::Escape);
    h.step();
    until(&mut h, "the end of the job", |h| !h.state().dialog.is_busy() && cases(&h.state().rig.reopened()).len() == 14);
    h.state_mut().dialog.open(SyncTab::Import);
    until(&mut h, "summary", |h| shows(h, "Import finished"));
}

#[test]
fn a_server_that_fails_is_asked_again() {
    let rig = Rig::new();
    let faults = rig.server.as_ref().expect("server").faults().clone();
    faults.set_shares(voluptas::server::faults::Shares { server_error: 0.3, ..Default::default() });
    let mut h = window(Stage::new(rig, SyncTab::Import));
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    until(&mut h, "preview", |h| shows(h, "Apply 14 changes"));
    h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    until(&mut h, "summary", |h| shows(h, "Import finished"));
    assert_eq!(cases(&h.state().rig.reopened()).len(), 14);
}

#[test]
fn a_wait_for_the_limit_is_shown_as_such() {
    let rig = Rig::new();
    let faults = rig.server.as_ref().expect("server").faults().clone();
    faults.set_shares(voluptas::server::faults::Shares { too_many: 1.0, retry_after: 1, ..Default::default() });
    let mut h = window(Stage::new(rig, SyncTab::Import));
    until(&mut h, "the wait", |h| shows(h, "Waiting for Qase's rate limit"));
    faults.clear();
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
}

/// The newest job of a kind.
fn newest(h: &Harness<'_, Stage>, kind: &str) -> Option<JobId> {
    h.state().rig.workspace.jobs.jobs().into_iter().find(|j| j.spec.kind == kind).map(|j| j.id)
}

#[test]
fn a_stopped_preview_is_run_again_with_its_suites() {
    let rig = Rig::new();
    let faults = rig.server.as_ref().expect("server").faults().clone();
    let mut h = window(Stage::new(rig, SyncTab::Import));
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    h.get_by_label("Clear selection").click();
    h.step();
    h.get_by_label("Доставка").click();
    h.step();
    h.key_press(Key::Space);
    until(&mut h, "one suite", |h| shows(h, "1 of 7"));
    faults.set_delay_ms(400);
    h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    until(&mut h, "reading", |h| h.query_by_label("Cancel").is_some());
    let stopped = newest(&h, "import_preview").expect("a job");
    h.get_by_label("Cancel").click();
    until(&mut h, "back at the choice", |h| shows(h, "How to import"));
    faults.clear();
    // Something else is selected meanwhile, and the dialog is closed.
    h.get_by_label("Select all suites").click();
    until(&mut h, "everything selected", |h| shows(h, "7 of 7"));
    h.key_press(Key::Escape);
    until(&mut h, "closed", |h| !h.state().dialog.is_open());
    assert!(h.state_mut().dialog.retry(stopped), "its request is known");
    until(&mut h, "the preview of that suite alone", |h| shows(h, "Apply 2 changes"));
    assert_ne!(newest(&h, "import_preview"), Some(stopped));
    // After a restart nothing is known of it.
    assert!(!SyncDialog::new().retry(stopped));
}

#[test]
fn a_stopped_import_is_run_again_with_its_plan() {
    let rig = Rig::new();
    let faults = rig.server.as_ref().expect("server").faults().clone();
    let mut h = window(Stage::new(rig, SyncTab::Import));
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    until(&mut h, "preview", |h| shows(h, "Apply 14 changes"));
    faults.set_delay_ms(300);
    h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    until(&mut h, "importing", |h| newest(h, "import").is_some());
    let stopped = newest(&h, "import").expect("a job");
    h.state().rig.workspace.jobs.cancel(stopped);
    until(&mut h, "the end", |h| !h.state().dialog.is_busy());
    faults.clear();
    // Nothing is known to be run again where the job had ended before it was stopped.
    if h.state_mut().dialog.retry(stopped) {
        // The runner may count the stopped job for a moment longer than the dialog does; a person would press again.
        for _ in 0..500 {
            h.step();
            if newest(&h, "import") != Some(stopped) || h.state().dialog.is_busy() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
            h.state_mut().dialog.retry(stopped);
        }
        // The plan again, or, where the stopped job had written some or all of it, a new preview of the same selection.
        let is_there = |h: &Harness<'_, Stage>| ["Import finished", "Apply ", "Nothing to"].iter().any(|words| shows(h, words));
        until(&mut h, "the second attempt", |h| is_there(h));
        if shows(&h, "Apply ") {
            h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
            until(&mut h, "the end", |h| shows(h, "Import finished"));
        }
    }
    assert_eq!(cases(&h.state().rig.reopened()).len(), 14);
}
