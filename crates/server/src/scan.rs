//! Bounds of a JSON body, checked in one pass over its bytes before it is parsed.
//!
//! A parsed value takes up to a hundred times the room of its text: `{"a":0}` has 7 bytes, and a map with one entry takes some
//! 700. So a body is first walked through without keeping anything: elements of its list are counted, the room of its values is
//! estimated, and the walk ends at the first bound. Depth needs no bound here: `serde_json` refuses more than 128 levels.

use super::error::{ApiError, ApiResult};
use super::limits::{MAX_OBJECTS, MAX_VALUES_ROOM};
use axum::http::StatusCode;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;
use voluptas_core::base::surrogates;

/// The list of a bulk request: the field, and the largest number of elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List {
    /// `results`
    pub field: &'static str,
    /// Most elements.
    pub most: usize,
    /// Each element is parsed by itself, so that only one at a time takes room.
    pub one_by_one: bool,
}

impl List {
    fn too_many(&self) -> ApiError {
        ApiError::too_large(format!("The {} may not have more than {} items.", self.field, self.most))
    }
}

/// Treatment of two equal names in an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EqualNames {
    /// The last one counts, as for Qase.
    LastCounts,
    /// The body is refused.
    Refused,
}

/// The body as JSON. An empty body, an empty text and null count as an empty object: reporters and SDKs send them for no data,
/// some as a form.
///
/// # Errors
/// 400 for a body that is not a JSON object, 413 beyond a bound.
pub fn parse(bytes: &mut [u8], list: Option<List>, names: EqualNames) -> ApiResult<Value> {
    check(bytes, list, names)?;
    if is_nothing(bytes) {
        return Ok(Value::Null);
    }
    let body: Value = serde_json::from_slice(bytes).map_err(|e| invalid(&e))?;
    if body.is_object() { Ok(body) } else { Err(ApiError::new(StatusCode::BAD_REQUEST, "The body must be a JSON object.")) }
}

/// Walks through the body and refuses it beyond a bound. Half a character, which clients write at the end of a text that they cut, becomes one
/// that cannot be read.
pub fn check(bytes: &mut [u8], list: Option<List>, names: EqualNames) -> ApiResult<()> {
    walk(bytes, list, names).or_else(|refused| if surrogates::repair(bytes) { walk(bytes, list, names) } else { Err(refused) })
}

fn walk(bytes: &[u8], list: Option<List>, names: EqualNames) -> ApiResult<()> {
    if is_nothing(bytes) {
        return Ok(());
    }
    let tally =
        ScanCounters { list, names, room: Cell::new(0), objects: Cell::new(0), refused: Cell::new(None), twice: Cell::new(None) };
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let walked = Walk { tally: &tally, place: Place::Root }.deserialize(&mut json).and_then(|()| json.end());
    match (tally.refused.take(), walked) {
        (Some(Bound::Elements(list)), _) => Err(list.too_many()),
        (Some(Bound::Room), _) => Err(ApiError::too_large("The request has too many values.")),
        (None, Err(e)) => Err(tally.twice.take().map_or_else(|| invalid(&e), |name| equal_names(&name))),
        (None, Ok(())) => Ok(()),
    }
}

/// 400 for a name that an object has twice.
fn equal_names(name: &str) -> ApiError {
    let name: String = name.chars().take(100).collect();
    ApiError::new(StatusCode::BAD_REQUEST, format!("An object of the body has the name “{name}” twice."))
}

/// Gives the elements of a list to `take`, which says whether it wants a further one. Only one of them exists at a time.
///
/// # Errors
/// 400 for invalid JSON, and for elements behind the last wanted one.
pub fn each(list: &str, take: impl FnMut(Value) -> bool) -> ApiResult<()> {
    let mut json = serde_json::Deserializer::from_str(list);
    json.deserialize_seq(Elements(take)).map_err(|e| invalid(&e))
}

struct Elements<F>(F);

impl<'de, F: FnMut(Value) -> bool> Visitor<'de> for Elements<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        while let Some(element) = seq.next_element::<Value>()? {
            if !(self.0)(element) {
                // What follows is an error of the list, which the caller puts behind its own.
                break;
            }
        }
        Ok(())
    }
}

