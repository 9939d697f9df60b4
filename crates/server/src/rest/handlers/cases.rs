//! Cases.

use super::suites::by_number as suite_by_number;
use super::{counted, expect_state, named, titled};
use crate::call::Call;
use crate::case_cache::{Api, Listed as ListedCases};
use crate::error::{ApiError, ApiResult};
use crate::options::ENUMERATIONS;
use crate::rest::cursor;
use crate::rest::objects::case::{CaseChanges, CaseContext, CaseObject, ReviewWord, fault};
use crate::rest::objects::filter::{self, FilterFields};
use crate::rest::problem::no_nul;
use crate::rest::reply::{CreatedObject, Done, ListText, Listed, One, Outcome, Outcomes, TextList};
use crate::rest::typed::{Body, NoBody, NoQuery, edit, fields};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use voluptas_app::cases::filter::cases_of_all;
use voluptas_app::cases::review::{self, SeenCase};
use voluptas_app::cases::versions;
use voluptas_core::base::clock::to_iso;
use voluptas_core::domain::case::{AttachmentRef, Case, CaseContent, NewCase};
use voluptas_core::domain::custom_field::FieldEntity;
use voluptas_core::domain::ids::{CaseId, SuiteId};
use voluptas_core::domain::project::Project;
use voluptas_core::domain::review::ReviewState;
use voluptas_i18n::plain_numbers;
use voluptas_ingest::Files;
use voluptas_store::{self as store, CaseFilter, Entity, Tx};

/// Most items of a bulk request.
pub const MOST: usize = 1000;

/// Filters of a list of cases. They combine: a case has to fit all of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseQuery {
    /// Most items of the answer, otherwise 100.
    #[serde(default, deserialize_with = "cursor::from_text")]
    #[schemars(range(min = 1, max = 1000))]
    pub limit: Option<u16>,
    /// `next_cursor` of the answer before.
    pub cursor: Option<String>,
    /// Part of the title, in any letter case.
    pub search: Option<String>,
    /// Number of the suite that directly contains the cases.
    #[serde(default, deserialize_with = "cursor::from_text")]
    pub suite_id: Option<i64>,
    /// Number of a milestone.
    #[serde(default, deserialize_with = "cursor::from_text")]
    pub milestone_id: Option<i64>,
    /// Tags separated by commas; a case needs every one.
    pub tags: Option<String>,
    /// Allowed words separated by commas, as in the following ones.
    pub severity: Option<String>,
    pub priority: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub layer: Option<String>,
    pub behavior: Option<String>,
    pub automation: Option<String>,
    pub status: Option<String>,
    /// A filter as `POST /projects/{code}/filters` takes it, as JSON: words, last results, owners, functions, custom fields, ...
    pub filter: Option<String>,
    /// Id of a saved filter.
    #[serde(default, deserialize_with = "cursor::from_text")]
    pub filter_id: Option<i64>,
}

impl CaseQuery {
    fn words(&self, slug: &'static str) -> ApiResult<Option<Vec<String>>> {
        let text = match slug {
            "severity" => &self.severity,
            "priority" => &self.priority,
            "type" => &self.kind,
            "layer" => &self.layer,
            "behavior" => &self.behavior,
            "automation" => &self.automation,
            _ => &self.status,
        };
        text.as_deref().map(|text| split(slug, text)).transpose()
    }

    /// The cases that fit `filter` and the filter of `filter_id`; `None` without both.
    fn chosen(&self, call: &Call) -> ApiResult<Option<HashSet<CaseId>>> {
        let project = call.read(|tx| call.project(tx))?;
        let mut filters = Vec::new();
        if let Some(text) = &self.filter {
            let fields: FilterFields =
                serde_json::from_str(text).map_err(|e| ApiError::field("filter", format!("is no filter: {e}")))?;
            // The text of the address has none, but its JSON may write one as an escape.
            let is_plain = serde_json::from_str::<serde_json::Value>(text).is_ok_and(|value| no_nul(&value).is_ok());
            if !is_plain {
                return Err(ApiError::field("filter", "has a NUL character"));
            }
            let filter = call.read(|tx| fields.filter(tx, project.id));
            filters.push(filter.map_err(|error| ApiError::field("filter", format!("is no filter: {}", words(&error))))?);
        }
        if let Some(id) = self.filter_id {
            let found = call.read(|tx| named("filter_id", tx.saved_filters().get(project.id, id)))?;
            // With the words of a newer version it would choose others.
            filter::read::<FilterFields>(&found.content)
                .map_err(|_| ApiError::field("filter_id", "names a filter that cannot be read"))?;
            filters.push(filter::read(&found.content)?);
        }
        if filters.is_empty() {
            return Ok(None);
        }
        Ok(Some(cases_of_all(&call.store(), project.id, &filters)?.into_iter().collect()))
    }

