//! Actions of people in Qase itself: cases, suites and fields. Runs are in [`super::runs`].

use super::Sim;
use super::desk::Desk;
pub use super::runs::{ci_finish, ci_results, ci_run, close_run, delete_run, rename_run};
use crate::card::{self, Field};
use crate::qase::state::{BROWSER_FIELD, Case, KEY_FIELD, NOTE_FIELD, SHOP, Suite};
use crate::rng::Rng;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Fields of a case that people edit.
const EDITED: [Field; 8] = [
    Field::Title,
    Field::Description,
    Field::Postconditions,
    Field::Action,
    Field::Data,
    Field::Tag,
    Field::Note,
    Field::Browser,
];

/// Draws a field that people edit.
pub fn any_field(rng: &mut Rng) -> Field {
    EDITED[rng.index(EDITED.len())]
}

fn any_case(sim: &Sim, rng: &mut Rng) -> Option<i64> {
    let ids: Vec<i64> = sim.account.project(SHOP).live_cases().map(|c| c.id).collect();
    // Most edits hit a few cases, so that the sides collide.
    let few = ids.len().min(4);
    if rng.percent(60) { rng.pick(&ids[..few]).copied() } else { rng.pick(&ids).copied() }
}

fn any_suite(sim: &Sim, rng: &mut Rng) -> Option<i64> {
    let ids: Vec<i64> = sim.account.project(SHOP).live_suites().map(|s| s.id).collect();
    rng.pick(&ids).copied()
}

fn case_mut(sim: &mut Sim, id: i64) -> &mut Case {
    sim.account.project_mut(SHOP).cases.get_mut(&id).expect("the case is there")
}

/// Executes the pending changes of a case before a person sees it.
fn calm(sim: &mut Sim, head: &str, id: i64) {
    let now = sim.now();
    let lost = sim.account.settle_thing(&[head.to_owned(), SHOP.to_owned(), id.to_string()], now);
    sim.overwritten(&lost);
}

fn old(sim: &Sim, id: i64, field: Field) -> Vec<u64> {
    card::of_case(&sim.account, &sim.account.project(SHOP).cases[&id]).tokens(field)
}

/// Creates a case with values in most fields.
pub fn new_case(sim: &mut Sim, rng: &mut Rng) -> Option<String> {
    let suite = if rng.percent(80) { any_suite(sim, rng) } else { None };
    let id = make(sim, rng, suite, None);
    Some(format!("Qase: a person adds {}", told(sim, id)))
}

fn make(sim: &mut Sim, rng: &mut Rng, suite: Option<i64>, title: Option<String>) -> i64 {
    let now = sim.now();
    let project = sim.account.project_mut(SHOP);
    project.last_case += 1;
    let id = project.last_case;
    let note = format!("case {id} of Qase as it was made");
    let mut write = |field: Field| sim.model.write(field, &[], true, now, &note);
    let mut case = Case {
        id,
        title: title.unwrap_or_else(|| format!("Case {{{}}}", write(Field::Title))),
        preconditions: Some(format!("Origin {{{}}}", write(Field::Preconditions))),
        steps_type: "classic".into(),
        is_manual: true,
        suite_id: suite,
        created: now,
        updated: now,
        numbers: [("severity", 4), ("priority", 0), ("type", 1), ("layer", 0), ("behavior", 1), ("status", 0), ("is_flaky", 0)]
            .iter()
            .map(|(n, v)| ((*n).to_owned(), *v))
            .collect(),
        ..Case::default()
    };
    if rng.percent(70) {
        case.custom.insert(KEY_FIELD, format!("key.{{{}}}", write(Field::Key)));
    }
    if rng.percent(40) {
        case.description = Some(format!("About {{{}}}", write(Field::Description)));
    }
    if rng.percent(40) {
        case.tags = vec![format!("{{{}}}", write(Field::Tag))];
    }
    if rng.percent(30) {
        let (action, data) = (write(Field::Action), write(Field::Data));
        case.steps = vec![json!({
            "action": format!("Do {{{action}}}"), "expected_result": null, "data": format!("With {{{data}}}"),
            "attachments": [], "steps": [],
        })];
    }
    if rng.percent(30) {
        case.postconditions = Some(format!("After {{{}}}", write(Field::Postconditions)));
    }
    sim.account.project_mut(SHOP).cases.insert(id, case);
    if rng.percent(30) {
        set(sim, id, Field::Browser, rng);
    }
    id
}

