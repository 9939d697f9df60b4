//! The versions of a case, and the differences of two of them word by word.
//!
//! A version is the case, with the functions that it covers, as one of its recorded operations left it. [`versions`] reads them, newest first; [`compare`] gives the
//! rows in which two of them differ, [`side_by_side`] all that they hold, [`step_changes`] names the changed parts of steps; [`words`] marks what was deleted and
//! inserted within a text.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use strum::IntoEnumIterator as _;

use crate::cases::edit::{CaseForm, FormField, merge};
use crate::cases::pairing::{common, pair};
use voluptas_core::base::Millis;
use voluptas_core::domain::case::{CaseContent, CaseLink, Parameter, Step};
use voluptas_core::domain::field::{self, CaseField};
use voluptas_core::domain::ids::{CaseId, FunctionId, RunId, SuiteId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::result::ResultLine;
use voluptas_core::domain::review::Review;
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::history::Operation;
use voluptas_store::{Change, Entity, Error, Result, Source, Store, Tx};

/// Most recorded changes of a case that are read.
const MOST: i64 = 1_000;
/// Most results that are read.
const RESULTS: usize = 500;
/// Most changes of the functions of a case that are read.
const LINKS: i64 = 10_000;

/// A case as an operation left it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseVersion {
    pub operation: Operation,
    /// Number of the version, from 1.
    pub number: usize,
    /// Title, steps and all other content.
    pub content: CaseContent,
    /// Home suite; `None` for the root.
    pub suite: Option<SuiteId>,
    /// Further suites that showed the case, by id.
    pub further: Vec<SuiteId>,
    /// Functions that the case covered, without those that are in the trash now or were deleted for good.
    pub functions: BTreeSet<FunctionId>,
    /// Row id of the milestone; `None` without one.
    pub milestone: Option<i64>,
    /// State of the review; `None` for a case that was never sent to review.
    pub review: Option<Review>,
    /// True for a version in the trash.
    pub is_deleted: bool,
}

/// Stand-in for the operation of a draft, which is not stored yet.
const DRAFT: i64 = i64::MAX;

impl CaseVersion {
    /// The version that saving a draft would make of this one. `base` is the form that editing began with; changes that other
    /// people made since then stay.
    #[must_use]
    pub fn drafted(&self, base: &CaseForm, form: &CaseForm, at_ms: Millis) -> Self {
        let (content, further) = (self.content.clone(), self.further.clone());
        let functions = self.functions.iter().copied().collect();
        let present = CaseForm { content, suite: self.suite, further, functions, milestone: self.milestone };
        let mut drafted = merge(base, form, &present).form;
        drafted.content.normalise();
        Self {
            operation: Operation { id: DRAFT, at_ms, source: Source::Window, who: None, ..self.operation.clone() },
            number: self.number + 1,
            content: drafted.content,
            suite: drafted.suite,
            further: drafted.further,
            functions: drafted.functions.into_iter().collect(),
            milestone: drafted.milestone,
            review: self.review.clone(),
            is_deleted: self.is_deleted,
        }
    }

    /// True for a draft.
    pub fn is_draft(&self) -> bool {
        self.operation.id == DRAFT
    }
}

/// A result of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastResult {
    pub run: RunId,
    pub status: ResultStatus,
    /// Time of its end, or of storing if it has no end.
    pub at_ms: Millis,
}

/// Reads the latest results of a case, newest first. Blocks.
pub fn results(store: &Store, id: CaseId) -> Result<Vec<PastResult>> {
    store.read(|tx| {
        let lines = tx.results().recent(&[id], RESULTS)?;
        let runs = tx.results().runs_of(&lines.iter().map(|line| line.id).collect::<Vec<_>>())?;
        let past = |line: ResultLine| {
            let run = *runs.get(&line.id)?;
            Some(PastResult { run, status: line.status, at_ms: line.at_ms })
        };
        Ok(lines.into_iter().filter_map(past).collect())
    })
}

/// Member of a change of [`history`] with the ids of functions that were unlinked (before) and linked (after).
pub const FUNCTIONS: &str = "functions";

/// Member of a change of [`history`] with the code of a case that an import found gone in Qase.
pub const GONE: &str = "gone_in_qase";
/// Member of a change of [`history`] with the code of a case that an import found in Qase again.
pub const RETURNED: &str = "returned_in_qase";

