//! Feature files: Gherkin with the keywords of many languages (`gherkin_languages`).
//!
//! A feature is a suite, a rule a suite below it, a background the preconditions of its suite, a scenario a case in Gherkin, and the
//! examples of an outline with their names and tags are its parameters (`examples`). The grammar goes line by line, and so does the reader: time grows with the length of
//! the file alone.
//!
//! A written file begins with the comment `# voluptas-cases 1 CODE`. Its one feature is the project and makes no suite, and each
//! suite is a rule named by its path. Priority, severity and other fields that Gherkin lacks are left out; classic steps become
//! `When` and `Then`. Its language is that of most lines of steps.

use std::collections::{BTreeSet, HashMap};

use super::examples;
use super::gherkin_languages::{Keywords, foreign_feature};
use super::heading::one_line;
use super::intake::Intake;
use super::model::{CaseFormat, CaseRow, CasesFile, CasesToWrite, SuiteRow};
use super::paths::{path, path_cell};
use super::suite_name::SuiteName;
use crate::{BrokenReason, FormatError, ReadOptions, text, words};
use voluptas_core::domain::case::{CaseContent, Step, StepsType};
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::suite::SuiteContent;

/// Beginning of the comment that marks a file of this program.
const MARK: &str = "# voluptas-cases 1 ";
/// Beginning of the tag with the id of a case.
const ID_TAG: &str = "id:";
/// Lists of the keywords of written files.
const OWN_LISTS: [&str; 2] = ["spelled_gherkin_en", "spelled_gherkin_ru"];

/// A heading with the lines below it.
struct Block<'t> {
    kind: &'static str,
    title: &'t str,
    /// Number among the rules of its feature with the same title; 1 for other headings.
    nth: u32,
    line: u64,
    tags: Vec<String>,
    body: Vec<&'t str>,
}

/// The headings of a file.
struct Headings<'t> {
    blocks: Vec<Block<'t>>,
    /// The project's code in a file of this program.
    mark: Option<&'t str>,
    /// Keywords of the language that the file names.
    keywords: Keywords,
}

/// True when a text looks like a feature file: its first line with content has a heading, a tag or the language.
pub(super) fn is_one(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim).filter(|l| !l.is_empty());
    lines.find(|l| !l.starts_with('#') || l.starts_with(MARK) || language(l).is_some()).is_some_and(|line| {
        line.starts_with(MARK)
            || language(line).is_some()
            || Keywords::Common.heading(line).is_some()
            || line.strip_prefix('@').is_some_and(|tag| tag.starts_with(char::is_alphanumeric) && !tag.contains([',', ';']))
    })
}

/// The code in `# language: ru`.
fn language(line: &str) -> Option<&str> {
    let code = line.strip_prefix('#')?.trim_start().strip_prefix("language")?.trim_start().strip_prefix(':')?.trim();
    let is_code = |c: char| c.is_ascii_alphabetic() || matches!(c, '-' | '_');
    Some(code).filter(|code| !code.is_empty() && code.chars().all(is_code))
}

/// Kind (`given`, `then`, `scenario`, ...) and length in bytes of the English or Russian keyword at the beginning of a line of Gherkin
/// without indent.
pub fn keyword(line: &str) -> Option<(&'static str, usize)> {
    match line.find(':').zip(Keywords::Common.heading(line)) {
        Some((at, (kind, _))) => Some((kind, at + 1)),
        None => Keywords::Common.step(line),
    }
}

fn fence(line: &str) -> Option<&'static str> {
    ["\"\"\"", "```"].into_iter().find(|fence| line.trim_start().starts_with(fence))
}