    fn filter(&self, tx: &Tx<'_>, project: &Project) -> ApiResult<CaseFilter> {
        let mut filter = CaseFilter { search: self.search.clone(), ..CaseFilter::default() };
        if let Some(number) = self.suite_id {
            filter.suite = Some(named("suite_id", suite_by_number(tx, project.id, number))?.id);
        }
        if let Some(number) = self.milestone_id {
            filter.milestone_id = Some(named("milestone_id", tx.milestones().by_number(project.id, number))?.id);
        }
        filter.tags = self.tags.as_deref().map(|text| split("tags", text)).transpose()?.unwrap_or_default();
        for e in ENUMERATIONS {
            if let Some(words) = self.words(e.slug)? {
                words.iter().try_for_each(|word| e.check(word)).map_err(|error| ApiError::field(e.slug, error))?;
                filter.slugs.push((e.column, words));
            }
        }
        Ok(filter)
    }
}

/// The parts of a text between commas, trimmed.
///
/// # Errors
/// 400 for more parts than a statement takes.
pub fn split(name: &str, text: &str) -> ApiResult<Vec<String>> {
    let parts = text.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty());
    let parts: Vec<String> = parts.take(MAX_PARTS + 1).collect();
    if parts.len() > MAX_PARTS { Err(ApiError::field(name, format!("has more than {MAX_PARTS} items"))) } else { Ok(parts) }
}

/// Most parts of a list in an address: more than a person or a program chooses by, and few enough for one statement.
const MAX_PARTS: usize = 500;

/// The living case of a number.
fn case(tx: &Tx<'_>, project: &Project, number: i64) -> ApiResult<Case> {
    tx.cases().by_number(project.id, number)?.ok_or_else(|| ApiError::not_found("Case"))
}

fn object(call: &Call, tx: &Tx<'_>, case: &Case) -> ApiResult<CaseObject> {
    Ok(CaseContext::load(tx, &call.root, std::slice::from_ref(case))?.object(case))
}

pub fn list(call: &Call, query: CaseQuery, _: NoBody) -> ApiResult<TextList<CaseObject>> {
    let (limit, after) = (cursor::limit(query.limit)?, cursor::after(query.cursor.as_deref())?);
    // Read before the transaction of the page, because it is one of its own.
    let chosen = query.chosen(call)?;
    call.read(|tx| {
        tx.expect_page();
        let project = call.project(tx)?;
        let filter = query.filter(tx, &project)?;
        let wanted = if chosen.is_some() { usize::MAX } else { limit + 1 };
        let mut found = tx.cases_after(project.id, &filter, after, wanted)?;
        if let Some(chosen) = &chosen {
            found.retain(|(id, _)| chosen.contains(id));
        }
        let (rows, next_cursor) = cursor::cut(found, limit, |(_, number)| *number);
        let ids: Vec<CaseId> = rows.into_iter().map(|(id, _)| id).collect();
        let fields = fields(call);
        let mut list = ListText::new(fields.as_deref());
        each_text(call, tx, &ids, |text| list.add(text))?;
        Ok(list.finish(next_cursor.as_deref()))
    })
}

/// Calls `take` with the JSON of each case, in order; reads those alone that are not in the cache.
fn each_text(call: &Call, tx: &Tx<'_>, ids: &[CaseId], take: impl FnMut(&[u8])) -> ApiResult<()> {
    let listed = ListedCases { api: Api::Own, root: &call.root, contents: tx.contents()?, cases: ids };
    let read = |missing: &[CaseId], add: &mut dyn FnMut(CaseId, Vec<u8>)| {
        let missing: Vec<i64> = missing.iter().map(|id| id.0).collect();
        crate::rows::in_parts(tx, &call.app.rows, store::sizes::SizedRow::Case, &missing, |part| {
            let part: Vec<CaseId> = part.iter().map(|id| CaseId(*id)).collect();
            let cases = tx.cases().by_ids(&part)?;
            let context = CaseContext::load(tx, &call.root, &cases)?;
            for case in &cases {
                add(case.id, serde_json::to_vec(&context.object(case)).map_err(|e| store::Error::Corrupt(e.to_string()))?);
            }
            Ok(())
        })
    };
    let cached = call.app.case_cache.each(&listed, take, read)?;
    call.app.stats.count_cached_cases(cached);
    Ok(())
}

