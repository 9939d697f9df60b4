//! The function registry as rows: in tree order, with coverage rolled up, ready to be drawn, filtered and sorted.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::rollup::{dot_of, look_of, worse};
use super::words;
use crate::app::bulk::WordField;
use crate::app::coverage::{Coverage, CoverageState};
use crate::app::overview::Registry;
use crate::base::fold::{FoldedTexts, fold, natural_key};
use crate::domain::function::{FunctionLine, FunctionType};
use crate::domain::ids::{CaseId, FunctionId, PersonId};
use crate::domain::person::{Person, RaciRole};
use crate::domain::status::ResultStatus;
use crate::domain::tree::in_tree_order;
use crate::gui::widgets::{Look, TreeData, TreeItem, TreeLines};
use crate::i18n::Tr;
use smallvec::SmallVec;

/// A case that covers a function, with its last result.
#[derive(Debug, Clone)]
pub struct Cover {
    /// The case.
    pub case: CaseId,
    /// Status of the last result.
    pub status: Option<ResultStatus>,
}

/// One function as the tree and the grid show it.
#[derive(Debug, Clone)]
pub struct FunctionRow {
    /// The function itself, shared by the models before and after new results.
    pub function: Arc<FunctionLine>,
    /// 0 for a root.
    pub depth: u16,
    /// The topmost function above it; itself for a root.
    pub root: FunctionId,
    /// Name of the responsible tester, or empty.
    pub qa: Arc<str>,
    /// Name of the responsible developer, or empty.
    pub dev: Arc<str>,
    /// The function's own cases, with their last results.
    pub covers: SmallVec<[Cover; 1]>,
    /// The worst of its own last results.
    pub look: Look,
    /// Coverage of it and all below it.
    pub coverage: Coverage,
}

impl FunctionRow {
    /// True when cases are expected and there is none.
    #[must_use]
    pub fn is_uncovered(&self) -> bool {
        self.function.kind.is_testable() && self.covers.is_empty()
    }

    /// True for a function that a quick filter shows. The numbers of [`Totals`] count by this.
    #[must_use]
    pub fn is_in(&self, quick: QuickFilter) -> bool {
        let c = &self.function;
        let testable = c.kind.is_testable();
        match quick {
            QuickFilter::All => true,
            QuickFilter::Critical => c.is_crit,
            QuickFilter::Focus => c.is_focus,
            QuickFilter::Uncovered => self.is_uncovered(),
            QuickFilter::Covered => testable && !self.covers.is_empty(),
            QuickFilter::CriticalUncovered => c.is_crit && self.is_uncovered(),
            QuickFilter::Automated => {
                testable && matches!(c.words.automation_status.as_deref(), Some("Automated" | "Partially Automated"))
            }
            QuickFilter::Failing => !self.covers.is_empty() && matches!(self.look, Look::Failed | Look::Broken),
            QuickFilter::Result(look) => !self.covers.is_empty() && self.look == look,
            QuickFilter::CoveredIn(root) => self.root == root && !self.covers.is_empty(),
            // The rolled-up coverage counts in the same way: a module or an epic with a case of its own counts as testable.
            QuickFilter::TestableIn(root) => self.root == root && (testable || !self.covers.is_empty()),
        }
    }

    /// The title without a registry prefix such as `[Feature]:` or `Service:`, which the icon says already.
    #[must_use]
    pub fn title(&self) -> &str {
        self.function.plain_title()
    }
}

/// `Irina S.`: a name as short as a column has room for.
#[must_use]
pub fn short_name(name: &str) -> String {
    let mut words = name.split_whitespace();
    match (words.next(), words.next_back().and_then(|w| w.chars().next())) {
        (Some(first), Some(initial)) => format!("{first} {initial}."),
        _ => name.to_owned(),
    }
}

