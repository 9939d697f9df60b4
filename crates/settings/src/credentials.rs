//! The sources of the API token: finds the token in force, and stores or removes one.
//!
//! Precedence: flag, typed in this session, environment, `credentials/qase.env`, keychain. Every token found is made known to the
//! log's redaction before it is handed on.

use std::sync::Arc;

use super::{
    Account, EnvFile, Environment, FileStore, Keychain, MemoryStore, NoKeychain, Origin, Paths, Redactor, SettingsError,
    StoreKind, TokenStore,
};
use voluptas_core::base::Secret;
use voluptas_core::domain::Message;

/// The token in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedToken {
    pub token: Secret,
    /// Source that the token comes from.
    pub origin: Origin,
}

/// The state of one source of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceState {
    /// The source has a token.
    Present,
    /// The source has no token.
    Absent,
    /// The source cannot be used, for this reason.
    Unavailable(SettingsError),
}

/// The state of every source, for the settings tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenStatus {
    /// Source of the token in force; `None` when there is no token.
    pub in_force: Option<Origin>,
    /// Every source, by precedence.
    pub sources: Vec<(Origin, SourceState)>,
    /// Warnings for a person: permissions that let others read the file.
    pub warnings: Vec<Message>,
}

impl TokenStatus {
    /// The state of one source.
    pub fn state(&self, origin: Origin) -> Option<&SourceState> {
        self.sources.iter().find(|(o, _)| *o == origin).map(|(_, s)| s)
    }
}

/// The sources of the token of one account. Cheap to clone; a call that reaches the keychain may block until a person has
/// unlocked it.
#[derive(Debug, Clone)]
pub struct Credentials {
    account: Account,
    flag: Option<Secret>,
    environment: Option<Secret>,
    session: Arc<MemoryStore>,
    file: FileStore,
    keychain: Arc<dyn TokenStore>,
}

impl Credentials {
    /// The sources of this process. `VOLUPTAS_KEYCHAIN=off` leaves the keychain alone.
    #[must_use]
    pub fn new(account: Account, flag: Option<Secret>, env: &Environment, paths: &Paths) -> Self {
        let keychain: Arc<dyn TokenStore> =
            if env.is_off("VOLUPTAS_KEYCHAIN") { Arc::new(NoKeychain) } else { Arc::new(Keychain::new(account)) };
        Self::with_keychain(account, flag, env, paths, keychain)
    }

    /// Like [`Credentials::new`], with the given keychain.
    #[must_use]
    pub fn with_keychain(
        account: Account,
        flag: Option<Secret>,
        env: &Environment,
        paths: &Paths,
        keychain: Arc<dyn TokenStore>,
    ) -> Self {
        Self {
            account,
            flag: flag.filter(|f| !f.is_empty()),
            environment: env.secret(account.token_key()),
            session: Arc::default(),
            file: FileStore::new(&paths.credentials_file, account),
            keychain,
        }
    }

    /// Account that the token belongs to.
    pub const fn account(&self) -> Account {
        self.account
    }

    /// The token in force. The keychain is read only when no other source has a token.
    ///
    /// # Errors
    /// [`SettingsError::NoToken`] when no source has a token; another error when a source above the keychain cannot be read.
    pub fn resolve(&self) -> Result<ResolvedToken, SettingsError> {
        for origin in ORDER {
            let found = match self.look(origin) {
                Err(error @ SettingsError::NoKeychain { .. }) => {
                    tracing::debug!(%error, "keychain not used");
                    None
                }
                found => found?,
            };
            if let Some(token) = found {
                Redactor::global().hide(&token);
                return Ok(ResolvedToken { token, origin });
            }
        }
        Err(SettingsError::NoToken { account: self.account })
    }

    /// Reads the state of every source, the keychain included.
    pub fn token_status(&self) -> TokenStatus {
        let sources: Vec<_> = ORDER
            .into_iter()
            .map(|origin| {
                let state = match self.look(origin) {
                    Ok(Some(token)) => {
                        Redactor::global().hide(&token);
                        SourceState::Present
                    }
                    Ok(None) => SourceState::Absent,
                    Err(error) => SourceState::Unavailable(error),
                };
                (origin, state)
            })
            .collect();
        let in_force = sources.iter().find(|(_, s)| *s == SourceState::Present).map(|(o, _)| *o);
        let warnings = EnvFile::load(self.file.path()).map(|f| f.warnings).unwrap_or_default();
        TokenStatus { in_force, sources, warnings }
    }

    /// Checks that this kind of place can be used here.
    ///
    /// # Errors
    /// [`SettingsError::NoKeychain`] with a plain reason.
    pub fn available(&self, kind: StoreKind) -> Result<(), SettingsError> {
        self.store(kind).available()
    }

    /// Stores a token in the chosen place. Other places stay unchanged; [`Credentials::token_status`] tells which one is in force
    /// afterwards.
    ///
    /// # Errors
    /// [`SettingsError::BadToken`] for a blank token or one with whitespace or control characters; another error when the place
    /// cannot be used.
    pub fn save(&self, kind: StoreKind, token: &Secret) -> Result<(), SettingsError> {
        if token.is_empty() || token.expose().chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(SettingsError::BadToken);
        }
        Redactor::global().hide(token);
        self.store(kind).save(token)
    }

    /// Removes the token from one place.
    pub fn forget(&self, kind: StoreKind) -> Result<(), SettingsError> {
        self.store(kind).forget()
    }

    fn store(&self, kind: StoreKind) -> &dyn TokenStore {
        match kind {
            StoreKind::Keychain => &*self.keychain,
            StoreKind::File => &self.file,
            StoreKind::Session => &*self.session,
        }
    }

    fn look(&self, origin: Origin) -> Result<Option<Secret>, SettingsError> {
        match origin {
            Origin::Flag => Ok(self.flag.clone()),
            Origin::Session => self.session.load(),
            Origin::Environment => Ok(self.environment.clone()),
            Origin::CredentialsFile => self.file.load(),
            Origin::Keychain => self.keychain.load(),
            Origin::SettingsFile | Origin::Default => Ok(None),
        }
    }
}

