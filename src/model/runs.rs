//! Runs with their numbers, and the results of one run.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::rollup::class_of;
use voluptas_app::runs::compare::SinceBefore;
use voluptas_app::runs::context::RunContext;
use voluptas_app::runs::gate::BothFigures;
use voluptas_core::base::fold::{FoldedTexts, natural_key};
use voluptas_core::domain::ids::{ProjectId, ResultId, RunId, TestId};
use voluptas_core::domain::mute::Mute;
use voluptas_core::domain::outcome::{self, Difference};
use voluptas_core::domain::result::ResultLine;
use voluptas_core::domain::run::{Run, RunState, series};
use voluptas_core::domain::run_error::RunError;
use voluptas_i18n::Tr;
use voluptas_store::runs::RunStats;
use voluptas_ui::memo::next_number;
use voluptas_ui::widgets::{StatusClass, TreeData};

pub use super::run_part::{Numbers, Only};
pub use super::run_row::{ClassCounts, RunRow, class_counts, executed, index, pass_percent, pass_rate, pass_words};

/// Newest runs among which one to compare is sought.
const SEEN: usize = 50;
/// Runs of a series among those that stand for the whole list.
const OF_SERIES: u8 = 3;
/// Runs that stand for the whole list.
const NEWEST: usize = 500;

/// The runs of a workspace, by the time at which they ran, newest first. A run that is imported later than it ran stands where it ran.
#[derive(Debug, Clone, Default)]
pub struct RunsModel {
    /// The runs.
    pub rows: Vec<RunRow>,
    /// Those of the project in front; see [`super::run_tree`].
    pub tree: Arc<TreeData>,
    /// Number of the runs of the project in front, if there are earlier ones that are not among the rows.
    pub latest: Option<usize>,
    /// Place of each run among the rows: commands ask for all selected ones in every pass.
    places: FxHashMap<RunId, u32>,
    /// Places of the runs of each project, newest first.
    of_project: FxHashMap<ProjectId, Arc<[u32]>>,
    /// Place of the run before each one, in the order of the rows; see [`RunsModel::before`].
    before: Vec<Option<u32>>,
    /// Places of the newest runs of each series: at most [`OF_SERIES`] of each, and [`NEWEST`] in all.
    newest: Vec<u32>,
    /// Title, number, code of the project and day of each run, folded, in the order of the rows.
    texts: FoldedTexts,
}

/// The last finished runs of one project that were met on a walk from the oldest run to the newest.
#[derive(Debug, Default)]
struct LastFinished<'r> {
    any: Option<u32>,
    by_environment: FxHashMap<Option<i64>, u32>,
    by_series: FxHashMap<(Option<i64>, &'r str), u32>,
}

impl<'r> LastFinished<'r> {
    /// The run before `row`.
    fn before(&self, row: &'r RunRow) -> Option<u32> {
        let environment = row.run.content.environment_id;
        let alike = self.by_series.get(&(environment, row.series.as_str())).or_else(|| self.by_environment.get(&environment));
        alike.copied().or(self.any)
    }

    fn put(&mut self, at: u32, row: &'r RunRow) {
        if row.run.state != RunState::Active {
            let environment = row.run.content.environment_id;
            self.any = Some(at);
            self.by_environment.insert(environment, at);
            self.by_series.insert((environment, row.series.as_str()), at);
        }
    }
}

