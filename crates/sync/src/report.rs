//! Reports of a synchronisation while it works and when it is done: stages, counts, the summary.
//!
//! Contains no texts for people: a [`Stage`] names its text by key.

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::SyncId;
use voluptas_jobs::JobCtx;

/// Stage of a synchronisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::IntoStaticStr, strum::EnumIter)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Stage {
    /// Reading fields, suites and runs of Qase.
    ReadSuites,
    /// Reading cases of Qase.
    ReadCases,
    /// Reading the workspace.
    ReadLocal,
    /// Comparing both.
    Compare,
    /// Looking for objects that an interrupted export left in Qase.
    Recover,
    /// Writing suites into the workspace.
    WriteSuites,
    /// Writing cases into the workspace.
    WriteCases,
    /// Writing functions and mappings into the workspace.
    WriteFunctions,
    /// Sending suites to Qase.
    SendSuites,
    /// Uploading files of cases to Qase.
    SendFiles,
    /// Sending cases to Qase.
    SendCases,
    /// Sending results to Qase.
    SendResults,
    /// Reading the written objects again.
    Verify,
}

impl Stage {
    /// Key of the stage's text.
    #[must_use]
    pub fn key(self) -> String {
        format!("sync-stage-{}", <&str>::from(self))
    }
}

/// The person asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// Receiver of the progress, which may ask to stop. Called between items, often: it must be quick.
pub trait Reporter: Send + Sync {
    /// Reports that `done` of `total` items of this stage are done. `detail` names the present one or is blank.
    fn progress(&self, stage: Stage, done: u64, total: Option<u64>, detail: &str);

    /// Returns [`Cancelled`] when the synchronisation is to stop. Called only where a stop leaves both sides consistent.
    fn check(&self) -> Result<(), Cancelled>;

    /// Token that ends a wait for the network at once, if the reporter has one.
    fn cancel_token(&self) -> Option<CancellationToken> {
        None
    }
}

impl Reporter for JobCtx {
    fn progress(&self, stage: Stage, done: u64, total: Option<u64>, detail: &str) {
        let now = JobCtx::progress(self);
        if now.stage.key != stage.key() {
            self.stage(Message::new(stage.key()), total);
        } else if now.total != total {
            self.set_total(total);
        }
        let detail = (!detail.is_empty()).then(|| detail.to_owned());
        // A stop is checked for only where it leaves both sides consistent, and not here.
        self.step(done, detail).ok();
    }

    fn check(&self) -> Result<(), Cancelled> {
        JobCtx::check(self).map_err(|_| Cancelled)
    }

    fn cancel_token(&self) -> Option<CancellationToken> {
        Some(self.token().clone())
    }
}

/// Ignores the progress and never stops.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quiet;

impl Reporter for Quiet {
    fn progress(&self, _: Stage, _: u64, _: Option<u64>, _: &str) {}

    fn check(&self) -> Result<(), Cancelled> {
        Ok(())
    }
}

/// Outcome of a synchronisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, strum::IntoStaticStr, strum::EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    /// The synchronisation has not ended.
    #[default]
    Running,
    /// Everything was done.
    Done,
    /// The synchronisation went through, and some items failed.
    Partly,
    /// The synchronisation broke off with an error.
    Failed,
    /// A person stopped the synchronisation.
    Cancelled,
    /// The program ended before the synchronisation did.
    Interrupted,
}

impl Outcome {
    /// The word that is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Outcome of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::IntoStaticStr, strum::EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ItemOutcome {
    /// The item was created.
    Created,
    /// The item was changed.
    Updated,
    /// Both sides agree already.
    Unchanged,
    /// The item is no longer in Qase.
    Removed,
    /// Both sides changed the item: a person must decide.
    Conflict,
    /// The item was left alone, with a reason.
    Skipped,
    /// The change of the item failed.
    Failed,
}

impl ItemOutcome {
    /// The word that is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Kind of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::IntoStaticStr, strum::EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Entity {
    Case,
    Suite,
    Run,
    Result,
    /// A mapping of a function to a case.
    Mapping,
    Function,
    SharedStep,
}

impl Entity {
    /// The word that is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Number of items by outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    pub created: u64,
    /// Changed.
    pub updated: u64,
    /// Already the same.
    pub unchanged: u64,
    /// No longer in Qase.
    pub removed: u64,
    /// Left open for a person.
    pub conflicts: u64,
    /// Left alone.
    pub skipped: u64,
    pub failed: u64,
}

impl Counts {
    /// Counts one item.
    pub fn add(&mut self, outcome: ItemOutcome) {
        *match outcome {
            ItemOutcome::Created => &mut self.created,
            ItemOutcome::Updated => &mut self.updated,
            ItemOutcome::Unchanged => &mut self.unchanged,
            ItemOutcome::Removed => &mut self.removed,
            ItemOutcome::Conflict => &mut self.conflicts,
            ItemOutcome::Skipped => &mut self.skipped,
            ItemOutcome::Failed => &mut self.failed,
        } += 1;
    }

