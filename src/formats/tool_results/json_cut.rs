//! JSON of test tools that is cut off: the part with the tests that came whole.
//!
//! [`whole_part`] looks at the brackets of a document that ends too early, and gives the document up to its last complete test with the
//! brackets closed that were open there. A test is an element of the lists that hold tests and their suites ([`Shape`]). It counts once
//! all that it is known by was read: the suites around it have their names, which Cucumber writes behind their scenarios.

use super::ToolFormat;
use super::json::without_mark;

/// Lists and members of a format by which its tests are found.
struct Shape {
    /// Names of the lists that hold tests or suites; blank for a list that is the document.
    lists: &'static [&'static str],
    /// Members that a suite must have before its tests count.
    needed: &'static [&'static str],
}

impl Shape {
    fn of(format: ToolFormat) -> Self {
        match format {
            ToolFormat::CucumberJson => Self { lists: &["", "elements"], needed: &["uri", "name"] },
            ToolFormat::PlaywrightJson => Self { lists: &["suites", "specs"], needed: &["title"] },
            ToolFormat::Mochawesome => Self { lists: &["results", "suites", "tests"], needed: &["title"] },
            _ => Self { lists: &["tests"], needed: &[] },
        }
    }
}

/// An object or list that is open.
struct Open<'b> {
    /// Name of the member whose value it is; blank in a list.
    member: &'b [u8],
    is_list: bool,
    /// True for a list of the shape, and for an object that is an element of one.
    counts: bool,
    /// Needed members that were read; a bit each.
    has: u32,
}

/// True for a document that is well formed up to its end, which comes too early.
pub(super) fn is_cut(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(without_mark(bytes)).is_err_and(|error| error.is_eof())
}

/// A document of a format up to its last complete test, closed; `None` without one. The document is well formed up to its end.
pub(super) fn whole_part(format: ToolFormat, bytes: &[u8]) -> Option<Vec<u8>> {
    let shape = Shape::of(format);
    let all_needed = (1_u32 << shape.needed.len()) - 1;
    let mut stack: Vec<Open<'_>> = Vec::new();
    let mut key: &[u8] = &[];
    let mut whole: Option<(usize, Vec<u8>)> = None;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let Some(end) = end_of_text(bytes, at) else { break };
                let text = &bytes[at + 1..end];
                at = end;
                if stack.last().is_some_and(|open| !open.is_list) && next_is_colon(bytes, end + 1) {
                    key = text;
                }
            }
            b'{' | b'[' => {
                let is_list = *byte == b'[';
                let above = stack.last();
                let counts = if is_list {
                    let own: &[u8] = if stack.is_empty() { b"" } else { key };
                    // A list of that name within a list of another one holds something else.
                    shape.lists.iter().any(|name| name.as_bytes() == own) && stack.iter().all(|open| !open.is_list || open.counts)
                } else {
                    above.is_some_and(|above| above.is_list && above.counts)
                };
                stack.push(Open { member: std::mem::take(&mut key), is_list, counts, has: 0 });
            }
            b'}' | b']' => {
                let closed = stack.pop()?;
                // A comma behind it ends this member, and not the last one within it.
                key = closed.member;
                let is_element = !closed.is_list && closed.counts;
                let is_named = |open: &Open<'_>| open.is_list || !open.counts || open.has == all_needed;
                if is_element && stack.iter().all(is_named) {
                    let closing = stack.iter().rev().map(|open| if open.is_list { b']' } else { b'}' }).collect();
                    whole = Some((at + 1, closing));
                }
            }
            b',' => {
                // The member before the comma was read to its end.
                if let Some(open) = stack.last_mut().filter(|open| !open.is_list)
                    && let Some(bit) = shape.needed.iter().position(|name| name.as_bytes() == key)
                {
                    open.has |= 1 << bit;
                }
                key = &[];
            }
            _ => {}
        }
        at += 1;
    }
    let (end, closing) = whole?;
    Some([&bytes[..end], &closing].concat())
}

/// The place of the quotation mark that ends the text which begins at a place.
fn end_of_text(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn next_is_colon(bytes: &[u8], from: usize) -> bool {
    bytes.get(from..).into_iter().flatten().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
}

#[cfg(test)]
mod tests {
    use super::super::{Piece, ToolResults, read};
    use super::*;

    fn results(text: &[u8]) -> Option<ToolResults> {
        match read("report.json", text) {
            Ok(Piece::Results(_, results)) => Some(*results),
            _ => None,
        }
    }

    #[test]
    fn a_document_cut_anywhere_gives_tests_of_the_whole_one() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/samples/tools");
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
        assert_eq!(formats.len(), 4, "{formats:?}");
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
        assert_eq!(results(format!("{head}{tests}, oops, {{\"name\": \"x").as_bytes()), None, "malformed, not cut off");
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
