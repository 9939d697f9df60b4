//! The test of a webhook as a job.

use super::deliver::{Outgoing, WebhookDispatcher};
use super::{failure_kind, key};
use crate::{Workspace, workspace};
use voluptas_core::domain::Message;
use voluptas_integrations::Error;
use voluptas_jobs::{Busy, Failure, JobError, JobHandle, JobSpec, Report, Reportable};
use voluptas_settings::{Environment, Paths};
use voluptas_store::Op;
use voluptas_store::webhooks::{Delivery, DeliveryState};

/// The delivery of a test.
#[derive(Debug, Clone)]
pub struct TestDelivery(pub Delivery);

impl TestDelivery {
    /// True where the receiver accepted it.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.0.state == DeliveryState::Delivered
    }
}

impl Reportable for TestDelivery {
    fn report(&self) -> Report {
        Report::default().count("written", u64::from(self.is_accepted()))
    }
}

/// Sends a test event at once. Private networks are not reached: those that a server may reach are named when it is started.
///
/// # Errors
/// [`Busy`] while the same webhook is being tested.
pub fn test(workspace: &Workspace, environment: Environment, paths: Paths, hook: i64) -> Result<JobHandle<TestDelivery>, Busy> {
    let store = workspace.store.clone();
    let mut spec = JobSpec::new("webhook", Message::new("webhook-job-test"));
    spec.exclusive = Some(format!("webhook {hook}"));
    workspace.jobs.spawn(spec, move |_| async move {
        let failed = |error: &Error| JobError::Failed(Failure::new(failure_kind(error), error));
        let of_blocking = store.clone();
        let begun = tokio::task::spawn_blocking(move || {
            let key = key::find(&environment, &paths).and_then(|key| key.ok_or(Error::Sealed));
            let key = key.map_err(|error| failed(&error))?;
            let written = of_blocking.write(Op::bulk("test_webhook"), |tx| {
                let hook = tx.webhooks().get(hook)?;
                let id = tx.webhooks().add_test(&hook)?;
                Ok((hook, id))
            })?;
            Ok::<_, JobError>((key, written.value))
        });
        let (key, (webhook, id)) = begun.await.map_err(|_| JobError::Failed(workspace::failure::internal()))??;
        let dispatcher = WebhookDispatcher::new(store, Outgoing::new(key)).map_err(|error| failed(&error))?;
        Ok(TestDelivery(dispatcher.send_now(webhook, id).await?))
    })
}
