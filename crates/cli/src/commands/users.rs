//! `users`: the users of the server and their roles.

use crate::errors::CliError;
use crate::exit::Exit;
use crate::json::{PlannedAnswer, UserObject, UserRemovedAnswer, UsersAnswer};
use crate::output::Align::{Left, Right};
use crate::output::Printer;
use crate::resolve::Context;
use crate::user_args::{Grant, UsersArgs, UsersCommand};
use voluptas_app::workspace;
use voluptas_app::workspace::users::{UserEdit, UserPlan};
use voluptas_core::domain::Message;
use voluptas_core::domain::user::{Permission, Role};
use voluptas_store::{Error, Store};

pub(super) fn run(args: &UsersArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    // The first user may come before anything else of a workspace.
    let (workspace, _scratch) = match &args.command {
        UsersCommand::Add(add) => context.workspace_to(add.dry_run)?,
        UsersCommand::List => (context.workspace_to_read()?, None),
        UsersCommand::Change(change) if change.dry_run => (context.workspace_to_read()?, None),
        UsersCommand::Remove(remove) if remove.dry_run => (context.workspace_to_read()?, None),
        _ => (context.existing_workspace()?, None),
    };
    let store = workspace.store;
    let printer = &context.printer;
    match &args.command {
        UsersCommand::List => {
            let answer = UsersAnswer { users: workspace::users::list(&store)?.into_iter().map(UserObject::from).collect() };
            printer.answer(&answer, |out| table(out, &answer.users));
            Ok(if answer.users.is_empty() { Exit::Nothing } else { Exit::Done })
        }
        UsersCommand::Add(add) => {
            let (name, projects) = (add.name.clone(), roles(&add.project));
            let email = add.email.clone();
            edit(&store, UserEdit::Add { name, role: add.role, projects, email }, &add.name, add.dry_run, printer)
        }
        UsersCommand::Change(change) => {
            let (name, rename) = (change.name.clone(), change.rename.clone());
            let named = change.rename.as_ref().unwrap_or(&change.name);
            let email = change.email.clone().map(|email| Some(email).filter(|email| !email.eq_ignore_ascii_case("none")));
            let (role, projects) = (change.role.map(|r| r.0), roles(&change.project));
            let edited = UserEdit::Change { name, rename, role, projects, email };
            edit(&store, edited, named, change.dry_run, printer)
        }
        UsersCommand::Remove(remove) => {
            edit(&store, UserEdit::Remove { name: remove.name.clone() }, &remove.name, remove.dry_run, printer)
        }
    }
}

/// Plans an edit, executes it unless this is a dry run, and prints the user. `name` is the name in errors.
fn edit(store: &Store, edit: UserEdit, name: &str, is_dry: bool, printer: &Printer) -> Result<Exit, CliError> {
    let plan = workspace::users::plan(store, edit).map_err(|e| explained(e, name))?;
    if is_dry {
        print_plan(printer, plan);
        return Ok(Exit::Done);
    }
    match (workspace::users::apply(store, &plan).map_err(|e| explained(e, name))?, plan.before) {
        (Some(user), _) => print_user(printer, &user.into()),
        (None, Some(user)) => {
            let UserObject { id, name, tokens, .. } = user.into();
            let answer = UserRemovedAnswer { id, name, tokens };
            printer.summary(&answer, |out| {
                out.say(&Message::new("cli-user-removed").with("name", &answer.name).count("tokens", answer.tokens));
            });
        }
        (None, None) => {}
    }
    Ok(Exit::Done)
}

fn roles(grants: &[Grant]) -> Vec<workspace::users::ProjectRole> {
    grants.iter().map(|grant| (grant.code.clone(), grant.role)).collect()
}

/// An error about a user or a project as an error of the command line.
pub(super) fn explained(error: Error, name: &str) -> CliError {
    match error {
        Error::Duplicate(_) => CliError::new(Exit::Failed, Message::new("cli-error-user-taken").with("name", name)),
        Error::NotFound { entity: "user", key } => CliError::nothing(Message::new("cli-error-no-user").with("name", key)),
        Error::NotFound { entity: "project", key } => {
            CliError::nothing(Message::new("cli-error-no-own-project").with("code", key))
        }
        other => other.into(),
    }
}

/// Prints a planned edit: the user that would be created or changed as it would be, otherwise the one that would be removed.
fn print_plan(printer: &Printer, plan: UserPlan) {
    let answer = PlannedAnswer::new(plan.before.map(UserObject::from), plan.after.map(UserObject::from));
    printer.summary(&answer, |out| {
        let (key, user) = match (&answer.before, &answer.after) {
            (None, Some(user)) => ("cli-user-would-add", user),
            (Some(user), Some(_)) => ("cli-user-would-change", user),
            (Some(user), None) => ("cli-user-would-remove", user),
            (None, None) => return,
        };
        out.say(&Message::new(key).with("name", &user.name).count("tokens", user.tokens));
        if let Some(after) = &answer.after {
            table(out, std::slice::from_ref(after));
        }
    });
}

/// Prints a user that was created or changed, with a warning when the user can see no project.
fn print_user(printer: &Printer, user: &UserObject) {
    printer.summary(user, |out| table(out, std::slice::from_ref(user)));
    let is_admin = user.role.is_some_and(|role| role.allows(Permission::Administer));
    if user.projects.is_empty() && !is_admin {
        printer.warn(&Message::new("cli-user-sees-nothing").with("name", &user.name));
    }
}

fn table(out: &Printer, users: &[UserObject]) {
    let titles = ["cli-col-name", "cli-col-registry", "cli-col-projects", "cli-col-tokens"].map(|key| out.tr().text(key));
    let aligned = titles.iter().zip([Left, Left, Left, Right]);
    let columns: Vec<_> = aligned.map(|(title, align)| (title.as_ref(), align)).collect();
    let rows = users.iter().map(|user| {
        let projects = match user.role {
            Some(Role::Admin) => out.tr().text("cli-word-all-projects").into_owned(),
            _ => user.projects.iter().map(|(code, role)| format!("{code}={}", role.as_str())).collect::<Vec<_>>().join(", "),
        };
        let role = user.role.map_or("–", Role::as_str).to_owned();
        vec![user.name.clone(), role, if projects.is_empty() { "–".to_owned() } else { projects }, user.tokens.to_string()]
    });
    out.table(&columns, &rows.collect::<Vec<_>>());
}
