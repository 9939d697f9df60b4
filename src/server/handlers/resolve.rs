//! Which case a result belongs to: by number, by signature, by title and suites, or made for it.

use crate::base::fold::fold;
use crate::domain::case::{CaseContent, NewCase, Parameter, ParameterItem, Step};
use crate::domain::custom_field::FieldEntity;
use crate::domain::ids::{CaseId, SuiteId};
use crate::domain::project::{AUTO_CREATE_CASES, Project};
use crate::domain::result::ResultStep;
use crate::domain::suite::{NewSuite, SuiteContent};
use crate::server::dto::custom_values::Fields;
use crate::server::dto::result_input::{Incoming, SuiteLevel};
use crate::server::error::{ApiError, ApiResult};
use crate::server::options::enumeration;
use crate::store::{CaseColumn, Tx};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Fields of a v2 result that Qase knows itself; every other key means a custom field.
const KNOWN_FIELDS: &[&str] = &[
    "author",
    "description",
    "preconditions",
    "postconditions",
    "layer",
    "severity",
    "priority",
    "behavior",
    "type",
    "muted",
    "is_flaky",
    "tags",
    "executed_by",
    "error_context",
];

/// Finds the cases of the results of one request.
#[derive(Debug)]
pub struct Resolver<'t> {
    tx: &'t Tx<'t>,
    project: Project,
    /// The project's setting; `None` where nobody has decided.
    makes_cases: Option<bool>,
    fields: Fields,
    numbers: BTreeMap<i64, CaseId>,
    /// Suites by parent and folded title.
    suites: HashMap<(Option<SuiteId>, String), SuiteId>,
    by_number: HashMap<i64, SuiteId>,
}

