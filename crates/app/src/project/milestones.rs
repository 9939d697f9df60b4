//! Milestones of a project: a list with the runs of each, and the edits of a person, each of which is a step of undo.

use std::cmp::Reverse;

use voluptas_core::domain::Message;
use voluptas_core::domain::ids::ProjectId;
use voluptas_core::domain::validate::{self, TITLE_MAX};
use voluptas_store::milestones::{Milestone, MilestoneContent};
use voluptas_store::page::Slice;
use voluptas_store::{Error, Op, Result, Store, Tx};

/// A milestone with the number of its cases and runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilestoneRow {
    pub milestone: Milestone,
    /// Number of living runs.
    pub runs: u64,
    /// Number of living cases.
    pub cases: u64,
}

/// A milestone that a field offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilestoneName {
    /// Row id.
    pub id: i64,
    pub title: String,
    /// True when the milestone is reached.
    pub is_completed: bool,
}

/// The milestones of a project in the order of [`list`].
pub fn names(tx: &Tx<'_>, project: ProjectId) -> Result<Vec<MilestoneName>> {
    let name = |m: Milestone| MilestoneName { id: m.id, title: m.content.title, is_completed: m.content.is_completed };
    Ok(in_order(tx, project)?.map(name).collect())
}

fn in_order(tx: &Tx<'_>, project: ProjectId) -> Result<impl Iterator<Item = Milestone>> {
    let all = tx.milestones().list(project, None, Slice::ALL)?.rows;
    let (mut completed, mut open): (Vec<_>, Vec<_>) = all.into_iter().partition(|milestone| milestone.content.is_completed);
    open.sort_by_key(|m| (m.content.due_ms.is_none(), m.content.due_ms, m.number));
    completed.sort_by_key(|m| Reverse((m.content.due_ms, m.number)));
    Ok(open.into_iter().chain(completed))
}

/// The milestones of a project: the open ones by due time, those without one behind them, then the completed ones, the latest first. Blocks.
pub fn list(store: &Store, project: ProjectId) -> Result<Vec<MilestoneRow>> {
    store.read(|tx| {
        let (runs, cases) = (tx.milestones().runs(project)?, tx.milestones().cases(project)?);
        let count = |of: &std::collections::BTreeMap<i64, u64>, id| of.get(&id).copied().unwrap_or_default();
        let row = |milestone: Milestone| MilestoneRow {
            runs: count(&runs, milestone.id),
            cases: count(&cases, milestone.id),
            milestone,
        };
        Ok(in_order(tx, project)?.map(row).collect())
    })
}

/// Creates a milestone. Returns its row id. Blocks.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a blank or too long title.
pub fn create(store: &Store, project: ProjectId, content: &MilestoneContent) -> Result<i64> {
    let content = cleaned(content);
    validate::title("title", &content.title, TITLE_MAX)?;
    let op = Op::edit("create_milestone").labelled(label("history-create-milestone", &content.title));
    let written = store.write(op, |tx| Ok(tx.milestones().create(project, &content)?.id));
    written.map(|w| w.value)
}

/// Outcome of [`change`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MilestoneChangeOutcome {
    /// Written.
    Stored,
    /// Nothing was written: somebody else changed one of the same fields in the meantime; this is the stored content.
    Meanwhile(MilestoneContent),
    /// Nothing was written: the milestone was deleted meanwhile.
    Gone,
}

/// Writes the fields of a milestone in which `mine` differs from `base`, the content that editing began with. Changes that other
/// people made to other fields stay. Blocks.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a blank or too long title.
pub fn change(store: &Store, id: i64, base: &MilestoneContent, mine: &MilestoneContent) -> Result<MilestoneChangeOutcome> {
    let (base, mine) = (cleaned(base), cleaned(mine));
    validate::title("title", &mine.title, TITLE_MAX)?;
    let op = Op::edit("change_milestone").labelled(label("history-change-milestone", &mine.title));
    let written = store.write(op, |tx| {
        let stored = match tx.milestones().get(id) {
            Ok(milestone) => milestone.content,
            Err(Error::NotFound { .. }) => return Ok(MilestoneChangeOutcome::Gone),
            Err(error) => return Err(error),
        };
        let theirs = cleaned(&stored);
        let is_lost = theirs.title != base.title && mine.title != base.title && theirs.title != mine.title
            || theirs.description != base.description
                && mine.description != base.description
                && theirs.description != mine.description
            || theirs.due_ms != base.due_ms && mine.due_ms != base.due_ms && theirs.due_ms != mine.due_ms;
        if is_lost {
            return Ok(MilestoneChangeOutcome::Meanwhile(stored));
        }
        let mut content = stored.clone();
        if mine.title != base.title {
            content.title.clone_from(&mine.title);
        }
        if mine.description != base.description {
            content.description.clone_from(&mine.description);
        }
        if mine.is_completed != base.is_completed {
            content.is_completed = mine.is_completed;
        }
        if mine.due_ms != base.due_ms {
            content.due_ms = mine.due_ms;
        }
        if content != stored {
            tx.milestones().update(id, &content)?;
        }
        Ok(MilestoneChangeOutcome::Stored)
    });
    written.map(|w| w.value)
}

