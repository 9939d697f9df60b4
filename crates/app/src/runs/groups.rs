//! The results of a run in groups: failures by message or category, all results by suite, package, function, severity or owner.
//!
//! [`read`] sorts the last attempt of each test into one group. A result that belongs to several (a case of two functions) stands in
//! the first. The counts are up to the reader, who may filter first.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::project::settings as project_settings;
use voluptas_core::base::fold::natural_key;
use voluptas_core::domain::failure_category::{Category, Symptoms};
use voluptas_core::domain::failure_group::{first_line, own_words};
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, ResultId, RunId, SuiteId};
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::result_traits::{RunTraits, Traits};
use voluptas_store::{Result, Tx};

/// A way to group results.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, strum::EnumIter, strum::IntoStaticStr, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum GroupBy {
    /// Failures with the same normalised message and status.
    Message,
    /// Categories of failures.
    Category,
    /// Suites of the tool, otherwise those of the case.
    Suite,
    /// Packages, classes or folders of the tests.
    Package,
    /// The function that the case covers, with those above it.
    Function,
    /// Severity by the tool, otherwise that of the case.
    Severity,
    /// Owner by the tool.
    Owner,
}

/// Title of a group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupTitle {
    /// A text of the data.
    Text(String),
    /// Key of a text of the program.
    Key(&'static str),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub title: GroupTitle,
    /// Place of the group around it among [`Groups::all`].
    pub parent: Option<u32>,
    /// Number of groups around it.
    pub depth: u16,
    /// Collapsed at first, because its results do not have the property by which the list is grouped.
    pub is_aside: bool,
    /// Messages of the group that differ from its title in values alone: numbers, ids, times, quoted words.
    pub similar: usize,
}

/// The groups of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Groups {
    /// Groups, each before the groups in it.
    pub all: Vec<Group>,
    /// Group of each result, sorted by result.
    of: Vec<(ResultId, u32)>,
    /// Words of the messages that the titles of their groups do not say, sorted by result.
    own: Vec<(ResultId, Arc<str>)>,
    /// Names of category rules that cannot be used.
    pub unusable: Vec<String>,
}

impl Groups {
    /// The group of a result.
    pub fn of(&self, result: ResultId) -> Option<u32> {
        self.of.binary_search_by_key(&result, |(id, _)| *id).ok().map(|at| self.of[at].1)
    }

    /// Words of the message of a result that the title of its group does not say. Blank for other groups than those of messages.
    pub fn own_words(&self, result: ResultId) -> &str {
        self.own.binary_search_by_key(&result, |(id, _)| *id).map_or("", |at| &*self.own[at].1)
    }
}

/// Groups the results of a run.
pub fn read(tx: &Tx<'_>, run: RunId, by: GroupBy) -> Result<Groups> {
    match by {
        GroupBy::Message => messages(tx, run),
        GroupBy::Category => categories(tx, run),
        GroupBy::Package => {
            let traits = tx.traits_of_run(run, true)?;
            Ok(tree(&traits, |row| package(&traits, row).unwrap_or_default(), "run-group-no-package", Some(".")))
        }
        GroupBy::Owner => {
            let traits = tx.traits_of_run(run, true)?;
            let owner = |row: &Traits| {
                let label = ["owner", "lead", "author"].iter().find_map(|name| traits.label(row, name));
                label.map(str::to_owned).into_iter().collect()
            };
            Ok(tree(&traits, owner, "run-group-no-owner", None))
        }
        GroupBy::Suite => suites(tx, run),
        GroupBy::Severity => severities(tx, run),
        GroupBy::Function => functions(tx, run),
    }
}

/// A tree of groups while it is built.
#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    by_title: HashMap<(Option<u32>, GroupTitle), u32>,
    of: Vec<(ResultId, u32)>,
}

struct Node {
    title: GroupTitle,
    parent: Option<u32>,
    /// Order among the siblings, before the title.
    rank: i64,
    is_aside: bool,
    similar: usize,
    children: Vec<u32>,
    holds_results: bool,
}

