//! The stored versions of a case with its draft above them, and the results of each version.

use std::sync::Arc;

use crate::query::{CachedQuery, Concerns, Reads};
use crate::user_error::UserError;
use crate::views::case::DraftNow;
use voluptas_app::cases;
use voluptas_app::cases::draft::DraftFolder;
use voluptas_app::cases::edit::CaseForm;
use voluptas_app::cases::versions::{CaseVersion, PastResult};
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::CaseId;
use voluptas_store::Aggregate;
use voluptas_ui::memo::{Identity, next_number};

/// A draft of a case: the form that editing began with, the edited one, and the time of the last edit.
type Draft = (CaseForm, CaseForm, Millis);

/// Results of a case while one of its versions was the present one.
#[derive(Debug, Default)]
pub(super) struct VersionResults<'a> {
    /// Number of results.
    pub count: usize,
    /// The latest one.
    pub last: Option<&'a PastResult>,
}

/// The queries of the tab, and the list that is made of their answers.
#[derive(Debug)]
pub(super) struct Source {
    versions: CachedQuery<CaseId, Arc<Vec<CaseVersion>>>,
    results: CachedQuery<CaseId, Vec<PastResult>>,
    /// The draft in the file, for a case whose editor was not opened yet.
    kept: CachedQuery<CaseId, Option<Draft>>,
    draft: Option<Draft>,
    /// The draft, when there is one, then the versions, newest first; with the answer that they were made of.
    entries: (Option<Identity<Vec<CaseVersion>>>, Vec<CaseVersion>),
    /// The draft differs from that of the entries.
    is_redrafted: bool,
    /// Another number for other entries.
    revision: u64,
}

impl Default for Source {
    fn default() -> Self {
        Self {
            versions: CachedQuery::of_thing("gui-unread-history", Concerns::Of(&[Aggregate::Cases, Aggregate::Mappings])),
            results: CachedQuery::of_thing("gui-unread-results", Concerns::Of(&[Aggregate::Results, Aggregate::Runs])),
            kept: CachedQuery::of_thing("gui-unread-cases", Concerns::Of(&[Aggregate::Cases])),
            draft: None,
            entries: (None, Vec::new()),
            is_redrafted: false,
            revision: 0,
        }
    }
}

impl Source {
    pub fn refresh(&mut self, id: CaseId, reads: Reads<'_>) {
        self.versions.ask(reads, Some(id), |store, id| cases::versions::versions(store, *id).map(Arc::new));
        self.results.ask(reads, Some(id), |store, id| cases::versions::results(store, *id));
        self.arrange();
    }

    /// Takes over the draft of the open editor, or the one that was kept for a case whose editor was not opened.
    pub fn take_draft(&mut self, id: CaseId, now: DraftNow<'_>, is_kept: bool, reads: Reads<'_>) {
        let of_file = (is_kept && matches!(now, DraftNow::NotOpened)).then_some(id);
        self.kept.ask(reads, of_file, |store, id| {
            let created_ms = store.read(|tx| tx.cases().get(*id))?.created_ms;
            let draft = DraftFolder::of(store).read(*id).filter(|draft| draft.is_of(created_ms));
            Ok::<_, voluptas_store::Error>(draft.map(|draft| (draft.base, draft.form, draft.at_ms)))
        });
        let draft = match now {
            DraftNow::NotOpened => self.kept.get().and_then(Option::as_ref).map(|(base, form, at_ms)| (base, form, *at_ms)),
            DraftNow::Saved => None,
            DraftNow::Edited(base, form, at_ms) => Some((base, form, at_ms)),
        };
        if self.draft.as_ref().map(|(base, form, _)| (base, form)) != draft.map(|(base, form, _)| (base, form)) {
            self.draft = draft.map(|(base, form, at_ms)| (base.clone(), form.clone(), at_ms));
            self.is_redrafted = true;
        }
        self.arrange();
    }

    fn arrange(&mut self) {
        let versions = self.versions.get();
        let of = versions.map(Identity::of);
        if self.entries.0 == of && !std::mem::take(&mut self.is_redrafted) {
            return;
        }
        let stored = versions.map(|all| all.as_slice()).unwrap_or_default();
        let draft =
            self.draft.as_ref().zip(stored.first()).map(|((base, form, at_ms), present)| present.drafted(base, form, *at_ms));
        self.entries = (of, draft.into_iter().chain(stored.iter().cloned()).collect());
        self.revision = next_number();
    }

    /// The draft, when there is one, then the versions, newest first.
    pub fn entries(&self) -> &[CaseVersion] {
        &self.entries.1
    }

    /// Another number for other entries.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// True once the versions were read.
    pub fn is_read(&self) -> bool {
        self.versions.get().is_some()
    }

    pub fn failure(&self) -> Option<&UserError> {
        self.versions.failure()
    }

    /// Place of the present version.
    pub fn current(&self) -> usize {
        usize::from(self.entries().first().is_some_and(CaseVersion::is_draft))
    }

    /// The results of the version at a place, up to those that are read.
    pub fn results(&self, at: usize) -> VersionResults<'_> {
        let Some(version) = self.entries().get(at).filter(|version| !version.is_draft()) else {
            return VersionResults::default();
        };
        let next = at.checked_sub(1).and_then(|newer| self.entries().get(newer)).filter(|newer| !newer.is_draft());
        let is_of = |past: &&PastResult| {
            past.at_ms >= version.operation.at_ms && next.is_none_or(|next| past.at_ms < next.operation.at_ms)
        };
        let mut of = self.results.get().into_iter().flatten().filter(is_of).peekable();
        let last = of.peek().copied();
        VersionResults { count: of.count(), last }
    }
}
