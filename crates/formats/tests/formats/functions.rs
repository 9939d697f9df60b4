//! The samples of the function registry, number by number.

use std::collections::BTreeMap;

use voluptas_core::domain::function::FunctionType;
use voluptas_core::domain::person::RaciRole;
use voluptas_formats::functions::open_functions;
use voluptas_formats::{
    ColumnChoice, ColumnUse, FormatError, FunctionRow, FunctionsFile, Limit, ReadOptions, RelationRow, Skip, WriteOptions,
    read_functions, write_functions, write_registry,
};

use crate::sample;

fn row(file: &FunctionsFile, id: &str) -> FunctionRow {
    file.rows.iter().find(|r| r.content.func_id == id).unwrap_or_else(|| panic!("no {id}"))
}

fn parent(file: &FunctionsFile, id: &str) -> String {
    row(file, id).parent.unwrap_or_else(|| "-".to_owned())
}

/// Key and one argument of every note that has it.
fn noted(file: &FunctionsFile, key: &str, arg: &str) -> Vec<String> {
    let text = |a: &voluptas_core::domain::message::Arg| match a {
        voluptas_core::domain::message::Arg::Text(t) => t.clone(),
        voluptas_core::domain::message::Arg::Number(n) => n.to_string(),
    };
    let notes = file.report.notes.iter().filter(|n| n.message.key == key);
    notes.filter_map(|n| n.message.args.iter().find(|(name, _)| name == arg).map(|(_, a)| text(a))).collect()
}

#[test]
fn registry_in_every_encoding() {
    let cases = [
        ("registry_master.csv", "UTF-8", ','),
        ("registry_master_bom_semicolon.csv", "UTF-8", ';'),
        ("registry_master_cp1251.csv", "windows-1251", ';'),
        ("registry_master.xlsx", "XLSX", ','),
    ];
    for (name, encoding, delimiter) in cases {
        let file = sample(name);
        let report = &file.report;
        assert_eq!((report.encoding, report.delimiter), (encoding, delimiter), "{name}");
        assert_eq!((report.rows, report.taken), (62, 50), "{name}");
        assert_eq!(report.skipped(Skip::Blank), 3, "{name}");
        assert_eq!(report.skipped(Skip::Duplicate), 4, "{name}");
        assert_eq!(report.skipped(Skip::NoType), 2, "{name}");
        assert_eq!(report.skipped(Skip::BadValue), 2, "{name}");
        assert_eq!(report.skipped(Skip::TooLong), 1, "{name}");
        assert_eq!(report.rows, report.taken + report.skipped_in_all(), "{name}");
        assert_eq!(file.types_guessed, 3, "{name}");
        assert_eq!(file.branch_glyphs, 14, "{name}");

        let mut kinds: BTreeMap<FunctionType, usize> = BTreeMap::new();
        for r in file.rows.iter() {
            *kinds.entry(r.content.kind).or_default() += 1;
        }
        use FunctionType::{Element, Epic, Feature, Module, Page, Service, Story};
        let expected = [(Module, 4), (Epic, 9), (Feature, 21), (Story, 2), (Page, 5), (Element, 5), (Service, 4)];
        assert_eq!(kinds, BTreeMap::from(expected), "{name}");
        assert_eq!(file.rows.iter().filter(|r| r.content.is_crit).count(), 11, "{name}");
        assert_eq!(file.rows.iter().filter(|r| r.content.is_focus).count(), 4, "{name}");
        let people = ["B Марк", "D Oleg", "F Lena", "Pavel Check", "Sam Owner", "Анна Инфо", "Ирина Шаг", "Ольга Тестова"];
        assert_eq!(file.people().into_iter().collect::<Vec<_>>(), people, "{name}");
    }
}

#[test]
fn registry_gives_the_same_in_every_encoding() {
    let plain = sample("registry_master.csv");
    for name in ["registry_master_bom_semicolon.csv", "registry_master_cp1251.csv"] {
        let other = sample(name);
        for (mut a, mut b) in plain.rows.iter().zip(other.rows.iter()) {
            if name.contains("cp1251") {
                // Windows-1251 has no minus sign, no emoji.
                a.content.description = a.content.description.map(|d| d.replace('\u{2212}', "-"));
                b.content.description = b.content.description.map(|d| d.replace(['\u{2212}', '?'], "-"));
            }
            assert_eq!(a, b, "{name}");
        }
    }
}

