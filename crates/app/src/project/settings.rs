//! The workspace's projects with their settings, which the local server follows; a change is a plan first.

use crate::integrations::trackers;
use serde::{Deserialize as _, Serialize};
use serde_json::{Map, Value};
use voluptas_core::domain::Message;
use voluptas_core::domain::failure_category::{Categories, ProjectRule};
use voluptas_core::domain::ids::ProjectId;
use voluptas_core::domain::issue;
use voluptas_core::domain::project::{AUTO_CREATE_CASES, FAILURE_CATEGORIES, ISSUE_URL, Project};
use voluptas_core::domain::rules::{RESULT_RULES, ResultRules, RuleNumber};
use voluptas_core::domain::validate::Invalid;
use voluptas_store::trackers::TrackerSettings;
use voluptas_store::{Error, Op, Result, Store, Tx};

/// A project with its settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProjectState {
    /// Project code.
    pub code: String,
    /// Project title.
    pub title: String,
    /// The setting [`AUTO_CREATE_CASES`]; `None` when it is not set.
    pub auto_create_cases: Option<bool>,
    /// The setting [`ISSUE_URL`]; `None` when it is not set.
    pub issue_url: Option<String>,
    /// The setting [`FAILURE_CATEGORIES`].
    pub failure_categories: Vec<ProjectRule>,
    /// The setting [`RESULT_RULES`]: its numbers, or the usual ones.
    pub result_rules: ResultRules,
}

/// Changes of the settings of a project. `None` leaves a setting, an inner `None` removes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProjectChange {
    /// The setting [`AUTO_CREATE_CASES`].
    pub auto_create_cases: Option<Option<bool>>,
    /// The setting [`ISSUE_URL`].
    pub issue_url: Option<Option<String>>,
    /// The setting [`FAILURE_CATEGORIES`] as [`ProjectRule::parse`] reads it; a blank text removes it.
    pub failure_categories: Option<String>,
    /// Numbers of the setting [`RESULT_RULES`], of which the others stay.
    pub result_rules: Vec<(RuleNumber, i64)>,
    /// The tracker of issues. [`change`] writes it; [`plan`] leaves it alone, because the command line has commands for trackers.
    pub tracker: Option<Option<TrackerSettings>>,
}

/// A planned change of a setting: the project before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProjectPlan {
    /// The project before the change.
    pub before: ProjectState,
    /// The project after the change.
    pub after: ProjectState,
}

/// All projects, by code. Blocks.
pub fn list(store: &Store) -> Result<Vec<ProjectState>> {
    store.read(|tx| tx.projects().all()?.iter().map(|project| state(tx, project)).collect())
}

/// Plans a change of settings. Blocks.
///
/// # Errors
/// [`Error::NotFound`] for an unknown project, [`Error::Invalid`] for an address of issues without a place for the id and for a rule of
/// failure categories that cannot be used.
pub fn plan(store: &Store, code: &str, change: &ProjectChange) -> Result<ProjectPlan> {
    let before = store.read(|tx| state(tx, &named(tx, code)?))?;
    let mut after = before.clone();
    if let Some(auto_create_cases) = change.auto_create_cases {
        after.auto_create_cases = auto_create_cases;
    }
    if let Some(issue_url) = &change.issue_url {
        after.issue_url = checked_issue_url(issue_url.as_deref())?;
    }
    if let Some(text) = &change.failure_categories {
        after.failure_categories = ProjectRule::parse(text)?;
    }
    set_numbers(&mut after.result_rules, &change.result_rules)?;
    Ok(ProjectPlan { after, before })
}

/// An address of issues without outer blanks; `None` for a blank one.
///
/// # Errors
/// [`Error::Invalid`] for another text than the address of a page with `{id}` in it.
fn checked_issue_url(url: Option<&str>) -> Result<Option<String>> {
    match url.map(str::trim).filter(|url| !url.is_empty()) {
        Some(url) if !issue::is_template(url) => {
            Err(Invalid::new(ISSUE_URL, Message::new("invalid-issue-url").with("url", url)).into())
        }
        url => Ok(url.map(str::to_owned)),
    }
}

