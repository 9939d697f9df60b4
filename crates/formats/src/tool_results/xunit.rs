//! xUnit.net v2.

use super::model::{Attempt, FileContent, RunFacts, ToolFile};
use super::status::{filled, of_word, seconds};
use super::xml_steps::{DocumentSummary, Step, to_the_end};
use crate::FormatError;
use crate::xml::{Events, Node, Walk};
use voluptas_core::base::clock;

/// Hands over the attempts of a document whose root element was begun, one by one.
pub(super) fn each(root: &Node, events: &mut Events<'_>, take: &mut dyn FnMut(Attempt)) -> Result<DocumentSummary, FormatError> {
    let time = |node: &Node| clock::parse(&format!("{}T{}", node.attribute("run-date"), node.attribute("run-time")));
    let mut start_ms = time(root).or_else(|| clock::parse(root.attribute("timestamp")));
    let cut = to_the_end(events, |events| {
        match events.next()? {
            Walk::Start(node) if matches!(node.name.as_str(), "assembly" | "collection") => {
                start_ms = start_ms.or_else(|| time(&node));
            }
            Walk::Start(node) if node.name == "test" => {
                take(test(&events.node(node)?));
                return Ok(Step::Test);
            }
            Walk::Start(_) => events.skip()?,
            Walk::End => {}
            Walk::Done => return Ok(Step::Done),
        }
        Ok(Step::Other)
    })?;
    Ok((RunFacts { start_ms, ..RunFacts::default() }, cut))
}

fn test(node: &Node) -> Attempt {
    let word = node.attribute("result");
    let failure = node.child("failure");
    let mut labels: Vec<(String, String)> = Vec::new();
    for t in node.child("traits").into_iter().flat_map(|t| t.all("trait")) {
        let name = if t.attribute("name") == "Category" { "tag" } else { t.attribute("name") };
        labels.push((name.to_owned(), t.attribute("value").to_owned()));
    }
    let output = filled(node.get("output")).map(|text| ToolFile {
        name: "system-out.txt".to_owned(),
        mime: "text/plain".to_owned(),
        content: FileContent::Bytes(text.into_bytes()),
    });
    let name = node.attribute("name").to_owned();
    let mut attempt = Attempt {
        full_name: name.clone(),
        name,
        suites: filled(node.attribute("type")).into_iter().collect(),
        duration_ms: seconds(node.attribute("time")),
        message: failure.and_then(|f| filled(f.get("message"))).or_else(|| filled(node.get("reason"))),
        trace: failure.and_then(|f| filled(f.get("stack-trace"))),
        labels,
        files: output.into_iter().collect(),
        line: Some(node.line),
        ..Attempt::default()
    };
    attempt.judge(of_word(word), word);
    attempt
}
