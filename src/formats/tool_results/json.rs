//! JSON of test tools: telling the formats apart, and reading members whatever type a reporter gave them.

use serde_json::Value;

use super::ToolFormat;
use super::status::{cleaned, filled};
use crate::base::Millis;
use crate::formats::FormatError;

/// The format of a JSON text by the names in its head; `None` for none of ours.
pub(super) fn sniff(bytes: &[u8]) -> Option<ToolFormat> {
    let head = &bytes[..bytes.len().min(8 << 10)];
    let has = |word: &str| head.windows(word.len()).any(|w| w == word.as_bytes());
    let first = head.iter().find(|b| matches!(b, b'{' | b'['))?;
    if *first == b'[' {
        return (has("\"elements\"") && has("\"keyword\"")).then_some(ToolFormat::CucumberJson);
    }
    if has("\"CTRF\"") || (has("\"results\"") && has("\"tool\"") && has("\"summary\"")) {
        Some(ToolFormat::Ctrf)
    } else if has("\"stats\"") && has("\"testsRegistered\"") {
        Some(ToolFormat::Mochawesome)
    } else if has("\"config\"") && (has("\"rootDir\"") || has("\"configFile\"") || has("\"projects\"")) {
        Some(ToolFormat::PlaywrightJson)
    } else {
        None
    }
}

/// Reads a document.
///
/// # Errors
/// [`FormatError::Broken`] with the line.
pub(super) fn parse(file: &str, bytes: &[u8]) -> Result<Value, FormatError> {
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|e| FormatError::Broken {
        file: file.to_owned(),
        line: e.line() as u64,
        reason: e.to_string(),
    })
}

/// The text of a member, also of a number or a truth value; blank without one.
pub(super) fn text(value: &Value, name: &str) -> String {
    match value.get(name) {
        Some(Value::String(text)) => cleaned(text),
        Some(other @ (Value::Number(_) | Value::Bool(_))) => other.to_string(),
        _ => String::new(),
    }
}

/// The text of a member that is not blank.
pub(super) fn some_text(value: &Value, name: &str) -> Option<String> {
    filled(&text(value, name))
}

/// The whole number of a member, also from a fraction or a text.
pub(super) fn number(value: &Value, name: &str) -> Option<i64> {
    match value.get(name)? {
        Value::Number(n) => {
            n.as_i64().or_else(|| n.as_f64().filter(|f| f.abs() < 9e15).and_then(|f| f.trunc().to_string().parse().ok()))
        }
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The elements of a member that is a list; nothing for another type.
pub(super) fn list<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// A time in milliseconds, which some reporters write in seconds: a time of the years before 1973 is one of seconds.
pub(super) fn time(value: &Value, name: &str) -> Option<Millis> {
    let at = number(value, name)?;
    Some(if (1..100_000_000_000).contains(&at) { at.checked_mul(1000)? } else { at })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_of_any_type_are_read() {
        let v = json!({"a": 1, "b": "x\u{0}", "c": null, "d": 1.9, "e": "12", "f": true});
        assert_eq!(
            (text(&v, "a"), text(&v, "b"), text(&v, "c"), text(&v, "f")),
            ("1".into(), "x\u{fffd}".into(), String::new(), "true".into())
        );
        assert_eq!((number(&v, "d"), number(&v, "e"), number(&v, "b")), (Some(1), Some(12), None));
        assert_eq!(list(&v, "a").count(), 0);
    }

    #[test]
    fn seconds_are_told_from_milliseconds() {
        let v = json!({"s": 1_795_182_140_i64, "ms": 1_795_182_140_000_i64});
        assert_eq!(time(&v, "s"), time(&v, "ms"));
    }
}
