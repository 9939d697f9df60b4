//! Lists that changed while they were read.

use std::sync::{Arc, Mutex, PoisonError};

/// Names the lists that were still changing in the last pass over them; rows may be missing from these. Clones share the names.
#[derive(Debug, Clone, Default)]
pub struct ListWatch(Arc<Mutex<Vec<String>>>);

impl ListWatch {
    /// Paths of the lists that kept changing, each once: `/v1/case/DEMO`.
    pub fn unsteady(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn note(&self, path: &str) {
        let mut paths = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !paths.iter().any(|p| p == path) {
            paths.push(path.to_owned());
        }
    }
}
