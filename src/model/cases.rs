//! Suites and cases as a tree: suites with the number of cases below, cases with their last result.
//!
//! A case has one line in its home suite and a link line in each of its further suites. Only home lines count.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::model::rollup::class_of;
use crate::model::words;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use voluptas_app::cases::filter::field_words;
use voluptas_app::overview::lists::CaseTree;
use voluptas_app::project::milestones::MilestoneName;
use voluptas_core::base::Millis;
use voluptas_core::domain::case_code::NamedCase;
use voluptas_core::domain::custom_field::CustomField;
use voluptas_core::domain::ids::{CaseId, ProjectId, SuiteId};
use voluptas_core::domain::project::Project;
use voluptas_core::domain::rules::ResultRules;
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::suite::Suite;
use voluptas_i18n::Tr;
use voluptas_store::case_suites::FurtherSuiteLink;
use voluptas_store::trackers::TrackerSettings;
use voluptas_ui::theme::icons;
use voluptas_ui::widgets::{TreeData, TreeItem, TreeLines};

/// One case as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// The case.
    pub id: CaseId,
    /// Code for people: `SHOP-42`.
    pub code: SmolStr,
    /// Suite of the case; none at the root.
    pub suite: Option<SuiteId>,
    pub title: Arc<str>,
    /// Time of the last change of the content.
    pub updated_ms: Millis,
    /// Status of the last result.
    pub status: Option<ResultStatus>,
    /// Number of covered functions.
    pub covers: u32,
    /// Depth in the tree; 0 outside any suite.
    pub depth: u16,
}

/// The cases of a workspace as the window shows them.
#[derive(Debug, Clone, Default)]
pub struct CasesModel {
    /// Cases in the order of the tree.
    pub rows: Arc<Vec<CaseRow>>,
    /// Suites and cases as a tree, with the keys of [`CaseKey`].
    pub tree: Arc<TreeData>,
    /// The project they belong to.
    pub project: Option<Project>,
    /// Every project of the workspace.
    pub projects: Vec<Project>,
    /// Custom fields of the project's cases.
    pub fields: Vec<CustomField>,
    /// Milestones of the project: the open ones by due time, then the completed ones.
    pub milestones: Vec<MilestoneName>,
    /// Their setting `auto_create_cases`, if set.
    pub auto_create: HashMap<ProjectId, bool>,
    /// Their setting `issue_url`, if set.
    pub issue_urls: HashMap<ProjectId, String>,
    /// Their setting `failure_categories` as text, if there are rules.
    pub failure_categories: HashMap<ProjectId, String>,
    /// Numbers of their rules about results.
    pub result_rules: HashMap<ProjectId, ResultRules>,
    /// Trackers of the projects that have one.
    pub trackers: HashMap<ProjectId, TrackerSettings>,
    /// Addresses of web pages of Qase, by the code of the project there.
    qase_pages: HashMap<String, String>,
    /// Place of each case among the rows.
    by_id: FxHashMap<CaseId, u32>,
    suites: Arc<Suites>,
    tr: Option<Tr>,
}

/// A suite as lists show it.
#[derive(Debug)]
pub struct SuiteLine {
    /// The suite.
    pub id: SuiteId,
    pub title: Arc<str>,
    /// 0 for a root.
    pub depth: u16,
    /// Number of cases in it and below.
    pub cases: u32,
    /// Number of cases that it or a suite below shows as a further suite, and whose home is elsewhere.
    pub linked: u32,
}

/// The suites, with their places among the cases.
#[derive(Debug, Default)]
struct Suites {
    /// Suites in the order of the tree.
    lines: Vec<SuiteLine>,
    by_id: FxHashMap<SuiteId, u32>,
    /// Place of the parent of each line.
    parents: Vec<Option<u32>>,
    /// Cases in further suites, in the order of the tree.
    links: Vec<LinkLine>,
    /// The lines of the tree, in its order.
    places: Vec<Place>,
}

/// A case in a further suite.
#[derive(Debug)]
struct LinkLine {
    case: CaseId,
    suite: SuiteId,
    depth: u16,
    /// Place of the case among the rows.
    row: u32,
}

impl LinkLine {
    fn key(&self) -> i64 {
        CaseKey::Link(self.case, self.suite).key()
    }
}

