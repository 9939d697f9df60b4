//! State of the executions of runs by hand: the item in front, the sessions, and the state of the lists.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{Event, Ui};

use super::filter::Filter;
use super::session::{Session, is_final};
use super::tally::{self, Tally};
use super::unsaved;
use crate::action::Unfinished;
use crate::model::result_work::ResultWork;
use crate::model::rollup::class_of;
use crate::model::runs::index;
use crate::query::{CachedQuery, Concerns, Reads};
use crate::user_error::UserError;
use crate::views::previews::Previews;
use voluptas_app::cases::draft::DraftOwner;
use voluptas_app::runs::manual::sheet;
use voluptas_app::runs::manual::sheet::{CaseSheet, Item, RunSheet, Target};
use voluptas_core::base::Millis;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::ids::{ResultId, RunId};
use voluptas_core::domain::status::ResultStatus;
use voluptas_i18n::Tr;
use voluptas_store::{Aggregate, Store};
use voluptas_ui::keys::RunKey;
use voluptas_ui::widgets::{StatusClass, TableState};

/// A text field that gets the keyboard after this pass: the letter that asked for it is not typed into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Comment,
    StepComment,
    Defect,
    List,
}

/// The execution of the run in front, and unsaved input of other runs.
#[derive(Debug)]
pub struct Execution {
    /// The window, as the owner of its timers.
    owner: Arc<DraftOwner>,
    pub(super) sheet: CachedQuery<RunId, Arc<RunSheet>>,
    pub(super) case: CachedQuery<Target, Arc<CaseSheet>>,
    /// The answer that the session of the item in front was compared with last.
    followed: Option<Arc<CaseSheet>>,
    pub(super) previews: Previews,
    /// The item in front.
    pub(super) current: Option<Target>,
    /// Last known place of the item in front among the items.
    pub(super) place: usize,
    /// Contents of the list and the head, computed again only after a change.
    pub(super) tally: Arc<Tally>,
    pub(super) filter: Filter,
    pub(super) table: TableState,
    pub(super) sessions: BTreeMap<Target, Session>,
    /// Text of the defect that is being linked.
    pub(super) defect: Option<String>,
    /// Items for which files are being stored.
    awaited: Vec<Target>,
    /// Words that were not stored, of items whose run or case is closed or gone.
    lost: BTreeMap<Target, String>,
    /// Titles of cases that were deleted elsewhere, to be told once.
    pub(super) gone: Vec<String>,
    /// A run that came to the front by itself. The clock of its item starts with the first key or click.
    pub(super) rests: Option<RunId>,
    /// A case that passed or was skipped needs no words: its result leads to the next case.
    pub goes_on: bool,
    /// The person paused the timer; items that come to the front do not start it.
    pub(super) is_paused: bool,
    pub(super) wants: Option<Field>,
    /// Choice in the menu of an item, until the item was read.
    pub(super) asked: Option<(Target, RunKey)>,
    /// Keys and letters that were pressed while the item in front was being read.
    pub(super) waiting: Vec<Event>,
    /// The item in front comes into view.
    pub(super) reveals: bool,
    /// The step at the cursor comes into view.
    pub(super) reveals_step: bool,
    /// The timer comes into view.
    pub(super) reveals_timer: bool,
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
            goes_on: false,
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
    pub fn rest(&mut self, run: RunId) {
        self.rests = Some(run);
    }

    /// True until the first key or click in a run that came to the front by itself.
    pub(super) fn rests(&mut self, run: RunId, ui: &Ui) -> bool {
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
    pub fn refresh(&mut self, run: RunId, reads: Reads<'_>) {
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

    /// Finds the item in front among the items. Searches all of them only if it is not at its last place.
    pub(super) fn find(&mut self, sheet: &RunSheet) {
        if self.item_of(sheet).is_none()
            && let Some(at) = sheet.items.iter().position(|item| Some(&item.target) == self.current.as_ref())
        {
            self.place = at;
        }
    }

    /// The item in front, once [`Self::find`] found it.
    pub(super) fn item_of<'s>(&self, sheet: &'s RunSheet) -> Option<&'s Item> {
        sheet.items.get(self.place).filter(|item| Some(&item.target) == self.current.as_ref())
    }

