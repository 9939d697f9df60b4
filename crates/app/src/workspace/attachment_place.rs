//! Another place for the bytes of a workspace's attachments.

use futures::StreamExt as _;
use voluptas_core::domain::Message;
use voluptas_jobs::JobRunner;
use voluptas_store::blobs::{BlobPlace, Blobs};
use voluptas_store::{Result, Store};

/// Rounds of copying files that other programs stored during the move.
const ROUNDS: usize = 5;

/// A move of attachments, finished or planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentMove {
    /// The former place.
    pub from: BlobPlace,
    /// The new place.
    pub to: BlobPlace,
    /// Number of files that the workspace names.
    pub named: usize,
    /// Number of files that were copied, or would be.
    pub copied: usize,
    /// Hashes of named files that the former place has not.
    pub missing: Vec<String>,
}

/// Copies the bytes of all attachments to another place and names it as the place of the workspace. The former place keeps its files.
/// A file that both places have is not copied again, so a move that was stopped goes on. Blocks.
///
/// # Errors
/// A place cannot be read or written; the workspace then keeps its place. The new place belongs to another workspace.
pub fn move_to(store: &Store, to: &BlobPlace, dry_run: bool, jobs: &JobRunner) -> Result<AttachmentMove> {
    let from = store.blobs()?;
    let mut moved = AttachmentMove { from: from.place().clone(), to: to.clone(), named: 0, copied: 0, missing: Vec::new() };
    if is_same(from.place(), to) {
        moved.to = moved.from.clone();
        moved.named = store.named_blobs()?.len();
        return Ok(moved);
    }
    if dry_run {
        let there = if is_missing_folder(to) { Default::default() } else { Blobs::open(to)?.hashes_blocking()? };
        let named = store.named_blobs()?;
        (moved.named, moved.copied) = (named.len(), named.iter().filter(|hash| !there.contains(*hash)).count());
        return Ok(moved);
    }
    let target = Blobs::open(to)?;
    store.claim_blobs(&target)?;
    let mut there = target.hashes_blocking()?;
    for _ in 0..ROUNDS {
        let named = store.named_blobs()?;
        let todo: Vec<&String> = named.iter().filter(|hash| !there.contains(*hash) && !moved.missing.contains(hash)).collect();
        moved.named = named.len();
        if todo.is_empty() {
            break;
        }
        for hash in todo {
            if jobs.handle().block_on(copy(&from, &target, hash))? {
                moved.copied += 1;
                there.insert(hash.clone());
            } else {
                moved.missing.push(hash.clone());
            }
        }
    }
    store.set_blob_place(to)?;
    Ok(moved)
}

/// True for two names of one place: a folder may be named from another folder, or through a link.
pub(super) fn is_same(one: &BlobPlace, other: &BlobPlace) -> bool {
    let real = |place: &BlobPlace| place.folder().and_then(|folder| folder.canonicalize().ok());
    one == other || real(one).is_some_and(|one| real(other) == Some(one))
}

pub(super) fn is_missing_folder(place: &BlobPlace) -> bool {
    place.folder().is_some_and(|folder| !folder.exists())
}

/// Copies bytes; `false` when they are not there.
pub(super) async fn copy(from: &Blobs, to: &Blobs, hash: &str) -> Result<bool> {
    let Some((_, mut parts)) = from.stream(hash).await? else { return Ok(false) };
    let mut writer = to.writer()?;
    while let Some(part) = parts.next().await {
        writer.write(&part.map_err(|e| from.io(e))?)?;
    }
    writer.finish().await.map(|_| true)
}

/// The sentence about a finished move.
pub fn sentence(moved: &AttachmentMove, dry_run: bool) -> Message {
    let key = match (moved.from == moved.to, dry_run) {
        (true, _) => "app-files-place",
        (false, true) => "app-files-would-move",
        (false, false) => "app-files-moved",
    };
    Message::new(key).with("place", &moved.to).with("from", &moved.from).count("copied", moved.copied).count("named", moved.named)
}
