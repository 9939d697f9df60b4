//! `users`: the users of the server and their roles.

use crate::cli::errors::Stop;
use crate::cli::exit::Exit;
use crate::cli::json::{UserObject, UserRemovedAnswer, UsersAnswer};
use crate::cli::output::Align::{Left, Right};
use crate::cli::output::Printer;
use crate::cli::resolve::Context;
use crate::cli::user_args::{Grant, UserAdd, UserChange, UsersArgs, UsersCommand};
use crate::domain::Message;
use crate::domain::ids::UserId;
use crate::domain::user::{Permission, Role, User};
use crate::store::{Error, Op, Result, Tx};

pub(super) fn run(args: &UsersArgs, context: &Context) -> std::result::Result<Exit, Stop> {
    context.start_log(&context.paths.log_dir, 0);
    // The first user may come before anything else of a workspace.
    let workspace =
        if matches!(args.command, UsersCommand::Add(_)) { context.workspace()? } else { context.existing_workspace()? };
    let store = workspace.store;
    let printer = &context.printer;
    match &args.command {
        UsersCommand::List => {
            let users = store.read(|tx| tx.users().all()?.iter().map(|user| shown(tx, user)).collect::<Result<Vec<_>>>())?;
            let answer = UsersAnswer { users };
            printer.answer(&answer, |out| table(out, &answer.users));
            Ok(if answer.users.is_empty() { Exit::Nothing } else { Exit::Done })
        }
        UsersCommand::Add(add) => {
            let user = store.write(Op::bulk("add_user"), |tx| create(tx, add)).map_err(|e| explained(e, &add.name))?.value;
            told(printer, &user);
            Ok(Exit::Done)
        }
        UsersCommand::Change(change) => {
            let name = change.rename.as_ref().unwrap_or(&change.name);
            let user = store.write(Op::bulk("change_user"), |tx| apply(tx, change)).map_err(|e| explained(e, name))?.value;
            told(printer, &user);
            Ok(Exit::Done)
        }
        UsersCommand::Remove(remove) => {
            let removed = store.write(Op::bulk("remove_user"), |tx| {
                let user = shown(tx, &named(tx, &remove.name)?)?;
                tx.users().remove(UserId(user.id))?;
                Ok(UserRemovedAnswer { id: user.id, name: user.name, tokens: user.tokens })
            });
            let answer = removed.map_err(|e| explained(e, &remove.name))?.value;
            printer.summary(&answer, |out| {
                out.say(&Message::new("cli-user-removed").with("name", &answer.name).count("tokens", answer.tokens));
            });
            Ok(Exit::Done)
        }
    }
}

/// An error about a user or a project as an error of the command line.
pub(super) fn explained(error: Error, name: &str) -> Stop {
    match error {
        Error::Duplicate(_) => Stop::new(Exit::Failed, Message::new("cli-error-user-taken").with("name", name)),
        Error::NotFound { entity: "user", key } => Stop::nothing(Message::new("cli-error-no-user").with("name", key)),
        Error::NotFound { entity: "project", key } => Stop::nothing(Message::new("cli-error-no-own-project").with("code", key)),
        other => other.into(),
    }
}

/// The user of a name.
///
/// # Errors
/// [`Error::NotFound`].
pub(super) fn named(tx: &Tx<'_>, name: &str) -> Result<User> {
    tx.users().by_name(name)?.ok_or_else(|| Error::not_found("user", name))
}

fn create(tx: &Tx<'_>, add: &UserAdd) -> Result<UserObject> {
    let id = tx.users().create(&add.name, add.role)?;
    grant(tx, id, &add.project)?;
    shown(tx, &named(tx, &add.name)?)
}

fn apply(tx: &Tx<'_>, change: &UserChange) -> Result<UserObject> {
    let id = named(tx, &change.name)?.id;
    if let Some(name) = &change.rename {
        tx.users().rename(id, name)?;
    }
    if let Some(role) = change.role {
        tx.users().set_registry_role(id, role.0)?;
    }
    grant(tx, id, &change.project)?;
    shown(tx, &named(tx, change.rename.as_ref().unwrap_or(&change.name))?)
}

fn grant(tx: &Tx<'_>, user: UserId, grants: &[Grant]) -> Result<()> {
    for Grant { code, role } in grants {
        let project = tx.projects().by_code(code)?.ok_or_else(|| Error::not_found("project", code))?;
        tx.users().set_project_role(user, project.id, *role)?;
    }
    Ok(())
}

fn shown(tx: &Tx<'_>, user: &User) -> Result<UserObject> {
    let mut projects = std::collections::BTreeMap::new();
    for (project, role) in &user.projects {
        projects.insert(tx.projects().get(*project)?.code, *role);
    }
    let tokens = tx.server_tokens().all()?.iter().filter(|(token, _)| token.user == user.id).count();
    Ok(UserObject { id: user.id.0, name: user.name.clone(), role: user.registry, projects, tokens })
}

/// Prints a user that was created or changed, with a warning when the user can see no project.
fn told(printer: &Printer, user: &UserObject) {
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
