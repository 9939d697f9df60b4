//! Writing of cases: saves, new cases, and their outcomes.

use std::collections::BTreeMap;

use super::window::Shell;
use crate::action::{Action, CaseAction, Confirm, FunctionAction, Nav};
use crate::backend::{CaseMade, CaseSave, PathPurpose, UserError, clipboard};
use crate::dialogs::duplicates::DuplicatesDialog;
use crate::dialogs::{OpenDialog, new_case, new_project, path};
use crate::model::cases::CaseKey;
use crate::model::words;
use crate::state::{LeftTab, MiddleTab};
use crate::views::case::EditorCommand;
use voluptas_app::cases::attachment;
use voluptas_app::cases::duplicates::{MergePlan, Merged};
use voluptas_app::cases::edit::{CreateOutcome, Saved};
use voluptas_app::cases::review as case_review;
use voluptas_app::cases::review::{ReviewDoubts, ReviewOutcome, SeenCase};
use voluptas_app::cases::template as case_template;
use voluptas_app::project::settings as project_settings;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, FunctionId, SuiteId, Thing};
use voluptas_core::domain::review::ReviewState;
use voluptas_i18n::Tr;
use voluptas_store::Op;
use voluptas_store::history::{Direction, Operation};
use voluptas_ui::widgets::Tone;

impl Shell {
    pub(super) fn case(&mut self, action: CaseAction) {
        match action {
            CaseAction::Save { id, base, form, force } => self.backend.save_case(id, base, form, force),
            CaseAction::Refused(key) => self.toasts.add(Tone::Warning, self.tr().text(key)),
            CaseAction::OfferUndo { is_dirty } => self.offer_undo(is_dirty),
            CaseAction::Versions(id, at) => {
                self.views.versions.show(id, at);
                self.go(Nav::Tab(MiddleTab::Versions(id.0)));
            }
            CaseAction::Review(cases, state) => self.review(&cases, state),
            CaseAction::Approve(seen) => self.backend.review_cases(seen, Some(ReviewState::Approved), false),
            CaseAction::Comment(case, body) => {
                self.backend.write_silently(move |store| case_review::comment(store, case, &body));
            }
            CaseAction::EditComment(id, body) => {
                self.backend.write_silently(move |store| case_review::edit_comment(store, id, &body));
            }
            CaseAction::RemoveComment(id) => {
                self.backend.write_and_say("review-comment-removed", move |store| case_review::remove_comment(store, id));
            }
            CaseAction::AskAttach(case) => {
                self.dialog = Some(OpenDialog::Path(path::PathDialog::new(PathPurpose::Attach(case), "")));
            }
            CaseAction::Attach(case, files) => self.attach(case, files),
            CaseAction::PasteScreenshot(case) => {
                let at = self.backend.now();
                self.attach(case, vec![clipboard::screenshot(at, self.backend.screenshot)]);
            }
            CaseAction::AskAttachToStep(case, step) => {
                self.dialog = Some(OpenDialog::Path(path::PathDialog::new(PathPurpose::AttachToStep(case, step), "")));
            }
            CaseAction::AttachToStep(case, step, files) => self.attach_to_step(case, step, files),
            CaseAction::PasteToStep(case, step) => {
                let at = self.backend.now();
                self.attach_to_step(case, step, vec![clipboard::screenshot(at, self.backend.screenshot)]);
            }
            CaseAction::Detach(case, file) => self.backend.write(move |store| {
                let is_off = attachment::detach(store, case, &file)?;
                Ok(is_off.then(|| Message::new("history-detach").with("name", &file.filename)))
            }),
            CaseAction::AskNew(suite) => {
                let cases = self.backend.cases().unwrap_or(&self.cases);
                match &cases.project {
                    Some(project) => self.dialog = Some(OpenDialog::NewCase(new_case::NewCaseDialog::new(project.id, suite))),
                    None => self.ask_project(Some(Action::Case(CaseAction::AskNew(suite)))),
                }
            }
            CaseAction::CreateProject { code, title } => {
                // A code that is taken is refused below.
                let cases = self.backend.cases().unwrap_or(&self.cases);
                if cases.projects.iter().all(|project| project.code != code) {
                    self.after_project = self.project_for.take().map(|then| (code.clone(), then));
                    self.show_project(&code);
                }
                self.backend.write(move |store| {
                    let said = Message::new("writing-project-created").with("title", &title).with("code", &code);
                    store.write(Op::bulk("create_project"), |tx| project_settings::create(tx, &code, &title, None, None))?;
                    Ok(Some(said))
                });
            }
            CaseAction::Create(wanted) => self.backend.create_case(wanted),
            CaseAction::SaveTemplate(title, content) => self.backend.write(move |store| {
                case_template::save(store, &title, *content)?;
                Ok(Some(Message::new("history-template-saved").with("title", title)))
            }),
            CaseAction::RenameTemplate(id, title) => {
                self.backend.write_silently(move |store| case_template::rename(store, id, &title));
            }
            CaseAction::DeleteTemplate(id) => {
                self.backend.write_and_say("templates-deleted", move |store| case_template::delete(store, id));
            }
            CaseAction::FindDuplicates(suite) => {
                let cases = self.backend.cases().unwrap_or(&self.cases);
                if let Some(project) = &cases.project {
                    let dialog = DuplicatesDialog::new(project.id, suite);
                    self.dialog = Some(OpenDialog::Duplicates(Box::new(dialog)));
                }
            }
            CaseAction::MergeDuplicates(plan) => self.backend.merge_cases(plan),
        }
    }

