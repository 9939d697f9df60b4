//! The options of a mirror that a person chooses, and the check that they are complete. No drawing here.

use voluptas_mirror::options::FIELD_TITLE;
use voluptas_mirror::pair::fill_title;
use voluptas_mirror::{Include, MatchBy, Options, SourceRun, TargetRun};
use voluptas_qase::model::{CustomField, Run};
use voluptas_settings::Account;

/// The way in which the source run is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SourcePick {
    /// The latest finished run.
    #[default]
    Latest,
    /// A run of the list.
    Listed,
}

/// The way in which the target run is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TargetPick {
    /// The run with the title of the source run.
    #[default]
    SameTitle,
    /// A run of the list.
    Listed,
    /// A run with a typed title.
    Titled,
}

/// The options that a person chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Code of the source project.
    pub from: Option<String>,
    /// Code of the target project.
    pub to: Option<String>,
    /// The target project belongs to the second account.
    pub to_second: bool,
    /// Way of choosing the source run.
    pub source: SourcePick,
    /// Id of the source run from the list.
    pub source_run: Option<i64>,
    /// Way of choosing the target run.
    pub target: TargetPick,
    /// Id of the target run from the list.
    pub target_run: Option<i64>,
    /// Typed title of the target run.
    pub target_title: String,
    /// Title of the field with the keys.
    pub field: String,
    /// Way of matching cases.
    pub match_by: MatchBy,
    /// Parts of results that are copied.
    pub include: Include,
    /// Creates cases that the target lacks.
    pub create_cases: bool,
    /// Copies only the last of several results of a case.
    pub latest_only: bool,
    pub resend_edited: bool,
    /// Closes the target run at the end.
    pub complete: bool,
    /// Handling of results that another tool mirrored without a trace; see [`Options::adopt_untraced`].
    pub adopt_untraced: Option<bool>,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            from: None,
            to: None,
            to_second: false,
            source: SourcePick::default(),
            source_run: None,
            target: TargetPick::default(),
            target_run: None,
            target_title: String::new(),
            field: FIELD_TITLE.to_owned(),
            match_by: MatchBy::default(),
            include: Include::default(),
            create_cases: true,
            latest_only: false,
            resend_edited: false,
            complete: false,
            adopt_untraced: None,
        }
    }
}

/// A part that the choice lacks, or the reason why it cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingChoice {
    /// The source project.
    From,
    /// The target project.
    To,
    /// Two different projects.
    SameProject,
    /// The second account.
    Account,
    /// Lists that are still being read.
    Loading,
    /// A finished run.
    Finished,
    SourceRun,
    TargetRun,
    /// The title of the target run.
    Title,
    /// A field that both projects have.
    SharedField,
    Field,
}

impl MissingChoice {
    /// Key of the text.
    pub fn key(self) -> &'static str {
        match self {
            Self::From => "sync-dialog-mirror-lack-from",
            Self::To => "sync-dialog-mirror-lack-to",
            Self::SameProject => "sync-dialog-mirror-same-project",
            Self::Account => "sync-dialog-mirror-lack-account",
            Self::Loading => "sync-dialog-loading",
            Self::Finished => "sync-dialog-mirror-lack-finished",
            Self::SourceRun => "sync-dialog-mirror-lack-source-run",
            Self::TargetRun => "sync-dialog-mirror-lack-target-run",
            Self::Title => "sync-dialog-mirror-lack-title",
            Self::SharedField => "sync-dialog-mirror-lack-shared-field",
            Self::Field => "sync-dialog-mirror-lack-field",
        }
    }
}

/// Facts from Qase that decide if a choice is complete. A list is `None` while it is being read.
#[derive(Debug, Clone, Copy, Default)]
pub struct ChoiceFacts<'a> {
    /// Runs of the source, newest first.
    pub runs: Option<&'a [Run]>,
    /// Titles of fields that both projects have.
    pub fields: Option<&'a [String]>,
    /// True while a second account is set up.
    pub has_second: bool,
}

