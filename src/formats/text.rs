//! Bytes to text: the encodings in which spreadsheets of the field save.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251};

/// A decoded file.
pub(super) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// Name of the encoding.
    pub encoding: &'static str,
}

/// Decodes by byte order mark; without one UTF-16 is told by its zero bytes, UTF-8 by being valid, and the rest is Windows-1251.
/// `None`: these bytes are no text.
pub(super) fn decode(bytes: &[u8]) -> Option<Decoded<'_>> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => without_mark(bytes),
    };
    if encoding != UTF_16LE && encoding != UTF_16BE && (bytes.contains(&0) || bytes.starts_with(b"PK\x03\x04")) {
        return None;
    }
    // Removes the mark where there is one. What cannot be decoded becomes a visible sign and fails no import.
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    Some(Decoded { text, encoding: encoding.name() })
}

fn without_mark(bytes: &[u8]) -> &'static Encoding {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let pairs = head.len() / 2;
    if pairs > 1 && zeros(1) * 3 > pairs && zeros(0) * 10 < pairs {
        UTF_16LE
    } else if pairs > 1 && zeros(0) * 3 > pairs && zeros(1) * 10 < pairs {
        UTF_16BE
    } else if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        WINDOWS_1251
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_encodings_apart() {
        let text = "FuncID;Название\nshop;Корзина\n";
        let utf16 = |le: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|u| if le { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
        };
        let with = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
        let cp1251 = WINDOWS_1251.encode(text).0.into_owned();
        let cases = [
            (text.as_bytes().to_vec(), "UTF-8"),
            (with(b"\xef\xbb\xbf", text.as_bytes().to_vec()), "UTF-8"),
            (with(b"\xff\xfe", utf16(true)), "UTF-16LE"),
            (with(b"\xfe\xff", utf16(false)), "UTF-16BE"),
            (utf16(true), "UTF-16LE"),
            (utf16(false), "UTF-16BE"),
            (cp1251, "windows-1251"),
        ];
        for (bytes, name) in cases {
            let decoded = decode(&bytes).expect(name);
            assert_eq!((&*decoded.text, decoded.encoding), (text, name));
        }
        assert!(decode(b"PK\x03\x04 a workbook").is_none());
        assert!(decode(b"\x89PNG\0\0\0\0 picture with \xff").is_none());
    }
}
