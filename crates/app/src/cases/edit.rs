//! Editing a test case by hand: the form of the editor, the three-way comparison behind a save, and new cases.
//!
//! [`load`] reads a [`CaseForm`], the part of a case that a person edits. [`save`] compares three of them (the form that editing
//! began with, the edited one, the stored one), so it writes only the changed fields and never overwrites what somebody else
//! changed meanwhile. Imports and synchronisations do not come here: they may bring equal titles, a person may not by mistake.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator as _;

use crate::cases;
use crate::project::milestones;
use crate::project::milestones::MilestoneName;
use voluptas_core::base::Millis;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{CaseContent, CaseLink, NewCase, Step};
use voluptas_core::domain::custom_field::{CustomField, FieldEntity};
use voluptas_core::domain::field::{self, CaseField};
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, SuiteId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::review::{Comment, Review};
use voluptas_core::domain::template::Template;
use voluptas_store::page::Slice;
use voluptas_store::shared_steps::SharedStep;
use voluptas_store::{Entity, Error, Op, Result, Source, Store, Tx};

/// Most shared steps and tags that are offered.
const OFFERED: i64 = 2000;

/// The part of a case that a person edits.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CaseForm {
    /// Title, steps and all other content.
    pub content: CaseContent,
    /// Suite; `None` for the root.
    pub suite: Option<SuiteId>,
    /// Further suites that show the case, sorted; those in the trash are not among them.
    #[serde(default)]
    pub further: Vec<SuiteId>,
    /// The functions that the case covers, sorted.
    pub functions: Vec<FunctionId>,
    /// Row id of the milestone; `None` without one.
    #[serde(default)]
    pub milestone: Option<i64>,
}

/// A part of a [`CaseForm`] that is compared, reverted and merged on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FormField {
    /// A field of the content, or the suite.
    Of(CaseField),
    FurtherSuites,
    /// The covered functions.
    Functions,
    Milestone,
}

impl FormField {
    /// Key of the name that people read.
    pub fn name_key(self) -> &'static str {
        match self {
            Self::Functions => "gui-case-covers",
            Self::FurtherSuites => "writing-further-suites",
            Self::Milestone => "cases-column-milestone",
            Self::Of(field) => match field {
                CaseField::Title => "gui-field-title",
                CaseField::Description => "gui-case-description",
                CaseField::Preconditions => "gui-case-preconditions",
                CaseField::Postconditions => "gui-case-postconditions",
                CaseField::Severity => "gui-case-severity",
                CaseField::Priority => "gui-case-priority",
                CaseField::Kind => "gui-case-type",
                CaseField::Layer => "gui-case-layer",
                CaseField::Behavior => "gui-case-behavior",
                CaseField::Automation => "gui-case-automation",
                CaseField::Status => "gui-case-status",
                CaseField::IsFlaky => "writing-flaky",
                CaseField::Tags => "writing-tags",
                CaseField::Parameters => "gui-case-parameters",
                CaseField::CustomFields => "gui-case-fields",
                CaseField::Attachments => "gui-case-attachments",
                CaseField::ExpectedResult => "gui-case-expected-result",
                CaseField::Links => "gui-case-links",
                CaseField::Suite => "writing-suite",
                CaseField::Steps => "gui-case-steps",
            },
        }
    }

    /// All fields, in the order of the form.
    pub fn all() -> impl Iterator<Item = Self> {
        CaseField::iter().map(Self::Of).chain([Self::FurtherSuites, Self::Functions, Self::Milestone])
    }

    /// True when both forms hold the same in this field. A blank text is the same as none.
    #[must_use]
    pub fn same(self, a: &CaseForm, b: &CaseForm) -> bool {
        let text = |t: &Option<String>| t.as_deref().unwrap_or_default().trim().to_owned();
        let (x, y) = (&a.content, &b.content);
        match self {
            Self::Of(CaseField::Suite) => a.suite == b.suite,
            Self::FurtherSuites => a.further == b.further,
            Self::Functions => a.functions == b.functions,
            Self::Milestone => a.milestone == b.milestone,
            Self::Of(CaseField::Title) => x.title.trim() == y.title.trim(),
            Self::Of(CaseField::Description) => text(&x.description) == text(&y.description),
            Self::Of(CaseField::Preconditions) => text(&x.preconditions) == text(&y.preconditions),
            Self::Of(CaseField::Postconditions) => text(&x.postconditions) == text(&y.postconditions),
            // A row that is not filled in yet is no link.
            Self::Of(CaseField::Links) => {
                let filled = |links: &[CaseLink]| links.iter().filter(|l| !l.url.trim().is_empty()).cloned().collect::<Vec<_>>();
                filled(&x.links) == filled(&y.links)
            }
            Self::Of(CaseField::ExpectedResult) => text(&x.expected_result) == text(&y.expected_result),
            Self::Of(field) => field::same(field, x, y),
        }
    }

    /// Copies the field from one form to another.
    pub fn copy(self, from: &CaseForm, to: &mut CaseForm) {
        match self {
            Self::Of(CaseField::Suite) => to.suite = from.suite,
            Self::FurtherSuites => to.further.clone_from(&from.further),
            Self::Functions => to.functions.clone_from(&from.functions),
            Self::Milestone => to.milestone = from.milestone,
            Self::Of(field) => field::copy(field, &from.content, &mut to.content),
        }
    }
}

