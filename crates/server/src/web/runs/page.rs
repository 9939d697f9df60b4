//! The page of a run: its state, its failures, and its commands.

use super::super::execute;
use super::super::frame::Frame;
use super::super::html;
use super::super::page_request::PageRequest;
use super::super::share::{self, Link};
use super::super::texts::{BarSegment, StatusLabel, TimeLabel, pieces_of_run, run_state};
use super::failures::{self, Failures, RunOutcomes};
use super::figures::{self, Figure};
use super::flow::{self, Flow};
use super::gate::{self, GateVerdict};
use super::{address, run_of};
use crate::error::{ApiError, ApiResult};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use voluptas_app::overview::dashboard::Counts;
use voluptas_app::runs::context::RunContext;
use voluptas_app::runs::errors::RunErrorObject;
use voluptas_app::runs::silence::{self, Silence};
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::run::{Run, RunState};
use voluptas_i18n::Tr;
use voluptas_store::Tx;

/// Errors outside of tests that the page shows.
const ERRORS: usize = 20;
/// Characters of an error's message or trace.
const ERROR_TEXT: usize = 2000;
/// Facts that the page shows.
const FACTS: usize = 12;

/// A run as several pages show its head.
#[derive(Debug)]
pub struct RunHead {
    pub code: String,
    pub address: String,
    pub number: i64,
    pub title: String,
    pub description: String,
    pub state: StatusLabel,
    pub is_active: bool,
    pub is_by_hand: bool,
    /// Cases of an active run wait for a verdict, whoever gives it.
    pub has_open_cases: bool,
    /// Environment, milestone, configurations, tags.
    pub labels: Vec<String>,
    /// Name and address of the build; the address is blank if the build has no page.
    pub build: Option<(String, String)>,
    pub pieces: Vec<BarSegment>,
    pub figures: Vec<Figure>,
    pub rate: String,
    pub done: String,
    pub progress: String,
    pub times: String,
}

/// An error outside of tests.
#[derive(Debug)]
pub struct ErrorLine {
    pub place: String,
    pub message: String,
    pub trace: String,
}

/// A fact with its name.
#[derive(Debug)]
pub struct Fact {
    pub name: String,
    pub value: String,
}

#[derive(Template)]
#[template(path = "web/run.html")]
struct RunPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    run: RunHead,
    /// Change of the pass rate since the run before.
    change: String,
    before: Option<i64>,
    compare_words: String,
    errors: Vec<ErrorLine>,
    more_errors: String,
    /// Of a run in progress.
    flow: Flow,
    gate: Option<GateVerdict>,
    facts: Vec<Fact>,
    list: Failures,
    links: Vec<Link>,
    /// Words of a link that was just made.
    made: Option<String>,
    sheet: Option<execute::CaseExecution>,
    until: String,
    complete_ask: String,
    can_share: bool,
}

/// `GET /{code}/runs/{number}`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    let (frame, state) = (Frame::of(request)?, RunOutcomes::state(request)?);
    let rules = gate::rules(&request.app.store);
    let page = request.read(|tx| {
        let (project, run) = run_of(request, tx)?;
        let context = RunContext::read(tx, &run)?;
        let head = head(request, tx, &project.code, &run, &context)?;
        let judged = RunOutcomes::of(request, tx, &run, &state)?;
        let list = failures::read(request, tx, &run, &judged, &address(request))?;
        let (errors, more) = errors(request.tr, tx, run.id)?;
        let active = run.state == RunState::Active;
        let counts = tx.runs().stats(&[run.id])?.get(&run.id).map(Counts::of).unwrap_or_default();
        let flow = if active { flow::read(request.tr, tx, &run, &counts)? } else { Flow::default() };
        let gate = gate::judge(request.tr, tx, &run, judged.since.as_ref(), rules.as_ref())?;
        let (before, change) = since(request.tr, tx, &run, &judged)?;
        let complete_ask = match counts.untested {
            0 => request.tr.text("web-runs-complete-ask").into_owned(),
            n => request.tr.message(&Message::new("manual-run-finish-untested").count("n", n)),
        };
        let facts = facts(request.tr, tx, &run, &context)?;
        let links = share::of_run(request, tx, run.id)?;
        Ok(RunPage {
            frame: &frame,
            tr: request.tr,
            run: head,
            change,
            compare_words: before
                .map(|n| request.tr.message(&Message::new("compare-with-run").count("number", n)))
                .unwrap_or_default(),
            before,
            errors,
            more_errors: more,
            flow,
            gate,
            facts,
            list,
            links,
            made: share::made(request),
            sheet: None,
            until: share::usual_end(request),
            complete_ask,
            can_share: request.may(voluptas_core::domain::user::Permission::Manage),
        })
    })?;
    let shows_sheet = page.run.is_by_hand && frame.writes_results();
    let sheet = if shows_sheet { execute::sheet(request, &execute::ResultInput::default())? } else { None };
    Ok(html(StatusCode::OK, &RunPage { sheet, ..page }))
}

