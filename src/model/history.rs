//! An edit of the history, field by field: the name of each field, the value before and the value after.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::{CasesModel, RegistryModel, words};
use voluptas_app::cases::versions as case_versions;
use voluptas_app::cases::versions::StepPart;
use voluptas_core::domain::case::{CaseLink, Step};
use voluptas_core::domain::function::FunctionType;
use voluptas_core::domain::ids::{FunctionId, PersonId, SuiteId};
use voluptas_core::domain::person::RaciRole;
use voluptas_i18n::Tr;
use voluptas_store::undo::{self, FieldLeft};
use voluptas_store::{Change, Source};
use voluptas_ui::widgets::markdown;

/// Kind of an edit: creation, change, deletion or restoring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditKind {
    /// The item was created.
    Created,
    /// Fields changed.
    Edited,
    /// The item went to the trash.
    Deleted,
    /// The item came back from the trash.
    Restored,
    /// Placed elsewhere among its siblings.
    Moved,
}

/// A changed field as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Name of the field, or the whole change in words; both values are empty then.
    pub name: String,
    /// The value before; empty for none.
    pub old: String,
    /// The value after; empty for none.
    pub new: String,
}

/// The names behind ids and values.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// Texts.
    pub tr: Tr,
    /// Functions and people.
    pub registry: &'a RegistryModel,
    /// Suites.
    pub cases: &'a CasesModel,
}

/// Fields that say nothing to a person.
const HIDDEN: &[&str] =
    &["id", "project_id", "number", "position", "created_ms", "updated_ms", "deleted_ms", "steps_type", "func_id"];

/// Fields with values of a dictionary or of Qase's lists, which have words in both languages.
const WORDS: &[&str] =
    &["kind", "segment", "status", "maturity", "automation_status", "severity", "priority", "layer", "behavior", "automation"];

/// Kind of a recorded change.
pub fn kind(change: &Change) -> EditKind {
    let trashed = |state: &Value| state.get("deleted_ms").is_some_and(|v| !v.is_null());
    match (&change.before, &change.after) {
        (None, _) => EditKind::Created,
        (_, None) => EditKind::Deleted,
        (Some(before), Some(after)) if !trashed(before) && trashed(after) => EditKind::Deleted,
        (Some(before), Some(after)) if trashed(before) && !trashed(after) => EditKind::Restored,
        (Some(before), Some(after)) if is_only_place(before) && is_only_place(after) => EditKind::Moved,
        _ => EditKind::Edited,
    }
}

/// True for a state with nothing but the position among the siblings.
fn is_only_place(state: &Value) -> bool {
    state.as_object().is_some_and(|fields| fields.len() == 1 && fields.contains_key("position"))
}

/// The fields that an edit changed, in the order of their names' keys. Empty for a creation and a deletion.
pub fn fields(change: &Change, names: Names<'_>) -> Vec<FieldChange> {
    let (Some(before), Some(after)) = (&change.before, &change.after) else { return Vec::new() };
    let (before, after) = (flat(before), flat(after));
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut changes = Vec::new();
    for key in keys.into_iter().filter(|k| !HIDDEN.contains(&k.as_str())) {
        let (old, new) = (before.get(key).unwrap_or(&Value::Null), after.get(key).unwrap_or(&Value::Null));
        if old == new {
            continue;
        }
        match key.as_str() {
            "people" => people(old, new, names, &mut changes),
            "custom_fields" => custom(old, new, names, &mut changes),
            "further_suites" => further_suites(old, new, names, &mut changes),
            "assignees" => assignees(old, new, names, &mut changes),
            "planned" => planned(old, new, names, &mut changes),
            "links" => links(old, new, names.tr, &mut changes),
            case_versions::GONE | case_versions::RETURNED => {
                let text = if key == case_versions::GONE { "window-history-removed-there" } else { "window-history-back-there" };
                let name = names.tr.fmt(text, &[("case", new.as_str().unwrap_or_default().into())]);
                changes.push(FieldChange { name, old: String::new(), new: String::new() });
            }
            case_versions::FUNCTIONS => functions(old, new, names, &mut changes),
            "steps" if old.is_array() && new.is_array() => steps(old, new, names.tr, &mut changes),
            _ => {
                let (old, new) = (value(key, old, names), value(key, new, names));
                let (old, new) = without_markup(MARKDOWN.contains(&key.as_str()), &old, &new);
                let (old, new) = (old.into_owned(), new.into_owned());
                changes.push(FieldChange { name: field_name(names.tr, key), old, new });
            }
        }
    }
    changes
}

