//! The dashboard's numbers: of runs with known outcomes, by environment, by time and by module.

use testkit::fixture::{Fixture, assert_sound};
use voluptas_app::overview;
use voluptas_app::overview::dashboard::{Counts, HistoryOf, Range, Scope, TestLine};
use voluptas_app::project::settings as project_settings;
use voluptas_app::project::settings::ProjectChange;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::function::{FunctionContent, FunctionType};
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, RunId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::outcome::Difference;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::rules::RuleNumber;
use voluptas_core::domain::run::{RunContent, RunState};
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_store::environments::EnvironmentContent;
use voluptas_store::runs::NewRun;
use voluptas_store::test_history::WorstBy;
use voluptas_store::test_modules::Module;
use voluptas_store::{Op, Result, Tx};

const DAY: i64 = 86_400_000;

struct Desk {
    f: Fixture,
    project: ProjectId,
    stage: i64,
    function: FunctionId,
    /// Cases: with a function, in a suite alone, in no suite.
    cases: [CaseId; 3],
}

impl Desk {
    fn new() -> Self {
        let f = Fixture::new();
        let project = f.project().id;
        let written = f.store.write(Op::bulk("set up"), |tx| {
            let stage = tx.environments().create(
                project,
                &EnvironmentContent { title: "Stage".into(), slug: "stage".into(), ..EnvironmentContent::default() },
            )?;
            let function = |parent, func_id: &str, kind| {
                let content =
                    FunctionContent { func_id: func_id.into(), title: func_id.into(), kind, ..FunctionContent::default() };
                tx.functions().create(parent, &content, &[])
            };
            let module = function(None, "shop", FunctionType::Module)?;
            let feature = function(Some(module), "shop.pay", FunctionType::Feature)?;
            let suite = |title: &str, parent_id| {
                let content = SuiteContent { title: title.into(), ..SuiteContent::default() };
                tx.suites().create(project, &NewSuite { parent_id, number: None, content })
            };
            let top = suite("Catalog", None)?;
            let inner = suite("Search", Some(top))?;
            let case = |title: &str, suite_id| {
                let content = CaseContent { title: title.into(), ..CaseContent::default() };
                tx.cases().create(project, &NewCase { suite_id, number: None, content })
            };
            let cases = [case("Pays", Some(inner))?, case("Finds", Some(inner))?, case("Waits", None)?];
            tx.mappings().link(feature, cases[0], Origin::Manual)?;
            Ok((stage.id, feature, cases))
        });
        let (stage, function, cases) = written.expect("set up").value;
        Self { f, project, stage, function, cases }
    }

    fn write<T>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T>) -> T {
        self.f.store.write(Op::bulk("test"), work).expect("written").value
    }

    /// A finished run of a day, with the outcome of each case as a letter; `-` for none.
    fn run(&self, day: i64, environment: Option<i64>, outcomes: &str) -> RunId {
        self.titled(&format!("Day {day}"), day, environment, outcomes)
    }

    fn titled(&self, title: &str, day: i64, environment: Option<i64>, outcomes: &str) -> RunId {
        self.write(|tx| {
            let (start, end) = (day * DAY, day * DAY + 60_000);
            let content = RunContent { title: title.into(), environment_id: environment, ..RunContent::default() };
            let new = NewRun { content, start_ms: Some(start), ..NewRun::default() };
            let run = tx.runs().create(self.project, &new)?;
            for (case, letter) in self.cases.into_iter().zip(outcomes.chars()) {
                let word = match letter {
                    'p' => "passed",
                    'f' => "failed",
                    'b' => "broken",
                    's' => "skipped",
                    _ => continue,
                };
                let content = ResultContent {
                    case_id: Some(case),
                    title: format!("Test {}", case.0),
                    status: ResultStatus::parse(word),
                    end_ms: Some(end),
                    duration_ms: Some(100 * (case.0 + 1)),
                    ..ResultContent::default()
                };
                tx.results().add(run.id, &content)?;
            }
            tx.runs().set_times(run.id, Some(start), end)?;
            Ok(run.id)
        })
    }

    fn read(&self, scope: Scope) -> overview::dashboard::Dashboard {
        overview::dashboard::read(&self.f.store, self.project, &scope).expect("dashboard")
    }
}

