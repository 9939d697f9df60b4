//! Cases with their steps.

use super::{Change, set};
use crate::error::{ApiError, ApiResult, FieldError};
use crate::options::ENUMERATIONS;
use crate::rest::typed::refuse;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use voluptas_core::base::clock::to_iso;
use voluptas_core::domain::case::{AttachmentRef, Case, CaseContent, CaseLink, Parameter, ParameterItem, Step, StepsType};
use voluptas_core::domain::ids::{CaseId, SuiteId};
use voluptas_core::domain::review::ReviewState;
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_store::shared_parameters::shared_id;
use voluptas_store::{CaseColumn, Tx};

/// A test case.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CaseObject {
    /// Number in the project.
    pub id: i64,
    /// Number of the suite; null at the root.
    pub suite_id: Option<i64>,
    /// Place among the cases of the suite, from 0.
    pub position: i64,
    /// Further suites that show the case.
    pub further_suites: Vec<FurtherSuite>,
    /// Number of the milestone.
    pub milestone_id: Option<i64>,
    /// Null for a case that nobody sent to review.
    pub review: Option<ReviewObject>,
    #[serde(flatten)]
    pub content: CaseFields,
    pub created_at: String,
    pub updated_at: String,
}

/// The review of a case.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReviewObject {
    pub state: ReviewWord,
    /// Name of the person who set the state.
    pub by: Option<String>,
    pub at: String,
    /// True for an approved case whose content is another one by now.
    pub is_outdated: bool,
}

/// State of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewWord {
    /// Waits for a reviewer.
    InReview,
    /// Approved as it was then.
    Approved,
}

impl From<ReviewState> for ReviewWord {
    fn from(state: ReviewState) -> Self {
        match state {
            ReviewState::InReview => Self::InReview,
            ReviewState::Approved => Self::Approved,
        }
    }
}

impl From<ReviewWord> for ReviewState {
    fn from(word: ReviewWord) -> Self {
        match word {
            ReviewWord::InReview => Self::InReview,
            ReviewWord::Approved => Self::Approved,
        }
    }
}

/// A further suite that shows a case.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FurtherSuite {
    /// Number of the suite.
    pub suite_id: i64,
    /// Place among the cases that the suite shows, from 0.
    pub position: i64,
}

/// The content of a case.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CaseFields {
    pub title: String,
    /// Markdown, as the other long texts.
    pub description: Option<String>,
    pub preconditions: Option<String>,
    pub postconditions: Option<String>,
    /// Expected result of the whole case.
    pub expected_result: Option<String>,
    /// `undefined`, `blocker`, `critical`, `major`, `normal`, `minor`, `trivial`, or the workspace's own.
    pub severity: String,
    /// `undefined`, `high`, `medium`, `low`.
    pub priority: String,
    /// `other`, `functional`, `smoke`, `regression`, `security`, `usability`, `performance`, `acceptance`, `compatibility`, `integration`,
    /// `exploratory`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `unknown`, `e2e`, `api`, `unit`.
    pub layer: String,
    /// `undefined`, `positive`, `negative`, `destructive`.
    pub behavior: String,
    /// `is-not-automated`, `to-be-automated`, `automated`.
    pub automation: String,
    /// `actual`, `draft`, `deprecated`.
    pub status: String,
    pub is_flaky: bool,
    /// Notation of the steps.
    pub steps_type: StepsTypeWord,
    pub steps: Vec<StepObject>,
    /// Sorted, without repeats.
    pub tags: Vec<String>,
    pub parameters: Vec<ParameterObject>,
    /// Values of custom fields by the title of the field.
    pub custom_fields: BTreeMap<String, String>,
    pub attachments: Vec<FileObject>,
    /// Pages about the case.
    pub links: Vec<LinkObject>,
}

/// Notation of steps.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StepsTypeWord {
    /// Action, data, expected result.
    Classic,
    /// Given, When, Then.
    Gherkin,
}

