//! Suites by hand: new ones, and title, texts and place of existing ones. Each edit is one named write, so that undo takes it back.

use crate::domain::Message;
use crate::domain::ids::{ProjectId, SuiteId};
use crate::domain::suite::{NewSuite, SuiteContent};
use crate::store::{Op, Result, Store};

/// Creates a suite as the last of its parent, or of the root.
///
/// # Errors
/// [`crate::store::Error::Invalid`] for a blank or too long title, [`crate::store::Error::MissingParent`] without the parent.
pub fn create(store: &Store, project: ProjectId, parent: Option<SuiteId>, content: &SuiteContent) -> Result<SuiteId> {
    let content = cleaned(content);
    let label = Message::new("history-create-suite").with("title", &content.title);
    let written = store.write(Op::edit("create_suite").labelled(label), |tx| {
        tx.suites().create(project, &NewSuite { parent_id: parent, number: None, content: content.clone() })
    });
    written.map(|w| w.value)
}

/// Replaces the content of a suite and puts it under a parent. Returns false if both were so already.
///
/// # Errors
/// [`crate::store::Error::Invalid`] for a bad title or a parent within the suite, [`crate::store::Error::NotFound`].
pub fn change(store: &Store, id: SuiteId, parent: Option<SuiteId>, content: &SuiteContent) -> Result<bool> {
    let content = cleaned(content);
    let label = Message::new("history-edit-suite").with("title", &content.title);
    let written = store.write(Op::edit("edit_suite").labelled(label), |tx| {
        let before = tx.suites().get(id)?;
        if before.content != content {
            tx.suites().update(id, &content)?;
        }
        if before.parent_id != parent {
            tx.suites().move_to(id, parent)?;
        }
        Ok(before.content != content || before.parent_id != parent)
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
    use crate::app::edit;
    use crate::base::FixedClock;
    use crate::store::history::Direction;
    use std::sync::Arc;

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
        let content = SuiteContent { description: Some("  ".into()), ..titled("Codes") };
        assert!(change(&store, promo, None, &content).expect("changed"));
        assert_eq!(shown()[1], ("Codes".to_owned(), None));
        assert!(!change(&store, promo, None, &content).expect("the same"));
        assert!(change(&store, cart, Some(cart), &titled("Cart")).is_err(), "a suite within itself");
        assert!(create(&store, project, None, &titled(" ")).is_err());
        edit::step_history(&store, Direction::Undo).expect("undone");
        assert_eq!(shown()[1], ("Promo".to_owned(), Some(cart)));
    }
}
