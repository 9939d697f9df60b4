//! Errors of a run that belong to none of its tests, gathered from the files of its results.

use crate::results::files::SkippedFile;
use voluptas_core::domain::run_error::{RunError, RunErrorKind};
use voluptas_formats::tool_results::{self, ToolFormat};
use voluptas_i18n::{Lang, Tr};

/// Errors of one weight that are kept of a run. A tool may write one for each of its files.
const MOST: usize = 1_000;
/// Longest text of an error that is kept, in characters.
const LONGEST: usize = 65_536;
/// Source of errors that Robot Framework writes beside the tests, with which it ends well.
const ROBOT: &str = "robot";

/// The errors that a file of results holds.
pub(super) fn of_file(errors: Vec<tool_results::RunError>, format: ToolFormat, file: &str) -> Vec<RunError> {
    let one = |error: tool_results::RunError| {
        let is_notice = format == ToolFormat::Robot && error.source.as_deref() == Some(ROBOT);
        RunError {
            kind: if is_notice { RunErrorKind::Notice } else { RunErrorKind::Failure },
            file: file.to_owned(),
            source: error.source.map(cut).filter(|source| !source.trim().is_empty()),
            message: cut(error.message),
            trace: error.trace.map(cut).filter(|trace| !trace.trim().is_empty()),
        }
    };
    errors.into_iter().map(one).collect()
}

/// The error of a file that states more than was read from it; `None` for a file that was skipped for another reason.
pub(super) fn of_totals(skipped: &SkippedFile) -> Option<RunError> {
    let kind = RunErrorKind::Totals(skipped.totals?);
    Some(RunError { kind, file: skipped.file.clone(), source: None, message: String::new(), trace: None })
}

/// The error of a file that was not read, or not to its end.
pub(super) fn of_unread(skipped: &SkippedFile) -> RunError {
    // Stored texts are of one language, whoever reads them.
    let message = cut(Tr::new(Lang::En).message(&skipped.reason));
    RunError { kind: RunErrorKind::Unread, file: skipped.file.clone(), source: None, message, trace: None }
}

fn cut(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// The errors of a run: the first [`MOST`] that break a gate, and the first [`MOST`] notices.
#[derive(Debug, Default)]
pub(super) struct Errors {
    pub(super) kept: Vec<RunError>,
    breaking: usize,
    notices: usize,
}

impl Errors {
    pub(super) fn add(&mut self, error: RunError) {
        let count = if error.breaks_gate() { &mut self.breaking } else { &mut self.notices };
        *count += 1;
        if *count <= MOST {
            self.kept.push(error);
        }
    }

    /// True where the message of a kept error holds the first line of this one.
    pub(super) fn tells(&self, error: &RunError) -> bool {
        let line = error.message.lines().next().unwrap_or_default().trim();
        !line.is_empty() && self.kept.iter().any(|known| known.message.contains(line))
    }

    /// True where a tool failed outside of its tests: a run is made of that alone.
    pub(super) fn has_failure(&self) -> bool {
        self.kept.iter().any(|error| error.kind == RunErrorKind::Failure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tool_error(source: &str) -> tool_results::RunError {
        tool_results::RunError {
            message: "Import failed".to_owned(),
            trace: Some(" ".to_owned()),
            source: Some(source.to_owned()),
        }
    }

    #[test]
    fn errors_beside_the_tests_of_robot_are_notices() {
        let kind = |format, source| of_file(vec![tool_error(source)], format, "output.xml").remove(0).kind;
        assert_eq!(kind(ToolFormat::Robot, ROBOT), RunErrorKind::Notice);
        assert_eq!(kind(ToolFormat::Robot, "Suite setup"), RunErrorKind::Failure);
        assert_eq!(kind(ToolFormat::PlaywrightJson, ROBOT), RunErrorKind::Failure);
    }

    #[test]
    fn notices_do_not_displace_errors() {
        let mut errors = Errors::default();
        let add = |errors: &mut Errors, format| errors.add(of_file(vec![tool_error(ROBOT)], format, "f").remove(0));
        (0..MOST + 5).for_each(|_| add(&mut errors, ToolFormat::Robot));
        assert!(!errors.has_failure());
        add(&mut errors, ToolFormat::Junit);
        assert_eq!((errors.kept.len(), errors.has_failure()), (MOST + 1, true));
        assert_eq!(errors.kept[0].trace, None, "a blank trace says nothing");
        let error = |message: &str| RunError { message: message.to_owned(), ..errors.kept[0].clone() };
        let told = ["failed\nat shop", "Import failed", "Import failed twice", " "].map(|message| errors.tells(&error(message)));
        assert_eq!(told, [true, true, false, false]);
    }
}
