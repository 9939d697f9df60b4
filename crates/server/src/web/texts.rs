//! Words and figures that several pages show.

use voluptas_app::overview::dashboard::Counts;
use voluptas_core::base::Millis;
use voluptas_core::base::clock::to_iso;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::run::{Run, RunState};
use voluptas_core::domain::status::ResultStatus;
use voluptas_i18n::Tr;

/// A status as a page shows it: a word, with the class of its colour and the name of its icon.
#[derive(Debug, Clone)]
pub struct StatusLabel {
    /// `passed`, also the name of the icon.
    pub class: &'static str,
    pub word: String,
}

/// Class of a status: those of the workspace's own are shown as invalid ones.
pub fn class(status: &ResultStatus) -> &'static str {
    match status {
        ResultStatus::Passed => "passed",
        ResultStatus::Failed => "failed",
        ResultStatus::Broken => "broken",
        ResultStatus::Blocked => "blocked",
        ResultStatus::Skipped => "skipped",
        ResultStatus::InProgress => "in-progress",
        ResultStatus::Untested => "untested",
        _ => "invalid",
    }
}

/// A status as pages show it.
pub fn status(tr: Tr, status: &ResultStatus) -> StatusLabel {
    let class = class(status);
    let key = format!("report-status-{}", status.slug().replace('_', "-"));
    let word = if tr.has(&key) { tr.text(&key).into_owned() } else { status.slug().to_owned() };
    StatusLabel { class, word }
}

/// An outcome in a row of marks of 8 units: the height tells the status as well as the colour, as in the window. A failure is highest.
#[derive(Debug)]
pub struct OutcomeMark {
    pub class: &'static str,
    pub x: usize,
    pub y: usize,
    pub height: usize,
    /// `#214 · Failed`
    pub title: String,
}

impl OutcomeMark {
    /// The mark of a status in the run of this number.
    pub fn of(tr: Tr, run: i64, outcome: &ResultStatus, x: usize) -> Self {
        let look = status(tr, outcome);
        let height = match look.class {
            "failed" | "broken" => 8,
            "passed" => 5,
            _ => 3,
        };
        Self { class: look.class, x, y: 8 - height, height, title: format!("#{run} · {}", look.word) }
    }

