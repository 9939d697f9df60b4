//! Cases in the form of TestOps (R2.9-R2.20).

use super::{bad, limit, project, truth};
use crate::answer::Answer;
use crate::call::{Call, integer};
use crate::error::{ApiError, ApiResult};
use axum::http::{HeaderValue, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::Millis;
use voluptas_core::base::clock::{parse, to_iso};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{Case, CaseContent, NewCase, Step};
use voluptas_core::domain::ids::{CaseId, SuiteId};
use voluptas_core::domain::project::Project;
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_core::domain::user::Permission;
use voluptas_core::domain::validate::TITLE_MAX;
use voluptas_store::case_times::TimeFilter;
use voluptas_store::{Op, Tx};

/// Cases of a part, where the request does not say, and at most.
const LIMITS: (i64, i64) = (15, 200);
/// Longest tag, in characters.
const TAG_MAX: usize = 100;

/// Data that the objects of several cases refer to: ids of tags, and numbers and titles of suites.
struct CaseContext {
    tags: BTreeMap<String, i64>,
    suites: BTreeMap<SuiteId, (i64, String)>,
}

impl CaseContext {
    fn load(tx: &Tx<'_>, project: &Project, cases: &[Case]) -> ApiResult<Self> {
        let titles: BTreeSet<&str> = cases.iter().flat_map(|case| case.content.tags.iter().map(String::as_str)).collect();
        let suites = tx.suites().of_project(project.id)?;
        Ok(Self {
            tags: tx.tag_ids(titles)?,
            suites: suites.into_iter().map(|suite| (suite.id, (suite.number, suite.content.title))).collect(),
        })
    }

    /// The object of a case (R2.10).
    fn object(&self, case: &Case) -> Value {
        let c = &case.content;
        let mut steps = Vec::new();
        flatten(&c.steps, &mut steps);
        let steps = steps.iter().zip(1_i64..).map(|(step, position)| {
            let files: Vec<&str> = step.attachments.iter().map(|file| file.filename.as_str()).collect();
            let files = if files.is_empty() { Value::Null } else { files.join(", ").into() };
            json!({ "id": position, "position": position, "action": step.action, "expected": step.expected, "attachments": files })
        });
        let tags = c.tags.iter().map(|tag| json!({ "id": self.tags.get(tag), "name": tag }));
        let home = case.suite_id.map(|suite| (suite, case.position));
        let suites = home.into_iter().chain(case.further_suites.iter().map(|(suite, position)| (*suite, *position)));
        let suites = suites.filter_map(|(suite, position)| {
            let (number, title) = self.suites.get(&suite)?;
            Some(json!({ "id": number, "name": title, "position": position }))
        });
        json!({
            "id": case.number,
            "name": c.title,
            "preconditions": c.preconditions,
            "description": c.description,
            "expected_result": c.expected_result,
            "created_at": to_iso(case.created_ms),
            "updated_at": to_iso(case.updated_ms),
            "is_deleted": case.deleted_ms.is_some(),
            "steps": steps.collect::<Vec<_>>(),
            "tags": tags.collect::<Vec<_>>(),
            "suites": suites.collect::<Vec<_>>(),
        })
    }
}

/// Steps with those below them in one list.
fn flatten<'s>(steps: &'s [Step], all: &mut Vec<&'s Step>) {
    for step in steps {
        all.push(step);
        flatten(&step.steps, all);
    }
}

fn object(tx: &Tx<'_>, project: &Project, id: CaseId) -> ApiResult<Value> {
    let case = tx.cases().get(id)?;
    Ok(CaseContext::load(tx, project, std::slice::from_ref(&case))?.object(&case))
}

/// The case of the path, in the trash or not.
pub(super) fn of_path(call: &Call, tx: &Tx<'_>, project: &Project) -> ApiResult<(CaseId, bool)> {
    let number = call.id("id", "Test case")?;
    tx.case_in_trash_or_not(project.id, number)?.ok_or_else(|| ApiError::not_found("Test case"))
}

