//! The registry of functions with its coverage, and figures of the cases of a project.

use super::page_request::PageRequest;
use crate::error::ApiResult;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;
use voluptas_app::functions::coverage::{Coverage, roll_up};
use voluptas_app::overview::lists::{self, Registry};
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, RunId, SuiteId};
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::Aggregate;
use voluptas_store::case_pages::{InTrash, RowFilter};

/// Figures of the cases of a project that every part of its list shows.
#[derive(Debug, Default)]
pub struct Figures {
    /// Living cases directly in each suite.
    pub suites: Vec<(Option<SuiteId>, i64)>,
    /// Living cases with each tag, by title.
    pub tags: Vec<(String, i64)>,
    /// Cases in the trash.
    pub trash: i64,
}

/// Coverage of the functions by the results of one run: a case without a result there counts as untested.
#[derive(Debug)]
pub struct RunCoverage {
    /// By function, with all below it.
    pub coverage: FxHashMap<FunctionId, Coverage>,
    /// The worst status of each case in the run.
    pub statuses: BTreeMap<CaseId, ResultStatus>,
}

/// Aggregates from which these figures are computed.
const CONTENTS: [Aggregate; 2] = [Aggregate::Cases, Aggregate::Suites];

/// Aggregates from which the registry and its coverage are computed.
const PARTS: [Aggregate; 6] =
    [Aggregate::Functions, Aggregate::Mappings, Aggregate::Cases, Aggregate::Suites, Aggregate::Runs, Aggregate::Results];

impl PageRequest {
    /// Figures of the cases of a project. Not within a transaction: it has one of its own.
    pub fn figures(&self, project: ProjectId) -> ApiResult<Arc<Figures>> {
        let read = || {
            self.read(|tx| {
                let only = RowFilter { trash: InTrash::Only, ..RowFilter::default() };
                Ok(Figures {
                    suites: tx.suites().case_counts(project)?,
                    tags: tx.tag_counts(project)?,
                    trash: tx.count_rows(project, &only)?,
                })
            })
        };
        self.app.caches.figures.get(project, &self.state(&CONTENTS)?, read)
    }

    /// The registry of functions. Only for visitors who may read it.
    pub fn registry(&self) -> ApiResult<Arc<Registry>> {
        self.app.caches.registry.get((), &self.state(&PARTS)?, || Ok(lists::registry(&self.app.store)?))
    }

    /// The coverage by a run, and the registry that it is of. Not within a transaction: it has one of its own.
    pub fn run_coverage(&self, run: RunId, registry: &Registry) -> ApiResult<Arc<RunCoverage>> {
        let read = || {
            let statuses = self.read(|tx| Ok(tx.runs().worst_of_cases(run)?))?;
            let mut lines = registry.lines.clone();
            for line in &mut lines {
                line.last_status = statuses.get(&line.case_id).cloned();
            }
            Ok(RunCoverage { coverage: roll_up(&registry.functions, &lines), statuses })
        };
        self.app.caches.of_runs.get(run, &self.state(&PARTS)?, read)
    }
}
