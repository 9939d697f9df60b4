//! Runs of TestRail: its exports as XML (of a run, or of a plan with its runs) and as CSV.
//!
//! A test has all results that people gave it, each an attempt. A test without a result, which TestRail calls untested, gives none; their
//! number is a fact of the run. The case is named by its id (`C42`), which cases that were imported from TestRail keep.

use super::model::{Attempt, FileContent, Param, Repeat, RunFacts, ToolFile, ToolStep, base, keep_order};
use super::status::filled;
use super::testrail_words::{duration, names_in, outcome, time};
use super::xml_steps::{DocumentSummary, Step, to_the_end};
use crate::FormatError;
use crate::xml::{Events, Node, Walk};
use voluptas_core::base::Millis;
use voluptas_core::domain::result::{ResultLink, ResultStep};
use voluptas_core::domain::status::ResultStatus;

/// Label by which the case of a result is found.
pub(super) const CASE: &str = "testrail_case";
/// Fact of a run: its tests without a result.
pub(super) const UNTESTED: &str = "untested";
/// Fact of a run: time at which TestRail closed it.
pub const COMPLETED: &str = "completed_on";
/// Fact of a run whose results have their files: the number of these files. Also the name of its element, which TestRail does not write.
pub const ATTACHMENTS: &str = "attachments";

/// A result that somebody gave a test.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub status: String,
    pub at: Option<Millis>,
    pub by: String,
    pub comment: String,
    pub elapsed: String,
    pub version: String,
    pub defects: String,
    pub assigned_to: String,
    /// Further fields by name.
    pub fields: Vec<(String, String)>,
    pub steps: Vec<ToolStep>,
    pub files: Vec<ToolFile>,
}

/// A test of a run.
#[derive(Debug, Default)]
pub(super) struct Test {
    pub id: String,
    pub case: String,
    pub title: String,
    pub suites: Vec<String>,
    pub status: String,
    /// Configuration of a run of a plan.
    pub configuration: String,
    pub assigned_to: String,
    pub labels: Vec<(String, String)>,
    pub changes: Vec<Change>,
    pub line: Option<u64>,
}

impl Test {
    /// Hands over an attempt for each result; false for a test without any.
    pub(super) fn give(mut self, take: &mut dyn FnMut(Attempt)) -> bool {
        // A change without a status is a comment or an assignment.
        let (results, notes): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.changes).into_iter().partition(|change| outcome(&change.status).is_some());
        self.changes = results;
        if self.changes.is_empty() {
            if outcome(&self.status).is_none() {
                return false;
            }
            self.changes.push(Change { status: self.status.clone(), ..Change::default() });
        }
        self.order();
        let mut attempts: Vec<Attempt> = self.changes.iter_mut().map(|change| attempt_of(std::mem::take(change))).collect();
        // What was said without a status belongs to the result that counts, with its files.
        if let Some(last) = attempts.last_mut() {
            for note in notes {
                last.files.extend(note.files);
                if !note.comment.trim().is_empty() {
                    last.labels.push(("comment".to_owned(), note.comment.trim().to_owned()));
                }
            }
        }
        let full_name = self.suites.iter().chain([&self.title]).map(String::as_str).collect::<Vec<_>>().join(" › ");
        let mut own = vec![(CASE, self.case.as_str()), ("testrail_test", self.id.as_str())];
        own.retain(|(_, value)| !value.is_empty());
        for (at, attempt) in attempts.iter_mut().enumerate() {
            attempt.name.clone_from(&self.title);
            attempt.full_name.clone_from(&full_name);
            attempt.suites.clone_from(&self.suites);
            attempt.line = self.line;
            attempt.history_id = Some(&self.case).filter(|case| !case.is_empty()).map(|case| match self.configuration.as_str() {
                "" => format!("testrail:{case}"),
                configuration => format!("testrail:{case}:{configuration}"),
            });
            if !self.configuration.is_empty() {
                let value = self.configuration.clone();
                attempt.params.push(Param { name: "configuration".to_owned(), value, is_excluded: false });
            }
            let of_test = own.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            attempt.labels.splice(0..0, of_test.chain(self.labels.iter().cloned()));
            if attempt.label("assigned_to").is_none() && !self.assigned_to.is_empty() {
                attempt.labels.push(("assigned_to".to_owned(), self.assigned_to.clone()));
            }
            if at > 0 {
                attempt.repeat = Repeat::Marked;
            }
        }
        keep_order(&mut attempts);
        attempts.into_iter().for_each(take);
        true
    }

    /// Puts the results into the order in which they were given. TestRail writes the newest one first; without times the status of the test,
    /// which is that of its latest result, tells the order.
    fn order(&mut self) {
        let [first, .., last] = self.changes.as_slice() else { return };
        let is_own = |change: &Change| change.status.trim().eq_ignore_ascii_case(self.status.trim());
        let is_newest_first = match (first.at, last.at) {
            (Some(first), Some(last)) if first != last => first > last,
            _ => is_own(first) && !is_own(last),
        };
        if is_newest_first {
            self.changes.reverse();
        }
        if self.changes.iter().all(|change| change.at.is_some()) {
            self.changes.sort_by_key(|change| change.at);
        }
    }
}

