//! Drafts of cases: edits that are not saved yet, kept in files beside the workspace.
//!
//! A draft is written a moment after the last key and read when its case is opened again, also after the program was killed.
//! Drafts are not stored in the workspace itself, so typing takes no lock and other people do not see unsaved text. Each author
//! has drafts of their own, and each window of an author has files of its own: `case-7.MARK.json` with the mark of its
//! [`DraftOwner`]. The folder of an author has the time at which the workspace was created in its name: a file that replaces
//! another one at its path has cases of the same row ids, and gets none of their drafts. A window takes over what closed and
//! killed windows left ([`DraftFolder::take`]), also files without a mark, which earlier versions wrote; drafts of other windows
//! are only read ([`DraftFolder::others`]). [`DraftFolder::remove`] deletes a draft after the save.

mod owner;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::cases::edit::CaseForm;
use voluptas_core::base::Millis;
use voluptas_core::base::fs::{Access, write_atomic};
use voluptas_core::domain::ids::{CaseId, RunId};
use voluptas_store::Store;

pub use owner::DraftOwner;

/// Age from which on a temporary file is taken for the leftover of a killed program.
const LEFTOVER: Duration = Duration::from_secs(24 * 3600);

/// An unsaved edit of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseDraft {
    /// The stored form that editing began with.
    pub base: CaseForm,
    /// The edited form.
    pub form: CaseForm,
    /// Time of the last edit.
    pub at_ms: Millis,
    /// Time at which the case was created; `None` in files of earlier versions. Another case may have the row id in an older copy of the
    /// workspace that was put in its place.
    #[serde(default)]
    pub created_ms: Option<Millis>,
}

impl CaseDraft {
    /// True for a draft of the case with its row id that was created at this time.
    pub fn is_of(&self, created_ms: Millis) -> bool {
        self.created_ms.is_none_or(|of_draft| of_draft == created_ms)
    }
}

/// A draft of another window, or one of several that closed windows left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherDraft {
    pub draft: CaseDraft,
    /// Name of its file.
    pub file: String,
    /// True while its window is open.
    pub is_open: bool,
}

/// A file of the folder that belongs to a case, or to the run with that number.
#[derive(Debug)]
struct CaseFile {
    name: String,
    case: CaseId,
    /// Mark of the window; `None` in files of earlier versions.
    mark: Option<String>,
}

impl CaseFile {
    /// Reads the name `PREFIX-CASE.EXTENSION` or `PREFIX-CASE.MARK.EXTENSION`.
    fn of(name: &str, prefix: &str, extension: &str) -> Option<Self> {
        let stem = name.strip_prefix(prefix)?.strip_prefix('-')?.strip_suffix(extension)?.strip_suffix('.')?;
        let (case, mark) = stem.split_once('.').map_or((stem, None), |(case, mark)| (case, Some(mark)));
        let mark = mark.map(str::to_owned);
        Some(Self { name: name.to_owned(), case: CaseId(case.parse().ok()?), mark })
    }
}

/// The drafts of one author in one workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftFolder(PathBuf);

/// Separates the author from the time of the workspace in the name of a folder.
const OF_WORKSPACE: char = '-';

impl DraftFolder {
    /// The folder of a store's author.
    #[must_use]
    pub fn of(store: &Store) -> Self {
        let who = store.author().who.as_deref().unwrap_or_default();
        let mark = &blake3::hash(who.as_bytes()).to_hex().to_string()[..12];
        Self(folder(store.path()).join(format!("{mark}{OF_WORKSPACE}{:x}", store.created_ms())))
    }

