//! Sends results into a run, which it creates if necessary, each under a key by which Qase drops a second copy.

use super::collected::LocalResult;
use super::unanswered::SentKey;
use super::wire;
use super::work::Work;
use super::work::{ATTEMPTS_UNLOOKED, is_of_the_item};
use crate::error::{Error, Result};
use crate::plan::{Class, ResultStep, RunTarget};
use crate::recover::{RunRequest, run_link};
use crate::repair::MARKER;
use crate::report::{Entity, Item, ItemOutcome, RunSent, Stage};
use crate::verify::RunToVerify;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::ResultId;
use voluptas_qase::model::{ResultV2, RunCreate};
use voluptas_qase::{self as qase, RESULTS_PER_REQUEST, RunFilter};
use voluptas_store::Op;
use voluptas_store::journal::{Action, NewEntry, RunLink, SentResult};

/// Time between the start of a created run and its earliest result, in milliseconds. No result may be older than its run.
const MARGIN_MS: Millis = 10_000;

impl Work<'_> {
    /// Sends the results. Returns the run to verify afterwards.
    pub(super) async fn send_results(&mut self) -> Result<Option<RunToVerify>> {
        let plan = self.plan;
        let Some(results) = &plan.results else { return Ok(None) };
        let all: BTreeMap<ResultId, LocalResult> = self.collected.results.iter().map(|r| (r.result.id, r.clone())).collect();
        let mut ready: Vec<(&ResultStep, &LocalResult, i64)> = Vec::new();
        let mut left_out = Vec::new();
        for step in &results.steps {
            match (step.class, self.cases.get(&step.case_id), all.get(&step.result_id)) {
                (Class::New, Some(case), Some(result)) => ready.push((step, result, *case)),
                // The result's case could not be sent.
                (Class::New, ..) => {
                    let message = Message::new("sync-note-case-not-there");
                    left_out.push(self.item(step, ItemOutcome::Skipped, Some(message)));
                }
                (Class::Skipped, ..) => left_out.push(self.item(step, ItemOutcome::Skipped, None)),
                (class, ..) => self.count(Entity::Result, class.outcome()),
            }
        }
        self.note(left_out).await?;
        let Some(target) = &results.run else { return Ok(None) };
        if ready.is_empty() {
            if let Some(id) = target.id() {
                self.summary.run = Some(RunSent { id, title: target.title().to_owned(), created: false });
            }
            return Ok(None);
        }
        let Some((run, begun)) = self.run(target, &ready).await? else {
            let message = Message::new("sync-item-unclear-run").with("title", target.title());
            self.note(ready.iter().map(|(s, ..)| self.item(s, ItemOutcome::Failed, Some(message.clone()))).collect()).await?;
            return Ok(None);
        };
        let before = self.collected.sent.get(&run);
        let unanswered = self.unanswered(run).await?;
        let mut contents: BTreeMap<ResultId, String> = BTreeMap::new();
        let mut rekeyed = Vec::new();
        let sendable: Vec<(ResultStep, ResultV2)> = ready
            .iter()
            .map(|(step, result, case)| {
                let content = wire::content_hash(&result.result);
                contents.insert(step.result_id, content.clone());
                let sent = before.and_then(|sent| sent.get(&step.result_id));
                let is_changed = sent.is_some_and(|s| s.content_hash.as_ref() != Some(&content));
                let key = |changed: Option<&str>| {
                    wire::key(&self.of.base_url, &self.session.project, run, *case, &result.result.hash, changed)
                };
                let (first, again) = (key(None), key(Some(&content)));
                let pending = sent.filter(|_| !is_changed).and_then(|s| s.pending_key.clone());
                let pending = pending.or_else(|| unanswered.key(step.result_id, &content));
                if pending.as_ref().is_some_and(|key| *key != first && *key != again) {
                    let now = SentResult { content_hash: Some(content), pending_key: Some(first.clone()) };
                    rekeyed.push((step.result_id, now));
                }
                let key = pending.unwrap_or(if is_changed { again } else { first });
                ((*step).clone(), wire::result(result, *case, key, begun, &self.sent_files))
            })
            .collect();
        let total = sendable.len();
        for (i, chunk) in sendable.chunks(RESULTS_PER_REQUEST).enumerate() {
            self.session.step(Stage::SendResults, i * RESULTS_PER_REQUEST, total, "")?;
            let key = |(step, wire): &(ResultStep, ResultV2)| {
                let content = contents.get(&step.result_id).cloned()?;
                Some(SentKey { result: step.result_id.0, content, key: wire.id.clone()? })
            };
            let begun = self.begin_sending(run, &chunk.iter().filter_map(key).collect::<Vec<_>>()).await?;
            self.send_batch(run, chunk.to_vec()).await?;
            self.end_sending(begun).await?;
        }
        self.end_earlier(&unanswered, &contents).await?;
        self.session.step(Stage::SendResults, total, total, "")?;
        let earlier = before.into_iter().flatten().filter_map(|(id, _)| {
            let result = all.get(id).filter(|_| !self.accepted.contains_key(id))?;
            let case = *self.cases.get(&result.case_id)?;
            wire::fingerprint(&wire::result(result, case, String::new(), begun, &self.sent_files))
        });
        let earlier = earlier.collect();
        let of = self.of_id();
        let former = self.session.blocking(move |store| store.read(|tx| tx.remotes().former_links(of))).await?;
        let former = former.into_iter().filter_map(|(id, case)| Some((id, *self.cases.get(&case)?))).collect();
        Ok(Some(RunToVerify { id: run, sent: std::mem::take(&mut self.accepted), earlier, former, rekeyed }))
    }

    /// Sends results under their keys. A batch that is refused is sent in halves until the bad result is alone.
    async fn send_batch(&mut self, run: i64, batch: Vec<(ResultStep, ResultV2)>) -> Result<()> {
        let mut todo = vec![batch];
        while let Some(mut batch) = todo.pop() {
            let wire: Vec<ResultV2> = batch.iter().map(|(_, r)| r.clone()).collect();
            let sent = self.session.fresh().create_results_v2(&self.session.project, run, &wire).await?;
            let arrived: Vec<(ResultStep, ResultV2)> = batch.drain(..sent.done.min(batch.len())).collect();
            self.acknowledge(run, &arrived).await?;
            match sent.stopped {
                None => {}
                Some(e) if is_of_the_item(&e) && batch.len() == 1 => {
                    self.forget_case_that_is_gone(&batch).await?;
                    let named = batch.iter().flat_map(|(_, result)| result.files()).collect();
                    let message = self.refused_with(&e, named).await?;
                    let failed = batch.iter().map(|(s, _)| self.item(s, ItemOutcome::Failed, Some(message.clone()))).collect();
                    self.note(failed).await?;
                }
                // A run that is gone refuses every result alike.
                Some(e @ qase::Error::NotFound { .. }) => return Err(e.into()),
                Some(e) if is_of_the_item(&e) => {
                    let rest = batch.split_off(batch.len() / 2);
                    todo.push(rest);
                    todo.push(batch);
                }
                Some(e) => return Err(e.into()),
            }
        }
        Ok(())
    }

    /// Checks whether a refused result belongs to a case that was removed in Qase. The removal is stored, so that the result is
    /// not sent again and again.
    async fn forget_case_that_is_gone(&self, batch: &[(ResultStep, ResultV2)]) -> Result<()> {
        let Some(case) = batch.first().and_then(|(_, r)| r.testops_ids.first().copied()) else { return Ok(()) };
        if let Err(qase::Error::NotFound { .. }) = self.session.fresh().get_case(&self.session.project, case).await {
            let of = self.of_id();
            self.session
                .blocking(move |store| {
                    store.write(Op::bulk("export_case_gone"), |tx| tx.remotes().case_removed(of, case)).map(drop)
                })
                .await?;
        }
        Ok(())
    }

    async fn acknowledge(&mut self, run: i64, arrived: &[(ResultStep, ResultV2)]) -> Result<()> {
        if arrived.is_empty() {
            return Ok(());
        }
        let hashes: BTreeMap<ResultId, String> =
            self.collected.results.iter().map(|r| (r.result.id, wire::content_hash(&r.result))).collect();
        let sent = |(step, wire): &(ResultStep, ResultV2)| {
            let content_hash = hashes.get(&step.result_id).cloned();
            (step.result_id, SentResult { content_hash, pending_key: wire.id.clone() })
        };
        let ids: Vec<(ResultId, SentResult)> = arrived.iter().map(sent).collect();
        self.accepted.extend(arrived.iter().filter_map(|(step, sent)| Some((step.result_id, wire::fingerprint(sent)?))));
        let of = self.of_id();
        self.session
            .blocking(move |store| {
                let op = Op::bulk("export_results");
                store.write(op, |tx| tx.journal().results_sent(of, run, &ids)).map(drop)
            })
            .await?;
        self.note(arrived.iter().map(|(s, _)| self.item(s, ItemOutcome::Created, None)).collect()).await
    }

    /// The run for the results, created if necessary, and its start. `None` when the answer to its creation was lost and the run
    /// was not found.
    async fn run(
        &mut self,
        target: &RunTarget,
        results: &[(&ResultStep, &LocalResult, i64)],
    ) -> Result<Option<(i64, Option<Millis>)>> {
        let title = target.title().to_owned();
        if let Some(id) = target.id() {
            self.summary.run = Some(RunSent { id, title: title.clone(), created: false });
            let known = match &self.collected.run {
                Some(run) if run.id == id => run.started_ms,
                _ => self.open_run(id).await?,
            };
            if let RunTarget::Resume { journal_id, .. } = target {
                self.mean_for(*journal_id, results).await?;
            }
            if matches!(target, RunTarget::Existing { .. }) {
                let link = RunLink { run_id: None, qase_run_id: id, title, marker: None };
                let of = self.of_id();
                self.session
                    .blocking(move |store| store.write(Op::bulk("export_run"), |tx| tx.journal().link_run(of, &link)).map(drop))
                    .await?;
            }
            return Ok(Some((id, known)));
        }
        let begun = results
            .iter()
            .filter_map(|(_, r, _)| {
                let c = &r.result.content;
                let times = [c.start_ms, c.end_ms, c.end_ms.zip(c.duration_ms).map(|(end, d)| end - d)];
                times.into_iter().flatten().min()
            })
            .min()
            .unwrap_or_else(|| self.session.store.clock().now())
            - MARGIN_MS;
        // Qase keeps whole seconds.
        let begun = begun - begun.rem_euclid(1000);
        let mut cases: Vec<i64> = results.iter().map(|(_, _, case)| *case).collect();
        cases.sort_unstable();
        cases.dedup();
        let id = self.create_run(&title, begun, cases, results).await?;
        Ok(id.map(|id| (id, Some(begun))))
    }

    /// Adds newer results to the run's journal record: a later export must still send them if this one is interrupted.
    async fn mean_for(&self, journal: i64, results: &[(&ResultStep, &LocalResult, i64)]) -> Result<()> {
        let Some(made) = self.collected.runs_made.iter().find(|r| r.journal_id == journal) else { return Ok(()) };
        let mut meant: std::collections::BTreeSet<i64> = made.results.iter().map(|r| r.0).collect();
        if !results.iter().fold(false, |new, (step, ..)| meant.insert(step.result_id.0) || new) {
            return Ok(());
        }
        let request = RunRequest {
            title: made.title.clone(),
            marker: made.marker.clone(),
            results: meant.into_iter().collect(),
            run_id: self.run_here,
        };
        let request = serde_json::to_string(&request).unwrap_or_default();
        self.session
            .blocking(move |store| {
                store.write(Op::bulk("export_run"), |tx| tx.journal().set_request(journal, &request)).map(drop)
            })
            .await
    }

    /// Row ids of the results that the plan sends, including those whose case could not be sent.
    fn meant(&self) -> impl Iterator<Item = i64> + '_ {
        let steps = self.plan.results.iter().flat_map(|r| &r.steps);
        steps.filter(|s| s.class == Class::New).map(|s| s.result_id.0)
    }

    async fn open_run(&self, id: i64) -> Result<Option<Millis>> {
        match self.session.fresh().get_run(&self.session.project, id, false).await {
            Ok(run) if run.is_open() => Ok(run.started()),
            Ok(_) => Err(Error::ClosedRun { project: self.session.project.clone(), id }),
            Err(qase::Error::NotFound { .. }) => Err(Error::NoSuchRun { project: self.session.project.clone(), id }),
            Err(e) => Err(e.into()),
        }
    }

    /// Creates a run exactly once: a marker in its description identifies it. `None` when the answer was lost and the run was not
    /// found within the lifetime of such a write.
    async fn create_run(
        &mut self,
        title: &str,
        begun: Millis,
        cases: Vec<i64>,
        results: &[(&ResultStep, &LocalResult, i64)],
    ) -> Result<Option<i64>> {
        let identity = format!("{MARKER}{}", self.identity_of_results(title));
        let marker = format!("{identity}.{}", uuid::Uuid::new_v4().simple());
        let request = RunRequest {
            title: title.to_owned(),
            marker: marker.clone(),
            // Includes results whose case is not in Qase yet: the next export sends them to this run.
            results: self
                .meant()
                .chain(results.iter().map(|(s, _, _)| s.result_id.0))
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
            run_id: self.run_here,
        };
        let create = RunCreate {
            title: title.to_owned(),
            description: Some(marker),
            cases,
            is_autotest: Some(false),
            start_time: Some(clock::to_plain(begun)),
            ..RunCreate::default()
        };
        let entry = NewEntry {
            action: Action::CreateRun,
            local_id: self.run_here.unwrap_or(0),
            request: serde_json::to_string(&request).unwrap_or_default(),
            remote_max: 0,
            trace: None,
        };
        // One row for all attempts: the marker stays the same, so that a run that arrives late is found all the same.
        let journal = self.journal(vec![entry]).await?;
        let safeties = self.session.client.safeties();
        let mut attempts = 0;
        // A restored backup does not know of the run that it made.
        let known = self.run_of_identity(title, &identity).await?;
        let id = loop {
            if let Some(id) = known {
                break id;
            }
            attempts += 1;
            match self.session.fresh().create_run(&self.session.project, &create).await {
                Ok(id) => break id,
                Err(qase::Error::AnswerLost { .. }) => match self.look_for_run(&request).await? {
                    Some(id) => break id,
                    None if safeties.look_up || attempts >= ATTEMPTS_UNLOOKED => return Ok(None),
                    None => {}
                },
                Err(e) => {
                    self.undone(journal).await?;
                    return Err(e.into());
                }
            }
        };
        let (id, is_own) = match known {
            Some(id) => (id, false),
            None => self.oldest_run(title, &identity, id).await?,
        };
        let (of, link) = (self.of_id(), run_link(&request, id));
        self.session
            .blocking(move |store| {
                store
                    .write(Op::bulk("export_run"), |tx| {
                        journal.iter().try_for_each(|j| tx.journal().done(*j, id))?;
                        tx.journal().link_run(of, &link)
                    })
                    .map(drop)
            })
            .await?;
        self.summary.run = Some(RunSent { id, title: title.to_owned(), created: is_own });
        if !is_own {
            return Ok(Some(id));
        }
        let made = Item {
            entity: Entity::Run,
            local_key: self.run_here.map(|r| r.to_string()),
            remote_key: Some(id.to_string()),
            title: title.to_owned(),
            outcome: ItemOutcome::Created,
            detail: None,
        };
        self.note(vec![made]).await?;
        Ok(Some(id))
    }

    /// Identity of a run in Qase: its first result in the workspace's run, or all results if they come from several runs. A copy
    /// of the workspace computes the same identity.
    fn identity_of_results(&self, title: &str) -> String {
        let all = self.collected.results.iter().map(|r| (r.result.id, r.result.hash.as_str()));
        let hashes: BTreeSet<&str> = match self.run_here {
            Some(_) => all.min().map(|(_, hash)| hash).into_iter().collect(),
            None => all.map(|(_, hash)| hash).collect(),
        };
        let text = hashes.into_iter().chain([title]).collect::<Vec<_>>().join("\n");
        blake3::hash(text.as_bytes()).to_hex().chars().take(32).collect()
    }

    /// The open run that an earlier export of the same results made.
    async fn run_of_identity(&self, title: &str, identity: &str) -> Result<Option<i64>> {
        if !self.session.client.safeties().trace {
            return Ok(None);
        }
        let filter = RunFilter { search: Some(title.to_owned()), ..RunFilter::default() };
        let runs = self.session.fresh().list_runs(&self.session.project, &filter).await?;
        let is_it = |r: &&qase::model::Run| r.is_open() && r.description.as_deref().is_some_and(|d| d.contains(identity));
        Ok(runs.iter().filter(is_it).map(|r| r.id).min())
    }

    /// The run for the results after `made` was created, and true if it is that one. An export of a copy of this workspace may have created
    /// one at the same moment: both take the older one, and the other is reported.
    async fn oldest_run(&mut self, title: &str, identity: &str, made: i64) -> Result<(i64, bool)> {
        if !self.session.client.safeties().trace {
            return Ok((made, true));
        }
        let filter = RunFilter { search: Some(title.to_owned()), ..RunFilter::default() };
        let mut pauses = super::settle::Pauses::new(self.session.waits.until_visible);
        let runs = loop {
            let runs = self.session.fresh().list_runs(&self.session.project, &filter).await?;
            if runs.iter().any(|run| run.id == made) {
                break runs;
            }
            let Some(pause) = pauses.next() else {
                self.summary.drift.push(Message::new("sync-drift-run-unlisted").with("id", made).with("title", title));
                break runs;
            };
            self.session.wait(pause).await?;
        };
        let is_it = |r: &&qase::model::Run| r.is_open() && r.description.as_deref().is_some_and(|d| d.contains(identity));
        let oldest = runs.iter().filter(is_it).map(|r| r.id).min().map_or(made, |id| id.min(made));
        for other in runs.iter().filter(is_it).map(|r| r.id).chain([made]).collect::<BTreeSet<_>>() {
            if other != oldest {
                self.summary
                    .drift
                    .push(Message::new("sync-drift-double-run").with("id", other).with("of", oldest).with("title", title));
            }
        }
        Ok((oldest, oldest == made))
    }

    /// Looks for the run of a creation whose answer was lost, for the lifetime of such a write.
    async fn look_for_run(&self, request: &RunRequest) -> Result<Option<i64>> {
        let project = &self.session.project;
        let filter = &RunFilter { search: Some(request.title.clone()), ..RunFilter::default() };
        let client = self.session.fresh();
        let found = client.look_for(|fresh, _| async move {
            let runs = fresh.list_runs(project, filter).await?;
            let is_it = |r: &&qase::model::Run| r.description.as_deref().is_some_and(|d| d.contains(&request.marker));
            Ok(runs.iter().find(is_it).map(|r| r.id))
        });
        Ok(found.await?)
    }

    /// The item of a result; it names the case in Qase.
    fn item(&self, step: &ResultStep, outcome: ItemOutcome, detail: Option<Message>) -> Item {
        Item {
            entity: Entity::Result,
            local_key: Some(step.result_id.to_string()),
            remote_key: self.cases.get(&step.case_id).map(ToString::to_string),
            title: step.title.clone(),
            outcome,
            detail: detail.or_else(|| step.note.clone()),
        }
    }
}
