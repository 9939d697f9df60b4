//! Import of cases from a file: `POST /api/v1/projects/{code}/cases/import`.
//!
//! The multipart body has the file in `file` and choices as JSON in `choices`. The answer is the plan, which the window shows for the same file;
//! `apply=true` writes it. With the `plan` of an earlier answer, nothing is written unless the plan is still the same.

use crate::answer::Answer;
use crate::body::Room;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::handlers::attachments::safe_name;
use crate::limits::MAX_FILE;
use crate::parts::Parts;
use crate::rest::once;
use crate::rest::typed::{Description, JSON, query};
use axum::extract::Request;
use axum::extract::multipart::MultipartError;
use axum::http::StatusCode;
use parking_lot::Mutex;
use schemars::{JsonSchema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;
use voluptas_app::cases::file::preview::CasesRead;
use voluptas_app::cases::file::{
    Applied, IMPORT, ImportChoices, ImportOptions, ImportPlan, PlannedRow, Target, apply_in, plan_in,
};
use voluptas_app::files::import::{Fate, FieldChange};
use voluptas_core::domain::Message;
use voluptas_i18n::{Lang, Tr, plain_numbers};
use voluptas_jobs::Failure;
use voluptas_store::Op;

/// The parameters of an import.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportQuery {
    /// `true` writes the plan; otherwise nothing is written.
    #[serde(default, deserialize_with = "crate::rest::cursor::from_text")]
    pub apply: Option<bool>,
    /// `plan` of an earlier answer: another plan is refused with 412.
    pub plan: Option<String>,
}

/// Fate of a row.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum FateWord {
    New,
    Changed,
    Unchanged,
    Skipped,
}

/// A field that differs between the case and the file.
#[derive(Debug, Serialize, JsonSchema)]
struct ChangeObject {
    /// Word of the field, or title of a custom field.
    field: String,
    before: String,
    after: String,
    /// True where the import takes the value of the file.
    is_taken: bool,
}

/// A row of the file with its fate.
#[derive(Debug, Serialize, JsonSchema)]
struct RowObject {
    /// Place of the row, from 0: `left_out` of the choices names it.
    at: usize,
    /// Line of the file, from 1.
    line: u64,
    title: String,
    /// Titles of the suites above the case, from the root.
    suite: Vec<String>,
    /// Code of the existing case, such as `SHOP-42`; null for a new one.
    code: Option<String>,
    fate: FateWord,
    /// Reason for leaving the row out.
    reason: Option<String>,
    changes: Vec<ChangeObject>,
}

/// A column of the table.
#[derive(Debug, Serialize, JsonSchema)]
struct ColumnObject {
    name: String,
    /// First value of the column.
    sample: String,
    /// Word of the field that the column fills; `custom` or `skip`.
    to: String,
}

/// A remark of the reader.
#[derive(Debug, Serialize, JsonSchema)]
struct NoteObject {
    /// `error` where a row was skipped; `warning`, `info`.
    severity: String,
    /// Line of the file, from 1; null for the file as a whole.
    line: Option<u64>,
    /// Name of the column.
    field: Option<String>,
    text: String,
}

/// Numbers of cases and suites.
#[derive(Debug, Serialize, JsonSchema)]
struct CountsObject {
    created: usize,
    updated: usize,
    unchanged: usize,
    /// Rows that are not imported.
    skipped: usize,
    suites_created: usize,
    suites_updated: usize,
    /// Values that differ from the file and stay.
    kept: usize,
}

/// The plan of an import, and whether it was written.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ImportObject {
    /// True where the plan was written.
    is_applied: bool,
    /// Identity of the plan.
    plan: String,
    /// Recognised format, such as `csv` or `testrail`.
    format: String,
    /// Rows of the file.
    rows_read: usize,
    counts: CountsObject,
    /// Columns of a table; empty for a file of another kind.
    columns: Vec<ColumnObject>,
    notes: Vec<NoteObject>,
    /// Remarks on the file as a whole.
    warnings: Vec<String>,
    rows: Vec<RowObject>,
    /// Numbers of the created and changed cases, in the order of the file.
    cases: Vec<i64>,
}

fn change(change: &FieldChange) -> ChangeObject {
    let FieldChange { field, before, after, is_taken } = change.clone();
    ChangeObject { field, before, after, is_taken }
}

/// A message for programs.
fn plain(tr: Tr, message: &Message) -> String {
    plain_numbers(&tr.message(message)).into_owned()
}

fn row(tr: Tr, at: usize, row: &PlannedRow) -> RowObject {
    let (fate, reason) = match &row.fate {
        Fate::New => (FateWord::New, None),
        Fate::Changed => (FateWord::Changed, None),
        Fate::Unchanged => (FateWord::Unchanged, None),
        Fate::Skipped { reason } => (FateWord::Skipped, Some(plain(tr, reason))),
    };
    RowObject {
        at,
        line: row.line,
        title: row.title.clone(),
        suite: row.suite.iter().map(ToString::to_string).collect(),
        code: row.code.as_ref().map(ToString::to_string),
        fate,
        reason,
        changes: row.changes.iter().map(change).collect(),
    }
}

