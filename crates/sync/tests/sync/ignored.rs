//! Fields that Qase accepts without an error and drops: the workspace keeps them, the report names them once, and they are not
//! sent again and again. The agreement is what Qase holds when it is read back.

use crate::export::{cases, go_out};
use crate::import::go_in;
use crate::support::{World, told};
use std::sync::Arc;
use voluptas_core::domain::case::{CaseContent, Step};
use voluptas_core::domain::ids::FunctionId;
use voluptas_sync::{Decisions, export};

const DROPPED: [&str; 3] = ["tags", "postconditions", "steps.data"];

/// Fills fields that this Qase drops.
fn fill(content: &mut CaseContent) {
    content.tags = vec!["smoke".into()];
    content.postconditions = Some("The cart is empty".into());
    let step = Step { action: "Pay".into(), data: Some("4111 1111".into()), ..Step::default() };
    content.steps = vec![Step { steps: vec![step.clone()], ..step }];
}

fn is_whole(content: &CaseContent) -> bool {
    let mut filled = content.clone();
    fill(&mut filled);
    filled == *content
}

/// Checks that so many cases are here and lack nothing.
fn assert_whole_here(world: &World, cases: usize) {
    let whole = world.cases_here().iter().filter(|c| is_whole(&c.content)).count();
    assert_eq!((whole, world.cases_here().len()), (cases, cases), "nothing is wiped here");
}

