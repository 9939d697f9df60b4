//! Hidden lines by which the program recognises what it created in Qase.
//!
//! Cases, suites and runs have no idempotency key in Qase's API. The description of everything that the program creates therefore
//! ends with a *trace*: a Markdown link reference that nothing refers to, alone in the last line, which Markdown does not show.
//! Two objects with the same trace were usually created by one write that arrived twice. [`split`] removes the trace from what
//! Qase sends, so that people never see it in the workspace; [`join`] restores it when the text is written.

const OPEN: &str = "[//]: # (";

/// Words that a trace begins with, one for the synchronisation and one for the mirror.
const KINDS: [&str; 2] = ["voluptas ", "mirror "];

/// Splits a text into the text before the trace and the trace.
pub fn split(text: &str) -> (&str, Option<&str>) {
    let Some((body, after)) = text.rsplit_once(OPEN) else { return (text, None) };
    let at_line_start = body.is_empty() || body.ends_with('\n');
    match after.trim_end().strip_suffix(')') {
        Some(trace) if at_line_start && !trace.contains('\n') && KINDS.iter().any(|k| trace.starts_with(k)) => {
            (body.trim_end(), Some(trace))
        }
        _ => (text, None),
    }
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
        for body in ["", "Any article", "Two\n\nparagraphs", "[//]: # (a comment of a person)"] {
            let text = join(body, "voluptas case 7f");
            assert_eq!(split(&text), (body, Some("voluptas case 7f")), "{text:?}");
            assert_eq!(split(&format!("{text}\n ")), (body, Some("voluptas case 7f")), "blanks at the end");
        }
    }

    #[test]
    fn leaves_the_texts_of_people_alone() {
        for text in ["", "plain", "[//]: # (note to self)", "x [//]: # (mirror A/1/b)", "[//]: # (mirror A/1)\nand more"] {
            assert_eq!(split(text), (text, None), "{text:?}");
        }
    }
}
