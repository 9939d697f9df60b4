//! Reads a request's body field by field, and collects its errors with the sentences of Qase.

use super::call::integer;
use super::error::{ApiError, ApiResult, FieldError};
use super::limits::{MAX_FIELD_ERRORS, MAX_NOTE, MAX_TEXT};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

static NOTHING: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);

/// Errors found in a request so far, at most [`MAX_FIELD_ERRORS`]. Clones share the list.
#[derive(Debug, Clone, Default)]
pub struct Errors(Rc<RefCell<Vec<FieldError>>>);

impl Errors {
    /// Adds a wrong field, up to the limit.
    pub fn add(&self, field: String, error: impl Into<String>) {
        if !self.is_full() {
            self.0.borrow_mut().push(FieldError { field, error: error.into() });
        }
    }

    /// True when the answer has no room for further errors: the caller may stop reading.
    pub fn is_full(&self) -> bool {
        self.0.borrow().len() >= MAX_FIELD_ERRORS
    }

    /// Refuses the request if anything was wrong.
    ///
    /// # Errors
    /// 400 with the wrong fields.
    pub fn finish(&self) -> ApiResult<()> {
        let errors = self.0.take();
        if errors.is_empty() { Ok(()) } else { Err(ApiError::invalid(errors)) }
    }
}

/// An object of the body. Unknown fields are ignored; wrong ones are collected until [`Input::finish`].
#[derive(Debug, Clone)]
pub struct Input<'a> {
    at: String,
    map: &'a Map<String, Value>,
    errors: Errors,
}

impl<'a> Input<'a> {
    /// The whole body; a body that is not an object has no fields.
    #[must_use]
    pub fn root(body: &'a Value) -> Self {
        Self { at: String::new(), map: body.as_object().unwrap_or(&NOTHING), errors: Errors::default() }
    }

    /// An element of a list that is read by itself, with the errors of the whole body; `None` when it is not an object.
    pub fn element(field: &str, index: usize, element: &'a Value, errors: &Errors) -> Option<Self> {
        let at = format!("{field}.{index}");
        let Some(map) = element.as_object() else {
            errors.add(at, format!("The {}.{index} must be an object.", words(field)));
            return None;
        };
        Some(Self { at, map, errors: errors.clone() })
    }

    /// Refuses the request if anything was wrong.
    ///
    /// # Errors
    /// 400 with the wrong fields.
    pub fn finish(&self) -> ApiResult<()> {
        self.errors.finish()
    }

    /// Path of the object in the body (`cases.3`); empty for the body itself.
    pub fn place(&self) -> &str {
        &self.at
    }

    fn path(&self, name: &str) -> String {
        if self.at.is_empty() { name.to_owned() } else { format!("{}.{name}", self.at) }
    }

    /// Adds a wrong field.
    pub fn fail(&self, name: &str, error: impl Into<String>) {
        self.errors.add(self.path(name), error);
    }

