//! GitHub: issues and comments on pull requests, by its REST API.

use super::{Issue, NewIssue, Tracker, markdown, marker_line};
use crate::error::{Error, Result};
use reqwest::{Method, Url};
use serde_json::{Value, json};

/// Pages of a list that are looked through.
const PAGES: usize = 20;

impl Tracker {
    fn github(&self, tail: &[&str], query: &[(&str, &str)]) -> Url {
        let mut segments = vec!["repos"];
        segments.extend(self.place.split('/'));
        segments.extend(tail);
        self.api.url(&segments, query)
    }

    /// Looks through the newest issues: the search of GitHub knows a new one late.
    pub(super) async fn github_find(&self, marker: &str) -> Result<Option<Issue>> {
        let line = marker_line(marker);
        let query = [("state", "all"), ("sort", "created"), ("direction", "desc"), ("per_page", "100")];
        let mut next = Some(self.github(&["issues"], &query));
        for _ in 0..3 {
            let Some(url) = next else { break };
            let reply = self.api.get(url).await?;
            if let Some(issue) = entries_with_marker(&reply.value, &line).next() {
                return self.github_issue(issue).map(Some);
            }
            next = reply.next;
        }
        Ok(None)
    }

    pub(super) async fn github_create(&self, issue: &NewIssue) -> Result<Issue> {
        let body = json!({ "title": issue.title, "body": markdown(issue) });
        let made = self.api.create(self.github(&["issues"], &[]), &body).await?;
        self.github_issue(&made)
    }

    pub(super) async fn github_get(&self, key: &str) -> Result<Issue> {
        let reply = self.api.get(self.github(&["issues", key], &[])).await?;
        self.github_issue(&reply.value)
    }

    fn github_issue(&self, issue: &Value) -> Result<Issue> {
        let number = issue["number"].as_u64().ok_or_else(|| self.unreadable("no number"))?;
        let state = issue["state"].as_str().unwrap_or_default();
        Ok(Issue {
            key: number.to_string(),
            url: issue["html_url"].as_str().unwrap_or_default().to_owned(),
            status: state.to_owned(),
            is_done: state == "closed",
        })
    }

    /// Account that writes with this credential. The token of an Actions job may not ask for its account; an app posts as a bot.
    async fn github_author(&self) -> Result<Author> {
        match self.api.get(self.api.url(&["user"], &[])).await {
            Ok(reply) => Ok(reply.value["id"].as_i64().map_or(Author::Bot, Author::Account)),
            Err(Error::Forbidden { .. } | Error::NotFound { .. }) => Ok(Author::Bot),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn github_comment(&self, request: u64, marker: &str, body: &str) -> Result<String> {
        let (request, line) = (request.to_string(), marker_line(marker));
        let mut next = Some(self.github(&["issues", &request, "comments"], &[("per_page", "100")]));
        let body = json!({ "body": body });
        let author = self.github_author().await?;
        for _ in 0..PAGES {
            let Some(url) = next else { break };
            let reply = self.api.get(url).await?;
            // Anybody may write our hidden line; only an own comment is replaced.
            let own = entries_with_marker(&reply.value, &line).find(|comment| author.wrote(&comment["user"]));
            if let Some(id) = own.and_then(|comment| comment["id"].as_u64()) {
                let url = self.github(&["issues", "comments", &id.to_string()], &[]);
                let changed = self.api.repeatable(Method::PATCH, url, &body).await?;
                return Ok(changed["html_url"].as_str().unwrap_or_default().to_owned());
            }
            next = reply.next;
        }
        let made = self.api.create(self.github(&["issues", &request, "comments"], &[]), &body).await?;
        Ok(made["html_url"].as_str().unwrap_or_default().to_owned())
    }
}

/// The account that writes with a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Author {
    /// An account by its number.
    Account(i64),
    /// Some app.
    Bot,
}

impl Author {
    fn wrote(self, user: &Value) -> bool {
        match self {
            Self::Account(id) => user["id"].as_i64() == Some(id),
            Self::Bot => user["type"] == "Bot",
        }
    }
}

/// The entries of a list whose text has our marker in a line of its own.
pub(super) fn entries_with_marker<'v>(list: &'v Value, line: &'v str) -> impl Iterator<Item = &'v Value> {
    let has = move |one: &&Value| one["body"].as_str().is_some_and(|body| body.lines().any(|own| own.trim() == line));
    list.as_array().into_iter().flatten().filter(has)
}
