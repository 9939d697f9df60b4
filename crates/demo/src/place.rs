//! The two files of a demo, and the check whether a file may be opened as one.

use std::path::{Path, PathBuf};
use voluptas_core::domain::message::{Explain, Message};
use voluptas_store::{self as store, Location, Store, Tx};

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

/// The sentence that says how to open a named workspace of the demo in the window.
pub fn how_to_open(workspace: &Location) -> Message {
    match workspace {
        Location::File(path) => Message::new("demo-workspace").with("workspace", path.display()),
        Location::Server { .. } => Message::new("demo-workspace-server").with("workspace", workspace),
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
    /// A demo without its server's file.
    #[error("{workspace} is a demo whose server file {server} is not there")]
    NoServer {
        /// The workspace, for people.
        workspace: String,
        /// The missing file.
        server: String,
    },
}

impl Explain for Error {
    fn message(&self) -> Message {
        match self {
            Self::Store(e) => e.message(),
            Self::InUse(place) => Message::new("demo-error-in-use").with("place", place),
            Self::NoServer { workspace, server } => {
                Message::new("demo-error-no-server").with("workspace", workspace).with("server", server)
            }
        }
    }

    fn remedy(&self) -> Option<Message> {
        match self {
            Self::Store(e) => e.remedy(),
            Self::InUse(_) => Some(Message::new("demo-error-in-use-remedy")),
            Self::NoServer { .. } => Some(Message::new("demo-error-no-server-remedy")),
        }
    }
}

/// Key of the fact that a workspace is the demo's.
const MARK: &str = "demo";

/// Mark of a workspace of the demo, set in the write that fills it. Nothing else tells a demo from somebody's work: a project
/// SHOP may be a real one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The server's data.
    Account,
    /// A function registry to which the work of its team is still being added.
    Registry,
    /// A function registry with the work of its team.
    Used,
}

impl Part {
    const ALL: [Self; 3] = [Self::Account, Self::Registry, Self::Used];

    fn word(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Registry => "registry",
            Self::Used => "used",
        }
    }

    /// The part that a workspace is.
    pub(super) fn of(tx: &Tx<'_>) -> store::Result<Option<Self>> {
        let word = tx.meta(MARK)?;
        Ok(Self::ALL.into_iter().find(|part| word.as_deref() == Some(part.word())))
    }

    /// Marks a workspace.
    pub(super) fn mark(self, tx: &Tx<'_>) -> store::Result<()> {
        tx.set_meta(MARK, self.word())
    }
}

/// True for a workspace that gets the demo's functions, false for one that has them.
///
/// # Errors
/// [`Error::InUse`] for a workspace with anything else, when the place was not made for demos.
pub(super) fn is_new_registry(store: &Store, is_named: bool) -> Result<bool, Error> {
    let (part, functions, projects) = content(store)?;
    match part {
        Some(Part::Registry | Part::Used) => Ok(false),
        _ if !is_named => Ok(functions == 0),
        None if functions + projects == 0 => Ok(true),
        _ => Err(in_use(store)),
    }
}

/// True for a server's file that gets the demo's projects, false for one that has them.
///
/// # Errors
/// [`Error::InUse`] for a file with anything else, when the place was not made for demos.
pub(super) fn is_new_account(store: &Store, is_named: bool) -> Result<bool, Error> {
    let (part, functions, projects) = content(store)?;
    match part {
        Some(Part::Account) => Ok(false),
        _ if !is_named => Ok(projects == 0),
        None if functions + projects == 0 => Ok(true),
        _ => Err(in_use(store)),
    }
}

/// The mark, and the numbers of functions and projects.
fn content(store: &Store) -> store::Result<(Option<Part>, usize, usize)> {
    store.read(|tx| Ok((Part::of(tx)?, tx.functions().all()?.len(), tx.projects().all()?.len())))
}

fn in_use(store: &Store) -> Error {
    Error::InUse(store.location().to_string())
}

/// File of the workspace in the demo's folder.
pub const WORKSPACE_FILE: &str = "demo.voluptas";

/// File of the server's data.
pub const SERVER_FILE: &str = "demo-server.voluptas";
