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
const OF_FILES: [&str; 13] = [
    "formats-error-open-element",
    "formats-error-open-value",
    "formats-error-open-fence",
    "formats-error-no-test",
    "formats-error-not-object",
    "formats-error-entities",
    "formats-error-too-deep",
    "formats-error-many-attributes",
    "result-files-cut-off",
    "result-files-faulty",
    "result-files-malformed",
    "result-files-link",
    "result-files-nested-archive",
];

/// Reasons that quote the parser or the file, with the names of the quotes in their order. Their numbers are `line` and `column`.
const QUOTING: [(&str, &[&str]); 4] = [
    ("formats-error-not-json", &["reason"]),
    ("formats-error-broken", &["reason"]),
    ("formats-error-end-tag", &["found"]),
    ("formats-error-other-end-tag", &["expected", "found"]),
];

/// Stands for a quote in the text of a reason.
const QUOTE: char = '\u{fffc}';

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
            let of_file = |key: &str| Message::new(key).with("file", &error.file).with("line", number(0));
            let known = OF_FILES.iter().map(|key| of_file(key).count("tests", number(1))).find(is_stored);
            let quoting =
                |(key, names): &(&str, &[&str])| quoted(english, of_file(key).with("column", number(1)), names, &error.message);
            known.or_else(|| QUOTING.iter().find_map(quoting)).or_else(|| earlier(&error.message, &text, &of_file, number(1)))
        }
        RunErrorKind::Notice | RunErrorKind::Shards { .. } | RunErrorKind::Totals(_) => None,
    }
}

/// The message with its quotes, where its text is the stored one.
fn quoted(english: Tr, message: Message, names: &[&str], stored: &str) -> Option<Message> {
    let marked = names.iter().fold(message.clone(), |message, name| message.with(name, QUOTE));
    let text = english.message(&marked);
    let mut parts = text.split(QUOTE);
    let mut rest = stored.strip_prefix(parts.next()?)?;
    let (mut message, mut left) = (message, names.len());
    for (name, part) in names.iter().zip(parts) {
        left -= 1;
        // The last quote reaches as far as it can.
        let quote = if left == 0 { rest.strip_suffix(part)? } else { rest.split_once(part)?.0 };
        message = message.with(name, quote);
        rest = &rest[quote.len() + part.len()..];
    }
    Some(message)
}

/// The message of a text that versions until 0.2.1 wrote. `text` is the stored text without the name of its file, `of_file` makes a message with
/// the file and the line.
fn earlier(stored: &str, text: &str, of_file: &dyn Fn(&str) -> Message, tests: i64) -> Option<Message> {
    if stored == "an archive inside; unpack it and add its files" {
        return Some(Message::new("result-files-nested-archive"));
    }
    if text.starts_with(" cannot be read behind line ") && text.contains(": a tag is not closed or not opened.") {
        return Some(of_file("result-files-malformed").count("tests", tests));
    }
    let (_, reason) = text.strip_prefix(" cannot be read after line ")?.split_once(": ")?;
    let reason = reason.strip_suffix('.')?;
    // The parser of JSON repeats the place.
    let reason = reason.rsplit_once(" at line ").map_or(reason, |(reason, _)| reason);
    Some(match reason {
        "not an object" => of_file("formats-error-not-object"),
        "the file ends before a test" | "the file ends before its first test is complete" => of_file("formats-error-no-test"),
        _ if reason.starts_with("EOF while parsing") => of_file("formats-error-open-value"),
        _ => of_file("formats-error-broken").with("reason", reason),
    })
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

    #[test]
    fn reasons_keep_what_they_quote() {
        let of = |key: &str| Message::new(key).with("file", "junit-2.xml").with("line", 31);
        let reasons = [
            of("formats-error-not-json").with("column", 7).with("reason", "expected `:`"),
            of("formats-error-broken").with("reason", "a “quoted” word"),
            of("formats-error-end-tag").with("found", "b"),
            of("formats-error-other-end-tag").with("expected", "a").with("found", "b"),
            of("formats-error-too-deep"),
        ];
        for reason in reasons {
            let error = stored(RunErrorKind::Unread, &Tr::new(Lang::En).message(&reason));
            assert_eq!(in_russian(&error), Some(Tr::new(Lang::Ru).message(&reason)));
        }
    }

    #[test]
    fn texts_of_earlier_versions_are_told_in_the_language_of_the_person() {
        let of = |key: &str| Message::new(key).with("file", "junit-2.xml").with("line", 31);
        for (text, reason) in [
            (
                "junit-2.xml cannot be read after line 31: EOF while parsing a string at line 31 column 8.",
                of("formats-error-open-value"),
            ),
            ("junit-2.xml cannot be read after line 31: not an object.", of("formats-error-not-object")),
            ("junit-2.xml cannot be read after line 31: the file ends before a test.", of("formats-error-no-test")),
            (
                "junit-2.xml cannot be read after line 31: expected `:` at line 31 column 5.",
                of("formats-error-broken").with("reason", "expected `:`"),
            ),
            (
                "junit-2.xml cannot be read behind line 31, after test 5: a tag is not closed or not opened. \
                 The tests before are taken, the others are missing.",
                of("result-files-malformed").count("tests", 5),
            ),
            ("an archive inside; unpack it and add its files", Message::new("result-files-nested-archive")),
        ] {
            let error = stored(RunErrorKind::Unread, text);
            assert_eq!(in_russian(&error), Some(Tr::new(Lang::Ru).message(&reason)), "{text}");
        }
    }
}
