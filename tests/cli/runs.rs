//! `run`: runs by hand from cases of suites and functions, by number, and from what failed last time; mutes that end in the past.

use crate::support::Home;
use serde_json::{Value, json};

/// A workspace whose three cases lie in two suites, one of them failed.
fn shop() -> Home {
    let home = Home::new();
    let case = |name: &str, inside: &str| format!("<testcase classname='c' name='{name}'>{inside}</testcase>");
    let (pay, refund, ship) = (case("Pays", ""), case("Refunds", "<failure message='Late'/>"), case("Ships", ""));
    let xml = format!(
        "<testsuites><testsuite name='Payment'>{pay}{refund}</testsuite><testsuite name='Delivery'>{ship}</testsuite></testsuites>"
    );
    home.file("junit.xml", &xml);
    home.run(&[
        "ingest",
        "junit.xml",
        "--project",
        "SHOP",
        "--create-cases",
        "--environment",
        "Stage",
        "--run-name",
        "Nightly 7",
    ])
    .expect(0);
    home
}

fn created(home: &Home, args: &[&str]) -> Value {
    let args = [&["--json", "run", "create", "Release", "--project", "SHOP"], args].concat();
    home.run(&args).expect(0).json()["run"].clone()
}

#[test]
fn a_run_is_created_from_each_kind_of_choice() {
    let home = shop();
    let by_suite = created(&home, &["--suite", "1", "--environment", "stage"]);
    assert_eq!(
        (&by_suite["number"], &by_suite["state"], &by_suite["environment"]),
        (&json!(2), &json!("active"), &json!("Stage"))
    );
    assert_eq!(
        by_suite["results"],
        json!({"total": 2, "passed": 0, "failed": 0, "broken": 0, "skipped": 0, "other": {"untested": 2}})
    );
    assert_eq!(created(&home, &["--failed"])["results"]["total"], 1);
    assert_eq!(created(&home, &["--case", "3", "--case", "1", "--failed"])["results"]["total"], 3);
    assert_eq!(created(&home, &["--suite", "1", "--suite", "2"])["results"]["total"], 3);
    for (args, code) in [
        (&["--suite", "99"][..], 4),
        (&["--case", "99"], 4),
        (&["--function", "no.such"], 4),
        (&["--case", "1", "--environment", "prod"], 4),
        (&["--case", "1", "--milestone", "None"], 4),
        (&["--case", "1", "--assign", "Nobody"], 4),
        (&[], 2),
    ] {
        home.run(&[&["run", "create", "Release", "--project", "SHOP"], args].concat()).expect(code);
    }
    let listed = home.run(&["--json", "run", "list", "--project", "SHOP"]).expect(0).json();
    assert_eq!(listed["runs"].as_array().map(Vec::len), Some(5), "refused ones were not created");
}

#[test]
fn a_run_takes_the_cases_of_a_filter_that_the_window_saved() {
    let home = shop();
    let refused = home.run(&["run", "create", "Release", "--project", "SHOP", "--filter", "Failed"]).expect(4).err;
    assert!(refused.contains("no filter is saved"), "{refused}");
    let saved = json!([
        {"name": "Failed", "filter": {"last": ["failed"]}},
        {"name": "Payment", "filter": {"words": "refunds"}},
        {"name": "Broken", "filter": {"last": 7}},
    ]);
    let settings = json!({"window": {"views": {"cases": {"saved": {"workspace": saved}}}}});
    home.file("settings.json", &settings.to_string());
    assert_eq!(created(&home, &["--filter", "Failed"])["results"]["total"], 1);
    assert_eq!(created(&home, &["--filter", "Payment", "--case", "1", "--case", "3"])["results"]["total"], 3);
    let refused = home.run(&["run", "create", "Release", "--project", "SHOP", "--filter", "Mine"]).expect(4).err;
    assert!(refused.contains("Saved: Failed, Payment"), "{refused}");
}

