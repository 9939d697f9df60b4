//! Reads both sides of an export.

use super::collected::{Candidate, Collected, CreatedRun, ExistingRun, LocalResult};
use super::options::{Options, ResultsFrom, RunChoice};
use super::spoilt;
use super::unsent::{Unsent, unsent};
use crate::Job;
use crate::base::Base;
use crate::doubles::{OwnObjects, created_ms};
use crate::error::{Error, Result};
use crate::files::SentFiles;
use crate::recover::{self, RunRequest};
use crate::report::Stage;
use crate::session::Session;
use crate::snapshot::{LocalCase, LocalSuite, Remote, SuiteRef};
use crate::traces::Traces;
use crate::{identity, import, local, oldest, remote};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use voluptas_core::domain::function::Function;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, ResultId, SuiteId};
use voluptas_core::domain::project::RemoteProject;
use voluptas_core::domain::result::TestResult;
use voluptas_qase as qase;
use voluptas_store::blobs::Blobs;
use voluptas_store::journal::SentResult;
use voluptas_store::remote::LinkRow;
use voluptas_store::{self as store, Op, Tx};

/// The workspace's side.
struct Here {
    unsent: Unsent,
    sent_files: SentFiles,
    suites: BTreeMap<SuiteId, LocalSuite>,
    /// Linked cases by their id in Qase.
    linked: BTreeMap<i64, CaseId>,
    /// Rows by the former Qase ids of their cases.
    former: BTreeMap<i64, i64>,
    /// Traces of the objects that this workspace created in Qase.
    traces: Traces,
    /// Linked cases that Qase no longer had at the last check.
    removed: BTreeSet<i64>,
    /// Creation times of linked cases as Qase reported them, by Qase id.
    created_at: BTreeMap<i64, String>,
    candidates: Vec<Candidate>,
    spoilt: BTreeMap<CaseId, Vec<String>>,
    results: Vec<LocalResult>,
    sent: BTreeMap<i64, BTreeMap<ResultId, SentResult>>,
    runs_made: Vec<CreatedRun>,
    home: Option<ProjectId>,
}

/// Reads both sides. Returns [`Error::NoSuchRun`] or [`Error::NoSuchSuite`] when a chosen run or suite does not exist.
pub fn collect<'a>(session: &'a Session, options: &'a Options) -> Job<'a, Collected> {
    Box::pin(async move {
        let (known, titles) = import::known(session).await?;
        let mut account = remote::account(session, &titles).await?;
        let known = match known {
            Some(known) => Some(known),
            None => identity::renamed(session, &account).await?,
        };
        let newest_writer = import::newest_writer(session, known.as_ref()).await?;
        let mut remote = Remote::default();
        let run = chosen_run(session, options).await?;
        let pending = match &known {
            Some(of) => recover::has_pending(session, of).await?,
            None => false,
        };
        if options.cases || pending {
            remote.suites = remote::suites(session).await?;
            if let Some(id) = options.target_suite.filter(|id| !remote.suites.contains_key(id)) {
                return Err(Error::NoSuchSuite { project: session.project.clone(), id });
            }
        }
        if let Some(of) = known.as_ref().filter(|_| pending) {
            import::read_both(session, of, &mut account, &mut remote).await?;
        }
        let mut here = read_here(session, options, known.clone()).await?;
        if options.cases {
            // A suite that was removed may have been restored: it is looked for before it is created again.
            let linked = here.suites.values().filter(|s| !s.removed || options.recreate_removed).filter_map(|s| s.qase_id);
            remote::look_for_suites(session, linked.collect(), &mut remote.suites).await?;
        }
        if options.cases && !pending {
            read_cases(session, &mut account, &here, options.recreate_removed, &mut remote).await?;
            // What a copy of this workspace created there is linked instead of being created again: the project is known then.
            if known.is_none() && import::store_own_project(session, &account.title, here.home, &remote).await?.is_some() {
                return collect(session, options).await;
            }
        }
        if options.cases || pending {
            identity::check(session, &remote, |id| here.created_at.get(&id))?;
        } else {
            let linked: Vec<i64> = here.candidates.iter().filter_map(|c| c.case.as_ref()?.qase_id).collect();
            identity::check_one(session, &here.created_at, &linked).await?;
        }
        if options.cases
            && !pending
            && let Some(of) = known.as_ref().filter(|_| remote.scope.is_none())
        {
            // A write that counted as lost may have arrived late: link what it created instead of creating it again.
            let local = import::read_local(session, of).await?;
            if recover::adopt(session, of, &remote, &local, Duration::ZERO).await?.found > 0 {
                here = read_here(session, options, known.clone()).await?;
            }
        }
        let is_unread =
            |c: &Candidate| c.case.as_ref().and_then(|c| c.base.as_ref()).is_some_and(|base| !base.sending.is_empty());
        if options.cases
            && let Some(of) = known.as_ref().filter(|_| here.candidates.iter().any(is_unread))
        {
            let local = import::read_local(session, of).await?;
            if recover::uncross(session, of, &remote, &local).await? {
                return collect(session, options).await;
            }
        }
        if remote.scope.is_none() && options.cases {
            remote.gone = here.linked.keys().filter(|id| !remote.cases.contains_key(id)).copied().collect();
        }
        remote.gone.extend(&here.removed);
        remote.gone.retain(|id| !remote.cases.contains_key(id));
        let mut linked = OwnObjects {
            cases: here.linked.iter().map(|(id, case)| (*id, case.0)).collect(),
            suites: here.suites.values().filter_map(|s| Some((s.qase_id?, s.id.0))).collect(),
            created_ms: here.created_at.iter().filter_map(|(id, at)| Some((*id, created_ms(Some(at))?))).collect(),
            former: std::mem::take(&mut here.former),
            traces: std::mem::take(&mut here.traces),
            sent: BTreeMap::new(),
        };
        if let Some(of) = &known {
            linked.read_sent(session, of.id, &remote).await?;
        }
        remote.set_doubles_aside(session.client.write_lifetime(), &linked);
        if let Some(of) = &known
            && oldest::link(session, of, &mut remote, &mut linked).await?
        {
            return collect(session, options).await;
        }
        align(&mut remote, &here.candidates);
        runs_that_take_results(session, options, &known, &mut here).await?;
        Ok(Collected {
            project_code: session.project.clone(),
            project_title: account.title,
            home: here.home,
            known,
            newest_writer,
            fields: account.fields,
            remote,
            unsent: here.unsent,
            sent_files: here.sent_files,
            suites: here.suites,
            linked: here.linked.into_keys().collect(),
            candidates: here.candidates,
            spoilt: here.spoilt,
            results: here.results,
            sent: here.sent,
            runs_made: here.runs_made,
            run,
            warnings: account.warnings.into_iter().chain(session.unsteady()).collect(),
        })
    })
}

