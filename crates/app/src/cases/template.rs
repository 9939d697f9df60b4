//! Templates of cases and of steps. Each edit is one named write, so that undo takes it back.

use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{CaseContent, Step};
use voluptas_core::domain::ids::ProjectId;
use voluptas_core::domain::template::{Template, TemplateContent};
use voluptas_store::shared_steps::SharedStep;
use voluptas_store::{Op, Result, Store, Tx};

/// Every template by title.
pub fn list(store: &Store) -> Result<Vec<Template>> {
    let mut all = store.read(|tx| tx.templates().all())?;
    all.sort_by_cached_key(|t| voluptas_core::base::fold::fold(&t.title));
    Ok(all)
}

/// Saves a template under a title. Files are left out: they belong to the case.
///
/// # Errors
/// [`voluptas_store::Error::Invalid`] for a blank or too long title.
pub fn save(store: &Store, title: &str, mut content: TemplateContent) -> Result<i64> {
    match &mut content {
        TemplateContent::Case(case) => {
            case.attachments.clear();
            without_files(&mut case.steps);
        }
        TemplateContent::Steps(steps) => without_files(steps),
    }
    let label = Message::new("history-template-saved").with("title", title.trim());
    store.write(Op::edit("save_template").labelled(label), |tx| tx.templates().create(title, &content)).map(|w| w.value)
}

fn without_files(steps: &mut [Step]) {
    for step in steps {
        step.attachments.clear();
        without_files(&mut step.steps);
    }
}

/// Makes plain steps of the shared steps that a project does not have: a template may come from a case of another project.
pub fn detach_foreign(tx: &Tx<'_>, project: ProjectId, steps: &mut [Step]) -> Result<()> {
    let mut hashes = BTreeSet::new();
    collect_shared(steps, &mut hashes);
    if hashes.is_empty() {
        return Ok(());
    }
    let hashes: Vec<String> = hashes.into_iter().collect();
    let own = tx.shared_steps().by_hashes(project, &hashes)?;
    let mut foreign = BTreeMap::new();
    if own.len() < hashes.len() {
        for other in tx.projects().all()? {
            foreign.extend(tx.shared_steps().by_hashes(other.id, &hashes)?);
        }
    }
    detach(steps, &own, &foreign);
    Ok(())
}

/// Adds the hashes of the shared steps that steps name.
pub(super) fn collect_shared(steps: &[Step], hashes: &mut BTreeSet<String>) {
    for step in steps {
        hashes.extend(step.shared.iter().cloned());
        collect_shared(&step.steps, hashes);
    }
}

fn detach(steps: &mut [Step], own: &BTreeMap<String, SharedStep>, foreign: &BTreeMap<String, SharedStep>) {
    for step in steps {
        if let Some(hash) = step.shared.take_if(|hash| !own.contains_key(hash))
            && let Some(shared) = foreign.get(&hash)
            && step.steps.is_empty()
        {
            step.steps.clone_from(&shared.steps);
        }
        detach(&mut step.steps, own, foreign);
    }
}

/// Renames a template.
pub fn rename(store: &Store, id: i64, title: &str) -> Result<()> {
    let label = Message::new("history-template-renamed").with("title", title.trim());
    let written = store.write(Op::edit("rename_template").labelled(label), |tx| {
        let content = tx.templates().get(id)?.content;
        tx.templates().update(id, title, &content)
    });
    written.map(drop)
}

/// Deletes a template. Cases that began with it stay as they are.
pub fn delete(store: &Store, id: i64) -> Result<()> {
    let title = store.read(|tx| tx.templates().get(id))?.title;
    let label = Message::new("history-template-deleted").with("title", title);
    store.write(Op::edit("delete_template").labelled(label), |tx| tx.templates().delete(id)).map(drop)
}

