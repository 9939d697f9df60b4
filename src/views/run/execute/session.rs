//! The result of one item while it is executed: its content, what of it is stored, and the time spent.
//!
//! A change is stored after [`PAUSE`] at most, one write at a time, so that writes of one item never overtake each other. A status is
//! stored at once, with everything typed before it. After a status, changes of comment and steps belong to that result. Another status
//! corrects the one before it, with its comment, steps and defects, as long as the person has not gone on ([`Session::leave`]); afterwards,
//! and when it is asked for ([`Session::try_again`]), it begins a new attempt.

use crate::model::result_work::{ResultWork, bad_steps_of_pass};
use crate::user_error::UserError;
use voluptas_app::runs::manual::results::KnownResult;
use voluptas_app::runs::manual::sheet::{CaseSheet, Target};
use voluptas_core::base::Millis;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::ids::ResultId;
use voluptas_core::domain::result::{ResultContent, ResultStep};
use voluptas_core::domain::status::ResultStatus;

/// Time between a change and its write, in seconds.
pub(super) const PAUSE: f64 = 0.25;

/// Time that a killed program loses at most, in milliseconds.
const KEEP_MS: i64 = 3_000;
/// Shortest time that is kept of an item that is no longer in front, in milliseconds.
const WORTH_MS: i64 = 1_000;

/// The result of one item that is being executed.
#[derive(Debug)]
pub struct Session {
    /// The result as it is shown. Its comment stands in `comment`.
    content: ResultContent,
    pub comment: String,
    /// The step with the cursor, by its place among all steps.
    pub step: usize,
    /// The step that a comment was asked for; its field is shown while the step has the cursor.
    pub comments_on: Option<usize>,
    /// The last write failed.
    pub failure: Option<UserError>,
    result: Option<ResultId>,
    /// The result of the attempt before, while the present one has nothing stored.
    before: Option<ResultId>,
    /// The content of `result` when it was read or written last.
    base: ResultContent,
    /// Number of attempts that were begun here.
    attempt: u32,
    /// A new attempt waits until the one before is stored; with the status that it gets.
    next: Option<Option<ResultStatus>>,
    /// Steps of the case, for the next attempt.
    untested: Vec<ResultStep>,
    /// Time of the first change that is not written yet, in seconds of the window.
    touched: Option<f64>,
    sets_status: bool,
    /// A step got another status, which is stored at once: undo takes it back by itself.
    sets_step: bool,
    in_flight: bool,
    /// Something was typed, marked or attached during this visit.
    is_edited: bool,
    /// The status was entered here, and nothing was done since: another one corrects it.
    is_correctable: bool,
    /// Time spent before `since`, in milliseconds.
    spent_ms: i64,
    /// Moment at which the timer was started, in seconds of the window.
    since: Option<f64>,
    /// Time that is kept beside the workspace, in milliseconds.
    kept_ms: Option<i64>,
}

/// True for a status with which the execution of an item has ended.
pub(super) fn is_final(status: &ResultStatus) -> bool {
    !matches!(status, ResultStatus::Untested | ResultStatus::InProgress)
}

impl Session {
    /// Begins with the stored item. A result that somebody else has in progress is left to that person.
    pub(super) fn new(sheet: &CaseSheet, me: Option<&str>) -> Self {
        let mut this = Self {
            content: ResultContent::default(),
            comment: String::new(),
            step: 0,
            comments_on: None,
            failure: None,
            result: None,
            before: None,
            base: ResultContent::default(),
            attempt: 0,
            next: None,
            untested: sheet.steps.clone(),
            touched: None,
            sets_status: false,
            sets_step: false,
            in_flight: false,
            is_edited: false,
            is_correctable: false,
            spent_ms: 0,
            since: None,
            kept_ms: None,
        };
        this.take(sheet, me);
        this
    }

