//! Reading of a report's data. [`open`] reads the run and its comparison, [`Source::each`] its tests, page by page, so that memory
//! does not grow with the number of results beyond packed outcomes and the differences to the run before.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher as _;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::model::{Execution, File, Gate, Group, Head, Muted, PastOutcome, PastRun, PreviousRun, Step, Test};
use super::outcome::Error;
use crate::runs::compare::SinceBefore;
use crate::runs::context::RunContext;
use crate::runs::errors::RunErrorObject;
use crate::runs::gate::{BothFigures, RulesFile, Verdict};
use crate::{project, runs};
use voluptas_core::base::Millis;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::case_code::CaseCode;
use voluptas_core::domain::combination::Combination;
use voluptas_core::domain::failure_category::{Categories, Category, Symptoms};
use voluptas_core::domain::failure_group;
use voluptas_core::domain::ids::{CaseId, ProjectId, ResultId, RunId, SuiteId, TestId};
use voluptas_core::domain::mute::{Mute, MuteContent};
use voluptas_core::domain::outcome::{self, Difference, WINDOW, is_bad};
use voluptas_core::domain::project::Project;
use voluptas_core::domain::result::{ResultStep, TestResult};
use voluptas_core::domain::run::{MANUAL, Run, RunState, series};
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::run_cases::{UntestedCase, UntestedPlace};
use voluptas_store::{Result, Tx};

/// Titles that are listed of tests that disappeared.
pub const MOST_GONE: usize = 200;
/// Cases without a result that are read at once.
const UNTESTED_PAGE: usize = 1000;
/// Most results that are read at once.
const PAGE: usize = 100;
/// Results that are read first, while their size is not known.
const FIRST_PAGE: usize = 10;
/// Bytes of texts that end a page.
const PAGE_BYTES: usize = 4 << 20;
/// Earlier attempts of a test that are listed: the last ones.
const MOST_ATTEMPTS: usize = 1_000;
/// Earlier attempts that are read at once, unless one test has more.
const ATTEMPTS_AT_ONCE: usize = 200;
/// Bytes of texts of the earlier attempts that are read at once. Of a test that has more alone, no more attempts are listed.
const ATTEMPT_BYTES: usize = 16 << 20;
/// Category of failed tests that fit no rule.
pub const PRODUCT_DEFECT: &str = "product_defect";
/// Category of broken tests that fit no rule.
pub const TEST_DEFECT: &str = "test_defect";
/// Characters of a first line or a value that groups, the table without scripts and the tree of a page keep.
const LONGEST_LINE: usize = 1000;

/// The data of a run whose results are yet to be read.
#[derive(Debug)]
pub struct Source {
    /// The run.
    pub head: Head,
    run: RunId,
    /// Combinations are planned in runs by hand alone.
    is_by_hand: bool,
    environment: Option<i64>,
    differences: FxHashMap<TestId, Difference>,
    retried: BTreeMap<TestId, Vec<ResultId>>,
    suites: BTreeMap<SuiteId, (Option<SuiteId>, String)>,
    /// Numbers of the runs in the histories.
    numbers: BTreeMap<RunId, i64>,
    mutes: BTreeMap<TestId, Mute>,
    categories: Categories,
}

