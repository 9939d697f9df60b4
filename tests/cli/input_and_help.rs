//! Standard input as a file of results, `help` before a command, whole answers of `--json`, Ctrl-C, and lines that fit.

#[cfg(unix)]
use crate::support::Ended;
use crate::support::Home;
use serde_json::json;
#[cfg(unix)]
use std::process::Stdio;
#[cfg(unix)]
use testkit::wait::wait_for;

const JUNIT: &str = r#"<testsuite name="cart" tests="1"><testcase classname="cart" name="pays" time="0.1"/></testsuite>"#;

#[test]
fn results_come_from_standard_input() {
    let home = Home::new();
    let args = ["ingest", "-", "--project", "SHOP", "--create-project", "--json"];
    let answer = home.run_with_input(&args, JUNIT).expect(0).json();
    assert_eq!((&answer["results"]["total"], &answer["results"]["passed"]), (&json!(1), &json!(1)), "{answer}");
    home.run_with_input(&["ingest", "-", "-", "--project", "SHOP"], JUNIT).expect(2);
}

#[test]
fn help_comes_before_a_command_as_well() {
    let home = Home::new();
    for (before, behind) in [
        (&["help"][..], &["--help"][..]),
        (&["help", "ingest"], &["ingest", "--help"]),
        (&["--lang", "ru", "help", "qase", "import"], &["--lang", "ru", "qase", "import", "--help"]),
    ] {
        assert_eq!(home.run(before).expect(0).out, home.run(behind).expect(0).out, "{before:?}");
    }
    home.run(&["help", "nonsense"]).expect(2);
}

#[test]
fn long_texts_are_one_object_with_json() {
    let home = Home::new();
    assert!(home.run(&["licences", "--json"]).expect(0).json()["text"].as_str().is_some_and(|text| text.contains("MIT")));
    let completions = home.run(&["completions", "bash", "--json"]).expect(0).json();
    assert_eq!(completions["shell"], "bash");
    assert_eq!(completions["script"].as_str(), Some(home.run(&["completions", "bash"]).expect(0).out.as_str()));
}

#[cfg(unix)]
#[test]
fn ctrl_c_is_130_in_every_command() {
    let home = Home::new();
    let command = ["ingest", "-", "--project", "SHOP", "--create-project", "--json"];
    let child = home
        .command(&command)
        .env("TMPDIR", home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    // Standard input stays open; what came of it lies in a temporary folder.
    let has_begun = || {
        let mut names = std::fs::read_dir(home.path()).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names.any(|name| name.contains("ingest")).then_some(())
    };
    wait_for("it reads", has_begun);
    let told = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(told.is_ok_and(|status| status.success()), "the signal was sent");
    let ended = Ended::from(child.wait_with_output().expect("ends")).expect(130);
    assert_eq!(ended.json()["error"]["kind"], "cancelled");
}

#[test]
fn help_fits_into_a_hundred_columns() {
    let home = Home::new();
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/commands.md")).expect("page");
    let names: Vec<&str> = page
        .split("<!-- commands -->")
        .nth(1)
        .expect("commands")
        .lines()
        .filter_map(|line| line.strip_prefix("#### ").or_else(|| line.strip_prefix("### ")))
        .collect();
    assert!(names.len() > 40, "{names:?}");
    let mut wide = Vec::new();
    for name in names {
        let words: Vec<&str> = name.split(' ').collect();
        for lang in ["en", "ru"] {
            let help = home.run(&[&words[..], &["--help", "--lang", lang]].concat()).expect(0).out;
            wide.extend(help.lines().filter(|line| line.chars().count() > 100).map(|line| format!("{lang} {name}: {line}")));
        }
    }
    assert!(wide.is_empty(), "{wide:#?}");
}

#[test]
fn a_word_that_is_not_known_is_answered_by_what_it_may_mean() {
    let home = Home::new();
    for (line, said) in [
        ("cases list", "Unknown command “cases list”. “cases” has: import, export, duplicates."),
        ("run show 3", "“run” has: list, create, add-cases, close."),
        ("qase mirror", "Unknown command “qase mirror”. Did you mean mirror?"),
        ("runs list", "Did you mean run list"),
        ("casse import", "Did you mean cases import?"),
        ("mirror --source A", "Did you mean --source-project, --source-run-id, --source-run-title?"),
        ("report --project A --output r3.html", "Unknown option --output. Did you mean --out?"),
        ("report 3 r3.html", "Unexpected argument “3”. Did you mean --run 3?"),
        ("report --run 3 r3.html", "Unexpected argument “r3.html”. Did you mean --out r3.html?"),
        ("report SHOP", "Did you mean --project SHOP?"),
        ("compare 1 2", "Did you mean --runs <OLDER> <NEWER>?"),
        ("ingest --fle x", "Unknown option --fle."),
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let ended = home.run(&[&["--lang", "en"], &words[..]].concat()).expect(2);
        assert!(ended.err.contains(said), "{line}: {}", ended.err);
        for nonsense in ["projects list", "--force", "--workspace", "milestone delete", "--fail-on"] {
            assert!(!ended.err.contains(nonsense), "{line}: {}", ended.err);
        }
    }
    let russian = home.run(&["--lang", "ru", "report", "3"]).expect(2);
    assert!(russian.err.contains("Возможно, --run 3?"), "{}", russian.err);
}
