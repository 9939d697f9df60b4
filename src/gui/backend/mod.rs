//! The bridge between the UI thread and everything that takes time: it asks, polls and hands on. It never waits.
//!
//! Reads are [`Query`]s (the newest question wins); writes, files and the network run in the background and come back as
//! [`Event`]s. Nothing here draws.

mod connect;
mod files;
mod history;
mod open;
mod picker;
mod trash;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use crate::app::connection::Connector;
use crate::app::registry_file::RegistryImport;
use crate::app::trash::DeletedFunction;
use crate::app::{Workspace, overview};
use crate::base::{Clock, Millis};
use crate::domain::Message;
use crate::domain::case::Case;
use crate::domain::ids::{CaseId, FunctionId, ResultId, RunId};
use crate::domain::message::Explain;
use crate::domain::result::TestResult;
use crate::domain::status::ResultStatus;
use crate::gui::action::VersionOf;
use crate::gui::model::{CasesModel, Past, RegistryModel, RunResults, RunsModel};
use crate::gui::view::Connection;
use crate::i18n::Tr;
use crate::jobs::{JobRunner, JobSnapshot, Query};
use crate::settings::{Credentials, Environment, Loaded, Paths, PerAccount, QaseFlags, Settings, SettingsFile, TokenStatus};
use crate::store::history::{Direction, Operation, Step};
use crate::store::trash::TrashEntry;
use crate::store::undo::Left;
use crate::store::{Aggregate, Change, Store};

pub use connect::{CheckRequest, Reach, Surveyed, Tried};
pub use files::PathPurpose;
pub use open::Opened;
pub use picker::{FilePicker, FileRequest, Picked, SystemPicker};

/// A failure for a person: what happened and what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What happened, and to which thing.
    pub message: Message,
    /// What to do next.
    pub remedy: Option<Message>,
}

impl Trouble {
    /// From an error that can explain itself.
    pub fn of(error: &dyn Explain) -> Self {
        Self { message: error.message(), remedy: error.remedy() }
    }

    /// As one text.
    #[must_use]
    pub fn text(&self, tr: Tr) -> String {
        let mut words = tr.message(&self.message);
        if let Some(remedy) = &self.remedy {
            words.push(' ');
            words.push_str(&tr.message(remedy));
        }
        words
    }
}

/// The end of an import of functions, and the number of rows that were skipped.
pub type ImportEnd = (Result<RegistryImport, Trouble>, usize);