    fn take(&mut self, sheet: &CaseSheet, me: Option<&str>) {
        self.untested.clone_from(&sheet.steps);
        let mine = sheet.current.as_ref().filter(|current| {
            let author = current.content.author.as_deref();
            is_final(&current.content.status) || author.is_none() || author == me
        });
        (self.result, self.before) = (mine.map(|current| current.id), None);
        self.content = match mine {
            Some(current) => current.content.clone(),
            None => ResultContent {
                title: sheet.content.title.clone(),
                steps: self.untested.clone(),
                params: sheet.target.params.clone(),
                ..ResultContent::default()
            },
        };
        (self.is_correctable, self.is_edited) = (false, false);
        self.base = self.content.clone();
        self.comment = self.content.comment.clone().unwrap_or_default();
        if self.since.is_none() || is_final(&self.content.status) {
            self.since = None;
            self.spent_ms = self.content.duration_ms.unwrap_or(self.spent_ms);
            if !is_final(&self.content.status) {
                self.spent_ms = self.spent_ms.max(sheet.kept_ms);
            }
        }
        self.kept_ms = Some(sheet.kept_ms).filter(|ms| *ms > 0);
    }

    /// Time that is neither in a stored result nor in [`Self::kept_ms`], in milliseconds.
    fn unkept_ms(&self, now: f64) -> i64 {
        if is_final(&self.content.status) {
            return 0;
        }
        self.spent_ms(now) - self.kept_ms.max(self.base.duration_ms).unwrap_or(0)
    }

    /// True while some time is neither stored nor kept.
    pub(super) fn has_unkept_time(&self, now: f64) -> bool {
        self.unkept_ms(now) >= WORTH_MS
    }

    /// The time to keep for a program that is killed, in milliseconds; `Some(None)` once the result has it. `at_once` for an item that is
    /// not in front.
    pub(super) fn time_to_keep(&mut self, now: f64, at_once: bool) -> Option<Option<i64>> {
        if is_final(&self.content.status) {
            return if self.is_stored() { self.kept_ms.take().map(|_| None) } else { None };
        }
        if self.unkept_ms(now) < if at_once { WORTH_MS } else { KEEP_MS } {
            return None;
        }
        self.kept_ms = Some(self.spent_ms(now));
        Some(self.kept_ms)
    }

    /// True while the person edits a result that is still there and no longer the last attempt: another window added one.
    fn edits_earlier(&self, sheet: &CaseSheet) -> bool {
        let is_there = |id: ResultId| sheet.past.iter().any(|past| past.line.id == id);
        self.is_edited && self.result.is_some_and(|own| sheet.current.as_ref().is_some_and(|c| c.id != own) && is_there(own))
    }

    /// Takes over an item that was read again, unless something of it is not stored yet. An attempt that another window added does not
    /// take the place of the one that is being edited before the person has left it ([`Self::leave`]): words that were begun on one
    /// attempt would end on the other.
    pub(super) fn follow(&mut self, sheet: &CaseSheet, me: Option<&str>) {
        let stored = sheet.current.as_ref().map(|current| (current.id, &current.content));
        let mine = self.result.map(|id| (id, &self.content));
        let is_same = match (stored, mine) {
            (Some((id, there)), Some((own, here))) => {
                let here = ResultContent { comment: self.stored_comment(), duration_ms: there.duration_ms, ..here.clone() };
                let here =
                    ResultContent { author: there.author.clone(), end_ms: there.end_ms, is_defect: there.is_defect, ..here };
                let here = ResultContent { case_id: there.case_id, ..here };
                id == own && ResultContent { external_id: None, ..there.clone() } == ResultContent { external_id: None, ..here }
            }
            // A new attempt stays until something of it is stored, or somebody else begins one.
            (Some((id, _)), None) if self.before == Some(id) => true,
            (None, None) => self.untested == sheet.steps,
            _ => false,
        };
        // What a failed write left unstored stays on the screen.
        if self.is_stored() && self.failure.is_none() && !is_same && !self.edits_earlier(sheet) {
            self.take(sheet, me);
        }
    }

    /// The result as it is shown.
    pub(super) fn content(&self) -> &ResultContent {
        &self.content
    }

    /// True for a result with something entered.
    pub(super) fn is_begun(&self) -> bool {
        !self.is_stored() || self.content.start_ms.is_some()
    }