/// Reads a run of a project. `rules` is the file of the quality gate.
pub fn open(tx: &Tx<'_>, project: &Project, run: &Run, rules: Option<&RulesFile>, now: Millis) -> Result<Source> {
    let environment = run.content.environment_id;
    let mutes = tx.mutes().in_force(project.id)?;
    let counted = Counted::read(tx, run.id, &mutes)?;
    let retried = tx.results().retried_of_run(run.id)?;
    let earlier = tx.runs().earlier(run.id)?;
    let mut past = earlier.iter().take(WINDOW - 1).map(|id| tx.runs().get(*id)).collect::<Result<Vec<Run>>>()?;
    let since = runs::compare::since_before(tx, run.id)?;
    let gate = match rules.filter(|_| run.state != RunState::Active) {
        Some(rules) => Some(gate(rules, &BothFigures::read(tx, run, since.as_ref())?)),
        None => None,
    };
    let (before, differences) = match since {
        Some(since) => (Some(compared(tx, &since, counted.total, &mutes)?), since.differences.into_iter().collect()),
        None => (None, FxHashMap::default()),
    };
    past.insert(0, run.clone());
    past.reverse();
    let numbers = past.iter().map(|r| (r.id, r.number)).collect();
    // A run that begins a series is compared with one of another, but its trend is its own.
    let own = series(&run.content.title);
    past.retain(|r| series(&r.content.title) == own);
    let RunContext { environment: environment_title, milestone, configurations, tags, facts, .. } = RunContext::read(tx, run)?;
    let categories = project::settings::categories_of_run(tx, project.id, &facts.categories)?;
    let stats = tx.runs().stats(&[run.id])?;
    let untested = stats.get(&run.id).and_then(|stats| stats.statuses.get("untested")).copied().unwrap_or(0);
    let head = Head {
        project: project.code.clone(),
        project_title: project.title.clone(),
        run: run.number,
        title: run.content.title.clone(),
        environment: environment_title,
        milestone,
        configurations,
        tags,
        state: run.state.as_str(),
        start_ms: run.start_ms,
        end_ms: run.end_ms,
        total: counted.total,
        statuses: counted.statuses.finish(),
        untested,
        muted: counted.muted.finish(),
        has_categories: categories.names().next().is_some(),
        unusable_categories: categories.unusable.clone(),
        flaky: counted.flaky,
        retried: retried.len(),
        build: facts.build,
        build_url: facts.build_url,
        facts: facts.environment,
        before,
        history: history(tx, &past)?,
        gate,
        run_errors: tx.run_errors().of_run(run.id)?.iter().map(RunErrorObject::new).collect(),
        generator: format!("VoluptAS {}", env!("CARGO_PKG_VERSION")),
        written_ms: now,
    };
    let suites = suites(tx, project.id)?;
    Ok(Source {
        head,
        run: run.id,
        is_by_hand: run.source == MANUAL,
        environment,
        differences,
        retried,
        suites,
        numbers,
        mutes,
        categories,
    })
}

fn gate(rules: &RulesFile, figures: &BothFigures) -> Gate {
    match rules.judge(figures) {
        Verdict::Judged(broken) => Gate { met: Some(broken.is_empty()), broken, error: None },
        Verdict::Unreadable(error) => Gate { met: None, broken: Vec::new(), error: Some(error) },
    }
}

/// Numbers of the tests of a run.
#[derive(Debug, Default)]
struct Counted {
    total: usize,
    statuses: outcome::Counter,
    muted: outcome::Counter,
    flaky: usize,
}

impl Counted {
    fn read(tx: &Tx<'_>, run: RunId, mutes: &BTreeMap<TestId, Mute>) -> Result<Self> {
        let mut counted = Self::default();
        for outcome in tx.outcomes().read(run)?.iter() {
            let outcome = outcome?;
            counted.total += 1;
            counted.statuses.add(&outcome.status);
            if mutes.contains_key(&outcome.test) {
                counted.muted.add(&outcome.status);
            }
            counted.flaky += usize::from(outcome.is_flaky);
        }
        Ok(counted)
    }
}

/// The run before and the number of tests by difference.
fn compared(tx: &Tx<'_>, since: &SinceBefore, total: usize, mutes: &BTreeMap<TestId, Mute>) -> Result<PreviousRun> {
    let mut differences: BTreeMap<&'static str, usize> = BTreeMap::new();
    for difference in since.differences.values() {
        *differences.entry(difference.as_str()).or_default() += 1;
    }
    let unchanged = total - since.differences.len();
    for (difference, count) in [(Difference::Unchanged, unchanged), (Difference::Gone, since.gone.len())] {
        if count > 0 {
            differences.insert(difference.as_str(), count);
        }
    }
    let gone = since.gone.get(..MOST_GONE).unwrap_or(&since.gone);
    Ok(PreviousRun {
        run: since.run.number,
        title: since.run.content.title.clone(),
        statuses: since.statuses.clone(),
        muted_new_failures: since.muted_new_failures(|test| mutes.contains_key(&test)),
        differences,
        gone: tx.known_tests().many(gone)?.into_values().map(|t| t.title).collect(),
    })
}

fn muted(mute: &MuteContent) -> Muted {
    Muted { reason: mute.reason.clone(), owner: mute.owner.clone(), until_ms: mute.until_ms }
}

