//! Tests without a case: link them to one, or create cases for them. Each is one write, which undo takes back as a whole.

use std::collections::BTreeSet;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, ProjectId, ResultId, TestId};
use voluptas_core::domain::result::{FoundBy, TestResult};
use voluptas_ingest::{self as ingest, NewResult, SuiteLevel};
use voluptas_store::{Error, Op, Result, Store, Tx};

/// Suites above a case that are named. A damaged file may have a circle of them.
const DEEPEST: usize = 100;

/// Tests that were given a case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinkOutcome {
    pub tests: usize,
    /// Results of these tests, in all runs.
    pub results: usize,
    /// Cases that were created.
    pub created: usize,
    /// The case of the tests where it is only one.
    pub case: Option<LinkedCase>,
    /// The cases that [`create_cases`] gave the tests.
    pub cases: Vec<CaseId>,
    /// Code of the project of `cases`.
    pub project: String,
}

/// The case that tests were given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedCase {
    /// Row id.
    pub id: CaseId,
    pub title: String,
    /// Titles of its suites from the root, with ` / ` between them; blank for a case in the root.
    pub suite: String,
}

/// Links tests to a case, with all their results. The link wins over other ways to find the case of later results. Blocks.
///
/// # Errors
/// [`Error::NotFound`] for a case that is in the trash or has no row.
pub fn link(store: &Store, tests: &[TestId], case: CaseId) -> Result<LinkOutcome> {
    let label = Message::new("history-link-tests").count("count", tests.len());
    let written = store.write(Op::edit("link_tests").labelled(label), |tx| {
        if tx.cases().existing(std::iter::once(case))?.is_empty() {
            return Err(Error::not_found("case", case));
        }
        let mut linked = LinkOutcome::default();
        for test in tests {
            linked.results += tx.known_tests().link(*test, Some(case), FoundBy::Hand)?;
            linked.tests += 1;
        }
        Ok(linked)
    });
    written.map(|w| w.value)
}

/// Removes the links of tests to their cases. Their results have no case then. Blocks.
pub fn unlink(store: &Store, tests: &[TestId]) -> Result<LinkOutcome> {
    let label = Message::new("history-unlink-tests").count("count", tests.len());
    let written = store.write(Op::edit("unlink_tests").labelled(label), |tx| {
        let mut linked = LinkOutcome::default();
        for test in tests {
            linked.results += tx.known_tests().link(*test, None, FoundBy::Hand)?;
            linked.tests += 1;
        }
        Ok(linked)
    });
    written.map(|w| w.value)
}

/// Gives the tests of these results of a project a case each: one with the same suites and title, or the only one with the title,
/// otherwise a new one. Results that have a case are left out. Blocks.
pub fn create_cases(store: &Store, project: ProjectId, results: &[ResultId]) -> Result<LinkOutcome> {
    let label = Message::new("history-cases-of-tests").count("count", results.len());
    let written = store.write(Op::edit("cases_of_tests").labelled(label), |tx| {
        let project = tx.projects().get(project)?;
        let mut linked = LinkOutcome::default();
        let mut cases: BTreeSet<CaseId> = BTreeSet::new();
        // Steps of many results at once would take much memory; the cases are created from them.
        for part in results.chunks(500) {
            let stored: Vec<TestResult> = tx
                .results()
                .many(part)?
                .into_iter()
                .filter(|result| result.content.case_id.is_none() && is_test(result))
                .collect();
            let tests: Vec<TestId> = stored.iter().map(|result| result.test).collect();
            let new: Vec<NewResult> = stored.into_iter().map(new_result).collect();
            for (test, case) in tests.into_iter().zip(ingest::cases_for(tx, &project, &new).map_err(store_error)?) {
                let Some((case, by)) = case else { continue };
                linked.results += tx.known_tests().link(test, Some(case), by)?;
                linked.tests += 1;
                linked.created += usize::from(by == FoundBy::Created);
                cases.insert(case);
            }
        }
        if let (Some(case), 1) = (cases.first(), cases.len()) {
            linked.case = Some(linked_case(tx, *case)?);
        }
        (linked.cases, linked.project) = (cases.into_iter().collect(), project.code);
        Ok(linked)
    });
    written.map(|w| w.value)
}

/// False for the result that stands for a file which could not be read: its title is the name of the file.
fn is_test(result: &TestResult) -> bool {
    let content = &result.content;
    content.unknown_status.as_deref() != Some("") || content.signature.is_some() || !content.title.ends_with("-result.json")
}

fn linked_case(tx: &Tx<'_>, id: CaseId) -> Result<LinkedCase> {
    let case = tx.cases().get(id)?;
    let mut path = Vec::new();
    let mut above = case.suite_id;
    while let Some(suite) = above.filter(|_| path.len() < DEEPEST) {
        let suite = tx.suites().get(suite)?;
        path.push(suite.content.title);
        above = suite.parent_id;
    }
    path.reverse();
    Ok(LinkedCase { id, title: case.content.title, suite: path.join(" / ") })
}

/// Converts a stored result into an incoming one. Its suites come from its labels, or else from its class.
fn new_result(result: TestResult) -> NewResult {
    let labels = |name: &str| {
        let found = result.content.labels.iter().find(|label| label.name == name && !label.value.trim().is_empty());
        found.map(|label| label.value.trim().chars().take(voluptas_core::domain::validate::TITLE_MAX).collect::<String>())
    };
    let mut suites: Vec<String> = ["parentSuite", "suite", "subSuite"].iter().filter_map(|name| labels(name)).collect();
    if suites.is_empty() {
        suites.extend(labels("testClass"));
    }
    NewResult {
        suites: suites.into_iter().map(|title| SuiteLevel { title, number: None }).collect(),
        content: result.content,
        ..NewResult::default()
    }
}

fn store_error(error: ingest::Error) -> Error {
    match error {
        ingest::Error::Store(error) => error,
        // The rules are not strict and no file is named: nothing else can fail.
        _ => Error::Aborted,
    }
}
