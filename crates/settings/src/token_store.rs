//! Places where a token can be kept: the keychain of the operating system, `credentials/qase.env`, memory.
//!
//! The keychain may ask the person to unlock it and wait for the answer: never call it from the thread that draws.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Account, EnvFile, Origin, SettingsError};
use voluptas_core::base::Secret;

/// Name of our entries in the keychain.
const SERVICE: &str = "voluptas";

/// A kind of place for the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoreKind {
    /// The operating system's keychain.
    Keychain,
    /// `credentials/qase.env`.
    File,
    /// Memory: lost at the end of the program.
    Session,
}

impl StoreKind {
    /// All of them, the best first.
    pub const ALL: [Self; 3] = [Self::Keychain, Self::File, Self::Session];

    /// The origin of a token from this place.
    #[must_use]
    pub const fn origin(self) -> Origin {
        match self {
            Self::Keychain => Origin::Keychain,
            Self::File => Origin::CredentialsFile,
            Self::Session => Origin::Session,
        }
    }
}

/// A place for the token. Calls may block.
pub trait TokenStore: Send + Sync + std::fmt::Debug {
    /// Checks that the place can be used.
    ///
    /// # Errors
    /// [`SettingsError::NoKeychain`] with a plain reason.
    fn available(&self) -> Result<(), SettingsError>;

    /// The stored token, if there is one.
    ///
    /// # Errors
    /// The place cannot be read.
    fn load(&self) -> Result<Option<Secret>, SettingsError>;

    /// Stores the token in place of an earlier one.
    fn save(&self, token: &Secret) -> Result<(), SettingsError>;

    /// Removes the token; succeeds without one, too.
    fn forget(&self) -> Result<(), SettingsError>;
}

/// `credentials/qase.env`.
#[derive(Debug, Clone)]
pub struct FileStore {
    path: PathBuf,
    account: Account,
}

impl FileStore {
    /// The store for the account's token in `path`, which need not exist.
    #[must_use]
    pub fn new(path: &Path, account: Account) -> Self {
        Self { path: path.to_path_buf(), account }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl TokenStore for FileStore {
    fn available(&self) -> Result<(), SettingsError> {
        Ok(())
    }

    fn load(&self) -> Result<Option<Secret>, SettingsError> {
        EnvFile::load(&self.path)?.secret(self.account.token_key())
    }

    fn save(&self, token: &Secret) -> Result<(), SettingsError> {
        EnvFile::set(&self.path, self.account.token_key(), Some(token))
    }

    fn forget(&self) -> Result<(), SettingsError> {
        EnvFile::set(&self.path, self.account.token_key(), None)
    }
}

/// Memory of this process; also the stand-in for the keychain in tests.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<Option<Secret>>);

impl TokenStore for MemoryStore {
    fn available(&self) -> Result<(), SettingsError> {
        Ok(())
    }

    fn load(&self) -> Result<Option<Secret>, SettingsError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    fn save(&self, token: &Secret) -> Result<(), SettingsError> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
        Ok(())
    }

    fn forget(&self) -> Result<(), SettingsError> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }
}

/// No keychain: switched off by `VOLUPTAS_KEYCHAIN=off`.
#[derive(Debug, Clone, Copy)]
pub struct NoKeychain;

impl NoKeychain {
    const OFF: SettingsError = SettingsError::NoKeychain { reason: "off" };
}

impl TokenStore for NoKeychain {
    fn available(&self) -> Result<(), SettingsError> {
        Err(Self::OFF)
    }

    fn load(&self) -> Result<Option<Secret>, SettingsError> {
        Err(Self::OFF)
    }

    fn save(&self, _: &Secret) -> Result<(), SettingsError> {
        Err(Self::OFF)
    }

    fn forget(&self) -> Result<(), SettingsError> {
        Ok(())
    }
}

/// The keychain of the operating system: Keychain Services, Credential Manager, Secret Service.
#[derive(Debug, Clone)]
pub struct Keychain {
    entry: Cow<'static, str>,
}

impl Keychain {
    /// The keychain's entry for the account's token.
    #[must_use]
    pub const fn new(account: Account) -> Self {
        Self { entry: Cow::Borrowed(account.keychain_entry()) }
    }

    /// The keychain's entry of this name.
    #[must_use]
    pub const fn entry_named(name: String) -> Self {
        Self { entry: Cow::Owned(name) }
    }

