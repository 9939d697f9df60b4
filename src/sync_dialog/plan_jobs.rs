//! The jobs of a tab that plans and then applies: Import, Export, Mirror.
//!
//! [`PlanJobs`] is a state machine. A tab starts at the choice; [`PlanJobs::plan`] takes over the job that reads both sides, and
//! [`PlanJobs::poll_plan`] gives its plan. [`PlanJobs::apply`] takes over the job that applies the plan, and
//! [`PlanJobs::poll_apply`] gives its end. The step that the tab draws follows from the state.
//!
//! ```text
//! Choosing -- plan --> Planning -- poll_plan --> Planned -- apply --> Applying -- poll_apply --> Ended
//!    ^                    | failed, cancelled       |                                              |
//!    +--------------------+-------- back -----------+----------------------------------------------+
//! ```
//!
//! What a plan holds, and how it is shown and decided on, belongs to the tab. `plan_tab` draws the pages.

use super::context::TabBackend;
use super::footer::Step;
use super::outcome::{OutcomeView, ReportAction};
use super::retry::{Requests, is_stale};
use super::running::Running;
use crate::user_error::UserError;
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_jobs::{Busy, JobEnd, JobHandle, JobId};

#[derive(Debug)]
enum State<P, A> {
    Choosing,
    Planning(Running<P>),
    Planned,
    Applying {
        running: Running<A>,
        /// The job applies the plan of an earlier job again. If the plan is refused as stale, a new one is wanted.
        is_repeated: bool,
    },
    Ended,
}

/// The end of the job that applies a plan.
#[derive(Debug)]
pub enum Applied<T> {
    /// The job ended: the summary is shown.
    Ended(JobEnd<T>),
    /// The plan of an earlier job was applied again and refused, because the project has changed since.
    Refused,
}

/// The jobs of one tab. `P` is a plan, `A` the value of the job that applies it, `R` a request that "Try again" repeats.
#[derive(Debug)]
pub struct PlanJobs<P, A, R> {
    state: State<P, A>,
    requests: Requests<R>,
    /// The time at which applying began.
    began: Millis,
    /// The error above the body, until the person closes it or goes on.
    pub error: Option<UserError>,
    /// The summary.
    pub outcome: Option<OutcomeView>,
}

impl<P, A, R> Default for PlanJobs<P, A, R> {
    fn default() -> Self {
        Self { state: State::Choosing, requests: Requests::default(), began: 0, error: None, outcome: None }
    }
}

impl<P, A, R> PlanJobs<P, A, R> {
    /// The step that the tab draws.
    pub fn step(&self) -> Step {
        match self.state {
            State::Choosing => Step::Choose,
            State::Planning(_) | State::Planned => Step::Preview,
            State::Applying { .. } => Step::Apply,
            State::Ended => Step::Summary,
        }
    }

    /// The running job that plans.
    pub fn planning(&self) -> Option<&Running<P>> {
        if let State::Planning(running) = &self.state { Some(running) } else { None }
    }

    /// The running job that applies the plan.
    pub fn applying(&self) -> Option<&Running<A>> {
        if let State::Applying { running, .. } = &self.state { Some(running) } else { None }
    }

    /// True while a plan is being applied.
    pub fn is_applying(&self) -> bool {
        self.applying().is_some()
    }

    /// True for a job whose request is kept.
    pub fn knows(&self, job: JobId) -> bool {
        self.requests.has(job)
    }

    /// The request of a job that is to run again, and drops the summary. `None` while another job of the tab is running.
    pub fn repeat(&mut self, job: JobId) -> Option<R>
    where
        R: Clone,
    {
        if self.is_applying() || self.planning().is_some() {
            return None;
        }
        let request = self.requests.get(job)?;
        self.outcome = None;
        Some(request)
    }

