//! Trackers of issues: one abstraction over Jira (cloud, data center), GitHub and GitLab.
//!
//! A new issue carries a marker with an id of ours. Before an issue is created it is looked for, so that a repeated attempt does not make a
//! second one.

mod github;
mod gitlab;
mod jira;

use crate::api::{self, Api, Auth, RetryPolicy};
use crate::error::{Error, Result};
use voluptas_core::base::Secret;

/// A product.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::EnumString, strum::VariantNames, strum::EnumIter,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    /// jira.atlassian.net: API 3, rich texts as documents.
    JiraCloud,
    /// Jira data center: API 2, rich texts as wiki markup.
    JiraServer,
    Github,
    Gitlab,
}

impl Kind {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The credential for one service.
#[derive(Debug, Clone)]
pub struct Credential {
    /// Mail address of the account, for Jira cloud.
    pub user: Option<String>,
    pub token: Secret,
    /// True for the token of a job of GitLab, which has a header of its own.
    pub is_job: bool,
}

/// A tracker with a place for issues in it.
#[derive(Debug, Clone)]
pub struct Tracker {
    kind: Kind,
    api: Api,
    place: String,
    issue_type: String,
    /// Address of the pages for people.
    pages: String,
}

/// An issue to create.
#[derive(Debug, Clone, Default)]
pub struct NewIssue {
    /// Id that is looked for.
    pub marker: String,
    pub title: String,
    /// Parts of the text, each with a heading.
    pub parts: Vec<Part>,
    /// Address of the result.
    pub link: Option<String>,
}

/// A part of a text.
#[derive(Debug, Clone)]
pub struct Part {
    pub heading: String,
    pub body: Block,
}

/// The form of a part.
#[derive(Debug, Clone)]
pub enum Block {
    /// Sentences.
    Text(String),
    /// Output of a program.
    Code(String),
    /// Numbered lines.
    Steps(Vec<String>),
}

/// An issue as the tracker has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// `SHOP-12`, or the number.
    pub key: String,
    /// Page for people.
    pub url: String,
    /// Name of the status.
    pub status: String,
    /// Closed.
    pub is_done: bool,
}

/// Longest title, in characters: the limit of Jira, below the others.
const TITLE: usize = 250;
/// Longest text, in characters: Jira takes 32,767.
const TEXT: usize = 30_000;

/// True for a text that may be the key of an issue.
fn is_key(key: &str) -> bool {
    (1..=255).contains(&key.len()) && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

impl Tracker {
    /// Checks address and place of a tracker without making a client.
    ///
    /// # Errors
    /// [`Error::Address`]; [`Error::Text`] for the place.
    pub fn check(kind: Kind, base_url: &str, place: &str) -> Result<()> {
        let place = bare_place(place);
        let is_path = kind != Kind::Github || place.matches('/').count() == 1;
        if place.is_empty() || place.len() > 300 || place.chars().any(|c| c.is_control() || c.is_whitespace()) || !is_path {
            return Err(Error::Text("place"));
        }
        api::address(&api_address(kind, base_url)).map(drop)
    }

    /// A tracker. `base_url` is the address of the product: `https://team.atlassian.net`, `https://api.github.com`, `https://gitlab.com`.
    ///
    /// # Errors
    /// Those of [`Tracker::check`]; [`Error::NoCredential`] for Jira cloud without a user, [`Error::Text`] for a token that is no header.
    pub fn new(
        kind: Kind,
        base_url: &str,
        place: &str,
        issue_type: Option<&str>,
        credential: &Credential,
        retry: RetryPolicy,
    ) -> Result<Self> {
        Self::check(kind, base_url, place)?;
        let pages = base_url.trim().trim_end_matches('/').to_owned();
        let token = credential.token.clone();
        let auth = match kind {
            Kind::JiraCloud => {
                let user = credential.user.clone().ok_or_else(|| Error::NoCredential { service: pages.clone() })?;
                Auth::Basic(user, token)
            }
            Kind::JiraServer | Kind::Github => Auth::Bearer(token),
            Kind::Gitlab => Auth::Header(if credential.is_job { "job-token" } else { "private-token" }, token),
        };
        let api = Api::new(&api_address(kind, base_url), &auth, retry)?;
        let (place, issue_type) = (bare_place(place).to_owned(), issue_type.unwrap_or("Bug").to_owned());
        Ok(Self { kind, api, place, issue_type, pages })
    }

    /// Finds the issue with a marker.
    pub async fn find(&self, marker: &str) -> Result<Option<Issue>> {
        match self.kind {
            Kind::JiraCloud | Kind::JiraServer => self.jira_find(marker).await,
            Kind::Github => self.github_find(marker).await,
            Kind::Gitlab => self.gitlab_find(marker).await,
        }
    }

    /// Creates an issue without a look whether it exists.
    pub async fn create(&self, issue: &NewIssue) -> Result<Issue> {
        let issue = NewIssue { title: one_line(&issue.title), ..issue.clone() };
        let made = match self.kind {
            Kind::JiraCloud | Kind::JiraServer => self.jira_create(&issue).await,
            Kind::Github => self.github_create(&issue).await,
            Kind::Gitlab => self.gitlab_create(&issue).await,
        }?;
        if is_key(&made.key) { Ok(made) } else { Err(self.unreadable("no key of an issue")) }
    }

    /// The issue with a key.
    pub async fn get(&self, key: &str) -> Result<Issue> {
        if !is_key(key) {
            return Err(Error::Text("key"));
        }
        match self.kind {
            Kind::JiraCloud | Kind::JiraServer => self.jira_get(key).await,
            Kind::Github => self.github_get(key).await,
            Kind::Gitlab => self.gitlab_get(key).await,
        }
    }

    /// Creates the comment with a marker on a pull or merge request, or replaces it. Returns its address.
    ///
    /// # Errors
    /// [`Error::Address`] for Jira, which has no such requests.
    pub async fn comment(&self, request: u64, marker: &str, markdown: &str) -> Result<String> {
        let body = format!("<!-- voluptas:{marker} -->\n{}", cut(markdown, TEXT));
        match self.kind {
            Kind::Github => self.github_comment(request, marker, &body).await,
            Kind::Gitlab => self.gitlab_comment(request, marker, &body).await,
            Kind::JiraCloud | Kind::JiraServer => Err(Error::Address(self.pages.clone())),
        }
    }

    fn unreadable(&self, what: &str) -> Error {
        Error::Unreadable { service: self.api.host(), reason: what.to_owned() }
    }
}

/// A place without blanks and slashes around it.
fn bare_place(place: &str) -> &str {
    place.trim().trim_matches('/')
}

/// Address of the API of a product.
fn api_address(kind: Kind, base_url: &str) -> String {
    let base = base_url.trim().trim_end_matches('/');
    match kind {
        Kind::JiraCloud => format!("{base}/rest/api/3"),
        Kind::JiraServer => format!("{base}/rest/api/2"),
        Kind::Github => base.to_owned(),
        Kind::Gitlab => format!("{}/api/v4", base.trim_end_matches("/api/v4")),
    }
}

/// A title in one line.
fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    cut(&line, TITLE)
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most).chain(['…']).collect() }
}

