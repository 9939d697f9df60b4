//! A run as `GET /run` shows it.

use super::custom_values::Fields;
use crate::call::Query;
use crate::error::ApiResult;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use voluptas_core::base::clock::to_iso;
use voluptas_core::domain::custom_field::FieldEntity;
use voluptas_core::domain::ids::RunId;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::run::{Run, RunState};
use voluptas_store::environments::Environment;
use voluptas_store::milestones::Milestone;
use voluptas_store::runs::{ExternalIssue, RunStats};
use voluptas_store::{Slice, Tx};

/// Data that the JSON of some runs needs besides the runs, loaded with a fixed number of queries.
#[derive(Debug)]
pub struct RunContext {
    environments: HashMap<i64, Environment>,
    milestones: HashMap<i64, Milestone>,
    plans: HashMap<i64, i64>,
    configurations: HashMap<i64, i64>,
    fields: Fields,
    tags: BTreeMap<String, i64>,
    stats: BTreeMap<RunId, RunStats>,
    cases: Option<BTreeMap<RunId, Vec<i64>>>,
    issues: Option<BTreeMap<RunId, ExternalIssue>>,
    defects: Option<BTreeMap<RunId, Vec<i64>>>,
    now: i64,
}

impl RunContext {
    /// Loads the data for runs of one project.
    pub fn load(tx: &Tx<'_>, query: &Query, project: &Project, runs: &[Run]) -> ApiResult<Self> {
        let ids: Vec<RunId> = runs.iter().map(|r| r.id).collect();
        let tags: BTreeSet<&str> = runs.iter().flat_map(|r| r.content.tags.iter().map(String::as_str)).collect();
        let all = Slice::ALL;
        let groups = tx.configurations().groups(project.id)?;
        Ok(Self {
            environments: tx.environments().list(project.id, None, None, all)?.rows.into_iter().map(|e| (e.id, e)).collect(),
            milestones: tx.milestones().list(project.id, None, all)?.rows.into_iter().map(|m| (m.id, m)).collect(),
            plans: tx.plans().list(project.id, all)?.rows.into_iter().map(|p| (p.id, p.number)).collect(),
            configurations: groups.into_iter().flat_map(|g| g.configurations).map(|c| (c.id, c.number)).collect(),
            fields: Fields::load(tx, FieldEntity::Run, &project.code)?,
            tags: tx.tag_ids(tags)?,
            stats: tx.runs().stats(&ids)?,
            cases: query.includes("cases").then(|| tx.runs().case_numbers(&ids)).transpose()?,
            issues: query.includes("external_issue").then(|| tx.runs().external_issues(&ids)).transpose()?,
            defects: query.includes("defects").then(|| tx.defects().of_runs(&ids)).transpose()?,
            now: tx.now(),
        })
    }

    /// The JSON of a run.
    pub fn json(&self, run: &Run) -> Value {
        let stats = self.stats.get(&run.id).cloned().unwrap_or_default();
        let (status, status_text) = status(run, &stats);
        let environment = run.content.environment_id.and_then(|id| self.environments.get(&id)).map(|e| {
            json!({
                "title": e.content.title,
                "description": e.content.description.as_deref().unwrap_or_default(),
                "slug": e.content.slug,
                "host": e.content.host.as_deref().unwrap_or_default(),
            })
        });
        let milestone =
            run.content.milestone_id.and_then(|id| self.milestones.get(&id)).map(
                |m| json!({ "title": m.content.title, "description": m.content.description.as_deref().unwrap_or_default() }),
            );
        let tag = |t: &String| json!({ "title": t, "internal_id": self.tags.get(t).copied().unwrap_or_default() });
        let configurations: Vec<i64> =
            run.content.configurations.iter().filter_map(|id| self.configurations.get(id).copied()).collect();
        let end = run.end_ms.unwrap_or(self.now);
        let mut body = json!({
            "id": run.number,
            "run_id": run.number,
            "title": run.content.title,
            "description": run.content.description,
            "status": status,
            "status_text": status_text,
            "start_time": run.start_ms.map(to_iso),
            "end_time": run.end_ms.map(to_iso),
            "public": run.public_hash.is_some(),
            "stats": stats_json(&stats),
            "time_spent": stats.time_spent_ms,
            "elapsed_time": end.saturating_sub(run.start_ms.unwrap_or(end)).max(0),
            "environment": environment,
            "milestone": milestone,
            "custom_fields": self.fields.shown(&run.content.custom_fields),
            "tags": run.content.tags.iter().map(tag).collect::<Vec<_>>(),
            "plan_id": run.content.plan_id.and_then(|id| self.plans.get(&id)),
            "configurations": configurations,
        });
        if let Some(cases) = &self.cases {
            body["cases"] = json!(cases.get(&run.id).cloned().unwrap_or_default());
        }
        if let Some(defects) = &self.defects {
            body["defects"] = json!(defects.get(&run.id).cloned().unwrap_or_default());
        }
        if let Some(issues) = &self.issues {
            body["external_issue"] = match issues.get(&run.id) {
                Some(issue) => json!({ "id": issue.id, "type": issue.kind, "link": format!("urn:issue:{}", issue.id) }),
                None => Value::Null,
            };
        }
        body
    }
}

/// Number and word of a run's state: 0 is active, 1 complete. The word also has the outcome of the results.
fn status(run: &Run, stats: &RunStats) -> (i64, &'static str) {
    let failed = stats.errors > 0 || ["failed", "broken"].iter().any(|s| stats.statuses.contains_key(*s));
    match run.state {
        RunState::Active => (0, "in_progress"),
        RunState::Complete if failed => (1, "failed"),
        RunState::Complete => (1, "passed"),
        RunState::Aborted => (2, "aborted"),
    }
}

fn stats_json(stats: &RunStats) -> Value {
    let mut statuses: BTreeMap<&str, i64> = BTreeMap::new();
    for (slug, count) in &stats.statuses {
        // Results show `broken` as `failed`, too: Qase has no `broken`.
        *statuses.entry(if slug == "broken" { "failed" } else { slug }).or_default() += count;
    }
    let of = |slug: &str| statuses.get(slug).copied().unwrap_or(0);
    json!({
        "total": stats.total,
        "statuses": statuses,
        "untested": of("untested"),
        "passed": of("passed"),
        "failed": of("failed"),
        "blocked": of("blocked"),
        "skipped": of("skipped"),
        "retest": of("retest"),
        "in_progress": of("in_progress"),
        "invalid": of("invalid"),
    })
}