#[test]
fn runs_are_listed_and_closed() {
    let home = shop();
    created(&home, &["--failed"]);
    let titles = |args: &[&str]| -> Vec<String> {
        let listed = home.run(&[&["--json", "run", "list", "--project", "SHOP"], args].concat());
        let runs = listed.json()["runs"].as_array().cloned().unwrap_or_default();
        runs.iter()
            .map(|run| format!("{} {}", run["title"].as_str().unwrap_or_default(), run["state"].as_str().unwrap_or_default()))
            .collect()
    };
    assert_eq!(titles(&[]), ["Release active", "Nightly 7 complete"]);
    assert_eq!(titles(&["--open"]), ["Release active"]);
    assert_eq!(titles(&["--limit", "1"]), ["Release active"]);
    let closed = home.run(&["--json", "run", "close", "2", "--project", "SHOP"]).expect(0).json();
    assert_eq!((&closed["run"]["state"], &closed["run"]["results"]["total"]), (&json!("complete"), &json!(1)));
    home.run(&["run", "close", "2", "--project", "SHOP"]).expect(1);
    home.run(&["run", "list", "--project", "SHOP", "--open"]).expect(4);
    let text = home.run(&["--lang", "ru", "run", "list", "--project", "SHOP"]).expect(0).out;
    assert!(text.contains("завершён") && text.contains("Nightly 7") && text.contains("Stage"), "{text}");
}

#[test]
fn a_comparison_tells_untested_from_missing() {
    let home = shop();
    created(&home, &["--suite", "1"]);
    let compare = |a: &'static str, b: &'static str| ["compare", "--project", "SHOP", "--one-sided", "--runs", a, b];
    let json = home.run(&[&["--json"], &compare("1", "2")[..]].concat()).expect(0).json();
    assert_eq!(json["counts"], json!({"untested": 2, "gone": 1}), "{json}");
    let tests = json["tests"].as_array().expect("tests");
    let states = |title: &str| tests.iter().find(|test| test["title"] == title).map(|test| (&test["before"], &test["after"]));
    assert_eq!(states("Pays"), Some((&json!("passed"), &json!("untested"))));
    assert_eq!(states("Ships"), Some((&json!("passed"), &Value::Null)));
    let text = home.run(&compare("2", "1")).expect(0).out;
    assert!(text.contains("Untested in one run: 2") && text.contains("New tests: 1"), "{text}");
}

#[test]
fn the_numbers_of_the_list_of_runs_add_up() {
    let home = shop();
    created(&home, &["--suite", "1"]);
    let text = home.run(&["run", "list", "--project", "SHOP"]).expect(0).out;
    let cells = |line: &str| {
        let all: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        all[all.len().saturating_sub(8)..].to_vec()
    };
    let lines: Vec<&str> = text.lines().collect();
    let heads = ["Total", "Passed", "Failed", "Broken", "Blocked", "Skipped", "Untested", "Other"];
    assert_eq!(cells(lines[0]), heads, "{text}");
    let of = |title: &str| cells(lines.iter().find(|line| line.contains(title)).expect("a line"));
    assert_eq!(of("Release"), ["2", "0", "0", "0", "0", "0", "2", "0"], "{text}");
    assert_eq!(of("Nightly 7"), ["3", "2", "1", "0", "0", "0", "0", "0"], "{text}");
}

#[test]
fn a_list_has_one_line_for_each_entry_and_obeys_no_control_character() {
    let home = shop();
    let title = "Release\n2 \u{1b}[31mred\u{9b}1m";
    let description = format!("First line\nsecond line {} the end", "of a long description ".repeat(10));
    home.run(&["milestone", "create", title, "--description", &description, "--project", "SHOP"]).expect(0);
    let args = ["milestone", "list", "--project", "SHOP"];
    let text = home.run(&args).expect(0).out;
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "a heading and one milestone: {text}");
    assert!(lines[1].contains("First line second line of a long") && lines[1].ends_with('…'), "{text}");
    assert!(!text.contains("the end") && lines[1].chars().count() < 160, "{text}");
    let json = home.run(&[&["--json"], &args[..]].concat()).expect(0).json();
    assert_eq!(json["milestones"][0]["description"], json!(description));

    home.run(&["run", "create", title, "--case", "1", "--project", "SHOP"]).expect(0);
    let runs = home.run(&["run", "list", "--project", "SHOP"]).expect(0).out;
    assert_eq!(runs.lines().count(), 3, "a heading and two runs: {runs}");
    for text in [text, runs] {
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    }
    home.file("odd.xml", "<testsuite name='s'><testcase classname='c' name='Pays&#10;twice &#x9b;1m'/></testsuite>");
    home.run(&["ingest", "odd.xml", "--project", "SHOP"]).expect(0);
    let tests = home.run(&["--json", "compare", "--project", "SHOP", "--runs", "1", "3", "--one-sided"]).expect(0).json();
    let odd = tests["tests"].as_array().expect("tests").iter().find_map(|t| t["title"].as_str().filter(|t| t.contains("twice")));
    let odd = odd.expect("the test").to_owned();
    let muted = home.run(&["mute", "--project", "SHOP", "--test", &odd, "--reason", "Known"]).expect(0).out;
    assert_eq!(muted.lines().count(), 2, "what was done, and one test: {muted}");
}

