//! The registry of functions with its coverage, and figures of the cases of a project.

use super::page_request::PageRequest;
use crate::error::ApiResult;
use std::sync::Arc;
use voluptas_app::overview::lists::{self, Registry};
use voluptas_core::domain::ids::{ProjectId, SuiteId};
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

/// What these figures are made of.
const CONTENTS: [Aggregate; 2] = [Aggregate::Cases, Aggregate::Suites];

/// What the registry and its coverage are made of.
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
}