/// Executes a plan. Blocks.
///
/// # Errors
/// [`Error::Invalid`] when the project was changed after the plan was made.
pub fn apply(store: &Store, plan: &ProjectPlan) -> Result<()> {
    let written = store.write(Op::bulk("set_project"), |tx| {
        let project = named(tx, &plan.before.code)?;
        if state(tx, &project)? != plan.before {
            return Err(Invalid::new("project", Message::new("app-error-plan-stale")).into());
        }
        set_auto_create_cases(tx, project.id, plan.after.auto_create_cases)?;
        set_issue_url(tx, project.id, plan.after.issue_url.as_deref())?;
        set_failure_categories(tx, project.id, &plan.after.failure_categories)?;
        set_result_rules(tx, project.id, plan.after.result_rules)
    });
    written.map(drop)
}

/// Creates a project with its settings; `None` leaves them unset.
///
/// # Errors
/// [`Error::Duplicate`] when a project has the code.
pub fn create(tx: &Tx<'_>, code: &str, title: &str, description: Option<&str>, settings: Option<&Value>) -> Result<Project> {
    if tx.projects().by_code(code)?.is_some() {
        return Err(Error::Duplicate(code.to_owned()));
    }
    let project = tx.projects().create(code, title, description)?;
    if let Some(settings) = settings {
        tx.projects().set_settings(project.id, settings)?;
    }
    Ok(project)
}

/// Creates the missing ones among these projects (code and title), and changes the setting [`AUTO_CREATE_CASES`] of all of them if
/// it is given. Returns all projects of the workspace. Blocks.
pub fn ensure(store: &Store, wanted: &[(String, String)], auto_create_cases: Option<bool>) -> Result<Vec<Project>> {
    let written = store.write(Op::bulk("serve_projects"), |tx| {
        for (code, title) in wanted {
            let project = tx.projects().ensure(code, title)?;
            if auto_create_cases.is_some() {
                set_auto_create_cases(tx, project.id, auto_create_cases)?;
            }
        }
        tx.projects().all()
    });
    written.map(|w| w.value)
}

/// The project with this code.
///
/// # Errors
/// [`Error::NotFound`] for an unknown one.
pub fn named(tx: &Tx<'_>, code: &str) -> Result<Project> {
    tx.projects().by_code(code)?.ok_or_else(|| Error::not_found("project", code))
}

fn state(tx: &Tx<'_>, project: &Project) -> Result<ProjectState> {
    Ok(ProjectState {
        code: project.code.clone(),
        title: project.title.clone(),
        auto_create_cases: auto_create_cases(tx, project.id)?,
        issue_url: issue_url(tx, project.id)?,
        failure_categories: failure_categories(tx, project.id)?,
        result_rules: tx.projects().rules(project.id)?,
    })
}

/// The setting [`AUTO_CREATE_CASES`] of a project; `None` when it is not set.
pub fn auto_create_cases(tx: &Tx<'_>, project: ProjectId) -> Result<Option<bool>> {
    Ok(tx.projects().settings(project)?[AUTO_CREATE_CASES].as_bool())
}

/// Changes the setting [`AUTO_CREATE_CASES`] and keeps the others; `None` removes it.
pub fn set_auto_create_cases(tx: &Tx<'_>, project: ProjectId, value: Option<bool>) -> Result<()> {
    set(tx, project, AUTO_CREATE_CASES, value.map(Value::Bool))
}

/// Changes one setting and keeps the others; `None` removes it.
fn set(tx: &Tx<'_>, project: ProjectId, name: &str, value: Option<Value>) -> Result<()> {
    let mut settings = match tx.projects().settings(project)? {
        Value::Object(settings) => settings,
        _ => Map::new(),
    };
    match value {
        Some(value) => settings.insert(name.to_owned(), value),
        None => settings.remove(name),
    };
    tx.projects().set_settings(project, &Value::Object(settings))
}

