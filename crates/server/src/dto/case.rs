//! A case as `GET /case` shows it.

use super::attachment::references;
use super::custom_values::Fields;
use super::members::Members;
use super::steps;
use crate::error::ApiResult;
use crate::options::ENUMERATIONS;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::clock::{to_iso, to_plain};
use voluptas_core::domain::case::{Case, Parameter, ParameterItem};
use voluptas_core::domain::custom_field::FieldEntity;
use voluptas_core::domain::ids::{CaseId, SuiteId};
use voluptas_core::domain::project::Project;
use voluptas_store::shared_steps::SharedStep;
use voluptas_store::{AroundCases, Tx};

/// Data that the JSON of some cases needs besides the cases, loaded with a fixed number of queries.
#[derive(Debug)]
pub struct CaseContext {
    root: String,
    code: String,
    suites: BTreeMap<SuiteId, i64>,
    fields: Fields,
    tags: BTreeMap<String, i64>,
    milestones: BTreeMap<CaseId, i64>,
    shared: BTreeMap<String, SharedStep>,
    authors: BTreeMap<CaseId, String>,
    members: Members,
}

impl CaseContext {
    /// Loads the data for cases of one project.
    pub fn load(tx: &Tx<'_>, root: &str, project: &Project, cases: &[Case]) -> ApiResult<Self> {
        let AroundCases { suites, tags, milestones, authors, fields } = tx.around_cases(cases)?;
        let mut shared = BTreeSet::new();
        for case in cases {
            collect_shared(&case.content.steps, &mut shared);
        }
        Ok(Self {
            authors,
            members: Members::load(tx)?,
            root: root.to_owned(),
            code: project.code.clone(),
            suites,
            fields: Fields::of(fields, FieldEntity::Case, &project.code),
            tags,
            milestones,
            shared: tx.shared_steps().by_hashes(project.id, &shared.into_iter().collect::<Vec<_>>())?,
        })
    }

    /// The JSON of a case.
    pub fn json(&self, case: &Case) -> Value {
        let c = &case.content;
        let key = format!("{}-{}", self.code, case.number);
        let author = self.members.id_of(self.authors.get(&case.id).map(String::as_str));
        let tags: Vec<Value> =
            c.tags.iter().map(|t| json!({ "title": t, "internal_id": self.tags.get(t).copied().unwrap_or_default() })).collect();
        let mut body = json!({
            "id": case.number,
            "position": case.position,
            "title": c.title,
            "description": c.description,
            "preconditions": c.preconditions,
            "postconditions": c.postconditions,
            "is_flaky": i64::from(c.is_flaky),
            "isManual": c.automation != "automated",
            "isToBeAutomated": c.automation == "to-be-automated",
            "milestone_id": self.milestones.get(&case.id),
            "suite_id": case.suite_id.and_then(|s| self.suites.get(&s)),
            "custom_fields": self.fields.shown(&c.custom_fields),
            "attachments": references(&self.root, &c.attachments),
            "steps_type": c.steps_type.as_str(),
            "steps": steps::of_case(&self.root, &key, &c.steps, &self.shared),
            "params": params(&c.parameters),
            "parameters": c.parameters.iter().map(parameter).collect::<Vec<_>>(),
            "tags": tags,
            "member_id": author,
            "author_id": author,
            "created_at": to_iso(case.created_ms),
            "updated_at": to_iso(case.updated_ms),
            "deleted": null,
            "created": to_plain(case.created_ms).replace(' ', "T") + ".000000Z",
            "updated": to_plain(case.updated_ms).replace(' ', "T") + ".000000Z",
        });
        for e in ENUMERATIONS {
            body[e.slug] = e.id(e.column.of(c)).into();
        }
        body
    }
}

fn collect_shared(steps: &[voluptas_core::domain::case::Step], found: &mut BTreeSet<String>) {
    for step in steps {
        found.extend(step.shared.iter().cloned());
        collect_shared(&step.steps, found);
    }
}

fn item(item: &ParameterItem) -> Value {
    json!({ "title": item.title, "values": item.values })
}

fn parameter(p: &Parameter) -> Value {
    match p {
        Parameter::Single { shared_id, item: one } => json!({ "type": "single", "shared_id": shared_id, "item": item(one) }),
        Parameter::Group { shared_id, items } => {
            json!({ "type": "group", "shared_id": shared_id, "items": items.iter().map(item).collect::<Vec<_>>() })
        }
    }
}

/// The older form: an object of names and values, or an empty list for no parameters.
fn params(list: &[Parameter]) -> Value {
    let mut map = Map::new();
    for p in list {
        for item in p.items() {
            map.insert(item.title.clone(), json!(item.values));
        }
    }
    if map.is_empty() { json!([]) } else { Value::Object(map) }
}
