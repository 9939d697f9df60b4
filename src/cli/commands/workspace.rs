//! `workspace`: the place of the attachments, backup and restore.

use std::path::Path;
use std::sync::Arc;

use crate::app::{attachment_place, backup};
use crate::base::SystemClock;
use crate::cli::errors::Stop;
use crate::cli::exit::Exit;
use crate::cli::json::{AttachmentsAnswer, BackupAnswer};
use crate::cli::resolve::Context;
use crate::cli::workspace_args::{AttachmentsArgs, WorkspaceArgs, WorkspaceCommand};
use crate::domain::Message;
use crate::domain::message::Explain as _;
use crate::store::Location;
use crate::store::blobs::{BadPlace, BlobPlace};

/// Missing files that are named.
const NAMED: usize = 3;

pub(super) fn run(args: &WorkspaceArgs, context: &Context) -> Result<Exit, Stop> {
    context.start_log(&context.paths.log_dir, 0);
    match &args.command {
        WorkspaceCommand::Attachments(args) => attachments(args, context),
        WorkspaceCommand::Backup(args) => {
            let store = context.workspace_to_read()?.store;
            let written = backup::write(&store, &args.file).map_err(stop)?;
            Ok(told("cli-backup-written", &args.file, &written, context))
        }
        WorkspaceCommand::Restore(args) => {
            let location = context.location()?;
            let Location::File(workspace) = &location else { return Err(crate::store::Error::NotAFile.into()) };
            let restored = backup::restore(&args.file, workspace, Arc::new(SystemClock)).map_err(stop)?;
            Ok(told("cli-backup-restored", workspace, &restored, context))
        }
    }
}

fn attachments(args: &AttachmentsArgs, context: &Context) -> Result<Exit, Stop> {
    let workspace =
        if args.move_to.is_some() && !args.dry_run { context.existing_workspace()? } else { context.workspace_to_read()? };
    let to = match &args.move_to {
        None => workspace.store.blob_place()?,
        Some(text) => match BlobPlace::parse(text).map_err(refused)? {
            // The workspace is found from any folder.
            BlobPlace::Folder(folder) => {
                BlobPlace::Folder(std::path::absolute(&folder).map_err(|e| Stop::unwritable(&folder, &e))?)
            }
            bucket @ BlobPlace::Bucket { .. } => bucket,
        },
    };
    let moved = attachment_place::move_to(&workspace.store, &to, args.dry_run, context.jobs()?)?;
    let answer = AttachmentsAnswer {
        place: moved.to.to_string(),
        from: moved.from.to_string(),
        named: moved.named,
        copied: moved.copied,
        missing: moved.missing.clone(),
        dry_run: args.dry_run,
    };
    context.printer.answer(&answer, |out| out.say(&attachment_place::sentence(&moved, args.dry_run)));
    Ok(missing(&moved.missing, context))
}

/// Prints what a backup holds.
fn told(key: &'static str, path: &Path, manifest: &backup::Manifest, context: &Context) -> Exit {
    let answer = BackupAnswer {
        path: path.display().to_string(),
        files: manifest.files,
        bytes: manifest.workspace_bytes + manifest.file_bytes,
        missing: manifest.missing.clone(),
    };
    context.printer.answer(&answer, |out| {
        out.say(&Message::new(key).with("path", &answer.path).count("files", answer.files));
    });
    missing(&manifest.missing, context)
}

/// Names the first missing files on standard error.
fn missing(hashes: &[String], context: &Context) -> Exit {
    if hashes.is_empty() {
        return Exit::Done;
    }
    let named = hashes.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    context.printer.note(&Message::new("cli-files-missing").count("count", hashes.len()).with("names", named));
    Exit::Partly
}

fn refused(bad: BadPlace) -> Stop {
    let key = match bad {
        BadPlace::Bucket => "cli-place-bucket",
        BadPlace::Secret => "cli-place-secret",
        BadPlace::Scheme => "cli-place-scheme",
        BadPlace::Blank => "cli-place-blank",
    };
    let stop = Stop::usage(Message::new(key));
    if bad == BadPlace::Secret { stop.remedy(Message::new("cli-place-secret-remedy")) } else { stop }
}

fn stop(error: backup::Error) -> Stop {
    match error {
        backup::Error::Store(error) => error.into(),
        backup::Error::Io { path, source } => Stop::file(&path, &source),
        error => {
            let stop = Stop::new(Exit::Failed, error.message());
            match error.remedy() {
                Some(remedy) => stop.remedy(remedy),
                None => stop,
            }
        }
    }
}
