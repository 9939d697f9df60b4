//! Users of the server and their rights: roles, permissions, and the access that a token gives.
//!
//! Everything here is a pure rule. A [`Role`] allows [`Permission`]s. A user has one role for the registry and one per project;
//! together they are an [`Access`]. A token may narrow the access of its owner ([`Access::narrowed`]) and never widens it. What is
//! not granted is refused: a project without a role is invisible. Storing users and checking requests belong elsewhere.

use super::ids::{ProjectId, TokenId, UserId};
use crate::base::Millis;
use crate::base::fold::fold;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Longest name of a user and longest title of a token, in characters.
pub const USER_NAME_MAX: usize = 100;
/// Name of the administrator to whom the server's own token belongs.
pub const SERVER_ADMIN: &str = "admin";

/// True for a name under which the server's administrator acts, in any letter case: [`SERVER_ADMIN`], or that with a number where a user
/// has the name. Nobody may get one, since what belongs to a user is found by the name.
#[must_use]
pub fn is_server_admin(name: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let folded = fold(name.trim());
    let rest = folded.strip_prefix(SERVER_ADMIN);
    rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix('-').is_some_and(is_number))
}

/// A role in a project or in the registry. Each role may do everything that the roles before it may do.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", ascii_case_insensitive)]
pub enum Role {
    /// Reads.
    Viewer,
    /// Writes cases and results.
    Tester,
    /// Manages projects: environments, milestones, published reports.
    Lead,
    /// Deletes projects. In the registry: the administrator of the workspace, with every right in every project.
    Admin,
}

/// A right, in a project or in the registry. Each has one lowest role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum Permission {
    /// Read what there is.
    Read,
    /// Write runs, results and their attachments.
    WriteResults,
    /// Write cases, suites, plans and shared steps; in the registry: functions.
    WriteCases,
    /// Change what belongs to all: environments, milestones, published reports; in the registry: custom fields.
    Manage,
    /// Delete a project; in the registry: create projects, manage users and tokens.
    Administer,
}

impl Permission {
    /// The lowest role with this permission.
    #[must_use]
    pub fn lowest_role(self) -> Role {
        match self {
            Self::Read => Role::Viewer,
            Self::WriteResults | Self::WriteCases => Role::Tester,
            Self::Manage => Role::Lead,
            Self::Administer => Role::Admin,
        }
    }
}

impl Role {
    /// True when the role has the permission.
    #[must_use]
    pub fn allows(self, permission: Permission) -> bool {
        self >= permission.lowest_role()
    }

    /// The stored word: `viewer`, `tester`, `lead`, `admin`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A user of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Row id.
    pub id: UserId,
    /// Unique in the workspace, whatever the letter case.
    pub name: String,
    /// The role in the registry.
    pub registry: Option<Role>,
    /// The roles in projects.
    pub projects: BTreeMap<ProjectId, Role>,
}

impl User {
    /// The rights that the roles give.
    pub fn access(&self) -> Access {
        Access::new(self.registry, self.projects.clone())
    }
}

/// A token of a user, without its secret text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Row id.
    pub id: TokenId,
    /// The owner.
    pub user: UserId,
    /// A note on its purpose.
    pub title: String,
    /// The highest role that it has anywhere; `None` keeps the roles of its owner.
    pub role: Option<Role>,
    /// The projects in which it is valid; `None` is all projects of its owner.
    pub projects: Option<BTreeSet<ProjectId>>,
    /// Time of creation.
    pub created_ms: Millis,
    /// End of its validity.
    pub expires_ms: Option<Millis>,
    /// Last use, up to a minute late.
    pub used_ms: Option<Millis>,
    /// Created by the server at its start and not for a person.
    pub is_own: bool,
}

impl Token {
    /// True when the token is no longer valid.
    pub fn is_expired(&self, now: Millis) -> bool {
        self.expires_ms.is_some_and(|end| now >= end)
    }
}

/// The rights of a user or of a token. The default has none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Access {
    registry: Option<Role>,
    /// The role in every project, present and future; only administrators of the workspace have one.
    everywhere: Option<Role>,
    projects: BTreeMap<ProjectId, Role>,
}

impl Access {
    /// The access of a user with these roles. An administrator of the registry is an administrator of every project.
    #[must_use]
    pub fn new(registry: Option<Role>, projects: BTreeMap<ProjectId, Role>) -> Self {
        let everywhere = registry.filter(|role| *role == Role::Admin);
        Self { registry, everywhere, projects }
    }

    /// Every right in the workspace.
    #[must_use]
    pub fn administrator() -> Self {
        Self::new(Some(Role::Admin), BTreeMap::new())
    }

    /// The part of this access that a token keeps: at most `role`, and only in the projects of `only`. A token for certain
    /// projects reads the registry at most, because the registry belongs to all projects.
    #[must_use]
    pub fn narrowed(&self, role: Option<Role>, only: Option<&BTreeSet<ProjectId>>) -> Self {
        let at_most = |own: Role| role.map_or(own, |most| own.min(most));
        let registry = self.registry.map(at_most);
        let Some(only) = only else {
            return Self {
                registry,
                everywhere: self.everywhere.map(at_most),
                projects: self.projects.iter().map(|(project, own)| (*project, at_most(*own))).collect(),
            };
        };
        let projects = only.iter().filter_map(|project| Some((*project, at_most(self.role_in(*project)?)))).collect();
        Self { registry: registry.map(|own| own.min(Role::Viewer)), everywhere: None, projects }
    }

