//! A workspace of any size for measurements: a registry, a project with suites and cases, and runs with results.
//!
//! The content depends on the sizes and the seed alone. Times of storing and the hashes of results differ. Each case covers one
//! feature; a run has results of neighbouring cases.

use voluptas_core::base::Millis;
use voluptas_core::domain::case::{CaseContent, NewCase, Step};
use voluptas_core::domain::function::{FunctionContent, FunctionType};
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, SuiteId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_store::results::Arrival;
use voluptas_store::runs::NewRun;
use voluptas_store::{Error, Op, Result, Store};

/// Code of the project that is created.
pub const PROJECT: &str = "BENCH";

/// Sizes of the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Functions: modules, epics and features.
    pub functions: usize,
    pub cases: usize,
    /// Results, which need at least one case.
    pub results: usize,
    /// Runs among which the results are divided.
    pub runs: usize,
    /// Start of the random numbers.
    pub seed: u64,
}

impl Sizes {
    /// Runs of 10,000 results each, unless there is a number of runs.
    #[must_use]
    pub fn new(functions: usize, cases: usize, results: usize, runs: Option<usize>, seed: u64) -> Self {
        Self { functions, cases, results, runs: runs.unwrap_or_else(|| results.div_ceil(10_000)), seed }
    }
}

/// Rows of one transaction.
const BATCH: usize = 10_000;
/// Results that are stored together.
const TOGETHER: usize = 500;
/// Cases of a suite.
const IN_SUITE: usize = 50;
/// Suites of a top suite.
const IN_TOP: usize = 20;
/// Features of an epic, and epics of a module.
const IN_EPIC: usize = 30;
const IN_MODULE: usize = 20;
/// Begin of the first run: 2026-01-01.
const BEGIN: Millis = 1_767_225_600_000;
/// Time from the begin of one run to the next.
const EVERY: Millis = 6 * 3_600_000;

const VERBS: [&str; 12] =
    ["Opens", "Saves", "Sorts", "Filters", "Exports", "Pays", "Refunds", "Rejects", "Sends", "Prints", "Merges", "Restores"];
const THINGS: [&str; 16] = [
    "orders",
    "invoices",
    "promo codes",
    "addresses",
    "parcels",
    "reviews",
    "accounts",
    "sessions",
    "reports",
    "prices",
    "discounts",
    "carts",
    "payments",
    "returns",
    "labels",
    "messages",
];
const SEGMENTS: [&str; 4] = ["UI", "API", "Backend", "UX/CX"];
const AUTOMATION: [&str; 3] = ["Automated", "Not Started", "Partially Automated"];

/// SplitMix64: small, and the same everywhere and for ever.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).unwrap_or(0)
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn title(&mut self, n: usize) -> String {
        format!("{} {} {n}", self.pick(&VERBS), self.pick(&THINGS))
    }
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Fills a workspace. `progress` is called after each batch with the rows written and the rows in all. Blocks.
///
/// # Errors
/// [`Error::Duplicate`] if the workspace has the project already; nothing is changed then.
pub fn fill(store: &Store, sizes: &Sizes, mut progress: impl FnMut(usize, usize)) -> Result<()> {
    let mut random = Random(sizes.seed);
    let written = store.write(Op::bulk("bench_data"), |tx| {
        if tx.projects().by_code(PROJECT)?.is_some() {
            return Err(Error::Duplicate("project".into()));
        }
        Ok(tx.projects().create(PROJECT, "Measurements", None)?.id)
    })?;
    let project = written.value;
    let all = sizes.functions + sizes.cases + sizes.results;
    let mut done = 0;
    let mut step = |n: usize| {
        done += n;
        progress(done, all);
    };
    let features = functions(store, sizes, &mut random, &mut step)?;
    let cases = cases(store, sizes, project, &features, &mut random, &mut step)?;
    if !cases.is_empty() && sizes.runs > 0 {
        results(store, sizes, project, &cases, &mut random, &mut step)?;
    }
    Ok(())
}

/// Writes the registry; returns the features.
fn functions(store: &Store, sizes: &Sizes, random: &mut Random, step: &mut impl FnMut(usize)) -> Result<Vec<FunctionId>> {
    let mut features = Vec::with_capacity(sizes.functions);
    let (mut module, mut epic, mut epics, mut in_epic) = (None, None, 0, 0);
    let mut written = 0;
    while written < sizes.functions {
        let n = BATCH.min(sizes.functions - written);
        store.write(Op::bulk("bench_data"), |tx| {
            for i in written..written + n {
                let (kind, parent) = if module.is_none() || (epics == IN_MODULE && in_epic == IN_EPIC) {
                    (FunctionType::Module, None)
                } else if epic.is_none() || in_epic == IN_EPIC {
                    (FunctionType::Epic, module)
                } else {
                    (FunctionType::Feature, epic)
                };
                let is_feature = kind == FunctionType::Feature;
                let content = FunctionContent {
                    func_id: format!("bench.{i:06}"),
                    title: random.title(i),
                    kind,
                    segment: is_feature.then(|| random.pick(&SEGMENTS).to_owned()),
                    automation_status: is_feature.then(|| random.pick(&AUTOMATION).to_owned()),
                    is_crit: is_feature && random.below(10) == 0,
                    is_focus: is_feature && random.below(20) == 0,
                    ..FunctionContent::default()
                };
                let id = tx.functions().create(parent, &content, &[])?;
                match kind {
                    FunctionType::Module => (module, epic, epics, in_epic) = (Some(id), None, 0, 0),
                    FunctionType::Epic => (epic, epics, in_epic) = (Some(id), epics + 1, 0),
                    _ => {
                        in_epic += 1;
                        features.push(id);
                    }
                }
            }
            Ok(())
        })?;
        written += n;
        step(n);
    }
    Ok(features)
}

