//! Webhooks, trackers and TestRail on the command line, against a small server on this machine.

use crate::support::Home;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use voluptas_store::{Op, Store};

/// Answers every request with 200 and what `answer` makes of its first line; keeps the requests.
struct Service {
    addr: SocketAddr,
    seen: Arc<Mutex<Vec<(String, String)>>>,
}

impl Service {
    fn new(answer: fn(&str) -> Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("port");
        let addr = listener.local_addr().expect("address");
        let seen = Arc::<Mutex<Vec<(String, String)>>>::default();
        let kept = Arc::clone(&seen);
        // Ends with the process of the test.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut reader = BufReader::new(stream.try_clone().expect("stream"));
                let (mut first, mut length) = (String::new(), 0);
                reader.read_line(&mut first).ok();
                loop {
                    let mut line = String::new();
                    if reader.read_line(&mut line).unwrap_or(0) == 0 || line.trim().is_empty() {
                        break;
                    }
                    if let Some(n) = line.to_lowercase().strip_prefix("content-length:") {
                        length = n.trim().parse().unwrap_or(0);
                    }
                }
                let mut body = vec![0; length];
                reader.read_exact(&mut body).ok();
                let text = answer(first.trim()).to_string();
                kept.lock().expect("seen").push((first.trim().to_owned(), String::from_utf8_lossy(&body).into_owned()));
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    text.len()
                );
                stream.write_all(format!("{head}{text}").as_bytes()).ok();
            }
        });
        Self { addr, seen }
    }

    fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    fn seen(&self) -> Vec<(String, String)> {
        self.seen.lock().expect("seen").clone()
    }
}

fn home() -> Home {
    let home = Home::new();
    let path = home.path().join("workspace.voluptas");
    let store = Store::open(&path, std::sync::Arc::new(voluptas_core::base::SystemClock)).expect("store");
    store.write(Op::bulk("test"), |tx| tx.projects().create("SHOP", "Shop", None)).expect("project");
    home
}

#[track_caller]
fn json_of(home: &Home, args: &[&str]) -> Value {
    home.run(&[&["--json"], args].concat()).expect(0).json()
}

#[test]
fn a_webhook_is_added_tested_changed_and_removed() {
    let (home, service) = (home(), Service::new(|_| json!({ "ok": true })));
    let url = home.path().join("url.txt");
    std::fs::write(&url, format!("{}/hook/long-token\n", service.url())).expect("file");
    let url = url.to_str().expect("path");
    let add =
        ["webhooks", "add", "Chat", "--project", "SHOP", "--url-file", url, "--event", "run.completed", "--template", "slack"];
    home.run(&add).expect(2);
    let added = json_of(&home, &[&add[..], &["--allow-private"]].concat());
    assert_eq!((&added["id"], &added["origin"], &added["enabled"]), (&json!(1), &json!(service.url()), &json!(true)));
    // A test says at once what came of it, also that a network is not allowed.
    let refused = home.run(&["--json", "webhooks", "test", "1"]).expect(1).json();
    assert!(refused["error"].as_str().expect("reason").contains("127.0.0.1"), "{refused}");
    let tested = json_of(&home, &["webhooks", "test", "1", "--allow-private"]);
    assert_eq!((&tested["state"], &tested["status"]), (&json!("delivered"), &json!(200)));
    assert!(service.seen()[0].1.contains("SHOP: test of the webhook"), "{:?}", service.seen());
    let log = home.run(&["webhooks", "log", "1"]).expect(0).out;
    assert!(log.contains("delivered") && !log.contains("long-token"), "{log}");
    let id = tested["id"].as_str().expect("id");
    assert_eq!(json_of(&home, &["webhooks", "resend", "1", id])["state"], "pending");
    let queued = home.run(&["webhooks", "resend", "1", id]).expect(4);
    assert!(queued.err.contains("already queued"), "{queued:?}");
    let changed = json_of(&home, &["webhooks", "change", "1", "--enabled", "off", "--event", "case.changed"]);
    assert_eq!((&changed["enabled"], &changed["events"]), (&json!(false), &json!(["case.changed"])));
    assert!(home.run(&["webhooks", "list", "--lang", "ru"]).expect(0).out.contains("выкл."));
    json_of(&home, &["webhooks", "remove", "1"]);
    home.run(&["webhooks", "list"]).expect(4);
    home.run(&["webhooks", "log", "1"]).expect(4);
    for file in ["logs/voluptas.log", "workspace.voluptas"] {
        let bytes = std::fs::read(home.path().join(file)).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&bytes).contains("long-token"), "{file}");
    }
}

