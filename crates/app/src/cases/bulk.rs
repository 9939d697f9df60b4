//! Edits of cases in a grid: values for cells of one or many cases, clones, new cases. Each is one named write, so that undo takes
//! it back as a whole.

use std::collections::{BTreeMap, BTreeSet};

use crate::cases::template::collect_shared;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{Case, CaseContent, NewCase, Step};
use voluptas_core::domain::ids::{CaseId, ProjectId, SuiteId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::validate::Invalid;
use voluptas_store::shared_steps::SharedStep;
use voluptas_store::{CaseColumn, Error, Op, Result, Store, Tx};

/// Cases that are read and changed together.
const CHUNK: usize = 1000;

/// A new value for one field of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseChange {
    Title(String),
    /// Slug of an enumeration.
    Slug(CaseColumn, String),
    /// Known to pass and fail without a change.
    Flaky(bool),
    /// All tags.
    Tags(Vec<String>),
    /// One more tag.
    AddTag(String),
    /// One tag less.
    RemoveTag(String),
    /// Value of the custom field with this title; an empty one clears it.
    Field(String, String),
    /// Home suite; `None` for the root.
    Suite(Option<SuiteId>),
    /// Milestone by row id; `None` for none.
    Milestone(Option<i64>),
    /// One more further suite, which shows the case too.
    AddToSuite(SuiteId),
    /// One further suite less.
    RemoveFromSuite(SuiteId),
}

impl CaseChange {
    /// Changes the content. Suites and milestone are no part of the content.
    fn apply(&self, content: &mut CaseContent) {
        match self {
            Self::Title(title) => content.title = title.trim().to_owned(),
            Self::Slug(column, slug) => slug.clone_into(slot(content, *column)),
            Self::Flaky(on) => content.is_flaky = *on,
            Self::Tags(tags) => content.tags.clone_from(tags),
            Self::AddTag(tag) => content.tags.push(tag.clone()),
            Self::RemoveTag(tag) => content.tags.retain(|t| t != tag),
            Self::Field(title, value) if value.is_empty() => _ = content.custom_fields.remove(title),
            Self::Field(title, value) => _ = content.custom_fields.insert(title.clone(), value.clone()),
            Self::Suite(_) | Self::Milestone(_) | Self::AddToSuite(_) | Self::RemoveFromSuite(_) => {}
        }
    }
}

impl CaseChange {
    /// True for a case that has the value already.
    pub fn is_so(&self, case: &Case) -> bool {
        if let Self::Suite(suite) = self {
            return case.suite_id == *suite;
        }
        if let Self::Milestone(milestone) = self {
            return case.milestone_id == *milestone;
        }
        let mut content = case.content.clone();
        self.apply(&mut content);
        content.normalise();
        content == case.content
    }

