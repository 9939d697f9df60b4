//! The bytes of attachments: files named by their content (BLAKE3), in a folder beside the workspace file or in a bucket.
//!
//! Through `object_store`: a folder and a bucket are one implementation. The same bytes are kept once, however often they are
//! attached. What is read is compared with its name: bytes that another program changed are an error, not an answer.
//!
//! An entry of the workspace is written after its bytes. [`sweep`] therefore removes only what nothing names and what is older than
//! [`KEPT_FOR`]; bytes that are stored a second time are as young as new ones.

mod blocking;
pub mod bucket;
pub(super) mod of_store;
pub mod place;
pub mod sweep;
mod writer;

pub use place::{BadPlace, BlobPlace};
pub use writer::BlobWriter;

use super::error::{Error, Result};
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::aws::AmazonS3;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::prefix::PrefixStore;
use object_store::{GetResult, ObjectMeta, ObjectStore, ObjectStoreExt as _, PutMode, PutPayload};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};
use voluptas_core::base::{Clock as _, Millis, SystemClock};

/// Bytes younger than this are kept: the entry that names them may still be on its way.
pub const KEPT_FOR: Millis = 24 * 60 * 60 * 1000;
/// Stored bytes are used again without being made young when they are younger than this. The rest of [`KEPT_FOR`] is the time that
/// an entry has to be written.
const YOUNG: Millis = KEPT_FOR / 2;
/// Name of the file with the id of the workspace, at a place that a workspace names.
const MARK: &str = "workspace";

/// Storage of the bytes of attachments.
#[derive(Debug, Clone)]
pub struct Blobs {
    files: Arc<dyn ObjectStore>,
    place: Arc<BlobPlace>,
    /// The bucket, which signs addresses.
    bucket: Option<Arc<AmazonS3>>,
}

/// Stored bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBlob {
    /// Hash of the content.
    pub hash: String,
    /// Length in bytes.
    pub size: u64,
    /// Time of the last storing.
    pub stored_ms: i64,
}

impl Blobs {
    /// The storage at a place. Creates a missing folder. A bucket must exist; this is not checked.
    ///
    /// # Errors
    /// The folder cannot be created, or the environment lacks a variable for the bucket.
    pub fn open(place: &BlobPlace) -> Result<Self> {
        let BlobPlace::Bucket { name, prefix } = place else {
            return Self::in_folder(place.folder().unwrap_or(Path::new(".")));
        };
        let failed = |e| error_at(place, e);
        let bucket = Arc::new(bucket::open(name).map_err(failed)?);
        let files: Arc<dyn ObjectStore> = match prefix.as_str() {
            "" => Arc::<AmazonS3>::clone(&bucket),
            prefix => {
                let prefix = Key::parse(prefix).map_err(|e| failed(e.into()))?;
                Arc::new(PrefixStore::new(Arc::<AmazonS3>::clone(&bucket), prefix))
            }
        };
        Ok(Self { files, place: Arc::new(place.clone()), bucket: Some(bucket) })
    }

    /// A storage in a folder. Creates a missing folder. If that is not possible, as beside a read-only workspace, the storage is
    /// empty and writing fails.
    ///
    /// # Errors
    /// The path is no folder, or the folder cannot be entered.
    pub fn in_folder(folder: &Path) -> Result<Self> {
        let failed = |e: object_store::Error| Error::Io { path: folder.to_owned(), source: std::io::Error::other(e) };
        let files: Arc<dyn ObjectStore> = match std::fs::create_dir_all(folder) {
            Err(_) if !folder.exists() => {
                let absolute = std::path::absolute(folder).map_err(|source| Error::Io { path: folder.to_owned(), source })?;
                let prefix = Key::from_absolute_path(absolute).map_err(|e| failed(e.into()))?;
                Arc::new(PrefixStore::new(LocalFileSystem::new(), prefix))
            }
            _ => Arc::new(LocalFileSystem::new_with_prefix(folder).map_err(failed)?),
        };
        Ok(Self { files, place: Arc::new(BlobPlace::Folder(folder.to_owned())), bucket: None })
    }

    /// The folder that belongs to a workspace file: `shop.voluptas` has `shop.attachments`.
    pub fn folder_of(workspace: &Path) -> PathBuf {
        workspace.with_extension("attachments")
    }

    pub fn place(&self) -> &BlobPlace {
        &self.place
    }

    /// The name under which new bytes are stored. Those in a folder have one level of folders: with two, an ingest of thousands of files
    /// makes a folder for each. Those in a bucket have two, which cost nothing there.
    fn key(&self, hash: &str) -> Key {
        if self.place.folder().is_some() { Key::from_iter([level(hash), hash]) } else { earlier_key(hash) }
    }

