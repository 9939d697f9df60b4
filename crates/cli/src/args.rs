//! The arguments of the command line, as clap parses them. `resolve` combines them with environment and settings.
//!
//! The texts of the help are in `cli.ftl`, by command and argument; `help` adds them.

use super::table_args::{TableArgs, TableChoices, charset, policy};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use voluptas_app::files::import::Policy;
use voluptas_core::domain::rules::RuleNumber;
use voluptas_formats::{Charset, ReadOptions};
use voluptas_i18n::Lang;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "voluptas-cli", version = voluptas_core::base::version::full(), disable_help_subcommand = true, max_term_width = 100)]
#[command(disable_help_flag = true, disable_version_flag = true, subcommand_required = true)]
pub struct Cli {
    /// Prints the version.
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
    /// Flags that are accepted before and after the command.
    #[command(flatten)]
    pub global: Global,
    /// The command to run.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Prints help.
    #[arg(short, long, global = true, action = clap::ArgAction::HelpShort)]
    help: Option<bool>,
    /// The workspace file; its folder then also has settings, credentials and log. Or the address of a PostgreSQL database.
    #[arg(long, global = true, value_name = "FILE|URL")]
    pub workspace: Option<PathBuf>,
    /// One JSON object on standard output.
    #[arg(long, global = true)]
    pub json: bool,
    /// Errors alone.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// The log on standard error; twice for more.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Language of texts.
    #[arg(long, global = true, value_name = "ru|en", value_parser = language)]
    pub lang: Option<Lang>,
}

fn language(text: &str) -> Result<Lang, String> {
    Lang::parse(text).ok_or_else(|| "ru, en".to_owned())
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The whole loop against the embedded server.
    Demo(DemoArgs),
    /// The workspace as a Qase-compatible server.
    Serve(ServeArgs),
    /// Everything with Qase.
    Qase(QaseArgs),
    /// A run's results onto the cases of another project.
    Mirror(Box<super::mirror_args::MirrorArgs>),
    /// The projects of the workspace and their settings.
    Projects(ProjectsArgs),
    /// The workspace as a whole: attachments, backup.
    Workspace(super::workspace_args::WorkspaceArgs),
    /// The users of the server and their roles.
    Users(super::user_args::UsersArgs),
    /// The tokens of users.
    Tokens(super::user_args::TokensArgs),
    /// How long projects keep runs and files.
    Retention(super::rules_args::RetentionArgs),
    /// What projects may hold.
    Limits(super::rules_args::LimitsArgs),
    /// Who changed what on the server, and who was refused.
    Audit(super::user_args::AuditArgs),
    /// Secrets of databases and buckets in the keychain.
    Secrets(super::secret_args::SecretsArgs),
    /// Outgoing webhooks.
    Webhooks(Box<super::integration_args::WebhooksArgs>),
    /// Issues of trackers, and comments on pull and merge requests.
    Tracker(Box<super::integration_args::TrackerArgs>),
    /// Cases and runs of TestRail as files.
    Testrail(super::integration_args::TestrailArgs),
    /// The registry of functions.
    Functions(FunctionsArgs),
    /// Test cases.
    Cases(super::case_args::CasesArgs),
    /// Runs: a list, a new one by hand, the end of one.
    Run(super::run_args::RunArgs),
    /// Milestones: a list, a new one, changes, the end of one.
    Milestone(super::milestone_args::MilestoneArgs),
    /// Results of test tools into a run.
    Ingest(super::result_args::IngestArgs),
    /// One run against another.
    Compare(super::result_args::CompareArgs),
    /// Finished runs one after another, and results by module.
    Trend(super::result_args::TrendArgs),
    /// Tests that fail most.
    Failing(super::result_args::WorstArgs),
    /// Flaky tests.
    Flaky(super::result_args::FlakyArgs),
    /// Tests that take longest.
    Slowest(super::result_args::WorstArgs),
    /// Mutes tests.
    Mute(super::result_args::MuteArgs),
    /// Ends the mutes of tests.
    Unmute(super::result_args::UnmuteArgs),
    /// A run as a file for people or programs.
    Report(super::result_args::ReportArgs),
    /// Checks a run against the rules of a quality gate.
    Gate(super::result_args::GateArgs),
    /// Examines the workspace file.
    Doctor(DoctorArgs),
    /// Writes the completions of a shell.
    Completions(CompletionsArgs),
    /// Writes manual pages; for packages.
    #[command(hide = true)]
    Man(ManArgs),
    /// Prints the licences of everything that the program is built of.
    Licences,
}