impl Suites {
    /// Counts the cases that each suite shows only by further suites in it or below.
    fn count_links(&mut self, rows: &[CaseRow]) {
        let homes: FxHashMap<CaseId, Option<SuiteId>> = match self.links.is_empty() {
            true => return,
            false => rows.iter().map(|row| (row.id, row.suite)).collect(),
        };
        let mut shown: HashMap<CaseId, Vec<SuiteId>> = HashMap::new();
        for link in &self.links {
            shown.entry(link.case).or_default().push(link.suite);
        }
        for (case, suites) in shown {
            let mut above = HashSet::new();
            for suite in suites {
                above.extend(self.up(suite));
            }
            if let Some(home) = homes.get(&case).copied().flatten() {
                for at in self.up(home) {
                    above.remove(&at);
                }
            }
            for at in above {
                self.lines[at as usize].linked += 1;
            }
        }
    }

    /// Places of a suite and of all suites above it.
    fn up(&self, id: SuiteId) -> Vec<u32> {
        let (mut all, mut at) = (Vec::new(), self.by_id.get(&id).copied());
        while let Some(i) = at {
            all.push(i);
            at = self.parents.get(i as usize).copied().flatten();
        }
        all
    }

    /// Titles from the root to a suite: `Cart › Promo codes`. Empty for an unknown suite.
    fn path(&self, id: SuiteId) -> String {
        let (mut titles, mut at) = (Vec::new(), self.by_id.get(&id).copied());
        while let Some(i) = at {
            titles.extend(self.lines.get(i as usize).map(|line| &*line.title));
            at = self.parents.get(i as usize).copied().flatten();
        }
        titles.reverse();
        titles.join(" › ")
    }
}

/// The item of a line of the tree, as an index among items of its kind.
#[derive(Debug, Clone, Copy)]
enum Place {
    Suite(u32),
    Case(u32),
    Link(u32),
}

/// Makes the lines of the tree of suites and cases.
#[derive(Debug)]
struct Lines {
    suites: Arc<Suites>,
    rows: Arc<Vec<CaseRow>>,
    tr: Tr,
}

impl Lines {
    fn line(&self, index: usize) -> Option<TreeItem> {
        Some(match *self.suites.places.get(index)? {
            Place::Suite(at) => {
                let suite = self.suites.lines.get(at as usize)?;
                TreeItem {
                    key: CaseKey::Suite(suite.id).key(),
                    depth: suite.depth,
                    icon: Some(icons::SUITE),
                    title: suite.title.clone(),
                    right: words::case_count(self.tr, suite.cases.into(), suite.linked.into()).into(),
                    ..TreeItem::default()
                }
            }
            Place::Case(at) => {
                let row = self.rows.get(at as usize)?;
                case_line(row, row.id.0, row.depth)
            }
            Place::Link(at) => {
                let link = self.suites.links.get(at as usize)?;
                TreeItem { link: true, ..case_line(self.rows.get(link.row as usize)?, link.key(), link.depth) }
            }
        })
    }

    /// `Home: Cart › Promo codes` for a link line.
    fn home(&self, index: usize) -> Option<String> {
        let Place::Link(at) = *self.suites.places.get(index)? else { return None };
        let row = self.rows.get(self.suites.links.get(at as usize)?.row as usize)?;
        let path = row.suite.map(|id| self.suites.path(id)).filter(|path| !path.is_empty());
        let path = path.unwrap_or_else(|| self.tr.text("cases-group-root").into_owned());
        Some(self.tr.fmt("cases-home", &[("path", path.as_str().into())]))
    }
}

impl Lines {
    /// `12 cases, and 2 of other suites` for a suite that shows cases of others.
    fn counted(&self, index: usize) -> Option<String> {
        let Place::Suite(at) = *self.suites.places.get(index)? else { return None };
        let suite = self.suites.lines.get(at as usize)?;
        words::case_count_note(self.tr, suite.cases.into(), suite.linked.into())
    }
}

fn case_line(row: &CaseRow, key: i64, depth: u16) -> TreeItem {
    let code: Arc<str> = row.code.as_str().into();
    TreeItem {
        key,
        depth,
        look: Some(class_of(row.status.as_ref())),
        title: row.title.clone(),
        also: code.clone(),
        right: code,
        ..TreeItem::default()
    }
}

impl TreeLines for Lines {
    fn item(&self, index: usize) -> TreeItem {
        self.line(index).unwrap_or_default()
    }

    fn note(&self, index: usize) -> String {
        self.home(index).or_else(|| self.counted(index)).unwrap_or_default()
    }
}

