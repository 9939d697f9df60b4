//! A result with the data that its view needs.

use super::issues::Issues;
use voluptas_app::project;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::defect::DefectSummary;
use voluptas_core::domain::ids::ResultId;
use voluptas_core::domain::result::{ResultStep, TestResult};
use voluptas_core::domain::test_name::path_of;
use voluptas_core::domain::{failure_group, issue};
use voluptas_store::Store;

/// A result with the data that its view needs.
#[derive(Debug)]
pub(super) struct ShownResult {
    pub(super) result: TestResult,
    /// The run is executed by hand.
    pub(super) is_by_hand: bool,
    /// Address of an issue by its id, with `{id}` for the id; `None` where the project has none.
    pub(super) issue_url: Option<String>,
    /// Defects that it reports, as the workspace knows them.
    pub(super) defects: Vec<DefectSummary>,
    /// Issues of its test that were made in the tracker.
    pub(super) issues: Issues,
    /// Place of the test by its tool: file and class, or packages.
    pub(super) path: Option<String>,
    /// Full name of the test by its tool.
    pub(super) full_name: Option<String>,
    /// Message and trace as they are shown: without the codes of colours.
    pub(super) said: [Option<String>; 2],
    /// Files of the result and its steps, without missing ones.
    pub(super) files: Vec<AttachmentRef>,
}

/// Reads a result. Blocks.
pub(super) fn read(store: &Store, id: ResultId) -> voluptas_store::Result<ShownResult> {
    store.read(|tx| {
        let result = tx.results().get(id)?;
        let run = tx.runs().get(result.run_id)?;
        let (issue_url, is_by_hand) = (project::settings::issue_url(tx, run.project_id)?, run.source == "manual");
        let links = result.content.links.iter().filter(|link| issue::is_issue(&link.kind));
        let mut defects = tx.defects().of_issues(run.project_id, &links.map(issue::named_by).collect::<Vec<_>>())?;
        defects.extend(tx.defects().without_issue(id)?);
        let plain = |text: &Option<String>| text.as_deref().map(failure_group::without_colours);
        let said = [plain(&result.content.comment), plain(&result.content.stacktrace)];
        let mut files: Vec<AttachmentRef> = result.content.attachments.clone();
        files_of(&result.content.steps, &mut files);
        files.retain(|file| !file.is_missing());
        let test = tx.known_tests().many(&[result.test])?.remove(&result.test);
        let full_name = test.and_then(|test| test.full_name_in(result.run_id).map(str::to_owned));
        let path = full_name.as_deref().and_then(|name| path_of(name, &result.content.title));
        let issues = Issues::read(tx, run.project_id, result.test)?;
        Ok(ShownResult { issues, said, files, result, is_by_hand, issue_url, defects, path, full_name })
    })
}

/// Adds the files of steps.
fn files_of(steps: &[ResultStep], files: &mut Vec<AttachmentRef>) {
    for step in steps {
        files.extend(step.attachments.iter().cloned());
        files_of(&step.steps, files);
    }
}
