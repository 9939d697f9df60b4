//! Lines of TAP: what each one is, and the YAML behind a test.

use super::line_reader::push_within;
use super::model::Attempt;
use super::status::filled;
use voluptas_core::domain::status::ResultStatus;

/// The kind of a line.
pub(super) enum Line<'l> {
    /// `TAP version 14`, with its number.
    Version(u8),
    /// `1..6`: the number of tests.
    Plan(u64),
    Test(TestLine),
    /// `Bail out!` and the reason.
    Bail(&'l str),
    /// `# …` without its sign.
    Comment(&'l str),
    /// `}`: the end of subtests.
    Close,
    Other,
}

/// What follows the sign `#` of a test line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Directive {
    #[default]
    None,
    Skip,
    Todo,
}

/// `not ok 4 - guesses # TODO not ready`.
#[derive(Default)]
pub(super) struct TestLine {
    pub is_ok: bool,
    pub number: Option<u64>,
    pub name: String,
    pub directive: Directive,
    /// Text behind the directive.
    pub reason: String,
    pub duration_ms: Option<i64>,
    /// A brace at the end: subtests follow.
    pub opens: bool,
    has_number: bool,
    /// A dash before the name.
    pub has_dash: bool,
}

impl<'l> Line<'l> {
    /// The kind of a line without its indentation.
    pub fn of(line: &'l str) -> Self {
        let line = line.trim_end();
        if let Some(comment) = line.strip_prefix('#') {
            return Self::Comment(comment.trim());
        }
        if line == "}" {
            return Self::Close;
        }
        if let Some(version) = line.strip_prefix("TAP version ") {
            return match version {
                "12" => Self::Version(12),
                "13" => Self::Version(13),
                "14" => Self::Version(14),
                _ => Self::Other,
            };
        }
        if let Some((_, reason)) = line.split_at_checked(9).filter(|(word, _)| word.eq_ignore_ascii_case("bail out!")) {
            return Self::Bail(reason.trim());
        }
        if let Some(plan) = line.strip_prefix("1..") {
            let (count, rest) = plan.split_at(plan.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(plan.len()));
            let is_plan = rest.is_empty() || rest.trim_start().starts_with('#');
            return count.parse().ok().filter(|_| is_plan).map_or(Self::Other, Self::Plan);
        }
        TestLine::of(line).map_or(Self::Other, Self::Test)
    }
}

impl TestLine {
    fn of(line: &str) -> Option<Self> {
        let (is_ok, rest) = match line.strip_prefix("not ok") {
            Some(rest) => (false, rest),
            None => (true, line.strip_prefix("ok")?),
        };
        if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
            return None;
        }
        let mut test = Self { is_ok, ..Self::default() };
        let rest = test.numbered(rest.trim_start());
        let rest = match rest.strip_suffix('{') {
            Some(before) if before.is_empty() || before.ends_with(' ') => {
                test.opens = true;
                before.trim_end()
            }
            _ => rest,
        };
        let rest = test.directed(rest);
        let rest = match rest.strip_prefix('-') {
            Some(name) => {
                test.has_dash = true;
                name
            }
            None => rest,
        };
        test.name = unescaped(rest.trim());
        Some(test)
    }

    /// True for a line that hardly any other text has: with a number, or a dash before the name.
    pub fn is_plain(&self) -> bool {
        self.has_number || self.has_dash
    }

    /// True for a line of nothing but its outcome.
    pub fn is_bare(&self) -> bool {
        !self.is_plain() && self.name.is_empty() && !self.opens
    }

    /// Takes the number; gives the rest.
    fn numbered<'l>(&mut self, rest: &'l str) -> &'l str {
        let (digits, behind) = rest.split_at(rest.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(rest.len()));
        if digits.is_empty() || !(behind.is_empty() || behind.starts_with([' ', '\t'])) {
            return rest;
        }
        self.has_number = true;
        self.number = digits.parse().ok();
        behind.trim_start()
    }

    /// Takes directives and the duration behind the name, the last one first; gives the rest.
    fn directed<'l>(&mut self, mut rest: &'l str) -> &'l str {
        while let Some(at) = rest.rfind('#').filter(|at| *at == 0 || rest[..*at].ends_with([' ', '\t'])) {
            let (before, sign) = rest.split_at(at);
            let text = sign.trim_start_matches('#').trim();
            if let Some(took) = text.strip_prefix("time=") {
                self.duration_ms = duration(took);
            } else if let Some((directive, reason)) = directive(text) {
                (self.directive, self.reason) = (directive, reason.to_owned());
            } else {
                break;
            }
            rest = before.trim_end();
        }
        rest
    }
}

/// The directive at the beginning of a text, in any letter case, and the text behind it.
fn directive(text: &str) -> Option<(Directive, &str)> {
    let (word, reason) = text.split_once([' ', '\t', ':']).unwrap_or((text, ""));
    let word = word.to_ascii_lowercase();
    let directive = match word.as_str() {
        "todo" => Directive::Todo,
        _ if word.starts_with("skip") => Directive::Skip,
        _ => return None,
    };
    Some((directive, reason.trim()))
}

/// `12.5ms` or `1.5s` in milliseconds.
fn duration(text: &str) -> Option<i64> {
    let text = text.trim();
    match text.strip_suffix("ms") {
        Some(ms) => milliseconds(ms),
        None => super::status::seconds(text.trim_end_matches('s')),
    }
}

