//! Shared steps of a project: steps that several cases use. Each edit is one named write, so that undo takes it back.

use crate::cases::edit::SharedSteps;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;
use voluptas_core::domain::case::Step;
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_core::domain::validate::{self, Invalid, TITLE_MAX};
use voluptas_store::page::Slice;
use voluptas_store::{Op, Result, Store};

/// A shared step with the cases that use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedRow {
    /// The hash that a step of a case names.
    pub hash: String,
    /// Name.
    pub title: String,
    pub steps: Vec<Step>,
    /// Living cases that use it, in the order of their numbers.
    pub users: Vec<CaseId>,
}

/// The editable part of a shared step: name and steps.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SharedForm {
    /// Name.
    pub title: String,
    /// Steps. None of them may be a shared step.
    pub steps: Vec<Step>,
}

/// The shared steps of a project by name. Blocks.
pub fn list(store: &Store, project: ProjectId) -> Result<Vec<SharedRow>> {
    store.read(|tx| {
        let mut users = tx.shared_steps().users(project)?;
        let all = tx.shared_steps().list(project, None, Slice { limit: i64::MAX, offset: 0 })?.rows;
        let row = |s: voluptas_store::shared_steps::SharedStep| SharedRow {
            users: users.remove(&s.hash).unwrap_or_default(),
            hash: s.hash,
            title: s.title,
            steps: s.steps,
        };
        let mut rows: Vec<SharedRow> = all.into_iter().map(row).collect();
        rows.sort_by_cached_key(|row| fold(&row.title));
        Ok(rows)
    })
}

/// Creates a shared step.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a blank or too long name, and for steps that are shared themselves.
pub fn create(store: &Store, project: ProjectId, form: &SharedForm) -> Result<SharedSteps> {
    let title = form.title.trim();
    validate::title("title", title, TITLE_MAX)?;
    let label = Message::new("history-shared-created").with("title", title);
    let op = Op::edit("create_shared_step").labelled(label);
    let hash = store.write(op, |tx| tx.shared_steps().create(project, title, &form.steps))?.value;
    Ok(SharedSteps { hash, title: title.to_owned(), steps: form.steps.clone(), used: 0, is_deleted: false })
}

/// Changes name and steps of a shared step, for all cases that use it. `base` is the form that editing began with.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a form that cannot be stored, and when somebody changed the shared step since `base`;
/// [`voluptas_store::Error::NotFound`] when it was deleted.
pub fn update(store: &Store, project: ProjectId, hash: &str, base: &SharedForm, form: &SharedForm) -> Result<()> {
    let title = form.title.trim();
    validate::title("title", title, TITLE_MAX)?;
    let label = Message::new("history-shared-edited").with("title", title);
    let written = store.write(Op::edit("update_shared_step").labelled(label), |tx| {
        let stored = tx.shared_steps().by_hash(project, hash)?;
        if stored.title != base.title || stored.steps != base.steps {
            return Err(Invalid::new("steps", Message::new("shared-changed-meanwhile")).into());
        }
        tx.shared_steps().update(stored.id, title, &form.steps)
    });
    written.map(drop)
}

/// Deletes a shared step. Cases that use it keep showing its last text.
pub fn delete(store: &Store, project: ProjectId, hash: &str) -> Result<()> {
    let step = store.read(|tx| tx.shared_steps().by_hash(project, hash))?;
    let label = Message::new("history-shared-deleted").with("title", step.title);
    store.write(Op::edit("delete_shared_step").labelled(label), |tx| tx.shared_steps().delete(step.id)).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history;
    use std::sync::Arc;
    use voluptas_core::base::FixedClock;
    use voluptas_core::domain::case::{CaseContent, NewCase};
    use voluptas_store::Error;
    use voluptas_store::history::Direction;

    fn step(action: &str) -> Step {
        Step { action: action.into(), ..Step::default() }
    }

    fn form(title: &str, steps: &[&str]) -> SharedForm {
        SharedForm { title: title.into(), steps: steps.iter().map(|action| step(action)).collect() }
    }

    #[test]
    fn shared_steps_are_created_edited_deleted_and_come_back() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        let project =
            store.write(Op::edit("project"), |tx| tx.projects().create("SHOP", "Shop", None)).expect("project").value.id;
        let base = form("Sign in", &["Open", "Type"]);
        let made = create(&store, project, &base).expect("created");
        let using = Step { action: "Sign in".into(), shared: Some(made.hash.clone()), ..Step::default() };
        let content = CaseContent { title: "Pay".into(), steps: vec![using], ..CaseContent::default() };
        let new = NewCase { suite_id: None, number: None, content };
        let case = store.write(Op::bulk("case"), |tx| tx.cases().create(project, &new)).expect("case").value;
        let shown = || {
            let rows = list(&store, project).expect("list").into_iter();
            rows.map(|row| (row.title, row.steps.len(), row.users)).collect::<Vec<_>>()
        };
        assert_eq!(shown(), [("Sign in".to_owned(), 2, vec![case])]);
        let edited = form("Log in", &["Open", "Type", "Send"]);
        update(&store, project, &made.hash, &base, &edited).expect("updated");
        assert_eq!(shown(), [("Log in".to_owned(), 3, vec![case])]);
        let late = update(&store, project, &made.hash, &base, &form("Enter", &[]));
        assert!(matches!(late, Err(Error::Invalid(_))), "somebody else changed it: {late:?}");
        history::step_history(&store, Direction::Undo).expect("undone");
        assert_eq!(shown(), [("Sign in".to_owned(), 2, vec![case])]);
        delete(&store, project, &made.hash).expect("deleted");
        assert!(shown().is_empty());
        history::step_history(&store, Direction::Undo).expect("undone");
        assert_eq!(shown().len(), 1);
    }

    #[test]
    fn a_shared_step_holds_no_shared_steps() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        let project =
            store.write(Op::edit("project"), |tx| tx.projects().create("SHOP", "Shop", None)).expect("project").value.id;
        let base = form("Sign in", &["Open"]);
        let made = create(&store, project, &base).expect("created");
        let itself = Step { action: "Sign in".into(), shared: Some(made.hash.clone()), ..Step::default() };
        let inside = SharedForm { title: "Sign in".into(), steps: vec![Step { steps: vec![itself], ..step("Open") }] };
        for end in [update(&store, project, &made.hash, &base, &inside), create(&store, project, &inside).map(drop)] {
            let Err(Error::Invalid(invalid)) = end else { panic!("{end:?}") };
            assert_eq!(invalid.message.key, "invalid-shared-inside");
        }
        assert!(create(&store, project, &form("  ", &["Open"])).is_err(), "a blank name");
    }
}
