//! Suites by hand: new ones, and title, texts and place of existing ones. Each edit is one named write, so that undo takes it back.

use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{ProjectId, SuiteId};
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_store::{Op, Result, Store};

/// Creates a suite as the last of its parent, or of the root.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a blank or too long title, [`voluptas_store::Error::NotFound`] for a parent that is in the
/// trash.
pub fn create(store: &Store, project: ProjectId, parent: Option<SuiteId>, content: &SuiteContent) -> Result<SuiteId> {
    let content = cleaned(content);
    let label = Message::new("history-create-suite").with("title", &content.title);
    let written = store.write(Op::edit("create_suite").labelled(label), |tx| {
        tx.suites().need_living(parent)?;
        tx.suites().create(project, &NewSuite { parent_id: parent, number: None, content: content.clone() })
    });
    written.map(|w| w.value)
}

/// The part of a suite that a person edits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SuiteForm {
    /// Suite that contains it; `None` for the root.
    pub parent: Option<SuiteId>,
    /// Title and texts.
    pub content: SuiteContent,
}

/// Outcome of [`change`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SuiteChangeOutcome {
    /// The edit is stored.
    Stored,
    /// The stored suite has these values already.
    Nothing,
    /// Nothing was written: others changed one of the edited fields meanwhile, to this.
    Meanwhile(SuiteForm),
}

/// Writes the fields of a suite in which `mine` differs from `base`, the form that editing began with. Changes that other people
/// made to other fields stay; their changes to the same fields are never overwritten.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a bad title or a parent within the suite, [`voluptas_store::Error::NotFound`] for a
/// suite or a parent that is in the trash.
pub fn change(store: &Store, id: SuiteId, base: &SuiteForm, mine: &SuiteForm) -> Result<SuiteChangeOutcome> {
    let (old, new) = (cleaned(&base.content), cleaned(&mine.content));
    let label = Message::new("history-edit-suite").with("title", &new.title);
    let written = store.write(Op::edit("edit_suite").labelled(label), |tx| {
        tx.suites().need_living(Some(id))?;
        let before = tx.suites().get(id)?;
        let stored = &before.content;
        let is_theirs =
            |old: &Option<String>, new: &Option<String>, here: &Option<String>| new != old && here != old && here != new;
        let some = |text: &str| Some(text.to_owned());
        let is_meanwhile = is_theirs(&some(&old.title), &some(&new.title), &some(&stored.title))
            || is_theirs(&old.description, &new.description, &stored.description)
            || is_theirs(&old.preconditions, &new.preconditions, &stored.preconditions)
            || mine.parent != base.parent && before.parent_id != base.parent && before.parent_id != mine.parent;
        if is_meanwhile {
            return Ok(SuiteChangeOutcome::Meanwhile(SuiteForm { parent: before.parent_id, content: before.content }));
        }
        let content = SuiteContent {
            title: if new.title == old.title { &stored.title } else { &new.title }.clone(),
            description: if new.description == old.description { &stored.description } else { &new.description }.clone(),
            preconditions: if new.preconditions == old.preconditions { &stored.preconditions } else { &new.preconditions }
                .clone(),
        };
        let is_moved = mine.parent != base.parent && mine.parent != before.parent_id;
        if *stored != content {
            tx.suites().update(id, &content)?;
        }
        if is_moved {
            tx.suites().need_living(mine.parent)?;
            tx.suites().move_to(id, mine.parent)?;
        }
        Ok(if *stored != content || is_moved { SuiteChangeOutcome::Stored } else { SuiteChangeOutcome::Nothing })
    });
    written.map(|w| w.value)
}

