//! TAP, the Test Anything Protocol, versions 12 to 14: Perl, tape, node-tap, `node --test`, bats.
//!
//! Lines of tests that are indented are a subtest of the test line around them, which stands behind them (or before them, with a brace).
//! The innermost tests count. A line with subtests counts only if it is not ok and none of them says why.
//! [`lines`](super::tap_lines) tells what a line is.

use super::line_reader::{LineReader, push_within};
use super::model::{Attempt, Cut, RunError, RunFacts};
use super::status::filled;
use super::tap_lines::{Diagnostics, Directive, Line, TestLine, indent};
use super::tap_times::Times;
use super::xml_steps::DocumentSummary;
use crate::BrokenReason;
use voluptas_core::domain::status::ResultStatus;

/// Maximum depth of subtests.
const MAX_DEPTH: usize = 32;
/// Maximum number of tests that wait for the line of their parent.
const MAX_WAITING: usize = 5_000;
/// Maximum number of bytes of the diagnostics of one test that are kept.
const MAX_TEXT: usize = 64 << 10;
/// Maximum number of bytes of a name: that of a parent is repeated in the names of its subtests.
const MAX_NAME: usize = 1_000;
/// The version from which on a test that is `not ok` and skipped fails nothing. Before, a skip counts only with `ok`: `prove` calls the test failed.
const EXCUSES_SKIPS: u8 = 14;
/// Maximum number of errors of the run that are kept.
const MAX_ERRORS: usize = 1_000;

/// True for the head of a file of this format. Its first line that is neither blank nor a comment, or the one behind the output of a
/// program that started it, says so: a version, otherwise a plan or a test. A bare `ok` is a test where a plan stands beside it: any text may
/// have the word. Behind a plan in the first line a test says enough, and so does the end of a file whose writer was killed.
/// Any output may stand around tests whose number a plan gives, wherever it is, if one of them has a number or a dash, and before tests that
/// are numbered from 1 without a gap. Such numbers are also the sign of a file whose writer was killed before it wrote the plan behind its
/// tests.
pub(super) fn is_known(head: &str, is_cut: bool) -> bool {
    let mut seen = Seen::default();
    // The number in half a line would be another one.
    let head = if is_cut { head.rsplit_once('\n').map_or(head, |(lines, _)| lines) } else { head };
    let may_have_version = head.contains("TAP version ");
    // A look at all lines of a log takes long, and hardly any has these.
    let may_end_with_plan =
        if is_cut { ["\nok ", "\nnot ok "].iter().any(|test| head.contains(test)) } else { head.contains("\n1..") };
    // A line without its end may be half of one.
    let has_torn_line = !is_cut && !head.is_empty() && !head.ends_with('\n');
    for line in head.lines() {
        seen.is_last_other = false;
        if seen.tests == 0 && ["```", "~~~"].iter().any(|fence| line.starts_with(fence)) {
            return false;
        }
        if line.starts_with([' ', '\t']) || line.trim().is_empty() {
            continue;
        }
        let line = Line::of(line);
        let is_other = seen.take(&line);
        if is_other && seen.is_first_line() && head.trim() == "1.." {
            // Not even the number of the plan was written.
            return true;
        }
        if is_other && seen.tests + seen.bare == 0 && !seen.has_plan && !may_have_version && !may_end_with_plan {
            return false;
        }
    }
    seen.is_of_tap(is_cut, has_torn_line)
}

/// Lines of a head that are not indented.
#[derive(Default)]
struct Seen {
    has_version: bool,
    has_plan: bool,
    /// A plan of no test.
    is_empty: bool,
    /// Sum of the plans.
    planned: u64,
    tests: usize,
    /// Tests with a number or a dash, among `tests`.
    plain: usize,
    /// Lines of nothing but an outcome.
    bare: usize,
    /// Lines of anything else, among them `loose` with an outcome and a name alone, before a plan.
    others: usize,
    loose: usize,
    /// The first line is a plan, and the next one a test.
    begins_with_plan: bool,
    begins_with_test: bool,
    begins_with_other: bool,
    is_last_other: bool,
    /// Some test has another number than that of its place.
    has_gap: bool,
    has_numbers: bool,
}

