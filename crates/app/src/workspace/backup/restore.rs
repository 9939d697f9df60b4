//! Restoring a backup.

use super::{Error, FILES, FORMAT, MANIFEST, Manifest, WORKSPACE};
use crate::workspace;
use crate::workspace::copy::Request;
use flate2::read::MultiGzDecoder;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tar::{Archive, EntryType};
use voluptas_core::base::Clock;
use voluptas_core::base::scratch::{Scratch, remove_abandoned_in};
use voluptas_core::domain::Message;
use voluptas_jobs::{Busy, Failure, FailureKind, JobCtx, JobError, JobHandle, JobRunner, JobSpec, Report, Reportable};
use voluptas_store::blobs::{Blobs, path_in};
use voluptas_store::copy::{Error as CopyError, Origin, Target, begin_restore, end_restore, target_state};
use voluptas_store::{Location, Store};

/// Longest manifest. It lists the attachments that were missing.
const MOST_MANIFEST: u64 = 64 * 1024 * 1024;

/// Most zeros behind the last entry: programs fill blocks of some kilobytes.
const MOST_PADDING: usize = 1024 * 1024;

/// Unit of the shown progress, in bytes of the backup.
const UNIT: u64 = 1024 * 1024;

impl Reportable for Manifest {
    fn report(&self) -> Report {
        Report::default().count("files", self.files)
    }
}

/// Starts [`restore`] as a job.
///
/// # Errors
/// [`Busy`] while another restore of this process runs.
pub fn start_restore(
    jobs: &JobRunner,
    backup: PathBuf,
    to: Location,
    clock: Arc<dyn Clock>,
) -> Result<JobHandle<Manifest>, Busy> {
    let spec = JobSpec {
        exclusive: Some("workspace_copy".into()),
        ..JobSpec::new("workspace_restore", Message::new("app-restore-title"))
    };
    let runner = jobs.clone();
    jobs.spawn(spec, move |ctx| async move {
        match tokio::task::spawn_blocking(move || restore(&backup, &to, clock, &ctx, &runner)).await {
            Ok(Ok(manifest)) => Ok(manifest),
            Ok(Err(Error::Stopped | Error::Copy(CopyError::Stopped))) => Err(JobError::Cancelled(Report::default())),
            Ok(Err(Error::Store(error) | Error::Copy(CopyError::Store(error)))) => Err(error.into()),
            Ok(Err(error)) => Err(Failure::new(FailureKind::Other, &error).into()),
            Err(_) => Err(crate::workspace::failure::internal().into()),
        }
    })
}

/// Makes a workspace of a backup, with its attachments in the folder beside it. Everything is compared with what was written before
/// anything gets its name. A restore that was killed, or stopped on its way to a server, leaves an unfinished workspace at most, which the
/// next one replaces; one that was stopped while it reads the backup leaves nothing. Blocks.
///
/// # Errors
/// [`Error::Taken`] where a workspace or attachments are; [`Error::Stopped`] when the job was asked to stop; the backup is damaged or of
/// a newer program; a file cannot be written.
pub fn restore(backup: &Path, to: &Location, clock: Arc<dyn Clock>, ctx: &JobCtx, jobs: &JobRunner) -> Result<Manifest, Error> {
    let name = backup.display().to_string();
    let folder = to.local().parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let make_scratch = || {
        fs::create_dir_all(folder).map_err(Error::at(folder))?;
        remove_abandoned_in(folder);
        Scratch::new_in(folder).map_err(Error::at(folder))
    };
    match to {
        Location::File(workspace) => {
            // A restore that was killed may have left its copy as a second name of the file.
            remove_abandoned_in(folder);
            let replaces = check_file(workspace)?;
            let scratch = make_scratch()?;
            let (copy, manifest) = read(backup, &scratch, clock, ctx)?;
            ctx.check().map_err(|_| Error::Stopped)?;
            place(&copy, workspace, &name, replaces)?;
            Ok(manifest)
        }
        Location::Server { .. } => {
            match target_state(to)? {
                Target::Free | Target::Unfinished { origin: Origin::Backup, .. } => {}
                Target::Unfinished { .. } | Target::Taken => return Err(Error::Taken(to.to_string())),
            }
            let scratch = make_scratch()?;
            let (copy, manifest) = read(backup, &scratch, Arc::clone(&clock), ctx)?;
            let from = Store::open(&copy, clock)?;
            let request = Request { place: None, anew: true, backup: Some(name) };
            workspace::copy::run(&from, to, &request, ctx, jobs)?;
            Ok(manifest)
        }
    }
}

/// Reads a backup into a folder; returns the path of the workspace file, with its attachments beside it.
fn read(backup: &Path, scratch: &Scratch, clock: Arc<dyn Clock>, ctx: &JobCtx) -> Result<(PathBuf, Manifest), Error> {
    let copy = scratch.path().join(WORKSPACE);
    let manifest = unpack(backup, &copy, &Blobs::folder_of(&copy), ctx)?;
    // Brings an older file up to date, and refuses one of a newer program. Its attachments are beside it from now on.
    Store::open(&copy, clock)?.forget_blob_place()?;
    Ok((copy, manifest))
}