fn history(tx: &Tx<'_>, past: &[Run]) -> Result<Vec<PastRun>> {
    let ids: Vec<RunId> = past.iter().map(|r| r.id).collect();
    let mut stats = tx.runs().stats(&ids)?;
    let one = |r: &Run| PastRun {
        run: r.number,
        title: r.content.title.clone(),
        statuses: stats.remove(&r.id).unwrap_or_default().statuses,
    };
    Ok(past.iter().map(one).collect())
}

fn suites(tx: &Tx<'_>, project: ProjectId) -> Result<BTreeMap<SuiteId, (Option<SuiteId>, String)>> {
    let all = tx.suites().of_project(project)?;
    Ok(all.into_iter().map(|s| (s.id, (s.parent_id, s.content.title))).collect())
}

impl Source {
    /// Hands every test of the run to `take`, in the order of storing.
    pub fn each(
        &self,
        tx: &Tx<'_>,
        take: &mut dyn FnMut(Test) -> std::result::Result<(), Error>,
    ) -> std::result::Result<(), Error> {
        let (mut after, mut limit) = (ResultId(0), FIRST_PAGE);
        loop {
            let page = tx.results().effective_page(self.run, after, limit, PAGE_BYTES)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            let (count, mut bytes) = (page.len(), 0);
            for group in self.groups(page) {
                bytes += self.hand_over(tx, group, take)?;
            }
            limit = next_limit(count, bytes);
        }
    }

    /// The listed ones of the earlier attempts of a test.
    fn earlier(&self, test: TestId) -> &[ResultId] {
        let all = self.retried.get(&test).map_or(&[][..], Vec::as_slice);
        &all[all.len().saturating_sub(MOST_ATTEMPTS)..]
    }

    /// A page in groups whose earlier attempts are read together.
    fn groups(&self, page: Vec<TestResult>) -> Vec<Vec<TestResult>> {
        let (mut groups, mut group, mut attempts) = (Vec::new(), Vec::new(), 0);
        for result in page {
            let own = self.earlier(result.test).len();
            if attempts + own > ATTEMPTS_AT_ONCE && !group.is_empty() {
                groups.push(std::mem::take(&mut group));
                attempts = 0;
            }
            attempts += own;
            group.push(result);
        }
        groups.push(group);
        groups
    }

    /// Hands the tests of a group of results to `take`. Returns the bytes of their texts.
    fn hand_over(
        &self,
        tx: &Tx<'_>,
        group: Vec<TestResult>,
        take: &mut dyn FnMut(Test) -> std::result::Result<(), Error>,
    ) -> std::result::Result<usize, Error> {
        let earlier: Vec<ResultId> = group.iter().flat_map(|r| self.earlier(r.test)).copied().collect();
        let attempts = tx.results().last_within(&earlier, ATTEMPT_BYTES)?;
        if attempts.len() < earlier.len() && group.len() > 1 {
            // They are too large to be read together.
            drop(attempts);
            return group.into_iter().try_fold(0, |bytes, result| Ok(bytes + self.hand_over(tx, vec![result], take)?));
        }
        let mut bytes = 0;
        for test in self.tests(tx, group, attempts)? {
            bytes += test.text_bytes();
            take(test)?;
        }
        Ok(bytes)
    }

