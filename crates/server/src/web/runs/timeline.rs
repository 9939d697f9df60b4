//! The timeline of a run: which worker executed which test when.

use super::super::frame::Frame;
use super::super::html;
use super::super::page_request::PageRequest;
use super::page::{RunHead, head};
use super::{address, run_of};
use crate::error::ApiResult;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use std::fmt::Write as _;
use voluptas_app::runs::context::RunContext;
use voluptas_app::runs::timeline;
use voluptas_core::domain::ids::ResultId;
use voluptas_core::domain::message::Message;
use voluptas_i18n::Tr;

/// Width of the picture in its own units.
const WIDTH: i64 = 1200;
/// Height of a lane with the space around it.
const LANE: i64 = 22;
/// Lanes of the page.
const LANES: usize = 60;
/// Failed tests that are links; more are drawn only.
const LINKS: usize = 300;
/// Bars that the page draws one by one; with more of them those that touch are drawn as one.
const BARS: usize = 2500;

/// A failed test with its link.
#[derive(Debug)]
struct BadBar {
    x: i64,
    width: i64,
    address: String,
    title: String,
}

/// A lane of the picture.
#[derive(Debug)]
struct Lane {
    y: i64,
    bar_y: i64,
    text_y: i64,
    worker: String,
    /// Outlines of the tests that did not fail, as a path.
    path: String,
    bad_path: String,
    bad: Vec<BadBar>,
}

#[derive(Template)]
#[template(path = "web/run-timeline.html")]
struct TimelinePage<'a> {
    frame: &'a Frame,
    tr: Tr,
    run: RunHead,
    lanes: Vec<Lane>,
    width: i64,
    height: i64,
    from: String,
    to: String,
    workers: String,
    timeless: String,
    hidden: String,
}

/// `GET /{code}/runs/{number}/timeline`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    let (frame, tr) = (Frame::of(request)?, request.tr);
    request.read(|tx| {
        let (project, run) = run_of(request, tx)?;
        let context = RunContext::read(tx, &run)?;
        let head = head(request, tx, &project.code, &run, &context)?;
        let found = timeline::read(tx, run.id)?;
        let span = found.to_ms.saturating_sub(found.from_ms).max(1);
        let x = |at: i64| {
            i64::try_from(i128::from(at.saturating_sub(found.from_ms)) * i128::from(WIDTH) / i128::from(span)).unwrap_or(0)
        };
        let bars: usize = found.lanes.iter().map(|lane| lane.bars.len()).sum();
        let is_dense = bars > BARS;
        let bad: Vec<ResultId> =
            found.lanes.iter().take(LANES).flat_map(|lane| &lane.bad).take(LINKS).map(|bar| bar.result).collect();
        let heads = tx.result_heads(&bad)?;
        let outline = |path: &mut String, from: i64, to: i64| {
            let width = (to - from).max(2) - i64::from(to - from > 3);
            write!(path, "M{from} 0h{width}v14h-{width}z").ok();
        };
        let lane = |(at, lane): (usize, &timeline::Lane)| {
            let (mut path, mut bad_path, mut bad, mut open) = (String::new(), String::new(), Vec::new(), None::<(i64, i64)>);
            for bar in &lane.bars {
                let (from, to) = (x(bar.start_ms), x(bar.end_ms));
                if bar.is_bad {
                    match heads.get(&bar.result) {
                        Some(head) => bad.push(BadBar {
                            x: from,
                            width: (to - from).max(3),
                            address: format!("{}/results/{}", address(request), head.hash),
                            title: format!("{} · {}", head.title, tr.duration(bar.end_ms - bar.start_ms)),
                        }),
                        None => outline(&mut bad_path, from, to),
                    }
                    continue;
                }
                match open {
                    Some((begin, end)) if is_dense && from <= end + 1 => open = Some((begin, to.max(end))),
                    _ => {
                        if let Some((begin, end)) = open {
                            outline(&mut path, begin, end);
                        }
                        open = Some((from, to));
                    }
                }
            }
            if let Some((begin, end)) = open {
                outline(&mut path, begin, end);
            }
            let y = i64::try_from(at).unwrap_or(0) * LANE;
            let worker = if lane.goes_on {
                String::new()
            } else if lane.worker.is_empty() {
                tr.text("run-timeline-unnamed").into_owned()
            } else {
                lane.worker.clone()
            };
            Lane { y, bar_y: y + 4, text_y: y + 15, worker, path, bad_path, bad }
        };
        let lanes: Vec<Lane> = found.lanes.iter().take(LANES).enumerate().map(lane).collect();
        let workers = found.lanes.iter().filter(|lane| !lane.goes_on).count();
        let counted = |key: &str, n: usize| if n == 0 { String::new() } else { tr.message(&Message::new(key).count("n", n)) };
        let page = TimelinePage {
            frame: &frame,
            tr,
            run: head,
            height: i64::try_from(lanes.len()).unwrap_or(0) * LANE,
            width: WIDTH,
            from: if found.lanes.is_empty() { String::new() } else { tr.date_time(found.from_ms) },
            to: tr.duration(span),
            workers: counted("run-timeline-workers", workers),
            timeless: counted("run-timeline-timeless", found.timeless),
            hidden: counted("web-runs-lanes-hidden", found.lanes.len().saturating_sub(LANES)),
            lanes,
        };
        Ok(html(StatusCode::OK, &page))
    })
}
