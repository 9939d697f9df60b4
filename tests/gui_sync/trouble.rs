//! Failures and their remedies: a bad token, no connection, a cancelled import.

use crate::export::mapped;
use crate::rig::{Rig, Stage, apply, cases, shows, until, window};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use std::sync::mpsc;
use voluptas::sync_dialog::{SyncDialog, SyncTab};
use voluptas_i18n::Lang;
use voluptas_jobs::JobId;
use voluptas_store::{Op, Store};

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
    faults.set_shares(voluptas_server::faults::Shares { server_error: 0.3, ..Default::default() });
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
    faults.set_shares(voluptas_server::faults::Shares { too_many: 1.0, retry_after: 1, ..Default::default() });
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

/// Keeps all writes of the store waiting until the result is dropped.
fn hold_writes(store: &Store) -> mpsc::Sender<()> {
    let ((go_on, wait), (began, has_begun)) = (mpsc::channel::<()>(), mpsc::channel());
    let store = store.clone();
    std::thread::spawn(move || {
        store.write(Op::bulk("test"), |_| {
            began.send(()).expect("the test goes on");
            wait.recv().ok();
            Ok(())
        })
    });
    has_begun.recv().expect("the write has begun");
    go_on
}

#[test]
fn a_stopped_import_is_run_again_with_its_plan() {
    let mut h = window(Stage::new(Rig::new(), SyncTab::Import));
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Apply 14 changes"));
    // The import is stopped at its first write, which it ends.
    let held = hold_writes(&h.state().rig.workspace.store);
    apply(&mut h);
    until(&mut h, "importing", |h| newest(h, "import").is_some());
    let stopped = newest(&h, "import").expect("a job");
    h.state().rig.workspace.jobs.cancel(stopped);
    drop(held);
    until(&mut h, "the end", |h| !h.state().dialog.is_busy());
    assert!(cases(&h.state().rig.reopened()).is_empty(), "it was stopped before its cases");
    assert!(h.state_mut().dialog.retry(stopped), "its request is known");
    // The stopped import has met the project, so its plan is refused, and a new preview of the same selection is read.
    until(&mut h, "the new preview", |h| shows(h, "Apply 14 changes"));
    apply(&mut h);
    until(&mut h, "the end", |h| shows(h, "Import finished"));
    assert_eq!(cases(&h.state().rig.reopened()).len(), 14);
}

/// Another connection to the window's file, as a damaged disk is not at hand.
fn sql(h: &Harness<'_, Stage>, text: &str) {
    let path = h.state().rig.workspace.store.path().to_owned();
    rusqlite::Connection::open(path).expect("the workspace's file").execute_batch(text).expect(text);
}

#[test]
fn a_history_that_cannot_be_read_is_no_empty_history() {
    for (lang, failed, again, empty) in [
        (Lang::En, "Failed to read the history.", "Try again", "No syncs yet"),
        (Lang::Ru, "Не удалось прочитать историю.", "Повторить", "Синхронизаций пока нет"),
    ] {
        let mut h = window(Stage { lang, ..Stage::new(mapped(), SyncTab::Export) });
        sql(&h, "ALTER TABLE sync_history RENAME TO lost");
        h.state_mut().dialog.open(SyncTab::History);
        until(&mut h, "the error", |h| shows(h, failed));
        assert!(!shows(&h, empty));
        sql(&h, "ALTER TABLE lost RENAME TO sync_history");
        h.get_by_role_and_label(Role::Button, again).click();
        until(&mut h, "the list", |h| !shows(h, failed) && h.query_by_role(Role::Table).is_some());
    }
}

#[test]
fn an_entry_of_the_history_that_cannot_be_read_is_an_error() {
    let mut h = window(Stage::new(mapped(), SyncTab::Export));
    sql(&h, "ALTER TABLE sync_items RENAME TO lost");
    h.state_mut().dialog.open(SyncTab::History);
    until(&mut h, "the error", |h| shows(h, "Failed to read the outcome of this sync."));
    assert!(!shows(&h, "Nothing was changed"));
    sql(&h, "ALTER TABLE lost RENAME TO sync_items");
    h.get_by_role_and_label(Role::Button, "Try again").click();
    until(&mut h, "the entry", |h| shows(h, "Import finished"));
}

#[test]
fn functions_that_cannot_be_read_are_no_empty_registry() {
    for (tab, failed, empty, full) in [
        (SyncTab::Export, "Failed to read functions and cases.", "No functions", "Промокод"),
        (SyncTab::Mapping, "Failed to read the mapping.", "No linked", "Linked pairs: 3"),
    ] {
        // Closed until then: the mapping is read also behind another tab.
        let mut h = window(Stage { dialog: SyncDialog::new(), ..Stage::new(mapped(), tab) });
        sql(&h, "ALTER TABLE function_cases RENAME TO lost");
        h.state_mut().dialog.open(tab);
        until(&mut h, "the error", |h| shows(h, failed));
        assert!(!shows(&h, empty), "{failed}");
        sql(&h, "ALTER TABLE lost RENAME TO function_cases");
        h.get_by_role_and_label(Role::Button, "Try again").click();
        until(&mut h, "what there is", |h| shows(h, full) && !shows(h, failed));
    }
}
