//! Writes an import into the workspace: suites, then cases. One transaction holds them with the copy of Qase's state, the links and the
//! agreements of both sides, so that a crash leaves nothing of the import and undo takes back the whole.

use super::{Collected, Options, functions};
use crate::Job;
use crate::base::{Base, SuiteBase};
use crate::convert;
use crate::error::Result;
use crate::files::SentFiles;
use crate::merge::{self, SuiteField};
use crate::plan::{CaseStep, Class, Plan, SuiteStep};
use crate::policy::Direction;
use crate::report::{Entity, Item, ItemOutcome, Stage, Summary, of_fields};
use crate::session::Session;
use crate::snapshot::{LocalCase, Remote, SuiteRef};
use crate::{history, local, qase_copy};
use std::collections::BTreeMap;
use std::sync::Arc;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{Case, NewCase};
use voluptas_core::domain::ids::{CaseId, ProjectId, RemoteProjectId, SuiteId, SyncId};
use voluptas_core::domain::project::RemoteProject;
use voluptas_core::domain::suite::NewSuite;
use voluptas_store::remote::LinkDirection;
use voluptas_store::{self as store, Op, Tx};

/// Maximum number of items between two reports of the progress.
const PART: usize = 250;

/// Carries out a plan in one transaction. An interrupted import leaves nothing.
///
/// # Errors
/// [`crate::Error::Busy`] when another writer works on the project; [`crate::Error::Stale`] when one has worked since
/// the plan was made; [`crate::Error::Stopped`] when a person stopped the import.
pub fn apply<'a>(session: &'a Session, options: &'a Options, collected: Arc<Collected>, plan: &'a Plan) -> Job<'a, Summary> {
    Box::pin(async move {
        let session = &session.leased("import").await?;
        not_stale(session, collected.known.as_ref(), collected.newest_writer).await?;
        let of = known(session, options, &collected).await?;
        let sync = history::begin(session, "import", Some(of.id), options).await?;
        let session = &session.in_job(sync);
        let mut summary = Summary { warnings: plan.warnings.clone(), drift: plan.drift.clone(), ..Summary::default() };
        let work = Work { session, collected: &collected, plan: Arc::new(plan.clone()), of, sync };
        let outcome = history::while_alive(&session.store, sync, Box::pin(work.all(options, &mut summary))).await;
        history::end(session, sync, summary, outcome).await
    })
}

/// Refuses a plan if another writer has worked on the project since the plan was made.
pub(crate) async fn not_stale(session: &Session, known: Option<&RemoteProject>, newest_writer: i64) -> Result<()> {
    // A project that was unknown to the plan may have been stored since.
    let known = match known {
        Some(known) => Some(known.clone()),
        None => super::known(session).await?.0,
    };
    let now = super::collect::newest_writer(session, known.as_ref()).await?;
    if session.client.safeties().lease && now != newest_writer { Err(crate::Error::Stale) } else { Ok(()) }
}

/// The project as this workspace knows it, stored first if it is new.
async fn known(session: &Session, options: &Options, collected: &Collected) -> Result<RemoteProject> {
    let (account, code, title) = (session.account.clone(), session.project.clone(), collected.project_title.clone());
    let into = options.into;
    if let Some(known) = &collected.known
        && (known.title == title || title.is_empty())
    {
        return Ok(known.clone());
    }
    session
        .blocking(move |store| {
            let op = Op::bulk("sync_meet_project");
            Ok(store.write(op, |tx| meet(tx, &account, &code, &title, into))?.value)
        })
        .await
}

/// Stores a project of Qase. A project of another account with the same code gets its own project in the workspace.
pub(crate) fn meet(tx: &Tx<'_>, account: &str, code: &str, title: &str, into: Option<ProjectId>) -> store::Result<RemoteProject> {
    let title = if title.trim().is_empty() { code } else { title };
    if let Some(known) = tx.remotes().find(account, code)? {
        return tx.remotes().ensure(account, code, title, known.project_id);
    }
    let here = match into {
        Some(id) => id,
        None => {
            let linked: Vec<ProjectId> = tx.remotes().projects()?.into_iter().map(|p| p.project_id).collect();
            let mut number = 1;
            loop {
                let stem: String = code.chars().take(8).collect();
                let name = if number == 1 { code.to_owned() } else { format!("{stem}{number}") };
                match tx.projects().by_code(&name)? {
                    Some(p) if linked.contains(&p.id) => number += 1,
                    Some(p) => break p.id,
                    None => break tx.projects().create(&name, title, None)?.id,
                }
            }
        }
    };
    tx.remotes().ensure(account, code, title, here)
}