#[test]
fn a_tracker_is_set_and_its_credential_is_asked_for() {
    let home = home();
    home.run(&["tracker", "show", "--project", "SHOP"]).expect(4);
    home.run(&["tracker", "set", "jira-cloud", "http://jira.example", "SHOP", "--project", "SHOP"]).expect(2);
    let set = json_of(&home, &["tracker", "set", "github", "https://api.github.com", "team/shop", "--project", "shop"]);
    assert_eq!((&set["kind"], &set["place"]), (&json!("github"), &json!("team/shop")));
    assert_eq!(json_of(&home, &["tracker", "show", "--project", "SHOP"]), set);
    json_of(&home, &["tracker", "remove", "--project", "SHOP"]);
    let out = home.run(&["tracker", "issues", "--project", "SHOP"]).expect(1);
    assert!(out.err.contains("SHOP") || out.err.contains("tracker"), "{}", out.err);
}

/// TestRail with one section, one case and one run.
fn testrail(line: &str) -> Value {
    let list = |key: &str, entries: Value| json!({ "offset": 0, "limit": 250, "size": 1, "_links": { "next": null, "prev": null }, key: entries });
    let operation = line.split_once("/api/v2/").map_or("", |(_, rest)| rest.split([' ', '&']).next().unwrap_or_default());
    match operation {
        "get_project/7" => json!({ "id": 7, "suite_mode": 1 }),
        "get_sections/7" => list("sections", json!([{ "id": 1, "name": "Cart", "parent_id": null }])),
        "get_cases/7" => list("cases", json!([{ "id": 5, "title": "Add to the cart", "section_id": 1, "refs": "PAY-1" }])),
        "get_milestones/7" => list("milestones", json!([])),
        "get_users/7" => list("users", json!([])),
        "get_run/9" => json!({ "id": 9, "project_id": 7, "name": "Nightly" }),
        "get_tests/9" => list("tests", json!([{ "id": 1, "case_id": 5, "title": "Add to the cart", "status_id": 5 }])),
        "get_results_for_run/9" => list("results", json!([{ "test_id": 1, "status_id": 5, "comment": "No button" }])),
        _ => json!([]),
    }
}

#[test]
fn cases_and_results_of_testrail_go_through_the_import_of_files() {
    let (home, service) = (home(), Service::new(testrail));
    std::fs::create_dir_all(home.path().join("credentials")).expect("folder");
    let lines = format!("TESTRAIL_URL={}\nTESTRAIL_USER=anna@example.org\nTESTRAIL_API_KEY=key-0123456789\n", service.url());
    std::fs::write(home.path().join("credentials/integrations.env"), lines).expect("file");
    let path = |name: &str| home.path().join(name).to_str().expect("path").to_owned();
    let (cases, run) = (path("cases.xml"), path("run.xml"));
    assert_eq!(json_of(&home, &["testrail", "cases", "7", "--out", &cases])["count"], 1);
    let import = ["cases", "import", &cases, "--project", "SHOP", "--format", "testrail"];
    let plan = json_of(&home, &[&import[..], &["--dry-run"]].concat());
    assert_eq!((&plan["created"], &plan["suites_created"]), (&json!(1), &json!(1)));
    assert_eq!(json_of(&home, &import)["created"], 1);
    assert_eq!(json_of(&home, &import)["unchanged"], 1, "the same case is found by its id");
    assert_eq!(json_of(&home, &["testrail", "run", "9", "--out", &run])["count"], 1);
    assert!(std::fs::read_to_string(&run).expect("file").contains("<caseid>C5</caseid>"));
    let ingested = json_of(&home, &["ingest", &run, "--project", "SHOP"]);
    assert_eq!((&ingested["results"]["failed"], &ingested["matched"]), (&json!(1), &json!(1)), "{ingested}");
    assert!(service.seen().iter().all(|(line, _)| line.starts_with("GET /index.php?/api/v2/")), "{:?}", service.seen());
}

