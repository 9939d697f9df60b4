//! The cases of a project as a grid: rows with every column, filters, order and groups, and what edits of cells mean.
//!
//! [`CaseTable`] holds the rows as they were read, [`Arrangement`] the rows that a filter shows in their order. Both are made off
//! the UI thread. [`CaseEdit`] is a set of changes with what it would do, for the preview before it is stored.

mod arrange;
mod edit;
mod quick;
mod several;
mod text;

pub use arrange::{Arrange, Arrangement, GroupHead, LongTexts, QuickCounts};
pub use edit::{CaseEdit, EditKind, Fault, owner, parse};
pub use quick::Quick;
pub use several::SeveralCases;
pub use text::CellTexts;

pub use voluptas_app::cases::filter::{
    CaseFilter, CaseTable, FieldFilter, FieldTest, SavedFilter, Scope, SuiteLine, owner_field, slug_of,
};
use voluptas_core::domain::ids::FieldId;
use voluptas_store::CaseColumn;

/// A column of the grid of cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseField {
    /// Code: `SHOP-42`.
    Code,
    Title,
    /// Home suite.
    Suite,
    /// Further suites that show the case.
    FurtherSuites,
    /// An enumeration.
    Slug(CaseColumn),
    /// State of the review.
    Review,
    /// Known to pass and fail without a change.
    Flaky,
    Tags,
    /// Covered functions.
    Functions,
    /// Owners; see [`CaseTable::owners`].
    Owner,
    Milestone,
    /// Last result.
    Last,
    /// Time of the last change.
    Changed,
    /// Author of the last change.
    ChangedBy,
    /// A custom field.
    Custom(FieldId),
}

impl CaseField {
    /// The columns that every project has, in their usual order.
    pub const COMMON: [Self; 20] = [
        Self::Code,
        Self::Title,
        Self::Suite,
        Self::Slug(CaseColumn::Priority),
        Self::Slug(CaseColumn::Severity),
        Self::Slug(CaseColumn::Kind),
        Self::Slug(CaseColumn::Layer),
        Self::Slug(CaseColumn::Behavior),
        Self::Slug(CaseColumn::Automation),
        Self::Slug(CaseColumn::Status),
        Self::Review,
        Self::Flaky,
        Self::Tags,
        Self::Functions,
        Self::Owner,
        Self::Milestone,
        Self::FurtherSuites,
        Self::Last,
        Self::Changed,
        Self::ChangedBy,
    ];

    /// Fields by which rows can be grouped. A row stands in one group: cases with the same tags are one.
    pub const GROUPS: [Self; 14] = [
        Self::Suite,
        Self::Slug(CaseColumn::Priority),
        Self::Slug(CaseColumn::Severity),
        Self::Slug(CaseColumn::Kind),
        Self::Slug(CaseColumn::Layer),
        Self::Slug(CaseColumn::Behavior),
        Self::Slug(CaseColumn::Automation),
        Self::Slug(CaseColumn::Status),
        Self::Review,
        Self::Owner,
        Self::Milestone,
        Self::Tags,
        Self::Last,
        Self::ChangedBy,
    ];

    /// Name that stays the same in every language: `priority`, `field:12`.
    #[must_use]
    pub fn id(self) -> String {
        match self {
            Self::Code => "code".to_owned(),
            Self::Title => "title".to_owned(),
            Self::Suite => "suite".to_owned(),
            Self::FurtherSuites => "further_suites".to_owned(),
            Self::Slug(column) => <&'static str>::from(column).to_owned(),
            Self::Review => "review".to_owned(),
            Self::Flaky => "flaky".to_owned(),
            Self::Tags => "tags".to_owned(),
            Self::Functions => "functions".to_owned(),
            Self::Owner => "owner".to_owned(),
            Self::Milestone => "milestone".to_owned(),
            Self::Last => "last".to_owned(),
            Self::Changed => "changed".to_owned(),
            Self::ChangedBy => "changed_by".to_owned(),
            Self::Custom(id) => format!("field:{}", id.0),
        }
    }

    /// The column with a name of [`CaseField::id`].
    pub fn parse(id: &str) -> Option<Self> {
        match id.strip_prefix("field:") {
            Some(number) => number.parse().ok().map(|id| Self::Custom(FieldId(id))),
            None => Self::COMMON.into_iter().find(|field| field.id() == id),
        }
    }

    /// Key of the column's name; `None` for a custom field, which has a title of its own.
    #[must_use]
    pub fn name_key(self) -> Option<&'static str> {
        Some(match self {
            Self::Code => "cases-column-id",
            Self::Title => "gui-column-title",
            Self::Suite => "cases-column-suite",
            Self::FurtherSuites => "cases-column-further",
            Self::Slug(CaseColumn::Severity) => "gui-case-severity",
            Self::Slug(CaseColumn::Priority) => "gui-case-priority",
            Self::Slug(CaseColumn::Kind) => "gui-case-type",
            Self::Slug(CaseColumn::Layer) => "gui-case-layer",
            Self::Slug(CaseColumn::Behavior) => "gui-case-behavior",
            Self::Slug(CaseColumn::Automation) => "gui-case-automation",
            Self::Slug(CaseColumn::Status) => "gui-case-status",
            Self::Review => "review-column",
            Self::Flaky => "cases-column-flaky",
            Self::Tags => "lists-tags",
            Self::Functions => "cases-column-functions",
            Self::Owner => "cases-column-owner",
            Self::Milestone => "cases-column-milestone",
            Self::Last => "gui-column-result",
            Self::Changed => "lists-column-updated",
            Self::ChangedBy => "cases-column-changed-by",
            Self::Custom(_) => return None,
        })
    }

    /// True for a column whose cells can be edited.
    #[must_use]
    pub fn is_editable(self) -> bool {
        !matches!(
            self,
            Self::Code | Self::FurtherSuites | Self::Review | Self::Functions | Self::Last | Self::Changed | Self::ChangedBy
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_their_names() {
        for field in CaseField::COMMON.into_iter().chain([CaseField::Custom(FieldId(12))]) {
            assert_eq!(CaseField::parse(&field.id()), Some(field));
        }
        assert_eq!(CaseField::parse("field:x"), None);
    }
}
