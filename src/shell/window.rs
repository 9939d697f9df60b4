//! The state of the main window.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use eframe::egui;

use super::focus::FocusKeeper;
use super::key_list::KeyList;
use super::mute_watch::MuteWatch;
use super::pending::{FetchedFor, Ingesting, ListRequest, Pending, Running, ToIngest};
use super::session::AccountSession;
use crate::action::{Action, Actions, Confirm};
use crate::backend::{Backend, Start};
use crate::dialogs::OpenDialog;
use crate::model::{CasesModel, RegistryModel, RunsModel};
use crate::panels::palette;
use crate::query::{CachedQuery, Concerns};
use crate::state::UiState;
use crate::sync_dialog::SyncDialog;
use crate::views::TabViews;
use crate::views::inspector::Inspector;
use voluptas_app::cases::attachment::{AttachOutcome, FetchedFile, StoredFiles};
use voluptas_app::integrations::issue_jobs::IssueOfResult;
use voluptas_app::integrations::webhook_jobs::TestDelivery;
use voluptas_app::mirror::watch::Watchers;
use voluptas_app::overview::lists::AbsentCase;
use voluptas_app::results::ingest::Ingested;
use voluptas_app::runs::manual::sheet::Target;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, SuiteId, Thing};
use voluptas_jobs::JobId;
use voluptas_settings::PerAccount;
use voluptas_store::Aggregate;
use voluptas_ui::memo::Memo;
use voluptas_ui::widgets::{Announcement, Toasts};

/// The main window.
#[derive(Debug)]
pub struct Shell {
    /// Workspace, jobs and settings behind the panels.
    pub backend: Backend,
    /// State that the panels keep between passes.
    pub state: UiState,
    pub(super) sync: SyncDialog,
    pub(super) watchers: Watchers,
    pub(super) sessions: PerAccount<Option<AccountSession>>,
    pub(super) leaving: bool,
    pub(super) dialog: Option<OpenDialog>,
    pub(super) confirm: Option<Confirm>,
    pub(super) palette: Option<palette::PaletteState>,
    /// State of the tabs in the middle.
    pub views: TabViews,
    pub(super) inspector: Inspector,
    pub(super) toasts: Toasts<Action>,
    pub(super) said: Vec<Announcement>,
    /// Files that were dropped and wait for the pointer, with the time of the drop.
    pub(super) dropped: (Vec<PathBuf>, f64),
    pub(super) fetching: Running<FetchedFile, FetchedFor>,
    pub(super) attaching: Running<AttachOutcome, ()>,
    /// Issues that are being created.
    pub(super) creating_issues: Running<IssueOfResult, ()>,
    /// Webhooks that are being tested.
    pub(super) testing_webhooks: Running<TestDelivery, ()>,
    /// Times at which statuses of a project's issues were asked for, in seconds of the window.
    pub(super) issues_asked: BTreeMap<ProjectId, f64>,
    /// Results that are being taken.
    pub(super) ingesting: Running<Ingested, Ingesting>,
    pub(super) to_ingest: VecDeque<ToIngest>,
    /// Files that are being stored for a step: case and key of the step's line.
    pub(super) attaching_to_steps: Running<StoredFiles, (CaseId, u64)>,
    /// Files that are being stored for a result of a run by hand, or for one of its steps.
    pub(super) attaching_to_results: Running<StoredFiles, (Target, Option<usize>)>,
    /// The latest jobs on lists, with their requests.
    pub(super) requests: Vec<(JobId, ListRequest)>,
    pub(super) actions: Actions,
    pub(super) registry: RegistryModel,
    pub(super) cases: CasesModel,
    pub(super) runs: RunsModel,
    pub(super) cases_seen: u64,
    /// The answer of [`Shell::marks`], with the revision of the selection and the generation of the functions.
    pub(super) marks: RefCell<Memo<(u64, u64), (bool, bool)>>,
    pub(super) inspector_fits: bool,
    pub(super) tree_fits: bool,
    pub(super) loaded: bool,
    pub(super) pending: Option<Pending>,
    /// True while the settings are open to connect Qase from the first page.
    pub(super) connecting: bool,
    pub(super) after_create: Option<i64>,
    /// The function that was created last: the next one is its sibling while it is highlighted.
    pub(super) last_created: Option<FunctionId>,
    /// A new case that is highlighted as soon as the list has it.
    pub(super) after_create_case: Option<CaseId>,
    /// Code of a project that is being created, and the action to perform as soon as it exists.
    pub(super) after_project: Option<(String, Box<Action>)>,
    /// Reason for the dialog of a new project: the action that continues afterwards, such as a first case or results.
    pub(super) project_for: Option<Box<Action>>,
    /// The suites before one was created: the new one is selected as soon as the list has it.
    pub(super) suites_before: Option<HashSet<SuiteId>>,
    /// Contents of functions and cases when a deletion was asked for.
    pub(super) asked_of: Option<(u64, u64)>,
    /// Things that undo or redo restored. They are selected as soon as the lists show them.
    pub(super) restored: Vec<Thing>,
    /// Cases with a draft that is kept and not saved.
    pub(super) drafts: Arc<BTreeSet<CaseId>>,
    /// Cases of open tabs that the case tree does not have.
    pub(super) absent: CachedQuery<Vec<CaseId>, HashMap<CaseId, AbsentCase>>,
    pub(super) focus: FocusKeeper,
    /// The list with the keyboard.
    pub(super) key_list: Option<KeyList>,
    /// Keys that a list gets at the next pass.
    pub(super) due_keys: Vec<egui::Event>,
    /// Timer of the checks for ended mutes.
    pub(super) mutes: MuteWatch,
    pub(super) quit: bool,
    /// The window closes as soon as the edits that are being stored are stored.
    pub(super) closing: bool,
    /// Time of the last look at the state of the window, in seconds of the window.
    pub(super) kept_at: f64,
    /// Input came since then.
    pub(super) touched: bool,
    /// Time of the pass in seconds of the window.
    pub(super) seconds: f64,
    /// Time of the pass in which an edit began to be stored, in seconds of the window.
    pub(super) storing_since: Option<f64>,
    /// Begin of the frame, for one that began with input.
    pub(super) asked_at: Option<Instant>,
    /// Number of news at the beginning of the pass, see [`voluptas_jobs::JobRunner::news`].
    pub(super) news: u64,
}

