//! The enumerations of a case, with the numbers by which Qase's v1 API names their options.
//!
//! The store keeps slugs. Numbers are the defaults of a Qase workspace; a slug of a workspace's own, which came with an import,
//! gets a number made of its letters, so that it is the same on every start.

use super::error::ApiResult;
use serde_json::{Value, json};
use voluptas_store::{CaseColumn, Tx};

/// One enumeration.
#[derive(Debug)]
pub struct Enumeration {
    /// Slug of the enumeration in `GET /system_field` and in a case.
    pub slug: &'static str,
    /// Name of the enumeration.
    pub title: &'static str,
    /// Column of the store with the values.
    pub column: CaseColumn,
    /// Id, slug and name of each option.
    pub options: &'static [(i64, &'static str, &'static str)],
    /// Slug of the default option for a new case.
    pub default: &'static str,
}

/// All enumerations, in Qase's order.
pub const ENUMERATIONS: &[Enumeration] = &[
    Enumeration {
        slug: "severity",
        title: "Severity",
        column: CaseColumn::Severity,
        options: &[
            (0, "undefined", "Not set"),
            (1, "blocker", "Blocker"),
            (2, "critical", "Critical"),
            (3, "major", "Major"),
            (4, "normal", "Normal"),
            (5, "minor", "Minor"),
            (6, "trivial", "Trivial"),
        ],
        default: "normal",
    },
    Enumeration {
        slug: "priority",
        title: "Priority",
        column: CaseColumn::Priority,
        options: &[(0, "undefined", "Not set"), (1, "high", "High"), (2, "medium", "Medium"), (3, "low", "Low")],
        default: "undefined",
    },
    Enumeration {
        slug: "type",
        title: "Type",
        column: CaseColumn::Kind,
        options: &[
            (1, "other", "Other"),
            (2, "functional", "Functional"),
            (3, "smoke", "Smoke"),
            (4, "regression", "Regression"),
            (5, "security", "Security"),
            (6, "usability", "Usability"),
            (7, "performance", "Performance"),
            (8, "acceptance", "Acceptance"),
            (9, "compatibility", "Compatibility"),
            (10, "integration", "Integration"),
            (11, "exploratory", "Exploratory"),
        ],
        default: "other",
    },
    Enumeration {
        slug: "layer",
        title: "Layer",
        column: CaseColumn::Layer,
        options: &[(0, "unknown", "Unknown"), (1, "e2e", "E2E"), (2, "api", "API"), (3, "unit", "Unit")],
        default: "unknown",
    },
    Enumeration {
        slug: "behavior",
        title: "Behavior",
        column: CaseColumn::Behavior,
        options: &[
            (1, "undefined", "Not set"),
            (2, "positive", "Positive"),
            (3, "negative", "Negative"),
            (4, "destructive", "Destructive"),
        ],
        default: "undefined",
    },
    Enumeration {
        slug: "automation",
        title: "Automation status",
        column: CaseColumn::Automation,
        options: &[(0, "is-not-automated", "Manual"), (1, "to-be-automated", "To be automated"), (2, "automated", "Automated")],
        default: "is-not-automated",
    },
    Enumeration {
        slug: "status",
        title: "Status",
        column: CaseColumn::Status,
        options: &[(0, "actual", "Actual"), (1, "draft", "Draft"), (2, "deprecated", "Deprecated")],
        default: "actual",
    },
];

impl Enumeration {
    /// The number of a slug.
    pub fn id(&self, slug: &str) -> i64 {
        self.options.iter().find(|o| o.1 == slug).map_or_else(|| own_id(slug), |o| o.0)
    }

    /// The slug of a number, among the defaults and those that cases use.
    pub fn slug_of(&self, id: i64, tx: &Tx<'_>) -> ApiResult<Option<String>> {
        if let Some(option) = self.options.iter().find(|o| o.0 == id) {
            return Ok(Some(option.1.to_owned()));
        }
        Ok(tx.cases().slugs_in_use(self.column)?.into_iter().find(|slug| self.id(slug) == id))
    }

    /// The enumeration in the JSON of `GET /system_field`.
    pub fn json(&self, tx: &Tx<'_>) -> ApiResult<Value> {
        let option = |id: i64, slug: &str, title: &str| {
            json!({
                "id": id, "slug": slug, "title": title, "color": null, "icon": null,
                "is_default": slug == self.default, "read_only": true,
            })
        };
        let mut options: Vec<Value> = self.options.iter().map(|o| option(o.0, o.1, o.2)).collect();
        for slug in tx.cases().slugs_in_use(self.column)? {
            if self.options.iter().all(|o| o.1 != slug) {
                options.push(option(own_id(&slug), &slug, &slug));
            }
        }
        Ok(json!({
            "title": self.title,
            "slug": self.slug,
            "default_value": self.id(self.default).to_string(),
            "is_required": false,
            "entity": 0,
            "type": 3,
            "options": options,
        }))
    }
}

impl Enumeration {
    /// Checks that a word is one of the options.
    ///
    /// # Errors
    /// The rest of a sentence that begins with the name of the field.
    pub fn check(&self, word: &str) -> Result<(), String> {
        if self.options.iter().any(|option| option.1 == word) {
            return Ok(());
        }
        let words: Vec<&str> = self.options.iter().map(|option| option.1).collect();
        Err(format!("must be one of {}", words.join(", ")))
    }
}

/// The enumeration of this slug.
pub fn enumeration(slug: &str) -> Option<&'static Enumeration> {
    ENUMERATIONS.iter().find(|e| e.slug == slug)
}

/// Numbers of a result's and a step's status.
pub const RESULT_STATUSES: &[(i64, &str)] =
    &[(1, "passed"), (2, "failed"), (3, "blocked"), (5, "skipped"), (7, "in_progress"), (8, "invalid")];

/// The number of a step's status. `broken` shows as failed, every other unknown status as in progress.
pub fn step_status_id(slug: &str) -> i64 {
    match RESULT_STATUSES.iter().find(|s| s.1 == slug) {
        Some(status) => status.0,
        None if slug == "broken" => 2,
        None => 7,
    }
}

fn own_id(slug: &str) -> i64 {
    let hash = blake3::hash(slug.as_bytes());
    let [a, b, c, ..] = *hash.as_bytes();
    1000 + i64::from(u32::from_be_bytes([0, a, b, c]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_slugs() {
        let severity = enumeration("severity").expect("severity");
        assert_eq!(severity.id("critical"), 2);
        assert!(severity.id("show-stopper") >= 1000);
        assert_eq!(severity.id("show-stopper"), severity.id("show-stopper"));
        assert_eq!((step_status_id("skipped"), step_status_id("broken"), step_status_id("retest")), (5, 2, 7));
        for e in ENUMERATIONS {
            assert!(e.options.iter().any(|o| o.1 == e.default), "{}", e.slug);
        }
    }
}
