//! Files come as references with an import, and themselves when a person asks.

use crate::support::World;
use std::sync::Arc;
use voluptas::app::Workspace;
use voluptas::app::attachment;
use voluptas::app::sync_link::Link;
use voluptas::base::SystemClock;
use voluptas::domain::case::AttachmentRef;
use voluptas::jobs::{JobError, JobRunner};
use voluptas::qase::Upload;
use voluptas::qase::model::CaseWrite;
use voluptas::sync::import;

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
    let link = Link::of_client(w.client.clone());
    let first = attachment::fetch(&workspace, Some(&link), &file).expect("not busy").ended().await.expect("fetched");
    assert_eq!(std::fs::read(&first.path).expect("the file"), b"seen");
    assert!(first.path.starts_with(w.dir.path()) && first.path.ends_with("отчёт.txt"));

    let requests = w.server.stats().requests();
    let again = attachment::fetch(&workspace, None, &file).expect("not busy").ended().await.expect("still here");
    assert_eq!(again, first);
    assert_eq!(w.server.stats().requests(), requests, "what is here is not fetched again");

    let nowhere = AttachmentRef { filename: "x".into(), ..AttachmentRef::default() };
    let refused = attachment::fetch(&workspace, Some(&link), &nowhere).expect("not busy").ended().await;
    assert!(matches!(refused, Err(JobError::Failed(f)) if f.message.key == "app-attachment-no-address"));
}
