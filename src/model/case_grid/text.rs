//! Texts of the cells of the grid of cases.

use super::{CaseField, CaseTable, slug_of};
use crate::model::words;
use voluptas_i18n::Tr;
use voluptas_store::case_summaries::CaseSummary;

/// Texts of cells as people read and type them.
pub trait CellTexts {
    /// Text of a cell. `functions` names the covered functions.
    fn text(&self, row: &CaseSummary, field: CaseField, tr: Tr, functions: impl Fn(&CaseSummary) -> String) -> String;
}

impl CellTexts for CaseTable {
    fn text(&self, row: &CaseSummary, field: CaseField, tr: Tr, functions: impl Fn(&CaseSummary) -> String) -> String {
        match field {
            CaseField::Code => row.code.to_string(),
            CaseField::Title => row.title.to_string(),
            CaseField::Suite => self.suite(row.suite_id).map(|s| s.path.clone()).unwrap_or_default(),
            CaseField::FurtherSuites => self.paths(row.further.iter().map(|(suite, _)| *suite)),
            CaseField::Slug(column) => words::value_name(tr, slug_of(row, column)).into_owned(),
            CaseField::Review => tr.text(words::review_key(row.review)).into_owned(),
            CaseField::Flaky => tr.text(if row.is_flaky { "cases-yes" } else { "cases-no" }).into_owned(),
            CaseField::Tags => row.tags.join(", "),
            CaseField::Functions => functions(row),
            CaseField::Owner => self.owners(row).map(|owner| &**owner).collect::<Vec<_>>().join(", "),
            CaseField::Milestone => self.milestone(row.milestone).to_owned(),
            CaseField::Last => words::status_name(tr, row.last.as_ref().map(|(status, _)| status)).into_owned(),
            CaseField::Changed => tr.date_time(row.updated_ms),
            CaseField::ChangedBy => row.changed_by.as_deref().unwrap_or_default().to_owned(),
            CaseField::Custom(id) => row.field(id).map(|value| self.field_text(id, value, tr)).unwrap_or_default(),
        }
    }
}
