//! Test cases.

use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use std::collections::HashSet;

use super::IdAnswer;
use crate::error::{Error, Result};
use crate::model::{Case, CaseBulkItem, CaseWrite, tolerant};
use crate::retry::Repeat;
use crate::transport::Request;
use crate::{CASES_PER_REQUEST, Client, Sent};

/// Filter of a list of cases. All conditions apply together; slugs may be several, separated by commas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Part of the title.
    pub search: Option<String>,
    /// Cases directly in this suite.
    pub suite_id: Option<i64>,
    /// Cases of this milestone.
    pub milestone_id: Option<i64>,
    /// `blocker,critical`…
    pub severity: Option<String>,
    /// `high,medium`…
    pub priority: Option<String>,
    /// `functional,smoke`…
    pub kind: Option<String>,
    /// `positive,negative`…
    pub behavior: Option<String>,
    /// `is-not-automated`, `automated`, `to-be-automated`.
    pub automation: Option<String>,
    /// `actual`, `draft`, `deprecated`.
    pub status: Option<String>,
}

impl CaseFilter {
    /// Cases of one suite.
    #[must_use]
    pub fn suite(id: i64) -> Self {
        Self { suite_id: Some(id), ..Self::default() }
    }

    /// Cases with this text in the title.
    #[must_use]
    pub fn search(text: impl Into<String>) -> Self {
        Self { search: Some(text.into()), ..Self::default() }
    }
}

/// `{"ids": [1, 2]}`
#[derive(Debug, Deserialize)]
struct IdsAnswer {
    #[serde(default, deserialize_with = "tolerant::ints")]
    ids: Vec<i64>,
}

/// `{"total": 1, "entities": […]}`
#[derive(Debug, Deserialize)]
struct CasesPage {
    #[serde(default, deserialize_with = "tolerant::int")]
    total: i64,
    #[serde(default, deserialize_with = "tolerant::list")]
    entities: Vec<Case>,
}

/// Rows of a page.
const PAGE: usize = 100;

impl Client {
    /// The cases of a project that match the filter, by id. If the list kept changing while it was read, cases may be missing;
    /// [`Client::list_watch`] then names the list.
    pub async fn list_cases(&self, project: &str, filter: &CaseFilter) -> Result<Vec<Case>> {
        self.list(self.cases_request(project, filter)?).await
    }

    /// Passes every case that matches the filter to `take`, page by page, in no order and without the cache. Returns their
    /// number. For projects that are too large to hold in memory.
    ///
    /// # Errors
    /// Any of [`Error`], after which `take` has got a part of the list.
    pub async fn visit_cases(&self, project: &str, filter: &CaseFilter, mut take: impl FnMut(Case)) -> Result<u64> {
        self.visit(self.cases_request(project, filter)?, |_, case| take(case)).await
    }

    /// True when the project still has `count` cases and the last of its list has the id `highest`. Takes one request, past the
    /// cache. A list that is not sorted by id can give a wrong `false`, never a wrong `true`.
    pub async fn has_same_cases(&self, project: &str, count: u64, highest: i64) -> Result<bool> {
        #[derive(Deserialize)]
        struct Last {
            #[serde(default, deserialize_with = "tolerant::int")]
            total: i64,
            #[serde(default)]
            entities: Vec<IdAnswer>,
        }
        let request = self.in_project(Method::GET, "case", project, &[])?.query("limit", Some(1));
        let request = request.query("offset", Some(count.saturating_sub(1)));
        let last: Last = self.refresh().fetch(request).await?;
        let same_last = last.entities.last().map_or(0, |c| c.id) == highest;
        Ok(u64::try_from(last.total) == Ok(count) && same_last)
    }

