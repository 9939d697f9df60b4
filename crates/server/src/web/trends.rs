//! Trends of a project: its finished runs one after another, and the tests that need a look.

use super::frame::Frame;
use super::home::escape;
use super::html;
use super::page_request::PageRequest;
use super::runs::{LinkChoice, address_with, figures};
use super::texts::{BarSegment, OutcomeMark, TimeLabel, pieces};
use crate::error::ApiResult;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use voluptas_app::overview::dashboard::{self, Counts, Dashboard, Range, Scope, TestLine, labels, trend};
use voluptas_app::results::ingest::parse_label;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::outcome::WINDOW;
use voluptas_i18n::Tr;
use voluptas_store::Aggregate;
use voluptas_store::Slice;
use voluptas_store::test_history::WorstBy;

/// Tests of each list, unless the address asks for all.
const TOP: usize = 10;
/// Height of the charts.
const HEIGHT: u64 = 120;
/// Width of a run in the charts.
const STEP: usize = 24;
/// Width of its bar, which stands in the middle.
const BAR: usize = 18;
/// Width of a label below the chart.
const LABEL: usize = 110;
/// Least height of a part of a bar: one failed test among thousands stays visible.
const LEAST: u64 = 2;
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
    /// Beginning of the column that takes clicks.
    hit: usize,
    parts: Vec<BarPart>,
}

/// Number and day of the first and of the last run, below their bars.
#[derive(Debug)]
struct Axis {
    first: String,
    /// Blank for a chart of one run.
    last: String,
    width: usize,
    height: usize,
    /// Place of the last label: at the end of the chart, or in a line of its own below a few bars.
    x: usize,
    y: usize,
    anchor: &'static str,
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
    /// Its last outcomes.
    seen: Vec<OutcomeMark>,
    summary: String,
    /// The outcomes in words.
    outcomes: String,
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
    axis: Axis,
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
        title: bar_title(tr, run),
        x: i * STEP + (STEP - BAR) / 2,
        hit: i * STEP,
        parts: parts(&run.counts, most),
    });
    let bars: Vec<RunBar> = bars.collect();
    let newest = runs.last().and_then(|run| run.counts.pass_rate().map(|rate| (rate, run)));
    let shows_all = request.query.get("top").unwrap_or_default();
    let lists = [
        ("failing", WorstBy::Failing, &found.failing),
        ("flaky", WorstBy::Flaky, &found.flaky),
        ("slow", WorstBy::Slow, &found.slow),
    ];
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
        most: tr.message(&Message::new("web-trends-tests").with("count", tr.number(most.cast_signed())).count("n", most)),
        rates: rates(tr, &found),
        durations: durations(tr, &found),
        width: bars.len() * STEP,
        axis: Axis::of(tr, runs),
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

impl Axis {
    fn of(tr: Tr, runs: &[trend::RunPoint]) -> Self {
        let words = |run: &trend::RunPoint| format!("#{} · {}", run.number, tr.day(run.at_ms));
        let width = runs.len() * STEP;
        let last_bar = runs.len().saturating_sub(1) * STEP;
        let has_room = width >= 2 * LABEL;
        Self {
            first: runs.first().map(words).unwrap_or_default(),
            last: runs.last().filter(|_| runs.len() > 1).map(words).unwrap_or_default(),
            width: if has_room { width } else { last_bar + LABEL },
            height: if has_room || runs.len() < 2 { 140 } else { 156 },
            x: if has_room { width } else { last_bar },
            y: if has_room { 135 } else { 151 },
            anchor: if has_room { "end" } else { "start" },
        }
    }
}

/// Hover text of a bar, with the numbers that its heights stand for.
fn bar_title(tr: Tr, run: &trend::RunPoint) -> String {
    let tests = run.counts.total();
    let words = Message::new("web-trends-tests").with("count", tr.number(tests.cast_signed())).count("n", tests);
    let figures: Vec<String> =
        figures::of(tr, &run.counts).iter().map(|figure| format!("{} {}", figure.count, figure.look.word)).collect();
    let rate = run.counts.pass_rate().map(|rate| format!(" · {}", tr.rate(rate))).unwrap_or_default();
    let head = format!("#{} {} · {}", run.number, run.title, tr.date_time(run.at_ms));
    format!("{head} · {}: {}{rate}", tr.message(&words), figures.join(", "))
}