/// The members of a state with those of its content beside them.
fn flat(state: &Value) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for (key, value) in state.as_object().into_iter().flatten() {
        match value.as_object() {
            Some(content) if key == "content" => all.extend(content.clone()),
            _ => {
                all.insert(key.clone(), value.clone());
            }
        }
    }
    all
}

fn field_name(tr: Tr, key: &str) -> String {
    let kind = match key {
        "module" => Some(FunctionType::Module),
        "epic" => Some(FunctionType::Epic),
        "feature" => Some(FunctionType::Feature),
        _ => None,
    };
    if let Some(kind) = kind {
        return words::type_name(tr, kind).into_owned();
    }
    let text = match key {
        "title" => "gui-field-title",
        "description" => "gui-field-description",
        "maturity" => "gui-field-maturity",
        "automation_status" | "automation" => "gui-field-automation",
        "segment" => "gui-field-segment",
        "status" => "gui-field-status",
        "is_crit" => "gui-critical",
        "is_focus" => "gui-focus",
        "kind" => "window-field-type",
        "alias" => "window-field-alias",
        "tags" => "window-field-tags",
        "aliases" => "window-field-aliases",
        "parent_id" => "window-field-parent",
        "suite_id" => "window-field-suite",
        "milestone_id" => "cases-column-milestone",
        "further_suites" => "writing-further-suites",
        "container" => "window-field-container",
        "database" => "window-field-database",
        "subsystems" => "window-field-subsystems",
        "external_services" => "window-field-services",
        "roles" => "window-field-roles",
        "documentation_links" => "window-field-documents",
        "stories" => "window-field-stories",
        "steps" | "step_statuses" => "window-field-steps",
        "mute" => "run-mute-button",
        "is_flaky" => "window-field-flaky",
        "severity" => "gui-case-severity",
        "priority" => "gui-case-priority",
        "layer" => "gui-case-layer",
        "behavior" => "gui-case-behavior",
        "preconditions" => "gui-case-preconditions",
        "postconditions" => "gui-case-postconditions",
        "expected_result" => "gui-case-expected-result",
        "links" => "gui-case-links",
        "parameters" => "gui-case-parameters",
        "attachments" => "gui-case-attachments",
        "relations" => "window-field-relations",
        "review" => "review-column",
        "assignees" => "manual-run-assignee",
        "planned" => "manual-run-cases",
        other => return other.replace('_', " "),
    };
    tr.text(text).into_owned()
}

/// Number of recorded steps with those inside, as the editor counts them.
fn count_steps(steps: &[Value]) -> usize {
    let inside = |step: &Value| match (step.get("shared"), step.get("steps")) {
        (None | Some(Value::Null), Some(Value::Array(inside))) => count_steps(inside),
        _ => 0,
    };
    steps.iter().map(|step| 1 + inside(step)).sum()
}

