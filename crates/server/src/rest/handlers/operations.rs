//! Rules by which a project keeps runs and files, limits of what it may hold, and the audit.

use super::expect_state;
use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::rest::objects::{Change, change};
use crate::rest::reply::{Done, Listed, One};
use crate::rest::typed::{Body, NoBody, NoQuery, write};
use crate::rest::{cursor, once};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use voluptas_app::project::limits;
use voluptas_app::runs::retention::{self, Removed};
use voluptas_core::base::clock::{parse, to_iso};
use voluptas_store::audit::{AuditEntry, AuditFilter};
use voluptas_store::project_rules::{KeepRules, Limits};
use voluptas_store::{Error, Tx};

/// How long a project keeps runs and files. Null keeps for ever.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RetentionObject {
    /// Days for which ended runs are kept. With `runs`, a run is kept that one of the two keeps.
    pub days: Option<i64>,
    /// Number of the last ended runs that are kept.
    pub runs: Option<i64>,
    /// Days for which the files of passed results are kept.
    pub files_days: Option<i64>,
}

impl From<KeepRules> for RetentionObject {
    fn from(rules: KeepRules) -> Self {
        Self { days: rules.days, runs: rules.runs, files_days: rules.files_days }
    }
}

/// Changes of the rules. Null removes a rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetentionChanges {
    #[serde(default, deserialize_with = "change")]
    #[schemars(range(min = 1, max = 36_525))]
    pub days: Change<i64>,
    #[serde(default, deserialize_with = "change")]
    #[schemars(range(min = 1))]
    pub runs: Change<i64>,
    #[serde(default, deserialize_with = "change")]
    #[schemars(range(min = 1, max = 36_525))]
    pub files_days: Change<i64>,
}

/// What the rules would remove now.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RetentionPreview {
    pub rules: RetentionObject,
    /// Number of runs that would go.
    pub runs: usize,
    /// Number of their results.
    pub results: i64,
    /// Time of the oldest of these runs; null without any.
    pub oldest_at: Option<String>,
    /// Time of the newest of these runs.
    pub newest_at: Option<String>,
    /// Number of runs that are old enough and protected.
    pub protected_runs: usize,
    /// Passed results of other runs that would lose their files.
    pub passed_results: i64,
    /// Files that nothing else names.
    pub files: i64,
    /// Bytes of these files.
    pub bytes: i64,
    /// Identity of this preview.
    pub stamp: String,
}

/// Agreement to a preview.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetentionConsent {
    /// The stamp of the preview. Nothing else than what it showed is removed.
    pub stamp: String,
}

/// What was removed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RetentionRemoved {
    pub runs: usize,
    pub results: i64,
    /// Passed results of other runs that lost their files.
    pub passed_results: usize,
    /// Their bytes are freed within a day.
    pub files: usize,
}

impl From<Removed> for RetentionRemoved {
    fn from(removed: Removed) -> Self {
        Self { runs: removed.runs, results: removed.results, passed_results: removed.passed, files: removed.files }
    }
}

pub fn retention(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<RetentionObject>> {
    call.read(|tx| Ok(One(tx.project_rules().keep(call.project(tx)?.id)?.into())))
}

pub fn change_retention(call: &Call, _: NoQuery, Body(changes): Body<RetentionChanges>) -> ApiResult<One<RetentionObject>> {
    write(call, "set_retention", |tx| {
        let project = call.project(tx)?;
        let before = tx.project_rules().keep(project.id)?;
        expect_state(call, &RetentionObject::from(before))?;
        let rules = KeepRules {
            days: changes.days.unwrap_or(before.days),
            runs: changes.runs.unwrap_or(before.runs),
            files_days: changes.files_days.unwrap_or(before.files_days),
        };
        retention::set_rules(tx, &project.code, &rules)?;
        Ok(One(rules.into()))
    })
}

pub fn preview_retention(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<RetentionPreview>> {
    let project = call.read(|tx| call.project(tx))?;
    let plan = retention::plan(&call.app.store, &project.code)?;
    let span = plan.span();
    Ok(One(RetentionPreview {
        rules: plan.rules.into(),
        runs: plan.runs.len(),
        results: plan.results(),
        oldest_at: span.map(|(oldest, _)| to_iso(oldest)),
        newest_at: span.map(|(_, newest)| to_iso(newest)),
        protected_runs: plan.protected,
        passed_results: plan.passed,
        files: plan.files.files,
        bytes: plan.files.bytes,
        stamp: plan.stamp,
    }))
}

pub fn apply_retention(call: &Call, _: NoQuery, Body(consent): Body<RetentionConsent>) -> ApiResult<One<RetentionRemoved>> {
    let project = call.read(|tx| call.project(tx))?;
    // A run in a transaction: the same request at another server must not begin beside it.
    let key = once::Key::of(call)?;
    let claim = key.as_ref().map(|key| key.claim(call)).transpose()?;
    if matches!(claim, Some(once::Claim::Known(_))) {
        return Err(ApiError::new(StatusCode::CONFLICT, "This request was executed already."));
    }
    let done = retention::apply(&call.store(), &project.code, Some(&consent.stamp));
    if let (Some(key), Some(once::Claim::Taken(taken)), Err(_)) = (&key, &claim, &done) {
        key.release(call, taken);
    }
    match done {
        Err(Error::Invalid(_)) => {
            let stale = "Something else than the preview showed would go. Read the preview again.";
            Err(ApiError::new(StatusCode::CONFLICT, stale))
        }
        done => Ok(One(done?.into())),
    }
}

fn keep(call: &Call, is_kept: bool) -> ApiResult<Done> {
    let number = call.id("id", "Run")?;
    write(call, "keep_run", |tx| {
        let project = call.project(tx)?;
        retention::keep_run(tx, &project.code, number, is_kept)?;
        Ok(Done)
    })
}

pub fn keep_run(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    keep(call, true)
}

pub fn release_run(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<Done> {
    keep(call, false)
}

/// What a project may hold. Null sets no limit.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LimitsObject {
    /// Most bytes of attachments.
    pub attachment_bytes: Option<i64>,
    /// Most results outside the trash.
    pub results: Option<i64>,
    /// Most cases outside the trash.
    pub cases: Option<i64>,
    /// What the project holds.
    pub usage: UsageObject,
}

/// What a project holds.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UsageObject {
    pub attachment_bytes: i64,
    pub results: i64,
    pub cases: i64,
}

/// Changes of the limits. Null removes a limit.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitsChanges {
    #[serde(default, deserialize_with = "change")]
    #[schemars(range(min = 0))]
    pub attachment_bytes: Change<i64>,
    #[serde(default, deserialize_with = "change")]
    #[schemars(range(min = 0))]
    pub results: Change<i64>,
    #[serde(default, deserialize_with = "change")]
    #[schemars(range(min = 0))]
    pub cases: Change<i64>,
}

