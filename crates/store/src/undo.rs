//! Undo of an operation: each changed field goes back if it still holds the value that the operation wrote.
//!
//! A field that was changed since stays as it is, whoever changed it, and is reported with the author of that change. A later change
//! that was itself taken back counts as none. What an operation created goes to the trash if nobody changed it since and nothing
//! was put into it; a result that got a comment since stays and loses its status alone. Taking back is recorded as an operation with changes of its own; doing again is taking that operation back.

use super::author::Source;
use super::changes::{body, fields_of, set_field};
use super::entity::{Entity, recorded};
use super::history::History;
use super::step_statuses::STEP_STATUSES;
use super::taken_back::TakenBack;
pub use super::taken_back::{FieldLeft, LaterChange, TrashedCounts};
use super::{Aggregate, Error, Result, Tx, case_changes};
use crate::p;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use voluptas_core::base::Millis;
use voluptas_core::base::unique_values::{ValueChange, possible};
use voluptas_core::domain::case::Case;
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_core::domain::mapping::Origin;

/// Name of the field of [`FieldLeft`] for items that were put into an entity.
pub const CONTENTS: &str = "contents";
/// Name of the field of [`FieldLeft`] that stands for a mapping of a function and a case.
pub const MAPPING: &str = "mapping";

/// Fields that a change of others may move without having touched the entity itself.
const SHIFTED: &str = "position";

/// Fields with unique values, and their tables.
const UNIQUE: [(Entity, &str, &str); 2] = [(Entity::Function, "alias", "functions"), (Entity::Person, "email", "people")];

/// Entities whose present states are read together.
const CHUNK: usize = 500;

/// The fields that an operation changed of one entity, each with the value before and after the whole operation.
#[derive(Debug)]
struct EntityChange {
    entity: Entity,
    id: i64,
    created: bool,
    fields: BTreeMap<String, (Value, Value)>,
    /// Row id of the last change, for the order.
    last: i64,
}

impl EntityChange {
    fn add(&mut self, before: Option<&Value>, after: Option<&Value>) {
        let body = body(self.entity, before, after);
        self.created |= body.created;
        for (name, (before, after)) in body.fields {
            self.fields.entry(name).or_insert_with(|| (before, Value::Null)).1 = after;
        }
    }
}

/// Changes of an entity since an operation that were not taken back, by field, the latest last.
type ActiveChanges = BTreeMap<String, Vec<(i64, LaterChange)>>;

/// A created entity that undo moves to the trash.
#[derive(Debug)]
struct Leaving {
    entity: Entity,
    id: i64,
    at: Millis,
    created: bool,
}

/// The undo of one operation.
struct Undo<'t> {
    tx: &'t Tx<'t>,
    /// The undone operation and the operation that undoes it.
    operation: i64,
    current: i64,
    left: Vec<FieldLeft>,
    /// Fields whose value was taken or not possible yet. They are tried again after the other fields.
    blocked: Vec<(Entity, i64, String, Value)>,
    leaving: Vec<Leaving>,
    /// Links that the operation made: entity, its id, project of Qase.
    links: Vec<(Entity, i64, i64)>,
    /// Items that the operation created.
    created: HashSet<(Entity, i64)>,
    /// Cases and suites in the trash whose place in Qase has gone to others since.
    replaced: HashSet<(Entity, i64)>,
    /// Present states of cases whose turn comes next, read together.
    cases: HashMap<i64, Case>,
    /// No operation came after the undone one: nothing can have changed a field since.
    is_last: bool,
}

