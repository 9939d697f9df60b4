//! The registry of functions with its coverage, read once for all pages until something of it changes.

use super::visit::Visit;
use crate::error::ApiResult;
use parking_lot::Mutex;
use std::sync::Arc;
use voluptas_app::overview::lists::{self, Registry};
use voluptas_store::{Aggregate, Store};

/// The registry as of a state of the workspace.
#[derive(Debug, Default)]
pub struct RegistryCache(Mutex<Option<([u64; PARTS.len()], Arc<Registry>)>>);

/// What the registry and its coverage are made of.
const PARTS: [Aggregate; 6] =
    [Aggregate::Functions, Aggregate::Mappings, Aggregate::Cases, Aggregate::Suites, Aggregate::Runs, Aggregate::Results];

impl RegistryCache {
    /// The registry of now. Blocks.
    fn get(&self, store: &Store) -> ApiResult<Arc<Registry>> {
        // What others wrote counts as a change only once it was looked for.
        store.look_for_others()?;
        let mut kept = self.0.lock();
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
}

impl Visit {
    /// The registry of functions. Only for visitors who may read it.
    pub fn registry(&self) -> ApiResult<Arc<Registry>> {
        self.app.registry.get(&self.app.store)
    }
}