/// The fields in which two forms differ.
pub fn changed(a: &CaseForm, b: &CaseForm) -> Vec<FormField> {
    FormField::all().filter(|f| !f.same(a, b)).collect()
}

/// The result of a three-way comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// My changes upon theirs. A field in conflict holds mine.
    pub form: CaseForm,
    /// Fields that both sides changed to different values.
    pub conflicts: Vec<FormField>,
}

/// Puts my changes of `base` upon theirs. Custom fields, functions and further suites are merged one by one.
pub fn merge(base: &CaseForm, mine: &CaseForm, theirs: &CaseForm) -> Merged {
    let mut form = theirs.clone();
    let mut conflicts = Vec::new();
    for field in FormField::all() {
        if field.same(mine, base) || field.same(mine, theirs) {
            continue;
        }
        if field == FormField::Of(CaseField::CustomFields) {
            let (old, new) = (&base.content.custom_fields, &mine.content.custom_fields);
            let (stored, merged) = (&theirs.content.custom_fields, &mut form.content.custom_fields);
            for title in old.keys().chain(new.keys()).filter(|t| old.get(*t) != new.get(*t)) {
                if stored.get(title) != old.get(title) && stored.get(title) != new.get(title) && !conflicts.contains(&field) {
                    conflicts.push(field);
                }
                match new.get(title) {
                    Some(value) => drop(merged.insert(title.clone(), value.clone())),
                    None => drop(merged.remove(title)),
                }
            }
            continue;
        }
        match field {
            // Functions and suites are linked and unlinked one by one, so two persons never disagree about them.
            FormField::Functions => form.functions = merge_sets(&base.functions, &mine.functions, &theirs.functions),
            FormField::FurtherSuites => form.further = merge_sets(&base.further, &mine.further, &theirs.further),
            FormField::Of(_) | FormField::Milestone => {
                if !field.same(theirs, base) {
                    conflicts.push(field);
                }
                field.copy(mine, &mut form);
            }
        }
    }
    Merged { form, conflicts }
}

/// The stored set (`theirs`), with the items that the editor added to `base` and without those that the editor removed from it;
/// sorted.
fn merge_sets<T: Copy + Ord>(base: &[T], mine: &[T], theirs: &[T]) -> Vec<T> {
    let kept = theirs.iter().filter(|id| mine.contains(id) || !base.contains(id));
    let added = mine.iter().filter(|id| !base.contains(id));
    kept.chain(added).copied().collect::<BTreeSet<T>>().into_iter().collect()
}

