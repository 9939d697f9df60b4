//! The list of cases: suites, cases, and a case at the side.

use super::detail::{self, CasePlace, Detail};
use super::state::{ListState, WITHOUT_SUITE};
use super::tree::{SuiteLine, Suites};
use super::typed::CaseInput;
use crate::error::ApiResult;
use crate::web::frame::Frame;
use crate::web::html;
use crate::web::page_request::PageRequest;
use crate::web::texts::{StatusLabel, status};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_core::domain::message::Message;
use voluptas_core::domain::review::ReviewState;
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::user::Permission;
use voluptas_i18n::Tr;
use voluptas_store::Tx;
use voluptas_store::case_pages::{InTrash, PageRow, RowFilter, RowsFrom};

/// Rows of a part of the list.
const ROWS: usize = 50;
/// Most tags to choose from.
const TAGS: usize = 150;
/// Most tags of a row that are shown.
const ROW_TAGS: usize = 5;

/// A case of the list.
struct Row {
    name: String,
    title: String,
    tags: Vec<String>,
    more_tags: usize,
    date: String,
    look: StatusLabel,
    is_deleted: bool,
    in_review: bool,
    address: String,
    is_here: bool,
}

/// A tag to filter by.
struct TagChoice {
    title: String,
    count: String,
    address: String,
    is_chosen: bool,
}

/// A filter that is set, with the address of the list without it.
struct Chip {
    text: String,
    address: String,
}

#[derive(Template)]
#[template(path = "web/cases/list.html")]
struct CasesPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    state: &'a ListState,
    /// Part that a narrow screen shows: `suites`, `list` or `detail`.
    shows: &'static str,
    heading: String,
    suites: Vec<SuiteLine>,
    is_cut: bool,
    all: String,
    all_address: String,
    /// Cases in no suite; blank without them.
    outside: String,
    outside_address: String,
    trash: String,
    trash_address: String,
    suites_address: String,
    writes: bool,
    /// Number of the chosen suite, for its own page.
    suite: Option<i64>,
    create_address: String,
    tags: Vec<TagChoice>,
    chips: Vec<Chip>,
    reset: String,
    sort_address: String,
    deleted_address: String,
    found: String,
    rows: Vec<Row>,
    /// Name of this part of the list.
    part: i64,
    more: String,
    shown: String,
    /// The same words with `#` for the number of rows.
    shown_of: String,
    first: String,
    detail: Option<Detail>,
}

impl CasesPage<'_> {
    /// Hidden fields of a form that sets some parameters: all others.
    fn hidden(&self, without: &str) -> Vec<(&'static str, String)> {
        let mut pairs = self.state.pairs();
        pairs.retain(|(name, _)| *name != without && *name != "cursor" && *name != "show");
        pairs
    }

    fn is_filtered(&self) -> bool {
        self.state.is_filtered()
    }

    fn is_trash(&self) -> bool {
        self.state.trash == InTrash::Only
    }

    fn shows_deleted(&self) -> bool {
        self.state.trash != InTrash::Hidden
    }
}