impl History<'_> {
    /// Undoes an operation as part of this write.
    pub(super) fn take_back(&self, operation: i64) -> Result<TakenBack> {
        let tx = self.tx();
        let current = tx.begin_operation(Some(operation))?.ok_or(Error::ReadOnly)?;
        let is_last = tx.count("SELECT count(*) FROM operations WHERE id > ?1 AND id <> ?2", p![operation, current])? == 0;
        let mut undo = Undo {
            tx,
            operation,
            current,
            left: Vec::new(),
            blocked: Vec::new(),
            leaving: Vec::new(),
            links: Vec::new(),
            created: HashSet::new(),
            replaced: HashSet::new(),
            cases: HashMap::new(),
            is_last,
        };
        let nets = undo.nets()?;
        undo.created = nets.iter().filter(|net| net.created).map(|net| (net.entity, net.id)).collect();
        undo.replaced = undo.replaced_by_others(&nets)?;
        for nets in nets.chunks(CHUNK) {
            undo.read_cases(nets)?;
            nets.iter().try_for_each(|net| undo.put_back(net))?;
        }
        undo.try_again()?;
        let trashed = undo.leave()?;
        undo.unlink()?;
        tx.touch(Aggregate::Other);
        let changes = tx.count("SELECT count(*) FROM changes WHERE operation_id = ?1", p![current])?;
        Ok(TakenBack { is_without_effect: changes == 0 && !undo.left.is_empty(), left: undo.left, trashed })
    }
}

