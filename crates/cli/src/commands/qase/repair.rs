//! `qase repair`: duplicates in Qase, and projects that were created again.

use crate::args::{ConnectionArgs, RepairArgs};
use crate::errors::CliError;
use crate::exit::Exit;
use crate::json::{DoubleObject, RepairAnswer};
use crate::progress::follow;
use crate::resolve::Context;
use voluptas_app::sync;
use voluptas_app::sync::repair::Repair;
use voluptas_core::domain::Message;
use voluptas_sync::repair::Double;

/// Duplicates that are listed in the text output; JSON has all of them.
const NAMED: usize = 100;

pub(super) fn run(args: &RepairArgs, connection: &ConnectionArgs, context: &Context) -> Result<Exit, CliError> {
    let connector = context.connector(connection)?;
    let project = connector.project()?;
    let workspace = context.existing_workspace()?;
    let repair = match (args.forget_links, args.dry_run) {
        (true, _) => Repair::ForgetLinks,
        (false, true) => Repair::Find,
        (false, false) => Repair::Merge,
    };
    let done = follow(context, sync::repair::start(&workspace, connector, &project, repair))?;
    let doubles = &done.found.doubles;
    let left = doubles.iter().filter(|d| d.why_not.is_some()).count();
    let summary = done.summary.as_ref();
    let merged = summary.map_or(0, |s| doubles.len() as u64 - left as u64 - s.failed());
    let answer = RepairAnswer {
        project: project.clone(),
        dry_run: repair == Repair::Find,
        links_forgotten: done.forgotten,
        merged,
        left: left as u64,
        failed: summary.map_or(0, voluptas_sync::Summary::failed),
        doubles: doubles.iter().map(DoubleObject::new).collect(),
    };
    context.printer.summary(&answer, |out| {
        if repair == Repair::ForgetLinks {
            let key = if done.forgotten { "cli-repair-forgotten" } else { "cli-repair-unknown" };
            return out.say(&Message::new(key).with("project", &project));
        }
        if doubles.is_empty() {
            return out.say(&Message::new("cli-repair-none"));
        }
        doubles.iter().take(NAMED).for_each(|double| out.say(&sentence(double)));
        if repair == Repair::Merge {
            out.say(&Message::new("cli-repair-done").count("merged", merged).count("left", left));
        }
    });
    let is_open = left > 0 || answer.failed > 0 || (repair == Repair::Find && !doubles.is_empty());
    Ok(match (repair, is_open) {
        (Repair::ForgetLinks, _) if !done.forgotten => Exit::Nothing,
        (_, true) => Exit::Partly,
        _ => Exit::Done,
    })
}

fn sentence(double: &Double) -> Message {
    let key = match double.why_not {
        Some(_) => "cli-repair-left",
        None => "cli-repair-merge",
    };
    let message =
        Message::new(key).with("entity", double.entity.as_str()).with("id", double.shown_id()).with("of", double.shown_first());
    let message = message.with("title", &double.title);
    match &double.why_not {
        Some(why) => message.with("why", why.key.trim_start_matches("sync-repair-")),
        None => message,
    }
}
