//! Every case of a project with its columns, as it was read: the grid shows them, and filters are compared with them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use strum::IntoEnumIterator as _;

use crate::project::milestones;
use crate::project::milestones::MilestoneName;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::case_code::CaseCode;
use voluptas_core::domain::custom_field::{CustomField, FieldEntity, FieldOption, FieldType};
use voluptas_core::domain::ids::{CaseId, FieldId, FunctionId, ProjectId, SuiteId};
use voluptas_core::domain::project::Project;
use voluptas_core::domain::suite::Suite;
use voluptas_i18n::{Lang, Tr};
use voluptas_store::case_summaries::CaseSummary;
use voluptas_store::{CaseColumn, Result, Store};

/// A suite of the project, in the order of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuiteLine {
    /// The suite.
    pub id: SuiteId,
    pub title: String,
    /// Titles from the root on: `Cart / Promo codes`.
    pub path: String,
    /// Level, from 0.
    pub depth: u16,
    /// Place in the order of the tree after the last suite inside.
    pub end: usize,
}

/// Every case of a project with its columns.
#[derive(Debug, Default)]
pub struct CaseTable {
    /// Distinguishes one content from the next.
    pub generation: u64,
    /// The project; `None` where the workspace has none.
    pub project: Option<Project>,
    /// Cases in the order of the tree.
    pub rows: Vec<CaseSummary>,
    /// Custom fields of cases.
    pub fields: Vec<CustomField>,
    /// Suites in the order of the tree.
    pub suites: Vec<SuiteLine>,
    /// Milestones of the project: the open ones by due time, then the completed ones.
    pub milestones: Vec<MilestoneName>,
    /// Tags in use with the number of cases, by title.
    pub tags: Vec<(Arc<str>, usize)>,
    /// Owners with the number of cases, by name.
    pub owners: Vec<(Arc<str>, usize)>,
    /// Covered functions and those above them, with the number of cases that cover them or one below.
    pub functions: Vec<(FunctionId, usize)>,
    /// Parents of functions: a filter by a function means those below it too.
    pub function_parents: HashMap<FunctionId, FunctionId>,
    /// Values in use of custom fields of people, by field.
    pub users: BTreeMap<FieldId, Vec<Arc<str>>>,
    /// True when a case has a review: its column is shown from the start.
    pub has_reviews: bool,
    /// The longest code of a case.
    pub widest: CaseCode,
    /// Folded code, title and tags of each row.
    pub(super) folded: Vec<Box<str>>,
    by_id: FxHashMap<CaseId, u32>,
    suite_places: FxHashMap<SuiteId, usize>,
    slugs: BTreeMap<CaseColumn, Vec<String>>,
}

/// The usual slugs of an enumeration, from the highest to the lowest.
fn usual(column: CaseColumn) -> &'static [&'static str] {
    match column {
        CaseColumn::Severity => &["blocker", "critical", "major", "normal", "minor", "trivial", "undefined"],
        CaseColumn::Priority => &["high", "medium", "low", "undefined"],
        CaseColumn::Kind => &[
            "functional",
            "smoke",
            "regression",
            "security",
            "usability",
            "performance",
            "acceptance",
            "compatibility",
            "integration",
            "exploratory",
            "other",
        ],
        CaseColumn::Layer => &["e2e", "api", "unit", "unknown"],
        CaseColumn::Behavior => &["positive", "negative", "destructive", "undefined"],
        CaseColumn::Automation => &["automated", "to-be-automated", "is-not-automated"],
        CaseColumn::Status => &["actual", "draft", "deprecated"],
    }
}

