//! The place where two values of a field differ, for a report: `description (“… 10 $⏎” → “… 10 $”)`.

use serde_json::Value;
use std::borrow::Cow;

/// Characters before and after the first difference.
const BEFORE: usize = 12;
const AFTER: usize = 28;

/// The name of the field, with the sent value and Qase's value around their first difference.
pub fn named(field: &str, sent: &Value, there: &Value) -> String {
    let (sent, there) = first(sent, there);
    let (sent, there) = (text(sent), text(there));
    if sent == there {
        return field.to_owned();
    }
    let (sent, there): (Vec<char>, Vec<char>) = (sent.chars().collect(), there.chars().collect());
    let at = sent.iter().zip(&there).take_while(|(a, b)| a == b).count();
    format!("{field} ({} → {})", part(&sent, at), part(&there, at))
}

/// The first members that differ, as far inside as both sides have the same shape.
fn first<'v>(sent: &'v Value, there: &'v Value) -> (&'v Value, &'v Value) {
    const NOTHING: &Value = &Value::Null;
    let pair = match (sent, there) {
        (Value::Object(a), Value::Object(b)) => {
            let keys = a.keys().chain(b.keys().filter(|key| !a.contains_key(*key)));
            let mut pairs = keys.map(|key| (a.get(key).unwrap_or(NOTHING), b.get(key).unwrap_or(NOTHING)));
            pairs.find(|(a, b)| a != b)
        }
        (Value::Array(a), Value::Array(b)) => {
            let mut pairs = (0..a.len().max(b.len())).map(|i| (a.get(i).unwrap_or(NOTHING), b.get(i).unwrap_or(NOTHING)));
            pairs.find(|(a, b)| a != b)
        }
        _ => None,
    };
    pair.map_or((sent, there), |(a, b)| first(a, b))
}

fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => "".into(),
        Value::String(text) => text.into(),
        other => other.to_string().into(),
    }
}

/// The characters around a place, in one line and in quotes; `—` for a blank text.
fn part(text: &[char], at: usize) -> String {
    if text.is_empty() {
        return "—".to_owned();
    }
    let (from, to) = (at.saturating_sub(BEFORE), text.len().min(at + AFTER));
    let shown = text.get(from..to).unwrap_or_default().iter().map(|c| match c {
        '\n' => '⏎',
        c if c.is_control() => '·',
        c => *c,
    });
    let (left, right) = (if from > 0 { "…" } else { "" }, if to < text.len() { "…" } else { "" });
    format!("“{left}{}{right}”", shown.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_difference_is_shown_with_the_text_around_it() {
        let shown = |sent: Value, there: Value| named("description", &sent, &there);
        assert_eq!(shown(json!("Total: 10 $\n"), json!("Total: 10 $")), "description (“Total: 10 $⏎” → “Total: 10 $”)");
        assert_eq!(shown(json!("Total"), Value::Null), "description (“Total” → —)");
        assert_eq!(shown(json!("same"), json!("same")), "description");
        let long = "A text of many words that goes on and on before anything happens: ";
        assert_eq!(
            shown(json!(format!("{long}left{}", "x".repeat(40))), json!(format!("{long}right"))),
            format!("description (“…ng happens: left{}…” → “…ng happens: right”)", "x".repeat(24))
        );
    }

    #[test]
    fn inside_of_lists_the_differing_member_alone_is_shown() {
        let step = |action: &str| json!({"action": action, "expected": "It opens"});
        let (sent, there) = (json!([step("Open"), step("Pay <b>now</b>")]), json!([step("Open"), step("Pay now")]));
        assert_eq!(named("steps", &sent, &there), "steps (“Pay <b>now</b>” → “Pay now”)");
        assert_eq!(named("tags", &json!(["a", "B"]), &json!(["a"])), "tags (“B” → —)");
        assert_eq!(named("is_flaky", &json!(true), &json!(false)), "is_flaky (“true” → “false”)");
    }
}
