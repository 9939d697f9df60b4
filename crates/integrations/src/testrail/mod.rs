//! TestRail: reads cases, runs and results by API 2.
//!
//! Lists come in pages of at most 250 entries with `_links.next`. Older servers answer with a plain list instead; both are read.

use crate::api::{Api, Auth, Reply, RetryPolicy};
use crate::error::{Error, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use voluptas_core::base::Secret;

/// Entries of a page: the most that TestRail gives.
const PAGE: usize = 250;
/// Pages of a list after which it is taken for endless.
const MOST_PAGES: usize = 4000;

/// A client.
#[derive(Debug, Clone)]
pub struct TestRail {
    api: Api,
}

/// A section of a suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub id: i64,
    /// Suite; 0 for that of a project of a single suite.
    pub suite: i64,
    pub parent: Option<i64>,
    pub name: String,
    pub description: Option<String>,
}

/// Names of a project's dictionaries by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    pub types: BTreeMap<i64, String>,
    pub priorities: BTreeMap<i64, String>,
    pub templates: BTreeMap<i64, String>,
    pub milestones: BTreeMap<i64, String>,
    pub statuses: BTreeMap<i64, String>,
    pub users: BTreeMap<i64, String>,
    /// Custom fields by their name in answers: label, and words of their options by number.
    pub fields: BTreeMap<String, (String, BTreeMap<String, String>)>,
}

/// Suites, sections and cases of a project, with the names that their numbers stand for.
#[derive(Debug, Clone, Default)]
pub struct Content {
    pub names: Names,
    /// Names of the suites by id, in their order; one without a name for a project of a single suite.
    pub suites: Vec<(i64, String)>,
    pub sections: Vec<Section>,
    /// Cases as TestRail gives them.
    pub cases: Vec<Value>,
}

/// A run with its tests and results as TestRail gives them.
#[derive(Debug, Clone, Default)]
pub struct Run {
    pub run: Value,
    pub tests: Vec<Value>,
    /// The newest first.
    pub results: Vec<Value>,
}

/// A file of a case or of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// A number, or a UUID of newer servers.
    pub id: String,
    pub name: String,
    /// Length in bytes, if the server says it.
    pub size: Option<i64>,
    /// Result; `None` for a file of a case.
    pub result: Option<i64>,
}

impl Attachment {
    fn of(entry: &Value) -> Option<Self> {
        let id = match &entry["id"] {
            Value::String(id) => id.clone(),
            Value::Number(id) => id.to_string(),
            _ => return None,
        };
        let name = ["filename", "name"].iter().find_map(|name| entry[*name].as_str()).unwrap_or("file").to_owned();
        // An id goes into an address.
        let is_id = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        is_id.then(|| Self { id, name, size: entry["size"].as_i64(), result: entry["result_id"].as_i64().filter(|id| *id > 0) })
    }
}

fn named(list: &[Value]) -> BTreeMap<i64, String> {
    let pair = |one: &Value| {
        let name = ["label", "name", "short_name"].iter().find_map(|name| one[*name].as_str());
        Some((one["id"].as_i64()?, name?.to_owned()))
    };
    list.iter().filter_map(pair).collect()
}

impl TestRail {
    /// A client of `https://team.testrail.io`.
    ///
    /// # Errors
    /// [`Error::Address`], [`Error::Text`].
    pub fn new(base_url: &str, user: &str, key: &Secret, retry: RetryPolicy) -> Result<Self> {
        let base = format!("{}/index.php", base_url.trim().trim_end_matches('/').trim_end_matches("/index.php"));
        let api = Api::new(&base, &Auth::Basic(user.to_owned(), key.clone()), retry)?;
        Ok(Self { api })
    }

    /// Address of an operation. TestRail has the operation in the query, and its parameters after `&`.
    fn address(&self, operation: &str) -> reqwest::Url {
        let mut url = self.api.url(&[], &[]);
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        url.set_query(Some(&format!("/api/v2/{operation}")));
        url
    }

    /// One answer.
    async fn get(&self, operation: &str) -> Result<Value> {
        let Reply { value, .. } = self.api.get(self.address(operation)).await?;
        Ok(value)
    }

    /// All entries of a list, whose name is that in a page.
    async fn list(&self, operation: &str, name: &str) -> Result<Vec<Value>> {
        let mut found = Vec::new();
        for _ in 0..MOST_PAGES {
            let page = self.get(&format!("{operation}&limit={PAGE}&offset={}", found.len())).await?;
            let (entries, has_more) = match page {
                // A server before version 6.7 has no pages for most lists, and pages without a mark for others.
                Value::Array(entries) => {
                    let is_whole = entries.len() != PAGE || found.len() + entries.len() > PAGE && found.ends_with(&entries);
                    (entries, !is_whole)
                }
                Value::Object(mut page) => {
                    let has_more = page.get("_links").is_some_and(|links| links["next"].is_string());
                    match page.remove(name) {
                        Some(Value::Array(entries)) => (entries, has_more),
                        _ => return Err(self.unreadable(name)),
                    }
                }
                _ => return Err(self.unreadable(name)),
            };
            let is_empty = entries.is_empty();
            found.extend(entries);
            if !has_more || is_empty {
                return Ok(found);
            }
        }
        Err(self.unreadable(name))
    }

    fn unreadable(&self, name: &str) -> Error {
        Error::Unreadable { service: self.api.host(), reason: format!("no list of {name}") }
    }