/// The content of a new case with a title: that of the template, otherwise a blank one. A new case is a draft.
pub fn new_content(template: Option<&Template>, title: &str) -> CaseContent {
    let mut content = match template.map(|t| &t.content) {
        Some(TemplateContent::Case(content)) => (**content).clone(),
        Some(TemplateContent::Steps(steps)) => CaseContent { steps: steps.clone(), ..CaseContent::default() },
        None => CaseContent::default(),
    };
    title.trim().clone_into(&mut content.title);
    content.status = "draft".into();
    content
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cases, history};
    use std::sync::Arc;
    use voluptas_core::base::FixedClock;
    use voluptas_core::domain::case::AttachmentRef;
    use voluptas_store::history::Direction;

    #[test]
    fn a_case_begins_with_a_template_and_keeps_its_own_title() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        let project =
            store.write(Op::edit("project"), |tx| tx.projects().create("SHOP", "Shop", None)).expect("project").value.id;
        let file = AttachmentRef { filename: "a.png".into(), ..AttachmentRef::default() };
        let steps = vec![Step { action: "Sign in".into(), attachments: vec![file.clone()], ..Step::default() }];
        let content = CaseContent {
            title: "Pay by card".into(),
            priority: "high".into(),
            tags: vec!["smoke".into()],
            steps,
            attachments: vec![file],
            ..CaseContent::default()
        };
        let id = save(&store, "Payment", TemplateContent::Case(Box::new(content))).expect("saved");
        let made = cases::edit::create(&store, project, None, "Pay by voucher", Some(id), false).expect("created");
        let cases::edit::CreateOutcome::Case(case) = made else { panic!("{made:?}") };
        let made = store.read(|tx| tx.cases().get(case)).expect("case").content;
        assert_eq!((made.title.as_str(), made.priority.as_str(), made.status.as_str()), ("Pay by voucher", "high", "draft"));
        assert_eq!((made.tags, made.steps[0].action.as_str()), (vec!["smoke".to_owned()], "Sign in"));
        assert!(made.attachments.is_empty() && made.steps[0].attachments.is_empty(), "files belong to the first case");
    }

    #[test]
    fn shared_steps_of_another_project_become_plain_steps() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        let inner = vec![Step { action: "Type the name".into(), ..Step::default() }];
        let written = store.write(Op::edit("projects"), |tx| {
            let (shop, other) = (tx.projects().create("SHOP", "Shop", None)?, tx.projects().create("APP", "App", None)?);
            Ok((shop.id, other.id, tx.shared_steps().create(shop.id, "Sign in", &inner)?))
        });
        let (shop, other, hash) = written.expect("written").value;
        let shared = Step { action: "Sign in".into(), shared: Some(hash.clone()), ..Step::default() };
        let id = save(&store, "Signed in", TemplateContent::Steps(vec![shared.clone()])).expect("saved");
        let steps = |project| {
            let made = cases::edit::create(&store, project, None, "Pay", Some(id), false).expect("created");
            let cases::edit::CreateOutcome::Case(case) = made else { panic!("{made:?}") };
            let sheet = cases::edit::load(&store, case).expect("case");
            (sheet.form.content.steps, sheet.templates[0].content.steps().to_vec())
        };
        assert_eq!(steps(shop), (vec![shared.clone()], vec![shared]));
        let plain = vec![Step { action: "Sign in".into(), steps: inner.clone(), ..Step::default() }];
        assert_eq!(steps(other), (plain.clone(), plain));
    }

    #[test]
    fn templates_are_renamed_deleted_and_come_back() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        let titles = || list(&store).expect("list").into_iter().map(|t| t.title).collect::<Vec<_>>();
        let id =
            save(&store, "b", TemplateContent::Steps(vec![Step { action: "One".into(), ..Step::default() }])).expect("saved");
        save(&store, "A", TemplateContent::Steps(Vec::new())).expect("saved");
        rename(&store, id, "c").expect("renamed");
        assert_eq!(titles(), ["A", "c"]);
        history::step_history(&store, Direction::Undo).expect("undone");
        assert_eq!(titles(), ["A", "b"]);
        delete(&store, id).expect("deleted");
        assert_eq!(titles(), ["A"]);
        assert!(rename(&store, id, "x").is_err(), "a deleted template");
        history::step_history(&store, Direction::Undo).expect("undone");
        assert_eq!(titles(), ["A", "b"]);
        assert!(save(&store, "  ", TemplateContent::Steps(Vec::new())).is_err());
    }
}
