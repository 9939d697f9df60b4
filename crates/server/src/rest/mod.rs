//! The own API, `/api/v1`: one table of operations with typed handlers, from which the router, the rights and the OpenAPI document come.
//!
//! A handler is a function of a [`Call`](crate::call::Call), the parameters of the address and the body, and gives a
//! [`Reply`](reply::Reply). What is not in its types does not exist for a client: unknown fields are refused.

mod cursor;
mod handlers;
mod objects;
mod once;
pub mod openapi;
pub mod problem;
mod reply;
mod typed;

pub use typed::RestOperation;

use crate::operation::Needs;
use handlers::{cases, functions, history, operations, projects, results, runs, suites, tags};
use typed::rest;
use voluptas_core::domain::user::Permission;

const READ: Needs = Needs::InProject(Permission::Read);
const WRITE_RESULTS: Needs = Needs::InProject(Permission::WriteResults);
const WRITE_CASES: Needs = Needs::InProject(Permission::WriteCases);
const MANAGE: Needs = Needs::InProject(Permission::Manage);
const ADMINISTER: Needs = Needs::InProject(Permission::Administer);
const READ_VISIBLE: Needs = Needs::InVisible(Permission::Read);
const READ_REGISTRY: Needs = Needs::InRegistry(Permission::Read);
const WRITE_REGISTRY: Needs = Needs::InRegistry(Permission::WriteCases);
const CREATE_PROJECTS: Needs = Needs::InRegistry(Permission::Administer);
const ADMINISTER_ALL: Needs = Needs::InRegistry(Permission::Administer);

