//! Changes of many cases at a bearable cost: only columns that differ are written, and only fields that differ become JSON.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::db::Param;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::case::CaseContent;

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
        columns.push(("links", super::case_columns::links(after)));
    }
    columns
}

/// True when the words by which a search finds the case differ.
pub(super) fn changes_words(before: &CaseContent, after: &CaseContent) -> bool {
    before.title != after.title || before.tags != after.tags || before.custom_fields != after.custom_fields
}

/// Fields of a content by the names of its JSON, but for the custom fields.
macro_rules! for_each_field {
    ($run:ident) => {
        $run! {
            title, description, preconditions, postconditions, expected_result, severity, priority, kind, layer, behavior,
            automation, status, is_flaky, steps_type, steps, tags, parameters, attachments, links
        }
    };
}

/// Name of the field that has a value by title of a custom field.
const CUSTOM: &str = "custom_fields";

/// The recorded form of the fields in which two contents differ: the values before and after. Equals what
/// [`super::changes::difference`] makes of the cases, which would turn every field of both into JSON first.
pub(super) fn difference(before: &CaseContent, after: &CaseContent) -> (Value, Value) {
    let (mut old, mut new) = (Map::new(), Map::new());
    macro_rules! put {
        ($($name:ident),+) => {$(
            if before.$name != after.$name {
                for (side, content) in [(&mut old, before), (&mut new, after)] {
                    match value(content, stringify!($name)) {
                        None | Some(Value::Null) => {}
                        Some(value) => _ = side.insert(stringify!($name).to_owned(), value),
                    }
                }
            }
        )+};
    }
    for_each_field!(put);
    if before.custom_fields != after.custom_fields {
        for (side, own, other) in [(&mut old, before, after), (&mut new, after, before)] {
            let differs = |(title, value): &(&String, &String)| other.custom_fields.get(*title) != Some(*value);
            let fields: Map<String, Value> =
                own.custom_fields.iter().filter(differs).map(|(title, value)| (title.clone(), json!(value))).collect();
            if !fields.is_empty() {
                side.insert(CUSTOM.to_owned(), fields.into());
            }
        }
    }
    (old.into(), new.into())
}

/// The value of a field by its name in the history; null for an absent one, `None` for a name that is no field of the content.
pub(super) fn value(content: &CaseContent, name: &str) -> Option<Value> {
    if let Some(title) = custom_title(name) {
        return Some(json!(content.custom_fields.get(title)));
    }
    // A blank list of links is left out of the JSON.
    if name == "links" && content.links.is_empty() {
        return Some(Value::Null);
    }
    macro_rules! find {
        ($($name:ident),+) => {
            match name {
                $(stringify!($name) => Some(json!(content.$name)),)+
                _ => None,
            }
        };
    }
    for_each_field!(find)
}

/// Sets a field by its name in the history; null is the default. False for a name that is no field of the content, and for a value
/// that the field cannot have.
pub(super) fn set(content: &mut CaseContent, name: &str, value: &Value) -> bool {
    if let Some(title) = custom_title(name) {
        match value.as_str() {
            Some(text) => _ = content.custom_fields.insert(title.to_owned(), text.to_owned()),
            None => _ = content.custom_fields.remove(title),
        }
        return value.is_null() || value.is_string();
    }
    macro_rules! take {
        ($($name:ident),+) => {
            match name {
                $(stringify!($name) => match read(value) {
                    Some(read) => {
                        content.$name = read;
                        true
                    }
                    None => false,
                },)+
                _ => false,
            }
        };
    }
    for_each_field!(take)
}

fn read<T: DeserializeOwned + Default>(value: &Value) -> Option<T> {
    if value.is_null() { Some(T::default()) } else { T::deserialize(value).ok() }
}