impl Choice {
    /// The source run among the runs of the project.
    pub fn source_of<'r>(&self, runs: &'r [Run]) -> Option<&'r Run> {
        match self.source {
            SourcePick::Latest => runs.iter().find(|r| !r.is_open()),
            SourcePick::Listed => runs.iter().find(|r| Some(r.id) == self.source_run),
        }
    }

    /// True when both sides are the same project of the same account.
    pub fn is_same_project(&self) -> bool {
        !self.to_second && self.from.as_deref().zip(self.to.as_deref()).is_some_and(|(from, to)| from.eq_ignore_ascii_case(to))
    }

    /// The account of the target project.
    pub fn target_account(&self) -> Account {
        if self.to_second { Account::MirrorTarget } else { Account::Primary }
    }

    /// Swaps source and target, within one account. Clears the chosen runs.
    pub fn swap(&mut self) {
        std::mem::swap(&mut self.from, &mut self.to);
        (self.source_run, self.target_run) = (None, None);
    }

    /// Options for the engine, or the missing choice.
    pub fn options(&self, known: ChoiceFacts<'_>) -> Result<Options, MissingChoice> {
        let from = self.from.as_deref().ok_or(MissingChoice::From)?;
        let to = self.to.as_deref().ok_or(MissingChoice::To)?;
        if self.to_second && !known.has_second {
            return Err(MissingChoice::Account);
        }
        if self.is_same_project() {
            return Err(MissingChoice::SameProject);
        }
        let runs = known.runs.ok_or(MissingChoice::Loading)?;
        let source = self.source_of(runs).ok_or(match self.source {
            SourcePick::Latest => MissingChoice::Finished,
            SourcePick::Listed => MissingChoice::SourceRun,
        })?;
        let titled = self.target == TargetPick::Titled;
        let target_run = match self.target {
            TargetPick::SameTitle => TargetRun::SameTitle,
            TargetPick::Listed => TargetRun::Id(self.target_run.ok_or(MissingChoice::TargetRun)?),
            TargetPick::Titled if self.target_title.trim().is_empty() => return Err(MissingChoice::Title),
            TargetPick::Titled => TargetRun::Title(fill_title(&self.target_title, from, source)),
        };
        if self.match_by.uses_key() {
            let fields = known.fields.ok_or(MissingChoice::Loading)?;
            if fields.is_empty() {
                return Err(MissingChoice::SharedField);
            }
            if !fields.contains(&self.field) {
                return Err(MissingChoice::Field);
            }
        }
        Ok(Options {
            target_run,
            field_title: self.field.clone(),
            match_by: self.match_by,
            include: self.include,
            create_cases: self.create_cases,
            latest_only: self.latest_only,
            resend_edited: self.resend_edited,
            complete_target_run: self.complete,
            two_accounts: self.to_second,
            adopt_untraced: self.adopt_untraced,
            title_template: titled.then(|| self.target_title.trim().to_owned()),
            ..Options::new(from, SourceRun::Id(source.id), to)
        })
    }
}

/// A side of a mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The project that the results come from.
    Source,
    /// The project that receives the results.
    Target,
}

impl Side {
    /// The account of this side.
    pub fn account(self, choice: &Choice) -> Account {
        if self == Self::Source { Account::Primary } else { choice.target_account() }
    }

    /// Code of the project of this side.
    pub fn code(self, choice: &Choice) -> Option<&str> {
        if self == Self::Source { choice.from.as_deref() } else { choice.to.as_deref() }
    }
}