#[test]
fn a_comparison_says_the_change_of_the_pass_rate_as_the_difference_of_what_it_shows() {
    let home = Home::new();
    let run = |name: &str, outcomes: &str| {
        let case = |(at, letter): (usize, char)| {
            let inside = if letter == 'f' { "<failure message='Late'/>" } else { "" };
            format!("<testcase classname='c' name='t{at}'>{inside}</testcase>")
        };
        let cases: String = outcomes.chars().enumerate().map(case).collect();
        home.file(name, &format!("<testsuite name='s'>{cases}</testsuite>"));
        home.run(&["ingest", name, "--project", "SHOP"]).expect(0);
    };
    run("one.xml", "ppf");
    run("two.xml", "ppfff");
    let args = ["compare", "--project", "SHOP", "--runs", "1", "2"];
    let text = home.run(&args).expect(0).out.replace('\u{a0}', " ");
    assert!(text.contains("Pass rate: 66.6 % → 40.0 % (\u{2212}26.6 pp)"), "{text}");
    let text = home.run(&[&["--lang", "ru"], &args[..]].concat()).expect(0).out.replace('\u{a0}', " ");
    assert!(text.contains("(\u{2212}26,6 п. п.)"), "{text}");
    let json = home.run(&[&["--json"], &args[..]].concat()).expect(0).json();
    let rates = ["pass_rate_before", "pass_rate_after", "pass_rate_change"].map(|key| json[key].as_f64());
    assert_eq!(rates, [Some(66.6), Some(40.0), Some(-26.6)]);
}

#[test]
fn a_report_of_a_run_in_progress_claims_no_duration() {
    let home = shop();
    created(&home, &["--suite", "1"]);
    home.run(&["report", "--project", "SHOP", "--run", "2", "--out", "active.xml"]).expect(0);
    let xml = std::fs::read_to_string(home.path().join("active.xml")).expect("report");
    assert!(xml.contains("<testsuite ") && !xml.contains("time=\""), "{xml}");
    let home = Home::new();
    home.file("timed.xml", "<testsuite name='s' time='3'><testcase classname='c' name='a' time='1.25'/><testcase classname='c' name='b'/></testsuite>");
    home.run(&["ingest", "timed.xml", "--project", "SHOP"]).expect(0);
    home.run(&["report", "--project", "SHOP", "--out", "done.xml"]).expect(0);
    let xml = std::fs::read_to_string(home.path().join("done.xml")).expect("report");
    assert!(xml.contains("name=\"a\" time=\"1.250\"") && xml.contains("name=\"b\">"), "{xml}");
}

#[test]
fn milestones_are_created_changed_and_deleted_by_number() {
    let home = shop();
    let run = |args: &[&str]| home.run(&[&["--json", "milestone"], args, &["--project", "SHOP"]].concat());
    run(&["list"]).expect(4);
    let made = run(&["create", " Release 2 ", "--due", "2999-12-31", "--description", "Links"]).expect(0).json();
    assert_eq!(
        made["milestone"],
        json!({"number": 1, "title": "Release 2", "description": "Links", "status": "active", "due": "2999-12-31", "runs": 0, "cases": 0})
    );
    created(&home, &["--case", "1", "--milestone", "Release 2"]);
    let changed = run(&["edit", "1", "--title", "Release 3", "--no-due", "--complete"]).expect(0).json();
    let fields = |of: &Value| ["title", "description", "status", "due", "runs"].map(|name| of["milestone"][name].clone());
    assert_eq!(fields(&changed), [json!("Release 3"), json!("Links"), json!("completed"), Value::Null, json!(1)]);
    run(&["list", "--open"]).expect(4);
    assert_eq!(run(&["edit", "1", "--reopen"]).expect(0).json()["milestone"]["status"], "active");
    for (args, code) in [
        (&["edit", "1"][..], 2),
        (&["edit", "9", "--complete"], 4),
        (&["edit", "1", "--title", " "], 2),
        (&["edit", "1", "--due", "1026-01-01"], 2),
        (&["edit", "1", "--due", "2026-01-01", "--no-due"], 2),
        (&["create", ""], 2),
        (&["delete", "9"], 4),
    ] {
        run(args).expect(code);
    }
    let twice = home.run(&["milestone", "create", "release 3", "--project", "SHOP"]).expect(0);
    assert!(twice.err.contains("Another milestone has this title"), "{}", twice.err);
    let said = home.run(&["--lang", "ru", "milestone", "delete", "1", "--project", "SHOP"]).expect(0).out;
    assert!(said.contains("Удалена веха 1 «Release 3». 1 прогон останется без вехи."), "{said}");
    let left = run(&["list"]).expect(0).json();
    assert_eq!(left["milestones"].as_array().map(Vec::len), Some(1), "{left}");
}

