//! Drafts of the case that other windows of the same person have, or that closed windows left: one is offered at a time.

use eframe::egui::Ui;

use super::bars::field_name;
use super::session::Session;
use crate::view::View;
use crate::widgets::{BannerEvent, Tone, banner};
use voluptas_app::case_draft::{CaseDraft, OtherDraft};
use voluptas_app::case_edit::{self, CaseForm, FormField};
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
    /// Takes over what was read.
    pub fn follow(&mut self, read: &[OtherDraft]) {
        if self.all != read {
            self.all = read.to_vec();
        }
    }

    /// The draft that waits for an answer, with the fields that it would bring into this one. A draft whose edits stand in this one is
    /// offered no more.
    fn offered(&self, own: &CaseForm) -> Option<(&OtherDraft, Vec<FormField>)> {
        let is_open =
            |other: &OtherDraft| !self.settled.iter().any(|(file, at_ms)| *file == other.file && *at_ms >= other.draft.at_ms);
        let brought = |other: &OtherDraft| {
            let new = case_edit::changed(&other.draft.form, own);
            let edited = case_edit::changed(&other.draft.form, &other.draft.base);
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

/// Offers the draft of another window.
pub fn ask(ui: &mut Ui, session: &mut Session, view: &View<'_>) {
    let Some((other, fields)) = session.others.offered(&session.draft) else { return };
    let fields: Vec<_> = fields.into_iter().map(|field| field_name(field, view)).collect();
    let ago = view.tr.ago(view.now, other.draft.at_ms);
    let key = if other.is_open { "writing-other-window" } else { "writing-closed-window" };
    let words = view.tr.fmt(key, &[("fields", fields.join(", ").into()), ("ago", ago.into())]);
    let (take, ignore) = (view.text("writing-other-take"), view.text("writing-other-ignore"));
    match banner(ui, Tone::Warning, &words, Some(&take), Some(&ignore)) {
        Some(BannerEvent::Action) => session.take_other(ui.input(|i| i.time)),
        Some(BannerEvent::Close) => session.others.ignore(&session.draft),
        None => {}
    }
}
