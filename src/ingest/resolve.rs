//! Finds the case of a result, or creates one for it.

use super::{Error, NewResult, Options, Result, SuiteLevel};
use crate::base::fold::fold;
use crate::domain::case::{CaseContent, NewCase, Parameter, ParameterItem, Step};
use crate::domain::custom_field::{CustomField, FieldEntity, key_of};
use crate::domain::ids::{CaseId, SuiteId};
use crate::domain::project::Project;
use crate::domain::result::ResultStep;
use crate::domain::suite::{NewSuite, SuiteContent};
use crate::store::{CaseColumn, Tx};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Keys of result fields that hold the automation key of a case, in the form of [`key_of`].
const AUTOMATION_KEYS: &[&str] = &["automation_key"];
/// Keys of result fields that hold the FuncID of a function, in the form of [`key_of`].
const FUNCTION_KEYS: &[&str] = &["func_id", "funcid", "functional_id"];

/// Fields of a v2 result that Qase knows itself; every other key names a custom field.
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

/// Finds the cases of the results of one batch.
#[derive(Debug)]
pub(super) struct Resolver<'t> {
    tx: &'t Tx<'t>,
    project: &'t Project,
    options: &'t Options,
    numbers: BTreeMap<i64, CaseId>,
    /// Loaded when the first result needs them: most results name their cases.
    fields: Option<Vec<CustomField>>,
    suites: Option<Suites>,
}

/// The suites of the project.
#[derive(Debug, Default)]
struct Suites {
    /// Suites by parent and folded title.
    by_title: HashMap<(Option<SuiteId>, String), SuiteId>,
    by_number: HashMap<i64, SuiteId>,
}

impl<'t> Resolver<'t> {
    /// A resolver for the results of one project. If the project does not have the setting, a result that names no case creates a
    /// case, as users of reporters expect; a result with an unknown case number stays without a case.
    pub(super) fn new(tx: &'t Tx<'t>, project: &'t Project, options: &'t Options, results: &[NewResult]) -> Result<Self> {
        let named: Vec<i64> = results.iter().flat_map(|r| r.cases.iter().copied()).collect();
        Ok(Self { tx, project, options, numbers: tx.case_ids(project.id, &named)?, fields: None, suites: None })
    }

    /// The cases of a result; an empty list leaves it without one.
    ///
    /// # Errors
    /// [`Error::UnknownCase`] for a strict batch.
    pub(super) fn cases(&mut self, result: &NewResult) -> Result<Vec<CaseId>> {
        let mut found: Vec<CaseId> = result.cases.iter().filter_map(|n| self.numbers.get(n).copied()).collect();
        let all_known = found.len() == result.cases.len();
        // A case that is named twice gets one result.
        let mut seen = HashSet::new();
        found.retain(|case| seen.insert(*case));
        if self.options.strict && !all_known {
            return Err(Error::UnknownCase { place: result.place.clone() });
        }
        if found.is_empty() {
            found = self.without_number(result)?;
        }
        for case in &found {
            self.fill_custom_fields(*case, result)?;
        }
        Ok(found)
    }

    fn without_number(&mut self, result: &NewResult) -> Result<Vec<CaseId>> {
        let by_key = self.by_keys(result)?;
        if !by_key.is_empty() {
            return Ok(by_key);
        }
        if let Some(signature) = &result.content.signature
            && let Some(case) = self.tx.results().case_of_signature(self.project.id, signature)?
        {
            return Ok(vec![case]);
        }
        Ok(self.by_title(result)?.into_iter().collect())
    }

    /// The case with the automation key, or the cases of the function, that the fields of a result name.
    fn by_keys(&mut self, result: &NewResult) -> Result<Vec<CaseId>> {
        let value = |keys: &[&str]| {
            let of_key = |(key, value): (&String, &String)| {
                let value = value.trim();
                (!value.is_empty() && keys.contains(&key_of(key).as_str())).then(|| value.to_owned())
            };
            result.case_fields.iter().find_map(of_key)
        };
        if let Some(key) = value(AUTOMATION_KEYS) {
            let field = self.fields()?.iter().find(|f| AUTOMATION_KEYS.contains(&key_of(&f.title).as_str())).map(|f| f.id);
            if let Some(field) = field
                && let Some(case) = self.tx.case_by_field(self.project.id, field, &key)?
            {
                return Ok(vec![case]);
            }
        }
        if let Some(func_id) = value(FUNCTION_KEYS)
            && let Some(function) = self.tx.functions().by_func_id(&func_id)?
        {
            return Ok(self.tx.mappings().cases_in(function.id, self.project.id)?);
        }
        Ok(Vec::new())
    }

