//! `go test -json`: a line of JSON for each event, also between other lines of a console.
//!
//! An event of a test ends it; its output until then tells why it failed. A test that panicked is broken, and so is one that its package
//! left without an end (a timeout). A package that failed without a failed test (it was not built, or its `TestMain` failed) is an error
//! of the run. gotestsum executes failed tests again and has no mark for that: a test that stands again in a later execution of its
//! package is such a repeat. A repeat within one execution (`-count`) is a test of its own.

use std::hash::BuildHasher as _;

use rustc_hash::{FxHashMap, FxHashSet};

use super::json::{self, Json, some_text, text};
use super::line_reader::{LineReader, push_within};
use super::model::{Attempt, Cut, FileContent, Repeat, RunError, RunFacts, ToolFile};
use super::status::filled;
use super::xml_steps::DocumentSummary;
use crate::BrokenReason;
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::status::ResultStatus;

/// Words of events by which the format is told.
const ACTIONS: &[&str] = &[
    "start",
    "run",
    "pause",
    "cont",
    "pass",
    "bench",
    "fail",
    "output",
    "skip",
    "build-output",
    "build-fail",
    "attr",
    "artifacts",
];
/// Maximum number of bytes of the output of one test that are kept.
const MAX_OUTPUT: usize = 64 << 10;
/// Maximum number of tests that are open at a time, of packages, and of errors of the run that are kept.
const MAX_OPEN: usize = 20_000;
const MAX_PACKAGES: usize = 100_000;
const MAX_ERRORS: usize = 1_000;
/// Maximum number of packages whose output of the compiler is kept.
const MAX_BUILDS: usize = 1_000;

/// True for the head of a file of this format: one of its lines is an event.
pub(super) fn is_known(head: &str) -> bool {
    head.contains("\"Action\"") && head.lines().any(|line| event(line).is_some())
}

/// The event of a line; `None` for other output.
fn event(line: &str) -> Option<Json<'_>> {
    let line = line.trim();
    // The output of another program may have no line end.
    let begin = ["{\"Time\":", "{\"Action\":", "{\"ImportPath\":"].iter().filter_map(|begin| line.find(begin)).min();
    let line = line.get(if line.starts_with('{') { 0 } else { begin? }..)?;
    let value = json::parse("", line.as_bytes()).ok()?;
    let is_action = value.member("Action").as_str().is_some_and(|action| ACTIONS.contains(&action));
    let is_named = ["Package", "ImportPath", "Test"].iter().any(|name| value.member(name).as_str().is_some());
    (is_action && is_named).then_some(value)
}

/// A test without its end.
struct Open {
    package: String,
    test: String,
    start_ms: Option<Millis>,
    output: String,
    labels: Vec<(String, String)>,
    line: u64,
}

/// A package that was met.
#[derive(Default)]
struct Package {
    /// Output that belongs to none of its tests.
    output: String,
    /// Number of its executions that ended.
    ended: u32,
    /// Number of tests without an end.
    open: usize,
    is_open: bool,
    has_failed_test: bool,
}

/// Reads the events of a file.
#[derive(Default)]
pub(super) struct Reader {
    open: FxHashMap<(String, String), Open>,
    packages: FxHashMap<String, Package>,
    /// Output of the compiler by its import path or package.
    builds: FxHashMap<String, String>,
    /// The package whose output of the compiler stands outside of events.
    building: Option<String>,
    /// Execution of the package in which a test failed last, by a hash of its full name.
    failed: FxHashMap<u64, u32>,
    /// Import paths whose failure a package has told.
    told: FxHashSet<String>,
    failed_builds: Vec<String>,
    run: RunFacts,
    tests: usize,
    /// The last line is the beginning of an event.
    is_torn: bool,
    hasher: foldhash::fast::FixedState,
}

impl LineReader for Reader {
    fn line(&mut self, line: &str, number: u64, is_ended: bool, take: &mut dyn FnMut(Attempt)) {
        match event(line) {
            Some(event) => {
                self.building = None;
                self.event(&event, number, take);
            }
            None => {
                self.is_torn = !is_ended && line.starts_with('{');
                self.noise(line);
            }
        }
    }