fn told(sim: &Sim, id: i64) -> String {
    let case = &sim.account.project(SHOP).cases[&id];
    format!("case {id} {:?} in suite {:?}", case.title, case.suite_id)
}

/// Changes one field of one case.
pub fn edit(sim: &mut Sim, rng: &mut Rng) -> Option<String> {
    let id = any_case(sim, rng)?;
    calm(sim, "case", id);
    if rng.percent(8) {
        let severity = rng.between(0, 6);
        case_mut(sim, id).numbers.insert("severity".into(), severity);
        return Some(format!("Qase: a person sets severity {severity} of {}", told(sim, id)));
    }
    let field = any_field(rng);
    let value = set(sim, id, field, rng);
    Some(format!("Qase: a person sets {} of {} to {value:?}", field.engine_name(), told(sim, id)))
}

fn set(sim: &mut Sim, id: i64, field: Field, rng: &mut Rng) -> String {
    let now = sim.now();
    let before = if field == Field::Tag { Vec::new() } else { old(sim, id, field) };
    let token = sim.model.write(field, &before, true, now, &format!("{} of case {id} in Qase", field.engine_name()));
    let value = format!("{} {{{token}}}", field.engine_name());
    let option = sim.account.options.len() as i64 + sim.account.old_options.len() as i64 + 1;
    let has_steps = !sim.account.project(SHOP).cases[&id].steps.is_empty();
    let case = case_mut(sim, id);
    case.updated = now;
    match field {
        Field::Title => case.title.clone_from(&value),
        Field::Description => {
            // A person who edits the text keeps the hidden last line; one who replaces the text removes it.
            let trace =
                case.description.as_deref().and_then(|d| Some(d[card::visible(d).len()..].to_owned()).filter(|t| !t.is_empty()));
            let keeps = rng.percent(60);
            case.description = Some(format!("{value}{}", trace.filter(|_| keeps).unwrap_or_default()));
        }
        Field::Postconditions => case.postconditions = Some(value.clone()),
        Field::Tag => case.tags.push(format!("{{{token}}}")),
        Field::Note => {
            case.custom.insert(NOTE_FIELD, value.clone());
        }
        Field::Browser => {
            case.custom.insert(BROWSER_FIELD, option.to_string());
            sim.account.options.insert(option, value.clone());
        }
        Field::Action | Field::Data => {
            if !has_steps {
                case.steps = vec![
                    json!({ "action": "StatusClass", "expected_result": null, "data": null, "attachments": [], "steps": [] }),
                ];
            }
            let name = if field == Field::Action { "action" } else { "data" };
            case.steps[0][name] = json!(value);
        }
        Field::Preconditions | Field::Key | Field::Severity | Field::Place => {}
    }
    value
}

/// Empties one field of one case.
pub fn clear(sim: &mut Sim, rng: &mut Rng) -> Option<String> {
    let id = any_case(sim, rng)?;
    calm(sim, "case", id);
    let field = any_field(rng);
    let now = sim.now();
    let mut before = old(sim, id, field);
    if before.is_empty() || field == Field::Title {
        return None;
    }
    let case = case_mut(sim, id);
    match field {
        Field::Description => case.description = None,
        Field::Postconditions => case.postconditions = None,
        Field::Tag => {
            let tag = case.tags.remove(0);
            before = card::tokens(&tag);
        }
        Field::Note => drop(case.custom.remove(&NOTE_FIELD)),
        Field::Browser => drop(case.custom.remove(&BROWSER_FIELD)),
        _ => {
            let also = old(sim, id, if field == Field::Data { Field::Action } else { Field::Data });
            sim.model.remove(field, &also, true, now, "steps removed in Qase");
            case_mut(sim, id).steps.clear();
        }
    }
    case_mut(sim, id).updated = now;
    sim.model.remove(field, &before, true, now, &format!("{} of case {id} removed in Qase", field.engine_name()));
    Some(format!("Qase: a person empties {} of {}", field.engine_name(), told(sim, id)))
}