    /// True when nothing waits for being stored.
    pub(super) fn is_stored(&self) -> bool {
        self.touched.is_none() && !self.sets_status && !self.in_flight
    }

    /// Notes a change.
    pub(super) fn touch(&mut self, now: f64) {
        self.failure = None;
        self.is_edited = true;
        self.touched.get_or_insert(now);
    }

    /// Time spent so far, in milliseconds.
    pub(super) fn spent_ms(&self, now: f64) -> i64 {
        let running = self.since.map_or(0.0, |since| (now - since).max(0.0) * 1000.0);
        self.spent_ms.saturating_add(running as i64)
    }

    /// True while the timer runs.
    pub(super) fn is_timed(&self) -> bool {
        self.since.is_some()
    }

    /// Starts the timer of an item without a status.
    pub(super) fn start(&mut self, now: f64) {
        if !is_final(&self.content.status) {
            self.since.get_or_insert(now);
        }
    }

    /// Stops the timer.
    pub(super) fn pause(&mut self, now: f64) {
        self.spent_ms = self.spent_ms(now);
        self.since = None;
    }

    /// Begins a new attempt as soon as the one before is stored.
    pub(super) fn try_again(&mut self, now: f64) {
        match is_final(&self.content.status) {
            true if self.is_stored() => self.begin_attempt(now),
            true => _ = self.next.get_or_insert(None),
            false => {}
        }
    }

    /// Begins a new attempt: steps without results, no comment, no files.
    fn begin_attempt(&mut self, now: f64) {
        self.attempt += 1;
        self.content = ResultContent {
            title: std::mem::take(&mut self.content.title),
            params: std::mem::take(&mut self.content.params),
            steps: self.untested.clone(),
            ..ResultContent::default()
        };
        self.comment.clear();
        self.before = self.result.take();
        (self.result, self.step, self.spent_ms, self.since) = (None, 0, 0, Some(now));
        (self.is_correctable, self.is_edited) = (false, false);
    }

    /// True for a further attempt of which nothing is stored yet.
    pub(super) fn is_new_attempt(&self) -> bool {
        self.before.is_some()
    }

    /// Takes a new attempt back in which nothing was entered: the attempt before is shown again.
    pub(super) fn drop_attempt(&mut self, sheet: &CaseSheet, me: Option<&str>) {
        if self.is_new_attempt() && self.is_stored() {
            let kept = self.kept_ms;
            self.since = None;
            self.take(sheet, me);
            // The time that is kept of the new attempt goes with it.
            self.kept_ms = kept.or(self.kept_ms);
        }
    }

    /// Ends the visit of the item: the next status is that of a new attempt.
    pub(super) fn leave(&mut self, now: f64) {
        self.pause(now);
        (self.is_correctable, self.is_edited) = (false, false);
    }

    /// Gives the item a status. After another one it is a correction or a new attempt; see the module's description.
    pub(super) fn set_status(&mut self, status: ResultStatus, now: f64) {
        if is_final(&self.content.status) {
            // A new attempt that waits for a write takes the status.
            if self.is_correctable && self.next.is_none() {
                if self.content.status != status {
                    self.content.status = status;
                    (self.sets_status, self.failure) = (true, None);
                }
                return;
            }
            if !self.is_stored() {
                self.next = Some(Some(status));
                return;
            }
            self.begin_attempt(now);
        }
        self.pause(now);
        self.content.status = status;
        (self.sets_status, self.failure, self.is_correctable) = (true, None, true);
    }

    /// Failed, broken and blocked steps of an item that is marked passed.
    pub(super) fn bad_steps_of_pass(&self) -> usize {
        bad_steps_of_pass(&self.content)
    }

    /// Replaces the status of this attempt, also where a status by key would begin another attempt.
    pub(super) fn correct_status(&mut self, status: ResultStatus) {
        if is_final(&self.content.status) && self.content.status != status {
            self.content.status = status;
            (self.sets_status, self.failure, self.is_correctable) = (true, None, true);
        }
    }

