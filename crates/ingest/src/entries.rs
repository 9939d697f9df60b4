//! Results that a person entered or a file contains. They are stored as a workspace run before anything is sent.

use serde::Serialize;
use std::collections::BTreeSet;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{CaseId, ProjectId, RunId};
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::{ENTRIES_FIELD, Run, RunContent};
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::results::Arrival;
use voluptas_store::runs::{NewRun, RunFilter};
use voluptas_store::{Op, Result, Slice, Source, Store};

/// One entered result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResultEntry {
    /// Case of the result.
    pub case_id: CaseId,
    pub status: ResultStatus,
    /// Duration in milliseconds.
    pub duration_ms: Option<i64>,
    /// End time; `None` when it is unknown.
    pub ended_ms: Option<Millis>,
    /// Comment of the tester.
    pub comment: Option<String>,
}

/// Entries that are stored together.
const TOGETHER: usize = 500;

/// Stores entries as a run of a project. The same entries under the same title are the same run, so storing them twice creates no
/// second run. `source` names their origin: `manual`, `csv`.
pub fn store_entries(store: &Store, project: ProjectId, title: &str, source: &str, entries: &[ResultEntry]) -> Result<RunId> {
    store_file(store, project, (title, None), source, entries, None)
}

/// [`store_entries`] for the entries of a file that was written at `written`. A file that was written again makes a new run even
/// if its content is the same: it holds the results of another night. The run has the title, without one the name of the file; a run
/// that has the name of the file takes the title over.
pub fn store_file(
    store: &Store,
    project: ProjectId,
    (name, title): (&str, Option<&str>),
    source: &str,
    entries: &[ResultEntry],
    written: Option<Millis>,
) -> Result<RunId> {
    let without_time = fingerprint(&(name, entries));
    let fingerprint = written.map_or_else(|| without_time.clone(), |at| fingerprint(&(name, entries, at)));
    let known = store.read(|tx| {
        let runs = tx.runs().list(project, &RunFilter::default(), Slice::ALL)?.rows;
        let is_it = |r: &Run| match r.content.custom_fields.get(ENTRIES_FIELD) {
            Some(of_run) if *of_run == fingerprint => true,
            // Older versions stored no time. Their run comes from this very file if it was created after the file was written.
            Some(of_run) => *of_run == without_time && written.is_none_or(|at| r.created_ms >= at),
            None => false,
        };
        Ok(runs.into_iter().find(|r| is_it(r)))
    })?;
    if let Some(Run { id, mut content, .. }) = known {
        if let Some(title) = title.filter(|title| content.title == name && *title != name) {
            title.clone_into(&mut content.title);
            store.through(Source::Ingest).write(Op::bulk("enter_results"), |tx| tx.runs().update(id, &content))?;
        }
        return Ok(id);
    }
    let written = store.through(Source::Ingest).write(Op::bulk("enter_results"), |tx| {
        let ended: Vec<Millis> = entries.iter().map(|e| e.ended_ms.unwrap_or(tx.now())).collect();
        let began = entries.iter().zip(&ended).map(|(e, end)| end - e.duration_ms.unwrap_or(0)).min();
        let run = tx.runs().create(
            project,
            &NewRun {
                content: RunContent {
                    title: title.unwrap_or(name).to_owned(),
                    custom_fields: [(ENTRIES_FIELD.to_owned(), fingerprint)].into(),
                    ..RunContent::default()
                },
                source: source.to_owned(),
                start_ms: began,
                end_ms: ended.iter().max().copied().or(Some(tx.now())),
                cases: entries.iter().map(|e| e.case_id).collect(),
            },
        )?;
        let titles =
            tx.case_titles(&entries.iter().map(|e| e.case_id).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>())?;
        let results = entries.iter().zip(ended).map(|(entry, end)| ResultContent {
            case_id: Some(entry.case_id),
            title: titles.get(&entry.case_id).cloned().unwrap_or_default(),
            status: entry.status.clone(),
            start_ms: entry.duration_ms.map(|d| end - d),
            end_ms: Some(end),
            duration_ms: entry.duration_ms,
            comment: entry.comment.clone().filter(|c| !c.trim().is_empty()),
            ..ResultContent::default()
        });
        let results: Vec<ResultContent> = results.collect();
        for part in results.chunks(TOGETHER) {
            let arriving: Vec<_> = part.iter().map(|result| (result, Arrival::default())).collect();
            tx.results().add_many(run.id, &arriving)?;
        }
        Ok(run.id)
    })?;
    Ok(written.value)
}

fn fingerprint(of: &impl Serialize) -> String {
    let json = serde_json::to_string(of).unwrap_or_default();
    blake3::hash(json.as_bytes()).to_hex().as_str()[..32].to_owned()
}