/// The quick filters above the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuickFilter {
    /// Everything.
    #[default]
    All,
    /// On the critical list.
    Critical,
    /// In focus.
    Focus,
    /// Testable and without a case.
    Uncovered,
    /// Testable and with a case.
    Covered,
    /// Critical, testable and without a case.
    CriticalUncovered,
    /// Testable and automated, at least in part.
    Automated,
    /// The worst last result failed or is broken.
    Failing,
    /// The worst last result is this one.
    Result(Look),
    /// With a case, in the branch of this root.
    CoveredIn(FunctionId),
    /// Testable, in the branch of this root.
    TestableIn(FunctionId),
}

impl QuickFilter {
    /// The filters that are always shown, in their order. The others are shown while they are on.
    pub const ALL: [Self; 4] = [Self::All, Self::Critical, Self::Focus, Self::Uncovered];
}

/// The columns of the grid that can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// FuncID.
    FuncId,
    /// Title.
    Title,
    /// Type.
    Kind,
    /// Segment.
    Segment,
    /// Responsible tester.
    Qa,
    /// Number of cases.
    Cases,
    /// Worst last result.
    Result,
    /// Responsible developer.
    Dev,
    /// Status.
    Status,
    /// Maturity.
    Maturity,
    /// Automation status.
    Automation,
    /// Tags.
    Tags,
    /// Alias.
    Alias,
    /// Time of the last change.
    Updated,
}

impl Column {
    /// All of them, in the order in which they stand.
    pub const ALL: [Self; 14] = [
        Self::FuncId,
        Self::Title,
        Self::Kind,
        Self::Segment,
        Self::Qa,
        Self::Cases,
        Self::Result,
        Self::Dev,
        Self::Status,
        Self::Maturity,
        Self::Automation,
        Self::Tags,
        Self::Alias,
        Self::Updated,
    ];

    /// Name of the column that stays the same in every language and version.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::FuncId => "func_id",
            Self::Title => "title",
            Self::Kind => "kind",
            Self::Segment => "segment",
            Self::Qa => "qa",
            Self::Cases => "cases",
            Self::Result => "result",
            Self::Dev => "dev",
            Self::Status => "status",
            Self::Maturity => "maturity",
            Self::Automation => "automation",
            Self::Tags => "tags",
            Self::Alias => "alias",
            Self::Updated => "updated",
        }
    }

    /// The column with that name.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.id() == id)
    }

    /// Key of the text of its header.
    #[must_use]
    pub fn name_key(self) -> &'static str {
        match self {
            Self::FuncId => "gui-column-func-id",
            Self::Title => "gui-column-title",
            Self::Kind => "gui-column-type",
            Self::Segment => "gui-column-segment",
            Self::Qa => "gui-column-qa",
            Self::Cases => "gui-column-cases",
            Self::Result => "gui-column-result",
            Self::Dev => "gui-field-dev",
            Self::Status => "gui-field-status",
            Self::Maturity => "gui-field-maturity",
            Self::Automation => "gui-field-automation",
            Self::Tags => "lists-tags",
            Self::Alias => "lists-column-alias",
            Self::Updated => "lists-column-updated",
        }
    }

    /// The role of the people of a column.
    #[must_use]
    pub fn role(self) -> Option<RaciRole> {
        match self {
            Self::Qa => Some(RaciRole::Qa),
            Self::Dev => Some(RaciRole::Dev),
            _ => None,
        }
    }

    /// The field with the words of a column.
    #[must_use]
    pub fn word_field(self) -> Option<WordField> {
        match self {
            Self::Segment => Some(WordField::Segment),
            Self::Status => Some(WordField::Status),
            Self::Maturity => Some(WordField::Maturity),
            Self::Automation => Some(WordField::Automation),
            _ => None,
        }
    }

    /// True when its cells are edited in the grid.
    #[must_use]
    pub fn is_editable(self) -> bool {
        matches!(self, Self::Title | Self::Alias | Self::Tags) || self.role().is_some() || self.word_field().is_some()
    }

    /// True for columns that are shown only when a person asks for them.
    #[must_use]
    pub fn is_extra(self) -> bool {
        self > Self::Result
    }
}

