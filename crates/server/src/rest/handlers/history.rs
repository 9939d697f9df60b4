//! What was written, and taking the own latest edit back.

use crate::call::Call;
use crate::dto::members::Members;
use crate::error::{ApiError, ApiResult};
use crate::rest::cursor;
use crate::rest::handlers::ListQuery;
use crate::rest::reply::{Listed, One};
use crate::rest::typed::{NoBody, NoQuery, execute};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use voluptas_app::history::step_op;
use voluptas_core::base::clock::to_iso;
use voluptas_core::domain::ids::ProjectId;
use voluptas_core::domain::user::Permission;
use voluptas_store::history::{Direction, Operation, Recent, Step};
use voluptas_store::{Entity, Tx};

/// A recorded write.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OperationObject {
    pub id: i64,
    /// Stable name: `update_case`, `import_cases`, ...
    pub name: String,
    /// Name of the author; null if unknown, and for a user who shares no project with the reader.
    pub author: Option<String>,
    pub at: String,
    /// True for a write that was taken back.
    pub is_undone: bool,
}

impl From<Operation> for OperationObject {
    fn from(operation: Operation) -> Self {
        Self {
            id: operation.id,
            name: operation.name,
            author: operation.who,
            at: to_iso(operation.at_ms),
            is_undone: operation.undone,
        }
    }
}

/// An edit that was taken back or done again.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HistoryStepObject {
    pub id: i64,
    /// Stable name: `update_case`, `import_cases`, ...
    pub name: String,
    /// Name of the author; null if unknown.
    pub author: Option<String>,
    pub at: String,
    /// True for an edit that is taken back now.
    pub is_undone: bool,
    /// True where nothing was put back: all of it was changed since, or holds what others put there.
    pub is_without_effect: bool,
    /// How many fields stayed as they are, because they were changed since or because their former value is taken.
    pub left: usize,
    /// What the edit had created, and is in the trash now.
    pub trashed: TrashedObject,
}

/// Numbers of things that went to the trash.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TrashedObject {
    pub cases: usize,
    /// Functions and suites.
    pub others: usize,
}

impl HistoryStepObject {
    fn new(direction: Direction, step: Step) -> Self {
        let OperationObject { id, name, author, at, .. } = OperationObject::from(step.operation);
        Self {
            id,
            name,
            author,
            at,
            // A step without effect leaves the edit as it was.
            is_undone: (direction == Direction::Undo) != step.is_without_effect,
            is_without_effect: step.is_without_effect,
            left: step.left.len(),
            trashed: TrashedObject { cases: step.trashed.cases, others: step.trashed.others },
        }
    }
}

/// Newest first; the workspace shows all of its history only to who may read the registry.
pub fn list(call: &Call, query: ListQuery, _: NoBody) -> ApiResult<Listed<OperationObject>> {
    let (limit, before) = (cursor::limit(query.limit)?, cursor::before(query.cursor.as_deref())?);
    call.read(|tx| {
        let recent = tx.history().recent_before(before, i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1))?;
        let (recent, next_cursor) = cursor::cut(recent, limit, |recent| recent.operation.id);
        let members = Members::seen_by(tx, &call.principal)?;
        let is_shown = |name: &str| call.principal.has_registry_role() || members.knows(name);
        let object = |recent: Recent| {
            let mut object = OperationObject::from(recent.operation);
            object.author = object.author.filter(|name| is_shown(name));
            object
        };
        Ok(Listed { items: recent.into_iter().map(object).collect(), next_cursor })
    })
}

/// Refuses to step over an edit whose things the reader may not change now: the right to an edit of then is no right of now.
fn expect_right(call: &Call, tx: &Tx<'_>, edit: i64) -> ApiResult<()> {
    let access = &call.principal.access;
    let kinds = tx.history().kinds(edit)?;
    // These belong to no project.
    let is_of_registry =
        [Entity::Function, Entity::Person, Entity::Relation, Entity::Template].iter().any(|kind| kinds.contains(&Some(*kind)));
    let needed = if kinds.contains(&Some(Entity::Milestone)) { Permission::Manage } else { Permission::WriteCases };
    let is_everywhere = access.everywhere().is_some_and(|role| role.allows(needed));
    let may = |project: Option<ProjectId>| project.is_some_and(|project| access.allows_in(project, needed));
    let in_registry = !is_of_registry || access.allows_in_registry(Permission::WriteCases);
    if in_registry && (is_everywhere || tx.history().projects(edit)?.into_iter().all(may)) {
        Ok(())
    } else {
        Err(ApiError::forbidden())
    }
}

fn step(call: &Call, direction: Direction) -> ApiResult<One<HistoryStepObject>> {
    let nothing = || ApiError::new(StatusCode::CONFLICT, "There is nothing of yours to take back or to do again.");
    execute(call, step_op(direction), |tx| {
        let next = tx.history().next(direction)?.ok_or_else(nothing)?;
        expect_right(call, tx, next.id)?;
        Ok(One(HistoryStepObject::new(direction, tx.history().step(direction)?.ok_or_else(nothing)?)))
    })
}

pub fn undo(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<HistoryStepObject>> {
    step(call, Direction::Undo)
}

pub fn redo(call: &Call, _: NoQuery, _: NoBody) -> ApiResult<One<HistoryStepObject>> {
    step(call, Direction::Redo)
}
