//! `credentials/qase.env`: `KEY=value` lines with `#` comments, read by dotenvy, edited line by line.
//!
//! The file holds tokens: no error and no log line may contain a value or a whole line of it.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::SettingsError;
use voluptas_core::base::Secret;
use voluptas_core::base::fs::{Access, readable_by_others, write_atomic};
use voluptas_core::domain::Message;
use voluptas_core::domain::message::Explain as _;

/// Held while the file is read and written again.
static EDITING: Mutex<()> = Mutex::new(());

/// The content of `qase.env`. The `Debug` output has names only.
#[derive(Clone, Default)]
pub struct EnvFile {
    pub(super) values: BTreeMap<String, Secret>,
    broken: Option<SettingsError>,
    /// Warnings for a person: a line that could not be read, permissions that let others read.
    pub warnings: Vec<Message>,
}

impl fmt::Debug for EnvFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

impl EnvFile {
    /// Reads the file; a missing one is empty.
    ///
    /// # Errors
    /// [`SettingsError::Read`] when the file exists and cannot be read.
    pub fn load(path: &Path) -> Result<Self, SettingsError> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(e) => return Err(SettingsError::read(path, &e)),
        };
        let mut file = Self::parse(path, &String::from_utf8_lossy(&bytes));
        if readable_by_others(path).unwrap_or(false) {
            file.warnings.push(Message::new("settings-warning-readable").with("path", path.display()));
        }
        Ok(file)
    }

    /// Parses the text of such a file. A key given twice has its last value, as in a shell.
    #[must_use]
    pub fn parse(path: &Path, text: &str) -> Self {
        let mut file = Self::default();
        for item in dotenvy::from_read_iter(text.as_bytes()) {
            match item {
                Ok((key, value)) => {
                    file.values.insert(key, Secret::new(value));
                }
                Err(error) => {
                    let error = SettingsError::EnvLine { path: path.to_path_buf(), line: line_of(text, &error) };
                    file.warnings.push(error.message());
                    file.broken.get_or_insert(error);
                }
            }
        }
        file
    }

    /// The value of a key, trimmed; a blank one counts as absent. Not for tokens: [`EnvFile::secret`].
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).filter(|v| !v.is_empty()).map(Secret::expose)
    }

    /// The value of a key that holds a token.
    ///
    /// # Errors
    /// [`SettingsError::EnvLine`] when the key is absent and another line could not be read: that line may have held the key.
    pub fn secret(&self, key: &str) -> Result<Option<Secret>, SettingsError> {
        match (self.values.get(key).filter(|v| !v.is_empty()), &self.broken) {
            (Some(value), _) => Ok(Some(value.clone())),
            (None, Some(error)) => Err(error.clone()),
            (None, None) => Ok(None),
        }
    }

    /// Sets one key in the file, or removes it; comments and other keys stay. Afterwards only the owner may read the file.
    ///
    /// # Errors
    /// [`SettingsError::BadToken`] when the value is not one line; [`SettingsError::Read`], [`SettingsError::Write`].
    pub fn set(path: &Path, key: &str, value: Option<&Secret>) -> Result<(), SettingsError> {
        if value.is_some_and(|v| v.is_empty() || v.expose().chars().any(char::is_control)) {
            return Err(SettingsError::BadToken);
        }
        // The tokens of two accounts may be kept at the same time, and neither may be lost to the other.
        let _alone = EDITING.lock().unwrap_or_else(PoisonError::into_inner);
        let old = match fs::read(path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                if value.is_none() {
                    return Ok(());
                }
                make_private_folder(path).map_err(|e| SettingsError::write(path, &e))?;
                String::new()
            }
            Err(e) => return Err(SettingsError::read(path, &e)),
        };
        let new = edit(&old, key, value);
        write_atomic(path, new.as_bytes(), Access::OwnerOnly).map_err(|e| SettingsError::write(path, &e))
    }
}

/// Number of the line, from 1, that dotenvy refused. The error has the line's text or a part of it.
fn line_of(text: &str, error: &dotenvy::Error) -> usize {
    let dotenvy::Error::LineParse(part, _) = error else { return 1 };
    let first = part.lines().next().unwrap_or_default().trim();
    text.lines().position(|l| !first.is_empty() && l.contains(first)).map_or(1, |i| i + 1)
}