/// Imports and exports again: the workspace keeps everything, and nothing is sent.
async fn assert_settled(world: &World, functions: &[FunctionId]) {
    world.server.stats().reset();
    for _ in 0..2 {
        let done = go_in(world).await;
        assert_eq!((done.changes(), done.cases.conflicts), (0, 0));
        assert_whole_here(world, functions.len());
        let done = go_out(world, functions).await;
        assert_eq!(
            (done.changes(), done.cases.conflicts, told(&done)),
            (0, 0, vec!["sync-warning-apart"]),
            "it is named each time"
        );
    }
    assert_eq!(world.server.stats().count("PATCH", "/v1/"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_qase_drops_of_a_new_case_stays_here_and_is_named_each_time() {
    let world = World::new().await;
    let functions = world.local_cases(2);
    for title in ["Pay in way 0", "Pay in way 1"] {
        world.edit_here(title, fill);
    }
    world.server.faults().ignore_fields(DROPPED);
    let done = go_out(&world, &functions).await;
    assert_eq!(done.cases.created, 2);
    assert_eq!(told(&done), ["sync-drift-case-refused", "sync-drift-case-refused"]);
    let fields = format!("{:?}", done.drift[0].args);
    assert!(["tags", "postconditions", "steps"].iter().all(|f| fields.contains(f)), "{fields}");
    assert_settled(&world, &functions).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_qase_drops_of_a_change_stays_here_and_is_named_each_time() {
    let world = World::new().await;
    let functions = world.local_cases(1);
    go_out(&world, &functions).await;
    world.server.faults().ignore_fields(DROPPED);
    world.edit_here("Pay in way 0", fill);
    let done = go_out(&world, &functions).await;
    assert_eq!((done.cases.updated, told(&done)), (1, vec!["sync-drift-case-refused"]));
    let fields = done.drift[0].args.iter().find(|(name, _)| name == "fields").map(|(_, value)| format!("{value:?}"));
    assert!(fields.is_some_and(|fields| fields.contains(" → ")), "both values are told: {:?}", done.drift);
    assert_settled(&world, &functions).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn values_of_both_sides_stay_when_qase_drops_a_change_of_a_value() {
    let world = World::new().await;
    let functions = world.local_cases(1);
    world.edit_here("Pay in way 0", |c| c.tags = vec!["old".into()]);
    go_out(&world, &functions).await;
    world.server.faults().ignore_fields(DROPPED);
    world.edit_here("Pay in way 0", fill);
    go_out(&world, &functions).await;
    assert_eq!(world.cases_there()[0].content.tags, ["old"]);
    assert_settled(&world, &functions).await;
    assert_eq!(world.cases_there()[0].content.tags, ["old"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_later_edit_of_a_dropped_field_is_sent() {
    let world = World::new().await;
    let functions = world.local_cases(1);
    world.edit_here("Pay in way 0", fill);
    world.server.faults().ignore_fields(DROPPED);
    go_out(&world, &functions).await;
    world.server.faults().ignore_fields([]);
    world.edit_here("Pay in way 0", |c| c.postconditions = Some("The order is paid".into()));
    assert_eq!(go_out(&world, &functions).await.cases.updated, 1);
    assert_eq!(world.cases_there()[0].content.postconditions.as_deref(), Some("The order is paid"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_qase_drops_of_a_suite_stays_here() {
    let world = World::new().await;
    let functions = world.local_cases(1);
    for mut suite in world.suites_here() {
        suite.content.preconditions = Some("A customer is signed in".into());
        world.change(|tx| tx.suites().update(suite.id, &suite.content));
    }
    world.server.faults().ignore_fields(["preconditions"]);
    let done = go_out(&world, &functions).await;
    assert_eq!(told(&done), ["sync-drift-suite-refused", "sync-drift-suite-refused"]);
    world.server.stats().reset();
    for _ in 0..2 {
        assert_eq!(go_in(&world).await.changes(), 0);
        assert_eq!(go_out(&world, &functions).await.changes(), 0);
    }
    let kept = world.suites_here().iter().filter(|s| s.content.preconditions.is_some()).count();
    assert_eq!(kept, 2, "nothing is wiped here");
    assert_eq!(world.server.stats().count("PATCH", "/v1/"), 0);
}

/// Sends an edit and ends before the first request of the read-back, as a crash would.
async fn end_before_reading_back(world: &World, functions: &[FunctionId], is_new: bool) {
    let (session, options) = (world.session(), cases(functions));
    let collected = export::collect(&session, &options).await.expect("collect");
    let plan = export::plan(&collected, &options, &Decisions::new());
    world.server.stats().reset();
    // Created suites are read at once, cases at the end.
    world.server.faults().refuse(if is_new { "GET /v1/case" } else { "GET /v1/suite" }, 403, Some(1));
    export::apply(&session, &options, Arc::new(collected), &plan).await.expect_err("it ends there");
    let writes = world.server.stats().count(if is_new { "POST" } else { "PATCH" }, "/v1/case/");
    assert_eq!(writes, 1, "the write was sent");
}

/// A case whose edit was sent by an export that ended before it read back, to a server that drops these fields.
async fn unread_edit(is_new: bool, dropped: &[&'static str]) -> (World, Vec<FunctionId>) {
    let world = World::new().await;
    let functions = world.local_cases(1);
    if !is_new {
        go_out(&world, &functions).await;
    }
    world.edit_here("Pay in way 0", fill);
    world.server.faults().ignore_fields(dropped.iter().copied());
    end_before_reading_back(&world, &functions, is_new).await;
    (world, functions)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_ends_before_it_reads_back_leaves_dropped_fields_to_the_next() {
    for is_new in [true, false] {
        let (world, functions) = unread_edit(is_new, &["tags", "postconditions"]).await;
        for _ in 0..2 {
            let done = go_in(&world).await;
            assert_eq!((done.changes(), done.cases.conflicts), (0, 0));
            assert!(is_whole(&world.cases_here()[0].content), "nothing is wiped here");
        }
        assert_eq!(told(&go_out(&world, &functions).await), ["sync-drift-case-refused"]);
        assert_settled(&world, &functions).await;
    }
}

/// A field that Qase took in part looks like an edit by a person in Qase: it becomes a conflict, and nothing is wiped.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_field_taken_in_part_by_an_export_that_ended_then_is_at_most_a_conflict() {
    for is_new in [true, false] {
        let (world, functions) = unread_edit(is_new, &DROPPED).await;
        for _ in 0..2 {
            assert_eq!(go_in(&world).await.changes(), 0);
            go_out(&world, &functions).await;
            assert!(is_whole(&world.cases_here()[0].content), "nothing is wiped here");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_that_is_killed_at_its_write_wipes_nothing() {
    let world = World::new().await;
    let functions = world.local_cases(1);
    go_out(&world, &functions).await;
    world.edit_here("Pay in way 0", fill);
    world.server.faults().ignore_fields(["tags", "postconditions"]);
    world.server.faults().set_delay_ms(20);
    let (session, options) = (world.session(), cases(&functions));
    let task = tokio::spawn(async move { export::run(&session, &options).await.is_ok() });
    world.until_asked("PATCH", "/v1/case/", 1).await;
    task.abort();
    assert!(task.await.is_err(), "it was still under way");
    world.server.faults().set_delay_ms(0);
    world.until_idle().await;
    for _ in 0..2 {
        assert_eq!(go_in(&world).await.changes(), 0);
        assert_whole_here(&world, 1);
    }
    go_out(&world, &functions).await;
    assert_settled(&world, &functions).await;
}
