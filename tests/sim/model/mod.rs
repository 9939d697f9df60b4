//! A small model, independent of the program: who wrote which value where, and which values nobody has replaced since.
//!
//! Every value has a token. Writing a value into a field replaces the tokens that the field had on that side at that moment, and
//! so does a removal. A token that nobody replaced is a *head*: it must exist somewhere until the end.

pub mod ends;

use crate::card::Field;
use crate::qase::late::Overwritten;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::Millis;

/// Longest time between the program's read of a case and the sending of its change in which an edit by a person may go unnoticed.
const BLIND: Millis = 5_000;

/// A value.
#[derive(Debug, Clone)]
pub struct Version {
    pub field: Field,
    /// The tokens that it replaced.
    pub replaces: Vec<u64>,
    /// Reason why the value may be missing; `None` for a head.
    pub gone: Option<&'static str>,
    pub at: Millis,
    /// Place and kind of the value, for messages.
    pub note: String,
    /// True for a removal, which has no value of its own.
    pub is_removal: bool,
    /// True when it was written in Qase.
    pub in_qase: bool,
    /// Workspace and row of the case in which a person wrote it; `None` for other values.
    pub row: Option<(String, i64)>,
}

/// All values of a world.
#[derive(Debug, Default)]
pub struct Model {
    pub versions: BTreeMap<u64, Version>,
    last: u64,
    /// Origins that people duplicated themselves, or restored beside their successor.
    pub doubled_by_people: BTreeSet<u64>,
    /// Times at which people restored cases in Qase, by case id. A restored case keeps its old update time.
    pub restored: BTreeMap<i64, Millis>,
    /// Values in writes whose outcome the program could not know. An edit by a person over such a value looks like a conflict to
    /// the program.
    pub unclear: BTreeSet<u64>,
    /// Origins that were deleted in Qase when every workspace that has them had linked them. Nobody may create them again.
    pub deleted_for_good: BTreeMap<u64, String>,
}

impl Model {
    /// A new token. Names of suites, runs and results have one that is not the value of a field.
    pub fn name(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// Records that a person wrote a value into a field with the tokens `old`.
    pub fn write(&mut self, field: Field, old: &[u64], in_qase: bool, at: Millis, note: &str) -> u64 {
        let token = self.name();
        self.replace(old, "replaced by a person");
        let version = Version {
            field,
            replaces: old.to_vec(),
            gone: None,
            at,
            note: note.to_owned(),
            is_removal: false,
            in_qase,
            row: None,
        };
        self.versions.insert(token, version);
        token
    }

    /// Notes the case of a workspace in which a value was written.
    pub fn place(&mut self, token: u64, desk: &str, row: i64) {
        if let Some(version) = self.versions.get_mut(&token) {
            version.row = Some((desk.to_owned(), row));
        }
    }

    /// Records that a person removed a value.
    pub fn remove(&mut self, field: Field, old: &[u64], in_qase: bool, at: Millis, note: &str) {
        if old.is_empty() {
            return;
        }
        let token = self.write(field, old, in_qase, at, note);
        if let Some(version) = self.versions.get_mut(&token) {
            version.is_removal = true;
            version.gone = Some("a removal");
        }
    }

    /// Allows values to be missing from now on, for this reason.
    pub fn replace(&mut self, tokens: &[u64], why: &'static str) {
        for token in tokens {
            if let Some(version) = self.versions.get_mut(token) {
                version.gone.get_or_insert(why);
            }
        }
    }

    /// True when the author of `newer` had seen `older`, directly or through other values.
    pub fn knew(&self, newer: u64, older: u64) -> bool {
        let mut todo = vec![newer];
        let mut seen = BTreeSet::new();
        while let Some(token) = todo.pop() {
            if token == older {
                return true;
            }
            if seen.insert(token) {
                todo.extend(self.versions.get(&token).into_iter().flat_map(|v| v.replaces.iter().copied()));
            }
        }
        false
    }

    /// Records a change by the program on one side: `lost` was there before, and `came` is there now. Where a policy decides, one
    /// of two values whose authors did not know each other may be lost. Values that the program takes as a whole, such as all
    /// texts of the steps, are lost together.
    pub fn decided(&mut self, lost: &[(Field, u64)], came: &[(Field, u64)]) {
        let beaten: BTreeSet<&str> =
            lost.iter().filter(|(field, old)| self.is_beaten(*field, *old, came)).map(|(field, _)| field.engine_name()).collect();
        let tokens: Vec<u64> =
            lost.iter().filter(|(field, _)| beaten.contains(field.engine_name())).map(|(_, old)| *old).collect();
        self.replace(&tokens, "a policy decided against it");
    }

    fn is_beaten(&self, field: Field, old: u64, came: &[(Field, u64)]) -> bool {
        let rivals = came.iter().filter(|(f, _)| f.engine_name() == field.engine_name()).map(|(_, t)| *t);
        let removed = self.versions.iter().any(|(t, v)| {
            v.is_removal && v.field == field && !self.knew(old, *t) && v.replaces.iter().any(|r| self.knew(old, *r))
        });
        rivals.clone().any(|new| !self.knew(old, new) || self.unclear.contains(&new)) || (rivals.count() == 0 && removed)
    }

    /// Excuses the one loss that cannot be prevented: a person edited in the seconds between the program's read and its change.
    pub fn overwritten(&mut self, change: &Overwritten) {
        for (_, token) in &change.lost {
            let Some(version) = self.versions.get(token) else { continue };
            let unseen = version.in_qase && version.at >= change.look && version.at <= change.at;
            if unseen && change.sent - change.look <= BLIND {
                self.replace(&[*token], "written in the seconds between look and change");
            }
        }
        if change.decides {
            self.decided(&change.lost, &change.came);
        }
    }

    /// Values that must exist somewhere.
    pub fn heads(&self) -> impl Iterator<Item = (u64, &Version)> {
        self.versions.iter().filter(|(_, v)| v.gone.is_none()).map(|(t, v)| (*t, v))
    }
}