/// `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Folder for the demo's files; without it a temporary folder, removed at the end.
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address and port; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8420")]
    pub listen: String,
    /// Creates these projects when they are missing.
    #[arg(long, value_name = "CODE[=TITLE]")]
    pub project: Vec<String>,
    /// Creates a case for each result that names none, in the projects of `--project`.
    #[arg(long, value_enum, value_name = "on|off", num_args = 0..=1, require_equals = true, default_missing_value = "on", requires = "project")]
    pub auto_create_cases: Option<Switch>,
    /// Shows the pages of runs without a sign-in.
    #[arg(long)]
    pub public_pages: bool,
    /// Leads downloads of attachments to the bucket.
    #[arg(long)]
    pub presigned: bool,
    /// Certificate chain for HTTPS.
    #[arg(long, value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// Private key of the certificate.
    #[arg(long, value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// Asks the server on the port of `--listen` whether it answers, and ends.
    #[arg(long)]
    pub check_health: bool,
    /// Attempts to reach the database at the start, two seconds apart.
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    pub database_attempts: u32,
    /// Receives Qase's webhook and mirrors completed runs by the pairs of this file.
    #[arg(long, value_name = "FILE")]
    pub mirror_pairs: Option<PathBuf>,
    /// A new token in place of the old one.
    #[arg(long)]
    pub new_token: bool,
    /// Proxies whose `X-Forwarded-For` names the client.
    #[arg(long, value_name = "NETWORK")]
    pub trusted_proxy: Vec<voluptas_server::proxies::Network>,
    /// Sends webhooks into private networks, too.
    #[arg(long)]
    pub allow_private_webhooks: bool,
    /// Private networks that webhooks may reach.
    #[arg(long, value_name = "NETWORK")]
    pub webhook_network: Vec<voluptas_server::proxies::Network>,
    /// Address of the server for links in messages.
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// Sign-in through OpenID Connect.
    #[command(flatten)]
    pub oidc: super::oidc_args::OidcArgs,
    /// Requests a minute of each token before 429; 0 sets no limit.
    #[arg(long, value_name = "N", default_value_t = 60_000)]
    pub rate_limit: u32,
    /// Requests a minute of each address without a valid token before 429; 0 sets no limit.
    #[arg(long, value_name = "N", default_value_t = 12_000)]
    pub address_rate_limit: u32,
    /// Origins whose pages may call the API.
    #[arg(long, value_name = "ORIGIN")]
    pub cors_origin: Vec<voluptas_server::cors::Origin>,
    /// Seconds that requests have to end when the server is stopped.
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub grace: u32,
    /// The log as JSON lines, to standard output or to a file.
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "-")]
    pub log_json: Option<String>,
    /// Share of requests that fail, 0 to 1; for tests of clients.
    #[arg(long, value_name = "SHARE", hide = true)]
    pub faults: Option<f64>,
    /// Milliseconds that every request waits; for tests of clients.
    #[arg(long, value_name = "N", default_value_t = 0, hide = true)]
    pub delay_ms: u64,
    /// Seed of the faults.
    #[arg(long, value_name = "N", default_value_t = 1, hide = true)]
    pub fault_seed: u64,
}

/// `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Saves what can be read into a new file.
    #[arg(long, value_name = "NEWFILE")]
    pub recover: Option<PathBuf>,
    /// Writes a file for support, without anything of what is tested.
    #[arg(long, value_name = "FILE", conflicts_with = "recover")]
    pub support: Option<PathBuf>,
    /// Lists bytes of attachments that nothing names.
    #[arg(long, conflicts_with_all = ["recover", "support"])]
    pub sweep: bool,
    /// Removes what the sweep lists.
    #[arg(long, requires = "sweep")]
    pub apply: bool,
}

/// `man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Folder for one page per command; without it the page of the whole program goes to standard output.
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// A setting that is on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

/// `projects`.
#[derive(Debug, Args)]
pub struct ProjectsArgs {
    /// Action on the projects.
    #[command(subcommand)]
    pub command: ProjectsCommand,
}

/// Actions on the projects of the workspace.
#[derive(Debug, Subcommand)]
pub enum ProjectsCommand {
    /// Lists them with their settings.
    List,
    /// Changes settings of one.
    Set(ProjectsSet),
}

/// `projects set`.
#[derive(Debug, Args)]
pub struct ProjectsSet {
    /// Code of the project.
    pub code: String,
    /// Creates a case for each result that names none.
    #[arg(long, value_enum, value_name = "on|off", required_unless_present_any = ["issue_url", "category", "rule"])]
    pub auto_create_cases: Option<Switch>,
    /// Address of an issue, with `{id}` for its id; a blank one removes it.
    #[arg(long, value_name = "URL")]
    pub issue_url: Option<String>,
    /// Category of failures whose message has the expression; the given ones replace those of before, a blank one removes them.
    #[arg(long, value_name = "NAME=REGEX")]
    pub category: Vec<String>,
    /// Number of a rule about results: flaky-switches, flaky-percent, flaky-runs, slower-percent, slower-ms.
    #[arg(long, value_name = "NAME=N", value_parser = rule_number)]
    pub rule: Vec<(RuleNumber, i64)>,
    /// Shows what would change.
    #[arg(long)]
    pub dry_run: bool,
}