#[test]
fn registry_reasons_name_their_rows() {
    let file = sample("registry_master.csv");
    let duplicates = noted(&file, "formats-skip-duplicate", "id");
    assert_eq!(duplicates, ["shop.element.header_bar", "Infra", "Infra", "shop.cart"]);
    assert_eq!(noted(&file, "formats-skip-bad-type", "value"), ["Featuer", "Entity"]);
    let guessed: Vec<_> = ["shop.wishlist", "infra.sms", "shop.compare"].map(|id| row(&file, id).content.kind).into();
    assert_eq!(guessed, [FunctionType::Feature, FunctionType::Service, FunctionType::Page]);
    for note in &file.report.notes {
        assert!(note.line.is_some_and(|l| (2..=67).contains(&l)), "{note:?}");
    }
    // The first duplicate: two rows before it have cells of several lines.
    let first = file.report.notes.iter().find(|n| n.message.key == "formats-skip-duplicate").expect("duplicate");
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/samples/registry_master.csv"));
    let text = text.expect("sample");
    let line = text.lines().nth(usize::try_from(first.line.expect("line")).expect("small") - 1).expect("line");
    assert!(line.contains("(копия)"), "{line}");
}

#[test]
fn registry_warnings() {
    let file = sample("registry_master.csv");
    let mut respelled = noted(&file, "formats-warning-respelled", "value");
    respelled.sort();
    respelled.dedup();
    assert_eq!(respelled, ["Perfom", "UX /CX"]);
    let mut unknown = noted(&file, "formats-warning-unknown-value", "value");
    unknown.sort();
    assert_eq!(unknown, ["Workflow", "Workflow (Logic)"]);
    assert_eq!(noted(&file, "formats-warning-orphan", "name"), ["Расчёт", "Расчёт"]);
    assert_eq!(noted(&file, "formats-warning-id-case", "id"), ["SHOP.Account.Login"]);
    assert_eq!(noted(&file, "formats-warning-formula", "field"), ["Description"]);
    assert_eq!(row(&file, "backoffice.reports.export").content.description.as_deref(), Some("=1+1"));
    assert_eq!(row(&file, "shop.footer").content.title, "Подвал сайта");
    assert_eq!(row(&file, "shop.main_page").content.segment.as_deref(), Some("UX/CX"));
    assert_eq!(row(&file, "infra.search").content.segment.as_deref(), Some("Performance"));
}

#[test]
fn registry_values() {
    let file = sample("registry_master.csv");
    let search = row(&file, "shop.catalog.search");
    assert_eq!(search.content.tags, ["search", "поиск", "find"]);
    assert_eq!(search.content.subsystems, ["index", "cache"]);
    assert_eq!(search.content.database.as_deref(), Some("PostgreSQL\nschema catalog"));
    assert_eq!(search.content.description.as_deref().map(|d| d.lines().count()), Some(3));
    assert_eq!(search.content.maturity.as_deref(), Some("Production"));
    assert_eq!(search.content.status, None);
    let several_lines = file
        .rows
        .iter()
        .filter(|r| [&r.content.description, &r.content.database].into_iter().flatten().any(|t| t.contains('\n')));
    assert_eq!(several_lines.count(), 2);
    let checkout = row(&file, "shop.checkout");
    assert_eq!(
        checkout.people,
        [
            (RaciRole::Qa, "Ольга Тестова".to_owned()),
            (RaciRole::Accountable, "Sam Owner".to_owned()),
            (RaciRole::Consulted, "Pavel Check".to_owned()),
            (RaciRole::Consulted, "Ирина Шаг".to_owned()),
            (RaciRole::Informed, "Анна Инфо".to_owned()),
        ]
    );
    assert_eq!(row(&file, "shop.account.login").content.roles, ["Guest", "Member"]);
    assert_eq!(row(&file, "shop.catalog.search.voice").content.stories, ["Как покупатель, хочу искать голосом"]);
    for r in file.rows.iter() {
        for name in [&r.content.module, &r.content.epic, &r.content.feature].into_iter().flatten() {
            assert!(!name.contains(['┐', '¬']), "{name}");
        }
    }
}