/// What came back.
#[derive(Debug)]
pub enum Event {
    /// A workspace was opened, or not.
    Opened(Result<Box<Opened>, Trouble>),
    /// A job that writes is done: the text to show, or why not.
    Wrote(Result<Option<Message>, Trouble>),
    /// An edit is done: the text to show and the operation that undo takes back, or why not.
    Edited(Result<(Option<Message>, Option<Operation>), Trouble>),
    /// A function was saved, or not.
    Saved(Result<(), Trouble>),
    /// Undo or redo is done; `None` when there was nothing to do.
    Stepped(Direction, Result<Option<Step>, Trouble>),
    /// An edit of the history is taken back or a version restored: key of the text to show, and what was left as it is. `None` when
    /// that was not possible any more.
    TookBack(&'static str, Result<Option<Vec<Left>>, Trouble>),
    /// An earlier version was read.
    Version(VersionOf, Millis, Result<Option<serde_json::Value>, Trouble>),
    /// A function was made.
    Created(Result<i64, Trouble>),
    /// The connection was tried.
    Checked(Box<Tried>),
    /// Where the tokens of an account are, and how it is reached.
    Surveyed(Box<Surveyed>),
    /// The settings were written.
    SettingsSaved(Result<(), Trouble>),
    /// An import of functions has ended.
    Imported(Box<ImportEnd>),
    /// The report of a crash that nobody was asked about yet.
    Crashed(Option<PathBuf>),
}

/// Where a program of this kind starts.
#[derive(Debug)]
pub struct Start {
    /// Where files lie.
    pub paths: Paths,
    /// The process environment.
    pub environment: Environment,
    /// Flags that concern Qase.
    pub flags: QaseFlags,
    /// Where tokens are kept.
    pub credentials: PerAccount<Credentials>,
    /// The settings.
    pub loaded: Loaded,
    /// Jobs and background reads.
    pub runner: JobRunner,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// See the module's description.
#[derive(Debug)]
pub struct Backend {
    /// Where files lie.
    pub paths: Paths,
    /// The process environment.
    pub environment: Environment,
    /// Flags that concern Qase.
    pub flags: QaseFlags,
    /// Where tokens are kept.
    pub credentials: PerAccount<Credentials>,
    /// What a person chose.
    pub settings: Settings,
    /// Jobs and background reads.
    pub runner: JobRunner,
    /// File dialogs.
    pub picker: Arc<dyn FilePicker>,
    /// How the program stands with Qase.
    pub connection: Connection,
    /// Where the tokens of each account are; none until it was looked at.
    pub surveys: PerAccount<Option<TokenStatus>>,
    /// How often the token of each account was replaced.
    editions: PerAccount<Arc<AtomicU64>>,
    /// The edition of the survey that was taken over.
    taken: PerAccount<u64>,
    file: Arc<Mutex<SettingsFile>>,
    clock: Arc<dyn Clock>,
    opened: Option<Opened>,
    aside: Option<open::Aside>,
    connectors: PerAccount<Option<Connector>>,
    opening: Option<PathBuf>,
    registry: Query<Result<Arc<RegistryModel>, Trouble>>,
    cases: Query<Result<Arc<CasesModel>, Trouble>>,
    runs: Query<RunsModel>,
    results: Query<Option<RunResults>>,
    result: Query<Option<TestResult>>,
    trend: Query<Vec<Past>>,
    case: Query<Option<Case>>,
    case_aside: Query<Option<Case>>,
    history: Query<Vec<(Operation, Change)>>,
    trash: Query<Vec<TrashEntry>>,
    asked_trash: Option<u64>,
    deleted_ids: Query<HashMap<String, DeletedFunction>>,
    asked_deleted_ids: Option<u64>,
    steps: Query<(Option<Operation>, Option<Operation>)>,
    asked_case: Option<(CaseId, u64)>,
    asked_case_aside: Option<(CaseId, u64)>,
    asked_steps: Option<u64>,
    asked_runs: Option<(u64, Tr)>,
    asked_results: Option<(RunId, u64)>,
    asked_result: Option<(ResultId, u64)>,
    asked_trend: Option<(FunctionId, u64)>,
    asked_history: Option<(&'static str, i64, u64)>,
    asked_registry: Option<Asked>,
    asked_cases: Option<Asked>,
    jobs: Vec<JobSnapshot>,
    events: (mpsc::Sender<Event>, mpsc::Receiver<Event>),
}

impl Backend {
    /// Takes over what the program started with.
    #[must_use]
    pub fn new(start: Start) -> Self {
        let Start { paths, environment, flags, credentials, loaded, runner, clock } = start;
        Self {
            paths,
            environment,
            flags,
            credentials,
            settings: loaded.settings,
            runner,
            picker: Arc::new(SystemPicker),
            connection: Connection::NoToken,
            surveys: PerAccount::default(),
            editions: PerAccount::default(),
            taken: PerAccount::default(),
            file: Arc::new(Mutex::new(loaded.file)),
            clock,
            opened: None,
            aside: None,
            connectors: PerAccount::default(),
            opening: None,
            registry: Query::default(),
            cases: Query::default(),
            runs: Query::default(),
            results: Query::default(),
            result: Query::default(),
            trend: Query::default(),
            case: Query::default(),
            case_aside: Query::default(),
            history: Query::default(),
            trash: Query::default(),
            asked_trash: None,
            deleted_ids: Query::default(),
            asked_deleted_ids: None,
            steps: Query::default(),
            asked_case: None,
            asked_case_aside: None,
            asked_steps: None,
            asked_runs: None,
            asked_results: None,
            asked_result: None,
            asked_trend: None,
            asked_history: None,
            asked_registry: None,
            asked_cases: None,
            jobs: Vec::new(),
            events: mpsc::channel(),
        }
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// The open workspace.
    #[must_use]
    pub fn workspace(&self) -> Option<&Workspace> {
        self.opened.as_ref().map(|o| &o.workspace)
    }

    /// The file of the open workspace.
    #[must_use]
    pub fn workspace_path(&self) -> Option<&Path> {
        self.workspace().map(|w| w.store.path())
    }

    /// The file that is being opened.
    #[must_use]
    pub fn opening(&self) -> Option<&Path> {
        self.opening.as_deref()
    }

    /// True when the open workspace is the demo.
    #[must_use]
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

    /// Keeps an edited function.
    pub fn save(&self, work: impl FnOnce(&Store) -> crate::store::Result<()> + Send + 'static) {
        let Some(store) = self.store().cloned() else { return };
        self.in_background(move || Event::Saved(work(&store).map_err(|e| Trouble::of(&e))));
    }

    /// Runs a write that makes a function.
    pub fn create(&self, work: impl FnOnce(&Store) -> crate::store::Result<i64> + Send + 'static) {
        let Some(store) = self.store().cloned() else { return };
        self.in_background(move || Event::Created(work(&store).map_err(|e| Trouble::of(&e))));
    }

    /// The settings as they are kept: the demo's way to its server is not among them.
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
            Event::SettingsSaved(saved.map_err(|e| Trouble::of(&e)))
        });
    }

