//! Finding duplicates among the cases of a project.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::keys::{StepsKey, StepsKeys, title_key};
use super::similar;
use voluptas_core::domain::Message;
use voluptas_core::domain::case_code::CaseCode;
use voluptas_core::domain::ids::{CaseId, ProjectId, SuiteId};
use voluptas_core::domain::suite::Suite;
use voluptas_jobs::off_thread;
use voluptas_jobs::{Failure, FailureKind, JobCtx, JobEnd, JobError, Report, Reportable};
use voluptas_store::Store;
use voluptas_store::case_duplicates::CaseFacts;
use voluptas_store::cases::CaseLine;

/// The reason why cases may be duplicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Reason {
    /// Titles are equal without regard to case, ё/е, blanks and punctuation.
    SameTitle,
    /// At least two steps, equal without regard to case, ё/е and blanks.
    SameSteps,
    /// Titles have most of their letters in common.
    SimilarTitle,
}

impl Reason {
    /// Key of the reason's text.
    #[must_use]
    pub fn text_key(self) -> &'static str {
        match self {
            Self::SameTitle => "duplicates-same-title",
            Self::SameSteps => "duplicates-same-steps",
            Self::SimilarTitle => "duplicates-similar-title",
        }
    }
}

/// A case in a group of duplicates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicateCase {
    /// Row id.
    pub id: CaseId,
    /// Code for people.
    pub code: CaseCode,
    /// Suite of the case; `None` at the root.
    pub suite_id: Option<SuiteId>,
    /// Titles of the suite and of those above it, joined by ` / `; blank at the root.
    pub place: String,
    pub title: String,
    /// Facts by which a person decides which case to keep.
    pub facts: CaseFacts,
}

/// Cases that may be duplicates of each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicateGroup {
    /// The reasons, at least one.
    pub reasons: BTreeSet<Reason>,
    /// At least two cases. The first one is suggested to be kept: it has the most results, then functions, then a link to Qase.
    pub cases: Vec<DuplicateCase>,
}

/// The result of a search for duplicates.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Duplicates {
    /// Groups, the most certain first. A case may be in several groups.
    pub groups: Vec<DuplicateGroup>,
    /// Number of cases that were compared.
    pub searched: usize,
}

impl Reportable for Duplicates {
    fn report(&self) -> Report {
        Report::default().count("cases", self.searched).count("duplicate_groups", self.groups.len())
    }
}

/// A case as the comparison sees it.
#[derive(Debug, Clone, Default)]
pub struct Candidate {
    pub title: String,
    /// Key of the steps; `None` for fewer than two steps.
    pub steps: Option<StepsKey>,
}

/// A group of candidates by their places in ascending order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Places of the candidates, at least two.
    pub members: Vec<usize>,
    /// The reasons, at least one.
    pub reasons: BTreeSet<Reason>,
}

/// Groups candidates that may be duplicates. Groups of the same members are one group with several reasons. `check` is called now
/// and then and ends the search with its error.
pub fn groups<E>(cases: &[Candidate], check: &mut impl FnMut() -> Result<(), E>) -> Result<Vec<Found>, E> {
    let mut by_title: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_steps: HashMap<StepsKey, Vec<usize>> = HashMap::new();
    for (i, case) in cases.iter().enumerate() {
        by_title.entry(title_key(&case.title)).or_default().push(i);
        if let Some(steps) = case.steps {
            by_steps.entry(steps).or_default().push(i);
        }
    }
    check()?;
    let mut titles: Vec<(&str, &Vec<usize>)> = by_title.iter().map(|(key, at)| (key.as_str(), at)).collect();
    titles.sort_unstable_by_key(|(_, at)| at[0]);
    let keys: Vec<&str> = titles.iter().map(|(key, _)| *key).collect();
    let similar = similar::clusters(&keys, check)?.into_iter().map(|cluster| {
        let mut members: Vec<usize> = cluster.iter().flat_map(|n| titles[*n].1.iter().copied()).collect();
        members.sort_unstable();
        (members, Reason::SimilarTitle)
    });
    let mut all: BTreeMap<Vec<usize>, BTreeSet<Reason>> = BTreeMap::new();
    let same_title = by_title.values().map(|at| (at.clone(), Reason::SameTitle));
    let same_steps = by_steps.values().map(|at| (at.clone(), Reason::SameSteps));
    for (members, reason) in same_title.chain(same_steps).chain(similar).filter(|(members, _)| members.len() > 1) {
        all.entry(members).or_default().insert(reason);
    }
    Ok(all.into_iter().map(|(members, reasons)| Found { members, reasons }).collect())
}

