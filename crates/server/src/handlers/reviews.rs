//! Reviews of proposed cases. Qase's API proposes; approving, merging and declining are a route of our own, because people do it in Qase's
//! pages.
//!
//! A case with an open review waits for a reviewer in the window as well, and one whose review was merged is approved there.

use super::cases;
use crate::answer::Answer;
use crate::call::Call;
use crate::dto::case_input::Context;
use crate::dto::custom_values::Fields;
use crate::dto::members::Members;
use crate::dto::review;
use crate::error::{ApiError, ApiResult};
use crate::input::Input;
use crate::paging;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};
use voluptas_core::domain::case::Case;
use voluptas_core::domain::custom_field::FieldEntity;
use voluptas_core::domain::ids::UserId;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::review::{Review, ReviewState};
use voluptas_store::case_reviews::{CaseReview, ReviewFilter, ReviewStatus, Verdict};
use voluptas_store::{Page, Tx};

/// Most reviewers of a review.
const REVIEWERS: usize = 20;
/// Most reviews of one request.
const MOST: usize = 100;

fn invalid(name: &str) -> ApiError {
    ApiError::field(name, format!("The selected {} is invalid.", name.replace('_', " ")))
}

fn refused(text: &str) -> ApiError {
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, text)
}

pub fn list(call: &Call) -> ApiResult<Answer> {
    let slice = paging::slice(&call.query)?;
    let q = &call.query;
    let status = q.get("status").map(|text| text.parse::<ReviewStatus>().map_err(|_| invalid("status"))).transpose()?;
    let is_new = match q.get("type") {
        None => None,
        Some("create") => Some(true),
        Some("edit") => Some(false),
        Some(_) => return Err(invalid("type")),
    };
    let case = q.number("case_id")?;
    call.read(|tx| {
        let project = call.project(tx)?;
        let members = Members::load(tx)?;
        let member = |name: &str| q.get(name).map(|uuid| members.by_uuid(uuid).cloned());
        let (author, reviewer) = (member("author_uuid"), member("reviewer_uuid"));
        let mut filter = ReviewFilter { status, is_new, search: q.search()?.map(str::to_owned), ..ReviewFilter::default() };
        // Nobody has the id -1: an unknown person or case finds nothing.
        filter.reviewer = reviewer.map(|found| found.map_or(UserId(-1), |member| member.id));
        filter.author = author.map(|found| found.map_or_else(|| "\n".to_owned(), |member| member.name));
        if let Some(number) = case {
            let found = tx.cases().by_number(project.id, number)?.map(|case| case.id);
            filter.case = Some(found.unwrap_or(voluptas_core::domain::ids::CaseId(-1)));
        }
        let page = tx.case_reviews().list(project.id, &filter, slice)?;
        let context = review::ReviewContext::load(tx, members, &page.rows)?;
        let Page { total, filtered, rows } = page;
        Ok(Answer::list_of(Page { total, filtered, rows }, |one| context.json(&one)))
    })
}

pub fn get(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Review")?;
    call.read(|tx| {
        let one = tx.case_reviews().by_number(call.project(tx)?.id, number)?;
        let context = review::ReviewContext::load(tx, Members::load(tx)?, std::slice::from_ref(&one))?;
        let mut body = context.json(&one);
        body["proposed_case"] = review::proposed(&one.proposal);
        Ok(Answer::result(body))
    })
}

/// A review as a request gives it.
struct Proposed {
    case: Option<Case>,
    reviewers: Vec<UserId>,
    proposal: Value,
    title: String,
}

/// Reads the reviewers of a body; `None` without them.
fn reviewers(input: &Input<'_>, members: &Members) -> ApiResult<Option<Vec<UserId>>> {
    let uuids = input.texts("reviewers");
    if uuids.as_ref().is_some_and(|uuids| uuids.len() > REVIEWERS) {
        input.fail("reviewers", format!("The reviewers may not have more than {REVIEWERS} items."));
    }
    input.finish()?;
    uuids.map(|uuids| members.of_uuids("reviewers", &uuids)).transpose().map_err(|e| e.within(input.place()))
}

