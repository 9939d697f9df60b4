//! Version, manual pages, licences, health check, crash reports and the support file of the command line.

use crate::support::{Home, Shop, TOKEN, binary};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn the_version_names_the_build() {
    let home = Home::new();
    let text = home.run(&["--version"]).expect(0).out;
    let json = home.run(&["--version", "--json"]).expect(0).json();
    assert_eq!((json["name"].as_str(), json["version"].as_str()), (Some("voluptas-cli"), Some(env!("CARGO_PKG_VERSION"))));
    assert_eq!(text.trim(), format!("voluptas-cli {}", voluptas_core::base::version::full()));
    assert_eq!(json["commit"].as_str(), voluptas_core::base::version::commit());
}

#[test]
fn the_health_of_a_server_is_an_exit_code() {
    let home = Home::new();
    let bad = home.run(&["serve", "--check-health", "--listen", "127.0.0.1:9"]).expect(1).err;
    assert!(bad.contains("127.0.0.1:9"), "{bad}");
    let shop = Shop::open();
    let port = shop.session.base_url.rsplit(':').next().and_then(|p| p.split('/').next()).expect("port").to_owned();
    for listen in [format!("127.0.0.1:{port}"), format!("0.0.0.0:{port}")] {
        home.run(&["serve", "--check-health", "--listen", &listen]).expect(0);
    }
    // A port where something else answers is not healthy.
    let other = std::net::TcpListener::bind("127.0.0.1:0").expect("port");
    let at = other.local_addr().expect("address").to_string();
    let answer = std::thread::spawn(move || {
        use std::io::Write as _;
        let (mut stream, _) = other.accept().expect("connection");
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").expect("answered");
    });
    home.run(&["serve", "--check-health", "--listen", &at]).expect(1);
    answer.join().expect("thread");
}

#[test]
fn manual_pages_name_every_command() {
    let home = Home::new();
    let dir = home.path().join("man");
    home.run(&["man", dir.to_str().expect("path")]).expect(0);
    let page = |name: &str| std::fs::read_to_string(dir.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let top = page("voluptas-cli.1");
    assert_eq!(home.run(&["man"]).expect(0).out, top);
    let help = home.run(&["--help"]).expect(0).out;
    let commands = help.split("Commands:\n").nth(1).expect("commands").split("\n\n").next().expect("list");
    let names: Vec<&str> = commands
        .lines()
        .filter(|l| l.starts_with("  ") && !l.starts_with("   "))
        .filter_map(|l| l.split_whitespace().next())
        .collect();
    assert!(names.len() >= 9 && names.contains(&"serve") && !names.contains(&"man"), "{names:?}");
    for name in names {
        let written = name.replace('-', "\\-");
        assert!(top.contains(&format!("voluptas\\-cli\\-{written}(1)")), "{name} is not in the page of the program:\n{top}");
        let own = page(&format!("voluptas-cli-{name}.1"));
        assert!(own.contains(".SH SYNOPSIS") && own.contains(&format!("voluptas\\-cli {written}")), "{own}");
    }
    assert!(page("voluptas-cli-serve.1").contains("\\-\\-tls\\-cert"));
    assert!(page("voluptas-cli-qase-import.1").contains("\\-\\-functions\\-from\\-suites"));
}

#[test]
fn licences_name_what_the_program_is_built_of() {
    let text = Home::new().run(&["licences"]).expect(0).out;
    assert!(text.contains("rusqlite") && text.contains("Permission is hereby granted"));
}

fn reports(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path());
    entries.filter(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with("crash-"))).collect()
}

/// A panic whose message has a token, a title in quotes and a path of the home folder.
#[cfg(debug_assertions)]
#[test]
fn a_crash_leaves_a_report_without_secrets() {
    let home = Home::new();
    let user = home.path().join("someone");
    std::fs::create_dir_all(&user).expect("folder");
    let said = format!("no boundary in `Pay with an odd card`, Token: {TOKEN}, {}/x.csv", user.display());
    let mut command = home.command(&["doctor"]);
    let ended = command.env("VOLUPTAS_TEST_PANIC", &said).env("QASE_API_TOKEN", TOKEN).env("HOME", &user).output().expect("runs");
    assert_ne!(ended.status.code(), Some(0));
    let found = reports(&home.path().join("logs"));
    let [path] = &found[..] else { panic!("one report: {found:?}") };
    let report = std::fs::read_to_string(path).expect("report");
    let shown = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(report.starts_with(&format!("voluptas-cli {}", env!("CARGO_PKG_VERSION"))), "{report}");
    assert!(report.contains("settings/src/crash.rs:") && report.contains("no boundary in …"), "{report}");
    assert!(report.contains("~/x.csv") && report.contains("panic"), "{report}");
    assert!(shown.contains(path.to_str().expect("path")), "the person is told where it is: {shown}");
    for text in [&report, &shown] {
        assert!(!text.contains(TOKEN) && !text.contains("odd card") && !text.contains(user.to_str().expect("path")), "{text}");
    }
}

