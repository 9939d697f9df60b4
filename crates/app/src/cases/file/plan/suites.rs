//! Plans the suites of a file of cases.

use super::{PlannedRow, PlannedSuite, PlannedSuiteChange, Planner};
use crate::cases::file::paths::{self, PathKey};
use crate::files::import::{FieldChange, Policy};
use std::collections::HashSet;
use voluptas_core::domain::case::Case;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::suite::SuiteContent;
use voluptas_core::domain::validate;
use voluptas_formats::cases::{CaseRow, SuiteName, shown_path};

impl Planner<'_> {
    pub(super) fn suites(&mut self) {
        for (at, row) in self.file.suites.iter().enumerate() {
            let path = row.path();
            if !self.suite_is_valid(&path) || !self.may_use(&path) {
                continue;
            }
            // A new suite that was left out is created where a case needs it, without the texts.
            if self.options.left_out_suites.contains(&at) && !self.state.suites.contains_key(&self.comparison.key(&path)) {
                continue;
            }
            self.suite(&path);
            self.fill_suite(at, row.line, &path, &row.content);
        }
    }

    pub(super) fn suite_is_valid(&self, path: &[SuiteName]) -> bool {
        path.iter().all(|name| validate::suite(&SuiteContent { title: name.title.clone(), ..SuiteContent::default() }).is_ok())
    }

    /// Puts texts of the file into a suite. What would change in a suite of the project is listed.
    fn fill_suite(&mut self, at: usize, line: u64, path: &[SuiteName], texts: &SuiteContent) {
        let key = self.comparison.key(path);
        let planned = self.planned_suites.get(&key).copied();
        if let Some(new) = planned.and_then(|at| self.suites.get_mut(at)).filter(|suite| suite.id.is_none()) {
            new.content.description = new.content.description.take().or_else(|| texts.description.clone());
            new.content.preconditions = new.content.preconditions.take().or_else(|| texts.preconditions.clone());
            return;
        }
        let Some(known) = self.state.suites.get(&key) else { return };
        let mut content = planned.and_then(|at| self.suites.get(at)).map_or(&known.content, |suite| &suite.content).clone();
        let (mut changes, mut is_left_out) = (Vec::new(), false);
        for (field, here, file) in [
            (CaseField::Description, &mut content.description, &texts.description),
            (CaseField::Preconditions, &mut content.preconditions, &texts.preconditions),
        ] {
            let Some(value) = file.as_ref().filter(|value| here.as_ref() != Some(*value)) else { continue };
            let is_taken = match self.options.policy {
                Policy::Smart => here.is_none(),
                Policy::Mine => false,
                Policy::Theirs => true,
            };
            is_left_out |= is_taken && self.options.left_out_suites.contains(&at);
            let is_taken = is_taken && !is_left_out;
            let (before, after) = (here.clone().unwrap_or_default(), value.clone());
            changes.push(FieldChange { field: <&str>::from(field).to_owned(), before, after, is_taken });
            if is_taken {
                here.clone_from(file);
            }
        }
        if changes.is_empty() {
            return;
        }
        if !is_left_out {
            self.counts.kept += changes.iter().filter(|change| !change.is_taken).count();
        }
        let change = PlannedSuiteChange { line, suite: path.to_vec(), changes, at, is_left_out };
        if change.is_taken() {
            match planned.and_then(|at| self.suites.get_mut(at)) {
                Some(suite) => suite.content = content,
                None => {
                    self.planned_suites.insert(key, self.suites.len());
                    self.suites.push(PlannedSuite { path: path.to_vec(), id: Some(known.id), content });
                    self.counts.suites_updated += 1;
                }
            }
        }
        self.suite_changes.push(change);
    }

    /// Plans the suites of a path that the project lacks, parents first.
    pub(super) fn suite(&mut self, path: &[SuiteName]) {
        if path == self.last_suite {
            return;
        }
        path.clone_into(&mut self.last_suite);
        let key = self.comparison.key(path);
        // The parents of a known suite are known: most rows look for their own suite alone.
        let is_known = |length: &usize| {
            let key = &key[..*length];
            self.state.suites.contains_key(key) || self.planned_suites.contains_key(key)
        };
        let known = (1..=path.len()).rev().find(is_known).unwrap_or(0);
        for length in known + 1..=path.len() {
            let part = &path[..length];
            self.planned_suites.insert(key[..length].to_vec(), self.suites.len());
            let content = SuiteContent { title: part[length - 1].title.trim().to_owned(), ..SuiteContent::default() };
            self.suites.push(PlannedSuite { path: part.to_vec(), id: None, content });
            self.counts.suites_created += 1;
        }
    }

    /// Drops the new suites whose cases are all left out. A suite that the file describes without any case stays.
    pub(super) fn drop_emptied(&mut self, rows: &[PlannedRow]) {
        if self.file.suites.is_empty() {
            return;
        }
        let comparison = self.comparison;
        let with_parents = |paths: HashSet<&Vec<SuiteName>>| -> HashSet<PathKey> {
            let mut all = HashSet::new();
            for path in paths {
                let key = comparison.key(path);
                // The parents of a suite that is there are there, too.
                let _ = (1..=key.len()).rev().find(|length| !all.insert(key[..*length].to_vec()));
            }
            all
        };
        let of_rows = self.file.rows.iter().flat_map(|row| row.further.iter().chain([&row.suite]));
        let named = with_parents(paths::distinct(of_rows.chain(&self.file.skipped_in)));
        let is_described = |suite: &&PlannedSuite| !named.contains(&comparison.key(&suite.path));
        let written = rows.iter().filter_map(|row| row.write.as_ref().map(|write| write.suites(&row.suite))).flatten();
        let described = self.suites.iter().filter(is_described).map(|suite| &suite.path);
        let needed = with_parents(paths::distinct(written.chain(described)));
        let before = self.suites.len();
        self.suites.retain(|suite| suite.id.is_some() || needed.contains(&comparison.key(&suite.path)));
        self.counts.suites_created -= before - self.suites.len();
    }

    /// True when the suite is there or may be created.
    pub(super) fn may_use(&self, path: &[SuiteName]) -> bool {
        !self.options.skips_new_suites || path.is_empty() || self.state.suites.contains_key(&self.comparison.key(path))
    }

    /// The suite to which a case moves; a suite that stays though the file has another one is listed.
    pub(super) fn new_suite(&self, row: &CaseRow, case: &Case, changes: &mut Vec<FieldChange>) -> Option<Vec<SuiteName>> {
        if !self.file.fields.contains(&CaseField::Suite) {
            return None;
        }
        let here = case.suite_id.and_then(|id| self.state.path_of.get(&id)).cloned().unwrap_or_default();
        if self.comparison.key(&here) == self.comparison.key(&row.suite) {
            return None;
        }
        let is_taken = self.options.policy == Policy::Theirs && self.may_use(&row.suite);
        changes.push(FieldChange {
            field: <&str>::from(CaseField::Suite).to_owned(),
            before: shown_path(&here),
            after: shown_path(&row.suite),
            is_taken,
        });
        is_taken.then(|| row.suite.clone())
    }
}
