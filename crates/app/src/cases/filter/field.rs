//! A filter of one custom field, for each type of field.

use std::collections::BTreeSet;

use memchr::memmem::Finder;
use serde::{Deserialize, Serialize};

use super::CaseTable;
use voluptas_core::base::fold::fold;
use voluptas_core::domain::custom_field::{CustomField, FieldType};
use voluptas_i18n::Tr;

/// The values of a custom field that a filter lets through: one of some values, a part of the text, or a range.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldFilter {
    /// Allowed values: ids of options, names of people, `1` and `0` of a check box. The empty value stands for a field that is not set.
    pub values: BTreeSet<String>,
    /// Words that a text or an address has to contain.
    pub text: String,
    /// Least number, or first date: `2026-11`, `2026-11-20`.
    pub from: String,
    /// Greatest number, or last date.
    pub to: String,
}

/// The way in which values of a field are filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldTest {
    /// By a list of values.
    Values,
    /// By words.
    Words,
    /// By the least and the greatest value.
    Range,
}

impl FieldTest {
    /// The test of fields of a type.
    #[must_use]
    pub fn of(kind: FieldType) -> Self {
        match kind {
            FieldType::Checkbox | FieldType::Selectbox | FieldType::Radio | FieldType::Multiselect | FieldType::User => {
                Self::Values
            }
            FieldType::String | FieldType::Text | FieldType::Url => Self::Words,
            FieldType::Number | FieldType::Datetime => Self::Range,
        }
    }
}

/// A filter that is ready to be compared with many values.
pub(super) struct Prepared<'f> {
    filter: &'f FieldFilter,
    words: Vec<Finder<'static>>,
}

impl FieldFilter {
    /// True when every value fits.
    pub fn is_empty(&self) -> bool {
        let is_blank = |text: &str| text.trim().is_empty();
        self.values.is_empty() && is_blank(&self.text) && is_blank(&self.from) && is_blank(&self.to)
    }

    /// Allows a value, or forbids it again.
    pub fn toggle(&mut self, value: &str) {
        if !self.values.remove(value) {
            self.values.insert(value.to_owned());
        }
    }

    /// The filter for people: `High, Low`, `from 3 to 5`.
    pub fn describe(&self, field: &CustomField, table: &CaseTable, tr: Tr) -> String {
        let name = |value: &String| {
            let is_set = !value.is_empty();
            if is_set { table.field_text(field.id, value, tr) } else { tr.text("cases-group-none").into_owned() }
        };
        let mut parts: Vec<String> = self.values.iter().map(name).collect();
        if !self.text.trim().is_empty() {
            parts.push(tr.fmt("lists-quoted", &[("title", self.text.trim().into())]));
        }
        for (key, bound) in [("cases-part-from", &self.from), ("cases-part-to", &self.to)] {
            if !bound.trim().is_empty() {
                parts.push(tr.fmt(key, &[("value", bound.trim().into())]));
            }
        }
        parts.join(", ")
    }

    /// The filter ready to be compared with many values.
    pub(super) fn prepared(&self) -> Prepared<'_> {
        let folded = fold(&self.text);
        let words = folded.split(' ').filter(|w| !w.is_empty()).map(|w| Finder::new(w).into_owned()).collect();
        Prepared { filter: self, words }
    }
}