    /// Takes over a started job that plans. Returns false, with an error to show, when the job could not start.
    pub fn plan(&mut self, started: Result<JobHandle<P>, Busy>, request: R, now: Millis) -> bool {
        self.error = None;
        match started {
            Ok(handle) => {
                self.requests.keep(handle.id, request);
                self.state = State::Planning(Running::new(handle, now));
                true
            }
            Err(e) => {
                self.error = Some(busy(e));
                false
            }
        }
    }

    /// The plan, once the job that made it has ended. After a failure the tab is back at the choice.
    pub fn poll_plan(&mut self) -> Option<P> {
        let State::Planning(running) = &mut self.state else { return None };
        let id = running.id();
        match running.poll()? {
            Ok(plan) => {
                self.requests.drop_done(id);
                self.state = State::Planned;
                Some(plan)
            }
            Err(error) => {
                self.error = UserError::of_job(error);
                self.state = State::Choosing;
                None
            }
        }
    }

    /// Takes over a started job that applies the plan. Returns false, with an error to show, when the job could not start.
    pub fn apply(&mut self, started: Result<JobHandle<A>, Busy>, request: R, now: Millis) -> bool {
        self.begin_apply(started, request, now, false)
    }

    /// Like [`PlanJobs::apply`], for the plan of an earlier job.
    pub fn apply_again(&mut self, started: Result<JobHandle<A>, Busy>, request: R, now: Millis) -> bool {
        self.begin_apply(started, request, now, true)
    }

    fn begin_apply(&mut self, started: Result<JobHandle<A>, Busy>, request: R, now: Millis, is_repeated: bool) -> bool {
        match started {
            Ok(handle) => {
                self.requests.keep(handle.id, request);
                self.state = State::Applying { running: Running::new(handle, now), is_repeated };
                self.began = now;
                self.error = None;
                true
            }
            Err(e) => {
                self.error = Some(busy(e));
                false
            }
        }
    }

    /// The end of the job that applies the plan, once.
    pub fn poll_apply(&mut self) -> Option<Applied<A>> {
        let State::Applying { running, is_repeated } = &mut self.state else { return None };
        let (id, is_repeated) = (running.id(), *is_repeated);
        let end = running.poll()?;
        if end.is_ok() {
            self.requests.drop_done(id);
        }
        self.state = State::Ended;
        Some(if is_repeated && is_stale(&end) { Applied::Refused } else { Applied::Ended(end) })
    }

    /// Asks the running job to stop.
    pub fn cancel(&mut self) {
        match &mut self.state {
            State::Planning(running) => running.cancel(),
            State::Applying { running, .. } => running.cancel(),
            State::Choosing | State::Planned | State::Ended => {}
        }
    }

    /// Goes back to the choice. A running job is asked to stop; the end of applying is still awaited.
    pub fn back(&mut self) {
        self.cancel();
        if !self.is_applying() {
            self.state = State::Choosing;
        }
    }

    /// Goes back to the choice because the account has changed. Returns true if a plan was being made or shown, and `None`, with
    /// nothing changed, while a plan is being applied.
    pub fn drop_plan(&mut self) -> Option<bool> {
        let dropped = match self.step() {
            Step::Apply => return None,
            step => step == Step::Preview,
        };
        self.back();
        Some(dropped)
    }

    /// Jobs at the choice with the requests of these.
    pub fn with_requests_only(&mut self) -> Self {
        Self { requests: std::mem::take(&mut self.requests), ..Self::default() }
    }

    /// The time at which applying began.
    pub fn began(&self) -> Millis {
        self.began
    }

    /// Shows a summary and the error of its job.
    pub fn show_outcome(&mut self, (view, error): (OutcomeView, Option<UserError>)) {
        self.outcome = Some(view);
        self.error = error;
    }

    /// Takes the answers that the summary waits for.
    pub fn poll_outcome(&mut self, backend: &mut TabBackend<'_>) {
        if let Some(outcome) = &mut self.outcome {
            outcome.poll(backend);
        }
    }

