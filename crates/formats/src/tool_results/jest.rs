//! The JSON of Jest (`--json`) and of Vitest (`--reporter=json`): files of tests with their assertions.
//!
//! Jest counts the executions of a test (`invocations`, `retryReasons`). Vitest has no such mark: a test that passed and has messages of
//! failures passed at a later try, and is flaky. What Jest hands to its processors of results has other names for the same (`testFilePath`,
//! `testResults` in `testResults`).

use super::json::{Json, list, number, some_text, text};
use super::json_format::{Document, Head, JsonFormat, JsonReader, Tests};
use super::model::{Attempt, Repeat, RunError, RunFacts, Stated, ToolFormat};
use super::sequence::Sequence;
use super::status::{cleaned, filled, of_word};
use super::unnamed::Unnamed;
use voluptas_core::base::Millis;
use voluptas_core::domain::status::ResultStatus;

/// Maximum number of earlier executions that are made of a number alone, without their messages.
const MAX_UNTOLD: usize = 5;

pub(super) const JEST: JsonFormat = JsonFormat {
    format: ToolFormat::Jest,
    is_head: |head| is_head(head) && head.has("numRuntimeErrorTestSuites"),
    is_of: |value| matches!(value.get("testResults"), Some(Json::List(_))),
    path: &["testResults"],
    lists: &["testResults", "assertionResults"],
    tests: Tests::In("assertionResults"),
    needed: &["name"],
    reader: || Box::new(Reader),
};

pub(super) const VITEST: JsonFormat = JsonFormat { format: ToolFormat::Vitest, is_head, ..JEST };

fn is_head(head: &Head<'_>) -> bool {
    head.has("numTotalTests") && head.has("numFailedTestSuites")
}

struct Reader;

impl JsonReader for Reader {
    fn element(&mut self, value: &Json<'_>, out: &mut Document) {
        file(value, &mut out.attempts, &mut out.unnamed, &mut out.run);
    }

    fn rest(&mut self, value: &Json<'_>, out: &mut Document) {
        facts(value, &mut out.run);
    }
}

/// Adds the facts about the run to its errors.
fn facts(value: &Json<'_>, run: &mut RunFacts) {
    let count = |name| number(value, name).and_then(|n| u64::try_from(n).ok());
    run.start_ms = number(value, "startTime");
    run.stated = Stated { tests: count("numTotalTests"), bad: count("numFailedTests") };
    let is = |name: &str, expected: bool| value.get(name).and_then(Json::as_bool) == Some(expected);
    let has_content =
        ["numTotalTests", "numFailedTestSuites", "numRuntimeErrorTestSuites"].iter().any(|name| count(name) > Some(0));
    if is("wasInterrupted", true) {
        run.add_error(RunError { message: "wasInterrupted: true".to_owned(), ..RunError::default() });
    } else if is("success", false) && has_content {
        // An error outside of the tests, a file that does not load, or an obsolete snapshot.
        run.verdict = Some("success: false".to_owned());
    }
}

/// Adds the tests of a file.
fn file(file: &Json<'_>, attempts: &mut Vec<Attempt>, unnamed: &mut Unnamed, run: &mut RunFacts) {
    let written = some_text(file, "name").or_else(|| some_text(file, "testFilePath")).unwrap_or_default();
    let path = project_path(&written);
    let measured = file.member("perfStats");
    let start_ms = number(file, "startTime").or_else(|| number(measured, "start"));
    let end_ms = number(file, "endTime").or_else(|| number(measured, "end"));
    if let Some(end) = end_ms {
        run.end_ms = run.end_ms.max(Some(end));
    }
    let of = Attempt {
        suites: filled(path.as_str()).into_iter().collect(),
        labels: filled(written).map(|path| ("file".to_owned(), path)).into_iter().collect(),
        start_ms,
        is_start_shared: start_ms.is_some(),
        ..Attempt::default()
    };
    let first = attempts.len();
    let took_ms = start_ms.zip(end_ms).and_then(|(start, end)| end.checked_sub(start));
    let mut sequence = Sequence::new(start_ms, took_ms);
    for assertion in list(file, "assertionResults").chain(list(file, "testResults")) {
        let own = attempts.len();
        add(&of, assertion, &mut sequence, attempts);
        unnamed.name(&mut attempts[own..]);
    }
    let (status, failure) = (text(file, "status"), some_text(file, "failureMessage"));
    if of_word(&status) != Some(ResultStatus::Failed) && (failure.is_none() || !status.is_empty()) {
        // Older versions of Vitest call a file passed that does not load.
        if let Some(message) = some_text(file, "message").filter(|_| attempts.len() == first) {
            run.add_error(RunError { message, trace: None, source: filled(path) });
        }
        return;
    }
    let has_bad = attempts[first..].iter().any(|a| matches!(a.status, ResultStatus::Failed | ResultStatus::Broken));
    let whole = some_text(file, "message").or(failure).or_else(|| some_text(file, "summary"));
    let message = whole.as_deref().and_then(message_of).unwrap_or_else(|| "failed".to_owned());
    if attempts.len() == first {
        attempts.push(failed_file(of, path, message, whole, (start_ms, end_ms)));
        unnamed.name(&mut attempts[first..]);
    } else if !has_bad {
        run.add_error(RunError { message, trace: whole, source: filled(path) });
    }
}

