//! Collects what a reader finds: checks suites and cases, counts them and reports what cannot be stored.

use std::collections::BTreeSet;

use super::links::links_of;
use super::{CaseFormat, CaseRow, CasesFile, SharedStepRow, SuiteRow, shared};
use crate::domain::Message;
use crate::domain::case::CaseLink;
use crate::domain::field::CaseField;
use crate::domain::validate::{self, SUITE_DEPTH_MAX};
use crate::formats::{Report, Skip, words};

/// Suites and cases of a file that is being read.
pub(super) struct Intake {
    /// Report so far.
    pub report: Report,
    /// Shared steps.
    pub shared_steps: Vec<SharedStepRow>,
    suites: Vec<SuiteRow>,
    rows: Vec<CaseRow>,
    skipped_in: Vec<Vec<String>>,
}

impl Intake {
    pub fn new(file: &str, encoding: &'static str) -> Self {
        let report = Report::new(file, encoding, ',');
        Self { report, shared_steps: Vec::new(), suites: Vec::new(), rows: Vec::new(), skipped_in: Vec::new() }
    }

    /// Takes a suite, or reports why not.
    pub fn suite(&mut self, mut suite: SuiteRow) {
        self.report.rows += 1;
        suite.content.title = suite.content.title.trim().to_owned();
        suite.parents.truncate(SUITE_DEPTH_MAX - 1);
        match validate::suite(&suite.content) {
            Ok(()) => self.suites.push(suite),
            Err(invalid) => self.skip(suite.line, &invalid),
        }
    }

    /// Gives the last suite with these titles a description.
    pub fn describe(&mut self, titles: &[String], description: String) {
        let is_it = |s: &&mut SuiteRow| s.parents.iter().chain([&s.content.title]).eq(titles);
        if let Some(suite) = self.suites.iter_mut().rev().take(1).find(is_it) {
            suite.content.description = Some(description);
        }
    }

    /// Takes a case, or reports why not.
    pub fn case(&mut self, mut row: CaseRow) {
        self.report.rows += 1;
        row.content.normalise();
        if let Some(title) = shallow(&mut row.suite) {
            let m = Message::new("formats-warning-suite-depth").with("suite", title).count("max", SUITE_DEPTH_MAX);
            self.report.warn(row.line, "suite", m);
        }
        match validate::case(&row.content) {
            Ok(()) => self.rows.push(row),
            Err(invalid) => {
                self.skip(row.line, &invalid);
                self.skipped_in.push(row.suite);
            }
        }
    }

    fn skip(&mut self, line: u64, invalid: &validate::Invalid) {
        let (reason, key) = match invalid.message.key.as_str() {
            "invalid-blank" => (Skip::Blank, "formats-skip-blank"),
            "invalid-too-long" => (Skip::TooLong, "formats-skip-too-long"),
            _ => (Skip::BadValue, "formats-skip-invalid"),
        };
        let message = Message { key: key.to_owned(), ..invalid.message.clone() };
        self.report.skip(reason, line, invalid.field, message);
    }

    /// Reads a word of another tool into a field. A blank word leaves the default, an unknown one is reported.
    pub fn word(&mut self, line: u64, field: &str, list: &'static str, word: &str, to: &mut String) {
        let word = word.trim();
        if let Some(known) = words::ours(list, word) {
            known.clone_into(to);
        } else if !word.is_empty() {
            let m = Message::new("formats-warning-case-word").with("word", word).with("default", &*to);
            self.report.warn(line, field, m);
        }
    }

    /// Reads a word of a file of this program: an unknown slug is an option that the workspace has added.
    pub fn own_word(&mut self, line: u64, field: &str, list: &'static str, word: &str, to: &mut String) {
        let is_slug = word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'));
        if is_slug && !word.is_empty() && words::ours(list, word).is_none() {
            word.clone_into(to);
        } else {
            self.word(line, field, list, word, to);
        }
    }

    /// Reads the links of a text. What is none is reported and left out.
    pub fn links(&mut self, line: u64, field: &str, text: &str) -> Vec<CaseLink> {
        let (links, wrong) = links_of(text);
        for link in wrong {
            self.report.warn(line, field, Message::new("formats-warning-link").with("link", link));
        }
        links
    }

    /// The content of the whole file.
    pub fn done(mut self, format: CaseFormat, project: Option<String>, fields: BTreeSet<CaseField>) -> CasesFile {
        self.report.taken = self.suites.len() + self.rows.len();
        let shared_steps = shared::accept(std::mem::take(&mut self.shared_steps), &mut self.rows, &mut self.report);
        self.report.sort();
        let Self { report, suites, rows, skipped_in, .. } = self;
        CasesFile { format, project, suites, rows, shared_steps, skipped_in, fields, report }
    }
}

/// Shortens a path to [`SUITE_DEPTH_MAX`] suites and keeps the last one. Returns the title of that suite if the path was too long.
pub(super) fn shallow(titles: &mut Vec<String>) -> Option<&str> {
    if titles.len() <= SUITE_DEPTH_MAX {
        return None;
    }
    let last = titles.pop()?;
    titles.truncate(SUITE_DEPTH_MAX - 1);
    titles.push(last);
    titles.last().map(String::as_str)
}
