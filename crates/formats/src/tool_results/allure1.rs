//! Suites of Allure 1: `*-testsuite.xml`.

use super::model::{Attempt, FileContent, Param, RunFacts, ToolFile, ToolStep};
use super::status::{filled, of_word};
use super::xml_steps::{DocumentSummary, Step, to_the_end};
use crate::FormatError;
use crate::xml::{Events, Node, Walk};
use voluptas_core::base::Millis;
use voluptas_core::domain::result::{ResultLink, ResultStep};
use voluptas_core::domain::status::ResultStatus;

/// Hands over the attempts of a document whose root element was begun, one by one.
pub(super) fn each(root: &Node, events: &mut Events<'_>, take: &mut dyn FnMut(Attempt)) -> Result<DocumentSummary, FormatError> {
    let run = RunFacts { start_ms: time(root, "start"), end_ms: time(root, "stop"), ..RunFacts::default() };
    let mut suite = String::new();
    let cut = to_the_end(events, |events| {
        match events.next()? {
            Walk::Start(node) if node.name == "test-cases" => {}
            Walk::Start(node) if node.name == "test-case" => {
                take(case(&events.node(node)?, &suite));
                return Ok(Step::Test);
            }
            Walk::Start(node) => {
                let node = events.node(node)?;
                if node.name == "title" || (node.name == "name" && suite.is_empty()) {
                    node.text.trim().clone_into(&mut suite);
                }
            }
            Walk::End => {}
            Walk::Done => return Ok(Step::Done),
        }
        Ok(Step::Other)
    })?;
    Ok((run, cut))
}

fn time(node: &Node, name: &str) -> Option<Millis> {
    node.attribute(name).trim().parse().ok()
}

fn case(node: &Node, suite: &str) -> Attempt {
    let name = node.first(&["title", "name"]).to_owned();
    let below =
        |list: &str, one: &'static str| -> Vec<&Node> { node.child(list).map(|l| l.all(one).collect()).unwrap_or_default() };
    let labels: Vec<(String, String)> =
        below("labels", "label").iter().map(|l| (l.attribute("name").to_owned(), l.attribute("value").to_owned())).collect();
    let params = below("parameters", "parameter")
        .iter()
        .map(|p| Param {
            name: p.attribute("name").to_owned(),
            value: p.attribute("value").to_owned(),
            // The machine's variables do not make another test.
            is_excluded: p.attribute("kind") != "argument",
        })
        .collect();
    let failure = node.child("failure");
    let link = |kind: &str| {
        let of = labels.iter().filter(move |(name, _)| name == kind);
        of.map(|(name, value)| ResultLink { kind: name.clone(), name: value.clone(), url: String::new() }).collect::<Vec<_>>()
    };
    let word = node.attribute("status");
    let mut attempt = Attempt {
        full_name: format!("{suite} › {}", node.get("name")),
        name,
        suites: filled(suite).into_iter().collect(),
        start_ms: time(node, "start"),
        end_ms: time(node, "stop"),
        message: failure.and_then(|f| filled(f.get("message"))),
        trace: failure.and_then(|f| filled(f.get("stack-trace"))),
        description: filled(node.get("description")),
        links: link("issue"),
        params,
        steps: steps(node),
        files: files(node),
        labels,
        line: Some(node.line),
        ..Attempt::default()
    };
    attempt.judge(of_word(word), word);
    attempt.complete_times();
    attempt
}

fn steps(node: &Node) -> Vec<ToolStep> {
    let Some(list) = node.child("steps") else { return Vec::new() };
    list.all("step")
        .map(|s| {
            let (start_ms, end_ms) = (time(s, "start"), time(s, "stop"));
            let step = ResultStep {
                action: s.first(&["title", "name"]).to_owned(),
                status: of_word(s.attribute("status")).unwrap_or(ResultStatus::Untested),
                start_ms,
                end_ms,
                duration_ms: start_ms.zip(end_ms).map(|(start, end)| end.saturating_sub(start).max(0)),
                ..ResultStep::default()
            };
            ToolStep { step, files: files(s), steps: steps(s) }
        })
        .collect()
}

fn files(node: &Node) -> Vec<ToolFile> {
    let Some(list) = node.child("attachments") else { return Vec::new() };
    let file = |a: &Node| ToolFile {
        name: filled(a.attribute("title")).unwrap_or_else(|| a.attribute("source").to_owned()),
        mime: a.attribute("type").to_owned(),
        content: FileContent::Path(a.attribute("source").to_owned()),
    };
    list.all("attachment").filter(|a| !a.attribute("source").is_empty()).map(file).collect()
}