    /// Takes the status back: the item is in progress again.
    pub(super) fn clear_status(&mut self, now: f64) {
        if is_final(&self.content.status) {
            self.content.status = ResultStatus::InProgress;
            (self.sets_status, self.failure, self.since) = (true, None, Some(now));
        }
    }

    /// Changes the content, as typing does.
    pub(super) fn change(&mut self, now: f64, change: impl FnOnce(&mut ResultContent)) {
        change(&mut self.content);
        self.touch(now);
    }

    /// Sets the outcome of the step at the cursor and goes to the next one. The same outcome again clears it.
    pub(super) fn set_step(&mut self, at: usize, status: ResultStatus, now: f64) {
        let all = count(&self.content.steps);
        let Some(step) = step_mut(&mut self.content.steps, at) else { return };
        step.status = if step.status == status { ResultStatus::Untested } else { status };
        let is_bad = matches!(step.status, ResultStatus::Failed | ResultStatus::Blocked);
        // A failed step keeps the cursor, for its comment.
        self.step = if is_bad || step.status == ResultStatus::Untested { at } else { (at + 1).min(all.saturating_sub(1)) };
        self.sets_step = true;
        self.touch(now);
    }

    /// The comment of a step.
    pub(super) fn step_comment(&self, at: usize) -> Option<&str> {
        let mut all = Vec::new();
        flatten(&self.content.steps, 0, &mut all);
        all.get(at).and_then(|(_, step)| step.comment.as_deref())
    }

    /// Sets the comment of a step. Blank text removes it.
    pub(super) fn set_step_comment(&mut self, at: usize, comment: String, now: f64) {
        if let Some(step) = step_mut(&mut self.content.steps, at) {
            step.comment = Some(comment).filter(|text| !text.is_empty());
            self.touch(now);
        }
    }

    /// Adds files to a step.
    pub(super) fn add_step_files(&mut self, at: usize, files: Vec<AttachmentRef>, now: f64) {
        if let Some(step) = step_mut(&mut self.content.steps, at) {
            step.attachments.extend(files);
            self.touch(now);
        }
    }

    /// Takes a file of a step away.
    pub(super) fn remove_step_file(&mut self, at: usize, file: usize, now: f64) {
        if let Some(step) = step_mut(&mut self.content.steps, at)
            && file < step.attachments.len()
        {
            step.attachments.remove(file);
            self.touch(now);
        }
    }

    /// All files of the result and its steps.
    pub(super) fn files(&self) -> Vec<AttachmentRef> {
        let mut steps = Vec::new();
        flatten(&self.content.steps, 0, &mut steps);
        let of_steps = steps.into_iter().flat_map(|(_, step)| step.attachments.iter().cloned());
        self.content.attachments.iter().cloned().chain(of_steps).collect()
    }

    /// Moves the cursor among the steps.
    pub(super) fn move_step(&mut self, down: bool) {
        let last = count(&self.content.steps).saturating_sub(1);
        self.step = if down { (self.step + 1).min(last) } else { self.step.saturating_sub(1) };
    }

    fn stored_comment(&self) -> Option<String> {
        Some(self.comment.clone()).filter(|text| !text.trim().is_empty())
    }

    /// The write that is due; `None` while there is nothing to store or a write is running.
    pub(super) fn due(&mut self, target: &Target, now: f64, at_ms: Millis, force: bool) -> Option<ResultWork> {
        let is_due =
            self.sets_status || self.sets_step || self.touched.is_some_and(|t| force || self.next.is_some() || now - t >= PAUSE);
        if self.in_flight || !is_due {
            return None;
        }
        let spent = self.spent_ms(now);
        let c = &mut self.content;
        if c.status == ResultStatus::Untested {
            c.status = ResultStatus::InProgress;
        }
        c.start_ms.get_or_insert(at_ms - spent);
        c.duration_ms = Some(spent);
        let content = ResultContent { comment: Some(self.comment.clone()).filter(|text| !text.trim().is_empty()), ..c.clone() };
        let sets_status = std::mem::take(&mut self.sets_status);
        let is_step = std::mem::take(&mut self.sets_step) || sets_status;
        (self.touched, self.in_flight) = (None, true);
        let known = self.result.map(|id| KnownResult { id, content: self.base.clone() });
        Some(ResultWork { target: target.clone(), known, content, sets_status, is_step, attempt: self.attempt })
    }

