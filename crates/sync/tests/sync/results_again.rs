//! Results that are sent again or not: edited in the workspace, in a run that was closed or deleted in Qase, from the same file
//! on a second night. Also functions made from suites, which are not cases.

use crate::export::{cases, go, results};
use crate::kill::{command, open, seed_cases, workspace};
use crate::support::World;
use std::fs::File;
use std::time::{Duration, SystemTime};
use voluptas_core::domain::ids::FunctionId;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::status::ResultStatus;
use voluptas_qase::model::ResultCreate;
use voluptas_server::Visibility;
use voluptas_server::faults::Fault;
use voluptas_store::runs::RunFilter;
use voluptas_store::{Op, Slice, Tx};
use voluptas_sync::export::{self, Options, ResultsFrom, RunChoice};
use voluptas_sync::{Error, import};

/// Three cases in Qase with their results in a run `Evening`.
async fn evening() -> (World, Vec<FunctionId>) {
    let world = World::new().await;
    let functions = world.local_cases(3);
    world.enter_results("Evening");
    let all = Options { cases: true, ..results(&functions, "Evening") };
    assert_eq!(go(&world, &all).await.results.created, 3);
    (world, functions)
}

/// Titles of the runs in Qase, each with its number of results.
fn runs(world: &World) -> Vec<(String, usize)> {
    let mut runs: Vec<_> = world.runs_there().into_iter().map(|(title, results)| (title, results.len())).collect();
    runs.sort();
    runs
}

fn expected(runs: &[(&str, usize)]) -> Vec<(String, usize)> {
    runs.iter().map(|(title, n)| ((*title).to_owned(), *n)).collect()
}

