//! The fields of a case as a form shows them and as a person has typed them.

use super::tree::Suites;
use crate::error::ApiError;
use crate::options::ENUMERATIONS;
use crate::web::form::Form;
use crate::web::page_request::sentence as reason;
use crate::web::wrong_fields;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_i18n::Tr;

/// Texts of a case that stand in boxes of their own, with the keys of their names.
pub const TEXTS: [(&str, &str); 4] = [
    ("preconditions", "gui-case-preconditions"),
    ("description", "gui-case-description"),
    ("expected_result", "gui-case-expected-result"),
    ("postconditions", "gui-case-postconditions"),
];

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepInput {
    pub action: String,
    pub expected: String,
    pub data: String,
    /// Hash of the shared steps that stand here.
    pub shared: String,
    /// Parts of the step that the form keeps without showing them, as JSON: its files and the steps inside.
    pub kept: String,
}

impl StepInput {
    fn of(step: &Value) -> Self {
        let text = |name: &str| step[name].as_str().unwrap_or_default().to_owned();
        let is_blank = |name: &str| step[name].as_array().is_none_or(Vec::is_empty);
        let kept = if is_blank("attachments") && is_blank("steps") {
            String::new()
        } else {
            json!({ "attachments": step["attachments"], "steps": step["steps"] }).to_string()
        };
        Self { action: text("action"), expected: text("expected"), data: text("data"), shared: text("shared"), kept }
    }

    fn kept_parts(&self) -> Map<String, Value> {
        serde_json::from_str(&self.kept).unwrap_or_default()
    }

    /// Steps inside, to show: number and text of each.
    pub fn inside(&self, number: usize) -> Vec<(String, String, String)> {
        fn add(steps: &Value, before: &str, found: &mut Vec<(String, String, String)>) {
            for (i, step) in steps.as_array().into_iter().flatten().enumerate() {
                let number = format!("{before}.{}", i + 1);
                let text = |name: &str| step[name].as_str().unwrap_or_default().to_owned();
                found.push((number.clone(), text("action"), text("expected")));
                if before.len() < 40 {
                    add(&step["steps"], &number, found);
                }
            }
        }
        let (parts, mut found) = (self.kept_parts(), Vec::new());
        add(parts.get("steps").unwrap_or(&Value::Null), &number.to_string(), &mut found);
        found
    }

    /// Number of its files.
    pub fn files(&self) -> usize {
        self.kept_parts().get("attachments").and_then(Value::as_array).map_or(0, Vec::len)
    }

    fn is_blank(&self) -> bool {
        let texts = [&self.action, &self.expected, &self.data, &self.shared, &self.kept];
        texts.into_iter().all(|text| text.trim().is_empty())
    }

    fn object(&self) -> Value {
        let optional = |text: &str| if text.trim().is_empty() { Value::Null } else { text.into() };
        let mut object = self.kept_parts();
        object.retain(|name, _| matches!(name.as_str(), "attachments" | "steps"));
        object.insert("action".into(), self.action.as_str().into());
        object.insert("expected".into(), optional(&self.expected));
        object.insert("data".into(), optional(&self.data));
        object.insert("shared".into(), optional(&self.shared));
        object.into()
    }
}

/// The fields of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseInput {
    pub title: String,
    /// With commas between.
    pub tags: String,
    /// Path of the suite; blank at the root.
    pub suite: String,
    /// Paths of the further suites.
    pub further: Vec<String>,
    /// By the names of [`TEXTS`].
    pub texts: BTreeMap<&'static str, String>,
    /// By the names of the enumerations.
    pub words: BTreeMap<&'static str, String>,
    /// Number of the milestone; blank without one.
    pub milestone: String,
    pub is_flaky: bool,
    /// Values of custom fields by title.
    pub custom: BTreeMap<String, String>,
    pub steps: Vec<StepInput>,
    /// Marks of the values that the form began with, as JSON by field; blank for a new case. See [`touched`].
    pub base: String,
}

/// Start of the names of custom fields in the form.
const CUSTOM: &str = "field:";

