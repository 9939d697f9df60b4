//! Suggests the function that a case most likely covers. Pure.
//!
//! Reasons, the surest first: the case's custom field names the FuncID; the title names the FuncID; both titles are the same; the
//! titles are similar. A surer reason suppresses the less sure ones.

use super::Input;
use super::similar::Index;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use voluptas_core::base::fold::fold;
use voluptas_core::domain::ids::{CaseId, FunctionId};
use voluptas_core::domain::mapping::Origin;

/// The part of a function that matters for a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionKey {
    /// Row id.
    pub id: FunctionId,
    pub func_id: String,
    pub title: String,
    /// True when the function should have cases.
    pub is_testable: bool,
}

/// The part of a case that matters for a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseKey {
    /// Row id.
    pub id: CaseId,
    pub title: String,
    /// Value of the custom field `functional_id`.
    pub functional_id: Option<String>,
}

/// A case that may cover a function.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suggestion {
    pub function_id: FunctionId,
    pub case_id: CaseId,
    /// Reason for the suggestion.
    pub origin: Origin,
    /// Certainty from 0 to 1: 1 for a named FuncID, 0.95 for the same title, less than 0.9 for similar titles.
    pub score: f64,
    /// True when another function fits the case just as well: a person must choose.
    pub ambiguous: bool,
}

const SAME_TITLE: f64 = 0.95;
const SIMILAR_AT_MOST: f64 = 0.9;

/// Suggestions for functions that are not mapped yet, sorted by case and score. Similar titles with a score below `least` are
/// left out.
pub fn suggest(input: &Input, least: f64) -> Vec<Suggestion> {
    let mut by_id: HashMap<String, Vec<&FunctionKey>> = HashMap::new();
    let mut by_title: HashMap<String, Vec<&FunctionKey>> = HashMap::new();
    let testable: Vec<&FunctionKey> = input.functions.iter().filter(|f| f.is_testable).collect();
    for f in &input.functions {
        by_id.entry(fold(&f.func_id)).or_default().push(f);
    }
    for f in &testable {
        by_title.entry(plain(&f.title)).or_default().push(f);
    }
    let index = Index::of(testable.iter().map(|f| bare(&f.title)));
    let mapped_cases: BTreeSet<CaseId> = input.mapped.iter().map(|(_, c)| *c).collect();
    let mut found: Vec<Suggestion> = Vec::new();
    for case in &input.cases {
        let named = case.functional_id.as_deref().map(|v| named_in_field(v, &by_id)).unwrap_or_default();
        let (hits, origin) = if named.is_empty() {
            (named_in_title(&case.title, &by_id), Origin::IdInTitle)
        } else {
            (named, Origin::CustomField)
        };
        if !hits.is_empty() {
            // A case that names several functions covers all of them.
            push(&mut found, input, case, &hits.iter().map(|f| (*f, 1.0)).collect::<Vec<_>>(), origin, false);
            continue;
        }
        if mapped_cases.contains(&case.id) {
            continue;
        }
        if let Some(same) = by_title.get(&plain(&case.title)) {
            let hits: Vec<_> = same.iter().map(|f| (*f, SAME_TITLE)).collect();
            push(&mut found, input, case, &hits, Origin::SameTitle, hits.len() > 1);
            continue;
        }
        let near = index.nearest(bare(&case.title), least / SIMILAR_AT_MOST, 3);
        if let Some((_, best)) = near.first().copied() {
            let hits: Vec<_> = near.iter().map(|(i, score)| (testable[*i], score * SIMILAR_AT_MOST)).collect();
            let tie = near.get(1).is_some_and(|(_, second)| best - second < 0.02);
            push(&mut found, input, case, &hits, Origin::SimilarTitle, tie);
        }
    }
    found.sort_by(|a, b| a.case_id.cmp(&b.case_id).then(b.score.total_cmp(&a.score)).then(a.function_id.cmp(&b.function_id)));
    found
}

/// Adds suggestions. Of similar titles only the best can be accepted at once; the others are marked as ambiguous alternatives.
fn push(
    found: &mut Vec<Suggestion>,
    input: &Input,
    case: &CaseKey,
    hits: &[(&FunctionKey, f64)],
    origin: Origin,
    ambiguous: bool,
) {
    let mut seen: BTreeMap<FunctionId, ()> = BTreeMap::new();
    for (i, (function, score)) in hits.iter().enumerate() {
        if input.mapped.contains(&(function.id, case.id)) || seen.insert(function.id, ()).is_some() {
            continue;
        }
        found.push(Suggestion {
            function_id: function.id,
            case_id: case.id,
            origin,
            score: *score,
            ambiguous: ambiguous || (origin == Origin::SimilarTitle && i > 0),
        });
    }
}

/// The only function of a FuncID in any letter case. If several FuncIDs differ only in letter case, the exact spelling decides.
fn only<'f>(id: &str, by_id: &HashMap<String, Vec<&'f FunctionKey>>) -> Option<&'f FunctionKey> {
    let of = by_id.get(&fold(id))?;
    match of.as_slice() {
        [one] => Some(one),
        many => many.iter().find(|f| f.func_id == id.trim()).copied(),
    }
}

