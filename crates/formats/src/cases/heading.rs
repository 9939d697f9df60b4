//! Texts for headings.

/// A text for a heading: line breaks become a space, blanks within a line stay.
pub(super) fn one_line(text: &str) -> String {
    text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