/// The numbers of the whole registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Functions.
    pub all: u64,
    /// On the critical list.
    pub critical: u64,
    /// In focus.
    pub focus: u64,
    /// Testable ones without a case.
    pub uncovered: u64,
    /// Testable ones.
    pub testable: u64,
    /// Testable ones with a case.
    pub covered: u64,
    /// Covered ones whose last results are bad.
    pub failing: u64,
    /// Critical testable ones without a case.
    pub critical_uncovered: u64,
    /// Testable ones that are automated, wholly or partly.
    pub automated: u64,
    /// Covered functions by their worst last result.
    pub looks: [u64; Look::ALL.len()],
}

/// The registry as the window shows it.
#[derive(Debug, Clone, Default)]
pub struct RegistryModel {
    /// In tree order: the line of the tree at the same place is the same function.
    pub rows: Arc<Vec<FunctionRow>>,
    /// The same as a tree.
    pub tree: Arc<TreeData>,
    /// The numbers.
    pub totals: Totals,
    /// People by id, sorted by name.
    pub people: Vec<Person>,
    /// Values of dictionaries by their name.
    pub dictionaries: HashMap<&'static str, Vec<String>>,
    /// Texts that the search looks through, by the place of the row.
    folded: Arc<FoldedTexts>,
    longest: HashMap<Column, Vec<String>>,
}

/// Texts of a column that are measured to find its width.
const MEASURED: usize = 6;

impl RegistryModel {
    /// The longest texts of a column, for its width.
    #[must_use]
    pub fn longest(&self, column: Column) -> &[String] {
        self.longest.get(&column).map_or(&[], Vec::as_slice)
    }

    /// Makes the model; `generation` tells this content from an earlier one.
    #[must_use]
    pub fn build(mut source: Registry, tr: Tr, generation: u64) -> Self {
        let names: HashMap<PersonId, Arc<str>> = source.people.iter().map(|p| (p.id, p.name.as_str().into())).collect();
        let nobody: Arc<str> = "".into();
        let name = |f: &FunctionLine, role| {
            let person = f.people.iter().find(|(r, _)| *r == role).and_then(|(_, id)| names.get(id));
            person.unwrap_or(&nobody).clone()
        };
        let ordered = in_tree_order(std::mem::take(&mut source.functions), |f| f.id, |f| f.parent_id);
        let mut root = FunctionId(0);
        let mut folded = FoldedTexts::default();
        let mut rows: Vec<FunctionRow> = ordered
            .into_iter()
            .map(|(depth, function)| {
                // In tree order a root stands before everything below it.
                if depth == 0 {
                    root = function.id;
                }
                let lines = source.lines_of(function.id).iter();
                let covers: SmallVec<[Cover; 1]> =
                    lines.map(|l| Cover { case: l.case_id, status: l.last_status.clone() }).collect();
                let look = covers.iter().fold(Look::Untested, |a, c| worse(a, look_of(c.status.as_ref())));
                let coverage = source.coverage.get(&function.id).copied().unwrap_or_default();
                let (qa, dev) = (name(&function, RaciRole::Qa), name(&function, RaciRole::Dev));
                let alias = function.alias.as_deref().unwrap_or_default();
                let own = [&*function.title, &*function.func_id, alias, &*qa, &*dev];
                let tags = function.words.tags.iter().map(|tag| &**tag);
                folded.push(&own.into_iter().chain(tags).collect::<SmallVec<[&str; 8]>>());
                FunctionRow { depth, root, qa, dev, covers, look, coverage, function: Arc::new(function) }
            })
            .collect();
        // The rows were collected in the room of the larger lines.
        rows.shrink_to_fit();
        folded.shrink();
        let totals = totals(&rows);
        let longest = Column::ALL.into_iter().map(|c| (c, longest(&rows, c, tr))).collect();
        let rows = Arc::new(rows);
        let places = rows.iter().map(|r| (r.function.id.0, r.depth));
        let tree = Arc::new(TreeData::from_lines(places, Arc::new(Lines { rows: rows.clone(), tr }), generation));
        let folded = Arc::new(folded);
        Self { rows, tree, totals, people: source.people, dictionaries: source.dictionaries, folded, longest }
    }

