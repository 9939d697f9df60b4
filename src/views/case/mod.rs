//! The tab of a case: an editor whose fields look like text until they are used.
//!
//! [`session`] holds the draft of a case and compares it with what is stored, [`step_lines`] the steps as the keyboard walks them. The
//! tab reads the case, writes the draft to its file a moment after the last key, and pushes the save as an action. [`bars`] draws
//! what stands above the form, [`form`] the fields and [`steps`] the table of steps.

pub mod attachments;
mod bars;
mod conflicts;
mod editor_command;
mod edits;
mod field_names;
mod field_undo;
pub mod form;
mod gherkin;
mod head;
pub mod inline;
mod links;
mod markdown;
mod milestone;
mod other_drafts;
mod other_drafts_bar;
mod owner;
mod parameters;
mod review;
mod save;
mod session;
pub mod steps;
mod word_fields;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use eframe::egui::{Frame, Id, Key, Margin, Modifiers, Pos2, ScrollArea, Sense, Ui, UiBuilder, vec2};

use super::{Lists, TabName, TabView, missing};
use crate::action::{Action, Actions, CaseAction, Nav};
use crate::model::registry::FunctionRow;
use crate::model::{step_lines, words};
use crate::query::{Awaited, CachedQuery, Concerns, Reads};
use crate::state::{MiddleTab, UiState};
use crate::ui_command::UiCommand;
use crate::user_error::UserError;
use crate::view::View;
use crate::views::previews::Previews;
use field_undo::FieldUndo;
use save::save;
use session::{DraftWork, Problem, Reveal, Session};
use voluptas_app::cases;
use voluptas_app::cases::draft::{CaseDraft, DraftFolder, DraftOwner, OtherDraft};
use voluptas_app::cases::edit::{CaseForm, CaseSheet, Saved, SharedSteps};
use voluptas_app::overview::lists::AbsentCase;
use voluptas_core::base::Millis;
use voluptas_core::domain::case::{AttachmentRef, Case, CaseLink};
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_core::domain::review::Comment;
use voluptas_jobs::Query;
use voluptas_store::{Aggregate, Error, Store};
use voluptas_ui::theme::{Icon, Palette, Type, icons, size, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::{Tone, banner, empty_state, paint, text};

pub use editor_command::EditorCommand;
pub use field_names::field_name;
pub use review::review_chip;

/// Width of the form at most, in points.
const FORM: f32 = 1120.0;

/// A case opened in the editor, with its kept draft and comment.
#[derive(Debug)]
struct OpenedCase {
    sheet: CaseSheet,
    /// The draft that the window goes on with.
    draft: Option<CaseDraft>,
    /// The comment that was typed and not sent.
    comment: String,
    /// Drafts that other windows have or left.
    others: Vec<OtherDraft>,
}

/// See [`CaseTab::unkept`].
type Unkept = Mutex<BTreeMap<(CaseId, bool), String>>;

/// A case for its editor. `None` for a case that was deleted for good.
type Sheet = Arc<Option<OpenedCase>>;

/// The tabs of cases.
#[derive(Debug)]
pub struct CaseTab {
    sheet: CachedQuery<CaseId, Sheet>,
    /// The window, as the owner of its drafts.
    owner: Arc<DraftOwner>,
    /// Cases in front or with unsaved edits.
    sessions: HashMap<CaseId, Session>,
    /// A new case whose title or first step gets the keyboard as soon as it is drawn.
    fresh: Option<CaseId>,
    /// Number of the latest work on the file of each draft and, with `true`, of each comment. Older work that a slow thread still holds
    /// is dropped.
    latest: Arc<Mutex<HashMap<(CaseId, bool), u64>>>,
    works: u64,
    /// Drafts and, with `true`, comments whose file could not be written, with the reason.
    unkept: Arc<Unkept>,
    /// True once the leftovers of killed programs were removed from the folders of drafts.
    swept: Arc<AtomicBool>,
    /// Work on the files of drafts, done at the next pass.
    due: Vec<(CaseId, DraftWork)>,
    /// Cases with a draft in the folder.
    kept: Arc<BTreeSet<CaseId>>,
    /// The folder whose drafts were listed.
    listed: Option<DraftFolder>,
    listing: Query<Vec<CaseId>>,
    /// Files of the case in front.
    previews: Previews,
    /// In a low window the fields above the steps are one line.
    is_folded: bool,
    /// The field with the keyboard in the last pass.
    focused: Option<Id>,
    /// The case whose title gets the keyboard when its form is drawn.
    wants_title: Option<CaseId>,
    /// A part of the form that a command wants as soon as the case is drawn.
    asked: Option<(CaseId, EditorCommand)>,
}

/// The draft of a case, as far as its editor knows it.
#[derive(Debug, Clone, Copy)]
pub enum DraftNow<'a> {
    /// The editor was not opened: the draft may lie in its file.
    NotOpened,
    /// Nothing was edited since the last save.
    Saved,
    /// The form that editing began with, the edited one, and the time at which it was kept.
    Edited(&'a CaseForm, &'a CaseForm, Millis),
}