    /// The names under which bytes may be stored.
    fn keys(&self, hash: &str) -> impl Iterator<Item = Key> {
        let earlier = self.place.folder().map(|_| earlier_key(hash));
        std::iter::once(self.key(hash)).chain(earlier)
    }

    /// Size and time of stored bytes; `None` for others.
    async fn head(&self, hash: &str) -> Result<Option<ObjectMeta>> {
        for key in self.keys(hash) {
            match self.files.head(&key).await {
                Ok(found) => return Ok(Some(found)),
                Err(object_store::Error::NotFound { .. }) => {}
                Err(e) => return Err(self.failed(e)),
            }
        }
        Ok(None)
    }

    /// Path of the bytes with this content hash; `None` in a bucket. A file need not be there.
    pub fn path(&self, content_hash: &str) -> Option<PathBuf> {
        self.place.folder().map(|folder| path_in(folder, content_hash))
    }

    /// Stores bytes and returns their content hash. Stored bytes are not written again, except for old ones in a bucket.
    pub async fn put(&self, bytes: impl Into<PutPayload>) -> Result<String> {
        let payload: PutPayload = bytes.into();
        let mut hasher = blake3::Hasher::new();
        for part in &payload {
            hasher.update(part);
        }
        let hash = hasher.finalize().to_hex().to_string();
        if !self.is_fresh(&hash, payload.content_length() as u64).await? {
            self.files.put(&self.key(&hash), payload).await.map_err(|e| self.failed(e))?;
        }
        Ok(hash)
    }

    /// True for bytes that are all there and that no sweep removes soon. Old bytes of a folder become young by that.
    async fn is_fresh(&self, hash: &str, size: u64) -> Result<bool> {
        let Some(found) = self.head(hash).await?.filter(|found| found.size == size) else { return Ok(false) };
        let now = SystemClock.now();
        if is_young(found.last_modified.timestamp_millis(), now) {
            return Ok(true);
        }
        let Some(path) = self.path(hash) else { return Ok(false) };
        let touched = tokio::task::spawn_blocking(move || {
            let file = std::fs::File::options().append(true).open(&path)?;
            file.set_modified(UNIX_EPOCH + Duration::from_millis(now.unsigned_abs()))?;
            // A sweep that was faster has taken the name away.
            path.try_exists()
        });
        Ok(matches!(touched.await, Ok(Ok(true))))
    }

    /// A writer for bytes that come in parts and are not held in memory.
    ///
    /// # Errors
    /// A temporary file cannot be made.
    pub fn writer(&self) -> Result<BlobWriter> {
        BlobWriter::new(self.clone())
    }

    /// The bytes with this content hash; `None` when they are not stored.
    ///
    /// # Errors
    /// The stored bytes cannot be read, or do not match the hash.
    pub async fn get(&self, content_hash: &str) -> Result<Option<Vec<u8>>> {
        let Some((_, parts)) = self.stream(content_hash).await? else { return Ok(None) };
        parts
            .map_err(|e| self.io(e))
            .try_fold(Vec::new(), async |mut all, part| {
                all.extend_from_slice(&part);
                Ok(all)
            })
            .await
            .map(Some)
    }

    /// The length and the parts of the bytes with this content hash; `None` when they are not stored. An error follows the last
    /// part when the bytes do not match the hash.
    ///
    /// # Errors
    /// The stored bytes cannot be read.
    pub async fn stream(&self, content_hash: &str) -> Result<Option<(u64, BoxStream<'static, std::io::Result<Bytes>>)>> {
        if !is_hash(content_hash) {
            return Ok(None);
        }
        let Some(found) = self.open_stored(content_hash).await? else { return Ok(None) };
        let (size, expected) = (found.meta.size, content_hash.to_owned());
        let parts = found.into_stream().map_err(std::io::Error::other).map(Some).chain(futures::stream::once(async { None }));
        let checked = parts.scan(blake3::Hasher::new(), move |hasher, part| {
            let next = match part {
                Some(part) => {
                    if let Ok(bytes) = &part {
                        hasher.update(bytes);
                    }
                    Some(part)
                }
                None if hasher.finalize().to_hex().as_str() == expected => None,
                None => Some(Err(std::io::Error::new(std::io::ErrorKind::InvalidData, "the stored bytes were changed"))),
            };
            futures::future::ready(next)
        });
        Ok(Some((size, checked.boxed())))
    }

    async fn open_stored(&self, hash: &str) -> Result<Option<GetResult>> {
        for key in self.keys(hash) {
            match self.files.get(&key).await {
                Ok(found) => return Ok(Some(found)),
                Err(object_store::Error::NotFound { .. }) => {}
                Err(e) => return Err(self.failed(e)),
            }
        }
        Ok(None)
    }

