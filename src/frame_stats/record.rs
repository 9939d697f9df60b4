//! The record of a measurement, and the report of it.

use std::time::Duration;

use serde::Serialize;

/// Times and sizes of one section.
#[derive(Debug, Clone, Default)]
pub(super) struct Section {
    pub name: String,
    pub took: Duration,
    pub passes: Vec<Duration>,
    pub frames: Vec<Duration>,
    pub answers: Vec<Duration>,
    pub memory: Option<usize>,
}

/// The smallest, middle, upper and largest of some times, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// Number of times.
    pub count: usize,
    pub median_ms: f64,
    /// 95th percentile.
    pub p95_ms: f64,
    /// 99th percentile.
    pub p99_ms: f64,
    /// Largest.
    pub max_ms: f64,
}

impl Spread {
    /// Percentiles by the nearest rank; `None` without times.
    fn of(times: &[Duration]) -> Option<Self> {
        let mut sorted = times.to_vec();
        sorted.sort_unstable();
        let last = sorted.len().checked_sub(1)?;
        let at = |percent: usize| sorted.get((sorted.len() * percent).div_ceil(100).saturating_sub(1).min(last)).copied();
        Some(Self {
            count: sorted.len(),
            median_ms: ms(at(50)?),
            p95_ms: ms(at(95)?),
            p99_ms: ms(at(99)?),
            max_ms: ms(*sorted.last()?),
        })
    }
}

/// A section of the report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectionReport {
    /// Name, from `mark`.
    pub name: String,
    /// From the beginning of the section to its end, in milliseconds.
    pub took_ms: f64,
    /// Time in which the window's own code laid out and drew a pass.
    pub pass: Option<Spread>,
    /// The same with tessellation and painting, without waiting for the screen. With a software renderer painting is most of it.
    pub frame: Option<Spread>,
    /// Time from the last input before each `ready` to the end of the pass that shows the answer.
    pub answer: Option<Spread>,
    /// Resident memory at the end of the section, in MB (10⁶ bytes); `None` where the system does not tell.
    pub memory_mb: Option<f64>,
}

/// The report of a measurement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StatsReport {
    /// Time from the start of the program to the end of the first pass, in milliseconds.
    pub first_pass_ms: Option<f64>,
    /// Time from the start of the program to the first `ready` that was reached, in milliseconds.
    pub usable_ms: Option<f64>,
    /// True when the script was played to its end; false when the window was closed before.
    pub complete: bool,
    /// Every pass from the first `mark` on.
    pub pass: Option<Spread>,
    /// Sections in the order of the script.
    pub sections: Vec<SectionReport>,
}

pub(super) fn report(
    first_pass: Option<Duration>,
    usable: Option<Duration>,
    complete: bool,
    sections: &[Section],
) -> StatsReport {
    let section = |s: &Section| SectionReport {
        name: s.name.clone(),
        took_ms: ms(s.took),
        pass: Spread::of(&s.passes),
        frame: Spread::of(&s.frames),
        answer: Spread::of(&s.answers),
        memory_mb: s.memory.map(|bytes| rounded(bytes as f64 / 1e6)),
    };
    StatsReport {
        first_pass_ms: first_pass.map(ms),
        usable_ms: usable.map(ms),
        complete,
        pass: Spread::of(&sections.iter().skip(1).flat_map(|s| s.passes.iter().copied()).collect::<Vec<_>>()),
        sections: sections.iter().map(section).collect(),
    }
}

fn ms(time: Duration) -> f64 {
    rounded(time.as_secs_f64() * 1000.0)
}

/// To three places: more would be noise.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let times: Vec<Duration> = (1..=200).rev().map(Duration::from_millis).collect();
        let spread = Spread::of(&times).expect("times");
        let want = Spread { count: 200, median_ms: 100.0, p95_ms: 190.0, p99_ms: 198.0, max_ms: 200.0 };
        assert_eq!(spread, want);
        assert_eq!(Spread::of(&[]), None);
        let one = Spread::of(&[Duration::from_micros(1500)]).expect("one time");
        assert_eq!((one.median_ms, one.p99_ms, one.max_ms), (1.5, 1.5, 1.5));
    }
}
