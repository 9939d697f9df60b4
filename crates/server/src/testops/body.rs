//! Bodies of TestOps: JSON, or a form whose fields become the same JSON.

use super::bad;
use crate::error::ApiResult;
use crate::scan;
use axum::http::{HeaderMap, header};
use serde_json::{Map, Value, json};

/// Most steps of a form.
const MOST_STEPS: usize = 100_000;

/// The object of a body.
///
/// # Errors
/// 400 for anything but a JSON object or a form.
pub fn read(headers: &HeaderMap, bytes: &[u8]) -> ApiResult<Value> {
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
    let read = scan::parse(bytes, None)
        .map_err(|error| if error.status == axum::http::StatusCode::BAD_REQUEST { wrong() } else { error })?;
    if read.is_object() { Ok(read) } else { Err(wrong()) }
}

/// `name=…&tags=a,b&steps[0][action]=…` as JSON.
fn form(bytes: &[u8]) -> ApiResult<Value> {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(bytes).into_owned().collect();
    // What is no UTF-8 is decoded to this character.
    if pairs.iter().any(|(name, value)| name.contains('\u{FFFD}') || value.contains('\u{FFFD}')) {
        return Err(bad("The form is not UTF-8"));
    }
    let mut fields = Map::new();
    let mut steps: Vec<(usize, Map<String, Value>)> = Vec::new();
    for (name, value) in pairs {
        if let Some((index, field)) = step(&name) {
            let place = match steps.iter().position(|(known, _)| *known == index) {
                Some(place) => place,
                None if steps.len() >= MOST_STEPS => return Err(bad("The form has too many steps")),
                None => {
                    steps.push((index, Map::new()));
                    steps.len() - 1
                }
            };
            let value = match field {
                "position" if value.trim().is_empty() => continue,
                "position" => json!(value.trim().parse::<i64>().map_err(|_| bad("The position of a step is a whole number"))?),
                _ => value.into(),
            };
            steps[place].1.insert(field.to_owned(), value);
            continue;
        }
        let list = |value: &str| -> Value {
            value.split(',').map(str::trim).filter(|part| !part.is_empty()).map(|part| json!(part)).collect::<Vec<_>>().into()
        };
        let value = match name.as_str() {
            "tags" => list(&value),
            "suites" | "suite_links" => {
                let names = list(&value);
                let links = names.as_array().into_iter().flatten().map(|name| json!({ "suite_name": name }));
                fields.insert("suite_links".to_owned(), links.collect::<Vec<_>>().into());
                continue;
            }
            _ => value.into(),
        };
        fields.insert(name, value);
    }
    steps.sort_by_key(|(index, _)| *index);
    // A row that a person left blank is no step.
    let is_blank =
        |step: &Map<String, Value>| step.values().all(|value| value.as_str().is_some_and(|text| text.trim().is_empty()));
    let steps: Vec<Value> = steps.into_iter().map(|(_, step)| step).filter(|step| !is_blank(step)).map(Value::Object).collect();
    if !steps.is_empty() {
        fields.insert("steps".to_owned(), steps.into());
    }
    Ok(Value::Object(fields))
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
        let read = read(&headers, form.as_bytes()).expect("form");
        let wanted = json!({
            "name": "Оплата", "tags": ["a", "b"], "suite_links": [{ "suite_name": "Cart" }],
            "steps": [{ "action": "Open", "position": 4 }, { "action": "Pay" }],
        });
        assert_eq!(read, wanted);
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for text in ["", "  ", "[]", "1", "{", "null"] {
            let error = read(&HeaderMap::new(), text.as_bytes()).expect_err(text);
            assert_eq!((error.status.as_u16(), error.message.as_str()), (400, "Invalid or missing JSON body"), "{text}");
        }
    }
}
