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