/// Reads the latest recorded changes of a case, newest first, with those of the functions that it covers, and of its removal in Qase: see
/// [`FUNCTIONS`], [`GONE`] and [`RETURNED`]. Blocks.
pub fn history(store: &Store, id: CaseId, limit: i64) -> Result<Vec<(Operation, Change)>> {
    store.read(|tx| {
        let mut all = tx.history().of(Entity::Case.as_str(), id.0, limit)?;
        // The place of an operation among those of the case, with a blank change of the case where it changed none of its fields.
        let place = |all: &mut Vec<(Operation, Change)>, operation: Operation| {
            all.iter().position(|(known, _)| known.id == operation.id).unwrap_or_else(|| {
                let at = all.iter().position(|(known, _)| known.id < operation.id).unwrap_or(all.len());
                let [before, after] = [Some(json!({})), Some(json!({}))];
                all.insert(at, (operation, Change { entity: Entity::Case.as_str().to_owned(), entity_id: id.0, before, after }));
                at
            })
        };
        for (operation, code, is_gone) in tx.history().removals_of(id, limit)? {
            let at = place(&mut all, operation);
            if let Change { before: Some(_), after: Some(after), .. } = &mut all[at].1 {
                after[if is_gone { GONE } else { RETURNED }] = json!(code);
            }
        }
        for (operation, function, is_linked) in tx.history().mappings_of(id, limit)? {
            let at = place(&mut all, operation);
            // A new case says no more than that.
            if let (_, Change { before: Some(before), after: Some(after), .. }) = &mut all[at] {
                let side = if is_linked { after } else { before };
                match side.get_mut(FUNCTIONS).and_then(serde_json::Value::as_array_mut) {
                    Some(ids) => ids.push(function.0.into()),
                    None => side[FUNCTIONS] = json!([function.0]),
                }
            }
        }
        all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(all)
    })
}

/// Reads the latest versions of a case, newest first. Blocks.
///
/// # Errors
/// [`voluptas_store::Error::Corrupt`] for a recorded change that cannot be read.
pub fn versions(store: &Store, id: CaseId) -> Result<Vec<CaseVersion>> {
    store.read(|tx| versions_in(tx, id))
}

fn versions_in(tx: &Tx<'_>, id: CaseId) -> Result<Vec<CaseVersion>> {
    let states = tx.history().versions(Entity::Case, id.0, MOST)?;
    let links = tx.history().mappings_of(id, LINKS)?;
    let mut numbered = tx.history().operations_of(Entity::Case, id.0)?;
    numbered.extend(links.iter().map(|(operation, ..)| operation.id));
    let number = |operation: i64| numbered.range(..=operation).count();
    // A write of functions alone is recorded with the functions: it left the case in the state before it.
    let state_at = |operation: i64| states.iter().find(|(of_case, _)| of_case.id <= operation).map(|(_, state)| state);
    let mut operations: BTreeMap<i64, &Operation> = links.iter().map(|(operation, ..)| (operation.id, operation)).collect();
    operations.extend(states.iter().map(|(operation, _)| (operation.id, operation)));
    let mut functions: BTreeSet<FunctionId> = tx.mappings().every_function_of(id)?.into_iter().collect();
    let mut left = links.iter().peekable();
    let mut all: Vec<CaseVersion> = Vec::with_capacity(operations.len());
    for operation in operations.into_values().rev() {
        // Older than what was read of the case.
        let Some(state) = state_at(operation.id) else { break };
        let content = state.get("content").cloned().unwrap_or_default();
        let further = state.get("further_suites").and_then(serde_json::Value::as_object);
        let mut further: Vec<SuiteId> =
            further.into_iter().flatten().filter_map(|(id, _)| id.parse().ok().map(SuiteId)).collect();
        further.sort_unstable();
        all.push(CaseVersion {
            operation: operation.clone(),
            number: number(operation.id),
            content: serde_json::from_value(content).unwrap_or_default(),
            suite: state.get("suite_id").and_then(serde_json::Value::as_i64).map(SuiteId),
            further,
            functions: functions.clone(),
            milestone: state.get("milestone_id").and_then(serde_json::Value::as_i64),
            review: state.get("review").cloned().and_then(|review| serde_json::from_value(review).ok()),
            is_deleted: state.get("deleted_ms").is_some_and(|at| !at.is_null()),
        });
        while let Some((_, function, is_linked)) = left.next_if(|(later, ..)| later.id >= operation.id) {
            if *is_linked {
                functions.remove(function);
            } else {
                functions.insert(*function);
            }
        }
    }
    let in_trash = |function: &FunctionId| match tx.functions().get(*function) {
        Ok(function) => Ok(function.deleted_ms.is_some()),
        Err(Error::NotFound { .. }) => Ok(true),
        Err(error) => Err(error),
    };
    let mut gone = BTreeSet::new();
    for function in all.iter().flat_map(|version| version.functions.iter().copied()).collect::<BTreeSet<_>>() {
        if in_trash(&function)? {
            gone.insert(function);
        }
    }
    for version in &mut all {
        version.functions.retain(|function| !gone.contains(function));
    }
    // A place among the siblings makes no version.
    let is_same = |a: &CaseVersion, b: &CaseVersion| {
        (&a.content, a.suite, &a.further, &a.functions, a.milestone, &a.review, a.is_deleted)
            == (&b.content, b.suite, &b.further, &b.functions, b.milestone, &b.review, b.is_deleted)
    };
    // From the oldest on, so that the first of equal ones stays.
    all.reverse();
    all.dedup_by(|newer, older| is_same(newer, older));
    all.reverse();
    Ok(all)
}

