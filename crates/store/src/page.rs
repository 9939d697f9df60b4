//! Pages of a listing, and the small builder of `WHERE` clauses that listings share.

use super::db::Param;

/// A part of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// Maximum number of rows.
    pub limit: i64,
    /// Number of rows before the first one.
    pub offset: i64,
}

impl Slice {
    /// The whole listing.
    pub const ALL: Self = Self { limit: i64::MAX, offset: 0 };
}

/// A part of a listing with its counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// Number of rows without a filter.
    pub total: i64,
    /// Number of rows that match the filter.
    pub filtered: i64,
    /// Rows of this part.
    pub rows: Vec<T>,
}

impl<T> Page<T> {
    /// The same page with other rows in the same order.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { total: self.total, filtered: self.filtered, rows: self.rows.into_iter().map(f).collect() }
    }
}

/// Conditions joined by AND, with their parameters numbered in order.
#[derive(Debug, Clone)]
pub struct Where<'a> {
    sql: String,
    params: Vec<Param<'a>>,
}

impl<'a> Where<'a> {
    /// Begins with one condition; each `?` in it takes the next of `params`.
    #[must_use]
    pub fn new(condition: &str, params: Vec<Param<'a>>) -> Self {
        let mut this = Self { sql: String::new(), params: Vec::new() };
        this.and(condition, params);
        this
    }

    /// Adds a condition; each `?` in it takes the next of `params`.
    pub fn and(&mut self, condition: &str, params: Vec<Param<'a>>) {
        self.sql.push_str(if self.sql.is_empty() { "WHERE " } else { " AND " });
        let mut values = params.into_iter();
        for c in condition.chars() {
            self.sql.push(c);
            if c == '?' {
                self.params.push(values.next().unwrap_or(Param::Null));
                self.sql.push_str(&self.params.len().to_string());
            }
        }
    }

    /// Adds "`column` is one of `values`"; no values match nothing. The last value is repeated up to a power of two, so that lists of
    /// any length share a few prepared statements.
    pub fn any_of<P: Into<Param<'a>>>(&mut self, column: &str, values: impl IntoIterator<Item = P>) {
        let mut values: Vec<Param<'a>> = values.into_iter().map(Into::into).collect();
        let Some(last) = values.last().cloned() else {
            self.and("FALSE", Vec::new());
            return;
        };
        values.resize(values.len().next_power_of_two(), last);
        let marks = vec!["?"; values.len()].join(", ");
        self.and(&format!("{column} IN ({marks})"), values);
    }

    /// The text, beginning with WHERE.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// The parameters of the text.
    pub fn params(&self) -> &[Param<'a>] {
        &self.params
    }

    /// The text with an order and the limits of a slice behind it. The limits are parameters: every page is the same statement, which
    /// is prepared once.
    #[must_use]
    pub fn page(mut self, order: &str, slice: Slice) -> Self {
        let n = self.params.len();
        self.sql.push_str(&format!(" ORDER BY {order} LIMIT ?{} OFFSET ?{}", n + 1, n + 2));
        self.params.extend([slice.limit.max(0).into(), slice.offset.max(0).into()]);
        self
    }
}

/// Maximum number of ids in one `IN` list, below the engines' limits on parameters.
pub const IN_LIST: usize = 512;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_its_parameters() {
        let mut w = Where::new("project_id = ?", vec![7.into()]);
        w.any_of("number", [1_i64, 2]);
        w.and("(a = ? OR b = ?)", vec!["x".into(), "y".into()]);
        assert_eq!(w.sql(), "WHERE project_id = ?1 AND number IN (?2, ?3) AND (a = ?4 OR b = ?5)");
        assert_eq!(w.params().len(), 5);
        let mut padded = Where::new("TRUE", Vec::new());
        padded.any_of("id", [1_i64, 2, 3]);
        assert_eq!((padded.sql(), padded.params().len()), ("WHERE TRUE AND id IN (?1, ?2, ?3, ?4)", 4));
        w.any_of("number", Vec::<i64>::new());
        assert!(w.sql().ends_with(" AND FALSE"));
        let page = w.page("number", Slice { limit: 10, offset: 20 });
        assert!(page.sql().ends_with(" AND FALSE ORDER BY number LIMIT ?6 OFFSET ?7"), "{}", page.sql());
        assert_eq!(page.params()[5..], [10.into(), 20.into()]);
    }
}
