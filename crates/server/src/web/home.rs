//! The first page: work that needs attention, the projects, coverage.

use super::activity::{self, ActivityLine};
use super::cache::WorkspaceState;
use super::frame::Frame;
use super::functions::Show;
use super::html;
use super::page_request::PageRequest;
use super::runs::failures::RunOutcomes;
use super::runs::{flow, gate};
use super::texts::{BarSegment, TimeLabel, pieces_of_run, run_errors, spark};
use crate::error::ApiResult;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use voluptas_app::functions::coverage::{Coverage, CoverageState};
use voluptas_app::overview::dashboard::{Counts, Range, Scope, trend, waiting};
use voluptas_app::runs::gate::RulesFile;
use voluptas_core::base::Millis;
use voluptas_core::domain::function::FunctionLine;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::user::Permission;
use voluptas_i18n::Tr;
use voluptas_store::Tx;

/// Finished runs of the line of a project.
const RUNS: usize = 20;
/// Active runs that the page looks at in each project.
const ACTIVE: usize = 20;
/// Most lines of a card.
const LINES: usize = 12;

/// A line of what needs attention.
struct AttentionLine {
    /// Name of the icon.
    icon: &'static str,
    class: &'static str,
    title: String,
    code: String,
    detail: String,
    when: Option<TimeLabel>,
    at_ms: Millis,
    address: String,
}

/// A line of the table of projects.
struct ProjectLine {
    code: String,
    title: String,
    last: Option<LastRun>,
    spark: String,
    cases: String,
    automated: String,
}

/// The last finished run of a project.
struct LastRun {
    title: String,
    number: i64,
    when: TimeLabel,
    pieces: Vec<BarSegment>,
    rate: String,
    /// Number of errors outside of tests, in words; blank for none.
    errors: String,
}

/// A run that goes on.
struct ActiveRun {
    code: String,
    number: i64,
    title: String,
    pieces: Vec<BarSegment>,
    /// Number of errors outside of tests, in words; blank for none.
    errors: String,
    done: String,
    when: TimeLabel,
    /// Cases of the visitor that have a result, and all of them: `5 of 12`; blank without any.
    mine: String,
    /// A case of the visitor has no result yet.
    waits: bool,
    /// The visitor may enter its results by hand.
    may_execute: bool,
}

/// A branch of functions with its coverage.
struct Branch {
    title: String,
    address: String,
    pieces: Vec<BarSegment>,
    share: String,
}

/// Coverage of all functions.
struct CoverageCard {
    share: String,
    sentence: String,
    branches: Vec<Branch>,
}

#[derive(Template)]
#[template(path = "web/home.html")]
struct HomePage<'a> {
    frame: &'a Frame,
    tr: Tr,
    summary: String,
    attention: Vec<AttentionLine>,
    active: Vec<ActiveRun>,
    projects: Vec<ProjectLine>,
    coverage: Option<CoverageCard>,
    activity: Vec<ActivityLine>,
}

