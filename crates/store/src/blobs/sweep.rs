//! Bytes that nothing names any more.

pub use super::KEPT_FOR;
use super::{Blobs, StoredBlob, bucket, path_in};
use crate::Store;
use crate::error::Result;
use futures::TryStreamExt as _;
use object_store::ObjectStoreExt as _;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::time::UNIX_EPOCH;
use voluptas_core::base::Millis;

/// Files that are removed between two looks at the names.
const PART: usize = 500;
/// Extension of a file that is about to be removed.
const ASIDE: &str = "swept";

/// Bytes at the place of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SweepCounts {
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
pub fn sweep(store: &Store, now: Millis, removes: bool) -> Result<SweepCounts> {
    let blobs = store.blobs()?;
    // Listed before the entries are read: bytes that come later are not in the list.
    let list = bucket::wait(async { Ok(blobs.list().try_collect::<Vec<StoredBlob>>().await) });
    let stored = list.map_err(|e| blobs.failed(e))??;
    let named = store.named_blobs()?;
    let mut swept = SweepCounts { stored: total(&stored), ..SweepCounts::default() };
    let unnamed: Vec<StoredBlob> = stored.into_iter().filter(|blob| !named.contains(&blob.hash)).collect();
    swept.unnamed = total(&unnamed);
    let old: Vec<StoredBlob> = unnamed.into_iter().filter(|blob| is_old(blob.stored_ms, now)).collect();
    swept.young = swept.unnamed.0 - old.len();
    for part in old.chunks(PART).filter(|_| removes) {
        // Somebody may have named or stored them again since.
        let named = store.named_blobs()?;
        let part: Vec<&StoredBlob> = part.iter().filter(|blob| !named.contains(&blob.hash)).collect();
        bucket::wait(async { Ok(remove(&blobs, &part, now, &mut swept.removed).await) }).map_err(|e| blobs.failed(e))??;
    }
    Ok(swept)
}

async fn remove(blobs: &Blobs, old: &[&StoredBlob], now: Millis, removed: &mut usize) -> Result<()> {
    for blob in old {
        let done = match blobs.place().folder() {
            Some(folder) => remove_file(&path_in(folder, &blob.hash), now).map_err(|e| blobs.io(e))?,
            None => remove_object(blobs, &blob.hash, now).await?,
        };
        *removed += usize::from(done);
    }
    Ok(())
}

/// Removes an object of a bucket that is still old: bytes that are stored again become young.
async fn remove_object(blobs: &Blobs, hash: &str, now: Millis) -> Result<bool> {
    let gone = |e| match e {
        object_store::Error::NotFound { .. } => Ok(false),
        e => Err(blobs.failed(e)),
    };
    let key = blobs.key(hash);
    match blobs.files.head(&key).await {
        Ok(found) if !is_old(found.last_modified.timestamp_millis(), now) => return Ok(false),
        Ok(_) => {}
        Err(e) => return gone(e),
    }
    blobs.files.delete(&key).await.map(|()| true).or_else(gone)
}

/// Removes a file that is still old. It loses its name first: who stores the bytes meanwhile either finds no file and writes a new one,
/// or has made it young before, and it gets its name back.
fn remove_file(path: &Path, now: Millis) -> std::io::Result<bool> {
    let aside = path.with_extension(ASIDE);
    let is_gone = |e: std::io::Error| if e.kind() == ErrorKind::NotFound { Ok(false) } else { Err(e) };
    if let Err(e) = fs::rename(path, &aside) {
        return is_gone(e);
    }
    if is_old(modified_ms(&aside)?, now) {
        return fs::remove_file(&aside).map(|()| true);
    }
    fs::rename(&aside, path).map(|()| false)
}

fn modified_ms(path: &Path) -> std::io::Result<Millis> {
    let since = fs::metadata(path)?.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

fn is_old(stored_ms: Millis, now: Millis) -> bool {
    now - stored_ms >= KEPT_FOR
}

fn total(blobs: &[StoredBlob]) -> (usize, u64) {
    (blobs.len(), blobs.iter().map(|blob| blob.size).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_became_young_meanwhile_keeps_its_name() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let blobs = Blobs::in_folder(dir.path()).expect("folder");
        let hash = blobs.put_here(b"old".to_vec()).expect("stored");
        let path = path_in(dir.path(), &hash);
        let stored = modified_ms(&path).expect("time");
        // Listed as old, and stored again before its turn came.
        assert!(!remove_file(&path, stored + KEPT_FOR - 1).expect("looked at"));
        assert_eq!(fs::read(&path).expect("there"), b"old");
        assert!(remove_file(&path, stored + KEPT_FOR).expect("removed"));
        assert!(!path.exists() && !path.with_extension(ASIDE).exists());
        assert!(!remove_file(&path, stored + KEPT_FOR).expect("gone already"));
    }
}
