//! Cases that the benchmarks write and compare.

use voluptas_core::domain::case::{CaseContent, Step};

/// Number of cases.
pub const CASES: i64 = 10_000;
/// Number of suites that hold them.
pub const SUITES: i64 = 500;

/// The `i`th case: four steps, two tags, a custom field.
pub fn content(i: i64) -> CaseContent {
    let step = |n: i64| Step {
        action: format!("Open page {n} of the shop and choose article {i}"),
        expected: Some(format!("The page shows article {i}")),
        ..Step::default()
    };
    let mut content = CaseContent {
        title: format!("Article {i} can be put into the cart"),
        description: Some("A case of a benchmark, with a text of usual length that says what is checked and why.".into()),
        severity: "major".into(),
        steps: (0..4).map(step).collect(),
        tags: vec![format!("tag-{}", i % 20), "regression".into()],
        ..CaseContent::default()
    };
    content.custom_fields.insert("functional_id".into(), format!("shop.cart.f{i}"));
    content.normalise();
    content
}