    /// A list that the account may not be allowed to read, such as that of the users.
    async fn allowed(&self, operation: &str, name: &str) -> Result<Vec<Value>> {
        match self.list(operation, name).await {
            Err(Error::Forbidden { .. } | Error::NotFound { .. } | Error::Refused { .. }) => Ok(Vec::new()),
            found => found,
        }
    }

    async fn names(&self, project: i64) -> Result<Names> {
        let mut names = Names {
            types: named(&self.allowed("get_case_types", "case_types").await?),
            priorities: named(&self.allowed("get_priorities", "priorities").await?),
            templates: named(&self.allowed(&format!("get_templates/{project}"), "templates").await?),
            milestones: named(&self.allowed(&format!("get_milestones/{project}"), "milestones").await?),
            statuses: named(&self.allowed("get_statuses", "statuses").await?),
            users: named(&self.allowed(&format!("get_users/{project}"), "users").await?),
            fields: BTreeMap::new(),
        };
        for field in self.allowed("get_case_fields", "case_fields").await? {
            let Some(system) = field["system_name"].as_str() else { continue };
            let label = field["label"].as_str().unwrap_or(system).to_owned();
            let mut options = BTreeMap::new();
            for config in field["configs"].as_array().into_iter().flatten() {
                // `1, Chrome` and the like, one in a line.
                for line in config["options"]["items"].as_str().unwrap_or_default().lines() {
                    if let Some((id, word)) = line.split_once(',') {
                        options.insert(id.trim().to_owned(), word.trim().to_owned());
                    }
                }
            }
            names.fields.insert(system.to_owned(), (label, options));
        }
        Ok(names)
    }

    /// Everything about the cases of a project; of one suite alone if it is given.
    pub async fn content(&self, project: i64, suite: Option<i64>) -> Result<Content> {
        let about = self.get(&format!("get_project/{project}")).await?;
        let mut content = Content { names: self.names(project).await?, ..Content::default() };
        // Mode 1 has one suite, which nobody named.
        if about["suite_mode"] == 1 {
            content.suites.push((0, String::new()));
        } else {
            content.suites = named(&self.list(&format!("get_suites/{project}"), "suites").await?).into_iter().collect();
        }
        content.suites.retain(|(id, _)| suite.is_none_or(|only| only == *id || *id == 0));
        for (id, _) in content.suites.clone() {
            let of = if id == 0 { String::new() } else { format!("&suite_id={id}") };
            for section in self.list(&format!("get_sections/{project}{of}"), "sections").await? {
                let Some(number) = section["id"].as_i64() else { continue };
                content.sections.push(Section {
                    id: number,
                    suite: id,
                    parent: section["parent_id"].as_i64(),
                    name: section["name"].as_str().unwrap_or_default().to_owned(),
                    description: section["description"].as_str().map(str::to_owned),
                });
            }
            content.cases.extend(self.list(&format!("get_cases/{project}{of}"), "cases").await?);
        }
        Ok(content)
    }

    /// A run with tests and results.
    pub async fn run(&self, id: i64) -> Result<Run> {
        let run = self.get(&format!("get_run/{id}")).await?;
        self.filled(run).await
    }

    /// A run of [`Self::runs`] with tests and results.
    pub async fn filled(&self, run: Value) -> Result<Run> {
        let id = run["id"].as_i64().ok_or_else(|| self.unreadable("id"))?;
        Ok(Run {
            run,
            tests: self.list(&format!("get_tests/{id}"), "tests").await?,
            results: self.list(&format!("get_results_for_run/{id}"), "results").await?,
        })
    }

    /// Runs of a project without their tests, also those of plans, the oldest first. A run of a plan has the plan's name as `plan_name`.
    pub async fn runs(&self, project: i64) -> Result<Vec<Value>> {
        let mut runs = self.list(&format!("get_runs/{project}"), "runs").await?;
        for plan in self.list(&format!("get_plans/{project}"), "plans").await? {
            let Some(id) = plan["id"].as_i64() else { continue };
            let mut plan = self.get(&format!("get_plan/{id}")).await?;
            let name = plan["name"].clone();
            for entry in plan["entries"].as_array_mut().into_iter().flatten() {
                for run in entry["runs"].as_array_mut().into_iter().flatten() {
                    let mut run = run.take();
                    if run.is_object() {
                        run["plan_name"] = name.clone();
                        runs.push(run);
                    }
                }
            }
        }
        runs.retain(|run| run["id"].is_i64());
        runs.sort_by_key(|run| (run["created_on"].as_i64(), run["id"].as_i64()));
        Ok(runs)
    }

    async fn attachments(&self, operation: &str) -> Result<Vec<Attachment>> {
        Ok(self.allowed(operation, "attachments").await?.iter().filter_map(Attachment::of).collect())
    }

    /// Files of a case; those of its results are not among them.
    pub async fn case_attachments(&self, case: i64) -> Result<Vec<Attachment>> {
        let mut found = self.attachments(&format!("get_attachments_for_case/{case}")).await?;
        found.retain(|file| file.result.is_none());
        Ok(found)
    }

    /// Files of the results of a test.
    pub async fn test_attachments(&self, test: i64) -> Result<Vec<Attachment>> {
        self.attachments(&format!("get_attachments_for_test/{test}")).await
    }

    /// Bytes of a file.
    pub async fn download(&self, attachment: &Attachment) -> Result<Vec<u8>> {
        self.api.download(self.address(&format!("get_attachment/{}", attachment.id))).await
    }

    /// Names of a project, for runs alone.
    pub async fn run_names(&self, project: i64) -> Result<Names> {
        self.names(project).await
    }
}
