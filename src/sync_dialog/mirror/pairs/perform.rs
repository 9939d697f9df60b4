//! Reading and writing of the saved pairs.

use super::{PairAction, Pairs};
use crate::sync_dialog::context::TabBackend;
use voluptas_app::mirror;
use voluptas_core::domain::ids::{PairId, SyncId};
use voluptas_core::domain::message::Explain as _;
use voluptas_mirror::Pair;
use voluptas_store::{self as store, Aggregate, Store};

impl Pairs {
    /// Reads the pairs when they have changed, and takes the answers.
    pub fn poll(&mut self, backend: &TabBackend<'_>) {
        let generation = backend.generation(Aggregate::Sync);
        if self.generation != Some(generation) {
            self.generation = Some(generation);
            let store = backend.store();
            backend.ask(&self.saved, move || mirror::pairs::list(&store).map_err(|e| e.message()));
        }
        if self.saved.poll()
            && let Some(Err(message)) = self.saved.get()
        {
            self.error = Some(message.clone());
        }
        if self.writing.poll() {
            match self.writing.get() {
                Some(Ok(id)) => {
                    self.chosen = id.or(self.chosen);
                    self.error = None;
                }
                Some(Err(message)) => self.error = Some(message.clone()),
                None => {}
            }
        }
    }

    /// Stores the entry of the history as the last outcome of a pair.
    pub fn record_run(&self, backend: &TabBackend<'_>, id: PairId, sync: SyncId) {
        self.write(backend, move |store| mirror::pairs::ran(store, id, sync).map(|()| None));
    }

    /// Performs a change of the saved pairs.
    pub fn perform(&mut self, backend: &TabBackend<'_>, action: PairAction) {
        match action {
            PairAction::Watch(id, on) => {
                self.write(backend, move |store| mirror::pairs::set_enabled(store, id, on).map(|()| None));
            }
            PairAction::SetTitles(id, run_title) => {
                if let Some(saved) = self.rows().iter().find(|p| p.id == id) {
                    let pair = Pair { run_title, ..saved.pair.clone() };
                    self.write(backend, move |store| mirror::pairs::save(store, Some(id), &pair).map(Some));
                }
            }
            PairAction::Remove(id) => {
                self.removed = self.rows().iter().find(|p| p.id == id).map(|p| p.pair.clone());
                self.chosen = None;
                self.write(backend, move |store| mirror::pairs::remove(store, id).map(|()| None));
            }
            PairAction::UndoRemove => {
                if let Some(pair) = self.removed.take() {
                    self.write(backend, move |store| mirror::pairs::save(store, None, &pair).map(Some));
                }
            }
            PairAction::Save(id, pair) => {
                self.removed = None;
                self.write(backend, move |store| match id {
                    Some(id) => mirror::pairs::save(store, Some(id), &pair).map(Some),
                    None => mirror::pairs::add_once(store, &pair).map(Some),
                });
            }
        }
    }

    fn write(&self, backend: &TabBackend<'_>, work: impl FnOnce(&Store) -> store::Result<Option<PairId>> + Send + 'static) {
        let store = backend.store();
        backend.ask(&self.writing, move || work(&store).map_err(|e| e.message()));
    }
}
