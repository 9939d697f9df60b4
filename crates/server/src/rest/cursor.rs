//! Cursors: the place behind the last row of a page. Rows that come or go meanwhile move nothing, unlike with an offset.

use crate::error::{ApiError, ApiResult};
use serde::{Deserialize, Deserializer};

/// Rows of a page where the request does not say.
pub const DEFAULT_LIMIT: usize = 100;
/// Most rows of a page.
pub const MAX_LIMIT: usize = 1000;

/// The limit of a part.
pub fn limit(limit: Option<u16>) -> ApiResult<usize> {
    match limit.map(usize::from) {
        None => Ok(DEFAULT_LIMIT),
        Some(n) if (1..=MAX_LIMIT).contains(&n) => Ok(n),
        Some(_) => Err(ApiError::field("limit", format!("must be between 1 and {MAX_LIMIT}"))),
    }
}

/// A cursor; an empty one, with which a loop may begin, is none.
fn given(cursor: Option<&str>) -> Option<&str> {
    cursor.filter(|cursor| !cursor.is_empty())
}

/// The number behind which a part begins.
pub fn after(cursor: Option<&str>) -> ApiResult<i64> {
    let Some(cursor) = given(cursor) else { return Ok(i64::MIN) };
    let number = cursor.strip_prefix('n').and_then(|digits| digits.parse().ok());
    number.ok_or_else(|| ApiError::field("cursor", "is no cursor of this list"))
}

/// The cursor behind a number.
pub fn of(number: i64) -> String {
    format!("n{number}")
}

/// The number and text behind which a part of a list of pairs begins.
pub fn after_pair(cursor: Option<&str>) -> ApiResult<(i64, String)> {
    let Some(cursor) = given(cursor) else { return Ok((i64::MIN, String::new())) };
    let pair = cursor.strip_prefix('n').and_then(|rest| rest.split_once('.'));
    let pair = pair.and_then(|(digits, text)| Some((digits.parse().ok()?, text.to_owned())));
    pair.ok_or_else(|| ApiError::field("cursor", "is no cursor of this list"))
}

/// The cursor behind a pair.
pub fn of_pair(number: i64, text: &str) -> String {
    format!("n{number}.{text}")
}

/// Cuts a list that was read with one row too many, and gives the cursor behind the last row that stays.
pub fn cut<T>(mut rows: Vec<T>, limit: usize, number: impl Fn(&T) -> i64) -> (Vec<T>, Option<String>) {
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| has_more).map(|row| of(number(row)));
    (rows, next)
}

/// The part of a whole list that is sorted by `number`.
pub fn part<T>(
    rows: Vec<T>,
    part: (Option<u16>, Option<&str>),
    number: impl Fn(&T) -> i64,
) -> ApiResult<(Vec<T>, Option<String>)> {
    let (limit, after) = (limit(part.0)?, after(part.1)?);
    let rows = rows.into_iter().filter(|row| number(row) > after).take(limit + 1).collect();
    Ok(cut(rows, limit, number))
}

/// A number or a truth value of an address, where every value is a text.
pub fn from_text<'de, D: Deserializer<'de>, T: std::str::FromStr<Err: std::fmt::Display>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(from)?;
    // Rust's parsers take a plus sign, which no id has.
    if text.starts_with('+') {
        return Err(serde::de::Error::custom("a number has no plus sign"));
    }
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_of_a_pair_is_read_as_it_was_written() {
        for text in ["SHOP.PAY", "", "Оплата 1.2"] {
            assert_eq!(after_pair(Some(&of_pair(7, text))).expect("cursor"), (7, text.to_owned()));
        }
        assert!(after_pair(Some("n7")).is_err() && after_pair(Some("x.y")).is_err());
    }

    #[test]
    fn a_list_is_read_in_parts() {
        let rows = || vec![1_i64, 2, 5, 9];
        let (first, next) = part(rows(), (Some(2), None), |n| *n).expect("first");
        assert_eq!((first, next.as_deref()), (vec![1, 2], Some("n2")));
        let (second, next) = part(rows(), (Some(2), Some("n2")), |n| *n).expect("second");
        assert_eq!((second, next), (vec![5, 9], None));
        assert!(part(rows(), (Some(0), None), |n| *n).is_err() && part(rows(), (None, Some("2")), |n| *n).is_err());
    }
}
