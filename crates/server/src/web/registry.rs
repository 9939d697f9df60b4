//! The registry of functions with its coverage, read once for all pages until something of it changes.

use super::visit::Visit;
use crate::error::ApiResult;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use voluptas_app::overview::lists::{self, Registry};
use voluptas_core::domain::ids::{ProjectId, SuiteId};
use voluptas_store::case_pages::{InTrash, RowFilter};
use voluptas_store::{Aggregate, Store};

/// The registry as of a state of the workspace.
#[derive(Debug, Default)]
pub struct RegistryCache {
    registry: Mutex<Option<([u64; PARTS.len()], Arc<Registry>)>>,
    figures: Mutex<HashMap<ProjectId, FiguresAsOf>>,
}

/// Figures with the state of the workspace that they are of.
type FiguresAsOf = ([u64; CONTENTS.len()], Arc<Figures>);

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

impl RegistryCache {
    /// The registry of now. Blocks.
    fn get(&self, store: &Store) -> ApiResult<Arc<Registry>> {
        // What others wrote counts as a change only once it was looked for.
        store.look_for_others()?;
        let mut kept = self.registry.lock();
        let state = PARTS.map(|part| store.generations().of(part));
        if let Some((of, registry)) = kept.as_ref()
            && *of == state
        {
            return Ok(Arc::clone(registry));
        }
        let registry = Arc::new(lists::registry(store)?);
        *kept = Some((state, Arc::clone(&registry)));
        Ok(registry)
    }

    /// The figures of a project as of now. Blocks.
    fn figures(&self, store: &Store, project: ProjectId) -> ApiResult<Arc<Figures>> {
        store.look_for_others()?;
        let state = CONTENTS.map(|part| store.generations().of(part));
        if let Some((of, figures)) = self.figures.lock().get(&project)
            && *of == state
        {
            return Ok(Arc::clone(figures));
        }
        let figures = store.read(|tx| {
            let only = RowFilter { trash: InTrash::Only, ..RowFilter::default() };
            Ok(Figures {
                suites: tx.suites().case_counts(project)?,
                tags: tx.tag_counts(project)?,
                trash: tx.count_rows(project, &only)?,
            })
        })?;
        let figures = Arc::new(figures);
        self.figures.lock().insert(project, (state, Arc::clone(&figures)));
        Ok(figures)
    }
}

impl Visit {
    /// Figures of the cases of a project. Not within a transaction: it has one of its own.
    pub fn figures(&self, project: ProjectId) -> ApiResult<Arc<Figures>> {
        self.app.registry.figures(&self.app.store, project)
    }

    /// The registry of functions. Only for visitors who may read it.
    pub fn registry(&self) -> ApiResult<Arc<Registry>> {
        self.app.registry.get(&self.app.store)
    }
}
