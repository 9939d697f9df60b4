//! The plan of a mirror as rows that are grouped, filtered and searched. No drawing here.

use std::sync::Arc;

use voluptas_app::mirror::job::MirrorReady;
use voluptas_core::base::fold::fold;
use voluptas_mirror::plan::MatchedBy;
use voluptas_mirror::{Decision, Plan, PlannedResult, PostTarget, Reason};
use voluptas_ui::widgets::TableState;

/// A group of results with the same decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Posted to the case of the same key.
    ByKey,
    /// Posted to the case of the same title.
    ByTitle,
    /// Posted to a case that is created for it.
    ToNew,
    /// Already in the target run.
    There,
    Skip(Reason),
}

impl Group {
    /// All groups, in the order of the filters.
    pub const ALL: [Self; 16] = [
        Self::ByKey,
        Self::ByTitle,
        Self::ToNew,
        Self::There,
        Self::Skip(Reason::Edited),
        Self::Skip(Reason::Mirrored),
        Self::Skip(Reason::NoKey),
        Self::Skip(Reason::Duplicate),
        Self::Skip(Reason::NotFinal),
        Self::Skip(Reason::Undecided),
        Self::Skip(Reason::NoCounterpart),
        Self::Skip(Reason::NoCase),
        Self::Skip(Reason::CaseGone),
        Self::Skip(Reason::Doubtful),
        Self::Skip(Reason::Superseded),
        Self::Skip(Reason::BeyondLimit),
    ];

    /// The group of a decision.
    pub fn of(decision: &Decision) -> Self {
        match decision {
            Decision::Post { to: PostTarget::Case { by: MatchedBy::Key | MatchedBy::Trace, .. }, .. } => Self::ByKey,
            Decision::Post { to: PostTarget::Case { by: MatchedBy::Title, .. }, .. } => Self::ByTitle,
            Decision::Post { to: PostTarget::New(_), .. } => Self::ToNew,
            Decision::Skip { reason } if reason.is_there() => Self::There,
            Decision::Skip { reason } => Self::Skip(*reason),
        }
    }

    /// Key of the name.
    pub fn key(self) -> &'static str {
        match self {
            Self::ByKey => "sync-dialog-mirror-group-key",
            Self::ByTitle => "sync-dialog-mirror-group-title",
            Self::ToNew => "sync-dialog-mirror-group-new",
            Self::There | Self::Skip(Reason::AlreadyThere | Reason::AlikeThere) => "sync-dialog-mirror-group-there",
            Self::Skip(Reason::Edited) => "sync-dialog-mirror-group-edited",
            Self::Skip(Reason::Mirrored) => "sync-dialog-mirror-group-mirrored",
            Self::Skip(Reason::NoKey) => "sync-dialog-mirror-group-no-key",
            Self::Skip(Reason::Duplicate) => "sync-dialog-mirror-group-duplicate",
            Self::Skip(Reason::NotFinal) => "sync-dialog-mirror-group-not-final",
            Self::Skip(Reason::Undecided) => "sync-dialog-mirror-group-undecided",
            Self::Skip(Reason::NoCounterpart) => "sync-dialog-mirror-group-no-counterpart",
            Self::Skip(Reason::NoCase) => "sync-dialog-mirror-group-no-case",
            Self::Skip(Reason::CaseGone) => "sync-dialog-mirror-group-case-gone",
            Self::Skip(Reason::Doubtful) => "sync-dialog-mirror-group-doubtful",
            Self::Skip(Reason::Superseded) => "sync-dialog-mirror-group-superseded",
            Self::Skip(Reason::BeyondLimit) => "sync-dialog-mirror-group-beyond-limit",
        }
    }

    fn place(self) -> usize {
        Self::ALL.iter().position(|g| *g == self).unwrap_or(0)
    }
}

/// A plan prepared for display, off the UI thread.
#[derive(Debug)]
pub struct Rows {
    ready: MirrorReady,
    groups: Vec<Group>,
    counts: [usize; Group::ALL.len()],
    /// Texts to search in: key, title and id of the case, folded.
    folded: Vec<Box<str>>,
}

