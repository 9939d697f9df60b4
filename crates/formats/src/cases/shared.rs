//! Shared steps of a file: none holds another, each has a hash and a title of its own.
//!
//! One that cannot be stored is reported by line and field. Its cases keep its steps as plain ones.

use std::collections::HashMap;

use super::model::{CaseRow, CasesToWrite, SharedStepRow};
use crate::Report;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::Step;
use voluptas_core::domain::validate::{self, TITLE_MAX};

/// The first shared step that holds shared steps itself, which a workspace does not store.
pub(super) fn nested(all: &[SharedStepRow]) -> Option<&SharedStepRow> {
    fn holds(steps: &[Step]) -> bool {
        steps.iter().any(|step| step.shared.is_some() || holds(&step.steps))
    }
    all.iter().find(|shared| holds(&shared.steps))
}

/// Keeps the shared steps that can be stored, and reports the others. Of several with one hash the first counts.
pub(super) fn accept(read: Vec<SharedStepRow>, cases: &mut [CaseRow], report: &mut Report) -> Vec<SharedStepRow> {
    let mut lines: HashMap<String, u64> = HashMap::new();
    let mut plain: HashMap<String, Vec<Step>> = HashMap::new();
    let mut accepted = Vec::with_capacity(read.len());
    for shared in read {
        if let Some(first) = lines.get(&shared.hash) {
            let twice = Message::new("formats-shared-twice").with("value", &shared.hash).with("first", *first);
            report.warn(shared.line, "hash", twice);
            continue;
        }
        let checked = validate::title("hash", &shared.hash, TITLE_MAX)
            .and_then(|()| validate::title("title", &shared.title, TITLE_MAX))
            .and_then(|()| validate::plain_steps(&shared.steps));
        if let Err(invalid) = checked {
            let key = match invalid.message.key.as_str() {
                "invalid-blank" => "formats-shared-blank",
                "invalid-too-long" => "formats-shared-too-long",
                _ => "formats-shared-invalid",
            };
            report.warn(shared.line, invalid.field, Message { key: key.to_owned(), ..invalid.message });
            let steps = if invalid.field == "steps" { Vec::new() } else { shared.steps };
            plain.insert(shared.hash.clone(), steps);
        } else {
            accepted.push(shared.clone());
        }
        lines.insert(shared.hash, shared.line);
    }
    if !plain.is_empty() {
        cases.iter_mut().for_each(|case| detach(&mut case.content.steps, &plain));
    }
    accepted
}

/// Makes plain steps of those that name a refused shared step.
fn detach(steps: &mut [Step], refused: &HashMap<String, Vec<Step>>) {
    for step in steps {
        if let Some(hash) = step.shared.take_if(|hash| refused.contains_key(hash))
            && let Some(own) = refused.get(&hash)
            && step.steps.is_empty()
        {
            step.steps.clone_from(own);
        }
        detach(&mut step.steps, refused);
    }
}

/// The content with plain steps for shared ones, whose own steps stand within them or, where a format has no steps within steps,
/// in their place. `None` for content without shared steps.
pub(super) fn without(content: &CasesToWrite, in_place: bool) -> Option<CasesToWrite> {
    let known: HashMap<&str, &SharedStepRow> = content.shared_steps.iter().map(|step| (step.hash.as_str(), step)).collect();
    if known.is_empty() {
        return None;
    }
    let mut content = content.clone();
    for row in &mut content.rows {
        row.content.steps = plain(std::mem::take(&mut row.content.steps), &known, in_place);
    }
    content.shared_steps.clear();
    Some(content)
}

fn plain(steps: Vec<Step>, known: &HashMap<&str, &SharedStepRow>, in_place: bool) -> Vec<Step> {
    let mut all = Vec::with_capacity(steps.len());
    for mut step in steps {
        let shared = step.shared.take().and_then(|hash| known.get(hash.as_str()).copied());
        match shared.filter(|shared| !shared.steps.is_empty()) {
            Some(shared) if in_place => all.extend(shared.steps.iter().cloned()),
            Some(shared) => all.push(Step { action: shared.title.clone(), steps: shared.steps.clone(), ..step }),
            None => {
                step.steps = plain(step.steps, known, in_place);
                all.push(step);
            }
        }
    }
    all
}