fn value(key: &str, value: &Value, names: Names<'_>) -> String {
    let id = value.as_i64();
    match (key, value) {
        ("review", Value::Null) => names.tr.text(words::review_key(None)).into_owned(),
        (_, Value::Null) => String::new(),
        (_, Value::Bool(on)) => names.tr.text(if *on { "window-history-yes" } else { "window-history-no" }).into_owned(),
        ("parent_id", _) => {
            let row = id.and_then(|id| names.registry.get(FunctionId(id)));
            row.map_or_else(|| value.to_string(), |r| r.title().to_owned())
        }
        ("suite_id", _) => {
            let title = id.and_then(|id| names.cases.suite(SuiteId(id)));
            title.map_or_else(|| value.to_string(), ToOwned::to_owned)
        }
        ("milestone_id", _) => match names.cases.milestone(id) {
            "" => names.tr.text("writing-milestone-gone").into_owned(),
            title => title.to_owned(),
        },
        ("review", Value::Object(review)) => {
            let state = review.get("state").and_then(Value::as_str).unwrap_or_default();
            let by = review.get("by").and_then(Value::as_str).unwrap_or_default();
            let words = names.tr.text(if state == "approved" { "review-approved" } else { "review-in-review" });
            if by.is_empty() { words.into_owned() } else { format!("{words} · {by}") }
        }
        ("steps", Value::Array(steps)) => {
            names.tr.fmt("window-history-steps", &[("n", i64::try_from(count_steps(steps)).unwrap_or(i64::MAX).into())])
        }
        (_, Value::String(text)) if WORDS.contains(&key) => match text.parse::<FunctionType>() {
            Ok(kind) if key == "kind" => words::type_name(names.tr, kind).into_owned(),
            _ => words::value_name(names.tr, text).into_owned(),
        },
        (_, Value::String(text)) => text.clone(),
        (_, Value::Array(items)) => {
            let texts: Vec<String> = items.iter().map(item).collect();
            texts.join(", ")
        }
        (_, other) => other.to_string(),
    }
}

/// A member of a list: a text as it is, a file, a link or a parameter by its name.
fn item(value: &Value) -> String {
    let named = ["filename", "title", "url"].into_iter().find_map(|k| value.get(k).or_else(|| value.get("item")?.get(k)));
    named.or(Some(value)).and_then(Value::as_str).map_or_else(|| value.to_string(), ToOwned::to_owned)
}

fn people(old: &Value, new: &Value, names: Names<'_>, out: &mut Vec<FieldChange>) {
    let read = |v: &Value| serde_json::from_value::<Vec<(RaciRole, PersonId)>>(v.clone()).unwrap_or_default();
    let (old, new) = (read(old), read(new));
    for role in RaciRole::ALL {
        let of = |all: &[(RaciRole, PersonId)]| {
            let ids = all.iter().filter(|(r, _)| *r == role).map(|(_, id)| id);
            let name = |id: &PersonId| {
                names.registry.people.iter().find(|p| p.id == *id).map_or_else(|| id.0.to_string(), |p| p.name.clone())
            };
            ids.map(name).collect::<Vec<_>>().join(", ")
        };
        let (old, new) = (of(&old), of(&new));
        if old != new {
            out.push(FieldChange { name: role_name(names.tr, role), old, new });
        }
    }
}

/// Each changed part of a step as a field of its own.
fn steps(old: &Value, new: &Value, tr: Tr, out: &mut Vec<FieldChange>) {
    let read = |value: &Value| serde_json::from_value::<Vec<Step>>(value.clone()).unwrap_or_default();
    for change in case_versions::step_changes(&read(old), &read(new)) {
        // A deleted step is named as in the difference of versions: another step may have its number now.
        let key = if change.part == StepPart::Whole && change.new.is_empty() { "writing-step-former" } else { "writing-step" };
        let step = tr.fmt(key, &[("n", change.number.as_str().into())]);
        let part = match change.part {
            StepPart::Moved => {
                let places = [("from", change.old.as_str().into()), ("to", change.new.as_str().into())];
                let name = tr.fmt("window-history-step-moved", &places);
                out.push(FieldChange { name, old: String::new(), new: String::new() });
                continue;
            }
            StepPart::Whole => None,
            StepPart::Action => Some("writing-action"),
            StepPart::Data => Some("writing-data"),
            StepPart::Expected => Some("window-case-expected"),
            StepPart::Files => Some("gui-case-attachments"),
            StepPart::Nesting => Some("window-history-nesting"),
        };
        let name = match (change.part, part) {
            (StepPart::Nesting, Some(key)) => tr.text(key).into_owned(),
            (_, Some(key)) => format!("{step} · {}", tr.text(key)),
            (_, None) => step,
        };
        // Test data are no Markdown.
        let is_text = matches!(change.part, StepPart::Whole | StepPart::Action | StepPart::Expected);
        let (old, new) = without_markup(is_text, &change.old, &change.new);
        let (old, new) = from_difference(&old, &new);
        out.push(FieldChange { name, old, new });
    }
}

