//! Files of results become a run: whole or not at all, once, with cases and attachments.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use testkit::fixture::{Fixture, assert_sound};
use voluptas_app::cases::file::Target;
use voluptas_app::results::files::{GatherError, Limits, gather};
use voluptas_app::results::ingest::{Error, Ingested, Options, ingest, ingest_with};
use voluptas_app::runs::compare as run_compare;
use voluptas_app::runs::gate as quality_gate;
use voluptas_app::runs::timeline as run_timeline;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::function::FunctionType;
use voluptas_core::domain::ids::{CaseId, ProjectId, RunId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::outcome::Difference;
use voluptas_core::domain::result::{FoundBy, StepPart};
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_jobs::JobCtx;
use voluptas_store::blobs::Blobs;
use voluptas_store::runs::{FinishedFilter, RunFilter};
use voluptas_store::test_history::WorstBy;
use voluptas_store::{self as store, Op, Slice};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples").join(name)
}

/// A workspace with a project.
struct Desk {
    f: Fixture,
    project: ProjectId,
}

impl Desk {
    fn new() -> Self {
        let f = Fixture::new();
        let project = f.project().id;
        Self { f, project }
    }

    fn take(&self, paths: &[PathBuf], options: &Options) -> Result<Ingested, Error> {
        let project = self.f.store.read(|tx| tx.projects().get(self.project)).expect("project");
        let mut gathered = gather(paths, Limits::default())?;
        let ctx = JobCtx::detached(Arc::new(self.f.clock.clone()));
        ingest(&self.f.store, &Target::Existing(project), &mut gathered, options, &ctx)
    }

    fn taken(&self, name: &str) -> Ingested {
        self.take(&[sample(name)], &Options::default()).unwrap_or_else(|e| panic!("{name}: {e:?}"))
    }

    /// Stores a JUnit file with these tests, each with its outcome, as a run.
    fn junit(&self, name: &str, minute: u32, tests: &[(&str, &str)]) -> Ingested {
        let folder = tempfile::tempdir().expect("folder");
        let case = |(test, outcome): &(&str, &str)| match *outcome {
            "passed" => format!("<testcase classname='shop' name='{test}' time='1'/>"),
            other => format!("<testcase classname='shop' name='{test}' time='1'><failure message='{other}'/></testcase>"),
        };
        let cases: String = tests.iter().map(case).collect();
        let path = folder.path().join("junit.xml");
        let xml = format!("<testsuite name='s' timestamp='2026-01-15T09:{minute:02}:00'>{cases}</testsuite>");
        std::fs::write(&path, xml).expect("file");
        let options = Options { run_name: Some(name.to_owned()), ..Options::default() };
        self.take(&[path], &options).expect("taken")
    }

    fn runs(&self) -> usize {
        self.f.store.read(|tx| tx.runs().list(self.project, &RunFilter::default(), Slice::ALL)).expect("runs").rows.len()
    }

    fn case(&self, suite: Option<&str>, title: &str) -> CaseId {
        let written = self.f.store.write(Op::bulk("case"), |tx| {
            let content = |title: &str| SuiteContent { title: title.into(), ..SuiteContent::default() };
            let suite_id = match suite {
                Some(title) => {
                    Some(tx.suites().create(self.project, &NewSuite { parent_id: None, number: None, content: content(title) })?)
                }
                None => None,
            };
            let content = CaseContent { title: title.into(), ..CaseContent::default() };
            tx.cases().create(self.project, &NewCase { suite_id, number: None, content })
        });
        written.expect("case").value
    }
}

fn counts<const N: usize>(of: [(&str, i64); N]) -> BTreeMap<String, i64> {
    of.into_iter().map(|(word, n)| (word.to_owned(), n)).collect()
}

#[test]
fn a_run_is_not_stored_without_the_last_step_of_its_transaction() {
    let d = Desk::new();
    let project = d.f.store.read(|tx| tx.projects().get(d.project)).expect("project");
    let take = |is_refused: bool| {
        let mut gathered = gather(&[sample("allure-results")], Limits::default()).expect("files");
        let ctx = JobCtx::detached(Arc::new(d.f.clock.clone()));
        let last = |tx: &store::Tx<'_>, done: &Ingested| -> store::Result<()> {
            assert_eq!(tx.runs().get(done.run)?.number, done.number);
            if is_refused { Err(store::Error::Duplicate("key".into())) } else { Ok(()) }
        };
        let target = Target::Existing(project.clone());
        ingest_with(&d.f.store, &target, &mut gathered, &Options::default(), &ctx, last)
    };
    assert!(take(true).is_err());
    assert_eq!(d.runs(), 0);
    take(false).expect("taken");
    assert_eq!(d.runs(), 1);
}

