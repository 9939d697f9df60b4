//! Trackers and TestRail against servers on this machine that answer as their documentation says: limits, pages, web pages instead of data, lost
//! answers.

use crate::support::World;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use voluptas_app::integrations::credential::Credentials;
use voluptas_app::integrations::deliver::Outgoing;
use voluptas_app::integrations::trackers;
use voluptas_core::base::Secret;
use voluptas_i18n::Lang;
use voluptas_integrations::Error;
use voluptas_integrations::api::RetryPolicy;
use voluptas_integrations::seal::SealKey;
use voluptas_integrations::testrail::TestRail;
use voluptas_integrations::tracker::{Credential, Kind, NewIssue, Tracker};
use voluptas_server::ServerConfig;
use voluptas_settings::{Environment, Paths};

const TOKEN: &str = "tracker-token-0123456789";

/// An unusual answer to the next request.
#[derive(Debug, Clone)]
enum Odd {
    Status(u16, Value),
    Limited(&'static str),
    Page(u16),
    /// Does what was asked, and answers with a failure.
    Lost,
}

/// What a request was.
#[derive(Debug, Clone)]
struct Seen {
    method: String,
    path: String,
    query: String,
    auth: String,
    body: Value,
}

type Handler = fn(&Seen, &mut Vec<Value>) -> (u16, Value, Option<String>);

struct Mock {
    seen: Mutex<Vec<Seen>>,
    odd: Mutex<VecDeque<Odd>>,
    /// What the service keeps: issues, comments.
    kept: Mutex<Vec<Value>>,
    handler: Handler,
    addr: Mutex<Option<SocketAddr>>,
}

async fn serve(State(mock): State<Arc<Mock>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.expect("body");
    let header = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let auth = ["authorization", "private-token", "job-token"].iter().find_map(|name| header(name)).unwrap_or_default();
    let seen = Seen {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        auth,
        body: serde_json::from_slice(&bytes).unwrap_or_default(),
    };
    mock.seen.lock().expect("seen").push(seen.clone());
    let odd = mock.odd.lock().expect("odd").pop_front();
    let as_status = |status: u16| StatusCode::from_u16(status).expect("status");
    match odd {
        Some(Odd::Status(status, body)) => return (as_status(status), axum::Json(body)).into_response(),
        Some(Odd::Limited(wait)) => return (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, wait)]).into_response(),
        Some(Odd::Page(status)) => {
            return (as_status(status), [(header::CONTENT_TYPE, "text/html")], "<html>Sign in</html>").into_response();
        }
        Some(Odd::Lost) => {
            (mock.handler)(&seen, &mut mock.kept.lock().expect("kept"));
            return StatusCode::BAD_GATEWAY.into_response();
        }
        None => {}
    }
    let (status, body, next) = (mock.handler)(&seen, &mut mock.kept.lock().expect("kept"));
    let mut response = (as_status(status), axum::Json(body)).into_response();
    if let Some(next) = next {
        let addr = mock.addr.lock().expect("address").expect("known");
        let link = format!("<http://{addr}{next}>; rel=\"next\"");
        response.headers_mut().insert(header::LINK, link.parse().expect("header"));
    }
    response
}