    /// True for a change of the same field.
    pub fn is_of_field(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Slug(a, _), Self::Slug(b, _)) => a == b,
            (Self::Field(a, _), Self::Field(b, _)) => a == b,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

fn slot(content: &mut CaseContent, column: CaseColumn) -> &mut String {
    match column {
        CaseColumn::Severity => &mut content.severity,
        CaseColumn::Priority => &mut content.priority,
        CaseColumn::Kind => &mut content.kind,
        CaseColumn::Layer => &mut content.layer,
        CaseColumn::Behavior => &mut content.behavior,
        CaseColumn::Automation => &mut content.automation,
        CaseColumn::Status => &mut content.status,
    }
}

/// Changes fields of cases; several changes of a case are made in their order. Returns the number of cases that were not so
/// already.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for the first case whose new content breaks a rule; nothing is changed then.
pub fn change_cases(store: &Store, edits: &[(CaseId, CaseChange)]) -> Result<usize> {
    change(store, edits, None).map(Option::unwrap_or_default)
}

/// Says of a stored case and a change whether the field is as the person saw it who makes the change.
pub type AsSeen<'a> = &'a dyn Fn(&Case, &CaseChange) -> bool;

/// Changes fields of cases as [`change_cases`] does. If somebody else changed one of these fields in the meantime, or moved one
/// of the cases to the trash, nothing is changed and the answer is `None`.
///
/// # Errors
/// Those of [`change_cases`].
pub fn change_cases_as_seen(store: &Store, edits: &[(CaseId, CaseChange)], is_as_seen: AsSeen<'_>) -> Result<Option<usize>> {
    change(store, edits, Some(is_as_seen))
}

fn change(store: &Store, edits: &[(CaseId, CaseChange)], is_as_seen: Option<AsSeen<'_>>) -> Result<Option<usize>> {
    let mut by_case: BTreeMap<CaseId, Vec<&CaseChange>> = BTreeMap::new();
    for (id, change) in edits {
        by_case.entry(*id).or_default().push(change);
    }
    let ids: Vec<CaseId> = by_case.keys().copied().collect();
    let label = match &ids[..] {
        [] => return Ok(Some(0)),
        [only] => Message::new("history-edit-case").with("title", store.read(|tx| tx.case_title(*only))?),
        several => Message::new("history-change-cases").count("count", several.len()),
    };
    let mut is_stale = false;
    let written = store.write(Op::edit("change_cases").labelled(label), |tx| {
        let titled = newly_titled(tx, &by_case)?;
        let mut changed = 0;
        for part in ids.chunks(CHUNK) {
            let read = tx.cases().by_ids(part)?;
            if let Some(is_as_seen) = is_as_seen {
                let of = |case: &Case| by_case.get(&case.id).map_or(&[][..], Vec::as_slice);
                let is_seen = |case: &Case| of(case).iter().all(|change| is_as_seen(case, change));
                is_stale = read.len() < part.len() || !read.iter().all(is_seen);
                if is_stale {
                    return Err(Error::Aborted);
                }
            }
            for before in read {
                let changes = by_case.get(&before.id).map_or(&[][..], Vec::as_slice);
                changed += usize::from(change_one(tx, &before, changes)?);
            }
        }
        // After all of them: two titles may change places.
        refuse_equal_titles(tx, &titled)?;
        Ok(changed)
    });
    match written {
        Err(Error::Aborted) if is_stale => Ok(None),
        written => written.map(|w| Some(w.value)),
    }
}

/// The cases that get a new title and are of a project without equal titles: they may not bring any (R2.14).
fn newly_titled(tx: &Tx<'_>, changes: &BTreeMap<CaseId, Vec<&CaseChange>>) -> Result<Vec<CaseId>> {
    let is_titled = |all: &[&CaseChange]| all.iter().any(|change| matches!(change, CaseChange::Title(_)));
    let ids: Vec<CaseId> = changes.iter().filter(|(_, all)| is_titled(all)).map(|(id, _)| *id).collect();
    let mut has_equal: BTreeMap<ProjectId, bool> = BTreeMap::new();
    let mut found = Vec::new();
    for part in ids.chunks(CHUNK) {
        for case in tx.cases().by_ids(part)? {
            let has_equal = match has_equal.get(&case.project_id) {
                Some(known) => *known,
                None => *has_equal.entry(case.project_id).or_insert(tx.has_equal_titles(case.project_id)?),
            };
            if !has_equal {
                found.push(case.id);
            }
        }
    }
    Ok(found)
}

/// Refuses titles that another active case of the project has.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for the first of them.
fn refuse_equal_titles(tx: &Tx<'_>, ids: &[CaseId]) -> Result<()> {
    for part in ids.chunks(CHUNK) {
        for case in tx.cases().by_ids(part)? {
            let title = &case.content.title;
            if tx.cases_titled(case.project_id, title)?.iter().any(|(other, _)| *other != case.id) {
                let message = Message::new("invalid-title-taken").with("title", title);
                return Err(Invalid::new("title", message).into());
            }
        }
    }
    Ok(())
}

/// Changes one case that was read in this transaction.
fn change_one(tx: &Tx<'_>, before: &Case, changes: &[&CaseChange]) -> Result<bool> {
    let mut content = before.content.clone();
    let (mut suite, mut milestone) = (before.suite_id, before.milestone_id);
    for change in changes {
        change.apply(&mut content);
        if let CaseChange::Suite(target) = change {
            suite = *target;
        }
        if let CaseChange::Milestone(target) = change {
            milestone = *target;
        }
    }
    content.normalise();
    let is_changed = content != before.content;
    if is_changed {
        tx.cases().replace(before, &content)?;
    }
    if suite != before.suite_id {
        tx.cases().move_to(before.id, suite)?;
    }
    if milestone != before.milestone_id {
        if let Some(milestone) = milestone {
            tx.milestones().get(milestone)?;
        }
        tx.cases().set_milestone(before.id, milestone)?;
    }
    let mut is_shown_elsewhere = false;
    for change in changes {
        is_shown_elsewhere |= match change {
            CaseChange::AddToSuite(suite) => tx.cases().add_to_suite(before.id, *suite)?,
            CaseChange::RemoveFromSuite(suite) => tx.cases().remove_from_suite(before.id, *suite)?,
            _ => false,
        };
    }
    let is_moved = suite != before.suite_id || milestone != before.milestone_id;
    Ok(is_changed || is_moved || is_shown_elsewhere)
}

/// The place of clones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloneTarget {
    /// The suite of each case.
    Beside,
    /// A suite of a project; `None` for its root.
    Into(ProjectId, Option<SuiteId>),
}

