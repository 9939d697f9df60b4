//! Errors of the engine as errors of the store.

use crate::Error;

impl From<rusqlite::Error> for Error {
    fn from(e: rusqlite::Error) -> Self {
        let (code, text) = match &e {
            rusqlite::Error::SqliteFailure(code, text) => (code, text.clone().unwrap_or_else(|| code.to_string())),
            // Without the statement: a migration is some hundred lines of it.
            rusqlite::Error::SqlInputError { error, msg, .. } => (error, msg.clone()),
            _ => return Self::Engine(e.to_string()),
        };
        // Result codes of SQLite; the upper bytes tell more: 1555 primary key, 2067 unique, 787 foreign key; 26 not a database,
        // 11 malformed, 5 in use by another program, 13 full, 776 a journal that only a writer may take back. 4874: the file of shared memory beside the log cannot grow, for which only a full disk is known.
        match (code.extended_code, code.extended_code & 0xFF) {
            (1555 | 2067, _) => Self::Duplicate(text),
            (787, _) => Self::MissingParent,
            (_, 26) => Self::NotAWorkspace,
            (_, 11) => Self::Corrupt(text),
            (776, _) => Self::HalfWritten,
            (_, 5) => Self::Busy,
            (_, 8) => Self::ReadOnly,
            (4874, _) | (_, 13) => Self::DiskFull,
            _ => Self::Engine(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_by_the_log_and_by_its_shared_memory() {
        for code in [13, 4874] {
            let failure = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
            assert!(matches!(Error::from(failure), Error::DiskFull), "{code}");
        }
        let busy = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(5), None);
        assert!(matches!(Error::from(busy), Error::Busy));
        // Any other failure of input and output is not.
        let other = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(266), None);
        assert!(matches!(Error::from(other), Error::Engine(_)));
    }
}
