//! Files of test cases of other tools, and the texts of feature files and Markdown.

use crate::joined;
use voluptas_core::domain::case::{CaseContent, Parameter, Step, StepsType};
use voluptas_formats::cases::{CaseFormat, CaseRow, CasesFile, CasesToWrite, read_cases, write_cases};
use voluptas_formats::{FormatError, ReadOptions, Skip, WriteOptions};

fn read(name: &str, text: &str) -> CasesFile {
    read_cases(name, text.as_bytes(), None, &ReadOptions::default()).expect("cases")
}

fn refused(name: &str, text: &str) -> FormatError {
    read_cases(name, text.as_bytes(), None, &ReadOptions::default()).expect_err("refused")
}

fn titles(file: &CasesFile) -> Vec<String> {
    file.rows.iter().map(|r| format!("{}: {}", joined(&r.suite), r.content.title)).collect()
}

fn suites(file: &CasesFile) -> Vec<String> {
    file.suites.iter().map(|s| joined(&s.path())).collect()
}

fn steps(row: &CaseRow) -> Vec<(&str, &str, &str)> {
    let text = |t: &'static str| t;
    let steps = row.content.steps.iter();
    steps.map(|s| (s.action.as_str(), s.data.as_deref().unwrap_or(text("")), s.expected.as_deref().unwrap_or(text("")))).collect()
}

#[test]
fn testrail() {
    let file = read(
        "testrail.xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<suite><id>S1</id><name>Master</name><description></description><sections>\
         <section><name>Account</name><description>All of it</description><cases>\
         <case><id>C1</id><title>Sign in</title><type>Functional</type><priority>High</priority><references>REQ-1</references>\
         <custom><preconds>A user</preconds><steps_separated><step><index>1</index><content>Open\nthe page</content>\
         <expected>A form</expected></step><step><index>2</index><content>Type &amp; send</content></step></steps_separated>\
         <browser><id>2</id><value> Firefox</value></browser></custom></case></cases>\
         <sections><section><name>Reset</name><cases><case><id>C2</id><title>Reset</title><custom><steps>1. One\n2. Two</steps>\
         <expected>Done</expected></custom></case></cases></section></sections></section>\
         <section><name>Cart</name><cases><case><title> </title></case></cases></section></sections></suite>",
    );
    assert_eq!(file.format, CaseFormat::TestRail);
    assert_eq!(suites(&file), ["Account", "Account/Reset", "Cart"]);
    assert_eq!(file.suites[0].content.description.as_deref(), Some("All of it"));
    assert_eq!(titles(&file), ["Account: Sign in", "Account/Reset: Reset"]);
    let first = &file.rows[0];
    assert_eq!((first.id.as_deref(), first.line), (Some("C1"), 2));
    assert_eq!(steps(first), [("Open\nthe page", "", "A form"), ("Type & send", "", "")]);
    assert_eq!((first.content.priority.as_str(), first.content.kind.as_str()), ("high", "functional"));
    assert_eq!(first.content.custom_fields["browser"], "Firefox");
    assert_eq!(steps(&file.rows[1]), [("One", "", ""), ("Two", "", "Done")]);
    assert_eq!(file.report.skipped_in_all(), 1);
}