impl Undo<'_> {
    /// Net changes of the operation by entity, the latest first.
    fn nets(&self) -> Result<Vec<EntityChange>> {
        let mut nets: HashMap<(Entity, i64), EntityChange> = HashMap::new();
        let sql = "SELECT id, entity, entity_id, before, after FROM changes WHERE operation_id = ?1 ORDER BY id";
        self.tx.each(sql, p![self.operation], |r| {
            let (last, word, id) = (r.int(0)?, r.text(1)?, r.int(2)?);
            // A newer program knows more kinds of things. Half of an edit is not taken back.
            let entity: Entity = word.parse().map_err(|_| Error::NewerChange { kind: word.clone() })?;
            let new = || EntityChange { entity, id, created: false, fields: BTreeMap::new(), last };
            let net = nets.entry((entity, id)).or_insert_with(new);
            net.last = last;
            net.add(r.opt_json::<Option<Value>>(3)?.as_ref(), r.opt_json::<Option<Value>>(4)?.as_ref());
            Ok(())
        })?;
        let mut nets: Vec<EntityChange> = nets.into_values().collect();
        for net in &mut nets {
            net.fields.retain(|_, (before, after)| before != after);
        }
        nets.sort_unstable_by_key(|n| std::cmp::Reverse(n.last));
        Ok(nets)
    }

    /// Changes of an entity after the operation, without this one. A change that took one of them back cancels it.
    fn standing(&self, entity: Entity, id: i64) -> Result<ActiveChanges> {
        if self.is_last {
            return Ok(ActiveChanges::new());
        }
        let mut later: BTreeMap<i64, (Option<i64>, LaterChange, EntityChange)> = BTreeMap::new();
        self.tx.each(
            "SELECT o.id, o.undoes, o.who, o.source, o.at_ms, c.before, c.after FROM changes c JOIN operations o ON o.id = c.operation_id \
             WHERE c.entity = ?1 AND c.entity_id = ?2 AND o.id > ?3 AND o.id <> ?4 ORDER BY c.id",
            p![entity.as_str(), id, self.operation, self.current],
            |r| {
                let since = LaterChange { who: r.opt_text(2)?, source: r.text(3)?.parse().unwrap_or(Source::Window), at_ms: r.int(4)? };
                let new = EntityChange { entity, id, created: false, fields: BTreeMap::new(), last: 0 };
                let (_, _, net) = later.entry(r.int(0)?).or_insert((r.opt_int(1)?, since, new));
                net.add(r.opt_json::<Option<Value>>(5)?.as_ref(), r.opt_json::<Option<Value>>(6)?.as_ref());
                Ok(())
            },
        )?;
        let mut standing = ActiveChanges::new();
        // Changes that a later operation took back, by that operation: they stand again when it is taken back itself.
        let mut cancelled: HashMap<(String, i64), (i64, LaterChange)> = HashMap::new();
        for (operation, (undoes, since, net)) in later {
            for (name, _) in net.fields.into_iter().filter(|(_, (before, after))| before != after) {
                let stack = standing.entry(name.clone()).or_default();
                if let Some(at) = stack.iter().rposition(|(of, _)| Some(*of) == undoes) {
                    cancelled.insert((name, operation), stack.remove(at));
                } else if let Some(again) = undoes.and_then(|of| cancelled.remove(&(name, of))) {
                    stack.push(again);
                } else {
                    stack.push((operation, since.clone()));
                }
            }
        }
        standing.retain(|_, stack| !stack.is_empty());
        Ok(standing)
    }

    /// Reads the cases of the next changes: one by one, each would take five queries.
    fn read_cases(&mut self, nets: &[EntityChange]) -> Result<()> {
        let changed = nets.iter().filter(|n| n.entity == Entity::Case && !n.created);
        let ids: Vec<CaseId> = changed.map(|n| CaseId(n.id)).collect();
        self.cases = self.tx.cases().by_ids(&ids)?.into_iter().map(|case| (case.id.0, case)).collect();
        Ok(())
    }

    fn leave_field(&mut self, entity: Entity, id: i64, field: &str, since: Option<&LaterChange>) {
        self.left.push(FieldLeft { entity: entity.as_str(), entity_id: id, field: field.to_owned(), since: since.cloned() });
    }

    fn put_back(&mut self, net: &EntityChange) -> Result<()> {
        let (entity, id) = (net.entity, net.id);
        let standing = self.standing(entity, id)?;
        let top = |name: &str| standing.get(name).and_then(|stack| stack.last()).map(|(_, since)| since);
        if entity == Entity::Mapping {
            return self.put_mappings_back(net, top);
        }
        if matches!(entity, Entity::CaseLink | Entity::SuiteLink) {
            return self.put_links_back(net, &standing);
        }
        // A purged thing is gone with all that was recorded of it.
        let read = self.cases.get(&id).filter(|_| entity == Entity::Case).map(|case| Some(case.deleted_ms));
        let Some(deleted) = read.map_or_else(|| self.tx.deleted_ms(entity, id), Ok)? else { return Ok(()) };
        let restored = |(before, after): &(Value, Value)| before.as_i64().filter(|_| after.is_null());
        let leaves = if net.created { Some(self.tx.now()) } else { net.fields.get("deleted_ms").and_then(restored) };
        if let Some(at) = leaves.filter(|_| deleted.is_none()) {
            match standing.iter().find(|(name, _)| *name != SHIFTED) {
                // A result with a comment, a step or a file since stays, without the status that the operation gave it.
                Some(_) if entity == Entity::Result && net.created && !standing.contains_key("status") => {
                    let mut back = vec![("status".to_owned(), json!("in_progress")), ("end_ms".to_owned(), Value::Null)];
                    let of_steps = net.fields.iter().filter(|(name, _)| name.starts_with(STEP_STATUSES));
                    back.extend(
                        of_steps.filter(|(name, _)| top(name).is_none()).map(|(name, (was, _))| (name.clone(), was.clone())),
                    );
                    self.tx.write_fields(entity, id, &back)?;
                }
                Some((name, _)) => {
                    let name = if standing.contains_key("status") { "status" } else { name };
                    self.leave_field(entity, id, name, top(name));
                }
                None => self.leaving.push(Leaving { entity, id, at, created: net.created }),
            }
        }
        if net.created {
            return Ok(());
        }
        let mut state = None;
        let mut back: Vec<(String, Value)> = Vec::new();
        for (name, (before, after)) in &net.fields {
            if name == "deleted_ms" {
                // A restoring is taken back above.
                if !after.is_null() && json!(deleted) != *before {
                    if self.replaced.contains(&(entity, id)) {
                        self.leave_field(entity, id, name, top(name));
                        return Ok(());
                    }
                    match (top(name), json!(deleted) == *after) {
                        (None, true) => {
                            self.tx.set_deleted_at(entity, id, before.as_i64())?;
                            // The state that was read with the others is out of date now.
                            if entity == Entity::Case {
                                self.cases.remove(&id);
                            }
                        }
                        (since, _) => self.leave_field(entity, id, name, since),
                    }
                }
                continue;
            }
            let case = self.cases.get(&id).filter(|_| entity == Entity::Case);
            let value = match case.and_then(|case| case_changes::value(&case.content, name)) {
                // The other fields of a case do not become JSON for it.
                Some(value) => value,
                None => {
                    let now = match &state {
                        Some(fields) => fields,
                        None => {
                            let read = case.map_or_else(|| self.tx.state(entity, id), |case| Ok(Some(json!(case))))?;
                            state.insert(read.as_ref().map(fields_of).unwrap_or_default())
                        }
                    };
                    now.get(name).cloned().unwrap_or_default()
                }
            };
            if value == *before {
                continue;
            }
            match top(name) {
                None if value == *after => back.push((name.clone(), before.clone())),
                since => self.leave_field(entity, id, name, since),
            }
        }
        self.write(entity, id, back)
    }

    /// Writes fields of one entity. Fields with an obstacle are tried again later.
    fn write(&mut self, entity: Entity, id: i64, fields: Vec<(String, Value)>) -> Result<()> {
        let mut free = Vec::new();
        for (name, value) in fields {
            if self.tx.is_in_the_way(entity, id, &name, &value)? {
                self.blocked.push((entity, id, name, value));
            } else {
                free.push((name, value));
            }
        }
        if entity == Entity::Case
            && !free.is_empty()
            && let Some(before) = self.cases.remove(&id)
        {
            let mut content = before.content.clone();
            if free.iter().all(|(name, value)| case_changes::set(&mut content, name, value)) {
                return self.tx.cases().replace(&before, &content);
            }
            let mut state = json!(before);
            for (name, value) in &free {
                set_field(&mut state, name, value);
            }
            return self.tx.cases().restore_over(&before, &recorded(&state)?);
        }
        self.tx.write_fields(entity, id, &free)
    }

    fn try_again(&mut self) -> Result<()> {
        loop {
            let waiting = std::mem::take(&mut self.blocked);
            let before = waiting.len();
            for (entity, id, name, value) in waiting {
                self.write(entity, id, vec![(name, value)])?;
            }
            if self.blocked.len() == before && !self.give_up()? {
                break;
            }
        }
        for (entity, id, name, _) in std::mem::take(&mut self.blocked) {
            self.leave_field(entity, id, &name, None);
        }
        Ok(())
    }

    /// Clears unique values that other items of this undo wait for: of items that exchange values, and of created items that go
    /// to the trash with their value. Returns false when there are none.
    fn give_up(&mut self) -> Result<bool> {
        let tx = self.tx;
        let all: BTreeSet<(Entity, i64)> = self.leaving.iter().map(|l| (l.entity, l.id)).collect();
        let mut is_changed = false;
        for (entity, name, table) in UNIQUE {
            let of_field = self.blocked.iter().filter(|(e, _, field, _)| (*e, field.as_str()) == (entity, name));
            let waiting: Vec<(i64, &str)> = of_field.filter_map(|(_, id, _, value)| Some((*id, value.as_str()?))).collect();
            let ids: HashSet<i64> = waiting.iter().map(|(id, _)| *id).collect();
            let (mut has, mut held, mut going) = (Vec::new(), HashSet::new(), HashMap::new());
            for (id, wants) in &waiting {
                let sql = format!("SELECT {name} FROM {table} WHERE id = ?1");
                has.push(tx.opt(&sql, p![*id], |r| r.opt_text(0))?.flatten());
                let holder = tx.opt(&format!("SELECT id FROM {table} WHERE {name} = ?1"), p![*wants], |r| r.int(0))?;
                let Some(holder) = holder.filter(|holder| !ids.contains(holder)) else { continue };
                let leaving = self.leaving.iter().find(|l| l.created && (l.entity, l.id) == (entity, holder));
                match leaving {
                    Some(leaving) if !self.is_occupied(leaving, &all)? => _ = going.insert(*wants, holder),
                    _ => _ = held.insert(*wants),
                }
            }
            let changes: Vec<ValueChange<'_>> = waiting
                .iter()
                .zip(&has)
                .map(|((_, wants), has)| ValueChange { has: has.as_deref(), wants: Some(*wants) })
                .collect();
            for (((id, wants), has), _) in
                waiting.iter().zip(&has).zip(possible(&changes, &held)).filter(|(_, is_possible)| *is_possible)
            {
                let own = has.as_ref().map(|_| *id);
                for id in own.into_iter().chain(going.get(wants).copied()) {
                    tx.write_fields(entity, id, &[(name.to_owned(), Value::Null)])?;
                    is_changed = true;
                }
            }
        }
        Ok(is_changed)
    }

    fn put_mappings_back<'s>(&mut self, net: &EntityChange, top: impl Fn(&str) -> Option<&'s LaterChange>) -> Result<()> {
        let function = FunctionId(net.id);
        for (name, (before, after)) in &net.fields {
            let Some(case) = name.strip_prefix("mapping/").and_then(|id| id.parse().ok()).map(CaseId) else { continue };
            let now = json!(self.tx.opt(
                "SELECT origin FROM function_cases WHERE function_id = ?1 AND case_id = ?2",
                p![function, case],
                |r| r.text(0)
            )?);
            if now == *before {
                continue;
            }
            match (top(name), before) {
                (None, Value::Null) if now == *after => drop(self.tx.mappings().unlink(function, case)?),
                (None, Value::String(origin)) if now == *after => {
                    let both = "SELECT count(*) FROM functions f, cases c WHERE f.id = ?1 AND c.id = ?2";
                    if self.tx.count(both, p![function, case])? > 0 {
                        self.tx.mappings().link(function, case, origin.parse().unwrap_or(Origin::Manual))?;
                    }
                }
                (since, _) => self.leave_field(Entity::Mapping, net.id, MAPPING, since),
            }
        }
        Ok(())
    }

    /// Cases and suites of which others took the place in Qase since: an import brought them again. They would be there twice.
    fn replaced_by_others(&self, nets: &[EntityChange]) -> Result<HashSet<(Entity, i64)>> {
        let mut replaced = HashSet::new();
        for net in nets.iter().filter(|net| matches!(net.entity, Entity::CaseLink | Entity::SuiteLink)) {
            for (before, _) in net.fields.values().filter(|(before, _)| !before.is_null()) {
                if self.tx.link_is_taken(net.entity, net.id, before)? {
                    replaced.insert((if net.entity == Entity::CaseLink { Entity::Case } else { Entity::Suite }, net.id));
                }
            }
        }
        Ok(replaced)
    }

    /// Writes links as they were. A link that a synchronisation changed since stays.
    fn put_links_back(&mut self, net: &EntityChange, standing: &ActiveChanges) -> Result<()> {
        for (name, (before, after)) in &net.fields {
            let Some(remote) = name.strip_prefix("link/").and_then(|id| id.parse().ok()) else { continue };
            if standing.contains_key(name) || !self.tx.link_is(net.entity, net.id, remote, after)? {
                continue;
            }
            if before.is_null() {
                self.links.push((net.entity, net.id, remote));
            } else {
                self.tx.put_link_back(net.entity, net.id, remote, before)?;
            }
        }
        Ok(())
    }

    /// Removes the links that the operation made. A case or suite that it created and that stays here stays linked: without its link, an
    /// export would create it once more.
    fn unlink(&mut self) -> Result<()> {
        for (link, id, remote) in std::mem::take(&mut self.links) {
            let entity = if link == Entity::CaseLink { Entity::Case } else { Entity::Suite };
            let stays = self.created.contains(&(entity, id)) && self.tx.deleted_ms(entity, id)? == Some(None);
            if !stays {
                self.tx.put_link_back(link, id, remote, &Value::Null)?;
            }
        }
        Ok(())
    }

    /// Moves created entities to the trash, unless others put something into them. Their parents then stay too.
    fn leave(&mut self) -> Result<TrashedCounts> {
        loop {
            let all: BTreeSet<(Entity, i64)> = self.leaving.iter().map(|l| (l.entity, l.id)).collect();
            let mut going = Vec::with_capacity(self.leaving.len());
            for one in std::mem::take(&mut self.leaving) {
                if !self.is_occupied(&one, &all)? {
                    going.push(one);
                } else if one.entity != Entity::Person {
                    self.leave_field(one.entity, one.id, CONTENTS, None);
                }
            }
            self.leaving = going;
            if self.leaving.len() == all.len() {
                break;
            }
        }
        let mut trashed = TrashedCounts::default();
        for Leaving { entity, id, at, created } in std::mem::take(&mut self.leaving) {
            self.tx.set_deleted_at(entity, id, Some(at))?;
            match entity {
                _ if !created => {}
                Entity::Case => trashed.cases += 1,
                Entity::Function | Entity::Suite => trashed.others += 1,
                _ => {}
            }
        }
        Ok(trashed)
    }
}

