//! The editing of one case: the draft beside the stored form, what both sides changed meanwhile, and the draft's file.
//!
//! Three forms are compared field by field: `base` (what editing began with), `draft` and `stored`. What only one side changed is
//! merged without a question; a field that both changed is a conflict until the person takes one side.

use std::collections::BTreeSet;

use eframe::egui::Rect;

use super::edits::Edits;
use super::other_drafts::OtherDrafts;
use crate::model::step_lines::StepLines;
use crate::user_error::UserError;
use voluptas_app::cases;
use voluptas_app::cases::draft::CaseDraft;
use voluptas_app::cases::edit::{CaseForm, CaseSheet, FormField, Saved};
use voluptas_core::base::Millis;
use voluptas_core::domain::case::{CaseContent, CaseLink, Parameter, StepsType};
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::review::ReviewState;

/// Time after an edit until the draft is written, in seconds. Somebody who types without a pause loses no more than that.
pub const KEPT_WITHIN: f64 = 0.6;

/// A save that was refused because of the title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Namesake {
    /// The other case.
    pub case: CaseId,
    /// Number of that case in the project.
    pub number: i64,
    /// The person may save anyway.
    pub may_force: bool,
}

/// The reason why a draft cannot be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Both sides changed a field.
    Conflict,
    /// The title is blank.
    Title,
    /// The address of the link at that place is no address of a page.
    Link(usize),
}

impl Problem {
    /// Key of the sentence beside the state of the draft.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Conflict => "writing-blocked-conflict",
            Self::Title => "writing-blocked-title",
            Self::Link(_) => "writing-blocked-link",
        }
    }
}

/// A part of the form that is brought into view when it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reveal {
    /// The top, where refusals and conflicts are.
    Top,
    /// The field of a problem, which gets the keyboard.
    Problem(Problem),
}

/// See the module's description.
#[derive(Debug)]
pub struct Session {
    /// The case with the choices that its form offers.
    pub sheet: CaseSheet,
    /// The edited form.
    pub draft: CaseForm,
    /// The steps of the edited form.
    pub lines: StepLines,
    base: CaseForm,
    changed: Vec<FormField>,
    conflicts: BTreeSet<FormField>,
    /// Earlier states of the draft, for undo and redo.
    edits: Edits,
    /// Time of the first edit that is not in the file yet, in seconds of the window.
    touched: Option<f64>,
    /// Time at which the draft was written.
    pub kept_ms: Option<Millis>,
    /// The reason why the file of the draft or of the comment could not be written.
    pub unkept: Option<String>,
    /// The draft comes from a file: the time of its last edit.
    pub restored_ms: Option<Millis>,
    /// The case as read before the last save. An answer of a read that began before the save is ignored.
    outdated: Option<Box<CaseSheet>>,
    /// The base and the draft at the moment of the discard, to be restored until the tab is closed or other edits are saved.
    discarded: Option<Box<(CaseForm, CaseForm)>>,
    /// The draft that a running save writes.
    saving: Option<CaseForm>,
    /// The last save was refused because of the title.
    pub namesake: Option<Namesake>,
    /// The last save failed.
    pub failure: Option<UserError>,
    /// A part of the form that a save leads to.
    pub reveal: Option<Reveal>,
    has_file: bool,
    /// Drafts of the case that other windows have or left.
    pub others: OtherDrafts,
    /// The comment that was typed and not sent.
    pub comment: String,
    /// Time of the first edit of the comment that is not in its file yet, in seconds of the window.
    comment_touched: Option<f64>,
    /// The step that had the keyboard last, by the key of its line.
    pub step: Option<u64>,
    /// The step that has the keyboard now.
    pub cursor: Option<u64>,
    /// The rows of steps in view, by the keys of their lines.
    pub rows: Vec<(u64, Rect)>,
    /// Number of jobs that store files for a step of this draft.
    pub awaited: usize,
    /// A save that was asked for while another one or files were on their way, with leave for a taken title.
    postponed: Option<bool>,
}

