//! Comparing names: one form for equal texts, and the closest names to one that was not found.

use std::borrow::Cow;
use std::cmp::Ordering;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};
use voluptas_core::base::fold::fold;

/// Maximum number of suggested names.
const OFFERED: usize = 3;
/// Least similarity of a suggested name.
const ALIKE: f64 = 0.6;

/// A text in Unicode's composed form (NFC): macOS writes `й` as two characters, other systems as one.
pub(crate) fn normal(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

/// Up to three of `all` that are most like `wanted`, the most similar first, separated by commas. Empty without a similar name.
pub(crate) fn closest<'a>(wanted: &str, all: impl IntoIterator<Item = &'a str>) -> String {
    let wanted = fold(wanted);
    let score = |name: &str| {
        let name = fold(name);
        let contained = !wanted.is_empty() && (name.contains(&wanted) || wanted.contains(&name));
        strsim::jaro_winkler(&wanted, &name) + if contained { 0.2 } else { 0.0 }
    };
    let mut scored: Vec<(f64, &str)> = all.into_iter().map(|n| (score(n), n)).filter(|(s, _)| *s >= ALIKE).collect();
    scored.sort_by(|a, b| b.0.partial_cmp(&a.0).unwrap_or(Ordering::Equal).then(a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.iter().take(OFFERED).map(|(_, n)| *n).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_and_decomposed_texts_are_equal() {
        assert_eq!(normal("Чай"), normal("Чаи\u{306}"));
        assert_eq!(normal("plain"), "plain");
    }

    #[test]
    fn the_likest_come_first_and_strangers_not_at_all() {
        let all = ["Automation Key", "Automated", "Owner", "автоключ"];
        assert_eq!(closest("automation-key", all), "Automation Key, Automated");
        assert_eq!(closest("Автоключи", all), "автоключ");
        assert_eq!(closest("zzz", all), "");
    }
}
