//! The users of the server: their list, and every edit as a plan that a front end can show before it is executed.

use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::UserId;
use voluptas_core::domain::user::{Role, USER_NAME_MAX, User, is_server_admin};
use voluptas_core::domain::validate::{self, Invalid};
use voluptas_store::{Error, Op, Result, Source, Store, Tx};

/// A user, with codes in place of the row ids of projects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UserState {
    /// Row id; `None` in the plan of a new user.
    pub id: Option<UserId>,
    pub name: String,
    /// Role in the registry.
    pub role: Option<Role>,
    /// Roles by code of the project.
    pub projects: BTreeMap<String, Role>,
    /// Number of tokens that were not revoked.
    pub tokens: usize,
    /// E-mail by which the first sign-in through a provider finds the user.
    pub email: Option<String>,
    /// The user signs in through a provider.
    pub has_identity: bool,
}

/// A role to set in the project with this code; `None` removes the role.
pub type ProjectRole = (String, Option<Role>);

/// An edit of the users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserEdit {
    /// Creates a user.
    Add {
        name: String,
        /// Role in the registry.
        role: Option<Role>,
        /// Roles in projects.
        projects: Vec<ProjectRole>,
        email: Option<String>,
    },
    /// Changes a user.
    Change {
        /// Present name, in any letter case.
        name: String,
        /// New name; `None` keeps the name.
        rename: Option<String>,
        /// New role in the registry; `None` keeps the role.
        role: Option<Option<Role>>,
        /// Roles to set in projects. Other projects keep theirs.
        projects: Vec<ProjectRole>,
        /// New e-mail; `None` keeps it.
        email: Option<Option<String>>,
    },
    /// Removes a user with all tokens.
    Remove {
        /// Name, in any letter case.
        name: String,
    },
}

/// A planned edit: the user before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UserPlan {
    /// The user before the edit; `None` for a new user.
    pub before: Option<UserState>,
    /// The user after the edit; `None` for a removed user.
    pub after: Option<UserState>,
    #[serde(skip)]
    edit: UserEdit,
}

/// All users, by name. Blocks.
pub fn list(store: &Store) -> Result<Vec<UserState>> {
    store.read(|tx| tx.users().all()?.iter().map(|user| state(tx, user)).collect())
}

/// Plans an edit. Blocks.
///
/// # Errors
/// [`Error::NotFound`] with the entity `user` or `project`, [`Error::Duplicate`] for a name that is taken, [`Error::Invalid`] for a
/// name that no user can have.
pub fn plan(store: &Store, edit: UserEdit) -> Result<UserPlan> {
    store.read(|tx| plan_in(tx, edit))
}

/// Executes a plan. Returns the user after the edit; `None` for a removed user. Blocks.
///
/// # Errors
/// [`Error::Invalid`] when the user was changed after the plan was made, otherwise the errors of [`plan`].
pub fn apply(store: &Store, plan: &UserPlan) -> Result<Option<UserState>> {
    let name = match plan.edit {
        UserEdit::Add { .. } => "add_user",
        UserEdit::Change { .. } => "change_user",
        UserEdit::Remove { .. } => "remove_user",
    };
    store.write(Op::bulk(name), |tx| apply_in(tx, plan)).map(|written| written.value)
}

/// [`apply`] in a write.
pub fn apply_in(tx: &Tx<'_>, plan: &UserPlan) -> Result<Option<UserState>> {
    if plan_in(tx, plan.edit.clone())? != *plan {
        return Err(Invalid::new("user", Message::new("app-error-plan-stale")).into());
    }
    let (id, projects, email) = match &plan.edit {
        UserEdit::Remove { name } => {
            tx.users().remove(named(tx, name)?.id)?;
            return Ok(None);
        }
        UserEdit::Add { name, role, projects, email } => (tx.users().create(name, *role)?, projects, email.clone().map(Some)),
        UserEdit::Change { name, rename, role, projects, email } => {
            let id = named(tx, name)?.id;
            // What stays is not written, so that the audit tells what has changed and nothing else.
            let before = plan.before.as_ref();
            if let Some(name) = rename.as_ref().filter(|name| before.is_none_or(|before| before.name != name.trim())) {
                tx.users().rename(id, name)?;
            }
            if let Some(role) = role.filter(|role| before.is_none_or(|before| before.role != *role)) {
                tx.users().set_registry_role(id, role)?;
            }
            let after = plan.after.as_ref().and_then(|after| after.email.clone());
            (id, projects, email.clone().filter(|_| before.is_none_or(|before| before.email != after)))
        }
    };
    if let Some(email) = email {
        tx.identities().set_email(id, email.as_deref())?;
    }
    for (code, role) in projects {
        let project = tx.projects().by_code(code)?.ok_or_else(|| Error::not_found("project", code))?;
        if plan.before.as_ref().is_none_or(|before| before.projects.get(&project.code) != role.as_ref()) {
            tx.users().set_project_role(id, project.id, *role)?;
        }
    }
    let user = tx.users().all()?.into_iter().find(|user| user.id == id);
    state(tx, &user.ok_or_else(|| Error::not_found("user", id))?).map(Some)
}

