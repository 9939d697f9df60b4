//! Errors and help say what is wrong with what a person typed, in the person's language.

use crate::support::{Home, Shop};
use voluptas_settings::Settings;

/// Standard error of a command that ends with this code.
#[track_caller]
fn error(home: &Home, code: i32, args: &[&str]) -> String {
    home.run(args).expect(code).err
}

#[test]
fn a_value_that_is_missing_or_wrong_is_told_plainly() {
    let home = Home::new();
    assert!(error(&home, 2, &["qase", "check", "--token-file"]).starts_with("Error: --token-file <FILE> needs a value.\n"));
    let number = error(&home, 2, &["qase", "import", "--suite", "one"]);
    assert!(number.starts_with("Error: --suite <ID> must be a whole number, not “one”.\n"), "{number}");
    let range = error(&home, 2, &["qase", "check", "--requests-per-minute", "7000"]);
    assert!(range.contains("“7000” (0–6000)"), "{range}");
    let missing = error(&home, 2, &["--lang", "ru", "functions", "import"]);
    assert!(missing.starts_with("Ошибка: Не хватает: <ФАЙЛ>."), "{missing}");
}

#[test]
fn numbers_have_the_declared_range_as_flag_and_as_variable() {
    let home = Home::new();
    let (mut flags, mut variables) = (0, 0);
    for (row, range) in Settings::rows().filter_map(|row| Some((row, row.range()?))) {
        if let Some(flag) = row.flag {
            flags += 1;
            let beyond = (range.max + 1).to_string();
            let told = error(&home, 2, &["qase", "check", flag, &beyond]);
            assert!(told.contains(&format!("“{beyond}” ({}–{})", range.min, range.max)), "{told}");
        }
        if let Some(name) = row.variable {
            variables += 1;
            let output = home.command(&["qase", "check"]).env(name, "soon").output().expect("the binary runs");
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            let expected = format!("{name} must be a whole number from {} to {}, not “soon”", range.min, range.max);
            assert!(output.status.code() == Some(2) && told.contains(&expected), "{told}");
        }
    }
    assert_eq!((flags, variables), (2, 3));
}

#[test]
fn an_address_is_named_as_it_was_given() {
    let shop = Shop::open();
    let flag = error(&shop.home, 2, &["qase", "check", "--base-url", "ftp://host"]);
    assert!(flag.contains("--base-url") && !flag.contains("QASE_BASE_URL"), "{flag}");
    let mirror = ["mirror", "--source-project", "SHOPAUTO", "--target-project", "SHOP", "--source-run-id", "1"];
    let flag = error(&shop.home, 2, &[&mirror[..], &["--base-url", "ftp://host"]].concat());
    assert!(flag.contains("--base-url"), "{flag}");
    let variable = shop.home.command(&["qase", "check"]).env("QASE_BASE_URL", "ftp://host").output().expect("the binary runs");
    assert!(String::from_utf8_lossy(&variable.stderr).contains("QASE_BASE_URL"));
}

#[test]
fn a_proxy_that_refuses_is_named() {
    let home = Home::with_server("https://api.qase.example/v1", crate::support::TOKEN);
    let mut command = home.command(&["qase", "check"]);
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy", "https_proxy"] {
        command.env_remove(name);
    }
    let output = command.env("HTTPS_PROXY", "http://user:secret-of-proxy@127.0.0.1:9").output().expect("the binary runs");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("through the proxy 127.0.0.1:9") && err.contains("HTTPS_PROXY"), "{err}");
    assert!(!err.contains("secret-of-proxy"), "{err}");
}

#[test]
fn a_server_that_cannot_start_says_why() {
    let home = Home::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("port");
    let address = taken.local_addr().expect("address").to_string();
    let port = error(&home, 1, &["serve", "--listen", &address]);
    assert!(port.contains(&format!("already listens on {address}")) && port.contains("--listen"), "{port}");
    assert!(!port.contains("disk"), "{port}");
    let hook = home.command(&["serve", "--listen", "127.0.0.1:0"]).env("QASE_WEBHOOK_SECRET", "s").output().expect("runs");
    let hook = String::from_utf8_lossy(&hook.stderr).into_owned();
    assert!(hook.contains("QASE_WEBHOOK_SECRET turns the webhook on") && hook.contains("QASE_API_TOKEN"), "{hook}");
}

#[test]
fn a_file_that_is_no_workspace_is_named() {
    let home = Home::new();
    let file = home.file("letter.voluptas", "Dear friend, this is a letter and no database at all, however long it may be.");
    let path = file.to_str().expect("path");
    for args in [&["doctor"][..], &["functions", "list"]] {
        let err = error(&home, 1, &[args, &["--workspace", path]].concat());
        assert!(err.contains(path), "{args:?}: {err}");
    }
}

#[test]
fn help_lists_arguments_in_order_and_in_one_language() {
    let home = Home::new();
    let link = home.run(&["qase", "map", "link", "--help", "--lang", "ru"]).expect(0).out;
    let place = |word: &str| link.find(&format!("  <{word}>")).unwrap_or_else(|| panic!("{word}: {link}"));
    assert!(place("FUNC_ID") < place("КЕЙС"), "{link}");
    let commands = [&["serve"][..], &["qase", "export"], &["mirror"], &["functions", "import"], &["demo"]];
    for command in commands {
        let help = home.run(&[command, &["--help", "--lang", "ru"]].concat()).expect(0).out;
        for word in ["[OPTIONS]", "<FILE>", "<DIR>", "<TITLE>", "<SECONDS>", "<CODE", "<ADDR>", "<NAME>"] {
            assert!(!help.contains(word), "{command:?} has {word}: {help}");
        }
    }
    assert!(home.run(&["serve", "--help"]).expect(0).out.contains("VOLUPTAS_SERVER_TOKEN"));
}

#[test]
fn usage_errors_are_said_in_the_language_of_the_person() {
    let home = Home::new();
    for (args, en, ru) in [
        (&["doctor", "extra"][..], "Unexpected argument “extra”.", "Лишний аргумент «extra»."),
        (&["doctor", "--nope"], "Unknown option --nope.", "Неизвестный параметр --nope."),
        (&["doctor", "--quiet=3"], "--quiet does not take the value “3”.", "Параметр --quiet не принимает значение «3»."),
        (
            &["run", "list", "--project", "A", "--project", "B"],
            "--project <CODE> can be given only once.",
            "--project <КОД> можно указать только один раз.",
        ),
        (
            &["compare", "--project", "A", "--runs", "1"],
            "--runs <OLDER> <NEWER> needs 2 values, given: 1.",
            "Параметру --runs <OLDER> <NEWER> нужно 2 значения, указано: 1.",
        ),
        (&["ingest", "--project", "A"], "Missing: <PATH>.\n", "Не хватает: <PATH>.\n"),
    ] {
        for (lang, words) in [("en", en), ("ru", ru)] {
            let told = error(&home, 2, &[&["--lang", lang], args].concat());
            assert!(told.contains(words), "{args:?}: {told}");
        }
    }
}