/// Head of the pages of a run.
pub fn head(request: &PageRequest, tx: &Tx<'_>, code: &str, run: &Run, context: &RunContext) -> ApiResult<RunHead> {
    let (tr, now) = (request.tr, request.now);
    let stats = tx.runs().stats(&[run.id])?.remove(&run.id).unwrap_or_default();
    let counts = Counts::of(&stats);
    let done = counts.total() - counts.untested;
    let mut times = Vec::new();
    let start = run.start_ms.unwrap_or(run.created_ms);
    times.push(tr.message(&Message::new("web-runs-started").with("time", TimeLabel::of(tr, now, start).exact)));
    if let Some(ms) = figures::duration(run, now) {
        times.push(tr.duration(ms));
        let left = counts.untested.checked_mul(ms.cast_unsigned()).and_then(|all| all.checked_div(done));
        // Where all workers are silent, nobody knows when the rest comes.
        let is_silent = || Ok::<_, ApiError>(matches!(silence::of(tx, run, counts.untested)?, Some((Silence::All, _))));
        if let (RunState::Active, Some(left), true) = (run.state, left, counts.untested > 0 && !is_silent()?) {
            times.push(tr.message(&Message::new("web-runs-left").with("time", tr.duration(left.cast_signed()))));
        }
    }
    let is_page = |url: &&String| url.starts_with("https://") || url.starts_with("http://");
    Ok(RunHead {
        code: code.to_owned(),
        address: format!("/{code}/runs/{}", run.number),
        number: run.number,
        title: run.content.title.clone(),
        description: run.content.description.clone().unwrap_or_default(),
        state: run_state(tr, run),
        is_active: run.state == RunState::Active,
        is_by_hand: run.is_executed_by_hand(),
        has_open_cases: run.state == RunState::Active && counts.untested > 0,
        labels: context.titles().map(str::to_owned).collect(),
        build: context
            .facts
            .build
            .clone()
            .map(|name| (name, context.facts.build_url.as_ref().filter(is_page).cloned().unwrap_or_default())),
        pieces: pieces_of_run(tr, &counts, stats.errors),
        figures: figures::of(tr, &counts),
        rate: counts.pass_rate().map(|rate| tr.rate(rate)).unwrap_or_default(),
        done: tr.number(done.cast_signed()),
        progress: figures::progress(tr, &counts),
        times: times.join(" · "),
    })
}

/// The errors outside of tests, with a word on those that are left out.
pub fn errors(tr: Tr, tx: &Tx<'_>, run: RunId) -> ApiResult<(Vec<ErrorLine>, String)> {
    let all = tx.run_errors().of_run(run)?;
    let more = all.len().saturating_sub(ERRORS);
    let cut = |text: &str| text.chars().take(ERROR_TEXT).collect::<String>();
    let line = |error: &voluptas_core::domain::run_error::RunError| {
        let object = RunErrorObject::new(error);
        ErrorLine {
            place: object.place().to_owned(),
            message: cut(&object.message_in(tr)),
            trace: object.trace.as_deref().map(cut).unwrap_or_default(),
        }
    };
    let more = if more == 0 { String::new() } else { tr.message(&Message::new("server-run-errors-more").count("count", more)) };
    Ok((all.iter().take(ERRORS).map(line).collect(), more))
}

/// Number of the run before, and the change of the pass rate since.
fn since(tr: Tr, tx: &Tx<'_>, run: &Run, judged: &RunOutcomes) -> ApiResult<(Option<i64>, String)> {
    let Some(since) = &judged.since else {
        let earlier = tx.runs().earlier(run.id)?;
        let number = earlier.first().map(|id| tx.runs().get(*id)).transpose()?.map(|run| run.number);
        return Ok((number, String::new()));
    };
    let stats = tx.runs().stats(&[since.run.id, run.id])?;
    let rate = |id: RunId| stats.get(&id).map(Counts::of).and_then(|counts| counts.pass_rate());
    let change = rate(since.run.id).zip(rate(run.id)).map(|(before, now)| {
        let words = Message::new("web-runs-change").with("change", tr.rate_change(before, now));
        tr.message(&words.count("run", since.run.number))
    });
    Ok((Some(since.run.number), change.unwrap_or_default()))
}

/// Facts of a run, such as its environment and build.
pub fn facts(tr: Tr, tx: &Tx<'_>, run: &Run, context: &RunContext) -> ApiResult<Vec<Fact>> {
    let mut facts = Vec::new();
    let mut add = |key: &str, value: Option<String>| {
        facts.extend(value.filter(|value| !value.is_empty()).map(|value| Fact { name: tr.text(key).into_owned(), value }));
    };
    let spent = tx.runs().stats(&[run.id])?.get(&run.id).map_or(0, |stats| stats.time_spent_ms);
    add("report-duration", figures::duration(run, tx.now()).filter(|_| run.end_ms.is_some()).map(|ms| tr.duration(ms)));
    add("manual-run-spent", Some(spent).filter(|ms| *ms > 0).map(|ms| tr.duration(ms)));
    add("web-runs-ended", run.end_ms.map(|at| tr.date_time(at)));
    add("report-milestone", context.milestone.clone());
    add("report-configurations", Some(context.configurations.join(", ")));
    if let Some((count, _)) = &context.shards {
        let expected = count.expected.map_or("?".to_owned(), |n| tr.number(n));
        add("web-runs-shards", Some(format!("{} / {expected}", tr.number(count.received))));
    }
    let own = context.facts.environment.iter().map(|(name, value)| Fact { name: name.clone(), value: value.clone() });
    facts.extend(own);
    facts.truncate(FACTS);
    Ok(facts)
}
