//! Finds the case of a result, or creates one for it.

use super::new_result::{Error, NewResult, Options, Result, SuiteLevel};
use fastbloom::BloomFilter;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::case::{CaseContent, NewCase, Parameter, ParameterItem, Step};
use voluptas_core::domain::custom_field::{CustomField, FieldEntity, key_of};
use voluptas_core::domain::ids::{CaseId, SuiteId};
use voluptas_core::domain::project::Project;
use voluptas_core::domain::result::{FoundBy, ResultStep};
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_store::known_tests::{KnownTest, MatchedTest, TestKey};
use voluptas_store::{CaseColumn, Tx};

/// Keys of result fields that hold the automation key of a case, in the form of [`key_of`].
const AUTOMATION_KEYS: &[&str] = &["automation_key"];
/// Keys of result fields that hold the id of a case in the tool that it was imported from, in the form of [`key_of`].
const FOREIGN_KEYS: &[&str] = &["external_id"];
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

/// Texts that were met. It has a fixed size, and therefore sometimes knows a text that was not met.
pub(super) type Filter = BloomFilter<foldhash::fast::RandomState>;

/// Finds the cases of the results of one batch.
#[derive(Debug)]
pub(super) struct Resolver<'t> {
    tx: &'t Tx<'t>,
    project: &'t Project,
    options: &'t Options,
    numbers: BTreeMap<i64, CaseId>,
    /// Cases by their numbers in Qase.
    qase: BTreeMap<i64, CaseId>,
    /// Titles of the cases that results without a title name.
    titles: BTreeMap<CaseId, String>,
    /// Tests by key, looked up together. The first result of a test takes its entry out: after it the test is another one.
    remembered: HashMap<String, Option<MatchedTest>>,
    /// Cases of the last results by signature, in the same way.
    signatures: HashMap<String, Option<CaseId>>,
    /// Loaded when the first result needs them: most results name their cases.
    fields: Option<Vec<CustomField>>,
    /// Cases that were created. Another test of the same title is another case.
    created: HashSet<CaseId>,
    suites: Option<Suites>,
    /// The project has a case, which may be in the trash.
    has_cases: Option<bool>,
}

/// The suites of the project.
#[derive(Debug, Default)]
struct Suites {
    /// Suites by parent and folded title.
    by_title: HashMap<(Option<SuiteId>, String), SuiteId>,
    by_number: HashMap<i64, SuiteId>,
}

/// The cases of a result, none for one that stays without, and how they were found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) cases: Vec<CaseId>,
    pub(super) by: Option<FoundBy>,
    /// The test of the result, if it has results already.
    pub(super) test: Option<KnownTest>,
}

impl Found {
    fn one(case: CaseId, by: FoundBy) -> Self {
        Self { cases: vec![case], by: Some(by), test: None }
    }
}

impl<'t> Resolver<'t> {
    /// Numbers of the cases that the results named by number.
    pub(super) fn known_numbers(&self) -> BTreeMap<CaseId, i64> {
        self.numbers.iter().map(|(number, case)| (*case, *number)).collect()
    }

    /// A resolver for the results of one project. If the project does not have the setting, a result that names no case creates a
    /// case, as users of reporters expect; a result with an unknown case number stays without a case.
    pub(super) fn new(tx: &'t Tx<'t>, project: &'t Project, options: &'t Options) -> Self {
        Self {
            tx,
            project,
            options,
            numbers: BTreeMap::new(),
            qase: BTreeMap::new(),
            titles: BTreeMap::new(),
            remembered: HashMap::new(),
            signatures: HashMap::new(),
            fields: None,
            created: HashSet::new(),
            suites: None,
            has_cases: None,
        }
    }

    fn has_cases(&mut self) -> Result<bool> {
        let has_cases = match self.has_cases {
            Some(known) => known,
            None => self.tx.has_cases(self.project.id)?,
        };
        self.has_cases = Some(has_cases);
        Ok(has_cases)
    }