impl Session {
    /// Starts with a stored case, or with its draft if there is one.
    #[must_use]
    pub fn new(sheet: CaseSheet, kept: Option<CaseDraft>) -> Self {
        let form = normalised(sheet.form.clone());
        let mut this = Self {
            lines: StepLines::of(&form.content.steps),
            draft: form.clone(),
            base: form.clone(),
            changed: Vec::new(),
            conflicts: BTreeSet::new(),
            edits: Edits::new(&form, &form),
            touched: None,
            kept_ms: None,
            unkept: None,
            restored_ms: None,
            outdated: None,
            discarded: None,
            saving: None,
            namesake: None,
            failure: None,
            reveal: None,
            has_file: kept.is_some(),
            others: OtherDrafts::default(),
            comment: String::new(),
            comment_touched: None,
            step: None,
            cursor: None,
            rows: Vec::new(),
            awaited: 0,
            postponed: None,
            sheet,
        };
        if let Some(kept) = kept {
            (this.base, this.draft) = (normalised(kept.base), normalised(kept.form));
            this.take_stored();
            (this.kept_ms, this.restored_ms) = (Some(kept.at_ms), this.is_dirty().then_some(kept.at_ms));
            this.lines = StepLines::of(&this.draft.content.steps);
            this.edits = Edits::new(&this.base, &this.draft);
        }
        this
    }

    /// Takes over a newly read case.
    pub fn follow(&mut self, sheet: &CaseSheet) {
        if self.outdated.as_deref() == Some(sheet) {
            return;
        }
        self.outdated = None;
        if *sheet == self.sheet {
            return;
        }
        self.sheet = sheet.clone();
        // A milestone that was deleted meanwhile took its cases out.
        let is_there = |id: i64| sheet.milestones.iter().any(|milestone| milestone.id == id);
        self.draft.milestone = self.draft.milestone.filter(|id| is_there(*id));
        let before = self.draft.content.steps.clone();
        self.take_stored();
        if self.draft.content.steps != before {
            self.lines.replace(&self.draft.content.steps);
        }
    }

    /// Merges the stored form into the draft.
    fn take_stored(&mut self) {
        let stored = normalised(self.sheet.form.clone());
        let merged = cases::edit::merge(&self.base, &self.draft, &stored);
        self.draft = merged.form;
        self.conflicts = merged.conflicts.into_iter().collect();
        for field in FormField::all().filter(|f| !self.conflicts.contains(f)) {
            field.copy(&stored, &mut self.base);
        }
        self.compare();
    }

    fn compare(&mut self) {
        self.changed = cases::edit::changed(&self.draft, &self.base);
        let changed = &self.changed;
        self.conflicts.retain(|f| changed.contains(f));
        self.edits.follow(&self.base, &self.draft);
    }

    /// The stored form.
    pub fn stored(&self) -> &CaseForm {
        &self.sheet.form
    }

    /// The form that editing began with, including later merges.
    pub fn base(&self) -> &CaseForm {
        &self.base
    }

    /// True for a field that differs from the stored value.
    pub fn is_changed(&self, field: FormField) -> bool {
        self.changed.contains(&field)
    }

    /// True while something is not saved.
    pub fn is_dirty(&self) -> bool {
        !self.changed.is_empty()
    }

    /// Fields that both sides changed.
    pub fn conflicts(&self) -> &BTreeSet<FormField> {
        &self.conflicts
    }

    /// True while a save is running.
    pub fn is_saving(&self) -> bool {
        self.saving.is_some()
    }

    /// Takes note of an edit of the form.
    pub fn touch(&mut self, now: f64) {
        self.touched.get_or_insert(now);
        self.edits.edited(&self.draft, now);
        self.compare();
    }

    /// Undoes the last edit of the draft, or redoes an undone one.
    pub fn step_back(&mut self, redo: bool, now: f64) {
        let Some(form) = (if redo { self.edits.redo() } else { self.edits.undo() }) else { return };
        self.draft = form;
        self.lines.replace(&self.draft.content.steps);
        self.touched.get_or_insert(now);
        self.compare();
    }

