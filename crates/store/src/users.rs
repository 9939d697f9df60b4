//! Users of the server and their roles.

use super::db::Row;
use super::{Aggregate, Error, Result, Tx};
use crate::p;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::{ProjectId, UserId};
use voluptas_core::domain::user::{Role, USER_NAME_MAX, User};
use voluptas_core::domain::validate;

/// The users, in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Users<'t>(&'t Tx<'t>);

impl Tx<'_> {
    /// The users of the server.
    pub fn users(&self) -> Users<'_> {
        Users(self)
    }

    /// A number that changes with every change of users, tokens and projects.
    pub fn access_version(&self) -> Result<i64> {
        self.one("SELECT coalesce(max(version), 0) FROM access_changes", &[], |r| r.int(0))
    }

    /// Makes running servers read users and tokens again.
    pub(super) fn access_changed(&self) -> Result<()> {
        // A file that was recovered from damage may lack the row.
        self.execute(
            "INSERT INTO access_changes (id, version) VALUES (1, 1) \
             ON CONFLICT (id) DO UPDATE SET version = access_changes.version + 1",
            &[],
        )?;
        self.touch(Aggregate::Other);
        Ok(())
    }
}

/// Parses a stored role.
pub(super) fn role(text: &str) -> Result<Role> {
    text.parse().map_err(|_| Error::Corrupt(format!("unknown role: {text}")))
}

/// Parses a role column that may be NULL.
pub(super) fn opt_role(row: &Row<'_>, column: usize) -> Result<Option<Role>> {
    row.opt_text(column)?.map(|text| role(&text)).transpose()
}

impl Users<'_> {
    /// Every user, by name.
    pub fn all(&self) -> Result<Vec<User>> {
        let mut users = self.0.all("SELECT id, name, registry_role FROM users ORDER BY name_fold", &[], |r| {
            Ok(User { id: UserId(r.int(0)?), name: r.text(1)?, registry: opt_role(r, 2)?, projects: BTreeMap::new() })
        })?;
        let mut roles: BTreeMap<UserId, BTreeMap<ProjectId, Role>> = BTreeMap::new();
        self.0.each("SELECT user_id, project_id, role FROM user_projects", &[], |r| {
            roles.entry(UserId(r.int(0)?)).or_default().insert(ProjectId(r.int(1)?), role(&r.text(2)?)?);
            Ok(())
        })?;
        for user in &mut users {
            user.projects = roles.remove(&user.id).unwrap_or_default();
        }
        Ok(users)
    }

    /// The user with this name, in any letter case.
    pub fn by_name(&self, name: &str) -> Result<Option<User>> {
        let name = fold(name.trim());
        Ok(self.all()?.into_iter().find(|user| fold(&user.name) == name))
    }

    /// Creates a user without roles in projects.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a blank or too long name, [`Error::Duplicate`] for a name that is taken.
    pub fn create(&self, name: &str, registry: Option<Role>) -> Result<UserId> {
        validate::name("name", name, USER_NAME_MAX)?;
        let id = self.0.insert(
            "INSERT INTO users (name, name_fold, registry_role, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?4)",
            p![name.trim(), fold(name.trim()), registry.map(Role::as_str), self.0.now()],
        )?;
        self.0.access_changed()?;
        self.0.audit().note("create-user", None, name.trim(), &json!({ "role": registry }))?;
        Ok(UserId(id))
    }

    /// The name of a user for the audit; blank without the user.
    pub(super) fn name_of(&self, id: UserId) -> Result<String> {
        Ok(self.0.opt("SELECT name FROM users WHERE id = ?1", p![id], |r| r.text(0))?.unwrap_or_default())
    }

    /// Changes the name.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a blank or too long name, [`Error::Duplicate`] for a name that is taken.
    pub fn rename(&self, id: UserId, name: &str) -> Result<()> {
        validate::name("name", name, USER_NAME_MAX)?;
        let before = self.name_of(id)?;
        self.0.audit().note("rename-user", None, &before, &json!({ "name": name.trim() }))?;
        self.0.idempotency().rename_owner(&before, name.trim())?;
        self.0.execute(
            "UPDATE users SET name = ?2, name_fold = ?3, updated_ms = ?4 WHERE id = ?1",
            p![id, name.trim(), fold(name.trim()), self.0.now()],
        )?;
        self.0.access_changed()
    }

    /// Changes the role in the registry.
    pub fn set_registry_role(&self, id: UserId, role: Option<Role>) -> Result<()> {
        let before = self.0.opt("SELECT registry_role FROM users WHERE id = ?1", p![id], |r| r.opt_text(0))?.flatten();
        self.0.audit().note("set-role", None, &self.name_of(id)?, &json!({ "role": role, "before": before }))?;
        self.0.execute(
            "UPDATE users SET registry_role = ?2, updated_ms = ?3 WHERE id = ?1",
            p![id, role.map(Role::as_str), self.0.now()],
        )?;
        self.0.access_changed()
    }

    /// Changes the role in a project; `None` hides the project from the user.
    pub fn set_project_role(&self, id: UserId, project: ProjectId, role: Option<Role>) -> Result<()> {
        let code = self.0.projects().get(project)?.code;
        let stored = "SELECT role FROM user_projects WHERE user_id = ?1 AND project_id = ?2";
        let before = self.0.opt(stored, p![id, project], |r| r.text(0))?;
        self.0.audit().note("set-role", Some(&code), &self.name_of(id)?, &json!({ "role": role, "before": before }))?;
        match role {
            Some(role) => self.0.execute(
                "INSERT INTO user_projects (user_id, project_id, role) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (user_id, project_id) DO UPDATE SET role = excluded.role",
                p![id, project, role.as_str()],
            )?,
            None => self.0.execute("DELETE FROM user_projects WHERE user_id = ?1 AND project_id = ?2", p![id, project])?,
        };
        self.0.access_changed()
    }

    /// Removes a user with all tokens.
    pub fn remove(&self, id: UserId) -> Result<()> {
        let name = self.name_of(id)?;
        self.0.audit().note("remove-user", None, &name, &Value::Null)?;
        self.0.idempotency().forget_owner(&name)?;
        self.0.execute("DELETE FROM users WHERE id = ?1", p![id])?;
        self.0.access_changed()
    }
}