/// Trims title and texts; blank texts become `None`.
fn cleaned(content: &SuiteContent) -> SuiteContent {
    let text = |t: &Option<String>| t.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    SuiteContent {
        title: content.title.trim().to_owned(),
        description: text(&content.description),
        preconditions: text(&content.preconditions),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cases, history};
    use std::sync::Arc;
    use voluptas_core::base::FixedClock;
    use voluptas_store::history::Direction;

    #[test]
    fn a_suite_is_created_changed_moved_and_taken_back() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        let project =
            store.write(Op::edit("project"), |tx| tx.projects().create("SHOP", "Shop", None)).expect("project").value.id;
        let titled = |title: &str| SuiteContent { title: title.into(), ..SuiteContent::default() };
        let shown = || {
            let suites = store.read(|tx| tx.suites().of_project(project)).expect("suites");
            suites.into_iter().map(|s| (s.content.title, s.parent_id)).collect::<Vec<_>>()
        };
        let cart = create(&store, project, None, &titled(" Cart ")).expect("created");
        let promo = create(&store, project, Some(cart), &titled("Promo")).expect("created");
        assert_eq!(shown(), [("Cart".to_owned(), None), ("Promo".to_owned(), Some(cart))]);
        let form = |parent, content| SuiteForm { parent, content };
        let base = form(Some(cart), titled("Promo"));
        let mine = form(None, SuiteContent { description: Some("  ".into()), ..titled("Codes") });
        assert_eq!(change(&store, promo, &base, &mine).expect("changed"), SuiteChangeOutcome::Stored);
        assert_eq!(shown()[1], ("Codes".to_owned(), None));
        assert_eq!(change(&store, promo, &base, &mine).expect("the same"), SuiteChangeOutcome::Nothing);
        let within = form(Some(cart), titled("Cart"));
        assert!(change(&store, cart, &form(None, titled("Cart")), &within).is_err(), "a suite within itself");
        assert!(create(&store, project, None, &titled(" ")).is_err());
        history::step_history(&store, Direction::Undo).expect("undone");
        assert_eq!(shown()[1], ("Promo".to_owned(), Some(cart)));
    }

    #[test]
    fn what_others_changed_meanwhile_stays() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        let project =
            store.write(Op::edit("project"), |tx| tx.projects().create("SHOP", "Shop", None)).expect("project").value.id;
        let base = SuiteForm { parent: None, content: SuiteContent { title: "Cart".into(), ..SuiteContent::default() } };
        let cart = create(&store, project, None, &base.content).expect("created");
        let other = create(&store, project, None, &SuiteContent { title: "Other".into(), ..SuiteContent::default() });
        let other = other.expect("created");
        let mut theirs = base.clone();
        (theirs.content.description, theirs.parent) = (Some("All of it".into()), Some(other));
        assert_eq!(change(&store, cart, &base, &theirs).expect("changed"), SuiteChangeOutcome::Stored);
        let mut mine = base.clone();
        mine.content.title = "Basket".into();
        assert_eq!(change(&store, cart, &base, &mine).expect("changed"), SuiteChangeOutcome::Stored);
        let stored = store.read(|tx| tx.suites().get(cart)).expect("suite");
        assert_eq!((stored.content.title.as_str(), stored.content.description.as_deref()), ("Basket", Some("All of it")));
        assert_eq!(stored.parent_id, Some(other));
        // In the same field nothing is overwritten.
        let mut late = base.clone();
        late.content.title = "Trolley".into();
        let now = SuiteForm { parent: stored.parent_id, content: stored.content.clone() };
        assert_eq!(change(&store, cart, &base, &late).expect("read"), SuiteChangeOutcome::Meanwhile(now.clone()));
        assert_eq!(store.read(|tx| tx.suites().get(cart)).expect("suite").content, stored.content);
        late.parent = now.parent;
        assert_eq!(change(&store, cart, &now, &late).expect("changed"), SuiteChangeOutcome::Stored);
    }

    #[test]
    fn nothing_is_put_into_a_suite_of_the_trash() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        let project =
            store.write(Op::edit("project"), |tx| tx.projects().create("SHOP", "Shop", None)).expect("project").value.id;
        let content = SuiteContent { title: "Cart".into(), ..SuiteContent::default() };
        let form = |parent| SuiteForm { parent, content: content.clone() };
        let (gone, here) = (create(&store, project, None, &content), create(&store, project, None, &content));
        let (gone, here) = (gone.expect("created"), here.expect("created"));
        store.write(Op::edit("trash"), |tx| tx.suites().set_deleted(gone, true)).expect("deleted");
        assert!(create(&store, project, Some(gone), &content).is_err());
        assert!(change(&store, here, &form(None), &form(Some(gone))).is_err());
        assert!(change(&store, gone, &form(None), &form(Some(here))).is_err());
        assert!(cases::edit::create(&store, project, Some(gone), "Pay", None, false).is_err());
        let made = cases::edit::create(&store, project, None, "Pay", None, false).expect("created");
        let cases::edit::CreateOutcome::Case(case) = made else { panic!("{made:?}") };
        let base = cases::edit::load(&store, case).expect("case").form;
        let moved = cases::edit::CaseForm { suite: Some(gone), ..base.clone() };
        assert!(cases::edit::save(&store, case, &base, &moved, false).is_err());
    }

    #[test]
    fn suites_lie_within_each_other_to_a_limit() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        let project =
            store.write(Op::edit("project"), |tx| tx.projects().create("SHOP", "Shop", None)).expect("project").value.id;
        let content = SuiteContent { title: "Suite".into(), ..SuiteContent::default() };
        let chain = |levels: usize| {
            let written = store.write(Op::edit("chain"), |tx| {
                (0..levels).try_fold(Vec::new(), |mut ids: Vec<SuiteId>, _| {
                    let new = NewSuite { parent_id: ids.last().copied(), number: None, content: content.clone() };
                    ids.push(tx.suites().create(project, &new)?);
                    Ok(ids)
                })
            });
            written.expect("written").value
        };
        let (long, short) = (chain(500), chain(2));
        assert!(create(&store, project, long.last().copied(), &content).is_err());
        let moved = |to| store.write(Op::edit("move"), |tx| tx.suites().move_to(short[0], Some(to)));
        let placed = |to| store.write(Op::edit("place"), |tx| tx.suites().place(&short[..1], Some(to), None));
        assert!(moved(long[498]).is_err() && placed(long[498]).is_err());
        assert!(moved(long[497]).is_ok());
    }
}
