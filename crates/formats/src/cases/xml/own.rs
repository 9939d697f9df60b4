//! The program's own XML. It keeps everything but files, as JSON does.
//!
//! Characters that XML cannot hold (NUL and the other control characters, U+FFFE, U+FFFF) are written as escapes
//! ([`crate::escape`]).

use std::fmt::Write as _;

use strum::IntoEnumIterator as _;

use crate::cases::intake::Intake;
use crate::cases::model::{CaseFormat, CaseRow, CasesFile, CasesToWrite, SharedStepRow, SuiteRow};
use crate::cases::suite_name::SuiteName;
use crate::xml::{Events, Node, Walk};
use crate::{FormatError, escape};
use voluptas_core::domain::case::{CaseContent, CaseLink, Parameter, ParameterItem, Step, StepsType};
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::suite::SuiteContent;

/// Name of the root element.
pub(super) const ROOT: &str = "voluptas-cases";
/// Version of a file with suites that their titles alone do not tell apart. The program reads it and earlier ones.
const VERSION: u32 = 2;
/// Version of other files, which earlier programs read too.
const PLAIN: u32 = 1;

/// Reads the elements below the root.
pub(super) fn read(file: &str, root: &Node, events: &mut Events<'_>, mut intake: Intake) -> Result<CasesFile, FormatError> {
    let version = root.attribute("version").parse().unwrap_or(PLAIN);
    if version > VERSION {
        return Err(FormatError::Newer { file: file.to_owned(), version });
    }
    loop {
        match events.next()? {
            Walk::Start(start) => match start.name.as_str() {
                "suites" | "cases" | "shared-steps" => {}
                "suite" => intake.suite(suite(&events.node(start)?)),
                "case" => intake.case(case(&events.node(start)?)),
                "shared-step" => intake.shared_steps.push(shared(&events.node(start)?)),
                _ => drop(events.node(start)?),
            },
            Walk::End => {}
            Walk::Done => break,
        }
    }
    let project = Some(plain(root.attribute("project"))).filter(|p| !p.is_empty());
    Ok(intake.done(CaseFormat::Xml, project, CaseField::iter().collect()))
}

fn text(node: &Node, name: &str) -> String {
    node.child(name).map(|c| plain(&c.text)).unwrap_or_default()
}

fn optional(node: &Node, name: &str) -> Option<String> {
    node.child(name).map(|c| plain(&c.text))
}

fn texts(node: &Node, name: &str) -> Vec<String> {
    node.all(name).map(|c| plain(&c.text)).collect()
}

/// Suites named by the elements below a node.
fn suites(node: &Node, name: &str) -> Vec<SuiteName> {
    node.all(name).map(|c| SuiteName::new(plain(&c.text), nth(c))).collect()
}

/// Number of a suite among those with its title; without one it is the first.
fn nth(node: &Node) -> u32 {
    node.attribute("nth").parse().unwrap_or(1)
}

fn suite(node: &Node) -> SuiteRow {
    let content = SuiteContent {
        title: text(node, "title"),
        description: optional(node, "description"),
        preconditions: optional(node, "preconditions"),
    };
    SuiteRow { line: node.line, parents: suites(node, "parent"), nth: nth(node).max(1), content }
}

fn shared(node: &Node) -> SharedStepRow {
    let steps = node.child("steps").map(steps).unwrap_or_default();
    SharedStepRow { line: node.line, hash: plain(node.attribute("hash")), title: text(node, "title"), steps }
}

fn case(node: &Node) -> CaseRow {
    let default = CaseContent::default();
    let word = |name: &str, default: String| optional(node, name).filter(|t| !t.is_empty()).unwrap_or(default);
    let below = |name: &str| node.child(name);
    let fields = below("fields").into_iter().flat_map(|f| f.all("field")).map(|f| (text(f, "title"), text(f, "value")));
    let content = CaseContent {
        title: text(node, "title"),
        description: optional(node, "description"),
        preconditions: optional(node, "preconditions"),
        postconditions: optional(node, "postconditions"),
        severity: word("severity", default.severity),
        priority: word("priority", default.priority),
        kind: word("type", default.kind),
        layer: word("layer", default.layer),
        behavior: word("behavior", default.behavior),
        automation: word("automation", default.automation),
        status: word("status", default.status),
        is_flaky: text(node, "flaky") == "true",
        steps_type: StepsType::parse(below("steps").map_or("", |s| s.attribute("type"))),
        steps: below("steps").map(steps).unwrap_or_default(),
        tags: below("tags").map(|t| texts(t, "tag")).unwrap_or_default(),
        parameters: below("parameters").map(|p| p.children.iter().map(parameter).collect()).unwrap_or_default(),
        custom_fields: fields.collect(),
        expected_result: optional(node, "expected-result"),
        links: below("links").map(|l| l.all("link").map(link).collect()).unwrap_or_default(),
        attachments: Vec::new(),
    };
    let id = Some(plain(node.attribute("id"))).filter(|id| !id.is_empty());
    let functions = below("functions").map(|f| texts(f, "function")).unwrap_or_default();
    let further = node.all("also-in").map(|path| suites(path, "suite")).collect();
    let milestone = text(node, "milestone");
    CaseRow { line: node.line, id, suite: suites(node, "suite"), content, functions, further, milestone }
}

