//! The cases and functions that a result of a test tool names: ids in labels, tags, links and the title.

use std::collections::BTreeMap;

use voluptas_core::domain::case_code::number;
use voluptas_core::domain::result::ResultLink;
use voluptas_formats::tool_results::Attempt;

/// Places in a title with ids that are looked for, at most: each shortens the title.
const MOST_IN_TITLE: usize = 100;

/// Hints of a result at its case.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// Numbers of cases of the project.
    pub(super) cases: Vec<i64>,
    /// Numbers of cases in Qase.
    pub(super) qase_cases: Vec<i64>,
    /// `automation_key`, `func_id`, `severity` and further fields of the case.
    pub(super) fields: BTreeMap<String, String>,
    /// The title without the ids that stood in it.
    pub(super) title: String,
}

/// Meaning of a value, by the name of its label, property or tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Case,
    Qase,
    AutomationKey,
    Function,
    /// Id of the case in the tool that it was imported from.
    Foreign,
}

/// Names of labels, without regard to case and to the signs between their words.
const KINDS: &[(&str, Kind)] = &[
    ("asid", Kind::Case),
    ("allureid", Kind::Case),
    ("testopsid", Kind::Case),
    ("caseid", Kind::Case),
    ("qaseid", Kind::Qase),
    ("qase", Kind::Qase),
    ("automationkey", Kind::AutomationKey),
    ("funcid", Kind::Function),
    ("functionid", Kind::Function),
    ("functionalid", Kind::Function),
    ("testrailcase", Kind::Foreign),
];

fn kind(name: &str) -> Option<Kind> {
    let letters = || name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    // Nearly every name differs in its first letter.
    let first = letters().next()?;
    let begins = |known: &str| known.bytes().next().map(char::from) == Some(first);
    let found = KINDS.iter().find(|(known, _)| begins(known) && letters().eq(known.chars()));
    found.map(|(_, kind)| *kind)
}

/// Collects the hints of an attempt; `project` is the code of the project that takes it.
pub(super) fn of(attempt: &Attempt, project: &str) -> Named {
    let mut named = Named { title: attempt.name.clone(), ..Named::default() };
    let mut tags = Vec::new();
    for (name, value) in &attempt.labels {
        if name == "tag" {
            match tagged(value) {
                Some((kind, value)) if named.take(kind, value, project) => {}
                _ => tags.push(value.as_str()),
            }
        } else if let Some(kind) = kind(name) {
            named.take(kind, value, project);
        } else if name == "severity" {
            named.fields.entry("severity".to_owned()).or_insert_with(|| value.trim().to_owned());
        }
    }
    for link in &attempt.links {
        named.link(link, project);
    }
    named.in_title(project);
    if !tags.is_empty() {
        named.fields.insert("tags".to_owned(), tags.join(","));
    }
    if let Some(description) = &attempt.description {
        named.fields.insert("description".to_owned(), description.clone());
    }
    named
}

/// A tag that holds a name and a value: `@FuncID:shop.cart`, `allure.id=701`.
fn tagged(tag: &str) -> Option<(Kind, &str)> {
    let (name, value) = tag.trim().trim_start_matches('@').split_once([':', '='])?;
    kind(name).map(|kind| (kind, value.trim()))
}

impl Named {
    /// Takes a value; false when it says nothing.
    fn take(&mut self, kind: Kind, value: &str, project: &str) -> bool {
        let value = value.trim();
        let (list, field) = match kind {
            Kind::Case => (Some(&mut self.cases), ""),
            Kind::Qase => (Some(&mut self.qase_cases), ""),
            Kind::AutomationKey => (None, "automation_key"),
            Kind::Function => (None, "func_id"),
            Kind::Foreign => (None, "external_id"),
        };
        match list {
            Some(list) => {
                let before = list.len();
                list.extend(numbers(value, project));
                list.len() > before
            }
            None if value.is_empty() => false,
            None => {
                self.fields.entry(field.to_owned()).or_insert_with(|| value.to_owned());
                true
            }
        }
    }

    /// The case of a link of kind `tms` (or `test_case`): `SHOP-12` as its name or at the end of its address.
    fn link(&mut self, link: &ResultLink, project: &str) {
        if !matches!(link.kind.to_ascii_lowercase().as_str(), "tms" | "test_case" | "testcase") {
            return;
        }
        let last = link.url.trim_end_matches('/').rsplit(['/', '=']).next().unwrap_or_default();
        self.cases.extend([link.name.trim(), last].into_iter().find_map(|text| of_project(text, project)));
    }

