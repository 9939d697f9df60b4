//! JSON of test tools: reading members whatever type a reporter gave them.
//!
//! A document becomes a tree of [`Json`], whose texts are parts of the document: `serde_json::Value` would make three allocations for
//! every member, which is most of the time that a small file takes, and twice the memory.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::status::{cleaned, filled};
use crate::limit::Limit;
use crate::{BrokenReason, FormatError};
use voluptas_core::base::{Millis, surrogates};

/// Members for which an object has room at once: those of a step, of which a file has most.
const USUAL_MEMBERS: usize = 6;
/// Maximum number of values that are one tree: a value takes some hundred times the room of its shortest text.
pub(super) const MAX_VALUES: usize = 1_000_000;

/// A value of JSON.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json<'d> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'d, str>),
    List(Vec<Json<'d>>),
    /// Members in the order of the document. Of members with the same name the last one counts.
    Object(Vec<(Cow<'d, str>, Json<'d>)>),
}

impl<'d> Json<'d> {
    /// A member of an object.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().rev().find(|(n, _)| n == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// A member of an object; null without one.
    pub(super) fn member(&self, name: &str) -> &Self {
        self.get(name).unwrap_or(&Self::Null)
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(is) => Some(*is),
            _ => None,
        }
    }

    /// The elements of a list; nothing for another type.
    pub(super) fn elements(&self) -> &[Self] {
        match self {
            Self::List(all) => all,
            _ => &[],
        }
    }

    /// Names of the members of an object, sorted, each once.
    pub(super) fn names(&self) -> Vec<&str> {
        let Self::Object(members) = self else { return Vec::new() };
        let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_ref()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    pub(super) fn is_null(&self) -> bool {
        *self == Self::Null
    }

    /// The value with texts of its own.
    fn owned(self) -> Json<'static> {
        match self {
            Self::Null => Json::Null,
            Self::Bool(is) => Json::Bool(is),
            Self::Number(number) => Json::Number(number),
            Self::Text(text) => Json::Text(Cow::Owned(text.into_owned())),
            Self::List(all) => Json::List(all.into_iter().map(Json::owned).collect()),
            Self::Object(members) => {
                Json::Object(members.into_iter().map(|(name, value)| (Cow::Owned(name.into_owned()), value.owned())).collect())
            }
        }
    }

    pub(super) fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }
}

/// Reads values of one tree while there is room for them.
#[derive(Clone, Copy)]
pub(super) struct Within<'c>(pub(super) &'c Cell<usize>);

impl Within<'_> {
    fn take<E: Error>(self) -> Result<(), E> {
        let left = self.0.get().checked_sub(1).ok_or_else(|| E::custom("too many values"))?;
        self.0.set(left);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Within<'_> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        struct Any<'c>(Within<'c>);

        impl<'de> Visitor<'de> for Any<'_> {
            type Value = Json<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any valid JSON value")
            }

            fn visit_unit<E>(self) -> Result<Json<'de>, E> {
                Ok(Json::Null)
            }

            fn visit_bool<E>(self, is: bool) -> Result<Json<'de>, E> {
                Ok(Json::Bool(is))
            }

            fn visit_i64<E>(self, n: i64) -> Result<Json<'de>, E> {
                Ok(Json::Number(n.into()))
            }

            fn visit_u64<E>(self, n: u64) -> Result<Json<'de>, E> {
                Ok(Json::Number(n.into()))
            }

            fn visit_f64<E>(self, n: f64) -> Result<Json<'de>, E> {
                Ok(Number::from_f64(n).map_or(Json::Null, Json::Number))
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
                Ok(Json::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
                Ok(Json::Text(Cow::Owned(text.to_owned())))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json<'de>, A::Error> {
                let mut all = Vec::new();
                while let Some(value) = seq.next_element_seed(self.0)? {
                    all.push(value);
                }
                Ok(Json::List(all))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(Name(name)) = map.next_key()? {
                    if members.is_empty() {
                        members.reserve(USUAL_MEMBERS);
                    }
                    members.push((name, map.next_value_seed(self.0)?));
                }
                Ok(Json::Object(members))
            }
        }

        self.take()?;
        deserializer.deserialize_any(Any(self))
    }
}

/// The name of a member. A plain `Cow` would be a copy.
pub(super) struct Name<'d>(pub(super) Cow<'d, str>);

impl<'de: 'd, 'd> Deserialize<'de> for Name<'d> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(Text)
    }
}

/// Reads a document. Half a character, which the end of a cut text may be, is one that cannot be read.
///
/// # Errors
/// [`FormatError::Broken`] with the line, [`FormatError::TooLarge`] beyond [`MAX_VALUES`].
pub(super) fn parse<'d>(file: &str, bytes: &'d [u8]) -> Result<Json<'d>, FormatError> {
    as_it_is(file, bytes).or_else(|error| match repaired(bytes) {
        Some(repaired) => as_it_is(file, &repaired).map(Json::owned),
        None => Err(error),
    })
}

