//! Arguments of `cases`.

use super::table_args::TableArgs;
use crate::app::case_file::Policy;
use crate::formats::cases::CaseFormat;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use strum::IntoEnumIterator as _;

/// `cases`.
#[derive(Debug, Args)]
pub struct CasesArgs {
    /// Action on the cases.
    #[command(subcommand)]
    pub command: CasesCommand,
}

/// Actions on test cases.
#[derive(Debug, Subcommand)]
pub enum CasesCommand {
    /// Reads a file of cases.
    Import(CasesImport),
    /// Writes a file of cases.
    Export(CasesExport),
}

/// `cases import`.
#[derive(Debug, Args)]
pub struct CasesImport {
    /// The file; `-` reads standard input.
    pub file: PathBuf,
    /// Project of the cases.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Creates the project when it is missing. An empty workspace needs no such permission.
    #[arg(long)]
    pub create_project: bool,
    /// Format of the file; detected when absent.
    #[arg(long, value_name = "NAME", value_parser = format)]
    pub format: Option<CaseFormat>,
    /// Policy for values that differ.
    #[arg(long, value_name = "POLICY", value_parser = policy, default_value = "smart")]
    pub policy: Policy,
    /// Options for reading a table.
    #[command(flatten)]
    pub table: TableArgs,
    /// Shows what would change.
    #[arg(long)]
    pub dry_run: bool,
}

/// `cases export`.
#[derive(Debug, Args)]
pub struct CasesExport {
    /// File to write; `-` writes to standard output.
    pub file: PathBuf,
    /// Project of the cases.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Only cases of this suite and the suites below it.
    #[arg(long, value_name = "ID")]
    pub suite: Vec<i64>,
    /// Format of the file; by default that of its extension.
    #[arg(long, value_name = "NAME", value_parser = format)]
    pub format: Option<CaseFormat>,
}

fn format(word: &str) -> Result<CaseFormat, String> {
    word.parse().map_err(|_| CaseFormat::iter().map(<&str>::from).collect::<Vec<_>>().join(", "))
}

fn policy(word: &str) -> Result<Policy, String> {
    word.parse().map_err(|_| Policy::iter().map(<&str>::from).collect::<Vec<_>>().join(", "))
}
