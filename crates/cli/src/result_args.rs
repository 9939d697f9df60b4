//! Arguments of the commands about results.

use super::day_args::end;
use clap::Args;
use std::path::PathBuf;
use voluptas_app::results::ingest::{LONGEST_KEY, MOST_SHARDS, RunKey, ShardOf};
use voluptas_app::runs::report::{ATTACHMENTS, Format};
use voluptas_core::domain::gate::{self, Rules};
use voluptas_core::domain::outcome::FlakyRule;
use voluptas_core::domain::result::ResultLabel;
use voluptas_core::domain::status::ResultStatus;

/// Bytes of a megabyte in `--attachments-mb`.
pub const MB: u64 = 1_000_000;

/// `ingest`.
#[derive(Debug, Args)]
pub struct IngestArgs {
    /// Folders, archives and files that test tools wrote.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Project of the run.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Creates the project when it is missing. An empty workspace needs no such permission.
    #[arg(long)]
    pub create_project: bool,
    /// Title of the run; that of the build, or its start, when absent.
    #[arg(long, value_name = "TITLE")]
    pub run_name: Option<String>,
    /// Environment of the run; the one that the files name, when absent.
    #[arg(long, value_name = "NAME")]
    pub environment: Option<String>,
    /// Creates a case for each test that has none.
    #[arg(long)]
    pub create_cases: bool,
    /// Makes another run of input that was taken before.
    #[arg(long, conflicts_with_all = ["into", "run_key"])]
    pub again: bool,
    /// Folders, archives and files of re-runs, each of tests of everything before.
    #[arg(long, value_name = "PATH")]
    pub rerun: Vec<PathBuf>,
    /// Labels of all results.
    #[arg(long, value_name = "NAME=VALUE", value_parser = label)]
    pub label: Vec<ResultLabel>,
    /// The run that the results are added to.
    #[command(flatten)]
    pub shard: ShardArgs,
    /// Rules on the run.
    #[command(flatten)]
    pub gate: GateRules,
}

/// The run of a shard.
#[derive(Debug, Clone, Args)]
pub struct ShardArgs {
    /// Number of a run in progress.
    #[arg(long, value_name = "N", conflicts_with = "run_key")]
    pub into: Option<i64>,
    /// Id of a CI pipeline: the first caller creates the run, the others add to it.
    #[arg(long, value_name = "KEY", value_parser = run_key)]
    pub run_key: Option<RunKey>,
    /// Number of shards that ends the run.
    #[arg(long, value_name = "N", requires = "run_key", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_SHARDS)))]
    pub shards: Option<u32>,
}

impl ShardArgs {
    /// The run; `None` for results that make a run of their own.
    pub fn shard_of(&self) -> Option<ShardOf> {
        match (self.into, &self.run_key) {
            (Some(number), _) => Some(ShardOf::Run(number)),
            (None, Some(key)) => Some(ShardOf::Key { key: key.clone(), shards: self.shards }),
            (None, None) => None,
        }
    }
}

/// A blank key, as an empty variable of a script gives it, is refused: all pipelines would share one run.
pub(super) fn run_key(text: &str) -> Result<RunKey, String> {
    RunKey::new(text).map_err(|_| format!("1..{LONGEST_KEY}"))
}

/// `gate`.
#[derive(Debug, Args)]
pub struct GateArgs {
    /// Project of the run.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Number of the run; when absent the newest finished run of test tools.
    #[arg(long, value_name = "N")]
    pub run: Option<i64>,
    /// Rules on the run.
    #[command(flatten)]
    pub gate: GateRules,
}

