//! `output.xml` of Robot Framework, schemas 4 and 5. Its JSON has a reader of its own (`robot_json.rs`).

use super::model::{Attempt, Repeat, RunError, RunFacts, Stated, ToolStep};
use super::status::{cleaned, filled, of_word, seconds};
use super::xml_steps::{DocumentSummary, Step, to_the_end};
use crate::FormatError;
use crate::xml::{Events, Node, Walk};
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::result::ResultStep;
use voluptas_core::domain::status::ResultStatus;

/// Maximum depth of keywords that become steps.
pub(super) const MAX_DEPTH: usize = 20;

/// Source of errors that Robot Framework lists itself. They change no outcome of its run.
pub(super) const ERRORS: &str = "robot";

/// The error of a suite that failed without a word and without a failed test.
pub(super) const UNTOLD: &str = "The suite failed, and none of its tests did.";

/// Words that the listener RetryFailed adds to a failure that is repeated. It writes such an execution as skipped, where it keeps it.
const RETRIED: &str = "Skipped for Retry";
/// Beginning of the last line that RetryFailed adds to a test that passed at a later try.
const PASSED_AT_LAST: &str = "[RETRY] PASS on ";
/// Beginning of the message of a test that `rebot --merge` took from a later output.
const MERGED: &str = "*HTML* <span class=\"merge\">";

/// Tells the executions of tests apart, where a tool leaves a mark in their messages.
#[derive(Default)]
pub(super) struct Executions {
    /// Suites and name of the test before, where RetryFailed repeats it.
    retried: Option<(Vec<String>, String)>,
}

impl Executions {
    /// The attempts that the next test of a document stands for, in their order.
    pub fn of(&mut self, mut attempt: Attempt) -> Vec<Attempt> {
        let place = (attempt.suites.clone(), attempt.name.clone());
        let is_repeat = self.retried.take().is_some_and(|before| before == place);
        let message = attempt.message.take().unwrap_or_default();
        let mut all = Vec::new();
        if message.starts_with(MERGED) {
            // The last execution stands first.
            let mut told = message.split("<hr>").filter_map(merged);
            attempt.message = told.next().and_then(|(_, message)| message);
            let earlier = |(status, message)| Attempt {
                status,
                message,
                unknown_status: None,
                start_ms: None,
                end_ms: None,
                duration_ms: None,
                steps: Vec::new(),
                ..attempt.clone()
            };
            all.extend(told.map(earlier));
            all.reverse();
        } else {
            let failure = message.trim_end().strip_suffix(RETRIED).filter(|_| attempt.status == ResultStatus::Skipped);
            if failure.is_some() {
                attempt.status = ResultStatus::Failed;
                self.retried = Some(place);
            }
            attempt.message = filled(failure.unwrap_or(message.as_str()));
        }
        let is_passed_at_last = message.lines().next_back().is_some_and(|line| line.starts_with(PASSED_AT_LAST));
        let has_failed = is_passed_at_last || all.iter().any(|earlier| is_bad(&earlier.status));
        attempt.is_flaky = has_failed && attempt.status == ResultStatus::Passed;
        all.push(attempt);
        all.iter_mut().skip(usize::from(!is_repeat)).for_each(|attempt| attempt.repeat = Repeat::Marked);
        super::model::keep_order(&mut all);
        all
    }
}

/// Status and message of an execution in the message of a merged test.
fn merged(part: &str) -> Option<(ResultStatus, Option<String>)> {
    let (_, status) = part.split_once("-status\">")?;
    let (word, rest) = status.split_once("<span class=\"")?.1.split_once("\">")?;
    let message = rest.split_once("-message\">").and_then(|(_, message)| message.split_once("</span>"));
    Some((of_word(word)?, message.and_then(|(_, message)| filled(plain(message).trim()))))
}

/// The text of a message that Robot Framework wrote as HTML.
fn plain(html: &str) -> String {
    let html = html.replace("<br>", "\n");
    let (mut text, mut rest) = (String::new(), html.as_str());
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, behind)| behind);
    }
    text.push_str(rest);
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// An open element. All but suites are blank.
#[derive(Default)]
struct Suite {
    name: String,
    /// Path of the file or folder.
    source: String,
    /// False for the other elements.
    is_open: bool,
    /// A test or a suite in it has failed, or an error says why it did.
    is_told: bool,
}

