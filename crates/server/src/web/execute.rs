//! Runs by hand: the cases of the visitor, one after another, with steps, a comment, defects and screenshots.
//!
//! Everything is one form, so each click stores the typed texts. A result that somebody else entered meanwhile is shown before it
//! is replaced; comments of both are kept (`voluptas_app::runs::manual::results`).

use super::form::Form;
use super::frame::Frame;
use super::html;
use super::page_request::{PageRequest, redirect};
use super::runs::new::invalid;
use super::runs::page::{RunHead, head};
use super::runs::result::{FileLink, file_link};
use super::runs::{address, address_with, run_of};
use super::texts::{OutcomeMark, StatusLabel, TimeLabel, class, status};
use crate::error::{ApiError, ApiResult};
use crate::handlers::result_files::with_room;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;
use voluptas_app::runs::context::RunContext;
use voluptas_app::runs::manual::results::{self, KnownResult, defect_link};
use voluptas_app::runs::manual::sheet::{self, CaseSheet, Item, RunSheet, Target};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::combination::values;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::result::{ResultContent, ResultStep, TestResult};
use voluptas_core::domain::run::RunState;
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::user::Permission;
use voluptas_i18n::Tr;
use voluptas_store::attachments::NewAttachment;
use voluptas_store::{Op, Store};

/// Segments of the strip of cases.
const STRIP: usize = 60;
/// Cases of the list on one page.
const LISTED: usize = 100;
/// Longest time that one click adds to the time of a result: a page that stood open overnight was not work.
const MOST_SPENT: i64 = 3_600_000;
/// Characters of a comment.
const COMMENT: usize = 50_000;
/// Past results of a case.
const PAST: usize = 12;

/// Typed input that was not stored, because somebody else entered a result.
#[derive(Debug, Default)]
pub struct ResultInput {
    comment: Option<String>,
    defect: String,
    conflict: Option<Conflict>,
}

/// The result that somebody else entered meanwhile.
#[derive(Debug)]
pub struct Conflict {
    pub look: StatusLabel,
    pub who: String,
    pub when: TimeLabel,
    pub comment: String,
    /// The button that was pressed.
    pub wanted: String,
    pub wanted_word: String,
}

impl Conflict {
    /// The stored result, with the button that was pressed and its word.
    fn of(request: &PageRequest, current: &TestResult, wanted: &str, wanted_word: String) -> Self {
        Self {
            look: status(request.tr, &current.content.status),
            who: current.content.author.clone().unwrap_or_default(),
            when: TimeLabel::of(request.tr, request.now, current.content.end_ms.unwrap_or(current.created_ms)),
            comment: current.content.comment.clone().unwrap_or_default(),
            wanted: wanted.to_owned(),
            wanted_word,
        }
    }
}

/// A case in the list.
#[derive(Debug)]
pub struct ItemLine {
    pub key: String,
    pub title: String,
    pub values: String,
    pub look: StatusLabel,
    pub assignee: String,
    pub is_here: bool,
}

/// A step to execute.
#[derive(Debug)]
pub struct ExecutionStep {
    /// Place among the steps: `1.0`.
    pub path: String,
    pub name: String,
    pub depth: usize,
    pub action: String,
    pub data: String,
    pub expected: String,
    pub look: StatusLabel,
    pub is_here: bool,
}

/// A button that sets a status.
#[derive(Debug)]
pub struct StatusButton {
    /// `failed`
    pub slug: &'static str,
    /// Place of its key: `KeyF`.
    pub code: &'static str,
    pub letter: &'static str,
    pub word: String,
    pub class: &'static str,
    pub is_set: bool,
}

