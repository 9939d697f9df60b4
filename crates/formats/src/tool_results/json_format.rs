//! The description of a format of JSON documents, and the interface of its reader.

use super::json::Json;
use super::model::{Attempt, RunFacts, ToolFormat, ToolResults};
use super::unnamed::Unnamed;

/// Bytes of a document by which its format is told at first.
const HEAD: usize = 8 << 10;
/// Bytes of a document in which the names of its outer members are looked for.
const LONG_HEAD: usize = 1 << 20;
/// Objects around a member that is an outer one.
const OUTER: usize = 2;

/// What tells a test from a suite.
#[derive(Debug, Clone, Copy)]
pub(super) enum Tests {
    /// Tests are the elements of the list of this name.
    In(&'static str),
    /// Tests have this value of a member, in a tree of nodes of one kind. Its outermost nodes are no part of the names of tests.
    Has(&'static str, &'static str),
}

/// A format of JSON documents.
#[derive(Debug)]
pub(super) struct JsonFormat {
    pub format: ToolFormat,
    /// True for a document of the format by the names in its head.
    pub is_head: fn(&Head<'_>) -> bool,
    /// False for a document whose head is that of the format, and which is another one: a collection of requests that nobody ran.
    pub is_of: fn(&Json<'_>) -> bool,
    /// Names of the members down to the list whose elements are read one by one; blank where the document is that list.
    pub path: &'static [&'static str],
    /// Names of the lists that hold tests or suites; blank for a list that is the document.
    pub lists: &'static [&'static str],
    /// The tests among the elements of these lists. Lists within a test are parts of it: attempts, steps.
    pub tests: Tests,
    /// Members that a suite must have before its tests count, in a document that is cut off.
    pub needed: &'static [&'static str],
    pub reader: fn() -> Box<dyn JsonReader>,
}

/// The reader of a document, element by element.
pub(super) trait JsonReader {
    /// Takes a member that stands before the list, of an object above it.
    fn before(&mut self, _name: &str, _value: &Json<'_>) {}

    /// Takes an element of the list.
    fn element(&mut self, value: &Json<'_>, out: &mut Document);

    /// Takes what an object above the list holds besides it. Called from the innermost one outwards.
    fn rest(&mut self, _value: &Json<'_>, _out: &mut Document) {}

    /// Ends the document.
    fn end(&mut self, _out: &mut Document) {}
}

/// What was read of a document.
#[derive(Default)]
pub(super) struct Document {
    pub attempts: Vec<Attempt>,
    pub unnamed: Unnamed,
    pub run: RunFacts,
}

impl Document {
    /// The content with the facts about the run, and the number of tests.
    pub fn finish(self) -> (ToolResults, usize) {
        let run = RunFacts { unnamed: self.unnamed.by_place, ..self.run };
        (ToolResults { attempts: self.attempts, run, ..ToolResults::default() }, self.unnamed.tests)
    }
}

/// The beginning of a document.
pub(super) struct Head<'h> {
    bytes: &'h [u8],
    /// Names of the outer members in quotation marks, which are looked at in place of the bytes.
    names: Option<Vec<u8>>,
}

impl<'h> Head<'h> {
    pub fn of(bytes: &'h [u8]) -> Self {
        Self { bytes: bytes.get(..HEAD).unwrap_or(bytes), names: None }
    }

    /// The head of a document that tells its format further behind: long values, such as an environment, stand before. Only names of outer
    /// members count there. `None` for a document that [`Head::of`] has looked at to its end.
    pub fn with_outer_names(bytes: &'h [u8]) -> Option<Self> {
        let names = (bytes.len() > HEAD).then(|| outer_names(bytes.get(..LONG_HEAD).unwrap_or(bytes)))?;
        Some(Self { names: Some(names), ..Self::of(bytes) })
    }

    /// True where a name stands in quotation marks.
    pub fn has(&self, name: &str) -> bool {
        let bytes = self.names.as_deref().unwrap_or(self.bytes);
        memchr::memmem::find_iter(bytes, name).any(|at| {
            let before = at.checked_sub(1).and_then(|at| bytes.get(at));
            (before, bytes.get(at + name.len())) == (Some(&b'"'), Some(&b'"'))
        })
    }

    /// True where a text stands.
    pub fn contains(&self, text: &str) -> bool {
        memchr::memmem::find(self.bytes, text.as_bytes()).is_some()
    }

    /// Name of the first member of the object that the document begins with; blank without one.
    pub fn first_member(&self) -> &'h [u8] {
        let within = self.bytes.iter().position(|b| *b == b'{').and_then(|at| self.bytes.get(at + 1..)).unwrap_or_default();
        let Some(name) = within.trim_ascii_start().strip_prefix(b"\"") else { return b"" };
        name.iter().position(|b| *b == b'"').and_then(|end| name.get(..end)).unwrap_or_default()
    }

    /// True for a list, false for an object, `None` for neither.
    pub fn is_list(&self) -> Option<bool> {
        self.bytes.iter().find(|b| matches!(b, b'{' | b'[')).map(|b| *b == b'[')
    }
}

/// Names of the outer members of a document, each in quotation marks.
fn outer_names(bytes: &[u8]) -> Vec<u8> {
    let (mut names, mut text, mut objects, mut at) = (Vec::new(), 0..0_usize, 0_usize, 0_usize);
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' => {
                let end = at + text_length(bytes.get(at..).unwrap_or_default()) + 1;
                text = at - 1..end;
                at = end;
            }
            b':' if objects <= OUTER => names.extend_from_slice(bytes.get(text.clone()).unwrap_or_default()),
            b'{' => objects += 1,
            b'}' => objects = objects.saturating_sub(1),
            _ => {}
        }
    }
    names
}

/// Length of a text up to its closing quotation mark, or of all bytes without one.
fn text_length(bytes: &[u8]) -> usize {
    let mut at = 0_usize;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found;
        if bytes.get(at) == Some(&b'"') {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_outer_members_are_found_behind_long_values() {
        let long = "x \\\"root\\\": ".repeat(1_000);
        let text = format!(r#"[{{"a": "{long}", "b": [{{"c": {{"deep": 1}}, "d\"": "value"}}], "e" : 1}}, {{"torn"#);
        let head = Head::with_outer_names(text.as_bytes()).expect("a long document");
        assert!(["a", "b", "c", "e"].iter().all(|name| head.has(name)));
        assert!(["root", "deep", "value", "torn"].iter().all(|name| !head.has(name)));
        assert!(Head::with_outer_names(b"{}").is_none(), "nothing is left to look at");
    }
}
