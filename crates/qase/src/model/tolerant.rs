//! Reading of JSON that does not keep to its own description.
//!
//! Qase has sent numbers as texts, booleans as 0 and 1, `[]` for an empty object, a list as an object with numbered members, and
//! a list as JSON text within a text. Each function here is for `#[serde(deserialize_with)]`. A value that cannot be understood
//! at all stays an error: a guess would be written back to Qase later.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Deserializer, Error};
use serde::{Deserialize, Serialize};
use serde_json::Value;

fn wrong<E: Error>(expected: &str, got: &Value) -> E {
    let mut shown = got.to_string();
    if shown.len() > 60 {
        let cut = (0..=60).rev().find(|i| shown.is_char_boundary(*i)).unwrap_or(0);
        shown.truncate(cut);
        shown.push('…');
    }
    E::custom(format!("expected {expected}, found {shown}"))
}

/// A whole number out of a number, a text with a number, or a boolean.
pub(crate) fn to_int(value: &Value) -> Option<i64> {
    match value {
        Value::Bool(b) => Some(i64::from(*b)),
        Value::Number(n) => n.as_i64().or_else(|| whole(n.as_f64()?)),
        Value::String(s) => {
            let s = s.trim();
            s.parse().ok().or_else(|| whole(s.parse().ok()?))
        }
        _ => None,
    }
}

#[allow(clippy::cast_possible_truncation, reason = "the range is checked: below 2^53 every whole number is exact")]
fn whole(f: f64) -> Option<i64> {
    (f.fract() == 0.0 && f.abs() < 9_007_199_254_740_992.0).then_some(f as i64)
}

fn to_flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(b) => Some(*b),
        Value::Number(_) => to_int(value).map(|n| n != 0),
        Value::String(s) => match s.trim().to_ascii_lowercase().as_str() {
            "" | "0" | "false" | "no" => Some(false),
            "1" | "true" | "yes" => Some(true),
            _ => None,
        },
        _ => None,
    }
}

fn to_text(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        _ => None,
    }
}

/// Nothing at all: `null`, or a text without characters.
fn is_blank(value: &Value) -> bool {
    matches!(value, Value::Null) || matches!(value, Value::String(s) if s.trim().is_empty())
}

/// A whole number; `null` and an empty text are 0.
pub fn int<'de, D: Deserializer<'de>>(d: D) -> Result<i64, D::Error> {
    Ok(opt_int(d)?.unwrap_or(0))
}

/// A whole number; `null` and an empty text are `None`.
pub fn opt_int<'de, D: Deserializer<'de>>(d: D) -> Result<Option<i64>, D::Error> {
    let value = Value::deserialize(d)?;
    if is_blank(&value) {
        return Ok(None);
    }
    to_int(&value).map(Some).ok_or_else(|| wrong("a whole number", &value))
}

/// An id: a whole number above 0.
pub fn id<'de, D: Deserializer<'de>>(d: D) -> Result<i64, D::Error> {
    let value = Value::deserialize(d)?;
    to_int(&value).filter(|id| *id > 0).ok_or_else(|| wrong("an id", &value))
}

/// Yes or no; `null` is no.
pub fn flag<'de, D: Deserializer<'de>>(d: D) -> Result<bool, D::Error> {
    Ok(opt_flag(d)?.unwrap_or(false))
}

/// Yes, no, or `null`.
pub fn opt_flag<'de, D: Deserializer<'de>>(d: D) -> Result<Option<bool>, D::Error> {
    let value = Value::deserialize(d)?;
    if value.is_null() {
        return Ok(None);
    }
    to_flag(&value).map(Some).ok_or_else(|| wrong("yes or no", &value))
}

/// A text, kept byte for byte; `null` is the empty text, a number its digits.
pub fn text<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    Ok(opt_text(d)?.unwrap_or_default())
}

/// A text, kept byte for byte, or `null`.
pub fn opt_text<'de, D: Deserializer<'de>>(d: D) -> Result<Option<String>, D::Error> {
    let value = Value::deserialize(d)?;
    if value.is_null() {
        return Ok(None);
    }
    to_text(&value).map(Some).ok_or_else(|| wrong("a text", &value))
}

/// The items of an array, or of an object with numbered members (an array that lost its order on the way); `null` and `{}` have none.
fn items(value: Value) -> Result<Vec<Value>, Value> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(items) => Ok(items),
        Value::Object(members) if members.keys().all(|k| k.parse::<u64>().is_ok()) => {
            let mut numbered: Vec<(u64, Value)> = members.into_iter().map(|(k, v)| (k.parse().unwrap_or(u64::MAX), v)).collect();
            numbered.sort_by_key(|(k, _)| *k);
            Ok(numbered.into_iter().map(|(_, v)| v).collect())
        }
        other => Err(other),
    }
}

/// A list of things; `null` entries are dropped.
pub fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(d: D) -> Result<Vec<T>, D::Error> {
    let items = items(Value::deserialize(d)?).map_err(|v| wrong("a list", &v))?;
    items.into_iter().filter(|v| !v.is_null()).map(|v| T::deserialize(v).map_err(D::Error::custom)).collect()
}

/// A list that Qase's description promises, with a flag for whether the answer contained it. A missing or `null` list must not be
/// read as an empty one: it says nothing about the object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentList<T> {
    items: Vec<T>,
    was_sent: bool,
}