fn link(node: &Node) -> CaseLink {
    CaseLink { url: plain(node.attribute("url")), title: plain(&node.text) }
}

fn steps(node: &Node) -> Vec<Step> {
    let step = |node: &Node| Step {
        action: text(node, "action"),
        data: optional(node, "data"),
        expected: optional(node, "expected"),
        shared: Some(plain(node.attribute("shared"))).filter(|s| !s.is_empty()),
        attachments: Vec::new(),
        steps: node.child("steps").map(steps).unwrap_or_default(),
    };
    node.all("step").map(step).collect()
}

fn parameter(node: &Node) -> Parameter {
    let item = |node: &Node| ParameterItem { title: text(node, "title"), values: texts(node, "value") };
    let shared_id = Some(plain(node.attribute("shared-id"))).filter(|s| !s.is_empty());
    if node.name == "group" {
        Parameter::Group { shared_id, items: node.all("parameter").map(item).collect() }
    } else {
        Parameter::Single { shared_id, item: item(node) }
    }
}

/// Writes a file.
pub(crate) fn write(content: &CasesToWrite) -> Vec<u8> {
    let mut out = Out { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), depth: 0 };
    let version = if content.has_numbered_suites() { VERSION } else { PLAIN };
    out.open(ROOT, &[("version", &version.to_string()), ("project", &content.project)]);
    out.open("suites", &[]);
    for suite in &content.suites {
        out.open("suite", &[("nth", &number_of(suite.nth))]);
        out.suites("parent", &suite.parents);
        out.leaf("title", &suite.content.title);
        out.optional("description", suite.content.description.as_ref());
        out.optional("preconditions", suite.content.preconditions.as_ref());
        out.close("suite");
    }
    out.close("suites");
    if !content.shared_steps.is_empty() {
        out.open("shared-steps", &[]);
        for shared in &content.shared_steps {
            out.open("shared-step", &[("hash", &shared.hash)]);
            out.leaf("title", &shared.title);
            out.steps(&shared.steps, &[]);
            out.close("shared-step");
        }
        out.close("shared-steps");
    }
    out.open("cases", &[]);
    for row in &content.rows {
        out.case(row);
    }
    out.close("cases");
    out.close(ROOT);
    out.text.into_bytes()
}

/// The attribute of the number of a suite; blank, and so left out, for the first one of its title.
fn number_of(nth: u32) -> String {
    if nth > 1 { nth.to_string() } else { String::new() }
}

struct Out {
    text: String,
    depth: usize,
}

