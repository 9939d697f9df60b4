//! Markdown: a layout that is pleasant to read and reads back.
//!
//! ```text
//! <!-- voluptas-cases 1 SHOP -->
//! # Shop
//! ## Account / Sign in          a suite by its path, then its description
//! ### Sign in with a password   a case
//! - **Priority:** high          fields; other names are custom fields
//!
//! A description.
//!
//! #### Preconditions            also Postconditions, Case expected result and Steps
//! 1. Action
//!     - Data: text
//!     - Expected: text
//!     1. A nested step
//! ```
//!
//! A line of a text that would be a heading, a step or a part of one gets a backslash. In files of other programs a heading with a
//! deeper one below it is a suite and every other heading a case. A heading of a field (Priority, Tags) beside the parts of a case or
//! below the heading of a case is a field, and so is an unknown one beside steps. Labels such as `**Steps:**` and tables of steps are read, too
//! (`markdown_other`). A document in which no heading has steps, conditions or fields of a
//! case below it is taken for something else, such as a README, and gives no case.

use std::borrow::Cow;
use std::collections::BTreeSet;

use strum::IntoEnumIterator as _;

use super::heading::one_line;
use super::intake::Intake;
use super::links::links_cell;
use super::markdown_other as other;
use super::model::{CaseFormat, CaseRow, CasesFile, CasesToWrite, SuiteRow};
use super::parameters::{parameters_cell, parameters_of};
use super::paths::{path, path_cell, paths, paths_cell};
use super::suite_name::SuiteName;
use super::table_write::custom_heading;
use crate::cell::{self, List};
use crate::{FormatError, ReadOptions, text, words};
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{CaseContent, Step, StepsType};
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::suite::SuiteContent;

/// Beginning of the comment that marks a file of this program.
const MARK: &str = "<!-- voluptas-cases 1 ";
/// Deepest nesting of steps that is read.
const MAX_DEPTH: usize = 30;
/// Fields that tell a case from another section of a document.
const FIELDS: [&str; 9] = ["id", "severity", "priority", "type", "layer", "behavior", "automation", "status", "tags"];
/// Number of lines in which a further step is looked for behind a label.
const LINES_OF_A_STEP: usize = 50;
/// Number of characters of a heading that a remark shows.
const TITLE_SHOWN: usize = 80;

/// A heading with the lines below it, up to the next heading of a suite or a case.
struct Section<'t> {
    level: usize,
    title: &'t str,
    line: u64,
    body: Vec<&'t str>,
}

impl Section<'_> {
    /// True when steps, conditions, an expected result or a field of a case lies below the heading, in a document of another program.
    fn is_case(&self) -> bool {
        let (parts, plain) = (Parts::of(&self.body, false), Parts::of(&self.body, true));
        let has = |parts: &Parts<'_>, fields: &[&str]| {
            parts.fields.iter().any(|(name, _)| words::ours("case", name).is_some_and(|field| fields.contains(&field)))
        };
        parts.parts.iter().any(|(name, _)| !matches!(*name, "description" | "data"))
            || other::table(&parts.lines("description")).is_some()
            || has(&plain, &FIELDS)
            // Labels such as Type and Status stand in documents of all kinds.
            || has(&parts, &["priority", "severity"])
    }
}

/// True when a text begins like a Markdown document of cases.
pub(super) fn is_one(text: &str) -> bool {
    let first = text.trim_start_matches('\u{feff}').lines().map(str::trim).find(|l| !l.is_empty());
    first.is_some_and(|line| line.starts_with(MARK) || heading(line).is_some())
}

fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|b| *b == b'#').count();
    let title = line[level..].strip_prefix(' ').filter(|_| (1..=6).contains(&level))?;
    Some((level, title.trim()))
}

/// Length of a fence of code and the text behind it.
fn fence(line: &str) -> Option<(usize, &str)> {
    let line = line.trim_start();
    let length = line.bytes().take_while(|b| *b == b'`').count();
    let info = line[length..].trim();
    // With a backquote behind it, it is code within a line.
    (length >= 3 && !info.contains('`')).then_some((length, info))
}

/// Tells which lines lie in a block of code. A fence of the same length or a longer one ends the block.
#[derive(Default)]
struct Code(Option<usize>);