pub fn get(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<CaseObject>> {
    let number = call.id("id", "Case")?;
    call.read(|tx| {
        let found = case(tx, &call.project(tx)?, number)?;
        Ok(One(object(call, tx, &found)?))
    })
}

/// What the contents of cases are checked against, read once for a request.
struct Rules {
    project: Project,
    /// Titles of the custom fields of cases.
    fields: Vec<String>,
}

impl Rules {
    fn load(tx: &Tx<'_>, project: Project) -> ApiResult<Self> {
        let mut fields = tx.fields().all()?;
        fields.retain(|field| field.entity == FieldEntity::Case && field.is_in(&project.code));
        Ok(Self { project, fields: fields.into_iter().map(|field| field.title).collect() })
    }

    /// The content of a case after changes, and before anything is written.
    ///
    /// # Errors
    /// 422 with the fields that break a rule.
    fn content(&self, tx: &Tx<'_>, before: Option<&Case>, changes: &CaseChanges) -> ApiResult<CaseContent> {
        let mut content = before.map(|case| case.content.clone()).unwrap_or_default();
        let files = Files::load(tx, self.project.id, &changes.files())?;
        let file = |hash: &str| -> Option<AttachmentRef> { files.references("", &[hash.to_owned()]).ok()?.pop() };
        changes.apply(tx, &mut content, &file, &self.fields)?;
        let shared = shared_of(&content);
        if !shared.is_empty() {
            let known = tx.shared_steps().by_hashes(self.project.id, &shared)?;
            if let Some(unknown) = shared.iter().find(|hash| !known.contains_key(*hash)) {
                return Err(ApiError::unprocessable("/steps", format!("{unknown} are no shared steps of this project")));
            }
        }
        voluptas_core::domain::validate::case(&content).map_err(store::Error::from)?;
        Ok(content)
    }

    /// The place that changes name for a case.
    fn place(&self, tx: &Tx<'_>, changes: &CaseChanges) -> ApiResult<Place> {
        let project = self.project.id;
        let suite = |pointer: &str, number: i64| named(pointer, suite_by_number(tx, project, number)).map(|suite| suite.id);
        let sibling = |number: i64| {
            let found = tx.cases().by_number(project, number)?.ok_or_else(|| store::Error::not_found("case", number));
            named("/before_id", found).map(|case| case.id)
        };
        let milestone = |number| named("/milestone_id", tx.milestones().by_number(project, number)).map(|milestone| milestone.id);
        let further = |numbers: &Vec<i64>| -> ApiResult<Vec<SuiteId>> {
            numbers.iter().enumerate().map(|(i, number)| suite(&format!("/further_suites/{i}"), *number)).collect()
        };
        Ok(Place {
            home: changes.suite_id.map(|home| home.map(|number| suite("/suite_id", number)).transpose()).transpose()?,
            before: changes.before_id.map(|before| before.map(sibling).transpose()).transpose()?,
            milestone: changes.milestone_id.map(|number| number.map(milestone).transpose()).transpose()?,
            further: changes.further_suites.as_ref().map(further).transpose()?,
        })
    }
}

/// Where a case shall stand. An outer `None` leaves it, an inner one is the root, the end or no milestone.
struct Place {
    home: Option<Option<SuiteId>>,
    before: Option<Option<CaseId>>,
    milestone: Option<Option<i64>>,
    further: Option<Vec<SuiteId>>,
}

impl Place {
    fn put(&self, tx: &Tx<'_>, id: CaseId) -> ApiResult<()> {
        let now = tx.cases().get(id)?.suite_id;
        let home = self.home.unwrap_or(now);
        if let Some(sibling) = self.before {
            tx.cases().place(&[id], home, sibling)?;
        } else if home != now {
            tx.cases().move_to(id, home)?;
        }
        if let Some(milestone) = self.milestone {
            tx.cases().set_milestone(id, milestone)?;
        }
        if let Some(wanted) = &self.further {
            for gone in tx.cases().further_suites(id)?.into_iter().filter(|suite| !wanted.contains(suite)) {
                tx.cases().remove_from_suite(id, gone)?;
            }
            for suite in wanted {
                tx.cases().add_to_suite(id, *suite)?;
            }
        }
        Ok(())
    }
}

fn shared_of(content: &CaseContent) -> Vec<String> {
    fn of(steps: &[voluptas_core::domain::case::Step], found: &mut Vec<String>) {
        for step in steps {
            found.extend(step.shared.iter().cloned());
            of(&step.steps, found);
        }
    }
    let mut found = Vec::new();
    of(&content.steps, &mut found);
    found.sort();
    found.dedup();
    found
}

fn alter(tx: &Tx<'_>, rules: &Rules, before: &Case, changes: &CaseChanges) -> ApiResult<()> {
    let (content, place) = (rules.content(tx, Some(before), changes)?, rules.place(tx, changes)?);
    if content != before.content {
        tx.cases().update(before.id, &content)?;
    }
    place.put(tx, before.id)
}

pub fn create(call: &Call, _: NoQuery, Body(new): Body<CaseChanges>) -> ApiResult<CreatedObject<CaseObject>> {
    edit(call, "create_case", |tx| {
        let project = call.project(tx)?;
        let rules = Rules::load(tx, project.clone())?;
        let (content, place) = (rules.content(tx, None, &new)?, rules.place(tx, &new)?);
        let id = tx.cases().create(project.id, &NewCase { suite_id: place.home.flatten(), number: None, content })?;
        place.put(tx, id)?;
        let case = tx.cases().get(id)?;
        tx.relabel(&titled("history-create-case", &case.content.title))?;
        Ok(CreatedObject { path: format!("/projects/{}/cases/{}", project.code, case.number), object: object(call, tx, &case)? })
    })
}

pub fn change(call: &Call, _: NoQuery, Body(changes): Body<CaseChanges>) -> ApiResult<One<CaseObject>> {
    let number = call.id("id", "Case")?;
    edit(call, "update_case", |tx| {
        let project = call.project(tx)?;
        let before = case(tx, &project, number)?;
        expect_state(call, &object(call, tx, &before)?)?;
        alter(tx, &Rules::load(tx, project)?, &before, &changes)?;
        tx.relabel(&titled("history-edit-case", &before.content.title))?;
        Ok(One(object(call, tx, &tx.cases().get(before.id)?)?))
    })
}

pub fn delete(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    let number = call.id("id", "Case")?;
    edit(call, "delete_case", |tx| {
        let found = case(tx, &call.project(tx)?, number)?;
        expect_state(call, &object(call, tx, &found)?)?;
        tx.cases().set_deleted(found.id, true)?;
        tx.relabel(&counted("history-trash-cases", 1))?;
        Ok(Done)
    })
}

/// One item of a bulk request: with an id a change of that case, without one a new case.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkCase {
    /// Number of the case to change.
    #[serde(default)]
    pub id: Option<i64>,
    /// The fields.
    pub fields: CaseChanges,
}

