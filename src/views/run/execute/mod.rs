//! A run that is executed by hand: its items at the left, the case with its steps at the right, everything by keyboard.
//!
//! [`Execution`] reads the run and the item in front and keeps a [`session::Session`] for each item with something to store. The shell
//! asks for due writes once a pass ([`Execution::due`]) and reports their ends ([`Execution::stored`]). `keys` has the keyboard, `list`
//! the items, `case` the item in front, `steps` its steps, `head` the progress, and `bar` the statuses.

mod bar;
mod case;
mod head;
mod keys;
mod list;
pub mod session;
mod steps;
mod tally;
mod unsaved;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{Align, Context, Event, Id, Layout, Rect, Ui, UiBuilder, vec2};

use crate::action::{Actions, Unfinished};
use crate::model::result_work::ResultWork;
use crate::model::rollup::class_of;
use crate::model::runs::{RunRow, index};
use crate::model::words;
use crate::query::{CachedQuery, Concerns, Reads};
use crate::user_error::UserError;
use crate::view::View;
use crate::views::missing;
use crate::views::previews::Previews;
use session::{PAUSE, Session, is_final};
use tally::Tally;
use voluptas_app::cases::draft::DraftOwner;
use voluptas_app::runs::manual::sheet;
use voluptas_app::runs::manual::sheet::CaseSheet;
use voluptas_app::runs::manual::sheet::Item;
use voluptas_app::runs::manual::sheet::RunSheet;
use voluptas_app::runs::manual::sheet::Target;
use voluptas_core::base::Millis;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::ids::{ResultId, RunId};
use voluptas_core::domain::status::ResultStatus;
use voluptas_i18n::Tr;
use voluptas_store::{Aggregate, Store};
use voluptas_ui::keys::RunKey;
use voluptas_ui::theme::space;
use voluptas_ui::widgets::{StatusClass, TableState};

/// Least width at which list and case stand side by side.
const SIDE_BY_SIDE: f32 = 560.0;
/// Share of the width and of the height that the list takes.
const LIST_SHARE: f32 = 0.32;
const LIST_MOST: f32 = 640.0;
const LIST_ABOVE: f32 = 0.3;
/// Width of the case at most: its statuses stay near the text of their step.
const CASE_MOST: f32 = 1040.0;

/// Height of the bar below the case, before it is drawn for the first time.
const BAR: f32 = 76.0;

/// The items that the list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Filter {
    #[default]
    All,
    Untested,
    Mine,
    Failed,
    /// The part of the bar that was pressed.
    Part(StatusClass),
}

impl Filter {
    /// The filters that always stand above the list.
    const ALL: [Self; 4] = [Self::All, Self::Untested, Self::Mine, Self::Failed];

    fn key(self) -> &'static str {
        match self {
            Self::All => "gui-quick-all",
            Self::Untested => "manual-run-left",
            Self::Mine => "cases-quick-mine",
            Self::Failed => "gui-status-failed",
            Self::Part(look) => words::look_key(look),
        }
    }
}

/// A text field that gets the keyboard after this pass: the letter that asked for it is not typed into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Comment,
    StepComment,
    Defect,
    List,
}

