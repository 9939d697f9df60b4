//! Tests of equal names in one run: each counts, and each is found again in the next run.

use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use testkit::engine::property_cases;
use testkit::fixture::{Fixture, assert_sound};
use voluptas_app::cases::file::Target;
use voluptas_app::results::files::{Limits, gather};
use voluptas_app::results::ingest::{Ingested, Options, ingest, parse_label};
use voluptas_core::domain::ids::{ProjectId, RunId, TestId};
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

/// Writes a JUnit file for each folder. Each test has a suite element of its own, so that nothing tells of repetitions.
fn write(root: &Path, rows: &[Row]) {
    for (at, folder) in FOLDERS.iter().enumerate() {
        let of_folder: Vec<&Row> = rows.iter().filter(|row| row.folder == at).collect();
        if of_folder.is_empty() {
            continue;
        }
        // Files of the same bytes are copies of one.
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
}

impl Desk {
    fn new() -> Self {
        let f = Fixture::new();
        let project = f.project().id;
        Self { f, project }
    }

    fn take(&self, rows: &[Row]) -> Ingested {
        let folder = tempfile::tempdir().expect("folder");
        write(folder.path(), rows);
        self.take_folder(folder.path(), &[])
    }

    /// Takes the files of a folder with labels.
    fn take_folder(&self, folder: &Path, labels: &[&str]) -> Ingested {
        let project = self.f.store.read(|tx| tx.projects().get(self.project)).expect("project");
        let mut gathered = gather(&[folder.to_owned()], Limits::default()).expect("gathered");
        let ctx = JobCtx::detached(Arc::new(self.f.clock.clone()));
        let labels = labels.iter().filter_map(|label| parse_label(label)).collect();
        let options = Options { again: true, labels, ..Options::default() };
        ingest(&self.f.store, &Target::Existing(project), &mut gathered, &options, &ctx).expect("taken")
    }

    /// Tests of a run by their shown full name, each with true if it passed.
    fn tests(&self, run: RunId) -> BTreeMap<TestId, (String, bool)> {
        let read = self.f.store.read(|tx| {
            let outcomes = tx.outcomes().of_run(run)?;
            let known = tx.known_tests().many(&outcomes.iter().map(|outcome| outcome.test).collect::<Vec<_>>())?;
            let one = |outcome: &voluptas_core::domain::outcome::Outcome| {
                let name = known.get(&outcome.test).and_then(|test| test.full_name.clone()).unwrap_or_default();
                (outcome.test, (name, outcome.status.slug() == "passed"))
            };
            Ok(outcomes.iter().map(one).collect())
        });
        read.expect("tests")
    }
}

fn row(folder: usize, suite: usize, name: usize, passed: bool) -> Row {
    Row { folder, suite, name, passed }
}

#[test]
fn a_failure_in_one_browser_is_not_hidden_by_a_pass_in_another() {
    let desk = Desk::new();
    let first = desk.take(&[row(0, 1, 1, false), row(1, 1, 1, true), row(1, 1, 2, true)]);
    assert_eq!((first.statuses["passed"], first.statuses["failed"], first.flaky), (2, 1, 0));
    assert_eq!(first.twins.by, BTreeMap::from([("folder", 2)]));
    let tests = desk.tests(first.run);
    let names: Vec<&str> = tests.values().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["shop.Cart.t1 [chrome]", "shop.Cart.t1 [firefox]", "shop.Cart.t2"]);

    // In the next run the failure moved to another browser, and the tests are the same.
    let second = desk.tests(desk.take(&[row(0, 1, 1, true), row(1, 1, 1, false), row(1, 1, 2, true)]).run);
    assert_eq!(second.keys().collect::<Vec<_>>(), tests.keys().collect::<Vec<_>>());
    // One browser alone belongs to its own test, and a third one is new.
    let third = desk.tests(desk.take(&[row(1, 1, 1, true)]).run);
    assert_eq!(third.values().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["shop.Cart.t1 [firefox]"]);
    let fourth = desk.tests(desk.take(&[row(0, 1, 1, true), row(1, 1, 1, true), row(2, 1, 1, true)]).run);
    assert!(fourth.values().any(|(name, _)| name == "shop.Cart.t1 [safari]"), "{fourth:?}");
    assert_sound(&desk.f.location);
}

#[test]
fn a_test_that_was_alone_keeps_its_history_when_a_twin_comes() {
    let desk = Desk::new();
    let alone = desk.tests(desk.take(&[row(0, 1, 1, true)]).run);
    let twins = desk.tests(desk.take(&[row(0, 1, 1, false), row(0, 2, 1, true)]).run);
    let known = alone.keys().next().expect("a test");
    assert_eq!(twins[known].0, "shop.Cart.t1 [Suite 1]");
    assert_eq!(twins.len(), 2);
    assert_sound(&desk.f.location);
}

/// A file with a test of one name in each of these suites.
fn in_suites(suites: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    let test = "<testcase classname='shop.Cart' name='t' time='1'/>";
    let suites: String = suites.iter().map(|suite| format!("<testsuite name='{suite}'>{test}</testsuite>")).collect();
    std::fs::write(folder.path().join("report.xml"), format!("<testsuites>{suites}</testsuites>")).expect("file");
    folder
}

