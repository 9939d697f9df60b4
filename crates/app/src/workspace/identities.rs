//! Sign-in through a provider of OpenID Connect: which user an account at the provider is.
//!
//! An account that has a user stays with it, whatever its e-mail becomes. An account without a user is given one once: the user to whom an
//! administrator gave this e-mail, or a new one where the server allows it. Both want an e-mail that the provider has verified.

use super::users::named;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::UserId;
use voluptas_core::domain::user::{Role, SERVER_ADMIN, USER_NAME_MAX};
use voluptas_core::domain::validate;
use voluptas_store::identities::Identity;
use voluptas_store::{Error, Op, Result, Store, Tx};

/// An account at a provider, as a checked token describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderAccount {
    pub issuer: String,
    pub subject: String,
    pub email: Option<String>,
    pub is_email_verified: bool,
    /// Name of the person.
    pub name: Option<String>,
}

/// Why an account gets no user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No user has this e-mail, and the server creates none.
    Unknown,
    /// The provider has not verified the e-mail, or names none.
    Unverified,
    /// The user of this e-mail has another account of this provider.
    OtherAccount,
    /// Both possible names of a new user, the name and the e-mail, are taken.
    NameTaken,
    /// The account is another user's.
    OtherUser,
}

/// The identity of an account that signs in, and the name of its user. Writes at the first sign-in alone. `create` is the role in the registry of
/// new users; without it none are created.
///
/// # Errors
/// The workspace cannot be read or written.
pub fn admit(
    store: &Store,
    account: &ProviderAccount,
    create: Option<Role>,
) -> Result<std::result::Result<(Identity, String), Refusal>> {
    if let Some(found) = store.read(|tx| known(tx, account))? {
        return Ok(Ok(found));
    }
    let (Some(email), true) = (account.email.as_deref(), account.is_email_verified) else { return Ok(Err(Refusal::Unverified)) };
    let written = store.write(Op::bulk("link_identity"), |tx| {
        // Another tab may have been first.
        if let Some(found) = known(tx, account)? {
            return Ok(Ok(found));
        }
        let user = match (tx.identities().user_of_email(email)?, create) {
            (Some(user), _) if tx.identities().of_user(user, &account.issuer)?.is_some() => {
                return Ok(Err(Refusal::OtherAccount));
            }
            (Some(user), _) => user,
            (None, None) => return Ok(Err(Refusal::Unknown)),
            (None, Some(role)) => match free_name(tx, account, email)? {
                Some(name) => {
                    let user = tx.users().create(&name, Some(role))?;
                    tx.identities().set_email(user, Some(email))?;
                    user
                }
                None => return Ok(Err(Refusal::NameTaken)),
            },
        };
        let identity = tx.identities().add(user, &account.issuer, &account.subject)?;
        let name = name_of(tx, user)?;
        Ok(Ok((identity, name)))
    })?;
    Ok(written.value)
}

/// Gives an account to a user who has signed in here and there. No e-mail decides.
///
/// # Errors
/// The workspace cannot be read or written.
pub fn link(store: &Store, user: UserId, account: &ProviderAccount) -> Result<std::result::Result<(), Refusal>> {
    let written = store.write(Op::bulk("link_identity"), |tx| {
        if let Some((identity, _)) = known(tx, account)? {
            return Ok(if identity.user == user { Ok(()) } else { Err(Refusal::OtherUser) });
        }
        if tx.identities().of_user(user, &account.issuer)?.is_some() {
            return Ok(Err(Refusal::OtherAccount));
        }
        name_of(tx, user)?;
        tx.identities().add(user, &account.issuer, &account.subject)?;
        Ok(Ok(()))
    })?;
    Ok(written.value)
}

/// Takes the accounts at providers from a user.
///
/// # Errors
/// [`Error::NotFound`] with the entity `user`.
pub fn unlink(store: &Store, name: &str) -> Result<()> {
    store.write(Op::bulk("unlink_identity"), |tx| tx.identities().remove_of(named(tx, name)?.id))?;
    Ok(())
}

fn known(tx: &Tx<'_>, account: &ProviderAccount) -> Result<Option<(Identity, String)>> {
    let Some(identity) = tx.identities().find(&account.issuer, &account.subject)? else { return Ok(None) };
    let name = name_of(tx, identity.user)?;
    Ok(Some((identity, name)))
}

fn name_of(tx: &Tx<'_>, id: UserId) -> Result<String> {
    let user = tx.users().all()?.into_iter().find(|user| user.id == id);
    user.map(|user| user.name).ok_or_else(|| Error::not_found("user", id))
}

