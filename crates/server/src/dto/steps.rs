//! Steps of cases and shared steps.

use super::attachment::{hashes, references};
use crate::error::{ApiError, ApiResult};
use crate::input::Input;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use voluptas_core::domain::case::{Step, StepsType};
use voluptas_ingest::Files;
use voluptas_store::shared_steps::SharedStep;

/// Steps of a request; files are hashes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StepInput {
    step: Step,
    files: Vec<String>,
    steps: Vec<StepInput>,
    at: String,
}

/// Deepest nesting that is read; the rules of a case refuse it anyway.
const DEEPEST: usize = 40;

/// Reads the steps of a field and adds errors for steps that break the rules of their type.
pub fn read(input: &Input<'_>, name: &str, kind: StepsType) -> Vec<StepInput> {
    let objects = input.objects(name).unwrap_or_default();
    objects.iter().enumerate().map(|(i, o)| one(o, kind, format!("{name}.{i}"), 0)).collect()
}

fn one(input: &Input<'_>, kind: StepsType, at: String, depth: usize) -> StepInput {
    let text = |name: &str| input.long_text(name).filter(|t| !t.trim().is_empty());
    let files = hashes(input, "attachments");
    let nested = input.objects("steps").unwrap_or_default();
    let (action, value, shared) = (text("action"), text("value"), text("shared"));
    if kind == StepsType::Gherkin {
        if action.is_some() && value.is_some() {
            input.fail("value", "The value and action may not be sent together.");
        }
        for (name, is_there) in [
            ("expected_result", text("expected_result").is_some()),
            ("data", text("data").is_some()),
            ("shared", shared.is_some()),
            ("attachments", !files.is_empty()),
            ("steps", !nested.is_empty()),
        ] {
            if is_there {
                input.fail(name, format!("The {} is not allowed in a gherkin step.", name.replace('_', " ")));
            }
        }
        let step = Step { action: value.or(action).unwrap_or_default(), ..Step::default() };
        return StepInput { step, at, ..StepInput::default() };
    }
    let action = action.or(value);
    if action.is_none() && shared.is_none() {
        input.fail("action", "The action field is required when shared is not present.");
    }
    if depth >= DEEPEST {
        input.fail("steps", "The steps are nested too deeply.");
        return StepInput::default();
    }
    let steps = nested.iter().enumerate().map(|(i, o)| one(o, kind, format!("{at}.steps.{i}"), depth + 1)).collect();
    let step = Step {
        action: action.unwrap_or_default(),
        expected: text("expected_result"),
        data: text("data"),
        shared,
        ..Step::default()
    };
    StepInput { step, files, steps, at }
}

/// Every file hash and every shared step's hash that steps name.
pub fn names(steps: &[StepInput], files: &mut Vec<String>, shared: &mut Vec<String>) {
    for s in steps {
        files.extend(s.files.iter().cloned());
        shared.extend(s.step.shared.iter().cloned());
        names(&s.steps, files, shared);
    }
}

/// The steps with their files; a shared step gets its current text.
///
/// # Errors
/// 400 for a file or a shared step that does not exist.
pub fn resolve(steps: Vec<StepInput>, files: &Files, shared: &BTreeMap<String, SharedStep>) -> ApiResult<Vec<Step>> {
    let one = |input: StepInput| {
        let mut step = input.step;
        if let Some(hash) = &step.shared {
            let Some(known) = shared.get(hash) else {
                let field = format!("{}.shared", input.at);
                return Err(ApiError::field(field, format!("The shared step {hash} does not exist.")));
            };
            step.action.clone_from(&known.title);
        }
        step.attachments = files.references(&format!("{}.attachments", input.at), &input.files)?;
        step.steps = resolve(input.steps, files, shared)?;
        Ok(step)
    };
    steps.into_iter().map(one).collect()
}

/// Steps in the JSON of a case. A shared step has its current text; a deleted one has its text as last seen.
pub fn of_case(root: &str, key: &str, steps: &[Step], shared: &BTreeMap<String, SharedStep>) -> Vec<Value> {
    let one = |(i, s): (usize, &Step)| {
        let key = format!("{key}.{i}");
        let mut body = plain(root, &key, s);
        body["position"] = json!(i + 1);
        body["shared_step_hash"] = json!(s.shared);
        body["shared_step_nested_hash"] = Value::Null;
        let known = s.shared.as_ref().and_then(|hash| shared.get(hash));
        match known.map(|k| (k, k.steps.as_slice())) {
            Some((_, [only])) if only.steps.is_empty() => {
                body["action"] = json!(only.action);
                body["expected_result"] = json!(only.expected);
                body["data"] = json!(only.data);
                body["attachments"] = references(root, &only.attachments).into();
            }
            Some((known, several)) => {
                body["action"] = json!(known.title);
                body["steps"] = of_case(root, &key, several, &BTreeMap::new()).into();
            }
            None => body["steps"] = of_case(root, &key, &s.steps, shared).into(),
        }
        body
    };
    steps.iter().enumerate().map(one).collect()
}

fn plain(root: &str, key: &str, s: &Step) -> Value {
    json!({
        "hash": blake3::hash(key.as_bytes()).to_hex()[..40],
        "action": s.action,
        "expected_result": s.expected,
        "data": s.data,
        "attachments": references(root, &s.attachments),
        "steps": [],
    })
}

/// Steps in the JSON of a shared step: texts are never null, and files have their hash.
pub fn of_shared(root: &str, key: &str, steps: &[Step]) -> Vec<Value> {
    let one = |(i, s): (usize, &Step)| {
        let key = format!("{key}.{i}");
        let mut body = plain(root, &key, s);
        body["expected_result"] = json!(s.expected.as_deref().unwrap_or_default());
        body["data"] = json!(s.data.as_deref().unwrap_or_default());
        for (shown, file) in body["attachments"].as_array_mut().into_iter().flatten().zip(&s.attachments) {
            shown["hash"] = json!(file.hash.as_deref().unwrap_or_default());
        }
        body["steps"] = of_shared(root, &key, &s.steps).into();
        body
    };
    steps.iter().enumerate().map(one).collect()
}
