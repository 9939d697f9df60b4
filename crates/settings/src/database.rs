//! Addresses of workspaces on a PostgreSQL server, and the passwords for them: from `PGPASSWORD`, or from the file that other
//! programs for PostgreSQL read as well (`PGPASSFILE`, otherwise `~/.pgpass`). Never from an address or a flag, which the list of
//! processes shows.

use super::Environment;
use std::path::PathBuf;
use voluptas_core::base::Secret;
use voluptas_core::base::fs::readable_by_others;

/// The variable with the password.
const PASSWORD: &str = "PGPASSWORD";
/// The variable with the file of passwords.
const PASSWORD_FILE: &str = "PGPASSFILE";

/// True for a text that is meant as the address of a server and not as the path of a file, also a mistyped one: a file of such a name
/// would hold the password of the address.
pub fn is_database_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.trim_start().split_once(':') else { return false };
    let is_scheme = scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+');
    let is_ours = ["postgres", "postgresql"].iter().any(|name| scheme.eq_ignore_ascii_case(name));
    is_scheme && (is_ours && rest.starts_with('/') || rest.starts_with("//"))
}

/// The password for an account; `None` where the server may want none.
pub fn database_password(environment: &Environment, host: &str, port: u16, database: &str, user: Option<&str>) -> Option<Secret> {
    if let Some(password) = environment.secret(PASSWORD) {
        return Some(password);
    }
    let file = environment.get(PASSWORD_FILE).map(PathBuf::from).or_else(usual_file)?;
    let text = std::fs::read_to_string(&file).ok()?;
    if readable_by_others(&file).unwrap_or(false) {
        tracing::warn!(path = %file.display(), "the file of passwords is ignored: others than its owner may read it");
        return None;
    }
    text.lines().find_map(|line| of_line(line, &[host, &port.to_string(), database, user.unwrap_or_default()]))
}

fn usual_file() -> Option<PathBuf> {
    let dirs = directories::BaseDirs::new()?;
    Some(if cfg!(windows) { dirs.config_dir().join("postgresql").join("pgpass.conf") } else { dirs.home_dir().join(".pgpass") })
}

/// The password of a line `host:port:database:user:password`, if the line is about this account. `*` stands for anything, and a
/// backslash before a colon or a backslash for that character.
fn of_line(line: &str, account: &[&str; 4]) -> Option<Secret> {
    if line.starts_with('#') {
        return None;
    }
    let mut fields = vec![String::new()];
    let mut chars = line.trim_end_matches('\r').chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => fields.last_mut()?.extend(chars.next()),
            ':' if fields.len() < 5 => fields.push(String::new()),
            c => fields.last_mut()?.push(c),
        }
    }
    let matches = fields.iter().zip(account).all(|(field, own)| field == "*" || field == own);
    fields.get(4).filter(|_| matches).map(Secret::new).filter(|password| !password.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_about_the_account_gives_the_password() {
        let dir = tempfile::tempdir().expect("folder");
        let file = dir.path().join("pgpass");
        let lines = "# a comment\nother:*:*:*:no\ndb:5432:shop:an\\:na:one\\:two\\\\:three\n*:*:*:*:last\n";
        std::fs::write(&file, lines).expect("file");
        let of = |environment: &Environment, host, user| {
            database_password(environment, host, 5432, "shop", Some(user)).map(|s| s.expose().to_owned())
        };
        let environment = Environment::of([("PGPASSFILE", file.to_str().expect("UTF-8"))]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let allow = |mode| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).expect("mode");
            allow(0o644);
            assert_eq!(of(&environment, "db", "an:na"), None, "others may read it");
            allow(0o600);
        }
        assert_eq!(of(&environment, "db", "an:na").as_deref(), Some("one:two\\:three"));
        assert_eq!(of(&environment, "elsewhere", "boris").as_deref(), Some("last"));
        let both = Environment::of([("PGPASSFILE", file.to_str().expect("UTF-8")), ("PGPASSWORD", "own")]);
        assert_eq!(of(&both, "db", "an:na").as_deref(), Some("own"));
    }

    #[test]
    fn paths_are_no_addresses() {
        assert!(is_database_address("postgres://a@h/d") && is_database_address("PostgreSQL://h/d"));
        assert!(is_database_address(" postgres://a:b@h/d") && is_database_address("postgres:/a:b@h/d"));
        assert!(is_database_address("psql://a:b@h/d") && !is_database_address("C:/shop.voluptas"));
        assert!(!is_database_address("postgres") && !is_database_address("/tmp/postgres://x") && !is_database_address("ё"));
    }
}