/// The living case of the path.
pub(super) fn living(call: &Call, tx: &Tx<'_>, project: &Project) -> ApiResult<CaseId> {
    match of_path(call, tx, project)? {
        (id, false) => Ok(id),
        (_, true) => Err(ApiError::not_found("Test case")),
    }
}

/// The place behind a case as a text: base64 of JSON.
fn cursor(created_ms: Millis, id: i64) -> String {
    URL_SAFE_NO_PAD.encode(json!({ "created_at": to_iso(created_ms), "id": id, "ms": created_ms }).to_string())
}

fn read_cursor(text: &str) -> ApiResult<(Millis, i64)> {
    let read = || -> Option<(Millis, i64)> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()?;
        let place: Value = serde_json::from_slice(&bytes).ok()?;
        let at = place["ms"].as_i64().or_else(|| parse(place["created_at"].as_str()?))?;
        Some((at, place["id"].as_i64()?))
    };
    read().ok_or_else(|| bad("The cursor is none of this list"))
}

pub fn list(call: &Call) -> ApiResult<Answer> {
    let limit = limit(call, LIMITS.0, LIMITS.1)?;
    let mut tags: Vec<String> = call.query.all("tag").map(str::to_owned).collect();
    tags.extend(call.query.all("tags").flat_map(|list| list.split(',')).map(|tag| tag.trim().to_owned()));
    tags.retain(|tag| !tag.trim().is_empty());
    let wanted = call.query.all("suite_id").map(|text| integer(text.trim()).ok_or_else(|| bad("suite_id is a whole number")));
    let suite_ids: Vec<i64> = wanted.collect::<ApiResult<_>>()?;
    let suite_name = call.query.get("suite_name").map(fold).filter(|name| !name.trim().is_empty());
    let after = call.query.get("cursor").filter(|text| !text.is_empty()).map(read_cursor).transpose()?;
    let with_deleted = truth(call, "include_deleted")?;
    call.read(|tx| {
        tx.expect_page();
        let project = project(call, tx, Permission::Read)?;
        let suites = if suite_ids.is_empty() && suite_name.is_none() {
            None
        } else {
            let all = tx.suites().of_project(project.id)?;
            let fits = |suite: &voluptas_core::domain::suite::Suite| {
                (suite_ids.is_empty() || suite_ids.contains(&suite.number))
                    && suite_name.as_ref().is_none_or(|name| fold(&suite.content.title).contains(name))
            };
            Some(all.into_iter().filter(fits).map(|suite| suite.id).collect())
        };
        let filter = TimeFilter {
            text: call.query.get("q").map(str::to_owned),
            tags,
            suites,
            with_deleted,
            is_newest_first: call.query.get("sort") != Some("created_at"),
        };
        let mut found = tx.cases_by_time(project.id, &filter, after, limit + 1)?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| has_more).map(|case| cursor(case.created_ms, case.number));
        let ids: Vec<CaseId> = found.iter().map(|case| case.id).collect();
        let numbers: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let mut objects: BTreeMap<CaseId, Value> = BTreeMap::new();
        crate::rows::in_parts(tx, &call.app.rows, voluptas_store::sizes::SizedRow::Case, &numbers, |part| {
            let cases = tx.cases().by_ids(&part.iter().map(|id| CaseId(*id)).collect::<Vec<_>>())?;
            let context = CaseContext::load(tx, &project, &cases)?;
            objects.extend(cases.iter().map(|case| (case.id, context.object(case))));
            Ok(())
        })?;
        let items: Vec<Value> = ids.iter().filter_map(|id| objects.remove(id)).collect();
        let meta = json!({ "next_cursor": next, "limit": limit, "returned": items.len() });
        Ok(Answer::new(StatusCode::OK, &json!({ "items": items, "meta": meta })))
    })
}

pub fn get(call: &Call) -> ApiResult<Answer> {
    let with_deleted = truth(call, "include_deleted")?;
    call.read(|tx| {
        let project = project(call, tx, Permission::Read)?;
        let (id, is_deleted) = of_path(call, tx, &project)?;
        if is_deleted && !with_deleted {
            return Err(ApiError::not_found("Test case"));
        }
        Ok(Answer::new(StatusCode::OK, &object(tx, &project, id)?))
    })
}

