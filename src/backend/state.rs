//! The state of the backend, and the way in which its work goes to the background and comes back.

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use super::clipboard;
use super::event::Event;
use super::opened::{OpenedWorkspace, SettingsBeforeDemo};
use super::own_changes::OwnChanges;
use super::picker::{FilePicker, SystemPicker};
use super::start::Start;
use crate::query::{Awaited, CachedQuery, Concerns, FailedRead, Reads};
use crate::view::Connection;
use voluptas_app::Workspace;
use voluptas_app::qase::connector::Connector;
use voluptas_core::base::{Clock, Millis};
use voluptas_i18n::{Lang, Tr};
use voluptas_jobs::{JobRunner, JobSnapshot};
use voluptas_settings::{
    Credentials, Environment, LangChoice, Paths, PerAccount, QaseFlags, Settings, SettingsFile, TokenStatus,
};
use voluptas_store::Store;
use voluptas_store::history::Operation;

/// One of the edits that are being stored, until it is dropped: also by a panic.
struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::AcqRel);
        Self(Arc::clone(count))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The workspace, its shared lists, jobs and connection, as the UI thread sees them.
#[derive(Debug)]
pub struct Backend {
    /// Paths of files and folders.
    pub paths: Paths,
    /// The process environment.
    pub environment: Environment,
    /// Flags that concern Qase.
    pub flags: QaseFlags,
    /// Stores of the tokens.
    pub credentials: PerAccount<Credentials>,
    /// The settings in force.
    pub settings: Settings,
    /// Language that the start asked for, in place of that of the settings until a person chooses one.
    pub lang: Option<Lang>,
    /// Jobs and background reads.
    pub runner: JobRunner,
    /// File dialogs.
    pub picker: Arc<dyn FilePicker>,
    /// The picture of the clipboard as PNG. Blocks.
    pub screenshot: fn() -> Option<Vec<u8>>,
    /// State of the connection to the first account.
    pub connection: Connection,
    /// Places of the tokens of each account; none until they were looked up.
    pub token_statuses: PerAccount<Option<TokenStatus>>,
    /// Number of times the token of each account was replaced.
    pub(super) token_generations: PerAccount<Arc<AtomicU64>>,
    /// The token generation of the last lookup of each account.
    pub(super) looked_up: PerAccount<u64>,
    pub(super) file: Arc<Mutex<SettingsFile>>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) opened: Option<OpenedWorkspace>,
    pub(super) aside: Option<SettingsBeforeDemo>,
    pub(super) connectors: PerAccount<Option<Connector>>,
    pub(super) opening: Option<String>,
    /// Number of workspaces opened so far.
    pub(super) opens: u64,
    /// Number of times the person refreshed.
    pub(super) refreshes: u64,
    /// A query waited for an answer in the last pass.
    pub(super) awaited: Cell<Awaited>,
    pub(super) soon: Cell<bool>,
    /// The first read of this pass that had failed.
    pub(super) failed: RefCell<Option<FailedRead>>,
    pub(super) steps: CachedQuery<(), (Option<Operation>, Option<Operation>)>,
    /// Number of edits that are being stored.
    pub(super) writes: Arc<AtomicUsize>,
    /// The latest changes of cells by this window.
    pub(super) own_changes: Arc<OwnChanges>,
    pub(super) jobs: Vec<JobSnapshot>,
    pub(super) events: (mpsc::Sender<Event>, mpsc::Receiver<Event>),
}

impl Backend {
    /// Makes the backend of a starting program.
    #[must_use]
    pub fn new(start: Start) -> Self {
        let Start { paths, environment, flags, credentials, loaded, lang, runner, clock } = start;
        Self {
            paths,
            environment,
            flags,
            credentials,
            settings: loaded.settings,
            lang,
            runner,
            picker: Arc::new(SystemPicker),
            screenshot: clipboard::picture,
            connection: Connection::NoToken,
            token_statuses: PerAccount::default(),
            token_generations: PerAccount::default(),
            looked_up: PerAccount::default(),
            file: Arc::new(Mutex::new(loaded.file)),
            clock,
            opened: None,
            aside: None,
            connectors: PerAccount::default(),
            opening: None,
            opens: 0,
            refreshes: 0,
            awaited: Cell::default(),
            soon: Cell::default(),
            failed: RefCell::default(),
            steps: CachedQuery::new("gui-unread-edits", Concerns::Everything),
            writes: Arc::default(),
            own_changes: Arc::default(),
            jobs: Vec::new(),
            events: mpsc::channel(),
        }
    }

    /// The texts of the language in force.
    pub fn tr(&self) -> Tr {
        Tr::new(self.lang.unwrap_or_else(|| match self.settings.general.lang {
            LangChoice::Auto => Lang::from_system(),
            LangChoice::Ru => Lang::Ru,
            LangChoice::En => Lang::En,
        }))
    }

    /// The time.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// The open workspace.
    pub fn workspace(&self) -> Option<&Workspace> {
        self.opened.as_ref().map(|o| &o.workspace)
    }

    /// The file of the open workspace.
    pub fn workspace_path(&self) -> Option<&Path> {
        self.workspace().map(|w| w.store.path())
    }

    /// Name of the workspace that is being opened.
    pub fn opening(&self) -> Option<&str> {
        self.opening.as_deref()
    }

    /// True when the open workspace is the demo.
    pub fn is_demo(&self) -> bool {
        self.opened.as_ref().is_some_and(OpenedWorkspace::is_demo)
    }

    pub(super) fn store(&self) -> Option<&Store> {
        self.workspace().map(|w| &w.store)
    }

    /// Runs `work` in the background and brings its event home.
    pub(super) fn in_background(&self, work: impl FnOnce() -> Event + Send + 'static) {
        let (send, wake) = (self.events.0.clone(), self.runner.waker());
        self.runner.block_in_background(move || {
            // The window may be gone before the work is done.
            send.send(work()).ok();
            wake();
        });
    }

    /// [`Self::in_background`] for an edit, whose end the closing window waits for.
    pub(super) fn writing(&self, work: impl FnOnce() -> Event + Send + 'static) {
        let (send, wake, counted) = (self.events.0.clone(), self.runner.waker(), Counted::new(&self.writes));
        self.runner.block_in_background(move || {
            send.send(work()).ok();
            drop(counted);
            wake();
        });
    }

    /// [`Self::writing`] with the store of the open workspace; does nothing without one.
    pub(super) fn storing(&self, work: impl FnOnce(&Store) -> Event + Send + 'static) {
        let Some(store) = self.store().cloned() else { return };
        self.writing(move || work(&store));
    }

    /// True while an edit is being stored.
    pub fn is_writing(&self) -> bool {
        self.writes.load(Ordering::Acquire) > 0
    }

    /// Read access to the open workspace for the queries of views.
    pub fn reads(&self) -> Option<Reads<'_>> {
        Some(Reads {
            store: &self.opened.as_ref()?.workspace.store,
            runner: &self.runner,
            opened: self.opens,
            refreshed: self.refreshes,
            awaited: &self.awaited,
            soon: &self.soon,
            failed: &self.failed,
        })
    }
}
