//! `cases import` and `cases export`: counts, policies, projects, and what comes back.

use crate::support::Home;
use serde_json::Value;

fn qase_export() -> String {
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/samples/qase_cases_v2.csv").to_owned()
}

/// The numbers of an answer by name.
fn counts(answer: &Value) -> [u64; 4] {
    ["created", "updated", "unchanged", "suites_created"].map(|name| answer[name].as_u64().unwrap_or(u64::MAX))
}

#[test]
fn the_export_of_qase_comes_in_once() {
    let home = Home::new();
    let file = qase_export();
    let import = ["cases", "import", &file, "--project", "SHOP", "--json"];
    let dry = home.run(&[&import[..], &["--dry-run"]].concat()).expect(3).json();
    assert_eq!(counts(&dry), [14, 0, 0, 3], "equal titles with ids of their own are cases of their own");
    assert_eq!(dry["rows"].as_array().map(Vec::len), Some(14), "two of sixteen cannot be read");
    assert!(!home.path().join("workspace.voluptas").exists(), "a dry run makes no workspace");
    let first = home.run(&import).expect(3).json();
    assert_eq!((counts(&first), &first["created_project"]), ([14, 0, 0, 3], &Value::Bool(true)));
    // The 19 rows of the file are 16 cases and 3 suites, which are counted apart.
    assert_eq!((first["file"]["rows"].as_u64(), first["file"]["taken"].as_u64()), (Some(16), Some(14)));
    assert_eq!(first["file"]["suites"], serde_json::json!({"rows": 3, "taken": 3}));
    assert_eq!((&first["file"]["skipped"], &first["file"]["skipped_by_reason"]["duplicate"]), (&2.into(), &Value::Null));
    let again = home.run(&import).expect(3).json();
    assert_eq!(counts(&again), [0, 0, 14, 0]);
    let theirs = home.run(&["cases", "import", &file, "--project", "SHOP", "--policy", "theirs", "--json"]).expect(3).json();
    assert_eq!(counts(&theirs), [0, 0, 14, 0]);
}

#[test]
fn every_skipped_row_is_named_with_line_and_reason() {
    let home = Home::new();
    let ended = home.run(&["cases", "import", &qase_export(), "--project", "SHOP"]).expect(3);
    for words in ["qase_cases_v2.csv:2", "“title” is empty", "has 376 characters", "unknown value “urgent”"] {
        assert!(ended.err.contains(words), "{words}: {}", ended.err);
    }
    assert!(ended.out.contains("14 created"), "{}", ended.out);
}

#[test]
fn a_project_is_made_in_an_empty_workspace_or_when_asked_for() {
    let home = Home::new();
    home.file("a.csv", "Title,Suite\nSign in,Account\n");
    home.run(&["cases", "import", "a.csv", "--project", "shop"]).expect(0);
    let typo = home.run(&["cases", "import", "a.csv", "--project", "SHOPP"]).expect(2);
    assert!(typo.err.contains("--create-project"), "{}", typo.err);
    home.run(&["cases", "import", "a.csv", "--project", "SHOPP", "--create-project"]).expect(0);
    home.file("empty.csv", "Title,Suite\n,\n");
    home.run(&["cases", "import", "empty.csv", "--project", "SHOP"]).expect(4);
}

#[test]
fn every_format_comes_back_into_an_empty_workspace() {
    let home = Home::new();
    home.run(&["cases", "import", &qase_export(), "--project", "SHOP"]).expect(3);
    home.run(&["cases", "export", "all.json", "--project", "SHOP"]).expect(0);
    let all = std::fs::read_to_string(home.path().join("all.json")).expect("file");
    for (name, extra) in [
        ("b.csv", None),
        ("b.xlsx", None),
        ("b.json", None),
        ("b.xml", None),
        ("c.csv", Some("qase-csv")),
        ("c.feature", None),
        ("c.md", None),
    ] {
        let mut export = vec!["cases", "export", name, "--project", "SHOP", "--json"];
        export.extend(extra.iter().flat_map(|format| ["--format", format]));
        let answer = home.run(&export).expect(0).json();
        assert_eq!((answer["cases"].as_u64(), answer["suites"].as_u64()), (Some(14), Some(3)), "{name}");
        let other = Home::new();
        std::fs::copy(home.path().join(name), other.path().join(name)).expect("copied");
        let back = other.run(&["cases", "import", name, "--project", "SHOP", "--json"]).expect(0).json();
        assert_eq!(counts(&back), [14, 0, 0, 3], "{name}");
        other.run(&["cases", "export", "all.json", "--project", "SHOP"]).expect(0);
        let same = std::fs::read_to_string(other.path().join("all.json")).expect("file");
        if name.starts_with('b') {
            assert_eq!(same, all, "{name}");
        }
    }
}

