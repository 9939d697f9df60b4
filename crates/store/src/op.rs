//! Named writes and the aggregates that they changed.

use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicU64, Ordering};
use voluptas_core::domain::Message;

/// Parts of the workspace that views observe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, strum::EnumCount)]
pub enum Aggregate {
    Projects,
    /// Functions, people, relations, dictionaries.
    Functions,
    Suites,
    /// Cases with steps, tags and values.
    Cases,
    Runs,
    Results,
    /// Function <-> case.
    Mappings,
    /// Copies of Qase's data, and links to Qase.
    Remote,
    /// History of synchronisations.
    Sync,
    Jobs,
    /// Records of the server about its own work: audit, deliveries of webhooks, uses of tokens.
    Service,
    /// Other parts.
    Other,
}

/// A set of [`Aggregate`]s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changed(u32);

impl Changed {
    /// Adds an aggregate.
    pub fn add(&mut self, aggregate: Aggregate) {
        self.0 |= 1 << aggregate as u32;
    }

    /// True when the aggregate is in the set.
    #[must_use]
    pub fn has(self, aggregate: Aggregate) -> bool {
        self.0 & (1 << aggregate as u32) != 0
    }

    /// True when no list of cases shows any of the changed aggregates. False for an empty set, because such a write did not state
    /// its changes.
    pub(super) fn leaves_cases_alone(self) -> bool {
        let others = [Aggregate::Runs, Aggregate::Results, Aggregate::Jobs, Aggregate::Sync, Aggregate::Service];
        !self.is_empty() && others.iter().fold(self.0, |left, one| left & !(1 << *one as u32)) == 0
    }

    /// True when nothing changed.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// A counter per aggregate, incremented by each change. A view compares it with a stored value to find out that it is stale.
#[derive(Debug, Default)]
pub struct Generations([AtomicU64; <Aggregate as strum::EnumCount>::COUNT]);

impl Generations {
    /// The current number of one aggregate.
    pub fn of(&self, aggregate: Aggregate) -> u64 {
        self.0[aggregate as usize].load(Ordering::Acquire)
    }

    pub(super) fn bump(&self, changed: Changed) {
        for (i, counter) in self.0.iter().enumerate() {
            if changed.0 & (1 << i) != 0 {
                counter.fetch_add(1, Ordering::AcqRel);
            }
        }
    }
}

/// A named write: one entry of the history, which undo takes back as a whole. The [`super::Store`] handle has its author.
#[derive(Debug, Clone)]
pub struct Op {
    /// Stable name, for example `edit_function`.
    pub name: &'static str,
    /// Text in the history; `None` shows the text of the name.
    pub label: Option<Message>,
    /// True when undo may take the write back. False for bulk work of a synchronisation, which has a history of its own.
    pub undoable: bool,
}

impl Op {
    /// A write that undo can take back.
    #[must_use]
    pub fn edit(name: &'static str) -> Self {
        Self { name, label: None, undoable: true }
    }

    /// A write that undo passes over.
    #[must_use]
    pub fn bulk(name: &'static str) -> Self {
        Self { name, label: None, undoable: false }
    }

    /// Sets the text for the history.
    #[must_use]
    pub fn labelled(mut self, label: Message) -> Self {
        self.label = Some(label);
        self
    }
}

/// One entity before and after, as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// `function`, `case`, `suite`, `mapping`, ...
    pub entity: String,
    /// Row id.
    pub entity_id: i64,
    /// State before; `None` for a creation.
    pub before: Option<serde_json::Value>,
    /// State after; `None` for a removal.
    pub after: Option<serde_json::Value>,
}