impl Seen {
    /// Takes a line. True for one that is none of TAP, or may be one of any text.
    fn take(&mut self, line: &Line<'_>) -> bool {
        let is_first = !self.has_version && !self.has_plan && self.tests + self.bare + self.others == 0;
        match line {
            Line::Version(_) => self.has_version = true,
            Line::Plan(plan) => {
                self.begins_with_plan |= is_first;
                self.has_plan = true;
                self.is_empty |= *plan == 0;
                self.planned = self.planned.saturating_add(*plan);
            }
            // `prove -v` writes one behind the tests of each file.
            Line::Test(test) if test.is_ok && test.is_bare() && self.has_numbers => {}
            Line::Test(test) if self.has_version || self.has_plan || test.is_plain() => {
                self.has_numbers |= test.number.is_some();
                self.begins_with_test |= self.begins_with_plan && self.tests + self.others == 0;
                self.tests += 1;
                self.plain += usize::from(test.is_plain());
                self.has_gap |= test.number != Some(self.tests as u64);
            }
            Line::Test(test) if test.is_bare() => self.bare += 1,
            Line::Comment(_) | Line::Bail(_) | Line::Close => {}
            other => {
                self.begins_with_other |= is_first;
                self.is_last_other = true;
                self.others += 1;
                self.loose += usize::from(matches!(other, Line::Test(_)));
                return true;
            }
        }
        false
    }

    /// True where one line was taken, which is none of TAP.
    fn is_first_line(&self) -> bool {
        self.begins_with_other && self.others == 1 && !self.has_version && !self.has_plan && self.tests + self.bare == 0
    }

    fn is_of_tap(&self, is_cut: bool, has_torn_line: bool) -> bool {
        let Self { has_plan, tests, plain, bare, others, loose, .. } = *self;
        if self.has_version {
            return tests > 0 || has_plan || others == 0;
        }
        if self.begins_with_plan && (self.begins_with_test || others == usize::from(has_torn_line && self.is_last_other)) {
            return true;
        }
        let has_sign = plain > 0 || others == loose;
        if has_plan && has_sign && tests + bare + loose > 0 && self.planned == (tests + bare + loose) as u64 {
            return true;
        }
        let is_numbered = tests > 1 && !self.has_gap;
        if !has_plan && (!is_cut || self.begins_with_other) {
            return is_numbered && tests > others + bare && (is_cut || !self.begins_with_other);
        }
        let (tests, others) = if has_plan { (tests + bare, others) } else { (tests, others + bare) };
        tests > others || (self.is_empty && others == 0)
    }
}

/// A test whose diagnostics may follow.
struct Held {
    attempt: Attempt,
    is_bad: bool,
    /// Its subtests stand behind it.
    opens: bool,
    /// It has subtests that count in its place.
    is_parent: bool,
    comments: String,
    diagnostics: Option<Diagnostics>,
}

/// Tests of one indentation.
#[derive(Default)]
struct Level {
    indent: usize,
    /// Name of the parent as a comment before tells.
    name: Option<String>,
    held: Option<Held>,
    done: Group,
    /// Subtests that wait for the line of their parent.
    below: Group,
}

/// Tests that are complete.
#[derive(Default)]
struct Group {
    /// Name of their parent as a comment before tells.
    name: Option<String>,
    attempts: Vec<Attempt>,
    /// Numbers of tests and of bad ones, also of those that were handed over.
    tests: usize,
    bad: usize,
}

impl Group {
    fn push(&mut self, attempt: Attempt) {
        self.tests += 1;
        self.bad += usize::from(is_bad(&attempt.status));
        self.attempts.push(attempt);
    }