/// Stores a project of Qase that the workspace does not know yet, if `remote` contains objects that this workspace or a copy of
/// it created. `into` is the local project; without it, the project with this code.
pub(crate) async fn store_own_project(
    session: &Session,
    title: &str,
    into: Option<ProjectId>,
    remote: &Remote,
) -> Result<Option<RemoteProject>> {
    let cases: Vec<String> = remote.cases.values().filter_map(|c| c.trace.clone()).collect();
    let suites: Vec<String> = remote.suites.values().filter_map(|s| s.trace.clone()).collect();
    if cases.is_empty() && suites.is_empty() {
        return Ok(None);
    }
    let (account, code, title) = (session.account.clone(), session.project.clone(), title.to_owned());
    session
        .blocking(move |store| {
            let own = store.read(crate::local::own_identities)?;
            let is_own = cases.iter().any(|t| own.case(Some(t)).is_some()) || suites.iter().any(|t| own.suite(Some(t)).is_some());
            if !is_own || store.read(|tx| home_of(tx, &code, into))?.is_none() {
                return Ok(None);
            }
            Ok(Some(store.write(Op::bulk("sync_meet_project"), |tx| meet(tx, &account, &code, &title, into))?.value))
        })
        .await
}

/// The project here into which a project of Qase that is not known yet would be imported, if there is one and it belongs to no other project of
/// Qase.
pub(crate) fn home_of(tx: &Tx<'_>, code: &str, into: Option<ProjectId>) -> store::Result<Option<ProjectId>> {
    let home = match into {
        Some(id) => Some(id),
        None => tx.projects().by_code(code)?.map(|p| p.id),
    };
    let linked = tx.remotes().projects()?;
    Ok(home.filter(|id| linked.iter().all(|known| known.project_id != *id)))
}

struct Work<'a> {
    session: &'a Session,
    collected: &'a Arc<Collected>,
    plan: Arc<Plan>,
    of: RemoteProject,
    sync: SyncId,
}

/// Outcome of the suites or cases of an import, or of a part of them.
#[derive(Default)]
struct Done {
    items: Vec<Item>,
    unchanged: u64,
}

impl Done {
    fn add(&mut self, part: Self) {
        self.items.extend(part.items);
        self.unchanged += part.unchanged;
    }
}

impl Work<'_> {
    /// Writes everything in one transaction: it is one step of undo, and a stop leaves nothing of it.
    async fn all(&self, options: &Options, summary: &mut Summary) -> Result<()> {
        let write = Write {
            session: self.session.clone(),
            plan: self.plan.clone(),
            collected: self.collected.clone(),
            of: self.of.clone(),
            sync: self.sync,
            options: options.clone(),
        };
        let written = self.session.blocking(move |store| Ok(write.run(store))).await??;
        summary.suites.unchanged += written.suites.unchanged;
        summary.cases.unchanged += written.cases.unchanged;
        written.suites.items.iter().chain(&written.cases.items).for_each(|item| summary.add(item));
        summary.functions_created += written.functions;
        summary.mappings_created += written.mappings;
        self.verify(summary).await?;
        if self.collected.remote.scope.is_none() && (summary.changes() > 0 || self.of.imported_ms.is_none()) {
            let id = self.of.id;
            let write =
                move |store: &store::Store| store.write(Op::bulk("sync_imported"), |tx| tx.remotes().imported(id)).map(drop);
            self.session.blocking(write).await?;
        }
        Ok(())
    }

    /// Checks that every case that was read and not skipped has a linked case in the workspace.
    async fn verify(&self, summary: &mut Summary) -> Result<()> {
        if summary.cases.changes() == 0 {
            return Ok(());
        }
        let (id, plan) = (self.of.id, self.plan.clone());
        let missing = self
            .session
            .blocking(move |store| {
                store.read(|tx| {
                    let linked = tx.remotes().linked_between(id, i64::MIN, i64::MAX)?;
                    let expected = plan
                        .cases
                        .iter()
                        .filter(|s| !matches!(s.class, Class::Skipped | Class::Removed))
                        .filter_map(|s| s.qase_id);
                    Ok(expected.filter(|id| !linked.contains_key(id)).count())
                })
            })
            .await?;
        if missing > 0 {
            summary.drift.push(Message::new("sync-drift-import").count("missing", missing));
        }
        Ok(())
    }
}

