//! Reads the cases of both projects: key and title of each, and the full content of those that the target lacks.

use super::collected::{Collected, Side, StepText, lists_cases, slim};
use super::list_checks;
use super::results::file_name;
use crate::error::Result;
use crate::index::{CaseIndex, Found};
use crate::mirror::Mirror;
use crate::options::OnDuplicate;
use std::collections::{BTreeMap, HashSet};
use voluptas_qase::model::{Attachment, Case, Step};
use voluptas_qase::{self as qase, CaseFilter, ListWatch};

/// Maximum number of cases that are asked for by id because the list does not contain their custom fields.
const UNTOLD: usize = 200;

/// Reads the current cases of the target. Duplicates created by one late write count as one case. Cases whose custom fields are
/// not in the list are asked for by id; see [`CaseIndex::lacks_keys`].
pub(crate) async fn read_target_cases(mirror: &Mirror, target: &Side) -> qase::Result<CaseIndex> {
    let mut index = CaseIndex::default();
    let mut untold = Vec::new();
    let watch = mirror.watch.clone();
    let client = mirror.target.with_progress(move |done, total| watch.progress("mirror-stage-target-cases", done, total));
    let take = |case: Case| {
        index.saw(case.id);
        if case.is_deleted() {
            return;
        }
        match target.field.is_none() || case.custom_fields.was_sent() {
            true => index.add(slim(&case, target)),
            false => untold.push(case),
        }
    };
    client.visit_cases(&target.project, &CaseFilter::default(), take).await?;
    for (n, listed) in untold.into_iter().enumerate() {
        let case = match n < UNTOLD {
            true => list_checks::case(&client, &target.project, listed.id).await?.unwrap_or(listed),
            false => listed,
        };
        index.lacks_keys |= !case.custom_fields.was_sent();
        index.add(slim(&case, target));
    }
    index.sort();
    index.merge_doubles();
    Ok(index)
}

/// Reads the source cases. Cases of results that the list lacks are asked for by id.
pub(super) async fn read_source(
    mirror: &Mirror,
    collected: &mut Collected,
    involved: &HashSet<i64>,
    lists: &ListWatch,
) -> Result<()> {
    let options = &mirror.options;
    let first = options.on_duplicate == OnDuplicate::First;
    let watch = mirror.watch.clone();
    let client = mirror.source.with_progress(move |done, total| watch.progress("mirror-stage-source-cases", done, total));
    let Collected { source, target_cases, source_cases, lacking, steps, files, .. } = collected;
    let mut take = |case: Case, source_cases: &mut CaseIndex| {
        if case.is_deleted() {
            return;
        }
        let slim = slim(&case, source);
        if involved.contains(&case.id) {
            if options.include.steps {
                steps.insert(case.id, texts(&case.steps));
            }
            if options.create_cases && target_cases.find(&slim, options.match_by, first) == Found::Missing {
                if options.include.attachments {
                    remember(&case.attachments, files);
                    if options.include.steps {
                        remember_steps(&case.steps, files);
                    }
                }
                lacking.insert(case.id, case);
            }
        }
        source_cases.add(slim);
    };
    client.visit_cases(&source.project, &CaseFilter::default(), |case| take(case, source_cases)).await?;
    let is_unsteady = lists_cases(lists);
    let unlisted =
        list_checks::unlisted_cases(&mirror.source, source, source_cases, involved.iter().copied(), is_unsteady).await?;
    unlisted.into_iter().for_each(|case| take(case, source_cases));
    source_cases.sort();
    Ok(())
}

fn texts(steps: &[Step]) -> Vec<StepText> {
    steps
        .iter()
        .map(|s| StepText {
            action: s.action.clone(),
            expected: s.expected_result.clone(),
            data: s.data.clone(),
            steps: texts(&s.steps),
        })
        .collect()
}

fn remember(sent: &[Attachment], files: &mut BTreeMap<String, Attachment>) {
    for file in sent.iter().filter(|f| !f.url.is_empty()) {
        files.entry(file_name(file)).or_insert_with(|| file.clone());
    }
}

fn remember_steps(steps: &[Step], files: &mut BTreeMap<String, Attachment>) {
    for step in steps {
        remember(&step.attachments, files);
        remember_steps(&step.steps, files);
    }
}
