//! Import of the function registry from a file, and its export into one.
//!
//! [`plan()`] decides the fate of every row of a [`FunctionsFile`] and changes nothing; a preview shows the plan. [`apply()`] plans
//! again in its transaction and refuses when the registry changed since the shown plan, so that what is written is what was shown. An
//! import is one write, which undo takes back as one.
//!
//! A row means the function of its FuncID, also one in the trash, which it brings back. A blank cell leaves what is there. Between two
//! values that differ, [`Policy`] decides; the values of the file win unless a person chooses otherwise. A file removes a flag only
//! when at least one of its rows has that flag; otherwise the file may lack the column. A workbook also brings people and relations:
//! none is removed.

mod export;
mod merge;
mod plan;
pub mod preview;
mod registry;
mod write;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::files::import::Policy;
use voluptas_core::domain::Message;
use voluptas_formats::FunctionsFile;
use voluptas_jobs::{Report, Reportable};
use voluptas_store::{Result, Store};

pub use export::{ExportError, RegistryFormat, export, export_file, export_people, export_relations};
pub use plan::{FunctionsPlan, PlannedFunction, PlannedPerson, PlannedRelation, plan};
pub use write::{Applied, apply, apply_with, import_at_once};

/// Options of an import. The default imports every row, and the values of the file win.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportOptions {
    /// Policy for values that differ.
    pub policy: Policy,
    /// Places of the functions of the file that a person leaves out.
    pub left_out: BTreeSet<usize>,
    /// Places of the people of the file that a person leaves out.
    pub left_out_people: BTreeSet<usize>,
    /// Places of the relations of the file that a person leaves out.
    pub left_out_relations: BTreeSet<usize>,
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self::from(Policy::Theirs)
    }
}

impl From<Policy> for ImportOptions {
    fn from(policy: Policy) -> Self {
        let (left_out, left_out_people, left_out_relations) = <(BTreeSet<_>, BTreeSet<_>, BTreeSet<_>)>::default();
        Self { policy, left_out, left_out_people, left_out_relations }
    }
}

impl ImportOptions {
    /// Takes all rows again that a person left out.
    pub fn take_all(&mut self) {
        *self = Self::from(self.policy);
    }
}

/// Counts of an import, planned or done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Functions created, or brought back from the trash.
    pub created: usize,
    /// Functions changed.
    pub updated: usize,
    /// Functions that stay as they are.
    pub unchanged: usize,
    /// Functions of the file that a person left out.
    pub skipped: usize,
    pub people_created: usize,
    /// People whose details change.
    pub people_updated: usize,
    pub relations_created: usize,
    /// Relations changed.
    pub relations_updated: usize,
    /// Values that differ from the file and stay.
    pub kept: usize,
}

impl Counts {
    /// Number of functions, people and relations that an import writes.
    pub fn written(&self) -> usize {
        let people = self.people_created + self.people_updated;
        self.created + self.updated + people + self.relations_created + self.relations_updated
    }
}

impl Reportable for Applied {
    fn report(&self) -> Report {
        let counts = &self.counts;
        let report = Report::default()
            .count("created", counts.created)
            .count("updated", counts.updated)
            .count("unchanged", counts.unchanged)
            .count("skipped", self.skipped)
            .count("left_out", self.left_out)
            .count("people_created", counts.people_created)
            .count("relations_created", counts.relations_created)
            .count("relations_updated", counts.relations_updated);
        Report { warnings: self.warnings.clone(), ..report }
    }
}

/// Imports every row of a file, whose values win. Blocks.
pub fn import(store: &Store, file: &FunctionsFile) -> Result<Applied> {
    import_at_once(store, file, &ImportOptions::default()).map(|(_, applied)| applied)
}

/// Remarks of a plan for a person, with the reasons of the relations that are skipped.
fn remarks(plan: &FunctionsPlan) -> Vec<Message> {
    plan.warnings.iter().chain(plan.relations.iter().filter_map(PlannedRelation::fault)).cloned().collect()
}