    /// Looks up the references of several results together: cases by number, tests by key, cases by signature.
    pub(super) fn learn(&mut self, results: &[NewResult], met: Option<&mut Filter>) -> Result<()> {
        let named: Vec<i64> = results.iter().flat_map(|r| r.cases.iter().copied()).collect();
        self.numbers = if named.is_empty() { BTreeMap::new() } else { self.tx.case_ids(self.project.id, &named)? };
        // The sender cannot mean a case that was created for another of its results.
        self.numbers.retain(|_, case| !self.created.contains(case));
        let named: Vec<i64> = results.iter().flat_map(|r| r.qase_cases.iter().copied()).collect();
        self.qase = if named.is_empty() { BTreeMap::new() } else { self.tx.remotes().cases_with(self.project.id, &named)? };
        let cases: BTreeSet<CaseId> = self.numbers.values().chain(self.qase.values()).copied().collect();
        self.titles = match results.iter().any(|r| r.content.title.is_empty()) {
            true => self.tx.case_titles(&cases.into_iter().collect::<Vec<_>>())?,
            false => BTreeMap::new(),
        };
        let mut tests: Vec<&TestKey> = results.iter().filter_map(|r| r.test.as_ref()).collect();
        let mut seen = foldhash::HashSet::default();
        tests.retain(|test| seen.insert(test.key.as_str()));
        self.remembered.clear();
        if let Some(met) = met {
            // A twin may have been stored under another key.
            let mut is_new = |test: &TestKey| !met.insert(test.key.as_str()) && test.twin.is_none();
            let (new, others): (Vec<&TestKey>, Vec<&TestKey>) = tests.into_iter().partition(|test| is_new(test));
            self.remembered.extend(new.into_iter().map(|test| (test.key.clone(), None)));
            tests = others;
        }
        let keys: Vec<&str> = tests.iter().map(|test| test.key.as_str()).collect();
        let found = self.tx.known_tests().remembered(self.project.id, &keys)?;
        self.remembered.extend(keys.into_iter().map(str::to_owned).zip(found));
        let without_number = results.iter().filter(|r| !self.names_case(r));
        let signatures = distinct(without_number.filter_map(|r| r.content.signature.as_deref()));
        let found = self.tx.results().cases_of_signatures(self.project.id, &signatures)?;
        self.signatures = signatures.into_iter().map(str::to_owned).zip(found).collect();
        Ok(())
    }

    /// True for a result whose case depends on a result before it in the batch, which must be stored first.
    pub(super) fn follows_another(&self, result: &NewResult) -> bool {
        let is_known = |signature: &String| self.signatures.contains_key(signature);
        result.test.as_ref().is_some_and(|test| !self.remembered.contains_key(&test.key))
            || (!self.names_case(result) && result.content.signature.as_ref().is_some_and(|signature| !is_known(signature)))
    }

    /// True for a result with the number of a case of the project.
    fn names_case(&self, result: &NewResult) -> bool {
        result.cases.iter().any(|n| self.numbers.contains_key(n)) || result.qase_cases.iter().any(|n| self.qase.contains_key(n))
    }

    /// The title of a case that a result without one names.
    pub(super) fn title_of(&self, case: CaseId) -> Result<String> {
        match self.titles.get(&case) {
            Some(title) => Ok(title.clone()),
            None => Ok(self.tx.case_title(case)?),
        }
    }

