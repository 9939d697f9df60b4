//! `tokens`: the tokens of the server's users. A token is printed once, when it is created; the workspace stores its hash.

use super::users::explained;
use crate::errors::CliError;
use crate::exit::Exit;
use crate::json::{PlannedAnswer, PlannedToken, TokenAddedAnswer, TokenObject, TokensAnswer};
use crate::output::Align::{Left, Right};
use crate::output::Printer;
use crate::resolve::Context;
use crate::user_args::{TokenAdd, TokensArgs, TokensCommand};
use voluptas_app::workspace;
use voluptas_app::workspace::tokens::TokenRequest;
use voluptas_core::base::Secret;
use voluptas_core::base::clock::to_plain;
use voluptas_core::domain::Message;
use voluptas_core::domain::ids::TokenId;
use voluptas_core::domain::user::Role;
use voluptas_store::{Error, Store};

pub(super) fn run(args: &TokensArgs, context: &Context) -> Result<Exit, CliError> {
    context.start_log(&context.paths.log_dir, 0);
    let only_looks = match &args.command {
        TokensCommand::List => true,
        TokensCommand::Add(add) => add.dry_run,
        TokensCommand::Revoke(revoke) => revoke.dry_run,
    };
    let store = if only_looks { context.workspace_to_read()? } else { context.existing_workspace()? }.store;
    let printer = &context.printer;
    match &args.command {
        TokensCommand::List => {
            let answer = TokensAnswer { tokens: workspace::tokens::list(&store)?.into_iter().map(TokenObject::from).collect() };
            printer.answer(&answer, |out| table(out, &answer.tokens));
            Ok(if answer.tokens.is_empty() { Exit::Nothing } else { Exit::Done })
        }
        TokensCommand::Add(add) => create(&store, add, printer),
        TokensCommand::Revoke(revoke) => {
            let missing = |error| match error {
                Error::NotFound { .. } => CliError::nothing(Message::new("cli-error-no-token").with("id", revoke.id)),
                other => other.into(),
            };
            let id = TokenId(revoke.id);
            if revoke.dry_run {
                let before = TokenObject::from(workspace::tokens::plan_revoke(&store, id).map_err(missing)?);
                let would = Message::new("cli-token-would-revoke").with("id", before.id).with("user", &before.user);
                printer.summary(&PlannedAnswer::new(Some(before), None), |out| out.say(&would));
                return Ok(Exit::Done);
            }
            let revoked = workspace::tokens::revoke(&store, id).map_err(missing)?;
            let answer = TokenObject { state: "revoked", ..revoked.into() };
            printer.summary(&answer, |out| {
                out.say(&Message::new("cli-token-revoked").with("id", answer.id).with("user", &answer.user));
            });
            Ok(Exit::Done)
        }
    }
}

fn create(store: &Store, add: &TokenAdd, printer: &Printer) -> Result<Exit, CliError> {
    let request = TokenRequest {
        user: add.user.clone(),
        title: add.title.clone(),
        role: add.role,
        projects: add.project.clone(),
        expires_ms: add.expires,
    };
    let plan = workspace::tokens::plan(store, &request).map_err(|e| explained(e, &add.user))?;
    if add.dry_run {
        let would = Message::new("cli-token-would-create").with("user", &plan.user);
        printer.summary(&PlannedAnswer::new(None, Some(PlannedToken::from(plan))), |out| out.say(&would));
        return Ok(Exit::Done);
    }
    let (secret, about) = workspace::tokens::apply(store, &plan).map_err(|e| explained(e, &add.user))?;
    let id = about.id;
    let answer = TokenAddedAnswer { token: Secret::expose(&secret).to_owned(), about: about.into() };
    printer.answer(&answer, |out| {
        let created = Message::new("cli-token-created").with("id", answer.about.id).with("user", &answer.about.user);
        out.say(&created.with("token", &answer.token));
    });
    // A token that was not shown is useless.
    if printer.flush().is_some() {
        workspace::tokens::revoke(store, id)?;
    }
    Ok(Exit::Done)
}

fn table(out: &Printer, tokens: &[TokenObject]) {
    let keys = ["id", "user", "title", "role", "projects", "expires", "used", "state"];
    let titles = keys.map(|key| out.tr().text(&format!("cli-col-{key}")));
    let columns: Vec<_> =
        titles.iter().enumerate().map(|(i, title)| (title.as_ref(), if i == 0 { Right } else { Left })).collect();
    let dash = |text: String| if text.is_empty() { "–".to_owned() } else { text };
    let time = |iso: &Option<String>| {
        let at = iso.as_deref().and_then(voluptas_core::base::clock::parse);
        dash(at.map(|at| to_plain(at).chars().take(16).collect()).unwrap_or_default())
    };
    let rows = tokens.iter().map(|token| {
        let state = if token.state == "expired" { "cli-word-expired" } else { "cli-word-active" };
        vec![
            token.id.to_string(),
            token.user.clone(),
            dash(token.title.clone()),
            token.role.map_or("–", Role::as_str).to_owned(),
            token.projects.as_ref().map_or_else(|| "–".to_owned(), |codes| codes.join(", ")),
            time(&token.expires_at),
            time(&token.last_used_at),
            out.tr().text(state).into_owned(),
        ]
    });
    out.table(&columns, &rows.collect::<Vec<_>>());
}
