//! Statuses of a result's steps in the history: one field each, named `step_statuses/N` by the place among all steps.
//!
//! The steps of a result are one value, in which every typed letter of a step's comment is a change. With a field per status, undo takes
//! the status of one step back and leaves comments and the other steps alone. The state of a result is split before it is recorded or compared
//! and joined before it is stored.

use serde_json::{Map, Value};

/// Name of the member that holds the statuses by place.
pub(super) const STEP_STATUSES: &str = "step_statuses";

/// The part of a state or of a recorded change that holds the steps.
fn holder(state: &mut Value) -> &mut Value {
    if state.get("content").is_some_and(Value::is_object) { &mut state["content"] } else { state }
}

/// Calls `visit` with each step and its place, those inside a step behind it.
fn walk(steps: &mut Value, at: &mut usize, visit: &mut impl FnMut(usize, &mut Map<String, Value>)) {
    for step in steps.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        visit(*at, step);
        *at += 1;
        if let Some(inner) = step.get_mut("steps") {
            walk(inner, at, visit);
        }
    }
}

/// Moves the statuses of the steps into fields of their own. A state without steps, and one that is split already, stays.
pub(super) fn split(state: &mut Value) {
    let holder = holder(state);
    let mut statuses = Map::new();
    if let Some(steps) = holder.get_mut("steps") {
        walk(steps, &mut 0, &mut |at, step| {
            if let Some(status) = step.remove("status") {
                statuses.insert(at.to_string(), status);
            }
        });
    }
    if !statuses.is_empty() {
        holder[STEP_STATUSES] = statuses.into();
    }
}

/// Puts the statuses of [`split`] back into the steps. A step without one is untested.
pub(super) fn join(state: &mut Value) {
    let holder = holder(state);
    let Some(statuses) = holder.as_object_mut().and_then(|all| all.remove(STEP_STATUSES)) else { return };
    if let Some(steps) = holder.get_mut("steps") {
        walk(steps, &mut 0, &mut |at, step| {
            if let Some(status) = statuses.get(at.to_string()) {
                step.insert("status".to_owned(), status.clone());
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn statuses_leave_the_steps_and_come_back() {
        let inner = json!([{"action": "b", "status": "failed", "steps": []}]);
        let whole = json!({"id": 1, "content": {"title": "Pay", "steps": [
            {"action": "a", "status": "passed", "steps": inner}, {"action": "c", "status": "untested", "steps": []}]}});
        let mut state = whole.clone();
        split(&mut state);
        assert_eq!(state["content"][STEP_STATUSES], json!({"0": "passed", "1": "failed", "2": "untested"}));
        assert_eq!(state["content"]["steps"][0]["steps"], json!([{"action": "b", "steps": []}]));
        let once = state.clone();
        split(&mut state);
        assert_eq!(state, once);
        join(&mut state);
        assert_eq!(state, whole);
    }
}
