//! Tables of cases whose columns, delimiter, line of names and sheet a person chose.

use rust_xlsxwriter::Workbook;
use voluptas_core::domain::field::CaseField;
use voluptas_formats::cases::{COLUMNS, CaseFormat, CasesFile, OpenedCases, QASE_COLUMNS, open_cases, read_cases};
use voluptas_formats::{ColumnChoice, ColumnOrigin, ColumnUse, FormatError, ReadOptions, TableInfo};
use voluptas_i18n::{Lang, Tr};

fn choices(columns: &[(&str, &str)]) -> ReadOptions {
    let choice = |(column, to): &(&str, &str)| ColumnChoice { column: (*column).into(), to: ColumnUse::of_word(to) };
    ReadOptions { columns: columns.iter().map(choice).collect(), ..ReadOptions::default() }
}

fn open(bytes: &[u8], options: &ReadOptions) -> OpenedCases {
    open_cases("x.csv", bytes, None, options).expect("cases")
}

fn read(bytes: &[u8], options: &ReadOptions) -> CasesFile {
    read_cases("x.csv", bytes, None, options).expect("cases")
}

fn look(bytes: &[u8], options: &ReadOptions) -> TableInfo {
    open(bytes, options).table.expect("a table")
}

fn titles(file: &CasesFile) -> Vec<&str> {
    file.rows.iter().map(|row| row.content.title.as_str()).collect()
}

/// Keys of the notes about the columns.
fn keys(file: &CasesFile) -> Vec<&str> {
    file.report.notes.iter().map(|n| n.message.key.as_str()).collect()
}

#[test]
fn columns_are_mapped_by_hand() {
    let bytes = "Имя,Важность,Автор,Title,Команда\nВход,high,Анна,old,Альфа\n".as_bytes();
    let options = choices(&[("имя", "title"), ("Важность", "priority"), ("Автор", "skip"), ("Команда", "custom")]);
    let file = read(bytes, &options);
    let case = &file.rows[0].content;
    assert_eq!((case.title.as_str(), case.priority.as_str()), ("Вход", "high"));
    assert_eq!(case.custom_fields.iter().collect::<Vec<_>>(), [(&"Команда".to_owned(), &"Альфа".to_owned())]);
    assert!(file.fields.contains(&CaseField::Priority) && file.fields.contains(&CaseField::CustomFields));
    assert!(keys(&file).contains(&"formats-note-column-replaced"), "Title gives way: {:?}", file.report.notes);
    let columns = look(bytes, &options).columns;
    let origins: Vec<(&str, ColumnOrigin)> = columns.iter().map(|c| (c.to.word(), c.origin)).collect();
    let chosen = ColumnOrigin::Chosen;
    let expected =
        [("title", chosen), ("priority", chosen), ("skip", chosen), ("skip", ColumnOrigin::Replaced), ("custom", chosen)];
    assert_eq!(origins, expected);
}

#[test]
fn the_words_of_the_window_are_read_in_both_languages() {
    let columns = [
        ("Severity", "undefined blocker critical major normal minor trivial"),
        ("Priority", "undefined high medium low"),
        ("Layer", "unknown e2e api unit"),
        ("Behavior", "undefined positive negative destructive"),
        ("Automation", "is-not-automated to-be-automated automated"),
        ("Status", "actual draft deprecated"),
        (
            "Type",
            "other functional smoke regression security usability performance acceptance compatibility integration exploratory",
        ),
    ];
    for (lang, (column, slugs)) in [Lang::En, Lang::Ru].into_iter().flat_map(|lang| columns.map(|of| (lang, of))) {
        for slug in slugs.split(' ') {
            let word = Tr::new(lang).text(&format!("gui-value-{slug}"));
            let file = read(format!("Title,{column}\nPay,{word}\n").as_bytes(), &ReadOptions::default());
            let case = &file.rows[0].content;
            let values =
                [&case.severity, &case.priority, &case.layer, &case.behavior, &case.automation, &case.status, &case.kind];
            let place = columns.iter().position(|of| of.0 == column).expect("its place");
            assert_eq!(values[place], slug, "{column}: {word}");
            assert!(!keys(&file).iter().any(|key| key.starts_with("formats-warning-case-word")), "{column}: {word}");
        }
    }
}

