//! Sheets of workbooks that are cut, too large or name impossible cells: refused with the name of the sheet.

use std::io::Write as _;
use voluptas_formats::cases::{CaseFormat, CasesFile, read_cases};
use voluptas_formats::{FormatError, Limit, ReadOptions, read_functions};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook with these sheets: kind of the part (`worksheet`), name and XML.
fn workbook(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let (mut list, mut relations) = (String::new(), String::new());
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut part = |name: &str, text: &str| {
        to.start_file(name, zip::write::SimpleFileOptions::default()).expect("part");
        to.write_all(text.as_bytes()).expect("written");
    };
    for (at, (kind, name, xml)) in sheets.iter().enumerate() {
        list.push_str(&format!(r#"<sheet name="{name}" sheetId="{at}" r:id="r{at}"/>"#));
        relations.push_str(&format!(r#"<Relationship Id="r{at}" Type="{RELATIONS}/{kind}" Target="odd/part{at}.xml"/>"#));
        part(&format!("book/odd/part{at}.xml"), xml);
    }
    part("book/main.xml", &format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{list}</sheets></workbook>"#));
    part("book/_rels/main.xml.rels", &format!(r#"<Relationships xmlns="{package}">{relations}</Relationships>"#));
    let root = format!(r#"<Relationship Id="a" Type="{RELATIONS}/officeDocument" Target="/book/main.xml"/>"#);
    part("_rels/.rels", &format!(r#"<Relationships xmlns="{package}">{root}</Relationships>"#));
    to.finish().expect("archive").into_inner()
}

/// The XML of a sheet.
fn sheet(rows: &[&[&str]]) -> String {
    let mut xml = format!(r#"<worksheet xmlns="{MAIN}"><sheetData>"#);
    for (row, cells) in (1..).zip(rows) {
        xml.push_str(&format!(r#"<row r="{row}">"#));
        for (column, text) in ('A'..).zip(*cells) {
            xml.push_str(&format!(r#"<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>"#));
        }
        xml.push_str("</row>");
    }
    xml + "</sheetData></worksheet>"
}

fn cases(bytes: &[u8]) -> Result<CasesFile, FormatError> {
    read_cases("c.xlsx", bytes, None, &ReadOptions::default())
}

#[test]
fn a_sheet_that_breaks_off_is_refused_by_name() {
    let whole = sheet(&[&["Title", "Suite"], &["Pay", "Cart"], &["Leave", "Cart"]]);
    let other = sheet(&[&["Notes"], &["Nothing"]]);
    let end = whole.find("</sheetData>").expect("end");
    let read = |cut: &str| cases(&workbook(&[("worksheet", "Notes", &other), ("worksheet", "Cases", cut)]));
    assert_eq!(read(&whole).expect("cases").rows.len(), 2);
    assert_eq!(read(&whole[..end + "</sheetData>".len()]).expect("cases").rows.len(), 2, "all rows are there");
    let first = whole.find("</row>").expect("a row") + "</row>".len();
    for at in (first..end).step_by(3) {
        let refused = read(&whole[..at]).expect_err("refused");
        assert_eq!(refused, FormatError::CutSheet { file: "c.xlsx".into(), sheet: "Cases".into() }, "{}", &whole[..at]);
    }
    // A sheet without cases may be as it is.
    let beside = workbook(&[("worksheet", "Notes", &other[..other.len() - 40]), ("worksheet", "Cases", &whole)]);
    assert_eq!(cases(&beside).expect("cases").rows.len(), 2);
}

#[test]
fn a_cut_sheet_of_relations_refuses_the_registry() {
    let functions = sheet(&[&["FuncID", "Title", "Type"], &["a", "A", "Module"], &["b", "B", "Module"]]);
    let relations = sheet(&[&["Source FuncID", "Target FuncID", "Type"], &["a", "b", "functional"], &["b", "a", "functional"]]);
    let sheets = |cut: &str| workbook(&[("worksheet", "Функционал", &functions), ("worksheet", "Связи", cut)]);
    assert_eq!(read_functions("r.xlsx", &sheets(&relations)).expect("functions").relations.len(), 2);
    let cut = &relations[..relations.rfind("<row").expect("a row")];
    let refused = read_functions("r.xlsx", &sheets(cut)).expect_err("refused");
    assert_eq!(refused, FormatError::CutSheet { file: "r.xlsx".into(), sheet: "Связи".into() });
}

#[test]
fn an_impossible_reference_is_refused_before_it_is_computed_with() {
    let whole = sheet(&[&["Title"], &["Pay"]]);
    let with = |from: &str, to: &str| {
        let xml = whole.replace(from, to);
        assert_ne!(xml, whole);
        cases(&workbook(&[("worksheet", "Cases", &xml)])).expect_err("refused")
    };
    for cell in ["ZZZZZZZ2", "A99999999999", "XFE1", "A1048577", "A0"] {
        let refused = with(r#"r="A2""#, &format!(r#"r="{cell}""#));
        let expected = FormatError::BadCell { file: "c.xlsx".into(), sheet: "Cases".into(), cell: cell.into() };
        assert_eq!(refused, expected);
    }
    assert!(matches!(with(r#"row r="2""#, r#"row r="4294967299""#), FormatError::BadCell { .. }));
    let dimension = with("<sheetData>", r#"<dimension ref="B9:A1"/><sheetData>"#);
    assert!(matches!(dimension, FormatError::BadCell { .. }), "{dimension:?}");
}

#[test]
fn a_sheet_with_millions_of_cells_is_refused_before_they_are_read() {
    let xml = |cells: usize| {
        let row = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(1000));
        let heads = "<row><c t=\"str\"><v>Title</v></c></row>";
        format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{heads}{}</sheetData></worksheet>"#, row.repeat(cells / 1000))
    };
    let refused = cases(&workbook(&[("worksheet", "Cases", &xml(3_000_000))])).expect_err("refused");
    assert_eq!(refused, FormatError::TooLarge { file: "c.xlsx".into(), limit: Limit::Cells(3_000_000) });
    // Cells with a format and no value do not count.
    let blank = xml(1000).replace("</row></sheetData>", &format!("{}</row></sheetData>", "<c s=\"1\"/>".repeat(3_000_000)));
    assert_eq!(cases(&workbook(&[("worksheet", "Cases", &blank)])).expect("cases").rows.len(), 1);
}

#[test]
fn a_long_text_that_many_cells_share_is_refused_before_it_fills_the_memory() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "Title").expect("head");
    let long = "x".repeat(32_000);
    for row in 1..=9_000 {
        sheet.write_string(row, 0, &long).expect("cell");
    }
    let bytes = book.save_to_buffer().expect("workbook");
    assert!(bytes.len() < 1 << 20, "{} bytes", bytes.len());
    let limit = voluptas_formats::Limit::Bytes(256 << 20);
    assert_eq!(cases(&bytes).err(), Some(FormatError::TooLarge { file: "c.xlsx".into(), limit }));
}

#[test]
fn a_cell_of_millions_of_characters_is_refused_while_it_is_unpacked() {
    let book = workbook(&[("worksheet", "Cases", &sheet(&[&["title"], &[&"a".repeat(5 << 20)]]))]);
    assert!(book.len() < 100_000, "{}", book.len());
    assert!(matches!(cases(&book), Err(FormatError::TooLarge { limit: Limit::Bytes(n), .. }) if n == 4 << 20));
    let long = workbook(&[("worksheet", "Cases", &sheet(&[&["title", "description"], &["Pay", &"b".repeat(1 << 20)]]))]);
    assert_eq!(cases(&long).expect("read").rows.len(), 1);
}

#[test]
fn a_sheet_of_a_chart_is_passed_over() {
    let whole = sheet(&[&["Title"], &["Pay"]]);
    let chart = format!(r#"<chartsheet xmlns="{MAIN}"/>"#);
    let bytes = workbook(&[("chartsheet", "Chart", &chart), ("worksheet", "Cases", &whole)]);
    assert_eq!(cases(&bytes).expect("cases").rows.len(), 1);
    let cut = workbook(&[("chartsheet", "Chart", &chart), ("worksheet", "Cases", &whole[..whole.len() - 30])]);
    assert_eq!(cases(&cut).expect_err("refused"), FormatError::CutSheet { file: "c.xlsx".into(), sheet: "Cases".into() });
}

#[test]
fn the_error_of_a_formula_is_no_value() {
    let xml = format!(
        r#"<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Title</t></is></c><c r="B1" t="inlineStr"><is><t>Description</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Pay</t></is></c><c r="B2" t="e"><f>VLOOKUP(1,X1:Y2,2)</f><v>#N/A</v></c></row><row r="3"><c r="A3" t="e"><v>#REF!</v></c><c r="B3" t="inlineStr"><is><t>No title</t></is></c></row></sheetData></worksheet>"#
    );
    let bytes = workbook(&[("worksheet", "Cases", &xml)]);
    let read = read_cases("cases.xlsx", &bytes, None, &ReadOptions::default()).expect("cases");
    assert_eq!(read.rows.len(), 1, "a title that is an error is none");
    assert_eq!((read.rows[0].content.title.as_str(), read.rows[0].content.description.as_deref()), ("Pay", None));
    let notes: Vec<_> =
        read.report.notes.iter().filter(|n| n.message.key == "formats-warning-error-cell").map(|n| n.line).collect();
    assert_eq!(notes, [Some(2), Some(3)]);
}

#[test]
fn a_row_that_is_there_twice_is_refused_by_its_number() {
    let whole = sheet(&[&["Title"], &["Pay"], &["Leave"]]);
    let twice = whole.replace(r#"<row r="3"><c r="A3""#, r#"<row r="2"><c r="A2""#);
    let refused = cases(&workbook(&[("worksheet", "Cases", &twice)])).expect_err("refused");
    assert_eq!(refused, FormatError::RowTwice { file: "c.xlsx".into(), sheet: "Cases".into(), row: 2 });
    // A sheet without cases may be as it is.
    let beside = workbook(&[("worksheet", "Notes", &twice.replace("Title", "Notes")), ("worksheet", "Cases", &whole)]);
    assert_eq!(cases(&beside).expect("cases").rows.len(), 2);
}

#[test]
fn a_number_of_twenty_digits_keeps_them() {
    let number = "12345678901234567890";
    let xml = sheet(&[&["Title", "Suite"], &["@", "Cart"]])
        .replace(r#" t="inlineStr"><is><t>@</t></is>"#, &format!("><v>{number}</v>"));
    let read = cases(&workbook(&[("worksheet", "Cases", &xml)])).expect("cases");
    assert_eq!(read.rows[0].content.title, number);
    let text = read_cases("c.csv", format!("Title\n{number}\n").as_bytes(), None, &ReadOptions::default()).expect("cases");
    assert_eq!(text.rows[0].content.title, number);
}

#[test]
fn a_named_format_that_the_file_has_not_is_refused() {
    let book = workbook(&[("worksheet", "Cases", &sheet(&[&["Title"], &["Pay"]]))]);
    let read = |bytes: &[u8], format| read_cases("c", bytes, Some(format), &ReadOptions::default());
    let other = |format, found| Err(FormatError::OtherFormat { file: "c".into(), format, found });
    assert_eq!(read(b"Title\nPay\n", CaseFormat::Xlsx), other("xlsx", "table"));
    assert_eq!(read(&book, CaseFormat::Csv), other("csv", "workbook"));
    assert_eq!(read(b"<sections></sections>", CaseFormat::Xml), other("xml", "xml"));
    assert_eq!(read(&book, CaseFormat::Xlsx).expect("cases").rows.len(), 1);
}
