//! Exit codes are a promise; a reader that goes away is no error; errors are words with a remedy, in both languages.

use crate::support::{Home, Shop};
use std::io::Read as _;
use std::process::Stdio;

#[test]
fn usage_is_2_and_says_how_to_get_help() {
    let home = Home::new();
    for args in [
        &["nonsense"][..],
        &[],
        &["qase"],
        &["qase", "import", "--policy", "wild"],
        &["qase", "export", "--all", "--func", "a"],
        &["qase", "export", "-p", "SHOP"],
        &["qase", "map", "-p", "SHOP", "suggest", "--accept", "much"],
        &["serve", "--listen", "nowhere"],
        &["--lang", "de", "doctor"],
    ] {
        let ended = home.run(args).expect(2);
        assert!(ended.out.is_empty() && !ended.err.contains("panicked"), "{args:?}: {ended:?}");
    }
    let ended = home.run(&["qase", "imprt"]).expect(2);
    assert!(ended.err.contains("import") && ended.err.contains("voluptas-cli qase --help"), "{}", ended.err);
    let below = home.run(&["import", "cases.csv"]).expect(2);
    assert!(below.err.contains("Did you mean qase import, testrail import, functions import, cases import?"), "{}", below.err);
    let json = home.run(&["--json", "qase", "imprt"]).expect(2).json();
    assert_eq!(json["error"]["kind"], "usage");
    let russian = home.run(&["--lang", "ru", "qase", "imprt"]).expect(2);
    assert!(russian.err.starts_with("Ошибка: Неизвестная команда"), "{}", russian.err);
}

#[test]
fn help_and_version_are_answers() {
    let home = Home::new();
    assert!(home.run(&["--version"]).expect(0).out.contains(env!("CARGO_PKG_VERSION")));
    assert!(home.run(&["--help"]).expect(0).out.contains("Exit codes"));
    assert!(home.run(&["qase", "import", "--help", "--lang", "ru"]).expect(0).out.contains("Использование"));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(home.run(&["completions", shell]).expect(0).out.contains("voluptas-cli"));
    }
    assert_eq!(std::fs::read_dir(home.path()).expect("list").count(), 0, "asking for help leaves nothing");
}

#[test]
fn a_workspace_that_is_not_there_is_1_and_stays_so() {
    let home = Home::new();
    for args in [&["doctor"][..], &["functions", "list"], &["qase", "map", "-p", "SHOP", "list"]] {
        let ended = home.run(args).expect(1);
        assert!(ended.err.contains("--workspace"), "{}", ended.err);
    }
    assert!(!home.path().join("workspace.voluptas").exists());
    let file = home.file("not.csv", "PK\u{3}\u{4}");
    home.run(&["functions", "import", file.to_str().expect("path")]).expect(1);
    home.run(&["functions", "import", "missing.csv"]).expect(1);
    home.file("text.voluptas", "This is a letter to a friend and no database at all.");
    home.run(&["doctor", "--workspace", "text.voluptas"]).expect(1);
}

#[test]
fn tokens_and_projects() {
    let shop = Shop::open();
    let home = &shop.home;
    home.run(&["qase", "check", "-p", "SHOP"]).expect(0);
    home.run(&["qase", "check", "-p", "SHOP", "--requests-per-minute", "0"]).expect(0);
    home.run(&["qase", "check", "-p", "SHOP", "--requests-per-minute", "6001"]).expect(2);
    // A project that is not there is the same to every command.
    for args in [&["qase", "check"][..], &["qase", "suites"], &["qase", "runs"], &["qase", "import", "--dry-run"]] {
        let ended = home.run(&[args, &["-p", "NOPE"]].concat()).expect(4);
        assert!((ended.out + &ended.err).contains("NOPE"), "{args:?}");
    }
    let json = home.run(&["--json", "qase", "suites", "-p", "NOPE"]).expect(4).json();
    assert_eq!(json["error"]["kind"], "nothing");
    let ended = home.run(&["qase", "suites"]).expect(2);
    assert!(ended.err.contains("--project"), "{}", ended.err);
    let ended = home.run_with_input(&["qase", "check", "--token-file", "-"], "wrong-token-1\n").expect(5);
    assert!(ended.err.contains("User Settings"), "{}", ended.err);
    let russian = home.run_with_input(&["qase", "check", "--token-file", "-", "--lang", "ru"], "wrong-token-1\n").expect(5);
    assert!(russian.err.starts_with("Ошибка: Qase отклонил"), "{}", russian.err);

    let without = Home::new();
    let ended = without.run(&["qase", "check", "--base-url", &shop.session.base_url]).expect(5);
    assert!(ended.err.contains("QASE_API_TOKEN"), "{}", ended.err);
    let refused = home.run(&["qase", "check", "--base-url", "http://127.0.0.1:9/v1"]).expect(1);
    assert!(refused.err.contains("127.0.0.1:9"), "{}", refused.err);
    home.run(&["qase", "map", "-p", "SHOP", "list"]).expect(1);
}

#[test]
fn a_file_with_rows_left_out_is_3() {
    let home = Home::new();
    let file = home.file("f.csv", "FuncID,Title,Type\nshop,Shop,Module\nshop.x,,Feature\n");
    let ended = home.run(&["functions", "import", file.to_str().expect("path")]).expect(3);
    assert!(ended.err.contains("f.csv:3"), "{}", ended.err);
    let empty = home.file("e.csv", "FuncID,Title,Type\n");
    home.run(&["functions", "import", empty.to_str().expect("path")]).expect(4);
    let quiet = home.run(&["-q", "functions", "import", file.to_str().expect("path")]).expect(3);
    assert_eq!(quiet.err, "Error: f.csv: 1 row skipped of 2: 1 with a blank cell that is required\n");
    assert!(quiet.out.is_empty(), "{quiet:?}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let home = Home::new();
    let rows: String = (0..5000).map(|n| format!("shop.f{n},A function with number {n},Feature\n")).collect();
    let file = home.file("f.csv", &format!("FuncID,Title,Type\nshop,Shop,Module\n{rows}"));
    home.run(&["functions", "import", file.to_str().expect("path")]).expect(0);
    for args in
        [&["functions", "list"][..], &["functions", "export", "-"], &["functions", "list", "--json"], &["completions", "zsh"]]
    {
        let mut child = home.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
        let mut first = [0_u8; 16];
        child.stdout.take().expect("standard output").read_exact(&mut first).expect("a beginning");
        // The reader is gone here, long before the end.
        let output = child.wait_with_output().expect("ends");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert!(output.stderr.is_empty(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
