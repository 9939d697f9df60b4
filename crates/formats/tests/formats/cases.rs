//! Files of test cases: Qase's export number by number, and round trips of the formats that keep everything.

use crate::{joined, read_sample};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use std::collections::BTreeMap;
use strum::IntoEnumIterator as _;
use voluptas_core::domain::case::{CaseContent, CaseLink, Parameter, ParameterItem, Step, StepsType};
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::suite::SuiteContent;
use voluptas_formats::cases::{
    CaseFormat, CaseRow, CasesFile, CasesToWrite, SharedStepRow, SuiteName, SuiteRow, read_cases, write_cases,
};
use voluptas_formats::{FormatError, Limit, ReadOptions, Severity, Skip, WriteOptions};

fn read(name: &str, bytes: &[u8]) -> CasesFile {
    read_cases(name, bytes, None, &ReadOptions::default()).expect("cases")
}

fn qase() -> CasesFile {
    read("qase_cases_v2.csv", &read_sample("qase_cases_v2.csv"))
}

fn of<'f>(file: &'f CasesFile, id: &str) -> &'f CaseRow {
    file.rows.iter().find(|row| row.id.as_deref() == Some(id)).expect("the case")
}

#[test]
fn the_export_of_qase_gives_its_suites_and_cases() {
    let file = qase();
    assert_eq!((file.format, file.project.as_deref()), (CaseFormat::QaseCsv, None));
    let report = &file.report;
    assert_eq!((report.rows, report.taken, report.skipped_in_all()), (16, 14, 2));
    assert_eq!((report.suites.rows, report.suites.taken), (3, 3), "19 rows with those of the cases");
    assert_eq!((report.skipped(Skip::Blank), report.skipped(Skip::TooLong)), (1, 1));
    let suites: Vec<String> = file.suites.iter().map(|s| format!("{}/{}", joined(&s.parents), s.content.title)).collect();
    assert_eq!(suites, ["/Корзина", "Корзина/Промокоды", "/Account"]);
    let mut per_suite: BTreeMap<String, usize> = BTreeMap::new();
    for row in &file.rows {
        *per_suite.entry(joined(&row.suite)).or_default() += 1;
    }
    // Two of the seven of Account are skipped.
    let expected = [("", 1), ("Account", 5), ("Корзина", 5), ("Корзина/Промокоды", 3)];
    assert_eq!(per_suite, expected.map(|(s, n)| (s.to_owned(), n)).into());
}

#[test]
fn the_export_of_qase_gives_steps_and_values() {
    let file = qase();
    let steps: usize =
        file.rows.iter().filter(|r| r.content.steps_type == StepsType::Classic).map(|r| r.content.steps.len()).sum();
    assert_eq!(steps, 10, "nine, and the result of case 16 without an action");
    let two = &of(&file, "2").content;
    assert_eq!(
        two.steps[0],
        Step {
            action: "Set quantity".into(),
            expected: Some("Field shows value".into()),
            data: Some("10".into()),
            ..Step::default()
        }
    );
    assert_eq!(two.steps[1].expected, None);
    let item = ParameterItem { title: "qty".into(), values: vec!["1".into(), "10".into(), "1000".into()] };
    assert_eq!(two.parameters, [Parameter::Single { shared_id: None, item }]);
    let nine = &of(&file, "9").content;
    assert_eq!((nine.steps_type, nine.steps[0].action.lines().count()), (StepsType::Gherkin, 3));
    assert!(of(&file, "8").content.is_flaky);
    assert_eq!(of(&file, "6").content.status, "draft");
    assert!(of(&file, "10").content.description.as_deref().is_some_and(|d| d.contains('\n') && d.contains('"')));
    let automation = |word: &str| file.rows.iter().filter(|r| r.content.automation == word).count();
    assert_eq!((automation("automated"), automation("to-be-automated"), automation("is-not-automated")), (2, 1, 11));
    let tags: std::collections::BTreeSet<&str> =
        file.rows.iter().flat_map(|r| r.content.tags.iter().map(String::as_str)).collect();
    assert_eq!(tags.into_iter().collect::<Vec<_>>(), ["cart", "login", "smoke"]);
}

#[test]
fn remarks_name_line_and_column() {
    let file = qase();
    let of_kind = |key: &str| file.report.notes.iter().filter(|n| n.message.key == key).collect::<Vec<_>>();
    let words = of_kind("formats-warning-case-word");
    let fields: Vec<&str> = words.iter().filter_map(|n| n.field.as_deref()).collect();
    assert_eq!(fields, ["severity", "priority", "type"]);
    assert_eq!(of(&file, "14").content.severity, "normal");
    assert_eq!(of_kind("formats-warning-steps").len(), 1);
    assert!(!of(&file, "10").milestone.is_empty());
    let blank = &of_kind("formats-skip-blank")[0];
    assert_eq!((blank.severity, blank.field.as_deref()), (Severity::Error, Some("title")));
    assert!(blank.line.is_some_and(|l| l > 10), "multi-line cells count as lines: {:?}", blank.line);
}

