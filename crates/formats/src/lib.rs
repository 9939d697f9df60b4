//! Reads and writes the files of other programs.
//!
//! Turns bytes into values of the domain and back, with a [`Report`] that accounts for every row. Uses no disk and no store, and
//! does not decide about the use of the values.
//!
//! Every reader takes the file's name for its messages. It returns the content or a [`FormatError`] about the file as a whole.
//! Faults of single rows are in the report, with the line of the row.

mod broken;
pub mod cases;
mod cell;
mod columns;
mod error;
mod escape;
pub mod functions;
mod limit;
pub mod mapping;
mod quotes;
mod report;
pub mod results;
mod row;
mod sheet;
mod sheet_check;
mod table;
mod text;
pub mod tool_results;
mod tools;
mod words;
mod xml;
mod xml_stream;

pub use broken::BrokenReason;
pub use columns::{ColumnChoice, ColumnInfo, ColumnOrigin, ColumnUse, TableInfo};
pub use error::FormatError;
pub use functions::{
    FunctionRow, FunctionRows, FunctionsFile, PersonRow, RelationRow, RowHead, RowView, read_functions, read_functions_with,
    write_functions, write_registry,
};
pub use limit::Limit;
pub use mapping::{MappingFile, MappingRow, read_mapping, read_mapping_with, write_mapping};
pub use report::{Note, NoteGroup, Report, Severity, Skip, SuiteRows};
pub use results::{ResultRow, ResultsFile, Target, read_results, read_results_with};
pub use sheet::{MAX_UNPACKED, is_workbook};

/// Maximum size of a file that is read, in bytes.
pub const MAX_FILE: usize = 256 << 20;

pub use table::{ReadOptions, WriteOptions, is_delimiter, write_table};
pub use text::{Charset, readable};
