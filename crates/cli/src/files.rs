//! Files named on the command line, where `-` is a standard stream.

use super::errors::CliError;
use super::output::Printer;
use std::path::{Path, PathBuf};
use voluptas_core::base::fs::{read_at_most, read_stream, write_named};
use voluptas_core::domain::Message;
use voluptas_formats::MAX_FILE;

/// Reads a file of at most [`MAX_FILE`] bytes; returns its name for messages, and its bytes.
pub(super) fn read_input(path: &Path) -> Result<(String, Vec<u8>), CliError> {
    let failed = |e: std::io::Error| CliError::file(path, &e);
    if path == Path::new("-") {
        return Ok(("stdin".to_owned(), read_stream(std::io::stdin().lock(), MAX_FILE).map_err(failed)?));
    }
    let name = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
    Ok((name, read_at_most(path, MAX_FILE).map_err(failed)?))
}

/// Writes a whole file. Returns true for standard output: the caller must print nothing else to it.
pub(super) fn write_output(path: &Path, bytes: &[u8], printer: &Printer) -> Result<bool, CliError> {
    if path == Path::new("-") {
        if printer.is_json() {
            return Err(CliError::usage(Message::new("cli-error-two-outputs")));
        }
        printer.raw(bytes);
        return Ok(true);
    }
    write_named(path, bytes).map_err(|e| CliError::unwritable(path, &e))?;
    Ok(false)
}

/// A folder of this run alone, removed at its end.
#[derive(Debug)]
pub(super) struct Scratch(PathBuf);

impl Scratch {
    /// Creates the folder.
    pub fn make(name: &str) -> Result<Self, CliError> {
        let path = voluptas_settings::paths::scratch(name);
        std::fs::create_dir_all(&path).map_err(|e| CliError::file(&path, &e))?;
        Ok(Self(path))
    }

    /// Path of the folder.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "a temporary folder stays");
        }
    }
}