/// `GET /`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    let (frame, principal, tr) = (Frame::of(request)?, request.principal()?, request.tr);
    let all = request.read(|tx| Ok(tx.projects().all()?))?;
    let projects: Vec<Project> = all.into_iter().filter(|project| principal.sees(project.id)).collect();
    let (mut lines, mut attention, mut active, mut cases) = (Vec::new(), Vec::new(), Vec::new(), 0);
    let (state, rules) = (RunOutcomes::state(request)?, gate::rules(&request.app.store));
    for project in &projects {
        let waits = waiting::read(&request.app.store, project.id)?;
        request.read(|tx| {
            let counts = tx.projects().counts(project.id)?;
            cases += counts.cases;
            let scope = Scope { range: Range::Runs(RUNS), ..Scope::default() };
            let trend = trend::of(tx, project.id, &scope)?;
            let errors = trend.runs.last().map(|run| tx.run_errors().breaking(run.id)).transpose()?.unwrap_or(0);
            attention.extend(of_newest(request, tx, project, (&trend, errors), &state, rules.as_ref())?);
            attention.extend(waiting_lines(request, project, &waits));
            let (runs, silent) = active_runs(request, tx, project)?;
            active.extend(runs);
            attention.extend(silent);
            lines.push(line(request, project, [counts.cases, counts.automated], (&trend, errors)));
            Ok(())
        })?;
    }
    let reads_registry = principal.access.allows_in_registry(Permission::Read);
    let coverage = if reads_registry { coverage(request, &frame)? } else { None };
    if reads_registry {
        attention.extend(critical(request, &frame)?);
    }
    attention.sort_by_key(|line| std::cmp::Reverse(line.at_ms));
    attention.truncate(LINES);
    // Those that wait for the visitor first.
    active.sort_by_key(|run| !run.waits);
    active.truncate(LINES);
    let summary = [
        tr.message(&Message::new("web-home-projects").count("count", projects.len())),
        tr.message(&Message::new("web-home-cases").with("count", tr.number(cases)).count("n", cases)),
    ];
    let activity = activity::read(request)?;
    let page =
        HomePage { frame: &frame, tr, summary: summary.join(" · "), attention, active, projects: lines, coverage, activity };
    Ok(html(StatusCode::OK, &page))
}

/// The broken gate, the errors outside of tests and the new failures of the newest finished run.
fn of_newest(
    request: &PageRequest,
    tx: &Tx<'_>,
    project: &Project,
    (trend, errors): (&trend::Trend, u64),
    state: &WorkspaceState,
    rules: Option<&RulesFile>,
) -> ApiResult<Vec<AttentionLine>> {
    let (tr, Some(of)) = (request.tr, trend.runs.last()) else { return Ok(Vec::new()) };
    let run = tx.runs().get(of.id)?;
    let outcomes = RunOutcomes::of(request, tx, &run, state)?;
    let line = |title: Message, detail: String, show: &str| AttentionLine {
        icon: "failed",
        class: "failed",
        title: tr.message(&title),
        code: project.code.clone(),
        detail,
        when: Some(TimeLabel::of(tr, request.now, of.at_ms)),
        at_ms: of.at_ms,
        address: format!("/{}/runs/{}{show}", project.code, of.number),
    };
    let broken = gate::judge(tr, tx, &run, outcomes.since.as_ref(), rules)?.filter(|verdict| !verdict.is_met());
    let mut lines = Vec::new();
    if let Some(gate) = broken {
        let title = Message::new("web-home-gate").with("title", &of.title).count("run", of.number);
        lines.push(line(title, gate.lines.join(" · "), ""));
    }
    if errors > 0 {
        let title = Message::new("web-home-run-errors").with("title", &of.title).count("run", of.number).count("count", errors);
        lines.push(AttentionLine { icon: "broken", class: "broken", ..line(title, String::new(), "") });
    }
    let since = || match &outcomes.since {
        Some(since) => tr.message(&Message::new("web-home-since").count("run", since.run.number)),
        None => String::new(),
    };
    let counted = |key: &str, n: usize| Message::new(key).with("title", &of.title).count("run", of.number).count("count", n);
    if let new @ 1.. = outcomes.new_failures() {
        lines.push(line(counted("web-home-new-failures", new), since(), "?show=new"));
    }
    if let first @ 1.. = outcomes.first_failures() {
        lines.push(line(counted("web-home-first-failures", first), since(), "?show=first"));
    }
    Ok(lines)
}

fn waiting_lines(request: &PageRequest, project: &Project, waits: &waiting::WaitingWork) -> Vec<AttentionLine> {
    let line = |n: u64, icon, class, key, address: &str| {
        (n > 0).then(|| AttentionLine {
            icon,
            class,
            title: request.tr.message(&Message::new(key).count("count", n)),
            code: project.code.clone(),
            detail: String::new(),
            when: None,
            at_ms: 0,
            address: format!("/{}/{address}", project.code),
        })
    };
    let review = line(waits.in_review, "review", "blocked", "web-home-in-review", "cases?review=in-review");
    let mutes = line(waits.ending_mutes, "mute", "secondary", "web-home-ending-mutes", "trends");
    review.into_iter().chain(mutes).collect()
}

