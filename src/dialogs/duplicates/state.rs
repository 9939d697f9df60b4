//! The state of the dialog: the search, the groups that it found, and the choices for the merge of one.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::query::{Awaited, CachedQuery, Concerns, Reads};
use crate::user_error::UserError;
use crate::view::View;
use voluptas_app::cases;
use voluptas_app::cases::duplicates::{DuplicateCase, DuplicateGroup, Duplicates, MergePlan};
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::{CaseId, ProjectId, SuiteId};
use voluptas_jobs::{JobError, JobHandle, JobSpec};
use voluptas_store::Aggregate;

/// State of the search.
#[derive(Debug, Default)]
pub(super) enum Search {
    /// The search starts in the next pass.
    #[default]
    Due,
    /// The job runs.
    Running(JobHandle<Duplicates>),
    /// The groups were found.
    Found(Duplicates),
    /// A person stopped the job.
    Stopped,
    /// The job failed.
    Failed(UserError),
}

/// The dialog's state.
#[derive(Debug)]
pub struct DuplicatesDialog {
    pub(super) project: ProjectId,
    /// The suite that was selected when the dialog was opened.
    pub(super) suite: Option<SuiteId>,
    /// The search is limited to that suite.
    pub(super) in_suite: bool,
    pub(super) search: Search,
    /// A search after a change of the cases. What the one before found stays on screen meanwhile.
    pub(super) again: Option<JobHandle<Duplicates>>,
    /// State of the cases that the last search began with.
    pub(super) searched: Option<u64>,
    /// Groups of which at least two cases are not in the trash: place of the group and places of those cases.
    pub(super) shown: Vec<(usize, Vec<usize>)>,
    /// Generation of the case list that `shown` was made of.
    pub(super) seen: Option<u64>,
    /// Place of the selected group in `shown`.
    pub(super) at: usize,
    /// Row of the keyboard among the cases of the group.
    pub(super) cursor: usize,
    /// The case to keep; `None` for the suggested one.
    pub(super) keep: Option<CaseId>,
    /// Cases of the group that are not merged.
    pub(super) left_out: BTreeSet<CaseId>,
    pub(super) plan: CachedQuery<(CaseId, Vec<CaseId>), Arc<MergePlan>>,
    /// A merge is being written.
    pub(super) is_merging: bool,
    /// The list gets the keyboard once there is one.
    pub(super) is_fresh: bool,
}

impl DuplicatesDialog {
    /// Searches a project, limited to `suite` where one is given.
    #[must_use]
    pub fn new(project: ProjectId, suite: Option<SuiteId>) -> Self {
        let concerns = Concerns::Of(&[Aggregate::Cases, Aggregate::Mappings, Aggregate::Results, Aggregate::Functions]);
        Self {
            project,
            suite,
            in_suite: suite.is_some(),
            search: Search::Due,
            again: None,
            searched: None,
            shown: Vec::new(),
            seen: None,
            at: 0,
            cursor: 0,
            keep: None,
            left_out: BTreeSet::new(),
            plan: CachedQuery::new("duplicates-preview-unread", concerns),
            is_merging: false,
            is_fresh: true,
        }
    }

    /// Tells that a merge has ended, with or without success.
    pub fn merged(&mut self) {
        self.is_merging = false;
    }