#[test]
fn a_sheet_with_a_row_for_each_step_is_one_case() {
    let text = "Key;Название;Раздел;Действие;Ожидаемый результат;Приоритет;Browser\n\
                T-1;Вход;Account / Sign in;Открыть;Форма видна;высокий;Firefox\n\
                ;;;Ввести пароль;Кабинет открыт;;\n\
                T-2;Выход;Account;Нажать;;;\n";
    let file = read("steps.csv", text.as_bytes());
    assert_eq!((file.report.rows, file.report.taken), (2, 2));
    let first = &file.rows[0];
    assert_eq!(first.suite, ["Account", "Sign in"]);
    assert_eq!(first.content.steps.len(), 2);
    assert_eq!(first.content.steps[1].expected.as_deref(), Some("Кабинет открыт"));
    assert_eq!((first.content.priority.as_str(), first.content.custom_fields["Browser"].as_str()), ("high", "Firefox"));
    assert!(!file.fields.contains(&CaseField::Tags) && file.fields.contains(&CaseField::Steps));
}

#[test]
fn other_json_and_newer_json_are_refused_by_name() {
    let error = |text: &str| read_cases("x.json", text.as_bytes(), None, &ReadOptions::default()).expect_err("refused");
    assert!(matches!(error("{\"cases\": []}"), FormatError::Unknown { .. }));
    assert!(matches!(error("{\"format\": \"voluptas-cases\", \"version\": 9}"), FormatError::Newer { version: 9, .. }));
    let typo = error("{\"format\": \"voluptas-cases\", \"version\": 1,\n \"cases\": [{\"title\": 5}]}");
    assert!(matches!(&typo, FormatError::Broken { line: 2, .. }), "{typo:?}");
}

#[test]
fn cases_of_json_are_told_by_their_line() {
    let head = "{\"format\": \"voluptas-cases\", \"version\": 1, \"note\": \"{[\\n\",\n";
    let lines = |text: &str| {
        let file = read("x.json", text.as_bytes());
        let kept = file.suites.iter().map(|s| s.line).chain(file.rows.iter().map(|r| r.line));
        kept.chain(file.report.notes.iter().filter_map(|n| n.line)).collect::<Vec<_>>()
    };
    let cases = "\"cases\": [\n{\"title\": \"a\",\n\"tags\": []},\n\n{\"title\": \"\"}],\n";
    assert_eq!(lines(&format!("{head}{cases}\"suites\": [{{\"title\": \"S\"}}]}}")), [7, 3, 6]);
    assert_eq!(lines(&format!("{head}{cases}\"suites\": []}}").replace('\n', "\r\n")), [3, 6]);
    let one_line = "\"cases\": [{\"title\": \"a\"}, {\"title\": \"\"}, {\"title\": \"b\"}]}";
    assert_eq!(lines(&format!("{head}{one_line}")), [1, 3, 2], "numbers, since the line tells nothing");
}

fn placeless(file: &CasesFile) -> (Vec<SuiteRow>, Vec<CaseRow>) {
    let suites = file.suites.iter().map(|s| SuiteRow { line: 0, ..s.clone() }).collect();
    (suites, file.rows.iter().map(|r| CaseRow { line: 0, ..r.clone() }).collect())
}

/// Texts that have a meaning in one format or another.
const HOSTILE: &[&str] = &[
    "=1+1",
    "-5",
    "@a",
    "'=x",
    "\"",
    "\"\"",
    "a \"b\"",
    "1. \"x\"",
    "2. \"\"",
    "line\n2. next",
    "a / b",
    "[\"x\"]",
    "\u{202e}rtl",
    "😀",
    "a,b;c",
    "a: b",
    "]]>",
    "<b>&amp;",
    "Custom: x",
    "Title",
    "{",
    "```",
    "x\n ```\n### y",
    "### x",
    "a<br>b",
    "- **a:** b",
    "\"\"\"",
    "x\n  \"\"\"\nScenario: y",
    "Scenario: x",
    "Examples:",
    "| a | b |",
    "# comment",
];

/// Texts that break naive formats: formulas, quotes, line ends, numbers of steps, directions, long ones.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => proptest::sample::select(HOSTILE).prop_map(str::to_owned),
        2 => "[a-zа-я0-9 \"'.,:;/-]{1,12}".prop_map(|t| t.trim().to_owned()).prop_filter("blank", |t| !t.is_empty()),
        1 => Just("ж".repeat(200)),
    ]
}

/// A text of several lines: also with blanks and line ends of every kind at its ends.
fn body() -> impl Strategy<Value = String> {
    let blank = || proptest::sample::select(vec!["", "", " ", "\n", "\r\n", "\t", "  \r", "\u{a0}", "\u{feff}"]);
    let inner = prop_oneof![
        4 => text(),
        1 => proptest::sample::select(vec!["a\r\nb\rc", "\\u{20}", "_x000D_", "x\u{b}y", "\u{200b}", "a\n\n\nb"]).prop_map(str::to_owned),
    ];
    (blank(), inner, blank()).prop_map(|(before, text, after)| format!("{before}{text}{after}"))
}

fn steps(depth: u32) -> BoxedStrategy<Vec<Step>> {
    let below = if depth == 0 { Just(Vec::new()).boxed() } else { steps(depth - 1) };
    let step = (body(), proptest::option::of(body()), proptest::option::of(body()), below)
        .prop_map(|(action, data, expected, steps)| Step { action, data, expected, steps, ..Step::default() });
    vec(step, 0..3).boxed()
}