/// The runs that go on, and a line for each in which workers are silent.
fn active_runs(request: &PageRequest, tx: &Tx<'_>, project: &Project) -> ApiResult<(Vec<ActiveRun>, Vec<AttentionLine>)> {
    let runs = tx.runs().latest(project.id, ACTIVE)?;
    let runs: Vec<_> = runs.into_iter().filter(|run| run.state == voluptas_core::domain::run::RunState::Active).collect();
    let stats = tx.runs().stats(&runs.iter().map(|run| run.id).collect::<Vec<_>>())?;
    let (tr, of) = (request.tr, |done: u64, all: u64| {
        let message = Message::new("web-run-done").with("done", request.tr.number(done.cast_signed()));
        request.tr.message(&message.with("total", request.tr.number(all.cast_signed())))
    });
    let writes = request.principal()?.access.allows_in(project.id, Permission::WriteResults);
    let assigned = tx.assigned(&runs.iter().map(|run| run.id).collect::<Vec<_>>(), &request.principal()?.owner)?;
    let (mut shown, mut silent) = (Vec::new(), Vec::new());
    for run in &runs {
        let stats = stats.get(&run.id).cloned().unwrap_or_default();
        let counts = Counts::of(&stats);
        let done = counts.total() - counts.untested;
        if let Some(words) = flow::silent_words(tr, tx, run, counts.untested)? {
            let title = Message::new("web-home-run").with("title", &run.content.title).count("run", run.number);
            silent.push(AttentionLine {
                icon: "broken",
                class: "broken",
                title: tr.message(&title),
                code: project.code.clone(),
                detail: words,
                when: None,
                at_ms: request.now,
                address: format!("/{}/runs/{}", project.code, run.number),
            });
        }
        let waits = assigned.get(&run.id).is_some_and(|(done, all)| done < all);
        shown.push(ActiveRun {
            code: project.code.clone(),
            number: run.number,
            title: run.content.title.clone(),
            pieces: pieces_of_run(tr, &counts, stats.errors),
            errors: run_errors(tr, stats.errors),
            done: of(done, counts.total()),
            mine: assigned.get(&run.id).map(|(done, all)| of(*done, *all)).unwrap_or_default(),
            waits,
            // A tool does the cases of its run, unless some of them are assigned to the visitor.
            may_execute: writes && (run.is_executed_by_hand() || waits),
            when: TimeLabel::of(tr, request.now, run.start_ms.unwrap_or(run.created_ms)),
        });
    }
    Ok((shown, silent))
}

fn line(
    request: &PageRequest,
    project: &Project,
    [cases, automated]: [i64; 2],
    (trend, errors): (&trend::Trend, u64),
) -> ProjectLine {
    let tr = request.tr;
    let last = trend.runs.last().map(|run| LastRun {
        title: run.title.clone(),
        number: run.number,
        when: TimeLabel::of(tr, request.now, run.at_ms),
        pieces: pieces_of_run(tr, &run.counts, errors),
        rate: run.counts.pass_rate().map(|rate| tr.rate(rate)).unwrap_or_default(),
        errors: run_errors(tr, errors),
    });
    let rates: Vec<Option<f64>> = trend.runs.iter().map(|run| run.counts.pass_rate()).collect();
    ProjectLine {
        code: project.code.clone(),
        title: project.title.clone(),
        last,
        spark: spark(&rates),
        cases: tr.number(cases),
        automated: if cases == 0 { String::new() } else { tr.percent(automated.cast_unsigned(), cases.cast_unsigned()) },
    }
}