impl Builder {
    fn node(&mut self, parent: Option<u32>, title: GroupTitle, rank: i64) -> u32 {
        if let Some(known) = self.by_title.get(&(parent, title.clone())) {
            return *known;
        }
        let at = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let node =
            Node { title: title.clone(), parent, rank, is_aside: false, similar: 0, children: Vec::new(), holds_results: false };
        self.nodes.push(node);
        if let Some(parent) = parent {
            self.nodes[parent as usize].children.push(at);
        }
        self.by_title.insert((parent, title), at);
        at
    }

    /// The group of results that the grouping is not about. Last, and closed at first.
    fn aside(&mut self, key: &'static str) -> u32 {
        let at = self.node(None, GroupTitle::Key(key), i64::MAX);
        self.nodes[at as usize].is_aside = true;
        at
    }

    fn path(&mut self, levels: impl IntoIterator<Item = String>) -> Option<u32> {
        levels.into_iter().fold(None, |parent, title| Some(self.node(parent, GroupTitle::Text(title), 0)))
    }

    fn put(&mut self, result: ResultId, group: u32) {
        self.nodes[group as usize].holds_results = true;
        self.of.push((result, group));
    }

    /// The finished groups. With `joint`, a group that holds nothing but one group becomes one with it.
    fn finish(mut self, joint: Option<&str>) -> Groups {
        let key = |node: &Node| match &node.title {
            GroupTitle::Text(text) => natural_key(text),
            GroupTitle::Key(_) => String::new(),
        };
        let keys: Vec<(i64, String)> = self.nodes.iter().map(|node| (node.rank, key(node))).collect();
        let order = |ids: &mut Vec<u32>| ids.sort_by(|a, b| keys[*a as usize].cmp(&keys[*b as usize]));
        let count = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let mut roots: Vec<u32> = (0..count).filter(|at| self.nodes[*at as usize].parent.is_none()).collect();
        order(&mut roots);
        let mut groups = Groups::default();
        let mut places = vec![0; self.nodes.len()];
        let mut waiting: Vec<(u32, Option<u32>, u16)> = roots.into_iter().rev().map(|at| (at, None, 0)).collect();
        while let Some((first, parent, depth)) = waiting.pop() {
            let (mut at, mut title) = (first, self.nodes[first as usize].title.clone());
            if let Some(joint) = joint {
                while let (false, [only]) = (self.nodes[at as usize].holds_results, &self.nodes[at as usize].children[..]) {
                    at = *only;
                    if let (GroupTitle::Text(whole), GroupTitle::Text(part)) = (&mut title, &self.nodes[at as usize].title) {
                        *whole = format!("{whole}{joint}{part}");
                    }
                }
            }
            let place = u32::try_from(groups.all.len()).unwrap_or(u32::MAX);
            places[at as usize] = place;
            let Node { is_aside, similar, .. } = self.nodes[at as usize];
            groups.all.push(Group { title, parent, depth, is_aside, similar });
            let mut children = std::mem::take(&mut self.nodes[at as usize].children);
            order(&mut children);
            waiting.extend(children.into_iter().rev().map(|child| (child, Some(place), depth.saturating_add(1))));
        }
        groups.of = self.of.into_iter().map(|(result, at)| (result, places[at as usize])).collect();
        groups.of.sort_unstable();
        groups
    }
}

/// Rank of the group of blocked results: below all failures, above the results without one.
const BLOCKED: i64 = i64::MAX - 1;

/// Puts results without a group into the group without a failure. Blocked results get a group of their own, since they might have
/// failed.
fn rest(tx: &Tx<'_>, run: RunId, builder: &mut Builder) -> Result<()> {
    let placed: std::collections::HashSet<ResultId> = builder.of.iter().map(|(result, _)| *result).collect();
    for row in tx.traits_of_run(run, false)?.rows {
        if placed.contains(&row.result) {
            continue;
        }
        let group = match row.status {
            ResultStatus::Blocked => builder.node(None, GroupTitle::Key("run-group-blocked"), BLOCKED),
            _ => builder.aside("run-group-no-failure"),
        };
        builder.put(row.result, group);
    }
    Ok(())
}