    /// The folder. It need not exist.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Takes over the files of closed windows that earlier versions kept for whatever workspace lay at the path: the one that is opened
    /// first gets them. Blocks.
    pub fn take_former(&self) {
        let name = self.0.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some((author, _)) = name.split_once(OF_WORKSPACE) else { return };
        let former = Self(self.0.with_file_name(author));
        let Ok(files) = std::fs::read_dir(&former.0) else { return };
        let is_open = |name: &str| {
            let mark = name.split('.').nth(1).filter(|_| name.split('.').count() > 2);
            owner::is_lock(name) || mark.is_some_and(|mark| owner::is_there(&former.0, mark))
        };
        for file in files.flatten() {
            let to = self.0.join(file.file_name());
            if file.file_name().to_str().is_none_or(|name| is_open(name) || name.starts_with('.')) || to.exists() {
                continue;
            }
            if let Err(error) = std::fs::create_dir_all(&self.0).and_then(|()| std::fs::rename(file.path(), &to)) {
                tracing::warn!(%error, path = %file.path().display(), "a draft of an earlier version cannot be taken over");
            }
        }
        // Fails while something is in it.
        drop(std::fs::remove_dir(&former.0));
    }

    fn own_file(&self, owner: &DraftOwner, id: CaseId) -> PathBuf {
        self.0.join(format!("case-{}.{}.json", id.0, owner.mark()))
    }

    /// Says in the folder that a window is there. Creates the folder. Blocks.
    ///
    /// # Errors
    /// The folder or its mark cannot be written.
    pub(crate) fn show(&self, owner: &DraftOwner) -> io::Result<()> {
        owner.show_in(&self.0)
    }

    /// The file with the times of a run that a window keeps.
    pub(crate) fn own_times(&self, owner: &DraftOwner, run: RunId) -> PathBuf {
        self.0.join(format!("run-{}.{}.json", run.0, owner.mark()))
    }

    /// The files with times of a run that closed windows and earlier versions left. Blocks.
    pub(crate) fn left_times(&self, owner: &DraftOwner, run: RunId) -> Vec<PathBuf> {
        let of_run = self.files("run", "json").into_iter().filter(|file| file.case.0 == run.0);
        let left = of_run.filter(|file| file.mark.as_deref() != Some(owner.mark()) && !self.is_of_another(owner, file));
        left.map(|file| self.0.join(file.name)).collect()
    }

    fn files(&self, prefix: &str, extension: &str) -> Vec<CaseFile> {
        self.take_former();
        let files = std::fs::read_dir(&self.0).into_iter().flatten().flatten();
        files.filter_map(|file| CaseFile::of(file.file_name().to_str()?, prefix, extension)).collect()
    }

    /// True while another window than the owner has the file. Blocks.
    fn is_of_another(&self, owner: &DraftOwner, file: &CaseFile) -> bool {
        file.mark.as_deref().is_some_and(|mark| mark != owner.mark() && owner::is_there(&self.0, mark))
    }

    /// Removes temporary files and marks of windows that a killed program left in the folders of all authors, those of the last day
    /// excepted: another process may be writing them. Drafts stay. Blocks.
    pub fn remove_leftovers(&self) {
        let Some(all) = self.0.parent() else { return };
        let files = std::fs::read_dir(all).into_iter().flatten().flatten().flat_map(|author| std::fs::read_dir(author.path()));
        for file in files.flatten().flatten() {
            let name = file.file_name();
            let is_temporary = name
                .to_str()
                .is_some_and(|n| [".case-", ".comment-", ".run-"].iter().any(|kind| n.starts_with(kind)) && n.ends_with(".tmp"));
            let is_lock = || {
                let is_free = |lock: std::fs::File| !owner::has_lock(&lock);
                name.to_str().is_some_and(owner::is_lock) && std::fs::File::open(file.path()).is_ok_and(is_free)
            };
            let age = || file.metadata().ok()?.modified().ok()?.elapsed().ok();
            if (is_temporary || is_lock()) && age().is_some_and(|age| age > LEFTOVER) {
                match std::fs::remove_file(file.path()) {
                    Ok(()) => tracing::info!(path = %file.path().display(), "the leftover of an interrupted write was removed"),
                    Err(error) => tracing::warn!(%error, path = %file.path().display(), "a leftover cannot be removed"),
                }
            }
        }
    }

