//! Checks lists that may be short: a row that a list lacks is asked for by id before it counts as missing.

use super::collected::{Collected, OtherRun, SeenRun, Side, SlimResult, Target, slim};
use super::runs::{MARGIN, StatusClass};
use crate::error::{Error, Result};
use crate::index::{CaseIndex, Found};
use crate::marker;
use crate::mirror::Mirror;
use crate::options::OnDuplicate;
use std::collections::BTreeSet;
use voluptas_core::base::clock;
use voluptas_qase::model::{Case, TestResult};
use voluptas_qase::{self as qase, Client, ResultFilter};

/// Cases that are asked for by id to learn whether a list is short.
const ASKED: usize = 50;
/// Unlisted ids at either end of the list that are asked for when the project counts more cases than the list has.
const GAPS: usize = 10;
/// Cases whose results show whether an earlier mirror has a run that the list of runs lacks.
const SAMPLE: usize = 25;
/// Least number of results unknown to the source run that prove another source. Fewer may have been deleted there.
const FOREIGN: usize = 3;
/// Runs that are read by id at most.
const RUNS: usize = 10;

/// A case as it is now, unless it was deleted.
pub(super) async fn case(client: &Client, project: &str, id: i64) -> qase::Result<Option<Case>> {
    match client.refresh().get_case(project, id).await {
        Ok(case) => Ok((!case.is_deleted()).then_some(case)),
        Err(qase::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Source cases of results that the list of cases lacks. All are asked for if one of the first [`ASKED`] exists, or if the list
/// was unsteady.
pub(super) async fn unlisted_cases(
    client: &Client,
    side: &Side,
    listed: &CaseIndex,
    involved: impl Iterator<Item = i64>,
    is_unsteady: bool,
) -> Result<Vec<Case>> {
    let missing: BTreeSet<i64> = involved.filter(|id| listed.get(*id).is_none()).collect();
    let mut found = Vec::new();
    for (n, id) in missing.into_iter().enumerate() {
        if n >= ASKED && found.is_empty() && !is_unsteady {
            break;
        }
        found.extend(case(client, &side.project, id).await?);
    }
    Ok(found)
}

/// True when the list of target cases is short: the project counts more cases, and one of the ids that the list lacks exists. The
/// cases that were found are added to the index.
pub(super) async fn is_short(client: &Client, side: &Side, index: &mut CaseIndex) -> Result<bool> {
    let (listed, highest) = index.extent();
    if side.cases <= listed {
        return Ok(false);
    }
    #[expect(clippy::cast_possible_wrap, reason = "ten")]
    let end = highest.max(i64::try_from(side.cases).unwrap_or(highest)).saturating_add(GAPS as i64);
    let gaps = || (1..=end).filter(|id| !index.has_seen(*id));
    let asked: BTreeSet<i64> = gaps().take(GAPS).chain(gaps().rev().take(2 * GAPS)).collect();
    let mut found = Vec::new();
    for id in asked {
        found.extend(case(client, &side.project, id).await?);
    }
    let is_short = !found.is_empty();
    for case in found {
        index.saw(case.id);
        index.add(slim(&case, side));
    }
    index.sort();
    Ok(is_short)
}

/// Refuses a target run whose results all come from another source run of the same project code and number.
pub(super) fn check_source(collected: &Collected, run: &SeenRun) -> Result<()> {
    let held = &collected.held.traced;
    let is_known = |r: &SlimResult| held.contains_key(&r.hash);
    if held.len() < FOREIGN || collected.late > 0 || collected.results.is_empty() || collected.results.iter().any(is_known) {
        return Ok(());
    }
    Err(Error::OtherSource {
        project: collected.target.project.clone(),
        id: run.id,
        source_project: collected.source.project.clone(),
        source_run: collected.run.id,
    })
}

/// Finds runs of an earlier mirror that the lists of runs lack, by the results of some target cases. Does nothing when a run
/// created for the source run is known.
pub(super) async fn unlisted_runs(mirror: &Mirror, collected: &mut Collected) -> Result<()> {
    let Some(title) = mirror.options.target_run.title(&collected.run).map(marker::title) else { return Ok(()) };
    let chosen = match &collected.target_run {
        Target::There(run) => Some((run.id, run.is_made)),
        Target::New(_) => None,
    };
    if !collected.target.has_runs || chosen.is_some_and(|(_, is_made)| is_made) || collected.other_runs.iter().any(|r| r.is_made)
    {
        return Ok(());
    }
    let cases = sample(mirror, collected);
    if cases.is_empty() {
        return Ok(());
    }
    let from_end_time = collected.begin().map(|at| clock::to_plain(at - MARGIN));
    let filter = ResultFilter { cases, from_end_time, ..ResultFilter::default() };
    let origin = collected.origin.clone();
    let mut runs = BTreeSet::new();
    let take = |_: u64, row: TestResult| {
        if row.comment.as_deref().and_then(|c| origin.hash_in(c)).is_some() {
            runs.insert(row.run_id);
        }
    };
    let (client, project) = (&mirror.target, collected.target.project.clone());
    client.visit_results(&project, &filter, take).await?;
    runs.retain(|id| chosen.is_none_or(|(chosen, _)| chosen != *id) && collected.other_runs.iter().all(|r| r.id != *id));
    let purpose = mirror.options.purpose();
    let look = StatusClass { project: &project, title: &title, origin: &origin, purpose: purpose.as_deref() };
    for id in runs.into_iter().take(RUNS) {
        let run = match client.refresh().get_run(&project, id, true).await {
            Ok(run) => run,
            Err(qase::Error::NotFound { .. }) => continue,
            Err(error) => return Err(error.into()),
        };
        if !look.would_list(&run) {
            continue;
        }
        let seen = SeenRun::of(&run, Some(&origin));
        let is_better = match &collected.target_run {
            Target::New(_) => true,
            Target::There(now) => seen.is_made && (!now.is_made || (seen.is_open && !now.is_open)),
        };
        let other = match is_better {
            true => match std::mem::replace(&mut collected.target_run, Target::There(seen)) {
                Target::There(before) => OtherRun { id: before.id, is_made: before.is_made },
                Target::New(_) => continue,
            },
            false => OtherRun { id: seen.id, is_made: seen.is_made },
        };
        collected.other_runs.push(other);
    }
    Ok(())
}

/// Target cases of the results that an earlier mirror would have posted first.
fn sample(mirror: &Mirror, collected: &Collected) -> Vec<i64> {
    let (options, read) = (&mirror.options, collected);
    let first = options.on_duplicate == OnDuplicate::First;
    let cases = read.results.iter().filter_map(|r| read.source_cases.get(r.case));
    let there = cases.filter_map(|case| {
        match read.target_cases.counterpart(&read.source_cases, &read.source.project, case, options.match_by, first) {
            Found::One(id, _) => Some(id),
            _ => None,
        }
    });
    let mut sample: Vec<i64> = Vec::new();
    for id in there.take(10 * SAMPLE) {
        if sample.len() < SAMPLE && !sample.contains(&id) {
            sample.push(id);
        }
    }
    sample
}
