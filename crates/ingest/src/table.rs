//! Results of a table: rows that name functions or cases become entries of cases.

use super::ResultEntry;
use voluptas_core::domain::ids::CaseId;
use voluptas_formats::{ResultRow, Target};

/// The results of a table and the rows that named nothing known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableEntries {
    /// Entries in the order of the rows. A row that names a function gives one for each of its cases.
    pub entries: Vec<ResultEntry>,
    /// Rows that gave an entry.
    pub taken: usize,
    /// Lines whose function or case is unknown, with its name in the file.
    pub unknown: Vec<(u64, String)>,
}

/// Makes entries of rows. `cases_of` finds the cases of a target in the target project; its errors are returned.
pub fn entries_of<E>(rows: &[ResultRow], mut cases_of: impl FnMut(&Target) -> Result<Vec<CaseId>, E>) -> Result<TableEntries, E> {
    let mut out = TableEntries::default();
    for row in rows {
        let cases = cases_of(&row.target)?;
        if cases.is_empty() {
            out.unknown.push((row.line, name(&row.target)));
        } else {
            out.taken += 1;
        }
        out.entries.extend(cases.into_iter().map(|case_id| ResultEntry {
            case_id,
            status: row.status.clone(),
            duration_ms: row.duration_ms,
            ended_ms: None,
            comment: row.comment.clone(),
        }));
    }
    Ok(out)
}

fn name(target: &Target) -> String {
    match target {
        Target::Function(func_id) => func_id.clone(),
        Target::Case { project: Some(project), number } => format!("{project}-{number}"),
        Target::Case { project: None, number } => number.to_string(),
    }
}
