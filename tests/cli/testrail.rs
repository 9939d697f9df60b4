//! `testrail import` against a small TestRail on this machine, as its public documentation describes it: pages of at most 250 entries, 429, web
//! pages instead of answers, deleted users, several suites.

use crate::support::Home;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use voluptas_core::base::SystemClock;
use voluptas_core::domain::result::TestResult;
use voluptas_store::results::ResultFilter;
use voluptas_store::{Slice, Store};

/// Cases of the first suite: two pages.
const CASES: i64 = 260;

/// What the service has and does.
#[derive(Default)]
struct State {
    seen: Vec<String>,
    /// Answers before the usual ones: status, further head, body.
    odd: VecDeque<(u16, &'static str, &'static str)>,
    /// Operation that answers with a web page once it was asked so often.
    breaks: Option<(&'static str, usize)>,
    /// The open run has got another result.
    has_more_results: bool,
}

struct TestRail {
    addr: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl TestRail {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("port");
        let addr = listener.local_addr().expect("address");
        let state = Arc::<Mutex<State>>::default();
        let kept = Arc::clone(&state);
        // Ends with the process of the test.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut reader = BufReader::new(stream.try_clone().expect("stream"));
                let mut first = String::new();
                reader.read_line(&mut first).ok();
                let mut line = String::new();
                while reader.read_line(&mut line).unwrap_or(0) > 0 && !line.trim().is_empty() {
                    line.clear();
                }
                let (status, head, body) = answer(&first, &mut kept.lock().expect("state"));
                let head = format!("HTTP/1.1 {status} X\r\n{head}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
                stream.write_all(&[head.as_bytes(), &body].concat()).ok();
            }
        });
        Self { addr, state }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().expect("state")
    }

    /// Operations that were asked since the last call.
    fn seen(&self) -> Vec<String> {
        std::mem::take(&mut self.state().seen)
    }
}

