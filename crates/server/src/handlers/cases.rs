//! Cases.

use super::case_issues;
use crate::answer::{Answer, ListAnswer};
use crate::call::Call;
use crate::case_cache::{Api, Listed};
use crate::dto::case::CaseContext;
use crate::dto::case_input::Context;
use crate::dto::custom_values::Fields;
use crate::error::{ApiError, ApiResult};
use crate::input::Input;
use crate::options::ENUMERATIONS;
use crate::paging;
use crate::rows::in_parts;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use voluptas_core::domain::case::{Case, NewCase};
use voluptas_core::domain::custom_field::FieldEntity;
use voluptas_core::domain::ids::{CaseId, ProjectId, SuiteId};
use voluptas_core::domain::project::Project;
use voluptas_store::sizes::SizedRow;
use voluptas_store::{CaseFilter, Page, Tx};

/// The case of this number.
fn case(tx: &Tx<'_>, project: ProjectId, number: i64) -> ApiResult<Case> {
    tx.cases().by_number(project, number)?.ok_or_else(|| ApiError::not_found("Case"))
}

pub fn list(call: &Call) -> ApiResult<Answer> {
    let slice = paging::slice(&call.query)?;
    let (suite, milestone) = (call.query.number("suite_id")?, call.query.number("milestone_id")?);
    call.read(|tx| {
        tx.expect_page();
        let project = call.project(tx)?;
        let mut filter = CaseFilter { search: call.query.search()?.map(str::to_owned), ..CaseFilter::default() };
        if let Some(number) = suite {
            // A missing suite has no cases.
            filter.suite = Some(tx.suites().by_number(project.id, number)?.map_or(SuiteId(-1), |s| s.id));
        }
        filter.issue_kind = call.query.get("external_issues[type]").map(str::to_owned);
        filter.issues = call.query.all("external_issues[ids]").map(str::to_owned).collect();
        if let Some(number) = milestone {
            filter.milestone_id = Some(tx.milestones().by_number(project.id, number).map_or(-1, |m| m.id));
        }
        for e in ENUMERATIONS {
            if let Some(mut words) = call.query.words(e.slug)? {
                for word in &mut words {
                    if word == "active" {
                        "actual".clone_into(word);
                    }
                    // The number of an option is understood as well.
                    if let Ok(id) = word.parse::<i64>()
                        && let Some(slug) = e.slug_of(id, tx)?
                    {
                        *word = slug;
                    }
                }
                filter.slugs.push((e.column, words));
            }
        }
        let includes_issues = call.query.includes("external_issues");
        if let Some(contents) = tx.contents()?.filter(|_| !includes_issues && !call.app.faults.changes_lists()) {
            return cached_list(call, tx, &project, contents, tx.case_page_ids(project.id, &filter, slice)?);
        }
        let mut page = tx.case_page_ids(project.id, &filter, slice)?;
        if call.app.faults.changes_lists() {
            let all = page.rows.len();
            let numbers = tx.case_numbers(&page.rows)?;
            page.rows.retain(|id| numbers.get(id).is_none_or(|number| !call.app.faults.is_unlisted("case", *number)));
            let unlisted = i64::try_from(all - page.rows.len()).unwrap_or(0);
            (page.total, page.filtered) = (page.total - unlisted, page.filtered - unlisted);
        }
        let mut list = ListAnswer::new(page.total, page.filtered, page.rows.len());
        each_part(call, tx, &page.rows, |part| {
            let cases = tx.cases().by_ids(part)?;
            let context = CaseContext::load(tx, &call.root, &project, &cases)?;
            let mut issues = if includes_issues { case_issues::shown(tx, part)? } else { BTreeMap::new() };
            for case in &cases {
                let mut body = shown(call, &project, &context, case);
                call.app.faults.withhold_from(&mut body, true);
                if includes_issues {
                    body["external_issues"] = issues.remove(&case.id).unwrap_or_else(|| json!([]));
                }
                list.add(&body);
            }
            Ok(())
        })?;
        Ok(list.finish())
    })
}

/// A list that reads only the cases without a text in the cache.
fn cached_list(call: &Call, tx: &Tx<'_>, project: &Project, contents: i64, page: Page<CaseId>) -> ApiResult<Answer> {
    let Page { total, filtered, rows } = page;
    let mut list = ListAnswer::new(total, filtered, rows.len());
    let listed = Listed { api: Api::Qase, root: &call.root, contents: Some(contents), cases: &rows };
    let read = |missing: &[CaseId], add: &mut dyn FnMut(CaseId, Vec<u8>)| {
        each_part(call, tx, missing, |part| {
            let cases = tx.cases().by_ids(part)?;
            let context = CaseContext::load(tx, &call.root, project, &cases)?;
            cases.iter().for_each(|case| add(case.id, shown(call, project, &context, case).to_string().into_bytes()));
            Ok(())
        })
    };
    let cached = call.app.case_cache.each(&listed, |text| list.add_text(text), read)?;
    call.app.stats.count_cached_cases(cached);
    Ok(list.finish())
}