/// Checks a proposal against the case that it changes, or as a new case; gives the title of the result.
fn check(call: &Call, tx: &Tx<'_>, project: &Project, case: Option<&Case>, proposal: &Value) -> ApiResult<String> {
    let fields = Fields::load(tx, FieldEntity::Case, &project.code)?.with_archived(call.app.faults.archived_options());
    let body = review::as_case(proposal);
    let read = Context::new(tx, project.clone(), fields).read(&Input::root(&body), case.map(|case| &case.content));
    let content = read.map_err(|e| e.within("proposed_case"))?.content;
    if case.is_some_and(|case| case.content.steps_type != content.steps_type) && proposal.get("steps").is_none() {
        return Err(ApiError::field("proposed_case.steps", "The steps field is required with another steps type."));
    }
    Ok(content.title)
}

fn read(call: &Call, tx: &Tx<'_>, project: &Project, members: &Members, input: &Input<'_>) -> ApiResult<Proposed> {
    let number = input.int("case_id");
    let Some(proposal) = input.object("proposed_case").map(|object| review::known_fields(&object)) else {
        input.fail("proposed_case", "The proposed case field is required.");
        input.finish()?;
        return Err(ApiError::field("proposed_case", "The proposed case field is required."));
    };
    let reviewers = reviewers(input, members)?.unwrap_or_default();
    let unknown = || invalid("case_id").within(input.place());
    let case = number.map(|number| tx.cases().by_number(project.id, number)?.ok_or_else(unknown)).transpose()?;
    let title = check(call, tx, project, case.as_ref(), &proposal).map_err(|e| e.within(input.place()))?;
    Ok(Proposed { case, reviewers, proposal, title })
}

fn make(call: &Call, tx: &Tx<'_>, project: &Project, new: &Proposed) -> ApiResult<i64> {
    let (id, number) = tx.case_reviews().create(project.id, new.case.as_ref().map(|case| case.id), &new.title, &new.proposal)?;
    tx.case_reviews().set_reviewers(id, &new.reviewers)?;
    if let Some(case) = &new.case
        && case.review.as_ref().is_none_or(|review| review.state != ReviewState::InReview)
    {
        mark(call, tx, case, Some(ReviewState::InReview))?;
    }
    Ok(number)
}

/// Sets the review of a case itself, which the window shows.
fn mark(call: &Call, tx: &Tx<'_>, case: &Case, state: Option<ReviewState>) -> ApiResult<()> {
    let review = state.map(|state| Review { state, by: call.principal.owner.clone(), at_ms: tx.now() });
    Ok(tx.reviews().set(case, review.as_ref())?)
}

/// Takes a case out of review when its last open review ended without being merged.
fn unmark(call: &Call, tx: &Tx<'_>, ended: &CaseReview) -> ApiResult<()> {
    let Some(id) = ended.case.filter(|_| ended.status == ReviewStatus::Open) else { return Ok(()) };
    let case = tx.cases().get(id)?;
    let waits = case.review.as_ref().is_some_and(|review| review.state == ReviewState::InReview);
    if waits && tx.case_reviews().open_of(id)? == 0 { mark(call, tx, &case, None) } else { Ok(()) }
}

pub fn create(call: &Call) -> ApiResult<Answer> {
    call.write("create_review", |tx| {
        let project = call.project(tx)?;
        let new = read(call, tx, &project, &Members::load(tx)?, &call.input())?;
        Ok(Answer::id(make(call, tx, &project, &new)?))
    })
}

pub fn bulk(call: &Call) -> ApiResult<Answer> {
    let input = call.input();
    let reviews = input.required_objects("reviews");
    if !(1..=MOST).contains(&reviews.len()) {
        input.fail("reviews", format!("The reviews must have between 1 and {MOST} items."));
    }
    input.finish()?;
    call.write("create_reviews", |tx| {
        let project = call.project(tx)?;
        let members = Members::load(tx)?;
        let mut items = Vec::with_capacity(reviews.len());
        for review in &reviews {
            let new = read(call, tx, &project, &members, review)?;
            let number = make(call, tx, &project, &new)?;
            items.push(json!({ "review_id": number, "case_id": new.case.map(|case| case.number), "error": null }));
        }
        Ok(Answer::result(json!({ "items": items })))
    })
}

/// The review of the path, which must be open.
fn open(tx: &Tx<'_>, project: &Project, number: i64) -> ApiResult<CaseReview> {
    let review = tx.case_reviews().by_number(project.id, number)?;
    if review.status == ReviewStatus::Open { Ok(review) } else { Err(refused("The review is not open.")) }
}