/// The execution of the run in front, and what of other runs is not stored yet.
#[derive(Debug)]
pub struct Execution {
    /// The window, as the owner of its timers.
    owner: Arc<DraftOwner>,
    sheet: CachedQuery<RunId, Arc<RunSheet>>,
    case: CachedQuery<Target, Arc<CaseSheet>>,
    /// The answer that the session of the item in front was compared with last.
    followed: Option<Arc<CaseSheet>>,
    previews: Previews,
    /// The item in front.
    current: Option<Target>,
    /// Place of the item in front among the items, where it was found last.
    place: usize,
    /// Contents of the list and the head, computed again only after a change.
    tally: Arc<Tally>,
    filter: Filter,
    table: TableState,
    sessions: BTreeMap<Target, Session>,
    /// Text of the defect that is being linked.
    defect: Option<String>,
    /// Items for which files are being stored.
    awaited: Vec<Target>,
    /// Words that were not stored, of items whose run or case is closed or gone.
    lost: BTreeMap<Target, String>,
    /// Titles of cases that were deleted elsewhere, to be told once.
    gone: Vec<String>,
    /// A run that came to the front by itself: nobody works on it before the first key or click.
    rests: Option<RunId>,
    /// The person paused the timer; items that come to the front do not start it.
    is_paused: bool,
    wants: Option<Field>,
    /// Choice in the menu of an item, until the item was read.
    asked: Option<(Target, RunKey)>,
    /// Keys and letters that were pressed while the item in front was being read.
    waiting: Vec<Event>,
    /// The item in front comes into view.
    reveals: bool,
    /// The step at the cursor comes into view.
    reveals_step: bool,
    /// The timer comes into view.
    reveals_timer: bool,
}

impl Default for Execution {
    fn default() -> Self {
        let of_run = Concerns::Of(&[Aggregate::Runs, Aggregate::Results, Aggregate::Cases, Aggregate::Functions]);
        Self {
            owner: Arc::default(),
            sheet: CachedQuery::of_thing("gui-unread-results", of_run),
            case: CachedQuery::of_thing(
                "gui-unread-results",
                Concerns::Of(&[Aggregate::Results, Aggregate::Cases, Aggregate::Runs]),
            ),
            followed: None,
            previews: Previews::default(),
            current: None,
            place: 0,
            tally: Arc::default(),
            filter: Filter::All,
            table: TableState::default(),
            sessions: BTreeMap::new(),
            defect: None,
            awaited: Vec::new(),
            lost: BTreeMap::new(),
            gone: Vec::new(),
            rests: None,
            is_paused: false,
            wants: None,
            asked: None,
            waiting: Vec::new(),
            reveals: false,
            reveals_step: false,
            reveals_timer: false,
        }
    }
}

impl Execution {
    /// The window, as the owner of its timers.
    pub fn owner(&self) -> &Arc<DraftOwner> {
        &self.owner
    }

    /// The item in front.
    pub fn current(&self) -> Option<&Target> {
        self.current.as_ref()
    }

    /// Gives the list of items the keyboard as soon as it is drawn.
    pub fn take_keyboard(&mut self) {
        self.wants = Some(Field::List);
    }

    /// Lets the timer of a run rest until the person does something.
    pub(super) fn rest(&mut self, run: RunId) {
        self.rests = Some(run);
    }

    /// True while nobody has worked on a run since it came to the front by itself.
    fn rests(&mut self, run: RunId, ui: &Ui) -> bool {
        let acts = |event: &Event| {
            matches!(
                event,
                Event::Key { pressed: true, .. } | Event::PointerButton { pressed: true, .. } | Event::Text(_) | Event::Paste(_)
            )
        };
        if self.rests.is_some_and(|rested| rested != run) || ui.input(|i| i.events.iter().any(acts)) {
            self.rests = None;
        }
        self.rests.is_some()
    }

    /// True while something typed is not stored yet.
    pub fn is_waiting(&self) -> bool {
        self.sessions.values().any(|session| !session.is_stored())
    }

