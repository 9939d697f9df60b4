//! Presets of the settings as options for reading a table, and back.

use voluptas_formats::{Charset, ColumnChoice, ColumnUse, ReadOptions, is_delimiter};
use voluptas_settings::{ImportPreset, PresetColumn, PresetList};

/// Options of a preset. An unknown encoding and a character that is no delimiter are detected instead; a use of a
/// column without a name is left out.
pub fn options(preset: &ImportPreset) -> ReadOptions {
    let choice = |c: &PresetColumn| ColumnChoice { column: c.column.clone(), to: ColumnUse::of_word(&c.to) };
    ReadOptions {
        encoding: preset.encoding.as_deref().and_then(Charset::for_label),
        skip_broken_rows: false,
        delimiter: preset.delimiter.and_then(|c| u8::try_from(c).ok()).filter(|byte| is_delimiter(*byte)),
        header_row: preset.header_row.filter(|line| *line > 0),
        no_header_row: preset.no_header_row,
        sheet: preset.sheet.clone(),
        columns: preset.columns.iter().filter(|c| !c.column.trim().is_empty()).map(choice).collect(),
    }
}

/// The preset of options.
pub fn preset(list: PresetList, name: &str, options: &ReadOptions) -> ImportPreset {
    let column = |c: &ColumnChoice| PresetColumn { column: c.column.clone(), to: c.to.word().to_owned() };
    ImportPreset {
        name: name.trim().to_owned(),
        list,
        encoding: options.encoding.map(|e| e.name().to_lowercase()),
        delimiter: options.delimiter.map(char::from),
        sheet: options.sheet.clone(),
        header_row: options.header_row,
        no_header_row: options.no_header_row,
        columns: options.columns.iter().map(column).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_come_back_from_a_preset() {
        let columns = [("Имя", "title"), ("Автор", "skip"), ("Команда", "custom")];
        let choice = |(column, to): (&str, &str)| ColumnChoice { column: column.into(), to: ColumnUse::of_word(to) };
        let options_made = ReadOptions {
            encoding: Charset::for_label("cp1251"),
            delimiter: Some(b'|'),
            header_row: Some(3),
            no_header_row: true,
            sheet: Some("Кейсы".into()),
            columns: columns.into_iter().map(choice).collect(),
            ..ReadOptions::default()
        };
        assert_eq!(options(&preset(PresetList::Cases, " X ", &options_made)), options_made);
        let odd =
            ImportPreset {
                encoding: Some("none".into()), delimiter: Some('→'), header_row: Some(0), ..ImportPreset::default()
            };
        assert_eq!(options(&odd), ReadOptions::default());
        for no_delimiter in ['"', '\n', '\r', '\0', 'a', '1'] {
            let odd = ImportPreset { delimiter: Some(no_delimiter), ..ImportPreset::default() };
            assert_eq!(options(&odd), ReadOptions::default(), "{no_delimiter:?}");
        }
        let columns = vec![PresetColumn { column: " ".into(), to: "title".into() }];
        assert_eq!(options(&ImportPreset { columns, ..ImportPreset::default() }), ReadOptions::default());
    }
}