/// Fields of functions, suites, cases and runs whose texts are Markdown.
const MARKDOWN: [&str; 4] = ["description", "preconditions", "postconditions", "comment"];

/// Two Markdown texts without their markup, unless they differ in the markup alone.
fn without_markup<'t>(is_markdown: bool, old: &'t str, new: &'t str) -> (Cow<'t, str>, Cow<'t, str>) {
    if is_markdown {
        let (plain_old, plain_new) = (markdown::plain(old), markdown::plain(new));
        if plain_old != plain_new {
            return (plain_old, plain_new);
        }
    }
    (old.into(), new.into())
}

/// Each link that was added, removed or changed as a line of its own.
fn links(old: &Value, new: &Value, tr: Tr, out: &mut Vec<FieldChange>) {
    let read = |value: &Value| serde_json::from_value::<Vec<CaseLink>>(value.clone()).unwrap_or_default();
    for change in case_versions::link_changes(&read(old), &read(new)) {
        let is_renamed = matches!((&change.old, &change.new), (Some(old), Some(new)) if old.name() != new.name());
        // Links with equal names differ in their addresses.
        let word =
            |link: Option<CaseLink>| link.map_or_else(String::new, |l| if is_renamed { l.name().to_owned() } else { l.line() });
        let (old, new) = (word(change.old), word(change.new));
        out.push(FieldChange { name: field_name(tr, "links"), old, new });
    }
}

/// Each function that was unlinked from a case or linked to it as a line of its own.
fn functions(old: &Value, new: &Value, names: Names<'_>, out: &mut Vec<FieldChange>) {
    let titles = |ids: &Value| {
        let title = |id: i64| names.registry.get(FunctionId(id)).map_or_else(|| id.to_string(), |row| row.title().to_owned());
        ids.as_array().into_iter().flatten().filter_map(Value::as_i64).map(title).collect::<Vec<_>>()
    };
    let name = || names.tr.text("gui-case-covers").into_owned();
    out.extend(titles(old).into_iter().map(|old| FieldChange { name: name(), old, new: String::new() }));
    out.extend(titles(new).into_iter().map(|new| FieldChange { name: name(), old: String::new(), new }));
}

/// Number of characters that two long texts share before their first difference and that are shown.
const COMMON: usize = 24;

/// Two texts without a long beginning that they have in common, so that their difference is seen in a short line.
fn from_difference(old: &str, new: &str) -> (String, String) {
    let same = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count();
    let Some(skip) = same.checked_sub(COMMON).filter(|skip| *skip > COMMON) else { return (old.to_owned(), new.to_owned()) };
    // The part that is shown begins with a whole word where there is one.
    let words = old.chars().skip(skip).take(COMMON).position(char::is_whitespace).map_or(skip, |at| skip + at + 1);
    let cut = |text: &str| format!("…{}", text.chars().skip(words).collect::<String>());
    (cut(old), cut(new))
}

/// The further suites of a case as one field. A change of positions alone says nothing to a person.
fn further_suites(old: &Value, new: &Value, names: Names<'_>, out: &mut Vec<FieldChange>) {
    let of = |value: &Value| {
        // A side without the case in a suite records null for it.
        let ids = value.as_object().into_iter().flatten().filter(|(_, position)| !position.is_null()).map(|(id, _)| id);
        let path = |id: &String| {
            let path = id.parse().map(|id| names.cases.suite_path(SuiteId(id))).unwrap_or_default();
            if path.is_empty() { id.clone() } else { path }
        };
        ids.map(path).collect::<Vec<_>>().join(", ")
    };
    let (old, new) = (of(old), of(new));
    if old != new {
        out.push(FieldChange { name: field_name(names.tr, "further_suites"), old, new });
    }
}

