//! Settings, credentials, paths, the log, and the only place that reads the process environment.
//!
//! Contains the paths of the program's files ([`Paths`]), the user's choices ([`Settings`]) with the declaration of each
//! ([`Row`]), the values in force with their origin ([`QaseConfig`], [`Origin`]), the storage of the token ([`Credentials`]), the log with its redaction, and crash reports
//! ([`crash`]). Contains no request to Qase and no window, and holds a token only as [`voluptas_core::base::Secret`].

pub mod account;
pub mod crash;
pub mod credentials;
pub mod database;
pub mod env_file;
pub mod environment;
pub mod error;
pub mod file;
pub mod log;
pub mod model;
pub mod origin;
pub mod paths;
pub mod preset;
pub mod qase;
pub mod redact;
pub mod scrub;
pub mod service_secret;
pub mod table;
pub mod token_store;

#[cfg(test)]
mod reference;

pub use account::{Account, PerAccount};
pub use credentials::{Credentials, ResolvedToken, SourceState, TokenStatus};
pub use database::is_database_address;
pub use env_file::EnvFile;
pub use environment::Environment;
pub use error::SettingsError;
pub use file::{LoadedSettings, SettingsFile};
pub use log::{JsonLog, LogGuard, LogOptions, SpanLayer};
pub use model::{General, LangChoice, QaseSection, SecondAccount, Settings, Theme};
pub use origin::Origin;
pub use paths::Paths;
pub use preset::{ImportPreset, PresetColumn, PresetList};
pub use qase::{QaseConfig, QaseFlags, Resolved};
pub use redact::Redactor;
pub use service_secret::{BucketKeys, Service, ServiceSecrets};
pub use table::{Row, is_address};
pub use token_store::{FileStore, Keychain, MemoryStore, NoKeychain, StoreKind, TokenStore};
