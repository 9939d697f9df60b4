//! Marks that tell tests of one title apart: the code of the case, otherwise the place of the test by its tool.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::domain::ids::{CaseId, TestId};
use crate::gui::view::View;

/// The titles that several tests of a list have.
#[derive(Debug, Clone, Default)]
pub struct SharedTitles<'a>(FxHashSet<&'a str>);

impl<'a> SharedTitles<'a> {
    /// Looks through the tests of a list with their titles. One test may be in the list several times.
    #[must_use]
    pub fn of(tests: impl Iterator<Item = (TestId, &'a str)>) -> Self {
        let mut first: FxHashMap<&str, TestId> = FxHashMap::default();
        Self(tests.filter(|(test, title)| *first.entry(title).or_insert(*test) != *test).map(|(_, title)| title).collect())
    }

    /// True for the title of several tests.
    #[must_use]
    pub fn has(&self, title: &str) -> bool {
        self.0.contains(title)
    }
}

/// The code of the case of a test, otherwise its place by the tool; `None` for a test without either.
#[must_use]
pub fn mark(case: Option<CaseId>, full_name: Option<&str>, title: &str, view: &View<'_>) -> Option<String> {
    let code = case.and_then(|id| view.cases.get(id)).map(|row| row.code.to_string());
    code.or_else(|| path_of(full_name?, title))
}

/// The full name without the title at its end, with `›` between its parts. `None` where nothing is left.
#[must_use]
pub fn path_of(full_name: &str, title: &str) -> Option<String> {
    let rest = full_name.strip_suffix(title).unwrap_or(full_name);
    let parts =
        rest.split("::").flat_map(|part| part.split('#')).flat_map(|part| part.split(" > ")).flat_map(|part| part.split('›'));
    let parts: Vec<&str> =
        parts.map(|part| part.trim().trim_end_matches(['.', ':', '/'])).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty() && rest != title).then(|| parts.join(" › "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_shared_by_several_tests_and_not_by_one_in_several_environments() {
        let shared = SharedTitles::of([(TestId(1), "Pays"), (TestId(1), "Pays"), (TestId(2), "Ships")].into_iter());
        assert!(!shared.has("Pays") && !shared.has("Ships"));
        let shared = SharedTitles::of([(TestId(1), "Pays"), (TestId(3), "Pays"), (TestId(2), "Ships")].into_iter());
        assert!(shared.has("Pays") && !shared.has("Ships"));
    }

    #[test]
    fn a_full_name_without_the_title_is_the_path() {
        let path = |name, title| path_of(name, title);
        assert_eq!(path("tests/cart.py::TestCart::test_pay", "test_pay").as_deref(), Some("tests/cart.py › TestCart"));
        assert_eq!(path("tests.cart.test_7c0f#Pays by card", "Pays by card").as_deref(), Some("tests.cart.test_7c0f"));
        assert_eq!(path("com.shop.CartTest.pays", "pays").as_deref(), Some("com.shop.CartTest"));
        assert_eq!(path("cart.spec.ts › cart › pays", "pays").as_deref(), Some("cart.spec.ts › cart"));
        assert_eq!(path("shop.test_pay", "Another title").as_deref(), Some("shop.test_pay"));
        assert_eq!(path("pays", "pays"), None);
    }
}