    /// The cases of a result.
    ///
    /// # Errors
    /// [`Error::UnknownCase`] for a strict batch.
    pub(super) fn cases(&mut self, result: &NewResult) -> Result<Found> {
        let by_number = result.cases.iter().filter_map(|n| self.numbers.get(n));
        let mut cases: Vec<CaseId> =
            by_number.chain(result.qase_cases.iter().filter_map(|n| self.qase.get(n))).copied().collect();
        let all_known = cases.len() == result.cases.len() + result.qase_cases.len();
        // A case that is named twice gets one result.
        let mut seen = HashSet::new();
        cases.retain(|case| seen.insert(*case));
        if self.options.strict && !all_known {
            return Err(Error::UnknownCase { place: result.place.clone() });
        }
        let remembered = match &result.test {
            Some(test) => match self.remembered.remove(&test.key) {
                Some(remembered) => remembered,
                None => self.tx.known_tests().remembered(self.project.id, &[&test.key])?.pop().flatten(),
            },
            None => None,
        };
        let by_signature = result.content.signature.as_ref().and_then(|signature| self.signatures.remove(signature));
        let found = match remembered.as_ref().and_then(MatchedTest::case) {
            Some((case, Some(FoundBy::Hand))) => Found::one(case, FoundBy::Hand),
            _ if !cases.is_empty() => Found { cases, by: Some(FoundBy::Number), test: None },
            remembered => self.without_number(result, remembered.map(|(case, _)| case), by_signature)?,
        };
        for case in &found.cases {
            self.fill_custom_fields(*case, result)?;
        }
        Ok(Found { test: remembered.map(|r| r.test), ..found })
    }

    /// `by_signature` is the case of the last result with the signature, if it was looked up.
    fn without_number(
        &mut self,
        result: &NewResult,
        remembered: Option<CaseId>,
        by_signature: Option<Option<CaseId>>,
    ) -> Result<Found> {
        if !self.has_cases()? {
            // The first results of a project: nothing to look for.
            return self.by_title(result);
        }
        let by_key = self.by_keys(result)?;
        if !by_key.cases.is_empty() {
            return Ok(by_key);
        }
        if let Some(case) = remembered {
            return Ok(Found::one(case, FoundBy::EarlierResult));
        }
        let by_signature = match (by_signature, &result.content.signature) {
            (Some(known), _) => known,
            (None, Some(signature)) => self.tx.results().cases_of_signatures(self.project.id, &[signature])?.pop().flatten(),
            (None, None) => None,
        };
        if let Some(case) = by_signature {
            return Ok(Found::one(case, FoundBy::EarlierResult));
        }
        if let Some(name) = result.test.as_ref().and_then(|test| test.full_name.as_deref())
            && let Some(case) = self.by_automation_key(name)?
        {
            return Ok(Found::one(case, FoundBy::FullName));
        }
        self.by_title(result)
    }

    /// The case with the automation key, or a case of the function, that the fields of a result name.
    fn by_keys(&mut self, result: &NewResult) -> Result<Found> {
        let value = |keys: &[&str]| {
            let of_key = |(key, value): (&String, &String)| {
                let value = value.trim();
                (!value.is_empty() && is_one_of(key, keys)).then(|| value.to_owned())
            };
            result.case_fields.iter().find_map(of_key)
        };
        if let Some(id) = value(FOREIGN_KEYS)
            && let Some(case) = self.by_field(FOREIGN_KEYS, &id)?
        {
            return Ok(Found::one(case, FoundBy::ExternalId));
        }
        if let Some(key) = value(AUTOMATION_KEYS)
            && let Some(case) = self.by_automation_key(&key)?
        {
            return Ok(Found::one(case, FoundBy::AutomationKey));
        }
        if let Some(func_id) = value(FUNCTION_KEYS)
            && let Some(function) = self.tx.functions().by_func_id(&func_id)?
        {
            let cases = self.tx.mappings().cases_in(function.id, self.project.id)?;
            let one = self.one_of(cases, result)?;
            return Ok(one.map_or_else(Found::default, |case| Found::one(case, FoundBy::Function)));
        }
        Ok(Found::default())
    }

