//! Content and suites of the cases that a mirror creates.

use super::{Work, create_or_look};
use crate::error::Result;
use crate::marker;
use crate::mirror::Mirror;
use crate::names::normal;
use crate::plan::NewCase;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::case::{AttachmentRef, Parameter, Step};
use voluptas_core::domain::field::CaseField;
use voluptas_qase::model::{Case, CaseWrite, Suite, SuiteWrite};
use voluptas_qase::{self as qase, Client};
use voluptas_sync::convert::{self, Fields};

impl Work<'_> {
    /// The case as it is written.
    pub(super) async fn case_write(&mut self, new: &NewCase, suites: &SuitePaths) -> Result<CaseWrite> {
        let plain = CaseWrite::titled(new.title.clone());
        let mut write = match self.read.lacking.get(&new.source_case) {
            Some(case) => self.converted(case, plain).await?,
            None => plain,
        };
        if let (Some(field), Some(key)) = (self.read.target.field, &new.key) {
            write = write.with_custom_field(field, key.clone());
        }
        let suite = self.read.lacking.get(&new.source_case).and_then(|c| c.suite_id);
        write.suite_id = suite.and_then(|id| suites.target(id));
        if self.mirror.target.safeties().trace {
            let body = write.description.as_deref().unwrap_or_default();
            write.description = Some(marker::made_for(body, "case", &self.read.source.project, new.source_case));
        }
        Ok(write)
    }

    async fn converted(&mut self, case: &Case, plain: CaseWrite) -> Result<CaseWrite> {
        let include = self.mirror.options.include;
        let mut state = convert::case(case, &Fields::default()).state;
        let mut fields = Vec::new();
        if include.attachments {
            self.files.copy(wanted(&state.content.attachments, &state.content.steps, include.steps)).await?;
        }
        let content = &mut state.content;
        // A trace in the source, of a synchronisation or of another mirror, is not copied to the target.
        content.description = content.description.as_deref().map(marker::body).filter(|d| !d.is_empty());
        if content.description.is_some() {
            fields.push(CaseField::Description);
        }
        if case.automation_state() != 0 {
            fields.push(CaseField::Automation);
        }
        if include.steps && !content.steps.is_empty() {
            own_steps(&mut content.steps, &|file| self.files.hash_of(file));
            fields.push(CaseField::Steps);
        }
        if include.params && !content.parameters.is_empty() {
            content.parameters.iter_mut().for_each(own_parameter);
            fields.push(CaseField::Parameters);
        }
        if include.tags && !content.tags.is_empty() {
            fields.push(CaseField::Tags);
        }
        if include.attachments {
            own_files(&mut content.attachments, &|file| self.files.hash_of(file));
            if !content.attachments.is_empty() {
                fields.push(CaseField::Attachments);
            }
        }
        let write = convert::case_write(&state, None, Some(&fields), &Fields::default());
        Ok(CaseWrite { title: plain.title, ..write })
    }
}

/// Name of a file in the source: its hash, or its URL.
fn name(file: &AttachmentRef) -> Option<String> {
    file.hash.clone().or_else(|| file.url.clone())
}

fn wanted(files: &[AttachmentRef], steps: &[Step], with_steps: bool) -> Vec<String> {
    let mut all: Vec<String> = files.iter().filter_map(name).collect();
    if with_steps {
        for step in steps {
            all.extend(wanted(&step.attachments, &step.steps, true));
        }
    }
    all
}

/// Replaces the source's names of files by the target's hashes. Removes files that were not copied.
fn own_files(files: &mut Vec<AttachmentRef>, hash_of: &dyn Fn(&str) -> Option<String>) {
    files.retain_mut(|file| {
        file.hash = name(file).and_then(|n| hash_of(&n));
        file.hash.is_some()
    });
}

/// Replaces shared steps by ordinary ones, because a shared step belongs to its project.
fn own_steps(steps: &mut [Step], hash_of: &dyn Fn(&str) -> Option<String>) {
    for step in steps {
        step.shared = None;
        if step.action.trim().is_empty() {
            step.action = "-".to_owned();
        }
        own_files(&mut step.attachments, hash_of);
        own_steps(&mut step.steps, hash_of);
    }
}

fn own_parameter(parameter: &mut Parameter) {
    let (Parameter::Single { shared_id, .. } | Parameter::Group { shared_id, .. }) = parameter;
    *shared_id = None;
}

/// Key of a suite: the id of its parent and its folded title.
type Place = (Option<i64>, String);

/// Suites of the target by their path, and which of them stands for which suite of the source.
#[derive(Debug, Default)]
pub(super) struct SuitePaths {
    /// Ids of suites by their place; `None` for a suite that may or may not have been created and is not sent again.
    by_place: HashMap<Place, Option<i64>>,
    targets: BTreeMap<i64, i64>,
    unclear: BTreeSet<i64>,
    /// Suites that another mirror created at the same moment, each with the one that this mirror created.
    pub doubled: Vec<(i64, i64)>,
}

