//! Decodes bytes to text, in the encodings that spreadsheets save in.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, KOI8_R, KOI8_U, UTF_8, UTF_16BE, UTF_16LE};

/// An encoding that a person chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charset(&'static Encoding);

impl Charset {
    /// The encoding of a label of the WHATWG standard (`windows-1251`, `cp1251`, `koi8-r`, `cp866`, `utf-8`), in any letter case.
    pub fn for_label(label: &str) -> Option<Self> {
        // Labels whose encoding decodes to nothing but an error sign are refused.
        Encoding::for_label_no_replacement(label.as_bytes()).map(Self)
    }

    /// Name of the encoding in the WHATWG standard, which is one of its labels.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// UTF-8 for bytes that are valid in it, whatever single-byte encoding is declared: a program that stores a report again often leaves its
    /// declaration as it was. Texts in these encodings are hardly ever valid UTF-8 by accident. `None` where the declaration stands.
    pub(super) fn unless_utf8(self, bytes: &[u8]) -> Option<Self> {
        let name = self.name();
        let is_single = ["windows-125", "ISO-8859-", "KOI8-"].iter().any(|start| name.starts_with(start));
        (is_single && !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok()).then_some(Self(UTF_8))
    }
}

/// A decoded file.
pub(super) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// Name of the encoding.
    pub encoding: &'static str,
    /// Lines, from 1, with bytes that are invalid in the encoding.
    pub damaged: Vec<u64>,
}

/// Decodes in the given encoding. Without one, a byte order mark decides, then zero bytes (UTF-16), then UTF-8 if most of the
/// non-ASCII bytes are valid, and otherwise the frequency of letters. `None` when the bytes are no text.
pub(super) fn decode(bytes: &[u8], named: Option<Charset>) -> Option<Decoded<'_>> {
    if let Some(text) = utf32(bytes).filter(|_| named.is_none()) {
        let damaged = lines_with(&text, char::REPLACEMENT_CHARACTER);
        return Some(Decoded { text: Cow::Owned(text), encoding: "UTF-32", damaged });
    }
    let encoding = match (named, Encoding::for_bom(bytes)) {
        (Some(Charset(encoding)), _) | (None, Some((encoding, _))) => encoding,
        (None, None) => detected(bytes),
    };
    if encoding != UTF_16LE && encoding != UTF_16BE && (bytes.contains(&0) || bytes.starts_with(b"PK\x03\x04")) {
        return None;
    }
    // Removes a byte order mark. Invalid bytes become a visible sign, and the import goes on.
    let (text, has_errors) = encoding.decode_with_bom_removal(bytes);
    let damaged = if has_errors { lines_with(&text, char::REPLACEMENT_CHARACTER) } else { Vec::new() };
    Some(Decoded { text, encoding: encoding.name(), damaged })
}

/// The text of a file that is shown to people, in whatever encoding. `None` when the bytes are no text.
pub fn readable(bytes: &[u8]) -> Option<String> {
    decode(bytes, None).map(|decoded| decoded.text.into_owned())
}

/// The text of a file that begins with the byte order mark of UTF-32, whose first half is that of UTF-16.
fn utf32(bytes: &[u8]) -> Option<String> {
    let (units, _) = bytes.as_chunks::<4>();
    let read: fn([u8; 4]) -> u32 = match units.first()? {
        [0xff, 0xfe, 0, 0] => u32::from_le_bytes,
        [0, 0, 0xfe, 0xff] => u32::from_be_bytes,
        _ => return None,
    };
    let text = units[1..].iter().map(|unit| char::from_u32(read(*unit)).unwrap_or(char::REPLACEMENT_CHARACTER));
    Some(text.collect()).filter(|text: &String| !text.contains('\0'))
}

/// A decoder for a file that is read piece by piece: of the named encoding, otherwise of that of its byte order mark, otherwise of UTF-8.
pub(super) fn decoder(head: &[u8], named: Option<Charset>) -> Decoder {
    let of_mark = || Encoding::for_bom(head).map(|(encoding, _)| encoding);
    named.map(|Charset(encoding)| encoding).or_else(of_mark).unwrap_or(UTF_8).new_decoder_with_bom_removal()
}

/// True for bytes that begin with a byte order mark.
pub(super) fn has_mark(head: &[u8]) -> bool {
    Encoding::for_bom(head).is_some()
}

/// Decodes markup that says it is UTF-8, piece by piece. Texts of it may be in another encoding: programs write the bytes of their messages and
/// names as they come. A text is what stands between marks of XML or line ends. One that is UTF-8, or mostly, stays as it is; the letters
/// of all others tell the encoding of these.
pub(super) struct MixedDecoder {
    /// Bytes of a text that is not complete yet.
    rest: Vec<u8>,
    detector: EncodingDetector,
    /// Encoding of texts that are no UTF-8, once there was one.
    guess: Option<&'static Encoding>,
    has_begun: bool,
}

impl MixedDecoder {
    pub fn new() -> Self {
        Self { rest: Vec::new(), detector: EncodingDetector::new(Iso2022JpDetection::Deny), guess: None, has_begun: false }
    }

