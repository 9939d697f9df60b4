//! Bytes that nothing names any more.

use super::{Blobs, StoredBlob, bucket, key};
use crate::base::Millis;
use crate::store::Store;
use crate::store::error::Result;
use futures::TryStreamExt as _;
use object_store::ObjectStoreExt as _;

/// Bytes younger than this are kept: the entry that names them may still be on its way.
pub const KEPT_FOR: Millis = 24 * 60 * 60 * 1000;
/// Stored bytes are used again without being made young when they are younger than this. The rest of [`KEPT_FOR`] is the time that
/// an entry has to be written.
const YOUNG: Millis = KEPT_FOR / 2;

pub(super) fn is_young(stored_ms: Millis, now: Millis) -> bool {
    now - stored_ms < YOUNG
}

/// Bytes at the place of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Swept {
    /// Number of all stored files, and of their bytes.
    pub stored: (usize, u64),
    /// Number of files that nothing names, and of their bytes.
    pub unnamed: (usize, u64),
    /// Number of those that are too young to be removed.
    pub young: usize,
    /// Number of removed files.
    pub removed: usize,
}

/// Looks for bytes that no entry of the workspace names, not even one in the trash or behind undo, and removes the old ones when
/// `removes` says so. Blocks.
///
/// # Errors
/// The place or the workspace cannot be read. What was removed before stays removed.
pub fn sweep(store: &Store, now: Millis, removes: bool) -> Result<Swept> {
    let blobs = store.blobs()?;
    // Listed before the entries are read: bytes that come later are not in the list.
    let list = bucket::wait(async { Ok(blobs.list().try_collect::<Vec<StoredBlob>>().await) });
    let stored = list.map_err(|e| blobs.failed(e))??;
    let named = store.named_blobs()?;
    let mut swept = Swept { stored: total(&stored), ..Swept::default() };
    let unnamed: Vec<StoredBlob> = stored.into_iter().filter(|blob| !named.contains(&blob.hash)).collect();
    swept.unnamed = total(&unnamed);
    let old: Vec<StoredBlob> = unnamed.into_iter().filter(|blob| now - blob.stored_ms >= KEPT_FOR).collect();
    swept.young = swept.unnamed.0 - old.len();
    if removes {
        bucket::wait(async { Ok(remove(&blobs, &old, &mut swept.removed).await) }).map_err(|e| blobs.failed(e))??;
    }
    Ok(swept)
}

async fn remove(blobs: &Blobs, old: &[StoredBlob], removed: &mut usize) -> Result<()> {
    for blob in old {
        match blobs.files.delete(&key(&blob.hash)).await {
            Ok(()) => *removed += 1,
            Err(object_store::Error::NotFound { .. }) => {}
            Err(e) => return Err(blobs.failed(e)),
        }
    }
    Ok(())
}

fn total(blobs: &[StoredBlob]) -> (usize, u64) {
    (blobs.len(), blobs.iter().map(|blob| blob.size).sum())
}