/// The case that is executed.
#[derive(Debug)]
pub struct CasePart {
    pub key: String,
    pub code: String,
    pub address: String,
    pub title: String,
    pub values: String,
    pub chips: Vec<String>,
    pub preconditions: String,
    pub description: String,
    pub expected: String,
    pub steps: Vec<ExecutionStep>,
    pub step_here: String,
    pub step_down: Option<String>,
    pub step_up: Option<String>,
    /// The cases after and before this one.
    pub case_down: Option<String>,
    pub case_up: Option<String>,
    /// The verdict that led here, which Z takes back.
    pub marked: Option<String>,
    /// The keys of the page with their words.
    pub keys: Vec<(&'static [&'static str], String)>,
    pub comment: String,
    pub base_comment: String,
    pub defect: String,
    pub defects: Vec<(String, String)>,
    pub files: Vec<FileLink>,
    pub look: StatusLabel,
    /// Author and time of the status.
    pub set_by: String,
    pub has_status: bool,
    pub tag: String,
    pub buttons: Vec<StatusButton>,
    /// Past results, the newest at the right.
    pub past: Vec<OutcomeMark>,
    pub past_width: usize,
    /// Words of the past results.
    pub past_words: String,
    pub last: String,
    pub opened: i64,
    pub spent: String,
    pub case_files: Vec<FileLink>,
}

/// The part of a page in which a case is executed.
#[derive(Debug)]
pub struct CaseExecution {
    pub address: String,
    /// `page` or `run`: where a click leads back to.
    pub back: &'static str,
    /// Cases of others are among them.
    pub wants_all: bool,
    /// Only cases of the visitor are among them.
    pub is_mine: bool,
    pub place: String,
    pub strip: Vec<(&'static str, usize)>,
    pub strip_width: usize,
    pub here: Option<CasePart>,
    pub conflict: Option<Conflict>,
}

#[derive(Template)]
#[template(path = "web/run-execute.html")]
struct ExecutePage<'a> {
    frame: &'a Frame,
    tr: Tr,
    run: RunHead,
    sheet: Option<CaseExecution>,
    items: Vec<ItemLine>,
    mine: String,
    all: String,
    is_mine: bool,
    /// Place of the listed cases among all: `101–200 of 812`; blank where one page has all of them.
    range: String,
    previous: Option<String>,
    next: Option<String>,
}

/// `GET /{code}/runs/{number}/execute?item=&step=&page=`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    shown(request, &ResultInput::default(), StatusCode::OK)
}

fn shown(request: &PageRequest, typed: &ResultInput, code: StatusCode) -> ApiResult<Response> {
    let (frame, tr) = (Frame::of(request)?, request.tr);
    let (project, run) = request.read(|tx| run_of(request, tx))?;
    if !request.may(Permission::WriteResults) {
        return Err(ApiError::forbidden());
    }
    let head = request.read(|tx| head(request, tx, &project.code, &run, &RunContext::read(tx, &run)?))?;
    if run.state != RunState::Active {
        return Ok(redirect(&address(request)));
    }
    let loaded = sheet::load(&request.store()?, run.id)?;
    let (mine, is_mine) = own(request, &loaded, request.query.get("all").is_some());
    let here = chosen(request, &loaded, &mine);
    let number = |n: usize| tr.number(i64::try_from(n).unwrap_or(i64::MAX));
    let list = ListPage::of(request, &mine, here);
    let line = |at: &usize| {
        let item = &loaded.items[*at];
        ItemLine {
            key: key_of(&item.target),
            title: item.title.clone(),
            values: values(&item.target.params, &item.title),
            look: status(tr, item.current.as_ref().map_or(&ResultStatus::Untested, |current| &current.status)),
            assignee: item.assignee.and_then(|person| loaded.people.get(&person)).cloned().unwrap_or_default(),
            is_here: Some(*at) == here,
        }
    };
    let page = ExecutePage {
        frame: &frame,
        tr,
        run: head,
        items: mine.iter().skip(list.from).take(LISTED).map(line).collect(),
        range: match mine.len() {
            0..=LISTED => String::new(),
            all => {
                let to = (list.from + LISTED).min(all);
                let [from, to, all] = [list.from + 1, to, all].map(|n| number(n).into());
                tr.fmt("web-import-range", &[("from", from), ("to", to), ("all", all)])
            }
        },
        previous: list.previous,
        next: list.next,
        mine: number(loaded.items.iter().filter(|item| is_of(request, &loaded, item)).count()),
        all: number(loaded.items.len()),
        is_mine,
        sheet: Some(part(request, &loaded, &mine, here, typed, "page")?),
    };
    Ok(html(code, &page))
}

/// The part of the list that a page shows. Its bounds are fixed, so that the list stays in place while its cases are executed.
struct ListPage {
    /// Place of the first listed case.
    from: usize,
    previous: Option<String>,
    next: Option<String>,
}

