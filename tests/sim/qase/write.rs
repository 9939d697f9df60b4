//! The requests that change the simulated account.

use super::answer::Answer;
use super::late::Call;
use super::state::{Account, BROWSER_FIELD, Case, FUNCTION_FIELD, KEY_FIELD, Outcome, Run, SharedStep, Suite};
use crate::card::{self, Field};
use reqwest::Method;
use serde_json::{Value, json};
use voluptas_core::base::Millis;
use voluptas_core::base::clock::parse;

fn text(body: &Value, name: &str) -> Option<String> {
    body.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|t| !t.is_empty())
}

impl Account {
    /// Executes a request that changes something.
    pub fn write(&mut self, call: &Call, now: Millis) -> Answer {
        let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
        let code = if call.v2 { path.first() } else { path.get(1) };
        if code.is_none_or(|c| !self.projects.contains_key(*c)) {
            return Answer::no(404, "Project not found");
        }
        let id = |n: usize| path.get(n).and_then(|t| t.parse::<i64>().ok()).unwrap_or(0);
        match (&call.method, path.as_slice()) {
            (&Method::POST, ["suite", code]) => self.create_suite(code, &call.body, now),
            (&Method::PATCH, ["suite", code, _]) => self.change_suite(code, id(2), &call.body, now),
            (&Method::POST, ["case", code, "bulk"]) => self.write_cases(code, &call.body, now),
            (&Method::POST, ["case", code]) => match self.check_case(code, &call.body, true) {
                Some(refusal) => refusal,
                None => Answer::ok(json!({ "id": self.create_case(code, &call.body, now) })),
            },
            (&Method::PATCH, ["case", code, _]) => self.change_case(code, id(2), &call.body, now),
            (&Method::DELETE, ["case", code, _]) => match self.project_mut(code).cases.get_mut(&id(2)).filter(|c| !c.deleted) {
                Some(case) => {
                    case.deleted = true;
                    Answer::ok(json!({ "id": id(2) }))
                }
                None => Answer::no(404, "Test case not found"),
            },
            (&Method::DELETE, ["suite", code, _]) => self.delete_suite(code, id(2), &call.body),
            (&Method::DELETE, ["run", code, _]) => match self.project_mut(code).runs.get_mut(&id(2)).filter(|r| !r.deleted) {
                Some(run) => {
                    run.deleted = true;
                    Answer::ok(json!({ "id": id(2) }))
                }
                None => Answer::no(404, "Run not found"),
            },
            (&Method::POST, ["shared_step", code]) => self.create_shared_step(code, &call.body, now),
            (&Method::DELETE, ["shared_step", code, hash]) => {
                let shared = &mut self.project_mut(code).shared;
                match shared.iter().position(|step| step.hash == *hash) {
                    Some(at) => Answer::ok(json!({ "hash": shared.remove(at).hash })),
                    None => Answer::no(404, "Shared step not found"),
                }
            }
            (&Method::POST, ["run", code]) => self.create_run(code, &call.body, now),
            (&Method::PATCH, ["run", code, _]) => self.change_run(code, id(2), &call.body),
            (&Method::PATCH, ["result", code, _, hash]) => self.change_result(code, id(2), hash, &call.body),
            (&Method::POST, ["run", code, _, "complete"]) => self.complete_run(code, id(2), now),
            (&Method::POST, [code, "run", _, "results"]) if call.v2 => self.add_results(code, id(2), &call.body, now),
            _ => Answer::no(405, "Method not allowed"),
        }
    }

    fn create_suite(&mut self, code: &str, body: &Value, now: Millis) -> Answer {
        let project = self.project_mut(code);
        let Some(title) = filled(text(body, "title")) else { return Answer::invalid("title", "required") };
        let parent_id = body.get("parent_id").and_then(Value::as_i64);
        if parent_id.is_some_and(|p| project.suites.get(&p).is_none_or(|s| s.deleted)) {
            return Answer::invalid("parent_id", "The selected parent is invalid.");
        }
        project.last_suite += 1;
        let id = project.last_suite;
        let suite = Suite {
            id,
            title,
            description: filled(text(body, "description")),
            preconditions: filled(text(body, "preconditions")),
            parent_id,
            updated: now,
            deleted: false,
        };
        project.suites.insert(id, suite);
        Answer::ok(json!({ "id": id }))
    }