/// Every operation with a typed handler.
#[rustfmt::skip]
pub const REST: &[RestOperation] = &[
    rest!("Projects", "listProjects", "GET", "/projects", READ_VISIBLE, projects::list, "The projects that the token sees."),
    rest!("Projects", "createProject", "POST", "/projects", CREATE_PROJECTS, projects::create, "Creates a project."),
    rest!("Projects", "getProject", "GET", "/projects/{code}", READ, projects::get, "A project."),
    rest!("Projects", "changeProject", "PATCH", "/projects/{code}", MANAGE, projects::change, "Changes settings of a project."),
    rest!("Projects", "deleteProject", "DELETE", "/projects/{code}", ADMINISTER, projects::delete, "Deletes a project with all that it holds."),
    rest!("Suites", "listSuites", "GET", "/projects/{code}/suites", READ, suites::list, "The suites of a project, by number."),
    rest!("Suites", "createSuite", "POST", "/projects/{code}/suites", WRITE_CASES, suites::create, "Creates a suite."),
    rest!("Suites", "getSuite", "GET", "/projects/{code}/suites/{id}", READ, suites::get, "A suite."),
    rest!("Suites", "changeSuite", "PATCH", "/projects/{code}/suites/{id}", WRITE_CASES, suites::change, "Changes, moves or places a suite."),
    rest!("Suites", "deleteSuite", "DELETE", "/projects/{code}/suites/{id}", WRITE_CASES, suites::delete, "Moves a suite with the suites below to the trash."),
    rest!("Cases", "listCases", "GET", "/projects/{code}/cases", READ, cases::list, "The cases of a project, by number."),
    rest!("Cases", "createCase", "POST", "/projects/{code}/cases", WRITE_CASES, cases::create, "Creates a case."),
    rest!("Cases", "writeCases", "POST", "/projects/{code}/cases/bulk", WRITE_CASES, cases::bulk, "Creates and changes many cases."),
    rest!("Cases", "getCase", "GET", "/projects/{code}/cases/{id}", READ, cases::get, "A case."),
    rest!("Cases", "changeCase", "PATCH", "/projects/{code}/cases/{id}", WRITE_CASES, cases::change, "Changes or moves a case."),
    rest!("Cases", "deleteCase", "DELETE", "/projects/{code}/cases/{id}", WRITE_CASES, cases::delete, "Moves a case to the trash."),
    rest!("Cases", "listVersions", "GET", "/projects/{code}/cases/{id}/versions", READ, cases::list_versions, "The latest versions of a case, newest first."),
    rest!("Cases", "restoreVersion", "POST", "/projects/{code}/cases/{id}/versions/{version}/restore", WRITE_CASES, cases::restore_version, "Restores a version of a case."),
    rest!("Cases", "listComments", "GET", "/projects/{code}/cases/{id}/comments", READ, cases::list_comments, "The comments about a case, oldest first."),
    rest!("Cases", "createComment", "POST", "/projects/{code}/cases/{id}/comments", WRITE_CASES, cases::comment, "Comments on a case."),
    rest!("Tags", "listTags", "GET", "/projects/{code}/tags", READ, tags::list, "The tags of the cases of a project."),
    rest!("Runs", "listRuns", "GET", "/projects/{code}/runs", READ, runs::list, "The runs of a project, by number."),
    rest!("Runs", "createRun", "POST", "/projects/{code}/runs", WRITE_RESULTS, runs::create, "Creates a run."),
    rest!("Runs", "getRun", "GET", "/projects/{code}/runs/{id}", READ, runs::get, "A run."),
    rest!("Runs", "changeRun", "PATCH", "/projects/{code}/runs/{id}", WRITE_RESULTS, runs::change, "Changes a run."),
    rest!("Runs", "deleteRun", "DELETE", "/projects/{code}/runs/{id}", WRITE_RESULTS, runs::delete, "Moves a run to the trash."),
    rest!("Runs", "addCases", "POST", "/projects/{code}/runs/{id}/cases", WRITE_RESULTS, runs::add_cases, "Adds cases to a run."),
    rest!("Runs", "endRun", "POST", "/projects/{code}/runs/{id}/end", WRITE_RESULTS, runs::end, "Ends a run."),
    rest!("Runs", "compareRuns", "GET", "/projects/{code}/runs/{id}/comparison", READ, runs::comparison, "What changed between an older run and this one."),
    rest!("Runs", "judgeRun", "POST", "/projects/{code}/runs/{id}/gate", READ, runs::judge, "Judges a run by the rules of a quality gate."),
    rest!("Results", "listResults", "GET", "/projects/{code}/results", READ, results::list, "Results, in the order in which they were stored."),
    rest!("Results", "getResult", "GET", "/projects/{code}/results/{hash}", READ, results::get, "A result."),
    rest!("Milestones", "listMilestones", "GET", "/projects/{code}/milestones", READ, projects::milestones, "The milestones of a project."),
    rest!("Milestones", "createMilestone", "POST", "/projects/{code}/milestones", MANAGE, projects::create_milestone, "Creates a milestone."),
    rest!("Milestones", "getMilestone", "GET", "/projects/{code}/milestones/{id}", READ, projects::milestone, "A milestone."),
    rest!("Milestones", "changeMilestone", "PATCH", "/projects/{code}/milestones/{id}", MANAGE, projects::change_milestone, "Changes a milestone."),
    rest!("Milestones", "deleteMilestone", "DELETE", "/projects/{code}/milestones/{id}", MANAGE, projects::delete_milestone, "Deletes a milestone."),
    rest!("Environments", "listEnvironments", "GET", "/projects/{code}/environments", READ, projects::environments, "The environments of a project."),
    rest!("Environments", "createEnvironment", "POST", "/projects/{code}/environments", MANAGE, projects::create_environment, "Creates an environment."),
    rest!("Environments", "getEnvironment", "GET", "/projects/{code}/environments/{id}", READ, projects::environment, "An environment."),
    rest!("Environments", "changeEnvironment", "PATCH", "/projects/{code}/environments/{id}", MANAGE, projects::change_environment, "Changes an environment."),
    rest!("Environments", "deleteEnvironment", "DELETE", "/projects/{code}/environments/{id}", MANAGE, projects::delete_environment, "Deletes an environment."),
    rest!("Configurations", "listConfigurations", "GET", "/projects/{code}/configurations", READ, projects::configurations, "The configurations of a project, in groups."),
    rest!("Configurations", "createConfiguration", "POST", "/projects/{code}/configurations", WRITE_RESULTS, projects::create_configuration, "Creates a configuration."),
    rest!("Functions", "listFunctions", "GET", "/functions", READ_REGISTRY, functions::list, "The functions of the registry."),
    rest!("Functions", "getFunction", "GET", "/functions/{func_id}", READ_REGISTRY, functions::get, "A function."),
    rest!("Functions", "getCoverage", "GET", "/coverage", READ_REGISTRY, functions::coverage, "How much of the registry has cases."),
    rest!("Functions", "listMappings", "GET", "/projects/{code}/mappings", READ, functions::mappings, "Functions and the cases that cover them."),
    rest!("Functions", "linkCases", "POST", "/projects/{code}/mappings/link", WRITE_CASES, functions::link, "Links functions with cases."),
    rest!("Functions", "unlinkCases", "POST", "/projects/{code}/mappings/unlink", WRITE_CASES, functions::unlink, "Unlinks functions from cases."),
    rest!("History", "listHistory", "GET", "/history", READ_REGISTRY, history::list, "The latest writes of the workspace, newest first."),
    rest!("History", "undo", "POST", "/history/undo", WRITE_REGISTRY, history::undo, "Takes the latest edit of the token's owner back."),
    rest!("History", "redo", "POST", "/history/redo", WRITE_REGISTRY, history::redo, "Does the latest undone edit of the token's owner again."),
    rest!("Operations", "getRetention", "GET", "/projects/{code}/retention", READ, operations::retention, "How long a project keeps runs and files."),
    rest!("Operations", "changeRetention", "PATCH", "/projects/{code}/retention", ADMINISTER, operations::change_retention, "Changes how long a project keeps runs and files."),
    rest!("Operations", "previewRetention", "GET", "/projects/{code}/retention/preview", MANAGE, operations::preview_retention, "What the rules would remove now."),
    rest!("Operations", "applyRetention", "POST", "/projects/{code}/retention/apply", ADMINISTER, operations::apply_retention, "Removes what a preview showed."),
    rest!("Operations", "keepRun", "POST", "/projects/{code}/runs/{id}/keep", MANAGE, operations::keep_run, "Protects a run: no rule removes it."),
    rest!("Operations", "releaseRun", "POST", "/projects/{code}/runs/{id}/release", MANAGE, operations::release_run, "Ends the protection of a run."),
    rest!("Operations", "getLimits", "GET", "/projects/{code}/limits", READ, operations::limits, "What a project may hold, and what it holds."),
    rest!("Operations", "changeLimits", "PATCH", "/projects/{code}/limits", ADMINISTER_ALL, operations::change_limits, "Changes what a project may hold."),
    rest!("Operations", "listAudit", "GET", "/audit", ADMINISTER_ALL, operations::audit, "Who changed what around the server, and who was refused; newest first."),
];
