//! Numbers of a run by status, each with its colour, its word and the list that it opens.

use super::super::texts::StatusLabel;
use voluptas_app::overview::dashboard::Counts;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::run::Run;
use voluptas_i18n::Tr;

/// Tests of one status.
#[derive(Debug)]
pub struct Figure {
    pub look: StatusLabel,
    pub count: String,
    /// The word in a parameter: `failed`.
    pub slug: &'static str,
}

/// The statuses that have tests.
pub fn of(tr: Tr, counts: &Counts) -> Vec<Figure> {
    let parts = [
        ("passed", "passed", counts.passed),
        ("failed", "failed", counts.failed),
        ("broken", "broken", counts.broken),
        ("blocked", "blocked", counts.blocked),
        ("invalid", "other", counts.other),
        ("skipped", "skipped", counts.skipped),
        ("untested", "untested", counts.untested),
    ];
    let figure = |(class, slug, n): (&'static str, &'static str, u64)| Figure {
        look: StatusLabel { class, word: tr.text(&format!("web-count-{class}")).into_owned() },
        count: tr.number(n.cast_signed()),
        slug,
    };
    parts.into_iter().filter(|(_, _, n)| *n > 0).map(figure).collect()
}

/// Results that a run has, of those that it will have: `1 846 of 3 460 results`.
pub fn progress(tr: Tr, counts: &Counts) -> String {
    let (done, total) = (counts.total() - counts.untested, counts.total());
    let words = Message::new("web-runs-progress").with("total", tr.number(total.cast_signed())).count("n", total);
    let share = if total == done { String::new() } else { format!(" · {}", tr.percent(done, total)) };
    format!("{}{share}", tr.message(&words))
}

/// Time from the start of a run to its end, or to now.
pub fn duration(run: &Run, now: i64) -> Option<i64> {
    let start = run.start_ms?;
    let end = run.end_ms.unwrap_or(now);
    Some(end.saturating_sub(start)).filter(|ms| *ms > 0)
}
