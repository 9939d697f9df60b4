//! The fields of a case that have one of Qase's words.

use voluptas_core::domain::case::CaseContent;
use voluptas_core::domain::field::CaseField;

/// A field with one of Qase's words.
pub(super) struct Word {
    pub field: CaseField,
    /// Key of its name.
    pub key: &'static str,
    pub value: fn(&mut CaseContent) -> &mut String,
    pub options: &'static [&'static str],
}

pub(super) const WORDS: &[Word] = &[
    Word {
        field: CaseField::Status,
        key: "gui-case-status",
        value: |c| &mut c.status,
        options: &["actual", "draft", "deprecated"],
    },
    Word {
        field: CaseField::Priority,
        key: "gui-case-priority",
        value: |c| &mut c.priority,
        options: &["undefined", "high", "medium", "low"],
    },
    Word {
        field: CaseField::Severity,
        key: "gui-case-severity",
        value: |c| &mut c.severity,
        options: &["undefined", "blocker", "critical", "major", "normal", "minor", "trivial"],
    },
    Word {
        field: CaseField::Kind,
        key: "gui-case-type",
        value: |c| &mut c.kind,
        options: &[
            "other",
            "functional",
            "smoke",
            "regression",
            "security",
            "usability",
            "performance",
            "acceptance",
            "compatibility",
            "integration",
            "exploratory",
        ],
    },
    Word { field: CaseField::Layer, key: "gui-case-layer", value: |c| &mut c.layer, options: &["unknown", "e2e", "api", "unit"] },
    Word {
        field: CaseField::Automation,
        key: "gui-case-automation",
        value: |c| &mut c.automation,
        options: &["is-not-automated", "to-be-automated", "automated"],
    },
    Word {
        field: CaseField::Behavior,
        key: "gui-case-behavior",
        value: |c| &mut c.behavior,
        options: &["undefined", "positive", "negative", "destructive"],
    },
];
