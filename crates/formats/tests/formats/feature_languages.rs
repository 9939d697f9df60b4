//! Feature files in languages other than English and Russian.

use crate::joined;
use crate::tables_of_tools::written;
use voluptas_core::domain::case::{Parameter, StepsType};
use voluptas_core::domain::message::Explain as _;
use voluptas_formats::cases::{CaseFormat, CasesFile, read_cases};
use voluptas_formats::{FormatError, ReadOptions};

const GERMAN: &str = "# language: de\n@konto\nFunktionalität: Anmeldung\n  Für Kunden\n\n  Grundlage:\n    Angenommen die Seite \
                      steht offen\n\n  @smoke\n  Beispiel: Mit Kennwort\n    Auch für Kunden\n\n    Gegeben sei ein Kunde\n    Wenn er \
                      sich anmeldet\n    Dann sieht er sein Konto\n    Und sein Name steht oben\n\n  Regel: Fehler\n    \
                      Szenariogrundriss: Falsches <was>\n      Wenn <was> nicht stimmt\n      Dann erscheint <text>\n\n      \
                      Beispiele:\n        | was | text |\n        | Name | a |\n        | Kennwort | b |\n";

fn read(text: &str) -> Result<CasesFile, FormatError> {
    read_cases("a.feature", text.as_bytes(), None, &ReadOptions::default())
}

#[test]
fn a_german_file_is_read_and_comes_back() {
    let file = read(GERMAN).expect("cases");
    let suites: Vec<String> = file.suites.iter().map(|suite| joined(&suite.path())).collect();
    assert_eq!((file.format, suites), (CaseFormat::Feature, vec!["Anmeldung".to_owned(), "Anmeldung/Fehler".to_owned()]));
    assert_eq!(file.suites[0].content.preconditions.as_deref(), Some("Angenommen die Seite steht offen"));
    let first = &file.rows[0].content;
    assert_eq!((first.title.as_str(), first.steps_type), ("Mit Kennwort", StepsType::Gherkin));
    assert_eq!((&*first.tags, first.steps[0].action.lines().count()), (&["konto", "smoke"].map(str::to_owned)[..], 4));
    assert_eq!(first.description.as_deref(), Some("Auch für Kunden"));
    let Parameter::Group { items, .. } = &file.rows[1].content.parameters[0] else { panic!("a group") };
    assert_eq!(items[0].values, ["Name", "Kennwort"]);
    for format in [CaseFormat::Feature, CaseFormat::Json] {
        let bytes = written(&file, format);
        let text = String::from_utf8_lossy(&bytes);
        let back = read_cases("again", &bytes, None, &ReadOptions::default()).expect("cases");
        assert_eq!(back.rows.len(), 2, "{text}");
        for (back, row) in back.rows.iter().zip(&file.rows) {
            let (ours, theirs) = (&back.content, &row.content);
            assert_eq!((&back.suite, &ours.title, &ours.steps), (&row.suite, &theirs.title, &theirs.steps), "{text}");
            assert_eq!((&ours.description, &ours.tags), (&theirs.description, &theirs.tags), "{text}");
            assert_eq!(ours.parameters, theirs.parameters, "{text}");
        }
        assert_eq!(back.suites[0].content, file.suites[0].content, "{text}");
    }
    let text = String::from_utf8(written(&file, CaseFormat::Feature)).expect("UTF-8");
    assert!(text.starts_with("# language: de\n# voluptas-cases 1 SHOP\nFunktionalität: Shop\n"), "{text}");
    let parsed = gherkin::Feature::parse(&text, gherkin::GherkinEnv::default()).expect("Gherkin");
    assert_eq!(parsed.rules.iter().map(|rule| rule.scenarios.len()).sum::<usize>(), 2, "{text}");
}

#[test]
fn lines_of_texts_that_are_keywords_of_the_language_come_back() {
    let mut file = read(GERMAN).expect("cases");
    file.rows[0].content.description = Some("Wenn nichts hilft\nBeispiel: keines\nWhen in Rome".into());
    file.rows[0].content.preconditions = Some("Dann eben nicht".into());
    let bytes = written(&file, CaseFormat::Feature);
    let back = read_cases("again", &bytes, None, &ReadOptions::default()).expect("cases");
    assert_eq!(back.rows[0].content, file.rows[0].content, "{}", String::from_utf8_lossy(&bytes));
}

#[test]
fn a_file_of_two_languages_is_in_that_of_most_steps() {
    let mut file = read(GERMAN).expect("cases");
    let english = read("Feature: Cart\n  Scenario: Pay\n    When I pay\n").expect("cases");
    file.rows.extend(english.rows);
    let text = String::from_utf8(written(&file, CaseFormat::Feature)).expect("UTF-8");
    assert!(text.starts_with("# language: de\n") && text.contains("* When I pay\n"), "{text}");
    gherkin::Feature::parse(&text, gherkin::GherkinEnv::default()).expect("Gherkin");
}

#[test]
fn an_unknown_language_is_refused_with_its_line() {
    let error = read("# a comment\n# language: xx-YY\nFeature: A\n  Scenario: B\n    Given c\n").expect_err("refused");
    let expected = FormatError::UnknownLanguage { file: "a.feature".into(), line: 2, language: "xx-YY".into() };
    assert_eq!((&error, error.remedy().is_some()), (&expected, true));
    // A header below the feature is a comment.
    assert_eq!(read("Feature: A\n# language: xx\n  Scenario: B\n    Given c\n").expect("cases").rows.len(), 1);
}

#[test]
fn a_feature_in_another_language_without_a_header_is_refused() {
    let refused = |text: &str| match read(text).expect_err("refused") {
        FormatError::NoLanguage { line, language, .. } => (line, language),
        other => panic!("{other:?}"),
    };
    let headless = GERMAN.split_once('\n').expect("lines").1;
    assert_eq!(refused(headless), (2, "de"));
    // Without a word, the steps would be a description: `Scenario` is Swedish, too.
    assert_eq!(refused("Egenskap: Kundvagn\n  Scenario: Betala\n    När jag betalar\n"), (1, "sv"));
}

#[test]
fn keywords_of_a_named_language_are_its_own() {
    let chinese = "# language: zh-CN\n功能: 购物车\n\n  场景: 付款\n    假如购物车有商品\n    当我付款\n    那么我看到收据\n";
    let chinese = read(chinese).expect("cases");
    assert_eq!(chinese.rows[0].content.steps[0].action.lines().count(), 3);
    let french = read("# language: fr\nFonctionnalité: Panier\n  Scénario: Payer\n    Given no step\n    Lorsqu'il paie\n")
        .expect("cases");
    let content = &french.rows[0].content;
    assert_eq!(content.description.as_deref(), Some("Given no step"));
    assert_eq!(content.steps[0].action, "Lorsqu'il paie");
}