/// Reads a file.
pub(super) fn read(file: &str, bytes: &[u8], options: &ReadOptions) -> Result<CasesFile, FormatError> {
    let decoded = text::decode(bytes, options.encoding).ok_or_else(|| FormatError::NotText { file: file.to_owned() })?;
    let Headings { blocks, mark, keywords } = headings(file, &decoded.text)?;
    check(file, &decoded.text, &blocks, keywords)?;
    let mut intake = Intake::new(file, decoded.encoding);
    let (mut feature, mut rule): (Vec<SuiteName>, Vec<SuiteName>) = (Vec::new(), Vec::new());
    let mut feature_tags: Vec<String> = Vec::new();
    let mut rule_tags: Vec<String> = Vec::new();
    let mut case: Option<CaseRow> = None;
    // Blocks of examples of the case.
    let mut example_blocks: Vec<examples::Block> = Vec::new();
    let mut suite: Option<SuiteRow> = None;
    for block in blocks {
        let (description, steps) = parts(&block.body, keywords);
        if block.kind == "examples" {
            if case.is_some() {
                example_blocks.push(example_block(&block, mark.is_some(), keywords));
            }
            continue;
        }
        if let Some(mut row) = case.take() {
            row.content.parameters = examples::parameters(std::mem::take(&mut example_blocks));
            intake.case(row);
        }
        if block.kind == "background" {
            if let Some(suite) = &mut suite {
                let own = |line: &str| {
                    if mark.is_some() { line.strip_prefix("* ").unwrap_or(line).to_owned() } else { line.to_owned() }
                };
                suite.content.preconditions =
                    Some(steps.lines().map(own).collect::<Vec<_>>().join("\n")).filter(|t| !t.is_empty());
            }
            continue;
        }
        if let Some(suite) = suite.take() {
            intake.suite(suite);
        }
        match block.kind {
            "feature" | "rule" => {
                let is_root = block.kind == "feature" && mark.is_some();
                let titles = match (block.kind, mark) {
                    _ if is_root || block.title.is_empty() => Vec::new(),
                    ("rule", Some(_)) => path(block.title),
                    _ => vec![SuiteName::new(block.title, block.nth)],
                };
                if block.kind == "feature" {
                    (feature, rule) = (titles.clone(), Vec::new());
                    feature_tags = block.tags;
                    rule_tags = Vec::new();
                } else {
                    rule = titles.clone();
                    rule_tags = block.tags;
                }
                let mut parents = if block.kind == "feature" { Vec::new() } else { feature.clone() };
                parents.extend(titles);
                if let Some(SuiteName { title, nth }) = parents.pop().filter(|_| !is_root) {
                    let of_own = |text: String| unescaped(&text.lines().collect::<Vec<_>>(), keywords);
                    let description = if mark.is_some() { description.and_then(of_own) } else { description };
                    suite = Some(SuiteRow {
                        line: block.line,
                        parents,
                        nth,
                        content: SuiteContent { title, description, preconditions: None },
                    });
                }
            }
            _ => {
                let mut tags: Vec<String> = feature_tags.iter().chain(&rule_tags).chain(&block.tags).cloned().collect();
                let id = tags.iter().find_map(|t| t.strip_prefix(ID_TAG)).filter(|_| mark.is_some()).map(str::to_owned);
                tags.retain(|t| mark.is_none() || !t.starts_with(ID_TAG));
                let (description, preconditions) =
                    if mark.is_some() { own_texts(description, keywords) } else { (description, None) };
                let title = block.title.to_owned();
                let mut content = CaseContent { title, description, preconditions, tags, ..CaseContent::default() };
                content.steps_type = StepsType::Gherkin;
                if !steps.is_empty() {
                    content.steps = vec![Step { action: steps, ..Step::default() }];
                }
                let place = feature.iter().chain(&rule).cloned().collect();
                case = Some(CaseRow {
                    line: block.line,
                    id,
                    suite: place,
                    content,
                    functions: Vec::new(),
                    further: Vec::new(),
                    milestone: String::new(),
                });
            }
        }
    }
    case.into_iter().for_each(|mut row| {
        row.content.parameters = examples::parameters(std::mem::take(&mut example_blocks));
        intake.case(row);
    });
    suite.into_iter().for_each(|row| intake.suite(row));
    use CaseField::{Description, Parameters, Preconditions, Steps, Suite, Tags};
    let project = mark.map(str::to_owned).filter(|code| !code.is_empty());
    let mut fields = BTreeSet::from([Description, Parameters, Steps, Suite, Tags]);
    fields.extend(mark.map(|_| Preconditions));
    Ok(intake.done(CaseFormat::Feature, project, fields))
}

/// Description and preconditions of a case in a file of this program, which stand in one text.
fn own_texts(text: Option<String>, keywords: Keywords) -> (Option<String>, Option<String>) {
    let text = text.unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let begins = |line: &&str| {
        let word = line.strip_prefix("- ").and_then(|line| line.strip_suffix(':'));
        word.is_some_and(|word| OWN_LISTS.iter().any(|list| words::spelled(list, "preconditions") == word))
    };
    let at = lines.iter().position(begins).unwrap_or(lines.len());
    (unescaped(&lines[..at], keywords), unescaped(lines.get(at + 1..).unwrap_or_default(), keywords))
}

/// The lines of a text without the dashes that a written file has before those that would begin something.
fn unescaped(lines: &[&str], keywords: Keywords) -> Option<String> {
    let lines = lines.iter().map(|line| line.strip_prefix("- ").filter(|rest| is_taken(rest, keywords)).unwrap_or(line));
    Some(lines.collect::<Vec<_>>().join("\n").trim().to_owned()).filter(|text| !text.is_empty())
}