/// Searches the cases of a project for duplicates, only those of one suite and the suites below it where `suite` is given. Blocks.
///
/// # Errors
/// [`voluptas_jobs::JobError::Cancelled`], or an error of the store.
pub fn find(store: &Store, project: ProjectId, suite: Option<SuiteId>, ctx: &JobCtx) -> JobEnd<Duplicates> {
    ctx.stage(Message::new("duplicates-stage-read"), None);
    ctx.check()?;
    let (lines, steps) = store.read(|tx| {
        let mut lines = tx.cases().lines(project)?;
        if let Some(suite) = suite {
            let inside: HashSet<SuiteId> = tx.suites().subtree(suite)?.into_iter().collect();
            lines.retain(|line| line.suite_id.is_some_and(|id| inside.contains(&id)));
        }
        let wanted: HashSet<CaseId> = lines.iter().map(|line| line.id).collect();
        let mut keys = StepsKeys::default();
        tx.cases().each_step_text(project, |case, step| {
            if wanted.contains(&case) && ctx.check().is_ok() {
                keys.add(case, step);
            }
        })?;
        Ok((lines, keys.finish()))
    })?;
    let lines = by_number(lines);
    ctx.stage(Message::new("duplicates-stage-compare"), Some(lines.len() as u64));
    let candidates: Vec<Candidate> =
        lines.iter().map(|line| Candidate { title: line.title.clone(), steps: steps.get(&line.id).copied() }).collect();
    let found = groups(&candidates, &mut || ctx.check())?;
    let members: BTreeSet<CaseId> = found.iter().flat_map(|f| &f.members).map(|i| lines[*i].id).collect();
    let members: Vec<CaseId> = members.into_iter().collect();
    let (facts, suites) = store.read(|tx| Ok((tx.cases().facts(&members)?, tx.suites().of_project(project)?)))?;
    let suites: HashMap<SuiteId, Suite> = suites.into_iter().map(|suite| (suite.id, suite)).collect();
    ctx.check()?;
    let mut groups: Vec<DuplicateGroup> = found.into_iter().map(|found| group(found, &lines, &facts, &suites)).collect();
    groups.sort_by_cached_key(|group| (certainty(group), group.cases.iter().map(|c| c.code.rank()).min()));
    Ok(Duplicates { groups, searched: lines.len() })
}

/// [`find()`] on a thread of its own, as a job of the window.
///
/// # Errors
/// [`JobError::Cancelled`], or an error of the store.
pub async fn find_in_background(store: Store, project: ProjectId, suite: Option<SuiteId>, ctx: JobCtx) -> JobEnd<Duplicates> {
    off_thread(move || find(&store, project, suite, &ctx)).await.unwrap_or_else(|broken| {
        tracing::error!(%broken, "the search for duplicates ended early");
        let (message, remedy) = (Message::new("job-error-panicked"), Some(Message::new("job-remedy-log")));
        Err(JobError::Failed(Failure { kind: FailureKind::Other, message, remedy }))
    })
}

fn by_number(mut lines: Vec<CaseLine>) -> Vec<CaseLine> {
    lines.sort_unstable_by_key(|line| line.number);
    lines
}

fn group(
    found: Found,
    lines: &[CaseLine],
    facts: &HashMap<CaseId, CaseFacts>,
    suites: &HashMap<SuiteId, Suite>,
) -> DuplicateGroup {
    let case = |i: usize| {
        let CaseLine { id, code, suite_id, title, .. } = lines[i].clone();
        let facts = facts.get(&id).cloned().unwrap_or_default();
        DuplicateCase { id, code, suite_id, place: place(suite_id, suites), title, facts }
    };
    let mut cases: Vec<DuplicateCase> = found.members.into_iter().map(case).collect();
    let rank = |c: &DuplicateCase| (c.facts.results, c.facts.functions, c.facts.is_linked);
    cases.sort_by(|a, b| rank(b).cmp(&rank(a)).then(a.code.rank().cmp(&b.code.rank())));
    DuplicateGroup { reasons: found.reasons, cases }
}