/// The people who execute the cases of a run, a line for each case.
fn assignees(old: &Value, new: &Value, names: Names<'_>, out: &mut Vec<FieldChange>) {
    let members = |v: &Value| v.as_object().cloned().unwrap_or_default();
    let (old, new) = (members(old), members(new));
    let cases: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let person = |of: Option<&Value>| {
        let id = of.and_then(Value::as_i64).map(PersonId);
        id.map_or_else(String::new, |id| {
            names.registry.people.iter().find(|p| p.id == id).map_or_else(|| id.0.to_string(), |p| p.name.clone())
        })
    };
    for case in cases {
        let row = case.parse().ok().and_then(|id| names.cases.get(voluptas_core::domain::ids::CaseId(id)));
        let code = row.map_or_else(|| case.clone(), |row| row.code.to_string());
        let name = format!("{} · {code}", field_name(names.tr, "assignees"));
        out.push(FieldChange { name, old: person(old.get(case)), new: person(new.get(case)) });
    }
}

/// The codes of the cases that a run got or lost.
fn planned(old: &Value, new: &Value, names: Names<'_>, out: &mut Vec<FieldChange>) {
    let code = |id: &String| {
        let row = id.parse().ok().and_then(|id| names.cases.get(voluptas_core::domain::ids::CaseId(id)));
        row.map_or_else(|| id.clone(), |row| row.code.to_string())
    };
    let codes = |of: &Value| of.as_object().into_iter().flat_map(|all| all.keys()).map(code).collect::<Vec<_>>().join(", ");
    out.push(FieldChange { name: field_name(names.tr, "planned"), old: codes(old), new: codes(new) });
}

fn custom(old: &Value, new: &Value, names: Names<'_>, out: &mut Vec<FieldChange>) {
    let members = |v: &Value| v.as_object().cloned().unwrap_or_default();
    let (old, new) = (members(old), members(new));
    let mut keys: Vec<&String> = old.keys().chain(new.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        if old.get(key) != new.get(key) {
            let text = |v: Option<&Value>| match v.and_then(Value::as_str) {
                None | Some("") => String::new(),
                Some(value) => names.cases.field_text(key, value, names.tr),
            };
            out.push(FieldChange { name: key.clone(), old: text(old.get(key)), new: text(new.get(key)) });
        }
    }
}

/// Fields that are named of those that undo left as they are.
const LEFT: usize = 3;

/// The fields that undo left as they are, each with the author of the change since.
pub fn left(left: &[FieldLeft], names: Names<'_>) -> String {
    let tr = names.tr;
    let mut words: Vec<String> = left.iter().take(LEFT).map(|l| one_left(l, names)).collect();
    if let Some(more) = left.len().checked_sub(LEFT).filter(|n| *n > 0) {
        words.push(tr.fmt("window-undo-left-more", &[("n", i64::try_from(more).unwrap_or(i64::MAX).into())]));
    }
    tr.fmt("window-undo-left", &[("what", words.join(", ").into())])
}

fn one_left(left: &FieldLeft, names: Names<'_>) -> String {
    let tr = names.tr;
    let field = match left.field.as_str() {
        undo::CONTENTS => tr.text("window-undo-left-contents").into_owned(),
        undo::MAPPING => tr.text("window-undo-left-mapping").into_owned(),
        "deleted_ms" => tr.text("window-history-deleted").into_owned(),
        name => match name.split_once('/') {
            Some(("custom_fields", title)) => title.to_owned(),
            Some(("people", role)) => RaciRole::parse(role).map_or_else(|| role.to_owned(), |r| role_name(tr, r)),
            Some((field, _)) => field_name(tr, field),
            None => field_name(tr, name),
        },
    };
    let function = (left.entity == "function").then(|| names.registry.get(FunctionId(left.entity_id))).flatten();
    let field = function.map_or(field.clone(), |f| format!("{} · {field}", f.title()));
    let Some(since) = &left.since else { return field };
    match author(tr, since.who.as_deref(), since.source) {
        None => tr.fmt("window-undo-left-since", &[("field", field.into())]),
        Some(who) => tr.fmt("window-undo-left-by", &[("field", field.into()), ("who", who.into())]),
    }
}

