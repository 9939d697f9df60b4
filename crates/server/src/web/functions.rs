//! The functions of the registry as a tree with their coverage, and a function at the side.

use super::cases::word;
use super::frame::Frame;
use super::home::{coverage_pieces, escape};
use super::html;
use super::markdown;
use super::page_request::PageRequest;
use super::registry::RunCoverage;
use super::texts::{BarSegment, StatusLabel, status};
use crate::call::integer;
use crate::error::{ApiError, ApiResult};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use url::form_urlencoded::Serializer;
use voluptas_app::functions::coverage::{Coverage, CoverageState};
use voluptas_app::overview::lists::Registry;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::function::{FunctionLine, FunctionType};
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_core::domain::message::Message;
use voluptas_core::domain::person::RaciRole;
use voluptas_core::domain::run::Run;
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::user::Permission;
use voluptas_i18n::Tr;
use voluptas_store::mappings::CoverageLine;

/// Most rows of a page.
const ROWS: usize = 80;
/// Deepest indent that a class exists for.
const DEEPEST: usize = 9;
/// Latest runs that can be selected.
const RUNS: usize = 30;
/// Most cases of a function that are shown.
const CASES: usize = 100;

/// Functions that are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    #[default]
    All,
    Critical,
    CriticalUncovered,
    Focus,
    Uncovered,
    Failing,
}

impl Show {
    const ALL: [Self; 6] = [Self::All, Self::Critical, Self::CriticalUncovered, Self::Focus, Self::Uncovered, Self::Failing];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Critical => "critical",
            Self::CriticalUncovered => "critical-uncovered",
            Self::Focus => "focus",
            Self::Uncovered => "uncovered",
            Self::Failing => "failing",
        }
    }

    fn fits(self, function: &FunctionLine, coverage: &Coverage, own: &Coverage) -> bool {
        match self {
            Self::All => true,
            Self::Critical => function.is_crit,
            Self::CriticalUncovered => function.is_crit && own.testable > 0 && own.covered == 0,
            Self::Focus => function.is_focus,
            Self::Uncovered => own.testable > 0 && own.covered == 0,
            Self::Failing => own.failed > 0 && coverage.state() == CoverageState::Failing,
        }
    }
}

/// State of the page, from its address.
#[derive(Debug, Clone, Default)]
struct PageState {
    code: String,
    q: String,
    show: Show,
    /// Row ids of the functions that show what is inside.
    open: Vec<i64>,
    /// FuncID of the function at the side.
    func: String,
    /// Number of the run whose results are shown; `None` for the last ones of each case.
    run: Option<i64>,
    /// Number of the page, from 0.
    page: usize,
}

