//! Sizes and states of a workspace for those who watch a server.

use super::blobs::Blobs;
use super::db::migrate;
use super::{Location, Result, Store, Tx};
use std::path::{Path, PathBuf};

/// Version of the schema that this program writes.
#[must_use]
pub fn schema_version() -> i64 {
    migrate::latest()
}

impl Tx<'_> {
    /// Version of the schema of the workspace: a newer one where another program has upgraded it meanwhile.
    pub fn schema_version(&self) -> Result<i64> {
        self.one("SELECT coalesce(max(version), 0) FROM schema_migration", &[], |r| r.int(0))
    }
}

impl Store {
    /// Bytes of the file with its log, or of the tables and indexes in PostgreSQL.
    pub fn bytes(&self) -> Result<u64> {
        let count = match self.location() {
            Location::File(path) => return Ok(length(path) + length(&log_of(path))),
            Location::Server { .. } => self.read(|tx| {
                let sql = "SELECT CAST(coalesce(sum(pg_total_relation_size(c.oid)), 0) AS BIGINT) FROM pg_class c \
                           WHERE c.relkind IN ('r', 'm') AND c.relnamespace = current_schema()::regnamespace";
                tx.count(sql, &[])
            })?,
        };
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Bytes of the attachments that entries name; equal contents count once. The place itself is not asked.
    pub fn attachment_bytes(&self) -> Result<u64> {
        let sql = "SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM (SELECT max(size) AS size FROM attachments GROUP BY content_hash) a";
        Ok(u64::try_from(self.read(|tx| tx.count(sql, &[]))?).unwrap_or_default())
    }
}

impl Blobs {
    /// Checks that bytes can be stored, without storing any that stay. A bucket is only asked whether it answers. Blocks.
    ///
    /// # Errors
    /// The place cannot be reached or written.
    pub fn check(&self) -> Result<()> {
        match self.place().folder() {
            // The folder is made with the first file, and by the server at its start.
            Some(folder) => tempfile::tempfile_in(folder).map(drop).map_err(|e| self.io(e)),
            None => self.answers(),
        }
    }
}

fn length(path: &Path) -> u64 {
    path.metadata().map(|found| found.len()).unwrap_or_default()
}

fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}