/// The operation that the latest version of a case comes from.
pub(crate) fn latest(tx: &Tx<'_>, id: CaseId) -> Result<Option<i64>> {
    Ok(versions_in(tx, id)?.first().map(|version| version.operation.id))
}

/// True for an operation that changed the case, its functions or its link to Qase. Every other one says nothing of the case.
pub(crate) fn is_of(tx: &Tx<'_>, id: CaseId, operation: i64) -> Result<bool> {
    let history = tx.history();
    for entity in [Entity::Case, Entity::CaseLink] {
        if history.operations_of(entity, id.0)?.contains(&operation) {
            return Ok(true);
        }
    }
    Ok(history.mappings_of(id, LINKS)?.iter().any(|(of_function, ..)| of_function.id == operation))
}

/// Puts a case into the milestone that it had after an operation, or into none if that milestone was deleted since.
pub(crate) fn restore_milestone(tx: &Tx<'_>, id: CaseId, operation: i64) -> Result<()> {
    let Some(then) = tx.history().version(Entity::Case, id.0, operation)? else { return Ok(()) };
    let then = then.get("milestone_id").and_then(serde_json::Value::as_i64);
    let then = then.map(|then| tx.milestones().is_there(then).map(|is| is.then_some(then))).transpose()?.flatten();
    if tx.cases().get(id)?.milestone_id != then {
        tx.cases().set_milestone(id, then)?;
    }
    Ok(())
}

