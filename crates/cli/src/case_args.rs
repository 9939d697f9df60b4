//! Arguments of `cases`.

use super::errors::CliError;
use super::table_args::{TableChoices, policy};
use clap::{Args, Subcommand};
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use strum::IntoEnumIterator as _;
use voluptas_app::cases::file::{ImportOptions, MatchBy};
use voluptas_app::files::import::Policy;
use voluptas_core::domain::{Message, validate};
use voluptas_formats::Severity;
use voluptas_formats::cases::CaseFormat;
use voluptas_formats::cases::CasesFile;

/// `cases`.
#[derive(Debug, Args)]
pub struct CasesArgs {
    /// Action on the cases.
    #[command(subcommand)]
    pub command: CasesCommand,
}

/// Actions on test cases.
#[derive(Debug, Subcommand)]
pub enum CasesCommand {
    /// Reads a file of cases.
    Import(CasesImport),
    /// Writes a file of cases.
    Export(CasesExport),
    /// Lists cases that may be duplicates.
    Duplicates(CasesDuplicates),
}

/// `cases import`.
#[derive(Debug, Args)]
pub struct CasesImport {
    /// The file; `-` reads standard input.
    pub file: PathBuf,
    /// Project of the cases.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Creates the project when it is missing. An empty workspace needs no such permission.
    #[arg(long)]
    pub create_project: bool,
    /// Format of the file; detected when absent.
    #[arg(long, value_name = "NAME", value_parser = format)]
    pub format: Option<CaseFormat>,
    /// Policy for values that differ.
    #[arg(long, value_name = "POLICY", value_parser = policy, default_value = "smart")]
    pub policy: Policy,
    /// Property by which a row finds its case.
    #[arg(long = "match", value_name = "PROPERTY", value_parser = match_by, default_value = "auto")]
    pub match_by: MatchBy,
    /// Skips new cases of suites that the project lacks.
    #[arg(long)]
    pub no_new_suites: bool,
    /// Nests suites as the slashes in their titles say.
    #[arg(long)]
    pub split_suites: bool,
    /// Tag for every imported case.
    #[arg(long, value_name = "TAG")]
    pub tag: Option<String>,
    /// Lines of cases and suites that are not imported: of each, the line in which it begins.
    #[arg(long, value_name = "LINE")]
    pub skip_line: Vec<u64>,
    /// Options for reading a table.
    #[command(flatten)]
    pub table: TableChoices,
    /// Shows what would change.
    #[arg(long)]
    pub dry_run: bool,
}

impl CasesImport {
    /// Options of the import of a file that was read.
    ///
    /// # Errors
    /// A tag that cannot be one, and a line to skip with neither case nor suite, or with several cases.
    pub(super) fn import_options(&self, file: &CasesFile) -> Result<ImportOptions, CliError> {
        let tag = self.tag.as_deref().map(str::trim);
        if let Some(tag) = tag {
            validate::tag(tag).map_err(|invalid| {
                let reason = invalid.message;
                CliError::usage(Message { key: format!("cli-error-tag-{}", reason.key), ..reason })
            })?;
        }
        let (left_out, left_out_suites) = self.left_out(file)?;
        Ok(ImportOptions {
            policy: self.policy,
            match_by: self.match_by,
            skips_new_suites: self.no_new_suites,
            splits_suites: self.split_suites,
            tag: tag.unwrap_or_default().to_owned(),
            left_out,
            left_out_suites,
        })
    }

    /// Places of the cases that begin in the lines of `--skip-line`, and of the suites with texts where no case begins.
    fn left_out(&self, file: &CasesFile) -> Result<(BTreeSet<usize>, BTreeSet<usize>), CliError> {
        let mut lines: HashMap<u64, (Vec<usize>, Vec<usize>)> =
            self.skip_line.iter().map(|line| (*line, Default::default())).collect();
        for (at, row) in file.rows.iter().enumerate() {
            if let Some((cases, _)) = lines.get_mut(&row.line) {
                cases.push(at);
            }
        }
        for (at, suite) in file.suites.iter().enumerate() {
            if let Some((_, suites)) = lines.get_mut(&suite.line) {
                suites.push(at);
            }
        }
        let (mut left_out, mut left_out_suites) = (BTreeSet::new(), BTreeSet::new());
        for line in &self.skip_line {
            let (cases, suites) = lines.get(line).map_or((&[][..], &[][..]), |(cases, suites)| (cases, suites));
            // The reader has skipped the row already, and says so.
            let is_skipped = || file.report.notes.iter().any(|n| n.severity == Severity::Error && n.line == Some(*line));
            let message = |key: &str| Message::new(key).with("file", &file.report.file).with("line", line);
            match (cases, suites) {
                ([], []) if !is_skipped() => return Err(CliError::usage(message("cli-error-skip-line"))),
                ([_, _, ..], _) => {
                    return Err(CliError::usage(message("cli-error-skip-line-several").count("count", cases.len())));
                }
                ([], suites) => left_out_suites.extend(suites),
                (cases, _) => left_out.extend(cases),
            }
        }
        Ok((left_out, left_out_suites))
    }
}

/// `cases export`.
#[derive(Debug, Args)]
pub struct CasesExport {
    /// File to write; `-` writes to standard output.
    pub file: PathBuf,
    /// Project of the cases.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Only cases that this suite and the suites below it show.
    #[arg(long, value_name = "ID")]
    pub suite: Vec<i64>,
    /// Format of the file; by default that of its extension.
    #[arg(long, value_name = "NAME", value_parser = format)]
    pub format: Option<CaseFormat>,
}

/// `cases duplicates`.
#[derive(Debug, Args)]
pub struct CasesDuplicates {
    /// Project of the cases.
    #[arg(long, value_name = "CODE")]
    pub project: String,
    /// Only cases of this suite and the suites below it.
    #[arg(long, value_name = "ID")]
    pub suite: Option<i64>,
}

fn format(word: &str) -> Result<CaseFormat, String> {
    word.parse().map_err(|_| CaseFormat::iter().map(<&str>::from).collect::<Vec<_>>().join(", "))
}

fn match_by(word: &str) -> Result<MatchBy, String> {
    word.parse().map_err(|_| MatchBy::iter().map(<&str>::from).collect::<Vec<_>>().join(", "))
}
