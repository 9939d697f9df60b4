//! Links to Qase in the history. Undo of an import takes its links and agreements back as well.
//!
//! Without that, the workspace would have the old values beside an agreement on the new ones: the next export would send the old values
//! over those of Qase. A case that goes back to the trash loses its link, so that the next import brings it again.
//! A removal in Qase that the import noted is forgotten, so that the next import tells it again.
//!
//! A recorded link has what undo needs to write it again. The state after a change is only compared: it has a hash of the agreement.

use super::entity::Entity;
use super::{Aggregate, Result, Tx};
use crate::p;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use voluptas_core::domain::ids::RemoteProjectId;

/// A link as undo writes it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LinkState {
    pub(super) remote: i64,
    pub(super) qase_id: i64,
    base: Option<String>,
    /// Qase id of the suite in the agreement of a case.
    base_suite: Option<i64>,
    linked_ms: Option<i64>,
    pulled_ms: Option<i64>,
    pushed_ms: Option<i64>,
    /// Time at which an import found the case or suite gone in Qase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    removed_ms: Option<i64>,
}

impl LinkState {
    fn seen(&self) -> Value {
        seen_as(self.remote, self.qase_id, self.base.as_deref(), self.removed_ms.is_some())
    }
}

/// Member of a recorded link that is gone in Qase.
const REMOVED: &str = "removed";

/// The form in which the state after a change is recorded.
fn seen_as(remote: i64, qase_id: i64, base: Option<&str>, is_removed: bool) -> Value {
    let hash = base.map(|base| blake3::hash(base.as_bytes()).to_hex().to_string());
    let mut seen = json!({"remote": remote, "qase_id": qase_id, "hash": hash});
    if is_removed {
        seen[REMOVED] = json!(true);
    }
    seen
}

/// True when a recorded link is one to a case or suite that is gone in Qase.
pub(super) fn is_removed(recorded: &Value) -> bool {
    recorded.get(REMOVED).or_else(|| recorded.get("removed_ms")).is_some_and(|mark| !mark.is_null())
}

/// A recorded link in the form in which the state after a change is recorded: two of these are equal when nothing changed the link.
fn seen(recorded: &Value) -> Value {
    match serde_json::from_value::<LinkState>(recorded.clone()) {
        Ok(state) if recorded.get("hash").is_none() => state.seen(),
        _ => recorded.clone(),
    }
}

/// The recorded project of a link.
pub(super) fn remote_of(before: Option<&Value>, after: Option<&Value>) -> i64 {
    before.or(after).and_then(|state| state.get("remote")).and_then(Value::as_i64).unwrap_or_default()
}

/// Counts the others that have the place of a link in Qase.
fn taken(entity: Entity) -> &'static str {
    match entity {
        Entity::CaseLink => "SELECT count(*) FROM case_links WHERE qase_project_id = ?1 AND qase_id = ?3 AND case_id <> ?2",
        _ => "SELECT count(*) FROM qase_suites WHERE qase_project_id = ?1 AND qase_id = ?3 AND suite_id <> ?2",
    }
}

