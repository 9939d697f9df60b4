//! Objects of `milestone`.

use serde::Serialize;
use voluptas_app::project::milestones::MilestoneRow;
use voluptas_core::base::day::Day;

/// `milestone list`.
#[derive(Debug, Serialize)]
pub struct MilestonesAnswer {
    /// Project code.
    pub project: String,
    /// The open ones by due day, then the completed ones, the latest first.
    pub milestones: Vec<MilestoneObject>,
}

/// `milestone create`, `milestone edit`, `milestone delete`.
#[derive(Debug, Serialize)]
pub struct MilestoneAnswer {
    /// Project code.
    pub project: String,
    /// The milestone; of a deleted one what it was.
    pub milestone: MilestoneObject,
}

/// A milestone of a project.
#[derive(Debug, Serialize)]
pub struct MilestoneObject {
    /// Number in the project.
    pub number: i64,
    pub title: String,
    /// Description, Markdown.
    pub description: Option<String>,
    /// `active` or `completed`.
    pub status: &'static str,
    /// Due day, `2026-12-31`.
    pub due: Option<String>,
    /// Number of runs that name it.
    pub runs: u64,
    /// Number of cases that name it.
    pub cases: u64,
}

impl MilestoneObject {
    /// The object of a row.
    #[must_use]
    pub fn new(row: &MilestoneRow) -> Self {
        let content = &row.milestone.content;
        Self {
            number: row.milestone.number,
            title: content.title.clone(),
            description: content.description.clone(),
            status: if content.is_completed { "completed" } else { "active" },
            due: content.due_ms.map(|due| Day::of(due).to_string()),
            runs: row.runs,
            cases: row.cases,
        }
    }
}
