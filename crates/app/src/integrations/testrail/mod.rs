//! Cases and runs of TestRail by its API, in the forms of its files: what follows is the import of files with its plan and preview.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use voluptas_core::base::clock::to_iso;
use voluptas_integrations::testrail::{Content, Names, Run, Section};

/// Text of an element without characters that XML cannot have.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\r' => {}
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

fn element(out: &mut String, name: &str, text: &str) {
    if !text.is_empty() {
        out.push_str(&format!("<{name}>{}</{name}>\n", escaped(text)));
    }
}

/// A name that an element can have.
fn is_name(name: &str) -> bool {
    name.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

/// The cases of a project in the form of TestRail's own XML export.
pub fn to_xml(content: &Content) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<suites>\n<sections>\n");
    let mut below: BTreeMap<Option<i64>, Vec<&Section>> = BTreeMap::new();
    for section in &content.sections {
        below.entry(section.parent).or_default().push(section);
    }
    let mut cases: BTreeMap<i64, Vec<&Value>> = BTreeMap::new();
    for case in content.cases.iter().filter(|case| !is_deleted(case)) {
        cases.entry(case["section_id"].as_i64().unwrap_or_default()).or_default().push(case);
    }
    let has_suites = content.suites.len() > 1;
    for (id, name) in &content.suites {
        if has_suites {
            out.push_str("<section>\n");
            element(&mut out, "name", name);
            out.push_str("<sections>\n");
        }
        for section in below.get(&None).into_iter().flatten() {
            let is_here = !has_suites || suite_of(section, &cases, &below) == Some(*id);
            if is_here {
                write_section(&mut out, section, &below, &cases, &content.names, 0);
            }
        }
        if has_suites {
            out.push_str("</sections>\n</section>\n");
        }
    }
    out.push_str("</sections>\n</suites>\n");
    out
}

fn is_deleted(case: &Value) -> bool {
    case["is_deleted"] == 1 || case["is_deleted"] == true
}

/// The suite of a section, by its first case.
fn suite_of(section: &Section, cases: &BTreeMap<i64, Vec<&Value>>, below: &BTreeMap<Option<i64>, Vec<&Section>>) -> Option<i64> {
    let own = cases.get(&section.id).and_then(|cases| cases.first()?["suite_id"].as_i64());
    own.or_else(|| below.get(&Some(section.id))?.iter().find_map(|inner| suite_of(inner, cases, below)))
}

/// Depth of sections that is followed: TestRail's own pages show no more.
const DEEPEST: usize = 50;

fn write_section(
    out: &mut String,
    section: &Section,
    below: &BTreeMap<Option<i64>, Vec<&Section>>,
    cases: &BTreeMap<i64, Vec<&Value>>,
    names: &Names,
    depth: usize,
) {
    out.push_str("<section>\n");
    element(out, "name", &section.name);
    element(out, "description", section.description.as_deref().unwrap_or_default());
    if let Some(cases) = cases.get(&section.id) {
        out.push_str("<cases>\n");
        cases.iter().for_each(|case| write_case(out, case, names));
        out.push_str("</cases>\n");
    }
    if let Some(inner) = below.get(&Some(section.id)).filter(|_| depth < DEEPEST) {
        out.push_str("<sections>\n");
        inner.iter().for_each(|section| write_section(out, section, below, cases, names, depth + 1));
        out.push_str("</sections>\n");
    }
    out.push_str("</section>\n");
}