impl Mock {
    async fn new(handler: Handler) -> Arc<Self> {
        let mock = Arc::new(Self {
            seen: Mutex::default(),
            odd: Mutex::default(),
            kept: Mutex::default(),
            handler,
            addr: Mutex::default(),
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("port");
        *mock.addr.lock().expect("address") = Some(listener.local_addr().expect("address"));
        let router = Router::new().fallback(serve).with_state(Arc::clone(&mock));
        tokio::spawn(async move { axum::serve(listener, router).await });
        mock
    }

    fn url(&self) -> String {
        format!("http://{}", self.addr.lock().expect("address").expect("known"))
    }

    fn next(&self, odd: Odd) {
        self.odd.lock().expect("odd").push_back(odd);
    }

    fn kept(&self) -> Vec<Value> {
        self.kept.lock().expect("kept").clone()
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("seen").clone()
    }
}

/// Jira: search by label, creation, reading. Everything is "To Do" until it has a resolution.
fn jira(seen: &Seen, issues: &mut Vec<Value>) -> (u16, Value, Option<String>) {
    let shown = |issue: &Value| {
        let done = issue["done"] == true;
        let (name, category) = if done { ("Released", "done") } else { ("To Do", "new") };
        json!({ "key": issue["key"], "fields": { "status": { "name": name, "statusCategory": { "key": category } } } })
    };
    let path = seen.path.rsplit('/').next().unwrap_or_default();
    match (seen.method.as_str(), path) {
        ("POST", "jql" | "search") => {
            let jql = seen.body["jql"].as_str().unwrap_or_default();
            let found: Vec<Value> = issues
                .iter()
                .filter(|issue| {
                    let labels = issue["fields"]["labels"].as_array();
                    labels
                        .into_iter()
                        .flatten()
                        .filter_map(Value::as_str)
                        .any(|label| jql.contains(&format!("labels = \"{label}\"")))
                })
                .map(shown)
                .collect();
            (200, json!({ "issues": found }), None)
        }
        ("POST", "issue") => {
            let key = format!("SHOP-{}", issues.len() + 1);
            issues.push(json!({ "key": key, "fields": seen.body["fields"] }));
            (201, json!({ "id": "1", "key": key }), None)
        }
        ("GET", key) => match issues.iter().find(|issue| issue["key"] == key) {
            Some(issue) => (200, shown(issue), None),
            None => (404, json!({ "errorMessages": ["Issue does not exist"] }), None),
        },
        _ => (405, Value::Null, None),
    }
}

fn retry() -> RetryPolicy {
    let (limit, backoff) = (Duration::from_secs(5), Duration::from_millis(5));
    RetryPolicy { limit, backoff, attempts: 3, longest_wait: Duration::from_secs(2) }
}

fn credentials(folder: &Path, lines: &str) -> Credentials {
    let paths = Paths::in_folder(folder);
    std::fs::create_dir_all(folder.join("credentials")).expect("folder");
    std::fs::write(folder.join("credentials/integrations.env"), lines).expect("file");
    Credentials::new(&Environment::of([("VOLUPTAS_KEYCHAIN", "off")]), &paths)
}

/// A server with the tracker and a run with one failed result; gives the hash of the result.
async fn world(kind: &str, mock: &Mock) -> (World, String, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("folder");
    let lines = format!("JIRA_BASE_URL={0}\nJIRA_USER=anna@example.org\nJIRA_TOKEN={TOKEN}\n", mock.url());
    let credentials = Some(credentials(folder.path(), &lines));
    let key = SealKey::new(&Secret::new("key-of-servers-with-many-letters-0")).expect("key");
    let outgoing =
        Outgoing { credentials, retry: retry(), public_url: Some("https://tests.example".into()), ..Outgoing::new(key) };
    let w = World::demo_with(|config| ServerConfig { outgoing: Some(outgoing), ..config }).await;
    let set = json!({ "kind": kind, "base_url": mock.url(), "place": "SHOP" });
    let (status, body) = w.send(Method::PATCH, "/api/v1/projects/DEMO/tracker", Some(set)).await;
    assert_eq!(status, 200, "{body}");
    let run = w.post("/v1/run/DEMO", json!({ "title": "Nightly" })).await["id"].as_i64().expect("id");
    let step = json!({ "data": { "action": "Open {cart}" }, "execution": { "status": "failed", "comment": "no [~anna]" } });
    let result = json!({
        "title": "Pay by card", "execution": { "status": "failed", "stacktrace": "at pay()\n{noformat}" },
        "message": "No money", "steps": [step],
    });
    w.post(&format!("/v2/DEMO/run/{run}/results"), json!({ "results": [result] })).await;
    let results = w.get("/v1/result/DEMO").await;
    let hash = results["entities"][0]["hash"].as_str().expect("hash").to_owned();
    (w, hash, folder)
}

async fn report(w: &World, hash: &str) -> (u16, Value) {
    let (status, body) = w.send(Method::POST, &format!("/api/v1/projects/DEMO/results/{hash}/issue"), None).await;
    (status.as_u16(), body)
}

/// Jira that does not show an issue the first time.
fn late_jira(seen: &Seen, issues: &mut Vec<Value>) -> (u16, Value, Option<String>) {
    if seen.method == "GET"
        && let Some(issue) = issues.iter_mut().find(|issue| issue["asked"].is_null())
    {
        issue["asked"] = json!(true);
        return (404, json!({ "errorMessages": ["Issue does not exist"] }), None);
    }
    jira(seen, issues)
}

#[tokio::test]
async fn a_status_that_was_not_read_is_read_with_the_next_list() {
    let mock = Mock::new(late_jira).await;
    let (w, hash, _folder) = world("jira-cloud", &mock).await;
    assert_eq!(report(&w, &hash).await.1["status"], "");
    let listed = async || w.send(Method::GET, "/api/v1/projects/DEMO/issues", None).await.1["items"][0].clone();
    let before = mock.seen().len();
    assert_eq!(listed().await["status"], "");
    assert_eq!(mock.seen().len(), before, "an unknown status is asked for once a minute");
    w.clock.advance(60_000);
    assert_eq!(listed().await["status"], "To Do");
}

#[tokio::test]
async fn an_issue_that_is_gone_keeps_its_status_and_is_not_asked_for_with_every_list() {
    let mock = Mock::new(jira).await;
    let (w, hash, _folder) = world("jira-cloud", &mock).await;
    assert_eq!(report(&w, &hash).await.1["status"], "To Do");
    w.clock.advance(3_600_001);
    mock.next(Odd::Status(404, json!({ "errorMessages": ["Issue does not exist"] })));
    let before = mock.seen().len();
    for _ in 0..2 {
        let listed = w.send(Method::GET, "/api/v1/projects/DEMO/issues", None).await.1;
        assert_eq!(listed["items"][0]["status"], "To Do", "{listed}");
        assert_eq!(mock.seen().len(), before + 1, "asked once");
    }
}

#[tokio::test]
async fn a_failed_result_becomes_one_issue_of_jira_cloud_with_a_cached_status() {
    let mock = Mock::new(jira).await;
    let (w, hash, _folder) = world("jira-cloud", &mock).await;
    let (status, issue) = report(&w, &hash).await;
    assert_eq!((status, &issue["key"], &issue["status"]), (200, &json!("SHOP-1"), &json!("To Do")), "{issue}");
    assert_eq!(issue["url"], format!("{}/browse/SHOP-1", mock.url()));
    let made = &mock.kept()[0]["fields"];
    assert_eq!((&made["summary"], &made["issuetype"]["name"]), (&json!("Pay by card"), &json!("Bug")));
    let text = made["description"].to_string();
    assert!(
        text.contains("codeBlock") && text.contains("Open {cart}") && text.contains("https://tests.example/run/DEMO/"),
        "{text}"
    );
    assert!(mock.seen().iter().all(|seen| seen.auth.starts_with("Basic ") && seen.path.starts_with("/rest/api/3/")));
    // Asked again, it is the same issue, and Jira is not asked.
    let before = mock.seen().len();
    assert_eq!(report(&w, &hash).await.1["key"], "SHOP-1");
    assert_eq!((mock.seen().len(), mock.kept().len()), (before, 1));
    // The result reports the defect of the issue.
    let defects = w.get("/v1/defect/DEMO").await;
    assert_eq!((&defects["total"], &defects["entities"][0]["title"]), (&json!(1), &json!("SHOP-1: Pay by card")));
    // The status is read again after an hour.
    mock.kept.lock().expect("kept")[0]["done"] = json!(true);
    let listed = async || w.send(Method::GET, "/api/v1/projects/DEMO/issues", None).await.1["items"][0].clone();
    assert_eq!(listed().await["status"], "To Do");
    w.clock.advance(3_600_001);
    let now = listed().await;
    assert_eq!((&now["status"], &now["done"]), (&json!("Released"), &json!(true)));
}

#[tokio::test]
async fn data_center_gets_wiki_text_and_a_bearer_token() {
    let mock = Mock::new(jira).await;
    let (w, hash, _folder) = world("jira-server", &mock).await;
    mock.next(Odd::Limited("0"));
    assert_eq!(report(&w, &hash).await.0, 200);
    let text = mock.kept()[0]["fields"]["description"].as_str().expect("text").to_owned();
    assert!(text.contains("{noformat}\nNo money\n\nat pay()\n{ noformat}\n{noformat}"), "{text}");
    assert!(text.contains("# Open \\{cart\\} — failed: no \\[\\~anna\\]"), "{text}");
    assert!(mock.seen().iter().all(|seen| seen.auth == format!("Bearer {TOKEN}") && seen.path.starts_with("/rest/api/2/")));
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_issue() {
    let mock = Mock::new(jira).await;
    let (w, hash, _folder) = world("jira-cloud", &mock).await;
    // The search is answered, the creation is done and its answer lost, and Jira is away for a while.
    mock.next(Odd::Status(200, json!({ "issues": [] })));
    mock.next(Odd::Lost);
    for _ in 0..9 {
        mock.next(Odd::Status(503, Value::Null));
    }
    let (status, body) = report(&w, &hash).await;
    assert_eq!(status, 502, "{body}");
    assert_eq!(mock.kept().len(), 1);
    w.clock.advance(1000);
    let (status, issue) = report(&w, &hash).await;
    assert_eq!((status, &issue["key"], mock.kept().len()), (200, &json!("SHOP-1"), 1), "{issue}");
}

#[tokio::test]
async fn failures_are_said_in_plain_words_without_the_token() {
    let mock = Mock::new(jira).await;
    let (w, hash, _folder) = world("jira-cloud", &mock).await;
    for (odd, status, words) in [
        (Odd::Status(401, json!({ "message": TOKEN })), 502, "refused the credential (401)"),
        (Odd::Status(403, json!({ "errorMessages": [format!("no right for {TOKEN}")] })), 502, "no right for ***"),
        (Odd::Status(404, json!({ "errorMessages": ["No project"] })), 502, "No project"),
        (Odd::Status(400, json!({ "errors": { "summary": "is too long" } })), 502, "summary: is too long"),
        (Odd::Limited("3600"), 503, "600 s (429)"),
        (Odd::Page(200), 502, "web page"),
        (Odd::Page(302), 502, "web page"),
    ] {
        mock.next(odd);
        let (got, body) = report(&w, &hash).await;
        let text = body.to_string();
        assert!(got == status && text.contains(words) && !text.contains(TOKEN), "{got} {words}: {text}");
    }
    assert_eq!(mock.kept().len(), 0);
    // A result that passed is no defect, and another address gets no credential.
    let (status, _) =
        w.send(Method::PATCH, "/api/v1/projects/DEMO/tracker", Some(json!({ "base_url": "https://evil.example" }))).await;
    assert_eq!(status, 200);
    let (status, body) = report(&w, &hash).await;
    assert!(status == 502 && body.to_string().contains("no credential"), "{body}");
    let bad = json!({ "base_url": "http://jira.example" });
    let (status, body) = w.send(Method::PATCH, "/api/v1/projects/DEMO/tracker", Some(bad)).await;
    assert_eq!((status.as_u16(), &body["errors"][0]["pointer"]), (422, &json!("/base_url")));
}

/// GitHub and GitLab: lists in pages of two, and what is written. The credential is that of account 5, or of an app that may not ask who it is.
fn forge(seen: &Seen, kept: &mut Vec<Value>) -> (u16, Value, Option<String>) {
    let is_app = kept.iter().any(|one| one["kind"] == "app");
    let account = json!({ "id": 5, "type": if is_app { "Bot" } else { "User" } });
    if seen.path.ends_with("/user") {
        let refusal = json!({ "message": "Resource not accessible by integration" });
        return if is_app { (403, refusal, None) } else { (200, account, None) };
    }
    let is_comment = seen.path.ends_with("comments") || seen.path.ends_with("notes");
    match seen.method.as_str() {
        "GET" if is_comment => {
            let comments: Vec<Value> = kept.iter().filter(|one| one["kind"] == "comment").cloned().collect();
            let page: usize = seen.query.split('&').find_map(|p| p.strip_prefix("page=")?.parse().ok()).unwrap_or(1);
            let next = (comments.len() > page * 2).then(|| format!("{}?page={}", seen.path, page + 1));
            (200, comments.into_iter().skip((page - 1) * 2).take(2).collect(), next)
        }
        "GET" => (200, kept.iter().filter(|one| one["kind"] == "issue").cloned().collect(), None),
        "POST" => {
            let id = kept.len() + 1;
            let kind = if is_comment { "comment" } else { "issue" };
            let mut made = seen.body.clone();
            made["kind"] = json!(kind);
            for (name, value) in [("id", json!(id)), ("number", json!(id)), ("iid", json!(id)), ("state", json!("open"))] {
                made[name] = value;
            }
            made["user"] = account.clone();
            made["author"] = account;
            made["html_url"] = json!(format!("https://forge.example/{id}"));
            made["web_url"] = made["html_url"].clone();
            kept.push(made.clone());
            (201, made, None)
        }
        "PATCH" | "PUT" => {
            let id: u64 = seen.path.rsplit('/').next().and_then(|id| id.parse().ok()).unwrap_or_default();
            match kept.iter_mut().find(|one| one["id"] == id) {
                Some(one) => {
                    one["body"] = seen.body["body"].clone();
                    (200, one.clone(), None)
                }
                None => (404, Value::Null, None),
            }
        }
        _ => (405, Value::Null, None),
    }
}

#[tokio::test]
async fn a_comment_on_a_request_is_made_once_and_replaced() {
    let runs = [
        (Kind::Github, "team/shop", "Bearer ", false),
        (Kind::Github, "team/shop", "Bearer ", true),
        (Kind::Gitlab, "group/sub/shop", "", false),
    ];
    for (kind, place, auth, is_app) in runs {
        let mock = Mock::new(forge).await;
        if is_app {
            mock.kept.lock().expect("kept").push(json!({ "kind": "app" }));
        }
        let credential = Credential { user: None, token: Secret::new(TOKEN), is_job: false };
        let tracker = Tracker::new(kind, &mock.url(), place, None, &credential, retry()).expect("tracker");
        // The last one has our hidden line, and is of somebody else.
        let foreign = "<!-- voluptas:comment-DEMO-run -->\nMine";
        for text in ["first @all", "others", "<!-- voluptas:comment-DEMO-run --> in a sentence", foreign] {
            let by = json!({ "id": 6, "type": "User" });
            mock.kept
                .lock()
                .expect("kept")
                .push(json!({ "kind": "comment", "id": 100 + text.len(), "body": text, "user": by, "author": by }));
        }
        let w = World::demo().await;
        let run = w.post("/v1/run/DEMO", json!({ "title": "Nightly" })).await["id"].as_i64().expect("id");
        w.post(
            &format!("/v2/DEMO/run/{run}/results"),
            json!({ "results": [{ "title": "Pay @all", "execution": { "status": "failed" } }] }),
        )
        .await;
        let (project, run) = w
            .store
            .read(|tx| {
                let project = tx.projects().by_code("DEMO")?.expect("project");
                let run = tx.runs().by_number(project.id, run)?.id;
                Ok((project, run))
            })
            .expect("read");
        for _ in 0..2 {
            let (store, tracker, project, runtime) =
                (w.store.clone(), tracker.clone(), project.clone(), tokio::runtime::Handle::current());
            let commented = tokio::task::spawn_blocking(move || {
                trackers::comment(&store, &project, run, &tracker, (7, Lang::En, "comment-DEMO-run"), &runtime)
            });
            let url = commented.await.expect("ran").expect("commented");
            assert!(url.ends_with(if is_app { '6' } else { '5' }), "{url}");
        }
        let own: Vec<Value> = mock
            .kept()
            .into_iter()
            .filter(|one| one["body"].as_str().is_some_and(|b| b.starts_with("<!-- voluptas:comment-DEMO-run -->\n")))
            .collect();
        assert_eq!(own.len(), 2, "{:?}", mock.kept());
        assert_eq!(own[0]["body"], foreign, "a foreign comment stays as it is");
        let text = own[1]["body"].as_str().expect("text");
        assert!(text.contains("Pay @\u{200b}all") || text.contains("Pay \\@"), "{text}");
        assert!(mock.seen().iter().all(|seen| seen.auth == format!("{auth}{TOKEN}")));
        if kind == Kind::Gitlab {
            assert!(mock.seen()[1].path.starts_with("/api/v4/projects/group%2Fsub%2Fshop/merge_requests/7/notes"));
        }
    }
}

#[tokio::test]
async fn issues_of_github_and_gitlab_are_found_by_their_marker() {
    for (kind, place) in [(Kind::Github, "team/shop"), (Kind::Gitlab, "group/shop")] {
        let mock = Mock::new(forge).await;
        let credential = Credential { user: None, token: Secret::new(TOKEN), is_job: false };
        let tracker = Tracker::new(kind, &mock.url(), place, None, &credential, retry()).expect("tracker");
        let issue = NewIssue { marker: "m-1".into(), title: "Pay\nfails".into(), ..NewIssue::default() };
        assert_eq!(tracker.find("m-1").await.expect("asked"), None);
        let made = tracker.create(&issue).await.expect("created");
        assert_eq!(tracker.find("m-1").await.expect("asked"), Some(made.clone()));
        assert_eq!(tracker.find("m-2").await.expect("asked"), None);
        assert_eq!((mock.kept()[0]["title"].as_str(), made.is_done), (Some("Pay fails"), false));
        assert_eq!(tracker.get("../x").await, Err(Error::Text("key")));
    }
}

/// TestRail with 301 cases: two pages. Other lists are short, some without pages as old servers have them.
fn testrail(seen: &Seen, _: &mut Vec<Value>) -> (u16, Value, Option<String>) {
    let operation = seen.query.strip_prefix("/api/v2/").unwrap_or_default();
    let (name, rest) = operation.split_once('&').unwrap_or((operation, ""));
    let number = |key: &str| rest.split('&').find_map(|p| p.strip_prefix(key)?.parse::<usize>().ok()).unwrap_or(0);
    let page = |key: &str, entries: Vec<Value>| {
        let (offset, limit) = (number("offset="), number("limit=").min(250));
        let total = entries.len();
        let part: Vec<Value> = entries.into_iter().skip(offset).take(limit).collect();
        let next = (offset + part.len() < total).then(|| format!("/api/v2/{name}&offset={}", offset + part.len()));
        json!({ "offset": offset, "limit": limit, "size": part.len(), "_links": { "next": next, "prev": null }, key: part })
    };
    let answer = match name {
        "get_project/7" => json!({ "id": 7, "suite_mode": 1 }),
        "get_priorities" => json!([{ "id": 1, "name": "Low" }, { "id": 4, "name": "Critical" }]),
        "get_case_types" => json!([{ "id": 2, "name": "Functional" }]),
        "get_templates/7" => json!([{ "id": 1, "name": "Test Case (Steps)" }]),
        "get_statuses" => json!([{ "id": 1, "label": "Passed" }, { "id": 5, "label": "Failed" }]),
        "get_milestones/7" => page("milestones", Vec::new()),
        "get_users/7" => return (403, json!({ "error": "no access" }), None),
        "get_case_fields" => {
            json!([{ "system_name": "custom_browser", "label": "Browser", "configs": [{ "options": { "items": "1, Chrome\n2, Firefox" } }] }])
        }
        "get_sections/7" => page("sections", vec![json!({ "id": 1, "name": "Shop", "parent_id": null })]),
        "get_cases/7" => page(
            "cases",
            (1..=301)
                .map(|n| json!({ "id": n, "title": format!("Case {n}"), "section_id": 1, "priority_id": 4, "custom_browser": 2 }))
                .collect(),
        ),
        "get_run/9" => json!({ "id": 9, "project_id": 7, "name": "Nightly" }),
        "get_tests/9" => page("tests", vec![json!({ "id": 1, "case_id": 3, "title": "Case 3", "status_id": 5 })]),
        "get_results_for_run/9" => page("results", vec![json!({ "test_id": 1, "status_id": 5, "comment": "No money" })]),
        _ => return (400, json!({ "error": format!("Field :{name} is not valid.") }), None),
    };
    (200, answer, None)
}

#[tokio::test]
async fn cases_and_runs_of_testrail_come_page_by_page() {
    let mock = Mock::new(testrail).await;
    let client = TestRail::new(&mock.url(), "anna@example.org", &Secret::new(TOKEN), retry()).expect("client");
    mock.next(Odd::Limited("0"));
    let content = client.content(7, None).await.expect("content");
    assert_eq!((content.cases.len(), content.sections.len()), (301, 1));
    assert_eq!(content.names.fields["custom_browser"].1["2"], "Firefox");
    let offsets: Vec<String> =
        mock.seen().into_iter().map(|seen| seen.query).filter(|query| query.contains("get_cases")).collect();
    assert_eq!(offsets, ["/api/v2/get_cases/7&limit=250&offset=0", "/api/v2/get_cases/7&limit=250&offset=250"]);
    let xml = voluptas_app::integrations::testrail::to_xml(&content);
    assert!(xml.contains("<id>C301</id>") && xml.contains("<browser>Firefox</browser>"), "{}", &xml[..600]);
    let run = client.run(9).await.expect("run");
    let places = std::collections::BTreeMap::new();
    let report = voluptas_app::integrations::testrail::run_to_xml(&run, &content.names, &places, None).xml;
    assert!(report.contains("<comment>No money</comment>"), "{report}");
    mock.next(Odd::Page(200));
    assert!(matches!(client.run(9).await, Err(Error::Page { .. })));
    mock.next(Odd::Status(401, json!({ "error": "Authentication failed" })));
    assert!(matches!(client.run(9).await, Err(Error::Unauthorized { .. })));
}
