//! Qase's envelope: `{"status": true, "result": …}`, lists in it, and the three shapes of error bodies.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::{Call, Error, FieldError, Result};
use super::exchange::Raw;
use super::model::tolerant;
use voluptas_core::base::Secret;

/// Maximum length of a server's text, in characters.
const TEXT_LIMIT: usize = 400;

/// Turns an answer into its `result` (`null` without one) or into its error.
pub(super) fn open(call: &Call, raw: &Raw, token: &Secret) -> Result<Value> {
    let parsed = parse(&raw.body);
    if !(200..300).contains(&raw.status) {
        return Err(refusal(call, raw, parsed.ok().as_ref(), token));
    }
    if raw.body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::Null);
    }
    let mut body = parsed.map_err(|e| Error::BrokenJson {
        call: call.clone(),
        place: format!("line {}, column {}", e.line(), e.column()),
        reason: e.to_string(),
    })?;
    let Some(envelope) = body.as_object_mut() else {
        return Err(broken(call, "$", "no envelope", token));
    };
    if envelope.get("status") == Some(&Value::Bool(false)) {
        let (text, fields) = words(Some(&body), &[], token);
        return Err(Error::Invalid { call: call.clone(), text, fields });
    }
    Ok(envelope.remove("result").unwrap_or(Value::Null))
}

/// Reads JSON. Half of a surrogate pair (`\ud83d` alone, left over where a text was cut within an emoji) becomes U+FFFD: one such
/// text must not make a whole list unreadable.
fn parse(body: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice(body).or_else(|error| match error.is_syntax().then(|| mend_surrogates(body)).flatten() {
        Some(mended) => serde_json::from_slice(&mended),
        None => Err(error),
    })
}

/// The text with every lone surrogate escape replaced by `\ufffd`; `None` when it contains none.
fn mend_surrogates(body: &[u8]) -> Option<Vec<u8>> {
    let unit = |at: usize| -> Option<u16> {
        let digits = body.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let (mut mended, mut is_mended, mut at) = (Vec::with_capacity(body.len()), false, 0);
    while let Some(byte) = body.get(at) {
        let length = match (byte, unit(at)) {
            (b'\\', Some(0xd800..=0xdbff)) if unit(at + 6).is_some_and(|low| (0xdc00..=0xdfff).contains(&low)) => 12,
            (b'\\', Some(0xd800..=0xdfff)) => {
                mended.extend_from_slice(b"\\ufffd");
                is_mended = true;
                at += 6;
                continue;
            }
            (b'\\', Some(_)) => 6,
            // The character after a backslash belongs to it: `\\u` is a backslash and a letter.
            (b'\\', None) => 2,
            _ => 1,
        };
        let end = (at + length).min(body.len());
        mended.extend_from_slice(&body[at..end]);
        at = end;
    }
    is_mended.then_some(mended)
}

/// Reads a `result` as a type.
pub(super) fn read<T: DeserializeOwned>(call: &Call, value: &Value, place: &str, token: &Secret) -> Result<T> {
    T::deserialize(value).map_err(|e| broken(call, place, &e.to_string(), token))
}

/// A page of a list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Page {
    #[serde(deserialize_with = "tolerant::opt_int")]
    pub total: Option<i64>,
    #[serde(deserialize_with = "tolerant::opt_int")]
    pub filtered: Option<i64>,
    #[serde(deserialize_with = "tolerant::list")]
    pub entities: Vec<Value>,
}

impl Page {
    /// Reads the `result` of a list. A few lists are bare arrays.
    pub fn read(call: &Call, value: &Value, token: &Secret) -> Result<Self> {
        if let Value::Array(entities) = value {
            return Ok(Self { entities: entities.clone(), ..Self::default() });
        }
        if !value.is_object() {
            return Err(broken(call, "result", "no list", token));
        }
        read(call, value, "result", token)
    }

