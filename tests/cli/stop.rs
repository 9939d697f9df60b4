//! Ctrl-C: the command ends between two items, says so, and the next run goes on from there. A server that is told to stop closes its workspace.
#![cfg(unix)]

use crate::support::{Ended, Home, Serving};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::wait::wait_for;
use voluptas_core::base::SystemClock;
use voluptas_demo as demo;
use voluptas_i18n::Lang;
use voluptas_jobs::JobRunner;

#[test]
fn ctrl_c_is_130_and_the_next_run_finishes() {
    let dir = tempfile::tempdir().expect("folder");
    let jobs = JobRunner::new(Arc::new(SystemClock)).expect("runtime");
    let session = demo::open(dir.path(), Lang::En, &jobs, Arc::new(SystemClock)).expect("demo");
    session.server.faults().set_delay_ms(400);
    let home = Home::with_server(&session.base_url, session.token.expose());
    let child = home
        .command(&["qase", "import", "-p", "SHOP", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    wait_for("the first list of cases", || (session.server.stats().count("GET", "/v1/case/") > 0).then_some(()));
    let began = Instant::now();
    let told = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(told.is_ok_and(|s| s.success()), "the signal was sent");
    let ended: Ended = child.wait_with_output().expect("ends").into();
    assert!(began.elapsed() < Duration::from_secs(5), "it ends at once");
    let ended = ended.expect(130);
    assert_eq!(ended.json()["error"]["kind"], "cancelled");
    assert!(ended.err.contains("Run the same command again"), "{}", ended.err);
    session.server.faults().clear();
    let again = home.run(&["qase", "import", "-p", "SHOP", "--json"]).expect(0).json();
    assert_eq!(again["cases"]["created"].as_u64().zip(again["cases"]["unchanged"].as_u64()).map(|(c, u)| c + u), Some(48));
    home.run(&["doctor"]).expect(0);
}

#[test]
fn a_server_that_is_stopped_right_after_its_start_closes_its_workspace() {
    let home = Home::new();
    let workspace = home.path().join("team.voluptas");
    for round in 0..5 {
        let server = Serving::start(&workspace, &["--project", "SHOP=Shop"]);
        server.stop();
        for end in ["-wal", "-shm"] {
            assert!(!home.path().join(format!("team.voluptas{end}")).exists(), "{end} in round {round}");
        }
    }
}
