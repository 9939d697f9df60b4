//! Mappings of functions to cases of Qase as a table.

use std::collections::HashMap;

use serde::Serialize;

use super::results::{Target, parse_case};
use super::table::{self, Source, Table};
use super::{FormatError, ReadOptions, Report, Skip, WriteOptions};
use voluptas_core::domain::Message;
use voluptas_core::domain::mapping::Origin;

const HEADERS: [&str; 6] = ["FuncID", "Title", "Project", "Qase Case ID", "Qase Title", "Origin"];

/// One mapping of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MappingRow {
    /// Line of the row, from 1; 0 for a row that does not come from a file.
    pub line: u64,
    /// FuncID of the function.
    pub func_id: String,
    /// Title of the function, for people who read the file.
    pub title: String,
    /// Code of the project; `None` for the target project of the import.
    pub project: Option<String>,
    /// Number of the case in that project.
    pub qase_id: i64,
    /// Title of the case, for people who read the file.
    pub qase_title: String,
    /// Source of the mapping; `None` when the file does not name it.
    pub origin: Option<Origin>,
}

/// Content of a table of mappings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MappingFile {
    /// The mappings in the order of the file.
    pub rows: Vec<MappingRow>,
    /// Report of the reading.
    pub report: Report,
}

/// Reads a table of mappings. FuncID and case are required, titles and origin are not.
///
/// # Errors
/// [`FormatError`]: no text, no rows, or no column for the FuncID or the case.
pub fn read_mapping(file: &str, bytes: &[u8]) -> Result<MappingFile, FormatError> {
    read_mapping_with(file, bytes, &ReadOptions::default())
}

/// Reads a mapping with the given encoding and handling of broken rows.
pub fn read_mapping_with(file: &str, bytes: &[u8], options: &ReadOptions) -> Result<MappingFile, FormatError> {
    let source = Source::read(file, bytes, "mapping", options)?;
    let Table { columns: table, rows: mut from, mut report, .. } = source.table()?;
    table.need(file, &["func_id"], "FuncID")?;
    table.need(file, &["case"], "Qase Case ID")?;
    let mut rows: Vec<MappingRow> = Vec::new();
    let mut seen: HashMap<(String, Option<String>, i64), u64> = HashMap::new();
    while let Some(row) = from.next(&table, &mut report)? {
        let get = |column: &str| table.get(&row, column);
        let (func_id, case) = (get("func_id"), get("case"));
        if let Some(column) = [("func_id", func_id), ("case", case)].into_iter().find(|(_, t)| t.is_empty()).map(|(c, _)| c) {
            report.skip(Skip::Blank, row.line, table.name(column), Message::new("formats-skip-blank"));
            continue;
        }
        let Some(Target::Case { project, number }) = parse_case(case) else {
            let m = Message::new("formats-skip-bad-case").with("value", case);
            report.skip(Skip::BadValue, row.line, table.name("case"), m);
            continue;
        };
        let project = project.or_else(|| Some(get("project")).filter(|p| !p.is_empty()).map(str::to_ascii_uppercase));
        let key = (func_id.to_owned(), project.clone(), number);
        if let Some(first) = seen.get(&key) {
            let m = Message::new("formats-skip-duplicate").with("id", func_id).with("first", first);
            report.skip(Skip::Duplicate, row.line, table.name("func_id"), m);
            continue;
        }
        seen.insert(key, row.line);
        let origin = get("origin").parse().ok();
        if origin.is_none() && !get("origin").is_empty() {
            let m = Message::new("formats-warning-unknown-value").with("value", get("origin"));
            report.warn(row.line, table.name("origin"), m);
        }
        rows.push(MappingRow {
            line: row.line,
            func_id: func_id.to_owned(),
            title: get("title").to_owned(),
            project,
            qase_id: number,
            qase_title: get("case_title").to_owned(),
            origin,
        });
    }
    report.taken = rows.len();
    report.sort();
    Ok(MappingFile { rows, report })
}

/// The table of the mappings, which [`read_mapping`] reads back.
pub fn write_mapping(rows: &[MappingRow], options: WriteOptions) -> Vec<u8> {
    let cells = |r: &MappingRow| {
        let origin: Option<&'static str> = r.origin.map(Into::into);
        vec![
            r.func_id.clone(),
            r.title.clone(),
            r.project.clone().unwrap_or_default(),
            r.qase_id.to_string(),
            r.qase_title.clone(),
            origin.unwrap_or_default().to_owned(),
        ]
    };
    table::write(options, &HEADERS, rows.iter().map(cells))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comes_back_as_it_was() {
        let row = |line, func_id: &str, project: Option<&str>, qase_id, origin| MappingRow {
            line,
            func_id: func_id.to_owned(),
            title: "Корзина, \"новая\"".to_owned(),
            project: project.map(str::to_owned),
            qase_id,
            qase_title: "=A1".to_owned(),
            origin,
        };
        let rows = vec![row(2, "shop.cart", Some("SHOP"), 12, Some(Origin::SameTitle)), row(3, "shop.cart", None, 13, None)];
        for options in [WriteOptions::default(), WriteOptions { delimiter: b';', mark: true }] {
            let file = read_mapping("m.csv", &write_mapping(&rows, options)).expect("file");
            assert_eq!(file.rows, rows);
            assert!(file.report.notes.is_empty());
        }
    }

    #[test]
    fn refuses_row_by_row() {
        let text = "FuncID,Case\nshop.cart,SHOP-12\nshop.cart,shop-12\nshop.cart,twelve\nshop.cart,\n,3\nshop.add,#12\n";
        let file = read_mapping("m.csv", text.as_bytes()).expect("file");
        assert_eq!(file.rows.iter().map(|r| (r.line, r.qase_id)).collect::<Vec<_>>(), [(2, 12), (7, 12)]);
        let skipped = |reason| file.report.skipped(reason);
        assert_eq!((skipped(Skip::Duplicate), skipped(Skip::BadValue), skipped(Skip::Blank)), (1, 1, 2));
    }
}