    fn change_suite(&mut self, code: &str, id: i64, body: &Value, now: Millis) -> Answer {
        let project = self.project_mut(code);
        let parent = body.get("parent_id").and_then(Value::as_i64);
        if parent.is_some_and(|p| project.suites.get(&p).is_none_or(|s| s.deleted)) {
            return Answer::invalid("parent_id", "The selected parent is invalid.");
        }
        let mut above = parent;
        while let Some(at) = above {
            if at == id {
                return Answer::invalid("parent_id", "A suite cannot lie in itself.");
            }
            above = project.suites.get(&at).and_then(|s| s.parent_id);
        }
        let Some(suite) = project.suites.get_mut(&id).filter(|s| !s.deleted) else { return Answer::no(404, "Suite not found") };
        if let Some(title) = filled(text(body, "title")) {
            suite.title = title;
        }
        if let Some(description) = text(body, "description") {
            suite.description = filled(Some(description));
        }
        if let Some(preconditions) = text(body, "preconditions") {
            suite.preconditions = filled(Some(preconditions));
        }
        if body.get("parent_id").is_some() {
            suite.parent_id = parent;
        }
        suite.updated = now;
        Answer::ok(json!({ "id": id }))
    }

    fn check_case(&self, code: &str, body: &Value, create: bool) -> Option<Answer> {
        let project = self.project(code);
        if create && filled(text(body, "title")).is_none() {
            return Some(Answer::invalid("title", "The title field is required."));
        }
        let suite = body.get("suite_id").and_then(Value::as_i64);
        if suite.is_some_and(|s| project.suites.get(&s).is_none_or(|s| s.deleted)) {
            return Some(Answer::invalid("suite_id", "The selected suite is invalid."));
        }
        for (id, value) in body.get("custom_field").and_then(Value::as_object).into_iter().flatten() {
            let id: i64 = id.parse().unwrap_or(0);
            if !(KEY_FIELD..=FUNCTION_FIELD).contains(&id) {
                return Some(Answer::invalid("custom_field", "Unknown custom field."));
            }
            let value = value.as_str().unwrap_or_default();
            let known = |v: &str| v.parse().is_ok_and(|v: i64| self.options.contains_key(&v));
            if id == BROWSER_FIELD && !value.is_empty() && !known(value) {
                return Some(Answer::invalid("custom_field", "No such option."));
            }
        }
        None
    }

    fn create_case(&mut self, code: &str, body: &Value, now: Millis) -> i64 {
        let project = self.project_mut(code);
        project.last_case += 1;
        let id = project.last_case;
        let numbers =
            [("severity", 4), ("priority", 0), ("type", 1), ("layer", 0), ("behavior", 1), ("status", 0), ("is_flaky", 0)];
        let mut case = Case {
            id,
            steps_type: "classic".into(),
            is_manual: true,
            created: now,
            numbers: numbers.iter().map(|(n, v)| ((*n).to_owned(), *v)).collect(),
            ..Case::default()
        };
        self.apply(&mut case, body, now);
        self.project_mut(code).cases.insert(id, case);
        let made = card::of_case(self, &self.project(code).cases[&id]);
        if let Some(case) = self.project_mut(code).cases.get_mut(&id) {
            case.as_made = Some(made);
        }
        id
    }

    fn write_cases(&mut self, code: &str, body: &Value, now: Millis) -> Answer {
        let items = body.get("cases").and_then(Value::as_array).cloned().unwrap_or_default();
        if items.len() > 100 {
            return Answer::no(413, "Too many cases");
        }
        for item in &items {
            if let Some(refusal) = self.check_case(code, item, item.get("id").is_none()) {
                return refusal;
            }
        }
        let mut ids = Vec::new();
        for item in &items {
            match item.get("id").and_then(Value::as_i64).filter(|id| self.project(code).cases.get(id).is_some_and(|c| !c.deleted))
            {
                Some(id) => {
                    let mut case = self.project(code).cases[&id].clone();
                    self.apply(&mut case, item, now);
                    self.project_mut(code).cases.insert(id, case);
                    ids.push(id);
                }
                // An unknown id creates a case, as in the real Qase.
                None => ids.push(self.create_case(code, item, now)),
            }
        }
        if self.habits.mixes_ids {
            ids.reverse();
        }
        Answer::ok(json!({ "ids": ids }))
    }

    fn change_case(&mut self, code: &str, id: i64, body: &Value, now: Millis) -> Answer {
        let Some(mut case) = self.project(code).cases.get(&id).filter(|c| !c.deleted).cloned() else {
            return Answer::no(404, "Test case not found");
        };
        if let Some(refusal) = self.check_case(code, body, false) {
            return refusal;
        }
        self.apply(&mut case, body, now);
        self.project_mut(code).cases.insert(id, case);
        Answer::ok(json!({ "id": id }))
    }

