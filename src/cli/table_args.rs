//! Options for reading a table, of every command that reads one.

use crate::formats::{Charset, ReadOptions};
use clap::Args;

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
