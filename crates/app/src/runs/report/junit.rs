//! The report as JUnit XML: one `testsuite`, a `testcase` for each test, earlier attempts as Surefire writes reruns. Errors outside of the tests are
//! a suite of their own, before that of the tests, whose cases have errors, so that a reader of JUnit sees a red run.

use std::io::Write;

use super::model::{Execution, Test};
use super::outcome::{Error, ReportCounts};
use super::read::Source;
use crate::runs::errors::RunErrorObject;
use voluptas_core::base::clock;
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::run_error::RunErrorKind;
use voluptas_core::domain::status::ResultStatus;
use voluptas_i18n::{Lang, Tr};
use voluptas_store::Tx;

/// Writes the report. Totals stand in attributes before the tests, as every reader of JUnit expects.
/// Cases without a result are skipped tests with a message in a language.
pub(super) fn write(tx: &Tx<'_>, source: &Source, lang: Lang, out: &mut dyn Write) -> Result<ReportCounts, Error> {
    let head = &source.head;
    let of = |status: &str| head.statuses.get(status).copied().unwrap_or(0);
    // As in the other reports, a run in progress has no duration.
    let took = head.start_ms.zip(head.end_ms).map(|(start, end)| end.saturating_sub(start));
    // They stand before the cases and must fit them.
    let mut untested = 0;
    source.each_untested(tx, &mut |_| {
        untested += 1;
        Ok(())
    })?;
    let total = head.total + untested;
    // What is neither passed, failed nor broken was not executed to an end.
    let not_run = total - of("passed") - of("failed") - of("broken");
    let beside = breaking(&head.run_errors).count();
    let totals = |beside: usize| {
        let (tests, errors) = (total.saturating_add(beside), of("broken").saturating_add(beside));
        let failed = of("failed");
        format!("tests=\"{tests}\" failures=\"{failed}\" errors=\"{errors}\" skipped=\"{not_run}\"{}", time(took))
    };
    let title = escaped(&head.title);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{title}\" {}>", totals(beside))?;
    run_errors(&head.run_errors, Tr::new(lang), out)?;
    let timestamp = head.start_ms.map_or_else(String::new, |at| format!(" timestamp=\"{}\"", clock::to_iso(at)));
    writeln!(out, "<testsuite name=\"{title}\" {}{timestamp}>", totals(0))?;
    let mut written = ReportCounts::default();
    source.each(tx, &mut |test| {
        written.tests += 1;
        Ok(case(&test, out)?)
    })?;
    let note = Tr::new(lang).text("report-untested-note").into_owned();
    source.each_untested(tx, &mut |mut test| {
        test.last.message = Some(note.clone());
        Ok(case(&test, out)?)
    })?;
    writeln!(out, "</testsuite>\n</testsuites>")?;
    Ok(written)
}

/// The errors of the run that break a quality gate.
fn breaking(errors: &[RunErrorObject]) -> impl Iterator<Item = &RunErrorObject> {
    errors.iter().filter(|error| error.kind != RunErrorKind::Notice.as_str())
}

/// Writes the suite of the errors of the run, if there are any.
fn run_errors(errors: &[RunErrorObject], tr: Tr, out: &mut dyn Write) -> std::io::Result<()> {
    let count = breaking(errors).count();
    if count == 0 {
        return Ok(());
    }
    let title = escaped(&tr.text("report-run-errors"));
    writeln!(out, "<testsuite name=\"{title}\" tests=\"{count}\" failures=\"0\" errors=\"{count}\" skipped=\"0\">")?;
    for error in breaking(errors) {
        let (place, message) = (escaped(error.place()), escaped(&error.message_in(tr)));
        let trace = escaped(error.trace.as_deref().unwrap_or_default());
        writeln!(
            out,
            "<testcase classname=\"{title}\" name=\"{place}\"><error message=\"{message}\" type=\"\">{trace}</error></testcase>"
        )?;
    }
    writeln!(out, "</testsuite>")
}

fn case(test: &Test, out: &mut dyn Write) -> std::io::Result<()> {
    let class = class(test);
    let last = &test.last;
    write!(
        out,
        "<testcase classname=\"{}\" name=\"{}\"{}>",
        escaped(&class),
        escaped(&test.title_with_values()),
        time(last.duration_ms)
    )?;
    match &last.status {
        ResultStatus::Passed => {}
        ResultStatus::Failed => failure(last, "failure", out)?,
        ResultStatus::Broken => failure(last, "error", out)?,
        other => {
            let message = last.message.as_deref().unwrap_or(if *other == ResultStatus::Skipped { "" } else { other.slug() });
            write!(out, "<skipped message=\"{}\"/>", escaped(message))?;
        }
    }
    for attempt in &test.attempts {
        let is_error = attempt.status == ResultStatus::Broken;
        let kind = match (is_bad(&last.status), is_error) {
            (true, false) => "rerunFailure",
            (true, true) => "rerunError",
            (false, false) => "flakyFailure",
            (false, true) => "flakyError",
        };
        if is_bad(&attempt.status) {
            let (message, trace) = explained(attempt);
            write!(out, "<{kind} message=\"{message}\" type=\"\"><stackTrace>{trace}</stackTrace></{kind}>")?;
        }
    }
    writeln!(out, "</testcase>")
}