/// A name for a new user: the name of the person, or the e-mail address if the name is taken. Never the name of the server's
/// administrator, because people choose their own names at the provider.
fn free_name(tx: &Tx<'_>, account: &ProviderAccount, email: &str) -> Result<Option<String>> {
    let taken: Vec<String> = tx.users().all()?.iter().map(|user| fold(&user.name)).collect();
    let is_free = |name: &&str| {
        let folded = fold(name);
        let is_reserved = folded == SERVER_ADMIN || folded.starts_with(&format!("{SERVER_ADMIN}-"));
        validate::name("name", name, USER_NAME_MAX).is_ok() && !is_reserved && !taken.contains(&folded)
    };
    let mut names = [account.name.as_deref(), Some(email)].into_iter().flatten().map(str::trim);
    Ok(names.find(is_free).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::users::{self, UserEdit};
    use std::sync::Arc;
    use voluptas_core::base::FixedClock;

    fn world() -> (tempfile::TempDir, Store) {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        (dir, store)
    }

    fn add(store: &Store, name: &str, email: &str) {
        let edit = UserEdit::Add { name: name.into(), role: None, projects: Vec::new(), email: Some(email.into()) };
        users::apply(store, &users::plan(store, edit).expect("plan")).expect("user");
    }

    fn account(subject: &str, email: &str) -> ProviderAccount {
        ProviderAccount {
            issuer: "https://login.example".into(),
            subject: subject.into(),
            email: Some(email.into()),
            is_email_verified: true,
            name: Some("Vera Lis".into()),
        }
    }

    #[test]
    fn an_account_keeps_its_user_when_e_mails_move() {
        let (_dir, store) = world();
        add(&store, "Vera", "vera@shop.example");
        add(&store, "Boss", "boss@shop.example");
        let (vera, name) = admit(&store, &account("1", "VERA@shop.example"), None).expect("read").expect("linked");
        assert_eq!(name, "Vera");
        // Vera now has the e-mail of the boss at the provider: she stays Vera.
        let moved = admit(&store, &account("1", "boss@shop.example"), None).expect("read").expect("known");
        assert_eq!(moved, (vera, "Vera".into()));
        // Somebody else gets the former e-mail of Vera.
        assert_eq!(admit(&store, &account("2", "vera@shop.example"), None).expect("read"), Err(Refusal::OtherAccount));
        let other = ProviderAccount { issuer: "https://other.example".into(), ..account("1", "nobody@shop.example") };
        assert_eq!(admit(&store, &other, None).expect("read"), Err(Refusal::Unknown), "the same subject of another provider");
        unlink(&store, "vera").expect("unlinked");
        assert_eq!(admit(&store, &account("2", "vera@shop.example"), None).expect("read").expect("linked").1, "Vera");
    }

    #[test]
    fn an_unverified_e_mail_finds_and_creates_nobody() {
        let (_dir, store) = world();
        add(&store, "Vera", "vera@shop.example");
        let unverified = ProviderAccount { is_email_verified: false, ..account("1", "vera@shop.example") };
        let nameless = ProviderAccount { email: None, ..account("1", "") };
        for account in [unverified, nameless] {
            assert_eq!(admit(&store, &account, Some(Role::Viewer)).expect("read"), Err(Refusal::Unverified));
        }
        assert_eq!(users::list(&store).expect("users").len(), 1);
    }

    #[test]
    fn a_user_takes_an_account_that_nobody_has() {
        let (_dir, store) = world();
        add(&store, "Vera", "vera@shop.example");
        add(&store, "Boss", "boss@shop.example");
        let id = |name: &str| store.read(|tx| tx.users().by_name(name)).expect("read").expect("user").id;
        let unverified = ProviderAccount { is_email_verified: false, email: None, ..account("1", "") };
        let take = |name: &str, account: &ProviderAccount| link(&store, id(name), account).expect("written");
        assert_eq!(take("Vera", &unverified), Ok(()));
        assert_eq!(take("Vera", &unverified), Ok(()), "again");
        assert_eq!(take("Boss", &unverified), Err(Refusal::OtherUser));
        assert_eq!(take("Vera", &account("2", "x@shop.example")), Err(Refusal::OtherAccount));
        assert_eq!(admit(&store, &unverified, None).expect("read").expect("known").1, "Vera");
    }

    #[test]
    fn a_new_user_takes_no_name_of_another() {
        let (_dir, store) = world();
        add(&store, "vera lis", "vera@shop.example");
        let names = |subject: &str, email: &str, name: &str| {
            let account = ProviderAccount { name: Some(name.into()), ..account(subject, email) };
            admit(&store, &account, Some(Role::Tester)).expect("read").map(|(_, name)| name)
        };
        assert_eq!(names("1", "lis@shop.example", "Vera  LIS"), Ok("lis@shop.example".into()));
        assert_eq!(names("2", "a@shop.example", "Admin"), Ok("a@shop.example".into()));
        assert_eq!(names("3", "b@shop.example", "admin-2"), Ok("b@shop.example".into()));
        assert_eq!(names("4", "c@shop.example", "two\nlines"), Ok("c@shop.example".into()));
        assert_eq!(names("5", "d@shop.example", "Irina"), Ok("Irina".into()));
        let long = format!("{}@shop.example", "x".repeat(120));
        assert_eq!(names("6", &long, "Irina"), Err(Refusal::NameTaken));
        let irina = users::list(&store).expect("users").into_iter().find(|user| user.name == "Irina").expect("Irina");
        assert_eq!((irina.role, irina.email.as_deref(), irina.has_identity), (Some(Role::Tester), Some("d@shop.example"), true));
    }

    #[test]
    fn an_e_mail_belongs_to_one_user() {
        let (_dir, store) = world();
        add(&store, "Vera", "vera@shop.example");
        let plan = |email: &str| {
            let edit = UserEdit::Add { name: "Boss".into(), role: None, projects: Vec::new(), email: Some(email.into()) };
            users::plan(&store, edit).map_err(|error| match error {
                Error::Invalid(invalid) => invalid.message.key.clone(),
                other => other.to_string(),
            })
        };
        assert_eq!(plan("Vera@Shop.example").err().as_deref(), Some("app-error-email-taken"));
        for wrong in ["vera", "@shop.example", "vera@", "ve ra@shop.example"] {
            assert_eq!(plan(wrong).err().as_deref(), Some("app-error-email"), "{wrong}");
        }
        assert!(plan("boss@shop.example").is_ok());
    }
}