#[test]
fn the_allure_folder_gives_the_expected_counts() {
    let d = Desk::new();
    let done = d.taken("allure-results");
    assert_eq!(done.attempts, 16);
    let attempts = [("passed", 8), ("failed", 6), ("broken", 1), ("skipped", 1)].map(|(word, n)| (word.to_owned(), n));
    assert_eq!(done.attempt_statuses, attempts.into());
    // One test failed at first and passed then; the file that cannot be read counts as failed.
    assert_eq!(done.statuses, counts([("passed", 8), ("failed", 5), ("broken", 1), ("skipped", 1)]));
    assert_eq!((done.attachments, done.attachments_missing), (5, 1));
    assert_eq!((done.skipped.listed.len(), done.skipped.not_read, done.skipped.left_out), (1, 1, 0), "{:?}", done.skipped);
    let skipped = &done.skipped.listed[0];
    assert!(skipped.file.ends_with("-result.json") && skipped.line.is_some());
    d.f.store
        .read(|tx| {
            let run = tx.runs().get(done.run)?;
            let iso = |at: Option<i64>| voluptas_core::base::clock::to_iso(at.expect("time"));
            assert_eq!(iso(run.start_ms), "2026-01-15T08:59:59+00:00");
            assert_eq!(iso(run.end_ms), "2026-01-15T09:02:40+00:00");
            let environments = tx.environments().list(d.project, None, None, Slice::ALL)?.rows;
            assert_eq!(environments[0].content.title, "shop-stage-2");
            assert_eq!(run.content.environment_id, Some(environments[0].id));
            let results = tx.results().of_run(done.run)?;
            let flaky: Vec<_> = results.iter().filter(|r| r.content.is_flaky && !r.is_retried).collect();
            assert_eq!(flaky.len(), 1);
            assert_eq!(results.iter().filter(|r| r.is_retried).count(), 1);
            assert_eq!(results.iter().filter(|r| r.content.unknown_status.is_some()).count(), 3);
            assert_eq!(results.iter().map(|r| r.content.links.len()).sum::<usize>(), 3);
            let parts = |part| results.iter().flat_map(|r| &r.content.steps).filter(|s| s.part == part).count();
            assert!(parts(StepPart::SetUp) > 0 && parts(StepPart::Body) > 0, "fixtures of containers are steps of their results");
            let files = Blobs::in_folder(&Blobs::folder_of(tx_path(&d)))?;
            let (missing, files_there): (Vec<_>, Vec<_>) =
                results.iter().flat_map(|r| &r.content.attachments).partition(|file| file.is_missing());
            assert_eq!(missing.iter().map(|f| (&*f.filename, &*f.mime)).collect::<Vec<_>>(), [("video", "video/webm")]);
            for file in files_there {
                let stored = tx.attachments().by_hash(file.hash.as_deref().expect("hash"))?;
                assert!(files.path(&stored.content_hash).is_some_and(|path| path.is_file()), "{}", file.filename);
            }
            Ok(())
        })
        .expect("read");
    assert_sound(&d.f.location);
}

fn tx_path(d: &Desk) -> &Path {
    d.f.store.path()
}

#[test]
fn the_same_input_is_the_same_run_also_from_an_archive() {
    let d = Desk::new();
    let first = d.taken("allure-results");
    let again = d.taken("allure-results.tar.gz");
    assert!(again.was_there && !first.was_there);
    assert_eq!((again.number, &again.statuses), (first.number, &first.statuses));
    assert_eq!(d.runs(), 1);
    let wanted = Options { again: true, ..Options::default() };
    let another = d.take(&[sample("allure-results")], &wanted).expect("taken");
    assert!(!another.was_there && another.number > first.number);
    assert_eq!(d.runs(), 2);
}