/// The author of a change: the name, and the way by which it came where that is not the person's own hands.
pub fn author(tr: Tr, who: Option<&str>, source: Source) -> Option<String> {
    let way = match source {
        Source::Window | Source::Cli | Source::Migration => None,
        Source::Api => Some("API".to_owned()),
        Source::Sync | Source::Mirror => Some(tr.text("window-undo-left-sync").into_owned()),
        Source::Ingest => Some(tr.text("window-undo-left-ingest").into_owned()),
    };
    let words: Vec<String> = [who.map(ToOwned::to_owned), way].into_iter().flatten().collect();
    Some(words.join(", ")).filter(|w| !w.is_empty())
}

/// The name of a role of a person.
pub fn role_name(tr: Tr, role: RaciRole) -> String {
    match role {
        RaciRole::Qa => tr.text("gui-field-qa").into_owned(),
        RaciRole::Dev => tr.text("gui-field-dev").into_owned(),
        RaciRole::Accountable => tr.text("window-field-owner").into_owned(),
        RaciRole::Consulted | RaciRole::Informed => role.as_str().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use voluptas_i18n::Lang;

    fn change(before: Option<Value>, after: Option<Value>) -> Change {
        Change { entity: "function".into(), entity_id: 1, before, after }
    }

    #[test]
    fn names_further_suites_and_leaves_out_their_positions() {
        let (registry, cases) = (RegistryModel::default(), CasesModel::default());
        let names = Names { tr: Tr::new(Lang::En), registry: &registry, cases: &cases };
        let state = |further: Value| Some(json!({"further_suites": further}));
        let found = fields(&change(state(json!({"7": 0})), state(json!({"7": 2, "8": 1}))), names);
        let expected = FieldChange { name: "Also in suites".into(), old: "7".into(), new: "7, 8".into() };
        assert_eq!(found, [expected], "a suite that is gone has its id");
        let found = fields(&change(state(json!({"7": null})), state(json!({"7": 0}))), names);
        assert_eq!(found.first().map(|f| (f.old.as_str(), f.new.as_str())), Some(("", "7")), "as the store records it");
        assert_eq!(fields(&change(state(json!({"7": 0})), state(json!({"7": 2}))), names), []);
    }

    #[test]
    fn a_table_of_a_description_is_read_without_its_pipes() {
        let (registry, cases) = (RegistryModel::default(), CasesModel::default());
        let names = Names { tr: Tr::new(Lang::En), registry: &registry, cases: &cases };
        let state = |text: &str| Some(json!({"description": text}));
        let of = |old: &str, new: &str| {
            let found = fields(&change(state(old), state(new)), names);
            found.into_iter().map(|field| (field.old, field.new)).next().expect("a field")
        };
        assert_eq!(of("", "|Size|Price|\n|-|-:|\n|S|740|"), (String::new(), "Size · Price\nS · 740".into()));
        assert_eq!(of("a **word**", "a *word*"), ("a **word**".into(), "a *word*".into()), "the markup is what differs");
    }

    #[test]
    fn a_deleted_step_is_named_by_its_former_number() {
        let state = |steps: &[&str]| {
            let steps: Vec<Value> = steps.iter().map(|action| json!({ "action": action })).collect();
            Some(json!({"content": {"steps": steps}}))
        };
        let (registry, cases) = (RegistryModel::default(), CasesModel::default());
        let names = Names { tr: Tr::new(Lang::En), registry: &registry, cases: &cases };
        let found = fields(&change(state(&["Open", "Pay"]), state(&["Pay"])), names);
        let named: Vec<(&str, &str, &str)> = found.iter().map(|f| (&*f.name, &*f.old, &*f.new)).collect();
        assert_eq!(named, [("Former step 1", "Open", "")]);
    }

    #[test]
    fn names_the_steps_that_changed() {
        let (registry, cases) = (RegistryModel::default(), CasesModel::default());
        let names = Names { tr: Tr::new(Lang::En), registry: &registry, cases: &cases };
        let state = |action: &str| Some(json!({"content": {"steps": [{"action": "Open"}, {"action": action}]}}));
        let found = fields(&change(state("Pay"), state("Pay twice")), names);
        let expected = FieldChange { name: "Step 2 · Action".into(), old: "Pay".into(), new: "Pay twice".into() };
        assert_eq!(found, [expected], "not \"2 steps → 2 steps\"");
        let shown = |before: &str, after: &str| {
            let found = fields(&change(state(before), state(after)), names);
            found.into_iter().map(|f| (f.old, f.new)).collect::<Vec<_>>()
        };
        assert_eq!(shown("**Pay**", "Pay `twice`"), [("Pay".to_owned(), "Pay twice".to_owned())]);
        assert_eq!(shown("Pay", "**Pay**"), [("Pay".to_owned(), "**Pay**".to_owned())], "the markup is the change");
        let long = "Given a cart with goods for 740 and a code that expired yesterday, when the code is entered";
        let (old, new) = from_difference(long, &format!("{long} twice"));
        assert_eq!((old.as_str(), new.as_str()), ("…the code is entered", "…the code is entered twice"));
    }

    #[test]
    fn names_the_link_that_was_added_or_removed() {
        let (registry, cases) = (RegistryModel::default(), CasesModel::default());
        let names = Names { tr: Tr::new(Lang::En), registry: &registry, cases: &cases };
        let state = |links: Value| Some(json!({"content": {"links": links}}));
        let (spec, bug) = (json!({"url": "https://a.example/spec", "title": "Spec"}), json!({"url": "https://a.example/9"}));
        let found = |before: Value, after: Value| {
            let all = fields(&change(state(before), state(after)), names);
            all.into_iter().map(|f| format!("{}: {} -> {}", f.name, f.old, f.new)).collect::<Vec<_>>()
        };
        assert_eq!(found(json!([spec]), json!([spec, bug])), ["Links:  -> https://a.example/9"]);
        assert_eq!(found(json!([spec, bug]), json!([bug])), ["Links: https://a.example/spec Spec -> "]);
        let renamed = json!({"url": "https://a.example/spec", "title": "Design"});
        assert_eq!(found(json!([spec]), json!([renamed])), ["Links: Spec -> Design"]);
    }

    #[test]
    fn names_fields_with_old_and_new_value() {
        let (registry, cases) = (RegistryModel::default(), CasesModel::default());
        let names = Names { tr: Tr::new(Lang::En), registry: &registry, cases: &cases };
        let before = json!({"id": 1, "updated_ms": 1, "people": [["qa", 3]], "deleted_ms": null,
            "content": {"title": "Cart", "is_crit": false, "status": "Draft", "tags": ["a"], "custom_fields": {"Risk": "low"}}});
        let after = json!({"id": 1, "updated_ms": 2, "people": [], "deleted_ms": null,
            "content": {"title": "Basket", "is_crit": true, "status": "Approved", "tags": ["a", "b"], "custom_fields": {}}});
        let change = change(Some(before), Some(after));
        assert_eq!(kind(&change), EditKind::Edited);
        let found: Vec<String> =
            fields(&change, names).into_iter().map(|f| format!("{}: {} -> {}", f.name, f.old, f.new)).collect();
        assert_eq!(
            found,
            [
                "Risk: low -> ",
                "Critical: no -> yes",
                "QA: 3 -> ",
                "Status: Draft -> Approved",
                "Tags: a -> a, b",
                "Title: Cart -> Basket"
            ]
        );
    }

    #[test]
    fn tells_what_was_created_deleted_and_restored() {
        let state = |deleted: Value| Some(json!({"deleted_ms": deleted}));
        assert_eq!(kind(&change(None, state(Value::Null))), EditKind::Created);
        assert_eq!(kind(&change(state(Value::Null), state(json!(5)))), EditKind::Deleted);
        assert_eq!(kind(&change(state(json!(5)), state(Value::Null))), EditKind::Restored);
        let place = |at: i64| Some(json!({ "position": at }));
        assert_eq!(kind(&change(place(1), place(2))), EditKind::Moved);
        let other = Some(json!({"position": 2, "suite_id": 7}));
        assert_eq!(kind(&change(Some(json!({"position": 1, "suite_id": 6})), other)), EditKind::Edited);
    }
}
