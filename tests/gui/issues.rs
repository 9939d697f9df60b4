//! Issues of failed results: created from the page of a run, shown with their status, and refused in words without a tracker.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use crate::results::latest;
use crate::support::{Desk, Setup, act, click, command, store, type_text};
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use serde_json::{Value, json};
use std::path::Path;
use testkit::wait::wait_for;
use voluptas::action::{Action, Nav, TestsAction};
use voluptas::model::run_rows::RunRows;
use voluptas::ui_command::UiCommand;
use voluptas_app::integrations::trackers;
use voluptas_core::domain::ids::{ProjectId, ResultId, RunId};
use voluptas_settings::LangChoice;
use voluptas_store::trackers::TrackerSettings;

/// A GitLab on this machine: issues that are created, each opened.
struct Gitlab {
    url: String,
    made: Arc<Mutex<Vec<Value>>>,
    /// Refuses everything.
    refuses: Arc<Mutex<bool>>,
}

impl Gitlab {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("port");
        let url = format!("http://{}", listener.local_addr().expect("address"));
        let (made, refuses) = (Arc::<Mutex<Vec<Value>>>::default(), Arc::<Mutex<bool>>::default());
        let (kept, refused) = (Arc::clone(&made), Arc::clone(&refuses));
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
                let (status, answer) = match (*refused.lock().expect("flag"), first.starts_with("POST")) {
                    (true, _) => ("401 Unauthorized", json!({ "message": "401 Unauthorized" })),
                    (false, true) => {
                        let mut made = kept.lock().expect("issues");
                        let mut issue: Value = serde_json::from_slice(&body).expect("JSON");
                        issue["iid"] = json!(made.len() + 41);
                        issue["state"] = json!("opened");
                        issue["web_url"] = json!(format!("https://gitlab.example/shop/-/issues/{}", made.len() + 41));
                        made.push(issue.clone());
                        ("201 Created", issue)
                    }
                    // A look for one of them, or for all.
                    (false, false) if first.contains("/issues/") => ("200 OK", kept.lock().expect("issues")[0].clone()),
                    (false, false) => ("200 OK", Value::Array(kept.lock().expect("issues").clone())),
                };
                let text = answer.to_string();
                let head = format!(
                    "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    text.len()
                );
                stream.write_all(format!("{head}{text}").as_bytes()).ok();
            }
        });
        Self { url, made, refuses }
    }

    fn made(&self) -> Vec<Value> {
        self.made.lock().expect("issues").clone()
    }
}

/// The window with the run of the sample folder of Allure in front and a failed result of it chosen.
fn with_failure(lang: LangChoice) -> (Desk, ProjectId, RunId, ResultId) {
    let mut desk = Desk::with(Setup { lang, ..Setup::default() });
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/allure-results");
    let before = latest(&desk);
    act(&mut desk, Action::IngestResults(vec![folder]));
    let run = wait_for("the run", || {
        desk.h.step();
        latest(&desk).filter(|run| Some(*run) != before)
    });
    let (project, line) = store(&desk)
        .read(|tx| {
            let project = tx.runs().get(run)?.project_id;
            Ok((project, tx.results().lines_of_run(run)?.into_iter().find(|line| line.status.slug() == "failed")))
        })
        .expect("read");
    let line = line.expect("a failure");
    act(&mut desk, Action::Nav(Nav::RunRows(run, RunRows::Result(line.id))));
    desk.settle();
    (desk, project, run, line.id)
}

fn set_tracker(desk: &Desk, project: ProjectId, gitlab: &Gitlab) {
    let settings =
        TrackerSettings { kind: "gitlab".into(), base_url: gitlab.url.clone(), place: "group/shop".into(), issue_type: None };
    trackers::set(&store(desk), project, Some(settings)).expect("set");
    let folder = desk.home.path().join("credentials");
    std::fs::create_dir_all(&folder).expect("folder");
    let lines = format!("GITLAB_URL={}\nGITLAB_TOKEN=token-0123456789\n", gitlab.url);
    std::fs::write(folder.join("integrations.env"), lines).expect("file");
}

#[test]
fn without_a_tracker_the_way_to_the_settings_is_shown() {
    for (lang, create, open, tracker) in [
        (LangChoice::En, "Create issue", "Open settings", "Issue tracker · SHOP"),
        (LangChoice::Ru, "Создать задачу", "Открыть настройки", "Трекер задач · SHOP"),
    ] {
        let (mut desk, ..) = with_failure(lang);
        desk.h.query_all_by_role_and_label(Role::Button, create).next().expect("the button").click();
        desk.until("the toast", |h| h.query_by_role_and_label(Role::Button, open).is_some());
        click(&mut desk, Role::Button, open);
        desk.until("the settings of projects", |h| h.query_all_by_label(tracker).next().is_some());
    }
}

