//! The arguments of `mirror`. Its command combines them with environment and settings.

use clap::{ArgGroup, Args, ValueEnum};
use std::collections::BTreeMap;
use std::path::PathBuf;
use voluptas_mirror::options::{FIELD_TITLE, status_map};
use voluptas_mirror::{Include, MatchBy, OnDuplicate};

/// Matching of cases between the two projects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MatchArg {
    /// By key.
    #[value(name = "key")]
    Key,
    /// By key, else by title.
    #[value(name = "key+title")]
    KeyThenTitle,
    /// By title.
    #[value(name = "title")]
    Title,
}

impl From<MatchArg> for MatchBy {
    fn from(arg: MatchArg) -> Self {
        match arg {
            MatchArg::Key => Self::Key,
            MatchArg::KeyThenTitle => Self::KeyThenTitle,
            MatchArg::Title => Self::Title,
        }
    }
}

/// Treatment of keys that several cases have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DuplicateArg {
    /// The cases of the key take no part.
    Exclude,
    /// The oldest case has it.
    First,
    /// Nothing is mirrored.
    Fail,
}

impl From<DuplicateArg> for OnDuplicate {
    fn from(arg: DuplicateArg) -> Self {
        match arg {
            DuplicateArg::Exclude => Self::Exclude,
            DuplicateArg::First => Self::First,
            DuplicateArg::Fail => Self::Fail,
        }
    }
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
}

/// `mirror`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("source_run").required(true).multiple(false)
    .args(["source_run_id", "source_run_title", "use_latest_source_run"])))]
#[command(group(ArgGroup::new("target_token").multiple(true).args(["target_token_env", "target_second_account"])))]
#[command(group(ArgGroup::new("target_run").multiple(false).args(["target_run_id", "target_run_title"])))]
pub struct MirrorArgs {
    /// Project to read results from.
    #[arg(long, value_name = "CODE")]
    pub source_project: String,
    /// The run by its id.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..))]
    pub source_run_id: Option<i64>,
    /// The run by its title.
    #[arg(long, value_name = "TITLE")]
    pub source_run_title: Option<String>,
    /// The run with the highest id.
    #[arg(long)]
    pub use_latest_source_run: bool,
    /// Project to post results to.
    #[arg(long, value_name = "CODE")]
    pub target_project: String,
    /// The run by its id.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..))]
    pub target_run_id: Option<i64>,
    /// The run by its title.
    #[arg(long, value_name = "TITLE")]
    pub target_run_title: Option<String>,
    /// The custom field with the keys.
    #[arg(long, value_name = "TITLE", default_value = FIELD_TITLE)]
    pub automation_field_title: String,
    /// Matching of cases between the two projects.
    #[arg(long = "match", value_name = "key|key+title|title", value_enum, default_value = "key")]
    pub match_by: MatchArg,
    /// Treatment of keys that several cases have.
    #[arg(long, value_name = "exclude|first|fail", value_enum, default_value = "exclude")]
    pub on_duplicate_key: DuplicateArg,
    /// Additional parts of a result to copy.
    #[arg(long, value_name = "WORD,…", value_parser = include)]
    pub include: Vec<Include>,
    /// Statuses of the target by statuses of the source.
    #[arg(long, value_name = "FROM=TO,…", value_parser = statuses)]
    pub status_map: Vec<BTreeMap<String, String>>,
    /// Leaves out cases that the target lacks.
    #[arg(long)]
    pub no_create_cases: bool,
    /// Posts only the last result of each case.
    #[arg(long)]
    pub latest_only: bool,
    /// No more than this many results.
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Posts results again that the target has already.
    #[arg(long)]
    pub force: bool,
    /// Posts results again that were edited after they were mirrored.
    #[arg(long)]
    pub resend_edited: bool,
    /// Counts results that another tool mirrored without a trace as mirrored (`yes`), or posts them all the same (`no`).
    #[arg(long, value_name = "yes|no", value_enum)]
    pub adopt_untraced: Option<YesNo>,
    /// Closes the target run.
    #[arg(long)]
    pub complete_target_run: bool,
    /// Shows what would be done.
    #[arg(long)]
    pub dry_run: bool,
    /// Says why, for every result.
    #[arg(long)]
    pub explain: bool,
    /// Writes a report: `.json`, `.md` or `.html`.
    #[arg(long, value_name = "FILE")]
    pub report: Vec<PathBuf>,
    /// The file for errors.
    #[arg(long, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
    /// Address of the API.
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// File with the token in its first line; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// The target is in the second account of the settings.
    #[arg(long)]
    pub target_second_account: bool,
    /// Address of the target's API. The target's token must be named as well, because it is sent to this address.
    #[arg(long, value_name = "URL", requires = "target_token")]
    pub target_base_url: Option<String>,
    /// The variable with the target's token.
    #[arg(long, value_name = "NAME")]
    pub target_token_env: Option<String>,
    /// Requests per minute until the server reports its limit; 0 means no limit until then.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=6000))]
    pub requests_per_minute: Option<u32>,
    /// Requests at the same time.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=32))]
    pub concurrency: Option<u32>,
    /// Seconds for one request.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=600))]
    pub timeout: Option<u32>,
    /// Seconds beyond the timeout in which an unanswered write may still arrive.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(0..=3600))]
    pub late_write: Option<u32>,
}

fn include(text: &str) -> Result<Include, String> {
    let mut include = Include::default();
    let known = text.split(',').filter(|word| !word.trim().is_empty()).all(|word| include.set(word));
    if known { Ok(include) } else { Err(Include::WORDS.join(", ")) }
}

fn statuses(text: &str) -> Result<BTreeMap<String, String>, String> {
    status_map(text).map_err(|_| "FROM=TO,…".to_owned())
}
