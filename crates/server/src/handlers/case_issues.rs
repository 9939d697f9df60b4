//! Issues of other systems that cases are attached to.

use crate::answer::Answer;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::input::Input;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use voluptas_core::domain::ids::CaseId;
use voluptas_store::Tx;
use voluptas_store::case_issues::ISSUE_MAX;

/// Kinds of systems.
pub const KINDS: [&str; 2] = ["jira-cloud", "jira-server"];

/// One case with issues, as the body gives it.
struct Link {
    case: i64,
    issues: Vec<String>,
}

fn links(input: &Input<'_>) -> ApiResult<(String, Vec<Link>)> {
    let kind = input.required_text("type", 32);
    if !kind.is_empty() && !KINDS.contains(&kind.as_str()) {
        input.fail("type", "The selected type is invalid.");
    }
    let one = |link: &Input<'_>| {
        if !link.has("case_id") {
            link.fail("case_id", "The case id field is required.");
        }
        if !link.has("external_issues") {
            link.fail("external_issues", "The external issues field is required.");
        }
        let issues: Vec<String> = link.texts("external_issues").unwrap_or_default();
        for issue in &issues {
            if issue.trim().is_empty() || issue.chars().count() > ISSUE_MAX {
                link.fail("external_issues", "The selected external issues are invalid.");
            }
        }
        Link { case: link.int("case_id").unwrap_or_default(), issues }
    };
    let links = input.required_objects("links").iter().map(one).collect();
    input.finish()?;
    Ok((kind, links))
}

fn change(call: &Call, change: fn(&Tx<'_>, CaseId, &str, &str) -> voluptas_store::Result<()>) -> ApiResult<Answer> {
    let (kind, links) = links(&call.input())?;
    call.write("update_case_issues", |tx| {
        let project = call.project(tx)?;
        let numbers: Vec<i64> = links.iter().map(|link| link.case).collect();
        let cases = tx.case_ids(project.id, &numbers)?;
        for (i, link) in links.iter().enumerate() {
            let wrong = || ApiError::field(format!("links.{i}.case_id"), "The selected case id is invalid.");
            let case = *cases.get(&link.case).ok_or_else(wrong)?;
            link.issues.iter().try_for_each(|issue| change(tx, case, &kind, issue.trim()))?;
        }
        Ok(Answer::done())
    })
}

pub fn attach(call: &Call) -> ApiResult<Answer> {
    change(call, |tx, case, kind, issue| tx.case_issues().attach(case, kind, issue))
}

pub fn detach(call: &Call) -> ApiResult<Answer> {
    change(call, |tx, case, kind, issue| tx.case_issues().detach(case, kind, issue))
}

/// The issues of cases, in the JSON of a case.
pub fn shown(tx: &Tx<'_>, cases: &[CaseId]) -> ApiResult<BTreeMap<CaseId, Value>> {
    let of_case = |issues: Vec<(String, String)>| {
        let mut by_kind: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for (kind, issue) in &issues {
            by_kind.entry(kind).or_default().push(json!({ "id": issue, "link": format!("urn:issue:{issue}") }));
        }
        by_kind.into_iter().map(|(kind, issues)| json!({ "type": kind, "issues": issues })).collect()
    };
    Ok(tx.case_issues().of(cases)?.into_iter().map(|(case, issues)| (case, of_case(issues))).collect())
}
