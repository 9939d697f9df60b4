//! A row of the comparison of two versions, and the part of the case that it belongs to.

use voluptas_app::cases::edit::FormField;
use voluptas_app::cases::versions::MarkedWords;
use voluptas_core::domain::field::CaseField;

/// A part of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    /// Title, texts and values.
    Fields,
    Steps,
    /// Tags, attachments, links, suites, functions, the milestone and the review.
    Around,
}

impl Section {
    pub(super) fn of(field: FormField) -> Self {
        match field {
            FormField::Of(CaseField::Steps) => Self::Steps,
            FormField::Of(CaseField::Tags | CaseField::Attachments | CaseField::Links | CaseField::Suite)
            | FormField::FurtherSuites
            | FormField::Functions
            | FormField::Milestone => Self::Around,
            FormField::Of(_) => Self::Fields,
        }
    }

    /// Key of the head; the fields of a case need none.
    pub(super) fn key(self) -> Option<&'static str> {
        match self {
            Self::Fields => None,
            Self::Steps => Some("gui-case-steps"),
            Self::Around => Some("writing-part-around"),
        }
    }
}

/// A row of the comparison, laid out into words.
#[derive(Debug)]
pub(super) struct ComparedRow {
    /// Name of the field, or of the step.
    pub name: String,
    /// Name of a step that moved in the older version.
    pub old_name: Option<String>,
    /// Number of a step: that of the newer version, or of the older one for a deleted step.
    pub number: Option<String>,
    /// The number alone names the step: it neither moved nor is it shared.
    pub is_plain: bool,
    /// The field; `None` for the review, which no form has.
    pub field: Option<FormField>,
    /// The side holds something; a step that was added or deleted is missing on one.
    pub has_old: bool,
    pub has_new: bool,
    pub old: MarkedWords,
    pub new: MarkedWords,
}

impl ComparedRow {
    /// True for a value that differs between the two versions, and for a step that moved.
    pub fn differs(&self) -> bool {
        let is_changed = self.old.iter().chain(&self.new).any(|(_, is_marked)| *is_marked);
        is_changed || self.old_name.is_some() || self.has_old != self.has_new
    }

    /// True for a value that both versions hold. A step that only moved was neither deleted nor added.
    pub(super) fn is_same(&self) -> bool {
        let is_changed = self.old.iter().chain(&self.new).any(|(_, is_marked)| *is_marked);
        self.has_old && self.has_new && !is_changed
    }

    /// The part of the case in which it stands.
    pub fn section(&self) -> Section {
        self.field.map_or(Section::Around, Section::of)
    }
}
