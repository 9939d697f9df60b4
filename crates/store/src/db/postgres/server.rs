//! Address of a workspace on a server: `postgres://user@host:port/database?schema=name&sslmode=verify-full`.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use voluptas_core::base::Secret;

/// Beginnings of an address.
const SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];
/// The port of a server that names none.
const PORT: u16 = 5432;
/// Maximum length of a name in PostgreSQL.
const NAME: usize = 63;

/// Encryption of a connection, in the words of libpq.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tls {
    /// Not encrypted.
    Disable,
    /// Encrypted where the server can; its certificate is not checked.
    Prefer,
    /// Encrypted; the certificate is not checked.
    Require,
    /// Encrypted; the certificate must be good for the host.
    VerifyFull,
}

/// Address of a workspace on a PostgreSQL server, with the password once it is known.
#[derive(Clone)]
pub struct Server {
    config: Config,
    place: String,
    schema: String,
    tls: Tls,
    root_certificates: Option<PathBuf>,
    attempts: u32,
    late: Option<LatePassword>,
}

/// A password that is asked for when the server wants one: to look for it takes time, or a person.
#[derive(Clone)]
struct LatePassword {
    ask: Arc<dyn Fn() -> Option<Secret> + Send + Sync>,
    known: Arc<OnceLock<Option<Secret>>>,
}

/// Reason why a text is no address of a workspace on a server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The address contains a password, which other people of the machine can see.
    #[error("the address contains a password")]
    Password,
    /// The address cannot be read.
    #[error("not an address of a PostgreSQL database")]
    Unreadable,
    /// An option that this program does not know, or a value that it cannot have.
    #[error("the option {0} of the address")]
    Option(String),
}