    /// The same model after the last results of some cases changed: only the functions that they cover, and what these lie in,
    /// are rolled up again. The functions, cases and links must be those of this model.
    #[must_use]
    pub fn with_results(&self, last: &[(CaseId, Option<ResultStatus>)], tr: Tr, generation: u64) -> Self {
        let last: HashMap<CaseId, &Option<ResultStatus>> = last.iter().map(|(case, status)| (*case, status)).collect();
        let mut model = self.clone();
        let rows = Arc::make_mut(&mut model.rows);
        for i in 0..rows.len() {
            let (mut less, mut more) = (Coverage::default(), Coverage::default());
            for cover in &mut rows[i].covers {
                let Some(&status) = last.get(&cover.case) else { continue };
                less.count(cover.status.as_ref());
                more.count(status.as_ref());
                cover.status.clone_from(status);
            }
            if less == more {
                continue;
            }
            let row = &mut rows[i];
            row.look = row.covers.iter().fold(Look::Untested, |a, c| worse(a, look_of(c.status.as_ref())));
            let mut at = Some(i);
            // A damaged file could hold a circle; no real tree is this deep.
            for _ in 0..=64 {
                let Some(i) = at else { break };
                let row = &mut rows[i];
                row.coverage.add(&more);
                row.coverage.subtract(&less);
                at = row.function.parent_id.and_then(|id| self.tree.index(id.0));
            }
        }
        model.totals = totals(rows);
        let lines = Lines { rows: model.rows.clone(), tr };
        model.tree = Arc::new(self.tree.with_lines(Arc::new(lines), generation));
        model
    }

    /// The row of a function.
    #[must_use]
    pub fn get(&self, id: FunctionId) -> Option<&FunctionRow> {
        self.tree.index(id.0).and_then(|i| self.rows.get(i))
    }

    /// Folded texts that a search looks through, by the place of the row.
    pub fn search_texts(&self) -> impl Iterator<Item = &str> {
        self.folded.iter()
    }

    /// Functions that a case covers.
    pub fn covering(&self, case: CaseId) -> impl Iterator<Item = &FunctionRow> {
        self.rows.iter().filter(move |r| r.covers.iter().any(|c| c.case == case))
    }

    /// Titles of the ancestors of a row, the outermost first.
    #[must_use]
    pub fn path(&self, id: FunctionId) -> Vec<&str> {
        let mut path = Vec::new();
        let mut at = self.get(id).and_then(|r| r.function.parent_id);
        while let Some(row) = at.and_then(|p| self.get(p)) {
            path.push(row.title());
            at = row.function.parent_id;
        }
        path.reverse();
        path
    }

    /// Places of the rows that a filter lets through and that hold every word of `words`, sorted.
    #[must_use]
    pub fn view(&self, quick: QuickFilter, words: &str, sort: Option<(Column, bool)>) -> Vec<u32> {
        let folded = fold(words);
        let words: Vec<&str> = folded.split(' ').filter(|w| !w.is_empty()).collect();
        let mut view: Vec<u32> = self
            .rows
            .iter()
            .zip(self.folded.iter())
            .enumerate()
            .filter(|(_, (row, text))| row.is_in(quick) && words.iter().all(|w| text.contains(w)))
            .map(|(i, _)| i as u32)
            .collect();
        if let Some((column, down)) = sort {
            view.sort_by_cached_key(|&i| sort_key(&self.rows[i as usize], column));
            if down {
                view.reverse();
            }
        }
        view
    }
}

