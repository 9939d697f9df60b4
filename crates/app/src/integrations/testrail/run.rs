//! A run of TestRail by its API in the form of TestRail's own XML export, with the files of its results beside it.

use super::{element, is_name, words};
use serde_json::Value;
use std::collections::BTreeMap;
use voluptas_core::base::clock::to_iso;
use voluptas_formats::tool_results::ATTACHMENTS;
use voluptas_integrations::testrail::{Content, Names, Run};

/// Files of results by the result: name for people, and path beside the XML.
pub type Files = BTreeMap<i64, Vec<(String, String)>>;

/// Suite and sections of the cases of a project, by the case.
pub(super) fn places(content: &Content) -> BTreeMap<i64, Vec<String>> {
    let sections: BTreeMap<i64, _> = content.sections.iter().map(|section| (section.id, section)).collect();
    let suites: BTreeMap<i64, &str> = content.suites.iter().map(|(id, name)| (*id, name.as_str())).collect();
    let mut of_sections: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for case in &content.cases {
        let (Some(id), Some(section)) = (case["id"].as_i64(), case["section_id"].as_i64()) else { continue };
        let place = of_sections.entry(section).or_insert_with(|| {
            let mut path = Vec::new();
            let mut next = sections.get(&section);
            let suite = next.and_then(|section| suites.get(&section.suite)).copied().unwrap_or_default();
            while let Some(section) = next.filter(|_| path.len() <= super::DEEPEST) {
                path.push(section.name.clone());
                next = section.parent.and_then(|parent| sections.get(&parent));
            }
            path.extend(Some(suite.to_owned()).filter(|suite| !suite.is_empty()));
            path.reverse();
            path
        });
        found.insert(id, place.clone());
    }
    found
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

/// A time in seconds as ISO 8601.
fn moment(value: &Value) -> String {
    value.as_i64().and_then(|at| at.checked_mul(1000)).map(to_iso).unwrap_or_default()
}

/// Name of a user. One that was deleted is not in the list of users and is named by the number.
fn user(names: &Names, value: &Value) -> String {
    match value.as_i64() {
        Some(id) => names.users.get(&id).cloned().unwrap_or_else(|| format!("user {id}")),
        None => String::new(),
    }
}

/// Id of the status of a test that has no result.
const UNTESTED: i64 = 3;

/// True for a status that makes a result.
fn is_outcome(status: &Value) -> bool {
    status.as_i64().is_some_and(|id| id != UNTESTED)
}

/// Name of a status. The first five are those of every server, whose names a team may change.
fn status(names: &Names, value: &Value) -> String {
    match value.as_i64() {
        Some(1) => "passed".to_owned(),
        Some(2) => "blocked".to_owned(),
        Some(UNTESTED) => "untested".to_owned(),
        Some(4) => "retest".to_owned(),
        Some(5) => "failed".to_owned(),
        Some(id) => names.statuses.get(&id).cloned().unwrap_or_else(|| format!("status {id}")),
        None => String::new(),
    }
}

/// A run in the form of TestRail's export.
#[derive(Debug)]
pub struct RunFile {
    pub xml: String,
    /// Tests with a result.
    pub tested: usize,
}

/// Writes a run in the form of TestRail's export. `places` are the sections of its cases; `files` is `None` for a run without the files of
/// its results, which are to come later.
pub fn run_to_xml(run: &Run, names: &Names, places: &BTreeMap<i64, Vec<String>>, files: Option<&Files>) -> RunFile {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<run>\n");
    let about = &run.run;
    element(&mut out, "id", &about["id"].as_i64().map(|id| format!("R{id}")).unwrap_or_default());
    element(&mut out, "name", &title(about));
    element(&mut out, "url", text(about, "url"));
    element(&mut out, "config", text(about, "config"));
    let milestone = about["milestone_id"].as_i64().and_then(|id| names.milestones.get(&id));
    element(&mut out, "milestone", milestone.map_or("", String::as_str));
    element(&mut out, "createdon", &moment(&about["created_on"]));
    element(&mut out, "completedon", &moment(&about["completed_on"]));
    let count = files.map(|files| files.values().map(Vec::len).sum::<usize>().to_string());
    element(&mut out, ATTACHMENTS, count.as_deref().unwrap_or_default());
    let mut results: BTreeMap<i64, Vec<&Value>> = BTreeMap::new();
    for result in &run.results {
        results.entry(result["test_id"].as_i64().unwrap_or_default()).or_default().push(result);
    }
    out.push_str("<sections>\n");
    let mut open: &[String] = &[];
    let mut tested = 0;
    for test in &run.tests {
        let place = test["case_id"].as_i64().and_then(|case| places.get(&case)).map_or(&[][..], Vec::as_slice);
        if place != open {
            close(&mut out, open.len());
            for name in place {
                out.push_str("<section>\n");
                element(&mut out, "name", name);
            }
            open = place;
        }
        let of_test = test["id"].as_i64().and_then(|id| results.get(&id)).map_or(&[][..], Vec::as_slice);
        write_test(&mut out, test, of_test, names, files);
        tested += usize::from([test].iter().chain(of_test).any(|of| is_outcome(&of["status_id"])));
    }
    close(&mut out, open.len());
    out.push_str("</sections>\n</run>\n");
    RunFile { xml: out, tested }
}

/// The title of a run; that of a plan stands before.
pub(super) fn title(about: &Value) -> String {
    let parts = [text(about, "plan_name"), text(about, "name"), text(about, "config")];
    let mut kept: Vec<&str> = Vec::new();
    for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
        if !kept.contains(&part) {
            kept.push(part);
        }
    }
    if kept.is_empty() { about["id"].as_i64().map(|id| format!("R{id}")).unwrap_or_default() } else { kept.join(" – ") }
}