impl Default for CaseTab {
    fn default() -> Self {
        Self {
            sheet: CachedQuery::new(
                "gui-unread-cases",
                Concerns::Of(&[Aggregate::Cases, Aggregate::Suites, Aggregate::Mappings, Aggregate::Other]),
            ),
            owner: Arc::default(),
            sessions: HashMap::new(),
            fresh: None,
            latest: Arc::default(),
            works: 0,
            unkept: Arc::default(),
            swept: Arc::default(),
            due: Vec::new(),
            kept: Arc::default(),
            listed: None,
            listing: Query::default(),
            previews: Previews::default(),
            is_folded: true,
            focused: None,
            wants_title: None,
            asked: None,
        }
    }
}

impl TabView for CaseTab {
    type Key = i64;
    const ICON: Option<Icon> = Some(icons::CASE);

    fn name(id: i64, view: &View<'_>) -> TabName {
        match view.cases.get(CaseId(id)) {
            Some(c) => TabName { short: c.code.to_string(), long: c.title.to_string() },
            None => match view.absent.and_then(|absent| absent.get(&CaseId(id))) {
                Some(AbsentCase::There { code, title, in_trash: false }) => TabName { short: code.clone(), long: title.clone() },
                Some(AbsentCase::There { code, title, in_trash: true }) => {
                    TabName { short: view.tr.fmt("gui-tab-in-trash", &[("code", code.as_str().into())]), long: title.clone() }
                }
                Some(AbsentCase::Deleted) => TabName { short: view.text("gui-tab-deleted").into_owned(), long: String::new() },
                // The cases are being read.
                None => TabName { short: "…".to_owned(), long: String::new() },
            },
        }
    }

    fn highlight(id: i64, state: &mut UiState, lists: Lists<'_>) {
        state.select_case(CaseId(id), lists.cases);
    }