/// Checks the runs that this workspace created under the chosen title. A deleted run is forgotten together with its sent results.
/// A closed run keeps them and takes no more.
async fn runs_that_take_results(
    session: &Session,
    options: &Options,
    known: &Option<RemoteProject>,
    here: &mut Here,
) -> Result<()> {
    let (Some(RunChoice::New(title)), Some(_), Some(of)) = (&options.run, options.results, known) else { return Ok(()) };
    let made: Vec<i64> = here.runs_made.iter().filter(|r| r.title == *title).filter_map(|r| r.id).collect();
    for id in made {
        match session.fresh().get_run(&session.project, id, false).await {
            Ok(run) if run.is_open() => {}
            Ok(_) => {
                for made in here.runs_made.iter_mut().filter(|r| r.id == Some(id)) {
                    made.is_closed = true;
                }
            }
            Err(qase::Error::NotFound { .. }) => {
                here.runs_made.retain(|r| r.id != Some(id));
                here.sent.remove(&id);
                let of = of.id;
                session
                    .blocking(move |store| store.write(Op::bulk("export_run_gone"), |tx| tx.journal().run_gone(of, id)).map(drop))
                    .await?;
            }
            Err(e) => return Err(e.into()),
        }
    }
    Ok(())
}

async fn chosen_run(session: &Session, options: &Options) -> Result<Option<ExistingRun>> {
    let (Some(RunChoice::Existing(id)), Some(_)) = (&options.run, options.results) else { return Ok(None) };
    match session.fresh().get_run(&session.project, *id, false).await {
        Ok(run) => Ok(Some(ExistingRun { id: run.id, is_open: run.is_open(), started_ms: run.started(), title: run.title })),
        Err(qase::Error::NotFound { .. }) => Err(Error::NoSuchRun { project: session.project.clone(), id: *id }),
        Err(e) => Err(e.into()),
    }
}