fn close(out: &mut String, levels: usize) {
    (0..levels).for_each(|_| out.push_str("</section>\n"));
}

fn write_test(out: &mut String, test: &Value, results: &[&Value], names: &Names, files: Option<&Files>) {
    out.push_str("<test>\n");
    element(out, "id", &test["id"].as_i64().map(|id| format!("T{id}")).unwrap_or_default());
    element(out, "title", text(test, "title"));
    element(out, "caseid", &test["case_id"].as_i64().map(|id| format!("C{id}")).unwrap_or_default());
    element(out, "status", &status(names, &test["status_id"]));
    element(out, "assignedto", &user(names, &test["assignedto_id"]));
    element(out, "references", text(test, "refs"));
    let word =
        |of: &BTreeMap<i64, String>, name: &str| test[name].as_i64().and_then(|id| of.get(&id)).cloned().unwrap_or_default();
    element(out, "type", &word(&names.types, "type_id"));
    element(out, "priority", &word(&names.priorities, "priority_id"));
    out.push_str("<changes>\n");
    for result in results {
        out.push_str("<change>\n");
        element(out, "createdon", &moment(&result["created_on"]));
        element(out, "createdby", &user(names, &result["created_by"]));
        element(out, "status", &status(names, &result["status_id"]));
        element(out, "assignedto", &user(names, &result["assignedto_id"]));
        for name in ["comment", "version", "elapsed", "defects"] {
            element(out, name, text(result, name));
        }
        out.push_str("<custom>\n");
        for (system, value) in result.as_object().into_iter().flatten() {
            let Some(name) = system.strip_prefix("custom_").filter(|name| is_name(name)) else { continue };
            match value {
                Value::Array(steps) if name == "step_results" => {
                    out.push_str("<step_results>\n");
                    for step in steps {
                        out.push_str("<step>\n");
                        for part in ["content", "expected", "actual"] {
                            element(out, part, text(step, part));
                        }
                        element(out, "status", &status(names, &step["status_id"]));
                        out.push_str("</step>\n");
                    }
                    out.push_str("</step_results>\n");
                }
                value => element(out, name, &words(value, names.fields.get(system).map(|(_, options)| options))),
            }
        }
        out.push_str("</custom>\n");
        if let Some(files) = result["id"].as_i64().and_then(|id| files?.get(&id)) {
            out.push_str("<attachments>\n");
            for (name, path) in files {
                out.push_str("<attachment>\n");
                element(out, "name", name);
                element(out, "path", path);
                out.push_str("</attachment>\n");
            }
            out.push_str("</attachments>\n");
        }
        out.push_str("</change>\n");
    }
    out.push_str("</changes>\n</test>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use voluptas_formats::tool_results::{Piece, ToolFormat, read};

    #[test]
    fn a_run_of_the_api_reads_as_one_of_the_export() {
        let run = Run {
            run: json!({ "id": 9, "name": "Nightly", "plan_name": "Release & more", "created_on": 1_795_000_000, "completed_on": 1_795_009_000,
                "config": "Chrome", "url": "https://team.example/index.php?/runs/view/9" }),
            tests: vec![
                json!({ "id": 1, "case_id": 42, "title": "Pay", "status_id": 5, "assignedto_id": 3 }),
                json!({ "id": 2, "case_id": 43, "title": "Later", "status_id": 3 }),
                json!({ "id": 3, "case_id": 44, "title": "Blocked", "status_id": 2 }),
                json!({ "id": 4, "case_id": 45, "title": "Odd", "status_id": 7 }),
            ],
            results: vec![
                json!({ "id": 12, "test_id": 1, "status_id": 5, "comment": "no <money>", "elapsed": "1m 5s", "created_on": 1_795_001_500,
                    "created_by": 99, "defects": "PAY-1, PAY-2", "version": "2.0",
                    "custom_step_results": [{ "content": "Open", "expected": "The form", "actual": "An error", "status_id": 5 }] }),
                json!({ "id": 11, "test_id": 1, "status_id": 1, "created_on": 1_795_001_200, "created_by": 3 }),
                json!({ "id": 10, "test_id": 1, "status_id": null, "comment": "assigned", "created_on": 1_795_001_100 }),
            ],
        };
        let names = Names {
            users: BTreeMap::from([(3, "Anna".into())]),
            statuses: BTreeMap::from([(7, "Won't fix".into())]),
            ..Names::default()
        };
        let places = BTreeMap::from([(42, vec!["Shop".to_owned(), "Cart".to_owned()]), (43, vec!["Shop".to_owned()])]);
        let files = Files::from([(12, vec![("screen.png".to_owned(), "5-screen.png".to_owned())])]);
        let RunFile { xml, tested } = run_to_xml(&run, &names, &places, Some(&files));
        assert_eq!(tested, 3);
        let Ok(Piece::Results(ToolFormat::Testrail, read)) = read("run.xml", xml.as_bytes()) else { panic!("{xml}") };
        assert_eq!(read.run.name.as_deref(), Some("Release & more – Nightly – Chrome"));
        assert_eq!(read.run.url.as_deref(), Some("https://team.example/index.php?/runs/view/9"));
        let fact = |name: &str, value: &str| read.run.environment.contains(&(name.to_owned(), value.to_owned()));
        assert!(fact("untested", "1") && fact(ATTACHMENTS, "1"), "{:?}", read.run.environment);
        let of: Vec<_> = read.attempts.iter().map(|a| (a.name.as_str(), a.status.slug(), a.suites.join("/"))).collect();
        assert_eq!(
            of,
            [
                ("Pay", "passed", "Shop/Cart".to_owned()),
                ("Pay", "failed", "Shop/Cart".to_owned()),
                ("Blocked", "blocked", String::new()),
                ("Odd", "won_t_fix", String::new())
            ]
        );
        let last = &read.attempts[1];
        assert_eq!((last.message.as_deref(), last.duration_ms), (Some("no <money>"), Some(65_000)));
        assert_eq!((last.label("testrail_case"), last.label("tester")), (Some("C42"), Some("user 99")), "a deleted user");
        assert_eq!((last.links.len(), last.files.len(), last.steps.len()), (2, 1, 1));
        assert_eq!(last.steps[0].step.status.slug(), "failed");
        assert_eq!(read.attempts[0].label("tester"), Some("Anna"));
        let without = run_to_xml(&run, &names, &places, None).xml;
        assert!(!without.contains("attachment"), "{without}");
    }
}
