//! Files of re-runs: each of their results is another attempt of a test of the files before, or a test of its own.

use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use testkit::engine::property_cases;
use testkit::fixture::{Fixture, assert_sound};
use voluptas_app::cases::file::Target;
use voluptas_app::results::files::{Limits, gather};
use voluptas_app::results::ingest::{Ingested, Options, RunKey, ShardOf, ingest, parse_label};
use voluptas_app::runs::compare;
use voluptas_core::domain::ids::{ProjectId, RunId};
use voluptas_core::domain::outcome::Outcome;
use voluptas_jobs::JobCtx;

/// A test of a generated file: numbers of its folder, its suite and its name, and whether it passed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    folder: usize,
    suite: usize,
    name: usize,
    passed: bool,
}

const FOLDERS: [&str; 3] = ["chrome", "firefox", "safari"];

/// Writes a JUnit file for each folder. Each test has a suite element of its own, so that nothing but the rerun tells of repetitions.
fn write(root: &Path, rows: &[Row]) {
    for (at, folder) in FOLDERS.iter().enumerate() {
        let of_folder: Vec<&Row> = rows.iter().filter(|row| row.folder == at).collect();
        if of_folder.is_empty() {
            continue;
        }
        let mut xml = format!("<testsuites name='{folder}'>");
        for Row { suite, name, passed, .. } in of_folder {
            let outcome = if *passed { "" } else { "<failure message='no'/>" };
            let test = format!("<testcase classname='shop.Cart' name='t{name}' time='1'>{outcome}</testcase>");
            write!(xml, "<testsuite name='Suite {suite}'>{test}</testsuite>").expect("text");
        }
        xml += "</testsuites>";
        std::fs::create_dir_all(root.join(folder)).expect("folder");
        std::fs::write(root.join(folder).join("report.xml"), xml).expect("file");
    }
}

struct Desk {
    f: Fixture,
    project: ProjectId,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let f = Fixture::new();
        let project = f.project().id;
        Self { f, project, folder: tempfile::tempdir().expect("folder") }
    }

    /// Takes generated files, the first as those of the run, the others as re-runs.
    fn take(&self, files: &[&[Row]]) -> Ingested {
        let write_one = |(at, rows): (usize, &&[Row])| {
            let path = self.folder.path().join(format!("rows-{at}"));
            std::fs::remove_dir_all(&path).ok();
            std::fs::create_dir_all(&path).expect("folder");
            write(&path, rows);
            path
        };
        let paths: Vec<PathBuf> = files.iter().enumerate().map(write_one).collect();
        self.take_paths(&paths[..1], &paths[1..], Options { again: true, ..Options::default() })
    }

    /// Writes a file; its path.
    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("folder")).expect("folder");
        std::fs::write(&path, text).expect("file");
        path
    }

    fn take_paths(&self, paths: &[PathBuf], reruns: &[PathBuf], options: Options) -> Ingested {
        let project = self.f.store.read(|tx| tx.projects().get(self.project)).expect("project");
        let mut gathered = gather(paths, Limits::default()).expect("gathered");
        gathered.add_reruns(reruns, Limits::default()).expect("gathered");
        let ctx = JobCtx::detached(Arc::new(self.f.clock.clone()));
        ingest(&self.f.store, &Target::Existing(project), &mut gathered, &options, &ctx).expect("taken")
    }

    /// Tests of a run by their shown full name, each with its status.
    fn tests(&self, run: RunId) -> BTreeMap<String, String> {
        let read = self.f.store.read(|tx| {
            let outcomes = tx.outcomes().of_run(run)?;
            let known = tx.known_tests().many(&outcomes.iter().map(|outcome| outcome.test).collect::<Vec<_>>())?;
            let one = |outcome: &Outcome| {
                let name = known.get(&outcome.test).and_then(|test| test.full_name.clone()).unwrap_or_default();
                (name, outcome.status.slug().to_owned())
            };
            Ok(outcomes.iter().map(one).collect())
        });
        read.expect("tests")
    }
}

fn row(folder: usize, suite: usize, name: usize, passed: bool) -> Row {
    Row { folder, suite, name, passed }
}

fn count(taken: &Ingested, status: &str) -> usize {
    usize::try_from(taken.statuses.get(status).copied().unwrap_or_default()).expect("count")
}

