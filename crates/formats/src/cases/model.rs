//! The content of a file of cases: suites, cases and shared steps.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use super::suite_name::SuiteName;
use crate::{FormatError, Report, TableInfo};
use voluptas_core::domain::case::{CaseContent, Step};
use voluptas_core::domain::case_code::NamedCase;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::suite::SuiteContent;

/// A format of case files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, strum::EnumIter, strum::IntoStaticStr, strum::EnumString)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case", ascii_case_insensitive)]
pub enum CaseFormat {
    /// The program's own table as CSV: one row per case, custom fields as columns of their own.
    Csv,
    /// Qase's CSV export, version 1 or 2; written as version 2.
    QaseCsv,
    /// The program's own table on the sheet of a workbook.
    Xlsx,
    /// The program's own JSON. Keeps shared steps, as the own XML does.
    Json,
    /// The program's own XML.
    Xml,
    /// TestRail's XML.
    #[serde(rename = "testrail")]
    #[strum(serialize = "testrail")]
    TestRail,
    /// TestLink's XML.
    #[serde(rename = "testlink")]
    #[strum(serialize = "testlink")]
    TestLink,
    /// Xray's cases in Jira's XML.
    Xray,
    /// Zephyr's cases: Zephyr Squad in Jira's XML, and the XML of Zephyr Scale. Its tables are read as [`CaseFormat::Csv`].
    Zephyr,
    /// Gherkin feature files.
    Feature,
    /// Markdown.
    Md,
}

impl CaseFormat {
    /// True when the program writes the format.
    #[must_use]
    pub fn is_writable(self) -> bool {
        !matches!(self, Self::TestRail | Self::TestLink | Self::Xray | Self::Zephyr)
    }

    /// True when a written file gives equal suites and cases on reading. Files are in none; tables have no NUL, and write shared steps
    /// as plain ones.
    #[must_use]
    pub fn keeps_everything(self) -> bool {
        matches!(self, Self::Csv | Self::Xlsx | Self::Json | Self::Xml)
    }

    /// True when a written file has shared steps as such. Otherwise they are plain steps.
    #[must_use]
    pub fn keeps_shared_steps(self) -> bool {
        matches!(self, Self::Json | Self::Xml)
    }

    /// True when a written file has the custom fields of a case. The tables that Qase imports have no columns for them.
    #[must_use]
    pub fn keeps_custom_fields(self) -> bool {
        !matches!(self, Self::QaseCsv | Self::Feature)
    }

    /// True when a written file has the fields of a case, such as priority, automation and postconditions.
    #[must_use]
    pub fn keeps_fields(self) -> bool {
        self != Self::Feature
    }

    /// The format of a file name's extension: csv is the program's own table, xml its own XML.
    pub fn of_extension(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "csv" | "tsv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            "json" => Some(Self::Json),
            "xml" => Some(Self::Xml),
            "feature" => Some(Self::Feature),
            "md" | "markdown" => Some(Self::Md),
            _ => None,
        }
    }
}

/// Title of the custom field with the id that a case has in the tool it comes from, such as `C123` of TestRail or a key of Jira.
pub const EXTERNAL_ID: &str = "External ID";

/// A case of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseRow {
    /// Line or row in which the case begins, from 1; 0 for a case that does not come from a file.
    pub line: u64,
    /// Identifier in the file, as written; `None` without one. The program's own files have the number of the case in its project.
    pub id: Option<String>,
    /// The suites from the root to that of the case; empty for the root.
    pub suite: Vec<SuiteName>,
    /// Content; fields that the file lacks have their default values (see [`CasesFile::fields`]).
    pub content: CaseContent,
    /// FuncIDs of the covered functions.
    pub functions: Vec<String>,
    /// Further suites that show the case, each from the root; only the program's own formats have them.
    pub further: Vec<Vec<SuiteName>>,
    /// Title of the milestone; blank without one, and where the format has none.
    pub milestone: String,
}

impl CaseRow {
    /// Id of the case in the tool it comes from.
    pub fn external_id(&self) -> Option<&str> {
        self.content.custom_fields.get(EXTERNAL_ID).map(|id| id.trim()).filter(|id| !id.is_empty())
    }
}

/// A suite of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SuiteRow {
    /// Line or row, from 1; 0 for a suite that does not come from a file.
    pub line: u64,
    /// The suites above it, from the root.
    pub parents: Vec<SuiteName>,
    /// Number among the suites of its parent with the same title (see [`SuiteName::nth`]).
    pub nth: u32,
    /// Title and texts.
    pub content: SuiteContent,
}

