//! Secrets of the services that a workspace uses, in the keychain of the operating system: the password of a database, the keys of a
//! bucket. The environment comes first; see [`super::database::database_password`].

use super::{Environment, Keychain, NoKeychain, Redactor, SettingsError, TokenStore};
use std::fmt;
use std::sync::Arc;
use voluptas_core::base::Secret;

/// A service with a secret of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Service {
    /// An account of a database.
    Database {
        host: String,
        port: u16,
        /// Name of the database.
        database: String,
        /// The account.
        user: String,
    },
    Bucket {
        /// Name of the bucket.
        name: String,
    },
    /// A service on the web, such as a tracker.
    Site {
        /// Scheme, host and port.
        origin: String,
    },
}

/// The name of its entry in the keychain, which is an address without a secret.
impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database { host, port, database, user } => write!(f, "postgres://{user}@{host}:{port}/{database}"),
            Self::Bucket { name } => write!(f, "s3://{name}"),
            Self::Site { origin } => f.write_str(origin),
        }
    }
}

/// Keys of a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketKeys {
    /// Id of the key. No secret.
    pub id: String,
    /// The key.
    pub secret: Secret,
}

type EntryOf = dyn Fn(&Service) -> Arc<dyn TokenStore> + Send + Sync;

/// The keychain's entries for services. A call may block until a person has unlocked the keychain.
#[derive(Clone)]
pub struct ServiceSecrets(Arc<EntryOf>);

impl fmt::Debug for ServiceSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceSecrets").finish_non_exhaustive()
    }
}

impl ServiceSecrets {
    /// The keychain of this process. `VOLUPTAS_KEYCHAIN=off` leaves it alone.
    #[must_use]
    pub fn new(environment: &Environment) -> Self {
        if environment.is_off("VOLUPTAS_KEYCHAIN") {
            return Self::with(|_| Arc::new(NoKeychain));
        }
        Self::with(|service| Arc::new(Keychain::entry_named(service.to_string())))
    }

    /// Entries elsewhere.
    #[must_use]
    pub fn with(entry: impl Fn(&Service) -> Arc<dyn TokenStore> + Send + Sync + 'static) -> Self {
        Self(Arc::new(entry))
    }

    /// The password of a database; `None` without an entry or a keychain.
    pub fn password(&self, service: &Service) -> Option<Secret> {
        let found = (self.0)(service).load().unwrap_or_else(|error| {
            tracing::debug!(%error, "keychain not used");
            None
        })?;
        Redactor::global().hide(&found);
        Some(found)
    }

    /// The keys of a bucket; `None` without an entry or a keychain.
    pub fn keys(&self, bucket: &str) -> Option<BucketKeys> {
        let both = self.password(&Service::Bucket { name: bucket.to_owned() })?;
        let (id, secret) = both.expose().split_once('\n')?;
        let keys = BucketKeys { id: id.to_owned(), secret: Secret::new(secret) };
        Redactor::global().hide(&keys.secret);
        Some(keys)
    }

    /// Stores the password of a database in place of an earlier one.
    ///
    /// # Errors
    /// [`SettingsError::BadToken`] for a blank one or one of several lines; the keychain cannot be used.
    pub fn save_password(&self, service: &Service, password: &Secret) -> Result<(), SettingsError> {
        if password.is_empty() || password.expose().chars().any(char::is_control) {
            return Err(SettingsError::BadToken);
        }
        Redactor::global().hide(password);
        (self.0)(service).save(password)
    }

    /// Stores the keys of a bucket in place of earlier ones.
    ///
    /// # Errors
    /// [`SettingsError::BadToken`] for blank keys or white space in them; the keychain cannot be used.
    pub fn save_keys(&self, bucket: &str, keys: &BucketKeys) -> Result<(), SettingsError> {
        let is_bad = |text: &str| text.is_empty() || text.chars().any(|c| c.is_control() || c.is_whitespace());
        if is_bad(&keys.id) || is_bad(keys.secret.expose()) {
            return Err(SettingsError::BadToken);
        }
        Redactor::global().hide(&keys.secret);
        let both = Secret::new(format!("{}\n{}", keys.id, keys.secret.expose()));
        (self.0)(&Service::Bucket { name: bucket.to_owned() }).save(&both)
    }