impl Code {
    /// True for a line that is a fence or lies between fences. Lines are given in their order.
    fn has(&mut self, line: &str) -> bool {
        match (self.0, fence(line)) {
            (None, None) => return false,
            (None, Some((length, _))) => self.0 = Some(length),
            (Some(open), Some((length, ""))) if length >= open => self.0 = None,
            (Some(_), _) => {}
        }
        true
    }
}

/// Reads a file.
pub(super) fn read(file: &str, bytes: &[u8], options: &ReadOptions) -> Result<CasesFile, FormatError> {
    let decoded = text::decode(bytes, options.encoding).ok_or_else(|| FormatError::NotText { file: file.to_owned() })?;
    let text = decoded.text.replace("\r\n", "\n");
    let mark = text.lines().find_map(|l| l.strip_prefix(MARK)).and_then(|l| l.strip_suffix("-->")).map(str::trim);
    let underlined = (mark.is_none() && !text.lines().any(|line| heading(line).is_some())).then(|| other::with_signs(&text));
    let (sections, unclosed) = sections(underlined.as_ref().unwrap_or(&text), mark.is_some());
    if sections.is_empty() {
        return Err(FormatError::Unknown { file: file.to_owned() });
    }
    let mut intake = Intake::new(file, decoded.encoding);
    for line in unclosed {
        intake.report.warn(line, "", Message::new("formats-warning-fence"));
    }
    let mut above: Vec<(usize, String)> = Vec::new();
    let has_deeper = |at: usize| matches!(sections.get(at..at + 2), Some([section, next]) if next.level > section.level);
    let has_cases = mark.is_some() || (0..).zip(&sections).any(|(at, section)| !has_deeper(at) && section.is_case());
    for (at, section) in sections.iter().enumerate() {
        let deeper = has_deeper(at);
        above.retain(|(level, _)| *level < section.level);
        let (is_suite, path_here): (bool, Vec<SuiteName>) = match mark {
            Some(_) if section.level == 1 => continue,
            Some(_) => (section.level == 2, path(section.title)),
            None => (deeper, above.iter().map(|(_, t)| t.as_str()).chain([section.title]).map(SuiteName::from).collect()),
        };
        if is_suite {
            let mut parents = path_here;
            let own = if mark.is_some() { path_cell(&parents) } else { section.title.to_owned() };
            above.push((section.level, own));
            // A single heading over everything is the title of the document.
            let is_document = mark.is_none() && section.level == 1 && !sections[1..].iter().any(|s| s.level == 1);
            if is_document {
                above.pop();
                continue;
            }
            let Some(SuiteName { title, nth }) = parents.pop().filter(|_| has_cases) else { continue };
            let parts = Parts::of(&section.body, true);
            let content =
                SuiteContent { title, description: parts.get("description"), preconditions: parts.get("preconditions") };
            intake.suite(SuiteRow { line: section.line, parents, nth, content });
        } else {
            let suite = match mark {
                Some(_) => above.iter().rev().find(|(level, _)| *level == 2).map(|(_, t)| path(t)).unwrap_or_default(),
                None => above.iter().map(|(_, t)| t.as_str().into()).collect(),
            };
            let about = |key: &str| Message::new(key).with("title", section.title.chars().take(TITLE_SHOWN).collect::<String>());
            if !has_cases {
                intake.no_case(section.line, suite, about("formats-skip-no-case"));
                continue;
            }
            if mark.is_none() && !section.is_case() && section.body.iter().any(|line| !line.trim().is_empty()) {
                intake.report.warn(section.line, "", about("formats-warning-only-text"));
            }
            let row = case(section, suite, mark.is_some(), &mut intake);
            intake.case(row);
        }
    }
    let project = mark.map(str::to_owned).filter(|code| !code.is_empty());
    // A document of another program that does not mention the mark says nothing about it.
    let fields = CaseField::iter().filter(|field| mark.is_some() || *field != CaseField::IsFlaky).collect();
    Ok(intake.done(CaseFormat::Md, project, fields))
}