/// The bytes of a document that cannot be read, up to its first fault, and true where it goes on behind that; all bytes of one that is cut off.
pub(super) fn sound(bytes: &[u8]) -> (&[u8], bool) {
    let repaired = repaired(bytes);
    let document = without_mark(repaired.as_deref().unwrap_or(bytes));
    let left = Cell::new(MAX_VALUES);
    let (line, column) = match whole(serde_json::Deserializer::from_slice(document), &left) {
        Err(error) if !error.is_eof() => (error.line(), error.column()),
        _ => return (bytes, false),
    };
    let lines = line.saturating_sub(1);
    let begin = lines.checked_sub(1).and_then(|last| memchr::memchr_iter(b'\n', document).nth(last)).map_or(0, |at| at + 1);
    // The byte at which the fault was seen may be a bracket.
    let length = bytes.len() - document.len() + (begin + column).saturating_sub(1);
    (bytes.get(..length).unwrap_or(bytes), true)
}

/// The document without halves of characters; `None` for one that has none.
fn repaired(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut repaired = bytes.to_vec();
    surrogates::repair(&mut repaired).then_some(repaired)
}

fn as_it_is<'d>(file: &str, bytes: &'d [u8]) -> Result<Json<'d>, FormatError> {
    let left = Cell::new(MAX_VALUES);
    let bytes = without_mark(bytes);
    // One look at all bytes costs less than one at each text. A fault within a text is named by the second way.
    let value = match std::str::from_utf8(bytes) {
        Ok(text) => whole(serde_json::Deserializer::from_str(text), &left),
        Err(_) => whole(serde_json::Deserializer::from_slice(bytes), &left),
    };
    value.map_err(|e| fault(file, &e, &left))
}

fn whole<'d, R: serde_json::de::Read<'d>>(
    mut document: serde_json::Deserializer<R>,
    left: &Cell<usize>,
) -> serde_json::Result<Json<'d>> {
    let value = Within(left).deserialize(&mut document)?;
    document.end()?;
    Ok(value)
}

/// The error of a document, of whose tree `left` more values could be read.
pub(super) fn fault(file: &str, error: &serde_json::Error, left: &Cell<usize>) -> FormatError {
    if left.get() == 0 {
        return FormatError::TooLarge { file: file.to_owned(), limit: Limit::Values(MAX_VALUES) };
    }
    FormatError::Broken { file: file.to_owned(), line: error.line() as u64, reason: BrokenReason::of_json(error) }
}

pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes)
}

/// Reads a document as a value that is kept as it is. Such a file is small: its values are counted as those of a tree.
///
/// # Errors
/// [`FormatError::Broken`] with the line, [`FormatError::TooLarge`] beyond [`MAX_VALUES`].
pub(super) fn parse_value(file: &str, bytes: &[u8]) -> Result<Value, FormatError> {
    let repaired = match as_it_is(file, bytes) {
        Ok(_) => None,
        Err(error) => {
            let repaired = repaired(bytes).ok_or(error)?;
            as_it_is(file, &repaired)?;
            Some(repaired)
        }
    };
    let bytes = repaired.as_deref().unwrap_or(bytes);
    let value = serde_json::from_slice(without_mark(bytes));
    value.map_err(|e| FormatError::Broken { file: file.to_owned(), line: e.line() as u64, reason: BrokenReason::of_json(&e) })
}

/// The text of a member, also of a number or a truth value; blank without one.
pub(super) fn text(value: &Json<'_>, name: &str) -> String {
    match value.get(name) {
        Some(Json::Text(text)) => cleaned(text),
        Some(Json::Number(number)) => number.to_string(),
        Some(Json::Bool(is)) => is.to_string(),
        _ => String::new(),
    }
}

/// The text of a member that is not blank.
pub(super) fn some_text(value: &Json<'_>, name: &str) -> Option<String> {
    filled(text(value, name))
}