    fn refresh(&mut self, id: i64, reads: Reads<'_>) {
        let id = CaseId(id);
        let is_new = !self.sessions.contains_key(&id);
        let swept = Arc::clone(&self.swept);
        let owner = Arc::clone(&self.owner);
        self.sheet.ask(reads, Some(id), move |store, id| {
            if !swept.swap(true, Ordering::Relaxed) {
                DraftFolder::of(store).remove_leftovers();
            }
            let sheet = match cases::edit::load(store, *id) {
                Ok(sheet) => sheet,
                Err(Error::NotFound { .. }) => return Ok(Arc::new(None)),
                Err(error) => return Err(error),
            };
            let folder = DraftFolder::of(store);
            let (draft, comment) = if is_new {
                (folder.take(&owner, *id, sheet.created_ms), folder.take_comment(&owner, *id))
            } else {
                (None, String::new())
            };
            let others = folder.others(&owner, *id, sheet.created_ms);
            Ok(Arc::new(Some(OpenedCase { sheet, draft, comment, others })))
        });
        if let Some(opened) = self.sheet.get().and_then(|sheet| sheet.as_ref().as_ref()) {
            match self.sessions.get_mut(&id) {
                // A save that runs brings its own news.
                Some(session) if !session.is_saving() => session.follow(&opened.sheet),
                Some(_) => {}
                None => {
                    let mut session = Session::new(opened.sheet.clone(), opened.draft.clone());
                    session.comment.clone_from(&opened.comment);
                    self.sessions.insert(id, session);
                }
            }
            if let Some(session) = self.sessions.get_mut(&id) {
                session.others.follow(&opened.others);
                // Another window saved or discarded its draft since the list was read.
                let has_draft = session.is_dirty() || session.has_file() || session.others.are_there();
                if !has_draft && self.kept.contains(&id) {
                    Arc::make_mut(&mut self.kept).remove(&id);
                }
            }
        }
        let files = self.sessions.get(&id).map(|session| {
            let of_steps = session.lines.lines.iter().flat_map(|line| &line.attachments);
            session.draft.content.attachments.iter().chain(of_steps).cloned().collect::<Vec<_>>()
        });
        self.previews.ask(reads, files.filter(|files| !files.is_empty()));
        let is_needed = |session: &Session| {
            let has_comment = !session.comment.is_empty() || session.has_comment_waiting();
            let is_edited = session.is_dirty() || session.is_saving() || session.has_discarded() || session.awaited > 0;
            is_edited || has_comment || session.others.are_settled()
        };
        self.sessions.retain(|case, session| *case == id || is_needed(session));
        self.write_due(reads);
    }

    fn ui(&mut self, ui: &mut Ui, id: i64, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
        self.contents(ui, CaseId(id), state, view, out);
    }
}

/// Does work on a file of a draft. What cannot be written is noted in `unkept` until it can.
fn perform(folder: &DraftFolder, owner: &DraftOwner, case: CaseId, work: &DraftWork, unkept: &Unkept) {
    let done = match work {
        DraftWork::Write(draft) => folder.write(owner, case, draft),
        DraftWork::Remove(taken) => {
            folder.remove(owner, case).and_then(|()| taken.iter().try_for_each(|file| folder.remove_file(file)))
        }
        DraftWork::Comment(text) => folder.write_comment(owner, case, text),
    };
    let of = (case, matches!(work, DraftWork::Comment(_)));
    let mut unkept = unkept.lock().unwrap_or_else(PoisonError::into_inner);
    match done {
        Ok(()) => _ = unkept.remove(&of),
        Err(error) => {
            tracing::error!(%error, case = case.0, "the draft of a case was not kept");
            // A file that cannot be removed loses nothing.
            match work {
                DraftWork::Remove(_) => _ = unkept.remove(&of),
                _ => _ = unkept.insert(of, error.to_string()),
            }
        }
    }
}

impl CaseTab {
    /// Gives the title of a case the keyboard as soon as its form is drawn.
    pub fn edit_title(&mut self, id: CaseId) {
        self.wants_title = Some(id);
    }

    /// Takes the end of a save.
    pub fn saved(&mut self, id: CaseId, end: Result<Saved, UserError>) {
        if let Some(session) = self.sessions.get_mut(&id) {
            session.saved(end);
        }
    }

    /// Puts the keyboard into the first step of a new case as soon as it is shown.
    pub fn begin(&mut self, id: CaseId) {
        self.fresh = Some(id);
    }

    /// Leads to a part of the form as soon as the case is drawn.
    pub fn ask(&mut self, id: CaseId, asked: EditorCommand) {
        self.asked = Some((id, asked));
    }

    /// True while a step of the open editor of a case has the keyboard.
    pub fn is_in_step(&self, id: CaseId) -> bool {
        self.sessions.get(&id).is_some_and(|session| session.cursor.is_some())
    }

    /// The step of the open editor of a case at a place, by the key of its line. Without a place, the step with the keyboard.
    pub fn step_at(&self, id: CaseId, at: Option<Pos2>) -> Option<u64> {
        let session = self.sessions.get(&id).filter(|session| !session.sheet.is_deleted)?;
        match at {
            Some(at) => session.rows.iter().find(|(_, rect)| rect.contains(at)).map(|(key, _)| *key),
            None => session.cursor,
        }
    }

