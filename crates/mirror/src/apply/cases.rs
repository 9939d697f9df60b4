//! Creates the cases that the target lacks: in bulk, each once.

use super::super::collect::{SeenRun, read_target_cases, slim};
use super::super::error::Result;
use super::super::index::{CaseIndex, Found, SlimCase};
use super::super::marker;
use super::super::names::normal;
use super::super::plan::NewCase;
use super::super::report::{CreatedCase, TWO_CASES, TWO_SUITES};
use super::content::SuitePaths;
use super::{Work, is_of_the_item};
use crate::mirror::Mirror;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;
use voluptas_qase::model::{Case, CaseBulkItem};
use voluptas_qase::{self as qase, CASES_PER_REQUEST, CaseFilter, Client, ListWatch};

/// Unanswered requests in a row after which no more are sent. The next mirror creates the remaining cases.
const UNANSWERED: u32 = 3;

/// Number of cases in the target's list and the highest id, when the list was read last.
type Extent = (u64, i64);

impl Work<'_> {
    pub(super) async fn make_cases(&mut self) -> Result<()> {
        let all: Vec<usize> = (0..self.plan.new_cases.len()).collect();
        if all.is_empty() {
            return Ok(());
        }
        let all = self.still_lacking(all).await?;
        self.mirror.watch.progress("mirror-stage-make-cases", 0, all.len() as u64);
        let suites = self.make_suites().await?;
        let (all, homeless): (Vec<usize>, Vec<usize>) = all.into_iter().partition(|place| !suites.lacks(self.suite_of(*place)));
        for place in homeless {
            self.unmade(&self.plan.new_cases[place], Message::new("mirror-error-suite-unclear"));
        }
        let mut answered = Vec::new();
        let sent = self.send_cases(&all, &suites, &mut answered).await;
        let Ok(unclear) = sent else {
            answered.into_iter().for_each(|(place, id)| self.case_made(place, id));
            return sent.map(drop);
        };
        self.confirm_cases(answered).await?;
        if unclear.is_empty() { Ok(()) } else { self.look_for_cases(unclear).await }
    }

    /// Reads back the created cases. Ids have been answered in another order than that of the request, and keys have been
    /// dropped, so every case is recognised by its trace or, without one, by its title.
    async fn confirm_cases(&mut self, answered: Vec<(usize, i64)>) -> Result<()> {
        if answered.is_empty() {
            return Ok(());
        }
        let (project, side) = (&self.plan.target.project, &self.read.target);
        let slim_of = |case: &Case| (case.id, slim(case, side));
        let is_listed = |there: &BTreeMap<i64, SlimCase>, answered: &[(usize, i64)]| {
            answered.iter().all(|(place, id)| self.recognise(there, *place, *id).is_some())
        };
        let mut there: BTreeMap<i64, SlimCase> = BTreeMap::new();
        for look in 0..self.mirror.limits.looks.max(1) {
            if look > 0 {
                self.mirror.pause(look - 1).await;
            }
            let newest = self.mirror.target.list_cases_from(project, self.known_cases).await?;
            there = newest.iter().map(slim_of).collect();
            if !is_listed(&there, &answered) {
                // The list is in another order, or it changed meanwhile.
                let all = self.mirror.target.refresh().list_cases(project, &CaseFilter::default()).await?;
                there.extend(all.iter().map(slim_of));
            }
            if is_listed(&there, &answered) {
                break;
            }
        }
        let mut several: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        let mut lost_keys = 0_usize;
        for (place, answered_id) in answered {
            let Some(id) = self.recognise(&there, place, answered_id) else {
                self.unmade(&self.plan.new_cases[place], Message::new("mirror-error-case-unclear"));
                continue;
            };
            let same = self.same_moment(&there, id);
            if same.len() > 1 {
                let new = &self.plan.new_cases[place];
                several.insert(new.key.clone().unwrap_or_else(|| new.title.clone()), same.clone());
            }
            let id = same.first().copied().unwrap_or(id);
            let key = |key: Option<&str>| key.map(|k| normal(k.trim()).into_owned());
            let wanted = key(self.plan.new_cases[place].key.as_deref());
            lost_keys += usize::from(wanted.is_some() && key(there.get(&id).and_then(|c| c.key.as_deref())) != wanted);
            self.case_made(place, id);
        }
        if lost_keys > 0 {
            self.warn(Message::new("mirror-warning-key-not-kept").count("count", lost_keys));
        }
        if !several.is_empty() {
            let (count, keys) = (several.len(), crate::plan::named(&several));
            self.warn(
                Message::new(TWO_CASES).with("project", &self.plan.target.project).count("count", count).with("keys", keys),
            );
        }
        Ok(())
    }

    /// Ids of the cases that this mirror and others created for one source case at the same moment, sorted. All of them use the oldest.
    fn same_moment(&self, there: &BTreeMap<i64, SlimCase>, id: i64) -> Vec<i64> {
        let (_, highest) = self.read.target_cases.extent();
        let Some(own) = there.get(&id).filter(|own| own.trace.is_some()) else { return vec![id] };
        let name = |case: &SlimCase| (case.key.clone(), normal(&case.title).into_owned());
        let same = there.values().filter(|case| case.id > highest && case.trace == own.trace && name(case) == name(own));
        same.map(|case| case.id).collect()
    }

    /// The id of a created case: the answered id if that case is the right one, otherwise the oldest case with the right trace.
    fn recognise(&self, there: &BTreeMap<i64, SlimCase>, place: usize, answered: i64) -> Option<i64> {
        let new = &self.plan.new_cases[place];
        let trace = marker::made_trace_for("case", &self.read.source.project, new.source_case);
        let is_it = |case: &SlimCase| match case.trace.as_deref() {
            Some(its) => its == trace,
            None => case.id == answered && normal(&case.title) == normal(new.title.trim()),
        };
        let by_id = there.get(&answered).filter(|case| is_it(case));
        by_id.or_else(|| there.values().find(|case| is_it(case))).map(|case| case.id)
    }

    /// The source suite of a new case.
    fn suite_of(&self, place: usize) -> Option<i64> {
        self.read.lacking.get(&self.plan.new_cases[place].source_case).and_then(|c| c.suite_id)
    }

    /// Creates cases in bulk and adds the answered ids to `answered`. Returns the places of cases whose answer was lost: they are
    /// not sent again, but looked for together at the end.
    async fn send_cases(&mut self, all: &[usize], suites: &SuitePaths, answered: &mut Vec<(usize, i64)>) -> Result<Vec<usize>> {
        let mut waiting: Vec<Vec<usize>> = all.chunks(CASES_PER_REQUEST).rev().map(<[usize]>::to_vec).collect();
        let (mut unclear, mut unanswered, mut resent) = (Vec::new(), 0, 0);
        while let Some(batch) = waiting.pop() {
            let mut items: Vec<CaseBulkItem> = Vec::with_capacity(batch.len());
            for place in &batch {
                items.push(self.case_write(&self.plan.new_cases[*place], suites).await?.into());
            }
            let sent = self.mirror.target.write_cases(&self.plan.target.project, &items).await?;
            answered.extend(batch.iter().copied().zip(sent.answers.iter().copied()));
            self.mirror.watch.progress("mirror-stage-make-cases", answered.len() as u64, all.len() as u64);
            let rest = batch[sent.done.min(batch.len())..].to_vec();
            let Some(error) = sent.stopped else {
                unanswered = 0;
                continue;
            };
            match error {
                qase::Error::AnswerLost { .. } => {
                    let (lost, unsent) = rest.split_at(sent.in_doubt.min(rest.len()));
                    if !unsent.is_empty() {
                        waiting.push(unsent.to_vec());
                    }
                    if !self.mirror.target.safeties().look_up && resent < self.mirror.limits.attempts {
                        resent += 1;
                        waiting.extend(self.look_once(lost).await?);
                        continue;
                    }
                    unclear.extend_from_slice(lost);
                    unanswered += 1;
                    if unanswered >= UNANSWERED {
                        for place in waiting.drain(..).flatten() {
                            self.unmade(&self.plan.new_cases[place], error.message());
                        }
                    }
                }
                error if is_of_the_item(&error) => match rest.as_slice() {
                    [place] => self.unmade(&self.plan.new_cases[*place], error.message()),
                    // One bad case makes Qase refuse the whole batch: the halves show which one it is.
                    _ => {
                        let (one, other) = rest.split_at(rest.len() / 2);
                        waiting.push(other.to_vec());
                        waiting.push(one.to_vec());
                    }
                },
                error => return Err(error.into()),
            }
        }
        Ok(unclear)
    }

    /// Looks once for unanswered cases and returns the cases to send again. Used only with the client's look-up switched off.
    async fn look_once(&mut self, places: &[usize]) -> Result<Option<Vec<usize>>> {
        let there = self.find_in(&read_target_cases(self.mirror, &self.read.target).await?, places);
        for (place, id) in &there {
            self.case_made(*place, *id);
        }
        let rest: Vec<usize> = places.iter().copied().filter(|p| !there.iter().any(|(place, _)| place == p)).collect();
        Ok((!rest.is_empty()).then_some(rest))
    }

    /// Looks for cases whose answer was lost, for as long as they may still arrive. A look costs one request while nothing has
    /// changed. Cases that are not found are left to the next mirror.
    async fn look_for_cases(&mut self, unclear: Vec<usize>) -> Result<()> {
        let (count, highest) = self.read.target_cases.extent();
        let made = self.summary.created.iter().filter_map(|c| c.id);
        let extent: Extent = (count + made.clone().count() as u64, made.max().unwrap_or(0).max(highest));
        let known = Mutex::new(extent);
        let (work, known, places) = (&*self, &known, &unclear);
        let found = self.mirror.target.look_for(|fresh: Client, is_last| async move {
            let (count, highest) = *known.lock().unwrap_or_else(PoisonError::into_inner);
            if !is_last && fresh.has_same_cases(&work.plan.target.project, count, highest).await? {
                return Ok(None);
            }
            let now = read_target_cases(work.mirror, &work.read.target).await?;
            *known.lock().unwrap_or_else(PoisonError::into_inner) = now.extent();
            let there = work.find_in(&now, places);
            Ok((is_last || there.len() == places.len()).then_some(there))
        });
        let there: HashMap<usize, i64> = found.await?.unwrap_or_default().into_iter().collect();
        for place in unclear {
            match there.get(&place) {
                Some(id) => self.case_made(place, *id),
                None => self.unmade(&self.plan.new_cases[place], Message::new("mirror-error-case-unclear")),
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
        self.mirror.watch.item(&Message::new("mirror-info-case-created").with("key", name).with("id", id));
        self.summary.created.push(CreatedCase {
            key: case.key.clone(),
            title: case.title.clone(),
            source_case: case.source_case,
            id: Some(id),
        });
    }

    /// Returns the places whose case is still missing in the target: another mirror may have created it since the plan was made.
    /// Takes one request when the target has not changed.
    async fn still_lacking(&mut self, places: Vec<usize>) -> Result<Vec<usize>> {
        let (count, highest) = self.read.target_cases.extent();
        if self.mirror.target.has_same_cases(&self.plan.target.project, count, highest).await? {
            return Ok(places);
        }
        let lists = ListWatch::default();
        let target = self.mirror.target.with_list_watch(lists.clone());
        let now = read_target_cases(&Mirror { target, ..self.mirror.clone() }, &self.read.target).await?;
        self.known_cases = now.extent().0;
        let there = self.find_in(&now, &places);
        for (place, id) in &there {
            self.made[*place] = Some(*id);
            self.summary.counts.cases_reused += 1;
        }
        let rest: Vec<usize> = places.into_iter().filter(|p| !there.iter().any(|(place, _)| place == p)).collect();
        if lists.unsteady().is_empty() {
            return Ok(rest);
        }
        for place in rest {
            self.unmade(&self.plan.new_cases[place], Message::new("mirror-reason-doubtful"));
        }
        Ok(Vec::new())
    }

    /// The given cases that exist in the target, with their ids.
    fn find_in(&self, now: &CaseIndex, places: &[usize]) -> Vec<(usize, i64)> {
        let find = |place: &usize| {
            let NewCase { source_case, key, title } = &self.plan.new_cases[*place];
            let key = key.as_deref().map(Into::into);
            let case = SlimCase { id: *source_case, key, title: title.as_str().into(), trace: None, has_parameters: false };
            let (source, project) = (&self.read.source_cases, &self.read.source.project);
            match now.counterpart(source, project, &case, self.plan.match_by, true) {
                Found::One(id, _) => Some((*place, id)),
                _ => None,
            }
        };
        places.iter().filter_map(find).collect()
    }

    /// Finds or creates the suites of the new cases, if suites are copied.
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
            paths.make(self.mirror, &self.read.source.project, project, &path).await?;
        }
        for (older, own) in std::mem::take(&mut paths.doubled) {
            self.warn(Message::new(TWO_SUITES).with("id", older).with("empty", own));
        }
        Ok(paths)
    }
}

/// True when the run began late enough for every time that is sent to it.
pub(super) fn begins_before(run: &SeenRun, start: i64) -> bool {
    // Qase compares whole seconds.
    run.started.is_none_or(|began| began.div_euclid(1000) <= start.div_euclid(1000))
}