#[test]
fn the_support_file_has_no_title_and_no_token() {
    let shop = Shop::open();
    let home = &shop.home;
    let token = shop.session.token.expose().to_owned();
    let csv = "FuncID,Title,Type\nZQ.ONE,Zquirky checkout function,Module\nZQ.TWO,Оплата зелёной картой,Feature\n";
    let csv = home.file("functions.csv", csv);
    let registry = shop.registry();
    for file in [&csv, &registry] {
        home.run(&["-v", "functions", "import", file.to_str().expect("path")]);
    }
    home.run(&["-vv", "qase", "import", "-p", "SHOP"]).expect(0);
    home.run(&["-vv", "qase", "export", "-p", "SHOP", "--all", "--results", "--new-run", "Zquirky release run"]);
    let settings = r#"{"version":1,"qase":{"base_url":"https://me:Zquirkypass@qase.example/v1","project":"SHOP"},"window":{"grid_filter":"Zquirky filter"}}"#;
    home.file("settings.json", settings);
    let workspace = home.path().join("workspace.voluptas");
    let titles = voluptas_store::doctor::statistics(&workspace).expect("workspace").titles;
    assert!(titles.iter().any(|t| t == "Zquirky checkout function") && titles.len() > 30, "{titles:?}");
    // Lines as the program could write them, with every title in an error, in a field and in quotes.
    let log = home.path().join("logs/voluptas.log");
    let mut lines = std::fs::read_to_string(&log).expect("log");
    for title in &titles {
        lines += &format!("2026-11-20 06:33:02 [WARN    ] qase::api:1 - a case cannot be read error={title} is odd status=422\n");
        lines += &format!("2026-11-20 06:33:02 [DEBUG   ] gui:1 - action action=Create {{ title: {title:?} }} id=5\n");
        lines +=
            &format!("2026-11-20 06:33:02 [WARN    ] x:1 - sent \"{title}\" with Token: {token} to https://u:Zquirkypass@h/v1\n");
    }
    std::fs::write(&log, lines).expect("log");
    let crash = format!("voluptas-cli 0.1.0\n\nthread main panicked at src/x.rs:1:1:\nbad {} and {token}\n", titles.join(" | "));
    home.file("logs/crash-20261120-063302.txt", &crash);

    let file = home.path().join("support.zip");
    let answer = home.run(&["doctor", "--support", file.to_str().expect("path"), "--json"]).expect(0).json();
    let names: Vec<&str> = answer["files"].as_array().expect("files").iter().filter_map(|f| f.as_str()).collect();
    assert_eq!(names, ["about.txt", "settings.txt", "workspace.txt", "log.txt", "crash-20261120-063302.txt"]);
    let bytes = std::fs::read(&file).expect("file");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).expect("zip");
    let mut all = String::from_utf8_lossy(&bytes).into_owned();
    for name in names {
        zip.by_name(name).expect(name).read_to_string(&mut all).expect("text");
    }
    for wanted in [
        "rows functions ",
        &format!("schema {}", voluptas_store::db::migrate::latest()),
        "check integrity Good",
        "a case cannot be read",
        "status=422",
        concat!("voluptas ", env!("CARGO_PKG_VERSION")),
        "zoom 100",
    ] {
        assert!(all.contains(wanted), "{wanted}: {all}");
    }
    // One-word titles of the sample, such as "Cart", are ordinary words as well.
    let telling = titles.iter().filter(|t| t.contains(' '));
    let secrets = [token, "Zquirky".to_owned(), "зелёной".to_owned(), TOKEN.to_owned(), "qase.example".to_owned()];
    for secret in telling.chain(&secrets) {
        assert!(!all.contains(secret.as_str()), "{secret} is in the support file: {all}");
    }
    assert!(!all.contains(home.path().to_str().expect("path")), "nor where the files lie");
}

#[test]
fn a_support_file_needs_no_workspace() {
    let home = Home::new();
    home.run(&["doctor", "--support", "s.zip"]).expect(0);
    assert!(home.path().join("s.zip").is_file());
    assert!(Command::new(binary()).arg("--version").output().is_ok());
}