/// A shared step that a case may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedSteps {
    /// The hash that a step of a case names.
    pub hash: String,
    /// Name.
    pub title: String,
    pub steps: Vec<Step>,
    /// Number of living cases that use it.
    pub used: usize,
    /// True for a deleted one, which the case still names. It is not offered.
    pub is_deleted: bool,
}

/// A case as its editor shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSheet {
    /// The stored form.
    pub form: CaseForm,
    /// Project of the case.
    pub project: ProjectId,
    /// Time at which the case was created.
    pub created_ms: Millis,
    /// Time of the last change.
    pub updated_ms: Millis,
    /// Author of the last recorded change of the case itself: name and source. `None` for a case without a history.
    pub changed_by: Option<(Option<String>, Source)>,
    /// True for a case in the trash.
    pub is_deleted: bool,
    /// Review of the case; `None` before the first one.
    pub review: Option<Review>,
    /// True for an approved case whose content is not the approved one.
    pub is_outdated: bool,
    /// Comments, the oldest first.
    pub comments: Vec<Comment>,
    /// Templates, whose steps can be inserted.
    pub templates: Vec<Template>,
    /// The visible custom fields of the project.
    pub fields: Vec<CustomField>,
    /// Shared steps of the project.
    pub shared: Vec<SharedSteps>,
    /// Titles of all tags, sorted.
    pub tags: Vec<String>,
    /// Suites of the project: id and path of titles, in the order of the paths.
    pub suites: Vec<(SuiteId, String)>,
    /// Milestones of the project: the open ones by due time, then the completed ones.
    pub milestones: Vec<MilestoneName>,
}

fn form_of(tx: &Tx<'_>, id: CaseId) -> Result<(CaseForm, voluptas_core::domain::case::Case)> {
    let case = tx.cases().get(id)?;
    let mut functions = tx.mappings().functions_of(id)?;
    functions.sort_unstable();
    let further = tx.cases().further_suites(id)?;
    let milestone = case.milestone_id;
    Ok((CaseForm { content: case.content.clone(), suite: case.suite_id, further, functions, milestone }, case))
}

/// Reads a case for its editor. Blocks.
pub fn load(store: &Store, id: CaseId) -> Result<CaseSheet> {
    store.read(|tx| {
        let (form, case) = form_of(tx, id)?;
        let project = tx.projects().get(case.project_id)?;
        let mut fields = tx.fields().all()?;
        fields.retain(|f| f.entity == FieldEntity::Case && f.is_visible && f.is_in(&project.code));
        let shared = tx.shared_steps().list(case.project_id, None, Slice { limit: OFFERED, offset: 0 })?.rows;
        let hashes: Vec<String> = shared.iter().map(|s| s.hash.clone()).collect();
        let used = if hashes.is_empty() { BTreeMap::new() } else { tx.shared_steps().used_by(case.project_id, &hashes)? };
        let mut shared: Vec<SharedSteps> = shared
            .into_iter()
            .map(|s| SharedSteps {
                used: used.get(&s.hash).map_or(0, Vec::len),
                hash: s.hash,
                title: s.title,
                steps: s.steps,
                is_deleted: false,
            })
            .collect();
        let mut named = BTreeSet::new();
        cases::template::collect_shared(&form.content.steps, &mut named);
        let missing: Vec<String> = named.into_iter().filter(|hash| !hashes.contains(hash)).collect();
        if !missing.is_empty() {
            let deleted = tx.shared_steps().deleted_by_hashes(case.project_id, &missing)?;
            let last_seen =
                |(hash, s): (String, SharedStep)| SharedSteps { hash, title: s.title, steps: s.steps, used: 0, is_deleted: true };
            shared.extend(deleted.into_iter().map(last_seen));
        }
        let suites = suite_paths(tx, case.project_id)?;
        let (project, is_deleted) = (case.project_id, case.deleted_ms.is_some());
        let (created_ms, updated_ms) = (case.created_ms, case.updated_ms);
        let mut templates = tx.templates().all()?;
        for template in &mut templates {
            cases::template::detach_foreign(tx, project, template.content.steps_mut())?;
        }
        let is_outdated = tx.reviews().is_outdated(&case)?;
        let (review, comments, tags) = (case.review, tx.reviews().comments(id)?, tx.fields().tag_titles(OFFERED)?);
        let last = tx.history().of(Entity::Case.as_str(), id.0, 1)?.pop();
        let changed_by = last.map(|(operation, _)| (operation.who, operation.source));
        Ok(CaseSheet {
            form,
            project,
            created_ms,
            updated_ms,
            changed_by,
            is_deleted,
            review,
            is_outdated,
            comments,
            templates,
            fields,
            shared,
            tags,
            suites,
            milestones: milestones::names(tx, project)?,
        })
    })
}