fn object(read: &CasesRead, plan: &ImportPlan, cases: Vec<i64>, is_applied: bool) -> ImportObject {
    let tr = Tr::new(Lang::En);
    let (report, counts) = (&read.file.report, &plan.counts);
    let columns = read.table.iter().flat_map(|table| &table.columns);
    let column =
        columns.map(|c| ColumnObject { name: c.name.clone(), sample: c.sample.clone(), to: c.to.word().to_owned() }).collect();
    let note = |(line, field, severity, text): (Option<u64>, &Option<String>, String, String)| NoteObject {
        severity,
        line,
        field: field.clone(),
        text,
    };
    let notes = report.notes.iter().map(|n| {
        let severity = serde_json::to_value(n.severity).ok().and_then(|word| word.as_str().map(str::to_lowercase));
        note((n.line, &n.field, severity.unwrap_or_default(), plain(tr, &n.message)))
    });
    ImportObject {
        is_applied,
        plan: plan.stamp(),
        format: <&str>::from(read.file.format).to_owned(),
        rows_read: report.rows,
        counts: CountsObject {
            created: counts.created,
            updated: counts.updated,
            unchanged: counts.unchanged,
            skipped: counts.skipped,
            suites_created: counts.suites_created,
            suites_updated: counts.suites_updated,
            kept: counts.kept,
        },
        columns: column,
        notes: notes.collect(),
        warnings: plan.warnings.iter().map(|warning| plain(tr, warning)).collect(),
        rows: plan.rows.iter().enumerate().map(|(at, of)| row(tr, at, of)).collect(),
        cases,
    }
}

/// What the document says of an import.
pub fn describe_upload(schemas: &mut SchemaGenerator) -> Description {
    let choices = schemas.subschema_for::<ImportChoices>();
    Description {
        query: ImportQuery::json_schema(schemas),
        body: Some(json_schema!({
            "type": "object",
            "properties": { "file": { "type": "string", "format": "binary" }, "choices": choices },
            "required": ["file"],
        })),
        answer: Some(schemas.subschema_for::<ImportObject>()),
        status: StatusCode::OK,
        has_tag: false,
        media: &[JSON],
        body_media: "multipart/form-data",
    }
}

/// Longest text of a field beside the file, in bytes.
const MAX_FIELD: usize = 1 << 20;
/// Most fields beside the file.
const MAX_FIELDS: usize = 20;

/// Longest body with a file and its fields, in bytes.
pub const LONGEST_BODY: usize = MAX_FILE + MAX_FIELDS * MAX_FIELD;

/// One file at a time: reading takes much more memory than the file has bytes.
static TURN: Mutex<()> = Mutex::new(());

/// Does work that reads a file of cases, when its turn has come. Blocks.
pub fn in_turn<T>(read: impl FnOnce() -> T) -> T {
    let _turn = TURN.lock();
    read()
}