fn messages(tx: &Tx<'_>, run: RunId) -> Result<Groups> {
    /// Failures of one status and message.
    #[derive(Default)]
    struct OfMessage {
        /// Results, each with the number of its first line.
        results: Vec<(ResultId, usize)>,
        /// First lines with their number and the number of times that each occurs.
        lines: BTreeMap<String, (usize, usize)>,
    }
    let mut found: BTreeMap<(String, Option<i64>), OfMessage> = BTreeMap::new();
    tx.problems_of_run(run, |problem| {
        if !is_bad(&problem.status) {
            return;
        }
        let group = found.entry((problem.status.slug().to_owned(), problem.failure)).or_default();
        let mut line = 0;
        if problem.failure.is_some() {
            let next = group.lines.len();
            let (number, count) = group.lines.entry(problem.message.map(first_line).unwrap_or_default()).or_insert((next, 0));
            *count += 1;
            line = *number;
        }
        group.results.push((problem.result, line));
    })?;
    let (mut builder, mut own) = (Builder::default(), Vec::new());
    for ((status, failure), group) in found {
        let similar = group.lines.len().saturating_sub(1);
        let most = group.lines.iter().max_by_key(|(line, (_, n))| (*n, std::cmp::Reverse((*line).clone())));
        let most = most.map(|(line, _)| line.clone());
        if let (Some(title), true) = (&most, similar > 0) {
            let mut words = vec![Arc::<str>::from(""); group.lines.len()];
            group.lines.iter().for_each(|(line, (number, _))| words[*number] = own_words(line, title).into());
            let of_result = |(result, line): &(ResultId, usize)| Some((*result, words.get(*line)?.clone()));
            own.extend(group.results.iter().filter_map(of_result).filter(|(_, words)| !words.is_empty()));
        }
        let title = match (most, failure) {
            (Some(line), Some(_)) => GroupTitle::Text(line),
            _ if status == "broken" => GroupTitle::Key("run-group-broken-silently"),
            _ => GroupTitle::Key("run-group-failed-silently"),
        };
        // The largest group first. The same line may be the title of a failed and of a broken group.
        let size = i64::try_from(group.results.len()).unwrap_or(i64::MAX);
        let at = builder.node(None, title.clone(), -size);
        let at = if builder.nodes[at as usize].holds_results {
            builder.by_title.remove(&(None, title.clone()));
            builder.node(None, title, -size)
        } else {
            at
        };
        builder.nodes[at as usize].similar = similar;
        group.results.into_iter().for_each(|(result, _)| builder.put(result, at));
    }
    rest(tx, run, &mut builder)?;
    own.sort_unstable_by_key(|(result, _)| *result);
    Ok(Groups { own, ..builder.finish(None) })
}

fn categories(tx: &Tx<'_>, run: RunId) -> Result<Groups> {
    let project = tx.runs().get(run)?.project_id;
    let categories = project_settings::categories_of_run(tx, project, &tx.runs().facts(run)?.categories)?;
    let names: Vec<&str> = categories.names().collect();
    let mut builder = Builder::default();
    tx.problems_of_run(run, |problem| {
        let symptoms =
            Symptoms { status: &problem.status, message: problem.message, trace: problem.trace, is_flaky: problem.is_flaky };
        let group = match categories.find(symptoms) {
            Some(Category::Rule(at)) => {
                builder.node(None, GroupTitle::Text(names[at].to_owned()), i64::try_from(at).unwrap_or(i64::MAX))
            }
            Some(Category::ProductDefect) => builder.node(None, GroupTitle::Key("run-group-product-defects"), BLOCKED - 2),
            Some(Category::TestDefect) => builder.node(None, GroupTitle::Key("run-group-test-defects"), BLOCKED - 1),
            None => return,
        };
        builder.put(problem.result, group);
    })?;
    rest(tx, run, &mut builder)?;
    Ok(Groups { unusable: categories.unusable.clone(), ..builder.finish(None) })
}

fn tree(traits: &RunTraits, path: impl Fn(&Traits) -> Vec<String>, without: &'static str, joint: Option<&str>) -> Groups {
    let mut builder = Builder::default();
    for row in &traits.rows {
        let group = builder.path(path(row)).unwrap_or_else(|| builder.node(None, GroupTitle::Key(without), i64::MAX));
        builder.put(row.result, group);
    }
    builder.finish(joint)
}

