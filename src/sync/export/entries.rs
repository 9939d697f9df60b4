//! Results that a person entered, or a file holds: kept as a local run before anything is sent.

use crate::base::Millis;
use crate::domain::ids::{CaseId, ProjectId, RunId};
use crate::domain::result::ResultContent;
use crate::domain::run::RunContent;
use crate::domain::status::ResultStatus;
use crate::store::runs::{NewRun, RunFilter};
use crate::store::{Op, Result, Slice, Store};
use serde::Serialize;

/// One result that was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResultEntry {
    /// The case it is of.
    pub case_id: CaseId,
    /// What was seen.
    pub status: ResultStatus,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<i64>,
    /// When it ended; none when nobody said.
    pub ended_ms: Option<Millis>,
    /// What the tester said.
    pub comment: Option<String>,
}

/// Under this name a run remembers from which entries it was made.
const FINGERPRINT: &str = "voluptas.entries";

/// Keeps entries as a run of a project. The same entries under the same title are the same run: reading a file twice makes no
/// second one. `source` says where they come from: `manual`, `csv`.
///
/// # Errors
/// As the store says.
pub fn store_entries(store: &Store, project: ProjectId, title: &str, source: &str, entries: &[ResultEntry]) -> Result<RunId> {
    let json = serde_json::to_string(&(title, entries)).unwrap_or_default();
    let fingerprint = blake3::hash(json.as_bytes()).to_hex().as_str()[..32].to_owned();
    let known = store.read(|tx| {
        let filter = RunFilter { search: Some(title.to_owned()), ..RunFilter::default() };
        let runs = tx.runs().list(project, &filter, Slice::ALL)?.rows;
        Ok(runs.into_iter().find(|r| r.content.custom_fields.get(FINGERPRINT) == Some(&fingerprint)).map(|r| r.id))
    })?;
    if let Some(known) = known {
        return Ok(known);
    }
    let written = store.write(Op::bulk("enter_results"), |tx| {
        let ended: Vec<Millis> = entries.iter().map(|e| e.ended_ms.unwrap_or(tx.now())).collect();
        let began = entries.iter().zip(&ended).map(|(e, end)| end - e.duration_ms.unwrap_or(0)).min();
        let run = tx.runs().create(
            project,
            &NewRun {
                content: RunContent {
                    title: title.to_owned(),
                    custom_fields: [(FINGERPRINT.to_owned(), fingerprint)].into(),
                    ..RunContent::default()
                },
                source: source.to_owned(),
                start_ms: began,
                end_ms: ended.iter().max().copied().or(Some(tx.now())),
                cases: entries.iter().map(|e| e.case_id).collect(),
            },
        )?;
        for (entry, end) in entries.iter().zip(ended) {
            let case = tx.cases().get(entry.case_id)?;
            tx.results().add(
                run.id,
                &ResultContent {
                    case_id: Some(entry.case_id),
                    title: case.content.title,
                    status: entry.status.clone(),
                    start_ms: entry.duration_ms.map(|d| end - d),
                    end_ms: Some(end),
                    duration_ms: entry.duration_ms,
                    comment: entry.comment.clone().filter(|c| !c.trim().is_empty()),
                    ..ResultContent::default()
                },
            )?;
        }
        Ok(run.id)
    })?;
    Ok(written.value)
}