/// The sections, and the lines of fences that nothing closes. Such a fence is text: a block to the end would swallow all further cases.
fn sections(text: &str, is_own: bool) -> (Vec<Section<'_>>, Vec<u64>) {
    let lines: Vec<&str> = text.lines().collect();
    // Length of the longest fence behind each line that can close a block.
    let mut closing = vec![0; lines.len() + 1];
    for (at, line) in lines.iter().enumerate().rev() {
        closing[at] = closing[at + 1].max(fence(line).filter(|(_, info)| info.is_empty()).map_or(0, |(length, _)| length));
    }
    let (mut sections, mut unclosed): (Vec<Section<'_>>, Vec<u64>) = (Vec::new(), Vec::new());
    let fields = if is_own { BTreeSet::new() } else { field_headings(&lines, &closing) };
    let mut code = Code::default();
    for (at, (line, whole)) in (1..).zip(lines).enumerate() {
        let is_open_for_good = code.0.is_none() && fence(whole).is_some_and(|(length, _)| closing[at + 1] < length);
        if is_open_for_good {
            unclosed.push(line);
        }
        let in_code = !is_open_for_good && code.has(whole);
        let found = heading(whole).filter(|_| !in_code);
        match found {
            // Headings of a part belong to their case.
            Some((level, title))
                if !(is_own && level > 3) && (is_own || (words::ours("markdown", title).is_none() && !fields.contains(&at))) =>
            {
                sections.push(Section { level, title, line, body: Vec::new() });
            }
            _ => {
                if let Some(section) = sections.last_mut() {
                    section.body.push(whole);
                }
            }
        }
    }
    (sections, unclosed)
}

/// Places of the lines that are headings of fields, such as `### Priority` below `## Pay by card`.
fn field_headings(lines: &[&str], closing: &[usize]) -> BTreeSet<usize> {
    let mut code = Code::default();
    let mut headings: Vec<(usize, usize, &str)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let is_text = code.0.is_none() && fence(line).is_some_and(|(length, _)| closing[at + 1] < length);
        if !is_text && code.has(line) {
            continue;
        }
        headings.extend(heading(line).map(|(level, title)| (at, level, title)));
    }
    let part = |at: usize| words::ours("markdown", headings[at].2);
    let is_field = |at: usize| words::ours("case", headings[at].2).is_some_and(|word| FIELDS.contains(&word));
    let has_text = |at: usize| {
        let end = headings.get(at + 1).map_or(lines.len(), |next| next.0);
        lines[headings[at].0 + 1..end].iter().any(|line| !line.trim().is_empty())
    };
    let is_leaf = |at: usize| headings.get(at + 1).is_none_or(|next| next.1 <= headings[at].1);
    let mut found = BTreeSet::new();
    // Headings of one level below the same heading, with the level of that one.
    let mut open: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut close = |above: usize, siblings: &[usize]| {
        let has_part = siblings.iter().any(|at| part(*at).is_some());
        let has_steps = siblings.iter().any(|at| part(*at) == Some("steps"));
        for at in siblings.iter().copied().filter(|at| part(*at).is_none() && is_leaf(*at) && has_text(*at)) {
            let is_named = is_field(at) && (has_part || above > 1);
            if is_named || (has_steps && above > 0 && words::ours("case", headings[at].2) != Some("title")) {
                found.insert(headings[at].0);
            }
        }
    };
    for (at, (_, level, _)) in headings.iter().enumerate() {
        while open.last().is_some_and(|(open_level, _)| open_level > level) {
            if let Some((_, siblings)) = open.pop() {
                close(open.last().map_or(0, |(above, _)| *above), &siblings);
            }
        }
        match open.last_mut().filter(|(open_level, _)| open_level == level) {
            Some((_, siblings)) => siblings.push(at),
            None => open.push((*level, vec![at])),
        }
    }
    while let Some((_, siblings)) = open.pop() {
        close(open.last().map_or(0, |(above, _)| *above), &siblings);
    }
    found
}

/// The parts of a suite or a case: fields, description and named parts.
#[derive(Default)]
struct Parts<'t> {
    fields: Vec<(&'t str, Cow<'t, str>)>,
    parts: Vec<(&'static str, Vec<&'t str>)>,
}

