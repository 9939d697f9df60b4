//! Credentials of trackers and TestRail: never in the database.
//!
//! Sources by precedence: environment, the file `integrations.env` beside the credentials, keychain. Each credential belongs to
//! one address. A person who may change the address of a tracker therefore cannot redirect the credential.

use std::path::PathBuf;
use voluptas_core::base::Secret;
use voluptas_integrations::tracker::{Credential, Kind};
use voluptas_integrations::{Error, Result};
use voluptas_settings::{EnvFile, Environment, Paths, Redactor, ServiceSecrets};

/// A product with a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Product {
    Tracker(Kind),
    TestRail,
}

/// Variables of a product: those of its address with the usual one, its user, its token.
struct Names {
    addresses: &'static [&'static str],
    usual: Option<&'static str>,
    user: Option<&'static str>,
    token: &'static str,
}

impl Product {
    /// The address that most teams use; `None` for a product that every team has at an address of its own.
    #[must_use]
    pub fn usual_address(self) -> Option<&'static str> {
        self.names().usual
    }

    fn names(self) -> Names {
        match self {
            Self::Tracker(Kind::JiraCloud | Kind::JiraServer) => {
                Names { addresses: &["JIRA_BASE_URL"], usual: None, user: Some("JIRA_USER"), token: "JIRA_TOKEN" }
            }
            Self::Tracker(Kind::Github) => {
                Names { addresses: &["GITHUB_API_URL"], usual: Some("https://api.github.com"), user: None, token: "GITHUB_TOKEN" }
            }
            Self::Tracker(Kind::Gitlab) => Names {
                addresses: &["GITLAB_URL", "CI_SERVER_URL"],
                usual: Some("https://gitlab.com"),
                user: None,
                token: "GITLAB_TOKEN",
            },
            Self::TestRail => {
                Names { addresses: &["TESTRAIL_URL"], usual: None, user: Some("TESTRAIL_USER"), token: "TESTRAIL_API_KEY" }
            }
        }
    }
}

/// Scheme, host and port of a web address.
pub fn origin_of(address: &str) -> Option<String> {
    let (scheme, rest) = address.trim().split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let usual = if scheme == "https" { ":443" } else { ":80" };
    let host = host.strip_suffix(usual).unwrap_or(&host);
    (matches!(scheme.as_str(), "http" | "https") && !host.is_empty() && !host.contains('@')).then(|| format!("{scheme}://{host}"))
}

/// The sources of credentials of this computer.
#[derive(Debug, Clone)]
pub struct Credentials {
    environment: Environment,
    file: PathBuf,
    keychain: ServiceSecrets,
}

impl Credentials {
    /// The sources of this process.
    #[must_use]
    pub fn new(environment: &Environment, paths: &Paths) -> Self {
        Self {
            environment: environment.clone(),
            file: paths.credentials_file.with_file_name("integrations.env"),
            keychain: ServiceSecrets::new(environment),
        }
    }

    /// The address that the environment or the file names for a product, otherwise the usual one.
    pub fn address(&self, product: Product) -> Option<String> {
        let file = EnvFile::load(&self.file).unwrap_or_default();
        let names = product.names();
        let named = names.addresses.iter().find_map(|name| {
            self.environment.look_up(name).map(|text| text.expose().to_owned()).or_else(|| file.get(name).map(str::to_owned))
        });
        named.or_else(|| names.usual.map(str::to_owned))
    }

    /// The credential for an address. Blocks, also for the keychain.
    ///
    /// # Errors
    /// [`Error::NoCredential`].
    pub fn find(&self, product: Product, address: &str) -> Result<Credential> {
        let missing = || Error::NoCredential { service: address.to_owned() };
        let origin = origin_of(address).ok_or_else(|| Error::Address(address.to_owned()))?;
        let names = product.names();
        let file = EnvFile::load(&self.file).unwrap_or_default();
        let text = |name: &str| self.environment.look_up(name).or_else(|| file.secret(name).ok().flatten());
        if self.address(product).as_deref().and_then(origin_of).as_ref() == Some(&origin) {
            let user = names.user.and_then(text).map(|user| user.expose().to_owned());
            if let Some(token) = text(names.token) {
                return Ok(found(user, token, false));
            }
            if let (Product::Tracker(Kind::Gitlab), Some(token)) = (product, text("CI_JOB_TOKEN")) {
                return Ok(found(None, token, true));
            }
        }
        let (user, token) = self.keychain.site(&origin).ok_or_else(missing)?;
        Ok(found(user, token, false))
    }
}

fn found(user: Option<String>, token: Secret, is_job: bool) -> Credential {
    Redactor::global().hide(&token);
    Credential { user, token, is_job }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_goes_to_its_own_address_alone() {
        let folder = tempfile::tempdir().expect("folder");
        let paths = Paths::in_folder(folder.path());
        std::fs::create_dir_all(folder.path().join("credentials")).expect("folder");
        let text = "JIRA_BASE_URL=https://Team.atlassian.example/\nJIRA_USER=anna@example.org\nJIRA_TOKEN=tok-1\n";
        std::fs::write(folder.path().join("credentials/integrations.env"), text).expect("written");
        let credentials = Credentials::new(&Environment::of([("VOLUPTAS_KEYCHAIN", "off")]), &paths);
        let jira = Product::Tracker(Kind::JiraCloud);
        let own = credentials.find(jira, "https://team.atlassian.example:443").expect("found");
        assert_eq!((own.user.as_deref(), own.token), (Some("anna@example.org"), Secret::new("tok-1")));
        for other in [
            "https://team.atlassian.example.evil.example",
            "http://team.atlassian.example",
            "https://team.atlassian.example:8443",
        ] {
            assert!(matches!(credentials.find(jira, other), Err(Error::NoCredential { .. })), "{other}");
        }
        assert_eq!(origin_of("https://me:word@x.example"), None);
    }
}