    /// Passes every item without a result to `take`, with the status `untested`: cases, or the combinations of their parameters,
    /// in the order of execution.
    pub fn each_untested(
        &self,
        tx: &Tx<'_>,
        take: &mut dyn FnMut(Test) -> std::result::Result<(), Error>,
    ) -> std::result::Result<(), Error> {
        // Runs of tools have a row for each case.
        if !self.is_by_hand && self.head.untested == 0 {
            return Ok(());
        }
        let mut after = UntestedPlace::default();
        loop {
            let page = tx.runs().untested_page(self.run, after, UNTESTED_PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.place();
            let tested: Vec<CaseId> = page.iter().filter(|one| one.is_tested).map(|one| one.case.plan.case).collect();
            let tested = tx.runs().tested_combinations(self.run, &tested)?;
            let codes = tx.case_codes(&page.iter().map(|one| one.case.plan.case).collect::<Vec<_>>())?;
            for UntestedCase { case, is_tested, .. } in page {
                let planned = match case.plan.combinations {
                    planned if self.is_by_hand && !planned.is_empty() => planned,
                    _ if is_tested => continue,
                    _ => vec![Combination::new()],
                };
                let done = tested.get(&case.plan.case);
                for params in planned.into_iter().filter(|params| !done.is_some_and(|done| done.contains(params))) {
                    take(Test {
                        title: case.title.clone(),
                        suite: self.path(case.suite),
                        case: codes.get(&case.plan.case).map(ToString::to_string),
                        last: Execution { status: ResultStatus::Untested, params, ..Execution::default() },
                        ..Test::default()
                    })?;
                }
            }
        }
    }

    /// The tests of a page of results with their earlier attempts.
    fn tests(&self, tx: &Tx<'_>, page: Vec<TestResult>, attempts: Vec<TestResult>) -> Result<Vec<Test>> {
        let mut attempts: FxHashMap<ResultId, TestResult> = attempts.into_iter().map(|r| (r.id, r)).collect();
        let mut hashes = BTreeSet::new();
        for result in page.iter().chain(attempts.values()) {
            of_files(&result.content.attachments, &mut hashes);
            of_steps(&result.content.steps, &mut hashes);
        }
        let known =
            if hashes.is_empty() { BTreeMap::new() } else { tx.attachments().by_hashes(hashes.iter().map(String::as_str))? };
        let contents: BTreeMap<String, String> = known.into_iter().map(|(hash, a)| (hash, a.content_hash)).collect();
        let ids: Vec<TestId> = page.iter().map(|r| r.test).collect();
        let mut tests = tx.known_tests().many(&ids)?;
        let cases: Vec<CaseId> = page.iter().filter_map(|r| r.content.case_id).collect::<BTreeSet<_>>().into_iter().collect();
        let cases = if cases.is_empty() { Vec::new() } else { tx.cases().summaries_of(&cases)? };
        let cases: BTreeMap<CaseId, (CaseCode, Option<SuiteId>)> =
            cases.into_iter().map(|c| (c.id, (c.code, c.suite_id))).collect();
        let mut found = Vec::with_capacity(page.len());
        for result in page {
            let case = result.content.case_id.and_then(|id| cases.get(&id));
            let full_name = tests.remove(&result.test).and_then(|t| t.full_name_in(result.run_id).map(str::to_owned));
            let listed = self.earlier(result.test).iter().filter_map(|id| attempts.remove(id));
            let before: Vec<Execution> = listed.map(|r| execution(r, &contents)).collect();
            let all = self.retried.get(&result.test).map_or(0, Vec::len);
            let is_flaky = result.content.is_flaky;
            found.push(Test {
                suite: self.suite(&result, case.and_then(|c| c.1), full_name.as_deref()),
                case: case.map(|(code, _)| code.to_string()),
                flaky: is_flaky,
                muted: self.mutes.get(&result.test).map(|mute| muted(&mute.content)),
                category: self.category(&result, is_flaky),
                difference: self.differences.get(&result.test).map(|d| d.as_str()),
                attempts_left_out: all.saturating_sub(before.len()),
                attempts: before,
                history: if is_flaky || is_bad(&result.content.status) { self.history(tx, result.test)? } else { Vec::new() },
                title: result.content.title.clone(),
                full_name,
                last: execution(result, &contents),
            });
        }
        Ok(found)
    }

    fn category(&self, result: &TestResult, is_flaky: bool) -> Option<String> {
        let c = &result.content;
        let (message, trace) = (c.comment.as_deref(), c.stacktrace.as_deref());
        let name = match self.categories.find(Symptoms { status: &c.status, message, trace, is_flaky })? {
            Category::Rule(at) => self.categories.names().nth(at)?,
            Category::ProductDefect => PRODUCT_DEFECT,
            Category::TestDefect => TEST_DEFECT,
        };
        Some(name.to_owned())
    }

    fn history(&self, tx: &Tx<'_>, test: TestId) -> Result<Vec<PastOutcome>> {
        let histories = tx.test_history().of_test(test)?;
        let seen = histories.into_iter().find(|h| h.environment == self.environment).map(|h| h.seen).unwrap_or_default();
        let outcome = |s: outcome::PastOutcome| {
            let run = *self.numbers.get(&s.run)?;
            Some(PastOutcome { run, status: s.status, duration_ms: s.duration_ms })
        };
        Ok(seen.into_iter().filter_map(outcome).collect())
    }

    /// The suites of a result: by the labels of Allure, otherwise those of its case, otherwise the parts of the full name.
    fn suite(&self, result: &TestResult, of_case: Option<SuiteId>, full_name: Option<&str>) -> Vec<String> {
        let label = |name: &str| {
            let found = result.content.labels.iter().find(|l| l.name == name && !l.value.trim().is_empty());
            found.map(|l| l.value.clone())
        };
        let by_labels: Vec<String> = ["parentSuite", "suite", "subSuite"].into_iter().filter_map(label).collect();
        if !by_labels.is_empty() {
            return by_labels;
        }
        let path = self.path(of_case);
        if path.is_empty() { parts(full_name.unwrap_or_default(), &result.content.title) } else { path }
    }

    /// Titles of a suite and of those around it, from the outermost one.
    fn path(&self, suite: Option<SuiteId>) -> Vec<String> {
        let mut path = Vec::new();
        let mut at = suite;
        while let Some((parent, title)) = at.and_then(|id| self.suites.get(&id)) {
            path.push(title.clone());
            // A loop cannot be made, and a damaged file must not hang the report.
            at = parent.filter(|_| path.len() < 500);
        }
        path.reverse();
        path
    }
}

/// Results to read after a page of `count` tests with texts of `bytes`: as many as fit into [`PAGE_BYTES`], at most twice `count`.
fn next_limit(count: usize, bytes: usize) -> usize {
    let fitting = count.saturating_mul(PAGE_BYTES) / bytes.max(1);
    fitting.min(count * 2).clamp(1, PAGE)
}

/// Parts of a full name without the title at its end: packages and classes, or files and blocks.
fn parts(full_name: &str, title: &str) -> Vec<String> {
    let rest = full_name.strip_suffix(title).unwrap_or(full_name);
    let rest = rest.trim_end_matches([' ', '.', ':', '#', '›', '>', '/']);
    if rest.is_empty() || rest == full_name {
        return Vec::new();
    }
    let separator = [" › ", " > ", "::", "#"].into_iter().find(|s| rest.contains(s));
    let all: Vec<&str> = match separator {
        Some(separator) => rest.split(separator).collect(),
        None if rest.contains([' ', '/']) => vec![rest],
        None => rest.split('.').collect(),
    };
    all.into_iter().map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

fn of_files(files: &[AttachmentRef], found: &mut BTreeSet<String>) {
    found.extend(files.iter().filter_map(|f| f.hash.clone()));
}

fn of_steps(steps: &[ResultStep], found: &mut BTreeSet<String>) {
    for step in steps {
        of_files(&step.attachments, found);
        of_steps(&step.steps, found);
    }
}

type Contents = BTreeMap<String, String>;

fn execution(result: TestResult, contents: &Contents) -> Execution {
    let c = result.content;
    Execution {
        status: c.status,
        unknown_status: c.unknown_status,
        start_ms: c.start_ms,
        end_ms: c.end_ms,
        duration_ms: c.duration_ms,
        message: c.comment,
        stacktrace: c.stacktrace,
        thread: c.thread,
        author: c.author,
        description: c.description,
        params: c.params,
        fields: c.fields,
        labels: c.labels,
        links: c.links,
        steps: c.steps.into_iter().map(|s| step(s, contents)).collect(),
        attachments: files(c.attachments, contents),
    }
}

fn step(s: ResultStep, contents: &Contents) -> Step {
    Step {
        action: s.action,
        part: s.part,
        expected: s.expected,
        data: s.data,
        status: s.status,
        comment: s.comment,
        duration_ms: s.duration_ms,
        attachments: files(s.attachments, contents),
        steps: s.steps.into_iter().map(|s| step(s, contents)).collect(),
    }
}

fn files(all: Vec<AttachmentRef>, contents: &Contents) -> Vec<File> {
    let file = |a: AttachmentRef| File {
        is_missing: a.is_missing(),
        content: a.hash.and_then(|hash| contents.get(&hash).cloned()),
        name: a.filename,
        mime: a.mime,
        size: a.size,
    };
    all.into_iter().map(file).collect()
}

/// First lines of the messages of a group. Keeps a number for each and the text of the title alone, so that a group of many long
/// messages stays small.
#[derive(Debug, Default)]
struct Lines {
    /// Number of tests by the hash of the first line.
    counts: FxHashMap<u64, usize>,
    /// The most frequent line so far, the first in order of several, with its number of tests.
    title: String,
    most: usize,
}

impl Lines {
    fn add(&mut self, line: String) {
        let count = self.counts.entry(FxBuildHasher.hash_one(&line)).or_default();
        *count += 1;
        if *count > self.most || (*count == self.most && line < self.title) {
            (self.title, self.most) = (line, *count);
        }
    }
}

/// First line of a message, cut off at [`LONGEST_LINE`].
pub(super) fn brief(message: &str) -> String {
    cut(&failure_group::first_line(message))
}

/// A text cut off at [`LONGEST_LINE`].
pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Groups of failures, made while the tests go by.
#[derive(Debug, Default)]
pub struct Groups {
    places: FxHashMap<(ResultStatus, i64), usize>,
    all: Vec<(Group, Lines)>,
}

impl Groups {
    /// Adds a test; returns the place of its group. `None` for a test that did not fail or has no message.
    pub fn add(&mut self, test: &Test) -> Option<usize> {
        let message = test.last.message.as_deref()?;
        if !is_bad(&test.last.status) {
            return None;
        }
        let key = (test.last.status.clone(), failure_group::key(message)?);
        let place = *self.places.entry(key).or_insert(self.all.len());
        if place == self.all.len() {
            let group = Group { status: test.last.status.clone(), title: String::new(), count: 0, new: 0, similar: 0 };
            self.all.push((group, Lines::default()));
        }
        let (group, lines) = self.all.get_mut(place)?;
        group.count += 1;
        group.new += usize::from(test.muted.is_none() && test.difference == Some(Difference::NewFailure.as_str()));
        lines.add(brief(message));
        Some(place)
    }

    /// The groups in the order of their places.
    #[must_use]
    pub fn finish(self) -> Vec<Group> {
        let titled =
            |(group, lines): (Group, Lines)| Group { similar: lines.counts.len().saturating_sub(1), title: lines.title, ..group };
        self.all.into_iter().map(titled).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_name_gives_the_suites() {
        assert_eq!(parts("com.shop.CartTest.pays", "pays"), ["com", "shop", "CartTest"]);
        assert_eq!(parts("tests/cart.py::TestCart::test_pay", "test_pay"), ["tests/cart.py", "TestCart"]);
        assert_eq!(parts("cart.spec.ts › cart › pays", "pays"), ["cart.spec.ts", "cart"]);
        assert!(parts("pays", "pays").is_empty());
        assert!(parts("another name", "pays").is_empty());
    }

    #[test]
    fn a_page_grows_while_its_tests_are_small() {
        assert_eq!([next_limit(10, 0), next_limit(80, 9_000), next_limit(100, 9_000)], [20, 100, 100]);
        assert_eq!(next_limit(100, 200 * PAGE_BYTES), 1);
        assert_eq!([next_limit(1, PAGE_BYTES / 3), next_limit(2, PAGE_BYTES)], [2, 2]);
    }

    #[test]
    fn the_most_frequent_message_names_a_group() {
        let mut groups = Groups::default();
        let test = |status: &str, message: &str| Test {
            last: Execution { status: ResultStatus::parse(status), message: Some(message.to_owned()), ..Execution::default() },
            ..Test::default()
        };
        assert_eq!(groups.add(&test("failed", "got 1")), Some(0));
        assert_eq!(groups.add(&test("failed", "got 2")), Some(0));
        assert_eq!(groups.add(&test("failed", "got 2\nmore")), Some(0));
        assert_eq!(groups.add(&test("broken", "got 2")), Some(1));
        assert_eq!(groups.add(&test("passed", "got 2")), None);
        let found = groups.finish();
        assert_eq!((found.len(), found[0].title.as_str(), found[0].count), (2, "got 2", 3));
        assert_eq!((found[0].similar, found[1].similar), (1, 0));
    }

    #[test]
    fn a_group_counts_all_its_messages() {
        let mut groups = Groups::default();
        for n in (0..36).chain([20]) {
            let message = Some(format!("got {n}"));
            groups.add(&Test {
                last: Execution { status: ResultStatus::Failed, message, ..Execution::default() },
                ..Test::default()
            });
        }
        let found = groups.finish();
        assert_eq!((found[0].title.as_str(), found[0].count, found[0].similar), ("got 20", 37, 35));
    }
}