/// A file of a body in memory.
#[derive(Debug)]
pub struct ReceivedFile {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The file of a multipart body, and its other fields. `room` covers the bytes.
///
/// # Errors
/// 413 for a longer file than [`MAX_FILE`], 400 for a broken body or one without a file.
pub async fn receive(request: Request, room: &mut Room<'_>) -> ApiResult<(ReceivedFile, Vec<(String, String)>)> {
    let bad = |text: &str| ApiError::new(StatusCode::BAD_REQUEST, text);
    let broken = |e: MultipartError| match e.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::too_large("A file may not be greater than 32 megabytes."),
        _ => bad("The multipart body is broken."),
    };
    let parts = Parts::of(request, LONGEST_BODY).await;
    let mut parts = parts.map_err(|_| bad("The request must be multipart/form-data with a file in file."))?;
    let (mut file, mut fields, mut is_long) = (None, Vec::new(), false);
    while let Some(mut part) = parts.next().await.map_err(broken)? {
        let is_file = part.name() == Some("file") && part.file_name().is_some_and(|name| !name.is_empty());
        let name = if is_file { part.file_name() } else { part.name() }.unwrap_or_default().to_owned();
        let most = if is_file { MAX_FILE } else { MAX_FIELD };
        let is_wanted = if is_file { file.is_none() } else { fields.len() < MAX_FIELDS && name != "file" };
        let mut bytes = Vec::new();
        // What is too long is read to its end: an answer given while the client still sends would be lost.
        while let Some(chunk) = part.chunk().await.map_err(broken)? {
            if is_wanted && bytes.len() + chunk.len() <= most {
                room.add(chunk.len()).await?;
                bytes.extend_from_slice(&chunk);
            } else {
                is_long |= is_wanted;
            }
        }
        if is_file && is_wanted {
            file = Some(ReceivedFile { name: safe_name(&name), bytes });
        } else if is_wanted {
            fields.push((name, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    if is_long {
        return Err(ApiError::too_large("A file may not be greater than 32 megabytes."));
    }
    Ok((file.ok_or_else(|| ApiError::field("file", "The file field is required."))?, fields))
}

/// 422 for a file that cannot be read, with the reason in this language.
pub fn unreadable(failure: &Failure, tr: Tr) -> ApiError {
    let remedy = failure.remedy.as_ref().map(|remedy| format!(" {}", tr.message(remedy))).unwrap_or_default();
    ApiError::unprocessable("/file", format!("{}{remedy}", tr.message(&failure.message)))
}

/// The plan of an import into the project of the call.
pub fn planned(call: &Call, read: &CasesRead, options: &ImportOptions) -> ApiResult<ImportPlan> {
    call.read(|tx| {
        let project = call.project(tx)?;
        Ok(plan_in(tx, Some(&project), &read.file, options)?)
    })
}

/// Writes a plan in one transaction; `also` writes beside it. `None` where the project has changed, so that another plan would result; nothing is
/// written then.
pub fn applied<T: 'static>(
    call: &Call,
    read: &CasesRead,
    shown: &ImportPlan,
    also: impl FnOnce(&voluptas_store::Tx<'_>, Applied) -> ApiResult<T>,
) -> ApiResult<Option<T>> {
    call.execute(Op::edit(IMPORT), |tx| {
        let target = Target::Existing(call.project(tx)?);
        apply_in(tx, &target, &read.file, shown)?.map(|done| also(tx, done)).transpose()
    })
}

/// 412: the project changed since the plan was made.
fn outdated() -> ApiError {
    ApiError::new(
        StatusCode::PRECONDITION_FAILED,
        "The project changed since this plan was made. Nothing was written; ask for the plan again.",
    )
}

/// Plans the import of the uploaded file, and writes it where that is wanted.
pub async fn upload(call: Call, request: Request) -> ApiResult<Answer> {
    let wanted: ImportQuery = query(&call, false)?;
    let key = once::Key::of(&call)?;
    let app = Arc::clone(&call.app);
    let mut room = Room::new(&app.budget);
    let (file, fields) = receive(request, &mut room).await?;
    let (token, applies) = (call.principal.token, wanted.apply.unwrap_or_default());
    let work = move || {
        call.expect_rights()?;
        let text = fields.iter().find(|(name, _)| name == "choices").map_or("{}", |(_, text)| text.as_str());
        let content = format!("{}:{}:{text}", file.name, blake3::hash(&file.bytes).to_hex());
        let key = key.map(|key| key.with_content(&content));
        match key.as_ref().filter(|_| applies) {
            // The same request, sent at the same moment, is told to ask again, before it makes a plan that this one outdates.
            Some(key) => key.executed_once(&call, |taken| imported(&call, &file, text, &wanted, Some((key, taken)))),
            None => match key.as_ref().map(|key| key.known(&call)).transpose()?.flatten() {
                Some(answer) => Ok(answer),
                None => imported(&call, &file, text, &wanted, None),
            },
        }
    };
    app.request_limits.of_token(token, !applies, work).await
}

/// Plans the import of a file, and writes the plan where `wanted` says so, with the answer for the taken key in the same transaction.
fn imported(
    call: &Call,
    file: &ReceivedFile,
    choices: &str,
    wanted: &ImportQuery,
    key: Option<(&once::Key, &once::TakenKey<'_>)>,
) -> ApiResult<Answer> {
    let choices: ImportChoices = serde_json::from_str(choices).map_err(|e| ApiError::unprocessable("/choices", e.to_string()))?;
    let wrong = |name: &str| ApiError::unprocessable(&format!("/choices/{name}"), "is not valid");
    let (reading, options) = (choices.reading().map_err(wrong)?, choices.importing().map_err(wrong)?);
    let tr = Tr::new(Lang::En);
    let read = in_turn(|| CasesRead::of_bytes(&file.name, &file.bytes, reading)).map_err(|failure| unreadable(&failure, tr))?;
    if let Some(problem) = &read.problem {
        return Err(unreadable(problem, tr));
    }
    let plan = planned(call, &read, &options)?;
    if wanted.plan.as_ref().is_some_and(|stamp| *stamp != plan.stamp()) {
        return Err(outdated());
    }
    let answer = |cases, is_applied| {
        let object = object(&read, &plan, cases, is_applied);
        Answer::new(StatusCode::OK, &serde_json::to_value(object).unwrap_or_default())
    };
    if !wanted.apply.unwrap_or_default() {
        return Ok(answer(Vec::new(), false));
    }
    let written = applied(call, &read, &plan, |tx, done| {
        let numbers: HashMap<_, _> = tx.cases().by_ids(&done.cases)?.into_iter().map(|case| (case.id, case.number)).collect();
        let answer = answer(done.cases.iter().filter_map(|id| numbers.get(id).copied()).collect(), true);
        if let Some((key, taken)) = key {
            key.keep_taken(tx, taken, &answer)?;
        }
        Ok(answer)
    })?;
    written.ok_or_else(outdated)
}
