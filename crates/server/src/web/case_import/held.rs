//! Files of cases between their upload and their import: on the disk without a name, for an hour, within bounds, each for its uploader alone.

use crate::error::{ApiError, ApiResult};
use crate::rest::handlers::case_import::ReceivedFile;
use crate::web::cache::WorkspaceState;
use axum::http::StatusCode;
use parking_lot::Mutex;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, Write as _};
use std::sync::Arc;
use std::time::{Duration, Instant};
use voluptas_app::cases::file::preview::CasesRead;
use voluptas_app::cases::file::{Counts, ImportChoices, ImportPlan};
use voluptas_core::domain::ids::ProjectId;
use voluptas_jobs::Failure;

/// Time for which a file waits after its last use.
const KEPT: Duration = Duration::from_secs(3600);
/// Most files of one person in a project; the one that was used least recently goes.
const MOST_OF_ONE: usize = 3;
/// Bytes of the files of one person in all projects; those that were used least recently go.
const MOST_BYTES_OF_ONE: u64 = 256 * 1024 * 1024;
/// Bytes of all files. A file that finds no room is refused.
const MOST_BYTES: u64 = 1024 * 1024 * 1024;
/// Files whose content and plan stay in memory; others are read again.
const MOST_IN_MEMORY: usize = 2;

/// A plan that was shown.
#[derive(Debug, Clone)]
pub struct ShownPlan {
    pub plan: Arc<ImportPlan>,
    pub stamp: String,
    /// State of the workspace before it was made.
    pub of: WorkspaceState,
}

/// An import that was written.
#[derive(Debug, Clone)]
pub struct FinishedImport {
    pub counts: Counts,
    pub skipped: usize,
    pub left_out: usize,
    /// The first cases: number and title.
    pub cases: Vec<(i64, String)>,
    /// Number of all written cases.
    pub total: usize,
}

/// State of a file: its plan, and its import once it was written.
#[derive(Debug, Default)]
pub struct ImportState {
    pub choices: ImportChoices,
    pub read: Option<Arc<CasesRead>>,
    /// The reason why the file cannot be read with the latest choices; those before hold.
    pub failure: Option<Failure>,
    pub shown: Option<ShownPlan>,
    pub written: Option<FinishedImport>,
}

/// A file that waits.
#[derive(Debug)]
pub struct HeldImport {
    pub id: String,
    owner: String,
    project: ProjectId,
    pub name: String,
    pub size: u64,
    used: Mutex<Instant>,
    /// None after the import.
    file: Mutex<Option<File>>,
    /// Held while the file is planned or written, so that a form that comes twice is executed once.
    pub state: Mutex<ImportState>,
}

impl HeldImport {
    /// The bytes of the file; none after the import. Blocks.
    ///
    /// # Errors
    /// 507 where the disk does not give them.
    pub fn bytes(&self) -> ApiResult<Option<Vec<u8>>> {
        let mut file = self.file.lock();
        let Some(file) = file.as_mut() else { return Ok(None) };
        let mut bytes = Vec::with_capacity(usize::try_from(self.size).unwrap_or_default());
        let read = file.rewind().and_then(|()| file.read_to_end(&mut bytes));
        read.map(|_| Some(bytes)).map_err(|e| not_kept(&e))
    }

    /// Gives up the bytes.
    pub fn close(&self) {
        *self.file.lock() = None;
    }

    fn is_old(&self, now: Instant) -> bool {
        now.duration_since(*self.used.lock()) >= KEPT
    }

    fn bytes_held(&self) -> u64 {
        if self.file.lock().is_some() { self.size } else { 0 }
    }
}

/// The files of all people, the last used one first.
#[derive(Debug, Default)]
pub struct HeldImports(Mutex<Vec<Arc<HeldImport>>>);

