//! Title, description, environment, milestone and tags of a run that is there, by hand or from files.
//!
//! An edit is one named write, so that undo takes it back. Deleting a run is [`crate::workspace::trash`].

use crate::runs;
use crate::runs::rules::NewNames;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::run::RunContent;
use voluptas_store::{Op, Result, Store};

/// Writes the fields of a run in which `mine` differs from `base`, the content that editing began with. Changes that other people
/// made to other fields stay. `new` names an environment or a milestone that the project may not have yet. Returns false if
/// nothing differs from what is stored.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a bad title or tag, [`voluptas_store::Error::NotFound`] for a run that is in the trash.
pub fn change(store: &Store, id: RunId, base: &RunContent, mine: &RunContent, new: &NewNames) -> Result<bool> {
    let (old, mine) = (cleaned(base), cleaned(mine));
    let label = Message::new("history-edit-run").with("title", &mine.title);
    let written = store.write(Op::edit("edit_run").labelled(label), |tx| {
        let run = tx.runs().get(id)?;
        let stored = run.content;
        let mut content = stored.clone();
        if mine.title != old.title {
            content.title.clone_from(&mine.title);
        }
        if mine.description != old.description {
            content.description.clone_from(&mine.description);
        }
        if mine.environment_id != old.environment_id {
            content.environment_id = mine.environment_id;
        }
        if mine.milestone_id != old.milestone_id {
            content.milestone_id = mine.milestone_id;
        }
        if mine.tags != old.tags {
            runs::rules::set_tags(tx, &mut content, mine.tags.clone())?;
        }
        runs::rules::set_new(tx, run.project_id, &mut content, new)?;
        if content == stored {
            return Ok(false);
        }
        tx.runs().update(id, &content)?;
        Ok(true)
    });
    written.map(|w| w.value)
}

/// The content with trimmed texts; blank ones become `None`, repeated and blank tags are left out.
fn cleaned(content: &RunContent) -> RunContent {
    let mut tags: Vec<String> = Vec::new();
    for tag in content.tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty()) {
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    RunContent {
        title: content.title.trim().to_owned(),
        description: content.description.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned),
        tags,
        ..content.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{history, workspace};
    use std::sync::Arc;
    use voluptas_core::base::FixedClock;
    use voluptas_core::domain::ids::{ProjectId, Thing};
    use voluptas_store::Error;
    use voluptas_store::history::Direction;
    use voluptas_store::runs::NewRun;

    fn desk() -> (Store, ProjectId, RunId, tempfile::TempDir) {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        let made = store.write(Op::edit("run"), |tx| {
            let project = tx.projects().create("SHOP", "Shop", None)?.id;
            let content = RunContent { title: "Nightly".into(), ..RunContent::default() };
            Ok((project, tx.runs().create(project, &NewRun { content, ..NewRun::default() })?.id))
        });
        let (project, run) = made.expect("run").value;
        (store, project, run, dir)
    }

    fn content(store: &Store, run: RunId) -> RunContent {
        store.read(|tx| tx.runs().get(run)).expect("run").content
    }

    #[test]
    fn an_edit_writes_what_differs_and_is_taken_back() {
        let (store, _, run, _dir) = desk();
        let base = content(&store, run);
        let theirs = RunContent { description: Some("Every night".into()), ..base.clone() };
        assert!(change(&store, run, &base, &theirs, &NewNames::default()).expect("changed"));
        let mine = RunContent { title: " Nightly 2 ".into(), tags: vec!["ci".into(), " ".into(), "ci".into()], ..base.clone() };
        let new = NewNames { environment: Some("Stage 2".into()), milestone: Some("2.14".into()), ..NewNames::default() };
        assert!(change(&store, run, &base, &mine, &new).expect("changed"));
        let is = content(&store, run);
        assert_eq!(
            (is.title.as_str(), is.description.as_deref(), &*is.tags),
            ("Nightly 2", Some("Every night"), &["ci".to_owned()][..])
        );
        assert!(is.environment_id.is_some() && is.milestone_id.is_some());
        assert!(!change(&store, run, &base, &mine, &new).expect("the same"), "what is stored already is no edit");
        history::step_history(&store, Direction::Undo).expect("undone");
        let is = content(&store, run);
        assert_eq!((is.title.as_str(), is.description.as_deref(), is.environment_id), ("Nightly", Some("Every night"), None));
        let blank = RunContent { title: "  ".into(), ..base.clone() };
        assert!(matches!(change(&store, run, &base, &blank, &NewNames::default()), Err(Error::Invalid(_))));
    }

    #[test]
    fn a_run_in_the_trash_is_not_edited() {
        let (store, _, run, _dir) = desk();
        let base = content(&store, run);
        workspace::trash::delete(&store, &[Thing::Run(run)]).expect("deleted");
        let mine = RunContent { title: "Other".into(), ..base.clone() };
        assert!(matches!(change(&store, run, &base, &mine, &NewNames::default()), Err(Error::NotFound { .. })));
        assert_eq!(
            workspace::trash::list(&store).expect("list").iter().map(|e| (e.thing, e.code.as_str())).collect::<Vec<_>>(),
            [(Thing::Run(run), "SHOP #1")]
        );
        workspace::trash::restore(&store, &[Thing::Run(run)]).expect("restored");
        assert!(change(&store, run, &base, &mine, &NewNames::default()).expect("changed"));
    }
}