/// `GET /{code}/cases`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    let (frame, tr) = (Frame::of(request)?, request.tr);
    let state = ListState::of(request, frame.code());
    let figures = request.figures(request.read(|tx| Ok(request.project(tx)?.id))?)?;
    let mut parts = request.read(|tx| {
        let project = request.project(tx)?;
        let tree = Suites::load(tx, project.id)?.with_counts(&figures.suites);
        let chosen = state.suite.and_then(|number| tree.by_number(number));
        let filter = RowFilter {
            search: Some(state.q.clone()).filter(|q| !q.is_empty()),
            named: named(tx, project.id, &state.q)?,
            suites: chosen.map(|suite| tree.branch(suite.id)),
            without_suite: state.is_without_suite(),
            tags: state.tags.clone(),
            review: state.review,
            trash: state.trash,
        };
        let found = tx.count_rows(project.id, &filter)?;
        let from = RowsFrom { newest: !state.oldest, after: state.cursor, limit: ROWS + 1 };
        let rows = tx.page_rows(project.id, &filter, from)?;
        let tags = figures.tags.iter().take(TAGS).cloned().collect();
        let new = if state.create && request.may(Permission::WriteCases) {
            let suite = chosen.map(|suite| tree.path(suite)).unwrap_or_default();
            let place = CasePlace::List(Box::new(state.clone()));
            Some(detail::blank(request, tx, &project, CaseInput::new(suite), Vec::new(), &place)?)
        } else {
            None
        };
        let heading = match (chosen, state.trash) {
            (_, InTrash::Only) => tr.text("web-cases-trash").into_owned(),
            (Some(suite), _) => suite.content.title.clone(),
            (None, _) if state.is_without_suite() => tr.text("web-cases-without-suite").into_owned(),
            (None, _) => tr.text("web-cases-all-suites").into_owned(),
        };
        let (lines, is_cut) = tree.lines(tr, &state);
        Ok(ListParts {
            code: project.code,
            found,
            rows,
            trash: figures.trash,
            tags,
            detail: new,
            heading,
            lines,
            is_cut,
            cases: tree.cases,
            outside: tree.outside,
            chosen: chosen.map(|s| s.number),
        })
    })?;
    if let Some(number) = state.selected.filter(|_| !state.create) {
        let place = CasePlace::List(Box::new(state.clone()));
        match detail::load(request, number, state.tab, state.version, &place) {
            Ok(found) => parts.detail = Some(found),
            // The list stays where the case is gone.
            Err(error) if error.status == StatusCode::NOT_FOUND => {}
            Err(error) => return Err(error),
        }
    }
    let page = filled(request, &frame, &state, parts);
    Ok(html(StatusCode::OK, &page))
}

/// The cases that a text names by a code: the one with this number here, and the one that Qase has under it.
fn named(tx: &Tx<'_>, project: ProjectId, text: &str) -> ApiResult<Vec<CaseId>> {
    let Some(code) = tx.read_code(project, text)? else { return Ok(Vec::new()) };
    let own = tx.cases().by_number(project, code.number())?.map(|case| case.id);
    Ok(own.into_iter().chain(tx.named_case(project, code)?).collect())
}

/// Data of the page.
struct ListParts {
    code: String,
    found: i64,
    rows: Vec<PageRow>,
    trash: i64,
    tags: Vec<(String, i64)>,
    detail: Option<Detail>,
    heading: String,
    lines: Vec<SuiteLine>,
    is_cut: bool,
    cases: i64,
    outside: i64,
    chosen: Option<i64>,
}

