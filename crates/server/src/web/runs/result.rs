//! The page of a result: its steps and files, its other attempts, and the history of its test.

use super::super::act::FormAction;
use super::super::form::Form;
use super::super::frame::Frame;
use super::super::home::escape;
use super::super::html;
use super::super::page_request::{PageRequest, redirect};
use super::super::texts::{StatusLabel, TimeLabel, status};
use super::failures::RunOutcomes;
use super::page::{Fact, RunHead, head};
use super::{address, address_with, run_of};
use crate::error::{ApiError, ApiResult};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};
use voluptas_app::overview::dashboard::history::{self, HistoryOf};
use voluptas_app::runs::context::RunContext;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::failure_group::after_message;
use voluptas_core::domain::ids::{ProjectId, ResultId, RunId, TestId};
use voluptas_core::domain::message::Message;
use voluptas_core::domain::mute::Mute;
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::result::{ResultContent, ResultStep, StepPart, TestResult};
use voluptas_i18n::Tr;
use voluptas_store::Tx;
use voluptas_store::sizes::SizedRow;

/// Characters of a long text that the page shows at first.
const TEXT: usize = 12_000;
/// Steps that the page shows.
const STEPS: usize = 400;
/// Deepest indent of a step.
const DEEPEST: usize = 6;
/// Files with a preview.
const PREVIEWS: usize = 6;

/// A step with its depth.
#[derive(Debug)]
pub struct StepLine {
    pub depth: usize,
    pub look: StatusLabel,
    pub action: String,
    pub data: String,
    pub expected: String,
    pub comment: String,
    pub duration: String,
    pub files: Vec<FileLink>,
    pub is_bad: bool,
    /// Word of the part that begins with this step.
    pub part: String,
}

/// A stored file.
#[derive(Debug)]
pub struct FileLink {
    pub name: String,
    /// Blank for a file that is missing.
    pub address: String,
    pub size: String,
    /// Shown as a picture.
    pub is_picture: bool,
    pub icon: &'static str,
}

/// A bar of a history.
#[derive(Debug)]
pub struct PastBar {
    pub x: i64,
    pub y: i64,
    pub height: i64,
    pub class: &'static str,
    pub title: String,
    pub address: String,
    pub is_here: bool,
}

/// The last outcomes of a test.
#[derive(Debug)]
pub struct HistoryCard {
    pub environment: String,
    pub bars: Vec<PastBar>,
    pub width: i64,
    pub summary: String,
    pub from: String,
    pub to: String,
}

/// Another attempt.
#[derive(Debug)]
struct Attempt {
    address: String,
    look: StatusLabel,
    is_here: bool,
    number: usize,
}

/// A link of a result.
#[derive(Debug)]
pub struct OutLink {
    pub name: String,
    /// Blank where it is no address of a page.
    pub url: String,
}

/// The mute of the test.
#[derive(Debug)]
struct MuteLine {
    words: String,
    reason: String,
    owner: String,
}

/// A result, as a page shows it.
#[derive(Debug)]
pub struct ResultDetail {
    pub title: String,
    pub values: String,
    pub full_name: String,
    pub look: StatusLabel,
    pub is_bad: bool,
    pub is_flaky: bool,
    pub duration: String,
    pub when: TimeLabel,
    pub message: String,
    pub trace: String,
    pub is_cut: bool,
    pub description: String,
    pub steps: Vec<StepLine>,
    pub more_steps: String,
    pub files: Vec<FileLink>,
    pub facts: Vec<Fact>,
    pub links: Vec<OutLink>,
}

#[derive(Template)]
#[template(path = "web/run-result.html")]
struct ResultPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    run: RunHead,
    result: ResultDetail,
    case: Option<(String, String)>,
    attempts: Vec<Attempt>,
    histories: Vec<HistoryCard>,
    whole: String,
    /// Address of this page.
    here: String,
    /// Addresses of the results around it in the list of the run.
    previous: Option<String>,
    next: Option<String>,
    mute: Option<MuteLine>,
}

