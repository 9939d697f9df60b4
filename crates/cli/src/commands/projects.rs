//! `projects`: the projects of the workspace and their settings.

use crate::args::{ProjectsArgs, ProjectsCommand, ProjectsSet, Switch};
use crate::errors::CliError;
use crate::exit::Exit;
use crate::json::{OwnProject, OwnProjectsAnswer, PlannedAnswer};
use crate::output::Align::{Cut, Left};
use crate::output::Printer;
use crate::resolve::Context;
use voluptas_app::project;
use voluptas_app::project::settings::ProjectChange;
use voluptas_core::domain::Message;
use voluptas_store::Error;

pub(super) fn run(args: &ProjectsArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    let only_looks = match &args.command {
        ProjectsCommand::List => true,
        ProjectsCommand::Set(set) => set.dry_run,
    };
    let store = if only_looks { context.workspace_to_read()? } else { context.existing_workspace()? }.store;
    let printer = &context.printer;
    let projects = match &args.command {
        ProjectsCommand::List => project::settings::list(&store)?,
        ProjectsCommand::Set(set) => {
            let change = ProjectChange {
                auto_create_cases: set.auto_create_cases.map(|switch| Some(switch == Switch::On)),
                issue_url: set.issue_url.clone().map(Some),
                failure_categories: Some(set.category.join("\n")).filter(|_| !set.category.is_empty()),
                result_rules: set.rule.clone(),
                tracker: None,
            };
            let plan = project::settings::plan(&store, &set.code, &change).map_err(|e| missing(e, set))?;
            if set.dry_run {
                let after = OwnProject::from(plan.after);
                let would = Message::new("cli-project-would-set").with("code", &after.code);
                let answer = PlannedAnswer::new(Some(OwnProject::from(plan.before)), Some(after));
                printer.summary(&answer, |out| {
                    out.say(&would);
                    table(out, answer.after.as_slice());
                });
                return Ok(Exit::Done);
            }
            project::settings::apply(&store, &plan).map_err(|e| missing(e, set))?;
            vec![plan.after]
        }
    };
    let projects = projects.into_iter().map(OwnProject::from).collect();
    let answer = OwnProjectsAnswer { projects };
    printer.answer(&answer, |out| table(out, &answer.projects));
    Ok(if answer.projects.is_empty() { Exit::Nothing } else { Exit::Done })
}

fn table(out: &Printer, projects: &[OwnProject]) {
    let titles = ["code", "title", "auto-create-cases", "issue-url", "failure-categories"]
        .map(|key| out.tr().text(&format!("cli-col-{key}")));
    let columns: Vec<_> = titles.iter().map(|title| title.as_ref()).zip([Left, Cut, Left, Left, Cut]).collect();
    let cells = projects.iter().map(|p| {
        let word = match p.auto_create_cases {
            None => "cli-word-default",
            Some(true) => "cli-word-on",
            Some(false) => "cli-word-off",
        };
        let categories: Vec<&str> = p.failure_categories.iter().map(|rule| rule.name.as_str()).collect();
        let url = p.issue_url.clone().unwrap_or_default();
        vec![p.code.clone(), p.title.clone(), out.tr().text(word).into_owned(), url, categories.join(", ")]
    });
    out.table(&columns, &cells.collect::<Vec<_>>());
}

fn missing(error: Error, set: &ProjectsSet) -> CliError {
    match error {
        Error::Invalid(invalid) if invalid.message.key.starts_with("invalid-") => CliError::usage(invalid.message),
        Error::NotFound { .. } => CliError::nothing(Message::new("cli-error-no-own-project").with("code", &set.code)),
        other => other.into(),
    }
}