/// Deletes a case.
pub fn delete(sim: &mut Sim, desks: &[Desk], rng: &mut Rng) -> Option<String> {
    let id = any_case(sim, rng)?;
    let told = told(sim, id);
    bury(sim, desks, id);
    Some(format!("Qase: a person deletes {told}"))
}

fn bury(sim: &mut Sim, desks: &[Desk], id: i64) {
    calm(sim, "case", id);
    let card = card::of_case(&sim.account, &sim.account.project(SHOP).cases[&id]);
    sim.model.replace(&card.all_tokens(), "deleted with its case in Qase");
    case_mut(sim, id).deleted = true;
    let Some(origin) = card.origin() else { return };
    let case = &sim.account.project(SHOP).cases[&id];
    if case.as_made.is_some() && !desks.iter().all(|d| d.knows_in_qase(origin, id)) {
        // The workspace has not heard of the deletion, creates the case again under another trace, and nothing tells others that it is the same.
        sim.model.doubled_by_people.insert(origin);
    }
    let still = sim.account.project(SHOP).live_cases().any(|c| card::of_case(&sim.account, c).origin() == Some(origin));
    if !still && !sim.is_making(origin) && desks.iter().all(|d| d.knows_in_qase(origin, id)) {
        sim.model.deleted_for_good.insert(origin, format!("case {id}"));
    }
}

/// Takes a deleted case out of the trash, under its old id.
pub fn restore(sim: &mut Sim, rng: &mut Rng) -> Option<String> {
    let project = sim.account.project(SHOP);
    let ids: Vec<i64> = project.cases.values().filter(|c| c.deleted).map(|c| c.id).collect();
    let id = *rng.pick(&ids)?;
    let suite = project.cases[&id].suite_id.filter(|s| project.suites.get(s).is_some_and(|s| !s.deleted));
    let origin = card::of_case(&sim.account, &project.cases[&id]).origin();
    if let Some(origin) = origin {
        if project.live_cases().any(|c| card::of_case(&sim.account, c).origin() == Some(origin)) {
            sim.model.doubled_by_people.insert(origin);
        }
        sim.model.deleted_for_good.remove(&origin);
    }
    let now = sim.now();
    sim.model.restored.insert(id, now);
    let case = case_mut(sim, id);
    (case.deleted, case.suite_id) = (false, suite);
    Some(format!("Qase: a person restores {}", told(sim, id)))
}

/// Moves a case to another suite.
pub fn move_case(sim: &mut Sim, rng: &mut Rng) -> Option<String> {
    let (id, suite) = (any_case(sim, rng)?, any_suite(sim, rng)?);
    calm(sim, "case", id);
    case_mut(sim, id).suite_id = Some(suite);
    Some(format!("Qase: a person moves {}", told(sim, id)))
}

/// Creates a case with the title and the suite of another one.
pub fn copy_title(sim: &mut Sim, rng: &mut Rng) -> Option<String> {
    let id = any_case(sim, rng)?;
    let case = &sim.account.project(SHOP).cases[&id];
    let (suite, title) = (case.suite_id, case.title.clone());
    let made = make(sim, rng, suite, Some(title));
    Some(format!("Qase: a person adds a namesake: {}", told(sim, made)))
}