    /// Takes the end of a write.
    pub(super) fn stored(&mut self, work: &ResultWork, end: Result<ResultId, UserError>, now: f64) {
        self.in_flight = false;
        match end {
            Ok(id) => {
                if work.attempt == self.attempt {
                    (self.result, self.before) = (Some(id), None);
                    self.base = work.content.clone();
                }
                if self.is_stored()
                    && let Some(next) = self.next.take()
                {
                    self.begin_attempt(now);
                    if let Some(status) = next {
                        self.set_status(status, now);
                    }
                }
            }
            Err(error) => {
                // The content stays on the screen; the next change tries again.
                if work.sets_status && work.content.status == self.content.status {
                    self.content.status = ResultStatus::InProgress;
                    self.since = Some(now);
                }
                (self.failure, self.next) = (Some(error), None);
            }
        }
    }
}

/// Number of steps with those inside.
pub(super) fn count(steps: &[ResultStep]) -> usize {
    steps.iter().map(|step| 1 + count(&step.steps)).sum()
}

/// All steps with their depth, those inside a step behind it.
pub(super) fn flatten<'a>(steps: &'a [ResultStep], depth: usize, out: &mut Vec<(usize, &'a ResultStep)>) {
    for step in steps {
        out.push((depth, step));
        flatten(&step.steps, depth + 1, out);
    }
}