impl<'t> Parts<'t> {
    fn of(body: &[&'t str], is_own: bool) -> Self {
        let mut out = Self::default();
        let mut now: (&'static str, Vec<&'t str>) = ("description", Vec::new());
        let mut field_title: Option<&'t str> = None;
        let mut code = Code::default();
        // The part has a text behind its label, and ends with the paragraph.
        let mut is_paragraph = false;
        for (at, line) in body.iter().enumerate() {
            let in_code = code.has(line);
            let may_be_label = !is_own && !in_code;
            if is_paragraph && line.trim().is_empty() {
                out.close(std::mem::replace(&mut now, ("description", Vec::new())), None);
                is_paragraph = false;
            }
            let is_before_text = now.0 == "description" && now.1.iter().all(|l| l.is_empty());
            let title = heading(line).filter(|_| !in_code).map(|(_, title)| title);
            let named = title.and_then(|title| words::ours("markdown", title));
            if title.is_some() {
                is_paragraph = false;
            }
            if let Some(name) = named {
                out.close(std::mem::replace(&mut now, (name, Vec::new())), field_title.take());
            } else if let Some(title) = title {
                out.close(std::mem::take(&mut now), field_title.replace(title));
            } else if let Some((name, text)) = other::part(line).filter(|(name, _)| may_be_label && begins(now.0, name, body, at))
            {
                out.close(std::mem::replace(&mut now, (name, vec![text])), field_title.take());
                is_paragraph = !text.is_empty();
            } else if let Some(field) = field(line).filter(|_| is_before_text) {
                out.fields.push((field.0, Cow::Borrowed(field.1)));
            } else if let Some(field) = other_field(line, is_before_text).filter(|_| may_be_label) {
                out.fields.push((field.0, Cow::Borrowed(field.1)));
            } else {
                now.1.push(line);
            }
        }
        out.close(now, field_title);
        out
    }

    /// Takes the lines below a heading: a named part, or with a title the value of a field.
    fn close(&mut self, part: (&'static str, Vec<&'t str>), title: Option<&'t str>) {
        let Some(title) = title else { return self.parts.push(part) };
        let entry =
            |line: &&'t str| ["- ", "* ", "+ "].iter().find_map(|dash| line.trim().strip_prefix(dash)).unwrap_or(line).trim_end();
        let lines: Vec<&str> = part.1.iter().map(entry).collect();
        self.fields.push((title, Cow::Owned(lines.join("\n").trim().to_owned())));
    }

    /// The lines of all parts of a name. Other programs may begin with a text and have a heading for the description below it.
    fn lines(&self, name: &str) -> Vec<&'t str> {
        let has_text = |lines: &&Vec<&str>| lines.iter().any(|line| !line.trim().is_empty());
        let parts: Vec<&Vec<&str>> =
            self.parts.iter().filter(|(n, _)| *n == name).map(|(_, lines)| lines).filter(has_text).collect();
        parts.into_iter().flat_map(|lines| lines.iter().copied()).collect()
    }

    fn get(&self, name: &str) -> Option<String> {
        let lines: Vec<&str> = self.lines(name).iter().map(|line| unescaped(line)).collect();
        Some(lines.join("\n").trim_matches('\n').to_owned()).filter(|t| !t.trim().is_empty())
    }
}

/// True when a label begins a part of the case. Within the steps, results and data of a step have labels too.
fn begins(now: &str, name: &str, body: &[&str], at: usize) -> bool {
    let is_of_step = || {
        let mut behind = body[at + 1..].iter().take(LINES_OF_A_STEP).take_while(|line| heading(line).is_none());
        !body[at].starts_with("**") || behind.any(|line| numbered(line).is_some())
    };
    now != "steps" || !matches!(name, "expected" | "data") || !is_of_step()
}

/// Name and value of a label of another program. One without emphasis, or with an unknown name, is a field before all texts alone.
fn other_field(line: &str, is_before_text: bool) -> Option<(&str, &str)> {
    let is_known = |name: &str| words::ours("case", name).is_some_and(|word| FIELDS.contains(&word));
    let named = other::label(line).filter(|(name, value)| !value.is_empty() && (is_before_text || is_known(name)));
    named.or_else(|| other::plain_label(line).filter(|(name, value)| is_before_text && !value.is_empty() && is_known(name)))
}

