//! The bridge between the UI thread and everything that takes time. It never waits.
//!
//! The lists that all views share (functions, cases, runs) are [`CachedQuery`]s here; what a single view reads is a query of that
//! view, which gets its access from [`Backend::reads`]. Writes, files and the network run in the background and come back as
//! [`Event`]s. Nothing here draws.

pub mod clipboard;
mod connect;
mod files;
mod history;
mod lists;
mod open;
mod picker;
mod runs;
mod writes;

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use crate::action::{SharedWrite, VersionOf};
use crate::model::result_work::ResultWork;
use crate::query::{Awaited, CachedQuery, FailedRead, Reads};
use crate::view::Connection;
use voluptas_app::Workspace;
use voluptas_app::cases;
use voluptas_app::cases::duplicates::MergePlan;
use voluptas_app::cases::duplicates::Merged;
use voluptas_app::cases::file::Applied;
use voluptas_app::cases::review::Doubts;
use voluptas_app::cases::review::Reviewed;
use voluptas_app::cases::review::Seen;
use voluptas_app::functions;
use voluptas_app::qase::connector::Connector;
use voluptas_app::results::links::Linked;
use voluptas_core::base::{Clock, Millis};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, RunId};
use voluptas_core::domain::review::ReviewState;
use voluptas_i18n::{Lang, Tr};
use voluptas_jobs::{JobRunner, JobSnapshot};
use voluptas_settings::{
    Credentials, Environment, LangChoice, Loaded, NoKeychain, Paths, PerAccount, QaseFlags, Settings, SettingsFile, TokenStatus,
};
use voluptas_store::Store;
use voluptas_store::history::{Direction, Operation, Step};
use voluptas_store::mutes::MutedTest;
use voluptas_store::undo::FieldLeft;

pub use super::user_error::UserError;
pub use connect::{CheckRequest, ConnectionCheck, ConnectionResolver, TokenLookup};
pub use files::{PathPurpose, report_format};
pub use open::Opened;
pub use picker::{FilePicker, FileRequest, Picked, SystemPicker};
pub use runs::{ResultEnd, store_result};
pub use writes::{CaseMade, ChangeEnd, ChangeOutcome, MilestoneEnd, SuiteEnd, SuiteOutcome};

/// The end of a merge of cases, and the operation that undo takes back.
pub type MergeEnd = Result<(Merged, Option<Operation>), UserError>;

/// The end of a save of a case, and the operation that undo takes back.
#[derive(Debug)]
pub struct CaseSave {
    /// The outcome.
    pub saved: cases::edit::Saved,
    /// The operation.
    pub made: Option<Operation>,
}

/// The end of a write of a shared step: the created one, and the operation that undo takes back.
pub type SharedSaved = (Option<cases::edit::SharedSteps>, Option<Operation>);

