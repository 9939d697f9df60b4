//! The mapping as the window shows it: rows, suggestions, functions and cases without a partner; and its import and export as
//! CSV.

use crate::sync;
use crate::sync::by_name::Names;
use crate::sync::read::remote_project;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use voluptas_core::base::fs::write_named;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::message::Explain as _;
use voluptas_formats::{self as formats, Report, WriteOptions};
use voluptas_store::{Result, Store};
use voluptas_sync::mapping::{self, CaseKey, FunctionKey, MappingRow, Suggestion};

/// All data that the mapping of one project shows.
#[derive(Debug, Clone, Default)]
pub struct MappingRead {
    /// Existing mappings.
    pub rows: Vec<MappingRow>,
    /// Suggested mappings.
    pub suggestions: Vec<Suggestion>,
    /// Every function.
    pub functions: Vec<FunctionKey>,
    /// Every case of the project.
    pub cases: Vec<CaseKey>,
    /// Ids of the cases in Qase.
    pub qase_ids: HashMap<CaseId, i64>,
    /// Testable functions without a case.
    pub lonely_functions: Vec<FunctionId>,
    /// Cases without a function.
    pub lonely_cases: Vec<CaseId>,
    /// Mappings of a case that several functions share, and of cases of one function that have the same title.
    pub doubles: HashSet<(FunctionId, CaseId)>,
}

/// Reads the mapping. Blocks.
pub fn read(store: &Store, account: Option<&str>, code: &str) -> Result<MappingRead> {
    let (rows, input, links) = store.read(|tx| {
        let remote = remote_project(tx, account, code)?;
        let project = match &remote {
            Some(r) => Some(r.project_id),
            None => tx.projects().by_code(&code.to_uppercase())?.map(|p| p.id),
        };
        let rows = mapping::rows(tx, remote.as_ref())?;
        // Before the first import there is no project, but functions without a case exist already.
        let input = mapping::load_of(tx, project)?;
        let links = match &remote {
            Some(r) => tx.remotes().links(r.id)?,
            None => Vec::new(),
        };
        Ok((rows, input, links))
    })?;
    let orphans = mapping::orphans(&input);
    let suggestions = mapping::suggest(&input, mapping::LEAST_SCORE);
    let doubles = doubles(&rows);
    Ok(MappingRead {
        suggestions,
        doubles,
        rows,
        functions: input.functions,
        cases: input.cases,
        qase_ids: links.into_iter().map(|l| (l.link.case_id, l.link.qase_id)).collect(),
        lonely_functions: orphans.functions,
        lonely_cases: orphans.cases,
    })
}

fn doubles(rows: &[MappingRow]) -> HashSet<(FunctionId, CaseId)> {
    let mut of_case: HashMap<CaseId, usize> = HashMap::new();
    let mut of_title: HashMap<(FunctionId, &str), usize> = HashMap::new();
    for row in rows {
        *of_case.entry(row.case_id).or_default() += 1;
        *of_title.entry((row.function_id, row.case_title.as_str())).or_default() += 1;
    }
    let double = |r: &&MappingRow| of_case[&r.case_id] > 1 || of_title[&(r.function_id, r.case_title.as_str())] > 1;
    rows.iter().filter(double).map(|r| (r.function_id, r.case_id)).collect()
}

/// A mapping file, compared with the existing mappings.
#[derive(Debug, Clone)]
pub struct MappingFile {
    /// New mappings.
    pub new: Vec<(FunctionId, CaseId, Origin)>,
    /// Number of mappings that exist already.
    pub known: usize,
    /// Lines with an unknown function or case: line and name.
    pub unknown: Vec<(u64, String)>,
    /// The report on reading the file.
    pub report: Report,
}

/// Reads a mapping file for the project with this code. Rows of other projects count as unknown. Blocks.
///
/// # Errors
/// A sentence about a file that cannot be read or is not a table of mappings.
pub fn read_file(path: &Path, code: &str, read: &MappingRead) -> std::result::Result<MappingFile, Message> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes =
        std::fs::read(path).map_err(|e| Message::new("app-error-read-file").with("path", path.display()).with("reason", e))?;
    let file = formats::read_mapping(&name, &bytes).map_err(|e| e.message())?;
    let functions = read.functions.iter().map(|f| (f.func_id.clone(), f.id)).collect();
    let cases = read.qase_ids.iter().map(|(case, id)| (*id, *case)).collect();
    let mapped = read.rows.iter().map(|r| (r.function_id, r.case_id)).collect();
    let plan = sync::by_name::compare(&Names::new(functions, cases), mapped, code, &file.rows);
    Ok(MappingFile { new: plan.new, known: plan.unchanged, unknown: plan.unknown, report: file.report })
}

/// Writes mappings with a linked case as CSV. Returns the number of lines. Blocks.
///
/// # Errors
/// A sentence about a file that cannot be written.
pub fn write_file(path: &Path, code: &str, rows: &[MappingRow]) -> std::result::Result<usize, Message> {
    let rows = sync::by_name::file_rows(rows.iter().cloned(), code);
    let bytes = formats::write_mapping(&rows, WriteOptions { mark: true, ..WriteOptions::default() });
    write_named(path, &bytes).map_err(|e| Message::new("app-error-write-file").with("path", path.display()).with("reason", e))?;
    Ok(rows.len())
}
