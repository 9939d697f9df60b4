//! The timeline of a run: which worker executed which test when.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use voluptas_core::base::Millis;
use voluptas_core::base::fold::natural_key;
use voluptas_core::domain::ids::{ResultId, RunId};
use voluptas_core::domain::outcome::is_bad;
use voluptas_store::result_traits::Traits;
use voluptas_store::{Result, Tx};

/// Lanes of one worker. Tests that overlap further share the last one.
const LANES: usize = 12;

/// A test on the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    pub result: ResultId,
    /// Start of the test.
    pub start_ms: Millis,
    /// End of the test, not before the start.
    pub end_ms: Millis,
    /// Failed or broken.
    pub is_bad: bool,
}

/// Tests that a worker executed one after another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lane {
    /// Name of the worker; blank when the tool names none.
    pub worker: String,
    /// True for a further lane of the worker above.
    pub goes_on: bool,
    /// Tests by their start.
    pub bars: Vec<Bar>,
    /// The failed and broken ones among them.
    pub bad: Vec<Bar>,
}

impl Lane {
    fn push(&mut self, bar: Bar) {
        self.bars.push(bar);
        self.bad.extend(Some(bar).filter(|bar| bar.is_bad));
    }
}

/// The timeline of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timeline {
    /// First start.
    pub from_ms: Millis,
    /// Last end.
    pub to_ms: Millis,
    /// Lanes, by worker.
    pub lanes: Vec<Lane>,
    /// Tests without a time.
    pub timeless: usize,
    /// Lane and place in it of each bar.
    places: FxHashMap<ResultId, (u32, u32)>,
}

impl Timeline {
    /// The bar of a result with its lane and its place in the lane.
    pub fn place(&self, result: ResultId) -> Option<(usize, usize)> {
        self.places.get(&result).map(|(lane, at)| (*lane as usize, *at as usize))
    }
}

/// Reads the timeline of the last attempts of a run's tests.
pub fn read(tx: &Tx<'_>, run: RunId) -> Result<Timeline> {
    let traits = tx.traits_of_run(run, true)?;
    let worker = |row: &Traits| {
        let host = traits.label(row, "host");
        let thread = row.thread.as_deref().map(str::trim).filter(|name| !name.is_empty()).or_else(|| traits.label(row, "thread"));
        match (host, thread) {
            (Some(host), Some(thread)) if host != thread => format!("{host} · {thread}"),
            (host, thread) => thread.or(host).unwrap_or_default().to_owned(),
        }
    };
    let bar = |row: &Traits| {
        let (start_ms, end_ms) = (row.start_ms?, row.end_ms?);
        Some((worker(row), Bar { result: row.result, start_ms, end_ms, is_bad: is_bad(&row.status) }))
    };
    let bars: Vec<(String, Bar)> = traits.rows.iter().filter_map(bar).collect();
    let timeless = traits.rows.len() - bars.len();
    Ok(Timeline { timeless, ..arrange(bars) })
}

/// Puts tests into lanes.
fn arrange(bars: Vec<(String, Bar)>) -> Timeline {
    let mut workers: BTreeMap<(String, String), Vec<Bar>> = BTreeMap::new();
    for (worker, bar) in bars {
        let bar = Bar { end_ms: bar.end_ms.max(bar.start_ms), ..bar };
        workers.entry((natural_key(&worker), worker)).or_default().push(bar);
    }
    // One prefix that all workers share says nothing.
    let common = common_host(workers.keys().map(|(_, worker)| worker.as_str()));
    let mut timeline = Timeline { from_ms: Millis::MAX, to_ms: Millis::MIN, ..Timeline::default() };
    for ((_, worker), mut bars) in workers {
        bars.sort_by_key(|bar| (bar.start_ms, bar.end_ms, bar.result));
        let mut lanes: Vec<Lane> = Vec::new();
        for bar in bars {
            timeline.from_ms = timeline.from_ms.min(bar.start_ms);
            timeline.to_ms = timeline.to_ms.max(bar.end_ms);
            let is_free = |lane: &Lane| lane.bars.last().is_none_or(|last| last.end_ms <= bar.start_ms);
            match lanes.iter().position(is_free) {
                Some(at) => lanes[at].push(bar),
                None if lanes.len() < LANES => {
                    let worker = worker.get(common..).unwrap_or(&worker).to_owned();
                    let mut lane = Lane { worker, goes_on: !lanes.is_empty(), ..Lane::default() };
                    lane.push(bar);
                    lanes.push(lane);
                }
                None => lanes[LANES - 1].push(bar),
            }
        }
        timeline.lanes.append(&mut lanes);
    }
    for (lane, bars) in (0_u32..).zip(&timeline.lanes) {
        let places = (0_u32..).zip(&bars.bars).map(|(at, bar)| (bar.result, (lane, at)));
        timeline.places.extend(places);
    }
    if timeline.lanes.is_empty() {
        (timeline.from_ms, timeline.to_ms) = (0, 0);
    }
    timeline
}

/// Length of `host · ` when several workers all have the same host.
fn common_host<'w>(mut workers: impl Iterator<Item = &'w str>) -> usize {
    let prefix = |worker: &'w str| worker.split_once(" · ").map(|(host, _)| host);
    let Some(first) = workers.next().and_then(prefix) else { return 0 };
    let rest: Vec<Option<&str>> = workers.map(prefix).collect();
    if !rest.is_empty() && rest.iter().all(|host| *host == Some(first)) { first.len() + " · ".len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(worker: &str, result: i64, start_ms: i64, end_ms: i64) -> (String, Bar) {
        (worker.to_owned(), Bar { result: ResultId(result), start_ms, end_ms, is_bad: false })
    }

    #[test]
    fn tests_that_overlap_stand_in_lanes_of_their_own() {
        let timeline = arrange(vec![
            bar("ci-1 · worker-2", 1, 100, 200),
            bar("ci-1 · worker-10", 2, 0, 50),
            bar("ci-1 · worker-2", 3, 150, 400),
            bar("ci-1 · worker-2", 4, 200, 90),
        ]);
        assert_eq!((timeline.from_ms, timeline.to_ms), (0, 400));
        let lanes: Vec<(&str, bool, Vec<i64>)> = timeline
            .lanes
            .iter()
            .map(|lane| (lane.worker.as_str(), lane.goes_on, lane.bars.iter().map(|b| b.result.0).collect()))
            .collect();
        assert_eq!(lanes, [("worker-2", false, vec![1, 4]), ("worker-2", true, vec![3]), ("worker-10", false, vec![2])]);
    }

    #[test]
    fn a_run_without_times_has_no_lanes_and_many_at_once_share_the_last() {
        assert_eq!(arrange(Vec::new()), Timeline::default());
        let timeline = arrange((0..50).map(|i| bar("", i, 0, 10)).collect());
        assert_eq!(timeline.lanes.len(), LANES);
        assert_eq!(timeline.lanes.iter().map(|lane| lane.bars.len()).sum::<usize>(), 50);
    }
}