    /// The role in a project; `None` makes the project invisible.
    pub fn role_in(&self, project: ProjectId) -> Option<Role> {
        self.everywhere.max(self.projects.get(&project).copied())
    }

    /// The role in every project, present and future.
    pub fn everywhere(&self) -> Option<Role> {
        self.everywhere
    }

    /// The role in the registry that the user has, without the right to read that comes with a project.
    pub fn registry_role(&self) -> Option<Role> {
        self.registry
    }

    /// True when the access allows `permission` in the registry. Whoever sees a project may read the registry.
    pub fn allows_in_registry(&self, permission: Permission) -> bool {
        let sees_a_project = self.everywhere.is_some() || !self.projects.is_empty();
        let own = self.registry.or(sees_a_project.then_some(Role::Viewer));
        own.is_some_and(|role| role.allows(permission))
    }

    /// True when the access allows `permission` in a project.
    pub fn allows_in(&self, project: ProjectId, permission: Permission) -> bool {
        self.role_in(project).is_some_and(|role| role.allows(permission))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator as _;

    const SHOP: ProjectId = ProjectId(1);
    const BANK: ProjectId = ProjectId(2);

    #[test]
    fn each_role_has_the_rights_of_the_roles_before_it() {
        let counts: Vec<usize> =
            Role::iter().map(|role| Permission::iter().filter(|permission| role.allows(*permission)).count()).collect();
        assert_eq!(counts, [1, 3, 4, 5]);
        for (low, high) in Role::iter().zip(Role::iter().skip(1)) {
            assert!(Permission::iter().all(|p| !low.allows(p) || high.allows(p)), "{low:?} {high:?}");
        }
    }

    #[test]
    fn words_of_roles_are_read_in_any_letter_case() {
        for role in Role::iter() {
            assert_eq!(role.as_str().parse(), Ok(role));
            assert_eq!(role.as_str().to_uppercase().parse(), Ok(role));
        }
        assert!("owner".parse::<Role>().is_err());
    }

    #[test]
    fn nothing_is_granted_by_default() {
        let none = Access::default();
        assert!(Permission::iter().all(|p| !none.allows_in_registry(p) && !none.allows_in(SHOP, p)));
    }

    #[test]
    fn a_role_in_the_registry_opens_no_project_below_admin() {
        for role in Role::iter() {
            let access = Access::new(Some(role), BTreeMap::new());
            assert_eq!(access.role_in(SHOP), (role == Role::Admin).then_some(Role::Admin), "{role:?}");
        }
    }

    #[test]
    fn a_member_of_a_project_reads_the_registry_and_sees_no_other_project() {
        let tester = Access::new(None, BTreeMap::from([(SHOP, Role::Tester)]));
        assert!(tester.allows_in_registry(Permission::Read) && !tester.allows_in_registry(Permission::WriteCases));
        assert!(tester.allows_in(SHOP, Permission::WriteResults) && !tester.allows_in(SHOP, Permission::Manage));
        assert_eq!(tester.role_in(BANK), None);
    }

    #[test]
    fn a_token_narrows_and_never_widens() {
        let lead = Access::new(Some(Role::Tester), BTreeMap::from([(SHOP, Role::Lead)]));
        assert_eq!(lead.narrowed(None, None), lead);
        assert_eq!(lead.narrowed(Some(Role::Admin), None), lead);
        let viewer = lead.narrowed(Some(Role::Viewer), None);
        assert_eq!(viewer.role_in(SHOP), Some(Role::Viewer));
        assert!(!viewer.allows_in_registry(Permission::WriteCases));
        let elsewhere = lead.narrowed(None, Some(&BTreeSet::from([BANK])));
        assert_eq!((elsewhere.role_in(SHOP), elsewhere.role_in(BANK)), (None, None));
    }

    #[test]
    fn a_token_of_an_administrator_can_be_limited_to_a_project() {
        let token = Access::administrator().narrowed(Some(Role::Tester), Some(&BTreeSet::from([SHOP])));
        assert_eq!((token.role_in(SHOP), token.role_in(BANK), token.everywhere()), (Some(Role::Tester), None, None));
        assert!(token.allows_in_registry(Permission::Read) && !token.allows_in_registry(Permission::WriteCases));
        let none = Access::administrator().narrowed(None, Some(&BTreeSet::new()));
        assert_eq!(none.role_in(SHOP), None);
        let viewer = Access::administrator().narrowed(Some(Role::Viewer), None);
        assert_eq!((viewer.role_in(SHOP), viewer.role_in(BANK)), (Some(Role::Viewer), Some(Role::Viewer)));
    }

    #[test]
    fn names_of_the_servers_administrator_are_known_in_any_form() {
        for name in ["admin", " Admin ", "ADMIN", "admin-2", "Admin-17"] {
            assert!(is_server_admin(name), "{name}");
        }
        for name in ["", "admin-", "admin-x", "admin2", "administrator", "Anna", "an admin"] {
            assert!(!is_server_admin(name), "{name}");
        }
    }
}