/// Titles of the fields that both projects have, in the order of the source.
pub fn shared_fields(here: &[CustomField], from: &str, there: &[CustomField], to: &str) -> Vec<String> {
    let has = |title: &str| there.iter().any(|f| f.is_in_project(to) && f.title.trim() == title);
    let titles = here.iter().filter(|f| f.is_in_project(from)).map(|f| f.title.trim());
    let mut shared: Vec<String> = Vec::new();
    for title in titles.filter(|t| has(t)) {
        if !shared.iter().any(|s| s == title) {
            shared.push(title.to_owned());
        }
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_qase::model::{FieldEntity, FieldKind};

    fn run(id: i64, open: bool) -> Run {
        Run { id, title: format!("Run {id}"), status: i64::from(!open), ..Run::default() }
    }

    fn field(title: &str, projects: &[&str]) -> CustomField {
        CustomField {
            title: title.into(),
            entity: Some(FieldEntity::Case),
            kind: Some(FieldKind::String),
            projects_codes: projects.iter().map(|p| (*p).to_owned()).collect(),
            ..CustomField::default()
        }
    }

    #[test]
    fn what_is_lacking_is_named_in_the_order_of_the_page() {
        let runs = [run(3, true), run(2, false), run(1, false)];
        let fields = [FIELD_TITLE.to_owned()];
        let known = ChoiceFacts { runs: Some(&runs), fields: Some(&fields), has_second: false };
        let mut choice = Choice::default();
        let lack = |c: &Choice, k| c.options(k).err();
        assert_eq!(lack(&choice, known), Some(MissingChoice::From));
        choice.from = Some("AUTO".into());
        assert_eq!(lack(&choice, known), Some(MissingChoice::To));
        choice.to = Some("auto".into());
        assert_eq!(lack(&choice, known), Some(MissingChoice::SameProject));
        choice.to_second = true;
        assert_eq!(lack(&choice, known), Some(MissingChoice::Account));
        assert!(choice.options(ChoiceFacts { has_second: true, ..known }).is_ok_and(|o| o.two_accounts));
        choice.to_second = false;
        choice.to = Some("SHOP".into());
        assert_eq!(lack(&choice, ChoiceFacts { runs: None, ..known }), Some(MissingChoice::Loading));
        assert_eq!(lack(&choice, ChoiceFacts { runs: Some(&runs[..1]), ..known }), Some(MissingChoice::Finished));
        let options = choice.options(known).expect("complete");
        assert_eq!((options.source_run, options.target_run), (SourceRun::Id(2), TargetRun::SameTitle));
        choice.source = SourcePick::Listed;
        assert_eq!(lack(&choice, known), Some(MissingChoice::SourceRun));
        choice.source_run = Some(3);
        choice.target = TargetPick::Listed;
        assert_eq!(lack(&choice, known), Some(MissingChoice::TargetRun));
        choice.target = TargetPick::Titled;
        choice.target_title = "  ".into();
        assert_eq!(lack(&choice, known), Some(MissingChoice::Title));
        choice.target_title = " {title} of {project} ".into();
        assert_eq!(lack(&choice, ChoiceFacts { fields: Some(&[]), ..known }), Some(MissingChoice::SharedField));
        assert_eq!(lack(&choice, ChoiceFacts { fields: Some(&["Other".to_owned()]), ..known }), Some(MissingChoice::Field));
        let options = choice.options(known).expect("complete");
        assert_eq!((options.source_run, options.target_run), (SourceRun::Id(3), TargetRun::Title("Run 3 of AUTO".into())));
        choice.match_by = MatchBy::Title;
        assert!(choice.options(ChoiceFacts { fields: None, ..known }).is_ok(), "titles need no field");
        choice.swap();
        assert_eq!((choice.from.as_deref(), choice.source_run), (Some("SHOP"), None));
    }

    #[test]
    fn a_field_is_shared_when_both_projects_have_its_title() {
        let all = [field("Automation Key", &["AUTO", "SHOP"]), field("Owner", &["AUTO"]), field("Owner", &["SHOP"])];
        assert_eq!(shared_fields(&all, "AUTO", &all, "SHOP"), ["Automation Key", "Owner"]);
        let there = [field(" Automation Key ", &["SHOP"]), field("Other", &["SHOP"])];
        assert_eq!(shared_fields(&all[..2], "AUTO", &there, "SHOP"), ["Automation Key"]);
        assert!(shared_fields(&all[..2], "AUTO", &there, "ELSE").is_empty());
    }
}
