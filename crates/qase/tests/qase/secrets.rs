//! The token goes to the server in its header, and nowhere else.

use std::io::Write;
use std::sync::{Arc, Mutex, Once};

use serde_json::json;
use voluptas_core::domain::message::Explain as _;
use voluptas_qase::model::CaseWrite;
use voluptas_qase::{CaseFilter, Client};

use crate::peer::{Peer, Reply, TOKEN, empty_list};

/// Keeps everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic while it was held").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Collects the log of this thread, every crate and every level.
    fn begin(&self) -> tracing::subscriber::DefaultGuard {
        // Without a subscriber of the process, an event that another test logs first at this very moment could be taken for one
        // that nobody wants, in all threads.
        static PROCESS: Once = Once::new();
        PROCESS.call_once(|| {
            let sink = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(std::io::sink).finish();
            tracing::subscriber::set_global_default(sink).expect("the first of the process");
        });
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || log.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("no panic while it was held").clone()).expect("text")
    }

    /// The lines of the client, one for each request.
    fn requests(&self) -> Vec<String> {
        self.text().lines().filter(|l| l.contains("voluptas::qase") && l.contains("method=")).map(str::to_owned).collect()
    }
}

#[tokio::test]
async fn every_request_is_one_line_with_all_that_helps() {
    let log = Log::default();
    let _guard = log.begin();
    let peer = Peer::start(|_, before| if before == 0 { Reply::Status(500, &[], "{}".into()) } else { empty_list() }).await;
    let client = peer.client();
    let filter = CaseFilter::search("a private thought");
    for client in [client.clone(), client.clone(), client.refresh()] {
        client.list_cases("DEMO", &filter).await.unwrap();
    }
    let lines = log.requests();
    assert_eq!(lines.len(), 4, "{lines:#?}");
    for (line, parts) in lines.iter().zip([
        ["method=GET", "status=500", "attempt=1", "cache=\"miss\""],
        ["path=/v1/case/DEMO", "status=200", "attempt=2", "cache=\"miss\""],
        ["offset=\"0\"", "items=0", "attempt=0", "cache=\"hit\""],
        ["duration_ms=", "status=200", "attempt=1", "cache=\"bypass\""],
    ]) {
        for part in parts {
            assert!(line.contains(part), "{part} is not in {line}");
        }
    }
    assert!(!lines.concat().contains("private"), "what a person searched for is not in the log");
}

#[tokio::test]
async fn the_token_is_in_no_log_no_error_and_no_debug_output() {
    let log = Log::default();
    let _guard = log.begin();
    // A server that repeats the token wherever it can.
    let peer = Peer::start(|seen, before| {
        let echo = format!("{} and {:?}", TOKEN, seen.headers.get("token"));
        match before % 6 {
            0 => Reply::Status(
                400,
                &[],
                json!({"errorMessage": echo, "errorFields": [{"field": TOKEN, "error": echo}]}).to_string(),
            ),
            1 => Reply::Status(403, &[], json!({"message": echo, "errors": {TOKEN: [echo]}}).to_string()),
            2 => Reply::Status(418, &[], echo),
            3 => Reply::Result(json!({"id": TOKEN, "title": echo})),
            4 => Reply::Status(200, &[], format!("{{\"{TOKEN}\": {TOKEN}")),
            _ => Reply::Status(404, &[], json!({"error": {"deep": echo}}).to_string()),
        }
    })
    .await;
    let client: Client = peer.client();
    let mut shown = format!("{client:?} {:?}", peer.config());
    for _ in 0..2 {
        for error in [
            client.refresh().get_case("DEMO", 1).await.map(drop),
            client.create_case("DEMO", &CaseWrite::titled("A case")).await.map(drop),
            client.refresh().list_cases("DEMO", &CaseFilter::default()).await.map(drop),
            client.update_case("DEMO", 1, &CaseWrite::titled("A case")).await.map(drop),
        ]
        .into_iter()
        .filter_map(Result::err)
        {
            shown += &format!("{error} {error:?} {:?} {:?}\n", error.message(), error.remedy());
        }
    }
    assert!(shown.contains("***"), "the server's words are shown, without the token: {shown}");
    assert!(!shown.contains(TOKEN), "{shown}");
    let text = log.text();
    assert!(log.requests().len() > 6);
    let line = text.lines().find(|l| l.contains(TOKEN));
    assert_eq!(line, None, "the token is in the log");
    assert_eq!(peer.seen()[0].headers["token"], TOKEN, "it was sent all the same");
}