#[test]
fn suites_that_differ_before_a_long_end_are_told_apart() {
    let desk = Desk::new();
    let end = "a long way of suites ".repeat(12);
    let [one, other, third] = ["one", "other", "third"].map(|begin| format!("{begin} {end}"));
    let first = desk.take_folder(in_suites(&[&one, &other]).path(), &[]);
    assert_eq!(first.twins.by, BTreeMap::from([("suite", 2)]));
    let tests = desk.tests(first.run);
    // Each is found by its suite, whatever the order.
    let ids: Vec<TestId> = tests.keys().copied().collect();
    let last = desk.tests(desk.take_folder(in_suites(&[&other]).path(), &[]).run);
    assert_eq!(last.keys().copied().collect::<Vec<_>>(), ids[1..]);
    let three = desk.tests(desk.take_folder(in_suites(&[&third, &other, &one]).path(), &[]).run);
    assert!(three.len() == 3 && ids.iter().all(|id| three.contains_key(id)), "{three:?}");
    assert_sound(&desk.f.location);
}

#[test]
fn a_long_suite_that_an_earlier_version_shortened_is_known() {
    let desk = Desk::new();
    let long = format!("one {}", "a long way of suites ".repeat(12)).trim().to_owned();
    let earlier = format!("…{}", long.chars().skip(long.chars().count() - 199).collect::<String>());
    // The name as it was: the suite itself is short.
    let first = desk.tests(desk.take_folder(in_suites(&[&earlier, "B"]).path(), &[]).run);
    let second = desk.tests(desk.take_folder(in_suites(&[&long, "B"]).path(), &[]).run);
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
}

#[test]
fn an_earlier_run_keeps_the_name_that_it_said() {
    let desk = Desk::new();
    let folder = in_suites(&["Suite"]);
    let plain = desk.take_folder(folder.path(), &[]);
    // Two browsers of one run make twins of the test.
    let rows = [row(0, 1, 1, true), row(1, 1, 1, true)];
    let alone = desk.take(&rows[..1]);
    let both = desk.take(&rows);
    let names = |run: RunId| {
        let read = desk.f.store.read(|tx| {
            let outcomes = tx.outcomes().of_run(run)?;
            let known = tx.known_tests().many(&outcomes.iter().map(|outcome| outcome.test).collect::<Vec<_>>())?;
            let said: Vec<String> = known.values().filter_map(|test| test.full_name_in(run).map(str::to_owned)).collect();
            let of_traits: Vec<String> = tx.traits_of_run(run, false)?.rows.into_iter().filter_map(|row| row.full_name).collect();
            assert_eq!(said, of_traits);
            Ok(said)
        });
        read.expect("names")
    };
    assert_eq!(names(plain.run), ["shop.Cart.t"]);
    assert_eq!(names(alone.run), ["shop.Cart.t1"]);
    assert_eq!(names(both.run), ["shop.Cart.t1 [chrome]", "shop.Cart.t1 [firefox]"]);
    let later = desk.take(&rows[..1]);
    assert_eq!(names(later.run), ["shop.Cart.t1 [chrome]"]);
    assert_sound(&desk.f.location);
}

#[test]
fn an_earlier_run_has_no_label_of_a_later_one() {
    let desk = Desk::new();
    let folder = in_suites(&["Suite"]);
    let plain = desk.take_folder(folder.path(), &[]);
    let labelled = desk.take_folder(folder.path(), &["browser=chrome"]);
    let other = desk.take_folder(folder.path(), &["browser=firefox"]);
    let name = |run: RunId| {
        let tests = desk.tests(run);
        let read = desk.f.store.read(|tx| tx.known_tests().many(&tests.keys().copied().collect::<Vec<_>>()));
        let known = read.expect("tests").into_values().next().expect("a test");
        known.full_name_in(run).unwrap_or_default().to_owned()
    };
    assert_eq!([plain.run, labelled.run, other.run].map(name), ["shop.Cart.t"; 3].map(str::to_owned));
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..3_usize, 0..3_usize, 0..3_usize, any::<bool>());
    prop::collection::vec(row.prop_map(|(folder, suite, name, passed)| Row { folder, suite, name, passed }), 1..20)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(property_cases(24)))]

    #[test]
    fn as_many_tests_are_counted_as_the_files_have(rows in rows()) {
        let desk = Desk::new();
        let passed = rows.iter().filter(|row| row.passed).count();
        for _ in 0..2 {
            let taken = desk.take(&rows);
            let count = |word: &str| usize::try_from(taken.statuses.get(word).copied().unwrap_or_default()).expect("count");
            prop_assert_eq!((count("passed"), count("failed")), (passed, rows.len() - passed));
            prop_assert_eq!((taken.attempts, taken.twins.reruns_by_name), (rows.len(), 0));
        }
        assert_sound(&desk.f.location);
    }

    #[test]
    fn the_next_run_has_the_same_tests(rows in rows()) {
        let desk = Desk::new();
        let first = desk.tests(desk.take(&rows).run);
        let second = desk.tests(desk.take(&rows).run);
        prop_assert_eq!(first, second);
    }
}
