//! Names of tests in a table. [`labels`] is the one rule by which tests of one name are told apart: every list of the window, table of the
//! command line and report shows its labels, those that show some tests of a project with [`labels_of_some`]. The list of the HTML report
//! has the same rule in `assets/report/state.js`, because the page is written before all of its rows are known.

use std::collections::HashMap;

/// Longest label, in characters. Of a longer one the end is shown: full names differ there.
const LONGEST: usize = 120;
/// Separator of the parts of a label.
const SEPARATOR: &str = " · ";

/// Name of a test in a table, with the parts that distinguish tests of the same name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TestName {
    pub title: String,
    /// Values of the parameters; see [`super::combination::values`].
    pub values: String,
    /// Code of the case, as `SHOP-42`.
    pub case: Option<String>,
    /// Full name by the tool.
    pub full_name: Option<String>,
    /// Suites from the outermost one; empty where a table does not know them.
    pub suite: Vec<String>,
}

impl TestName {
    /// Facts that tell the test from others of its name, in this order: case code, full name, suites.
    fn parts(&self) -> Vec<String> {
        let full_name = self.full_name.clone().filter(|name| *name != self.title);
        let all = self.case.clone().into_iter().chain(full_name).chain([self.suite.join(" › ")]);
        all.filter(|part| !part.trim().is_empty()).collect()
    }

    /// Title, values and label with dots between them: `Pay · Firefox · SHOP-42`.
    pub fn with_dots(&self, label: &str) -> String {
        let all = [self.title.as_str(), &self.values, label];
        all.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(SEPARATOR)
    }

    /// The title with values and label in parentheses: `Pay (Firefox, SHOP-42)`.
    pub fn in_parentheses(&self, label: &str) -> String {
        let all: Vec<&str> = [self.values.as_str(), label].into_iter().filter(|part| !part.is_empty()).collect();
        if all.is_empty() { self.title.clone() } else { format!("{} ({})", self.title, all.join(", ")) }
    }
}

/// A label for each test of a table. Tests whose title and values no other test has get a blank one, and so do tests that nothing tells
/// apart. The others get their case code, without a case their full name or suites, and further parts where labels would be the same.
pub fn labels<'n>(tests: impl IntoIterator<Item = &'n TestName>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut groups: HashMap<(&str, &str), Vec<(usize, &TestName)>> = HashMap::new();
    for (at, test) in tests.into_iter().enumerate() {
        found.push(String::new());
        groups.entry((&test.title, &test.values)).or_default().push((at, test));
    }
    for group in groups.into_values().filter(|group| group.len() > 1) {
        let parts: Vec<Vec<String>> = group.iter().map(|(_, test)| test.parts()).collect();
        // One test may have several rows, for instance one for each environment.
        if parts.windows(2).all(|two| matches!(two, [a, b] if a == b)) {
            continue;
        }
        for ((at, _), label) in group.iter().zip(labels_of_group(&parts)) {
            if let Some(place) = found.get_mut(*at) {
                *place = label;
            }
        }
    }
    found
}

/// [`labels`] for a table that shows some tests of a project, such as those that fail most: another test may have the name of a shown one,
/// so that each test with a case has its code.
pub fn labels_of_some<'n>(tests: impl IntoIterator<Item = &'n TestName> + Clone) -> Vec<String> {
    let found = labels(tests.clone());
    let own = |(test, label): (&TestName, String)| if label.is_empty() { test.case.clone().unwrap_or_default() } else { label };
    tests.into_iter().zip(found).map(own).collect()
}

/// Labels of tests of one name by their parts. A label takes as few parts as tell its test from the others.
fn labels_of_group(parts: &[Vec<String>]) -> Vec<String> {
    let mut taken = vec![1_usize; parts.len()];
    loop {
        let joined = |(parts, taken): (&Vec<String>, &usize)| shortened(&parts[..parts.len().min(*taken)].join(SEPARATOR));
        let labels: Vec<String> = parts.iter().zip(&taken).map(joined).collect();
        // The parts of the tests with a label; `None` for a label of different tests.
        let mut owners: HashMap<&str, Option<&Vec<String>>> = HashMap::new();
        for (label, own) in labels.iter().zip(parts) {
            owners.entry(label).and_modify(|owner| *owner = owner.filter(|owner| *owner == own)).or_insert(Some(own));
        }
        let mut has_grown = false;
        for ((label, own), taken) in labels.iter().zip(parts).zip(&mut taken) {
            if *taken < own.len() && owners.get(label.as_str()).is_some_and(Option::is_none) {
                *taken += 1;
                has_grown = true;
            }
        }
        if !has_grown {
            return labels;
        }
    }
}

