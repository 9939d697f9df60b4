//! The demo as a team that has worked with it would find it: cases imported and mapped, a few runs behind it, and Qase a little
//! ahead, so that the next import has something of every kind to show.
//!
//! All of it goes the ways that a person's work goes: the import, the mapping, results entered, edits, and Qase's own API.

use super::data;
use super::place::Part;
use super::session::{ACCOUNT, DemoSession, PROJECT};
use super::walk::{here, map};
use voluptas_app::cases::placement;
use voluptas_app::mirror::pairs as mirror_pairs;
use voluptas_app::workspace;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_core::domain::status::ResultStatus;
use voluptas_i18n::{Lang, Tr};
use voluptas_jobs::{Failure, FailureKind};
use voluptas_mirror::Pair;
use voluptas_qase::model::{CaseWrite, StepWrite};
use voluptas_store::runs::RunFilter;
use voluptas_store::{self as store, Op, Slice, Store, Tx};
use voluptas_sync::export::{ResultEntry, store_entries};
use voluptas_sync::{Session, import};

/// Code of the project that holds automation alone.
const AUTOTESTS: &str = "SHOPAUTO";
const DAY_MS: Millis = 24 * 3600 * 1000;
/// Number of runs in the demo's history; the latest one ended this morning.
const RUNS: i64 = 4;

/// Brings a new demo into the used state. A demo that was used before stays unchanged. If the program was killed before the last
/// step, continues from there: each step skips items that already exist.
pub async fn work_in(session: &DemoSession, lang: Lang) -> Result<(), Failure> {
    let store = session.workspace.store.clone();
    let of_store = |e: store::Error| Failure::new(FailureKind::Other, &e);
    let (part, is_known) =
        store.read(|tx| Ok((Part::of(tx)?, tx.remotes().find(ACCOUNT, PROJECT)?.is_some()))).map_err(of_store)?;
    if part == Some(Part::Used) || part.is_none() && is_known {
        return Ok(());
    }
    let client = session.client().map_err(|e| workspace::failure::of_qase(&e))?;
    let sync = Session::new(store.clone(), client, PROJECT).known_as(ACCOUNT);
    // A second import would take the changes that are made in Qase below.
    if !is_known || runs(&store, here(&store).map_err(of_store)?).map_err(of_store)? < RUNS {
        import::run(&sync, &import::Options::default()).await.map_err(|e| super::walk::failed(&e))?;
        let project = here(&store).map_err(of_store)?;
        map(&store, project).map_err(of_store)?;
        enter_runs(&store, project, lang).map_err(of_store)?;
    }
    let project = here(&store).map_err(of_store)?;
    let contested = move_qase_on(session, lang).await?;
    edit_here(&store, project, &contested, lang).map_err(of_store)?;
    // A pair to begin with; the user decides about watching it.
    let pair = Pair { enabled: false, ..Pair::new(AUTOTESTS, PROJECT) };
    mirror_pairs::add_once(&store, &pair).map_err(of_store)?;
    // Undo must not reach the work of the fictional team.
    let finish = |tx: &Tx<'_>| {
        Part::Used.mark(tx)?;
        tx.history().seal()
    };
    store.write(Op::bulk("seal_history"), finish).map(drop).map_err(of_store)
}

/// Number of runs of a project.
fn runs(store: &Store, project: ProjectId) -> store::Result<i64> {
    let one = Slice { limit: 1, offset: 0 };
    Ok(store.read(|tx| tx.runs().list(project, &RunFilter::default(), one))?.total)
}

/// Runs of the last days: most pass, a few fail for a while and are mended.
fn enter_runs(store: &Store, project: ProjectId, lang: Lang) -> store::Result<()> {
    let tr = Tr::new(lang);
    let now = store.clock().now();
    let mut cases: Vec<CaseId> = store.read(|tx| tx.mappings().all())?.into_iter().map(|m| m.case_id).collect();
    cases.sort_unstable();
    cases.dedup();
    let note = tr.text("demo-comment");
    for back in (0..RUNS - runs(store, project)?.min(RUNS)).rev() {
        let ended = now - back * DAY_MS - 3 * 3600 * 1000;
        let title = tr.fmt("demo-run-past", &[("date", tr.date(ended).into())]);
        let entries: Vec<ResultEntry> = (0_i64..)
            .zip(&cases)
            // The newest cases have not been executed yet.
            .filter(|(n, _)| n % 13 != 12)
            .map(|(n, case_id)| {
                let status = match n % 12 {
                    4 if n % 24 == 4 => ResultStatus::Failed,
                    7 if back >= 2 => ResultStatus::Failed,
                    9 if n < 12 => ResultStatus::Blocked,
                    10 if n > 12 => ResultStatus::Skipped,
                    _ => ResultStatus::Passed,
                };
                let comment = (status == ResultStatus::Failed).then(|| note.clone().into_owned());
                let duration_ms = Some(15_000 + (n * 7919 + back * 1301) % 80_000);
                ResultEntry { case_id: *case_id, status, duration_ms, ended_ms: Some(ended - n * 45_000), comment }
            })
            .collect();
        store_entries(store, project, &title, "manual", &entries)?;
    }
    Ok(())
}

