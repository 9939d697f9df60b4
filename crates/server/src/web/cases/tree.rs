//! The suites of a project as a tree, with the cases in each branch.

use super::state::ListState;
use std::collections::{HashMap, HashSet};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::{ProjectId, SuiteId};
use voluptas_core::domain::suite::Suite;
use voluptas_i18n::Tr;
use voluptas_store::{Result, Tx};

/// Most lines of a tree in a page.
const MOST: usize = 150;
/// Deepest indent that a class exists for.
const DEEPEST: usize = 9;

/// The suites of a project.
#[derive(Debug, Default)]
pub struct Suites {
    all: Vec<Suite>,
    places: HashMap<SuiteId, usize>,
    children: HashMap<Option<SuiteId>, Vec<usize>>,
    /// Cases in a suite and the suites inside.
    counts: HashMap<SuiteId, i64>,
    /// Living cases of the project.
    pub cases: i64,
    /// Those of them that are in no suite.
    pub outside: i64,
}

/// A line of the tree.
#[derive(Debug)]
pub struct SuiteLine {
    pub title: String,
    pub count: String,
    pub depth: usize,
    pub address: String,
    /// Address that opens or closes it; blank without suites inside.
    pub fold: String,
    pub is_open: bool,
    pub is_here: bool,
}

impl Suites {
    /// Reads the suites, without the cases in them.
    pub fn load(tx: &Tx<'_>, project: ProjectId) -> Result<Self> {
        let all = tx.suites().of_project(project)?;
        let places: HashMap<SuiteId, usize> = all.iter().enumerate().map(|(i, suite)| (suite.id, i)).collect();
        let mut children: HashMap<Option<SuiteId>, Vec<usize>> = HashMap::new();
        for (i, suite) in all.iter().enumerate() {
            // A suite whose parent is in the trash stands at the root.
            let parent = suite.parent_id.filter(|parent| places.contains_key(parent));
            children.entry(parent).or_default().push(i);
        }
        for siblings in children.values_mut() {
            siblings.sort_by_key(|i| (all[*i].position, all[*i].number));
        }
        Ok(Self { all, places, children, counts: HashMap::new(), cases: 0, outside: 0 })
    }

    /// Reads the suites with the number of cases in each branch.
    pub fn counted(tx: &Tx<'_>, project: ProjectId) -> Result<Self> {
        Ok(Self::load(tx, project)?.with_counts(&tx.suites().case_counts(project)?))
    }

    /// The suites with the number of cases in each branch, from the numbers of cases directly in them.
    pub fn with_counts(mut self, counts: &[(Option<SuiteId>, i64)]) -> Self {
        for (suite, n) in counts {
            self.cases += n;
            if suite.is_none() {
                self.outside += n;
            }
            let mut at = *suite;
            // Ends at a depth that no real tree has: a damaged file could have a cycle.
            for _ in 0..64 {
                let Some(id) = at else { break };
                *self.counts.entry(id).or_default() += n;
                at = self.get(id).and_then(|suite| suite.parent_id);
            }
        }
        self
    }

    fn get(&self, id: SuiteId) -> Option<&Suite> {
        self.places.get(&id).and_then(|i| self.all.get(*i))
    }

    /// The suite of a number.
    pub fn by_number(&self, number: i64) -> Option<&Suite> {
        self.all.iter().find(|suite| suite.number == number)
    }

    /// Cases in the branch of a suite.
    pub fn count_of(&self, number: i64) -> i64 {
        self.by_number(number).and_then(|suite| self.counts.get(&suite.id)).copied().unwrap_or(0)
    }

    /// The suites from the root to a suite.
    pub fn way(&self, id: SuiteId) -> Vec<&Suite> {
        let (mut way, mut at) = (Vec::new(), Some(id));
        while let Some(suite) = at.and_then(|id| self.get(id)) {
            way.push(suite);
            at = suite.parent_id;
            if way.len() > 64 {
                break;
            }
        }
        way.reverse();
        way
    }

    /// `Checkout / Cart / Promo codes`
    pub fn path(&self, suite: &Suite) -> String {
        self.way(suite.id).iter().map(|suite| suite.content.title.as_str()).collect::<Vec<_>>().join(" / ")
    }

    /// The path of the suite of a number; blank for the root.
    pub fn path_of(&self, number: Option<i64>) -> String {
        number.and_then(|number| self.by_number(number)).map(|suite| self.path(suite)).unwrap_or_default()
    }

