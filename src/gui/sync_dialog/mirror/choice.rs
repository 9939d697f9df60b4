//! What a person chose for a mirror, and what it still lacks. No drawing here.

use crate::mirror::options::FIELD_TITLE;
use crate::mirror::pair::fill_title;
use crate::mirror::{Include, MatchBy, Options, SourceRun, TargetRun};
use crate::qase::model::{CustomField, Run};
use crate::settings::Account;

/// Which run results come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SourcePick {
    /// The latest one that is finished.
    #[default]
    Latest,
    /// One of the list.
    Listed,
}

/// Which run results go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TargetPick {
    /// The one with the title of the source run.
    #[default]
    SameTitle,
    /// One of the list.
    Listed,
    /// One with a title that is written.
    Titled,
}

/// What a person chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Code of the project that results come from.
    pub from: Option<String>,
    /// Code of the project that they go to.
    pub to: Option<String>,
    /// The project that they go to is one of the second account.
    pub to_second: bool,
    /// Which run they come from.
    pub source: SourcePick,
    /// The one of the list.
    pub source_run: Option<i64>,
    /// Which run they go to.
    pub target: TargetPick,
    /// The one of the list.
    pub target_run: Option<i64>,
    /// The title that was written.
    pub target_title: String,
    /// Title of the field with the keys.
    pub field: String,
    /// How counterparts are found.
    pub match_by: MatchBy,
    /// What is copied besides.
    pub include: Include,
    /// Make cases that the target lacks.
    pub create_cases: bool,
    /// Of several results of a case the last alone.
    pub latest_only: bool,
    /// Close the target run at the end.
    pub complete: bool,
    /// Handling of results that another tool mirrored without a trace: see [`Options::adopt_untraced`].
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
            complete: false,
            adopt_untraced: None,
        }
    }
}

/// What a choice still lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// The project that results come from.
    From,
    /// The project that they go to.
    To,
    /// Two different projects.
    SameProject,
    /// The second account.
    Account,
    /// The lists are being read.
    Loading,
    /// A finished run.
    Finished,
    /// The run that results come from.
    SourceRun,
    /// The run that they go to.
    TargetRun,
    /// Its title.
    Title,
    /// A field that both projects have.
    SharedField,
    /// The field.
    Field,
}

impl Lack {
    /// The key of its text.
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

/// What is known of Qase for a choice; none while it is being read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// Runs of the source, newest first.
    pub runs: Option<&'a [Run]>,
    /// Titles of fields that both projects have.
    pub fields: Option<&'a [String]>,
    /// There is a second account.
    pub has_second: bool,
}

impl Choice {
    /// The run that results come from, as far as it is known.
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

    /// The account that results go to.
    pub fn target_account(&self) -> Account {
        if self.to_second { Account::MirrorTarget } else { Account::Primary }
    }

    /// Turns it round, within one account. Runs are chosen anew.
    pub fn swap(&mut self) {
        std::mem::swap(&mut self.from, &mut self.to);
        (self.source_run, self.target_run) = (None, None);
    }

    /// Everything that the engine needs, or what is still lacking.
    pub fn options(&self, known: Known<'_>) -> Result<Options, Lack> {
        let from = self.from.as_deref().ok_or(Lack::From)?;
        let to = self.to.as_deref().ok_or(Lack::To)?;
        if self.to_second && !known.has_second {
            return Err(Lack::Account);
        }
        if self.is_same_project() {
            return Err(Lack::SameProject);
        }
        let runs = known.runs.ok_or(Lack::Loading)?;
        let source = self.source_of(runs).ok_or(match self.source {
            SourcePick::Latest => Lack::Finished,
            SourcePick::Listed => Lack::SourceRun,
        })?;
        let titled = self.target == TargetPick::Titled;
        let target_run = match self.target {
            TargetPick::SameTitle => TargetRun::SameTitle,
            TargetPick::Listed => TargetRun::Id(self.target_run.ok_or(Lack::TargetRun)?),
            TargetPick::Titled if self.target_title.trim().is_empty() => return Err(Lack::Title),
            TargetPick::Titled => TargetRun::Title(fill_title(&self.target_title, from, source)),
        };
        if self.match_by.uses_key() {
            let fields = known.fields.ok_or(Lack::Loading)?;
            if fields.is_empty() {
                return Err(Lack::SharedField);
            }
            if !fields.contains(&self.field) {
                return Err(Lack::Field);
            }
        }
        Ok(Options {
            target_run,
            field_title: self.field.clone(),
            match_by: self.match_by,
            include: self.include,
            create_cases: self.create_cases,
            latest_only: self.latest_only,
            complete_target_run: self.complete,
            two_accounts: self.to_second,
            adopt_untraced: self.adopt_untraced,
            title_template: titled.then(|| self.target_title.trim().to_owned()),
            ..Options::new(from, SourceRun::Id(source.id), to)
        })
    }
}

/// Titles of the fields that a project of each account has, in the order of the first.
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
    use crate::qase::model::{FieldEntity, FieldKind};

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
        let known = Known { runs: Some(&runs), fields: Some(&fields), has_second: false };
        let mut choice = Choice::default();
        let lack = |c: &Choice, k| c.options(k).err();
        assert_eq!(lack(&choice, known), Some(Lack::From));
        choice.from = Some("AUTO".into());
        assert_eq!(lack(&choice, known), Some(Lack::To));
        choice.to = Some("auto".into());
        assert_eq!(lack(&choice, known), Some(Lack::SameProject));
        choice.to_second = true;
        assert_eq!(lack(&choice, known), Some(Lack::Account));
        assert!(choice.options(Known { has_second: true, ..known }).is_ok_and(|o| o.two_accounts));
        choice.to_second = false;
        choice.to = Some("SHOP".into());
        assert_eq!(lack(&choice, Known { runs: None, ..known }), Some(Lack::Loading));
        assert_eq!(lack(&choice, Known { runs: Some(&runs[..1]), ..known }), Some(Lack::Finished));
        let options = choice.options(known).expect("complete");
        assert_eq!((options.source_run, options.target_run), (SourceRun::Id(2), TargetRun::SameTitle));
        choice.source = SourcePick::Listed;
        assert_eq!(lack(&choice, known), Some(Lack::SourceRun));
        choice.source_run = Some(3);
        choice.target = TargetPick::Listed;
        assert_eq!(lack(&choice, known), Some(Lack::TargetRun));
        choice.target = TargetPick::Titled;
        choice.target_title = "  ".into();
        assert_eq!(lack(&choice, known), Some(Lack::Title));
        choice.target_title = " {title} of {project} ".into();
        assert_eq!(lack(&choice, Known { fields: Some(&[]), ..known }), Some(Lack::SharedField));
        assert_eq!(lack(&choice, Known { fields: Some(&["Other".to_owned()]), ..known }), Some(Lack::Field));
        let options = choice.options(known).expect("complete");
        assert_eq!((options.source_run, options.target_run), (SourceRun::Id(3), TargetRun::Title("Run 3 of AUTO".into())));
        choice.match_by = MatchBy::Title;
        assert!(choice.options(Known { fields: None, ..known }).is_ok(), "titles need no field");
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
