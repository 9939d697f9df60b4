//! Texts of cases that differ from their last recorded value, because a faulty disk or memory changed them.
//!
//! Every write of a case records the fields that it changes ([`super::changes`]), so the newest recorded value of a field is the
//! one that the row must have. A field that was never changed since the case was created has no recorded value.

use super::case_changes::{set, value};
use super::changes::body;
use super::{Entity, Result, Tx};
use crate::p;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::domain::case::{Case, CaseContent, Step};
use voluptas_core::domain::ids::CaseId;

/// Recorded fields of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordedFields {
    /// Fields with a recorded value, by their names in the history.
    pub fields: BTreeSet<String>,
    /// Those whose present value is another one.
    pub unlike: BTreeSet<String>,
}

/// Fields that are compared. Places, files and reviews have writers of their own.
const TEXTS: [&str; 7] = ["title", "description", "preconditions", "postconditions", "expected_result", "steps", "tags"];

impl Tx<'_> {
    /// Compares the texts of cases with their newest recorded values.
    pub fn recorded_texts(&self, cases: &[Case]) -> Result<BTreeMap<CaseId, RecordedFields>> {
        let sql =
            "SELECT before, after FROM changes WHERE entity = ?1 AND entity_id = ?2 AND before IS NOT NULL ORDER BY id DESC";
        let mut all = BTreeMap::new();
        for case in cases {
            let mut recorded = RecordedFields::default();
            let changes = self.all(sql, p![Entity::Case.as_str(), case.id], |r| Ok((r.opt_text(0)?, r.opt_text(1)?)))?;
            for (before, after) in changes {
                // What cannot be read is no evidence.
                let read = |json: Option<String>| json.and_then(|json| serde_json::from_str::<Value>(&json).ok());
                for (name, (_, after)) in body(Entity::Case, read(before).as_ref(), read(after).as_ref()).fields {
                    let is_text = TEXTS.contains(&name.as_str()) || name.starts_with("custom_fields/");
                    if is_text && recorded.fields.insert(name.clone()) && !is_like(&case.content, &name, &after) {
                        recorded.unlike.insert(name);
                    }
                }
            }
            if !recorded.fields.is_empty() {
                all.insert(case.id, recorded);
            }
        }
        Ok(all)
    }

    /// Number of cases whose texts differ from the recorded ones, also of those in the trash, and the first of them.
    pub fn cases_unlike_history(&self) -> Result<(i64, Vec<CaseId>)> {
        const AT_ONCE: usize = 500;
        const NAMED: usize = 10;
        let sql = "SELECT DISTINCT entity_id FROM changes WHERE entity = ?1 AND before IS NOT NULL ORDER BY entity_id";
        let ids = self.all(sql, p![Entity::Case.as_str()], |r| Ok(CaseId(r.int(0)?)))?;
        let (mut count, mut named) = (0, Vec::new());
        for some in ids.chunks(AT_ONCE) {
            for (id, recorded) in self.recorded_texts(&self.cases().by_ids(some)?)? {
                if !recorded.unlike.is_empty() {
                    count += 1;
                    named.extend(Some(id).filter(|_| named.len() < NAMED));
                }
            }
        }
        Ok((count, named))
    }
}

/// True when a content has this value of a field, whatever the form in which an older version recorded it.
fn is_like(content: &CaseContent, name: &str, after: &Value) -> bool {
    let mut recorded = content.clone();
    if !set(&mut recorded, name, after) {
        return true;
    }
    let of = |mut content: CaseContent| {
        content.normalise();
        without_files(&mut content.steps);
        value(&content, name)
    };
    of(recorded) == of(content.clone())
}

/// The hashes of shared steps and of files change without a record.
fn without_files(steps: &mut [Step]) {
    for step in steps {
        step.attachments.clear();
        step.shared = step.shared.take().map(|_| String::new());
        without_files(&mut step.steps);
    }
}
