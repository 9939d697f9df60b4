//! Decides the fate of every row of a file of cases. Writes nothing.

mod matching;
mod numbers;
mod suites;

use self::matching::{Found, Search};
use self::numbers::{Number, Numbers};
use super::Counts;
use super::merge::{Merged, merge};
use super::options::{ImportOptions, MatchBy};
use super::paths::{self, PathKey, SuiteNumbers, TitleComparison};
use super::shared;
use crate::files::import::{Fate, FieldChange, LEFT_OUT, Policy};
use crate::project;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{Case, CaseContent, Step};
use voluptas_core::domain::case_code::{CaseCode, NamedCase};
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, SuiteId};
use voluptas_core::domain::project::Project;
use voluptas_core::domain::suite::{Suite, SuiteContent};
use voluptas_core::domain::validate;
use voluptas_formats::cases::{CaseRow, CasesFile, EXTERNAL_ID, SharedStepRow, SuiteName, shown_path};
use voluptas_store::{Result, Store, Tx};

/// Key of the reason for leaving out a row that repeats the title of another one.
pub const TWICE: &str = "app-skip-case-twice";
/// Key of the reason for a row whose ID an earlier row has.
pub const SAME_ID: &str = "app-skip-case-same-id";

/// Number of characters of a suite that the reason of a skipped row shows.
const SUITE_SHOWN: usize = 200;

/// Number of lines that a warning about several rows names.
const LINES_SHOWN: usize = 5;

/// The plan for one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedRow {
    /// Line of the row in the file.
    pub line: u64,
    /// Title of the case in the file.
    pub title: String,
    /// The suites above the case, from the root.
    pub suite: Vec<SuiteName>,
    /// Code of the existing case; `None` for a new one.
    pub code: Option<CaseCode>,
    /// Number of the existing case in the workspace.
    #[serde(skip)]
    pub number: Option<i64>,
    #[serde(flatten)]
    pub fate: Fate,
    /// Fields that differ, whether taken or not.
    pub changes: Vec<FieldChange>,
    #[serde(skip)]
    pub(super) write: Option<Write>,
}

/// Name of the milestone among the changes of a row, which is no field of the content.
pub const MILESTONE: &str = "milestone";

/// The write for one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Write {
    /// Creates a case. `content` is `None` for that of the row in the file; `further` are paths of suites, `milestone` is a title.
    Create {
        number: Option<i64>,
        content: Option<CaseContent>,
        functions: Vec<FunctionId>,
        further: Vec<Vec<SuiteName>>,
        milestone: Option<String>,
    },
    /// Changes a case. `content`, `suite` and `milestone` are `None` if they stay; `further` are paths of suites to add.
    Change {
        id: CaseId,
        content: Option<CaseContent>,
        suite: Option<Vec<SuiteName>>,
        functions: Vec<FunctionId>,
        further: Vec<Vec<SuiteName>>,
        milestone: Option<String>,
    },
}

impl Write {
    /// The suites that the write needs; `home` is that of the row.
    fn suites<'w>(&'w self, home: &'w Vec<SuiteName>) -> Vec<&'w Vec<SuiteName>> {
        match self {
            Self::Create { further, .. } => further.iter().chain([home]).collect(),
            Self::Change { suite, further, .. } => further.iter().chain(suite).collect(),
        }
    }
}

/// A suite of the project whose texts differ from those of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedSuiteChange {
    /// Line of the suite in the file.
    pub line: u64,
    /// The suites from the root to the suite itself.
    pub suite: Vec<SuiteName>,
    /// Texts that differ, whether taken or not.
    pub changes: Vec<FieldChange>,
    /// Place among the suites of the file.
    #[serde(skip)]
    pub at: usize,
    /// A person leaves the texts out, which the policy would take.
    #[serde(skip)]
    pub is_left_out: bool,
}

impl PlannedSuiteChange {
    /// True when the import changes the suite.
    pub fn is_taken(&self) -> bool {
        self.changes.iter().any(|change| change.is_taken)
    }
}

/// A suite that an import creates or fills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlannedSuite {
    /// The suites from the root to the suite itself.
    pub path: Vec<SuiteName>,
    /// The existing suite; `None` for a new one.
    pub id: Option<SuiteId>,
    pub content: SuiteContent,
}