    /// Name of the encoding of texts that are no UTF-8, as far as there were any.
    pub fn guessed(&self) -> Option<&'static str> {
        self.guess.map(Encoding::name)
    }

    /// Decodes the next bytes, up to their last complete text, and adds them to a text. `is_last` takes all of them.
    pub fn push(&mut self, bytes: &[u8], is_last: bool, into: &mut String) {
        self.rest.extend_from_slice(bytes);
        if !self.has_begun && (self.rest.len() >= 3 || is_last) {
            self.has_begun = true;
            if self.rest.starts_with(&[0xef, 0xbb, 0xbf]) {
                self.rest.drain(..3);
            }
        }
        let mut rest = std::mem::take(&mut self.rest);
        let is_long = rest.len() > MAX_MARKUP;
        let complete = match rest.iter().rposition(|b| is_mark(*b)) {
            _ if is_last => rest.len(),
            Some(at) => at + 1,
            // A text without an end is decoded as far as it goes: to its last complete character.
            None if is_long => match std::str::from_utf8(&rest) {
                Err(e) if e.error_len().is_none() => e.valid_up_to(),
                _ => rest.len(),
            },
            None => 0,
        };
        self.decode(&rest[..complete], into);
        rest.drain(..complete);
        self.rest = rest;
    }

    fn decode(&mut self, bytes: &[u8], into: &mut String) {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return into.push_str(text);
        }
        let texts = || bytes.split_inclusive(|b| is_mark(*b));
        let mut has_foreign = false;
        for text in texts().filter(|text| is_foreign(text)) {
            has_foreign = true;
            self.detector.feed(text, false);
        }
        if has_foreign {
            self.guess = Some(self.detector.guess(Some(b"ru"), Utf8Detection::Deny));
        }
        for text in texts() {
            match self.guess.filter(|_| is_foreign(text)) {
                Some(encoding) => into.push_str(&encoding.decode_without_bom_handling(text).0),
                None => into.push_str(&String::from_utf8_lossy(text)),
            }
        }
    }
}

/// Maximum number of bytes that are kept for the end of a text.
const MAX_MARKUP: usize = 1 << 20;

/// True for a byte that ends a text of markup in every encoding that has the letters of ASCII.
fn is_mark(byte: u8) -> bool {
    matches!(byte, b'<' | b'>' | b'"' | b'\'' | b'\n')
}

/// True for a text that is not UTF-8 apart from some damaged bytes or from a character that is cut off at its end.
fn is_foreign(text: &[u8]) -> bool {
    let is_cut = |e: std::str::Utf8Error| e.error_len().is_none();
    std::str::from_utf8(text).err().is_some_and(|e| !is_cut(e)) && !is_mostly_utf8(text)
}

/// Replaces the characters that XML forbids, except the escape of terminal colours, by a visible sign. Returns their number. Tools
/// write them as they come from the output of tests.
pub(super) fn without_forbidden(text: Cow<'_, str>) -> (Cow<'_, str>, usize) {
    // Without an early end, so that a processor looks at many bytes at once: nearly every text has none of these.
    let is_suspicious = |b: &u8| u8::from(*b < 0x20 || *b == FIRST_OF_LAST);
    if text.as_bytes().iter().map(is_suspicious).fold(0, |found, one| found | one) == 0 {
        return (text, 0);
    }
    let count = text.chars().filter(|c| is_forbidden(*c)).count();
    match count {
        0 => (text, 0),
        _ => (Cow::Owned(text.chars().map(|c| if is_forbidden(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()), count),
    }
}

/// First byte of `U+FFFE`, `U+FFFF` and some other characters.
const FIRST_OF_LAST: u8 = 0xef;

fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1a}' | '\u{1c}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

fn detected(bytes: &[u8]) -> &'static Encoding {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let pairs = head.len() / 2;
    if pairs > 1 && zeros(1) * 3 > pairs && zeros(0) * 10 < pairs {
        UTF_16LE
    } else if pairs > 1 && zeros(0) * 3 > pairs && zeros(1) * 10 < pairs {
        UTF_16BE
    } else if is_mostly_utf8(bytes) {
        UTF_8
    } else {
        by_letters(bytes)
    }
}

/// True when at most a third of the non-ASCII bytes is invalid. Single-byte Cyrillic text is hardly ever valid by accident: even
/// CP866, the worst encoding in this respect, gives one valid sequence for seven invalid bytes.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    // Nearly every file is valid, and to see that alone is much quicker.
    if std::str::from_utf8(bytes).is_ok() {
        return true;
    }
    let (mut valid, mut invalid) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    invalid == 0 || valid >= 2 * invalid
}

fn by_letters(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    // The country decides only when the letters do not.
    let guess = detector.guess(Some(b"ru"), Utf8Detection::Deny);
    // The detector knows only KOI8-U. KOI8-R differs from it only in the Ukrainian letters.
    let is_russian =
        guess == KOI8_U && KOI8_U.decode_without_bom_handling(bytes).0 == KOI8_R.decode_without_bom_handling(bytes).0;
    if is_russian { KOI8_R } else { guess }
}