#[test]
fn a_part_goes_to_standard_output() {
    let home = Home::new();
    home.file("a.csv", "Title,Suite\nSign in,Account\nPay,Cart\n");
    home.run(&["cases", "import", "a.csv", "--project", "SHOP"]).expect(0);
    let out = home.run(&["cases", "export", "-", "--project", "SHOP", "--suite", "1", "--format", "csv"]).expect(0).out;
    assert!(out.contains("Sign in") && !out.contains("Pay"), "{out}");
    let wrong = home.run(&["cases", "export", "-", "--project", "SHOP"]).expect(2);
    assert!(wrong.err.contains("--format"), "{}", wrong.err);
    home.run(&["cases", "export", "x.csv", "--project", "SHOP", "--suite", "9"]).expect(4);
}

#[test]
fn values_that_stay_are_counted_and_taken_on_request() {
    let home = Home::new();
    home.file("a.csv", "Title,Priority,Tags\nPay,high,money\n");
    home.run(&["cases", "import", "a.csv", "--project", "SHOP"]).expect(0);
    home.file("a.csv", "Title,Priority,Tags\nPay,low,smoke\n");
    let smart = home.run(&["cases", "import", "a.csv", "--project", "SHOP"]).expect(0);
    assert!(smart.out.contains("1 value differs") && smart.out.contains("--policy theirs"), "{}", smart.out);
    let out = |home: &Home| home.run(&["cases", "export", "-", "--project", "SHOP", "--format", "csv"]).expect(0).out;
    assert!(out(&home).contains("high") && out(&home).contains("money, smoke"), "{}", out(&home));
    home.run(&["cases", "import", "a.csv", "--project", "SHOP", "--policy", "theirs"]).expect(0);
    assert!(out(&home).contains("low"), "{}", out(&home));
}

#[test]
fn the_property_that_finds_a_case_and_the_rows_are_chosen() {
    let home = Home::new();
    home.file("a.csv", "Title,Suite\nSign in,Account\nPay,Cart\n");
    home.run(&["cases", "import", "a.csv", "--project", "SHOP"]).expect(0);
    home.file("b.csv", "ID,Title,Suite\n1,Log in,Account\n,Pay,Basket\n,Refund,Basket\n");
    let import = |more: &[&str]| {
        let ended = home.run(&[&["cases", "import", "b.csv", "--project", "SHOP", "--dry-run", "--json"], more].concat());
        (ended.code, counts(&ended.json()))
    };
    assert_eq!(import(&[]), (0, [3, 0, 0, 1]));
    assert_eq!(import(&["--match", "id"]), (0, [2, 0, 1, 1]));
    assert_eq!(import(&["--match", "title"]), (0, [2, 0, 1, 1]));
    assert_eq!(import(&["--match", "title", "--no-new-suites"]), (3, [1, 0, 1, 0]));
    // A row that the caller leaves out is nothing that went wrong.
    assert_eq!(import(&["--match", "title", "--skip-line", "2", "--skip-line", "4"]), (0, [0, 0, 1, 0]));
    assert_eq!(import(&["--match", "title", "--tag", "from-file"]), (0, [2, 1, 0, 1]));
    home.run(&["cases", "import", "b.csv", "--project", "SHOP", "--match", "luck"]).expect(2);
}

#[test]
fn titles_of_suites_are_split_at_slashes_on_request() {
    for (flag, path) in [(&[][..], "Cart/Prices"), (&["--split-suites"], "Cart / Prices")] {
        let home = Home::new();
        home.file("a.csv", "Title,Suite\nAdds,Cart/Prices\n");
        let said = home.run(&[&["cases", "import", "a.csv", "--project", "SHOP"], flag].concat()).expect(0).err;
        assert_eq!(said.contains("Note: a.csv:2: “Cart/Prices” is the title of one suite"), flag.is_empty(), "{said}");
        let out = home.run(&["cases", "export", "-", "--project", "SHOP", "--format", "csv"]).expect(0).out;
        assert!(out.contains(path), "{out}");
    }
}