#[test]
fn a_row_with_fields_of_a_case_and_no_title_is_no_suite() {
    let file =
        read(b"Title,Suite,Priority,Description\nPay,Cart,high,\n,Cart,low,\n,Cart,,All of the cart\n", &ReadOptions::default());
    assert_eq!((titles(&file), file.suites.len()), (vec!["Pay"], 1));
    assert_eq!((keys(&file), file.report.notes[0].line), (vec!["formats-skip-blank"], Some(3)));
}

#[test]
fn a_table_without_a_title_shows_its_columns() {
    let bytes = "Имя;Приоритет;Автор\n;;\nВход;high;\nВыход;;Анна\n".as_bytes();
    let opened = open(bytes, &ReadOptions::default());
    assert!(matches!(&opened.problem, Some(FormatError::NoColumn { .. })), "{:?}", opened.problem);
    assert!(opened.file.rows.is_empty());
    let look = opened.table.expect("a table");
    let columns: Vec<(&str, &str, &str)> =
        look.columns.iter().map(|c| (c.name.as_str(), c.sample.as_str(), c.to.word())).collect();
    assert_eq!(columns, [("Имя", "Вход", "custom"), ("Приоритет", "high", "priority"), ("Автор", "Анна", "custom")]);
    assert_eq!((look.delimiter, look.header_row, look.first_lines[0].1.as_str()), (Some(';'), 1, "Имя;Приоритет;Автор"));
    let refused = read_cases("x.csv", bytes, None, &ReadOptions::default()).expect_err("no title");
    assert!(matches!(refused, FormatError::NoColumn { .. }), "{refused:?}");
    let file = read(bytes, &choices(&[("Имя", "title")]));
    assert_eq!(titles(&file), ["Вход", "Выход"]);
}

#[test]
fn the_title_of_a_milestone_is_as_short_as_one_of_the_window() {
    let file =
        read(format!("Title,Milestone\nPay,{}\nLeave, June  2026 \n", "m".repeat(300)).as_bytes(), &ReadOptions::default());
    let milestones: Vec<usize> = file.rows.iter().map(|row| row.milestone.chars().count()).collect();
    assert_eq!(
        (milestones, file.rows[1].milestone.as_str(), keys(&file)),
        (vec![255, 9], "June 2026", vec!["formats-warning-cut"])
    );
}

#[test]
fn a_table_without_names_says_what_is_to_be_selected() {
    let options = ReadOptions { no_header_row: true, ..ReadOptions::default() };
    let refused = read_cases("x.csv", b"Pay,high\n", None, &options).expect_err("nothing is selected");
    assert!(matches!(&refused, FormatError::NoChoice { column, .. } if column == "Title"), "{refused:?}");
}

#[test]
fn a_chosen_delimiter_comes_before_the_detected_one() {
    let bytes = b"Title|Suite, Tags\nSign in, again|Account\n";
    let options = ReadOptions { delimiter: Some(b'|'), ..ReadOptions::default() };
    let file = read(bytes, &options);
    assert_eq!(titles(&file), ["Sign in, again"]);
    assert_eq!(file.report.delimiter, '|');
    assert_eq!(read(b"Title|Steps|Tags\nA|Open|b\n", &ReadOptions::default()).rows[0].content.tags, ["b"]);
    let named = b"sep=;\nTitle|Tags\nA|b\n";
    assert_eq!(read(named, &options).rows[0].content.tags, ["b"]);
}

#[test]
fn the_names_of_the_columns_stand_in_any_line() {
    for end in ["\n", "\r\n", "\r"] {
        let lines = ["Report \"of May", "", "Title,Priority", "Pay,high", "", "Leave,low", ""];
        let bytes = lines.join(end).into_bytes();
        for header_row in [2, 3] {
            let options = ReadOptions { header_row: Some(header_row), ..ReadOptions::default() };
            let file = read(&bytes, &options);
            assert_eq!(titles(&file), ["Pay", "Leave"], "{end:?}");
            assert_eq!(file.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [4, 6], "{end:?}");
            let look = look(&bytes, &options);
            assert_eq!(look.header_row, 3, "{end:?}");
            let lines: Vec<u64> = look.first_lines.iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [1, 3, 4, 6], "{end:?}");
        }
    }
    let beyond = ReadOptions { header_row: Some(9), ..ReadOptions::default() };
    let refused = read_cases("x.csv", b"Title\nA\n", None, &beyond).expect_err("refused");
    assert_eq!(refused, FormatError::NoHeader { file: "x.csv".into(), line: 9 });
}