#[test]
fn a_mute_does_not_end_in_the_past() {
    let home = shop();
    let mute = |until: &str| home.run(&["mute", "--project", "SHOP", "--test", "c.Pays", "--reason", "x", "--until", until]);
    assert!(mute("2020-01-31").expect(2).err.contains("passed"));
    assert!(mute("2026-02-30").expect(2).err.contains("not a day of the calendar"));
    let english = mute("tomorrow").expect(2).err;
    assert!(english.contains("--until <DATE> is a date, not “tomorrow”: year-month-day, for example 2026-12-31."), "{english}");
    let russian = ["mute", "--project", "SHOP", "--test", "c.Pays", "--reason", "x", "--until", "завтра", "--lang", "ru"];
    let russian = home.run(&russian).expect(2).err;
    assert!(russian.contains("— это дата, а не «завтра»: год-месяц-день, например 2026-12-31."), "{russian}");
    mute("2999-01-31").expect(0);
}

#[test]
fn a_mute_in_place_of_another_says_what_held_before() {
    let home = shop();
    let mute = |more: &[&str]| home.run(&[&["mute", "--project", "SHOP", "--test", "c.Pays"], more].concat()).expect(0);
    let first = mute(&["--reason", "PAY-1", "--until", "2999-12-30"]).out;
    assert!(first.starts_with("1 test muted"), "{first}");
    let second = mute(&["--reason", "PAY-2"]).out;
    assert!(second.starts_with("Mute replaced: Pays") && second.contains("it was “PAY-1”, until 3"), "{second}");
    assert!(!second.contains("1 test muted"), "{second}");
    let third = mute(&["--reason", "PAY-3", "--lang", "ru"]).out;
    assert!(third.starts_with("Заглушение заменено: Pays") && third.contains("раньше — «PAY-2», без срока"), "{third}");
    let answer = home.run(&["--json", "mute", "--project", "SHOP", "--test", "c.Pays", "--reason", "PAY-4"]).expect(0).json();
    assert_eq!(answer["replaced"], json!([{ "title": "Pays", "reason": "PAY-3", "until": null }]), "{answer}");
}

#[test]
fn of_several_processes_that_close_a_run_one_does() {
    let home = shop();
    created(&home, &["--failed"]);
    let close = || home.run(&["run", "close", "2", "--project", "SHOP"]);
    let ends: Vec<_> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|_| scope.spawn(close)).collect();
        all.into_iter().map(|one| one.join().expect("a process")).collect()
    });
    let (done, refused): (Vec<_>, Vec<_>) = ends.into_iter().partition(|end| end.code == 0);
    assert_eq!((done.len(), refused.len()), (1, 3));
    for end in refused {
        assert!(end.expect(1).err.contains("has already ended"));
    }
}

#[test]
fn a_report_of_a_run_without_results_says_so() {
    let home = shop();
    created(&home, &["--suite", "1"]);
    let report = |name: &str| home.run(&["report", "--project", "SHOP", "--run", "2", "--out", name]).expect(0);
    let said = report("empty.md");
    assert!(said.out.contains("no results yet, 2 untested"), "{}", said.out);
    let text = std::fs::read_to_string(home.path().join("empty.md")).expect("the report");
    assert!(text.contains("No results yet") && text.contains("| 2 | 2 | 0 |\n"), "{text}");
    report("empty.json");
    let json = std::fs::read(home.path().join("empty.json")).expect("the report");
    let json: Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!((&json["run"]["total"], &json["run"]["untested"]), (&json!(0), &json!(2)));
    report("empty.html");
}

