//! GitLab: issues and notes on merge requests, by its REST API.

use super::github::entries_with_marker;
use super::{Issue, NewIssue, Tracker, markdown, marker_line};
use crate::error::{Error, Result};
use reqwest::{Method, Url};
use serde_json::{Value, json};

/// Pages of notes that are looked through.
const PAGES: usize = 20;

impl Tracker {
    fn gitlab(&self, tail: &[&str], query: &[(&str, &str)]) -> Url {
        // The whole path of a project is one segment, with its slashes escaped.
        let mut segments = vec!["projects", self.place.as_str()];
        segments.extend(tail);
        self.api.url(&segments, query)
    }

    pub(super) async fn gitlab_find(&self, marker: &str) -> Result<Option<Issue>> {
        let query = [("search", marker), ("in", "description"), ("scope", "all"), ("per_page", "20")];
        let reply = self.api.get(self.gitlab(&["issues"], &query)).await?;
        let line = marker_line(marker);
        let mut issues = reply.value.as_array().into_iter().flatten();
        let is_ours =
            |issue: &&Value| issue["description"].as_str().is_some_and(|text| text.lines().any(|own| own.trim() == line));
        issues.find(is_ours).map(|issue| self.gitlab_issue(issue)).transpose()
    }

    pub(super) async fn gitlab_create(&self, issue: &NewIssue) -> Result<Issue> {
        let body = json!({ "title": issue.title, "description": markdown(issue) });
        let made = self.api.create(self.gitlab(&["issues"], &[]), &body).await?;
        self.gitlab_issue(&made)
    }

    pub(super) async fn gitlab_get(&self, key: &str) -> Result<Issue> {
        let reply = self.api.get(self.gitlab(&["issues", key], &[])).await?;
        self.gitlab_issue(&reply.value)
    }

    fn gitlab_issue(&self, issue: &Value) -> Result<Issue> {
        let number = issue["iid"].as_u64().ok_or_else(|| self.unreadable("no iid"))?;
        let state = issue["state"].as_str().unwrap_or_default();
        Ok(Issue {
            key: number.to_string(),
            url: issue["web_url"].as_str().unwrap_or_default().to_owned(),
            status: state.to_owned(),
            is_done: state == "closed",
        })
    }

    /// The account of the credential. The token of a job asks for its job instead.
    async fn gitlab_account(&self) -> Result<Option<i64>> {
        for (path, user) in [("user", None), ("job", Some("user"))] {
            match self.api.get(self.api.url(&[path], &[])).await {
                Ok(reply) => {
                    let account = user.map_or(&reply.value, |name| &reply.value[name]);
                    return Ok(account["id"].as_i64());
                }
                Err(Error::Forbidden { .. } | Error::NotFound { .. } | Error::Unauthorized { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    pub(super) async fn gitlab_comment(&self, request: u64, marker: &str, body: &str) -> Result<String> {
        let (request, line) = (request.to_string(), marker_line(marker));
        let notes = ["merge_requests", request.as_str(), "notes"];
        let page = format!("{}/{}/-/merge_requests/{request}", self.pages.trim_end_matches("/api/v4"), self.place);
        let body = json!({ "body": body });
        let me = self.gitlab_account().await?;
        let mut next = Some(self.gitlab(&notes, &[("per_page", "100"), ("sort", "asc")]));
        for _ in 0..PAGES {
            let Some(url) = next else { break };
            let reply = self.api.get(url).await?;
            // Anybody may write our hidden line; only an own note is replaced.
            let own = entries_with_marker(&reply.value, &line).find(|note| note["author"]["id"].as_i64() == me);
            if let Some(id) = own.filter(|_| me.is_some()).and_then(|note| note["id"].as_u64()) {
                let id = id.to_string();
                let url = self.gitlab(&[notes.as_slice(), &[&id]].concat(), &[]);
                self.api.repeatable(Method::PUT, url, &body).await?;
                return Ok(format!("{page}#note_{id}"));
            }
            next = reply.next;
        }
        let made = self.api.create(self.gitlab(&notes, &[]), &body).await?;
        Ok(made["id"].as_u64().map_or_else(|| page.clone(), |id| format!("{page}#note_{id}")))
    }
}