    fn absorb(&mut self, other: Self) {
        self.tests += other.tests;
        self.bad += other.bad;
        self.attempts.extend(other.attempts);
    }

    /// Takes subtests whose parent has no line.
    fn adopt(&mut self, mut orphans: Self) {
        if let Some(name) = orphans.name.take() {
            orphans.attempts.iter_mut().for_each(|attempt| within(attempt, &name));
        }
        self.absorb(orphans);
    }
}

/// Reads the lines of a file.
pub(super) struct Reader {
    levels: Vec<Level>,
    /// Name of the subtest that begins.
    subtest: Option<String>,
    /// Comment that names the tests behind it (tape).
    group: Option<String>,
    has_groups: bool,
    is_after_version: bool,
    has_version: bool,
    /// A skip makes up for `not ok`.
    excuses_skips: bool,
    times: Times,
    /// Plan of the document.
    plan: Option<u64>,
    /// Lines of tests of the document that are not indented.
    lines: u64,
    /// Tests that the plans of the documents before state and that are not there; `None` for the first document.
    missing: Option<u64>,
    tests: usize,
    /// Number of failures that the documents sum up in the end.
    summed_up: u64,
    /// Some test has a number: a line without one behind all tests of a plan is then none.
    has_numbers: bool,
    waiting: usize,
    is_over: bool,
    /// The last line was a test and had no end.
    is_torn: bool,
    run: RunFacts,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            levels: vec![Level::default()],
            subtest: None,
            group: None,
            has_groups: false,
            is_after_version: false,
            has_version: false,
            excuses_skips: false,
            times: Times::default(),
            plan: None,
            lines: 0,
            missing: None,
            tests: 0,
            summed_up: 0,
            has_numbers: false,
            waiting: 0,
            is_over: false,
            is_torn: false,
            run: RunFacts::default(),
        }
    }
}

impl LineReader for Reader {
    fn line(&mut self, line: &str, number: u64, is_ended: bool, take: &mut dyn FnMut(Attempt)) {
        let (line, depth) = (line.trim_end(), indent(line));
        if line.is_empty() {
            return;
        }
        if self.diagnostic(line, depth) {
            return;
        }
        match Line::of(line.trim_start()) {
            Line::Version(number) => {
                if depth == 0 && (self.plan.is_some() || self.lines > 0) {
                    self.end_document();
                }
                (self.is_after_version, self.has_version) = (true, true);
                if depth == 0 {
                    self.excuses_skips = number >= EXCUSES_SKIPS;
                }
            }
            Line::Plan(plan) if depth == 0 => {
                self.is_after_version = false;
                // A second plan is that of another document, which was appended.
                if self.plan.is_some() {
                    self.end_document();
                }
                self.plan = Some(plan);
                if self.lines > 0 {
                    self.end_document();
                }
            }
            Line::Test(test) => {
                // The plan says whether a line without its end is the last one.
                if !is_ended && depth == 0 && self.plan.is_none_or(|plan| plan > self.lines + 1) {
                    self.is_torn = true;
                    return;
                }
                if depth == 0 && self.is_prose(&test) {
                    return;
                }
                self.has_numbers |= depth == 0 && test.number.is_some();
                self.is_after_version = false;
                // Bats writes a plan first, no version, and no dash.
                let is_of_bats = self.plan.is_some() && !self.has_version && test.number.is_some() && !test.has_dash;
                self.times.look(&test.name, depth == 0 && is_of_bats, take);
                self.test(test, depth, number, take);
            }
            Line::Bail(reason) => {
                let message = filled(reason).unwrap_or_else(|| "Bail out!".to_owned());
                if !self.is_over && self.run.errors.len() < MAX_ERRORS {
                    self.run.errors.push(RunError { message, source: Some("Bail out!".to_owned()), trace: None });
                }
                self.is_over = true;
            }
            Line::Comment(comment) => self.comment(comment, depth),
            Line::Close => {
                self.close_to(depth);
                self.levels.iter_mut().filter(|level| level.indent == depth).for_each(|level| {
                    if let Some(held) = &mut level.held {
                        held.opens = false;
                    }
                });
            }
            // The last line of `prove`: the program of a file may have died without a test.
            _ if depth == 0 && line == "Result: FAIL" => self.run.verdict = Some(line.to_owned()),
            _ => {}
        }
    }

