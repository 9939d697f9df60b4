//! Collects what a reader finds: checks suites and cases, counts them and reports what cannot be stored.

use std::collections::{BTreeMap, BTreeSet};

use super::links::links_of;
use super::model::{CaseFormat, CaseRow, CasesFile, SharedStepRow, SuiteRow};
use super::shared;
use super::suite_name::SuiteName;
use crate::{Report, Skip, words};
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{CaseContent, CaseLink};
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::validate::{self, Invalid, SUITE_DEPTH_MAX, TITLE_MAX};

/// Longest word of a field such as the priority, in characters.
const WORD_MAX: usize = 64;

/// Suites and cases of a file that is being read.
pub(super) struct Intake {
    /// Report so far.
    pub report: Report,
    pub shared_steps: Vec<SharedStepRow>,
    suites: Vec<SuiteRow>,
    rows: Vec<CaseRow>,
    skipped_in: Vec<Vec<SuiteName>>,
}

impl Intake {
    pub fn new(file: &str, encoding: &'static str) -> Self {
        let report = Report::new(file, encoding, ',');
        Self { report, shared_steps: Vec::new(), suites: Vec::new(), rows: Vec::new(), skipped_in: Vec::new() }
    }

    /// Takes a suite, or reports why not.
    pub fn suite(&mut self, mut suite: SuiteRow) {
        suite.content.title = suite.content.title.trim().to_owned();
        trim(&mut suite.parents);
        suite.parents.truncate(SUITE_DEPTH_MAX - 1);
        match validate::suite(&suite.content) {
            Ok(()) => {
                self.report.take_suite();
                self.suites.push(suite);
            }
            Err(invalid) => {
                let (_, message) = reason(&invalid);
                self.report.skip_suite(suite.line, invalid.field, message);
            }
        }
    }

    /// Gives the last suite a description if it has this path.
    pub fn describe(&mut self, path: &[SuiteName], description: String) {
        let is_it = |s: &&mut SuiteRow| s.path() == path;
        if let Some(suite) = self.suites.iter_mut().rev().take(1).find(is_it) {
            suite.content.description = Some(description);
        }
    }

    /// Takes a case, or reports why not.
    pub fn case(&mut self, mut row: CaseRow) {
        self.report.rows += 1;
        row.content.normalise();
        row.further.iter_mut().for_each(trim);
        row.further.retain(|path| !path.is_empty());
        let (milestone, cut) = milestone_title(&row.milestone);
        row.milestone = milestone;
        if let Some(message) = cut {
            self.report.warn(row.line, "milestone", message);
        }
        trim(&mut row.suite);
        for path in std::iter::once(&mut row.suite).chain(&mut row.further) {
            if let Some(title) = shallow(path) {
                let m = Message::new("formats-warning-suite-depth").with("suite", title).count("max", SUITE_DEPTH_MAX);
                self.report.warn(row.line, "suite", m);
            }
        }
        self.words(row.line, &mut row.content);
        match validate::case(&row.content) {
            Ok(()) => self.rows.push(row),
            Err(invalid) => {
                let (skip, message) = reason(&invalid);
                self.report.skip(skip, row.line, invalid.field, message);
                self.skipped_in.push(row.suite);
            }
        }
    }

    /// Leaves out a row that is no case, with the reason.
    pub fn no_case(&mut self, line: u64, suite: Vec<SuiteName>, message: Message) {
        self.report.rows += 1;
        self.report.skip(Skip::NoCase, line, "", message);
        self.skipped_in.push(suite);
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

    /// Reads a word of another tool as [`Self::word`] does, and keeps an unknown one among the custom fields, under the title of the field.
    pub fn word_or_field(
        &mut self,
        line: u64,
        field: &str,
        list: &'static str,
        word: &str,
        to: &mut String,
        fields: &mut BTreeMap<String, String>,
    ) {
        let word = word.trim();
        if word.is_empty() || words::ours(list, word).is_some() {
            return self.word(line, field, list, word, to);
        }
        let m = Message::new("formats-warning-case-word-kept").with("word", word).with("default", &*to);
        self.report.warn(line, field, m);
        fields.insert(field.to_owned(), word.to_owned());
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

    /// Replaces words of fields that no option can have by the default: blank ones, those over [`WORD_MAX`] characters or with characters
    /// that are neither letters, digits, blanks nor `-_.`.
    fn words(&mut self, line: u64, content: &mut CaseContent) {
        let default = CaseContent::default();
        for (field, word, default) in [
            ("severity", &mut content.severity, default.severity),
            ("priority", &mut content.priority, default.priority),
            ("type", &mut content.kind, default.kind),
            ("layer", &mut content.layer, default.layer),
            ("behavior", &mut content.behavior, default.behavior),
            ("automation", &mut content.automation, default.automation),
            ("status", &mut content.status, default.status),
        ] {
            let is_slug = |word: &str| word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' '));
            if !word.trim().is_empty() && is_slug(word) && word.chars().count() <= WORD_MAX {
                continue;
            }
            if !word.trim().is_empty() {
                let shown: String = word.chars().take(WORD_MAX).collect();
                let m = Message::new("formats-warning-case-word").with("word", shown).with("default", &default);
                self.report.warn(line, field, m);
            }
            *word = default;
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
        self.report.taken = self.rows.len();
        let shared_steps = shared::accept(std::mem::take(&mut self.shared_steps), &mut self.rows, &mut self.report);
        self.report.sort();
        let Self { report, suites, rows, skipped_in, .. } = self;
        CasesFile { format, project, codes: BTreeSet::new(), suites, rows, shared_steps, skipped_in, fields, report }
    }
}

/// Removes the blanks around the titles of a path of suites, and titles of blanks alone: a stored title has none, and a path that differs
/// from the stored one would create its suites at each import.
fn trim(path: &mut Vec<SuiteName>) {
    for name in path.iter_mut().filter(|name| name.title.trim().len() != name.title.len()) {
        name.title = name.title.trim().to_owned();
    }
    path.retain(|name| !name.title.is_empty());
}

/// Reason and text for a row that cannot be stored.
pub(super) fn reason(invalid: &Invalid) -> (Skip, Message) {
    let (skip, key) = match invalid.message.key.as_str() {
        "invalid-blank" => (Skip::Blank, "formats-skip-blank"),
        "invalid-too-long" => (Skip::TooLong, "formats-skip-too-long"),
        _ => (Skip::BadValue, "formats-skip-invalid"),
    };
    (skip, Message { key: key.to_owned(), ..invalid.message.clone() })
}

/// Shortens a path to [`SUITE_DEPTH_MAX`] suites and keeps the last one. Returns the title of that suite if the path was too long.
pub(super) fn shallow(path: &mut Vec<SuiteName>) -> Option<&str> {
    if path.len() <= SUITE_DEPTH_MAX {
        return None;
    }
    let last = path.pop()?;
    path.truncate(SUITE_DEPTH_MAX - 1);
    path.push(last);
    path.last().map(|name| name.title.as_str())
}
/// The title of a milestone in one line, and what is said where it was too long and is cut.
pub(super) fn milestone_title(text: &str) -> (String, Option<Message>) {
    let whole = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let title: String = whole.chars().take(TITLE_MAX).collect();
    let length = whole.chars().count();
    let cut = || Message::new("formats-warning-cut").count("length", length).count("max", TITLE_MAX);
    let message = (length > TITLE_MAX).then(cut);
    (title, message)
}
