//! Search over everything that a visitor sees.

use super::frame::Frame;
use super::home::escape;
use super::html;
use super::page_request::PageRequest;
use super::texts::{StatusLabel, TimeLabel, status};
use crate::error::ApiResult;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;
use url::form_urlencoded::Serializer;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::case::Case;
use voluptas_core::domain::case_code::NamedCase;
use voluptas_core::domain::message::Message;
use voluptas_core::domain::project::Project;
use voluptas_i18n::Tr;
use voluptas_store::Tx;

/// Most hits of a group.
const MOST: usize = 20;
/// Hits of the search that are looked at for each group.
const ASKED: usize = 200;
/// Newest runs of a project whose titles are looked at.
const RUNS: usize = 2000;

struct Hit {
    name: String,
    title: String,
    address: String,
    look: Option<StatusLabel>,
    when: Option<TimeLabel>,
}

/// Hits of one kind.
struct Group {
    title: String,
    icon: &'static str,
    hits: Vec<Hit>,
    /// Words for hits that are left out.
    more: String,
}

#[derive(Template)]
#[template(path = "web/cases/search.html")]
struct SearchPage<'a> {
    frame: &'a Frame,
    tr: Tr,
    q: String,
    code: String,
    /// Code of the project that the visitor came from, where all are searched.
    from: String,
    groups: Vec<Group>,
    /// Address of the search over all projects, where one project is searched.
    everywhere: String,
    /// The project that is searched.
    project: String,
}

/// `GET /search?q=&code=&from=`
pub fn page(request: &PageRequest) -> ApiResult<Response> {
    let (mut frame, tr, principal) = (Frame::of(request)?, request.tr, request.principal()?);
    let q: String = request.query.get("q").unwrap_or_default().trim().chars().take(255).collect();
    let code = request.query.get("code").unwrap_or_default().trim().to_owned();
    let from = request.query.get("from").unwrap_or(&code).trim().to_owned();
    frame.project = frame.seen(&code).cloned();
    frame.lead_to(&from);
    let mut groups = Vec::new();
    if !fold(&q).is_empty() {
        let mut query = Serializer::new(String::new());
        query.append_pair("q", &q).append_pair("limit", &ASKED.to_string());
        let found = request.ask("search", &[], &query.finish())?.object;
        let items: Vec<&Value> = found["items"].as_array().into_iter().flatten().collect();
        let is_here = |item: &&&Value| code.is_empty() || item["project"].as_str().is_some_and(|c| c.eq_ignore_ascii_case(&code));
        let mut cases: Vec<Hit> =
            items.iter().filter(|item| item["kind"] == "case").filter(is_here).map(|item| case_hit(item)).collect();
        cases.splice(0..0, cases_of_code(request, &q)?);
        let home = frame.seen(&from).or_else(|| frame.projects.first()).map(|p| p.code.clone()).unwrap_or_default();
        let home = if code.is_empty() { home } else { code.clone() };
        let functions: Vec<Hit> =
            items.iter().filter(|item| item["kind"] == "function").map(|item| function_hit(&home, item)).collect();
        let projects = request.read(|tx| Ok(tx.projects().all()?))?;
        let seen: Vec<Project> = projects
            .into_iter()
            .filter(|p| principal.sees(p.id) && (code.is_empty() || p.code.eq_ignore_ascii_case(&code)))
            .collect();
        let (mut runs, mut results) = (Vec::new(), Vec::new());
        request.read(|tx| {
            for project in &seen {
                run_hits(request, tx, project, &q, &mut runs)?;
                result_hits(request, tx, project, &q, &mut results)?;
            }
            Ok(())
        })?;
        for (key, icon, hits) in [
            ("web-tab-cases", "file", cases),
            ("web-tab-runs", "play", runs),
            ("web-tab-functions", "function", functions),
            ("web-cases-tab-results", "passed", results),
        ] {
            if !hits.is_empty() {
                groups.push(group(tr, key, icon, hits));
            }
        }
    }
    let project = frame.project.as_ref().map(|p| p.title.clone()).unwrap_or_default();
    let everywhere = if project.is_empty() { String::new() } else { format!("/search?q={}&from={}", escape(&q), escape(&from)) };
    let from = if code.is_empty() { from } else { String::new() };
    Ok(html(StatusCode::OK, &SearchPage { frame: &frame, tr, q, code, from, groups, everywhere, project }))
}

