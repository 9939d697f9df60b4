//! Users of the server as authors, with the id that Qase's API shows and the registry's data of the person with the same name.

use super::error::Result;
use super::{Error, Tx};
use uuid::Builder;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::UserId;

/// A user as an author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: UserId,
    /// Stays when the user is renamed. Another user who gets the number of a removed one has another UUID.
    pub uuid: String,
    pub name: String,
    /// Blank where the registry has no person of this name.
    pub email: String,
    /// Position of the person; may be blank.
    pub position: String,
}

/// Members in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Members<'t>(&'t Tx<'t>);

impl Tx<'_> {
    /// Users of the server as authors.
    pub fn members(&self) -> Members<'_> {
        Members(self)
    }
}

/// A UUID that is made of the text alone.
#[must_use]
pub fn uuid_of(text: &str) -> String {
    let hash = blake3::hash(text.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    Builder::from_custom_bytes(bytes).into_uuid().to_string()
}

impl Members<'_> {
    /// Every user, in the order of their ids.
    pub fn all(&self) -> Result<Vec<Member>> {
        let origin = self.0.origin()?;
        let sql = "SELECT u.id, u.name, u.created_ms, coalesce(p.email, ''), coalesce(p.position, '') FROM users u \
                   LEFT JOIN people p ON p.id = (SELECT min(q.id) FROM people q WHERE q.name_fold = u.name_fold AND q.deleted_ms IS NULL) \
                   ORDER BY u.id";
        self.0.all(sql, &[], |r| {
            let id = r.int(0)?;
            let uuid = uuid_of(&format!("{origin} {id} {}", r.int(2)?));
            Ok(Member { id: UserId(id), uuid, name: r.text(1)?, email: r.text(3)?, position: r.text(4)? })
        })
    }

    /// The user with this id.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(&self, id: i64) -> Result<Member> {
        self.all()?.into_iter().find(|member| member.id.0 == id).ok_or_else(|| Error::not_found("user", id))
    }

    /// The user with this name, in any letter case.
    pub fn by_name(&self, name: &str) -> Result<Option<Member>> {
        let name = fold(name.trim());
        Ok(self.all()?.into_iter().find(|member| fold(&member.name) == name))
    }
}
