//! A project: a numbered world of suites, cases and runs under one short code.

use super::ids::{ProjectId, RemoteProjectId};
use crate::base::Millis;
use serde::{Deserialize, Serialize};

/// The project setting by which a case is created for a result that belongs to none: `true`, `false`, or missing, which creates
/// one for results that name no case.
pub const AUTO_CREATE_CASES: &str = "auto_create_cases";

/// The project setting with the address of an issue, in which `{id}` stands for the id.
pub const ISSUE_URL: &str = "issue_url";

/// The project setting with rules for categories of failures: [`super::failure_category::ProjectRule`]s.
pub const FAILURE_CATEGORIES: &str = "failure_categories";

/// A project of this workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Row id.
    pub id: ProjectId,
    /// 2 to 10 letters and digits, upper case (`SHOP`); unique in the workspace.
    pub code: String,
    /// Name of the project.
    pub title: String,
    /// Markdown.
    pub description: Option<String>,
    /// Time of creation.
    pub created_ms: Millis,
}

/// A project of a Qase account (or of a server that speaks its API) that this workspace has met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteProject {
    /// Row id.
    pub id: RemoteProjectId,
    /// The API's base address: two accounts may both have a project `SHOP`.
    pub base_url: String,
    /// Code of the project in Qase.
    pub code: String,
    /// Name in Qase, as last seen.
    pub title: String,
    /// The project of this workspace into which it is imported.
    pub project_id: ProjectId,
    /// Time of the last full import; `None` before the first.
    pub imported_ms: Option<Millis>,
}

/// True when `code` can be the code of a project: 2 to 10 ASCII letters or digits, beginning with a letter.
pub fn is_valid_code(code: &str) -> bool {
    (2..=10).contains(&code.len())
        && code.chars().all(|c| c.is_ascii_alphanumeric())
        && code.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// One canonical name for all spellings of an account's address. Letter case, a final dot or slash, the version at the end, the
/// default port, and the names of this computer make no difference. A text that is not an address stays as it is.
pub fn account_name(address: &str) -> String {
    let address = address.trim();
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let scheme = scheme.to_ascii_lowercase();
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => (host, Some(port)),
        _ => (authority, None),
    };
    let host = host.trim_end_matches('.').to_lowercase();
    let is_this_computer = host == "localhost"
        || host == "[::1]"
        || ["127.", "[::ffff:127.", "[::ffff:7f"].iter().any(|of_ipv4| host.starts_with(of_ipv4));
    let host = if is_this_computer { "localhost" } else { host.as_str() };
    let usual = if scheme == "https" { "443" } else { "80" };
    let port = port.filter(|p| *p != usual).map(|p| format!(":{p}")).unwrap_or_default();
    let path = path.trim_end_matches('/');
    let path = path.strip_suffix("/v1").or_else(|| path.strip_suffix("/v2")).unwrap_or(path);
    format!("{scheme}://{host}{port}{path}")
}

/// Address of the web pages of an account by the address of its API: `https://app.qase.io` for Qase's cloud, the domain itself for a domain of
/// an enterprise. `None` for another server.
pub fn web_address(account: &str) -> Option<String> {
    let name = account_name(account);
    let (host, path) = name.strip_prefix("https://").map(|rest| rest.split_at(rest.find('/').unwrap_or(rest.len())))?;
    match host {
        "api.qase.io" if path.is_empty() => Some("https://app.qase.io".to_owned()),
        _ if path.is_empty() => host.strip_prefix("api-").filter(|host| host.contains('.')).map(|host| format!("https://{host}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{account_name, web_address};

    #[test]
    fn accounts_of_qase_have_web_pages() {
        let web = |account: &str| web_address(account);
        assert_eq!(web("https://api.qase.io/v1").as_deref(), Some("https://app.qase.io"));
        assert_eq!(web("https://API-qase.example.com/v2/").as_deref(), Some("https://qase.example.com"));
        for other in
            ["http://localhost:8080/v1", "https://tests.example.com", "https://api.qase.io/other", "https://api-host", "demo"]
        {
            assert_eq!(web(other), None, "{other}");
        }
    }

    #[test]
    fn one_account_has_one_name() {
        for same in ["http://127.0.0.1:8080/v1", "http://LOCALHOST:8080/v1/", "http://[::1]:8080", "http://localhost.:8080/v2"] {
            assert_eq!(account_name(same), "http://localhost:8080", "{same}");
        }
        assert_eq!(account_name("https://API.qase.io:443/v1"), account_name("https://api.qase.io"));
        assert_ne!(account_name("https://qase.example/a/v1"), account_name("https://qase.example/b/v1"));
        assert_eq!(account_name("demo"), "demo");
    }
}
