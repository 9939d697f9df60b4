//! The latest writes of the workspace, for the first page.

use super::frame::initials;
use super::home::escape;
use super::page_request::PageRequest;
use super::texts::TimeLabel;
use crate::error::ApiResult;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, ResultId, RunId, SuiteId};
use voluptas_core::domain::user::Permission;
use voluptas_i18n::Tr;
use voluptas_store::history::{Operation, Recent};
use voluptas_store::{Entity, Error, Source, Tx};

/// Lines of the card.
const LINES: usize = 8;
/// Maximum number of writes that are read, since the visitor may not see all of them.
const LOOKED_AT: i64 = 60;
/// Most changes of a write whose projects are read. A longer one is shown to those alone who may see every project.
const MOST_CHANGES: i64 = 100;

/// A write, as the card tells it.
#[derive(Debug)]
pub struct ActivityLine {
    pub who: String,
    pub initials: String,
    /// Description of the write: `Edited “Pay by card”`.
    pub words: String,
    /// Page of the first changed item; `None` if it has no page or does not exist any more.
    pub address: Option<String>,
    pub when: TimeLabel,
}

/// The latest writes that the visitor may see, newest first: those that touched no project which is hidden from the visitor.
pub fn read(request: &PageRequest) -> ApiResult<Vec<ActivityLine>> {
    request.read(|tx| {
        let mut lines = Vec::new();
        for recent in tx.history().recent(LOOKED_AT)? {
            if lines.len() == LINES {
                break;
            }
            if let (true, Some(words)) = (may_see(request, tx, &recent)?, words(request, &recent.operation)) {
                let who = author(request.tr, &recent.operation);
                lines.push(ActivityLine {
                    initials: initials(&who),
                    who,
                    words,
                    address: address(request, tx, recent.thing)?,
                    when: TimeLabel::of(request.tr, request.now, recent.operation.at_ms),
                });
            }
        }
        Ok(lines)
    })
}

fn words(request: &PageRequest, operation: &Operation) -> Option<String> {
    let label = operation.label.as_ref().filter(|label| request.tr.has(&label.key))?;
    Some(request.tr.message(label))
}

/// Name of the author of a write, or else its source.
pub fn author(tr: Tr, operation: &Operation) -> String {
    operation.who.clone().unwrap_or_else(|| {
        let key = match operation.source {
            Source::Sync | Source::Mirror => "window-undo-left-sync",
            Source::Ingest => "window-undo-left-ingest",
            Source::Window => "web-author-window",
            Source::Cli => "web-author-cli",
            Source::Api | Source::Migration => "review-somebody",
        };
        tr.text(key).into_owned()
    })
}

fn may_see(request: &PageRequest, tx: &Tx<'_>, recent: &Recent) -> ApiResult<bool> {
    let principal = request.principal()?;
    if principal.access.everywhere().is_some() {
        return Ok(true);
    }
    if recent.thing.is_none() || !tx.history().has_at_most(recent.operation.id, MOST_CHANGES)? {
        return Ok(false);
    }
    let projects = tx.history().projects(recent.operation.id)?;
    // Functions, people and templates belong to no project.
    let is_seen = |project: &Option<ProjectId>| project.is_some_and(|project| principal.sees(project));
    Ok(projects.iter().all(is_seen) && (!projects.is_empty() || principal.access.allows_in_registry(Permission::Read)))
}

/// Page of an item; `None` if it has no page or does not exist any more.
fn address(request: &PageRequest, tx: &Tx<'_>, thing: Option<(Entity, i64)>) -> ApiResult<Option<String>> {
    let Some((entity, id)) = thing else { return Ok(None) };
    let code = |project: ProjectId| Ok::<_, Error>(tx.projects().get(project)?.code);
    let gone = |key: i64| Error::NotFound { entity: entity.as_str(), key: key.to_string() };
    let found = match entity {
        Entity::Case | Entity::CaseLink => tx.cases().get(CaseId(id)).and_then(|case| match case.deleted_ms {
            None => Ok(format!("/{}/cases/{}", code(case.project_id)?, case.number)),
            Some(_) => Err(gone(id)),
        }),
        Entity::Suite | Entity::SuiteLink => tx.suites().get(SuiteId(id)).and_then(|suite| match suite.deleted_ms {
            None => Ok(format!("/{}/suites/{}", code(suite.project_id)?, suite.number)),
            Some(_) => Err(gone(id)),
        }),
        Entity::Run => run_address(tx, RunId(id), &code),
        Entity::Result => tx.results().get(ResultId(id)).and_then(|result| run_address(tx, result.run_id, &code)),
        Entity::Function | Entity::Mapping | Entity::Relation => {
            let seen =
                tx.projects().all()?.into_iter().find(|project| request.principal.as_ref().is_some_and(|p| p.sees(project.id)));
            let Some(project) = seen else { return Ok(None) };
            tx.functions().get(FunctionId(id)).map(|f| format!("/{}/functions?func={}", project.code, escape(&f.content.func_id)))
        }
        _ => return Ok(None),
    };
    match found {
        Ok(address) => Ok(Some(address)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn run_address(
    tx: &Tx<'_>,
    run: RunId,
    code: &dyn Fn(ProjectId) -> voluptas_store::Result<String>,
) -> voluptas_store::Result<String> {
    let run = tx.runs().get(run)?;
    Ok(format!("/{}/runs/{}", code(run.project_id)?, run.number))
}