#[test]
fn a_workbook_of_the_registry_comes_in_and_goes_out() {
    let home = Home::new();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/samples/registry_master.xlsx");
    let first = home.run(&["functions", "import", file, "--json"]).expect(3).json();
    assert_eq!((first["created"].as_u64(), first["file"]["rows"].as_u64()), (Some(50), Some(62)));
    assert_eq!(first["people_created"].as_u64().map(|n| n >= 8), Some(true), "{first}");
    let again = home.run(&["functions", "import", file, "--json"]).expect(3).json();
    assert!(first["relations_created"].as_u64().is_some_and(|n| n >= 3), "{first}");
    let counted = ["created", "updated", "people_created", "people_updated", "relations_created", "relations_updated"];
    assert_eq!(counted.map(|name| again[name].as_u64()), [Some(0); 6], "{again}");
    home.run(&["functions", "export", "out.xlsx"]).expect(0);
    home.run(&["functions", "export", "out.csv"]).expect(0);
    let refused = home.run(&["functions", "export", "out.txt"]).expect(2).err;
    assert!(refused.contains("out.txt") && refused.contains(".xlsx"), "{refused}");
    let other = Home::new();
    std::fs::copy(home.path().join("out.xlsx"), other.path().join("out.xlsx")).expect("copied");
    let back = other.run(&["functions", "import", "out.xlsx", "--json"]).expect(0).json();
    for name in ["created", "people_created", "relations_created"] {
        assert_eq!(back[name], first[name], "{name}");
    }
    other.run(&["functions", "export", "out.csv"]).expect(0);
    let text = |home: &Home| std::fs::read_to_string(home.path().join("out.csv")).expect("file");
    assert_eq!(text(&other), text(&home));
}

#[test]
fn a_dry_run_refuses_the_code_that_an_import_refuses() {
    let home = Home::new();
    home.file("c.csv", "Title\nOne\n");
    for flags in [&["--dry-run"][..], &[]] {
        let ended = home.run(&[&["cases", "import", "c.csv", "--project", "P"], flags].concat()).expect(2);
        assert!(ended.err.contains("not a valid project code"), "{}", ended.err);
    }
}

#[test]
fn a_preset_of_the_settings_reads_a_table_of_another_shape() {
    let home = Home::new();
    home.file("odd.csv", "Report of May\n\nИмя|Важность|Автор\nВход|high|Анна\n");
    let import = ["cases", "import", "odd.csv", "--project", "SHOP"];
    let preset = |name: &'static str| [&import[..], &["--preset", name]].concat();
    let none = home.run(&preset("Team")).expect(2);
    assert!(none.err.contains("“Team”") && none.err.contains("No presets"), "{}", none.err);
    home.file(
        "settings.json",
        r#"{"version":1,"import_presets":[{"name":"Team","delimiter":"|","header_row":3,"columns":
        [{"column":"Имя","to":"title"},{"column":"Важность","to":"priority"},{"column":"Автор","to":"skip"}]},{"name":"Other"}]}"#,
    );
    let unknown = home.run(&preset("Temp")).expect(2);
    assert!(unknown.err.contains("“Temp”") && unknown.err.contains("Other, Team"), "{}", unknown.err);
    home.run(&import).expect(1);
    let answer = home.run(&[&preset("team")[..], &["--json"]].concat()).expect(0).json();
    assert_eq!(counts(&answer), [1, 0, 0, 0]);
    let out = home.run(&["cases", "export", "-", "--project", "SHOP", "--format", "csv"]).expect(0).out;
    assert!(out.contains("Вход") && out.contains("high") && !out.contains("Анна"), "{out}");
    // A flag comes before the preset.
    home.run(&[&preset("Team")[..], &["--header-row", "4"]].concat()).expect(1);
}

#[test]
fn delimiter_and_line_of_the_names_are_flags() {
    let home = Home::new();
    home.file("odd.csv", "Report, of May\nTitle:Tags\nPay, now:money\n");
    let import = ["cases", "import", "odd.csv", "--project", "SHOP"];
    home.run(&import).expect(1);
    for wrong in [["--delimiter", "ab"], ["--delimiter", "x"], ["--header-row", "0"]] {
        let ended = home.run(&[&import[..], &wrong].concat());
        assert_eq!(ended.code, 2, "{wrong:?}: {}", ended.err);
    }
    let answer = home.run(&[&import[..], &["--delimiter", ":", "--header-row", "2", "--json"]].concat()).expect(0).json();
    assert_eq!(counts(&answer), [1, 0, 0, 0]);
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/samples/registry_master.xlsx");
    let sheet = home.run(&["cases", "import", file, "--project", "SHOP", "--sheet", "Нет"]).expect(1);
    assert!(sheet.err.contains("Нет"), "{}", sheet.err);
}

