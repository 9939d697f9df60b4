//! Incoming results of a run in progress: the chart, their sources, and silent workers.

use super::super::texts::TimeLabel;
use crate::error::ApiResult;
use std::collections::BTreeMap;
use voluptas_app::overview::dashboard::Counts;
use voluptas_app::runs::silence::{self, Silence};
use voluptas_core::base::Millis;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::run::Run;
use voluptas_i18n::Tr;
use voluptas_store::Tx;
use voluptas_store::run_flow::Arrivals;

/// Bars of the chart.
const BARS: i64 = 24;
const MINUTE: Millis = 60_000;

/// A bar of a chart with its place in a box of 100 by 100 or so.
#[derive(Debug)]
pub struct ChartBar {
    pub x: i64,
    pub y: i64,
    pub height: i64,
    pub is_last: bool,
    pub title: String,
}

/// Chart of results over time.
#[derive(Debug)]
pub struct ResultsPerMinute {
    pub bars: Vec<ChartBar>,
    pub width: i64,
    pub now: String,
    pub average: String,
    pub from: String,
    pub to: String,
}

/// Incoming results of a run.
#[derive(Debug, Default)]
pub struct Flow {
    /// `None` before the first result.
    pub chart: Option<ResultsPerMinute>,
    /// `CI 1 829 of 3 412`, and by hand; blank where only one of them takes part.
    pub sides: Vec<String>,
    /// Sentence about silent workers and the length of their silence; blank if there are none.
    pub silent: String,
}

/// Reads the incoming results of a run.
pub fn read(tr: Tr, tx: &Tx<'_>, run: &Run, counts: &Counts) -> ApiResult<Flow> {
    let arrivals = tx.arrivals(run.id, MINUTE)?;
    let sides = sides(tr, tx, run, counts, &arrivals)?;
    let silent = silent_words(tr, tx, run, counts.untested)?.unwrap_or_default();
    Ok(Flow { chart: chart(tr, tx.now(), &arrivals.by_span), sides, silent })
}

/// Sentence about the silent workers of a run and the length of their silence; `None` if there are none.
pub fn silent_words(tr: Tr, tx: &Tx<'_>, run: &Run, to_come: u64) -> ApiResult<Option<String>> {
    let Some((what, since)) = silence::of(tx, run, to_come)? else { return Ok(None) };
    // Minutes are enough, and do not change with each look.
    let time = tr.duration(tx.now().saturating_sub(since) / MINUTE * MINUTE);
    Ok(Some(tr.message(&match what {
        Silence::Worker(name) => Message::new("web-runs-silent-worker").with("worker", name).with("time", time),
        Silence::Workers(n) => Message::new("web-runs-silent-workers").count("n", n).with("time", time),
        Silence::All => Message::new("web-runs-silent").with("time", time),
    })))
}

/// Tests of tools and of people, where both take part.
fn sides(tr: Tr, tx: &Tx<'_>, run: &Run, counts: &Counts, arrivals: &Arrivals) -> ApiResult<Vec<String>> {
    let mut to_come = tx.cases_to_come(run.id)?;
    to_come.by_hand += arrivals.begun;
    // With combinations of parameters a case has several results to come, and their sides are not counted.
    let is_known = to_come.by_tool + to_come.by_hand == counts.untested;
    let (by_tool, by_hand) = (arrivals.by_tool, arrivals.by_hand);
    let takes_part = |done: u64, more: u64| done > 0 || (is_known && more > 0);
    if !takes_part(by_tool, to_come.by_tool) || !takes_part(by_hand, to_come.by_hand) {
        return Ok(Vec::new());
    }
    let side = |name: &str, done: u64, more: u64| {
        let done_words = tr.number(done.cast_signed());
        if !is_known {
            return format!("{} {done_words}", tr.text(name));
        }
        let all = Message::new("web-run-done").with("done", done_words).with("total", tr.number((done + more).cast_signed()));
        format!("{} {}", tr.text(name), tr.message(&all))
    };
    Ok(vec![side("web-runs-from-ci", by_tool, to_come.by_tool), side("web-runs-by-hand", by_hand, to_come.by_hand)])
}