fn limits_of(call: &Call, tx: &Tx<'_>) -> ApiResult<LimitsObject> {
    let project = call.project(tx)?;
    let (limits, usage) = (tx.project_rules().limits(project.id)?, tx.project_rules().usage(project.id)?);
    Ok(LimitsObject {
        attachment_bytes: limits.attachment_bytes,
        results: limits.results,
        cases: limits.cases,
        usage: UsageObject { attachment_bytes: usage.attachment_bytes, results: usage.results, cases: usage.cases },
    })
}

pub fn limits(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<LimitsObject>> {
    call.read(|tx| Ok(One(limits_of(call, tx)?)))
}

pub fn change_limits(call: &Call, _: NoQuery, Body(changes): Body<LimitsChanges>) -> ApiResult<One<LimitsObject>> {
    let changed = write(call, "set_limits", |tx| {
        let before = limits_of(call, tx)?;
        expect_state(call, &before)?;
        let new = Limits {
            attachment_bytes: changes.attachment_bytes.unwrap_or(before.attachment_bytes),
            results: changes.results.unwrap_or(before.results),
            cases: changes.cases.unwrap_or(before.cases),
        };
        limits::set(tx, &call.project(tx)?.code, &new)?;
        Ok(One(limits_of(call, tx)?))
    })?;
    // At once; other servers of the workspace follow within a second.
    call.app.quotas.refresh(&call.app.store)?;
    Ok(changed)
}

/// A row of the audit.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AuditObject {
    pub id: i64,
    /// Time of the event; of the first one, for several.
    pub at: String,
    /// User of the server or person of the command line; null for a stranger and for the program itself.
    pub user: Option<String>,
    /// `api`, `cli`, `window`, `migration` (the program itself), ...
    pub source: String,
    /// Address of the client.
    pub address: Option<String>,
    /// Id of an operation of this API, or a word such as `create-user`, `sign-in`, `refused-token`.
    pub action: String,
    /// Code of the project.
    pub project: Option<String>,
    /// Name, number or hash of the thing.
    pub object: Option<String>,
    /// The values that were sent, as a JSON text.
    pub detail: Option<String>,
    /// Equal events that the row stands for.
    pub times: i64,
}

impl From<(i64, AuditEntry)> for AuditObject {
    fn from((id, entry): (i64, AuditEntry)) -> Self {
        Self {
            id,
            at: to_iso(entry.at_ms),
            user: entry.who,
            source: entry.source,
            address: entry.address,
            action: entry.action,
            project: entry.project,
            object: entry.object,
            detail: entry.detail,
            times: entry.times,
        }
    }
}

/// Part of the audit in the address.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    /// Most items of the answer, otherwise 100.
    #[serde(default, deserialize_with = "cursor::from_text")]
    #[schemars(range(min = 1, max = 1000))]
    pub limit: Option<u16>,
    /// `next_cursor` of the answer before.
    pub cursor: Option<String>,
    /// First moment, with an offset: `2026-11-22T00:00:00Z`.
    pub since: Option<String>,
    /// First moment that no longer counts.
    pub until: Option<String>,
    /// Name of the user.
    pub user: Option<String>,
    /// Actions, separated by commas.
    pub action: Option<String>,
}

pub fn audit(call: &Call, query: AuditQuery, _: NoBody) -> ApiResult<Listed<AuditObject>> {
    let (limit, before) = (cursor::limit(query.limit)?, cursor::before(query.cursor.as_deref())?);
    let moment = |name: &str, text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => parse(text).map(Some).ok_or_else(|| ApiError::field(name, "is no moment such as 2026-11-22T00:00:00Z")),
    };
    let actions = query.action.as_deref().unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty());
    let filter = AuditFilter {
        since_ms: moment("since", &query.since)?,
        until_ms: moment("until", &query.until)?,
        who: query.user,
        actions: actions.map(str::to_owned).collect(),
    };
    let rows = call.read(|tx| Ok(tx.audit().page(&filter, before, limit + 1)?))?;
    let (rows, next_cursor) = cursor::cut(rows, limit, |row| row.0);
    Ok(Listed { items: rows.into_iter().map(AuditObject::from).collect(), next_cursor })
}
