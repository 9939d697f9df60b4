//! Limits of the readers.

/// A limit that a file exceeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Bytes of the file, or of its parts unpacked.
    Bytes(u64),
    /// Cells of a sheet.
    Cells(usize),
    /// Columns of a table.
    Columns(usize),
    /// Shared texts of a workbook.
    Strings(usize),
    /// Values of a JSON file, or elements of an XML file.
    Values(usize),
    /// Steps of a result of a test tool.
    Steps(usize),
    /// Results of a file of a test tool.
    Results(usize),
}