/// A step; steps may hold steps.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StepObject {
    /// Action to perform. Markdown.
    pub action: String,
    /// Expected result.
    pub expected: Option<String>,
    /// Test data to enter.
    pub data: Option<String>,
    /// Hash of the shared steps that stand here.
    pub shared: Option<String>,
    /// Hashes of uploaded files.
    pub attachments: Vec<String>,
    pub steps: Vec<StepObject>,
}

/// Parameters that vary together: one, or a group whose members have equally many values.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParameterObject {
    /// Id of the shared parameter, where it is one.
    #[serde(default)]
    pub shared_id: Option<String>,
    #[schemars(length(min = 1))]
    pub items: Vec<ParameterItemObject>,
}

/// A parameter with its values.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParameterItemObject {
    #[schemars(length(min = 1, max = 255))]
    pub title: String,
    #[schemars(length(min = 1))]
    pub values: Vec<String>,
}

/// A file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FileObject {
    /// Hash by which the file is named; null for one of another server.
    pub hash: Option<String>,
    pub filename: String,
    /// Media type.
    pub mime: String,
    /// Length in bytes.
    pub size: i64,
    /// Address to download it from.
    pub url: Option<String>,
}

impl FileObject {
    pub fn new(root: &str, file: &AttachmentRef) -> Self {
        let own = file.hash.as_ref().map(|hash| crate::dto::attachment::url(root, hash, &file.filename));
        Self {
            hash: file.hash.clone(),
            filename: file.filename.clone(),
            mime: file.mime.clone(),
            size: file.size,
            url: own.or_else(|| file.url.clone()),
        }
    }
}

/// A page about a case.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkObject {
    /// `http` or `https`.
    pub url: String,
    /// Text to show; empty shows the address.
    #[serde(default)]
    pub title: String,
}

/// Things that the objects of some cases need besides the cases.
#[derive(Debug)]
pub struct CaseContext {
    pub root: String,
    pub suites: BTreeMap<SuiteId, i64>,
    pub milestones: BTreeMap<CaseId, i64>,
    /// Approved cases that changed since and are again as they were approved.
    standing: HashSet<CaseId>,
}

impl CaseContext {
    /// Reads what belongs to these cases.
    pub fn load(tx: &Tx<'_>, root: &str, cases: &[Case]) -> ApiResult<Self> {
        let around = tx.around_cases(cases)?;
        let mut suites = around.suites;
        for id in cases.iter().flat_map(|case| case.further_suites.keys()) {
            if !suites.contains_key(id) {
                let suite = tx.suites().get(*id)?;
                if suite.deleted_ms.is_none() {
                    suites.insert(*id, suite.number);
                }
            }
        }
        let is_late = |case: &&Case| case.review.as_ref().is_some_and(|review| review.is_outdated(case.updated_ms));
        let late: Vec<CaseId> = cases.iter().filter(is_late).map(|case| case.id).collect();
        let standing = tx.reviews().standing(&late)?;
        Ok(Self { root: root.to_owned(), suites, milestones: around.milestones, standing })
    }

    /// The object of a case.
    pub fn object(&self, case: &Case) -> CaseObject {
        let further = case
            .further_suites
            .iter()
            .filter_map(|(id, position)| Some(FurtherSuite { suite_id: self.suites.get(id).copied()?, position: *position }));
        CaseObject {
            id: case.number,
            suite_id: case.suite_id.and_then(|id| self.suites.get(&id).copied()),
            position: case.position,
            further_suites: further.collect(),
            milestone_id: self.milestones.get(&case.id).copied(),
            review: case.review.as_ref().map(|review| ReviewObject {
                state: review.state.into(),
                by: Some(review.by.clone()).filter(|by| !by.is_empty()),
                at: to_iso(review.at_ms),
                is_outdated: review.is_outdated(case.updated_ms) && !self.standing.contains(&case.id),
            }),
            content: CaseFields::new(&self.root, &case.content),
            created_at: to_iso(case.created_ms),
            updated_at: to_iso(case.updated_ms),
        }
    }
}