/// The end of background work.
#[derive(Debug)]
pub enum Event {
    /// A workspace was opened, or not.
    Opened(Result<Box<Opened>, UserError>),
    /// A job that writes is done: the text to show, or why not.
    Wrote(Result<Option<Message>, UserError>),
    /// The file at this path was written: the text to show, or why not.
    Exported(PathBuf, Result<Option<Message>, UserError>),
    /// An edit is done: the text to show and the operation that undo takes back, or why not.
    Edited(Result<(Option<Message>, Option<Operation>), UserError>),
    /// An edit of cells has ended.
    CasesChanged(Box<ChangeEnd>),
    /// A function was saved, or not.
    Saved(Result<(), UserError>),
    /// Undo or redo is done; `None` when there was nothing to do.
    Stepped(Direction, Result<Option<Step>, UserError>),
    /// An edit of the history is taken back or a version restored: key of the text to show, and what was left as it is. `None` when
    /// that was not possible any more.
    TookBack(&'static str, Result<Option<Vec<FieldLeft>>, UserError>),
    /// An earlier version was read.
    Version(VersionOf, Millis, Result<Option<serde_json::Value>, UserError>),
    /// A save of a case has ended.
    CaseSaved(CaseId, Result<Box<CaseSave>, UserError>),
    /// Cases that are to be approved, and those of them that nobody sent to review. Nothing was written.
    ReviewAsked(Vec<Seen>, Doubts),
    /// A review was set, or not.
    Reviewed(Option<ReviewState>, Result<(Reviewed, Option<Operation>), UserError>),
    /// A shared step was stored, or not: the write, what was created, and the operation that undo takes back.
    SharedSaved(Box<(SharedWrite, Result<SharedSaved, UserError>)>),
    /// A milestone was stored, with the text to show, or not.
    MilestoneSaved(Result<MilestoneEnd, UserError>),
    /// Mutes that have ended, for the first time, and the time at which the next one ends.
    MutesEnded(Vec<MutedTest>, Option<Millis>),
    /// A case was created, or not.
    CaseCreated(Box<CaseMade>),
    /// A suite was stored, or not.
    SuiteStored(Box<SuiteEnd>),
    /// A merge of duplicates has ended.
    CasesMerged(Box<(Arc<MergePlan>, MergeEnd)>),
    /// A run was created, with the text to show, or not.
    RunCreated(Result<(RunId, Message), UserError>),
    /// Tests were given cases, or not, with the operation that undo takes back.
    CasesOfTests(Result<(Linked, Option<Operation>), UserError>),
    /// A result of a run by hand was stored, with the operation of its status, or not.
    ResultStored(Box<(ResultWork, ResultEnd)>),
    /// A function was made.
    Created(Result<i64, UserError>),
    /// The connection was tried.
    Checked(Box<ConnectionCheck>),
    /// The tokens and the connection of an account were looked up.
    TokenFound(Box<TokenLookup>),
    /// The settings were written.
    SettingsSaved(Result<(), UserError>),
    /// An import of functions has ended.
    ImportedFunctions(Box<Result<functions::file::Applied, UserError>>),
    /// An import of cases has ended.
    ImportedCases(Box<Result<Applied, UserError>>),
    /// The report of a crash that nobody was asked about yet.
    Crashed(Option<PathBuf>),
}

impl Event {
    /// True for an edit that was not stored.
    pub fn is_failed_edit(&self) -> bool {
        match self {
            Self::Edited(end) => end.is_err(),
            Self::Saved(end) => end.is_err(),
            Self::Created(end) => end.is_err(),
            Self::Stepped(_, end) => end.is_err(),
            Self::TookBack(_, end) => end.is_err(),
            Self::CaseSaved(_, end) => end.is_err(),
            Self::Reviewed(_, end) => end.is_err(),
            Self::SharedSaved(end) => end.1.is_err(),
            Self::MilestoneSaved(end) => end.is_err(),
            Self::CaseCreated(made) => made.end.is_err(),
            Self::SuiteStored(end) => end.outcome.is_err(),
            Self::CasesMerged(end) => end.1.is_err(),
            Self::RunCreated(end) => end.is_err(),
            Self::CasesOfTests(end) => end.is_err(),
            Self::CasesChanged(end) => end.outcome.is_err(),
            Self::ResultStored(end) => end.1.is_err(),
            _ => false,
        }
    }
}

/// The parts that the program starts with.
#[derive(Debug)]
pub struct Start {
    /// Paths of files and folders.
    pub paths: Paths,
    /// The process environment.
    pub environment: Environment,
    /// Flags that concern Qase.
    pub flags: QaseFlags,
    /// Stores of the tokens.
    pub credentials: PerAccount<Credentials>,
    /// The settings.
    pub loaded: Loaded,
    /// Language of this start alone; `None` for that of the settings. It is not stored.
    pub lang: Option<Lang>,
    /// Jobs and background reads.
    pub runner: JobRunner,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl Start {
    /// A start on the files of one folder, without environment, flags and keychain, as tests need it.
    pub fn in_folder(home: &Path, clock: Arc<dyn Clock>) -> std::io::Result<Self> {
        let (paths, environment) = (Paths::in_folder(home), Environment::of(Vec::<(String, String)>::new()));
        Ok(Self {
            credentials: PerAccount::of(|account| {
                Credentials::with_keychain(account, None, &environment, &paths, Arc::new(NoKeychain))
            }),
            loaded: SettingsFile::load(&paths.settings_file),
            lang: None,
            environment,
            flags: QaseFlags::default(),
            runner: JobRunner::new(clock.clone())?,
            clock,
            paths,
        })
    }
}

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
    token_generations: PerAccount<Arc<AtomicU64>>,
    /// The token generation of the last lookup of each account.
    looked_up: PerAccount<u64>,
    file: Arc<Mutex<SettingsFile>>,
    clock: Arc<dyn Clock>,
    opened: Option<Opened>,
    aside: Option<open::Aside>,
    connectors: PerAccount<Option<Connector>>,
    opening: Option<String>,
    /// Number of workspaces opened so far.
    opens: u64,
    /// Number of times the person refreshed.
    refreshes: u64,
    /// A query waited for an answer in the last pass.
    awaited: Cell<Awaited>,
    soon: Cell<bool>,
    /// The first read of this pass that had failed.
    failed: RefCell<Option<FailedRead>>,
    steps: CachedQuery<(), (Option<Operation>, Option<Operation>)>,
    /// Number of edits that are being stored.
    writes: Arc<AtomicUsize>,
    /// The latest changes of cells by this window.
    own_changes: Arc<history::OwnChanges>,
    jobs: Vec<JobSnapshot>,
    events: (mpsc::Sender<Event>, mpsc::Receiver<Event>),
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
            steps: CachedQuery::new("gui-unread-edits", history::STEPS),
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
        self.opened.as_ref().is_some_and(Opened::is_demo)
    }

