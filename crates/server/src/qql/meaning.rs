//! Gives a parsed query its meaning: entity, fields, values.

use super::{Comparison, Expression, Mistake, Parsed, Value};
use crate::options::ENUMERATIONS;
use voluptas_core::base::Millis;
use voluptas_core::base::clock;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::custom_field::{CustomField, FieldEntity};
use voluptas_store::finder::{Condition, Field, FindQuery, FoundKind, Operator, Shape, Subject, Wanted, is_sortable};

/// Data that a query refers to.
#[derive(Debug)]
pub struct QueryContext<'a> {
    pub now: Millis,
    /// Name of the user who asks.
    pub owner: &'a str,
    pub fields: &'a [CustomField],
}

/// Milliseconds of a day.
const DAY: Millis = 86_400_000;

/// The search that a query means. Without `entity = ..` it finds cases.
///
/// # Errors
/// The first [`Mistake`].
pub fn query(parsed: &Parsed, around: &QueryContext<'_>) -> Result<FindQuery, Mistake> {
    let mut kind = None;
    if let Some(condition) = &parsed.condition {
        find_entity(condition, true, &mut kind)?;
    }
    let kind = kind.unwrap_or(FoundKind::Case);
    let condition = match &parsed.condition {
        Some(condition) => meant(condition, kind, around)?,
        None => Condition::All(Vec::new()),
    };
    let mut order = Vec::new();
    for (at, name, is_last_first) in &parsed.order {
        let field = field(kind, name, *at)?;
        if !is_sortable(field) {
            return Err(Mistake::new(*at, format!("{name} cannot be sorted by")));
        }
        order.push((field, *is_last_first));
    }
    Ok(FindQuery { kind, projects: None, condition, order })
}

fn is_entity(comparison: &Comparison) -> bool {
    !comparison.is_custom && comparison.field.eq_ignore_ascii_case("entity")
}

/// Finds `entity = ..`, which must hold for the whole query.
fn find_entity(expression: &Expression, is_whole: bool, kind: &mut Option<FoundKind>) -> Result<(), Mistake> {
    match expression {
        Expression::All(parts) => parts.iter().try_for_each(|part| find_entity(part, is_whole, kind)),
        Expression::Any(parts) => parts.iter().try_for_each(|part| find_entity(part, false, kind)),
        Expression::Not(part) => find_entity(part, false, kind),
        Expression::Compare(comparison) if is_entity(comparison) => {
            let at = comparison.at;
            let ([Value::Text(name)], Operator::In, true, None) = (&comparison.values[..], comparison.operator, is_whole, *kind)
            else {
                return Err(Mistake::new(at, "a query has one entity, joined by and: entity = \"case\""));
            };
            let unknown =
                |_| Mistake::new(at, format!("the entity {name} is unknown; known are case, run, result, plan, defect"));
            *kind = Some(name.trim().parse().map_err(unknown)?);
            Ok(())
        }
        Expression::Compare(_) => Ok(()),
    }
}

fn meant(expression: &Expression, kind: FoundKind, around: &QueryContext<'_>) -> Result<Condition, Mistake> {
    let all = |parts: &[Expression]| parts.iter().map(|part| meant(part, kind, around)).collect::<Result<Vec<_>, _>>();
    Ok(match expression {
        Expression::All(parts) => Condition::All(all(parts)?),
        Expression::Any(parts) => Condition::Any(all(parts)?),
        Expression::Not(part) => Condition::Not(Box::new(meant(part, kind, around)?)),
        Expression::Compare(comparison) if is_entity(comparison) => Condition::All(Vec::new()),
        Expression::Compare(comparison) => compared(comparison, kind, around)?,
    })
}

fn field(kind: FoundKind, name: &str, at: usize) -> Result<&'static Field, Mistake> {
    kind.field(name).ok_or_else(|| {
        let (known, kind): (Vec<&str>, &'static str) = (kind.fields().iter().map(|field| field.name).collect(), kind.into());
        Mistake::new(at, format!("a {kind} has no field {name}; known are {}", known.join(", ")))
    })
}