/// Marks the key of a link line. Below it stand suite and case, [`ID_BITS`] each.
const LINK: i64 = 1 << 62;
/// Bits of an id in the key of a link line.
const ID_BITS: u32 = 31;
const ID_MASK: i64 = (1 << ID_BITS) - 1;

/// The item of a line of the case tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseKey {
    /// A case in its home suite. The key is its id.
    Case(CaseId),
    /// A suite. The key is its negative id.
    Suite(SuiteId),
    /// A case in a further suite. Made by [`CaseKey::link`].
    Link(CaseId, SuiteId),
}

impl CaseKey {
    /// The least key of a link.
    pub const FIRST_LINK: i64 = LINK;

    /// The tree's key.
    #[must_use]
    pub fn key(self) -> i64 {
        match self {
            Self::Case(id) => id.0,
            Self::Suite(id) => -id.0,
            Self::Link(case, suite) => LINK | (suite.0 << ID_BITS) | case.0,
        }
    }

    /// Reads the key of a line of the tree.
    #[must_use]
    pub fn from_key(key: i64) -> Self {
        match key {
            LINK.. => Self::Link(CaseId(key & ID_MASK), SuiteId((key >> ID_BITS) & ID_MASK)),
            1.. => Self::Case(CaseId(key)),
            _ => Self::Suite(SuiteId(-key)),
        }
    }

    /// A case in a further suite; `None` for ids beyond 2^31, which share no key.
    pub fn link(case: CaseId, suite: SuiteId) -> Option<Self> {
        let fits = |id: i64| (0..=ID_MASK).contains(&id);
        (fits(case.0) && fits(suite.0)).then_some(Self::Link(case, suite))
    }

    /// The case of a line in its home suite or in a further one.
    #[must_use]
    pub fn case(self) -> Option<CaseId> {
        match self {
            Self::Case(id) | Self::Link(id, _) => Some(id),
            Self::Suite(_) => None,
        }
    }

    /// The suite of a line for a suite.
    #[must_use]
    pub fn suite(self) -> Option<SuiteId> {
        match self {
            Self::Suite(id) => Some(id),
            Self::Case(_) | Self::Link(..) => None,
        }
    }
}

impl CasesModel {
    /// The page of a case in Qase; `None` for a case that Qase does not have, and for a server without such pages.
    pub fn qase_page(&self, row: &CaseRow) -> Option<String> {
        let Some((project, NamedCase::Numbered(id))) = NamedCase::of_any_project(&row.code) else { return None };
        Some(format!("{}/case/{project}-{id}", self.qase_pages.get(project)?))
    }

    /// Makes the model.
    #[must_use]
    pub fn build(source: CaseTree, tr: Tr, generation: u64) -> Self {
        let CaseTree {
            project,
            suites,
            cases,
            links,
            last_status,
            covers,
            projects,
            fields,
            milestones,
            auto_create,
            issue_urls,
            failure_categories,
            result_rules,
            trackers,
            qase_pages,
        } = source;
        let mut model = Self {
            projects,
            fields,
            milestones,
            auto_create,
            issue_urls,
            failure_categories,
            result_rules,
            trackers,
            qase_pages,
            tr: Some(tr),
            ..Self::default()
        };
        let Some(project) = project else { return model };
        let known: FxHashSet<SuiteId> = suites.iter().map(|s| s.id).collect();
        let mut builder = Builder::default();
        builder.rows.reserve_exact(cases.len());
        for s in suites {
            builder.suites_in.entry(s.parent_id.filter(|p| known.contains(p))).or_default().push(s);
        }
        let linked: FxHashSet<CaseId> = links.iter().map(|link| link.case).collect();
        let mut numbers: FxHashMap<CaseId, i64> = FxHashMap::default();
        for line in cases {
            let row = CaseRow {
                id: line.id,
                code: line.code.into(),
                suite: line.suite_id,
                status: last_status.get(&line.id).cloned(),
                covers: covers.get(&line.id).copied().unwrap_or(0),
                title: line.title.into(),
                updated_ms: line.updated_ms,
                depth: 0,
            };
            let entry = SuiteEntry { position: line.position, number: line.number, case: CaseEntry::Case(row) };
            builder.cases_in.entry(line.suite_id.filter(|s| known.contains(s))).or_default().push(entry);
            if linked.contains(&line.id) {
                numbers.insert(line.id, line.number);
            }
        }
        let mut mixed = HashSet::new();
        for FurtherSuiteLink { case, suite, position } in links {
            if let Some(&number) = numbers.get(&case)
                && known.contains(&suite)
                && CaseKey::link(case, suite).is_some()
            {
                builder.cases_in.entry(Some(suite)).or_default().push(SuiteEntry {
                    position,
                    number,
                    case: CaseEntry::Link(case, suite),
                });
                mixed.insert(suite);
            }
        }
        for suite in mixed {
            builder.cases_in.entry(Some(suite)).or_default().sort_by_key(|entry| (entry.position, entry.number));
        }
        builder.all();
        let Builder { rows, mut suites, .. } = builder;
        suites.by_id = (0..).zip(&suites.lines).map(|(i, line)| (line.id, i)).collect();
        suites.count_links(&rows);
        suites.places.shrink_to_fit();
        model.project = Some(project);
        model.by_id = (0..).zip(&rows).map(|(i, row)| (row.id, i)).collect();
        // The links have their cases now.
        for link in &mut suites.links {
            link.row = model.by_id.get(&link.case).copied().unwrap_or(u32::MAX);
        }
        (model.rows, model.suites) = (Arc::new(rows), Arc::new(suites));
        let lines = Arc::new(Lines { suites: model.suites.clone(), rows: model.rows.clone(), tr });
        let places = model.suites.places.iter().map(|place| match *place {
            Place::Suite(at) => {
                let suite = &model.suites.lines[at as usize];
                (CaseKey::Suite(suite.id).key(), suite.depth)
            }
            Place::Case(at) => {
                let row = &model.rows[at as usize];
                (row.id.0, row.depth)
            }
            Place::Link(at) => {
                let link = &model.suites.links[at as usize];
                (link.key(), link.depth)
            }
        });
        model.tree = Arc::new(TreeData::from_lines(places, lines, generation));
        model
    }

