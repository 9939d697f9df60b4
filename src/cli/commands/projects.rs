//! `projects`: the projects of the workspace and their settings.

use crate::app::project_settings;
use crate::cli::args::{ProjectsArgs, ProjectsCommand, ProjectsSet, Switch};
use crate::cli::errors::Stop;
use crate::cli::exit::Exit;
use crate::cli::json::{OwnProject, OwnProjectsAnswer};
use crate::cli::output::Align::Left;
use crate::cli::resolve::Context;
use crate::domain::Message;
use crate::domain::project::Project;
use crate::store::{Error, Op, Result, Tx};

pub(super) fn run(args: &ProjectsArgs, context: &Context) -> std::result::Result<Exit, Stop> {
    context.start_log(&context.paths.log_dir, 0);
    let store = context.existing_workspace()?.store;
    let projects = match &args.command {
        ProjectsCommand::List => {
            store.read(|tx| tx.projects().all()?.iter().map(|p| shown(tx, p)).collect::<Result<Vec<_>>>())?
        }
        ProjectsCommand::Set(set) => {
            vec![store.write(Op::bulk("set_project"), |tx| change(tx, set)).map_err(|e| missing(e, set))?.value]
        }
    };
    let answer = OwnProjectsAnswer { projects };
    context.printer.answer(&answer, |out| {
        let titles = ["cli-col-code", "cli-col-title", "cli-col-auto-create-cases"].map(|key| out.tr().text(key));
        let columns: Vec<_> = titles.iter().map(|title| (title.as_ref(), Left)).collect();
        let cells = answer.projects.iter().map(|p| {
            let word = match p.auto_create_cases {
                None => "cli-word-default",
                Some(true) => "cli-word-on",
                Some(false) => "cli-word-off",
            };
            vec![p.code.clone(), p.title.clone(), out.tr().text(word).into_owned()]
        });
        out.table(&columns, &cells.collect::<Vec<_>>());
    });
    Ok(if answer.projects.is_empty() { Exit::Nothing } else { Exit::Done })
}

fn missing(error: Error, set: &ProjectsSet) -> Stop {
    match error {
        Error::NotFound { .. } => Stop::nothing(Message::new("cli-error-no-own-project").with("code", &set.code)),
        other => other.into(),
    }
}

fn change(tx: &Tx<'_>, set: &ProjectsSet) -> Result<OwnProject> {
    let project = tx.projects().by_code(&set.code)?.ok_or_else(|| Error::not_found("project", &set.code))?;
    set_auto_create_cases(tx, &project, set.auto_create_cases)?;
    shown(tx, &project)
}

/// Changes the setting and keeps the others.
pub(super) fn set_auto_create_cases(tx: &Tx<'_>, project: &Project, switch: Switch) -> Result<()> {
    project_settings::set_auto_create_cases(tx, project.id, Some(switch == Switch::On))
}

fn shown(tx: &Tx<'_>, project: &Project) -> Result<OwnProject> {
    Ok(OwnProject {
        code: project.code.clone(),
        title: project.title.clone(),
        auto_create_cases: project_settings::auto_create_cases(tx, project.id)?,
    })
}
