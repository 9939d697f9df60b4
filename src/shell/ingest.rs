//! Results of test tools that are taken into a run: the command, files that were dropped, and the end of the job.

use std::path::Path;

use super::pending::{Ingesting, ToIngest};
use super::window::Shell;
use crate::action::{Action, Nav};
use crate::dialogs::OpenDialog;
use crate::dialogs::path::PathDialog;
use crate::state::MiddleTab;
use crate::user_error::{UserError, sentences};
use voluptas_app::cases::file::Target;
use voluptas_app::results;
use voluptas_app::results::files::SkippedFile;
use voluptas_app::results::ingest::{Ingested, Input, Options};
use voluptas_app::runs;
use voluptas_core::domain::Message;
use voluptas_core::domain::run_error::{RunError, RunErrorKind};
use voluptas_formats::tool_results::ToolFormat;
use voluptas_i18n::Tr;
use voluptas_jobs::{JobEnd, JobError};
use voluptas_ui::widgets::Tone;

/// True for a path that holds results and nothing else that the window takes: a folder or an archive, or a file of a test tool.
pub(super) fn is_for_results(path: &Path) -> bool {
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    matches!(ending.as_deref(), None | Some("zip" | "gz" | "tgz" | "trx" | "tap"))
}

impl Shell {
    /// Begins to take results into a run of the project that is shown; waits while others are being taken.
    pub(super) fn ingest_results(&mut self, input: Input, options: Options) {
        let Some(workspace) = self.backend.workspace().cloned() else { return };
        let Some(project) = self.backend.cases().and_then(|c| c.project.clone()) else {
            // Results belong to a project: it is asked for, and they are taken afterwards.
            return self.ask_project(Some(Action::IngestResultsWith(input, Box::new(options))));
        };
        let next = ToIngest { workspace, project, input, options };
        if self.ingesting.is_empty() {
            return self.begin_ingest(next);
        }
        if self.importing_dialog().is_some() {
            self.dialog = None;
        }
        let words = self.tr().text("gui-ingest-waits");
        self.toasts.add(Tone::Info, words);
        self.to_ingest.push_back(next);
    }

    fn begin_ingest(&mut self, next: ToIngest) {
        let ToIngest { workspace, project, input, options } = next;
        let job = results::ingest::start(&workspace, Target::Existing(project), input.clone(), options.clone());
        let Some(job) = self.begun(job) else {
            if let Some(dialog) = self.importing_dialog() {
                dialog.stopped();
            }
            return;
        };
        self.ingesting.push(job, Ingesting { input, options });
    }

    /// The dialog that stays open while its results are being imported.
    fn importing_dialog(&mut self) -> Option<&mut PathDialog> {
        match &mut self.dialog {
            Some(OpenDialog::Path(dialog)) if dialog.is_importing() => Some(dialog),
            _ => None,
        }
    }

    /// Handles the outcome of an ingest. Its dialog closes after a success, and otherwise shows the reason beside the typed
    /// input.
    fn ingested(&mut self, tr: Tr, end: JobEnd<Ingested>) -> Option<Ingested> {
        match (end, self.importing_dialog()) {
            (Err(JobError::Failed(failure)), Some(dialog)) => {
                dialog.failed(UserError::from(failure).text(tr));
                None
            }
            (Err(JobError::Cancelled(_)), Some(dialog)) => {
                dialog.stopped();
                None
            }
            (end, dialog) => {
                if dialog.is_some() {
                    self.dialog = None;
                }
                self.done(tr, end)
            }
        }
    }

    /// Takes the ends of ingests: shows a toast with the counts and a button that opens the run, and for known input one that makes another run.
    pub(super) fn take_ingested(&mut self, tr: Tr) {
        for (asked, end) in self.ingesting.take_ended() {
            if let Some(done) = self.ingested(tr, end) {
                self.say_ingested(tr, &done, asked);
            }
        }
        if self.ingesting.is_empty()
            && let Some(next) = self.to_ingest.pop_front()
        {
            self.begin_ingest(next);
        }
    }

