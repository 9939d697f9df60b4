//! Tables and JSON in the shapes of Qase, TestRail, Xray, Zephyr Scale, Azure Test Plans and Squash TM: what each case must have.

use crate::joined;
use rust_xlsxwriter::{Format, Workbook};
use voluptas_core::domain::case::{Parameter, Step, StepsType};
use voluptas_formats::ReadOptions;
use voluptas_formats::cases::{CaseFormat, CaseRow, CasesFile, CasesToWrite, EXTERNAL_ID, read_cases, write_cases};
use voluptas_formats::{Severity, WriteOptions};

fn read(name: &str, text: &str) -> CasesFile {
    read_cases(name, text.as_bytes(), None, &ReadOptions::default()).expect("cases")
}

fn sample(name: &str) -> CasesFile {
    let path = format!("{}/../../tests/samples/reports/{name}", env!("CARGO_MANIFEST_DIR"));
    read_cases(name, &std::fs::read(path).expect("sample"), None, &ReadOptions::default()).expect("cases")
}

fn steps(row: &CaseRow) -> Vec<[&str; 3]> {
    let text = |text: &'_ Option<String>| text.clone().unwrap_or_default().leak() as &str;
    row.content.steps.iter().map(|s| [s.action.as_str(), text(&s.data), text(&s.expected)]).collect()
}

fn ids(file: &CasesFile) -> Vec<&str> {
    file.rows.iter().filter_map(CaseRow::external_id).collect()
}

fn keys(file: &CasesFile) -> Vec<(&str, Option<u64>)> {
    let notes = file.report.notes.iter().filter(|note| note.severity != Severity::Info);
    notes.map(|note| (note.message.key.as_str(), note.line)).collect()
}

/// A file of cases, written.
pub fn written(file: &CasesFile, format: CaseFormat) -> Vec<u8> {
    let content = CasesToWrite {
        project: "SHOP".into(),
        title: "Shop".into(),
        suites: file.suites.clone(),
        rows: file.rows.clone(),
        shared_steps: Vec::new(),
    };
    write_cases(format, &content, WriteOptions::default()).expect("bytes")
}

/// A file of cases as it is read after it was written.
pub fn again(file: &CasesFile, format: CaseFormat) -> CasesFile {
    read_cases("again", &written(file, format), None, &ReadOptions::default()).expect("cases")
}

#[test]
fn a_row_is_one_step_whatever_line_ends_its_cells_have() {
    let file = sample("08-step-line-breaks/row-per-step.csv");
    assert_eq!(
        steps(&file.rows[0]),
        [
            ["Open the order\nand scroll to its goods", "order 1001\nguest", "The goods are listed\nwith their prices"],
            ["Choose a good\nChoose a reason", "", "Both are shown"],
            ["Send", "", ""],
        ]
    );
    assert_eq!(steps(&file.rows[1]), [["Cancel", "", "Gone"]]);
    assert_eq!((file.report.rows, file.report.taken), (2, 2));
    // A table with a row for each case has a step in each line.
    let lines = read("a.csv", "Title,Step\nPay,\"Open\nPay\"\nLeave,Go\n");
    assert_eq!(lines.rows[0].content.steps.len(), 2);
    let numbers = read("a.csv", "Title,Step #,Step,Expected\nPay,1,\"1. Open\nthe cart\",1. It opens\n,2,2. Pay,\n");
    assert_eq!(steps(&numbers.rows[0]), [["Open\nthe cart", "", "It opens"], ["Pay", "", ""]]);
}

#[test]
fn values_of_later_rows_belong_to_the_case() {
    let file = sample("09-row-per-step/later-columns.csv");
    let content = &file.rows[0].content;
    assert_eq!((content.steps.len(), content.custom_fields["Remark"].as_str()), (3, "slow on old phones"));
    assert_eq!(content.custom_fields["Screen"], "Order\nMap");
    let text = "Title,Tags,Priority,Step,Team\nPay,a,high,Open,\n,b,low,Pay,Red\n,,,,Blue\n";
    let refused = read("a.csv", text);
    assert_eq!(refused.rows[0].content.steps.len(), 1, "a row with a field of its own has lost its title");
    let by_id = read(
        "a.csv",
        &text
            .replace("Title", "ID,Title")
            .replace("\nPay", "\nX1,Pay")
            .replace("\n,b", "\nX1,,b")
            .replace("\n,,,,B", "\nX1,,,,,B"),
    );
    let content = &by_id.rows[0].content;
    assert_eq!((content.tags.join(" "), content.priority.as_str(), content.steps.len()), ("a b".into(), "high", 2));
    assert_eq!(content.custom_fields["Team"], "Red\nBlue");
    assert_eq!(keys(&by_id), [("formats-warning-later-row", Some(3))]);
}

#[test]
fn a_title_repeated_on_every_row_is_one_case() {
    let file = sample("09-row-per-step/title-on-every-row.csv");
    let counts: Vec<(&str, usize)> = file.rows.iter().map(|r| (r.content.title.as_str(), r.content.steps.len())).collect();
    assert_eq!(counts, [("Buy as a guest", 3), ("Buy as a member", 2)]);
    assert_eq!((file.report.rows, file.report.taken), (2, 2));
    // Whole cases of one title stay cases: each has its list of steps, its own id or its own fields.
    for text in [
        "Title,Steps\nPay,\"1. Open\n2. Pay\"\nPay,\"1. Open\n2. Leave\"\n",
        "ID,Title,Steps\nC1,Pay,Open\nC2,Pay,Leave\n",
        "Title,Priority,Steps\nPay,high,Open\nPay,low,Leave\n",
        "Title,Steps\nPay,Open\nPay,Open\n",
    ] {
        assert_eq!(read("a.csv", text).rows.len(), 2, "{text}");
    }
}