    fn end(mut self: Box<Self>, lines: u64, take: &mut dyn FnMut(Attempt)) -> Result<DocumentSummary, BrokenReason> {
        self.close_to(0);
        if let Some(level) = self.levels.first_mut() {
            level.finish();
            let orphans = std::mem::take(&mut level.below);
            level.done.adopt(orphans);
        }
        let has_bad = self.levels.first().is_some_and(|level| level.done.bad > 0);
        self.hand_over(take);
        self.times.end(take);
        let is_complete = self.plan.is_some() || (self.missing.is_some() && self.lines == 0);
        let is_cut = !self.is_over && (self.is_torn || !is_complete);
        if self.plan.is_some() {
            self.end_document();
        }
        let Self { mut run, missing, tests, summed_up, .. } = *self;
        if is_cut && tests == 0 && run.errors.is_empty() && missing.is_none() {
            return Err(BrokenReason::NoTest);
        }
        // Parents are summed up with their subtests, so that the number tells nothing where a test failed.
        run.stated.bad = Some(summed_up).filter(|failures| *failures > 0 && !has_bad);
        // The plan counts lines of tests, of which one may stand for several subtests.
        run.stated.tests = missing.map(|missing| (tests as u64).saturating_add(missing));
        Ok((run, is_cut.then_some(Cut { line: lines, tests, is_malformed: false })))
    }
}

impl Reader {
    /// Ends a document. Files of TAP may be appended to one another.
    fn end_document(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        let missing = self.missing.unwrap_or_default();
        match self.plan.take() {
            Some(plan) => {
                self.missing = Some(missing.saturating_add(plan.saturating_sub(lines)));
                if lines > plan {
                    let message = format!("{lines} tests under a plan of {plan}");
                    self.run.add_error(RunError { message, ..RunError::default() });
                }
            }
            None => {
                self.missing = Some(missing);
                let message = "A document of TAP ends without its plan.".to_owned();
                self.run.add_error(RunError { message, ..RunError::default() });
            }
        }
    }

    /// True where the document has as many tests as its plan says, or none has begun behind the document before.
    fn has_all_tests(&self) -> bool {
        self.plan.map_or(self.lines == 0 && self.missing.is_some(), |plan| self.lines >= plan)
    }

    /// True for a line that reads like a test and is none: all tests were there, they have numbers, and it has none or not the next one.
    fn is_prose(&self, test: &TestLine) -> bool {
        let is_unlike = match test.number {
            Some(number) => self.plan.is_some() && number > self.lines + 1,
            // `prove -v` writes `ok` behind the tests of each file.
            None => !test.is_plain() && (test.is_ok || !test.is_bare()),
        };
        is_unlike && self.has_numbers && self.has_all_tests()
    }

    /// Takes a line of the YAML behind a test; false for another line.
    fn diagnostic(&mut self, line: &str, depth: usize) -> bool {
        let Some(level) = self.levels.iter_mut().rev().find(|level| level.indent <= depth) else { return false };
        let Some(held) = &mut level.held else { return false };
        match &mut held.diagnostics {
            Some(open) if open.is_open => {
                // YAML that is not closed ends before the next test.
                if depth <= level.indent && matches!(Line::of(line.trim_start()), Line::Test(_) | Line::Plan(_) | Line::Bail(_)) {
                    open.is_open = false;
                    return false;
                }
                open.push(line, depth, MAX_TEXT);
                true
            }
            None if line.trim() == "---" && depth > level.indent => {
                held.diagnostics = Some(Diagnostics::at(depth));
                true
            }
            _ => false,
        }
    }