    /// `(Qase ID: 12, 13)` and `[FuncID: shop.cart]` in the title.
    fn in_title(&mut self, project: &str) {
        let mut found_ids = 0;
        for (open, close) in [('(', ')'), ('[', ']')] {
            let mut from = 0;
            while found_ids < MOST_IN_TITLE
                && let Some(start) = self.title[from..].find(open).map(|at| from + at)
            {
                let Some(end) = self.title[start..].find(close).map(|at| start + at) else { break };
                let within = self.title[start + 1..end].to_owned();
                let found = within.split_once([':', '=']).and_then(|(name, value)| Some((kind(name)?, value)));
                if !found.is_some_and(|(kind, value)| self.take(kind, value, project)) {
                    from = end;
                    continue;
                }
                found_ids += 1;
                self.title.replace_range(start..=end, "");
                self.title = self.title.split_whitespace().collect::<Vec<_>>().join(" ");
                from = 0;
            }
        }
    }
}

/// Numbers of a list: `12`, `12, 13`, `SHOP-12`.
fn numbers(value: &str, project: &str) -> Vec<i64> {
    let one = |part: &str| number(part).or_else(|| of_project(part, project));
    value.split([',', ';', ' ']).map(str::trim).filter_map(one).collect()
}

/// The number of a case of the project: `SHOP-12`, whatever the letter case.
fn of_project(text: &str, project: &str) -> Option<i64> {
    let (code, digits) = text.trim().rsplit_once('-')?;
    if !code.eq_ignore_ascii_case(project) {
        return None;
    }
    number(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(name: &str, labels: &[(&str, &str)]) -> Attempt {
        let labels = labels.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Attempt { name: name.to_owned(), labels, ..Attempt::default() }
    }

    #[test]
    fn ids_are_found_where_tools_put_them() {
        let labels = [
            ("AS_ID", "101"),
            ("functional_id", "shop.cart.add"),
            ("automation_key", "CART_001"),
            ("tag", "@qase:91"),
            ("tag", "smoke"),
            ("tag", "allure.id=701"),
            ("severity", "critical"),
            ("host", "ci"),
        ];
        let mut with_links = attempt("Adds (Qase ID: 12, 13) a pot [twice]", &labels);
        for (kind, name, url) in [
            ("tms", "SHOP-7", "https://tms.shop.test/x"),
            ("tms", "the case", "https://tms.shop.test/case/shop-8"),
            ("issue", "SHOP-9", "https://tracker.shop.test/SHOP-9"),
            ("tms", "OTHER-3", "https://tms.shop.test/OTHER-3"),
        ] {
            with_links.links.push(ResultLink { kind: kind.into(), name: name.into(), url: url.into() });
        }
        let named = of(&with_links, "SHOP");
        assert_eq!(named.cases, [101, 701, 7, 8]);
        assert_eq!(named.qase_cases, [91, 12, 13]);
        assert_eq!(named.title, "Adds a pot [twice]");
        let fields: Vec<(&str, &str)> = named.fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let expected =
            [("automation_key", "CART_001"), ("func_id", "shop.cart.add"), ("severity", "critical"), ("tags", "smoke")];
        assert_eq!(fields, expected);
    }

    #[test]
    fn ids_in_a_title_are_looked_for_within_a_limit() {
        let named = of(&attempt(&"(Qase ID: 12) ".repeat(2 * MOST_IN_TITLE), &[]), "SHOP");
        assert_eq!(named.qase_cases.len(), MOST_IN_TITLE);
    }

    #[test]
    fn other_texts_name_nothing() {
        let named = of(
            &attempt(
                "f(x) [a: b] (Qase ID: none) (open",
                &[("AS_ID", "x"), ("AS_ID", "+1"), ("AS_ID", "SHOP-+1"), ("tag", "a:b"), ("tag", "@")],
            ),
            "SHOP",
        );
        assert!(named.cases.is_empty() && named.qase_cases.is_empty(), "{named:?}");
        assert_eq!(named.title, "f(x) [a: b] (Qase ID: none) (open");
    }
}