impl RunsModel {
    /// Makes the model of runs with their projects' codes and numbers. `shown` is the code of the project in front.
    #[must_use]
    pub fn build(
        runs: Vec<(Run, String)>,
        stats: &BTreeMap<RunId, RunStats>,
        shown: Option<&str>,
        tr: Tr,
        generation: u64,
    ) -> Self {
        let mut rows: Vec<RunRow> = runs
            .into_iter()
            .map(|(run, project)| {
                let stats = stats.get(&run.id);
                let statuses = stats.iter().flat_map(|stats| &stats.statuses);
                let looks = class_counts(statuses.map(|(slug, n)| (slug.as_str(), u64::try_from(*n).unwrap_or(0))));
                let (errors, shards) = (stats.map_or(0, |stats| stats.errors), stats.and_then(|stats| stats.shards));
                RunRow { series: series(&run.content.title), run, project, looks, errors, shards }
            })
            .collect();
        rows.sort_by_key(|r| std::cmp::Reverse((r.began_ms(), r.run.id)));
        let is_shown = |r: &&RunRow| shown.is_none_or(|code| r.project == code);
        let shown: Vec<&RunRow> = rows.iter().filter(is_shown).collect();
        let items = super::run_tree::items(&shown, tr);
        let tree = Arc::new(TreeData::new(items, generation));
        let (mut places, mut texts) = (FxHashMap::default(), FoldedTexts::default());
        let mut of_project: FxHashMap<ProjectId, Vec<u32>> = FxHashMap::default();
        for (at, row) in (0_u32..).zip(&rows) {
            places.insert(row.run.id, at);
            of_project.entry(row.run.project_id).or_default().push(at);
            // The number also stands by itself: a search finds whole words first.
            let number = row.run.number.to_string();
            texts.push(&[&row.run.content.title, &number, &row.project, &format!("#{number}"), &tr.date(row.began_ms())]);
        }
        let of_project = of_project.into_iter().map(|(project, places)| (project, places.into())).collect();
        let mut last: FxHashMap<ProjectId, LastFinished<'_>> = FxHashMap::default();
        let mut before = vec![None; rows.len()];
        for (at, (row, before)) in rows.iter().zip(&mut before).enumerate().rev() {
            let last = last.entry(row.run.project_id).or_default();
            *before = last.before(row);
            last.put(u32::try_from(at).unwrap_or(u32::MAX), row);
        }
        let mut met: FxHashMap<(ProjectId, &str), u8> = FxHashMap::default();
        let mut newest = Vec::new();
        for (at, row) in (0_u32..).zip(&rows) {
            let met = met.entry((row.run.project_id, row.series.as_str())).or_default();
            if *met < OF_SERIES && newest.len() < NEWEST {
                *met += 1;
                newest.push(at);
            }
        }
        Self { tree, latest: None, places, of_project, before, newest, texts, rows }
    }

    /// Places of the runs of a project among the rows, newest first.
    pub fn of_project(&self, project: ProjectId) -> Arc<[u32]> {
        self.of_project.get(&project).cloned().unwrap_or_default()
    }

    /// Place of a run among the rows.
    pub fn place(&self, id: RunId) -> Option<u32> {
        self.places.get(&id).copied()
    }

    /// The newest runs of each series, newest first: few runs that have the names of all.
    pub fn newest_of_series(&self) -> impl Iterator<Item = &RunRow> {
        self.newest.iter().filter_map(|at| self.rows.get(*at as usize))
    }

    /// Title, number, code of the project and day of each run, folded, in the order of the rows.
    pub fn texts(&self) -> &FoldedTexts {
        &self.texts
    }

    /// The finished run that began before a run in the same project: of its series and environment, otherwise of its environment,
    /// otherwise any. A look at the rows alone; `run_compare::since_before` also looks at the tests.
    pub fn before(&self, id: RunId) -> Option<&RunRow> {
        let before = (*self.before.get(self.place(id)? as usize)?)?;
        self.rows.get(before as usize)
    }

    /// The first run of those that have this one before them; `None` where no run has.
    pub fn after(&self, id: RunId) -> Option<&RunRow> {
        let place = self.place(id)?;
        // The newest run stands first.
        self.rows.get(self.before.iter().rposition(|before| *before == Some(place))?)
    }

    /// The finished run of the same series and project that is nearest to a run, an earlier one first, in whatever environment.
    pub fn series_mate(&self, id: RunId) -> Option<&RunRow> {
        let place = self.place(id)? as usize;
        let own = self.rows.get(place)?;
        let is_mate = |row: &&RunRow| {
            row.run.project_id == own.run.project_id && row.is_of_series_of(own) && row.run.state != RunState::Active
        };
        let (newer, older) = (&self.rows[..place], &self.rows[place + 1..]);
        older.iter().take(NEWEST).find(is_mate).or_else(|| newer.iter().rev().take(NEWEST).find(is_mate))
    }