#[test]
fn a_title_of_several_tests_is_muted_on_demand_alone() {
    let home = shop();
    home.file("more.xml", "<testsuite name='More'><testcase classname='d' name='Pays'/></testsuite>");
    home.run(&["ingest", "more.xml", "--project", "SHOP"]).expect(0);
    let mute = |args: &[&str]| home.run(&[&["--json", "mute", "--project", "SHOP", "--reason", "x"], args].concat());
    let refused = mute(&["--test", "Pays"]).expect(2);
    let said = format!("{}{}", refused.out, refused.err);
    assert!(said.contains("c.Pays") && said.contains("d.Pays") && said.contains("--all"), "{said}");
    assert_eq!(mute(&["--test", "d.Pays"]).expect(0).json()["tests"], json!(["Pays"]));
    assert_eq!(mute(&["--test", "Pays", "--all"]).expect(0).json()["tests"], json!(["Pays", "Pays"]));
}

#[test]
fn pictures_beside_results_change_no_exit_code() {
    let home = shop();
    for folder in ["results", "pictures"] {
        std::fs::create_dir(home.path().join(folder)).expect("a folder");
    }
    home.file("results/junit.xml", "<testsuite name='More'><testcase classname='d' name='Sends'/></testsuite>");
    home.file("results/shot.png", "no picture");
    let done = home.run(&["--json", "ingest", "results", "--project", "SHOP"]).expect(0).json();
    assert_eq!(done["files_skipped"].as_array().map(Vec::len), Some(1), "it is named all the same");
    // A file that somebody named is missing, and so is what cannot be read.
    home.run(&["ingest", "results/junit.xml", "results/shot.png", "--project", "SHOP", "--again"]).expect(3);
    home.file("results/broken.xml", "<testsuite");
    home.run(&["ingest", "results", "--project", "SHOP"]).expect(3);
    // A file that a result names is none of another kind.
    let named =
        "<testsuite name='s'><testcase name='t'><system-out>[[ATTACHMENT|shots/a.png]]</system-out></testcase></testsuite>";
    std::fs::create_dir_all(home.path().join("named/shots")).expect("folder");
    home.file("named/r.xml", named);
    home.file("named/shots/a.png", "a picture");
    home.file("named/shots/b.png", "another picture");
    let ended = home.run(&["ingest", "named", "--project", "SHOP"]).expect(0);
    assert!(ended.err.contains("shots/b.png") && !ended.err.contains("shots/a.png"), "{}", ended.err);
    home.file("pictures/shot.png", "no picture");
    home.run(&["ingest", "pictures", "--project", "SHOP"]).expect(4);
}

#[test]
fn the_newest_run_is_the_one_that_began_last_whenever_it_was_stored() {
    let home = Home::new();
    for (file, day) in [("late.xml", "2026-01-20"), ("early.xml", "2026-01-10")] {
        home.file(
            file,
            &format!("<testsuite name='s' timestamp='{day}T09:00:00'><testcase classname='c' name='a'/></testsuite>"),
        );
        home.run(&["ingest", file, "--project", "SHOP", "--run-name", file]).expect(0);
    }
    let listed = home.run(&["--json", "run", "list", "--project", "SHOP"]).expect(0).json();
    let numbers: Vec<&Value> = listed["runs"].as_array().expect("runs").iter().map(|run| &run["number"]).collect();
    assert_eq!(numbers, [&json!(1), &json!(2)]);
    let first = home.run(&["--json", "run", "list", "--project", "SHOP", "--limit", "1"]).expect(0).json();
    assert_eq!(first["runs"][0]["title"], "late.xml");
    home.run(&["report", "--project", "SHOP", "--out", "report.json"]).expect(0);
    let report = std::fs::read_to_string(home.path().join("report.json")).expect("report");
    let report: Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!((&report["run"]["run"], &report["run"]["title"]), (&json!(1), &json!("late.xml")));
    let trend = home.run(&["--json", "trend", "--project", "SHOP"]).expect(0).json();
    assert_eq!(trend["runs"].as_array().expect("runs").last().expect("a run")["run"], 1, "as in the trend");
}