impl ListPage {
    /// The part of the address, otherwise the one with the case that is executed.
    fn of(request: &PageRequest, mine: &[usize], here: Option<usize>) -> Self {
        let last = mine.len().saturating_sub(1) / LISTED;
        let named = request.query.get("page").and_then(crate::call::integer).and_then(|n| usize::try_from(n).ok());
        let of_case = || here.and_then(|here| mine.iter().position(|at| *at == here)).unwrap_or(0) / LISTED;
        let at = named.map_or_else(of_case, |n| n.saturating_sub(1)).min(last);
        let link = |at: usize| format!("{}#items", address_with(request, &[("page", &(at + 1).to_string())]));
        Self { from: at * LISTED, previous: at.checked_sub(1).map(link), next: (at < last).then(|| link(at + 1)) }
    }
}

/// The part for the page of a run; `None` for a run without cases.
pub fn sheet(request: &PageRequest, typed: &ResultInput) -> ApiResult<Option<CaseExecution>> {
    let (_, run) = request.read(|tx| run_of(request, tx))?;
    let loaded = sheet::load(&request.store()?, run.id)?;
    let (mine, _) = own(request, &loaded, request.query.get("all").is_some());
    let here = chosen(request, &loaded, &mine);
    if here.is_none() { Ok(None) } else { part(request, &loaded, &mine, here, typed, "run").map(Some) }
}

fn is_of(request: &PageRequest, loaded: &RunSheet, item: &Item) -> bool {
    let name = item.assignee.and_then(|person| loaded.people.get(&person));
    let own = request.principal.as_ref().map(|principal| fold(&principal.owner));
    name.is_some() && name.map(|name| fold(name)) == own
}

/// Places of the cases that are shown: those of the visitor, unless all are asked for or the visitor has none.
fn own(request: &PageRequest, loaded: &RunSheet, wants_all: bool) -> (Vec<usize>, bool) {
    let all = || (0..loaded.items.len()).collect::<Vec<_>>();
    if wants_all {
        return (all(), false);
    }
    let mine: Vec<usize> = all().into_iter().filter(|at| is_of(request, loaded, &loaded.items[*at])).collect();
    if mine.is_empty() { (all(), false) } else { (mine, true) }
}

/// Identity of an item in addresses.
fn key_of(target: &Target) -> String {
    if target.params.is_empty() {
        return target.case.0.to_string();
    }
    let text: String = target.params.iter().map(|(name, value)| format!("{name}\u{1f}{value}\u{1e}")).collect();
    format!("{}-{}", target.case.0, &blake3::hash(text.as_bytes()).to_hex()[..10])
}

fn is_done(item: &Item) -> bool {
    item.current.as_ref().is_some_and(|current| current.status.is_ended())
}

/// The case of the address, otherwise the first one without a result.
fn chosen(request: &PageRequest, loaded: &RunSheet, mine: &[usize]) -> Option<usize> {
    let wanted = request.query.get("item");
    let named = wanted.and_then(|key| (0..loaded.items.len()).find(|at| key_of(&loaded.items[*at].target) == key));
    named.or_else(|| mine.iter().copied().find(|at| !is_done(&loaded.items[*at]))).or_else(|| mine.first().copied())
}

fn part(
    request: &PageRequest,
    loaded: &RunSheet,
    mine: &[usize],
    here: Option<usize>,
    typed: &ResultInput,
    back: &'static str,
) -> ApiResult<CaseExecution> {
    let tr = request.tr;
    let place = here.and_then(|here| mine.iter().position(|at| *at == here)).map_or(0, |at| at + 1);
    let words = Message::new("web-runs-place").count("n", place).count("total", mine.len());
    let first = place.saturating_sub(STRIP / 2).min(mine.len().saturating_sub(STRIP));
    let strip = mine.iter().skip(first).take(STRIP).enumerate().map(|(i, at)| {
        let status = loaded.items[*at].current.as_ref().map_or(&ResultStatus::Untested, |current| &current.status);
        let shown = match class(status) {
            _ if Some(*at) == here => "accent",
            "untested" => "none",
            other => other,
        };
        (shown, i * 14)
    });
    let strip: Vec<_> = strip.collect();
    let case = match here {
        Some(at) => {
            let mut case = case_part(request, loaded, at, typed)?;
            let key = |at: Option<&usize>| at.map(|at| key_of(&loaded.items[*at].target));
            case.case_down = key(mine.get(place));
            case.case_up = key(place.checked_sub(2).and_then(|at| mine.get(at)));
            Some(case)
        }
        None => None,
    };
    let conflict = typed.conflict.as_ref().map(|conflict| Conflict {
        look: conflict.look.clone(),
        who: conflict.who.clone(),
        when: conflict.when.clone(),
        comment: conflict.comment.clone(),
        wanted: conflict.wanted.clone(),
        wanted_word: conflict.wanted_word.clone(),
    });
    Ok(CaseExecution {
        address: format!("{}/execute", address(request)),
        back,
        wants_all: request.query.get("all").is_some(),
        is_mine: mine.len() < loaded.items.len()
            || (!mine.is_empty() && mine.iter().all(|at| is_of(request, loaded, &loaded.items[*at]))),
        place: tr.message(&words),
        strip_width: strip.len() * 14,
        strip,
        here: case,
        conflict,
    })
}