    /// Writes the settings now, at the end of the program.
    pub fn save_settings_now(&self) {
        if let Err(error) = self.file.lock().unwrap_or_else(PoisonError::into_inner).save(&self.to_save()) {
            tracing::error!(%error, "settings were not saved");
        }
    }

    /// Asks for everything again.
    pub fn refresh(&mut self) {
        self.asked_registry = None;
        self.asked_cases = None;
        self.asked_case = None;
        self.asked_case_aside = None;
        self.asked_steps = None;
        self.asked_runs = None;
        self.asked_results = None;
        self.asked_result = None;
        self.asked_trend = None;
        self.asked_history = None;
    }

    /// Asks for what is stale, takes over what came. Gives whether a new registry is there. Called once a pass.
    pub fn poll(&mut self, tr: Tr) -> (bool, Vec<Event>) {
        let fresh = self.registry.poll();
        self.cases.poll();
        // After the answers were taken over: new results are put into the latest models.
        self.ask(tr);
        self.runs.poll();
        self.results.poll();
        self.result.poll();
        self.trend.poll();
        self.case.poll();
        self.case_aside.poll();
        self.history.poll();
        self.trash.poll();
        self.deleted_ids.poll();
        self.steps.poll();
        self.jobs = self.runner.jobs();
        (fresh, self.events.1.try_iter().collect())
    }