const ORDER: [Origin; 5] = [Origin::Flag, Origin::Session, Origin::Environment, Origin::CredentialsFile, Origin::Keychain];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearer_source_wins() {
        let dir = tempfile::tempdir().expect("folder");
        let paths = Paths::in_folder(dir.path());
        let none = Environment::default();
        let keychain: Arc<dyn TokenStore> = Arc::new(MemoryStore::default());
        let c = Credentials::with_keychain(Account::Primary, None, &none, &paths, keychain.clone());
        assert_eq!(c.resolve(), Err(SettingsError::NoToken { account: Account::Primary }));
        let in_force = |c: &Credentials| c.resolve().map(|t| (t.token.expose().to_owned(), t.origin));

        c.save(StoreKind::Keychain, &Secret::new("key-1")).expect("save");
        assert_eq!(in_force(&c), Ok(("key-1".to_owned(), Origin::Keychain)));
        c.save(StoreKind::File, &Secret::new("file-1")).expect("save");
        assert_eq!(in_force(&c), Ok(("file-1".to_owned(), Origin::CredentialsFile)));
        let env = Environment::of([("QASE_API_TOKEN", "env-1")]);
        let with_env = Credentials::with_keychain(Account::Primary, None, &env, &paths, keychain.clone());
        assert_eq!(in_force(&with_env), Ok(("env-1".to_owned(), Origin::Environment)));
        let with_flag = Credentials::with_keychain(Account::Primary, Some(Secret::new("flag-1")), &env, &paths, keychain);
        assert_eq!(in_force(&with_flag), Ok(("flag-1".to_owned(), Origin::Flag)));
        c.save(StoreKind::Session, &Secret::new("typed-1")).expect("save");
        assert_eq!(c.token_status().in_force, Some(Origin::Session));
        c.forget(StoreKind::Session).expect("forget");
        c.forget(StoreKind::File).expect("forget");
        assert_eq!(c.token_status().in_force, Some(Origin::Keychain));
    }

    #[test]
    fn without_a_keychain_the_file_is_offered() {
        let dir = tempfile::tempdir().expect("folder");
        let env = Environment::of([("VOLUPTAS_KEYCHAIN", "off")]);
        let c = Credentials::new(Account::Primary, None, &env, &Paths::in_folder(dir.path()));
        let off = SettingsError::NoKeychain { reason: "off" };
        assert_eq!(c.available(StoreKind::Keychain), Err(off.clone()));
        assert_eq!(c.token_status().state(Origin::Keychain), Some(&SourceState::Unavailable(off)));
        assert_eq!(c.resolve(), Err(SettingsError::NoToken { account: Account::Primary }));
        assert_eq!(c.save(StoreKind::File, &Secret::new("a b")), Err(SettingsError::BadToken));
        c.save(StoreKind::File, &Secret::new("tok")).expect("save");
        assert!(c.resolve().is_ok());
    }

    #[test]
    fn the_accounts_know_nothing_of_each_others_tokens() {
        let dir = tempfile::tempdir().expect("folder");
        let paths = Paths::in_folder(dir.path());
        let env = Environment::of([("VOLUPTAS_KEYCHAIN", "off")]);
        let [first, second] = Account::ALL.map(|account| Credentials::new(account, None, &env, &paths));
        let token = |c: &Credentials| c.resolve().map(|t| (t.token.expose().to_owned(), t.origin));
        second.save(StoreKind::File, &Secret::new("second-1")).expect("save");
        assert_eq!(token(&first), Err(SettingsError::NoToken { account: Account::Primary }));
        assert_eq!(token(&second), Ok(("second-1".to_owned(), Origin::CredentialsFile)));
        first.save(StoreKind::File, &Secret::new("first-1")).expect("save");
        first.save(StoreKind::Session, &Secret::new("first-2")).expect("save");
        assert_eq!(token(&second), Ok(("second-1".to_owned(), Origin::CredentialsFile)));
        assert_eq!(token(&first), Ok(("first-2".to_owned(), Origin::Session)));
        second.forget(StoreKind::File).expect("forget");
        assert_eq!(token(&second), Err(SettingsError::NoToken { account: Account::MirrorTarget }));
        first.forget(StoreKind::Session).expect("forget");
        assert_eq!(token(&first), Ok(("first-1".to_owned(), Origin::CredentialsFile)));
        let env = Environment::of([("VOLUPTAS_KEYCHAIN", "off"), ("QASE_TARGET_API_TOKEN", "env-2")]);
        let [first, second] = Account::ALL.map(|account| Credentials::new(account, None, &env, &paths));
        assert_eq!(token(&first), Ok(("first-1".to_owned(), Origin::CredentialsFile)));
        assert_eq!(token(&second), Ok(("env-2".to_owned(), Origin::Environment)));
        assert_eq!(Redactor::global().redact("second-1 env-2"), "*** ***");
    }
}
