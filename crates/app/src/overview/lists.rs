//! All data for the window's trees, registry and cards, read at once from one state of the file.

use crate::functions::coverage::{Coverage, roll_up};
use crate::project::milestones;
use crate::project::milestones::MilestoneName;
use crate::project::settings::{auto_create_cases, failure_categories, issue_url};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, HashMap};
use voluptas_core::domain::custom_field::{CustomField, FieldEntity};
use voluptas_core::domain::failure_category::ProjectRule;
use voluptas_core::domain::function::FunctionLine;
use voluptas_core::domain::ids::{CaseId, FunctionId, ProjectId, RunId};
use voluptas_core::domain::person::Person;
use voluptas_core::domain::project::{Project, web_address};
use voluptas_core::domain::rules::ResultRules;
use voluptas_core::domain::run::Run;
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::suite::Suite;
use voluptas_store::case_suites::FurtherSuiteLink;
use voluptas_store::cases::CaseLine;
use voluptas_store::mappings::CoverageLine;
use voluptas_store::runs::RunStats;
use voluptas_store::trackers::TrackerSettings;
use voluptas_store::{Result, Store};

/// The registry with its coverage.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    /// Every living function, in the order of siblings.
    pub functions: Vec<FunctionLine>,
    /// Coverage with all below, by function.
    pub coverage: FxHashMap<FunctionId, Coverage>,
    /// Every mapping with the latest status of its case, by function and case.
    pub lines: Vec<CoverageLine>,
    /// Everybody, by name.
    pub people: Vec<Person>,
    /// Words of the dictionaries by kind.
    pub dictionaries: HashMap<&'static str, Vec<String>>,
}

impl Registry {
    /// The mappings of a function.
    pub fn lines_of(&self, id: FunctionId) -> &[CoverageLine] {
        let from = self.lines.partition_point(|l| l.function_id < id);
        let count = self.lines.get(from..).map_or(0, |rest| rest.iter().take_while(|l| l.function_id == id).count());
        self.lines.get(from..from + count).unwrap_or_default()
    }
}

/// The dictionaries that the window offers as choices.
const DICTIONARIES: [&str; 4] = ["segment", "automation_status", "maturity", "status"];

/// Reads the registry. Blocks.
pub fn registry(store: &Store) -> Result<Registry> {
    store.read(|tx| {
        let functions = tx.functions().lines()?;
        let lines = tx.mappings().coverage()?;
        let coverage = roll_up(&functions, &lines);
        let mut dictionaries = HashMap::new();
        for kind in DICTIONARIES {
            dictionaries.insert(kind, tx.dictionary(kind)?);
        }
        Ok(Registry { functions, coverage, lines, people: tx.people().all()?, dictionaries })
    })
}

/// Suites and cases of one project, as lines.
#[derive(Debug, Clone, Default)]
pub struct CaseTree {
    /// The project; `None` when the workspace has no project yet.
    pub project: Option<Project>,
    /// Living suites of the project, in the order of siblings.
    pub suites: Vec<Suite>,
    /// Living cases of the project.
    pub cases: Vec<CaseLine>,
    /// Cases in further suites, by suite and position.
    pub links: Vec<FurtherSuiteLink>,
    /// The latest status of cases that were run.
    pub last_status: FxHashMap<CaseId, ResultStatus>,
    /// Number of functions that each case covers.
    pub covers: FxHashMap<CaseId, u32>,
    /// Every project of the workspace, to choose from.
    pub projects: Vec<Project>,
    /// Custom fields of the project's cases.
    pub fields: Vec<CustomField>,
    /// Milestones of the project: the open ones by due time, then the completed ones.
    pub milestones: Vec<MilestoneName>,
    /// Setting `auto_create_cases` by project; projects without a value are missing.
    pub auto_create: HashMap<ProjectId, bool>,
    /// Setting `issue_url` by project; projects without a value are missing.
    pub issue_urls: HashMap<ProjectId, String>,
    /// Setting `failure_categories` by project, as [`ProjectRule::text`] writes it; projects without rules are missing.
    pub failure_categories: HashMap<ProjectId, String>,
    /// Numbers of the rules about results, by project.
    pub result_rules: HashMap<ProjectId, ResultRules>,
    /// Trackers of the projects that have one.
    pub trackers: HashMap<ProjectId, TrackerSettings>,
    /// Addresses of web pages of the project's accounts, by the project's code there. Accounts without such pages are missing.
    pub qase_pages: HashMap<String, String>,
}