/// Deletes one case and adds another at once: the number of rows stays the same.
pub fn swap(sim: &mut Sim, desks: &[Desk], rng: &mut Rng) -> Option<String> {
    let id = sim.account.project(SHOP).live_cases().next()?.id;
    let gone = told(sim, id);
    bury(sim, desks, id);
    let made = make(sim, rng, None, None);
    Some(format!("Qase: a person deletes {gone} and adds {}", told(sim, made)))
}

/// Creates a suite.
pub fn new_suite(sim: &mut Sim, rng: &mut Rng) -> Option<String> {
    let parent_id = if rng.percent(50) { any_suite(sim, rng) } else { None };
    let now = sim.now();
    let (title, origin) = (sim.model.write(Field::Title, &[], true, now, "title of a suite of Qase"), sim.model.name());
    let project = sim.account.project_mut(SHOP);
    project.last_suite += 1;
    let id = project.last_suite;
    let suite = Suite {
        id,
        title: format!("Suite {{{title}}}"),
        description: Some(format!("Folder {{{origin}}}")),
        parent_id,
        updated: now,
        ..Suite::default()
    };
    project.suites.insert(id, suite);
    Some(format!("Qase: a person adds suite {id} \"Suite {{{title}}}\" below {parent_id:?}"))
}

/// Renames a suite.
pub fn rename_suite(sim: &mut Sim, rng: &mut Rng) -> Option<String> {
    let id = any_suite(sim, rng)?;
    calm(sim, "suite", id);
    let now = sim.now();
    let before = card::tokens(&sim.account.project(SHOP).suites[&id].title);
    let token = sim.model.write(Field::Title, &before, true, now, &format!("title of suite {id} in Qase"));
    sim.account.project_mut(SHOP).suites.get_mut(&id)?.title = format!("Suite {{{token}}}");
    Some(format!("Qase: a person renames suite {id} to \"Suite {{{token}}}\""))
}

/// Puts a suite below another one.
pub fn move_suite(sim: &mut Sim, rng: &mut Rng) -> Option<String> {
    let (id, parent) = (any_suite(sim, rng)?, any_suite(sim, rng)?);
    calm(sim, "suite", id);
    let mut above = Some(parent);
    while let Some(at) = above {
        if at == id {
            return None;
        }
        above = sim.account.project(SHOP).suites.get(&at).and_then(|s| s.parent_id);
    }
    sim.account.project_mut(SHOP).suites.get_mut(&id)?.parent_id = Some(parent);
    Some(format!("Qase: a person puts suite {id} below suite {parent}"))
}

/// Deletes a suite; its cases are moved elsewhere or deleted with it.
pub fn delete_suite(sim: &mut Sim, desks: &[Desk], rng: &mut Rng) -> Option<String> {
    let id = any_suite(sim, rng)?;
    calm(sim, "suite", id);
    let project = sim.account.project(SHOP);
    let mut below = vec![id];
    let mut at = 0;
    while at < below.len() {
        let children = project.live_suites().filter(|s| s.parent_id == Some(below[at])).map(|s| s.id);
        let children: Vec<i64> = children.collect();
        below.extend(children);
        at += 1;
    }
    let others: Vec<i64> = project.live_suites().map(|s| s.id).filter(|s| !below.contains(s)).collect();
    let goal = if rng.percent(70) { rng.pick(&others).copied() } else { None };
    let inside: Vec<i64> =
        project.live_cases().filter(|c| c.suite_id.is_some_and(|s| below.contains(&s))).map(|c| c.id).collect();
    for case in inside {
        match goal {
            Some(goal) => {
                calm(sim, "case", case);
                case_mut(sim, case).suite_id = Some(goal);
            }
            None => bury(sim, desks, case),
        }
    }
    for suite in below {
        calm(sim, "suite", suite);
        let suite = sim.account.project_mut(SHOP).suites.get_mut(&suite)?;
        suite.deleted = true;
        let tokens = card::tokens(&suite.title);
        sim.model.replace(&tokens, "deleted with its suite in Qase");
    }
    Some(format!("Qase: a person deletes suite {id}, its cases go to {goal:?}"))
}