    /// The case of a function that a test is most likely of: with its full name as the automation key, otherwise of its title, otherwise
    /// the one with the smallest number. A test of a function is no test of all cases of the function, and counts once in its run.
    fn one_of(&mut self, cases: Vec<CaseId>, result: &NewResult) -> Result<Option<CaseId>> {
        if cases.len() < 2 {
            return Ok(cases.first().copied());
        }
        if let Some(name) = result.test.as_ref().and_then(|test| test.full_name.as_deref())
            && let Some(case) = self.by_automation_key(name)?.filter(|case| cases.contains(case))
        {
            return Ok(Some(case));
        }
        let title = fold(result.content.title.trim());
        let titles = self.tx.case_titles(&cases)?;
        let is_titled = |case: &&CaseId| titles.get(case).is_some_and(|of| fold(of.trim()) == title);
        Ok(cases.iter().find(is_titled).or(cases.first()).copied())
    }

    /// The only case with this automation key.
    fn by_automation_key(&mut self, key: &str) -> Result<Option<CaseId>> {
        self.by_field(AUTOMATION_KEYS, key)
    }

    /// The only case with this value in the custom field of one of the keys.
    fn by_field(&mut self, keys: &[&str], value: &str) -> Result<Option<CaseId>> {
        let field = self.fields()?.iter().find(|f| keys.contains(&key_of(&f.title).as_str())).map(|f| f.id);
        field.map_or(Ok(None), |field| Ok(self.tx.case_by_field(self.project.id, field, value)?))
    }

    fn by_title(&mut self, result: &NewResult) -> Result<Found> {
        let title = &result.content.title;
        if title.trim().is_empty() {
            return Ok(Found::default());
        }
        let names_none = result.cases.is_empty() && result.qase_cases.is_empty();
        let makes = result.creates_case || self.options.makes_cases.unwrap_or(names_none);
        let has_cases = self.has_cases()?;
        // Looked for before suites are made: a case that is there may need none.
        if has_cases
            && let Some(suite) = self.suite(&result.suites, false)?
            && let Some(case) = self.tx.case_by_title(self.project.id, suite, title)?
        {
            return Ok(Found::one(case, FoundBy::Title));
        }
        if has_cases
            && self.options.by_title_alone
            && let [(only, _)] = self.tx.cases_titled(self.project.id, title)?[..]
            && !self.created.contains(&only)
        {
            return Ok(Found::one(only, FoundBy::TitleAlone));
        }
        if !makes || result.is_unreadable_file {
            return Ok(Found::default());
        }
        let suite_id = self.suite(&result.suites, true)?.flatten();
        let new = NewCase { suite_id, number: None, content: self.new_content(result) };
        let created = self.tx.cases().create(self.project.id, &new)?;
        self.created.insert(created);
        self.has_cases = Some(true);
        Ok(Found::one(created, FoundBy::Created))
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

    /// The suite at the end of a path. The outer `None` means that the suite does not exist and is not to be created.
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
            title: result.content.title.chars().take(TITLE_MAX).collect(),
            description: text("description"),
            preconditions: text("preconditions"),
            postconditions: text("postconditions"),
            automation: "automated".into(),
            is_flaky: text("is_flaky").is_some_and(|t| matches!(t.to_lowercase().as_str(), "true" | "1" | "yes")),
            steps: result.content.steps.iter().map(step).collect(),
            // A tag is at most as long as a person may type it.
            tags: text("tags")
                .map(|t| t.split(',').map(|t| t.trim().chars().take(TITLE_MAX).collect()).collect())
                .unwrap_or_default(),
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

/// The different ones among texts, in their order.
fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    texts.filter(|text| seen.insert(*text)).collect()
}

/// True for a key that [`key_of`] makes one of these of. Nearly all keys are in that form already.
fn is_one_of(key: &str, keys: &[&str]) -> bool {
    let is_plain = key.bytes().all(|b| b.is_ascii_lowercase());
    keys.contains(&key) || (!is_plain && keys.contains(&key_of(key).as_str()))
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