    /// Number of rows that match the filter, if the server sends it.
    pub fn rows(&self) -> Option<u64> {
        self.filtered.or(self.total).and_then(|n| u64::try_from(n).ok())
    }
}

/// Number of items in a `result`, for the log.
pub(super) fn count_items(result: &Value) -> usize {
    match result {
        Value::Null => 0,
        Value::Array(items) => items.len(),
        _ => result.get("entities").and_then(Value::as_array).map_or(1, Vec::len),
    }
}

fn broken(call: &Call, place: &str, reason: &str, token: &Secret) -> Error {
    Error::BrokenJson { call: call.clone(), place: place.to_owned(), reason: token.redact(reason) }
}

/// The error for a status, with the text of the body.
fn refusal(call: &Call, raw: &Raw, body: Option<&Value>, token: &Secret) -> Error {
    let (text, fields) = words(body, &raw.body, token);
    let call = call.clone();
    match raw.status {
        400 | 422 => Error::Invalid { call, text, fields },
        401 => Error::Unauthorized { call },
        402 => Error::PaymentRequired { call, text },
        403 => Error::Forbidden { call, text },
        404 => Error::NotFound { call, text },
        413 => Error::TooLarge { call, text },
        429 => Error::RateLimited { call, seconds: raw.rate.retry_after.map_or(60, |w| w.as_secs().max(1)) },
        507 => Error::StorageFull { call },
        status @ (408 | 500..) => Error::Server { call, status, text },
        status => Error::Unexpected { call, status, text },
    }
}

/// The server's text and its complaints about single fields, from any of these:
/// `{"errorMessage", "errorFields": [{"field", "error"}]}`, `{"message", "errors": {field: [..]}}`, `{"error"}`, or plain text.
fn words(body: Option<&Value>, raw: &[u8], token: &Secret) -> (String, Vec<FieldError>) {
    let Some(body) = body.filter(|b| b.is_object()) else {
        let text = String::from_utf8_lossy(raw);
        let text = text.trim();
        // An HTML page says nothing that the status does not say.
        return (if text.starts_with('<') { String::new() } else { clean(text, token) }, Vec::new());
    };
    let text = ["errorMessage", "error", "message"].iter().find_map(|k| body.get(k)).map(as_text).unwrap_or_default();
    let mut fields = Vec::new();
    let mut add = |field: &str, error: &Value| {
        fields.push(FieldError { field: clean(field, token), error: clean(&as_text(error), token) });
    };
    match body.get("errorFields") {
        Some(Value::Array(list)) => {
            for entry in list {
                let field = entry.get("field").map(as_text).unwrap_or_default();
                add(&field, entry.get("error").unwrap_or(entry));
            }
        }
        Some(Value::Object(map)) => map.iter().for_each(|(field, error)| add(field, error)),
        _ => {}
    }
    if let Some(Value::Object(map)) = body.get("errors") {
        map.iter().for_each(|(field, error)| add(field, error));
    }
    (clean(&text, token), fields)
}