fn group(tr: Tr, key: &str, icon: &'static str, mut hits: Vec<Hit>) -> Group {
    let left = hits.len().saturating_sub(MOST);
    hits.truncate(MOST);
    let more = if left > 0 { tr.text("web-cases-search-more").into_owned() } else { String::new() };
    Group { title: tr.text(key).into_owned(), icon, hits, more }
}

/// The cases of a code, in any letter case: the one with this number here, as pages show it, and the one that the window shows under the code.
/// In a project of a Qase account that is the id in Qase, or `SHOP-new-31`.
fn cases_of_code(request: &PageRequest, q: &str) -> ApiResult<Vec<Hit>> {
    let Some((code, named)) = NamedCase::of_any_project(q) else { return Ok(Vec::new()) };
    let principal = request.principal()?;
    request.read(|tx| {
        let Some(project) = tx.projects().by_code(code)?.filter(|project| principal.sees(project.id)) else {
            return Ok(Vec::new());
        };
        let own = tx.cases().by_number(project.id, named.number())?;
        let shown = tx.named_case(project.id, named)?.filter(|id| own.as_ref().is_none_or(|own| own.id != *id));
        let shown = shown.map(|id| tx.cases().get(id)).transpose()?;
        let hit = |case: Case| Hit {
            name: format!("{}-{}", project.code, case.number),
            title: case.content.title,
            address: format!("/{}/cases/{}", project.code, case.number),
            look: None,
            when: None,
        };
        Ok(own.into_iter().chain(shown).map(hit).collect())
    })
}

fn case_hit(item: &Value) -> Hit {
    let (code, number) = (item["project"].as_str().unwrap_or_default(), item["id"].as_i64().unwrap_or_default());
    Hit {
        name: format!("{code}-{number}"),
        title: item["title"].as_str().unwrap_or_default().to_owned(),
        address: format!("/{code}/cases/{number}"),
        look: None,
        when: None,
    }
}

fn function_hit(code: &str, item: &Value) -> Hit {
    let func_id = item["func_id"].as_str().unwrap_or_default();
    Hit {
        name: func_id.to_owned(),
        title: item["title"].as_str().unwrap_or_default().to_owned(),
        address: format!("/{code}/functions?func={}", escape(func_id)),
        look: None,
        when: None,
    }
}

/// Runs whose title has the words, or whose number it is.
fn run_hits(request: &PageRequest, tx: &Tx<'_>, project: &Project, q: &str, hits: &mut Vec<Hit>) -> ApiResult<()> {
    let folded = fold(q);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let number: Option<i64> = q.trim_start_matches('#').parse().ok();
    for run in tx.runs().newest(project.id, RUNS)? {
        if hits.len() > MOST {
            break;
        }
        let title = fold(&run.content.title);
        if number == Some(run.number) || words.iter().all(|word| title.contains(word)) {
            hits.push(Hit {
                name: format!("{} #{}", project.code, run.number),
                title: run.content.title.clone(),
                address: format!("/{}/runs/{}", project.code, run.number),
                look: Some(super::texts::run_state(request.tr, &run)),
                when: Some(TimeLabel::of(request.tr, request.now, run.start_ms.unwrap_or(run.created_ms))),
            });
        }
    }
    Ok(())
}

/// Newest results of the newest runs whose title has the words.
fn result_hits(request: &PageRequest, tx: &Tx<'_>, project: &Project, q: &str, hits: &mut Vec<Hit>) -> ApiResult<()> {
    for found in tx.results_titled(project.id, q, MOST + 1)? {
        if hits.len() > MOST {
            break;
        }
        let at = request.tr.message(&Message::new("web-cases-in-run").with("number", found.run));
        hits.push(Hit {
            name: format!("{} · {at}", project.code),
            address: format!("/{}/runs/{}/results/{}", project.code, found.run, found.hash),
            title: found.title,
            look: Some(status(request.tr, &found.status)),
            when: Some(TimeLabel::of(request.tr, request.now, found.at_ms)),
        });
    }
    Ok(())
}