/// Name and value of `- **Priority:** high`.
fn field(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix("- **")?.split_once(":**")?;
    Some((name.trim(), value.trim()))
}

/// The value of a field, on one line. The text of a line break in it is not one.
fn line_of(value: &str) -> String {
    value.trim().replace("<br>", "&lt;br>").replace('\n', "<br>")
}

/// The value that [`line_of`] wrote.
fn lines_of(value: &str) -> String {
    value.replace("<br>", "\n").replace("&lt;br>", "<br>")
}

fn case(section: &Section<'_>, suite: Vec<SuiteName>, is_own: bool, intake: &mut Intake) -> CaseRow {
    let parts = Parts::of(&section.body, is_own);
    let mut content = CaseContent {
        title: section.title.to_owned(),
        description: parts.get("description"),
        preconditions: parts.get("preconditions"),
        postconditions: parts.get("postconditions"),
        expected_result: parts.get("expected_result").or_else(|| parts.get("expected")),
        ..CaseContent::default()
    };
    // A step of the program has data of its own; a part for the whole case comes from elsewhere.
    if let Some(data) = parts.get("data") {
        content.preconditions = Some(content.preconditions.map_or_else(|| data.clone(), |text| format!("{text}\n\n{data}")));
    }
    let (mut id, mut functions, mut further, mut milestone) = (None, Vec::new(), Vec::new(), String::new());
    for (name, value) in &parts.fields {
        let line = section.line;
        let mut word = |list: &'static str, to: &mut String| intake.own_word(line, name, list, value, to);
        match words::ours("case", name) {
            Some("id") => id = Some(value.to_string()).filter(|id| !id.is_empty()),
            Some("severity") => word("severity", &mut content.severity),
            Some("priority") => word("priority", &mut content.priority),
            Some("type") => word("case_type", &mut content.kind),
            Some("layer") => word("layer", &mut content.layer),
            Some("behavior") => word("behavior", &mut content.behavior),
            Some("automation") => word("case_automation", &mut content.automation),
            Some("status") => word("case_status", &mut content.status),
            Some("flaky") => content.is_flaky = cell::flag(value).unwrap_or(false),
            Some("tags") => content.tags = cell::list(&lines_of(value), List::Words),
            Some("functions") => functions = cell::list(&lines_of(value), List::Words),
            Some("links") => content.links = intake.links(line, name, &lines_of(value)),
            Some("further") => further = paths(&lines_of(value)),
            Some("milestone") => milestone = lines_of(value),
            Some("parameters") => content.parameters = parameters_of(&lines_of(value), false),
            _ => {
                let name = name.strip_prefix(super::table::CUSTOM).unwrap_or(name);
                let text = content.custom_fields.entry(name.replace(":\\**", ":**")).or_default();
                *text = if text.is_empty() { lines_of(value) } else { format!("{text}\n{}", lines_of(value)) };
            }
        }
    }
    let lines = parts.lines("steps");
    let mut fences = (0..).zip(&lines).filter_map(|(at, line)| Some((at, fence(line)?)));
    let is_gherkin = |found: &(usize, (usize, &str))| found.1.1.starts_with("gherkin");
    if let Some((from, (length, _))) = fences.find(is_gherkin) {
        content.steps_type = StepsType::Gherkin;
        let mut code = Code(Some(length));
        let text: Vec<&str> = lines[from + 1..].iter().copied().take_while(|l| code.has(l) && code.0.is_some()).collect();
        content.steps = vec![Step { action: text.join("\n"), ..Step::default() }];
    } else if is_own {
        content.steps = steps(&lines, 0);
    } else if lines.is_empty() {
        let text = parts.lines("description");
        if let Some((found, place)) = other::table(&text) {
            let rest: Vec<&str> = text[..place.start].iter().chain(&text[place.end..]).copied().collect();
            content.description = Some(rest.join("\n").trim().to_owned()).filter(|text| !text.is_empty());
            content.steps = found;
        }
    } else {
        content.steps = match other::table(&lines) {
            Some((found, place)) => [steps(&lines[..place.start], 0), found, steps(&lines[place.end..], 0)].concat(),
            None => steps(&lines, 0),
        };
    }
    CaseRow { line: section.line, id, suite, content, functions, further, milestone }
}