#[test]
fn equal_files_without_times_are_another_run_behind_a_different_one() {
    let failure = "<failure message='no'/>";
    let xml = |start: &str, test: &str, outcome: &str| {
        format!("<testsuite name='s'{start}><testcase classname='shop' name='{test}' time='1'>{outcome}</testcase></testsuite>")
    };
    let take = |d: &Desk, environment: Option<&str>, text: &str| {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("junit.xml");
        std::fs::write(&path, text).expect("file");
        let options = Options { environment: environment.map(str::to_owned), ..Options::default() };
        let done = d.take(&[path], &options).expect("taken");
        (done.number, done.was_there)
    };
    let (red, green, other) = (xml("", "pays", failure), xml("", "pays", ""), xml("", "sells", ""));
    let d = Desk::new();
    assert_eq!(take(&d, None, &red), (1, false));
    assert_eq!(take(&d, None, &red), (1, true), "a retry of the upload");
    assert_eq!(take(&d, None, &other), (2, false));
    assert_eq!(take(&d, None, &red), (1, true), "another job has other tests");
    assert_eq!(take(&d, None, &green), (3, false));
    assert_eq!(take(&d, None, &red), (4, false), "red again");
    assert_eq!(take(&d, None, &red), (4, true), "its retry");
    assert_eq!(take(&d, None, &green), (5, false));
    // A build that failed has no tests and stands for all of them.
    let broken = "<testsuite name='load' errors='1' tests='0'/>";
    assert_eq!(take(&d, None, broken), (6, false));
    assert_eq!(take(&d, None, &green), (7, false));
    assert_eq!([take(&d, None, broken), take(&d, None, broken)], [(8, false), (8, true)]);
    assert_sound(&d.f.location);
    // Runs of another environment lie between no others.
    let d = Desk::new();
    let all = [("chrome", &red), ("firefox", &green), ("chrome", &red)];
    assert_eq!(all.map(|(environment, text)| take(&d, Some(environment), text)), [(1, false), (2, false), (1, true)]);
    // No other execution has the same times.
    let d = Desk::new();
    let at = |minute: u32, outcome: &str| xml(&format!(" timestamp='2026-01-15T09:{minute:02}:00'"), "pays", outcome);
    let all = [at(1, failure), at(2, ""), at(1, failure)];
    assert_eq!(all.map(|text| take(&d, None, &text)), [(1, false), (2, false), (1, true)]);
}

#[test]
fn the_same_files_of_another_environment_are_another_run() {
    let d = Desk::new();
    let take = |environment: Option<&str>| {
        let options = Options { environment: environment.map(str::to_owned), ..Options::default() };
        d.take(&[sample("allure-results")], &options).expect("taken")
    };
    let chrome = take(Some("Chrome"));
    let firefox = take(Some("firefox"));
    assert!(!firefox.was_there && firefox.run != chrome.run, "no execution is lost");
    for (name, run) in [("chrome", chrome.run), (" Chrome ", chrome.run), ("Firefox", firefox.run)] {
        let again = take(Some(name));
        assert_eq!((again.was_there, again.run), (true, run), "{name}");
    }
    // Without a choice the latest run of the files is meant.
    let plain = take(None);
    assert_eq!((plain.was_there, plain.run), (true, firefox.run));
    assert_eq!(d.runs(), 2);
    // The environment that the files name may be chosen, too.
    let other = Desk::new();
    let take = |environment: Option<&str>| {
        let options = Options { environment: environment.map(str::to_owned), ..Options::default() };
        other.take(&[sample("allure-results")], &options).expect("taken")
    };
    let (plain, named) = (take(None), take(Some("shop-stage-2")));
    assert_eq!((named.was_there, named.run), (true, plain.run), "chosen or named, it is the same");
}

#[test]
fn a_run_of_an_earlier_version_is_known_by_its_files_and_its_environment() {
    let d = Desk::new();
    let take = |environment: Option<&str>| {
        let options = Options { environment: environment.map(str::to_owned), ..Options::default() };
        d.take(&[sample("allure-results")], &options).expect("taken")
    };
    let first = take(None).run;
    // Such a run has the identity of the files alone, whatever environment was chosen.
    let moved = d.f.store.write(Op::edit("environment"), |tx| {
        let mut content = tx.runs().get(first)?.content;
        content.environment_id = Some(voluptas_app::runs::rules::environment(tx, d.project, "prod")?);
        tx.runs().update(first, &content)
    });
    moved.expect("moved");
    for environment in [None, Some("prod")] {
        let again = take(environment);
        assert_eq!((again.was_there, again.run), (true, first), "{environment:?}");
    }
    assert!(!take(Some("stage")).was_there);
}

#[test]
fn known_input_says_which_files_the_run_has() {
    let d = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    let at = |name: &str| folder.path().join(name);
    let attached = "[[ATTACHMENT|a.png]] [[ATTACHMENT|b.png]] [[ATTACHMENT|none.png]]".replace(' ', "\n");
    let xml = format!("<testsuite name='s'><testcase name='t'><system-out>{attached}</system-out></testcase></testsuite>");
    std::fs::write(at("r.xml"), xml).expect("file");
    ["a.png", "b.png"].iter().for_each(|name| std::fs::write(at(name), name).expect("file"));
    let take = || d.take(&[at("r.xml")], &Options::default()).expect("taken");
    let first = take();
    // The output of the test is a file, too.
    assert_eq!((first.attachments, first.attachments_missing, first.was_there), (3, 1, false));
    std::fs::remove_file(at("b.png")).expect("removed");
    let second = take();
    assert_eq!(second, Ingested { was_there: true, ..first });
}

