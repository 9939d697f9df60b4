//! Review of cases by people: sending to review, approving, comments. Each is one named write, so that undo takes it back.

use std::collections::{BTreeMap, BTreeSet};

use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::CaseContent;
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::review::{Review, ReviewState};
use voluptas_core::domain::validate::Invalid;
use voluptas_store::{Op, Result, Store, Tx};

/// Cases that are read and written together.
const CHUNK: usize = 1000;

/// Version of a case that a person has read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenCase {
    pub case: CaseId,
    /// Time of the last change of the content that was read.
    pub updated_ms: Millis,
}

/// The outcome of [`set`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewOutcome {
    /// Number of cases whose review was set.
    pub set: usize,
    /// Cases that stayed as they are, because their content changed after the person had read it.
    pub changed: Vec<CaseId>,
    /// Cases sent to review or approved that have neither steps nor a long text, so that there is nothing to review.
    pub empty: Vec<CaseId>,
}

/// Cases whose approval needs a question first, in the given order. Never contains cases in the trash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewDoubts {
    /// Cases that were never sent to review.
    pub never_sent: Vec<CaseId>,
    /// Cases that were sent to review by the very person who approves them.
    pub own: Vec<CaseId>,
}

impl ReviewDoubts {
    /// True where an approval needs no question.
    pub fn is_empty(&self) -> bool {
        self.never_sent.is_empty() && self.own.is_empty()
    }
}

/// Finds the cases whose approval by the author of the store is a question first. Blocks.
pub fn doubts(store: &Store, cases: &[SeenCase]) -> Result<ReviewDoubts> {
    let me = store.author().who.clone().unwrap_or_default();
    store.read(|tx| {
        let mut found = ReviewDoubts::default();
        for part in cases.chunks(CHUNK) {
            let ids: Vec<CaseId> = part.iter().map(|seen| seen.case).collect();
            let rows = tx.cases().by_ids(&ids)?;
            let living = || rows.iter().filter(|case| case.deleted_ms.is_none());
            let never: BTreeSet<CaseId> = living().filter(|case| case.review.is_none()).map(|case| case.id).collect();
            let is_own = |review: &Review| review.state == ReviewState::InReview && !me.is_empty() && review.by == me;
            let own: BTreeSet<CaseId> =
                living().filter(|case| case.review.as_ref().is_some_and(is_own)).map(|case| case.id).collect();
            found.never_sent.extend(ids.iter().filter(|id| never.contains(id)));
            found.own.extend(ids.iter().filter(|id| own.contains(id)));
        }
        Ok(found)
    })
}

/// Sets the review of cases, or ends it with `None`. A case that already has this state stays unchanged, unless it was approved
/// before its last change: then it is approved again. Only the version that the person read is approved; a case that has changed
/// since is skipped and listed.
///
/// # Errors
/// [`voluptas_store::Error::NotFound`]; nothing is changed then.
pub fn set(store: &Store, cases: &[SeenCase], state: Option<ReviewState>) -> Result<ReviewOutcome> {
    store.write(Op::edit("review_cases"), |tx| set_in(tx, cases, state)).map(|written| written.value)
}

/// [`set`] in a write.
pub fn set_in(tx: &Tx<'_>, cases: &[SeenCase], state: Option<ReviewState>) -> Result<ReviewOutcome> {
    let by = tx.author().and_then(|author| author.who.clone()).unwrap_or_default();
    let mut end = ReviewOutcome::default();
    for part in cases.chunks(CHUNK) {
        let seen: BTreeMap<CaseId, Millis> = part.iter().map(|seen| (seen.case, seen.updated_ms)).collect();
        let ids: Vec<CaseId> = part.iter().map(|seen| seen.case).collect();
        for case in tx.cases().by_ids(&ids)?.into_iter().filter(|case| case.deleted_ms.is_none()) {
            let is_so = case.review.as_ref().map(|r| r.state) == state;
            if is_so && !tx.reviews().is_outdated(&case)? {
                continue;
            }
            if state == Some(ReviewState::Approved) && seen.get(&case.id) != Some(&case.updated_ms) {
                end.changed.push(case.id);
                continue;
            }
            if state.is_some() && is_empty(&case.content) {
                end.empty.push(case.id);
            }
            let review = state.map(|state| Review { state, by: by.clone(), at_ms: tx.now() });
            tx.reviews().set(&case, review.as_ref())?;
            end.set += 1;
        }
    }
    tx.relabel(&label(state, end.set))?;
    Ok(end)
}