/// Reads the cases of Qase: one by one if that takes fewer requests and nothing is to be created, otherwise all of them.
async fn read_cases(
    session: &Session,
    account: &mut remote::Account,
    here: &Here,
    recreate: bool,
    remote: &mut Remote,
) -> Result<()> {
    let cases = here.candidates.iter().filter_map(|c| c.case.as_ref());
    // A deleted case may have been restored: it is looked for before it is created again.
    let linked: Vec<i64> = cases.filter(|c| !c.removed || recreate).filter_map(|c| c.qase_id).collect();
    let all_linked = here.candidates.iter().all(|c| c.case.as_ref().is_some_and(|c| c.qase_id.is_some()));
    let pages = account.cases.div_ceil(100).max(1);
    if all_linked && linked.len() as u64 <= pages {
        // An empty scope marks that no other case was read.
        remote.scope = Some(BTreeSet::new());
        remote::some_cases(session, &account.fields, &linked, Stage::ReadCases, remote).await?;
        // Another case may carry the trace of a case that is gone: only the list shows it.
        let created: BTreeSet<CaseId> = here.traces.cases.values().chain(here.traces.case_identities.values()).copied().collect();
        if !remote.gone.iter().any(|id| here.linked.get(id).is_some_and(|case| created.contains(case))) {
            return Ok(());
        }
        (remote.scope, remote.gone) = (None, BTreeSet::new());
    }
    remote.cases = remote::cases(session, account, &mut remote.suites, None).await?;
    // A case missing from the list is looked for by its id: a list can miss a case while others are deleted.
    let missed: Vec<i64> = linked.into_iter().filter(|id| !remote.cases.contains_key(id)).collect();
    let listed = remote.cases.len();
    remote::look_for_cases(session, &account.fields, &missed, listed, remote).await
}

fn align(remote: &mut Remote, candidates: &[Candidate]) {
    let mut side = crate::snapshot::Local::default();
    for case in candidates.iter().filter_map(|c| c.case.as_ref()) {
        if let Some(id) = case.qase_id {
            side.cases.insert(id, case.clone());
        }
    }
    import::align(remote, &side);
}

async fn read_here(session: &Session, options: &Options, known: Option<RemoteProject>) -> Result<Here> {
    session.step(Stage::ReadLocal, 0, 1, "")?;
    let options = options.clone();
    session
        .blocking(move |store| {
            let blobs = store.blobs()?;
            store.read(|tx| here(tx, &blobs, &options, known.as_ref()))
        })
        .await
}