/// Completes a milestone, or opens it again. Returns its title. Blocks.
///
/// # Errors
/// [`voluptas_store::Error::NotFound`] when the milestone was deleted.
pub fn complete(store: &Store, id: i64, is_completed: bool) -> Result<String> {
    let title = store.read(|tx| tx.milestones().get(id))?.content.title;
    let (name, key) = if is_completed {
        ("complete_milestone", "history-complete-milestone")
    } else {
        ("reopen_milestone", "history-reopen-milestone")
    };
    store.write(Op::edit(name).labelled(label(key, &title)), |tx| {
        let content = MilestoneContent { is_completed, ..tx.milestones().get(id)?.content };
        tx.milestones().update(id, &content)
    })?;
    Ok(title)
}

/// Deletes a milestone. Its runs and cases stay without it; undo gives it back to them. Returns its title. Blocks.
///
/// # Errors
/// [`voluptas_store::Error::NotFound`] when the milestone was deleted already.
pub fn delete(store: &Store, id: i64) -> Result<String> {
    let title = store.read(|tx| tx.milestones().get(id))?.content.title;
    let op = Op::edit("delete_milestone").labelled(label("history-delete-milestone", &title));
    store.write(op, |tx| tx.milestones().delete(id))?;
    Ok(title)
}

fn label(key: &'static str, title: &str) -> Message {
    Message::new(key).with("title", title)
}