#[test]
fn tests_of_one_title_are_told_apart_by_names_that_mute_takes() {
    let home = Home::new();
    let folder = home.path().join("results");
    std::fs::create_dir(&folder).expect("a folder");
    for (at, name, value) in [(1, "shop.Card.pays", "card"), (2, "shop.Card.pays", "cash"), (3, "shop.Cart.pays", "")] {
        let parameters = if value.is_empty() { json!([]) } else { json!([{"name": "by", "value": value}]) };
        let result = json!({
            "uuid": at.to_string(), "historyId": format!("id-{at}"), "name": "pays", "fullName": name, "status": "failed",
            "start": 1_000, "stop": 1_001, "parameters": parameters, "labels": [{"name": "suite", "value": name}],
        });
        std::fs::write(folder.join(format!("{at}-result.json")), result.to_string()).expect("file written");
    }
    home.run(&["ingest", "results", "--project", "SHOP", "--create-cases"]).expect(0);
    let run = |verb: &str, args: &[&str]| {
        let reason: &[&str] = if verb == "mute" { &["--reason", "x"] } else { &[] };
        home.run(&[&[verb, "--project", "SHOP"], reason, args].concat())
    };
    for verb in ["mute", "unmute"] {
        let said = run(verb, &["--test", "pays"]).expect(2).err;
        let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| line.contains(" — ")).collect();
        assert_eq!(lines.len(), 3, "{said}");
        assert!(["card", "cash"].iter().all(|value| lines.iter().any(|line| line.ends_with(value))), "{said}");
        for line in lines {
            let name = line.split(" — ").next().unwrap_or_default();
            let done = run(verb, &["--json", "--test", name]).expect(0).json();
            assert_eq!(done["tests"], json!(["pays"]), "{name}: {said}");
        }
        let code = said.lines().map(str::trim).find(|line| line.starts_with("SHOP-")).expect("a case of one test");
        assert!(code.contains("shop.Cart.pays"), "{said}");
    }
    run("mute", &["--test", "SHOP-99"]).expect(4);
}

#[test]
fn the_command_line_speaks_one_language_with_units() {
    let home = shop();
    let ran = |args: &[&str]| home.run(&[&["--lang", "ru"], args].concat());
    home.file(
        "two.xml",
        "<testsuite name='s'><testcase classname='c' name='Pays' time='1234.5'><failure/></testcase></testsuite>",
    );
    home.run(&["ingest", "two.xml", "--project", "SHOP", "--environment", "Stage"]).expect(0);
    let text = ran(&["compare", "--project", "SHOP", "--runs", "1", "2"]).expect(0).out.replace('\u{a0}', " ");
    assert!(text.contains("пройден") && text.contains("провален") && text.contains("20 мин 34 с"), "{text}");
    assert!(!text.contains("passed") && !text.contains("failed") && !text.contains(" ms"), "{text}");
    let text = ran(&["run", "close", "77", "--project", "SHOP"]).expect(4).err;
    assert!(text.contains("Не найдено: прогон 77"), "{text}");
    let text = ran(&["ingest", "two.xml", "--project", "SHOP", "--again"]).expect(0).out.replace('\u{a0}', " ");
    assert!(text.contains("пройдено 0, провалено 1"), "{text}");
    let help = ran(&["gate", "--help"]).expect(0).out;
    assert!(help.contains("проваленных и сломанных") && help.contains("доля пройденных"), "{help}");
    assert!(!help.contains("упавш") && !help.contains("успешн"), "{help}");
    let gate = ["gate", "--project", "SHOP", "--run", "1", "--min-pass-rate", "90", "--fail-on", "failed"];
    let text = ran(&gate).expect(6).err.replace('\u{a0}', " ");
    assert!(text.contains("доля пройденных (min-pass-rate): 66,6 %, предел 90 %"), "{text}");
    assert!(text.contains("тесты со статусом «провален» (fail-on): 1, не допускается"), "{text}");
    let text = home.run(&gate).expect(6).err.replace('\u{a0}', " ");
    assert!(text.contains("min-pass-rate is 66.6 %, the limit is 90 %") && text.contains("status “failed”"), "{text}");
}