/// The text of a cell, for columns of texts; empty for the others.
#[must_use]
pub fn cell_text<'a>(row: &'a FunctionRow, column: Column, tr: Tr) -> Cow<'a, str> {
    let c = &*row.function;
    let word = |value: &'a Option<Arc<str>>| value.as_deref().map_or(Cow::Borrowed(""), |v| words::value_name(tr, v));
    match column {
        Column::FuncId => Cow::Borrowed(&*c.func_id),
        Column::Title => Cow::Borrowed(row.title()),
        Column::Segment => word(&c.words.segment),
        Column::Status => word(&c.words.status),
        Column::Maturity => word(&c.words.maturity),
        Column::Automation => word(&c.words.automation_status),
        Column::Qa => Cow::Borrowed(&*row.qa),
        Column::Dev => Cow::Borrowed(&*row.dev),
        Column::Tags => Cow::Owned(c.words.tags.join(", ")),
        Column::Alias => Cow::Borrowed(c.alias.as_deref().unwrap_or_default()),
        Column::Kind | Column::Cases | Column::Result | Column::Updated => Cow::Borrowed(""),
    }
}

fn longest(rows: &[FunctionRow], column: Column, tr: Tr) -> Vec<String> {
    let mut best: Vec<(usize, String)> = Vec::new();
    let mut seen: HashSet<*const u8> = HashSet::new();
    for row in rows {
        // Words of dictionaries are shared texts: each is translated and measured once.
        if let Some(word) = shared_word(row, column)
            && !seen.insert(word.as_ptr())
        {
            continue;
        }
        let text = cell_text(row, column, tr);
        let length = text.chars().count();
        if length > 0
            && (best.len() < MEASURED || best.last().is_some_and(|(l, _)| length > *l))
            && !best.iter().any(|(_, t)| *t == text)
        {
            best.push((length, text.into_owned()));
            best.sort_by_key(|(l, _)| std::cmp::Reverse(*l));
            best.truncate(MEASURED);
        }
    }
    best.into_iter().map(|(_, text)| text).collect()
}

/// The text of a cell that many rows share, in columns of words and of people.
fn shared_word(row: &FunctionRow, column: Column) -> Option<&str> {
    let f = &row.function;
    match column {
        Column::Segment => f.words.segment.as_deref(),
        Column::Status => f.words.status.as_deref(),
        Column::Maturity => f.words.maturity.as_deref(),
        Column::Automation => f.words.automation_status.as_deref(),
        Column::Qa => Some(&row.qa),
        Column::Dev => Some(&row.dev),
        _ => None,
    }
}

fn sort_key(row: &FunctionRow, column: Column) -> (u32, String) {
    let c = &*row.function;
    // Blank values stand after all others.
    let text = |t: &str| (u32::from(t.is_empty()), natural_key(t));
    match column {
        Column::FuncId => text(&c.func_id),
        Column::Title => text(row.title()),
        Column::Kind => (c.kind as u32, natural_key(&c.func_id)),
        Column::Segment => text(c.words.segment.as_deref().unwrap_or_default()),
        Column::Qa => text(&row.qa),
        Column::Cases => (row.covers.len() as u32, natural_key(&c.func_id)),
        Column::Dev => text(&row.dev),
        Column::Status => text(c.words.status.as_deref().unwrap_or_default()),
        Column::Maturity => text(c.words.maturity.as_deref().unwrap_or_default()),
        Column::Automation => text(c.words.automation_status.as_deref().unwrap_or_default()),
        Column::Tags => text(&c.words.tags.join(", ")),
        Column::Alias => text(c.alias.as_deref().unwrap_or_default()),
        Column::Updated => (0, format!("{:020}", row.function.updated_ms)),
        Column::Result => (Look::ALL.iter().position(|l| *l == row.look).unwrap_or(0) as u32, natural_key(&c.func_id)),
    }
}

