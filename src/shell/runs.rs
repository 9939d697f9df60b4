//! Runs by hand: their creation, the results that are entered, their end, and files of results.

use eframe::egui;

use super::key_list::KeyList;
use super::window::Shell;
use crate::action::{Action, Confirm, Nav, RunAction, Unfinished};
use crate::backend::{PathPurpose, ResultEnd, UserError, clipboard};
use crate::dialogs::edit_run::EditRun;
use crate::dialogs::new_run::{AddCasesDialog, NewRunDialog};
use crate::dialogs::{OpenDialog, path};
use crate::model::case_grid::SavedFilter;
use crate::model::registry::FunctionRow;
use crate::model::result_work::ResultWork;
use crate::model::runs::RunRow;
use crate::model::sync_tab::SyncTab;
use crate::questions;
use crate::state::MiddleTab;
use crate::sync_dialog::OfferedRun;
use crate::ui_command::UiCommand;
use crate::user_error::sentences;
use voluptas_app::cases::attachment;
use voluptas_app::cases::attachment::NewFile;
use voluptas_app::runs::edit as run_edit;
use voluptas_app::runs::manual as manual_run;
use voluptas_app::runs::manual::sheet::Target;
use voluptas_app::workspace;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, RunId, Thing};
use voluptas_core::domain::run::Run;
use voluptas_i18n::Tr;
use voluptas_ui::widgets::Tone;

impl Shell {
    /// The run of the tab in front with its numbers.
    pub(super) fn front_run_row(&self) -> Option<&RunRow> {
        match self.state.tab() {
            MiddleTab::Run(id) => self.backend.runs()?.get(RunId(id)),
            _ => None,
        }
    }

    /// The run of the tab in front.
    pub(super) fn front_run(&self) -> Option<&Run> {
        self.front_run_row().map(|row| &row.run)
    }

    /// The runs that commands mean: those that are selected in the list of runs while it has the keyboard, otherwise the run in front.
    pub(super) fn target_runs(&self) -> Vec<RunId> {
        match self.key_list {
            Some(KeyList::Runs) => {
                let runs = self.backend.runs().unwrap_or(&self.runs);
                self.state.selected_runs().into_iter().filter(|id| runs.get(*id).is_some()).collect()
            }
            _ => self.front_run().map(|run| run.id).into_iter().collect(),
        }
    }

    /// The item of the run in front that is being executed.
    pub(super) fn executed(&self) -> Option<&Target> {
        let run = self.front_run().filter(|run| run.is_executed_by_hand())?.id;
        self.views.run.executed(run)
    }

    pub(super) fn run_command(&mut self, tr: Tr, command: UiCommand) {
        let front = self.front_run().map(|run| run.id);
        let targets = self.target_runs();
        let action = match (command, front) {
            (UiCommand::EditRun, _) => match targets[..] {
                [run] => RunAction::AskEdit(run),
                _ => return,
            },
            (UiCommand::DeleteRuns, _) => RunAction::AskTrash(targets),
            (UiCommand::NewRun, _) => RunAction::AskNew(self.state.selected().cases.clone()),
            (UiCommand::AddRunCases, Some(run)) => RunAction::AskCases(run),
            (UiCommand::FinishRun, Some(run)) => RunAction::AskClose(run, self.views.run.execution.unfinished(run)),
            (UiCommand::ReopenRun, Some(run)) => RunAction::Reopen(run),
            (UiCommand::CopyUnfinished, Some(run)) => RunAction::CopyUnfinished(run),
            (UiCommand::CopyFailed, Some(run)) => RunAction::CopyFailed(run),
            (UiCommand::SendRun, Some(run)) => RunAction::Send(run),
            (UiCommand::ExportReport, Some(run)) => RunAction::AskReport(run),
            _ => return,
        };
        self.run_action(tr, action);
    }

