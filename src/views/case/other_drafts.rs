//! Drafts of the case that other windows of the same person have, or that closed windows left: one is offered at a time.

use voluptas_app::cases;
use voluptas_app::cases::draft::{CaseDraft, OtherDraft};
use voluptas_app::cases::edit::{CaseForm, FormField};
use voluptas_core::base::Millis;

/// The drafts of other windows.
#[derive(Debug, Default)]
pub struct OtherDrafts {
    all: Vec<OtherDraft>,
    /// Files that were taken over or ignored, with the time of their drafts. A later draft in one of them is offered again.
    settled: Vec<(String, Millis)>,
    /// Files of closed windows whose drafts stand in this one.
    taken: Vec<String>,
    /// True while files that were taken over wait for being deleted.
    is_pending: bool,
}

impl OtherDrafts {
    /// Takes over the drafts that were read.
    pub fn follow(&mut self, read: &[OtherDraft]) {
        if self.all != read {
            self.all = read.to_vec();
        }
    }

    /// The draft that waits for an answer, with the fields that it would bring into this one. A draft whose edits stand in this one is
    /// offered no more.
    pub(super) fn offered(&self, own: &CaseForm) -> Option<(&OtherDraft, Vec<FormField>)> {
        let is_open =
            |other: &OtherDraft| !self.settled.iter().any(|(file, at_ms)| *file == other.file && *at_ms >= other.draft.at_ms);
        let brought = |other: &OtherDraft| {
            let new = cases::edit::changed(&other.draft.form, own);
            let edited = cases::edit::changed(&other.draft.form, &other.draft.base);
            edited.into_iter().filter(|field| new.contains(field)).collect::<Vec<_>>()
        };
        let mut open = self.all.iter().filter(|other| is_open(other)).map(|other| (other, brought(other)));
        open.find(|(_, fields)| !fields.is_empty())
    }

    /// The offered draft, which is offered no longer. The file of a closed window stays until this draft is saved or discarded: until then
    /// a value of it that was replaced again is in no other file.
    pub fn take(&mut self, own: &CaseForm) -> Option<CaseDraft> {
        let other = self.offered(own)?.0.clone();
        self.settled.push((other.file.clone(), other.draft.at_ms));
        if !other.is_open {
            self.taken.push(other.file);
            self.is_pending = true;
        }
        Some(other.draft)
    }

    /// Stops offering the offered draft. Its file stays.
    pub fn ignore(&mut self, own: &CaseForm) {
        if let Some((file, at_ms)) = self.offered(own).map(|(other, _)| (other.file.clone(), other.draft.at_ms)) {
            self.settled.push((file, at_ms));
        }
    }

    /// True while another window has a draft, or a closed one left one that was not taken over.
    pub fn are_there(&self) -> bool {
        self.all.iter().any(|other| !self.taken.contains(&other.file))
    }

    /// True once a draft was taken over or ignored: the answer is remembered while the window is open.
    pub fn are_settled(&self) -> bool {
        !self.settled.is_empty()
    }

    /// True while files that were taken over wait for being deleted.
    pub fn has_taken(&self) -> bool {
        self.is_pending
    }

    /// The files that were taken over and are to be deleted. All of them each time: an earlier deletion may have been skipped.
    pub fn taken(&mut self) -> Vec<String> {
        self.is_pending = false;
        self.taken.clone()
    }
}