/// The plan of an import: the fate of every row, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportPlan {
    /// Code of the target project.
    pub project: String,
    pub options: ImportOptions,
    pub counts: Counts,
    /// Rows of the file that could be read.
    pub rows: Vec<PlannedRow>,
    /// Suites of the project whose texts differ from those of the file.
    pub suite_changes: Vec<PlannedSuiteChange>,
    /// Number of titles of suites in the file that a slash divides, which [`ImportOptions::splits_suites`] is about.
    #[serde(skip)]
    pub divided_titles: usize,
    /// Remarks on the file as a whole: unknown functions, new custom fields.
    pub warnings: Vec<Message>,
    #[serde(skip)]
    pub(super) suites: Vec<PlannedSuite>,
    #[serde(skip)]
    pub(super) comparison: TitleComparison,
    /// Shared steps to create, by their hash in the file.
    #[serde(skip)]
    pub(super) shared: BTreeSet<String>,
}

impl ImportPlan {
    /// True when the import changes nothing.
    pub fn is_empty(&self) -> bool {
        self.suites.is_empty() && self.rows.iter().all(|row| row.write.is_none())
    }
}

/// Plans the import of a file into a project. `project` is `None` for a project that does not exist yet. Blocks.
pub fn plan(store: &Store, project: Option<&Project>, file: &CasesFile, options: &ImportOptions) -> Result<ImportPlan> {
    store.read(|tx| plan_in(tx, project, file, options))
}

