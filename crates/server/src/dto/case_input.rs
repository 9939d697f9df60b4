//! A case as `POST` and `PATCH /case` give it.

use super::attachment::hashes;
use super::custom_values::Fields;
use super::steps::{self, StepInput};
use crate::error::{ApiError, ApiResult};
use crate::input::Input;
use crate::options::ENUMERATIONS;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use voluptas_core::domain::case::{CaseContent, Parameter, ParameterItem, StepsType};
use voluptas_core::domain::ids::SuiteId;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_ingest::Files;
use voluptas_store::shared_parameters::shared_id;
use voluptas_store::shared_steps::SharedStep;
use voluptas_store::{CaseColumn, Tx};

/// Data for reading cases from requests; suites are looked up once for a whole batch.
#[derive(Debug)]
pub struct Context<'t> {
    tx: &'t Tx<'t>,
    project: Project,
    fields: Fields,
    suites: RefCell<Option<HashMap<i64, SuiteId>>>,
}

/// A case read from a request. An outer `None` means that the request does not have the field.
#[derive(Debug)]
pub struct Read {
    /// New content of the case.
    pub content: CaseContent,
    /// Suite of the case; an inner `None` is the root.
    pub suite: Option<Option<SuiteId>>,
    /// Row id of the milestone; an inner `None` removes it.
    pub milestone: Option<Option<i64>>,
}

impl<'t> Context<'t> {
    /// A context for cases of one project.
    pub fn new(tx: &'t Tx<'t>, project: Project, fields: Fields) -> Self {
        Self { tx, project, fields, suites: RefCell::default() }
    }

    /// Reads a case. `before` is its current content; a new case has none and must have a title.
    ///
    /// # Errors
    /// 400 with every field that breaks a rule.
    pub fn read(&self, input: &Input<'_>, before: Option<&CaseContent>) -> ApiResult<Read> {
        let is_new = before.is_none();
        let mut c = before.cloned().unwrap_or_default();
        if is_new || input.has("title") {
            c.title = input.required_text("title", TITLE_MAX);
        }
        input.replace_text("description", &mut c.description);
        input.replace_text("preconditions", &mut c.preconditions);
        input.replace_text("postconditions", &mut c.postconditions);
        self.enumerations(input, &mut c)?;
        if let Some(flaky) = input.truth("is_flaky") {
            c.is_flaky = flaky;
        }
        match input.text("steps_type", 16).as_deref() {
            Some("classic") => c.steps_type = StepsType::Classic,
            Some("gherkin") => c.steps_type = StepsType::Gherkin,
            Some(_) => input.fail("steps_type", "The selected steps type is invalid."),
            None => {}
        }
        let new_steps = input.has("steps").then(|| steps::read(input, "steps", c.steps_type));
        let new_files = input.has("attachments").then(|| hashes(input, "attachments"));
        if let Some(tags) = input.texts("tags") {
            c.tags = tags;
        }
        parameters(input, &mut c);
        let (suite, milestone) = (input.int("suite_id"), input.int("milestone_id"));
        input.finish()?;
        let looked_up = (|| {
            self.fields.apply(input, is_new, &mut c.custom_fields)?;
            self.attach(new_steps, new_files, &mut c)?;
            self.share(&mut c)?;
            c.normalise();
            Ok(Read {
                content: c,
                suite: input.has("suite_id").then(|| suite.map(|n| self.suite(n)).transpose()).transpose()?,
                milestone: input.has("milestone_id").then(|| milestone.map(|n| self.milestone(n)).transpose()).transpose()?,
            })
        })();
        looked_up.map_err(|e: ApiError| e.within(input.place()))
    }

    fn enumerations(&self, input: &Input<'_>, c: &mut CaseContent) -> ApiResult<()> {
        for e in ENUMERATIONS {
            let Some(id) = input.int(e.slug) else { continue };
            let Some(slug) = e.slug_of(id, self.tx)? else {
                input.fail(e.slug, format!("The selected {} is invalid.", e.slug));
                continue;
            };
            match e.column {
                CaseColumn::Severity => c.severity = slug,
                CaseColumn::Priority => c.priority = slug,
                CaseColumn::Kind => c.kind = slug,
                CaseColumn::Layer => c.layer = slug,
                CaseColumn::Behavior => c.behavior = slug,
                CaseColumn::Automation => c.automation = slug,
                CaseColumn::Status => c.status = slug,
            }
        }
        let (manual, planned) = (input.truth("isManual"), input.truth("isToBeAutomated"));
        if manual.is_some() || planned.is_some() {
            let is_manual = manual.unwrap_or(c.automation != "automated");
            let is_planned = planned.unwrap_or(c.automation == "to-be-automated");
            c.automation = match (is_manual, is_planned) {
                (false, _) => "automated",
                (true, true) => "to-be-automated",
                (true, false) => "is-not-automated",
            }
            .to_owned();
        }
        Ok(())
    }