/// `GET /{code}/runs/{number}/results/{hash}`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    let frame = Frame::of(request)?;
    let is_whole = request.query.get("whole").is_some();
    let state = RunOutcomes::state(request)?;
    request.read(|tx| {
        let (project, run) = run_of(request, tx)?;
        let result = of_hash(request, tx, project.id, run.id, request.part("hash"))?;
        let context = RunContext::read(tx, &run)?;
        let full_name = tx.known_tests().many(&[result.test])?.remove(&result.test);
        let full_name = full_name.and_then(|test| test.full_name_in(run.id).map(str::to_owned)).unwrap_or_default();
        let attempts = tx.attempts_of(run.id, result.test)?;
        let attempts: Vec<Attempt> = attempts
            .iter()
            .zip(1..)
            .map(|(head, number)| Attempt {
                address: format!("{}/results/{}", address(request), escape(&head.hash)),
                look: status(request.tr, &head.status),
                is_here: head.id == result.id,
                number,
            })
            .collect();
        let number = match result.content.case_id {
            Some(id) => tx.case_numbers(&[id])?.remove(&id),
            None => None,
        };
        let (previous, next) = RunOutcomes::of(request, tx, &run, &state)?.around(result.test);
        let heads = tx.result_heads(&[previous, next].into_iter().flatten().collect::<Vec<_>>())?;
        let place = |id: Option<ResultId>| {
            let head = id.and_then(|id| heads.get(&id))?;
            Some(format!("{}/results/{}", address(request), escape(&head.hash)))
        };
        let page = ResultPage {
            here: format!("{}/results/{}", address(request), escape(request.part("hash"))),
            previous: place(previous),
            next: place(next),
            mute: mute_line(request.tr, tx, project.id, result.test)?,
            frame: &frame,
            tr: request.tr,
            run: head(request, tx, &project.code, &run, &context)?,
            histories: histories(request, tx, &result, run.id)?,
            result: shown(request, &result, full_name, is_whole),
            case: number.map(|number| (format!("{}-{number}", project.code), format!("/{}/cases/{number}", project.code))),
            attempts,
            whole: address_with(request, &[("whole", "1")]),
        };
        Ok(html(StatusCode::OK, &page))
    })
}

fn mute_line(tr: Tr, tx: &Tx<'_>, project: ProjectId, test: TestId) -> ApiResult<Option<MuteLine>> {
    let line = |mute: Mute| MuteLine {
        words: match mute.content.last_ms() {
            Some(at) => tr.message(&Message::new("run-muted-until").with("date", tr.due_day(at))),
            None => tr.text("run-muted").into_owned(),
        },
        reason: mute.content.reason,
        owner: mute.content.owner.unwrap_or_default(),
    };
    Ok(tx.mutes().in_force(project)?.remove(&test).map(line))
}

/// `POST /{code}/runs/{number}/results/{hash}/mute`: mutes the test of a result, or ends its mute with `unmute`.
pub fn mute(request: &PageRequest, form: &Form) -> ApiResult<Response> {
    let test = request.read(|tx| {
        let (project, run) = run_of(request, tx)?;
        let result = of_hash(request, tx, project.id, run.id, request.part("hash"))?;
        Ok(result.test.0.to_string())
    })?;
    if form.is_checked("unmute") {
        request.act(FormAction::new("unmuteTest", &[("id", &test)], Value::Null))?;
    } else {
        let reason = form.get("reason").unwrap_or_default();
        let body = json!({ "reason": reason, "until": form.get("until"), "owner": request.principal()?.owner });
        request.act(FormAction::new("muteTest", &[("id", &test)], body))?;
    }
    Ok(redirect(&format!("{}/results/{}", address(request), escape(request.part("hash")))))
}