/// The packages, classes or folders around a test.
fn package(traits: &RunTraits, row: &Traits) -> Option<Vec<String>> {
    let split = |text: &str| -> Vec<String> {
        let separators: &[char] = if text.contains(['/', '\\']) { &['/', '\\'] } else { &['.'] };
        text.split(separators).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let label = ["package", "testClass", "file"].iter().find_map(|name| traits.label(row, name));
    label.map(split).or_else(|| around(row.full_name.as_deref()?)).filter(|path| !path.is_empty())
}

/// The part of a full name before the name of the test itself.
fn around(full_name: &str) -> Option<Vec<String>> {
    let parts = |separator: &str| -> Vec<String> { full_name.split(separator).map(|part| part.trim().to_owned()).collect() };
    let mut all = [" › ", "::", "#", "/", "."].into_iter().map(parts).find(|all| all.len() > 1)?;
    all.pop();
    if let Some(folders) = all.first().filter(|first| first.contains('/')) {
        let folders: Vec<String> = folders.split('/').map(str::to_owned).collect();
        all.splice(..1, folders);
    }
    all.retain(|part| !part.is_empty());
    Some(all)
}

/// The project of a run.
fn project_of(tx: &Tx<'_>, run: RunId) -> Result<ProjectId> {
    Ok(tx.runs().get(run)?.project_id)
}

/// Titles from the root to an item of a tree, by its id.
fn path_of<Id: Copy + Eq + std::hash::Hash>(mut at: Option<Id>, all: &HashMap<Id, (Option<Id>, String)>) -> Vec<String> {
    let mut path = Vec::new();
    while let Some((parent, title)) = at.and_then(|id| all.get(&id)) {
        path.push(title.clone());
        at = *parent;
        if path.len() > all.len() {
            break;
        }
    }
    path.reverse();
    path
}

fn suites(tx: &Tx<'_>, run: RunId) -> Result<Groups> {
    let project = project_of(tx, run)?;
    let traits = tx.traits_of_run(run, true)?;
    let suites: HashMap<SuiteId, (Option<SuiteId>, String)> =
        tx.suites().of_project(project)?.into_iter().map(|s| (s.id, (s.parent_id, s.content.title))).collect();
    let cases: FxHashMap<CaseId, Option<SuiteId>> =
        tx.cases().lines(project)?.into_iter().map(|case| (case.id, case.suite_id)).collect();
    let path = |row: &Traits| {
        let of_tool: Vec<String> =
            ["parentSuite", "suite", "subSuite"].iter().filter_map(|name| traits.label(row, name).map(str::to_owned)).collect();
        if !of_tool.is_empty() {
            return of_tool;
        }
        let of_case = row.case.and_then(|case| cases.get(&case).copied()).map(|suite| path_of(suite, &suites));
        match of_case.filter(|path| !path.is_empty()) {
            Some(path) => path,
            None => package(&traits, row).map(|path| vec![path.join(".")]).unwrap_or_default(),
        }
    };
    Ok(tree(&traits, path, "run-group-no-suite", None))
}

/// Severities from the worst to the least, with the words of Allure and of Qase.
const SEVERITIES: [&str; 7] = ["blocker", "critical", "major", "normal", "minor", "trivial", "undefined"];

fn severities(tx: &Tx<'_>, run: RunId) -> Result<Groups> {
    let traits = tx.traits_of_run(run, true)?;
    let project = project_of(tx, run)?;
    let of_cases = tx.case_severities(project)?;
    let mut builder = Builder::default();
    for row in &traits.rows {
        let of_case = || row.case.and_then(|case| of_cases.get(&case).map(String::as_str)).filter(|word| *word != "undefined");
        let word = traits.label(row, "severity").or_else(of_case).map(str::to_lowercase);
        let group = match word {
            Some(word) => {
                let rank = SEVERITIES.iter().position(|known| *known == word).unwrap_or(SEVERITIES.len());
                builder.node(None, GroupTitle::Text(word), i64::try_from(rank).unwrap_or(i64::MAX))
            }
            None => builder.node(None, GroupTitle::Key("run-group-no-severity"), i64::MAX),
        };
        builder.put(row.result, group);
    }
    Ok(builder.finish(None))
}

fn functions(tx: &Tx<'_>, run: RunId) -> Result<Groups> {
    let traits = tx.traits_of_run(run, false)?;
    let all: HashMap<FunctionId, (Option<FunctionId>, String)> =
        tx.functions().lines()?.into_iter().map(|f| (f.id, (f.parent_id, f.title.to_string()))).collect();
    let mut covered: FxHashMap<CaseId, FunctionId> = FxHashMap::default();
    for mapping in tx.mappings().all()? {
        covered.entry(mapping.case_id).and_modify(|f| *f = (*f).min(mapping.function_id)).or_insert(mapping.function_id);
    }
    let mut builder = Builder::default();
    for row in &traits.rows {
        let path = row.case.and_then(|case| covered.get(&case)).map(|function| path_of(Some(*function), &all));
        let group = match (path.and_then(|path| builder.path(path)), row.case) {
            (Some(group), _) => group,
            (None, Some(_)) => builder.node(None, GroupTitle::Key("run-group-no-function"), i64::MAX - 1),
            (None, None) => builder.node(None, GroupTitle::Key("run-group-no-case"), i64::MAX),
        };
        builder.put(row.result, group);
    }
    Ok(builder.finish(None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::base::FixedClock;
    use voluptas_core::domain::result::ResultContent;
    use voluptas_core::domain::run::RunContent;
    use voluptas_store::runs::NewRun;
    use voluptas_store::{Op, Store};

    fn lines(groups: &Groups) -> Vec<String> {
        let line = |group: &Group| match &group.title {
            GroupTitle::Text(text) => format!("{}{text}", " ".repeat(group.depth.into())),
            GroupTitle::Key(key) => format!("{}*{key}", " ".repeat(group.depth.into())),
        };
        groups.all.iter().map(line).collect()
    }

    #[test]
    fn paths_become_a_tree_whose_single_branches_are_joined() {
        let mut builder = Builder::default();
        for (result, path) in
            [(1, "com.shop.cart"), (2, "com.shop.pay.card"), (3, "com.shop.pay"), (4, "org.tool2"), (5, "org.tool10")]
        {
            let group = builder.path(path.split('.').map(str::to_owned)).expect("group");
            builder.put(ResultId(result), group);
        }
        let aside = builder.aside("run-group-no-failure");
        builder.put(ResultId(6), aside);
        let groups = builder.finish(Some("."));
        let expected = ["com.shop", " cart", " pay", "  card", "org", " tool2", " tool10", "*run-group-no-failure"];
        assert_eq!(lines(&groups), expected);
        assert_eq!((groups.of(ResultId(2)), groups.of(ResultId(6)), groups.of(ResultId(7))), (Some(3), Some(7), None));
        assert_eq!(groups.all[3].parent, Some(2));
        assert!(groups.all[7].is_aside);
    }

    #[test]
    fn blocked_results_stand_between_failures_and_results_without_one() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        let written = store.write(Op::bulk("fixture"), |tx| {
            let project = tx.projects().create("SHOP", "Shop", None)?.id;
            let content = RunContent { title: "Night".into(), ..RunContent::default() };
            let run = tx.runs().create(project, &NewRun { content, ..NewRun::default() })?.id;
            for status in [ResultStatus::Passed, ResultStatus::Blocked, ResultStatus::Failed] {
                let content = ResultContent { title: status.slug().into(), status, ..ResultContent::default() };
                tx.results().add(run, &content)?;
            }
            Ok(run)
        });
        let run = written.expect("fixture").value;
        let of = |by| lines(&store.read(|tx| read(tx, run, by)).expect("groups"));
        let expected = ["*run-group-failed-silently", "*run-group-blocked", "*run-group-no-failure"];
        assert_eq!(of(GroupBy::Message), expected);
        let expected = ["*run-group-product-defects", "*run-group-blocked", "*run-group-no-failure"];
        assert_eq!(of(GroupBy::Category), expected);
        let groups = store.read(|tx| read(tx, run, GroupBy::Message)).expect("groups");
        assert_eq!(groups.all.iter().map(|group| group.is_aside).collect::<Vec<_>>(), [false, false, true]);
    }

    #[test]
    fn the_part_around_a_test_follows_the_separators_of_its_tool() {
        let path = |name: &str| around(name).unwrap_or_default().join(" | ");
        assert_eq!(path("shop.cart.CartTest.adds"), "shop | cart | CartTest");
        assert_eq!(path("tests/cart/test_promo.py::TestPromo::test_expired"), "tests | cart | test_promo.py | TestPromo");
        assert_eq!(path("Cart › Promo › expired code"), "Cart | Promo");
        assert_eq!(path("alone"), "");
    }
}