impl Undo<'_> {
    /// True when an entity has got living content since, other than entities that go to the trash with it.
    fn is_occupied(&self, one: &Leaving, leaving: &BTreeSet<(Entity, i64)>) -> Result<bool> {
        let stays = |entity: Entity, field: &str, sql: &str| -> Result<bool> {
            let within = self.tx.all(sql, p![one.id], |r| r.int(0))?;
            for id in within.into_iter().filter(|id| !leaving.contains(&(entity, *id))) {
                // A created entity was empty then. A name must not vanish from what is seen.
                if one.created || one.entity == Entity::Person || self.was_put_there(entity, id, field)? {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        let mapped = |entity, sql| if one.created { stays(entity, "", sql) } else { Ok(false) };
        match one.entity {
            Entity::Function => {
                Ok(stays(Entity::Function, "parent_id", "SELECT id FROM functions WHERE parent_id = ?1 AND deleted_ms IS NULL")?
                    || mapped(
                        Entity::Case,
                        "SELECT m.case_id FROM function_cases m JOIN cases c ON c.id = m.case_id \
                 WHERE m.function_id = ?1 AND c.deleted_ms IS NULL",
                    )?)
            }
            Entity::Case => {
                Ok(mapped(
                    Entity::Function,
                    "SELECT m.function_id FROM function_cases m JOIN functions f ON f.id = m.function_id \
                 WHERE m.case_id = ?1 AND f.deleted_ms IS NULL",
                )? || mapped(Entity::Comment, "SELECT id FROM case_comments WHERE case_id = ?1 AND deleted_ms IS NULL")?)
            }
            Entity::Suite => {
                let within = |table: &str, parent: &str| {
                    format!(
                        "SELECT t.id FROM {table} t JOIN suites s ON s.project_id = t.project_id \
                         WHERE s.id = ?1 AND t.{parent} = ?1 AND t.deleted_ms IS NULL"
                    )
                };
                Ok(stays(Entity::Suite, "parent_id", &within("suites", "parent_id"))?
                    || stays(Entity::Case, "suite_id", &within("cases", "suite_id"))?
                    || mapped(
                        Entity::Case,
                        "SELECT l.case_id FROM case_suites l JOIN cases c ON c.id = l.case_id \
                 WHERE l.suite_id = ?1 AND c.deleted_ms IS NULL",
                    )?)
            }
            Entity::Person => stays(
                Entity::Function,
                "",
                "SELECT fp.function_id FROM function_people fp JOIN functions f ON f.id = fp.function_id \
                 WHERE fp.person_id = ?1 AND f.deleted_ms IS NULL",
            ),
            Entity::Mapping
            | Entity::CaseLink
            | Entity::SuiteLink
            | Entity::Relation
            | Entity::Comment
            | Entity::Template
            | Entity::SavedFilter
            | Entity::SharedStep
            | Entity::Result
            | Entity::Mute => Ok(false),
            Entity::Run => mapped(Entity::Result, "SELECT id FROM results WHERE run_id = ?1 AND deleted_ms IS NULL"),
            Entity::Milestone => {
                let within = |table: &str| format!("SELECT id FROM {table} WHERE milestone_id = ?1 AND deleted_ms IS NULL");
                Ok(stays(Entity::Run, "milestone_id", &within("runs"))? || stays(Entity::Case, "milestone_id", &within("cases"))?)
            }
        }
    }

    /// True when an entity was created, restored or moved to its place after the operation.
    fn was_put_there(&self, entity: Entity, id: i64, field: &str) -> Result<bool> {
        let created =
            "SELECT count(*) FROM changes WHERE entity = ?1 AND entity_id = ?2 AND operation_id > ?3 AND before IS NULL";
        if self.tx.count(created, p![entity.as_str(), id, self.operation])? > 0 {
            return Ok(true);
        }
        let standing = self.standing(entity, id)?;
        Ok(standing.contains_key(field) || standing.contains_key("deleted_ms"))
    }
}

impl Tx<'_> {
    /// Writes values into fields of an entity, in one write.
    pub(super) fn write_fields(&self, entity: Entity, id: i64, fields: &[(String, Value)]) -> Result<()> {
        if fields.is_empty() {
            return Ok(());
        }
        let Some(mut state) = self.state(entity, id)? else { return Ok(()) };
        for (name, value) in fields {
            set_field(&mut state, name, value);
        }
        self.restore_state(entity, id, &state)
    }

    /// True when a field cannot take a value: an alias of another function, or a parent within the entity.
    pub(super) fn is_in_the_way(&self, entity: Entity, id: i64, name: &str, value: &Value) -> Result<bool> {
        match (entity, name, value) {
            (Entity::Function, "alias", Value::String(alias)) => {
                Ok(self.count("SELECT count(*) FROM functions WHERE alias = ?1 AND id <> ?2", p![alias, id])? > 0)
            }
            (Entity::Person, "email", Value::String(email)) => {
                Ok(self.count("SELECT count(*) FROM people WHERE email = ?1 AND id <> ?2", p![email, id])? > 0)
            }
            (Entity::Function | Entity::Suite, "parent_id", Value::Number(parent)) => {
                let table = if entity == Entity::Function { "functions" } else { "suites" };
                let above = format!(
                    "WITH RECURSIVE above(id) AS (SELECT CAST(?1 AS BIGINT) UNION SELECT t.parent_id FROM {table} t JOIN above a ON t.id = a.id \
                     WHERE t.parent_id IS NOT NULL) SELECT count(*) FROM above WHERE id = ?2"
                );
                Ok(self.count(&above, p![parent.as_i64(), id])? > 0)
            }
            // A deleted milestone has no row. Another change of the same operation may bring it back.
            (Entity::Run | Entity::Case, "milestone_id", Value::Number(milestone)) => {
                Ok(self.count("SELECT count(*) FROM milestones WHERE id = ?1", p![milestone.as_i64()])? == 0)
            }
            // The content of a deleted milestone changes no more.
            (Entity::Milestone, ..) => Ok(!self.milestones().is_there(id)?),
            _ => Ok(false),
        }
    }
}