fn shortened(label: &str) -> String {
    let excess = label.chars().count().saturating_sub(LONGEST);
    if excess == 0 { label.to_owned() } else { format!("…{}", label.chars().skip(excess + 1).collect::<String>()) }
}

/// The full name without the title at its end, with `›` between its parts. `None` if nothing is left.
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

    fn test(title: &str, case: &str, full_name: &str, suite: &str) -> TestName {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        TestName {
            title: title.into(),
            case: some(case),
            full_name: some(full_name),
            suite: some(suite).into_iter().collect(),
            ..TestName::default()
        }
    }

    #[test]
    fn tests_of_one_name_have_their_case_or_what_else_is_theirs() {
        let all = [
            test("Pay", "SHOP-1", "a.Pay", "Cart"),
            test("Pay", "SHOP-2", "", ""),
            test("Pay", "", "b.Pay", "Cart"),
            test("Pay", "", "Pay", "Mail"),
            test("Send", "SHOP-3", "a.Send", ""),
        ];
        assert_eq!(labels(&all), ["SHOP-1", "SHOP-2", "b.Pay", "Mail", ""]);
        assert_eq!(all[0].with_dots("SHOP-1"), "Pay · SHOP-1");
        assert_eq!(all[0].in_parentheses("SHOP-1"), "Pay (SHOP-1)");
        assert_eq!((all[4].with_dots(""), all[4].in_parentheses("")), ("Send".to_owned(), "Send".to_owned()));
    }

    #[test]
    fn a_table_of_some_tests_shows_each_case() {
        let all = [test("Pay", "SHOP-1", "a.Pay", ""), test("Send", "", "a.Send", ""), test("Pay", "", "b.Pay", "")];
        assert_eq!(labels_of_some(&all), ["SHOP-1", "", "b.Pay"]);
        assert_eq!(labels_of_some(&all[..2]), ["SHOP-1", ""], "another test of the title may be elsewhere");
    }

    #[test]
    fn values_tell_tests_apart_by_themselves() {
        let with = |values: &str| TestName { values: values.into(), ..test("Pay", "SHOP-1", "a.Pay", "") };
        assert_eq!(labels(&[with("Firefox"), with("Chrome")]), ["", ""]);
        assert_eq!(with("Firefox").in_parentheses("SHOP-1"), "Pay (Firefox, SHOP-1)");
        assert_eq!(with("Firefox").with_dots("SHOP-1"), "Pay · Firefox · SHOP-1");
    }

    #[test]
    fn labels_grow_only_where_they_are_the_same() {
        let all = [test("Pay", "SHOP-1", "a.Pay", ""), test("Pay", "SHOP-1", "b.Pay", ""), test("Pay", "SHOP-2", "c.Pay", "")];
        assert_eq!(labels(&all), ["SHOP-1 · a.Pay", "SHOP-1 · b.Pay", "SHOP-2"]);
        // Two rows of one test beside another test.
        let all = [test("Pay", "SHOP-1", "a.Pay", ""), test("Pay", "SHOP-1", "a.Pay", ""), test("Pay", "SHOP-2", "", "")];
        assert_eq!(labels(&all), ["SHOP-1", "SHOP-1", "SHOP-2"]);
    }

    #[test]
    fn what_nothing_tells_apart_has_no_label() {
        assert_eq!(labels(&[test("Pay", "", "", ""), test("Pay", "", "Pay", "")]), ["", ""]);
        assert_eq!(labels(&[test("Pay", "SHOP-1", "", ""), test("Pay", "SHOP-1", "", "")]), ["", ""]);
        assert!(labels(&[]).is_empty());
    }

    #[test]
    fn a_long_label_keeps_its_end() {
        let long = |end: &str| test("Pay", "", &format!("{}.{end}", "я".repeat(500)), "");
        let found = labels(&[long("A"), long("B")]);
        assert!(found[0].starts_with('…') && found[0].ends_with(".A") && found[1].ends_with(".B"), "{found:?}");
        assert_eq!(found[0].chars().count(), LONGEST);
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