/// A file that failed to run is a broken test of its name.
fn failed_file(
    of: Attempt,
    path: String,
    message: String,
    whole: Option<String>,
    times: (Option<Millis>, Option<Millis>),
) -> Attempt {
    let mut attempt = Attempt {
        name: path.clone(),
        full_name: path,
        suites: Vec::new(),
        status: ResultStatus::Broken,
        start_ms: times.0,
        end_ms: times.1,
        is_start_shared: false,
        message: Some(message),
        trace: whole,
        ..of
    };
    attempt.complete_times();
    attempt
}

/// Adds the executions of a test.
fn add(of: &Attempt, v: &Json<'_>, sequence: &mut Sequence, attempts: &mut Vec<Attempt>) {
    let name = text(v, "title");
    let mut suites = of.suites.clone();
    suites.extend(list(v, "ancestorTitles").filter_map(Json::as_str).map(cleaned).filter(|title| !title.trim().is_empty()));
    let line = number(v.member("location"), "line").and_then(|line| u64::try_from(line).ok());
    let full_name = if name.trim().is_empty() {
        let place = line.map(|line| line.to_string()).unwrap_or_default();
        Unnamed::described(suites.get(of.suites.len()..).unwrap_or_default().join(" › "), &of.suites.join(""), &place)
    } else {
        suites.iter().map(String::as_str).chain([name.as_str()]).collect::<Vec<_>>().join(" › ")
    };
    let mut labels = of.labels.clone();
    labels.extend(list(v, "tags").filter_map(Json::as_str).map(|tag| ("tag".to_owned(), cleaned(tag))));
    let meta = v.member("meta");
    labels.extend(meta.names().into_iter().filter_map(|name| some_text(meta, name).map(|value| (cleaned(name), value))));
    let (own_start, duration_ms) = (number(v, "startAt"), number(v, "duration"));
    let failures: Vec<String> = list(v, "failureMessages").filter_map(Json::as_str).filter_map(|m| filled(cleaned(m))).collect();
    let word = text(v, "status");
    let known = of_word(&word);
    let mut last = Attempt {
        name,
        full_name,
        suites,
        labels,
        line,
        start_ms: own_start.or_else(|| sequence.next(duration_ms)),
        is_start_shared: own_start.is_none() && of.is_start_shared,
        duration_ms,
        is_flaky: known == Some(ResultStatus::Passed) && !failures.is_empty(),
        message: failures.first().and_then(|message| message_of(message)),
        trace: filled(failures.join("\n\n")),
        ..Attempt::default()
    };
    last.judge(known, &word);
    last.complete_times();
    let first = attempts.len();
    let reasons: Vec<String> = list(v, "retryReasons").map(|r| r.as_str().map(cleaned).unwrap_or_default()).collect();
    let counted = number(v, "invocations").and_then(|n| usize::try_from(n).ok()).map(|n| n.saturating_sub(1));
    let earlier = counted.unwrap_or(reasons.len()).min(reasons.len().max(MAX_UNTOLD));
    for at in 0..earlier {
        // A try may fail in more than one way: the last one has what is left over.
        let told = if at + 1 == earlier { reasons.get(at..) } else { reasons.get(at..=at) };
        let whole = told.and_then(|reasons| filled(reasons.join("\n\n")));
        attempts.push(Attempt {
            status: ResultStatus::Failed,
            unknown_status: None,
            is_flaky: false,
            repeat: if at == 0 { Repeat::None } else { Repeat::Marked },
            duration_ms: None,
            end_ms: None,
            message: whole.as_deref().and_then(message_of),
            trace: whole,
            ..last.clone()
        });
    }
    if earlier > 0 {
        last.repeat = Repeat::Marked;
    }
    attempts.push(last);
    super::model::keep_order(&mut attempts[first..]);
}

/// The part of a text before its stack.
fn message_of(whole: &str) -> Option<String> {
    let lines: Vec<&str> = whole.lines().take_while(|line| !line.trim_start().starts_with("at ")).collect();
    filled(lines.join("\n").trim().to_owned()).or_else(|| whole.lines().find_map(filled))
}