/// The parts of a run's bar from below: passed, skipped, and what failed on top. The bar is as high as its run is large; what small parts take
/// to stay visible is taken from the largest.
fn parts(counts: &Counts, most: u64) -> Vec<BarPart> {
    let all = [
        ("passed", counts.passed),
        ("skipped", counts.skipped + counts.untested),
        ("blocked", counts.blocked),
        ("invalid", counts.other),
        ("broken", counts.broken),
        ("failed", counts.failed),
    ];
    let shown: Vec<(&str, u64)> = all.into_iter().filter(|(_, n)| *n > 0).collect();
    let whole = (counts.total() * HEIGHT / most.max(1)).max(LEAST * shown.len() as u64);
    let mut heights: Vec<u64> = shown.iter().map(|(_, n)| (n * whole / counts.total().max(1)).max(LEAST)).collect();
    let sum: u64 = heights.iter().sum();
    if let Some(largest) = heights.iter_mut().max() {
        *largest = (*largest + whole).saturating_sub(sum);
    }
    let mut y = HEIGHT;
    let part = |((class, _), height): (&(&'static str, u64), u64)| {
        y = y.saturating_sub(height);
        BarPart { class, y, height }
    };
    shown.iter().zip(heights).map(part).collect()
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
    let mut points: Vec<String> = dots.iter().map(|dot| format!("{},{}", dot.x, dot.y)).collect();
    // A line of one point has no length and would not be seen.
    if let [only] = dots.as_slice() {
        points = [only.x - STEP / 4, only.x + STEP / 4].map(|x| format!("{x},{}", only.y)).to_vec();
    }
    (points.join(" "), dots)
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
    by: WorstBy,
    lines: &[TestLine],
    shows_all: bool,
) -> TestList {
    let tr = request.tr;
    let rules = &found.rules;
    let shown = if shows_all { lines.len() } else { TOP };
    let row = |line: &TestLine| {
        let record = &line.record;
        let figure = match by {
            WorstBy::Failing => tr.number(i64::try_from(record.bad).unwrap_or(0)),
            WorstBy::Flaky => tr.percent(record.flaky_rate.unsigned_abs(), 1000),
            WorstBy::Slow => record.mean_ms.map(|ms| tr.duration(ms)).unwrap_or_default(),
        };
        let slower = (by == WorstBy::Slow).then(|| line.slower_by()).flatten().filter(|percent| percent.abs() >= 5);
        let run = line.run_to_show(by);
        let words = Message::new("dashboard-figures").count("runs", record.runs).count("bad", record.bad);
        let marks = line.seen.iter().enumerate();
        let marks: Vec<_> = marks.map(|(i, seen)| OutcomeMark::of(tr, seen.number, &seen.status, i * 8)).collect();
        TestRow {
            address: run.map(|run| format!("/{code}/runs/{}?show=all&q={}", run.number, escape(&line.title))).unwrap_or_default(),
            title: line.title.clone(),
            values: line.values.clone(),
            environment: line.environment.and_then(|id| found.trend.environments.get(&id)).cloned().unwrap_or_default(),
            figure,
            detail: slower.map(|percent| tr.percent_change(percent)).unwrap_or_default(),
            outcomes: OutcomeMark::titles(&marks),
            seen: marks,
            summary: tr.message(&words.count("switches", record.switches).count("flaky", record.flaky_runs)),
        }
    };
    let rule = match by {
        WorstBy::Failing => Message::new("dashboard-failing-rule").count("window", WINDOW),
        WorstBy::Flaky => Message::new("dashboard-flaky-rule")
            .count("window", WINDOW)
            .count("switches", rules.flaky_switches)
            .count("rate", rules.flaky_percent)
            .count("runs", rules.flaky_runs),
        WorstBy::Slow => Message::new("dashboard-slow-rule").count("window", WINDOW),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn heights(counts: Counts, most: u64) -> Vec<u64> {
        let parts = parts(&counts, most);
        let bottom = parts.iter().map(|part| part.y).min().unwrap_or(HEIGHT);
        assert_eq!(parts.iter().map(|part| part.height).sum::<u64>() + bottom, HEIGHT, "no part covers another");
        parts.iter().map(|part| part.height).collect()
    }

    #[test]
    fn bars_are_as_high_as_their_runs_and_each_part_is_seen() {
        assert_eq!(heights(Counts { passed: 100, ..Counts::default() }, 100), [120]);
        assert_eq!(heights(Counts { passed: 40, failed: 10, ..Counts::default() }, 100), [48, 12]);
        let rare = Counts { passed: 99_996, blocked: 1, other: 1, broken: 1, failed: 1, ..Counts::default() };
        assert_eq!(heights(rare, 100_000), [112, 2, 2, 2, 2]);
        let small = Counts { passed: 1, failed: 1, ..Counts::default() };
        assert_eq!(heights(small, 100_000), [2, 2]);
        assert!(heights(Counts::default(), 1).is_empty());
    }

    #[test]
    fn a_line_of_one_run_is_seen() {
        let (points, dots) = line(&[(0, Some(1.0), String::new())], 0.0, 2.0);
        assert_eq!((points.as_str(), dots.len()), ("6,60 18,60", 1));
    }
}