/// The steps with what was stored of them, where the case still has the same.
fn steps_of(case: &CaseSheet) -> Vec<ResultStep> {
    let stored = case.current.as_ref().map_or(&[][..], |current| &current.content.steps);
    let is_same = stored.len() == case.steps.len() && stored.iter().zip(&case.steps).all(|(a, b)| a.action == b.action);
    if is_same { stored.to_vec() } else { case.steps.clone() }
}

fn flat(tr: Tr, steps: &[ResultStep], before: &str, names: &str, depth: usize, to: &mut Vec<ExecutionStep>) {
    for (at, step) in steps.iter().enumerate() {
        let join = |text: &str, n: usize| if text.is_empty() { n.to_string() } else { format!("{text}.{n}") };
        let (path, name) = (join(before, at), join(names, at + 1));
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        to.push(ExecutionStep {
            name: name.clone(),
            depth: depth.min(4),
            action: step.action.clone(),
            data: text(&step.data),
            expected: text(&step.expected),
            look: status(tr, &step.status),
            is_here: false,
            path: path.clone(),
        });
        flat(tr, &step.steps, &path, &name, depth + 1, to);
    }
}

/// The step at a place.
fn step_at<'s>(steps: &'s mut [ResultStep], path: &str) -> Option<&'s mut ResultStep> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let step = steps.get_mut(first.parse::<usize>().ok()?)?;
    match rest {
        Some(rest) => step_at(&mut step.steps, rest),
        None => Some(step),
    }
}

/// Identity of the state of a result.
fn tag_of(current: Option<&TestResult>) -> String {
    let Some(result) = current else { return "none".to_owned() };
    let content = &result.content;
    let text = serde_json::to_vec(&(result.id.0, content.status.slug(), &content.comment, &content.steps, &content.links));
    blake3::hash(&text.unwrap_or_default()).to_hex()[..24].to_owned()
}

/// The state that the writer of a comment has seen, where somebody entered a result meanwhile: a comment is stored while it is typed, and
/// the writer still has to see that result before a status replaces it.
fn known_tag(request: &PageRequest) -> Option<&str> {
    let is_comment = request.headers.get("hx-target").is_some_and(|target| target == "sheet-state");
    request.query.get("tag").filter(|_| is_comment)
}

/// Keys of the statuses, with the places of the keys.
const BUTTONS: [(&str, &str, &str); 5] = [
    ("passed", "KeyP", "P"),
    ("failed", "KeyF", "F"),
    ("blocked", "KeyB", "B"),
    ("skipped", "KeyS", "S"),
    ("invalid", "KeyI", "I"),
];

