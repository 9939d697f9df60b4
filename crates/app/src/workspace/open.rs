//! An open workspace: its file, its jobs, and the folder of its attachments.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use voluptas_core::base::{Clock, SystemClock};
use voluptas_jobs::JobRunner;
use voluptas_settings::{Environment, Paths, Redactor, Service, ServiceSecrets, database, is_database_address};
use voluptas_store::blobs::{Blobs, bucket};
use voluptas_store::{Error, Location, Op, Result, Server, Store};
use voluptas_sync::close_interrupted;

/// Interval of the search for interrupted synchronisations.
const LOOK: Duration = Duration::from_secs(60);

/// Interval of the look whether the write-ahead log can be folded into the file.
const PAUSE: Duration = Duration::from_secs(2);

/// An open workspace. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The file.
    pub store: Store,
    /// Runner of its jobs.
    pub jobs: JobRunner,
}

impl Workspace {
    /// Opens a workspace file. A missing file is created, with the default words of the dictionaries. Blocks: not for the UI
    /// thread.
    pub fn open(path: &Path, jobs: JobRunner) -> Result<Self> {
        Self::open_at(path, jobs, Arc::new(SystemClock))
    }

    /// Like [`Workspace::open`], with the given clock.
    pub fn open_at(path: &Path, jobs: JobRunner, clock: Arc<dyn Clock>) -> Result<Self> {
        Self::open_location(&Location::from(path), jobs, clock)
    }

    /// Like [`Workspace::open_at`], for a file or a workspace on a server.
    pub fn open_location(location: &Location, jobs: JobRunner, clock: Arc<dyn Clock>) -> Result<Self> {
        let store = Store::open_at(location, clock)?;
        let seeded = store.read(|tx| tx.has_dictionaries())?;
        if !seeded {
            store.write(Op::bulk("seed_dictionaries"), |tx| tx.seed_dictionaries())?;
        }
        tell_of_interrupted(&store);
        look_for_interrupted(&store, &jobs);
        fold_log_when_idle(&store, &jobs);
        jobs.set_store(Some(store.clone()));
        Ok(Self { store, jobs })
    }

    /// Opens a workspace read-only. Blocks.
    pub fn open_read_only(location: &Location, jobs: JobRunner) -> Result<Self> {
        Ok(Self { store: Store::open_read_only(location, Arc::new(SystemClock))?, jobs })
    }

    /// Folder for the bytes of attachments, beside the workspace file.
    pub fn attachments_dir(&self) -> PathBuf {
        attachments_dir(self.store.path())
    }

    /// Name of the file without extension, or of the database, for a title bar.
    pub fn name(&self) -> String {
        self.store.location().title()
    }
}

/// Closes interrupted entries of the history; true when there were any. An error does not prevent opening the workspace.
fn tell_of_interrupted(store: &Store) -> bool {
    match close_interrupted(store) {
        Ok(closed) => closed > 0,
        Err(error) => {
            tracing::warn!(%error, "the history was not looked through for what was interrupted");
            false
        }
    }
}

/// Searches for interrupted entries while the workspace is open. An entry whose program crashed a moment before the opening
/// counts as interrupted only later.
fn look_for_interrupted(store: &Store, jobs: &JobRunner) {
    let (store, wake) = (store.downgrade(), jobs.waker());
    jobs.handle().spawn(async move {
        loop {
            tokio::time::sleep(LOOK).await;
            let Some(store) = store.upgrade() else { return };
            if let Ok(true) = tokio::task::spawn_blocking(move || tell_of_interrupted(&store)).await {
                wake();
            }
        }
    });
}

/// Folds the write-ahead log of a file into it whenever nothing was written for some seconds: whoever copies or moves the file alone then
/// has everything.
fn fold_log_when_idle(store: &Store, jobs: &JobRunner) {
    if matches!(store.location(), Location::Server { .. }) {
        return;
    }
    let store = store.downgrade();
    jobs.handle().spawn(async move {
        loop {
            tokio::time::sleep(PAUSE).await;
            let Some(store) = store.upgrade() else { return };
            let folded = tokio::task::spawn_blocking(move || store.fold_log_when_idle()).await;
            if let Ok(Err(error)) = folded {
                tracing::debug!(%error, "the log was not folded into the file");
            }
        }
    });
}

/// The workspace that these paths and this environment mean: the file, or the workspace on a server, with its password and with
/// this number of attempts to reach it.
///
/// # Errors
/// [`voluptas_store::Error::Address`] for an address that cannot be used.
pub fn locate(paths: &Paths, environment: &Environment, attempts: u32) -> Result<Location> {
    offer_bucket_keys(environment);
    match &paths.database {
        None => Ok(Location::from(paths.workspace.as_path())),
        Some(address) => locate_server(address, paths, environment, attempts),
    }
}

/// The workspace that a text names: the address of a server, or the path of a file.
///
/// # Errors
/// The address cannot be used, or the path cannot be made absolute.
pub fn locate_named(text: &str, paths: &Paths, environment: &Environment) -> Result<Location> {
    offer_bucket_keys(environment);
    if is_database_address(text) {
        return locate_server(text, paths, environment, 1);
    }
    let path = std::path::absolute(text).map_err(|source| Error::Io { path: text.into(), source })?;
    Ok(Location::File(path))
}

fn locate_server(address: &str, paths: &Paths, environment: &Environment, attempts: u32) -> Result<Location> {
    let server = Server::parse(address)?.with_attempts(attempts);
    let (host, port, database, user) = server.login();
    let password = database::database_password(environment, &host, port, &database, user.as_deref());
    let server = match password {
        Some(password) => {
            Redactor::global().hide(&password);
            server.with_password(&password)
        }
        None => {
            let (secrets, service) = (ServiceSecrets::new(environment), service_of(&server));
            // The keychain may wait for a person, and many servers want no password.
            server.with_late_password(move || secrets.password(&service))
        }
    };
    Ok(Location::on_server(server, &paths.servers_dir()))
}

/// The service behind the address of a database, for its password.
pub fn service_of(server: &Server) -> Service {
    let (host, port, database, user) = server.login();
    Service::Database { host, port, database, user: user.unwrap_or_default() }
}

/// Lets buckets for which the environment has no keys take those of the keychain.
fn offer_bucket_keys(environment: &Environment) {
    let secrets = ServiceSecrets::new(environment);
    bucket::offer_keys(move |name| secrets.keys(name).map(|keys| (keys.id, keys.secret)));
}

/// Folder for the bytes of a workspace file's attachments: `shop.voluptas` has `shop.attachments`.
pub fn attachments_dir(workspace: &Path) -> PathBuf {
    Blobs::folder_of(workspace)
}