/// Changes the setting [`ISSUE_URL`] and keeps the others; a blank one removes it.
///
/// # Errors
/// [`Error::Invalid`] for another text than the address of a page with `{id}` in it.
pub fn set_issue_url(tx: &Tx<'_>, project: ProjectId, url: Option<&str>) -> Result<()> {
    set(tx, project, ISSUE_URL, checked_issue_url(url)?.map(Value::String))
}

/// The setting [`ISSUE_URL`] of a project; `None` when it is not set.
pub fn issue_url(tx: &Tx<'_>, project: ProjectId) -> Result<Option<String>> {
    let settings = tx.projects().settings(project)?;
    Ok(settings[ISSUE_URL].as_str().map(str::trim).filter(|url| !url.is_empty()).map(str::to_owned))
}

/// Changes the setting [`FAILURE_CATEGORIES`] and keeps the others; no rules remove it.
fn set_failure_categories(tx: &Tx<'_>, project: ProjectId, rules: &[ProjectRule]) -> Result<()> {
    let value = Some(rules).filter(|rules| !rules.is_empty()).map(|rules| serde_json::json!(rules));
    set(tx, project, FAILURE_CATEGORIES, value)
}

/// The setting [`FAILURE_CATEGORIES`] of a project. A value that cannot be read has no rules.
pub fn failure_categories(tx: &Tx<'_>, project: ProjectId) -> Result<Vec<ProjectRule>> {
    let settings = tx.projects().settings(project)?;
    Ok(settings.get(FAILURE_CATEGORIES).and_then(|rules| Vec::deserialize(rules).ok()).unwrap_or_default())
}

/// Sets numbers of rules.
///
/// # Errors
/// [`Error::Invalid`] for a number outside of its range.
fn set_numbers(rules: &mut ResultRules, numbers: &[(RuleNumber, i64)]) -> Result<()> {
    for (number, value) in numbers {
        if !rules.set(*number, *value) {
            let (least, most) = number.range();
            let message = Message::new("invalid-result-rule").with("name", number.as_str()).with("value", *value);
            return Err(Invalid::new(RESULT_RULES, message.with("least", least).with("most", most)).into());
        }
    }
    Ok(())
}

/// Changes the setting [`RESULT_RULES`] and keeps the others; the usual numbers remove it. Tests that become flaky by it, or cease to be,
/// are judged by the new numbers.
pub fn set_result_rules(tx: &Tx<'_>, project: ProjectId, rules: ResultRules) -> Result<()> {
    let before = tx.projects().rules(project)?;
    if before == rules {
        return Ok(());
    }
    let value = Some(rules).filter(|rules| *rules != ResultRules::default()).map(|rules| serde_json::json!(rules));
    set(tx, project, RESULT_RULES, value)?;
    if before.finds_the_same_flaky(&rules) { Ok(()) } else { tx.test_history().weigh_again(project) }
}

/// The categories of the failures of a run: by the rules of its project, then by those that came with its results.
pub fn categories_of_run(tx: &Tx<'_>, project: ProjectId, rules: &[Value]) -> Result<Categories> {
    Ok(Categories::of(&failure_categories(tx, project)?, rules))
}

/// Changes settings of several projects in one write.
///
/// # Errors
/// [`Error::Invalid`] for a value that cannot be used; nothing is written then.
pub fn change(store: &Store, changes: &[(ProjectId, ProjectChange)]) -> Result<()> {
    store
        .write(Op::bulk("set_project"), |tx| {
            changes.iter().try_for_each(|(project, change)| {
                if let Some(value) = change.auto_create_cases {
                    set_auto_create_cases(tx, *project, value)?;
                }
                if let Some(url) = &change.issue_url {
                    set_issue_url(tx, *project, url.as_deref())?;
                }
                if let Some(text) = &change.failure_categories {
                    set_failure_categories(tx, *project, &ProjectRule::parse(text)?)?;
                }
                if let Some(tracker) = &change.tracker {
                    trackers::set_in(tx, *project, tracker.clone())?;
                }
                let mut rules = tx.projects().rules(*project)?;
                set_numbers(&mut rules, &change.result_rules)?;
                set_result_rules(tx, *project, rules)
            })
        })
        .map(drop)
}