fn attempt_of(change: Change) -> Attempt {
    let mut attempt = Attempt {
        status: outcome(&change.status).unwrap_or(ResultStatus::Untested),
        end_ms: change.at,
        duration_ms: duration(&change.elapsed),
        message: filled(change.comment),
        steps: change.steps,
        files: change.files,
        ..Attempt::default()
    };
    for (name, value) in [("tester", change.by), ("assigned_to", change.assigned_to), ("version", change.version)] {
        if !value.trim().is_empty() {
            attempt.labels.push((name.to_owned(), value.trim().to_owned()));
        }
    }
    attempt.labels.extend(change.fields);
    attempt.links = names_in(&change.defects)
        .map(|name| ResultLink {
            kind: "issue".to_owned(),
            name: base(name).to_owned(),
            url: Some(name).filter(|name| name.starts_with("http")).unwrap_or_default().to_owned(),
        })
        .collect();
    attempt
}

/// Hands over the attempts of a document whose root element was begun.
pub(super) fn each(events: &mut Events<'_>, take: &mut dyn FnMut(Attempt)) -> Result<DocumentSummary, FormatError> {
    let mut document = Document { open: vec![Open::Run], ..Document::default() };
    let cut = to_the_end(events, |events| document.step(events, take))?;
    if document.untested > 0 {
        document.run.environment.push((UNTESTED.to_owned(), document.untested.to_string()));
    }
    Ok((document.run, cut))
}

/// An open element.
#[derive(Debug)]
enum Open {
    /// A run, or the plan around runs.
    Run,
    /// A section or a suite with its name, which follows its start.
    Section(Option<String>),
    Other,
}

#[derive(Default)]
struct Document {
    open: Vec<Open>,
    run: RunFacts,
    /// Configuration of the run inside a plan.
    configuration: String,
    untested: usize,
}

impl Document {
    fn step(&mut self, events: &mut Events<'_>, take: &mut dyn FnMut(Attempt)) -> Result<Step, FormatError> {
        match events.next()? {
            Walk::Start(node) => match node.name.as_str() {
                "run" => {
                    self.configuration.clear();
                    self.open.push(Open::Run);
                }
                "section" | "suite" => self.open.push(Open::Section(None)),
                "sections" | "tests" | "suites" | "runs" | "entries" | "entry" => self.open.push(Open::Other),
                "test" => {
                    let node = events.node(node)?;
                    let is_tested = self.test(&node).give(take);
                    self.untested += usize::from(!is_tested);
                    return Ok(if is_tested { Step::Test } else { Step::Other });
                }
                "name" | "config" | "createdon" | "completedon" | "url" | "milestone" | "completed" | ATTACHMENTS => {
                    let node = events.node(node)?;
                    self.fact(&node);
                }
                _ => events.skip()?,
            },
            Walk::End => {
                self.open.pop();
            }
            Walk::Done => return Ok(Step::Done),
        }
        Ok(Step::Other)
    }

