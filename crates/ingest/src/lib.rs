//! Results of others come in. Finds the case of each result and stores batches.
//!
//! A protocol (v1 and v2 of the server, CSV, files of test tools) reads its input into [`NewResult`]s or [`ResultEntry`]s and decides
//! nothing; [`store()`] and [`Intake`] find the cases and write all of a batch or nothing:
//!
//! 1. the case that a person linked to the test,
//! 2. the numbers of cases that the result names,
//! 3. the automation key, then the FuncID among its fields,
//! 4. the case of the last result of the test, or with the same signature,
//! 5. a case whose automation key is the full name of the test,
//! 6. suites and title, for files of tools also the title alone,
//! 7. a new case, where the project or the sender wants one.
//!
//! Formats, HTTP and sentences for people do not belong here.

mod entries;
mod files;
mod new_result;
mod resolve;
mod table;

pub use entries::{ResultEntry, store_entries, store_file};
pub use files::Files;
pub use new_result::{Error, NewResult, Options, Result, SuiteLevel};
pub use table::{TableEntries, entries_of};

use fastbloom::BloomFilter;
use resolve::{Filter, Resolver};
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::{CaseId, ProjectId, ResultId, RunId};
use voluptas_core::domain::project::Project;
use voluptas_core::domain::result::{FoundBy, ResultContent};
use voluptas_store::Tx;
use voluptas_store::known_tests::{KnownTest, Lookup, TestKey};
use voluptas_store::results::{Arrival, Stored, StoredWithCase};

/// A result that is stored now, or was before under the sender's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedResult {
    /// Row id.
    pub id: ResultId,
    /// The hash that the API shows.
    pub hash: String,
    /// Number of its case.
    pub case: Option<i64>,
}

/// Stores results in a run, all of them or, on an error, none. A result of several cases is stored once for each.
pub fn store(
    tx: &Tx<'_>,
    project: &Project,
    run: RunId,
    mut results: Vec<NewResult>,
    options: &Options,
) -> Result<Vec<PostedResult>> {
    let mut intake = Intake::new(tx, project, run, options);
    let posted = intake.add(&mut results)?;
    // Most results name their case by its number.
    let mut numbers = intake.resolver.known_numbers();
    let others: Vec<CaseId> = posted.iter().filter_map(|(_, case)| *case).filter(|case| !numbers.contains_key(case)).collect();
    numbers.extend(tx.case_numbers(&others)?);
    let one = |(stored, case): StoredWithCase| PostedResult {
        id: stored.id,
        hash: stored.hash,
        case: case.and_then(|c| numbers.get(&c).copied()),
    };
    Ok(posted.into_iter().map(one).collect())
}

/// The cases of results that a person wants to have one: found by keys, suites and title, otherwise created. `None` for a result without
/// a title.
pub fn cases_for(tx: &Tx<'_>, project: &Project, results: &[NewResult]) -> Result<Vec<Option<(CaseId, FoundBy)>>> {
    let options =
        Options { strict: false, visible: None, makes_cases: Some(true), by_title_alone: true, is_option: |_, _| false };
    let mut resolver = Resolver::new(tx, project, &options);
    resolver.learn(results, None)?;
    let one = |result: &NewResult| {
        let found = resolver.cases(result)?;
        Ok(found.cases.first().copied().zip(found.by))
    };
    results.iter().map(one).collect()
}

/// Stores the results of a run in several parts. What was looked up for one part is known for the next.
#[derive(Debug)]
pub struct Intake<'t> {
    tx: &'t Tx<'t>,
    run: RunId,
    visible: Option<Millis>,
    project: ProjectId,
    resolver: Resolver<'t>,
    new_run: Option<NewRun>,
}

/// A run that an intake fills alone.
#[derive(Debug)]
struct NewRun {
    /// Ids that senders gave its results: an id that is not there needs no look-up. Its size is fixed, whatever the number of results; with
    /// a million of them every second id is looked up for nothing, with 100,000 one of a thousand.
    sent: Filter,
    /// Results with the id of another one.
    repeated: usize,
    /// Filter of the keys of known tests, in a project that had no test at first: a key that it does not contain needs no
    /// look-up.
    tests: Option<Filter>,
}

fn filter() -> Filter {
    BloomFilter::with_num_bits(1 << 21).hasher(foldhash::fast::RandomState::default()).hashes(4)
}

impl Default for NewRun {
    fn default() -> Self {
        Self { sent: filter(), repeated: 0, tests: None }
    }
}

