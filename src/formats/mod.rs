//! Layer 2: files of others, read and written.
//!
//! What lives here: bytes to values of the domain and back, with a [`Report`] that accounts for every row. What must not: disks,
//! the store, decisions about what to do with what was read.
//!
//! Every reader takes the file's name for its messages and gives either what it holds or a [`FormatError`] that names what is
//! wrong with the file as a whole. What is wrong with single rows stands in the report, with the line where the row begins.

mod cell;
mod error;
pub mod functions;
pub mod mapping;
mod quotes;
mod report;
pub mod results;
mod table;
mod text;
mod words;

pub use error::FormatError;
pub use functions::{FunctionRow, FunctionsFile, read_functions, read_functions_with, write_functions};
pub use mapping::{MappingFile, MappingRow, read_mapping, read_mapping_with, write_mapping};
pub use report::{Note, NoteGroup, Report, Severity, Skip};
pub use results::{ResultRow, ResultsFile, Target, read_results, read_results_with};
pub use table::{ReadOptions, WriteOptions};
pub use text::Charset;
