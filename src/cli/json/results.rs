//! Objects of the commands about results.

use crate::app::run_compare::Row;
use crate::domain::gate::Broken;
use serde::Serialize;
use std::collections::BTreeMap;

/// `mute`, `unmute`.
#[derive(Debug, Serialize)]
pub struct MutedAnswer {
    /// Project code.
    pub project: String,
    /// Titles of the tests.
    pub tests: Vec<String>,
}

/// `compare`.
#[derive(Debug, Serialize)]
pub struct ComparedAnswer {
    /// Code of the project.
    pub project: String,
    /// Number of the older run.
    pub older: i64,
    /// Number of the newer run.
    pub newer: i64,
    /// Number of tests by difference.
    pub counts: BTreeMap<&'static str, usize>,
    /// Tests that are not unchanged, by difference and title.
    pub tests: Vec<ComparedObject>,
}

/// A test in two runs.
#[derive(Debug, Serialize)]
pub struct ComparedObject {
    /// Title of the test.
    pub title: String,
    /// Values of the parameters that tell tests of one title apart; absent without any.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub values: String,
    /// Full name by the tool.
    pub full_name: Option<String>,
    /// `new_failure`, `still_failing`, `message_changed`, `fixed`, `appeared`, `gone`, `slower`, `faster` or `other`.
    pub difference: &'static str,
    /// Status in the older run.
    pub before: Option<String>,
    /// Status in the newer run.
    pub after: Option<String>,
    /// Duration in the older run.
    pub duration_before_ms: Option<i64>,
    /// Duration in the newer run.
    pub duration_after_ms: Option<i64>,
    /// First line of the message in the newer run.
    pub message: Option<String>,
    /// The test is muted; absent otherwise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub muted: bool,
}

impl ComparedObject {
    /// The object of a row.
    #[must_use]
    pub fn new(row: &Row) -> Self {
        Self {
            title: row.title.clone(),
            values: row.values.clone(),
            full_name: row.full_name.clone(),
            difference: row.difference.as_str(),
            before: row.before.as_ref().map(|(_, status)| status.to_string()),
            after: row.after.as_ref().map(|(_, status)| status.to_string()),
            duration_before_ms: row.duration_before_ms,
            duration_after_ms: row.duration_after_ms,
            message: row.message.clone(),
            muted: row.is_muted,
        }
    }
}

/// `report`.
#[derive(Debug, Serialize)]
pub struct ReportAnswer {
    /// Code of the project.
    pub project: String,
    /// Number of the run.
    pub run: i64,
    /// The file.
    pub file: String,
    /// `html`, `markdown`, `junit` or `json`.
    pub format: &'static str,
    /// Length of the file in bytes.
    pub bytes: u64,
    /// Tests in the report.
    pub tests: usize,
    /// Attached files within the report.
    pub attachments: usize,
    /// Attached files that are listed alone.
    pub attachments_listed: usize,
}

/// `gate`.
#[derive(Debug, Serialize)]
pub struct GateAnswer {
    /// Code of the project.
    pub project: String,
    /// Number of the run.
    pub run: i64,
    /// True when no rule is broken.
    pub met: bool,
    /// Broken rules with their figures.
    pub broken: Vec<Broken>,
}

/// `bench-files`.
#[derive(Debug, Serialize)]
pub struct BenchFilesAnswer {
    /// The folder.
    pub folder: String,
    /// Tests in its files.
    pub results: u32,
}