impl Rows {
    /// Prepares a plan. Slow for a large plan, so it runs in a query.
    pub fn new(ready: MirrorReady) -> Self {
        let plan = ready.plan();
        let groups: Vec<Group> = plan.results.iter().map(|r| Group::of(&r.decision)).collect();
        let mut counts = [0; Group::ALL.len()];
        groups.iter().for_each(|g| counts[g.place()] += 1);
        let searched = |r: &PlannedResult| {
            let title = ready.prepared().title_of(r.case).unwrap_or_default();
            let code = plan.source_code(r).unwrap_or_default();
            fold(&format!("{} {title} {code}", r.key.as_deref().unwrap_or_default())).into_boxed_str()
        };
        let folded = plan.results.iter().map(searched).collect();
        Self { groups, counts, folded, ready }
    }
}

/// A plan with the state of its table.
#[derive(Debug)]
pub struct Preview {
    rows: Arc<Rows>,
    /// The shown group; `None` shows all.
    pub(super) filter: Option<Group>,
    search: String,
    view: Vec<u32>,
    /// Text of the search field.
    pub(super) search_text: String,
    /// State of the table. Keys are indices in the plan.
    pub(super) table: TableState,
}

impl Preview {
    /// Shows all results.
    pub fn new(rows: Arc<Rows>) -> Self {
        let mut preview = Self {
            rows,
            filter: None,
            search: String::new(),
            view: Vec::new(),
            search_text: String::new(),
            table: TableState::default(),
        };
        preview.rebuild();
        preview
    }

    /// The plan with both sides as they were read.
    pub fn ready(&self) -> &MirrorReady {
        &self.rows.ready
    }

    pub fn plan(&self) -> &Plan {
        self.rows.ready.plan()
    }

    /// Number of results in a group, or of all results.
    pub fn count(&self, group: Option<Group>) -> usize {
        group.map_or(self.rows.groups.len(), |g| self.rows.counts[g.place()])
    }

    /// Number of posted results.
    pub fn posts(&self) -> usize {
        [Group::ByKey, Group::ByTitle, Group::ToNew].into_iter().map(|g| self.count(Some(g))).sum()
    }

    /// Number of skipped results that the target does not have.
    pub fn skipped(&self) -> usize {
        self.count(None) - self.posts() - self.count(Some(Group::There))
    }

    /// Indices of the shown results.
    pub fn view(&self) -> &[u32] {
        &self.view
    }

    /// The group of the result at an index.
    pub fn group(&self, place: usize) -> Group {
        self.rows.groups[place]
    }

    /// The result at an index.
    pub fn result(&self, place: usize) -> &PlannedResult {
        &self.plan().results[place]
    }

    /// The title of its source case.
    pub fn title(&self, place: usize) -> &str {
        self.ready().prepared().title_of(self.result(place).case).unwrap_or_default()
    }

    /// Shows the results of a group, or all.
    pub fn show(&mut self, group: Option<Group>) {
        self.filter = group;
        self.rebuild();
    }

    /// Shows only results whose key, title or case id contains every word.
    pub fn search(&mut self, text: &str) {
        let folded = fold(text);
        if folded != self.search {
            self.search = folded;
            self.rebuild();
        }
    }

    fn rebuild(&mut self) {
        let words: Vec<&str> = self.search.split_whitespace().collect();
        let (rows, filter) = (&self.rows, self.filter);
        let shown = |i: &usize| filter.is_none_or(|f| rows.groups[*i] == f) && words.iter().all(|w| rows.folded[*i].contains(w));
        self.view = (0..rows.groups.len()).filter(shown).map(|i| i as u32).collect();
        self.table.cursor = self.view.first().map(|i| i64::from(*i));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator as _;

    #[test]
    fn every_reason_has_its_group() {
        for reason in Reason::iter() {
            let group = Group::of(&Decision::Skip { reason });
            assert!(Group::ALL.contains(&group), "{reason:?}");
            assert_eq!(group == Group::There, reason.is_there());
        }
        let places: std::collections::BTreeSet<usize> = Group::ALL.iter().map(|g| g.place()).collect();
        assert_eq!(places.len(), Group::ALL.len());
    }
}