/// The whole number of a member, also from a fraction or a text.
pub(super) fn number(value: &Json<'_>, name: &str) -> Option<i64> {
    match value.get(name)? {
        Json::Number(n) => {
            n.as_i64().or_else(|| n.as_f64().filter(|f| f.abs() < 9e15).and_then(|f| f.trunc().to_string().parse().ok()))
        }
        Json::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The elements of a member that is a list; nothing for another type.
pub(super) fn list<'v, 'd>(value: &'v Json<'d>, name: &str) -> std::slice::Iter<'v, Json<'d>> {
    value.member(name).elements().iter()
}

/// A time in milliseconds, which some reporters write in seconds: a time of the years before 1973 is one of seconds.
pub(super) fn time(value: &Json<'_>, name: &str) -> Option<Millis> {
    let at = number(value, name)?;
    Some(if (1..100_000_000_000).contains(&at) { at.checked_mul(1000)? } else { at })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json<'_> {
        parse("x.json", text.as_bytes()).expect("JSON")
    }

    #[test]
    fn members_of_any_type_are_read() {
        let v = json(r#"{"a": 1, "b": "x\u0000", "c": null, "d": 1.9, "e": "12", "f": true, "g": 1.0, "a\u0041": -3}"#);
        assert_eq!(
            (text(&v, "a"), text(&v, "b"), text(&v, "c"), text(&v, "f"), text(&v, "g")),
            ("1".into(), "x\u{fffd}".into(), String::new(), "true".into(), "1.0".into())
        );
        assert_eq!((number(&v, "d"), number(&v, "e"), number(&v, "b"), number(&v, "aA")), (Some(1), Some(12), None, Some(-3)));
        assert_eq!(list(&v, "a").count(), 0);
    }

    #[test]
    fn texts_are_parts_of_the_document() {
        let v = json(r#"{"plain": ["a", 18446744073709551615, 1e3], "esc\"aped": "a\nb", "twice": 1, "twice": [2]}"#);
        assert!(matches!(v.member("plain").elements(), [Json::Text(Cow::Borrowed("a")), ..]));
        assert_eq!(v.member("plain").elements()[1..], [Json::Number(u64::MAX.into()), json("1000.0")]);
        assert_eq!(text(&v, "esc\"aped"), "a\nb");
        assert_eq!((list(&v, "twice").count(), v.names()), (1, vec!["esc\"aped", "plain", "twice"]));
        assert!(v.member("gone").is_null() && v.is_object());
    }

    #[test]
    fn half_a_character_costs_no_document() {
        let text = r#"{"name": "hello \ud83d", "cut\ude00": ["\ud83d\ude00", "\\ud83d"]}"#;
        let v = json(text);
        assert_eq!(v.member("name").as_str(), Some("hello \u{fffd}"));
        let list = v.member("cut\u{fffd}").elements();
        assert_eq!(list.iter().filter_map(Json::as_str).collect::<Vec<_>>(), ["😀", "\\ud83d"]);
        assert_eq!(parse_value("x.json", text.as_bytes()).map(|value| value["name"].clone()), Ok("hello \u{fffd}".into()));
        let broken = b"{\"a\": \"\\ud83d\",\n oops}";
        assert!(matches!(parse("x.json", broken), Err(FormatError::Broken { line: 2, .. })), "the fault behind it is named");
        assert!(parse_value("x.json", broken).is_err());
    }

    #[test]
    fn a_tree_has_a_limit() {
        let list = |values: usize| format!("[{}0]", "{},".repeat(values - 2));
        assert!(parse("x.json", list(MAX_VALUES).as_bytes()).is_ok());
        let limit = Limit::Values(MAX_VALUES);
        let file = "x.json".to_owned();
        assert_eq!(parse("x.json", list(MAX_VALUES + 1).as_bytes()), Err(FormatError::TooLarge { file, limit }));
    }

    #[test]
    fn a_fault_is_named_with_its_line() {
        for (text, fault) in [(&b"{\n\"a\": \"\xff\"}"[..], 2), (&b"{\n\n\"a\""[..], 3), (&b"[1,\n]"[..], 2)] {
            assert!(matches!(parse("x.json", text), Err(FormatError::Broken { line, .. }) if line == fault), "{text:?}");
        }
    }

    #[test]
    fn a_document_is_sound_up_to_its_first_fault() {
        for (text, sound_part) in [
            ("\u{feff}[1,\n {\"a\": }, 2]", "\u{feff}[1,\n {\"a\": "),
            ("[1]]", "[1]"),
            ("[1]\n\n}", "[1]\n\n"),
            ("[\"\\ud83d\", x]", "[\"\\ud83d\", "),
            ("{\"a\": [1, 2}", "{\"a\": [1, 2"),
        ] {
            assert_eq!(sound(text.as_bytes()), (sound_part.as_bytes(), true), "{text}");
        }
        assert_eq!(sound(b"[1, {\"a"), (&b"[1, {\"a"[..], false));
        assert_eq!(sound(b"[\"a\xff\", {\"b\": 1"), (&b"[\"a"[..], true), "no text");
    }

    #[test]
    fn seconds_are_told_from_milliseconds() {
        let v = json(r#"{"s": 1795182140, "ms": 1795182140000}"#);
        assert_eq!(time(&v, "s"), time(&v, "ms"));
    }
}