fn chart(tr: Tr, now: Millis, by_minute: &BTreeMap<Millis, u64>) -> Option<ResultsPerMinute> {
    let (first, last) = (*by_minute.keys().next()?, *by_minute.keys().last()?);
    let this_minute = now - now.rem_euclid(MINUTE);
    // A silence is seen as one, and takes half of the chart at most.
    let end = this_minute.clamp(last, last + (last - first) + BARS / 2 * MINUTE);
    let minutes = (end - first) / MINUTE + 1;
    // Several minutes share a bar where the run is long.
    let span = ((minutes + BARS - 1) / BARS).max(1) * MINUTE;
    let mut bars: BTreeMap<i64, u64> = BTreeMap::new();
    for (at, n) in by_minute {
        *bars.entry((at - first) / span).or_default() += n;
    }
    let count = (end - first) / span + 1;
    let most = bars.values().copied().max().unwrap_or(1).max(1);
    let time = |at| TimeLabel::of(tr, now, at).exact;
    let shown = (0..count).map(|at| {
        let n = bars.get(&at).copied().unwrap_or(0);
        let height = i64::try_from(n * 60 / most).unwrap_or(60);
        let begun = first + at * span;
        let when = if span > MINUTE { format!("{} – {}", time(begun), time(begun + span)) } else { time(begun) };
        ChartBar {
            x: at * 10,
            y: 60 - height,
            height,
            is_last: at + 1 == count,
            title: format!("{when}: {}", tr.number(n.cast_signed())),
        }
    });
    let in_minute = |at: Millis| by_minute.get(&at).copied().unwrap_or(0);
    let all: u64 = by_minute.values().sum();
    Some(ResultsPerMinute {
        bars: shown.collect(),
        // The bars of a run that just began are as narrow as those of a long one.
        width: count.max(BARS) * 10 - 2,
        // The present minute has just begun; the one before is whole.
        now: tr.number(in_minute(this_minute).max(in_minute(this_minute - MINUTE)).cast_signed()),
        average: average(tr, all, minutes.unsigned_abs()),
        from: time(first),
        to: time(end),
    })
}

fn average(tr: Tr, results: u64, minutes: u64) -> String {
    let minutes = minutes.max(1);
    if results >= minutes * 10 {
        return tr.number(((results + minutes / 2) / minutes).cast_signed());
    }
    #[expect(clippy::cast_precision_loss, reason = "numbers of tests and minutes are far below 2^52")]
    let share = results as f64 / minutes as f64;
    tr.decimal(share, 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_i18n::Lang;

    fn shown(now: i64, results: &[(i64, u64)]) -> ResultsPerMinute {
        let by_minute = results.iter().map(|(minute, n)| (minute * MINUTE, *n)).collect();
        chart(Tr::new(Lang::En), now * MINUTE + 5_000, &by_minute).expect("chart")
    }

    #[test]
    fn figures_are_those_of_the_bars() {
        let busy = shown(3, &[(0, 10), (1, 30), (2, 20)]);
        assert_eq!(busy.bars.iter().map(|bar| bar.height).collect::<Vec<_>>(), [20, 60, 40, 0]);
        assert_eq!((busy.now.as_str(), busy.average.as_str()), ("20", "15"), "the minute that just began is not yet one");
        let slow = shown(3, &[(0, 1), (3, 1)]);
        assert_eq!((slow.now.as_str(), slow.average.as_str()), ("1", "0.5"));
    }

    #[test]
    fn a_silence_is_seen_and_says_nothing_of_now() {
        let silent = shown(20, &[(0, 60), (9, 60)]);
        assert_eq!((silent.now.as_str(), silent.bars.len()), ("0", 21));
        assert!(silent.bars[10..].iter().all(|bar| bar.height == 0));
        let days = shown(10_000, &[(0, 60), (9, 60)]);
        assert!(days.bars.len() > 10 && days.bars.iter().filter(|bar| bar.height > 0).count() == 2, "{:?}", days.bars);
    }
}