/// True where an earlier restore of this file was killed, whose remains are replaced.
fn check_file(workspace: &Path) -> Result<bool, Error> {
    let files = Blobs::folder_of(workspace);
    let taken = |path: &Path| Err(Error::Taken(path.display().to_string()));
    if workspace.symlink_metadata().is_ok() {
        return match target_state(&Location::from(workspace)) {
            Ok(Target::Unfinished { origin: Origin::Backup, .. }) => Ok(true),
            _ => taken(workspace),
        };
    }
    if files.symlink_metadata().is_ok() { taken(&files) } else { Ok(false) }
}

/// Gives the workspace and its attachments their names. The workspace comes first, marked as unfinished: without its
/// attachments it would look whole, and they alone would stand in the way of the next attempt.
fn place(copy: &Path, workspace: &Path, from: &str, replaces: bool) -> Result<(), Error> {
    begin_restore(copy, from)?;
    let at_workspace = || Error::at(workspace);
    if replaces {
        // A log of the replaced file would be taken for one of the new file.
        for log in ["-wal", "-shm"] {
            let mut name = workspace.as_os_str().to_owned();
            name.push(log);
            match fs::remove_file(&name) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(Error::at(PathBuf::from(name))(e)),
                _ => {}
            }
        }
        fs::rename(copy, workspace).map_err(at_workspace())?;
    } else {
        // A link is refused where a file is, a rename would replace it.
        let linked = fs::hard_link(copy, workspace).and_then(|()| fs::remove_file(copy));
        linked.or_else(|_| rename_new(copy, workspace)).map_err(at_workspace())?;
    }
    let (copied, files) = (Blobs::folder_of(copy), Blobs::folder_of(workspace));
    if copied.exists() {
        match fs::rename(&copied, &files) {
            // The attachments of the attempt before: files of one name have the same bytes.
            Err(_) if replaces && files.is_dir() => merge(&copied, &files).map_err(Error::at(&files))?,
            moved => moved.map_err(Error::at(&files))?,
        }
    }
    Ok(end_restore(workspace)?)
}

/// Moves the files of a folder into another one, by their names.
fn merge(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() { merge(&entry.path(), &place)? } else { fs::rename(entry.path(), place)? }
    }
    Ok(())
}

/// Renames a file that must not replace another, where the file system has no links.
fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    if to.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// A file that says how much of it was read.
struct Watched<'c> {
    file: File,
    read: u64,
    ctx: &'c JobCtx,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let before = self.read / UNIT;
        let count = self.file.read(buffer)?;
        self.read += count as u64;
        // Whether the job was asked to stop is asked where the unpacked bytes are written.
        if self.read / UNIT > before {
            self.ctx.step(self.read / UNIT, None).ok();
        }
        Ok(count)
    }
}

fn unpack(backup: &Path, workspace: &Path, files: &Path, ctx: &JobCtx) -> Result<Manifest, Error> {
    // Asked before the file is opened: a pipe would make the opening wait for a writer.
    let about = fs::metadata(backup).map_err(Error::at(backup))?;
    if !about.is_file() {
        return Err(Error::NotABackup("no file"));
    }
    ctx.stage(Message::new("app-restore-reading"), Some(about.len().div_ceil(UNIT)));
    let packed = BufReader::new(Watched { file: File::open(backup).map_err(Error::at(backup))?, read: 0, ctx });
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
            WORKSPACE if hash.is_none() => hash = Some(save(&mut entry, workspace, ctx)?),
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
                    if save(&mut entry, &path, ctx)? != named {
                        return Err(Error::Changed(name));
                    }
                    count += 1;
                }
                _ => return Err(Error::NotABackup("an unknown entry")),
            },
        }
    }
    drain(archive.into_inner())?;
    let (Some(hash), Some(manifest)) = (hash, manifest) else { return Err(Error::Incomplete) };
    match manifest {
        Manifest { format, .. } if format > FORMAT => Err(Error::NotABackup("a newer form")),
        Manifest { ref workspace, .. } if *workspace != hash => Err(Error::Changed(WORKSPACE.to_owned())),
        Manifest { files, .. } if files != count => Err(Error::Incomplete),
        manifest => Ok(manifest),
    }
}

/// Reads to the end of the file. Only zeros may follow the last entry; the decompressor reports data that was cut off or
/// appended.
fn drain(mut rest: impl Read) -> Result<(), Error> {
    let (mut buffer, mut length) = (vec![0; 64 * 1024], 0);
    loop {
        let count = match rest.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => count,
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Err(Error::Incomplete),
            Err(_) => return Err(Error::Appended),
        };
        length += count;
        if length > MOST_PADDING || buffer[..count].iter().any(|byte| *byte != 0) {
            return Err(Error::Appended);
        }
    }
}

/// Saves an entry as a new file; returns the hash of its bytes.
fn save(entry: &mut impl Read, path: &Path, ctx: &JobCtx) -> Result<String, Error> {
    let mut file = File::create_new(path).map_err(Error::at(path))?;
    let (mut hasher, mut buffer) = (blake3::Hasher::new(), vec![0; 64 * 1024]);
    loop {
        ctx.check().map_err(|_| Error::Stopped)?;
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
