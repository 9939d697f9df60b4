//! Results entered by hand: stored as a run of the workspace from the first keystroke on, away from the caller's thread.

use crate::Workspace;
use crate::sync::read::LinkedCase;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, RunId};
use voluptas_core::domain::message::Explain as _;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::{RunContent, RunState};
use voluptas_core::domain::status::ResultStatus;
use voluptas_formats::{self as formats, FormatError, Report, Target};
use voluptas_ingest::entries_of;
use voluptas_store::runs::NewRun;
use voluptas_store::{self as store, Op, Result, Store, Tx};

/// Value of the column `source` for such a run.
const SOURCE: &str = "entry";

/// Input for one case. Without a status there is no result yet; time and comment wait for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EnteredResult {
    /// Outcome of the test.
    pub status: Option<ResultStatus>,
    /// Duration in milliseconds.
    pub duration_ms: Option<i64>,
    /// Comment by the tester.
    pub comment: Option<String>,
}

impl EnteredResult {
    /// True when nothing was entered.
    pub fn is_blank(&self) -> bool {
        self.status.is_none() && self.duration_ms.is_none() && self.comment.as_deref().is_none_or(str::is_empty)
    }
}

fn open_run(tx: &Tx<'_>, project: ProjectId) -> Result<Option<RunId>> {
    tx.runs().latest_active(project, SOURCE)
}

/// The run with the results that were entered and not sent yet. Blocks.
pub fn run(store: &Store, project: ProjectId) -> Result<Option<RunId>> {
    store.read(|tx| open_run(tx, project))
}

/// Results of a project that were entered and not sent yet. Blocks.
pub fn load(store: &Store, project: ProjectId) -> Result<BTreeMap<CaseId, EnteredResult>> {
    store.read(|tx| {
        let Some(run) = open_run(tx, project)? else { return Ok(BTreeMap::new()) };
        let results = tx.results().of_run(run)?;
        let entered = results.into_iter().filter_map(|r| {
            let c = r.content;
            // A result without a status has a time or a comment that waits for the status.
            let status = (c.status != ResultStatus::Untested).then_some(c.status);
            Some((c.case_id?, EnteredResult { status, duration_ms: c.duration_ms, comment: c.comment }))
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
fn write(store: &Store, project: ProjectId, title: &str, all: &BTreeMap<CaseId, EnteredResult>) -> Result<()> {
    let work = |tx: &Tx<'_>| {
        let run = match open_run(tx, project)? {
            Some(run) => run,
            None => {
                let content = RunContent { title: title.to_owned(), ..RunContent::default() };
                tx.runs().create(project, &NewRun { content, source: SOURCE.into(), ..NewRun::default() })?.id
            }
        };
        let cases: Vec<CaseId> = all.keys().copied().collect();
        let titles = cases.iter().map(|case| Ok((*case, tx.cases().get(*case)?.content.title)));
        let mut titles: HashMap<CaseId, String> = titles.collect::<Result<_>>()?;
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
                    let title = titles.remove(case).unwrap_or_default();
                    let fresh = ResultContent { case_id: Some(*case), title, ..ResultContent::default() };
                    tx.results().add(run, &content(tx, *case, entered, fresh))?;
                }
            }
        }
        Ok(())
    };
    store.write(Op::bulk("enter_results"), work).map(drop)
}

/// Writes entered results and removes them from `all`. After an error, each case is written on its own: one that was deleted
/// meanwhile is removed with the error, and what could not be written stays. Returns the last error.
fn write_all(store: &Store, project: ProjectId, title: &str, all: &mut BTreeMap<CaseId, EnteredResult>) -> Option<store::Error> {
    let Err(error) = write(store, project, title, all) else {
        all.clear();
        return None;
    };
    let mut last = error;
    all.retain(|case, entered| match write(store, project, title, &BTreeMap::from([(*case, entered.clone())])) {
        Ok(()) => false,
        Err(error) => {
            let is_gone = matches!(error, store::Error::NotFound { .. });
            last = error;
            !is_gone
        }
    });
    Some(last)
}

fn content(tx: &Tx<'_>, case: CaseId, entered: &EnteredResult, before: ResultContent) -> ResultContent {
    ResultContent {
        case_id: Some(case),
        status: entered.status.clone().unwrap_or(ResultStatus::Untested),
        duration_ms: entered.duration_ms,
        comment: entered.comment.clone().filter(|c| !c.trim().is_empty()),
        end_ms: Some(tx.now()),
        ..before
    }
}

/// Pause before a write that failed is tried again.
const RETRY: std::time::Duration = std::time::Duration::from_secs(2);

/// Stores entered results in their order on a thread of its own. The thread ends after the writer was dropped and everything was
/// written.
#[derive(Debug)]
pub struct ResultWriter {
    send: mpsc::Sender<(CaseId, EnteredResult)>,
    waiting: Arc<AtomicUsize>,
    failed: Arc<Mutex<Option<Message>>>,
}

impl ResultWriter {
    /// Starts the thread. `title` is the title of the run, in case one must be created.
    #[must_use]
    pub fn start(workspace: &Workspace, project: ProjectId, title: String) -> Self {
        let (send, receive) = mpsc::channel::<(CaseId, EnteredResult)>();
        let writer = Self { send, waiting: Arc::default(), failed: Arc::default() };
        let (store, wake) = (workspace.store.clone(), workspace.jobs.waker());
        let (waiting, failed) = (Arc::clone(&writer.waiting), Arc::clone(&writer.failed));
        workspace.jobs.block_in_background(move || {
            let mut all = BTreeMap::new();
            let mut taken = 0;
            loop {
                let next = match all.is_empty() {
                    true => receive.recv().map_err(|_| mpsc::RecvTimeoutError::Disconnected),
                    false => receive.recv_timeout(RETRY),
                };
                let is_last = matches!(next, Err(mpsc::RecvTimeoutError::Disconnected));
                for (case, entered) in next.into_iter().chain(receive.try_iter()) {
                    all.insert(case, entered);
                    taken += 1;
                }
                if !all.is_empty() {
                    let trouble = write_all(&store, project, &title, &mut all).map(|e| e.message());
                    if all.is_empty() {
                        waiting.fetch_sub(std::mem::take(&mut taken), Ordering::AcqRel);
                    }
                    *failed.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
                    wake();
                }
                if is_last {
                    break;
                }
            }
        });
        writer
    }

    /// Queues the input for a case.
    pub fn keep(&self, case: CaseId, entered: EnteredResult) {
        self.waiting.fetch_add(1, Ordering::AcqRel);
        if self.send.send((case, entered)).is_err() {
            *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Message::new("job-error-panicked"));
        }
    }

    /// True when the queue is empty.
    pub fn is_kept(&self) -> bool {
        self.waiting.load(Ordering::Acquire) == 0
    }

    /// Error of the last write; `None` after a success.
    pub fn trouble(&self) -> Option<Message> {
        self.failed.try_lock().ok().and_then(|f| f.clone())
    }
}

