//! Totals that one file states of all files of its folder, as `run.json` of Qase's reporters and the summary of Maven's Failsafe do, compared with what
//! was read of the folder.

use std::collections::BTreeMap;

use super::identity::Incoming;
use crate::results::files::SkippedFile;
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::run_error::Totals;
use voluptas_formats::tool_results::{Stated, ToolFormat};

/// Folder of Qase's reporters below that of `run.json` that holds a file for each result.
const RESULTS: &str = "results";

/// Totals by the number of the re-run, the format and the folder.
#[derive(Debug, Default)]
pub(super) struct FolderTotals(BTreeMap<(u16, ToolFormat, String), Folder>);

#[derive(Debug, Default)]
struct Folder {
    /// The file that states totals; blank for none.
    file: String,
    totals: Totals,
}

impl FolderTotals {
    /// Adds the results of a file, and the totals that the file states for its folder.
    pub(super) fn take(&mut self, round: u16, file: &str, format: ToolFormat, stated: Stated, results: &[Incoming]) {
        if !matches!(format, ToolFormat::QaseReport | ToolFormat::Junit) {
            return;
        }
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let above = folder.strip_suffix(RESULTS).filter(|_| format == ToolFormat::QaseReport);
        let own = above.and_then(|above| if above.is_empty() { Some("") } else { above.strip_suffix('/') });
        let folder = self.0.entry((round, format, own.unwrap_or(folder).to_owned())).or_default();
        let totals = &mut folder.totals;
        if stated != Stated::default() {
            file.clone_into(&mut folder.file);
            // Folders of one name are taken for one.
            let sum =
                |known: Option<u64>, more: Option<u64>| known.map_or(more, |n| Some(n.saturating_add(more.unwrap_or_default())));
            totals.stated_tests = sum(totals.stated_tests, stated.tests);
            totals.stated_bad = sum(totals.stated_bad, stated.bad);
        }
        totals.read_tests += results.len() as u64;
        totals.read_bad += results.iter().filter(|incoming| is_bad(&incoming.result.content.status)).count() as u64;
    }

    /// The files that state more than was read.
    pub(super) fn lacking(self) -> impl Iterator<Item = SkippedFile> {
        self.0.into_values().filter(|folder| folder.totals.lacks()).map(|folder| SkippedFile::lacking(folder.file, folder.totals))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::domain::result::ResultContent;
    use voluptas_core::domain::status::ResultStatus;
    use voluptas_ingest::NewResult;

    #[test]
    fn a_folder_lacks_what_its_file_states_beyond_what_was_read() {
        let lacking = |stated: (u64, u64), files: &[(&str, ResultStatus)]| {
            let mut totals = FolderTotals::default();
            let stated = Stated { tests: Some(stated.0), bad: Some(stated.1) };
            totals.take(0, "report/run.json", ToolFormat::QaseReport, stated, &[]);
            for (file, status) in files {
                let content = ResultContent { status: status.clone(), ..ResultContent::default() };
                let incoming = Incoming::alone(NewResult { content, ..NewResult::default() });
                totals.take(0, file, ToolFormat::QaseReport, Stated::default(), &[incoming]);
            }
            totals.lacking().map(|file| (file.file, file.totals)).next()
        };
        use ResultStatus::{Failed, Passed};
        let both = [("report/results/1.json", Passed), ("report/results/2.json", Failed)];
        assert_eq!(lacking((2, 1), &both), None);
        assert_eq!(lacking((1, 0), &both), None, "files of an earlier run may lie there");
        let totals = Totals { stated_tests: Some(3), read_tests: 2, stated_bad: Some(2), read_bad: 1 };
        assert_eq!(lacking((3, 2), &both), Some(("report/run.json".to_owned(), Some(totals))));
        assert!(lacking((2, 1), &[("other/results/1.json", Failed), ("report/results/1.json", Passed)]).is_some());
    }

    #[test]
    fn a_summary_of_failsafe_is_about_the_reports_beside_it() {
        let lacking = |status: ResultStatus| {
            let mut totals = FolderTotals::default();
            let content = ResultContent { status, ..ResultContent::default() };
            let incoming = Incoming::alone(NewResult { content, ..NewResult::default() });
            totals.take(0, "a/TEST-shop.Cart.xml", ToolFormat::Junit, Stated::default(), &[incoming]);
            let stated = Stated { tests: None, bad: Some(1) };
            totals.take(0, "a/failsafe-summary.xml", ToolFormat::Junit, stated, &[]);
            totals.lacking().map(|file| file.file).collect::<Vec<_>>()
        };
        assert_eq!(lacking(ResultStatus::Broken), [""; 0]);
        assert_eq!(lacking(ResultStatus::Passed), ["a/failsafe-summary.xml"]);
    }
}
