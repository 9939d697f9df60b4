//! The form of `--json`: one object per command, with fields that only grow.

use crate::support::{Home, Shop};
use serde_json::Value;
use std::collections::BTreeSet;

/// Every field of a value with the kind of what it holds, as sorted lines.
fn shape(value: &Value) -> String {
    fn walk(value: &Value, path: &str, lines: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                for (name, inner) in fields {
                    walk(inner, &format!("{path}.{name}"), lines);
                }
            }
            Value::Array(items) => {
                lines.insert(format!("{path}[]"));
                for item in items {
                    walk(item, &format!("{path}[]"), lines);
                }
            }
            Value::Null => drop(lines.insert(format!("{path}: null"))),
            Value::Bool(_) => drop(lines.insert(format!("{path}: bool"))),
            Value::Number(_) => drop(lines.insert(format!("{path}: number"))),
            Value::String(_) => drop(lines.insert(format!("{path}: text"))),
        }
    }
    let mut lines = BTreeSet::new();
    walk(value, "", &mut lines);
    lines.into_iter().collect::<Vec<_>>().join("\n")
}

#[test]
fn each_command_has_its_object() {
    let shop = Shop::open();
    let registry = shop.registry();
    let registry = registry.to_str().expect("path");
    shop.home.file("results.csv", "case,status,time,comment\nSHOP-1,passed,12,\nSHOP-2,failed,3,seen\nSHOP-999,passed,1,\n");
    let commands: &[(&str, i32, &[&str])] = &[
        ("check", 0, &["qase", "check", "-p", "SHOP"]),
        ("projects", 0, &["qase", "projects"]),
        ("suites", 0, &["qase", "suites", "-p", "SHOP"]),
        ("runs", 0, &["qase", "runs", "-p", "SHOP"]),
        ("functions_import", 0, &["functions", "import", registry]),
        ("import_dry_run", 0, &["qase", "import", "-p", "SHOP", "--dry-run"]),
        ("import", 0, &["qase", "import", "-p", "SHOP"]),
        ("map_suggest", 0, &["qase", "map", "-p", "SHOP", "suggest", "--accept", "0.9"]),
        ("map_list", 0, &["qase", "map", "-p", "SHOP", "list"]),
        ("map_link", 0, &["qase", "map", "-p", "SHOP", "link", "shop.catalog.reviews", "SHOP-11"]),
        ("map_export", 0, &["qase", "map", "-p", "SHOP", "export", "map.csv"]),
        ("map_import", 0, &["qase", "map", "-p", "SHOP", "import", "map.csv"]),
        ("functions_list", 0, &["functions", "list"]),
        ("functions_export", 0, &["functions", "export", "out.csv"]),
        ("export", 3, &["qase", "export", "-p", "SHOP", "--all", "--cases", "--results", "results.csv", "--new-run", "By hand"]),
        ("users_add", 0, &["users", "add", "Anna", "--role", "admin", "--project", "SHOP=lead"]),
        ("users_list", 0, &["users", "list"]),
        (
            "tokens_add",
            0,
            &["tokens", "add", "--user", "Anna", "--role", "tester", "--project", "SHOP", "--expires", "2099-12-31"],
        ),
        ("tokens_list", 0, &["tokens", "list"]),
        ("tokens_revoke", 0, &["tokens", "revoke", "1"]),
        ("users_remove", 0, &["users", "remove", "Anna"]),
        ("doctor", 0, &["doctor"]),
        ("demo", 0, &["demo"]),
        ("error", 4, &["qase", "map", "-p", "SHOP", "link", "no.such.function", "1"]),
    ];
    for (name, code, args) in commands {
        let args: Vec<&str> = std::iter::once("--json").chain(args.iter().copied()).collect();
        let ended = shop.home.run(&args).expect(*code);
        insta::assert_snapshot!(*name, shape(&ended.json()));
    }
}

#[test]
fn texts_in_json_are_english_whatever_the_language() {
    let home = Home::new();
    let in_russian = home.run(&["doctor", "--json", "--lang", "ru"]).expect(1);
    assert_eq!(in_russian.json()["error"]["message"], home.run(&["doctor", "--json"]).expect(1).json()["error"]["message"]);
    assert!(in_russian.err.starts_with("Ошибка"), "{}", in_russian.err);
}