    /// An address at which the bytes can be read for some minutes without a token; `None` in a folder.
    ///
    /// # Errors
    /// The keys of the bucket are missing.
    pub async fn signed_url(&self, content_hash: &str) -> Result<Option<String>> {
        let (Some(bucket), BlobPlace::Bucket { prefix, .. }) = (&self.bucket, &*self.place) else { return Ok(None) };
        let key: Key = Key::from(prefix.as_str()).parts().chain(self.key(content_hash).parts()).collect();
        bucket::signed(bucket, &key).await.map(Some).map_err(|e| self.failed(e))
    }

    /// Like [`Blobs::get`], for a thread that may block, outside an asynchronous task.
    ///
    /// # Errors
    /// The same errors as [`Blobs::get`].
    pub fn get_blocking(&self, content_hash: &str) -> Result<Option<Vec<u8>>> {
        bucket::wait(async { Ok(self.get(content_hash).await) }).map_err(|e| self.failed(e))?
    }

    /// Marks the place as that of a workspace, by its id. A place with files needs the mark already.
    ///
    /// # Errors
    /// [`Error::Io`] of kind `AlreadyExists` where other files or the mark of another workspace are; the place cannot be read or written.
    pub fn claim(&self, id: &str) -> Result<()> {
        let mark = Key::from(MARK);
        let mode = PutMode::Create.into();
        let done = bucket::wait(async {
            match self.files.head(&mark).await {
                // Files without a mark are those of a workspace that never moved, or none of attachments at all.
                Err(object_store::Error::NotFound { .. }) if self.files.list(None).next().await.is_some() => return Ok(false),
                _ => {}
            }
            match self.files.put_opts(&mark, PutPayload::from(id.to_owned()), mode).await {
                Err(object_store::Error::AlreadyExists { .. }) => self.files.get(&mark).await?.bytes().await.map(|old| old == id),
                put => put.map(|_| true),
            }
        });
        match done.map_err(|e| self.failed(e))? {
            true => Ok(()),
            false => Err(self.taken()),
        }
    }

    /// Asks a bucket whether it answers. Blocks.
    pub(super) fn answers(&self) -> Result<()> {
        let asked = bucket::wait(async {
            match self.files.head(&Key::from(MARK)).await {
                Ok(_) | Err(object_store::Error::NotFound { .. }) => Ok(()),
                Err(e) => Err(e),
            }
        });
        asked.map_err(|e| self.failed(e))
    }

    /// The error for a place that belongs to another workspace.
    fn taken(&self) -> Error {
        let text = "the place holds other files or belongs to another workspace";
        self.io(std::io::Error::new(std::io::ErrorKind::AlreadyExists, text))
    }

    /// Hashes of everything that is stored. For a thread that may block.
    ///
    /// # Errors
    /// The place cannot be listed.
    pub fn hashes_blocking(&self) -> Result<HashSet<String>> {
        let hashes = self.list().map_ok(|blob| blob.hash).try_collect();
        bucket::wait(async { Ok(hashes.await) }).map_err(|e| self.failed(e))?
    }

    /// All stored blobs, in no order. Other files are left out.
    pub fn list(&self) -> BoxStream<'static, Result<StoredBlob>> {
        let (place, this) = (Arc::clone(&self.place), self.clone());
        let blob = move |meta: ObjectMeta| {
            let hash = meta.location.filename()?.to_owned();
            let is_ours = is_hash(&hash) && this.keys(&hash).any(|key| meta.location == key);
            is_ours.then_some(StoredBlob { hash, size: meta.size, stored_ms: meta.last_modified.timestamp_millis() })
        };
        let all = self.files.list(None).map_err(move |e| error_at(&place, e));
        all.try_filter_map(move |meta| futures::future::ready(Ok(blob(meta)))).boxed()
    }

    fn failed(&self, e: object_store::Error) -> Error {
        error_at(&self.place, e)
    }

    /// An input or output error at this place.
    pub fn io(&self, source: std::io::Error) -> Error {
        Error::Io { path: self.place.to_string().into(), source }
    }
}

fn error_at(place: &BlobPlace, e: object_store::Error) -> Error {
    Error::Io { path: place.to_string().into(), source: std::io::Error::other(e) }
}

/// Path of the bytes with this content hash in a folder. A file need not be there.
pub fn path_in(folder: &Path, content_hash: &str) -> PathBuf {
    let path = folder.join(level(content_hash)).join(content_hash);
    if path.exists() {
        return path;
    }
    let earlier = earlier_path(folder, content_hash);
    if earlier.exists() { earlier } else { path }
}