/// Cases to create and to change.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkCases {
    #[schemars(length(min = 1, max = 1000))]
    pub items: Vec<BulkCase>,
}

/// Each item by itself: a refused one leaves the others alone. All of them are one step of undo.
pub fn bulk(call: &Call, _: NoQuery, Body(bulk): Body<BulkCases>) -> ApiResult<Outcomes> {
    if bulk.items.is_empty() || bulk.items.len() > MOST {
        return Err(ApiError::unprocessable_fields(vec![fault("/items", format!("must have 1 to {MOST} items"))]));
    }
    edit(call, "bulk_cases", |tx| {
        let rules = Rules::load(tx, call.project(tx)?)?;
        let mut outcomes = Vec::with_capacity(bulk.items.len());
        let (mut new, mut places) = (Vec::new(), Vec::new());
        for (index, item) in bulk.items.iter().enumerate() {
            let done = match item.id {
                None => rules.content(tx, None, &item.fields).and_then(|content| {
                    let place = rules.place(tx, &item.fields)?;
                    new.push(NewCase { suite_id: place.home.flatten(), number: None, content });
                    places.push((index, place));
                    Ok(StatusCode::CREATED)
                }),
                Some(number) => case(tx, &rules.project, number)
                    .and_then(|before| alter(tx, &rules, &before, &item.fields))
                    .map(|()| StatusCode::OK),
            };
            outcomes.push(match done {
                Ok(status) => Outcome { index, status: status.as_u16(), id: item.id, error: None },
                // Failures of the store end the request: its transaction may be broken.
                Err(error) if error.status.is_server_error() => return Err(error),
                Err(error) => Outcome { index, status: error.status.as_u16(), id: item.id, error: Some(words(&error)) },
            });
        }
        let made = tx.cases().create_many(rules.project.id, &new)?;
        let numbers = tx.case_numbers(&made)?;
        for (id, (index, place)) in made.iter().zip(&places) {
            place.put(tx, *id)?;
            outcomes[*index].id = numbers.get(id).copied();
        }
        let done = outcomes.iter().filter(|outcome| outcome.error.is_none()).count();
        tx.relabel(&counted("history-change-cases", done))?;
        Ok(Outcomes { outcomes })
    })
}

