//! `doctor`: examines the workspace file without changing it.

use crate::args::DoctorArgs;
use crate::errors::CliError;
use crate::exit::Exit;
use crate::files::write_output;
use crate::json::{DoctorAnswer, FindingRow, RecoverAnswer, SupportAnswer, SweepAnswer};
use crate::output::Align::{Left, Right};
use crate::resolve::Context;
use std::path::Path;
use voluptas_app::workspace::support::{collect, zip};
use voluptas_core::base::{Clock as _, SystemClock};
use voluptas_core::domain::Message;
use voluptas_i18n::{Lang, Tr};
use voluptas_store::Location;
use voluptas_store::blobs::sweep::sweep;
use voluptas_store::doctor::{Severity, examine_at};
use voluptas_store::recover::{part_of, recover};

pub(super) fn run(args: &DoctorArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    if let Some(target) = &args.support {
        return support(target, context);
    }
    let location = context.location()?;
    let Location::File(path) = &location else {
        if args.recover.is_some() {
            return Err(voluptas_store::Error::NotAFile.into());
        }
        if !context.has_workspace()? {
            return Err(context.no_workspace());
        }
        return if args.sweep { swept(args.apply, context) } else { tell(&location, context) };
    };
    // Instead of a file that is missing, the half-made one that was to become it.
    let part = part_of(path);
    let is_part = !path.is_file() && part.is_file();
    if !path.is_file() && !is_part {
        return Err(context.no_workspace());
    }
    if let (Some(target), false) = (&args.recover, is_part) {
        return save(path, target, context);
    }
    if args.sweep && !is_part {
        return swept(args.apply, context);
    }
    tell(&Location::from(if is_part { part.as_path() } else { path }), context)
}

/// Examines a workspace and prints the findings.
fn tell(location: &Location, context: &Context) -> Result<Exit, CliError> {
    let findings = examine_at(location).map_err(|e| CliError::workspace(location, e))?;
    let verdict = findings.iter().map(|f| f.severity).max().unwrap_or(Severity::Good);
    let english = Tr::new(Lang::En);
    let answer = DoctorAnswer {
        workspace: location.to_string(),
        verdict,
        findings: findings
            .iter()
            .map(|f| FindingRow { check: f.check, severity: f.severity, count: f.count, message: english.message(&f.message) })
            .collect(),
    };
    context.printer.answer(&answer, |out| {
        out.say(&Message::new("cli-doctor-file").with("path", location));
        for finding in &findings {
            let mark = out.tr().text(match finding.severity {
                Severity::Good => "cli-mark-good",
                Severity::Warning => "cli-mark-warning",
                Severity::Bad => "cli-mark-bad",
            });
            out.line(&format!("  {mark}  {}", out.sentence(&finding.message)));
        }
        let is_empty = findings.iter().any(|finding| finding.check == "empty_file");
        out.say(&Message::new(match verdict {
            _ if is_empty => "cli-doctor-empty",
            Severity::Good => "cli-doctor-good",
            Severity::Warning => "cli-doctor-warning",
            Severity::Bad => "cli-doctor-bad",
        }));
    });
    let is_file = matches!(location, Location::File(_));
    if is_file && verdict == Severity::Bad && !findings.iter().any(|f| matches!(f.check, "empty_file" | "half_made")) {
        context.printer.note(&Message::new("cli-doctor-remedy"));
    }
    Ok(match verdict {
        Severity::Good => Exit::Done,
        Severity::Warning => Exit::Partly,
        Severity::Bad => Exit::Failed,
    })
}

/// `--sweep`: bytes of attachments that nothing names.
fn swept(removes: bool, context: &Context) -> Result<Exit, CliError> {
    let store = context.existing_workspace()?.store;
    let swept = sweep(&store, SystemClock.now(), removes)?;
    let answer = SweepAnswer {
        stored: swept.stored.0,
        stored_bytes: swept.stored.1,
        unnamed: swept.unnamed.0,
        unnamed_bytes: swept.unnamed.1,
        young: swept.young,
        removed: swept.removed,
    };
    context.printer.answer(&answer, |out| {
        let size = |bytes| out.tr().bytes(bytes);
        let message = Message::new(if removes { "cli-sweep-done" } else { "cli-sweep-found" });
        let message = message.count("stored", answer.stored).with("stored_size", size(answer.stored_bytes));
        let message = message.count("unnamed", answer.unnamed).with("unnamed_size", size(answer.unnamed_bytes));
        out.say(&message.count("young", answer.young).count("removed", answer.removed));
    });
    if !removes && swept.unnamed.0 > swept.young {
        context.printer.note(&Message::new("cli-sweep-remedy"));
    }
    Ok(Exit::Done)
}

/// `--support`: writes a zip that helps to understand a problem. Works also for a workspace that cannot be read.
fn support(target: &Path, context: &Context) -> Result<Exit, CliError> {
    let parts = collect(&context.paths, &context.settings, SystemClock.now());
    let bytes = zip(&parts).map_err(|e| CliError::file(target, &e))?;
    if write_output(target, &bytes, &context.printer)? {
        return Ok(Exit::Done);
    }
    let files = parts.into_iter().map(|p| p.name).collect();
    let answer = SupportAnswer { support: target.display().to_string(), files };
    context.printer.answer(&answer, |out| {
        out.say(&Message::new("cli-support-saved").with("path", &answer.support).with("files", answer.files.join(", ")));
    });
    Ok(Exit::Done)
}

/// `--recover`: everything that can be read goes into a new file; the damaged one is only read.
fn save(path: &Path, target: &Path, context: &Context) -> Result<Exit, CliError> {
    if target.symlink_metadata().is_ok() {
        return Err(CliError::file(target, &std::io::ErrorKind::AlreadyExists.into()));
    }
    let log = voluptas_store::log::damage(Location::from(path).without_link().local())?;
    let tables = recover(path, target, &SystemClock)?;
    let complete = log.is_none() && tables.iter().all(|t| t.gaps == 0 && t.dropped == 0);
    let answer =
        RecoverAnswer { workspace: path.display().to_string(), recovered: target.display().to_string(), complete, tables };
    context.printer.answer(&answer, |out| {
        let of_interest = answer.tables.iter().filter(|t| t.rows > 0 || t.gaps > 0 || t.dropped > 0);
        let cells = of_interest.map(|t| vec![t.table.clone(), t.rows.to_string(), t.gaps.to_string(), t.dropped.to_string()]);
        let titles = ["cli-col-table", "cli-col-saved", "cli-col-gaps", "cli-col-dropped"].map(|key| out.tr().text(key));
        let columns: Vec<_> =
            titles.iter().zip([Left, Right, Right, Right]).map(|(title, align)| (title.as_ref(), align)).collect();
        out.table(&columns, &cells.collect::<Vec<_>>());
        let rows: i64 = answer.tables.iter().map(|t| t.rows).sum();
        if let Some(log) = log {
            let message = Message::new("cli-recover-log").with("path", &answer.workspace);
            out.say(&message.count("count", log.dropped).count("intact", log.intact));
        }
        let key = if complete { "cli-recover-whole" } else { "cli-recover-partly" };
        out.say(&Message::new(key).with("path", &answer.recovered).with("rows", rows));
    });
    Ok(if complete { Exit::Done } else { Exit::Partly })
}
