//! Export: cases made and changed, results, repetition, functions without a case, suites.

use crate::support::{World, content, field, picture};
use std::collections::BTreeMap;
use std::sync::Arc;
use voluptas_core::domain::case::{CaseContent, CaseLink, NewCase};
use voluptas_core::domain::function::{FunctionContent, FunctionType};
use voluptas_core::domain::ids::FunctionId;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_server::Visibility;
use voluptas_store::page::Slice;
use voluptas_store::runs::RunFilter;
use voluptas_sync::export::{self, Options, ResultsFrom, RunChoice};
use voluptas_sync::plan::Class;
use voluptas_sync::{Decisions, Error, Policy, Summary, import};

pub fn cases(functions: &[FunctionId]) -> Options {
    Options { functions: functions.to_vec(), cases: true, ..Options::default() }
}

/// The latest results of functions into a new run.
pub fn results(functions: &[FunctionId], title: &str) -> Options {
    let run = Some(RunChoice::New(title.into()));
    Options { functions: functions.to_vec(), results: Some(ResultsFrom::Latest), run, ..Options::default() }
}

/// The functions with their cases, and the latest results into a new run `Evening`.
pub fn all(functions: &[FunctionId]) -> Options {
    Options { cases: true, ..results(functions, "Evening") }
}

/// Exports the cases of functions.
pub async fn go_out(world: &World, functions: &[FunctionId]) -> Summary {
    go(world, &cases(functions)).await
}