fn custom_title(name: &str) -> Option<&str> {
    name.strip_prefix(CUSTOM)?.strip_prefix('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::changes;
    use voluptas_core::domain::case::Case;

    fn case(content: CaseContent) -> Case {
        Case {
            id: voluptas_core::domain::ids::CaseId(1),
            project_id: voluptas_core::domain::ids::ProjectId(1),
            number: 1,
            suite_id: None,
            position: 0,
            further_suites: Default::default(),
            milestone_id: None,
            content,
            review: None,
            created_ms: 0,
            updated_ms: 0,
            deleted_ms: None,
        }
    }

    /// A content with a value in every field, told apart by `word`.
    fn content(word: &str) -> CaseContent {
        serde_json::from_value(json!({
            "title": word, "description": word, "preconditions": word, "postconditions": word, "expected_result": word,
            "severity": word, "priority": word, "kind": word, "layer": word, "behavior": word, "automation": word, "status": word,
            "is_flaky": word == "b", "steps_type": if word == "b" { "gherkin" } else { "classic" },
            "steps": [{"action": word}], "tags": [word], "custom_fields": {word: word, "both": word, "same": "same"},
            "attachments": [{"hash": word, "filename": word}], "links": [{"url": format!("https://{word}.test")}],
        }))
        .unwrap_or_else(|e| panic!("{e}"))
    }

    /// Each content with one field of the other.
    fn mixed(one: &CaseContent, other: &CaseContent) -> Vec<CaseContent> {
        let names = changes::fields_of(&json!(case(other.clone()))).into_keys().filter(|name| name != "position");
        let mix = |name: String| {
            let mut mixed = one.clone();
            assert!(set(&mut mixed, &name, &value(other, &name).expect("a field of the content")), "{name}");
            mixed
        };
        names.map(mix).collect()
    }

    #[test]
    fn the_difference_is_the_one_that_the_history_has() {
        let (a, b, blank) = (content("a"), content("b"), CaseContent::default());
        let mut pairs = vec![(a.clone(), b.clone()), (a.clone(), blank.clone()), (blank, b.clone()), (a.clone(), a.clone())];
        pairs.extend(mixed(&a, &b).into_iter().map(|mixed| (a.clone(), mixed)));
        assert!(pairs.len() > 20, "{}", pairs.len());
        for (before, after) in pairs {
            let whole = changes::difference(&case(before.clone()), &case(after.clone()));
            assert_eq!(difference(&before, &after), whole, "{before:?} {after:?}");
        }
    }

    #[test]
    fn values_are_those_of_the_whole_case_and_come_back() {
        for of in [content("a"), CaseContent::default()] {
            let whole = changes::fields_of(&json!(case(of.clone())));
            let mut back = content("b");
            back.custom_fields.clear();
            let names = changes::fields_of(&json!(case(content("b")))).into_keys().chain(whole.keys().cloned());
            for name in names.filter(|name| name != "position") {
                assert_eq!(value(&of, &name), Some(whole.get(&name).cloned().unwrap_or_default()), "{name}");
                assert!(set(&mut back, &name, &value(&of, &name).unwrap_or_default()), "{name}");
            }
            assert_eq!(back, of);
        }
        let mut content = content("a");
        for name in ["suite_id", "position", "further_suites/7", "review", "custom_fields"] {
            assert_eq!(value(&content, name), None, "{name}");
            assert!(!set(&mut content, name, &json!(1)), "{name}");
        }
        assert!(!set(&mut content, "steps", &json!("no list")));
    }

    #[test]
    fn only_what_differs_is_written() {
        let names =
            |before: &CaseContent, after: &CaseContent| columns(before, after).into_iter().map(|(n, _)| n).collect::<Vec<_>>();
        let (one, other) = (content("a"), content("b"));
        assert_eq!(names(&one, &one), [""; 0]);
        let steps = CaseContent { steps: other.steps.clone(), ..one.clone() };
        assert_eq!(names(&one, &steps), [""; 0], "steps are rows of their own");
        let tags = CaseContent { tags: other.tags.clone(), ..one.clone() };
        assert!(names(&one, &tags).is_empty() && changes_words(&one, &tags) && !changes_words(&one, &steps));
        assert_eq!(names(&one, &CaseContent { title: "Paid".into(), ..one.clone() }), ["title", "title_fold"]);
        let all = names(&one, &other);
        assert_eq!(all.len(), 17, "{all:?}");
    }
}