impl Tx<'_> {
    /// The link of a case or suite to a project of Qase.
    pub(super) fn link_state(&self, entity: Entity, id: i64, remote: i64) -> Result<Option<LinkState>> {
        let sql = match entity {
            Entity::CaseLink => {
                "SELECT l.qase_id, l.base, l.base_suite, l.linked_ms, l.pulled_ms, l.pushed_ms, q.removed_ms FROM case_links l \
                 LEFT JOIN qase_cases q ON q.qase_project_id = l.qase_project_id AND q.qase_id = l.qase_id \
                 WHERE l.qase_project_id = ?1 AND l.case_id = ?2"
            }
            _ => {
                "SELECT qase_id, base, NULL, NULL, NULL, NULL, removed_ms FROM qase_suites \
                 WHERE qase_project_id = ?1 AND suite_id = ?2"
            }
        };
        self.opt(sql, p![remote, id], |r| {
            Ok(LinkState {
                remote,
                qase_id: r.int(0)?,
                base: r.opt_text(1)?,
                base_suite: r.opt_int(2)?,
                linked_ms: r.opt_int(3)?,
                pulled_ms: r.opt_int(4)?,
                pushed_ms: r.opt_int(5)?,
                removed_ms: r.opt_int(6)?,
            })
        })
    }

    /// Records that the link of a case or suite was changed to an id in Qase and an agreement, or removed; nothing where both are as before.
    pub(super) fn record_link(
        &self,
        entity: Entity,
        id: i64,
        of: RemoteProjectId,
        before: Option<&LinkState>,
        after: Option<(i64, Option<&str>)>,
    ) -> Result<()> {
        let is_removed = |qase_id| before.is_some_and(|before| before.qase_id == qase_id && before.removed_ms.is_some());
        let after = after.map(|(qase_id, base)| seen_as(of.0, qase_id, base, is_removed(qase_id)));
        self.record_seen(entity, id, before, after.as_ref())
    }

    /// Records that a linked case or suite was found to be gone in Qase, or to be there again. `before` is the link before that was stored.
    pub(super) fn record_removal(&self, entity: Entity, id: i64, before: &LinkState) -> Result<()> {
        let after = self.link_state(entity, id, before.remote)?.map(|state| state.seen());
        self.record_seen(entity, id, Some(before), after.as_ref())
    }

    fn record_seen(&self, entity: Entity, id: i64, before: Option<&LinkState>, after: Option<&Value>) -> Result<()> {
        if before.map(LinkState::seen).as_ref() == after {
            return Ok(());
        }
        self.record(entity, id, before.map(|state| json!(state)).as_ref(), after)
    }

    /// True when the link of an entity is as it was recorded. A removal in Qase that an export noticed since does not count.
    pub(super) fn link_is(&self, entity: Entity, id: i64, remote: i64, recorded: &Value) -> Result<bool> {
        let mut now = self.link_state(entity, id, remote)?;
        if let Some(now) = now.as_mut().filter(|_| !is_removed(recorded)) {
            now.removed_ms = None;
        }
        Ok(now.map(|state| state.seen()).unwrap_or_default() == seen(recorded))
    }

    /// Writes the link of an entity as it was recorded; null removes it. A link whose case, suite or place in Qase has gone to others
    /// stays as it is.
    pub(super) fn put_link_back(&self, entity: Entity, id: i64, remote: i64, recorded: &Value) -> Result<()> {
        let state: Option<LinkState> = match recorded {
            Value::Null => None,
            recorded => match serde_json::from_value(recorded.clone()) {
                Ok(state) => Some(state),
                Err(_) => return Ok(()),
            },
        };
        if let Some(state) = &state
            && !self.may_link(entity, id, state)?
        {
            return Ok(());
        }
        let before = self.link_state(entity, id, remote)?;
        let gone = match entity {
            Entity::CaseLink => "DELETE FROM case_links WHERE qase_project_id = ?1 AND case_id = ?2",
            _ => "UPDATE qase_suites SET suite_id = NULL, base = NULL WHERE qase_project_id = ?1 AND suite_id = ?2",
        };
        self.execute(gone, p![remote, id])?;
        match &state {
            // As after a removal of links, the next import pairs what is here with what is there.
            None => self.execute("UPDATE qase_projects SET imported_ms = NULL WHERE id = ?1", p![remote])?,
            Some(state) if entity == Entity::CaseLink => self.execute(
                "INSERT INTO case_links (case_id, qase_project_id, qase_id, base, base_suite, linked_ms, pulled_ms, pushed_ms) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                p![
                    id,
                    remote,
                    state.qase_id,
                    state.base.as_deref(),
                    state.base_suite,
                    state.linked_ms.unwrap_or_default(),
                    state.pulled_ms,
                    state.pushed_ms
                ],
            )?,
            Some(state) => self.execute(
                "UPDATE qase_suites SET suite_id = ?3, base = ?4, removed_ms = ?5 WHERE qase_project_id = ?1 AND qase_id = ?2",
                p![remote, state.qase_id, id, state.base.as_deref(), state.removed_ms],
            )?,
        };
        if let Some(state) = state.as_ref().filter(|_| entity == Entity::CaseLink) {
            // Without that, the next import would take a removal that was taken back for one that a person has seen.
            self.execute(
                "UPDATE qase_cases SET removed_ms = ?3 WHERE qase_project_id = ?1 AND qase_id = ?2",
                p![remote, state.qase_id, state.removed_ms],
            )?;
        }
        self.record_seen(entity, id, before.as_ref(), state.map(|state| state.seen()).as_ref())?;
        self.touch(Aggregate::Remote);
        self.touch(entity.aggregate());
        Ok(())
    }

    /// True when another case or suite has the place in Qase of a recorded link.
    pub(super) fn link_is_taken(&self, entity: Entity, id: i64, recorded: &Value) -> Result<bool> {
        let Ok(state) = serde_json::from_value::<LinkState>(recorded.clone()) else { return Ok(false) };
        Ok(self.count(taken(entity), p![state.remote, id, state.qase_id])? > 0)
    }

    fn may_link(&self, entity: Entity, id: i64, state: &LinkState) -> Result<bool> {
        let there = match entity {
            Entity::CaseLink => {
                self.count("SELECT count(*) FROM cases c, qase_projects q WHERE c.id = ?2 AND q.id = ?1", p![state.remote, id])?
            }
            _ => self.count(
                "SELECT count(*) FROM suites s, qase_suites q WHERE s.id = ?2 AND q.qase_project_id = ?1 AND q.qase_id = ?3",
                p![state.remote, id, state.qase_id],
            )?,
        };
        Ok(there > 0 && self.count(taken(entity), p![state.remote, id, state.qase_id])? == 0)
    }
}