/// True for a line of a text that would begin something, apart from the dashes before it.
fn is_taken(line: &str, keywords: Keywords) -> bool {
    let mut line = line.trim_start();
    while let Some(rest) = line.strip_prefix("- ") {
        line = rest.trim_start();
    }
    keywords.is_step(line) || keywords.heading(line).is_some() || fence(line).is_some() || line.starts_with(['@', '#', '|', '*'])
}

/// Refuses a file without a feature or a scenario, and one with a feature in a language that it does not name.
fn check(file: &str, text: &str, blocks: &[Block<'_>], keywords: Keywords) -> Result<(), FormatError> {
    let has = |kind: &str| blocks.iter().any(|b| b.kind == kind);
    if has("feature") {
        return Ok(());
    }
    let file = file.to_owned();
    match foreign_feature(text).filter(|_| matches!(keywords, Keywords::Common)) {
        Some((line, language)) => Err(FormatError::NoLanguage { file, line, language }),
        None if has("scenario") => Ok(()),
        None => Err(FormatError::Unknown { file }),
    }
}

/// The headings of a file with their lines.
fn headings<'t>(file: &str, text: &'t str) -> Result<Headings<'t>, FormatError> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut mark = None;
    let mut keywords: Option<Keywords> = None;
    let mut tags: Vec<String> = Vec::new();
    let mut open: Option<(&str, u64)> = None;
    // Number of rules of the feature by title.
    let mut rules: HashMap<&str, u32> = HashMap::new();
    for (line, whole) in (1..).zip(text.lines()) {
        let trimmed = whole.trim();
        if let Some((fence, _)) = open {
            if trimmed.starts_with(fence) {
                open = None;
            }
        } else if let Some(fence) = fence(whole) {
            let closes = trimmed.len() > 3 && trimmed[3..].contains(fence);
            open = Some((fence, line)).filter(|_| !blocks.is_empty() && !closes);
        } else if trimmed.starts_with('#') {
            if let Some(code) = language(trimmed).filter(|_| blocks.is_empty() && keywords.is_none()) {
                let unknown = || FormatError::UnknownLanguage { file: file.to_owned(), line, language: code.to_owned() };
                keywords = Some(Keywords::of_code(code).ok_or_else(unknown)?);
            }
            mark = mark.or_else(|| whole.strip_prefix(MARK).map(str::trim)).filter(|_| blocks.is_empty() || mark.is_some());
            continue;
        } else if trimmed.starts_with('@') && is_tags(trimmed) {
            let words = trimmed.split_whitespace().take_while(|w| !w.starts_with('#'));
            tags.extend(words.flat_map(|w| w.split('@')).filter(|t| !t.is_empty()).map(str::to_owned));
            continue;
        } else if let Some((kind, title)) = keywords.unwrap_or(Keywords::Common).heading(trimmed) {
            if kind == "feature" {
                rules.clear();
            }
            let mut nth = 1;
            if kind == "rule" {
                let rules_of_title = rules.entry(title).or_default();
                *rules_of_title += 1;
                nth = *rules_of_title;
            }
            blocks.push(Block { kind, title, nth, line, tags: std::mem::take(&mut tags), body: Vec::new() });
            continue;
        }
        if let Some(block) = blocks.last_mut() {
            block.body.push(whole);
        }
    }
    match open {
        Some((_, line)) => Err(FormatError::Broken { file: file.to_owned(), line, reason: BrokenReason::OpenFence }),
        None => Ok(Headings { blocks, mark, keywords: keywords.unwrap_or(Keywords::Common) }),
    }
}

/// True for a character that would end a tag: blanks of any kind, among them the no-break space of spreadsheets, and `@`.
fn breaks_tags(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '@'
}

fn is_tags(line: &str) -> bool {
    line.split_whitespace().take_while(|w| !w.starts_with('#')).all(|w| w.starts_with('@') && w.len() > 1)
}

/// Description and steps of a block.
fn parts(body: &[&str], keywords: Keywords) -> (Option<String>, String) {
    let is_body = |line: &&str| keywords.is_step(line) || line.trim_start().starts_with('|') || fence(line).is_some();
    let at = body.iter().position(is_body).unwrap_or(body.len());
    let (before, steps) = body.split_at(at);
    (Some(unindented(before)).filter(|t| !t.is_empty()), unindented(steps))
}

/// Lines without their common indentation and without blank lines around them.
fn unindented(lines: &[&str]) -> String {
    let depth = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let common = lines.iter().filter(|l| !l.trim().is_empty()).map(depth).min().unwrap_or(0);
    let cut: Vec<&str> = lines.iter().map(|l| l.get(common..).unwrap_or_default().trim_end()).collect();
    cut.join("\n").trim_matches('\n').to_owned()
}

