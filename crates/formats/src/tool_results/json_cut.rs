//! JSON of test tools that is cut off or malformed: the part with the tests that came whole.
//!
//! [`CutFinder`] looks at the brackets of a document that ends too early, or up to its fault, and finds its part up to the last complete test with
//! the brackets that close it. A test is an element of the lists that hold tests and their suites ([`JsonFormat::lists`]). It counts once
//! it has ended with all its attempts ([`Tests`]), and all that it is known by was read: the suites around it have their names, which
//! Cucumber writes behind their scenarios.

use super::json_format::{JsonFormat, Tests};

/// An object or list that is open.
#[derive(Debug)]
struct Open {
    /// Name of the member whose value it is; blank in a list.
    member: Vec<u8>,
    is_list: bool,
    /// True for a list of the shape, and for an object that is an element of one.
    counts: bool,
    /// True for a test: it is complete at its end alone.
    is_test: bool,
    /// Needed members that were read; a bit each.
    has: u32,
}

/// Looks at the brackets of a document piece by piece, and knows where its last complete test ended.
#[derive(Debug)]
pub struct CutFinder {
    format: &'static JsonFormat,
    stack: Vec<Open>,
    /// The text that was read last: a key when a colon follows.
    text: Vec<u8>,
    key: Vec<u8>,
    is_in_text: bool,
    is_escaped: bool,
    /// Bytes that were looked at.
    at: u64,
    /// Length up to the last complete test, and the brackets that close what is open there. A document that ended is there as it is.
    whole: Option<(u64, Vec<u8>)>,
    /// Line and column of the next byte, from 1.
    next: (u64, usize),
    /// Line and column of the fault before which the document ends.
    fault: Option<(u64, usize)>,
}

/// Bytes of a text that are kept: no name of a member that matters is longer.
const KEPT: usize = 16;

impl CutFinder {
    /// A finder at the beginning of a document of a format.
    pub(super) fn new(format: &'static JsonFormat) -> Self {
        Self {
            format,
            stack: Vec::new(),
            text: Vec::new(),
            key: Vec::new(),
            is_in_text: false,
            is_escaped: false,
            at: 0,
            whole: None,
            next: (1, 1),
            fault: None,
        }
    }

    /// Lets the finder pass over what stands behind a fault at a line and column of the parser.
    #[must_use]
    pub fn until(self, line: u64, column: usize) -> Self {
        Self { fault: Some((line, column)), ..self }
    }

    /// The part of the document up to its last complete test: its length and the brackets that close it; `None` without a test.
    #[must_use]
    pub fn whole(self) -> Option<(u64, Vec<u8>)> {
        self.whole
    }

    /// Looks at the next bytes.
    pub fn look(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if self.fault.is_some_and(|fault| self.next >= fault) {
                return;
            }
            self.next = if *byte == b'\n' { (self.next.0 + 1, 1) } else { (self.next.0, self.next.1 + 1) };
            self.at += 1;
            if self.is_in_text {
                self.in_text(*byte);
            } else {
                self.outside(*byte);
            }
        }
    }

    fn in_text(&mut self, byte: u8) {
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' => self.is_escaped = true,
            b'"' => self.is_in_text = false,
            _ if self.text.len() < KEPT => self.text.push(byte),
            _ => {}
        }
    }

    fn outside(&mut self, byte: u8) {
        match byte {
            b'"' => {
                self.is_in_text = true;
                self.text.clear();
            }
            b':' => std::mem::swap(&mut self.key, &mut self.text),
            b'{' | b'[' => self.open(byte == b'['),
            b'}' | b']' => self.close(),
            b',' => {
                // The member before the comma was read to its end.
                if let Some(open) = self.stack.last_mut().filter(|open| !open.is_list) {
                    if let Some(bit) = self.format.needed.iter().position(|name| name.as_bytes() == self.key) {
                        open.has |= 1 << bit;
                    }
                    if let Tests::Has(member, value) = self.format.tests
                        && member.as_bytes() == self.key
                    {
                        open.is_test = value.as_bytes().eq_ignore_ascii_case(&self.text);
                    }
                }
                self.key.clear();
            }
            _ => {}
        }
    }

    fn open(&mut self, is_list: bool) {
        let member = std::mem::take(&mut self.key);
        let counts = if is_list {
            let own: &[u8] = if self.stack.is_empty() { b"" } else { &member };
            // A list of that name within a list of another one, or within a test, holds something else.
            self.format.lists.iter().any(|name| name.as_bytes() == own)
                && self.stack.iter().all(|open| !open.is_test && (!open.is_list || open.counts))
        } else {
            self.stack.last().is_some_and(|above| above.is_list && above.counts)
        };
        let name_of_list = self.stack.last().map_or(&b""[..], |above| above.member.as_slice());
        let is_test = !is_list && counts && matches!(self.format.tests, Tests::In(name) if name.as_bytes() == name_of_list);
        self.stack.push(Open { member, is_list, counts, is_test, has: 0 });
    }

    fn close(&mut self) {
        let Some(closed) = self.stack.pop() else { return };
        // A comma behind it ends this member, and not the last one within it.
        self.key = closed.member;
        let all_needed = (1_u32 << self.format.needed.len()) - 1;
        let is_element = !closed.is_list && closed.counts;
        let is_suite = |open: &Open| !open.is_list && open.counts;
        let outermost = match self.format.tests {
            Tests::In(_) => None,
            Tests::Has(..) => self.stack.iter().position(is_suite),
        };
        let is_named = |(at, open): (usize, &Open)| !is_suite(open) || open.has == all_needed || outermost == Some(at);
        if is_element && self.stack.iter().all(|open| !open.is_test) && self.stack.iter().enumerate().all(is_named) {
            let closing = self.stack.iter().rev().map(|open| if open.is_list { b']' } else { b'}' }).collect();
            self.whole = Some((self.at, closing));
        }
        if self.stack.is_empty() {
            self.whole = Some((self.at, Vec::new()));
        }
    }
}

