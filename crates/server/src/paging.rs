//! `limit` and `offset` of listings.

use super::call::Query;
use super::error::{ApiError, ApiResult, FieldError};
use voluptas_store::Slice;

/// Number of rows of a page when the request does not say.
pub const DEFAULT_LIMIT: i64 = 10;
/// Most rows of a page.
pub const MAX_LIMIT: i64 = 100;
/// Most rows that may be skipped.
pub const MAX_OFFSET: i64 = 100_000;

/// The part of a listing that a request wants.
///
/// `page` (from 1) is an extension: Qase ignores it, and a script that pages with it would read the first page for ever.
///
/// # Errors
/// 400 for a text that is not a number, or a number out of range.
pub fn slice(query: &Query) -> ApiResult<Slice> {
    let mut errors = Vec::new();
    let limit = number(query, "limit", 1, MAX_LIMIT, &mut errors).unwrap_or(DEFAULT_LIMIT);
    let offset = number(query, "offset", 0, MAX_OFFSET, &mut errors);
    let page = number(query, "page", 1, MAX_OFFSET, &mut errors).unwrap_or(1);
    if errors.is_empty() {
        Ok(Slice { limit, offset: offset.unwrap_or((page - 1) * limit) })
    } else {
        Err(ApiError::invalid(errors))
    }
}

fn number(query: &Query, name: &str, min: i64, max: i64, errors: &mut Vec<FieldError>) -> Option<i64> {
    let text = query.get(name)?;
    let error = match text.trim().parse::<i64>() {
        Ok(n) if (min..=max).contains(&n) => return Some(n),
        Ok(_) => format!("The {name} must be between {min} and {max}."),
        Err(_) => format!("The {name} must be an integer."),
    };
    errors.push(FieldError { field: name.to_owned(), error });
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> ApiResult<Slice> {
        slice(&Query::parse(text))
    }

    #[test]
    fn limits_and_pages() {
        assert_eq!(of("").expect("default"), Slice { limit: 10, offset: 0 });
        assert_eq!(of("limit=100&offset=200").expect("both"), Slice { limit: 100, offset: 200 });
        assert_eq!(of("limit=50&page=3").expect("page"), Slice { limit: 50, offset: 100 });
        assert_eq!(of("limit=50&page=3&offset=7").expect("offset wins"), Slice { limit: 50, offset: 7 });
        for bad in ["limit=0", "limit=101", "limit=x", "offset=-1", "offset=100001", "page=0"] {
            assert_eq!(of(bad).expect_err(bad).status, 400, "{bad}");
        }
    }
}