#[test]
fn registry_tree() {
    let file = sample("registry_master.csv");
    let expected = [
        ("shop", "-"),
        ("shop.main_page", "shop"),
        ("shop.main_page.banner", "shop.main_page"),
        ("shop.main_page.banner.close", "shop.main_page.banner"),
        ("shop.main_page.page", "shop.main_page"),
        ("shop.catalog.product_card.photo", "shop.catalog.product_card"),
        ("shop.catalog.search.voice", "shop.catalog.search"),
        ("shop.wishlist", "shop.catalog"),
        ("shop.compare", "shop.catalog"),
        ("shop.element.header_bar", "shop"),
        ("shop.footer", "shop"),
        ("SHOP.Account.Login", "shop.account"),
        ("pay.gateway", "pay"),
        ("delivery.calc", "delivery"),
        ("Infra", "-"),
        ("infra.search", "-"),
    ];
    for (id, above) in expected {
        assert_eq!(parent(&file, id), above, "{id}");
    }
    // Everybody's way up ends at the root.
    let parents: BTreeMap<&str, Option<&str>> =
        file.rows.heads().iter().map(|r| (r.func_id.as_str(), r.parent.as_deref())).collect();
    for id in parents.keys() {
        let steps = std::iter::successors(Some(*id), |i| parents[i]).take(10).count();
        assert!(steps < 10, "{id} lies under itself");
    }
}

#[test]
fn ragged_rows() {
    let file = sample("registry_ragged.csv");
    assert_eq!((file.report.rows, file.report.taken), (7, 7));
    assert_eq!(noted(&file, "formats-warning-long-row", "cells"), ["25"]);
    assert_eq!(row(&file, "shop.short").content.kind, FunctionType::Feature);
}

#[test]
fn application_export() {
    let file = sample("app_export.csv");
    assert_eq!((file.report.rows, file.report.taken), (50, 50));
    assert_eq!(file.rows.iter().filter(|r| r.content.is_crit).count(), 11);
    assert_eq!(file.rows.iter().filter(|r| r.content.is_focus).count(), 4);
    let aliases: Vec<_> = file.rows.heads().iter().filter_map(|r| r.alias.as_deref()).collect();
    assert_eq!(aliases, ["login", "cart"]);
    assert_eq!(file.branch_glyphs, 4);
    assert_eq!(row(&file, "shop").content.epic, None);
    let ids: Vec<_> = file.rows.iter().map(|r| r.content.func_id.clone()).collect();
    assert!(ids.is_sorted(), "the order of the file is kept");
}

#[test]
fn fixed_schema() {
    let file = sample("fixed_schema.csv");
    let report = &file.report;
    assert_eq!((report.rows, report.taken), (9, 7));
    assert_eq!((report.skipped(Skip::Duplicate), report.skipped(Skip::BadValue)), (1, 1));
    assert_eq!(noted(&file, "formats-skip-duplicate", "id"), ["MOD:SHOP"]);
    assert_eq!(noted(&file, "formats-skip-bad-type", "value"), ["Epicpe"]);
    let people = ["Lena", "Oleg", "Pavel Check", "Ирина Шаг", "Марк", "Новый Человек", "Ольга Тестова"];
    assert_eq!(file.people().into_iter().collect::<Vec<_>>(), people);
    let cases: Vec<_> = file.rows.iter().flat_map(|r| r.content.test_cases_noted).collect();
    assert_eq!(cases, ["TC-001", "TC-002", "TC-003", "TC-004"]);
    assert_eq!(row(&file, "SVC:MAILER").content.status.as_deref(), Some("Deprecated"));
    assert_eq!(row(&file, "EPIC:SHOP.CART").content.documentation_links, ["https://docs.example.test/cart"]);
    for (id, above) in [
        ("MOD:SHOP", "-"),
        ("EPIC:SHOP.CART", "MOD:SHOP"),
        ("FEAT:SHOP.CART.PROMO", "EPIC:SHOP.CART"),
        ("STORY:SHOP.CART.PROMO.EXPIRED", "FEAT:SHOP.CART.PROMO"),
        ("PAGE:SHOP.CART.PAGE", "EPIC:SHOP.CART"),
        ("ELEM:SHOP.CART.PAGE.PAY", "PAGE:SHOP.CART.PAGE"),
        ("SVC:MAILER", "-"),
    ] {
        assert_eq!(parent(&file, id), above, "{id}");
    }
}