impl CaseFields {
    pub fn new(root: &str, c: &CaseContent) -> Self {
        Self {
            title: c.title.clone(),
            description: c.description.clone(),
            preconditions: c.preconditions.clone(),
            postconditions: c.postconditions.clone(),
            expected_result: c.expected_result.clone(),
            severity: c.severity.clone(),
            priority: c.priority.clone(),
            kind: c.kind.clone(),
            layer: c.layer.clone(),
            behavior: c.behavior.clone(),
            automation: c.automation.clone(),
            status: c.status.clone(),
            is_flaky: c.is_flaky,
            steps_type: match c.steps_type {
                StepsType::Classic => StepsTypeWord::Classic,
                StepsType::Gherkin => StepsTypeWord::Gherkin,
            },
            steps: c.steps.iter().map(StepObject::from).collect(),
            tags: c.tags.clone(),
            parameters: c.parameters.iter().map(ParameterObject::from).collect(),
            custom_fields: c.custom_fields.clone(),
            attachments: c.attachments.iter().map(|file| FileObject::new(root, file)).collect(),
            links: c.links.iter().map(|link| LinkObject { url: link.url.clone(), title: link.title.clone() }).collect(),
        }
    }
}

impl From<&Step> for StepObject {
    fn from(step: &Step) -> Self {
        Self {
            action: step.action.clone(),
            expected: step.expected.clone(),
            data: step.data.clone(),
            shared: step.shared.clone(),
            attachments: step.attachments.iter().filter_map(|file| file.hash.clone()).collect(),
            steps: step.steps.iter().map(Self::from).collect(),
        }
    }
}

impl From<&Parameter> for ParameterObject {
    fn from(parameter: &Parameter) -> Self {
        let item = |i: &ParameterItem| ParameterItemObject { title: i.title.clone(), values: i.values.clone() };
        Self { shared_id: shared_id(parameter).map(str::to_owned), items: parameter.items().iter().map(item).collect() }
    }
}

/// Fields of a case; a new one needs a title.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CaseChanges {
    #[schemars(length(min = 1, max = 255))]
    pub title: Option<String>,
    #[serde(deserialize_with = "super::change")]
    pub description: Change<String>,
    #[serde(deserialize_with = "super::change")]
    pub preconditions: Change<String>,
    #[serde(deserialize_with = "super::change")]
    pub postconditions: Change<String>,
    #[serde(deserialize_with = "super::change")]
    pub expected_result: Change<String>,
    /// Words of a case's fields: see `CaseObject`.
    pub severity: Option<String>,
    pub priority: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub layer: Option<String>,
    pub behavior: Option<String>,
    pub automation: Option<String>,
    pub status: Option<String>,
    pub is_flaky: Option<bool>,
    pub steps_type: Option<StepsTypeWord>,
    /// All steps; those of before go.
    pub steps: Option<Vec<StepObject>>,
    pub tags: Option<Vec<String>>,
    pub parameters: Option<Vec<ParameterObject>>,
    /// Values by title; null removes one, fields that are not named stay.
    pub custom_fields: Option<BTreeMap<String, Option<String>>>,
    /// Hashes of uploaded files.
    pub attachments: Option<Vec<String>>,
    pub links: Option<Vec<LinkObject>>,
    /// Number of the suite; null is the root.
    #[serde(deserialize_with = "super::change")]
    pub suite_id: Change<i64>,
    /// Number of the case of the suite before which this one shall stand; null is the end.
    #[serde(deserialize_with = "super::change")]
    pub before_id: Change<i64>,
    /// Number of the milestone.
    #[serde(deserialize_with = "super::change")]
    pub milestone_id: Change<i64>,
    /// Numbers of the further suites that shall show the case, in place of those of before.
    pub further_suites: Option<Vec<i64>>,
}