#[test]
fn testlink() {
    let file = read(
        "testlink.xml",
        "<?xml version=\"1.0\"?><testsuite name=\"\"><testsuite name=\"Account\"><details><![CDATA[<p>All</p>]]></details>\
         <testcase internalid=\"5\" name=\"Sign in\"><externalid><![CDATA[12]]></externalid><summary><![CDATA[<p>A <b>sum</b></p>]]>\
         </summary><preconditions></preconditions><execution_type>2</execution_type><importance>3</importance><status>1</status>\
         <steps><step><step_number>1</step_number><actions><![CDATA[<p>Open</p><p>Wait</p>]]></actions>\
         <expectedresults>A form</expectedresults></step></steps><keywords><keyword name=\"smoke\"/></keywords>\
         <custom_fields><custom_field><name>Browser</name><value>Any</value></custom_field></custom_fields></testcase>\
         <testsuite name=\"Reset\"><testcase name=\"Forgot\"/></testsuite></testsuite></testsuite>",
    );
    assert_eq!((file.format, suites(&file)), (CaseFormat::TestLink, vec!["Account".to_owned(), "Account/Reset".to_owned()]));
    assert_eq!(file.suites[0].content.description.as_deref(), Some("All"));
    assert_eq!(titles(&file), ["Account: Sign in", "Account/Reset: Forgot"]);
    let content = &file.rows[0].content;
    assert_eq!(content.description.as_deref(), Some("A **sum**"));
    assert_eq!(steps(&file.rows[0]), [("Open\nWait", "", "A form")]);
    assert_eq!((content.priority.as_str(), content.status.as_str(), content.automation.as_str()), ("high", "draft", "automated"));
    assert_eq!((&*content.tags, content.custom_fields["Browser"].as_str()), (&["smoke".to_owned()][..], "Any"));
}

#[test]
fn jira_of_xray_and_zephyr() {
    let item = |field: &str| {
        format!(
            "<rss version=\"0.92\"><channel><title>Jira</title><item><title>[SHOP-7] Sign in</title><key id=\"1\">SHOP-7</key>\
             <summary>Sign in</summary><description>&lt;p&gt;Text&amp;nbsp;here&lt;/p&gt;</description><priority>Medium</priority>\
             <labels><label>smoke</label></labels><component>Account</component><customfields>{field}</customfields></item>\
             </channel></rss>"
        )
    };
    let xray = read(
        "x.xml",
        &item(
            "<customfield key=\"com.xpandit.plugins.xray:manual-test-steps-custom-field\"><customfieldname>Manual Test Steps\
             </customfieldname><customfieldvalues><steps><step><index>1</index><step>Open</step><data>url</data><result>Form</result>\
             </step></steps></customfieldvalues></customfield>",
        ),
    );
    assert_eq!((xray.format, titles(&xray)), (CaseFormat::Xray, vec!["Account: Sign in".to_owned()]));
    assert_eq!(steps(&xray.rows[0]), [("Open", "url", "Form")]);
    assert_eq!(xray.rows[0].content.description.as_deref(), Some("Text here"));
    let zephyr = read(
        "z.xml",
        &item(
            "<customfield key=\"com.thed.zephyr.je:zephyr-step\"><customfieldname>Zephyr Teststep</customfieldname>\
             <customfieldvalues><customfieldvalue>[{\"step\":\"Open\",\"data\":\"\",\"result\":\"Form\"}]</customfieldvalue>\
             </customfieldvalues></customfield>",
        ),
    );
    assert_eq!((zephyr.format, steps(&zephyr.rows[0])), (CaseFormat::Zephyr, vec![("Open", "", "Form")]));
}

#[test]
fn zephyr_scale_as_xml_and_as_a_table() {
    let xml = read(
        "scale.xml",
        "<project><folders><folder fullPath=\"/Account\" index=\"0\"/></folders><testCases><testCase id=\"1\" key=\"SHOP-T1\">\
         <folder>/Account/Sign in</folder><labels><label>smoke</label></labels><name>Sign in</name><priority>High</priority>\
         <testScript type=\"steps\"><steps><step index=\"0\"><description>Open</description><testData>url</testData>\
         <expectedResult>Form&lt;br/&gt;open</expectedResult></step></steps></testScript></testCase></testCases></project>",
    );
    assert_eq!(titles(&xml), ["Account/Sign in: Sign in"]);
    assert_eq!(steps(&xml.rows[0]), [("Open", "url", "Form\nopen")]);
    let table = read(
        "scale.csv",
        "Key,Name,Folder,Priority,Labels,Test Script (Step-by-Step) - Step,Test Script (Step-by-Step) - Test Data,\
         Test Script (Step-by-Step) - Expected Result\nSHOP-T1,Sign in,/Account/Sign in,High,smoke,Open,url,Form\n,,,,,Wait,,\n",
    );
    assert_eq!(titles(&table), ["Account/Sign in: Sign in"]);
    assert_eq!(steps(&table.rows[0]), [("Open", "url", "Form"), ("Wait", "", "")]);
}

