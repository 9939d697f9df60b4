//! The demo. A fictional online shop as a Qase account, served by the embedded server on this machine alone, and a
//! workspace that works with it: the window's `--demo`, and the walk through the whole loop in a terminal.
//!
//! Contains the shop's data (texts are in `assets/demo`, in both languages), the code that writes it into the two files, and the walk.
//! Prints nothing and opens no window: the walk reports by messages.

mod account;
mod data;
mod place;
mod registry;
mod session;
mod used;
mod walk;

pub use place::{Error, Place, SERVER_FILE, WORKSPACE_FILE, how_to_open};
pub use session::{ACCOUNT, DemoSession, PROJECT};
pub use walk::{Round, ServerHolds, WalkReport, walk};

use std::path::PathBuf;
use std::sync::Arc;
use voluptas_app::Workspace;
use voluptas_core::base::{Clock, Secret};
use voluptas_i18n::Lang;
use voluptas_jobs::{Failure, FailureKind, JobRunner};
use voluptas_server::{Server, ServerConfig, TokenSource};
use voluptas_store::{self as store, Store};

/// Opens the demo: makes its two workspaces when they are not there, in the given language, and starts the server on a free port of
/// this machine. Blocks; not to be called from an async task.
///
/// # Errors
/// [`Error::InUse`] for a workspace with other content, [`Error::NoServer`] for a demo whose server's file is gone; a place that cannot be
/// opened or written; no free port.
pub fn open(place: impl Into<Place>, lang: Lang, jobs: &JobRunner, clock: Arc<dyn Clock>) -> Result<DemoSession, Error> {
    let Place { workspace, server, is_named } = place.into();
    if workspace.is_same(&store::Location::File(server.clone())) {
        return Err(Error::InUse(server.display().to_string()));
    }
    // A file that is there is checked before the workspace is made: a refused demo leaves no empty file.
    let there = if server.exists() { Some(Store::open(&server, Arc::clone(&clock))?) } else { None };
    if let Some(account) = &there {
        place::is_new_account(account, is_named)?;
    }
    let workspace = Workspace::open_location(&workspace, jobs.clone(), Arc::clone(&clock))?;
    let is_new = place::is_new_registry(&workspace.store, is_named)?;
    let account = match there {
        Some(account) => account,
        None if is_named && !is_new => {
            let workspace = workspace.store.location().to_string();
            return Err(Error::NoServer { workspace, server: server.display().to_string() });
        }
        None => Store::open(&server, clock)?,
    };
    if place::is_new_account(&account, is_named)? {
        account::fill(&account, lang)?;
    }
    if is_new {
        registry::fill(&workspace.store, lang)?;
    }
    let token = make_token()?;
    // Invented data on this machine alone: links of the demo open without a sign-in.
    let config = ServerConfig { public_pages: true, ..ServerConfig::local(account, TokenSource::Given(token.clone())) };
    let folder = server.parent().map(PathBuf::from).unwrap_or_default();
    let server = jobs.handle().block_on(Server::start(config))?;
    Ok(DemoSession { workspace, base_url: server.base_url(), server, token, folder })
}

/// Opens the demo like [`open`] and brings a demo that was just made into the state of one in use: with cases, mappings and runs,
/// and with newer changes in Qase (see `used`).
///
/// # Errors
/// The demo cannot be opened (see [`open`]), or its import fails.
pub fn open_in_use(place: impl Into<Place>, lang: Lang, jobs: &JobRunner, clock: Arc<dyn Clock>) -> Result<DemoSession, Failure> {
    let session = open(place, lang, jobs, clock).map_err(|e| Failure::new(FailureKind::Other, &e))?;
    jobs.handle().block_on(used::work_in(&session, lang))?;
    Ok(session)
}

fn make_token() -> store::Result<Secret> {
    let mut bytes = [0_u8; 24];
    getrandom::fill(&mut bytes).map_err(|e| store::Error::Engine(e.to_string()))?;
    Ok(Secret::new(voluptas_store::hash::hex(&bytes)))
}