    /// The same model after the last results of some cases changed; cases that are not in it are passed over.
    #[must_use]
    pub fn with_results(&self, last: &[(CaseId, Option<ResultStatus>)], generation: u64) -> Self {
        let mut model = self.clone();
        let Some(tr) = self.tr else { return model };
        let rows = Arc::make_mut(&mut model.rows);
        for (case, status) in last {
            let Some(row) = self.by_id.get(case).and_then(|&i| rows.get_mut(i as usize)) else { continue };
            row.status.clone_from(status);
        }
        let lines = Lines { suites: model.suites.clone(), rows: model.rows.clone(), tr };
        model.tree = Arc::new(self.tree.with_lines(Arc::new(lines), generation));
        model
    }

    /// Sorted keys of the lines of some cases: in their home suites and in further ones.
    pub fn keys_of(&self, cases: &BTreeSet<CaseId>) -> Vec<i64> {
        if cases.is_empty() {
            return Vec::new();
        }
        let links = self.suites.links.iter().filter(|link| cases.contains(&link.case)).map(LinkLine::key);
        let mut keys: Vec<i64> = cases.iter().map(|id| CaseKey::Case(*id).key()).chain(links).collect();
        keys.sort_unstable();
        keys
    }

    /// The row of a case.
    pub fn get(&self, id: CaseId) -> Option<&CaseRow> {
        self.by_id.get(&id).and_then(|&i| self.rows.get(i as usize))
    }

    /// The case with its home line there; `None` for a suite and for a link line, so that each case is found once.
    pub fn at(&self, line: usize) -> Option<&CaseRow> {
        match *self.suites.places.get(line)? {
            Place::Suite(_) | Place::Link(_) => None,
            Place::Case(at) => self.rows.get(at as usize),
        }
    }

    /// The suite with its line there; `None` for a case.
    pub fn suite_at(&self, line: usize) -> Option<&SuiteLine> {
        match *self.suites.places.get(line)? {
            Place::Suite(at) => self.suites.lines.get(at as usize),
            Place::Link(_) | Place::Case(_) => None,
        }
    }

    /// The suites in the order of the tree.
    pub fn suites(&self) -> &[SuiteLine] {
        &self.suites.lines
    }

    /// The cases of a suite and of all suites below it, in the order of the tree.
    pub fn in_suite(&self, id: SuiteId) -> Vec<CaseId> {
        let Some(at) = self.tree.index(CaseKey::Suite(id).key()) else { return Vec::new() };
        self.tree.subtree(at).filter_map(|line| CaseKey::from_key(self.tree.key(line)).case()).collect()
    }

    /// Title of a milestone; blank for none.
    pub fn milestone(&self, id: Option<i64>) -> &str {
        self.milestones.iter().find(|milestone| Some(milestone.id) == id).map_or("", |milestone| milestone.title.as_str())
    }