    /// Availability of undo and redo in the draft; `None` when nothing was edited here and they belong to the workspace.
    pub fn undo_and_redo(&self) -> Option<(bool, bool)> {
        let (undo, redo) = (self.edits.can_undo(), self.edits.can_redo());
        (self.is_dirty() || undo || redo).then_some((undo, redo))
    }

    /// True when the last edit moved, added or removed steps, of which the undo of a text field knows nothing.
    pub fn has_rearranged(&self) -> bool {
        self.edits.last_rearranged()
    }

    /// Takes note of an edit of the steps.
    pub fn touch_steps(&mut self, now: f64) {
        self.draft.content.steps = self.lines.steps();
        self.touch(now);
    }

    /// Settles a conflict: the draft keeps its value, or takes the stored one over.
    pub fn resolve(&mut self, field: FormField, mine: bool, now: f64) {
        let stored = normalised(self.sheet.form.clone());
        if !mine {
            field.copy(&stored, &mut self.draft);
            if field == FormField::Of(CaseField::Steps) {
                self.lines = StepLines::of(&self.draft.content.steps);
            }
        }
        field.copy(&stored, &mut self.base);
        self.conflicts.remove(&field);
        self.touch(now);
    }

    /// Drops every edit. Does nothing while a save is running, whose end would make the old values an edit.
    pub fn discard(&mut self) {
        if self.is_saving() {
            return;
        }
        self.discarded = Some(Box::new((self.base.clone(), self.draft.clone())));
        // The button that brings it back stands above the form.
        self.reveal = Some(Reveal::Top);
        let form = normalised(self.sheet.form.clone());
        self.lines = StepLines::of(&form.content.steps);
        (self.draft, self.base) = (form.clone(), form);
        self.conflicts.clear();
        (self.touched, self.namesake, self.failure, self.restored_ms) = (None, None, None, None);
        self.postponed = None;
        self.compare();
        // The whole draft comes back by its own button.
        self.edits = Edits::new(&self.base, &self.draft);
    }

    /// Puts the changes of the offered draft of another window upon this one. A field that both changed gets the other value, and
    /// undo brings the own one back. A field that was stored meanwhile with another value becomes a conflict.
    pub fn take_other(&mut self, now: f64) {
        let Some(other) = self.others.take(&self.draft) else { return };
        let (base, form) = (normalised(other.base), normalised(other.form));
        let stored = normalised(self.sheet.form.clone());
        for field in cases::edit::changed(&form, &base) {
            if !field.same(&base, &stored) && !field.same(&form, &stored) {
                field.copy(&base, &mut self.base);
            }
        }
        // Undo begins with the draft as it was here.
        self.edits.follow(&self.base, &self.draft);
        self.draft = cases::edit::merge(&base, &form, &self.draft).form;
        self.touch(now);
        self.take_stored();
        self.lines = StepLines::of(&self.draft.content.steps);
    }

    /// True while a discarded draft can be restored.
    pub fn has_discarded(&self) -> bool {
        self.discarded.is_some() && !self.is_dirty()
    }

    /// Restores the discarded draft and merges changes that were stored since.
    pub fn restore_discarded(&mut self, now: f64) {
        let Some((base, draft)) = self.discarded.take().map(|kept| *kept) else { return };
        (self.base, self.draft) = (base, draft);
        self.take_stored();
        self.lines = StepLines::of(&self.draft.content.steps);
        self.touch(now);
    }

    /// Forgets the discarded draft.
    pub fn forget_discarded(&mut self) {
        self.discarded = None;
    }

    /// The forms to save: what editing began with, and the draft. `None` when there is nothing to save, or not yet: see
    /// [`Self::takes_postponed`]. A draft that cannot be saved leads to the reason.
    pub fn begin_save(&mut self, force: bool) -> Option<(CaseForm, CaseForm)> {
        if self.is_saving() || self.awaited > 0 {
            self.postponed = Some(force);
            return None;
        }
        tidy_parameters(&mut self.draft.content.parameters);
        if !self.is_dirty() {
            return None;
        }
        if let Some(problem) = self.problem() {
            self.reveal = Some(if problem == Problem::Conflict { Reveal::Top } else { Reveal::Problem(problem) });
            return None;
        }
        (self.namesake, self.failure) = (None, None);
        self.saving = Some(self.draft.clone());
        Some((self.base.clone(), self.draft.clone()))
    }