/// Maps a case to the functions that it covered after an operation, and to no other. Functions that were deleted for good stay away.
pub(crate) fn restore_functions(tx: &Tx<'_>, id: CaseId, operation: i64) -> Result<()> {
    let now: BTreeSet<FunctionId> = tx.mappings().every_function_of(id)?.into_iter().collect();
    let mut then = now.clone();
    for (_, function, is_linked) in tx.history().mappings_of(id, LINKS)?.into_iter().filter(|(later, ..)| later.id > operation) {
        if is_linked {
            then.remove(&function);
        } else {
            then.insert(function);
        }
    }
    for function in now.difference(&then) {
        tx.mappings().unlink(*function, id)?;
    }
    for function in then.difference(&now) {
        match tx.functions().get(*function) {
            Ok(_) => _ = tx.mappings().link(*function, id, Origin::Manual)?,
            Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A part of a case, mostly one that two versions hold differently, with its value in the older and in the newer one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub field: FormField,
    /// The step, for a difference of [`CaseField::Steps`].
    pub step: Option<StepPlace>,
    /// Title of the custom field, for a difference of [`CaseField::CustomFields`].
    pub custom: Option<String>,
    /// Value in the older version; `None` for a step that was added.
    pub old: Option<String>,
    /// Value in the newer version; `None` for a step that was deleted.
    pub new: Option<String>,
}

/// The place of a step in two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepPlace {
    /// Number as the editor shows it: `2`, `2.1`. That of the newer version, or of the older one where the step was deleted.
    pub number: String,
    /// Number in the older version, for a step that moved.
    pub from: Option<String>,
    /// True for a shared step.
    pub is_shared: bool,
    /// The step in the older and in the newer version, without the steps inside it.
    pub steps: [Option<Step>; 2],
}

/// The differences of two versions: fields in their order, then steps.
pub fn compare(old: &CaseContent, new: &CaseContent) -> Vec<Difference> {
    rows(old, new, false)
}

/// All that either of two versions holds, in the order of [`compare`]. A field that is blank in both has no row.
pub fn side_by_side(old: &CaseContent, new: &CaseContent) -> Vec<Difference> {
    rows(old, new, true)
}

/// The rows of two versions: those that differ, and with `equal` those that do not.
fn rows(old: &CaseContent, new: &CaseContent, equal: bool) -> Vec<Difference> {
    let mut rows = Vec::new();
    for field in CaseField::iter().filter(|f| !matches!(f, CaseField::Steps | CaseField::Suite)) {
        if field == CaseField::CustomFields {
            rows.extend(custom_rows(&old.custom_fields, &new.custom_fields, equal));
            continue;
        }
        let is_same = field::same(field, old, new);
        let (old, new) = (shown(field, old), shown(field, new));
        if !is_same || (equal && !old.is_empty()) {
            rows.push(Difference { field: FormField::Of(field), step: None, custom: None, old: Some(old), new: Some(new) });
        }
    }
    rows.extend(step_rows(&old.steps, &new.steps, equal));
    rows
}

/// The custom fields, each by itself: the owner of a case, which is one of them, is no part of a list of all.
fn custom_rows(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>, equal: bool) -> Vec<Difference> {
    let titles: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let value = |all: &BTreeMap<String, String>, title: &String| all.get(title).cloned().unwrap_or_default();
    let is_wanted = |title: &&String| {
        let (old, new) = (value(old, title), value(new, title));
        old != new || (equal && !old.is_empty())
    };
    let wanted = titles.into_iter().filter(is_wanted);
    let row = |title: &String| Difference {
        field: FormField::Of(CaseField::CustomFields),
        step: None,
        custom: Some(title.clone()),
        old: Some(value(old, title)),
        new: Some(value(new, title)),
    };
    wanted.map(row).collect()
}

/// The steps, in the order of the newer list: those that differ, and with `equal` those that do not. A step that moved has a row with its texts on both sides, which may differ; a
/// shared step and the steps that it replaced have rows of their own.
fn step_rows(old: &[Step], new: &[Step], equal: bool) -> Vec<Difference> {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    number_steps(old, "", &mut before);
    number_steps(new, "", &mut after);
    let texts = |all: &[(String, &Step)]| all.iter().map(|(_, step)| (text_of(step), step.shared.clone())).collect::<Vec<_>>();
    let (was, is) = (texts(&before), texts(&after));
    // Shared steps are known by their hash, not by their words.
    let found = pair(&was, &is, |(text, shared)| shared.is_none().then(|| text.clone()));
    let moved = found.moved;
    let mut rows = Vec::new();
    let mut add = |from: Option<usize>, to: Option<usize>, has_moved: bool| {
        let left = from.map(|at| (&before[at].0, &was[at]));
        let right = to.map(|at| (&after[at].0, &is[at]));
        let Some((number, (_, shared))) = right.or(left) else { return };
        let former = left.filter(|_| has_moved).map(|(number, _)| number.clone());
        let alone = |(_, step): &(String, &Step)| Step { steps: Vec::new(), ..(*step).clone() };
        let steps = [from.map(|at| alone(&before[at])), to.map(|at| alone(&after[at]))];
        let place = StepPlace { number: number.clone(), from: former, is_shared: shared.is_some(), steps };
        let text = |side: Option<(&String, &(String, Option<String>))>| side.map(|(_, (text, _))| text.clone());
        let (old, new) = (text(left), text(right));
        rows.push(Difference { field: FormField::Of(CaseField::Steps), step: Some(place), custom: None, old, new });
    };
    for (from, to) in found.beside {
        let from = from.filter(|from| moved.iter().all(|(moved, _)| moved != from));
        if let Some((start, end)) = moved.iter().find(|(_, end)| Some(*end) == to) {
            add(from, None, false);
            add(Some(*start), Some(*end), true);
            continue;
        }
        match (from, to) {
            (Some(left), Some(right)) if was[left] == is[right] && !equal => {}
            (Some(left), Some(right)) if was[left].1 != is[right].1 => {
                add(from, None, false);
                add(None, to, false);
            }
            _ => add(from, to, false),
        }
    }
    rows
}

/// A link that one of two lists has, or that they have with another address or title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkChange {
    /// The link before; `None` for an added one.
    pub old: Option<CaseLink>,
    /// The link after; `None` for a removed one.
    pub new: Option<CaseLink>,
}