impl SuiteRow {
    /// The suites from the root to this one.
    pub fn path(&self) -> Vec<SuiteName> {
        let own = SuiteName::new(self.content.title.as_str(), self.nth);
        self.parents.iter().cloned().chain([own]).collect()
    }
}

/// A shared step of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SharedStepRow {
    /// Line in which it begins, from 1; 0 for a shared step that does not come from a file.
    pub line: u64,
    /// The hash by which steps of the file name it.
    pub hash: String,
    pub title: String,
    pub steps: Vec<Step>,
}

/// Content of a file of cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CasesFile {
    /// Format of the file.
    pub format: CaseFormat,
    /// Code of the project that wrote the file, in the program's own formats.
    pub project: Option<String>,
    /// Codes in the ids of the program's own table: a project has another code in Qase, so that there may be two. Blank elsewhere.
    pub codes: BTreeSet<String>,
    /// Suites that the file describes on their own. A suite that only cases name is not among them.
    pub suites: Vec<SuiteRow>,
    /// Cases in the order of the file.
    pub rows: Vec<CaseRow>,
    /// Shared steps that the cases name.
    pub shared_steps: Vec<SharedStepRow>,
    /// Suites of the cases that the reader skipped.
    pub skipped_in: Vec<Vec<SuiteName>>,
    /// Fields that the file has: an import leaves the others alone.
    pub fields: BTreeSet<CaseField>,
    /// Report of the reading. Its rows are cases and suites.
    pub report: Report,
}

impl CasesFile {
    /// Keeps the ids of another tool in the custom field [`EXTERNAL_ID`]. Ids of a file of this program are numbers of cases.
    pub(super) fn with_external_ids(mut self) -> Self {
        if self.project.is_some()
            || !self.codes.is_empty()
            || matches!(self.format, CaseFormat::Json | CaseFormat::Xml | CaseFormat::Feature)
        {
            return self;
        }
        self.keep_ids();
        self
    }

    /// Finds the project in ids such as `SHOP-12` of the program's own table. Keys of other tools look alike: `may_be_own` is true for
    /// a column that is named as the program names it. A table that is the program's own for certain may have ids of several codes.
    pub(super) fn with_project(mut self, is_own: bool, may_be_own: bool) -> Self {
        let code = |row: &CaseRow| {
            let parts = row.id.as_deref().and_then(NamedCase::of_any_project);
            parts.map(|(code, _)| code.to_owned())
        };
        let codes: BTreeSet<Option<String>> = self.rows.iter().filter(|row| row.id.is_some()).map(code).collect();
        if self.format == CaseFormat::QaseCsv {
            return self;
        }
        if is_own && let Some(codes) = codes.iter().cloned().collect::<Option<BTreeSet<String>>>() {
            self.codes = codes;
        }
        if (is_own || may_be_own) && codes.len() == 1 {
            self.project = codes.into_iter().next().flatten();
        }
        self
    }

    /// Keeps the ids of the rows in the custom field [`EXTERNAL_ID`]. An import asks for it where a table has ids such as `TC-7`, which
    /// may be codes of cases, and the project has another code.
    pub fn keep_ids(&mut self) {
        for row in &mut self.rows {
            if let Some(id) = row.id.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
                row.content.custom_fields.entry(EXTERNAL_ID.to_owned()).or_insert_with(|| id.to_owned());
                self.fields.insert(CaseField::CustomFields);
            }
        }
    }
}

/// Suites and cases for a file, in the order in which it lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CasesToWrite {
    /// Code of the project.
    pub project: String,
    /// Title of the project.
    pub title: String,
    /// Suites, parents before children.
    pub suites: Vec<SuiteRow>,
    /// Cases.
    pub rows: Vec<CaseRow>,
    /// Shared steps that the cases name, by title.
    pub shared_steps: Vec<SharedStepRow>,
}

impl CasesToWrite {
    /// True when titles alone do not tell the suites apart.
    pub(super) fn has_numbered_suites(&self) -> bool {
        let is_numbered = |path: &Vec<SuiteName>| path.iter().any(|name| name.nth > 1);
        let of_row = |row: &CaseRow| is_numbered(&row.suite) || row.further.iter().any(is_numbered);
        self.suites.iter().any(|suite| suite.nth > 1 || is_numbered(&suite.parents)) || self.rows.iter().any(of_row)
    }
}

/// A file of cases, with the shape of its table for a person who checks and corrects it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedCases {
    /// Content of the file; without rows when there is a problem.
    pub file: CasesFile,
    /// Shape of the table; `None` for other formats.
    pub table: Option<TableInfo>,
    /// Fault that another choice of columns or of their line can mend.
    pub problem: Option<FormatError>,
}