    /// A field that exists and is not null.
    fn value(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name).filter(|v| !v.is_null())
    }

    /// True for a field that exists, also as `null`: an update changes it.
    pub fn has(&self, name: &str) -> bool {
        self.map.contains_key(name)
    }

    /// A text of at most `max` characters; numbers are taken as their text.
    pub fn text(&self, name: &str, max: usize) -> Option<String> {
        let text = match self.value(name)? {
            Value::String(text) => Cow::Borrowed(text.as_str()),
            Value::Number(n) => Cow::Owned(n.to_string()),
            _ => {
                self.fail(name, format!("The {} must be a string.", words(name)));
                return None;
            }
        };
        // A text of no more bytes has no more characters.
        if text.len() > max && text.chars().count() > max {
            self.fail(name, format!("The {} may not be greater than {max} characters.", words(name)));
            return None;
        }
        self.without_nul(name, text.into_owned())
    }

    /// PostgreSQL cannot store a NUL, and no client sends one on purpose.
    fn without_nul(&self, name: &str, text: String) -> Option<String> {
        if text.contains('\0') {
            self.fail(name, format!("The {} may not contain null characters.", words(name)));
            return None;
        }
        Some(text)
    }

    /// A text without a limit of its own: at most [`MAX_TEXT`] characters.
    pub fn long_text(&self, name: &str) -> Option<String> {
        self.text(name, MAX_TEXT)
    }

    /// A required text that is not blank.
    pub fn required_text(&self, name: &str, max: usize) -> String {
        match self.text(name, max) {
            Some(text) if !text.trim().is_empty() => text,
            Some(_) => {
                self.fail(name, format!("The {} field is required.", words(name)));
                String::new()
            }
            None => {
                if self.value(name).is_none() {
                    self.fail(name, format!("The {} field is required.", words(name)));
                }
                String::new()
            }
        }
    }

    /// Replaces a text when the field exists: blank and null remove the text.
    pub fn replace_text(&self, name: &str, target: &mut Option<String>) {
        if self.has(name) {
            *target = self.long_text(name).filter(|t| !t.trim().is_empty());
        }
    }

    /// [`Input::replace_text`] of at most [`MAX_NOTE`] characters.
    pub fn replace_note(&self, name: &str, target: &mut Option<String>) {
        if self.has(name) {
            *target = self.text(name, MAX_NOTE).filter(|t| !t.trim().is_empty());
        }
    }

    /// A whole number; a text of digits is accepted, too.
    pub fn int(&self, name: &str) -> Option<i64> {
        let value = self.value(name)?;
        let number = match value {
            Value::Number(n) => n.as_i64().or_else(|| n.as_f64().filter(|f| f.fract() == 0.0 && f.abs() < 9e15).map(whole)),
            Value::String(text) if text.trim().is_empty() => return None,
            Value::String(text) => integer(text.trim()),
            Value::Bool(b) => Some(i64::from(*b)),
            _ => None,
        };
        if number.is_none() {
            self.fail(name, format!("The {} must be an integer.", words(name)));
        }
        number
    }

    /// A whole number within bounds.
    pub fn int_within(&self, name: &str, min: i64, max: i64) -> Option<i64> {
        let number = self.int(name)?;
        if (min..=max).contains(&number) {
            return Some(number);
        }
        self.fail(name, format!("The {} must be between {min} and {max}.", words(name)));
        None
    }

    /// A number with a fraction.
    pub fn float(&self, name: &str) -> Option<f64> {
        let number = match self.value(name)? {
            Value::Number(n) => n.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        let number = number.filter(|n| n.is_finite() && n.abs() < 1e12);
        if number.is_none() {
            self.fail(name, format!("The {} must be a number.", words(name)));
        }
        number
    }

    /// A boolean; 0 and 1 are accepted, too.
    pub fn truth(&self, name: &str) -> Option<bool> {
        match self.value(name)? {
            Value::Bool(b) => Some(*b),
            Value::Number(n) if n.as_i64() == Some(0) => Some(false),
            Value::Number(n) if n.as_i64() == Some(1) => Some(true),
            Value::String(s) if matches!(s.as_str(), "1" | "true") => Some(true),
            Value::String(s) if matches!(s.as_str(), "0" | "false" | "") => Some(false),
            _ => {
                self.fail(name, format!("The {} field must be true or false.", words(name)));
                None
            }
        }
    }

    /// The elements of a list.
    fn array(&self, name: &str) -> Option<&'a Vec<Value>> {
        let value = self.value(name)?;
        let list = value.as_array();
        // PHP writes an empty object where it means an empty list, and the other way round.
        if list.is_none() && !value.as_object().is_some_and(Map::is_empty) {
            self.fail(name, format!("The {} must be an array.", words(name)));
        }
        list
    }

    /// A list of objects; an element that is not an object is an error.
    pub fn objects(&self, name: &str) -> Option<Vec<Input<'a>>> {
        let list = self.array(name)?;
        let mut objects = Vec::with_capacity(list.len());
        for (i, element) in list.iter().enumerate().take_while(|_| !self.errors.is_full()) {
            let at = self.path(&format!("{name}.{i}"));
            match element.as_object() {
                Some(map) => objects.push(Input { at, map, errors: self.errors.clone() }),
                None => self.fail(&format!("{name}.{i}"), format!("The {}.{i} must be an object.", words(name))),
            }
        }
        Some(objects)
    }

    /// A required list of objects. An empty object is no empty list here: the answer would report success without any work.
    pub fn required_objects(&self, name: &str) -> Vec<Input<'a>> {
        match self.value(name) {
            None => self.fail(name, format!("The {} field is required.", words(name))),
            Some(Value::Array(_)) => return self.objects(name).unwrap_or_default(),
            Some(_) => self.fail(name, format!("The {} must be an array.", words(name))),
        }
        Vec::new()
    }

    /// One object.
    pub fn object(&self, name: &str) -> Option<Input<'a>> {
        let value = self.value(name)?;
        if let Some(map) = value.as_object() {
            return Some(Input { at: self.path(name), map, errors: self.errors.clone() });
        }
        if !value.as_array().is_some_and(Vec::is_empty) {
            self.fail(name, format!("The {} must be an object.", words(name)));
        }
        None
    }

    /// Names and values of the object's fields.
    pub fn fields(&self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.map.iter()
    }

    /// The names of the object's fields.
    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        self.map.keys().map(String::as_str)
    }

    /// A list of texts.
    pub fn texts(&self, name: &str) -> Option<Vec<String>> {
        self.array(name).map(|list| self.elements(name, list))
    }

    /// The texts of a list at this place of the object.
    fn elements(&self, name: &str, list: &[Value]) -> Vec<String> {
        let mut texts = Vec::with_capacity(list.len());
        for (i, element) in list.iter().enumerate().take_while(|_| !self.errors.is_full()) {
            match element {
                Value::String(text) => texts.extend(self.without_nul(&format!("{name}.{i}"), text.clone())),
                Value::Number(n) => texts.push(n.to_string()),
                _ => self.fail(&format!("{name}.{i}"), format!("The {}.{i} must be a string.", words(name))),
            }
        }
        texts
    }

    /// A list of whole numbers.
    pub fn ints(&self, name: &str) -> Option<Vec<i64>> {
        let list = self.array(name)?;
        let mut numbers = Vec::with_capacity(list.len());
        for (i, element) in list.iter().enumerate().take_while(|_| !self.errors.is_full()) {
            match element.as_i64().or_else(|| element.as_str().and_then(integer)) {
                Some(n) => numbers.push(n),
                None => self.fail(&format!("{name}.{i}"), format!("The {}.{i} must be an integer.", words(name))),
            }
        }
        Some(numbers)
    }

    /// An object whose values are texts; null is blank, numbers and truth values are taken as their text.
    pub fn text_map(&self, name: &str) -> Option<BTreeMap<String, String>> {
        let object = self.object(name)?;
        let mut map = BTreeMap::new();
        for (key, value) in object.map {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Null => String::new(),
                Value::Number(n) => n.to_string(),
                Value::Bool(b) => b.to_string(),
                _ => {
                    object.fail(key, format!("The {} must be a string.", words(key)));
                    continue;
                }
            };
            if let (Some(key), Some(text)) = (object.without_nul(key, key.clone()), object.without_nul(key, text)) {
                map.insert(key, text);
            }
        }
        Some(map)
    }

    /// A list of lists of texts.
    pub fn text_lists(&self, name: &str) -> Option<Vec<Vec<String>>> {
        let list = self.array(name)?;
        let mut lists = Vec::with_capacity(list.len());
        for (i, element) in list.iter().enumerate().take_while(|_| !self.errors.is_full()) {
            let at = format!("{name}.{i}");
            let Some(texts) = element.as_array() else {
                self.fail(&at, format!("The {}.{i} must be an array.", words(name)));
                continue;
            };
            lists.push(self.elements(&at, texts));
        }
        Some(lists)
    }

    /// A point in time as text.
    pub fn time(&self, name: &str) -> Option<voluptas_core::base::Millis> {
        let text = self.text(name, 64).filter(|t| !t.trim().is_empty())?;
        let at = voluptas_core::base::clock::parse(&text);
        if at.is_none() {
            self.fail(name, format!("The {} does not match the format Y-m-d H:i:s.", words(name)));
        }
        at
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the caller has checked that it is whole and small")]
fn whole(f: f64) -> i64 {
    f as i64
}

/// `parent_id` as Qase writes it in its sentences: `parent id`.
fn words(name: &str) -> String {
    name.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn gathers_everything_that_is_wrong() {
        let body = json!({ "title": "", "suite_id": "x", "is_flaky": 2, "steps": [{ "action": 5 }, 7], "n": "42" });
        let input = Input::root(&body);
        assert_eq!(input.required_text("title", 255), "");
        assert_eq!(input.int("suite_id"), None);
        assert_eq!(input.truth("is_flaky"), None);
        assert_eq!(input.int("n"), Some(42));
        assert_eq!(input.objects("steps").map(|s| s.len()), Some(1));
        let error = input.finish().expect_err("wrong");
        let fields: Vec<&str> = error.fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["title", "suite_id", "is_flaky", "steps.1"]);
        assert!(input.finish().is_ok(), "told once");
    }

    #[test]
    fn tells_of_twenty_wrong_fields_and_reads_no_further() {
        let body = json!({ "tags": vec![json!({}); 1000], "steps": vec![json!([]); 1000] });
        let input = Input::root(&body);
        assert_eq!(input.texts("tags").map(|t| t.len()), Some(0));
        assert_eq!(input.objects("steps").map(|s| s.len()), Some(0));
        let error = input.finish().expect_err("wrong");
        assert_eq!(error.fields.len(), MAX_FIELD_ERRORS);
        assert_eq!(error.fields.last().map(|f| f.field.as_str()), Some("tags.19"));
    }
}
