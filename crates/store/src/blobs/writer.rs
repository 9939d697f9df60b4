//! Bytes that are stored in parts.

use super::{Blobs, path_in};
use crate::error::{Error, Result};
use object_store::buffered::BufWriter;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use tempfile::NamedTempFile;

/// Takes bytes in parts. Their name, the hash of the content, is known at the end: until then they are in a temporary file, which is
/// removed when the writer is dropped.
#[derive(Debug)]
pub struct BlobWriter {
    blobs: Blobs,
    file: NamedTempFile,
    hasher: blake3::Hasher,
    size: u64,
}

impl BlobWriter {
    pub(super) fn new(blobs: Blobs) -> Result<Self> {
        // In the folder itself, so that the whole file only gets another name.
        let file = match blobs.place().folder() {
            Some(folder) => NamedTempFile::with_prefix_in("upload-", folder),
            None => NamedTempFile::with_prefix("voluptas-upload-"),
        };
        let file = file.map_err(|e| blobs.io(e))?;
        Ok(Self { blobs, file, hasher: blake3::Hasher::new(), size: 0 })
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// The temporary file cannot be written.
    pub fn write(&mut self, part: &[u8]) -> Result<()> {
        self.hasher.update(part);
        self.size += part.len() as u64;
        // Parts are small, and the system takes them into its cache.
        self.file.write_all(part).map_err(|e| self.blobs.io(e))
    }

    /// Stores the bytes; returns their content hash and length.
    pub async fn finish(self) -> Result<(String, u64)> {
        let Self { blobs, file, hasher, size } = self;
        let hash = hasher.finalize().to_hex().to_string();
        if blobs.is_fresh(&hash, size).await? {
            return Ok((hash, size));
        }
        match blobs.place().folder() {
            Some(folder) => {
                let target = path_in(folder, &hash);
                let kept = tokio::task::spawn_blocking(move || keep(file, &target));
                kept.await.map_err(|e| blobs.io(std::io::Error::other(e)))?.map_err(|e| blobs.io(e))?;
            }
            None => send(&blobs, &file, &hash).await?,
        }
        Ok((hash, size))
    }
}

/// Gives a whole file its name. It is on the disk before, since the workspace will name it.
fn keep(file: NamedTempFile, target: &Path) -> std::io::Result<()> {
    file.as_file().sync_all()?;
    if let Some(folder) = target.parent() {
        std::fs::create_dir_all(folder)?;
    }
    file.persist(target).map(drop).map_err(|e| e.error)
}

async fn send(blobs: &Blobs, file: &NamedTempFile, hash: &str) -> Result<()> {
    let failed = |e: std::io::Error| -> Error { blobs.io(e) };
    let mut from = tokio::fs::File::open(file.path()).await.map_err(failed)?;
    let mut to = BufWriter::new(Arc::clone(&blobs.files), blobs.key(hash));
    tokio::io::copy(&mut from, &mut to).await.map_err(failed)?;
    tokio::io::AsyncWriteExt::shutdown(&mut to).await.map_err(failed)
}
