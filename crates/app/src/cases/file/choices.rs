//! Choices about an import in plain words, as a request or a form of the server gives them.

use super::{ImportOptions, MatchBy};
use crate::files::import::Policy;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use voluptas_core::domain::validate;
use voluptas_formats::{Charset, ColumnChoice, ColumnUse, ReadOptions, is_delimiter};

/// Use of a column of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnWord {
    /// Name of the column in the file.
    pub column: String,
    /// Word of the field that it fills, such as `title`; `custom` for a custom field, `skip` for none.
    pub to: String,
}

/// How a file of cases is read and imported.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ImportChoices {
    /// Policy for values that differ.
    pub policy: Policy,
    /// Property by which a row finds its case.
    #[serde(rename = "match")]
    pub match_by: MatchBy,
    /// True skips new cases of suites that the project lacks.
    pub skip_new_suites: bool,
    /// True nests suites as the slashes in their titles say.
    pub split_suites: bool,
    /// Tag for every imported case; blank for none.
    pub tag: String,
    /// Encoding of a text file, such as `windows-1251`; detected when absent.
    pub encoding: Option<String>,
    /// Delimiter of a table, one character; detected when absent.
    pub delimiter: Option<String>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Line of the column names, from 1.
    pub header_row: Option<u64>,
    /// True for a table without column names: its columns are A, B, C.
    pub no_header_row: bool,
    /// Uses of columns; the names of the others decide.
    pub columns: Vec<ColumnWord>,
    /// Places of the rows that are left out, from 0.
    pub left_out: BTreeSet<usize>,
    /// Places of the suites whose texts are left out, from 0.
    pub left_out_suites: BTreeSet<usize>,
}

impl ImportChoices {
    /// Options for reading the file.
    ///
    /// # Errors
    /// Name of the choice that cannot be.
    pub fn reading(&self) -> Result<ReadOptions, &'static str> {
        let delimiter = |text: &String| match text.as_bytes() {
            [byte] if is_delimiter(*byte) => Ok(*byte),
            _ => Err("delimiter"),
        };
        let choice = |word: &ColumnWord| ColumnChoice { column: word.column.clone(), to: ColumnUse::of_word(&word.to) };
        let columns = self.columns.iter().filter(|word| !word.column.trim().is_empty());
        Ok(ReadOptions {
            encoding: self.encoding.as_deref().map(|label| Charset::for_label(label).ok_or("encoding")).transpose()?,
            skip_broken_rows: false,
            delimiter: self.delimiter.as_ref().map(delimiter).transpose()?,
            header_row: self.header_row.map(|line| if line > 0 { Ok(line) } else { Err("header_row") }).transpose()?,
            no_header_row: self.no_header_row,
            sheet: self.sheet.clone(),
            columns: columns.map(choice).collect(),
        })
    }

    /// Options of the import.
    ///
    /// # Errors
    /// Name of the choice that cannot be.
    pub fn importing(&self) -> Result<ImportOptions, &'static str> {
        let tag = self.tag.trim();
        if !tag.is_empty() {
            validate::tag(tag).map_err(|_| "tag")?;
        }
        Ok(ImportOptions {
            policy: self.policy,
            match_by: self.match_by,
            skips_new_suites: self.skip_new_suites,
            splits_suites: self.split_suites,
            tag: tag.to_owned(),
            left_out: self.left_out.clone(),
            left_out_suites: self.left_out_suites.clone(),
        })
    }

    /// Chooses the use of a column. A field has one column: the column that was chosen for it before is skipped.
    pub fn use_column(&mut self, column: &str, to: &str) {
        self.columns.retain(|word| word.column != column);
        let is_field = matches!(ColumnUse::of_word(to), ColumnUse::Field(_));
        for other in self.columns.iter_mut().filter(|other| is_field && other.to == to) {
            ColumnUse::Skip.word().clone_into(&mut other.to);
        }
        self.columns.push(ColumnWord { column: column.to_owned(), to: to.to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_choices_are_named() {
        let of = |change: fn(&mut ImportChoices)| {
            let mut choices = ImportChoices::default();
            change(&mut choices);
            (choices.reading().err(), choices.importing().err())
        };
        assert_eq!(of(|_| ()), (None, None));
        assert_eq!(of(|c| c.encoding = Some("klingon".into())), (Some("encoding"), None));
        for wrong in ["", "a", "\"", "→", ";;"] {
            let choices = ImportChoices { delimiter: Some(wrong.into()), ..ImportChoices::default() };
            assert_eq!(choices.reading().err(), Some("delimiter"), "{wrong:?}");
        }
        assert_eq!(of(|c| c.header_row = Some(0)), (Some("header_row"), None));
        assert_eq!(of(|c| c.tag = "a,b".into()), (None, Some("tag")));
    }

    #[test]
    fn a_field_has_one_column() {
        let mut choices = ImportChoices::default();
        for (column, to) in [("Name", "title"), ("Key", "custom"), ("Title", "title"), ("Key", "id")] {
            choices.use_column(column, to);
        }
        let words: Vec<(&str, &str)> = choices.columns.iter().map(|c| (c.column.as_str(), c.to.as_str())).collect();
        assert_eq!(words, [("Name", "skip"), ("Title", "title"), ("Key", "id")]);
    }
}