/// Reads `flaky-runs=3`.
fn rule_number(text: &str) -> Result<(RuleNumber, i64), String> {
    let parsed = text.split_once('=').and_then(|(name, n)| Some((name.trim().parse().ok()?, n.trim().parse().ok()?)));
    parsed.ok_or_else(|| "NAME=N: flaky-switches, flaky-percent, flaky-runs, slower-percent, slower-ms".to_owned())
}

/// `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Shell to write completions for.
    pub shell: clap_complete::Shell,
}

/// `functions`.
#[derive(Debug, Args)]
pub struct FunctionsArgs {
    /// Action on the registry.
    #[command(subcommand)]
    pub command: FunctionsCommand,
}

/// Actions on the registry.
#[derive(Debug, Subcommand)]
pub enum FunctionsCommand {
    /// Reads a CSV file or a workbook.
    Import(FunctionsImport),
    /// Writes a CSV file or a workbook.
    Export(FunctionsExport),
    /// Lists functions.
    List(FunctionsList),
}

/// `functions import`.
#[derive(Debug, Args)]
pub struct FunctionsImport {
    /// CSV or XLSX in one of the known forms; `-` reads standard input.
    pub file: PathBuf,
    /// Policy for values that differ.
    #[arg(long, value_name = "POLICY", value_parser = policy, default_value = "theirs")]
    pub policy: Policy,
    /// Lines of functions that are not imported: of each, the line in which it begins.
    #[arg(long, value_name = "LINE")]
    pub skip_line: Vec<u64>,
    /// Options for reading the table.
    #[command(flatten)]
    pub table: TableChoices,
    /// Shows what would change.
    #[arg(long)]
    pub dry_run: bool,
}

/// `functions export`.
#[derive(Debug, Args)]
pub struct FunctionsExport {
    /// File to write; `-` writes to standard output.
    pub file: PathBuf,
    /// Format of the file; by default that of its extension, and CSV for any other.
    #[arg(long, value_name = "NAME")]
    pub format: Option<RegistryFormat>,
}

/// Formats of the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RegistryFormat {
    /// Functions as CSV.
    Csv,
    /// Functions and people as a workbook.
    Xlsx,
}

/// `functions list`.
#[derive(Debug, Args)]
pub struct FunctionsList {
    /// Only functions of this type.
    #[arg(long = "type", value_name = "TYPE", value_parser = function_type)]
    pub kind: Option<voluptas_core::domain::function::FunctionType>,
    /// Only functions without a case.
    #[arg(long)]
    pub uncovered: bool,
}

fn function_type(text: &str) -> Result<voluptas_core::domain::function::FunctionType, String> {
    text.parse().map_err(|_| "Module, Epic, Feature, Story, Page, Element, Service".to_owned())
}

/// `qase`.
#[derive(Debug, Args)]
pub struct QaseArgs {
    /// Connection to Qase.
    #[command(flatten)]
    pub connection: ConnectionArgs,
    /// Action in Qase.
    #[command(subcommand)]
    pub command: QaseCommand,
}

/// Connection to Qase. There is no flag for the token itself: every user of the computer could read it in the process list.
#[derive(Debug, Clone, Args)]
pub struct ConnectionArgs {
    /// Code of the project.
    #[arg(short, long, global = true, value_name = "P")]
    pub project: Option<String>,
    /// Address of the API.
    #[arg(long, global = true, value_name = "URL")]
    pub base_url: Option<String>,
    /// File with the token in its first line; `-` reads standard input.
    #[arg(long, global = true, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Requests per minute until the server reports its limit; 0 means no limit until then.
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=6000))]
    pub requests_per_minute: Option<u32>,
    /// Seconds for one request.
    #[arg(long, global = true, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=600))]
    pub timeout: Option<u32>,
}

/// Actions in Qase.
#[derive(Debug, Subcommand)]
pub enum QaseCommand {
    /// Tests the connection.
    Check,
    /// Lists projects.
    Projects,
    /// Lists suites.
    Suites,
    /// Lists runs.
    Runs,
    /// Imports suites and cases from Qase.
    Import(ImportArgs),
    /// Maps cases to the functions that they cover.
    Map(MapArgs),
    /// Exports cases and results to Qase.
    Export(ExportArgs),
    /// Merges duplicates that late writes created in Qase.
    Repair(RepairArgs),
}

/// `qase repair`.
#[derive(Debug, Args)]
pub struct RepairArgs {
    /// Shows what would be merged and changes nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Deletes the links to the project instead; for a project that was deleted and created again in Qase.
    #[arg(long, conflicts_with = "dry_run")]
    pub forget_links: bool,
}