    fn say_ingested(&mut self, tr: Tr, done: &Ingested, asked: Ingesting) {
        let key = if done.was_there { "gui-ingest-known" } else { "gui-ingest-done" };
        let tests = done.statuses.values().sum::<i64>();
        let mut words =
            tr.fmt(key, &[("number", done.number.into()), ("count", tests.into()), ("unmatched", done.unmatched.into())]);
        // Files of other kinds and copies lose nothing; the others should have been read.
        let kinds = [
            ("gui-ingest-skipped", (false, false), done.skipped.not_read.saturating_sub(done.skipped.in_part)),
            ("gui-ingest-in-part", (false, true), done.skipped.in_part),
            ("gui-ingest-left-out", (true, false), done.skipped.left_out),
        ];
        for (key, kind, count) in kinds {
            let is_meant = |file: &&SkippedFile| {
                (file.loses_nothing, file.is_in_part()) == kind && file.totals.is_none() && file.told_twice.is_none()
            };
            let Some(first) = done.skipped.listed.iter().find(is_meant) else { continue };
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            let reason = match first.named() {
                Some(reason) => tr.message(&reason),
                None => format!("{}: {}", first.file, tr.message(&first.reason)),
            };
            words = sentences([words, tr.fmt(key, &[("count", count.into()), ("reason", reason.into())])]);
        }
        if done.skipped.told_twice > 0 {
            let count = i64::try_from(done.skipped.told_twice).unwrap_or(i64::MAX);
            words = sentences([words, tr.fmt("gui-ingest-told-twice", &[("count", count.into())])]);
        }
        for equal in &done.equal_formats {
            let [one, other] = equal.formats.map(ToolFormat::name);
            let equal = Message::new("ingest-equal-formats").with("one", one).with("other", other).count("count", equal.tests);
            words = sentences([words, tr.message(&equal)]);
        }
        // Files that were not read to their end are named above.
        let is_named = |error: &RunError| {
            error.kind == RunErrorKind::Unread
                && done.skipped.listed.iter().any(|file| !file.loses_nothing && file.file == error.file)
        };
        let errors: Vec<&RunError> = done.run_errors.iter().filter(|error| !is_named(error)).collect();
        if let Some(first) = errors.first() {
            let count = i64::try_from(errors.len()).unwrap_or(i64::MAX);
            let first = runs::errors::line(first, tr);
            words = sentences([words, tr.fmt("gui-ingest-run-errors", &[("count", count.into()), ("first", first.into())])]);
        }
        let reruns = done.twins.reruns;
        if reruns.matched + reruns.unmatched > 0 {
            let of = |count: usize| i64::try_from(count).unwrap_or(i64::MAX).into();
            let counts = [("matched", of(reruns.matched)), ("unmatched", of(reruns.unmatched))];
            words = sentences([words, tr.fmt("gui-ingest-reruns", &counts)]);
        }
        if done.unnamed > 0 {
            let count = i64::try_from(done.unnamed).unwrap_or(i64::MAX);
            words = sentences([words, tr.fmt("gui-ingest-unnamed", &[("count", count.into())])]);
        }
        if done.attachments_missing > 0 {
            let count = i64::try_from(done.attachments_missing).unwrap_or(i64::MAX);
            words = sentences([words, tr.fmt("gui-ingest-files-missing", &[("count", count.into())])]);
        }
        let is_whole = done.skipped.not_read == 0 && !done.run_errors.iter().any(RunError::breaks_gate);
        let tone = if is_whole { Tone::Good } else { Tone::Warning };
        let open = Action::Nav(Nav::Tab(MiddleTab::Run(done.run.0)));
        if done.was_there {
            // Whoever takes the same files once more may want another run of them.
            let again = Options { again: true, ..asked.options };
            let action = Action::IngestResultsWith(asked.input, Box::new(again));
            let again = (tr.text("gui-ingest-import-again").into_owned(), action);
            return self.toasts.add_with_two(tone, words, again, (tr.text("gui-ingest-open").into_owned(), open));
        }
        self.toasts.add_with_action(tone, words, tr.text("gui-ingest-open"), open);
    }
}