/// The step at a place among all steps, those inside a step behind it.
fn step_mut(steps: &mut [ResultStep], at: usize) -> Option<&mut ResultStep> {
    let mut left = at;
    for step in steps {
        if left == 0 {
            return Some(step);
        }
        let inside = count(&step.steps);
        if left <= inside {
            return step_mut(&mut step.steps, left - 1);
        }
        left -= inside + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_app::runs::manual::sheet::PastResult;
    use voluptas_core::domain::case::CaseContent;
    use voluptas_core::domain::combination::Combination;
    use voluptas_core::domain::ids::{CaseId, RunId, TestId};
    use voluptas_core::domain::result::{ResultLine, TestResult};

    fn step(action: &str, steps: Vec<ResultStep>) -> ResultStep {
        ResultStep { action: action.into(), steps, ..ResultStep::default() }
    }

    fn sheet() -> CaseSheet {
        CaseSheet {
            target: Target { run: RunId(1), case: CaseId(2), params: Combination::new() },
            content: CaseContent { title: "Pay".into(), ..CaseContent::default() },
            steps: vec![step("a", vec![step("b", vec![])]), step("c", vec![])],
            current: None,
            attempts: 0,
            past: Vec::new(),
            kept_ms: 0,
            issue_url: None,
            defects: Vec::new(),
        }
    }

    fn result(id: ResultId, content: ResultContent) -> TestResult {
        let (hash, run_id, test) = (String::new(), RunId(1), TestId(1));
        TestResult { id, hash, run_id, test, found_by: None, is_retried: false, content, created_ms: 0 }
    }

    fn id(work: &ResultWork) -> Option<ResultId> {
        work.known.as_ref().map(|known| known.id)
    }

    #[test]
    fn a_new_attempt_outlives_a_read_and_is_taken_back() {
        let mut sheet = sheet();
        let content = ResultContent {
            title: "Pay".into(),
            status: ResultStatus::Failed,
            comment: Some("slow".into()),
            duration_ms: Some(2_000),
            steps: sheet.steps.clone(),
            ..ResultContent::default()
        };
        sheet.current = Some(result(ResultId(7), content));
        let mut session = Session::new(&sheet, None);
        assert!(!session.is_new_attempt());
        session.try_again(1.0);
        assert!(session.is_new_attempt() && session.comment.is_empty());
        session.follow(&sheet, None);
        assert!(session.is_new_attempt(), "the same state, read again, keeps the new attempt");
        session.drop_attempt(&sheet, None);
        assert_eq!((session.comment.as_str(), &session.content.status), ("slow", &ResultStatus::Failed));
        assert!(!session.is_new_attempt());
        assert_eq!(session.spent_ms(9.0), 2_000);
        // An attempt of somebody else takes the place of one without an entry.
        session.try_again(10.0);
        sheet.current = sheet.current.map(|current| TestResult { id: ResultId(8), ..current });
        session.follow(&sheet, None);
        assert_eq!((session.is_new_attempt(), session.result), (false, Some(ResultId(8))));
        session.try_again(11.0);
        session.comment = "mine".into();
        session.touch(11.0);
        session.drop_attempt(&sheet, None);
        assert_eq!((session.is_new_attempt(), session.comment.as_str()), (true, "mine"), "words are not dropped");
    }

    #[test]
    fn a_change_is_stored_after_a_pause_and_one_write_at_a_time() {
        let sheet = sheet();
        let mut session = Session::new(&sheet, None);
        session.start(0.0);
        session.comment = "slow".into();
        session.touch(1.0);
        assert_eq!(session.due(&sheet.target, 1.1, 9_000, false), None, "the pause is not over");
        let first = session.due(&sheet.target, 1.3, 9_000, false).expect("due");
        assert_eq!((first.content.status.slug(), first.sets_status, first.content.start_ms), ("in_progress", false, Some(7_700)));
        session.set_status(ResultStatus::Failed, 2.0);
        assert_eq!(session.due(&sheet.target, 2.0, 9_000, true), None, "the first write is running");
        session.stored(&first, Ok(ResultId(7)), 2.0);
        let second = session.due(&sheet.target, 2.0, 9_000, false).expect("at once");
        assert_eq!((id(&second), second.sets_status, second.content.duration_ms), (Some(ResultId(7)), true, Some(2_000)));
        session.stored(&second, Ok(ResultId(7)), 2.0);
        assert!(session.is_stored() && !session.is_timed());
        // A comment after the status belongs to that result; another status corrects it, and is a new one for whoever comes back.
        session.touch(3.0);
        let third = session.due(&sheet.target, 4.0, 9_000, false).expect("due");
        assert_eq!((id(&third), third.content.status.slug()), (Some(ResultId(7)), "failed"));
        session.stored(&third, Ok(ResultId(7)), 4.0);
        session.set_status(ResultStatus::Passed, 5.0);
        let fourth = session.due(&sheet.target, 5.0, 9_000, false).expect("the correction");
        assert_eq!((id(&fourth), fourth.content.status.slug()), (Some(ResultId(7)), "passed"));
        assert_eq!(fourth.content.comment, third.content.comment);
        session.stored(&fourth, Ok(ResultId(7)), 5.0);
        session.leave(6.0);
        session.set_status(ResultStatus::Failed, 7.0);
        assert_eq!(session.due(&sheet.target, 7.0, 9_000, false).expect("due").known, None);
    }

    #[test]
    fn a_new_attempt_waits_for_what_was_typed_before_it() {
        let sheet = sheet();
        let mut session = Session::new(&sheet, None);
        session.set_status(ResultStatus::Failed, 0.0);
        let first = session.due(&sheet.target, 0.0, 0, false).expect("due");
        session.stored(&first, Ok(ResultId(7)), 0.0);
        session.comment = "twice".into();
        session.touch(1.0);
        session.try_again(1.0);
        session.set_status(ResultStatus::Passed, 1.0);
        let typed = session.due(&sheet.target, 1.0, 0, false).expect("at once");
        assert_eq!((id(&typed), typed.content.comment.as_deref(), typed.sets_status), (Some(ResultId(7)), Some("twice"), false));
        session.stored(&typed, Ok(ResultId(7)), 1.0);
        let second = session.due(&sheet.target, 1.0, 0, false).expect("the new attempt");
        assert_eq!((id(&second), second.content.comment.as_deref(), second.content.status.slug()), (None, None, "passed"));
    }

    #[test]
    fn a_status_at_once_after_another_one_corrects_it() {
        let sheet = sheet();
        let mut session = Session::new(&sheet, None);
        session.set_status(ResultStatus::Passed, 0.0);
        let first = session.due(&sheet.target, 0.0, 0, false).expect("due");
        // While the first write is running.
        session.set_status(ResultStatus::Failed, 0.1);
        assert_eq!(session.due(&sheet.target, 0.1, 0, false), None);
        session.stored(&first, Ok(ResultId(7)), 0.2);
        let second = session.due(&sheet.target, 0.2, 0, false).expect("the correction");
        assert_eq!((id(&second), second.content.status.slug(), second.sets_status), (Some(ResultId(7)), "failed", true));
        session.stored(&second, Ok(ResultId(7)), 0.3);
        session.set_status(ResultStatus::Failed, 0.4);
        assert!(session.is_stored(), "the same status again changes nothing");
        session.set_status(ResultStatus::Blocked, 0.5);
        let third = session.due(&sheet.target, 0.5, 0, false).expect("another correction");
        assert_eq!(id(&third), Some(ResultId(7)));
        session.stored(&third, Ok(ResultId(7)), 0.6);
        // Whoever went on and comes back executes the case once more.
        session.leave(0.7);
        session.set_status(ResultStatus::Passed, 0.8);
        assert_eq!(id(&session.due(&sheet.target, 0.8, 0, false).expect("a new attempt")), None);
    }

    #[test]
    fn a_status_that_was_stored_before_is_not_corrected() {
        let mut sheet = sheet();
        let content = ResultContent { title: "Pay".into(), status: ResultStatus::Passed, ..ResultContent::default() };
        sheet.current = Some(result(ResultId(7), content));
        let mut session = Session::new(&sheet, None);
        session.set_status(ResultStatus::Failed, 0.0);
        assert_eq!(id(&session.due(&sheet.target, 0.0, 0, false).expect("a new attempt")), None);
    }

    #[test]
    fn words_stay_with_the_attempt_that_they_were_begun_for() {
        let mut sheet = sheet();
        let mut session = Session::new(&sheet, None);
        session.comment = "slow".into();
        session.touch(0.0);
        let first = session.due(&sheet.target, 1.0, 0, false).expect("due");
        session.stored(&first, Ok(ResultId(7)), 1.0);
        // Another window adds an attempt between two letters.
        let content = ResultContent { title: "Pay".into(), status: ResultStatus::Passed, ..ResultContent::default() };
        let line = |id, status| ResultLine {
            id: ResultId(id),
            case_id: Some(CaseId(2)),
            test: TestId(1),
            title: "Pay".into(),
            values: String::new(),
            status,
            is_retried: false,
            is_flaky: false,
            duration_ms: None,
            at_ms: 0,
        };
        let past = |line| PastResult {
            line,
            run: RunId(1),
            number: 1,
            author: None,
            comment: None,
            defects: Vec::new(),
            unnamed_defects: Vec::new(),
        };
        sheet.past = vec![past(line(8, ResultStatus::Passed)), past(line(7, ResultStatus::InProgress))];
        sheet.current = Some(TestResult {
            id: ResultId(8),
            hash: String::new(),
            run_id: RunId(1),
            test: TestId(1),
            found_by: None,
            is_retried: false,
            content,
            created_ms: 0,
        });
        session.follow(&sheet, None);
        session.comment.push_str("er");
        session.touch(2.0);
        let second = session.due(&sheet.target, 3.0, 0, false).expect("due");
        assert_eq!((id(&second), second.content.comment.as_deref()), (Some(ResultId(7)), Some("slower")));
        session.stored(&second, Ok(ResultId(7)), 3.0);
        // Without the attempt there is nothing to go on with.
        let mut gone = sheet.clone();
        gone.past.pop();
        let mut other = Session::new(&self::sheet(), None);
        other.comment = "slow".into();
        other.touch(0.0);
        let work = other.due(&sheet.target, 1.0, 0, false).expect("due");
        other.stored(&work, Ok(ResultId(7)), 1.0);
        other.follow(&gone, None);
        assert_eq!(other.content().status, ResultStatus::Passed);
        // Whoever left the item comes back to the last attempt.
        session.leave(4.0);
        session.follow(&sheet, None);
        assert_eq!((session.content().status.slug(), session.comment.as_str()), ("passed", ""));
    }

    #[test]
    fn time_is_kept_until_a_result_has_it() {
        let sheet = CaseSheet { kept_ms: 60_000, ..sheet() };
        let mut session = Session::new(&sheet, None);
        assert_eq!(session.spent_ms(0.0), 60_000, "as it was when the program was killed");
        session.start(0.0);
        assert_eq!(session.time_to_keep(2.0, false), None, "too little to write a file for");
        assert_eq!(session.time_to_keep(3.0, false), Some(Some(63_000)));
        assert_eq!(session.time_to_keep(4.5, true), Some(Some(64_500)), "another item is in front");
        assert!(!session.has_unkept_time(5.0) && session.has_unkept_time(6.0));
        session.set_status(ResultStatus::Passed, 6.0);
        assert_eq!(session.time_to_keep(6.0, false), None, "the result is not stored yet");
        let work = session.due(&sheet.target, 6.0, 0, false).expect("due");
        assert_eq!(work.content.duration_ms, Some(66_000));
        session.stored(&work, Ok(ResultId(7)), 6.0);
        assert_eq!(session.time_to_keep(6.0, false), Some(None));
        assert_eq!(session.time_to_keep(6.0, false), None);
    }

    #[test]
    fn steps_are_counted_with_those_inside() {
        let mut session = Session::new(&sheet(), None);
        session.set_step(1, ResultStatus::Passed, 0.0);
        assert_eq!((session.step, session.content.steps[0].steps[0].status.slug()), (2, "passed"));
        session.set_step(2, ResultStatus::Failed, 0.0);
        assert_eq!((session.step, session.content.steps[1].status.slug()), (2, "failed"));
        session.set_step(2, ResultStatus::Failed, 0.0);
        assert_eq!(session.content.steps[1].status, ResultStatus::Untested, "the same again clears it");
        session.move_step(false);
        session.set_step_comment(session.step, "odd".into(), 0.0);
        assert_eq!(session.content.steps[0].steps[0].comment.as_deref(), Some("odd"));
    }

    #[test]
    fn a_pass_over_a_bad_step_is_counted_and_corrected_in_the_same_attempt() {
        let sheet = sheet();
        let mut session = Session::new(&sheet, None);
        session.set_step(1, ResultStatus::Failed, 0.0);
        assert_eq!(session.bad_steps_of_pass(), 0, "a step may fail before the case has a status");
        session.set_status(ResultStatus::Passed, 0.0);
        assert_eq!(session.bad_steps_of_pass(), 1, "a step inside a step counts");
        let work = session.due(&sheet.target, 0.0, 0, false).expect("due");
        assert_eq!(work.bad_steps_of_pass(), 1);
        session.stored(&work, Ok(ResultId(7)), 0.1);
        session.leave(0.2);
        session.correct_status(ResultStatus::Failed);
        let work = session.due(&sheet.target, 0.3, 0, false).expect("the correction");
        assert_eq!((id(&work), work.content.status.slug(), work.bad_steps_of_pass()), (Some(ResultId(7)), "failed", 0));
    }

    #[test]
    fn a_failed_write_keeps_what_was_typed() {
        let sheet = sheet();
        let mut session = Session::new(&sheet, None);
        session.comment = "slow".into();
        session.set_status(ResultStatus::Passed, 0.0);
        let work = session.due(&sheet.target, 0.0, 0, false).expect("due");
        let error = UserError::new(voluptas_core::domain::Message::new("manual-run-is-closed"));
        session.stored(&work, Err(error), 1.0);
        assert_eq!((session.comment.as_str(), session.content.status.slug()), ("slow", "in_progress"));
        assert!(session.failure.is_some());
    }
}
