//! Bodies for the receivers of webhooks. Texts of people are data there: they cannot mention a channel or begin a link.

use serde_json::{Value, json};

/// Form of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::EnumString, strum::VariantNames)]
#[strum(serialize_all = "lowercase")]
pub enum Template {
    /// The event itself.
    Json,
    Slack,
    /// An Adaptive Card for a workflow of Microsoft Teams.
    Teams,
    /// `sendMessage` of a bot.
    Telegram,
    Mattermost,
}

/// An event in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notice {
    pub title: String,
    pub lines: Vec<String>,
    /// Address and words of a page.
    pub link: Option<(String, String)>,
}

/// Longest text of a message, in characters: the limit of Telegram, with room for marks. Slack takes 3,000 in a block.
const LONGEST: usize = 2800;

impl Template {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The body of a delivery.
    pub fn body(self, event: &Value, notice: &Notice, chat: Option<&str>) -> Value {
        match self {
            Self::Json => event.clone(),
            Self::Slack => {
                let link = notice.link.as_ref().map(|(url, words)| format!("<{}|{}>", slack(url), slack(words)));
                let text = notice.text(slack, |title| format!("*{title}*"), link);
                let block = json!({ "type": "section", "text": { "type": "mrkdwn", "text": text } });
                json!({ "text": slack(&notice.title), "blocks": [block] })
            }
            Self::Mattermost => {
                let link = notice.link.as_ref().map(|(url, words)| format!("[{}]({url})", markdown(words)));
                json!({ "text": notice.text(markdown, |title| format!("**{title}**"), link) })
            }
            Self::Telegram => {
                let link = notice.link.as_ref().map(|(url, _)| url.clone());
                let text = notice.text(str::to_owned, |title| title, link);
                json!({ "chat_id": chat.unwrap_or_default(), "text": text, "link_preview_options": { "is_disabled": true } })
            }
            Self::Teams => {
                let lines =
                    std::iter::once((notice.title.as_str(), true)).chain(notice.lines.iter().map(|line| (line.as_str(), false)));
                let blocks: Vec<Value> = lines
                    .map(|(line, is_title)| {
                        let weight = if is_title { "Bolder" } else { "Default" };
                        json!({ "type": "TextBlock", "text": markdown(&short(line)), "wrap": true, "weight": weight })
                    })
                    .collect();
                let actions: Vec<Value> = notice
                    .link
                    .iter()
                    .map(|(url, words)| json!({ "type": "Action.OpenUrl", "title": words, "url": url }))
                    .collect();
                let card = json!({
                    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
                    "body": blocks, "actions": actions,
                });
                json!({
                    "type": "message",
                    "attachments": [{ "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": null, "content": card }],
                })
            }
        }
    }
}

impl Notice {
    fn text(&self, escaped: fn(&str) -> String, title: fn(String) -> String, link: Option<String>) -> String {
        let lines = self.lines.iter().map(|line| escaped(line));
        let text = std::iter::once(title(escaped(&self.title))).chain(lines).collect::<Vec<_>>().join("\n");
        let text = short(&text);
        link.map_or_else(|| text.clone(), |link| format!("{text}\n{link}"))
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

/// Slack reads mentions, links and entities from these three characters.
fn slack(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Marks of Markdown as characters. A mention needs its `@` directly before the name.
fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '(' | ')' | '#' | '~' | '|' | '<' | '>' | '!' => escaped.extend(['\\', c]),
            '@' => escaped.push_str("@\u{200b}"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice() -> Notice {
        Notice {
            title: "Run 7 <!channel> @all *x*".into(),
            lines: vec!["5 failed & <b>".into()],
            link: Some(("https://tests.example/run/7".into(), "Open".into())),
        }
    }

    #[test]
    fn every_template_has_the_shape_of_its_receiver() {
        let event = json!({ "event": "run.completed" });
        let of = |template: Template| template.body(&event, &notice(), Some("-1001"));
        assert_eq!(of(Template::Json), event);
        let slack = of(Template::Slack);
        let text = slack["blocks"][0]["text"]["text"].as_str().unwrap();
        assert_eq!(text, "*Run 7 &lt;!channel&gt; @all *x**\n5 failed &amp; &lt;b&gt;\n<https://tests.example/run/7|Open>");
        let mattermost = of(Template::Mattermost);
        assert!(mattermost["text"].as_str().unwrap().starts_with("**Run 7 \\<\\!channel\\> @\u{200b}all \\*x\\***\n5 failed"));
        let telegram = of(Template::Telegram);
        assert_eq!(telegram["chat_id"], "-1001");
        assert!(telegram["text"].as_str().unwrap().ends_with("https://tests.example/run/7"));
        assert!(telegram.get("parse_mode").is_none(), "the text is plain");
        let card = &of(Template::Teams)["attachments"][0]["content"];
        assert_eq!((&card["type"], &card["actions"][0]["url"]), (&json!("AdaptiveCard"), &json!("https://tests.example/run/7")));
    }

    #[test]
    fn a_long_text_is_cut() {
        let long = Notice { lines: vec!["я".repeat(10_000)], ..notice() };
        let body = Template::Telegram.body(&json!({}), &long, None);
        assert!(body["text"].as_str().unwrap().chars().count() < 3000);
    }
}
