//! Actions and queries of the Mapping tab.

use std::path::PathBuf;

use eframe::egui::Ui;

use super::model::{Model, Show};
use super::state::{Done, FileTarget, MappingAction, MappingTab};
use crate::backend::FileRequest;
use crate::sync_dialog::context::{Actions, TabBackend, TabContext};
use crate::sync_dialog::tabs::Tab;
use crate::user_error::UserError;
use voluptas_app::qase::connection::QaseConnection;
use voluptas_app::{functions, history, sync};
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::message::Explain as _;
use voluptas_store::{Aggregate, Store};
use voluptas_ui::widgets::Tone;

impl Tab for MappingTab {
    type Action = MappingAction;

    fn poll(&mut self, backend: &mut TabBackend<'_>) {
        self.poll_mapping(backend);
        self.poll_write(backend);
        if let Some(path) = self.export_to.poll() {
            self.write_file(backend, path);
        }
        if let Some(path) = self.import_from.poll() {
            self.read_file(backend, path);
        }
        if self.file.poll() {
            match self.file.get().cloned() {
                Some(Ok(file)) => (self.pending, self.error) = (Some(file), None),
                Some(Err(message)) => self.error = Some(backend.tr.message(&message)),
                None => {}
            }
        }
    }

    /// Reads the mapping when it has changed, also behind another tab: the strip of tabs shows the count.
    fn update(&mut self, backend: &mut TabBackend<'_>, _is_shown: bool) {
        let parts = [Aggregate::Functions, Aggregate::Cases, Aggregate::Mappings, Aggregate::Remote];
        let now = parts.map(|part| backend.generation(part));
        let Some(code) = backend.project.filter(|_| self.seen != Some(now)) else { return };
        self.seen = Some(now);
        let (store, account, code) = (backend.store(), backend.link.and_then(QaseConnection::account), code.to_owned());
        backend.ask(&self.read, move || {
            sync::mapping::read(&store, account.as_deref(), &code)
                .map_err(|e| UserError::of_store("sync-dialog-mapping-unread", &e))
        });
    }

    fn ui(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<MappingAction>) {
        self.draw(ui, cx, out);
    }

    fn perform(&mut self, backend: &mut TabBackend<'_>, action: MappingAction) {
        match action {
            MappingAction::ReadAgain => self.seen = None,
            MappingAction::Link(pairs) => self.link(backend, pairs),
            MappingAction::Unlink(pairs) => self.unlink(backend, pairs),
            MappingAction::AskFile(FileTarget::Export) => {
                let name = format!("{}-mapping.csv", backend.project.unwrap_or("qase").to_lowercase());
                self.import_from.close();
                backend.ask_file(&mut self.export_to, FileRequest::save(name, "CSV", &["csv"]));
            }
            MappingAction::AskFile(FileTarget::Import) => {
                self.export_to.close();
                backend.ask_file(&mut self.import_from, FileRequest::open("CSV", &["csv", "tsv", "txt"]));
            }
            MappingAction::WriteFile(path) => self.write_file(backend, path),
            MappingAction::ReadFile(path) => self.read_file(backend, path),
        }
    }

    fn count(&self) -> Option<usize> {
        self.is_read.then_some(self.model.read.rows.len())
    }
}

impl MappingTab {
    fn poll_mapping(&mut self, backend: &TabBackend<'_>) {
        if !self.read.poll() {
            return;
        }
        let read = match self.read.get().cloned() {
            Some(Ok(read)) => read,
            Some(Err(error)) => return self.read_error = Some(error),
            None => return,
        };
        self.read_error = None;
        self.model = Model::new(&backend.context(), read);
        if !self.is_read && self.model.read.rows.is_empty() && !self.model.read.suggestions.is_empty() {
            self.show = Show::Suggestions;
        }
        self.is_read = true;
        self.rebuild();
        if self.show == Show::Suggestions {
            self.check_threshold();
        }
    }

    fn poll_write(&mut self, backend: &mut TabBackend<'_>) {
        if !self.done.poll() {
            return;
        }
        let Some(done) = self.done.get().cloned() else { return };
        let cx = backend.context();
        let mut made = None;
        let words = match done {
            Done::Linked(n, operation) => {
                made = operation;
                cx.n("sync-dialog-linked-n", n)
            }
            Done::Unlinked(n, operation) => {
                made = operation;
                cx.n("sync-dialog-unlinked-n", n)
            }
            Done::Written(n, path) => {
                let args = [("n", cx.tr.number(n).into()), ("path", path.display().to_string().into())];
                cx.f("sync-dialog-mapping-written", &args)
            }
            Done::Failed(message) => {
                self.error = Some(cx.tr.message(&message));
                return;
            }
        };
        backend.tell_stored(Tone::Good, words, made);
    }

    fn write_file(&mut self, backend: &TabBackend<'_>, path: PathBuf) {
        let (read, code) = (self.model.read.clone(), backend.project.unwrap_or_default().to_uppercase());
        self.error = None;
        backend.ask(&self.done, move || match sync::mapping::write_file(&path, &code, &read.rows) {
            Ok(n) => Done::Written(n, path),
            Err(message) => Done::Failed(message),
        });
    }

    fn read_file(&mut self, backend: &TabBackend<'_>, path: PathBuf) {
        let (read, code) = (self.model.read.clone(), backend.project.unwrap_or_default().to_uppercase());
        self.error = None;
        backend.ask(&self.file, move || sync::mapping::read_file(&path, &code, &read));
    }

    fn link(&mut self, backend: &TabBackend<'_>, pairs: Vec<(FunctionId, CaseId, Origin)>) {
        let store = backend.store();
        self.error = None;
        backend.ask(&self.done, move || match functions::edit::link(&store, &pairs) {
            Ok(n) => Done::Linked(n, latest_edit(&store, n)),
            Err(e) => Done::Failed(e.message()),
        });
    }

    fn unlink(&mut self, backend: &TabBackend<'_>, pairs: Vec<(FunctionId, CaseId)>) {
        let store = backend.store();
        self.error = None;
        self.table.checked.clear();
        backend.ask(&self.done, move || match functions::edit::unlink(&store, &pairs) {
            Ok(n) => Done::Unlinked(n, latest_edit(&store, n)),
            Err(e) => Done::Failed(e.message()),
        });
    }
}

/// The edit that undo would take back now, after a write that changed `n` pairs.
fn latest_edit(store: &Store, n: usize) -> Option<i64> {
    let undo = history::next_steps(store).ok().and_then(|(undo, _)| undo);
    undo.filter(|_| n > 0).map(|operation| operation.id)
}
