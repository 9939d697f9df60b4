//! Version, commit and date of this program.

/// Version of the package: `0.1.0`.
pub const NUMBER: &str = env!("CARGO_PKG_VERSION");

/// First digits of the commit that the program was built from; `None` where the build did not know it.
pub fn commit() -> Option<&'static str> {
    Some(env!("VOLUPTAS_BUILD_COMMIT")).filter(|c| !c.is_empty())
}

/// Date of that commit: `2026-11-20`.
pub fn date() -> Option<&'static str> {
    Some(env!("VOLUPTAS_BUILD_DATE")).filter(|d| !d.is_empty())
}

/// Everything that is known: `0.1.0 (abc1234 2026-11-20)`.
pub fn full() -> String {
    written(commit(), date())
}

fn written(commit: Option<&str>, date: Option<&str>) -> String {
    match (commit, date) {
        (Some(commit), Some(date)) => format!("{NUMBER} ({commit} {date})"),
        (Some(commit), None) => format!("{NUMBER} ({commit})"),
        (None, _) => NUMBER.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_it_knows() {
        assert_eq!(written(Some("abc1234"), Some("2026-11-20")), format!("{NUMBER} (abc1234 2026-11-20)"));
        assert_eq!(written(Some("abc1234"), None), format!("{NUMBER} (abc1234)"));
        assert_eq!(written(None, None), NUMBER);
    }
}