/// Makes the changes that colleagues made in Qase since. Returns the Qase ids of the cases that will have conflicts.
async fn move_qase_on(session: &DemoSession, lang: Lang) -> Result<Vec<i64>, Failure> {
    let tr = Tr::new(lang);
    let client = session.client().map_err(|e| workspace::failure::of_qase(&e))?;
    let of = |e: voluptas_qase::Error| workspace::failure::of_qase(&e);
    let cases = client.list_cases(PROJECT, &voluptas_qase::CaseFilter::default()).await.map_err(of)?;
    let nth = |n: usize| cases.get(n).map(|c| c.id);
    let remark = tr.text("demo-later-remark").into_owned();
    for id in [nth(3), nth(8), nth(15), nth(21)].into_iter().flatten() {
        let write = CaseWrite { description: Some(remark.clone()), ..CaseWrite::default() };
        client.update_case(PROJECT, id, &write).await.map_err(of)?;
    }
    let contested: Vec<i64> = [nth(1), nth(5)].into_iter().flatten().collect();
    for id in &contested {
        let there = tr.text("demo-later-there").into_owned();
        let write = CaseWrite { preconditions: Some(there), ..CaseWrite::default() };
        client.update_case(PROJECT, *id, &write).await.map_err(of)?;
    }
    let suite_id = cases.first().and_then(|c| c.suite_id);
    let new = ["demo-later-case-1", "demo-later-case-2", "demo-later-case-3"];
    let (newer, first): (Vec<_>, Vec<_>) = cases.iter().partition(|case| new.iter().any(|key| case.title == tr.text(key)));
    for key in new.into_iter().filter(|key| newer.iter().all(|case| case.title != tr.text(key))) {
        let step = StepWrite {
            action: Some(tr.text("demo-later-action").into_owned()),
            expected_result: Some(tr.text("demo-later-expected").into_owned()),
            ..StepWrite::default()
        };
        let write =
            CaseWrite { title: Some(tr.text(key).into_owned()), suite_id, steps: Some(vec![step]), ..CaseWrite::default() };
        client.create_case(PROJECT, &write).await.map_err(of)?;
    }
    let made = data::account().map_err(|e| Failure::new(FailureKind::Other, &e))?;
    let made = made.projects.iter().find(|project| project.code == PROJECT).map_or(0, |project| project.cases.len());
    if let Some(last) = first.last().filter(|_| first.len() == made) {
        client.delete_case(PROJECT, last.id).await.map_err(of)?;
    }
    Ok(contested)
}