fn write_case(out: &mut String, case: &Value, names: &Names) {
    let text = |name: &str| case[name].as_str().unwrap_or_default().to_owned();
    let word =
        |of: &BTreeMap<i64, String>, name: &str| case[name].as_i64().and_then(|id| of.get(&id)).cloned().unwrap_or_default();
    out.push_str("<case>\n");
    element(out, "id", &case["id"].as_i64().map(|id| format!("C{id}")).unwrap_or_default());
    element(out, "title", &text("title"));
    element(out, "template", &word(&names.templates, "template_id"));
    element(out, "type", &word(&names.types, "type_id"));
    element(out, "priority", &word(&names.priorities, "priority_id"));
    element(out, "estimate", &text("estimate"));
    element(out, "references", &text("refs"));
    element(out, "milestone", &word(&names.milestones, "milestone_id"));
    out.push_str("<custom>\n");
    for (system, value) in case.as_object().into_iter().flatten() {
        let Some(name) = system.strip_prefix("custom_").filter(|name| is_name(name)) else { continue };
        match value {
            Value::Array(steps) if name == "steps_separated" => {
                out.push_str("<steps_separated>\n");
                for (i, step) in steps.iter().enumerate() {
                    out.push_str("<step>\n");
                    element(out, "index", &(i + 1).to_string());
                    for part in ["content", "expected", "additional_info", "refs"] {
                        element(out, part, step[part].as_str().unwrap_or_default());
                    }
                    out.push_str("</step>\n");
                }
                out.push_str("</steps_separated>\n");
            }
            value => element(out, name, &words(value, names.fields.get(system).map(|(_, options)| options))),
        }
    }
    out.push_str("</custom>\n</case>\n");
}

/// A value of a custom field in words.
fn words(value: &Value, options: Option<&BTreeMap<String, String>>) -> String {
    let word = |text: String| options.and_then(|options| options.get(&text).cloned()).unwrap_or(text);
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => word(number.to_string()),
        Value::Bool(yes) => (if *yes { "yes" } else { "no" }).to_owned(),
        Value::Array(values) => values.iter().map(|value| words(value, options)).collect::<Vec<_>>().join(", "),
        Value::Object(_) => value.to_string(),
    }
}

/// The statuses of TestRail that every server has, by id.
fn outcome(status: i64, name: &str) -> &'static str {
    match status {
        1 => "passed",
        2 => "blocked",
        4 => "pending",
        5 => "failed",
        _ if name.to_lowercase().contains("fail") => "failed",
        _ if name.to_lowercase().contains("pass") => "passed",
        _ if name.to_lowercase().contains("skip") || name.to_lowercase().contains("n/a") => "skipped",
        _ => "other",
    }
}

/// A run of TestRail in the Common Test Report Format: one entry for each test that was executed, with its latest result.
pub fn to_ctrf(run: &Run, names: &Names) -> Value {
    // Results come newest first.
    let mut latest: BTreeMap<i64, &Value> = BTreeMap::new();
    for result in run.results.iter().filter(|result| result["status_id"].is_i64()) {
        latest.entry(result["test_id"].as_i64().unwrap_or_default()).or_insert(result);
    }
    let mut tests = Vec::new();
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for test in &run.tests {
        let status = test["status_id"].as_i64().unwrap_or(3);
        // 3 is "untested".
        if status == 3 {
            continue;
        }
        let result = test["id"].as_i64().and_then(|id| latest.get(&id));
        let outcome = outcome(status, names.statuses.get(&status).map_or("", String::as_str));
        *counts.entry(outcome).or_default() += 1;
        let created = result.and_then(|result| result["created_on"].as_i64()).map(|at| at * 1000);
        let by = result.and_then(|result| names.users.get(&result["created_by"].as_i64()?));
        tests.push(json!({
            "name": test["title"], "status": outcome,
            "duration": result.map_or(0, |result| seconds(result["elapsed"].as_str().unwrap_or_default()) * 1000),
            "message": result.and_then(|result| result["comment"].as_str()),
            "stop": created,
            "extra": {
                "testrail_case": test["case_id"].as_i64().map(|id| format!("C{id}")), "tester": by,
                "defects": result.and_then(|result| result["defects"].as_str()), "at": created.map(to_iso),
            },
        }));
    }
    let of = |name: &str| counts.get(name).copied().unwrap_or(0);
    let time = |name: &str| run.run[name].as_i64().map_or(0, |at| at * 1000);
    json!({
        "reportFormat": "CTRF", "specVersion": "0.0.0",
        "results": {
            "tool": { "name": "TestRail" },
            "summary": {
                "tests": tests.len(), "passed": of("passed"), "failed": of("failed"), "pending": of("pending"),
                "skipped": of("skipped"), "other": of("other") + of("blocked"),
                "start": time("created_on"), "stop": time("completed_on").max(time("created_on")),
            },
            "tests": tests,
        },
    })
}