#[test]
fn the_real_table_of_qase() {
    let file = sample("10-qase-csv/qase-export.csv");
    let first = &file.rows[0];
    assert_eq!((file.rows.len(), joined(&first.suite).as_str()), (3, "Account/Sign in"));
    assert_eq!(steps(first)[1], ["Type the name\nand the password:\n\n```\n$Name\n```", "$Name", ""]);
    assert_eq!(steps(first)[2][0], "Press the \"Sign in\" button");
    assert_eq!(steps(first)[2][2], "The page says \"Hello\".\n\n1. The name is shown\n2. The cart is shown");
    let values: Vec<String> = first
        .content
        .parameters
        .iter()
        .flat_map(Parameter::items)
        .map(|i| format!("{}={}", i.title, i.values.join("|")))
        .collect();
    assert_eq!(values, ["Name=anna|boris", "Password=12345"]);
    let gherkin = &file.rows[1].content;
    assert_eq!(gherkin.steps_type, StepsType::Gherkin);
    assert_eq!(
        gherkin.steps[0].action,
        "Given I am on the page \"Sign in\"\nWhen I type a wrong password\nThen I see \"Try again\""
    );
    let back = again(&file, CaseFormat::QaseCsv);
    for (back, row) in back.rows.iter().zip(&file.rows) {
        assert_eq!((&back.content, back.external_id()), (&row.content, row.external_id()));
    }
}

#[test]
fn the_id_of_the_source_is_kept() {
    assert_eq!(ids(&sample("07-source-ids/testrail.csv")), ["C5201", "C5202"]);
    assert_eq!(ids(&sample("07-source-ids/testlink.xml")), ["WEB-41"]);
    assert_eq!(ids(&sample("06-equal-titles/testrail.xml")), ["C3101", "C3102", "C3103"]);
    assert_eq!(ids(&sample("06-equal-titles/qase.csv")), ["21", "22", "23"]);
    // Keys of Jira look like ids of this program; a column named ID may be its own.
    assert_eq!(ids(&read("a.csv", "Issue Key,Summary\nSHOP-1,Pay\nSHOP-2,Leave\n")), ["SHOP-1", "SHOP-2"]);
    let own = read("a.csv", "ID,Title\nSHOP-1,Pay\n");
    assert_eq!((own.project.as_deref(), ids(&own).len()), (Some("SHOP"), 0));
    let two = read("a.csv", "ID,Title,External ID\n7,Pay,REQ-1\n8,Leave,\n");
    assert_eq!((ids(&two), two.rows[0].content.custom_fields["ID"].as_str()), (vec!["REQ-1", "8"], "7"));
    let file = sample("07-source-ids/testrail.csv");
    for format in [CaseFormat::Csv, CaseFormat::QaseCsv, CaseFormat::Xlsx, CaseFormat::Json, CaseFormat::Xml, CaseFormat::Md] {
        let mut file = file.clone();
        file.rows[1].content.custom_fields.remove(EXTERNAL_ID);
        for (at, row) in file.rows.iter_mut().enumerate() {
            row.id = Some(format!("SHOP-{}", at + 1));
        }
        assert_eq!(ids(&again(&file, format)), ["C5201"], "{format:?}");
    }
}

#[test]
fn headings_of_a_document_are_fields() {
    let file = sample("11-markdown-headings/payment.md");
    let [card, gift] = file.rows.as_slice() else { panic!("{:?}", file.rows) };
    assert_eq!((card.content.title.as_str(), card.content.priority.as_str()), ("Pay by card", "high"));
    assert_eq!((card.content.tags.join("|"), card.content.steps.len()), ("payment|smoke".into(), 3));
    assert_eq!(card.content.expected_result.as_deref(), Some("The order is paid"));
    assert_eq!((gift.content.priority.as_str(), gift.content.preconditions.as_deref()), ("low", Some("Card 0000 1111")));
    let text = "# Shop\n## Cart\n### Pay\n#### Component\nPayments\n#### Теги\n- one\n- two\n#### Steps\n1. Pay\n### Priority\n#### Steps\n1. Sort\n";
    let file = read("a.md", text);
    let titles: Vec<&str> = file.rows.iter().map(|row| row.content.title.as_str()).collect();
    assert_eq!(titles, ["Pay", "Priority"], "a heading with steps is a case");
    assert_eq!((file.rows[0].content.custom_fields["Component"].as_str(), file.rows[0].content.tags.len()), ("Payments", 2));
}

#[test]
fn names_and_tags_of_examples_are_kept_and_written() {
    let file = sample("14-examples/delivery.feature");
    let content = &file.rows[0].content;
    assert_eq!(content.tags, ["delivery"]);
    let items: Vec<String> =
        content.parameters[0].items().iter().map(|item| format!("{}: {}", item.title, item.values.join(", "))).collect();
    assert_eq!(
        items,
        [
            "city: Omsk, Kazan, Iturup",
            "price: 300, 250, 9999",
            "Examples: towns, towns, islands",
            "Examples tags: @smoke, @smoke, @far @slow",
            "Examples description: , , By plane alone.",
        ]
    );
    assert_eq!(again(&file, CaseFormat::Feature).rows[0].content, *content);
}

