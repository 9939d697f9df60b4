//! Files to upload, and Qase's limits for them.

use std::sync::Arc;

/// Maximum size of one file, in bytes.
pub const FILE_LIMIT: usize = 32 * 1024 * 1024;
/// Maximum size of all files of one request, in bytes.
pub const REQUEST_LIMIT: usize = 128 * 1024 * 1024;
/// Maximum number of files in one request.
pub const FILES_PER_REQUEST: usize = 20;

/// A file to upload. Cloning it does not copy its bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    /// File name.
    pub filename: String,
    /// MIME type: `image/png`.
    pub mime: String,
    /// Content.
    pub bytes: Arc<[u8]>,
}

impl Upload {
    /// A file with the MIME type of its file name.
    #[must_use]
    pub fn new(filename: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        let filename = filename.into();
        let mime = mime_guess::from_path(&filename).first_or_octet_stream().to_string();
        Self { filename, mime, bytes: bytes.into() }
    }
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Upload({:?}, {}, {} bytes)", self.filename, self.mime, self.bytes.len())
    }
}