impl Shell {
    /// Makes the window of a starting program. `open` is a workspace to open at once.
    #[must_use]
    pub fn new(start: Start, open: Option<PathBuf>) -> Self {
        let mut backend = Backend::new(start);
        if let Some(path) = open {
            backend.open_workspace(path);
        }
        backend.look_for_tokens();
        backend.look_for_crashes();
        Self {
            backend,
            state: UiState::default(),
            sync: SyncDialog::new(),
            watchers: Watchers::default(),
            sessions: PerAccount::default(),
            leaving: false,
            dialog: None,
            confirm: None,
            palette: None,
            views: TabViews::default(),
            inspector: Inspector::default(),
            toasts: Toasts::default(),
            said: Vec::new(),
            dropped: (Vec::new(), 0.0),
            fetching: Running::default(),
            attaching: Running::default(),
            creating_issues: Running::default(),
            testing_webhooks: Running::default(),
            issues_asked: BTreeMap::new(),
            ingesting: Running::default(),
            to_ingest: VecDeque::new(),
            attaching_to_steps: Running::default(),
            attaching_to_results: Running::default(),
            requests: Vec::new(),
            actions: Actions::default(),
            registry: RegistryModel::default(),
            cases: CasesModel::default(),
            runs: RunsModel::default(),
            cases_seen: 0,
            marks: RefCell::default(),
            inspector_fits: true,
            tree_fits: true,
            loaded: false,
            pending: None,
            connecting: false,
            after_create: None,
            last_created: None,
            after_create_case: None,
            after_project: None,
            project_for: None,
            suites_before: None,
            asked_of: None,
            restored: Vec::new(),
            drafts: Arc::default(),
            absent: CachedQuery::new("gui-unread-cases", Concerns::Of(&[Aggregate::Projects, Aggregate::Cases])),
            focus: FocusKeeper::default(),
            key_list: None,
            due_keys: Vec::new(),
            mutes: MuteWatch::default(),
            quit: false,
            closing: false,
            kept_at: 0.0,
            touched: false,
            seconds: 0.0,
            storing_since: None,
            asked_at: None,
            news: 0,
        }
    }
}