    /// Number of items that were created, updated or removed.
    pub fn changes(&self) -> u64 {
        self.created + self.updated + self.removed
    }

    /// Number of all items.
    pub fn total(&self) -> u64 {
        self.changes() + self.unchanged + self.conflicts + self.skipped + self.failed
    }
}

/// One line of the log of a synchronisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Kind of the item.
    pub entity: Entity,
    /// Row id or number in the workspace.
    pub local_key: Option<String>,
    /// Qase id.
    pub remote_key: Option<String>,
    pub title: String,
    pub outcome: ItemOutcome,
    /// Reason, or names of the fields.
    pub detail: Option<Message>,
}

/// The fields of an item: those in conflict, and those that the target got. `None` without any.
pub(crate) fn of_fields(conflicts: &[&str], updated: &[&str]) -> Option<Message> {
    let (conflicts_text, updated_text) = (conflicts.join(", "), updated.join(", "));
    match (conflicts.is_empty(), updated.is_empty()) {
        (true, true) => None,
        (true, false) => Some(Message::new("sync-item-fields").with("fields", updated_text)),
        (false, true) => Some(Message::new("sync-item-conflict").with("fields", conflicts_text)),
        (false, false) => {
            Some(Message::new("sync-item-conflict-updated").with("fields", conflicts_text).with("updated", updated_text))
        }
    }
}

/// The run that got results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSent {
    /// Qase id.
    pub id: i64,
    /// Title in Qase.
    pub title: String,
    /// True when this synchronisation created the run.
    pub created: bool,
}

/// Result of a synchronisation. The history and the command line's JSON contain it in this form.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// Entry in the history; `None` for a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sync_id: Option<SyncId>,
    pub outcome: Outcome,
    pub suites: Counts,
    pub cases: Counts,
    /// Number of created functions.
    pub functions_created: u64,
    /// Number of created mappings.
    pub mappings_created: u64,
    /// The run that got results.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<RunSent>,
    /// Results. Created ones were sent now; unchanged ones were sent before.
    pub results: Counts,
    /// Facts that a person should know.
    pub warnings: Vec<Message>,
    /// Differences found when both sides were read again.
    pub drift: Vec<Message>,
    /// Items left to the next synchronisation, because they changed meanwhile or wait for other items.
    pub left_over: u64,
}

/// Warnings of items that were left undone.
const LEFT: [&str; 5] = [
    "sync-warning-unsteady",
    "sync-warning-file-refused",
    "sync-warning-files-not-taken",
    "sync-warning-shared-not-sent",
    "sync-warning-double-shared",
];

impl Summary {
    /// Number of changes in the workspace or in Qase. Zero when both sides agreed.
    pub fn changes(&self) -> u64 {
        let runs = u64::from(self.run.as_ref().is_some_and(|r| r.created));
        self.suites.changes()
            + self.cases.changes()
            + self.results.changes()
            + self.functions_created
            + self.mappings_created
            + runs
    }

    /// Number of items that failed.
    pub fn failed(&self) -> u64 {
        self.suites.failed + self.cases.failed + self.results.failed
    }

    /// Counts one item.
    pub fn add(&mut self, item: &Item) {
        let for_later = [
            "sync-item-unclear",
            "sync-item-stale",
            "sync-item-changed-there",
            "sync-item-gone-there",
            "sync-note-case-not-there",
        ];
        let is_for_later = item.detail.as_ref().is_some_and(|d| for_later.contains(&d.key.as_str()));
        self.left_over += u64::from(item.outcome == ItemOutcome::Skipped && is_for_later);
        if let Some(counts) = self.counts_mut(item.entity) {
            counts.add(item.outcome);
        }
    }

    /// True when everything that was requested is done and both sides agree on it.
    pub fn is_complete(&self) -> bool {
        let open = |c: &Counts| c.failed + c.conflicts;
        let is_left = self.warnings.iter().any(|w| LEFT.contains(&w.key.as_str()));
        open(&self.suites) + open(&self.cases) + open(&self.results) + self.left_over == 0 && self.drift.is_empty() && !is_left
    }

    /// The counts of one kind of item.
    pub fn counts_mut(&mut self, entity: Entity) -> Option<&mut Counts> {
        match entity {
            Entity::Case => Some(&mut self.cases),
            Entity::Suite => Some(&mut self.suites),
            Entity::Result => Some(&mut self.results),
            Entity::Run | Entity::Mapping | Entity::Function | Entity::SharedStep => None,
        }
    }
}