    /// Keeps the draft of a case while a job stores files for one of its steps.
    pub fn await_files(&mut self, id: CaseId) {
        if let Some(session) = self.sessions.get_mut(&id) {
            session.awaited += 1;
        }
    }

    /// Puts stored files into a step of the draft, the end of a job that [`Self::await_files`] told of. False when the step is gone.
    pub fn add_files(&mut self, id: CaseId, step: u64, files: Vec<AttachmentRef>, now: f64) -> bool {
        let Some(session) = self.sessions.get_mut(&id) else { return false };
        session.awaited = session.awaited.saturating_sub(1);
        let Some(line) = session.lines.lines.iter_mut().find(|line| line.key == step) else { return false };
        if !files.is_empty() {
            line.attachments.extend(files);
            session.touch_steps(now);
        }
        true
    }

    /// Replaces steps of the draft of a case by the shared step that was made of them. False when they are not as they were.
    pub fn use_shared(&mut self, id: CaseId, steps: &BTreeSet<u64>, shared: &SharedSteps, now: f64) -> bool {
        let Some(session) = self.sessions.get_mut(&id) else { return false };
        let line = step_lines::Line {
            action: shared.title.clone(),
            shared: Some(shared.hash.clone()),
            inside: shared.steps.clone(),
            ..step_lines::Line::default()
        };
        if !session.lines.replace_by_shared(steps, line) {
            return false;
        }
        if !session.sheet.shared.iter().any(|known| known.hash == shared.hash) {
            session.sheet.shared.push(shared.clone());
        }
        session.touch_steps(now);
        true
    }

    /// True while a draft of this case is not saved.
    pub fn is_dirty(&self, id: CaseId) -> bool {
        self.sessions.get(&id).is_some_and(Session::is_dirty)
    }

    /// Availability of undo and redo in the draft of a case; `None` when they belong to the workspace.
    pub fn undo_and_redo(&self, id: CaseId) -> Option<(bool, bool)> {
        self.sessions.get(&id).and_then(Session::undo_and_redo)
    }

    /// Takes the last edit of the draft of a case back, or does it again.
    pub fn step_back(&mut self, id: CaseId, redo: bool, now: f64) {
        if let Some(session) = self.sessions.get_mut(&id) {
            session.step_back(redo, now);
        }
    }