impl<T> SentList<T> {
    /// The list that did not come. Reads as empty.
    #[must_use]
    pub fn nothing() -> Self {
        Self { items: Vec::new(), was_sent: false }
    }

    /// False when the list did not come.
    pub fn was_sent(&self) -> bool {
        self.was_sent
    }
}

impl<T> Default for SentList<T> {
    fn default() -> Self {
        Self { items: Vec::new(), was_sent: true }
    }
}

impl<T> From<Vec<T>> for SentList<T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, was_sent: true }
    }
}

impl<T> std::ops::Deref for SentList<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<'a, T> IntoIterator for &'a SentList<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<T: Serialize> Serialize for SentList<T> {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if self.was_sent { self.items.serialize(s) } else { s.serialize_none() }
    }
}

/// A list as [`list`] reads it, and whether it came.
pub fn told_list<'de, D: Deserializer<'de>, T: DeserializeOwned>(d: D) -> Result<SentList<T>, D::Error> {
    match Value::deserialize(d)? {
        Value::Null => Ok(SentList::nothing()),
        value => list(value).map(SentList::from).map_err(D::Error::custom),
    }
}

/// A list of whole numbers, each in any form that [`int`] reads.
pub fn ints<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<i64>, D::Error> {
    let items = items(Value::deserialize(d)?).map_err(|v| wrong("a list", &v))?;
    items.iter().filter(|v| !is_blank(v)).map(|v| to_int(v).ok_or_else(|| wrong("a whole number", v))).collect()
}

/// A list of texts; a lone text is a list of one.
pub fn texts<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<String>, D::Error> {
    to_texts(Value::deserialize(d)?).map_err(|v| wrong("a list of texts", &v))
}

fn to_texts(value: Value) -> Result<Vec<String>, Value> {
    if let Some(one) = to_text(&value) {
        return Ok(vec![one]);
    }
    items(value)?.into_iter().filter(|v| !v.is_null()).map(|v| to_text(&v).ok_or(v)).collect()
}

/// A list that may also come as JSON text: `"[{\"id\":1}]"`. `null`, an empty text and a text that is no list have no items.
pub fn list_or_json_text<'de, D: Deserializer<'de>, T: DeserializeOwned>(d: D) -> Result<Vec<T>, D::Error> {
    let mut value = Value::deserialize(d)?;
    if let Value::String(s) = &value {
        value = serde_json::from_str(s).unwrap_or(Value::Null);
    }
    let items = items(value).map_err(|v| wrong("a list", &v))?;
    items.into_iter().filter(|v| !v.is_null()).map(|v| T::deserialize(v).map_err(D::Error::custom)).collect()
}

/// Names with lists of texts: an object, or `[]` when there is none.
pub fn text_lists<'de, D: Deserializer<'de>>(d: D) -> Result<BTreeMap<String, Vec<String>>, D::Error> {
    match Value::deserialize(d)? {
        Value::Null => Ok(BTreeMap::new()),
        Value::Array(items) if items.is_empty() => Ok(BTreeMap::new()),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, values)| to_texts(values).map(|v| (name, v)).map_err(|v| wrong("a list of texts", &v)))
            .collect(),
        other => Err(wrong("names with lists of values", &other)),
    }
}

/// Names with counts: an object, or `[]` when there is none.
pub fn counts<'de, D: Deserializer<'de>>(d: D) -> Result<BTreeMap<String, i64>, D::Error> {
    match Value::deserialize(d)? {
        Value::Null => Ok(BTreeMap::new()),
        Value::Array(items) if items.is_empty() => Ok(BTreeMap::new()),
        Value::Object(members) => {
            members.into_iter().map(|(k, v)| to_int(&v).map(|n| (k, n)).ok_or_else(|| wrong("a whole number", &v))).collect()
        }
        other => Err(wrong("names with counts", &other)),
    }
}

/// An object or nothing: `null`, `[]` and `{}` are `None`.
pub fn opt_object<'de, D: Deserializer<'de>, T: DeserializeOwned>(d: D) -> Result<Option<T>, D::Error> {
    match Value::deserialize(d)? {
        Value::Null => Ok(None),
        Value::Array(a) if a.is_empty() => Ok(None),
        Value::Object(o) if o.is_empty() => Ok(None),
        other => T::deserialize(other).map(Some).map_err(D::Error::custom),
    }
}

/// An object; `null` and `[]` give the type's default value.
pub fn object<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(d: D) -> Result<T, D::Error> {
    Ok(opt_object(d)?.unwrap_or_default())
}

/// `serde` wants a reference here.
pub(crate) fn is_false(flag: &bool) -> bool {
    !*flag
}

/// A member that is written as `null` (clear it), with a value, or not at all (leave it as it is).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// Not sent: the server keeps what it has.
    #[default]
    Keep,
    /// Sent as `null`: the server drops what it has.
    Clear,
    /// Sent with this value.
    Set(T),
}

impl<T> Patch<T> {
    /// True when nothing is sent.
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// `Some` sets, `None` clears.
    pub fn to(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Self::Set)
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Keep | Self::Clear => s.serialize_none(),
            Self::Set(value) => value.serialize(s),
        }
    }
}

#[cfg(test)]
#[path = "tolerant_tests.rs"]
mod tests;