#[test]
fn hostile_xml_is_refused_with_its_line() {
    let bomb = "<!DOCTYPE a [<!ENTITY b \"&c;&c;\">]>\n<suite>&b;</suite>";
    assert!(matches!(refused("x.xml", bomb), FormatError::Broken { line: 1, .. }));
    let open = "<suite>\n<sections>\n<section>\n<name>A</name>";
    assert!(matches!(refused("x.xml", open), FormatError::Broken { line: 4, .. }));
    let crossed = "<suite>\n<sections>\n</suite>";
    assert!(matches!(refused("x.xml", crossed), FormatError::Broken { line: 3, .. }));
    let deep = format!("<suite><sections>{}", "<x>".repeat(100_000));
    assert!(matches!(refused("x.xml", &deep), FormatError::Broken { .. }));
    assert!(matches!(refused("x.xml", "<html><body/></html>"), FormatError::Unknown { .. }));
}

pub(crate) const RUSSIAN: &str = "# language: ru\n@account\nФункция: Вход\n  Для покупателей\n\n  Предыстория:\n    Дано открыт сайт\n\n  \
                       @smoke @login\n  Сценарий: С паролем\n    Дано пользователь\n      | имя | пароль |\n      | a | b |\n    \
                       Когда он входит\n    Тогда виден кабинет\n\n  Правило: Ошибки\n    Структура сценария: Неверный <что>\n      \
                       Когда введён <что>\n      Тогда видно <текст>\n\n      Примеры:\n        | что | текст |\n        | логин | нет \
                       такого |\n        | пароль | a\\|b |\n";

#[test]
fn feature_files() {
    let file = read("login.feature", RUSSIAN);
    assert_eq!((file.format, suites(&file)), (CaseFormat::Feature, vec!["Вход".to_owned(), "Вход/Ошибки".to_owned()]));
    let suite = &file.suites[0].content;
    assert_eq!(
        (suite.description.as_deref(), suite.preconditions.as_deref()),
        (Some("Для покупателей"), Some("Дано открыт сайт"))
    );
    assert_eq!(titles(&file), ["Вход: С паролем", "Вход/Ошибки: Неверный <что>"]);
    let first = &file.rows[0].content;
    assert_eq!(
        (first.steps_type, first.tags.as_slice()),
        (StepsType::Gherkin, &["account", "login", "smoke"].map(str::to_owned)[..])
    );
    assert_eq!(first.steps[0].action.lines().count(), 5);
    let Parameter::Group { items, .. } = &file.rows[1].content.parameters[0] else { panic!("a group") };
    assert_eq!((items[1].title.as_str(), &*items[1].values), ("текст", &["нет такого".to_owned(), "a|b".to_owned()][..]));
    assert!(matches!(refused("x.feature", "Feature: A\nScenario: B\nGiven\n\"\"\"\nopen"), FormatError::Broken { line: 4, .. }));
    assert!(matches!(read_cases("x.feature", b"just text", None, &ReadOptions::default()), Err(FormatError::Unknown { .. })));
}

#[test]
fn rules_of_one_title_are_several_suites() {
    let text = "Feature: Cart\nRule: Prices\nScenario: Add\nGiven one\nRule: Prices\nScenario: Add\nGiven two\n";
    let file = read("cart.feature", text);
    let places: Vec<String> = file.rows.iter().map(|row| voluptas_formats::cases::shown_path(&row.suite)).collect();
    assert_eq!((places.join(", ").as_str(), file.suites.len()), ("Cart / Prices, Cart / Prices (2)", 3));
    let (back, text) = again(file.clone(), CaseFormat::Feature);
    let places_of = |file: &CasesFile| file.rows.iter().map(|row| row.suite.clone()).collect::<Vec<_>>();
    assert_eq!(places_of(&back), places_of(&file), "{text}");
}