#[test]
fn every_note_is_a_whole_sentence() {
    use voluptas_i18n::{Lang, Tr};
    for name in ["registry_master.csv", "registry_ragged.csv", "fixed_schema.csv"] {
        let report = sample(name).report;
        for lang in Lang::ALL {
            let tr = Tr::new(lang);
            for text in report.notes.iter().map(|n| tr.message(&n.message)).chain([tr.message(&report.summary())]) {
                assert!(text.starts_with(name) && !text.contains("{$") && !text.contains('\u{2068}'), "{text}");
            }
        }
    }
    let first = |lang| {
        let report = sample("fixed_schema.csv").report;
        report.notes.iter().map(|n| Tr::new(lang).message(&n.message)).find(|t| t.contains("MOD:SHOP")).expect("duplicate")
    };
    assert_eq!(first(Lang::En), "fixed_schema.csv:9: “MOD:SHOP” is already in line 2; the row was skipped");
    assert_eq!(first(Lang::Ru), "fixed_schema.csv:9: «MOD:SHOP» уже есть в строке 2; строка пропущена");
}

#[test]
fn files_that_are_no_registry() {
    let no_id = read_functions("x.csv", b"Title,Type\nA,Page\n").expect_err("no id");
    assert!(matches!(no_id, FormatError::NoColumn { column, .. } if column == "FuncID"));
    assert!(matches!(read_functions("x.csv", b""), Err(FormatError::Empty { .. })));
    assert!(matches!(read_functions("x.xlsx", b"PK\x03\x04rest"), Err(FormatError::Workbook { .. })));
    let nothing = read_functions("x.csv", b"FuncID,Title\n,\n,,\n").expect("a heading alone");
    assert_eq!((nothing.report.rows, nothing.report.taken), (0, 0));
}

#[test]
fn columns_of_ones_own_are_kept() {
    let file = read_functions("x.csv", "FuncID,Title,Type,Приоритет,,QA\na,A,page,high,?,\"X, Y\"\n".as_bytes()).expect("file");
    let row = row(&file, "a");
    assert_eq!(row.content.custom_fields, BTreeMap::from([("Приоритет".to_owned(), "high".to_owned())]));
    assert_eq!(row.people, [(RaciRole::Qa, "X".to_owned())]);
    assert_eq!(noted(&file, "formats-warning-one-person", "others"), ["Y"]);
}

#[test]
fn the_workbook_has_people_and_relations() {
    let file = sample("registry_master.xlsx");
    assert_eq!((file.persons.len(), file.persons.iter().filter(|p| p.is_active == Some(false)).count()), (5, 1));
    let olga = file.persons.iter().find(|p| p.name == "Ольга Тестова").expect("Olga");
    assert_eq!((olga.position.as_deref(), olga.github.as_deref()), (Some("QA Team Lead"), Some("olga-t")));
    assert_eq!(file.relations.len(), 5);
    let known = |id: &str| file.rows.iter().any(|r| r.content.func_id == id);
    let good = file.relations.iter().filter(|r| r.is_active != Some(false) && known(&r.source) && known(&r.target)).count();
    let dangling: Vec<&str> = file.relations.iter().map(|r| r.target.as_str()).filter(|t| !known(t)).collect();
    assert_eq!((good, dangling), (3, vec!["shop.missing"]));
    assert_eq!(file.relations.iter().filter(|r| r.is_active == Some(false)).count(), 1);
    assert_eq!((file.relations[0].line, file.relations[0].directed, file.relations[0].weight), (2, Some(false), Some(1.0)));
}

