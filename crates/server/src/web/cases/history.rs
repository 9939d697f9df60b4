//! The history of a case: its versions with their changes.

use super::detail::{CasePlace, Detail, DifferenceRow, MarkedWords, VersionRow, word};
use super::state::Tab;
use crate::error::ApiResult;
use crate::web::activity::author;
use crate::web::page_request::PageRequest;
use crate::web::texts::TimeLabel;
use voluptas_app::cases::edit::FormField;
use voluptas_app::cases::versions;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::message::Message;
use voluptas_i18n::Tr;

/// Most versions in the list of a case.
const VERSIONS: usize = 100;

/// Adds the versions, and the differences of the chosen one to the one before.
pub fn add(request: &PageRequest, mut detail: Detail, id: CaseId, version: Option<i64>, place: &CasePlace) -> ApiResult<Detail> {
    let (tr, code) = (request.tr, request.code());
    let mut all = versions::versions(&request.app.store, id)?;
    let chosen = version.and_then(|version| all.iter().position(|v| v.operation.id == version)).unwrap_or(0);
    let row = |(i, version): (usize, &versions::CaseVersion)| VersionRow {
        number: version.number,
        who: author(tr, &version.operation),
        words: version.operation.label.as_ref().map(|label| tr.message(label)).unwrap_or_default(),
        when: TimeLabel::of(tr, request.now, version.operation.at_ms),
        address: place.address(code, detail.number, Tab::History, Some(version.operation.id)),
        is_here: i == chosen,
    };
    detail.versions = all.iter().take(VERSIONS).enumerate().map(row).collect();
    if let Some(version) = all.get(chosen) {
        let before = all.get(chosen + 1).map(|before| before.content.clone()).unwrap_or_default();
        let marked = |mut difference: versions::Difference| {
            if is_enumeration(difference.field) {
                for value in [&mut difference.old, &mut difference.new].into_iter().flatten() {
                    *value = word(tr, value);
                }
            }
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

fn is_enumeration(field: FormField) -> bool {
    use CaseField::{Automation, Behavior, Kind, Layer, Priority, Severity, Status};
    matches!(field, FormField::Of(Severity | Priority | Kind | Layer | Behavior | Automation | Status))
}

/// Joins neighbours, so that a page has few elements.
fn joined(words: versions::MarkedWords) -> MarkedWords {
    let mut found: MarkedWords = Vec::new();
    for (text, is_changed) in words {
        match found.last_mut() {
            Some((last, of)) if *of == is_changed => last.push_str(&text),
            _ => found.push((text, is_changed)),
        }
    }
    found
}

fn name_of(tr: Tr, difference: &versions::Difference) -> String {
    if let Some(step) = &difference.step {
        return tr.message(&Message::new("web-cases-step").with("number", &step.number));
    }
    if let Some(title) = &difference.custom {
        return title.clone();
    }
    tr.text(difference.field.name_key()).into_owned()
}
