//! Entities of the history: their present states as JSON, and restoring a state.

use super::db::Param;
use super::{Aggregate, Error, Result, Tx, step_statuses};
use crate::p;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use voluptas_core::base::Millis;
use voluptas_core::domain::case::Case;
use voluptas_core::domain::function::Function;
use voluptas_core::domain::ids::{CaseId, FunctionId, PersonId, ResultId, RunId, SuiteId, TestId};
use voluptas_core::domain::person::Person;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::{RunContent, RunState};
use voluptas_core::domain::suite::Suite;

/// A kind of entity whose changes are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Entity {
    Function,
    Person,
    /// A mapping of a function and a case; its id is the function's.
    Mapping,
    /// The relations that start from a function; their id is the function's.
    Relation,
    Suite,
    /// A case with steps, tags, values and files.
    Case,
    /// A comment on a case.
    Comment,
    Template,
    /// A saved filter of cases.
    SavedFilter,
    SharedStep,
    /// A run, without its results.
    Run,
    /// A result that a person entered.
    Result,
    /// The mute of a test; its id is the test's.
    Mute,
    /// A milestone. One in the trash has no row: the history keeps its content.
    Milestone,
    /// The links of a case to Qase with the agreements; their id is the case's. Recorded by an import alone.
    CaseLink,
    /// The links of a suite to Qase; their id is the suite's.
    SuiteLink,
}

impl Entity {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    fn table(self) -> &'static str {
        match self {
            Self::Function | Self::Relation => "functions",
            Self::Person => "people",
            Self::Mapping => "function_cases",
            Self::Suite => "suites",
            Self::Case => "cases",
            Self::Comment => "case_comments",
            Self::Template => "templates",
            Self::SavedFilter => "saved_filters",
            Self::SharedStep => "shared_steps",
            Self::Run => "runs",
            Self::Result => "results",
            Self::Mute => "tests",
            Self::Milestone => "milestones",
            Self::CaseLink => "case_links",
            Self::SuiteLink => "qase_suites",
        }
    }

    pub(super) fn aggregate(self) -> Aggregate {
        match self {
            Self::Function | Self::Person | Self::Relation => Aggregate::Functions,
            Self::Mapping => Aggregate::Mappings,
            Self::Suite | Self::SuiteLink => Aggregate::Suites,
            // Lists of cases show the titles of milestones.
            Self::Case | Self::Comment | Self::Template | Self::SharedStep | Self::Milestone | Self::CaseLink => Aggregate::Cases,
            Self::SavedFilter => Aggregate::Other,
            Self::Run => Aggregate::Runs,
            Self::Result | Self::Mute => Aggregate::Results,
        }
    }
}

/// Reads a recorded state.
pub(super) fn recorded<T: DeserializeOwned>(state: &Value) -> Result<T> {
    T::deserialize(state).map_err(|e| Error::Corrupt(format!("a recorded state cannot be read: {e}")))
}

fn member<T: DeserializeOwned>(state: &Value, key: &str) -> Result<T> {
    recorded(state.get(key).unwrap_or(&Value::Null))
}

fn found<T: serde::Serialize>(state: Result<T>) -> Result<Option<Value>> {
    match state {
        Ok(state) => Ok(Some(json!(state))),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(e) => Err(e),
    }
}

