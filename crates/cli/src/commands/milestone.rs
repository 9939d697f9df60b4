//! `milestone`: the milestones of a project: a list, a new one, changes, the end of one.

use super::target;
use crate::errors::CliError;
use crate::exit::Exit;
use crate::json::{MilestoneAnswer, MilestoneObject, MilestonesAnswer};
use crate::milestone_args::{MilestoneArgs, MilestoneCommand, MilestoneCreate, MilestoneDelete, MilestoneEdit, MilestoneList};
use crate::output::Align::{Cut, Left, Right};
use crate::output::Printer;
use crate::resolve::Context;
use voluptas_app::project::milestones;
use voluptas_app::project::milestones::{MilestoneChangeOutcome, MilestoneRow};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::Message;
use voluptas_core::domain::project::Project;
use voluptas_store::milestones::MilestoneContent;
use voluptas_store::{Error, Store};

pub(super) fn run(args: &MilestoneArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    match &args.command {
        MilestoneCommand::List(args) => list(args, context),
        MilestoneCommand::Create(args) => create(args, context),
        MilestoneCommand::Edit(args) => edit(args, context),
        MilestoneCommand::Delete(args) => delete(args, context),
    }
}

fn list(args: &MilestoneList, context: &Context) -> Result<Exit, CliError> {
    let store = context.workspace_to_read()?.store;
    let project = target::existing(&store, &args.project)?;
    let mut rows = milestones::list(&store, project.id)?;
    rows.retain(|row| !args.open || !row.milestone.content.is_completed);
    let answer = MilestonesAnswer { project: project.code, milestones: rows.iter().map(MilestoneObject::new).collect() };
    context.printer.answer(&answer, |out| table(out, &rows));
    Ok(if rows.is_empty() { Exit::Nothing } else { Exit::Done })
}

fn create(args: &MilestoneCreate, context: &Context) -> Result<Exit, CliError> {
    let store = context.existing_workspace()?.store;
    let project = target::existing(&store, &args.project)?;
    let content = MilestoneContent {
        title: args.title.clone(),
        description: args.description.clone(),
        due_ms: args.due,
        is_completed: false,
    };
    let id = milestones::create(&store, project.id, &content).map_err(refused)?;
    answer(context, &store, &project, id, "cli-milestone-created")
}

fn edit(args: &MilestoneEdit, context: &Context) -> Result<Exit, CliError> {
    let store = context.existing_workspace()?.store;
    let project = target::existing(&store, &args.project)?;
    let row = found(&store, &project, args.milestone)?;
    let (id, base) = (row.milestone.id, row.milestone.content);
    let mine = MilestoneContent {
        title: args.title.clone().unwrap_or_else(|| base.title.clone()),
        description: args.description.clone().or_else(|| base.description.clone().filter(|_| !args.no_description)),
        due_ms: args.due.or(base.due_ms.filter(|_| !args.no_due)),
        is_completed: (base.is_completed || args.complete) && !args.reopen,
    };
    // A change of the state alone has words of its own in the history.
    if mine == (MilestoneContent { is_completed: mine.is_completed, ..base.clone() }) {
        if mine.is_completed != base.is_completed {
            milestones::complete(&store, id, mine.is_completed).map_err(refused)?;
        }
    } else {
        match milestones::change(&store, id, &base, &mine).map_err(refused)? {
            MilestoneChangeOutcome::Stored => {}
            MilestoneChangeOutcome::Meanwhile(_) => {
                return Err(CliError::new(Exit::Failed, Message::new("cli-error-milestone-changed")));
            }
            MilestoneChangeOutcome::Gone => return Err(missing(&project, args.milestone)),
        }
    }
    answer(context, &store, &project, id, "cli-milestone-changed")
}

