//! The provider of OpenID Connect of `serve`.

use crate::errors::CliError;
use crate::exit::Exit;
use crate::oidc_args::OidcArgs;
use crate::resolve::Context;
use std::path::Path;
use std::sync::Arc;
use voluptas_app::integrations::key;
use voluptas_core::base::Secret;
use voluptas_core::base::fs::read_at_most;
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;
use voluptas_oidc::{OidcLimits, Provider};
use voluptas_server::OidcConfig;
use voluptas_settings::Redactor;

/// The variable with the secret of this server at the provider.
const SECRET_VARIABLE: &str = "VOLUPTAS_OIDC_CLIENT_SECRET";
/// Longest file of a secret, in bytes.
const LONGEST: usize = 4096;
/// Longest name of a provider, in characters: it stands on a button.
const NAME_MAX: usize = 40;

/// The sign-in through a provider; `None` without one. Nothing is requested: the server also starts while the provider is down.
pub(super) fn config(args: &OidcArgs, public_url: Option<String>, context: &Context) -> Result<Option<OidcConfig>, CliError> {
    let (Some(issuer), Some(client_id)) = (&args.issuer, &args.client_id) else { return Ok(None) };
    let secret = match &args.client_secret_file {
        Some(file) => of_file(file)?,
        None => {
            let missing = || Message::new("cli-error-oidc-secret").with("variable", SECRET_VARIABLE);
            context.environment.secret(SECRET_VARIABLE).ok_or_else(|| CliError::usage(missing()))?
        }
    };
    Redactor::global().hide(&secret);
    let name = args.name.as_deref().map_or("OpenID Connect", str::trim);
    if name.is_empty() || name.chars().count() > NAME_MAX || name.contains(char::is_control) {
        return Err(CliError::usage(Message::new("cli-error-oidc-name").count("max", NAME_MAX)));
    }
    let provider = Provider::new(issuer, client_id, secret, OidcLimits::default())
        .map_err(|error| CliError::usage(Message::new("cli-error-oidc")).remedy(error.message()))?;
    let key = key::ensure(&context.environment, &context.paths).map_err(|error| {
        CliError::new(Exit::Failed, Message::new("cli-error-secret-key").with("variable", key::VARIABLE)).remedy(error.message())
    })?;
    let provider = Arc::new(provider);
    Ok(Some(OidcConfig { provider, name: name.to_owned(), create_role: args.create_role, key, public_url }))
}

fn of_file(file: &Path) -> Result<Secret, CliError> {
    let bytes = read_at_most(file, LONGEST).map_err(|error| CliError::file(file, &error))?;
    let text = String::from_utf8(bytes).unwrap_or_default();
    if text.trim().is_empty() {
        return Err(CliError::usage(Message::new("cli-error-oidc-file").with("path", file.display())));
    }
    Ok(Secret::new(text.trim()))
}
