//! The list of webhooks: what it shows, a test at once, the log, and sending again.

use crate::support::{Desk, Setup, click, command, store};
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use voluptas::ui_command::UiCommand;
use voluptas_app::integrations::key;
use voluptas_app::integrations::webhooks::{WebhookInput, content};
use voluptas_integrations::net::Policy;
use voluptas_settings::{Environment, LangChoice, Paths};
use voluptas_store::Op;
use voluptas_store::webhooks::DeliveryState;

/// Adds a webhook whose receiver is on this machine, which the window does not reach.
fn add(desk: &Desk, title: &str) {
    let key = key::ensure(&Environment::of([("VOLUPTAS_KEYCHAIN", "off")]), &Paths::in_folder(desk.home.path())).expect("key");
    let input = WebhookInput {
        title: Some(title.into()),
        url: Some("http://127.0.0.1:9/hook/long-token".into()),
        events: Some(vec!["run.completed".into()]),
        ..WebhookInput::default()
    };
    let content = content(None, input, &key, &Policy::default().allow_private(true)).expect("content");
    let store = store(desk);
    let written = store.write(Op::bulk("test"), |tx| {
        let project = tx.projects().all()?[0].id;
        tx.webhooks().create(project, &content)
    });
    written.expect("created");
}

#[test]
fn a_webhook_is_tested_and_its_log_shows_what_came_of_it() {
    let mut desk = Desk::new();
    add(&desk, "Team chat");
    command(&mut desk, UiCommand::Webhooks);
    desk.until("the webhook", |h| h.query_by_label("Team chat").is_some());
    assert!(desk.h.query_by_label("http://127.0.0.1:9 · run.completed").is_some(), "without the path of its address");
    assert!(desk.h.query_all_by_label_contains("long-token").next().is_none());
    click(&mut desk, Role::Button, "Test");
    desk.until("the refusal", |h| h.query_all_by_label_contains("did not accept the test").next().is_some());
    desk.until("the log", |h| h.query_by_label("1 attempt").is_some());
    click(&mut desk, Role::Button, "Send again");
    desk.until("the waiting delivery", |h| h.query_by_label("Queued").is_some());
    let store = store(&desk);
    let state = store.read(|tx| {
        let hook = tx.webhooks().list(None)?.remove(0);
        Ok(tx.webhooks().deliveries(hook.id, None, voluptas_store::Slice::ALL)?.remove(0).state)
    });
    assert_eq!(state.expect("read"), DeliveryState::Pending);
    assert!(desk.h.query_by_role_and_label(Role::Button, "Send again").is_none(), "a queued one is sent anyway");
}

#[test]
fn the_log_of_a_removed_webhook_gives_way_to_that_of_the_first() {
    let mut desk = Desk::new();
    add(&desk, "Team chat");
    add(&desk, "Other chat");
    command(&mut desk, UiCommand::Webhooks);
    desk.until("the webhooks", |h| h.query_by_label("Other chat").is_some());
    desk.h.query_all_by_role_and_label(Role::Button, "Log").last().expect("the button of the second").click();
    desk.until("its log", |h| h.query_by_label("Log of “Other chat”").is_some());
    let removed = store(&desk).write(Op::bulk("test"), |tx| {
        let hooks = tx.webhooks().list(None)?;
        tx.webhooks().delete(hooks[1].id)
    });
    removed.expect("removed");
    desk.until("the log of the first", |h| h.query_by_label("Log of “Team chat”").is_some());
}

#[test]
fn a_project_without_webhooks_says_how_to_add_one() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    command(&mut desk, UiCommand::Webhooks);
    desk.until("the hint", |h| h.query_all_by_label_contains("voluptas-cli webhooks add").next().is_some());
}