fn numbers(taken: &Ingested) -> (usize, usize, usize, usize, usize) {
    let reruns = taken.twins.reruns;
    (count(taken, "passed"), count(taken, "failed"), taken.flaky, reruns.matched, reruns.unmatched)
}

#[test]
fn a_rerun_is_another_attempt_and_a_rerun_of_it_a_third() {
    let desk = Desk::new();
    let main = [row(0, 1, 1, false), row(0, 1, 2, true)];
    let taken = desk.take(&[&main, &[row(0, 1, 1, false)], &[row(0, 1, 1, true), row(0, 1, 3, true)]]);
    assert_eq!((taken.attempts, numbers(&taken)), (5, (3, 0, 1, 2, 1)));
    // The last one decides, whatever came before.
    let worse = desk.take(&[&main, &[row(0, 1, 1, true)], &[row(0, 1, 1, false)]]);
    assert_eq!(numbers(&worse), (1, 1, 0, 2, 0));
    assert_sound(&desk.f.location);
}

#[test]
fn a_rerun_that_skips_a_test_does_not_hide_its_failure() {
    let desk = Desk::new();
    // With times, whose order is that of the executions, and without any, as TAP has none.
    let junit = |name: &str, at: &str, inner: &str| {
        let test = format!("<testcase classname='c' name='pay' time='1'>{inner}</testcase>");
        desk.file(name, &format!("<testsuite name='S' timestamp='2026-11-24T{at}:00:00'>{test}</testsuite>"))
    };
    let [failed, skipped, passed] = [("10", "<failure/>"), ("11", "<skipped/>"), ("12", "")].map(|(at, inner)| {
        let word = inner.trim_matches(['<', '/', '>']);
        junit(&format!("{word}.xml"), at, inner)
    });
    let tap = ["not ok 1 - pay", "ok 1 - pay # SKIP", "ok 1 - pay"].map(|line| {
        let name = format!("{}.tap", line.len());
        desk.file(&name, &format!("1..1\n{line}\n"))
    });
    for [failed, skipped, passed] in [[failed, skipped, passed], tap] {
        let take = |reruns: &[PathBuf]| {
            let options = Options { again: true, ..Options::default() };
            let taken = desk.take_paths(std::slice::from_ref(&failed), reruns, options);
            (taken.attempts, count(&taken, "failed"), count(&taken, "skipped"), count(&taken, "passed"))
        };
        assert_eq!(take(std::slice::from_ref(&skipped)), (2, 1, 0, 0));
        assert_eq!(take(&[skipped.clone(), passed.clone()]), (3, 0, 0, 1));
        assert_eq!(take(&[passed.clone(), skipped.clone()]), (3, 0, 1, 0));
    }
    assert_sound(&desk.f.location);
}

#[test]
fn a_rerun_executes_the_twin_of_its_folder_or_the_one_that_failed() {
    let desk = Desk::new();
    let main = [row(0, 1, 1, false), row(1, 1, 1, false), row(2, 1, 1, true)];
    let by_folder = desk.tests(desk.take(&[&main, &[row(1, 1, 1, true)]]).run);
    assert_eq!(by_folder["shop.Cart.t1 [chrome]"], "failed");
    assert_eq!(by_folder["shop.Cart.t1 [firefox]"], "passed");
    // A file in no such folder means the only test that failed.
    let main = [row(0, 1, 1, true), row(1, 1, 1, false)];
    let elsewhere = [row(2, 1, 1, true)];
    let taken = desk.take(&[&main, &elsewhere]);
    assert_eq!(numbers(&taken), (2, 0, 1, 1, 0));
    assert_eq!(desk.tests(taken.run)["shop.Cart.t1 [firefox]"], "passed");
}

