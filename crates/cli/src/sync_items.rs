//! The cases that `qase import` and `qase export` list one by one, with their codes and the reasons of those that were left alone.

use super::errors::CliError;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_app::Workspace;
use voluptas_app::sync::job::Done;
use voluptas_core::domain::Message;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::message::Arg;
use voluptas_i18n::Tr;
use voluptas_store::sync_history::SyncItem;
use voluptas_sync::Direction;
use voluptas_sync::plan::{CaseStep, Class};

// Outcomes of [`SyncItem`].
const SKIPPED: &str = "skipped";
const FAILED: &str = "failed";

/// The part of a synchronisation that is listed item by item.
#[derive(Debug, Default)]
pub(super) struct Listed<'a> {
    /// Cases that wait for a person or were left alone, and in a dry run those that would change.
    pub(super) cases: Vec<ListedCase<'a>>,
    /// Number of suites and results that were left alone, by entity and reason.
    pub(super) others: Vec<(String, Message, usize)>,
}

/// A listed case.
#[derive(Debug)]
pub(super) struct ListedCase<'a> {
    pub(super) step: &'a CaseStep,
    /// Code of the case; `None` for a case that does not exist yet.
    pub(super) code: Option<String>,
    /// Why the case was not synchronised; `None` for a case that changes or waits for a person.
    pub(super) not_synced: Option<NotSynced>,
    /// Reason why the case was left alone.
    pub(super) reason: Option<Message>,
}

/// Outcome of a case that was not synchronised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotSynced {
    Skipped,
    Failed,
}

impl ListedCase<'_> {
    /// Advice for a case that was left alone.
    pub(super) fn remedy(&self, direction: Direction) -> Option<Message> {
        let is_removed =
            |reason: &Message| ["sync-note-removed-in-qase", "sync-note-suite-removed"].contains(&reason.key.as_str());
        let is_left = direction == Direction::Export && self.reason.as_ref().is_some_and(is_removed);
        is_left.then(|| Message::new("cli-sync-recreate"))
    }
}

impl<'a> Listed<'a> {
    /// Collects the listed items. Those of a finished synchronisation are read from its entry in the history.
    pub(super) fn read(workspace: &Workspace, done: &'a Done) -> Result<Self, CliError> {
        let (plan, would) = (&done.plan, done.summary.is_none());
        let entry = done.summary.as_ref().and_then(|summary| summary.sync_id);
        let items = match entry {
            Some(id) => workspace.store.read(|tx| tx.syncs().items(id))?,
            None => Vec::new(),
        };
        let left = |item: &&SyncItem| [SKIPPED, FAILED].contains(&item.outcome.as_str());
        let by_case: BTreeMap<(Option<&str>, Option<&str>), &SyncItem> = items
            .iter()
            .filter(|item| item.entity == "case")
            .filter(left)
            .map(|item| ((item.local_key.as_deref(), item.remote_key.as_deref()), item))
            .collect();
        let mut cases = Vec::new();
        for step in &plan.cases {
            let (local, remote) = (step.case_id.map(|id| id.to_string()), step.qase_id.map(|id| id.to_string()));
            let item = by_case.get(&(local.as_deref(), remote.as_deref()));
            let how = match item.map(|item| item.outcome.as_str()) {
                Some(FAILED) => Some(NotSynced::Failed),
                Some(_) => Some(NotSynced::Skipped),
                None => (step.class == Class::Skipped).then_some(NotSynced::Skipped),
            };
            let reason = item.and_then(|item| item.detail.clone()).or_else(|| step.note.clone()).filter(|_| how.is_some());
            // Every import leaves cases in the trash alone, so they are not worth a line.
            let is_in_trash = reason.as_ref().is_some_and(|reason| reason.key == "sync-note-deleted-here");
            let changes = would && matches!(step.class, Class::New | Class::Changed | Class::Removed);
            if step.class == Class::Conflict || changes || (how.is_some() && !is_in_trash) {
                cases.push(ListedCase { step, code: None, not_synced: how, reason });
            }
        }
        let unsent: BTreeSet<CaseId> =
            cases.iter().filter(|case| case.step.qase_id.is_none()).filter_map(|case| case.step.case_id).collect();
        let unsent: Vec<CaseId> = unsent.into_iter().collect();
        let codes = workspace.store.read(|tx| tx.case_codes(&unsent))?;
        for case in &mut cases {
            case.code = match (case.step.qase_id, case.step.case_id) {
                (Some(id), _) => Some(format!("{}-{id}", plan.project_code)),
                (None, Some(id)) => codes.get(&id).map(ToString::to_string),
                (None, None) => None,
            };
        }
        let mut others: Vec<(String, Message, usize)> = Vec::new();
        let mut count = |entity: &str, reason: &Message| match others.iter_mut().find(|(e, r, _)| e == entity && r == reason) {
            Some((.., n)) => *n += 1,
            None => others.push((entity.to_owned(), reason.clone(), 1)),
        };
        if would {
            let notes = plan.suites.iter().filter(|step| step.class == Class::Skipped).filter_map(|step| step.note.as_ref());
            notes.filter(|note| note.key != "sync-note-deleted-here").for_each(|note| count("suite", note));
            let results = plan.results.iter().flat_map(|results| &results.steps).filter(|step| step.class == Class::Skipped);
            results.filter_map(|step| step.note.as_ref()).for_each(|note| count("result", note));
        }
        let of_others = items.iter().filter(|item| ["suite", "result"].contains(&item.entity.as_str())).filter(left);
        for (item, reason) in of_others.filter_map(|item| Some((item, item.detail.as_ref()?))) {
            if reason.key != "sync-note-deleted-here" {
                count(&item.entity, reason);
            }
        }
        Ok(Self { cases, others })
    }
}

/// A reason as text, with the names of fields instead of their slugs.
pub(super) fn text(tr: Tr, reason: &Message) -> String {
    let mut reason = reason.clone();
    for (name, arg) in &mut reason.args {
        if let (true, Arg::Text(slugs)) = (name == "fields" || name == "updated", &*arg) {
            let names =
                slugs.split(", ").map(|slug| slug.parse().map_or_else(|_| slug.to_owned(), |field| field_name(tr, field)));
            *arg = Arg::Text(names.collect::<Vec<_>>().join(", "));
        }
    }
    tr.message(&reason)
}

/// The name of a field within a sentence.
pub(super) fn field_name(tr: Tr, field: CaseField) -> String {
    let slug: &'static str = field.into();
    tr.text(&format!("sync-dialog-field-{}", slug.replace('_', "-"))).to_lowercase()
}