    /// The newest run whose series ran before, otherwise the newest one: the run that people compare first.
    pub fn newest_with_another(&self) -> Option<&RunRow> {
        let goes_on = |row: &&RunRow| self.before(row.run.id).is_some_and(|before| before.is_of_series_of(row));
        self.rows.iter().take(SEEN).find(goes_on).or(self.rows.first())
    }

    /// One run.
    pub fn get(&self, id: RunId) -> Option<&RunRow> {
        self.rows.get(self.place(id)? as usize)
    }
}

/// A past result in the history of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultHistoryEntry {
    /// Icon and colour of its status.
    pub look: StatusClass,
    /// Title of the test.
    pub title: String,
    /// Values of the parameters, then environment and configurations of the run: results of one test differ in them.
    pub combination: String,
    /// Time of its end, or of storing if it has no end.
    pub at: voluptas_core::base::Millis,
    /// Duration in milliseconds.
    pub duration_ms: Option<i64>,
}

impl ResultHistoryEntry {
    /// Makes the entry of a stored result. `context` is that of its run.
    #[must_use]
    pub fn of(line: ResultLine, context: Option<&RunContext>) -> Self {
        let of_run = context.into_iter().flat_map(|c| c.environment.iter().chain(&c.configurations));
        let parts = std::iter::once(&line.values).chain(of_run).map(String::as_str).filter(|part| !part.is_empty());
        let combination = parts.collect::<Vec<_>>().join(" · ");
        Self { look: class_of(Some(&line.status)), title: line.title, combination, at: line.at_ms, duration_ms: line.duration_ms }
    }
}

/// The results of one run.
#[derive(Debug, Clone)]
pub struct RunResults {
    pub run: RunId,
    /// Results of the run, those that need a look first. Texts and steps are read for the chosen one alone.
    pub rows: Vec<ResultLine>,
    /// The run against the one before it; `None` without one.
    pub since: Option<SinceBefore>,
    /// Environment, milestone, configurations and build.
    pub context: RunContext,
    /// The figures of a finished run that its quality gate looks at; `None` for a run in progress.
    pub figures: Option<BothFigures>,
    /// Errors of the run that belong to none of its tests.
    pub errors: Arc<[RunError]>,
    /// Muted tests of the project.
    pub mutes: BTreeMap<TestId, Mute>,
    /// Tells these results from those that were read before.
    pub revision: u64,
    /// Folded titles, by place in `rows`.
    texts: FoldedTexts,
    /// Place of each result in `rows`.
    places: FxHashMap<ResultId, u32>,
    /// Places of the attempts of tests that have several, in the order of execution.
    attempts: FxHashMap<TestId, Vec<u32>>,
    /// Numbers of all tests. A case without a result is not among them.
    pub numbers: Arc<Numbers>,
    /// A failed or broken test has a case, which can be executed again by hand.
    pub has_failed_case: bool,
}

