//! The history of a case: its versions, and what each of them changed.

use super::detail::{Detail, DifferenceRow, Marked, Place, VersionRow};
use super::state::Tab;
use crate::error::ApiResult;
use crate::web::texts::Moment;
use crate::web::visit::Visit;
use voluptas_app::cases::versions;
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::message::Message;
use voluptas_i18n::Tr;

/// Most versions in the list of a case.
const VERSIONS: usize = 100;

/// Adds the versions, and the differences of the chosen one to the one before.
pub fn add(visit: &Visit, mut detail: Detail, id: CaseId, version: Option<i64>, place: &Place) -> ApiResult<Detail> {
    let (tr, code) = (visit.tr, visit.code());
    let mut all = versions::versions(&visit.app.store, id)?;
    let chosen = version.and_then(|version| all.iter().position(|v| v.operation.id == version)).unwrap_or(0);
    let row = |(i, version): (usize, &versions::CaseVersion)| VersionRow {
        number: version.number,
        who: version.operation.who.clone().unwrap_or_else(|| tr.text("review-somebody").into_owned()),
        words: version.operation.label.as_ref().map(|label| tr.message(label)).unwrap_or_default(),
        when: Moment::of(tr, visit.now, version.operation.at_ms),
        address: place.address(code, detail.number, Tab::History, Some(version.operation.id)),
        is_here: i == chosen,
    };
    detail.versions = all.iter().take(VERSIONS).enumerate().map(row).collect();
    if let Some(version) = all.get(chosen) {
        let before = all.get(chosen + 1).map(|before| before.content.clone()).unwrap_or_default();
        let marked = |difference: versions::Difference| {
            let (old, new) =
                versions::words(difference.old.as_deref().unwrap_or_default(), difference.new.as_deref().unwrap_or_default());
            DifferenceRow {
                name: name_of(tr, &difference),
                old: difference.old.map(|_| joined(old)),
                new: difference.new.map(|_| joined(new)),
            }
        };
        detail.differences = versions::compare(&before, &version.content).into_iter().map(marked).collect();
        if chosen > 0 && detail.writes {
            let ask = tr.message(&Message::new("web-cases-restore-ask").with("number", version.number));
            detail.restorable = Some((version.operation.id, ask));
        }
    }
    all.clear();
    Ok(detail)
}

/// Joins neighbours, so that a page has few elements.
fn joined(words: versions::Marked) -> Marked {
    let mut found: Marked = Vec::new();
    for (text, is_changed) in words {
        match found.last_mut() {
            Some((last, of)) if *of == is_changed => last.push_str(&text),
            _ => found.push((text, is_changed)),
        }
    }
    found
}

fn name_of(tr: Tr, difference: &versions::Difference) -> String {
    use voluptas_app::cases::edit::FormField;
    use voluptas_core::domain::field::CaseField;
    if let Some(step) = &difference.step {
        return tr.message(&Message::new("web-cases-step").with("number", &step.number));
    }
    if let Some(title) = &difference.custom {
        return title.clone();
    }
    let key = match difference.field {
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
            CaseField::Tags => "writing-tags",
            CaseField::Parameters => "gui-case-parameters",
            CaseField::CustomFields => "gui-case-fields",
            CaseField::Attachments => "gui-case-attachments",
            CaseField::ExpectedResult => "gui-case-expected-result",
            CaseField::Links => "gui-case-links",
            CaseField::Suite => "writing-suite",
            CaseField::Steps => "gui-case-steps",
        },
    };
    tr.text(key).into_owned()
}
