//! The quality gate of a run: its figures, and the rules of a file.

use crate::runs;
use crate::runs::compare::SinceBefore;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use voluptas_core::base::fs::read_at_most;
use voluptas_core::domain::gate::{BrokenRule, Figures, MIN_EXECUTED, Measure, Rules};
use voluptas_core::domain::ids::{RunId, TestId};
use voluptas_core::domain::outcome::{Difference, Outcome};
use voluptas_core::domain::run::Run;
use voluptas_core::domain::status::ResultStatus;
use voluptas_i18n::Tr;
use voluptas_store::{Result, Store, Tx};

/// Name of the file that is looked for in the current folder of a command and beside the workspace.
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

/// Path of the file of rules beside a workspace. For a workspace on a server, that in its folder of this computer.
pub fn beside(store: &Store) -> Option<PathBuf> {
    Some(store.path().parent()?.join(FILE))
}

/// A file of rules as the page of a run reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct RulesFile {
    /// Path of the file.
    pub path: PathBuf,
    /// Rules of the file, or the reason why they cannot be read.
    pub rules: std::result::Result<Rules, String>,
}

impl RulesFile {
    /// Reads the rules beside a workspace. `None` without the file or without a rule in it. Blocks.
    pub fn beside(store: &Store) -> Option<Self> {
        let path = beside(store)?;
        let rules = match read_file(&path) {
            Ok(text) => rules(&text).and_then(|rules| rules.invalid_value().map_or(Ok(rules), Err)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => Err(error.to_string()),
        };
        let is_empty = rules.as_ref().is_ok_and(Rules::is_empty);
        (!is_empty).then_some(Self { path, rules })
    }

    /// Judges a run.
    pub fn judge(&self, figures: &BothFigures) -> Verdict {
        match &self.rules {
            Ok(rules) => Verdict::Judged(rules.broken_by(figures.of(rules))),
            Err(reason) => Verdict::Unreadable(reason.clone()),
        }
    }
}

/// The gate of a run as its page shows it.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The rules that the run breaks; empty where the gate is met.
    Judged(Vec<BrokenRule>),
    /// The file of rules cannot be read, or has a rule that means nothing: the reason.
    Unreadable(String),
}

/// The figures of a run without muted tests and with them, so that it can be judged by any rules.
#[derive(Debug, Clone, PartialEq)]
pub struct BothFigures {
    unmuted: Figures,
    all: Figures,
}

impl BothFigures {
    /// Reads the figures of a run. `since` is the run against the one before it.
    pub fn read(tx: &Tx<'_>, run: &Run, since: Option<&SinceBefore>) -> Result<Self> {
        let outcomes = tx.outcomes().of_run(run.id)?;
        let muted = tx.mutes().muted(run.project_id)?;
        let critical = tx.mappings().critical_coverage()?;
        let run_errors = tx.run_errors().breaking(run.id)?;
        let figures = |muted| Figures { run_errors, ..figures_of(run, since, outcomes.iter(), muted, critical) };
        Ok(Self { unmuted: figures(&muted), all: figures(&BTreeSet::new()) })
    }

    fn of(&self, rules: &Rules) -> &Figures {
        if rules.count_muted.unwrap_or_default() { &self.all } else { &self.unmuted }
    }
}

/// A limit or a figure in a language: `15 min` or `15 мин`, `89.9` or `89,9`. A status keeps its English name.
pub fn measure(tr: Tr, measure: &Measure) -> String {
    match measure {
        Measure::Tests(n) => tr.number(*n),
        Measure::Share(_) | Measure::Rate(_) => measure.to_string().replace('.', &tr.lang().decimal_mark().to_string()),
        Measure::Duration(ms) => tr.exact_duration(i64::try_from(*ms).unwrap_or(i64::MAX)),
        Measure::NoneExecuted => tr.text("run-gate-none-executed").into_owned(),
        Measure::Status(_) => measure.to_string(),
    }
}

/// The figure of a broken rule as short as the rule allows: a duration without the parts that it does not need to be beyond the limit.
pub fn short_found(tr: Tr, rule: &BrokenRule) -> String {
    match (&rule.found, &rule.limit) {
        (Measure::Duration(found), Measure::Duration(limit)) => {
            let [found, limit] = [found, limit].map(|ms| i64::try_from(*ms).unwrap_or(i64::MAX));
            tr.duration_beyond(found, limit)
        }
        (found, _) => measure(tr, found),
    }
}