/// The text of the history for a number of cases.
pub fn label(state: Option<ReviewState>, cases: usize) -> Message {
    Message::new("history-review").with("state", word(state)).count("count", cases)
}

/// True for a case with neither steps nor a description, conditions or an expected result.
fn is_empty(content: &CaseContent) -> bool {
    let texts = [&content.description, &content.preconditions, &content.postconditions, &content.expected_result];
    content.steps.is_empty() && texts.iter().all(|text| text.as_deref().unwrap_or_default().trim().is_empty())
}

/// The word of a state for messages: `draft` for no review.
pub fn word(state: Option<ReviewState>) -> &'static str {
    state.map_or("draft", ReviewState::as_str)
}

/// Adds a comment of the author of the store.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a blank or too long text, [`voluptas_store::Error::NotFound`] without the case.
pub fn comment(store: &Store, case: CaseId, body: &str) -> Result<()> {
    let who = store.author().who.clone().unwrap_or_default();
    let title = store.read(|tx| tx.case_title(case))?;
    let label = Message::new("history-comment").with("title", title);
    store.write(Op::edit("comment").labelled(label), |tx| tx.reviews().comment(case, &who, body)).map(drop)
}

/// Changes the text of a comment that the author of the store wrote.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a blank or too long text and for a comment of somebody else, [`voluptas_store::Error::NotFound`].
pub fn edit_comment(store: &Store, id: i64, body: &str) -> Result<()> {
    let who = store.author().who.clone().unwrap_or_default();
    let title = store.read(|tx| tx.case_title(tx.reviews().comment_by_id(id)?.case_id))?;
    let label = Message::new("history-edit-comment").with("title", title);
    let written = store.write(Op::edit("edit_comment").labelled(label), |tx| {
        if tx.reviews().comment_by_id(id)?.author != who {
            return Err(Invalid::new("comment", Message::new("review-comment-not-own")).into());
        }
        tx.reviews().edit_comment(id, body)
    });
    written.map(drop)
}