impl HeldImports {
    /// Keeps a file. Blocks.
    ///
    /// # Errors
    /// 503 where the files of others take all the room.
    pub fn add(&self, owner: &str, project: ProjectId, received: &ReceivedFile, state: ImportState) -> ApiResult<String> {
        let mut file = tempfile::tempfile().map_err(|e| not_kept(&e))?;
        file.write_all(&received.bytes).map_err(|e| not_kept(&e))?;
        let id = format!("{:032x}", rand::random::<u128>());
        let held = Arc::new(HeldImport {
            id: id.clone(),
            owner: owner.to_owned(),
            project,
            name: received.name.clone(),
            size: received.bytes.len() as u64,
            used: Mutex::new(Instant::now()),
            file: Mutex::new(Some(file)),
            state: Mutex::new(state),
        });
        let mut all = self.0.lock();
        forget_old(&mut all, Instant::now());
        let (mut files, mut bytes) = (1, held.size);
        all.retain(|other| {
            if other.owner != owner {
                return true;
            }
            files += usize::from(other.project == project);
            bytes += other.bytes_held();
            (other.project != project || files <= MOST_OF_ONE) && bytes <= MOST_BYTES_OF_ONE
        });
        if all.iter().map(|other| other.bytes_held()).sum::<u64>() + held.size > MOST_BYTES {
            return Err(ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "web-import-no-room"));
        }
        all.insert(0, held);
        release(&all);
        Ok(id)
    }

    /// The file of this person and project; `None` if it was removed or belongs to somebody else.
    pub fn get(&self, owner: &str, project: ProjectId, id: &str) -> Option<Arc<HeldImport>> {
        let mut all = self.0.lock();
        forget_old(&mut all, Instant::now());
        let at = all.iter().position(|held| held.id == id && held.owner == owner && held.project == project)?;
        let held = all.remove(at);
        *held.used.lock() = Instant::now();
        all.insert(0, Arc::clone(&held));
        release(&all);
        Some(held)
    }

    /// Forgets a file.
    pub fn remove(&self, held: &HeldImport) {
        self.0.lock().retain(|other| other.id != held.id);
    }

    /// Drops files that were not used for an hour.
    pub fn forget_old(&self) {
        forget_old(&mut self.0.lock(), Instant::now());
    }
}

/// Drops the content of all but the files that were used last.
fn release(all: &[Arc<HeldImport>]) {
    for other in all.iter().skip(MOST_IN_MEMORY) {
        // One that is at work keeps its content until it is done.
        if let Some(mut state) = other.state.try_lock() {
            (state.read, state.shown) = (None, None);
        }
    }
}

fn forget_old(all: &mut Vec<Arc<HeldImport>>, now: Instant) {
    all.retain(|held| !held.is_old(now));
}

fn not_kept(error: &io::Error) -> ApiError {
    tracing::error!(%error, "an uploaded file of cases cannot be kept");
    ApiError::new(StatusCode::INSUFFICIENT_STORAGE, "web-import-no-room")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(all: &HeldImports, owner: &str, bytes: &[u8]) -> String {
        let file = ReceivedFile { name: "cases.csv".into(), bytes: bytes.to_vec() };
        all.add(owner, ProjectId(1), &file, ImportState::default()).expect("room")
    }

    #[test]
    fn a_file_is_for_its_uploader_and_project_alone() {
        let all = HeldImports::default();
        let id = add(&all, "Irina", b"title\nPay");
        let held = all.get("Irina", ProjectId(1), &id).expect("held");
        assert_eq!(held.bytes().expect("read").as_deref(), Some(&b"title\nPay"[..]));
        assert!(all.get("Oleg", ProjectId(1), &id).is_none() && all.get("Irina", ProjectId(2), &id).is_none());
        held.close();
        assert!(held.bytes().expect("read").is_none());
        all.remove(&held);
        assert!(all.get("Irina", ProjectId(1), &id).is_none());
    }

    #[test]
    fn the_oldest_file_of_a_person_goes_and_those_of_others_stay() {
        let all = HeldImports::default();
        let other = add(&all, "Oleg", b"a");
        let ids: Vec<String> = (0..4).map(|_| add(&all, "Irina", b"b")).collect();
        let is_there = |owner: &str, id: &str| all.get(owner, ProjectId(1), id).is_some();
        assert_eq!([0, 1, 2, 3].map(|i| is_there("Irina", &ids[i])), [false, true, true, true]);
        assert!(is_there("Oleg", &other));
    }

    #[test]
    fn files_of_one_project_leave_those_of_another_one() {
        let all = HeldImports::default();
        let other = add(&all, "Irina", b"a");
        let file = ReceivedFile { name: "cases.csv".into(), bytes: b"b".to_vec() };
        for _ in 0..4 {
            all.add("Irina", ProjectId(2), &file, ImportState::default()).expect("room");
        }
        assert!(all.get("Irina", ProjectId(1), &other).is_some());
        assert_eq!(all.0.lock().len(), 4, "three of the one project beside that of the other");
    }

    #[test]
    fn a_file_waits_for_an_hour() {
        let all = HeldImports::default();
        add(&all, "Irina", b"a");
        let mut files = all.0.lock();
        let begun = *files[0].used.lock();
        forget_old(&mut files, begun + KEPT.saturating_sub(Duration::from_secs(1)));
        assert_eq!(files.len(), 1);
        forget_old(&mut files, begun + KEPT);
        assert!(files.is_empty());
    }
}