    fn end(mut self: Box<Self>, lines: u64, take: &mut dyn FnMut(Attempt)) -> Result<DocumentSummary, BrokenReason> {
        // The output of `go tool test2json` names no package and has no event of its end.
        self.end_package("", ResultStatus::Failed, None, false, take);
        for build in std::mem::take(&mut self.failed_builds) {
            if !self.told.contains(&build) {
                let message = self.builds.get(&build).and_then(|text| filled(text.as_str()));
                self.error(message.unwrap_or_else(|| format!("{build} was not built")), &build);
            }
        }
        let is_cut = self.is_torn || self.packages.values().any(|package| package.is_open);
        if is_cut && self.tests == 0 && self.run.errors.is_empty() {
            return Err(BrokenReason::NoTest);
        }
        Ok((self.run, is_cut.then_some(Cut { line: lines, tests: self.tests, is_malformed: false })))
    }
}

impl Reader {
    fn event(&mut self, event: &Json<'_>, line: u64, take: &mut dyn FnMut(Attempt)) {
        let (action, package, test) = (text(event, "Action"), text(event, "Package"), text(event, "Test"));
        let at = clock::parse(&text(event, "Time"));
        self.run.start_ms = self.run.start_ms.or(at);
        self.run.end_ms = at.or(self.run.end_ms);
        match action.as_str() {
            "build-output" => self.build_output(&text(event, "ImportPath"), &text(event, "Output")),
            "build-fail" if self.failed_builds.len() < MAX_ERRORS => self.failed_builds.push(text(event, "ImportPath")),
            "build-fail" | "artifacts" => {}
            _ if !test.is_empty() => self.test_event(&action, event, (package, test), at, line, take),
            "pass" | "skip" => self.end_package(&package, ResultStatus::Passed, None, true, take),
            "fail" => self.end_package(&package, ResultStatus::Failed, some_text(event, "FailedBuild"), true, take),
            "output" => {
                if let Some(package) = self.package(&package) {
                    push_within(&mut package.output, &text(event, "Output"), MAX_OUTPUT);
                }
            }
            _ => drop(self.package(&package)),
        }
    }

    /// The package of a name, which is open; `None` beyond the limit.
    fn package(&mut self, name: &str) -> Option<&mut Package> {
        if !self.packages.contains_key(name) {
            if self.packages.len() >= MAX_PACKAGES {
                return None;
            }
            self.packages.insert(name.to_owned(), Package::default());
        }
        let package = self.packages.get_mut(name)?;
        package.is_open |= !name.is_empty();
        Some(package)
    }

    fn test_event(
        &mut self,
        action: &str,
        event: &Json<'_>,
        key: (String, String),
        at: Option<Millis>,
        line: u64,
        take: &mut dyn FnMut(Attempt),
    ) {
        let is_package_known = self.package(&key.0).is_some();
        let is_last = matches!(action, "pass" | "fail" | "skip" | "bench");
        if !self.open.contains_key(&key) {
            // Tests whose end never comes, which are not kept without end.
            if (self.open.len() >= MAX_OPEN || !is_package_known) && !is_last {
                return;
            }
            if let Some(package) = self.packages.get_mut(&key.0) {
                package.open += 1;
            }
            let (package, test) = key.clone();
            let new = Open { package, test, start_ms: at, output: String::new(), labels: Vec::new(), line };
            self.open.insert(key.clone(), new);
        }
        if is_last {
            let Some(open) = self.take_open(&key) else { return };
            let status = match action {
                "fail" => ResultStatus::Failed,
                "skip" => ResultStatus::Skipped,
                _ => ResultStatus::Passed,
            };
            let seconds = event.get("Elapsed").and_then(|_| super::status::seconds(&text(event, "Elapsed")));
            self.end_test(open, status, at, seconds, take);
            return;
        }
        let Some(open) = self.open.get_mut(&key) else { return };
        match action {
            "output" => push_within(&mut open.output, &text(event, "Output"), MAX_OUTPUT),
            "attr" if open.labels.len() < 100 => open.labels.push((text(event, "Key"), text(event, "Value"))),
            _ => {}
        }
    }

