//! Settings of the workspace's projects, and a damaged workspace.

use crate::support::Home;
use serde_json::{Value, json};
use voluptas_store::{Op, Store};

#[test]
fn auto_create_cases_is_set_and_shown() {
    let home = Home::new();
    let path = home.path().join("workspace.voluptas");
    let store = Store::open(&path, std::sync::Arc::new(voluptas_core::base::SystemClock)).expect("store");
    store
        .write(Op::bulk("test"), |tx| {
            let project = tx.projects().create("SHOP", "Shop", None)?;
            tx.projects().set_settings(project.id, &json!({ "result_statuses": ["retest"] }))
        })
        .expect("project");
    let shown =
        |args: &[&str]| home.run(&[&["--json"], args].concat()).expect(0).json()["projects"][0]["auto_create_cases"].clone();
    assert_eq!(shown(&["projects", "list"]), json!(null));
    let dry = home.run(&["--json", "projects", "set", "shop", "--auto-create-cases", "off", "--dry-run"]).expect(0).json();
    let state = |on| json!({ "code": "SHOP", "title": "Shop", "auto_create_cases": on });
    assert_eq!(dry, json!({ "dry_run": true, "before": state(None), "after": state(Some(false)) }));
    assert_eq!(shown(&["projects", "list"]), json!(null), "a dry run changes nothing");
    assert_eq!(shown(&["projects", "set", "shop", "--auto-create-cases", "off"]), json!(false));
    assert_eq!(shown(&["projects", "list"]), json!(false));
    assert_eq!(shown(&["projects", "set", "SHOP", "--auto-create-cases", "on"]), json!(true));
    let settings =
        store.read(|tx| tx.projects().settings(tx.projects().by_code("SHOP")?.expect("project").id)).expect("settings");
    assert_eq!(settings, json!({ "auto_create_cases": true, "result_statuses": ["retest"] }), "other settings stay");
    let ended = home.run(&["projects", "set", "NOPE", "--auto-create-cases", "on"]).expect(4);
    assert!(ended.err.contains("NOPE"), "{}", ended.err);
    home.run(&["projects", "set", "SHOP", "--auto-create-cases", "perhaps"]).expect(2);
    home.run(&["projects", "set", "SHOP"]).expect(2);
    home.run(&["serve", "--auto-create-cases"]).expect(2);
    let ended = home.run(&["projects", "list", "--lang", "ru"]).expect(0);
    assert!(ended.out.contains("Автосоздание кейсов") && ended.out.contains("вкл."), "{}", ended.out);
}

#[test]
fn the_address_of_issues_is_set_and_removed() {
    let home = Home::new();
    let path = home.path().join("workspace.voluptas");
    let store = Store::open(&path, std::sync::Arc::new(voluptas_core::base::SystemClock)).expect("store");
    store.write(Op::bulk("test"), |tx| tx.projects().create("SHOP", "Shop", None)).expect("project");
    let set = |args: &[&str]| home.run(&[&["--json", "projects", "set", "SHOP"], args].concat());
    let url = "https://tracker.example/browse/{id}";
    let shown = set(&["--issue-url", url, "--auto-create-cases", "on"]).expect(0).json();
    assert_eq!(shown["projects"][0]["issue_url"], json!(url));
    let kept = set(&["--auto-create-cases", "off"]).expect(0).json();
    assert_eq!(kept["projects"][0]["issue_url"], json!(url), "the other setting stays");
    set(&["--issue-url", "https://tracker.example/"]).expect(2);
    set(&["--issue-url", "file:///{id}"]).expect(2);
    let removed = set(&["--issue-url", ""]).expect(0).json();
    assert_eq!(removed["projects"][0], json!({ "code": "SHOP", "title": "Shop", "auto_create_cases": false }));
}

#[test]
fn numbers_of_rules_are_set_and_shown() {
    let home = Home::new();
    let path = home.path().join("workspace.voluptas");
    let store = Store::open(&path, std::sync::Arc::new(voluptas_core::base::SystemClock)).expect("store");
    store.write(Op::bulk("test"), |tx| tx.projects().create("SHOP", "Shop", None)).expect("project");
    let set = |args: &[&str]| home.run(&[&["--json", "projects", "set", "SHOP"], args].concat());
    let shown =
        set(&["--rule", "flaky-switches=3", "--rule", "slower-ms=0"]).expect(0).json()["projects"][0]["result_rules"].clone();
    assert_eq!((&shown["flaky_switches"], &shown["slower_ms"], &shown["flaky_percent"]), (&json!(3), &json!(0), &json!(10)));
    set(&["--rule", "flaky-switches=0"]).expect(2);
    set(&["--rule", "flaky=3"]).expect(2);
    let usual = set(&["--rule", "flaky-switches=2", "--rule", "slower-ms=1000"]).expect(0).json();
    assert!(usual["projects"][0].get("result_rules").is_none(), "the usual numbers need no words");
}