/// The changes from one list of links to another: the fate of each old link in their order, then the added links. A link keeps
/// its identity by its address, otherwise by its title.
pub fn link_changes(old: &[CaseLink], new: &[CaseLink]) -> Vec<LinkChange> {
    let mut left: Vec<&CaseLink> = new.iter().collect();
    let mut take = |fits: &dyn Fn(&CaseLink) -> bool| left.iter().position(|link| fits(link)).map(|at| left.remove(at));
    // Links that stay are found first: another one may have got the title of one of them.
    let mut pairs: Vec<(&CaseLink, Option<&CaseLink>)> = old.iter().map(|link| (link, take(&|l| l == link))).collect();
    for (link, found) in pairs.iter_mut().filter(|(_, found)| found.is_none()) {
        *found = take(&|l| l.url == link.url);
    }
    for (link, found) in pairs.iter_mut().filter(|(link, found)| found.is_none() && !link.title.is_empty()) {
        *found = take(&|l| l.title == link.title);
    }
    let changed = pairs.into_iter().filter(|(old, new)| Some(*old) != *new);
    let changed = changed.map(|(old, new)| LinkChange { old: Some(old.clone()), new: new.cloned() });
    changed.chain(left.iter().map(|link| LinkChange { old: None, new: Some((*link).clone()) })).collect()
}

/// A changed part of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepPart {
    /// The whole step: it was added, deleted, or replaced by a shared one.
    Whole,
    Action,
    /// Test data.
    Data,
    /// Expected result.
    Expected,
    Files,
    /// Place of the step; the values are its numbers.
    Moved,
    /// Nesting of all steps; the values are their numbers.
    Nesting,
}

/// A change of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepChange {
    /// Number of the step as the editor shows it: `2`, `2.1`. Blank for [`StepPart::Nesting`].
    pub number: String,
    /// The changed part.
    pub part: StepPart,
    /// Value before; blank for none.
    pub old: String,
    /// Value after; blank for none.
    pub new: String,
}

/// The changes from one list of steps to another, in the order of the steps. A step that moved keeps its identity where most of its
/// words stayed.
pub fn step_changes(old: &[Step], new: &[Step]) -> Vec<StepChange> {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    number_steps(old, "", &mut a);
    number_steps(new, "", &mut b);
    let steps = |all: &[(String, &Step)]| all.iter().map(|(_, step)| Step { steps: Vec::new(), ..(*step).clone() }).collect();
    let (x, y): (Vec<Step>, Vec<Step>) = (steps(&a), steps(&b));
    let mut changes = Vec::new();
    let found = pair(&x, &y, |step| step.shared.is_none().then(|| text_of(step)));
    let moved = found.moved;
    let numbers = |(i, j): (usize, usize)| (a[i].0.as_str(), b[j].0.as_str());
    let all_moves: Vec<(&str, &str)> = moved.iter().map(|pair| numbers(*pair)).collect();
    let mut apart = Vec::with_capacity(found.beside.len());
    for (i, j) in found.beside {
        if let Some(pair) = moved.iter().find(|(_, to)| Some(*to) == j) {
            let (from, to) = numbers(*pair);
            // What lies inside a moved step goes along.
            if !all_moves.iter().any(|(old, new)| is_inside(from, old) && is_inside(to, new)) {
                let (old, new) = (from.to_owned(), to.to_owned());
                changes.push(StepChange { number: from.to_owned(), part: StepPart::Moved, old, new });
            }
            apart.push((Some(pair.0), Some(pair.1)));
        }
        let kept = i.filter(|i| moved.iter().all(|(from, _)| from != i));
        let new = j.filter(|j| moved.iter().all(|(_, to)| to != j));
        if kept.is_some() || new.is_some() {
            apart.push((kept, new));
        }
    }
    for (i, j) in apart {
        let number = j.map(|j| &b[j].0).or(i.map(|i| &a[i].0)).cloned().unwrap_or_default();
        let mut add = |part: StepPart, old: String, new: String| {
            changes.push(StepChange { number: number.clone(), part, old, new });
        };
        match (i.map(|i| &x[i]), j.map(|j| &y[j])) {
            (Some(old), Some(new)) if old == new => {}
            (Some(old), Some(new)) if old.shared == new.shared => {
                let text = |text: &Option<String>| text.clone().unwrap_or_default();
                let files = |step: &Step| step.attachments.iter().map(|a| a.filename.as_str()).collect::<Vec<_>>().join(", ");
                if old.action != new.action {
                    add(StepPart::Action, old.action.clone(), new.action.clone());
                }
                if old.data != new.data {
                    add(StepPart::Data, text(&old.data), text(&new.data));
                }
                if old.expected != new.expected {
                    add(StepPart::Expected, text(&old.expected), text(&new.expected));
                }
                if old.attachments != new.attachments {
                    add(StepPart::Files, files(old), files(new));
                }
            }
            (old, new) => {
                let action = |step: Option<&Step>| step.map(|s| s.action.clone()).unwrap_or_default();
                add(StepPart::Whole, action(old), action(new));
            }
        }
    }
    if changes.is_empty() && old != new {
        let numbers = |all: &[(String, &Step)]| all.iter().map(|(number, _)| number.as_str()).collect::<Vec<_>>().join(", ");
        changes.push(StepChange { number: String::new(), part: StepPart::Nesting, old: numbers(&a), new: numbers(&b) });
    }
    changes
}

