//! Written files are read back without a difference.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use voluptas_core::domain::function::{FunctionContent, FunctionType};
use voluptas_core::domain::person::RaciRole;
use voluptas_formats::{FunctionRow, WriteOptions, read_functions, write_functions};

use crate::sample;

fn options() -> [WriteOptions; 3] {
    let default = WriteOptions::default();
    [default, WriteOptions { delimiter: b';', mark: true }, WriteOptions { delimiter: b'\t', mark: false }]
}

/// Rows without the line where they stood.
fn placeless(rows: &[FunctionRow]) -> Vec<FunctionRow> {
    rows.iter().map(|r| FunctionRow { line: 0, ..r.clone() }).collect()
}

#[test]
fn samples_come_back() {
    for name in ["registry_master.csv", "registry_master_cp1251.csv", "registry_ragged.csv", "app_export.csv", "fixed_schema.csv"]
    {
        let rows: Vec<FunctionRow> = sample(name).rows.iter().collect();
        for options in options() {
            let bytes = write_functions(&rows, options);
            let again = read_functions(name, &bytes).expect("functions");
            assert_eq!(placeless(&again.rows.iter().collect::<Vec<_>>()), placeless(&rows), "{name}");
            assert_eq!(again.report.skipped_in_all(), 0);
            assert_eq!(write_functions(&again.rows.iter().collect::<Vec<_>>(), options), bytes, "{name}");
        }
    }
}

#[test]
fn no_cell_is_executed_by_a_spreadsheet() {
    let rows: Vec<FunctionRow> = sample("registry_master.csv").rows.iter().collect();
    let text = String::from_utf8(write_functions(&rows, WriteOptions::default())).expect("UTF-8");
    assert!(text.contains(",'=1+1,"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for record in reader.records() {
        for cell in &record.expect("record") {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        }
    }
}

/// A text with everything that hurts tables, without outer blanks, which count for nothing.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Zа-яё0-9]{1,6}",
        Just(" ".to_owned()),
        Just(",".to_owned()),
        Just(";".to_owned()),
        Just("\"".to_owned()),
        Just("'".to_owned()),
        Just("\n".to_owned()),
        Just("\t".to_owned()),
        Just("=".to_owned()),
        Just("-".to_owned()),
        Just("@".to_owned()),
        Just("[".to_owned()),
        Just("]".to_owned()),
        Just("\\".to_owned()),
        Just("─┐".to_owned()),
        Just("🟢".to_owned()),
    ];
    vec(piece, 1..8).prop_map(|p| p.concat().trim().to_owned()).prop_filter("not blank", |t| !t.is_empty())
}

/// A text with blanks and line ends at its ends.
fn body() -> impl Strategy<Value = String> {
    let blank = || proptest::sample::select(vec!["", " ", "\n", "\r\n", "\t"]);
    (blank(), text(), blank()).prop_map(|(before, text, after)| format!("{before}{text}{after}"))
}

/// A name of an ancestor: whatever is not the glyph of a branch.
fn name() -> impl Strategy<Value = Option<String>> {
    option::of(text().prop_map(|t| format!("n{t}")))
}

fn words() -> impl Strategy<Value = Vec<String>> {
    vec(text(), 0..4).prop_map(|mut w| {
        let mut seen = std::collections::BTreeSet::new();
        w.retain(|t| seen.insert(t.clone()));
        w
    })
}

prop_compose! {
    fn content()(
        title in text(),
        kind in prop_oneof![Just(FunctionType::Module), Just(FunctionType::Story), Just(FunctionType::Service)],
        (description, container, database, status) in (option::of(body()), option::of(body()), option::of(body()), option::of(text())),
        (module, epic, feature) in (name(), name(), name()),
        (stories, tags, aliases, roles) in (words(), words(), words(), words()),
        (test_cases_noted, subsystems, external_services) in (words(), words(), words()),
        documentation_links in vec("https://[a-z]{1,5}\\.test/[a-z,;]{0,5}", 0..3),
        (is_crit, is_focus) in (any::<bool>(), any::<bool>()),
        segment in option::of(prop_oneof![Just("UI".to_owned()), Just("Workflow".to_owned())]),
        maturity in option::of(prop_oneof![Just("Production".to_owned()), Just("Beta 2".to_owned())]),
        automation_status in option::of(Just("Partially Automated".to_owned())),
        custom_fields in btree_map(text(), text(), 0..3),
    ) -> FunctionContent {
        let mut documentation_links = documentation_links;
        documentation_links.sort();
        documentation_links.dedup();
        FunctionContent {
            title, kind, description, module, epic, feature, stories, segment, tags, aliases, is_crit, is_focus, test_cases_noted,
            automation_status, documentation_links, maturity, status, container, database, subsystems, external_services, roles,
            custom_fields, ..FunctionContent::default()
        }
    }
}

fn rows() -> impl Strategy<Value = Vec<FunctionRow>> {
    vec((content(), option::of(text()), words(), words(), any::<prop::sample::Index>()), 1..6).prop_map(|items| {
        let count = items.len();
        let id = |i: usize| format!("f{i}.=id");
        items
            .into_iter()
            .enumerate()
            .map(|(i, (content, alias, qa, informed, above))| {
                let above = above.index(count);
                let mut people: Vec<_> = qa.into_iter().take(1).map(|n| (RaciRole::Qa, n)).collect();
                people.extend(informed.into_iter().map(|n| (RaciRole::Informed, n)));
                let alias = alias.map(|a| format!("{i}{a}"));
                FunctionRow {
                    line: 0,
                    content: FunctionContent { func_id: id(i), alias, ..content },
                    parent: (above < i).then(|| id(above)),
                    people,
                }
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_registry_comes_back(rows in rows(), which in 0_usize..3) {
        let bytes = write_functions(&rows, options()[which]);
        let again = read_functions("x.csv", &bytes).expect("functions");
        prop_assert_eq!(placeless(&again.rows.iter().collect::<Vec<_>>()), rows);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..300)) {
        let text = [b"FuncID,Title,Type,QA,Custom Fields\n".as_slice(), &bytes].concat();
        for file in [read_functions("x.csv", &bytes), read_functions("x.csv", &text)].into_iter().flatten() {
            prop_assert_eq!(file.report.rows, file.report.taken + file.report.skipped_in_all());
        }
    }
}