impl Out {
    fn indent(&mut self) {
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.depth += 1;
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
            self.text.push(' ');
            self.text.push_str(name);
            self.text.push_str("=\"");
            escape_xml(value, true, &mut self.text);
            self.text.push('"');
        }
        self.text.push_str(">\n");
    }

    fn close(&mut self, name: &str) {
        self.depth -= 1;
        self.indent();
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push_str(">\n");
    }

    fn leaf(&mut self, name: &str, value: &str) {
        self.leaf_with(name, ("", ""), value);
    }

    /// An element with one attribute, which is left out when it is blank.
    fn leaf_with(&mut self, name: &str, attribute: (&str, &str), value: &str) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        if !attribute.1.is_empty() {
            write!(self.text, " {}=\"", attribute.0).ok();
            escape_xml(attribute.1, true, &mut self.text);
            self.text.push('"');
        }
        self.text.push('>');
        escape_xml(value, false, &mut self.text);
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push_str(">\n");
    }

    fn optional(&mut self, name: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.leaf(name, value);
        }
    }

    fn leaves(&mut self, name: &str, values: &[String]) {
        for value in values {
            self.leaf(name, value);
        }
    }

    fn suites(&mut self, name: &str, path: &[SuiteName]) {
        for suite in path {
            self.leaf_with(name, ("nth", &number_of(suite.nth)), &suite.title);
        }
    }

    fn list(&mut self, outer: &str, name: &str, values: &[String]) {
        if !values.is_empty() {
            self.open(outer, &[]);
            self.leaves(name, values);
            self.close(outer);
        }
    }

    fn case(&mut self, row: &CaseRow) {
        let c = &row.content;
        self.open("case", &[("id", row.id.as_deref().unwrap_or_default())]);
        self.suites("suite", &row.suite);
        self.leaf("title", &c.title);
        for (name, word) in [
            ("status", &c.status),
            ("type", &c.kind),
            ("priority", &c.priority),
            ("severity", &c.severity),
            ("layer", &c.layer),
            ("behavior", &c.behavior),
            ("automation", &c.automation),
        ] {
            self.leaf(name, word);
        }
        self.leaf("flaky", if c.is_flaky { "true" } else { "false" });
        self.list("tags", "tag", &c.tags);
        self.list("functions", "function", &row.functions);
        self.optional("milestone", Some(&row.milestone).filter(|title| !title.is_empty()));
        for path in &row.further {
            self.open("also-in", &[]);
            self.suites("suite", path);
            self.close("also-in");
        }
        self.optional("description", c.description.as_ref());
        self.optional("preconditions", c.preconditions.as_ref());
        self.optional("postconditions", c.postconditions.as_ref());
        self.optional("expected-result", c.expected_result.as_ref());
        self.steps(&c.steps, &[("type", c.steps_type.as_str())]);
        if !c.parameters.is_empty() {
            self.open("parameters", &[]);
            for parameter in &c.parameters {
                match parameter {
                    Parameter::Single { shared_id, item } => self.parameter(item, shared_id.as_deref().unwrap_or_default()),
                    Parameter::Group { shared_id, items } => {
                        self.open("group", &[("shared-id", shared_id.as_deref().unwrap_or_default())]);
                        items.iter().for_each(|item| self.parameter(item, ""));
                        self.close("group");
                    }
                }
            }
            self.close("parameters");
        }
        if !c.links.is_empty() {
            self.open("links", &[]);
            for link in &c.links {
                self.leaf_with("link", ("url", &link.url), &link.title);
            }
            self.close("links");
        }
        if !c.custom_fields.is_empty() {
            self.open("fields", &[]);
            for (title, value) in &c.custom_fields {
                self.open("field", &[]);
                self.leaf("title", title);
                self.leaf("value", value);
                self.close("field");
            }
            self.close("fields");
        }
        self.close("case");
    }

    fn parameter(&mut self, item: &ParameterItem, shared_id: &str) {
        self.open("parameter", &[("shared-id", shared_id)]);
        self.leaf("title", &item.title);
        self.leaves("value", &item.values);
        self.close("parameter");
    }

    fn steps(&mut self, steps: &[Step], attributes: &[(&str, &str)]) {
        self.open("steps", attributes);
        for step in steps {
            self.open("step", &[("shared", step.shared.as_deref().unwrap_or_default())]);
            self.leaf("action", &step.action);
            self.optional("data", step.data.as_ref());
            self.optional("expected", step.expected.as_ref());
            if !step.steps.is_empty() {
                self.steps(&step.steps, &[]);
            }
            self.close("step");
        }
        self.close("steps");
    }
}

/// Adds a text with everything escaped that XML would change or refuse.
fn escape_xml(text: &str, is_attribute: bool, out: &mut String) {
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if is_attribute => out.push_str("&quot;"),
            '\\' if text[at + 1..].starts_with("u{") => escape::push(c, out),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' if is_attribute => {
                write!(out, "&#{};", u32::from(c)).ok();
            }
            '\n' | '\t' => out.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                escape::push(c, out);
            }
            _ => out.push(c),
        }
    }
}

/// A text with its escapes resolved.
fn plain(text: &str) -> String {
    escape::plain(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_xml_refuses_come_back() {
        for text in ["a\0b", "\u{1}\u{1f}\u{fffe}", "\\u{0}", "C:\\users\\u{5c}u{", "\\u{zz}", "]]>", "\r\n", "\\\\u{41}"] {
            let mut out = String::new();
            escape_xml(text, false, &mut out);
            assert!(!out.contains(['\0', '\u{1}', '\r']), "{out}");
            assert_eq!(plain(&out.replace("&#13;", "\r").replace("&gt;", ">")), text);
        }
    }
}