    /// User (if any) and token of a web service; `None` without an entry or a keychain.
    pub fn site(&self, origin: &str) -> Option<(Option<String>, Secret)> {
        let both = self.password(&Service::Site { origin: origin.to_owned() })?;
        let Some((user, token)) = both.expose().split_once('\n') else { return Some((None, both)) };
        let token = Secret::new(token);
        Redactor::global().hide(&token);
        Some((Some(user.to_owned()).filter(|user| !user.is_empty()), token))
    }

    /// Stores user and token of a service on the web in place of earlier ones.
    ///
    /// # Errors
    /// [`SettingsError::BadToken`] for a blank token or white space in it; the keychain cannot be used.
    pub fn save_site(&self, origin: &str, user: Option<&str>, token: &Secret) -> Result<(), SettingsError> {
        let is_bad = |text: &str| text.chars().any(|c| c.is_control() || c.is_whitespace());
        if token.is_empty() || is_bad(token.expose()) || user.is_some_and(is_bad) {
            return Err(SettingsError::BadToken);
        }
        Redactor::global().hide(token);
        let both = user.map_or_else(|| token.clone(), |user| Secret::new(format!("{user}\n{}", token.expose())));
        (self.0)(&Service::Site { origin: origin.to_owned() }).save(&both)
    }

    /// Removes the secret of a service; succeeds without one, too.
    ///
    /// # Errors
    /// The keychain cannot be used.
    pub fn forget(&self, service: &Service) -> Result<(), SettingsError> {
        let entry = (self.0)(service);
        entry.available()?;
        entry.forget()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MemoryStore;
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    /// A keychain in memory, with its entries by name.
    fn in_memory() -> ServiceSecrets {
        let entries: Mutex<BTreeMap<String, Arc<MemoryStore>>> = Mutex::default();
        ServiceSecrets::with(move |service| {
            let mut entries = entries.lock().expect("entries");
            Arc::clone(entries.entry(service.to_string()).or_default()) as Arc<dyn TokenStore>
        })
    }

    fn shop(user: &str) -> Service {
        Service::Database { host: "db".into(), port: 5432, database: "shop".into(), user: user.into() }
    }

    #[test]
    fn each_account_and_bucket_has_a_secret_of_its_own() {
        let secrets = in_memory();
        assert_eq!(secrets.password(&shop("anna")), None);
        secrets.save_password(&shop("anna"), &Secret::new("two words")).expect("saved");
        assert_eq!(secrets.password(&shop("anna")), Some(Secret::new("two words")));
        assert_eq!(secrets.password(&shop("boris")), None);
        let keys = BucketKeys { id: "AKIA1".into(), secret: Secret::new("k/+=1") };
        secrets.save_keys("team-files", &keys).expect("saved");
        assert_eq!((secrets.keys("team-files"), secrets.keys("others")), (Some(keys), None));
        let site = "https://team.atlassian.example";
        secrets.save_site(site, Some("anna@example.org"), &Secret::new("tok-1")).expect("saved");
        assert_eq!(secrets.site(site), Some((Some("anna@example.org".into()), Secret::new("tok-1"))));
        secrets.save_site(site, None, &Secret::new("tok-2")).expect("saved");
        assert_eq!(secrets.site(site), Some((None, Secret::new("tok-2"))));
        assert_eq!(secrets.save_site(site, None, &Secret::new("two words")), Err(SettingsError::BadToken));
        secrets.forget(&shop("anna")).expect("forgotten");
        assert_eq!(secrets.password(&shop("anna")), None);
        for bad in ["", "two\nlines"] {
            assert_eq!(secrets.save_password(&shop("anna"), &Secret::new(bad)), Err(SettingsError::BadToken));
            let keys = BucketKeys { id: "AKIA1".into(), secret: Secret::new(bad) };
            assert_eq!(secrets.save_keys("team-files", &keys), Err(SettingsError::BadToken));
        }
    }

    #[test]
    fn a_keychain_that_is_off_gives_nothing_and_refuses_to_keep() {
        let secrets = ServiceSecrets::new(&Environment::of([("VOLUPTAS_KEYCHAIN", "off")]));
        assert_eq!((secrets.password(&shop("anna")), secrets.keys("team-files")), (None, None));
        let off = Err(SettingsError::NoKeychain { reason: "off" });
        assert_eq!(secrets.save_password(&shop("anna"), &Secret::new("word")), off);
        assert_eq!(secrets.forget(&shop("anna")), off);
        assert_eq!(shop("anna").to_string(), "postgres://anna@db:5432/shop");
    }
}
