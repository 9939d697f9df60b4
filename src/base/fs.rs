//! File writes that leave either the old file or the new one, never half of it.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Who may read a file that [`write_atomic`] makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// As the user's umask says.
    Default,
    /// The owner alone (0600 on Unix): credentials.
    OwnerOnly,
}

/// Writes `bytes` to a temporary file beside `path`, makes it durable and renames it into place.
///
/// # Errors
/// The folder cannot be made, the file cannot be written, or the rename fails; the file at `path` is then as before.
pub fn write_atomic(path: &Path, bytes: &[u8], access: Access) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    if let Some(folder) = folder {
        fs::create_dir_all(folder)?;
    }
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("file");
    let unique = uuid::Uuid::new_v4().simple().to_string();
    let temporary = path.with_file_name(format!(".{name}.{unique}.tmp"));
    let result = (|| {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if access == Access::OwnerOnly {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        #[cfg(not(unix))]
        let _ = access;
        let mut file = options.open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&temporary, path)
    })();
    if result.is_err() {
        // The first error is the one worth telling; a leftover temporary file harms nobody.
        fs::remove_file(&temporary).ok();
    }
    result
}

/// Whether others than the owner may read the file. Always `false` where the system has no such permissions.
///
/// # Errors
/// The file's metadata cannot be read.
pub fn readable_by_others(path: &Path) -> io::Result<bool> {
    let metadata = fs::metadata(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        Ok(metadata.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        drop(metadata);
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_whole_and_keeps_others_out() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("a/b.env");
        write_atomic(&path, b"one", Access::Default).expect("first write");
        write_atomic(&path, b"two", Access::OwnerOnly).expect("second write");
        assert_eq!(fs::read(&path).expect("read"), b"two");
        assert!(!readable_by_others(&path).expect("metadata"));
        assert_eq!(fs::read_dir(path.parent().expect("parent")).expect("list").count(), 1);
    }
}