fn again(file: CasesFile, format: CaseFormat) -> (CasesFile, String) {
    let content = CasesToWrite {
        project: "SHOP".into(),
        title: "Shop".into(),
        suites: file.suites,
        rows: file.rows,
        shared_steps: Vec::new(),
    };
    let bytes = write_cases(format, &content, WriteOptions::default()).expect("bytes");
    let text = String::from_utf8(bytes).expect("UTF-8");
    (read("again", &text), text)
}

#[test]
fn a_feature_file_comes_back_from_a_feature_file_and_from_markdown() {
    for format in [CaseFormat::Feature, CaseFormat::Md] {
        let file = read("login.feature", RUSSIAN);
        let (back, text) = again(file.clone(), format);
        assert_eq!((back.format, back.project.as_deref()), (format, Some("SHOP")), "{text}");
        assert_eq!((suites(&back), titles(&back)), (suites(&file), titles(&file)), "{text}");
        for (back, row) in back.rows.iter().zip(&file.rows) {
            let lines = |r: &CaseRow| {
                let text = r.content.steps.iter().flat_map(|s| s.action.lines()).map(|l| l.trim().to_owned());
                text.collect::<Vec<_>>()
            };
            assert_eq!(lines(back), lines(row), "{text}");
            assert_eq!((&back.content.tags, &back.content.parameters), (&row.content.tags, &row.content.parameters), "{text}");
        }
    }
}

#[test]
fn markdown_keeps_fields_texts_and_steps() {
    let text = "<!-- voluptas-cases 1 SHOP -->\n\n# Shop\n\n## Account / Sign in\n\nAll of it\n\n### With a password\n\n\
                - **ID:** SHOP-3\n- **Priority:** high\n- **Tags:** a, b\n- **Browser:** Firefox\n\nA text\n\\# no heading\n\n\
                #### Preconditions\n\nA user\n\n#### Steps\n\n1. Open\n    the page\n    - Data: url\n    - Expected: A form\n        \
                in two lines\n    1. Nested\n2. Wait\n";
    let file = read("cases.md", text);
    assert_eq!(
        (suites(&file), titles(&file)),
        (vec!["Account/Sign in".to_owned()], vec!["Account/Sign in: With a password".to_owned()])
    );
    let row = &file.rows[0];
    assert_eq!((row.id.as_deref(), row.content.priority.as_str()), (Some("SHOP-3"), "high"));
    assert_eq!(row.content.description.as_deref(), Some("A text\n# no heading"));
    assert_eq!(row.content.preconditions.as_deref(), Some("A user"));
    assert_eq!(row.content.custom_fields["Browser"], "Firefox");
    assert_eq!(steps(row), [("Open\nthe page", "url", "A form\nin two lines"), ("Wait", "", "")]);
    assert_eq!(row.content.steps[0].steps[0].action, "Nested");
    let (back, again) = again(file.clone(), CaseFormat::Md);
    assert_eq!(back.rows[0].content, row.content, "{again}");
}

