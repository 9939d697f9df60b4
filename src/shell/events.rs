//! News from the background: opened workspaces, ended writes, checked connections.

use super::mute_watch::MuteWatch;
use super::window::Shell;
use crate::action::Action;
use crate::backend::{CheckRequest, Event};
use crate::dialogs::OpenDialog;
use crate::dialogs::version::VersionDialog;
use crate::model::history::{self, Names};
use crate::model::{CasesModel, RegistryModel, words};
use crate::state::{MiddleTab, Subject, UiState};
use crate::sync_dialog::SyncDialog;
use crate::ui_command::UiCommand;
use crate::view::Connection;
use crate::views::TabViews;
use crate::views::inspector::Inspector;
use voluptas_app::cases::file::NEW_PROJECT;
use voluptas_app::mirror::watch::Watchers;
use voluptas_core::domain::ids::{RunId, Thing};
use voluptas_i18n::Tr;
use voluptas_settings::PerAccount;
use voluptas_store::history::{Direction, Step};
use voluptas_store::undo::{FieldLeft, TrashedCounts};
use voluptas_ui::widgets::Tone;

impl Shell {
    pub(super) fn poll(&mut self, tr: Tr) {
        // Asked before the events are taken: the end of every edit that is stored is among them then.
        let is_stored = !self.backend.is_writing();
        let (fresh, events) = self.backend.poll(tr);
        self.follow_lists(fresh);
        if fresh {
            self.loaded = true;
        }
        // A person who closes the window learns that the edit before it was not stored.
        self.closing &= !events.iter().any(Event::is_failed_edit);
        for event in events {
            self.take(tr, event);
        }
        if self.closing && is_stored {
            (self.closing, self.quit) = (false, true);
        }
        self.select_restored();
        self.follow_new_function();
        self.follow_new_case();
        if !self.requests.is_empty() {
            self.drop_done_requests();
        }
    }

