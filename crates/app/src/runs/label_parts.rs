//! Parts of runs: the tests whose results have a label, such as those of one browser of a matrix.
//!
//! Two parts of different labels have no test in common, because the tests of a matrix are twins. They are compared by the key that twins
//! share ([`pair`]).

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{ResultId, RunId, TestId};
use voluptas_core::domain::message::Explain;
use voluptas_core::domain::outcome::Outcome;
use voluptas_core::domain::result::ResultLabel;
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::{self as store, Result, Tx};

/// Reason why parts of runs cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum PartError {
    #[error(transparent)]
    Store(#[from] store::Error),
    /// No result of the run with this number has the label.
    #[error("run {run} has no label {}={}", label.name, label.value)]
    NoLabel { run: i64, label: ResultLabel },
}

impl Explain for PartError {
    fn message(&self) -> Message {
        match self {
            Self::Store(error) => error.message(),
            Self::NoLabel { run, label } => {
                let message = Message::new("compare-no-label").with("number", run);
                message.with("label", format!("{}={}", label.name, label.value))
            }
        }
    }

    fn remedy(&self) -> Option<Message> {
        match self {
            Self::Store(error) => error.remedy(),
            Self::NoLabel { .. } => None,
        }
    }
}

/// The tests of a run, or those whose results have a label.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) run: RunId,
    /// `None` for the whole run.
    pub(crate) label: Option<ResultLabel>,
    /// Sorted by test.
    pub(crate) outcomes: Vec<Outcome>,
}

impl Part {
    /// Reads a part. Labels stand in the details of results, which are all decoded.
    pub(crate) fn read(tx: &Tx<'_>, run: RunId, label: Option<&ResultLabel>) -> Result<Self> {
        let mut outcomes = tx.outcomes().of_run(run)?;
        if let Some(label) = label {
            let traits = tx.traits_of_run(run, true)?;
            let has = traits.rows.iter().filter(|row| traits.has_label(row, label));
            let results: FxHashSet<ResultId> = has.map(|row| row.result).collect();
            outcomes.retain(|outcome| results.contains(&outcome.result));
        }
        Ok(Self { run, label: label.cloned(), outcomes })
    }

    /// The label, if no result has it.
    pub(super) fn missing_label(&self) -> Option<&ResultLabel> {
        self.label.as_ref().filter(|_| self.outcomes.is_empty())
    }

    /// Number of tests by the word of their status.
    pub(super) fn statuses(&self) -> BTreeMap<String, u64> {
        let mut statuses = BTreeMap::new();
        for outcome in &self.outcomes {
            *statuses.entry(outcome.status.slug().to_owned()).or_default() += 1;
        }
        statuses
    }

    /// Numbers of passed and of executed tests.
    pub(super) fn passed_of_executed(&self) -> (u64, u64) {
        self.outcomes.iter().fold((0, 0), |(passed, executed), outcome| {
            let is_passed = outcome.status == ResultStatus::Passed;
            (passed + u64::from(is_passed), executed + u64::from(outcome.status.is_executed()))
        })
    }
}

/// Gives tests of the older part the ids of their twins in the newer one, where the labels differ. Of several twins with one key the tests
/// that both parts have are paired first, the others in the order of their ids.
pub(super) fn pair(tx: &Tx<'_>, older: &mut Part, newer: &mut Part) -> Result<()> {
    if older.label == newer.label {
        return Ok(());
    }
    let both: Vec<TestId> = older.outcomes.iter().chain(&newer.outcomes).map(|outcome| outcome.test).collect();
    let keys = tx.known_tests().shared_keys(&both)?;
    let common: FxHashSet<TestId> = {
        let of_newer: FxHashSet<TestId> = newer.outcomes.iter().map(|outcome| outcome.test).collect();
        older.outcomes.iter().map(|outcome| outcome.test).filter(|test| of_newer.contains(test)).collect()
    };
    // Outcomes are sorted by test, so that the last of a list is the first that is taken.
    let mut free: BTreeMap<&str, Vec<TestId>> = BTreeMap::new();
    for outcome in newer.outcomes.iter().rev().filter(|outcome| !common.contains(&outcome.test)) {
        if let Some(key) = keys.get(&outcome.test) {
            free.entry(key).or_default().push(outcome.test);
        }
    }
    for outcome in older.outcomes.iter_mut().filter(|outcome| !common.contains(&outcome.test)) {
        let twin = keys.get(&outcome.test).and_then(|key| free.get_mut(key.as_str())?.pop());
        outcome.test = twin.unwrap_or(outcome.test);
    }
    older.outcomes.sort_by_key(|outcome| outcome.test);
    Ok(())
}