#[test]
fn an_issue_is_created_once_and_shown_with_its_status() {
    let gitlab = Gitlab::new();
    let (mut desk, project, run, result) = with_failure(LangChoice::En);
    set_tracker(&desk, project, &gitlab);
    desk.settle();
    desk.h.query_all_by_role_and_label(Role::Button, "Create issue").next().expect("the button").click();
    desk.until("the toast", |h| h.query_all_by_label_contains("Created issue 41").next().is_some());
    desk.until("the issue", |h| h.query_all_by_role_and_label(Role::Link, "41").next().is_some());
    assert!(desk.h.query_all_by_label("opened").next().is_some(), "its status");
    let made = gitlab.made();
    assert_eq!(made.len(), 1);
    let text = made[0]["description"].as_str().expect("text");
    assert!(text.contains("### Message") && text.contains("run "), "{text}");
    // The command of palette and menu gives the same issue.
    command(&mut desk, UiCommand::CreateIssue);
    desk.until("the second toast", |h| h.query_all_by_label_contains("Issue 41 exists already").next().is_some());
    desk.settle();
    assert_eq!(gitlab.made().len(), 1);
    // The issue was closed in the tracker; its status is read once it is an hour old, and again after the next hour.
    let store = store(&desk);
    for (seconds, state) in [(1000.0, "closed"), (5000.0, "opened")] {
        gitlab.made.lock().expect("issues")[0]["state"] = json!(state);
        let aged = store.write(voluptas_store::Op::bulk("test"), |tx| {
            tx.touch(voluptas_store::Aggregate::Other);
            tx.execute("UPDATE tracker_issues SET checked_ms = 1", &[]).map(drop)
        });
        aged.expect("aged");
        desk.h.input_mut().time = Some(seconds);
        desk.until("the new status", |h| h.query_all_by_label(state).next().is_some());
    }
    // A refusal is said in words.
    *gitlab.refuses.lock().expect("flag") = true;
    let other = store.read(|tx| {
        Ok(tx
            .results()
            .lines_of_run(run)?
            .into_iter()
            .find(|line| line.id != result && matches!(line.status.slug(), "broken" | "failed")))
    });
    let other = other.expect("read").expect("another failure");
    act(&mut desk, Action::Tests(TestsAction::CreateIssue(run, other.id)));
    desk.until("the refusal", |h| h.query_all_by_label_contains("refused the credential").next().is_some());
}

#[test]
fn the_tracker_of_a_project_is_set_in_the_settings() {
    let mut desk = Desk::new();
    act(&mut desk, Action::OpenSettings(3));
    desk.settle();
    desk.h.get_by_role_and_label(Role::ComboBox, "Issue tracker · SHOP").click();
    desk.settle();
    desk.h.query_all_by_label("GitHub").next().expect("the product").click();
    desk.settle();
    assert!(desk.h.query_all_by_label_contains("integrations.env").next().is_some(), "where the credential comes from");
    desk.h.get_by_role_and_label(Role::TextInput, "Project key, repository or path").focus();
    desk.settle();
    type_text(&mut desk, "no repository");
    assert!(desk.h.query_all_by_label_contains("owner/repository in GitHub").next().is_some(), "a wrong place");
    for _ in 0.."no repository".len() {
        desk.h.key_press(eframe::egui::Key::Backspace);
    }
    desk.settle();
    type_text(&mut desk, "team/shop");
    click(&mut desk, Role::Button, "Save");
    let store = store(&desk);
    let set = wait_for("the tracker", || {
        desk.h.step();
        store.read(|tx| tx.trackers().all()).expect("read").pop()
    });
    assert_eq!(
        (set.1.kind.as_str(), set.1.base_url.as_str(), set.1.place.as_str()),
        ("github", "https://api.github.com", "team/shop")
    );
    act(&mut desk, Action::OpenSettings(3));
    desk.settle();
    desk.h.get_by_role_and_label(Role::ComboBox, "Issue tracker · SHOP").click();
    desk.settle();
    desk.h.query_all_by_label("None").last().expect("none").click();
    desk.settle();
    click(&mut desk, Role::Button, "Save");
    desk.until("no tracker", move |_| store.read(|tx| tx.trackers().all()).is_ok_and(|all| all.is_empty()));
}