    /// The draft of a case, as far as its editor knows it.
    pub fn draft(&self, id: CaseId, now: Millis) -> DraftNow<'_> {
        match self.sessions.get(&id) {
            None => DraftNow::NotOpened,
            Some(session) if session.is_dirty() => {
                DraftNow::Edited(session.base(), &session.draft, session.kept_ms.unwrap_or(now))
            }
            Some(_) => DraftNow::Saved,
        }
    }

    /// The title in the draft of a case.
    pub fn draft_title(&self, id: CaseId) -> Option<&str> {
        self.sessions.get(&id).map(|session| session.draft.content.title.trim())
    }

    /// The edited draft of a case whose editor is open, for the inspector.
    pub fn edited(&self, id: CaseId) -> Option<EditedCase<'_>> {
        self.sessions.get(&id).map(|session| EditedCase {
            title: session.draft.content.title.trim(),
            functions: &session.draft.functions,
            links: &session.draft.content.links,
            comments: &session.sheet.comments,
        })
    }

    /// The cases with a draft that is kept and not saved.
    pub fn drafts(&mut self, reads: Reads<'_>) -> Arc<BTreeSet<CaseId>> {
        let folder = DraftFolder::of(reads.store);
        if self.listed.as_ref() != Some(&folder) {
            (self.listed, self.kept) = (Some(folder.clone()), Arc::default());
            self.listing.ask(reads.runner, move || folder.cases());
        }
        if self.listing.poll()
            && let Some(cases) = self.listing.get()
        {
            // The list may be older than a save or discard.
            let stands =
                |id: &CaseId| self.sessions.get(id).is_none_or(|session| session.has_file() || session.others.are_there());
            Arc::make_mut(&mut self.kept).extend(cases.iter().copied().filter(stands));
        }
        if self.listing.is_running() {
            reads.wait_for(Awaited::Answers);
        }
        Arc::clone(&self.kept)
    }

    /// Writes the drafts of cases that are not in front, without waiting for a pause. Called once a pass.
    pub fn keep_hidden(&mut self, front: Option<CaseId>, now: Millis, reads: Reads<'_>) {
        let due = |session: &Session| session.is_waiting() || session.has_leftover() || session.has_comment_waiting();
        for (case, session) in self.sessions.iter_mut().filter(|(case, session)| Some(**case) != front && due(session)) {
            let works = session.due(0.0, now, true).into_iter().chain(session.due_comment(0.0, true));
            self.due.extend(works.map(|work| (*case, work)));
        }
        self.write_due(reads);
    }

    /// Does the work on the files of drafts in the background.
    fn write_due(&mut self, reads: Reads<'_>) {
        for (case, work) in std::mem::take(&mut self.due) {
            match work {
                DraftWork::Write(..) if !self.kept.contains(&case) => _ = Arc::make_mut(&mut self.kept).insert(case),
                // The draft of another window stays.
                DraftWork::Remove(_) if self.sessions.get(&case).is_some_and(|session| session.others.are_there()) => {}
                DraftWork::Remove(_) if self.kept.contains(&case) => _ = Arc::make_mut(&mut self.kept).remove(&case),
                _ => {}
            }
            self.works += 1;
            let (folder, latest, number) = (DraftFolder::of(reads.store), Arc::clone(&self.latest), self.works);
            let (owner, unkept) = (Arc::clone(&self.owner), Arc::clone(&self.unkept));
            reads.runner.block_in_background(move || {
                let mut latest = latest.lock().unwrap_or_else(PoisonError::into_inner);
                let last = latest.entry((case, matches!(work, DraftWork::Comment(_)))).or_default();
                if *last < number {
                    *last = number;
                    perform(&folder, &owner, case, &work, &unkept);
                }
            });
        }
    }

    /// Time of the last change of the content that the open editor of a case shows.
    pub fn seen(&self, id: CaseId) -> Option<Millis> {
        self.sessions.get(&id).map(|session| session.sheet.updated_ms)
    }

    /// Writes drafts that were not written yet. Blocks; for a window that closes. False when one of them cannot be written.
    pub fn keep_drafts(&mut self, store: &Store, at: Millis) -> bool {
        let folder = DraftFolder::of(store);
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        for (case, work) in self.due.drain(..) {
            perform(&folder, &self.owner, case, &work, &self.unkept);
        }
        for (case, session) in &mut self.sessions {
            self.works += 1;
            for is_comment in [false, true] {
                latest.insert((*case, is_comment), self.works);
            }
            let is_unkept = |is_comment| {
                let unkept = self.unkept.lock().unwrap_or_else(PoisonError::into_inner);
                unkept.contains_key(&(*case, is_comment))
            };
            // Somebody may have deleted the file, or it could not be written before.
            if session.has_file() && !folder.has(&self.owner, *case) || is_unkept(false) {
                session.touch(0.0);
            }
            if is_unkept(true) {
                session.touch_comment(0.0);
            }
            for work in session.due(0.0, at, true).into_iter().chain(session.due_comment(0.0, true)) {
                perform(&folder, &self.owner, *case, &work, &self.unkept);
            }
        }
        self.unkept.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    fn contents(&mut self, ui: &mut Ui, id: CaseId, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
        let is_gone = self.sheet.get().is_some_and(|sheet| sheet.is_none());
        // The typed text stays on the screen, so that it can be copied.
        if is_gone && self.sessions.get(&id).is_none_or(|session| !session.is_dirty()) {
            if empty_state(ui, icons::CASE, &view.text("gui-case-gone"), "", Some(&view.text("gui-cmd-close-tab"))) {
                out.nav(Nav::CloseTab(state.kept.tab));
            }
            return;
        }
        let Some(session) = self.sessions.get_mut(&id) else { return missing(ui, self.sheet.failure(), view) };
        // A thread that writes a file holds this no longer than it takes to note the outcome.
        if let Ok(unkept) = self.unkept.try_lock() {
            session.unkept = unkept.get(&(id, false)).or(unkept.get(&(id, true))).cloned();
        }
        if self.wants_title.take_if(|case| *case == id).is_some() {
            session.reveal = Some(Reveal::Problem(Problem::Title));
        }
        // A dialog above has the keys.
        let is_below = ui.ctx().memory(|m| m.top_modal_layer().is_some());
        if !is_below && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::S)) {
            save(ui, id, session, false, out);
        }
        if let Some(force) = session.takes_postponed() {
            save(ui, id, session, force, out);
        }
        // Typed text is undone by its field, moved steps are not.
        let typing = ui.ctx().text_edit_focused();
        if typing && session.has_rearranged() && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Z)) {
            session.step_back(false, ui.input(|i| i.time));
        }
        let field_undo = FieldUndo::pressed(ui.ctx()).filter(|_| typing && !is_below);
        let was_dirty = session.is_dirty();
        self.previews.load(ui.ctx());
        let asked = self.asked.take_if(|(case, _)| *case == id).map(|(_, asked)| asked);
        // A case in the trash is only read.
        let asked = asked.filter(|_| !session.sheet.is_deleted);
        if asked == Some(EditorCommand::Template) && !steps::offers_templates(session) {
            // Says where templates come from.
            out.command(UiCommand::Templates);
        }
        if asked == Some(EditorCommand::InsertShared) && !steps::offers_shared(session) {
            out.command(UiCommand::SharedSteps);
        }
        if let Some(EditorCommand::SaveTemplate(steps_alone)) = asked
            && let Some(action) = bars::template_of(session, steps_alone)
        {
            out.push(action);
        }
        surface(ui, 0.0, |ui| {
            ui.set_height(ui.available_height());
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 0.0;
            bars::head(ui, id, session, view, out);
            paint::hline(ui);
            let is_low = ui.available_height() < head::LOW;
            ScrollArea::vertical().id_salt(("case", id.0)).auto_shrink(false).show(ui, |ui| {
                // In a wide window the form stays in the middle, at a width at which lines can be read.
                let room = ui.available_rect_before_wrap();
                let side = ((room.width() - FORM) / 2.0).max(0.0);
                let room = room.shrink2(vec2(side, 0.0));
                let frame = Frame::new().inner_margin(Margin::symmetric(space::L as i8, space::M as i8));
                let contents = |ui: &mut Ui| {
                    ui.spacing_mut().item_spacing.y = space::S;
                    if is_gone {
                        banner(ui, Tone::Bad, &view.text("gui-case-gone"), None, None);
                    }
                    bars::warnings(ui, id, session, view, out);
                    if session.sheet.is_deleted {
                        ui.disable();
                    }
                    review::state(ui, id, session, view, out);
                    let fold = is_low.then_some(&mut self.is_folded);
                    form::show(ui, id, session, (asked, fold), &self.previews, view, out);
                    attachments::show(ui, id, &session.draft.content.attachments, &self.previews, view, out);
                    review::comments(ui, id, session, asked == Some(EditorCommand::Comment), view, out);
                    ui.add_space(space::XXL);
                    self.focused = scroll_to_focused(ui, self.focused);
                };
                ui.scope_builder(UiBuilder::new().max_rect(room), |ui| frame.show(ui, contents));
            });
        });
        if self.fresh == Some(id) {
            self.fresh = None;
            steps::focus_first_step(ui, id, session);
        }
        if field_undo.is_some_and(|undo| undo.has_ended(ui.ctx())) {
            out.push(Action::Case(CaseAction::OfferUndo { is_dirty: session.is_dirty() }));
        }
        if !was_dirty && session.is_dirty() {
            // An edit keeps a preview.
            state.keep_tab(MiddleTab::Case(id.0));
        }
        let now = ui.input(|i| i.time);
        let works = self.due.len();
        self.due
            .extend(session.due(now, view.now, false).into_iter().chain(session.due_comment(now, false)).map(|work| (id, work)));
        if self.due.len() > works {
            ui.ctx().request_repaint();
        } else if session.is_waiting() || session.has_comment_waiting() {
            ui.ctx().request_repaint_after(Duration::from_secs_f64(session::KEPT_WITHIN));
        }
    }
}