#[test]
fn testrail_with_text_and_with_separated_steps() {
    let file = read(
        "testrail.csv",
        "ID,Title,Section,Section Hierarchy,Steps,Expected Result,Steps (Step),Steps (Expected Result),References\n\
         C1,Pay,Cart,Shop > Cart,\"1. Open\n2. Pay\",Paid,,,REQ-1\n\
         C2,Leave,Cart,Shop > Cart,,,\"Open\nthe cart\",Open,\n,,,,,,Leave,,\n",
    );
    assert_eq!(steps(&file.rows[1]), [["Open\nthe cart", "", "Open"], ["Leave", "", ""]]);
    assert_eq!(file.rows[0].content.custom_fields["References"], "REQ-1");
    assert_eq!((ids(&file), joined(&file.rows[0].suite).as_str()), (vec!["C1", "C2"], "Shop/Cart"));
    assert!(keys(&file).is_empty(), "{:?}", keys(&file));
    let text = read("testrail.csv", "ID,Title,Steps,Expected Result\nC1,Pay,\"1. Open\n2. Pay\",\"Paid\nonce\"\n");
    assert_eq!(steps(&text.rows[0]), [["Open", "", ""], ["Pay", "", "Paid\nonce"]]);
}

#[test]
fn xray_as_a_table_and_as_json() {
    let table = read(
        "xray.csv",
        "TCID;Test Type;Test Summary;Test Repo;Priority;Labels;Action;Data;Result\n\
         1;Manual;Pay by card;/Shop/Cart;High;smoke,cart;Open;one good;It opens\n1;;;;;;Pay;;Paid\n\
         2;Manual;Pay by card;/Shop/Cart;Low;;Pay;;Refused\n",
    );
    assert_eq!((table.rows.len(), ids(&table)), (2, vec!["1", "2"]));
    assert_eq!(steps(&table.rows[0]), [["Open", "one good", "It opens"], ["Pay", "", "Paid"]]);
    assert_eq!((joined(&table.rows[0].suite).as_str(), table.rows[0].content.priority.as_str()), ("Shop/Cart", "high"));
    assert_eq!(table.rows[0].content.custom_fields["Test Type"], "Manual");
    let bulk = read(
        "tests.json",
        r#"[{"testtype":"Manual","fields":{"summary":"Pay","project":{"key":"SHOP"},"priority":{"name":"High"},"labels":["smoke"],
          "description":"By card","customfield_1":"Risky"},"xray_test_repository_folder":"Shop/Cart",
          "steps":[{"action":"Open","data":"one","result":"It opens"},{"action":"Pay","data":"","result":""}]},
          {"testtype":"Cucumber","fields":{"summary":"Leave"},"gherkin_def":"Given a cart"}]"#,
    );
    assert_eq!((bulk.format, bulk.rows.len(), joined(&bulk.rows[0].suite).as_str()), (CaseFormat::Xray, 2, "Shop/Cart"));
    assert_eq!(steps(&bulk.rows[0]), [["Open", "one", "It opens"], ["Pay", "", ""]]);
    let content = &bulk.rows[0].content;
    assert_eq!(
        (content.priority.as_str(), content.tags.join(""), content.custom_fields["customfield_1"].as_str()),
        ("high", "smoke".into(), "Risky")
    );
    assert_eq!(bulk.rows[1].content.steps_type, StepsType::Gherkin);
    let cloud = read(
        "tests.json",
        r#"{"data":{"getTests":{"total":1,"results":[{"issueId":"1","testType":{"name":"Manual"},"folder":{"path":"/Cart"},
          "steps":[{"action":"Open","data":null,"result":"It opens"}],"preconditions":{"results":[{"definition":"A user"}]},
          "jira":{"key":"SHOP-7","summary":"Pay","labels":["a"],"priority":{"name":"Low"}}}]}}}"#,
    );
    assert_eq!((ids(&cloud), steps(&cloud.rows[0])), (vec!["SHOP-7"], vec![["Open", "", "It opens"]]));
    assert_eq!(cloud.rows[0].content.preconditions.as_deref(), Some("A user"));
    let server = read(
        "tests.json",
        r#"[{"key":"SHOP-8","type":"Manual","definition":{"steps":[{"index":1,"step":{"raw":"Open","rendered":"x"},"data":{"raw":""},"result":{"raw":"Ok"}}]}}]"#,
    );
    assert_eq!((ids(&server), steps(&server.rows[0])), (vec!["SHOP-8"], vec![["Open", "", "Ok"]]));
}