/// A case as a body says it.
struct Wanted {
    content: CaseContent,
    /// Suites with the position that is asked for.
    suites: Vec<(SuiteId, Option<i64>)>,
}

fn text(body: &Value, name: &str) -> ApiResult<Option<String>> {
    match &body[name] {
        Value::Null => Ok(None),
        Value::String(text) if text.contains('\0') => Err(bad(format!("{name} has a NUL character"))),
        Value::String(text) => Ok(Some(text.clone()).filter(|text| !text.trim().is_empty())),
        _ => Err(bad(format!("{name} is a text"))),
    }
}

fn list_of<'b>(body: &'b Value, name: &str) -> ApiResult<&'b [Value]> {
    match &body[name] {
        Value::Null => Ok(&[]),
        Value::Array(items) => Ok(items),
        _ => Err(bad(format!("{name} is a list"))),
    }
}

/// A whole number, also as the text of a form.
fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| integer(value.as_str()?.trim()))
}

fn steps(body: &Value) -> ApiResult<Vec<Step>> {
    let mut found: Vec<(i64, Step)> = Vec::new();
    let mut taken: BTreeSet<i64> = BTreeSet::new();
    for (i, step) in list_of(body, "steps")?.iter().enumerate() {
        let at = format!("steps[{i}]");
        if !step.is_object() {
            return Err(bad(format!("{at} is an object")));
        }
        let action = text(step, "action").map_err(|error| bad(format!("{at}: {}", error.message)))?;
        let action = action.ok_or_else(|| bad(format!("{at}: action is required")))?;
        let expected = text(step, "expected").map_err(|error| bad(format!("{at}: {}", error.message)))?;
        if !matches!(&step["attachments"], Value::Null) && step["attachments"] != "" && step["attachments"] != json!([]) {
            return Err(bad(format!("{at}: attachments are uploaded to the test case, not written into a step")));
        }
        let position = match &step["position"] {
            Value::Null => taken.last().map_or(1, |last| last.saturating_add(1)),
            value => number(value).ok_or_else(|| bad(format!("{at}: position is a whole number")))?,
        };
        if !taken.insert(position) {
            return Err(bad(format!("{at}: the position {position} is taken")));
        }
        found.push((position, Step { action: action.trim().to_owned(), expected, ..Step::default() }));
    }
    found.sort_by_key(|(position, _)| *position);
    Ok(found.into_iter().map(|(_, step)| step).collect())
}

fn tags(tx: &Tx<'_>, project: &Project, body: &Value) -> ApiResult<Vec<String>> {
    let mut titles: Vec<String> = Vec::new();
    for (i, tag) in list_of(body, "tags")?.iter().enumerate() {
        let at = format!("tags[{i}]");
        let title = match tag {
            Value::String(title) => Some(title.clone()),
            Value::Object(fields) if fields.get("name").is_some_and(Value::is_string) => text(tag, "name")?,
            Value::Object(fields) if fields.contains_key("id") => {
                let id = number(&tag["id"]).ok_or_else(|| bad(format!("{at}: id is a whole number")))?;
                let known: Vec<String> = tx.tag_counts(project.id)?.into_iter().map(|(title, _)| title).collect();
                let known = tx.tag_ids(known.iter().map(String::as_str))?;
                let found = known.into_iter().find(|(_, known)| *known == id).map(|(title, _)| title);
                if found.is_none() {
                    tracing::warn!(id, "an unknown tag was passed over");
                }
                found
            }
            _ => return Err(bad(format!("{at} is a text, or an object with name or id"))),
        };
        let Some(title) = title.map(|title| title.trim().to_owned()).filter(|title| !title.is_empty()) else { continue };
        if title.chars().count() > TAG_MAX || title.contains('\0') {
            return Err(bad(format!("{at}: a tag has 1 to {TAG_MAX} characters")));
        }
        titles.push(title);
    }
    Ok(titles)
}