    /// Titles from the root to a suite: `Cart › Promo codes`. Empty for an unknown suite.
    pub fn suite_path(&self, id: SuiteId) -> String {
        self.suites.path(id)
    }

    /// The stored value of a custom field as people read it: titles of options in place of their numbers.
    pub fn field_text(&self, title: &str, value: &str, tr: Tr) -> String {
        let field = self.fields.iter().find(|field| field.title == title);
        field.map_or_else(|| value.to_owned(), |field| field_words(field, value, tr))
    }

    /// Title of a suite.
    pub fn suite(&self, id: SuiteId) -> Option<&str> {
        self.suite_line(id).map(|line| &*line.title)
    }

    pub fn suite_line(&self, id: SuiteId) -> Option<&SuiteLine> {
        self.suites.by_id.get(&id).and_then(|&i| self.suites.lines.get(i as usize))
    }
}

/// A case of a suite, with the values by which it is sorted.
struct SuiteEntry {
    position: i64,
    number: i64,
    case: CaseEntry,
}

enum CaseEntry {
    /// A case at home.
    Case(CaseRow),
    /// A case in a further suite.
    Link(CaseId, SuiteId),
}

fn depth_of(level: usize) -> u16 {
    u16::try_from(level).unwrap_or(u16::MAX)
}

/// Suites and cases on their way into the order of the tree.
#[derive(Default)]
struct Builder {
    suites_in: FxHashMap<Option<SuiteId>, Vec<Suite>>,
    cases_in: FxHashMap<Option<SuiteId>, Vec<SuiteEntry>>,
    rows: Vec<CaseRow>,
    suites: Suites,
}

impl Builder {
    /// Adds all suites and cases in the order of the tree. Without recursion: files of older programs nest suites as deep as they like.
    fn all(&mut self) {
        // Suites of a level taken out of the map: a circle of suites, which a sound file has not, ends here.
        let mut open = vec![(None, None, self.suites_in.remove(&None).unwrap_or_default().into_iter())];
        while let Some((parent, above, rest)) = open.last_mut() {
            let (parent, above) = (*parent, *above);
            if let Some(suite) = rest.next() {
                let at = self.suites.lines.len() as u32;
                let (id, depth) = (suite.id, depth_of(open.len() - 1));
                self.suites.places.push(Place::Suite(at));
                self.suites.lines.push(SuiteLine { id, title: suite.content.title.into(), depth, cases: 0, linked: 0 });
                self.suites.parents.push(above);
                let inside = self.suites_in.remove(&Some(id)).unwrap_or_default();
                open.push((Some(id), Some(at), inside.into_iter()));
                continue;
            }
            let own = self.cases(parent, depth_of(open.len() - 1));
            open.pop();
            if let Some(at) = above {
                let below = self.suites.lines[at as usize].cases + own;
                self.suites.lines[at as usize].cases = below;
                if let Some(up) = self.suites.parents[at as usize] {
                    self.suites.lines[up as usize].cases += below;
                }
            }
        }
    }