#[test]
fn zephyr_scale_as_csv_and_as_a_workbook() {
    let rows: [&[&str]; 4] = [
        &[
            "Key",
            "Name",
            "Status",
            "Precondition",
            "Objective",
            "Folder",
            "Priority",
            "Labels",
            "Owner",
            "Test Script (Step-by-Step) - Step",
            "Test Script (Step-by-Step) - Test Data",
            "Test Script (Step-by-Step) - Expected Result",
        ],
        &[
            "SHOP-T1",
            "Pay",
            "Approved",
            "A cart",
            "To pay",
            "/Shop/Cart",
            "Normal",
            "smoke",
            "olga",
            "Open\nthe cart",
            "one good",
            "It opens",
        ],
        &["", "", "", "", "", "", "", "", "", "Pay", "", "Paid"],
        &["SHOP-T2", "Pay", "Draft", "", "", "/Shop/Cart", "High", "", "olga", "Leave\nat once", "", ""],
    ];
    let cell = |cell: &&str| format!("\"{cell}\"");
    let text: Vec<String> = rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(",")).collect();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (at, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            sheet.write_string(at, column, *cell).expect("a cell");
        }
    }
    let workbook = book.save_to_buffer().expect("a workbook");
    for bytes in [text.join("\n").into_bytes(), workbook] {
        let file = read_cases("scale", &bytes, None, &ReadOptions::default()).expect("cases");
        assert_eq!((file.rows.len(), ids(&file), file.project.as_deref()), (2, vec!["SHOP-T1", "SHOP-T2"], None));
        assert_eq!(steps(&file.rows[0]), [["Open\nthe cart", "one good", "It opens"], ["Pay", "", "Paid"]]);
        assert_eq!(steps(&file.rows[1]), [["Leave\nat once", "", ""]]);
        let content = &file.rows[0].content;
        assert_eq!((content.priority.as_str(), content.custom_fields["Owner"].as_str()), ("medium", "olga"));
        assert_eq!((content.description.as_deref(), content.preconditions.as_deref()), (Some("To pay"), Some("A cart")));
    }
}

#[test]
fn azure_test_plans() {
    let file = read(
        "azure.csv",
        "ID,Work Item Type,Title,Test Step,Step Action,Step Expected,Area Path,Assigned To,State\n\
         101,Test Case,Pay by card,,,,Shop\\Cart,olga,Design\n,,,1,\"Open\nthe cart\",It opens,,,\n,,,2,Pay,,,,\n\
         102,Test Case,Pay by card,,,,Shop\\Cart,olga,Ready\n,,,1,Pay,Refused,,,\n",
    );
    assert_eq!((file.rows.len(), ids(&file), joined(&file.rows[0].suite).as_str()), (2, vec!["101", "102"], "Shop/Cart"));
    assert_eq!(steps(&file.rows[0]), [["Open\nthe cart", "", "It opens"], ["Pay", "", ""]]);
    let content = &file.rows[0].content;
    assert_eq!((content.status.as_str(), content.custom_fields["Assigned To"].as_str()), ("draft", "olga"));
    assert!(keys(&file).is_empty(), "{:?}", file.report.notes);
    assert_eq!((file.report.rows, file.report.taken), (2, 2));
}

#[test]
fn squash_as_a_workbook_with_sheets() {
    let sheets: [(&str, &[&[&str]]); 3] = [
        (
            "TEST_CASES",
            &[
                &[
                    "PROJECT_NAME",
                    "TC_PATH",
                    "TC_ID",
                    "TC_REFERENCE",
                    "TC_NAME",
                    "TC_WEIGHT",
                    "TC_STATUS",
                    "TC_DESCRIPTION",
                    "TC_PRE_REQUISITE",
                ],
                &[
                    "Shop",
                    "/Shop/Cart/Pay",
                    "41",
                    "REF-1",
                    "Pay",
                    "VERY_HIGH",
                    "APPROVED",
                    "<p>By <b>card</b></p>",
                    "<p>A cart</p>",
                ],
                &["Shop", "/Shop/Cart/Pay", "42", "", "Pay", "LOW", "WORK_IN_PROGRESS", "", ""],
            ],
        ),
        (
            "STEPS",
            &[
                &["TC_OWNER_ID", "TC_STEP_NUM", "TC_STEP_IS_CALL_STEP", "TC_STEP_ACTION", "TC_STEP_EXPECTED_RESULT"],
                &["41", "1", "0", "<p>Open</p><p>the cart</p>", "<p>It opens</p>"],
                &["41", "2", "0", "<p>Pay</p>", ""],
                &["42", "1", "1", "Call 41", ""],
            ],
        ),
        ("PARAMETERS", &[&["TC_OWNER_ID", "TC_PARAM_NAME"], &["41", "card"]]),
    ];
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("a name");
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(*cells) {
                sheet.write_string(row, column, *cell).expect("a cell");
            }
        }
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let file = read_cases("squash.xlsx", &bytes, None, &ReadOptions::default()).expect("cases");
    assert_eq!((file.rows.len(), ids(&file), joined(&file.rows[0].suite).as_str()), (2, vec!["41", "42"], "Shop/Cart"));
    assert_eq!(steps(&file.rows[0]), [["Open\nthe cart", "", "It opens"], ["Pay", "", ""]]);
    let content = &file.rows[0].content;
    assert_eq!((content.priority.as_str(), content.description.as_deref()), ("high", Some("By **card**")));
    assert_eq!((content.custom_fields["TC_REFERENCE"].as_str(), file.rows[1].content.status.as_str()), ("REF-1", "draft"));
    assert_eq!(content.parameters[0].items()[0].title, "card");
    let said: Vec<&str> = keys(&file).into_iter().map(|(key, _)| key).collect();
    assert_eq!(said, ["formats-warning-step-call"]);
}