    fn end_test(
        &mut self,
        open: Open,
        mut status: ResultStatus,
        end_ms: Option<Millis>,
        duration_ms: Option<i64>,
        take: &mut dyn FnMut(Attempt),
    ) {
        let Open { package, test, start_ms, output, labels, line } = open;
        let report = Report::of(&output);
        if status == ResultStatus::Failed && report.panic.is_some() {
            status = ResultStatus::Broken;
        }
        let is_bad = matches!(status, ResultStatus::Failed | ResultStatus::Broken);
        let full_name = if package.is_empty() { test.clone() } else { format!("{package}.{test}") };
        let hash = self.hasher.hash_one(full_name.as_str());
        let execution = self.packages.get(&package).map_or(0, |package| package.ended);
        // A test is repeated with its subtests.
        let is_repeat = std::iter::once(full_name.as_str())
            .chain(full_name.match_indices('/').map(|(at, _)| &full_name[..at]))
            .any(|name| self.failed.get(&self.hasher.hash_one(name)).is_some_and(|failed| *failed < execution));
        if is_bad {
            self.failed.insert(hash, execution);
            if let Some(package) = self.packages.get_mut(&package) {
                package.has_failed_test = true;
            }
        } else {
            self.failed.remove(&hash);
        }
        let mut files = Vec::new();
        if is_bad || status == ResultStatus::Passed {
            files.extend(filled(report.text.as_str()).map(|text| ToolFile {
                name: "output.txt".to_owned(),
                mime: "text/plain".to_owned(),
                content: FileContent::Bytes(text.into_bytes()),
            }));
        }
        let is_told = is_bad || status == ResultStatus::Skipped;
        let message = report.panic.or_else(|| report.message.filter(|_| is_told));
        self.tests += 1;
        take(Attempt {
            name: test,
            full_name,
            suites: filled(package).into_iter().collect(),
            status,
            repeat: if is_repeat { Repeat::ByName } else { Repeat::None },
            start_ms,
            end_ms,
            duration_ms: duration_ms.or_else(|| end_ms?.checked_sub(start_ms?)),
            message: message.filter(|_| is_told),
            trace: report.trace.filter(|_| is_bad),
            labels,
            files,
            line: Some(line),
            ..Attempt::default()
        });
    }

    /// Takes a test out of those without an end.
    fn take_open(&mut self, key: &(String, String)) -> Option<Open> {
        if let Some(package) = self.packages.get_mut(&key.0) {
            package.open = package.open.saturating_sub(1);
        }
        self.open.remove(key)
    }

    /// Ends a package, and with it the tests that it left without an end.
    fn end_package(
        &mut self,
        name: &str,
        status: ResultStatus,
        failed_build: Option<String>,
        is_told: bool,
        take: &mut dyn FnMut(Attempt),
    ) {
        // Most packages leave none, and a look at all open tests for each package would take long.
        let has_open = self.packages.get(name).is_some_and(|package| package.open > 0);
        let own = |key: &&(String, String)| key.0 == name;
        let mut left: Vec<(String, String)> = if has_open { self.open.keys().filter(own).cloned().collect() } else { Vec::new() };
        left.sort_by_key(|key| self.open.get(key).map(|open| open.line));
        let ended = self.run.end_ms;
        for key in left {
            let Some(mut open) = self.take_open(&key) else { continue };
            // A line of output without its end may hide the end of a test that passed.
            let status = if status == ResultStatus::Passed {
                status.clone()
            } else {
                if Report::of(&open.output).panic.is_none() {
                    push_within(&mut open.output, "\npanic: the test did not end\n", usize::MAX);
                }
                ResultStatus::Broken
            };
            self.end_test(open, status, ended, None, take);
        }
        if !is_told {
            return;
        }
        let Some(package) = self.package(name) else {
            // One beyond the limit.
            if status != ResultStatus::Passed {
                self.error(format!("{name} failed"), name);
            }
            return;
        };
        let output = std::mem::take(&mut package.output);
        let has_failed_test = std::mem::take(&mut package.has_failed_test);
        package.is_open = false;
        package.ended = package.ended.saturating_add(1);
        if status == ResultStatus::Passed || has_failed_test {
            return;
        }
        let build = failed_build.as_deref().unwrap_or(name);
        let of_build = self.builds.get(build).or_else(|| self.builds.get(name)).and_then(|text| filled(text.as_str()));
        if let Some(build) = failed_build.filter(|_| self.told.len() < MAX_ERRORS) {
            self.told.insert(build);
        }
        let own = Report::of(&output);
        let message = own.panic.or(of_build).or_else(|| filled(own.text)).or_else(|| filled(output));
        if let Some(error) = self.error(message.unwrap_or_else(|| format!("{name} failed")), name) {
            error.trace = own.trace;
        }
    }