/// Hands over the attempts of a document whose root element was begun, one by one.
pub(super) fn each(events: &mut Events<'_>, take: &mut dyn FnMut(Attempt)) -> Result<DocumentSummary, FormatError> {
    let mut open: Vec<Suite> = vec![Suite::default()];
    let mut run = RunFacts::default();
    let (mut executions, mut has_failed_teardown) = (Executions::default(), false);
    let cut = to_the_end(events, |events| {
        match events.next()? {
            Walk::Start(node) if node.name == "suite" => {
                let own = |name: &str| node.attribute(name).to_owned();
                open.push(Suite { name: own("name"), source: own("source"), is_open: true, is_told: false });
            }
            Walk::Start(node) if node.name == "test" => {
                let attempt = test(&events.node(node)?, &open);
                if let Some(suite) = open.last_mut() {
                    suite.is_told |= is_bad(&attempt.status);
                }
                executions.of(attempt).into_iter().for_each(&mut *take);
                return Ok(Step::Test);
            }
            Walk::Start(node) if node.name == "status" => {
                let node = events.node(node)?;
                let Some(suite) = open.last_mut().filter(|_| node.attribute("status") == "FAIL") else { return Ok(Step::Other) };
                // A failed teardown makes tests fail whose elements say that they passed.
                let is_teardown = node.text.to_ascii_lowercase().contains("suite teardown failed");
                has_failed_teardown |= is_teardown;
                if is_teardown || (suite.is_open && !suite.is_told) {
                    suite.is_told = true;
                    let message = filled(node.text.trim()).unwrap_or_else(|| UNTOLD.to_owned());
                    run.add_error(RunError { message, trace: None, source: filled(suite.name.as_str()) });
                }
            }
            Walk::Start(node) if matches!(node.name.as_str(), "statistics" | "total" | "errors") => open.push(Suite::default()),
            Walk::Start(node) if node.name == "stat" => {
                let node = events.node(node)?;
                if node.text.trim() == "All Tests" && run.stated == Stated::default() {
                    run.stated = stated(&node);
                }
            }
            Walk::Start(node) if node.name == "msg" && node.attribute("level") == "ERROR" && open.len() == 2 => {
                let node = events.node(node)?;
                run.add_error(RunError { message: node.text.trim().to_owned(), trace: None, source: Some(ERRORS.to_owned()) });
            }
            Walk::Start(_) => events.skip()?,
            Walk::End => {
                let is_told = open.pop().is_some_and(|ended| ended.is_told);
                if let Some(above) = open.last_mut() {
                    above.is_told |= is_told;
                }
            }
            Walk::Done => return Ok(Step::Done),
        }
        Ok(Step::Other)
    })?;
    if has_failed_teardown {
        run.stated.bad = None;
    }
    Ok((run, cut))
}

/// Totals of all tests.
fn stated(stat: &Node) -> Stated {
    let count = |name: &str| stat.attribute(name).trim().parse::<u64>().ok();
    let tests = ["pass", "fail", "skip"].into_iter().filter_map(count).reduce(u64::saturating_add);
    Stated { tests, bad: count("fail") }
}

fn file(open: &[Suite]) -> Option<String> {
    file_of(open.iter().map(|suite| suite.source.as_str()))
}

/// Path of the innermost file or folder below the outermost suite, by the paths of the suites. The folder of a build changes from run to run.
pub(super) fn file_of<'s>(sources: impl DoubleEndedIterator<Item = &'s str>) -> Option<String> {
    let mut sources = sources.filter(|source| !source.is_empty());
    let outermost = sources.next()?;
    let innermost = sources.next_back().unwrap_or(outermost);
    let below = innermost.strip_prefix(outermost).map(|rest| rest.trim_start_matches(['/', '\\']));
    filled(below.filter(|rest| !rest.is_empty()).unwrap_or_else(|| super::model::base(innermost)))
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

fn test(node: &Node, open: &[Suite]) -> Attempt {
    let blank = Node::default();
    // The status of the test is its last child of that name; keywords have their own.
    let status = node.children.iter().rev().find(|c| c.name == "status").unwrap_or(&blank);
    let (start_ms, end_ms, duration_ms) = times(status);
    let suites: Vec<String> = open.iter().map(|suite| suite.name.clone()).filter(|name| !name.is_empty()).collect();
    let name = node.attribute("name").to_owned();
    let tags = node.all("tag").chain(node.child("tags").into_iter().flat_map(|t| t.all("tag")));
    let tags = tags.filter_map(|t| filled(&t.text)).map(|tag| ("tag".to_owned(), tag));
    let mut attempt = Attempt {
        full_name: format!("{}.{name}", suites.join(".")),
        name,
        suites,
        start_ms,
        end_ms,
        duration_ms,
        message: filled(&status.text),
        description: filled(node.get("doc")),
        labels: tags.chain(file(open).map(|file| ("file".to_owned(), file))).collect(),
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