#[test]
fn rows_without_names_are_executed_again_in_their_order() {
    let desk = Desk::new();
    let rows = |outcomes: &[bool]| outcomes.iter().map(|passed| row(0, 1, 1, *passed)).collect::<Vec<_>>();
    // Two of three failed and are executed again.
    let failed_alone = desk.take(&[&rows(&[false, true, false]), &rows(&[true, false])]);
    let status = |tests: &BTreeMap<String, String>, place: usize| tests[&format!("shop.Cart.t1 [#{place}]")].clone();
    let tests = desk.tests(failed_alone.run);
    assert_eq!([1, 2, 3].map(|place| status(&tests, place)), ["passed", "passed", "failed"]);
    // All of them are.
    let all = desk.tests(desk.take(&[&rows(&[true, false, true]), &rows(&[false, true, true])]).run);
    assert_eq!([1, 2, 3].map(|place| status(&all, place)), ["failed", "passed", "passed"]);
    // Rows of another folder do not count.
    let main = [row(2, 1, 1, false), row(2, 1, 1, false), row(0, 1, 1, true), row(0, 1, 1, false)];
    let folders = desk.take(&[&main, &[row(2, 1, 1, true), row(2, 1, 1, true), row(0, 1, 1, true)]]);
    assert_eq!(numbers(&folders), (4, 0, 3, 3, 0));
    // One more than there are is a test of its own.
    let more = desk.take(&[&rows(&[true, false]), &rows(&[true, true, true])]);
    assert_eq!(numbers(&more), (3, 0, 1, 2, 1));
    assert_sound(&desk.f.location);
}

#[test]
fn the_rerun_decides_whatever_the_times_say() {
    let desk = Desk::new();
    let suite = |time: &str, outcome: &str| {
        format!("<testsuite name='S'{time}><testcase classname='a.B' name='c' time='1'>{outcome}</testcase></testsuite>")
    };
    let (late, early) = (" timestamp='2025-03-01T10:00:00'", " timestamp='2025-02-01T10:00:00'");
    for (first, second) in [(late, early), ("", early), (early, ""), ("", "")] {
        let main = desk.file("main.xml", &suite(first, "<failure message='no'/>"));
        let rerun = desk.file("rerun.xml", &suite(second, ""));
        let again = Options { again: true, ..Options::default() };
        assert_eq!(numbers(&desk.take_paths(&[main], &[rerun], again)), (1, 0, 1, 1, 0), "{first} {second}");
    }
}

#[test]
fn the_same_input_is_recognised_with_its_reruns_and_labels() {
    let desk = Desk::new();
    let suite = |outcome: &str| {
        format!("<testsuite name='S'><testcase classname='a.B' name='c' time='1'>{outcome}</testcase></testsuite>")
    };
    let main = desk.file("main.xml", &suite("<failure message='no'/>"));
    let one = desk.file("one.xml", &suite("<failure message='still'/>"));
    let two = desk.file("two.xml", &suite(""));
    let label = |text: &str| Options { labels: vec![parse_label(text).expect("label")], ..Options::default() };
    let main_alone = std::slice::from_ref(&main);
    let (all, swapped) = ([one.clone(), two.clone()], [two.clone(), one.clone()]);
    let beside = [main.clone(), one.clone(), two.clone()];
    let inputs: [(&[PathBuf], &[PathBuf], Options); 6] = [
        (main_alone, &[], Options::default()),
        (main_alone, &all, Options::default()),
        (main_alone, &swapped, Options::default()),
        (&beside, &[], Options::default()),
        (main_alone, &[], label("browser=chrome")),
        (main_alone, &[], label("browser=firefox")),
    ];
    let mut distinct = std::collections::BTreeSet::new();
    for (inputs, reruns, options) in inputs {
        // Without times an input is known until another one has its tests.
        let first = desk.take_paths(inputs, reruns, options.clone()).run;
        assert_eq!(first, desk.take_paths(inputs, reruns, options).run);
        distinct.insert(first);
    }
    assert_eq!(distinct.len(), 6);
}

#[test]
fn labels_of_the_ingest_are_labels_of_each_result() {
    let desk = Desk::new();
    let main = desk.file("main.xml", "<testsuite name='S'><testcase classname='a.B' name='c' time='1'/></testsuite>");
    let labels = ["browser=chrome", "os=linux"].map(|text| parse_label(text).expect("label"));
    let taken = desk.take_paths(&[main], &[], Options { labels: labels.to_vec(), ..Options::default() });
    let outcomes = desk.f.store.read(|tx| tx.outcomes().of_run(taken.run)).expect("outcomes");
    let content = desk.f.store.read(|tx| tx.results().get(outcomes[0].result)).expect("result").content;
    assert!(labels.iter().all(|label| content.labels.contains(label)), "{:?}", content.labels);
}

