//! Edits of cases from the grid: one value is stored at once, several are shown first.

use super::window::Shell;
use crate::action::{Action, CasesAction, Confirm, ListAction};
use crate::backend::{ChangeEnd, ChangeOutcome};
use crate::dialogs::OpenDialog;
use crate::dialogs::case_changes::CaseChanges;
use crate::dialogs::place_cases::PlaceCases;
use crate::model::case_grid::EditKind;
use crate::model::window_selection::Selected;
use crate::questions;
use voluptas_app::cases::bulk as case_bulk;
use voluptas_app::cases::bulk::{CaseChange, CloneTarget};
use voluptas_app::cases::filter as saved_filters;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::CaseId;
use voluptas_i18n::Tr;
use voluptas_store::Store;
use voluptas_ui::widgets::Tone;

/// Titles that a question names before it counts the rest.
const NAMED: usize = 5;

impl Shell {
    pub(super) fn cases(&mut self, tr: Tr, action: CasesAction) {
        match action {
            CasesAction::Change(edit) => {
                // A bulk edit may change a single one of the selected cases, which need not be in view: it is shown first.
                let is_bulk = edit.kind == EditKind::Bulk && !edit.changes.is_empty() && edit.unchanged > 0;
                let several = edit.changes.len() + edit.faults.len() + edit.outside > 1 || is_bulk;
                match (&edit.changes[..], &edit.faults[..]) {
                    _ if several => self.dialog = Some(OpenDialog::CaseChanges(Box::new(CaseChanges::new(edit)))),
                    (_, [fault]) => self.toasts.add(Tone::Warning, fault.words(tr)),
                    ([], []) if edit.unchanged > 1 => self.toasts.add(Tone::Info, tr.text("cases-change-none")),
                    ([], []) => {}
                    _ => self.cases(tr, CasesAction::Apply(edit)),
                }
            }
            CasesAction::Apply(edit) => self.backend.change_cases(edit),
            CasesAction::SaveFilter(project, name, filter) => self.backend.write(move |store| {
                saved_filters::save(store, project, &name, &filter)?;
                Ok(Some(Message::new("history-filter-saved").with("title", name)))
            }),
            CasesAction::DeleteFilter(project, name) => self.backend.write(move |store| {
                saved_filters::delete(store, project, &name)?;
                Ok(Some(Message::new("history-filter-deleted").with("title", name)))
            }),
            CasesAction::Lost { title, text } => self.say_lost(tr, &title, text),
            // One copy beside its original is what was asked for: it is made and opened.
            CasesAction::AskClone(ids, CloneTarget::Beside) if ids.len() == 1 => {
                let cases = self.backend.cases().unwrap_or(&self.cases);
                if let (Some(project), Some(row)) = (&cases.project, ids.first().and_then(|id| cases.get(*id))) {
                    self.backend.clone_case(
                        row.id,
                        project.id,
                        row.suite,
                        &row.title,
                        tr.text("cases-clone-suffix").into_owned(),
                    );
                }
            }
            CasesAction::AskClone(ids, target) => self.confirm = Some(self.clone_question(tr, ids, target)),
            CasesAction::Clone(ids, target) => {
                let suffix = tr.text("cases-clone-suffix");
                let clone = move |store: &Store| Ok(case_bulk::clone_cases(store, &ids, target, &suffix)?.len());
                self.backend.write_counting("history-clone-cases", clone);
            }
            CasesAction::Ask(ids, what) => {
                let cases = self.backend.cases().unwrap_or(&self.cases);
                let home = ids.first().and_then(|id| cases.get(*id)).and_then(|row| row.suite);
                if !ids.is_empty() {
                    self.dialog = Some(OpenDialog::PlaceCases(PlaceCases::new(ids, what, home)));
                }
            }
            CasesAction::AskExport(ids) => self.ask_export(Selected { cases: ids, ..Selected::default() }, true),
            CasesAction::Tag(ids, tag) => {
                let edits: Vec<_> = ids.into_iter().map(|id| (id, CaseChange::AddTag(tag.clone()))).collect();
                let change = move |store: &Store| case_bulk::change_cases(store, &edits);
                self.backend.write_counting_some("history-change-cases", change);
            }
        }
    }