    pub(super) fn run_action(&mut self, tr: Tr, action: RunAction) {
        match action {
            RunAction::AskNew(cases) => self.ask_run(tr, cases),
            RunAction::Create(project, form) => self.backend.create_run(project, *form),
            RunAction::AskCases(run) => self.ask_cases(run),
            RunAction::AddCases(run, cases) => self.backend.write(move |store| {
                let n = manual_run::add_cases(store, run, &cases)?;
                Ok(Some(Message::new("manual-run-cases-added").count("n", n)))
            }),
            RunAction::AskClose(run, left) if left == Unfinished::default() => self.run_action(tr, RunAction::Close(run)),
            RunAction::AskClose(run, left) => {
                let parts = [("manual-run-finish-untested", left.untested), ("manual-run-finish-in-progress", left.in_progress)];
                let said = parts.into_iter().filter(|(_, n)| *n > 0).map(|(key, n)| tr.fmt(key, &[("n", (n as i64).into())]));
                self.confirm = Some(Confirm {
                    is_destructive: false,
                    title: tr.text("manual-run-finish-title").into_owned(),
                    text: sentences(said),
                    button: tr.text("gui-cmd-finish-run").into_owned(),
                    then: Box::new(Action::Run(RunAction::Close(run))),
                });
            }
            RunAction::Close(run) => {
                self.backend.write_and_say("manual-run-closed", move |store| manual_run::close(store, run));
            }
            RunAction::Reopen(run) => {
                self.backend.write_and_say("manual-run-reopened", move |store| manual_run::reopen(store, run));
            }
            RunAction::CopyUnfinished(run) => {
                let Some(row) = self.backend.runs().and_then(|runs| runs.get(run)) else { return };
                let title = tr.fmt("manual-run-copy-title", &[("title", row.run.content.title.clone().into())]);
                self.backend.copy_run(run, title);
            }
            RunAction::CopyFailed(run) => {
                let Some(row) = self.backend.runs().and_then(|runs| runs.get(run)) else { return };
                let title = tr.fmt("manual-run-copy-failed-title", &[("title", row.run.content.title.clone().into())]);
                self.backend.copy_failed(run, title);
            }
            RunAction::AskEdit(run) => {
                let row = self.backend.runs().and_then(|runs| runs.get(run));
                self.dialog = row.map(|row| OpenDialog::EditRun(Box::new(EditRun::of(&row.run))));
            }
            RunAction::Change(run, change) => self.backend.write(move |store| {
                let (base, mine, new) = *change;
                let changed = run_edit::change(store, run, &base, &mine, &new)?;
                Ok(changed.then(|| Message::new("history-edit-run").with("title", mine.title.trim())))
            }),
            RunAction::AskTrash(runs) => {
                let model = self.backend.runs().unwrap_or(&self.runs);
                let rows: Vec<_> = runs.iter().filter_map(|id| model.get(*id)).collect();
                self.confirm = questions::move_runs_to_trash(tr, &rows);
            }
            RunAction::Trash(runs) => {
                let things: Vec<Thing> = runs.into_iter().map(Thing::Run).collect();
                self.backend.write(move |store| workspace::trash::delete(store, &things).map(Some));
            }
            RunAction::Assign(run, cases, person) => {
                self.backend.write_silently(move |store| manual_run::assign(store, run, &cases, person));
            }
            RunAction::AskAttach(step) => {
                self.dialog = Some(OpenDialog::Path(path::PathDialog::new(PathPurpose::AttachToResult(step), "")));
            }
            RunAction::AttachHere(step, files) => self.attach_to_result(step, files),
            RunAction::PasteScreenshot(step) => {
                let at = self.backend.now();
                self.attach_to_result(step, vec![clipboard::screenshot(at, self.backend.screenshot)]);
            }
            RunAction::Send(run) => self.send_run(run),
            RunAction::AskReport(run) => self.ask_report(run),
            RunAction::Report(run, path) => self.export_report(run, path),
        }
    }

    /// Opens the export with the results of the run, and with the functions whose cases have results in it.
    fn send_run(&mut self, run: RunId) {
        let cases = self.views.run.tested(run);
        let registry = self.backend.registry().unwrap_or(&self.registry);
        let covers = |row: &&FunctionRow| row.covers.iter().any(|cover| cases.contains(&cover.case));
        let functions = registry.rows.iter().filter(covers).map(|row| row.function.id.0).collect();
        let title = self.backend.runs().and_then(|runs| runs.get(run)).map(|row| row.run.content.title.clone());
        self.open_sync(SyncTab::Export);
        self.sync.offer_export(functions, OfferedRun { id: run, title: title.unwrap_or_default() });
    }

    fn ask_run(&mut self, tr: Tr, cases: Vec<CaseId>) {
        let model = self.backend.cases().unwrap_or(&self.cases);
        let Some(project) = model.project.as_ref().map(|project| project.id) else { return };
        let title = tr.fmt("manual-run-default-title", &[("date", tr.date(self.backend.now()).into())]);
        let saved = self.legacy_filters();
        self.dialog = Some(OpenDialog::NewRun(Box::new(NewRunDialog::new(project, title, cases, saved))));
    }