fn totals(rows: &[FunctionRow]) -> Totals {
    let mut t = Totals::default();
    for r in rows {
        let n = |quick| u64::from(r.is_in(quick));
        t.all += 1;
        t.critical += n(QuickFilter::Critical);
        t.focus += n(QuickFilter::Focus);
        t.uncovered += n(QuickFilter::Uncovered);
        t.testable += u64::from(r.function.kind.is_testable());
        t.covered += n(QuickFilter::Covered);
        t.failing += n(QuickFilter::Failing);
        t.critical_uncovered += n(QuickFilter::CriticalUncovered);
        t.automated += n(QuickFilter::Automated);
        for (at, look) in Look::ALL.into_iter().enumerate() {
            t.looks[at] += n(QuickFilter::Result(look));
        }
    }
    t
}

/// Makes the lines of the tree of functions.
#[derive(Debug)]
struct Lines {
    rows: Arc<Vec<FunctionRow>>,
    tr: Tr,
}

impl TreeLines for Lines {
    fn item(&self, index: usize) -> TreeItem {
        self.rows.get(index).map(|row| tree_item(row, self.tr)).unwrap_or_default()
    }

    /// Meaning of the coverage dot, with the counted cases and results.
    fn note(&self, index: usize) -> String {
        let Some(coverage) = self.rows.get(index).map(|row| &row.coverage).filter(|c| c.testable > 0) else {
            return String::new();
        };
        let meaning = words::dot_name(self.tr, dot_of(coverage));
        if coverage.testable == 1 {
            return meaning.into_owned();
        }
        let numbers = [("covered", i64::from(coverage.covered).into()), ("total", i64::from(coverage.testable).into())];
        format!("{meaning} ({})", self.tr.fmt("window-dot-covered", &numbers))
    }
}

