//! Several ingests fill one run: the same tests, counts and history as of one ingest, each shard once, nothing after the end.

use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use testkit::engine::property_cases;
use testkit::fixture::{Fixture, assert_sound};
use voluptas_app::cases::file::Target;
use voluptas_app::results::files::{Limits, gather};
use voluptas_app::results::ingest::{Error, Ingested, Options, RunKey, ShardError, ShardOf, ingest};
use voluptas_app::runs::manual as manual_run;
use voluptas_core::domain::ids::{ProjectId, RunId, TestId};
use voluptas_core::domain::result::ResultLabel;
use voluptas_core::domain::run::{Run, RunContent, RunState};
use voluptas_jobs::JobCtx;
use voluptas_store::runs::NewRun;
use voluptas_store::{Op, Result as StoreResult, Tx};

struct Desk {
    f: Fixture,
    project: ProjectId,
}

fn options(shard_of: Option<ShardOf>) -> Options {
    Options { shard_of, ..Options::default() }
}

/// The run with a key.
fn of_key(key: &str, shards: Option<u32>) -> Options {
    options(Some(ShardOf::Key { key: RunKey::new(key).expect("key"), shards }))
}

impl Desk {
    fn new() -> Self {
        let f = Fixture::new();
        let project = f.project().id;
        Self { f, project }
    }

    fn ingest(&self, folder: &Path, options: &Options) -> Result<Ingested, Error> {
        let project = self.read(|tx| tx.projects().get(self.project));
        let mut gathered = gather(&[folder.to_owned()], Limits::default())?;
        let ctx = JobCtx::detached(Arc::new(self.f.clock.clone()));
        ingest(&self.f.store, &Target::Existing(project), &mut gathered, options, &ctx)
    }

    /// Stores a folder `in` with these files, given by path and content.
    fn take(&self, files: &[(&str, String)], options: &Options) -> Result<Ingested, Error> {
        let folder = tempfile::tempdir().expect("folder");
        let root = folder.path().join("in");
        for (name, content) in files {
            let path: PathBuf = root.join(name);
            std::fs::create_dir_all(path.parent().expect("folder")).expect("folder");
            std::fs::write(path, content).expect("file");
        }
        self.ingest(&root, options)
    }

    fn taken(&self, files: &[(&str, String)], options: &Options) -> Ingested {
        self.take(files, options).unwrap_or_else(|e| panic!("{e:?}"))
    }

