//! Named writes and what they changed.

use crate::domain::Message;
use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicU64, Ordering};

/// The parts of the workspace that a reader may want to hear about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, strum::EnumCount)]
pub enum Aggregate {
    /// Projects.
    Projects,
    /// Functions, people, relations, dictionaries.
    Functions,
    /// Suites.
    Suites,
    /// Cases with all that belongs to them.
    Cases,
    /// Runs.
    Runs,
    /// Results.
    Results,
    /// Function <-> case.
    Mappings,
    /// What is known of Qase, and links to it.
    Remote,
    /// History of synchronisations.
    Sync,
    /// Jobs.
    Jobs,
    /// Anything else.
    Other,
}

/// A set of [`Aggregate`]s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changed(u32);

impl Changed {
    /// Adds one.
    pub fn add(&mut self, aggregate: Aggregate) {
        self.0 |= 1 << aggregate as u32;
    }

    /// True when it is in the set.
    #[must_use]
    pub fn has(self, aggregate: Aggregate) -> bool {
        self.0 & (1 << aggregate as u32) != 0
    }

    /// True when nothing changed.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Counts up each time an aggregate changes: a view that remembers the number knows whether it is stale without asking the file.
#[derive(Debug, Default)]
pub struct Generations([AtomicU64; <Aggregate as strum::EnumCount>::COUNT]);

impl Generations {
    /// The current number of one aggregate.
    #[must_use]
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

/// A write with a name: what the history shows and what undo takes back as one. Its author is that of the [`super::Store`] handle.
#[derive(Debug, Clone)]
pub struct Op {
    /// Stable name, for example `edit_function`.
    pub name: &'static str,
    /// What the history shows; none shows the name's own text.
    pub label: Option<Message>,
    /// True when undo may take it back. Bulk work of a synchronisation may not: its history has the details.
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

    /// With a text for the history.
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
    /// None when it did not exist.
    pub before: Option<serde_json::Value>,
    /// None when it no longer exists.
    pub after: Option<serde_json::Value>,
}