    /// Reads the run and the item in front. Called once a pass while the run is in front.
    pub(super) fn refresh(&mut self, run: RunId, reads: Reads<'_>) {
        if self.current.as_ref().is_some_and(|target| target.run != run) {
            self.current = None;
            (self.filter, self.defect, self.is_paused) = (Filter::All, None, false);
        }
        self.sheet.ask(reads, Some(run), |store, run| sheet::load(store, *run).map(Arc::new));
        if let Some(sheet) = self.sheet.get().cloned() {
            self.find(&sheet);
            if self.item_of(&sheet).is_none() {
                if let Some((_, session)) = self.session().filter(|(_, session)| session.is_begun()) {
                    self.gone.push(session.content().title.clone());
                }
                let first = sheet.items.iter().find(|item| self.is_left(item)).or(sheet.items.first());
                self.current = first.map(|item| item.target.clone());
                self.reveals = true;
                self.find(&sheet);
            }
        }
        let owner = Arc::clone(&self.owner);
        let read = move |store: &Store, target: &Target| sheet::open_case(store, &owner, target).map(Arc::new);
        self.case.ask(reads, self.current.clone(), read);
        let me = reads.store.author().who.as_deref();
        if let Some(case) = self.case.get().cloned() {
            let is_new = self.followed.as_ref().is_none_or(|known| !Arc::ptr_eq(known, &case)) && self.case.is_current(reads);
            match self.sessions.get_mut(&case.target) {
                Some(session) if is_new && session.is_stored() => {
                    session.follow(&case, me);
                    self.followed = Some(case);
                }
                Some(_) => {}
                None => drop(self.sessions.insert(case.target.clone(), Session::new(&case, me))),
            }
        }
        let files = self.session().map(|(_, session)| session.files());
        self.previews.ask(reads, files.filter(|files| !files.is_empty()));
        let (current, awaited) = (self.current.clone(), &self.awaited);
        let is_needed = |target: &Target| Some(target) == current.as_ref() || awaited.contains(target);
        // An item that is not in front has no running timer.
        let is_open = |session: &Session| !session.is_stored() || session.failure.is_some() || session.has_unkept_time(0.0);
        self.sessions.retain(|target, session| is_needed(target) || is_open(session));
    }

    /// Finds the item in front among the items. Searches all of them only where it is not at its place.
    fn find(&mut self, sheet: &RunSheet) {
        if self.item_of(sheet).is_none()
            && let Some(at) = sheet.items.iter().position(|item| Some(&item.target) == self.current.as_ref())
        {
            self.place = at;
        }
    }

