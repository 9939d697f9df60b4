//! Values of any size as a few letters of the log.

use std::fmt::{self, Debug, Display, Formatter, Write};

/// Bytes of the longest text.
const MOST: usize = 400;

/// The `Debug` text of a value, cut after 400 bytes. The rest is never formatted, because a value may hold a whole project.
pub struct TruncatedDebug<'a>(pub &'a dyn Debug);

/// Takes letters until there is no more room.
struct Room<'a, 'b> {
    out: &'a mut Formatter<'b>,
    left: usize,
}

impl Write for Room<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = text.floor_char_boundary(self.left);
        self.out.write_str(&text[..end])?;
        self.left -= end;
        // Ends the formatting of the value.
        if end < text.len() { Err(fmt::Error) } else { Ok(()) }
    }
}

impl Display for TruncatedDebug<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut room = Room { out: f, left: MOST };
        if write!(room, "{:?}", self.0).is_ok() { Ok(()) } else { f.write_str("…") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_value_is_written_whole_and_a_long_one_cut() {
        assert_eq!(TruncatedDebug(&Some(1)).to_string(), "Some(1)");
        let text = TruncatedDebug(&vec![7_i64; 1_000_000]).to_string();
        assert!(text.starts_with("[7, 7, ") && text.ends_with('…') && text.len() < MOST + 4, "{}", text.len());
        // A letter of two bytes is not cut in half.
        let text = TruncatedDebug(&"щ".repeat(1000)).to_string();
        assert!(text.starts_with("\"щ") && text.len() < MOST + 4);
    }

    #[test]
    fn what_lies_behind_is_not_formatted() {
        struct Late;
        impl Debug for Late {
            fn fmt(&self, _: &mut Formatter<'_>) -> fmt::Result {
                panic!("formatted")
            }
        }
        let text = TruncatedDebug(&("x".repeat(MOST), Late)).to_string();
        assert!(text.ends_with('…'));
    }
}
