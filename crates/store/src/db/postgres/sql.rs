//! SQL texts of the store as PostgreSQL takes them.

use crate::db::dialect::IDS;

/// `IN` with [`IDS`]. The array is made once, before the plan is executed, so that the rows are looked up by an index. A subquery would be
/// joined, and until the tables are analysed the planner takes a join that reads all of them.
const IN_IDS_HERE: &str = "= ANY(ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(?1 AS json))))";

/// Rewrites the parameters `?1..?n` to `$1..$n`, except in literals and quoted names.
pub(super) fn translate(sql: &str) -> String {
    let sql = sql.replace(&format!("IN {IDS}"), IN_IDS_HERE);
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

/// A statement for many rows of parameters, `columns` wide. They are the rows of `v`, and the columns `p1..pn` take the place of `?1..?n`:
///
/// - `INSERT INTO t (a) VALUES (?1)` inserts what it selects from `v`,
/// - `UPDATE t SET a = ?2 WHERE b = ?1` and `DELETE FROM t WHERE b = ?1` join `v`,
/// - `SELECT a FROM t WHERE b = ?1` is done for each row of `v`. Its last column is the place of that row, from 1.
///
/// Returns `None` for another form.
pub(super) fn for_many(sql: &str, types: &[&str]) -> Option<String> {
    let arrays: Vec<String> = types.iter().enumerate().map(|(i, ty)| format!("${}::{ty}[]", i + 1)).collect();
    let names: Vec<String> = (1..=types.len()).map(|i| format!("p{i}")).collect();
    let (arrays, names) = (arrays.join(", "), names.join(", "));
    let from = format!("unnest({arrays}) AS v ({names})");
    let sql = translate(sql).replace('$', "v.p");
    match sql.split_once(' ')?.0 {
        "INSERT" => {
            let (head, values) = sql.split_once(" VALUES (")?;
            let end = closing(values)?;
            Some(format!("{head} SELECT {} FROM {from}{}", &values[..end], &values[end + 1..]))
        }
        "UPDATE" => sql.split_once(" WHERE ").map(|(set, condition)| format!("{set} FROM {from} WHERE {condition}")),
        "DELETE" => sql.split_once(" WHERE ").map(|(what, condition)| format!("{what} USING {from} WHERE {condition}")),
        // OFFSET keeps the query from becoming a part of the outer one: the plan for each row is that of a single question, by the
        // index, even if the table was empty when it was made.
        "SELECT" => Some(format!(
            "SELECT q.*, v.place FROM unnest({arrays}) WITH ORDINALITY AS v ({names}, place) CROSS JOIN LATERAL ({sql} OFFSET 0) AS q"
        )),
        _ => None,
    }
}

/// Place of the parenthesis that closes one before the text.
fn closing(text: &str) -> Option<usize> {
    let (mut open, mut is_quoted) = (1, false);
    for (i, c) in text.char_indices() {
        match c {
            '\'' => is_quoted = !is_quoted,
            '(' if !is_quoted => open += 1,
            ')' if !is_quoted => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some(i);
        }
    }
    None
}

/// A name in the quotes of SQL.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_for_many_rows_read_them_from_arrays() {
        let of = |sql: &str| for_many(sql, &["int8", "text"]).expect("a statement");
        assert_eq!(
            of("INSERT INTO t (a, b, c) VALUES (?1, lower(?2), ')') RETURNING id"),
            "INSERT INTO t (a, b, c) SELECT v.p1, lower(v.p2), ')' FROM unnest($1::int8[], $2::text[]) AS v (p1, p2) RETURNING id"
        );
        assert_eq!(
            of("UPDATE t SET b = ?2 WHERE a = ?1"),
            "UPDATE t SET b = v.p2 FROM unnest($1::int8[], $2::text[]) AS v (p1, p2) WHERE a = v.p1"
        );
        assert_eq!(
            of("SELECT c FROM t WHERE a = ?1 AND b = ?2 LIMIT 1"),
            "SELECT q.*, v.place FROM unnest($1::int8[], $2::text[]) WITH ORDINALITY AS v (p1, p2, place) \
             CROSS JOIN LATERAL (SELECT c FROM t WHERE a = v.p1 AND b = v.p2 LIMIT 1 OFFSET 0) AS q"
        );
        assert_eq!(for_many("LOCK TABLE t", &[]), None);
    }

    #[test]
    fn rewrites_parameters_outside_of_literals() {
        assert_eq!(translate("SELECT '?1 it''s ?2', \"a?\", ?1, ?12"), "SELECT '?1 it''s ?2', \"a?\", $1, $12");
        assert_eq!(
            translate(&format!("SELECT 1 WHERE id IN {IDS}")),
            "SELECT 1 WHERE id = ANY(ARRAY(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS json))))"
        );
    }
}
