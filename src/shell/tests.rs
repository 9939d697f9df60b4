//! Actions on the tests of a run: cases for those that have none, links, mutes; and the comparison of runs.

use super::Shell;
use crate::action::{Action, Nav, TestsAction};
use crate::backend::UserError;
use crate::dialogs::{OpenDialog, link_tests::LinkTests, mute::MuteDialog, mutes::MutesDialog};
use crate::model::run_pair::RunPair;
use crate::state::{MiddleTab, Subject};
use voluptas_app::results;
use voluptas_app::results::links::LinkOutcome;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{RunId, Thing};
use voluptas_i18n::Tr;
use voluptas_store::history::Operation;
use voluptas_ui::widgets::Tone;

impl Shell {
    pub(super) fn tests(&mut self, action: TestsAction) {
        match action {
            TestsAction::CreateCases(run, results) => {
                let Some(project) = self.backend.runs().and_then(|runs| runs.get(run)).map(|row| row.run.project_id) else {
                    return;
                };
                self.backend.cases_of_tests(project, results);
            }
            TestsAction::AskLink(tests) => self.dialog = Some(OpenDialog::LinkTests(LinkTests::of(tests))),
            TestsAction::Link(tests, case) => {
                self.dialog = None;
                self.backend.write(move |store| {
                    let linked = results::links::link(store, &tests, case)?;
                    Ok(Some(Message::new("run-linked").count("tests", linked.tests).count("results", linked.results)))
                });
            }
            TestsAction::Unlink(tests) => self.backend.write(move |store| {
                let linked = results::links::unlink(store, &tests)?;
                Ok(Some(Message::new("run-unlinked").count("tests", linked.tests).count("results", linked.results)))
            }),
            TestsAction::AskMute(tests) => {
                let owner = self.backend.author_name().to_owned();
                let project = self.front_run().map(|run| run.project_id);
                let project = project.or_else(|| self.backend.cases()?.project.as_ref().map(|project| project.id));
                self.dialog = Some(OpenDialog::Mute(Box::new(MuteDialog::of(tests, project, owner))));
            }
            TestsAction::AskChangedMute(changed) => {
                let project = self.backend.cases().and_then(|cases| cases.project.as_ref()).map(|project| project.id);
                let list = match self.dialog.take() {
                    Some(OpenDialog::Mutes(list)) => Some(list),
                    _ => None,
                };
                self.dialog = Some(OpenDialog::Mute(Box::new(MuteDialog::changing(*changed, project, list))));
            }
            TestsAction::Mute(tests, content) => {
                self.backend.write_counting("run-muted-tests", move |store| results::mutes::mute(store, &tests, &content));
            }
            TestsAction::CreateIssue(run, result) => self.create_issue(run, result),
            TestsAction::ReadIssues(project) => self.read_issues(project),
            TestsAction::Unmute(tests) => {
                self.backend.write_counting("run-unmuted-tests", move |store| results::mutes::unmute(store, &tests));
            }
        }
    }

    /// Says which case the tests have now, with a button that opens it; of several cases, how many there are, with a button that shows them.
    pub(super) fn cases_of_tests(&mut self, tr: Tr, end: Result<(LinkOutcome, Option<Operation>), UserError>) {
        let Some((linked, made)) = self.stored(tr, end) else { return };
        if made.is_some() {
            self.end_redo();
        }
        if let Some(case) = linked.case.filter(|_| linked.tests > 0) {
            let key = match (linked.created > 0, case.suite.is_empty()) {
                (true, false) => "run-case-created",
                (true, true) => "run-case-created-root",
                (false, false) => "run-case-found",
                (false, true) => "run-case-found-root",
            };
            let words = tr.fmt(key, &[("title", case.title.into()), ("suite", case.suite.into())]);
            let open = Action::Nav(Nav::Tab(MiddleTab::Case(case.id.0)));
            return self.toasts.add_with_action(Tone::Good, words, tr.text("window-open"), open);
        }
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into();
        let counts = [("tests", linked.tests), ("created", linked.created), ("results", linked.results)];
        let words = tr.fmt("run-cases-created", &counts.map(|(name, n)| (name, count(n))));
        if linked.cases.is_empty() {
            return self.toasts.add(Tone::Good, words);
        }
        let things = linked.cases.into_iter().map(Thing::Case).collect();
        let show = (tr.text("run-cases-show").into_owned(), Action::ShowImported(Some(linked.project), things));
        match made {
            // The undo is the first button: the toast goes with it.
            Some(made) => {
                let undo = (tr.text("gui-cmd-undo").into_owned(), Action::UndoOperation(made.id));
                self.toasts.add_with_two(Tone::Good, words, undo, show);
            }
            None => self.toasts.add_with_action(Tone::Good, words, show.0, show.1),
        }
    }

    /// The runs that the command for a comparison means: the two that are selected in the list, otherwise the one in front and the one
    /// of its series before it, or after it where it is the oldest; otherwise the two latest. Runs of different series are a pair only where
    /// the one in front has no other of its own.
    pub(super) fn pair_to_compare(&self) -> Option<RunPair> {
        let runs = self.backend.runs()?;
        let selected = self.state.selected_runs();
        if let [a, b] = selected[..] {
            return RunPair::of(runs.get(a)?, runs.get(b)?);
        }
        let front = match (self.state.tab(), self.state.subject) {
            (MiddleTab::Run(id), _) => Some(RunId(id)),
            (_, Subject::Run(id)) => Some(id),
            _ => None,
        };
        let newer = front.and_then(|id| runs.get(id)).or_else(|| runs.newest_with_another())?;
        let id = newer.run.id;
        let known = self.views.run.compared_with(id).or_else(|| Some(runs.before(id)?.run.id));
        let is_alike = known.and_then(|older| runs.get(older)).is_some_and(|older| older.is_of_series_of(newer));
        match (known, runs.series_mate(id).filter(|_| !is_alike)) {
            (_, Some(mate)) => RunPair::of(newer, mate),
            (Some(older), None) => Some(RunPair { older, newer: id }),
            (None, None) => RunPair::of(newer, runs.after(id)?),
        }
    }

    /// Closes the dialog that is open. One that was opened from a list leads back to the list.
    pub(super) fn close_dialog(&mut self) {
        self.dialog = match self.dialog.take() {
            Some(OpenDialog::Mute(dialog)) => dialog.into_list().map(OpenDialog::Mutes),
            _ => None,
        };
    }

    /// Opens the list of muted tests.
    pub(super) fn open_mutes(&mut self) {
        if let Some(project) = self.backend.cases().and_then(|cases| cases.project.as_ref()) {
            self.dialog = Some(OpenDialog::Mutes(Box::new(MutesDialog::new(project.id))));
        }
    }

    /// Opens the comparison of [`Shell::pair_to_compare`].
    pub(super) fn compare_runs(&mut self) {
        let Some(pair) = self.pair_to_compare() else { return };
        match self.views.run.label().filter(|_| self.state.tab() == MiddleTab::Run(pair.newer.0)).cloned() {
            Some(label) => self.go(Nav::Compare(pair, Some(label))),
            None => self.go(Nav::Tab(MiddleTab::Compare(pair))),
        }
    }
}