/// The hidden marker in Markdown.
fn marker_line(marker: &str) -> String {
    format!("<!-- voluptas:{marker} -->")
}

/// The text of an issue as Markdown. Texts of people are escaped, so that they can neither mention anybody nor end a block of
/// code.
fn markdown(issue: &NewIssue) -> String {
    let mut text = String::new();
    for part in &issue.parts {
        text.push_str(&format!("### {}\n\n", escape(&part.heading)));
        match &part.body {
            Block::Text(body) => text.push_str(&escape(body)),
            Block::Code(body) => {
                // A fence longer than any run of backticks inside.
                let longest = body.split(|c| c != '`').map(str::len).max().unwrap_or(0);
                let fence = "`".repeat(longest.max(2) + 1);
                text.push_str(&format!("{fence}text\n{}\n{fence}", cut(body, TEXT / 2)));
            }
            Block::Steps(steps) => {
                for (i, step) in steps.iter().enumerate() {
                    text.push_str(&format!("{}. {}\n", i + 1, escape(&one_line(step))));
                }
            }
        }
        text.push_str("\n\n");
    }
    if let Some(link) = &issue.link {
        text.push_str(&format!("<{link}>\n\n"));
    }
    format!("{}\n{}", cut(&text, TEXT), marker_line(&issue.marker))
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' => escaped.extend(['\\', c]),
            '@' => escaped.push_str("@\u{200b}"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_people_stay_texts() {
        let issue = NewIssue {
            marker: "m1".into(),
            title: "x".into(),
            parts: vec![
                Part { heading: "Message".into(), body: Block::Code("a\n```\n@all".into()) },
                Part { heading: "Steps".into(), body: Block::Steps(vec!["Open\n# x <!-- voluptas:other -->".into()]) },
            ],
            link: Some("https://tests.example/1".into()),
        };
        let text = markdown(&issue);
        assert!(text.contains("````text\na\n```\n@all\n````"), "{text}");
        assert!(text.contains("1. Open \\# x \\<\\!-- voluptas:other --\\>"), "{text}");
        assert!(text.ends_with("<!-- voluptas:m1 -->"));
        assert_eq!(one_line(" a\n b "), "a b");
    }
    #[test]
    fn address_and_place_are_checked_for_each_product() {
        let is_place = |kind, place: &str| Tracker::check(kind, "https://tracker.example", place);
        let long = "a".repeat(301);
        for kind in [Kind::JiraCloud, Kind::JiraServer, Kind::Github, Kind::Gitlab] {
            assert_eq!(is_place(kind, " /team/shop/ "), Ok(()));
            for wrong in ["", "  ", "/", "a b", "a\u{7}b", &long] {
                assert_eq!(is_place(kind, wrong), Err(Error::Text("place")), "{wrong:?}");
            }
            for wrong in ["", "tracker", "http://tracker.example", "https://user:pass@tracker.example", "ftp://127.0.0.1"] {
                assert!(matches!(Tracker::check(kind, wrong, "team/shop"), Err(Error::Address(_))), "{wrong}");
            }
            assert_eq!(Tracker::check(kind, "http://127.0.0.1:9", "team/shop"), Ok(()), "this computer");
        }
        assert_eq!(is_place(Kind::Github, "shop"), Err(Error::Text("place")), "owner and repository");
    }
}
