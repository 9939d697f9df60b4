//! Names of the fields of a case.

use crate::view::View;
use voluptas_app::cases::edit::FormField;
use voluptas_core::domain::field::CaseField;

/// Name of a field.
pub fn field_name(field: FormField, view: &View<'_>) -> String {
    let key = match field {
        FormField::Functions => "gui-case-covers",
        FormField::FurtherSuites => "writing-further-suites",
        FormField::Milestone => "cases-column-milestone",
        FormField::Of(field) => match field {
            CaseField::Title => "gui-field-title",
            CaseField::Description => "gui-case-description",
            CaseField::Preconditions => "gui-case-preconditions",
            CaseField::Postconditions => "gui-case-postconditions",
            CaseField::Severity => "gui-case-severity",
            CaseField::Priority => "gui-case-priority",
            CaseField::Kind => "gui-case-type",
            CaseField::Layer => "gui-case-layer",
            CaseField::Behavior => "gui-case-behavior",
            CaseField::Automation => "gui-case-automation",
            CaseField::Status => "gui-case-status",
            CaseField::IsFlaky => "writing-flaky",
            CaseField::Steps => "gui-case-steps",
            CaseField::Tags => "writing-tags",
            CaseField::Parameters => "gui-case-parameters",
            CaseField::CustomFields => "gui-case-fields",
            CaseField::Attachments => "gui-case-attachments",
            CaseField::ExpectedResult => "gui-case-expected-result",
            CaseField::Links => "gui-case-links",
            CaseField::Suite => "writing-suite",
        },
    };
    view.text(key).into_owned()
}