impl CaseTable {
    /// Reads the cases of a project. Blocks.
    pub fn read(store: &Store, project: ProjectId, generation: u64) -> Result<Self> {
        let (project, suites, rows, fields, parents, milestones) = store.read(|tx| {
            Ok((
                tx.projects().get(project)?,
                tx.suites().of_project(project)?,
                tx.cases().summaries(project)?,
                tx.fields().all()?.into_iter().filter(|f| f.entity == FieldEntity::Case).collect(),
                tx.functions().parents()?,
                milestones::names(tx, project)?,
            ))
        })?;
        let mut table = Self::build(project, suites, rows, fields, generation);
        table.take_function_parents(parents);
        table.milestones = milestones;
        Ok(table)
    }

    /// Makes the table of rows and suites in any order.
    #[must_use]
    pub fn build(
        project: Project,
        suites: Vec<Suite>,
        mut rows: Vec<CaseSummary>,
        fields: Vec<CustomField>,
        generation: u64,
    ) -> Self {
        let suites = lines(suites);
        let suite_places: FxHashMap<SuiteId, usize> = suites.iter().enumerate().map(|(i, s)| (s.id, i)).collect();
        // Cases of suites come before those of the root, as in the tree.
        let place = |row: &CaseSummary| row.suite_id.and_then(|s| suite_places.get(&s).copied()).unwrap_or(usize::MAX);
        rows.sort_by_cached_key(|row| (place(row), row.position, row.number));
        let mut tags: BTreeMap<Arc<str>, usize> = BTreeMap::new();
        for tag in rows.iter().flat_map(|row| &row.tags) {
            *tags.entry(Arc::clone(tag)).or_default() += 1;
        }
        let mut table = Self {
            generation,
            has_reviews: rows.iter().any(|row| row.review.is_some()),
            widest: rows.iter().map(|row| &row.code).max_by_key(|code| code.as_str().len()).cloned().unwrap_or_default(),
            folded: rows.iter().map(|row| folded(&project.code, row)).collect(),
            by_id: rows.iter().zip(0_u32..).map(|(row, i)| (row.id, i)).collect(),
            project: Some(project),
            rows,
            fields,
            suites,
            tags: tags.into_iter().collect(),
            suite_places,
            ..Self::default()
        };
        table.count_owners();
        table.slugs = CaseColumn::iter().map(|column| (column, table.slugs_in_use(column))).collect();
        table
    }

    fn take_function_parents(&mut self, parents: HashMap<FunctionId, FunctionId>) {
        self.function_parents = parents;
        let mut counts: BTreeMap<FunctionId, usize> = BTreeMap::new();
        let mut seen: BTreeSet<FunctionId> = BTreeSet::new();
        for row in &self.rows {
            seen.clear();
            seen.extend(row.functions.iter().flat_map(|function| self.functions_above(*function)));
            seen.iter().for_each(|function| *counts.entry(*function).or_default() += 1);
        }
        self.functions = counts.into_iter().collect();
    }

    /// A function and those above it, the innermost first.
    pub(super) fn functions_above(&self, function: FunctionId) -> impl Iterator<Item = FunctionId> {
        // A circle of parents, which a sound file has not, ends too.
        let most = self.function_parents.len() + 1;
        std::iter::successors(Some(function), |at| self.function_parents.get(at).copied()).take(most)
    }

    fn count_owners(&mut self) {
        let mut owners: BTreeMap<Arc<str>, usize> = BTreeMap::new();
        let mut users: BTreeMap<FieldId, BTreeSet<Arc<str>>> = BTreeMap::new();
        for row in &self.rows {
            self.owners(row).for_each(|owner| *owners.entry(Arc::clone(owner)).or_default() += 1);
            for (field, value) in self.users_of(row) {
                users.entry(field).or_default().insert(Arc::clone(value));
            }
        }
        self.owners = owners.into_iter().collect();
        self.users = users.into_iter().map(|(field, values)| (field, values.into_iter().collect())).collect();
    }