/// The text behind the number of a step.
fn numbered(line: &str) -> Option<&str> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line[digits..].strip_prefix(['.', ')']).filter(|_| digits > 0)?;
    rest.strip_prefix(' ').or_else(|| rest.is_empty().then_some(rest))
}

/// The steps of numbered lines. What belongs to a step is indented by four blanks, or three in other files.
fn steps(lines: &[&str], depth: usize) -> Vec<Step> {
    let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in lines {
        let listed = || ["- ", "* "].into_iter().find_map(|sign| line.strip_prefix(sign)).filter(|_| depth == 0);
        let begins = numbered(line).or_else(listed);
        match (begins, all.last_mut()) {
            (Some(text), _) => all.push((text, Vec::new())),
            (None, Some((_, below))) => {
                let inner = line.strip_prefix("    ").or_else(|| line.strip_prefix("   ")).or_else(|| line.strip_prefix('\t'));
                below.push(inner.unwrap_or(line));
            }
            // Steps of other programs may have no numbers.
            (None, None) if depth == 0 && !line.trim().is_empty() => all.push((line, Vec::new())),
            (None, None) => {}
        }
    }
    all.into_iter().map(|(first, below)| step(first, &below, depth)).collect()
}

fn step(first: &str, below: &[&str], depth: usize) -> Step {
    let mut step = Step::default();
    let mut action = vec![unescaped(first)];
    // Lines belong to the action until a part begins, then to that part.
    let mut data: Option<Vec<&str>> = None;
    let mut expected: Option<Vec<&str>> = None;
    let mut part = 0;
    let nested = below.iter().position(|l| numbered(l).is_some() && depth < MAX_DEPTH).unwrap_or(below.len());
    for line in &below[..nested] {
        // Other programs write `- **Expected:** text`.
        let named = line.strip_prefix("- ").and_then(|l| l.split_once(':')).and_then(|(name, text)| {
            Some((words::ours("markdown", name.trim_matches('*'))?, text.strip_prefix("**").unwrap_or(text)))
        });
        match named {
            Some(("data", value)) => {
                part = 1;
                data = Some(vec![unescaped(value.strip_prefix(' ').unwrap_or(value))]);
            }
            Some(("expected", value)) => {
                part = 2;
                expected = Some(vec![unescaped(value.strip_prefix(' ').unwrap_or(value))]);
            }
            _ => {
                let line = if part == 0 { line } else { line.strip_prefix("    ").unwrap_or(line) };
                let to = [Some(&mut action), data.as_mut(), expected.as_mut()].into_iter().nth(part).flatten();
                to.into_iter().for_each(|to| to.push(unescaped(line)));
            }
        }
    }
    step.action = joined(&action);
    step.data = data.map(|lines| joined(&lines));
    step.expected = expected.map(|lines| joined(&lines));
    step.steps = steps(&below[nested..], depth + 1);
    step
}

fn joined(lines: &[&str]) -> String {
    lines.join("\n").trim_end_matches('\n').to_owned()
}

/// True for a line that would begin something, apart from the backslashes before it.
fn is_taken(line: &str) -> bool {
    let bare = line.trim_start_matches('\\');
    bare.starts_with('#') || bare.starts_with("- ") || bare.trim_start().starts_with("```") || numbered(bare).is_some()
}

fn escaped(line: &str) -> String {
    if is_taken(line) { format!("\\{line}") } else { line.to_owned() }
}

fn unescaped(line: &str) -> &str {
    line.strip_prefix('\\').filter(|_| is_taken(line)).unwrap_or(line)
}

/// Writes a file.
pub(super) fn write(content: &CasesToWrite) -> Vec<u8> {
    let mut out = format!("{MARK}{} -->\n\n# {}\n", one_line(&content.project), one_line(&content.title));
    content.rows.iter().filter(|r| r.suite.is_empty()).for_each(|row| write_case(row, &mut out));
    let mut by_suite: std::collections::BTreeMap<&[SuiteName], Vec<&CaseRow>> = std::collections::BTreeMap::new();
    for row in content.rows.iter().filter(|r| !r.suite.is_empty()) {
        by_suite.entry(&row.suite).or_default().push(row);
    }
    for suite in &content.suites {
        let path = suite.path();
        out.push_str(&format!("\n## {}\n", one_line(&path_cell(&path))));
        part("", suite.content.description.as_ref(), &mut out);
        part("Preconditions", suite.content.preconditions.as_ref(), &mut out);
        by_suite.remove(path.as_slice()).into_iter().flatten().for_each(|row| write_case(row, &mut out));
    }
    for (path, rows) in by_suite {
        out.push_str(&format!("\n## {}\n", one_line(&path_cell(path))));
        rows.into_iter().for_each(|row| write_case(row, &mut out));
    }
    out.into_bytes()
}

