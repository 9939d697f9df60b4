//! Small files in the shapes of test management tools, each with what its cases must have (`tests/samples/reports`).

use crate::support::{Ended, Home};
use regex::Regex;
use serde::Deserialize;
use serde_json::Value;
use std::path::PathBuf;

/// What an input of cases must give: an object of `expected.json`.
#[derive(Deserialize)]
struct Expected {
    id: String,
    paths: Vec<String>,
    kind: String,
    cases: Option<usize>,
    #[serde(default)]
    must: Vec<Must>,
    #[serde(default)]
    says: Vec<String>,
    /// What is said where a value of `must` is not imported.
    #[serde(default)]
    or_says: Vec<String>,
    /// Format of an export that another project imports.
    round_trip: Option<String>,
}

/// A value of a case, by its title.
#[derive(Deserialize)]
struct Must {
    title: String,
    field: String,
    value: Value,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples/reports")
}

fn import(home: &Home, file: &str, project: &str) -> Ended {
    home.run(&["cases", "import", file, "--project", project, "--create-project", "--json"])
}

/// The cases of a project, as the JSON of an export has them.
fn exported(home: &Home, project: &str) -> Vec<Value> {
    home.run(&["cases", "export", "all.json", "--project", project]).expect(0);
    let text = std::fs::read_to_string(home.path().join("all.json")).expect("an export");
    let file: Value = serde_json::from_str(&text).expect("JSON");
    file["cases"].as_array().cloned().unwrap_or_default()
}

/// Every text of a value.
fn texts(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Array(all) => all.iter().for_each(|value| texts(value, out)),
        Value::Object(all) => all.values().for_each(|value| texts(value, out)),
        Value::String(text) => out.push(text.clone()),
        other => out.push(other.to_string()),
    }
}

/// The values of a field of a case, as texts.
fn values(case: &Value, field: &str) -> Vec<String> {
    let mut out = Vec::new();
    let step = |number: &str, part: &str| {
        let at: usize = number.parse::<usize>().expect("a number") - 1;
        case["steps"][at][part].clone()
    };
    match field.split_once(' ') {
        Some(("step", number)) => texts(&step(number, "action"), &mut out),
        Some(("expected", number)) => texts(&step(number, "expected"), &mut out),
        Some(("data", number)) => texts(&step(number, "data"), &mut out),
        Some(("param", name)) => {
            for parameter in case["parameters"].as_array().into_iter().flatten() {
                let items = parameter["items"].as_array().cloned().unwrap_or_else(|| vec![parameter["item"].clone()]);
                items.iter().filter(|item| item["title"] == name).for_each(|item| texts(&item["values"], &mut out));
            }
        }
        _ => match field {
            "steps" => out.push(case["steps"].as_array().map_or(0, Vec::len).to_string()),
            "gherkin" => texts(&case["steps"][0]["action"], &mut out),
            "suite" => {
                let mut titles = Vec::new();
                texts(&case["suite"], &mut titles);
                out.push(titles.join(" / "));
            }
            "*" => texts(case, &mut out),
            field => texts(&case[field], &mut out),
        },
    }
    out
}

/// True when a case of the title has the value.
fn has(cases: &[Value], must: &Must) -> bool {
    let value = match &must.value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    cases.iter().filter(|case| case["title"] == must.title.as_str()).any(|case| {
        let mut is = values(case, &must.field);
        if must.field == "*" {
            return is.iter().any(|text| text.contains(&value));
        }
        let mut wanted: Vec<&str> = if is.len() > 1 { value.split('|').collect() } else { vec![&value] };
        is.sort();
        wanted.sort_unstable();
        is == wanted
    })
}