/// The suites of a body. A name that is new becomes a suite at the root.
fn suites(tx: &Tx<'_>, project: &Project, body: &Value) -> ApiResult<Vec<(SuiteId, Option<i64>)>> {
    let mut found: Vec<(SuiteId, Option<i64>)> = Vec::new();
    for (i, link) in list_of(body, "suite_links")?.iter().enumerate() {
        let at = format!("suite_links[{i}]");
        let position = match &link["position"] {
            Value::Null => None,
            value => Some(number(value).ok_or_else(|| bad(format!("{at}: position is a whole number")))?),
        };
        let suite = match (&link["suite_id"], text(link, "suite_name")?) {
            (Value::Null, None) => return Err(bad(format!("{at} needs suite_id or suite_name"))),
            (Value::Null, Some(name)) => {
                let name = name.trim().to_owned();
                if name.chars().count() > TITLE_MAX {
                    return Err(bad(format!("{at}: the name of a suite has 1 to {TITLE_MAX} characters")));
                }
                let known = tx.suites().of_project(project.id)?;
                match known.iter().find(|suite| suite.content.title == name) {
                    Some(suite) => Some(suite.id),
                    None => {
                        let content = SuiteContent { title: name, ..SuiteContent::default() };
                        Some(tx.suites().create(project.id, &NewSuite { parent_id: None, number: None, content })?)
                    }
                }
            }
            (value, _) => {
                let id = number(value).ok_or_else(|| bad(format!("{at}: suite_id is a whole number")))?;
                let suite = tx.suites().by_number(project.id, id)?;
                if suite.is_none() {
                    tracing::warn!(id, "an unknown suite was passed over");
                }
                suite.map(|suite| suite.id)
            }
        };
        if let Some(suite) = suite.filter(|suite| !found.iter().any(|(known, _)| known == suite)) {
            found.push((suite, position));
        }
    }
    Ok(found)
}

fn wanted(call: &Call, tx: &Tx<'_>, project: &Project, before: CaseContent) -> ApiResult<Wanted> {
    let body = &call.body;
    let title = text(body, "name")?.map(|name| name.trim().to_owned()).ok_or_else(|| bad("name is required"))?;
    if title.chars().count() > TITLE_MAX {
        return Err(bad(format!("name has at most {TITLE_MAX} characters")));
    }
    let mut content = CaseContent {
        title,
        preconditions: text(body, "preconditions")?,
        description: text(body, "description")?,
        expected_result: text(body, "expected_result")?,
        steps: steps(body)?,
        tags: tags(tx, project, body)?,
        ..before
    };
    content.normalise();
    Ok(Wanted { content, suites: suites(tx, project, body)? })
}

/// Puts a case into its suites and takes it out of others. The first one is its home.
fn put(tx: &Tx<'_>, id: CaseId, suites: &[(SuiteId, Option<i64>)]) -> ApiResult<()> {
    let case = tx.cases().get(id)?;
    let home = suites.first().copied();
    for gone in case.further_suites.keys().filter(|suite| !suites.iter().skip(1).any(|(wanted, _)| wanted == *suite)) {
        tx.cases().remove_from_suite(id, *gone)?;
    }
    match home {
        Some((suite, Some(position))) => {
            let before = tx.case_at(suite, position, id)?.filter(|_| position >= 0);
            tx.cases().place(&[id], Some(suite), before)?;
        }
        Some((suite, None)) if case.suite_id != Some(suite) => tx.cases().move_to(id, Some(suite))?,
        None if case.suite_id.is_some() => tx.cases().move_to(id, None)?,
        _ => {}
    }
    for (suite, position) in suites.iter().skip(1) {
        match position {
            Some(position) => {
                let before = tx.case_at(*suite, *position, id)?;
                tx.cases().link_into(&[id], *suite, before)?;
            }
            None => {
                tx.cases().add_to_suite(id, *suite)?;
            }
        }
    }
    Ok(())
}