    /// Values of custom fields of people.
    fn users_of<'r>(&'r self, row: &'r CaseSummary) -> impl Iterator<Item = (FieldId, &'r Arc<str>)> {
        let is_user = |id: &FieldId| self.field(*id).is_some_and(is_of_people);
        row.fields.iter().filter(move |(id, value)| !value.is_empty() && is_user(id)).map(|(id, value)| (*id, value))
    }

    /// Title of a milestone; blank for none.
    pub fn milestone(&self, id: Option<i64>) -> &str {
        self.milestones.iter().find(|milestone| Some(milestone.id) == id).map_or("", |milestone| milestone.title.as_str())
    }

    /// Owners of a case: the people in its custom fields of people, otherwise those who are responsible for testing the functions
    /// that it covers.
    pub fn owners<'r>(&'r self, row: &'r CaseSummary) -> impl Iterator<Item = &'r Arc<str>> {
        let mut own = self.users_of(row).map(|(_, name)| name).peekable();
        let testers: &[Arc<str>] = if own.peek().is_some() { &[] } else { &row.testers };
        own.chain(testers)
    }

    /// The custom field that holds the owner; `None` before a case was given one.
    pub fn owner_field(&self) -> Option<&CustomField> {
        owner_field(self.own_fields())
    }

    /// Custom fields of the project.
    pub fn own_fields(&self) -> impl Iterator<Item = &CustomField> {
        let code = self.project.as_ref().map_or("", |project| project.code.as_str());
        self.fields.iter().filter(move |field| field.is_in(code))
    }

    fn slugs_in_use(&self, column: CaseColumn) -> Vec<String> {
        let mut slugs: Vec<String> = usual(column).iter().map(|s| (*s).to_owned()).collect();
        let mut last: Option<&Arc<str>> = None;
        for row in &self.rows {
            let slug = slug_of(row, column);
            if last.is_some_and(|l| Arc::ptr_eq(l, slug)) {
                continue;
            }
            last = Some(slug);
            if !slugs.iter().any(|s| **s == **slug) {
                slugs.push(slug.to_string());
            }
        }
        slugs
    }

    /// Values of an enumeration: the usual ones, then others that cases have.
    pub fn slugs(&self, column: CaseColumn) -> &[String] {
        self.slugs.get(&column).map_or(&[], Vec::as_slice)
    }

    /// Place of a value in its enumeration: the order in which people expect it.
    pub fn rank(&self, column: CaseColumn, slug: &str) -> usize {
        self.slugs(column).iter().position(|s| s == slug).unwrap_or(usize::MAX)
    }

    /// Place of a case among the rows.
    pub fn row_of(&self, id: CaseId) -> Option<usize> {
        self.by_id.get(&id).map(|at| *at as usize)
    }

    /// The row of a case.
    pub fn get(&self, id: CaseId) -> Option<&CaseSummary> {
        self.row_of(id).map(|at| &self.rows[at])
    }

    /// Place of a suite in the order of the tree; the root comes last.
    pub fn suite_place(&self, suite: Option<SuiteId>) -> usize {
        suite.and_then(|s| self.suite_places.get(&s).copied()).unwrap_or(self.suites.len())
    }

    /// The suite of a row.
    pub fn suite(&self, id: Option<SuiteId>) -> Option<&SuiteLine> {
        self.suites.get(self.suite_place(id))
    }

    /// A custom field.
    pub fn field(&self, id: FieldId) -> Option<&CustomField> {
        self.fields.iter().find(|f| f.id == id)
    }

    /// Paths of suites in the order of the tree.
    pub fn paths(&self, suites: impl Iterator<Item = SuiteId>) -> String {
        let mut places: Vec<usize> = suites.map(|suite| self.suite_place(Some(suite))).collect();
        places.sort_unstable();
        places.into_iter().filter_map(|at| self.suites.get(at)).map(|s| s.path.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Text of a stored value of a custom field.
    pub fn field_text(&self, id: FieldId, value: &str, tr: Tr) -> String {
        self.field(id).map_or_else(|| value.to_owned(), |field| field_words(field, value, tr))
    }
}

/// A stored value of a custom field as people read it: titles of options in place of their numbers.
pub fn field_words(field: &CustomField, value: &str, tr: Tr) -> String {
    match field.kind {
        FieldType::Checkbox => {
            let on = matches!(value, "1" | "true");
            tr.text(if on { "cases-yes" } else { "cases-no" }).into_owned()
        }
        FieldType::Selectbox | FieldType::Radio | FieldType::Multiselect => {
            let title = |id: &str| field.options.iter().find(|o| o.id.to_string() == id).map(|o: &FieldOption| o.title.clone());
            let all: Vec<String> = value.split(',').map(|id| title(id.trim()).unwrap_or_else(|| id.to_owned())).collect();
            all.join(", ")
        }
        _ => value.to_owned(),
    }
}

/// The custom field that holds the owner of a case: the first one of people.
pub fn owner_field<'f>(fields: impl IntoIterator<Item = &'f CustomField>) -> Option<&'f CustomField> {
    fields.into_iter().find(|field| is_of_people(field))
}

