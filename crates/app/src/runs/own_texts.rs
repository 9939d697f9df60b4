//! Stored texts of run errors that come from the program itself.
//!
//! Errors of a run are stored in English, whoever reads them. A stored text that equals a text of the program is shown in the language of
//! the person. The text of a tool stays as the tool wrote it.

use voluptas_core::domain::Message;
use voluptas_core::domain::run_error::{RunError, RunErrorKind};
use voluptas_i18n::{Lang, Tr};

/// Failures that the readers of files put into words, because the file has none. A number in them is `n`.
const OF_FAILURES: [&str; 7] = [
    "run-error-suite-alone",
    "run-error-file-alone",
    "run-error-rspec",
    "run-error-no-plan",
    "run-error-pytest-stopped",
    "run-error-setup",
    "run-error-teardown",
];

/// Reasons of files that were not read, or not to their end. Their numbers are `line` and `tests`.
const OF_FILES: [&str; 9] = [
    "formats-error-open-element",
    "formats-error-open-value",
    "formats-error-no-test",
    "formats-error-not-object",
    "result-files-cut-off",
    "result-files-faulty",
    "result-files-malformed",
    "result-files-link",
    "result-files-nested-archive",
];

/// Longest text that may be one of the program, in bytes. Tools write megabytes.
const LONGEST: usize = 4096;

/// The message of a stored error whose text is one of the program; `None` for the text of a tool.
pub(super) fn message(error: &RunError) -> Option<Message> {
    if error.message.len() > LONGEST {
        return None;
    }
    let english = Tr::new(Lang::En);
    let is_stored = |message: &Message| english.message(message) == error.message;
    match error.kind {
        RunErrorKind::Failure => {
            let count = numbers(&error.message).first().copied().unwrap_or(1);
            OF_FAILURES.iter().map(|key| Message::new(*key).count("n", count)).find(is_stored)
        }
        RunErrorKind::Unread => {
            // The name of the file may have digits, too.
            let text = error.message.replacen(&error.file, "", 1);
            let numbers = numbers(&text);
            let number = |at: usize| numbers.get(at).copied().unwrap_or_default();
            let with_key =
                |key: &&str| Message::new(*key).with("file", &error.file).with("line", number(0)).count("tests", number(1));
            OF_FILES.iter().map(with_key).find(is_stored)
        }
        RunErrorKind::Notice | RunErrorKind::Shards { .. } | RunErrorKind::Totals(_) => None,
    }
}

/// The whole numbers of a text. Narrow spaces separate their thousands.
fn numbers(text: &str) -> Vec<i64> {
    let digits = text.replace('\u{202f}', "");
    digits.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_formats::tool_results::{self, Piece};

    fn stored(kind: RunErrorKind, message: &str) -> RunError {
        RunError { kind, file: "junit-2.xml".to_owned(), source: None, message: message.to_owned(), trace: None }
    }

    fn in_russian(error: &RunError) -> Option<String> {
        message(error).map(|message| Tr::new(Lang::Ru).message(&message))
    }

    #[test]
    fn errors_that_readers_word_are_told_in_the_language_of_the_person() {
        for errors in [1, 5] {
            let file = format!("<testsuite name='load' errors='{errors}' tests='0'/>");
            let read = tool_results::read("a.xml", file.as_bytes()).expect("read");
            let Piece::Results(_, results) = read else { panic!("no results: {file}") };
            let error = stored(RunErrorKind::Failure, &results.run.errors[0].message);
            let own = Message::new("run-error-suite-alone").count("n", errors);
            assert_eq!(in_russian(&error), Some(Tr::new(Lang::Ru).message(&own)));
        }
        assert_eq!(in_russian(&stored(RunErrorKind::Failure, "The setup failed.")).as_deref(), Some("Сбой подготовки."));
        assert_eq!(in_russian(&stored(RunErrorKind::Failure, "Error: no route to host")), None);
    }

    #[test]
    fn reasons_of_unread_files_are_told_in_the_language_of_the_person() {
        let reasons = [
            Message::new("formats-error-open-element").with("file", "junit-2.xml").with("line", 31),
            Message::new("result-files-cut-off").with("file", "junit-2.xml").with("line", 30_002).count("tests", 1_500),
            Message::new("result-files-nested-archive"),
        ];
        for reason in reasons {
            let error = stored(RunErrorKind::Unread, &Tr::new(Lang::En).message(&reason));
            assert_eq!(in_russian(&error), Some(Tr::new(Lang::Ru).message(&reason)));
        }
        assert_eq!(in_russian(&stored(RunErrorKind::Unread, "cannot be read: denied")), None);
    }
}