/// A workbook of these sheets.
fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("a name");
        for (row, cells) in (0..).zip(*rows) {
            for (column, cell) in (0..).zip(*cells) {
                sheet.write_string(row, column, *cell).expect("a cell");
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn rows_of_squash_name_cases_by_their_paths_and_have_sets_of_values() {
    let bytes = workbook(&[
        (
            "TEST_CASES",
            &[
                &["ACTION", "TC_PATH", "TC_NAME", "TC_KIND", "TC_SCRIPT"],
                &["C", "/Shop/Cart/Pay \\/ leave", "Pay / leave", "STANDARD", ""],
                &["C", "/Shop/Orders/Pay", "Pay", "GHERKIN", "Given an order"],
            ],
        ),
        (
            "STEPS",
            &[
                &["ACTION", "TC_OWNER_PATH", "TC_STEP_NUM", "TC_STEP_ACTION", "TC_STEP_EXPECTED_RESULT", "TC_STEP_CUF_NOTE"],
                &["C", "/Shop/Cart/Pay \\/ leave", "2", "<p>Pay</p>", "Paid", ""],
                &["C", "/Shop/Cart/Pay \\/ leave", "1", "<p>Open</p>", "", "with care"],
                &["C", "/Shop/Nowhere", "1", "Lost", "", ""],
            ],
        ),
        ("PARAMETERS", &[&["TC_OWNER_PATH", "TC_PARAM_NAME"], &["/Shop/Cart/Pay \\/ leave", "user"]]),
        (
            "DATASETS",
            &[
                &["TC_OWNER_PATH", "TC_DATASET_NAME", "TC_DATASET_PARAM_NAME", "TC_DATASET_PARAM_VALUE"],
                &["/Shop/Cart/Pay \\/ leave", "first", "user", "anna"],
                &["/Shop/Cart/Pay \\/ leave", "second", "user", "boris"],
            ],
        ),
    ]);
    let file = read_cases("squash.xlsx", &bytes, None, &ReadOptions::default()).expect("cases");
    let [pay, order] = file.rows.as_slice() else { panic!("{:?}", file.rows) };
    assert_eq!((joined(&pay.suite).as_str(), joined(&order.suite).as_str()), ("Shop/Cart", "Shop/Orders"));
    assert_eq!(steps(pay), [["Open", "", ""], ["Pay", "", "Paid"]]);
    assert_eq!(pay.content.custom_fields["TC_STEP_CUF_NOTE"], "with care");
    let items = pay.content.parameters[0].items();
    assert_eq!((items[0].values.join("|"), items[1].values.join("|")), ("anna|boris".into(), "first|second".into()));
    assert_eq!((order.content.steps_type, steps(order)), (StepsType::Gherkin, vec![["Given an order", "", ""]]));
    assert_eq!(keys(&file), [("formats-warning-orphan", Some(4))]);
}

#[test]
fn a_column_is_called_imported_only_when_a_value_of_it_is() {
    let notes = |text: &str| -> Vec<(String, String)> {
        let file = read("a.csv", text);
        file.report.notes.iter().map(|n| (n.message.key.clone(), n.field.clone().unwrap_or_default())).collect()
    };
    let of = |key: &str, field: &str| (key.to_owned(), field.to_owned());
    assert_eq!(notes("Title,Team,Blank\nPay,Red,\n"), [of("formats-note-custom-column", "Team")]);
    assert_eq!(notes("Title,Suite,Team\n,Cart,Red\n"), [of("formats-warning-suite-cell", "Team")]);
    let qase = "v2.id,title,suite_id,suite,suite_without_cases,Team,Blank\n1,Pay,,,,Alpha,\n";
    assert_eq!(notes(qase), [of("formats-note-column-unused", "Team")]);
    assert_eq!(
        read("a.csv", "Title,Step\nPay,Open\n").rows[0].content.steps,
        [Step { action: "Open".into(), ..Step::default() }]
    );
}

#[test]
fn names_of_columns_of_many_tools_are_known() {
    let qtest = read(
        "qtest.csv",
        "Module,TC Id,Test Case Name,Pre-condition,Test Step,Test Step Description,Test Step Expected Result\n\
         Cart,7,Pay,A cart,1,\"Open\nthe cart\",It opens\n,,,,2,Pay,Paid\nOrders,8,Pay,,1,Leave,\n",
    );
    assert_eq!((qtest.rows.len(), ids(&qtest), joined(&qtest.rows[1].suite).as_str()), (2, vec!["7", "8"], "Orders"));
    assert_eq!(steps(&qtest.rows[0]), [["Open\nthe cart", "", "It opens"], ["Pay", "", "Paid"]]);
    assert_eq!(qtest.rows[0].content.preconditions.as_deref(), Some("A cart"));
    assert!(qtest.rows[0].content.custom_fields.keys().eq([EXTERNAL_ID]), "{:?}", qtest.rows[0].content.custom_fields);
    let alm = read(
        "alm.csv",
        "Subject,Test Name,Test ID,Step Name (Design Steps),Description (Design Steps),Expected Result (Design Steps)\n\
         Subject\\Shop\\Cart,Pay,11,Step 1,Open,Ok\nSubject\\Shop\\Cart,Pay,11,Step 2,Pay,\n\
         Subject\\Shop\\Order,Pay,12,Step 1,Leave,\n",
    );
    assert_eq!((alm.rows.len(), joined(&alm.rows[1].suite).as_str()), (2, "Shop/Order"));
    assert_eq!(steps(&alm.rows[0]), [["Open", "", "Ok"], ["Pay", "", ""]]);
    let russian = read("a.csv", "Название кейса,Шаг,ОР\nОплата,Открыть,Видно\n,Оплатить,\n");
    assert_eq!(steps(&russian.rows[0]), [["Открыть", "", "Видно"], ["Оплатить", "", ""]]);
    let case = read("a.csv", "Case,Title,Step\n7,Pay,Open\n");
    assert_eq!((case.rows[0].content.title.as_str(), case.rows[0].content.custom_fields["Case"].as_str()), ("Pay", "7"));
    // A step may be a number of things.
    assert_eq!(steps(&read("a.csv", "Title,Step\nPay,2\n").rows[0]), [["2", "", ""]]);
}

#[test]
fn rows_of_one_title_are_steps_also_with_another_status_or_number() {
    for text in [
        "Title,Status,Step\nPay,Passed,Open\nPay,Failed,Leave\n",
        "Title,Type,Step\nPay,smoke,Open\nPay,functional,Leave\n",
        "Title,Step #,Step\nPay,1,Open\nPay,1,Leave\n",
    ] {
        let file = read("a.csv", text);
        assert_eq!(file.rows.len(), 1, "{text}");
        assert_eq!(steps(&file.rows[0]), [["Open", "", ""], ["Leave", "", ""]], "{text}");
    }
    // Equal steps with another value of an unknown column are a case that the table has twice.
    let twice = read("a.csv", "ID,Title,Browser,Steps\n1,Pay,one,Open\n1,Pay,two,Open\n2,Leave,one,Open\n");
    assert!(twice.rows.iter().all(|row| row.content.steps.len() == 1), "{:?}", twice.rows);
    // One id is one case: its columns are joined, also where the program knows none of them.
    let file = read("a.csv", "ID,Title,Do,See\n7,Pay,Open,Ok\n7,Pay,Leave,\n8,Pay,Wait,\n");
    assert_eq!((file.rows.len(), file.rows[0].content.custom_fields["Do"].as_str()), (2, "Open\nLeave"));
}

#[test]
fn xray_has_keys_definitions_and_folders() {
    let file = read(
        "xray.csv",
        "Issue ID,Issue Key,Test Type,Summary,Component,Component,Test Repo,Action,Data,Result,Gherkin Definition,Unstructured Definition\n\
         1,SHOP-1,Manual,Pay,Cart,Bank,Shop/Cart,Open,one,Ok,,\n1,,,,,,,\"Pay\nat once\",,,,\n\
         2,SHOP-2,Cucumber,Pay,,,Shop/Cart,,,,\"Given a cart\nThen pay\",\n3,SHOP-3,Generic,Pay,,,Shop,,,,,\"run it\ntwice\"\n",
    );
    assert_eq!((ids(&file), joined(&file.rows[0].suite).as_str()), (vec!["SHOP-1", "SHOP-2", "SHOP-3"], "Shop/Cart"));
    assert_eq!(steps(&file.rows[0]), [["Open", "one", "Ok"], ["Pay\nat once", "", ""]]);
    let [manual, cucumber, generic] = file.rows.as_slice() else { panic!("{:?}", file.rows) };
    assert_eq!(manual.content.custom_fields["Component"], "Cart\nBank");
    assert_eq!(manual.content.custom_fields["Issue ID"], "1");
    assert_eq!(cucumber.content.steps_type, StepsType::Gherkin);
    assert_eq!(cucumber.content.steps[0].action, "Given a cart\nThen pay");
    assert_eq!(steps(generic), [["run it\ntwice", "", ""]]);
    assert!(keys(&file).is_empty(), "{:?}", file.report.notes);
    // Without keys the numbers of the file tell cases apart.
    let numbers = read("xray.csv", "Issue ID,Issue Key,Summary,Action\n1,,Pay,Open\n1,,,Pay\n2,,Pay,Leave\n");
    assert_eq!((ids(&numbers), numbers.rows[0].content.steps.len()), (vec!["1", "2"], 2));
}

#[test]
fn zephyr_scale_has_scenarios_and_folders_without_a_slash() {
    let head = "Key,Name,Folder,Test Script (Step-by-Step) - Step,Test Script (Plain Text),Test Script (BDD)\n";
    let file =
        read("scale.csv", &format!("{head}SHOP-T1,Pay,Shop/Cart,,,\"Given a cart\nThen pay\"\nSHOP-T2,Pay,/Shop,Open,,\n"));
    assert_eq!((joined(&file.rows[0].suite).as_str(), joined(&file.rows[1].suite).as_str()), ("Shop/Cart", "Shop"));
    let content = &file.rows[0].content;
    assert_eq!((content.steps_type, content.steps[0].action.as_str()), (StepsType::Gherkin, "Given a cart\nThen pay"));
    assert!(!file.report.notes.iter().any(|note| note.message.key == "formats-note-suite-slash"), "{:?}", file.report.notes);
}

#[test]
fn unknown_words_of_other_tools_are_kept_as_custom_fields() {
    let file = read("a.csv", "Title,Type,Priority,Suite\nPay,Accessibility,P1,Cart\nLeave,Smoke,,Cart\n");
    let [pay, leave] = file.rows.as_slice() else { panic!("{:?}", file.rows) };
    assert_eq!((pay.content.kind.as_str(), pay.content.custom_fields["Type"].as_str()), ("other", "Accessibility"));
    assert_eq!(pay.content.custom_fields["Priority"], "P1");
    assert!(leave.content.custom_fields.is_empty());
    let said: Vec<_> = file.report.notes.iter().map(|note| note.message.key.as_str()).collect();
    assert_eq!(said, ["formats-warning-case-word-kept"; 2]);
    assert_eq!(again(&file, CaseFormat::Csv).rows[0].content, pay.content);
}

#[test]
fn the_first_version_of_qase_has_numbers_without_quotes() {
    let file = read(
        "qase.csv",
        "id,title,steps_actions,steps_result,steps_data,suite_id,suite,suite_without_cases\n\
         1,Pay,\"1. Open\nthe cart\n2. Pay\n\",\"1. It opens\n2. \n\",\"1. \n2. one\n\",1,Cart,\n",
    );
    assert_eq!(steps(&file.rows[0]), [["Open\nthe cart", "", "It opens"], ["Pay", "one", ""]]);
}

#[test]
fn steps_documents_and_conditions_of_xray_json_are_texts() {
    let file = read(
        "tests.json",
        r#"[{"testType":{"name":"Manual"},"jira":{"key":"SHOP-1","summary":"Pay","assignee":{"displayName":"Olga"},"priority":{"name":"P1"},
          "description":{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"By card"}]},
          {"type":"bulletList","content":[{"type":"listItem","content":[{"type":"paragraph","content":[{"type":"text","text":"one"}]}]}]}]}},
          "precondition":[{"key":"SHOP-9","condition":"A cart"}],
          "steps":[{"id":"1","action":"Open","data":null,"result":"Ok","customFields":[{"name":"Note","value":"with care"}],"risk":"high"}]}]"#,
    );
    let content = &file.rows[0].content;
    assert_eq!((content.description.as_deref(), content.preconditions.as_deref()), (Some("By card\n- one"), Some("A cart")));
    assert_eq!(steps(&file.rows[0]), [["Open", "", "Ok"]]);
    let fields = ["Steps: Note", "Steps: risk", "assignee", "Priority"].map(|title| content.custom_fields[title].as_str());
    assert_eq!(fields, ["with care", "high", "Olga", "P1"]);
    assert_eq!(keys(&file), [("formats-warning-case-word-kept", Some(1))]);
}