#[test]
fn markdown_keeps_texts_that_look_like_markdown() {
    let texts = ["```", "   ```\nx", "x\n ```gherkin\n### y", "#### Steps\n\n1. x", "- **a:** b", "````\n```", "a<br>b"];
    let row = |title: &str, content: CaseContent| CaseRow {
        line: 0,
        id: None,
        suite: vec!["Shop".into()],
        content: CaseContent { title: title.into(), ..content },
        functions: Vec::new(),
        further: Vec::new(),
        milestone: String::new(),
    };
    for text in texts {
        let step = |action: &str| Step {
            action: action.into(),
            data: Some(text.into()),
            expected: Some(text.into()),
            ..Step::default()
        };
        let gherkin = Step { action: format!("Given x\n{text}\nThen y"), ..Step::default() };
        let name = text.lines().next().unwrap_or_default().trim().to_owned();
        let rows = vec![
            row("Description", CaseContent { description: Some(text.into()), ..CaseContent::default() }),
            row("Preconditions", CaseContent { preconditions: Some(text.into()), ..CaseContent::default() }),
            row("Steps", CaseContent { steps: vec![step(&format!("x\n{text}")), step(text)], ..CaseContent::default() }),
            row("Gherkin", CaseContent { steps_type: StepsType::Gherkin, steps: vec![gherkin], ..CaseContent::default() }),
            row("Field", CaseContent { custom_fields: [(name, text.trim().to_owned())].into(), ..CaseContent::default() }),
            row("Tags", CaseContent { tags: vec![text.trim().replace('\n', " ")], ..CaseContent::default() }),
            row("Last", CaseContent::default()),
        ];
        let file = CasesFile { rows: rows.clone(), suites: Vec::new(), ..read("x.md", "# Shop\n## Case\n") };
        let (back, written) = again(file, CaseFormat::Md);
        assert_eq!(titles(&back).len(), rows.len(), "{written}");
        for (back, row) in back.rows.iter().zip(&rows) {
            assert_eq!(back.content, row.content, "{text:?}\n{written}");
        }
    }
}

#[test]
fn markdown_of_other_programs() {
    let file = read(
        "notes.md",
        "# Account\n## Sign in\nText\n\n### Steps\n1. Open\n   - Expected: Form\n2. Wait\n## Sign out\n# Cart\n## Add\n",
    );
    assert_eq!((file.format, suites(&file)), (CaseFormat::Md, vec!["Account".to_owned(), "Cart".to_owned()]));
    assert_eq!(titles(&file), ["Account: Sign in", "Account: Sign out", "Cart: Add"]);
    assert_eq!(steps(&file.rows[0]), [("Open", "", "Form"), ("Wait", "", "")]);
}

#[test]
fn labels_and_tables_of_a_document_are_parts_of_its_cases() {
    let text = "# Shop\n## Cart\n### Add\n**Priority:** High\n**Tags:** smoke, cart\n**Preconditions:** a user\n\n\
        | Step | Action | Expected |\n|---|---|---|\n| 1 | Open | Shown |\n| 2 | Add | |\n\n\
        ### Remove\n- Priority: Low\n- Team: Red\n\n**Steps:**\n1. Open\n   - **Expected:** shown\n2. Remove\n\n**Expected result:** Gone\n\
        ### Sort\n#### Test steps\n1. Sort\n#### Expected results\nSorted\n";
    let file = read("plan.md", text);
    assert_eq!(titles(&file), ["Cart: Add", "Cart: Remove", "Cart: Sort"]);
    let [add, remove, sort] = file.rows.as_slice() else { panic!("{:?}", file.rows) };
    assert_eq!((add.content.priority.as_str(), add.content.tags.join("|")), ("high", "cart|smoke".into()));
    assert_eq!((add.content.preconditions.as_deref(), add.content.description.as_deref()), (Some("a user"), None));
    assert_eq!(steps(add), [("Open", "", "Shown"), ("Add", "", "")]);
    assert_eq!((remove.content.priority.as_str(), steps(remove)), ("low", vec![("Open", "", "shown"), ("Remove", "", "")]));
    assert_eq!(
        (remove.content.expected_result.as_deref(), remove.content.description.as_deref()),
        (Some("Gone"), Some("- Team: Red"))
    );
    assert_eq!((steps(sort), sort.content.expected_result.as_deref()), (vec![("Sort", "", "")], Some("Sorted")));
    let file = read("plan.md", "Cart\n====\n\nAdd\n---\n**Steps**\n1. Open\n\nRemove\n---\n**Steps**\n1. Open\n");
    assert_eq!(titles(&file), [": Add", ": Remove"]);
    // Words that other documents have as well do not make cases of them.
    let text = "# API\n## Address\n**Type:** string\n**Status:** stable\n\n| Action | Key |\n|---|---|\n| Open | O |\n";
    assert_eq!(read("api.md", text).rows.len(), 0);
}