impl PageState {
    fn of(request: &PageRequest, code: &str) -> Self {
        let text = |name: &str| request.query.get(name).unwrap_or_default().trim().to_owned();
        let show = text("show");
        Self {
            code: code.to_owned(),
            q: text("q"),
            show: Show::ALL.into_iter().find(|s| s.as_str() == show).unwrap_or_default(),
            open: text("open").split(',').filter_map(integer).take(500).collect(),
            func: text("func"),
            run: request.query.get("run").and_then(integer),
            page: request.query.get("page").and_then(|page| page.parse().ok()).unwrap_or(0),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![
            ("q", self.q.clone()),
            ("show", if self.show == Show::All { String::new() } else { self.show.as_str().to_owned() }),
            ("open", self.open.iter().map(i64::to_string).collect::<Vec<_>>().join(",")),
            ("func", self.func.clone()),
            ("run", self.run.map(|number| number.to_string()).unwrap_or_default()),
            ("page", if self.page == 0 { String::new() } else { self.page.to_string() }),
        ];
        pairs.retain(|(_, text)| !text.is_empty());
        pairs
    }

    fn with(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut other = self.clone();
        change(&mut other);
        let mut query = Serializer::new(String::new());
        for (name, text) in other.pairs() {
            query.append_pair(name, &text);
        }
        let query = query.finish().replace("%2C", ",");
        if query.is_empty() { format!("/{}/functions", self.code) } else { format!("/{}/functions?{query}", self.code) }
    }
}

/// A run whose results can be shown.
struct RunChoice {
    number: i64,
    title: String,
    is_chosen: bool,
}

impl RunChoice {
    fn of(state: &PageState, run: &Run) -> Self {
        Self { number: run.number, title: run.content.title.clone(), is_chosen: state.run == Some(run.number) }
    }
}

/// A filter with the number of its functions.
struct Filter {
    text: String,
    count: String,
    address: String,
    is_here: bool,
}

/// A cell of the matrix: a text, and the class of its heat.
struct Cell {
    text: String,
    class: &'static str,
}

/// A row of the matrix.
struct Row {
    title: String,
    kind: String,
    depth: usize,
    fold: String,
    is_open: bool,
    is_here: bool,
    is_crit: bool,
    is_branch: bool,
    address: String,
    cells: Vec<Cell>,
    pieces: Vec<BarSegment>,
    /// State of a function without others inside.
    look: Option<StatusLabel>,
}

/// A case that covers a function.
struct CaseRow {
    name: String,
    title: String,
    address: String,
    look: StatusLabel,
}

/// A function at the side.
struct FunctionDetail {
    func_id: String,
    title: String,
    chips: Vec<(&'static str, String)>,
    share: String,
    pieces: Vec<BarSegment>,
    description: Vec<markdown::Piece>,
    facts: Vec<(String, String)>,
    people: Vec<(String, String)>,
    cases: Vec<CaseRow>,
    more_cases: String,
    hidden_cases: String,
    /// Number of cases of the functions inside, for a function without cases.
    no_cases: String,
    related: Vec<(String, String, String)>,
    close: String,
}

#[derive(Template)]
#[template(path = "web/cases/functions.html")]
struct FunctionsPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    q: String,
    hidden: Vec<(&'static str, String)>,
    runs: Vec<RunChoice>,
    /// The results are those of one run.
    is_of_run: bool,
    filters: Vec<Filter>,
    rows: Vec<Row>,
    all: Row,
    found: String,
    previous: String,
    next: String,
    detail: Option<FunctionDetail>,
    reset: String,
}

impl FunctionsPage<'_> {
    fn columns(&self) -> [&'static str; 6] {
        [
            "web-functions-cases",
            "report-status-passed",
            "report-status-failed",
            "report-status-broken",
            "report-status-untested",
            "web-coverage",
        ]
    }
}

/// The registry as a tree.
struct FunctionTree<'r> {
    registry: &'r Registry,
    coverage: &'r HashMap<FunctionId, Coverage>,
    children: HashMap<Option<FunctionId>, Vec<&'r FunctionLine>>,
    by_id: HashMap<FunctionId, &'r FunctionLine>,
    /// Coverage without what is inside.
    own: HashMap<FunctionId, Coverage>,
    /// The functions above the one at the side.
    chosen: HashSet<FunctionId>,
}

impl<'r> FunctionTree<'r> {
    fn of(registry: &'r Registry, coverage: &'r HashMap<FunctionId, Coverage>, func: &str) -> Self {
        let by_id: HashMap<FunctionId, &FunctionLine> = registry.functions.iter().map(|f| (f.id, f)).collect();
        let mut children: HashMap<Option<FunctionId>, Vec<&FunctionLine>> = HashMap::default();
        let mut own: HashMap<FunctionId, Coverage> =
            registry.functions.iter().map(|f| (f.id, coverage.get(&f.id).copied().unwrap_or_default())).collect();
        for function in &registry.functions {
            let parent = function.parent_id.filter(|parent| by_id.contains_key(parent));
            children.entry(parent).or_default().push(function);
            if let (Some(parent), Some(below)) = (parent, coverage.get(&function.id))
                && let Some(around) = own.get_mut(&parent)
            {
                around.subtract(below);
            }
        }
        let mut forest = Self { registry, coverage, children, by_id, own, chosen: HashSet::default() };
        if let Some(function) = registry.functions.iter().find(|f| f.func_id == func) {
            forest.chosen = forest.way(function.id).into_iter().skip(1).collect();
        }
        forest
    }

    fn inside(&self, id: FunctionId) -> &[&'r FunctionLine] {
        self.children.get(&Some(id)).map(Vec::as_slice).unwrap_or_default()
    }

    fn coverage(&self, id: FunctionId) -> Coverage {
        self.coverage.get(&id).copied().unwrap_or_default()
    }

    fn own(&self, id: FunctionId) -> Coverage {
        self.own.get(&id).copied().unwrap_or_default()
    }

    /// Number of the functions that a filter shows.
    fn count(&self, show: Show) -> usize {
        self.registry.functions.iter().filter(|f| show.fits(f, &self.coverage(f.id), &self.own(f.id))).count()
    }

    fn way(&self, id: FunctionId) -> Vec<FunctionId> {
        let (mut way, mut at) = (Vec::new(), Some(id));
        while let Some(function) = at.and_then(|id| self.by_id.get(&id)) {
            way.push(function.id);
            at = function.parent_id;
            if way.len() > 64 {
                break;
            }
        }
        way
    }