fn scope(environment: Option<i64>, range: Range) -> Scope {
    Scope { environment, range, ..Scope::default() }
}

fn cases(lines: &[TestLine]) -> Vec<CaseId> {
    lines.iter().filter_map(|line| line.case).collect()
}

#[test]
fn a_trend_has_the_counts_of_each_run_in_the_order_of_time() {
    let desk = Desk::new();
    // Stored in another order than they ended.
    let second = desk.run(2, None, "pfs");
    let first = desk.run(1, None, "ppp");
    let third = desk.run(3, Some(desk.stage), "bp-");
    desk.write(|tx| {
        tx.runs().create(
            desk.project,
            &NewRun { content: RunContent { title: "Open".into(), ..RunContent::default() }, ..NewRun::default() },
        )
    });
    let trend = desk.read(Scope::default()).trend;
    assert_eq!(trend.runs.iter().map(|r| r.id).collect::<Vec<_>>(), [first, second, third], "and none that goes on");
    let counts: Vec<Counts> = trend.runs.iter().map(|r| r.counts).collect();
    let mut second_counts = Counts { passed: 1, failed: 1, ..Counts::default() };
    second_counts.add(&ResultStatus::Skipped, 1);
    let expected =
        [Counts { passed: 3, ..Counts::default() }, second_counts, Counts { passed: 1, broken: 1, ..Counts::default() }];
    assert_eq!(counts, expected);
    assert_eq!(
        counts.iter().map(|c| c.pass_rate()).collect::<Vec<_>>(),
        [Some(100.0), Some(50.0), Some(50.0)],
        "what was not executed does not count"
    );
    assert_eq!(trend.runs[0].duration_ms, Some(60_000));
    assert_eq!(trend.newest().map(|(run, before)| (run.id, before.map(|r| r.id))), Some((third, None)), "another environment");
    let environments = trend.by_environment();
    let of: Vec<_> = environments.iter().map(|e| (e.environment, e.runs, e.counts.executed(), e.newest.id)).collect();
    assert_eq!(of, [(Some(desk.stage), 1, 2, third), (None, 2, 5, second)]);
    assert_sound(&desk.f.location);
}

#[test]
fn a_scope_narrows_by_environment_number_and_time() {
    let desk = Desk::new();
    let now = desk.f.clock_now() / DAY;
    let old = desk.run(now - 10, None, "fpp");
    let staged = desk.run(now - 3, Some(desk.stage), "ppp");
    let new = desk.run(now - 1, None, "ppp");
    let runs = |scope| desk.read(scope).trend.runs.iter().map(|r| r.id).collect::<Vec<_>>();
    assert_eq!(runs(scope(None, Range::Runs(2))), [staged, new]);
    assert_eq!(runs(scope(Some(desk.stage), Range::Runs(30))), [staged]);
    assert_eq!(runs(scope(None, Range::Days(5))), [staged, new]);
    assert_eq!(runs(scope(None, Range::Days(30))), [old, staged, new]);
    let nothing = desk.read(scope(Some(desk.stage), Range::Days(1)));
    assert!(nothing.trend.runs.is_empty() && nothing.failing.is_empty() && nothing.trend.has_finished);
}

#[test]
fn a_scope_narrows_by_a_title_that_several_runs_have() {
    let desk = Desk::new();
    let first = desk.titled("Nightly", 1, None, "f");
    desk.titled("Smoke", 2, None, "-f");
    let second = desk.titled("Nightly", 3, None, "p");
    let all = desk.read(Scope::default());
    let series: Vec<&str> = all.trend.series.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(series, ["Nightly"], "one run makes no trend");
    assert_eq!(cases(&all.failing).len(), 2);
    let nightly = desk.read(Scope { title: Some("Nightly".into()), ..Scope::default() });
    assert_eq!(nightly.trend.runs.iter().map(|r| r.id).collect::<Vec<_>>(), [first, second]);
    assert_eq!(nightly.trend.newest().and_then(|(_, before)| before).map(|run| run.id), Some(first));
    assert_eq!(cases(&nightly.failing), [desk.cases[0]], "tests of other runs are left out");
}