/// Rules of a quality gate. Those of the file hold where no flag says otherwise.
#[derive(Debug, Clone, Args)]
pub struct GateRules {
    /// Statuses that no test may have.
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = status)]
    pub fail_on: Vec<ResultStatus>,
    /// Most failed and broken tests.
    #[arg(long, value_name = "N")]
    pub max_failures: Option<u64>,
    /// Most tests that failed newly.
    #[arg(long, value_name = "N")]
    pub max_new_failures: Option<u64>,
    /// Most tests that are flaky in the run.
    #[arg(long, value_name = "N")]
    pub max_flaky: Option<u64>,
    /// Least share of passed tests, in percent.
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub min_pass_rate: Option<f64>,
    /// Longest duration of the run.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub max_duration: Option<u64>,
    /// Least coverage: `critical=P`.
    #[arg(long, value_name = "critical=P", value_parser = coverage)]
    pub require_coverage: Option<f64>,
    /// Counts muted tests as others.
    #[arg(long)]
    pub count_muted: bool,
    /// Accepts errors outside of tests and files that state more tests or more failed ones than were read.
    #[arg(long)]
    pub allow_run_errors: bool,
    /// File of further rules; when absent `voluptas.gate.toml` of the current folder, otherwise the one beside the workspace.
    #[arg(long, value_name = "FILE")]
    pub gate_file: Option<PathBuf>,
}

impl GateRules {
    /// True where a flag names a rule, or a file of rules.
    pub fn has_flags(&self) -> bool {
        self.gate_file.is_some() || !self.rules().is_empty()
    }

    /// The rules of the flags.
    pub fn rules(&self) -> Rules {
        Rules {
            fail_on: self.fail_on.clone(),
            max_failures: self.max_failures,
            max_new_failures: self.max_new_failures,
            max_flaky: self.max_flaky,
            min_pass_rate: self.min_pass_rate,
            max_duration: self.max_duration,
            min_critical_coverage: self.require_coverage,
            count_muted: self.count_muted.then_some(true),
            allow_run_errors: self.allow_run_errors.then_some(true),
        }
    }
}

fn label(text: &str) -> Result<ResultLabel, String> {
    voluptas_app::results::ingest::parse_label(text).ok_or_else(|| "NAME=VALUE".to_owned())
}

/// A blank word, as an empty variable of a script gives it, is refused: the rule would judge nothing.
fn status(text: &str) -> Result<ResultStatus, String> {
    let named = Some(text).filter(|text| !text.trim().is_empty()).map(ResultStatus::parse);
    named.ok_or_else(|| gate::STATUSES.join(", "))
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('%').parse().ok().filter(|n| (0.0..=100.0).contains(n));
    number.ok_or_else(|| "0..100".to_owned())
}

fn duration(text: &str) -> Result<u64, String> {
    gate::duration(text).ok_or_else(|| "500ms, 90s, 15m, 2h".to_owned())
}

fn coverage(text: &str) -> Result<f64, String> {
    text.trim().strip_prefix("critical=").ok_or_else(|| "critical=P".to_owned()).and_then(percent)
}

/// `compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Project of the runs.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Numbers of the older and the newer run.
    #[arg(long, num_args = 2, required = true, value_names = ["OLDER", "NEWER"])]
    pub runs: Vec<i64>,
    /// Compares the results with a label alone.
    #[arg(long, value_name = "NAME=VALUE", value_parser = label, conflicts_with_all = ["label_older", "label_newer"])]
    pub label: Option<ResultLabel>,
    /// Takes the results with a label alone from the older run. The runs may be the same one.
    #[arg(long, value_name = "NAME=VALUE", value_parser = label)]
    pub label_older: Option<ResultLabel>,
    /// Takes the results with a label alone from the newer run.
    #[arg(long, value_name = "NAME=VALUE", value_parser = label)]
    pub label_newer: Option<ResultLabel>,
    /// Also list the tests that are unchanged.
    #[arg(long)]
    pub unchanged: bool,
    /// Also list the tests of one run only where these are more than half of all.
    #[arg(long)]
    pub one_sided: bool,
}