    /// The item in front, once [`Self::find`] found it.
    fn item_of<'s>(&self, sheet: &'s RunSheet) -> Option<&'s Item> {
        sheet.items.get(self.place).filter(|item| Some(&item.target) == self.current.as_ref())
    }

    /// The item in front with its session, once it was read.
    fn session(&self) -> Option<(&Target, &Session)> {
        let current = self.current.as_ref()?;
        Some((current, self.sessions.get(current)?))
    }

    fn session_mut(&mut self) -> Option<&mut Session> {
        self.sessions.get_mut(self.current.as_ref()?)
    }

    /// The status of an item: that of its session, otherwise the stored one.
    fn status<'a>(&'a self, item: &'a Item) -> Option<&'a ResultStatus> {
        let session = self.sessions.get(&item.target).filter(|session| !session.is_stored());
        session.map(|session| &session.content().status).or(item.current.as_ref().map(|current| &current.status))
    }

    /// Number of the attempt that was begun for an item and of which nothing is stored yet. Known for the item in front.
    fn new_attempt(&self, target: &Target) -> Option<i64> {
        self.sessions.get(target).filter(|session| session.is_new_attempt() && !is_final(&session.content().status))?;
        let case = self.case.get().filter(|case| case.target == *target)?;
        i64::try_from(case.attempts.max(1)).ok()?.checked_add(1)
    }

    /// Goes back from a new attempt to the one before, unless something of it was entered.
    fn drop_attempt(&mut self) {
        let Some(case) = self.case.get().cloned() else { return };
        let me = self.sheet.get().and_then(|sheet| sheet.me.clone());
        if let Some(session) = self.sessions.get_mut(&case.target) {
            session.drop_attempt(&case, me.as_deref());
        }
    }

    fn look(&self, item: &Item) -> StatusClass {
        class_of(self.status(item))
    }

    /// True for an item without a status.
    fn is_left(&self, item: &Item) -> bool {
        self.status(item).is_none_or(|status| !is_final(status))
    }

    fn shows(&self, filter: Filter, item: &Item, sheet: &RunSheet) -> bool {
        match filter {
            Filter::All => true,
            Filter::Untested => self.is_left(item),
            Filter::Mine => {
                let name = item.assignee.and_then(|id| sheet.people.get(&id));
                name.is_some_and(|name| sheet.me.as_deref() == Some(name))
            }
            Filter::Failed => matches!(self.look(item), StatusClass::Failed | StatusClass::Broken),
            Filter::Part(look) => self.look(item) == look,
        }
    }

    /// Shows the items of a part of the bar. A second press shows all again.
    fn show_part(&mut self, look: StatusClass) {
        let count = |look: StatusClass| self.tally.looks[index(look)];
        // A pill that shows the same items has the place already.
        let part = match look {
            StatusClass::Failed if count(StatusClass::Broken) == 0 => Filter::Failed,
            StatusClass::Untested if count(StatusClass::InProgress) == 0 => Filter::Untested,
            look => Filter::Part(look),
        };
        self.filter = if self.filter == part { Filter::All } else { part };
        self.reveals = true;
    }

    /// Brings an item to the front. The timer of the one before stops.
    fn go(&mut self, target: Target, now: f64) {
        if self.current.as_ref() != Some(&target) {
            if let Some(session) = self.session_mut() {
                session.leave(now);
            }
            (self.current, self.defect, self.reveals) = (Some(target), None, true);
        }
    }

    /// Brings an item to the front and does there what its menu asked for.
    fn ask(&mut self, target: Target, what: RunKey, now: f64) {
        self.go(target.clone(), now);
        self.asked = Some((target, what));
    }

    /// Does what the menu of the item in front asked for, once the item was read.
    fn do_asked(&mut self, now: f64) {
        if self.asked.as_ref().is_some_and(|(target, _)| self.current.as_ref() != Some(target)) {
            self.asked = None;
        }
        if self.session().is_some()
            && let Some((_, what)) = self.asked.take()
        {
            self.act(what, now);
        }
    }

    /// Goes to the item behind or before the one in front, among those that the list shows.
    fn go_by(&mut self, down: bool, now: f64) {
        let Some(sheet) = self.sheet.get().cloned() else { return };
        let shown: Vec<&Item> = sheet.items.iter().filter(|item| self.shows(self.filter, item, &sheet)).collect();
        let at = shown.iter().position(|item| Some(&item.target) == self.current.as_ref());
        let next = match (at, down) {
            (Some(at), true) => shown.get(at + 1),
            (Some(at), false) => at.checked_sub(1).and_then(|at| shown.get(at)),
            (None, _) => shown.first(),
        };
        if let Some(item) = next {
            self.go(item.target.clone(), now);
        }
    }

    /// Goes to the next item without a status, from the start again behind the last one.
    fn go_on(&mut self, now: f64) {
        let Some(sheet) = self.sheet.get().cloned() else { return };
        let at = self.place;
        let behind = sheet.items.iter().cycle().skip(at + 1).take(sheet.items.len().saturating_sub(1));
        if let Some(item) = behind.into_iter().find(|item| self.is_left(item)) {
            self.go(item.target.clone(), now);
        }
    }

    /// True for a run that was read and has no items.
    pub fn is_empty(&self, run: RunId) -> bool {
        self.sheet.get().is_some_and(|sheet| sheet.run.id == run && sheet.items.is_empty())
    }

    /// The items of a run whose execution has not ended.
    pub fn unfinished(&self, run: RunId) -> Unfinished {
        let mut unfinished = Unfinished::default();
        let sheet = self.sheet.get().filter(|sheet| sheet.run.id == run);
        for item in sheet.iter().flat_map(|sheet| &sheet.items).filter(|item| self.is_left(item)) {
            match self.look(item) {
                StatusClass::InProgress => unfinished.in_progress += 1,
                _ => unfinished.untested += 1,
            }
        }
        unfinished
    }

    /// Keeps these items, for which files are being stored.
    pub fn await_files(&mut self, targets: Vec<Target>) {
        self.awaited = targets;
    }

    /// True when an item other than the one in front has no status.
    fn has_next(&self) -> bool {
        let here = self.sheet.get().and_then(|sheet| self.item_of(sheet)).is_some_and(|item| self.is_left(item));
        self.tally.left > usize::from(here)
    }

    /// The writes that are due. Items that are not in front do not wait for a pause. Called once a pass.
    pub fn due(&mut self, front: Option<RunId>, now: f64, at_ms: Millis) -> Vec<ResultWork> {
        let front = self.current.clone().filter(|target| front == Some(target.run));
        let due = |(target, session): (&Target, &mut Session)| {
            let is_front = front.as_ref() == Some(target);
            if !is_front && session.is_timed() {
                session.pause(now);
            }
            session.due(target, now, at_ms, !is_front)
        };
        self.sessions.iter_mut().filter_map(due).collect()
    }

    /// Times to keep for a program that is killed, by item; `None` for a time that its result has by now. Called once a pass.
    pub fn times_to_keep(&mut self, front: Option<RunId>, now: f64) -> Vec<(Target, Option<i64>)> {
        let front = self.current.clone().filter(|target| front == Some(target.run));
        let due = |(target, session): (&Target, &mut Session)| {
            let ms = session.time_to_keep(now, front.as_ref() != Some(target))?;
            Some((target.clone(), ms))
        };
        self.sessions.iter_mut().filter_map(due).collect()
    }

    /// Takes the end of a write. After a failure for good, gives the words of all items that were not stored.
    pub fn stored(&mut self, work: &ResultWork, end: Result<ResultId, UserError>, now: f64, tr: Tr) -> Option<String> {
        let lost = end.as_ref().err().filter(|error| unsaved::is_final(error)).and_then(|_| unsaved::words_of(work, tr));
        let is_lost = lost.is_some();
        match lost {
            Some(words) => drop(self.lost.insert(work.target.clone(), words)),
            None if end.is_ok() => drop(self.lost.remove(&work.target)),
            None => {}
        }
        if let Some(session) = self.sessions.get_mut(&work.target) {
            session.stored(work, end, now);
        }
        is_lost.then(|| self.lost.values().cloned().collect::<Vec<_>>().join("\n\n"))
    }

    /// Titles of items with an unfinished result whose case left the run while it was in front, since this was asked last.
    pub fn take_gone(&mut self) -> Vec<String> {
        std::mem::take(&mut self.gone)
    }

    /// Adds stored files to an item or to one of its steps. False when it is not executed any more.
    pub fn add_files(&mut self, target: &Target, step: Option<usize>, files: Vec<AttachmentRef>, now: f64) -> bool {
        let Some(session) = self.sessions.get_mut(target) else { return false };
        match step {
            Some(at) => session.add_step_files(at, files, now),
            None => session.change(now, |content| content.attachments.extend(files)),
        }
        true
    }

    /// The step that files are pasted and dropped on: the one whose comment is being written.
    pub fn commented_step(&self, ctx: &Context) -> Option<usize> {
        let is_written = ctx.memory(|m| m.has_focus(steps::step_comment_id()));
        self.session().filter(|_| is_written).map(|(_, session)| session.step)
    }

    /// Draws the run.
    pub(super) fn ui(&mut self, ui: &mut Ui, row: &RunRow, view: &View<'_>, out: &mut Actions) -> bool {
        let now = ui.input(|i| i.time);
        let Some(sheet) = self.sheet.get().cloned().filter(|sheet| sheet.run.id == row.run.id) else {
            missing(ui, self.sheet.failure(), view);
            return false;
        };
        let before = self.current.clone();
        self.previews.load(ui.ctx());
        let is_paused = self.is_paused || self.rests(row.run.id, ui);
        // Behind a dialog nobody executes the case.
        let is_behind = !ui.ctx().memory(|m| m.allows_interaction(ui.layer_id()));
        match self.session_mut() {
            Some(session) if is_behind => session.pause(now),
            Some(session) if !is_paused => session.start(now),
            _ => {}
        }
        let area = ui.max_rect();
        self.keys(ui, area, now, out);
        self.do_asked(now);
        self.find(&sheet);
        if !self.tally.is_of(&sheet, self) {
            self.tally = Arc::new(Tally::new(&sheet, self));
        }
        let shows_results = head::show(ui, self, &sheet, row, view, out);
        let (width, height) = (ui.available_width(), ui.available_height());
        if width < SIDE_BY_SIDE {
            let above = (height * LIST_ABOVE).floor();
            ui.allocate_ui_with_layout(vec2(width, above), Layout::top_down(Align::Min), |ui| {
                list::show(ui, self, &sheet, now, view, out);
            });
            ui.allocate_ui_with_layout(ui.available_size(), Layout::top_down(Align::Min), |ui| {
                self.item(ui, &sheet, now, view, out);
            });
        } else {
            let left = (width * LIST_SHARE).min(LIST_MOST).floor();
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = space::M;
                ui.allocate_ui_with_layout(vec2(left, height), Layout::top_down(Align::Min), |ui| {
                    list::show(ui, self, &sheet, now, view, out);
                });
                let rest = ui.available_width().min(CASE_MOST);
                ui.allocate_ui_with_layout(vec2(rest, height), Layout::top_down(Align::Min), |ui| {
                    self.item(ui, &sheet, now, view, out);
                });
            });
        }
        self.give_keyboard(ui, view);
        if self.current != before {
            ui.ctx().request_repaint();
        }
        if self.is_waiting() {
            ui.ctx().request_repaint_after(Duration::from_secs_f64(PAUSE / 2.0));
        } else if self.session().is_some_and(|(_, session)| session.is_timed()) {
            ui.ctx().request_repaint_after(Duration::from_secs(1));
        }
        shows_results
    }

    /// Draws the item in front above the statuses.
    fn item(&mut self, ui: &mut Ui, sheet: &RunSheet, now: f64, view: &View<'_>, out: &mut Actions) {
        // The bar is as high as its lines were in the former pass: in a narrow view they wrap.
        let id = Id::unique("execution-bar");
        let height: f32 = ui.data(|d| d.get_temp(id)).unwrap_or(BAR);
        let room = ui.available_rect_before_wrap();
        let edge = (room.bottom() - height).max(room.top());
        let column = |max_rect: Rect| UiBuilder::new().max_rect(max_rect).layout(Layout::top_down(Align::Min));
        ui.scope_builder(column(room.with_max_y(edge)), |ui| {
            ui.shrink_clip_rect(room.with_max_y(edge));
            case::show(ui, self, sheet, now, view, out);
        });
        let drawn = ui.scope_builder(column(room.with_min_y(edge)), |ui| {
            bar::show(ui, self, now, view);
            ui.min_rect().height()
        });
        if (drawn.inner - height).abs() > 0.5 {
            ui.data_mut(|d| d.insert_temp(id, drawn.inner));
            ui.ctx().request_repaint();
        }
    }

    /// Gives the keyboard to the field that was asked for.
    fn give_keyboard(&mut self, ui: &Ui, view: &View<'_>) {
        let id = match self.wants.take() {
            None => return,
            Some(Field::Comment) => case::comment_id(),
            Some(Field::StepComment) => steps::step_comment_id(),
            Some(Field::Defect) => case::defect_id(),
            Some(Field::List) => list::id(view),
        };
        ui.memory_mut(|m| m.request_focus(id));
        ui.ctx().request_repaint();
    }
}