    fn ask(&mut self, tr: Tr) {
        use Aggregate as A;
        let Some(store) = self.store().cloned() else { return };
        self.ask_steps(&store);
        let of = |all: &[Aggregate]| all.iter().map(|a| store.generations().of(*a)).sum::<u64>();
        let notices = store.case_notices().position();
        let registry = Asked { content: of(&[A::Functions, A::Cases, A::Mappings]), notices, tr };
        if self.asked_registry != Some(registry) && !self.registry.is_running() {
            let before = self.asked_registry.replace(registry).filter(|a| a.differs_in_results(registry));
            let known = before.zip(self.registry.get().and_then(|r| r.as_ref().ok()).cloned());
            let store = store.clone();
            self.registry.ask(&self.runner, move || {
                if let Some((before, model)) = known
                    && let Some(last) = results_since(&store, before)?
                {
                    return Ok(Arc::new(model.with_results(&last, tr, next_generation())));
                }
                let source = overview::registry(&store).map_err(|e| Trouble::of(&e))?;
                Ok(Arc::new(RegistryModel::build(source, tr, next_generation())))
            });
        }
        let cases = Asked { content: of(&[A::Projects, A::Suites, A::Cases, A::Mappings]), notices, tr };
        if self.asked_cases != Some(cases) && !self.cases.is_running() {
            let before = self.asked_cases.replace(cases).filter(|a| a.differs_in_results(cases));
            let known = before.zip(self.cases.get().and_then(|r| r.as_ref().ok()).cloned());
            let (store, code) = (store.clone(), self.settings.qase.project.clone());
            self.cases.ask(&self.runner, move || {
                if let Some((before, model)) = known
                    && let Some(last) = results_since(&store, before)?
                {
                    return Ok(Arc::new(model.with_results(&last, next_generation())));
                }
                let source = overview::case_tree(&store, code.as_deref()).map_err(|e| Trouble::of(&e))?;
                Ok(Arc::new(CasesModel::build(source, tr, next_generation())))
            });
        }
        let runs = of(&[A::Projects, A::Runs, A::Results]);
        if self.asked_runs != Some((runs, tr)) && !self.runs.is_running() {
            self.asked_runs = Some((runs, tr));
            self.runs.ask(&self.runner, move || {
                open::read_runs(&store, tr, next_generation()).unwrap_or_else(|error| {
                    tracing::error!(%error, "runs were not read");
                    RunsModel::default()
                })
            });
        }
    }

    /// Asks for the case of the tab in front and for the one that the inspector shows beside it, unless they are there.
    pub fn want_cases(&mut self, tab: Option<CaseId>, aside: Option<CaseId>) {
        let Some(store) = self.store().cloned() else { return };
        let generation = store.generations().of(Aggregate::Cases);
        let places = [
            (tab, &mut self.case, &mut self.asked_case),
            (aside.filter(|a| tab != Some(*a)), &mut self.case_aside, &mut self.asked_case_aside),
        ];
        for (id, query, asked) in places {
            let Some(id) = id else { continue };
            if *asked != Some((id, generation)) {
                *asked = Some((id, generation));
                let store = store.clone();
                query.ask(&self.runner, move || store.read(|tx| tx.cases().get(id)).ok());
            }
        }
    }

    /// Asks for the results of one run, unless they are there.
    pub fn want_results(&mut self, id: RunId) {
        let Some(store) = self.store().cloned() else { return };
        let generation = store.generations().of(Aggregate::Results);
        if self.asked_results != Some((id, generation)) {
            self.asked_results = Some((id, generation));
            self.results.ask(&self.runner, move || {
                store.read(|tx| tx.results().lines_of_run(id)).ok().map(|rows| RunResults::new(id, rows))
            });
        }
    }

    /// Asks for one result in full, unless it is there.
    pub fn want_result(&mut self, id: Option<ResultId>) {
        let (Some(store), Some(id)) = (self.store().cloned(), id) else { return };
        let generation = store.generations().of(Aggregate::Results);
        if self.asked_result != Some((id, generation)) {
            self.asked_result = Some((id, generation));
            self.result.ask(&self.runner, move || store.read(|tx| tx.results().get(id)).ok());
        }
    }

    /// Asks for the latest results of a function's cases, unless they are there.
    pub fn want_trend(&mut self, function: Option<FunctionId>) {
        let Some(store) = self.store().cloned() else { return };
        let Some(id) = function else {
            if self.asked_trend.take().is_some() {
                self.trend.clear();
            }
            return;
        };
        let g = store.generations();
        let generation = g.of(Aggregate::Results) + g.of(Aggregate::Mappings);
        if self.asked_trend != Some((id, generation)) {
            if self.asked_trend.is_none_or(|(asked, _)| asked != id) {
                self.trend.clear();
            }
            self.asked_trend = Some((id, generation));
            self.trend.ask(&self.runner, move || open::read_trend(&store, id).unwrap_or_default());
        }
    }

    /// The results that [`Backend::want_trend`] asked for, the newest last.
    #[must_use]
    pub fn trend(&self) -> &[Past] {
        self.trend.get().map_or(&[], Vec::as_slice)
    }

