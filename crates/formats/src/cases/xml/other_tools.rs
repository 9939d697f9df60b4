//! Files of TestRail, TestLink and Zephyr Scale.

use std::collections::{BTreeSet, HashMap};

use super::elements::{collect_texts, filled, keep_rest, keep_rest_of_steps, lines_as_steps, steps_below};
use super::html;
use crate::FormatError;
use crate::cases::intake::Intake;
use crate::cases::model::{CaseFormat, CaseRow, CasesFile, SuiteRow};
use crate::cases::suite_name::SuiteName;
use crate::xml::{Events, Node, Walk};
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{CaseContent, Step, StepsType};
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::suite::SuiteContent;

/// Number of characters of a value that a remark shows.
const MOST_SHOWN: usize = 200;

fn same(text: &str) -> String {
    text.to_owned()
}

/// The open suites, with the depth of each element that opened one.
#[derive(Default)]
struct Path {
    suites: Vec<SuiteName>,
    /// For each open element: true when it added a suite.
    open: Vec<bool>,
    /// Suites of one title below one parent are several suites.
    are_apart: bool,
    /// How many suites have a path, by titles.
    alike: HashMap<Vec<SuiteName>, u32>,
}

impl Path {
    fn begin(&mut self, title: Option<String>) {
        self.open.push(title.is_some());
        let Some(title) = title else { return };
        self.suites.push(title.trim().into());
        if self.are_apart {
            let nth = self.alike.entry(self.suites.clone()).or_default();
            *nth += 1;
            if let Some(own) = self.suites.last_mut() {
                own.nth = *nth;
            }
        }
    }

    fn end(&mut self) {
        if self.open.pop() == Some(true) {
            self.suites.pop();
        }
    }

    /// The innermost suite as a row.
    fn suite(&self, line: u64, description: Option<String>) -> Option<SuiteRow> {
        let (own, parents) = self.suites.split_last()?;
        let content = SuiteContent { title: own.title.clone(), description, preconditions: None };
        Some(SuiteRow { line, parents: parents.to_vec(), nth: own.nth, content })
    }
}

/// TestRail's export of a suite or of sections. A suite alone is the project's and makes no level of its own.
pub(super) fn read_testrail(root: Node, events: &mut Events<'_>, mut intake: Intake) -> Result<CasesFile, FormatError> {
    let mut path = Path { are_apart: true, ..Path::default() };
    let has_several = root.name == "suites";
    // A section is known by its name, which follows its start: until then it is pending.
    let mut pending: Option<(u64, Option<String>, Option<String>)> = None;
    path.begin(None);
    drop(root);
    loop {
        match events.next()? {
            Walk::Start(start) => match start.name.as_str() {
                "section" | "suite" if start.name == "section" || has_several => {
                    give(&mut pending, &mut path, &mut intake);
                    pending = Some((start.line, None, None));
                }
                "name" | "description" => {
                    let node = events.node(start)?;
                    if let Some((_, title, description)) = &mut pending {
                        let to = if node.name == "name" { title } else { description };
                        *to = filled(node.text);
                    }
                }
                "sections" | "suite" | "suites" => {
                    give(&mut pending, &mut path, &mut intake);
                    path.begin(None);
                }
                "cases" => {
                    give(&mut pending, &mut path, &mut intake);
                    path.begin(None);
                }
                "case" => {
                    let node = events.node(start)?;
                    let row = testrail_case(&node, &path.suites, &mut intake);
                    intake.case(row);
                }
                _ => drop(events.node(start)?),
            },
            Walk::End => {
                give(&mut pending, &mut path, &mut intake);
                path.end();
            }
            Walk::Done => break,
        }
    }
    use CaseField::{Automation, CustomFields, Kind, Preconditions, Priority, Steps, Suite};
    let fields = BTreeSet::from([Suite, Preconditions, Priority, Kind, Automation, Steps, CustomFields]);
    Ok(intake.done(CaseFormat::TestRail, None, fields))
}

/// Opens a pending section.
fn give(pending: &mut Option<(u64, Option<String>, Option<String>)>, path: &mut Path, intake: &mut Intake) {
    if let Some((line, title, description)) = pending.take() {
        path.begin(title);
        if path.open.last() == Some(&true)
            && let Some(suite) = path.suite(line, description)
        {
            intake.suite(suite);
        }
    }
}

