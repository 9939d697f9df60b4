//! The `GET` requests of the simulated server.

use super::answer::Answer;
use super::late::Call;
use super::state::{
    Account, BROWSER_FIELD, Case, FUNCTION_FIELD, KEY_FIELD, NOTE_FIELD, Outcome, Project, SharedStep, case_json, outcome_json,
    run_json, suite_json,
};
use serde_json::{Value, json};
use voluptas_core::base::Millis;
use voluptas_core::base::clock::to_iso;

impl Account {
    /// Answers a `GET` request at the time `now`.
    pub fn read(&self, call: &Call, now: Millis) -> Answer {
        let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["system_field"] => Answer::ok(system_fields()),
            ["custom_field"] if now < self.fields_forbidden_until => Answer::no(403, "Forbidden"),
            ["custom_field"] => page(call, self.custom_fields(call), None),
            [head, code, rest @ ..] => match self.projects.get(*code) {
                Some(project) => self.in_project(call, head, project, rest, now),
                None => Answer::no(404, "Project not found"),
            },
            _ => Answer::no(404, "Not found"),
        }
    }

    fn in_project(&self, call: &Call, head: &str, project: &Project, rest: &[&str], now: Millis) -> Answer {
        let skew = self.habits.skew;
        let id = rest.first().and_then(|t| t.parse::<i64>().ok());
        match (head, rest, id) {
            ("project", [], _) => Answer::ok(project_json(project)),
            ("suite", [], _) => {
                let found = project.live_suites().filter(|s| fits(call, &s.title));
                let rows = found.map(|s| suite_json(s, cases_in(project, s.id))).collect();
                page(call, rows, Some(project.live_suites().count()))
            }
            ("suite", [_], Some(id)) => match project.suites.get(&id).filter(|s| !s.deleted) {
                Some(suite) => Answer::ok(suite_json(suite, cases_in(project, id))),
                None => Answer::no(404, "Suite not found"),
            },
            ("case", [], _) => {
                let suite: Option<i64> = call.query("suite_id").and_then(|s| s.parse().ok());
                let found = project.live_cases().filter(|c| fits(call, &c.title) && (suite.is_none() || c.suite_id == suite));
                page(call, found.map(|c| case_json(c, skew)).collect(), Some(project.live_cases().count()))
            }
            ("case", [_], Some(id)) => match project.cases.get(&id).filter(|c| !c.deleted) {
                Some(case) => Answer::ok(case_json(case, skew)),
                None => Answer::no(404, "Test case not found"),
            },
            ("run", [], _) => {
                let from: Option<i64> = call.query("from_start_time").and_then(|t| t.parse().ok());
                let with_cases = call.query("include") == Some("cases");
                let late_enough = |start: Millis| from.is_none_or(|f| start >= f * 1000);
                let found = project.live_runs().filter(|r| fits(call, &r.title) && late_enough(r.start));
                page(call, found.map(|r| run_json(r, with_cases)).collect(), Some(project.live_runs().count()))
            }
            ("run", [_], Some(id)) => match project.runs.get(&id).filter(|r| !r.deleted) {
                Some(run) => Answer::ok(run_json(run, call.query("include") == Some("cases"))),
                None => Answer::no(404, "Run not found"),
            },
            ("shared_step", [], _) => {
                let uses = |c: &&Case, hash: &str| c.steps.iter().any(|step| step["shared_step_hash"] == hash);
                let row = |s: &SharedStep| {
                    let cases: Vec<i64> = project.live_cases().filter(|c| uses(c, &s.hash)).map(|c| c.id).collect();
                    let count = cases.len();
                    json!({
                        "hash": s.hash, "title": s.title, "steps": s.steps, "cases": cases, "cases_count": count,
                        "updated_at": to_iso(s.updated),
                    })
                };
                page(call, project.shared.iter().map(row).collect(), None)
            }
            ("result", [], _) => results(call, project, now),
            _ => Answer::no(404, "Not found"),
        }
    }

    fn custom_fields(&self, call: &Call) -> Vec<Value> {
        let options: Vec<Value> = self.options.iter().map(|(id, title)| json!({ "id": id, "title": title })).collect();
        let field = |id: i64, title: &str, kind: &str, options: Vec<Value>| {
            let value = if call.v2 { json!(options) } else { json!(json!(options).to_string()) };
            json!({
                "id": id, "title": title, "entity": "case", "type": kind, "value": value, "is_required": false,
                "is_visible": true, "is_filterable": true, "is_enabled_for_all_projects": true, "projects_codes": [],
            })
        };
        vec![
            field(KEY_FIELD, "Automation Key", "string", Vec::new()),
            field(NOTE_FIELD, "Note", "text", Vec::new()),
            field(BROWSER_FIELD, "Browser", "selectbox", options),
            field(FUNCTION_FIELD, "functional_id", "string", Vec::new()),
        ]
    }
}

