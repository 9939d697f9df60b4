//! Webhooks of the project: their list, a test at once, and deliveries that are sent again.

use super::Shell;
use crate::action::WebhookAction;
use crate::dialogs::{OpenDialog, webhooks::WebhooksDialog};
use voluptas_app::integrations::webhook_jobs;
use voluptas_core::domain::Message;
use voluptas_i18n::Tr;
use voluptas_store::Op;
use voluptas_ui::widgets::Tone;

impl Shell {
    /// Opens the list of webhooks.
    pub(super) fn open_webhooks(&mut self) {
        if let Some(project) = self.backend.cases().and_then(|cases| cases.project.as_ref()) {
            self.dialog = Some(OpenDialog::Webhooks(Box::new(WebhooksDialog::new(project.id))));
        }
    }

    pub(super) fn webhook(&mut self, action: WebhookAction) {
        match action {
            WebhookAction::Test(hook) => {
                let (environment, paths) = (self.backend.environment.clone(), self.backend.paths.clone());
                let Some(workspace) = self.backend.workspace() else { return };
                let job = webhook_jobs::test(workspace, environment, paths, hook);
                if let Some(job) = self.begun(job) {
                    self.testing_webhooks.push(job, ());
                }
            }
            WebhookAction::Resend(delivery) => self.backend.write(move |store| {
                let is_queued = store.write(Op::bulk("resend_delivery"), |tx| tx.webhooks().resend(delivery))?.value;
                Ok(Some(Message::new(if is_queued { "webhooks-resent" } else { "webhooks-waiting" })))
            }),
        }
    }

    /// Takes the ends of webhook tests. A toast shows the answer of the receiver.
    pub(super) fn take_webhooks(&mut self, tr: Tr) {
        for ((), end) in self.testing_webhooks.take_ended() {
            if let Some(tested) = self.done(tr, end) {
                let (tone, key) = match tested.is_accepted() {
                    true => (Tone::Good, "webhooks-tested"),
                    false => (Tone::Bad, "webhooks-test-failed"),
                };
                let delivery = tested.0;
                let reason = delivery.error.or(delivery.answer).unwrap_or_default();
                let status = delivery.status.map_or_else(|| "–".to_owned(), |status| status.to_string());
                self.toasts.add(tone, tr.fmt(key, &[("status", status.into()), ("reason", reason.into())]));
            }
        }
    }
}