    /// Cases from an offset of the project's list to its end, without the cache: the newest ones, if the list is sorted by id.
    /// Pages do not overlap, so cases may be missing when the list changes meanwhile.
    pub async fn list_cases_from(&self, project: &str, offset: u64) -> Result<Vec<Case>> {
        let request = self.in_project(Method::GET, "case", project, &[])?.query("limit", Some(PAGE));
        let fresh = self.refresh();
        let (mut cases, mut seen) = (Vec::new(), HashSet::new());
        loop {
            let at = offset + cases.len() as u64;
            let page: CasesPage = fresh.fetch(request.clone().query("offset", Some(at))).await?;
            let end = at + page.entities.len() as u64;
            let is_last = page.entities.len() < PAGE || u64::try_from(page.total) == Ok(end);
            let before = seen.len();
            cases.extend(page.entities.into_iter().filter(|case: &Case| seen.insert(case.id)));
            if is_last || seen.len() == before {
                return Ok(cases);
            }
        }
    }

    fn cases_request(&self, project: &str, filter: &CaseFilter) -> Result<Request> {
        Ok(self
            .in_project(Method::GET, "case", project, &[])?
            .query("search", filter.search.as_deref())
            .query("milestone_id", filter.milestone_id)
            .query("suite_id", filter.suite_id)
            .query("severity", filter.severity.as_deref())
            .query("priority", filter.priority.as_deref())
            .query("type", filter.kind.as_deref())
            .query("behavior", filter.behavior.as_deref())
            .query("automation", filter.automation.as_deref())
            .query("status", filter.status.as_deref()))
    }

    /// One case.
    pub async fn get_case(&self, project: &str, id: i64) -> Result<Case> {
        self.fetch(self.in_project(Method::GET, "case", project, &[&id.to_string()])?).await
    }

    /// Creates a case. Returns its id.
    ///
    /// # Errors
    /// [`Error::AnswerLost`] when it may have been created or not; [`Error::Invalid`] with the fields.
    pub async fn create_case(&self, project: &str, case: &CaseWrite) -> Result<i64> {
        let request = self.in_project(Method::POST, "case", project, &[])?.json(case)?;
        Ok(self.fetch::<IdAnswer>(request).await?.id)
    }

    /// Changes the members that are set in `case`. The answer has no new time: read the case again to get it.
    pub async fn update_case(&self, project: &str, id: i64, case: &CaseWrite) -> Result<()> {
        self.command(self.in_project(Method::PATCH, "case", project, &[&id.to_string()])?.json(case)?).await
    }

    /// [`Client::update_case`] without retries: a second attempt could overwrite an edit that somebody made after the first.
    ///
    /// # Errors
    /// [`Error::AnswerLost`] when the change may or may not have arrived. Read the case before sending the change again.
    pub async fn update_case_once(&self, project: &str, id: i64, case: &CaseWrite) -> Result<()> {
        let request = self.in_project(Method::PATCH, "case", project, &[&id.to_string()])?.json(case)?;
        self.command(request.repeat(Repeat::Doubles)).await
    }

    /// Deletes a case for good.
    pub async fn delete_case(&self, project: &str, id: i64) -> Result<()> {
        self.command(self.in_project(Method::DELETE, "case", project, &[&id.to_string()])?).await
    }

    /// Creates cases, [`CASES_PER_REQUEST`] at a time, and updates those with an id. The answers are the ids in the same order.
    ///
    /// # Errors
    /// Only when no request can be made. The outcome of the requests is in [`Sent`].
    pub async fn write_cases(&self, project: &str, cases: &[CaseBulkItem]) -> Result<Sent<i64>> {
        let request = &self.in_project(Method::POST, "case", project, &["bulk"])?;
        Ok(self
            .in_batches(cases.len(), CASES_PER_REQUEST, |range| async move {
                let batch = &cases[range];
                let updates = batch.iter().all(|c| c.id.is_some());
                let repeat = if updates { Repeat::Harmless } else { Repeat::Doubles };
                let request = request.clone().repeat(repeat).json(&json!({ "cases": batch }))?;
                let call = request.call.clone();
                let ids = self.fetch::<IdsAnswer>(request).await?.ids;
                if ids.len() == batch.len() {
                    return Ok(ids);
                }
                let reason = format!("{} cases were sent and {} ids answered", batch.len(), ids.len());
                let cause = Error::BrokenJson { call: call.clone(), place: "result.ids".to_owned(), reason };
                Err(Error::AnswerLost { call, cause: Box::new(cause) })
            })
            .await)
    }
}