    /// Time limit for an answer without a person; a slower keychain counts as silent.
    const QUICK: Duration = Duration::from_secs(5);
    /// Time limit for a person to unlock the keychain.
    const PATIENT: Duration = Duration::from_secs(120);

    /// Runs one call on its own thread, because it may wait for a person and drives an event loop that must not run inside
    /// another one.
    fn bounded<T: Send + 'static>(
        limit: Duration,
        call: impl FnOnce() -> keyring::Result<T> + Send + 'static,
    ) -> Result<Option<T>, SettingsError> {
        let (send, receive) = mpsc::channel();
        let thread = std::thread::Builder::new().name("keychain".to_owned()).spawn(move || {
            // The receiver may be gone after its time limit.
            send.send(call()).ok();
        });
        if thread.is_err() {
            return Err(SettingsError::NoKeychain { reason: "failed" });
        }
        match receive.recv_timeout(limit) {
            Ok(Ok(value)) => Ok(Some(value)),
            Ok(Err(keyring::Error::NoEntry)) => Ok(None),
            Ok(Err(error)) => Err(explain(&error)),
            Err(_) => Err(SettingsError::NoKeychain { reason: "silent" }),
        }
    }

    fn entry(&self) -> keyring::Result<keyring::Entry> {
        keyring::Entry::new(SERVICE, &self.entry)
    }
}

/// The reason in a word. The keychain's own error text does not help a person and may quote the token, so it is dropped.
fn explain(error: &keyring::Error) -> SettingsError {
    let reason = match error {
        keyring::Error::NoDefaultStore => "absent",
        keyring::Error::NoStorageAccess(_) => "locked",
        _ => "failed",
    };
    SettingsError::NoKeychain { reason }
}

impl TokenStore for Keychain {
    fn available(&self) -> Result<(), SettingsError> {
        let status = Self::bounded(Self::QUICK, || Ok(keyring::Entry::store_status().is_ok()))?;
        if status == Some(true) { Ok(()) } else { Err(SettingsError::NoKeychain { reason: "absent" }) }
    }

    fn load(&self) -> Result<Option<Secret>, SettingsError> {
        self.available()?;
        let this = self.clone();
        Ok(Self::bounded(Self::PATIENT, move || this.entry()?.get_password())?.map(Secret::new))
    }

    fn save(&self, token: &Secret) -> Result<(), SettingsError> {
        self.available()?;
        let (this, token) = (self.clone(), token.clone());
        Self::bounded(Self::PATIENT, move || this.entry()?.set_password(token.expose())).map(drop)
    }

    fn forget(&self) -> Result<(), SettingsError> {
        self.available()?;
        let this = self.clone();
        Self::bounded(Self::PATIENT, move || this.entry()?.delete_credential()).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keychain_that_never_answers_is_given_up() {
        let silent = Keychain::bounded(Duration::from_millis(10), || {
            std::thread::park();
            Ok(())
        });
        assert_eq!(silent, Err(SettingsError::NoKeychain { reason: "silent" }));
        assert_eq!(Keychain::bounded(Duration::from_secs(5), || Err::<(), _>(keyring::Error::NoEntry)), Ok(None));
        let absent = Keychain::bounded(Duration::from_secs(5), || Err::<(), _>(keyring::Error::NoDefaultStore));
        assert_eq!(absent, Err(SettingsError::NoKeychain { reason: "absent" }));
    }

    #[test]
    fn the_probe_answers_on_any_machine() {
        let answer = Keychain::new(Account::Primary).available();
        assert!(matches!(answer, Ok(()) | Err(SettingsError::NoKeychain { .. })), "{answer:?}");
    }

    #[test]
    fn file_and_memory_keep_and_forget() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("c/qase.env");
        let [first, second] = Account::ALL.map(|account| FileStore::new(&path, account));
        let stores: [&dyn TokenStore; 3] = [&first, &second, &MemoryStore::default()];
        for store in stores {
            assert_eq!(store.load(), Ok(None));
            store.forget().expect("forget nothing");
            store.save(&Secret::new("tok-1")).expect("save");
            assert_eq!(store.load(), Ok(Some(Secret::new("tok-1"))));
            store.forget().expect("forget");
            assert_eq!(store.load(), Ok(None));
        }
    }
}