/// Plans as [`plan`] does, inside the transaction of the caller.
pub fn plan_in(tx: &Tx<'_>, project: Option<&Project>, file: &CasesFile, options: &ImportOptions) -> Result<ImportPlan> {
    let own = match project {
        Some(project) => shared::with_known(tx, project.id, file)?,
        None => Cow::Borrowed(file),
    };
    let has_contents_of_file = matches!(own, Cow::Borrowed(_));
    let divided_titles = paths::divided_titles(&own);
    let own = if options.splits_suites { paths::split(own) } else { own };
    let comparison = TitleComparison::of(&own);
    let suites = project.map_or(Ok(Vec::new()), |project| tx.suites().of_project(project.id))?;
    let path_of = paths::paths(&suites);
    let mut own = paths::fit(own, &path_of, comparison);
    let numbers = Numbers::read(tx, project, &own, options.match_by)?;
    if numbers.are_of_others {
        own.to_mut().keep_ids();
    }
    let file = own.as_ref();
    let mut state = State::read(tx, project.map(|p| p.id), file, &numbers, KnownSuites { suites, path_of, comparison })?;
    let repeats = repeats(file, options, comparison);
    let is_imported = |at: &usize| !options.left_out.contains(at) && !repeats.contains_key(at);
    let imported = file.rows.iter().enumerate().filter(|(at, _)| is_imported(at)).map(|(_, row)| row);
    let search = Search::new(options.match_by, &mut state, comparison, imported, &numbers);
    let mut planner = Planner {
        file,
        options,
        has_contents_of_file: has_contents_of_file && !numbers.are_of_others,
        // Numbers of several codes may be equal.
        keeps_numbers: file.codes.len() <= 1 && project.is_none_or(|_| state.by_number.is_empty()),
        numbers,
        search,
        state,
        comparison,
        suite_numbers: SuiteNumbers::new(comparison),
        titles: foldhash::HashMap::default(),
        last_suite: Vec::new(),
        external_ids: foldhash::HashMap::default(),
        repeats,
        unknown: BTreeMap::new(),
        fields: BTreeSet::new(),
        suites: Vec::new(),
        suite_changes: Vec::new(),
        planned_suites: HashMap::new(),
        numbered: HashMap::new(),
        foreign_ids: 0,
        without_key: Vec::new(),
        shared_in_file: file.shared_steps.iter().map(|step| (step.hash.as_str(), step)).collect(),
        shared: BTreeSet::new(),
        counts: Counts::default(),
    };
    planner.suites();
    let rows: Vec<PlannedRow> = file.rows.iter().enumerate().map(|(at, row)| planner.row(at, row)).collect();
    planner.drop_emptied(&rows);
    let mut warnings: Vec<Message> = Vec::new();
    for (func_id, rows) in &planner.unknown {
        warnings.push(Message::new("app-warning-case-function").with("func", func_id).count("count", *rows));
    }
    warnings.extend(planner.numbers.warning());
    if planner.foreign_ids > 0 {
        let code = planner.numbers.code.clone().unwrap_or_default();
        warnings.push(Message::new("app-warning-case-ids").with("code", code).count("count", planner.foreign_ids));
    }
    if !planner.without_key.is_empty() {
        let mut lines: Vec<String> = planner.without_key.iter().take(LINES_SHOWN).map(u64::to_string).collect();
        lines.extend((planner.without_key.len() > LINES_SHOWN).then(|| "…".to_owned()));
        let key = if options.match_by == MatchBy::Id { "app-warning-case-no-id" } else { "app-warning-case-no-function" };
        warnings.push(Message::new(key).with("lines", lines.join(", ")).count("count", planner.without_key.len()));
    }
    if !planner.state.kept_shared.is_empty() {
        let all = &planner.state.kept_shared;
        let titles = all.iter().take(LINES_SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
        warnings.push(Message::new("app-warning-case-shared").with("titles", titles).count("count", all.len()));
    }
    if !planner.fields.is_empty() {
        let titles = planner.fields.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        warnings.push(Message::new("app-warning-case-fields").with("fields", titles).count("count", planner.fields.len()));
    }
    Ok(ImportPlan {
        project: project.map(|p| p.code.clone()).unwrap_or_default(),
        options: options.clone(),
        counts: planner.counts,
        rows,
        suite_changes: planner.suite_changes,
        divided_titles,
        warnings,
        suites: planner.suites,
        comparison,
        shared: planner.shared,
    })
}

/// The rows that repeat an earlier one in everything, where rows may repeat a title: they would make the same case again.
fn repeats(file: &CasesFile, options: &ImportOptions, comparison: TitleComparison) -> HashMap<usize, u64> {
    if options.policy != Policy::Theirs || options.match_by != MatchBy::Auto {
        return HashMap::new();
    }
    let mut firsts = HashMap::new();
    let mut repeats = HashMap::new();
    for (at, row) in file.rows.iter().enumerate().filter(|(at, _)| !options.left_out.contains(at)) {
        let more = format!("{:?} {:?} {:?} {:?}", row.id, row.functions, row.further, row.milestone);
        match firsts.entry((comparison.key(&row.suite), row.content.hash(), more)) {
            Entry::Occupied(first) => _ = repeats.insert(at, *first.get()),
            Entry::Vacant(new) => _ = new.insert(row.line),
        }
    }
    repeats
}

/// Suites, cases, covered functions, custom fields and shared steps that the project has before the import.
struct State {
    suites: HashMap<PathKey, Suite>,
    path_of: HashMap<SuiteId, Vec<SuiteName>>,
    cases: HashMap<CaseId, Case>,
    by_number: HashMap<Number, CaseId>,
    codes: BTreeMap<CaseId, CaseCode>,
    /// Numbers of cases in the trash.
    in_trash: HashSet<i64>,
    by_title: HashMap<(Option<SuiteId>, String), Vec<CaseId>>,
    /// Cases by their ids in other tools.
    by_external: HashMap<String, Vec<CaseId>>,
    functions: HashMap<String, FunctionId>,
    covered: HashMap<CaseId, BTreeSet<FunctionId>>,
    /// Titles of the milestones of the project.
    milestones: HashMap<i64, String>,
    /// Cases of the project that cover a function.
    covering: HashMap<FunctionId, Vec<CaseId>>,
    fields: HashSet<String>,
    shared: HashSet<String>,
    /// Titles of the shared steps that the file has with other words.
    kept_shared: Vec<String>,
}

/// The suites of the project with their paths.
struct KnownSuites {
    suites: Vec<Suite>,
    path_of: HashMap<SuiteId, Vec<SuiteName>>,
    comparison: TitleComparison,
}

impl State {
    fn read(tx: &Tx<'_>, project: Option<ProjectId>, file: &CasesFile, numbers: &Numbers, suites: KnownSuites) -> Result<Self> {
        let KnownSuites { suites, path_of, comparison } = suites;
        let (cases, in_trash) = match project {
            Some(id) => (tx.cases().of_project(id)?, tx.cases().numbers_in_trash(id)?),
            None => (Vec::new(), HashSet::new()),
        };
        let codes = project.map(|id| tx.codes_in(id)).transpose()?;
        let code = |case: &Case| Some((case.id, codes.as_ref()?.of(case.id, case.project_id, case.number)));
        let codes: BTreeMap<CaseId, CaseCode> = cases.iter().filter_map(code).collect();
        let mut by_path = HashMap::new();
        for suite in &suites {
            // Of suites with the same path the first one counts.
            if let Some(path) = path_of.get(&suite.id) {
                by_path.entry(comparison.key(path)).or_insert_with(|| suite.clone());
            }
        }
        let mut by_title: HashMap<_, Vec<CaseId>> = HashMap::new();
        for case in &cases {
            by_title.entry((case.suite_id, fold(&case.content.title))).or_default().push(case.id);
        }
        let mut by_external: HashMap<String, Vec<CaseId>> = HashMap::new();
        for (id, case) in cases.iter().filter_map(|case| Some((external_id(&case.content)?, case))) {
            by_external.entry(id.to_owned()).or_default().push(case.id);
        }
        let names_functions = file.rows.iter().any(|row| !row.functions.is_empty());
        let (mut functions, mut covered) = (HashMap::new(), HashMap::<CaseId, BTreeSet<FunctionId>>::new());
        if names_functions {
            functions = tx.functions().all()?.into_iter().map(|f| (f.content.func_id, f.id)).collect();
            for mapping in tx.mappings().all()? {
                covered.entry(mapping.case_id).or_default().insert(mapping.function_id);
            }
        }
        let mut covering: HashMap<FunctionId, Vec<CaseId>> = HashMap::new();
        for case in &cases {
            for function in covered.get(&case.id).into_iter().flatten() {
                covering.entry(*function).or_default().push(case.id);
            }
        }
        let milestones = project.map(|id| project::milestones::names(tx, id)).transpose()?.unwrap_or_default();
        let hashes: Vec<String> = file.shared_steps.iter().map(|s| s.hash.clone()).collect();
        let shared = match project {
            Some(id) => tx.shared_steps().by_hashes(id, &hashes)?,
            None => BTreeMap::new(),
        };
        let differs = |step: &&SharedStepRow| {
            let known = shared.get(&step.hash);
            known.is_some_and(|known| known.title != step.title || shared::without_files(&known.steps) != step.steps)
        };
        let kept_shared = file.shared_steps.iter().filter(differs).map(|step| step.title.clone()).collect();
        Ok(Self {
            suites: by_path,
            path_of,
            by_number: numbers.cases(&codes),
            codes,
            in_trash,
            cases: cases.into_iter().map(|c| (c.id, c)).collect(),
            by_title,
            by_external,
            functions,
            covered,
            milestones: milestones.into_iter().map(|milestone| (milestone.id, milestone.title)).collect(),
            covering,
            fields: tx.fields().all()?.into_iter().map(|f| fold(&f.title)).collect(),
            shared: shared.into_keys().collect(),
            kept_shared,
        })
    }
}

/// Id of a case in another tool.
fn external_id(content: &CaseContent) -> Option<&str> {
    content.custom_fields.get(EXTERNAL_ID).map(|id| id.trim()).filter(|id| !id.is_empty())
}

impl State {
    /// True for the id that a case has in another tool.
    fn has_external(&self, id: &str) -> bool {
        self.by_external.contains_key(id)
    }

    /// Leaves the cases of the tool of the rows to the rows with their ids: a row of another id is another case, whatever its title.
    fn leave_to_their_ids(&mut self, rows: &[&CaseRow]) {
        let shapes: HashSet<String> = rows.iter().filter_map(|row| row.external_id()).map(matching::shape).collect();
        if shapes.is_empty() {
            return;
        }
        let is_of_tool = |(id, _): &(&String, &Vec<CaseId>)| shapes.contains(&matching::shape(id));
        let cases: HashSet<CaseId> = self.by_external.iter().filter(is_of_tool).flat_map(|(_, cases)| cases).copied().collect();
        self.leave_to_their_numbers(&cases);
    }

    /// Leaves cases to the rows with their numbers: no other row finds them by their titles.
    fn leave_to_their_numbers(&mut self, cases: &HashSet<CaseId>) {
        if !cases.is_empty() {
            self.by_title.values_mut().for_each(|titled| titled.retain(|id| !cases.contains(id)));
        }
    }
}

struct Planner<'f> {
    file: &'f CasesFile,
    options: &'f ImportOptions,
    has_contents_of_file: bool,
    numbers: Numbers,
    search: Search,
    /// New cases keep their numbers: only in a project without cases, so that a file comes back as it was.
    keeps_numbers: bool,
    state: State,
    comparison: TitleComparison,
    suite_numbers: SuiteNumbers,
    /// Line of the first row with a title in a suite, by the suite's number.
    titles: foldhash::HashMap<(usize, String), u64>,
    /// The suite of the row before, which needs no second look: rows of one suite mostly follow one another.
    last_suite: Vec<SuiteName>,
    /// Line of the first row with an external id and a title.
    external_ids: foldhash::HashMap<(String, String), u64>,
    /// Places of the rows that repeat an earlier one whole, with its line.
    repeats: HashMap<usize, u64>,
    /// Unknown functions with the number of rows that name them.
    unknown: BTreeMap<String, usize>,
    /// Custom fields that the workspace lacks.
    fields: BTreeSet<String>,
    suites: Vec<PlannedSuite>,
    suite_changes: Vec<PlannedSuiteChange>,
    /// Places of new and changed suites among `suites`.
    planned_suites: HashMap<PathKey, usize>,
    /// Numbers of earlier rows.
    numbered: HashMap<Number, u64>,
    /// Rows with an id that is no number of the file's project.
    foreign_ids: usize,
    /// Lines of the rows without the property that finds cases.
    without_key: Vec<u64>,
    /// The shared steps of the file by their hash.
    shared_in_file: HashMap<&'f str, &'f SharedStepRow>,
    shared: BTreeSet<String>,
    counts: Counts,
}

