//! Time that was spent on an item of a run and that no stored result has yet.
//!
//! The timer of an item runs while a person looks at it, but a result is stored only with its first change. The time since then is kept
//! in a file beside the workspace, with the drafts of cases, so that it is still there after the program was killed. [`keep`] writes the
//! time of an item and [`read`] gives it. Each author has a file per run.

use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::sheet::Target;
use crate::app::case_draft::DraftFolder;
use crate::base::fs::{Access, write_atomic};
use crate::domain::combination::Combination;
use crate::domain::ids::CaseId;
use crate::store::Store;

/// The file is read, changed and written: two changes at once would lose one.
static CHANGES: Mutex<()> = Mutex::new(());

/// The time of one item, in milliseconds.
#[derive(Debug, Serialize, Deserialize)]
struct KeptTime {
    case: CaseId,
    params: Combination,
    ms: i64,
}

impl KeptTime {
    fn is_of(&self, target: &Target) -> bool {
        self.case == target.case && self.params == target.params
    }
}

fn file(store: &Store, target: &Target) -> PathBuf {
    DraftFolder::of(store).path().join(format!("run-{}.json", target.run.0))
}

fn all(store: &Store, target: &Target) -> Vec<KeptTime> {
    DraftFolder::of(store).take_former();
    // A file that is not there or cannot be read has no times.
    std::fs::read(file(store, target)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

/// The kept time of an item in milliseconds; 0 without one. Blocks.
#[must_use]
pub fn read(store: &Store, target: &Target) -> i64 {
    all(store, target).iter().find(|kept| kept.is_of(target)).map_or(0, |kept| kept.ms)
}

/// Keeps the time of an item; `None` forgets it. Blocks.
///
/// # Errors
/// The folder or the file cannot be written.
pub fn keep(store: &Store, target: &Target, ms: Option<i64>) -> io::Result<()> {
    let _one_at_a_time = CHANGES.lock().unwrap_or_else(PoisonError::into_inner);
    let path = file(store, target);
    let mut kept = all(store, target);
    kept.retain(|kept| !kept.is_of(target));
    kept.extend(ms.map(|ms| KeptTime { case: target.case, params: target.params.clone(), ms }));
    if kept.is_empty() {
        return match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    std::fs::create_dir_all(DraftFolder::of(store).path())?;
    let json = serde_json::to_vec(&kept).map_err(io::Error::other)?;
    write_atomic(&path, &json, Access::Default)
}