    /// Sets the review of the cases in the versions that are on the screen.
    fn review(&self, ids: &[CaseId], state: Option<ReviewState>) {
        let front = match self.state.tab() {
            MiddleTab::Case(id) => Some(CaseId(id)),
            _ => None,
        };
        let cases = self.backend.cases().unwrap_or(&self.cases);
        let seen = |id: CaseId| {
            let open = (front == Some(id)).then(|| self.views.case.seen(id)).flatten();
            Some(SeenCase { case: id, updated_ms: open.or_else(|| cases.get(id).map(|row| row.updated_ms))? })
        };
        self.backend.review_cases(ids.iter().filter_map(|id| seen(*id)).collect(), state, true);
    }

    /// Asks before cases are approved of which some were never sent to review, or were sent by the person who approves them.
    pub(super) fn approve_question(&self, tr: Tr, cases: Vec<SeenCase>, doubts: &ReviewDoubts) -> Confirm {
        let n = i64::try_from(cases.len()).unwrap_or(i64::MAX);
        let title = if doubts.never_sent.is_empty() { "review-approve-own-title" } else { "review-approve-unsent-title" };
        let parts = [("review-approve-unsent", &doubts.never_sent), ("review-approve-own", &doubts.own)];
        let parts = parts.into_iter().filter(|(_, ids)| !ids.is_empty()).map(|(key, ids)| self.with_codes(tr, key, ids));
        Confirm {
            is_destructive: false,
            title: tr.fmt(title, &[("n", n.into())]),
            text: parts.collect::<Vec<_>>().join("\n\n"),
            button: tr.text("review-approve").into_owned(),
            then: Box::new(Action::Case(CaseAction::Approve(cases))),
        }
    }

    /// Sets the review of the case in front or of the selected cases. A case with unsaved edits has to be saved first.
    pub(super) fn review_targets(&mut self, tr: Tr, state: Option<ReviewState>) {
        match self.state.tab() {
            MiddleTab::Case(id) if self.views.case.is_dirty(CaseId(id)) && self.target_cases().contains(&CaseId(id)) => {
                self.toasts.add(Tone::Warning, tr.text("review-save-first"));
            }
            _ => self.review(&self.target_cases(), state),
        }
    }

    pub(super) fn reviewed(
        &mut self,
        tr: Tr,
        state: Option<ReviewState>,
        end: Result<(ReviewOutcome, Option<Operation>), UserError>,
    ) {
        let Some((end, made)) = self.stored(tr, end) else { return };
        if let Some(made) = made {
            let mut words = tr.message(&case_review::label(state, end.set));
            if !end.empty.is_empty() {
                words = format!("{words}. {}", self.with_codes(tr, "review-empty", &end.empty));
            }
            let tone = if end.empty.is_empty() { Tone::Good } else { Tone::Warning };
            self.say_stored(tr, tone, words, Some(made.id));
        }
        if let Some(first) = end.changed.first() {
            let words = self.with_codes(tr, "review-changed-meanwhile", &end.changed);
            let show = Action::Case(CaseAction::Versions(*first, None));
            self.toasts.add_with_action(Tone::Warning, words, tr.text("writing-show-changes"), show);
        }
    }