fn compared(comparison: &Comparison, kind: FoundKind, around: &QueryContext<'_>) -> Result<Condition, Mistake> {
    let Comparison { at, field: name, operator, .. } = comparison;
    let refuse = |text: String| Err(Mistake::new(*at, text));
    if comparison.is_custom {
        let of_case = |f: &&CustomField| f.entity == FieldEntity::Case && fold(&f.title) == fold(name);
        let Some(found) = around.fields.iter().find(of_case).filter(|_| kind == FoundKind::Case) else {
            return refuse(format!("there is no custom field {name} of the entity"));
        };
        if !matches!(operator, Operator::In | Operator::Contains | Operator::Empty) {
            return refuse(format!("cf[\"{name}\"] takes =, !=, ~, !~, in, not in, is empty and is not empty"));
        }
        // The title of an option is understood as well as its number.
        let option = |text: String| {
            let named = found.options.iter().find(|option| fold(&option.title) == fold(&text));
            named.map_or(text, |option| option.id.to_string())
        };
        let values = comparison.values.iter().map(|value| text(value, around, *at).map(|t| Wanted::Text(option(t))));
        return Ok(Condition::Compare(Subject::Custom(found.id), *operator, values.collect::<Result<_, _>>()?));
    }
    let field = field(kind, name, *at)?;
    let is_order = !matches!(operator, Operator::In | Operator::Contains | Operator::Empty);
    match (field.shape, operator) {
        (Shape::Number | Shape::Time | Shape::Truth | Shape::Word | Shape::Code, Operator::Contains) => {
            return refuse(format!("{name} is not searched by parts: ~ and !~ are for texts"));
        }
        (Shape::Number | Shape::Time, _) => {}
        _ if is_order => return refuse(format!("{name} has no order: <, <=, > and >= are for numbers and times")),
        _ => {}
    }
    let values = comparison.values.iter().map(|value| wanted(field, value, kind, around, *at)).collect::<Result<Vec<_>, _>>()?;
    let mut values: Vec<Wanted> = values.into_iter().flatten().collect();
    values.dedup();
    Ok(Condition::Compare(Subject::Field(field), *operator, values))
}

fn text(value: &Value, around: &QueryContext<'_>, at: usize) -> Result<String, Mistake> {
    match value {
        Value::Number(number) => Ok(number.to_string()),
        Value::Text(text) => Ok(text.clone()),
        Value::Truth(truth) => Ok(truth.to_string()),
        Value::Function(name, arguments) if name.eq_ignore_ascii_case("currentUser") && arguments.is_empty() => {
            Ok(around.owner.to_owned())
        }
        Value::Function(name, _) => {
            Err(Mistake::new(at, format!("the function {name}() is unknown here; known are currentUser(), now()")))
        }
    }
}

/// The stored values that a value of a query stands for.
fn wanted(field: &Field, value: &Value, kind: FoundKind, around: &QueryContext<'_>, at: usize) -> Result<Vec<Wanted>, Mistake> {
    let wrong = |what: &str| Mistake::new(at, format!("the value of {} must be {what}", field.name));
    Ok(match field.shape {
        Shape::Number => match value {
            Value::Number(number) => vec![Wanted::Number(*number)],
            Value::Text(text) => vec![Wanted::Number(text.trim().parse().map_err(|_| wrong("a number"))?)],
            _ => return Err(wrong("a number")),
        },
        Shape::Truth => match value {
            Value::Truth(truth) => vec![Wanted::Truth(*truth)],
            Value::Number(number @ (0 | 1)) => vec![Wanted::Truth(*number == 1)],
            _ => return Err(wrong("true or false")),
        },
        Shape::Time => vec![Wanted::Number(time(value, around).ok_or_else(|| wrong("a date, a Unix time or now(\"-7d\")"))?)],
        Shape::Word => word(field, &text(value, around, at)?, kind, at)?,
        Shape::Text | Shape::Folded | Shape::Code | Shape::Titles | Shape::List => {
            vec![Wanted::Text(text(value, around, at)?)]
        }
    })
}