/// An export that creates its run and ends before any result is sent.
async fn ended_before_the_results(world: &World) -> Options {
    let functions = world.local_cases(3);
    go(world, &cases(&functions)).await;
    world.enter_results("Evening");
    world.server.faults().refuse("POST /v2/", 401, Some(1));
    let options = results(&functions, "Evening");
    export::run(&world.session(), &options).await.expect_err("it ends there");
    assert_eq!(runs(world), expected(&[("Evening", 0)]));
    options
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_was_closed_before_its_results_came_gives_way_to_a_new_one() {
    let world = World::new().await;
    let options = ended_before_the_results(&world).await;
    world.client.complete_run("SHOP", 1).await.expect("complete");
    let done = go(&world, &options).await;
    assert_eq!((done.results.created, done.run.as_ref().map(|r| r.created)), (3, Some(true)));
    assert_eq!(runs(&world), expected(&[("Evening", 0), ("Evening", 3)]));
    assert_eq!(go(&world, &options).await.changes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_was_deleted_before_its_results_came_gives_way_to_a_new_one() {
    let world = World::new().await;
    let options = ended_before_the_results(&world).await;
    world.client.delete_run("SHOP", 1).await.expect("delete");
    let done = go(&world, &options).await;
    assert_eq!((done.results.created, done.run.as_ref().map(|r| r.created)), (3, Some(true)));
    assert_eq!(runs(&world), expected(&[("Evening", 3)]));
    assert_eq!(go(&world, &options).await.changes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_waits_for_its_results_gets_them() {
    let world = World::new().await;
    let options = ended_before_the_results(&world).await;
    assert_eq!(go(&world, &options).await.results.created, 3);
    assert_eq!(runs(&world), expected(&[("Evening", 3)]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_result_that_was_edited_here_is_sent_again() {
    for to_its_run in [false, true] {
        let (world, functions) = evening().await;
        let case = world.cases_here().remove(0).id;
        let result =
            world.here.read(|tx| tx.results().latest_of_cases(&[case])).expect("results").remove(&case).expect("a result");
        let mut edited = world.here.read(|tx| tx.results().get(result.id)).expect("a result").content;
        edited.status = ResultStatus::Blocked;
        edited.comment = Some("Looked at once more".into());
        world.change(|tx| tx.results().update(result.id, &edited));
        let run = if to_its_run { RunChoice::Existing(1) } else { RunChoice::New("Evening".into()) };
        let options = Options { run: Some(run), ..results(&functions, "") };
        let done = go(&world, &options).await;
        assert_eq!((done.results.created, done.results.unchanged), (1, 2), "to its run: {to_its_run}");
        let blocked: usize = world.runs_there().iter().map(|(_, r)| r.iter().filter(|(_, s)| s == "blocked").count()).sum();
        assert_eq!(blocked, 1);
        let again = go(&world, &options).await;
        assert_eq!((again.results.created, again.results.unchanged), (0, 3), "to its run: {to_its_run}");
    }
}

/// The run of the first night is closed, and one result is edited: the run that continues it gets that one, and nothing more later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_continues_a_closed_one_gets_nothing_that_the_closed_one_has() {
    let world = World::new().await;
    let functions = world.local_cases(3);
    let here = world.enter_results("Evening");
    let options = Options { cases: true, results: Some(ResultsFrom::Run(here)), ..results(&functions, "Evening") };
    assert_eq!(go(&world, &options).await.results.created, 3);
    world.client.complete_run("SHOP", 1).await.expect("complete");
    let result = world.here.read(|tx| tx.results().of_run(here)).expect("results").remove(0);
    let edited = ResultContent { status: ResultStatus::Blocked, ..result.content };
    world.change(|tx| tx.results().update(result.id, &edited));
    assert_eq!(go(&world, &options).await.results.created, 1);
    assert_eq!(runs(&world), expected(&[("Evening", 1), ("Evening", 3)]));
    let again = go(&world, &options).await;
    assert_eq!((again.results.created, again.results.unchanged), (0, 3));
    assert_eq!(runs(&world), expected(&[("Evening", 1), ("Evening", 3)]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_of_a_run_that_was_deleted_in_qase_are_sent_again() {
    let (world, functions) = evening().await;
    world.client.delete_run("SHOP", 1).await.expect("delete");
    let done = go(&world, &results(&functions, "Evening")).await;
    assert_eq!((done.results.created, done.run.as_ref().map(|r| r.created)), (3, Some(true)));
    assert_eq!(runs(&world), expected(&[("Evening", 3)]));
    assert_eq!(go(&world, &results(&functions, "Evening")).await.changes(), 0);
    let gone = Options { run: Some(RunChoice::Existing(1)), ..results(&functions, "") };
    assert!(matches!(export::run(&world.session(), &gone).await, Err(Error::NoSuchRun { id: 1, .. })));
}

/// Runs the command line to its end and gives its exit code.
async fn cli(world: &World, args: &[&str]) -> Option<i32> {
    let child = command(world, args).spawn().expect("the command line");
    let ended = tokio::task::spawn_blocking(move || child.wait_with_output()).await.expect("task").expect("output");
    ended.status.code()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_results_of_a_second_night_is_sent_although_it_says_the_same() {
    let world = World::new().await;
    seed_cases(&world, 3);
    assert_eq!(cli(&world, &["qase", "export", "--project", "SHOP", "--all", "--cases"]).await, Some(0));
    let path = world.dir.path().join("nightly.csv");
    let write = |at: SystemTime| {
        std::fs::write(&path, "FuncID,status,time\nshop.pay.w0,passed,1\nshop.pay.w1,failed,2\n").expect("file");
        File::options().write(true).open(&path).expect("file").set_modified(at).expect("time");
    };
    let file = path.to_str().expect("a path");
    let args = ["qase", "export", "--project", "SHOP", "--all", "--results", file, "--new-run", "Nightly"];
    let monday = SystemTime::now() - Duration::from_secs(86_400);
    write(monday);
    assert_eq!(cli(&world, &args).await, Some(0));
    assert_eq!(cli(&world, &args).await, Some(0));
    assert_eq!(runs(&world), expected(&[("Nightly", 2)]), "the same file is read once");
    write(monday + Duration::from_secs(86_400));
    assert_eq!(cli(&world, &args).await, Some(0));
    assert_eq!(cli(&world, &args).await, Some(0));
    assert_eq!(runs(&world), expected(&[("Nightly", 2), ("Nightly", 2)]));
    let local = open(&workspace(&world)).read(|tx| {
        let project = tx.projects().by_code("SHOP")?.expect("project").id;
        tx.runs().list(project, &voluptas_store::runs::RunFilter::default(), voluptas_store::Slice::ALL)
    });
    assert_eq!(local.expect("runs").rows.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn functions_made_from_suites_get_no_case_of_their_own() {
    let world = World::new().await;
    world.seed_shop();
    world.seed(|tx, project| crate::support::suite(tx, project, "Empty", None));
    let options = import::Options { functions_from_suites: true, ..import::Options::default() };
    import::run(&world.session(), &options).await.expect("import");
    let functions = world.here.read(|tx| tx.functions().all()).expect("functions");
    assert_eq!(functions.len(), 3);
    let all: Vec<FunctionId> = functions.iter().map(|f| f.id).collect();
    for _ in 0..2 {
        let done = go(&world, &cases(&all)).await;
        assert_eq!((done.cases.created, done.changes()), (0, 0));
        assert!(done.cases.skipped > 0, "it is named");
    }
    assert_eq!((world.cases_there().len(), world.cases_here().len()), (5, 5));
}

/// Deletes results of the newest run in Qase, as a server does that accepts results and loses them.
fn lose_results(world: &World, lost: usize) {
    let lose = |tx: &Tx<'_>| {
        let project = tx.projects().by_code("SHOP")?.expect("project").id;
        let runs = tx.runs().list(project, &RunFilter::default(), Slice::ALL)?.rows;
        let newest = runs.iter().map(|r| r.id).max().expect("a run");
        tx.results().of_run(newest)?.iter().take(lost).try_for_each(|r| tx.results().delete(r.id))
    };
    world.there.write(Op::bulk("lose_results"), lose).expect("lost");
}

/// Three cases in Qase whose results were accepted and not seen.
async fn accepted_and_not_seen() -> (World, Options) {
    let world = World::new().await;
    let functions = world.local_cases(3);
    go(&world, &cases(&functions)).await;
    world.enter_results("Evening");
    world.server.faults().set_visibility(Visibility::AfterMillis(60_000));
    let options = results(&functions, "Evening");
    let done = go(&world, &options).await;
    assert_eq!((done.results.created, done.drift.len(), done.is_complete()), (3, 1, false));
    world.server.faults().set_visibility(Visibility::AtOnce);
    world.clock.advance(61_000);
    (world, options)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_that_qase_accepted_and_lost_are_sent_again() {
    let (world, options) = accepted_and_not_seen().await;
    lose_results(&world, 2);
    let done = go(&world, &options).await;
    assert!(done.is_complete(), "{:?}", done.drift);
    assert_eq!(runs(&world), expected(&[("Evening", 3)]));
    assert_eq!(go(&world, &options).await.changes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_of_a_colleague_do_not_stand_for_lost_ones() {
    let (world, options) = accepted_and_not_seen().await;
    lose_results(&world, 2);
    for _ in 0..4 {
        let theirs = ResultCreate { case_id: Some(1), status: "blocked".into(), ..ResultCreate::default() };
        world.client.create_result("SHOP", 1, &theirs).await.expect("posted");
    }
    assert!(go(&world, &options).await.is_complete());
    assert_eq!(runs(&world), expected(&[("Evening", 7)]));
}

/// The server swallowed our results, and a colleague has entered the same outcomes by hand.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn equal_results_of_a_colleague_do_not_hide_that_ours_were_swallowed() {
    let (world, options) = accepted_and_not_seen().await;
    lose_results(&world, 3);
    for case in 1..=3 {
        for status in ["passed", "failed"] {
            let theirs = ResultCreate { case_id: Some(case), status: status.into(), ..ResultCreate::default() };
            world.client.create_result("SHOP", 1, &theirs).await.expect("posted");
        }
    }
    world.server.faults().set_visibility(Visibility::AfterMillis(60_000));
    assert!(!go(&world, &options).await.is_complete(), "ours are not there yet");
    world.server.faults().set_visibility(Visibility::AtOnce);
    world.clock.advance(61_000);
    assert!(go(&world, &options).await.is_complete());
    assert_eq!(runs(&world), expected(&[("Evening", 9)]), "three of ours and six of the colleague");
    assert_eq!(go(&world, &options).await.changes(), 0);
}

/// Deletes a case in Qase and creates it again from the workspace.
async fn case_made_again(world: &World, options: &Options) {
    world.client.delete_case("SHOP", 1).await.expect("deleted");
    let again = Options { recreate_removed: true, ..cases(&options.functions) };
    assert_eq!(go(world, &again).await.cases.created, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_result_that_came_before_its_case_was_created_again_is_not_sent_twice() {
    let (world, options) = accepted_and_not_seen().await;
    case_made_again(&world, &options).await;
    go(&world, &options).await;
    world.server.stats().reset();
    let done = go(&world, &options).await;
    assert_eq!((done.changes(), done.is_complete()), (0, true), "{:?}", done.drift);
    assert_eq!(world.server.stats().count("POST", "/v2/"), 0);
    assert_eq!(runs(&world)[0].1, 3);
}

/// The results arrive, their answer does not, and the case of one is created again before the next export.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_result_without_an_answer_is_not_sent_twice_for_a_case_that_was_created_again() {
    let world = World::new().await;
    let functions = world.local_cases(3);
    go(&world, &cases(&functions)).await;
    world.enter_results("Evening");
    for _ in 0..9 {
        world.server.faults().fail_next("POST /v2/", Fault::CutAfter);
    }
    let options = results(&functions, "Evening");
    export::run(&world.session(), &options).await.expect_err("nobody answers");
    world.server.faults().clear();
    assert_eq!(runs(&world), expected(&[("Evening", 3)]));
    case_made_again(&world, &options).await;
    go(&world, &options).await;
    assert_eq!(runs(&world), expected(&[("Evening", 3)]));
    world.server.stats().reset();
    let done = go(&world, &options).await;
    assert_eq!((done.changes(), done.is_complete()), (0, true), "{:?}", done.drift);
    assert_eq!(world.server.stats().count("POST", "/v2/"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_result_that_went_with_its_case_is_sent_for_the_case_that_was_created_again() {
    let (world, options) = accepted_and_not_seen().await;
    lose_results(&world, 3);
    case_made_again(&world, &options).await;
    for _ in 0..3 {
        go(&world, &options).await;
    }
    world.server.stats().reset();
    let done = go(&world, &options).await;
    assert_eq!((done.changes(), done.is_complete()), (0, true), "{:?}", done.drift);
    assert_eq!(world.server.stats().count("POST", "/v2/"), 0);
    assert_eq!(runs(&world), expected(&[("Evening", 3)]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_that_were_never_seen_in_a_run_closed_since_are_reported() {
    let (world, options) = accepted_and_not_seen().await;
    lose_results(&world, 3);
    world.client.complete_run("SHOP", 1).await.expect("completed");
    let done = go(&world, &options).await;
    assert_eq!((done.changes(), done.results.skipped, done.is_complete()), (0, 3, false));
    assert_eq!(runs(&world), expected(&[("Evening", 0)]), "nobody knows, so nothing is sent twice");
}