impl CaseChanges {
    /// Puts the changes into a content. Files and shared steps are named by hashes, which the caller has looked up.
    ///
    /// # Errors
    /// 422 with every field that breaks a rule.
    pub fn apply(
        &self,
        tx: &Tx<'_>,
        c: &mut CaseContent,
        files: &impl Fn(&str) -> Option<AttachmentRef>,
        fields: &[String],
    ) -> ApiResult<()> {
        let mut wrong: Vec<FieldError> = Vec::new();
        if let Some(title) = &self.title {
            c.title = title.trim().to_owned();
        }
        if c.title.is_empty() || c.title.chars().count() > TITLE_MAX {
            wrong.push(fault("/title", format!("must have 1 to {TITLE_MAX} characters")));
        }
        set(&mut c.description, self.description.clone());
        set(&mut c.preconditions, self.preconditions.clone());
        set(&mut c.postconditions, self.postconditions.clone());
        set(&mut c.expected_result, self.expected_result.clone());
        self.words(tx, c, &mut wrong)?;
        if let Some(flaky) = self.is_flaky {
            c.is_flaky = flaky;
        }
        match self.steps_type {
            Some(StepsTypeWord::Classic) => c.steps_type = StepsType::Classic,
            Some(StepsTypeWord::Gherkin) => c.steps_type = StepsType::Gherkin,
            None => {}
        }
        if let Some(steps) = &self.steps {
            let before = std::mem::take(&mut c.steps);
            c.steps = steps.iter().enumerate().map(|(i, s)| step(s, &format!("/steps/{i}"), files, &mut wrong)).collect();
            keep_nameless(&before, &mut c.steps);
        }
        if let Some(tags) = &self.tags {
            c.tags.clone_from(tags);
        }
        if let Some(parameters) = &self.parameters {
            c.parameters = parameters.iter().enumerate().map(|(i, p)| parameter(p, i, &mut wrong)).collect();
        }
        for (title, value) in self.custom_fields.iter().flatten() {
            if !fields.contains(title) {
                let name = title.replace('~', "~0").replace('/', "~1");
                wrong.push(fault(&format!("/custom_fields/{name}"), "is no custom field of cases in this project"));
            }
            match value {
                Some(value) => c.custom_fields.insert(title.clone(), value.clone()),
                None => c.custom_fields.remove(title),
            };
        }
        if let Some(hashes) = &self.attachments {
            c.attachments = named(hashes, "/attachments", files, &mut wrong);
        }
        if let Some(links) = &self.links {
            c.links = links.iter().map(|l| CaseLink { url: l.url.trim().to_owned(), title: l.title.clone() }).collect();
            for (i, link) in c.links.iter().enumerate().filter(|(_, link)| !link.is_page()) {
                wrong.push(fault(&format!("/links/{i}/url"), format!("“{}” is no address of a page", link.url)));
            }
        }
        c.normalise();
        refuse(wrong)
    }

    fn words(&self, tx: &Tx<'_>, c: &mut CaseContent, wrong: &mut Vec<FieldError>) -> ApiResult<()> {
        for e in ENUMERATIONS {
            let (given, place) = match e.column {
                CaseColumn::Severity => (&self.severity, &mut c.severity),
                CaseColumn::Priority => (&self.priority, &mut c.priority),
                CaseColumn::Kind => (&self.kind, &mut c.kind),
                CaseColumn::Layer => (&self.layer, &mut c.layer),
                CaseColumn::Behavior => (&self.behavior, &mut c.behavior),
                CaseColumn::Automation => (&self.automation, &mut c.automation),
                CaseColumn::Status => (&self.status, &mut c.status),
            };
            let Some(word) = given else { continue };
            if e.options.iter().any(|option| option.1 == word) || tx.cases().slugs_in_use(e.column)?.contains(word) {
                place.clone_from(word);
            } else {
                let known: Vec<&str> = e.options.iter().map(|option| option.1).collect();
                wrong.push(fault(&format!("/{}", e.slug), format!("“{word}” is none of {}", known.join(", "))));
            }
        }
        Ok(())
    }

    /// Every hash of a file that the changes name.
    pub fn files(&self) -> Vec<String> {
        fn of_steps(steps: &[StepObject], found: &mut Vec<String>) {
            for step in steps {
                found.extend(step.attachments.iter().cloned());
                of_steps(&step.steps, found);
            }
        }
        let mut found = self.attachments.clone().unwrap_or_default();
        of_steps(self.steps.as_deref().unwrap_or_default(), &mut found);
        found
    }
}