fn filled<'a>(request: &PageRequest, frame: &'a Frame, state: &'a ListState, mut parts: ListParts) -> CasesPage<'a> {
    let tr = request.tr;
    let has_more = parts.rows.len() > ROWS;
    let behind = parts.rows.get(ROWS).map(|row| row.number);
    parts.rows.truncate(ROWS);
    let more = if has_more { parts.rows.last().map(|row| state.with(|s| s.cursor = Some(row.number))) } else { None };
    if let Some(detail) = &mut parts.detail
        && let Some(at) = parts.rows.iter().position(|row| row.number == detail.number)
    {
        let to = |row: &PageRow| state.with(|s| s.selected = Some(row.number));
        detail.previous = at.checked_sub(1).and_then(|at| parts.rows.get(at)).map(to).unwrap_or_default();
        let of_next_part = |number| {
            state.with(|s| {
                s.cursor = parts.rows.last().map(|row| row.number);
                s.selected = Some(number);
            })
        };
        detail.next = parts.rows.get(at + 1).map(to).or(behind.map(of_next_part)).unwrap_or_default();
    }
    let shows = if state.shows_suites {
        "suites"
    } else if parts.detail.is_some() {
        "detail"
    } else {
        "list"
    };
    let all = tr.number(parts.found);
    let words = |shown: String| tr.message(&Message::new("web-cases-shown").with("shown", shown).with("all", all.clone()));
    let (shown, shown_of) = (words(tr.number(parts.rows.len())), words("#".to_owned()));
    let tags = parts.tags.iter().map(|(title, count)| TagChoice {
        title: title.clone(),
        count: tr.number(*count),
        is_chosen: state.tags.contains(title),
        address: state.anew(|s| {
            if s.tags.contains(title) {
                s.tags.retain(|tag| tag != title);
            } else {
                s.tags.push(title.clone());
            }
        }),
    });
    let mut chips: Vec<Chip> = Vec::new();
    if !state.q.is_empty() {
        chips.push(Chip { text: format!("“{}”", state.q), address: state.anew(|s| s.q.clear()) });
    }
    for tag in &state.tags {
        let text = tr.message(&Message::new("web-cases-tag-chip").with("tag", tag));
        chips.push(Chip { text, address: state.anew(|s| s.tags.retain(|other| other != tag)) });
    }
    if let Some(review) = state.review {
        let key = if review == ReviewState::InReview { "review-in-review" } else { "review-approved" };
        chips.push(Chip { text: tr.text(key).into_owned(), address: state.anew(|s| s.review = None) });
    }
    let away = |s: &mut ListState| {
        s.selected = None;
        s.create = false;
        s.version = None;
        s.tab = super::state::Tab::Case;
    };
    CasesPage {
        tr,
        shows,
        heading: parts.heading,
        suites: parts.lines,
        is_cut: parts.is_cut,
        all: tr.number(parts.cases),
        all_address: state.anew(|s| {
            away(s);
            s.suite = None;
            s.trash = InTrash::Hidden;
        }),
        outside: if parts.outside > 0 || state.is_without_suite() { tr.number(parts.outside) } else { String::new() },
        outside_address: state.anew(|s| {
            away(s);
            s.suite = Some(WITHOUT_SUITE);
            s.trash = InTrash::Hidden;
        }),
        trash: tr.number(parts.trash),
        trash_address: state.anew(|s| {
            away(s);
            s.suite = None;
            s.trash = if s.trash == InTrash::Only { InTrash::Hidden } else { InTrash::Only };
        }),
        suites_address: state.with(|s| {
            away(s);
            s.shows_suites = true;
        }),
        writes: request.may(Permission::WriteCases),
        suite: parts.chosen,
        create_address: state.with(|s| {
            away(s);
            s.create = true;
            s.shows_suites = false;
        }),
        tags: tags.collect(),
        chips,
        reset: state.anew(|s| {
            s.q.clear();
            s.tags.clear();
            s.review = None;
            s.trash = InTrash::Hidden;
        }),
        sort_address: state.anew(|s| s.oldest = !s.oldest),
        deleted_address: state.anew(|s| s.trash = if s.trash == InTrash::Hidden { InTrash::Shown } else { InTrash::Hidden }),
        found: tr.message(&Message::new("web-cases-found").with("count", tr.number(parts.found)).count("n", parts.found)),
        rows: parts.rows.iter().map(|row| line(request, &parts.code, state, row)).collect(),
        part: state.cursor.unwrap_or(0),
        more: more.unwrap_or_default(),
        shown,
        shown_of,
        first: if state.cursor.is_some() { state.anew(|_| {}) } else { String::new() },
        detail: parts.detail,
        frame,
        state,
    }
}

fn line(request: &PageRequest, code: &str, state: &ListState, row: &PageRow) -> Row {
    let tr = request.tr;
    Row {
        name: format!("{code}-{}", row.number),
        title: row.title.clone(),
        more_tags: row.tags.len().saturating_sub(ROW_TAGS),
        tags: row.tags.iter().take(ROW_TAGS).cloned().collect(),
        date: tr.date(row.created_ms),
        look: status(tr, row.last.as_ref().unwrap_or(&ResultStatus::Untested)),
        is_deleted: row.is_deleted,
        in_review: row.review == Some(ReviewState::InReview),
        address: state.with(|s| {
            s.selected = Some(row.number);
            s.create = false;
            s.version = None;
            s.shows_suites = false;
        }),
        is_here: state.selected == Some(row.number) && !state.create,
    }
}
