//! Users of the server as Qase's authors and users.
//!
//! The administrator of a token that was given at the start may be no user of the workspace. [`WORKSPACE`] stands for this one, and for
//! people of the window whom the server does not know.

use crate::auth::Principal;
use crate::error::{ApiError, ApiResult};
use serde_json::{Value, json};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::UserId;
use voluptas_core::domain::user::{SERVER_ADMIN, User};
use voluptas_store::Tx;
use voluptas_store::members::{Member, uuid_of};

/// Id of the author that stands for everybody who is no user. Row ids of users do not get that far.
pub const WORKSPACE: i64 = 1_000_000_000;

/// The users of the workspace.
#[derive(Debug)]
pub struct Members(Vec<Member>);

impl Members {
    /// Loads the users, and [`WORKSPACE`] as the last one.
    pub fn load(tx: &Tx<'_>) -> ApiResult<Self> {
        let mut all = tx.members().all()?;
        let has_admin = all.iter().any(|member| fold(&member.name) == SERVER_ADMIN);
        all.push(Member {
            id: UserId(WORKSPACE),
            uuid: uuid_of(&format!("{} workspace", tx.origin()?)),
            name: if has_admin { "workspace" } else { SERVER_ADMIN }.to_owned(),
            email: String::new(),
            position: String::new(),
        });
        Ok(Self(all))
    }

    /// Those whom a principal may know: users with a role in a project that it sees, and administrators. Whoever has a role in the registry
    /// knows all.
    pub fn seen_by(tx: &Tx<'_>, principal: &Principal) -> ApiResult<Self> {
        let Self(mut all) = Self::load(tx)?;
        if !principal.has_registry_role() {
            let users = tx.users().all()?;
            let is_seen = |user: &User| {
                let access = user.access();
                access.everywhere().is_some()
                    || user.name == principal.owner
                    || user.projects.keys().any(|project| principal.sees(*project))
            };
            all.retain(|member| member.id.0 == WORKSPACE || users.iter().any(|user| user.id == member.id && is_seen(user)));
        }
        Ok(Self(all))
    }

    pub fn all(&self) -> &[Member] {
        &self.0
    }

    /// The id of the author of this name.
    pub fn id_of(&self, name: Option<&str>) -> i64 {
        self.named(name).map_or(WORKSPACE, |member| member.id.0)
    }

    /// True for the name of one of them.
    pub fn knows(&self, name: &str) -> bool {
        self.named(Some(name)).is_some()
    }

    fn named(&self, name: Option<&str>) -> Option<&Member> {
        let name = fold(name?.trim());
        self.0.iter().find(|member| fold(&member.name) == name)
    }

    /// Names of the members with these ids, and true when [`WORKSPACE`] is among them.
    pub fn names(&self, ids: &[i64]) -> (Vec<String>, bool) {
        let named = self.0.iter().filter(|member| ids.contains(&member.id.0)).map(|member| member.name.clone());
        (named.collect(), ids.contains(&WORKSPACE))
    }

    /// The UUID of the author of this name; `None` for a person who is no user.
    pub fn uuid_of(&self, name: Option<&str>) -> Option<&str> {
        self.named(name).map(|member| member.uuid.as_str())
    }

    pub fn by_id(&self, id: UserId) -> Option<&Member> {
        self.0.iter().find(|member| member.id == id)
    }

    pub fn by_uuid(&self, uuid: &str) -> Option<&Member> {
        self.0.iter().find(|member| member.uuid.eq_ignore_ascii_case(uuid.trim()))
    }

    /// The users with the UUIDs of a field.
    ///
    /// # Errors
    /// 400 for an unknown UUID.
    pub fn of_uuids(&self, field: &str, uuids: &[String]) -> ApiResult<Vec<UserId>> {
        let user = |uuid: &String| self.by_uuid(uuid).filter(|member| member.id.0 != WORKSPACE).map(|member| member.id);
        let wrong = || ApiError::field(field, format!("The selected {field} are invalid."));
        uuids.iter().map(|uuid| user(uuid).ok_or_else(wrong)).collect()
    }
}

/// A member in the JSON of `GET /author`.
pub fn author(member: &Member) -> Value {
    json!({
        "id": member.id.0,
        "uuid": member.uuid,
        "author_id": member.id.0,
        "entity_type": "user",
        "entity_id": member.id.0,
        "email": member.email,
        "name": member.name,
        "is_active": true,
    })
}

/// A member in the JSON of `GET /user`.
pub fn user(member: &Member) -> Value {
    json!({ "id": member.id.0, "name": member.name, "email": member.email, "title": member.position, "status": 1 })
}
