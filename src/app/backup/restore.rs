//! Restoring a backup.

use super::{Error, FILES, FORMAT, MANIFEST, Manifest, WORKSPACE};
use crate::base::Clock;
use crate::base::scratch::{Scratch, remove_abandoned_in};
use crate::store::Store;
use crate::store::blobs::{Blobs, path_in};
use flate2::read::MultiGzDecoder;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write as _};
use std::path::Path;
use std::sync::Arc;
use tar::{Archive, EntryType};

/// Longest manifest. It lists the attachments that were missing.
const MOST_MANIFEST: u64 = 64 * 1024 * 1024;

/// Makes a workspace of a backup, with its attachments in the folder beside it. Everything is compared with what was written before
/// anything gets its name. Blocks.
///
/// # Errors
/// [`Error::Taken`] where a workspace or attachments are; the backup is damaged or of a newer program; a file cannot be written.
pub fn restore(backup: &Path, workspace: &Path, clock: Arc<dyn Clock>) -> Result<Manifest, Error> {
    let files = Blobs::folder_of(workspace);
    for taken in [workspace, &files] {
        if taken.symlink_metadata().is_ok() {
            return Err(Error::Taken(taken.to_owned()));
        }
    }
    let folder = workspace.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(Error::at(folder))?;
    remove_abandoned_in(folder);
    let scratch = Scratch::new_in(folder).map_err(Error::at(folder))?;
    let copy = scratch.path().join(WORKSPACE);
    let copied = Blobs::folder_of(&copy);
    let manifest = unpack(backup, &copy, &copied)?;
    {
        // Brings an older file up to date, and refuses one of a newer program. Its attachments are beside it from now on.
        Store::open(&copy, clock)?.forget_blob_place()?;
    }
    // The files first: a workspace without its attachments would look complete.
    if copied.exists() {
        fs::rename(&copied, &files).map_err(Error::at(&files))?;
    }
    // A link is refused where a file is, a rename would replace it.
    fs::hard_link(&copy, workspace).or_else(|_| rename_new(&copy, workspace)).map_err(Error::at(workspace))?;
    Ok(manifest)
}

/// Renames a file that must not replace another, where the file system has no links.
fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    if to.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

fn unpack(backup: &Path, workspace: &Path, files: &Path) -> Result<Manifest, Error> {
    let packed = BufReader::new(File::open(backup).map_err(Error::at(backup))?);
    let mut archive = Archive::new(MultiGzDecoder::new(packed));
    // A file that is cut off or no archive at all.
    let broken = |has_begun: bool| if has_begun { Error::Incomplete } else { Error::NotABackup("not an archive") };
    let (mut hash, mut manifest, mut count) = (None, None, 0);
    for entry in archive.entries().map_err(|_| broken(false))? {
        let mut entry = entry.map_err(|_| broken(hash.is_some()))?;
        let name = entry.path().map_err(|_| Error::NotABackup("a name"))?.to_string_lossy().into_owned();
        if entry.header().entry_type() != EntryType::Regular || manifest.is_some() {
            return Err(Error::NotABackup("an entry"));
        }
        match name.as_str() {
            WORKSPACE if hash.is_none() => hash = Some(save(&mut entry, workspace)?),
            MANIFEST if hash.is_some() => {
                let mut text = Vec::new();
                entry.take(MOST_MANIFEST).read_to_end(&mut text).map_err(|_| broken(true))?;
                let read: Manifest = serde_json::from_slice(&text).map_err(|_| Error::NotABackup("the manifest"))?;
                manifest = Some(read);
            }
            _ => match name.strip_prefix(FILES) {
                Some(named) if hash.is_some() && blake3::Hash::from_hex(named).is_ok() => {
                    let path = path_in(files, named);
                    path.parent().map_or(Ok(()), fs::create_dir_all).map_err(Error::at(files))?;
                    if save(&mut entry, &path)? != named {
                        return Err(Error::Changed(name));
                    }
                    count += 1;
                }
                _ => return Err(Error::NotABackup("an unknown entry")),
            },
        }
    }
    let (Some(hash), Some(manifest)) = (hash, manifest) else { return Err(Error::Incomplete) };
    match manifest {
        Manifest { format, .. } if format > FORMAT => Err(Error::NotABackup("a newer form")),
        Manifest { ref workspace, .. } if *workspace != hash => Err(Error::Changed(WORKSPACE.to_owned())),
        Manifest { files, .. } if files != count => Err(Error::Incomplete),
        manifest => Ok(manifest),
    }
}

/// Saves an entry as a new file; returns the hash of its bytes.
fn save(entry: &mut impl Read, path: &Path) -> Result<String, Error> {
    let mut file = File::create_new(path).map_err(Error::at(path))?;
    let (mut hasher, mut buffer) = (blake3::Hasher::new(), vec![0; 64 * 1024]);
    loop {
        // What cannot be read is the end of a file that was cut off.
        let count = entry.read(&mut buffer).map_err(|_| Error::Incomplete)?;
        if count == 0 {
            break;
        }
        hasher.update(&buffer[..count]);
        file.write_all(&buffer[..count]).map_err(Error::at(path))?;
    }
    file.sync_all().map_err(Error::at(path))?;
    Ok(hasher.finalize().to_hex().to_string())
}