/// The path of a file without what changes with the machine: drive, home, temporary folder, and the folders of CI runners.
pub(super) fn project_path(path: &str) -> String {
    let plain = path.replace('\\', "/");
    let (parts, of_machine) = parts_of(&plain);
    let kept = parts.get(of_machine..).unwrap_or(&parts);
    let mut named = Vec::with_capacity(kept.len());
    for (at, part) in kept.iter().copied().enumerate() {
        let is_of_workspace = at > 0 && kept.get(at - 1) == Some(&"workspace");
        named.push(if is_of_workspace { job(part) } else { part });
    }
    named.join("/")
}

/// The path of a file as it is written, but as [`project_path`] where that leaves folders of a machine out. The number of a job of Jenkins is
/// left out, too.
pub(super) fn portable_path(path: &str) -> String {
    if parts_of(&path.replace('\\', "/")).1 > 0 {
        return project_path(path);
    }
    let mut portable = String::with_capacity(path.len());
    let mut before = "";
    for part in path.split_inclusive(['/', '\\']) {
        let name = part.trim_end_matches(['/', '\\']);
        portable.push_str(if before == "workspace" { job(name) } else { name });
        portable.push_str(part.get(name.len()..).unwrap_or_default());
        before = name;
    }
    portable
}

/// The folders and the name of a path without its drive, and how many of the first ones are folders of a machine.
fn parts_of(path: &str) -> (Vec<&str>, usize) {
    let plain = path.strip_prefix("file://").unwrap_or(path);
    let mut parts: Vec<&str> = plain.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.first().is_some_and(|first| first.len() == 2 && first.ends_with(':')) {
        parts.remove(0);
    }
    let is_rooted = plain.starts_with('/') || plain.as_bytes().get(1) == Some(&b':');
    let of_machine = match parts.as_slice() {
        _ if !is_rooted => 0,
        // GitHub: work/REPOSITORY/REPOSITORY.
        ["home" | "Users", _, "work", a, b, ..] if a == b => 4,
        ["a", a, b, ..] if a == b => 2,
        ["home" | "Users" | "tmp", _, ..] => 2,
        ["private", "var", "folders", _, _, "T", _, ..] => 7,
        ["var", "folders", _, _, "T", _, ..] => 6,
        // GitLab: builds/RUNNER/NUMBER.
        ["builds", _, number, ..] if is_number(number) => 3,
        _ => 0,
    };
    let is_whole = of_machine >= parts.len();
    (parts, if is_whole { 0 } else { of_machine })
}

/// The name of a folder in Jenkins' `workspace` without the number of its copy: `JOB@2`.
fn job(folder: &str) -> &str {
    let own = folder.rsplit_once('@').filter(|(job, number)| !job.is_empty() && is_number(number));
    own.map_or(folder, |(job, _)| job)
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_no_folders_of_a_machine() {
        for (path, expected) in [
            ("C:\\Users\\runner\\work\\shop\\shop\\src\\cart.test.js", "shop/src/cart.test.js"),
            ("D:\\a\\shop\\shop\\src\\cart.test.js", "shop/src/cart.test.js"),
            ("/builds/x7Kq-2/3/goods/shop/cart.test.js", "goods/shop/cart.test.js"),
            ("/builds/goods/shop/cart.test.js", "builds/goods/shop/cart.test.js"),
            ("/var/jenkins/workspace/shop@2/cart.test.js", "var/jenkins/workspace/shop/cart.test.js"),
            ("C:\\Users\\anna\\shop\\cart@2\\cart.test.js", "shop/cart@2/cart.test.js"),
            ("C:\\Users\\anna\\shop\\cart.test.js", "shop/cart.test.js"),
            ("/tmp/x8sd/cart.test.js", "cart.test.js"),
            ("/tmp/cart.test.js", "tmp/cart.test.js"),
            ("./home/anna/cart.test.js", "home/anna/cart.test.js"),
            ("", ""),
        ] {
            assert_eq!(project_path(path), expected, "{path}");
        }
    }

    #[test]
    fn a_path_without_folders_of_a_machine_stays_as_it_is_written() {
        for path in [
            "/app/features/a.feature",
            "features\\a.feature",
            "./features/a.feature",
            "C:\\shop\\a.feature",
            "file:///app//a.feature",
            "classpath:shop/a.feature",
            "/tmp/a.feature",
            "/",
            "",
        ] {
            assert_eq!(portable_path(path), path);
        }
        assert_eq!(portable_path("file:///D:/a/shop/shop/a.feature"), "shop/a.feature");
        assert_eq!(portable_path("C:\\Users\\anna\\shop\\a.feature"), "shop/a.feature");
        assert_eq!(portable_path("/var/workspace/shop@2/a.feature"), "/var/workspace/shop/a.feature");
    }

    #[test]
    fn a_message_ends_before_its_stack() {
        assert_eq!(message_of("Error: a\n\nb\n    at x (y.js:1)\n  at z").as_deref(), Some("Error: a\n\nb"));
        assert_eq!(message_of("    at x (y.js:1)\n").as_deref(), Some("    at x (y.js:1)"));
        assert_eq!(message_of(" \n"), None);
    }
}