/// A file of results, resolved to cases.
#[derive(Debug, Clone)]
pub struct FromFile {
    /// Results of known cases.
    pub entered: BTreeMap<CaseId, EnteredResult>,
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
                // A linked case is known by its Qase id alone.
                let by_number = || cases.values().find(|c| c.qase_id.is_none() && c.number == *number);
                by_qase.or_else(by_number).map(|c| c.id).into_iter().collect()
            }
        };
        Ok::<_, Message>(found)
    })?;
    let entered = found
        .entries
        .into_iter()
        .map(|e| (e.case_id, EnteredResult { status: Some(e.status), duration_ms: e.duration_ms, comment: e.comment }));
    Ok(FromFile { entered: entered.collect(), report: file.report, unknown: found.unknown })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};
    use voluptas_core::base::FixedClock;
    use voluptas_core::domain::case::{CaseContent, NewCase};
    use voluptas_core::domain::case_code::CaseCode;
    use voluptas_jobs::JobRunner;

    fn passed() -> EnteredResult {
        EnteredResult { status: Some(ResultStatus::Passed), ..EnteredResult::default() }
    }

    fn until(what: &str, is: impl Fn() -> bool) {
        let start = Instant::now();
        while !is() {
            assert!(start.elapsed() < Duration::from_secs(20), "{what}");
            std::thread::yield_now();
        }
    }

    #[test]
    fn what_could_not_be_written_is_written_later_and_a_missing_case_blocks_nothing() {
        let dir = tempfile::tempdir().expect("folder");
        let clock = Arc::new(FixedClock::at(1_000));
        let jobs = JobRunner::new(clock.clone()).expect("jobs");
        let workspace = Workspace::open_at(&dir.path().join("w.voluptas"), jobs, clock).expect("workspace");
        let made = workspace.store.write(Op::bulk("seed"), |tx| {
            let project = tx.projects().create("SHOP", "Shop", None)?.id;
            let case = |title: &str| NewCase {
                content: CaseContent { title: title.into(), ..CaseContent::default() },
                ..NewCase::default()
            };
            let cases = tx.cases().create_many(project, &[case("One"), case("Two")])?;
            tx.execute("CREATE TRIGGER broken BEFORE INSERT ON results BEGIN SELECT RAISE(ABORT, 'no room'); END", &[])?;
            Ok((project, cases))
        });
        let (project, cases) = made.expect("seed").value;
        let writer = ResultWriter::start(&workspace, project, "Entered".into());
        writer.keep(cases[0], passed());
        until("the failure is told", || writer.trouble().is_some());
        assert!(!writer.is_kept());
        workspace.store.write(Op::bulk("mend"), |tx| tx.execute("DROP TRIGGER broken", &[])).expect("mended");
        writer.keep(CaseId(99), passed());
        writer.keep(cases[1], passed());
        until("everything is kept", || writer.is_kept());
        assert_eq!(load(&workspace.store, project).expect("load").len(), 2);
    }

    #[test]
    fn a_number_in_a_file_is_the_qase_id_of_a_linked_case() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("r.csv");
        std::fs::write(&path, "case,status\n1,passed\n2,failed\n7,passed\n").expect("file");
        let line = |id: i64, number: i64, qase_id: Option<i64>| {
            (
                CaseId(id),
                LinkedCase {
                    id: CaseId(id),
                    number,
                    code: CaseCode::default(),
                    title: String::new(),
                    qase_id,
                    qase_title: None,
                    changed: false,
                    last: None,
                },
            )
        };
        let cases = HashMap::from([line(10, 1, Some(7)), line(11, 2, None)]);
        let read = read_file(&path, &HashMap::new(), &cases).expect("read");
        assert_eq!(read.entered.keys().copied().collect::<Vec<_>>(), [CaseId(10), CaseId(11)]);
        assert_eq!(read.unknown.len(), 1, "1 is the number of a case that Qase knows as 7: {:?}", read.unknown);
    }
}