    /// Asks for the history of one entity, unless it is there.
    pub fn want_history(&mut self, subject: Option<(&'static str, i64)>) {
        let Some(store) = self.store().cloned() else { return };
        let Some((entity, id)) = subject else {
            if self.asked_history.take().is_some() {
                self.history.clear();
            }
            return;
        };
        let g = store.generations();
        let generation = g.of(Aggregate::Functions) + g.of(Aggregate::Cases) + g.of(Aggregate::Mappings);
        if self.asked_history != Some((entity, id, generation)) {
            self.asked_history = Some((entity, id, generation));
            self.history.ask(&self.runner, move || store.read(|tx| tx.history().of(entity, id, 20)).unwrap_or_default());
        }
    }

    /// The registry, once it was read.
    #[must_use]
    pub fn registry(&self) -> Option<&RegistryModel> {
        self.registry.get().and_then(|r| r.as_deref().ok())
    }

    /// Why the registry could not be read.
    #[must_use]
    pub fn registry_trouble(&self) -> Option<&Trouble> {
        self.registry.get().and_then(|r| r.as_ref().err())
    }

    /// Suites and cases, once they were read.
    #[must_use]
    pub fn cases(&self) -> Option<&CasesModel> {
        self.cases.get().and_then(|r| r.as_deref().ok())
    }

    /// The runs, once they were read.
    #[must_use]
    pub fn runs(&self) -> Option<&RunsModel> {
        self.runs.get()
    }

    /// The results that were asked for.
    #[must_use]
    pub fn results(&self) -> Option<&RunResults> {
        self.results.get().and_then(Option::as_ref)
    }

    /// The result that was asked for.
    #[must_use]
    pub fn result(&self) -> Option<&TestResult> {
        self.result.get().and_then(Option::as_ref)
    }

    /// The cases that were asked for.
    #[must_use]
    pub fn cases_read(&self) -> [Option<&Case>; 2] {
        [&self.case, &self.case_aside].map(|query| query.get().and_then(Option::as_ref))
    }

    /// The history that was asked for.
    #[must_use]
    pub fn history(&self) -> &[(Operation, Change)] {
        self.history.get().map_or(&[], Vec::as_slice)
    }

    /// Jobs, newest first.
    #[must_use]
    pub fn jobs(&self) -> &[JobSnapshot] {
        &self.jobs
    }

    /// True when something is on its way: tests wait for it.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.opening.is_some()
            || self.registry.is_running()
            || self.cases.is_running()
            || self.case.is_running()
            || self.case_aside.is_running()
            || self.steps.is_running()
            || self.runs.is_running()
            || self.results.is_running()
            || self.result.is_running()
            || self.trash.is_running()
            || self.deleted_ids.is_running()
            || self.connection == Connection::Checking
    }
}

/// State of the workspace that a model was asked with. The model is stale when one of these differs.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Asked {
    /// Sum of the counters of what the model holds, apart from results.
    content: u64,
    /// Position among the notices of changed last results.
    notices: u64,
    tr: Tr,
}

impl Asked {
    /// True when nothing but last results changed.
    fn differs_in_results(self, now: Self) -> bool {
        Self { notices: now.notices, ..self } == now
    }
}

/// Cases with the status of their last result.
type LastResults = Vec<(CaseId, Option<ResultStatus>)>;

/// The last results of the cases with a notice since then; `None` if there are too many to know. Blocks.
fn results_since(store: &Store, asked: Asked) -> Result<Option<LastResults>, Trouble> {
    let Some(cases) = store.case_notices().since(asked.notices) else { return Ok(None) };
    let ids: Vec<CaseId> = cases.into_iter().collect();
    let last = store.read(|tx| tx.rollup().last_of(&ids)).map_err(|e| Trouble::of(&e))?;
    Ok(Some(ids.into_iter().map(|id| (id, last.get(&id).map(|l| l.status.clone()))).collect()))
}

/// Numbers that tell one content of a tree from the next.
fn next_generation() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