impl Prepared<'_> {
    /// True for a stored value that fits. A field that no longer exists is not set.
    pub(super) fn fits(&self, field: Option<&CustomField>, value: &str) -> bool {
        let Some(field) = field else { return self.filter.values.contains("") };
        let has = |value: &str| self.filter.values.contains(value);
        match field.kind {
            // A box that was never checked is off.
            FieldType::Checkbox => return has(if matches!(value, "1" | "true") { "1" } else { "0" }),
            _ if value.trim().is_empty() => return has(""),
            FieldType::Multiselect => return value.split(',').any(|option| has(option.trim())),
            _ => {}
        }
        match FieldTest::of(field.kind) {
            FieldTest::Values => has(value),
            FieldTest::Words => {
                !self.words.is_empty() && {
                    let text = fold(value);
                    self.words.iter().all(|word| word.find(text.as_bytes()).is_some())
                }
            }
            FieldTest::Range => self.is_between(field.kind, value.trim()),
        }
    }

    fn is_between(&self, kind: FieldType, value: &str) -> bool {
        let (from, to) = (self.filter.from.trim(), self.filter.to.trim());
        if from.is_empty() && to.is_empty() {
            return false;
        }
        if kind == FieldType::Number {
            let number = |text: &str| text.replace(',', ".").parse::<f64>().ok();
            let Some(value) = number(value) else { return false };
            // What is no number yet is being typed.
            return number(from).is_none_or(|from| value >= from) && number(to).is_none_or(|to| value <= to);
        }
        // Dates in ISO form compare as texts; a bound without a day or a time means all of it.
        let head = |bound: &str| value.get(..bound.len().min(value.len())).unwrap_or(value).to_owned();
        (from.is_empty() || *head(from) >= *from) && (to.is_empty() || *head(to) <= *to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use voluptas_core::domain::custom_field::FieldEntity;

    fn fits(kind: FieldType, filter: &FieldFilter, value: &str) -> bool {
        filter.prepared().fits(Some(&CustomField::new("Field", FieldEntity::Case, kind)), value)
    }

    fn values(values: &[&str]) -> FieldFilter {
        FieldFilter { values: values.iter().map(|v| (*v).to_owned()).collect(), ..FieldFilter::default() }
    }

    #[test]
    fn options_people_and_boxes_are_filtered_by_their_values() {
        for kind in [FieldType::Selectbox, FieldType::Radio, FieldType::User] {
            assert!(fits(kind, &values(&["2", "3"]), "2"), "{kind:?}");
            assert!(!fits(kind, &values(&["2"]), "22") && !fits(kind, &values(&["2"]), ""), "{kind:?}");
            assert!(fits(kind, &values(&[""]), "") && !fits(kind, &values(&[""]), "2"), "{kind:?}");
        }
        assert!(fits(FieldType::Multiselect, &values(&["2"]), "1, 2") && !fits(FieldType::Multiselect, &values(&["2"]), "12"));
        assert!(fits(FieldType::Checkbox, &values(&["0"]), "") && fits(FieldType::Checkbox, &values(&["1"]), "true"));
        assert!(!fits(FieldType::Checkbox, &values(&["1"]), ""));
    }

    #[test]
    fn texts_are_filtered_by_words_without_regard_to_case() {
        for kind in [FieldType::String, FieldType::Text, FieldType::Url] {
            let filter = FieldFilter { text: "ЁЛКА shop".into(), ..FieldFilter::default() };
            assert!(fits(kind, &filter, "https://shop/елка"), "{kind:?}");
            assert!(!fits(kind, &filter, "shop") && !fits(kind, &filter, ""), "{kind:?}");
            assert!(fits(kind, &values(&[""]), " ") && !fits(kind, &values(&[""]), "shop"), "{kind:?}");
        }
    }

    #[test]
    fn numbers_and_dates_are_filtered_by_ranges() {
        let range = |from: &str, to: &str| FieldFilter { from: from.into(), to: to.into(), ..FieldFilter::default() };
        assert!(fits(FieldType::Number, &range("2,5", "10"), "9.5") && !fits(FieldType::Number, &range("10", ""), "9"));
        assert!(!fits(FieldType::Number, &range("1", ""), "many") && !fits(FieldType::Number, &range("1", ""), ""));
        let date = "2026-11-20T12:30";
        assert!(fits(FieldType::Datetime, &range("2026-11", "2026-11-20"), date));
        assert!(!fits(FieldType::Datetime, &range("2026-11-21", ""), date));
        assert!(!fits(FieldType::Datetime, &range("", "2026-10"), date));
    }
}
