//! Results entered by hand: stored as a run of the workspace from the first keystroke on, away from the caller's thread.

use super::Workspace;
use super::sync_read::LinkedCase;
use crate::domain::Message;
use crate::domain::ids::{CaseId, FunctionId, ProjectId, RunId};
use crate::domain::message::Explain as _;
use crate::domain::result::ResultContent;
use crate::domain::run::{RunContent, RunState};
use crate::domain::status::ResultStatus;
use crate::formats::{self, FormatError, Report, Target};
use crate::ingest::entries_of;
use crate::p;
use crate::store::runs::NewRun;
use crate::store::{Op, Result, Store, Tx};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

/// Value of the column `source` for such a run.
const SOURCE: &str = "entry";

/// Input for one case. Without a status there is no result yet; time and comment wait for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entered {
    /// Outcome of the test.
    pub status: Option<ResultStatus>,
    /// Duration in milliseconds.
    pub duration_ms: Option<i64>,
    /// Comment by the tester.
    pub comment: Option<String>,
}

impl Entered {
    /// True when nothing was entered.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.status.is_none() && self.duration_ms.is_none() && self.comment.as_deref().is_none_or(str::is_empty)
    }
}

fn open_run(tx: &Tx<'_>, project: ProjectId) -> Result<Option<RunId>> {
    tx.opt(
        "SELECT id FROM runs WHERE project_id = ?1 AND source = ?2 AND state = 'active' AND deleted_ms IS NULL \
         ORDER BY id DESC LIMIT 1",
        p![project, SOURCE],
        |r| Ok(RunId(r.int(0)?)),
    )
}

/// The run with the results that were entered and not sent yet. Blocks.
pub fn run(store: &Store, project: ProjectId) -> Result<Option<RunId>> {
    store.read(|tx| open_run(tx, project))
}

/// Results of a project that were entered and not sent yet. Blocks.
pub fn load(store: &Store, project: ProjectId) -> Result<BTreeMap<CaseId, Entered>> {
    store.read(|tx| {
        let Some(run) = open_run(tx, project)? else { return Ok(BTreeMap::new()) };
        let results = tx.results().of_run(run)?;
        let entered = results.into_iter().filter_map(|r| {
            let c = r.content;
            // A result without a status has a time or a comment that waits for the status.
            let status = (c.status != ResultStatus::Untested).then_some(c.status);
            Some((c.case_id?, Entered { status, duration_ms: c.duration_ms, comment: c.comment }))
        });
        Ok(entered.collect())
    })
}

/// Ends the run of entered results after they were sent. The next entry starts a new run. Blocks.
pub fn close(store: &Store, project: ProjectId) -> Result<()> {
    store
        .write(Op::bulk("close_entry_run"), |tx| match open_run(tx, project)? {
            Some(run) => tx.runs().end(run, RunState::Complete),
            None => Ok(()),
        })
        .map(drop)
}

/// Writes entered results. Blocks.
fn write(store: &Store, project: ProjectId, title: &str, all: &BTreeMap<CaseId, Entered>) -> Result<()> {
    let work = |tx: &Tx<'_>| {
        let run = match open_run(tx, project)? {
            Some(run) => run,
            None => {
                let content = RunContent { title: title.to_owned(), ..RunContent::default() };
                tx.runs().create(project, &NewRun { content, source: SOURCE.into(), ..NewRun::default() })?.id
            }
        };
        let cases: Vec<CaseId> = all.keys().copied().collect();
        tx.runs().add_cases(run, &cases)?;
        for (case, entered) in all {
            let known = tx.results().last_in_run(run, *case)?;
            match known {
                Some(id) if entered.is_blank() => tx.results().delete(id)?,
                None if entered.is_blank() => {}
                Some(id) => {
                    let before = tx.results().get(id)?.content;
                    tx.results().update(id, &content(tx, *case, entered, before))?;
                }
                None => {
                    let title = tx.cases().get(*case)?.content.title;
                    let fresh = ResultContent { case_id: Some(*case), title, ..ResultContent::default() };
                    tx.results().add(run, &content(tx, *case, entered, fresh))?;
                }
            }
        }
        Ok(())
    };
    store.write(Op::bulk("enter_results"), work).map(drop)
}

