//! The one rule by which shares in percent are rounded, in window, reports, pages and command line alike.
//!
//! Shares are rounded down, so that a rate that misses a limit is never shown as one that reaches it: 100 means all. A share of
//! something is at least the smallest number that can be shown: 0 means none.

/// Room for errors of floating point: 57.3 · 10 must not become 572.
const NEAR: f64 = 1e-7;

/// A share in percent with one decimal.
pub fn tenths(percent: f64) -> f64 {
    if percent <= 0.0 || percent.is_nan() {
        return 0.0;
    }
    let down = (percent * 10.0 + NEAR).floor() / 10.0;
    if percent < 100.0 { down.clamp(0.1, 99.9) } else { 100.0 }
}

/// The change from one share in percent to another, in percentage points with one decimal: the difference of the shares as they are
/// shown ([`tenths`]), so that the three numbers beside one another add up. It is up to 0.1 off the exact change.
pub fn change(from: f64, to: f64) -> f64 {
    let steps = ((tenths(to) - tenths(from)) * 10.0).round();
    // Not −0, whose sign would be shown.
    if steps == 0.0 { 0.0 } else { steps / 10.0 }
}

/// The share of a part without decimals, for a narrow place. The share of nothing is 0.
pub fn whole(part: u64, of: u64) -> u64 {
    match (part, of) {
        (0, _) | (_, 0) => 0,
        (part, of) if part >= of => 100,
        (part, of) => u64::try_from(u128::from(part) * 100 / u128::from(of)).unwrap_or(99).clamp(1, 99),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_alone_is_100_and_none_alone_is_0() {
        for (percent, shown) in
            [(0.0, 0.0), (0.0001, 0.1), (0.14, 0.1), (93.46, 93.4), (99.96, 99.9), (99.999_999_9, 99.9), (100.0, 100.0)]
        {
            assert!((tenths(percent) - shown).abs() < 1e-9, "{percent}");
        }
        for (part, of, shown) in [(0, 7, 0), (0, 0, 0), (1, 100_000, 1), (936, 1000, 93), (99_999, 100_000, 99), (7, 7, 100)] {
            assert_eq!(whole(part, of), shown, "{part} of {of}");
        }
    }

    #[test]
    fn a_change_is_that_of_the_shown_shares() {
        // 66.666 and 33.333: shown as 66.6 and 33.3.
        for (from, to, shown) in [
            (33.333_3, 66.666_6, 33.3),
            (66.666_6, 40.0, -26.6),
            (66.666_6, 100.0, 33.4),
            (90.09, 93.18, 3.1),
            (93.18, 90.09, -3.1),
            (99.999, 100.0, 0.1),
            (0.0, 0.001, 0.1),
            (50.0, 50.04, 0.0),
            (50.04, 50.0, 0.0),
            (50.0, 50.09, 0.0),
            (50.09, 50.11, 0.1),
            (50.11, 50.09, -0.1),
            (70.0, 70.0, 0.0),
        ] {
            let is = change(from, to);
            assert!((is - shown).abs() < 1e-9 && (shown != 0.0 || is.is_sign_positive()), "{from} to {to}: {is}");
        }
    }

    #[test]
    fn exact_tenths_stay_as_they_are() {
        for n in 1..1000_u32 {
            let exact = f64::from(n) * 100.0 / 1000.0;
            assert!((tenths(exact) - f64::from(n) / 10.0).abs() < 1e-9, "{exact}");
        }
    }

    #[test]
    fn the_narrow_share_begins_the_wide_one() {
        for part in 10..1000_u32 {
            let wide = tenths(f64::from(part) * 100.0 / 1000.0);
            assert_eq!(whole(u64::from(part), 1000).to_string(), wide.floor().to_string(), "{part}");
        }
    }
}
