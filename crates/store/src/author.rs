//! The author of a write: a person and the source of the write.
//!
//! A [`super::Store`] handle belongs to an author and hands it to each of its writes. There is no current author of the process:
//! the window, a request of the server and a synchronisation hold handles of their own for the same file.

use std::net::IpAddr;
use voluptas_core::domain::ids::SyncId;

/// Source of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::EnumString, strum::EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum Source {
    /// A person in the window.
    Window,
    /// The command line.
    Cli,
    /// A request to the server.
    Api,
    /// A synchronisation with Qase.
    Sync,
    /// A mirror of results.
    Mirror,
    /// Results from files.
    Ingest,
    /// The program itself: the content of a new workspace, upgrades, housekeeping.
    Migration,
}

impl Source {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The author of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Name of the person. `None` for the program itself, and when the system has no name.
    pub who: Option<String>,
    /// Source of the write.
    pub source: Source,
    /// Entry in the history of synchronisations, for a write of a synchronisation.
    pub sync: Option<SyncId>,
    /// Address of the client, for a request to the server.
    pub address: Option<IpAddr>,
}

impl Author {
    /// An author. A blank name becomes `None`.
    #[must_use]
    pub fn new(source: Source, who: Option<&str>) -> Self {
        Self { who: who.map(str::trim).filter(|w| !w.is_empty()).map(ToOwned::to_owned), source, sync: None, address: None }
    }

    /// The program itself.
    #[must_use]
    pub fn program() -> Self {
        Self::new(Source::Migration, None)
    }
}