#[test]
fn categories_of_failures_are_set_and_used() {
    let home = Home::new();
    let case = |name: &str, message: &str| format!("<testcase name='{name}'><failure message='{message}'/></testcase>");
    let (slow, wrong) = (case("a", "Timed out after 5 s"), case("b", "expected 1"));
    home.file("r.xml", &format!("<testsuite name='S'>{slow}{wrong}</testsuite>"));
    home.run(&["ingest", "r.xml", "--project", "SHOP", "--create-project"]).expect(0);
    let set = |args: &[&str]| home.run(&[&["--json", "projects", "set", "SHOP"], args].concat());
    let rule = |name: &str, regex: &str| json!({ "name": name, "regex": regex });
    let shown = set(&["--category", "Timeouts = (?i)timed? ?out", "--category", "Other=."]).expect(0).json();
    let rules = json!([rule("Timeouts", "(?i)timed? ?out"), rule("Other", ".")]);
    assert_eq!(shown["projects"][0]["failure_categories"], rules);
    home.run(&["report", "--project", "SHOP", "--out", "r.json"]).expect(0);
    let report: Value = serde_json::from_slice(&std::fs::read(home.path().join("r.json")).expect("the report")).expect("JSON");
    let categories: Vec<_> = report["tests"].as_array().expect("tests").iter().map(|test| test["category"].clone()).collect();
    assert_eq!(categories, [json!("Timeouts"), json!("Other")]);
    assert!(set(&["--category", "Broken = ("]).expect(2).out.contains("Broken"));
    let removed = set(&["--category", ""]).expect(0).json();
    assert_eq!(removed["projects"][0].get("failure_categories"), None);
}

#[test]
fn the_doctor_saves_what_can_be_read() {
    let home = Home::new();
    let rows: String = (0..400).map(|n| format!("shop.f{n:03},A function with number {n:03},Feature\n")).collect();
    let file = home.file("f.csv", &format!("FuncID,Title,Type\nshop,Shop,Module\n{rows}"));
    home.run(&["functions", "import", file.to_str().expect("path")]).expect(0);
    let path = home.path().join("workspace.voluptas");
    let mut bytes = std::fs::read(&path).expect("bytes");
    let at = bytes.windows(26).position(|w| w == b"A function with number 200").expect("the row") / 4096 * 4096;
    bytes[at..at + 4096].fill(0x5A);
    std::fs::write(&path, bytes).expect("damaged");
    let ended = home.run(&["doctor"]).expect(1);
    assert!(ended.out.contains("functions") && ended.err.contains("--recover"), "{}{}", ended.out, ended.err);
    let ended = home.run(&["doctor", "--recover", "saved.voluptas"]).expect(3);
    assert!(ended.out.contains("functions") && ended.out.contains("saved.voluptas"), "{}", ended.out);
    let listed = home.run(&["functions", "list", "--workspace", "saved.voluptas", "--json"]).expect(0).out;
    assert!(listed.contains("shop.f000") && listed.contains("shop.f399") && !listed.contains("\"shop.f200\""), "{listed}");
    home.run(&["doctor", "--recover", "saved.voluptas"]).expect(1);
    // A recovery that was killed leaves its file under another name.
    std::fs::write(home.path().join("killed.voluptas.part"), b"").expect("file");
    let ended = home.run(&["doctor", "--workspace", "killed.voluptas"]).expect(1);
    assert!(ended.out.contains("killed.voluptas.part") && ended.out.contains("incomplete"), "{}", ended.out);
    home.run(&["doctor", "--workspace", "absent.voluptas"]).expect(1);
    // An empty file is no damaged workspace.
    std::fs::write(home.path().join("empty.voluptas"), b"").expect("file");
    let ended = home.run(&["doctor", "--workspace", "empty.voluptas"]).expect(1);
    assert!(ended.out.contains("The file is empty") && ended.out.contains("restore a backup"), "{}", ended.out);
    assert!(!ended.out.contains("damaged") && !ended.err.contains("--recover"), "{}{}", ended.out, ended.err);
}
