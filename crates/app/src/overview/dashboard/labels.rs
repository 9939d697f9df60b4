//! Labels that divide a run into parts, such as the browsers of a matrix.

use std::collections::BTreeMap;

use super::scope::Scope;
use voluptas_core::domain::ids::{ProjectId, RunId};
use voluptas_core::domain::result::ResultLabel;
use voluptas_store::runs::FinishedFilter;
use voluptas_store::{Result, Store, Tx};

/// Values that a label of parts has at most: one with more tells tests apart, not parts.
const MOST_VALUES: usize = 12;

/// Reads the labels that divide the newest run of a scope; see [`of_run`]. Blocks, in proportion to the results of that run.
pub fn of_newest(store: &Store, project: ProjectId, scope: &Scope) -> Result<Vec<ResultLabel>> {
    let filter = FinishedFilter { series_of: scope.title.clone(), environment: scope.environment, since: None };
    store.read(|tx| {
        let newest = tx.runs().finished(project, &filter, 1)?;
        newest.first().map_or(Ok(Vec::new()), |run| of_run(tx, run.id))
    })
}

/// Reads the labels that divide a run, by name and value: those with several values, of which no result has two.
pub fn of_run(tx: &Tx<'_>, run: RunId) -> Result<Vec<ResultLabel>> {
    let traits = tx.traits_of_run(run, true)?;
    // Values by name; `None` for a name that divides nothing.
    let mut names: BTreeMap<&str, Option<Vec<&str>>> = BTreeMap::new();
    for row in &traits.rows {
        let labels: Vec<(&str, &str)> = traits.labels(row).collect();
        for (name, value) in &labels {
            let values = names.entry(name).or_insert_with(|| Some(Vec::new()));
            let has_two = labels.iter().any(|(other, of)| other == name && of != value);
            match values {
                Some(known) if has_two || (known.len() == MOST_VALUES && !known.contains(value)) => *values = None,
                Some(known) if !known.contains(value) => known.push(value),
                _ => {}
            }
        }
    }
    let mut labels = Vec::new();
    for (name, values) in names {
        let mut values = values.unwrap_or_default();
        if values.len() > 1 {
            values.sort_unstable();
            labels.extend(values.into_iter().map(|value| ResultLabel { name: name.to_owned(), value: value.to_owned() }));
        }
    }
    Ok(labels)
}
