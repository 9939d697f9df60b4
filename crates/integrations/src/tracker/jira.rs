//! Jira: cloud by API 3, with documents as texts; data center by API 2, with wiki markup.

use super::{Block, Issue, Kind, NewIssue, TEXT, Tracker, cut};
use crate::error::Result;
use reqwest::Method;
use serde_json::{Value, json};

/// Label that tells issues of this program.
const LABEL: &str = "voluptas";

/// A label has no blanks, and finds its issue.
fn label(marker: &str) -> String {
    format!("voluptas-{marker}")
}

impl Tracker {
    pub(super) async fn jira_find(&self, marker: &str) -> Result<Option<Issue>> {
        // A key of a project has letters, digits and underscores; the quotes keep anything else from being a part of the query.
        let place = self.place.replace(['"', '\\'], "");
        let query = json!({
            "jql": format!("project = \"{place}\" AND labels = \"{}\"", label(marker)),
            "fields": ["status"], "maxResults": 2,
        });
        // Cloud has taken the old search away.
        let path: &[&str] = if self.kind == Kind::JiraCloud { &["search", "jql"] } else { &["search"] };
        let found = self.api.repeatable(Method::POST, self.api.url(path, &[]), &query).await?;
        found["issues"].as_array().and_then(|issues| issues.first()).map(|issue| self.jira_issue(issue)).transpose()
    }

    pub(super) async fn jira_create(&self, issue: &NewIssue) -> Result<Issue> {
        let description = if self.kind == Kind::JiraCloud { document(issue) } else { wiki(issue).into() };
        let body = json!({ "fields": {
            "project": { "key": self.place }, "issuetype": { "name": self.issue_type }, "summary": issue.title,
            "description": description, "labels": [LABEL, label(&issue.marker)],
        } });
        let made = self.api.create(self.api.url(&["issue"], &[]), &body).await?;
        let key = made["key"].as_str().ok_or_else(|| self.unreadable("no key"))?;
        // A workflow decides the first status. The issue exists, so an unread status is no failure.
        Ok(self.jira_get(key).await.unwrap_or_else(|_| Issue {
            key: key.to_owned(),
            url: self.jira_page(key),
            status: String::new(),
            is_done: false,
        }))
    }

    pub(super) async fn jira_get(&self, key: &str) -> Result<Issue> {
        let reply = self.api.get(self.api.url(&["issue", key], &[("fields", "status")])).await?;
        self.jira_issue(&reply.value)
    }

    fn jira_issue(&self, issue: &Value) -> Result<Issue> {
        let key = issue["key"].as_str().ok_or_else(|| self.unreadable("no key"))?;
        let status = &issue["fields"]["status"];
        Ok(Issue {
            key: key.to_owned(),
            url: self.jira_page(key),
            status: status["name"].as_str().unwrap_or_default().to_owned(),
            // Names of statuses are free; their category is not.
            is_done: status["statusCategory"]["key"] == "done",
        })
    }

    fn jira_page(&self, key: &str) -> String {
        format!("{}/browse/{key}", self.pages)
    }
}

fn text_node(text: &str) -> Value {
    json!({ "type": "text", "text": text })
}

fn paragraph(text: &str) -> Value {
    // A text node may not be empty.
    let content: Vec<Value> = if text.is_empty() { Vec::new() } else { vec![text_node(text)] };
    json!({ "type": "paragraph", "content": content })
}

/// The text as a document (ADF). All texts of people are text nodes there.
fn document(issue: &NewIssue) -> Value {
    let mut content = Vec::new();
    for part in &issue.parts {
        content.push(json!({ "type": "heading", "attrs": { "level": 3 }, "content": [text_node(&part.heading)] }));
        match &part.body {
            Block::Text(body) => content.extend(cut(body, TEXT / 3).split("\n\n").map(paragraph)),
            Block::Code(body) if body.is_empty() => {}
            Block::Code(body) => content.push(json!({ "type": "codeBlock", "content": [text_node(&cut(body, TEXT / 3))] })),
            Block::Steps(steps) => {
                let item = |step: &String| json!({ "type": "listItem", "content": [paragraph(&cut(step, 1000))] });
                let items: Vec<Value> = steps.iter().take(100).map(item).collect();
                if !items.is_empty() {
                    content.push(json!({ "type": "orderedList", "content": items }));
                }
            }
        }
    }
    if let Some(link) = &issue.link {
        let mark = json!([{ "type": "link", "attrs": { "href": link } }]);
        content.push(json!({ "type": "paragraph", "content": [{ "type": "text", "text": link, "marks": mark }] }));
    }
    json!({ "type": "doc", "version": 1, "content": content })
}

/// The text as wiki markup.
fn wiki(issue: &NewIssue) -> String {
    let mut text = String::new();
    for part in &issue.parts {
        text.push_str(&format!("h3. {}\n\n", plain(&part.heading)));
        match &part.body {
            Block::Text(body) => text.push_str(&plain(&cut(body, TEXT / 3))),
            // Nothing is markup between the marks but their end.
            Block::Code(body) => text
                .push_str(&format!("{{noformat}}\n{}\n{{noformat}}", cut(body, TEXT / 3).replace("{noformat}", "{ noformat}"))),
            Block::Steps(steps) => {
                for step in steps.iter().take(100) {
                    text.push_str(&format!("# {}\n", plain(&cut(&step.split_whitespace().collect::<Vec<_>>().join(" "), 1000))));
                }
            }
        }
        text.push_str("\n\n");
    }
    if let Some(link) = &issue.link {
        text.push_str(&format!("[{link}]\n"));
    }
    cut(&text, TEXT)
}

/// Marks of the wiki as characters.
fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '{' | '}' | '[' | ']' | '*' | '_' | '|' | '!' | '~' | '^' | '+' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::Part;
    use super::*;

    fn issue() -> NewIssue {
        NewIssue {
            marker: "m1".into(),
            title: "Pay fails".into(),
            parts: vec![
                Part { heading: "Message".into(), body: Block::Code("x {noformat} *y*".into()) },
                Part { heading: "Steps".into(), body: Block::Steps(vec!["Open [~admin]".into()]) },
                Part { heading: "Note".into(), body: Block::Text(String::new()) },
            ],
            link: Some("https://tests.example/1".into()),
        }
    }

    #[test]
    fn a_document_has_no_empty_text_and_a_link() {
        let document = document(&issue());
        assert_eq!(document["content"][1]["type"], "codeBlock");
        assert_eq!(document["content"][3]["content"][0]["content"][0]["content"][0]["text"], "Open [~admin]");
        assert!(!document.to_string().contains("\"text\":\"\""), "{document}");
        assert!(document.to_string().contains("\"href\":\"https://tests.example/1\""));
    }

    #[test]
    fn wiki_marks_of_people_are_characters() {
        let text = wiki(&issue());
        assert!(text.contains("# Open \\[\\~admin\\]") && text.contains("x { noformat} *y*"), "{text}");
    }
}
