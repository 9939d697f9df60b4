//! NUnit 3 (`test-run`) and NUnit 2 (`test-results`).

use super::model::{Attempt, FileContent, RunFacts, ToolFile};
use super::status::{filled, of_word, seconds};
use super::xml_steps::{DocumentSummary, Step, to_the_end};
use crate::FormatError;
use crate::xml::{Events, Node, Walk};
use voluptas_core::base::clock;
use voluptas_core::domain::status::ResultStatus;

/// Hands over the attempts of a document whose root element was begun, one by one.
pub(super) fn each(root: &Node, events: &mut Events<'_>, take: &mut dyn FnMut(Attempt)) -> Result<DocumentSummary, FormatError> {
    let run = RunFacts {
        start_ms: clock::parse(root.attribute("start-time")),
        end_ms: clock::parse(root.attribute("end-time")),
        ..RunFacts::default()
    };
    // `None` for elements that are no suites.
    let mut open: Vec<Option<String>> = vec![None];
    let cut = to_the_end(events, |events| {
        match events.next()? {
            Walk::Start(node) if node.name == "test-suite" => {
                // Assemblies and namespaces above the classes are folders of the build.
                let is_named = !matches!(node.attribute("type"), "Assembly" | "Project" | "Test Project");
                open.push(filled(node.attribute("name")).filter(|_| is_named));
            }
            Walk::Start(node) if node.name == "results" => open.push(None),
            Walk::Start(node) if node.name == "test-case" => {
                take(case(&events.node(node)?, open.iter().flatten().cloned().collect()));
                return Ok(Step::Test);
            }
            Walk::Start(_) => events.skip()?,
            Walk::End => drop(open.pop()),
            Walk::Done => return Ok(Step::Done),
        }
        Ok(Step::Other)
    })?;
    Ok((run, cut))
}

fn case(node: &Node, suites: Vec<String>) -> Attempt {
    let word = match (node.attribute("result"), node.attribute("executed")) {
        ("", "False" | "false") => "Skipped",
        ("", _) if node.attribute("success").eq_ignore_ascii_case("true") => "Success",
        ("", _) if !node.attribute("success").is_empty() => "Failure",
        (word, _) => word,
    };
    // Only the attribute counts: some writers put empty elements of failure into every case.
    let status = match (of_word(word), node.attribute("label")) {
        (Some(ResultStatus::Failed), "Error" | "Invalid" | "Cancelled") => Some(ResultStatus::Broken),
        (status, _) => status,
    };
    let is_bad = matches!(status, Some(ResultStatus::Failed | ResultStatus::Broken) | None);
    let of = |element: &str, part: &str| node.child(element).and_then(|e| filled(e.get(part)));
    let name = node.attribute("name").to_owned();
    let mut labels = Vec::new();
    for property in node.child("properties").into_iter().flat_map(|p| p.all("property")) {
        let (name, value) = (property.attribute("name"), property.attribute("value"));
        labels.push((if name == "Category" { "tag" } else { name }.to_owned(), value.to_owned()));
    }
    for category in node.child("categories").into_iter().flat_map(|c| c.all("category")) {
        labels.push(("tag".to_owned(), category.attribute("name").to_owned()));
    }
    let mut files: Vec<ToolFile> = Vec::new();
    for file in node.child("attachments").into_iter().flat_map(|a| a.all("attachment")) {
        let path = file.get("filePath").to_owned();
        let name = filled(file.get("description")).unwrap_or_else(|| super::model::base(&path).to_owned());
        files.push(ToolFile { name, mime: String::new(), content: FileContent::Path(path) });
    }
    if let Some(text) = filled(node.get("output")) {
        let content = FileContent::Bytes(text.into_bytes());
        files.push(ToolFile { name: "system-out.txt".to_owned(), mime: "text/plain".to_owned(), content });
    }
    let mut attempt = Attempt {
        full_name: filled(node.attribute("fullname")).unwrap_or_else(|| name.clone()),
        name,
        suites,
        start_ms: clock::parse(node.attribute("start-time")),
        end_ms: clock::parse(node.attribute("end-time")),
        duration_ms: seconds(node.attribute("duration")).or_else(|| seconds(node.attribute("time"))),
        message: if is_bad { of("failure", "message") } else { None }.or_else(|| of("reason", "message")),
        trace: if is_bad { of("failure", "stack-trace") } else { None },
        description: filled(node.attribute("description")),
        labels,
        files,
        line: Some(node.line),
        ..Attempt::default()
    };
    attempt.judge(status, word);
    attempt.complete_times();
    attempt
}