#[test]
fn shared_steps_of_azure_and_steps_of_octane_belong_to_the_case_above() {
    let azure = read(
        "azure.csv",
        "ID,Work Item Type,Title,Test Step,Step Action,Step Expected\n12,Test Case,Pay,,,\n,,,1,Open,Ok\n\
         345,Shared Steps,Sign in,2,,\n,,,2.1,Type a name,\n,,,3,Pay,Paid\n13,Test Case,Leave,,,\n,,,1,Go,\n",
    );
    assert_eq!((ids(&azure), azure.report.rows), (vec!["12", "13"], 2));
    assert_eq!(steps(&azure.rows[0]), [["Open", "", "Ok"], ["Sign in", "345", ""], ["Type a name", "", ""], ["Pay", "", "Paid"]]);
    assert!(keys(&azure).is_empty(), "{:?}", azure.report.notes);
    // A list of work items has no numbers of steps.
    let list = "ID,Work Item Type,Title,Area Path,State\n1,Test Case,Pay,P\\X,Design\n2,Shared Steps,Login,P\\X,Active\n";
    assert_eq!(read("list.csv", list).rows.len(), 2);
    let typed = read("a.csv", "Title,unique_id,Type,Steps\nPay,1,test_manual,Open\nLeave,2,step,Go\n");
    assert_eq!((typed.rows.len(), typed.rows[0].content.steps.len()), (2, 1));
    let octane = read(
        "octane.csv",
        "unique_id,type,name,step_type,step_description\n1,test_manual,Pay,,\n2,step,,Simple,Open\n3,step,,Validation,Shown\n\
         4,test_manual,Pay,,\n5,step,,Simple,Leave\n",
    );
    assert_eq!((ids(&octane), steps(&octane.rows[0])), (vec!["1", "4"], vec![["Open", "", ""], ["Shown", "", ""]]));
    assert_eq!(steps(&octane.rows[1]), [["Leave", "", ""]]);
    assert!(keys(&octane).iter().all(|(key, _)| *key == "formats-warning-case-word-kept"), "{:?}", keys(&octane));
}