/// All keys of the page, as the window lists its own: `voluptas_ui::keys::EXECUTION`. Arrows and page keys scroll the page, so that the
/// cases before and after have letters here.
const KEYS: [(&[&str], &str); 19] = [
    (&["P"], "window-keys-passed"),
    (&["F"], "window-keys-failed"),
    (&["B"], "window-keys-blocked"),
    (&["S"], "window-keys-skipped"),
    (&["I"], "window-keys-invalid"),
    (&["Backspace", "Del"], "window-keys-no-status"),
    (&["Z"], "web-runs-key-undo"),
    (&["N"], "manual-run-key-next"),
    (&["Shift+J"], "manual-run-key-case-down"),
    (&["Shift+K"], "manual-run-key-case-up"),
    (&["J"], "manual-run-key-step-down"),
    (&["K", "1–9"], "manual-run-key-step-up"),
    (&["Shift+P"], "manual-run-key-step-passed"),
    (&["Shift+F"], "manual-run-key-step-failed"),
    (&["Shift+B"], "manual-run-key-step-blocked"),
    (&["Shift+S"], "manual-run-key-step-skipped"),
    (&["C"], "manual-run-key-comment"),
    (&["D"], "manual-run-key-defect"),
    (&["Ctrl+V"], "manual-run-key-paste"),
];

fn case_part(request: &PageRequest, loaded: &RunSheet, at: usize, typed: &ResultInput) -> ApiResult<CasePart> {
    let (tr, item) = (request.tr, &loaded.items[at]);
    let case = sheet::load_case(&request.store()?, &item.target)?;
    let number = request.read(|tx| Ok(tx.case_numbers(&[item.target.case])?.remove(&item.target.case)))?;
    let current = case.current.as_ref();
    let mut steps = Vec::new();
    flat(tr, &steps_of(&case), "", "", 0, &mut steps);
    let wanted = request.query.get("step").unwrap_or_default();
    let place = steps.iter().position(|step| step.path == wanted).or_else(|| {
        steps.iter().position(|step| step.look.class == "untested").or(if steps.is_empty() { None } else { Some(0) })
    });
    if let Some(place) = place {
        steps[place].is_here = true;
    }
    let path = |at: Option<usize>| at.and_then(|at| steps.get(at)).map(|step| step.path.clone());
    let (step_down, step_up) = (path(place.map(|at| at + 1)), path(place.and_then(|at| at.checked_sub(1))));
    let status_now = current.map_or(&ResultStatus::Untested, |current| &current.content.status);
    let base_comment = current.and_then(|current| current.content.comment.clone()).unwrap_or_default();
    let set_by = current.filter(|current| current.content.status.is_ended()).map(|current| {
        let when = TimeLabel::of(tr, request.now, current.content.end_ms.unwrap_or(current.created_ms)).ago;
        [current.content.author.clone().unwrap_or_default(), when]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    });
    let buttons = BUTTONS.iter().map(|(slug, code, letter)| StatusButton {
        slug,
        code,
        letter,
        word: tr.text(&format!("report-status-{slug}")).into_owned(),
        class: slug,
        is_set: status_now.slug() == *slug,
    });
    let past: Vec<_> = case.past.iter().filter(|past| past.run != item.target.run).take(PAST).collect();
    let last = past.first().map(|past| {
        let words = Message::new("web-runs-past-last").with("status", status(tr, &past.line.status).word.to_lowercase());
        let words = tr.message(&words.count("run", past.number));
        past.author.as_ref().map_or(words.clone(), |who| format!("{words} · {who}"))
    });
    let marks = past.iter().rev().enumerate();
    let marks: Vec<_> = marks.map(|(i, past)| OutcomeMark::of(tr, past.number, &past.line.status, i * 14)).collect();
    let defects =
        current.map(|current| current.content.links.iter().filter(|link| link.kind == results::ISSUE).collect::<Vec<_>>());
    let is_page = |url: &str| url.starts_with("https://") || url.starts_with("http://");
    let duration = current.and_then(|current| current.content.duration_ms).unwrap_or(0);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Ok(CasePart {
        key: key_of(&item.target),
        code: number.map(|number| format!("{}-{number}", request.code())).unwrap_or_default(),
        address: number.map(|number| format!("/{}/cases/{number}", request.code())).unwrap_or_default(),
        title: item.title.clone(),
        values: values(&item.target.params, &item.title),
        chips: case.content.tags.iter().take(4).cloned().collect(),
        preconditions: text(&case.content.preconditions),
        description: text(&case.content.description),
        expected: text(&case.content.expected_result),
        step_here: path(place).unwrap_or_default(),
        step_down,
        step_up,
        case_down: None,
        case_up: None,
        marked: request.query.get("marked").filter(|_| !status_now.is_ended()).map(str::to_owned),
        keys: KEYS.iter().map(|(keys, what)| (*keys, tr.text(what).into_owned())).collect(),
        steps,
        comment: typed.comment.clone().unwrap_or_else(|| base_comment.clone()),
        base_comment,
        defect: typed.defect.clone(),
        defects: defects
            .unwrap_or_default()
            .into_iter()
            .map(|link| (link.name.clone(), if is_page(&link.url) { link.url.clone() } else { String::new() }))
            .collect(),
        files: current
            .map(|current| current.content.attachments.iter().map(|file| file_link(tr, file, true)).collect())
            .unwrap_or_default(),
        look: status(tr, status_now),
        has_status: status_now.is_ended(),
        set_by: set_by.unwrap_or_default(),
        tag: known_tag(request).map_or_else(|| tag_of(current), str::to_owned),
        buttons: buttons.collect(),
        past_width: marks.len() * 14,
        past_words: OutcomeMark::titles(&marks),
        past: marks,
        last: last.unwrap_or_default(),
        opened: request.now,
        spent: if duration > 0 { tr.duration(duration) } else { String::new() },
        case_files: case.content.attachments.iter().map(|file| file_link(tr, file, true)).collect(),
    })
}