/// Parts of TestRail's own fields that are read into fields of a case.
const KNOWN: [&str; 9] = [
    "preconds",
    "steps",
    "expected",
    "steps_separated",
    "automation_type",
    "testrail_bdd_scenario",
    "mission",
    "goals",
    "case_type",
];

fn testrail_case(node: &Node, suite: &[SuiteName], intake: &mut Intake) -> CaseRow {
    let mut content = CaseContent { title: node.get("title").to_owned(), ..CaseContent::default() };
    for (title, list, name, to) in
        [("Priority", "priority", "priority", &mut content.priority), ("Type", "case_type", "type", &mut content.kind)]
    {
        intake.word_or_field(node.line, title, list, node.get(name), to, &mut content.custom_fields);
    }
    keep_rest(node, &["id", "title", "template", "type", "priority", "custom", "is_deleted", "milestone"], &mut content);
    if let Some(custom) = node.child("custom") {
        content.preconditions = filled(custom.get("preconds").to_owned());
        let texts = ["mission", "goals"].map(|name| custom.get(name));
        content.description = filled(texts.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n\n"));
        if let Some(automation) = custom.child("automation_type").map(value) {
            let fields = &mut content.custom_fields;
            intake.word_or_field(node.line, "automation_type", "case_automation", &automation, &mut content.automation, fields);
        }
        let scenario = scenarios(custom.get("testrail_bdd_scenario"));
        if let Some(steps) = custom.child("steps_separated") {
            content.steps = steps_below(steps, same);
            keep_rest_of_steps(steps, &mut content, intake);
        }
        if !scenario.is_empty() {
            content.steps_type = StepsType::Gherkin;
            content.steps = vec![Step { action: scenario, ..Step::default() }];
        } else if content.steps.is_empty() {
            content.steps = lines_as_steps(custom.get("steps"), custom.get("expected"));
        } else {
            // The template of the case has changed: the texts of the other one are kept.
            for name in ["steps", "expected"] {
                content.custom_fields.insert(name.to_owned(), custom.get(name).to_owned());
            }
        }
        for field in custom.children.iter().filter(|f| !KNOWN.contains(&f.name.as_str())) {
            let value = value(field);
            if !value.is_empty() {
                content.custom_fields.insert(field.name.clone(), value);
            }
        }
    }
    let id = Some(node.get("id").to_owned()).filter(|id| !id.is_empty());
    CaseRow {
        line: node.line,
        id,
        suite: suite.to_vec(),
        content,
        functions: Vec::new(),
        further: Vec::new(),
        milestone: node.get("milestone").to_owned(),
    }
}

/// The value of a custom field of TestRail: a text, a choice with its number, or several choices.
fn value(field: &Node) -> String {
    let mut texts = Vec::new();
    for node in &field.children {
        match (node.child("value"), node.name.as_str()) {
            (Some(value), _) => texts.push(value.text.trim().to_owned()),
            // The number of a choice.
            (None, "id") => {}
            (None, _) => collect_texts(node, &mut texts),
        }
    }
    if texts.is_empty() { field.text.trim().to_owned() } else { texts.join(", ") }
}

/// The text of scenarios, which TestRail keeps as a JSON list of objects with `content`.
fn scenarios(text: &str) -> String {
    #[derive(serde::Deserialize)]
    struct Scenario {
        content: String,
    }
    match serde_json::from_str::<Vec<Scenario>>(text) {
        Ok(all) => all.iter().map(|s| s.content.trim()).collect::<Vec<_>>().join("\n\n"),
        Err(_) => text.to_owned(),
    }
}

/// TestLink's export of a suite or of cases.
pub(super) fn read_testlink(root: Node, events: &mut Events<'_>, mut intake: Intake) -> Result<CasesFile, FormatError> {
    let mut path = Path::default();
    // JUnit has elements of the same names; its suites count what ran, and its root often has nothing to tell it by.
    let is_report = |start: &Node| ["tests", "failures", "errors", "time"].iter().any(|a| !start.attribute(a).is_empty());
    let report = |file: &str| FormatError::OtherContent { file: file.to_owned(), kind: "results" };
    if is_report(&root) {
        return Err(report(&intake.report.file));
    }
    begin_testlink(&root, &mut path, &mut intake);
    let mut details: Option<String> = None;
    loop {
        match events.next()? {
            Walk::Start(start) => match start.name.as_str() {
                "testsuite" if is_report(&start) => return Err(report(&intake.report.file)),
                "testsuite" => begin_testlink(&start, &mut path, &mut intake),
                "testsuites" | "testcases" => path.begin(None),
                "details" => details = filled(html::text(&events.node(start)?.text)),
                "testcase" => {
                    let node = events.node(start)?;
                    let row = testlink_case(&node, &path.suites, &mut intake);
                    intake.case(row);
                }
                "node_order" => drop(events.node(start)?),
                _ => of_suite(&events.node(start)?, &mut intake),
            },
            Walk::End => path.end(),
            Walk::Done => break,
        }
        if let Some(text) = details.take()
            && path.open.last() == Some(&true)
        {
            intake.describe(&path.suites, text);
        }
    }
    use CaseField::{Automation, CustomFields, Description, Preconditions, Priority, Status, Steps, Suite, Tags};
    let fields = [Suite, Description, Preconditions, Priority, Status, Automation, Steps, Tags, CustomFields];
    Ok(intake.done(CaseFormat::TestLink, None, fields.into()))
}

/// Names what a suite of TestLink has and a suite of this program has no place for, such as keywords.
fn of_suite(node: &Node, intake: &mut Intake) {
    let value: String = texts_without_files(node).join(", ").chars().take(MOST_SHOWN).collect();
    if !value.is_empty() {
        intake.report.warn(node.line, &node.name, Message::new("formats-warning-suite-cell").with("value", value));
    }
}

/// Texts of an element of TestLink. Of files, whose bytes are in the file, the names alone.
fn texts_without_files(node: &Node) -> Vec<String> {
    let mut texts = Vec::new();
    if node.name == "attachments" {
        texts
            .extend(node.all("attachment").map(|file| file.first(&["name", "title"]).to_owned()).filter(|name| !name.is_empty()));
    } else {
        collect_texts(node, &mut texts);
    }
    texts
}

fn begin_testlink(start: &Node, path: &mut Path, intake: &mut Intake) {
    let title = filled(start.attribute("name").trim().to_owned());
    let is_suite = title.is_some();
    path.begin(title);
    if is_suite && let Some(suite) = path.suite(start.line, None) {
        intake.suite(suite);
    }
}

/// Elements of a case of TestLink that are read into fields, or that say nothing.
const TESTLINK: [&str; 18] = [
    "attachments",
    "node_order",
    "internalid",
    "externalid",
    "fullexternalid",
    "version",
    "is_open",
    "active",
    "summary",
    "preconditions",
    "execution_type",
    "importance",
    "status",
    "steps",
    "expectedresults",
    "keywords",
    "requirements",
    "custom_fields",
];

fn testlink_case(node: &Node, suite: &[SuiteName], intake: &mut Intake) -> CaseRow {
    let mut content = CaseContent { title: node.attribute("name").trim().to_owned(), ..CaseContent::default() };
    content.description = filled(html::text(node.get("summary")));
    content.preconditions = filled(html::text(node.get("preconditions")));
    // Numbers of TestLink: importance 1 low to 3 high, execution 1 by hand and 2 automated, status 1 draft and 7 final.
    if let Some(priority) = [("1", "low"), ("2", "medium"), ("3", "high")].iter().find(|(n, _)| *n == node.get("importance")) {
        content.priority = priority.1.to_owned();
    }
    if node.get("execution_type") == "2" {
        content.automation = "automated".to_owned();
    }
    content.status = match node.get("status") {
        "1" | "2" | "3" | "4" => "draft".to_owned(),
        "5" | "6" => "deprecated".to_owned(),
        _ => content.status,
    };
    content.steps = match node.child("steps") {
        Some(steps) if !steps.children.is_empty() => steps_below(node.child("steps").unwrap_or(node), html::text),
        // Files of the versions before 1.9 have all steps in one field.
        Some(steps) => lines_as_steps(&html::text(&steps.text), &html::text(node.get("expectedresults"))),
        None => Vec::new(),
    };
    content.tags = node.all("keywords").flat_map(|k| k.all("keyword")).map(|k| k.attribute("name").to_owned()).collect();
    for field in node.all("custom_fields").flat_map(|f| f.all("custom_field")) {
        content.custom_fields.insert(field.get("name").to_owned(), field.get("value").to_owned());
    }
    let requirement = |r: &Node| ["doc_id", "title"].map(|name| r.get(name)).join(" ").trim().to_owned();
    let requirements: Vec<String> = node.all("requirements").flat_map(|r| r.all("requirement")).map(requirement).collect();
    content.custom_fields.insert("Requirements".to_owned(), requirements.join("\n"));
    if node.get("active") == "0" {
        // A version that is not executed.
        content.custom_fields.insert("Active".to_owned(), "0".to_owned());
    }
    if let Some(files) = node.child("attachments") {
        content.custom_fields.insert("Attachments".to_owned(), texts_without_files(files).join(", "));
    }
    if let Some(steps) = node.child("steps") {
        keep_rest_of_steps(steps, &mut content, intake);
    }
    keep_rest(node, &TESTLINK, &mut content);
    let id = Some(node.get("fullexternalid").to_owned()).filter(|id| !id.is_empty());
    let id = id.or_else(|| Some(node.get("externalid").to_owned()).filter(|id| !id.is_empty()));
    CaseRow {
        line: node.line,
        id,
        suite: suite.to_vec(),
        content,
        functions: Vec::new(),
        further: Vec::new(),
        milestone: String::new(),
    }
}

/// Suites of a path of folders: `/Account/Sign in`, in exports of some versions without the first slash.
fn folders(path: &str) -> Vec<SuiteName> {
    path.split('/').map(str::trim).filter(|title| !title.is_empty()).map(SuiteName::from).collect()
}

/// Zephyr Scale's export of a project.
pub(super) fn read_zephyr_scale(events: &mut Events<'_>, mut intake: Intake) -> Result<CasesFile, FormatError> {
    loop {
        match events.next()? {
            Walk::Start(start) => match start.name.as_str() {
                "folders" | "testCases" => {}
                "folder" => {
                    let node = events.node(start)?;
                    let mut path = folders(node.attribute("fullPath"));
                    if let Some(SuiteName { title, nth }) = path.pop() {
                        let content = SuiteContent { title, ..SuiteContent::default() };
                        intake.suite(SuiteRow { line: node.line, parents: path, nth, content });
                    }
                }
                "testCase" => {
                    let node = events.node(start)?;
                    let row = scale_case(&node, &mut intake);
                    intake.case(row);
                }
                _ => drop(events.node(start)?),
            },
            Walk::End => {}
            Walk::Done => break,
        }
    }
    use CaseField::{CustomFields, Description, Preconditions, Priority, Status, Steps, Suite, Tags};
    let fields = [Suite, Description, Preconditions, Priority, Status, Steps, Tags, CustomFields];
    Ok(intake.done(CaseFormat::Zephyr, None, fields.into()))
}

/// Elements of a case of Zephyr Scale that are read into fields, or that say nothing.
const SCALE: [&str; 14] = [
    "name",
    "objective",
    "precondition",
    "priority",
    "status",
    "labels",
    "testScript",
    "customFields",
    "folder",
    "createdBy",
    "createdOn",
    "updatedBy",
    "updatedOn",
    "version",
];

fn scale_case(node: &Node, intake: &mut Intake) -> CaseRow {
    let mut content = CaseContent { title: node.get("name").to_owned(), ..CaseContent::default() };
    content.description = filled(html::text(node.get("objective")));
    content.preconditions = filled(html::text(node.get("precondition")));
    for (title, list, name, to) in
        [("Priority", "priority", "priority", &mut content.priority), ("Status", "case_status", "status", &mut content.status)]
    {
        intake.word_or_field(node.line, title, list, node.get(name), to, &mut content.custom_fields);
    }
    content.tags = node.all("labels").flat_map(|l| l.all("label")).map(|l| l.text.trim().to_owned()).collect();
    if let Some(script) = node.child("testScript") {
        let details = script.child("details").map_or(script.text.trim(), |d| d.text.trim());
        match script.attribute("type") {
            "bdd" => {
                content.steps_type = StepsType::Gherkin;
                content.steps = vec![Step { action: details.to_owned(), ..Step::default() }];
            }
            "plain" => content.steps = lines_as_steps(&html::text(details), ""),
            _ => {
                content.steps = steps_below(script, html::text);
                keep_rest_of_steps(script, &mut content, intake);
            }
        }
    }
    for field in node.all("customFields").flat_map(|f| f.all("customField")) {
        content.custom_fields.insert(field.attribute("name").to_owned(), html::text(field.get("value")));
    }
    keep_rest(node, &SCALE, &mut content);
    let suite = folders(node.get("folder"));
    let id = Some(node.attribute("key").to_owned()).filter(|id| !id.is_empty());
    CaseRow { line: node.line, id, suite, content, functions: Vec::new(), further: Vec::new(), milestone: String::new() }
}