/// A result of a run by its hash. Its texts may be long: they wait for room.
pub fn of_hash(request: &PageRequest, tx: &Tx<'_>, project: ProjectId, run: RunId, hash: &str) -> ApiResult<TestResult> {
    let missing = || ApiError::not_found("Result");
    let id = tx.results().id_of_hash(project, hash).map_err(|_| missing())?;
    let mut found = None;
    crate::rows::in_parts(tx, &request.app.rows, SizedRow::Result, &[id.0], |_| {
        found = Some(tx.results().get(id)?);
        Ok(())
    })?;
    found.filter(|result| result.run_id == run).ok_or_else(missing)
}

/// Reads a result for a page.
pub fn shown(request: &PageRequest, result: &TestResult, full_name: String, is_whole: bool) -> ResultDetail {
    let (tr, content) = (request.tr, &result.content);
    let mut is_cut = false;
    let mut cut = |text: &str| -> String {
        match text.char_indices().nth(TEXT) {
            Some((end, _)) if !is_whole => {
                is_cut = true;
                format!("{}…", &text[..end])
            }
            _ => text.to_owned(),
        }
    };
    let message = content.comment.as_deref().unwrap_or_default();
    let trace = content.stacktrace.as_deref().unwrap_or_default();
    let (message, trace) = (cut(message), cut(after_message(trace, message)));
    let description = cut(content.description.as_deref().unwrap_or_default());
    let mut steps = Vec::new();
    let left = lines(request, &content.steps, 0, &mut steps, true);
    let more = if left == 0 { String::new() } else { tr.message(&Message::new("report-more").count("count", left)) };
    let at = content.end_ms.or(content.start_ms).unwrap_or(result.created_ms);
    ResultDetail {
        title: content.title.clone(),
        values: voluptas_core::domain::combination::values(&content.params, &content.title),
        full_name,
        look: status(tr, &content.status),
        is_bad: is_bad(&content.status),
        is_flaky: content.is_flaky,
        duration: content.duration_ms.map(|ms| tr.exact_duration(ms)).unwrap_or_default(),
        when: TimeLabel::of(tr, request.now, at),
        message,
        trace,
        is_cut,
        description,
        steps,
        more_steps: more,
        files: content.attachments.iter().enumerate().map(|(i, file)| file_link(tr, file, i < PREVIEWS)).collect(),
        facts: facts(tr, content),
        links: content.links.iter().map(|link| OutLink { name: link.name.clone(), url: page_url(&link.url) }).collect(),
    }
}

fn page_url(url: &str) -> String {
    if url.starts_with("https://") || url.starts_with("http://") { url.to_owned() } else { String::new() }
}

fn facts(tr: Tr, content: &ResultContent) -> Vec<Fact> {
    let mut facts = Vec::new();
    let own = [("report-worker", &content.thread), ("report-author", &content.author)];
    for (key, value) in own {
        facts.extend(value.as_ref().map(|value| Fact { name: tr.text(key).into_owned(), value: value.clone() }));
    }
    let pairs = content.params.iter().chain(&content.fields);
    facts.extend(pairs.map(|(name, value)| Fact { name: name.clone(), value: value.clone() }));
    facts.extend(content.labels.iter().map(|label| Fact { name: label.name.clone(), value: label.value.clone() }));
    facts
}

/// The link of a stored file.
pub fn file_link(tr: Tr, file: &AttachmentRef, with_preview: bool) -> FileLink {
    let is_picture = matches!(file.mime.as_str(), "image/png" | "image/jpeg" | "image/gif" | "image/webp");
    FileLink {
        name: file.filename.clone(),
        address: file
            .hash
            .as_ref()
            .map(|hash| format!("/attachment/{}/{}", escape(hash), path_part(&file.filename)))
            .unwrap_or_default(),
        size: u64::try_from(file.size).map(|size| tr.bytes(size)).unwrap_or_default(),
        is_picture: is_picture && with_preview && file.hash.is_some(),
        icon: if is_picture { "image" } else { "file" },
    }
}