    fn read<T>(&self, f: impl FnOnce(&Tx<'_>) -> StoreResult<T>) -> T {
        self.f.store.read(f).expect("read")
    }

    fn run(&self, id: RunId) -> Run {
        self.read(|tx| tx.runs().get(id))
    }

    /// Tests of a run by their shown full name, each with true if it passed.
    fn tests(&self, run: RunId) -> BTreeMap<TestId, (String, bool)> {
        self.read(|tx| {
            let outcomes = tx.outcomes().of_run(run)?;
            let known = tx.known_tests().many(&outcomes.iter().map(|outcome| outcome.test).collect::<Vec<_>>())?;
            let name = |test: &TestId| known.get(test).and_then(|test| test.full_name.clone()).unwrap_or_default();
            Ok(outcomes.iter().map(|o| (o.test, (name(&o.test), o.status.slug() == "passed"))).collect())
        })
    }

    fn names(&self, run: RunId) -> BTreeSet<(String, bool)> {
        self.tests(run).into_values().collect()
    }

    fn number_of_runs(&self) -> usize {
        self.read(|tx| tx.runs().newest(self.project, 100)).len()
    }
}

/// A JUnit file of one suite element for each test: suite, name, and whether it passed.
fn junit(at: &str, tests: &[(&str, &str, bool)]) -> String {
    let mut xml = format!("<testsuites name='all' timestamp='{at}'>");
    for (suite, name, passed) in tests {
        let outcome = if *passed { "" } else { "<failure message='no'/>" };
        let test = format!("<testcase classname='shop.Cart' name='{name}' time='1'>{outcome}</testcase>");
        write!(xml, "<testsuite name='{suite}' timestamp='{at}'>{test}</testsuite>").expect("text");
    }
    xml + "</testsuites>"
}

const AT: &str = "2026-01-15T09:00:00";
const LATER: &str = "2026-01-15T09:30:00";

fn statuses(of: &BTreeMap<String, i64>) -> (i64, i64) {
    let count = |word: &str| of.get(word).copied().unwrap_or_default();
    (count("passed"), count("failed"))
}

#[test]
fn two_shards_are_the_run_that_one_ingest_would_make() {
    let first = ("one/report.xml", junit(LATER, &[("S", "a", true), ("S", "b", false)]));
    let second = ("two/report.xml", junit(AT, &[("S", "b", true), ("S", "c", true)]));
    let whole = Desk::new();
    let done = whole.taken(&[first.clone(), second.clone()], &options(None));
    let (expected, run) = (whole.names(done.run), whole.run(done.run));
    for order in [[&first, &second], [&second, &first]] {
        let desk = Desk::new();
        let [one, two] = order.map(|file| desk.taken(std::slice::from_ref(file), &of_key("77", Some(2))));
        assert_eq!(one.run, two.run);
        assert_eq!(desk.names(two.run), expected);
        let ended = desk.run(two.run);
        assert_eq!((ended.state, ended.start_ms, ended.end_ms), (RunState::Complete, run.start_ms, run.end_ms));
        let [one, two] = [one, two].map(|done| done.shard.expect("a shard"));
        assert_eq!((one.is_open, one.count.received, two.is_open, two.count.received), (true, 1, false, 2));
        assert_eq!(statuses(&two.run_statuses), (3, 1));
        assert_sound(&desk.f.location);
    }
}

#[test]
fn a_shard_says_its_own_numbers_and_history_comes_with_the_end() {
    let desk = Desk::new();
    let first = desk.taken(&[("r.xml", junit(AT, &[("S", "a", true), ("S", "b", false)]))], &of_key("77", None));
    let second = desk.taken(&[("r.xml", junit(AT, &[("S", "b", true)]))], &of_key("77", None));
    assert_eq!((statuses(&first.statuses), statuses(&second.statuses)), ((1, 1), (1, 0)));
    let outcome = second.shard.expect("a shard");
    assert_eq!((outcome.is_open, outcome.count.expected, statuses(&outcome.run_statuses)), (true, None, (2, 1)));
    assert_eq!(second.twins.by, BTreeMap::from([("place", 1)]), "the files have one path: their shard tells them apart");
    let (test, _) = desk.tests(first.run).into_iter().next().expect("a test");
    let history = |desk: &Desk| desk.read(|tx| tx.test_history().of_test(test)).len();
    assert_eq!((desk.run(first.run).state, history(&desk)), (RunState::Active, 0));
    manual_run::close(&desk.f.store, first.run).expect("closed");
    let run = desk.run(first.run);
    assert_eq!((run.state, history(&desk)), (RunState::Complete, 1));
    // One second for each test, and not the time at which it was closed.
    assert_eq!(run.end_ms.zip(run.start_ms).map(|(end, start)| end - start), Some(1_000));
    assert_sound(&desk.f.location);
}

#[test]
fn a_repeated_shard_is_recognised_also_after_the_end() {
    let desk = Desk::new();
    let shard = |name: &str| [("r.xml", junit(AT, &[("S", name, true)]))];
    let first = desk.taken(&shard("a"), &of_key("77", Some(2)));
    for (received, is_open) in [(1, true), (2, false)] {
        if !is_open {
            desk.taken(&shard("b"), &of_key("77", Some(2)));
        }
        let again = desk.taken(&shard("a"), &of_key("77", Some(2)));
        assert!(again.twins.by.is_empty(), "a test is no twin of itself: {:?}", again.twins);
        let outcome = again.shard.expect("a shard");
        assert_eq!((again.was_there, again.run, outcome.is_open), (true, first.run, is_open));
        assert_eq!((outcome.count.received, statuses(&outcome.run_statuses)), (received, (received, 0)));
        assert_eq!(desk.tests(first.run).len(), usize::try_from(received).expect("count"));
    }
    // Another pipeline has the same files.
    let other = desk.taken(&shard("a"), &of_key("78", None));
    assert!(!other.was_there && other.run != first.run);
    assert_sound(&desk.f.location);
}

#[test]
fn a_shard_of_another_environment_is_another_shard() {
    let desk = Desk::new();
    let shard = [("r.xml", junit(AT, &[("S", "a", true)]))];
    let of = |environment: &str| Options { environment: Some(environment.to_owned()), ..of_key("77", None) };
    let first = desk.taken(&shard, &of("chrome"));
    assert!(desk.taken(&shard, &of("Chrome")).was_there);
    let second = desk.taken(&shard, &of("firefox"));
    assert_eq!((second.was_there, second.run), (false, first.run));
    assert!(desk.taken(&shard, &of("firefox")).was_there);
    let outcome = second.shard.expect("a shard");
    assert_eq!((outcome.count.received, statuses(&outcome.run_statuses), outcome.differing.len()), (2, (2, 0), 1));
    assert_sound(&desk.f.location);
}

#[test]
fn nothing_comes_into_a_run_after_its_end() {
    let desk = Desk::new();
    let shard = |name: &str| [("r.xml", junit(AT, &[("S", name, true)]))];
    let run = desk.taken(&shard("a"), &of_key("77", Some(1))).run;
    let number = desk.run(run).number;
    let late = |options: &Options| match desk.take(&shard("b"), options) {
        Err(Error::Shard(error)) => error,
        other => panic!("{other:?}"),
    };
    assert_eq!(late(&of_key("77", None)), ShardError::Ended { number, expected: Some(1) });
    assert_eq!(late(&options(Some(ShardOf::Run(number)))), ShardError::Ended { number, expected: Some(1) });
    assert_eq!(late(&of_key("77", Some(3))), ShardError::OtherNumber { known: 1, given: 3 });
    let closed = desk.taken(&shard("a"), &of_key("78", None)).run;
    manual_run::close(&desk.f.store, closed).expect("closed");
    assert_eq!(late(&of_key("78", None)), ShardError::Ended { number: desk.run(closed).number, expected: None });
    assert!(desk.take(&shard("b"), &options(Some(ShardOf::Run(99)))).expect_err("no such run").is_not_found());
    assert_eq!((desk.tests(run).len(), desk.number_of_runs()), (1, 2));
    // A person opens it again.
    manual_run::reopen(&desk.f.store, closed).expect("opened");
    let twin = desk.taken(&[("r.xml", junit(LATER, &[("S", "a", false)]))], &of_key("78", None));
    assert_eq!(statuses(&twin.shard.expect("a shard").run_statuses), (1, 1), "no failure is hidden, and none hides a pass");
    assert_sound(&desk.f.location);
}

#[test]
fn a_run_by_hand_takes_files_and_a_run_in_the_trash_gives_its_key_away() {
    let desk = Desk::new();
    let shard = [("r.xml", junit(AT, &[("S", "a", true)]))];
    let by_hand = desk.f.store.write(Op::bulk("run"), |tx| {
        let content = RunContent { title: "Release".to_owned(), ..RunContent::default() };
        tx.runs().create(desk.project, &NewRun { content, ..NewRun::default() })
    });
    let by_hand = by_hand.expect("run").value;
    let into = options(Some(ShardOf::Run(by_hand.number)));
    let done = desk.taken(&shard, &into);
    assert_eq!((done.run, done.title.as_str(), desk.run(done.run).start_ms), (by_hand.id, "Release", by_hand.start_ms));
    assert!(desk.taken(&shard, &into).was_there);
    let first = desk.taken(&shard, &of_key("77", Some(3))).run;
    desk.f.store.write(Op::edit("trash"), |tx| tx.runs().delete(first)).expect("deleted");
    let second = desk.taken(&shard, &of_key("77", Some(2)));
    assert!(second.run != first && !second.was_there);
    desk.f.store.write(Op::edit("restore"), |tx| tx.runs().restore(first)).expect("restored");
    assert_eq!(desk.read(|tx| tx.shards().by_key(desk.project, "77")), Some(second.run));
    assert_sound(&desk.f.location);
}

#[test]
fn the_run_keeps_what_its_first_shard_says_and_takes_the_rest() {
    let desk = Desk::new();
    let named = |name: Option<&str>, environment: Option<&str>| Options {
        run_name: name.map(str::to_owned),
        environment: environment.map(str::to_owned),
        ..of_key("77", None)
    };
    let shard = |name: &str| [("r.xml", junit(AT, &[("S", name, true)]))];
    desk.taken(&shard("a"), &named(Some("Nightly"), None));
    let second = desk.taken(&shard("b"), &named(Some("Nightly"), Some("Stage")));
    assert_eq!(second.shard.map(|shard| shard.differing), Some(Vec::new()));
    let third = desk.taken(&shard("c"), &named(Some("Other"), Some("prod")));
    let differing: Vec<(&str, String, String)> =
        third.shard.into_iter().flat_map(|s| s.differing).map(|v| (v.option, v.kept, v.given)).collect();
    let expected = [("run_name", "Nightly", "Other"), ("environment", "Stage", "prod")];
    assert_eq!(differing, expected.map(|(option, kept, given)| (option, kept.to_owned(), given.to_owned())));
    assert_eq!(third.title, "Nightly");
}

/// A result of Allure.
fn allure(uuid: &str, history: &str, status: &str, start: i64) -> String {
    format!(
        "{{\"uuid\":\"{uuid}\",\"historyId\":\"{history}\",\"fullName\":\"shop.{history}\",\"name\":\"{history}\",\
         \"status\":\"{status}\",\"start\":{start},\"stop\":{}}}",
        start + 5
    )
}

#[test]
fn ids_of_attempts_hold_over_shards_and_marks_of_attempts_within_them() {
    let desk = Desk::new();
    let start = 1_768_467_600_000;
    let one = ("1-result.json", allure("u1", "pays", "failed", start));
    let two =
        [("1-result.json", allure("u1", "pays", "passed", start + 9)), ("2-result.json", allure("u2", "ships", "passed", start))];
    desk.taken(&[one], &of_key("allure", None));
    let done = desk.taken(&two, &of_key("allure", None));
    assert_eq!(desk.names(done.run).len(), 2, "one id, name and parameters are one test, as for Allure");
    assert_eq!(statuses(&done.shard.expect("a shard").run_statuses), (2, 0));
    // Two shards with a test of one name, each of which passed when it was executed again.
    let flaky = |message: &str| {
        let failed = format!("<flakyFailure message='{message}'/>");
        format!("<testsuite name='S' time='1'><testcase classname='shop' name='a' time='1'>{failed}</testcase></testsuite>")
    };
    let shard = |message: &str| [("TEST-a.xml", flaky(message))];
    desk.taken(&shard("one"), &of_key("surefire", None));
    let done = desk.taken(&shard("two"), &of_key("surefire", None));
    assert_eq!((done.flaky, done.attempts), (1, 2));
    let attempts = desk.read(|tx| tx.results().of_run(done.run)).len();
    assert_eq!((desk.tests(done.run).len(), attempts), (2, 4));
    assert_sound(&desk.f.location);
}

#[test]
fn labels_of_a_person_keep_equal_ids_of_two_jobs_apart() {
    let desk = Desk::new();
    let start = 1_768_467_600_000;
    let job = |browser: &str, status: &str, start: i64| {
        let label = ResultLabel { name: "browser".to_owned(), value: browser.to_owned() };
        let options = Options { labels: vec![label], ..of_key("matrix", None) };
        let files =
            [("1-result.json", allure(browser, "pays", status, start)), ("2-result.json", allure("u", "ships", "passed", start))];
        desk.taken(&files, &options)
    };
    job("chrome", "failed", start);
    let done = job("firefox", "passed", start + 9);
    assert_eq!((done.flaky, statuses(&done.shard.expect("a shard").run_statuses)), (0, (3, 1)));
    let expected = [("chrome", false), ("firefox", true)].map(|(browser, passed)| (format!("shop.pays [{browser}]"), passed));
    let names = desk.names(done.run);
    assert!(expected.iter().all(|name| names.contains(name)) && names.len() == 4, "{names:?}");
    assert_sound(&desk.f.location);
}

#[test]
fn twins_of_another_run_hide_nothing_between_two_shards() {
    let desk = Desk::new();
    let shard = |at: &str, passed| [("r.xml", junit(at, &[("S", "a", passed)]))];
    desk.taken(&shard(AT, false), &of_key("77", None));
    // Meanwhile another run has two tests of this name.
    desk.taken(&[("r.xml", junit(AT, &[("S", "a", true), ("T", "a", true)]))], &options(None));
    let done = desk.taken(&shard(LATER, true), &of_key("77", None));
    assert_eq!(statuses(&done.shard.expect("a shard").run_statuses), (1, 1));
    assert_eq!(desk.tests(done.run).len(), 2);
    assert_sound(&desk.f.location);
}

#[test]
fn a_test_that_moves_to_another_shard_keeps_its_history() {
    let desk = Desk::new();
    let night = |key: &str, at: &str, shards: [&[&str]; 2]| {
        let of_shard = |names: &[&str]| {
            let tests: Vec<(&str, &str, bool)> = names.iter().map(|name| ("S", *name, true)).collect();
            desk.taken(&[("r.xml", junit(at, &tests))], &of_key(key, Some(2))).run
        };
        desk.tests(shards.map(of_shard)[1])
    };
    let first = night("1", AT, [&["a", "b"], &["c"]]);
    let second = night("2", LATER, [&["a"], &["b", "c"]]);
    assert_eq!(first, second);
}

#[test]
fn errors_outside_of_tests_add_up() {
    let desk = Desk::new();
    let sample =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples/reports/15-run-errors/playwright-load-error.json");
    let report = std::fs::read_to_string(sample).expect("sample");
    let file = |n: usize| ("r.json", report.replace("prices", &format!("stand{n}")));
    let done = [1, 2].map(|n| desk.taken(&[file(n)], &of_key("77", Some(2))));
    assert_eq!(done.each_ref().map(|done| done.run_errors.len()), [2, 2], "each says its own");
    let errors = desk.read(|tx| tx.run_errors().of_run(done[1].run));
    assert!(errors.len() == 4 && errors[0].message.contains("stand1") && errors[2].message.contains("stand2"), "{errors:?}");
}

/// A test of a generated input.
#[derive(Debug, Clone)]
struct Row {
    shard: usize,
    folder: usize,
    suite: usize,
    name: usize,
    passed: bool,
}

const SHARDS: usize = 4;

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..SHARDS, 0..2_usize, 0..2_usize, 0..3_usize, any::<bool>());
    let row = row.prop_map(|(shard, folder, suite, name, passed)| Row { shard, folder, suite, name, passed });
    prop::collection::vec(row, 1..16)
}

