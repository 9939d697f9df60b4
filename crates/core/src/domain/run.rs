//! A test run: a set of cases executed together.

use super::ids::{ProjectId, RunId};
use crate::base::Millis;
use crate::base::fold::fold;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// State of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// Takes results.
    #[default]
    Active,
    /// Ended regularly.
    Complete,
    /// Ended early.
    Aborted,
}

impl RunState {
    /// The word that is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Complete => "complete",
            Self::Aborted => "aborted",
        }
    }

    /// Reads [`RunState::as_str`]'s words; anything else is active.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text {
            "complete" => Self::Complete,
            "aborted" => Self::Aborted,
            _ => Self::Active,
        }
    }
}

/// The name that the runs of one series share: their title without letter case and with `#` for numbers, dates and ids, since CI
/// numbers its runs. “Nightly 128” and “nightly 129” are one series.
pub fn series(title: &str) -> String {
    super::failure_group::without_numbers(&fold(title))
}

/// The name of a series as people read it, of the titles of its runs, the newest first: their title where all have one, otherwise their
/// common beginning and end without numbers that were cut, with `…` for what is between them, otherwise the title of the newest run.
pub fn series_name<'t>(titles: impl IntoIterator<Item = &'t str>) -> String {
    let mut titles = titles.into_iter();
    let newest = titles.next().unwrap_or("");
    // Characters that all titles begin and end with, whatever their case: series do not tell it apart.
    let chars: Vec<char> = newest.chars().collect();
    let (mut begin, mut end) = (chars.len(), chars.len());
    for title in titles {
        let other: Vec<char> = title.chars().collect();
        let is_same = |(a, b): &(&char, &char)| a == b || a.to_lowercase().eq(b.to_lowercase());
        begin = begin.min(chars.iter().zip(&other).take_while(is_same).count());
        let left = chars.len().min(other.len()) - begin;
        end = end.min(chars.iter().rev().zip(other.iter().rev()).take(left).take_while(is_same).count());
    }
    if begin == chars.len() {
        return newest.to_owned();
    }
    let is_cut = |c: char| c.is_ascii_digit() || !c.is_alphanumeric();
    let text = |part: &[char]| part.iter().collect::<String>();
    let (begin, end) = (text(&chars[..begin]), text(&chars[chars.len() - end..]));
    let begin = begin.trim_end_matches(is_cut);
    // A word whose beginning is cut says nothing.
    let end = end.find(is_cut).map_or("", |at| end[at..].trim_start_matches(is_cut));
    // The rest of a date, whose day was cut, does not either.
    let is_year = |word: &str| word.len() == 4 && word.parse().is_ok_and(|year: u16| (1900..2100).contains(&year));
    let end = if end.split(|c: char| !c.is_alphanumeric()).any(is_year) { "" } else { end };
    let letters = |part: &str| part.chars().filter(|c| c.is_alphabetic()).count();
    match (letters(begin), letters(end)) {
        (_, 0) if begin.chars().count() >= SHORTEST_NAME => begin.to_owned(),
        (begun, ended) if ended > 0 && begun + ended >= SHORTEST_NAME => format!("{begin} … {end}").trim_start().to_owned(),
        _ => newest.to_owned(),
    }
}

/// Letters that a common beginning or end of titles needs to say something.
const SHORTEST_NAME: usize = 3;

/// Name in the custom fields of a run under which the program keeps the hash of the run's entries: the same entries are the same run. It is no
/// field of people.
pub const ENTRIES_FIELD: &str = "voluptas.entries";

/// True for the title of a custom field that the program keeps for itself.
pub fn is_own_field(title: &str) -> bool {
    fold(title) == ENTRIES_FIELD
}

/// The content of a run, apart from its results.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RunContent {
    /// Never blank, at most 255 characters.
    pub title: String,
    /// Markdown, at most 10,000 characters.
    pub description: Option<String>,
    /// Made by a reporter, not by hand.
    pub is_autotest: bool,
    /// Row id of the environment.
    pub environment_id: Option<i64>,
    /// Row id of the milestone.
    pub milestone_id: Option<i64>,
    /// Row id of the plan.
    pub plan_id: Option<i64>,
    /// Titles of tags.
    pub tags: Vec<String>,
    /// Row ids of configurations.
    pub configurations: Vec<i64>,
    /// Values of custom fields by the field's title.
    pub custom_fields: BTreeMap<String, String>,
}

