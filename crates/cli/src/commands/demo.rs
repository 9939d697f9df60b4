//! `demo`: the whole loop against the embedded server, as text or as one object.

use crate::args::DemoArgs;
use crate::errors::CliError;
use crate::exit::Exit;
use crate::files::Scratch;
use crate::interrupt::InterruptListener;
use crate::resolve::Context;
use std::path::Path;
use std::sync::Arc;
use voluptas_core::base::SystemClock;
use voluptas_core::domain::Message;
use voluptas_demo::{self as demo, Place};
use voluptas_jobs::JobError;
use voluptas_settings::Redactor;

pub(super) fn run(args: &DemoArgs, context: &Context) -> Result<Exit, CliError> {
    // Only a workspace that this command names: the one of the settings has somebody's work.
    let workspace = if context.is_workspace_given { Some(context.location()?) } else { None };
    let dir = args.dir.as_ref().map(|dir| std::path::absolute(dir).map_err(|e| CliError::file(dir, &e))).transpose()?;
    let (place, scratch) = match (workspace, dir) {
        (Some(workspace), dir) => (Place::of(workspace, dir.as_deref()), None),
        (None, Some(dir)) => (Place::from(dir.as_path()), None),
        (None, None) => {
            let scratch = Scratch::make("voluptas-demo")?;
            (Place::from(scratch.path()), Some(scratch))
        }
    };
    let folder = place.server.parent().map(Path::to_owned).unwrap_or_default();
    let workspace = place.workspace.clone();
    let jobs = context.jobs()?;
    let printer = &context.printer;
    let lang = printer.tr().lang();
    printer.note(&Message::new("demo-begin"));
    let session = demo::open(place, lang, jobs, Arc::new(SystemClock))?;
    // Only now: a refused demo leaves nothing beside somebody's workspace.
    context.start_log(&folder.join("logs"), 0);
    Redactor::global().hide(&session.token);
    let tell = |message: &Message| printer.step(message);
    let listening = InterruptListener::begin();
    let report = jobs.handle().block_on(async {
        tokio::select! {
            report = demo::walk(&session, lang, &tell) => report.map_err(CliError::from),
            _ = listening.interrupted() => Err(CliError::from(JobError::Cancelled(voluptas_jobs::Report::default()))),
        }
    })?;
    jobs.handle().block_on(session.server.shutdown());
    jobs.end(super::serve::LAST_WORK);
    printer.summary(&report, |out| {
        out.say(&report.verdict(out.tr()));
        for mismatch in &report.mismatches {
            out.line(&format!("  {mismatch}"));
        }
        if scratch.is_none() {
            out.say(&if context.is_workspace_given {
                demo::how_to_open(&workspace)
            } else {
                Message::new("demo-files").with("folder", folder.display())
            });
        }
    });
    Ok(if report.ok { Exit::Done } else { Exit::Failed })
}
