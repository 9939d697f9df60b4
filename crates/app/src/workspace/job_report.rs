//! The counts of a synchronisation, in the form that the list of jobs shows.

use voluptas_jobs::Report;
use voluptas_sync::{Counts, Summary};

/// The counts of a summary for the list of jobs.
pub fn counts(summary: &Summary) -> Report {
    let all = [&summary.suites, &summary.cases, &summary.results];
    let sum = |f: fn(&Counts) -> u64| all.iter().map(|c| f(c)).sum::<u64>();
    let report = Report::default()
        .count("created", sum(|c| c.created))
        .count("updated", sum(|c| c.updated))
        .count("unchanged", sum(|c| c.unchanged))
        .count("conflicts", sum(|c| c.conflicts))
        .count("failed", sum(|c| c.failed));
    Report { warnings: summary.warnings.clone(), ..report }
}