impl RunResults {
    /// Puts failures before passes, and each group in order of titles.
    #[must_use]
    pub fn new(run: RunId, mut rows: Vec<ResultLine>, since: Option<SinceBefore>, mutes: BTreeMap<TestId, Mute>) -> Self {
        let rank = |r: &ResultLine| match class_of(Some(&r.status)) {
            StatusClass::Failed => 0,
            StatusClass::Broken => 1,
            StatusClass::Blocked => 2,
            StatusClass::Invalid => 3,
            StatusClass::InProgress => 4,
            StatusClass::Skipped => 5,
            StatusClass::Untested => 6,
            StatusClass::Passed => 7,
        };
        rows.sort_by_cached_key(|r| (rank(r), natural_key(&r.title), natural_key(&r.values), r.id));
        let mut texts = FoldedTexts::default();
        let mut attempts: FxHashMap<TestId, Vec<u32>> = FxHashMap::default();
        let retried: std::collections::BTreeSet<TestId> = rows.iter().filter(|r| r.is_retried).map(|r| r.test).collect();
        let mut places = FxHashMap::default();
        for (place, row) in (0_u32..).zip(&rows) {
            texts.push(&[&row.title, &row.values]);
            places.insert(row.id, place);
            if retried.contains(&row.test) {
                attempts.entry(row.test).or_default().push(place);
            }
        }
        for of_test in attempts.values_mut() {
            of_test.sort_by_key(|at| rows.get(*at as usize).map(|r| (r.at_ms, r.id)));
        }
        let is_failed_case = |line: &ResultLine| !line.is_retried && line.case_id.is_some() && outcome::is_bad(&line.status);
        let has_failed_case = rows.iter().any(is_failed_case);
        let mut results = Self {
            run,
            rows,
            since,
            context: RunContext::default(),
            figures: None,
            errors: Arc::default(),
            mutes,
            revision: next_number(),
            texts,
            places,
            attempts,
            numbers: Arc::default(),
            has_failed_case,
        };
        results.numbers = Arc::new(results.numbers_of(None));
        results
    }

    /// Adds the context of the run and the figures of its quality gate.
    #[must_use]
    pub fn within(self, context: RunContext, figures: Option<BothFigures>) -> Self {
        Self { context, figures, ..self }
    }

    /// Adds the errors of the run that belong to none of its tests.
    #[must_use]
    pub fn with_errors(self, errors: Vec<RunError>) -> Self {
        Self { errors: errors.into(), ..self }
    }

    /// Counts the tests; with `part` those alone whose last attempt is in it.
    pub fn numbers_of(&self, part: Option<&FxHashSet<ResultId>>) -> Numbers {
        let mut numbers = Numbers::default();
        let mut tests: FxHashSet<TestId> = FxHashSet::default();
        for line in self.last_attempts().filter(|line| part.is_none_or(|part| part.contains(&line.id))) {
            numbers.looks[index(class_of(Some(&line.status)))] += 1;
            for (count, only) in numbers.only.iter_mut().zip(Only::ALL) {
                *count += usize::from(self.is(line, only));
            }
            tests.insert(line.test);
        }
        let Some(since) = &self.since else { return numbers };
        for (test, difference) in since.differences.iter().filter(|(test, _)| tests.contains(test)) {
            let is_counted = since.difference(*test, self.mutes.contains_key(test)).is_some();
            *numbers.differences.entry(*difference).or_default() += usize::from(is_counted);
            numbers.muted_new_failures += usize::from(!is_counted);
        }
        numbers
    }

    /// True for a result that is set apart so.
    pub fn is(&self, line: &ResultLine, only: Only) -> bool {
        match only {
            Only::WithoutCase => line.case_id.is_none(),
            Only::Flaky => line.is_flaky,
            Only::Muted => self.mutes.contains_key(&line.test),
        }
    }

    /// The difference of the test of a result to the run before; `None` for a new failure of a muted test, which is counted apart.
    pub fn difference(&self, line: &ResultLine) -> Option<Difference> {
        self.since.as_ref()?.difference(line.test, self.mutes.contains_key(&line.test))
    }

    /// The last attempt of each test, in order.
    pub fn last_attempts(&self) -> impl Iterator<Item = &ResultLine> {
        self.rows.iter().filter(|r| !r.is_retried)
    }

    /// The attempts of a test in the order of execution; none for a test with a single one.
    pub fn attempts(&self, test: TestId) -> impl Iterator<Item = &ResultLine> {
        self.attempts.get(&test).into_iter().flatten().filter_map(|at| self.rows.get(*at as usize))
    }

    /// Folded titles, in the order of the rows.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter()
    }

    /// Place of a result among the rows.
    pub fn place(&self, id: ResultId) -> Option<u32> {
        self.places.get(&id).copied()
    }

    /// One result.
    pub fn get(&self, id: ResultId) -> Option<&ResultLine> {
        self.rows.get(self.place(id)? as usize)
    }
}