/// Inputs for the transaction of an import.
struct Write {
    session: Session,
    plan: Arc<Plan>,
    collected: Arc<Collected>,
    of: RemoteProject,
    sync: SyncId,
    options: Options,
}

/// Outcome of the transaction of an import.
#[derive(Default)]
struct WriteOutcome {
    suites: Done,
    cases: Done,
    functions: u64,
    mappings: u64,
}

impl Write {
    fn run(&self, store: &store::Store) -> Result<WriteOutcome> {
        // A stop goes through the store as its own error, so that the transaction is rolled back.
        let mut stopped = None;
        let written = store.write(Op::edit("import_from_qase").labelled(self.label()), |tx| {
            self.all(tx).map_err(|error| match error {
                crate::Error::Store(error) => error,
                error => {
                    stopped = Some(error);
                    store::Error::Aborted
                }
            })
        });
        match (written, stopped) {
            (Ok(written), _) => Ok(written.value),
            (Err(_), Some(error)) => Err(error),
            (Err(error), None) => Err(error.into()),
        }
    }

    /// The words of the import in the history.
    fn label(&self) -> Message {
        let changes = |class: &Class| matches!(class, Class::New | Class::Changed | Class::Conflict | Class::Removed);
        let cases = self.plan.cases.iter().filter(|step| changes(&step.class)).count();
        let suites = self.plan.suites.iter().filter(|step| changes(&step.class)).count();
        let (key, count) =
            if cases > 0 || suites == 0 { ("history-import-cases", cases) } else { ("history-import-suites", suites) };
        Message::new(key).with("file", format!("Qase ({})", self.of.code)).count("count", count)
    }

    fn all(&self, tx: &Tx<'_>) -> Result<WriteOutcome> {
        let mut written = WriteOutcome::default();
        if !self.collected.shared.is_empty() {
            super::shared::write(tx, self.of.project_id, &self.collected.shared, self.options.policy)?;
        }
        self.suites(tx, &mut written.suites)?;
        self.cases(tx, &mut written.cases)?;
        if self.options.functions_from_suites {
            self.session.step(Stage::WriteFunctions, 0, 1, "")?;
            (written.functions, written.mappings) = functions::write(tx, &self.of, self.sync, &self.collected)?;
        }
        Ok(written)
    }

    fn suites(&self, tx: &Tx<'_>, done: &mut Done) -> Result<()> {
        let total = self.plan.suites.len();
        for (at, steps) in self.plan.suites.chunks(PART).enumerate() {
            self.session.step(Stage::WriteSuites, at * PART, total, "")?;
            if steps.iter().all(|s| !suite_needs_write(s, &self.collected)) {
                done.unchanged += steps.len() as u64;
                continue;
            }
            done.add(write_suites(tx, &self.of, self.sync, &self.plan, &self.collected, steps)?);
        }
        Ok(())
    }

    fn cases(&self, tx: &Tx<'_>, done: &mut Done) -> Result<()> {
        let total = self.plan.cases.len();
        for (at, steps) in self.plan.cases.chunks(PART).enumerate() {
            self.session.step(Stage::WriteCases, at * PART, total, steps.first().map_or("", |step| &step.title))?;
            if steps.iter().all(|s| s.class == Class::Unchanged && !case_needs_write(s, &self.collected)) {
                done.unchanged += steps.len() as u64;
                continue;
            }
            done.add(write_cases(tx, &self.of, self.sync, &self.plan, &self.collected, steps)?);
        }
        self.session.step(Stage::WriteCases, total, total, "")
    }
}

/// True when Qase's object differs from its last known state.
fn unseen(row: Option<&crate::snapshot::QaseCopy>, hash: &str) -> bool {
    row.is_none_or(|r| r.removed || r.hash != hash)
}