    /// The rows in the order of the tree, with their depth and whether they are open: branches that are open, or what fits with all above it.
    fn rows(&self, state: &PageState) -> Vec<(&'r FunctionLine, usize, bool)> {
        let folded = fold(&state.q);
        let is_searched = !folded.is_empty() || state.show != Show::All;
        let mut wanted: HashSet<FunctionId> = HashSet::default();
        if is_searched {
            let fits = |f: &&FunctionLine| {
                state.show.fits(f, &self.coverage(f.id), &self.own(f.id))
                    && (folded.is_empty() || fold(&f.title).contains(&folded) || fold(&f.func_id).contains(&folded))
            };
            for function in self.registry.functions.iter().filter(fits) {
                // Stops where the way is known.
                for id in self.way(function.id) {
                    if !wanted.insert(id) {
                        break;
                    }
                }
            }
        }
        let open: HashSet<i64> = state.open.iter().copied().collect();
        let mut rows = Vec::new();
        let mut stack: Vec<(&FunctionLine, usize)> =
            self.children.get(&None).into_iter().flatten().rev().map(|f| (*f, 0)).collect();
        while let Some((function, depth)) = stack.pop() {
            if is_searched && !wanted.contains(&function.id) {
                continue;
            }
            let is_open = is_searched || open.contains(&function.id.0) || self.chosen.contains(&function.id);
            rows.push((function, depth, is_open));
            if is_open && depth < 64 {
                stack.extend(self.inside(function.id).iter().rev().map(|f| (*f, depth + 1)));
            }
        }
        rows
    }
}

/// `GET /{code}/functions`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    let frame = Frame::of(request)?;
    request.read(|tx| request.project(tx))?;
    if !request.principal()?.access.allows_in_registry(Permission::Read) {
        return Err(ApiError::new(StatusCode::FORBIDDEN, "web-functions-no-right"));
    }
    let (tr, registry) = (request.tr, request.registry()?);
    let state = PageState::of(request, frame.code());
    if state.run.is_none() && request.query.get("run").is_some() {
        return Err(ApiError::not_found("Run"));
    }
    let (runs, of_run) = request.read(|tx| {
        let project = request.project(tx)?;
        let runs = tx.runs().latest(project.id, RUNS)?;
        let of_run = state.run.map(|number| tx.runs().by_number(project.id, number)).transpose()?;
        Ok((runs, of_run))
    })?;
    let of_run = of_run.map(|run| request.run_coverage(run.id, &registry)).transpose()?;
    let coverage = of_run.as_ref().map_or(&registry.coverage, |of_run| &of_run.coverage);
    let forest = FunctionTree::of(&registry, coverage, &state.func);
    let all = forest.rows(&state);
    let pages = all.len().div_ceil(ROWS).max(1);
    let at = state.page.min(pages - 1);
    let rows = all.iter().skip(at * ROWS).take(ROWS);
    let rows = rows.map(|(function, depth, is_open)| row(tr, &forest, &state, function, *depth, *is_open)).collect();
    let mut whole = Coverage::default();
    for function in registry.functions.iter().filter(|f| f.parent_id.is_none()) {
        whole.add(&forest.coverage(function.id));
    }
    let found = tr.message(
        &Message::new("web-functions-count")
            .with("count", tr.number(registry.functions.len()))
            .count("n", registry.functions.len()),
    );
    let detail = match registry.functions.iter().find(|f| f.func_id == state.func.as_str()) {
        Some(function) => Some(detail(request, &forest, &state, function, of_run.as_deref())?),
        None => None,
    };
    let mut hidden = state.pairs();
    hidden.retain(|(name, _)| *name != "q" && *name != "page");
    let page = FunctionsPage {
        tr,
        filters: filters(tr, &forest, &state),
        rows,
        all: whole_row(tr, &whole),
        found,
        previous: if at > 0 { state.with(|s| s.page = at - 1) } else { String::new() },
        next: if at + 1 < pages { state.with(|s| s.page = at + 1) } else { String::new() },
        detail,
        reset: state.with(|s| {
            s.q.clear();
            s.show = Show::All;
            s.page = 0;
        }),
        q: state.q.clone(),
        runs: runs.iter().map(|run| RunChoice::of(&state, run)).collect(),
        is_of_run: of_run.is_some(),
        hidden,
        frame: &frame,
    };
    Ok(html(StatusCode::OK, &page))
}