#[test]
fn lists_follow_the_rules_and_pass_over_tests_that_are_gone() {
    let desk = Desk::new();
    // The third case ran at first only, and failed.
    for (day, outcomes) in (1..).zip(["pff", "fpf", "pp-", "fp-", "pp-"]) {
        desk.run(day, None, outcomes);
    }
    let [pays, finds, waits] = desk.cases;
    let all = desk.read(scope(None, Range::Runs(5)));
    assert_eq!(cases(&all.failing), [pays, waits, finds], "two failures, two, one; of the same rank by title");
    assert_eq!(all.failing.iter().map(|t| t.record.bad).collect::<Vec<_>>(), [2, 2, 1]);
    assert_eq!(cases(&all.flaky), [pays], "four switches; one or none make no flaky test");
    assert_eq!((all.flaky[0].record.switches, all.flaky[0].record.flaky_rate), (4, 1000));
    assert_eq!(all.flaky[0].seen.iter().map(|s| s.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!(cases(&all.slow), [finds, pays], "by mean duration; one that never passed has none");
    let last = desk.read(scope(None, Range::Runs(3)));
    assert_eq!(cases(&last.failing), [pays], "the second test passed in the last three runs, and none of them has the third");
    let newest = last.newest.expect("a run before");
    assert_eq!((newest.number, newest.before), (5, 4));
    assert_eq!(newest.differences.into_iter().collect::<Vec<_>>(), [(Difference::Fixed, 1)]);
}

#[test]
fn the_numbers_of_a_project_say_which_tests_are_flaky() {
    let desk = Desk::new();
    for (day, outcomes) in (1..).zip(["ppp", "fpp", "ppp", "ppp"]) {
        desk.run(day, None, outcomes);
    }
    let flaky = || desk.read(scope(None, Range::Runs(30))).flaky.len();
    let cases = || desk.f.store.read(|tx| tx.test_history().flaky_cases(desk.project)).expect("read").len();
    assert_eq!((flaky(), cases()), (1, 1), "two switches in four runs");
    let set = |number, value| {
        let change = ProjectChange { result_rules: vec![(number, value)], ..ProjectChange::default() };
        project_settings::change(&desk.f.store, &[(desk.project, change)])
    };
    set(RuleNumber::FlakySwitches, 3).expect("set");
    assert_eq!((flaky(), cases()), (0, 0));
    let history =
        desk.f.store.read(|tx| overview::dashboard::history::of(tx, HistoryOf::Case(desk.cases[0]))).expect("read").remove(0);
    assert_eq!((history.rules.flaky_switches, history.record.is_flaky()), (3, false));
    desk.run(5, None, "fpp");
    assert_eq!((flaky(), cases()), (1, 1), "a third switch, in a run that finished later");
    assert!(set(RuleNumber::FlakyPercent, 0).is_err(), "out of its range");
    set(RuleNumber::FlakyPercent, 100).expect("set");
    assert_eq!((flaky(), cases()), (0, 0));
    for (number, usual) in [(RuleNumber::FlakySwitches, 2), (RuleNumber::FlakyPercent, 10)] {
        set(number, usual).expect("set");
    }
    assert_eq!((flaky(), cases()), (1, 1));
    let settings = desk.f.store.read(|tx| tx.projects().settings(desk.project)).expect("settings");
    assert!(settings.get("result_rules").is_none(), "the usual numbers are not stored: {settings}");
    assert_sound(&desk.f.location);
}

#[test]
fn a_removed_test_does_not_hide_those_behind_it() {
    let desk = Desk::new();
    desk.run(1, None, "fff");
    desk.run(2, None, "-ff");
    desk.run(3, None, "--f");
    let found = desk.read(scope(None, Range::Runs(1))).failing;
    assert_eq!(found.iter().map(|line| line.case).collect::<Vec<_>>(), [Some(desk.cases[2])]);
    let runs = [desk.run(4, None, "--f")].into_iter().collect();
    let first = desk.f.store.read(|tx| tx.test_history().worst_in(desk.project, WorstBy::Failing, None, &runs, 1));
    assert_eq!(first.expect("read").len(), 1);
}

#[test]
fn lists_of_tests_follow_the_chosen_runs() {
    let desk = Desk::new();
    for (day, outcomes) in (1..).zip(["fpp", "pfp", "fpp", "ppf", "ppp"]) {
        desk.run(day, None, outcomes);
    }
    let [pays, finds, waits] = desk.cases;
    let bad = |range| {
        let lines = desk.read(scope(None, range)).failing;
        lines.iter().map(|line| (line.case.expect("case"), line.record.bad, line.seen.len())).collect::<Vec<_>>()
    };
    assert_eq!(bad(Range::Runs(5)), [(pays, 2, 5), (finds, 1, 5), (waits, 1, 5)]);
    assert_eq!(bad(Range::Runs(3)), [(pays, 1, 3), (waits, 1, 3)]);
    assert_eq!(bad(Range::Runs(1)), []);
    assert_eq!(cases(&desk.read(scope(None, Range::Runs(5))).flaky), [pays, finds, waits]);
    assert_eq!(cases(&desk.read(scope(None, Range::Runs(2))).flaky), [], "one switch is none");
    assert_eq!(desk.read(scope(None, Range::Runs(2))).slow[0].record.runs, 2);
}

#[test]
fn cases_are_flaky_by_the_rule_of_the_overview() {
    let desk = Desk::new();
    let flaky = || {
        let rows = desk.f.store.read(|tx| tx.cases().summaries(desk.project)).expect("cases");
        rows.into_iter().filter(|row| row.is_flaky_in_runs).map(|row| row.id).collect::<Vec<_>>()
    };
    desk.run(1, None, "pfp");
    desk.run(2, None, "fpp");
    assert_eq!(flaky(), []);
    let position = desk.f.store.case_notices().position();
    let last = desk.run(3, None, "pps");
    let [pays, finds, _] = desk.cases;
    assert_eq!(flaky(), [pays]);
    assert!(desk.f.store.case_notices().since(position).is_some_and(|cases| cases.contains(&pays)), "lists of cases hear of it");
    assert_eq!(flaky(), cases(&desk.read(Scope::default()).flaky));
    // The mark that a person sets is another thing.
    desk.write(|tx| {
        let mut content = tx.cases().get(finds)?.content;
        content.is_flaky = true;
        tx.cases().update(finds, &content)
    });
    assert_eq!(flaky(), [pays]);
    desk.write(|tx| tx.runs().delete(last));
    assert_eq!(flaky(), []);
}

#[test]
fn values_of_parameters_tell_tests_of_one_title_apart() {
    let desk = Desk::new();
    let run = |day: i64, statuses: [&str; 2]| {
        desk.write(|tx| {
            let content = RunContent { title: "Browsers".into(), ..RunContent::default() };
            let run = tx.runs().create(desk.project, &NewRun { content, start_ms: Some(day * DAY), ..NewRun::default() })?;
            for (value, word) in ["Chrome", "Firefox"].into_iter().zip(statuses) {
                let content = ResultContent {
                    case_id: Some(desk.cases[0]),
                    title: "Pays".into(),
                    params: [("browser".to_owned(), value.to_owned())].into(),
                    status: ResultStatus::parse(word),
                    ..ResultContent::default()
                };
                tx.results().add(run.id, &content)?;
            }
            tx.runs().set_times(run.id, Some(day * DAY), day * DAY + 60_000)?;
            Ok(run.id)
        })
    };
    let (older, newer) = (run(1, ["passed", "passed"]), run(2, ["passed", "failed"]));
    let lines = desk.f.store.read(|tx| tx.results().lines_of_run(newer)).expect("lines");
    assert_eq!(lines.iter().map(|line| line.values.as_str()).collect::<Vec<_>>(), ["Chrome", "Firefox"]);
    let compared = desk
        .f
        .store
        .read(|tx| voluptas_app::runs::compare::of(tx, older, newer, voluptas_app::runs::compare::Listed::Changed))
        .expect("compared");
    let rows: Vec<_> = compared.rows.iter().map(|row| (row.difference, row.values.as_str())).collect();
    assert_eq!(rows, [(Difference::NewFailure, "Firefox")]);
    assert_eq!(desk.read(Scope::default()).failing[0].values, "Firefox");
}

#[test]
fn results_are_counted_by_top_function_then_by_top_suite() {
    let desk = Desk::new();
    desk.run(1, None, "fpb");
    desk.run(2, None, "p-b");
    let trend = desk.read(Scope::default()).trend;
    let lines = overview::dashboard::modules::read(&desk.f.store, desk.project, &trend).expect("modules");
    let shown: Vec<_> = lines.iter().map(|l| (l.title.as_str(), l.last.passed, l.last.broken, l.all.executed())).collect();
    assert_eq!(
        shown,
        [("", 0, 1, 2), ("Catalog", 1, 0, 1), ("shop", 1, 0, 2)],
        "the last outcome of each test, failing ones first"
    );
    let bad: Vec<_> = lines.iter().flat_map(|l| &l.bad).map(|one| (one.title.as_str(), one.number)).collect();
    assert_eq!(bad, [(format!("Test {}", desk.cases[2].0).as_str(), 2)], "the tests behind the number of failures");
    assert!(matches!(
        lines.iter().map(|l| l.module).collect::<Vec<_>>()[..],
        [Module::None, Module::Suite(_), Module::Function(_)]
    ));
}

#[test]
fn the_history_of_a_function_joins_its_tests() {
    let desk = Desk::new();
    desk.write(|tx| tx.mappings().link(desk.function, desk.cases[1], Origin::Manual));
    desk.run(1, None, "ppp");
    desk.run(2, None, "pff");
    desk.run(3, Some(desk.stage), "sp-");
    let of = |of| desk.f.store.read(|tx| overview::dashboard::history::of(tx, of)).expect("history");
    let function = of(HistoryOf::Function(desk.function));
    assert_eq!(function.len(), 2, "by environment");
    assert_eq!(
        (function[0].environment.as_deref(), function[1].environment.as_deref()),
        (Some("Stage"), None),
        "the newest first"
    );
    assert_eq!(function[0].runs[0].status, ResultStatus::Passed, "passed stands for passed and skipped");
    assert_eq!((function[1].tests, function[1].record.bad, function[1].pass_rate()), (2, 1, Some(50.0)));
    let statuses = |h: &overview::dashboard::History| h.runs.iter().map(|r| r.status.slug().to_owned()).collect::<Vec<_>>();
    assert_eq!(statuses(&function[1]), ["passed", "failed"]);
    let case = of(HistoryOf::Case(desk.cases[0]));
    assert_eq!(statuses(&case[1]), ["passed", "passed"]);
    assert_eq!(case[1].runs[1].number, 2);
    let test = case[1].runs[0].test;
    assert_eq!(of(HistoryOf::Test(test)), case);
    assert!(of(HistoryOf::Case(CaseId(999))).is_empty());
}

#[test]
fn a_deleted_run_is_in_no_number() {
    let desk = Desk::new();
    desk.run(1, None, "ppp");
    let bad = desk.run(2, None, "fff");
    desk.write(|tx| tx.runs().delete(bad));
    let left = desk.read(Scope::default());
    assert_eq!((left.trend.runs.len(), left.failing.len()), (1, 0));
    desk.write(|tx| tx.runs().restore(bad));
    assert_eq!(desk.read(Scope::default()).failing.len(), 3);
    // Kept as the word that ends a run early: an aborted run is a finished one.
    let open = desk
        .write(|tx| {
            tx.runs().create(
                desk.project,
                &NewRun { content: RunContent { title: "Open".into(), ..RunContent::default() }, ..NewRun::default() },
            )
        })
        .id;
    desk.write(|tx| tx.runs().end(open, RunState::Aborted));
    assert_eq!(desk.read(Scope::default()).trend.runs.len(), 3);
}