#[test]
fn a_sheet_of_a_file_without_sheets_is_refused() {
    let home = Home::new();
    home.file("c.csv", "Title\nPay\n");
    home.file("f.csv", "FuncID,Title,Type\nshop,Shop,Module\n");
    for import in [&["cases", "import", "c.csv", "--project", "SHOP"][..], &["functions", "import", "f.csv"]] {
        let refused = home.run(&[import, &["--sheet", "Cases"]].concat()).expect(2);
        assert!(refused.err.contains("“Cases”") && refused.err.contains("not a workbook"), "{}", refused.err);
        home.run(import).expect(0);
    }
}

#[test]
fn a_table_without_column_names_is_read_by_a_preset() {
    let home = Home::new();
    home.file("odd.csv", "Pay by card,high\nPay by cash,low,kassa\n");
    let import = ["cases", "import", "odd.csv", "--project", "SHOP", "--no-header-row"];
    // No column is the title yet, and the answer names those that there are.
    let none = home.run(&import).expect(1);
    assert!(none.err.contains("A, B, C"), "{}", none.err);
    home.file(
        "settings.json",
        r#"{"version":1,"import_presets":[{"name":"Bare","columns":[{"column":"A","to":"title"},{"column":"B","to":"priority"},
        {"column":"C","to":"tags"}]},{"name":"Whole","no_header_row":true,"columns":[{"column":"A","to":"title"}]},
        {"name":"Registry","list":"functions","columns":[{"column":"A","to":"func_id"},{"column":"B","to":"title"},
        {"column":"C","to":"type"}]}]}"#,
    );
    let answer = home.run(&[&import[..], &["--preset", "Bare", "--json"]].concat()).expect(0).json();
    assert_eq!(counts(&answer), [2, 0, 0, 0]);
    let out = home.run(&["cases", "export", "-", "--project", "SHOP", "--format", "csv"]).expect(0).out;
    assert!(out.contains("Pay by card") && out.contains("high") && out.contains("kassa"), "{out}");
    let answer = home.run(&[&import[..5], &["--preset", "Whole", "--json"]].concat()).expect(0).json();
    assert_eq!(counts(&answer)[2], 2, "both rows are known by their titles: {answer}");
    home.run(&[&import[..], &["--header-row", "2"]].concat()).expect(2);
    home.file("f.csv", "shop,Shop,Module\nshop.pay,Payment,Epic\n");
    let told = home.run(&["functions", "import", "f.csv", "--no-header-row", "--preset", "Registry", "--json"]).expect(0).json();
    assert_eq!(told["created"], 2, "{told}");
}