    fn comment(&mut self, comment: &str, depth: usize) {
        if let Some(name) = comment.strip_prefix("Subtest:") {
            let is_deeper = self.levels.last().is_some_and(|level| level.indent < depth);
            if let Some(parent) = self.subtest.take().filter(|_| is_deeper && self.levels.len() < MAX_DEPTH) {
                self.levels.push(Level { indent: depth, name: Some(parent), ..Level::default() });
            }
            self.subtest = filled(short(name.trim()));
            self.is_after_version = false;
            return;
        }
        // tape names the tests behind a comment, of which the first one follows the version.
        self.has_groups |= std::mem::take(&mut self.is_after_version);
        let is_total = comment.split_once(' ').is_some_and(|(word, number)| {
            let words = ["tests", "pass", "fail", "ok", "skip", "todo", "suites", "cancelled", "skipped", "duration_ms"];
            words.contains(&word) && number.trim().parse::<f64>().is_ok()
        });
        let failures = comment.strip_prefix("fail ").and_then(|number| number.trim().parse::<u64>().ok());
        self.summed_up = self.summed_up.saturating_add(failures.filter(|_| depth == 0).unwrap_or_default());
        if depth == 0 && comment.starts_with("Looks like your test ") {
            // Perl: the program ended with an error of its own.
            self.run.verdict = Some(comment.to_owned());
        }
        if is_total || comment.is_empty() || comment.starts_with("Looks like you") {
            return;
        }
        if self.has_groups && depth == 0 {
            self.group = Some(short(comment));
            return;
        }
        let held = self.levels.iter_mut().rev().find(|level| level.indent <= depth).and_then(|level| level.held.as_mut());
        if let Some(held) = held.filter(|held| held.is_bad) {
            push_within(&mut held.comments, &format!("{comment}\n"), MAX_TEXT);
        }
    }

    fn test(&mut self, line: TestLine, depth: usize, number: u64, take: &mut dyn FnMut(Attempt)) {
        self.close_to(depth);
        let is_deeper = self.levels.last().is_none_or(|level| level.indent < depth);
        if is_deeper && self.levels.len() < MAX_DEPTH {
            let level = Level { indent: depth, name: self.subtest.take(), ..Level::default() };
            self.levels.push(level);
        }
        self.subtest = None;
        self.lines += u64::from(self.levels.len() == 1);
        let line_number = line.number;
        let mut held = held(line, number, self.excuses_skips);
        if held.attempt.name.is_empty() {
            let before = self.levels.last().map_or(0, |level| level.done.tests + usize::from(level.held.is_some()));
            held.attempt.name = format!("#{}", line_number.unwrap_or(before as u64 + 1));
            self.run.unnamed += 1;
        }
        held.attempt.full_name = held.attempt.name.clone();
        if let Some(group) = self.group.as_ref().filter(|_| depth == 0) {
            within(&mut held.attempt, group);
        }
        let Some(level) = self.levels.last_mut() else { return };
        level.finish();
        let below = std::mem::take(&mut level.below);
        if below.tests > 0 {
            held.resolve(below, &mut level.done);
        }
        level.held = Some(held);
        self.waiting += 1;
        if self.levels.len() == 1 || self.waiting >= MAX_WAITING {
            self.hand_over(take);
        }
    }

    /// Closes the levels that are indented further. Their tests wait for the line of their parent, or belong to the one before them.
    fn close_to(&mut self, depth: usize) {
        while self.levels.len() > 1 && self.levels.last().is_some_and(|level| level.indent > depth) {
            let Some(mut level) = self.levels.pop() else { return };
            level.finish();
            let Level { name, mut done, below, .. } = level;
            done.adopt(below);
            let Some(parent) = self.levels.last_mut() else { return };
            // The first line of their parent's level is yet to come.
            if parent.indent < depth {
                done.name = name;
                self.levels.push(Level { indent: depth, below: done, ..Level::default() });
                return;
            }
            match &mut parent.held {
                Some(held) if held.opens => held.resolve(done, &mut parent.done),
                _ => {
                    parent.below.name = name.or(parent.below.name.take());
                    parent.below.absorb(done);
                }
            }
        }
    }

