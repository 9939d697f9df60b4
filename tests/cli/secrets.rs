//! The token is nowhere: not in what is printed, not in the log, not in the workspace.

use crate::support::{Serving, Shop, TOKEN};
use std::path::Path;

/// Files below a folder whose bytes hold the text.
fn holding(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(holding(&path, text));
        } else if std::fs::read(&path).is_ok_and(|bytes| bytes.windows(text.len()).any(|w| w == text.as_bytes())) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[test]
fn the_token_is_nowhere() {
    let shop = Shop::open();
    let token = shop.session.token.expose().to_owned();
    let registry = shop.registry();
    let registry = registry.to_str().expect("path");
    let commands: &[&[&str]] = &[
        &["functions", "import", registry],
        &["qase", "check", "-p", "SHOP"],
        &["qase", "projects"],
        &["qase", "import", "-p", "SHOP"],
        &["qase", "map", "-p", "SHOP", "suggest", "--accept", "0.9"],
        &["qase", "export", "-p", "SHOP", "--all", "--results", "--new-run", "R"],
        &["qase", "runs", "-p", "SHOP"],
        &["qase", "suites", "-p", "NOPE"],
        &["qase", "check", "--base-url", "http://127.0.0.1:9/v1"],
        &["doctor"],
    ];
    for args in commands {
        for more in [&["-vv"][..], &["--json", "-v"]] {
            let ended = shop.home.run(&[more, args].concat());
            assert!(!ended.out.contains(&token) && !ended.err.contains(&token), "{args:?}: {ended:?}");
        }
    }
    assert!(shop.home.path().join("logs/voluptas.log").is_file());
    assert_eq!(holding(shop.home.path(), &token), Vec::<String>::new());
    assert_eq!(holding(&shop.session.folder, &token), Vec::<String>::new());
}

#[test]
fn a_server_keeps_no_token() {
    let dir = tempfile::tempdir().expect("folder");
    let serving = Serving::start(&dir.path().join("s.voluptas"), &["--project", "SHOP=Shop"]);
    let home = crate::support::Home::with_server(&serving.base_url, TOKEN);
    home.run(&["qase", "check", "-p", "SHOP"]).expect(0);
    home.run_with_input(&["qase", "check", "--token-file", "-"], "wrong-token-2\n").expect(5);
    drop(serving);
    assert_eq!(holding(dir.path(), TOKEN), Vec::<String>::new());
    assert_eq!(holding(dir.path(), "wrong-token-2"), Vec::<String>::new());
    assert_eq!(holding(home.path(), TOKEN), Vec::<String>::new());
}

#[test]
fn secrets_of_services_go_to_the_keychain_or_nowhere() {
    const PASSWORD: &str = "hunter2-of-the-database";
    let home = crate::support::Home::new();
    let set = |args: &[&str], input: &str| home.run_with_input(&[&["secrets", "set"], args].concat(), input);
    // The keychain is off in tests.
    let ended = set(&["postgres://anna@db.example/shop"], &format!("{PASSWORD}\n")).expect(1);
    assert!(ended.err.contains("PGPASSFILE"), "{ended:?}");
    let ended = set(&["s3://team-files", "--key-id", "AKIA1"], &format!("{PASSWORD}\n")).expect(1);
    assert!(ended.err.contains("AWS_SECRET_ACCESS_KEY"), "{ended:?}");
    home.run(&["secrets", "remove", "postgres://anna@db.example/shop"]).expect(1);
    for (args, word) in [
        (&["postgres://anna:hunter2-of-the-database@db.example/shop"][..], "password"),
        (&["postgres://db.example/shop"], "account"),
        (&["s3://team-files"], "--key-id"),
        (&["postgres://anna@db.example/shop", "--key-id", "AKIA1"], "--key-id"),
        (&["shop.voluptas"], "s3://BUCKET"),
    ] {
        let ended = set(args, PASSWORD).expect(2);
        assert!(ended.err.contains(word) && !ended.err.contains(PASSWORD), "{args:?}: {ended:?}");
    }
    assert!(set(&["postgres://anna@db.example/shop"], "\n").expect(2).err.contains("blank"));
    assert_eq!(holding(home.path(), PASSWORD), Vec::<String>::new());
}