/// Policy for values that both sides have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PolicyArg {
    /// Take over what only one side changed, report the rest.
    Smart,
    /// This side wins.
    Mine,
    /// Qase wins.
    Theirs,
}

/// `qase import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// These suites with all below them; without it the whole project.
    #[arg(long, value_name = "ID")]
    pub suite: Vec<i64>,
    /// Policy for values that both sides have changed.
    #[arg(long, value_enum, default_value = "smart")]
    pub policy: PolicyArg,
    /// Creates functions from the suites.
    #[arg(long)]
    pub functions_from_suites: bool,
    /// Accepts removals in Qase, however many.
    #[arg(long)]
    pub allow_removals: bool,
    /// Shows what would change.
    #[arg(long)]
    pub dry_run: bool,
}

/// `qase map`.
#[derive(Debug, Args)]
pub struct MapArgs {
    /// Action on mappings.
    #[command(subcommand)]
    pub command: MapCommand,
}

/// Actions on mappings.
#[derive(Debug, Subcommand)]
pub enum MapCommand {
    /// Lists mappings, functions without a case and cases without a function.
    List,
    /// Suggests mappings.
    Suggest(SuggestArgs),
    /// Creates a mapping.
    Link(PairArgs),
    /// Removes a mapping.
    Unlink(PairArgs),
    /// Writes a CSV file.
    Export(MapFile),
    /// Reads a CSV file.
    Import(MapImportArgs),
}

/// `qase map suggest`.
#[derive(Debug, Args)]
pub struct SuggestArgs {
    /// Accepts every suggestion of at least this score, 0 to 1.
    #[arg(long, value_name = "SCORE", value_parser = score)]
    pub accept: Option<f64>,
}

fn score(text: &str) -> Result<f64, String> {
    // People write 90 for 0.9.
    let score = text.replace(',', ".").parse::<f64>().map(|s| if s > 1.0 { s / 100.0 } else { s });
    score.ok().filter(|s| (0.0..=1.0).contains(s)).ok_or_else(|| "0..1".to_owned())
}

/// A function and a case.
#[derive(Debug, Args)]
pub struct PairArgs {
    /// FuncID.
    pub func_id: String,
    /// Id of the case in Qase: `42` or `SHOP-42`.
    pub case: String,
}

/// `qase map import`.
#[derive(Debug, Args)]
pub struct MapImportArgs {
    /// CSV; `-` reads standard input.
    pub file: PathBuf,
    /// Options for reading the table.
    #[command(flatten)]
    pub table: TableArgs,
    /// Shows what would change.
    #[arg(long)]
    pub dry_run: bool,
}

/// A mapping file.
#[derive(Debug, Args)]
pub struct MapFile {
    /// CSV; `-` writes to standard output.
    pub file: PathBuf,
}

/// `qase export`.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("what").required(true).multiple(true).args(["func", "case", "suite", "all"])))]
pub struct ExportArgs {
    /// FuncIDs.
    #[arg(long, value_name = "ID", num_args = 1..)]
    pub func: Vec<String>,
    /// Cases by their codes, whatever they cover.
    #[arg(long, value_name = "CODE", num_args = 1..)]
    pub case: Vec<String>,
    /// Cases of suites and the suites below them.
    #[arg(long, value_name = "ID", num_args = 1..)]
    pub suite: Vec<i64>,
    /// Every function that can be tested.
    #[arg(long, conflicts_with_all = ["func", "case", "suite"])]
    pub all: bool,
    /// Sends cases. The default without `--results`.
    #[arg(long)]
    pub cases: bool,
    /// Sends the latest results; with a file, those of the file.
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    pub results: Option<Option<PathBuf>>,
    /// Encoding of the file of results; detected when it is not named.
    #[arg(long, value_name = "NAME", value_parser = charset, requires = "results")]
    pub encoding: Option<Charset>,
    /// Skips rows of the file of results with a quote that is not closed.
    #[arg(long, requires = "results")]
    pub skip_broken_rows: bool,
    /// Results go to this run.
    #[arg(long, value_name = "ID", requires = "results", conflicts_with = "new_run")]
    pub run: Option<i64>,
    /// Results go to a new run of this title.
    #[arg(long, value_name = "TITLE", requires = "results")]
    pub new_run: Option<String>,
    /// Policy for values that both sides have changed.
    #[arg(long, value_enum, default_value = "smart")]
    pub policy: PolicyArg,
    /// Creates cases and suites again that were removed in Qase.
    #[arg(long)]
    pub recreate_removed: bool,
    /// Shows what would change.
    #[arg(long)]
    pub dry_run: bool,
}

impl ExportArgs {
    /// Options for reading the file of results.
    pub fn table(&self) -> ReadOptions {
        ReadOptions { encoding: self.encoding, skip_broken_rows: self.skip_broken_rows, ..ReadOptions::default() }
    }
}