#[test]
fn a_document_without_cases_gives_none_and_says_so() {
    let readme = "# Program\nIntro\n## Install\n1. Run it\n### Linux\napt\n## Usage\n- **Fast:** yes\n";
    let file = read("README.md", readme);
    assert_eq!((titles(&file).len(), suites(&file).len(), file.report.rows, file.report.taken), (0, 0, 2, 0));
    assert!(file.report.is_useless() && file.report.skipped(Skip::NoCase) == 2);
    let lines: Vec<_> = file.report.notes.iter().map(|n| (n.line, n.message.key.as_str())).collect();
    assert_eq!(lines, [(Some(5), "formats-skip-no-case"), (Some(7), "formats-skip-no-case")]);
    // Beside a case, a heading with a text alone is a case with a description, and a remark.
    let file = read("plan.md", "# Plan\n## Aim\nTo pay\n## Sign in\n### Шаги\n1. Open\n## Later\n");
    assert_eq!(titles(&file), [": Aim", ": Sign in", ": Later"]);
    let remarks: Vec<_> = file.report.notes.iter().map(|n| (n.line, n.message.key.as_str())).collect();
    assert_eq!(remarks, [(Some(2), "formats-warning-only-text")]);
}

#[test]
fn steps_of_a_document_need_no_numbers() {
    let text = "# Plan\n## Sign in\n### Description\nWith a name\n### Test data\nanna\n### Steps\nOpen the page\n\n* Enter the name\n\
                * Press Enter\n### Expected result\nA page\n";
    let content = &read("plan.md", text).rows[0].content;
    let actions: Vec<&str> = content.steps.iter().map(|step| step.action.as_str()).collect();
    assert_eq!(actions, ["Open the page", "Enter the name", "Press Enter"]);
    let texts =
        [&content.description, &content.preconditions, &content.expected_result].map(|text| text.as_deref().unwrap_or_default());
    assert_eq!(texts, ["With a name", "anna", "A page"]);
}

#[test]
fn a_text_of_many_megabytes_is_skipped_in_every_format() {
    let long = "a".repeat((4 << 20) + 1);
    for (name, text) in [
        ("a.md", format!("# A\n## B\n### Steps\n1. {long}\n")),
        ("a.feature", format!("Feature: A\n  Scenario: B\n    Given {long}\n")),
        (
            "a.json",
            format!("{{\"format\":\"voluptas-cases\",\"version\":1,\"cases\":[{{\"title\":\"B\",\"description\":\"{long}\"}}]}}"),
        ),
        (
            "a.xml",
            format!(
                "<voluptas-cases version=\"1\"><cases><case><title>B</title><description>{long}</description></case></cases></voluptas-cases>"
            ),
        ),
    ] {
        let report = read(name, &text).report;
        assert_eq!((report.rows, report.taken, report.skipped(Skip::TooLong)), (1, 0, 1), "{name}");
    }
}

#[test]
fn a_feature_file_of_the_program_gives_description_and_preconditions_back() {
    let mut file = read("a.feature", "Feature: Cart\n  Scenario: Pay\n    When I pay\n");
    let texts =
        [("A text\nGiven a trap\n- Given two\n- a list", "A user\n* a star\nScenario: no"), ("", "Only this"), ("Only that", "")];
    let of = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let row = file.rows[0].clone();
    file.rows.clear();
    for (description, preconditions) in texts {
        let mut row = row.clone();
        (row.content.description, row.content.preconditions) = (of(description), of(preconditions));
        row.content.title = format!("Pay {}", file.rows.len());
        file.rows.push(row);
    }
    let (back, written) = again(file, CaseFormat::Feature);
    for (row, (description, preconditions)) in back.rows.iter().zip(texts) {
        let content = &row.content;
        assert_eq!((&content.description, &content.preconditions), (&of(description), &of(preconditions)), "{written}");
    }
    assert!(back.fields.contains(&voluptas_core::domain::field::CaseField::Preconditions));
}

