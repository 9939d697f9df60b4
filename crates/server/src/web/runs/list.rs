//! The runs of a project, the newest first, in pages.

use super::super::frame::Frame;
use super::super::html;
use super::super::page_request::{PageRequest, redirect};
use super::super::texts::{BarSegment, StatusLabel, TimeLabel, pieces_of_run, run_errors, run_state};
use super::address_with;
use super::figures::{self, Figure};
use crate::error::ApiResult;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use std::collections::BTreeMap;
use voluptas_app::overview::dashboard::Counts;
use voluptas_core::base::day::Day;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::run::Run;
use voluptas_i18n::Tr;
use voluptas_store::{Slice, Tx};

/// Runs of a page.
const PAGE: usize = 20;

/// A line of the list.
struct Line {
    number: i64,
    title: String,
    state: StatusLabel,
    is_active: bool,
    began: TimeLabel,
    ended: Option<TimeLabel>,
    environment: String,
    pieces: Vec<BarSegment>,
    figures: Vec<Figure>,
    rate: String,
    /// Number of errors outside of tests, in words; blank for none.
    errors: String,
}

/// An environment among the filters.
struct EnvironmentBox {
    number: i64,
    title: String,
    runs: String,
    is_checked: bool,
}

#[derive(Template)]
#[template(path = "web/runs.html")]
struct RunsPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    code: &'a str,
    /// Number of the runs of the project, in words.
    summary: String,
    has_runs: bool,
    from: String,
    to: String,
    /// The dates are not in order.
    is_wrong: bool,
    environments: Vec<EnvironmentBox>,
    /// Number of checked environments; blank for none.
    checked: String,
    today: String,
    is_filtered: bool,
    lines: Vec<Line>,
    newer: Option<String>,
    older: Option<String>,
}

/// Filter of the list, from the address.
struct Filter {
    from: Option<Day>,
    to: Option<Day>,
    environments: Vec<i64>,
    is_wrong: bool,
}

impl Filter {
    fn of(request: &PageRequest) -> Self {
        let day = |name: &str| request.query.get(name).and_then(|text| Day::parse(text.trim()));
        let (from, to) = (day("from"), day("to"));
        let environments = request.query.all("env").filter_map(crate::call::integer).collect();
        Self { from, to, environments, is_wrong: from.zip(to).is_some_and(|(from, to)| from > to) }
    }

    fn is_set(&self) -> bool {
        self.from.is_some() || self.to.is_some() || !self.environments.is_empty()
    }
}

/// `GET /reports`: the runs of the first project.
pub fn reports(request: &PageRequest) -> ApiResult<Response> {
    let frame = Frame::of(request)?;
    let to = frame.projects.first().map_or("/".to_owned(), |project| format!("/{}/runs", project.code));
    Ok(redirect(&to))
}

/// `GET /{code}/runs`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    let (frame, tr, filter) = (Frame::of(request)?, request.tr, Filter::of(request));
    request.read(|tx| {
        let project = request.project(tx)?;
        let known = tx.environments().list(project.id, None, None, Slice::ALL)?.rows;
        let counts = tx.runs_by_environment(project.id)?;
        let total: u64 = counts.values().sum();
        let titles: BTreeMap<i64, &str> = known.iter().map(|one| (one.id, one.content.title.as_str())).collect();
        let wanted: Vec<i64> = known.iter().filter(|one| filter.environments.contains(&one.number)).map(|one| one.id).collect();
        let wanted = (!filter.environments.is_empty()).then_some(wanted);
        let started = (filter.from.map(Day::begin_ms), filter.to.map(|day| day.plus_days(1).begin_ms()));
        let beside = |place, limit| tx.runs().beside(project.id, place, wanted.as_deref(), started, limit);
        let place = |name: &str| request.query.get(name).and_then(crate::call::integer);
        let (before, after) = (place("before"), place("after"));
        let (mut runs, mut newer, mut older) = (Vec::new(), None, None);
        if !filter.is_wrong {
            let is_older = after.is_none();
            runs = beside((after.or(before), is_older), PAGE + 1)?;
            let has_more = runs.len() > PAGE;
            runs.truncate(PAGE);
            if !is_older {
                runs.reverse();
            }
            let edge = |run: Option<&Run>, is_older: bool| -> ApiResult<Option<i64>> {
                let Some(run) = run else { return Ok(None) };
                Ok((!beside((Some(run.number), is_older), 1)?.is_empty()).then_some(run.number))
            };
            let link = |name: &str, number: i64| {
                let other = if name == "before" { "after" } else { "before" };
                address_with(request, &[(name, &number.to_string()), (other, "")])
            };
            let last = if is_older { runs.last().filter(|_| has_more).map(|run| run.number) } else { edge(runs.last(), true)? };
            older = last.map(|number| link("before", number));
            let is_first = before.is_none() && after.is_none();
            newer = if is_first { None } else { edge(runs.first(), false)?.map(|number| link("after", number)) };
        }
        let lines = lines(request, tx, &runs, &titles)?;
        let environments: Vec<EnvironmentBox> = known
            .iter()
            .map(|one| EnvironmentBox {
                number: one.number,
                title: one.content.title.clone(),
                runs: tr.number(counts.get(&Some(one.id)).copied().unwrap_or(0).cast_signed()),
                is_checked: filter.environments.contains(&one.number),
            })
            .collect();
        let checked = environments.iter().filter(|one| one.is_checked).count();
        let typed = |name: &str| request.query.get(name).unwrap_or_default().to_owned();
        let page = RunsPage {
            frame: &frame,
            tr,
            code: &project.code,
            summary: tr.message(&Message::new("web-runs-count").with("count", tr.number(total.cast_signed())).count("n", total)),
            has_runs: total > 0,
            from: typed("from"),
            to: typed("to"),
            is_wrong: filter.is_wrong,
            checked: if checked == 0 { String::new() } else { tr.number(i64::try_from(checked).unwrap_or(0)) },
            environments,
            today: Day::of(request.now).to_string(),
            is_filtered: filter.is_set(),
            lines,
            newer,
            older,
        };
        Ok(html(StatusCode::OK, &page))
    })
}

fn lines(request: &PageRequest, tx: &Tx<'_>, runs: &[Run], titles: &BTreeMap<i64, &str>) -> ApiResult<Vec<Line>> {
    let (tr, now) = (request.tr, request.now);
    let stats = tx.runs().stats(&runs.iter().map(|run| run.id).collect::<Vec<_>>())?;
    let line = |run: &Run| {
        let stats = stats.get(&run.id);
        let (counts, errors) = (stats.map(Counts::of).unwrap_or_default(), stats.map_or(0, |stats| stats.errors));
        let environment = run.content.environment_id.and_then(|id| titles.get(&id)).copied().unwrap_or_default();
        Line {
            number: run.number,
            title: run.content.title.clone(),
            state: run_state(tr, run),
            is_active: run.state == voluptas_core::domain::run::RunState::Active,
            began: TimeLabel::of(tr, now, run.start_ms.unwrap_or(run.created_ms)),
            ended: run.end_ms.map(|at| TimeLabel::of(tr, now, at)),
            environment: environment.to_owned(),
            pieces: pieces_of_run(tr, &counts, errors),
            figures: figures::of(tr, &counts),
            rate: counts.pass_rate().map(|rate| tr.rate(rate)).unwrap_or_default(),
            errors: run_errors(tr, errors),
        }
    };
    Ok(runs.iter().map(line).collect())
}
