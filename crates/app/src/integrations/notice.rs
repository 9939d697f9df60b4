//! Events of webhooks in words.

use serde_json::Value;
use voluptas_core::domain::Message;
use voluptas_i18n::Tr;
use voluptas_integrations::webhook::Notice;
use voluptas_store::outbox::{CASE_CHANGED, GATE_BROKEN, MUTE_EXPIRED, RUN_COMPLETED};

/// Things that a text names one by one.
const NAMED: usize = 10;

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_default()
}

/// Words for an event.
pub fn notice(tr: Tr, event: &Value, link: Option<String>) -> Notice {
    let project = text(&event["project"], "code");
    let said = |message: Message| tr.message(&message.with("project", project));
    let link = link.map(|url| (url, tr.text("webhook-open").into_owned()));
    let run = &event["run"];
    let of_run = |key: &str| said(Message::new(key).with("run", number(&run["id"])).with("title", text(run, "title")));
    match text(event, "event") {
        RUN_COMPLETED => Notice { title: of_run("webhook-run-completed"), lines: vec![figures(tr, run)], link },
        GATE_BROKEN => {
            let rules = event["broken"].as_array().into_iter().flatten();
            let rule = |rule: &Value| {
                let said = Message::new("webhook-rule").with("rule", text(rule, "rule")).with("limit", text(rule, "limit"));
                tr.message(&said.with("found", text(rule, "found")))
            };
            let lines = std::iter::once(figures(tr, run)).chain(rules.map(rule)).collect();
            Notice { title: of_run("webhook-gate-broken"), lines, link }
        }
        CASE_CHANGED => {
            let count = number(&event["count"]);
            let cases = event["cases"].as_array().into_iter().flatten().take(NAMED);
            let line = |case: &Value| {
                let key = format!("webhook-case-{}", text(case, "change"));
                said(Message::new(key).with("case", number(&case["id"])).with("title", text(case, "title")))
            };
            let lines = more(tr, cases.map(line).collect(), count);
            let author = event["author"].as_str().unwrap_or("VoluptAS");
            Notice {
                title: said(
                    Message::new("webhook-cases-changed").with("project", project).count("count", count).with("author", author),
                ),
                lines,
                link,
            }
        }
        MUTE_EXPIRED => {
            let tests = event["tests"].as_array();
            let count = i64::try_from(tests.map_or(0, Vec::len)).unwrap_or(i64::MAX);
            let line = |test: &Value| {
                tr.message(
                    &Message::new("webhook-muted-test").with("title", text(test, "title")).with("reason", text(test, "reason")),
                )
            };
            let lines = more(tr, tests.into_iter().flatten().take(NAMED).map(line).collect(), count);
            Notice {
                title: said(Message::new("webhook-mutes-expired").with("project", project).count("count", count)),
                lines,
                link,
            }
        }
        _ => Notice { title: said(Message::new("webhook-test").with("project", project)), lines: Vec::new(), link },
    }
}

fn figures(tr: Tr, run: &Value) -> String {
    let of = |status: &str| number(&run["statuses"][status]);
    let failed = of("failed") + of("broken");
    let said = Message::new("webhook-figures").count("tests", number(&run["tests"])).count("passed", of("passed"));
    tr.message(&said.count("failed", failed).count("skipped", of("skipped")))
}

fn more(tr: Tr, mut lines: Vec<String>, count: i64) -> Vec<String> {
    let left = count - i64::try_from(lines.len()).unwrap_or(i64::MAX);
    if left > 0 {
        lines.push(tr.message(&Message::new("webhook-more").count("count", left)));
    }
    lines
}
