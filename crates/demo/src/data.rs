//! The shop as `assets/demo/*.json` have it: one structure, each text in both languages.

use serde::Deserialize;
use std::collections::BTreeMap;
use voluptas_i18n::Lang;
use voluptas_store::{Error, Result};

/// A text in both languages: `English || Russian`. One without the mark is the same in both.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
pub struct Text(String);

impl Text {
    /// In one language.
    pub fn of(&self, lang: Lang) -> &str {
        match (self.0.split_once(" || "), lang) {
            (Some((_, russian)), Lang::Ru) => russian,
            (Some((english, _)), Lang::En) => english,
            (None, _) => &self.0,
        }
    }
}

/// `functions.json`.
#[derive(Debug, Deserialize)]
pub struct RegistryData {
    pub people: Vec<PersonData>,
    pub functions: Vec<FunctionData>,
}

/// A person of the shop's team.
#[derive(Debug, Deserialize)]
pub struct PersonData {
    pub key: String,
    pub name: Text,
}

#[derive(Debug, Deserialize)]
pub struct FunctionData {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub title: Text,
    pub segment: Option<String>,
    pub qa: Option<String>,
    pub dev: Option<String>,
    pub owner: Option<String>,
    #[serde(default)]
    pub crit: bool,
    #[serde(default)]
    pub focus: bool,
    pub auto: Option<String>,
}

/// `shop.json`.
#[derive(Debug, Deserialize)]
pub struct AccountData {
    pub shared_step: SharedStepData,
    pub environments: Vec<EnvironmentData>,
    pub milestones: Vec<Text>,
    pub projects: Vec<ProjectData>,
}

/// The step that several cases share.
#[derive(Debug, Deserialize)]
pub struct SharedStepData {
    pub title: Text,
    pub steps: Vec<Vec<Text>>,
}

/// An environment of the shop.
#[derive(Debug, Deserialize)]
pub struct EnvironmentData {
    pub slug: String,
    pub title: Text,
    pub host: String,
}

/// A project of the account.
#[derive(Debug, Deserialize)]
pub struct ProjectData {
    pub code: String,
    pub title: Text,
    pub description: Text,
    pub suites: Vec<SuiteData>,
    pub cases: Vec<CaseData>,
    pub runs: Vec<RunData>,
}

/// A suite by path.
#[derive(Debug, Deserialize)]
pub struct SuiteData {
    pub path: String,
    pub title: Text,
    pub description: Option<Text>,
    pub preconditions: Option<Text>,
}

#[derive(Debug, Deserialize)]
pub struct CaseData {
    pub suite: String,
    /// FuncID for the custom field.
    pub func: Option<String>,
    /// Automation Key.
    pub key: Option<String>,
    pub title: Text,
    pub priority: Option<String>,
    pub severity: Option<String>,
    pub kind: Option<String>,
    pub behavior: Option<String>,
    pub automation: Option<String>,
    pub layer: Option<String>,
    pub status: Option<String>,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub params: BTreeMap<Text, Vec<Text>>,
    /// Action, expected, data; `@sign_in` alone is the shared step.
    #[serde(default)]
    pub steps: Vec<Vec<Text>>,
    /// In place of steps.
    pub gherkin: Option<Text>,
}

/// A run with results.
#[derive(Debug, Deserialize)]
pub struct RunData {
    pub title: Text,
    pub days_ago: i64,
    pub complete: bool,
    /// Index of a milestone.
    pub milestone: Option<usize>,
    /// Slug of an environment.
    pub environment: Option<String>,
    /// Only cases with this tag.
    pub tag: Option<String>,
    /// Share of the run's cases that have results, 0 to 1.
    pub share: f64,
    /// Automation Keys of cases that failed.
    pub failed: Vec<String>,
    /// Automation Keys of cases that were blocked.
    pub blocked: Vec<String>,
    /// Automation Keys of cases that failed at the first try and were repeated.
    #[serde(default)]
    pub retried: Vec<String>,
}

pub fn registry() -> Result<RegistryData> {
    parse(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/demo/functions.json")))
}

pub fn account() -> Result<AccountData> {
    parse(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/demo/shop.json")))
}

fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| Error::Corrupt(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_shop_is_sound() {
        let (registry, account) = (registry().expect("registry"), account().expect("account"));
        let ids: BTreeSet<&str> = registry.functions.iter().map(|f| f.id.as_str()).collect();
        assert_eq!(ids.len(), registry.functions.len());
        for project in &account.projects {
            let suites: BTreeSet<&str> = project.suites.iter().map(|s| s.path.as_str()).collect();
            let keys: BTreeSet<&str> = project.cases.iter().filter_map(|c| c.key.as_deref()).collect();
            for case in &project.cases {
                assert!(suites.contains(case.suite.as_str()), "{}", case.suite);
                assert!(case.func.as_deref().is_none_or(|f| ids.contains(f)), "{:?}", case.func);
                for lang in Lang::ALL {
                    assert!(case.title.of(lang).chars().count() <= 255);
                }
            }
            for key in project.runs.iter().flat_map(|r| r.failed.iter().chain(&r.blocked).chain(&r.retried)) {
                assert!(keys.contains(key.as_str()), "{key}");
            }
        }
    }

    #[test]
    fn texts_have_two_languages() {
        let text = Text("Cart || Корзина".to_owned());
        assert_eq!((text.of(Lang::En), text.of(Lang::Ru)), ("Cart", "Корзина"));
        assert_eq!(Text("API".to_owned()).of(Lang::Ru), "API");
    }
}