impl CaseInput {
    /// The fields of a stored case. `fields` are the titles of the custom fields of the project.
    pub fn of(object: &Value, suites: &Suites, fields: &[String]) -> Self {
        let text = |name: &str| object[name].as_str().unwrap_or_default().to_owned();
        let tags: Vec<&str> = object["tags"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let further = object["further_suites"].as_array().into_iter().flatten();
        let custom =
            |title: &String| (title.clone(), object["custom_fields"][title.as_str()].as_str().unwrap_or_default().to_owned());
        let mut stored = Self {
            title: text("title"),
            tags: tags.join(", "),
            suite: suites.path_of(object["suite_id"].as_i64()),
            further: further.map(|suite| suites.path_of(suite["suite_id"].as_i64())).filter(|path| !path.is_empty()).collect(),
            texts: TEXTS.iter().map(|(name, _)| (*name, text(name))).collect(),
            words: ENUMERATIONS.iter().map(|e| (e.slug, text(e.slug))).collect(),
            milestone: object["milestone_id"].as_i64().map(|n| n.to_string()).unwrap_or_default(),
            is_flaky: object["is_flaky"].as_bool().unwrap_or_default(),
            custom: fields.iter().map(custom).collect(),
            steps: object["steps"].as_array().into_iter().flatten().map(StepInput::of).collect(),
            base: String::new(),
        };
        stored.base = json!(marks(&stored.changes(Some(&Self::default()), suites).0)).to_string();
        stored
    }

    /// A new case of a suite.
    pub fn new(suite: String) -> Self {
        let words = ENUMERATIONS.iter().map(|e| (e.slug, e.default.to_owned())).collect();
        Self { suite, words, steps: vec![StepInput::default()], ..Self::default() }
    }

    /// Reads the typed values of a form.
    pub fn read(form: &Form, fields: &[String]) -> Self {
        let text = |name: &str| form.text(name).unwrap_or_default();
        let columns = ["action", "expected", "data", "shared", "kept"].map(|name| form.all(name));
        let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
        let cell = |column: usize, row: usize| columns[column].get(row).cloned().unwrap_or_default();
        let step =
            |i| StepInput { action: cell(0, i), expected: cell(1, i), data: cell(2, i), shared: cell(3, i), kept: cell(4, i) };
        Self {
            title: text("title"),
            tags: text("tags"),
            suite: text("suite").trim().to_owned(),
            further: form.all("further").into_iter().map(|path| path.trim().to_owned()).filter(|path| !path.is_empty()).collect(),
            texts: TEXTS.iter().map(|(name, _)| (*name, text(name))).collect(),
            words: ENUMERATIONS.iter().map(|e| (e.slug, text(e.slug))).collect(),
            milestone: text("milestone"),
            is_flaky: form.is_checked("is_flaky"),
            custom: fields.iter().map(|title| (title.clone(), text(&format!("{CUSTOM}{title}")))).collect(),
            steps: (0..rows).map(step).collect(),
            base: text("base"),
        }
    }

    /// Executes a button of the steps, for a browser without scripts: `insert:2`, `remove:2`, `up:2`, `down:2`, `shared`.
    pub fn press(&mut self, button: &str, shared: Option<&(String, String)>) {
        let (word, place) = button.split_once(':').unwrap_or((button, ""));
        let at: usize = place.parse().unwrap_or(usize::MAX);
        let last = self.steps.len();
        match word {
            "insert" => self.steps.insert(at.saturating_add(1).min(last), StepInput::default()),
            "remove" if at < last => _ = self.steps.remove(at),
            "up" if at > 0 && at < last => self.steps.swap(at, at - 1),
            "down" if at.saturating_add(1) < last => self.steps.swap(at, at + 1),
            "shared" => {
                if let Some((hash, title)) = shared {
                    self.steps.push(StepInput { action: title.clone(), shared: hash.clone(), ..StepInput::default() });
                }
            }
            _ => {}
        }
    }

    fn tag_list(&self) -> Vec<String> {
        let mut tags: Vec<String> =
            self.tags.split([',', '\n']).map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
        tags.sort();
        tags.dedup();
        tags
    }

    fn step_list(&self) -> Vec<&StepInput> {
        self.steps.iter().filter(|step| !step.is_blank()).collect()
    }

    /// The body of the operation that changes `before` (`None` for a new case) to this form, and the invalid fields: names in the
    /// form with the keys of their errors. Fields that the form does not show stay as they are.
    pub fn changes(&self, before: Option<&Self>, suites: &Suites) -> (Value, Vec<(String, &'static str)>) {
        let (mut body, mut wrong) = (Map::new(), Vec::new());
        let is_new = before.is_none();
        let none = Self::default();
        let before = before.unwrap_or(&none);
        let title = self.title.split_whitespace().collect::<Vec<_>>().join(" ");
        if title.is_empty() {
            wrong.push(("title".to_owned(), "web-cases-title-needed"));
        } else if title.chars().count() > TITLE_MAX {
            wrong.push(("title".to_owned(), "web-cases-title-long"));
        }
        if title != before.title {
            body.insert("title".into(), title.into());
        }
        if self.tag_list() != before.tag_list() {
            body.insert("tags".into(), self.tag_list().into());
        }
        if self.suite != before.suite {
            match suites.find(&self.suite) {
                _ if self.suite.is_empty() => _ = body.insert("suite_id".into(), Value::Null),
                Some(suite) => _ = body.insert("suite_id".into(), suite.number.into()),
                None => wrong.push(("suite".to_owned(), "web-cases-no-suite")),
            }
        }
        if self.further != before.further {
            let found: Vec<Option<i64>> = self.further.iter().map(|path| suites.find(path).map(|suite| suite.number)).collect();
            match found.into_iter().collect::<Option<Vec<i64>>>() {
                Some(numbers) => _ = body.insert("further_suites".into(), numbers.into()),
                None => wrong.push(("further".to_owned(), "web-cases-no-suite")),
            }
        }
        for (name, text) in &self.texts {
            if text.trim() != before.texts.get(name).map(|text| text.trim()).unwrap_or_default() {
                let value = if text.trim().is_empty() { Value::Null } else { text.as_str().into() };
                body.insert((*name).into(), value);
            }
        }
        for (name, word) in &self.words {
            if !word.is_empty() && before.words.get(name) != Some(word) {
                body.insert((*name).into(), word.as_str().into());
            }
        }
        if self.milestone != before.milestone {
            body.insert("milestone_id".into(), self.milestone.parse::<i64>().map_or(Value::Null, Value::from));
        }
        if self.is_flaky != before.is_flaky {
            body.insert("is_flaky".into(), self.is_flaky.into());
        }
        let custom: Map<String, Value> = self
            .custom
            .iter()
            .filter(|(title, value)| value.trim() != before.custom.get(*title).map(|value| value.trim()).unwrap_or_default())
            .map(|(title, value)| (title.clone(), if value.trim().is_empty() { Value::Null } else { value.trim().into() }))
            .collect();
        if !custom.is_empty() {
            body.insert("custom_fields".into(), custom.into());
        }
        let steps = self.step_list();
        for (i, step) in self.steps.iter().enumerate().filter(|(_, step)| !step.is_blank()) {
            if step.action.trim().is_empty() && step.shared.is_empty() {
                wrong.push((format!("step-{i}"), "web-cases-step-needed"));
            }
        }
        if steps != before.step_list() && !(is_new && steps.is_empty()) {
            body.insert("steps".into(), steps.iter().map(|step| step.object()).collect());
        }
        (body.into(), wrong)
    }

    /// Merges the typed fields into the stored ones (`now`). Returns two forms: with all fields that the person changed, and with
    /// only those of them that somebody else changed too.
    pub fn onto(&self, now: &Self, suites: &Suites) -> (Self, Self) {
        let (body, wrong) = self.changes(Some(now), suites);
        let body = touched(body, &self.base);
        let known = |base: &str| serde_json::from_str::<BTreeMap<String, String>>(base).ok();
        let (began, stored) = (known(&self.base), known(&now.base).unwrap_or_default());
        // Without the marks of its beginning, a form says nothing of others.
        let is_theirs = |name: &str| began.as_ref().is_none_or(|began| began.get(name) != stored.get(name));
        let (mut all, mut both) = (now.clone(), now.clone());
        for (name, value) in body.as_object().into_iter().flatten() {
            match value.as_object().filter(|_| name == "custom_fields") {
                Some(custom) => {
                    for title in custom.keys() {
                        let name = format!("{CUSTOM}{title}");
                        all.take(&name, self);
                        if is_theirs(&name) {
                            both.take(&name, self);
                        }
                    }
                }
                None => {
                    all.take(name, self);
                    if is_theirs(name) {
                        both.take(name, self);
                    }
                }
            }
        }
        for (name, _) in wrong {
            all.take(&name, self);
        }
        (all, both)
    }

    /// Takes a field of another, by its name in the body of the operation or in the form.
    fn take(&mut self, name: &str, other: &Self) {
        match name {
            "title" => self.title.clone_from(&other.title),
            "tags" => self.tags.clone_from(&other.tags),
            "suite_id" | "suite" => self.suite.clone_from(&other.suite),
            "further_suites" | "further" => self.further.clone_from(&other.further),
            "milestone_id" => self.milestone.clone_from(&other.milestone),
            "is_flaky" => self.is_flaky = other.is_flaky,
            name if name.starts_with("step") => self.steps.clone_from(&other.steps),
            name => {
                if let Some(title) = name.strip_prefix(CUSTOM) {
                    self.custom.insert(title.to_owned(), other.custom.get(title).cloned().unwrap_or_default());
                }
                for (mine, theirs) in [(&mut self.texts, &other.texts), (&mut self.words, &other.words)] {
                    if let (Some(mine), Some(theirs)) = (mine.get_mut(name), theirs.get(name)) {
                        mine.clone_from(theirs);
                    }
                }
            }
        }
    }

    /// Names of the fields in which this differs from another, with the texts of the other; `word` says the value of an enumeration.
    pub fn differences(&self, other: &Self, word: impl Fn(&str) -> String) -> Vec<(&'static str, String)> {
        let steps = |typed: &Self| -> String {
            let line = |(i, step): (usize, &&StepInput)| format!("{}. {} — {}", i + 1, step.action, step.expected);
            typed.step_list().iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
        };
        let mut found: Vec<(&'static str, String, String)> = vec![
            ("gui-field-title", self.title.clone(), other.title.clone()),
            ("writing-tags", self.tag_list().join(", "), other.tag_list().join(", ")),
            ("writing-suite", self.suite.clone(), other.suite.clone()),
            ("writing-further-suites", self.further.join("\n"), other.further.join("\n")),
        ];
        for (name, key) in TEXTS {
            let text = |typed: &Self| typed.texts.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
            found.push((key, text(self), text(other)));
        }
        for e in ENUMERATIONS {
            let words = |typed: &Self| typed.words.get(e.slug).map(|slug| word(slug)).unwrap_or_default();
            found.push((word_key(e.slug), words(self), words(other)));
        }
        found.push(("cases-column-milestone", self.milestone.clone(), other.milestone.clone()));
        found.push(("gui-case-steps", steps(self), steps(other)));
        found.retain(|(_, mine, theirs)| mine != theirs);
        found.into_iter().map(|(key, _, theirs)| (key, theirs)).collect()
    }
}

/// Key of the name of an enumeration.
pub fn word_key(slug: &str) -> &'static str {
    match slug {
        "severity" => "gui-case-severity",
        "priority" => "gui-case-priority",
        "type" => "gui-case-type",
        "layer" => "gui-case-layer",
        "behavior" => "gui-case-behavior",
        "automation" => "gui-case-automation",
        _ => "gui-case-status",
    }
}

/// The mark of a value; `None` for a blank one.
fn mark(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null | Value::Bool(false) => String::new(),
        Value::Array(list) if list.is_empty() => String::new(),
        Value::String(text) => text.replace("\r\n", "\n").trim().to_owned(),
        other => other.to_string(),
    };
    (!text.is_empty()).then(|| blake3::hash(text.as_bytes()).to_hex()[..10].to_owned())
}