fn fits(call: &Call, title: &str) -> bool {
    call.query("search").is_none_or(|s| title.to_lowercase().contains(&s.trim().to_lowercase()))
}

fn cases_in(project: &Project, suite: i64) -> usize {
    project.live_cases().filter(|c| c.suite_id == Some(suite)).count()
}

fn page(call: &Call, rows: Vec<Value>, total: Option<usize>) -> Answer {
    let number = |name: &str, usual: usize| call.query(name).and_then(|t| t.parse().ok()).unwrap_or(usual);
    let total = total.unwrap_or(rows.len());
    Answer::page(total, rows, number("offset", 0), number("limit", 10).min(100))
}

fn results(call: &Call, project: &Project, now: Millis) -> Answer {
    let runs: Option<Vec<i64>> = call.query("run").map(|t| t.split(',').filter_map(|n| n.parse().ok()).collect());
    let cases: Option<Vec<i64>> = call.query("case_id").map(|t| t.split(',').filter_map(|n| n.parse().ok()).collect());
    let mut rows = Vec::new();
    for run in project.live_runs().filter(|r| runs.as_ref().is_none_or(|wanted| wanted.contains(&r.id))) {
        let is_asked = |r: &&Outcome| r.visible <= now && cases.as_ref().is_none_or(|wanted| wanted.contains(&r.case_id));
        rows.extend(run.results.iter().filter(is_asked).map(|r| outcome_json(run.id, r)));
    }
    page(call, rows, None)
}

fn project_json(project: &Project) -> Value {
    let active = project.live_runs().filter(|r| r.open).count();
    json!({
        "title": format!("Project {}", project.code), "code": project.code,
        "counts": {
            "cases": project.live_cases().count(), "suites": project.live_suites().count(), "milestones": 0,
            "runs": { "total": project.live_runs().count(), "active": active }, "defects": { "total": 0, "open": 0 },
        },
    })
}

fn system_fields() -> Value {
    let field = |slug: &str, options: &[(i64, &str)]| {
        let options: Vec<Value> = options.iter().map(|(id, slug)| json!({ "id": id, "title": slug, "slug": slug })).collect();
        json!({ "title": slug, "slug": slug, "is_required": false, "entity": 0, "type": 3, "options": options })
    };
    let severity = [(0, "undefined"), (1, "blocker"), (2, "critical"), (3, "major"), (4, "normal"), (5, "minor"), (6, "trivial")];
    let kinds = [(1, "other"), (2, "functional"), (3, "smoke"), (4, "regression")];
    json!([
        field("severity", &severity),
        field("priority", &[(0, "undefined"), (1, "high"), (2, "medium"), (3, "low")]),
        field("type", &kinds),
        field("layer", &[(0, "unknown"), (1, "e2e"), (2, "api"), (3, "unit")]),
        field("behavior", &[(1, "undefined"), (2, "positive"), (3, "negative"), (4, "destructive")]),
        field("status", &[(0, "actual"), (1, "draft"), (2, "deprecated")]),
    ])
}