impl Tx<'_> {
    /// The present state of an entity, also from the trash; `None` without a row. Mappings and links have no state of their own.
    pub(super) fn state(&self, entity: Entity, id: i64) -> Result<Option<Value>> {
        match entity {
            Entity::Function => found(self.functions().get(FunctionId(id))),
            Entity::Suite => found(self.suites().get(SuiteId(id))),
            Entity::Case => found(self.cases().get(CaseId(id))),
            Entity::Person => {
                let Some(mut state) = found(self.people().get(PersonId(id)))? else { return Ok(None) };
                state["deleted_ms"] = json!(self.deleted_ms(entity, id)?.flatten());
                Ok(Some(state))
            }
            Entity::SharedStep => self.opt("SELECT title, steps, deleted_ms FROM shared_steps WHERE id = ?1", p![id], |r| {
                Ok(json!({"id": id, "title": r.text(0)?, "steps": r.json::<Value>(1)?, "deleted_ms": r.opt_int(2)?}))
            }),
            Entity::Comment => {
                self.opt("SELECT case_id, author, body, deleted_ms, created_ms, updated_ms FROM case_comments WHERE id = ?1", p![id], |r| {
                    let edited = edited_ms(r.int(4)?, r.int(5)?);
                    Ok(json!({"case_id": r.int(0)?, "author": r.text(1)?, "body": r.text(2)?, "deleted_ms": r.opt_int(3)?, "edited_ms": edited}))
                })
            }
            Entity::Template => self.opt("SELECT title, content, deleted_ms FROM templates WHERE id = ?1", p![id], |r| {
                Ok(json!({"title": r.text(0)?, "template": r.json::<Value>(1)?, "deleted_ms": r.opt_int(2)?}))
            }),
            Entity::SavedFilter => self.opt("SELECT name, content, deleted_ms FROM saved_filters WHERE id = ?1", p![id], |r| {
                Ok(json!({"name": r.text(0)?, "filter": r.json::<Value>(1)?, "deleted_ms": r.opt_int(2)?}))
            }),
            Entity::Run => {
                let Some(mut state) = self.runs().recorded(RunId(id))? else { return Ok(None) };
                state["assignees"] = json!(self.runs().assignees(RunId(id))?);
                state["planned"] = json!(self.runs().plans(RunId(id))?);
                Ok(Some(state))
            }
            Entity::Result => self.results().recorded(ResultId(id)),
            Entity::Mapping | Entity::CaseLink | Entity::SuiteLink => Ok(None),
            Entity::Relation => self.relations().recorded(FunctionId(id)).map(Some),
            Entity::Mute => self.mutes().recorded(TestId(id)),
            Entity::Milestone => self.milestones().recorded(id),
        }
    }

    /// Restores a whole state of an entity and records the change. Does not move the entity to or from the trash.
    pub(super) fn restore_state(&self, entity: Entity, id: i64, state: &Value) -> Result<()> {
        match entity {
            Entity::Function => self.functions().restore(&recorded::<Function>(state)?),
            Entity::Suite => self.suites().restore(&recorded::<Suite>(state)?),
            Entity::Case => self.cases().restore(&recorded::<Case>(state)?),
            Entity::SharedStep => {
                self.shared_steps().put(id, &member::<String>(state, "title")?, &member::<Vec<_>>(state, "steps")?)
            }
            Entity::Run => {
                self.runs().restore_state(
                    RunId(id),
                    &member::<RunContent>(state, "content")?,
                    member::<RunState>(state, "state")?,
                    member(state, "end_ms")?,
                )?;
                self.runs().restore_plans(RunId(id), &member(state, "planned")?)?;
                self.runs().restore_assignees(RunId(id), &member(state, "assignees")?)
            }
            Entity::Result => {
                let mut state = state.clone();
                step_statuses::join(&mut state);
                self.results().restore(ResultId(id), &member::<ResultContent>(&state, "content")?)
            }
            Entity::Person => self.people().update(&recorded::<Person>(state)?),
            Entity::Template => self.templates().update(id, &member::<String>(state, "title")?, &member(state, "template")?),
            Entity::SavedFilter => self.saved_filters().update(id, &member::<String>(state, "name")?, &member(state, "filter")?),
            Entity::Relation => self.relations().restore(FunctionId(id), state),
            Entity::Mute => self.mutes().restore(TestId(id), member(state, "mute")?),
            Entity::Milestone => self.milestones().update(id, &member(state, "content")?),
            Entity::Comment => self.reviews().restore_comment(id, &member::<String>(state, "body")?, member(state, "edited_ms")?),
            // Nothing changes a mapping: it comes and goes. Links are written by `link_history`.
            Entity::Mapping | Entity::CaseLink | Entity::SuiteLink => Ok(()),
        }
    }

    /// Time at which an entity was moved to the trash: `Some(None)` if it is not in the trash, `None` if it has no row.
    pub(super) fn deleted_ms(&self, entity: Entity, id: i64) -> Result<Option<Option<Millis>>> {
        if entity == Entity::Mute {
            // A test never goes to the trash.
            return self.opt("SELECT id FROM tests WHERE id = ?1", p![id], |_| Ok(None));
        }
        if entity == Entity::Milestone {
            return self.milestones().deleted_ms(id);
        }
        self.opt(&format!("SELECT deleted_ms FROM {} WHERE id = ?1", entity.table()), p![id], |r| r.opt_int(0))
    }

    /// Moves an entity to the trash or restores it, and records the change.
    pub(super) fn set_deleted_at(&self, entity: Entity, id: i64, at: Option<Millis>) -> Result<()> {
        let before = self.deleted_ms(entity, id)?.ok_or_else(|| Error::not_found(entity.as_str(), id))?;
        if entity == Entity::Milestone {
            return match at {
                Some(at) => self.milestones().remove(id, at),
                None => self.milestones().bring_back(id),
            };
        }
        let table = entity.table();
        let params: &[Param<'_>] = p![id, at, self.now()];
        match entity {
            Entity::Result => self.rollup().changing(ResultId(id), || {
                self.execute("UPDATE results SET deleted_ms = ?2 WHERE id = ?1", p![id, at]).map(drop)
            })?,
            // The time of a case's last change is that of its content: an approval still holds for a case that comes back.
            Entity::Case => drop(self.execute("UPDATE cases SET deleted_ms = ?2 WHERE id = ?1", p![id, at])?),
            // The time of a comment's last change is that of its text.
            Entity::Comment => drop(self.execute("UPDATE case_comments SET deleted_ms = ?2 WHERE id = ?1", p![id, at])?),
            _ => {
                self.execute(&format!("UPDATE {table} SET deleted_ms = ?2, updated_ms = ?3 WHERE id = ?1"), params)?;
            }
        }
        if entity == Entity::Run {
            self.rollup().refresh_run(RunId(id))?;
            self.rollup().unsettle(RunId(id));
            self.touch(Aggregate::Results);
        }
        if matches!(entity, Entity::Function | Entity::Case) {
            self.touch(Aggregate::Mappings);
        }
        self.touch(entity.aggregate());
        self.record_field(entity, id, "deleted_ms", &json!(before), &json!(at))
    }
}

/// Time of the last edit of a comment; `None` for one that is as it was written.
pub(super) fn edited_ms(created: Millis, updated: Millis) -> Option<Millis> {
    (updated > created).then_some(updated)
}