/// Reads a block of examples.
fn example_block(block: &Block<'_>, is_own: bool, keywords: Keywords) -> examples::Block {
    let rows: Vec<Vec<String>> = block.body.iter().map(|l| l.trim()).filter(|l| l.starts_with('|')).map(cells).collect();
    let (description, _) = parts(&block.body, keywords);
    let of_own = |text: String| unescaped(&text.lines().collect::<Vec<_>>(), keywords);
    let description = if is_own { description.and_then(of_own) } else { description };
    let tags: Vec<String> = block.tags.iter().map(|tag| format!("@{tag}")).collect();
    examples::Block { about: [block.title.to_owned(), tags.join(" "), description.unwrap_or_default()], rows }
}

fn cells(line: &str) -> Vec<String> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut chars = line.chars().skip(1);
    while let Some(c) = chars.next() {
        match c {
            '|' => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            '\\' => match chars.next() {
                Some('n') => cell.push('\n'),
                Some(c @ ('|' | '\\')) => cell.push(c),
                other => {
                    cell.push('\\');
                    cell.extend(other);
                }
            },
            c => cell.push(c),
        }
    }
    cells
}

/// True for the first word of a step in Russian letters.
fn is_russian(line: &str) -> bool {
    line.starts_with(|c: char| matches!(c, 'А'..='я' | 'Ё'))
}

/// Writes a file.
pub(super) fn write(content: &CasesToWrite) -> Vec<u8> {
    let gherkin = content.rows.iter().filter(|r| r.content.steps_type == StepsType::Gherkin);
    let lines = || gherkin.clone().flat_map(|r| &r.content.steps).flat_map(|s| s.action.lines());
    let keywords = Keywords::of_steps(lines());
    let mut words = lines().filter(|l| Keywords::Common.is_step(l) && !l.trim_start().starts_with('*'));
    let russian = match words.next() {
        Some(first) => is_russian(first.trim_start()),
        None => content.rows.iter().filter(|r| r.content.title.contains(is_cyrillic)).count() * 2 > content.rows.len(),
    };
    let list = if russian { "spelled_gherkin_ru" } else { "spelled_gherkin_en" };
    let mut out = Out { text: String::new(), keywords, list, russian };
    match keywords {
        Keywords::Common if russian => out.text.push_str("# language: ru\n"),
        Keywords::Common => {}
        Keywords::Of(language) => out.text.push_str(&format!("# language: {}\n", language.code)),
    }
    out.text.push_str(&format!("{MARK}{}\n", one_line(&content.project)));
    out.line(0, &format!("{}: {}", out.word("feature"), one_line(&content.title)));
    // Gherkin has scenarios of the feature itself before its rules.
    content.rows.iter().filter(|r| r.suite.is_empty()).for_each(|row| out.case(row, 1));
    let mut by_suite: std::collections::BTreeMap<&[SuiteName], Vec<&CaseRow>> = std::collections::BTreeMap::new();
    for row in content.rows.iter().filter(|r| !r.suite.is_empty()) {
        by_suite.entry(&row.suite).or_default().push(row);
    }
    for suite in &content.suites {
        let path = suite.path();
        out.rule(&path, Some(&suite.content));
        by_suite.remove(path.as_slice()).into_iter().flatten().for_each(|row| out.case(row, 2));
    }
    for (path, rows) in by_suite {
        out.rule(path, None);
        rows.iter().for_each(|row| out.case(row, 2));
    }
    out.text.into_bytes()
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, 'А'..='я' | 'Ё' | 'ё')
}

struct Out {
    text: String,
    keywords: Keywords,
    /// List of the keywords of a file in English or Russian, and of the words beside keywords in any other.
    list: &'static str,
    russian: bool,
}

