//! Trends of a project: its finished runs one after another, and the tests that need a look.

use super::frame::Frame;
use super::home::escape;
use super::html;
use super::page_request::PageRequest;
use super::runs::{LinkChoice, address_with};
use super::texts::{BarSegment, TimeLabel, pieces, status};
use crate::error::ApiResult;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use voluptas_app::overview::dashboard::{self, Counts, Dashboard, Range, Scope, TestLine, labels};
use voluptas_app::results::ingest::parse_label;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::outcome::WINDOW;
use voluptas_i18n::Tr;
use voluptas_store::Aggregate;
use voluptas_store::Slice;
use voluptas_store::test_history::Worst;

/// Tests of each list, unless the address asks for all.
const TOP: usize = 10;
/// Height of the charts.
const HEIGHT: u64 = 120;
/// Width of a run in the charts.
const STEP: usize = 24;
/// Ranges that the page offers: word and value.
const RANGES: [(&str, Range); 5] = [
    ("10", Range::Runs(10)),
    ("30", Range::Runs(30)),
    ("100", Range::Runs(100)),
    ("7d", Range::Days(7)),
    ("30d", Range::Days(30)),
];

/// A part of a bar.
#[derive(Debug)]
struct BarPart {
    class: &'static str,
    y: u64,
    height: u64,
}

/// A run in the charts.
#[derive(Debug)]
struct RunBar {
    address: String,
    title: String,
    x: usize,
    parts: Vec<BarPart>,
}

/// A chart of lines.
#[derive(Debug)]
struct LineChart {
    points: String,
    dots: Vec<LinePoint>,
    low: String,
    high: String,
}

/// A point of a line.
#[derive(Debug)]
struct LinePoint {
    x: usize,
    y: u64,
    title: String,
}

/// A test of a list.
#[derive(Debug)]
struct TestRow {
    address: String,
    title: String,
    values: String,
    environment: String,
    figure: String,
    detail: String,
    /// Its last outcomes: class and place.
    seen: Vec<(&'static str, usize)>,
    summary: String,
}

/// A list of tests.
#[derive(Debug)]
struct TestList {
    id: &'static str,
    title: String,
    note: String,
    none: String,
    rule: String,
    rows: Vec<TestRow>,
    more: Option<String>,
}

#[derive(Debug)]
struct MuteRow {
    test: i64,
    title: String,
    reason: String,
    owner: String,
    until: String,
    is_ended: bool,
}

/// The runs of an environment.
#[derive(Debug)]
struct EnvironmentRow {
    title: String,
    runs: String,
    rate: String,
    pieces: Vec<BarSegment>,
    newest: String,
    address: String,
}

/// A choice of a filter.
#[derive(Debug)]
struct Choice {
    value: String,
    title: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "web/trends.html")]
struct TrendsPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    code: &'a str,
    summary: String,
    ranges: Vec<LinkChoice>,
    range: String,
    environments: Vec<Choice>,
    labels: Vec<Choice>,
    series: Vec<Choice>,
    has_finished: bool,
    is_empty: bool,
    bars: Vec<RunBar>,
    most: String,
    rates: LineChart,
    durations: LineChart,
    width: usize,
    first: String,
    last: String,
    rate: String,
    rate_note: String,
    lists: Vec<TestList>,
    mutes: Vec<MuteRow>,
    by_environment: Vec<EnvironmentRow>,
}

