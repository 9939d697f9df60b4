//! The entries of the trash, read while its dialog is open.

use super::Backend;
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

    /// The entries that [`Backend::want_trash`] asked for; `None` until they were read.
    #[must_use]
    pub fn trash(&self) -> Option<&[TrashEntry]> {
        self.trash.get().map(Vec::as_slice)
    }
}
