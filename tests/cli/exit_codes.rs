//! The table of exit codes, row by row, against the embedded server. The row 130 is in `stop`.

use crate::support::{Home, Shop};

/// Words of a command; a `~` stands for a blank inside a word.
fn words(text: &str) -> Vec<String> {
    text.split(' ').map(|w| w.replace('~', " ")).collect()
}

/// Runs each command and checks its code; gives what the last one printed.
#[track_caller]
fn all(home: &Home, code: i32, commands: &[&str]) {
    for command in commands {
        let words = words(command);
        let ended = home.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(ended.code, code, "{command}\nstdout: {}\nstderr: {}", ended.out, ended.err);
    }
}

/// A home with the demo's registry and everything that its server has.
fn imported() -> Shop {
    let shop = Shop::open();
    shop.registry();
    all(&shop.home, 0, &["functions import registry.csv", "qase import -p SHOP"]);
    shop
}

#[test]
fn code_0_is_done_also_when_nothing_changed() {
    let shop = imported();
    let commands = [
        "qase import -p SHOP",
        "functions import registry.csv",
        "functions list",
        "functions export -",
        "qase check -p SHOP",
        "qase projects",
        "qase suites -p SHOP",
        "qase runs -p SHOP",
        "qase repair -p SHOP",
        "doctor",
        "completions fish",
    ];
    all(&shop.home, 0, &commands);
}

#[test]
fn code_1_is_failed() {
    let shop = Shop::open();
    shop.home.file("open.csv", "FuncID,Title,Type\na,\"A,Module\n");
    shop.home.file("letter.txt", "Dear friend");
    let commands = [
        "functions import missing.csv",
        "functions import open.csv",
        "functions list",
        "doctor",
        "doctor --workspace letter.txt",
        "qase check --base-url http://127.0.0.1:9/v1",
        "qase map -p SHOP list",
        "qase export -p SHOP --all",
    ];
    all(&shop.home, 1, &commands);
}

#[test]
fn code_2_is_a_wrong_command_flag_or_setting() {
    let shop = Shop::open();
    let commands = [
        "nonsense",
        "functions list --type Planet",
        "functions import f.csv --encoding klingon",
        "qase import -p SHOP --policy wild",
        "qase import -p SHOP --suite one",
        "qase export -p SHOP --all --run 3",
        "qase suites",
        "qase check --base-url ftp://host",
        "qase check --token-file",
        "mirror --source-project SHOPAUTO --target-project SHOP",
        "mirror --source-project SHOP --target-project SHOP --source-run-id 1",
        "mirror --source-project SHOPAUTO --target-project SHOP --source-run-id 1 --report out.pdf",
        "serve --listen nowhere",
    ];
    all(&shop.home, 2, &commands);
}

#[test]
fn code_3_is_finished_with_something_skipped() {
    let shop = imported();
    let home = &shop.home;
    home.file("rows.csv", "FuncID,Title,Type\nnew,New,Module\nnew.x,,Feature\n");
    home.file("quotes.csv", "FuncID,Title,Type\nnew,New,Module\nnew.y,\"Y,Feature\n");
    home.file("map.csv", "FuncID,Case\nshop.catalog.reviews,11\nnobody,12\n");
    home.file("results.csv", "case,status\nSHOP-1,passed\nSHOP-999,passed\n");
    let commands = [
        "functions import rows.csv --dry-run",
        "functions import rows.csv",
        "-q functions import rows.csv",
        "functions import quotes.csv --skip-broken-rows",
        "qase map -p SHOP import map.csv",
        "qase export -p SHOP --all --results results.csv --new-run Night",
        // No case of the demo has a value in this field on both sides: every result is left out.
        "mirror --source-project SHOP --target-project SHOPAUTO --source-run-id 1 --match title --no-create-cases --dry-run",
    ];
    all(home, 3, &commands);
}

#[test]
fn code_4_is_nothing_matched() {
    let shop = imported();
    shop.home.file("empty.csv", "FuncID,Title,Type\n");
    let mirror = "mirror --source-project SHOPAUTO --target-project SHOP";
    let of_mirror = [
        "mirror --source-project NOPE --target-project SHOP --source-run-id 1".to_owned(),
        "mirror --source-project SHOPAUTO --target-project NOPE --source-run-id 1".to_owned(),
        format!("{mirror} --source-run-id 999"),
        format!("{mirror} --source-run-title No~such~run"),
        format!("{mirror} --source-run-id 1 --target-run-id 999"),
        format!("{mirror} --source-run-id 1 --automation-field-title No~such~field"),
    ];
    let commands = [
        "qase check -p NOPE",
        "qase suites -p NOPE",
        "qase runs -p NOPE",
        "qase import -p NOPE",
        "qase import -p SHOP --suite 999",
        "qase import -p SHOP --suite 1 --suite 999 --dry-run",
        "qase export -p SHOP --func nobody",
        "qase export -p NOPE --all",
        "qase export -p SHOP --all --results --run 999",
        "qase map -p NOPE list",
        "qase map -p SHOP link nobody 1",
        "qase map -p SHOP link shop.catalog.reviews 999",
        "functions import empty.csv",
    ];
    all(&shop.home, 4, &commands);
    let small = Home::new();
    small.file("f.csv", "FuncID,Title,Type\nshop,Shop,Module\n");
    all(&small, 0, &["functions import f.csv"]);
    all(&small, 4, &["functions list --type Story"]);
    all(&shop.home, 4, &of_mirror.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn code_5_is_the_token() {
    let shop = Shop::open();
    for args in [&["qase", "check", "--token-file", "-"][..], &["qase", "import", "-p", "SHOP", "--token-file", "-"]] {
        shop.home.run_with_input(args, "wrong-token-3\n").expect(5);
    }
    let without = Home::new();
    let url = &shop.session.base_url;
    let mirror = format!("mirror --source-project SHOPAUTO --target-project SHOP --source-run-id 1 --base-url {url}");
    all(&without, 5, &[&format!("qase check --base-url {url}"), &mirror]);
    shop.home.file("pairs.json", "[]");
    all(&shop.home, 5, &["serve --listen 127.0.0.1:0 --mirror-pairs pairs.json"]);
}

#[test]
fn the_readme_has_the_table_of_the_code() {
    let rows = |text: &str| -> Vec<String> {
        let rows = text.lines().map(|l| l.trim_start_matches("//! ")).skip_while(|l| !l.contains("| meaning |"));
        rows.skip(2).take_while(|l| l.starts_with("| ")).map(str::to_owned).collect()
    };
    let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let read = |name: &str| std::fs::read_to_string(root.join(name)).expect(name);
    let (code, readme) = (rows(&read("crates/cli/src/exit.rs")), rows(&read("README.md")));
    assert_eq!(code.len(), 8);
    assert_eq!(code, readme);
}

#[test]
fn the_help_names_every_exit_code() {
    let home = Home::new();
    let text = home.run(&["--help"]).expect(0).out;
    let codes = text.rsplit_once("Exit codes:").expect("exit codes").1;
    for code in ["0", "1", "2", "3", "4", "5", "6", "130"] {
        assert!(codes.split([' ', '\n']).any(|word| word == code), "{code}: {codes}");
    }
}