/// The user with this name, in any letter case.
///
/// # Errors
/// [`Error::NotFound`] with the entity `user`.
pub(super) fn named(tx: &Tx<'_>, name: &str) -> Result<User> {
    tx.users().by_name(name)?.ok_or_else(|| Error::not_found("user", name))
}

/// [`plan`] in a transaction.
pub fn plan_in(tx: &Tx<'_>, edit: UserEdit) -> Result<UserPlan> {
    let (before, after) = match &edit {
        UserEdit::Add { name, role, projects, email } => {
            check_name(tx, name, None)?;
            let mut after = UserState {
                id: None,
                name: name.trim().to_owned(),
                role: *role,
                projects: BTreeMap::new(),
                tokens: 0,
                email: check_email(tx, email.as_deref(), None)?,
                has_identity: false,
            };
            grant(tx, &mut after, projects)?;
            (None, Some(after))
        }
        UserEdit::Change { name, rename, role, projects, email } => {
            let user = named(tx, name)?;
            let before = state(tx, &user)?;
            let mut after = before.clone();
            if let Some(name) = rename {
                check_name(tx, name, Some(user.id))?;
                after.name = name.trim().to_owned();
            }
            if let Some(role) = role {
                after.role = *role;
            }
            if let Some(email) = email {
                after.email = check_email(tx, email.as_deref(), Some(user.id))?;
            }
            grant(tx, &mut after, projects)?;
            (Some(before), Some(after))
        }
        UserEdit::Remove { name } => (Some(state(tx, &named(tx, name)?)?), None),
    };
    keep_administrator(tx, before.as_ref(), after.as_ref())?;
    Ok(UserPlan { before, after, edit })
}

/// Refuses an edit that leaves users but no administrator: nobody could manage them over the network. The only user cannot be
/// removed over the network either: the next start of a server would create an administrator whose token nobody sees.
fn keep_administrator(tx: &Tx<'_>, before: Option<&UserState>, after: Option<&UserState>) -> Result<()> {
    let is_administrator = |user: &UserState| user.role == Some(Role::Admin);
    let Some(lost) = before.filter(|user| is_administrator(user) && !after.is_some_and(is_administrator)) else { return Ok(()) };
    let all = tx.users().all()?;
    let others: Vec<&User> = all.iter().filter(|user| Some(user.id) != lost.id).collect();
    let is_by_api = tx.author().is_some_and(|author| author.source == Source::Api);
    let is_alone = others.is_empty() && after.is_none() && !is_by_api;
    if is_alone || others.iter().any(|user| user.access().everywhere().is_some()) {
        return Ok(());
    }
    Err(Invalid::new("role", Message::new("app-error-last-administrator").with("name", &lost.name)).into())
}

/// Checks a new name of a user; `of` may have the name already.
fn check_name(tx: &Tx<'_>, name: &str, of: Option<UserId>) -> Result<()> {
    validate::title("name", name, USER_NAME_MAX)?;
    let folded = fold(name.trim());
    let all = tx.users().all()?;
    // One who has such a name from before keeps it.
    let keeps_name = all.iter().any(|user| Some(user.id) == of && fold(&user.name) == folded);
    if is_server_admin(name) && !keeps_name {
        return Err(Invalid::new("name", Message::new("app-error-name-reserved").with("name", name.trim())).into());
    }
    match all.into_iter().find(|user| fold(&user.name) == folded && Some(user.id) != of) {
        Some(other) => Err(Error::Duplicate(other.name)),
        None => Ok(()),
    }
}

/// Longest e-mail, in characters.
const EMAIL_MAX: usize = 254;

/// Checks an e-mail; `of` may have it already. Returns its stored form.
fn check_email(tx: &Tx<'_>, email: Option<&str>, of: Option<UserId>) -> Result<Option<String>> {
    let Some(email) = email.map(str::trim) else { return Ok(None) };
    validate::name("email", email, EMAIL_MAX)?;
    let parts = email.rsplit_once('@');
    if parts.is_none_or(|(name, host)| name.is_empty() || host.is_empty()) || email.contains(char::is_whitespace) {
        return Err(Invalid::new("email", Message::new("app-error-email")).into());
    }
    match tx.identities().user_of_email(email)? {
        Some(other) if Some(other) != of => Err(Invalid::new("email", Message::new("app-error-email-taken")).into()),
        _ => Ok(Some(email.to_ascii_lowercase())),
    }
}

