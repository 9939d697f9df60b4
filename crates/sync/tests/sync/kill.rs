//! Kills the command line's process after some of the requests of an import and an export, and goes on: the file opens, and the end is
//! the same as without.

use crate::support::{TOKEN, World, content, suite};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use testkit::wait::ends_before_point;
use voluptas_app::Workspace;
use voluptas_core::base::{Clock as _, FixedClock, SystemClock};
use voluptas_core::domain::case::NewCase;
use voluptas_core::domain::function::{FunctionContent, FunctionType};
use voluptas_core::domain::mapping::Origin;
use voluptas_jobs::JobRunner;
use voluptas_store::{Op, Store};

/// The command line on a workspace of its own, against the account of `world`.
pub fn command(world: &World, args: &[&str]) -> Command {
    let mut command = Command::new(testkit::program());
    command
        .env_clear()
        .env("VOLUPTAS_HOME", world.dir.path().join("home"))
        .env("QASE_API_TOKEN", TOKEN)
        .env("QASE_BASE_URL", world.server.base_url())
        .env("QASE_REQUESTS_PER_MINUTE", "0")
        // This server executes writes at once, so a killed write need not be waited for.
        .env("QASE_TIMEOUT", "1")
        .env("QASE_LATE_WRITE_SECONDS", "0")
        .arg("--workspace")
        .arg(workspace(world))
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

pub fn workspace(world: &World) -> std::path::PathBuf {
    world.dir.path().join("killed.voluptas")
}

/// A workspace with `n` cases in a tree of two suites, each covering a function of its own.
pub fn seed_cases(world: &World, n: usize) -> Store {
    let store = open(&workspace(world));
    let seeded = store.write(Op::bulk("seed"), |tx| {
        let project = tx.projects().ensure("SHOP", "Shop")?.id;
        let upper = suite(tx, project, "Checkout", None)?;
        let lower = suite(tx, project, "Payment", Some(upper))?;
        for i in 0..n {
            let new = NewCase { suite_id: Some(lower), number: None, content: content(&format!("Pay in way {i}")) };
            let case = tx.cases().create(project, &new)?;
            let function = FunctionContent {
                func_id: format!("shop.pay.w{i}"),
                title: format!("Way {i}"),
                kind: FunctionType::Feature,
                ..FunctionContent::default()
            };
            let function = tx.functions().create(None, &function, &[])?;
            tx.mappings().link(function, case, Origin::Manual)?;
        }
        Ok(())
    });
    seeded.expect("seed");
    store
}

/// Starts it again and again and kills it after one more request than before, with some more by the seed; the last time it may end.
/// Gives how often it was killed.
async fn kill_and_go_on(world: &World, args: &[&str], seed: u64) -> u32 {
    let mut killed = 0;
    // Slow enough to be met in the middle.
    world.server.faults().set_delay_ms(15);
    for n in 0..16_u64 {
        let mut child = command(world, args).spawn().expect("the command line");
        let point = world.server.stats().requests() + usize::try_from(n + (seed * 7919 + n * 104_729) % 3).expect("small");
        let stats = world.server.stats().clone();
        let kill = tokio::task::spawn_blocking(move || {
            let has_ended = ends_before_point(&mut child, "the request", || stats.requests() > point);
            child.kill().ok();
            child.wait().expect("end");
            !has_ended
        });
        if !kill.await.expect("killed") {
            break;
        }
        killed += 1;
    }
    world.server.faults().clear();
    let child = command(world, args).spawn().expect("the command line");
    let ended = tokio::task::spawn_blocking(move || child.wait_with_output()).await.expect("task").expect("output");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(ended.status.success(), "{args:?}: {said}");
    assert!(!said.contains(TOKEN));
    killed
}

pub fn open(path: &Path) -> Store {
    Store::open(path, Arc::new(SystemClock)).expect("the file opens")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_killed_at_many_points() {
    let world = World::new().await;
    world.seed(|tx, project| {
        let suites: Vec<_> = (0..20).map(|i| suite(tx, project, &format!("Suite {i}"), None)).collect::<Result<_, _>>()?;
        let new: Vec<NewCase> = (0..800)
            .map(|i| NewCase { suite_id: Some(suites[i % 20]), content: content(&format!("Case {i}")), ..NewCase::default() })
            .collect();
        tx.cases().create_many(project, &new)
    });
    let killed = kill_and_go_on(&world, &["qase", "import", "--project", "SHOP"], 17).await;
    assert!(killed > 2, "it was too quick to be killed: {killed}");
    let store = open(&workspace(&world));
    let (cases, links) = store
        .read(|tx| {
            let of = tx.remotes().projects()?.remove(0);
            Ok((tx.cases().of_project(of.project_id)?, tx.remotes().links(of.id)?))
        })
        .expect("read");
    assert_eq!((cases.len(), links.len()), (800, 800));
    assert_eq!(world.server.stats().writes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_killed_at_many_points() {
    let world = World::new().await;
    let n = 60;
    {
        let store = seed_cases(&world, n);
        let cases = store.read(|tx| tx.cases().of_project(tx.projects().by_code("SHOP")?.expect("project").id)).expect("cases");
        let entries: Vec<_> = cases
            .iter()
            .map(|c| voluptas_sync::export::ResultEntry {
                case_id: c.id,
                status: voluptas_core::domain::status::ResultStatus::Passed,
                duration_ms: None,
                ended_ms: None,
                comment: None,
            })
            .collect();
        let project = cases[0].project_id;
        voluptas_sync::export::store_entries(&store, project, "Evening", "manual", &entries).expect("run");
    }
    let args = ["qase", "export", "--project", "SHOP", "--all", "--cases", "--results", "--new-run", "Evening"];
    let killed = kill_and_go_on(&world, &args, 31).await;
    assert!(killed > 2, "it was too quick to be killed: {killed}");
    assert_eq!(world.cases_there().len(), n);
    assert_eq!(world.suites_there().len(), 2);
    let runs = world.runs_there();
    assert_eq!((runs.len(), runs[0].1.len()), (1, n), "{runs:?}");
    let store = open(&workspace(&world));
    let of = store.read(|tx| tx.remotes().projects()).expect("projects").remove(0);
    assert!(store.read(|tx| tx.journal().pending(of.id)).expect("journal").is_empty());
    // Those that were killed give no sign of life any more; the next opening tells of it.
    let runner = JobRunner::new(Arc::new(SystemClock)).expect("runtime");
    let later = FixedClock::at(SystemClock.now() + voluptas_sync::SILENCE + 60_000);
    let later = Workspace::open_at(&workspace(&world), runner, Arc::new(later)).expect("workspace").store;
    assert!(!later.read(|tx| tx.syncs().is_any_running()).expect("history"));
}
