//! Bodies of TestOps: JSON, or a form whose fields become the same JSON.

use super::bad;
use crate::error::ApiResult;
use crate::scan::{self, EqualNames};
use axum::http::{HeaderMap, header};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Most steps of a form.
const MOST_STEPS: usize = 50_000;
/// Most fields of a form: each becomes a value of many times its length.
const MOST_FIELDS: usize = 4 * MOST_STEPS + 1000;
/// Most words of a list in one field.
const MOST_WORDS: usize = 1000;

/// The object of a body.
///
/// # Errors
/// 400 for anything but a JSON object or a form.
pub fn read(headers: &HeaderMap, bytes: &mut [u8]) -> ApiResult<Value> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.trim_start().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") {
        return form(bytes);
    }
    if kind.trim_start().to_ascii_lowercase().starts_with("multipart/") {
        return Err(bad("A form is sent as application/x-www-form-urlencoded"));
    }
    let wrong = || bad("Invalid or missing JSON body");
    if scan::is_nothing(bytes) {
        return Err(wrong());
    }
    let read = scan::parse(bytes, None, EqualNames::LastCounts)
        .map_err(|error| if error.status == axum::http::StatusCode::BAD_REQUEST { wrong() } else { error })?;
    if read.is_object() { Ok(read) } else { Err(wrong()) }
}

/// `name=…&tags=a,b&steps[0][action]=…` as JSON.
fn form(bytes: &[u8]) -> ApiResult<Value> {
    let mut fields = Map::new();
    let mut steps: BTreeMap<usize, Map<String, Value>> = BTreeMap::new();
    for (at, (name, value)) in url::form_urlencoded::parse(bytes).enumerate() {
        if at >= MOST_FIELDS {
            return Err(bad("The form has too many fields"));
        }
        // What is no UTF-8 is decoded to this character.
        if name.contains('\u{FFFD}') || value.contains('\u{FFFD}') {
            return Err(bad("The form is not UTF-8"));
        }
        if let Some((index, field)) = step(&name) {
            if steps.len() >= MOST_STEPS && !steps.contains_key(&index) {
                return Err(bad("The form has too many steps"));
            }
            let step = steps.entry(index).or_default();
            let value = match field {
                "position" if value.trim().is_empty() => continue,
                "position" => json!(value.trim().parse::<i64>().map_err(|_| bad("The position of a step is a whole number"))?),
                _ => value.into_owned().into(),
            };
            step.insert(field.to_owned(), value);
            continue;
        }
        let value = match &*name {
            "tags" => list(&value, |word| json!(word))?,
            "suites" | "suite_links" => {
                fields.insert("suite_links".to_owned(), list(&value, |name| json!({ "suite_name": name }))?);
                continue;
            }
            _ => value.into_owned().into(),
        };
        fields.insert(name.into_owned(), value);
    }
    // A row that a person left blank is no step.
    let is_blank =
        |step: &Map<String, Value>| step.values().all(|value| value.as_str().is_some_and(|text| text.trim().is_empty()));
    let steps: Vec<Value> = steps.into_values().filter(|step| !is_blank(step)).map(Value::Object).collect();
    if !steps.is_empty() {
        fields.insert("steps".to_owned(), steps.into());
    }
    Ok(Value::Object(fields))
}

/// The words of a field as values.
fn list(text: &str, value: impl Fn(&str) -> Value) -> ApiResult<Value> {
    let words: Vec<Value> =
        text.split(',').map(str::trim).filter(|word| !word.is_empty()).take(MOST_WORDS + 1).map(value).collect();
    if words.len() > MOST_WORDS { Err(bad(format!("A list has more than {MOST_WORDS} items"))) } else { Ok(words.into()) }
}

/// `steps[3][action]` as number and field.
fn step(name: &str) -> Option<(usize, &str)> {
    let (index, field) = name.strip_prefix("steps[")?.split_once("][")?;
    let field = field.strip_suffix(']')?;
    matches!(field, "action" | "expected" | "position" | "attachments").then_some((index.parse().ok()?, field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_what_json_says() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf-8".parse().expect("header"));
        let form = "name=%D0%9E%D0%BF%D0%BB%D0%B0%D1%82%D0%B0&tags=a,+b,&suites=Cart&steps[1][action]=Pay&steps[0][action]=Open\
                    &steps[0][position]=4&steps[2][action]=&steps[2][position]=";
        let read = read(&headers, &mut form.as_bytes().to_vec()).expect("form");
        let wanted = json!({
            "name": "Оплата", "tags": ["a", "b"], "suite_links": [{ "suite_name": "Cart" }],
            "steps": [{ "action": "Open", "position": 4 }, { "action": "Pay" }],
        });
        assert_eq!(read, wanted);
    }

    #[test]
    fn a_form_has_so_many_fields_words_and_steps() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, "application/x-www-form-urlencoded".parse().expect("header"));
        let refusal =
            |form: &str| read(&headers, &mut form.as_bytes().to_vec()).map_or_else(|error| error.message, |_| String::new());
        assert_eq!(refusal(&"a&".repeat(MOST_FIELDS + 1)), "The form has too many fields");
        assert_eq!(refusal(&format!("tags={}", "a,".repeat(MOST_WORDS + 1))), "A list has more than 1000 items");
        let steps: String = (0..=MOST_STEPS).map(|n| format!("steps[{n}][action]=a&")).collect();
        assert_eq!(refusal(&steps), "The form has too many steps");
        assert_eq!(refusal(steps.rsplit_once("steps").expect("steps").0), "");
        assert_eq!(refusal("name=%FF"), "The form is not UTF-8");
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for text in ["", "  ", "[]", "1", "{", "null"] {
            let error = read(&HeaderMap::new(), &mut text.as_bytes().to_vec()).expect_err(text);
            assert_eq!((error.status.as_u16(), error.message.as_str()), (400, "Invalid or missing JSON body"), "{text}");
        }
    }
}
