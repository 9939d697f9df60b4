//! Reads a case or a suite of Qase again right before it is changed, so that an edit made in Qase after the plan was made is not
//! overwritten.
//!
//! Qase has no conditional write ("only if unchanged"), so a short gap between this read and the write remains. Where it takes
//! fewer requests, a whole list is read instead; it is used for [`FRESH`].

use super::work::Work;
use crate::error::Result;
use crate::merge::{Merge, SuiteField, is_form_of};
use crate::plan::{CaseStep, Class, SuiteStep};
use crate::snapshot::{CaseState, LocalCase, RemoteCase, RemoteSuite};
use crate::{convert, import, remote};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use strum::IntoEnumIterator as _;
use tokio::time::Instant;
use voluptas_core::domain::Message;
use voluptas_core::domain::field::CaseField;
use voluptas_qase::{self as qase, CaseFilter};

/// Longest time for which a list is used after it was requested.
const FRESH: Duration = Duration::from_secs(5);
/// Cases on a page of the list.
const PAGE: usize = 100;
/// The list of cases is read in place of single cases when it has at most this many pages, and fewer pages than changes are left.
const PAGES_AT_ONCE: usize = 3;

/// Suites that were read again during this export.
#[derive(Debug, Default)]
pub(super) struct SuiteReread {
    /// Suites that the plan changes and that were not read again yet.
    left: usize,
    /// The list, with the time of its request.
    list: Option<(Instant, BTreeMap<i64, RemoteSuite>)>,
}

impl SuiteReread {
    /// Counts the suites that the plan changes.
    pub(super) fn new(steps: &[SuiteStep]) -> Self {
        let changed = steps.iter().filter(|s| s.class != Class::New && !s.fields.is_empty());
        Self { left: changed.count(), list: None }
    }
}

/// A case that was read again, compared with the plan.
pub(super) enum RereadOutcome {
    /// The case is as the plan expects.
    AsPlanned,
    /// The case is as this export sent it: an earlier attempt has arrived.
    AsSent,
    /// Somebody changed or removed the case. The message is the reason to skip it.
    Otherwise(Message),
}

/// State of the cases that are about to be changed, as last read from Qase.
#[derive(Debug, Default)]
pub(super) struct CaseReread {
    /// Cases whose fields the plan changes, that have not been looked at yet.
    left: usize,
    /// The list, with the time of its request.
    list: Option<(Instant, BTreeMap<i64, qase::model::Case>)>,
}

impl CaseReread {
    /// Counts the cases that a plan changes.
    pub(super) fn new(steps: &[CaseStep]) -> Self {
        let changed = steps.iter().filter(|s| s.class != Class::New && !s.changes.is_empty());
        Self { left: changed.count(), list: None }
    }
}

impl Work<'_> {
    /// Reads a case again and compares it with the state that the plan expects. `after_a_write` is true when a change was sent
    /// and not answered: the case may then be [`RereadOutcome::AsSent`].
    pub(super) async fn seen_again(
        &self,
        again: &mut CaseReread,
        planned: &RemoteCase,
        here: Option<&LocalCase>,
        merge: &Merge,
        after_a_write: bool,
    ) -> Result<RereadOutcome> {
        if after_a_write {
            again.list = None;
        }
        let Some(sent) = self.look_again(again, planned.qase_id, !after_a_write).await? else {
            return Ok(RereadOutcome::Otherwise(Message::new("sync-item-gone-there")));
        };
        let mut now = remote::case(&sent, &self.collected.fields, &self.collected.remote.suites);
        if now.hash == planned.hash {
            return Ok(RereadOutcome::AsPlanned);
        }
        if let Some(here) = here.filter(|h| h.qase_id == Some(planned.qase_id)) {
            import::align_files(&mut now.state, here);
        }
        let is_as_sent = |f| now.state.same(f, &merge.result) || is_form_of(f, &merge.result, &now.state);
        if after_a_write && merge.changed_fields().all(is_as_sent) {
            return Ok(RereadOutcome::AsSent);
        }
        let fields = differing(&planned.state, &now.state);
        if fields.is_empty() {
            return Ok(RereadOutcome::AsPlanned);
        }
        Ok(RereadOutcome::Otherwise(Message::new("sync-item-changed-there").with("fields", fields.join(", "))))
    }

    /// Reads a suite again. Returns the reason to skip it if somebody changed or removed it.
    pub(super) async fn suite_changed_there(&self, again: &mut SuiteReread, planned: &RemoteSuite) -> Result<Option<Message>> {
        let Some(now) = self.look_at_suite_again(again, planned.qase_id).await? else {
            return Ok(Some(Message::new("sync-item-gone-there")));
        };
        if now.hash == planned.hash {
            return Ok(None);
        }
        // Compare with what Qase sent: in the plan, a child of a duplicate suite counts as lying in the suite that stays.
        let sent = serde_json::from_str(&planned.payload).map(|sent| convert::suite(&sent).state);
        let before = sent.unwrap_or_else(|_| planned.state.clone());
        let names = SuiteField::iter().filter(|f| !f.same(&now.state, &before)).map(|f| format!("{f:?}").to_lowercase());
        let names: Vec<String> = names.collect();
        Ok((!names.is_empty()).then(|| Message::new("sync-item-changed-there").with("fields", names.join(", "))))
    }

    /// The suite as it is now; `None` when it was deleted.
    async fn look_at_suite_again(&self, again: &mut SuiteReread, id: i64) -> Result<Option<RemoteSuite>> {
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

    /// The case as it is now; `None` when it was deleted.
    async fn look_again(&self, again: &mut CaseReread, id: i64, by_list: bool) -> Result<Option<qase::model::Case>> {
        let (client, code) = (self.session.fresh(), &self.session.project);
        again.list.take_if(|(asked, _)| asked.elapsed() > FRESH);
        let known = &self.collected.remote;
        let pages = known.cases.len().div_ceil(PAGE).max(1);
        // A scope means that the plan was made without the list because single reads were cheaper; they still are.
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
    let fields: BTreeSet<&'static str> = CaseField::of_qase().filter(|f| !a.same(*f, b)).map(Into::into).collect();
    fields.into_iter().collect()
}