/// True for the number of a step inside another one: `2.1` lies inside `2`.
fn is_inside(number: &str, outer: &str) -> bool {
    number.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'))
}

/// Every step with its number. Steps inside a shared step have none: they are not edited in the case.
fn number_steps<'s>(steps: &'s [Step], above: &str, out: &mut Vec<(String, &'s Step)>) {
    for (i, step) in steps.iter().enumerate() {
        let number = format!("{above}{}", i + 1);
        let inside = format!("{number}.");
        out.push((number, step));
        if step.shared.is_none() {
            number_steps(&step.steps, &inside, out);
        }
    }
}

fn shown(field: CaseField, content: &CaseContent) -> String {
    match field {
        CaseField::Tags => content.tags.join(", "),
        CaseField::Attachments => content.attachments.iter().map(|a| a.filename.as_str()).collect::<Vec<_>>().join(", "),
        CaseField::Links => content.links.iter().map(CaseLink::line).collect::<Vec<_>>().join("\n"),
        CaseField::Parameters => {
            let items = content.parameters.iter().flat_map(Parameter::items);
            items.map(|i| format!("{}: {}", i.title, i.values.join(", "))).collect::<Vec<_>>().join("\n")
        }
        field => match field::value_of(content, field) {
            serde_json::Value::String(text) => text,
            serde_json::Value::Null => String::new(),
            other => other.to_string(),
        },
    }
}

/// A step without the steps inside it as one text.
fn text_of(step: &Step) -> String {
    let mut parts = vec![step.action.clone()];
    parts.extend(step.data.clone());
    parts.extend(step.expected.clone());
    parts.extend(step.attachments.iter().map(|a| a.filename.clone()));
    parts.join("\n")
}

/// The words of a text, each with true where the other text does not have it.
pub type MarkedWords = Vec<(String, bool)>;

