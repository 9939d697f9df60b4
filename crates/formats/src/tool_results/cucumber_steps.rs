//! What Cucumber messages say of scenarios before they are executed: documents of Gherkin, pickles, hooks and test cases.

use std::hash::BuildHasher as _;

use rustc_hash::FxHashMap;

use super::cucumber_messages::ENTRY;
use super::jest::portable_path;
use super::json::{Json, list, number, some_text, text};
use super::status::cleaned;
use super::unnamed::Unnamed;

/// A scenario, or a row of an outline, as it is executed.
#[derive(Default)]
pub(super) struct Pickle {
    pub(super) name: String,
    pub(super) full_name: String,
    /// The scenario has no name, and nothing but its place tells it from others.
    pub(super) is_by_place: bool,
    pub(super) feature: Option<String>,
    pub(super) description: Option<String>,
    /// Tags and the file.
    pub(super) labels: Vec<(String, String)>,
    pub(super) line: Option<u64>,
}

/// A step of a pickle.
pub(super) struct PickleStep {
    /// Keyword and text.
    pub(super) action: String,
    /// Table or text of the step.
    pub(super) data: Option<String>,
}

/// The definition of a step of a test case.
pub(super) enum StepOf<'d> {
    Pickle(&'d PickleStep),
    /// A hook with its name.
    Hook(&'d str),
    Unknown,
}

/// A hook: its name for people, and its place in the sources.
struct Hook {
    name: String,
    place: Option<String>,
}

/// The definitions of a run, by hashes of their ids.
#[derive(Default)]
pub(super) struct Definitions {
    /// Names of features, by file.
    features: FxHashMap<u64, String>,
    /// Lines of scenarios and rows.
    lines: FxHashMap<u64, u64>,
    descriptions: FxHashMap<u64, String>,
    keywords: FxHashMap<u64, String>,
    pickles: FxHashMap<u64, Pickle>,
    pickle_steps: FxHashMap<u64, PickleStep>,
    hooks: FxHashMap<u64, Hook>,
    /// Pickle of a test case.
    cases: FxHashMap<u64, u64>,
    /// Step of a pickle or hook, by test case and step.
    steps: FxHashMap<(u64, u64), u64>,
    /// Hooks around the run that were started.
    run_hooks: FxHashMap<u64, u64>,
    /// Number of scenarios of one name in one file, and the place of each line among them.
    named: FxHashMap<u64, usize>,
    places: FxHashMap<(u64, u64), usize>,
    hasher: foldhash::fast::FixedState,
}

impl Definitions {
    fn id(&self, v: &Json<'_>, name: &str) -> u64 {
        self.hasher.hash_one(text(v, name))
    }

    /// Takes a message; gives the size of what is kept of it, in bytes.
    pub(super) fn take(&mut self, message: &str, v: &Json<'_>) -> usize {
        match message {
            "gherkinDocument" => self.document(v),
            "pickle" => self.pickled(v),
            "hook" => self.hook(v),
            "testCase" => self.case(v),
            "testRunHookStarted" => {
                let (id, hook) = (self.id(v, "id"), self.id(v, "hookId"));
                self.run_hooks.insert(id, hook);
                ENTRY
            }
            _ => 0,
        }
    }

    /// The pickle of a test case.
    pub(super) fn pickle(&self, case: u64) -> Option<&Pickle> {
        self.cases.get(&case).and_then(|pickle| self.pickles.get(pickle))
    }

    /// The definition of a step of a test case.
    pub(super) fn step(&self, case: u64, step: u64) -> StepOf<'_> {
        let Some(of) = self.steps.get(&(case, step)) else { return StepOf::Unknown };
        match (self.pickle_steps.get(of), self.hooks.get(of)) {
            (Some(step), _) => StepOf::Pickle(step),
            (None, Some(hook)) => StepOf::Hook(&hook.name),
            (None, None) => StepOf::Unknown,
        }
    }

    /// Name and place of a hook around the run.
    pub(super) fn run_hook(&self, started: &str) -> Option<String> {
        let hook = self.hooks.get(self.run_hooks.get(&self.hasher.hash_one(started))?)?;
        Some([Some(hook.name.clone()), hook.place.clone()].into_iter().flatten().collect::<Vec<_>>().join(" "))
    }

    fn document(&mut self, v: &Json<'_>) -> usize {
        let feature = v.member("feature");
        let name = text(feature, "name");
        let size = ENTRY + name.len();
        let file = self.id(v, "uri");
        self.features.insert(file, name);
        size + self.children(feature)
    }

    /// Notes the scenarios of a feature or rule. As deep as a document may be.
    fn children(&mut self, of: &Json<'_>) -> usize {
        let mut size = 0;
        for child in list(of, "children") {
            size += self.children(child.member("rule"));
            for scenario in [child.member("background"), child.member("scenario")] {
                size += self.line(scenario);
                if let Some(description) = some_text(scenario, "description") {
                    size += ENTRY + description.len();
                    let id = self.id(scenario, "id");
                    self.descriptions.insert(id, description);
                }
                for step in list(scenario, "steps") {
                    let keyword = text(step, "keyword");
                    size += ENTRY + keyword.len();
                    let id = self.id(step, "id");
                    self.keywords.insert(id, keyword);
                }
                for row in list(scenario, "examples").flat_map(|examples| list(examples, "tableBody")) {
                    size += self.line(row);
                }
            }
        }
        size
    }

    fn line(&mut self, v: &Json<'_>) -> usize {
        let line = number(v.member("location"), "line").and_then(|line| u64::try_from(line).ok());
        let Some(line) = line else { return 0 };
        let id = self.id(v, "id");
        self.lines.insert(id, line);
        ENTRY
    }

    fn pickled(&mut self, v: &Json<'_>) -> usize {
        let id = self.id(v, "id");
        let (file, name) = (text(v, "uri"), text(v, "name"));
        let nodes: Vec<u64> =
            list(v, "astNodeIds").filter_map(Json::as_str).map(|node| self.hasher.hash_one(cleaned(node))).collect();
        let own = number(v.member("location"), "line").and_then(|line| u64::try_from(line).ok());
        // A row stands behind its outline.
        let line = own.or_else(|| nodes.iter().rev().find_map(|node| self.lines.get(node).copied()));
        let is_unnamed = name.trim().is_empty();
        // The line tells scenarios of one name apart; one that stands there twice is one scenario. Without a line, each is one of its own.
        let key = self.hasher.hash_one((&file, &name));
        let known = line.and_then(|line| self.places.get(&(key, line)).copied());
        let place = known.unwrap_or_else(|| {
            let number = self.named.entry(key).or_default();
            *number += 1;
            if let Some(line) = line {
                self.places.insert((key, line), *number - 1);
            }
            *number - 1
        });
        let number_of = if place > 0 { format!(" #{}", place + 1) } else { String::new() };
        let path = portable_path(&file);
        let is_by_place = is_unnamed && (line.is_none() || file.is_empty());
        let (name, full_name) = match (is_unnamed, line) {
            (false, _) if file.is_empty() => (name.clone(), format!("{name}{number_of}")),
            (false, _) => (name.clone(), format!("{path}: {name}{number_of}")),
            (true, Some(line)) if !file.is_empty() => {
                let name = Unnamed::described(String::new(), &path, &line.to_string());
                (name.clone(), name)
            }
            (true, _) => {
                let name = format!("{path} #{}", place + 1).trim().to_owned();
                (name.clone(), name)
            }
        };
        let mut labels: Vec<(String, String)> = Vec::new();
        for tag in list(v, "tags") {
            let pair = ("tag".to_owned(), text(tag, "name").trim_start_matches('@').to_owned());
            if !pair.1.is_empty() && !labels.contains(&pair) {
                labels.push(pair);
            }
        }
        let feature = self.features.get(&self.hasher.hash_one(&file)).filter(|name| !name.trim().is_empty()).cloned();
        labels.push(("file".to_owned(), file));
        let description = nodes.iter().find_map(|node| self.descriptions.get(node).cloned());
        let texts = [&name, &full_name].into_iter().chain(&feature).chain(&description).map(String::len).sum::<usize>();
        let mut size = ENTRY + texts + labels.iter().map(|(name, value)| ENTRY + name.len() + value.len()).sum::<usize>();
        self.pickles.insert(id, Pickle { name, full_name, is_by_place, feature, description, labels, line });
        for step in list(v, "steps") {
            let ids = list(step, "astNodeIds").filter_map(Json::as_str);
            let keyword = ids.map(|node| self.hasher.hash_one(cleaned(node))).find_map(|node| self.keywords.get(&node));
            let action = format!("{}{}", keyword.map_or("", String::as_str), text(step, "text")).trim().to_owned();
            let data = data(step.member("argument"));
            size += ENTRY + action.len() + data.as_ref().map_or(0, String::len);
            let id = self.id(step, "id");
            self.pickle_steps.insert(id, PickleStep { action, data });
        }
        size
    }

    fn hook(&mut self, v: &Json<'_>) -> usize {
        let kind = match text(v, "type").as_str() {
            "BEFORE_TEST_RUN" => "BeforeAll",
            "AFTER_TEST_RUN" => "AfterAll",
            "BEFORE_TEST_CASE" => "Before",
            "AFTER_TEST_CASE" => "After",
            "BEFORE_TEST_STEP" => "BeforeStep",
            "AFTER_TEST_STEP" => "AfterStep",
            _ => "Hook",
        };
        let name = format!("{kind} {}", text(v, "name")).trim().to_owned();
        let source = v.member("sourceReference");
        let line = text(source.member("location"), "line");
        let place = some_text(source, "uri").map(|uri| if line.is_empty() { uri } else { format!("{uri}:{line}") });
        let size = ENTRY + name.len() + place.as_ref().map_or(0, String::len);
        let id = self.id(v, "id");
        self.hooks.insert(id, Hook { name, place });
        size
    }

    fn case(&mut self, v: &Json<'_>) -> usize {
        let (case, pickle) = (self.id(v, "id"), self.id(v, "pickleId"));
        self.cases.insert(case, pickle);
        let mut size = ENTRY;
        for step in list(v, "testSteps") {
            let of = if step.get("hookId").is_some_and(|hook| !hook.is_null()) { "hookId" } else { "pickleStepId" };
            let (id, of) = (self.id(step, "id"), self.id(step, of));
            self.steps.insert((case, id), of);
            size += ENTRY;
        }
        size
    }
}

/// The table or text of a step.
fn data(argument: &Json<'_>) -> Option<String> {
    let cells = |row| list(row, "cells").map(|cell| text(cell, "value")).collect::<Vec<_>>().join(" | ");
    let rows: Vec<String> = list(argument.member("dataTable"), "rows").map(|row| format!("| {} |", cells(row))).collect();
    if rows.is_empty() { some_text(argument.member("docString"), "content") } else { Some(rows.join("\n")) }
}