fn link() -> impl Strategy<Value = CaseLink> {
    let plain = (text(), proptest::option::of(text())).prop_map(|(path, title)| {
        let path: String = path.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        CaseLink { url: format!("https://shop.test/{path}"), title: title.unwrap_or_default() }
    });
    // Addresses with what separates them elsewhere.
    let odd = ["https://a.test;", "https://a.test/1;https://b.test", "https://a.test,"].map(|url| (url, ""));
    let odd = odd.into_iter().chain([("https://a.test", "see; https://b.test"), ("https://a.test", "A, https://b.test")]);
    let odd: Vec<CaseLink> = odd.map(|(url, title)| CaseLink { url: url.into(), title: title.into() }).collect();
    prop_oneof![4 => plain, 1 => proptest::sample::select(odd)]
}

fn case() -> impl Strategy<Value = CaseRow> {
    let item = || (body(), vec(body(), 0..3)).prop_map(|(title, values)| ParameterItem { title, values });
    let id = || proptest::option::weighted(0.2, Just("5f1c".to_owned()));
    let parameter = prop_oneof![
        2 => (id(), item()).prop_map(|(shared_id, item)| Parameter::Single { shared_id, item }),
        1 => (id(), vec(item(), 0..3)).prop_map(|(shared_id, items)| Parameter::Group { shared_id, items }),
    ];
    let texts = [(); 4].map(|()| proptest::option::of(body()));
    let content = (
        text(),
        texts,
        all_steps(),
        vec(text(), 0..3),
        btree_map(text(), body(), 0..3),
        vec(parameter, 0..3),
        words(),
        vec(link(), 0..3),
    );
    let further = vec(vec(suite_name(), 1..3), 0..3);
    let milestone = prop_oneof![Just(String::new()), suite_name().prop_map(|name| name.title)];
    (content, vec(suite_name(), 0..3), vec("[a-z.]{1,5}", 0..2), any::<bool>(), further, milestone).prop_map(
        |(
            (title, texts, (steps_type, steps), tags, custom_fields, parameters, words, links),
            suite,
            functions,
            is_flaky,
            further,
            milestone,
        )| {
            let [description, preconditions, postconditions, expected_result] = texts;
            let [severity, priority, kind, layer, behavior, automation, status] = words;
            let texts =
                CaseContent { title, description, preconditions, postconditions, expected_result, ..CaseContent::default() };
            let words = CaseContent { severity, priority, kind, layer, behavior, automation, status, ..texts };
            let mut content = CaseContent { steps_type, steps, tags, custom_fields, parameters, links, is_flaky, ..words };
            content.normalise();
            let functions: std::collections::BTreeSet<String> = functions.into_iter().collect();
            let milestone = milestone.split_whitespace().collect::<Vec<_>>().join(" ");
            let (id, functions) = (Some("SHOP-1".into()), functions.into_iter().collect());
            CaseRow { line: 0, id, suite, content, functions, further, milestone }
        },
    )
}

/// A suite, sometimes not the first of its title.
fn suite_name() -> impl Strategy<Value = SuiteName> {
    (text(), prop_oneof![3 => Just(1_u32), 1 => 2..9_u32]).prop_map(|(title, nth)| SuiteName::new(title, nth))
}

/// Steps of both notations; Gherkin is one text.
fn all_steps() -> impl Strategy<Value = (StepsType, Vec<Step>)> {
    let gherkin = (any::<bool>(), body()).prop_map(|(given, text)| {
        let action = if given { format!("Given {text}") } else { text };
        (StepsType::Gherkin, vec![Step { action, ..Step::default() }])
    });
    prop_oneof![4 => steps(2).prop_map(|steps| (StepsType::Classic, steps)), 1 => gherkin]
}

/// Words of the enumerations: known ones, and an option of the workspace's own.
fn words() -> impl Strategy<Value = [String; 7]> {
    let word = |known: &'static [&'static str]| {
        prop_oneof![4 => proptest::sample::select(known), 1 => Just("p0-urgent")].prop_map(str::to_owned)
    };
    [
        word(&["normal", "blocker", "undefined"]),
        word(&["undefined", "high", "low"]),
        word(&["other", "smoke", "regression"]),
        word(&["unknown", "e2e", "unit"]),
        word(&["undefined", "negative"]),
        word(&["is-not-automated", "automated"]),
        word(&["actual", "draft", "deprecated"]),
    ]
}