/// A document of a format up to its last complete test, closed; `None` without one. The document is well formed up to its end.
pub(super) fn whole_part(format: &'static JsonFormat, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut finder = CutFinder::new(format);
    finder.look(bytes);
    let (end, closing) = finder.whole()?;
    Some([bytes.get(..usize::try_from(end).ok()?)?, &closing].concat())
}

#[cfg(test)]
mod tests {
    use super::super::{Cut, Piece, ToolFormat, ToolResults, cucumber, read};
    use super::*;
    use voluptas_core::domain::status::ResultStatus;

    fn results(text: &[u8]) -> Option<ToolResults> {
        match read("report.json", text) {
            Ok(Piece::Results(_, results)) => Some(*results),
            _ => None,
        }
    }

    #[test]
    fn a_document_cut_anywhere_gives_tests_of_the_whole_one() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples/tools");
        let mut formats = std::collections::BTreeSet::new();
        for entry in walkdir(&folder) {
            let bytes = std::fs::read(&entry).expect("file");
            let name = entry.display().to_string();
            let Ok(Piece::Results(format, whole)) = read(&name, &bytes) else { continue };
            if format == ToolFormat::Allure2 || !name.ends_with(".json") {
                continue;
            }
            let (mut most, end) = (0, bytes.trim_ascii_end().len());
            for cut in (1..end).step_by(1 + end / 400).chain([end - 1]) {
                let Some(part) = results(&bytes[..cut]) else { continue };
                assert_eq!(part.attempts[..], whole.attempts[..part.attempts.len()], "{name} up to {cut}");
                let said = part.cut.expect("said to be cut");
                assert!(said.tests > 0 && said.tests <= part.attempts.len() && said.line > 0, "{name} up to {cut}: {said:?}");
                most = most.max(part.attempts.len());
            }
            assert!(most > 0 || whole.attempts.len() < 2, "{name}: nothing was saved of {} attempts", whole.attempts.len());
            formats.insert(format);
        }
        assert_eq!(formats.len(), 5, "{formats:?}");
    }

    #[test]
    fn pieces_of_a_document_are_one() {
        let text = br#"[{"uri": "a\"]", "name": "b\\", "elements": [{"name": "one"}, {"na"#;
        let whole = whole_part(&cucumber::FORMAT, text);
        assert!(whole.as_ref().is_some_and(|part| part.ends_with(br#"{"name": "one"}]}]"#)));
        let mut finder = CutFinder::new(&cucumber::FORMAT);
        text.chunks(1).for_each(|piece| finder.look(piece));
        let (end, closing) = finder.whole().expect("a test");
        assert_eq!(Some([&text[..usize::try_from(end).expect("short")], &closing].concat()), whole);
    }

    #[test]
    fn a_finder_ends_before_a_fault() {
        let text =
            "[{\"uri\": \"a\", \"name\": \"b\", \"elements\": [{\"name\": \"one\"},\n {\"name\": oops}, {\"name\": \"two\"}]}]";
        let error = serde_json::from_str::<serde_json::Value>(text).expect_err("a fault");
        let mut finder = CutFinder::new(&cucumber::FORMAT).until(error.line() as u64, error.column());
        text.as_bytes().chunks(3).for_each(|piece| finder.look(piece));
        let (end, closing) = finder.whole().expect("a test");
        assert_eq!(
            (&text[..usize::try_from(end).expect("short")], closing),
            (text.split(",\n").next().expect("a line"), b"]}]".to_vec())
        );
        let mut behind = CutFinder::new(&cucumber::FORMAT).until(1, 4);
        behind.look(b"[] x [1]");
        assert_eq!(behind.whole(), Some((2, Vec::new())), "a whole document");
    }

    fn walkdir(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(folder).expect("folder").map(|e| e.expect("entry").path());
        entries.flat_map(|path| if path.is_dir() { walkdir(&path) } else { vec![path] }).collect()
    }

    #[test]
    fn a_test_without_its_end_is_left_out() {
        let head = r#"{"results": {"tool": {}, "summary": {}, "tests": ["#;
        let tests =
            r#"{"name": "pays", "status": "passed"}, {"name": "say \"}]\"", "status": "failed", "tests": [{"name": "no"}]}"#;
        let cut = format!("{head}{tests},\n {{\"name\": \"ships\", \"sta");
        let read = results(cut.as_bytes()).expect("two tests");
        assert_eq!(read.attempts.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["pays", "say \"}]\""]);
        assert_eq!(read.cut.map(|cut| (cut.line, cut.tests)), Some((2, 2)));
        assert_eq!(results(format!("{head}{{\"name\": \"pays\", \"status\": \"passed\"").as_bytes()), None, "none is complete");
    }

    #[test]
    fn malformed_json_gives_the_tests_before_its_fault() {
        let head = "{\"results\": {\"tool\": {}, \"summary\": {\"tests\": 5},\n \"tests\": [\n";
        let test = |name: &str| format!("{{\"name\": \"{name}\", \"status\": \"passed\"}}");
        let before = format!("{head}{},\n{},\n", test("pays"), test("ships"));
        for fault in
            ["oops", "{\"name\": \"a\" \"status\": 1}", "{\"name\": nul}", "}", "{\"name\": \"\\x\"}", "{\"name\": \"\t\"}"]
        {
            let read = results(format!("{before}{fault}, {}]}}}}", test("behind")).as_bytes()).expect("two tests");
            assert_eq!(read.attempts.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["pays", "ships"], "{fault}");
            assert_eq!(read.cut, Some(Cut { line: 5, tests: 2, is_malformed: true }), "{fault}");
        }
        let first = format!("{head}oops, {}]}}}}", test("behind"));
        assert!(read("report.json", first.as_bytes()).is_err(), "no test before the fault");
    }

    #[test]
    fn what_follows_a_document_is_its_fault() {
        let document = r#"{"numTotalTests": 1, "numFailedTestSuites": 0, "testResults": [{"assertionResults": [{"title": "adds",
            "status": "passed"}], "name": "cart.test.ts", "status": "passed"}], "startTime": 1795182140000}"#;
        let read = results(format!("{document}\n\nDone in 3.2s.\n").as_bytes()).expect("a test");
        assert_eq!((read.attempts.len(), read.run.start_ms), (1, Some(1_795_182_140_000)), "with what stands behind the tests");
        assert_eq!(read.cut, Some(Cut { line: 4, tests: 1, is_malformed: true }));
    }

    /// A document of Xcode with test cases of one suite.
    fn xcresult(cases: &str) -> String {
        let head = r#"{"devices": [], "testPlanConfigurations": [], "testNodes": [{"name": "Plan", "nodeType": "Test Plan","#;
        let suite = r#""children": [{"name": "S", "nodeType": "Test Suite", "result": "Failed", "children": ["#;
        format!("{head} \"result\": \"Failed\", {suite}{cases}]}}]}}]}}")
    }

    #[test]
    fn an_unfinished_test_case_with_finished_parts_is_left_out() {
        let whole = r#"{"name": "a", "nodeType": "Test Case", "nodeIdentifier": "S/a", "result": "Passed"}"#;
        for part in [
            r#"{"name": "Repetition 1", "nodeType": "Repetition", "result": "Passed"}"#,
            r#"{"name": "x=1", "nodeType": "Arguments", "result": "Passed"}"#,
            r#"{"name": "Shot", "nodeType": "Attachment"}"#,
            r#"{"name": "iPhone", "nodeType": "Device", "children": [{"name": "1", "nodeType": "Repetition", "result": "Passed"}]}"#,
        ] {
            let open = r#""name": "b", "nodeIdentifier": "S/b""#;
            for case in [
                format!(r#"{{{open}, "nodeType": "Test Case", "result": "Failed", "children": [{part}, {{"name": "Re"#),
                format!(r#"{{{open}, "children": [{part}, {part}], "nodeType": "Test C"#),
            ] {
                let document = xcresult(&format!("{whole}, {case}"));
                let cut = &document[..document.len() - "]}]}]}".len()];
                let read = results(cut.as_bytes()).expect("a test");
                assert_eq!(
                    read.attempts.iter().map(|a| (a.name.as_str(), a.status.clone())).collect::<Vec<_>>(),
                    [("a", ResultStatus::Passed)]
                );
                assert_eq!(read.cut.map(|cut| cut.tests), Some(1), "{case}");
            }
        }
    }

    #[test]
    fn bundles_that_ended_count_where_keys_are_in_alphabetical_order() {
        let case = |name: &str| {
            format!(r#"{{"name": "{name}", "nodeIdentifier": "S/{name}", "nodeType": "Test Case", "result": "Passed"}}"#)
        };
        let suite = |name: &str| format!(r#"{{"children": [{}], "name": "S", "nodeType": "Test Suite"}}"#, case(name));
        let bundle = |name: &str, test: &str| {
            format!(r#"{{"children": [{}], "name": "{name}", "nodeType": "Unit test bundle"}}"#, suite(test))
        };
        let head = r#"{"devices": [], "testNodes": [{"children": ["#;
        let document =
            format!(r#"{head}{}, {}], "name": "Plan", "nodeType": "Test Plan"}}]}}"#, bundle("One", "a"), bundle("Two", "b"));
        let whole = results(document.as_bytes()).expect("tests");
        assert_eq!(whole.attempts.iter().map(|a| a.full_name.as_str()).collect::<Vec<_>>(), ["One/S/a", "Two/S/b"]);
        for end in [r#""name": "b""#, r#", "name": "S", "nodeType": "Test Suite"}], "name": "Two""#] {
            let at = document.rfind(end).expect("an end");
            let read = results(&document.as_bytes()[..at]).expect("a test");
            assert_eq!((read.attempts.as_slice(), read.cut.map(|cut| cut.tests)), (&whole.attempts[..1], Some(1)), "{end}");
        }
        let none = document.find(r#""name": "One""#).expect("a bundle");
        assert_eq!(results(&document.as_bytes()[..none]), None, "the name of a bundle is a part of those of its tests");
    }

    #[test]
    fn lists_within_a_test_are_parts_of_it() {
        let head = r#"{"results": {"tool": {}, "summary": {}, "tests": [{"name": "pays", "status": "passed"}, "#;
        let test = r#"{"name": "ships", "status": "failed", "NAME": [{"name": "1", "status": "passed"}, {"name": "2", "st"#;
        for name in ["retryAttempts", "steps", "tests"] {
            let read = results(format!("{head}{}", test.replace("NAME", name)).as_bytes()).expect("a test");
            assert_eq!(read.attempts.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["pays"], "{name}");
        }
    }

    #[test]
    fn scenarios_count_once_their_feature_is_known() {
        let scenario =
            |name: &str| format!(r#"{{"name": "{name}", "type": "scenario", "keyword": "Scenario", "line": 3, "steps": []}}"#);
        let known =
            format!(r#"[{{"uri": "pay.feature", "name": "Pay", "elements": [{}, {}, {{"na"#, scenario("a"), scenario("b"));
        assert_eq!(results(known.as_bytes()).map(|read| read.attempts.len()), Some(2));
        let behind = format!(
            r#"[{{"keyword": "Feature", "elements": [{}, {}], "name": "Pay", "uri": "pay.f"#,
            scenario("a"),
            scenario("b")
        );
        assert_eq!(results(behind.as_bytes()), None, "the file is a part of a scenario's name");
        let tagged = format!(
            r#"[{{"uri": "pay.feature", "tags": [{{"line": 1, "name": "@x"}}], "elements": [{}, {}, {{"na"#,
            scenario("a"),
            scenario("b")
        );
        assert_eq!(results(tagged.as_bytes()), None, "the name of a tag is not that of the feature");
    }
}