/// Takes a deleted suite out of the trash, empty and at the root.
pub fn restore_suite(sim: &mut Sim, rng: &mut Rng) -> Option<String> {
    let project = sim.account.project(SHOP);
    let ids: Vec<i64> = project.suites.values().filter(|s| s.deleted).map(|s| s.id).collect();
    let id = *rng.pick(&ids)?;
    let origin = card::tokens(project.suites[&id].description.as_deref().unwrap_or_default());
    let same = |s: &Suite| card::tokens(s.description.as_deref().unwrap_or_default()) == origin;
    let doubled = project.live_suites().any(same);
    if doubled {
        sim.model.doubled_by_people.extend(origin);
    }
    let suite = sim.account.project_mut(SHOP).suites.get_mut(&id)?;
    (suite.deleted, suite.parent_id) = (false, None);
    Some(format!("Qase: a person restores suite {id}"))
}

/// Removes an option of the browser field; cases keep its number.
pub fn remove_option(sim: &mut Sim, rng: &mut Rng) -> Option<String> {
    let ids: Vec<i64> = sim.account.options.keys().copied().collect();
    let id = *rng.pick(&ids)?;
    let title = sim.account.options.remove(&id)?;
    let said = format!("Qase: a person removes option {id} {title:?} of the browser field");
    sim.account.old_options.insert(id, title);
    Some(said)
}

/// Forbids access to custom fields for some minutes.
pub fn forbid_fields(sim: &mut Sim, rng: &mut Rng) -> Option<String> {
    let minutes = rng.between(2, 40);
    sim.account.fields_forbidden_until = sim.now() + minutes * 60_000;
    Some(format!("Qase: custom fields are forbidden for {minutes} minutes"))
}

fn has_trace(case: &Case) -> bool {
    case.description.as_deref().is_some_and(|d| card::visible(d) != d)
}

/// Excuses the doubling of cases that nothing can tell from a person's own: their creation was not heard of yet, and people have
/// removed the hidden line and changed something beside the description.
pub fn note_unrecognisable(sim: &mut Sim, desks: &[Desk]) {
    let is_disguised = |case: &&Case| {
        let Some(made) = &case.as_made else { return false };
        let now = card::of_case(&sim.account, case);
        !has_trace(case) && Field::ALL.iter().any(|f| *f != Field::Description && made.get(*f) != now.get(*f))
    };
    let disguised: Vec<(i64, u64)> = (sim.account.project(SHOP).live_cases().filter(is_disguised))
        .filter_map(|c| Some((c.id, card::of_case(&sim.account, c).origin()?)))
        .filter(|(_, origin)| !sim.model.doubled_by_people.contains(origin))
        .collect();
    if disguised.is_empty() {
        return;
    }
    let linked: BTreeSet<i64> = desks.iter().flat_map(|d| d.links().into_values()).collect();
    sim.model.doubled_by_people.extend(disguised.iter().filter(|(id, _)| !linked.contains(id)).map(|(_, origin)| *origin));
}

/// Rewrites the description of a case without its hidden line.
pub fn remove_trace(sim: &mut Sim, rng: &mut Rng) -> Option<String> {
    let traced: BTreeMap<i64, String> = sim
        .account
        .project(SHOP)
        .live_cases()
        .filter_map(|c| Some((c.id, c.description.clone()?)))
        .filter(|(_, d)| card::visible(d) != d)
        .collect();
    let ids: Vec<i64> = traced.keys().copied().collect();
    let id = *rng.pick(&ids)?;
    let text = card::visible(&traced[&id]).to_owned();
    case_mut(sim, id).description = Some(text).filter(|t| !t.is_empty());
    Some(format!("Qase: a person removes the hidden line of {}", told(sim, id)))
}
