//! Arguments of `webhooks`.

use crate::args::Switch;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `webhooks`.
#[derive(Debug, Args)]
pub struct WebhooksArgs {
    /// Action on the webhooks.
    #[command(subcommand)]
    pub command: WebhooksCommand,
}

/// Actions on outgoing webhooks.
#[derive(Debug, Subcommand)]
pub enum WebhooksCommand {
    /// Lists them.
    List(WebhooksList),
    /// Adds one.
    Add(WebhookAdd),
    /// Changes one.
    Change(WebhookChange),
    /// Removes one with its log.
    Remove(WebhookRemove),
    /// Sends a test event at once.
    Test(WebhookTest),
    /// Lists deliveries.
    Log(WebhookLog),
    /// Sends a delivery again.
    Resend(WebhookResend),
}

/// `webhooks list`.
#[derive(Debug, Args)]
pub struct WebhooksList {
    /// Code of the project; without it those of all projects.
    #[arg(long, value_name = "CODE")]
    pub project: Option<String>,
}

/// What `webhooks add` and `webhooks change` have in common.
#[derive(Debug, Args)]
pub struct WebhookValues {
    /// Address of the receiver.
    #[arg(long, value_name = "URL", conflicts_with = "url_file")]
    pub url: Option<String>,
    /// File with the address in its first line: other users of the computer do not see it; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub url_file: Option<PathBuf>,
    /// File with the secret of the signature in its first line.
    #[arg(long, value_name = "FILE")]
    pub secret_file: Option<PathBuf>,
    /// Events that are sent.
    #[arg(long, value_name = "EVENT", value_parser = voluptas_store::outbox::EVENTS)]
    pub event: Vec<String>,
    /// Form of the body.
    #[arg(long, value_name = "TEMPLATE", value_parser = ["json", "slack", "teams", "telegram", "mattermost"])]
    pub template: Option<String>,
    /// Language of the texts.
    #[arg(long, value_name = "LANGUAGE", value_parser = ["en", "ru"])]
    pub texts: Option<String>,
    /// Id of the chat in Telegram.
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub chat: Option<String>,
    /// File with the rules of the quality gate.
    #[arg(long, value_name = "FILE")]
    pub gate: Option<PathBuf>,
    /// Sends events, or keeps silent.
    #[arg(long, value_enum, value_name = "on|off")]
    pub enabled: Option<Switch>,
    /// Accepts an address in a private network.
    #[arg(long)]
    pub allow_private: bool,
}

/// `webhooks add`.
#[derive(Debug, Args)]
pub struct WebhookAdd {
    /// Title of the webhook.
    pub title: String,
    /// Code of the project.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    #[command(flatten)]
    pub values: WebhookValues,
}

/// `webhooks change`.
#[derive(Debug, Args)]
pub struct WebhookChange {
    /// Id of the webhook.
    pub id: i64,
    /// New title.
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    #[command(flatten)]
    pub values: WebhookValues,
}

/// `webhooks remove`.
#[derive(Debug, Args)]
pub struct WebhookRemove {
    /// Id of the webhook.
    pub id: i64,
}

/// `webhooks test`.
#[derive(Debug, Args)]
pub struct WebhookTest {
    /// Id of the webhook.
    pub id: i64,
    /// Sends into a private network, too.
    #[arg(long)]
    pub allow_private: bool,
}

/// `webhooks log`.
#[derive(Debug, Args)]
pub struct WebhookLog {
    /// Id of the webhook.
    pub id: i64,
    /// Most deliveries, the newest first.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub limit: u32,
}

/// `webhooks resend`.
#[derive(Debug, Args)]
pub struct WebhookResend {
    /// Id of the webhook.
    pub id: i64,
    /// Id of the delivery.
    pub delivery: String,
}

/// `tracker`.
#[derive(Debug, Args)]
pub struct TrackerArgs {
    /// Action on the tracker of a project.
    #[command(subcommand)]
    pub command: TrackerCommand,
}