/// Calls `read` with cases part by part, so that few long ones are in memory together.
fn each_part(call: &Call, tx: &Tx<'_>, cases: &[CaseId], mut read: impl FnMut(&[CaseId]) -> ApiResult<()>) -> ApiResult<()> {
    let ids: Vec<i64> = cases.iter().map(|id| id.0).collect();
    in_parts(tx, &call.app.rows, SizedRow::Case, &ids, |part| read(&part.iter().map(|id| CaseId(*id)).collect::<Vec<_>>()))
}

pub fn get(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Case")?;
    call.read(|tx| {
        let project = call.project(tx)?;
        let id = tx.case_ids(project.id, &[number])?.remove(&number);
        let id = id.ok_or_else(|| ApiError::not_found("Case"))?;
        let _room = call.room(tx, SizedRow::Case, id.0)?;
        let case = tx.cases().get(id)?;
        let context = CaseContext::load(tx, &call.root, &project, std::slice::from_ref(&case))?;
        let mut body = shown(call, &project, &context, &case);
        call.app.faults.withhold_from(&mut body, false);
        if call.query.includes("external_issues") {
            body["external_issues"] = case_issues::shown(tx, &[case.id])?.remove(&case.id).unwrap_or_else(|| json!([]));
        }
        Ok(Answer::result(body))
    })
}

fn shown(call: &Call, project: &Project, context: &CaseContext, case: &Case) -> Value {
    let mut body = context.json(case);
    if call.app.faults.is_case_flagged(&project.code, case.number) {
        body["deleted"] = body["updated"].clone();
    }
    body
}

/// Reads and creates cases; returns their numbers.
pub(super) fn make(call: &Call, tx: &Tx<'_>, project: &Project, inputs: &[Input<'_>]) -> ApiResult<Vec<i64>> {
    let fields = Fields::load(tx, FieldEntity::Case, &project.code)?.with_archived(call.app.faults.archived_options());
    let context = Context::new(tx, project.clone(), fields);
    let mut new = Vec::with_capacity(inputs.len());
    let mut after = Vec::new();
    for input in inputs {
        let read = context.read(input, None)?;
        after.push((read.milestone.flatten(), input.time("created_at"), input.time("updated_at")));
        new.push(NewCase { suite_id: read.suite.flatten(), number: None, content: read.content });
    }
    let ids = tx.cases().create_many(project.id, &new)?;
    for (id, (milestone, created, updated)) in ids.iter().zip(after) {
        if milestone.is_some() {
            tx.cases().set_milestone(*id, milestone)?;
        }
        if created.is_some() || updated.is_some() {
            tx.cases().set_times(*id, created, updated)?;
        }
    }
    numbers(tx, &ids)
}

fn numbers(tx: &Tx<'_>, ids: &[CaseId]) -> ApiResult<Vec<i64>> {
    let known = tx.case_numbers(ids)?;
    Ok(ids.iter().filter_map(|id| known.get(id).copied()).collect())
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    call.write("create_case", |tx| {
        let made = make(call, tx, &call.project(tx)?, &[call.input()])?;
        Ok(Answer::id(made.first().copied().unwrap_or_default()))
    })
}

pub fn bulk(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    let cases = input.required_objects("cases");
    input.finish()?;
    call.write("create_cases", |tx| {
        let project = call.project(tx)?;
        let mut ids: Vec<Option<i64>> = Vec::with_capacity(cases.len());
        let mut new = Vec::new();
        for case in cases {
            // An entry with the id of a case changes that case, one without makes a new one.
            match case.int("id") {
                Some(number) if tx.cases().by_number(project.id, number)?.is_some() => {
                    change(call, tx, &project, number, &case)?;
                    ids.push(Some(number));
                }
                // An unknown id is refused: a client whose case was deleted would otherwise get a second one.
                Some(_) => case.fail("id", "The selected id is invalid."),
                None => {
                    ids.push(None);
                    new.push(case);
                }
            }
        }
        input.finish()?;
        let mut made = make(call, tx, &project, &new)?.into_iter();
        let mut ids: Vec<i64> = ids.into_iter().filter_map(|id| id.or_else(|| made.next())).collect();
        if call.app.faults.reverses_ids() {
            ids.reverse();
        }
        Ok(Answer::result(json!({ "ids": ids })))
    })
}

/// Changes the case of this number.
pub(super) fn change(call: &Call, tx: &Tx<'_>, project: &Project, number: i64, input: &Input<'_>) -> ApiResult<()> {
    let before = case(tx, project.id, number)?;
    let fields = Fields::load(tx, FieldEntity::Case, &project.code)?.with_archived(call.app.faults.archived_options());
    let context = Context::new(tx, project.clone(), fields);
    let read = context.read(input, Some(&before.content))?;
    if read.content != before.content {
        tx.cases().update(before.id, &read.content)?;
    }
    if let Some(suite) = read.suite
        && suite != before.suite_id
    {
        tx.cases().move_to(before.id, suite)?;
    }
    if let Some(milestone) = read.milestone {
        tx.cases().set_milestone(before.id, milestone)?;
    }
    Ok(())
}

pub fn update(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Case")?;
    call.write("update_case", |tx| {
        change(call, tx, &call.project(tx)?, number, &call.input())?;
        Ok(Answer::id(number))
    })
}

pub fn delete(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Case")?;
    call.write("delete_case", |tx| {
        let case = case(tx, call.project(tx)?.id, number)?;
        tx.cases().set_deleted(case.id, true)?;
        Ok(Answer::id(number))
    })
}