#[test]
fn a_written_workbook_gives_the_same_registry() {
    let file = sample("registry_master.xlsx");
    let bytes = write_registry(&file.rows.iter().collect::<Vec<_>>(), &file.persons, &file.relations).expect("bytes");
    let again = read_functions("again.xlsx", &bytes).expect("functions");
    let placeless = |file: &FunctionsFile| {
        let rows: Vec<_> = file.rows.iter().map(|r| FunctionRow { line: 0, ..r }).collect();
        let relations: Vec<_> = file.relations.iter().map(|r| RelationRow { line: 0, ..r.clone() }).collect();
        (rows, file.persons.clone(), relations)
    };
    assert_eq!(placeless(&again), placeless(&file));
    assert_eq!(again.report.skipped_in_all(), 0);
}

#[test]
fn a_written_table_has_no_column_for_escapes_that_nothing_needs() {
    let file = sample("registry_master.csv");
    let plain: Vec<FunctionRow> = file.rows.iter().filter(|r| r.content.segment.is_some()).take(1).collect();
    let written = String::from_utf8(write_functions(&plain, WriteOptions::default())).expect("a text");
    let head = written.lines().next().expect("a heading");
    assert!(head.contains(",Segment,") && !head.contains("Escapes"), "{head}");
    let again = read_functions("again.csv", written.as_bytes()).expect("functions");
    assert_eq!(again.rows.get(0).expect("a row").content, plain[0].content);
}

#[test]
fn workbooks_that_cannot_be_read_are_named() {
    let whole = crate::read_sample("registry_master.xlsx");
    for cut in [4, 100, whole.len() / 2, whole.len() - 1] {
        assert!(matches!(read_functions("x.xlsx", &whole[..cut]), Err(FormatError::Workbook { .. })), "{cut}");
    }
    let old = [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0; 600]].concat();
    assert!(matches!(read_functions("x.xls", &old), Err(FormatError::Encrypted { .. })));
}

/// An archive whose one part unpacks to more than a workbook may hold.
#[test]
fn a_workbook_that_unpacks_without_end_is_refused() {
    use std::io::Write as _;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).expect("part");
    let zeros = vec![0_u8; 8 << 20];
    for _ in 0..=(voluptas_formats::MAX_UNPACKED / zeros.len() as u64) {
        archive.write_all(&zeros).expect("written");
    }
    let bytes = archive.finish().expect("archive").into_inner();
    assert!(bytes.len() < 4 << 20);
    assert!(matches!(read_functions("bomb.xlsx", &bytes), Err(FormatError::TooLarge { .. })));
}

/// A workbook with a part of shared texts: `strings`, some thousand times.
fn with_shared_strings(head: &str, strings: &str, times: usize) -> Vec<u8> {
    use std::io::{Read as _, Write as _};
    let whole = crate::read_sample("registry_master.xlsx");
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(&whole)).expect("archive");
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for place in 0..from.len() {
        let mut part = from.by_index(place).expect("part");
        let (name, mut bytes) = (part.name().expect("name").into_owned(), Vec::new());
        part.read_to_end(&mut bytes).expect("bytes");
        to.start_file(name.as_str(), options).expect("part");
        to.write_all(&bytes).expect("written");
    }
    to.start_file("xl/sharedStrings.xml", options).expect("part");
    to.write_all(head.as_bytes()).expect("written");
    let block = strings.repeat(1000);
    (0..times / 1000).for_each(|_| to.write_all(block.as_bytes()).expect("written"));
    to.write_all(b"</sst>").expect("written");
    to.finish().expect("archive").into_inner()
}

#[test]
fn a_workbook_with_countless_shared_texts_is_refused() {
    let head = "<?xml version=\"1.0\"?><sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">";
    let many = with_shared_strings(head, "<si><t/></si>", 20_000_000);
    assert!(many.len() < 4 << 20, "a small file");
    let refused = read_functions("bomb.xlsx", &many).expect_err("refused");
    assert!(matches!(refused, FormatError::TooLarge { limit: Limit::Strings(_), .. }), "{refused:?}");
    // Memory would be reserved for the announced number before the first text is read.
    let head = head.replace("<sst ", "<sst uniqueCount=\"99999999999999\" ");
    let announced = with_shared_strings(&head, "<si><t>a</t></si>", 1000);
    let refused = read_functions("bomb.xlsx", &announced).expect_err("refused");
    assert!(matches!(refused, FormatError::TooLarge { limit: Limit::Strings(_), .. }), "{refused:?}");
    let few = with_shared_strings("<?xml version=\"1.0\"?><sst uniqueCount=\"1000\">", "<si/>", 1000);
    assert!(!matches!(read_functions("few.xlsx", &few), Err(FormatError::TooLarge { .. })));
}