/// Actions on the tracker of a project.
#[derive(Debug, Subcommand)]
pub enum TrackerCommand {
    /// Shows it.
    Show(TrackerProject),
    /// Sets it.
    Set(TrackerSet),
    /// Removes it.
    Remove(TrackerProject),
    /// Creates the issue of a failed result.
    Report(TrackerReport),
    /// Lists the issues that were created.
    Issues(TrackerIssues),
    /// Writes the figures of a run as a comment on a pull or merge request.
    Comment(TrackerComment),
}

/// `tracker show`, `tracker remove`.
#[derive(Debug, Args)]
pub struct TrackerProject {
    /// Code of the project.
    #[arg(long, value_name = "CODE")]
    pub project: String,
}

/// `tracker set`.
#[derive(Debug, Args)]
pub struct TrackerSet {
    /// Product.
    #[arg(value_name = "KIND", value_parser = ["jira-cloud", "jira-server", "github", "gitlab"])]
    pub kind: String,
    /// Address of the product.
    #[arg(value_name = "URL")]
    pub base_url: String,
    /// Key, repository or path of the project there.
    #[arg(value_name = "PLACE")]
    pub place: String,
    /// Code of the project.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Type of new issues in Jira.
    #[arg(long, value_name = "NAME")]
    pub issue_type: Option<String>,
}

/// `tracker report`.
#[derive(Debug, Args)]
pub struct TrackerReport {
    /// Id of the result.
    #[arg(value_name = "RESULT")]
    pub result: String,
    /// Code of the project.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Address of the server for the link back.
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
}

/// `tracker issues`.
#[derive(Debug, Args)]
pub struct TrackerIssues {
    /// Code of the project.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Reads all statuses again.
    #[arg(long)]
    pub refresh: bool,
}

/// `tracker comment`.
#[derive(Debug, Args)]
pub struct TrackerComment {
    /// Code of the project.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Number of the run.
    #[arg(long, value_name = "N")]
    pub run: Option<i64>,
    /// Number of the pull or merge request.
    #[arg(long, value_name = "N")]
    pub request: Option<u64>,
    /// `owner/repository`, or path of the project in GitLab.
    #[arg(long, value_name = "PLACE")]
    pub repository: Option<String>,
    /// Tells comments of several jobs apart.
    #[arg(long, value_name = "NAME")]
    pub key: Option<String>,
}

/// `testrail`.
#[derive(Debug, Args)]
pub struct TestrailArgs {
    /// What is read.
    #[command(subcommand)]
    pub command: TestrailCommand,
}

/// What is read from TestRail.
#[derive(Debug, Subcommand)]
pub enum TestrailCommand {
    /// Cases as a file for `cases import`.
    Cases(TestrailCases),
    /// A run with results as a file for `ingest`.
    Run(TestrailRun),
    /// Everything of a project at once.
    Import(TestrailImport),
}

/// `testrail cases`.
#[derive(Debug, Args)]
pub struct TestrailCases {
    /// Id of the project in TestRail.
    pub id: i64,
    /// Only this suite.
    #[arg(long, value_name = "ID")]
    pub suite: Option<i64>,
    /// File to write; `-` writes standard output.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// `testrail run`.
#[derive(Debug, Args)]
pub struct TestrailRun {
    /// Id of the run in TestRail.
    pub id: i64,
    /// File to write; `-` writes standard output.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// `testrail import`.
#[derive(Debug, Args)]
pub struct TestrailImport {
    /// Id of the project in TestRail.
    pub id: i64,
    /// Code of the project here.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Creates the project when it is missing. An empty workspace needs no such permission.
    #[arg(long)]
    pub create_project: bool,
    /// Only this suite.
    #[arg(long, value_name = "ID")]
    pub suite: Option<i64>,
    /// Leaves runs and results out.
    #[arg(long)]
    pub without_runs: bool,
    /// Leaves files of cases and results out.
    #[arg(long)]
    pub without_attachments: bool,
}
