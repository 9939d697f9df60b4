//! The bytes of attachments: files named by their content (BLAKE3), beside the workspace file.
//!
//! Through `object_store`, so that another place (S3) is a setting and not a second implementation. The one part of the
//! store whose calls are asynchronous. The same bytes are kept once, however often they are attached.

use super::error::{Error, Result};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStoreExt as _, PutPayload};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Storage of the bytes of attachments.
#[derive(Debug, Clone)]
pub struct Blobs {
    files: Arc<LocalFileSystem>,
    folder: PathBuf,
}

impl Blobs {
    /// A storage in a folder. A missing folder is created.
    ///
    /// # Errors
    /// The folder cannot be created.
    pub fn in_folder(folder: &Path) -> Result<Self> {
        let io = |source| Error::Io { path: folder.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(io)?;
        let files = LocalFileSystem::new_with_prefix(folder).map_err(|e| io(std::io::Error::other(e)))?;
        Ok(Self { files: Arc::new(files), folder: folder.to_owned() })
    }

    /// The folder that belongs to a workspace file: `shop.voluptas` has `shop.attachments`.
    #[must_use]
    pub fn folder_of(workspace: &Path) -> PathBuf {
        workspace.with_extension("attachments")
    }

    /// Path of the bytes with this content hash, for checks.
    #[must_use]
    pub fn path_in(folder: &Path, content_hash: &str) -> PathBuf {
        let [one, two] = levels(content_hash);
        folder.join(one).join(two).join(content_hash)
    }

    /// Folder of the bytes.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Stores bytes and returns their content hash. Stored bytes are not written again.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub async fn put(&self, bytes: impl Into<PutPayload>) -> Result<String> {
        let payload: PutPayload = bytes.into();
        let mut hasher = blake3::Hasher::new();
        for part in &payload {
            hasher.update(part);
        }
        let hash = hasher.finalize().to_hex().to_string();
        let key = key(&hash);
        if self.files.head(&key).await.is_err() {
            self.files.put(&key, payload).await.map_err(|e| self.io(e))?;
        }
        Ok(hash)
    }

    /// The bytes with this content hash; `None` when they are not stored.
    ///
    /// # Errors
    /// The stored bytes cannot be read.
    pub async fn get(&self, content_hash: &str) -> Result<Option<Vec<u8>>> {
        if !is_hash(content_hash) {
            return Ok(None);
        }
        match self.files.get(&key(content_hash)).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(|e| self.io(e))?.to_vec())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(self.io(e)),
        }
    }

    fn io(&self, e: object_store::Error) -> Error {
        Error::Io { path: self.folder.clone(), source: std::io::Error::other(e) }
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Two levels of folders keep any one of them small enough for a file browser.
fn levels(hash: &str) -> [&str; 2] {
    [hash.get(..2).unwrap_or("00"), hash.get(2..4).unwrap_or("00")]
}

fn key(hash: &str) -> Key {
    let [one, two] = levels(hash);
    Key::from_iter([one, two, hash])
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
        assert_eq!(std::fs::read(Blobs::path_in(&folder, &one)).expect("file"), b"hello");
        assert_eq!(one, blake3::hash(b"hello").to_hex().to_string());
        assert_eq!(blobs.get(&one).await.expect("get").as_deref(), Some(b"hello".as_slice()));
        assert_eq!(blobs.get(&"0".repeat(64)).await.expect("get"), None);
        assert_eq!(blobs.get("../../etc/passwd").await.expect("get"), None);
    }
}
