//! The part of the time of a run that its timeline shows.

use voluptas_app::runs::timeline::{Bar, Timeline};

/// Shortest time that fills the width, in milliseconds.
const CLOSEST: f64 = 5.0;

/// The part of the time that is in view: start and length in milliseconds after the start of the run. `None` shows all.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Zoom(pub(super) Option<(f64, f64)>);

impl Zoom {
    /// The zoom, moved as far as a bar needs to be in view.
    pub(super) fn with(self, bar: Bar, timeline: &Timeline, whole: f64) -> Self {
        let Some((from, span)) = self.0 else { return self };
        let [start, end] = [bar.start_ms, bar.end_ms].map(|at| (at - timeline.from_ms) as f64);
        if start >= from && end <= from + span { self } else { kept_within(start - span * 0.1, span, whole) }
    }
}

/// A zoom that stays within the run.
pub(super) fn kept_within(from: f64, span: f64, whole: f64) -> Zoom {
    let span = span.clamp(CLOSEST.min(whole), whole);
    if span >= whole { Zoom(None) } else { Zoom(Some((from.clamp(0.0, whole - span), span))) }
}