impl Planner<'_> {
    fn row(&mut self, at: usize, row: &CaseRow) -> PlannedRow {
        let mut planned = PlannedRow {
            line: row.line,
            title: row.content.title.clone(),
            suite: row.suite.clone(),
            code: None,
            number: None,
            fate: Fate::Unchanged,
            changes: Vec::new(),
            write: None,
        };
        if self.options.left_out.contains(&at) {
            return self.skip(planned, LEFT_OUT, |reason| reason);
        }
        let mut content = row.content.normalised();
        if let Err(invalid) = validate::case(&self.options.tagged(&content)) {
            return self.skip(planned, "app-skip-case-invalid", |reason| reason.with("field", invalid.field));
        }
        let suite_shown = || shown_path(&row.suite).chars().take(SUITE_SHOWN).collect::<String>();
        if row.suite != self.last_suite && !self.suite_is_valid(&row.suite) {
            return self.skip(planned, "app-skip-case-suite", |reason| reason.with("suite", suite_shown()));
        }
        if let Some(first) = self.repeats.get(&at).copied() {
            return self.skip(planned, TWICE, |reason| reason.with("first", first));
        }
        let number = self.number(row);
        let title = fold(&content.title);
        let known = self.known_functions(row);
        let found = self.find(row, &title, number.as_ref(), &known);
        // In a file that the program wrote, two numbers are two cases, whatever their titles.
        let first_of_number = number.as_ref().and_then(|n| self.numbered.get(n).copied());
        let is_numbered = number.is_some() && first_of_number.is_none();
        let is_of_case = self.options.match_by == MatchBy::Id || number.as_ref().is_some_and(|n| self.is_known(n));
        if let (true, Some(first)) = (is_of_case, first_of_number) {
            return self.skip(planned, SAME_ID, |reason| reason.with("first", first));
        }
        if let (true, Some(number)) = (is_numbered, &number) {
            self.numbered.insert(number.clone(), row.line);
        }
        let may_repeat = self.options.policy == Policy::Theirs && self.options.match_by == MatchBy::Auto;
        // Two ids are two cases, whatever their titles; an id and a title that stand there already are the same case.
        let counts_ids = matches!(self.options.match_by, MatchBy::Auto | MatchBy::Id);
        let external = row.external_id().filter(|_| counts_ids).map(|id| (id.to_owned(), title.clone()));
        if let Some(first) = external.as_ref().and_then(|key| self.external_ids.get(key).copied()) {
            return self.skip(planned, SAME_ID, |reason| reason.with("first", first));
        }
        let is_named = matches!(found, Found::Exact(_)) || is_numbered || may_repeat || external.is_some();
        let identity = (self.suite_numbers.of(&row.suite), self.identity(&title, &known));
        if let (false, Some(first)) = (is_named, self.titles.get(&identity).copied()) {
            return self.skip(planned, TWICE, |reason| reason.with("first", first));
        }
        if let Found::Several(count) = found {
            return self.skip(planned, "app-skip-case-several", |reason| reason.count("count", count));
        }
        if found == Found::Nothing && !self.may_use(&row.suite) {
            return self.skip(planned, "app-skip-case-new-suite", |reason| reason.with("suite", suite_shown()));
        }
        self.titles.entry(identity).or_insert(row.line);
        self.external_ids.extend(external.map(|key| (key, row.line)));
        let functions = self.functions(row);
        let number_here = found.id().and_then(|id| self.state.codes.get(&id)).map(|code| code.rank().1.to_string());
        if number_here.is_some() && external_id(&content) == number_here.as_deref() {
            // The file has the numbers of this project, such as one for Qase.
            content.to_mut().custom_fields.remove(EXTERNAL_ID);
        }
        self.custom_fields(&content);
        let Some(id) = found.id() else {
            self.suite(&row.suite);
            self.shared_steps(&content.steps);
            self.counts.created += 1;
            planned.fate = Fate::New;
            let is_kept = |n: &i64| is_numbered && self.keeps_numbers && !self.state.in_trash.contains(n);
            let name = number.map(|number| number.name).filter(|name| matches!(name, NamedCase::Numbered(_)));
            let number = name.map(NamedCase::number).filter(is_kept);
            let further = self.further(row, None, &row.suite);
            let milestone = Some(row.milestone.clone()).filter(|title| !title.is_empty());
            let content = (!self.has_contents_of_file).then(|| self.options.tagged(&content).into_owned());
            planned.write = Some(Write::Create { number, content, functions, further, milestone });
            return planned;
        };
        let Some(case) = self.state.cases.get(&id) else { return planned };
        self.search.take(case);
        (planned.code, planned.number) = (self.state.codes.get(&id).cloned(), Some(case.number));
        let mut merged = merge(&case.content, &content, &self.file.fields, self.options.policy);
        self.tag(&mut merged, &case.content);
        planned.changes = merged.changes;
        let suite = self.new_suite(row, case, &mut planned.changes);
        let milestone = self.milestone(row, case, &mut planned.changes);
        let is_changed = merged.content != case.content;
        let covered = self.state.covered.get(&id);
        let functions: Vec<FunctionId> =
            functions.into_iter().filter(|f| !covered.is_some_and(|covered| covered.contains(f))).collect();
        let home = match &suite {
            Some(path) => path.clone(),
            None => case.suite_id.and_then(|id| self.state.path_of.get(&id)).cloned().unwrap_or_default(),
        };
        let further = self.further(row, Some(id), &home);
        self.counts.kept += planned.changes.iter().filter(|c| !c.is_taken).count();
        if !is_changed && suite.is_none() && functions.is_empty() && further.is_empty() && milestone.is_none() {
            self.counts.unchanged += 1;
            return planned;
        }
        if is_changed {
            self.shared_steps(&merged.content.steps);
        }
        if let Some(path) = &suite {
            self.suite(path);
        }
        self.counts.updated += 1;
        planned.fate = Fate::Changed;
        let content = is_changed.then_some(merged.content);
        planned.write = Some(Write::Change { id, content, suite, functions, further, milestone });
        planned
    }

    /// Skips a row. `more` adds arguments to those of its place.
    fn skip(&mut self, mut planned: PlannedRow, key: &str, more: impl FnOnce(Message) -> Message) -> PlannedRow {
        self.counts.skipped += 1;
        let place = Message::new(key).with("file", &self.file.report.file).with("line", planned.line);
        planned.fate = Fate::Skipped { reason: more(place) };
        planned
    }

    /// The text by which two rows of a suite mean the same case.
    fn identity(&self, title: &str, functions: &[FunctionId]) -> String {
        match self.options.match_by {
            MatchBy::Function => format!("{title}\n{functions:?}"),
            _ => title.to_owned(),
        }
    }

    /// Adds the tag of the import to a merged case, whatever the policy.
    fn tag(&self, merged: &mut Merged, here: &CaseContent) {
        let tags = self.options.tagged(&merged.content).tags.clone();
        if tags == merged.content.tags {
            return;
        }
        let field: &str = CaseField::Tags.into();
        let after = tags.join(", ");
        merged.content.tags = tags;
        match merged.changes.iter_mut().find(|change| change.field == field && change.is_taken) {
            Some(change) => change.after = after,
            None => {
                merged.changes.push(FieldChange { field: field.to_owned(), before: here.tags.join(", "), after, is_taken: true })
            }
        }
    }

    /// Ids of the functions of the row that the registry has.
    fn known_functions(&self, row: &CaseRow) -> Vec<FunctionId> {
        let mut seen = HashSet::new();
        let ids = row.functions.iter().filter_map(|func_id| self.state.functions.get(func_id)).copied();
        ids.filter(|id| seen.insert(*id)).collect()
    }

    /// The known functions of a row. Counts the unknown ones.
    fn functions(&mut self, row: &CaseRow) -> Vec<FunctionId> {
        for func_id in row.functions.iter().filter(|func_id| !self.state.functions.contains_key(*func_id)) {
            *self.unknown.entry(func_id.clone()).or_default() += 1;
        }
        self.known_functions(row)
    }

    /// The further suites of a row that do not show its case yet, beside `home`; missing ones are planned. No suite loses its cases.
    fn further(&mut self, row: &CaseRow, id: Option<CaseId>, home: &[SuiteName]) -> Vec<Vec<SuiteName>> {
        if row.further.is_empty() {
            return Vec::new();
        }
        let case = id.and_then(|id| self.state.cases.get(&id));
        let mut known: HashSet<PathKey> = case
            .into_iter()
            .flat_map(|case| case.further_suites.keys())
            .filter_map(|suite| self.state.path_of.get(suite))
            .map(|path| self.comparison.key(path))
            .collect();
        known.insert(self.comparison.key(home));
        let mut further = Vec::new();
        for path in row.further.iter().filter(|path| !path.is_empty()) {
            if self.suite_is_valid(path) && self.may_use(path) && known.insert(self.comparison.key(path)) {
                further.push(path.clone());
            }
        }
        for path in &further {
            self.suite(path);
        }
        further
    }

    fn custom_fields(&mut self, content: &CaseContent) {
        for title in content.custom_fields.keys() {
            if !self.state.fields.contains(&fold(title)) {
                self.fields.insert(title.clone());
            }
        }
    }

    /// Plans the shared steps that the steps use and the project lacks.
    fn shared_steps(&mut self, steps: &[Step]) {
        for step in steps {
            if let Some(hash) = step.shared.as_deref()
                && !self.state.shared.contains(hash)
                && self.shared_in_file.contains_key(hash)
            {
                self.shared.insert(hash.to_owned());
            }
            self.shared_steps(&step.steps);
        }
    }

    /// The milestone that a case gets. If the case keeps a milestone although the file has another one, the difference is listed.
    /// A file never removes a case from its milestone.
    fn milestone(&self, row: &CaseRow, case: &Case, changes: &mut Vec<FieldChange>) -> Option<String> {
        let here = case.milestone_id.and_then(|id| self.state.milestones.get(&id)).map(String::as_str).unwrap_or_default();
        if row.milestone.is_empty() || row.milestone == here.trim() {
            return None;
        }
        let is_taken = here.is_empty() || self.options.policy == Policy::Theirs;
        let (before, after) = (here.to_owned(), row.milestone.clone());
        changes.push(FieldChange { field: MILESTONE.to_owned(), before, after, is_taken });
        is_taken.then(|| row.milestone.clone())
    }
}
