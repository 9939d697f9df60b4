//! Files come as references with an import, and themselves when a person asks.

use crate::support::World;
use std::sync::Arc;
use voluptas_app::Workspace;
use voluptas_app::cases::attachment;
use voluptas_app::qase::connection::QaseConnection;
use voluptas_core::base::SystemClock;
use voluptas_core::domain::case::{AttachmentRef, Step};
use voluptas_core::domain::message::Arg;
use voluptas_core::domain::result::{ResultContent, ResultStep};
use voluptas_core::domain::status::ResultStatus;
use voluptas_jobs::{JobError, JobRunner};
use voluptas_qase::Upload;
use voluptas_qase::model::CaseWrite;
use voluptas_server::faults::Fault;
use voluptas_store::attachments::NewAttachment;
use voluptas_store::blobs::Blobs;
use voluptas_store::page::Slice;
use voluptas_store::runs::RunFilter;
use voluptas_sync::export::{ResultsFrom, RunChoice};
use voluptas_sync::{Decisions, export, import};

#[tokio::test]
async fn a_file_is_fetched_once_and_only_when_asked_for() {
    let w = World::new().await;
    let sent = w.client.upload_attachments("SHOP", &[Upload::new("отчёт.txt", b"seen".to_vec())]).await.expect("upload");
    let case =
        CaseWrite { title: Some("With a file".into()), attachments: Some(vec![sent[0].hash.clone()]), ..CaseWrite::default() };
    w.client.create_case("SHOP", &case).await.expect("case");
    w.server.stats().reset();
    import::run(&w.session(), &import::Options::default()).await.expect("import");
    assert_eq!(w.server.stats().count("GET", "/attachment"), 0, "an import fetches no files");

    let file = w.cases_here()[0].content.attachments[0].clone();
    assert_eq!(file.filename, "отчёт.txt");
    let workspace = Workspace { store: w.here.clone(), jobs: JobRunner::new(Arc::new(SystemClock)).expect("runtime") };
    let link = QaseConnection::of_client(w.client.clone());
    let first = attachment::fetch(&workspace, Some(&link), &file).expect("not busy").ended().await.expect("fetched");
    assert_eq!(std::fs::read(&first.path).expect("the file"), b"seen");
    assert!(w.here.path().parent().is_some_and(|home| first.path.starts_with(home)) && first.path.ends_with("отчёт.txt"));

    let requests = w.server.stats().requests();
    let again = attachment::fetch(&workspace, None, &file).expect("not busy").ended().await.expect("still here");
    assert_eq!(again, first);
    assert_eq!(w.server.stats().requests(), requests, "what is here is not fetched again");

    let nowhere = AttachmentRef { filename: "x".into(), ..AttachmentRef::default() };
    let refused = attachment::fetch(&workspace, Some(&link), &nowhere).expect("not busy").ended().await;
    assert!(matches!(refused, Err(JobError::Failed(f)) if f.message.key == "app-attachment-no-address"));
}