/// A name as a part of a path.
fn path_part(name: &str) -> String {
    let part = escape(name).replace('+', "%20");
    if matches!(part.as_str(), "" | "." | "..") { "file".to_owned() } else { part }
}

/// Adds the lines of steps and of those in them; returns the number of those that are left out.
fn lines(request: &PageRequest, steps: &[ResultStep], depth: usize, to: &mut Vec<StepLine>, tells_parts: bool) -> usize {
    let (tr, mut left, mut part) = (request.tr, 0, StepPart::Body);
    for step in steps {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        if to.len() >= STEPS {
            left += 1;
        } else {
            let begins = tells_parts && step.part != part;
            part = step.part;
            let key = match step.part {
                StepPart::SetUp => "run-set-up",
                StepPart::Body => "report-steps",
                StepPart::TearDown => "run-tear-down",
            };
            to.push(StepLine {
                depth: depth.min(DEEPEST),
                look: status(tr, &step.status),
                action: step.action.clone(),
                data: text(&step.data),
                expected: text(&step.expected),
                comment: text(&step.comment).chars().take(TEXT).collect(),
                duration: step.duration_ms.map(|ms| tr.duration(ms)).unwrap_or_default(),
                files: step.attachments.iter().map(|file| file_link(tr, file, false)).collect(),
                is_bad: is_bad(&step.status),
                part: if begins { tr.text(key).into_owned() } else { String::new() },
            });
        }
        left += lines(request, &step.steps, depth + 1, to, false);
    }
    left
}

/// The histories of a test, one for each environment.
fn histories(request: &PageRequest, tx: &Tx<'_>, result: &TestResult, here: RunId) -> ApiResult<Vec<HistoryCard>> {
    let tr = request.tr;
    let found = history::of(tx, HistoryOf::Test(result.test))?;
    let runs: Vec<RunId> = found.iter().flat_map(|one| one.runs.iter().map(|past| past.run)).collect();
    let hashes = tx.results_of_test(result.test, &runs)?;
    let card = |one: &history::History| {
        let longest = one.runs.iter().filter_map(|past| past.duration_ms).max().unwrap_or(0).max(1);
        let bars = one.runs.iter().zip(0..).map(|(past, at): (&history::PastRun, i64)| {
            let height = 8 + past.duration_ms.unwrap_or(0).max(0).saturating_mul(28) / longest;
            let look = status(tr, &past.status);
            let time = past.duration_ms.map(|ms| format!(" · {}", tr.duration(ms))).unwrap_or_default();
            PastBar {
                x: at * 24,
                y: 36 - height,
                height,
                class: look.class,
                title: format!("#{} · {}{time}", past.number, look.word),
                address: match hashes.get(&past.run) {
                    Some(hash) => format!("/{}/runs/{}/results/{}", request.code(), past.number, escape(hash)),
                    None => format!("/{}/runs/{}", request.code(), past.number),
                },
                is_here: past.run == here,
            }
        });
        let bars: Vec<PastBar> = bars.collect();
        let number = |past: Option<&history::PastRun>| past.map(|past| format!("#{}", past.number)).unwrap_or_default();
        let passed = one.pass_rate().map(|rate| tr.rate(rate)).unwrap_or_default();
        let flaky = tr.percent(one.record.flaky_rate.unsigned_abs(), 1000);
        HistoryCard {
            environment: one.environment.clone().unwrap_or_default(),
            width: i64::try_from(bars.len()).unwrap_or(0) * 24 - 4,
            summary: tr.message(&Message::new("dashboard-history-figures").with("passed", passed).with("flaky", flaky)),
            from: number(one.runs.first()),
            to: number(one.runs.last()),
            bars,
        }
    };
    Ok(found.iter().filter(|one| !one.runs.is_empty()).map(card).collect())
}
