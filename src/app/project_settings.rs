//! Settings of the workspace's projects, which the local server follows.

use serde_json::{Map, Value};

use crate::domain::ids::ProjectId;
use crate::domain::project::AUTO_CREATE_CASES;
use crate::store::{Op, Result, Store, Tx};

/// The setting [`AUTO_CREATE_CASES`] of a project; `None` when it is not set.
pub fn auto_create_cases(tx: &Tx<'_>, project: ProjectId) -> Result<Option<bool>> {
    Ok(tx.projects().settings(project)?[AUTO_CREATE_CASES].as_bool())
}

/// Changes the setting [`AUTO_CREATE_CASES`] and keeps the others; `None` removes it.
pub fn set_auto_create_cases(tx: &Tx<'_>, project: ProjectId, value: Option<bool>) -> Result<()> {
    let mut settings = match tx.projects().settings(project)? {
        Value::Object(settings) => settings,
        _ => Map::new(),
    };
    match value {
        Some(on) => settings.insert(AUTO_CREATE_CASES.to_owned(), Value::Bool(on)),
        None => settings.remove(AUTO_CREATE_CASES),
    };
    tx.projects().set_settings(project, &Value::Object(settings))
}

/// Changes the setting of several projects in one write.
pub fn change_auto_create_cases(store: &Store, changes: &[(ProjectId, Option<bool>)]) -> Result<()> {
    store
        .write(Op::bulk("set_project"), |tx| {
            changes.iter().try_for_each(|(project, value)| set_auto_create_cases(tx, *project, *value))
        })
        .map(drop)
}
