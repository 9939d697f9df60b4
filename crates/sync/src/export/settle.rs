//! Reads back the created objects, in the lists that the next export reads.
//!
//! A list may lag behind a creation. And an export of a copy of this workspace may have created the same at the same moment: then
//! both link to the oldest ([`crate::oldest`]), and the others are reported.

use super::work::Work;
use crate::convert;
use crate::doubles::OwnObjects;
use crate::error::Result;
use crate::report::Stage;
use crate::snapshot::Remote;
use crate::{import, oldest, remote};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, SuiteId};
use voluptas_qase::CaseFilter;

/// Longest pause between two looks at a list.
const LONGEST_PAUSE: Duration = Duration::from_secs(4);

impl Work<'_> {
    /// Settles the created suites before cases are created in them.
    pub(super) async fn settle_suites(&mut self) -> Result<()> {
        let created: BTreeSet<i64> =
            self.touched_suites.iter().filter(|(_, touched)| touched.before.is_none()).map(|(id, _)| *id).collect();
        if created.is_empty() || !self.settles() {
            return Ok(());
        }
        let suites = self.listed_suites(&created).await?;
        let mut there = Remote { suites, ..Remote::default() };
        let (_, suites) = self.link_to_oldest(&mut there).await?;
        for touched in std::mem::take(&mut self.touched_suites) {
            let (id, touched) = touched;
            let now = suites.get(&touched.here).copied().unwrap_or(id);
            self.touched_suites.insert(now, touched);
        }
        Ok(())
    }

    /// Settles everything that was created, after it was read back and before results name it.
    pub(super) async fn settle(&mut self, created: &CreatedIds) -> Result<()> {
        if (created.cases.is_empty() && created.suites.is_empty()) || !self.settles() {
            return Ok(());
        }
        let mut there = Remote { suites: self.listed_suites(&created.suites).await?, ..Remote::default() };
        if !created.cases.is_empty() {
            self.read_listed_cases(&created.cases, &mut there).await?;
        }
        let (cases, suites) = self.link_to_oldest(&mut there).await?;
        self.cases.extend(cases);
        self.suites.extend(suites);
        let known: Vec<Message> = self.summary.drift.clone();
        self.summary.drift.extend(there.doubles_named().into_iter().filter(|message| !known.contains(message)));
        Ok(())
    }

    /// False in the simulation's runs without traces or reading back.
    fn settles(&self) -> bool {
        let safeties = self.session.client.safeties();
        safeties.trace && safeties.read_back
    }

    async fn link_to_oldest(&mut self, there: &mut Remote) -> Result<(BTreeMap<CaseId, i64>, BTreeMap<SuiteId, i64>)> {
        let local = import::read_local(self.session, &self.of).await?;
        import::align(there, &local);
        let mut linked = OwnObjects::of(&local);
        linked.read_sent(self.session, self.of.id, there).await?;
        there.set_doubles_aside(self.session.client.write_lifetime(), &linked);
        let before = linked.clone();
        if !oldest::link(self.session, &self.of, there, &mut linked).await? {
            return Ok(Default::default());
        }
        let cases = linked.cases.iter().filter(|(id, _)| !before.cases.contains_key(id)).map(|(id, row)| (CaseId(*row), *id));
        let suites = linked.suites.iter().filter(|(id, _)| !before.suites.contains_key(id)).map(|(id, row)| (SuiteId(*row), *id));
        let (cases, suites): (BTreeMap<_, _>, BTreeMap<_, _>) = (cases.collect(), suites.collect());
        self.taken.extend(cases.values());
        Ok((cases, suites))
    }

    /// The suites, once the list has the created ones.
    async fn listed_suites(&mut self, created: &BTreeSet<i64>) -> Result<BTreeMap<i64, crate::snapshot::RemoteSuite>> {
        let mut pauses = Pauses::new(self.session.waits.until_visible);
        loop {
            let list = self.session.fresh().list_suites(&self.session.project).await?;
            let missing: Vec<i64> = created.iter().filter(|id| list.iter().all(|s| s.id != **id)).copied().collect();
            let Some(pause) = pauses.next().filter(|_| !missing.is_empty()) else {
                self.tell_unlisted("sync-drift-suites-unlisted", &missing);
                let mut suites = list.iter().map(|s| (s.id, convert::suite(s))).collect();
                remote::look_for_suites(self.session, created.clone(), &mut suites).await?;
                return Ok(suites);
            };
            self.session.wait(pause).await?;
        }
    }

    /// Reads the cases, once the list contains the created ones. One request is enough if nobody else has created a case.
    async fn read_listed_cases(&mut self, created: &BTreeSet<i64>, there: &mut Remote) -> Result<()> {
        self.session.step(Stage::Verify, 0, created.len(), "")?;
        let (client, project) = (self.session.fresh(), &self.session.project);
        let count = self.collected.remote.cases.len() + created.len();
        let highest = created.last().copied().unwrap_or(0).max(self.max_case);
        let was_whole = self.collected.remote.scope.is_none();
        let mut pauses = Pauses::new(self.session.waits.until_visible);
        let missing: Vec<i64> = loop {
            if was_whole && client.has_same_cases(project, count as u64, highest).await? {
                return Ok(());
            }
            let list = client.list_cases(project, &CaseFilter::default()).await?;
            let missing: Vec<i64> = created.iter().filter(|id| list.iter().all(|c| c.id != **id)).copied().collect();
            let Some(pause) = pauses.next().filter(|_| !missing.is_empty()) else {
                let living = list.iter().filter(|c| !c.is_deleted());
                there.cases = living.map(|c| (c.id, remote::case(c, &self.collected.fields, &there.suites))).collect();
                break missing;
            };
            self.session.wait(pause).await?;
        };
        self.tell_unlisted("sync-drift-cases-unlisted", &missing);
        Ok(())
    }

    fn tell_unlisted(&mut self, key: &'static str, missing: &[i64]) {
        const NAMED: usize = 10;
        if missing.is_empty() || self.summary.drift.iter().any(|message| message.key == key) {
            return;
        }
        let ids: Vec<String> = missing.iter().take(NAMED).map(ToString::to_string).collect();
        self.summary.drift.push(Message::new(key).count("count", missing.len()).with("ids", ids.join(", ")));
    }
}

/// Ids in Qase of the objects that an export created.
#[derive(Debug, Default)]
pub(super) struct CreatedIds {
    pub cases: BTreeSet<i64>,
    pub suites: BTreeSet<i64>,
}

/// Growing pauses until a time is over.
pub(super) struct Pauses {
    left: Duration,
    pause: Duration,
}

impl Pauses {
    pub(super) fn new(left: Duration) -> Self {
        Self { left, pause: Duration::from_millis(100) }
    }

    pub(super) fn next(&mut self) -> Option<Duration> {
        let pause = self.pause.min(self.left);
        if pause.is_zero() {
            return None;
        }
        self.left -= pause;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        Some(pause)
    }
}