/// `GET /{code}/trends?range=&env=&label=&series=`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    let (frame, tr) = (Frame::of(request)?, request.tr);
    let project = request.read(|tx| request.project(tx))?;
    let known = request.read(|tx| Ok(tx.environments().list(project.id, None, None, Slice::ALL)?.rows))?;
    let wanted = request.query.get("range").unwrap_or("30");
    let range = RANGES.iter().find(|(word, _)| *word == wanted).map_or_else(Range::default, |(_, range)| *range);
    let environment = request.query.get("env").and_then(|slug| known.iter().find(|one| one.content.slug == slug));
    let label = request.query.get("label").and_then(parse_label);
    let scope = Scope {
        title: request.query.get("series").map(str::to_owned),
        environment: environment.map(|one| one.id),
        label: label.clone(),
        range,
        ..Scope::default()
    };
    let store = &request.app.store;
    let mut state =
        request.state(&[Aggregate::Projects, Aggregate::Runs, Aggregate::Results, Aggregate::Mappings, Aggregate::Other])?;
    // Ranges of days move on with the clock.
    state.push((request.now / 60_000).unsigned_abs());
    let read = || Ok(dashboard::read(store, project.id, &scope)?);
    let found = request.app.caches.dashboards.get((project.id, scope.clone()), &state, read)?;
    let labels = labels::of_newest(store, project.id, &scope)?;
    let mutes = request.read(|tx| Ok(tx.mutes().list(project.id)?))?;
    let ranges = RANGES.iter().map(|(word, range)| LinkChoice {
        address: address_with(request, &[("range", word)]),
        word: match range {
            Range::Runs(n) => tr.message(&Message::new("dashboard-last-runs").count("n", *n)),
            Range::Days(n) => tr.message(&Message::new("dashboard-last-days").count("n", *n)),
        },
        count: String::new(),
        is_here: *word == wanted,
    });
    let runs = &found.trend.runs;
    let most = runs.iter().map(|run| run.counts.total()).max().unwrap_or(0).max(1);
    let bars = runs.iter().enumerate().map(|(i, run)| RunBar {
        address: format!("/{}/runs/{}", project.code, run.number),
        title: {
            let rate = run.counts.pass_rate().map(|rate| tr.rate(rate)).unwrap_or_default();
            format!("#{} {} · {rate} · {}", run.number, run.title, tr.date_time(run.at_ms))
        },
        x: i * STEP,
        parts: parts(&run.counts, most),
    });
    let bars: Vec<RunBar> = bars.collect();
    let newest = runs.last().and_then(|run| run.counts.pass_rate().map(|rate| (rate, run)));
    let shows_all = request.query.get("top").unwrap_or_default();
    let lists =
        [("failing", Worst::Failing, &found.failing), ("flaky", Worst::Flaky, &found.flaky), ("slow", Worst::Slow, &found.slow)];
    let lists = lists.into_iter().map(|(id, by, lines)| list(request, &found, &project.code, id, by, lines, shows_all == id));
    let mute = |muted: &voluptas_store::mutes::MutedTest| MuteRow {
        test: muted.mute.test.0,
        title: muted.title.clone(),
        reason: muted.mute.content.reason.clone(),
        owner: muted.mute.content.owner.clone().unwrap_or_default(),
        until: match muted.mute.content.last_ms() {
            Some(at) => tr.due_day(at),
            None => tr.text("report-muted-forever").into_owned(),
        },
        is_ended: !muted.mute.holds(request.now),
    };
    let by_environment = found.trend.by_environment();
    let environment_row = |point: &dashboard::EnvironmentPoint| EnvironmentRow {
        title: match point.environment.and_then(|id| found.trend.environments.get(&id)) {
            Some(title) => title.clone(),
            None => tr.text("dashboard-no-environment").into_owned(),
        },
        runs: tr.message(&Message::new("dashboard-runs").count("n", point.runs)),
        rate: point.counts.pass_rate().map(|rate| tr.rate(rate)).unwrap_or_default(),
        pieces: pieces(tr, &point.counts),
        newest: format!("#{}", point.newest.number),
        address: format!("/{}/runs/{}", project.code, point.newest.number),
    };
    let text = |label: &voluptas_core::domain::result::ResultLabel| format!("{}={}", label.name, label.value);
    let chosen_label = label.as_ref().map(text).unwrap_or_default();
    let mut label_choices: Vec<Choice> = labels
        .iter()
        .map(|one| {
            let value = text(one);
            Choice { is_chosen: value == chosen_label, title: format!("{}: {}", one.name, one.value), value }
        })
        .collect();
    if !chosen_label.is_empty() && label_choices.iter().all(|one| !one.is_chosen) {
        label_choices.push(Choice { value: chosen_label.clone(), title: chosen_label, is_chosen: true });
    }
    let page = TrendsPage {
        frame: &frame,
        tr,
        code: &project.code,
        summary: match runs.last() {
            Some(run) => {
                tr.message(&Message::new("dashboard-newest").with("time", TimeLabel::of(tr, request.now, run.at_ms).ago))
            }
            None => String::new(),
        },
        ranges: ranges.collect(),
        range: wanted.to_owned(),
        environments: known
            .iter()
            .map(|one| Choice {
                value: one.content.slug.clone(),
                title: one.content.title.clone(),
                is_chosen: environment.is_some_and(|chosen| chosen.id == one.id),
            })
            .collect(),
        labels: label_choices,
        series: found
            .trend
            .series
            .iter()
            .map(|one| Choice {
                value: one.newest.clone(),
                title: one.name.clone(),
                is_chosen: scope.title.as_ref() == Some(&one.newest),
            })
            .collect(),
        has_finished: found.trend.has_finished,
        is_empty: runs.is_empty(),
        most: tr.number(most.cast_signed()),
        rates: rates(tr, &found),
        durations: durations(tr, &found),
        width: bars.len() * STEP,
        first: runs.first().map(|run| format!("#{}", run.number)).unwrap_or_default(),
        last: runs.last().map(|run| format!("#{}", run.number)).unwrap_or_default(),
        bars,
        rate: newest.map(|(rate, _)| tr.rate(rate)).unwrap_or_default(),
        rate_note: newest
            .map(|(_, run)| {
                let words = Message::new("dashboard-passed-of")
                    .count("passed", run.counts.passed)
                    .count("executed", run.counts.executed());
                tr.message(&words.count("number", run.number))
            })
            .unwrap_or_default(),
        lists: lists.collect(),
        mutes: mutes.iter().map(mute).collect(),
        by_environment: if by_environment.len() > 1 { by_environment.iter().map(environment_row).collect() } else { Vec::new() },
    };
    Ok(html(StatusCode::OK, &page))
}