impl NewRun {
    /// An id for a result whose own id another result of the run has.
    fn another_id(&mut self, id: &str) -> String {
        loop {
            self.repeated += 1;
            let another = format!("{id}#{}", self.repeated);
            if self.note(&another) {
                return another;
            }
        }
    }

    /// Notes an id of a sender. True where no result of the run has it, which most ids are.
    fn note(&mut self, id: &str) -> bool {
        !self.sent.insert(id)
    }
}

/// Time by which the clock of a sender may be ahead, in milliseconds: a day, since files name times without a zone.
const CLOCKS_DIFFER: Millis = 86_400_000;
/// Time in the future that no clock shows, in milliseconds: a year.
const NO_CLOCK: Millis = 31_536_000_000;

/// Moves times that cannot be to now: a result would stay the last one of its case until then. A result that also began in the future comes
/// from a clock that is fast; it keeps its times, which order the attempts of its test.
fn bound_times(content: &mut ResultContent, now: Millis) {
    let is_after = |at: Option<Millis>, ahead: Millis| at.is_some_and(|at| at > now.saturating_add(ahead));
    for time in [&mut content.start_ms, &mut content.end_ms] {
        if is_after(*time, NO_CLOCK) {
            *time = Some(now);
        }
    }
    if is_after(content.end_ms, CLOCKS_DIFFER) && !is_after(content.start_ms, CLOCKS_DIFFER) {
        content.end_ms = content.start_ms.max(Some(now));
    }
}

/// Results of a part whose cases are found and that are not stored yet: they are stored together.
#[derive(Debug, Default)]
struct WaitingResults {
    rows: Vec<Row>,
    /// The part so far, in its order. `None` for a result that waits.
    posted: Vec<(Option<Stored>, Option<CaseId>)>,
}

/// A result that is to be stored with the others of its part.
#[derive(Debug)]
struct Row {
    content: ResultContent,
    test: Option<TestKey>,
    lookup: Looked,
    is_id_new: bool,
    found_by: Option<FoundBy>,
    /// Index in [`WaitingResults::posted`].
    at: usize,
}

/// [`Lookup`] with its test.
#[derive(Debug)]
enum Looked {
    NotYet,
    New,
    Found(KnownTest),
}

impl Row {
    fn arrival(&self, visible: Option<Millis>) -> Arrival<'_> {
        let lookup = match &self.lookup {
            Looked::NotYet => Lookup::NotYet,
            Looked::New => Lookup::New,
            Looked::Found(test) => Lookup::Found(test),
        };
        Arrival { visible, test: self.test.as_ref(), lookup, is_id_new: self.is_id_new, found_by: self.found_by }
    }
}

impl<'t> Intake<'t> {
    /// An intake for a run of a project.
    #[must_use]
    pub fn new(tx: &'t Tx<'t>, project: &'t Project, run: RunId, options: &'t Options) -> Self {
        let resolver = Resolver::new(tx, project, options);
        Self { tx, run, visible: options.visible, project: project.id, resolver, new_run: None }
    }

    /// An intake for a run that this transaction has made and that gets no other results. The files of results are whole, with names and
    /// sizes, and known to the workspace.
    pub fn of_new_run(tx: &'t Tx<'t>, project: &'t Project, run: RunId, options: &'t Options) -> Result<Self> {
        let tests = tx.known_tests().is_empty(project.id)?.then(filter);
        Ok(Self { new_run: Some(NewRun { tests, ..NewRun::default() }), ..Self::new(tx, project, run, options) })
    }

    /// An intake for one of several senders that fill a run, like [`Self::of_new_run`]. Results of other senders stay: a result
    /// with the same sender's id as one of theirs is another result.
    pub fn of_shard(tx: &'t Tx<'t>, project: &'t Project, run: RunId, options: &'t Options) -> Result<Self> {
        let mut new_run = NewRun::default();
        tx.results().each_external_id(run, |id| {
            new_run.note(id);
        })?;
        Ok(Self { new_run: Some(new_run), ..Self::new(tx, project, run, options) })
    }

