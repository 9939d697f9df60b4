//! Values of fields as texts for people: words for Qase's options, steps as lines, suites as paths.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::sync_dialog::context::TabContext;
use voluptas_core::domain::case::Step;
use voluptas_core::domain::field::CaseField;
use voluptas_sync::plan::Plan;

/// The name of a field.
pub fn field_name(cx: &TabContext<'_>, field: CaseField) -> String {
    let slug: &'static str = field.into();
    cx.t(&format!("sync-dialog-field-{}", slug.replace('_', "-"))).into_owned()
}

/// Paths of the suites of a plan, by their ids on both sides.
#[derive(Debug, Default)]
pub struct Suites {
    remote: BTreeMap<i64, String>,
    local: BTreeMap<i64, String>,
}

impl Suites {
    /// The suites of a plan.
    pub fn of(plan: &Plan) -> Self {
        let mut suites = Self::default();
        for step in &plan.suites {
            let path = step.path.join(" / ");
            if let Some(id) = step.qase_id {
                suites.remote.insert(id, path.clone());
            }
            if let Some(id) = step.suite_id {
                suites.local.insert(id.0, path);
            }
        }
        suites
    }

    fn words(&self, cx: &TabContext<'_>, value: &Value) -> String {
        let found = |map: &BTreeMap<i64, String>, key: &str| {
            value.get(key).and_then(Value::as_i64).map(|id| map.get(&id).cloned().unwrap_or_else(|| format!("#{id}")))
        };
        found(&self.remote, "remote")
            .or_else(|| found(&self.local, "local"))
            .unwrap_or_else(|| cx.t("sync-dialog-no-suite").into_owned())
    }
}

/// The values of one field on all sides, as texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sides {
    /// Name of the field, with the numbers of the steps that differ.
    pub name: String,
    /// Value at the last sync.
    pub was: Option<String>,
    /// Value in the workspace.
    pub here: String,
    /// Value in Qase.
    pub there: String,
}

/// Describes one field that differs.
pub fn sides(cx: &TabContext<'_>, suites: &Suites, field: CaseField, was: Option<&Value>, here: &Value, there: &Value) -> Sides {
    if field == CaseField::Steps {
        return steps(cx, was, here, there);
    }
    let words = |v: &Value| value(cx, suites, field, v);
    Sides { name: field_name(cx, field), was: was.map(words), here: words(here), there: words(there) }
}

fn value(cx: &TabContext<'_>, suites: &Suites, field: CaseField, value: &Value) -> String {
    match (field, value) {
        (CaseField::Suite, v) => suites.words(cx, v),
        (_, Value::Null) => String::new(),
        (_, Value::Bool(on)) => cx.t(if *on { "sync-dialog-yes" } else { "sync-dialog-no" }).into_owned(),
        (CaseField::Title | CaseField::Description | CaseField::Preconditions | CaseField::Postconditions, Value::String(s)) => {
            s.clone()
        }
        (_, Value::String(slug)) => option(cx, slug),
        (CaseField::Tags, Value::Array(tags)) => tags.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        (CaseField::CustomFields, Value::Object(map)) => {
            let lines = map.iter().map(|(k, v)| format!("{k}: {}", v.as_str().unwrap_or_default()));
            lines.collect::<Vec<_>>().join("\n")
        }
        (CaseField::Parameters, Value::Array(all)) => all.iter().flat_map(parameters).collect::<Vec<_>>().join("\n"),
        (CaseField::Attachments, Value::Array(all)) => {
            all.iter().filter_map(|a| a.get("filename")?.as_str()).collect::<Vec<_>>().join("\n")
        }
        (_, other) => other.to_string(),
    }
}

/// The name of an option in Qase. An option that the account added itself keeps its slug.
fn option(cx: &TabContext<'_>, slug: &str) -> String {
    let key = format!("sync-dialog-option-{}", slug.replace('_', "-").to_lowercase());
    if cx.tr.has(&key) { cx.t(&key).into_owned() } else { slug.to_owned() }
}

fn parameters(value: &Value) -> Vec<String> {
    let line = |item: &Value| {
        let title = item.get("title")?.as_str()?;
        let values: Vec<&str> = item.get("values")?.as_array()?.iter().filter_map(Value::as_str).collect();
        Some(format!("{title}: {}", values.join(", ")))
    };
    match (value.get("item"), value.get("items").and_then(Value::as_array)) {
        (Some(item), _) => line(item).into_iter().collect(),
        (None, Some(items)) => items.iter().filter_map(line).collect(),
        _ => Vec::new(),
    }
}

fn read_steps(value: &Value) -> Vec<Step> {
    value.get(1).and_then(|v| serde_json::from_value(v.clone()).ok()).unwrap_or_default()
}

/// The differing steps of a case.
fn steps(cx: &TabContext<'_>, was: Option<&Value>, here: &Value, there: &Value) -> Sides {
    let (base, local, remote) = (was.map(read_steps), read_steps(here), read_steps(there));
    let most = local.len().max(remote.len());
    let differing: Vec<usize> = (0..most).filter(|&i| local.get(i) != remote.get(i)).collect();
    let name = field_name(cx, CaseField::Steps);
    let numbers = ranges(&differing);
    let name = match differing.len() {
        0 => name,
        1 => cx.f("sync-dialog-field-step-n", &[("steps", numbers.into())]),
        _ => cx.f("sync-dialog-field-steps-n", &[("steps", numbers.into())]),
    };
    let text = |steps: &[Step]| {
        let lines = differing.iter().filter_map(|&i| {
            let step = steps.get(i)?;
            let number = if differing.len() > 1 { format!("{}. ", i + 1) } else { String::new() };
            Some(format!("{number}{}", step_words(step)))
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    if differing.is_empty() {
        let kind = |v: &Value| v.get(0).and_then(Value::as_str).map(|s| option(cx, s)).unwrap_or_default();
        return Sides { name, was: was.map(kind), here: kind(here), there: kind(there) };
    }
    Sides { name, was: base.as_deref().map(text), here: text(&local), there: text(&remote) }
}

fn step_words(step: &Step) -> String {
    let mut words = step.action.trim().to_owned();
    for more in [&step.data, &step.expected].into_iter().flatten() {
        if !more.trim().is_empty() {
            words.push_str(if words.is_empty() { "" } else { " → " });
            words.push_str(more.trim());
        }
    }
    let below: Vec<String> = step.steps.iter().map(|s| format!("– {}", step_words(s))).collect();
    if !below.is_empty() {
        words.push('\n');
        words.push_str(&below.join("\n"));
    }
    words
}

/// Indices as numbers from 1, with ranges: `1–4, 7`.
fn ranges(places: &[usize]) -> String {
    let mut parts: Vec<(usize, usize)> = Vec::new();
    for &p in places {
        match parts.last_mut() {
            Some((_, end)) if *end + 1 == p => *end = p,
            _ => parts.push((p, p)),
        }
    }
    let words = parts.iter().map(|&(a, b)| if a == b { (a + 1).to_string() } else { format!("{}–{}", a + 1, b + 1) });
    words.collect::<Vec<_>>().join(", ")
}

/// The numbers of the differing steps, for a cell of a table: `steps 1–4`.
pub fn differing_steps(cx: &TabContext<'_>, here: &Value, there: &Value) -> String {
    steps(cx, None, here, there).name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_become_ranges() {
        assert_eq!(ranges(&[0, 1, 2, 3, 6]), "1–4, 7");
        assert_eq!(ranges(&[1]), "2");
        assert_eq!(ranges(&[]), "");
    }
}