fn filters(tr: Tr, forest: &FunctionTree<'_>, state: &PageState) -> Vec<Filter> {
    let counts = Show::ALL.map(|show| forest.count(show));
    let texts = [
        "web-functions-all",
        "web-functions-critical",
        "gui-card-critical",
        "web-functions-focus",
        "web-functions-uncovered",
        "web-functions-failing",
    ];
    let filter = |((show, count), text): ((Show, usize), &str)| Filter {
        text: tr.text(text).into_owned(),
        count: tr.number(count),
        address: state.with(|s| {
            s.show = show;
            s.page = 0;
        }),
        is_here: state.show == show,
    };
    Show::ALL.into_iter().zip(counts).zip(texts).map(filter).collect()
}

/// Class of a share: the steps of the window's matrix.
fn heat(percent: u64) -> &'static str {
    match percent {
        0 => "heat-0",
        1..50 => "heat-1",
        50..80 => "heat-2",
        80..100 => "heat-3",
        _ => "heat-4",
    }
}

fn cells(tr: Tr, coverage: &Coverage, is_gap: bool) -> Vec<Cell> {
    let cases = coverage.passed + coverage.failed + coverage.broken + coverage.untested + coverage.other;
    let share = |n: u32| -> Cell {
        if cases == 0 {
            return Cell { text: "–".to_owned(), class: "heat-0" };
        }
        let percent = u64::from(n) * 100 / u64::from(cases);
        Cell { text: tr.number(n), class: heat(if n > 0 { percent.max(1) } else { 0 }) }
    };
    let percent = coverage.percent();
    let count = Cell { text: tr.number(coverage.cases), class: if is_gap { "gap" } else { heat(percent.unwrap_or(0)) } };
    let covered = match percent {
        Some(percent) => Cell { text: tr.percent(percent, 100), class: if is_gap { "gap" } else { heat(percent) } },
        None => Cell { text: "–".to_owned(), class: "heat-0" },
    };
    vec![
        count,
        share(coverage.passed),
        share(coverage.failed),
        share(coverage.broken),
        share(coverage.untested + coverage.other),
        covered,
    ]
}

fn whole_row(tr: Tr, coverage: &Coverage) -> Row {
    Row {
        title: tr.text("web-functions-whole").into_owned(),
        kind: String::new(),
        depth: 0,
        fold: String::new(),
        is_open: true,
        is_here: false,
        is_crit: false,
        is_branch: true,
        address: String::new(),
        cells: cells(tr, coverage, false),
        pieces: coverage_pieces(tr, coverage),
        look: None,
    }
}

fn kind_word(tr: Tr, kind: FunctionType) -> String {
    tr.text(&format!("gui-type-{}", kind.as_str().to_lowercase())).into_owned()
}

/// The status that stands for the last results of a function without others inside.
fn look(tr: Tr, coverage: &Coverage) -> StatusLabel {
    let of = match coverage.state() {
        CoverageState::Passing => ResultStatus::Passed,
        CoverageState::Failing => ResultStatus::Failed,
        CoverageState::Broken => ResultStatus::Broken,
        CoverageState::Blocked => ResultStatus::Blocked,
        CoverageState::PartlyTested => ResultStatus::InProgress,
        _ => ResultStatus::Untested,
    };
    match coverage.state() {
        CoverageState::PartlyTested => StatusLabel { class: "in-progress", word: tr.text("web-functions-partly").into_owned() },
        _ => status(tr, &of),
    }
}

fn row(tr: Tr, forest: &FunctionTree<'_>, state: &PageState, function: &FunctionLine, depth: usize, is_open: bool) -> Row {
    let (coverage, own) = (forest.coverage(function.id), forest.own(function.id));
    let has_inside = !forest.inside(function.id).is_empty();
    let is_searched = !state.q.is_empty() || state.show != Show::All;
    let fold = if has_inside && !is_searched {
        state.with(|s| {
            if is_open {
                s.open.retain(|id| *id != function.id.0);
                // Closing a branch leaves the function inside it.
                if forest.chosen.contains(&function.id) {
                    s.func = function.func_id.to_string();
                }
            } else {
                s.open.push(function.id.0);
            }
        })
    } else {
        String::new()
    };
    let is_gap = function.is_crit && own.testable > 0 && own.covered == 0;
    Row {
        title: function.plain_title().to_owned(),
        kind: kind_word(tr, function.kind),
        depth: depth.min(DEEPEST),
        fold,
        is_open,
        is_here: function.func_id == state.func.as_str(),
        is_crit: function.is_crit,
        is_branch: has_inside,
        address: state.with(|s| s.func = function.func_id.to_string()),
        cells: cells(tr, &coverage, is_gap),
        pieces: if has_inside { coverage_pieces(tr, &coverage) } else { Vec::new() },
        look: (!has_inside).then(|| look(tr, &coverage)),
    }
}

