//! A Qase that stores texts in a form of its own: without emoji and blanks at the ends, with HTML escaped, tags in lower case. The workspace
//! keeps its texts, the report says so, and nothing grows from round to round.

use crate::export::go_out;
use crate::import::go_in;
use crate::support::{World, told};
use voluptas_core::domain::case::{CaseContent, Step};
use voluptas_core::domain::suite::SuiteContent;

fn fill(content: &mut CaseContent) {
    content.description = Some("Tom & Jerry < 5 🎉 pay\n\n| a |\n|---|".into());
    content.postconditions = Some("a && b".into());
    content.tags = vec!["Smoke".into(), "Ночной".into()];
    let step = Step { action: "Open <b>the</b> shop 🎉".into(), expected: Some("A & B".into()), ..Step::default() };
    content.steps = vec![Step { steps: vec![step.clone()], ..step }];
}

fn assert_whole_here(world: &World) {
    for case in world.cases_here() {
        let mut filled = case.content.clone();
        fill(&mut filled);
        assert_eq!(filled, case.content);
    }
}

async fn assert_settled(world: &World, functions: &[voluptas_core::domain::ids::FunctionId]) {
    world.server.stats().reset();
    for _ in 0..3 {
        let done = go_in(world).await;
        assert_eq!((done.changes(), done.cases.conflicts), (0, 0), "{:?}", told(&done));
        assert_whole_here(world);
        let done = go_out(world, functions).await;
        assert_eq!((done.changes(), done.cases.conflicts), (0, 0), "{:?}", told(&done));
    }
    assert_eq!(world.server.stats().count("PATCH", "/v1/"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_case_and_a_change_keep_their_texts_here() {
    let world = World::new().await;
    let functions = world.local_cases(2);
    world.edit_here("Pay in way 0", fill);
    world.edit_here("Pay in way 1", fill);
    world.server.faults().rewrite_texts(true);
    let done = go_out(&world, &functions).await;
    assert_eq!((done.cases.created, told(&done).len()), (2, 2), "{:?}", told(&done));
    assert_settled(&world, &functions).await;
    world.edit_here("Pay in way 0", |content| content.preconditions = Some("x > y & z".into()));
    let done = go_out(&world, &functions).await;
    assert_eq!(done.cases.updated, 1);
    assert!(told(&done).contains(&"sync-drift-case"), "{:?}", told(&done));
    assert_settled(&world, &functions).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_of_suites_stay_here() {
    let world = World::new().await;
    let functions = world.local_cases(1);
    go_out(&world, &functions).await;
    world.server.faults().rewrite_texts(true);
    let suite = world.suites_here().pop().expect("a suite");
    let content = SuiteContent { description: Some("Tom & Jerry 🎉".into()), ..suite.content.clone() };
    world.change(|tx| tx.suites().update(suite.id, &content));
    let done = go_out(&world, &functions).await;
    assert_eq!((done.suites.updated, told(&done)), (1, vec!["sync-drift-suite-refused"]));
    for _ in 0..2 {
        let done = go_in(&world).await;
        assert_eq!(done.changes(), 0);
        assert_eq!(world.suites_here().into_iter().find(|s| s.id == suite.id).expect("the suite").content, content);
        assert_eq!(go_out(&world, &functions).await.changes(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_that_end_in_line_breaks_are_taken_as_they_are() {
    let world = World::new().await;
    let functions = world.local_cases(1);
    let table = "| a | b |\n|---|--:|\n| 1 | 2 |\n";
    for text in ["Any article\n", "Two\n\nparagraphs\n\n", table, table.trim_end(), "  indented\n    code"] {
        world.edit_here("Pay in way 0", |content| {
            content.description = Some(text.into());
            content.preconditions = Some(text.into());
        });
        let done = go_out(&world, &functions).await;
        assert_eq!(told(&done), Vec::<&str>::new(), "{text:?}");
        assert_eq!(go_in(&world).await.changes(), 0, "{text:?}");
        assert_eq!(world.cases_here()[0].content.description.as_deref(), Some(text));
    }
}