/// A file of the workspace itself, as a server or an import of results leaves it.
async fn file_here(w: &World, name: &str, bytes: &'static [u8]) -> AttachmentRef {
    let blobs = Blobs::in_folder(&Blobs::folder_of(w.here.path())).expect("folder");
    let content_hash = blobs.put(bytes).await.expect("bytes");
    let new = NewAttachment { content_hash, filename: name.into(), mime: "text/plain".into(), size: bytes.len() as i64 };
    w.change(|tx| tx.attachments().add(None, &new)).reference()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_of_the_workspace_are_uploaded_once() {
    let w = World::new().await;
    let functions = w.local_cases(3);
    let (log, picture) = (file_here(&w, "журнал.txt", b"of the case").await, file_here(&w, "step.txt", b"of the step").await);
    let mut case = w.cases_here().remove(0);
    case.content.attachments = vec![log.clone()];
    case.content.steps = vec![Step { action: "StatusClass".into(), attachments: vec![picture.clone()], ..Step::default() }];
    w.change(|tx| tx.cases().update(case.id, &case.content));
    let options = export::Options { functions, cases: true, ..export::Options::default() };
    let go = async || export::run(&w.session(), &options).await.expect("export");
    w.server.stats().reset();
    let done = go().await;
    assert_eq!((done.cases.created, done.cases.failed, done.drift.len()), (3, 0, 0), "{done:?}");
    assert_eq!(w.server.stats().count("POST", "/v1/attachment/"), 1, "both in one request");
    // The bytes are there, and the case and its step have them.
    let there = w.client.refresh().list_cases("SHOP", &Default::default()).await.expect("cases");
    let sent = there.iter().find(|c| !c.attachments.is_empty()).expect("the case with a file");
    assert_eq!(w.client.download(&sent.attachments[0].url).await.expect("its bytes"), b"of the case");
    assert_eq!(w.client.download(&sent.steps[0].attachments[0].url).await.expect("its bytes"), b"of the step");

    // Again, in both directions: nothing is uploaded, nothing is changed, and the case here has its own files.
    for _ in 0..2 {
        w.server.stats().reset();
        assert_eq!(go().await.changes(), 0);
        assert_eq!(w.server.stats().writes(), 0);
        let back = import::run(&w.session(), &import::Options::default()).await.expect("import");
        assert_eq!((back.changes(), back.cases.conflicts), (0, 0), "{back:?}");
    }
    let own = |w: &World| w.cases_here().remove(0).content;
    assert_eq!(own(&w).attachments, std::slice::from_ref(&log));

    // A change there is taken over without the files being taken for others; a change here is sent without them.
    let mut theirs = w.cases_there().remove(0);
    theirs.content.title = "Renamed in Qase".into();
    w.seed(|tx, _| tx.cases().update(theirs.id, &theirs.content));
    let back = import::run(&w.session(), &import::Options::default()).await.expect("import");
    assert_eq!((back.cases.updated, back.cases.conflicts), (1, 0), "{back:?}");
    let mine = own(&w);
    assert_eq!(
        (mine.title.as_str(), &mine.attachments, &mine.steps[0].attachments),
        ("Renamed in Qase", &vec![log], &vec![picture])
    );
    let more = file_here(&w, "more.txt", b"one more").await;
    let mut case = w.cases_here().remove(0);
    case.content.description = Some("Changed here".into());
    case.content.attachments.push(more);
    w.change(|tx| tx.cases().update(case.id, &case.content));
    w.server.stats().reset();
    let done = go().await;
    assert_eq!((done.cases.updated, done.drift.len()), (1, 0), "{done:?}");
    assert_eq!(w.server.stats().count("POST", "/v1/attachment/"), 1, "the new one alone");
    let there = w.client.refresh().get_case("SHOP", sent.id).await.expect("case");
    assert_eq!(there.attachments.len(), 2);
    let stored = w.client.refresh().list_attachments().await.expect("files");
    assert_eq!(stored.len(), 3, "no file twice");
    assert_eq!(go().await.changes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_whose_bytes_are_gone_stays_out_and_the_case_goes() {
    let w = World::new().await;
    let functions = w.local_cases(1);
    let gone = file_here(&w, "gone.txt", b"soon gone").await;
    std::fs::remove_dir_all(Blobs::folder_of(w.here.path())).expect("removed");
    let mut case = w.cases_here().remove(0);
    case.content.attachments = vec![gone];
    w.change(|tx| tx.cases().update(case.id, &case.content));
    let options = export::Options { functions, cases: true, ..export::Options::default() };
    let session = w.session();
    let collected = export::collect(&session, &options).await.expect("collect");
    let plan = export::plan(&collected, &options, &Decisions::new());
    assert_eq!(plan.cases[0].note.as_ref().map(|n| n.key.as_str()), Some("sync-note-attachments-stay"));
    let done = export::apply(&session, &options, Arc::new(collected), &plan).await.expect("apply");
    assert_eq!((done.cases.created, done.cases.failed), (1, 0), "{done:?}");
    assert_eq!(w.server.stats().count("POST", "/v1/attachment/"), 0);
    assert_eq!(export::run(&session, &options).await.expect("again").changes(), 0);
}

/// Cases with a file each, which are linked to a function.
async fn cases_with_files(w: &World, names: &[&str]) -> export::Options {
    let functions = w.local_cases(names.len());
    for (mut case, name) in w.cases_here().into_iter().zip(names) {
        case.content.attachments = vec![file_here(w, name, b"bytes").await];
        w.change(|tx| tx.cases().update(case.id, &case.content));
    }
    export::Options { functions, cases: true, ..export::Options::default() }
}

/// The files that the cases of Qase have, sorted.
async fn files_there(w: &World) -> Vec<String> {
    let cases = w.client.refresh().list_cases("SHOP", &Default::default()).await.expect("cases");
    let mut names: Vec<String> = cases.into_iter().flat_map(|c| c.attachments).map(|a| a.filename).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_refused_file_is_named_and_stops_nothing_else() {
    for status in [400, 413, 422] {
        let w = World::new().await;
        let options = cases_with_files(&w, &["a.txt", "b.txt", "c.txt"]).await;
        // All three together, then the first alone.
        w.server.faults().fail_next("POST /v1/attachment/", Fault::Refuse(status));
        w.server.faults().fail_next("POST /v1/attachment/", Fault::Refuse(status));
        let done = export::run(&w.session(), &options).await.expect("export");
        assert_eq!((done.cases.created, done.cases.failed, done.drift.len()), (3, 0, 0), "{done:?}");
        let warning = done.warnings.iter().find(|m| m.key == "sync-warning-file-refused").expect("it is told");
        assert!(!done.is_complete(), "something is left");
        // Any of the three files may be the first.
        let Some((_, Arg::Text(refused))) = warning.args.iter().find(|(name, _)| name == "file") else { panic!("{warning:?}") };
        let others: Vec<&str> = ["a.txt", "b.txt", "c.txt"].into_iter().filter(|f| f != refused).collect();
        assert!(warning.args.contains(&("reason".into(), Arg::Text("Refused on purpose.".into()))), "{warning:?}");
        assert_eq!(files_there(&w).await, others);
        // The next export tries it once more, alone.
        w.server.stats().reset();
        let done = export::run(&w.session(), &options).await.expect("export");
        assert_eq!((done.cases.updated, done.cases.failed, done.warnings.len()), (1, 0, 0), "{done:?}");
        assert_eq!(w.server.stats().count("POST", "/v1/attachment/"), 1);
        assert_eq!(files_there(&w).await, ["a.txt", "b.txt", "c.txt"]);
        assert_eq!(export::run(&w.session(), &options).await.expect("export").changes(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cases_go_when_there_is_no_room_or_right_for_files() {
    for status in [507, 402, 403] {
        let w = World::new().await;
        let options = cases_with_files(&w, &["a.txt", "b.txt"]).await;
        w.server.faults().fail_next("POST /v1/attachment/", Fault::Refuse(status));
        w.server.stats().reset();
        let done = export::run(&w.session(), &options).await.expect("export");
        assert_eq!((done.cases.created, done.cases.failed), (2, 0), "{status}: {done:?}");
        assert_eq!(w.server.stats().count("POST", "/v1/attachment/"), 1, "{status}: asked once");
        let warning = done.warnings.iter().find(|m| m.key == "sync-warning-files-not-taken").expect("it is told");
        assert!(warning.args.contains(&("count".into(), Arg::Number(2))), "{warning:?}");
        assert!(files_there(&w).await.is_empty());
        // When there is room again, the files follow.
        export::run(&w.session(), &options).await.expect("export");
        assert_eq!(files_there(&w).await, ["a.txt", "b.txt"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_was_deleted_in_qase_is_uploaded_again() {
    let w = World::new().await;
    let options = cases_with_files(&w, &["a.txt", "b.txt"]).await;
    export::run(&w.session(), &options).await.expect("export");
    let there = w.client.refresh().list_attachments().await.expect("files");
    let gone = there.iter().find(|f| f.file == "a.txt").expect("it was sent");
    w.client.delete_attachment(&gone.hash).await.expect("deleted");
    let more = file_here(&w, "c.txt", b"more").await;
    let mut case = w.cases_here().remove(0);
    case.content.attachments.push(more);
    w.change(|tx| tx.cases().update(case.id, &case.content));

    let session = w.session();
    let done = export::run(&session, &options).await.expect("export");
    assert_eq!((done.cases.updated, done.cases.failed), (0, 1), "{done:?}");
    let items = w.here.read(|tx| tx.syncs().items(done.sync_id.expect("kept"))).expect("history");
    let detail = items.iter().find(|i| i.outcome == "failed").and_then(|i| i.detail.clone()).expect("why");
    assert_eq!(detail.key, "sync-item-files-gone");
    assert!(detail.args.contains(&("count".into(), Arg::Number(1))), "{detail:?}");

    w.server.stats().reset();
    let done = export::run(&session, &options).await.expect("export");
    assert_eq!((done.cases.updated, done.cases.conflicts, done.cases.failed), (1, 0, 0), "{done:?}");
    assert_eq!(w.server.stats().count("POST", "/v1/attachment/"), 1);
    assert_eq!(files_there(&w).await, ["a.txt", "b.txt", "c.txt"]);
    let stored = w.client.refresh().list_attachments().await.expect("files");
    assert_eq!(stored.len(), 3, "only what was gone is sent again");
    assert_eq!(export::run(&session, &options).await.expect("export").changes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_of_results_go_with_them_once() {
    let w = World::new().await;
    let functions = w.local_cases(1);
    let (shot, log) = (file_here(&w, "shot.txt", b"of the result").await, file_here(&w, "log.txt", b"of its step").await);
    let run = w.enter_results("Evening");
    let case = w.cases_here()[0].id;
    let looked = ResultStep {
        action: "StatusClass".into(),
        status: ResultStatus::Failed,
        attachments: vec![log.clone()],
        ..ResultStep::default()
    };
    let content = ResultContent {
        case_id: Some(case),
        status: ResultStatus::Failed,
        attachments: vec![shot.clone()],
        steps: vec![looked],
        ..ResultContent::default()
    };
    w.change(|tx| tx.results().add(run, &content));
    let options = |title: &str| export::Options {
        functions: functions.clone(),
        cases: true,
        results: Some(ResultsFrom::WholeRun(run)),
        run: Some(RunChoice::New(title.into())),
        ..export::Options::default()
    };
    w.server.stats().reset();
    let done = export::run(&w.session(), &options("Evening")).await.expect("export");
    assert_eq!((done.results.created, done.results.failed, done.warnings.len()), (2, 0, 0), "{done:?}");
    assert_eq!(w.server.stats().count("POST", "/v1/attachment/"), 1, "both in one request");
    let sent = || {
        w.seed(|tx, project| {
            let runs = tx.runs().list(project, &RunFilter::default(), Slice::ALL)?.rows;
            let newest = runs.iter().max_by_key(|run| run.id).expect("a run");
            let results = tx.results().of_run(newest.id)?;
            let with_files = results.into_iter().find(|result| !result.content.attachments.is_empty()).expect("files");
            let names = |files: &[AttachmentRef]| files.iter().map(|file| file.filename.clone()).collect::<Vec<_>>();
            Ok((names(&with_files.content.attachments), names(&with_files.content.steps[0].attachments)))
        })
    };
    let expected = (vec!["shot.txt".to_owned()], vec!["log.txt".to_owned()]);
    assert_eq!(sent(), expected);
    // Into another run: the files are there already.
    w.server.stats().reset();
    let again = export::run(&w.session(), &options("Once more")).await.expect("export");
    assert_eq!((again.results.created, w.server.stats().count("POST", "/v1/attachment/")), (2, 0), "{again:?}");
    assert_eq!(sent(), expected);
}
