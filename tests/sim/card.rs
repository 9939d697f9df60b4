//! A case as plain values, by which Qase and a workspace are compared.
//!
//! Every value that a person writes contains a token of its own, a number in braces: `Do {41}`. A value is present wherever its
//! token is.

use crate::qase::state::{self, Account};
use serde_json::Value;
use std::collections::BTreeMap;
use voluptas_core::domain::case as local;

/// A part of a case whose values are tracked separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Title,
    Description,
    Preconditions,
    Postconditions,
    Action,
    Data,
    Tag,
    Note,
    Key,
    Browser,
    Severity,
    Place,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 12] = [
        Self::Title,
        Self::Description,
        Self::Preconditions,
        Self::Postconditions,
        Self::Action,
        Self::Data,
        Self::Tag,
        Self::Note,
        Self::Key,
        Self::Browser,
        Self::Severity,
        Self::Place,
    ];

    /// The name of the field in plans and messages of the program.
    pub fn engine_name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Description => "description",
            Self::Preconditions => "preconditions",
            Self::Postconditions => "postconditions",
            Self::Action | Self::Data => "steps",
            Self::Tag => "tags",
            Self::Note | Self::Key | Self::Browser => "custom_fields",
            Self::Severity => "severity",
            Self::Place => "suite",
        }
    }
}

/// The titles of the custom fields.
pub const KEY: &str = "Automation Key";
pub const NOTE: &str = "Note";
pub const BROWSER: &str = "Browser";

/// A case in the terms that both sides share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    values: BTreeMap<Field, String>,
}

impl Card {
    /// The value of a field; empty when it has none.
    pub fn get(&self, field: Field) -> &str {
        self.values.get(&field).map_or("", String::as_str)
    }

    /// The tokens in one field.
    pub fn tokens(&self, field: Field) -> Vec<u64> {
        tokens(self.get(field))
    }

    /// All tokens with their fields. The place is left out: its token belongs to the suite.
    pub fn pairs(&self) -> Vec<(Field, u64)> {
        let own = self.values.iter().filter(|(f, _)| **f != Field::Place);
        own.flat_map(|(f, text)| tokens(text).into_iter().map(|t| (*f, t))).collect()
    }

    /// All tokens.
    pub fn all_tokens(&self) -> Vec<u64> {
        self.pairs().into_iter().map(|(_, t)| t).collect()
    }

    /// The token of the origin, which is written once and never edited.
    pub fn origin(&self) -> Option<u64> {
        self.tokens(Field::Preconditions).first().copied()
    }
}

/// The numbers in braces in a text.
pub fn tokens(text: &str) -> Vec<u64> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')?.0.parse().ok()).collect()
}

/// A text without its trace, the hidden last line.
pub fn visible(text: &str) -> &str {
    match text.rsplit_once("[//]: # (") {
        Some((body, trace)) if trace.trim_end().ends_with(')') && trace.trim_start().starts_with("voluptas ") => body.trim_end(),
        _ => text,
    }
}

fn card(values: Vec<(Field, Option<String>)>) -> Card {
    let filled = values.into_iter().filter_map(|(f, v)| Some((f, v?.trim().to_owned()))).filter(|(_, v)| !v.is_empty());
    Card { values: filled.collect() }
}

fn joined(mut parts: Vec<String>) -> Option<String> {
    parts.sort();
    Some(parts.join(" | "))
}

const SEVERITIES: [&str; 7] = ["undefined", "blocker", "critical", "major", "normal", "minor", "trivial"];

/// A case of the simulated account.
pub fn of_case(account: &Account, case: &state::Case) -> Card {
    let custom = |id: i64| case.custom.get(&id).cloned();
    let step = |name: &str| {
        let of = |s: &Value| s.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Some(case.steps.iter().map(of).collect::<Vec<_>>().join(" / ").trim_matches([' ', '/']).to_owned())
    };
    let place = case.suite_id.and_then(|id| {
        let project = account.projects.values().find(|p| p.cases.get(&case.id).is_some_and(|c| std::ptr::eq(c, case)))?;
        project.suites.get(&id).filter(|s| !s.deleted)?.description.clone()
    });
    let severity = case.numbers.get("severity").and_then(|n| SEVERITIES.get(usize::try_from(*n).ok()?));
    card(vec![
        (Field::Title, Some(case.title.clone())),
        (Field::Description, case.description.as_deref().map(|d| visible(d).to_owned())),
        (Field::Preconditions, case.preconditions.clone()),
        (Field::Postconditions, case.postconditions.clone()),
        (Field::Action, step("action")),
        (Field::Data, step("data")),
        (Field::Tag, joined(case.tags.clone())),
        (Field::Note, custom(state::NOTE_FIELD)),
        (Field::Key, custom(state::KEY_FIELD)),
        (Field::Browser, custom(state::BROWSER_FIELD).map(|id| account.option_title(&id).map_or(id.clone(), str::to_owned))),
        (Field::Severity, severity.map(|s| (*s).to_owned())),
        (Field::Place, place.map(|d| visible(&d).to_owned())),
    ])
}

/// A case of a workspace. `place` is the description of its suite; `option` gives the title of a browser option for a value that
/// is stored as an option id.
pub fn of_local(c: &local::CaseContent, place: Option<String>, option: impl Fn(&str) -> Option<String>) -> Card {
    let custom = |title: &str| c.custom_fields.get(title).cloned();
    let join = |parts: Vec<String>| Some(parts.join(" / ").trim_matches([' ', '/']).to_owned());
    card(vec![
        (Field::Title, Some(c.title.clone())),
        (Field::Description, c.description.as_deref().map(|d| visible(d).to_owned())),
        (Field::Preconditions, c.preconditions.clone()),
        (Field::Postconditions, c.postconditions.clone()),
        (Field::Action, join(c.steps.iter().map(|s| s.action.clone()).collect())),
        (Field::Data, join(c.steps.iter().map(|s| s.data.clone().unwrap_or_default()).collect())),
        (Field::Tag, joined(c.tags.clone())),
        (Field::Note, custom(NOTE)),
        (Field::Key, custom(KEY)),
        (Field::Browser, custom(BROWSER).map(|v| option(&v).unwrap_or(v))),
        (Field::Severity, Some(c.severity.clone())),
        (Field::Place, place.map(|d| visible(&d).to_owned())),
    ])
}
