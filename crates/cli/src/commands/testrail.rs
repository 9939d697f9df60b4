//! `testrail`: cases and runs of TestRail as files for `cases import` and `ingest`, which show and plan what they change.

use super::tracker::failed;
use crate::errors::CliError;
use crate::exit::Exit;
use crate::files::write_output;
use crate::integration_args::{TestrailArgs, TestrailCommand};
use crate::json::TestrailAnswer;
use crate::resolve::Context;
use std::path::Path;
use voluptas_app::integrations::credential::{Credentials, Product};
use voluptas_app::integrations::testrail::{to_ctrf, to_xml};
use voluptas_core::domain::Message;
use voluptas_integrations::Error;
use voluptas_integrations::api::Patience;
use voluptas_integrations::testrail::TestRail;

pub(super) fn run(args: &TestrailArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    let credentials = Credentials::new(&context.environment, &context.paths);
    let missing = || CliError::new(Exit::Auth, Message::new("cli-testrail-no-address"));
    let address = credentials.address(Product::TestRail).ok_or_else(missing)?;
    let credential = credentials.find(Product::TestRail, &address).map_err(|error| failed(&error))?;
    let user = credential.user.clone().ok_or_else(missing)?;
    let client = TestRail::new(&address, &user, &credential.token, Patience::default()).map_err(|error| failed(&error))?;
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
            let report = to_ctrf(&found, &names);
            let count = report["results"]["tests"].as_array().map_or(0, Vec::len);
            written(context, &run.out, report.to_string().as_bytes(), count)
        }
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