/// Removes a comment.
pub fn remove_comment(store: &Store, id: i64) -> Result<()> {
    let title = store.read(|tx| tx.case_title(tx.reviews().comment_by_id(id)?.case_id))?;
    let label = Message::new("history-remove-comment").with("title", title);
    store.write(Op::edit("remove_comment").labelled(label), |tx| tx.reviews().remove_comment(id)).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history;
    use std::sync::Arc;
    use voluptas_core::base::FixedClock;
    use voluptas_core::domain::case::{Case, NewCase};
    use voluptas_core::domain::ids::SuiteId;
    use voluptas_core::domain::suite::{NewSuite, SuiteContent};
    use voluptas_store::history::Direction;
    use voluptas_store::{Author, Source};

    struct Desk {
        clock: Arc<FixedClock>,
        store: Store,
        case: CaseId,
        _dir: tempfile::TempDir,
    }

    fn desk() -> Desk {
        let dir = tempfile::tempdir().expect("folder");
        let clock = Arc::new(FixedClock::at(1_000));
        let store = Store::open(&dir.path().join("w.voluptas"), clock.clone()).expect("store");
        let store = store.by(Author::new(Source::Window, Some("Anna")));
        let case = store.write(Op::edit("case"), |tx| {
            let project = tx.projects().create("SHOP", "Shop", None)?.id;
            let content = CaseContent { title: "Pay".into(), description: Some("By card.".into()), ..CaseContent::default() };
            tx.cases().create(project, &NewCase { content, ..NewCase::default() })
        });
        Desk { clock, store, case: case.expect("case").value, _dir: dir }
    }

    impl Desk {
        /// Sets the review of the case as it is stored now; returns the number of cases that were set.
        fn set(&self, state: Option<ReviewState>) -> usize {
            set(&self.store, &[self.seen()], state).expect("set").set
        }

        fn seen(&self) -> SeenCase {
            SeenCase { case: self.case, updated_ms: self.case().updated_ms }
        }

        fn case(&self) -> Case {
            self.store.read(|tx| tx.cases().get(self.case)).expect("case")
        }

        fn retitle(&self, title: &str) {
            let content = CaseContent { title: title.into(), ..self.case().content };
            self.store.write(Op::edit("edit"), |tx| tx.cases().update(self.case, &content)).expect("changed");
        }

        fn is_outdated(&self) -> bool {
            let (case, rows) = (self.case(), self.store.read(|tx| tx.cases().summaries_of(&[self.case])).expect("the row"));
            let of_row = rows[0].review.expect("a review").1;
            assert_eq!(self.store.read(|tx| tx.reviews().is_outdated(&case)).expect("an answer"), of_row);
            of_row
        }

        fn review(&self) -> Option<Review> {
            self.store.read(|tx| tx.cases().get(self.case)).expect("case").review
        }

        fn comments(&self) -> Vec<String> {
            let comments = self.store.read(|tx| tx.reviews().comments(self.case)).expect("comments");
            comments.into_iter().map(|c| format!("{}: {}", c.author, c.body)).collect()
        }
    }

    #[test]
    fn a_review_is_set_once_and_taken_back() {
        let desk = desk();
        assert_eq!(desk.set(Some(ReviewState::InReview)), 1);
        assert_eq!(desk.set(Some(ReviewState::InReview)), 0);
        assert_eq!(desk.review(), Some(Review { state: ReviewState::InReview, by: "Anna".into(), at_ms: 1_000 }));
        assert_eq!(desk.set(Some(ReviewState::Approved)), 1);
        history::step_history(&desk.store, Direction::Undo).expect("undone");
        assert_eq!(desk.review().map(|r| r.state), Some(ReviewState::InReview));
        history::step_history(&desk.store, Direction::Undo).expect("undone");
        assert_eq!(desk.review(), None);
    }

    #[test]
    fn a_case_that_was_sent_or_approved_counts_as_sent() {
        let desk = desk();
        let never = || doubts(&desk.store, &[desk.seen()]).expect("an answer").never_sent;
        assert_eq!(never(), [desk.case]);
        desk.set(Some(ReviewState::InReview));
        assert_eq!(never(), []);
        desk.set(Some(ReviewState::Approved));
        desk.clock.advance(10);
        desk.retitle("Pay twice");
        assert_eq!(never(), [], "approving anew needs no second sending");
        desk.set(None);
        assert_eq!(never(), [desk.case], "the review was ended");
    }

    #[test]
    fn an_approval_that_came_back_still_holds() {
        let desk = desk();
        desk.set(Some(ReviewState::Approved));
        desk.clock.advance(10);
        desk.set(None);
        desk.clock.advance(10);
        history::step_history(&desk.store, Direction::Undo).expect("undone");
        assert!(!desk.is_outdated(), "nothing of the case has changed");
    }

    #[test]
    fn a_change_that_was_taken_back_ends_no_approval() {
        let desk = desk();
        desk.set(Some(ReviewState::Approved));
        desk.clock.advance(10);
        desk.retitle("Pay twice");
        assert!(desk.is_outdated());
        desk.clock.advance(10);
        history::step_history(&desk.store, Direction::Undo).expect("undone");
        assert!(!desk.is_outdated(), "the content is the approved one");
        desk.clock.advance(10);
        history::step_history(&desk.store, Direction::Redo).expect("redone");
        assert!(desk.is_outdated());
        // Also by a person who types the old title again, and not with another field that stays changed.
        desk.clock.advance(10);
        desk.retitle("Pay");
        assert!(!desk.is_outdated());
        assert_eq!(desk.set(Some(ReviewState::Approved)), 0, "nothing to approve anew");
        let content = CaseContent { description: Some("In cash.".into()), ..desk.case().content };
        desk.clock.advance(10);
        desk.store.write(Op::edit("edit"), |tx| tx.cases().update(desk.case, &content)).expect("changed");
        desk.retitle("Pay twice");
        desk.retitle("Pay");
        assert!(desk.is_outdated());
    }

    #[test]
    fn a_new_case_with_a_comment_of_somebody_else_stays() {
        let desk = desk();
        let boris = desk.store.by(Author::new(Source::Window, Some("Boris")));
        comment(&boris, desk.case, "Which card?").expect("written");
        history::step_history(&desk.store, Direction::Undo).expect("undone");
        let is_there = || desk.store.read(|tx| tx.cases().get(desk.case)).expect("case").deleted_ms.is_none();
        assert!(is_there(), "the comment would be found by nobody");
        history::step_history(&boris, Direction::Undo).expect("undone");
        assert_eq!((desk.comments().len(), is_there()), (0, true));
    }

    #[test]
    fn a_change_after_the_approval_is_seen_and_approved_anew() {
        let desk = desk();
        desk.set(Some(ReviewState::Approved));
        desk.clock.advance(10);
        desk.retitle("Pay twice");
        assert!(desk.is_outdated());
        assert_eq!(desk.set(Some(ReviewState::Approved)), 1);
        assert_eq!(desk.review().map(|r| r.at_ms), Some(1_010));
    }

    #[test]
    fn an_approval_holds_only_for_the_version_that_was_seen() {
        let desk = desk();
        desk.set(Some(ReviewState::InReview));
        let seen = desk.seen();
        desk.clock.advance(10);
        desk.retitle("Pay twice");
        let end = set(&desk.store, &[seen], Some(ReviewState::Approved)).expect("an answer");
        assert_eq!(end, ReviewOutcome { set: 0, changed: vec![desk.case], empty: Vec::new() });
        assert_eq!(desk.review().map(|r| r.state), Some(ReviewState::InReview));
        // Another review needs no version: it approves nothing.
        assert_eq!(set(&desk.store, &[seen], None).expect("ended").set, 1);
    }

    #[test]
    fn the_trash_and_another_suite_end_no_approval() {
        let desk = desk();
        desk.set(Some(ReviewState::Approved));
        desk.clock.advance(10);
        for deleted in [true, false] {
            desk.store.write(Op::edit("trash"), |tx| tx.cases().set_deleted(desk.case, deleted)).expect("moved");
        }
        assert!(!desk.is_outdated(), "the case came back as it was");
        let suite: SuiteId = desk
            .store
            .write(Op::edit("suite"), |tx| {
                let content = SuiteContent { title: "Payment".into(), ..SuiteContent::default() };
                let suite = tx.suites().create(desk.case().project_id, &NewSuite { content, ..NewSuite::default() })?;
                tx.cases().move_to(desk.case, Some(suite))?;
                Ok(suite)
            })
            .expect("moved")
            .value;
        assert_eq!(desk.case().suite_id, Some(suite));
        assert!(!desk.is_outdated(), "a suite is no content");
    }

    #[test]
    fn a_case_without_content_is_named() {
        let desk = desk();
        let content = CaseContent { title: "Later".into(), ..CaseContent::default() };
        desk.store.write(Op::edit("edit"), |tx| tx.cases().update(desk.case, &content)).expect("changed");
        let end = set(&desk.store, &[desk.seen()], Some(ReviewState::InReview)).expect("set");
        assert_eq!((end.set, end.empty), (1, vec![desk.case]));
        let end = set(&desk.store, &[desk.seen()], None).expect("set");
        assert_eq!((end.set, end.empty), (1, Vec::new()), "ending a review needs no warning");
    }

    #[test]
    fn a_comment_is_edited_by_its_author_alone() {
        let desk = desk();
        comment(&desk.store, desk.case, "What card?").expect("written");
        let first = || desk.store.read(|tx| tx.reviews().comments(desk.case)).expect("comments").remove(0);
        let id = first().id;
        assert_eq!(first().edited_ms, None);
        desk.clock.advance(10);
        edit_comment(&desk.store, id, "Which card?").expect("edited");
        assert_eq!((first().body.as_str(), first().edited_ms, first().created_ms), ("Which card?", Some(1_010), 1_000));
        let boris = desk.store.by(Author::new(Source::Window, Some("Boris")));
        assert!(edit_comment(&boris, id, "Mine").is_err() && edit_comment(&desk.store, id, " ").is_err());
        history::step_history(&desk.store, Direction::Undo).expect("undone");
        assert_eq!((first().body.as_str(), first().edited_ms), ("What card?", None), "the mark goes with the edit");
        history::step_history(&desk.store, Direction::Redo).expect("redone");
        assert_eq!((first().body.as_str(), first().edited_ms), ("Which card?", Some(1_010)));
        desk.clock.advance(10);
        remove_comment(&desk.store, id).expect("removed");
        history::step_history(&desk.store, Direction::Undo).expect("undone");
        assert_eq!(first().edited_ms, Some(1_010), "removing and restoring is no edit");
    }

    #[test]
    fn comments_come_and_go_and_come_back() {
        let desk = desk();
        comment(&desk.store, desk.case, "  Which card?\n").expect("written");
        comment(&desk.store, desk.case, "Any.").expect("written");
        assert_eq!(desk.comments(), ["Anna: Which card?", "Anna: Any."]);
        assert!(comment(&desk.store, desk.case, " \n").is_err(), "a blank comment");
        let first = desk.store.read(|tx| tx.reviews().comments(desk.case)).expect("comments")[0].id;
        remove_comment(&desk.store, first).expect("removed");
        assert_eq!(desk.comments(), ["Anna: Any."]);
        history::step_history(&desk.store, Direction::Undo).expect("undone");
        assert_eq!(desk.comments().len(), 2);
        history::step_history(&desk.store, Direction::Undo).expect("undone");
        assert_eq!(desk.comments(), ["Anna: Which card?"], "a comment is taken back like any other edit");
        assert!(remove_comment(&desk.store, 99).is_err());
    }
}