/// Takes the same rows for each browser into one run, as the jobs of a matrix do; the tests of the run.
fn matrix(desk: &Desk, key: &str, jobs: &[(&str, &[Row])]) -> BTreeMap<String, String> {
    let mut run = None;
    for (browser, rows) in jobs {
        let path = desk.folder.path().join("job");
        std::fs::remove_dir_all(&path).ok();
        write(&path, rows);
        let shard_of = Some(ShardOf::Key { key: RunKey::new(key).expect("key"), shards: None });
        let labels = vec![parse_label(&format!("browser={browser}")).expect("label")];
        run = Some(desk.take_paths(&[path], &[], Options { labels, shard_of, ..Options::default() }).run);
    }
    desk.tests(run.expect("a run"))
}

#[test]
fn a_label_tells_the_tests_of_a_matrix_apart_in_any_order() {
    let desk = Desk::new();
    let (good, bad) = ([row(0, 1, 1, true)], [row(0, 1, 1, false)]);
    let tests = |chrome: &str, firefox: &str| {
        let named = [("shop.Cart.t1 [chrome]", chrome), ("shop.Cart.t1 [firefox]", firefox)];
        named.map(|(name, status)| (name.to_owned(), status.to_owned())).into_iter().collect::<BTreeMap<_, _>>()
    };
    assert_eq!(matrix(&desk, "1", &[("chrome", &good), ("firefox", &bad)]), tests("passed", "failed"));
    assert_eq!(matrix(&desk, "2", &[("firefox", &good), ("chrome", &bad)]), tests("failed", "passed"));
    let compared = compare::by_number(&desk.f.store, desk.project, [1, 2], compare::Listed::All);
    let values: Vec<String> = compared.expect("a comparison").rows.into_iter().map(|row| row.values).collect();
    assert_eq!(values, ["chrome", "firefox"], "the list of a comparison tells them apart, too");
    let alone = matrix(&desk, "3", &[("firefox", &good)]);
    assert_eq!(alone.keys().collect::<Vec<_>>(), ["shop.Cart.t1 [firefox]"]);
    assert_sound(&desk.f.location);
}

#[test]
fn twins_within_the_jobs_of_a_matrix_stay_the_same_in_any_order() {
    let desk = Desk::new();
    let rows = |outcomes: [bool; 3]| [row(0, 1, 1, outcomes[0]), row(0, 2, 1, outcomes[1]), row(0, 2, 1, outcomes[2])];
    let (chrome, firefox) = (rows([true, false, true]), rows([false, true, false]));
    let first = matrix(&desk, "1", &[("chrome", &chrome), ("firefox", &firefox)]);
    assert_eq!(first.len(), 6, "{first:?}");
    assert_eq!(first.values().filter(|status| *status == "failed").count(), 3, "{first:?}");
    for (key, jobs) in [("2", [("firefox", &firefox), ("chrome", &chrome)]), ("3", [("chrome", &chrome), ("firefox", &firefox)])]
    {
        assert_eq!(matrix(&desk, key, &jobs.map(|(browser, rows)| (browser, &rows[..]))), first, "run {key}");
    }
    assert_sound(&desk.f.location);
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..3_usize, 0..3_usize, 0..3_usize, any::<bool>());
    prop::collection::vec(row.prop_map(|(folder, suite, name, passed)| Row { folder, suite, name, passed }), 1..16)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(property_cases(24)))]

    #[test]
    fn every_result_is_a_test_or_an_attempt(main in rows(), first in rows(), second in rows()) {
        let desk = Desk::new();
        let taken = desk.take(&[&main, &first, &second]);
        let reruns = taken.twins.reruns;
        prop_assert_eq!(taken.attempts, main.len() + first.len() + second.len());
        prop_assert_eq!(reruns.matched + reruns.unmatched, first.len() + second.len());
        let tests = usize::try_from(taken.statuses.values().sum::<i64>()).expect("count");
        prop_assert_eq!(tests, main.len() + reruns.unmatched);
        assert_sound(&desk.f.location);
    }

    #[test]
    fn a_rerun_of_what_failed_leaves_no_failure(main in rows()) {
        let desk = Desk::new();
        let failed: Vec<Row> = main.iter().filter(|row| !row.passed).map(|row| Row { passed: true, ..row.clone() }).collect();
        let taken = desk.take(&[&main, &failed]);
        prop_assert_eq!(numbers(&taken), (main.len(), 0, failed.len(), failed.len(), 0));
    }
}