fn grant(tx: &Tx<'_>, user: &mut UserState, projects: &[ProjectRole]) -> Result<()> {
    let mut named = BTreeSet::new();
    if let Some((code, _)) = projects.iter().find(|(code, _)| !named.insert(fold(code))) {
        return Err(Invalid::new("project", Message::new("app-error-project-twice").with("code", code)).into());
    }
    for (code, role) in projects {
        let project = tx.projects().by_code(code)?.ok_or_else(|| Error::not_found("project", code))?;
        match role {
            Some(role) => user.projects.insert(project.code, *role),
            None => user.projects.remove(&project.code),
        };
    }
    Ok(())
}

fn state(tx: &Tx<'_>, user: &User) -> Result<UserState> {
    let mut projects = BTreeMap::new();
    for (project, role) in &user.projects {
        projects.insert(tx.projects().get(*project)?.code, *role);
    }
    let tokens = tx.server_tokens().all()?.iter().filter(|(token, _)| token.user == user.id).count();
    let email = tx.identities().emails()?.remove(&user.id);
    let has_identity = tx.identities().all()?.iter().any(|identity| identity.user == user.id);
    Ok(UserState { id: Some(user.id), name: user.name.clone(), role: user.registry, projects, tokens, email, has_identity })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use voluptas_core::base::FixedClock;

    fn add(name: &str) -> UserEdit {
        let projects = vec![("SHOP".into(), Some(Role::Tester))];
        UserEdit::Add { name: name.into(), role: Some(Role::Viewer), projects, email: None }
    }

    #[test]
    fn a_plan_shows_what_its_execution_does_and_goes_stale() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        assert!(matches!(plan(&store, add("Anna")), Err(Error::NotFound { entity: "project", .. })));
        store.write(Op::bulk("test"), |tx| tx.projects().create("SHOP", "Shop", None)).expect("project");
        let planned = plan(&store, add("Anna")).expect("plan");
        assert!(list(&store).expect("users").is_empty(), "a plan writes nothing");
        let anna = apply(&store, &planned).expect("applied").expect("user");
        assert_eq!(Some(UserState { id: None, ..anna.clone() }), planned.after);
        assert!(matches!(plan(&store, add("ANNA ")), Err(Error::Duplicate(name)) if name == "Anna"));
        let change =
            |role| UserEdit::Change { name: "anna".into(), rename: None, role: Some(role), projects: Vec::new(), email: None };
        let stale = plan(&store, change(Some(Role::Admin))).expect("plan");
        apply(&store, &plan(&store, change(None)).expect("plan")).expect("applied");
        let error = apply(&store, &stale).expect_err("the user has changed meanwhile");
        assert!(matches!(error, Error::Invalid(invalid) if invalid.message.key == "app-error-plan-stale"));
        let gone = plan(&store, UserEdit::Remove { name: "Anna".into() }).expect("plan");
        assert_eq!(apply(&store, &gone).expect("applied"), None);
        assert!(list(&store).expect("users").is_empty());
    }

    #[test]
    fn nobody_gets_the_name_of_the_servers_administrator() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        let create = |name: &str, role| store.write(Op::bulk("test"), |tx| tx.users().create(name, role)).expect("user");
        create("Boss", Some(Role::Admin));
        create("Admin", Some(Role::Viewer));
        let reason = |edit: UserEdit| match plan(&store, edit) {
            Err(Error::Invalid(invalid)) => Some(invalid.message.key.clone()),
            Err(other) => Some(other.to_string()),
            Ok(_) => None,
        };
        let new = |name: &str| UserEdit::Add { name: name.into(), role: None, projects: Vec::new(), email: None };
        let rename = |name: &str, to: &str| UserEdit::Change {
            name: name.into(),
            rename: Some(to.into()),
            role: None,
            projects: Vec::new(),
            email: None,
        };
        for name in ["admin", " ADMIN ", "admin-2"] {
            assert_eq!(reason(new(name)).as_deref(), Some("app-error-name-reserved"), "{name}");
            assert_eq!(reason(rename("Boss", name)).as_deref(), Some("app-error-name-reserved"), "{name}");
        }
        assert_eq!(reason(rename("admin", "ADMIN")), None, "a user of that name from before");
        assert_eq!(reason(rename("admin", "Vera")), None);
        assert_eq!(reason(new("Administrator")), None);
    }
}