/// Makes the local changes: other values for the same fields.
fn edit_here(store: &Store, project: ProjectId, contested: &[i64], lang: Lang) -> store::Result<()> {
    let here = Tr::new(lang).text("demo-later-here").into_owned();
    let ids: Vec<CaseId> = store.read(|tx| {
        let remote = tx.remotes().find(ACCOUNT, PROJECT)?.ok_or_else(|| store::Error::not_found("project", PROJECT))?;
        let links = tx.remotes().links(remote.id)?;
        Ok(links.into_iter().filter(|l| contested.contains(&l.link.qase_id)).map(|l| l.link.case_id).collect())
    })?;
    for id in ids {
        let case = store.read(|tx| tx.cases().get(id))?;
        debug_assert_eq!(case.project_id, project);
        let mut content = case.content;
        content.preconditions = Some(here.clone());
        placement::save_case(store, id, &content)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate as demo;
    use std::sync::Arc;
    use voluptas_core::base::FixedClock;
    use voluptas_jobs::JobRunner;
    use voluptas_mirror::{Mirror, Options, SourceRun};
    use voluptas_sync::plan::Class;

    /// Number of runs of all projects.
    fn runs_of(store: &Store) -> i64 {
        let count = |tx: &Tx<'_>| {
            let all = Slice { limit: 1, offset: 0 };
            let totals = tx.projects().all()?.into_iter().map(|p| Ok(tx.runs().list(p.id, &RunFilter::default(), all)?.total));
            totals.sum::<voluptas_store::Result<i64>>()
        };
        store.read(count).expect("runs")
    }

    #[test]
    fn the_next_import_has_something_of_every_kind() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let clock = Arc::new(FixedClock::at(1_768_467_600_000));
        let jobs = JobRunner::new(clock.clone()).expect("runtime");
        let session = demo::open_in_use(dir.path(), Lang::Ru, &jobs, clock.clone()).expect("demo");
        let store = session.workspace.store.clone();
        let runs = runs_of(&store);
        assert_eq!(runs, RUNS);
        assert_eq!(voluptas_app::history::next_steps(&store).expect("steps"), (None, None), "nothing of the demo can be undone");
        let client = session.client().expect("client");
        let sync = Session::new(store, client.clone(), PROJECT).known_as(ACCOUNT);
        let options = import::Options::default();
        let plan = jobs
            .handle()
            .block_on(async {
                import::collect(&sync, &options).await.map(|collected| import::plan(&collected, &options, &Default::default()))
            })
            .expect("plan");
        let count = |class: Class| plan.cases.iter().filter(|c| c.class == class).count();
        assert_eq!((count(Class::New), count(Class::Changed), count(Class::Conflict), count(Class::Removed)), (3, 4, 2, 1));

        let options = Options { latest_only: true, ..Options::new(AUTOTESTS, SourceRun::Latest, PROJECT) };
        let mirror = Mirror::new(client.clone(), client, options);
        let prepared = jobs.handle().block_on(mirror.prepare()).expect("a mirror");
        let counts = mirror.preview(&prepared).counts;
        assert_eq!((counts.read, counts.mirrored, counts.cases_created), (39, 27, 3), "{counts:?}");
        assert_eq!((counts.skipped_no_key, counts.skipped_duplicate, counts.skipped_by_choice), (2, 2, 8), "{counts:?}");

        drop(session);
        let again = demo::open_in_use(dir.path(), Lang::Ru, &jobs, clock).expect("the same demo");
        let runs = runs_of(&again.workspace.store);
        assert_eq!(runs, RUNS);
    }

    /// A demo whose program ended before the last step goes on, and has everything once.
    #[test]
    fn a_half_made_demo_is_finished() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let clock = Arc::new(FixedClock::at(1_768_467_600_000));
        let jobs = JobRunner::new(clock.clone()).expect("runtime");
        let made = demo::open_in_use(dir.path(), Lang::En, &jobs, clock.clone()).expect("demo");
        let numbers = |session: &DemoSession| {
            let store = &session.workspace.store;
            let links = |tx: &Tx<'_>| {
                let remote = tx.remotes().find(ACCOUNT, PROJECT)?.expect("the account");
                Ok(tx.remotes().links(remote.id)?.len())
            };
            let client = session.client().expect("client");
            let there = jobs.handle().block_on(client.list_cases(PROJECT, &Default::default())).expect("cases").len();
            let pairs = mirror_pairs::list(store).expect("pairs").len();
            (runs_of(store), store.read(links).expect("links"), there, pairs)
        };
        let whole = numbers(&made);
        made.workspace.store.write(Op::bulk("test"), |tx| Part::Registry.mark(tx)).expect("as before the end");
        drop(made);
        let again = demo::open_in_use(dir.path(), Lang::En, &jobs, clock).expect("the same demo");
        assert_eq!(numbers(&again), whole);
        let part = again.workspace.store.read(Part::of).expect("the mark");
        assert_eq!(part, Some(Part::Used));
    }

    #[test]
    fn the_numbers_are_the_same_in_both_languages() {
        let numbers = |lang: Lang| {
            let dir = tempfile::tempdir().expect("temporary folder");
            let clock = Arc::new(FixedClock::at(1_768_467_600_000));
            let jobs = JobRunner::new(clock.clone()).expect("runtime");
            let session = demo::open_in_use(dir.path(), lang, &jobs, clock).expect("demo");
            let store = session.workspace.store.clone();
            let read = store.read(|tx| {
                let project = tx.projects().all()?.into_iter().find(|p| p.code == PROJECT).map(|p| p.id).expect("the project");
                let covers = tx.mappings().all()?;
                let functions: std::collections::BTreeSet<_> = covers.iter().map(|m| m.function_id).collect();
                let runs: Vec<_> = tx.runs().latest(project, 10)?.into_iter().map(|run| run.id).collect();
                let stats: Vec<_> = tx.runs().stats(&runs)?.into_values().map(|s| (s.statuses, s.time_spent_ms)).collect();
                let cases = tx.cases().lines(project)?.len();
                Ok((tx.functions().all()?.len(), cases, covers.len(), functions.len(), stats))
            });
            read.expect("numbers")
        };
        assert_eq!(numbers(Lang::En), numbers(Lang::Ru));
    }
}