/// Stored words by the word, name or number of an option.
fn word(field: &Field, given: &str, kind: FoundKind, at: usize) -> Result<Vec<Wanted>, Mistake> {
    let words: &[&str] = match (kind, field.name, fold(given.trim()).replace([' ', '-'], "_").as_str()) {
        (FoundKind::Run, "status", "active" | "in_progress") => &["active"],
        (FoundKind::Run, "status", "complete" | "completed") => &["complete"],
        (FoundKind::Run, "status", "abort" | "aborted") => &["aborted"],
        (FoundKind::Run, "status", _) => {
            return Err(Mistake::new(at, "the status of a run is active, complete or aborted"));
        }
        (FoundKind::Result, "status", "failed") => &["failed", "broken"],
        (FoundKind::Result, "status", "in_progress") => &["in_progress"],
        (FoundKind::Defect, "status", "in_progress") => &["in_progress"],
        (FoundKind::Case, "status", "active") => &["actual"],
        _ => &[],
    };
    if !words.is_empty() {
        return Ok(words.iter().map(|word| Wanted::Text((*word).to_owned())).collect());
    }
    let enumeration = ENUMERATIONS.iter().find(|e| e.slug == field.name && (kind == FoundKind::Case || e.slug == "severity"));
    let options = enumeration.map(|e| e.options).unwrap_or_default();
    let is_it = |o: &&(i64, &str, &str)| o.0.to_string() == given || fold(o.1) == fold(given) || fold(o.2) == fold(given);
    let slug = options.iter().find(is_it).map_or_else(|| given.trim().to_lowercase(), |o| o.1.to_owned());
    // A hash is no word of people.
    Ok(vec![Wanted::Text(if matches!(field.name, "hash" | "id") { given.to_owned() } else { slug })])
}

fn time(value: &Value, around: &QueryContext<'_>) -> Option<Millis> {
    match value {
        Value::Number(seconds) => seconds.checked_mul(1000),
        Value::Text(text) => clock::parse(text),
        Value::Function(name, arguments) if name.eq_ignore_ascii_case("now") => match &arguments[..] {
            [] => Some(around.now),
            [shift] => Some(around.now.saturating_add(span(shift)?)),
            _ => None,
        },
        Value::Function(..) | Value::Truth(_) => None,
    }
}

/// `-7d`, `+2w`, `-1m` in milliseconds; a month has 30 days.
fn span(text: &str) -> Option<Millis> {
    let text = text.trim();
    let unit = match text.chars().last()?.to_ascii_lowercase() {
        'd' => DAY,
        'w' => 7 * DAY,
        'm' => 30 * DAY,
        _ => return None,
    };
    let number: i64 = text.get(..text.len() - 1)?.parse().ok()?;
    number.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qql::parse;

    fn of(text: &str) -> Result<FindQuery, Mistake> {
        query(&parse(text)?, &QueryContext { now: 10 * DAY, owner: "Anna", fields: &[] })
    }

    #[test]
    fn words_of_people_become_stored_ones() {
        let found = of(r#"automation = "To be automated" and severity = 2 and created > now("-7d")"#).expect("a query");
        let Condition::All(parts) = &found.condition else { panic!("{found:?}") };
        let values: Vec<&Wanted> = parts
            .iter()
            .filter_map(|part| if let Condition::Compare(_, _, values) = part { values.first() } else { None })
            .collect();
        assert_eq!(values, [&Wanted::Text("to-be-automated".into()), &Wanted::Text("critical".into()), &Wanted::Number(3 * DAY)]);
        assert_eq!(of("").expect("everything").kind, FoundKind::Case);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for (text, part) in [
            (r#"entity = "requirement""#, "unknown"),
            (r#"entity = "case" or title ~ "x""#, "one entity"),
            (r#"not entity = "case""#, "one entity"),
            (r#"color = "red""#, "no field color; known are id, project"),
            (r#"id ~ "1""#, "parts"),
            (r#"title > "a""#, "no order"),
            ("isFlaky = 7", "true or false"),
            ("created > now(\"7x\")", "a date"),
            ("title = today()", "unknown here"),
            (r#"entity = "run" and status = "passed""#, "active, complete or aborted"),
            ("id = 1 order by tags", "sorted"),
            (r#"cf["Risk"] = "1""#, "no custom field"),
        ] {
            let mistake = of(text).expect_err(text);
            assert!(mistake.text.contains(part), "{text}: {mistake:?}");
        }
    }
}