    /// Takes results out of the list and stores them; returns each with its case. A result of several cases is stored once for each.
    ///
    /// # Errors
    /// See [`Error`]. The transaction must then be given up.
    pub fn add(&mut self, results: &mut Vec<NewResult>) -> Result<Vec<StoredWithCase>> {
        let now = self.tx.now();
        results.iter_mut().for_each(|result| bound_times(&mut result.content, now));
        let files = match self.new_run {
            Some(_) => None,
            None => {
                let mut named = Vec::new();
                results.iter().for_each(|result| Files::named_by(&result.content, &mut named));
                Some(Files::load(self.tx, self.project, &named)?)
            }
        };
        let tests = self.new_run.as_mut().and_then(|run| run.tests.as_mut());
        self.resolver.learn(results, tests)?;
        let sent = self.sent_before(results)?;
        let mut waiting = WaitingResults::default();
        for (mut result, sent) in results.drain(..).zip(sent) {
            // A result that is sent again is not stored again, whatever cases it names now. Files are read once: what has the id of another
            // result of theirs is another result.
            if let Some(external) = &result.content.external_id {
                let known = match sent {
                    Some(known) => known,
                    None => {
                        self.flush(&mut waiting)?;
                        self.tx.results().by_external_id(self.run, external)?
                    }
                };
                if let (Some(_), Some(run)) = (&known, &mut self.new_run) {
                    result.content.external_id = Some(run.another_id(external));
                } else if let Some((stored, case)) = known {
                    waiting.posted.push((Some(stored), case));
                    continue;
                }
            }
            if let Some(files) = &files {
                files.fill(&mut result.content, &result.place)?;
            }
            if self.resolver.follows_another(&result) {
                self.flush(&mut waiting)?;
            }
            self.find(result, &mut waiting)?;
        }
        self.flush(&mut waiting)?;
        Ok(waiting.posted.into_iter().filter_map(|(stored, case)| Some((stored?, case))).collect())
    }

    /// Results that the run has under the ids of the arriving ones, in their order. `None` for a result without an id, and for one whose id an earlier one of
    /// the part has: what is there is known when its turn comes.
    fn sent_before(&mut self, results: &[NewResult]) -> Result<Vec<Option<Option<StoredWithCase>>>> {
        let mut sent = vec![None; results.len()];
        let (mut seen, mut asked) = (foldhash::HashSet::default(), Vec::new());
        for (i, result) in results.iter().enumerate() {
            let Some(id) = result.content.external_id.as_deref().filter(|id| seen.insert(*id)) else { continue };
            if self.new_run.as_mut().is_some_and(|run| run.note(id)) {
                sent[i] = Some(None);
            } else {
                asked.push((i, id));
            }
        }
        let found = self.tx.results().with_external_ids(self.run, &asked.iter().map(|(_, id)| *id).collect::<Vec<_>>())?;
        asked.iter().zip(found).for_each(|((i, _), stored)| sent[*i] = Some(stored));
        Ok(sent)
    }

    /// Finds the cases of a result and lets it wait.
    fn find(&mut self, mut result: NewResult, waiting: &mut WaitingResults) -> Result<()> {
        let found = self.resolver.cases(&result)?;
        if let (true, Some(case)) = (result.content.title.is_empty(), found.cases.first()) {
            result.content.title = self.resolver.title_of(*case)?;
        }
        let is_shared = found.cases.len() > 1;
        let mut test = found.test;
        let external = result.content.external_id.clone();
        let each = if found.cases.is_empty() { vec![None] } else { found.cases.into_iter().map(Some).collect() };
        let last = each.len() - 1;
        for (i, case) in each.into_iter().enumerate() {
            let mut content = if i == last { std::mem::take(&mut result.content) } else { result.content.clone() };
            content.case_id = case;
            if let (Some(external), Some(case), true) = (&external, case, i > 0) {
                let id = format!("{external}:{case}");
                if let Some(run) = &mut self.new_run {
                    run.note(&id);
                }
                content.external_id = Some(id);
            }
            let lookup = match test.take() {
                _ if is_shared || result.test.is_none() => Looked::NotYet,
                Some(test) => Looked::Found(test),
                None => Looked::New,
            };
            let of_case = result.test.as_ref().map(|test| if is_shared { test.of_case(case) } else { test.clone() });
            waiting.rows.push(Row {
                content,
                test: of_case,
                lookup,
                // The id of a further case was not looked up.
                is_id_new: i == 0,
                found_by: found.by,
                at: waiting.posted.len(),
            });
            waiting.posted.push((None, case));
        }
        Ok(())
    }

    /// Stores the results that wait.
    fn flush(&self, waiting: &mut WaitingResults) -> Result<()> {
        let visible = self.visible;
        let rows: Vec<(&ResultContent, Arrival<'_>)> =
            waiting.rows.iter().map(|row| (&row.content, row.arrival(visible))).collect();
        let stored = self.tx.results().add_many(self.run, &rows)?;
        for (row, stored) in waiting.rows.drain(..).zip(stored) {
            waiting.posted[row.at].0 = Some(stored);
        }
        Ok(())
    }
}
