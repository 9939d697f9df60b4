//! Looks at a case or a suite of Qase once more before it is changed, so that what somebody wrote there after the plan was made is
//! not lost.
//!
//! Qase has no condition on a write ("only if unchanged"), so this is as near as one can come: a case is read right before its
//! change. In a small project the whole list is read instead, which is good for a few seconds.

use super::apply::Work;
use crate::domain::Message;
use crate::domain::field::CaseField;
use crate::qase::{self, CaseFilter};
use crate::sync::error::Result;
use crate::sync::merge::{Merge, SuiteField};
use crate::sync::plan::{CaseStep, Class, SuiteStep};
use crate::sync::remote;
use crate::sync::snapshot::{CaseState, LocalCase, RemoteCase, RemoteSuite};
use crate::sync::{convert, import};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use strum::IntoEnumIterator as _;
use tokio::time::Instant;

/// So long a list that was read is good enough to write by.
const FRESH: Duration = Duration::from_secs(5);
/// Cases on a page of the list.
const PAGE: usize = 100;
/// Pages that are read rather than single cases, where at least as many changes are left.
const PAGES_AT_ONCE: usize = 3;

/// What was seen of the suites that are about to be changed.
#[derive(Debug, Default)]
pub(super) struct SuitesAgain {
    /// Suites whose fields the plan changes, that have not been looked at yet.
    left: usize,
    /// The list and when it was asked for.
    list: Option<(Instant, BTreeMap<i64, RemoteSuite>)>,
}

impl SuitesAgain {
    /// For the suites that a plan changes.
    pub(super) fn new(steps: &[SuiteStep]) -> Self {
        let changed = steps.iter().filter(|s| s.class != Class::New && !s.fields.is_empty());
        Self { left: changed.count(), list: None }
    }
}

/// What a case says when it is looked at again.
pub(super) enum Seen {
    /// As the plan was made for.
    AsPlanned,
    /// As it was sent.
    AsSent,
    /// Somebody changed or removed it: why it must not be changed now.
    Otherwise(Message),
}

/// What was seen of the cases that are about to be changed.
#[derive(Debug, Default)]
pub(super) struct Again {
    /// Cases whose fields the plan changes, that have not been looked at yet.
    left: usize,
    /// The list and when it was asked for.
    list: Option<(Instant, BTreeMap<i64, qase::model::Case>)>,
}

impl Again {
    /// For the cases that a plan changes.
    pub(super) fn new(steps: &[CaseStep]) -> Self {
        let changed = steps.iter().filter(|s| s.class != Class::New && !s.changes.is_empty());
        Self { left: changed.count(), list: None }
    }
}

impl Work<'_> {
    /// What a case of Qase says now, against what the plan was made for. `after_a_write` asks whether that write has arrived.
    pub(super) async fn seen_again(
        &self,
        again: &mut Again,
        planned: &RemoteCase,
        here: Option<&LocalCase>,
        merge: &Merge,
        after_a_write: bool,
    ) -> Result<Seen> {
        if after_a_write {
            again.list = None;
        }
        let Some(sent) = self.look_again(again, planned.qase_id, !after_a_write).await? else {
            return Ok(Seen::Otherwise(Message::new("sync-item-gone-there")));
        };
        let mut now = remote::case(&sent, &self.collected.fields, &self.collected.remote.suites);
        if now.hash == planned.hash {
            return Ok(Seen::AsPlanned);
        }
        if let Some(here) = here.filter(|h| h.qase_id == Some(planned.qase_id)) {
            import::align_files(&mut now.state, here);
        }
        if after_a_write && merge.changed_fields().all(|f| now.state.same(f, &merge.result)) {
            return Ok(Seen::AsSent);
        }
        let fields = differing(&planned.state, &now.state);
        if fields.is_empty() {
            return Ok(Seen::AsPlanned);
        }
        Ok(Seen::Otherwise(Message::new("sync-item-changed-there").with("fields", fields.join(", "))))
    }

    /// The same for a suite.
    pub(super) async fn suite_changed_there(&self, again: &mut SuitesAgain, planned: &RemoteSuite) -> Result<Option<Message>> {
        let Some(now) = self.look_at_suite_again(again, planned.qase_id).await? else {
            return Ok(Some(Message::new("sync-item-gone-there")));
        };
        if now.hash == planned.hash {
            return Ok(None);
        }
        // As Qase sent it: the plan may count it as lying elsewhere, where its parent is a double.
        let sent = serde_json::from_str(&planned.payload).map(|sent| convert::suite(&sent).state);
        let before = sent.unwrap_or_else(|_| planned.state.clone());
        let names = SuiteField::iter().filter(|f| !f.same(&now.state, &before)).map(|f| format!("{f:?}").to_lowercase());
        let names: Vec<String> = names.collect();
        Ok((!names.is_empty()).then(|| Message::new("sync-item-changed-there").with("fields", names.join(", "))))
    }

    /// The suite as it is now; `None` when it is gone.
    async fn look_at_suite_again(&self, again: &mut SuitesAgain, id: i64) -> Result<Option<RemoteSuite>> {
        again.list.take_if(|(asked, _)| asked.elapsed() > FRESH);
        let pages = self.collected.remote.suites.len().div_ceil(PAGE).max(1);
        if again.list.is_none() && pages < again.left {
            let asked = Instant::now();
            let list = self.session.fresh().list_suites(&self.session.project).await?;
            again.list = Some((asked, list.iter().map(|s| (s.id, convert::suite(s))).collect()));
        }
        again.left = again.left.saturating_sub(1);
        if let Some(suite) = again.list.as_mut().and_then(|(_, list)| list.remove(&id)) {
            return Ok(Some(suite));
        }
        match self.session.fresh().get_suite(&self.session.project, id).await {
            Ok(suite) => Ok(Some(convert::suite(&suite))),
            Err(qase::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }

    /// The case as it is now; `None` when it is gone.
    async fn look_again(&self, again: &mut Again, id: i64, by_list: bool) -> Result<Option<qase::model::Case>> {
        let (client, code) = (self.session.fresh(), &self.session.project);
        again.list.take_if(|(asked, _)| asked.elapsed() > FRESH);
        let known = &self.collected.remote;
        let pages = known.cases.len().div_ceil(PAGE).max(1);
        // The plan was made without the list when that was cheaper; then it still is.
        if by_list && again.list.is_none() && known.scope.is_none() && pages <= PAGES_AT_ONCE.min(again.left.saturating_sub(1)) {
            let asked = Instant::now();
            let list = client.list_cases(code, &CaseFilter::default()).await?;
            again.list = Some((asked, list.into_iter().map(|c| (c.id, c)).collect()));
        }
        again.left = again.left.saturating_sub(1);
        if let Some(case) = again.list.as_mut().and_then(|(_, list)| list.remove(&id)) {
            return Ok(Some(case));
        }
        // A list can miss a case while others are deleted.
        match client.get_case(code, id).await {
            Ok(case) => Ok(Some(case)),
            Err(qase::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }
}

/// The fields in which two states differ, in the order of their names.
fn differing(a: &CaseState, b: &CaseState) -> Vec<&'static str> {
    let fields: BTreeSet<&'static str> = CaseField::iter().filter(|f| !a.same(*f, b)).map(Into::into).collect();
    fields.into_iter().collect()
}
