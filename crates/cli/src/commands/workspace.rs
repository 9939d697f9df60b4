//! `workspace`: the place of the attachments, backup and restore, and a copy in another place.

use std::sync::Arc;

use crate::errors::CliError;
use crate::exit::Exit;
use crate::json::{AttachmentsAnswer, BackupAnswer, CopiedAnswer, CopiedTable};
use crate::progress::follow;
use crate::resolve::Context;
use crate::workspace_args::{AttachmentsArgs, CopyArgs, WorkspaceArgs, WorkspaceCommand};
use voluptas_app::workspace::copy as workspace_copy;
use voluptas_app::workspace::copy::{Copied, Request};
use voluptas_app::workspace::open::locate_named;
use voluptas_app::workspace::{attachment_place, backup};
use voluptas_core::base::SystemClock;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;
use voluptas_store::blobs::{BadPlace, BlobPlace};
use voluptas_store::{Location, copy};

/// Missing files that are named.
const NAMED: usize = 3;

pub(super) fn run(args: &WorkspaceArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    match &args.command {
        WorkspaceCommand::Attachments(args) => attachments(args, context),
        WorkspaceCommand::Backup(args) => {
            let store = context.workspace_to_read()?.store;
            let written = backup::write(&store, &args.file).map_err(stop)?;
            Ok(told("cli-backup-written", &args.file.display().to_string(), &written, context))
        }
        WorkspaceCommand::Restore(args) => {
            let to = context.location()?;
            let job = backup::start_restore(context.jobs()?, args.file.clone(), to.clone(), Arc::new(SystemClock));
            let restored = follow(context, job)?;
            Ok(told("cli-backup-restored", &to.to_string(), &restored, context))
        }
        WorkspaceCommand::Copy(args) => copy_to(args, context),
    }
}

fn attachments(args: &AttachmentsArgs, context: &Context) -> Result<Exit, CliError> {
    let workspace =
        if args.move_to.is_some() && !args.dry_run { context.existing_workspace()? } else { context.workspace_to_read()? };
    let to = match &args.move_to {
        None => workspace.store.blob_place()?,
        Some(text) => place(text)?,
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

/// The place that a text names.
fn place(text: &str) -> Result<BlobPlace, CliError> {
    Ok(match BlobPlace::parse(text).map_err(refused)? {
        // The workspace is found from any folder.
        BlobPlace::Folder(folder) => {
            BlobPlace::Folder(std::path::absolute(&folder).map_err(|e| CliError::unwritable(&folder, &e))?)
        }
        bucket @ BlobPlace::Bucket { .. } => bucket,
    })
}

fn copy_to(args: &CopyArgs, context: &Context) -> Result<Exit, CliError> {
    let named = |text: &str| locate_named(text, &context.paths, &context.environment);
    let (from, to) = (named(&args.from)?, named(&args.to)?);
    let request = Request { place: args.attachments.as_deref().map(place).transpose()?, anew: args.anew, backup: None };
    let store = context.store_to_read(&from)?;
    if let Location::File(path) = &to
        && let Some(folder) = path.parent().filter(|folder| !folder.exists())
    {
        return Err(CliError::no_folder(folder));
    }
    let copied = if args.dry_run {
        workspace_copy::plan(&store, &to, &request).map_err(|e| copy_stop(&to, e))?
    } else {
        follow(context, workspace_copy::start(context.jobs()?, store, to, request))?
    };
    tell_copied(&copied, args.dry_run, context);
    Ok(missing(&copied.missing, context))
}

fn tell_copied(copied: &Copied, dry_run: bool, context: &Context) {
    let table = |t: &copy::TableSum| CopiedTable { table: t.table.clone(), rows: t.rows, hash: t.hash.clone() };
    let answer = CopiedAnswer {
        from: copied.from.clone(),
        to: copied.to.clone(),
        rows: copied.rows,
        tables: copied.tables.iter().map(table).collect(),
        place: copied.place.to_string(),
        named: copied.named,
        copied: copied.copied,
        missing: copied.missing.clone(),
        resumed: copied.is_resumed,
        dry_run,
    };
    context.printer.answer(&answer, |out| out.say(&workspace_copy::sentence(copied, dry_run)));
    if !dry_run {
        let key = if copied.shares_place { "cli-copy-shares" } else { "cli-copy-former" };
        context.printer.note(&Message::new(key).with("from", &copied.from).with("place", &copied.place));
    }
}

/// Prints the content of a backup.
fn told(key: &'static str, path: &str, manifest: &backup::Manifest, context: &Context) -> Exit {
    let answer = BackupAnswer {
        path: path.to_owned(),
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

fn refused(bad: BadPlace) -> CliError {
    let key = match bad {
        BadPlace::Bucket => "cli-place-bucket",
        BadPlace::Secret => "cli-place-secret",
        BadPlace::Scheme => "cli-place-scheme",
        BadPlace::Blank => "cli-place-blank",
    };
    let stop = CliError::usage(Message::new(key));
    if bad == BadPlace::Secret { stop.remedy(Message::new("cli-place-secret-remedy")) } else { stop }
}

fn copy_stop(to: &Location, error: copy::Error) -> CliError {
    match error {
        copy::Error::Store(error) => CliError::workspace(to, error),
        error => {
            let stop = CliError::new(Exit::Failed, error.message());
            match error.remedy() {
                Some(remedy) => stop.remedy(remedy),
                None => stop,
            }
        }
    }
}

fn stop(error: backup::Error) -> CliError {
    match error {
        backup::Error::Store(error) => error.into(),
        backup::Error::Copy(copy::Error::Store(error)) => error.into(),
        backup::Error::Io { path, source } => CliError::file(&path, &source),
        error => {
            let stop = CliError::new(Exit::Failed, error.message());
            match error.remedy() {
                Some(remedy) => stop.remedy(remedy),
                None => stop,
            }
        }
    }
}
