//! Hidden lines by which the program recognises objects that it created in Qase.
//!
//! Cases, suites and runs have no idempotency key in Qase's API. The description of everything that the program creates therefore
//! ends with a *trace*: a Markdown link reference that nothing refers to, alone in the last line, which Markdown does not show.
//! Two objects with the same trace were usually created by one write that arrived twice. [`split`] removes the trace from what
//! Qase sends, so that people never see it in the workspace; [`join`] restores it when the text is written.

use std::borrow::Cow;

const OPEN: &str = "[//]: # (";

/// Words that a trace begins with, one for the synchronisation and one for the mirror.
const KINDS: [&str; 2] = ["voluptas ", "mirror "];

/// Splits a text into the text without the trace and the trace. What a person wrote below the trace belongs to the text.
pub fn split(text: &str) -> (Cow<'_, str>, Option<&str>) {
    let mut end = text.len();
    while let Some(at) = text[..end].rfind(OPEN) {
        end = at;
        let (body, after) = (&text[..at], &text[at + OPEN.len()..]);
        let (line, below) = after.split_once('\n').unwrap_or((after, ""));
        let trace = line.trim_end().strip_suffix(')').filter(|trace| KINDS.iter().any(|kind| trace.starts_with(kind)));
        if !(body.is_empty() || body.ends_with('\n')) || trace.is_none() {
            continue;
        }
        // What `join` put between them; a server or a person may have changed the blank lines.
        let (body, below) = (body.strip_suffix("\n\n").unwrap_or(body.trim_end()), below.trim());
        let text = match (body, below) {
            (_, "") => Cow::Borrowed(body),
            ("", _) => Cow::Borrowed(below),
            _ => Cow::Owned(format!("{body}\n\n{below}")),
        };
        return (text, trace);
    }
    (Cow::Borrowed(text), None)
}

/// Appends a trace to a text.
pub fn join(body: &str, trace: &str) -> String {
    if body.is_empty() { format!("{OPEN}{trace})") } else { format!("{body}\n\n{OPEN}{trace})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_off_what_was_put_on() {
        for body in
            ["", "Any article", "Two\n\nparagraphs", "| a |\n|---|\n", "blank lines\n\n\n", "[//]: # (a comment of a person)"]
        {
            let text = join(body, "voluptas case 7f");
            assert_eq!(split(&text), (body.into(), Some("voluptas case 7f")), "{text:?}");
            assert_eq!(split(&format!("{text}\n ")), (body.into(), Some("voluptas case 7f")), "blanks at the end");
        }
    }

    #[test]
    fn text_below_the_trace_is_text() {
        let added = format!("{}\n\nSee also the shop", join("Any article", "voluptas case 7f"));
        assert_eq!(split(&added), ("Any article\n\nSee also the shop".into(), Some("voluptas case 7f")));
        let added = format!("{}\n[//]: # (note)", join("", "voluptas case 7f"));
        assert_eq!(split(&added), ("[//]: # (note)".into(), Some("voluptas case 7f")));
    }

    #[test]
    fn leaves_the_texts_of_people_alone() {
        for text in ["", "plain", "[//]: # (note to self)", "x [//]: # (mirror A/1/b)"] {
            assert_eq!(split(text), (text.into(), None), "{text:?}");
        }
    }
}
