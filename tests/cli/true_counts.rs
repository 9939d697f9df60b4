//! Small files in the shapes that test tools write, each with the numbers that it must give (`tests/samples/reports`).

use crate::support::{Ended, Home};
use regex::Regex;
use serde::Deserialize;
use serde_json::Value;
use std::path::PathBuf;

/// What an input of results must give: an object of `expected.json`.
#[derive(Deserialize)]
struct Expected {
    id: String,
    paths: Vec<String>,
    kind: String,
    tests: Option<i64>,
    passed: Option<i64>,
    failed: Option<i64>,
    broken: Option<i64>,
    #[serde(rename = "skipped")]
    not_run: Option<i64>,
    attempts: Option<i64>,
    flaky: Option<i64>,
    /// Other numbers that are right as well.
    either: Option<Value>,
    /// Exit codes of the ingest; 0 without.
    #[serde(default, deserialize_with = "one_or_several")]
    exit: Vec<i32>,
    /// Exit codes of the gate that allows no failure.
    #[serde(default, deserialize_with = "one_or_several")]
    gate: Vec<i32>,
    #[serde(default)]
    says: Vec<String>,
    #[serde(default)]
    silent: Vec<String>,
    #[serde(default)]
    must: Vec<Must>,
    #[serde(default)]
    before: Vec<String>,
    compare: Option<Value>,
    run_start: Option<String>,
    not_in_names: Option<Vec<String>>,
}

/// A value of a test, by its title.
#[derive(Deserialize)]
struct Must {
    title: String,
    field: String,
    value: Value,
}

fn one_or_several<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<i32>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Codes {
        One(i32),
        Several(Vec<i32>),
    }
    Ok(match Codes::deserialize(from)? {
        Codes::One(code) => vec![code],
        Codes::Several(codes) => codes,
    })
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples/reports")
}

fn ingest(home: &Home, paths: &[String], name: &str) -> Ended {
    let paths: Vec<String> = paths.iter().map(|path| folder().join(path).to_string_lossy().into_owned()).collect();
    let mut args = vec!["ingest"];
    args.extend(paths.iter().map(String::as_str));
    args.extend(["--project", "SHOP", "--run-name", name, "--json"]);
    home.run(&args)
}

