//! The two files of a demo, and what may be opened as one.

use super::{SERVER_FILE, WORKSPACE_FILE, data};
use crate::domain::message::{Explain, Message};
use crate::store::{self, Location, Store};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The two workspaces of a demo.
#[derive(Debug, Clone)]
pub struct Place {
    /// The workspace with the function registry: a file, or a schema of a database.
    pub workspace: Location,
    /// File of the server's data.
    pub server: PathBuf,
    /// Somebody named the workspace: it may be one of theirs.
    pub(super) is_named: bool,
}

impl Place {
    /// The demo of a workspace: the server's file lies in `folder`, without one beside the workspace (`shop.voluptas` has
    /// `shop-server.voluptas`).
    #[must_use]
    pub fn of(workspace: Location, folder: Option<&Path>) -> Self {
        let server = folder.map_or_else(
            || {
                let mut name = workspace.local().file_stem().unwrap_or_default().to_owned();
                name.push("-server.voluptas");
                workspace.local().with_file_name(name)
            },
            |folder| folder.join(SERVER_FILE),
        );
        Self { workspace, server, is_named: true }
    }
}

/// A folder for both files.
impl From<&Path> for Place {
    fn from(folder: &Path) -> Self {
        Self { workspace: Location::File(folder.join(WORKSPACE_FILE)), server: folder.join(SERVER_FILE), is_named: false }
    }
}

/// A demo that cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// One of its two workspaces, its server or its data.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A workspace that holds something else than the demo.
    #[error("{0} holds something else than the demo")]
    InUse(String),
}

impl Explain for Error {
    fn message(&self) -> Message {
        match self {
            Self::Store(e) => e.message(),
            Self::InUse(place) => Message::new("demo-error-in-use").with("place", place),
        }
    }

    fn remedy(&self) -> Option<Message> {
        match self {
            Self::Store(e) => e.remedy(),
            Self::InUse(_) => Some(Message::new("demo-error-in-use-remedy")),
        }
    }
}

/// True for a workspace that gets the demo's functions, false for one that has them.
///
/// # Errors
/// [`Error::InUse`] for a workspace with anything else, when the place was not made for demos.
pub(super) fn is_new_registry(store: &Store, is_named: bool) -> Result<bool, Error> {
    let (functions, projects) = content(store)?;
    if !is_named {
        return Ok(functions.is_empty());
    }
    let is_demo = || Ok(data::registry()?.functions.iter().any(|f| functions.contains(&f.id)));
    check(store, functions.is_empty() && projects.is_empty(), is_demo)
}

/// True for a server's file that gets the demo's projects, false for one that has them.
///
/// # Errors
/// [`Error::InUse`] for a file with anything else, when the place was not made for demos.
pub(super) fn is_new_account(store: &Store, is_named: bool) -> Result<bool, Error> {
    let (functions, projects) = content(store)?;
    if !is_named {
        return Ok(projects.is_empty());
    }
    let is_demo = || Ok(functions.is_empty() && data::account()?.projects.iter().any(|p| projects.contains(&p.code)));
    check(store, functions.is_empty() && projects.is_empty(), is_demo)
}

/// Ids of the functions and codes of the projects.
fn content(store: &Store) -> store::Result<(HashSet<String>, HashSet<String>)> {
    store.read(|tx| {
        let functions = tx.functions().all()?.into_iter().map(|f| f.content.func_id).collect();
        Ok((functions, tx.projects().all()?.into_iter().map(|p| p.code).collect()))
    })
}

fn check(store: &Store, is_empty: bool, is_demo: impl FnOnce() -> store::Result<bool>) -> Result<bool, Error> {
    if is_empty {
        return Ok(true);
    }
    if is_demo()? { Ok(false) } else { Err(in_use(store)) }
}

fn in_use(store: &Store) -> Error {
    Error::InUse(store.location().to_string())
}