    fn by_title(&mut self, result: &NewResult) -> Result<Option<CaseId>> {
        if result.content.title.trim().is_empty() {
            return Ok(None);
        }
        let makes = result.creates_case || self.options.makes_cases.unwrap_or(result.cases.is_empty());
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

    /// The custom fields of cases of the project.
    fn fields(&mut self) -> Result<&[CustomField]> {
        let fields = match self.fields.take() {
            Some(fields) => fields,
            None => {
                let mut fields = self.tx.fields().all()?;
                fields.retain(|f| f.entity == FieldEntity::Case && f.is_in(&self.project.code));
                fields
            }
        };
        Ok(self.fields.insert(fields))
    }

    fn suites(&mut self) -> Result<&mut Suites> {
        let suites = match self.suites.take() {
            Some(suites) => suites,
            None => {
                let mut suites = Suites::default();
                for suite in self.tx.suites().of_project(self.project.id)? {
                    suites.by_number.insert(suite.number, suite.id);
                    suites.by_title.entry((suite.parent_id, fold(&suite.content.title))).or_insert(suite.id);
                }
                suites
            }
        };
        Ok(self.suites.insert(suites))
    }

    /// The suite at the end of a path. The outer `None` means that there is no such suite and none is to be created.
    fn suite(&mut self, path: &[SuiteLevel], makes: bool) -> Result<Option<Option<SuiteId>>> {
        let (tx, project) = (self.tx, self.project.id);
        let mut at: Option<SuiteId> = None;
        for level in path {
            let suites = self.suites()?;
            if let Some(id) = level.number.and_then(|n| suites.by_number.get(&n)) {
                at = Some(*id);
                continue;
            }
            let key = (at, fold(&level.title));
            at = match suites.by_title.get(&key) {
                Some(id) => Some(*id),
                None if !makes => return Ok(None),
                None => {
                    let content = SuiteContent { title: level.title.clone(), ..SuiteContent::default() };
                    let id = tx.suites().create(project, &NewSuite { parent_id: at, number: None, content })?;
                    suites.by_title.insert(key, id);
                    Some(id)
                }
            };
        }
        Ok(Some(at))
    }

    /// Content of a case that is created for a result.
    fn new_content(&self, result: &NewResult) -> CaseContent {
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
        for (name, column, target) in [
            ("severity", CaseColumn::Severity, &mut c.severity),
            ("priority", CaseColumn::Priority, &mut c.priority),
            ("behavior", CaseColumn::Behavior, &mut c.behavior),
            ("type", CaseColumn::Kind, &mut c.kind),
            ("layer", CaseColumn::Layer, &mut c.layer),
        ] {
            if let Some(slug) = text(name).map(|t| t.trim().to_lowercase())
                && self.is_option(name, column, &slug)
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

    fn is_option(&self, name: &str, column: CaseColumn, slug: &str) -> bool {
        let in_use = || self.tx.cases().slugs_in_use(column).is_ok_and(|own| own.iter().any(|o| o == slug));
        (self.options.is_option)(name, slug) || in_use()
    }

    /// Gives a case the values of custom fields that it does not have yet, such as the automation key of a reporter. Existing
    /// values stay.
    fn fill_custom_fields(&mut self, case: CaseId, result: &NewResult) -> Result<()> {
        let mut values = Vec::new();
        for (key, value) in &result.case_fields {
            if KNOWN_FIELDS.contains(&key.as_str()) || value.trim().is_empty() {
                continue;
            }
            let wanted = key_of(key);
            if let Some(field) = self.fields()?.iter().find(|f| key_of(&f.title) == wanted) {
                values.push((field.title.clone(), value.clone()));
            }
        }
        if values.is_empty() {
            return Ok(());
        }
        let mut content = self.tx.cases().get(case)?.content;
        let mut is_changed = false;
        for (title, value) in values {
            let now = content.custom_fields.entry(title).or_default();
            if now.trim().is_empty() {
                *now = value;
                is_changed = true;
            }
        }
        if is_changed {
            self.tx.cases().update(case, &content)?;
        }
        Ok(())
    }
}

/// A step of a case with the texts of a result's step.
fn step(seen: &ResultStep) -> Step {
    Step {
        action: seen.action.clone(),
        expected: seen.expected.clone(),
        data: seen.data.clone(),
        steps: seen.steps.iter().map(step).collect(),
        ..Step::default()
    }
}
