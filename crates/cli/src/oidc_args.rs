//! Arguments of `serve` about sign-in through a provider of OpenID Connect.

use clap::Args;
use std::path::PathBuf;
use voluptas_core::domain::user::Role;

/// A provider of OpenID Connect.
#[derive(Debug, Args)]
pub struct OidcArgs {
    /// Address of the provider, as its tokens name it.
    #[arg(id = "oidc_issuer", long = "oidc-issuer", value_name = "URL", requires = "oidc_client_id")]
    pub issuer: Option<String>,
    /// Id of this server at the provider.
    #[arg(id = "oidc_client_id", long = "oidc-client-id", value_name = "ID", requires = "oidc_issuer")]
    pub client_id: Option<String>,
    /// File with the secret of this server at the provider.
    #[arg(id = "oidc_client_secret_file", long = "oidc-client-secret-file", value_name = "FILE", requires = "oidc_issuer")]
    pub client_secret_file: Option<PathBuf>,
    /// Name of the provider on the button.
    #[arg(id = "oidc_name", long = "oidc-name", value_name = "NAME", requires = "oidc_issuer")]
    pub name: Option<String>,
    /// Creates unknown users at their first sign-in, with this role in the registry.
    #[arg(id = "oidc_create_role", long = "oidc-create-role", value_name = "ROLE", requires = "oidc_issuer", value_parser = role)]
    pub create_role: Option<Role>,
}

/// A role that a first sign-in may give. Administrators are made by administrators.
fn role(text: &str) -> Result<Role, String> {
    let role = text.parse().ok().filter(|role| *role != Role::Admin);
    role.ok_or_else(|| "viewer, tester, lead".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_sign_in_makes_no_administrator() {
        assert_eq!((role("Viewer"), role("lead")), (Ok(Role::Viewer), Ok(Role::Lead)));
        assert!(role("admin").is_err() && role("owner").is_err());
    }
}