    /// The `force` of a save that was postponed, once, as soon as nothing it waits for is on its way.
    pub fn takes_postponed(&mut self) -> Option<bool> {
        if self.is_saving() || self.awaited > 0 { None } else { self.postponed.take() }
    }

    /// The first reason why the draft cannot be saved.
    pub fn problem(&self) -> Option<Problem> {
        let is_wrong = |link: &CaseLink| !link.url.trim().is_empty() && !link.is_page();
        let link = || self.draft.content.links.iter().position(is_wrong).map(Problem::Link);
        let conflict = (!self.conflicts.is_empty()).then_some(Problem::Conflict);
        conflict.or(self.is_untitled().then_some(Problem::Title)).or_else(link)
    }

    /// True while the title is blank.
    pub fn is_untitled(&self) -> bool {
        self.draft.content.title.trim().is_empty()
    }

    /// True once for the field of a problem that a save led to.
    pub fn takes_reveal(&mut self, problem: Problem) -> bool {
        self.reveal.take_if(|reveal| *reveal == Reveal::Problem(problem)).is_some()
    }

    /// Takes the end of a save. What was typed meanwhile stays a draft.
    pub fn saved(&mut self, end: Result<Saved, UserError>) {
        let Some(sent) = self.saving.take() else { return };
        match end {
            Ok(Saved::Stored { form, updated_ms, changed }) => {
                // Until the case is read again.
                let is_approved = self.sheet.review.as_ref().is_some_and(|review| review.state == ReviewState::Approved);
                self.sheet.is_outdated |= changed && is_approved;
                let form = normalised(*form);
                let merged = cases::edit::merge(&sent, &self.draft, &form);
                self.draft = merged.form;
                self.base = form.clone();
                self.outdated = Some(Box::new(self.sheet.clone()));
                (self.sheet.form, self.sheet.updated_ms) = (form, updated_ms);
                self.conflicts.clear();
                // What was discarded before belongs to a form that is no longer the stored one.
                (self.restored_ms, self.discarded) = (None, None);
                self.compare();
                if !self.is_dirty() {
                    self.touched = None;
                }
            }
            Ok(Saved::TitleTaken { other, number, may_force }) => {
                self.postponed = None;
                self.namesake = Some(Namesake { case: other, number, may_force });
                self.reveal = Some(Reveal::Top);
            }
            // The query reads the stored form anew and shows the conflict.
            Ok(Saved::Conflict) => (self.postponed, self.reveal) = (None, Some(Reveal::Top)),
            Err(error) => (self.postponed, self.failure, self.reveal) = (None, Some(error), Some(Reveal::Top)),
        }
    }

    /// The pending work on the draft's file; `None` when there is nothing to do yet.
    pub fn due(&mut self, now: f64, at_ms: Millis, force: bool) -> Option<DraftWork> {
        if !self.is_dirty() {
            (self.kept_ms, self.touched) = (None, None);
            let is_due = std::mem::take(&mut self.has_file) || self.others.has_taken();
            return is_due.then(|| DraftWork::Remove(self.others.taken()));
        }
        self.touched.filter(|t| force || now - t >= KEPT_WITHIN)?;
        (self.touched, self.kept_ms, self.has_file) = (None, Some(at_ms), true);
        let draft =
            CaseDraft { base: self.base.clone(), form: self.draft.clone(), at_ms, created_ms: Some(self.sheet.created_ms) };
        Some(DraftWork::Write(Box::new(draft)))
    }

    /// Takes note of an edit of the comment.
    pub fn touch_comment(&mut self, now: f64) {
        self.comment_touched.get_or_insert(now);
    }

    /// The comment that is to be written to its file; `None` when there is nothing to do yet.
    pub fn due_comment(&mut self, now: f64, force: bool) -> Option<DraftWork> {
        self.comment_touched.take_if(|t| force || now - *t >= KEPT_WITHIN)?;
        Some(DraftWork::Comment(self.comment.clone()))
    }