    /// A text about cases: their number, and the codes of the first five.
    fn with_codes(&self, tr: Tr, key: &str, ids: &[CaseId]) -> String {
        const NAMED: usize = 5;
        let cases = self.backend.cases().unwrap_or(&self.cases);
        let codes: Vec<&str> = ids.iter().take(NAMED).filter_map(|id| cases.get(*id)).map(|row| row.code.as_str()).collect();
        let mut names = codes.join(", ");
        if let Some(more) = ids.len().checked_sub(NAMED).filter(|more| *more > 0) {
            names = format!("{names} {}", tr.fmt("duplicates-preview-more", &[("n", more.into())]));
        }
        tr.fmt(key, &[("n", ids.len().into()), ("names", names.into())])
    }

    /// The case of the tab in front, otherwise the selected cases. Several cases that are selected in the list are highlighted, not the
    /// one in front.
    pub(super) fn target_cases(&self) -> Vec<CaseId> {
        let selected = self.state.selected();
        match self.state.tab() {
            MiddleTab::Case(id) if selected.cases.len() < 2 => vec![CaseId(id)],
            _ => selected.cases.clone(),
        }
    }

    /// Number of the cases of [`Self::target_cases`].
    pub(super) fn target_count(&self) -> usize {
        let selected = self.state.selected().cases.len();
        match self.state.tab() {
            MiddleTab::Case(_) if selected < 2 => 1,
            _ => selected,
        }
    }

    /// Opens the case that a command means, where it is not in front, and asks its editor for something.
    pub(super) fn ask_editor(&mut self, asked: EditorCommand) {
        if let Some(case) = self.target_case() {
            self.go(Nav::Tab(MiddleTab::Case(case.0)));
            self.views.case.ask(case, asked);
        }
    }

    /// Asks for a file: for the step that has the keyboard, otherwise for the case.
    pub(super) fn attach_file(&mut self) {
        let Some(case) = self.target_case() else { return };
        if matches!(self.state.tab(), MiddleTab::Case(_)) && self.views.case.is_in_step(case) {
            self.ask_editor(EditorCommand::AttachToStep);
        } else {
            self.case(CaseAction::AskAttach(case));
        }
    }

    /// The case of the tab in front, otherwise the one selected case.
    pub(super) fn target_case(&self) -> Option<CaseId> {
        match self.state.tab() {
            MiddleTab::Case(id) => Some(CaseId(id)),
            _ => self.state.selection.cases.only().and_then(|key| CaseKey::from_key(key).case()),
        }
    }

    /// Asks for a new case in the suite that is selected, or in that of the selected case.
    pub(super) fn ask_new_case(&mut self) {
        let cases = self.backend.cases().unwrap_or(&self.cases);
        let at: Option<SuiteId> = match self.state.selection.cases.cursor().map(CaseKey::from_key) {
            Some(CaseKey::Suite(id) | CaseKey::Link(_, id)) => Some(id),
            Some(CaseKey::Case(id)) => cases.get(id).and_then(|row| row.suite),
            None => None,
        };
        self.case(CaseAction::AskNew(at));
    }

    /// Asks for a new case that covers a function, in the suite with the most cases of its siblings.
    pub(super) fn ask_covering_case(&mut self, function: FunctionId) {
        let cases = self.backend.cases().unwrap_or(&self.cases);
        let registry = self.backend.registry().unwrap_or(&self.registry);
        let Some(row) = registry.get(function) else { return };
        let Some(project) = &cases.project else {
            return self.ask_project(Some(Action::Function(FunctionAction::AskCase(function))));
        };
        let mut suites: BTreeMap<SuiteId, usize> = BTreeMap::new();
        let siblings = registry.rows.iter().filter(|other| other.function.parent_id == row.function.parent_id);
        for suite in siblings.flat_map(|other| &other.covers).filter_map(|cover| cases.get(cover.case)?.suite) {
            *suites.entry(suite).or_default() += 1;
        }
        let usual = suites.into_iter().max_by_key(|(_, count)| *count).map(|(suite, _)| suite);
        let dialog = new_case::NewCaseDialog::covering(function, row.title(), project.id, usual);
        self.dialog = Some(OpenDialog::NewCase(dialog));
    }