/// What is wrong with the numbers of an input.
fn faults(expected: &Expected) -> Vec<String> {
    let home = Home::new();
    let mut faults = Vec::new();
    let mut check = |what: &str, is: String, must: String| {
        if is != must {
            faults.push(format!("{what}: {is}, not {must}"));
        }
    };
    let has_before = !expected.before.is_empty();
    if has_before {
        ingest(&home, &expected.before, "before");
    }
    let ended = ingest(&home, &expected.paths, "run");
    let exits = if expected.exit.is_empty() { &[0][..] } else { &expected.exit };
    check(
        "exit code",
        exits.contains(&ended.code).to_string(),
        format!("true ({} of {exits:?})", ended.code).replace("true (", "true").split_at(4).0.to_owned(),
    );
    let answer: Value = serde_json::from_str(&ended.out).unwrap_or_default();
    let number = |part: &str, name: &str| answer[part][name].as_i64().unwrap_or_default();
    let is_either = expected.either.as_ref().is_some_and(|other| {
        ["passed", "failed", "broken", "skipped"]
            .iter()
            .all(|name| other.get(*name).is_none_or(|n| n.as_i64() == Some(number("results", name))))
    });
    // Where no number of tests is given, the others are only zeros.
    if !is_either && let Some(tests) = expected.tests {
        check("tests", number("results", "total").to_string(), tests.to_string());
        for (name, n) in
            [("passed", expected.passed), ("failed", expected.failed), ("broken", expected.broken), ("skipped", expected.not_run)]
        {
            if let Some(n) = n {
                check(name, number("results", name).to_string(), n.to_string());
            }
        }
    }
    if let Some(attempts) = expected.attempts {
        check("attempts", number("attempts", "total").to_string(), attempts.to_string());
    }
    if !expected.gate.is_empty() {
        let gate = home.run(&["gate", "--project", "SHOP", "--max-failures", "0"]);
        check("gate", expected.gate.contains(&gate.code).to_string(), "true".to_owned());
    }
    home.run(&["report", "--project", "SHOP", "--format", "json", "--out", "report.json"]);
    let text = std::fs::read_to_string(home.path().join("report.json")).unwrap_or_default();
    let report: Value = serde_json::from_str(&text).unwrap_or_default();
    if let Some(flaky) = expected.flaky {
        check("flaky", report["run"]["flaky"].to_string(), flaky.to_string());
    }
    let said = format!("{}\n{}\n{text}", ended.out, ended.err);
    for pattern in &expected.says {
        check(&format!("says {pattern}"), Regex::new(pattern).expect(pattern).is_match(&said).to_string(), "true".to_owned());
    }
    for pattern in &expected.silent {
        let is_said =
            Regex::new(pattern).expect(pattern).is_match(&format!("{}\n{}", ended.out, ended.err).replace("files_not_read", ""));
        check(&format!("silent {pattern}"), is_said.to_string(), "false".to_owned());
    }
    let tests = report["tests"].as_array().cloned().unwrap_or_default();
    for Must { title, field, value } in &expected.must {
        let named: Vec<&Value> = tests
            .iter()
            .filter(|t| ["title", "full_name"].iter().any(|n| t[n].as_str().is_some_and(|n| n.contains(title.as_str()))))
            .collect();
        let right = named.iter().any(|test| match (&test[field.as_str()], value) {
            (Value::String(is), Value::String(must)) => must.split('|').any(|one| is.contains(one)),
            (Value::Array(is), must) => is.contains(must),
            (is, must) => is == must,
        });
        let is = named.iter().map(|test| test[field.as_str()].to_string()).collect::<Vec<_>>().join(", ");
        check(&format!("{field} of {title}"), if right { value.to_string() } else { is }, value.to_string());
    }
    if let Some(names) = &expected.not_in_names {
        for name in names {
            let is_there =
                tests.iter().any(|t| t["title"].to_string().contains(name) || t["full_name"].to_string().contains(name));
            check(&format!("{name} in names"), is_there.to_string(), "false".to_owned());
        }
    }
    if let Some(start) = &expected.run_start {
        let ms = report["run"]["start_ms"].as_i64().unwrap_or_default();
        let must: jiff::civil::DateTime = start.parse().expect("a time");
        // A time without a zone is that of the machine.
        let is = ms.rem_euclid(3_600_000) / 1000;
        check("start of the run", is.to_string(), (i64::from(must.minute()) * 60 + i64::from(must.second())).to_string());
    }
    if let Some(Value::Object(numbers)) = &expected.compare {
        let compared = home.run(&["compare", "--project", "SHOP", "--runs", "1", "2", "--json"]).json();
        for (name, n) in numbers {
            check(&format!("compare {name}"), compared["counts"][name].as_i64().unwrap_or_default().to_string(), n.to_string());
        }
    }
    faults
}

#[test]
fn every_file_of_results_gives_its_numbers() {
    let text = std::fs::read_to_string(folder().join("expected.json")).expect("expected.json");
    let expected: Vec<Expected> = serde_json::from_str(&text).expect("expected.json");
    let mut wrong = Vec::new();
    for one in expected.iter().filter(|one| one.kind == "results") {
        let faults = faults(one);
        if !faults.is_empty() {
            wrong.push(format!("{}: {}", one.id, faults.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{} inputs are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn an_ingest_says_how_many_tests_share_a_name() {
    let home = Home::new();
    let run = |path: &str, lang: &str| {
        let path = folder().join(path).to_string_lossy().into_owned();
        home.run(&["ingest", &path, "--project", "SHOP", "--lang", lang]).expect(0).out
    };
    let english = run("01-equal-names/junit-shards", "en");
    assert!(english.contains("Tests that share a name with another one: 6; told apart by their place alone: 0"), "{english}");
    let russian = run("17-reruns/TEST-shop.GradleRetry.xml", "ru");
    assert!(russian.contains("Попыток, принятых за повторы только по имени: 1"), "{russian}");
}