impl Server {
    /// True for a text that begins as an address and not as the path of a file.
    pub fn is_address(text: &str) -> bool {
        SCHEMES.iter().any(|scheme| text.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme)))
    }

    /// Reads an address.
    ///
    /// # Errors
    /// The text is no address, or contains a password.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let rest = SCHEMES.iter().find_map(|scheme| {
            text.get(..scheme.len()).filter(|begin| begin.eq_ignore_ascii_case(scheme)).map(|_| &text[scheme.len()..])
        });
        let rest = rest.ok_or(AddressError::Unreadable)?;
        let (base, options) = rest.split_once('?').unwrap_or((rest, ""));
        let authority = base.split('/').next().unwrap_or_default();
        if authority.rsplit_once('@').is_some_and(|(account, _)| account.contains(':')) {
            return Err(AddressError::Password);
        }
        let mut config: Config = format!("postgres://{base}").parse().map_err(|_| AddressError::Unreadable)?;
        if config.get_password().is_some() {
            return Err(AddressError::Password);
        }
        if config.get_hosts().len() > 1 {
            return Err(AddressError::Unreadable);
        }
        if config.get_hosts().is_empty() {
            config.host("localhost");
        }
        let host = match config.get_hosts() {
            [Host::Tcp(name)] => name.clone(),
            #[cfg(unix)]
            [Host::Unix(folder)] => folder.display().to_string(),
            _ => return Err(AddressError::Unreadable),
        };
        let database = match (config.get_dbname(), config.get_user()) {
            (Some(name), _) => name.to_owned(),
            (None, Some(user)) => user.to_owned(),
            (None, None) => return Err(AddressError::Unreadable),
        };
        let (mut schema, mut tls, mut root_certificates) = ("public".to_owned(), Tls::Prefer, None);
        for option in options.split('&').filter(|o| !o.is_empty()) {
            let (key, value) = option.split_once('=').unwrap_or((option, ""));
            let value =
                percent_encoding::percent_decode_str(value).decode_utf8().map_err(|_| AddressError::Option(key.to_owned()))?;
            match key {
                "password" | "pgpassword" => return Err(AddressError::Password),
                "schema" if is_name(&value) => schema = value.into_owned(),
                "sslmode" => {
                    tls = match &*value {
                        "disable" => Tls::Disable,
                        "prefer" | "allow" => Tls::Prefer,
                        "require" => Tls::Require,
                        "verify-full" => Tls::VerifyFull,
                        _ => return Err(AddressError::Option(key.to_owned())),
                    };
                }
                "sslrootcert" if !value.is_empty() => root_certificates = Some(PathBuf::from(&*value)),
                _ => return Err(AddressError::Option(key.to_owned())),
            }
        }
        config.dbname(&database);
        config.application_name("voluptas");
        config.keepalives_idle(Duration::from_secs(30));
        config.tcp_user_timeout(Duration::from_secs(60));
        config.ssl_mode(match tls {
            Tls::Disable => SslMode::Disable,
            Tls::Prefer => SslMode::Prefer,
            Tls::Require | Tls::VerifyFull => SslMode::Require,
        });
        let port = config.get_ports().first().copied().unwrap_or(PORT);
        let place = format!("{host}:{port}/{database}");
        Ok(Self { config, place, schema, tls, root_certificates, attempts: 1, late: None })
    }

    /// The same address with a password.
    #[must_use]
    pub fn with_password(mut self, password: &Secret) -> Self {
        if !password.is_empty() {
            self.config.password(password.expose());
        }
        self
    }

    /// The same address with a source of the password that is asked once, when the server wants a password and none is known. It may
    /// block.
    #[must_use]
    pub fn with_late_password(mut self, ask: impl Fn() -> Option<Secret> + Send + Sync + 'static) -> Self {
        self.late = Some(LatePassword { ask: Arc::new(ask), known: Arc::default() });
        self
    }

    /// The same address with another account, for an address that names none.
    #[must_use]
    pub fn with_default_user(mut self, user: &str) -> Self {
        if self.config.get_user().is_none() {
            self.config.user(user);
        }
        self
    }

    /// The same address with this number of attempts to connect at the opening of the workspace, two seconds apart.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// Host, port, database and account: what a password is looked up by.
    pub fn login(&self) -> (String, u16, String, Option<String>) {
        let host = match self.config.get_hosts() {
            [Host::Tcp(name)] => name.clone(),
            // As in the file of passwords.
            _ => "localhost".to_owned(),
        };
        let port = self.config.get_ports().first().copied().unwrap_or(PORT);
        let database = self.config.get_dbname().unwrap_or_default().to_owned();
        (host, port, database, self.config.get_user().map(str::to_owned))
    }

    /// Name of a folder for what belongs to the workspace on this computer: the same for every address of the workspace.
    pub fn folder_name(&self) -> String {
        let hash = blake3::hash(format!("{}/{}", self.place, self.schema).as_bytes()).to_hex();
        format!("{}-{}", self.config.get_dbname().filter(|n| is_name(n)).unwrap_or("workspace"), &hash[..16])
    }

    /// Name of the workspace for people: the database, with the schema where it is not the usual one.
    pub fn title(&self) -> String {
        let database = self.config.get_dbname().unwrap_or_default();
        if self.schema == "public" { database.to_owned() } else { format!("{database}/{}", self.schema) }
    }

    /// The configuration of a connection, with the password as far as it is known.
    pub(super) fn config(&self) -> Config {
        self.late.as_ref().and_then(|late| late.known.get()?.as_ref()).map_or_else(|| self.config.clone(), |p| self.with(p))
    }

    /// The configuration with the late password; `None` without one. Blocks.
    pub(super) fn late_config(&self) -> Option<Config> {
        let late = self.late.as_ref()?;
        late.known.get_or_init(|| (late.ask)()).as_ref().map(|password| self.with(password))
    }

    fn with(&self, password: &Secret) -> Config {
        let mut config = self.config.clone();
        config.password(password.expose());
        config
    }

    pub(super) fn schema(&self) -> &str {
        &self.schema
    }

    pub(super) fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(super) fn tls(&self) -> Tls {
        self.tls
    }

    pub(super) fn root_certificates(&self) -> Option<&Path> {
        self.root_certificates.as_deref()
    }

    /// Channel on which commits are told. Channels belong to the database.
    pub(super) fn channel(&self) -> String {
        format!("voluptas_{:016x}", self.lock_key())
    }

    /// Key of the advisory lock of writers. Locks belong to the database, so the schema is enough.
    pub(super) fn lock_key(&self) -> i64 {
        let hash = blake3::hash(format!("voluptas write {}", self.schema).as_bytes());
        hash.as_bytes()[..8].iter().fold(0, |key, byte| key << 8 | i64::from(*byte))
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= NAME && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// Without account and password.
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "postgres://{}", self.place)?;
        if self.schema == "public" { Ok(()) } else { write!(f, "?schema={}", self.schema) }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_addresses() {
        let server = Server::parse("postgres://anna@db.example:5433/shop?schema=qa&sslmode=verify-full").expect("address");
        assert_eq!(server.to_string(), "postgres://db.example:5433/shop?schema=qa");
        assert_eq!(server.title(), "shop/qa");
        assert_eq!((server.tls(), server.attempts()), (Tls::VerifyFull, 1));
        let other = Server::parse("PostgreSQL://boris@db.example:5433/shop?schema=qa").expect("address");
        assert_eq!(server.folder_name(), other.folder_name());
        assert_eq!(Server::parse("postgres://anna@h/d").map(|s| s.to_string()).as_deref(), Ok("postgres://h:5432/d"));
    }

    #[test]
    fn refuses_passwords_and_what_it_does_not_know() {
        for text in ["postgres://a:secret@h/d", "postgres://a:@h/d", "postgres://a@h/d?password=x"] {
            assert_eq!(Server::parse(text).err(), Some(AddressError::Password), "{text}");
        }
        for text in ["postgres://", "shop.voluptas", "postgres://a@h,b@i/d", "postgres:///"] {
            assert_eq!(Server::parse(text).err(), Some(AddressError::Unreadable), "{text}");
        }
        for option in ["schema=", "schema=a%22b", "sslmode=maybe", "pool=3"] {
            let refused = Server::parse(&format!("postgres://a@h/d?{option}")).err();
            assert!(matches!(refused, Some(AddressError::Option(_))), "{option}");
        }
    }

    #[test]
    fn a_late_password_is_asked_for_once_and_kept() {
        let asked = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let server = Server::parse("postgres://anna@h/d").expect("address").with_late_password(move || {
            count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            Some(Secret::new("hunter2"))
        });
        assert_eq!(server.config().get_password(), None);
        let known = server.clone();
        for _ in 0..2 {
            assert_eq!(server.late_config().expect("a password").get_password(), Some(&b"hunter2"[..]));
            assert_eq!(known.config().get_password(), Some(&b"hunter2"[..]));
        }
        assert_eq!(asked.load(std::sync::atomic::Ordering::SeqCst), 1);
        assert!(!format!("{server:?}").contains("hunter2"));
    }

    #[test]
    fn never_shows_a_password() {
        let server = Server::parse("postgres://anna@h/d").expect("address").with_password(&Secret::new("hunter2"));
        assert!(!format!("{server:?} {server}").contains("hunter2"));
    }
}