    fn take(&mut self, tr: Tr, event: Event) {
        match event {
            Event::Opened(opened) => match self.backend.take_opened(opened) {
                Ok(()) => {
                    let kept = serde_json::from_value(self.backend.settings.window.clone()).unwrap_or_default();
                    let path = self.backend.workspace_path().map(|p| p.display().to_string()).unwrap_or_default();
                    self.state = UiState::restore(kept, &path);
                    self.restore_selection();
                    self.restored.clear();
                    self.loaded = false;
                    self.inspector = Inspector::default();
                    self.views = TabViews::restored(&self.state.kept.views);
                    if let MiddleTab::Run(id) = self.state.tab() {
                        self.views.run.rest(RunId(id));
                    }
                    self.sync = SyncDialog::new();
                    self.requests.clear();
                    self.watchers = Watchers::default();
                    self.sessions = PerAccount::default();
                    self.mutes = MuteWatch::default();
                    self.go_on();
                }
                Err(error) => {
                    self.give_up(&error);
                    self.toasts.add(Tone::Bad, error.text(tr));
                }
            },
            Event::MutesEnded(ended, next_ms) => self.mutes_looked_for(tr, &ended, next_ms),
            Event::Exported(path, end) => self.exported(tr, path, end),
            Event::Wrote(Ok(Some(message))) => self.toasts.add(Tone::Good, tr.message(&message)),
            Event::Wrote(Ok(None)) | Event::SettingsSaved(Ok(())) | Event::Saved(Ok(())) => {}
            Event::Saved(Err(error)) => {
                self.inspector.form.reopen();
                self.toasts.add(Tone::Bad, error.text(tr));
            }
            Event::Wrote(Err(error)) | Event::SettingsSaved(Err(error)) => self.toasts.add(Tone::Bad, error.text(tr)),
            Event::Created(Ok(id)) => self.after_create = Some(id),
            Event::Created(Err(error)) | Event::Stepped(_, Err(error)) => self.toasts.add(Tone::Bad, error.text(tr)),
            Event::CaseSaved(id, end) => self.case_saved(tr, id, end.map(|save| *save)),
            Event::ReviewAsked(cases, doubts) => self.confirm = Some(self.approve_question(tr, cases, &doubts)),
            Event::Reviewed(state, end) => self.reviewed(tr, state, end),
            Event::CasesMerged(end) => self.cases_merged(tr, &end.0, end.1),
            Event::MilestoneSaved(end) => self.milestone_saved(tr, end),
            Event::SharedSaved(end) => self.shared_saved(tr, end.0, end.1),
            Event::CaseCreated(made) => self.case_created(tr, *made),
            Event::SuiteStored(end) => self.suite_stored(tr, *end),
            Event::CasesOfTests(end) => self.cases_of_tests(tr, end),
            Event::RunCreated(end) => self.run_created(tr, end),
            Event::ResultStored(end) => self.result_stored(tr, &end.0, end.1),
            Event::CasesChanged(end) => self.cases_changed(tr, *end),
            Event::Edited(Err(error)) => {
                self.views.cases.write_failed();
                self.toasts.add(Tone::Bad, error.text(tr));
            }
            Event::Edited(Ok((None, Some(_)))) => self.end_redo(),
            Event::Edited(Ok((None, None))) => {}
            Event::Edited(Ok((Some(message), made))) => {
                self.say_stored(tr, Tone::Good, tr.message(&message), made.map(|made| made.id));
            }
            Event::Stepped(direction, Ok(step)) => {
                self.inspector.form.forget();
                // What an import made was not selected before: the selection stays what is left of it.
                let selects = step.as_ref().filter(|step| !step.operation.name.starts_with("import"));
                self.restored = selects.map(|step| step.things.clone()).unwrap_or_default();
                self.stepped(tr, direction, step.as_ref());
            }
            Event::TookBack(edit, Ok(Some(left))) => {
                self.inspector.form.forget();
                let back = UiCommand::Undo;
                let words = match edit {
                    Some(edit) => words::taken_back(tr, &edit, true),
                    None => tr.text("history-restore-version").into_owned(),
                };
                self.toasts.add_with_action(Tone::Good, words, tr.text(&back.label_key()), Action::Command(back));
                self.tell_left(tr, &left);
            }
            Event::TookBack(_, Ok(None)) | Event::Version(_, _, Ok(None)) => {
                self.toasts.add(Tone::Warning, tr.text("window-history-gone"));
            }
            Event::TookBack(_, Err(error)) | Event::Version(_, _, Err(error)) => self.toasts.add(Tone::Bad, error.text(tr)),
            Event::Version(of, at, Ok(Some(state))) => {
                self.dialog = Some(OpenDialog::Version(Box::new(VersionDialog::new(of, at, state))));
            }
            Event::Checked(checked) => {
                self.backend.take_checked(&checked, |t| t.text(tr));
                if let Some(OpenDialog::Settings(dialog)) = &mut self.dialog {
                    dialog.checked(*checked);
                } else if let Err(error) = &checked.result {
                    self.toasts.add_with_action(
                        Tone::Bad,
                        error.text(tr),
                        tr.text("gui-open-settings"),
                        Action::Command(UiCommand::Settings),
                    );
                }
            }
            Event::TokenFound(found) => {
                let account = found.account;
                if let Some(error) = self.backend.take_tokens(*found) {
                    self.toasts.add(Tone::Bad, error.text(tr));
                }
                self.renew_session(account);
                // The demo's server is on this machine: nobody is asked to press a button for it.
                if self.backend.is_demo() && matches!(self.backend.connection, Connection::Unchecked(_)) {
                    self.backend.check(CheckRequest::default());
                }
            }
            Event::ImportedFunctions(end) => self.take_function_import(tr, *end),
            Event::ImportedCases(end) => self.take_case_import(tr, *end),
            Event::Crashed(None) => {}
            Event::Crashed(Some(report)) => {
                let open = Action::OpenFile(report);
                self.toasts.add_with_action(Tone::Warning, tr.text("program-crash-found"), tr.text("program-crash-open"), open);
            }
        }
    }

    /// Restores the selection of the last time. Without one, the case or the run in front is selected.
    fn restore_selection(&mut self) {
        let (subject, selection) = (self.state.subject, self.state.selection.clone());
        self.follow_tab();
        let selected = match subject {
            Subject::Functions => !selection.functions.is_empty(),
            Subject::Case(_) | Subject::Cases => !selection.cases.is_empty(),
            Subject::Run(_) | Subject::Result(..) => false,
        };
        if selected {
            (self.state.subject, self.state.selection) = (subject, selection);
        }
    }