impl Out {
    fn word(&self, name: &str) -> &'static str {
        match self.keywords {
            Keywords::Of(language) if !language.word(name).is_empty() => language.word(name),
            _ => words::spelled(self.list, name),
        }
    }

    fn line(&mut self, depth: usize, line: &str) {
        if !line.is_empty() {
            self.text.extend(std::iter::repeat_n("  ", depth));
            self.text.push_str(line);
        }
        self.text.push('\n');
    }

    fn rule(&mut self, path: &[SuiteName], content: Option<&SuiteContent>) {
        self.line(0, "");
        self.line(1, &format!("{}: {}", self.word("rule"), one_line(&path_cell(path))));
        let Some(content) = content else { return };
        self.description(content.description.as_deref(), 2);
        if let Some(preconditions) = &content.preconditions {
            self.line(2, &format!("{}:", self.word("background")));
            self.steps(preconditions, 3);
        }
    }

    fn description(&mut self, text: Option<&str>, depth: usize) {
        for line in text.unwrap_or_default().lines().map(str::trim).filter(|l| !l.is_empty()) {
            self.line(depth, &if is_taken(line, self.keywords) { format!("- {line}") } else { line.to_owned() });
        }
    }

    fn case(&mut self, row: &CaseRow, depth: usize) {
        let c = &row.content;
        self.line(0, "");
        let id = row.id.iter().map(|id| format!("{ID_TAG}{id}"));
        let tags: Vec<String> = id.chain(c.tags.iter().cloned()).map(|t| format!("@{}", t.replace(breaks_tags, "_"))).collect();
        if !tags.is_empty() {
            self.line(depth, &tags.join(" "));
        }
        let blocks = examples::blocks(&c.parameters);
        let word = if blocks.is_empty() { self.word("scenario") } else { self.word("outline") };
        self.line(depth, &format!("{word}: {}", one_line(&c.title)));
        self.description(c.description.as_deref(), depth + 1);
        for (heading, text) in [(self.word("preconditions"), &c.preconditions)] {
            if let Some(text) = text {
                self.line(depth + 1, &format!("- {heading}:"));
                self.description(Some(text), depth + 1);
            }
        }
        if c.steps_type == StepsType::Gherkin {
            for step in &c.steps {
                self.steps(&step.action, depth + 1);
            }
        } else {
            self.classic(&c.steps, depth + 1);
        }
        for examples::Block { about: [name, tags, description], rows } in blocks {
            self.line(0, "");
            let tags = tags.split_whitespace().filter(|tag| is_tags(tag)).collect::<Vec<_>>().join(" ");
            if !tags.is_empty() {
                self.line(depth + 1, &tags);
            }
            self.line(depth + 1, format!("{}: {}", self.word("examples"), one_line(&name)).trim_end());
            self.description(Some(&description), depth + 2);
            for row in rows {
                let cell = |c: &String| c.replace('\\', "\\\\").replace('|', "\\|").replace('\n', "\\n");
                self.line(depth + 2, &format!("| {} |", row.iter().map(cell).collect::<Vec<_>>().join(" | ")));
            }
        }
    }

    /// Steps as a person wrote them; a line that is none gets an asterisk.
    fn steps(&mut self, text: &str, depth: usize) {
        let mut open: Option<&str> = None;
        let mut begun = false;
        for line in text.lines() {
            let trimmed = line.trim();
            if let Some(end) = open {
                if trimmed.starts_with(end) {
                    open = None;
                }
                self.line(depth, line.trim_end());
                continue;
            }
            if trimmed.is_empty() {
                continue;
            }
            let is_other = matches!(self.keywords, Keywords::Common) && is_russian(trimmed) != self.russian;
            let own_language = trimmed.starts_with('*') || !is_other;
            let is_part =
                begun && (trimmed.starts_with('|') && trimmed.ends_with('|') && trimmed.len() > 1 || fence(trimmed).is_some());
            if is_part {
                open = fence(trimmed);
                self.line(depth + 1, trimmed);
            } else if self.keywords.is_step(trimmed) && own_language {
                self.line(depth, trimmed);
            } else {
                self.line(depth, &format!("* {trimmed}"));
            }
            begun = true;
        }
        if let Some(end) = open {
            self.line(depth, end);
        }
    }

    fn classic(&mut self, steps: &[Step], depth: usize) {
        for step in steps {
            let (when, then) = (self.word("when"), self.word("then"));
            self.classic_step(when, &step.action, step.data.as_deref(), depth);
            self.classic(&step.steps, depth);
            if let Some(expected) = &step.expected {
                self.classic_step(then, expected, None, depth);
            }
        }
    }

    /// A step whose further lines stand between fences.
    fn classic_step(&mut self, word: &str, text: &str, data: Option<&str>, depth: usize) {
        let mut lines = text.lines().map(str::trim_end).filter(|l| !l.trim().is_empty());
        let Some(first) = lines.next() else { return };
        self.line(depth, &format!("{word} {}", first.trim()));
        let more: Vec<&str> = lines.chain(data.unwrap_or_default().lines()).collect();
        if !more.is_empty() {
            self.line(depth + 1, "\"\"\"");
            for line in more {
                self.line(depth + 1, &line.replace("\"\"\"", "'''"));
            }
            self.line(depth + 1, "\"\"\"");
        }
    }
}