/// A name that ends with the duration, as bats writes it when it measures (`adds in 12ms`): the name without it, and milliseconds.
pub(super) fn timed(name: &str) -> Option<(&str, i64)> {
    let (name, time) = name.rsplit_once(" in ")?;
    let (number, factor) = match time.strip_suffix("ms") {
        Some(number) => (number, 1),
        None => (time.strip_suffix("sec")?, 1_000),
    };
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let took = number.parse::<i64>().ok().filter(|_| is_number)?;
    Some((name, took.checked_mul(factor)?))
}

/// A number of milliseconds with or without a fraction.
fn milliseconds(text: &str) -> Option<i64> {
    let ms: f64 = text.trim().parse().ok()?;
    super::status::seconds(&(ms / 1_000.0).to_string())
}

/// A name without the backslashes before its signs.
fn unescaped(text: &str) -> String {
    if text.contains('\\') { text.replace("\\#", "#").replace("\\\\", "\\") } else { text.to_owned() }
}

/// Width of the blanks before a line.
pub(super) fn indent(line: &str) -> usize {
    line.bytes().take_while(|b| matches!(b, b' ' | b'\t')).map(|b| if b == b'\t' { 4 } else { 1 }).sum()
}

/// The YAML behind a test.
pub(super) struct Diagnostics {
    pub is_open: bool,
    indent: usize,
    text: String,
}

/// Members that say what failed, the best one first.
const MESSAGES: [&str; 3] = ["message", "error", "reason"];

impl Diagnostics {
    /// Diagnostics that begin at an indentation.
    pub fn at(indent: usize) -> Self {
        Self { is_open: true, indent, text: String::new() }
    }

    /// Takes a line, which may be the end.
    pub fn push(&mut self, line: &str, depth: usize, most: usize) {
        if line.trim() == "..." && depth <= self.indent {
            self.is_open = false;
            return;
        }
        // Without the indentation of the test.
        let blanks = self.indent.min(line.len() - line.trim_start_matches([' ', '\t']).len());
        push_within(&mut self.text, line.get(blanks..).unwrap_or_default(), most);
        push_within(&mut self.text, "\n", most);
    }

    /// Members of the outermost level: name and text.
    fn members(&self) -> Vec<(&str, String)> {
        let mut members: Vec<(&str, String)> = Vec::new();
        for line in self.text.lines() {
            let named = line.split_once(':').filter(|(name, _)| !line.starts_with([' ', '\t', '-', '#']) && !name.contains(' '));
            if let Some((name, value)) = named {
                let value = value.trim();
                members.push((name, if is_block(value) { String::new() } else { unquoted(value) }));
            } else if let Some((_, text)) = members.last_mut() {
                text.push_str(line.strip_prefix("  ").unwrap_or(line));
                text.push('\n');
            }
        }
        members
    }

    /// Adds what the diagnostics say to a test.
    pub fn describe(&self, attempt: &mut Attempt, is_bad: bool) {
        let members = self.members();
        let of = |name: &str| members.iter().find(|(own, _)| *own == name).and_then(|(_, text)| filled(text.as_str()));
        attempt.duration_ms = attempt.duration_ms.or_else(|| milliseconds(&of("duration_ms")?));
        if !is_bad {
            return;
        }
        attempt.message = MESSAGES.iter().find_map(|name| of(name)).or_else(|| filled(self.text.as_str()));
        attempt.trace = of("stack").or_else(|| filled(self.text.as_str()));
        // Words of `node --test`.
        if of("failureType")
            .is_some_and(|kind| matches!(kind.as_str(), "testTimeoutFailure" | "cancelledByParent" | "testAborted"))
        {
            attempt.status = ResultStatus::Broken;
        }
    }
}

/// True for the sign of a text of several lines.
fn is_block(value: &str) -> bool {
    value.starts_with(['|', '>']) && value.len() <= 3
}

/// A value without its quotes.
fn unquoted(value: &str) -> String {
    let within = |quote: char| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    match (within('"'), within('\'')) {
        (Some(text), _) => text.replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\"),
        (_, Some(text)) => text.replace("''", "'"),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(line: &str) -> (bool, Option<u64>, String, Directive, String) {
        let Line::Test(test) = Line::of(line) else { return (false, None, "no test".to_owned(), Directive::None, String::new()) };
        (test.is_ok, test.number, test.name, test.directive, test.reason)
    }

    #[test]
    fn reads_lines_of_tests() {
        let of =
            |is_ok, number, name: &str, directive, reason: &str| (is_ok, number, name.to_owned(), directive, reason.to_owned());
        assert_eq!(test("ok"), of(true, None, "", Directive::None, ""));
        assert_eq!(test("not ok 12 - issue #12 is fixed"), of(false, Some(12), "issue #12 is fixed", Directive::None, ""));
        assert_eq!(test("ok - a \\# b # skip: no rates"), of(true, None, "a # b", Directive::Skip, "no rates"));
        assert_eq!(test("not ok 4 # TODO later # time=3ms"), of(false, Some(4), "", Directive::Todo, "later"));
        assert_eq!(test("ok 99999999999999999999 x").1, None);
        assert_eq!(test("okay then").2, "no test");
        assert!(matches!(Line::of("ok 1 - parent {"), Line::Test(TestLine { opens: true, .. })));
        assert_eq!((duration("12.6ms"), duration("1.5s"), duration("soon")), (Some(13), Some(1500), None));
    }

    #[test]
    fn tells_plans_from_prose() {
        assert!(matches!(Line::of("1..0 # SKIP no network"), Line::Plan(0)));
        for other in ["1..3 steps", "1..", "1..99999999999999999999", "TAP version 99", "bail out later"] {
            assert!(matches!(Line::of(other), Line::Other), "{other}");
        }
    }
}
