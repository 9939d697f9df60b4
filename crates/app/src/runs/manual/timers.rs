//! Time that was spent on an item of a run and that no stored result has yet.
//!
//! The timer of an item runs while a person looks at it, but a result is stored only with its first change. The time since then is kept
//! in a file beside the workspace, with the drafts of cases, so that it is still there after the program was killed. [`keep`] writes the
//! time of an item and [`read`] gives it. Each window of an author has a file per run, `run-7.MARK.json` with the mark of its
//! [`DraftOwner`]: two windows run timers of their own. A window takes over the times that closed and killed windows left, also those in
//! files without a mark, which earlier versions wrote. A time names the creation of its run: another run may have the row id in an older
//! copy of the workspace that was put in its place.

use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::target::Target;
use crate::cases::draft::{DraftFolder, DraftOwner};
use voluptas_core::base::Millis;
use voluptas_core::base::fs::{Access, write_atomic};
use voluptas_core::domain::combination::Combination;
use voluptas_core::domain::ids::{CaseId, RunId};
use voluptas_store::Store;

/// The file is read, changed and written: two changes at once would lose one.
static CHANGES: Mutex<()> = Mutex::new(());

/// The time of one item, in milliseconds.
#[derive(Debug, Serialize, Deserialize)]
struct KeptTime {
    case: CaseId,
    params: Combination,
    ms: i64,
    /// Time at which the run was created; `None` in files of earlier versions.
    #[serde(default)]
    created_ms: Option<Millis>,
}

impl KeptTime {
    /// True for the time of an item of the run that was created then; `None` where that is not known.
    fn is_of(&self, target: &Target, created_ms: Option<Millis>) -> bool {
        let is_of_run = self.created_ms.is_none_or(|of_time| created_ms.is_none_or(|of_run| of_time == of_run));
        self.case == target.case && self.params == target.params && is_of_run
    }
}

/// Time at which a run was created; `None` if it cannot be read.
fn creation(store: &Store, run: RunId) -> Option<Millis> {
    store.read(|tx| tx.runs().get(run)).ok().map(|run| run.created_ms)
}

fn of_file(path: &Path) -> Vec<KeptTime> {
    // A file that is not there or cannot be read has no times.
    std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

fn write(path: &Path, times: &[KeptTime]) -> io::Result<()> {
    let json = serde_json::to_vec(times).map_err(io::Error::other)?;
    write_atomic(path, &json, Access::Default)
}

/// Takes over the files of closed windows for a run. Of two windows that ask at once, one gets a file. Files that cannot be taken
/// over stay.
fn take_over(folder: &DraftFolder, owner: &DraftOwner, target: &Target) -> io::Result<()> {
    let left = folder.left_times(owner, target.run);
    if left.is_empty() {
        return Ok(());
    }
    folder.show(owner)?;
    let own = folder.own_times(owner, target.run);
    for path in left {
        if !own.exists() {
            match std::fs::rename(&path, &own) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => continue,
            }
        }
        let mut times = of_file(&own);
        for left in of_file(&path) {
            match times
                .iter_mut()
                .find(|kept| (kept.case, kept.created_ms) == (left.case, left.created_ms) && kept.params == left.params)
            {
                Some(kept) => kept.ms = kept.ms.max(left.ms),
                None => times.push(left),
            }
        }
        write(&own, &times)?;
        std::fs::remove_file(&path)?;
    }
    Ok(())
}

/// Execution time of an item in milliseconds: that of this window plus the time of closed windows; 0 if there is none. Blocks.
pub fn read(store: &Store, owner: &DraftOwner, target: &Target) -> i64 {
    let _one_at_a_time = CHANGES.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = DraftFolder::of(store);
    if let Err(error) = take_over(&folder, owner, target) {
        tracing::warn!(%error, path = %folder.path().display(), "times of a run cannot be taken over");
    }
    let times = of_file(&folder.own_times(owner, target.run));
    let created_ms = creation(store, target.run);
    times.iter().filter(|kept| kept.is_of(target, created_ms)).map(|kept| kept.ms).max().unwrap_or(0)
}

