//! Arguments of `run`.

use super::result_args::{GateRules, run_key};
use clap::{Args, Subcommand};
use voluptas_app::results::ingest::RunKey;

/// `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Action on the runs.
    #[command(subcommand)]
    pub command: RunCommand,
}

/// Actions on the runs of a project.
#[derive(Debug, Subcommand)]
pub enum RunCommand {
    /// Lists the runs, the newest first.
    List(RunList),
    /// Creates a run by hand.
    Create(Box<RunCreate>),
    /// Adds cases to an open run by hand.
    AddCases(RunAddCases),
    /// Ends a run.
    Close(Box<RunClose>),
}

/// `run list`.
#[derive(Debug, Args)]
pub struct RunList {
    /// Project of the runs.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Most runs of the list.
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub limit: u32,
    /// Only runs that take results.
    #[arg(long)]
    pub open: bool,
}

/// Cases for a run by hand, chosen in one or several ways.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("what").required(true).multiple(true).args(["suite", "function", "case", "failed", "filter"])))]
pub struct CaseSelectionArgs {
    /// Cases of a suite and the suites below it.
    #[arg(long, value_name = "ID")]
    pub suite: Vec<i64>,
    /// Cases of a function and the functions below it.
    #[arg(long, value_name = "FUNCID")]
    pub function: Vec<String>,
    /// A case by its code.
    #[arg(long, value_name = "CODE")]
    pub case: Vec<String>,
    /// Cases whose last result is failed or broken.
    #[arg(long)]
    pub failed: bool,
    /// Cases of a filter that was saved in the window.
    #[arg(long, value_name = "NAME")]
    pub filter: Vec<String>,
}

/// `run create`.
#[derive(Debug, Args)]
pub struct RunCreate {
    /// Title of the run.
    #[arg(value_name = "TITLE")]
    pub title: String,
    /// Project of the run.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Cases of the run.
    #[command(flatten)]
    pub cases: CaseSelectionArgs,
    /// Slug of the environment.
    #[arg(long, value_name = "SLUG")]
    pub environment: Option<String>,
    /// Title of the milestone.
    #[arg(long, value_name = "TITLE")]
    pub milestone: Option<String>,
    /// Person who executes the run; several get the cases in turn.
    #[arg(long, value_name = "NAME")]
    pub assign: Vec<String>,
    /// Description.
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// Tag of the run.
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
}

/// `run add-cases`.
#[derive(Debug, Args)]
pub struct RunAddCases {
    /// Number of the run.
    #[arg(value_name = "N")]
    pub run: i64,
    /// Project of the run.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Cases of the run.
    #[command(flatten)]
    pub cases: CaseSelectionArgs,
}

/// `run close`.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("which").required(true).args(["run", "run_key"])))]
pub struct RunClose {
    /// Number of the run.
    #[arg(value_name = "N")]
    pub run: Option<i64>,
    /// Key of the run, as `ingest` got it.
    #[arg(long, value_name = "KEY", value_parser = run_key)]
    pub run_key: Option<RunKey>,
    /// Project of the run.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Rules on the run.
    #[command(flatten)]
    pub gate: GateRules,
}