/// The suites of a project with the titles of the suites above them: `Cart › Promo codes`.
fn suite_paths(tx: &Tx<'_>, project: ProjectId) -> Result<Vec<(SuiteId, String)>> {
    let suites = tx.suites().of_project(project)?;
    let by_id: BTreeMap<SuiteId, (&str, Option<SuiteId>)> =
        suites.iter().map(|s| (s.id, (s.content.title.as_str(), s.parent_id))).collect();
    let mut paths: Vec<(SuiteId, String)> = suites
        .iter()
        .map(|s| {
            let (mut titles, mut above) = (vec![s.content.title.as_str()], s.parent_id);
            // A damaged file may hold a circle of suites.
            while let Some((title, parent)) = above.and_then(|id| by_id.get(&id)).filter(|_| titles.len() < 64) {
                titles.push(title);
                above = *parent;
            }
            titles.reverse();
            (s.id, titles.join(" › "))
        })
        .collect();
    paths.sort_by_cached_key(|(_, path)| fold(path));
    Ok(paths)
}

/// The end of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// The form is stored now. `changed` is false when it was stored already.
    Stored {
        /// The form as it is stored.
        form: Box<CaseForm>,
        /// Time of the last change of the content, with this save.
        updated_ms: Millis,
        /// True when something was written.
        changed: bool,
    },
    /// Nothing was written: another active case of the project has this title.
    TitleTaken {
        /// The other case.
        other: CaseId,
        /// Number of that case in the project.
        number: i64,
        /// True when the project holds equal titles already, as after an import or a synchronisation: the person may save anyway.
        may_force: bool,
    },
    /// Nothing was written: somebody else changed one of the edited fields.
    Conflict,
}

/// The other active case of the project with this title.
fn namesake(tx: &Tx<'_>, project: ProjectId, id: Option<CaseId>, title: &str) -> Result<Option<(CaseId, i64)>> {
    let same = tx.cases_titled(project, title)?;
    Ok(same.into_iter().find(|(other, _)| Some(*other) != id))
}