    /// Adds the cases of a suite or of the root; gives the number of those that have their home there.
    fn cases(&mut self, parent: Option<SuiteId>, depth: u16) -> u32 {
        let mut total = 0;
        for entry in self.cases_in.remove(&parent).unwrap_or_default() {
            match entry.case {
                CaseEntry::Case(row) => {
                    self.suites.places.push(Place::Case(self.rows.len() as u32));
                    self.rows.push(CaseRow { depth, ..row });
                    total += 1;
                }
                CaseEntry::Link(case, suite) => {
                    self.suites.places.push(Place::Link(self.suites.links.len() as u32));
                    self.suites.links.push(LinkLine { case, suite, depth, row: 0 });
                }
            }
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_app::overview::lists::CaseTree;
    use voluptas_core::domain::case_code::CaseCode;
    use voluptas_core::domain::suite::SuiteContent;
    use voluptas_i18n::Lang;
    use voluptas_store::cases::CaseLine;

    #[test]
    fn suites_nest_as_deep_as_an_older_program_made_them() {
        let suite = |id: i64| Suite {
            id: SuiteId(id),
            project_id: ProjectId(1),
            number: id,
            parent_id: (id > 1).then_some(SuiteId(id - 1)),
            position: 0,
            content: SuiteContent { title: format!("Level {id}"), ..SuiteContent::default() },
            created_ms: 0,
            updated_ms: 0,
            deleted_ms: None,
        };
        let project = Project { id: ProjectId(1), code: "SHOP".into(), title: "Shop".into(), description: None, created_ms: 0 };
        let source = CaseTree { project: Some(project), suites: (1..=20_000).map(suite).collect(), ..CaseTree::default() };
        let m = CasesModel::build(source, Tr::new(Lang::En), 1);
        let last = m.suites().last().expect("suites");
        assert_eq!((m.suites().len(), last.depth, &*last.title), (20_000, 19_999, "Level 20000"));
    }

    #[test]
    fn suites_count_what_lies_below() {
        let suite = |id: i64, parent: Option<i64>, title: &str| Suite {
            id: SuiteId(id),
            project_id: ProjectId(1),
            number: id,
            parent_id: parent.map(SuiteId),
            position: id,
            content: SuiteContent { title: title.into(), ..SuiteContent::default() },
            created_ms: 0,
            updated_ms: 0,
            deleted_ms: None,
        };
        let project = Project { id: ProjectId(1), code: "SHOP".into(), title: "Shop".into(), description: None, created_ms: 0 };
        let case = |id: i64, suite: Option<i64>| CaseLine {
            id: CaseId(id),
            number: id,
            code: CaseCode::numbered("SHOP", id),
            suite_id: suite.map(SuiteId),
            position: id,
            title: format!("Case {id}"),
            updated_ms: 0,
        };
        let source = CaseTree {
            project: Some(project),
            suites: vec![suite(1, None, "Cart"), suite(2, Some(1), "Promo codes")],
            cases: vec![case(1, Some(2)), case(2, Some(1)), case(3, None)],
            links: vec![FurtherSuiteLink { case: CaseId(2), suite: SuiteId(2), position: 0 }],
            ..CaseTree::default()
        };
        let m = CasesModel::build(source, Tr::new(Lang::En), 1);
        assert_eq!(m.qase_page(&m.rows[0]), None, "the project is in no account");
        let linked = CasesModel {
            qase_pages: HashMap::from([("SHOP".to_owned(), "https://app.qase.io".to_owned())]),
            ..CasesModel::default()
        };
        let page = |code: &str| linked.qase_page(&CaseRow { code: code.into(), ..m.rows[0].clone() });
        assert_eq!(page("SHOP-7").as_deref(), Some("https://app.qase.io/case/SHOP-7"));
        assert_eq!((page("SHOP-new-7"), page("OTHER-7")), (None, None));
        let items: Vec<_> = m.tree.items().collect();
        let lines: Vec<_> = items.iter().map(|i| (i.depth, &*i.title, &*i.right)).collect();
        assert_eq!(
            lines,
            [
                (0, "Cart", "2"),
                (1, "Promo codes", "1 +1"),
                (2, "Case 2", "SHOP-2"),
                (2, "Case 1", "SHOP-1"),
                (1, "Case 2", "SHOP-2"),
                (0, "Case 3", "SHOP-3")
            ]
        );
        assert_eq!(m.get(CaseId(2)).map(|r| &*r.code), Some("SHOP-2"));
        let m = m.with_results(&[(CaseId(2), Some(ResultStatus::Failed)), (CaseId(77), None)], 2);
        let at = m.tree.index(CaseKey::Link(CaseId(2), SuiteId(2)).key()).expect("the link");
        let link = m.tree.item(at);
        assert_eq!((link.link, link.look), (true, Some(class_of(Some(&ResultStatus::Failed)))));
        assert_eq!(m.tree.note(at), "Home: Cart");
        let suite = m.tree.index(CaseKey::Suite(SuiteId(2)).key()).expect("the suite");
        assert_eq!(m.tree.note(suite), "1 case, and 1 shown here from other suites");
        assert_eq!(m.suite_path(SuiteId(2)), "Cart › Promo codes");
        let item = m.tree.get(2).expect("case 2");
        assert_eq!((item.look, m.tree.generation()), (Some(class_of(Some(&ResultStatus::Failed))), 2));
        assert_eq!(m.get(CaseId(2)).and_then(|r| r.status.clone()), Some(ResultStatus::Failed));
        let link = CaseKey::link(CaseId(7), SuiteId(3)).expect("a key");
        for key in [CaseKey::Case(CaseId(7)), CaseKey::Suite(SuiteId(7)), link] {
            assert_eq!(CaseKey::from_key(key.key()), key);
        }
        assert_eq!(CaseKey::link(CaseId(1 << 31), SuiteId(3)), None);
    }
}