/// The parts of a run's bar from below: passed, skipped, and what failed on top.
fn parts(counts: &Counts, most: u64) -> Vec<BarPart> {
    let all = [
        ("passed", counts.passed),
        ("skipped", counts.skipped + counts.untested),
        ("blocked", counts.blocked),
        ("invalid", counts.other),
        ("broken", counts.broken),
        ("failed", counts.failed),
    ];
    let mut y = HEIGHT;
    let mut parts = Vec::new();
    for (class, n) in all.into_iter().filter(|(_, n)| *n > 0) {
        // One failed test among thousands stays visible.
        let height = (n * HEIGHT / most).max(2).min(y);
        y -= height;
        parts.push(BarPart { class, y, height });
    }
    parts
}

fn line(values: &[(usize, Option<f64>, String)], low: f64, high: f64) -> (String, Vec<LinePoint>) {
    let range = (high - low).max(f64::EPSILON);
    let mut dots = Vec::new();
    for (at, value, title) in values {
        let Some(value) = value else { continue };
        let share = ((value - low) / range).clamp(0.0, 1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 4 and the height")]
        let y = (4.0 + (1.0 - share) * (HEIGHT - 8) as f64) as u64;
        dots.push(LinePoint { x: at * STEP + STEP / 2, y, title: title.clone() });
    }
    let points = dots.iter().map(|dot| format!("{},{}", dot.x, dot.y)).collect::<Vec<_>>().join(" ");
    (points, dots)
}

fn rates(tr: Tr, found: &Dashboard) -> LineChart {
    let runs = &found.trend.runs;
    let low = runs.iter().filter_map(|run| run.counts.pass_rate()).fold(95.0, f64::min);
    let low = (low / 5.0).floor() * 5.0;
    let values: Vec<_> = runs
        .iter()
        .enumerate()
        .map(|(i, run)| {
            let rate = run.counts.pass_rate();
            let shown = rate.map(|rate| tr.rate(rate)).unwrap_or_default();
            (i, rate, tr.message(&Message::new("dashboard-rate-in").with("rate", shown).count("number", run.number)))
        })
        .collect();
    let (points, dots) = line(&values, low, 100.0);
    LineChart { points, dots, low: tr.rate(low), high: tr.rate(100.0) }
}

fn durations(tr: Tr, found: &Dashboard) -> LineChart {
    let runs = &found.trend.runs;
    let most = runs.iter().filter_map(|run| run.duration_ms).max().unwrap_or(0);
    let values: Vec<_> = runs
        .iter()
        .enumerate()
        .map(|(i, run)| {
            let time = run.duration_ms.map(|ms| tr.duration(ms)).unwrap_or_default();
            let title = tr.message(&Message::new("dashboard-duration-in").with("time", time).count("number", run.number));
            (i, run.duration_ms.map(|ms| ms as f64), title)
        })
        .collect();
    let (points, dots) = line(&values, 0.0, most as f64);
    LineChart { points, dots, low: "0".to_owned(), high: tr.duration(most) }
}

fn list(
    request: &PageRequest,
    found: &Dashboard,
    code: &str,
    id: &'static str,
    by: Worst,
    lines: &[TestLine],
    shows_all: bool,
) -> TestList {
    let tr = request.tr;
    let rules = &found.rules;
    let shown = if shows_all { lines.len() } else { TOP };
    let row = |line: &TestLine| {
        let record = &line.record;
        let figure = match by {
            Worst::Failing => tr.number(i64::try_from(record.bad).unwrap_or(0)),
            Worst::Flaky => tr.percent(record.flaky_rate.unsigned_abs(), 1000),
            Worst::Slow => record.mean_ms.map(|ms| tr.duration(ms)).unwrap_or_default(),
        };
        let slower = (by == Worst::Slow).then(|| line.slower_by()).flatten().filter(|percent| percent.abs() >= 5);
        let run = line.run_to_show(by);
        let words = Message::new("dashboard-figures").count("runs", record.runs).count("bad", record.bad);
        TestRow {
            address: run.map(|run| format!("/{code}/runs/{}?show=all&q={}", run.number, escape(&line.title))).unwrap_or_default(),
            title: line.title.clone(),
            values: line.values.clone(),
            environment: line.environment.and_then(|id| found.trend.environments.get(&id)).cloned().unwrap_or_default(),
            figure,
            detail: slower.map(|percent| tr.percent_change(percent)).unwrap_or_default(),
            seen: line.seen.iter().enumerate().map(|(i, seen)| (status(tr, &seen.status).class, i * 8)).collect(),
            summary: tr.message(&words.count("switches", record.switches).count("flaky", record.flaky_runs)),
        }
    };
    let rule = match by {
        Worst::Failing => Message::new("dashboard-failing-rule").count("window", WINDOW),
        Worst::Flaky => Message::new("dashboard-flaky-rule")
            .count("window", WINDOW)
            .count("switches", rules.flaky_switches)
            .count("rate", rules.flaky_percent)
            .count("runs", rules.flaky_runs),
        Worst::Slow => Message::new("dashboard-slow-rule").count("window", WINDOW),
    };
    TestList {
        id,
        title: tr.text(&format!("dashboard-{id}")).into_owned(),
        note: tr.message(&Message::new(format!("dashboard-{id}-note")).count("n", WINDOW)),
        none: tr.text(&format!("dashboard-{id}-none")).into_owned(),
        rule: tr.message(&rule),
        rows: lines.iter().take(shown).map(row).collect(),
        more: (lines.len() > shown).then(|| format!("{}#{id}", address_with(request, &[("top", id)]))),
    }
}

/// `POST /{code}/trends/unmute`: ends the mute of the test `test`.
pub fn unmute(request: &PageRequest, form: &super::form::Form) -> ApiResult<Response> {
    let test = form.get("test").unwrap_or_default();
    request.act(super::act::FormAction::new("unmuteTest", &[("id", test)], serde_json::Value::Null))?;
    Ok(super::page_request::redirect(&format!("/{}/trends#mutes", request.code())))
}
