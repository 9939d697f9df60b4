//! Arguments of `workspace`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `workspace`.
#[derive(Debug, Args)]
pub struct WorkspaceArgs {
    /// Action on the workspace.
    #[command(subcommand)]
    pub command: WorkspaceCommand,
}

/// Actions on a workspace as a whole.
#[derive(Debug, Subcommand)]
pub enum WorkspaceCommand {
    /// Shows or changes the place of the attachments.
    Attachments(AttachmentsArgs),
    /// Writes everything into one file.
    Backup(BackupArgs),
    /// Makes a workspace of a backup.
    Restore(RestoreArgs),
    /// Copies everything into another workspace.
    Copy(CopyArgs),
}

/// `workspace attachments`.
#[derive(Debug, Args)]
pub struct AttachmentsArgs {
    /// The new place: a folder, or `s3://BUCKET/PREFIX`; without it the present place is shown.
    #[arg(long, value_name = "PLACE")]
    pub move_to: Option<String>,
    /// Shows what would be copied.
    #[arg(long, requires = "move_to")]
    pub dry_run: bool,
}

/// `workspace backup`.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The file to write.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// `workspace restore`.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The backup to read.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// `workspace copy`.
#[derive(Debug, Args)]
pub struct CopyArgs {
    /// The workspace to copy: a file, or the address of a PostgreSQL database.
    #[arg(value_name = "FROM")]
    pub from: String,
    /// The new workspace: a file, or the address of a PostgreSQL database.
    #[arg(value_name = "TO")]
    pub to: String,
    /// The place of its attachments: a folder, or `s3://BUCKET/PREFIX`; otherwise the folder beside it.
    #[arg(long, value_name = "PLACE")]
    pub attachments: Option<String>,
    /// Begins an unfinished copy anew.
    #[arg(long)]
    pub anew: bool,
    /// Shows what would be copied.
    #[arg(long)]
    pub dry_run: bool,
}