#[test]
fn names_of_columns_are_found_below_other_lines() {
    let text = "Cases of the shop;;\n;;\n;Title;Steps\n1;Pay;Open\n";
    let file = read(text.as_bytes(), &ReadOptions::default());
    assert_eq!((titles(&file), file.rows[0].line, file.rows[0].content.steps.len()), (vec!["Pay"], 4, 1));
    let said = keys(&file);
    assert!(said.contains(&"formats-warning-header-row") && said.contains(&"formats-warning-column-nameless"), "{said:?}");
    assert_eq!(look(text.as_bytes(), &ReadOptions::default()).header_row, 3);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, column, text) in [(0, 0, "Cases"), (2, 0, "Title"), (2, 1, "Steps"), (3, 0, "Pay"), (3, 1, "Open")] {
        sheet.write_string(row, column, text).expect("a cell");
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    assert_eq!(titles(&read(&bytes, &ReadOptions::default())), ["Pay"]);
    // A line that a person chose stays the line.
    let first = ReadOptions { header_row: Some(1), ..ReadOptions::default() };
    assert!(matches!(read_cases("x.csv", text.as_bytes(), None, &first), Err(FormatError::NoColumn { .. })));
}

/// A workbook whose second sheet has the names of the columns in its third row.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheets: [(&str, &[&[&str]]); 3] = [
        ("Кейсы", &[&["Title", "Priority", "Tags"], &["One", "low", "a"]]),
        ("Архив", &[&["Archive of May"], &[], &["Name of it", "Priority", "Status"], &["Two", "high", "draft"]]),
        ("Пусто", &[]),
    ];
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("a name");
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(*cells) {
                sheet.write_string(row, column, *cell).expect("a cell");
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn a_sheet_is_chosen_with_its_line_of_names() {
    let bytes = workbook();
    assert_eq!(titles(&read(&bytes, &ReadOptions::default())), ["One"]);
    let options = ReadOptions {
        sheet: Some("архив".into()),
        header_row: Some(3),
        delimiter: Some(b';'),
        ..choices(&[("Name of it", "title")])
    };
    let file = read(&bytes, &options);
    assert_eq!((titles(&file), file.rows[0].content.priority.as_str(), file.rows[0].line), (vec!["Two"], "high", 4));
    let look = look(&bytes, &options);
    assert_eq!((look.sheet.as_deref(), look.header_row, look.delimiter), (Some("Архив"), 3, None));
    assert_eq!(look.sheets, ["Кейсы", "Архив", "Пусто"]);
    assert_eq!(look.first_lines[1], (3, "Name of it · Priority · Status".into()));
    for (sheet, header_row) in [("Нет", None), ("Пусто", None), ("Кейсы", Some(7))] {
        let options = ReadOptions { sheet: Some(sheet.into()), header_row, ..ReadOptions::default() };
        let refused = read_cases("x.xlsx", &bytes, None, &options).expect_err("refused");
        match sheet {
            "Нет" => assert!(matches!(&refused, FormatError::NoSheet { found, .. } if found.contains("Архив")), "{refused:?}"),
            "Пусто" => assert!(matches!(refused, FormatError::Empty { .. }), "{refused:?}"),
            _ => assert!(matches!(refused, FormatError::NoHeader { line: 7, .. }), "{refused:?}"),
        }
    }
}

#[test]
fn choices_that_do_not_fit_are_reported_and_left() {
    let file = read(b"Title,Other\nA,b\n", &choices(&[("Other", "no such field"), ("Absent", "title"), ("Title", "title")]));
    assert_eq!(titles(&file), ["A"]);
    let keys = keys(&file);
    assert!(keys.contains(&"formats-warning-choice-unknown") && keys.contains(&"formats-warning-choice-absent"), "{keys:?}");
    let twice = read(b"A,B\nx,y\n", &choices(&[("A", "title"), ("B", "title")]));
    assert_eq!(titles(&twice), ["x"]);
}

#[test]
fn a_column_of_qase_becomes_a_custom_field_only_by_choice() {
    let bytes = b"v2.id,title,suite_id,suite,suite_without_cases,Team\n1,Pay,,,,Alpha\n";
    let custom = |options: &ReadOptions| {
        let file = read(bytes, options);
        assert_eq!(file.format, CaseFormat::QaseCsv);
        file.rows[0].content.custom_fields.get("Team").cloned()
    };
    assert_eq!(custom(&ReadOptions::default()), None);
    assert_eq!(custom(&choices(&[("Team", "custom")])).as_deref(), Some("Alpha"));
    assert_eq!(look(bytes, &ReadOptions::default()).columns[5].to, ColumnUse::Skip);
}

#[test]
fn every_offered_field_is_known() {
    for word in COLUMNS.into_iter().chain(QASE_COLUMNS) {
        let bytes = b"Some column,Another\nx,y\n";
        let column = &look(bytes, &choices(&[("Some column", word)])).columns[0];
        assert_eq!((column.to.word(), column.origin), (word, ColumnOrigin::Chosen));
    }
}

#[test]
fn other_formats_ignore_the_choices_of_tables() {
    let options = ReadOptions { delimiter: Some(b'|'), header_row: Some(3), ..choices(&[("A", "title")]) };
    let text = b"# Shop\n## Pay\n- **Priority:** high\n";
    let opened = open_cases("x.md", text, None, &options).expect("cases");
    assert_eq!((opened.file.format, opened.table, opened.file.rows.len()), (CaseFormat::Md, None, 1));
}

#[test]
fn a_table_without_column_names_has_lettered_columns() {
    let options = |columns: &[(&str, &str)]| ReadOptions { no_header_row: true, ..choices(columns) };
    let text = "Pay;high\nRefund;low;money\n";
    let opened = open_cases("odd.csv", text.as_bytes(), None, &options(&[])).expect("reads");
    let look = opened.table.expect("a table");
    assert_eq!(look.header_row, 0);
    let columns: Vec<_> = look.columns.iter().map(|c| (c.name.as_str(), c.sample.as_str(), c.to.word())).collect();
    assert_eq!(columns, [("A", "Pay", "skip"), ("B", "high", "skip"), ("C", "money", "skip")]);
    assert!(opened.problem.is_some(), "no column is the title yet");
    let chosen = options(&[("A", "title"), ("C", "tags")]);
    let opened = open_cases("odd.csv", text.as_bytes(), None, &chosen).expect("reads");
    let rows: Vec<_> = opened.file.rows.iter().map(|r| (r.line, r.content.title.as_str(), r.content.tags.join(","))).collect();
    assert_eq!(rows, [(1, "Pay", String::new()), (2, "Refund", "money".to_owned())]);
    // The rows begin where the person says.
    let later = ReadOptions { header_row: Some(2), ..chosen };
    let opened = open_cases("odd.csv", text.as_bytes(), None, &later).expect("reads");
    assert_eq!(opened.file.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [2]);
}

#[test]
fn columns_of_one_name_have_a_limit() {
    let names = vec!["Note"; 1_001].join(",");
    let values: Vec<String> = (0..1_001).map(|n| n.to_string()).collect();
    let file = read(format!("Title,{names}\nPay,{}\n", values.join(",")).as_bytes(), &ReadOptions::default());
    assert_eq!(file.rows[0].content.custom_fields["Note"], values[..1_000].join("\n"));
    assert_eq!(keys(&file).iter().filter(|key| **key == "formats-warning-column-twice").count(), 1);
    let twice = read(b"Title,Note,Note,Note\nPay,a,b,a\n", &ReadOptions::default());
    assert_eq!(twice.rows[0].content.custom_fields["Note"], "a\nb");
}
