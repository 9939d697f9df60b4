//! Hidden lines by which the program recognises what it made in Qase.
//!
//! Cases, suites and runs have no idempotency key in Qase's API. What the program creates therefore ends with a *trace*: a Markdown
//! link reference that nothing refers to, alone in the last line of the description, which Markdown does not show. Two things with
//! one trace were made by one write that arrived twice. [`split`] takes the trace off what Qase sends, so that people never see it
//! in the workspace; [`join`] puts it back when the text is written.

const OPEN: &str = "[//]: # (";

/// Words that a trace begins with: those of the synchronisation and of the mirror.
const KINDS: [&str; 2] = ["voluptas ", "mirror "];

/// A text without its trace and the blanks before it, and the trace.
#[must_use]
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

/// A text with a trace behind it.
#[must_use]
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