#[test]
fn a_merged_cell_is_the_suite_of_all_of_its_rows() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["Suite", "Title", "Steps"]) {
        sheet.write_string(0, column, name).expect("a cell");
    }
    sheet.merge_range(1, 0, 2, 0, "Cart", &Format::new()).expect("a merged cell");
    for (row, title) in (1..).zip(["Pay", "Leave", "Sort"]) {
        sheet.write_string(row, 1, title).expect("a cell");
        sheet.write_string(row, 2, "Go").expect("a cell");
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let file = read_cases("a.xlsx", &bytes, None, &ReadOptions::default()).expect("cases");
    let places: Vec<String> = file.rows.iter().map(|row| joined(&row.suite)).collect();
    assert_eq!(places, ["Cart", "Cart", ""]);
}

#[test]
fn qase_as_json() {
    let file = read(
        "qase.json",
        r#"{"suites":[{"id":1,"title":"Account","description":"All of it","preconditions":null,"suites":[{"id":2,"title":"Sign in","suites":[],
          "cases":[{"id":5,"title":"Enter","description":"d","preconditions":"p","postconditions":"o","priority":"high","severity":"major",
          "type":"functional","layer":"e2e","behavior":"positive","automation":"automated","status":"draft","is_flaky":"yes","is_muted":"no",
          "milestone":"2.0","custom_fields":[{"id":1,"title":"Team","value":"Red"}],"steps_type":"classic","steps":[{"position":1,
          "action":"Open\nthe page","expected_result":"A form","data":"x","steps":[{"action":"Wait"}]}],"tags":["smoke"],
          "params":[{"title":"Name","values":["anna","boris"]}]}]}],"cases":[{"id":6,"title":"Enter","steps":[],"priority":"P1"},
          {"id":7,"title":"Enter","steps_type":"gherkin","steps":[{"action":"Given a\nThen b"}]}]},
          {"id":3,"title":"Account","cases":[{"id":8,"title":"Enter"}]}],"cases":[{"id":9,"title":"Root"}]}"#,
    );
    let places: Vec<String> = file.rows.iter().map(|row| voluptas_formats::cases::shown_path(&row.suite)).collect();
    assert_eq!(places, ["", "Account", "Account", "Account / Sign in", "Account (2)"]);
    assert_eq!((ids(&file), file.suites.len(), file.project.as_deref()), (vec!["9", "6", "7", "5", "8"], 3, None));
    let content = &file.rows[3].content;
    assert_eq!(steps(&file.rows[3]), [["Open\nthe page", "x", "A form"]]);
    assert_eq!((content.steps[0].steps[0].action.as_str(), content.tags.join("|")), ("Wait", "smoke".into()));
    let words = [&content.priority, &content.severity, &content.kind, &content.layer, &content.behavior, &content.status];
    assert_eq!(words, ["high", "major", "functional", "e2e", "positive", "draft"]);
    assert_eq!((content.is_flaky, content.custom_fields["Team"].as_str(), file.rows[3].milestone.as_str()), (true, "Red", "2.0"));
    assert_eq!(content.parameters[0].items()[0].values, ["anna", "boris"]);
    assert_eq!(file.rows[2].content.steps_type, StepsType::Gherkin);
    assert_eq!(keys(&file).len(), 1, "the word P1: {:?}", file.report.notes);
    assert!(file.rows[1].content.custom_fields["Priority"] == "P1" && !content.custom_fields.contains_key("Attachments"));
}