/// Keeps the time of an item in the file of the window; `None` forgets it. Blocks.
pub fn keep(store: &Store, owner: &DraftOwner, target: &Target, ms: Option<i64>) -> io::Result<()> {
    let _one_at_a_time = CHANGES.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = DraftFolder::of(store);
    let path = folder.own_times(owner, target.run);
    let mut kept = of_file(&path);
    let created_ms = creation(store, target.run);
    kept.retain(|kept| !kept.is_of(target, created_ms));
    kept.extend(ms.map(|ms| KeptTime { case: target.case, params: target.params.clone(), ms, created_ms }));
    if kept.is_empty() {
        return match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    folder.show(owner)?;
    write(&path, &kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use voluptas_core::base::FixedClock;
    use voluptas_core::domain::run::RunContent;
    use voluptas_store::Op;
    use voluptas_store::runs::NewRun;

    #[test]
    fn each_window_keeps_times_of_its_own_and_takes_over_what_closed_ones_left() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        let item = |run, case| Target { run: RunId(run), case: CaseId(case), params: Combination::new() };
        let [a, b] = [DraftOwner::default(), DraftOwner::default()];
        keep(&store, &a, &item(7, 1), Some(5_000)).expect("kept");
        keep(&store, &b, &item(7, 1), Some(9_000)).expect("kept");
        keep(&store, &b, &item(7, 2), Some(1_000)).expect("kept");
        assert_eq!(
            (read(&store, &a, &item(7, 1)), read(&store, &b, &item(7, 1))),
            (5_000, 9_000),
            "neither overwrites the other"
        );
        keep(&store, &a, &item(7, 1), None).expect("forgotten");
        assert_eq!((read(&store, &a, &item(7, 1)), read(&store, &b, &item(7, 1))), (0, 9_000));
        // A window that was closed, and a file of an earlier version.
        keep(&store, &a, &item(7, 1), Some(2_000)).expect("kept");
        drop(b);
        let old = DraftFolder::of(&store).path().join("run-7.json");
        let kept = br#"[{"case": 3, "params": {}, "ms": 4000}]"#;
        std::fs::write(&old, kept).expect("a file of an earlier version");
        assert_eq!([1, 2, 3].map(|case| read(&store, &a, &item(7, case))), [9_000, 1_000, 4_000]);
        let files = std::fs::read_dir(DraftFolder::of(&store).path()).expect("folder").flatten();
        let names: Vec<_> =
            files.map(|file| file.file_name()).filter(|name| name.to_string_lossy().starts_with("run-")).collect();
        assert_eq!(names.len(), 1, "{names:?}");
        assert_eq!(read(&store, &a, &item(8, 1)), 0, "of another run");
    }

    #[test]
    fn a_time_of_another_run_with_the_same_row_id_is_not_taken() {
        let dir = tempfile::tempdir().expect("folder");
        let clock = Arc::new(FixedClock::at(1_000));
        let store = Store::open(&dir.path().join("w.voluptas"), clock).expect("store");
        let run = store.write(Op::edit("create"), |tx| {
            let project = tx.projects().ensure("SHOP", "Shop")?;
            let content = RunContent { title: "Run".to_owned(), ..RunContent::default() };
            tx.runs().create(project.id, &NewRun { content, ..NewRun::default() })
        });
        let target = Target { run: run.expect("run").value.id, case: CaseId(1), params: Combination::new() };
        let owner = DraftOwner::default();
        keep(&store, &owner, &target, Some(5_000)).expect("kept");
        assert_eq!(read(&store, &owner, &target), 5_000);
        let path = DraftFolder::of(&store).own_times(&owner, target.run);
        let mut times = of_file(&path);
        assert_eq!(times[0].created_ms, Some(1_000));
        // As a run of another copy of the workspace left it.
        times[0].created_ms = Some(999);
        write(&path, &times).expect("written");
        assert_eq!(read(&store, &owner, &target), 0);
        keep(&store, &owner, &target, Some(7_000)).expect("kept");
        keep(&store, &owner, &target, None).expect("forgotten");
        assert_eq!(of_file(&path).len(), 1, "the time of the other run stays for its workspace");
    }
}