fn cleaned(content: &MilestoneContent) -> MilestoneContent {
    let description = content.description.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    MilestoneContent { title: content.title.trim().to_owned(), description, ..content.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::rules::NewNames;
    use crate::{history, runs};
    use std::sync::Arc;
    use voluptas_core::base::FixedClock;
    use voluptas_core::domain::run::RunContent;
    use voluptas_store::history::Direction;
    use voluptas_store::runs::NewRun;
    use voluptas_store::{Author, Source};

    fn desk() -> (Store, ProjectId, tempfile::TempDir) {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        let made = store.write(Op::edit("project"), |tx| tx.projects().create("SHOP", "Shop", None)).expect("project");
        (store, made.value.id, dir)
    }

    fn content(title: &str, due_ms: Option<i64>) -> MilestoneContent {
        MilestoneContent { title: title.into(), due_ms, ..MilestoneContent::default() }
    }

    fn titles(store: &Store, project: ProjectId) -> Vec<(String, bool, u64)> {
        let rows = list(store, project).expect("list").into_iter();
        rows.map(|row| (row.milestone.content.title, row.milestone.content.is_completed, row.runs)).collect()
    }

    #[test]
    fn open_milestones_come_first_by_due_time() {
        let (store, project, _dir) = desk();
        let ids = [("Later", None), ("2.0", Some(20)), ("1.0", Some(10)), ("0.9", Some(9))]
            .map(|(title, due)| create(&store, project, &content(title, due)).expect("created"));
        assert_eq!(complete(&store, ids[2], true).expect("completed"), "1.0");
        complete(&store, ids[3], true).expect("completed");
        let named =
            |titles: &[(&str, bool)]| titles.iter().map(|(title, done)| ((*title).to_owned(), *done, 0)).collect::<Vec<_>>();
        assert_eq!(titles(&store, project), named(&[("2.0", false), ("Later", false), ("1.0", true), ("0.9", true)]));
        complete(&store, ids[3], false).expect("open again");
        assert_eq!(titles(&store, project), named(&[("0.9", false), ("2.0", false), ("Later", false), ("1.0", true)]));
        assert!(matches!(create(&store, project, &content(" ", None)), Err(Error::Invalid(_))));
    }

    #[test]
    fn an_edit_keeps_what_others_changed_meanwhile() {
        let (store, project, _dir) = desk();
        let base = content("2.0", Some(20));
        let id = create(&store, project, &base).expect("created");
        change(&store, id, &base, &MilestoneContent { due_ms: Some(30), ..base.clone() }).expect("theirs");
        change(&store, id, &base, &MilestoneContent { description: Some(" Payment ".into()), ..content(" 2.1 ", Some(20)) })
            .expect("mine");
        let stored = list(&store, project).expect("list").remove(0).milestone.content;
        assert_eq!(stored, MilestoneContent { description: Some("Payment".into()), ..content("2.1", Some(30)) });
        delete(&store, id).expect("deleted");
        assert_eq!(change(&store, id, &base, &content("2.2", None)).expect("told"), MilestoneChangeOutcome::Gone);
        assert!(matches!(delete(&store, id), Err(Error::NotFound { .. })));
        assert!(matches!(complete(&store, id, true), Err(Error::NotFound { .. })));
    }

    #[test]
    fn a_deleted_milestone_leaves_its_runs_and_stays_away() {
        let (store, project, _dir) = desk();
        let [first, second] = ["1.0", "2.0"].map(|title| create(&store, project, &content(title, None)).expect("created"));
        let with = |milestone| RunContent { title: "Nightly".into(), milestone_id: Some(milestone), ..RunContent::default() };
        let run = store
            .write(Op::edit("run"), |tx| Ok(tx.runs().create(project, &NewRun { content: with(first), ..NewRun::default() })?.id))
            .expect("run")
            .value;
        runs::edit::change(&store, run, &with(first), &with(second), &NewNames::default()).expect("edited");
        assert_eq!(titles(&store, project).iter().map(|row| row.2).collect::<Vec<_>>(), [0, 1]);
        // Another person deletes the milestone that the edit to be taken back named.
        delete(&store.by(Author::new(Source::Window, Some("Bob"))), first).expect("deleted");
        let step = history::step_history(&store, Direction::Undo).expect("undo").expect("a step");
        assert_eq!(step.left.iter().map(|left| left.field.as_str()).collect::<Vec<_>>(), ["milestone_id"]);
        let stored = || store.read(|tx| tx.runs().get(run)).expect("run").content.milestone_id;
        assert_eq!(stored(), Some(second));
        assert_eq!(delete(&store, second).expect("deleted"), "2.0");
        assert_eq!((stored(), titles(&store, project).len()), (None, 0));
        // Undo brings the milestone back with its number and its run, and redo deletes it again.
        let step = |direction| history::step_history(&store, direction).expect("a step").expect("a step").left;
        assert_eq!(step(Direction::Undo), []);
        assert_eq!((stored(), titles(&store, project)), (Some(second), vec![("2.0".to_owned(), false, 1)]));
        assert_eq!(store.read(|tx| tx.milestones().get(second)).expect("there").number, 2);
        assert_eq!(step(Direction::Redo), []);
        assert_eq!((stored(), titles(&store, project).len()), (None, 0));
        assert_eq!(step(Direction::Undo), []);
        assert_eq!(stored(), Some(second));
    }

    #[test]
    fn edits_of_a_milestone_are_steps_of_undo() {
        let (store, project, _dir) = desk();
        let step = |direction| history::step_history(&store, direction).expect("a step").expect("a step");
        let id = create(&store, project, &content("1.0", None)).expect("created");
        let base = content("1.0", None);
        change(&store, id, &base, &content("1.1", Some(20))).expect("changed");
        complete(&store, id, true).expect("completed");
        let stored = || store.read(|tx| tx.milestones().get(id)).map(|milestone| milestone.content);
        assert_eq!(step(Direction::Undo).left, []);
        assert_eq!(stored().expect("there"), content("1.1", Some(20)));
        assert_eq!(step(Direction::Undo).left, []);
        assert_eq!(stored().expect("there"), base);
        assert_eq!(step(Direction::Undo).left, []);
        assert!(matches!(stored(), Err(Error::NotFound { .. })), "the creation is taken back");
        for _ in 0..3 {
            assert_eq!(step(Direction::Redo).left, []);
        }
        assert_eq!(stored().expect("there"), MilestoneContent { is_completed: true, ..content("1.1", Some(20)) });
    }

    #[test]
    fn a_milestone_that_others_use_or_changed_is_not_taken_away() {
        let (store, project, _dir) = desk();
        let bob = store.by(Author::new(Source::Window, Some("Bob")));
        let used = create(&store, project, &content("1.0", None)).expect("created");
        let with = RunContent { title: "Nightly".into(), milestone_id: Some(used), ..RunContent::default() };
        bob.write(Op::edit("run"), |tx| tx.runs().create(project, &NewRun { content: with.clone(), ..NewRun::default() }))
            .expect("run");
        let left = || {
            let step = history::step_history(&store, Direction::Undo).expect("undo").expect("a step");
            step.left.into_iter().map(|left| left.field).collect::<Vec<_>>()
        };
        assert_eq!(left(), ["contents"], "a run belongs to it");
        let renamed = create(&store, project, &content("2.0", None)).expect("created");
        change(&bob, renamed, &content("2.0", None), &content("2.1", None)).expect("changed");
        assert_eq!(left(), ["title"], "somebody renamed it");
        assert_eq!(titles(&store, project).len(), 2);
        let base = content("2.1", None);
        change(&store, renamed, &base, &content("2.2", None)).expect("changed");
        delete(&bob, renamed).expect("deleted");
        assert_eq!(left(), ["title"], "somebody deleted it");
        let back = history::step_history(&bob, Direction::Undo).expect("undo").expect("a step");
        assert_eq!((back.left, titles(&store, project)[1].0.as_str()), (Vec::new(), "2.2"));
    }

    #[test]
    fn a_deleted_milestone_is_forgotten_with_its_project() {
        let (store, project, _dir) = desk();
        let id = create(&store, project, &content("1.0", None)).expect("created");
        delete(&store, id).expect("deleted");
        store.write(Op::bulk("delete_project"), |tx| tx.projects().delete(project)).expect("deleted");
        let known = store.read(|tx| tx.history().of("milestone", id, 9)).expect("changes").len();
        assert_eq!(known, 0);
        assert!(history::step_history(&store, Direction::Undo).expect("undo").is_none_or(|step| step.left.is_empty()));
    }
}
