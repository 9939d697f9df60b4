//! The key with which addresses and secrets of webhooks are encrypted in the database.
//!
//! It comes from `VOLUPTAS_SECRET_KEY`, otherwise from the file `server.key` beside the credentials, which the first webhook creates. Servers of one
//! database need the same key.

use std::io;
use std::path::PathBuf;
use voluptas_core::base::Secret;
use voluptas_core::base::fs::{Access, read_at_most, write_atomic};
use voluptas_integrations::seal::{SealKey, random};
use voluptas_integrations::{Error, Result};
use voluptas_settings::{Environment, Paths, Redactor};

/// The variable with the key.
pub const VARIABLE: &str = "VOLUPTAS_SECRET_KEY";
/// Longest file of a key, in bytes.
const LONGEST: usize = 4096;

/// Path of the file with the key.
pub fn file(paths: &Paths) -> PathBuf {
    paths.credentials_file.with_file_name("server.key")
}

/// The key of this computer; `None` without one. Blocks.
///
/// # Errors
/// [`Error::Text`] for a key that is too short; [`Error::Sealed`] where the file cannot be read.
pub fn find(environment: &Environment, paths: &Paths) -> Result<Option<SealKey>> {
    let text = match environment.secret(VARIABLE) {
        Some(text) => text,
        None => match read_at_most(&file(paths), LONGEST) {
            Ok(bytes) => Secret::new(String::from_utf8(bytes).map_err(|_| Error::Sealed)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(_) => return Err(Error::Sealed),
        },
    };
    Redactor::global().hide(&text);
    SealKey::new(&text).map(Some)
}

/// The key of this computer. Writes a new key into the file if there is none. Blocks.
///
/// # Errors
/// Those of [`find`]; [`Error::Sealed`] when the file cannot be written.
pub fn ensure(environment: &Environment, paths: &Paths) -> Result<SealKey> {
    if let Some(key) = find(environment, paths)? {
        return Ok(key);
    }
    let path = file(paths);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|_| Error::Sealed)?;
    }
    write_atomic(&path, random()?.expose().as_bytes(), Access::OwnerOnly).map_err(|_| Error::Sealed)?;
    // What is in the file counts: another process may have written one as well.
    find(environment, paths)?.ok_or(Error::Sealed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_the_variable_comes_first() {
        let folder = tempfile::tempdir().expect("folder");
        let paths = Paths::in_folder(folder.path());
        let none = Environment::default();
        assert!(find(&none, &paths).expect("read").is_none());
        let sealed = ensure(&none, &paths).expect("made").seal("word").expect("sealed");
        assert_eq!(ensure(&none, &paths).expect("found").open(&sealed).expect("opened"), "word");
        let other = Environment::of([(VARIABLE, "another-key-of-thirty-two-letters")]);
        assert_eq!(ensure(&other, &paths).expect("variable").open(&sealed), Err(Error::Sealed));
        let short = Environment::of([(VARIABLE, "short")]);
        assert_eq!(find(&short, &paths).err(), Some(Error::Text("key")));
    }
}
