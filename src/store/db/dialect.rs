//! SQL that differs between the engines. All other SQL is one text for both. If this file grows past about ten
//! entries, reconsider the approach.

/// Statements for every new connection.
pub const EVERY_CONNECTION: &str = "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;";

/// Room for pages of the file, in KiB with a minus sign. Several connections read; what they do not keep, the system keeps for all of
/// them.
pub const READER_CACHE: &str = "PRAGMA cache_size = -4000;";
/// See [`READER_CACHE`].
pub const WRITER_CACHE: &str = "PRAGMA cache_size = -8000;";

/// Further statements for the writing connection. WAL lets readers continue during writes. FULL waits for the disk at every
/// commit: an acknowledged write (a result entered by hand, a case created in Qase) must survive a loss of power. Writes come
/// in batches, so the cost is small. The log is folded into the file at 32 MB: a page that many batches change, as the last ones of
/// an index, is then written to the file once for all of them.
pub const WRITER_CONNECTION: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864;";

/// Begins a transaction that may write. It waits for the file at its beginning instead of at the first write.
pub const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// Begins a transaction that sees one state of the file.
pub const BEGIN_READ: &str = "BEGIN DEFERRED";

/// The full-text table. `rowid` is [`search_rowid`], so that a text can be replaced without looking for it.
const SEARCH_TABLE: &str =
    "CREATE VIRTUAL TABLE search USING fts5(body, content = '', contentless_delete = 1, tokenize = 'unicode61', prefix = '2 3')";

/// Replaces the words of an entity in the full-text table: row, words.
pub const SEARCH_PUT: &str = "INSERT OR REPLACE INTO search (rowid, body) VALUES (?1, ?2)";

/// Removes a row of the full-text table.
pub const SEARCH_REMOVE: &str = "DELETE FROM search WHERE rowid = ?1";

/// Rows that match a query, best first: query, limit.
pub const SEARCH_FIND: &str = "SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rank LIMIT ?2";

/// A number of a connection that changes with every commit of another connection.
pub const DATA_VERSION: &str = "PRAGMA data_version";

/// The ids in the first parameter, a JSON array. One prepared statement serves any number of ids.
pub const IDS: &str = "(SELECT value FROM json_each(?1))";

/// Expands the tokens of a migration and makes every ordinary table STRICT.
#[must_use]
pub fn expand(sql: &str) -> String {
    sql.replace("@SEARCH_TABLE", SEARCH_TABLE)
        .replace("@INT", "INTEGER")
        .replace("@BOOL", "INTEGER")
        .replace("@BYTES", "BLOB")
        .replace("@REAL", "REAL")
        .replace("@ID", "INTEGER PRIMARY KEY")
        .replace("\n);", "\n) STRICT;")
}

/// The row of the full-text table that belongs to an entity.
#[must_use]
pub fn search_rowid(kind: SearchKind, id: i64) -> i64 {
    id * 4 + kind as i64
}

/// The entity behind a row of the full-text table.
#[must_use]
pub fn from_search_rowid(rowid: i64) -> (SearchKind, i64) {
    (if rowid % 4 == SearchKind::Case as i64 { SearchKind::Case } else { SearchKind::Function }, rowid / 4)
}

/// Kinds of entities in the full-text index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SearchKind {
    /// A function.
    Function = 0,
    /// A case.
    Case = 1,
}
