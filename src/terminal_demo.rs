//! The demo as text, for a machine without a display: the walk of the command line's `demo`, printed line by line.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use voluptas_app::workspace::open::locate;
use voluptas_core::base::SystemClock;
use voluptas_core::domain::Message;
use voluptas_demo::{self as demo, Place};
use voluptas_i18n::Tr;
use voluptas_jobs::JobRunner;
use voluptas_settings::{Environment, LogOptions, Paths, Redactor, log};

/// Time for threads to end: one that still holds the workspace leaves its write-ahead log beside the file.
const LAST_WORK: Duration = Duration::from_secs(5);

/// Walks through the demo and says each step. Without a named workspace its files lie in a folder that is removed at the end. Returns true if
/// both sides agree at the end, and nothing after Ctrl-C.
///
/// # Errors
/// The demo cannot be opened or walked through, as a sentence for a person.
pub fn walk(
    tr: Tr,
    (paths, environment): (&Paths, &Environment),
    is_named: bool,
    say: &(dyn Fn(&str) + Sync),
) -> Result<Option<bool>, String> {
    let tell = |message: &Message| say(&Redactor::global().redact(&tr.message(message)));
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
    tell(&Message::new("demo-begin"));
    let session = demo::open(place, tr.lang(), &jobs, clock).map_err(|e| tr.explain(&e))?;
    // Only now: a refused demo leaves nothing beside somebody's workspace.
    let _log = log::init(&LogOptions::new(&folder.join("logs"), LogOptions::verbosity(true, 0), environment));
    Redactor::global().hide(&session.token);
    let report = jobs.handle().block_on(async {
        let report = tokio::select! {
            report = demo::walk(&session, tr.lang(), &tell) => Some(report),
            _ = tokio::signal::ctrl_c() => None,
        };
        session.server.shutdown().await;
        report.transpose()
    });
    jobs.end(LAST_WORK);
    let report = report.map_err(|e| tr.explain(&e))?;
    if let Some(report) = &report {
        tell(&report.verdict(tr));
        for mismatch in &report.mismatches {
            say(&Redactor::global().redact(&format!("  {mismatch}")));
        }
        if is_named {
            tell(&demo::how_to_open(&workspace));
        }
    }
    Ok(report.map(|report| report.ok))
}