/// Brings the field that Tab led to into view. Returns the field with the keyboard.
fn scroll_to_focused(ui: &Ui, before: Option<Id>) -> Option<Id> {
    let focused = ui.memory(eframe::egui::Memory::focused);
    if focused != before
        && ui.input(|i| i.keys_down.contains(&Key::Tab) || i.key_released(Key::Tab))
        && let Some(field) = focused.and_then(|id| ui.ctx().read_response(id))
        && field.layer_id == ui.layer_id()
        && ui.min_rect().x_range().contains(field.rect.center().x)
    {
        ui.scroll_to_rect(field.rect, None);
    }
    focused
}

/// The parts of an edited case that the inspector shows beside its form, where they stand far below.
#[derive(Debug, Clone, Copy)]
pub struct EditedCase<'a> {
    pub title: &'a str,
    pub functions: &'a [FunctionId],
    pub links: &'a [CaseLink],
    /// Stored comments, oldest first.
    pub comments: &'a [Comment],
}

/// A case in full.
#[derive(Debug)]
pub struct ReadCase {
    pub case: Case,
    /// True for an approved case whose content is not the approved one.
    pub is_outdated: bool,
}

/// A query for a case in full.
pub type CaseQuery = CachedQuery<CaseId, ReadCase>;

/// A query for a case, of which nothing was asked yet.
pub fn case_query() -> CaseQuery {
    CachedQuery::of_thing("gui-unread-cases", Concerns::Of(&[Aggregate::Cases]))
}

