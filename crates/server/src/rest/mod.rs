//! The own API, `/api/v1`: one table of operations with typed handlers, from which the router, the rights and the OpenAPI document come.
//!
//! A handler is a function of a [`Call`](crate::call::Call), the parameters of the address and the body, and gives a
//! [`Reply`](reply::Reply). What is not in its types does not exist for a client: unknown fields are refused.

pub mod cursor;
pub mod handlers;
pub mod objects;
pub mod once;
pub mod openapi;
pub mod problem;
mod reply;
mod typed;

pub use reply::tag_of;
pub use typed::{ROOT, RestOperation};

use crate::operation::Handler;
use crate::operation::Needs;
use handlers::{
    attachments, case_import, cases, defects, figures, filters, function_edits, functions, history, ingest, members, mutes,
    operations, own_tokens, projects, reports, results, runs, search, shared_steps, suites, tags, templates, trackers, users,
    webhooks,
};
use typed::{rest, upload};
use voluptas_core::domain::user::Permission;

const READ: Needs = Needs::InProject(Permission::Read);
const WRITE_RESULTS: Needs = Needs::InProject(Permission::WriteResults);
const WRITE_CASES: Needs = Needs::InProject(Permission::WriteCases);
const MANAGE: Needs = Needs::InProject(Permission::Manage);
const ADMINISTER: Needs = Needs::InProject(Permission::Administer);
const READ_VISIBLE: Needs = Needs::InVisible(Permission::Read);
const READ_REGISTRY: Needs = Needs::InRegistry(Permission::Read);
const WRITE_REGISTRY: Needs = Needs::InRegistry(Permission::WriteCases);
const WRITE_SOMEWHERE: Needs = Needs::Somewhere(Permission::WriteCases);
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
    upload!("Cases", "importCases", "/projects/{code}/cases/import", WRITE_CASES, Handler::CaseFile, case_import::describe_upload, "Plans the import of a file of cases, and writes it with `apply`."),
    rest!("Cases", "getCase", "GET", "/projects/{code}/cases/{id}", READ, cases::get, "A case."),
    rest!("Cases", "changeCase", "PATCH", "/projects/{code}/cases/{id}", WRITE_CASES, cases::change, "Changes or moves a case."),
    rest!("Cases", "deleteCase", "DELETE", "/projects/{code}/cases/{id}", WRITE_CASES, cases::delete, "Moves a case to the trash."),
    rest!("Cases", "listVersions", "GET", "/projects/{code}/cases/{id}/versions", READ, cases::list_versions, "The latest versions of a case, newest first."),
    rest!("Cases", "restoreVersion", "POST", "/projects/{code}/cases/{id}/versions/{version}/restore", WRITE_CASES, cases::restore_version, "Restores a version of a case."),
    rest!("Cases", "listComments", "GET", "/projects/{code}/cases/{id}/comments", READ, cases::list_comments, "The comments about a case, oldest first."),
    rest!("Cases", "createComment", "POST", "/projects/{code}/cases/{id}/comments", WRITE_CASES, cases::comment, "Comments on a case."),
    rest!("Cases", "setReview", "PUT", "/projects/{code}/cases/{id}/review", WRITE_CASES, cases::set_review, "Sends a case to review, or approves it as it is. With `If-Match` the approval holds for what was seen."),
    rest!("Cases", "endReview", "DELETE", "/projects/{code}/cases/{id}/review", WRITE_CASES, cases::end_review, "Takes a case out of review."),
    rest!("Filters", "listFilters", "GET", "/projects/{code}/filters", READ, filters::list, "The saved filters of a project."),
    rest!("Filters", "createFilter", "POST", "/projects/{code}/filters", WRITE_CASES, filters::create, "Saves a filter of cases."),
    rest!("Filters", "getFilter", "GET", "/projects/{code}/filters/{id}", READ, filters::get, "A saved filter."),
    rest!("Filters", "changeFilter", "PATCH", "/projects/{code}/filters/{id}", WRITE_CASES, filters::change, "Renames or changes a saved filter."),
    rest!("Filters", "deleteFilter", "DELETE", "/projects/{code}/filters/{id}", WRITE_CASES, filters::delete, "Deletes a saved filter."),
    rest!("Tags", "listTags", "GET", "/projects/{code}/tags", READ, tags::list, "The tags of the cases of a project."),
    rest!("Tags", "mergeTags", "POST", "/projects/{code}/tags/merge", WRITE_CASES, tags::merge, "Renames a tag of all cases, or merges several tags into one."),
    rest!("Tags", "removeTags", "POST", "/projects/{code}/tags/remove", WRITE_CASES, tags::remove, "Takes tags off all cases."),
    rest!("Shared steps", "listSharedSteps", "GET", "/projects/{code}/shared-steps", READ, shared_steps::list, "The shared steps of a project."),
    rest!("Shared steps", "createSharedSteps", "POST", "/projects/{code}/shared-steps", WRITE_CASES, shared_steps::create, "Creates shared steps."),
    rest!("Shared steps", "getSharedSteps", "GET", "/projects/{code}/shared-steps/{hash}", READ, shared_steps::get, "Shared steps with the cases that use them."),
    rest!("Shared steps", "changeSharedSteps", "PATCH", "/projects/{code}/shared-steps/{hash}", WRITE_CASES, shared_steps::change, "Changes shared steps for all cases that use them."),
    rest!("Shared steps", "deleteSharedSteps", "DELETE", "/projects/{code}/shared-steps/{hash}", WRITE_CASES, shared_steps::delete, "Deletes shared steps."),
    rest!("Templates", "listTemplates", "GET", "/templates", READ_REGISTRY, templates::list, "The templates of the workspace."),
    rest!("Templates", "createTemplate", "POST", "/templates", WRITE_REGISTRY, templates::create, "Creates a template of a case or of steps."),
    rest!("Templates", "getTemplate", "GET", "/templates/{id}", READ_REGISTRY, templates::get, "A template."),
    rest!("Templates", "changeTemplate", "PATCH", "/templates/{id}", WRITE_REGISTRY, templates::change, "Changes a template."),
    rest!("Templates", "deleteTemplate", "DELETE", "/templates/{id}", WRITE_REGISTRY, templates::delete, "Deletes a template."),
    rest!("Attachments", "listAttachments", "GET", "/projects/{code}/attachments", READ, attachments::list, "The files of a project."),
    upload!("Attachments", "uploadAttachments", "/projects/{code}/attachments", WRITE_RESULTS, Handler::Upload, attachments::describe_upload, "Uploads files."),
    rest!("Attachments", "getAttachment", "GET", "/projects/{code}/attachments/{hash}", READ, attachments::get, "A file with the address of its bytes."),
    rest!("Attachments", "deleteAttachment", "DELETE", "/projects/{code}/attachments/{hash}", WRITE_RESULTS, attachments::delete, "Deletes a file."),
    rest!("Runs", "listRuns", "GET", "/projects/{code}/runs", READ, runs::list, "The runs of a project, by number."),
    rest!("Runs", "createRun", "POST", "/projects/{code}/runs", WRITE_RESULTS, runs::create, "Creates a run."),
    rest!("Runs", "getRun", "GET", "/projects/{code}/runs/{id}", READ, runs::get, "A run."),
    rest!("Runs", "changeRun", "PATCH", "/projects/{code}/runs/{id}", WRITE_RESULTS, runs::change, "Changes a run."),
    rest!("Runs", "deleteRun", "DELETE", "/projects/{code}/runs/{id}", WRITE_RESULTS, runs::delete, "Moves a run to the trash."),
    rest!("Runs", "addCases", "POST", "/projects/{code}/runs/{id}/cases", WRITE_RESULTS, runs::add_cases, "Adds cases to a run."),
    rest!("Runs", "endRun", "POST", "/projects/{code}/runs/{id}/end", WRITE_RESULTS, runs::end, "Ends a run."),
    rest!("Runs", "compareRuns", "GET", "/projects/{code}/runs/{id}/comparison", READ, runs::comparison, "What changed between an older run and this one."),
    rest!("Runs", "judgeRun", "POST", "/projects/{code}/runs/{id}/gate", READ, runs::judge, "Judges a run by the rules of a quality gate."),
    rest!("Runs", "getReport", "GET", "/projects/{code}/runs/{id}/report", READ, reports::report, "The report of a run as a file."),
    upload!("Results", "ingestResults", "/projects/{code}/results", WRITE_RESULTS, Handler::ResultFiles, ingest::describe_upload, "Stores files of test tools as a run, or as a shard of one."),
    rest!("Results", "completeRunOfKey", "POST", "/projects/{code}/results/complete", WRITE_RESULTS, ingest::complete, "Ends the run of a key."),
    rest!("Results", "listResults", "GET", "/projects/{code}/results", READ, results::list, "Results, in the order in which they were stored."),
    rest!("Results", "getResult", "GET", "/projects/{code}/results/{hash}", READ, results::get, "A result."),
    rest!("Results", "addResults", "POST", "/projects/{code}/runs/{id}/results", WRITE_RESULTS, results::add, "Adds results to a run; each of them has an outcome."),
    rest!("Results", "updateResult", "PATCH", "/projects/{code}/results/{hash}", WRITE_RESULTS, results::change, "Corrects a result."),
    rest!("Results", "deleteResult", "DELETE", "/projects/{code}/results/{hash}", WRITE_RESULTS, results::delete, "Deletes a result."),
    rest!("Figures", "getTrend", "GET", "/projects/{code}/trend", READ, figures::trend, "The last finished runs, and their modules."),
    rest!("Figures", "listFailingTests", "GET", "/projects/{code}/tests/failing", READ, figures::failing, "The tests that fail most."),
    rest!("Figures", "listFlakyTests", "GET", "/projects/{code}/tests/flaky", READ, figures::flaky, "The flaky tests."),
    rest!("Figures", "listSlowestTests", "GET", "/projects/{code}/tests/slowest", READ, figures::slowest, "The tests that take longest."),
    rest!("Mutes", "listMutes", "GET", "/projects/{code}/mutes", READ, mutes::list, "The mutes of tests, also the ended ones."),
    rest!("Mutes", "muteTest", "PUT", "/projects/{code}/mutes/{id}", WRITE_RESULTS, mutes::set, "Mutes a test."),
    rest!("Mutes", "unmuteTest", "DELETE", "/projects/{code}/mutes/{id}", WRITE_RESULTS, mutes::remove, "Ends the mute of a test."),
    rest!("Defects", "listDefects", "GET", "/projects/{code}/defects", READ, defects::list, "The defects of a project."),
    rest!("Defects", "createDefect", "POST", "/projects/{code}/defects", WRITE_RESULTS, defects::create, "Creates a defect."),
    rest!("Defects", "getDefect", "GET", "/projects/{code}/defects/{id}", READ, defects::get, "A defect."),
    rest!("Defects", "changeDefect", "PATCH", "/projects/{code}/defects/{id}", WRITE_RESULTS, defects::change, "Changes a defect or its status."),
    rest!("Defects", "deleteDefect", "DELETE", "/projects/{code}/defects/{id}", WRITE_RESULTS, defects::delete, "Deletes a defect."),
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
    rest!("Functions", "createFunction", "POST", "/functions", WRITE_REGISTRY, function_edits::create, "Creates a function."),
    rest!("Functions", "placeFunctions", "POST", "/functions/place", WRITE_REGISTRY, function_edits::place, "Moves functions below another one, or orders them."),
    rest!("Functions", "changeFunction", "PATCH", "/functions/{func_id}", WRITE_REGISTRY, function_edits::change, "Changes a function and its people."),
    rest!("Functions", "deleteFunction", "DELETE", "/functions/{func_id}", WRITE_REGISTRY, function_edits::delete, "Moves a function with all below it to the trash."),
    rest!("Functions", "listPeople", "GET", "/people", READ_REGISTRY, function_edits::list_people, "The people of the team."),
    rest!("Functions", "getCoverage", "GET", "/coverage", READ_REGISTRY, functions::coverage, "How much of the registry has cases."),
    rest!("Functions", "listMappings", "GET", "/projects/{code}/mappings", READ, functions::mappings, "Functions and the cases that cover them."),
    rest!("Functions", "linkCases", "POST", "/projects/{code}/mappings/link", WRITE_CASES, functions::link, "Links functions with cases."),
    rest!("Functions", "unlinkCases", "POST", "/projects/{code}/mappings/unlink", WRITE_CASES, functions::unlink, "Unlinks functions from cases."),
    rest!("Search", "search", "GET", "/search", READ_VISIBLE, search::search, "Functions and cases that have all words."),
    rest!("Users", "listUsers", "GET", "/users", ADMINISTER_ALL, users::list, "The users of the server."),
    rest!("Users", "createUser", "POST", "/users", ADMINISTER_ALL, users::create, "Creates a user."),
    rest!("Users", "getUser", "GET", "/users/{id}", ADMINISTER_ALL, users::get, "A user."),
    rest!("Users", "changeUser", "PATCH", "/users/{id}", ADMINISTER_ALL, users::change, "Changes a user's name, roles or e-mail."),
    rest!("Users", "deleteUser", "DELETE", "/users/{id}", ADMINISTER_ALL, users::delete, "Removes a user with all tokens."),
    rest!("Users", "unlinkUser", "DELETE", "/users/{id}/identity", ADMINISTER_ALL, users::unlink, "Takes the account at a sign-in provider from a user. Sign-ins with it end."),
    rest!("Users", "listTokens", "GET", "/users/{id}/tokens", ADMINISTER_ALL, users::list_tokens, "The tokens of a user that were not revoked."),
    rest!("Users", "createToken", "POST", "/users/{id}/tokens", ADMINISTER_ALL, users::create_token, "Creates a token; its text is in this answer alone."),
    rest!("Users", "revokeToken", "DELETE", "/users/{id}/tokens/{token_id}", ADMINISTER_ALL, users::revoke_token, "Revokes a token."),
    rest!("Members", "listMembers", "GET", "/projects/{code}/members", READ, members::list, "Lists the users with a role in a project, by number."),
    rest!("Members", "createMember", "POST", "/projects/{code}/members", ADMINISTER, members::create, "Gives a user of the server a role in a project."),
    rest!("Members", "changeMember", "PATCH", "/projects/{code}/members/{id}", ADMINISTER, members::change, "Gives a member another role."),
    rest!("Members", "removeMember", "DELETE", "/projects/{code}/members/{id}", ADMINISTER, members::remove, "Takes the role in a project from a member."),
    rest!("Own tokens", "listOwnTokens", "GET", "/tokens", READ_VISIBLE, own_tokens::list, "Lists the tokens of the user who asks."),
    rest!("Own tokens", "createOwnToken", "POST", "/tokens", READ_VISIBLE, own_tokens::create, "Creates a token of the user who asks; its text is told once."),
    rest!("Own tokens", "revokeOwnToken", "DELETE", "/tokens/{id}", READ_VISIBLE, own_tokens::revoke, "Revokes a token of the user who asks."),
    rest!("Trackers", "getTracker", "GET", "/projects/{code}/tracker", READ, trackers::get, "The tracker of a project."),
    rest!("Trackers", "changeTracker", "PATCH", "/projects/{code}/tracker", ADMINISTER, trackers::change, "Sets the tracker of a project. Its credential is set where the server runs."),
    rest!("Trackers", "deleteTracker", "DELETE", "/projects/{code}/tracker", ADMINISTER, trackers::delete, "Removes the tracker of a project."),
    rest!("Trackers", "reportResult", "POST", "/projects/{code}/results/{hash}/issue", WRITE_RESULTS, trackers::report, "Creates the issue of a failed result, or gives the one that it has."),
    rest!("Trackers", "listIssues", "GET", "/projects/{code}/issues", READ, trackers::issues, "The issues that were made from results, with statuses of at most an hour ago."),
    rest!("Webhooks", "listWebhooks", "GET", "/projects/{code}/webhooks", ADMINISTER, webhooks::list, "The webhooks of a project."),
    rest!("Webhooks", "createWebhook", "POST", "/projects/{code}/webhooks", ADMINISTER, webhooks::create, "Creates a webhook."),
    rest!("Webhooks", "getWebhook", "GET", "/projects/{code}/webhooks/{id}", ADMINISTER, webhooks::get, "A webhook."),
    rest!("Webhooks", "changeWebhook", "PATCH", "/projects/{code}/webhooks/{id}", ADMINISTER, webhooks::change, "Changes a webhook."),
    rest!("Webhooks", "deleteWebhook", "DELETE", "/projects/{code}/webhooks/{id}", ADMINISTER, webhooks::delete, "Deletes a webhook with its log."),
    rest!("Webhooks", "testWebhook", "POST", "/projects/{code}/webhooks/{id}/test", ADMINISTER, webhooks::test, "Sends a test event, also to a webhook that is switched off."),
    rest!("Webhooks", "listDeliveries", "GET", "/projects/{code}/webhooks/{id}/deliveries", ADMINISTER, webhooks::deliveries, "The deliveries of a webhook, newest first."),
    rest!("Webhooks", "getDelivery", "GET", "/projects/{code}/webhooks/{id}/deliveries/{delivery}", ADMINISTER, webhooks::delivery, "A delivery."),
    rest!("Webhooks", "resendDelivery", "POST", "/projects/{code}/webhooks/{id}/deliveries/{delivery}/resend", ADMINISTER, webhooks::resend, "Sends a delivery again, under its id."),
    rest!("History", "listHistory", "GET", "/history", READ_REGISTRY, history::list, "The latest writes of the workspace, newest first."),
    rest!("History", "undo", "POST", "/history/undo", WRITE_SOMEWHERE, history::undo, "Takes the latest edit of the token's owner back."),
    rest!("History", "redo", "POST", "/history/redo", WRITE_SOMEWHERE, history::redo, "Does the latest undone edit of the token's owner again."),
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