fn detail(
    request: &PageRequest,
    forest: &FunctionTree<'_>,
    state: &PageState,
    line: &FunctionLine,
    of_run: Option<&RunCoverage>,
) -> ApiResult<FunctionDetail> {
    let tr = request.tr;
    let coverage = forest.coverage(line.id);
    let principal = request.principal()?;
    let lines = forest.registry.lines_of(line.id);
    let last = |line: &CoverageLine| match of_run {
        Some(of_run) => of_run.statuses.get(&line.case_id).cloned(),
        None => line.last_status.clone(),
    };
    let statuses: HashMap<CaseId, Option<ResultStatus>> = lines.iter().map(|line| (line.case_id, last(line))).collect();
    request.read(|tx| {
        let function = tx.functions().get(line.id)?;
        let content = &function.content;
        let ids: Vec<CaseId> = lines.iter().map(|line| line.case_id).collect();
        let codes: HashMap<_, _> = tx.projects().all()?.into_iter().map(|p| (p.id, p.code)).collect();
        let (mut cases, mut hidden) = (Vec::new(), 0_usize);
        for (id, (project, number, title)) in tx.named_cases(&ids)? {
            let Some(code) = codes.get(&project).filter(|_| principal.sees(project)) else {
                hidden += 1;
                continue;
            };
            let last = statuses.get(&id).cloned().flatten().unwrap_or(ResultStatus::Untested);
            cases.push(CaseRow {
                name: format!("{code}-{number}"),
                title,
                address: format!("/{code}/cases/{number}"),
                look: status(tr, &last),
            });
        }
        let more = cases.len().saturating_sub(CASES);
        cases.truncate(CASES);
        let names: HashMap<_, _> = forest.registry.people.iter().map(|person| (person.id, person.name.clone())).collect();
        let person = |(role, id): &(RaciRole, _)| Some((tr.text(role_key(*role)).into_owned(), names.get(id)?.clone()));
        let mut related = Vec::new();
        for relation in tx.relations().of_functions(&[line.id])? {
            let other = if relation.source == line.id { relation.target } else { relation.source };
            let Some(other) = forest.by_id.get(&other) else { continue };
            let address = format!("/{}/functions?func={}", state.code, escape(&other.func_id));
            related.push((other.title.to_string(), other.func_id.to_string(), address));
        }
        let worded = |value: &Option<String>| value.as_deref().map(|value| word(tr, value)).unwrap_or_default();
        let mut facts = Vec::new();
        for (key, value) in [
            ("gui-field-status", worded(&content.status)),
            ("gui-field-maturity", worded(&content.maturity)),
            ("gui-field-automation", worded(&content.automation_status)),
            ("gui-field-segment", content.segment.clone().unwrap_or_default()),
            ("writing-tags", content.tags.join(", ")),
        ] {
            if !value.is_empty() {
                facts.push((tr.text(key).into_owned(), value));
            }
        }
        let mut chips = Vec::new();
        if content.is_crit {
            chips.push(("failed", tr.text("web-functions-critical-one").into_owned()));
        }
        if content.is_focus {
            chips.push(("accent", tr.text("web-functions-focus").into_owned()));
        }
        chips.push(("", kind_word(tr, content.kind)));
        Ok(FunctionDetail {
            func_id: content.func_id.clone(),
            title: content.title.clone(),
            chips,
            share: coverage.percent().map(|percent| tr.percent(percent, 100)).unwrap_or_default(),
            pieces: coverage_pieces(tr, &coverage),
            description: markdown::pieces(content.description.as_deref().unwrap_or_default()),
            facts,
            people: function.people.iter().filter_map(person).collect(),
            cases,
            more_cases: if more > 0 {
                tr.message(&Message::new("web-functions-more-cases").count("count", more))
            } else {
                String::new()
            },
            hidden_cases: if hidden > 0 {
                tr.message(&Message::new("web-functions-hidden-cases").count("count", hidden))
            } else {
                String::new()
            },
            no_cases: match coverage.cases {
                0 => tr.text("gui-inspector-no-cases").into_owned(),
                n => tr.message(&Message::new("web-functions-cases-inside").count("count", n)),
            },
            related,
            close: state.with(|s| s.func.clear()),
        })
    })
}

fn role_key(role: RaciRole) -> &'static str {
    match role {
        RaciRole::Qa => "gui-field-qa",
        RaciRole::Dev => "gui-field-dev",
        RaciRole::Accountable => "web-functions-accountable",
        RaciRole::Consulted => "web-functions-consulted",
        RaciRole::Informed => "web-functions-informed",
    }
}
