//! Options of a mirror.

use super::error::{Error, Result};
use super::marker;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Default title of the custom field that both projects share.
pub const FIELD_TITLE: &str = "Automation Key";

/// Rule by which counterparts are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum MatchBy {
    /// By the value of the custom field alone.
    #[default]
    #[serde(rename = "key")]
    Key,
    /// By the value; otherwise by the title, among target cases that have no value.
    #[serde(rename = "key+title")]
    KeyThenTitle,
    /// By the title alone.
    #[serde(rename = "title")]
    Title,
}

impl MatchBy {
    /// The word in files and flags.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::KeyThenTitle => "key+title",
            Self::Title => "title",
        }
    }

    /// True when the custom field is needed.
    #[must_use]
    pub fn uses_key(self) -> bool {
        self != Self::Title
    }

    /// True when titles decide.
    #[must_use]
    pub fn uses_title(self) -> bool {
        self != Self::Key
    }
}

/// Handling of a key that several cases of a project have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnDuplicate {
    /// None of the cases takes part.
    #[default]
    Exclude,
    /// The case with the lowest id takes part.
    First,
    /// The mirror fails.
    Fail,
}

/// Run that the results come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceRun {
    /// The run with this id.
    Id(i64),
    /// The newest run with exactly this title.
    Title(String),
    /// The run with the highest id.
    Latest,
}

/// Run that the results go to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetRun {
    /// The run that a mirror created for the source run; otherwise an open run with the same title that mirrors no other run;
    /// otherwise a new run.
    #[default]
    SameTitle,
    /// The run that a mirror created under this title for the source run; otherwise the newest open run with exactly this title;
    /// otherwise a new run.
    Title(String),
    /// The run with this id.
    Id(i64),
}

/// Parts that are copied only on request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Include {
    /// Steps of created cases and of results.
    pub steps: bool,
    /// Parameters of created cases and of results, as far as the source shows them.
    pub params: bool,
    /// Files of created cases and of results.
    pub attachments: bool,
    /// Stack traces of results.
    pub stacktrace: bool,
    /// Tags of created cases.
    pub tags: bool,
    /// The suites of created cases.
    pub suites: bool,
}

impl Include {
    /// Names of the members.
    pub const WORDS: [&'static str; 6] = ["steps", "params", "attachments", "stacktrace", "tags", "suites"];

    /// The parts that either of the two asks for.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            steps: self.steps || other.steps,
            params: self.params || other.params,
            attachments: self.attachments || other.attachments,
            stacktrace: self.stacktrace || other.stacktrace,
            tags: self.tags || other.tags,
            suites: self.suites || other.suites,
        }
    }

    /// Sets the member of this name. Returns false for an unknown name.
    pub fn set(&mut self, word: &str) -> bool {
        let member = match word.trim().to_lowercase().as_str() {
            "steps" => &mut self.steps,
            "params" | "parameters" => &mut self.params,
            "attachments" | "files" => &mut self.attachments,
            "stacktrace" | "stacktraces" => &mut self.stacktrace,
            "tags" => &mut self.tags,
            "suites" | "suite" => &mut self.suites,
            _ => return false,
        };
        *member = true;
        true
    }
}

/// Options of a mirror.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Code of the source project.
    pub source_project: String,
    /// Run of the source project.
    pub source_run: SourceRun,
    /// Code of the target project.
    pub target_project: String,
    /// Run of the target project.
    pub target_run: TargetRun,
    /// Title of the custom field with the keys.
    pub field_title: String,
    /// Rule by which counterparts are found.
    pub match_by: MatchBy,
    /// Handling of duplicate keys.
    pub on_duplicate: OnDuplicate,
    /// Parts that are copied only on request.
    pub include: Include,
    /// Status slugs of the target by status slugs of the source.
    pub status_map: BTreeMap<String, String>,
    /// Make the cases that the target lacks.
    pub create_cases: bool,
    /// Post only the last of several results of a case.
    pub latest_only: bool,
    /// Maximum number of results to post.
    pub limit: Option<usize>,
    /// Post results again that the target run already holds.
    pub force: bool,
    /// Post results again that were edited in the source after they were mirrored.
    #[serde(default)]
    pub resend_edited: bool,
    /// Close the target run when everything is in it.
    pub complete_target_run: bool,
    /// True when the projects have different tokens or addresses, so that equal codes are different projects.
    pub two_accounts: bool,
    /// Handling of results that another tool mirrored without a trace and that cannot be matched to this run with certainty:
    /// `Some(true)` counts them as results of this run, `Some(false)` posts the results all the same, `None` holds similar
    /// results back.
    #[serde(default)]
    pub adopt_untraced: Option<bool>,
    /// Template that the title in `target_run` was filled from. The target run is recognised by the template even after the
    /// source run was renamed.
    #[serde(default)]
    pub title_template: Option<String>,
}