    /// Writes the draft of a window. Blocks.
    pub fn write(&self, owner: &DraftOwner, id: CaseId, draft: &CaseDraft) -> io::Result<()> {
        owner.show_in(&self.0)?;
        let json = serde_json::to_vec(draft).map_err(io::Error::other)?;
        write_atomic(&self.own_file(owner, id), &json, Access::Default)
    }

    /// The latest draft of this row id, of any window. Callers must ask [`CaseDraft::is_of`] whether it belongs to the case.
    /// Returns `None` for a draft that cannot be read; its file stays for a person to look at. Blocks.
    pub fn read(&self, id: CaseId) -> Option<CaseDraft> {
        self.of_row(id).into_iter().map(|(_, draft)| draft).next()
    }

    /// The drafts of the case that was created at a time, the latest first. Blocks.
    fn of_case(&self, id: CaseId, created_ms: Millis) -> Vec<(CaseFile, CaseDraft)> {
        self.of_row(id).into_iter().filter(|(_, draft)| draft.is_of(created_ms)).collect()
    }

    fn of_row(&self, id: CaseId) -> Vec<(CaseFile, CaseDraft)> {
        let files = self.files("case", "json").into_iter().filter(|file| file.case == id);
        let mut drafts: Vec<_> = files.filter_map(|file| Some((self.draft(&file.name)?, file))).map(|(d, f)| (f, d)).collect();
        drafts.sort_by(|(a, x), (b, y)| y.at_ms.cmp(&x.at_ms).then_with(|| a.name.cmp(&b.name)));
        drafts
    }

    fn draft(&self, name: &str) -> Option<CaseDraft> {
        let path = self.0.join(name);
        let bytes = std::fs::read(&path).ok()?;
        match serde_json::from_slice(&bytes) {
            Ok(draft) => Some(draft),
            Err(error) => {
                tracing::warn!(%error, path = %path.display(), "a draft cannot be read");
                None
            }
        }
    }

    /// Takes the draft with which a window continues: its own, or else the latest draft of a closed window, which becomes its
    /// own. Of two windows that ask at once, one gets it. Blocks.
    pub fn take(&self, owner: &DraftOwner, id: CaseId, created_ms: Millis) -> Option<CaseDraft> {
        let mut drafts = self.of_case(id, created_ms);
        if let Some(own) = drafts.iter().position(|(file, _)| file.mark.as_deref() == Some(owner.mark())) {
            return Some(drafts.swap_remove(own).1);
        }
        drafts.retain(|(file, _)| !self.is_of_another(owner, file));
        let taken = drafts.into_iter().find(|(file, _)| self.take_file(owner, &file.name, &self.own_file(owner, id)));
        taken.map(|(_, draft)| draft)
    }

    /// Gives a file the name of the owner's. False when another window was faster.
    fn take_file(&self, owner: &DraftOwner, name: &str, own: &Path) -> bool {
        let path = self.0.join(name);
        match owner.show_in(&self.0).and_then(|()| std::fs::rename(&path, own)) {
            Ok(()) => true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            // The text is worth more than the order of the files.
            Err(error) => {
                tracing::warn!(%error, path = %path.display(), "a draft cannot be taken over");
                true
            }
        }
    }

    /// The drafts of a case that other windows have or left, the latest first. Blocks.
    pub fn others(&self, owner: &DraftOwner, id: CaseId, created_ms: Millis) -> Vec<OtherDraft> {
        let not_mine = self.of_case(id, created_ms).into_iter().filter(|(file, _)| file.mark.as_deref() != Some(owner.mark()));
        not_mine.map(|(file, draft)| OtherDraft { draft, is_open: self.is_of_another(owner, &file), file: file.name }).collect()
    }

    fn own_comment(&self, owner: &DraftOwner, id: CaseId) -> PathBuf {
        self.0.join(format!("comment-{}.{}.txt", id.0, owner.mark()))
    }