    /// The item in front with its session, once it was read.
    pub(super) fn session(&self) -> Option<(&Target, &Session)> {
        let current = self.current.as_ref()?;
        Some((current, self.sessions.get(current)?))
    }

    pub(super) fn session_mut(&mut self) -> Option<&mut Session> {
        self.sessions.get_mut(self.current.as_ref()?)
    }

    /// The status of an item: that of its session, otherwise the stored one.
    pub(super) fn status<'a>(&'a self, item: &'a Item) -> Option<&'a ResultStatus> {
        let session = self.sessions.get(&item.target).filter(|session| !session.is_stored());
        session.map(|session| &session.content().status).or(item.current.as_ref().map(|current| &current.status))
    }

    /// Number of the attempt that was begun for an item and of which nothing is stored yet. Known for the item in front.
    pub(super) fn new_attempt(&self, target: &Target) -> Option<i64> {
        self.sessions.get(target).filter(|session| session.is_new_attempt() && !is_final(&session.content().status))?;
        let case = self.case.get().filter(|case| case.target == *target)?;
        i64::try_from(case.attempts.max(1)).ok()?.checked_add(1)
    }

    /// Goes back from a new attempt to the one before, unless something of it was entered.
    pub(super) fn drop_attempt(&mut self) {
        let Some(case) = self.case.get().cloned() else { return };
        let me = self.sheet.get().and_then(|sheet| sheet.me.clone());
        if let Some(session) = self.sessions.get_mut(&case.target) {
            session.drop_attempt(&case, me.as_deref());
        }
    }

    pub(super) fn look(&self, item: &Item) -> StatusClass {
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
    pub(super) fn show_part(&mut self, look: StatusClass) {
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
    pub(super) fn go(&mut self, target: Target, now: f64) {
        if self.current.as_ref() != Some(&target) {
            if let Some(session) = self.session_mut() {
                session.leave(now);
            }
            (self.current, self.defect, self.reveals) = (Some(target), None, true);
        }
    }

    /// Brings an item to the front and performs the command of its menu.
    pub(super) fn ask(&mut self, target: Target, what: RunKey, now: f64) {
        self.go(target.clone(), now);
        self.asked = Some((target, what));
    }

    /// Goes to the next or previous item of the list.
    pub(super) fn go_by(&mut self, down: bool, now: f64) {
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
    pub(super) fn go_on(&mut self, now: f64) {
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
    pub(super) fn has_next(&self) -> bool {
        let here = self.sheet.get().and_then(|sheet| self.item_of(sheet)).is_some_and(|item| self.is_left(item));
        self.tally.left > usize::from(here)
    }

    /// The writes that are due now. Items that are not in front are written without a pause. Called once a pass.
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

    /// Counts the items of a sheet.
    pub(super) fn count(&self, sheet: &Arc<RunSheet>) -> Tally {
        let mut tally =
            Tally { sheet: Some(Arc::clone(sheet)), filter: self.filter, is_passing: self.is_waiting(), ..Tally::default() };
        let (mut timed, mut sum, mut places) = (0, 0_i64, Vec::new());
        for (at, item) in sheet.items.iter().enumerate() {
            tally.looks[index(self.look(item))] += 1;
            let is_left = self.is_left(item);
            tally.left += usize::from(is_left);
            for (filter, count) in Filter::ALL.iter().zip(&mut tally.counts) {
                *count += usize::from(self.shows(*filter, item, sheet));
            }
            if self.shows(self.filter, item, sheet) {
                places.push(at);
            }
            if let Some(ms) = item.current.as_ref().and_then(|current| current.duration_ms).filter(|ms| !is_left && *ms > 0) {
                timed += 1;
                sum = sum.saturating_add(ms);
            }
        }
        tally.shown = tally::lines(sheet, places);
        tally.mean_ms = (timed > 0).then(|| sum / timed);
        tally
    }
}