/// Refuses what would be stored beyond the limits of the project.
fn expect_room(request: &PageRequest) -> ApiResult<()> {
    let call = request.call("addResults", vec![("id", request.part("number").to_owned())], "", Value::Null)?;
    request.read(|tx| with_room(&call, tx)).map(drop)
}

/// The run of a form, with the item that it is about.
fn target(request: &PageRequest, form: &Form) -> ApiResult<(RunSheet, usize)> {
    // The right of the operation, and its count in the statistics.
    request.call("addResults", vec![("id", request.part("number").to_owned())], "", Value::Null)?;
    let (_, run) = request.read(|tx| run_of(request, tx))?;
    let loaded = sheet::load(&request.store()?, run.id)?;
    let key = form.get("item").unwrap_or_default();
    let at = loaded.items.iter().position(|item| key_of(&item.target) == key);
    let at = at.ok_or_else(|| ApiError::not_found("Case"))?;
    Ok((loaded, at))
}

/// The content that a form writes: the stored one, or a new one in progress.
fn content_of(case: &CaseSheet, title: &str) -> ResultContent {
    let steps = steps_of(case);
    match &case.current {
        Some(current) => ResultContent { steps, ..current.content.clone() },
        None => ResultContent { title: title.to_owned(), status: ResultStatus::InProgress, steps, ..ResultContent::default() },
    }
}

