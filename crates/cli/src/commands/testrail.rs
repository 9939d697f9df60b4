//! `testrail`: writes cases and runs of TestRail as files. `cases import` and `ingest` then plan and import them.

use super::target;
use super::tracker::failed;
use crate::errors::CliError;
use crate::exit::Exit;
use crate::files::{Scratch, write_output};
use crate::integration_args::{TestrailArgs, TestrailCommand, TestrailImport};
use crate::json::TestrailAnswer;
use crate::progress::follow;
use crate::resolve::Context;
use std::collections::BTreeMap;
use std::path::Path;
use voluptas_app::integrations::credential::{Credentials, Product};
use voluptas_app::integrations::testrail::{import, run_to_xml, to_xml};
use voluptas_core::domain::Message;
use voluptas_integrations::Error;
use voluptas_integrations::api::RetryPolicy;
use voluptas_integrations::testrail::TestRail;

pub(super) fn run(args: &TestrailArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    let credentials = Credentials::new(&context.environment, &context.paths);
    let missing = || CliError::new(Exit::Auth, Message::new("cli-testrail-no-address"));
    let address = credentials.address(Product::TestRail).ok_or_else(missing)?;
    let credential = credentials.find(Product::TestRail, &address).map_err(|error| failed(&error))?;
    let user = credential.user.clone().ok_or_else(missing)?;
    let client = TestRail::new(&address, &user, &credential.token, RetryPolicy::default()).map_err(|error| failed(&error))?;
    let runtime = context.jobs()?.handle().clone();
    let stop = |error: Error| failed(&error);
    match &args.command {
        TestrailCommand::Cases(cases) => {
            let content = runtime.block_on(client.content(cases.id, cases.suite)).map_err(stop)?;
            written(context, &cases.out, to_xml(&content).as_bytes(), content.cases.len())
        }
        TestrailCommand::Run(run) => {
            let found = runtime.block_on(client.run(run.id)).map_err(stop)?;
            let project = found.run["project_id"].as_i64().unwrap_or_default();
            let names = runtime.block_on(client.run_names(project)).map_err(stop)?;
            let file = run_to_xml(&found, &names, &BTreeMap::new(), None);
            written(context, &run.out, file.xml.as_bytes(), file.tested)
        }
        TestrailCommand::Import(args) => import_project(args, client, context),
    }
}

fn written(context: &Context, out: &Path, bytes: &[u8], count: usize) -> Result<Exit, CliError> {
    let printer = &context.printer;
    if !write_output(out, bytes, printer)? {
        let answer = TestrailAnswer { file: out.display().to_string(), count };
        let said = Message::new("cli-testrail-written").count("count", count).with("path", &answer.file);
        printer.summary(&answer, |out| out.say(&said));
    }
    Ok(if count == 0 { Exit::Nothing } else { Exit::Done })
}

fn import_project(args: &TestrailImport, client: TestRail, context: &Context) -> Result<Exit, CliError> {
    let workspace = context.workspace_with_folder(args.create_project)?;
    let target = target::find(&workspace.store, &args.project, args.create_project)?;
    let scratch = Scratch::make("testrail")?;
    let options = import::Options {
        project: args.id,
        suite: args.suite,
        with_runs: !args.without_runs,
        with_attachments: !args.without_attachments,
        folder: scratch.path().to_owned(),
    };
    let done = follow(context, import::start(context.jobs()?, &workspace.store, target, client, options))?;
    context.printer.summary(&done, |out| {
        let (cases, runs, tests, files) = (&done.cases, &done.runs, &done.tests, &done.attachments);
        let said = Message::new("cli-testrail-cases").count("found", cases.found).count("created", cases.created);
        let said = said.count("updated", cases.updated).count("unchanged", cases.unchanged);
        out.say(&said.count("deleted", cases.deleted).count("skipped", cases.skipped));
        if !args.without_runs {
            let said = Message::new("cli-testrail-runs").count("found", runs.found).count("created", runs.created);
            let said = said.count("replaced", runs.replaced).count("unchanged", runs.unchanged);
            out.say(&said.count("untested", runs.untested));
            let said = Message::new("cli-testrail-tests").count("found", tests.found).count("tested", tests.tested);
            out.say(&said.count("untested", tests.untested).count("results", tests.results));
        }
        if !args.without_attachments {
            let said = Message::new("cli-testrail-files").count("found", files.found).count("stored", files.stored);
            out.say(&said.count("unchanged", files.unchanged).count("missing", files.missing));
        }
    });
    let is_empty = done.cases.found + done.runs.found == 0;
    let is_whole = done.cases.skipped + done.attachments.missing == 0;
    Ok(match (is_empty, is_whole) {
        (true, _) => Exit::Nothing,
        (_, true) => Exit::Done,
        (_, false) => Exit::Partly,
    })
}
