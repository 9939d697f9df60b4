//! Labels that divide a run into parts, such as the browsers of a matrix.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::scope::Scope;
use voluptas_core::domain::ids::{ProjectId, ResultId, RunId};
use voluptas_core::domain::result::ResultLabel;
use voluptas_store::runs::FinishedFilter;
use voluptas_store::{Result, Store, Tx};

/// Values that a label of parts has at most: one with more tells tests apart, not parts.
const MOST_VALUES: usize = 12;

/// A part of a run: the last attempts of the tests that have one value of a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub label: ResultLabel,
    pub results: FxHashSet<ResultId>,
    /// The label divides the run: it has another value too. Otherwise the part is all of the run that has the label.
    pub divides: bool,
}

/// Reads the labels that divide the newest run of a scope; see [`of_run`]. Blocks, in proportion to the results of that run.
pub fn of_newest(store: &Store, project: ProjectId, scope: &Scope) -> Result<Vec<ResultLabel>> {
    let filter = FinishedFilter { series_of: scope.title.clone(), environment: scope.environment, since: None };
    store.read(|tx| {
        let newest = tx.runs().finished(project, &filter, 1)?;
        newest.first().map_or(Ok(Vec::new()), |run| of_run(tx, run.id))
    })
}

/// Reads the labels that divide a run; see [`parts_of_run`].
pub fn of_run(tx: &Tx<'_>, run: RunId) -> Result<Vec<ResultLabel>> {
    Ok(parts_of_run(tx, run)?.into_iter().filter(|part| part.divides).map(|part| part.label).collect())
}

/// Reads the parts of a run, by name and value of its labels. Labels of which a result has two values are left out, and those with more
/// values than a matrix has.
pub fn parts_of_run(tx: &Tx<'_>, run: RunId) -> Result<Vec<Part>> {
    let traits = tx.traits_of_run(run, true)?;
    // Results by name and value; `None` for a name that divides nothing.
    let mut names: BTreeMap<&str, Option<BTreeMap<&str, FxHashSet<ResultId>>>> = BTreeMap::new();
    for row in &traits.rows {
        let labels: Vec<(&str, &str)> = traits.labels(row).collect();
        for (name, value) in &labels {
            let values = names.entry(name).or_insert_with(|| Some(BTreeMap::new()));
            let has_two = labels.iter().any(|(other, of)| other == name && of != value);
            match values {
                Some(known) if has_two || (known.len() == MOST_VALUES && !known.contains_key(value)) => *values = None,
                Some(known) => _ = known.entry(value).or_default().insert(row.result),
                None => {}
            }
        }
    }
    let mut parts = Vec::new();
    for (name, values) in names {
        let values = values.unwrap_or_default();
        let divides = values.len() > 1;
        parts.extend(values.into_iter().map(|(value, results)| {
            let label = ResultLabel { name: name.to_owned(), value: value.to_owned() };
            Part { label, results, divides }
        }));
    }
    Ok(parts)
}
