//! Totals that one file states of all files of its folder, as `run.json` of Qase's reporters and the summary of Maven's Failsafe do, compared with what
//! was read of the folder.

use std::collections::{BTreeMap, HashMap};

use super::identity::Incoming;
use crate::results::files::SkippedFile;
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::run_error::Totals;
use voluptas_formats::tool_results::{Repeat, Stated, ToolFormat};

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
    /// Adds the results of a file, and the totals that the file states for its folder. Failsafe counts tests of TestNG, too, which are left out of
    /// the JUnit XML where the file of TestNG tells them.
    pub(super) fn take(&mut self, round: u16, file: &str, format: ToolFormat, stated: Stated, results: &[Incoming]) {
        let format = match format {
            ToolFormat::QaseReport => ToolFormat::QaseReport,
            ToolFormat::Junit | ToolFormat::Testng => ToolFormat::Junit,
            _ => return,
        };
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
        totals.read_bad += match format {
            ToolFormat::Junit => bad_tests(results),
            _ => results.iter().filter(|incoming| is_bad(&incoming.result.content.status)).count() as u64,
        };
    }

    /// The files that state more than was read.
    pub(super) fn lacking(self) -> impl Iterator<Item = SkippedFile> {
        self.0.into_values().filter(|folder| folder.totals.lacks()).map(|folder| SkippedFile::lacking(folder.file, folder.totals))
    }
}

/// Number of the tests of a file whose last attempt is bad: Failsafe counts no test that passed in the end, and one that failed several
/// times once.
fn bad_tests(results: &[Incoming]) -> u64 {
    // Whether the last attempt of each test is bad, and the test of the last attempt of each key.
    let (mut bad, mut test_of): (Vec<bool>, HashMap<&str, usize>) = (Vec::new(), HashMap::new());
    for incoming in results.iter().filter(|incoming| incoming.repeat_key.repeat != Repeat::Earlier) {
        let key = incoming.result.test.as_ref().map_or("", |test| test.key.as_str());
        let is_bad = is_bad(&incoming.result.content.status);
        let repeated = test_of.get(key).filter(|_| incoming.repeat_key.repeat != Repeat::None);
        match repeated.and_then(|test| bad.get_mut(*test)) {
            Some(last) => *last = is_bad,
            None => {
                test_of.insert(key, bad.len());
                bad.push(is_bad);
            }
        }
    }
    bad.into_iter().filter(|is_bad| *is_bad).count() as u64
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
        use ResultStatus::{Broken, Failed, Passed};
        let lacking = |outcomes: &[ResultStatus]| {
            let mut totals = FolderTotals::default();
            let attempt = |(at, status): (usize, &ResultStatus)| {
                let content = ResultContent { status: status.clone(), ..ResultContent::default() };
                let mut incoming = Incoming::alone(NewResult { content, ..NewResult::default() });
                incoming.repeat_key.repeat = if at == 0 { Repeat::None } else { Repeat::Marked };
                incoming
            };
            let results: Vec<Incoming> = outcomes.iter().enumerate().map(attempt).collect();
            totals.take(0, "a/TEST-shop.Cart.xml", ToolFormat::Junit, Stated::default(), &results);
            let stated = Stated { tests: None, bad: Some(1) };
            totals.take(0, "a/failsafe-summary.xml", ToolFormat::Junit, stated, &[]);
            totals.lacking().map(|file| file.file).collect::<Vec<_>>()
        };
        assert_eq!(lacking(&[Broken]), [""; 0]);
        assert_eq!(lacking(&[Failed, Failed]), [""; 0]);
        assert_eq!(lacking(&[Passed]), ["a/failsafe-summary.xml"]);
        assert_eq!(lacking(&[Failed, Failed, Passed]), ["a/failsafe-summary.xml"], "the failed attempts are no failed tests");
        let mut totals = FolderTotals::default();
        let content = ResultContent { status: Failed, ..ResultContent::default() };
        let failed = Incoming::alone(NewResult { content, ..NewResult::default() });
        totals.take(0, "a/TEST-shop.Cart.xml", ToolFormat::Junit, Stated::default(), &[]);
        totals.take(0, "a/failsafe-summary.xml", ToolFormat::Junit, Stated { tests: None, bad: Some(1) }, &[]);
        totals.take(0, "a/testng-results.xml", ToolFormat::Testng, Stated::default(), &[failed]);
        assert_eq!(totals.lacking().count(), 0, "told by the file of TestNG");
    }

    #[test]
    fn a_test_that_failed_several_times_is_one_bad_test() {
        use ResultStatus::{Failed, Passed};
        let attempt = |repeat: Repeat, status: ResultStatus| {
            let mut incoming = Incoming::alone(NewResult {
                content: ResultContent { status, ..ResultContent::default() },
                ..NewResult::default()
            });
            incoming.repeat_key.repeat = repeat;
            incoming
        };
        let all = [
            attempt(Repeat::Earlier, Failed),
            attempt(Repeat::None, Failed),
            attempt(Repeat::Marked, Failed),
            attempt(Repeat::None, Failed),
            attempt(Repeat::Marked, Passed),
            attempt(Repeat::None, Failed),
        ];
        assert_eq!(bad_tests(&all), 2);
    }
}