    /// Writes the comment on a case that was typed in a window and not sent; a blank one is deleted. Blocks.
    pub fn write_comment(&self, owner: &DraftOwner, id: CaseId, text: &str) -> io::Result<()> {
        let path = self.own_comment(owner, id);
        if text.trim().is_empty() {
            return remove(&path);
        }
        owner.show_in(&self.0)?;
        write_atomic(&path, text.as_bytes(), Access::Default)
    }

    /// The comments on a case that were typed and not sent, of all windows, one below another; blank for none. Blocks.
    pub fn comment(&self, id: CaseId) -> String {
        let files = self.files("comment", "txt").into_iter().filter(|file| file.case == id);
        let mut texts: Vec<(String, String)> =
            files.filter_map(|file| Some((std::fs::read_to_string(self.0.join(&file.name)).ok()?, file.name))).collect();
        texts.sort_by(|(_, a), (_, b)| a.cmp(b));
        texts.into_iter().map(|(text, _)| text).collect::<Vec<_>>().join("\n\n")
    }

    /// Takes the comment with which a window continues: its own, together with the comments of closed windows, which become its
    /// own. Blocks.
    pub fn take_comment(&self, owner: &DraftOwner, id: CaseId) -> String {
        let mut files = self.files("comment", "txt");
        files.retain(|file| file.case == id && !self.is_of_another(owner, file));
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let mut text = String::new();
        let mut taken = Vec::new();
        for file in files {
            let Ok(more) = std::fs::read_to_string(self.0.join(&file.name)) else { continue };
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&more);
            if file.mark.as_deref() != Some(owner.mark()) {
                taken.push(file.name);
            }
        }
        if !taken.is_empty() {
            // The files of others are deleted once their text stands in the own one.
            let done =
                self.write_comment(owner, id, &text).and_then(|()| taken.iter().try_for_each(|name| self.remove_file(name)));
            if let Err(error) = done {
                tracing::warn!(%error, case = id.0, "a kept comment cannot be taken over");
            }
        }
        text
    }

    /// The cases with a draft of any window. A folder that cannot be read has none. Blocks.
    pub fn cases(&self) -> Vec<CaseId> {
        let mut cases: Vec<_> = self.files("case", "json").into_iter().map(|file| file.case).collect();
        cases.sort_unstable();
        cases.dedup();
        cases
    }

    /// True for a case of which a window has a file. Blocks.
    pub fn has(&self, owner: &DraftOwner, id: CaseId) -> bool {
        self.own_file(owner, id).exists()
    }

    /// Deletes a window's draft of a case. Blocks.
    ///
    /// # Errors
    /// The file is there and cannot be deleted.
    pub fn remove(&self, owner: &DraftOwner, id: CaseId) -> io::Result<()> {
        remove(&self.own_file(owner, id))
    }

    /// Deletes a draft that a closed window left, by the name of its file. Blocks.
    ///
    /// # Errors
    /// The file is there and cannot be deleted.
    pub fn remove_file(&self, name: &str) -> io::Result<()> {
        remove(&self.0.join(name))
    }
}

