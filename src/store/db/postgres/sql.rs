//! SQL texts of the store as PostgreSQL takes them.

use crate::store::db::dialect::IDS;

/// The rows of [`IDS`].
const IDS_HERE: &str = "(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(?1 AS json)))";

/// Rewrites the parameters `?1..?n` to `$1..$n`, except in literals and quoted names.
pub(super) fn translate(sql: &str) -> String {
    let sql = sql.replace(IDS, IDS_HERE);
    let mut out = String::with_capacity(sql.len());
    let mut quote = None;
    for c in sql.chars() {
        match quote {
            Some(q) if c == q => quote = None,
            None if c == '\'' || c == '"' => quote = Some(c),
            _ => {}
        }
        out.push(if c == '?' && quote.is_none() { '$' } else { c });
    }
    out
}

/// A name in the quotes of SQL.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rewrites_parameters_outside_of_literals() {
        assert_eq!(translate("SELECT '?1 it''s ?2', \"a?\", ?1, ?12"), "SELECT '?1 it''s ?2', \"a?\", $1, $12");
        assert_eq!(
            translate(&format!("SELECT 1 WHERE id IN {IDS}")),
            "SELECT 1 WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS json)))"
        );
    }
}