/// Critical functions without a case.
fn critical(request: &PageRequest, frame: &Frame) -> ApiResult<Option<AttentionLine>> {
    let (Some(project), registry) = (frame.projects.first(), request.registry()?) else { return Ok(None) };
    let is_gap = |f: &&FunctionLine| f.is_crit && f.kind.is_testable() && registry.lines_of(f.id).is_empty();
    let count = registry.functions.iter().filter(is_gap).count();
    Ok((count > 0).then(|| AttentionLine {
        icon: "flag",
        class: "failed",
        title: request.tr.message(&Message::new("web-home-critical").count("count", count)),
        code: String::new(),
        detail: String::new(),
        when: None,
        at_ms: 0,
        address: format!("/{}/functions?show={}", project.code, Show::CriticalUncovered.as_str()),
    }))
}

/// Most branches of the coverage.
const BRANCHES: usize = 8;

/// Coverage of the whole registry; `None` without testable functions.
fn coverage(request: &PageRequest, frame: &Frame) -> ApiResult<Option<CoverageCard>> {
    let (tr, registry) = (request.tr, request.registry()?);
    let mut all = Coverage::default();
    let mut branches = Vec::new();
    for function in registry.functions.iter().filter(|function| function.parent_id.is_none()) {
        let Some(coverage) = registry.coverage.get(&function.id) else { continue };
        all.add(coverage);
        if coverage.testable > 0 {
            branches.push((function, coverage));
        }
    }
    let Some(percent) = all.percent() else { return Ok(None) };
    branches.sort_by_key(|(_, coverage)| (std::cmp::Reverse(worry(coverage.state())), std::cmp::Reverse(coverage.testable)));
    let home = frame.projects.first();
    let branch = |(function, coverage): &(&FunctionLine, &Coverage)| Branch {
        title: function.title.to_string(),
        address: home.map(|home| format!("/{}/functions?func={}", home.code, escape(&function.func_id))).unwrap_or_default(),
        pieces: coverage_pieces(tr, coverage),
        share: coverage.percent().map(|percent| tr.percent(percent, 100)).unwrap_or_default(),
    };
    Ok(Some(CoverageCard {
        share: tr.percent(percent, 100),
        sentence: tr.message(
            &Message::new("web-home-covered").with("covered", tr.number(all.covered)).with("all", tr.number(all.testable)),
        ),
        branches: branches.iter().take(BRANCHES).map(branch).collect(),
    }))
}

/// The worse a branch stands, the higher.
fn worry(state: CoverageState) -> u8 {
    match state {
        CoverageState::Failing => 4,
        CoverageState::Broken => 3,
        CoverageState::Uncovered => 2,
        CoverageState::Blocked => 1,
        _ => 0,
    }
}

/// A text in an address.
pub fn escape(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Coverage as a bar: cases by their last result, over the share of functions that have one.
pub fn coverage_pieces(tr: Tr, coverage: &Coverage) -> Vec<BarSegment> {
    let whole = u64::from(coverage.testable.max(1));
    let covered = u64::from(coverage.covered) * 1000 / whole;
    let cases = u64::from(coverage.passed + coverage.failed + coverage.broken + coverage.untested + coverage.other).max(1);
    let parts = [
        ("passed", "report-status-passed", coverage.passed),
        ("failed", "report-status-failed", coverage.failed),
        ("broken", "report-status-broken", coverage.broken),
        ("blocked", "report-status-blocked", coverage.other),
        ("skipped", "report-status-untested", coverage.untested),
    ];
    let mut x = 0;
    let shown = parts.into_iter().filter(|(_, _, n)| *n > 0).map(|(class, key, n)| {
        let width = (u64::from(n) * covered / cases).min(1000 - x);
        let piece = BarSegment { class, x, width, title: format!("{}: {}", tr.text(key), tr.number(n)) };
        x += width;
        piece
    });
    shown.collect()
}
