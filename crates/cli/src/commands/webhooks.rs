//! `webhooks`: outgoing webhooks of projects and the log of their deliveries.

use super::target;
use crate::args::Switch;
use crate::errors::CliError;
use crate::exit::Exit;
use crate::integration_args::{WebhookAdd, WebhookChange, WebhookTest, WebhookValues, WebhooksArgs, WebhooksCommand};
use crate::json::{DeliveriesAnswer, DeliveryObject, WebhookObject, WebhooksAnswer};
use crate::output::Align::{Cut, Left, Right};
use crate::output::Printer;
use crate::resolve::{Context, first_line};
use std::path::Path;
use voluptas_app::integrations::deliver::{Outgoing, WebhookDispatcher};
use voluptas_app::integrations::key;
use voluptas_app::integrations::webhooks::{WebhookInput, WrongWebhook, content};
use voluptas_app::runs::gate;
use voluptas_core::base::Secret;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;
use voluptas_integrations::Error;
use voluptas_integrations::net::Policy;
use voluptas_settings::Redactor;
use voluptas_store::webhooks::{DeliveryState, Webhook};
use voluptas_store::{Op, Slice, Store};

pub(super) fn run(args: &WebhooksArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    let store = match &args.command {
        WebhooksCommand::List(_) | WebhooksCommand::Log(_) => context.workspace_to_read()?.store,
        _ => context.existing_workspace()?.store,
    };
    let printer = &context.printer;
    match &args.command {
        WebhooksCommand::List(list) => {
            let project = list.project.as_deref().map(|code| target::existing(&store, code)).transpose()?;
            let rows = store.read(|tx| {
                let all = tx.webhooks().list(project.as_ref().map(|project| project.id))?;
                all.into_iter().map(|hook| Ok(WebhookObject::new(&tx.projects().get(hook.project_id)?.code, hook))).collect()
            })?;
            let answer = WebhooksAnswer { webhooks: rows };
            printer.answer(&answer, |out| table(out, &answer.webhooks));
            Ok(if answer.webhooks.is_empty() { Exit::Nothing } else { Exit::Done })
        }
        WebhooksCommand::Add(add) => self::add(&store, add, context),
        WebhooksCommand::Change(change) => self::change(&store, change, context),
        WebhooksCommand::Remove(remove) => {
            let written = store.write(Op::bulk("delete_webhook"), |tx| {
                let hook = tx.webhooks().get(remove.id)?;
                tx.webhooks().delete(hook.id)?;
                Ok(WebhookObject::new(&tx.projects().get(hook.project_id)?.code, hook))
            })?;
            let removed = Message::new("cli-webhook-removed").with("title", &written.value.title);
            printer.summary(&written.value, |out| out.say(&removed));
            Ok(Exit::Done)
        }
        WebhooksCommand::Test(test) => self::test(&store, test, context),
        WebhooksCommand::Log(log) => {
            let rows = store.read(|tx| {
                let hook = tx.webhooks().get(log.id)?;
                tx.webhooks().deliveries(hook.id, None, Slice { limit: log.limit.into(), offset: 0 })
            })?;
            let answer = DeliveriesAnswer { deliveries: rows.into_iter().map(DeliveryObject::from).collect() };
            printer.answer(&answer, |out| log_table(out, &answer.deliveries));
            Ok(if answer.deliveries.is_empty() { Exit::Nothing } else { Exit::Done })
        }
        WebhooksCommand::Resend(resend) => {
            let written = store.write(Op::bulk("resend_delivery"), |tx| {
                let delivery = tx.webhooks().delivery(resend.id, resend.delivery.trim())?;
                let is_queued = tx.webhooks().resend(delivery.id)?;
                Ok((is_queued, tx.webhooks().delivery_by_id(delivery.id)?))
            })?;
            let (is_queued, delivery) = written.value;
            if !is_queued {
                return Err(CliError::nothing(Message::new("cli-webhook-waiting")));
            }
            let answer = DeliveryObject::from(delivery);
            printer.summary(&answer, |out| out.say(&Message::new("cli-webhook-resent")));
            Ok(Exit::Done)
        }
    }
}

fn refused(error: WrongWebhook) -> CliError {
    CliError::usage(error.message())
}

fn failed(error: &Error) -> CliError {
    let stop = CliError::new(Exit::Failed, error.message());
    match error.remedy() {
        Some(remedy) => stop.remedy(remedy),
        None => stop,
    }
}

/// The values of the arguments.
fn input(title: Option<String>, values: &WebhookValues) -> Result<WebhookInput, CliError> {
    let secret_line = |path: &Path| first_line(path).map(|line| Secret::new(line.trim_end_matches('\r')));
    let url = match &values.url_file {
        Some(path) => Some(secret_line(path)?.expose().to_owned()),
        None => values.url.clone(),
    };
    url.iter().for_each(|url| Redactor::global().hide(&Secret::new(url)));
    let secret = values.secret_file.as_deref().map(secret_line).transpose()?;
    secret.iter().for_each(|secret| Redactor::global().hide(secret));
    let gate = values.gate.as_deref().map(|path| gate::read_file(path).map_err(|e| CliError::file(path, &e))).transpose()?;
    Ok(WebhookInput {
        title,
        url,
        secret: secret.map(Some),
        chat: values.chat.clone().map(Some),
        template: values.template.clone(),
        language: values.texts.clone(),
        events: (!values.event.is_empty()).then(|| values.event.clone()),
        gate: gate.map(Some),
        is_enabled: values.enabled.map(|switch| switch == Switch::On),
    })
}

