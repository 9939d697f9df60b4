//! Passwords of the server's users, and the links by which they set them. The workspace stores hashes alone.

use crate::workspace::tokens::{new_token, token_hash};
use crate::workspace::users::named;
use argon2::password_hash::{PasswordHash, SaltString};
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use voluptas_core::base::fold::fold;
use voluptas_core::base::{Millis, Secret};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::UserId;
use voluptas_core::domain::validate::Invalid;
use voluptas_store::passwords::Invite;
use voluptas_store::{Error, Op, Result, Store};

/// Fewest characters of a password.
pub const MIN: usize = 12;
/// Most characters of a password. Bounds the work of hashing.
pub const MAX: usize = 128;
/// Fewest different characters of a password.
const DIFFERENT: usize = 5;
/// Time for which an invite can be used.
pub const INVITE_LASTS: Millis = 7 * 86_400_000;

/// Checks a password that a person chose.
///
/// # Errors
/// [`Invalid`] for one that is too short, too long, or easy to guess.
pub fn check(name: &str, password: &str) -> std::result::Result<(), Invalid> {
    let refuse = |message| Err(Invalid { field: "password", message });
    let length = password.chars().count();
    if length < MIN {
        return refuse(Message::new("app-error-password-short").count("min", MIN));
    }
    if length > MAX {
        return refuse(Message::new("app-error-password-long").count("max", MAX));
    }
    let different: BTreeSet<char> = password.chars().collect();
    let name = fold(name.trim());
    let holds_name = name.chars().count() >= 4 && fold(password).contains(&name);
    if different.len() < DIFFERENT || holds_name {
        return refuse(Message::new("app-error-password-weak"));
    }
    Ok(())
}

/// The hash of a password, with a salt of its own. Takes some 20 ms and 19 MB.
///
/// # Errors
/// The system has no randomness.
pub fn hash(password: &str) -> Result<String> {
    let failed = |e: String| Error::Engine(format!("a password cannot be hashed: {e}"));
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|e| failed(e.to_string()))?;
    let salt = SaltString::encode_b64(&salt).map_err(|e| failed(e.to_string()))?;
    let hashed = Argon2::default().hash_password(password.as_bytes(), &salt).map_err(|e| failed(e.to_string()))?;
    Ok(hashed.to_string())
}

/// True for the password of this hash. Without a hash, which is an unknown user, it takes the same time and is false.
pub fn is_right(password: &str, hashed: Option<&str>) -> bool {
    static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody has this password").unwrap_or_default());
    if password.chars().count() > MAX {
        return false;
    }
    let parsed = PasswordHash::new(hashed.unwrap_or(&NOBODY));
    let is_equal = parsed.is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok());
    is_equal && hashed.is_some()
}

/// Sets the password of a user.
///
/// # Errors
/// [`Error::NotFound`] with the entity `user`, [`Error::Invalid`] by [`check`].
pub fn set(store: &Store, name: &str, password: &str) -> Result<()> {
    check(name, password)?;
    let hashed = hash(password)?;
    store.write(Op::bulk("set_password"), |tx| tx.passwords().set(named(tx, name)?.id, &hashed))?;
    Ok(())
}

/// Creates an invite for a user and replaces an earlier one. Returns the secret of its link, which is not stored and cannot be
/// shown again.
///
/// # Errors
/// [`Error::NotFound`] with the entity `user`.
pub fn invite(store: &Store, name: &str) -> Result<Secret> {
    let secret = new_token()?;
    store.write(Op::bulk("invite_user"), |tx| {
        let user = named(tx, name)?.id;
        tx.passwords().invite(user, &token_hash(&secret), tx.now().saturating_add(INVITE_LASTS))
    })?;
    Ok(secret)
}

/// The invite of a link, and the name of its user; `None` for one that was used or has ended.
pub fn invite_of(store: &Store, secret: &Secret) -> Result<Option<(Invite, String)>> {
    store.read(|tx| {
        let Some(invite) = tx.passwords().invite_of(&token_hash(secret))? else { return Ok(None) };
        let user = tx.users().all()?.into_iter().find(|user| user.id == invite.user);
        Ok(user.map(|user| (invite, user.name)))
    })
}

/// Sets the password of the user of an invite, once.
///
/// # Errors
/// [`Error::NotFound`] for an invite that can no longer be used, [`Error::Invalid`] by [`check`].
pub fn accept(store: &Store, secret: &Secret, password: &str) -> Result<UserId> {
    let (invite, name) = invite_of(store, secret)?.ok_or_else(|| Error::not_found("invite", 0))?;
    check(&name, password)?;
    let hashed = hash(password)?;
    store.write(Op::bulk("accept_invite"), |tx| tx.passwords().accept(&invite, &hashed))?;
    Ok(invite.user)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_long_enough_and_not_the_name() {
        for weak in ["short", "aaaaaaaaaaaaaaaa", "irina shag is here", &"x9".repeat(100)] {
            assert!(check("Irina Shag", weak).is_err(), "{weak}");
        }
        assert!(check("Irina Shag", "пятый угол чашки").is_ok());
    }

    #[test]
    fn a_hash_tells_its_own_password_alone() {
        let first = hash("correct horse battery").expect("hash");
        assert!(first.starts_with("$argon2id$") && first != hash("correct horse battery").expect("hash"), "salted");
        assert!(is_right("correct horse battery", Some(&first)));
        assert!(!is_right("correct horse batter", Some(&first)) && !is_right("nobody has this password", None));
        assert!(!is_right("x", Some("no hash")));
    }
}