    fn attach(&self, steps: Option<Vec<StepInput>>, files: Option<Vec<String>>, c: &mut CaseContent) -> ApiResult<()> {
        let mut named = files.clone().unwrap_or_default();
        let mut shared = Vec::new();
        steps::names(steps.as_deref().unwrap_or_default(), &mut named, &mut shared);
        let known = Files::load(self.tx, self.project.id, &named)?;
        if let Some(files) = files {
            c.attachments = known.references("attachments", &files)?;
        }
        if let Some(steps) = steps {
            let shared: BTreeMap<String, SharedStep> =
                if shared.is_empty() { BTreeMap::new() } else { self.tx.shared_steps().by_hashes(self.project.id, &shared)? };
            c.steps = steps::resolve(steps, &known, &shared)?;
        }
        Ok(())
    }

    /// Gives parameters that name a shared one its names and values. One that is unknown here stays as it is: it may be of another account.
    fn share(&self, c: &mut CaseContent) -> ApiResult<()> {
        for (i, parameter) in c.parameters.iter_mut().enumerate() {
            let Some(uuid) = shared_id(parameter) else { continue };
            let Some(shared) = self.tx.shared_parameters().by_uuid(uuid)? else { continue };
            if !shared.is_in(&self.project.code) {
                return Err(ApiError::field(format!("parameters.{i}.shared_id"), "The selected shared id is invalid."));
            }
            *parameter = shared.of_case();
        }
        Ok(())
    }

    fn suite(&self, number: i64) -> ApiResult<SuiteId> {
        let mut suites = self.suites.borrow_mut();
        let suites = match &mut *suites {
            Some(suites) => suites,
            empty => {
                let all = self.tx.suites().of_project(self.project.id)?;
                empty.insert(all.into_iter().map(|s| (s.number, s.id)).collect())
            }
        };
        suites.get(&number).copied().ok_or_else(|| ApiError::field("suite_id", "The selected suite id is invalid."))
    }

    fn milestone(&self, number: i64) -> ApiResult<i64> {
        match self.tx.milestones().by_number(self.project.id, number) {
            Ok(milestone) => Ok(milestone.id),
            Err(voluptas_store::Error::NotFound { .. }) => {
                Err(ApiError::field("milestone_id", "The selected milestone id is invalid."))
            }
            Err(e) => Err(e.into()),
        }
    }
}

/// `parameters`, or the older `params`; null clears them.
fn parameters(input: &Input<'_>, c: &mut CaseContent) {
    if input.has("parameters") {
        let objects = input.objects("parameters").unwrap_or_default();
        c.parameters = objects.iter().map(parameter).collect();
    } else if input.has("params") {
        let single = |(title, values)| Parameter::Single { shared_id: None, item: ParameterItem { title, values } };
        c.parameters = match input.object("params") {
            Some(map) => map.names().map(|n| (n.to_owned(), map.texts(n).unwrap_or_default())).map(single).collect(),
            None => Vec::new(),
        };
    }
}

/// A parameter: its name and values.
pub fn parameter_item(input: &Input<'_>) -> ParameterItem {
    let title = input.required_text("title", TITLE_MAX);
    let values = input.texts("values").unwrap_or_default();
    if values.is_empty() {
        input.fail("values", "The values field is required.");
    }
    ParameterItem { title, values }
}

fn parameter(input: &Input<'_>) -> Parameter {
    let shared_id = input.text("shared_id", 64);
    // Also accepts the form that `GET /case` shows: the item in an object of its own.
    if let Some(items) = input.objects("items") {
        if items.len() < 2 {
            input.fail("items", "The items must have at least 2 items.");
        }
        return Parameter::Group { shared_id, items: items.iter().map(parameter_item).collect() };
    }
    if let Some(one) = input.object("item") {
        return Parameter::Single { shared_id, item: parameter_item(&one) };
    }
    if shared_id.is_some() && !input.has("title") {
        return Parameter::Single { shared_id, item: ParameterItem { title: String::new(), values: Vec::new() } };
    }
    Parameter::Single { shared_id, item: parameter_item(input) }
}
