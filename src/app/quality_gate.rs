//! The quality gate of a run: its figures, and the rules of a file.

use super::run_compare::{self, SinceBefore};
use crate::base::fs::read_at_most;
use crate::domain::gate::{Broken, Figures, Rules};
use crate::domain::ids::RunId;
use crate::domain::outcome::{Difference, Outcome};
use crate::domain::run::Run;
use crate::store::{Result, Store, Tx};
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// Name of the file that is looked for where the command is run.
pub const FILE: &str = "voluptas.gate.toml";

/// Reads the rules of a file.
///
/// # Errors
/// A text that names line and field.
pub fn rules(text: &str) -> std::result::Result<Rules, String> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().and_then(|span| text.get(..span.start)).map(|before| before.matches('\n').count() + 1);
        let reason = error.message().trim().replace('\n', " ");
        line.map_or_else(|| reason.clone(), |line| format!("{line}: {reason}"))
    })
}

/// Longest file of rules, in bytes.
const LONGEST_FILE: usize = 1 << 20;

/// Reads a file of rules as text. Blocks.
///
/// # Errors
/// The file is not there, longer than [`LONGEST_FILE`] or no text.
pub fn read_file(path: &Path) -> io::Result<String> {
    read_at_most(path, LONGEST_FILE).and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other))
}

/// The gate of a run as its page shows it.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The rules that the run breaks; empty where the gate is met.
    Judged(Vec<Broken>),
    /// The file of rules cannot be read, or has a rule that means nothing: the reason.
    Unreadable(String),
}

/// Rules of the file [`FILE`] in a folder. `None` without the file or without a rule in it. Blocks.
#[must_use]
pub fn rules_in(folder: &Path) -> Option<std::result::Result<Rules, String>> {
    let text = match read_file(&folder.join(FILE)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => return Some(Err(error.to_string())),
    };
    let read = rules(&text).and_then(|rules| rules.senseless().map_or(Ok(rules), Err));
    Some(read).filter(|read| !read.as_ref().is_ok_and(Rules::is_empty))
}

/// Judges a run by rules. `since` is the run against the one before it.
pub fn verdict(
    tx: &Tx<'_>,
    run: &Run,
    since: Option<&SinceBefore>,
    rules: std::result::Result<Rules, String>,
) -> Result<Verdict> {
    Ok(match rules {
        Ok(rules) => Verdict::Judged(rules.broken_by(&figures_of(tx, run, since, rules.count_muted.unwrap_or_default())?)),
        Err(reason) => Verdict::Unreadable(reason),
    })
}

/// The rules that a run breaks.
pub fn broken(store: &Store, run: RunId, rules: &Rules) -> Result<Vec<Broken>> {
    let figures = figures(store, run, rules.count_muted.unwrap_or_default())?;
    Ok(rules.broken_by(&figures))
}

/// The figures of a run. Muted tests are left out, unless they are to count.
pub fn figures(store: &Store, run: RunId, counts_muted: bool) -> Result<Figures> {
    store.read(|tx| {
        let run = tx.runs().get(run)?;
        let since = run_compare::since_before(tx, run.id)?;
        figures_of(tx, &run, since.as_ref(), counts_muted)
    })
}

fn figures_of(tx: &Tx<'_>, run: &Run, since: Option<&SinceBefore>, counts_muted: bool) -> Result<Figures> {
    let muted = if counts_muted { BTreeSet::new() } else { tx.mutes().muted(run.project_id)? };
    let mut outcomes = tx.outcomes().of_run(run.id)?;
    let all = outcomes.len();
    outcomes.retain(|outcome| !muted.contains(&outcome.test));
    let mut figures = Figures { muted: u64::try_from(all - outcomes.len()).unwrap_or(u64::MAX), ..Figures::default() };
    for outcome in &outcomes {
        *figures.statuses.entry(outcome.status.slug().to_owned()).or_default() += 1;
        figures.flaky += u64::from(outcome.is_flaky);
    }
    if let Some(since) = since {
        let is_new = |o: &&Outcome| since.differences.get(&o.test) == Some(&Difference::NewFailure);
        figures.new_failures = u64::try_from(outcomes.iter().filter(is_new).count()).unwrap_or(u64::MAX);
    }
    figures.duration_ms = match (run.start_ms, run.end_ms) {
        (Some(start), Some(end)) => u64::try_from(end.saturating_sub(start)).unwrap_or(0),
        _ => 0,
    };
    figures.critical = tx.mappings().critical_coverage()?;
    Ok(figures)
}
