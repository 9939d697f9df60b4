//! A large project through the command line: few requests, and the second time nothing to do.

use crate::support::{Home, TOKEN};
use std::sync::Arc;
use std::time::Instant;
use voluptas_core::base::{Secret, SystemClock};
use voluptas_core::domain::case::{CaseContent, NewCase, Step};
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_jobs::JobRunner;
use voluptas_server::{Server, ServerConfig, TokenSource};
use voluptas_store::{Op, Store};

const SUITES: usize = 500;
const CASES: usize = 10_000;

fn case(n: usize) -> CaseContent {
    let step = |s: usize| Step {
        action: format!("Do step {s} of {n}"),
        expected: Some(format!("What step {s} gives is seen")),
        ..Step::default()
    };
    CaseContent {
        title: format!("Case {n} of a large project"),
        description: Some("What is checked, in a sentence or two that are as long as such sentences are.".to_owned()),
        steps: (1..=3).map(step).collect(),
        tags: vec![format!("tag{}", n % 17)],
        ..CaseContent::default()
    }
}

#[test]
fn ten_thousand_cases_in_few_requests() {
    let dir = tempfile::tempdir().expect("folder");
    let store = Store::open(&dir.path().join("s.voluptas"), Arc::new(SystemClock)).expect("store");
    store
        .write(Op::bulk("fill"), |tx| {
            let project = tx.projects().create("BIG", "Large", None)?.id;
            let mut cases = Vec::with_capacity(CASES);
            let mut above = None;
            for s in 0..SUITES {
                let content = SuiteContent { title: format!("Suite {s}"), ..SuiteContent::default() };
                // Ten at the root, the others below them.
                let parent_id = if s % 50 == 0 { None } else { above };
                let id = tx.suites().create(project, &NewSuite { parent_id, number: None, content })?;
                if s % 50 == 0 {
                    above = Some(id);
                }
                let own = (s * CASES / SUITES)..((s + 1) * CASES / SUITES);
                cases.extend(own.map(|n| NewCase { suite_id: Some(id), number: None, content: case(n) }));
            }
            tx.cases().create_many(project, &cases).map(drop)
        })
        .expect("filled");
    let jobs = JobRunner::new(Arc::new(SystemClock)).expect("runtime");
    let config = ServerConfig::local(store, TokenSource::Given(Secret::new(TOKEN)));
    let server = jobs.handle().block_on(Server::start(config)).expect("server");
    let home = Home::with_server(&server.base_url(), TOKEN);

    let began = Instant::now();
    let first = home.run(&["qase", "import", "-p", "BIG", "--json"]).expect(0).json();
    let (requests, took) = (server.stats().requests(), began.elapsed());
    eprintln!("{CASES} cases in {SUITES} suites: {requests} requests, {} ms", took.as_millis());
    assert_eq!((first["suites"]["created"].as_u64(), first["cases"]["created"].as_u64()), (Some(500), Some(10_000)));
    assert!(requests <= 110, "{requests} requests");

    let began = Instant::now();
    let again = home.run(&["qase", "import", "-p", "BIG", "--json"]).expect(0).json();
    eprintln!("again: {} ms", began.elapsed().as_millis());
    assert_eq!(again["changes"], 0);
}