    fn apply(&self, case: &mut Case, body: &Value, now: Millis) {
        if let Some(title) = filled(text(body, "title")) {
            title.trim().clone_into(&mut case.title);
        }
        if let Some(t) = text(body, "description") {
            case.description = filled(Some(t));
        }
        if let Some(t) = text(body, "preconditions") {
            case.preconditions = filled(Some(t));
        }
        if let Some(t) = text(body, "postconditions").filter(|_| !self.habits.drops_postconditions) {
            case.postconditions = filled(Some(t));
        }
        for name in ["severity", "priority", "type", "layer", "behavior", "status", "is_flaky"] {
            if let Some(number) = body.get(name).and_then(Value::as_i64) {
                case.numbers.insert(name.to_owned(), number);
            }
        }
        if let Some(manual) = body.get("isManual").and_then(Value::as_bool) {
            case.is_manual = manual;
        }
        if let Some(flag) = body.get("isToBeAutomated").and_then(Value::as_bool) {
            case.is_to_be_automated = flag;
        }
        if let Some(suite) = body.get("suite_id").and_then(Value::as_i64) {
            case.suite_id = Some(suite);
        }
        if let Some(kind) = text(body, "steps_type") {
            case.steps_type = kind;
        }
        if let Some(steps) = body.get("steps").and_then(Value::as_array) {
            case.steps = steps.iter().map(|s| self.step(s)).collect();
        }
        if let Some(parameters) = body.get("parameters").and_then(Value::as_array) {
            case.parameters.clone_from(parameters);
        }
        if let Some(tags) = body.get("tags").and_then(Value::as_array).filter(|_| !self.habits.drops_tags) {
            case.tags = tags.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        }
        for (id, value) in body.get("custom_field").and_then(Value::as_object).into_iter().flatten() {
            let (id, value) = (id.parse().unwrap_or(0), value.as_str().unwrap_or_default());
            if value.is_empty() {
                case.custom.remove(&id);
            } else {
                case.custom.insert(id, value.to_owned());
            }
        }
        case.updated = now;
    }

    fn delete_suite(&mut self, code: &str, id: i64, body: &Value) -> Answer {
        let to = body.get("destination_id").and_then(Value::as_i64);
        let project = self.project_mut(code);
        let Some(suite) = project.suites.get_mut(&id).filter(|s| !s.deleted) else { return Answer::no(404, "Suite not found") };
        suite.deleted = true;
        for case in project.cases.values_mut().filter(|c| !c.deleted && c.suite_id == Some(id)) {
            case.suite_id = to;
        }
        Answer::ok(json!({ "id": id }))
    }

    fn create_shared_step(&mut self, code: &str, body: &Value, now: Millis) -> Answer {
        let Some(title) = filled(text(body, "title")) else { return Answer::invalid("title", "required") };
        let steps = body.get("steps").and_then(Value::as_array).cloned().unwrap_or_default();
        let steps = steps.iter().map(|s| self.step(s)).collect();
        let project = self.project_mut(code);
        let seed = format!("{code} {} {now}", project.shared.len());
        let hash = blake3::hash(seed.as_bytes()).to_hex().as_str()[..40].to_owned();
        project.shared.push(SharedStep { hash: hash.clone(), title, steps, updated: now });
        Answer::ok(json!({ "hash": hash }))
    }

    fn step(&self, sent: &Value) -> Value {
        if let Some(hash) = filled(text(sent, "shared")) {
            return json!({ "shared_step_hash": hash, "action": "", "attachments": [], "steps": [] });
        }
        let field = |name: &str| filled(text(sent, name));
        let data = if self.habits.drops_step_data { None } else { field("data") };
        json!({
            "action": text(sent, "action").unwrap_or_default(), "expected_result": field("expected_result"), "data": data,
            "attachments": [], "steps": [],
        })
    }