/// Deletes a file that may be missing.
fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The folder of all drafts of a workspace file: `shop.voluptas` has `shop.drafts`.
fn folder(workspace: &Path) -> PathBuf {
    workspace.with_extension("drafts")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Time at which the cases were created.
    const CREATED: Millis = 4;

    fn draft(title: &str, at_ms: Millis) -> CaseDraft {
        let mut form = CaseForm::default();
        form.content.title = title.to_owned();
        CaseDraft { base: CaseForm::default(), form, at_ms, created_ms: Some(CREATED) }
    }

    fn title(draft: Option<CaseDraft>) -> Option<String> {
        draft.map(|draft| draft.form.content.title)
    }

    #[test]
    fn a_workspace_that_replaces_another_one_gets_none_of_its_drafts() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("shop.voluptas");
        let open = |at| Store::open(&path, std::sync::Arc::new(voluptas_core::base::FixedClock::at(at))).expect("store");
        let owner = DraftOwner::default();
        let store = open(1);
        let drafts = DraftFolder::of(&store);
        // Earlier versions did not name the workspace.
        let former = drafts
            .path()
            .with_file_name(drafts.path().file_name().and_then(|n| n.to_str()).expect("name").split('-').next().expect("author"));
        std::fs::create_dir_all(&former).expect("folder");
        for (name, title) in [("case-8.json", "Former"), ("case-9.0af.json", "Closed")] {
            std::fs::write(former.join(name), serde_json::to_vec(&draft(title, 1)).expect("json")).expect("a former draft");
        }
        drafts.write(&owner, CaseId(7), &draft("Pay", 1)).expect("written");
        assert_eq!(drafts.cases(), [7, 8, 9].map(CaseId));
        assert!(!former.exists());
        drop(store);
        std::fs::rename(&path, dir.path().join("old.voluptas")).expect("moved away");
        assert_eq!(DraftFolder::of(&open(2)).cases(), []);
        std::fs::rename(dir.path().join("old.voluptas"), &path).expect("moved back");
        assert_eq!(title(DraftFolder::of(&open(3)).take(&DraftOwner::default(), CaseId(9), CREATED)).as_deref(), Some("Closed"));
    }

    #[test]
    fn a_case_gets_no_draft_of_another_one_that_had_its_row_id() {
        let dir = tempfile::tempdir().expect("folder");
        let (drafts, owner) = (DraftFolder(dir.path().join("mine")), DraftOwner::default());
        drafts.write(&owner, CaseId(7), &draft("Pay", 1)).expect("written");
        let other = CREATED + 1;
        assert_eq!(drafts.take(&owner, CaseId(7), other), None);
        assert_eq!(drafts.others(&DraftOwner::default(), CaseId(7), other), []);
        assert_eq!(title(drafts.take(&owner, CaseId(7), CREATED)).as_deref(), Some("Pay"), "it stays for its own case");
    }

    #[test]
    fn lists_the_cases_with_a_draft() {
        let dir = tempfile::tempdir().expect("folder");
        let drafts = DraftFolder(dir.path().join("mine"));
        let owner = DraftOwner::default();
        assert_eq!(drafts.cases(), [], "no folder yet");
        drafts.write(&owner, CaseId(7), &draft("Pay", 1)).expect("written");
        std::fs::write(dir.path().join("mine").join("case-8.txt"), "").expect("another file");
        assert_eq!(drafts.cases(), [CaseId(7)]);
        drafts.remove(&owner, CaseId(7)).expect("removed");
        assert_eq!(drafts.cases(), []);
    }

    #[test]
    fn two_windows_of_one_person_keep_a_draft_each() {
        let dir = tempfile::tempdir().expect("folder");
        let drafts = DraftFolder(dir.path().join("mine"));
        let (first, second) = (DraftOwner::default(), DraftOwner::default());
        drafts.write(&first, CaseId(7), &draft("Pay", 1)).expect("written");
        drafts.write(&second, CaseId(7), &draft("Pay twice", 2)).expect("written");
        assert_eq!(title(drafts.take(&first, CaseId(7), CREATED)).as_deref(), Some("Pay"));
        let others = drafts.others(&first, CaseId(7), CREATED);
        assert_eq!(
            others.iter().map(|o| (o.draft.form.content.title.as_str(), o.is_open)).collect::<Vec<_>>(),
            [("Pay twice", true)]
        );
        // A third window has nothing of its own to go on with.
        let third = DraftOwner::default();
        assert_eq!(drafts.take(&third, CaseId(7), CREATED), None);
        assert_eq!(drafts.others(&third, CaseId(7), CREATED).len(), 2);
        // A save in one window leaves the draft of the other.
        drafts.remove(&first, CaseId(7)).expect("removed");
        assert_eq!(title(drafts.read(CaseId(7))).as_deref(), Some("Pay twice"));
    }

    #[test]
    fn a_window_takes_over_what_closed_windows_left() {
        let dir = tempfile::tempdir().expect("folder");
        let drafts = DraftFolder(dir.path().join("mine"));
        let closed = DraftOwner::default();
        drafts.write(&closed, CaseId(7), &draft("Pay twice", 2)).expect("written");
        drop(closed);
        let nameless = drafts.path().join("case-7.json");
        std::fs::write(&nameless, serde_json::to_vec(&draft("Pay", 1)).expect("json")).expect("a file of an earlier version");
        let (first, second) = (DraftOwner::default(), DraftOwner::default());
        assert_eq!(title(drafts.take(&first, CaseId(7), CREATED)).as_deref(), Some("Pay twice"), "the latest");
        assert_eq!(title(drafts.take(&first, CaseId(7), CREATED)).as_deref(), Some("Pay twice"), "it stays its own");
        let left = drafts.others(&first, CaseId(7), CREATED);
        assert_eq!(left.iter().map(|o| (o.file.as_str(), o.is_open)).collect::<Vec<_>>(), [("case-7.json", false)]);
        assert_eq!(title(drafts.take(&second, CaseId(7), CREATED)).as_deref(), Some("Pay"));
        assert!(!nameless.exists() && drafts.has(&second, CaseId(7)));
    }

    #[test]
    fn comments_of_closed_windows_are_joined() {
        let dir = tempfile::tempdir().expect("folder");
        let drafts = DraftFolder(dir.path().join("mine"));
        let (closed, open) = (DraftOwner::default(), DraftOwner::default());
        drafts.write_comment(&closed, CaseId(7), "Which card?").expect("written");
        drafts.write_comment(&open, CaseId(7), "Another window").expect("written");
        drop(closed);
        std::fs::write(drafts.path().join("comment-7.txt"), "Which bank?").expect("a file of an earlier version");
        let owner = DraftOwner::default();
        let taken = drafts.take_comment(&owner, CaseId(7));
        assert!(taken.contains("Which card?") && taken.contains("Which bank?") && !taken.contains("Another"), "{taken}");
        assert_eq!(drafts.take_comment(&owner, CaseId(7)), taken);
        drafts.write_comment(&owner, CaseId(7), "").expect("sent");
        assert_eq!(drafts.comment(CaseId(7)), "Another window");
    }

    #[test]
    fn removes_the_leftovers_of_killed_programs_and_nothing_else() {
        let dir = tempfile::tempdir().expect("folder");
        let mine = DraftFolder(dir.path().join("shop.drafts").join("mine"));
        let theirs = dir.path().join("shop.drafts").join("theirs");
        let file = |folder: &Path, name: &str, hours: u64| {
            std::fs::create_dir_all(folder).expect("folder");
            let path = folder.join(name);
            std::fs::write(&path, "{").expect("file");
            let then = std::fs::metadata(&path).and_then(|m| m.modified()).expect("its time") - Duration::from_secs(hours * 3600);
            std::fs::File::options().write(true).open(&path).and_then(|f| f.set_modified(then)).expect("aged");
            path
        };
        let old = [
            file(&mine.0, ".case-7.json.0af.tmp", 25),
            file(&theirs, ".case-8.json.0af.tmp", 50),
            file(&mine.0, "window-0af.lock", 25),
        ];
        let kept = [
            file(&mine.0, ".case-7.json.1b0.tmp", 1),
            file(&mine.0, "case-7.json", 100),
            file(&mine.0, "case-7.0af.json", 100),
            file(&mine.0, "notes.tmp", 100),
            file(&mine.0, "window-1b0.lock", 100),
        ];
        let window = std::fs::File::open(&kept[4]).expect("the mark of a window");
        window.lock().expect("an open one");
        mine.remove_leftovers();
        assert!(old.iter().all(|path| !path.exists()));
        assert!(kept.iter().all(|path| path.exists()));
        DraftFolder(dir.path().join("none").join("mine")).remove_leftovers();
    }
}