    /// The suite that a person means: by its path, by its number (`#12`), or by a title that no other suite has.
    pub fn find(&self, text: &str) -> Option<&Suite> {
        let text = text.trim();
        if let Some(suite) = text.strip_prefix('#').and_then(|n| n.parse().ok()).and_then(|n| self.by_number(n)) {
            return Some(suite);
        }
        let folded = fold(text);
        let by_path = self.all.iter().find(|suite| {
            fold(&suite.content.title).ends_with(folded.rsplit(" / ").next().unwrap_or_default())
                && fold(&self.path(suite)) == folded
        });
        let mut by_title = self.all.iter().filter(|suite| fold(&suite.content.title) == folded);
        by_path.or_else(|| by_title.next().filter(|_| by_title.next().is_none()))
    }

    /// Paths of the suites that have the words of a text, at most `most`.
    pub fn named(&self, text: &str, most: usize) -> Vec<String> {
        let folded = fold(text.rsplit(" / ").next().unwrap_or_default().trim());
        let fitting = self.all.iter().filter(|suite| fold(&suite.content.title).contains(&folded));
        fitting.take(most).map(|suite| self.path(suite)).collect()
    }

    /// A suite with all suites inside.
    pub fn branch(&self, id: SuiteId) -> Vec<SuiteId> {
        let (mut found, mut next) = (vec![id], 0);
        let mut seen = HashSet::from([id]);
        while let Some(id) = found.get(next).copied() {
            for i in self.children.get(&Some(id)).into_iter().flatten() {
                if seen.insert(self.all[*i].id) {
                    found.push(self.all[*i].id);
                }
            }
            next += 1;
        }
        found
    }

    /// The lines that a list shows, and true where some are left out: open branches and the way to the chosen suite, or the suites that are searched for.
    pub fn lines(&self, tr: Tr, state: &ListState) -> (Vec<SuiteLine>, bool) {
        let chosen = state.suite.and_then(|number| self.by_number(number));
        let way: HashSet<i64> = chosen.map(|suite| self.way(suite.id)).unwrap_or_default().iter().map(|s| s.number).collect();
        let mut wanted: Option<HashSet<SuiteId>> = None;
        if !state.suites_q.is_empty() {
            let folded = fold(&state.suites_q);
            let fitting = self.all.iter().filter(|suite| fold(&suite.content.title).contains(&folded)).take(MOST);
            wanted = Some(fitting.flat_map(|suite| self.way(suite.id)).map(|suite| suite.id).collect());
        }
        let mut lines = Vec::new();
        let mut stack: Vec<(usize, usize)> = self.children.get(&None).into_iter().flatten().rev().map(|i| (*i, 0)).collect();
        while let Some((i, depth)) = stack.pop() {
            let Some(suite) = self.all.get(i) else { continue };
            if wanted.as_ref().is_some_and(|wanted| !wanted.contains(&suite.id)) {
                continue;
            }
            if lines.len() >= MOST {
                return (lines, true);
            }
            let inside = self.children.get(&Some(suite.id)).map(Vec::as_slice).unwrap_or_default();
            let is_chosen = chosen.is_some_and(|chosen| chosen.id == suite.id);
            let is_open = wanted.is_some() || state.open.contains(&suite.number) || (way.contains(&suite.number) && !is_chosen);
            let toggled = |s: &mut ListState| {
                if is_open {
                    s.open.retain(|open| *open != suite.number);
                } else {
                    s.open.push(suite.number);
                }
            };
            let count = self.counts.get(&suite.id).copied().unwrap_or(0);
            lines.push(SuiteLine {
                title: suite.content.title.clone(),
                count: tr.number(count),
                depth: depth.min(DEEPEST),
                address: state.anew(|s| {
                    s.suite = Some(suite.number);
                    s.selected = None;
                    s.create = false;
                    s.tab = super::state::Tab::Case;
                    s.version = None;
                    if !inside.is_empty() && !s.open.contains(&suite.number) {
                        s.open.push(suite.number);
                    }
                }),
                fold: if inside.is_empty() { String::new() } else { state.with(toggled) },
                is_open,
                is_here: is_chosen,
            });
            if is_open {
                stack.extend(inside.iter().rev().map(|i| (*i, depth + 1)));
            }
        }
        (lines, false)
    }
}
