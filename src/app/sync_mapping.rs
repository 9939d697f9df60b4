//! The mapping as the window shows it: rows, suggestions, what has no partner; and the same as CSV, both ways.

use super::sync_read::remote_project;
use crate::base::fs::write_named;
use crate::domain::Message;
use crate::domain::ids::{CaseId, FunctionId};
use crate::domain::mapping::Origin;
use crate::domain::message::Explain as _;
use crate::formats::{self, Report, WriteOptions};
use crate::store::{Result, Store};
use crate::sync::mapping::{self, CaseKey, FunctionKey, MappingRow, Suggestion};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

/// Alike titles below this score are not worth a look.
const LEAST: f64 = 0.6;

/// Everything that the mapping of one project shows.
#[derive(Debug, Clone, Default)]
pub struct MappingRead {
    /// What is mapped.
    pub rows: Vec<MappingRow>,
    /// What may be mapped.
    pub suggestions: Vec<Suggestion>,
    /// Every function.
    pub functions: Vec<FunctionKey>,
    /// Every case of the project.
    pub cases: Vec<CaseKey>,
    /// Their ids in Qase.
    pub qase_ids: HashMap<CaseId, i64>,
    /// Functions for which cases are expected, and that have none.
    pub lonely_functions: Vec<FunctionId>,
    /// Cases that cover nothing.
    pub lonely_cases: Vec<CaseId>,
    /// Cases that several functions share, and cases of one function that are called the same.
    pub doubles: HashSet<(FunctionId, CaseId)>,
}

/// Reads all that. Blocks.
///
/// # Errors
/// As the store says.
pub fn read(store: &Store, account: Option<&str>, code: &str) -> Result<MappingRead> {
    let (rows, input, links) = store.read(|tx| {
        let remote = remote_project(tx, account, code)?;
        let project = match &remote {
            Some(r) => Some(r.project_id),
            None => tx.projects().by_code(&code.to_uppercase())?.map(|p| p.id),
        };
        let rows = mapping::rows(tx, remote.as_ref())?;
        // Before the first import there is no project yet, but every function is without a case already.
        let input = mapping::load_of(tx, project)?;
        let links = match &remote {
            Some(r) => tx.remotes().links(r.id)?,
            None => Vec::new(),
        };
        Ok((rows, input, links))
    })?;
    let orphans = mapping::orphans(&input);
    let suggestions = mapping::suggest(&input, LEAST);
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

/// A mapping file, compared with what is mapped already.
#[derive(Debug, Clone)]
pub struct MappingFile {
    /// Pairs that are new.
    pub new: Vec<(FunctionId, CaseId, Origin)>,
    /// How many were mapped already.
    pub known: usize,
    /// Lines whose function or case is not here, and what they name.
    pub unknown: Vec<(u64, String)>,
    /// The account of the reading.
    pub report: Report,
}

/// Reads a mapping file. Blocks.
///
/// # Errors
/// The file cannot be read, or is no such table.
pub fn read_file(path: &Path, read: &MappingRead) -> std::result::Result<MappingFile, Message> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes =
        std::fs::read(path).map_err(|e| Message::new("app-error-read-file").with("path", path.display()).with("reason", e))?;
    let file = formats::read_mapping(&name, &bytes).map_err(|e| e.message())?;
    let functions: HashMap<&str, FunctionId> = read.functions.iter().map(|f| (f.func_id.as_str(), f.id)).collect();
    let cases: HashMap<i64, CaseId> = read.qase_ids.iter().map(|(case, id)| (*id, *case)).collect();
    let mapped: BTreeSet<(FunctionId, CaseId)> = read.rows.iter().map(|r| (r.function_id, r.case_id)).collect();
    let mut out = MappingFile { new: Vec::new(), known: 0, unknown: Vec::new(), report: file.report };
    for row in file.rows {
        match (functions.get(row.func_id.as_str()), cases.get(&row.qase_id)) {
            (Some(f), Some(c)) if mapped.contains(&(*f, *c)) => out.known += 1,
            (Some(f), Some(c)) => out.new.push((*f, *c, Origin::Csv)),
            (None, _) => out.unknown.push((row.line, row.func_id)),
            (_, None) => out.unknown.push((row.line, row.qase_id.to_string())),
        }
    }
    Ok(out)
}

/// Writes what is mapped and linked as CSV. Gives how many lines. Blocks.
///
/// # Errors
/// The file cannot be written.
pub fn write_file(path: &Path, code: &str, rows: &[MappingRow]) -> std::result::Result<usize, Message> {
    let rows: Vec<formats::MappingRow> = rows
        .iter()
        .filter_map(|r| {
            Some(formats::MappingRow {
                line: 0,
                func_id: r.func_id.clone(),
                title: r.function_title.clone(),
                project: Some(code.to_owned()),
                qase_id: r.qase_id?,
                qase_title: r.qase_title.clone().unwrap_or_else(|| r.case_title.clone()),
                origin: Some(r.origin),
            })
        })
        .collect();
    let bytes = formats::write_mapping(&rows, WriteOptions { mark: true, ..WriteOptions::default() });
    write_named(path, &bytes).map_err(|e| Message::new("app-error-write-file").with("path", path.display()).with("reason", e))?;
    Ok(rows.len())
}
