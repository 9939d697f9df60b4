//! `output.xml` of Robot Framework, schemas 4 and 5.

use super::model::{Attempt, RunFacts, ToolStep};
use super::status::{cleaned, filled, of_word, seconds};
use super::xml_steps::{DocumentSummary, Step, to_the_end};
use crate::FormatError;
use crate::xml::{Events, Node, Walk};
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::result::ResultStep;
use voluptas_core::domain::status::ResultStatus;

/// Maximum depth of keywords that become steps.
const MAX_DEPTH: usize = 20;

/// Hands over the attempts of a document whose root element was begun, one by one.
pub(super) fn each(events: &mut Events<'_>, take: &mut dyn FnMut(Attempt)) -> Result<DocumentSummary, FormatError> {
    let mut open: Vec<String> = vec![String::new()];
    let cut = to_the_end(events, |events| {
        match events.next()? {
            Walk::Start(node) if node.name == "suite" => open.push(node.attribute("name").to_owned()),
            Walk::Start(node) if node.name == "test" => {
                take(test(&events.node(node)?, &open));
                return Ok(Step::Test);
            }
            Walk::Start(_) => events.skip()?,
            Walk::End => drop(open.pop()),
            Walk::Done => return Ok(Step::Done),
        }
        Ok(Step::Other)
    })?;
    Ok((RunFacts::default(), cut))
}

/// Times of a status element: `start` and `elapsed` since schema 5, before it `20260115 09:00:00.500`.
fn times(status: &Node) -> (Option<Millis>, Option<Millis>, Option<i64>) {
    let old = |name: &str| {
        let text = status.attribute(name);
        let (day, time) = text.split_once(' ')?;
        let (year, month, day) = (day.get(0..4)?, day.get(4..6)?, day.get(6..8)?);
        clock::parse(&format!("{year}-{month}-{day}T{time}"))
    };
    let start = clock::parse(status.attribute("start")).or_else(|| old("starttime"));
    let took = seconds(status.attribute("elapsed"));
    let end = start.zip(took).and_then(|(start, took)| start.checked_add(took)).or_else(|| old("endtime"));
    (start, end, took)
}

fn test(node: &Node, open: &[String]) -> Attempt {
    let blank = Node::default();
    // The status of the test is its last child of that name; keywords have their own.
    let status = node.children.iter().rev().find(|c| c.name == "status").unwrap_or(&blank);
    let (start_ms, end_ms, duration_ms) = times(status);
    let suites: Vec<String> = open.iter().filter(|s| !s.is_empty()).cloned().collect();
    let name = node.attribute("name").to_owned();
    let tags = node.all("tag").chain(node.child("tags").into_iter().flat_map(|t| t.all("tag")));
    let mut attempt = Attempt {
        full_name: format!("{}.{name}", suites.join(".")),
        name,
        suites,
        start_ms,
        end_ms,
        duration_ms,
        message: filled(&status.text),
        description: filled(node.get("doc")),
        labels: tags.filter_map(|t| filled(&t.text)).map(|tag| ("tag".to_owned(), tag)).collect(),
        steps: keywords(node, 0),
        line: Some(node.line),
        ..Attempt::default()
    };
    attempt.judge(of_word(status.attribute("status")), status.attribute("status"));
    attempt.complete_times();
    attempt
}

fn keywords(node: &Node, depth: usize) -> Vec<ToolStep> {
    if depth >= MAX_DEPTH {
        return Vec::new();
    }
    let keyword = |kw: &Node| {
        let blank = Node::default();
        let status = kw.children.iter().rev().find(|c| c.name == "status").unwrap_or(&blank);
        let (start_ms, end_ms, duration_ms) = times(status);
        let data: Vec<&str> = kw.all("arg").map(|a| a.text.trim()).collect();
        let step = ResultStep {
            action: cleaned(kw.attribute("name")),
            data: (!data.is_empty()).then(|| data.join("\n")),
            status: of_word(status.attribute("status")).unwrap_or(ResultStatus::Untested),
            comment: filled(&status.text),
            start_ms,
            end_ms,
            duration_ms,
            ..ResultStep::default()
        };
        ToolStep { step, steps: keywords(kw, depth + 1), ..ToolStep::default() }
    };
    node.all("kw").map(keyword).collect()
}