    /// The titles of a row of marks, for screen readers.
    pub fn titles(marks: &[Self]) -> String {
        marks.iter().map(|mark| mark.title.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// A moment: how long ago, with the exact time on hover.
#[derive(Debug, Clone)]
pub struct TimeLabel {
    pub ago: String,
    pub exact: String,
    pub iso: String,
}

impl TimeLabel {
    pub fn of(tr: Tr, now: Millis, at: Millis) -> Self {
        Self { ago: tr.ago(now, at), exact: tr.date_time(at), iso: to_iso(at) }
    }
}

/// A piece of a bar of results, in thousandths of its width.
#[derive(Debug, Clone)]
pub struct BarSegment {
    pub class: &'static str,
    pub x: u64,
    pub width: u64,
    /// `Passed: 3`
    pub title: String,
}

/// The pieces of a bar. A status with a single test stays visible.
pub fn pieces(tr: Tr, counts: &Counts) -> Vec<BarSegment> {
    let parts = [
        ("passed", "report-status-passed", counts.passed),
        ("failed", "report-status-failed", counts.failed),
        ("broken", "report-status-broken", counts.broken),
        ("blocked", "report-status-blocked", counts.blocked),
        ("invalid", "report-status-invalid", counts.other),
        ("skipped", "report-status-skipped", counts.skipped),
    ];
    let total = counts.total().max(1);
    let (mut pieces, mut x) = (Vec::new(), 0);
    for (class, key, n) in parts.into_iter().filter(|(_, _, n)| *n > 0) {
        let width = (n * 1000 / total).max(4).min(1000 - x);
        pieces.push(BarSegment { class, x, width, title: format!("{}: {}", tr.text(key), tr.number(n.cast_signed())) });
        x += width;
    }
    pieces
}

/// Width of the part of a bar that stands for errors outside of tests.
const ERRORS_WIDTH: u64 = 40;

/// The pieces of the bar of a run. Errors outside of tests take the end of the bar, so that such a run is never all green.
pub fn pieces_of_run(tr: Tr, counts: &Counts, errors: u64) -> Vec<BarSegment> {
    let mut pieces = pieces(tr, counts);
    if errors == 0 || pieces.is_empty() {
        return pieces;
    }
    let narrowed = |n: u64| n * (1000 - ERRORS_WIDTH) / 1000;
    for piece in &mut pieces {
        (piece.x, piece.width) = (narrowed(piece.x), narrowed(piece.width));
    }
    pieces.push(BarSegment { class: "broken", x: 1000 - ERRORS_WIDTH, width: ERRORS_WIDTH, title: run_errors(tr, errors) });
    pieces
}

/// `Errors outside of tests: 2`; blank without errors.
pub fn run_errors(tr: Tr, errors: u64) -> String {
    if errors == 0 { String::new() } else { tr.message(&Message::new("web-run-errors").count("count", errors)) }
}

/// Word of the state of a run, and its class.
pub fn run_state(tr: Tr, run: &Run) -> StatusLabel {
    let (class, key) = match run.state {
        RunState::Active => ("in-progress", "server-run-active"),
        RunState::Complete => ("passed", "server-run-complete"),
        RunState::Aborted => ("blocked", "server-run-aborted"),
    };
    StatusLabel { class, word: tr.text(key).into_owned() }
}

/// The points of a line of pass rates in percent, in a box of 100 by 24, for an SVG. The lowest rate is at the bottom, unless all are above 99.
pub fn spark(rates: &[Option<f64>]) -> String {
    let known: Vec<f64> = rates.iter().flatten().copied().collect();
    if known.len() < 2 {
        return String::new();
    }
    let low = known.iter().copied().fold(100.0, f64::min).min(99.0);
    let step = 96.0 / (known.len() - 1) as f64;
    let point = |(i, rate): (usize, &f64)| {
        let y = 21.0 - (rate - low) / (100.0 - low) * 18.0;
        format!("{:.1},{y:.1}", 2.0 + step * i as f64)
    };
    known.iter().enumerate().map(point).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_i18n::Lang;

    #[test]
    fn a_bar_is_never_wider_than_whole_and_shows_single_tests() {
        let counts = Counts { passed: 99_999, failed: 1, ..Counts::default() };
        let pieces = pieces(Tr::new(Lang::En), &counts);
        assert_eq!(
            pieces.iter().map(|piece| (piece.class, piece.x, piece.width)).collect::<Vec<_>>(),
            [("passed", 0, 999), ("failed", 999, 1)]
        );
        let even = Counts { passed: 1, failed: 1, ..Counts::default() };
        assert_eq!(super::pieces(Tr::new(Lang::En), &even).iter().map(|piece| piece.width).sum::<u64>(), 1000);
    }

    #[test]
    fn a_run_with_errors_outside_of_tests_has_no_green_bar() {
        let counts = Counts { passed: 3, ..Counts::default() };
        let shown = |errors| {
            let pieces = pieces_of_run(Tr::new(Lang::En), &counts, errors);
            pieces.iter().map(|piece| (piece.class, piece.x, piece.width)).collect::<Vec<_>>()
        };
        assert_eq!(shown(0), [("passed", 0, 1000)]);
        assert_eq!(shown(2), [("passed", 0, 960), ("broken", 960, 40)]);
        assert!(pieces_of_run(Tr::new(Lang::En), &Counts::default(), 2).is_empty(), "without results there is no bar");
    }

    #[test]
    fn outcomes_differ_by_height_and_name_their_runs() {
        let all = [ResultStatus::Passed, ResultStatus::Failed, ResultStatus::Broken, ResultStatus::Skipped];
        let marks: Vec<_> = all.iter().map(|outcome| OutcomeMark::of(Tr::new(Lang::En), 7, outcome, 0)).collect();
        assert_eq!(marks.iter().map(|mark| (mark.y, mark.height)).collect::<Vec<_>>(), [(3, 5), (0, 8), (0, 8), (5, 3)]);
        assert_eq!(OutcomeMark::titles(&marks[..2]), "#7 · Passed, #7 · Failed");
    }

    #[test]
    fn a_line_needs_two_points() {
        assert_eq!(spark(&[Some(100.0), None]), "");
        assert_eq!(spark(&[Some(100.0), None, Some(50.0)]), "2.0,3.0 98.0,21.0");
        assert_eq!(spark(&[Some(99.5), Some(99.5)]), "2.0,12.0 98.0,12.0");
    }
}
