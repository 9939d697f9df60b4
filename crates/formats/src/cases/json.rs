//! The program's own JSON: keeps everything but files, and shared steps as such.

use super::intake::Intake;
use super::model::{CaseFormat, CaseRow, CasesFile, CasesToWrite, SharedStepRow, SuiteRow};
use super::suite_name::SuiteName;
use crate::{BrokenReason, FormatError, Limit, ReadOptions, text};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use strum::IntoEnumIterator as _;
use voluptas_core::domain::case::{CaseContent, Step};
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::suite::SuiteContent;

/// Word that marks the format.
const FORMAT: &str = "voluptas-cases";
/// Version of a file with suites that their titles alone do not tell apart. The program reads it and earlier ones.
const VERSION: u32 = 2;
/// Version of other files, which earlier programs read too.
const PLAIN: u32 = 1;

#[derive(Serialize, Deserialize)]
struct File {
    format: String,
    version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    project: Option<String>,
    #[serde(default)]
    suites: Vec<Suite>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    shared_steps: Vec<Shared>,
    #[serde(default)]
    cases: Vec<Case>,
}

#[derive(Serialize, Deserialize)]
struct Suite {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    parents: Vec<SuiteName>,
    #[serde(default = "first", skip_serializing_if = "is_first")]
    nth: u32,
    #[serde(flatten)]
    content: SuiteContent,
}

fn first() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde passes fields by reference.
fn is_first(nth: &u32) -> bool {
    *nth == 1
}

#[derive(Serialize, Deserialize)]
struct Shared {
    hash: String,
    title: String,
    steps: Vec<Step>,
}

#[derive(Serialize, Deserialize)]
struct Case {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    suite: Vec<SuiteName>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    functions: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    also_in: Vec<Vec<SuiteName>>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    milestone: String,
    #[serde(flatten)]
    content: CaseContent,
}

/// Only what tells whether the program can read the file.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    format: String,
    #[serde(default)]
    version: u32,
}

/// The suites, the cases and the shared steps as pieces of the text.
#[derive(Deserialize)]
struct Pieces<'t> {
    #[serde(borrow, default)]
    suites: Vec<&'t RawValue>,
    #[serde(borrow, default)]
    cases: Vec<&'t RawValue>,
    #[serde(borrow, default)]
    shared_steps: Vec<&'t RawValue>,
}

/// Lines of the suites, after them of the cases and of the shared steps. In a file without line breaks between them, their numbers in the file.
fn lines(text: &str) -> Vec<u64> {
    let Ok(pieces) = serde_json::from_str::<Pieces<'_>>(text) else { return Vec::new() };
    let mut places: Vec<(usize, usize)> = pieces
        .suites
        .iter()
        .chain(&pieces.cases)
        .chain(&pieces.shared_steps)
        .map(|p| p.get().as_ptr().addr())
        .enumerate()
        .map(|(number, at)| (at.saturating_sub(text.as_ptr().addr()), number))
        .collect();
    places.sort_unstable();
    let mut lines = vec![0; places.len()];
    let (mut line, mut from) = (1, 0);
    for (at, number) in places {
        line += u64::try_from(text[from..at].matches('\n').count()).unwrap_or(0);
        (lines[number], from) = (line, at);
    }
    let different: std::collections::BTreeSet<u64> = lines.iter().copied().collect();
    if different.len() == lines.len() { lines } else { (1..).take(lines.len()).collect() }
}

/// Room of an object among [`MAX_VALUES`]: a case or a step takes far more memory than the two bytes of `{}`.
const OBJECT: usize = 8;
/// Maximum number of values; an object counts as [`OBJECT`] of them.
const MAX_VALUES: usize = 20_000_000;

/// Number of values of a text in JSON, counted without making any: up to [`MAX_VALUES`] and one more.
fn values(text: &str) -> usize {
    let (mut count, mut in_text, mut escaped) = (0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'{' => count += OBJECT,
            b',' | b'[' => count += 1,
            _ => {}
        }
        if count > MAX_VALUES {
            break;
        }
    }
    count
}

/// Reads a file.
pub(super) fn read(file: &str, bytes: &[u8], options: &ReadOptions) -> Result<CasesFile, FormatError> {
    let decoded = text::decode(bytes, options.encoding).ok_or_else(|| FormatError::NotText { file: file.to_owned() })?;
    let broken = |e: serde_json::Error| FormatError::Broken {
        file: file.to_owned(),
        line: u64::try_from(e.line()).unwrap_or(0),
        reason: BrokenReason::of_json(&e),
    };
    let head: Head = serde_json::from_str(&decoded.text).map_err(broken)?;
    if head.format != FORMAT {
        return Err(FormatError::Unknown { file: file.to_owned() });
    }
    if head.version > VERSION {
        return Err(FormatError::Newer { file: file.to_owned(), version: head.version });
    }
    if values(&decoded.text) > MAX_VALUES {
        return Err(FormatError::TooLarge { file: file.to_owned(), limit: Limit::Values(MAX_VALUES) });
    }
    let read: File = serde_json::from_str(&decoded.text).map_err(broken)?;
    let mut lines = lines(&decoded.text).into_iter();
    let mut next = || lines.next().unwrap_or_default();
    let mut intake = Intake::new(file, decoded.encoding);
    for suite in read.suites {
        intake.suite(SuiteRow { line: next(), parents: suite.parents, nth: suite.nth.max(1), content: suite.content });
    }
    for mut case in read.cases {
        // Files are not in the file: a reference to one would lead nowhere.
        case.content.attachments.clear();
        without_files(&mut case.content.steps);
        let Case { id, suite, functions, also_in: further, milestone, content } = case;
        intake.case(CaseRow { line: next(), id, suite, content, functions, further, milestone });
    }
    for mut shared in read.shared_steps {
        without_files(&mut shared.steps);
        let Shared { hash, title, steps } = shared;
        intake.shared_steps.push(SharedStepRow { line: next(), hash, title, steps });
    }
    let fields = CaseField::iter().filter(|field| *field != CaseField::Attachments).collect();
    Ok(intake.done(CaseFormat::Json, read.project, fields))
}

fn without_files(steps: &mut [Step]) {
    for step in steps {
        step.attachments.clear();
        without_files(&mut step.steps);
    }
}

/// Writes a file.
pub(super) fn write(content: &CasesToWrite) -> Vec<u8> {
    let case = |row: &CaseRow| {
        let mut content = row.content.clone();
        content.attachments.clear();
        without_files(&mut content.steps);
        Case {
            id: row.id.clone(),
            suite: row.suite.clone(),
            functions: row.functions.clone(),
            also_in: row.further.clone(),
            milestone: row.milestone.clone(),
            content,
        }
    };
    let suite = |s: &SuiteRow| Suite { parents: s.parents.clone(), nth: s.nth, content: s.content.clone() };
    let shared = |s: &SharedStepRow| {
        let mut steps = s.steps.clone();
        without_files(&mut steps);
        Shared { hash: s.hash.clone(), title: s.title.clone(), steps }
    };
    let file = File {
        format: FORMAT.to_owned(),
        version: if content.has_numbered_suites() { VERSION } else { PLAIN },
        project: Some(content.project.clone()),
        suites: content.suites.iter().map(suite).collect(),
        shared_steps: content.shared_steps.iter().map(shared).collect(),
        cases: content.rows.iter().map(case).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&file).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
