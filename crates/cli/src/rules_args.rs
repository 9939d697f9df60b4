//! Arguments of `retention` and `limits`.

use clap::{Args, Subcommand};

/// `retention`.
#[derive(Debug, Args)]
pub struct RetentionArgs {
    /// Action on the rules.
    #[command(subcommand)]
    pub command: RetentionCommand,
}

/// Actions on the rules by which a project keeps runs and files.
#[derive(Debug, Subcommand)]
pub enum RetentionCommand {
    /// Shows the rules.
    Show(RulesProject),
    /// Changes the rules.
    Set(RetentionSet),
    /// Shows what would go.
    Preview(RulesProject),
    /// Removes what the rules take.
    Apply(RetentionApply),
    /// Protects a run.
    Keep(RulesRun),
    /// Ends the protection of a run.
    Release(RulesRun),
}

/// A project.
#[derive(Debug, Args)]
pub struct RulesProject {
    /// Code of the project.
    pub code: String,
}

/// A run of a project.
#[derive(Debug, Args)]
pub struct RulesRun {
    /// Code of the project.
    pub code: String,
    /// Number of the run.
    pub run: i64,
}

/// `retention set`.
#[derive(Debug, Args)]
pub struct RetentionSet {
    /// Code of the project.
    pub code: String,
    /// Days for which ended runs are kept; 0 removes the rule.
    #[arg(long, value_name = "N", required_unless_present_any = ["runs", "files_days"])]
    pub days: Option<u32>,
    /// Number of the last runs that are kept; 0 removes the rule.
    #[arg(long, value_name = "N")]
    pub runs: Option<u32>,
    /// Days for which the files of passed results are kept; 0 removes the rule.
    #[arg(long, value_name = "N")]
    pub files_days: Option<u32>,
}

/// `retention apply`.
#[derive(Debug, Args)]
pub struct RetentionApply {
    /// Code of the project.
    pub code: String,
    /// Stamp of the preview: nothing else than what it showed is removed.
    #[arg(long, value_name = "STAMP")]
    pub stamp: Option<String>,
}

/// `limits`.
#[derive(Debug, Args)]
pub struct LimitsArgs {
    /// Action on the limits.
    #[command(subcommand)]
    pub command: LimitsCommand,
}

/// Actions on what a project may hold.
#[derive(Debug, Subcommand)]
pub enum LimitsCommand {
    /// Shows the limits and what the project holds.
    Show(RulesProject),
    /// Changes the limits.
    Set(LimitsSet),
}

/// `limits set`.
#[derive(Debug, Args)]
pub struct LimitsSet {
    /// Code of the project.
    pub code: String,
    /// Most megabytes of attachments; 0 removes the limit.
    #[arg(long, value_name = "N", required_unless_present_any = ["results", "cases"])]
    pub attachment_mb: Option<u32>,
    /// Most results; 0 removes the limit.
    #[arg(long, value_name = "N")]
    pub results: Option<u32>,
    /// Most cases; 0 removes the limit.
    #[arg(long, value_name = "N")]
    pub cases: Option<u32>,
}