/// Path of a suite by titles.
fn place(suite: Option<SuiteId>, suites: &HashMap<SuiteId, Suite>) -> String {
    let mut titles: Vec<&str> = Vec::new();
    let mut at = suite;
    // A damaged file could hold a circle.
    while let Some(suite) = at.and_then(|id| suites.get(&id)).filter(|_| titles.len() <= suites.len()) {
        titles.push(&suite.content.title);
        at = suite.parent_id;
    }
    titles.reverse();
    titles.join(" / ")
}

/// Place of a group in the list: equal titles and steps first, and cases of one suite before those of several.
fn certainty(group: &DuplicateGroup) -> (u8, bool) {
    let has = |reason| group.reasons.contains(&reason);
    let first = match (has(Reason::SameTitle), has(Reason::SameSteps), has(Reason::SimilarTitle)) {
        (true, true, _) => 0,
        (false, true, true) => 1,
        (true, false, _) => 2,
        (false, true, false) => 3,
        _ => 4,
    };
    let suite = group.cases.first().map(|c| c.suite_id);
    (first, !group.cases.iter().all(|c| Some(c.suite_id) == suite))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::convert::Infallible;

    fn found(cases: &[(&str, Option<u8>)]) -> Vec<(Vec<usize>, Vec<Reason>)> {
        let case = |(title, steps): &(&str, Option<u8>)| Candidate { title: (*title).into(), steps: steps.map(|n| [n; 32]) };
        let cases: Vec<Candidate> = cases.iter().map(case).collect();
        let Ok(found) = groups::<Infallible>(&cases, &mut || Ok(()));
        found.into_iter().map(|f| (f.members, f.reasons.into_iter().collect())).collect()
    }

    #[test]
    fn groups_by_title_steps_and_similarity() {
        use Reason::{SameSteps, SameTitle, SimilarTitle};
        let cases = [
            ("Expired code is refused", Some(1)),
            ("Pay by card", Some(2)),
            ("expired code is refused.", Some(1)),
            ("Pay by cash", Some(2)),
            ("Expired codes is refused", None),
            ("Search", None),
        ];
        let expected =
            vec![(vec![0, 2], vec![SameTitle, SameSteps]), (vec![0, 2, 4], vec![SimilarTitle]), (vec![1, 3], vec![SameSteps])];
        assert_eq!(found(&cases), expected);
        assert!(found(&[("Search", None)]).is_empty());
    }

    proptest! {
        /// A group of equal titles or steps holds exactly the cases with that title or those steps.
        #[test]
        fn equal_titles_and_steps_are_grouped_completely(
            cases in prop::collection::vec(("[Aab]{1,2}[.!]?", prop::option::of(0_u8..3)), 0..20)
        ) {
            let given: Vec<(&str, Option<u8>)> = cases.iter().map(|(title, steps)| (title.as_str(), *steps)).collect();
            let found = found(&given);
            for (i, a) in given.iter().enumerate() {
                for (j, b) in given.iter().enumerate().take(i) {
                    let has = |reason| found.iter().any(|(at, why)| why.contains(&reason) && at.contains(&i) && at.contains(&j));
                    prop_assert_eq!(title_key(a.0) == title_key(b.0), has(Reason::SameTitle));
                    prop_assert_eq!(a.1.is_some() && a.1 == b.1, has(Reason::SameSteps));
                }
            }
        }
    }

    /// Titles of few patterns, whose comparison in all pairs would take hours. A release build is timed as well.
    #[test]
    fn titles_of_one_pattern_are_compared_in_reasonable_time() {
        let verbs = ["Open", "Close", "Delete", "Create", "Edit", "Copy", "Share", "Print"];
        let things = ["order", "cart", "invoice", "user", "report", "discount", "address", "card", "review", "shipment"];
        let places =
            ["in the list", "on the page of the profile", "after sign in", "by an administrator", "in the mobile application"];
        let letters = |n: usize| n.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect::<String>();
        let case = |i: usize| Candidate {
            title: format!("{} {} {} {}", verbs[i % 8], things[i / 8 % 10], places[i / 80 % 5], letters(i / 400)),
            steps: Some(*blake3::hash(&(i as u64 / 2).to_le_bytes()).as_bytes()),
        };
        let cases: Vec<Candidate> = (0..if cfg!(debug_assertions) { 5_000 } else { 50_000 }).map(case).collect();
        let begin = std::time::Instant::now();
        let Ok(found) = groups::<Infallible>(&cases, &mut || Ok(()));
        let took = begin.elapsed();
        assert!(!found.is_empty());
        assert!(cfg!(debug_assertions) || took.as_millis() < 1000, "{took:?}");
    }
}
