//! Options for reading a table, of every command that reads one.

use crate::errors::CliError;
use clap::Args;
use strum::IntoEnumIterator as _;
use voluptas_app::files::import::{Policy, preset};
use voluptas_core::domain::Message;
use voluptas_formats::{Charset, ReadOptions, is_delimiter, is_workbook};
use voluptas_settings::{PresetList, Settings};

/// Options for reading a CSV table.
#[derive(Debug, Clone, Copy, Args)]
pub struct TableArgs {
    /// Encoding of the file; detected when absent.
    #[arg(long, value_name = "NAME", value_parser = charset)]
    pub encoding: Option<Charset>,
    /// Skips rows with a quote that is not closed.
    #[arg(long)]
    pub skip_broken_rows: bool,
}

impl TableArgs {
    /// The flags as options of the reader.
    #[must_use]
    pub fn options(self) -> ReadOptions {
        ReadOptions { encoding: self.encoding, skip_broken_rows: self.skip_broken_rows, ..ReadOptions::default() }
    }
}

pub(super) fn charset(label: &str) -> Result<Charset, String> {
    Charset::for_label(label).ok_or_else(|| "utf-8, utf-16le, windows-1251, koi8-r, cp866, …".to_owned())
}

/// Options for reading a table whose columns a person can choose: a preset, and flags that come before its choices.
#[derive(Debug, Clone, Args)]
pub struct TableChoices {
    /// Options of every table.
    #[command(flatten)]
    pub table: TableArgs,
    /// Preset of the settings for reading the table. Other options come before its choices.
    #[arg(long, value_name = "NAME")]
    pub preset: Option<String>,
    /// Delimiter of the cells; detected when absent.
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    pub delimiter: Option<u8>,
    /// Sheet of the workbook; the one with most of the known columns when absent.
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Line of the column names; the first one that is not blank when absent.
    #[arg(long, value_name = "LINE", value_parser = clap::value_parser!(u64).range(1..))]
    pub header_row: Option<u64>,
    /// The table has no line of column names: its columns are A, B, C, to which a preset gives fields.
    #[arg(long, conflicts_with = "header_row")]
    pub no_header_row: bool,
}

impl TableChoices {
    /// Refuses a sheet that is named for a file without sheets.
    ///
    /// # Errors
    /// The file is no workbook, and `--sheet` was given.
    pub(super) fn check_sheet(&self, name: &str, bytes: &[u8]) -> Result<(), CliError> {
        match &self.sheet {
            Some(sheet) if !is_workbook(bytes) => {
                let message = Message::new("cli-error-no-sheets").with("file", name).with("sheet", sheet);
                Err(CliError::usage(message).remedy(Message::new("cli-remedy-no-sheets")))
            }
            _ => Ok(()),
        }
    }

    /// Options for reading a table of a list: those of the preset, each replaced by its flag.
    ///
    /// # Errors
    /// An unknown preset.
    pub(super) fn options(&self, list: PresetList, settings: &Settings) -> Result<ReadOptions, CliError> {
        let preset = match &self.preset {
            None => ReadOptions::default(),
            Some(name) => settings.import_preset(list, name).map(preset::options).ok_or_else(|| {
                let known: Vec<&str> = settings.presets_of(list).map(|p| p.name.as_str()).collect();
                let remedy = match known.as_slice() {
                    [] => Message::new("cli-remedy-no-presets"),
                    known => Message::new("cli-remedy-presets").with("names", known.join(", ")),
                };
                CliError::usage(Message::new("cli-error-no-preset").with("name", name)).remedy(remedy)
            })?,
        };
        Ok(ReadOptions {
            encoding: self.table.encoding.or(preset.encoding),
            skip_broken_rows: self.table.skip_broken_rows,
            delimiter: self.delimiter.or(preset.delimiter),
            header_row: self.header_row.or(preset.header_row),
            no_header_row: self.no_header_row || (preset.no_header_row && self.header_row.is_none()),
            sheet: self.sheet.clone().or(preset.sheet),
            columns: preset.columns,
        })
    }
}

/// A delimiter: one ASCII character, or its name.
fn delimiter(word: &str) -> Result<u8, String> {
    match (word.to_ascii_lowercase().as_str(), word.as_bytes()) {
        ("comma", _) => Ok(b','),
        ("semicolon", _) => Ok(b';'),
        ("tab" | "\\t", _) => Ok(b'\t'),
        ("pipe", _) => Ok(b'|'),
        (_, [one]) if is_delimiter(*one) => Ok(*one),
        _ => Err("comma, semicolon, tab, pipe, | …".to_owned()),
    }
}

pub(super) fn policy(word: &str) -> Result<Policy, String> {
    word.parse().map_err(|_| Policy::iter().map(<&str>::from).collect::<Vec<_>>().join(", "))
}
