//! A defect as `GET /defect` shows it.

use super::attachment::references;
use super::custom_values::Fields;
use super::members::Members;
use crate::error::ApiResult;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use voluptas_core::base::clock::{to_iso, to_plain};
use voluptas_core::domain::custom_field::FieldEntity;
use voluptas_core::domain::defect::Defect;
use voluptas_core::domain::project::Project;
use voluptas_store::defects::Evidence;
use voluptas_store::{Slice, Tx};

/// Data that the JSON of some defects needs besides the defects.
#[derive(Debug)]
pub struct DefectContext {
    root: String,
    milestones: BTreeMap<i64, i64>,
    fields: Fields,
    tags: BTreeMap<String, i64>,
    evidence: BTreeMap<i64, Evidence>,
    members: Members,
}

impl DefectContext {
    /// Loads the data for defects of one project.
    pub fn load(tx: &Tx<'_>, root: &str, project: &Project, defects: &[Defect]) -> ApiResult<Self> {
        let tags: BTreeSet<&str> = defects.iter().flat_map(|d| d.content.tags.iter().map(String::as_str)).collect();
        let milestones = tx.milestones().list(project.id, None, Slice::ALL)?.rows;
        Ok(Self {
            root: root.to_owned(),
            milestones: milestones.into_iter().map(|m| (m.id, m.number)).collect(),
            fields: Fields::load(tx, FieldEntity::Defect, &project.code)?,
            tags: tx.tag_ids(tags)?,
            evidence: tx.defects().evidence(&defects.iter().map(|d| d.id).collect::<Vec<_>>())?,
            members: Members::load(tx)?,
        })
    }

    /// The JSON of a defect. `external_data` is the issue that its results link.
    pub fn json(&self, defect: &Defect) -> Value {
        let c = &defect.content;
        let tag = |t: &String| json!({ "title": t, "internal_id": self.tags.get(t).copied().unwrap_or_default() });
        let evidence = self.evidence.get(&defect.id);
        let author = self.members.id_of(defect.author.as_deref());
        json!({
            "id": defect.number,
            "title": c.title,
            "actual_result": c.actual_result,
            "severity": c.severity,
            "status": defect.status.as_str(),
            "milestone_id": c.milestone_id.and_then(|id| self.milestones.get(&id)),
            "custom_fields": self.fields.shown(&c.custom_fields),
            "attachments": references(&self.root, &c.attachments),
            "resolved_at": defect.resolved_ms.map(to_iso),
            "member_id": author,
            "author_id": author,
            "external_data": defect.issue.as_deref().unwrap_or_default(),
            "runs": evidence.map(|e| e.runs.as_slice()).unwrap_or_default(),
            "results": evidence.map(|e| e.results.as_slice()).unwrap_or_default(),
            "tags": c.tags.iter().map(tag).collect::<Vec<_>>(),
            "created_at": to_iso(defect.created_ms),
            "updated_at": to_iso(defect.updated_ms),
            "created": to_plain(defect.created_ms),
            "updated": to_plain(defect.updated_ms),
        })
    }
}