/// The files of a shard, by path.
fn files_of(rows: &[Row], shard: usize, night: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for folder in 0..2 {
        let own: Vec<&Row> = rows.iter().filter(|row| row.shard == shard && row.folder == folder).collect();
        let names: Vec<(String, String)> = own.iter().map(|r| (format!("Suite {}", r.suite), format!("t{}", r.name))).collect();
        let tests: Vec<(&str, &str, bool)> =
            names.iter().zip(&own).map(|((suite, name), row)| (suite.as_str(), name.as_str(), row.passed)).collect();
        if !tests.is_empty() {
            // Files of the same bytes are copies of one.
            let xml = junit(night, &tests) + &format!("<!-- shard {shard}, folder {folder} -->");
            files.push((format!("{}/r.xml", ["chrome", "firefox"][folder]), xml));
        }
    }
    files
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(property_cases(24)))]

    #[test]
    fn as_many_tests_are_counted_as_the_shards_have(rows in rows(), order in Just((0..SHARDS).collect::<Vec<_>>()).prop_shuffle()) {
        let desk = Desk::new();
        let passed = i64::try_from(rows.iter().filter(|row| row.passed).count()).expect("count");
        let all = i64::try_from(rows.len()).expect("count");
        let mut nights = Vec::new();
        for (key, night) in [("1", AT), ("2", LATER)] {
            let (mut own, mut last) = ((0, 0), None);
            for shard in &order {
                let files = files_of(&rows, *shard, night);
                if files.is_empty() {
                    continue;
                }
                let files: Vec<(&str, String)> = files.iter().map(|(path, xml)| (path.as_str(), xml.clone())).collect();
                let done = desk.taken(&files, &of_key(key, None));
                let (passed, failed) = statuses(&done.statuses);
                own = (own.0 + passed, own.1 + failed);
                prop_assert_eq!(done.twins.reruns_by_name, 0);
                last = Some(done);
            }
            let Some(done) = last else { continue };
            prop_assert_eq!(own, (passed, all - passed));
            prop_assert_eq!(statuses(&done.shard.expect("a shard").run_statuses), (passed, all - passed));
            manual_run::close(&desk.f.store, done.run).expect("closed");
            nights.push(desk.tests(done.run));
        }
        prop_assert_eq!(&nights[0], &nights[1], "the next night has the same tests");
        assert_sound(&desk.f.location);
    }

    #[test]
    fn tests_of_names_of_their_own_are_those_of_one_ingest(
        shards in prop::collection::vec((0..SHARDS, any::<bool>()), 1..10),
        order in Just((0..SHARDS).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let row = |(name, (shard, passed)): (usize, &(usize, bool))| Row { shard: *shard, folder: name % 2, suite: 0, name, passed: *passed };
        let rows: Vec<Row> = shards.iter().enumerate().map(row).collect();
        let whole = Desk::new();
        let mut all = Vec::new();
        for shard in 0..SHARDS {
            all.extend(files_of(&rows, shard, AT).into_iter().map(|(path, xml)| (format!("{shard}/{path}"), xml)));
        }
        let all: Vec<(&str, String)> = all.iter().map(|(path, xml)| (path.as_str(), xml.clone())).collect();
        let expected = whole.names(whole.taken(&all, &options(None)).run);
        let desk = Desk::new();
        let mut run = None;
        for shard in order {
            let files = files_of(&rows, shard, AT);
            let files: Vec<(&str, String)> = files.iter().map(|(path, xml)| (path.as_str(), xml.clone())).collect();
            if !files.is_empty() {
                run = Some(desk.taken(&files, &of_key("1", None)).run);
            }
        }
        prop_assert_eq!(desk.names(run.expect("a run")), expected);
    }
}
