//! JSON with half a character: `JSON.stringify` of a text that was cut within an emoji writes `\ud83d` without its second half. Parsers of
//! JavaScript and Python take that, `serde_json` refuses the document. Here such an escape becomes `\ufffd`, which has the same length, so that
//! lines and places stay.

use std::io::{self, Read};

/// Bytes of an escape such as `\ud83d`, and of the two that make one character.
const ONE: usize = 6;
const TWO: usize = 2 * ONE;
/// Digits of the replacement character.
const UNREADABLE: &[u8] = b"fffd";
/// Bytes that a reader takes at once.
const PIECE: usize = 64 << 10;

/// Replaces unpaired surrogates in a JSON document. Returns true if there was one. A document without escapes costs one scan.
pub fn repair(json: &mut [u8]) -> bool {
    repair_piece(json, true).1
}

/// Repairs the beginning of a document. Returns the number of bytes that later input cannot change any more, and true if there
/// was an unpaired surrogate.
fn repair_piece(json: &mut [u8], is_end: bool) -> (usize, bool) {
    let (mut at, mut is_changed) = (0, false);
    while let Some(found) = json.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'\\')) {
        at += found;
        if !is_end && json.len() - at < TWO {
            return (at, is_changed);
        }
        at += match unit(json, at) {
            // Another escape: the byte behind the backslash is no beginning of one.
            None => 2,
            Some(0xd800..=0xdbff) if matches!(unit(json, at + ONE), Some(0xdc00..=0xdfff)) => TWO,
            Some(0xd800..=0xdfff) => {
                if let Some(digits) = json.get_mut(at + 2..at + ONE) {
                    digits.copy_from_slice(UNREADABLE);
                }
                is_changed = true;
                ONE
            }
            Some(_) => ONE,
        };
    }
    (json.len(), is_changed)
}

/// The number of an escape such as `\ud83d` that begins at a place; `None` for anything else.
fn unit(json: &[u8], at: usize) -> Option<u16> {
    let digits = json.get(at..at + ONE)?.strip_prefix(b"\\u")?;
    // A sign would be read as part of the number.
    let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
    let digits = std::str::from_utf8(digits).ok().filter(|_| is_hex)?;
    u16::from_str_radix(digits, 16).ok()
}

/// A document that is repaired while it is read, piece by piece.
#[derive(Debug)]
pub struct Repaired<R> {
    source: R,
    /// Bytes that were read, from [`Self::next`] on.
    held: Vec<u8>,
    next: usize,
    /// Bytes of [`Self::held`] that can be handed over; behind them an escape may be incomplete.
    settled: usize,
    is_ended: bool,
}

impl<R: Read> Repaired<R> {
    /// Nothing is read yet.
    pub fn new(source: R) -> Self {
        Self { source, held: Vec::new(), next: 0, settled: 0, is_ended: false }
    }

    /// Reads more input after the bytes that were not handed over yet.
    fn fill(&mut self) -> io::Result<()> {
        self.held.drain(..self.next);
        (self.next, self.settled) = (0, 0);
        let length = self.held.len();
        self.held.resize(length + PIECE, 0);
        let read = self.source.read(self.held.get_mut(length..).unwrap_or_default());
        self.held.truncate(length + read.as_ref().map_or(0, |read| *read));
        self.is_ended = read? == 0;
        (self.settled, _) = repair_piece(&mut self.held, self.is_ended);
        Ok(())
    }
}

impl<R: Read> Read for Repaired<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.next == self.settled && !self.is_ended && !out.is_empty() {
            self.fill()?;
        }
        let mut ready = self.held.get(self.next..self.settled).unwrap_or_default();
        let count = ready.read(out)?;
        self.next += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn repaired(json: &str) -> String {
        let mut bytes = json.as_bytes().to_vec();
        let is_changed = repair(&mut bytes);
        let text = String::from_utf8(bytes).expect("a text");
        assert_eq!(is_changed, text != json);
        text
    }

    #[test]
    fn half_a_character_is_one_that_cannot_be_read() {
        for (json, expected) in [
            (r#""hello \ud83d""#, r#""hello \ufffd""#),
            (r#""\uD83D\uDE00 \uDE00\uD83D""#, r#""\uD83D\uDE00 \ufffd\ufffd""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\ud83dx\ude00""#, r#""\ufffdx\ufffd""#),
            (r#""\\ud83d \\\ud83d""#, r#""\\ud83d \\\ufffd""#),
            (r#"{"\udc00": "\u0041\n\ud7ff\ue000"}"#, r#"{"\ufffd": "\u0041\n\ud7ff\ue000"}"#),
            // Not JSON, before and after.
            (r"\ud83", r"\ud83"),
            (r"\u+d83\", r"\u+d83\"),
        ] {
            assert_eq!(repaired(json), expected, "{json}");
        }
    }

    /// Pieces of a text of JSON: escapes, halves of characters, and others.
    fn pieces() -> impl Strategy<Value = Vec<&'static str>> {
        let piece = prop::sample::select(vec![
            "\\ud83d", "\\uDE00", "\\udfff", "\\ud800", "\\\\", "\\\"", "\\n", "\\u0041", "\\ufffd", "u", "d83d", "ж", " ",
        ]);
        prop::collection::vec(piece, 0..30)
    }

    /// A reader that gives a few bytes at a time.
    struct Slow<'b>(&'b [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let most = self.1.min(out.len());
            self.0.read(&mut out[..most])
        }
    }

    proptest! {
        #[test]
        fn every_text_can_be_read_and_whole_characters_stay(pieces in pieces(), step in 1_usize..9) {
            let json = format!("[\"{}\"]", pieces.concat());
            let read = serde_json::from_str::<Vec<String>>(&json);
            let after = repaired(&json);
            prop_assert!(serde_json::from_str::<Vec<String>>(&after).is_ok(), "{after}");
            prop_assert_eq!(json.len(), after.len());
            // What can be read at once stays as it is.
            if read.is_ok() {
                prop_assert_eq!(&json, &after);
            }
            let mut in_parts = String::new();
            Repaired::new(Slow(json.as_bytes(), step)).read_to_string(&mut in_parts).expect("read");
            prop_assert_eq!(in_parts, after);
        }

        #[test]
        fn any_bytes_are_taken_and_a_text_without_escapes_stays(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[^\\\\]*") {
            let mut once = bytes.clone();
            repair(&mut once);
            prop_assert_eq!(once.len(), bytes.len());
            let mut twice = once.clone();
            prop_assert!(!repair(&mut twice), "{:?}", once);
            let mut same = text.clone().into_bytes();
            prop_assert!(!repair(&mut same));
            prop_assert_eq!(same, text.into_bytes());
        }
    }
}