/// The marks of the values of a body, those of custom fields by their titles.
fn marks(body: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (name, value) in body.as_object().into_iter().flatten() {
        match value.as_object().filter(|_| name == "custom_fields") {
            Some(custom) => {
                found.extend(custom.iter().filter_map(|(title, value)| Some((format!("{CUSTOM}{title}"), mark(value)?))))
            }
            None => found.extend(mark(value).map(|mark| (name.clone(), mark))),
        }
    }
    found
}

/// The fields of a body that a person has changed since the form began. Untouched fields are left out, so that they do not
/// overwrite changes of other people.
pub fn touched(mut body: Value, base: &str) -> Value {
    let Ok(base) = serde_json::from_str::<BTreeMap<String, String>>(base) else { return body };
    let is_touched = |name: &str, value: &Value| mark(value).as_ref() != base.get(name);
    if let Some(fields) = body.as_object_mut() {
        if let Some(Value::Object(custom)) = fields.get_mut("custom_fields") {
            custom.retain(|title, value| is_touched(&format!("{CUSTOM}{title}"), value));
        }
        fields.retain(|name, value| match value.as_object().filter(|_| name == "custom_fields") {
            Some(custom) => !custom.is_empty(),
            None => is_touched(name, value),
        });
    }
    body
}

/// Errors of a refused operation by the field of the form. An error without a field has a blank name.
pub fn refused_fields(tr: Tr, error: &ApiError) -> Vec<(String, String)> {
    if error.fields.is_empty() {
        return vec![(String::new(), reason(tr, error))];
    }
    let name = |pointer: &str| {
        let mut parts = pointer.trim_start_matches('/').split('/');
        match (parts.next().unwrap_or_default(), parts.next()) {
            ("steps", Some(i)) => format!("step-{i}"),
            ("suite_id", _) => "suite".to_owned(),
            ("further_suites", _) => "further".to_owned(),
            ("milestone_id", _) => "milestone".to_owned(),
            ("custom_fields", Some(title)) => title.to_owned(),
            (name, _) => name.to_owned(),
        }
    };
    let mut found: Vec<(String, String)> =
        error.fields.iter().map(|wrong| (name(&wrong.field), wrong_fields::sentence(tr, &wrong.error))).collect();
    // As they stand in the form, because the first one takes the keyboard.
    let place = |name: &str| ["title", "tags", "suite", "further"].iter().position(|first| *first == name);
    found.sort_by_key(|(name, _)| (place(name).unwrap_or(4), name.starts_with("step-")));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> Value {
        json!({ "title": "Pay", "tags": ["api", "promo"], "severity": "major", "is_flaky": false, "description": "By card.",
            "steps": [{ "action": "Open", "attachments": ["ab"], "steps": [{ "action": "Inside" }] }, { "action": "Pay" }] })
    }

    #[test]
    fn an_unchanged_form_changes_nothing() {
        let suites = Suites::default();
        let before = CaseInput::of(&stored(), &suites, &[]);
        assert_eq!(before.changes(Some(&before), &suites), (json!({}), vec![]));
    }

    #[test]
    fn a_changed_step_keeps_what_is_inside_of_others() {
        let suites = Suites::default();
        let before = CaseInput::of(&stored(), &suites, &[]);
        let mut after = before.clone();
        after.steps[1].expected = "Paid".into();
        after.press("up:1", None);
        let (body, wrong) = after.changes(Some(&before), &suites);
        assert!(wrong.is_empty());
        assert_eq!(body.as_object().map(Map::len), Some(1), "{body}");
        assert_eq!(body["steps"][1]["attachments"], json!(["ab"]));
        assert_eq!(body["steps"][1]["steps"], json!([{ "action": "Inside" }]));
        assert_eq!(body["steps"][0]["expected"], "Paid");
    }

    #[test]
    fn typed_fields_go_onto_what_is_stored_and_those_of_both_are_known() {
        let suites = Suites::default();
        let began = CaseInput::of(&stored(), &suites, &["Owner".into(), "Risk".into()]);
        let mut typed = began.clone();
        typed.title = "Pay twice".into();
        typed.texts.insert("description", "Mine.".into());
        typed.custom.insert("Risk".into(), "high".into());
        let mut theirs = stored();
        theirs["description"] = "Theirs.".into();
        theirs["tags"] = json!(["new"]);
        theirs["steps"] = json!([{ "action": "Look" }]);
        theirs["custom_fields"] = json!({ "Owner": "Olga" });
        let now = CaseInput::of(&theirs, &suites, &["Owner".into(), "Risk".into()]);
        let (all, both) = typed.onto(&now, &suites);
        assert_eq!((all.title.as_str(), all.tags.as_str(), all.texts["description"].as_str()), ("Pay twice", "new", "Mine."));
        assert_eq!((all.custom["Owner"].as_str(), all.custom["Risk"].as_str()), ("Olga", "high"));
        assert_eq!((all.steps.len(), &all.base), (1, &now.base));
        assert_eq!(both.differences(&now, str::to_owned), [("gui-case-description", "Theirs.".to_owned())]);
    }

    #[test]
    fn wrong_fields_are_named() {
        let suites = Suites::default();
        let mut typed = CaseInput::new("Nowhere".into());
        typed.steps[0].expected = "x".into();
        let wrong = typed.changes(None, &suites).1;
        let names: Vec<&str> = wrong.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["title", "suite", "step-0"]);
    }
}