/// GitHub and GitLab with the account 5 and no comment before.
fn forge(line: &str) -> Value {
    match line.split(' ').collect::<Vec<_>>()[..] {
        ["GET", path, ..] if path.ends_with("/user") => json!({ "id": 5, "type": "User" }),
        ["GET", ..] => json!([]),
        _ => json!({ "id": 77, "html_url": "https://github.example/team/shop/pull/12#issuecomment-77" }),
    }
}

/// Variables, product and request of a job.
type CiJob<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);

#[test]
fn a_job_of_a_ci_comments_on_its_request() {
    let (home, service) = (home(), Service::new(forge));
    let junit = home.file(
        "junit.xml",
        "<testsuite name='s'><testcase classname='c' name='Pays'><failure message='no'/></testcase></testsuite>",
    );
    home.run(&["ingest", junit.to_str().expect("path"), "--project", "SHOP"]).expect(0);
    let event = home.file("event.json", r#"{"pull_request": {"number": 12}}"#);
    let event = event.to_str().expect("path").to_owned();
    let url = service.url();
    let github = [("GITHUB_REPOSITORY", "team/shop"), ("GITHUB_API_URL", &url), ("GITHUB_TOKEN", "token-0123456789")];
    let gitlab = [("CI_PROJECT_PATH", "group/shop"), ("CI_SERVER_URL", &url), ("GITLAB_TOKEN", "token-0123456789")];
    let jobs: [CiJob<'_>; 4] = [
        (&[("GITHUB_REF", "refs/pull/12/merge")], "github", "POST /repos/team/shop/issues/12/comments "),
        (
            &[("GITHUB_REF", "refs/heads/main"), ("GITHUB_EVENT_PATH", &event)],
            "github",
            "POST /repos/team/shop/issues/12/comments ",
        ),
        (&[("CI_MERGE_REQUEST_IID", "12")], "gitlab", "POST /api/v4/projects/group%2Fshop/merge_requests/12/notes "),
        (&[("CI_OPEN_MERGE_REQUESTS", "group/shop!12")], "gitlab", "POST /api/v4/projects/group%2Fshop/merge_requests/12/notes "),
    ];
    for (more, product, request) in jobs {
        let of_product = if product == "github" { &github } else { &gitlab };
        let run = |variables: &[(&str, &str)]| {
            let mut command = home.command(&["--json", "tracker", "comment", "--project", "SHOP"]);
            // Variables of the machine that runs the tests are those of another job.
            for name in ["GITHUB_REPOSITORY", "GITHUB_REF", "GITHUB_EVENT_PATH", "CI_PROJECT_PATH", "CI_MERGE_REQUEST_IID"] {
                command.env_remove(name);
            }
            command.envs(variables.iter().copied()).output().expect("ran")
        };
        let before = service.seen().len();
        let output = run(&[&of_product[..], more].concat());
        assert!(output.status.success(), "{more:?}: {}", String::from_utf8_lossy(&output.stderr));
        let seen = service.seen().split_off(before);
        let (line, body) = seen.last().expect("a request");
        assert!(line.starts_with(request), "{line}");
        assert!(body.contains("<!-- voluptas:comment-SHOP-run -->") && body.contains("Pays"), "{body}");
        // A job of a branch without a request is told to name one.
        let output = run(of_product);
        assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    }
}