pub fn update(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Review")?;
    let input = call.input();
    call.write("update_review", |tx| {
        let project = call.project(tx)?;
        let review = open(tx, &project, number)?;
        let reviewers = reviewers(&input, &Members::load(tx)?)?;
        let sent = input.object("proposed_case").map(|object| review::known_fields(&object));
        input.finish()?;
        if let Some(Value::Object(sent)) = sent {
            let mut merged: Map<String, Value> = review.proposal.as_object().cloned().unwrap_or_default();
            merged.extend(sent);
            let proposal = Value::Object(merged);
            let case = review.case.map(|id| tx.cases().get(id)).transpose()?;
            let title = check(call, tx, &project, case.as_ref(), &proposal)?;
            if proposal != review.proposal {
                tx.case_reviews().update(review.id, &title, &proposal)?;
                tx.case_reviews().set_verdict(review.id, None, Verdict::Unapproved)?;
            }
        }
        if let Some(reviewers) = reviewers {
            tx.case_reviews().set_reviewers(review.id, &reviewers)?;
        }
        Ok(Answer::id(number))
    })
}

pub fn delete(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Review")?;
    call.write("delete_review", |tx| {
        let review = tx.case_reviews().by_number(call.project(tx)?.id, number)?;
        if review.status == ReviewStatus::Merged {
            return Err(refused("A merged review cannot be deleted."));
        }
        tx.case_reviews().delete(review.id)?;
        unmark(call, tx, &review)?;
        Ok(Answer::id(number))
    })
}

/// The number of the case of a review if it is in the trash. A case that is deleted for good takes its reviews with it.
fn deleted(tx: &Tx<'_>, review: &CaseReview) -> ApiResult<Option<i64>> {
    let Some(id) = review.case else { return Ok(None) };
    let case = tx.cases().get(id)?;
    Ok(case.deleted_ms.map(|_| case.number))
}

/// Approves, asks for changes, merges or declines. Reviewers decide first: a review is merged when all of them approved. A review of a
/// deleted case is declined by any decision, as nothing can come of it.
pub fn decide(call: &Call) -> ApiResult<Answer> {
    let number = call.id("id", "Review")?;
    let input = call.input();
    let decision = input.required_text("decision", 32);
    input.finish()?;
    call.write("decide_review", |tx| {
        let project = call.project(tx)?;
        let review = open(tx, &project, number)?;
        if decision != "decline"
            && let Some(case) = deleted(tx, &review)?
        {
            tx.case_reviews().end(review.id, ReviewStatus::Declined)?;
            unmark(call, tx, &review)?;
            // The refusal closes the review: it is no error that takes the write back.
            let reason = format!("The case {case} of this review was deleted. The review was declined.");
            return Ok(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, reason).into_answer());
        }
        let reviewers = tx.case_reviews().reviewers(&[review.id])?.remove(&review.id).unwrap_or_default();
        match decision.as_str() {
            "approve" | "request_changes" => {
                let me = tx.members().by_name(&call.principal.owner)?.map(|member| member.id);
                let me = me.filter(|me| reviewers.iter().any(|(reviewer, _)| reviewer == me));
                let Some(me) = me else {
                    return Err(ApiError::new(StatusCode::FORBIDDEN, "Only a reviewer of this review decides this."));
                };
                let verdict = if decision == "approve" { Verdict::Approved } else { Verdict::ChangesRequested };
                tx.case_reviews().set_verdict(review.id, Some(me), verdict)?;
            }
            "merge" => {
                if reviewers.iter().any(|(_, verdict)| *verdict != Verdict::Approved) {
                    return Err(refused("A reviewer has not approved the review."));
                }
                merge(call, tx, &project, &review)?;
            }
            "decline" => {
                tx.case_reviews().end(review.id, ReviewStatus::Declined)?;
                unmark(call, tx, &review)?;
            }
            _ => return Err(ApiError::field("decision", "The decision is approve, request_changes, merge or decline.")),
        }
        Ok(Answer::id(number))
    })
}

/// Applies a proposal: the cases are written as by `POST` and `PATCH /case`.
fn merge(call: &Call, tx: &Tx<'_>, project: &Project, review: &CaseReview) -> ApiResult<()> {
    let body = review::as_case(&review.proposal);
    let input = Input::root(&body);
    let number = match review.case {
        Some(id) => {
            let number = tx.cases().get(id)?.number;
            cases::change(call, tx, project, number, &input)?;
            number
        }
        None => cases::make(call, tx, project, &[input])?.first().copied().unwrap_or_default(),
    };
    tx.case_reviews().end(review.id, ReviewStatus::Merged)?;
    let case = tx.cases().by_number(project.id, number)?.ok_or_else(|| ApiError::not_found("Case"))?;
    mark(call, tx, &case, Some(ReviewState::Approved))
}
