//! Objects of `retention` and `limits`.

use serde::Serialize;
use voluptas_app::runs::retention::{Removed, RetentionPlan};
use voluptas_core::base::clock::to_iso;
use voluptas_store::project_rules::{KeepRules, Limits, Usage};

/// Rules of a project; `retention show` and `retention set`. Null keeps for ever.
#[derive(Debug, Serialize)]
pub struct RetentionAnswer {
    /// Code of the project.
    pub project: String,
    /// Days for which ended runs are kept.
    pub days: Option<i64>,
    /// Number of the last ended runs that are kept.
    pub runs: Option<i64>,
    /// Days for which the files of passed results are kept.
    pub files_days: Option<i64>,
}

impl RetentionAnswer {
    pub fn new(code: &str, rules: KeepRules) -> Self {
        Self { project: code.to_owned(), days: rules.days, runs: rules.runs, files_days: rules.files_days }
    }
}

/// `retention preview`.
#[derive(Debug, Serialize)]
pub struct RetentionPreviewAnswer {
    pub rules: RetentionAnswer,
    /// Number of runs that would go.
    pub runs: usize,
    /// Number of their results.
    pub results: i64,
    /// Time of the oldest and of the newest of them; null without any.
    pub oldest: Option<String>,
    pub newest: Option<String>,
    /// Number of runs that are old enough and protected.
    pub protected: usize,
    /// Passed results of other runs that would lose their files.
    pub passed_results: i64,
    /// Files that nothing else names, and their bytes.
    pub files: i64,
    pub bytes: i64,
    /// Identity of the plan, for `retention apply --stamp`.
    pub stamp: String,
}

impl RetentionPreviewAnswer {
    pub fn new(plan: &RetentionPlan) -> Self {
        let span = plan.span();
        Self {
            rules: RetentionAnswer::new(&plan.code, plan.rules),
            runs: plan.runs.len(),
            results: plan.results(),
            oldest: span.map(|(oldest, _)| to_iso(oldest)),
            newest: span.map(|(_, newest)| to_iso(newest)),
            protected: plan.protected,
            passed_results: plan.passed,
            files: plan.files.files,
            bytes: plan.files.bytes,
            stamp: plan.stamp.clone(),
        }
    }
}

/// `retention apply`.
#[derive(Debug, Serialize)]
pub struct RetentionAppliedAnswer {
    /// Code of the project.
    pub project: String,
    /// What was removed.
    #[serde(flatten)]
    pub removed: Removed,
    /// Stored files that nothing named any more, and that were freed.
    pub freed_files: usize,
}

/// `retention keep`, `retention release`.
#[derive(Debug, Serialize)]
pub struct KeptRunAnswer {
    /// Code of the project.
    pub project: String,
    /// Number of the run.
    pub run: i64,
    /// True while no rule takes the run.
    pub is_kept: bool,
}

/// `limits show`, `limits set`. A limit of null is none.
#[derive(Debug, Serialize)]
pub struct LimitsAnswer {
    /// Code of the project.
    pub project: String,
    pub limits: HeldObject<Option<i64>>,
    /// What the project holds.
    pub usage: HeldObject<i64>,
}

/// Numbers of what a project may hold, or holds.
#[derive(Debug, Serialize)]
pub struct HeldObject<T> {
    pub attachment_bytes: T,
    pub results: T,
    pub cases: T,
}

impl LimitsAnswer {
    pub fn new(code: &str, limits: Limits, usage: Usage) -> Self {
        Self {
            project: code.to_owned(),
            limits: HeldObject { attachment_bytes: limits.attachment_bytes, results: limits.results, cases: limits.cases },
            usage: HeldObject { attachment_bytes: usage.attachment_bytes, results: usage.results, cases: usage.cases },
        }
    }
}