/// Reads the case tree of the project with this code, or of the first project. Blocks.
pub fn case_tree(store: &Store, code: Option<&str>) -> Result<CaseTree> {
    store.read(|tx| {
        let projects = tx.projects().all()?;
        let project = shown_project(&projects, code).cloned();
        let (mut auto_create, mut issue_urls, mut categories) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut result_rules = HashMap::new();
        for project in &projects {
            auto_create.extend(auto_create_cases(tx, project.id)?.map(|on| (project.id, on)));
            issue_urls.extend(issue_url(tx, project.id)?.map(|url| (project.id, url)));
            result_rules.insert(project.id, tx.projects().rules(project.id)?);
            let rules = failure_categories(tx, project.id)?;
            categories.extend((!rules.is_empty()).then(|| (project.id, ProjectRule::text(&rules))));
        }
        let failure_categories = categories;
        let trackers: HashMap<ProjectId, TrackerSettings> = tx.trackers().all()?.into_iter().collect();
        let Some(project) = project else {
            let empty = CaseTree::default();
            return Ok(CaseTree { projects, auto_create, issue_urls, failure_categories, result_rules, trackers, ..empty });
        };
        let last_status = tx.rollup().statuses(project.id)?;
        let of_project = tx.remotes().projects()?.into_iter().filter(|remote| remote.project_id == project.id);
        let qase_pages = of_project.filter_map(|remote| Some((remote.code, web_address(&remote.base_url)?))).collect();
        let mut fields = tx.fields().all()?;
        fields.retain(|field| field.entity == FieldEntity::Case && field.is_in(&project.code));
        Ok(CaseTree {
            fields,
            milestones: milestones::names(tx, project.id)?,
            suites: tx.suites().of_project(project.id)?,
            cases: tx.cases().lines(project.id)?,
            links: tx.cases().links(project.id)?,
            project: Some(project),
            last_status,
            covers: tx.mappings().function_counts()?,
            projects,
            auto_create,
            issue_urls,
            failure_categories,
            result_rules,
            trackers,
            qase_pages,
        })
    })
}

/// A case that the case tree does not have: of another project, in the trash, or deleted for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AbsentCase {
    /// The case exists.
    There {
        /// Code for people: `SHOP-42`.
        code: String,
        title: String,
        /// True for a case in the trash.
        in_trash: bool,
    },
    /// There is no such case any more.
    Deleted,
}

/// Reads the state of cases that the case tree does not contain. Blocks.
pub fn absent_cases(store: &Store, ids: &[CaseId]) -> Result<HashMap<CaseId, AbsentCase>> {
    store.read(|tx| {
        let mut codes = tx.case_codes(ids)?;
        let mut found: HashMap<CaseId, AbsentCase> = ids.iter().map(|id| (*id, AbsentCase::Deleted)).collect();
        for case in tx.cases().by_ids(ids)? {
            let code = codes.remove(&case.id).unwrap_or_default().into();
            let there = AbsentCase::There { code, title: case.content.title, in_trash: case.deleted_ms.is_some() };
            found.insert(case.id, there);
        }
        Ok(found)
    })
}

/// Runs with their numbers.
#[derive(Debug, Clone, Default)]
pub struct RunList {
    /// Runs with the codes of their projects.
    pub runs: Vec<(Run, String)>,
    /// Numbers of the runs.
    pub stats: BTreeMap<RunId, RunStats>,
    /// Code of the project in front.
    pub shown: Option<String>,
    /// Number of its runs in the list, if there are more.
    pub latest: Option<usize>,
}

/// The project in front: that with the code, otherwise the oldest one, which a new project does not replace.
fn shown_project<'p>(projects: &'p [Project], code: Option<&str>) -> Option<&'p Project> {
    code.and_then(|code| projects.iter().find(|project| project.code.eq_ignore_ascii_case(code)))
        .or_else(|| projects.iter().min_by_key(|project| project.id))
}

/// Greatest number of runs of a project in a list: the latest ones. Bounds the time of reading, in the background, and the memory.
const LATEST_RUNS: usize = 20_000;

/// Reads the latest runs of every project that are not in the trash. `code` is that of the project to show. Blocks.
pub fn run_list(store: &Store, code: Option<&str>) -> Result<RunList> {
    latest_runs(store, code, LATEST_RUNS)
}

fn latest_runs(store: &Store, code: Option<&str>, most: usize) -> Result<RunList> {
    store.read(|tx| {
        let mut runs = Vec::new();
        let projects = tx.projects().all()?;
        let shown = shown_project(&projects, code).map(|project| project.code.clone());
        let mut latest = None;
        for project in projects {
            let of_project = tx.runs().latest(project.id, most + 1)?;
            if of_project.len() > most && shown.as_ref() == Some(&project.code) {
                latest = Some(most);
            }
            runs.extend(of_project.into_iter().take(most).map(|r| (r, project.code.clone())));
        }
        let ids: Vec<_> = runs.iter().map(|(r, _)| r.id).collect();
        let stats = tx.runs().stats(&ids)?;
        Ok(RunList { runs, stats, shown, latest })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Workspace;
    use std::sync::Arc;
    use voluptas_core::base::FixedClock;
    use voluptas_core::domain::run::RunContent;
    use voluptas_jobs::JobRunner;
    use voluptas_store::Op;
    use voluptas_store::runs::NewRun;

    #[test]
    fn a_list_that_leaves_out_earlier_runs_says_so() {
        let home = tempfile::tempdir().expect("folder");
        let clock = Arc::new(FixedClock::at(0));
        let runner = JobRunner::new(clock.clone()).expect("runner");
        let store = Workspace::open_at(&home.path().join("w.voluptas"), runner, clock).expect("workspace").store;
        let written = store.write(Op::bulk("test"), |tx| {
            let project = tx.projects().create("SHOP", "Shop", None)?.id;
            for number in 1..=3 {
                let content = RunContent { title: format!("Night {number}"), ..RunContent::default() };
                tx.runs().create(project, &NewRun { content, ..NewRun::default() })?;
            }
            Ok(())
        });
        written.expect("runs");
        let listed = |most: usize| {
            let list = latest_runs(&store, Some("SHOP"), most).expect("runs");
            (list.runs.iter().map(|(run, _)| run.number).collect::<Vec<_>>(), list.latest)
        };
        assert_eq!(listed(3), (vec![3, 2, 1], None));
        assert_eq!(listed(2), (vec![3, 2], Some(2)));
    }
}