    /// Saved filters that only the state of the window has.
    fn legacy_filters(&self) -> Vec<SavedFilter> {
        let name = self.backend.workspace_path().and_then(std::path::Path::file_stem);
        self.views.cases.legacy_filters(&name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()).to_vec()
    }

    fn ask_cases(&mut self, run: RunId) {
        let Some(row) = self.backend.runs().and_then(|runs| runs.get(run)) else { return };
        let (project, saved) = (row.run.project_id, self.legacy_filters());
        let selected = self.state.selected().cases.clone();
        self.dialog = Some(OpenDialog::AddCases(Box::new(AddCasesDialog::new(run, project, selected, saved))));
    }

    pub(super) fn run_created(&mut self, tr: Tr, end: Result<(RunId, Message), UserError>) {
        let Some((run, said)) = self.stored(tr, end) else { return };
        self.end_redo();
        let undo = Action::Command(UiCommand::Undo);
        self.toasts.add_with_action(Tone::Good, tr.message(&said), tr.text("gui-cmd-undo"), undo);
        self.go(Nav::Tab(MiddleTab::Run(run.0)));
    }

    pub(super) fn result_stored(&mut self, tr: Tr, work: &ResultWork, end: ResultEnd) {
        if end.is_ok() && work.is_step {
            self.end_redo();
        }
        // The person may be at the next case by now, where nothing on the screen says it.
        let bad = i64::try_from(work.bad_steps_of_pass()).unwrap_or(i64::MAX);
        if let (Ok((_, Some(operation))), true) = (&end, bad > 0) {
            let title = work.content.title.clone();
            let words = tr.fmt("manual-run-bad-steps-of", &[("title", title.into()), ("n", bad.into())]);
            let undo = Action::UndoOperation(*operation);
            self.toasts.add_with_action(Tone::Warning, words, tr.text("gui-cmd-undo"), undo);
        }
        let end = end.map(|(id, _)| id);
        let failure = end.as_ref().err().map(|error| error.text(tr));
        let lost = self.views.run.execution.stored(work, end, self.seconds, tr);
        match (failure, lost) {
            (Some(failure), Some(lost)) => {
                let text = format!("{failure}\n\n{}\n\n{lost}", tr.text("manual-run-lost-text"));
                self.confirm = Some(Confirm {
                    is_destructive: false,
                    title: tr.text("manual-run-lost-title").into_owned(),
                    text,
                    button: tr.text("manual-run-lost-copy").into_owned(),
                    then: Box::new(Action::Copy(lost)),
                });
            }
            (Some(failure), None) => self.toasts.add(Tone::Bad, failure),
            (None, _) => {}
        }
    }

    /// Tells of cases that left the run while their results were being entered.
    pub(super) fn tell_gone(&mut self, tr: Tr) {
        for title in self.views.run.execution.take_gone() {
            self.toasts.add(Tone::Warning, tr.fmt("manual-run-case-gone", &[("title", title.into())]));
        }
    }

    /// Begins to store files for the result in front, or for one of its steps.
    pub(super) fn attach_to_result(&mut self, step: Option<usize>, files: Vec<NewFile>) {
        let (Some(workspace), Some(target)) = (self.backend.workspace(), self.executed().cloned()) else { return };
        let job = attachment::store_files(workspace, target.case, files);
        if let Some(job) = self.begun(job) {
            self.attaching_to_results.push(job, (target, step));
        }
    }

    /// Puts files that were stored into their results.
    pub(super) fn take_result_files(&mut self, ctx: &egui::Context, tr: Tr) {
        for ((target, step), end) in self.attaching_to_results.take_ended() {
            let Some(stored) = self.done(tr, end) else { continue };
            let count = stored.files.len();
            if self.views.run.execution.add_files(&target, step, stored.files, ctx.input(|i| i.time)) {
                self.toasts.add(Tone::Good, tr.fmt("gui-attached", &[("count", count.into())]));
            } else {
                self.toasts.add(Tone::Warning, tr.text("manual-run-attach-gone"));
            }
        }
        let waits: Vec<Target> = self.attaching_to_results.purposes().map(|(target, _)| target.clone()).collect();
        self.views.run.execution.await_files(waits);
    }
}