/// The whole refusal in one sentence.
pub fn words(error: &ApiError) -> String {
    match error.fields.first() {
        Some(wrong) => format!("{} {}", wrong.field, plain_numbers(&wrong.error)),
        None => plain_numbers(&error.message).into_owned(),
    }
}

/// A version of a case.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VersionObject {
    /// Id of the operation that made the version.
    pub id: i64,
    /// Number of the version, from 1.
    pub number: usize,
    /// Name of the author.
    pub author: Option<String>,
    pub created_at: String,
    pub content: crate::rest::objects::case::CaseFields,
}

pub fn list_versions(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Listed<VersionObject>> {
    let number = call.id("id", "Case")?;
    let found = call.read(|tx| case(tx, &call.project(tx)?, number))?;
    let all = versions::versions(&call.store(), found.id)?;
    let object = |version: versions::CaseVersion| VersionObject {
        id: version.operation.id,
        number: version.number,
        author: version.operation.who.clone(),
        created_at: to_iso(version.operation.at_ms),
        content: crate::rest::objects::case::CaseFields::new(&call.root, &version.content),
    };
    Ok(Listed::whole(all.into_iter().map(object).collect()))
}

pub fn restore_version(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<CaseObject>> {
    let (number, version) = (call.id("id", "Case")?, call.id("version", "Version")?);
    let found = call.read(|tx| case(tx, &call.project(tx)?, number))?;
    match voluptas_app::history::restore_version(&call.store(), Entity::Case, found.id.0, version, None)? {
        voluptas_app::history::Restored::NoVersion => Err(ApiError::not_found("Version")),
        _ => call.read(|tx| Ok(One(object(call, tx, &tx.cases().get(found.id)?)?))),
    }
}

/// A comment about a case.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CommentObject {
    pub id: i64,
    /// Name of the author.
    pub author: Option<String>,
    /// Markdown.
    pub body: String,
    pub created_at: String,
}

/// A new comment.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewComment {
    #[schemars(length(min = 1))]
    pub body: String,
}

pub fn list_comments(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Listed<CommentObject>> {
    let number = call.id("id", "Case")?;
    call.read(|tx| {
        let found = case(tx, &call.project(tx)?, number)?;
        let object = |c: voluptas_core::domain::review::Comment| CommentObject {
            id: c.id,
            author: Some(c.author).filter(|author| !author.is_empty()),
            body: c.body,
            created_at: to_iso(c.created_ms),
        };
        Ok(Listed::whole(tx.reviews().comments(found.id)?.into_iter().map(object).collect()))
    })
}

pub fn comment(call: &Call, _: NoQuery, Body(new): Body<NewComment>) -> ApiResult<CreatedObject<CommentObject>> {
    let number = call.id("id", "Case")?;
    edit(call, "comment", |tx| {
        let project = call.project(tx)?;
        let found = case(tx, &project, number)?;
        let id = tx.reviews().comment(found.id, &call.principal.owner, &new.body)?;
        tx.relabel(&titled("history-comment", &found.content.title))?;
        let made = tx.reviews().comment_by_id(id)?;
        let object = CommentObject { id, author: Some(made.author), body: made.body, created_at: to_iso(made.created_ms) };
        Ok(CreatedObject { path: format!("/projects/{}/cases/{number}/comments", project.code), object })
    })
}

/// The review to set.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewWish {
    pub state: ReviewWord,
}

fn review(call: &Call, state: Option<ReviewState>) -> ApiResult<CaseObject> {
    let number = call.id("id", "Case")?;
    edit(call, "review_cases", |tx| {
        let found = case(tx, &call.project(tx)?, number)?;
        expect_state(call, &object(call, tx, &found)?)?;
        review::set_in(tx, &[SeenCase { case: found.id, updated_ms: found.updated_ms }], state)?;
        Ok(One(object(call, tx, &tx.cases().get(found.id)?)?))
    })
    .map(|One(object)| object)
}

pub fn set_review(call: &Call, _: NoQuery, Body(wish): Body<ReviewWish>) -> ApiResult<One<CaseObject>> {
    review(call, Some(wish.state.into())).map(One)
}

pub fn end_review(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<CaseObject>> {
    review(call, None).map(One)
}