fn edit(old: &str, key: &str, value: Option<&Secret>) -> String {
    let mut line = value.map(|v| format!("{key}={}", quoted(v.expose())));
    let mut out = String::with_capacity(old.len() + 80);
    for l in old.trim_start_matches('\u{feff}').lines() {
        let bare = l.trim_start().strip_prefix("export ").unwrap_or(l).trim_start();
        let is_it = bare.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
        let kept = if is_it { line.take() } else { Some(l.to_owned()) };
        if let Some(kept) = kept {
            out.push_str(&kept);
            out.push('\n');
        }
    }
    if let Some(line) = line {
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// The value, quoted so that dotenvy reads back the same value.
fn quoted(value: &str) -> String {
    if value.chars().all(|c| c.is_ascii_alphanumeric() || "_-./:@+=,%".contains(c)) {
        return value.to_owned();
    }
    let mut out = String::from("\"");
    for c in value.chars() {
        if matches!(c, '\\' | '"' | '$') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

fn make_private_folder(file: &Path) -> io::Result<()> {
    let Some(folder): Option<PathBuf> = file.parent().map(Path::to_path_buf) else { return Ok(()) };
    if folder.as_os_str().is_empty() || folder.exists() {
        return Ok(());
    }
    fs::create_dir_all(&folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_comments_and_other_keys() {
        let old = "# mine\nQASE_PROJECT_CODE=SHOP\nexport QASE_API_TOKEN = old\n\nQASE_API_TOKEN=older\nX='y z'\n";
        let new = edit(old, "QASE_API_TOKEN", Some(&Secret::new("new")));
        assert_eq!(new, "# mine\nQASE_PROJECT_CODE=SHOP\nQASE_API_TOKEN=new\n\nX='y z'\n");
        assert_eq!(edit(&new, "QASE_API_TOKEN", None), "# mine\nQASE_PROJECT_CODE=SHOP\n\nX='y z'\n");
    }

    #[test]
    fn every_odd_token_comes_back() {
        for token in ["abc", "a$HOME b", "q\"uo'te\\", "#hash", "=", "токен", "a # b"] {
            let text = edit("", "QASE_API_TOKEN", Some(&Secret::new(token)));
            let file = EnvFile::parse(Path::new("qase.env"), &text);
            assert_eq!(file.get("QASE_API_TOKEN"), Some(token), "{text}");
            assert!(file.warnings.is_empty());
        }
    }

    #[test]
    fn a_broken_line_is_named_but_never_shown() {
        let file = EnvFile::parse(Path::new("qase.env"), "# x\nA=1\nQASE_API_TOKEN tok-secret\n");
        assert_eq!(file.get("A"), Some("1"));
        let error = file.secret("QASE_API_TOKEN").expect_err("broken");
        assert_eq!(error, SettingsError::EnvLine { path: PathBuf::from("qase.env"), line: 3 });
        assert!(!format!("{file:?} {error:?} {:?}", file.warnings).contains("tok-secret"));
    }

    #[cfg(unix)]
    #[test]
    fn written_for_the_owner_alone_and_warned_of_otherwise() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("credentials/qase.env");
        EnvFile::set(&path, "QASE_API_TOKEN", Some(&Secret::new("tok-1"))).expect("set");
        let mode = |p: &Path| fs::metadata(p).expect("metadata").permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().expect("folder"))), (0o600, 0o700));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("chmod");
        assert_eq!(EnvFile::load(&path).expect("load").warnings[0].key, "settings-warning-readable");
        EnvFile::set(&path, "QASE_API_TOKEN", Some(&Secret::new("tok-2"))).expect("set");
        assert_eq!(mode(&path), 0o600);
        assert!(EnvFile::load(&path).expect("load").warnings.is_empty());
        assert_eq!(EnvFile::set(&path, "K", Some(&Secret::new("a\nB=c"))), Err(SettingsError::BadToken));
    }
}
