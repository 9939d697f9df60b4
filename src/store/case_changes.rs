//! Changes of many cases at a bearable cost: only columns that differ are written, and the long fields of a case that stay the same
//! are neither copied nor turned into JSON.

use super::db::Param;
use crate::base::fold::fold;
use crate::domain::case::{Case, CaseContent};

/// Columns of a case whose values differ between two contents, with the new values. An index is written anew for each of its columns
/// that a statement names, whatever the value.
pub(super) fn columns<'c>(before: &CaseContent, after: &'c CaseContent) -> Vec<(&'static str, Param<'c>)> {
    let mut columns: Vec<(&'static str, Param<'c>)> = Vec::new();
    if before.title != after.title {
        columns.push(("title", after.title.trim().into()));
        columns.push(("title_fold", fold(&after.title).into()));
    }
    for (name, old, new) in [
        ("description", &before.description, &after.description),
        ("preconditions", &before.preconditions, &after.preconditions),
        ("postconditions", &before.postconditions, &after.postconditions),
        ("expected_result", &before.expected_result, &after.expected_result),
    ] {
        if old != new {
            columns.push((name, new.into()));
        }
    }
    for (name, old, new) in [
        ("severity", &before.severity, &after.severity),
        ("priority", &before.priority, &after.priority),
        ("kind", &before.kind, &after.kind),
        ("layer", &before.layer, &after.layer),
        ("behavior", &before.behavior, &after.behavior),
        ("automation", &before.automation, &after.automation),
        ("status", &before.status, &after.status),
    ] {
        if old != new {
            columns.push((name, new.into()));
        }
    }
    if before.is_flaky != after.is_flaky {
        columns.push(("is_flaky", after.is_flaky.into()));
    }
    if before.steps_type != after.steps_type {
        columns.push(("steps_type", after.steps_type.as_str().into()));
    }
    if before.parameters != after.parameters {
        columns.push(("parameters", Param::json(&after.parameters)));
    }
    if before.attachments != after.attachments {
        columns.push(("attachments", Param::json(&after.attachments)));
    }
    if before.links != after.links {
        columns.push(("links", super::cases::links(after)));
    }
    columns
}

/// True when the words by which a search finds the case differ.
pub(super) fn changes_words(before: &CaseContent, after: &CaseContent) -> bool {
    before.title != after.title || before.tags != after.tags || before.custom_fields != after.custom_fields
}

/// A copy of a content without the long fields that `keeps` does not name.
pub(super) fn slim_content(c: &CaseContent, keeps: &dyn Fn(&str) -> bool) -> CaseContent {
    let text = |name: &str, text: &Option<String>| if keeps(name) { text.clone() } else { None };
    CaseContent {
        title: c.title.clone(),
        description: text("description", &c.description),
        preconditions: text("preconditions", &c.preconditions),
        postconditions: text("postconditions", &c.postconditions),
        expected_result: text("expected_result", &c.expected_result),
        severity: c.severity.clone(),
        priority: c.priority.clone(),
        kind: c.kind.clone(),
        layer: c.layer.clone(),
        behavior: c.behavior.clone(),
        automation: c.automation.clone(),
        status: c.status.clone(),
        is_flaky: c.is_flaky,
        steps_type: c.steps_type,
        steps: if keeps("steps") { c.steps.clone() } else { Vec::new() },
        tags: c.tags.clone(),
        parameters: if keeps("parameters") { c.parameters.clone() } else { Vec::new() },
        custom_fields: c.custom_fields.clone(),
        attachments: if keeps("attachments") { c.attachments.clone() } else { Vec::new() },
        links: if keeps("links") { c.links.clone() } else { Vec::new() },
    }
}

/// A copy of a case without the long fields that `keeps` does not name.
pub(super) fn slim(case: &Case, keeps: &dyn Fn(&str) -> bool) -> Case {
    Case {
        id: case.id,
        project_id: case.project_id,
        number: case.number,
        suite_id: case.suite_id,
        position: case.position,
        further_suites: case.further_suites.clone(),
        content: slim_content(&case.content, keeps),
        review: case.review.clone(),
        created_ms: case.created_ms,
        updated_ms: case.updated_ms,
        deleted_ms: case.deleted_ms,
    }
}

