//! Events for webhooks. A write collects its events; their deliveries are stored at its end in the same transaction. A killed
//! program therefore neither loses an event nor announces one that did not happen.

use super::error::Result;
use super::page::{IN_LIST, Where};
use super::tx::Tx;
use super::webhooks::Webhook;
use crate::p;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::ids::{ProjectId, RunId};

pub const RUN_COMPLETED: &str = "run.completed";
/// The server judges the run and sends it only when the gate is broken.
pub const GATE_BROKEN: &str = "gate.broken";
pub const CASE_CHANGED: &str = "case.changed";
pub const MUTE_EXPIRED: &str = "mute.expired";
/// The event of a person's test of a webhook.
pub const TEST: &str = "test";

/// Every event that a webhook can subscribe to.
pub const EVENTS: [&str; 4] = [RUN_COMPLETED, GATE_BROKEN, CASE_CHANGED, MUTE_EXPIRED];

/// Cases that one event names. The others are counted.
const NAMED_CASES: usize = 100;
/// A run that ended earlier announces nothing: it was imported.
const FRESH: Millis = 86_400_000;

/// Events that a transaction collects for webhooks.
#[derive(Debug, Default)]
pub(super) struct Noted {
    /// Some webhook is switched on; read before the first note.
    is_heard: Cell<Option<bool>>,
    runs: RefCell<BTreeSet<RunId>>,
    /// Changed fields of cases; `None` for a new one.
    cases: RefCell<BTreeMap<i64, Option<BTreeSet<String>>>>,
}

/// Events in a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Outbox<'t>(&'t Tx<'t>);

impl Tx<'_> {
    pub(super) fn outbox(&self) -> Outbox<'_> {
        Outbox(self)
    }
}