fn delete(args: &MilestoneDelete, context: &Context) -> Result<Exit, CliError> {
    let store = context.existing_workspace()?.store;
    let project = target::existing(&store, &args.project)?;
    let row = found(&store, &project, args.milestone)?;
    milestones::delete(&store, row.milestone.id).map_err(refused)?;
    let answer = MilestoneAnswer { project: project.code, milestone: MilestoneObject::new(&row) };
    context.printer.summary(&answer, |out| {
        let tr = out.tr();
        let (runs, cases) = (
            tr.message(&Message::new("milestones-delete-runs").count("n", row.runs)),
            tr.message(&Message::new("milestones-delete-cases").count("n", row.cases)),
        );
        out.say(&said(&row, "cli-milestone-deleted").with("what", format!("{runs} {cases}")));
    });
    Ok(Exit::Done)
}

/// Prints the outcome of a change of a milestone, and warns when another milestone has the same title.
fn answer(context: &Context, store: &Store, project: &Project, id: i64, key: &str) -> Result<Exit, CliError> {
    let rows = milestones::list(store, project.id)?;
    let Some(row) = rows.iter().find(|row| row.milestone.id == id) else { return Ok(Exit::Done) };
    let title = |row: &MilestoneRow| fold(row.milestone.content.title.trim());
    let is_taken = rows.iter().any(|other| other.milestone.id != id && title(other) == title(row));
    let answer = MilestoneAnswer { project: project.code.clone(), milestone: MilestoneObject::new(row) };
    context.printer.summary(&answer, |out| out.say(&said(row, key)));
    if is_taken {
        context.printer.warn(&Message::new("milestones-taken"));
    }
    Ok(Exit::Done)
}

fn said(row: &MilestoneRow, key: &str) -> Message {
    Message::new(key).with("number", row.milestone.number).with("title", &row.milestone.content.title)
}

fn found(store: &Store, project: &Project, number: i64) -> Result<MilestoneRow, CliError> {
    let rows = milestones::list(store, project.id)?;
    rows.into_iter().find(|row| row.milestone.number == number).ok_or_else(|| missing(project, number))
}

fn missing(project: &Project, number: i64) -> CliError {
    CliError::nothing(Message::new("cli-error-no-milestone-number").with("number", number).with("code", &project.code))
}

/// A milestone that cannot be written as it was asked for.
fn refused(error: Error) -> CliError {
    match error {
        Error::Invalid(invalid) => CliError::invalid(invalid),
        other => other.into(),
    }
}

/// Characters of a description that a table shows. All of it is in the JSON form.
const DESCRIPTION: usize = 60;

/// A description as a table shows it: cut at the end of a word where one is near, with an ellipsis.
fn shortened(text: &str) -> String {
    if text.chars().count() <= DESCRIPTION {
        return text.to_owned();
    }
    let cut: String = text.chars().take(DESCRIPTION - 1).collect();
    let word = cut.rfind(' ').filter(|at| *at * 2 > cut.len());
    format!("{}…", cut[..word.unwrap_or(cut.len())].trim_end())
}

fn table(out: &Printer, rows: &[MilestoneRow]) {
    let tr = out.tr();
    let titles =
        ["cli-col-id", "cli-col-title", "cli-col-state", "cli-col-due", "cli-col-runs", "cli-col-cases", "cli-col-description"]
            .map(|key| tr.text(key));
    let aligned = [Right, Cut, Left, Left, Right, Right, Cut];
    let columns: Vec<_> = titles.iter().map(|title| title.as_ref()).zip(aligned).collect();
    let cells = |row: &MilestoneRow| {
        let content = &row.milestone.content;
        let state = tr.text(if content.is_completed { "milestones-completed" } else { "milestones-open" }).into_owned();
        let due = content.due_ms.map(|due| tr.due_day(due)).unwrap_or_default();
        let description = content.description.as_deref().unwrap_or_default();
        let description = shortened(&description.split_whitespace().collect::<Vec<_>>().join(" "));
        let number = row.milestone.number.to_string();
        vec![number, content.title.clone(), state, due, row.runs.to_string(), row.cases.to_string(), description]
    };
    out.table(&columns, &rows.iter().map(cells).collect::<Vec<_>>());
}