#[test]
fn duplicates_are_listed_with_their_reasons() {
    let home = Home::new();
    home.file(
        "a.csv",
        "Title,Suite\nExpired code is refused,Cart\nexpired code is refused.,Cart/Codes\nExpired codes is refused,Codes\nPay,Cart\n",
    );
    home.run(&["cases", "import", "a.csv", "--project", "SHOP"]).expect(0);
    let all = home.run(&["cases", "duplicates", "--project", "shop", "--json"]).expect(0).json();
    assert_eq!((&all["project"], all["searched"].as_u64()), (&"SHOP".into(), Some(4)));
    let of = |group: usize, field: &str| -> Vec<String> {
        let cases = all["groups"][group]["cases"].as_array().cloned().unwrap_or_default();
        cases.iter().map(|case| case[field].to_string()).collect()
    };
    assert_eq!(
        (&all["groups"][0]["reasons"], of(0, "code")),
        (&serde_json::json!(["same_title"]), vec![r#""SHOP-1""#.into(), r#""SHOP-2""#.into()])
    );
    assert_eq!((&all["groups"][1]["reasons"], of(1, "code").len()), (&serde_json::json!(["similar_title"]), 3));
    assert_eq!(all["groups"].as_array().map(Vec::len), Some(2));
    let people = home.run(&["cases", "duplicates", "--project", "SHOP"]).expect(0).out;
    assert!(people.contains("Same title") && people.contains("2 groups in 4 cases"), "{people}");
    home.run(&["cases", "duplicates", "--project", "SHOP", "--suite", "3"]).expect(4);
    home.run(&["cases", "duplicates", "--project", "SHOP", "--suite", "99"]).expect(4);
    home.run(&["cases", "duplicates", "--project", "NONE"]).expect(4);
}

#[test]
fn a_line_to_skip_has_one_case() {
    let home = Home::new();
    home.file("b.csv", "Title,Suite\nSign in,Account\n,Account\n\"Pay\nnow\",Cart\n");
    let import = |file: &str, lines: &[&str]| {
        let mut args = vec!["cases", "import", file, "--project", "SHOP", "--dry-run", "--json"];
        args.extend(lines.iter().flat_map(|line| ["--skip-line", line]));
        home.run(&args)
    };
    assert_eq!(counts(&import("b.csv", &["4"]).expect(0).json()), [1, 0, 0, 1]);
    for line in ["1", "5", "99"] {
        let wrong = import("b.csv", &["2", line]).expect(2);
        assert!(wrong.err.contains(&format!("b.csv:{line}: no case and no suite begins")), "{}", wrong.err);
    }
    home.file("c.csv", "ID,Title\n1,\n2,Pay\n");
    import("c.csv", &["2"]).expect(3);
    home.file("one.xml", "<sections><section><name>A</name><cases><case><title>B</title></case><case><title>C</title></case></cases></section></sections>");
    let several = import("one.xml", &["1"]).expect(2);
    assert!(several.err.contains("one.xml:1: 2 cases begin"), "{}", several.err);
    assert_eq!(counts(&import("one.xml", &[]).expect(0).json()), [2, 0, 0, 1]);
}

#[test]
fn a_line_to_skip_may_be_that_of_a_suite() {
    let home = Home::new();
    let file = |about: &str| {
        let json = format!(
            "suite_id,suite_parent_id,suite,suite_without_cases,description,title\n1,,Cart,1,{about},\n1,,Cart,,,Pay\n2,,Empty,1,Nobody,\n"
        );
        home.file("q.csv", &json);
    };
    let suites = |home: &Home| {
        let out = home.run(&["cases", "export", "-", "--project", "SHOP", "--format", "json"]).expect(0).json();
        let all = out["suites"].as_array().cloned().unwrap_or_default();
        all.iter().map(|s| (s["title"].to_string(), s["description"].to_string())).collect::<Vec<_>>()
    };
    let import = |more: &[&str]| {
        home.run(&[&["cases", "import", "q.csv", "--project", "SHOP", "--policy", "theirs"], more].concat()).expect(0);
        suites(&home)
    };
    file("Goods");
    let pair = |title: &str, about: &str| (format!("\"{title}\""), format!("\"{about}\""));
    assert_eq!(import(&["--skip-line", "4"]), [pair("Cart", "Goods")]);
    file("Things");
    assert_eq!(import(&["--skip-line", "2", "--skip-line", "4"]), [pair("Cart", "Goods")], "the texts stay");
    assert_eq!(import(&["--skip-line", "4"]), [pair("Cart", "Things")]);
}

#[test]
fn a_tag_is_one_short_line() {
    let home = Home::new();
    home.file("a.csv", "Title\nPay\n");
    let import = |tag: &str| home.run(&["cases", "import", "a.csv", "--project", "SHOP", "--dry-run", "--tag", tag]);
    for (tag, text) in [("a\nb", "single line"), (&*"x".repeat(300), "300"), ("a,b", "comma")] {
        let wrong = import(tag).expect(2);
        assert!(wrong.err.contains("--tag") && wrong.err.contains(text), "{}", wrong.err);
    }
    for blank in ["", "  "] {
        let wrong = import(blank).expect(2);
        assert!(wrong.err.contains("--tag is blank"), "{}", wrong.err);
    }
    import(" smoke test ").expect(0);
}

#[test]
fn a_second_import_doubles_no_row_without_the_property() {
    let home = Home::new();
    home.file("a.csv", "ID,Title,Suite,Functions\n,Pay,Cart,\n7,Leave,Cart,\n");
    for property in ["id", "function", "title", "auto"] {
        let import =
            || home.run(&["cases", "import", "a.csv", "--project", property, "--create-project", "--match", property, "--json"]);
        assert_eq!(counts(&import().expect(0).json()), [2, 0, 0, 1], "{property}");
        let again = import().expect(0).json();
        assert_eq!(counts(&again), [0, 0, 2, 0], "{property}: {again}");
        let warnings = again["warnings"].as_array().map_or(0, Vec::len);
        assert_eq!(warnings, usize::from(["id", "function"].contains(&property)), "{property}: {again}");
    }
    let people = home.run(&["cases", "import", "a.csv", "--project", "ID", "--match", "function"]).expect(0);
    assert!(people.err.contains("2 rows name no known function (lines 2, 3)"), "{}", people.err);
}

#[test]
fn a_file_that_cannot_be_used_is_told_in_plain_words() {
    let home = Home::new();
    std::fs::create_dir(home.path().join("folder")).expect("folder");
    home.file("a.csv", "Title\nPay\n");
    for (file, words) in [("folder", "is a folder"), ("a.csv/b.csv", "is a file, not a folder"), ("none.csv", "does not exist")] {
        let ended = home.run(&["cases", "import", file, "--project", "SHOP"]).expect(1);
        assert!(ended.err.contains(words) && !ended.err.contains("os error"), "{}", ended.err);
    }
    let long = format!("{}.csv", "x".repeat(300));
    let ended = home.run(&["cases", "import", &long, "--project", "SHOP"]).expect(1);
    assert!(ended.err.contains("too long"), "{}", ended.err);
    let format = home.run(&["cases", "import", "a.csv", "--project", "SHOP", "--format", "xlsx"]).expect(1);
    assert!(format.err.contains("a.csv is a text table (CSV), not a file of the format xlsx"), "{}", format.err);
}

#[test]
fn unknown_functions_are_named_in_json() {
    let home = Home::new();
    home.file("a.csv", "Title,Functions,Team\nPay,shop.pay,A\nLeave,shop.pay,B\n");
    for flags in [&["--dry-run"][..], &[]] {
        let answer = home.run(&[&["cases", "import", "a.csv", "--project", "SHOP", "--json"], flags].concat()).expect(0).json();
        let warnings: Vec<&str> = answer["warnings"].as_array().expect("list").iter().filter_map(Value::as_str).collect();
        assert!(warnings.iter().any(|w| w.contains("shop.pay")) && warnings.iter().any(|w| w.contains("Team")), "{answer}");
    }
}

#[test]
fn an_export_of_a_suite_says_what_it_leaves_out() {
    let home = Home::new();
    home.file("a.csv", "Title,Suite,Also in suites\nSign in,Smoke,\nPay,Cart,\"Smoke\nNightly\"\n");
    home.run(&["cases", "import", "a.csv", "--project", "SHOP"]).expect(0);
    let part = home.run(&["cases", "export", "-", "--project", "SHOP", "--suite", "1", "--format", "csv"]).expect(0);
    assert!(part.out.contains("Sign in") && part.out.contains("Pay,") && !part.out.contains("Nightly"), "{}", part.out);
    assert!(part.err.contains("1 further suite"), "{}", part.err);
    let whole = home.run(&["cases", "export", "all.csv", "--project", "SHOP", "--json"]).expect(0);
    assert_eq!((whole.json()["places_left_out"].as_u64(), whole.err.as_str()), (Some(0), ""));
}

#[test]
fn suites_of_one_title_stay_apart_in_files() {
    use voluptas_core::base::SystemClock;
    use voluptas_core::domain::suite::NewSuite;
    use voluptas_store::{Op, Store};
    let home = Home::new();
    home.file("a.csv", "Title,Suite\nSign in,Smoke\n");
    home.run(&["cases", "import", "a.csv", "--project", "SHOP"]).expect(0);
    let store = Store::open(&home.path().join("workspace.voluptas"), std::sync::Arc::new(SystemClock)).expect("opened");
    let again = store.write(Op::bulk("test"), |tx| {
        let project = tx.projects().by_code("SHOP")?.expect("the project");
        let suites = tx.suites().of_project(project.id)?;
        tx.suites().create(project.id, &NewSuite { content: suites[0].content.clone(), ..NewSuite::default() })
    });
    again.expect("a second suite of that name");
    drop(store);
    for file in ["all.json", "all.xml", "all.csv", "all.xlsx", "all.md", "all.feature"] {
        home.run(&["cases", "export", file, "--project", "SHOP"]).expect(0);
        let import = ["cases", "import", file, "--project", "SHOP", "--json"];
        let again = home.run(&import).expect(0).json();
        assert_eq!((counts(&again), &again["suites_created"]), ([0, 0, 1, 0], &serde_json::json!(0)), "{file}");
        let other = Home::new();
        std::fs::copy(home.path().join(file), other.path().join(file)).expect("copied");
        assert_eq!(other.run(&import).expect(0).json()["suites_created"], 2, "{file}");
        assert_eq!(other.run(&import).expect(0).json()["suites_created"], 0, "{file}");
    }
    // The second of them alone: it is the second here, and the only one elsewhere.
    for (home, created) in [(&home, 0), (&Home::new(), 1)] {
        home.file("b.csv", "Title,Suite\nSign out,\"[{\"\"title\"\":\"\"Smoke\"\",\"\"nth\"\":2}]\"\n");
        let import = ["cases", "import", "b.csv", "--project", "SHOP", "--json"];
        assert_eq!(home.run(&import).expect(0).json()["suites_created"], created);
        assert_eq!(home.run(&import).expect(0).json()["suites_created"], 0);
    }
    let part = home.run(&["cases", "export", "-", "--project", "SHOP", "--suite", "2", "--format", "json"]).expect(0);
    assert!(part.out.contains("Sign out") && !part.out.contains("Sign in"), "{}", part.out);
}

#[test]
fn a_file_without_titles_creates_neither_project_nor_suite() {
    let home = Home::new();
    home.file("ids.csv", "ID,Title,Suite\n1,,A\n2,,A\n");
    let done = home.run(&["cases", "import", "ids.csv", "--project", "SHOP", "--json"]).expect(4).json();
    assert_eq!((counts(&done), &done["created_project"]), ([0, 0, 0, 0], &Value::Bool(false)));
    home.file(
        "a.xml",
        "<sections><section><name>A</name><cases><case><id>C1</id></case><case><title>Pay</title></case></cases></section>\
        <section><name>B</name><cases><case><id>C2</id></case></cases></section></sections>",
    );
    let done = home.run(&["cases", "import", "a.xml", "--project", "SHOP", "--json"]).expect(3).json();
    assert_eq!(counts(&done), [1, 0, 0, 1], "suite B has no case");
}

#[test]
fn a_document_without_cases_is_told_and_creates_nothing() {
    let home = Home::new();
    home.file("README.md", "# Program\nIntro\n## Install\n### Linux\napt\n## Usage\ntext\n");
    for flags in [&["--dry-run"][..], &[]] {
        let import = [&["cases", "import", "README.md", "--project", "SHOP", "--json"], flags].concat();
        let done = home.run(&import).expect(4).json();
        assert_eq!((counts(&done), &done["created_project"]), ([0, 0, 0, 0], &Value::Bool(false)));
        assert_eq!(done["file"]["skipped_by_reason"], serde_json::json!({"no_case": 2}));
    }
    let people = home.run(&["cases", "import", "README.md", "--project", "SHOP"]).expect(4);
    assert!(people.err.contains("README.md:4: “Linux” is no test case"), "{}", people.err);
}

#[test]
fn texts_of_the_file_for_a_suite_that_exists_are_shown_and_follow_the_policy() {
    let home = Home::new();
    home.file("a.csv", "Title,Suite\nSign in,Account\n");
    home.run(&["cases", "import", "a.csv", "--project", "SHOP"]).expect(0);
    let feature = |text: &str| {
        home.file(
            "b.feature",
            &format!("Feature: Account\n  Background:\n    Given {text}\n  Scenario: Sign in\n    When I sign in\n"),
        )
    };
    let import = |more: &[&str]| {
        home.run(&[&["cases", "import", "b.feature", "--project", "SHOP", "--json"], more].concat()).expect(0).json()
    };
    let preconditions = || {
        let out = home.run(&["cases", "export", "-", "--project", "SHOP", "--format", "json"]).expect(0).json();
        out["suites"][0]["preconditions"].as_str().unwrap_or_default().to_owned()
    };
    feature("a user");
    let mine = import(&["--policy", "mine"]);
    assert_eq!((mine["suites_updated"].as_u64(), preconditions()), (Some(0), String::new()));
    assert!(mine["kept"].as_u64() > Some(0), "{mine}");
    let dry = import(&["--dry-run"]);
    let change = &dry["suites"][0];
    assert_eq!((&change["suite"], &change["changes"][0]["field"]), (&serde_json::json!(["Account"]), &"preconditions".into()));
    assert_eq!((&change["changes"][0]["after"], &change["changes"][0]["is_taken"]), (&"Given a user".into(), &Value::Bool(true)));
    assert_eq!(import(&[])["suites_updated"].as_u64(), Some(1));
    assert_eq!(preconditions(), "Given a user");
    feature("a guest");
    assert_eq!((import(&[])["suites_updated"].as_u64(), preconditions()), (Some(0), "Given a user".into()));
    let people = home.run(&["cases", "import", "b.feature", "--project", "SHOP", "--policy", "theirs"]).expect(0);
    assert!(people.out.contains("1 suite that exists gets texts of the file: Account"), "{}", people.out);
    assert_eq!(preconditions(), "Given a guest");
}

#[test]
fn an_export_says_that_a_table_has_no_shared_steps() {
    let home = Home::new();
    home.file(
        "a.json",
        r#"{"format":"voluptas-cases","version":1,"shared_steps":[{"hash":"a","title":"Sign in","steps":[{"action":"Type"}]}],
        "cases":[{"title":"Pay","steps":[{"action":"Sign in","shared":"a"}]}]}"#,
    );
    home.run(&["cases", "import", "a.json", "--project", "SHOP"]).expect(0);
    let export = |name: &str| home.run(&["cases", "export", name, "--project", "SHOP"]).expect(0).err;
    assert!(export("b.csv").contains("1 shared step is written as plain steps"));
    assert_eq!(export("b.json"), "");
    export("b.md");
    export("b.feature");
    home.run(&["cases", "export", "q.csv", "--project", "SHOP", "--format", "qase-csv"]).expect(0);
    for file in ["b.csv", "b.md", "b.feature", "q.csv"] {
        let text = std::fs::read_to_string(home.path().join(file)).expect("file");
        assert!(text.contains("Type"), "the steps of the shared step are in {file}: {text}");
    }
}

#[test]
fn an_export_for_qase_names_the_custom_fields_that_it_lacks() {
    let home = Home::new();
    home.file("a.csv", "title,Owner\nPay,Ann\n");
    home.run(&["cases", "import", "a.csv", "--project", "SHOP"]).expect(0);
    let export = |format: &str| {
        let run = home.run(&["cases", "export", "b.csv", "--project", "SHOP", "--format", format]).expect(0);
        (run.err, std::fs::read_to_string(home.path().join("b.csv")).expect("file").contains("Ann"))
    };
    let (said, is_there) = export("qase-csv");
    assert!(said.contains("not in the file: Owner") && !is_there, "{said}");
    assert_eq!(export("csv"), (String::new(), true));
}

#[test]
fn functions_are_imported_by_a_policy_from_any_table_and_without_chosen_lines() {
    let home = Home::new();
    home.file("f.csv", "FuncID,Title,Type,Parent,Tags\nshop,Shop,Module,,a\nshop.pay,Payment,Epic,shop,\n");
    let import = |flags: &[&str]| {
        let ended = home.run(&[&["functions", "import"], flags, &["--json"]].concat());
        let answer = ended.json();
        let count = |name: &str| answer[name].as_u64().unwrap_or(99);
        (ended.code, ["created", "updated", "unchanged", "kept"].map(count))
    };
    // A row that the caller leaves out is nothing that went wrong.
    assert_eq!(import(&["f.csv", "--skip-line", "3"]), (0, [1, 0, 0, 0]));
    let wrong = home.run(&["functions", "import", "f.csv", "--skip-line", "9"]).expect(2);
    assert!(wrong.err.contains("f.csv:9"), "{}", wrong.err);
    home.file("f.csv", "FuncID,Title,Type,Parent,Tags\nshop,The shop,Module,,b\n");
    assert_eq!(import(&["f.csv", "--policy", "mine"]), (0, [0, 0, 1, 2]));
    assert_eq!(import(&["f.csv", "--policy", "smart"]), (0, [0, 1, 0, 1]));
    let out = || home.run(&["functions", "export", "-"]).expect(0).out;
    assert!(out().contains("Shop") && out().contains("a, b"), "{}", out());
    assert_eq!(import(&["f.csv"]), (0, [0, 1, 0, 0]), "without a policy the file wins");
    assert!(out().contains("The shop"), "{}", out());
    // A table of another shape, with the fate of every row.
    home.file("odd.csv", "Report of May\nNr|Wortlaut|Art\nshop.cart|Cart|Epic\n");
    home.run(&["functions", "import", "odd.csv"]).expect(1);
    home.file(
        "settings.json",
        r#"{"version":1,"import_presets":[{"name":"Wiki","list":"functions","delimiter":"|","header_row":2,"columns":
        [{"column":"Nr","to":"func_id"},{"column":"Wortlaut","to":"title"},{"column":"Art","to":"type"}]},{"name":"Cases"}]}"#,
    );
    let other = home.run(&["functions", "import", "odd.csv", "--preset", "Cases"]).expect(2);
    assert!(other.err.contains("Wiki"), "{}", other.err);
    let told = home.run(&["functions", "import", "odd.csv", "--preset", "wiki", "--dry-run", "--json"]).expect(0).json();
    assert_eq!(told["plan"]["functions"][0]["fate"], "new", "{told}");
    assert_eq!(import(&["odd.csv", "--preset", "wiki"]), (0, [1, 0, 0, 0]));
}
