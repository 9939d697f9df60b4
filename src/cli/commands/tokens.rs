//! `tokens`: the tokens of the server's users. A token is printed once, when it is created; the workspace keeps its hash.

use super::users::{explained, named};
use crate::base::Secret;
use crate::base::clock::{to_iso, to_plain};
use crate::cli::errors::Stop;
use crate::cli::exit::Exit;
use crate::cli::json::{TokenAddedAnswer, TokenObject, TokensAnswer};
use crate::cli::output::Align::{Left, Right};
use crate::cli::output::Printer;
use crate::cli::resolve::Context;
use crate::cli::user_args::{TokenAdd, TokensArgs, TokensCommand};
use crate::domain::Message;
use crate::domain::ids::{ProjectId, TokenId};
use crate::domain::user::{Role, Token};
use crate::server::{new_token, token_hash};
use crate::store::server_tokens::NewToken;
use crate::store::{Error, Op, Result, Store, Tx};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn run(args: &TokensArgs, context: &Context) -> std::result::Result<Exit, Stop> {
    context.start_log(&context.paths.log_dir, 0);
    let store = context.existing_workspace()?.store;
    let printer = &context.printer;
    match &args.command {
        TokensCommand::List => {
            let answer = TokensAnswer { tokens: store.read(all)? };
            printer.answer(&answer, |out| table(out, &answer.tokens));
            Ok(if answer.tokens.is_empty() { Exit::Nothing } else { Exit::Done })
        }
        TokensCommand::Add(add) => create(&store, add, printer),
        TokensCommand::Revoke(revoke) => {
            let missing = || Stop::nothing(Message::new("cli-error-no-token").with("id", revoke.id));
            let revoked = store.write(Op::bulk("revoke_token"), |tx| {
                let found = all(tx)?.into_iter().find(|token| token.id == revoke.id);
                tx.server_tokens().revoke(TokenId(revoke.id))?;
                Ok(found)
            });
            let answer = match revoked {
                Err(Error::NotFound { .. }) => return Err(missing()),
                revoked => revoked?.value.ok_or_else(missing)?,
            };
            let answer = TokenObject { state: "revoked", ..answer };
            printer.summary(&answer, |out| {
                out.say(&Message::new("cli-token-revoked").with("id", answer.id).with("user", &answer.user));
            });
            Ok(Exit::Done)
        }
    }
}

fn create(store: &Store, add: &TokenAdd, printer: &Printer) -> std::result::Result<Exit, Stop> {
    if add.expires.is_some_and(|end| end <= store.clock().now()) {
        return Err(Stop::usage(Message::new("cli-error-token-expired")));
    }
    let secret = new_token()?;
    let mut hidden = None;
    let written = store.write(Op::bulk("add_token"), |tx| {
        let user = named(tx, &add.user)?;
        let mut projects = BTreeSet::new();
        for code in &add.project {
            let project = tx.projects().by_code(code)?.ok_or_else(|| Error::not_found("project", code))?;
            if user.access().role_in(project.id).is_none() {
                hidden = Some(project.code);
                return Err(Error::Aborted);
            }
            projects.insert(project.id);
        }
        let new = NewToken {
            role: add.role,
            projects: (!projects.is_empty()).then_some(projects),
            expires_ms: add.expires,
            ..NewToken::of(user.id, add.title.trim())
        };
        let id = tx.server_tokens().add(&token_hash(&secret), &new)?;
        all(tx)?.into_iter().find(|token| token.id == id.0).ok_or_else(|| Error::not_found("token", id))
    });
    if let Some(code) = hidden {
        return Err(Stop::usage(Message::new("cli-error-token-project").with("user", &add.user).with("code", code)));
    }
    let about = written.map_err(|e| explained(e, &add.user))?.value;
    let id = TokenId(about.id);
    let answer = TokenAddedAnswer { token: Secret::expose(&secret).to_owned(), about };
    printer.answer(&answer, |out| {
        let created = Message::new("cli-token-created").with("id", answer.about.id).with("user", &answer.about.user);
        out.say(&created.with("token", &answer.token));
    });
    // A token that was not shown is useless.
    if printer.flush().is_some() {
        store.write(Op::bulk("revoke_token"), |tx| tx.server_tokens().revoke(id))?;
    }
    Ok(Exit::Done)
}

/// The tokens that were not revoked, oldest first.
fn all(tx: &Tx<'_>) -> Result<Vec<TokenObject>> {
    let users: BTreeMap<_, _> = tx.users().all()?.into_iter().map(|user| (user.id, user.name)).collect();
    let codes: BTreeMap<ProjectId, String> = tx.projects().all()?.into_iter().map(|p| (p.id, p.code)).collect();
    let object = |token: Token| TokenObject {
        id: token.id.0,
        user: users.get(&token.user).cloned().unwrap_or_default(),
        role: token.role,
        projects: token.projects.as_ref().map(|only| only.iter().filter_map(|id| codes.get(id).cloned()).collect()),
        created_at: to_iso(token.created_ms),
        expires_at: token.expires_ms.map(to_iso),
        last_used_at: token.used_ms.map(to_iso),
        state: if token.is_expired(tx.now()) { "expired" } else { "active" },
        title: token.title,
    };
    Ok(tx.server_tokens().all()?.into_iter().map(|(token, _)| object(token)).collect())
}

fn table(out: &Printer, tokens: &[TokenObject]) {
    let keys = ["id", "user", "title", "role", "projects", "expires", "used", "state"];
    let titles = keys.map(|key| out.tr().text(&format!("cli-col-{key}")));
    let columns: Vec<_> =
        titles.iter().enumerate().map(|(i, title)| (title.as_ref(), if i == 0 { Right } else { Left })).collect();
    let dash = |text: String| if text.is_empty() { "–".to_owned() } else { text };
    let time = |iso: &Option<String>| {
        let at = iso.as_deref().and_then(crate::base::clock::parse);
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