fn content() -> impl Strategy<Value = CasesToWrite> {
    let texts = (suite_name(), proptest::option::of(text()));
    let suite = (vec(suite_name(), 0..2), texts).prop_map(|(parents, (SuiteName { title, nth }, description))| SuiteRow {
        line: 0,
        parents,
        nth,
        content: SuiteContent { title, description, preconditions: None },
    });
    (vec(suite, 0..3), vec(case(), 0..4)).prop_map(|(suites, rows)| CasesToWrite {
        project: "SHOP".into(),
        title: "Shop".into(),
        suites,
        rows,
        shared_steps: Vec::new(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn json_keeps_everything(content in content()) {
        let bytes = write_cases(CaseFormat::Json, &content, WriteOptions::default()).expect("bytes");
        let back = read("x.json", &bytes);
        prop_assert_eq!(placeless(&back), (content.suites, content.rows));
    }

    #[test]
    fn the_own_table_keeps_everything(content in content()) {
        let bytes = write_cases(CaseFormat::Csv, &content, WriteOptions::default()).expect("bytes");
        let back = read("x.csv", &bytes);
        prop_assert_eq!(placeless(&back), (content.suites, content.rows), "{}", String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_workbook_keeps_everything(content in content()) {
        let bytes = write_cases(CaseFormat::Xlsx, &content, WriteOptions::default()).expect("bytes");
        let back = read("x.xlsx", &bytes);
        prop_assert_eq!(back.format, CaseFormat::Xlsx);
        prop_assert_eq!(placeless(&back), (content.suites, content.rows));
    }

    #[test]
    fn xml_keeps_everything(content in content()) {
        let bytes = write_cases(CaseFormat::Xml, &content, WriteOptions::default()).expect("bytes");
        let back = read("x.xml", &bytes);
        prop_assert_eq!(back.format, CaseFormat::Xml);
        prop_assert_eq!(placeless(&back), (content.suites, content.rows), "{}", String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn every_written_file_is_read_with_all_its_cases(content in content()) {
        for format in CaseFormat::iter().filter(|f| f.is_writable()) {
            let bytes = write_cases(format, &content, WriteOptions::default()).expect("bytes");
            let back = read_cases("x", &bytes, Some(format), &ReadOptions::default()).expect("cases");
            prop_assert_eq!(back.rows.len(), content.rows.len(), "{:?} {}", format, String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn a_written_feature_file_is_gherkin(content in content()) {
        let bytes = write_cases(CaseFormat::Feature, &content, WriteOptions::default()).expect("bytes");
        let text = String::from_utf8(bytes).expect("UTF-8");
        let parsed = gherkin::Feature::parse(&text, gherkin::GherkinEnv::default());
        let parsed = parsed.map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
        let scenarios = parsed.scenarios.len() + parsed.rules.iter().map(|r| r.scenarios.len()).sum::<usize>();
        prop_assert_eq!(scenarios, content.rows.len(), "{}", text);
    }

    #[test]
    fn no_change_of_a_sound_file_makes_it_panic(content in content(), places in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        for format in CaseFormat::iter().filter(|f| f.is_writable()) {
            let mut bytes = write_cases(format, &content, WriteOptions::default()).expect("bytes");
            for (place, byte) in &places {
                let at = place.index(bytes.len());
                bytes[at] = *byte;
            }
            let cut = places[0].0.index(bytes.len());
            read_cases("x", &bytes, Some(format), &ReadOptions::default()).ok();
            read_cases("x", &bytes[..cut], None, &ReadOptions::default()).ok();
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..300), json in any::<bool>()) {
        let head = if json { "{\"format\": \"voluptas-cases\"," } else { "Title,Steps,suite_id,suite,Parameters\n" };
        let text = [head.as_bytes(), &bytes].concat();
        read_cases("x", &text, None, &ReadOptions::default()).ok();
        for format in CaseFormat::iter() {
            read_cases("x", &bytes, Some(format), &ReadOptions::default()).ok();
        }
    }
}

#[test]
fn shared_steps_stand_in_json_and_xml() {
    let step = Step { action: "Type".into(), shared: Some("ab".into()), ..Step::default() };
    let row = CaseRow {
        line: 0,
        id: None,
        suite: Vec::new(),
        content: CaseContent { title: "Sign in".into(), steps: vec![step.clone()], ..CaseContent::default() },
        functions: Vec::new(),
        further: Vec::new(),
        milestone: String::new(),
    };
    let steps = vec![Step { shared: None, ..step }];
    let shared = SharedStepRow { line: 0, hash: "ab".into(), title: "Login".into(), steps };
    let without_lines = |file: &CasesFile| -> Vec<SharedStepRow> {
        file.shared_steps.iter().map(|shared| SharedStepRow { line: 0, ..shared.clone() }).collect()
    };
    let content =
        CasesToWrite { project: "S".into(), title: "S".into(), suites: vec![], rows: vec![row], shared_steps: vec![shared] };
    let json = read("x.json", &write_cases(CaseFormat::Json, &content, WriteOptions::default()).expect("bytes"));
    assert_eq!((&without_lines(&json), &json.rows[0].content), (&content.shared_steps, &content.rows[0].content));
    let xml = read("x.xml", &write_cases(CaseFormat::Xml, &content, WriteOptions::default()).expect("bytes"));
    assert_eq!((&without_lines(&xml), &xml.rows[0].content), (&content.shared_steps, &content.rows[0].content));
    let table = read("x.csv", &write_cases(CaseFormat::Csv, &content, WriteOptions::default()).expect("bytes"));
    assert_eq!(table.rows[0].content.steps[0].shared, None);
}

/// Qase's table with suites alone: id, parent, title.
fn suites_of_qase(suites: impl Iterator<Item = (usize, usize)>) -> Vec<u8> {
    let mut text = "suite_id,suite_parent_id,suite,suite_without_cases,title\n".to_owned();
    for (id, parent) in suites {
        text.push_str(&format!("{id},{parent},S{id},1,\n"));
    }
    text.into_bytes()
}

#[test]
fn a_circle_of_suites_is_cut_once() {
    let bytes = suites_of_qase((1..=200).map(|id| (id, id % 200 + 1)));
    let file = read("circle.csv", &bytes);
    let mut depths: Vec<usize> = file.suites.iter().map(|s| s.parents.len()).collect();
    depths.sort_unstable();
    assert_eq!((file.suites.len(), depths[0], depths[1]), (200, 0, 1), "one suite of the circle is at the top");
    let circles = file.report.notes.iter().filter(|n| n.message.key == "formats-warning-suite-circle").count();
    assert_eq!(circles, 1);
}

#[test]
fn suites_are_nested_to_a_limit() {
    let file = read("deep.csv", &suites_of_qase((1..=20_000).map(|id| (id, id - 1))));
    assert_eq!(file.suites.len(), 20_000);
    assert_eq!(file.suites.iter().map(|s| s.parents.len()).max(), Some(99));
    let path = format!("Suite,Title\n{},One\n", vec!["S"; 5_000].join(" / "));
    let file = read("deep.csv", path.as_bytes());
    assert_eq!(file.rows[0].suite.len(), 100);
    assert!(file.report.notes.iter().any(|n| n.message.key == "formats-warning-suite-depth"), "{:?}", file.report.notes);
}

#[test]
fn a_slash_in_the_title_of_a_suite_is_named_once() {
    let table = "Title,Suite\nOne,Catalog/Search\nTwo,Catalog/Search\nThree,Catalog / Search\nFour,/Catalog/Search\n";
    let file = read("a.csv", table.as_bytes());
    let suites: Vec<Vec<&str>> = file.rows.iter().map(|r| r.suite.iter().map(|s| s.title.as_str()).collect()).collect();
    assert_eq!(suites, [vec!["Catalog/Search"], vec!["Catalog/Search"], vec!["Catalog", "Search"], vec!["Catalog", "Search"]]);
    let notes: Vec<_> = file.report.notes.iter().filter(|n| n.message.key == "formats-note-suite-slash").collect();
    assert_eq!(notes.len(), 1, "{:?}", file.report.notes);
    assert_eq!((notes[0].severity, notes[0].line), (Severity::Info, Some(2)));

    // A table of the program names each suite as it is, and comes back the same without a word.
    let rows = file.rows.clone();
    let content = CasesToWrite { project: "S".into(), title: "S".into(), suites: vec![], rows, shared_steps: vec![] };
    let again = read("own.csv", &write_cases(CaseFormat::Csv, &content, WriteOptions::default()).expect("bytes"));
    assert_eq!(again.rows.iter().map(|r| &r.suite).collect::<Vec<_>>(), file.rows.iter().map(|r| &r.suite).collect::<Vec<_>>());
    assert!(again.report.notes.iter().all(|n| n.message.key != "formats-note-suite-slash"), "{:?}", again.report.notes);
}

#[test]
fn a_large_table_is_read_as_its_parts_would_be() {
    let row = |n: usize| match n % 10 {
        0 => format!(",Area {} / Part,,,,\n", n / 1000),
        1 => format!(",Area/{},,,,\n", n / 1000),
        2 => format!("{},Area,,,,\n", "t".repeat(300)),
        _ => format!("Case {n},Area/{},odd word {n},tag {n},Value,{}\n", n / 1000, n % 3),
    };
    const ROWS: usize = 12_000;
    let table = |from: usize, to: usize| {
        let rows: String = (from..to).map(row).collect();
        read("a.csv", format!("Title,Suite,Priority,Tags,Own,Flaky\n{rows}").as_bytes())
    };
    let whole = table(0, ROWS);
    let parts: Vec<CasesFile> = (0..ROWS / 1000).map(|part| table(part * 1000, (part + 1) * 1000)).collect();
    let cases = |files: &[CasesFile]| -> Vec<CaseContent> {
        files.iter().flat_map(|file| file.rows.iter().map(|row| row.content.clone())).collect()
    };
    assert_eq!(cases(std::slice::from_ref(&whole)), cases(&parts));
    assert!(whole.rows.is_sorted_by_key(|row| row.line));
    let suites =
        |files: &[CasesFile]| files.iter().flat_map(|file| file.suites.clone()).map(|suite| suite.path()).collect::<Vec<_>>();
    assert_eq!(suites(std::slice::from_ref(&whole)), suites(&parts));
    let sum = |of: fn(&CasesFile) -> usize| parts.iter().map(of).sum::<usize>();
    assert_eq!(whole.report.rows, sum(|file| file.report.rows));
    assert_eq!(whole.report.taken, sum(|file| file.report.taken));
    assert_eq!(whole.report.skipped(Skip::TooLong), ROWS / 10);
    assert_eq!(whole.report.suites.rows, sum(|file| file.report.suites.rows));
    assert_eq!(whole.report.names.len(), sum(|file| file.report.names.len()));
    assert_eq!(whole.skipped_in.len(), sum(|file| file.skipped_in.len()));
    for severity in [Severity::Warning, Severity::Error] {
        let of_parts: usize = parts.iter().map(|file| file.report.count(severity)).sum();
        assert_eq!(whole.report.count(severity), of_parts, "{severity:?}");
    }
    let listed = |key: &str| whole.report.notes.iter().filter(|note| note.message.key == key).collect::<Vec<_>>();
    assert_eq!(listed("formats-warning-case-word-kept").len(), 100, "the first hundred of a kind");
    let slashes: Vec<_> = listed("formats-note-suite-slash").iter().map(|note| note.line).collect();
    assert_eq!(slashes, (0..12).map(|part| Some(part * 1000 + 3)).collect::<Vec<_>>(), "each title once, at its first row");
    assert_eq!(listed("formats-note-custom-column").len(), 1);
    assert!(whole.report.notes.is_sorted_by_key(|note| note.line));
}

#[test]
fn a_table_has_at_most_4096_columns() {
    let head: Vec<String> = (0..4097).map(|n| format!("Field {n}")).collect();
    let bytes = format!("Title,{}\nOne\n", head.join(",")).into_bytes();
    let refused = read_cases("wide.csv", &bytes, None, &ReadOptions::default()).expect_err("refused");
    assert!(matches!(refused, FormatError::TooLarge { .. }), "{refused:?}");
}

#[test]
fn a_report_of_results_is_no_file_of_cases() {
    let nested = "<testsuites><testsuite name=\"a\" tests=\"1\" failures=\"0\"><testcase name=\"b\" classname=\"c\"/></testsuite></testsuites>";
    let flat = "<testsuite name=\"a\" tests=\"1\" time=\"0.1\"><testcase name=\"b\"/></testsuite>";
    for report in [nested, flat] {
        let refused = read_cases("junit.xml", report.as_bytes(), None, &ReadOptions::default()).expect_err("refused");
        assert!(matches!(refused, FormatError::OtherContent { kind: "results", .. }), "{refused:?}");
    }
}

#[test]
fn files_of_countless_values_are_refused_before_they_take_memory() {
    let refused = |name: &str, text: String| {
        let refused = read_cases(name, text.as_bytes(), None, &ReadOptions::default()).expect_err("refused");
        let limit = match &refused {
            FormatError::TooLarge { limit, .. } | FormatError::PastLimit { limit, .. } => Some(limit),
            _ => None,
        };
        assert!(matches!(limit, Some(Limit::Values(_))), "{name}: {refused:?}");
    };
    let cases = "{\"title\":\"a\"},".repeat(3_000_000);
    refused("cases.json", format!("{{\"format\":\"voluptas-cases\",\"version\":1,\"cases\":[{}]}}", cases.trim_end_matches(',')));
    let tags = "<tag/>".repeat(1_100_000);
    refused(
        "cases.xml",
        format!("<voluptas-cases version=\"1\"><cases><case><title>a</title>{tags}</case></cases></voluptas-cases>"),
    );
}

#[test]
fn a_cell_of_many_megabytes_is_skipped_with_its_column() {
    let long = "word ".repeat(1 << 20);
    let file = read("a.csv", format!("Title,Description\nOne,{long}\nTwo,short\n").as_bytes());
    assert_eq!((file.rows.len(), file.report.rows, file.report.skipped(Skip::TooLong)), (1, 2, 1));
    let note = &file.report.notes[0];
    assert_eq!((note.line, note.field.as_deref()), (Some(2), Some("Description")));
    assert_eq!(note.message.key, "formats-skip-long-cell");
}

#[test]
fn many_rows_are_left_out_at_once() {
    const ROWS: usize = 100_000;
    let text = format!("Title\n{}", "Same\n".repeat(ROWS));
    let mut report = read("a.csv", text.as_bytes()).report;
    let began = std::time::Instant::now();
    let reason = || voluptas_core::domain::Message::new("app-skip-case-twice");
    report.leave_out((2..).take(ROWS).map(|line| (Skip::Duplicate, line, reason())));
    assert_eq!((report.taken, report.skipped_in_all(), report.notes.len()), (0, ROWS, ROWS));
    // Sorted after each of them, they take minutes.
    assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
}

#[test]
fn a_shared_step_within_a_shared_step_refuses_the_file() {
    let json = |a: &str, b: &str| {
        let shared = |hash: &str, uses: &str| {
            format!(
                r#"{{"hash":"{hash}","title":"Step {hash}","steps":[{{"action":"x","steps":[{{"action":"y","shared":"{uses}"}}]}}]}}"#
            )
        };
        let text = format!(
            r#"{{"format":"voluptas-cases","version":1,"shared_steps":[{},{}],"cases":[{{"title":"One"}}]}}"#,
            shared("a", a),
            shared("b", b)
        );
        read_cases("x.json", text.as_bytes(), None, &ReadOptions::default())
    };
    for (a, b) in [("a", "c"), ("b", "a"), ("b", "c")] {
        assert_eq!(json(a, b), Err(FormatError::NestedShared { file: "x.json".into(), title: "Step a".into() }), "{a} {b}");
    }
    let xml = r#"<voluptas-cases version="1"><shared-steps><shared-step hash="a"><title>In itself</title><steps><step shared="a"><action>x</action></step></steps></shared-step></shared-steps></voluptas-cases>"#;
    let refused = read_cases("x.xml", xml.as_bytes(), None, &ReadOptions::default()).expect_err("refused");
    assert_eq!(refused, FormatError::NestedShared { file: "x.xml".into(), title: "In itself".into() });
}

#[test]
fn shared_steps_that_cannot_be_stored_are_reported_and_become_plain() {
    let long = "t".repeat(256);
    let all =
        [("blank", "  "), ("long", long.as_str()), ("fine", "Sign in"), ("fine", "Sign out"), ("", "No hash"), ("nul", "Nul")];
    let step = |hash: &str| if hash == "nul" { "a\\u0000" } else { "inner" };
    let shared = all.map(|(hash, title)| {
        format!("{{\"hash\": \"{hash}\", \"title\": \"{title}\",\n\"steps\": [{{\"action\": \"{}\"}}]}}", step(hash))
    });
    let used = ["blank", "long", "fine", "nul"].map(|hash| format!("{{\"action\": \"{hash}\", \"shared\": \"{hash}\"}}"));
    let json = format!(
        "{{\"format\": \"voluptas-cases\", \"version\": 1,\n\"shared_steps\": [\n{}],\n\"cases\": [\n{{\"title\": \"One\", \"steps\": [{}]}}]}}",
        shared.join(",\n"),
        used.join(", ")
    );
    let steps = all.map(|(hash, title)| {
        let action = if hash == "nul" { "\\u{0}" } else { "inner" };
        let hash = if hash.is_empty() { String::new() } else { format!(" hash=\"{hash}\"") };
        format!("<shared-step{hash}><title>{title}</title>\n<steps><step><action>{action}</action></step></steps></shared-step>")
    });
    let used = ["blank", "long", "fine", "nul"].map(|hash| format!("<step shared=\"{hash}\"><action>{hash}</action></step>"));
    let xml = format!(
        "<voluptas-cases version=\"1\">\n<shared-steps>\n{}</shared-steps>\n<cases><case><title>One</title><steps>{}</steps></case></cases></voluptas-cases>",
        steps.join("\n"),
        used.join("")
    );
    for (name, text) in [("x.json", &json), ("x.xml", &xml)] {
        let file = read(name, text.as_bytes());
        let kept: Vec<_> = file.shared_steps.iter().map(|s| (s.line, s.hash.as_str(), s.title.as_str())).collect();
        assert_eq!(kept, [(7, "fine", "Sign in")], "{name}");
        let notes: Vec<_> =
            file.report.notes.iter().map(|n| (n.line, n.field.as_deref().unwrap_or_default(), n.message.key.as_str())).collect();
        let told = [
            (Some(3), "title", "formats-shared-blank"),
            (Some(5), "title", "formats-shared-too-long"),
            (Some(9), "hash", "formats-shared-twice"),
            (Some(11), "hash", "formats-shared-blank"),
            (Some(13), "steps", "formats-shared-invalid"),
        ];
        assert_eq!(notes, told, "{name}");
        let steps: Vec<_> = file.rows[0]
            .content
            .steps
            .iter()
            .map(|s| (s.action.as_str(), s.shared.as_deref(), s.steps.first().map(|s| s.action.as_str())))
            .collect();
        let plain = |action, inner| (action, None, inner);
        let inner = Some("inner");
        assert_eq!(
            steps,
            [plain("blank", inner), plain("long", inner), ("fine", Some("fine"), None), plain("nul", None)],
            "{name}"
        );
    }
}

#[test]
fn texts_of_other_programs_are_trimmed() {
    let file = read("a.csv", b"Title,Description,Escapes\n Pay ,\" a\r\nb \\u{20}\",\n");
    assert_eq!((file.rows[0].content.title.as_str(), file.rows[0].content.description.as_deref()), ("Pay", Some("a\nb \\u{20}")));
    // A table of the program without such texts has no further column.
    let content = CasesToWrite { project: "S".into(), title: "S".into(), suites: vec![], rows: file.rows, shared_steps: vec![] };
    let text = |content: &CasesToWrite| {
        String::from_utf8(write_cases(CaseFormat::Csv, content, WriteOptions::default()).expect("bytes")).expect("UTF-8")
    };
    assert!(!text(&content).contains("Escapes"), "{}", text(&content));
    let mut blank = content;
    blank.rows[0].content.description = Some("a\n".into());
    assert!(text(&blank).contains(r"a\u{a}"), "{}", text(&blank));
    // Qase would take an escape for text.
    let qase = write_cases(CaseFormat::QaseCsv, &blank, WriteOptions::default()).expect("bytes");
    assert!(!String::from_utf8(qase).expect("UTF-8").contains("u{a}"));
}

#[test]
fn a_row_with_fields_of_its_own_is_a_case_without_a_title_and_no_step() {
    let csv = "Title,Suite,Priority,Steps\nPay,Cart,high,Open the cart\n,,,Press Pay\n,Cart,,See the receipt\n\
               ,Cart,low,Lost step\n,Orders,,Step of another suite\n";
    let file = read("cases.csv", csv.as_bytes());
    let [pay] = &file.rows[..] else { panic!("one case: {:?}", file.rows) };
    let actions: Vec<&str> = pay.content.steps.iter().map(|step| step.action.as_str()).collect();
    assert_eq!(actions, ["Open the cart", "Press Pay", "See the receipt"]);
    let lines: Vec<u64> = file.report.notes.iter().filter_map(|note| note.line).collect();
    assert_eq!((lines, file.report.skipped(Skip::Blank), file.report.rows), (vec![5, 6], 2, 3));
}

#[test]
fn the_programs_own_files_are_taken_as_they_are_stored() {
    let deep: Vec<String> = (0..150).map(|n| n.to_string()).collect();
    let json = serde_json::json!({
        "format": "voluptas-cases", "version": 1,
        "suites": [{"title": " A "}, {"title": "b", "parents": [" A ", " "]}, {"title": "low", "parents": deep}],
        "cases": [
            {"title": "t", "suite": [" A ", "b "], "also_in": [["A "], [" "]], "priority": "", "severity": "=1+1"},
            {"title": "low", "suite": deep},
        ],
    });
    let xml = "<voluptas-cases version='1'><suites><suite><title> A </title></suite><suite><parent> A </parent><title>b</title></suite>\
        </suites><cases><case><title>t</title><suite> A </suite><suite>b </suite><severity>=1+1</severity></case></cases></voluptas-cases>";
    for (name, bytes) in [("own.json", json.to_string()), ("own.xml", xml.to_owned())] {
        let read = read(name, bytes.as_bytes());
        let paths: Vec<_> = read.suites.iter().map(|s| (s.parents.len(), s.content.title.as_str())).collect();
        assert_eq!(paths[..2], [(0, "A"), (1, "b")], "{name}");
        assert!(read.suites.iter().all(|suite| suite.parents.len() < 100), "{name}");
        let case = &read.rows[0];
        assert_eq!(case.suite, ["A", "b"], "{name}");
        assert!(case.further.iter().all(|path| path == &["A"]), "{name}: {:?}", case.further);
        let default = CaseContent::default();
        assert_eq!((&case.content.priority, &case.content.severity), (&default.priority, &default.severity), "{name}");
        let warned = read.report.notes.iter().filter(|note| note.message.key == "formats-warning-case-word").count();
        assert_eq!(warned, 1, "{name}: a blank word is no mistake");
        assert!(read.rows.iter().all(|row| row.suite.len() <= 100), "{name}");
    }
}

#[test]
fn a_block_of_code_that_is_not_closed_swallows_no_cases() {
    let text = "# Suite\n## One\n### Steps\n1. Open\n```\nlog\n## Two\n### Steps\n1. Pay\n```rust\n# no heading\n```\n## Three\n### Steps\n1. Leave\n````\ntail\n";
    let read = read("open.md", text.as_bytes());
    let titles: Vec<_> = read.rows.iter().map(|row| row.content.title.as_str()).collect();
    assert_eq!(titles, ["One", "Three"], "the first block ends at the fence of the second one");
    let text = "# Suite\n## One\n### Steps\n1. Open\n```\nlog\n## Two\n### Steps\n1. Pay\n## Three\n### Steps\n1. Leave\n";
    let read = self::read("open.md", text.as_bytes());
    assert_eq!(read.rows.len(), 3);
    let warned: Vec<_> = read.report.notes.iter().filter(|n| n.message.key == "formats-warning-fence").map(|n| n.line).collect();
    assert_eq!(warned, [Some(5)]);
}

#[test]
fn a_declared_encoding_of_two_bytes_does_not_hide_letters_of_one() {
    let xml = "<?xml version='1.0' encoding='utf-16'?><voluptas-cases version='1'><cases><case><title>\u{41e}\u{43f}\u{43b}</title></case></cases></voluptas-cases>";
    let read = read("net.xml", xml.as_bytes());
    assert_eq!(read.rows[0].content.title, "\u{41e}\u{43f}\u{43b}");
}

#[test]
fn a_tag_with_odd_blanks_stays_one_tag_of_a_feature() {
    let content = CaseContent {
        title: "Pay".into(),
        tags: vec!["a\u{a0}b".into(), "c\u{b}d".into(), "z".into()],
        ..CaseContent::default()
    };
    let row = |n: i64, content: CaseContent| CaseRow {
        line: 0,
        id: Some(format!("SHOP-{n}")),
        suite: vec!["Cart".into()],
        content,
        functions: Vec::new(),
        further: Vec::new(),
        milestone: String::new(),
    };
    let first = CaseContent { title: "Add".into(), ..CaseContent::default() };
    let cases = CasesToWrite {
        project: "SHOP".into(),
        title: "Shop".into(),
        rows: vec![row(1, first), row(2, content)],
        suites: Vec::new(),
        shared_steps: Vec::new(),
    };
    let bytes = write_cases(CaseFormat::Feature, &cases, WriteOptions::default()).expect("written");
    let read = read("f.feature", &bytes);
    let of: Vec<_> = read.rows.iter().map(|row| (row.id.as_deref(), row.content.tags.join(" "))).collect();
    assert_eq!(of, [(Some("SHOP-1"), String::new()), (Some("SHOP-2"), "a_b c_d z".to_owned())]);
}