impl Options {
    /// Options for two projects, with the defaults for everything else.
    #[must_use]
    pub fn new(source_project: impl Into<String>, source_run: SourceRun, target_project: impl Into<String>) -> Self {
        Self {
            source_project: source_project.into(),
            source_run,
            target_project: target_project.into(),
            target_run: TargetRun::default(),
            field_title: FIELD_TITLE.to_owned(),
            match_by: MatchBy::default(),
            on_duplicate: OnDuplicate::default(),
            include: Include::default(),
            status_map: BTreeMap::new(),
            create_cases: true,
            latest_only: false,
            limit: None,
            force: false,
            resend_edited: false,
            complete_target_run: false,
            two_accounts: false,
            adopt_untraced: None,
            title_template: None,
        }
    }

    /// Checks that the options fit together.
    ///
    /// # Errors
    /// [`Error::SameProject`], [`Error::BadOption`].
    pub fn check(&self) -> Result<()> {
        let blank = |text: &str| text.trim().is_empty();
        if blank(&self.source_project) {
            return Err(Error::BadOption { option: "--source-project" });
        }
        if blank(&self.target_project) {
            return Err(Error::BadOption { option: "--target-project" });
        }
        if !self.two_accounts && self.source_project.trim().eq_ignore_ascii_case(self.target_project.trim()) {
            return Err(Error::SameProject { project: self.source_project.trim().to_uppercase() });
        }
        if self.match_by.uses_key() && blank(&self.field_title) {
            return Err(Error::BadOption { option: "--automation-field-title" });
        }
        if matches!(&self.source_run, SourceRun::Title(t) if blank(t)) {
            return Err(Error::BadOption { option: "--source-run-title" });
        }
        if matches!(&self.target_run, TargetRun::Title(t) if blank(t)) {
            return Err(Error::BadOption { option: "--target-run-title" });
        }
        Ok(())
    }

    /// The word in the trace of the target run that distinguishes it from other target runs of the same source run.
    pub(crate) fn purpose(&self) -> Option<String> {
        match &self.target_run {
            TargetRun::Title(title) => Some(marker::purpose(self.title_template.as_deref().unwrap_or(title))),
            TargetRun::SameTitle | TargetRun::Id(_) => None,
        }
    }

    /// The slug that a status has in the target.
    pub fn status(&self, slug: &str) -> String {
        self.status_map.get(slug).cloned().unwrap_or_else(|| slug.to_owned())
    }
}

/// Reads `broken=failed,retest=blocked`. The error is the first part without an equals sign or with a blank side.
pub fn status_map(text: &str) -> Result<BTreeMap<String, String>, String> {
    let slug = |part: &str| part.trim().to_lowercase().replace(' ', "_");
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (from, to) = part.split_once('=').ok_or_else(|| part.to_owned())?;
            let (from, to) = (slug(from), slug(to));
            if from.is_empty() || to.is_empty() { Err(part.to_owned()) } else { Ok((from, to)) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_map_is_read_as_people_write_it() {
        let map = status_map(" Broken=failed, re test = blocked,").expect("map");
        assert_eq!(map.get("broken").map(String::as_str), Some("failed"));
        assert_eq!(map.get("re_test").map(String::as_str), Some("blocked"));
        assert_eq!(status_map("broken"), Err("broken".into()));
        assert_eq!(status_map("=x"), Err("=x".into()));
    }

    #[test]
    fn a_project_is_not_mirrored_onto_itself() {
        let mut options = Options::new("shop", SourceRun::Latest, " SHOP ");
        assert!(matches!(options.check(), Err(Error::SameProject { .. })));
        options.two_accounts = true;
        assert!(options.check().is_ok());
        let mut include = Include::default();
        assert!(Include::WORDS.iter().all(|w| include.set(w)) && include.suites && !include.set("everything"));
    }
}