/// The original of a clone, the further suites that show the clone, and its milestone.
type Original = (CaseId, Vec<SuiteId>, Option<i64>);

/// Copies cases with steps, tags, values and files, in their order. `suffix` is added to the titles of clones in the same project.
/// The clones cover the functions of their originals; results are not copied. Returns the new cases.
pub fn clone_cases(store: &Store, ids: &[CaseId], target: CloneTarget, suffix: &str) -> Result<Vec<CaseId>> {
    let label = Message::new("history-clone-cases").count("count", ids.len());
    store
        .write(Op::edit("clone_cases").labelled(label), |tx| {
            let mut made = Vec::with_capacity(ids.len());
            for part in ids.chunks(CHUNK) {
                let mut read: BTreeMap<CaseId, _> = tx.cases().by_ids(part)?.into_iter().map(|c| (c.id, c)).collect();
                let shared = shared_of(tx, read.values(), target)?;
                let mut new: BTreeMap<ProjectId, (Vec<NewCase>, Vec<Original>)> = BTreeMap::new();
                for case in part.iter().filter_map(|id| read.remove(id)) {
                    let (project, suite_id) = match target {
                        CloneTarget::Beside => (case.project_id, case.suite_id),
                        CloneTarget::Into(project, suite) => (project, suite),
                    };
                    // A copy beside its original is shown where the original is.
                    let is_beside = matches!(target, CloneTarget::Beside);
                    let suites = if is_beside { case.further_suites.keys().copied().collect() } else { Vec::new() };
                    let mut content = case.content;
                    if project == case.project_id {
                        content.title = with_suffix(&content.title, suffix);
                    } else {
                        // A shared step belongs to its project; its steps go along.
                        detach(&mut content.steps, &shared);
                    }
                    let (copies, links) = new.entry(project).or_default();
                    copies.push(NewCase { suite_id, number: None, content });
                    // A milestone belongs to its project.
                    links.push((case.id, suites, case.milestone_id.filter(|_| project == case.project_id)));
                }
                for (project, (copies, links)) in new {
                    let ids = tx.cases().create_many(project, &copies)?;
                    for (id, (original, suites, milestone)) in ids.iter().zip(links) {
                        if milestone.is_some() {
                            tx.cases().set_milestone(*id, milestone)?;
                        }
                        for function in tx.mappings().functions_of(original)? {
                            tx.mappings().link(function, *id, Origin::Manual)?;
                        }
                        suites.into_iter().try_for_each(|suite| tx.cases().add_to_suite(*id, suite).map(drop))?;
                    }
                    made.extend(ids);
                }
            }
            Ok(made)
        })
        .map(|w| w.value)
}

/// The title with a suffix, within the limit of titles.
fn with_suffix(title: &str, suffix: &str) -> String {
    let room = voluptas_core::domain::validate::TITLE_MAX.saturating_sub(suffix.chars().count());
    let head: String = title.chars().take(room).collect();
    format!("{}{suffix}", head.trim_end())
}

/// The shared steps of cases that are copied into another project, by their hash.
fn shared_of<'c>(
    tx: &Tx<'_>,
    cases: impl Iterator<Item = &'c Case>,
    target: CloneTarget,
) -> Result<BTreeMap<String, SharedStep>> {
    let CloneTarget::Into(project, _) = target else { return Ok(BTreeMap::new()) };
    let mut hashes: BTreeMap<ProjectId, BTreeSet<String>> = BTreeMap::new();
    for case in cases.filter(|case| case.project_id != project) {
        collect_shared(&case.content.steps, hashes.entry(case.project_id).or_default());
    }
    let mut all = BTreeMap::new();
    for (project, hashes) in hashes {
        all.extend(tx.shared_steps().by_hashes(project, &hashes.into_iter().collect::<Vec<_>>())?);
    }
    Ok(all)
}

/// Makes plain steps of shared ones, with the steps that these stand for within them.
fn detach(steps: &mut [Step], known: &BTreeMap<String, SharedStep>) {
    for step in steps {
        if let Some(shared) = step.shared.take().and_then(|hash| known.get(&hash)) {
            step.action.clone_from(&shared.title);
            step.steps.clone_from(&shared.steps);
        }
        detach(&mut step.steps, known);
    }
}