#[test]
fn what_cannot_be_taken_leaves_nothing() {
    let d = Desk::new();
    let unsafe_archive = d.take(&[sample("unsafe-archive.tar.gz")], &Options::default());
    assert!(matches!(unsafe_archive, Err(Error::Gather(GatherError::Archive { .. }))), "{unsafe_archive:?}");
    match d.take(&[sample("junit_malformed.xml")], &Options::default()) {
        Err(Error::NoResults(skipped)) => assert!(skipped.listed[0].line.is_some()),
        other => panic!("{other:?}"),
    }
    assert_eq!(d.runs(), 0);
    let environments = d.f.store.read(|tx| tx.environments().list(d.project, None, None, Slice::ALL)).expect("read");
    assert_eq!(environments.total, 0);
}

#[test]
fn junit_gives_the_expected_counts() {
    let d = Desk::new();
    let done = d.taken("junit.xml");
    assert_eq!(done.statuses, counts([("passed", 11), ("failed", 4), ("broken", 2), ("skipped", 3)]));
    // One case failed three times, two came well at the second attempt.
    assert_eq!(done.attempts, 24);
    let results = d.f.store.read(|tx| tx.results().of_run(done.run)).expect("results");
    assert_eq!(results.iter().filter(|r| r.content.is_flaky && !r.is_retried).count(), 2);
    assert_sound(&d.f.location);
}

#[test]
fn the_allure_folders_of_real_tools_give_their_numbers() {
    let expected = std::fs::read(sample("tools/expected.json")).expect("expected");
    let expected: Vec<serde_json::Value> = serde_json::from_slice(&expected).expect("JSON");
    let d = Desk::new();
    let mut checked = 0;
    for entry in expected.iter().filter(|e| e["format"] == "Allure 2 results") {
        let path = entry["path"].as_str().expect("path");
        let facts = &entry["in_file"];
        let done = d.taken(&format!("tools/{path}"));
        assert_eq!(done.attempts as u64, facts["results"].as_u64().expect("results"), "{path}");
        assert_eq!(done.attachments as u64, facts["attachment_references"].as_u64().expect("references"), "{path}");
        let last: BTreeMap<String, i64> = serde_json::from_value(facts["last_attempt"].clone()).expect("counts");
        assert_eq!(done.statuses, last, "{path}");
        checked += 1;
    }
    assert!(checked >= 4, "{checked} folders");
    assert_sound(&d.f.location);
}

#[test]
fn an_archive_of_a_build_gives_what_it_can() {
    let d = Desk::new();
    let done = d.taken("tools/archives/ci-artifacts.zip");
    assert!(done.attempts > 60, "{done:?}");
    assert!(done.skipped.listed.iter().any(|s| s.file.ends_with(".txt")), "{:?}", done.skipped);
    assert_eq!(done.matched.values().sum::<i64>() + done.unmatched, done.statuses.values().sum::<i64>());
}

#[test]
fn results_find_their_cases_and_remember_them() {
    let d = Desk::new();
    let by_title = d.case(Some("s"), "pays");
    let alone = d.case(Some("elsewhere"), "sends");
    let function =
        voluptas_app::functions::edit::create_function(&d.f.store, None, FunctionType::Feature, "Cart").expect("function");
    let covered = d.case(None, "covered");
    voluptas_app::functions::edit::link(&d.f.store, &[(function, covered, Origin::Manual)]).expect("link");
    let func_id = d.f.store.read(|tx| tx.functions().get(function)).expect("function").content.func_id;
    let titled = format!("counts [FuncID: {func_id}]");
    let tests: [(&str, &str); 4] = [("pays", "passed"), ("sends", "passed"), (&titled, "passed"), ("unknown", "passed")];
    let first = d.junit("first", 1, &tests);
    assert_eq!(first.unmatched, 1);
    let found = |run| {
        let results = d.f.store.read(|tx| tx.results().of_run(run)).expect("results");
        results.into_iter().map(|r| (r.content.title, r.content.case_id, r.found_by)).collect::<Vec<_>>()
    };
    let all = found(first.run);
    assert_eq!(all[0], ("pays".into(), Some(by_title), Some(FoundBy::Title)));
    assert_eq!(all[1], ("sends".into(), Some(alone), Some(FoundBy::TitleAlone)));
    assert_eq!(all[2], ("counts".into(), Some(covered), Some(FoundBy::Function)));
    assert_eq!((all[3].1, all[3].2), (None, None));
    // The case got another title meanwhile: the test still knows it.
    d.f.store
        .write(Op::edit("rename"), |tx| {
            let mut content = tx.cases().get(by_title)?.content;
            content.title = "pays by card".into();
            tx.cases().update(by_title, &content)
        })
        .expect("renamed");
    let again = d.junit("again", 2, &tests);
    assert_eq!(found(again.run)[0], ("pays".into(), Some(by_title), Some(FoundBy::EarlierResult)));
    // Cases are created where that is wanted, and found by the next run.
    let options = Options { creates_cases: true, again: true, ..Options::default() };
    let created = d.take(&[sample("junit.xml")], &options).expect("taken");
    // The second attempts of three tests find the case that the first ones made.
    assert_eq!((created.unmatched, &created.matched), (0, &counts([("created", 17), ("earlier_result", 3)])));
    let once_more = d.take(&[sample("junit.xml")], &options).expect("taken");
    assert_eq!(once_more.matched.get("earlier_result").copied(), Some(20), "{:?}", once_more.matched);
}

