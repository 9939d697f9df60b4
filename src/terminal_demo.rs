//! The demo as text, for a machine without a display: the walk of the command line's `demo`, printed line by line.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use voluptas_app::workspace::open::locate;
use voluptas_core::base::SystemClock;
use voluptas_core::domain::Message;
use voluptas_demo::{self as demo, Place, WalkReport};
use voluptas_i18n::Tr;
use voluptas_jobs::JobRunner;
use voluptas_settings::{Environment, LogOptions, Paths, Redactor, log};
use voluptas_store::Location;

/// Exit code of a program that Ctrl-C ended.
const INTERRUPTED: u8 = 130;

/// Walks through the demo and prints each step on standard output. Without a named workspace its files lie in a folder that is removed
/// at the end.
pub fn run(tr: Tr, paths: &Paths, environment: &Environment, is_named: bool) -> ExitCode {
    match walk(tr, paths, environment, is_named) {
        Ok(Some(report)) if report.ok => ExitCode::SUCCESS,
        Ok(Some(_)) => ExitCode::FAILURE,
        Ok(None) => ExitCode::from(INTERRUPTED),
        Err(words) => {
            eprintln!("{}", Redactor::global().redact(&words));
            ExitCode::FAILURE
        }
    }
}

/// The report of the walk; `None` after Ctrl-C. An error is a sentence for a person.
fn walk(tr: Tr, paths: &Paths, environment: &Environment, is_named: bool) -> Result<Option<WalkReport>, String> {
    let scratch;
    let place = if is_named {
        Place::of(locate(paths, environment, 1).map_err(|e| tr.explain(&e))?, None)
    } else {
        scratch = tempfile::Builder::new().prefix("voluptas-demo-").tempdir().map_err(|e| e.to_string())?;
        Place::from(scratch.path())
    };
    let folder = place.server.parent().map(Path::to_owned).unwrap_or_default();
    let workspace = place.workspace.clone();
    let clock = Arc::new(SystemClock);
    let jobs = JobRunner::new(clock.clone()).map_err(|e| e.to_string())?;
    say(tr, &Message::new("demo-begin"));
    let session = demo::open(place, tr.lang(), &jobs, clock).map_err(|e| tr.explain(&e))?;
    // Only now: a refused demo leaves nothing beside somebody's workspace.
    let _log = log::init(&LogOptions::new(&folder.join("logs"), LogOptions::verbosity(true, 0), environment));
    Redactor::global().hide(&session.token);
    let report = jobs.handle().block_on(async {
        let tell = |message: &Message| say(tr, message);
        let report = tokio::select! {
            report = demo::walk(&session, tr.lang(), &tell) => Some(report),
            _ = tokio::signal::ctrl_c() => None,
        };
        session.server.shutdown().await;
        report.transpose()
    });
    let report = report.map_err(|e| tr.explain(&e))?;
    if let Some(report) = &report {
        say(tr, &end(tr, report));
        for mismatch in &report.mismatches {
            println!("  {}", Redactor::global().redact(mismatch));
        }
        if is_named {
            say(
                tr,
                &match &workspace {
                    Location::File(path) => Message::new("demo-workspace").with("workspace", path.display()),
                    Location::Server { .. } => Message::new("demo-workspace-server").with("workspace", &workspace),
                },
            );
        }
    }
    Ok(report)
}

fn end(tr: Tr, report: &WalkReport) -> Message {
    if report.ok {
        Message::new("demo-end-good").with("time", tr.duration(i64::try_from(report.elapsed_ms).unwrap_or(i64::MAX)))
    } else {
        Message::new("demo-end-bad")
    }
}

fn say(tr: Tr, message: &Message) {
    println!("{}", Redactor::global().redact(&tr.message(message)));
}