fn add(store: &Store, add: &WebhookAdd, context: &Context) -> Result<Exit, CliError> {
    let project = target::existing(store, &add.project)?;
    let input = input(Some(add.title.clone()), &add.values)?;
    let key = key::ensure(&context.environment, &context.paths).map_err(|error| failed(&error))?;
    let policy = Policy::default().allow_private(add.values.allow_private);
    let content = content(None, input, &key, &policy).map_err(refused)?;
    let written = store.write(Op::bulk("create_webhook"), |tx| {
        let id = tx.webhooks().create(project.id, &content)?;
        tx.webhooks().get(id)
    })?;
    print(&context.printer, &project.code, written.value);
    Ok(Exit::Done)
}

fn change(store: &Store, change: &WebhookChange, context: &Context) -> Result<Exit, CliError> {
    let input = input(change.title.clone(), &change.values)?;
    let key = key::ensure(&context.environment, &context.paths).map_err(|error| failed(&error))?;
    let policy = Policy::default().allow_private(change.values.allow_private);
    let mut wrong = None;
    let written = store.write(Op::bulk("change_webhook"), |tx| {
        let hook = tx.webhooks().get(change.id)?;
        match content(Some(&hook.content), input, &key, &policy) {
            Ok(content) => tx.webhooks().set(hook.id, &content)?,
            Err(error) => wrong = Some(error),
        }
        Ok((tx.projects().get(hook.project_id)?.code, tx.webhooks().get(hook.id)?))
    })?;
    if let Some(error) = wrong {
        return Err(refused(error));
    }
    let (code, hook) = written.value;
    print(&context.printer, &code, hook);
    Ok(Exit::Done)
}

fn test(store: &Store, test: &WebhookTest, context: &Context) -> Result<Exit, CliError> {
    let found = key::find(&context.environment, &context.paths).map_err(|error| failed(&error))?;
    let key = found.ok_or_else(|| failed(&Error::Sealed))?;
    let outgoing = Outgoing { policy: Policy::default().allow_private(test.allow_private), ..Outgoing::new(key) };
    let dispatcher = WebhookDispatcher::new(store.clone(), outgoing).map_err(|error| failed(&error))?;
    let written = store.write(Op::bulk("test_webhook"), |tx| {
        let hook = tx.webhooks().get(test.id)?;
        let id = tx.webhooks().add_test(&hook)?;
        Ok((hook, id))
    })?;
    let (hook, id) = written.value;
    let delivery = context.jobs()?.handle().block_on(dispatcher.send_now(hook, id))?;
    let is_good = delivery.state == DeliveryState::Delivered;
    let answer = DeliveryObject::from(delivery);
    context.printer.summary(&answer, |out| {
        let key = if is_good { "cli-webhook-tested" } else { "cli-webhook-test-failed" };
        let reason = answer.error.clone().or_else(|| answer.answer.clone()).unwrap_or_default();
        let status = answer.status.map_or_else(|| "–".to_owned(), |status| status.to_string());
        out.say(&Message::new(key).with("status", status).with("reason", crate::terminal::cell(&reason)));
    });
    Ok(if is_good { Exit::Done } else { Exit::Failed })
}

fn print(printer: &Printer, code: &str, hook: Webhook) {
    let object = WebhookObject::new(code, hook);
    printer.summary(&object, |out| table(out, std::slice::from_ref(&object)));
}

fn table(out: &Printer, hooks: &[WebhookObject]) {
    let columns = [
        ("cli-col-id", Right),
        ("cli-col-project", Left),
        ("cli-col-title", Cut),
        ("cli-col-address", Left),
        ("cli-col-template", Left),
        ("cli-col-events", Left),
        ("cli-col-state", Left),
    ];
    let titles = columns.map(|(key, _)| out.tr().text(key));
    let columns: Vec<_> = titles.iter().zip(columns).map(|(title, (_, align))| (title.as_ref(), align)).collect();
    let rows = hooks.iter().map(|hook| {
        let state = if hook.enabled { "cli-word-on" } else { "cli-word-off" };
        vec![
            hook.id.to_string(),
            hook.project.clone(),
            hook.title.clone(),
            hook.origin.clone(),
            hook.template.clone(),
            hook.events.join(", "),
            out.tr().text(state).into_owned(),
        ]
    });
    out.table(&columns, &rows.collect::<Vec<_>>());
}

fn log_table(out: &Printer, deliveries: &[DeliveryObject]) {
    let columns = [
        ("cli-col-time", Left),
        ("cli-col-id", Left),
        ("cli-col-event", Left),
        ("cli-col-state", Left),
        ("cli-col-attempts", Right),
        ("cli-col-status", Right),
        ("cli-col-reason", Cut),
    ];
    let titles = columns.map(|(key, _)| out.tr().text(key));
    let columns: Vec<_> = titles.iter().zip(columns).map(|(title, (_, align))| (title.as_ref(), align)).collect();
    let rows = deliveries.iter().map(|d| {
        let reason = d.error.clone().or_else(|| d.answer.clone()).unwrap_or_default();
        vec![
            d.created_at.clone(),
            d.id.clone(),
            d.event.clone(),
            out.tr().text(&format!("cli-delivery-{}", d.state)).into_owned(),
            d.attempts.to_string(),
            d.status.map_or_else(|| "–".to_owned(), |status| status.to_string()),
            crate::terminal::cell(&reason).into(),
        ]
    });
    out.table(&columns, &rows.collect::<Vec<_>>());
}