fn answer(line: &str, state: &mut State) -> (u16, String, Vec<u8>) {
    let operation = line.split_once("/api/v2/").map_or("", |(_, rest)| rest.split(' ').next().unwrap_or_default());
    state.seen.push(operation.to_owned());
    if let Some((status, head, body)) = state.odd.pop_front() {
        return (status, head.to_owned(), body.as_bytes().to_vec());
    }
    let (name, rest) = operation.split_once('&').unwrap_or((operation, ""));
    if let Some((breaking, after)) = &mut state.breaks
        && name.starts_with(*breaking)
    {
        if *after == 0 {
            let page = b"<html><body>Maintenance</body></html>".to_vec();
            return (200, "content-type: text/html\r\n".to_owned(), page);
        }
        *after -= 1;
    }
    if let Some(id) = name.strip_prefix("get_attachment/") {
        let head = "content-type: application/octet-stream\r\n".to_owned();
        return match id {
            "8" => (404, "content-type: application/json\r\n".to_owned(), br#"{"error":"gone"}"#.to_vec()),
            // A file of a result that looks like results itself.
            "ab-70" => (200, head, br#"<testsuite name="x"><testcase name="not one of this run"/></testsuite>"#.to_vec()),
            id => (200, head, format!("bytes of {id}").into_bytes()),
        };
    }
    let number = |key: &str| rest.split('&').find_map(|part| part.strip_prefix(key)?.parse::<i64>().ok());
    let json = match entries(name, number("suite_id="), state.has_more_results) {
        Answer::List(key, all) => {
            let (offset, limit) = (number("offset=").unwrap_or(0), number("limit=").unwrap_or(250).min(250));
            let (from, count) = (usize::try_from(offset).expect("offset"), usize::try_from(limit).expect("limit"));
            let part: Vec<Value> = all.iter().skip(from).take(count).cloned().collect();
            let next =
                (from + part.len() < all.len()).then(|| format!("/api/v2/{name}&limit={limit}&offset={}", from + part.len()));
            json!({ "offset": offset, "limit": limit, "size": part.len(), "_links": { "next": next, "prev": null }, key: part })
        }
        Answer::Plain(value) => value,
        Answer::Unknown => {
            let body = json!({ "error": format!("Field :{name} is not a valid operation.") });
            return (400, "content-type: application/json\r\n".to_owned(), body.to_string().into_bytes());
        }
    };
    (200, "content-type: application/json; charset=utf-8\r\n".to_owned(), json.to_string().into_bytes())
}

enum Answer {
    List(&'static str, Vec<Value>),
    Plain(Value),
    Unknown,
}

fn entries(name: &str, suite: Option<i64>, has_more_results: bool) -> Answer {
    use Answer::{List, Plain, Unknown};
    let list = |key, value: Value| List(key, value.as_array().expect("list").clone());
    let run = |id: i64, name: &str, completed: Option<i64>| {
        json!({ "id": id, "name": name, "project_id": 7, "suite_id": 1, "created_on": 1_790_000_000 + id, "is_completed": completed.is_some(),
            "completed_on": completed, "url": format!("https://team.testrail.example/index.php?/runs/view/{id}") })
    };
    match name {
        "get_project/7" => Plain(json!({ "id": 7, "suite_mode": 3 })),
        "get_suites/7" => {
            list("suites", json!([{ "id": 1, "name": "Shop" }, { "id": 2, "name": "Release 1.0", "is_baseline": true }]))
        }
        "get_case_types" => Plain(json!([{ "id": 2, "name": "Functional" }])),
        "get_priorities" => Plain(json!([{ "id": 4, "name": "High" }])),
        "get_templates/7" | "get_case_fields" => Plain(json!([])),
        "get_milestones/7" => list("milestones", json!([{ "id": 3, "name": "2.0" }])),
        "get_statuses" => {
            Plain(json!([{ "id": 1, "label": "Passed" }, { "id": 5, "label": "Failed" }, { "id": 6, "label": "Won't fix" }]))
        }
        "get_users/7" => list("users", json!([{ "id": 5, "name": "Anna" }])),
        "get_sections/7" if suite == Some(1) => list(
            "sections",
            json!([{ "id": 10, "suite_id": 1, "name": "Cart", "parent_id": null }, { "id": 11, "suite_id": 1, "name": "Prices", "parent_id": 10 },
                { "id": 12, "suite_id": 1, "name": "Empty", "parent_id": null }]),
        ),
        "get_sections/7" => list("sections", json!([{ "id": 20, "suite_id": 2, "name": "Cart", "parent_id": null }])),
        "get_cases/7" if suite == Some(1) => {
            let case = |n: i64| {
                let deleted = i64::from(n == CASES);
                json!({ "id": n, "title": format!("Case {}", n.min(2)), "section_id": if n % 2 == 0 { 11 } else { 10 }, "suite_id": 1,
                    "priority_id": 4, "type_id": 2, "refs": "REQ-1", "is_deleted": deleted })
            };
            List("cases", (1..=CASES).map(case).collect())
        }
        "get_cases/7" => list("cases", json!([{ "id": 900, "title": "Case 1", "section_id": 20, "suite_id": 2 }])),
        "get_attachments_for_case/1" => list(
            "attachments",
            json!([{ "id": 7, "name": "form.png", "filename": "form.png", "size": 10, "case_id": 1, "result_id": null },
                { "id": 8, "name": "gone.txt", "size": 3, "case_id": 1, "result_id": null },
                { "id": 9, "name": "of a result.txt", "size": 3, "case_id": 1, "result_id": 50 }]),
        ),
        name if name.starts_with("get_attachments_for_case/") => list("attachments", json!([])),
        "get_runs/7" => {
            list("runs", json!([run(30, "Open", None), run(31, "Closed", Some(1_790_009_000)), run(32, "Nothing", None)]))
        }
        "get_plans/7" => list("plans", json!([{ "id": 40, "name": "Release 2.0" }])),
        "get_plan/40" => {
            let mut of_plan = run(41, "Shop", Some(1_790_008_000));
            of_plan["config"] = json!("Chrome");
            Plain(json!({ "id": 40, "name": "Release 2.0", "entries": [{ "runs": [of_plan] }] }))
        }
        "get_tests/30" => list(
            "tests",
            json!([{ "id": 301, "case_id": 1, "title": "Case 1", "status_id": 5 }, { "id": 302, "case_id": 3, "title": "Case 2", "status_id": 3 }]),
        ),
        "get_results_for_run/30" => {
            let first = json!({ "id": 50, "test_id": 301, "status_id": 5, "comment": "No button", "created_on": 1_790_001_000, "created_by": 99,
                "elapsed": "1m 5s", "defects": "PAY-1", "attachment_ids": [70] });
            let second = json!({ "id": 51, "test_id": 301, "status_id": 1, "created_on": 1_790_002_000, "created_by": 5, "attachment_ids": [] });
            List("results", if has_more_results { vec![second, first] } else { vec![first] })
        }
        "get_attachments_for_test/301" => {
            list("attachments", json!([{ "id": "ab-70", "name": "../junit.xml", "size": 70, "result_id": 50 }]))
        }
        "get_tests/31" => {
            let test = |n: i64| json!({ "id": 1000 + n, "case_id": n, "title": format!("Case {}", n.min(2)), "status_id": if n == 4 { 6 } else { 1 } });
            List("tests", (1..=251).map(test).collect())
        }
        "get_results_for_run/31" => {
            let result = |n: i64| {
                json!({ "id": 5000 + n, "test_id": 1000 + n, "status_id": if n == 4 { 6 } else { 1 }, "created_on": 1_790_003_000 + n, "created_by": 5,
                    "attachment_ids": [] })
            };
            List("results", (1..=251).rev().map(result).collect())
        }
        "get_attachments_for_test/411" => {
            list("attachments", json!([{ "id": 71, "name": "log.txt", "size": 11, "result_id": 60 }]))
        }
        // A comment is no result.
        "get_attachments_for_test/321" => {
            list("attachments", json!([{ "id": 72, "name": "note.txt", "size": 11, "result_id": 61 }]))
        }
        "get_tests/32" => list("tests", json!([{ "id": 321, "case_id": 1, "title": "Case 1", "status_id": 3 }])),
        "get_tests/41" => list("tests", json!([{ "id": 411, "case_id": 5, "title": "Case 2", "status_id": 2 }])),
        "get_results_for_run/41" => list(
            "results",
            json!([{ "id": 60, "test_id": 411, "status_id": 2, "created_on": 1_790_004_000, "attachment_ids": [71] }]),
        ),
        "get_results_for_run/32" => list(
            "results",
            json!([{ "id": 61, "test_id": 321, "status_id": null, "comment": "Later", "created_on": 1_790_005_000, "attachment_ids": [72] }]),
        ),
        _ => Unknown,
    }
}

fn home(service: &TestRail) -> Home {
    let home = Home::new();
    let lines =
        format!("TESTRAIL_URL=http://{}\nTESTRAIL_USER=anna@example.org\nTESTRAIL_API_KEY=key-0123456789\n", service.addr);
    home.file("credentials/integrations.env", &lines);
    home
}

const IMPORT: [&str; 6] = ["--json", "testrail", "import", "7", "--project", "SHOP"];

fn results(home: &Home) -> (Vec<TestResult>, BTreeMap<String, usize>) {
    let store = Store::open(&home.path().join("workspace.voluptas"), Arc::new(SystemClock)).expect("store");
    store
        .read(|tx| {
            let project = tx.projects().by_code("SHOP")?.expect("project");
            let results = tx.results().list(&ResultFilter::default(), Slice::ALL)?.rows;
            let runs = tx.runs().newest(project.id, 100)?;
            Ok((results, runs.into_iter().map(|run| (run.content.title, 1)).collect()))
        })
        .expect("read")
}

#[test]
fn a_project_is_imported_as_a_whole_and_a_second_time_nothing_changes() {
    let service = TestRail::new();
    let home = home(&service);
    // The first answers of a busy server.
    service
        .state()
        .odd
        .extend([(429, "retry-after: 0\r\n", ""), (502, "content-type: text/html\r\n", "<html>Bad gateway</html>")]);
    // 3: a file is gone, and one belongs to a comment of a test without a result.
    let done = home.run(&IMPORT).expect(3).json();
    let found = usize::try_from(CASES).expect("count") + 1;
    assert_eq!(
        done["cases"],
        json!({ "found": found, "created": found - 1, "updated": 0, "unchanged": 0, "deleted": 1, "skipped": 0 })
    );
    assert_eq!(done["runs"], json!({ "found": 4, "created": 3, "replaced": 0, "unchanged": 0, "untested": 1 }));
    assert_eq!(done["tests"], json!({ "found": 255, "tested": 253, "untested": 2, "results": 253 }));
    assert_eq!(done["attachments"], json!({ "found": 5, "stored": 3, "unchanged": 0, "missing": 2 }));
    let seen = service.seen();
    assert!(seen.contains(&"get_cases/7&suite_id=1&limit=250&offset=250".to_owned()), "{seen:?}");
    assert!(seen.contains(&"get_tests/31&limit=250&offset=250".to_owned()), "{seen:?}");
    let exported = home.path().join("cases.json");
    let exported = exported.to_str().expect("path");
    home.run(&["cases", "export", exported, "--project", "SHOP"]).expect(0);
    let cases: Value = serde_json::from_slice(&std::fs::read(exported).expect("file")).expect("JSON");
    let text = cases.to_string();
    assert!(
        text.contains("Release 1.0") && text.contains("Prices") && text.contains("\"Empty\""),
        "suites, sections, also an empty one"
    );
    let (all, runs) = results(&home);
    assert_eq!(runs.keys().map(String::as_str).collect::<Vec<_>>(), ["Closed", "Open", "Release 2.0 – Shop – Chrome"]);
    assert_eq!(all.len(), 253);
    // Most cases have one title: each result is at the case of its id.
    let with_case: std::collections::BTreeSet<_> = all.iter().filter_map(|result| result.content.case_id).collect();
    assert_eq!((all.iter().filter(|result| result.content.case_id.is_some()).count(), with_case.len()), (253, 251));
    let failed = all.iter().find(|result| result.content.status.slug() == "failed").expect("the failed one");
    assert_eq!((failed.content.comment.as_deref(), failed.content.duration_ms), (Some("No button"), Some(65_000)));
    assert_eq!(failed.content.attachments[0].filename, "junit.xml");
    assert!(failed.content.labels.iter().any(|label| label.value == "user 99"), "a deleted user");
    assert!(all.iter().any(|result| result.content.status.slug() == "won_t_fix"));
    // Again: nothing is doubled, and a closed run is not asked for.
    let again = home.run(&IMPORT).expect(3).json();
    assert_eq!(
        again["cases"],
        json!({ "found": found, "created": 0, "updated": 0, "unchanged": found - 1, "deleted": 1, "skipped": 0 })
    );
    assert_eq!(again["runs"], json!({ "found": 4, "created": 0, "replaced": 0, "unchanged": 3, "untested": 1 }));
    assert_eq!(again["attachments"], json!({ "found": 4, "stored": 0, "unchanged": 2, "missing": 2 }));
    assert!(!service.seen().iter().any(|name| name.starts_with("get_tests/31")));
    assert_eq!(results(&home).0.len(), 253);
    // A result was added to the open run: it takes the place of its earlier import.
    service.state().has_more_results = true;
    let third = home.run(&[&IMPORT[..], &["--without-attachments"]].concat()).expect(0).json();
    assert_eq!(third["runs"], json!({ "found": 4, "created": 0, "replaced": 1, "unchanged": 2, "untested": 1 }));
    assert_eq!(third["attachments"], json!({ "found": 1, "stored": 1, "unchanged": 0, "missing": 0 }), "a run keeps its files");
    let (_, runs) = results(&home);
    assert_eq!(runs.len(), 3);
    let words = home.run(&["testrail", "import", "7", "--project", "SHOP", "--lang", "ru"]).expect(3).out;
    assert!(words.contains("Прогоны: найдено 4"), "{words}");
}

#[test]
fn files_that_a_start_left_out_come_with_a_later_one_also_to_closed_runs() {
    let service = TestRail::new();
    let home = home(&service);
    let without = [&IMPORT[..], &["--without-attachments"]].concat();
    let done = home.run(&without).expect(0).json();
    assert_eq!(done["attachments"], json!({ "found": 0, "stored": 0, "unchanged": 0, "missing": 0 }));
    service.seen();
    let unchanged = json!({ "found": 4, "created": 0, "replaced": 0, "unchanged": 3, "untested": 1 });
    assert_eq!(home.run(&without).expect(0).json()["runs"], unchanged);
    assert!(!service.seen().iter().any(|name| name.starts_with("get_tests/31")), "closed, and nothing more was asked for");
    let whole = home.run(&IMPORT).expect(3).json();
    assert_eq!(whole["runs"], json!({ "found": 4, "created": 0, "replaced": 3, "unchanged": 0, "untested": 1 }));
    assert_eq!(whole["attachments"], json!({ "found": 5, "stored": 3, "unchanged": 0, "missing": 2 }));
    let (all, _) = results(&home);
    let of_closed = all.iter().find(|result| result.content.status.slug() == "blocked").expect("the closed run of the plan");
    assert_eq!((all.len(), of_closed.content.attachments[0].filename.as_str()), (253, "log.txt"));
    service.seen();
    assert_eq!(home.run(&IMPORT).expect(3).json()["runs"], unchanged);
    assert!(!service.seen().iter().any(|name| name.starts_with("get_tests/31")));
}

#[test]
fn an_interrupted_import_goes_on_and_one_suite_can_be_chosen() {
    let service = TestRail::new();
    let home = home(&service);
    service.state().breaks = Some(("get_tests/", 1));
    let stopped = home.run(&IMPORT);
    assert_eq!(stopped.code, 1, "{stopped:?}");
    assert!(stopped.err.contains("web page") || stopped.out.contains("web page"), "{stopped:?}");
    let (_, runs) = results(&home);
    assert_eq!(runs.len(), 1, "what was read before stays");
    service.state().breaks = None;
    let done = home.run(&IMPORT).expect(3).json();
    assert_eq!(done["runs"], json!({ "found": 4, "created": 2, "replaced": 0, "unchanged": 1, "untested": 1 }));
    assert_eq!((results(&home).0.len(), results(&home).1.len()), (253, 3));
    let one = Home::new();
    one.file(
        "credentials/integrations.env",
        &std::fs::read_to_string(home.path().join("credentials/integrations.env")).expect("file"),
    );
    let done = one.run(&[&IMPORT[..], &["--suite", "2", "--without-runs", "--without-attachments"]].concat()).expect(0).json();
    assert_eq!((&done["cases"]["created"], &done["runs"]["found"]), (&json!(1), &json!(0)));
    one.run(&["testrail", "import", "8", "--project", "SHOP"]).expect(1);
}