fn content(tx: &Tx<'_>, case: CaseId, entered: &Entered, before: ResultContent) -> ResultContent {
    ResultContent {
        case_id: Some(case),
        status: entered.status.clone().unwrap_or(ResultStatus::Untested),
        duration_ms: entered.duration_ms,
        comment: entered.comment.clone().filter(|c| !c.trim().is_empty()),
        end_ms: Some(tx.now()),
        ..before
    }
}

/// Stores entered results in their order on a thread of its own. The thread ends after the keeper was dropped and everything was
/// written.
#[derive(Debug)]
pub struct Keeper {
    send: mpsc::Sender<(CaseId, Entered)>,
    waiting: Arc<AtomicUsize>,
    failed: Arc<Mutex<Option<Message>>>,
}

impl Keeper {
    /// Starts the thread. `title` is the title of the run, in case one must be created.
    #[must_use]
    pub fn start(workspace: &Workspace, project: ProjectId, title: String) -> Self {
        let (send, receive) = mpsc::channel::<(CaseId, Entered)>();
        let keeper = Self { send, waiting: Arc::default(), failed: Arc::default() };
        let (store, wake) = (workspace.store.clone(), workspace.jobs.waker());
        let (waiting, failed) = (Arc::clone(&keeper.waiting), Arc::clone(&keeper.failed));
        workspace.jobs.block_in_background(move || {
            while let Ok(first) = receive.recv() {
                let mut all = BTreeMap::from([first]);
                let mut taken = 1;
                for (case, entered) in receive.try_iter() {
                    all.insert(case, entered);
                    taken += 1;
                }
                let trouble = write(&store, project, &title, &all).err().map(|e| e.message());
                *failed.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
                waiting.fetch_sub(taken, Ordering::AcqRel);
                wake();
            }
        });
        keeper
    }

    /// Queues the input for a case.
    pub fn keep(&self, case: CaseId, entered: Entered) {
        self.waiting.fetch_add(1, Ordering::AcqRel);
        if self.send.send((case, entered)).is_err() {
            *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Message::new("job-error-panicked"));
        }
    }

    /// True when the queue is empty.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.waiting.load(Ordering::Acquire) == 0
    }

    /// Error of the last write; `None` after a success.
    #[must_use]
    pub fn trouble(&self) -> Option<Message> {
        self.failed.try_lock().ok().and_then(|f| f.clone())
    }
}

/// A file of results, resolved to cases.
#[derive(Debug, Clone)]
pub struct FromFile {
    /// Results of known cases.
    pub entered: BTreeMap<CaseId, Entered>,
    /// The report on reading the file.
    pub report: Report,
    /// Lines with an unknown function or case: line and name.
    pub unknown: Vec<(u64, String)>,
}

/// Reads a CSV of results. `functions` are the cases of each FuncID, `cases` all cases of the project. Blocks.
///
/// # Errors
/// A sentence about a file that cannot be read or is not a table of results.
pub fn read_file(
    path: &std::path::Path,
    functions: &HashMap<String, (FunctionId, Vec<CaseId>)>,
    cases: &HashMap<CaseId, LinkedCase>,
) -> std::result::Result<FromFile, Message> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes =
        std::fs::read(path).map_err(|e| Message::new("app-error-read-file").with("path", path.display()).with("reason", e))?;
    let file = formats::read_results(&name, &bytes, &[]).map_err(|e: FormatError| e.message())?;
    let found = entries_of(&file.rows, |target| {
        let found: Vec<CaseId> = match target {
            Target::Function(func_id) => functions.get(func_id).map(|(_, cases)| cases.clone()).unwrap_or_default(),
            Target::Case { number, .. } => {
                let by_qase = cases.values().find(|c| c.qase_id == Some(*number));
                by_qase.or_else(|| cases.values().find(|c| c.number == *number)).map(|c| c.id).into_iter().collect()
            }
        };
        Ok::<_, Message>(found)
    })?;
    let entered = found
        .entries
        .into_iter()
        .map(|e| (e.case_id, Entered { status: Some(e.status), duration_ms: e.duration_ms, comment: e.comment }));
    Ok(FromFile { entered: entered.collect(), report: file.report, unknown: found.unknown })
}
