//! Makes the cases that the target lacks: in bulk, each once.

use super::super::collect::{SeenRun, read_target_cases};
use super::super::error::Result;
use super::super::index::{Found, SlimCase};
use super::super::plan::NewCase;
use super::super::report::CreatedCase;
use super::content::SuitePaths;
use super::{Work, is_of_the_item};
use crate::domain::Message;
use crate::domain::message::Explain as _;
use crate::qase::model::CaseBulkItem;
use crate::qase::{self, CASES_PER_REQUEST};

/// Some of the cases, by their places in the plan, and how often their answer was lost.
struct Batch {
    places: Vec<usize>,
    lost: u32,
}

impl Work<'_> {
    pub(super) async fn make_cases(&mut self) -> Result<()> {
        let all: Vec<usize> = (0..self.plan.new_cases.len()).collect();
        if all.is_empty() {
            return Ok(());
        }
        let all = self.still_lacking(all).await?;
        self.mirror.watch.progress("mirror-stage-make-cases", 0, all.len() as u64);
        let suites = self.make_suites().await?;
        let mut waiting: Vec<Batch> =
            all.chunks(CASES_PER_REQUEST).rev().map(|c| Batch { places: c.to_vec(), lost: 0 }).collect();
        while let Some(batch) = waiting.pop() {
            let mut items: Vec<CaseBulkItem> = Vec::with_capacity(batch.places.len());
            for place in &batch.places {
                items.push(self.case_write(&self.plan.new_cases[*place], &suites).await?.into());
            }
            let sent = self.mirror.target.write_cases(&self.plan.target.project, &items).await?;
            for (place, id) in batch.places.iter().zip(&sent.answers) {
                self.case_made(*place, *id);
            }
            let rest = batch.places[sent.done.min(batch.places.len())..].to_vec();
            let Some(error) = sent.stopped else { continue };
            match error {
                qase::Error::AnswerLost { .. } => {
                    self.pause(batch.lost).await;
                    let (made, rest) = self.find_now(rest).await?;
                    for (place, id) in made {
                        self.case_made(place, id);
                    }
                    if rest.is_empty() {
                        continue;
                    }
                    if batch.lost >= self.mirror.patience.attempts {
                        return Err(error.into());
                    }
                    waiting.push(Batch { places: rest, lost: batch.lost + 1 });
                }
                error if is_of_the_item(&error) => match rest.as_slice() {
                    [place] => self.unmade(&self.plan.new_cases[*place], error.message()),
                    // One of them is refused, and all with it: the halves tell which.
                    _ => {
                        let (one, other) = rest.split_at(rest.len() / 2);
                        waiting.push(Batch { places: other.to_vec(), lost: 0 });
                        waiting.push(Batch { places: one.to_vec(), lost: 0 });
                    }
                },
                error => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn case_made(&mut self, place: usize, id: i64) {
        let case = &self.plan.new_cases[place];
        self.made[place] = Some(id);
        self.summary.counts.cases_created += 1;
        let (done, all) = (self.summary.counts.cases_created as u64, self.plan.new_cases.len() as u64);
        self.mirror.watch.progress("mirror-stage-make-cases", done, all);
        let name = case.key.clone().unwrap_or_else(|| case.title.clone());
        self.mirror.watch.info(&Message::new("mirror-info-case-created").with("key", name).with("id", id));
        self.summary.created.push(CreatedCase {
            key: case.key.clone(),
            title: case.title.clone(),
            source_case: case.source_case,
            id: Some(id),
        });
    }

    /// Of these the ones that nobody else has made since the plan was: it may be old, and another mirror may have run meanwhile. That is
    /// asked with one request where nothing has happened.
    async fn still_lacking(&mut self, places: Vec<usize>) -> Result<Vec<usize>> {
        let (count, highest) = self.read.target_cases.extent();
        if self.mirror.target.has_same_cases(&self.plan.target.project, count, highest).await? {
            return Ok(places);
        }
        let (there, rest) = self.find_now(places).await?;
        for (place, id) in there {
            self.made[place] = Some(id);
            self.summary.counts.cases_reused += 1;
        }
        Ok(rest)
    }

    /// Which of these are there now, with their ids, and which are not.
    async fn find_now(&self, places: Vec<usize>) -> Result<(Vec<(usize, i64)>, Vec<usize>)> {
        let now = read_target_cases(self.mirror, &self.read.target).await?;
        let (mut there, mut rest) = (Vec::new(), Vec::new());
        for place in places {
            let NewCase { source_case, key, title } = &self.plan.new_cases[place];
            let case = SlimCase { id: *source_case, key: key.as_deref().map(Into::into), title: title.as_str().into() };
            match now.find(&case, self.plan.match_by, true) {
                Found::One(id, _) => there.push((place, id)),
                _ => rest.push(place),
            }
        }
        Ok((there, rest))
    }

    /// The suites that new cases will lie in, where they are copied.
    async fn make_suites(&mut self) -> Result<SuitePaths> {
        let mut paths = SuitePaths::default();
        if !self.mirror.options.include.suites || self.read.source_suites.is_empty() {
            return Ok(paths);
        }
        let target = &self.mirror.target;
        let project = &self.plan.target.project;
        paths.load(target.refresh().list_suites(project).await?);
        for new in &self.plan.new_cases {
            let Some(suite) = self.read.lacking.get(&new.source_case).and_then(|c| c.suite_id) else { continue };
            let path = SuitePaths::path(&self.read.source_suites, suite);
            paths.make(target, project, suite, &path).await?;
        }
        Ok(paths)
    }
}

/// Whether the run began late enough for every time that is sent to it.
pub(super) fn begins_before(run: &SeenRun, start: i64) -> bool {
    // Qase compares whole seconds.
    run.started.is_none_or(|began| began.div_euclid(1000) <= start.div_euclid(1000))
}
