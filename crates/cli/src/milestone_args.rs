//! Arguments of `milestone`.

use clap::{Args, Subcommand};

use super::day_args::due;
use voluptas_core::base::Millis;

/// `milestone`.
#[derive(Debug, Args)]
pub struct MilestoneArgs {
    /// Action on the milestones.
    #[command(subcommand)]
    pub command: MilestoneCommand,
}

/// Actions on the milestones of a project.
#[derive(Debug, Subcommand)]
pub enum MilestoneCommand {
    /// Lists the milestones, the open ones by due day.
    List(MilestoneList),
    /// Creates a milestone.
    Create(MilestoneCreate),
    /// Changes a milestone.
    Edit(MilestoneEdit),
    /// Deletes a milestone.
    Delete(MilestoneDelete),
}

/// `milestone list`.
#[derive(Debug, Args)]
pub struct MilestoneList {
    /// Project of the milestones.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Only milestones that are not completed.
    #[arg(long)]
    pub open: bool,
}

/// `milestone create`.
#[derive(Debug, Args)]
pub struct MilestoneCreate {
    /// Title of the milestone.
    #[arg(value_name = "TITLE")]
    pub title: String,
    /// Project of the milestone.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Description.
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// Due day.
    #[arg(long, value_name = "DATE", value_parser = due)]
    pub due: Option<Millis>,
}

/// `milestone edit`.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("what").required(true).multiple(true)
    .args(["title", "description", "no_description", "due", "no_due", "complete", "reopen"])))]
pub struct MilestoneEdit {
    /// Number of the milestone.
    #[arg(value_name = "N")]
    pub milestone: i64,
    /// Project of the milestone.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// New title.
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    /// New description.
    #[arg(long, value_name = "TEXT", conflicts_with = "no_description")]
    pub description: Option<String>,
    /// Removes the description.
    #[arg(long)]
    pub no_description: bool,
    /// New due day.
    #[arg(long, value_name = "DATE", value_parser = due, conflicts_with = "no_due")]
    pub due: Option<Millis>,
    /// Removes the due day.
    #[arg(long)]
    pub no_due: bool,
    /// Completes the milestone.
    #[arg(long, conflicts_with = "reopen")]
    pub complete: bool,
    /// Opens the milestone again.
    #[arg(long)]
    pub reopen: bool,
}

/// `milestone delete`.
#[derive(Debug, Args)]
pub struct MilestoneDelete {
    /// Number of the milestone.
    #[arg(value_name = "N")]
    pub milestone: i64,
    /// Project of the milestone.
    #[arg(long, value_name = "CODE")]
    pub project: String,
}
