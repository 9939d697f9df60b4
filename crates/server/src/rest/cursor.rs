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

/// The number behind which a part of a list with the greatest number first begins.
pub fn before(cursor: Option<&str>) -> ApiResult<i64> {
    if given(cursor).is_none() { Ok(i64::MAX) } else { after(cursor) }
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

/// A value that an address has as a text.
pub trait InAddress: Sized {
    /// Reads the text. Small types take the nearest number that they hold for one that they do not: the check of the range refuses it,
    /// and names the range.
    ///
    /// # Errors
    /// What the text must be.
    fn read(text: &str) -> Result<Self, String>;
}

/// A whole number of any length; the nearest one of 64 bits for a longer one.
fn whole(text: &str) -> Result<i64, String> {
    // Rust's parsers take a plus sign, which no id has.
    if text.starts_with('+') {
        return Err("a number has no plus sign".to_owned());
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err("must be a whole number".to_owned());
    }
    Ok(text.parse().unwrap_or(if digits.len() < text.len() { i64::MIN } else { i64::MAX }))
}

impl InAddress for i64 {
    fn read(text: &str) -> Result<Self, String> {
        whole(text)?;
        text.parse().map_err(|_| format!("must be between {} and {}", Self::MIN, Self::MAX))
    }
}

impl InAddress for u16 {
    fn read(text: &str) -> Result<Self, String> {
        let number = whole(text)?;
        Ok(Self::try_from(number).unwrap_or(if number < 0 { Self::MIN } else { Self::MAX }))
    }
}

impl InAddress for u32 {
    fn read(text: &str) -> Result<Self, String> {
        let number = whole(text)?;
        Ok(Self::try_from(number).unwrap_or(if number < 0 { Self::MIN } else { Self::MAX }))
    }
}

impl InAddress for bool {
    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "must be true or false".to_owned())
    }
}

/// A number or a truth value of an address, where every value is a text.
pub fn from_text<'de, D: Deserializer<'de>, T: InAddress>(from: D) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(from)?;
    T::read(&text).map(Some).map_err(serde::de::Error::custom)
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
        assert_eq!(
            (before(None).ok(), before(Some("")).ok(), before(Some("n2")).ok()),
            (Some(i64::MAX), Some(i64::MAX), Some(2))
        );
        assert!(part(rows(), (Some(0), None), |n| *n).is_err() && part(rows(), (None, Some("2")), |n| *n).is_err());
    }

    #[test]
    fn numbers_that_do_not_fit_are_refused_in_plain_words() {
        let of = |text: &str| u16::read(text).and_then(|n| limit(Some(n)).map_err(|e| e.fields[0].error.clone()));
        assert_eq!(of("1000"), Ok(1000));
        for far in ["-1", "0", "1001", "65536", "99999999999999999999999", "-99999999999999999999999"] {
            assert_eq!(of(far).expect_err(far), "must be between 1 and 1000", "{far}");
        }
        for word in ["", "-", "x", "1.5", "0x1", " 1"] {
            assert_eq!(of(word).expect_err(word), "must be a whole number", "{word:?}");
        }
        assert_eq!(u32::read("4294967296"), Ok(u32::MAX));
        assert_eq!(i64::read("-9223372036854775808"), Ok(i64::MIN));
        let far = i64::read("9223372036854775808").expect_err("it does not fit");
        assert_eq!(far, "must be between -9223372036854775808 and 9223372036854775807");
        assert_eq!(bool::read("1").expect_err("no word"), "must be true or false");
    }
}