    /// A value of the innermost open element.
    fn fact(&mut self, node: &Node) {
        let text = node.text.trim();
        let is_outermost = self.open.len() == 1;
        match (self.open.last_mut(), node.name.as_str()) {
            (Some(Open::Section(name)), "name") => *name = filled(text),
            (Some(Open::Run), name) if is_outermost => match name {
                "name" => self.run.name = filled(text),
                "url" => self.run.url = filled(text),
                "createdon" => self.run.start_ms = time(text, None),
                // Some versions only say whether.
                "completedon" | "completed" => {
                    if let Some(at) = time(text, None) {
                        self.run.end_ms = Some(at);
                        self.run.environment.push((COMPLETED.to_owned(), text.to_owned()));
                    }
                }
                name if !text.is_empty() => self.run.environment.push((name.to_owned(), text.to_owned())),
                _ => {}
            },
            (Some(Open::Run), "config") => text.clone_into(&mut self.configuration),
            // Runs of a plan without configurations may be of one suite.
            (Some(Open::Run), "name") if self.configuration.is_empty() => text.clone_into(&mut self.configuration),
            _ => {}
        }
    }

    fn test(&self, node: &Node) -> Test {
        let suites = self.open.iter().filter_map(|open| match open {
            Open::Section(name) => name.clone(),
            _ => None,
        });
        let label = |name: &str| Some((name.to_owned(), filled(node.get(name))?));
        let changes = node.child("changes").or(node.child("results"));
        Test {
            id: node.get("id").to_owned(),
            case: node.first(&["caseid", "case_id", "case"]).to_owned(),
            title: node.get("title").to_owned(),
            suites: suites.collect(),
            status: node.get("status").to_owned(),
            configuration: self.configuration.clone(),
            assigned_to: node.get("assignedto").to_owned(),
            labels: ["type", "priority", "references"].into_iter().filter_map(label).collect(),
            changes: changes.map(|changes| changes.children.iter().map(change).collect()).unwrap_or_default(),
            line: Some(node.line),
        }
    }
}

/// Elements of a change that are read into fields, or that say nothing.
const KNOWN: [&str; 11] =
    ["id", "createdon", "createdby", "status", "comment", "version", "elapsed", "defects", "assignedto", "custom", "attachments"];

fn change(node: &Node) -> Change {
    let custom = node.child("custom").map_or(&[][..], |custom| custom.children.as_slice());
    let further = node.children.iter().filter(|field| !KNOWN.contains(&field.name.as_str()));
    let (mut fields, mut steps) = (Vec::new(), Vec::new());
    for field in custom.iter().chain(further) {
        match field.name.as_str() {
            "step_results" | "steps_separated" => steps.extend(field.children.iter().map(step)),
            name => fields.extend(filled(text_of(field)).map(|text| (name.to_owned(), text))),
        }
    }
    let file = |file: &Node| {
        let path = filled(file.get("path"))?;
        let name = filled(file.get("name")).unwrap_or_else(|| base(&path).to_owned());
        Some(ToolFile { name, mime: String::new(), content: FileContent::Path(path) })
    };
    Change {
        status: node.get("status").to_owned(),
        at: time(node.get("createdon"), None),
        by: node.get("createdby").to_owned(),
        comment: node.get("comment").to_owned(),
        elapsed: node.get("elapsed").to_owned(),
        version: node.get("version").to_owned(),
        defects: node.get("defects").to_owned(),
        assigned_to: node.get("assignedto").to_owned(),
        fields,
        steps,
        files: node.child("attachments").into_iter().flat_map(|all| all.all("attachment")).filter_map(file).collect(),
    }
}

/// The value of a custom field: a text, or the words of a choice or of several.
fn text_of(field: &Node) -> String {
    if field.children.is_empty() {
        return field.text.trim().to_owned();
    }
    // The number of a choice stands beside its word.
    let has_word = field.child("value").is_some();
    let parts = field.children.iter().filter(|part| !(has_word && part.name == "id"));
    parts.map(text_of).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
}

fn step(node: &Node) -> ToolStep {
    step_of(node.get("content"), node.get("expected"), node.get("actual"), node.get("status"))
}

/// A step with what was expected and what happened.
pub(super) fn step_of(action: &str, expected: &str, actual: &str, status: &str) -> ToolStep {
    let step = ResultStep {
        action: action.trim().to_owned(),
        expected: filled(expected.trim()),
        comment: filled(actual.trim()),
        status: outcome(status).unwrap_or(ResultStatus::Untested),
        ..ResultStep::default()
    };
    ToolStep { step, ..ToolStep::default() }
}