/// A wrong field.
pub fn fault(pointer: &str, error: impl Into<String>) -> FieldError {
    FieldError { field: pointer.to_owned(), error: error.into() }
}

/// 422 for one field.
pub fn refused(pointer: &str, error: impl Into<String>) -> ApiError {
    ApiError::unprocessable(pointer, error)
}

fn named(
    hashes: &[String],
    at: &str,
    files: &impl Fn(&str) -> Option<AttachmentRef>,
    wrong: &mut Vec<FieldError>,
) -> Vec<AttachmentRef> {
    let mut found = Vec::with_capacity(hashes.len());
    for (i, hash) in hashes.iter().enumerate() {
        match files(hash) {
            Some(file) => found.push(file),
            None => wrong.push(fault(&format!("{at}/{i}"), "is no uploaded file of this project")),
        }
    }
    found
}

fn step(s: &StepObject, at: &str, files: &impl Fn(&str) -> Option<AttachmentRef>, wrong: &mut Vec<FieldError>) -> Step {
    if s.action.trim().is_empty() && s.shared.is_none() {
        wrong.push(fault(&format!("{at}/action"), "is required where no shared steps stand"));
    }
    Step {
        action: s.action.clone(),
        expected: s.expected.clone(),
        data: s.data.clone(),
        shared: s.shared.clone(),
        attachments: named(&s.attachments, &format!("{at}/attachments"), files, wrong),
        steps: s.steps.iter().enumerate().map(|(i, s)| step(s, &format!("{at}/steps/{i}"), files, wrong)).collect(),
    }
}

/// Keeps the files of steps that no client can name, because they lie on another server. They stay with the step of the same action, or of the
/// same place.
fn keep_nameless(before: &[Step], now: &mut [Step]) {
    let is_same_length = before.len() == now.len();
    for (i, step) in now.iter_mut().enumerate() {
        let same = before.iter().find(|old| old.action == step.action && old.shared == step.shared);
        let Some(old) = same.or_else(|| before.get(i).filter(|_| is_same_length)) else { continue };
        step.attachments.extend(old.attachments.iter().filter(|file| file.hash.is_none()).cloned());
        keep_nameless(&old.steps, &mut step.steps);
    }
}

/// Steps that stand by themselves, without files and without shared steps.
///
/// # Errors
/// 422 with every wrong field.
pub fn plain_steps(steps: &[StepObject], at: &str) -> ApiResult<Vec<Step>> {
    fn check(steps: &[StepObject], at: &str, wrong: &mut Vec<FieldError>) {
        for (i, step) in steps.iter().enumerate() {
            if step.shared.is_some() {
                wrong.push(fault(&format!("{at}/{i}/shared"), "has no place here"));
            }
            check(&step.steps, &format!("{at}/{i}/steps"), wrong);
        }
    }
    let mut wrong = Vec::new();
    check(steps, at, &mut wrong);
    let read = steps.iter().enumerate().map(|(i, s)| step(s, &format!("{at}/{i}"), &|_| None, &mut wrong)).collect();
    refuse(wrong)?;
    Ok(read)
}

fn parameter(p: &ParameterObject, index: usize, wrong: &mut Vec<FieldError>) -> Parameter {
    let mut items: Vec<ParameterItem> =
        p.items.iter().map(|i| ParameterItem { title: i.title.clone(), values: i.values.clone() }).collect();
    if items.iter().any(|item| item.title.trim().is_empty() || item.values.is_empty()) || items.is_empty() {
        wrong.push(fault(&format!("/parameters/{index}/items"), "need a title and a value each"));
    }
    if items.len() == 1 {
        Parameter::Single { shared_id: p.shared_id.clone(), item: items.remove(0) }
    } else {
        if items.iter().any(|item| item.values.len() != items[0].values.len()) {
            wrong.push(fault(&format!("/parameters/{index}/items"), "vary together and need equally many values"));
        }
        Parameter::Group { shared_id: p.shared_id.clone(), items }
    }
}