fn suite_needs_write(step: &SuiteStep, collected: &Collected) -> bool {
    let there = step.qase_id.and_then(|id| Some((id, collected.remote.suites.get(&id)?)));
    let moved = there.is_some_and(|(id, s)| unseen(collected.local.qase_suites.get(&id), &s.hash));
    moved || step.rebase || !step.fields.is_empty() || !matches!(step.class, Class::Unchanged)
}

fn case_needs_write(step: &CaseStep, collected: &Collected) -> bool {
    let there = step.qase_id.and_then(|id| Some((id, collected.remote.cases.get(&id)?)));
    let moved = there.is_some_and(|(id, c)| unseen(collected.local.qase_cases.get(&id), &c.hash));
    moved || step.does_something()
}

fn suite_links(tx: &Tx<'_>, of: RemoteProjectId) -> store::Result<BTreeMap<i64, SuiteId>> {
    Ok(tx.remotes().suites(of)?.into_iter().filter_map(|s| Some((s.qase_id, s.suite_id?))).collect())
}

fn write_suites(
    tx: &Tx<'_>,
    of: &RemoteProject,
    sync: SyncId,
    plan: &Plan,
    collected: &Collected,
    steps: &[SuiteStep],
) -> store::Result<Done> {
    let mut done = Done::default();
    let mut moves: Vec<(SuiteId, Option<SuiteId>)> = Vec::new();
    let mut links = suite_links(tx, of.id)?;
    let numbers = tx.remotes().suite_numbers(of.project_id)?;
    let highest = collected.remote.max_suite();
    tx.reserve_number(of.project_id, "suite", highest)?;
    for step in steps {
        let Some(id) = step.qase_id else { continue };
        let mut item = Item {
            entity: Entity::Suite,
            local_key: step.suite_id.map(|s| s.to_string()),
            remote_key: Some(id.to_string()),
            title: step.path.last().cloned().unwrap_or_default(),
            outcome: step.class.outcome(),
            detail: step.note.clone(),
        };
        match (step.class, collected.remote.suites.get(&id)) {
            (Class::Removed, _) => match step.suite_id {
                Some(suite) => tx.remotes().import_suite_removed(of.id, id, suite)?,
                None => tx.remotes().suite_removed(of.id, id)?,
            },
            (_, None) => continue,
            (Class::Skipped, Some(suite)) => qase_copy::store_suite(tx, of.id, suite)?,
            // The suite may have got a workspace row since the plan was made: then it is not new.
            (Class::New, Some(suite)) if !links.contains_key(&id) => {
                qase_copy::store_suite(tx, of.id, suite)?;
                let new = NewSuite {
                    parent_id: suite.state.place.qase_id().and_then(|p| links.get(&p)).copied(),
                    number: (!numbers.contains(&id)).then_some(id),
                    content: suite.state.content.clone(),
                };
                let here = tx.suites().create(of.project_id, &new)?;
                tx.remotes().import_suite_link(of.id, id, here, Some(&SuiteBase::agreed(suite.state.clone()).to_json()))?;
                links.insert(id, here);
                item.local_key = Some(here.to_string());
            }
            (_, Some(suite)) => {
                if unseen(collected.local.qase_suites.get(&id), &suite.hash) {
                    qase_copy::store_suite(tx, of.id, suite)?;
                }
                let is_linked = links.contains_key(&id);
                let Some(here) = links.get(&id).copied().or(step.suite_id) else { continue };
                let Some(local) = collected.local.suites.get(&here) else {
                    done.unchanged += 1;
                    continue;
                };
                let mut merge = merge::suite(Direction::Import, plan.policy, local.base.as_ref(), &local.state, &suite.state);
                if step.conflicts.contains(&SuiteField::Parent) {
                    merge.contest_parent(&local.state, local.base.as_ref());
                }
                let now = tx.suites().get(here)?;
                if now.content != local.state.content || now.parent_id != local.parent_id {
                    item.outcome = ItemOutcome::Skipped;
                    item.detail = Some(Message::new("sync-item-stale"));
                    done.items.push(item);
                    continue;
                }
                if merge.changed.iter().any(|f| *f != SuiteField::Parent) {
                    tx.suites().update(here, &merge.result.content)?;
                }
                if merge.changed.contains(&SuiteField::Parent) {
                    // Move to the root first: suites that move one after another could otherwise lie in each other for a moment.
                    tx.suites().move_to(here, None)?;
                    moves.push((here, merge.result.place.qase_id().and_then(|p| links.get(&p)).copied()));
                }
                if step.rebase || !is_linked {
                    let base = merge.base.as_ref().map(SuiteBase::to_json);
                    tx.remotes().import_suite_link(of.id, id, here, base.as_deref())?;
                    links.insert(id, here);
                }
                if step.class == Class::Unchanged {
                    done.unchanged += 1;
                    continue;
                }
                let words = |fields: &[SuiteField]| fields.iter().map(|f| format!("{f:?}").to_lowercase()).collect::<Vec<_>>();
                let (conflicts, updated) = (words(&merge.conflicts), words(&merge.changed));
                let [conflicts, updated] =
                    [&conflicts, &updated].map(|words| words.iter().map(String::as_str).collect::<Vec<_>>());
                item.detail = of_fields(&conflicts, &updated).or(item.detail);
            }
        }
        done.items.push(item);
    }
    for (suite, parent) in moves {
        tx.suites().move_to(suite, parent)?;
    }
    history::add(tx, sync, &done.items)?;
    Ok(done)
}