    /// Hands over the tests whose names are complete; all of them where too many wait.
    fn hand_over(&mut self, take: &mut dyn FnMut(Attempt)) {
        let is_full = self.waiting >= MAX_WAITING;
        let mut above: Vec<String> = Vec::new();
        for (place, level) in self.levels.iter_mut().enumerate() {
            if place > 0 && !is_full {
                break;
            }
            above.extend(level.name.clone());
            let orphans = if is_full { std::mem::take(&mut level.below.attempts) } else { Vec::new() };
            let parent = level.below.name.as_deref();
            let orphans = orphans.into_iter().map(|mut attempt| {
                parent.into_iter().for_each(|name| within(&mut attempt, name));
                attempt
            });
            for mut attempt in std::mem::take(&mut level.done.attempts).into_iter().chain(orphans) {
                above.iter().rev().for_each(|name| within(&mut attempt, name));
                self.tests += 1;
                self.times.hand_over(attempt, take);
            }
        }
        if is_full || self.levels.len() == 1 {
            self.waiting = 0;
        }
    }
}

impl Level {
    /// Ends the test whose diagnostics may have followed.
    fn finish(&mut self) {
        let Some(held) = self.held.take() else { return };
        if !held.is_parent {
            self.done.push(held.finished());
        }
    }
}

impl Held {
    /// Lets subtests count in place of this line, and gives them their full names.
    fn resolve(&mut self, below: Group, into: &mut Group) {
        self.opens = false;
        self.is_parent = below.tests > 0 && (below.bad > 0 || !self.is_bad);
        let is_excused = self.attempt.status == ResultStatus::Skipped;
        into.tests += below.tests;
        into.bad += if is_excused { 0 } else { below.bad };
        for mut attempt in below.attempts {
            within(&mut attempt, &self.attempt.full_name);
            // The parent is marked as not ready as a whole.
            if is_excused && is_bad(&attempt.status) {
                attempt.status = ResultStatus::Skipped;
            }
            into.attempts.push(attempt);
        }
    }

    /// The test with what its diagnostics say.
    fn finished(self) -> Attempt {
        let Self { mut attempt, is_bad, comments, diagnostics, .. } = self;
        if let Some(diagnostics) = diagnostics {
            diagnostics.describe(&mut attempt, is_bad);
        }
        if is_bad && attempt.message.is_none() {
            attempt.message = filled(comments);
        }
        attempt
    }
}

fn held(line: TestLine, number: u64, excuses_skips: bool) -> Held {
    let status = match (line.is_ok, &line.directive) {
        (true, Directive::Skip) | (false, Directive::Todo) => ResultStatus::Skipped,
        (false, Directive::Skip) if excuses_skips => ResultStatus::Skipped,
        (true, _) => ResultStatus::Passed,
        (false, _) => ResultStatus::Failed,
    };
    let attempt = Attempt {
        name: short(&line.name),
        message: filled(line.reason),
        duration_ms: line.duration_ms,
        line: Some(number),
        status: status.clone(),
        ..Attempt::default()
    };
    let is_bad = is_bad(&status);
    Held { attempt, is_bad, opens: line.opens, is_parent: false, comments: String::new(), diagnostics: None }
}

/// A name within its limit.
fn short(name: &str) -> String {
    let mut kept = String::new();
    push_within(&mut kept, name, MAX_NAME);
    kept
}

/// Puts a test into a suite.
fn within(attempt: &mut Attempt, suite: &str) {
    attempt.full_name = format!("{suite} › {}", attempt.full_name);
    attempt.suites.insert(0, suite.to_owned());
}

fn is_bad(status: &ResultStatus) -> bool {
    matches!(status, ResultStatus::Failed | ResultStatus::Broken)
}