/// Writes suites and cases, and links each case with a feature.
fn cases(
    store: &Store,
    sizes: &Sizes,
    project: ProjectId,
    features: &[FunctionId],
    random: &mut Random,
    step: &mut impl FnMut(usize),
) -> Result<Vec<CaseId>> {
    let mut all = Vec::with_capacity(sizes.cases);
    let (mut top, mut suite): (Option<SuiteId>, Option<SuiteId>) = (None, None);
    while all.len() < sizes.cases {
        let from = all.len();
        let n = BATCH.min(sizes.cases - from);
        let ids = store.write(Op::bulk("bench_data"), |tx| {
            let mut new = Vec::with_capacity(n);
            for i in from..from + n {
                let named = |title: String, parent_id| NewSuite {
                    parent_id,
                    content: SuiteContent { title, ..SuiteContent::default() },
                    ..NewSuite::default()
                };
                if i % (IN_SUITE * IN_TOP) == 0 {
                    top = Some(tx.suites().create(project, &named(format!("Area {}", i / (IN_SUITE * IN_TOP)), None))?);
                }
                if i % IN_SUITE == 0 {
                    suite = Some(tx.suites().create(project, &named(format!("Suite {}", i / IN_SUITE), top))?);
                }
                let steps = (0..2).map(|_| Step { action: random.title(i), ..Step::default() }).collect();
                let content = CaseContent { title: random.title(i), steps, ..CaseContent::default() };
                new.push(NewCase { suite_id: suite, number: None, content });
            }
            let ids = tx.cases().create_many(project, &new)?;
            for (i, case) in ids.iter().enumerate().filter(|_| !features.is_empty()) {
                tx.mappings().link(features[(from + i) % features.len()], *case, Origin::Manual)?;
            }
            Ok(ids)
        })?;
        all.extend(ids.value);
        step(n);
    }
    Ok(all)
}

/// Writes the runs with their results.
fn results(
    store: &Store,
    sizes: &Sizes,
    project: ProjectId,
    cases: &[CaseId],
    random: &mut Random,
    step: &mut impl FnMut(usize),
) -> Result<()> {
    let mut from = 0;
    for r in 0..sizes.runs {
        let until = sizes.results * (r + 1) / sizes.runs;
        let begin = BEGIN + number(r) * EVERY;
        let written = store.write(Op::bulk("bench_data"), |tx| {
            let content = RunContent { title: format!("Night {r}"), is_autotest: true, ..RunContent::default() };
            let new = NewRun { content, source: "bench".into(), start_ms: Some(begin), ..NewRun::default() };
            Ok(tx.runs().create(project, &new)?.id)
        })?;
        let run = written.value;
        let mut end = begin;
        while from < until {
            let n = BATCH.min(until - from);
            let last = store.write(Op::bulk("bench_data"), |tx| {
                let made: Vec<ResultContent> =
                    (from..from + n).map(|i| result(cases[i % cases.len()], i, begin, random)).collect();
                for part in made.chunks(TOGETHER) {
                    let arriving: Vec<_> = part.iter().map(|result| (result, Arrival::default())).collect();
                    tx.results().add_many(run, &arriving)?;
                }
                Ok(made.iter().filter_map(|result| result.end_ms).max())
            })?;
            end = last.value.map_or(end, |last| end.max(last));
            from += n;
            step(n);
        }
        store.write(Op::bulk("bench_data"), |tx| tx.runs().set_times(run, Some(begin), end))?;
    }
    Ok(())
}

/// The result number `i` of the workspace.
fn result(case: CaseId, i: usize, begin: Millis, random: &mut Random) -> ResultContent {
    let status = match random.below(100) {
        0..85 => ResultStatus::Passed,
        85..93 => ResultStatus::Failed,
        93..95 => ResultStatus::Broken,
        _ => ResultStatus::Skipped,
    };
    let is_bad = matches!(status, ResultStatus::Failed | ResultStatus::Broken);
    let duration = number(random.below(20_000)) + 20;
    let end = begin + number(i % BATCH) * 1000 + duration;
    ResultContent {
        case_id: Some(case),
        title: title_of(case),
        status,
        start_ms: Some(end - duration),
        end_ms: Some(end),
        duration_ms: Some(duration),
        comment: is_bad.then(|| format!("Expected {} but found {}", random.below(1000), random.below(1000))),
        stacktrace: is_bad.then(|| trace(random)),
        is_api: true,
        ..ResultContent::default()
    }
}

/// Title of the results of a case.
fn title_of(case: CaseId) -> String {
    let at = usize::try_from(case.0).unwrap_or(0);
    format!("{} {}", VERBS[at % VERBS.len()], THINGS[at / VERBS.len() % THINGS.len()])
}

pub(super) fn trace(random: &mut Random) -> String {
    let mut text = String::from("AssertionError: values differ\n");
    for _ in 0..8 {
        let line = format!("    at com.example.shop.{}Test.check(ShopTest.java:{})\n", random.pick(&VERBS), random.below(900));
        text.push_str(&line);
    }
    text
}