    /// True while an edit waits for being written to the draft's file.
    pub fn is_waiting(&self) -> bool {
        self.touched.is_some()
    }

    /// True while the comment waits for being written to its file.
    pub fn has_comment_waiting(&self) -> bool {
        self.comment_touched.is_some()
    }

    /// True while the draft has a file.
    pub fn has_file(&self) -> bool {
        self.has_file
    }

    /// True while the draft's file is to be deleted: its edits were saved or discarded.
    pub fn has_leftover(&self) -> bool {
        (self.has_file || self.others.has_taken()) && !self.is_dirty() && !self.is_saving()
    }

    /// Changes the notation of the steps and takes the text over.
    pub fn set_notation(&mut self, notation: StepsType, now: f64) {
        let content = &mut self.draft.content;
        if content.steps_type == notation {
            return;
        }
        content.steps_type = notation;
        content.steps = match notation {
            StepsType::Gherkin => super::gherkin::from_steps(&content.steps),
            StepsType::Classic => super::gherkin::to_steps(&content.steps),
        };
        self.lines = StepLines::of(&content.steps);
        self.touch(now);
    }
}

/// Work on the file of a draft.
#[derive(Debug)]
pub enum DraftWork {
    /// Write it.
    Write(Box<CaseDraft>),
    /// Delete it, and the files of closed windows that were taken over.
    Remove(Vec<String>),
    /// Write the comment that was typed and not sent; a blank one is deleted.
    Comment(String),
}

/// The form with its content in its one form, so that a comparison finds only edits.
fn normalised(mut form: CaseForm) -> CaseForm {
    let content: &mut CaseContent = &mut form.content;
    content.normalise();
    form.functions.sort_unstable();
    form.further.sort_unstable();
    form
}

/// Removes blank values, and parameters without a name and a value, which are lines that were left empty. Parameters that vary
/// together lose rows that are blank in all of them.
fn tidy_parameters(parameters: &mut Vec<Parameter>) {
    let is_filled = |text: &String| !text.trim().is_empty();
    for parameter in parameters.iter_mut() {
        match parameter {
            Parameter::Single { item, .. } => item.values.retain(is_filled),
            Parameter::Group { items, .. } => {
                let rows = items.iter().map(|item| item.values.len()).max().unwrap_or(0);
                let kept: Vec<bool> =
                    (0..rows).map(|row| items.iter().any(|item| item.values.get(row).is_some_and(is_filled))).collect();
                for item in items {
                    let mut row = kept.iter();
                    item.values.retain(|_| row.next().copied().unwrap_or_default());
                }
            }
        }
    }
    parameters.retain(|one| one.items().iter().any(|item| is_filled(&item.title) || !item.values.is_empty()));
}

#[cfg(test)]
mod tests {
    use super::*;

    use voluptas_app::cases::draft::OtherDraft;
    use voluptas_core::domain::case::ParameterItem;

    #[test]
    fn empty_lines_of_parameters_are_none() {
        let item = |title: &str, values: &[&str]| ParameterItem {
            title: title.into(),
            values: values.iter().map(|v| (*v).to_owned()).collect(),
        };
        let single = |item| Parameter::Single { shared_id: None, item };
        let group = |items| Parameter::Group { shared_id: None, items };
        let mut all = vec![
            single(item("browser", &["Chrome", "", " ", "Firefox"])),
            single(item("", &["", ""])),
            single(item("later", &[])),
            group(vec![item("user", &["guest", "", "admin"]), item("page", &["cart", "", ""])]),
        ];
        tidy_parameters(&mut all);
        let group = group(vec![item("user", &["guest", "admin"]), item("page", &["cart", ""])]);
        assert_eq!(all, [single(item("browser", &["Chrome", "Firefox"])), single(item("later", &[])), group]);
    }

    use voluptas_core::domain::ids::ProjectId;
    use voluptas_i18n::Message;

    fn titled(title: &str) -> CaseForm {
        CaseForm { content: CaseContent { title: title.into(), ..CaseContent::default() }, ..CaseForm::default() }
    }

