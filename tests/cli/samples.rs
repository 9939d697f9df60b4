//! The sample registries and cases, with the numbers that each must give.

use crate::support::Home;
use serde_json::Value;
use std::collections::BTreeMap;

fn sample(name: &str) -> String {
    format!("{}/../../tests/samples/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Expected outcome of a sample: exit code, rows, created functions, people and relations, critical functions, functions in focus, aliases, and
/// the numbers of skipped rows by reason.
type Expected = (&'static str, i32, [u64; 4], [usize; 3], &'static [(&'static str, u64)]);

const REGISTRY: &[(&str, u64)] = &[("bad_value", 2), ("blank", 3), ("duplicate", 4), ("no_type", 2), ("too_long", 1)];
const SAMPLES: [Expected; 7] = [
    ("registry_master.csv", 3, [62, 50, 8, 0], [11, 4, 0], REGISTRY),
    ("registry_master_bom_semicolon.csv", 3, [62, 50, 8, 0], [11, 4, 0], REGISTRY),
    ("registry_master_cp1251.csv", 3, [62, 50, 8, 0], [11, 4, 0], REGISTRY),
    ("registry_master.xlsx", 3, [62, 50, 8, 4], [11, 4, 0], REGISTRY),
    ("registry_ragged.csv", 0, [7, 7, 4, 0], [0, 1, 0], &[]),
    ("app_export.csv", 0, [50, 50, 6, 0], [11, 4, 2], &[]),
    ("fixed_schema.csv", 3, [9, 7, 7, 0], [3, 2, 0], &[("bad_value", 1), ("duplicate", 1)]),
];

#[test]
fn every_registry_gives_its_numbers_once() {
    for (name, exit, numbers, of_functions, skipped) in SAMPLES {
        let home = Home::new();
        let import = || home.run(&["functions", "import", &sample(name), "--json"]).expect(exit).json();
        let first = import();
        let number = |value: &Value| value.as_u64().unwrap_or(u64::MAX);
        let found =
            [&first["file"]["rows"], &first["created"], &first["people_created"], &first["relations_created"]].map(number);
        assert_eq!(found, numbers, "{name}");
        let reasons: BTreeMap<String, u64> =
            serde_json::from_value(first["file"]["skipped_by_reason"].clone()).expect("numbers by reason");
        assert_eq!(reasons, skipped.iter().map(|(reason, n)| ((*reason).to_owned(), *n)).collect(), "{name}");
        let listed = home.run(&["functions", "list", "--json"]).expect(0).json();
        let functions = listed["functions"].as_array().expect("functions").clone();
        let count = |has: &dyn Fn(&Value) -> bool| functions.iter().filter(|f| has(f)).count();
        let of = [count(&|f| f["is_crit"] == true), count(&|f| f["is_focus"] == true), count(&|f| f["alias"].is_string())];
        assert_eq!(of, of_functions, "{name}");
        let again = import();
        assert_eq!((again["created"].as_u64(), again["updated"].as_u64()), (Some(0), Some(0)), "{name}");
    }
}

#[test]
fn every_skipped_row_of_the_registry_has_its_line_and_reason() {
    let ended = Home::new().run(&["functions", "import", &sample("registry_master.csv"), "--json"]).expect(3).json();
    let notes = ended["file"]["notes"].as_array().expect("notes").clone();
    let lines: Vec<u64> = notes.iter().filter(|n| n["severity"] == "error").filter_map(|n| n["line"].as_u64()).collect();
    assert_eq!(lines, [34, 51, 52, 57, 58, 59, 60, 61, 62, 63, 65, 67]);
    for note in notes.iter().filter(|n| n["severity"] == "error") {
        let place = format!("registry_master.csv:{}: ", note["line"]);
        let text = note["message"].as_str().expect("text");
        assert!(text.strip_prefix(&place).is_some_and(|reason| reason.ends_with("the row was skipped")), "{text}");
    }
}
