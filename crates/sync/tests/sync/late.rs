//! Writes that arrive late: a gateway answers, or the client gives up, and the server executes the request all the same. Objects
//! are created once; what is not found is left to the next export; duplicates that arise all the same are reported.

use crate::export::{all, cases};
use crate::support::{World, at_once, client_with, content, picture, told};
use std::time::Duration;
use testkit::wait::until;
use voluptas_core::domain::case::{NewCase, Step};
use voluptas_core::domain::ids::FunctionId;
use voluptas_core::domain::suite::NewSuite;
use voluptas_qase::ClientConfig;
use voluptas_server::faults::Fault;
use voluptas_server::stats::Request;
use voluptas_sync::export;
use voluptas_sync::policy::Policy;
use voluptas_sync::{Session, import};

/// Writes that would create a duplicate if they were executed twice.
const WRITES: [&str; 3] = ["POST /v1/suite", "POST /v1/case", "POST /v1/run"];

/// Time limit of these clients for one request.
const LIMIT: Duration = Duration::from_millis(400);

/// A session whose client gives up after [`LIMIT`] and looks for a lost write for `late_write_ms` beyond that limit.
fn session(world: &World, late_write_ms: u64) -> Session {
    session_within(world, LIMIT, late_write_ms)
}

/// The same with another time limit for one request.
fn session_within(world: &World, timeout: Duration, late_write_ms: u64) -> Session {
    let late_write = Duration::from_millis(late_write_ms);
    let client = client_with(&world.server, |c| ClientConfig { timeout, late_write, ..c });
    Session::new(world.here.clone(), client, "SHOP").with_waits(crate::support::QUICK)
}

/// A workspace with cases and a run of them, none of it in Qase yet.
async fn evening(cases: usize) -> (World, Vec<FunctionId>) {
    let world = World::new().await;
    let functions = world.local_cases(cases);
    world.enter_results("Evening");
    (world, functions)
}

fn assert_once(world: &World, n: usize) {
    assert_eq!((world.suites_there().len(), world.cases_there().len()), (2, n), "suites and cases there");
    assert_eq!(picture(&world.cases_here(), &world.suites_here()), picture(&world.cases_there(), &world.suites_there()));
    let runs = world.runs_there();
    assert_eq!((runs.len(), runs[0].1.len()), (1, n), "one run with a result for each case");
    assert!(world.pending().is_empty());
}