/// A broken rule in words. `found` is its figure and `status` names a status in the language.
pub fn words(tr: Tr, rule: &BrokenRule, found: String, status: impl Fn(&ResultStatus) -> String) -> String {
    if rule.rule == MIN_EXECUTED {
        return tr.text("run-gate-rule-min-executed").into_owned();
    }
    if let Measure::Status(of) = &rule.limit {
        return tr.fmt("run-gate-broken-status", &[("status", status(of).into()), ("found", found.into())]);
    }
    let name = tr.text(&format!("run-gate-rule-{}", rule.rule)).into_owned();
    let limit = measure(tr, &rule.limit);
    tr.fmt("run-gate-broken-rule", &[("name", name.into()), ("limit", limit.into()), ("found", found.into())])
}

/// The rules that a run breaks.
pub fn broken(store: &Store, run: RunId, rules: &Rules) -> Result<Vec<BrokenRule>> {
    let figures = figures(store, run, rules.count_muted.unwrap_or_default())?;
    Ok(rules.broken_by(&figures))
}

/// The figures of a run. Muted tests are left out, unless they are to count.
pub fn figures(store: &Store, run: RunId, counts_muted: bool) -> Result<Figures> {
    store.read(|tx| {
        let run = tx.runs().get(run)?;
        let since = runs::compare::since_before(tx, run.id)?;
        let both = BothFigures::read(tx, &run, since.as_ref())?;
        Ok(if counts_muted { both.all } else { both.unmuted })
    })
}

/// Counts outcomes of a run, without those of muted tests.
fn figures_of<'a>(
    run: &Run,
    since: Option<&SinceBefore>,
    outcomes: impl Iterator<Item = &'a Outcome>,
    muted: &BTreeSet<TestId>,
    critical: (u64, u64),
) -> Figures {
    let duration_ms = match (run.start_ms, run.end_ms) {
        (Some(start), Some(end)) => u64::try_from(end.saturating_sub(start)).unwrap_or(0),
        _ => 0,
    };
    let mut figures = Figures { duration_ms, critical, ..Figures::default() };
    for outcome in outcomes {
        if muted.contains(&outcome.test) {
            figures.muted += 1;
            figures.muted_executed += u64::from(outcome.status.is_executed());
            continue;
        }
        let status = outcome.status.slug();
        match figures.statuses.get_mut(status) {
            Some(count) => *count += 1,
            None => drop(figures.statuses.insert(status.to_owned(), 1)),
        }
        figures.flaky += u64::from(outcome.is_flaky);
        let difference = since.and_then(|since| since.differences.get(&outcome.test));
        figures.new_failures += u64::from(difference == Some(&Difference::NewFailure));
    }
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_i18n::Lang;

    #[test]
    fn measures_have_the_units_and_marks_of_the_language() {
        let of = |lang, value: Measure| measure(Tr::new(lang), &value).replace('\u{a0}', " ");
        for (value, en, ru) in [
            (Measure::Duration(900_000), "15 min", "15 мин"),
            (Measure::Duration(3_600_001), "1 h 1 ms", "1 ч 1 мс"),
            (Measure::Share(99.5), "99.5", "99,5"),
            (Measure::Rate(90.0), "90.0", "90,0"),
            (Measure::Tests(7), "7", "7"),
            (Measure::NoneExecuted, "no test was executed", "не выполнен ни один тест"),
        ] {
            assert_eq!((of(Lang::En, value.clone()), of(Lang::Ru, value)), (en.to_owned(), ru.to_owned()));
        }
    }

    #[test]
    fn a_duration_is_as_short_as_its_limit_allows() {
        let of = |found, limit| {
            let rule = BrokenRule { rule: "max-duration", limit: Measure::Duration(limit), found: Measure::Duration(found) };
            short_found(Tr::new(Lang::En), &rule).replace('\u{a0}', " ")
        };
        for (found, limit, shown) in [
            (109_246, 60_000, "1 min 49 s"),
            (109_246, 109_000, "1 min 49 s 246 ms"),
            (7_389_500, 60_000, "2 h 3 min"),
            (7_389_500, 7_380_000, "2 h 3 min 9 s"),
            (7_389_500, 7_389_499, "2 h 3 min 9 s 500 ms"),
            (3_600_001, 3_600_000, "1 h 1 ms"),
            (9_870, 1_000, "9 s"),
            (870, 0, "870 ms"),
        ] {
            assert_eq!(of(found, limit), shown);
        }
    }
}
