//! Posts the results: in the order in which they ended, in bulk, each with its key.

use super::super::collect::{Payload, SeenRun, SlimResult, StepPayload, StepText};
use super::super::error::{Error, Result};
use super::super::marker;
use super::super::plan::{Decision, PlannedResult};
use super::super::report::RunOutcome;
use super::cases::begins_before;
use super::{Work, is_of_the_item};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;
use voluptas_qase::model::{Execution, ResultV2, StepDataV2, StepExecution, StepV2, TestResult};
use voluptas_qase::{self as qase, RESULTS_PER_REQUEST, ResultFilter};

/// Most results that are always read back one by one. Larger mirrors into a run of their own may be checked by count.
const READ_BACK: usize = 500;
/// Most cases that a filter of results names.
const CASES_IN_FILTER: usize = 100;
/// Results whose payload is held at the same time.
const AT_ONCE: usize = 5 * RESULTS_PER_REQUEST;
/// Failures of the server or the way to it, one after another, after which the work stops.
const GIVE_UP_AFTER: u32 = 3;
/// Refused results in a row after which the run is checked for being open.
const REFUSED: u32 = 20;

impl Work<'_> {
    /// Posts the results. Those that the server has accepted are in [`Work::posted`] afterwards.
    pub(super) async fn post(&mut self, run: &SeenRun, posts: &[&PlannedResult]) -> Result<()> {
        let read = self.read;
        let by_hash: HashMap<&str, &SlimResult> = read.results.iter().map(|r| (&*r.hash, r)).collect();
        let (mut in_a_row, mut refused) = (0, 0);
        self.mirror.watch.progress("mirror-stage-post", 0, posts.len() as u64);
        for (chunk, results) in posts.chunks(AT_ONCE).enumerate() {
            let (mut sending, mut bodies) = (Vec::new(), Vec::new());
            let mut payloads = Vec::new();
            for result in results {
                let Some(slim) = by_hash.get(result.hash.as_str()) else { continue };
                match self.case_of(result) {
                    Some(case) => payloads.push((*result, *slim, case, read.spool.get::<Payload>(slim.span)?)),
                    None => {
                        let case = format!("{}-{}", read.source.project, result.case);
                        self.lost(result, Message::new("mirror-error-case-not-made").with("case", case));
                    }
                }
            }
            let files = payloads.iter().flat_map(|(_, _, _, p)| names(p)).collect();
            self.files.copy(files).await?;
            for (result, slim, case, payload) in payloads {
                bodies.push(self.body(run, result, slim, case, payload));
                sending.push(result);
            }
            let mut waiting: Vec<Range<usize>> = std::iter::once(0..bodies.len()).collect();
            while let Some(range) = waiting.pop() {
                let sent =
                    self.mirror.target.create_results_v2(&self.plan.target.project, run.id, &bodies[range.clone()]).await?;
                let taken = range.start..range.start + sent.done;
                for result in &sending[taken.clone()] {
                    self.mirrored(result);
                }
                if sent.done > 0 {
                    (in_a_row, refused) = (0, 0);
                }
                let Some(error) = sent.stopped else { continue };
                in_a_row += u32::from(!is_of_the_item(&error));
                refused += u32::from(range.len() == 1 && is_of_the_item(&error));
                if !may_go_on(&error) || in_a_row >= GIVE_UP_AFTER {
                    return Err(error.into());
                }
                if refused >= REFUSED {
                    if let Some(reason) = self.is_refusing(run.id).await? {
                        return Err(reason);
                    }
                    refused = 0;
                }
                self.sort_out(taken.end..range.end, &error, &sending, &mut waiting);
            }
            let all = posts.len() as u64;
            self.mirror.watch.progress("mirror-stage-post", all.min(((chunk + 1) * AT_ONCE) as u64), all);
        }
        Ok(())
    }

    fn mirrored(&mut self, result: &PlannedResult) {
        self.summary.counts.mirrored += 1;
        let case = self.case_of(result).unwrap_or_default();
        self.posted.push((result.hash.clone(), case));
        let message = Message::new("mirror-info-mirrored").with("from", result.case).with("to", case);
        self.mirror.watch.item(&message.with("status", &result.status));
    }

    /// Handles a failed request: its halves show which result is refused; results that failed for another reason are given up.
    fn sort_out(&mut self, rest: Range<usize>, error: &qase::Error, sending: &[&PlannedResult], waiting: &mut Vec<Range<usize>>) {
        let size = rest.len().min(RESULTS_PER_REQUEST);
        let (failed, after) = (rest.start..rest.start + size, rest.start + size..rest.end);
        if !after.is_empty() {
            waiting.push(after);
        }
        if is_of_the_item(error) && size > 1 {
            let middle = failed.start + size / 2;
            waiting.push(middle..failed.end);
            waiting.push(failed.start..middle);
            return;
        }
        for result in &sending[failed] {
            self.lost(result, error.message());
        }
    }

    fn body(&self, run: &SeenRun, result: &PlannedResult, slim: &SlimResult, case: i64, payload: Payload) -> ResultV2 {
        let copy = match &result.decision {
            Decision::Post { copy, .. } => *copy,
            Decision::Skip { .. } => 0,
        };
        let (read, hash) = (self.read, &result.hash);
        let target = (read.target.project.as_str(), run.id);
        let lacks = names(&payload).iter().filter(|file| self.files.hash_of(file).is_none()).count();
        let times = slim.start().zip(slim.ended).filter(|(start, _)| begins_before(run, *start));
        let texts = read.steps.get(&result.case).map(Vec::as_slice).unwrap_or_default();
        // The title of the target's case: with another title, the result could rename the case.
        let title = read.target_cases.get(case).map(|c| c.title.to_string()).or_else(|| {
            let source = read.source_cases.get(result.case);
            source.map(|c| marker::title(&c.title))
        });
        ResultV2 {
            id: Some(marker::result_key(&read.source.base_url, &read.origin, hash, target, copy)),
            title: title.filter(|t| !t.is_empty()).unwrap_or_else(|| result.case.to_string()),
            testops_ids: vec![case],
            execution: Execution {
                status: result.status.clone(),
                start_time: times.map(|(start, _)| seconds(start)),
                end_time: times.map(|(_, end)| seconds(end)),
                duration: slim.duration,
                stacktrace: payload.stacktrace,
                thread: None,
            },
            attachments: payload.files.iter().filter_map(|f| self.files.hash_of(f)).collect(),
            steps: payload.steps.iter().enumerate().map(|(i, s)| self.step(s, i, texts)).collect(),
            params: payload.params,
            message: Some(read.origin.comment(&payload.body, hash, slim.content, lacks)),
            ..ResultV2::default()
        }
    }

    /// A step's result with the text of the case's step in its place, since results come without.
    fn step(&self, step: &StepPayload, at: usize, texts: &[StepText]) -> StepV2 {
        let place = usize::try_from(step.position - 1).unwrap_or(at);
        let text = texts.get(place);
        let action = text.map(|t| t.action.clone()).filter(|a| !a.trim().is_empty());
        StepV2 {
            data: StepDataV2 {
                action: action.unwrap_or_else(|| format!("{}", place + 1)),
                expected_result: text.and_then(|t| t.expected.clone()),
                input_data: text.and_then(|t| t.data.clone()),
            },
            execution: StepExecution {
                status: step_status(step.status).to_owned(),
                duration: step.duration,
                comment: step.comment.clone(),
                attachments: step.files.iter().filter_map(|f| self.files.hash_of(f)).collect(),
            },
            steps: {
                let texts = text.map(|t| t.steps.as_slice()).unwrap_or_default();
                step.steps.iter().enumerate().map(|(i, s)| self.step(s, i, texts)).collect()
            },
        }
    }

    /// Waits until the target run lists every result that was sent, or the looks are used up. A count alone would not show it,
    /// because others may add results to the same run.
    pub(super) async fn wait_until_visible(&mut self, run: i64) -> Result<()> {
        if self.posted.is_empty() {
            return Ok(());
        }
        let project = &self.plan.target.project;
        // A run created by this mirror held nothing before.
        let held = if self.plan.target.run == Some(run) { self.read.held.total } else { 0 };
        let sent = self.posted.len() as u64;
        let is_small = self.posted.len() <= READ_BACK;
        self.mirror.watch.progress("mirror-stage-visible", 0, 0);
        let looks = self.mirror.limits.looks.max(1);
        let (mut last_read, mut missing) = (None, sent);
        for look in 0..looks {
            if look > 0 {
                self.mirror.pause(look - 1).await;
            }
            let is_last = look + 1 == looks;
            let rows = self.mirror.target.count_results(project, &ResultFilter::run(run)).await?;
            let is_worth_reading = if is_small { rows >= sent } else { rows >= held + sent };
            if !is_last && (!is_worth_reading || last_read == Some(rows)) {
                continue;
            }
            if !is_small && self.is_only_ours(run, rows).await? {
                return Ok(());
            }
            missing = self.unlisted(run).await?;
            last_read = Some(rows);
            if missing == 0 {
                return Ok(());
            }
        }
        self.summary.unseen = missing;
        let (seen, expected) = (sent - missing, sent);
        self.warn(Message::new("mirror-warning-not-visible").with("id", run).count("seen", seen).count("expected", expected));
        Ok(())
    }

    /// True when the run was created by this mirror, lists exactly as many results as were sent, and nobody entered a result by
    /// hand. Reading back more than [`READ_BACK`] results of such a run would double the requests of a large mirror.
    async fn is_only_ours(&self, run: i64, rows: u64) -> Result<bool> {
        if self.summary.run_outcome != RunOutcome::Created || rows != self.posted.len() as u64 {
            return Ok(false);
        }
        let by_hand = ResultFilter { api: Some(false), ..ResultFilter::run(run) };
        Ok(self.mirror.target.count_results(&self.plan.target.project, &by_hand).await? == 0)
    }

    /// Reads back the target run and returns the number of sent results that it does not list.
    async fn unlisted(&self, run: i64) -> Result<u64> {
        let held = |hash: &str| match self.plan.target.run == Some(run) {
            true => self.read.held.traced.get(hash).map_or(0, |copies| copies.here),
            false => 0,
        };
        let mut left: HashMap<&str, u32> = self.posted.iter().map(|(hash, _)| (hash.as_str(), held(hash) + 1)).collect();
        let cases: BTreeSet<i64> = self.posted.iter().map(|(_, case)| *case).collect();
        let mut filter = ResultFilter::run(run);
        if cases.len() <= CASES_IN_FILTER {
            filter.cases = cases.into_iter().collect();
        }
        let origin = &self.read.origin;
        let take = |_: u64, row: TestResult| {
            let hash = row.comment.as_deref().filter(|_| row.run_id == run).and_then(|c| origin.hash_in(c));
            if let Some(left) = hash.and_then(|hash| left.get_mut(hash)) {
                *left = left.saturating_sub(1);
            }
        };
        self.mirror.target.visit_results(&self.plan.target.project, &filter, take).await?;
        Ok(left.values().filter(|left| **left > 0).count() as u64)
    }

    /// Reason why the run takes no results at all; `None` when the run is open, so that the results themselves were refused.
    async fn is_refusing(&self, run: i64) -> Result<Option<Error>> {
        let project = &self.plan.target.project;
        match self.mirror.target.refresh().get_run(project, run, false).await {
            Ok(there) if there.is_open() => Ok(None),
            Ok(_) => Ok(Some(Error::ClosedRun { project: project.clone(), id: run })),
            Err(qase::Error::NotFound { .. }) => Ok(Some(Error::NoRun { project: project.clone(), id: run })),
            Err(error) => Err(error.into()),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of our century fit exactly")]
fn seconds(at: i64) -> f64 {
    at as f64 / 1000.0
}

fn names(payload: &Payload) -> Vec<String> {
    fn of_steps(steps: &[StepPayload], all: &mut Vec<String>) {
        for step in steps {
            all.extend(step.files.iter().cloned());
            of_steps(&step.steps, all);
        }
    }
    let mut all = payload.files.clone();
    of_steps(&payload.steps, &mut all);
    all
}

fn step_status(number: i64) -> &'static str {
    match number {
        1 => "passed",
        2 | 8 => "failed",
        3 => "blocked",
        5 => "skipped",
        _ => "in_progress",
    }
}

/// True when other results may still go well.
fn may_go_on(error: &qase::Error) -> bool {
    use qase::Kind;
    match error.kind() {
        Kind::Server | Kind::Network | Kind::Rate | Kind::Doubt => true,
        _ => is_of_the_item(error),
    }
}