fn as_text(value: &Value) -> String {
    match value {
        Value::String(s) => s.clone(),
        Value::Array(items) => items.iter().map(as_text).collect::<Vec<_>>().join("; "),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Removes the token, line ends and control characters, and shortens the text.
fn clean(text: &str, token: &Secret) -> String {
    let line: String = token.redact(text).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    match line.char_indices().nth(TEXT_LIMIT) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::limiter::RateHeaders;
    use super::*;

    fn answer(status: u16, body: &str) -> Result<Value> {
        let raw = Raw { status, rate: RateHeaders::default(), location: None, date: None, body: body.as_bytes().to_vec() };
        open(&Call { method: "GET".into(), path: "/v1/case/DEMO".into() }, &raw, &Secret::new("tok-secret-1"))
    }

    #[test]
    fn three_shapes_of_error_bodies_and_none() {
        let one =
            r#"{"status":false,"errorMessage":"Data is invalid.","errorFields":[{"field":"defect","error":"must be a flag"}]}"#;
        let two = r#"{"message":"The start is too early","errors":{"execution.start_time":["too early","too odd"]}}"#;
        for status in [400, 422] {
            let Err(Error::Invalid { text, fields, .. }) = answer(status, one) else { panic!("{status}") };
            assert_eq!(
                (text.as_str(), fields[0].field.as_str(), fields[0].error.as_str()),
                ("Data is invalid.", "defect", "must be a flag")
            );
        }
        let Err(Error::Invalid { text, fields, .. }) = answer(400, two) else { panic!("second shape") };
        assert_eq!((text.as_str(), fields[0].field.as_str()), ("The start is too early", "execution.start_time"));
        assert_eq!(fields[0].error, "too early; too odd");
        let Err(Error::Forbidden { text, .. }) = answer(403, r#"{"error":"no"}"#) else { panic!("third shape") };
        assert_eq!(text, "no");
        let Err(Error::Server { text, status: 502, .. }) = answer(502, "<html>Bad gateway</html>") else { panic!("no JSON") };
        assert_eq!(text, "");
    }

    #[test]
    fn every_status_is_its_own_error() {
        use super::super::Kind;
        let kinds = [
            (400, Kind::Input),
            (401, Kind::Auth),
            (402, Kind::Rights),
            (403, Kind::Rights),
            (404, Kind::Missing),
            (405, Kind::Server),
            (408, Kind::Server),
            (413, Kind::Input),
            (422, Kind::Input),
            (429, Kind::Rate),
            (500, Kind::Server),
            (507, Kind::Rights),
            (302, Kind::Server),
        ];
        for (status, kind) in kinds {
            assert_eq!(answer(status, "{}").unwrap_err().kind(), kind, "{status}");
        }
    }

    #[test]
    fn success_is_the_result_or_nothing() {
        assert_eq!(answer(200, r#"{"status":true,"result":{"id":1}}"#).unwrap()["id"], 1);
        assert_eq!(answer(202, r#"{"status":true}"#).unwrap(), Value::Null);
        assert_eq!(answer(200, "").unwrap(), Value::Null);
        assert!(matches!(answer(200, r#"{"status":false,"errorMessage":"no"}"#), Err(Error::Invalid { .. })));
    }

    #[test]
    fn half_a_surrogate_pair_does_not_make_an_answer_unreadable() {
        let body =
            r#"{"status":true,"result":["cut \ud83d","\ude00 low","\ud83d\ude00","C:\\ud83d","\u0041\ud83d\u0042","\ud83d"]}"#;
        let read = answer(200, body).unwrap();
        let expected = ["cut \u{fffd}", "\u{fffd} low", "\u{1f600}", "C:\\ud83d", "A\u{fffd}B", "\u{fffd}"];
        assert_eq!(read.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect::<Vec<_>>(), expected);
        assert!(answer(200, r#"{"status":true,"result":["\ud83d}"#).is_err());
    }

    #[test]
    fn broken_json_names_its_place() {
        let Err(Error::BrokenJson { place, .. }) = answer(200, "{\"status\": true,\n  oops") else {
            panic!("broken JSON was read")
        };
        assert_eq!(place, "line 2, column 3");
        assert!(matches!(answer(200, "<html>"), Err(Error::BrokenJson { .. })));
        assert!(matches!(answer(200, "[]"), Err(Error::BrokenJson { .. })));
    }

    #[test]
    fn a_server_that_repeats_the_token_gives_nothing_away() {
        let body = r#"{"errorMessage":"Token tok-secret-1 is bad\nreally","errorFields":[{"field":"tok-secret-1","error":"tok-secret-1"}]}"#;
        let error = answer(400, body).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("tok-secret-1"), "{error:?}");
        let error = answer(500, "stack: tok-secret-1").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("tok-secret-1"), "{error:?}");
    }
}