/// What is wrong with the cases of an input.
fn faults(expected: &Expected) -> Vec<String> {
    let home = Home::new();
    let path = folder().join(&expected.paths[0]).to_string_lossy().into_owned();
    let ended = import(&home, &path, "SHOP");
    let said = format!("{}\n{}", ended.out, ended.err);
    let says = |pattern: &String| Regex::new(pattern).expect(pattern).is_match(&said);
    let mut faults = Vec::new();
    let mut check = |cases: &[Value], place: &str| {
        if let Some(count) = expected.cases.filter(|count| *count != cases.len()) {
            faults.push(format!("{place}: {} cases, not {count}", cases.len()));
        }
        for must in expected.must.iter().filter(|must| !has(cases, must)) {
            let is: Vec<_> = cases.iter().filter(|case| case["title"] == must.title.as_str()).collect();
            if !expected.or_says.iter().any(says) {
                faults.push(format!("{place}: {} of {}: {} is missing in {is:?}", must.field, must.title, must.value));
            }
        }
    };
    let cases = exported(&home, "SHOP");
    check(&cases, "import");
    if let Some(format) = &expected.round_trip {
        home.run(&["cases", "export", "again", "--project", "SHOP", "--format", format]).expect(0);
        import(&home, "again", "BACK").expect(0);
        check(&exported(&home, "BACK"), "round trip");
    }
    faults.extend(expected.says.iter().filter(|pattern| !says(pattern)).map(|pattern| format!("{pattern} is not said: {said}")));
    // The next import of the same file finds every case.
    let again = import(&home, &path, "SHOP").json();
    if again["created"] != 0 || again["updated"] != 0 {
        faults.push(format!("the second import changes cases: {again}"));
    }
    faults
}

#[test]
fn every_file_of_cases_gives_its_values() {
    let text = std::fs::read_to_string(folder().join("expected.json")).expect("expected.json");
    let all: Vec<Value> = serde_json::from_str(&text).expect("expected.json");
    let of_cases = all.into_iter().filter(|one| one["kind"] == "cases");
    let expected: Vec<Expected> = of_cases.map(|one| serde_json::from_value(one).expect("an input")).collect();
    assert_eq!((expected.len(), expected.iter().all(|one| one.kind == "cases")), (12, true));
    let wrong: Vec<String> = expected
        .iter()
        .map(|one| (one, faults(one)))
        .filter(|(_, faults)| !faults.is_empty())
        .map(|(one, faults)| format!("{}: {}", one.id, faults.join("; ")))
        .collect();
    assert!(wrong.is_empty(), "{} inputs are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The id of the source finds the case after title and suite have changed, and an id that the project lacks is another case.
#[test]
fn an_id_of_another_tool_finds_its_case_at_the_next_import() {
    let home = Home::new();
    home.file("a.csv", "ID,Title,Section\nC1,Pay,Cart\nC2,Pay,Cart\n");
    let counts = |answer: &Value| ["created", "updated", "unchanged"].map(|name| answer[name].as_u64().unwrap_or(9));
    assert_eq!(counts(&import(&home, "a.csv", "SHOP").expect(0).json()), [2, 0, 0]);
    home.file("b.csv", "ID,Title,Section,Priority\nC2,Pay by card,Basket,High\nC3,Pay,Cart,\n");
    assert_eq!(counts(&import(&home, "b.csv", "SHOP").expect(0).json()), [1, 1, 0]);
    let cases = exported(&home, "SHOP");
    let of = |id: &str| cases.iter().find(|case| case["custom_fields"]["External ID"] == id).expect(id);
    assert_eq!((of("C2")["priority"].as_str(), of("C1")["priority"].as_str(), cases.len()), (Some("high"), Some("undefined"), 3));
    home.run(&["cases", "export", "q.csv", "--project", "SHOP", "--format", "qase-csv"]).expect(0);
    assert_eq!(counts(&import(&home, "q.csv", "SHOP").expect(0).json()), [0, 0, 3], "an export finds its own cases");
    assert_eq!(counts(&import(&home, "q.csv", "OTHER").expect(0).json()), [3, 0, 0]);
}