fn failure(of: &Execution, element: &str, out: &mut dyn Write) -> std::io::Result<()> {
    let (message, trace) = explained(of);
    write!(out, "<{element} message=\"{message}\" type=\"\">{trace}</{element}>")
}

/// Message and stack trace, escaped.
fn explained(of: &Execution) -> (String, String) {
    let text = |value: &Option<String>| escaped(value.as_deref().unwrap_or_default());
    (text(&of.message), text(&of.stacktrace))
}

/// The class of a test: its full name without the title, otherwise its suites.
fn class(test: &Test) -> String {
    let by_name = test.full_name.as_deref().and_then(|name| name.strip_suffix(test.title.as_str()));
    match by_name.map(|name| name.trim_end_matches(['.', ' ', ':', '#', '›', '/'])).filter(|name| !name.is_empty()) {
        Some(name) => name.to_owned(),
        None if test.suite.is_empty() => test.full_name.clone().unwrap_or_default(),
        None => test.suite.join("."),
    }
}

/// The attribute `time`, with a space before it; empty for an unknown duration, which is not a duration of zero.
fn time(millis: Option<i64>) -> String {
    millis.map_or_else(String::new, |millis| format!(" time=\"{}\"", seconds(millis)))
}

fn seconds(millis: i64) -> String {
    let millis = millis.max(0);
    format!("{}.{:03}", millis / 1000, millis % 1000)
}

/// A text for an element or an attribute. Characters that XML cannot hold become U+FFFD; line ends are kept in attributes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_read_as_markup() {
        assert_eq!(
            escaped("]]></a> <!-- \"&\" \0\u{1b}[1m\u{2028}\n"),
            "]]&gt;&lt;/a&gt; &lt;!-- &quot;&amp;&quot; \u{fffd}\u{fffd}[1m\u{2028}&#10;"
        );
        assert_eq!((seconds(1_234), seconds(-5)), ("1.234".to_owned(), "0.000".to_owned()));
    }

    #[test]
    fn errors_of_the_run_are_cases_with_an_error() {
        let error = |kind, message: &str| RunErrorObject {
            kind,
            file: "report.xml".into(),
            source: None,
            message: message.into(),
            trace: None,
            own: None,
            totals: None,
        };
        let mut errors = vec![error("notice", "unknown library")];
        let written = |errors: &[RunErrorObject]| {
            let mut out = Vec::new();
            run_errors(errors, Tr::new(Lang::En), &mut out).expect("written");
            String::from_utf8(out).expect("text")
        };
        assert_eq!(written(&errors), "");
        errors.push(error("failure", "the stand <did> not start"));
        let text = written(&errors);
        assert!(text.contains("tests=\"1\"") && text.contains("errors=\"1\""), "{text}");
        assert!(text.contains("name=\"report.xml\"><error message=\"the stand &lt;did&gt; not start\""), "{text}");
    }

    #[test]
    fn the_name_tells_combinations_of_parameters_apart() {
        let mut test = Test { title: "pays".into(), ..Test::default() };
        test.last.status = ResultStatus::Passed;
        test.last.params.insert("browser".into(), "Firefox".into());
        let mut out = Vec::new();
        case(&test, &mut out).expect("written");
        let text = String::from_utf8(out).expect("text");
        assert!(text.contains("name=\"pays · Firefox\""), "{text}");
    }

    #[test]
    fn an_unknown_duration_is_left_out_and_a_known_one_is_not() {
        let written = |duration_ms: Option<i64>| {
            let last = Execution { status: ResultStatus::Passed, duration_ms, ..Execution::default() };
            let mut out = Vec::new();
            case(&Test { title: "pays".into(), last, ..Test::default() }, &mut out).expect("written");
            String::from_utf8(out).expect("text")
        };
        assert!(!written(None).contains("time="), "{}", written(None));
        assert!(written(Some(0)).contains(" time=\"0.000\""), "{}", written(Some(0)));
        assert!(written(Some(1_500)).contains(" time=\"1.500\""), "{}", written(Some(1_500)));
    }

    #[test]
    fn the_class_is_the_full_name_without_the_title() {
        let test = |full: Option<&str>, suite: &[&str]| Test {
            title: "pays".into(),
            full_name: full.map(str::to_owned),
            suite: suite.iter().map(|s| (*s).to_owned()).collect(),
            ..Test::default()
        };
        assert_eq!(class(&test(Some("shop.Cart.pays"), &[])), "shop.Cart");
        assert_eq!(class(&test(Some("other"), &["Shop", "Cart"])), "Shop.Cart");
        assert_eq!(class(&test(Some("other"), &[])), "other");
    }
}