/// 400 for invalid JSON.
pub fn invalid(e: &serde_json::Error) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, format!("The body is no valid JSON: {e}."))
}

/// True for a body without data.
pub fn is_nothing(bytes: &[u8]) -> bool {
    matches!(bytes.trim_ascii(), b"" | b"\"\"" | b"null")
}

#[derive(Debug, Clone, Copy)]
enum Bound {
    Elements(List),
    Room,
}

/// Counters of the walk.
struct ScanCounters {
    list: Option<List>,
    names: EqualNames,
    room: Cell<usize>,
    objects: Cell<usize>,
    refused: Cell<Option<Bound>>,
    /// The name that an object has twice.
    twice: Cell<Option<String>>,
}

impl ScanCounters {
    /// Room of a value with its place in the parent; a list grows by doubling.
    const VALUE: usize = 64;
    /// Room of the first node of a map.
    const NODE: usize = 640;
    /// Room of a key without its characters.
    const KEY: usize = 40;

    fn take<E: serde::de::Error>(&self, bytes: usize) -> Result<(), E> {
        self.room.set(self.room.get().saturating_add(bytes));
        if self.room.get() > MAX_VALUES_ROOM { self.refuse(Bound::Room) } else { Ok(()) }
    }

    fn refuse<E: serde::de::Error>(&self, bound: Bound) -> Result<(), E> {
        self.refused.set(Some(bound));
        Err(E::custom("beyond a bound"))
    }
}

/// Position of the walk in the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    /// The list of a bulk request.
    List,
    Other,
}

struct Walk<'t> {
    tally: &'t ScanCounters,
    place: Place,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        self.tally.take(ScanCounters::VALUE)?;
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    // The characters of texts take no more room than in the body, whose length has its own limit.
    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let list = self.tally.list.filter(|_| self.place == Place::List);
        let mut count = 0;
        loop {
            if let Some(list) = list {
                if list.one_by_one {
                    self.tally.room.set(0);
                }
                if count > list.most {
                    return self.tally.refuse(Bound::Elements(list));
                }
            }
            if seq.next_element_seed(Walk { tally: self.tally, place: Place::Other })?.is_none() {
                return Ok(());
            }
            count += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.tally.objects.set(self.tally.objects.get() + 1);
        if self.tally.objects.get() > MAX_OBJECTS {
            return self.tally.refuse(Bound::Room);
        }
        let mut is_first = true;
        let wanted = self.tally.list.filter(|_| self.place == Place::Root).map(|list| list.field);
        let is_kept = self.tally.names == EqualNames::Refused;
        let mut names: HashSet<String> = HashSet::new();
        while let Some(Key { is_wanted: is_list, name }) = map.next_key_seed(KeyOf { wanted, is_kept })? {
            self.tally.take(ScanCounters::KEY + if is_first { ScanCounters::NODE } else { ScanCounters::VALUE })?;
            is_first = false;
            if let Some(name) = name {
                if names.contains(&name) {
                    self.tally.twice.set(Some(name));
                    return Err(serde::de::Error::custom("a name comes twice"));
                }
                names.insert(name);
            }
            let place = if is_list { Place::List } else { Place::Other };
            map.next_value_seed(Walk { tally: self.tally, place })?;
        }
        Ok(())
    }
}

/// A key of an object.
struct Key {
    /// It is the one that is looked for.
    is_wanted: bool,
    /// Its text, where that is kept.
    name: Option<String>,
}

/// Reads a key.
struct KeyOf {
    wanted: Option<&'static str>,
    is_kept: bool,
}

