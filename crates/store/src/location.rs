//! Place of a workspace: a file, or a schema of a database server.

use super::db::postgres::Server;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Place of a workspace.
#[derive(Debug, Clone)]
pub enum Location {
    /// A file of SQLite.
    File(PathBuf),
    /// A schema of a PostgreSQL database.
    Server {
        /// Address, with the password.
        server: Arc<Server>,
        /// Path in a folder of this computer. Not a file itself; files of the workspace are stored beside it.
        local: PathBuf,
    },
}

impl Location {
    /// A workspace on a server. What belongs to it on this computer (attachments, drafts, deliveries) gets a folder in `folder`.
    #[must_use]
    pub fn on_server(server: Server, folder: &Path) -> Self {
        let local = folder.join(server.folder_name()).join("workspace");
        Self::Server { server: Arc::new(server), local }
    }

    /// The path beside which the files of a workspace lie: its own path for a file.
    pub fn local(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::Server { local, .. } => local,
        }
    }

    /// The workspace by the name of its file, where this one is a symbolic link: its log, its lock and its attachments then have one
    /// name for everybody who opens it.
    #[must_use]
    pub fn without_link(&self) -> Self {
        match self {
            Self::File(path) if path.is_symlink() => Self::File(resolved(path).unwrap_or_else(|| path.clone())),
            other => other.clone(),
        }
    }

    /// True for two names of one workspace.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File(one), Self::File(two)) => {
                one == two || resolved(one).is_some_and(|one| resolved(two).is_some_and(|two| one == two))
            }
            (Self::Server { server: one, .. }, Self::Server { server: two, .. }) => one.folder_name() == two.folder_name(),
            _ => false,
        }
    }

    /// Name of the workspace for people.
    pub fn title(&self) -> String {
        match self {
            Self::File(path) => path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
            Self::Server { server, .. } => server.title(),
        }
    }
}

/// The absolute path of a file, without links, also of a file that is not there yet. `None` without its folder.
fn resolved(path: &Path) -> Option<PathBuf> {
    if let Ok(there) = path.canonicalize() {
        return Some(there);
    }
    let folder = std::path::absolute(path).ok()?.parent()?.canonicalize().ok()?;
    match path.read_link() {
        // A link to a file that is not there: the file that a writer makes. A chain of links ends at the second one.
        Ok(target) => {
            let target = folder.join(target);
            Some(target.parent()?.canonicalize().ok()?.join(target.file_name()?))
        }
        Err(_) => Some(folder.join(path.file_name()?)),
    }
}

impl From<&Path> for Location {
    fn from(path: &Path) -> Self {
        Self::File(path.to_owned())
    }
}

/// The path, or the address without account and password.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Server { server, .. } => server.fmt(f),
        }
    }
}