    /// Reports the outcome of an edit of cells. Shows values that other people changed before overwriting them; offers to copy a
    /// text whose case is gone.
    pub(super) fn cases_changed(&mut self, tr: Tr, end: ChangeEnd) {
        let ChangeEnd { edit, outcome } = end;
        match outcome {
            Ok(ChangeOutcome::Done(n, made)) => {
                self.end_redo();
                // A value that was typed is seen in its cell.
                if edit.changes.len() > 1 {
                    let said = Message::new("history-change-cases").count("count", n);
                    self.say_stored(tr, Tone::Good, tr.message(&said), made.map(|made| made.id));
                }
            }
            Ok(ChangeOutcome::Gone) if edit.changes.len() == 1 => {
                self.views.cases.write_failed();
                let title = edit.changes.first().and_then(|(id, ..)| edit.table.get(*id)).map(|row| row.title.to_string());
                self.say_lost(tr, &title.unwrap_or_default(), edit.texts(0, tr).1);
            }
            Ok(ChangeOutcome::Gone | ChangeOutcome::Meanwhile) => {
                self.views.cases.write_failed();
                self.dialog = Some(OpenDialog::CaseChanges(Box::new(CaseChanges::again(edit))));
            }
            Err(error) => {
                self.views.cases.write_failed();
                self.toasts.add(Tone::Bad, error.text(tr));
            }
        }
    }

    /// Offers the text for a case that is in the trash by now.
    fn say_lost(&mut self, tr: Tr, title: &str, text: String) {
        self.confirm = Some(Confirm {
            is_destructive: false,
            title: tr.text("cases-lost-title").into_owned(),
            text: format!("{}\n\n{text}", tr.fmt("cases-lost-text", &[("title", title.into())])),
            button: tr.text("manual-run-lost-copy").into_owned(),
            then: Box::new(Action::Copy(text)),
        });
    }

    /// Refreshes open questions with the stored state: the values in the question about an edit of cells, the number of items in
    /// the question before a deletion.
    pub(super) fn renew_questions(&mut self, tr: Tr) {
        if let Some(Action::List(ListAction::Trash(things))) = self.confirm.as_ref().map(|ask| &*ask.then) {
            let (registry, cases) =
                (self.backend.registry().unwrap_or(&self.registry), self.backend.cases().unwrap_or(&self.cases));
            let of = (registry.tree.generation(), cases.tree.generation());
            if self.asked_of.replace(of).is_some_and(|before| before != of) {
                self.confirm = questions::move_to_trash(tr, registry, cases, &things.clone());
            }
        } else {
            self.asked_of = None;
        }
        if let (Some(OpenDialog::CaseChanges(dialog)), Some(table)) = (&mut self.dialog, self.views.cases.table()) {
            dialog.renew(table);
        }
    }

    /// Names the cases that would be cloned, and the place.
    fn clone_question(&self, tr: Tr, ids: Vec<CaseId>, target: CloneTarget) -> Confirm {
        let cases = self.backend.cases().unwrap_or(&self.cases);
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let project = match target {
            CloneTarget::Into(id, _) => cases.projects.iter().find(|p| p.id == id).map(|p| format!("{} ({})", p.title, p.code)),
            CloneTarget::Beside => None,
        };
        let mut text = match project {
            Some(project) => tr.fmt("cases-clone-text-project", &[("project", project.into())]),
            None => tr.text("cases-clone-text").into_owned(),
        };
        for row in ids.iter().filter_map(|id| cases.get(*id)).take(NAMED) {
            text.push('\n');
            text.push_str(&tr.fmt("lists-quoted", &[("title", (&*row.title).into())]));
        }
        if ids.len() > NAMED {
            text.push('\n');
            text.push_str(&tr.fmt("lists-trash-more", &[("n", count(ids.len() - NAMED).into())]));
        }
        Confirm {
            is_destructive: false,
            title: tr.fmt("cases-clone-title", &[("n", count(ids.len()).into())]),
            text,
            button: tr.text("cases-clone").into_owned(),
            then: Box::new(Action::Cases(CasesAction::Clone(ids, target))),
        }
    }
}