    /// Selects the items that undo or redo restored, as soon as the lists show them.
    fn select_restored(&mut self) {
        let (registry, cases) = (self.backend.registry().unwrap_or(&self.registry), self.backend.cases().unwrap_or(&self.cases));
        let runs = self.backend.runs().unwrap_or(&self.runs);
        if !self.restored.is_empty() && UiState::lists_have(&self.restored, registry, cases, runs) {
            let mut things = std::mem::take(&mut self.restored);
            // The grid of cases has no rows of suites.
            if self.state.tab() == MiddleTab::Cases && things.iter().any(|thing| matches!(thing, Thing::Case(_))) {
                things.retain(|thing| !matches!(thing, Thing::Suite(_)));
            }
            self.state.select_things(&things, registry, cases, runs);
            self.views.cases.reveal_selected();
        }
    }

    /// Shows the outcome of undo or redo, with a button for the other direction. Withdraws toasts that offer a redo, because a
    /// new edit ends the possible redos.
    pub(super) fn end_redo(&mut self) {
        self.toasts.withdraw(|action| matches!(action, Action::Command(UiCommand::Redo)));
    }

    fn stepped(&mut self, tr: Tr, direction: Direction, step: Option<&Step>) {
        let Some(step) = step else {
            let key = if direction == Direction::Undo { "window-undo-too-late" } else { "window-redo-too-late" };
            self.toasts.add(Tone::Warning, tr.text(key));
            return;
        };
        let back = match direction {
            Direction::Undo => UiCommand::Redo,
            Direction::Redo => UiCommand::Undo,
        };
        // The news of the edit itself, and of an earlier step in the other direction, would offer what can no longer be done.
        self.toasts.withdraw(|action| match action {
            Action::UndoOperation(id) => direction == Direction::Undo && *id == step.operation.id,
            Action::Command(command) => matches!(command, UiCommand::Undo | UiCommand::Redo),
            _ => false,
        });
        let subject = words::operation_subject(tr, &step.operation);
        if step.is_without_effect {
            let key = if direction == Direction::Undo { "window-not-undone" } else { "window-not-redone" };
            self.toasts.add(Tone::Warning, tr.fmt(key, &[("what", subject.into())]));
            self.tell_left(tr, &step.left);
            return;
        }
        let words = words::taken_back(tr, &step.operation, direction == Direction::Undo);
        self.tell_trashed(tr, step.trashed);
        let new_project = step.operation.label.as_ref().and_then(|label| label.text(NEW_PROJECT));
        if let Some(code) = new_project.filter(|_| direction == Direction::Undo) {
            self.toasts.add(Tone::Info, tr.fmt("window-undo-project-stays", &[("code", code.into())]));
        }
        self.toasts.add_with_action(Tone::Info, words, tr.text(&back.label_key()), Action::Command(back));
        self.tell_left(tr, &step.left);
    }

    /// Reports the number of items that an undo moved to the trash. Otherwise undoing a large import would fill the trash unseen.
    fn tell_trashed(&mut self, tr: Tr, TrashedCounts { cases, others }: TrashedCounts) {
        self.toasts.withdraw(|action| matches!(action, Action::Command(UiCommand::Trash)));
        let (key, n) = match (cases, others) {
            (0, 0) => return,
            (n, 0) => ("window-undo-trashed-cases", n),
            (cases, others) => ("window-undo-trashed", cases + others),
        };
        let words = tr.fmt(key, &[("n", n.into())]);
        let open = Action::Command(UiCommand::Trash);
        self.toasts.add_with_action(Tone::Info, words, tr.text("window-open-trash"), open);
    }

    /// Says which fields stayed as they are.
    fn tell_left(&mut self, tr: Tr, left: &[FieldLeft]) {
        if !left.is_empty() {
            let (registry, cases) = (RegistryModel::default(), CasesModel::default());
            let (registry, cases) = (self.backend.registry().unwrap_or(&registry), self.backend.cases().unwrap_or(&cases));
            let names = Names { tr, registry, cases };
            self.toasts.add(Tone::Warning, history::left(left, names));
        }
    }
}