/// Gives a case that was made by [`slim`] the long fields of another one that `keeps` did not name.
pub(super) fn fill(case: &mut Case, from: &Case, keeps: &dyn Fn(&str) -> bool) {
    let (to, from) = (&mut case.content, &from.content);
    for (name, to, from) in [
        ("description", &mut to.description, &from.description),
        ("preconditions", &mut to.preconditions, &from.preconditions),
        ("postconditions", &mut to.postconditions, &from.postconditions),
        ("expected_result", &mut to.expected_result, &from.expected_result),
    ] {
        if !keeps(name) {
            to.clone_from(from);
        }
    }
    if !keeps("steps") {
        to.steps.clone_from(&from.steps);
    }
    if !keeps("parameters") {
        to.parameters.clone_from(&from.parameters);
    }
    if !keeps("attachments") {
        to.attachments.clone_from(&from.attachments);
    }
    if !keeps("links") {
        to.links.clone_from(&from.links);
    }
}

/// True for the name of a long field in which two contents differ.
pub(super) fn differs(before: &CaseContent, after: &CaseContent, name: &str) -> bool {
    match name {
        "description" => before.description != after.description,
        "preconditions" => before.preconditions != after.preconditions,
        "postconditions" => before.postconditions != after.postconditions,
        "expected_result" => before.expected_result != after.expected_result,
        "steps" => before.steps != after.steps,
        "parameters" => before.parameters != after.parameters,
        "attachments" => before.attachments != after.attachments,
        "links" => before.links != after.links,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::Step;

    fn case(content: CaseContent) -> Case {
        Case {
            id: crate::domain::ids::CaseId(1),
            project_id: crate::domain::ids::ProjectId(1),
            number: 1,
            suite_id: None,
            position: 0,
            further_suites: Default::default(),
            content,
            review: None,
            created_ms: 0,
            updated_ms: 0,
            deleted_ms: None,
        }
    }

    /// A content with a text in every long field, told apart by `word`.
    fn long(word: &str) -> CaseContent {
        let text = || Some(word.to_owned());
        serde_json::from_value(serde_json::json!({
            "title": "Pay", "description": text(), "preconditions": text(), "postconditions": text(), "expected_result": text(),
            "steps": [{"action": word}], "parameters": [{"type": "single", "item": {"title": word, "values": [word]}}],
            "attachments": [{"hash": word, "filename": word}], "links": [{"url": format!("https://{word}.test")}],
        }))
        .unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn a_slim_case_gets_its_long_fields_back() {
        let whole = case(long("a"));
        let bare = slim(&whole, &|_| false);
        assert_eq!(bare.content, CaseContent { title: "Pay".into(), ..CaseContent::default() });
        for kept in ["none", "steps", "description", "links"] {
            let keeps = |name: &str| name == kept;
            let mut back = slim(&whole, &keeps);
            fill(&mut back, &whole, &keeps);
            assert_eq!(back, whole, "{kept}");
        }
        assert_eq!(slim(&whole, &|_| true), whole);
    }

    #[test]
    fn only_what_differs_is_written() {
        let names =
            |before: &CaseContent, after: &CaseContent| columns(before, after).into_iter().map(|(n, _)| n).collect::<Vec<_>>();
        let one = long("a");
        let other = long("b");
        assert_eq!(names(&one, &one), [""; 0]);
        let steps = CaseContent { steps: vec![Step::default()], ..one.clone() };
        assert_eq!(names(&one, &steps), [""; 0], "steps are rows of their own");
        let tags = CaseContent { tags: vec!["smoke".into()], ..one.clone() };
        assert!(names(&one, &tags).is_empty() && changes_words(&one, &tags) && !changes_words(&one, &steps));
        assert_eq!(
            names(&one, &other),
            ["description", "preconditions", "postconditions", "expected_result", "parameters", "attachments", "links"]
        );
        assert_eq!(names(&one, &CaseContent { title: "Paid".into(), ..one.clone() }), ["title", "title_fold"]);
        for name in
            ["description", "preconditions", "postconditions", "expected_result", "steps", "parameters", "attachments", "links"]
        {
            assert!(differs(&one, &other, name) && !differs(&one, &one, name), "{name}");
        }
    }
}