async fn lands_after_a_gateway_gave_up(write: &'static str) {
    let (world, functions) = evening(20).await;
    world.server.faults().fail_next(write, Fault::Late(700));
    // The gateway answers at once: only a slow machine would reach a limit.
    let patient = || session_within(&world, Duration::from_secs(10), 1200);
    let done = export::run(&patient(), &all(&functions)).await.expect("export");
    assert_eq!((done.failed(), done.outcome), (0, voluptas_sync::Outcome::Done), "{write}");
    let again = export::run(&patient(), &all(&functions)).await.expect("export");
    assert_eq!(again.changes(), 0, "{write}");
    assert_once(&world, 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_lands_after_a_gateway_gave_up_is_made_once() {
    at_once(WRITES.map(lands_after_a_gateway_gave_up)).await;
}

async fn lands_after_the_client_gave_up(write: &'static str) {
    let (world, functions) = evening(20).await;
    world.server.faults().fail_next(write, Fault::Hang(900));
    let done = export::run(&session(&world, 1200), &all(&functions)).await.expect("export");
    assert_eq!(done.failed(), 0, "{write}");
    assert_once(&world, 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_lands_after_the_client_gave_up_is_made_once() {
    at_once(WRITES.map(lands_after_the_client_gave_up)).await;
}

async fn never_lands((write, entries): (&'static str, usize)) {
    let (world, functions) = evening(3).await;
    world.server.faults().fail_next(write, Fault::CutBefore);
    let done = export::run(&session(&world, 100), &all(&functions)).await.expect("export");
    assert!(done.failed() > 0, "{write}: the report says that something is open");
    assert_ne!(done.outcome, voluptas_sync::Outcome::Done, "{write}");
    let (method, path) = write.split_once(' ').expect("a method");
    assert_eq!(world.server.stats().count(method, path), 1, "{write}: not sent again in the same export");
    assert_eq!(world.pending().len(), entries, "{write}");
    let done = export::run(&session(&world, 100), &all(&functions)).await.expect("export");
    assert_eq!(done.failed(), 0, "{write}");
    assert_once(&world, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_never_lands_stays_pending_and_goes_with_the_next_export() {
    at_once([(WRITES[0], 1), (WRITES[1], 3), (WRITES[2], 1)].map(never_lands)).await;
}

async fn waits_for_a_lost_write(write: &'static str) {
    let (world, functions) = evening(3).await;
    world.server.faults().fail_next(write, Fault::Late(1200));
    // The first export is killed right after the answer of the gateway, and the second begins while the write is under way.
    let (first, options) = (session(&world, 1600), all(&functions));
    let task = tokio::spawn(async move { export::run(&first, &options).await.is_ok() });
    let (method, path) = write.split_once(' ').expect("a method");
    // A request after the write is the first look for it.
    let is_write = |r: &Request| r.method == method && r.path.starts_with(path);
    until("the look for the lost write", || {
        world.server.stats().log().iter().skip_while(|r| !is_write(r)).any(|r| r.method == "GET")
    })
    .await;
    task.abort();
    assert!(task.await.is_err(), "{write}: it was still under way");
    let done = export::run(&session(&world, 1600), &all(&functions)).await.expect("export");
    assert_eq!(done.failed(), 0, "{write}");
    assert_once(&world, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_right_after_a_lost_write_waits_until_it_can_no_longer_land() {
    at_once(WRITES.map(waits_for_a_lost_write)).await;
}

async fn lands_when_nobody_waits(write: &'static str) {
    let (world, functions) = evening(3).await;
    world.server.faults().fail_next(write, Fault::Late(900));
    let done = export::run(&session(&world, 50), &all(&functions)).await.expect("export");
    assert!(done.failed() > 0, "{write}");
    world.until_idle().await;
    // Much later, the write counts as lost by its age, although it has arrived.
    world.clock.advance(3_600_000);
    let done = import::run(&session(&world, 50), &import::Options::default()).await.expect("import");
    assert_eq!((done.cases.created, done.suites.created), (0, 0), "{write}: it is ours");
    let done = export::run(&session(&world, 50), &all(&functions)).await.expect("export");
    assert_eq!(done.failed(), 0, "{write}");
    assert_once(&world, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_lands_when_nobody_waits_any_more_is_taken_for_ours_by_the_next() {
    at_once(WRITES.map(lands_when_nobody_waits)).await;
}

async fn lands_after_it_was_sent_again((write, key): (&'static str, &'static str)) {
    let world = World::new().await;
    let functions = world.local_cases(1);
    world.server.faults().fail_next(write, Fault::Late(1500));
    export::run(&session(&world, 10), &cases(&functions)).await.expect("export");
    export::run(&session(&world, 10), &cases(&functions)).await.expect("export");
    world.until_idle().await;
    assert_eq!(world.suites_there().len() + world.cases_there().len(), 4, "{write}: one is there twice");
    for _ in 0..2 {
        let done = import::run(&session(&world, 10), &import::Options::default()).await.expect("import");
        assert_eq!((done.changes(), told(&done)), (0, vec![key]), "{write}");
        let done = export::run(&session(&world, 10), &cases(&functions)).await.expect("export");
        assert_eq!(done.changes(), 0, "{write}");
    }
    assert_eq!((world.suites_here().len(), world.cases_here().len()), (2, 1), "{write}");
}

/// The write counted as lost, was sent again, and arrived after that. This cannot be prevented, but it must not become a case of
/// its own in the workspace.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_lands_after_it_was_sent_again_is_named_and_not_imported() {
    let all = [(WRITES[0], "sync-drift-double-suite"), (WRITES[1], "sync-drift-double-case")];
    at_once(all.map(lands_after_it_was_sent_again)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_that_one_write_made_twice_is_named_and_not_imported() {
    let world = World::new().await;
    let functions = world.local_cases(2);
    export::run(&world.session(), &cases(&functions)).await.expect("export");
    let double = world.cases_there().remove(0);
    assert!(double.content.description.as_deref().is_some_and(|d| d.contains("voluptas case")), "it carries a trace");
    world.seed(|tx, project| {
        tx.cases().create(project, &NewCase { suite_id: double.suite_id, number: None, content: double.content.clone() })
    });
    for _ in 0..2 {
        let done = import::run(&world.session(), &import::Options::default()).await.expect("import");
        assert_eq!((done.changes(), told(&done)), (0, vec!["sync-drift-double-case"]));
        let done = export::run(&world.session(), &cases(&functions)).await.expect("export");
        assert_eq!(done.changes(), 0);
    }
    assert_eq!(world.cases_here().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suite_that_one_write_made_twice_is_named_and_its_cases_count_as_in_the_first() {
    let world = World::new().await;
    let functions = world.local_cases(1);
    export::run(&world.session(), &cases(&functions)).await.expect("export");
    let lower = world.suites_there().into_iter().find(|s| s.parent_id.is_some()).expect("an inner suite");
    world.seed(|tx, project| {
        let new = NewSuite { parent_id: lower.parent_id, number: None, content: lower.content.clone() };
        let double = tx.suites().create(project, &new)?;
        tx.cases().create(project, &NewCase { suite_id: Some(double), number: None, content: content("Refund") })
    });
    let done = import::run(&world.session(), &import::Options::default()).await.expect("import");
    assert_eq!((done.cases.created, done.suites.created, told(&done)), (1, 0, vec!["sync-drift-double-suite"]));
    let (refund, suites) = (world.cases_here().pop().expect("a case"), world.suites_here());
    let home = suites.iter().find(|s| Some(s.id) == refund.suite_id).map(|s| s.content.title.as_str());
    assert_eq!((home, suites.len()), (Some("Payment"), 2));
}

/// The trace is a line of the description, so whoever rewrites the description removes it. The other fields identify the case.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_case_whose_description_a_person_rewrote_is_taken_for_ours() {
    let world = World::new().await;
    let functions = world.local_cases(3);
    world.server.faults().fail_next("POST /v1/case", Fault::Late(900));
    export::run(&session(&world, 50), &cases(&functions)).await.expect("export");
    world.until_idle().await;
    let number = world.cases_there()[0].number;
    world.edit_there(number, |c| c.description = Some("Written by a colleague".into()));
    world.clock.advance(3_600_000);
    let done = import::run(&session(&world, 50), &import::Options::default()).await.expect("import");
    assert_eq!((done.cases.created, done.cases.conflicts), (0, 0), "{done:?}");
    let done = export::run(&session(&world, 50), &cases(&functions)).await.expect("export");
    assert_eq!((done.failed(), world.cases_there().len(), world.cases_here().len()), (0, 3, 3));
    let here: Vec<_> = world.cases_here().into_iter().filter_map(|c| c.content.description).collect();
    assert!(here.contains(&"Written by a colleague".to_owned()), "{here:?}");
    assert!(world.pending().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_lands_over_a_newer_one_of_ours_is_sent_again() {
    let world = World::new().await;
    let functions = world.local_cases(1);
    export::run(&session(&world, 50), &cases(&functions)).await.expect("export");
    let title = "Pay in way 0";
    let describe = |text: &'static str| world.edit_here(title, |content| content.description = Some(text.into()));
    let there = || world.cases_there()[0].content.description.clone().unwrap_or_default();
    // Answered by the gateway, executed much later; the export sends it again, and then a newer one.
    describe("older");
    world.server.faults().fail_next("PATCH /v1/case", Fault::Late(2_500));
    export::run(&session(&world, 50), &cases(&functions)).await.expect("export");
    describe("newer");
    export::run(&session(&world, 50), &cases(&functions)).await.expect("export");
    assert!(there().starts_with("newer"));
    world.until_idle().await;
    assert!(there().starts_with("older"), "the late write is over the newer one");
    let done = import::run(&session(&world, 50), &import::Options::default()).await.expect("import");
    assert_eq!((done.changes(), done.cases.conflicts), (0, 0));
    assert_eq!(world.cases_here()[0].content.description.as_deref(), Some("newer"));
    let done = export::run(&session(&world, 50), &cases(&functions)).await.expect("export");
    assert_eq!(done.cases.updated, 1);
    assert!(there().starts_with("newer"));
}

/// Both sides add a tag. The export sends both tags twice, as the first attempt is not answered, and `second` follows.
async fn keeps_both_tags((fault, second): (Fault, &'static str)) {
    let world = World::new().await;
    let functions = world.local_cases(1);
    export::run(&session(&world, 50), &cases(&functions)).await.expect("export");
    world.edit_here("Pay in way 0", |content| content.tags = vec!["ours".into()]);
    world.edit_there(world.cases_there()[0].number, |content| content.tags = vec!["theirs".into()]);
    world.server.faults().fail_next("PATCH /v1/case", fault);
    let done = export::run(&session(&world, 50), &cases(&functions)).await.expect("export");
    assert_eq!(done.cases.updated, 1, "{fault:?}");
    world.until_idle().await;
    if second == "export" {
        export::run(&session(&world, 50), &cases(&functions)).await.expect("export");
    }
    import::run(&session(&world, 50), &import::Options::default()).await.expect("import");
    export::run(&session(&world, 50), &cases(&functions)).await.expect("export");
    for (side, all) in [("here", world.cases_here()), ("there", world.cases_there())] {
        let mut tags = all[0].content.tags.clone();
        tags.sort();
        assert_eq!(tags, ["ours", "theirs"], "{side}, {fault:?}, {second}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tags_of_others_in_a_write_without_an_answer_are_not_taken_for_ours() {
    let ways = [Fault::CutBefore, Fault::CutAfter, Fault::Late(700)];
    at_once(ways.into_iter().flat_map(|fault| ["export", "import"].map(|second| keeps_both_tags((fault, second))))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_a_suite_that_lands_over_a_newer_one_of_ours_is_sent_again() {
    let world = World::new().await;
    let functions = world.local_cases(1);
    export::run(&session(&world, 50), &cases(&functions)).await.expect("export");
    let describe = |text: &'static str| {
        let mut suite = world.suites_here().remove(0);
        suite.content.preconditions = Some(text.into());
        world.change(|tx| tx.suites().update(suite.id, &suite.content));
    };
    let there = || world.suites_there()[0].content.preconditions.clone().unwrap_or_default();
    describe("older");
    world.server.faults().fail_next("PATCH /v1/suite", Fault::Late(2_500));
    export::run(&session(&world, 50), &cases(&functions)).await.expect("export");
    describe("newer");
    export::run(&session(&world, 50), &cases(&functions)).await.expect("export");
    assert_eq!(there(), "newer");
    world.until_idle().await;
    assert_eq!(there(), "older", "the late write is over the newer one");
    let done = import::run(&session(&world, 50), &import::Options::default()).await.expect("import");
    assert_eq!((done.changes(), done.suites.conflicts), (0, 0));
    assert_eq!(world.suites_here()[0].content.preconditions.as_deref(), Some("newer"));
    let done = export::run(&session(&world, 50), &cases(&functions)).await.expect("export");
    assert_eq!((done.suites.updated, there().as_str()), (1, "newer"));
}

/// Ours lands late over theirs, the conflict is decided for theirs, and the write that puts theirs back meets `fault`.
async fn puts_theirs_back(fault: Fault, write: &str, edit_here: impl Fn(&World, &str), edit_there: impl Fn(&World, &str)) {
    let world = World::new().await;
    let functions = world.local_cases(1);
    let with = |policy| export::Options { policy, ..cases(&functions) };
    let smart = || async { export::run(&session(&world, 50), &with(Policy::Smart)).await.expect("export") };
    let there = || match write.ends_with("suite") {
        true => world.suites_there()[0].content.preconditions.clone(),
        false => world.cases_there()[0].content.preconditions.clone(),
    };
    smart().await;
    edit_here(&world, "older");
    world.server.faults().fail_next(write, Fault::Late(4_000));
    smart().await;
    edit_here(&world, "ours");
    edit_there(&world, "theirs");
    let done = smart().await;
    assert_eq!(done.cases.conflicts + done.suites.conflicts, 1);
    world.until_idle().await;
    assert_eq!(there().as_deref(), Some("older"), "{write}: the late write is over theirs");
    world.server.faults().fail_next(write, fault);
    export::run(&session(&world, 50), &with(Policy::Theirs)).await.expect("export");
    assert_eq!(there().as_deref(), Some("theirs"), "{write}, {fault:?}");
    smart().await;
    assert_eq!(there().as_deref(), Some("theirs"), "{write}, {fault:?}: it is not ours");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_that_is_put_back_without_an_answer_is_not_taken_for_ours() {
    let case_here = |world: &World, text: &str| world.edit_here("Pay in way 0", |c| c.preconditions = Some(text.into()));
    let case_there = |world: &World, text: &str| {
        world.edit_there(world.cases_there()[0].number, |c| c.preconditions = Some(text.into()));
    };
    let suite_here = |world: &World, text: &str| {
        let mut suite = world.suites_here().remove(0);
        suite.content.preconditions = Some(text.into());
        world.change(|tx| tx.suites().update(suite.id, &suite.content));
    };
    let suite_there = |world: &World, text: &str| {
        let mut suite = world.suites_there().remove(0);
        suite.content.preconditions = Some(text.into());
        world.seed(|tx, _| tx.suites().update(suite.id, &suite.content));
    };
    tokio::join!(
        puts_theirs_back(Fault::CutBefore, "PATCH /v1/case", case_here, case_there),
        puts_theirs_back(Fault::CutAfter, "PATCH /v1/suite", suite_here, suite_there),
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shared_step_whose_answer_is_lost_is_made_once() {
    let world = World::new().await;
    let functions = world.local_cases(1);
    let steps = [Step { action: "Open the page".into(), ..Step::default() }];
    let hash = world.change(|tx| {
        let project = tx.projects().by_code("SHOP")?.expect("the project").id;
        tx.shared_steps().create(project, "Sign in", &steps)
    });
    world.edit_here("Pay in way 0", |content| content.steps = vec![Step { shared: Some(hash.clone()), ..Step::default() }]);
    world.server.faults().fail_next("POST /v1/shared_step", Fault::Late(700));
    let done = export::run(&session(&world, 1200), &cases(&functions)).await.expect("export");
    assert_eq!((done.failed(), done.warnings.len()), (0, 0), "{:?}", told(&done));
    let again = export::run(&session(&world, 1200), &cases(&functions)).await.expect("export");
    assert_eq!(again.changes(), 0);
    world.until_idle().await;
    assert_eq!(world.seed(|tx, project| Ok(tx.shared_steps().list(project, None, voluptas_store::Slice::ALL)?.total)), 1);
}

/// The export is killed while the gateway has given up and the shared step has not arrived yet.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shared_step_that_lands_after_a_kill_is_made_once() {
    let world = World::new().await;
    let functions = world.local_cases(1);
    let steps = [Step { action: "Open the page".into(), ..Step::default() }];
    let hash = world.change(|tx| {
        let project = tx.projects().by_code("SHOP")?.expect("the project").id;
        tx.shared_steps().create(project, "Sign in", &steps)
    });
    world.edit_here("Pay in way 0", |content| content.steps = vec![Step { shared: Some(hash.clone()), ..Step::default() }]);
    world.server.faults().fail_next("POST /v1/shared_step", Fault::Late(1_500));
    let (first, options) = (session(&world, 1600), cases(&functions));
    let task = tokio::spawn(async move { export::run(&first, &options).await.is_ok() });
    let is_write = |r: &Request| r.method == "POST" && r.path.starts_with("/v1/shared_step");
    until("the look for the lost write", || {
        world.server.stats().log().iter().skip_while(|r| !is_write(r)).any(|r| r.method == "GET")
    })
    .await;
    task.abort();
    assert!(task.await.is_err(), "it was still under way");
    assert_eq!(world.pending().len(), 1, "it is in the journal");
    // A clock that was put forward by an hour does not age the journal.
    world.clock.advance(3_600_000);
    let done = export::run(&session(&world, 1600), &cases(&functions)).await.expect("export");
    assert_eq!(done.failed(), 0);
    world.until_idle().await;
    assert_eq!(world.seed(|tx, project| Ok(tx.shared_steps().list(project, None, voluptas_store::Slice::ALL)?.total)), 1);
    assert!(world.pending().is_empty());
    let again = export::run(&session(&world, 1600), &cases(&functions)).await.expect("export");
    assert_eq!(again.changes(), 0);
}

/// This computer's clock jumps by an hour while a creation is under way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_put_forward_or_back_does_not_age_the_journal() {
    for jump in [3_600_000, -3_600_000] {
        for write in WRITES {
            let (world, functions) = evening(2).await;
            world.server.faults().fail_next(write, Fault::Late(1_500));
            let (first, options) = (session(&world, 1600), all(&functions));
            let task = tokio::spawn(async move { export::run(&first, &options).await.is_ok() });
            let (method, path) = write.split_once(' ').expect("a method");
            let is_write = |r: &Request| r.method == method && r.path.starts_with(path);
            until("the look for the lost write", || {
                world.server.stats().log().iter().skip_while(|r| !is_write(r)).any(|r| r.method == "GET")
            })
            .await;
            task.abort();
            assert!(task.await.is_err(), "{write}: it was still under way");
            world.clock.advance(jump);
            let done = export::run(&session(&world, 1600), &all(&functions)).await.expect("export");
            assert_eq!(done.failed(), 0, "{write}, {jump}");
            world.until_idle().await;
            assert_once(&world, 2);
        }
    }
}

/// What never landed is sent again, although the clock of this computer was put back by a year since.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_put_back_does_not_keep_the_journal_for_ever() {
    let (world, functions) = evening(2).await;
    world.server.faults().fail_next(WRITES[1], Fault::CutBefore);
    export::run(&session(&world, 50), &all(&functions)).await.expect("export");
    assert_eq!(world.pending().len(), 2);
    world.clock.advance(-365 * 86_400_000);
    let done = export::run(&session(&world, 50), &all(&functions)).await.expect("export");
    assert_eq!(done.failed(), 0);
    assert_once(&world, 2);
}
