//! A pair of projects that is mirrored again and again: by a click, by watching for completed runs, or by webhook.

use super::options::{FIELD_TITLE, Include, MatchBy, Options, SourceRun, TargetRun};
use serde::{Deserialize, Serialize};
use voluptas_qase::model::Run;

/// Two projects, and options for mirroring runs from one to the other. A file may leave out everything but the two projects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// Code of the project whose runs are mirrored.
    pub source_project: String,
    /// Code of the target project.
    pub target_project: String,
    /// True when the target project is in the second account of the settings.
    #[serde(default)]
    pub second_account: bool,
    /// Pattern for the titles of mirrored runs; `*` stands for any text. Without a pattern all runs are mirrored.
    #[serde(default)]
    pub run_title: Option<String>,
    /// Title of the target run; `{title}`, `{run}` and `{project}` stand for the source's values. By default the source run's
    /// title.
    #[serde(default)]
    pub target_run_title: Option<String>,
    /// The custom field with the keys.
    #[serde(default = "field_title")]
    pub field_title: String,
    /// Rule by which counterparts are found.
    #[serde(default, rename = "match")]
    pub match_by: MatchBy,
    /// Parts that are copied only on request.
    #[serde(default)]
    pub include: Include,
    /// Make the cases that the target lacks.
    #[serde(default = "yes")]
    pub create_cases: bool,
    /// Post only the last of several results of a case.
    #[serde(default)]
    pub latest_only: bool,
    /// Close the target run when everything is in it.
    #[serde(default)]
    pub complete_target_run: bool,
    /// Handling of results that another tool mirrored without a trace; see [`Options::adopt_untraced`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopt_untraced: Option<bool>,
    /// True when completed runs are mirrored automatically.
    #[serde(default = "yes")]
    pub enabled: bool,
}

fn field_title() -> String {
    FIELD_TITLE.to_owned()
}

fn yes() -> bool {
    true
}

impl Pair {
    /// A pair of two projects, with the defaults for everything else.
    #[must_use]
    pub fn new(source_project: impl Into<String>, target_project: impl Into<String>) -> Self {
        Self {
            source_project: source_project.into(),
            target_project: target_project.into(),
            second_account: false,
            run_title: None,
            target_run_title: None,
            field_title: field_title(),
            match_by: MatchBy::default(),
            include: Include::default(),
            create_cases: true,
            latest_only: false,
            complete_target_run: false,
            adopt_untraced: None,
            enabled: true,
        }
    }

    /// True when completed runs of this project are mirrored automatically.
    pub fn is_for(&self, project: &str) -> bool {
        self.enabled && self.source_project.trim().eq_ignore_ascii_case(project.trim())
    }

    /// True when the pair mirrors runs of this title.
    pub fn takes(&self, title: &str) -> bool {
        self.run_title.as_deref().is_none_or(|pattern| is_like(pattern.trim(), title.trim()))
    }

    /// True when both mirror the same projects in the same way; the run titles and `enabled` do not count.
    pub fn mirrors_like(&self, other: &Self) -> bool {
        let plain = |pair: &Self| Self {
            source_project: pair.source_project.trim().to_uppercase(),
            target_project: pair.target_project.trim().to_uppercase(),
            run_title: None,
            target_run_title: pair.target_run_title.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned),
            field_title: pair.field_title.trim().to_owned(),
            enabled: false,
            ..pair.clone()
        };
        plain(self) == plain(other)
    }

    /// Options for the mirror of a run of this pair.
    pub fn options(&self, run: &Run) -> Options {
        let template = self.target_run_title.as_deref().filter(|t| !t.trim().is_empty());
        let filled = template.map(|t| fill_title(t, &self.source_project, run));
        Options {
            target_run: filled.map_or(TargetRun::SameTitle, TargetRun::Title),
            field_title: self.field_title.clone(),
            match_by: self.match_by,
            include: self.include,
            create_cases: self.create_cases,
            latest_only: self.latest_only,
            complete_target_run: self.complete_target_run,
            two_accounts: self.second_account,
            adopt_untraced: self.adopt_untraced,
            title_template: template.map(str::to_owned),
            ..Options::new(self.source_project.clone(), SourceRun::Id(run.id), self.target_project.clone())
        }
    }
}

/// Fills in the title of a target run: `{title}`, `{run}` and `{project}` stand for the source's values.
pub fn fill_title(template: &str, project: &str, run: &Run) -> String {
    // The title comes last, so that placeholders in it stay as they are.
    let text = template.trim().replace("{run}", &run.id.to_string()).replace("{project}", project);
    text.replace("{title}", &run.title)
}

/// True when a text fits a pattern in which `*` stands for any text; letter case counts.
fn is_like(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_read_as_people_mean_it() {
        for (pattern, text, like) in [
            ("Nightly", "Nightly", true),
            ("Nightly", "Nightly 2", false),
            ("Nightly*", "Nightly 2", true),
            ("*ly*", "Nightly 2", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c", false),
            ("aa*aa", "aaa", false),
            ("*", "", true),
        ] {
            assert_eq!(is_like(pattern, text), like, "{pattern} {text}");
        }
    }

    #[test]
    fn a_pair_is_read_from_little() {
        let text = r#"{"source_project":"AUTO","target_project":"SHOP","target_run_title":"From {project} {run}: {title}"}"#;
        let pair: Pair = serde_json::from_str(text).expect("pair");
        assert!(pair.is_for(" auto ") && !pair.is_for("SHOP") && pair.takes("anything"));
        let run = Run { id: 7, title: "{run} night".into(), ..Run::default() };
        assert_eq!(pair.options(&run).target_run, TargetRun::Title("From AUTO 7: {run} night".into()));
        assert!(!Pair { enabled: false, ..pair }.is_for("AUTO"));
        assert!(serde_json::from_str::<Pair>(r#"{"source_project":"A","target_project":"B","tittle":"x"}"#).is_err());
    }
}