/// Refuses a name that another living case has.
fn free(tx: &Tx<'_>, project: &Project, title: &str, but: Option<CaseId>) -> ApiResult<()> {
    match tx.case_of_title(project.id, title, but)? {
        Some(number) => Err(ApiError::new(StatusCode::CONFLICT, format!("The test case {number} has this name already"))),
        None => Ok(()),
    }
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    call.execute(Op::edit("create_case"), |tx| {
        let project = project(call, tx, Permission::WriteCases)?;
        let wanted = wanted(call, tx, &project, CaseContent::default())?;
        free(tx, &project, &wanted.content.title, None)?;
        let id = tx.cases().create(project.id, &NewCase { suite_id: None, number: None, content: wanted.content })?;
        put(tx, id, &wanted.suites)?;
        let object = object(tx, &project, id)?;
        tx.relabel(&Message::new("history-create-case").with("title", object["name"].as_str().unwrap_or_default()))?;
        let mut answer = Answer::new(StatusCode::CREATED, &object);
        if let Ok(address) = HeaderValue::from_str(&format!("/test_cases/{}", object["id"])) {
            answer.headers.push((header::LOCATION, address));
        }
        Ok(answer)
    })
}

/// Replaces name, texts, steps, tags and suites. What TestOps does not know stays.
pub fn replace(call: &Call) -> ApiResult<Answer> {
    call.execute(Op::edit("update_case"), |tx| {
        let project = project(call, tx, Permission::WriteCases)?;
        let id = living(call, tx, &project)?;
        let before = tx.cases().get(id)?.content;
        let wanted = wanted(call, tx, &project, before.clone())?;
        free(tx, &project, &wanted.content.title, Some(id))?;
        if wanted.content != before {
            tx.cases().update(id, &wanted.content)?;
        }
        put(tx, id, &wanted.suites)?;
        tx.relabel(&Message::new("history-edit-case").with("title", &wanted.content.title))?;
        Ok(Answer::new(StatusCode::OK, &object(tx, &project, id)?))
    })
}

/// Executes a form: `_method=DELETE` deletes, any other value replaces.
pub fn post(call: &Call) -> ApiResult<Answer> {
    match call.body["_method"].as_str() {
        Some(method) if method.eq_ignore_ascii_case("delete") => delete(call),
        Some(method) if !method.eq_ignore_ascii_case("put") => Err(bad("_method is PUT or DELETE")),
        _ => replace(call),
    }
}

/// A case in the trash is deleted already.
pub fn delete(call: &Call) -> ApiResult<Answer> {
    call.execute(Op::edit("delete_case"), |tx| {
        let project = project(call, tx, Permission::WriteCases)?;
        let (id, is_deleted) = of_path(call, tx, &project)?;
        if !is_deleted {
            tx.cases().set_deleted(id, true)?;
            tx.relabel(&Message::new("history-trash-cases").count("count", 1))?;
        }
        Ok(Answer::empty(StatusCode::NO_CONTENT))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_of_steps_follow_the_highest_so_far() {
        let read = |steps: Value| super::steps(&json!({ "steps": steps }));
        let order = read(json!([{ "action": "b", "position": 5 }, { "action": "c" }, { "action": "a", "position": 1 }]));
        let actions: Vec<String> = order.expect("steps").into_iter().map(|step| step.action).collect();
        assert_eq!(actions, ["a", "b", "c"]);
        for wrong in [
            json!([{ "action": "a", "position": 1 }, { "action": "b", "position": 1 }]),
            json!([{ "action": " " }]),
            json!([{ "action": "a", "position": "x" }]),
            json!(["a"]),
            json!("a"),
            json!([{ "action": 1 }]),
        ] {
            assert_eq!(read(wrong.clone()).expect_err("wrong").status, StatusCode::BAD_REQUEST, "{wrong}");
        }
    }

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        assert_eq!(read_cursor(&cursor(1_767_225_600_123, 7)).expect("cursor"), (1_767_225_600_123, 7));
        let padded = base64::engine::general_purpose::URL_SAFE.encode(r#"{"created_at":"2026-01-01T00:00:00Z","id":3}"#);
        assert_eq!(read_cursor(&padded).expect("cursor").1, 3);
        assert!(["x", "e30", "bm9uZQ"].iter().all(|text| read_cursor(text).is_err()));
    }
}