impl Outbox<'_> {
    fn is_heard(&self) -> Result<bool> {
        let noted = &self.0.noted;
        if noted.is_heard.get().is_none() {
            let sql = "SELECT count(*) FROM (SELECT 1 FROM webhooks WHERE is_enabled = TRUE LIMIT 1) one";
            noted.is_heard.set(Some(self.0.count(sql, &[])? > 0));
        }
        Ok(noted.is_heard.get() == Some(true))
    }

    /// Notes that a run has ended.
    pub fn note_run(&self, run: RunId) -> Result<()> {
        if self.is_heard()? {
            self.0.noted.runs.borrow_mut().insert(run);
        }
        Ok(())
    }

    /// Notes a change of a case: the changed fields in their stored form, or `None` for a new case.
    pub fn note_case(&self, case: i64, changed: Option<(&Value, &Value)>) -> Result<()> {
        if !self.is_heard()? {
            return Ok(());
        }
        let names = |side: &Value| side.as_object().map(|o| o.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
        let mut cases = self.0.noted.cases.borrow_mut();
        let Some((before, after)) = changed else {
            cases.insert(case, None);
            return Ok(());
        };
        // The first fields of a new case are no change of it.
        if let Some(fields) = cases.entry(case).or_insert_with(|| Some(BTreeSet::new())) {
            fields.extend(names(before).into_iter().chain(names(after)));
        }
        Ok(())
    }

    /// Stores the deliveries of the collected events.
    pub(super) fn flush(&self) -> Result<()> {
        let (runs, cases) = (self.0.noted.runs.take(), self.0.noted.cases.take());
        if runs.is_empty() && cases.is_empty() {
            return Ok(());
        }
        let hooks = self.0.webhooks().enabled()?;
        for run in runs {
            self.flush_run(&hooks, run)?;
        }
        if hooks.iter().any(|hook| listens(hook, CASE_CHANGED)) {
            self.flush_cases(&hooks, &cases)?;
        }
        Ok(())
    }

    fn flush_run(&self, hooks: &[Webhook], id: RunId) -> Result<()> {
        let sql = "SELECT project_id, number, title, state, start_ms, end_ms FROM runs WHERE id = ?1 AND deleted_ms IS NULL AND state <> 'active'";
        let found = self.0.opt(sql, p![id], |r| {
            let run = json!({
                "id": r.int(1)?, "title": r.text(2)?, "state": r.text(3)?,
                "started_at": r.opt_int(4)?.map(clock::to_iso), "ended_at": r.opt_int(5)?.map(clock::to_iso),
            });
            Ok((ProjectId(r.int(0)?), run, r.opt_int(5)?))
        })?;
        let Some((project, mut run, end)) = found else { return Ok(()) };
        let listening = |event| hooks.iter().filter(move |hook| hook.project_id == project && listens(hook, event));
        let is_old = end.is_some_and(|end| end < self.0.now() - FRESH);
        if is_old || (listening(RUN_COMPLETED).next().is_none() && listening(GATE_BROKEN).next().is_none()) {
            return Ok(());
        }
        let stats = self.0.runs().stats(&[id])?.remove(&id).unwrap_or_default();
        run["tests"] = stats.total.into();
        run["statuses"] = json!(stats.statuses);
        for event in [RUN_COMPLETED, GATE_BROKEN] {
            let payload = self.event(event, project, &json!({ "run": run }))?;
            for hook in listening(event) {
                self.0.webhooks().add_delivery(hook.id, event, &payload)?;
            }
        }
        Ok(())
    }

    fn flush_cases(&self, hooks: &[Webhook], noted: &BTreeMap<i64, Option<BTreeSet<String>>>) -> Result<()> {
        let mut by_project: BTreeMap<ProjectId, (usize, Vec<Value>)> = BTreeMap::new();
        let ids: Vec<i64> = noted.keys().copied().collect();
        for part in ids.chunks(IN_LIST) {
            let mut w = Where::new("TRUE", Vec::new());
            w.any_of("id", part.iter().copied());
            let sql = format!("SELECT id, project_id, number, title, deleted_ms FROM cases {} ORDER BY id", w.sql());
            self.0.each(&sql, w.params(), |r| {
                let (count, named) = by_project.entry(ProjectId(r.int(1)?)).or_default();
                *count += 1;
                if named.len() < NAMED_CASES {
                    let fields = noted.get(&r.int(0)?).cloned().flatten();
                    let is_moved = fields.as_ref().is_some_and(|fields| fields.contains("deleted_ms"));
                    let change = match (&fields, r.opt_int(4)?) {
                        (_, Some(_)) => "deleted",
                        (None, None) => "created",
                        (Some(_), None) if is_moved => "restored",
                        (Some(_), None) => "changed",
                    };
                    let fields: Vec<String> = fields.into_iter().flatten().filter(|field| field != "deleted_ms").collect();
                    named.push(json!({ "id": r.int(2)?, "title": r.text(3)?, "change": change, "fields": fields }));
                }
                Ok(())
            })?;
        }
        for (project, (count, cases)) in by_project {
            for hook in hooks.iter().filter(|hook| hook.project_id == project && listens(hook, CASE_CHANGED)) {
                let payload = self.event(CASE_CHANGED, project, &json!({ "count": count, "cases": cases }))?;
                self.0.webhooks().add_delivery(hook.id, CASE_CHANGED, &payload)?;
            }
        }
        Ok(())
    }

    /// The event of mutes that ended.
    pub fn mutes_event(&self, project: ProjectId, tests: &[Value]) -> Result<Value> {
        self.event(MUTE_EXPIRED, project, &json!({ "tests": tests }))
    }

    /// The event of a test of a webhook.
    pub fn test_event(&self, project: ProjectId) -> Result<Value> {
        self.event(TEST, project, &json!({}))
    }

    /// The common fields of all events, with the fields of this one.
    fn event(&self, event: &str, project: ProjectId, more: &Value) -> Result<Value> {
        let project = self.0.projects().get(project)?;
        let mut payload = json!({
            "event": event, "at": clock::to_iso(self.0.now()),
            "project": { "code": project.code, "title": project.title },
            "author": self.0.author().and_then(|author| author.who.clone()),
        });
        if let (Some(all), Some(more)) = (payload.as_object_mut(), more.as_object()) {
            all.extend(more.clone());
        }
        Ok(payload)
    }
}

fn listens(hook: &Webhook, event: &str) -> bool {
    hook.content.events.iter().any(|one| one == event)
}

impl super::webhooks::Webhooks<'_> {
    /// Stores a test delivery; returns its row id.
    pub fn add_test(&self, hook: &Webhook) -> Result<i64> {
        let payload = self.0.outbox().test_event(hook.project_id)?;
        self.add_delivery(hook.id, TEST, &payload)
    }
}