fn tree_item(row: &FunctionRow, tr: Tr) -> TreeItem {
    let f = &row.function;
    let title = row.title();
    let coverage = &row.coverage;
    TreeItem {
        key: f.id.0,
        depth: row.depth,
        icon: Some(words::type_icon(f.kind)),
        title: if title.len() == f.title.len() { f.title.clone() } else { title.into() },
        also: match &f.alias {
            Some(alias) => format!("{} · {alias}", f.func_id).into(),
            None => f.func_id.as_str().into(),
        },
        strong: row.depth == 0 || matches!(f.kind, FunctionType::Module),
        dim: f.words.status.as_deref() == Some("Deprecated"),
        critical: f.is_crit,
        focus: f.is_focus,
        link: false,
        right: match coverage.state() {
            CoverageState::Nothing => "".into(),
            _ => tr.percent(u64::from(coverage.covered), u64::from(coverage.testable)).into(),
        },
        coverage: Some(dot_of(coverage)),
        look: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::coverage::roll_up;
    use crate::i18n::Lang;
    use crate::store::mappings::CoverageLine;

    fn function(id: i64, parent: Option<i64>, kind: FunctionType, title: &str, crit: bool) -> FunctionLine {
        FunctionLine {
            id: FunctionId(id),
            parent_id: parent.map(FunctionId),
            kind,
            is_crit: crit,
            is_focus: false,
            func_id: format!("shop.{id}").into(),
            title: title.into(),
            alias: None,
            words: Arc::default(),
            people: vec![(RaciRole::Qa, PersonId(1))],
            updated_ms: 0,
        }
    }

    fn model() -> RegistryModel {
        model_of(ResultStatus::Passed, Some(ResultStatus::Failed))
    }

    /// The model with these last results of the cases 1 (covers "Refund 10") and 2 (covers "Card").
    fn model_of(first: ResultStatus, second: Option<ResultStatus>) -> RegistryModel {
        let person = Person {
            id: PersonId(1),
            name: "Ирина Ш.".into(),
            position: None,
            email: None,
            zoho_id: None,
            github: None,
            is_active: true,
            notes: None,
        };
        let functions = vec![
            function(4, Some(2), FunctionType::Feature, "Card", true),
            function(1, None, FunctionType::Module, "[Module]: Checkout", false),
            function(2, Some(1), FunctionType::Epic, "Payment", false),
            function(3, Some(2), FunctionType::Feature, "Refund 10", false),
            function(5, Some(2), FunctionType::Feature, "Refund 2", true),
            function(6, Some(99), FunctionType::Service, "Mailer", false),
        ];
        let line = |function, case, status| CoverageLine {
            function_id: FunctionId(function),
            case_id: CaseId(case),
            last_status: status,
        };
        let lines = [line(3, 1, Some(first)), line(4, 2, second)];
        let coverage = roll_up(&functions, &lines);
        let source = Registry { functions, coverage, lines: lines.to_vec(), people: vec![person], dictionaries: HashMap::new() };
        RegistryModel::build(source, Tr::new(Lang::En), 1)
    }

    #[test]
    fn rows_stand_in_tree_order_and_roll_up() {
        let m = model();
        let order: Vec<_> = m.rows.iter().map(|r| (r.function.id.0, r.depth)).collect();
        assert_eq!(order, [(1, 0), (2, 1), (4, 2), (3, 2), (5, 2), (6, 0)]);
        let checkout = m.get(FunctionId(1)).expect("row");
        assert_eq!((checkout.coverage.testable, checkout.coverage.covered), (3, 2));
        assert_eq!(checkout.coverage.state(), CoverageState::Failing);
        assert_eq!(checkout.title(), "Checkout");
        assert_eq!(m.path(FunctionId(3)), ["Checkout", "Payment"]);
        assert_eq!(&*m.tree.item(0).right, "67\u{a0}%");
    }

    #[test]
    fn totals_and_views() {
        let m = model();
        assert_eq!((m.totals.all, m.totals.testable, m.totals.covered, m.totals.uncovered), (6, 4, 2, 2));
        assert_eq!((m.totals.critical, m.totals.critical_uncovered, m.totals.failing), (2, 1, 1));
        let ids = |v: Vec<u32>| v.iter().map(|&i| m.rows[i as usize].function.id.0).collect::<Vec<_>>();
        assert_eq!(ids(m.view(QuickFilter::Uncovered, "", None)), [5, 6]);
        assert_eq!(ids(m.view(QuickFilter::All, "refund ирина", Some((Column::Title, false)))), [5, 3]);
        assert_eq!(ids(m.view(QuickFilter::All, "refund", Some((Column::Title, true)))), [3, 5]);
        for row in m.rows.iter().filter(|r| r.depth == 0) {
            let shown = |quick| m.view(quick, "", None).len() as u32;
            assert_eq!(shown(QuickFilter::CoveredIn(row.root)), row.coverage.covered);
            assert_eq!(shown(QuickFilter::TestableIn(row.root)), row.coverage.testable);
        }
        assert_eq!(m.covering(CaseId(2)).count(), 1);
        assert_eq!([short_name("Irina Shag"), short_name("Olga"), short_name("")], ["Irina S.", "Olga", ""]);
    }

    #[test]
    fn new_results_give_the_model_that_would_be_made_anew() {
        use ResultStatus::{Blocked, Broken, Failed, Passed};
        let all = [None, Some(Passed), Some(Failed), Some(Broken), Some(Blocked)];
        for first in all.iter().flatten() {
            for second in &all {
                let anew = model_of(first.clone(), second.clone());
                let last = [(CaseId(1), Some(first.clone())), (CaseId(2), second.clone()), (CaseId(77), Some(Failed))];
                let changed = model().with_results(&last, Tr::new(Lang::En), 1);
                assert_eq!(format!("{:?}", changed.rows), format!("{:?}", anew.rows), "{last:?}");
                assert_eq!(changed.totals, anew.totals, "{last:?}");
                let lines = |model: &RegistryModel| {
                    let tree = &model.tree;
                    (0..tree.len()).map(|i| format!("{:?} {}", tree.item(i), tree.note(i))).collect::<Vec<_>>()
                };
                assert_eq!(lines(&changed), lines(&anew), "{last:?}");
            }
        }
    }
}