/// True for a field whose values are people: by its type, or by its title where a field was made without a type.
fn is_of_people(field: &CustomField) -> bool {
    let is_titled =
        || [Lang::En, Lang::Ru].iter().any(|lang| fold(&Tr::new(*lang).text("cases-column-owner")) == fold(&field.title));
    field.kind == FieldType::User || (field.kind == FieldType::String && is_titled())
}

/// Slug of an enumeration of a row.
pub fn slug_of(row: &CaseSummary, column: CaseColumn) -> &Arc<str> {
    match column {
        CaseColumn::Severity => &row.severity,
        CaseColumn::Priority => &row.priority,
        CaseColumn::Kind => &row.kind,
        CaseColumn::Layer => &row.layer,
        CaseColumn::Behavior => &row.behavior,
        CaseColumn::Automation => &row.automation,
        CaseColumn::Status => &row.status,
    }
}

fn folded(code: &str, row: &CaseSummary) -> Box<str> {
    let mut all = fold(&row.title);
    // A case of Qase is found by its former number, too.
    let own = CaseCode::numbered(code, row.number);
    for code in [Some(&row.code), (own != row.code).then_some(&own)].into_iter().flatten() {
        all.push(' ');
        all.push_str(&fold(code.as_str()));
    }
    for tag in &row.tags {
        all.push(' ');
        all.push_str(&fold(tag));
    }
    all.into()
}

/// Suites in the order of the tree.
fn lines(suites: Vec<Suite>) -> Vec<SuiteLine> {
    let known: std::collections::HashSet<SuiteId> = suites.iter().map(|s| s.id).collect();
    let mut below: HashMap<Option<SuiteId>, Vec<Suite>> = HashMap::new();
    for suite in suites {
        below.entry(suite.parent_id.filter(|p| known.contains(p))).or_default().push(suite);
    }
    // Without recursion: files of older programs nest suites as deep as they like. A level is taken out of the map: a circle of
    // suites, which a sound file has not, ends here.
    let mut out: Vec<SuiteLine> = Vec::with_capacity(known.len());
    let mut open = vec![(None, below.remove(&None).unwrap_or_default().into_iter())];
    while let Some((above, rest)) = open.last_mut() {
        let above: Option<usize> = *above;
        if let Some(suite) = rest.next() {
            let (title, at) = (suite.content.title, out.len());
            let path = above.map_or_else(|| title.clone(), |above| format!("{} / {title}", out[above].path));
            let depth = u16::try_from(open.len() - 1).unwrap_or(u16::MAX);
            out.push(SuiteLine { id: suite.id, title, path, depth, end: 0 });
            open.push((Some(at), below.remove(&Some(suite.id)).unwrap_or_default().into_iter()));
            continue;
        }
        open.pop();
        if let Some(at) = above {
            out[at].end = out.len();
        }
    }
    out
}
