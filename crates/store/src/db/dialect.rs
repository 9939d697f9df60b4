//! SQL that differs between the engines and is part of larger texts, and the keys of the full-text table. All other SQL is one text
//! for both.

/// The ids in the first parameter, a JSON array, to stand behind `IN`. One prepared statement serves any number of ids. Written as SQLite
/// has it; the adapter of PostgreSQL replaces it with the `IN`.
pub const IDS: &str = "(SELECT value FROM json_each(?1))";

/// The row of the full-text table that belongs to an entity.
pub fn search_rowid(kind: SearchKind, id: i64) -> i64 {
    id * 4 + kind as i64
}

/// The entity behind a row of the full-text table.
pub fn from_search_rowid(rowid: i64) -> (SearchKind, i64) {
    (if rowid % 4 == SearchKind::Case as i64 { SearchKind::Case } else { SearchKind::Function }, rowid / 4)
}

/// Kinds of entities in the full-text index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SearchKind {
    Function = 0,
    Case = 1,
}