/// Path at which earlier versions stored the bytes with this content hash.
fn earlier_path(folder: &Path, content_hash: &str) -> PathBuf {
    let [one, two] = earlier_levels(content_hash);
    folder.join(one).join(two).join(content_hash)
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'))
}

/// The folder of bytes: 256 of them keep any one small enough for a file browser.
fn level(hash: &str) -> &str {
    hash.get(..2).unwrap_or("00")
}

/// The folders of bytes that versions until 0.2 stored in a folder, and that all store in a bucket.
fn earlier_levels(hash: &str) -> [&str; 2] {
    [level(hash), hash.get(2..4).unwrap_or("00")]
}

fn earlier_key(hash: &str) -> Key {
    let [one, two] = earlier_levels(hash);
    Key::from_iter([one, two, hash])
}

pub(super) fn is_young(stored_ms: Millis, now: Millis) -> bool {
    now - stored_ms < YOUNG
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn keeps_the_same_bytes_once() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let folder = Blobs::folder_of(&dir.path().join("w.voluptas"));
        let blobs = Blobs::in_folder(&folder).expect("folder");
        let one = blobs.put(b"hello".to_vec()).await.expect("put");
        let two = blobs.put(b"hello".to_vec()).await.expect("put again");
        assert_eq!(one, two);
        assert_eq!(std::fs::read(path_in(&folder, &one)).expect("file"), b"hello");
        assert_eq!(one, blake3::hash(b"hello").to_hex().to_string());
        assert_eq!(blobs.get(&one).await.expect("get").as_deref(), Some(b"hello".as_slice()));
        assert_eq!(blobs.get(&"0".repeat(64)).await.expect("get"), None);
        assert_eq!(blobs.get("../../etc/passwd").await.expect("get"), None);
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_folder_that_cannot_be_made_has_nothing_and_takes_nothing() {
        let blobs = Blobs::in_folder(Path::new("/proc/w.attachments")).expect("a place to read");
        assert_eq!(blobs.get(&"0".repeat(64)).await.expect("get"), None);
        assert!(blobs.put(b"hello".to_vec()).await.is_err() && blobs.put_here(b"hello".to_vec()).is_err());
    }

    #[tokio::test]
    async fn finds_what_earlier_versions_stored_two_folders_deep() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let blobs = Blobs::in_folder(dir.path()).expect("folder");
        let hash = blobs.put(b"earlier".to_vec()).await.expect("put");
        let earlier = dir.path().join(&hash[..2]).join(&hash[2..4]).join(&hash);
        std::fs::create_dir(earlier.parent().expect("folder")).expect("folder");
        std::fs::rename(path_in(dir.path(), &hash), &earlier).expect("moved");
        assert_eq!(blobs.path(&hash), Some(earlier));
        assert_eq!(blobs.get(&hash).await.expect("get").as_deref(), Some(b"earlier".as_slice()));
        for _ in 0..2 {
            assert_eq!(blobs.put(b"earlier".to_vec()).await.expect("put again"), hash);
            assert_eq!(blobs.put_here(b"earlier".to_vec()).expect("put here"), hash);
        }
        let stored: Vec<StoredBlob> = blobs.list().try_collect().await.expect("list");
        assert_eq!(stored.len(), 1, "not stored again");
    }

    #[tokio::test]
    async fn refuses_bytes_that_somebody_changed() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let blobs = Blobs::in_folder(dir.path()).expect("folder");
        let hash = blobs.put(b"hello".to_vec()).await.expect("put");
        std::fs::write(path_in(dir.path(), &hash), b"other").expect("write");
        let error = blobs.get(&hash).await.expect_err("changed");
        assert!(matches!(&error, Error::Io { source, .. } if source.kind() == std::io::ErrorKind::InvalidData), "{error}");
    }

    #[tokio::test]
    async fn lists_what_it_stored_and_nothing_else() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let blobs = Blobs::in_folder(dir.path()).expect("folder");
        let mut writer = blobs.writer().expect("writer");
        writer.write(b"he").expect("write");
        writer.write(b"llo").expect("write");
        let (hash, size) = writer.finish().await.expect("stored");
        std::fs::write(dir.path().join("notes.txt"), "a person's").expect("write");
        let stored: Vec<StoredBlob> = blobs.list().try_collect().await.expect("list");
        assert_eq!(stored.iter().map(|b| (b.hash.as_str(), b.size)).collect::<Vec<_>>(), [(hash.as_str(), 5)]);
        assert_eq!((hash.as_str(), size), (blake3::hash(b"hello").to_hex().as_str(), 5));
    }
}