fn here(tx: &Tx<'_>, blobs: &Blobs, options: &Options, known: Option<&RemoteProject>) -> store::Result<Here> {
    let mut chosen: BTreeSet<FunctionId> = options.functions.iter().copied().collect();
    let mut covers: BTreeMap<CaseId, Vec<FunctionId>> = options.chosen.iter().map(|case| (*case, Vec::new())).collect();
    let mut covered: BTreeSet<FunctionId> = BTreeSet::new();
    let mappings = tx.mappings().all()?;
    if let Some(ResultsFrom::WholeRun(run)) = options.results {
        let of_functions: BTreeSet<CaseId> = mappings.iter().map(|m| m.case_id).collect();
        let of_run = tx.results().lines_of_run(run)?.into_iter().filter_map(|line| line.case_id);
        covers.extend(of_run.filter(|case| !of_functions.contains(case)).map(|case| (case, Vec::new())));
    }
    let chosen_cases: BTreeSet<CaseId> = options.chosen.iter().copied().collect();
    for mapping in mappings {
        if chosen.contains(&mapping.function_id) || chosen_cases.contains(&mapping.case_id) {
            covers.entry(mapping.case_id).or_default().push(mapping.function_id);
            covered.insert(mapping.function_id);
        }
    }
    chosen.extend(&covered);
    let functions: BTreeMap<FunctionId, Function> =
        tx.functions().all()?.into_iter().filter(|f| chosen.contains(&f.id)).map(|f| (f.id, f)).collect();
    let ids: Vec<CaseId> = covers.keys().copied().collect();
    let mut cases = tx.cases().by_ids(&ids)?;
    cases.sort_by_key(|c| c.id);
    let mut projects: BTreeSet<ProjectId> = cases.iter().map(|c| c.project_id).collect();
    let home = known.map(|k| k.project_id).or_else(|| projects.first().copied().filter(|_| projects.len() == 1));
    projects.extend(home);
    let (suites, suite_links) = local::suites(tx, known.map(|k| k.id), &projects)?;
    let mut links: BTreeMap<CaseId, LinkRow> = BTreeMap::new();
    if let Some(of) = known {
        links.extend(tx.remotes().links(of.id)?.into_iter().map(|l| (l.link.case_id, l)));
    }
    let linked: BTreeMap<i64, CaseId> = links.values().map(|l| (l.link.qase_id, l.link.case_id)).collect();
    let seen = known.map(|k| tx.remotes().cases(k.id)).transpose()?.unwrap_or_default();
    let created_at = seen.iter().filter_map(|c| Some((c.qase_id, c.created_at.clone()?))).collect();
    let removed: BTreeSet<i64> =
        seen.into_iter().filter(|c| c.removed && linked.contains_key(&c.qase_id)).map(|c| c.qase_id).collect();
    let sent_files = SentFiles::of(tx, known.map(|k| k.id))?;
    let titles: BTreeMap<CaseId, String> = cases.iter().map(|c| (c.id, c.content.title.clone())).collect();
    let mut candidates: Vec<Candidate> = cases
        .iter()
        .map(|case| {
            let link = links.get(&case.id);
            let base = link.and_then(|l| Base::from_json(l.base.as_deref()?, SuiteRef::remote(l.base_suite)));
            let func_ids = covers.get(&case.id).into_iter().flatten();
            Candidate {
                case: Some(LocalCase {
                    id: case.id,
                    number: case.number,
                    qase_id: link.map(|l| l.link.qase_id),
                    state: local::case_state(case, &suite_links, &sent_files),
                    base,
                    updated_ms: case.updated_ms,
                    suite_id: case.suite_id,
                    removed: link.is_some_and(|l| removed.contains(&l.link.qase_id)),
                    deleted: false,
                }),
                function: None,
                func_ids: func_ids.filter_map(|f| Some(functions.get(f)?.content.func_id.clone())).collect(),
            }
        })
        .collect();
    let spoilt = if options.cases { spoilt::find(tx, &cases, &candidates)? } else { BTreeMap::new() };
    for function in functions.into_values().filter(|f| !covered.contains(&f.id)) {
        let func_ids = vec![function.content.func_id.clone()];
        candidates.push(Candidate { case: None, function: Some(function), func_ids });
    }
    let results = results(tx, options, &ids, &titles)?;
    let contents = candidates.iter().filter_map(|c| c.case.as_ref()).filter(|_| options.cases).map(|c| &c.state.content);
    let of_results = results.iter().flat_map(|r| crate::files::hashes_of_result(&r.result.content));
    let hashes = contents.flat_map(crate::files::hashes).chain(of_results.filter(|hash| !sent_files.is_there(hash)));
    let unsent = unsent(tx, blobs, hashes.collect())?;
    for case in candidates.iter_mut().filter_map(|c| c.case.as_mut()) {
        crate::files::withhold(&mut case.state.content, &unsent.unsendable);
    }
    let former = known.map(|k| tx.remotes().former_links(k.id)).transpose()?.unwrap_or_default();
    Ok(Here {
        unsent,
        suites,
        linked,
        former: former.into_iter().map(|(id, case)| (id, case.0)).collect(),
        traces: known.map(|k| local::traces(tx, k)).transpose()?.unwrap_or_default(),
        removed,
        created_at,
        candidates,
        spoilt,
        results,
        sent_files,
        sent: known.map(|k| tx.journal().sent(k.id)).transpose()?.unwrap_or_default(),
        runs_made: known.map(|k| runs_made(tx, k)).transpose()?.unwrap_or_default(),
        home,
    })
}

fn runs_made(tx: &Tx<'_>, of: &RemoteProject) -> store::Result<Vec<CreatedRun>> {
    let entries = tx.journal().runs_made(of.id)?;
    Ok(entries
        .into_iter()
        .filter_map(|e| {
            let sent: RunRequest = serde_json::from_str(&e.request).ok()?;
            let results = sent.results.into_iter().map(ResultId).collect();
            Some(CreatedRun {
                journal_id: e.id,
                id: e.remote_id,
                title: sent.title,
                marker: sent.marker,
                results,
                run_here: sent.run_id,
                is_closed: false,
            })
        })
        .collect())
}

fn results(
    tx: &Tx<'_>,
    options: &Options,
    cases: &[CaseId],
    titles: &BTreeMap<CaseId, String>,
) -> store::Result<Vec<LocalResult>> {
    let found: Vec<TestResult> = match options.results {
        None => Vec::new(),
        Some(ResultsFrom::Latest) => tx.results().latest_of_cases(cases)?.into_values().collect(),
        Some(ResultsFrom::Run(run) | ResultsFrom::WholeRun(run)) => tx.results().of_run(run)?,
    };
    let mut results: Vec<LocalResult> = found
        .into_iter()
        .filter_map(|result| {
            let case_id = result.content.case_id?;
            Some(LocalResult { case_id, case_title: titles.get(&case_id)?.clone(), result })
        })
        .collect();
    results.sort_by_key(|r| (r.case_id, r.result.id));
    Ok(results)
}
