//! Search by words over the functions and cases that a token sees.

use crate::call::Call;
use crate::error::{ApiError, ApiResult};
use crate::limits::MAX_SEARCH;
use crate::rest::cursor;
use crate::rest::reply::Listed;
use crate::rest::typed::NoBody;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId};
use voluptas_core::domain::user::Permission;
use voluptas_store::db::dialect::SearchKind;

/// Hits that are looked through for those that the token sees.
const LOOKED_AT: i64 = 10_000;

/// What is searched for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchQuery {
    /// Words; a hit has all of them, also as the beginning of a word. Signs alone, such as an emoji, are found in titles.
    #[schemars(length(min = 1))]
    pub q: String,
    /// Code of a project, for its cases alone.
    pub project: Option<String>,
    /// Most items of the answer, otherwise 100.
    #[serde(default, deserialize_with = "cursor::from_text")]
    #[schemars(range(min = 1, max = 1000))]
    pub limit: Option<u16>,
}

/// A function or case that has the words.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Hit {
    Function {
        /// The FuncID.
        func_id: String,
        title: String,
    },
    Case {
        /// Code of the project.
        project: String,
        /// Number in the project.
        id: i64,
        title: String,
    },
}

pub fn search(call: &Call, query: SearchQuery, _: NoBody) -> ApiResult<Listed<Hit>> {
    let limit = cursor::limit(query.limit)?;
    if query.q.trim().is_empty() || query.q.chars().count() > MAX_SEARCH {
        return Err(ApiError::field("q", format!("must have 1 to {MAX_SEARCH} characters")));
    }
    call.read(|tx| {
        let codes: HashMap<ProjectId, String> =
            tx.projects().all()?.into_iter().filter(|p| call.principal.sees(p.id)).map(|p| (p.id, p.code)).collect();
        let is_wanted = |code: &String| query.project.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(code));
        if query.project.is_some() && !codes.values().any(is_wanted) {
            return Err(ApiError::not_found("Project"));
        }
        let sees_functions = query.project.is_none() && call.principal.access.allows_in_registry(Permission::Read);
        let found = tx.search().find(&query.q, LOOKED_AT)?;
        let mut items = Vec::new();
        for part in found.chunks(limit.max(100)) {
            if items.len() >= limit {
                break;
            }
            let of = |kind: SearchKind| part.iter().filter(move |(k, _)| *k == kind).map(|(_, id)| *id);
            let cases = tx.named_cases(&of(SearchKind::Case).map(CaseId).collect::<Vec<_>>())?;
            let mut cases: HashMap<i64, Hit> = cases
                .into_iter()
                .filter_map(|(case, (project, id, title))| {
                    let project = codes.get(&project).filter(|code| is_wanted(code))?.clone();
                    Some((case.0, Hit::Case { project, id, title }))
                })
                .collect();
            for (kind, id) in part {
                match kind {
                    SearchKind::Case => items.extend(cases.remove(id)),
                    SearchKind::Function if sees_functions => {
                        let function = tx.functions().get(FunctionId(*id))?;
                        let (func_id, title) = (function.content.func_id, function.content.title);
                        items.extend(function.deleted_ms.is_none().then_some(Hit::Function { func_id, title }));
                    }
                    SearchKind::Function => {}
                }
            }
        }
        items.truncate(limit);
        Ok(Listed::whole(items))
    })
}