impl CompareArgs {
    /// Numbers of the older and the newer run, each with the label of the results that are compared.
    pub fn parts(&self) -> Option<[(i64, Option<&ResultLabel>); 2]> {
        let [older, newer] = self.runs[..] else { return None };
        let both = self.label.as_ref();
        Some([(older, self.label_older.as_ref().or(both)), (newer, self.label_newer.as_ref().or(both))])
    }
}

/// Finished runs that a command looks at.
#[derive(Debug, Clone, Args)]
pub struct ScopeArgs {
    /// Project of the runs.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Number of the last runs.
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = count)]
    pub runs: usize,
    /// The runs that ended within so many days, in place of a number of runs.
    #[arg(long, value_name = "N", conflicts_with = "runs", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub days: Option<u32>,
    /// Slug of the environment of the runs.
    #[arg(long, value_name = "SLUG")]
    pub environment: Option<String>,
    /// Title of the runs.
    #[arg(long, value_name = "TITLE")]
    pub run_name: Option<String>,
    /// Looks at the results with a label alone.
    #[arg(long, value_name = "NAME=VALUE", value_parser = label)]
    pub label: Option<ResultLabel>,
}

fn count(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|n| (1..=voluptas_app::overview::dashboard::MOST_RUNS).contains(n))
        .ok_or_else(|| "1..500".to_owned())
}

/// `trend`.
#[derive(Debug, Args)]
pub struct TrendArgs {
    /// The runs.
    #[command(flatten)]
    pub scope: ScopeArgs,
}

/// `flaky`.
#[derive(Debug, Args)]
pub struct FlakyArgs {
    /// Runs and length of the list.
    #[command(flatten)]
    pub list: WorstArgs,
    /// Rule by which tests are flaky: `switches` or `classic`.
    #[arg(long, value_name = "RULE", value_parser = flaky_rule, default_value = "switches")]
    pub rule: FlakyRule,
}

fn flaky_rule(text: &str) -> Result<FlakyRule, String> {
    text.parse().map_err(|_| "switches, classic".to_owned())
}

/// `failing`, `slowest`.
#[derive(Debug, Args)]
pub struct WorstArgs {
    /// The runs.
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Most tests of the list.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = count)]
    pub limit: usize,
}

/// `mute`.
#[derive(Debug, Args)]
pub struct MuteArgs {
    /// Project of the tests.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Tests by title, full name or key.
    #[arg(long, required = true, value_name = "TITLE")]
    pub test: Vec<String>,
    /// Take all tests of that title where there are several.
    #[arg(long)]
    pub all: bool,
    /// The reason.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Person who looks after the tests; the author of the command when absent.
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// Last day, or the moment at which the mutes end; without end when absent.
    #[arg(long, value_name = "DATE", value_parser = end)]
    pub until: Option<i64>,
}

/// `unmute`.
#[derive(Debug, Args)]
pub struct UnmuteArgs {
    /// Project of the tests.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Tests by title, full name or key.
    #[arg(long, required = true, value_name = "TITLE")]
    pub test: Vec<String>,
    /// Take all tests of that title where there are several.
    #[arg(long)]
    pub all: bool,
}

/// `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Project of the run.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Number of the run; the latest when absent.
    #[arg(long, value_name = "N")]
    pub run: Option<i64>,
    /// The file, which replaces one of that name; `-` is standard output. `PROJECT-run-N.html` in the current folder when absent.
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Form of the file; that of the extension of `out` when absent, HTML without `out`. An extension that tells no form needs it.
    #[arg(long, value_name = "FORMAT", value_parser = report_format)]
    pub format: Option<Format>,
    /// Megabytes of attachments within an HTML report.
    #[arg(long, value_name = "MB", default_value_t = ATTACHMENTS / MB, value_parser = clap::value_parser!(u64).range(..=2_000))]
    pub attachments_mb: u64,
}

fn report_format(text: &str) -> Result<Format, String> {
    text.parse().map_err(|_| "html, md, xml, json".to_owned())
}