impl<'t> Resolver<'t> {
    /// For results of one project. Where the project's setting `auto_create_cases` is missing, a case is created for a result
    /// that names no case, as users of reporters expect; a result with an unknown case id stays without a case.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn new(tx: &'t Tx<'t>, project: &Project, settings: &Value, results: &[Incoming]) -> ApiResult<Self> {
        let named: Vec<i64> = results.iter().flat_map(|r| r.cases.iter().copied()).collect();
        let (mut suites, mut by_number) = (HashMap::new(), HashMap::new());
        for suite in tx.suites().of_project(project.id)? {
            by_number.insert(suite.number, suite.id);
            suites.entry((suite.parent_id, fold(&suite.content.title))).or_insert(suite.id);
        }
        Ok(Self {
            tx,
            project: project.clone(),
            makes_cases: settings[AUTO_CREATE_CASES].as_bool(),
            fields: Fields::load(tx, FieldEntity::Case, &project.code)?,
            numbers: tx.case_ids(project.id, &named)?,
            suites,
            by_number,
        })
    }

    /// The cases of a result. None at all is a result that stays without one.
    ///
    /// # Errors
    /// 400 for a v1 result whose case is not there.
    pub fn cases(&mut self, result: &Incoming, strict: bool) -> ApiResult<Vec<CaseId>> {
        let mut found: Vec<CaseId> = result.cases.iter().filter_map(|n| self.numbers.get(n).copied()).collect();
        let all_known = found.len() == result.cases.len();
        // One case named twice has one result.
        let mut seen = HashSet::new();
        found.retain(|case| seen.insert(*case));
        if strict && !all_known {
            return Err(ApiError::field("case_id", "The selected case id is invalid.").within(&result.place));
        }
        if found.is_empty()
            && let Some(case) = self.without_number(result)?
        {
            found.push(case);
        }
        for case in &found {
            self.fill_custom_fields(*case, result)?;
        }
        Ok(found)
    }

    fn without_number(&mut self, result: &Incoming) -> ApiResult<Option<CaseId>> {
        if let Some(signature) = &result.content.signature
            && let Some(case) = self.tx.results().case_of_signature(self.project.id, signature)?
        {
            return Ok(Some(case));
        }
        if result.content.title.trim().is_empty() {
            return Ok(None);
        }
        let makes = result.creates_case || self.makes_cases.unwrap_or(result.cases.is_empty());
        let Some(suite) = self.suite(&result.suites, makes)? else { return Ok(None) };
        if let Some(case) = self.tx.case_by_title(self.project.id, suite, &result.content.title)? {
            return Ok(Some(case));
        }
        if !makes {
            return Ok(None);
        }
        let new = NewCase { suite_id: suite, number: None, content: self.new_content(result) };
        Ok(Some(self.tx.cases().create(self.project.id, &new)?))
    }

    /// The suite at the end of a path. The outer none: there is no such suite, and none is to be made.
    fn suite(&mut self, path: &[SuiteLevel], makes: bool) -> ApiResult<Option<Option<SuiteId>>> {
        let mut at: Option<SuiteId> = None;
        for level in path {
            if let Some(id) = level.number.and_then(|n| self.by_number.get(&n)) {
                at = Some(*id);
                continue;
            }
            let key = (at, fold(&level.title));
            at = match self.suites.get(&key) {
                Some(id) => Some(*id),
                None if !makes => return Ok(None),
                None => {
                    let content = SuiteContent { title: level.title.clone(), ..SuiteContent::default() };
                    let id = self.tx.suites().create(self.project.id, &NewSuite { parent_id: at, number: None, content })?;
                    self.suites.insert(key, id);
                    Some(id)
                }
            };
        }
        Ok(Some(at))
    }

    /// What a case that is made for a result says.
    fn new_content(&self, result: &Incoming) -> CaseContent {
        let text = |name: &str| result.case_fields.get(name).filter(|t| !t.trim().is_empty()).cloned();
        let mut c = CaseContent {
            title: result.content.title.clone(),
            description: text("description"),
            preconditions: text("preconditions"),
            postconditions: text("postconditions"),
            automation: "automated".into(),
            is_flaky: text("is_flaky").is_some_and(|t| matches!(t.to_lowercase().as_str(), "true" | "1" | "yes")),
            steps: result.content.steps.iter().map(step).collect(),
            tags: text("tags").map(|t| t.split(',').map(|t| t.trim().to_owned()).collect()).unwrap_or_default(),
            ..CaseContent::default()
        };
        for (name, target) in [
            ("severity", &mut c.severity),
            ("priority", &mut c.priority),
            ("behavior", &mut c.behavior),
            ("type", &mut c.kind),
            ("layer", &mut c.layer),
        ] {
            if let Some(slug) = text(name).map(|t| t.trim().to_lowercase())
                && let Some(e) = enumeration(name)
                && self.is_option(e.column, e.options, &slug)
            {
                *target = slug;
            }
        }
        let parameter = |(title, value): (&String, &String)| Parameter::Single {
            shared_id: None,
            item: ParameterItem { title: title.clone(), values: vec![value.clone()] },
        };
        c.parameters = result.content.params.iter().map(parameter).collect();
        c.normalise();
        c
    }

    fn is_option(&self, column: CaseColumn, options: &[(i64, &str, &str)], slug: &str) -> bool {
        options.iter().any(|o| o.1 == slug) || self.tx.cases().slugs_in_use(column).is_ok_and(|own| own.iter().any(|o| o == slug))
    }

    /// Gives a case the values of custom fields that it does not have yet: so an automation key arrives from a reporter.
    /// A value that a person has set stays.
    fn fill_custom_fields(&self, case: CaseId, result: &Incoming) -> ApiResult<()> {
        let mut values = Vec::new();
        for (key, value) in &result.case_fields {
            if KNOWN_FIELDS.contains(&key.as_str()) || value.trim().is_empty() {
                continue;
            }
            if let Some(field) = self.fields.by_key(key) {
                values.push((field.title.clone(), value.clone()));
            }
        }
        if values.is_empty() {
            return Ok(());
        }
        let mut content = self.tx.cases().get(case)?.content;
        let before = content.custom_fields.len();
        for (title, value) in values {
            content.custom_fields.entry(title).or_insert(value);
        }
        if content.custom_fields.len() > before {
            self.tx.cases().update(case, &content)?;
        }
        Ok(())
    }
}

/// A step of a case from what was seen of it.
fn step(seen: &ResultStep) -> Step {
    Step {
        action: seen.action.clone(),
        expected: seen.expected.clone(),
        data: seen.data.clone(),
        steps: seen.steps.iter().map(step).collect(),
        ..Step::default()
    }
}
