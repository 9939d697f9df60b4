//! First words of doc comments: a noun or a verb that names the thing, no question and no pronoun.
//!
//! Whether a comment is true and useful is for a reader to judge.

use crate::expect_none;
use crate::source::{root, rust_files};

/// Words that leave the thing unnamed: a reader has to guess it from the code.
const VAGUE: &[&str] = &[
    "What", "Whether", "How", "Where", "When", "Why", "Who", "Which", "Its", "It", "They", "That", "Told", "Hears", "As", "So",
    "Since", "Of", "For",
];

/// Words that send the reader elsewhere at the beginning of a section such as `# Errors`.
const VAGUE_IN_SECTION: &[&str] = &["As", "Of", "That", "It", "Its"];

#[test]
fn a_doc_comment_begins_with_a_noun_or_a_verb() {
    let mut found = Vec::new();
    for path in ["src", "tests", "benches", "examples"].iter().flat_map(|folder| rust_files(folder)) {
        let text = std::fs::read_to_string(root().join(&path)).expect("a source file");
        let doc = |line: &str| line.trim_start().strip_prefix("///").or(line.trim_start().strip_prefix("//!")).map(str::to_owned);
        // Words that the next line of documentation may not begin with.
        let mut vague = VAGUE;
        for (number, line) in (1..).zip(text.lines()) {
            let Some(words) = doc(line) else {
                vague = VAGUE;
                continue;
            };
            let first = words.split_whitespace().next().unwrap_or_default();
            if vague.contains(&first) && !words.trim_start().starts_with("For each") {
                found.push(format!("{path}:{number}: {}", words.trim()));
            }
            vague = if first == "#" { VAGUE_IN_SECTION } else { &[] };
        }
    }
    expect_none("doc comments begin with a word that names nothing", found);
}