/// `1h 2m 3s` in seconds.
fn seconds(text: &str) -> i64 {
    let part = |part: &str| {
        let (number, unit) = part.split_at(part.len().saturating_sub(part.chars().last().map_or(0, char::len_utf8)));
        let number: i64 = number.parse().ok()?;
        let unit = match unit {
            "w" => 5 * 8 * 3600,
            "d" => 8 * 3600,
            "h" => 3600,
            "m" => 60,
            "s" => 1,
            _ => return None,
        };
        number.checked_mul(unit)
    };
    text.split_whitespace().filter_map(part).fold(0, i64::saturating_add).min(10 * 365 * 86_400)
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_formats::ReadOptions;
    use voluptas_formats::cases::{CaseFormat, read_cases};

    #[test]
    fn cases_of_the_api_read_as_those_of_the_export() {
        let section = |id, parent, name: &str| Section { id, parent, name: name.into(), description: None };
        let content = Content {
            names: Names {
                priorities: BTreeMap::from([(4, "High".into())]),
                types: BTreeMap::from([(7, "Functional".into())]),
                fields: BTreeMap::from([(
                    "custom_browser".into(),
                    ("Browser".into(), BTreeMap::from([("1".into(), "Chrome".into()), ("2".into(), "Firefox".into())])),
                )]),
                ..Names::default()
            },
            suites: vec![(0, String::new())],
            sections: vec![section(1, None, "Shop & more"), section(2, Some(1), "Оплата <1>")],
            cases: vec![json!({
                "id": 42, "title": "Pay \u{1} by card", "section_id": 2, "type_id": 7, "priority_id": 4, "refs": "PAY-1,PAY-2",
                "custom_preconds": "A card", "custom_browser": [1, 2],
                "custom_steps_separated": [{ "content": "Open", "expected": "The form" }, { "content": "Pay", "expected": "" }],
            })],
        };
        let xml = to_xml(&content);
        let file = read_cases("api.xml", xml.as_bytes(), Some(CaseFormat::TestRail), &ReadOptions::default()).expect("read");
        let row = &file.rows[0];
        assert_eq!(row.suite.iter().map(|name| name.title.as_str()).collect::<Vec<_>>(), ["Shop & more", "Оплата <1>"]);
        assert_eq!((row.external_id(), row.content.title.as_str()), (Some("C42"), "Pay  by card"));
        assert_eq!((row.content.priority.as_str(), row.content.steps.len()), ("high", 2));
        assert_eq!(row.content.steps[0].expected.as_deref(), Some("The form"));
        assert_eq!(row.content.custom_fields["browser"], "Chrome, Firefox");
        assert_eq!(row.content.custom_fields["References"], "PAY-1,PAY-2");
    }

    #[test]
    fn a_run_has_the_latest_result_of_each_executed_test() {
        let run = Run {
            run: json!({ "created_on": 1000, "completed_on": 2000 }),
            tests: vec![
                json!({ "id": 1, "case_id": 42, "title": "Pay", "status_id": 5 }),
                json!({ "id": 2, "case_id": 43, "title": "Later", "status_id": 3 }),
                json!({ "id": 3, "case_id": 44, "title": "Blocked", "status_id": 2 }),
            ],
            results: vec![
                json!({ "test_id": 1, "status_id": 5, "comment": "no money", "elapsed": "1m 5s", "created_on": 1500 }),
                json!({ "test_id": 1, "status_id": 1, "created_on": 1200 }),
            ],
        };
        let report = to_ctrf(&run, &Names::default());
        let tests = report["results"]["tests"].as_array().expect("tests");
        assert_eq!(tests.len(), 2);
        assert_eq!(
            (&tests[0]["status"], &tests[0]["duration"], &tests[0]["message"]),
            (&json!("failed"), &json!(65_000), &json!("no money"))
        );
        assert_eq!(tests[0]["extra"]["testrail_case"], "C42");
        assert_eq!(seconds("2h 1x"), 7200);
    }
}