fn part(title: &str, text: Option<&String>, out: &mut String) {
    let Some(text) = text else { return };
    if !title.is_empty() {
        out.push_str(&format!("\n#### {title}\n"));
    }
    out.push('\n');
    for line in text.lines() {
        out.push_str(&escaped(line));
        out.push('\n');
    }
}

fn write_case(row: &CaseRow, out: &mut String) {
    let c = &row.content;
    let default = CaseContent::default();
    out.push_str(&format!("\n### {}\n\n", one_line(&c.title)));
    let mut field = |name: &str, value: &str, default: &str| {
        if value != default {
            out.push_str(&format!("- **{name}:** {}\n", line_of(value)));
        }
    };
    field("ID", row.id.as_deref().unwrap_or_default(), "");
    field("Status", &c.status, &default.status);
    field("Type", &c.kind, &default.kind);
    field("Priority", &c.priority, &default.priority);
    field("Severity", &c.severity, &default.severity);
    field("Layer", &c.layer, &default.layer);
    field("Behavior", &c.behavior, &default.behavior);
    field("Automation", &c.automation, &default.automation);
    field("Flaky", if c.is_flaky { "yes" } else { "" }, "");
    field("Tags", &cell::joined(&c.tags, List::Words), "");
    field("Functions", &cell::joined(&row.functions, List::Words), "");
    field("Also in suites", &paths_cell(&row.further), "");
    field("Milestone", &row.milestone, "");
    field("Links", &links_cell(&c.links), "");
    field("Parameters", &parameters_cell(&c.parameters), "");
    for (title, value) in &c.custom_fields {
        field(&one_line(&custom_heading(title)).replace(":**", ":\\**"), value, "");
    }
    part("", c.description.as_ref(), out);
    part("Preconditions", c.preconditions.as_ref(), out);
    part("Postconditions", c.postconditions.as_ref(), out);
    part("Case expected result", c.expected_result.as_ref(), out);
    if c.steps.is_empty() {
        return;
    }
    out.push_str("\n#### Steps\n\n");
    if c.steps_type == StepsType::Gherkin {
        // Longer than every fence in the text, so that none of them ends it.
        let longest = c.steps.iter().flat_map(|step| step.action.lines()).filter_map(fence).map(|(length, _)| length).max();
        let fence = "`".repeat(longest.map_or(3, |length| length + 1));
        out.push_str(&format!("{fence}gherkin\n"));
        for step in &c.steps {
            out.push_str(step.action.trim_end());
            out.push('\n');
        }
        out.push_str(&format!("{fence}\n"));
    } else {
        write_steps(&c.steps, 0, out);
    }
}

fn write_steps(steps: &[Step], depth: usize, out: &mut String) {
    let indent = "    ".repeat(depth);
    for (number, step) in (1..).zip(steps) {
        entry(&format!("{indent}{number}. "), &format!("{indent}    "), &step.action, out);
        for (word, text) in [("Data", &step.data), ("Expected", &step.expected)] {
            if let Some(text) = text {
                entry(&format!("{indent}    - {word}: "), &format!("{indent}        "), text, out);
            }
        }
        write_steps(&step.steps, depth + 1, out);
    }
}

/// A text whose further lines are indented.
fn entry(first: &str, indent: &str, text: &str, out: &mut String) {
    let mut lines = text.lines();
    out.push_str(first);
    out.push_str(&escaped(lines.next().unwrap_or_default()));
    out.push('\n');
    for line in lines {
        if !line.is_empty() {
            out.push_str(indent);
            out.push_str(&escaped(line));
        }
        out.push('\n');
    }
}
