//! Files: attached to cases, fetched and shown in their folder, and dropped on the window.

use std::path::{Path, PathBuf};
use std::time::Duration;

use eframe::egui;

use super::ingest::is_for_results;
use super::pending::FetchedFor;
use super::window::Shell;
use crate::action::Action;
use crate::dialogs::OpenDialog;
use crate::dialogs::import::{ImportCases, ImportFunctions};
use crate::state::MiddleTab;
use voluptas_app::cases;
use voluptas_app::cases::attachment::NewFile;
use voluptas_app::results::ingest::Options;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::ids::CaseId;
use voluptas_i18n::Tr;
use voluptas_settings::Account;
use voluptas_ui::widgets::Tone;

/// Wait for the pointer after a drop of files, in seconds.
const POINTER_WAIT: f64 = 0.3;

impl Shell {
    /// Begins to fetch a file.
    pub(super) fn fetch_file(&mut self, file: &AttachmentRef, purpose: FetchedFor) {
        let Some(workspace) = self.backend.workspace() else { return };
        let link = self.sessions[Account::Primary].as_ref().map(|s| &s.link);
        let job = cases::attachment::fetch(workspace, link, file);
        if let Some(job) = self.begun(job) {
            self.fetching.push(job, purpose);
        }
    }

    /// Begins to write a copy of a file.
    pub(super) fn save_file(&mut self, file: &AttachmentRef, path: PathBuf, replace: bool) {
        let Some(workspace) = self.backend.workspace() else { return };
        let link = self.sessions[Account::Primary].as_ref().map(|s| &s.link);
        let job = cases::attachment::save(workspace, link, file, (path, replace));
        if let Some(job) = self.begun(job) {
            self.fetching.push(job, FetchedFor::Saving);
        }
    }

    /// Takes the ends of downloads, attachments and ingests. A toast reports each, and opens a downloaded file or its folder.
    pub(super) fn take_files(&mut self, ctx: &egui::Context, tr: Tr) {
        for (purpose, end) in self.fetching.take_ended() {
            if let Some(file) = self.done(tr, end) {
                self.fetched(ctx, tr, file.path, purpose);
            }
        }
        for ((), end) in self.attaching.take_ended() {
            if let Some(done) = self.done(tr, end) {
                let words = tr.fmt("gui-attached", &[("count", done.count.into())]);
                self.say_stored(tr, Tone::Good, words, done.operation);
            }
        }
        self.take_ingested(tr);
        self.take_step_files(ctx, tr);
        self.take_result_files(ctx, tr);
    }

    /// Shows a file that has been fetched.
    fn fetched(&mut self, ctx: &egui::Context, tr: Tr, path: PathBuf, purpose: FetchedFor) {
        if let Some(OpenDialog::Viewer(viewer)) = &mut self.dialog {
            viewer.read_again();
        }
        let key = if purpose == FetchedFor::Saving { "viewer-saved" } else { "gui-file-here" };
        let words = tr.fmt(key, &[("path", path.display().to_string().into())]);
        let folder = path.parent().map_or_else(|| path.clone(), Path::to_path_buf);
        let show = (tr.text("gui-file-show").into_owned(), Action::OpenFile(folder));
        match (cases::attachment::is_only_shown(&path), purpose) {
            (true, FetchedFor::Opening) => self.perform(ctx, tr, Action::OpenFile(path)),
            (true, FetchedFor::Telling) => {
                let open = (tr.text("window-open").into_owned(), Action::OpenFile(path));
                self.toasts.add_with_two(Tone::Good, words, open, show);
            }
            _ => self.toasts.add_with_action(Tone::Good, words, show.0, show.1),
        }
    }

    /// Puts files that were stored for steps into the drafts.
    fn take_step_files(&mut self, ctx: &egui::Context, tr: Tr) {
        for ((case, step), end) in self.attaching_to_steps.take_ended() {
            let has_failed = end.is_err();
            let files = self.done(tr, end).map(|stored| stored.files).unwrap_or_default();
            let count = files.len();
            // The draft waits for the files no longer, whatever came of them.
            let is_there = self.views.case.add_files(case, step, files, ctx.input(|i| i.time));
            match is_there {
                _ if has_failed || count == 0 => {}
                true => self.toasts.add(Tone::Good, tr.fmt("gui-attached-to-step", &[("count", count.into())])),
                false => self.toasts.add(Tone::Warning, tr.text("gui-attached-step-gone")),
            }
        }
    }