#[test]
fn suites_are_counted_apart_from_cases() {
    let long = "x".repeat(300);
    let table = format!("suite_id,suite,suite_without_cases,v2.id,title\n1,Cart,1,,\n2,{long},1,,\n1,Cart,,5,Pay\n1,Cart,,6,\n");
    let report = read("qase.csv", &table).report;
    assert_eq!((report.rows, report.taken, report.skipped_in_all()), (2, 1, 1));
    assert_eq!((report.suites.rows, report.suites.taken, report.has_skipped()), (2, 1, true));
    let feature = read("a.feature", "Feature: Cart\n  Scenario: Pay\n    When I pay\n").report;
    assert_eq!((feature.rows, feature.taken, feature.suites.rows, feature.suites.taken), (1, 1, 1, 1));
}

#[test]
fn formats_that_are_only_read_say_so() {
    let content = CasesToWrite { project: "S".into(), title: "S".into(), suites: vec![], rows: vec![], shared_steps: vec![] };
    for format in [CaseFormat::TestRail, CaseFormat::TestLink, CaseFormat::Xray, CaseFormat::Zephyr] {
        assert!(!format.is_writable());
        assert!(matches!(write_cases(format, &content, WriteOptions::default()), Err(FormatError::ReadOnly { .. })));
    }
}

/// Time grows with the length: a square would take minutes here.
#[test]
fn large_files_are_read() {
    let case = |n: usize| format!("\n  Scenario: Case {n}\n    Given a page\n    When I click\n    Then it opens\n");
    let feature: String = std::iter::once("Feature: Large\n".to_owned()).chain((0..60_000).map(case)).collect();
    assert_eq!(read("large.feature", &feature).rows.len(), 60_000);
    let case = |n: usize| format!("<case><title>Case {n}</title><custom><steps>one\ntwo</steps></custom></case>\n");
    let cases: String = (0..60_000).map(case).collect();
    let xml = format!("<suite><sections><section><name>A</name><cases>{cases}</cases></section></sections></suite>");
    assert_eq!(read("large.xml", &xml).rows.len(), 60_000);
    let case = |n: usize| format!("## Case {n}\n\n### Steps\n\n1. One\n2. Two\n\n");
    let markdown: String = std::iter::once("# All\n".to_owned()).chain((0..60_000).map(case)).collect();
    assert_eq!(read("large.md", &markdown).rows.len(), 60_000);
}

#[test]
fn several_addresses_of_a_cell_are_several_links() {
    let file =
        read("x.csv", "Title,Links\nPay,\"https://a.test/1, https://b.test/2;https://c.test/3\nhttps://d.test The design\"\n");
    let links: Vec<String> = file.rows[0].content.links.iter().map(voluptas_core::domain::case::CaseLink::line).collect();
    assert_eq!(links, ["https://a.test/1", "https://b.test/2", "https://c.test/3", "https://d.test The design"]);
    assert_eq!(file.report.count(voluptas_formats::Severity::Warning), 0);
}

#[test]
fn a_case_without_a_title_is_no_case_and_its_suite_is_named() {
    let xml = "<sections><section><name>A</name><cases><case><id>C1</id></case></cases></section></sections>";
    for (name, text) in
        [("x.xml", xml), ("x.csv", "ID,Title,Suite\nC1,,A\n"), ("x.feature", "Feature: A\n\n  Scenario:\n    Given x\n")]
    {
        let file = read(name, text);
        assert!(file.rows.is_empty(), "{name}");
        assert_eq!(file.skipped_in, [["A"]], "{name}");
    }
}