/// Marks the words in which two texts differ.
pub fn words(old: &str, new: &str) -> (MarkedWords, MarkedWords) {
    let split = |text: &str| -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        for c in text.chars() {
            let is_word = c.is_alphanumeric() || c == '_';
            match parts.last_mut() {
                Some(last) if is_word && last.chars().next_back().is_some_and(|l| l.is_alphanumeric() || l == '_') => {
                    last.push(c)
                }
                _ => parts.push(c.to_string()),
            }
        }
        parts
    };
    let (a, b) = (split(old), split(new));
    let pairs = common(&a, &b);
    let same_a: std::collections::BTreeSet<usize> = pairs.iter().map(|p| p.0).collect();
    let same_b: std::collections::BTreeSet<usize> = pairs.iter().map(|p| p.1).collect();
    let marked = |parts: Vec<String>, same: &std::collections::BTreeSet<usize>| {
        parts.into_iter().enumerate().map(|(i, word)| (word, !same.contains(&i))).collect()
    };
    (marked(a, &same_a), marked(b, &same_b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(title: &str, steps: &[&str]) -> CaseContent {
        let steps = steps.iter().map(|a| Step { action: (*a).into(), ..Step::default() }).collect();
        CaseContent { title: title.into(), steps, ..CaseContent::default() }
    }

    fn of_row(row: &Difference) -> (Option<&str>, Option<&str>, Option<&str>) {
        (row.step.as_ref().map(|step| step.number.as_str()), row.old.as_deref(), row.new.as_deref())
    }

    #[test]
    fn steps_that_became_a_shared_step_are_shown_as_removed() {
        let old = case("A", &["open", "type", "pay"]);
        let mut new = case("A", &["Buy", "pay"]);
        new.steps[0].shared = Some("hash".into());
        new.steps[0].steps = old.steps[..2].to_vec();
        let rows = compare(&old, &new);
        let shown: Vec<_> = rows.iter().map(of_row).collect();
        let removed = [(Some("1"), Some("open"), None), (Some("1"), None, Some("Buy")), (Some("2"), Some("type"), None)];
        assert_eq!(shown, removed);
        assert!(rows[1].step.as_ref().is_some_and(|step| step.is_shared));
        let back = compare(&new, &old);
        assert_eq!(back.iter().filter(|row| row.old.is_none()).count(), 2, "both steps are added: {back:?}");
    }

    #[test]
    fn a_moved_step_is_named_with_its_former_place() {
        let rows = compare(&case("A", &["a", "b", "c"]), &case("A", &["c", "a", "b"]));
        let from = rows[0].step.as_ref().and_then(|step| step.from.as_deref());
        assert_eq!((rows.len(), of_row(&rows[0]), from), (1, (Some("1"), Some("c"), Some("c")), Some("3")));
        // A removed step stands where it was, a moved one where it is.
        let rows = compare(&case("A", &["a", "b", "c", "d"]), &case("A", &["d", "a", "c"]));
        let shown: Vec<_> = rows.iter().map(of_row).collect();
        assert_eq!(shown, [(Some("1"), Some("d"), Some("d")), (Some("2"), Some("b"), None)]);
    }

    #[test]
    fn a_step_that_moved_and_was_changed_has_one_row() {
        let (old, new) = (["open", "enter the code SALE", "pay"], ["open", "pay", "enter the code SPRING"]);
        let rows = compare(&case("A", &old), &case("A", &new));
        let from = rows[0].step.as_ref().and_then(|step| step.from.as_deref());
        assert_eq!((rows.len(), of_row(&rows[0]), from), (1, (Some("3"), Some(old[1]), Some(new[2])), Some("2")));
        let changes = step_changes(&case("A", &old).steps, &case("A", &new).steps);
        let parts: Vec<_> = changes.iter().map(|c| (c.number.as_str(), c.part)).collect();
        assert_eq!(parts, [("2", StepPart::Moved), ("3", StepPart::Action)]);
    }

    #[test]
    fn fields_and_steps_that_differ_stand_side_by_side() {
        let rows = compare(&case("Old", &["a", "b", "c"]), &case("New", &["a", "x", "c", "d"]));
        let shown: Vec<_> = rows.iter().map(of_row).collect();
        let steps = [(Some("2"), Some("b"), Some("x")), (Some("4"), None, Some("d"))];
        assert_eq!(shown, [&[(None, Some("Old"), Some("New"))], &steps[..]].concat());
        assert!(compare(&case("A", &["a"]), &case("A", &["a"])).is_empty());
    }

    #[test]
    fn the_whole_case_has_what_is_equal_too_and_nothing_blank() {
        let mut old = case("Old", &["a", "b", "c"]);
        old.custom_fields.insert("Owner".into(), "Irina".into());
        let new = CaseContent { title: "New".into(), ..old.clone() };
        let rows = side_by_side(&old, &new);
        let blank = |row: &&Difference| [&row.old, &row.new].iter().all(|side| side.as_deref().unwrap_or_default().is_empty());
        assert_eq!(rows.iter().find(blank), None);
        let steps: Vec<_> = rows.iter().filter(|row| row.step.is_some()).map(of_row).collect();
        assert_eq!(steps, [("1", "a"), ("2", "b"), ("3", "c")].map(|(n, step)| (Some(n), Some(step), Some(step))));
        assert_eq!(of_row(&rows[0]), (None, Some("Old"), Some("New")));
        assert!(rows.iter().any(|row| row.custom.as_deref() == Some("Owner")));
        let differing: Vec<_> = rows.into_iter().filter(|row| row.old != row.new).collect();
        assert_eq!(differing, compare(&old, &new));
    }

    #[test]
    fn custom_fields_differ_one_by_one() {
        let with = |pairs: &[(&str, &str)]| {
            let custom_fields = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            CaseContent { custom_fields, ..case("A", &[]) }
        };
        let rows =
            compare(&with(&[("Owner", "Irina"), ("Risk", "low")]), &with(&[("Owner", "Sam"), ("Risk", "low"), ("Wave", "2")]));
        let shown: Vec<_> = rows.iter().map(|row| (row.custom.as_deref(), row.old.as_deref(), row.new.as_deref())).collect();
        assert_eq!(shown, [(Some("Owner"), Some("Irina"), Some("Sam")), (Some("Wave"), Some(""), Some("2"))]);
    }

    #[test]
    fn names_the_changed_parts_of_steps() {
        let step =
            |action: &str, expected: &str| Step { action: action.into(), expected: Some(expected.into()), ..Step::default() };
        let old = [step("Open", "Shown"), step("Pay", "Paid"), step("Leave", "Left")];
        let new = [step("Open", "Shown"), step("Pay", "Paid twice"), step("Leave", "Left"), step("Return", "")];
        let shown: Vec<_> = step_changes(&old, &new).into_iter().map(|c| (c.number, c.part, c.old, c.new)).collect();
        let row = |number: &str, part, old: &str, new: &str| (number.to_owned(), part, old.to_owned(), new.to_owned());
        let expected = [row("2", StepPart::Expected, "Paid", "Paid twice"), row("4", StepPart::Whole, "", "Return")];
        assert_eq!(shown, expected);
        assert_eq!(step_changes(&old, &old), []);
        let [open, pay, leave] = old.clone();
        let turned = [leave, open.clone(), pay.clone()];
        let shown: Vec<_> = step_changes(&old, &turned).into_iter().map(|c| (c.part, c.old, c.new)).collect();
        assert_eq!(shown, [(StepPart::Moved, "3".to_owned(), "1".to_owned())]);
        let group = Step { steps: vec![pay], ..step("Buy", "") };
        let shown: Vec<_> =
            step_changes(&[open.clone(), group.clone()], &[group, open]).into_iter().map(|c| (c.part, c.old, c.new)).collect();
        assert_eq!(shown.len(), 1, "a step moves with what lies inside it: {shown:?}");
        let nested = [Step { steps: vec![step("Pay", "Paid")], ..step("Open", "Shown") }, step("Leave", "Left")];
        let shown: Vec<_> = step_changes(&old, &nested).into_iter().map(|c| (c.part, c.old, c.new)).collect();
        assert_eq!(shown, [(StepPart::Nesting, "1, 2, 3".to_owned(), "1, 1.1, 2".to_owned())]);
    }

    #[test]
    fn names_the_links_that_came_went_and_changed() {
        let link = |url: &str, title: &str| CaseLink { url: url.into(), title: title.into() };
        let (spec, bug) = (link("https://a.example/spec", "Spec"), link("https://a.example/bug", ""));
        let moved = link("https://b.example/spec", "Spec");
        let named = link("https://a.example/bug", "Bug");
        let changes = |old: &[CaseLink], new: &[CaseLink]| {
            let pairs = link_changes(old, new).into_iter().map(|c| (c.old, c.new));
            pairs.collect::<Vec<_>>()
        };
        let (one, two, turned) = ([spec.clone()], [spec.clone(), bug.clone()], [bug.clone(), spec.clone()]);
        assert_eq!(changes(&one, &two), [(None, Some(bug.clone()))]);
        assert_eq!(changes(&turned, &one), [(Some(bug.clone()), None)]);
        assert_eq!(changes(&two, &turned), [], "their order");
        let both = [(Some(spec.clone()), Some(moved.clone())), (Some(bug.clone()), Some(named.clone()))];
        assert_eq!(changes(&[spec, bug], &[named, moved]), both, "an address and a title changed");
    }

    #[test]
    fn changed_words_are_marked_in_both_texts() {
        let (old, new) = words("Enter the expired code", "Enter the old code twice");
        let marked = |words: &MarkedWords| words.iter().filter(|w| w.1).map(|w| w.0.trim().to_owned()).collect::<String>();
        assert_eq!((marked(&old), marked(&new)), ("expired".to_owned(), "oldtwice".to_owned()));
    }
}