fn named_in_field<'f>(value: &str, by_id: &HashMap<String, Vec<&'f FunctionKey>>) -> Vec<&'f FunctionKey> {
    if let Some(f) = only(value, by_id) {
        return vec![f];
    }
    value.split([',', ';', '\n', ' ']).filter(|part| !part.trim().is_empty()).filter_map(|part| only(part, by_id)).collect()
}

fn named_in_title<'f>(title: &str, by_id: &HashMap<String, Vec<&'f FunctionKey>>) -> Vec<&'f FunctionKey> {
    let mut found: Vec<&FunctionKey> = Vec::new();
    let mut rest = title;
    while let Some((inside, behind)) = rest.split_once('[').and_then(|(_, r)| r.split_once(']')) {
        found.extend(named_in_field(inside, by_id));
        rest = behind;
    }
    let is_edge = |c: char| c.is_whitespace() || "[](){}<>,;\"'«»|".contains(c);
    for token in title.split(is_edge) {
        let token = token.trim_end_matches(['.', ':', '!', '?', '-', '—']);
        // A single word is no FuncID here, even when a function has it ("Infra").
        if token.contains(['.', ':', '/', '_']) || token.chars().any(|c| c.is_ascii_digit()) {
            found.extend(only(token, by_id));
        }
    }
    let mut seen = BTreeSet::new();
    found.retain(|f| seen.insert(f.id));
    found
}

/// A title without a bracketed prefix: `[Feature]: Promo code` is "Promo code".
fn bare(title: &str) -> &str {
    let mut title = title.trim();
    while let Some((_, behind)) = title.strip_prefix('[').and_then(|t| t.split_once(']')) {
        let behind = behind.trim_start_matches([':', ' ', '-', '—']);
        if behind.is_empty() {
            break;
        }
        title = behind;
    }
    title.strip_prefix("Service:").map_or(title, str::trim_start)
}

fn plain(title: &str) -> String {
    fold(bare(title))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(functions: &[(&str, &str)], cases: &[(&str, Option<&str>)]) -> Input {
        Input {
            functions: (1_i64..)
                .zip(functions)
                .map(|(id, (func_id, title))| FunctionKey {
                    id: FunctionId(id),
                    func_id: (*func_id).into(),
                    title: (*title).into(),
                    is_testable: true,
                })
                .collect(),
            cases: (1_i64..)
                .zip(cases)
                .map(|(id, (title, field))| CaseKey {
                    id: CaseId(id),
                    title: (*title).into(),
                    functional_id: field.map(str::to_owned),
                })
                .collect(),
            mapped: BTreeSet::new(),
        }
    }

    fn short(suggestions: &[Suggestion]) -> Vec<(i64, i64, Origin, bool)> {
        suggestions.iter().map(|s| (s.case_id.0, s.function_id.0, s.origin, s.ambiguous)).collect()
    }

    #[test]
    fn from_sure_to_less_sure() {
        let mut i = input(
            &[
                ("shop.cart.add", "[Feature]: Add to cart"),
                ("shop.cart.promo", "Promo code"),
                ("Infra", "Infrastructure"),
                ("FEAT:SHOP.PAY", "Pay by card"),
            ],
            &[
                ("Whatever", Some("SHOP.CART.ADD")),
                ("[shop.cart.promo] expires", None),
                ("Checks FEAT:SHOP.PAY, fast", None),
                ("Add to Cart", None),
                ("Promo codes are cut", None),
                ("Infra of something else", None),
                ("Covers both", Some("shop.cart.add, shop.cart.promo")),
            ],
        );
        let found = suggest(&i, 0.3);
        assert_eq!(
            short(&found),
            [
                (1, 1, Origin::CustomField, false),
                (2, 2, Origin::IdInTitle, false),
                (3, 4, Origin::IdInTitle, false),
                (4, 1, Origin::SameTitle, false),
                (5, 2, Origin::SimilarTitle, false),
                (7, 1, Origin::CustomField, false),
                (7, 2, Origin::CustomField, false),
            ]
        );
        assert!(found.iter().all(|s| (0.0..=1.0).contains(&s.score)));
        assert_eq!(super::super::accept(&found, 0.9).len(), 6);
        i.mapped = found.iter().map(|s| (s.function_id, s.case_id)).collect();
        assert_eq!(suggest(&i, 0.3), []);
        let o = super::super::orphans(&i);
        assert_eq!((o.functions, o.cases), (vec![FunctionId(3)], vec![CaseId(6)]));
    }

    #[test]
    fn two_of_the_same_title_are_for_a_person() {
        let i = input(&[("a.b", "Sign in"), ("c.d", "Sign in")], &[("sign in", None)]);
        let found = suggest(&i, 0.3);
        assert_eq!(short(&found), [(1, 1, Origin::SameTitle, true), (1, 2, Origin::SameTitle, true)]);
        assert!(super::super::accept(&found, 0.5).is_empty());
    }
}