fn case_item(step: &CaseStep) -> Item {
    Item {
        entity: Entity::Case,
        local_key: step.case_id.map(|c| c.to_string()),
        remote_key: step.qase_id.map(|id| id.to_string()),
        title: step.title.clone(),
        outcome: step.class.outcome(),
        detail: step.note.clone(),
    }
}

fn write_cases(
    tx: &Tx<'_>,
    of: &RemoteProject,
    sync: SyncId,
    plan: &Plan,
    collected: &Collected,
    steps: &[CaseStep],
) -> store::Result<Done> {
    let mut done = Done::default();
    let links = suite_links(tx, of.id)?;
    // A case that was created since the plan was made is not created again.
    let ids = || steps.iter().filter(|s| s.class == Class::New).filter_map(|s| s.qase_id);
    let known = match (ids().min(), ids().max()) {
        (Some(from), Some(to)) => tx.remotes().linked_between(of.id, from, to)?,
        _ => BTreeMap::new(),
    };
    let new: Vec<&CaseStep> =
        steps.iter().filter(|s| s.class == Class::New && s.qase_id.is_some_and(|id| !known.contains_key(&id))).collect();
    create_cases(tx, of, collected, &links, &new, &mut done)?;
    let files = SentFiles::of(tx, Some(of.id))?;
    let is_as_planned = |now: &Case, planned: &LocalCase| {
        // The suite is compared by its row id: this import may have changed its link.
        let state = local::case_state(now, &BTreeMap::new(), &files);
        state.content == planned.state.content && now.suite_id == planned.suite_id
    };
    for step in steps.iter().filter(|s| s.class != Class::New) {
        let Some(id) = step.qase_id else { continue };
        let mut item = case_item(step);
        let there = collected.remote.cases.get(&id);
        if let Some(case) = there.filter(|c| unseen(collected.local.qase_cases.get(&id), &c.hash)) {
            if let Some(local) = collected.local.cases.get(&id).filter(|local| local.removed) {
                tx.remotes().import_case_mark(of.id, id, local.id, false)?;
            }
            qase_copy::store_case(tx, of.id, &of.code, case)?;
        }
        match (step.class, there, collected.local.cases.get(&id)) {
            (Class::Removed, _, Some(local)) if plan.to_trash.contains(&id) => {
                let now = tx.cases().get(local.id)?;
                if !is_as_planned(&now, local) {
                    // Somebody works on it: it is no longer the case that was meant for the trash.
                    item.outcome = ItemOutcome::Skipped;
                    item.detail = Some(Message::new("sync-item-stale"));
                } else {
                    tx.remotes().import_case_mark(of.id, id, local.id, true)?;
                    tx.cases().set_deleted(local.id, true)?;
                }
            }
            (Class::Removed, _, Some(local)) => tx.remotes().import_case_mark(of.id, id, local.id, true)?,
            (Class::Removed, ..) => tx.remotes().case_removed(of.id, id)?,
            (Class::Unchanged, ..) if !step.rebase => {
                done.unchanged += 1;
                continue;
            }
            (Class::Skipped, ..) => {}
            (class, Some(case), Some(local)) => {
                let chosen = plan.decisions.get(&id);
                let apart = convert::inexpressible(&local.state, Some(case), local.base.as_ref(), &collected.fields).values;
                let (base, here) = (local.base.as_ref(), &local.state);
                let merge = merge::case(Direction::Import, plan.policy, base, here, &case.state, &apart, chosen);
                let now = tx.cases().get(local.id)?;
                if !is_as_planned(&now, local) {
                    item.outcome = ItemOutcome::Skipped;
                    item.detail = Some(Message::new("sync-item-stale"));
                    done.items.push(item);
                    continue;
                }
                if merge.result.content != local.state.content {
                    let mut content = merge.result.content.clone();
                    files.use_own_hashes(&mut content);
                    tx.cases().update(local.id, &content)?;
                }
                if merge.result.place != local.state.place {
                    tx.cases().move_to(local.id, suite_of(merge.result.place, &links))?;
                }
                if step.rebase {
                    link(
                        tx,
                        of.id,
                        local.id,
                        id,
                        &merge.base,
                        if merge.is_sent() { LinkDirection::Pulled } else { LinkDirection::PulledPartly },
                    )?;
                }
                if class == Class::Unchanged {
                    done.unchanged += 1;
                    continue;
                }
                item.detail = merge.named_fields().or(item.detail);
            }
            _ => continue,
        }
        done.items.push(item);
    }
    history::add(tx, sync, &done.items)?;
    Ok(done)
}