    /// Performs an action of the summary.
    pub fn perform(&mut self, backend: &TabBackend<'_>, action: ReportAction) {
        if let Some(outcome) = &mut self.outcome {
            outcome.perform(backend, action);
        }
    }
}

/// The error shown when a job of the same kind is running.
fn busy(busy: Busy) -> UserError {
    UserError::new(Message::new("sync-dialog-busy")).with_remedy(busy.running)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use voluptas_core::base::FixedClock;
    use voluptas_jobs::{Failure, FailureKind, JobError, JobRunner, JobSpec, Report, Reportable};

    #[derive(Debug, PartialEq)]
    struct Value(u32);

    impl Reportable for Value {
        fn report(&self) -> Report {
            Report::default()
        }
    }

    type Jobs = PlanJobs<Value, Value, &'static str>;

    fn runner() -> JobRunner {
        JobRunner::new(Arc::new(FixedClock::at(0))).expect("runner")
    }

    /// Starts a job that ends at once.
    fn job(runner: &JobRunner, end: JobEnd<Value>) -> Result<JobHandle<Value>, Busy> {
        runner.spawn(JobSpec::new("test", Message::new("app-job-list")), |_| async { end })
    }

    /// Starts a job that ends when it is cancelled.
    fn endless(runner: &JobRunner) -> Result<JobHandle<Value>, Busy> {
        runner.spawn(JobSpec::new("test", Message::new("app-job-list")).exclusive("test"), |ctx| async move {
            ctx.token().cancelled().await;
            Err(JobError::Cancelled(Report::default()))
        })
    }

    fn failure(key: &'static str) -> JobEnd<Value> {
        Err(JobError::Failed(Failure { kind: FailureKind::Other, message: Message::new(key), remedy: None }))
    }

    /// Polls until the job that plans has ended.
    fn planned(jobs: &mut Jobs) -> Option<Value> {
        loop {
            let plan = jobs.poll_plan();
            if jobs.planning().is_none() {
                return plan;
            }
            std::thread::yield_now();
        }
    }

    /// Polls until the job that applies has ended.
    fn applied(jobs: &mut Jobs) -> Applied<Value> {
        loop {
            if let Some(end) = jobs.poll_apply() {
                return end;
            }
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_plan_is_made_applied_and_summed_up() {
        let runner = runner();
        let mut jobs = Jobs::default();
        assert_eq!(jobs.step(), Step::Choose);
        assert!(jobs.plan(job(&runner, Ok(Value(1))), "plan", 5));
        assert_eq!((jobs.step(), jobs.planning().is_some()), (Step::Preview, true));
        assert_eq!(planned(&mut jobs), Some(Value(1)));
        assert_eq!((jobs.step(), jobs.planning().is_some()), (Step::Preview, false));
        assert!(jobs.apply(job(&runner, Ok(Value(2))), "apply", 7));
        assert_eq!((jobs.step(), jobs.is_applying(), jobs.began()), (Step::Apply, true, 7));
        assert!(matches!(applied(&mut jobs), Applied::Ended(Ok(Value(2)))));
        assert_eq!((jobs.step(), jobs.is_applying()), (Step::Summary, false));
        assert!(jobs.poll_apply().is_none() && jobs.poll_plan().is_none(), "each end comes once");
        jobs.back();
        assert_eq!(jobs.step(), Step::Choose);
    }

    #[test]
    fn a_failed_plan_leads_back_to_the_choice_and_can_be_repeated() {
        let runner = runner();
        let mut jobs = Jobs::default();
        let started = job(&runner, failure("app-job-list")).expect("started");
        let id = started.id;
        jobs.plan(Ok(started), "plan", 0);
        assert_eq!(planned(&mut jobs), None);
        assert_eq!((jobs.step(), jobs.error.is_some()), (Step::Choose, true));
        assert_eq!((jobs.knows(id), jobs.repeat(id)), (true, Some("plan")));
        jobs.plan(job(&runner, Ok(Value(1))), "plan", 0);
        assert!(jobs.error.is_none(), "a new attempt clears the error");
        assert_eq!(planned(&mut jobs), Some(Value(1)));
    }

    #[test]
    fn a_request_is_forgotten_after_success_and_not_repeated_while_a_job_runs() {
        let runner = runner();
        let mut jobs = Jobs::default();
        let started = job(&runner, Ok(Value(1))).expect("started");
        let done = started.id;
        jobs.plan(Ok(started), "plan", 0);
        planned(&mut jobs);
        assert!(!jobs.knows(done));
        let started = endless(&runner).expect("started");
        let running = started.id;
        jobs.plan(Ok(started), "plan", 0);
        assert_eq!((jobs.knows(running), jobs.repeat(running)), (true, None));
        jobs.back();
        assert_eq!((jobs.step(), jobs.repeat(running)), (Step::Choose, Some("plan")));
        assert!(jobs.with_requests_only().knows(running));
        assert!(!jobs.knows(running), "they were handed over");
    }

    #[test]
    fn a_cancelled_plan_is_no_error() {
        let runner = runner();
        let mut jobs = Jobs::default();
        jobs.plan(endless(&runner), "plan", 0);
        jobs.cancel();
        assert_eq!(planned(&mut jobs), None);
        assert_eq!((jobs.step(), jobs.error.is_none()), (Step::Choose, true));
    }

    #[test]
    fn a_job_that_cannot_start_changes_nothing_but_the_error() {
        let runner = runner();
        let mut jobs = Jobs::default();
        jobs.plan(job(&runner, Ok(Value(1))), "plan", 0);
        planned(&mut jobs);
        let _holder = endless(&runner).expect("started");
        assert!(!jobs.plan(endless(&runner), "plan", 0));
        assert_eq!((jobs.step(), jobs.error.is_some()), (Step::Preview, true));
        assert!(!jobs.apply(endless(&runner), "apply", 0));
        assert_eq!((jobs.step(), jobs.error.is_some()), (Step::Preview, true));
    }

    #[test]
    fn only_a_repeated_plan_is_refused_as_stale() {
        let runner = runner();
        let stale = || job(&runner, failure("sync-error-stale"));
        let mut jobs = Jobs::default();
        jobs.apply(stale(), "apply", 0);
        assert!(matches!(applied(&mut jobs), Applied::Ended(Err(_))));
        jobs.apply_again(stale(), "apply", 0);
        assert!(matches!(applied(&mut jobs), Applied::Refused));
        jobs.apply_again(job(&runner, failure("app-job-list")), "apply", 0);
        assert!(matches!(applied(&mut jobs), Applied::Ended(Err(_))));
    }

    #[test]
    fn another_account_drops_a_plan_but_not_one_that_is_being_applied() {
        let runner = runner();
        let mut jobs = Jobs::default();
        assert_eq!(jobs.drop_plan(), Some(false));
        jobs.plan(endless(&runner), "plan", 0);
        assert_eq!((jobs.drop_plan(), jobs.step()), (Some(true), Step::Choose));
        jobs.plan(job(&runner, Ok(Value(1))), "plan", 0);
        planned(&mut jobs);
        assert_eq!((jobs.drop_plan(), jobs.step()), (Some(true), Step::Choose));
        let mut busy = Jobs::default();
        // The endless job of before ends when it sees the cancel.
        let started = loop {
            match endless(&runner) {
                Ok(started) => break started,
                Err(_) => std::thread::yield_now(),
            }
        };
        busy.apply(Ok(started), "apply", 0);
        assert_eq!((busy.drop_plan(), busy.step()), (None, Step::Apply));
        busy.back();
        assert_eq!(busy.step(), Step::Apply, "the end is still awaited");
        assert!(matches!(applied(&mut busy), Applied::Ended(Err(JobError::Cancelled(_)))));
    }
}
