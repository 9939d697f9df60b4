//! The interface of readers of lines, and a helper that they share.

use super::model::Attempt;
use super::xml_steps::DocumentSummary;
use crate::BrokenReason;

/// The reader of the lines of a format.
pub(super) trait LineReader {
    /// Reads the next line, which has no line end. `is_ended` is false for the last line of a file that ends without one.
    fn line(&mut self, line: &str, number: u64, is_ended: bool, take: &mut dyn FnMut(Attempt));

    /// Ends the file, which has `lines` lines.
    ///
    /// # Errors
    /// The file is cut off before its first test is complete; the reason.
    fn end(self: Box<Self>, lines: u64, take: &mut dyn FnMut(Attempt)) -> Result<DocumentSummary, BrokenReason>;
}

/// Adds a text to one that holds at most so many bytes. The rest is left out.
pub(super) fn push_within(into: &mut String, text: &str, most: usize) {
    let room = most.saturating_sub(into.len());
    let end = (0..=room.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    into.push_str(text.get(..end).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_up_to_its_limit() {
        let mut text = "a".to_owned();
        push_within(&mut text, "яя", 4);
        push_within(&mut text, "b", 3);
        assert_eq!(text, "aя");
    }
}