impl RunContent {
    /// Values of custom fields, without the fields that the program uses internally.
    pub fn shown_fields(&self) -> BTreeMap<String, String> {
        let shown = self.custom_fields.iter().filter(|(title, _)| !is_own_field(title));
        shown.map(|(title, value)| (title.clone(), value.clone())).collect()
    }
}

/// Facts of a whole run, from files of results.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RunFacts {
    /// Environment: name and value.
    pub environment: Vec<(String, String)>,
    /// Name of the build.
    pub build: Option<String>,
    /// Address of the build.
    pub build_url: Option<String>,
    /// Rules that sort failures, as `categories.json` has them.
    pub categories: Vec<serde_json::Value>,
    /// Attached files when the run was made; `None` for runs of earlier versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attached: Option<AttachmentCounts>,
}

/// Numbers of the files that results of an ingest name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AttachmentCounts {
    /// Files that were stored.
    pub stored: usize,
    /// Files that were missing, unreadable or too large.
    pub missing: usize,
}

/// A run as the workspace keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Row id.
    pub id: RunId,
    /// The project it belongs to.
    pub project_id: ProjectId,
    /// Number of the run in the project.
    pub number: i64,
    /// Title and all other content.
    pub content: RunContent,
    /// State of the run.
    pub state: RunState,
    /// Token of the public page; `None` for a private run.
    pub public_hash: Option<String>,
    /// Start time.
    pub start_ms: Option<Millis>,
    /// End time.
    pub end_ms: Option<Millis>,
    /// Time of creation.
    pub created_ms: Millis,
    /// Origin: manual, api, allure, junit, ...
    pub source: String,
}

/// Origin of a run whose cases a person executes.
pub const MANUAL: &str = "manual";

impl Run {
    /// True for a run whose results a test tool gives. Clients of the API say so of their runs, or say nothing.
    pub fn is_automated(&self) -> bool {
        self.source != MANUAL || self.content.is_autotest
    }

    /// True for an active run whose results are entered by hand.
    pub fn is_executed_by_hand(&self) -> bool {
        self.state == RunState::Active && !self.is_automated()
    }
}

#[cfg(test)]
mod tests {
    use super::{series, series_name};

    #[test]
    fn a_series_is_named_by_what_its_titles_share() {
        assert_eq!(series_name(["Nightly 128", "Nightly 117"]), "Nightly");
        assert_eq!(series_name(["Nightly", "Nightly"]), "Nightly");
        assert_eq!(series_name(["smoke", "Smoke"]), "smoke");
        assert_eq!(series_name(["JUnit 2026-11-02 23:15", "JUnit 2026-01-15 09:00"]), "JUnit");
        assert_eq!(series_name(["Регресс, 28 ноя 2026", "Регресс, 25 ноя 2026"]), "Регресс");
        assert_eq!(series_name(["2 of CI", "1 of CI"]), "… of CI");
        assert_eq!(series_name(["PR 128 checks", "PR 127 checks"]), "PR … checks");
        assert_eq!(series_name(["#12 smoke", "#9 Smoke"]), "… smoke");
        assert_eq!(series_name(["7", "6"]), "7", "nothing is common");
        assert_eq!(series_name(["Ночной 12", "Ночной 1"]), "Ночной");
        assert_eq!(series_name([]), "");
    }

    #[test]
    fn runs_of_one_name_are_a_series_whatever_their_numbers() {
        let one = |a: &str, b: &str| assert_eq!(series(a), series(b));
        one("Nightly 128", "nightly  129");
        one("JUnit 2026-01-15 09:00", "JUnit 2026-11-02 23:15");
        one("JUnit 2026-01-15 09:00", "JUnit 2026-01-15 09:00:41");
        one("JUnit 2026-01-15 09:00", "JUnit 2026-01-15 09:00:41-2");
        one("build 3f9ac21b on main", "build 77aa01cd on main");
        one("release-1.2.3", "release-1.10.0");
        one("128", "7");
        assert_ne!(series("Nightly 128"), series("Smoke 128"));
        assert_ne!(series("Run \"Smoke\""), series("Run \"Full\""));
    }
}