    /// Availability of undo and redo in the draft of the tab in front; `None` when they belong to the workspace.
    pub(super) fn draft_steps(&self) -> Option<(bool, bool)> {
        match self.state.tab() {
            MiddleTab::Case(id) => self.views.case.undo_and_redo(CaseId(id)),
            _ => None,
        }
    }

    /// Undo or redo: of the draft in front while it is edited, so that no edit elsewhere is taken back unseen; otherwise of the
    /// workspace. A draft in which nothing was undone leaves redo to the workspace: that does again what this person undid.
    pub(super) fn step(&mut self, ctx: &eframe::egui::Context, direction: Direction) {
        match (self.state.tab(), self.draft_steps()) {
            _ if self.dialog.is_some() => self.backend.step_history(direction),
            (MiddleTab::Case(id), Some((_, has_redo))) if direction == Direction::Undo || has_redo => {
                let now = ctx.input(|i| i.time);
                self.views.case.step_back(CaseId(id), direction == Direction::Redo, now);
            }
            _ => self.backend.step_history(direction),
        }
    }

    /// Says what takes back a saved edit when a field has nothing more to take back, with a button that does it.
    fn offer_undo(&mut self, is_dirty: bool) {
        let tr = self.tr();
        match self.backend.undo() {
            _ if is_dirty => self.toasts.add(Tone::Info, tr.text("window-undo-draft")),
            Some(operation) => {
                let what = words::operation_subject(tr, operation);
                let (words, id) = (tr.fmt("window-undo-saved", &[("what", what.into())]), operation.id);
                // Pressed again, the key says it once.
                self.toasts.withdraw(|action| matches!(action, Action::UndoOperation(known) if *known == id));
                self.toasts.add_with_action(Tone::Info, words, tr.text("gui-cmd-undo"), Action::UndoOperation(id));
            }
            None => {}
        }
    }

    /// Asks for a new project of the workspace. The first one has its name. `then` is done once the project is there.
    pub(super) fn ask_project(&mut self, then: Option<Action>) {
        self.project_for = then.map(Box::new);
        let is_first = self.backend.cases().is_none_or(|cases| cases.project.is_none());
        let name = self.backend.workspace().filter(|_| is_first).map(|w| w.name().clone()).unwrap_or_default();
        self.dialog = Some(OpenDialog::NewProject(new_project::NewProjectDialog::new(&name)));
    }

    /// Says which unsaved edits were kept when tabs were closed, with a way back to the only one.
    pub(super) fn tell_drafts(&mut self, before: &[MiddleTab]) {
        let closed = before.iter().filter(|tab| !self.state.kept.tabs.contains(tab));
        let drafts: Vec<CaseId> = closed
            .filter_map(|tab| match tab {
                MiddleTab::Case(id) => Some(CaseId(*id)),
                _ => None,
            })
            .filter(|id| self.views.case.is_dirty(*id))
            .collect();
        let tr = self.tr();
        match drafts[..] {
            [] => {}
            [id] => {
                let title = self.views.case.draft_title(id).unwrap_or_default().to_owned();
                let words = tr.fmt("writing-kept-as-draft", &[("title", title.into())]);
                let reopen = Action::Nav(Nav::Tab(MiddleTab::Case(id.0)));
                self.toasts.add_with_action(Tone::Info, words, tr.text("writing-reopen"), reopen);
            }
            _ => self.toasts.add(Tone::Info, tr.fmt("writing-kept-as-drafts", &[("n", (drafts.len() as i64).into())])),
        }
    }

    pub(super) fn case_saved(&mut self, tr: Tr, id: CaseId, end: Result<CaseSave, UserError>) {
        if let Ok(CaseSave { saved: Saved::Stored { form, changed: true, .. }, made: Some(made) }) = &end {
            let words = Message::new("history-edit-case").with("title", &form.content.title);
            self.say_stored(tr, Tone::Good, tr.message(&words), Some(made.id));
        }
        if let Err(error) = &end {
            self.toasts.add(Tone::Bad, error.text(tr));
        }
        self.views.case.saved(id, end.map(|save| save.saved));
    }