#[test]
fn earlier_attempts_that_bazel_keeps_beside_a_target_are_attempts() {
    let desk = Desk::new();
    let suite = |target: &str, outcome: &str, more: &str| {
        format!(
            "<testsuites><testsuite name='{target}'><testcase name='{target}' time='1'>{outcome}</testcase>{more}</testsuite></testsuites>"
        )
    };
    let error = "<error message='exited with error code 1'></error>";
    let alone = "<testcase name='alone' time='1'><failure/></testcase>";
    desk.file("logs/pay/test.xml", &suite("pay", "", ""));
    desk.file("logs/pay/test_attempts/attempt_1.xml", &suite("pay", error, alone));
    desk.file("logs/pay/test_attempts/attempt_2.xml", &suite("pay", error, ""));
    // A target of the same name in another package, whose only execution failed.
    desk.file("logs/other/test.xml", &suite("pay", error, ""));
    let logs = desk.folder.path().join("logs");
    let taken = desk.take_paths(std::slice::from_ref(&logs), &[], Options::default());
    assert_eq!((taken.attempts, taken.flaky), (5, 1));
    let tests = desk.tests(taken.run);
    let expected = [("pay alone", "failed"), ("pay pay [other]", "broken"), ("pay pay [pay]", "passed")];
    assert_eq!(tests.iter().map(|(name, status)| (name.as_str(), status.as_str())).collect::<Vec<_>>(), expected);
    assert_sound(&desk.f.location);
}

#[test]
fn an_earlier_attempt_of_bazel_belongs_to_the_equal_test_of_its_target_alone() {
    let desk = Desk::new();
    let suite = |suite: &str, outcome: &str| {
        format!(
            "<testsuites><testsuite name='{suite}'><testcase classname='shop' name='pays' time='1'>{outcome}</testcase></testsuite></testsuites>"
        )
    };
    // Equal paths below two given folders: the failed target has no last attempt.
    desk.file("linux/logs/pay/test.xml", &suite("one", ""));
    desk.file("mac/logs/pay/test_attempts/attempt_1.xml", &suite("one", "<failure/>"));
    // Another suite of the target.
    desk.file("linux/logs/pay/test_attempts/attempt_1.xml", &suite("two", "<failure/>"));
    let given = ["linux/logs", "mac/logs"].map(|path| desk.folder.path().join(path));
    let taken = desk.take_paths(&given, &[], Options::default());
    let mut statuses: Vec<String> = desk.tests(taken.run).into_values().collect();
    statuses.sort();
    assert_eq!(statuses, ["failed", "failed", "passed"]);
    assert_sound(&desk.f.location);
}

#[test]
fn a_row_that_only_an_earlier_attempt_of_bazel_has_is_a_test_of_its_own() {
    let statuses = |last: &[&str], earlier: &[&str]| {
        let desk = Desk::new();
        let suite = |outcomes: &[&str]| {
            let tests =
                outcomes.iter().map(|outcome| format!("<testcase classname='shop' name='pays' time='1'>{outcome}</testcase>"));
            format!("<testsuites><testsuite name='s'>{}</testsuite></testsuites>", tests.collect::<String>())
        };
        desk.file("logs/pay/test.xml", &suite(last));
        desk.file("logs/pay/test_attempts/attempt_1.xml", &suite(earlier));
        let logs = desk.folder.path().join("logs");
        let taken = desk.take_paths(std::slice::from_ref(&logs), &[], Options::default());
        assert_eq!(taken.attempts, last.len() + earlier.len());
        let mut statuses: Vec<String> = desk.tests(taken.run).into_values().collect();
        statuses.sort();
        assert_sound(&desk.f.location);
        statuses
    };
    let failed = "<failure/>";
    assert_eq!(statuses(&[""], &["", failed]), ["failed", "passed"]);
    assert_eq!(statuses(&["", ""], &["", failed]), ["passed", "passed"], "both were executed again");
    assert_eq!(statuses(&[""], &[failed, ""]), ["passed"], "a repetition in the attempt");
}