impl SuitePaths {
    /// Ids and titles from the root to a suite.
    pub fn path(suites: &[Suite], id: i64) -> Vec<(i64, String)> {
        let mut path = Vec::new();
        let mut at = Some(id);
        // Ends at a suite that a broken server puts into itself.
        while let (Some(id), true) = (at, path.len() < 64) {
            let Some(suite) = suites.iter().find(|s| s.id == id) else { break };
            path.push((suite.id, suite.title.trim().to_owned()));
            at = suite.parent_id.filter(|p| *p > 0);
        }
        path.reverse();
        path
    }

    pub fn load(&mut self, suites: Vec<Suite>) {
        for suite in suites {
            let place = (suite.parent_id.filter(|p| *p > 0), folded(&suite.title));
            self.by_place.entry(place).or_insert(Some(suite.id));
        }
    }

    pub fn target(&self, source: i64) -> Option<i64> {
        self.targets.get(&source).copied()
    }

    /// True for a source suite whose counterpart may or may not have been created.
    pub fn lacks(&self, source: Option<i64>) -> bool {
        source.is_some_and(|id| self.unclear.contains(&id))
    }

    /// Finds or creates the suites of a path, parents first. The path has the ids and titles of the source.
    pub async fn make(&mut self, mirror: &Mirror, from: &str, project: &str, path: &[(i64, String)]) -> Result<()> {
        let Some((source, _)) = path.last() else { return Ok(()) };
        if self.targets.contains_key(source) || self.unclear.contains(source) {
            return Ok(());
        }
        let mut at = None;
        for (id, title) in path {
            let place = (at, folded(title));
            if !self.by_place.contains_key(&place) {
                let made = match create(mirror, from, project, (*id, title), at).await {
                    Ok(made) => Some(self.oldest(mirror, project, &place, made).await?),
                    Err(qase::Error::AnswerLost { .. }) => None,
                    Err(error) => return Err(error.into()),
                };
                self.by_place.insert(place.clone(), made);
            }
            at = self.by_place.get(&place).copied().flatten();
            if at.is_none() {
                self.unclear.insert(*source);
                return Ok(());
            }
        }
        if let Some(id) = at {
            self.targets.insert(*source, id);
        }
        Ok(())
    }

    /// The suite to use after `made` was created: another mirror may have created one at this place at the same moment, and both take the
    /// older one.
    async fn oldest(&mut self, mirror: &Mirror, project: &str, place: &Place, made: i64) -> Result<i64> {
        let mut oldest = made;
        for look in 0..mirror.limits.looks.max(1) {
            if look > 0 {
                mirror.pause(look - 1).await;
            }
            let suites = mirror.target.refresh().list_suites(project).await?;
            let is_it = |s: &&Suite| (s.parent_id.filter(|p| *p > 0), folded(&s.title)) == *place;
            oldest = suites.iter().filter(is_it).map(|s| s.id).min().map_or(made, |id| id.min(made));
            if suites.iter().any(|s| s.id == made) {
                break;
            }
        }
        if oldest != made {
            self.doubled.push((oldest, made));
        }
        Ok(oldest)
    }
}

fn folded(title: &str) -> String {
    fold(&normal(title))
}

async fn create(mirror: &Mirror, from: &str, project: &str, suite: (i64, &str), parent: Option<i64>) -> qase::Result<i64> {
    let (client, (source, title)) = (&mirror.target, suite);
    let mut write = SuiteWrite::titled(title, parent);
    if client.safeties().trace {
        write.description = Some(marker::made_for("", "suite", from, source));
    }
    let write = &write;
    let is_it = |s: &&Suite| s.parent_id.filter(|p| *p > 0) == parent && folded(&s.title) == folded(title);
    let look = |fresh: Client, _| async move { Ok(fresh.list_suites(project).await?.iter().find(is_it).map(|s| s.id)) };
    create_or_look(client, mirror.limits.attempts, || client.create_suite(project, write), look).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_ends_also_where_a_suite_lies_in_itself() {
        let suite = |id, title: &str, parent_id| Suite { id, title: title.into(), parent_id, ..Suite::default() };
        let suites = [suite(1, "Shop", None), suite(2, " Cart ", Some(1)), suite(3, "Loop", Some(3))];
        assert_eq!(SuitePaths::path(&suites, 2), [(1, "Shop".to_owned()), (2, "Cart".to_owned())]);
        assert_eq!(SuitePaths::path(&suites, 3).len(), 64);
        assert!(SuitePaths::path(&suites, 9).is_empty());
    }

    #[test]
    fn shared_things_become_ones_own() {
        let file = |hash: &str| AttachmentRef { hash: Some(hash.into()), ..AttachmentRef::default() };
        let mut steps = vec![Step { shared: Some("s".into()), attachments: vec![file("a"), file("lost")], ..Step::default() }];
        own_steps(&mut steps, &|name| (name == "a").then(|| "b".to_owned()));
        assert_eq!((steps[0].shared.as_deref(), steps[0].action.as_str()), (None, "-"));
        assert_eq!(steps[0].attachments, [file("b")]);
    }
}