/// Lines, from 1, that contain the character.
fn lines_with(text: &str, wanted: char) -> Vec<u64> {
    let mut lines = Vec::new();
    let mut line = 1;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == wanted && lines.last() != Some(&line) {
            lines.push(line);
        }
        line += u64::from(c == '\n' || (c == '\r' && chars.peek() != Some(&'\n')));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{IBM866, ISO_8859_5, WINDOWS_1251, WINDOWS_1252};

    const RUSSIAN: &str = "FuncID;Название\nshop.cart;Корзина покупателя\nshop.pay;Оплата картой и СБП\n";

    #[test]
    fn tells_encodings_apart() {
        let text = "FuncID;Название\nshop;Корзина\n";
        let utf16 = |le: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|u| if le { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
        };
        let with = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
        let cases = [
            (text.as_bytes().to_vec(), "UTF-8"),
            (with(b"\xef\xbb\xbf", text.as_bytes().to_vec()), "UTF-8"),
            (with(b"\xff\xfe", utf16(true)), "UTF-16LE"),
            (with(b"\xfe\xff", utf16(false)), "UTF-16BE"),
            (utf16(true), "UTF-16LE"),
            (utf16(false), "UTF-16BE"),
        ];
        for (bytes, name) in cases {
            let decoded = decode(&bytes, None).expect(name);
            assert_eq!((&*decoded.text, decoded.encoding), (text, name));
        }
        for to in [u32::to_le_bytes as fn(u32) -> [u8; 4], u32::to_be_bytes] {
            let bytes: Vec<u8> = std::iter::once('\u{feff}').chain(text.chars()).flat_map(|c| to(u32::from(c))).collect();
            let decoded = decode(&bytes, None).expect("UTF-32");
            assert_eq!((&*decoded.text, decoded.encoding), (text, "UTF-32"));
        }
        assert!(decode(b"PK\x03\x04 a workbook", None).is_none());
        assert!(decode(b"\x89PNG\0\0\0\0 picture with \xff", None).is_none());
    }

    #[test]
    fn tells_single_byte_encodings_apart_by_their_letters() {
        for encoding in [WINDOWS_1251, KOI8_R, IBM866, ISO_8859_5] {
            let bytes = encoding.encode(RUSSIAN).0.into_owned();
            let decoded = decode(&bytes, None).expect("text");
            assert_eq!((&*decoded.text, decoded.encoding), (RUSSIAN, encoding.name()));
        }
        let german = "FuncID;Title\nshop;Größe wählen\nshop.x;Übersicht der Aufträge\n";
        let decoded = decode(&WINDOWS_1252.encode(german).0, None).map(|d| (d.text.into_owned(), d.encoding));
        assert_eq!(decoded, Some((german.to_owned(), "windows-1252")));
    }

    #[test]
    fn one_bad_byte_does_not_make_utf_8_another_encoding() {
        let mut bytes = RUSSIAN.as_bytes().to_vec();
        let at = RUSSIAN.find("Оплата").expect("word");
        bytes.insert(at, 0xff);
        let decoded = decode(&bytes, None).expect("text");
        assert_eq!((decoded.encoding, &*decoded.damaged), ("UTF-8", &[3][..]));
        assert_eq!(decoded.text, RUSSIAN.replace("Оплата", "\u{fffd}Оплата"));
    }

    #[test]
    fn a_named_encoding_is_taken() {
        let bytes = KOI8_R.encode(RUSSIAN).0.into_owned();
        let named = |label| decode(&bytes, Charset::for_label(label)).expect("text").text.into_owned();
        assert_eq!(named("KOI8-R"), RUSSIAN);
        assert_ne!(named("cp1251"), RUSSIAN);
        assert_eq!(Charset::for_label("cp866").map(|c| c.0), Some(IBM866));
        assert_eq!(Charset::for_label("klingon"), None);
    }

    #[test]
    fn valid_utf_8_counts_more_than_a_declared_encoding_of_one_byte() {
        let of = |label: &str, bytes: &[u8]| Charset::for_label(label).expect(label).unless_utf8(bytes).map(Charset::name);
        for label in ["windows-1251", "koi8-r", "iso-8859-1"] {
            assert_eq!(of(label, RUSSIAN.as_bytes()), Some("UTF-8"), "{label}");
        }
        assert_eq!(of("windows-1251", &WINDOWS_1251.encode(RUSSIAN).0), None);
        assert_eq!(of("windows-1251", b"Cart"), None);
        assert_eq!(of("shift_jis", RUSSIAN.as_bytes()), None);
    }

    #[test]
    fn forbidden_signs_are_replaced_and_counted() {
        let (text, count) = without_forbidden("a\u{7}b\u{1b}[31mc\0\n".into());
        assert_eq!((&*text, count), ("a\u{fffd}b\u{1b}[31mc\u{fffd}\n", 2));
    }
}