    fn error(&mut self, message: String, source: &str) -> Option<&mut RunError> {
        if self.run.errors.len() >= MAX_ERRORS {
            return None;
        }
        self.run.errors.push(RunError { message, trace: None, source: filled(source) });
        self.run.errors.last_mut()
    }

    /// Takes a line that is no event. The compiler writes the name of a package, and then what is wrong with it.
    fn noise(&mut self, line: &str) {
        if let Some(package) = not_built(line) {
            // Go before 1.24 has no event for that.
            self.building = None;
            if self.told.len() < MAX_ERRORS && self.told.insert(package.to_owned()) {
                let message = self.builds.get(package).and_then(|text| filled(text.as_str()));
                self.error(message.unwrap_or_else(|| line.trim().to_owned()), package);
            }
        } else if let Some(name) = line.strip_prefix("# ") {
            self.building = name.split_whitespace().next().map(str::to_owned);
        } else if let Some(package) = self.building.take() {
            self.build_output(&package, &format!("{line}\n"));
            self.building = Some(package);
        }
    }

    fn build_output(&mut self, of: &str, output: &str) {
        if self.builds.len() < MAX_BUILDS || self.builds.contains_key(of) {
            let text = self.builds.entry(of.to_owned()).or_default();
            push_within(text, &super::status::cleaned(output), MAX_OUTPUT);
        }
    }
}

/// The package of a line such as `FAIL shop/cart [build failed]`.
fn not_built(line: &str) -> Option<&str> {
    let (package, reason) = line.strip_prefix("FAIL\t")?.split_once(" [")?;
    matches!(reason.trim_end(), "build failed]" | "setup failed]").then_some(package)
}

/// What the output of a test says.
#[derive(Default)]
struct Report {
    /// Output without the lines of the tool.
    text: String,
    /// What the test logged.
    message: Option<String>,
    /// The line of a panic.
    panic: Option<String>,
    /// The stack of a panic.
    trace: Option<String>,
}

impl Report {
    fn of(output: &str) -> Self {
        let (mut report, mut stack) = (Self::default(), None::<String>);
        let mut logged = Vec::new();
        for line in output.lines() {
            let plain = line.trim_start();
            let is_frame = ["=== RUN", "=== PAUSE", "=== CONT", "=== NAME", "--- FAIL:", "--- PASS:", "--- SKIP:", "--- BENCH:"]
                .iter()
                .any(|frame| plain.starts_with(frame));
            if is_frame || matches!(plain, "PASS" | "FAIL") || plain.starts_with("FAIL\t") || plain.starts_with("exit status ") {
                continue;
            }
            report.text.push_str(line);
            report.text.push('\n');
            if let Some(stack) = &mut stack {
                stack.push_str(line);
                stack.push('\n');
            } else if line.starts_with("panic: ") || line.starts_with("fatal error: ") {
                report.panic = Some(line.trim_end().to_owned());
                stack = Some(String::new());
            } else if line.starts_with("    ") {
                logged.push(plain.trim_end());
            }
        }
        report.trace = stack.and_then(filled);
        report.message = filled(logged.join("\n").trim()).or_else(|| filled(report.text.trim()));
        report
    }
}