    /// Begins to store files for a step of the draft of a case.
    pub(super) fn attach_to_step(&mut self, case: CaseId, step: u64, files: Vec<NewFile>) {
        let Some(workspace) = self.backend.workspace() else { return };
        let job = cases::attachment::store_files(workspace, case, files);
        if let Some(job) = self.begun(job) {
            self.attaching_to_steps.push(job, (case, step));
            self.views.case.await_files(case);
        }
    }

    /// Begins to attach files to a case.
    pub(super) fn attach(&mut self, case: CaseId, files: Vec<NewFile>) {
        let Some(workspace) = self.backend.workspace() else { return };
        let job = cases::attachment::attach(workspace, case, files);
        if let Some(job) = self.begun(job) {
            self.attaching.push(job, ());
        }
    }

    /// Takes files that were dropped on the window: a workspace is opened, folders and archives are taken as results, any other file is
    /// attached to the case in front, or to its step under the pointer, or offered to the import. A dialog that asks for a file of cases
    /// takes it; while another one is open nothing is taken, which a toast says.
    pub(super) fn take_dropped(&mut self, ctx: &egui::Context) {
        let new: Vec<PathBuf> = ctx.input_mut(|i| i.raw.dropped_files.drain(..).map(|file| file.path().to_owned()).collect());
        if !new.is_empty() {
            self.dropped.0.extend(new);
            self.dropped.1 = self.seconds;
        }
        if self.dropped.0.is_empty() {
            return;
        }
        // While files are dragged from another program, systems say nothing of the pointer; they do right after the drop.
        let pointer = ctx.pointer_hover_pos();
        let is_case = matches!(self.state.tab(), MiddleTab::Case(_));
        if is_case && pointer.is_none() && self.seconds - self.dropped.1 < POINTER_WAIT {
            ctx.request_repaint_after(Duration::from_secs_f64(POINTER_WAIT));
            return;
        }
        let dropped = std::mem::take(&mut self.dropped.0);
        let Some(first) = dropped.first().cloned() else { return };
        let tr = self.tr();
        let takes_file = match &mut self.dialog {
            _ if self.confirm.is_some() => false,
            Some(OpenDialog::ImportCases(dialog)) if dialog.is_asking_for_file() => {
                **dialog = ImportCases::of(&first);
                true
            }
            Some(OpenDialog::ImportFunctions(dialog)) if dialog.is_asking_for_file() => {
                **dialog = ImportFunctions::of(&first);
                true
            }
            _ => false,
        };
        if takes_file {
            self.tell_left_files(tr, &dropped);
            return;
        }
        if self.is_modal() {
            self.toasts.add(Tone::Info, tr.text("files-drop-dialog"));
            return;
        }
        if first.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("voluptas")) {
            self.backend.open_workspace(first);
            return;
        }
        match self.state.tab() {
            _ if self.backend.workspace().is_none() => {
                self.dialog = Some(OpenDialog::ImportFunctions(Box::new(ImportFunctions::of(&first))))
            }
            MiddleTab::Case(id) => {
                let files = dropped.into_iter().map(NewFile::Path).collect();
                match self.views.case.step_at(CaseId(id), pointer) {
                    Some(step) => self.attach_to_step(CaseId(id), step, files),
                    None => self.attach(CaseId(id), files),
                }
            }
            _ if dropped.iter().all(|path| is_for_results(path)) => self.ingest_results(dropped.into(), Options::default()),
            MiddleTab::Run(_) if self.executed().is_some() => {
                let step = self.views.run.execution.commented_step(ctx);
                self.attach_to_result(step, dropped.into_iter().map(NewFile::Path).collect());
            }
            MiddleTab::Run(_) => self.ingest_results(dropped.into(), Options::default()),
            MiddleTab::Registry => {
                self.dialog = Some(OpenDialog::ImportFunctions(Box::new(ImportFunctions::of(&first))));
                self.tell_left_files(tr, &dropped);
            }
            _ => {
                self.dialog = Some(OpenDialog::ImportCases(Box::new(ImportCases::of(&first))));
                self.tell_left_files(tr, &dropped);
            }
        }
    }

    /// Says that of several files the first one alone is imported.
    fn tell_left_files(&mut self, tr: Tr, dropped: &[PathBuf]) {
        let Some((first, others)) = dropped.split_first().filter(|(_, others)| !others.is_empty()) else { return };
        let name = first.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let n = i64::try_from(others.len()).unwrap_or(i64::MAX);
        self.toasts.add(Tone::Warning, tr.fmt("files-drop-first", &[("file", name.into()), ("n", n.into())]));
    }
}