    /// Starts the search where one is due, takes its end, and asks for the plan of the selected merge. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        let content = reads.store.generations().of(Aggregate::Cases);
        match &mut self.search {
            Search::Due => {
                self.searched = Some(content);
                self.search = match self.spawn(reads) {
                    Ok(job) => Search::Running(job),
                    Err(error) => Search::Failed(error),
                };
                reads.wait_for(Awaited::Answers);
            }
            Search::Running(job) => match job.try_take() {
                None => reads.wait_for(Awaited::Answers),
                Some(end) => {
                    self.search = match end {
                        Ok(found) => Search::Found(found),
                        Err(JobError::Cancelled(_)) => Search::Stopped,
                        Err(JobError::Failed(f)) => Search::Failed(UserError::from(f)),
                    };
                    self.seen = None;
                    self.at = 0;
                }
            },
            Search::Found(_) => self.look_again(reads, content),
            Search::Stopped | Search::Failed(_) => {}
        }
        let question = self.question();
        self.plan.ask(reads, question, |store, (keep, others)| cases::duplicates::plan_merge(store, *keep, others).map(Arc::new));
    }

    fn spawn(&self, reads: Reads<'_>) -> Result<JobHandle<Duplicates>, UserError> {
        let (store, project, suite) = (reads.store.clone(), self.project, self.suite.filter(|_| self.in_suite));
        let spec = JobSpec::new("find_duplicates", Message::new("duplicates-job"));
        let work = move |ctx| cases::duplicates::find_in_background(store, project, suite, ctx);
        reads.runner.spawn(spec, work).map_err(|busy| UserError::new(busy.running))
    }

    /// Searches again after a change of cases, and takes over the result. The selected group stays selected.
    fn look_again(&mut self, reads: Reads<'_>, content: u64) {
        if let Some(job) = &mut self.again {
            reads.wait_for(Awaited::Answers);
            let Some(end) = job.try_take() else { return };
            self.again = None;
            // A search that a person stopped, or that failed, leaves what was found; the next change starts another one.
            if let Ok(found) = end {
                self.take_over(found);
            }
        } else if self.searched != Some(content) && !self.is_merging {
            self.searched = Some(content);
            self.again = self.spawn(reads).ok();
            if self.again.is_some() {
                reads.wait_for(Awaited::Answers);
            }
        }
    }

    /// Replaces the duplicates by those of a later search.
    fn take_over(&mut self, found: Duplicates) {
        let ids = |group: &DuplicateGroup| group.cases.iter().map(|case| case.id).collect::<BTreeSet<_>>();
        let selected = self.shown_group(self.at).map(|(_, members)| members.iter().map(|case| case.id).collect::<BTreeSet<_>>());
        let same = |group: &DuplicateGroup| selected.as_ref().is_some_and(|known| !known.is_disjoint(&ids(group)));
        let at = found.groups.iter().position(same);
        self.shown = at.map(|at| vec![(at, Vec::new())]).unwrap_or_default();
        (self.search, self.seen, self.at) = (Search::Found(found), None, 0);
        if at.is_none() {
            (self.cursor, self.keep) = (0, None);
            self.left_out.clear();
        }
    }

    /// The selected merge: the case to keep and the others.
    pub(super) fn question(&self) -> Option<(CaseId, Vec<CaseId>)> {
        let (_, members) = self.shown_group(self.at)?;
        let keep = self.kept(&members)?.id;
        let others: Vec<CaseId> =
            members.iter().map(|case| case.id).filter(|id| *id != keep && !self.left_out.contains(id)).collect();
        (!others.is_empty()).then_some((keep, others))
    }

    /// A shown group with those of its cases that are not in the trash.
    pub(super) fn shown_group(&self, at: usize) -> Option<(&DuplicateGroup, Vec<&DuplicateCase>)> {
        let Search::Found(found) = &self.search else { return None };
        let (group, members) = self.shown.get(at)?;
        let group = found.groups.get(*group)?;
        Some((group, members.iter().filter_map(|i| group.cases.get(*i)).collect()))
    }

    /// The case that a merge would keep.
    pub(super) fn kept<'a>(&self, members: &[&'a DuplicateCase]) -> Option<&'a DuplicateCase> {
        let chosen = members.iter().find(|case| Some(case.id) == self.keep);
        chosen.or(members.first()).copied()
    }

    /// Selects a group, of which the suggested case is kept.
    pub(super) fn select_group(&mut self, at: usize) {
        if at != self.at {
            (self.at, self.cursor, self.keep) = (at, 0, None);
            self.left_out.clear();
        }
    }

    /// Begins the search anew in the next pass.
    pub(super) fn search_again(&mut self) {
        if let Some(job) = self.again.take() {
            job.ctx.cancel();
        }
        (self.search, self.seen, self.at, self.cursor, self.keep) = (Search::Due, None, 0, 0, None);
        self.shown.clear();
        self.left_out.clear();
    }

    /// Drops cases that went to the trash, and brings those back that undo restored.
    pub(super) fn follow(&mut self, view: &View<'_>) {
        let Search::Found(found) = &self.search else { return };
        let generation = view.cases.tree.generation();
        if self.seen == Some(generation) {
            return;
        }
        let selected = self.shown.get(self.at).map(|(group, _)| *group);
        let living = |group: &DuplicateGroup| -> Vec<usize> {
            (0..group.cases.len()).filter(|i| view.cases.get(group.cases[*i].id).is_some()).collect()
        };
        let groups = found.groups.iter().enumerate().map(|(at, group)| (at, living(group)));
        self.shown = groups.filter(|(_, members)| members.len() > 1).collect();
        self.seen = Some(generation);
        let same = selected.and_then(|group| self.shown.iter().position(|(at, _)| *at == group));
        if let Some(at) = same {
            self.at = at;
        } else {
            // The group after the merged one, counted among all: its merge may have ended groups before it as well.
            let next = self.shown.iter().position(|(at, _)| selected.is_some_and(|selected| *at > selected));
            let last = self.shown.len().saturating_sub(1);
            let first = if selected.is_none() { 0 } else { last };
            (self.at, self.cursor, self.keep) = (next.unwrap_or(first), 0, None);
            self.left_out.clear();
        }
    }

    /// Stops the searches that run.
    pub(super) fn cancel(&mut self) {
        if let Search::Running(job) = &self.search {
            job.ctx.cancel();
        }
        if let Some(job) = &self.again {
            job.ctx.cancel();
        }
    }
}

impl Drop for DuplicatesDialog {
    /// Stops a search whose result is not needed any more.
    fn drop(&mut self) {
        self.cancel();
    }
}
