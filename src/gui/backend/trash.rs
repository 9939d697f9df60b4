//! The entries of the trash and the FuncIDs that it holds, read while a dialog that shows them is open.

use std::collections::HashMap;

use super::Backend;
use crate::app::trash::DeletedFunction;
use crate::store::Aggregate;
use crate::store::trash::TrashEntry;

impl Backend {
    /// Asks for the entries of the trash, unless they are there; forgets them when they are not wanted.
    pub fn want_trash(&mut self, wanted: bool) {
        let Some(store) = self.store().cloned() else { return };
        if !wanted {
            if self.asked_trash.take().is_some() {
                self.trash.clear();
            }
            return;
        }
        let g = store.generations();
        let generation = g.of(Aggregate::Functions) + g.of(Aggregate::Suites) + g.of(Aggregate::Cases);
        if self.asked_trash != Some(generation) {
            self.asked_trash = Some(generation);
            self.trash.ask(&self.runner, move || {
                crate::app::trash::list(&store).unwrap_or_else(|error| {
                    tracing::error!(%error, "the trash was not read");
                    Vec::new()
                })
            });
        }
    }

    /// Asks which FuncIDs are taken in the trash, unless they are there; forgets them when they are not wanted.
    pub fn want_deleted_ids(&mut self, wanted: bool) {
        let Some(store) = self.store().cloned() else { return };
        if !wanted {
            if self.asked_deleted_ids.take().is_some() {
                self.deleted_ids.clear();
            }
            return;
        }
        let generation = store.generations().of(Aggregate::Functions);
        if self.asked_deleted_ids != Some(generation) {
            self.asked_deleted_ids = Some(generation);
            self.deleted_ids.ask(&self.runner, move || {
                crate::app::trash::func_ids(&store).unwrap_or_else(|error| {
                    tracing::error!(%error, "the trash was not read");
                    HashMap::new()
                })
            });
        }
    }

    /// The functions in the trash by FuncID, as [`Backend::want_deleted_ids`] asked; `None` until they were read.
    #[must_use]
    pub fn deleted_ids(&self) -> Option<&HashMap<String, DeletedFunction>> {
        self.deleted_ids.get()
    }

    /// The entries that [`Backend::want_trash`] asked for; `None` until they were read.
    #[must_use]
    pub fn trash(&self) -> Option<&[TrashEntry]> {
        self.trash.get().map(Vec::as_slice)
    }
}