    /// A stored case with the title "Pay".
    fn sheet() -> CaseSheet {
        CaseSheet {
            form: titled("Pay"),
            project: ProjectId(1),
            created_ms: 0,
            updated_ms: 0,
            changed_by: None,
            is_deleted: false,
            review: None,
            is_outdated: false,
            comments: Vec::new(),
            templates: Vec::new(),
            fields: Vec::new(),
            shared: Vec::new(),
            tags: Vec::new(),
            suites: Vec::new(),
            milestones: Vec::new(),
        }
    }

    #[test]
    fn the_draft_is_written_while_somebody_types_without_a_pause() {
        let mut session = Session::new(sheet(), None);
        let mut writes = 0;
        for key in 0..48 {
            let now = f64::from(key) * 0.125;
            session.draft.content.title.push('y');
            session.touch(now);
            writes += usize::from(matches!(session.due(now, 0, false), Some(DraftWork::Write(..))));
        }
        assert_eq!(writes, 8, "in six seconds");
    }

    #[test]
    fn a_discard_during_a_save_brings_no_old_values_back() {
        let mut session = Session::new(sheet(), None);
        session.draft = titled("Pay twice");
        session.touch(0.0);
        let (_, sent) = session.begin_save(false).expect("an edit");
        session.discard();
        session.saved(Ok(Saved::Stored { form: Box::new(sent), updated_ms: 1, changed: true }));
        assert_eq!((session.is_dirty(), session.draft.content.title.as_str()), (false, "Pay twice"));
    }

    #[test]
    fn the_draft_of_another_window_is_taken_upon_the_own_one() {
        let other = |base: &str, title: &str, is_open| OtherDraft {
            draft: CaseDraft { base: titled(base), form: titled(title), at_ms: 5, created_ms: None },
            file: "case-1.a.json".to_owned(),
            is_open,
        };
        let mut session = Session::new(sheet(), None);
        session.draft = titled("Pay here");
        session.touch(0.0);
        session.others.follow(&[other("Pay", "Pay there", false)]);
        session.take_other(9.0);
        assert_eq!((session.draft.content.title.as_str(), session.conflicts().len()), ("Pay there", 0));
        assert!(matches!(session.due(9.0, 0, true), Some(DraftWork::Write(_))));
        session.step_back(false, 10.0);
        assert_eq!(session.draft.content.title, "Pay here", "the other title is in its file alone");
        session.discard();
        let Some(DraftWork::Remove(taken)) = session.due(11.0, 0, true) else { panic!("the draft is settled") };
        assert_eq!(taken, ["case-1.a.json"], "its file goes with the own one");
        // What stands in the own draft is not offered again.
        let mut session = Session::new(sheet(), None);
        session.draft = titled("Pay there");
        session.others.follow(&[other("Pay", "Pay there", false)]);
        session.take_other(9.0);
        assert_eq!(session.due(9.0, 0, true).map(|_| ()), None, "nothing was taken");
        // The field was stored with a third value meanwhile.
        let mut session = Session::new(sheet(), None);
        session.others.follow(&[other("Pay slowly", "Pay fast", true)]);
        session.take_other(9.0);
        assert_eq!(session.problem(), Some(Problem::Conflict));
        assert!(!session.others.has_taken(), "the other window goes on with its file");
    }

    #[test]
    fn a_save_in_the_middle_of_another_one_comes_after_it() {
        let mut session = Session::new(sheet(), None);
        session.draft = titled("Pay twice");
        session.touch(0.0);
        let (_, sent) = session.begin_save(false).expect("an edit");
        session.draft = titled("Pay three times");
        session.touch(0.1);
        assert_eq!((session.begin_save(false), session.takes_postponed()), (None, None), "not yet");
        session.saved(Ok(Saved::Stored { form: Box::new(sent), updated_ms: 1, changed: true }));
        assert_eq!((session.takes_postponed(), session.takes_postponed()), (Some(false), None));
        // One that failed is not followed by another one.
        session.begin_save(false).expect("an edit");
        session.begin_save(false);
        session.saved(Err(UserError::new(Message::new("gui-job-busy"))));
        assert_eq!(session.takes_postponed(), None);
    }
}
