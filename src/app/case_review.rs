//! Review of cases by people: sending to review, approving, comments. Each is one named write, so that undo takes it back.

use crate::domain::Message;
use crate::domain::ids::CaseId;
use crate::domain::review::{Review, ReviewState};
use crate::store::{Op, Result, Store};

/// Cases that are read and written together.
const CHUNK: usize = 1000;

/// Sets the review of cases, or ends it with `None`. Returns the number of cases that were not so already. A case that was approved
/// before its last change is approved anew.
///
/// # Errors
/// [`crate::store::Error::NotFound`]; nothing is changed then.
pub fn set(store: &Store, cases: &[CaseId], state: Option<ReviewState>) -> Result<usize> {
    let by = store.author().who.clone().unwrap_or_default();
    let label = Message::new("history-review").with("state", word(state)).count("count", cases.len());
    let written = store.write(Op::edit("review_cases").labelled(label), |tx| {
        let mut changed = 0;
        for part in cases.chunks(CHUNK) {
            for case in tx.cases().by_ids(part)?.into_iter().filter(|case| case.deleted_ms.is_none()) {
                let is_so = case.review.as_ref().map(|r| r.state) == state;
                if is_so && !case.review.as_ref().is_some_and(|r| r.is_outdated(case.updated_ms)) {
                    continue;
                }
                let review = state.map(|state| Review { state, by: by.clone(), at_ms: tx.now() });
                tx.reviews().set(&case, review.as_ref())?;
                changed += 1;
            }
        }
        Ok(changed)
    })?;
    Ok(written.value)
}

/// The word of a state for messages: `draft` for no review.
#[must_use]
pub fn word(state: Option<ReviewState>) -> &'static str {
    state.map_or("draft", ReviewState::as_str)
}

/// Adds a comment of the author of the store.
///
/// # Errors
/// [`crate::store::Error::Invalid`] for a blank or too long text, [`crate::store::Error::NotFound`] without the case.
pub fn comment(store: &Store, case: CaseId, body: &str) -> Result<()> {
    let who = store.author().who.clone().unwrap_or_default();
    let title = store.read(|tx| tx.case_title(case))?;
    let label = Message::new("history-comment").with("title", title);
    store.write(Op::edit("comment").labelled(label), |tx| tx.reviews().comment(case, &who, body)).map(drop)
}

/// Removes a comment.
///
/// # Errors
/// [`crate::store::Error::NotFound`].
pub fn remove_comment(store: &Store, id: i64) -> Result<()> {
    let title = store.read(|tx| tx.case_title(tx.reviews().comment_by_id(id)?.case_id))?;
    let label = Message::new("history-remove-comment").with("title", title);
    store.write(Op::edit("remove_comment").labelled(label), |tx| tx.reviews().remove_comment(id)).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::edit;
    use crate::base::FixedClock;
    use crate::domain::case::{CaseContent, NewCase};
    use crate::store::history::Direction;
    use crate::store::{Author, Source};
    use std::sync::Arc;

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
            let content = CaseContent { title: "Pay".into(), ..CaseContent::default() };
            tx.cases().create(project, &NewCase { content, ..NewCase::default() })
        });
        Desk { clock, store, case: case.expect("case").value, _dir: dir }
    }

    impl Desk {
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
        assert_eq!(set(&desk.store, &[desk.case], Some(ReviewState::InReview)).expect("set"), 1);
        assert_eq!(set(&desk.store, &[desk.case], Some(ReviewState::InReview)).expect("set"), 0);
        assert_eq!(desk.review(), Some(Review { state: ReviewState::InReview, by: "Anna".into(), at_ms: 1_000 }));
        assert_eq!(set(&desk.store, &[desk.case], Some(ReviewState::Approved)).expect("set"), 1);
        edit::step_history(&desk.store, Direction::Undo).expect("undone");
        assert_eq!(desk.review().map(|r| r.state), Some(ReviewState::InReview));
        edit::step_history(&desk.store, Direction::Undo).expect("undone");
        assert_eq!(desk.review(), None);
    }

    #[test]
    fn an_approval_that_came_back_still_holds() {
        let desk = desk();
        set(&desk.store, &[desk.case], Some(ReviewState::Approved)).expect("set");
        desk.clock.advance(10);
        set(&desk.store, &[desk.case], None).expect("ended");
        desk.clock.advance(10);
        edit::step_history(&desk.store, Direction::Undo).expect("undone");
        let case = desk.store.read(|tx| tx.cases().get(desk.case)).expect("case");
        assert!(case.review.is_some_and(|r| !r.is_outdated(case.updated_ms)), "nothing of the case has changed");
    }

    #[test]
    fn a_new_case_with_a_comment_of_somebody_else_stays() {
        let desk = desk();
        let boris = desk.store.by(Author::new(Source::Window, Some("Boris")));
        comment(&boris, desk.case, "Which card?").expect("written");
        edit::step_history(&desk.store, Direction::Undo).expect("undone");
        let is_there = || desk.store.read(|tx| tx.cases().get(desk.case)).expect("case").deleted_ms.is_none();
        assert!(is_there(), "the comment would be found by nobody");
        edit::step_history(&boris, Direction::Undo).expect("undone");
        assert_eq!((desk.comments().len(), is_there()), (0, true));
    }

    #[test]
    fn a_change_after_the_approval_is_seen_and_approved_anew() {
        let desk = desk();
        set(&desk.store, &[desk.case], Some(ReviewState::Approved)).expect("set");
        desk.clock.advance(10);
        let case = desk.store.read(|tx| tx.cases().get(desk.case)).expect("case");
        let content = CaseContent { title: "Pay twice".into(), ..case.content };
        desk.store.write(Op::edit("edit"), |tx| tx.cases().update(desk.case, &content)).expect("changed");
        let case = desk.store.read(|tx| tx.cases().get(desk.case)).expect("case");
        assert!(case.review.as_ref().is_some_and(|r| r.is_outdated(case.updated_ms)));
        assert_eq!(set(&desk.store, &[desk.case], Some(ReviewState::Approved)).expect("set"), 1);
        assert_eq!(desk.review().map(|r| r.at_ms), Some(1_010));
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
        edit::step_history(&desk.store, Direction::Undo).expect("undone");
        assert_eq!(desk.comments().len(), 2);
        edit::step_history(&desk.store, Direction::Undo).expect("undone");
        assert_eq!(desk.comments(), ["Anna: Which card?"], "a comment is taken back like any other edit");
        assert!(remove_comment(&desk.store, 99).is_err());
    }
}