#[test]
fn a_test_of_a_function_with_several_cases_counts_once() {
    let d = Desk::new();
    let function =
        voluptas_app::functions::edit::create_function(&d.f.store, None, FunctionType::Feature, "Cart").expect("function");
    let (first, named) = (d.case(None, "adds"), d.case(None, "counts"));
    let links = [(function, first, Origin::Manual), (function, named, Origin::Manual)];
    voluptas_app::functions::edit::link(&d.f.store, &links).expect("links");
    let func_id = d.f.store.read(|tx| tx.functions().get(function)).expect("function").content.func_id;
    let titled = |title: &str| format!("{title} [FuncID: {func_id}]");
    let (counts, other) = (titled("counts"), titled("other"));
    let done = d.junit("first", 1, &[(&counts, "passed"), (&other, "passed")]);
    assert_eq!((done.attempts, done.statuses.values().sum::<i64>()), (2, 2), "{:?}", done.statuses);
    let results = d.f.store.read(|tx| tx.results().of_run(done.run)).expect("results");
    let found: Vec<_> = results.into_iter().map(|r| (r.content.title, r.content.case_id)).collect();
    assert_eq!(found, [("counts".into(), Some(named)), ("other".into(), Some(first))]);
    // The next run has the same tests.
    let next = d.junit("next", 2, &[(&counts, "passed"), (&other, "passed")]);
    let compared = run_compare::by_number(&d.f.store, d.project, [done.number, next.number], run_compare::Listed::Changed);
    assert_eq!(compared.expect("compared").counts, [(Difference::Unchanged, 2)].into());
}

#[test]
fn runs_are_compared_and_tests_have_a_history() {
    let d = Desk::new();
    let older = d.junit("older", 1, &[("a", "passed"), ("b", "late 1"), ("c", "late 1"), ("e", "passed"), ("f", "x")]);
    let newer = d.junit("newer", 2, &[("a", "gone 7"), ("b", "late 2"), ("c", "passed"), ("d", "passed"), ("f", "y z")]);
    let compared = run_compare::by_number(&d.f.store, d.project, [older.number, newer.number], run_compare::Listed::Changed)
        .expect("compared");
    let rows: Vec<(Difference, &str)> = compared.rows.iter().map(|r| (r.difference, r.title.as_str())).collect();
    use Difference::*;
    let expected = [(NewFailure, "a"), (MessageChanged, "f"), (StillFailing, "b"), (Fixed, "c"), (Appeared, "d"), (Gone, "e")];
    assert_eq!(rows, expected);
    assert_eq!(compared.rows[0].message.as_deref(), Some("gone 7"));
    let third = d.junit("third", 3, &[("a", "passed"), ("b", "late 3"), ("c", "passed")]);
    let worst = |by| d.f.store.read(|tx| tx.test_history().worst(d.project, by, 50)).expect("worst");
    let flaky = worst(WorstBy::Flaky);
    assert_eq!(flaky.len(), 1);
    assert_eq!((flaky[0].record.switches, flaky[0].record.flaky_rate), (2, 1000));
    assert_eq!(worst(WorstBy::Failing)[0].record.bad, 3);
    // A run in the trash says nothing; a restored one does again.
    d.f.store.write(Op::edit("trash"), |tx| tx.runs().delete(third.run)).expect("trashed");
    assert!(worst(WorstBy::Flaky).is_empty());
    d.f.store.write(Op::edit("restore"), |tx| tx.runs().restore(third.run)).expect("restored");
    assert_eq!(worst(WorstBy::Flaky), flaky);
    assert_sound(&d.f.location);
}

