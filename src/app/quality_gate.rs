//! The quality gate of a run: its figures, and the rules of a file.

use super::run_compare;
use crate::domain::gate::{Broken, Figures, Rules};
use crate::domain::ids::RunId;
use crate::domain::outcome::{Difference, Outcome};
use crate::store::{Result, Store};
use std::collections::BTreeSet;

/// Name of the file that is looked for where the command is run.
pub const FILE: &str = "voluptas.gate.toml";

/// Reads the rules of a file.
///
/// # Errors
/// A text that names line and field.
pub fn rules(text: &str) -> std::result::Result<Rules, String> {
    toml::from_str(text).map_err(|e| e.to_string().trim().replace('\n', " "))
}

/// The rules that a run breaks.
pub fn broken(store: &Store, run: RunId, rules: &Rules) -> Result<Vec<Broken>> {
    let figures = figures(store, run, rules.count_muted.unwrap_or_default())?;
    Ok(rules.broken_by(&figures))
}

/// The figures of a run. Muted tests are left out, unless they are to count.
pub fn figures(store: &Store, run: RunId, counts_muted: bool) -> Result<Figures> {
    store.read(|tx| {
        let stored = tx.runs().get(run)?;
        let muted = if counts_muted { BTreeSet::new() } else { tx.mutes().muted(stored.project_id)? };
        let mut outcomes = tx.outcomes().of_run(run)?;
        let all = outcomes.len();
        outcomes.retain(|outcome| !muted.contains(&outcome.test));
        let mut figures = Figures { muted: u64::try_from(all - outcomes.len()).unwrap_or(u64::MAX), ..Figures::default() };
        for outcome in &outcomes {
            *figures.statuses.entry(outcome.status.slug().to_owned()).or_default() += 1;
            figures.flaky += u64::from(outcome.is_flaky);
        }
        if let Some(since) = run_compare::since_before(tx, run)? {
            let is_new = |o: &&Outcome| since.differences.get(&o.test) == Some(&Difference::NewFailure);
            figures.new_failures = u64::try_from(outcomes.iter().filter(is_new).count()).unwrap_or(u64::MAX);
        }
        figures.duration_ms = match (stored.start_ms, stored.end_ms) {
            (Some(start), Some(end)) => u64::try_from(end.saturating_sub(start)).unwrap_or(0),
            _ => 0,
        };
        figures.critical = tx.mappings().critical_coverage()?;
        Ok(figures)
    })
}