pub async fn go(world: &World, options: &Options) -> Summary {
    export::run(&world.session(), options).await.expect("export")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cases_with_their_suites_arrive_and_the_second_time_nothing_is_sent() {
    let world = World::new().await;
    let functions = world.local_cases(5);
    let done = go(&world, &cases(&functions)).await;
    assert_eq!((done.suites.created, done.cases.created, done.drift.len()), (2, 5, 0), "{done:?}");
    assert_eq!(picture(&world.cases_here(), &world.suites_here()), picture(&world.cases_there(), &world.suites_there()));
    world.server.stats().reset();
    let again = go(&world, &cases(&functions)).await;
    assert_eq!((again.changes(), again.cases.unchanged), (0, 5));
    assert_eq!(world.server.stats().writes(), 0);
    let back = import::run(&world.session(), &import::Options::default()).await.expect("import");
    assert_eq!((back.changes(), back.cases.unchanged), (0, 5), "what was exported is not imported again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expected_result_and_links_stay_here_and_change_nothing_there() {
    let world = World::new().await;
    let functions = world.local_cases(3);
    let with_links = |content: &mut CaseContent| {
        content.expected_result = Some("paid once".into());
        content.links = vec![CaseLink { url: "https://tracker.test/1".into(), title: "One".into() }];
    };
    let [first, second, _] = &world.cases_here()[..] else { panic!("three cases") };
    world.edit_here(&first.content.title, with_links);
    let done = go(&world, &cases(&functions)).await;
    assert_eq!((done.cases.created, done.drift.len()), (3, 0), "{done:?}");
    // After the first export, too, and beside a change that is sent.
    world.edit_here(&second.content.title, with_links);
    world.server.stats().reset();
    let again = go(&world, &cases(&functions)).await;
    assert_eq!((again.changes(), again.cases.unchanged, world.server.stats().writes()), (0, 3, 0));
    let there = world.cases_there().iter().find(|c| c.content.title == first.content.title).expect("the case").number;
    world.edit_there(there, |content| content.description = Some("written in Qase".into()));
    let back = import::run(&world.session(), &import::Options::default()).await.expect("import");
    assert_eq!((back.cases.updated, back.cases.conflicts), (1, 0));
    for title in [&first.content.title, &second.content.title] {
        let here = world.cases_here().into_iter().find(|c| c.content.title == *title).expect("the case").content;
        assert_eq!((here.expected_result.as_deref(), here.links.len()), (Some("paid once"), 1), "{title}");
    }
    assert!(world.cases_there().iter().all(|c| c.content.links.is_empty() && c.content.expected_result.is_none()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changed_fields_alone_are_sent_and_theirs_are_not_overwritten() {
    let world = World::new().await;
    let functions = world.local_cases(2);
    go(&world, &cases(&functions)).await;
    let mut theirs = world.cases_there().remove(0);
    theirs.content.description = Some("written in Qase".into());
    world.seed(|tx, _| tx.cases().update(theirs.id, &theirs.content));
    let mut mine = world.cases_here().remove(0);
    mine.content.severity = "critical".into();
    mine.content.tags = vec!["mine".into()];
    world.change(|tx| tx.cases().update(mine.id, &mine.content));
    let done = go(&world, &cases(&functions)).await;
    assert_eq!((done.cases.updated, done.cases.unchanged), (1, 1));
    let there = world.cases_there().remove(0).content;
    assert_eq!((there.description.as_deref(), there.severity.as_str()), (Some("written in Qase"), "critical"));
    let back = import::run(&world.session(), &import::Options::default()).await.expect("import");
    assert_eq!((back.cases.updated, back.cases.conflicts), (1, 0));
    assert_eq!(picture(&world.cases_here(), &world.suites_here()), picture(&world.cases_there(), &world.suites_there()));
}

/// Cases are looked at again just before they are changed: one by one where they are few, in the list where they are many.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_changed_there_after_the_preview_is_not_overwritten() {
    for n in [1, 4] {
        let world = World::new().await;
        let functions = world.local_cases(4);
        go(&world, &cases(&functions)).await;
        for case in world.cases_here().into_iter().take(n) {
            let mut mine = case.content;
            mine.severity = "critical".into();
            world.change(|tx| tx.cases().update(case.id, &mine));
        }
        let (session, options) = (world.session(), cases(&functions));
        let collected = export::collect(&session, &options).await.expect("collect");
        let plan = export::plan(&collected, &options, &Decisions::new());
        assert_eq!(plan.totals.cases.updated, n as u64);
        // Somebody is quicker than the person who looks at the preview.
        let mut theirs = world.cases_there().remove(0);
        theirs.content.severity = "minor".into();
        theirs.content.description = Some("written in Qase".into());
        world.seed(|tx, _| tx.cases().update(theirs.id, &theirs.content));
        world.server.stats().reset();
        let done = export::apply(&session, &options, Arc::new(collected), &plan).await.expect("apply");
        assert_eq!((done.cases.updated, done.cases.skipped), (n as u64 - 1, 1), "{done:?}");
        assert_eq!(world.server.stats().count("PATCH", "/v1/case/"), n - 1);
        let there = world.cases_there().remove(0).content;
        assert_eq!((there.severity.as_str(), there.description.as_deref()), ("minor", Some("written in Qase")));
        let items = world.here.read(|tx| tx.syncs().items(tx.syncs().list(1)?[0].id)).expect("history");
        let words: Vec<String> = items.iter().filter_map(|i| i.detail.as_ref()).map(|d| format!("{d:?}")).collect();
        assert!(words.iter().any(|w| w.contains("sync-item-changed-there") && w.contains("description")), "{words:?}");
        // Looked at again it is what it is: both have changed the severity.
        let again = go(&world, &options).await;
        assert_eq!((again.cases.conflicts, again.cases.updated), (1, 0), "{again:?}");
    }
}

/// Requests for looking again: one read for one case, one page of the list for many.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn looking_again_takes_few_requests() {
    for n in [1, 30] {
        let world = World::new().await;
        let functions = world.local_cases(30);
        go(&world, &cases(&functions)).await;
        for case in world.cases_here().into_iter().take(n) {
            let mut mine = case.content;
            mine.severity = "critical".into();
            world.change(|tx| tx.cases().update(case.id, &mine));
        }
        let (session, options) = (world.session(), cases(&functions));
        let collected = export::collect(&session, &options).await.expect("collect");
        let plan = export::plan(&collected, &options, &Decisions::new());
        world.server.stats().reset();
        let done = export::apply(&session, &options, Arc::new(collected), &plan).await.expect("apply");
        assert_eq!(done.cases.updated, n as u64);
        let before_the_first = |r: &Vec<String>| r.iter().take_while(|m| *m != "PATCH").count();
        let order: Vec<String> = world.server.stats().log().into_iter().map(|r| r.method).collect();
        assert_eq!(before_the_first(&order), 1, "{order:?}");
        assert!(order.len() <= n + 1 + 2, "{} requests for {n} cases", order.len());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_removed_there_after_the_preview_is_not_sent() {
    let world = World::new().await;
    let functions = world.local_cases(1);
    go(&world, &cases(&functions)).await;
    let mut mine = world.cases_here().remove(0);
    mine.content.severity = "critical".into();
    world.change(|tx| tx.cases().update(mine.id, &mine.content));
    let (session, options) = (world.session(), cases(&functions));
    let collected = export::collect(&session, &options).await.expect("collect");
    let plan = export::plan(&collected, &options, &Decisions::new());
    let theirs = world.cases_there().remove(0);
    world.seed(|tx, _| tx.cases().set_deleted(theirs.id, true));
    let done = export::apply(&session, &options, Arc::new(collected), &plan).await.expect("apply");
    assert_eq!((done.cases.updated, done.cases.skipped, done.cases.failed), (0, 1, 0), "{done:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conflicts_of_an_export_by_policy() {
    for (policy, title, conflicts) in [(Policy::Smart, "theirs", 1), (Policy::Mine, "mine", 0), (Policy::Theirs, "theirs", 0)] {
        let world = World::new().await;
        let functions = world.local_cases(1);
        go(&world, &cases(&functions)).await;
        let (mut there, mut here) = (world.cases_there().remove(0), world.cases_here().remove(0));
        there.content.title = "theirs".into();
        here.content.title = "mine".into();
        world.seed(|tx, _| tx.cases().update(there.id, &there.content));
        world.change(|tx| tx.cases().update(here.id, &here.content));
        let done = go(&world, &Options { policy, ..cases(&functions) }).await;
        assert_eq!(done.cases.conflicts, conflicts, "{policy:?}");
        assert_eq!(world.cases_there()[0].content.title, title, "{policy:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_function_without_a_case_gets_one() {
    let world = World::new().await;
    world.seed(|tx, _| field(tx, "functional_id"));
    let pay = world.change(|tx| {
        let content = FunctionContent {
            func_id: "shop.pay".into(),
            title: "Pay by card".into(),
            kind: FunctionType::Feature,
            is_crit: true,
            ..FunctionContent::default()
        };
        tx.functions().create(None, &content, &[])
    });
    let module = world.change(|tx| {
        let content = FunctionContent {
            func_id: "shop".into(),
            title: "Shop".into(),
            kind: FunctionType::Module,
            ..FunctionContent::default()
        };
        tx.functions().create(None, &content, &[])
    });
    let done = go(&world, &cases(&[pay, module])).await;
    assert_eq!((done.cases.created, done.cases.skipped, done.mappings_created), (1, 1, 1));
    let there = world.cases_there().remove(0).content;
    assert_eq!((there.title.as_str(), there.severity.as_str()), ("Pay by card", "critical"));
    assert_eq!(there.custom_fields["functional_id"], "shop.pay");
    assert_eq!(world.here.read(|tx| tx.mappings().cases_of(pay)).unwrap().len(), 1);
    assert_eq!(go(&world, &cases(&[pay, module])).await.changes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_case_of_a_function_goes_into_the_chosen_suite_and_stays_there() {
    let world = World::new().await;
    world.seed_shop();
    import::run(&world.session(), &import::Options::default()).await.expect("import");
    let pay = world.function("shop.pay", "Pay by card", &[]);
    let chosen = world.suites_there().into_iter().find(|s| s.parent_id.is_some()).expect("an inner suite");
    let options = Options { target_suite: Some(chosen.number), ..cases(&[pay]) };
    let done = go(&world, &options).await;
    assert_eq!((done.cases.created, done.suites.created), (1, 0), "{done:?}");
    let made = world.cases_there().into_iter().find(|c| c.content.title == "Pay by card").expect("made");
    assert_eq!(made.suite_id, Some(chosen.id));
    assert_eq!(picture(&world.cases_here(), &world.suites_here()), picture(&world.cases_there(), &world.suites_there()));
    // Another choice is for new ones: what is there is not moved.
    world.server.stats().reset();
    assert_eq!(go(&world, &cases(&[pay])).await.changes(), 0);
    assert_eq!(world.server.stats().writes(), 0);
    let none = Options { target_suite: Some(9999), ..cases(&[pay]) };
    assert!(matches!(export::run(&world.session(), &none).await, Err(Error::NoSuchSuite { id: 9999, .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_qase_has_already_is_linked_and_not_made_again() {
    let world = World::new().await;
    world.seed(|tx, project| {
        let mut there = content("Pay by card");
        there.description = Some("As they know it".into());
        tx.cases().create(project, &NewCase { content: there, ..NewCase::default() })
    });
    let pay = world.function("shop.pay", "Pay by card", &[]);
    let done = go(&world, &cases(&[pay])).await;
    assert_eq!((done.cases.created, world.cases_there().len()), (0, 1));
    assert_eq!(world.cases_there()[0].content.description.as_deref(), Some("As they know it"));
    assert_eq!(go(&world, &cases(&[pay])).await.changes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_go_to_a_new_run_once() {
    let world = World::new().await;
    let functions = world.local_cases(4);
    go(&world, &cases(&functions)).await;
    world.enter_results("Evening");
    let done = go(&world, &results(&functions, "Evening")).await;
    assert_eq!((done.results.created, done.run.as_ref().map(|r| r.created)), (4, Some(true)), "{done:?}");
    assert!(done.drift.is_empty(), "{:?}", done.drift);
    let runs = world.runs_there();
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].1.iter().map(|r| r.0).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(runs[0].1[2].1, "failed");
    world.server.stats().reset();
    let again = go(&world, &results(&functions, "Evening")).await;
    assert_eq!((again.changes(), again.results.unchanged, world.server.stats().writes()), (0, 4, 0));
    assert_eq!(world.runs_there(), runs);

    // With something new to send, the same title is a run of its own.
    world.clock.advance(3_600_000);
    world.enter_results("Night");
    let next = go(&world, &results(&functions, "Evening")).await;
    assert_eq!((next.results.created, world.runs_there().len()), (4, 2));
    // And to a run that is there.
    let existing = Options { run: Some(RunChoice::Existing(1)), ..results(&functions, "") };
    let done = go(&world, &existing).await;
    assert_eq!((done.results.created, world.runs_there()[0].1.len()), (4, 8));
    assert_eq!(go(&world, &existing).await.changes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn entries_read_twice_are_one_run() {
    let world = World::new().await;
    let functions = world.local_cases(3);
    let run = world.enter_results("From a file");
    assert_eq!(world.enter_results("From a file"), run);
    let options = Options {
        functions: functions.clone(),
        cases: true,
        results: Some(ResultsFrom::Run(run)),
        run: Some(RunChoice::New("From a file".into())),
        ..Options::default()
    };
    let done = go(&world, &options).await;
    assert_eq!((done.cases.created, done.results.created), (3, 3), "cases and their results in one go");
    assert_eq!(go(&world, &options).await.changes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_need_a_run_that_takes_them() {
    let world = World::new().await;
    let functions = world.local_cases(1);
    world.enter_results("Evening");
    let nowhere = Options { run: None, cases: true, ..results(&functions, "") };
    assert!(matches!(export::run(&world.session(), &nowhere).await, Err(Error::NoRun)));
    assert!(world.cases_there().is_empty(), "told before anything is sent");
    let missing = Options { run: Some(RunChoice::Existing(77)), ..nowhere.clone() };
    assert!(matches!(export::run(&world.session(), &missing).await, Err(Error::NoSuchRun { id: 77, .. })));
    go(&world, &Options { run: Some(RunChoice::New("Evening".into())), ..nowhere }).await;
    world.client.complete_run("SHOP", 1).await.expect("complete");
    world.clock.advance(60_000);
    world.enter_results("Morning");
    let closed = Options { run: Some(RunChoice::Existing(1)), ..results(&functions, "") };
    assert!(matches!(export::run(&world.session(), &closed).await, Err(Error::ClosedRun { id: 1, .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_of_cases_that_are_not_there_are_named() {
    let world = World::new().await;
    let functions = world.local_cases(2);
    world.enter_results("Evening");
    let done = go(&world, &results(&functions, "Evening")).await;
    assert_eq!((done.results.skipped, done.changes()), (2, 0));
    assert!(world.runs_there().is_empty(), "no run for nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn late_results_are_waited_for_and_reported() {
    let world = World::new().await;
    let functions = world.local_cases(2);
    go(&world, &cases(&functions)).await;
    world.enter_results("Evening");
    world.server.faults().set_visibility(Visibility::AfterReads(1));
    let done = go(&world, &results(&functions, "Evening")).await;
    assert!(done.drift.is_empty(), "{:?}", done.drift);
    world.clock.advance(60_000);
    world.enter_results("Night");
    world.server.faults().set_visibility(Visibility::AfterMillis(60_000));
    let done = go(&world, &results(&functions, "Night")).await;
    assert_eq!((done.results.created, done.drift.len()), (2, 1), "accepted, not seen, and reported");
    let again = go(&world, &results(&functions, "Night")).await;
    assert_eq!((again.results.created, again.drift.len()), (2, 1), "sent again under the same keys, and still not seen");
    world.clock.advance(61_000);
    assert!(go(&world, &results(&functions, "Night")).await.drift.is_empty());
    let last = go(&world, &results(&functions, "Night")).await;
    assert_eq!((last.changes(), last.drift.len(), world.runs_there()[0].1.len()), (0, 0, 2), "each result is there once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_changes_nothing_and_says_everything() {
    let world = World::new().await;
    let functions = world.local_cases(3);
    world.enter_results("Evening");
    let options = Options { cases: true, ..results(&functions, "Evening") };
    let collected = export::collect(&world.session(), &options).await.unwrap();
    let plan = export::plan(&collected, &options, &Decisions::new());
    assert_eq!((plan.totals.suites.created, plan.totals.cases.created, plan.totals.results.created), (2, 3, 3));
    assert_eq!(world.server.stats().writes(), 0);
    assert!(world.here.read(|tx| tx.remotes().projects()).unwrap().is_empty());
    assert_eq!(export::plan(&collected, &options, &Decisions::new()).id, plan.id);
    let done = export::apply(&world.session(), &options, Arc::new(collected), &plan).await.unwrap();
    assert_eq!(done.changes(), 9, "suites, cases, results and the run");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_case_fails_alone_and_one_removed_there_is_told() {
    let world = World::new().await;
    let functions = world.local_cases(4);
    go(&world, &cases(&functions)).await;
    let gone = world.cases_there().remove(0);
    world.seed(|tx, _| tx.cases().set_deleted(gone.id, true));
    let done = go(&world, &cases(&functions)).await;
    assert_eq!((done.cases.skipped, done.cases.unchanged, world.cases_there().len()), (1, 3, 3));
    let again = Options { recreate_removed: true, ..cases(&functions) };
    let done = go(&world, &again).await;
    assert_eq!((done.cases.created, world.cases_there().len()), (1, 4));
    assert_eq!(go(&world, &again).await.changes(), 0);
    let collected = export::collect(&world.session(), &cases(&functions)).await.unwrap();
    let plan = export::plan(&collected, &cases(&functions), &Decisions::new());
    assert_eq!(plan.cases.iter().map(|s| s.class).collect::<Vec<_>>(), [Class::Unchanged; 4]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shared_steps_that_qase_lacks_are_created_there_once() {
    use voluptas_core::domain::case::Step;
    let world = World::new().await;
    let functions = world.local_cases(3);
    let project = world.cases_here()[0].project_id;
    let step = |action: &str| Step { action: action.into(), data: Some("as usual".into()), ..Step::default() };
    let steps = vec![Step { steps: vec![step("Type")], ..step("Open the page") }];
    let (former, id) = world.change(|tx| {
        let hash = tx.shared_steps().create(project, "Sign in", &steps)?;
        Ok((hash.clone(), tx.shared_steps().by_hash(project, &hash)?.id))
    });
    let titles: Vec<String> = world.cases_here().iter().map(|c| c.content.title.clone()).collect();
    let used = Step { action: "Sign in".into(), shared: Some(former.clone()), ..Step::default() };
    for title in &titles[..2] {
        world.edit_here(title, |c| c.steps = vec![used.clone(), step("Pay")]);
    }
    let versions = |world: &World| {
        let id = world.cases_here()[0].id;
        world.here.read(|tx| tx.history().of("case", id.0, 100)).unwrap()
    };
    let before = versions(&world).len();
    // One of that title and these steps is there already, as after an answer that was lost.
    let theirs = world.seed(|tx, project| tx.shared_steps().create(project, "Sign in", &steps));
    let done = go_out(&world, &functions).await;
    assert_eq!((done.cases.created, done.cases.failed, done.drift.len(), done.warnings.len()), (3, 0, 0, 0), "{done:?}");
    let shared = |cases: &[voluptas_core::domain::case::Case]| -> Vec<Option<String>> {
        cases.iter().map(|c| c.content.steps.first().and_then(|s| s.shared.clone())).collect()
    };
    assert_eq!(shared(&world.cases_here()), [Some(theirs.clone()), Some(theirs.clone()), None]);
    assert_eq!(shared(&world.cases_there()), [Some(theirs.clone()), Some(theirs.clone()), None]);
    let all_there =
        |world: &World| world.seed(|tx, project| Ok(tx.shared_steps().list(project, None, voluptas_store::Slice::ALL)?.total));
    assert_eq!(all_there(&world), 1);
    let history = versions(&world);
    assert_eq!(history.len(), before, "the case has no version for it");
    assert!(!format!("{history:?}").contains(&former), "and its history names the new hash");
    assert_eq!(go_out(&world, &functions).await.changes(), 0);
    let back = import::run(&world.session(), &import::Options::default()).await.expect("import");
    assert_eq!(back.changes(), 0);

    // A new one is created, and an import finds it unchanged.
    let other = world.change(|tx| tx.shared_steps().create(project, "Sign out", &[step("Press *Out*")]));
    world.edit_here(&titles[2], |c| {
        c.steps = vec![Step { action: "Sign out".into(), shared: Some(other.clone()), ..Step::default() }]
    });
    let done = go_out(&world, &functions).await;
    assert_eq!((done.cases.updated, done.cases.failed, all_there(&world)), (1, 0, 2), "{done:?}");
    let same = world.here.read(|tx| tx.shared_steps().by_hash(project, &theirs)).unwrap();
    assert_eq!((same.id, same.steps), (id, steps));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_run_is_sent_whatever_later_runs_say() {
    let world = World::new().await;
    let functions = world.local_cases(2);
    let project = world.cases_here()[0].project_id;
    // A case that no function covers.
    let alone = world.change(|tx| tx.cases().create(project, &NewCase { content: content("Pay alone"), ..NewCase::default() }));
    let run = world.enter_results("Evening");
    let cases = world.cases_here();
    let browser = |name: &str| [("Browser".to_owned(), name.to_owned())].into();
    // An attempt before the last one, and a combination of parameters; the case alone failed.
    let further = [
        (cases[0].id, ResultStatus::Failed, Default::default(), "first attempt"),
        (cases[1].id, ResultStatus::Failed, browser("Firefox"), "in Firefox"),
    ];
    world.change(|tx| {
        for (case, status, params, comment) in &further {
            let content = ResultContent {
                case_id: Some(*case),
                status: status.clone(),
                params: BTreeMap::clone(params),
                comment: Some((*comment).to_owned()),
                ..ResultContent::default()
            };
            tx.results().add(run, &content)?;
        }
        Ok(())
    });
    world.clock.advance(3_600_000);
    world.enter_results("Night");
    let options = Options { results: Some(ResultsFrom::WholeRun(run)), cases: true, ..results(&functions, "Evening") };
    let done = go(&world, &options).await;
    assert_eq!((done.cases.created, done.results.created), (3, 5), "{done:?}");
    let mut comments: Vec<String> = world.seed(|tx, project| {
        let runs = tx.runs().list(project, &RunFilter::default(), Slice::ALL)?.rows;
        assert_eq!(runs.len(), 1);
        Ok(tx.results().of_run(runs[0].id)?.into_iter().filter_map(|r| r.content.comment).collect())
    });
    comments.sort();
    let expected = ["Seen in Evening", "Seen in Evening", "Seen in Evening", "first attempt", "in Firefox"];
    assert_eq!(comments, expected, "of that run alone");
    assert!(world.cases_there().iter().any(|case| case.content.title == "Pay alone"), "{alone:?}");
    let again = go(&world, &options).await;
    assert_eq!((again.changes(), again.results.unchanged), (0, 5), "{again:?}");
    // Without the cases of functions, whose results stay here.
    let none = Options { functions: Vec::new(), run: Some(RunChoice::New("Alone".into())), ..options };
    assert_eq!(go(&world, &none).await.results.created, 1);
}