/// Saves an edited case as one operation with the changed fields alone. `base` is the form that editing began with. `force` accepts
/// a title that another active case has.
pub fn save(store: &Store, id: CaseId, base: &CaseForm, mine: &CaseForm, force: bool) -> Result<Saved> {
    let mut mine = mine.clone();
    mine.content.normalise();
    mine.functions.sort_unstable();
    mine.functions.dedup();
    mine.further.sort_unstable();
    mine.further.dedup();
    let label = Message::new("history-edit-case").with("title", &mine.content.title);
    let written = store.write(Op::edit("edit_case").labelled(label), |tx| {
        let (stored, case) = form_of(tx, id)?;
        let Merged { mut form, conflicts } = merge(base, &mine, &stored);
        if !conflicts.is_empty() {
            return Ok(Saved::Conflict);
        }
        // The home suite is no further one.
        form.further.retain(|suite| form.suite != Some(*suite));
        // A function that was deleted for good meanwhile is none: the rest of the draft is saved.
        for function in form.functions.clone().into_iter().filter(|function| !stored.functions.contains(function)) {
            match tx.functions().get(function) {
                Ok(_) => {}
                Err(Error::NotFound { .. }) => form.functions.retain(|other| *other != function),
                Err(error) => return Err(error),
            }
        }
        let fields = changed(&form, &stored);
        if fields.contains(&FormField::Of(CaseField::Title))
            && !force
            && let Some((other, number)) = namesake(tx, case.project_id, Some(id), &form.content.title)?
        {
            return Ok(Saved::TitleTaken { other, number, may_force: tx.has_equal_titles(case.project_id)? });
        }
        let mut updated_ms = case.updated_ms;
        if fields.iter().any(|f| matches!(f, FormField::Of(field) if *field != CaseField::Suite)) {
            tx.cases().update(id, &form.content)?;
            updated_ms = tx.now();
        }
        if form.suite != stored.suite {
            tx.suites().need_living(form.suite)?;
            tx.cases().move_to(id, form.suite)?;
        }
        if form.milestone != stored.milestone {
            // One that was deleted meanwhile took its cases out.
            if form.milestone.map(|milestone| tx.milestones().is_there(milestone)).transpose()? == Some(false) {
                form.milestone = stored.milestone;
            }
            tx.cases().set_milestone(id, form.milestone)?;
        }
        for suite in stored.further.iter().filter(|s| !form.further.contains(s)) {
            tx.cases().remove_from_suite(id, *suite)?;
        }
        for suite in form.further.iter().filter(|s| !stored.further.contains(s)) {
            tx.cases().add_to_suite(id, *suite)?;
        }
        for function in form.functions.iter().filter(|f| !stored.functions.contains(f)) {
            tx.mappings().link(*function, id, Origin::Manual)?;
        }
        for function in stored.functions.iter().filter(|f| !form.functions.contains(f)) {
            tx.mappings().unlink(*function, id)?;
        }
        Ok(Saved::Stored { form: Box::new(form), updated_ms, changed: !fields.is_empty() })
    })?;
    Ok(written.value)
}

/// The end of creating a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreateOutcome {
    /// The new case.
    Case(CaseId),
    /// Nothing was written: this active case has the title.
    TitleTaken(CaseId),
}

/// Creates a case with a title in a suite, or at the root of the project; `template` gives everything else.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a blank or too long title, [`voluptas_store::Error::NotFound`] for a template that was deleted.
pub fn create(
    store: &Store,
    project: ProjectId,
    suite: Option<SuiteId>,
    title: &str,
    template: Option<i64>,
    force: bool,
) -> Result<CreateOutcome> {
    create_for(store, None, project, suite, title, template, force)
}

/// Creates a case as [`create`] does, and links it to a function in the same write.
///
/// # Errors
/// Those of [`create`].
pub fn create_for(
    store: &Store,
    function: Option<FunctionId>,
    project: ProjectId,
    suite: Option<SuiteId>,
    title: &str,
    template: Option<i64>,
    force: bool,
) -> Result<CreateOutcome> {
    let template = template.map(|id| store.read(|tx| tx.templates().get(id))).transpose()?;
    let content = cases::template::new_content(template.as_ref(), title);
    let label = Message::new("history-create-case").with("title", &content.title);
    let written = store.write(Op::edit("create_case").labelled(label), |tx| {
        if !force && let Some((other, _)) = namesake(tx, project, None, &content.title)? {
            return Ok(CreateOutcome::TitleTaken(other));
        }
        tx.suites().need_living(suite)?;
        let mut content = content.clone();
        cases::template::detach_foreign(tx, project, &mut content.steps)?;
        let new = NewCase { suite_id: suite, number: None, content };
        let case = tx.cases().create(project, &new)?;
        if let Some(function) = function {
            tx.mappings().link(function, case, Origin::Manual)?;
        }
        Ok(CreateOutcome::Case(case))
    })?;
    Ok(written.value)
}