    fn store(&self) -> Option<&Store> {
        self.workspace().map(|w| &w.store)
    }

    /// Runs `work` in the background and brings its event home.
    fn in_background(&self, work: impl FnOnce() -> Event + Send + 'static) {
        let (send, wake) = (self.events.0.clone(), self.runner.waker());
        self.runner.block_in_background(move || {
            // The window may be gone before the work is done.
            send.send(work()).ok();
            wake();
        });
    }

    /// [`Self::in_background`] for an edit, whose end the closing window waits for.
    fn writing(&self, work: impl FnOnce() -> Event + Send + 'static) {
        let (send, wake, counted) = (self.events.0.clone(), self.runner.waker(), Counted::new(&self.writes));
        self.runner.block_in_background(move || {
            send.send(work()).ok();
            drop(counted);
            wake();
        });
    }

    /// True while an edit is being stored.
    pub fn is_writing(&self) -> bool {
        self.writes.load(Ordering::Acquire) > 0
    }

    /// Keeps an edited function.
    pub fn save(&self, work: impl FnOnce(&Store) -> voluptas_store::Result<()> + Send + 'static) {
        let Some(store) = self.store().cloned() else { return };
        self.writing(move || Event::Saved(work(&store).map_err(|e| UserError::of(&e))));
    }

    /// Runs a write that makes a function.
    pub fn create(&self, work: impl FnOnce(&Store) -> voluptas_store::Result<i64> + Send + 'static) {
        let Some(store) = self.store().cloned() else { return };
        self.writing(move || Event::Created(work(&store).map_err(|e| UserError::of(&e))));
    }

    /// The settings to store, without the demo's connection to its own server.
    fn to_save(&self) -> Settings {
        let mut settings = self.settings.clone();
        if let Some(aside) = &self.aside {
            settings.qase.clone_from(&aside.qase);
        }
        settings
    }

    /// Writes the settings.
    pub fn save_settings(&self) {
        let (settings, file) = (self.to_save(), Arc::clone(&self.file));
        self.in_background(move || {
            let saved = file.lock().unwrap_or_else(PoisonError::into_inner).save(&settings);
            Event::SettingsSaved(saved.map_err(|e| UserError::of(&e)))
        });
    }

    /// Writes the settings now, at the end of the program.
    pub fn save_settings_now(&self) {
        if let Err(error) = self.file.lock().unwrap_or_else(PoisonError::into_inner).save(&self.to_save()) {
            tracing::error!(%error, "settings were not saved");
        }
    }

    /// Reads everything again: every query finds its answer stale.
    pub fn refresh(&mut self) {
        self.refreshes += 1;
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

    /// Brings the shared lists up to date and takes the events that came. Called once a pass, before views ask. Returns true when
    /// the functions were read anew, or could not be.
    pub fn poll(&mut self, tr: Tr) -> (bool, Vec<Event>) {
        self.awaited.set(Awaited::Nothing);
        self.soon.set(false);
        self.failed.take();
        let fresh = self.ask_lists(tr);
        self.jobs = self.runner.jobs();
        (fresh, self.events.1.try_iter().collect())
    }

    /// Jobs, newest first.
    pub fn jobs(&self) -> &[JobSnapshot] {
        &self.jobs
    }

    /// True while an answer of this pass is awaited that takes milliseconds.
    pub fn awaits_soon(&self) -> bool {
        self.soon.get()
    }

    /// The read of this pass that failed; of several the first.
    pub fn failed_read(&self) -> Option<FailedRead> {
        self.failed.borrow().clone()
    }

    /// True while something is being opened, read or stored; tests wait for it.
    pub fn is_busy(&self) -> bool {
        self.awaited.get() == Awaited::Additions || self.is_busy_with_answers()
    }

    /// Like [`Backend::is_busy`], without additions to rows that are shown already.
    pub fn is_busy_with_answers(&self) -> bool {
        let reads = self.awaited.get() == Awaited::Answers;
        self.opening.is_some() || self.is_writing() || reads || self.connection == Connection::Checking
    }
}