#[test]
fn a_repeated_id_is_a_duplicate_beside_one_of_another_letter_case() {
    let text = "FuncID,Title,Type\na,First,Feature\nA,Second,Feature\nA,Third,Feature\na,Fourth,Feature\n";
    let file = read_functions("f.csv", text.as_bytes()).expect("functions");
    let titles: Vec<String> = file.rows.iter().map(|row| row.content.title).collect();
    assert_eq!((titles, file.report.skipped(Skip::Duplicate)), (vec!["First".to_owned(), "Second".to_owned()], 2));
    assert_eq!(noted(&file, "formats-skip-duplicate", "first"), ["3", "2"]);
    assert_eq!(noted(&file, "formats-warning-id-case", "other"), ["a"]);
}

#[test]
fn a_table_of_another_shape_is_read_with_the_choices_of_a_person() {
    let text = "Report of May\n\nNr|Wortlaut|Art|Team\nshop|Shop|Module|Red\n";
    let open = |options: &ReadOptions| open_functions("f.csv", text.as_bytes(), options).expect("a table");
    let options = ReadOptions { delimiter: Some(b'|'), header_row: Some(3), ..ReadOptions::default() };
    let unknown = open(&options);
    assert!(unknown.file.rows.is_empty() && matches!(unknown.problem, Some(FormatError::NoColumn { .. })));
    assert_eq!(unknown.table.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["Nr", "Wortlaut", "Art", "Team"]);
    let choice = |(column, to): (&str, &str)| ColumnChoice { column: column.into(), to: ColumnUse::of_word(to) };
    let columns = [("Nr", "func_id"), ("Wortlaut", "title"), ("Art", "type"), ("Team", "skip")].map(choice).to_vec();
    let read = open(&ReadOptions { columns, ..options });
    assert_eq!(read.problem, None);
    let row = row(&read.file, "shop");
    assert_eq!((row.line, row.content.func_id.as_str(), row.content.title.as_str()), (4, "shop", "Shop"));
    assert!(row.content.custom_fields.is_empty(), "the skipped column is no custom field");
}

#[test]
fn a_sheet_of_a_workbook_is_chosen_and_people_and_relations_stay() {
    let open = |sheet: &str| {
        let options = ReadOptions { sheet: Some(sheet.to_owned()), ..ReadOptions::default() };
        open_functions("registry_master.xlsx", include_bytes!("../../../../tests/samples/registry_master.xlsx"), &options)
    };
    let detected = read_functions("registry_master.xlsx", include_bytes!("../../../../tests/samples/registry_master.xlsx"))
        .expect("functions");
    let chosen = open("функционал").expect("the sheet without regard to case");
    assert_eq!(chosen.file, detected);
    assert!(chosen.table.sheets.contains(&"Сотрудники".to_owned()) && chosen.table.sheet.as_deref() == Some("Функционал"));
    assert!(!chosen.file.persons.is_empty() && !chosen.file.relations.is_empty());
    let people = open("Сотрудники").expect("a sheet");
    assert!(people.problem.is_some() && people.file.rows.is_empty());
    assert!(matches!(open("Нет"), Err(FormatError::NoSheet { .. })));
}

#[test]
fn of_two_custom_columns_of_one_name_the_first_counts() {
    let read = read_functions("f.csv", "FuncID,Title,Type,Team,team\nshop,Shop,Module,Red,Blue\n".as_bytes()).expect("functions");
    assert_eq!(
        row(&read, "shop").content.custom_fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect::<Vec<_>>(),
        [("Team", "Red")]
    );
    assert!(read.report.notes.iter().any(|n| n.message.key == "formats-warning-column-twice"), "{:?}", read.report.notes);
}