/// Asks for a case in full.
pub fn read_case(query: &mut CaseQuery, id: Option<CaseId>, reads: Reads<'_>) {
    query.ask(reads, id, |store, id| {
        store.read(|tx| {
            let case = tx.cases().get(*id)?;
            Ok(ReadCase { is_outdated: tx.reviews().is_outdated(&case)?, case })
        })
    });
}

/// The functions that the case covers.
pub fn covered(ui: &mut Ui, id: CaseId, view: &View<'_>, out: &mut Actions) {
    ui.add_space(space::XS);
    let rows: Vec<_> = view.registry.covering(id).collect();
    text::section(ui, &view.text("gui-case-covers"), Some(&view.tr.number(rows.len() as i64)));
    covered_lines(ui, &rows, view, out);
}

/// The lines of functions that a case covers, or the word that there is none.
pub fn covered_lines(ui: &mut Ui, rows: &[&FunctionRow], view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    if rows.is_empty() {
        text::secondary(ui, &view.text("gui-case-covers-none"));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    for row in rows {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), Sense::click());
        if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, p.hover());
        }
        let id = paint::elided_front(ui, &row.function.func_id, Type::Mono, p.text_faint, rect.width() * 0.45);
        let left = paint::put_right(ui.painter(), rect.right_center(), id);
        let icon = eframe::egui::Rect::from_min_size(rect.min, vec2(size::ICON, rect.height()));
        paint::icon(ui.painter(), icon, words::type_icon(row.function.kind), size::ICON, p.text_secondary);
        let x = icon.right() + space::S;
        let title = paint::elided(ui, row.title(), Type::Body, p.text, left - x - space::S);
        paint::put_left(ui.painter(), eframe::egui::pos2(x, rect.center().y), title);
        paint::focus_ring(ui, &response, rect);
        let name = row.title();
        paint::describe(&response, || eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Link, true, name));
        if response.clicked() {
            out.nav(Nav::Function(row.function.id));
        }
    }
}