#[test]
fn the_run_before_is_of_the_same_name_numbers_aside() {
    let d = Desk::new();
    let since = |done: &Ingested| d.f.store.read(|tx| run_compare::since_before(tx, done.run)).expect("compared");
    let title = |done: &Ingested| since(done).map(|since| since.run.content.title);
    let one = d.junit("Nightly 1", 1, &[("a", "passed"), ("b", "passed"), ("c", "passed")]);
    assert_eq!(title(&one), None);
    // Another name of the same environment: compared while it has no run of its own.
    let smoke = d.junit("Smoke 1", 2, &[("a", "late"), ("b", "passed")]);
    assert_eq!(title(&smoke).as_deref(), Some("Nightly 1"));
    let two = d.junit("nightly 2", 3, &[("a", "late"), ("b", "passed"), ("c", "passed")]);
    assert_eq!(title(&two).as_deref(), Some("Nightly 1"), "not the smoke run, in which the test failed already");
    // A run with few of the tests is no measure, and yet a failure is new against the latest run that has the test.
    d.junit("Nightly 3", 4, &[("b", "passed")]);
    d.junit("Nightly 4", 5, &[("a", "passed"), ("b", "passed")]);
    let five = d.junit("Nightly 5", 6, &[("a", "late"), ("b", "passed"), ("c", "late"), ("d", "passed")]);
    let since = since(&five).expect("a run before");
    assert_eq!(since.run.content.title, "Nightly 4");
    let new = since.differences.values().filter(|d| **d == Difference::NewFailure).count();
    assert_eq!((new, since.gone.len()), (2, 0), "c passed in nightly 2");
    let figures = quality_gate::figures(&d.f.store, five.run, false).expect("figures");
    assert_eq!(figures.new_failures, 2, "the gate counts what the page shows");
    // Another environment has runs of its own.
    let options = Options { run_name: Some("Nightly 6".into()), environment: Some("Stage".into()), ..Options::default() };
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("junit.xml");
    std::fs::write(&path, "<testsuite timestamp='2026-01-15T09:07:00'><testcase classname='shop' name='a'/></testsuite>")
        .expect("file");
    assert_eq!(title(&d.take(&[path], &options).expect("taken")), None);
}

#[test]
fn ids_of_a_tool_have_any_length() {
    let d = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    let id = "0123456789".repeat(400);
    let test = format!("{{\"uuid\":\"{id}\",\"name\":\"pays\",\"fullName\":\"shop.pays\",\"status\":\"passed\"}}");
    let around =
        format!("{{\"uuid\":\"c\",\"children\":[\"{id}\"],\"befores\":[{{\"name\":\"log in\",\"status\":\"passed\"}}]}}");
    std::fs::write(folder.path().join("1-result.json"), test).expect("file");
    std::fs::write(folder.path().join("2-container.json"), around).expect("file");
    let taken = d.take(&[folder.path().to_owned()], &Options::default()).expect("taken");
    let results = d.f.store.read(|tx| tx.results().of_run(taken.run)).expect("results");
    assert_eq!(results[0].content.external_id.as_ref().map(String::len), Some(1_000), "an index takes it");
    assert_eq!(results[0].content.steps[0].action, "log in", "the container finds its result");
}

#[test]
fn a_long_suite_costs_no_result() {
    let d = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("junit.xml");
    let suite = "s".repeat(300);
    std::fs::write(&path, format!("<testsuite name='{suite}'><testcase classname='c' name='{suite}'/></testsuite>"))
        .expect("file");
    let options = Options { creates_cases: true, ..Options::default() };
    let done = d.take(&[path], &options).expect("taken");
    assert_eq!((done.attempts, done.unmatched), (1, 0));
}