    fn create_run(&mut self, code: &str, body: &Value, now: Millis) -> Answer {
        let Some(title) = filled(text(body, "title")) else { return Answer::invalid("title", "required") };
        let project = self.project_mut(code);
        project.last_run += 1;
        let id = project.last_run;
        let cases = body.get("cases").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_i64);
        let run = Run {
            id,
            title,
            description: filled(text(body, "description")),
            open: true,
            created: now,
            start: text(body, "start_time").and_then(|t| parse(&t)).unwrap_or(now),
            cases: cases.filter(|c| project.cases.get(c).is_some_and(|c| !c.deleted)).collect(),
            ..Run::default()
        };
        project.runs.insert(id, run);
        Answer::ok(json!({ "id": id }))
    }

    fn change_run(&mut self, code: &str, id: i64, body: &Value) -> Answer {
        let Some(run) = self.project_mut(code).runs.get_mut(&id).filter(|r| !r.deleted) else {
            return Answer::no(404, "Run not found");
        };
        if let Some(title) = filled(text(body, "title")) {
            run.title = title;
        }
        if let Some(description) = text(body, "description") {
            run.description = filled(Some(description));
        }
        Answer::done(200)
    }

    fn complete_run(&mut self, code: &str, id: i64, now: Millis) -> Answer {
        match self.project_mut(code).runs.get_mut(&id).filter(|r| !r.deleted) {
            None => Answer::no(404, "Run not found"),
            Some(run) if !run.open => Answer::no(400, "Run is not active"),
            Some(run) => {
                run.open = false;
                run.end = Some(now);
                Answer::done(200)
            }
        }
    }

    fn change_result(&mut self, code: &str, run: i64, hash: &str, body: &Value) -> Answer {
        let run = self.project_mut(code).runs.get_mut(&run).filter(|r| !r.deleted);
        let Some(result) = run.and_then(|r| r.results.iter_mut().find(|r| r.hash == hash)) else {
            return Answer::no(404, "Result not found");
        };
        if let Some(status) = text(body, "status") {
            result.status = status;
        }
        if let Some(comment) = text(body, "comment") {
            result.comment = filled(Some(comment));
        }
        if let Some(spent) = body.get("time_ms").and_then(Value::as_i64) {
            result.spent_ms = spent;
        }
        Answer::ok(json!({ "hash": hash }))
    }

    /// Adds results with version 2 of the API: all or none, listed after a delay, each key once per run.
    fn add_results(&mut self, code: &str, id: i64, body: &Value, now: Millis) -> Answer {
        let accepts = self.habits.closed_runs_accept;
        let slow = self.habits.slow_results;
        let sent = body.get("results").and_then(Value::as_array).cloned().unwrap_or_default();
        let known: std::collections::BTreeSet<i64> = self.project(code).live_cases().map(|c| c.id).collect();
        let (start, open) = match self.project(code).runs.get(&id).filter(|r| !r.deleted) {
            None => return Answer::no(404, "Run not found"),
            Some(run) => (run.start, run.open),
        };
        if !open && !accepts {
            return Answer::no(400, "Run is not active");
        }
        if sent.len() > 200 {
            return Answer::no(413, "Too many results");
        }
        let case_of = |r: &Value| r.pointer("/testops_ids/0").and_then(Value::as_i64).unwrap_or(0);
        let seconds = |r: &Value, name: &str| r.pointer(name).and_then(Value::as_f64);
        for result in &sent {
            if !known.contains(&case_of(result)) {
                return Answer::invalid("testops_ids", "Each testops_ids item must be a case of the project.");
            }
            for name in ["/execution/start_time", "/execution/end_time"] {
                #[expect(clippy::cast_possible_truncation, reason = "seconds of this century")]
                if seconds(result, name).is_some_and(|t| (t * 1000.0) as i64 + 999 < start) {
                    return Answer::invalid("execution.start_time", "The start time must be after the start of the run.");
                }
            }
        }
        for (n, result) in sent.iter().enumerate() {
            let key = text(result, "id");
            self.last_hash += 1;
            let hash = format!("{:040x}", self.last_hash);
            #[expect(clippy::cast_possible_truncation, reason = "seconds of this century")]
            let ended = seconds(result, "/execution/end_time").map_or(now, |t| t as i64 * 1000);
            let delay = if slow == 0 { 0 } else { (self.last_hash as i64 * 7_919 + n as i64) % slow };
            let run = self.project_mut(code).runs.get_mut(&id).expect("the run is there");
            if key.is_some() && run.results.iter().any(|r| r.key == key) {
                continue;
            }
            run.results.push(Outcome {
                hash,
                key,
                case_id: case_of(result),
                status: result.pointer("/execution/status").and_then(Value::as_str).unwrap_or("passed").to_owned(),
                comment: filled(text(result, "message")),
                ended,
                spent_ms: result.pointer("/execution/duration").and_then(Value::as_i64).unwrap_or(0),
                visible: now + delay,
            });
        }
        Answer::done(202)
    }

    /// The tokens in one suite or case.
    pub fn tokens_of(&self, path: &[String]) -> Vec<(Field, u64)> {
        let (Some(head), Some(code), Some(id)) = (path.first(), path.get(1), path.get(2).and_then(|t| t.parse::<i64>().ok()))
        else {
            return Vec::new();
        };
        let Some(project) = self.projects.get(code) else { return Vec::new() };
        match head.as_str() {
            "case" => project.cases.get(&id).map(|c| card::of_case(self, c).pairs()).unwrap_or_default(),
            "suite" => project
                .suites
                .get(&id)
                .map(|s| card::tokens(&s.title).into_iter().map(|t| (Field::Title, t)).collect())
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }
}
