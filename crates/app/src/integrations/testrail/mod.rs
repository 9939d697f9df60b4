//! Cases and runs of TestRail, read by its API and converted into the forms of its files. The import of files then plans,
//! previews and writes them.

pub mod import;
mod run;

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_integrations::testrail::{Content, Names, Section};

pub use run::{Files, RunFile, run_to_xml};

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
    let known: BTreeSet<i64> = content.sections.iter().map(|section| section.id).collect();
    for (id, name) in &content.suites {
        // The only suite of a project has no name. Others, also baselines, are levels of their own.
        let has_suites = !name.is_empty();
        if has_suites {
            out.push_str("<section>\n");
            element(&mut out, "name", name);
            out.push_str("<sections>\n");
        }
        // A section whose parent the account does not see, and a case of such a section, are at the top.
        let is_top = |section: &&Section| section.parent.is_none_or(|parent| !known.contains(&parent));
        for section in content.sections.iter().filter(is_top) {
            if section.suite == *id {
                write_section(&mut out, section, &below, &cases, &content.names, 0);
            }
        }
        let is_lost = |case: &&Value| case["section_id"].as_i64().is_none_or(|section| !known.contains(&section));
        let is_here = |case: &&Value| !has_suites || case["suite_id"].as_i64() == Some(*id);
        let lost = content.cases.iter().filter(|case| !is_deleted(case)).filter(is_lost).filter(is_here);
        out.push_str("<cases>\n");
        lost.for_each(|case| write_case(&mut out, case, &content.names));
        out.push_str("</cases>\n");
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use voluptas_formats::ReadOptions;
    use voluptas_formats::cases::{CaseFormat, read_cases};

    #[test]
    fn cases_of_the_api_read_as_those_of_the_export() {
        let section = |id, parent, name: &str| Section { id, suite: 0, parent, name: name.into(), description: None };
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
}
