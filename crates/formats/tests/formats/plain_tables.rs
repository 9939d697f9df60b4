//! Plain tables of cases, and those that the program itself has written: what is known of other tools changes nothing in them.

use crate::tables_of_tools::again;
use rust_xlsxwriter::Workbook;
use voluptas_formats::ReadOptions;
use voluptas_formats::cases::{CaseFormat, CasesFile, EXTERNAL_ID, read_cases};

fn read(text: &str) -> CasesFile {
    read_cases("a.csv", text.as_bytes(), None, &ReadOptions::default()).expect("cases")
}

fn titles(file: &CasesFile) -> Vec<&str> {
    file.rows.iter().map(|row| row.content.title.as_str()).collect()
}

/// The values of a custom field, blank where a case has none.
fn values<'f>(file: &'f CasesFile, title: &str) -> Vec<&'f str> {
    file.rows.iter().map(|row| row.content.custom_fields.get(title).map_or("", String::as_str)).collect()
}

#[test]
fn json_in_the_text_of_a_step_stays_a_text() {
    for json in [r#"[{""id"":1,""name"":""x""}]"#, "[{}]", r#"[{""fields"":{}}]"#, r#"[{""action"":""send"",""data"":5}]"#] {
        let file = read(&format!("Title,Steps,Expected\nA,\"{json}\",ok\n"));
        let step = &file.rows[0].content.steps[0];
        assert_eq!((step.action.as_str(), step.expected.as_deref()), (json.replace("\"\"", "\"").as_str(), Some("ok")));
    }
    let file = read("Title,Steps\nA,\"[{\"\"step\"\":\"\"Open\"\",\"\"result\"\":\"\"Ok\"\"}]\"\n");
    let step = &file.rows[0].content.steps[0];
    assert_eq!((step.action.as_str(), step.expected.as_deref()), ("Open", Some("Ok")));
}

#[test]
fn further_words_give_way_to_the_first_ones_in_any_order() {
    let file = read("Наименование,Название,Шаги\nмодуль,A,s\nмодуль,B,s\n");
    assert_eq!((titles(&file), values(&file, "Наименование")), (vec!["A", "B"], vec!["модуль", "модуль"]));
    let file = read("Case,Name,Summary,Steps\nTC1,A,x,s\nTC2,B,y,s\n");
    assert_eq!((titles(&file), values(&file, "Case")), (vec!["A", "B"], vec!["TC1", "TC2"]));
    assert_eq!(values(&file, "Summary"), ["x", "y"]);
    let file = read("Test Case,Title,Steps\nLogin works,,s\nPay works,Pay,s\n");
    assert_eq!((titles(&file), values(&file, "Title")), (vec!["Login works", "Pay works"], vec!["", "Pay"]));
    let file = read("Title,Subject,Input Data,Test Data,Suite,Steps\nA,a mail,x,y,Cart,s\n");
    assert_eq!((crate::joined(&file.rows[0].suite).as_str(), values(&file, "Subject")), ("Cart", vec!["a mail"]));
    assert_eq!((file.rows[0].content.steps[0].data.as_deref(), values(&file, "Input Data")), (Some("y"), vec!["x"]));
    // Alone they count, and of two of them the more telling one.
    let file = read("Кейс,Название кейса,Шаги теста\n7,A,s\n");
    assert_eq!((titles(&file), values(&file, "Кейс")), (vec!["A"], vec!["7"]));
    assert_eq!(file.rows[0].content.steps[0].action, "s");
}

#[test]
fn ids_of_other_things_are_no_ids_of_cases() {
    let file = read("Title,Issue ID,ID,Steps\nA,BUG-1,101,do a\nB,BUG-1,102,do b\n");
    assert_eq!((values(&file, EXTERNAL_ID), values(&file, "Issue ID")), (vec!["101", "102"], vec!["BUG-1", "BUG-1"]));
    let file = read("Title,Test Case #,Case ID,Steps\nA,1,TC-1,s\nB,1,TC-2,s\n");
    assert_eq!((values(&file, EXTERNAL_ID), values(&file, "Test Case #")), (vec!["TC-1", "TC-2"], vec!["1", "1"]));
    let file = read("Title,Issue ID,Steps\nA,BUG-1,do a\nB,BUG-1,do b\n");
    assert_eq!((titles(&file), values(&file, "Issue ID")), (vec!["A", "B"], vec!["BUG-1", "BUG-1"]));
    assert_eq!(values(&file, EXTERNAL_ID), ["", ""]);
}

#[test]
fn custom_fields_named_like_columns_of_tools_come_back() {
    let names = [
        "Input Data",
        "Step Order",
        "Test Priority",
        "ID кейса",
        "Issue ID",
        "Test Case #",
        "externalId",
        "Наименование",
        "Subject",
        "Custom field (Priority)",
    ];
    // As earlier versions wrote them, without a mark before the names.
    let head = "ID,Suite,Title,Priority,Functions,Steps Type,Steps,Step Data,Expected Results,Parameters";
    let file = read(&format!("{head},{}\nSHOP-1,Cart,Pay,high,,classic,Open,,,,{}\n", names.join(","), names.join(",")));
    let pay = &file.rows[0].content;
    assert_eq!((file.rows[0].id.as_deref(), pay.priority.as_str(), pay.steps[0].data.as_deref()), (Some("SHOP-1"), "high", None));
    for name in names {
        assert_eq!(values(&file, name), [name]);
    }
    for format in [CaseFormat::Csv, CaseFormat::Xlsx, CaseFormat::Md] {
        let back = again(&file, format);
        assert_eq!(&back.rows[0].content, pay, "{format:?}");
    }
    let text = "<!-- voluptas-cases 1 SHOP -->\n\n# Shop\n\n### Pay\n\n- **Priority:** high\n- **Issue ID:** 7\n- **Test Priority:** low\n";
    let old = read_cases("a.md", text.as_bytes(), None, &ReadOptions::default()).expect("cases");
    assert_eq!((old.rows[0].content.priority.as_str(), old.rows[0].id.as_deref()), ("high", None));
    assert_eq!((values(&old, "Test Priority"), values(&old, "Issue ID")), (vec!["low"], vec!["7"]));
}

#[test]
fn the_sheet_of_the_cases_is_found_beside_one_of_bugs() {
    let mut book = Workbook::new();
    let sheets: [(&str, &[&str]); 2] =
        [("Bugs", &["Issue ID", "Name", "Priority", "Test Folder"]), ("Cases", &["Title", "Steps", "Expected"])];
    for (name, columns) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("a name");
        for (column, title) in (0..).zip(columns) {
            sheet.write_string(0, column, *title).expect("a cell");
            sheet.write_string(1, column, name).expect("a cell");
        }
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    assert_eq!(titles(&read_cases("a.xlsx", &bytes, None, &ReadOptions::default()).expect("cases")), ["Cases"]);
}