#[test]
fn a_file_that_cannot_be_read_becomes_no_case() {
    let d = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("file");
    write("a-result.json", r#"{"name": "pays", "status": "passed", "historyId": "h"}"#);
    write("b-result.json", r#"{"name": "sends", "status": "pas"#);
    let options = Options { creates_cases: true, ..Options::default() };
    let done = d.take(&[folder.path().to_owned()], &options).expect("taken");
    assert_eq!(done.statuses, counts([("passed", 1), ("failed", 1)]));
    assert_eq!((done.unmatched, &done.matched), (1, &counts([("created", 1)])));
    let results = d.f.store.read(|tx| tx.results().of_run(done.run)).expect("results");
    let without: Vec<_> = results.iter().filter(|r| r.content.case_id.is_none()).map(|r| (&*r.content.title, r.id)).collect();
    assert_eq!(without.iter().map(|(title, _)| *title).collect::<Vec<_>>(), ["b-result.json"]);
    // Nor does a person make one of it.
    let ids: Vec<_> = without.into_iter().map(|(_, id)| id).collect();
    let linked = voluptas_app::results::links::create_cases(&d.f.store, d.project, &ids).expect("linked");
    assert_eq!((linked.tests, linked.created), (0, 0));
}

#[test]
fn labels_come_back_whether_they_repeat_or_not() {
    let d = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    let long = "l".repeat(100);
    let labels = |n: usize| {
        [("testMethod", format!("pays{n}")), ("suite", "Pay".to_owned()), ("blank", String::new()), ("long", long.clone())]
    };
    for n in 0..200 {
        let label = |(name, value): (&str, String)| serde_json::json!({"name": name, "value": value});
        let labels: Vec<_> = labels(n).into_iter().map(label).collect();
        let result =
            serde_json::json!({"name": format!("{n:03}"), "status": "passed", "historyId": format!("{n}"), "labels": labels});
        std::fs::write(folder.path().join(format!("{n:03}-result.json")), result.to_string()).expect("file");
    }
    let done = d.take(&[folder.path().to_owned()], &Options::default()).expect("taken");
    let again = Options { again: true, ..Options::default() };
    let other = d.take(&[folder.path().to_owned()], &again).expect("taken");
    for run in [done.run, other.run] {
        let results = d.f.store.read(|tx| tx.results().of_run(run)).expect("results");
        assert_eq!(results.len(), 200);
        for (n, result) in results.iter().enumerate() {
            let found = result.content.labels.iter().map(|l| (l.name.as_str(), l.value.clone()));
            assert!(found.eq(labels(n)), "{n}: {:?}", result.content.labels);
        }
    }
    // What is of one test has no row of its own.
    let texts = d.f.store.read(|tx| tx.count("SELECT count(*) FROM texts", &[])).expect("count");
    assert!(texts < 20, "{texts}");
}

#[test]
fn the_history_names_the_run_of_an_ingest() {
    let d = Desk::new();
    let done = d.junit("Nightly", 1, &[("pays", "passed")]);
    let recent = d.f.store.read(|tx| tx.history().recent(1)).expect("read").remove(0);
    assert_eq!(recent.thing, Some((voluptas_store::Entity::Run, done.run.0)));
    let label = recent.operation.label.expect("words");
    let en = voluptas_i18n::Tr::new(voluptas_i18n::Lang::En).message(&label);
    assert_eq!(en, "Imported results: Nightly");
}

#[test]
fn a_run_without_durations_does_not_last_until_its_import() {
    let desk = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("junit.xml");
    std::fs::write(
        &path,
        "<testsuite name='s' timestamp='2026-01-15T09:00:00'><testcase classname='c' name='Buys tea'/></testsuite>",
    )
    .expect("file");
    let taken = desk.take(&[path], &Options::default()).expect("taken");
    let run = desk.f.store.read(|tx| tx.runs().get(taken.run)).expect("run");
    assert_eq!((run.start_ms, run.end_ms), (Some(1_768_467_600_000), Some(1_768_467_600_000)));
}

#[test]
fn containers_of_one_folder_do_not_set_the_times_of_another() {
    let desk = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("folder")).expect("folder");
        std::fs::write(path, text).expect("file");
    };
    // 2026-01-15 09:00:00 and 10:00:00; the result of a year without a clock counts for nothing.
    write("a/1-result.json", r#"{"uuid":"1","name":"Buys tea","status":"passed","start":1768467600100,"stop":1768467600200}"#);
    write("a/1-container.json", r#"{"uuid":"c","children":["1"],"start":1768467600000,"stop":1768467600300}"#);
    let junit =
        "<testsuite name='s' timestamp='2026-01-15T10:00:00'><testcase classname='c' name='Sells tea' time='2'/></testsuite>";
    write("b/junit.xml", junit);
    write("c/junit.xml", &junit.replace("2026-01-15T10:00:00", "1970-01-01T00:00:00").replace("Sells", "Packs"));
    let taken = desk.take(&["a", "b", "c"].map(|name| folder.path().join(name)), &Options::default()).expect("taken");
    let run = desk.f.store.read(|tx| tx.runs().get(taken.run)).expect("run");
    assert_eq!((run.start_ms, run.end_ms), (Some(1_768_467_600_000), Some(1_768_471_202_000)));
}

#[test]
fn tests_with_one_uuid_are_all_kept() {
    let desk = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    for (name, status) in [("Buys tea", "passed"), ("Sells tea", "failed"), ("Packs tea", "passed")] {
        let text = format!(r#"{{"uuid":"same","historyId":"{name}","name":"{name}","status":"{status}","start":1,"stop":2}}"#);
        std::fs::write(folder.path().join(format!("{name}-result.json")), text).expect("file");
    }
    let taken = desk.take(&[folder.path().to_owned()], &Options::default()).expect("taken");
    let statuses = BTreeMap::from([("failed".to_owned(), 1), ("passed".to_owned(), 2)]);
    assert_eq!((taken.statuses, taken.attempts), (statuses, 3));
    assert_sound(&desk.f.location);
}

/// A disk that is full, as a folder that cannot hold a file.
#[cfg(unix)]
#[test]
fn attachments_that_cannot_be_stored_end_the_ingest() {
    let desk = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    std::fs::write(folder.path().join("shot-attachment.txt"), "bytes").expect("file");
    let result =
        r#"{"uuid":"1","name":"Buys tea","status":"passed","attachments":[{"name":"shot","source":"shot-attachment.txt"}]}"#;
    std::fs::write(folder.path().join("1-result.json"), result).expect("file");
    let blobs = desk.f.store.blobs().expect("blobs");
    let place = blobs.place().folder().expect("folder").to_owned();
    std::fs::create_dir_all(&place).expect("folder");
    (0..256).for_each(|level| std::fs::write(place.join(format!("{level:02x}")), "no folder").expect("file"));
    let paths = [folder.path().to_owned()];
    let failed = desk.take(&paths, &Options::default());
    assert!(failed.is_err(), "{failed:?}");
    assert_eq!(desk.f.store.read(|tx| tx.runs().latest(desk.project, 10)).expect("runs"), []);
    // With room on the disk the same input is taken.
    std::fs::remove_dir_all(&place).expect("removed");
    std::fs::create_dir_all(&place).expect("folder");
    let taken = desk.take(&paths, &Options::default()).expect("taken");
    assert_eq!((taken.attachments, taken.attachments_missing, taken.was_there), (1, 0, false));
}

#[test]
fn runs_that_began_together_have_one_order_everywhere() {
    let d = Desk::new();
    let passed = ("a", "passed");
    // The first of both ends last, and one that began before them lasts longest.
    let (long, first, second) =
        (d.junit("Nightly", 1, &[passed]), d.junit("Nightly", 2, &[passed, passed]), d.junit("Nightly", 2, &[passed]));
    let last = d.junit("Nightly", 3, &[("a", "late")]);
    let order = [long.run, first.run, second.run, last.run];
    d.f.store
        .write(Op::bulk("times"), |tx| {
            for (run, minutes) in order.into_iter().zip([90, 60, 30, 5]) {
                let start = tx.runs().get(run)?.start_ms.expect("start");
                tx.runs().set_times(run, None, start + minutes * 60_000)?;
            }
            Ok(())
        })
        .expect("times");
    let read = |tx: &voluptas_store::Tx<'_>| {
        let newest: Vec<RunId> = order.into_iter().rev().collect();
        assert_eq!(tx.runs().earlier(last.run)?, newest[1..], "runs before a run");
        assert_eq!(tx.runs().earlier(second.run)?, [first.run, long.run]);
        let finished = tx.runs().finished(d.project, &FinishedFilter::default(), 10)?;
        assert_eq!(finished.iter().map(|run| run.id).collect::<Vec<_>>(), newest, "the trend");
        let before = run_compare::since_before(tx, last.run)?.expect("a run before").run.id;
        assert_eq!(before, second.run, "the page compares with the same run");
        let test = tx.outcomes().of_run(last.run)?[0].test;
        let history = tx.test_history().of_test(test)?.remove(0);
        assert_eq!(history.seen.iter().map(|seen| seen.run).collect::<Vec<_>>(), order, "the history of a test");
        Ok(())
    };
    d.f.store.read(read).expect("read");
    assert_sound(&d.f.location);
}

#[test]
fn tests_of_junit_stand_one_after_another_on_the_timeline() {
    let d = Desk::new();
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("junit.xml");
    let cases: String = (0..40).map(|n| format!("<testcase classname='c' name='t{n}' time='30'/>")).collect();
    std::fs::write(&path, format!("<testsuite name='s' timestamp='2026-01-15T09:00:00'>{cases}</testsuite>")).expect("file");
    let done = d.take(&[path], &Options::default()).expect("taken");
    let timeline = d.f.store.read(|tx| run_timeline::read(tx, done.run)).expect("timeline");
    assert_eq!(timeline.lanes.len(), 1, "one lane of tests one after another");
    assert_eq!((timeline.to_ms - timeline.from_ms, timeline.timeless), (20 * 60_000, 0));
    let starts: Vec<i64> = timeline.lanes[0].bars.iter().map(|bar| (bar.start_ms - timeline.from_ms) / 30_000).collect();
    assert_eq!(starts, (0..40).collect::<Vec<i64>>());
}