#[test]
fn tests_of_xray_in_a_table_of_jira() {
    let file = read(
        "jira.csv",
        "Summary,Issue key,Issue id,Labels,Labels,Custom field (Manual Test Steps),Custom field (Test Type),\
         Custom field (Test Repository Path),Custom field (Cucumber Scenario)\n\
         Pay,SHOP-1,10001,a,b,\"[{\"\"id\"\":1,\"\"fields\"\":{\"\"Action\"\":\"\"Open\"\",\"\"Data\"\":\"\"one\"\",\"\"Expected Result\"\":\"\"Ok\"\"}},\
         {\"\"fields\"\":{\"\"Action\"\":\"\"Pay\"\"}}]\",Manual,Shop/Cart,\n\
         Leave,SHOP-2,10002,,,,Cucumber,/Shop,\"Given a cart\nThen leave\"\n",
    );
    assert_eq!((ids(&file), joined(&file.rows[0].suite).as_str()), (vec!["SHOP-1", "SHOP-2"], "Shop/Cart"));
    assert_eq!(steps(&file.rows[0]), [["Open", "one", "Ok"], ["Pay", "", ""]]);
    let content = &file.rows[0].content;
    assert_eq!((content.tags.join("|"), content.custom_fields["Issue id"].as_str()), ("a|b".into(), "10001"));
    assert_eq!(content.custom_fields["Custom field (Test Type)"], "Manual");
    assert_eq!(file.rows[1].content.steps_type, StepsType::Gherkin);
    assert!(keys(&file).is_empty(), "{:?}", file.report.notes);
}

#[test]
fn the_line_of_a_markdown_table_is_no_case() {
    let file = read("a.csv", "| Title | Steps |\n|---|:--:|\n| Pay | Open |\n| --- | Go |\n");
    let titles: Vec<&str> = file.rows.iter().map(|row| row.content.title.as_str()).collect();
    assert_eq!((titles, file.report.rows), (vec!["Pay", "---"], 2));
}

#[test]
fn a_column_that_only_tools_use_for_suites_stays_a_custom_field_in_other_tables() {
    for (name, value) in [("Subject", "Shop"), ("Module", "Shop"), ("Suite Name", "Shop")] {
        let file = read("a.csv", &format!("Title,{name},Steps\nPay,{value},Open\n"));
        assert!(file.rows[0].suite.is_empty(), "{name}");
        assert_eq!(file.rows[0].content.custom_fields[name], value);
    }
    let suite = read("a.csv", "Title,Description,Subject,Steps,Suite\nPay,d,a letter,Open,Shop\n");
    assert_eq!(joined(&suite.rows[0].suite), "Shop");
    // The folder of a table of no tool is read as it always was.
    let repo = read("a.csv", "Title,Test Repo,Steps\nPay,Shop/Cart,Open\n");
    assert_eq!(repo.rows[0].suite.len(), 1);
}