    pub(super) fn cases_merged(&mut self, tr: Tr, plan: &MergePlan, end: Result<(Merged, Option<Operation>), UserError>) {
        if let Some(OpenDialog::Duplicates(dialog)) = &mut self.dialog {
            dialog.merged();
        }
        let Some((merged, made)) = self.stored(tr, end) else { return };
        let names = merged.changed.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let (tone, message) = match (merged.merged, merged.changed.len()) {
            (_, 0) => (Tone::Good, Message::new("history-merge-cases").with("title", &plan.keep.title)),
            (0, n) => (Tone::Warning, Message::new("duplicates-changed-meanwhile").count("n", n).with("names", names)),
            (n, _) => (Tone::Warning, Message::new("duplicates-partly").count("merged", n).with("names", names)),
        };
        if made.is_some() {
            self.restored = vec![Thing::Case(plan.keep.id)];
        }
        self.say_stored(tr, tone, tr.message(&message), made.map(|made| made.id));
    }

    pub(super) fn case_created(&mut self, tr: Tr, made: CaseMade) {
        let CaseMade { wanted, end, is_suite_gone, is_copy } = made;
        let (end, title) = match end {
            Ok(CreateOutcome::Case(_)) if wanted.in_grid => return self.end_redo(),
            end if wanted.in_grid => {
                let reason = match &end {
                    Ok(_) => tr.text("writing-title-taken").into_owned(),
                    Err(_) if is_suite_gone => tr.text("suite-place-gone").into_owned(),
                    Err(error) => error.text(tr),
                };
                self.views.cases.creation_failed(&wanted.title, reason);
                (end, Some(wanted.title.clone()))
            }
            end => (end, None),
        };
        // Another title may be typed in the line by now: this one is named, so that it is not lost.
        let said = |words: String| title.iter().fold(words, |words, title| format!("{words}: {title}"));
        match end {
            // What was typed stays, for another suite.
            Err(_) if is_suite_gone && !wanted.in_grid => {
                self.dialog = Some(OpenDialog::NewCase(new_case::NewCaseDialog::again(wanted, "suite-place-gone")));
            }
            Ok(CreateOutcome::Case(id)) => {
                self.state.kept.left = LeftTab::Cases;
                self.state.open_tab(MiddleTab::Case(id.0));
                // The title of a copy is what has to be changed first.
                match is_copy {
                    true => self.views.case.edit_title(id),
                    false => self.views.case.begin(id),
                }
                self.after_create_case = Some(id);
            }
            Ok(CreateOutcome::TitleTaken(other)) => {
                let open = Action::Nav(Nav::OpenCase(other));
                let words = said(tr.text("writing-title-taken").into_owned());
                self.toasts.add_with_action(Tone::Warning, words, tr.text("writing-open-other"), open);
            }
            Err(_) if is_suite_gone => self.toasts.add(Tone::Warning, said(tr.text("suite-place-gone").into_owned())),
            Err(error) => self.toasts.add(Tone::Bad, said(error.text(tr))),
        }
    }

    /// Goes to a new function as soon as the registry has it, whichever of the two comes first. The filter of the tree may not hide it.
    pub(super) fn follow_new_function(&mut self) {
        let registry = self.backend.registry().unwrap_or(&self.registry);
        if let Some(id) = self.after_create.take_if(|id| registry.get(FunctionId(*id)).is_some()) {
            self.state.functions_filter.clear();
            self.last_created = Some(FunctionId(id));
            self.actions.nav(Nav::Function(FunctionId(id)));
        }
    }

    /// Continues the action that a new project was created for, and selects a new case as soon as the list contains it.
    pub(super) fn follow_new_case(&mut self) {
        let shown = self.backend.cases().and_then(|cases| cases.project.as_ref()).map(|project| project.code.as_str());
        if let Some((_, then)) = self.after_project.take_if(|(code, _)| shown == Some(code.as_str())) {
            self.actions.push(*then);
        }
        if let Some(id) = self.after_create_case
            && self.backend.cases().is_some_and(|cases| cases.get(id).is_some())
        {
            self.after_create_case = None;
            self.follow_tab();
        }
    }
}