impl<'de> DeserializeSeed<'de> for KeyOf {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Key, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyOf {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Key, E> {
        if text.len() > 1_000_000 {
            return Err(E::custom("a key is too long"));
        }
        Ok(Key { is_wanted: self.wanted == Some(text), name: self.is_kept.then(|| text.to_owned()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESULTS: Option<List> = Some(List { field: "results", most: 3, one_by_one: true });

    fn refusal(body: &str, list: Option<List>) -> u16 {
        parse(&mut body.as_bytes().to_vec(), list, EqualNames::LastCounts).map_or_else(|e| e.status.as_u16(), |_| 200)
    }

    #[test]
    fn nothing_is_an_empty_object() {
        for body in ["", "  ", "\"\"", "null", " \"\"\n"] {
            assert_eq!(parse(&mut body.as_bytes().to_vec(), None, EqualNames::Refused), Ok(Value::Null), "{body}");
        }
        assert_eq!(refusal("{\"a\":1}", None), 200);
        for body in ["5", "[]", "\"x\"", "{", "{}x", "[1"] {
            assert_eq!(refusal(body, None), 400, "{body}");
        }
        assert_eq!(refusal(&"[".repeat(100_000), None), 400);
    }

    #[test]
    fn half_a_character_is_one_that_cannot_be_read() {
        let mut body = br#"{"a": "hello \ud83d", "b\udc00": "\ud83d\ude00"}"#.to_vec();
        assert_eq!(
            parse(&mut body, None, EqualNames::Refused),
            Ok(serde_json::json!({ "a": "hello \u{fffd}", "b\u{fffd}": "😀" }))
        );
        let mut body = br#"{"results": ["\ud83d"]}"#.to_vec();
        assert_eq!(check(&mut body, RESULTS, EqualNames::LastCounts), Ok(()));
        assert_eq!(body, br#"{"results": ["\ufffd"]}"#, "elements are parsed later");
        assert_eq!(refusal(r#"{"a": "\ud83d", oops}"#, None), 400);
    }

    #[test]
    fn equal_names_are_refused_where_they_must_be_told_apart() {
        let strict = |body: &str| parse(&mut body.as_bytes().to_vec(), None, EqualNames::Refused);
        for body in [r#"{"a":1,"a":2}"#, r#"{"x":[{"a":1,"b":2,"\u0061":1}]}"#] {
            let refused = strict(body).expect_err("twice");
            assert_eq!(
                (refused.status, &*refused.message),
                (StatusCode::BAD_REQUEST, "An object of the body has the name “a” twice.")
            );
            assert_eq!(refusal(body, None), 200);
        }
        strict(r#"{"a":{"a":[{"a":1},{"a":1}]},"A":1}"#).expect("each object has its own");
    }

    #[test]
    fn elements_of_the_list_are_counted_where_it_stands() {
        assert_eq!(refusal(r#"{"results":[1,2,3]}"#, RESULTS), 200);
        assert_eq!(refusal(r#"{"results":[1,2,3,4]}"#, RESULTS), 413);
        assert_eq!(refusal(r#"{"results":[[1,2,3,4]],"other":[1,2,3,4],"x":{"results":[1,2,3,4]}}"#, RESULTS), 200);
        // The bound ends the walk before the end of the text.
        assert_eq!(refusal(r#"{"results":[1,2,3,4,5,"#, RESULTS), 413);
    }

    #[test]
    fn the_room_of_values_is_bounded() {
        let zeros = |n: usize| format!("[{}0]", "0,".repeat(n));
        let many = MAX_VALUES_ROOM / ScanCounters::VALUE;
        assert_eq!(refusal(&format!(r#"{{"tags":{}}}"#, zeros(many)), None), 413);
        assert_eq!(refusal(&format!(r#"{{"tags":{}}}"#, zeros(many / 2)), None), 200);
        // Each element may use the whole room, because elements are parsed one by one; the number of objects bounds them all.
        let half = zeros(many * 2 / 3);
        assert_eq!(refusal(&format!(r#"{{"results":[{half},{half}]}}"#), RESULTS), 200);
        assert_eq!(refusal(&format!(r#"{{"results":[{half},{half}]}}"#), None), 413);
        let objects = format!("[{}{{}}]", "{},".repeat(MAX_OBJECTS / 2 + 1));
        assert_eq!(refusal(&format!(r#"{{"results":[{objects},{objects}]}}"#), RESULTS), 413);
    }
}
