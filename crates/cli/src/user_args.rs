//! Arguments of `users` and `tokens`.

use clap::{Args, Subcommand};
use std::path::PathBuf;
use strum::IntoEnumIterator as _;
use voluptas_core::base::{Millis, clock};
use voluptas_core::domain::user::Role;

/// `audit`.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// Only from this day or moment on.
    #[arg(long, value_name = "DATE", value_parser = super::day_args::begin)]
    pub since: Option<Millis>,
    /// Only until the end of this day, or before this moment.
    #[arg(long, value_name = "DATE", value_parser = super::day_args::end)]
    pub until: Option<Millis>,
    /// Only what this user did.
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    /// Only these actions.
    #[arg(long, value_name = "WORD")]
    pub action: Vec<String>,
    /// Most rows, the newest first.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// Writes the rows to a CSV file.
    #[arg(long, value_name = "FILE")]
    pub export: Option<PathBuf>,
}

/// `users`.
#[derive(Debug, Args)]
pub struct UsersArgs {
    /// Action on the users.
    #[command(subcommand)]
    pub command: UsersCommand,
}

/// Actions on the users of the server.
#[derive(Debug, Subcommand)]
pub enum UsersCommand {
    /// Lists them with their roles.
    List,
    /// Creates one.
    Add(UserAdd),
    /// Changes name and roles of one.
    Change(UserChange),
    /// Removes one with all tokens.
    Remove(UserRemove),
}

/// `users add`.
#[derive(Debug, Args)]
pub struct UserAdd {
    /// Name of the user.
    pub name: String,
    /// Role in the registry; `admin` is every right in the workspace.
    #[arg(long, value_name = "ROLE", value_parser = role)]
    pub role: Option<Role>,
    /// Role in a project.
    #[arg(long, value_name = "CODE=ROLE", value_parser = grant)]
    pub project: Vec<Grant>,
    /// E-mail by which the first sign-in through a provider finds the user.
    #[arg(long, value_name = "EMAIL")]
    pub email: Option<String>,
    /// Shows what would change.
    #[arg(long)]
    pub dry_run: bool,
}

/// `users change`.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("what").required(true).multiple(true).args(["rename", "role", "project", "email"])))]
pub struct UserChange {
    /// Name of the user.
    pub name: String,
    /// The new name.
    #[arg(long, value_name = "NAME")]
    pub rename: Option<String>,
    /// Role in the registry, or `none`.
    #[arg(long, value_name = "ROLE", value_parser = new_role)]
    pub role: Option<NewRole>,
    /// Role in a project, or `none`.
    #[arg(long, value_name = "CODE=ROLE", value_parser = new_grant)]
    pub project: Vec<Grant>,
    /// E-mail by which the first sign-in through a provider finds the user, or `none`.
    #[arg(long, value_name = "EMAIL")]
    pub email: Option<String>,
    /// Shows what would change.
    #[arg(long)]
    pub dry_run: bool,
}

/// `users remove`.
#[derive(Debug, Args)]
pub struct UserRemove {
    /// Name of the user.
    pub name: String,
    /// Shows what would change.
    #[arg(long)]
    pub dry_run: bool,
}

/// `tokens`.
#[derive(Debug, Args)]
pub struct TokensArgs {
    /// Action on the tokens.
    #[command(subcommand)]
    pub command: TokensCommand,
}

/// Actions on the tokens of users.
#[derive(Debug, Subcommand)]
pub enum TokensCommand {
    /// Lists them without their secret text.
    List,
    /// Creates one and shows it once.
    Add(TokenAdd),
    /// Revokes one.
    Revoke(TokenRevoke),
}

/// `tokens add`.
#[derive(Debug, Args)]
pub struct TokenAdd {
    /// The owner.
    #[arg(long, value_name = "NAME", required = true)]
    pub user: String,
    /// A note on its purpose.
    #[arg(long, value_name = "TITLE", default_value = "", hide_default_value = true)]
    pub title: String,
    /// The highest role that it has anywhere.
    #[arg(long, value_name = "ROLE", value_parser = role)]
    pub role: Option<Role>,
    /// The projects in which it is valid.
    #[arg(long, value_name = "CODE")]
    pub project: Vec<String>,
    /// The last day, UTC, or a moment.
    #[arg(long, value_name = "DATE", value_parser = expiry)]
    pub expires: Option<Millis>,
    /// Shows what would change.
    #[arg(long)]
    pub dry_run: bool,
}

/// `tokens revoke`.
#[derive(Debug, Args)]
pub struct TokenRevoke {
    /// Id of the token.
    pub id: i64,
    /// Shows what would change.
    #[arg(long)]
    pub dry_run: bool,
}

/// A role to set; `None` takes the role away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewRole(pub Option<Role>);

/// A role in a project to set; `None` takes the role away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Code of the project.
    pub code: String,
    /// The role.
    pub role: Option<Role>,
}

fn roles() -> String {
    Role::iter().map(Role::as_str).collect::<Vec<_>>().join(", ")
}

fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(|_| roles())
}

fn new_role(text: &str) -> Result<NewRole, String> {
    if text.eq_ignore_ascii_case("none") {
        return Ok(NewRole(None));
    }
    text.parse().map(|role| NewRole(Some(role))).map_err(|_| format!("{}, none", roles()))
}

fn grant(text: &str) -> Result<Grant, String> {
    let parsed = text.split_once('=').and_then(|(code, word)| Some((code.trim(), role(word.trim()).ok()?)));
    let (code, role) = parsed.filter(|(code, _)| !code.is_empty()).ok_or_else(|| format!("CODE={}", roles()))?;
    Ok(Grant { code: code.to_owned(), role: Some(role) })
}

fn new_grant(text: &str) -> Result<Grant, String> {
    let parsed = text.split_once('=').and_then(|(code, word)| Some((code.trim(), new_role(word.trim()).ok()?)));
    let (code, role) = parsed.filter(|(code, _)| !code.is_empty()).ok_or_else(|| format!("CODE={}, none", roles()))?;
    Ok(Grant { code: code.to_owned(), role: role.0 })
}

fn expiry(text: &str) -> Result<Millis, String> {
    let examples = if clock::is_too_late(text) { clock::LAST_END } else { "2027-01-31, 2027-01-31T18:00:00Z" };
    clock::parse_end(text).ok_or_else(|| examples.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_name_a_project_and_a_role() {
        assert_eq!(grant("SHOP=Lead"), Ok(Grant { code: "SHOP".into(), role: Some(Role::Lead) }));
        assert_eq!(new_grant("shop = none"), Ok(Grant { code: "shop".into(), role: None }));
        for wrong in ["SHOP", "=lead", "SHOP=owner", "SHOP=none"] {
            assert_eq!(grant(wrong), Err("CODE=viewer, tester, lead, admin".to_owned()), "{wrong}");
        }
    }
}