/// `POST /{code}/runs/{number}/execute`: stores the typed input and executes the action of the button `do`.
pub fn take(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let (loaded, at) = target(request, form)?;
    let item = &loaded.items[at];
    let store = request.store()?;
    let case = sheet::load_case(&store, &item.target)?;
    let wanted = form.get("do").unwrap_or("keep").to_owned();
    // `replace:status:failed`: the writer has seen the result that is replaced.
    let (wanted, is_seen) = wanted.strip_prefix("replace:").map_or((wanted.as_str(), false), |wanted| (wanted, true));
    let (action, rest) = wanted.split_once(':').unwrap_or((wanted, ""));
    let base = form.text("base_comment").unwrap_or_default();
    let comment = form.text("comment").unwrap_or_else(|| base.clone());
    let comment: String = comment.replace('\0', "").chars().take(COMMENT).collect();
    // What the writer began with: the comment of the form, and the rest as it is stored.
    let known = case.current.as_ref().map(|current| KnownResult {
        id: current.id,
        content: ResultContent { comment: Some(base.clone()).filter(|text| !text.is_empty()), ..current.content.clone() },
    });
    let mut content = content_of(&case, &item.title);
    content.comment = Some(comment.clone()).filter(|text| !text.trim().is_empty());
    let sets = match action {
        "status" => Some(ResultStatus::parse(rest)).filter(|status| BUTTONS.iter().any(|(slug, ..)| *slug == status.slug())),
        "clear" => Some(ResultStatus::InProgress),
        _ => None,
    };
    let tag = tag_of(case.current.as_ref());
    let is_met = form.get("tag").is_some_and(|given| given != tag) && !is_seen;
    if let (true, true, Some(current)) = (is_met, sets.is_some() || action == "step", &case.current) {
        let word = match &sets {
            Some(status_wanted) => status(request.tr, status_wanted).word,
            None => request.tr.text("web-runs-replace-step").into_owned(),
        };
        let conflict = Conflict::of(request, current, wanted, word);
        let typed =
            ResultInput { comment: Some(comment), defect: form.text("defect").unwrap_or_default(), conflict: Some(conflict) };
        return shown(&at_item(request, &item.target, form), &typed, StatusCode::PRECONDITION_FAILED);
    }
    if let ("step", Some((path, word))) = (action, rest.rsplit_once(':'))
        && let Some(step) = step_at(&mut content.steps, path)
    {
        let status = ResultStatus::parse(word);
        let is_known =
            matches!(status, ResultStatus::Passed | ResultStatus::Failed | ResultStatus::Blocked | ResultStatus::Skipped);
        // The same button once more takes a status back.
        step.status = if !is_known || step.status == status { ResultStatus::Untested } else { status };
    }
    if let Some(link) = form.get("defect").and_then(defect_link).filter(|link| !content.links.contains(link)) {
        content.links.push(link);
    }
    if action == "undefect" {
        content.links.retain(|link| link.kind != results::ISSUE || link.name != rest);
    }
    let opened = form.get("opened").and_then(crate::call::integer).unwrap_or(request.now);
    let spent = request.now.saturating_sub(opened).clamp(0, MOST_SPENT);
    let before = content_of(&case, &item.title);
    let changes = content.comment != before.comment || content.steps != before.steps || content.links != before.links;
    let is_new_text = known.is_none() && content.comment.is_none() && content.links.is_empty() && content.steps == before.steps;
    if known.is_none() && (sets.is_some() || changes) {
        expect_room(request)?;
    }
    let sets_status = sets.is_some();
    if sets_status || (changes && !is_new_text) {
        content.status = sets.unwrap_or(content.status);
        content.duration_ms = Some(content.duration_ms.unwrap_or(0).saturating_add(spent));
        let written = results::replace(&store, &item.target, known.as_ref(), &content, sets_status);
        if written.map_err(|error| invalid(request.tr, error))?.is_none() {
            // Somebody else was quicker, here or on another server: the form meets that result now.
            return take(request, form);
        }
        request.app.stats.count_write();
    }
    let (mine, _) = own(request, &loaded, form.is_checked("all"));
    let position = mine.iter().position(|one| *one == at).unwrap_or(0);
    let after = || {
        let rest = mine.iter().skip(position + 1).chain(mine.iter().take(position)).copied();
        rest.into_iter().find(|at| !is_done(&loaded.items[*at])).unwrap_or(at)
    };
    let next = match (action, rest) {
        ("next", _) | ("status", "passed" | "skipped") => key_of(&loaded.items[after()].target),
        ("open", key) => key.to_owned(),
        ("undo", mark) => undo(request, &loaded, mark)?.unwrap_or_else(|| key_of(&item.target)),
        _ => key_of(&item.target),
    };
    let step = match (action, rest) {
        ("at", path) => path.to_owned(),
        ("step", _) => step_behind(&content.steps, rest.rsplit_once(':').map_or("", |(path, _)| path), rest.ends_with(":passed")),
        _ if next == key_of(&item.target) => form.get("step").unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    let mut place = to(request, form, &next, &step);
    if let ("keep", true, Some(tag)) = (action, is_met, form.get("tag")) {
        place.push_str("&tag=");
        place.push_str(&super::home::escape(tag));
    }
    if action == "status" && next != key_of(&item.target) {
        place.push_str("&marked=");
        place.push_str(&super::home::escape(&mark(&store, &item.target, &before.status)?));
    }
    Ok(redirect(&place))
}

/// A verdict that leads on to the next case, for [`undo`]: the item, its status before, and the state of its result now.
fn mark(store: &Store, target: &Target, was: &ResultStatus) -> ApiResult<String> {
    let now = sheet::load_case(store, target)?;
    Ok(format!("{}:{}:{}", key_of(target), was.slug(), tag_of(now.current.as_ref())))
}

/// Gives the item of a [`mark`] its status before, unless its result has changed since. Returns the item, where the run has it.
fn undo(request: &PageRequest, loaded: &RunSheet, mark: &str) -> ApiResult<Option<String>> {
    let mut parts = mark.split(':');
    let (Some(key), Some(was), Some(tag)) = (parts.next(), parts.next(), parts.next()) else { return Ok(None) };
    let Some(item) = loaded.items.iter().find(|item| key_of(&item.target) == key) else { return Ok(None) };
    let store = request.store()?;
    let case = sheet::load_case(&store, &item.target)?;
    if let Some(current) = case.current.as_ref().filter(|current| tag_of(Some(*current)) == tag) {
        let known = KnownResult { id: current.id, content: current.content.clone() };
        let is_verdict = BUTTONS.iter().any(|(slug, ..)| *slug == was);
        let status = if is_verdict { ResultStatus::parse(was) } else { ResultStatus::InProgress };
        let content = ResultContent { status, ..current.content.clone() };
        let written = results::replace(&store, &item.target, Some(&known), &content, true);
        written.map_err(|error| invalid(request.tr, error))?;
        request.app.stats.count_write();
    }
    Ok(Some(key.to_owned()))
}

/// The step to go to after a status of one: the next after a passed one, otherwise the same.
fn step_behind(steps: &[ResultStep], path: &str, goes_on: bool) -> String {
    let mut all = Vec::new();
    flat(Tr::new(voluptas_i18n::Lang::En), steps, "", "", 0, &mut all);
    let at = all.iter().position(|step| step.path == path).unwrap_or(0);
    let wanted = if goes_on { at + 1 } else { at };
    all.get(wanted).or(all.get(at)).map(|step| step.path.clone()).unwrap_or_default()
}

/// Where a click leads: to the same page with the item and the step.
fn to(request: &PageRequest, form: &Form, item: &str, step: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("item", item);
    if !step.is_empty() {
        query.append_pair("step", step);
    }
    if form.is_checked("all") {
        query.append_pair("all", "1");
    }
    let place = if form.get("back") == Some("run") { "" } else { "/execute" };
    format!("{}{place}?{}", address(request), query.finish())
}

/// The request with the item and the step of a form in place of those of the address.
fn at_item(request: &PageRequest, target: &Target, form: &Form) -> PageRequest {
    let step = form.get("step").unwrap_or_default();
    let all = if form.is_checked("all") { "&all=1" } else { "" };
    let uri = format!("{}?item={}&step={}{all}", request.uri.path(), key_of(target), super::home::escape(step));
    request.with_query(&uri)
}

/// `POST /{code}/runs/{number}/execute/files`: attaches screenshots and other files to the result of an item.
pub fn take_files(request: &PageRequest, form: &Form, files: &[NewAttachment]) -> ApiResult<Response> {
    // A script sends the item in the address.
    let named = request.query.get("item").map(|item| Form::of(vec![("item".to_owned(), item.to_owned())]));
    let (loaded, at) = target(request, named.as_ref().unwrap_or(form))?;
    let item = &loaded.items[at];
    if loaded.run.state != RunState::Active {
        return Err(ApiError::new(StatusCode::CONFLICT, "manual-run-is-closed"));
    }
    if files.is_empty() {
        return Err(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "web-runs-no-file"));
    }
    expect_room(request)?;
    let store = request.store()?;
    let (_, run) = request.read(|tx| run_of(request, tx))?;
    let stored = store.write(Op::bulk("upload_attachments"), |tx| {
        files
            .iter()
            .map(|file| tx.attachments().add(Some(run.project_id), file).map(|stored| stored.reference()))
            .collect::<Result<Vec<_>, _>>()
    })?;
    let case = sheet::load_case(&store, &item.target)?;
    let known = case.current.as_ref().map(|current| KnownResult { id: current.id, content: current.content.clone() });
    let mut content = content_of(&case, &item.title);
    content.attachments.extend(stored.value);
    results::keep(&store, &item.target, known.as_ref(), &content).map_err(|error| invalid(request.tr, error))?;
    request.app.stats.count_write();
    let back = named.is_some().then(|| request.query.get("back").unwrap_or_default().to_owned());
    let step = request.query.get("step").unwrap_or_default();
    let where_to = back.map(|back| Form::of(vec![("back".to_owned(), back)]));
    Ok(redirect(&to(request, where_to.as_ref().unwrap_or(form), &key_of(&item.target), step)))
}