fn suite_of(place: SuiteRef, links: &BTreeMap<i64, SuiteId>) -> Option<SuiteId> {
    match place {
        SuiteRef::Root => None,
        SuiteRef::Remote(id) => links.get(&id).copied(),
        SuiteRef::Local(id) => Some(SuiteId(id)),
    }
}

fn link(tx: &Tx<'_>, of: RemoteProjectId, case: CaseId, qase_id: i64, base: &Base, used: LinkDirection) -> store::Result<()> {
    tx.remotes().link(of, case, qase_id, Some(&base.to_json()), base.state.place.qase_id(), used)
}

fn create_cases(
    tx: &Tx<'_>,
    of: &RemoteProject,
    collected: &Collected,
    links: &BTreeMap<i64, SuiteId>,
    steps: &[&CaseStep],
    done: &mut Done,
) -> store::Result<()> {
    if steps.is_empty() {
        return Ok(());
    }
    // Numbers up to Qase's highest are reserved for its cases: a case that cannot have its own gets a higher one.
    tx.reserve_number(of.project_id, "case", collected.remote.max_case())?;
    let ids = || steps.iter().filter_map(|s| s.qase_id);
    let (from, to) = (ids().min().unwrap_or(0), ids().max().unwrap_or(0));
    let numbers = tx.remotes().case_numbers(of.project_id, from, to)?;
    let mut new = Vec::with_capacity(steps.len());
    let mut made = Vec::with_capacity(steps.len());
    for step in steps {
        let Some(case) = step.qase_id.and_then(|id| collected.remote.cases.get(&id)) else { continue };
        // A new case does not go into a suite in the trash.
        let suite =
            suite_of(case.state.place, links).filter(|id| collected.local.suites.get(id).is_none_or(|suite| !suite.deleted));
        new.push(NewCase {
            suite_id: suite,
            number: (!numbers.contains(&case.qase_id)).then_some(case.qase_id),
            content: case.state.content.clone(),
        });
        made.push((*step, case));
    }
    let ids = tx.cases().create_many(of.project_id, &new)?;
    for ((step, case), id) in made.into_iter().zip(ids) {
        qase_copy::store_case(tx, of.id, &of.code, case)?;
        link(tx, of.id, id, case.qase_id, &Base::agreed(case.state.clone()), LinkDirection::Pulled)?;
        let mut item = case_item(step);
        item.local_key = Some(id.to_string());
        done.items.push(item);
    }
    Ok(())
}
