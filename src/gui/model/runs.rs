//! Runs with their numbers, and the results of one run.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::rollup::look_of;
use crate::domain::ids::{ResultId, RunId};
use crate::domain::result::ResultLine;
use crate::domain::run::{Run, RunState};
use crate::domain::status::ResultStatus;
use crate::gui::widgets::{Look, TreeData, TreeItem};
use crate::i18n::Tr;
use crate::store::runs::RunStats;

/// Numbers of results by look, in the order of [`Look::ALL`].
pub type Looks = [u64; Look::ALL.len()];

/// One run as lists show it.
#[derive(Debug, Clone)]
pub struct RunRow {
    /// The run.
    pub run: Run,
    /// Code of its project.
    pub project: String,
    /// Results by look.
    pub looks: Looks,
}

impl RunRow {
    /// Cases in it.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.looks.iter().sum()
    }

    /// The one icon of the run: failures first, then that it goes on.
    #[must_use]
    pub fn look(&self) -> Look {
        let has = |look: Look| self.looks[index(look)] > 0;
        if has(Look::Failed) {
            Look::Failed
        } else if has(Look::Broken) {
            Look::Broken
        } else if self.run.state == RunState::Active {
            Look::InProgress
        } else if has(Look::Passed) {
            Look::Passed
        } else {
            Look::Untested
        }
    }
}

/// Place of a look in [`Look::ALL`].
#[must_use]
pub fn index(look: Look) -> usize {
    Look::ALL.iter().position(|l| *l == look).unwrap_or(0)
}

/// The runs of a workspace, newest first.
#[derive(Debug, Clone, Default)]
pub struct RunsModel {
    /// The runs.
    pub rows: Vec<RunRow>,
    /// The same as a flat tree.
    pub tree: Arc<TreeData>,
}

impl RunsModel {
    /// Makes the model of runs with their projects' codes and numbers.
    #[must_use]
    pub fn build(runs: Vec<(Run, String)>, stats: &BTreeMap<RunId, RunStats>, tr: Tr, generation: u64) -> Self {
        let mut rows: Vec<RunRow> = runs
            .into_iter()
            .map(|(run, project)| {
                let mut looks = Looks::default();
                for (slug, n) in stats.get(&run.id).iter().flat_map(|s| &s.statuses) {
                    looks[index(look_of(Some(&ResultStatus::parse(slug))))] += u64::try_from(*n).unwrap_or(0);
                }
                RunRow { run, project, looks }
            })
            .collect();
        rows.sort_by_key(|r| std::cmp::Reverse((r.run.created_ms, r.run.id)));
        let items = rows
            .iter()
            .map(|r| TreeItem {
                key: r.run.id.0,
                title: r.run.content.title.as_str().into(),
                also: format!("{} #{}", r.project, r.run.number).into(),
                look: Some(r.look()),
                right: if r.total() == 0 { "".into() } else { tr.percent(r.looks[index(Look::Passed)], r.total()).into() },
                ..TreeItem::default()
            })
            .collect();
        Self { tree: Arc::new(TreeData::new(items, generation)), rows }
    }

    /// One run.
    #[must_use]
    pub fn get(&self, id: RunId) -> Option<&RunRow> {
        self.rows.iter().find(|r| r.run.id == id)
    }
}

/// A past result in the history of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultHistoryEntry {
    /// Icon and colour of its status.
    pub look: Look,
    /// Title of the test.
    pub title: String,
    /// Time of its end, or of storing when there is none.
    pub at: crate::base::Millis,
}

impl ResultHistoryEntry {
    /// Makes the entry of a stored result.
    #[must_use]
    pub fn of(line: ResultLine) -> Self {
        Self { look: look_of(Some(&line.status)), title: line.title, at: line.at_ms }
    }
}

/// The results of one run.
#[derive(Debug, Clone)]
pub struct RunResults {
    /// The run.
    pub run: RunId,
    /// Results of the run, those that need a look first. Texts and steps are read for the chosen one alone.
    pub rows: Vec<ResultLine>,
}

impl RunResults {
    /// Puts failures before passes, and each group in order of titles.
    #[must_use]
    pub fn new(run: RunId, mut rows: Vec<ResultLine>) -> Self {
        let rank = |r: &ResultLine| match look_of(Some(&r.status)) {
            Look::Failed => 0,
            Look::Broken => 1,
            Look::Blocked => 2,
            Look::Invalid => 3,
            Look::InProgress => 4,
            Look::Skipped => 5,
            Look::Untested => 6,
            Look::Passed => 7,
        };
        rows.sort_by_cached_key(|r| (rank(r), crate::base::fold::natural_key(&r.title), r.id));
        Self { run, rows }
    }

    /// One result.
    #[must_use]
    pub fn get(&self, id: ResultId) -> Option<&ResultLine> {
        self.rows.iter().find(|r| r.id == id)
    }
}
