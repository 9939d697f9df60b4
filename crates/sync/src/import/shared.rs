//! Shared steps of Qase that imported cases use. Steps of cases name them by hash, and the workspace keeps them under the same hash.

use crate::convert;
use crate::error::{Error, Result};
use crate::policy::Policy;
use crate::session::Session;
use crate::snapshot::Remote;
use std::collections::BTreeSet;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::Step;
use voluptas_core::domain::ids::ProjectId;
use voluptas_core::domain::validate;
use voluptas_qase as qase;
use voluptas_store::{self as store, Entity, Source, Tx};

/// A shared step as Qase has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteShared {
    /// Hash by which cases name it.
    pub hash: String,
    pub title: String,
    pub steps: Vec<Step>,
}

/// Reads the shared steps that Qase's cases name, a page of 100 a request. Asks for nothing where no case names one. An account that does
/// not show them gives none, with a warning.
pub(super) async fn collect(session: &Session, remote: &Remote, warnings: &mut Vec<Message>) -> Result<Vec<RemoteShared>> {
    let mut named = BTreeSet::new();
    for case in remote.cases.values() {
        convert::shared_names(&case.state.content.steps, &mut named);
    }
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let list = match session.fresh().list_shared_steps(&session.project).await {
        Ok(list) => list,
        Err(e @ (qase::Error::NotFound { .. } | qase::Error::Forbidden { .. } | qase::Error::PaymentRequired { .. })) => {
            tracing::warn!(error = %e, "the shared steps cannot be read");
            warnings.push(Message::new("sync-warning-no-shared-steps").count("count", named.len()));
            return Ok(Vec::new());
        }
        Err(e) => return Err(Error::from(e)),
    };
    let read: Vec<RemoteShared> = list.iter().filter(|step| named.contains(&step.hash)).map(convert::shared_step).collect();
    let is_storable = |step: &RemoteShared| {
        validate::title("title", &step.title, validate::TITLE_MAX).is_ok() && validate::shared_steps(&step.steps).is_ok()
    };
    let (storable, others): (Vec<_>, Vec<_>) = read.into_iter().partition(is_storable);
    if !others.is_empty() {
        let titles = others.iter().map(|step| step.title.as_str()).collect::<Vec<_>>().join(", ");
        warnings.push(Message::new("sync-warning-shared-steps").with("titles", titles).count("count", others.len()));
    }
    Ok(storable)
}

/// Writes the shared steps that the workspace lacks, and brings others up to date: all of them where Qase's side wins, otherwise those that
/// nobody changed here since an import wrote them. One that a person deleted stays deleted. Returns the number of written ones.
pub(super) fn write(tx: &Tx<'_>, project: ProjectId, read: &[RemoteShared], policy: Policy) -> store::Result<usize> {
    let hashes: Vec<String> = read.iter().map(|step| step.hash.clone()).collect();
    let here = tx.shared_steps().by_hashes(project, &hashes)?;
    let mut written = 0;
    for step in read {
        match here.get(&step.hash) {
            None => written += usize::from(tx.shared_steps().adopt(project, &step.hash, &step.title, &step.steps)?),
            Some(known) if known.title == step.title && convert::same_texts(&known.steps, &step.steps) => {}
            Some(known) => {
                let last = tx.history().of(Entity::SharedStep.as_str(), known.id, 1)?;
                let is_ours = last.first().is_none_or(|(operation, _)| operation.source != Source::Sync);
                if policy == Policy::Theirs || !is_ours {
                    let mut steps = step.steps.clone();
                    keep_files(&mut steps, &known.steps);
                    tx.shared_steps().update(known.id, &step.title, &steps)?;
                    written += 1;
                }
            }
        }
    }
    Ok(written)
}

/// Gives steps the files that the workspace has at steps with the same action: those of shared steps are not read from Qase.
fn keep_files(steps: &mut [Step], here: &[Step]) {
    for step in steps {
        if let Some(known) = here.iter().find(|known| known.action == step.action) {
            step.attachments.clone_from(&known.attachments);
            keep_files(&mut step.steps, &known.steps);
        }
    }
}