#[test]
fn the_list_of_runs_has_their_start_and_milestone() {
    let home = shop();
    let list = ["run", "list", "--project", "SHOP"];
    let text = home.run(&list).expect(0).out;
    assert!(text.contains("Start") && !text.contains("Milestone"), "{text}");
    home.run(&["milestone", "create", "May", "--project", "SHOP"]).expect(0);
    created(&home, &["--suite", "1", "--milestone", "May"]);
    let text = home.run(&list).expect(0).out;
    assert!(text.contains("Milestone") && text.lines().any(|line| line.contains("Release") && line.contains("May")), "{text}");
    let json = home.run(&[&["--json"], &list[..]].concat()).expect(0).json();
    assert_eq!((&json["runs"][0]["milestone"], &json["runs"][1]["milestone"]), (&json!("May"), &Value::Null), "{json}");
    let start = json["runs"][1]["started_at"].as_str().and_then(|at| at.get(..4)).expect("a start").to_owned();
    assert!(text.lines().any(|line| line.contains("Nightly 7") && line.contains(&start)), "{text}");
}

#[test]
fn a_refused_title_day_or_folder_is_named() {
    let home = shop();
    for args in [&["milestone", "create", ""][..], &["run", "create", " ", "--case", "1"]] {
        let said = home.run(&[args, &["--project", "SHOP"]].concat()).expect(2).err;
        assert!(said.contains("The title must not be empty"), "{said}");
    }
    let said = home.run(&["milestone", "create", "May", "--due", "2026-02-30", "--project", "SHOP"]).expect(2).err;
    assert!(said.contains("this is not a day of the calendar. Example: 2026-12-31."), "{said}");
    for name in ["missing/r.md", "missing/deeper/r.html"] {
        let said = home.run(&["report", "--project", "SHOP", "--out", name]).expect(1).err;
        assert!(said.contains("The folder missing") && said.contains("does not exist"), "{said}");
    }
}

#[test]
fn the_gate_says_how_many_tests_have_no_result() {
    let home = shop();
    let number = created(&home, &["--suite", "1"])["number"].to_string();
    let gate = ["gate", "--project", "SHOP", "--run", &number, "--max-failures", "0"];
    let ended = home.run(&gate).expect(6);
    assert!(ended.err.contains("have no result, and no rule counts them"), "{}", ended.err);
    let answer = home.run(&[&["--json"], &gate[..]].concat()).expect(6).json();
    assert!(answer["untested"].as_i64().is_some_and(|count| count > 1), "{answer}");
    let nightly = ["gate", "--project", "SHOP", "--run", "1", "--max-failures", "9"];
    assert!(home.run(&nightly).expect(0).err.is_empty(), "every test has a result");
}

#[test]
fn a_list_of_runs_that_is_piped_has_whole_titles() {
    let home = Home::new();
    let title = format!("Nightly {}", "of every stand ".repeat(15).trim_end());
    home.file("a.xml", "<testsuite name='s'><testcase classname='c' name='t'/></testsuite>");
    home.run(&["ingest", "a.xml", "--project", "SHOP", "--run-name", &title]).expect(0);
    let said = home.run(&["run", "list", "--project", "SHOP"]).expect(0).out;
    assert!(said.contains(&title), "{said}");
}

#[test]
fn cases_are_added_to_an_open_run_by_hand_once() {
    let home = shop();
    created(&home, &["--case", "1"]);
    let add = |args: &[&str]| home.run(&[&["--json", "run", "add-cases", "2", "--project", "SHOP"], args].concat());
    let run = add(&["--case", "1", "--case", "3"]).expect(0).json()["run"].clone();
    assert_eq!((&run["number"], &run["results"]["total"]), (&json!(2), &json!(2)), "the case of the run stays one");
    assert!(add(&["--case", "3"]).expect(4).err.contains("has all of these cases"));
    add(&["--case", "99"]).expect(4);
    home.run(&["run", "close", "2", "--project", "SHOP"]).expect(0);
    add(&["--case", "2"]).expect(1);
    let tool = home.run(&["run", "add-cases", "1", "--project", "SHOP", "--case", "2"]).expect(1).err;
    assert!(!tool.is_empty());
}

#[test]
fn a_comparison_says_by_how_much_tests_are_slower() {
    let home = Home::new();
    for (file, time) in [("a.xml", "1.2"), ("b.xml", "3.4")] {
        home.file(file, &format!("<testsuite name='s'><testcase classname='c' name='Pays' time='{time}'/></testsuite>"));
        home.run(&["ingest", file, "--project", "SHOP"]).expect(0);
    }
    let text = home.run(&["compare", "--project", "SHOP", "--runs", "1", "2"]).expect(0).out.replace('\u{a0}', " ");
    assert!(text.contains("1.2 s → 3.4 s (+183 %)"), "{text}");
}
