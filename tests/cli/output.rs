//! Standard output that cannot be written is an error; text of others cannot steer the terminal.

use crate::support::Home;

/// Text that clears the screen, rings, hides itself and pretends to be another line.
const HOSTILE: &str = "Cart\u{1b}[2J\u{7}\r\u{9b}1m\u{202e}gnp";

fn filled(home: &Home, count: usize) {
    let rows: String = (0..count).map(|n| format!("shop.f{n},A function with number {n},Feature\n")).collect();
    let file = home.file("f.csv", &format!("FuncID,Title,Type\nshop,Shop,Module\n{rows}"));
    home.run(&["functions", "import", file.to_str().expect("path")]).expect(0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_standard_output_is_1() {
    let home = Home::new();
    filled(&home, 3000);
    let full = || std::fs::File::options().write(true).open("/dev/full").expect("/dev/full");
    for args in [
        &["functions", "export", "-"][..],
        &["functions", "list"],
        &["functions", "list", "--json"],
        &["functions", "import", "f.csv"],
        &["doctor"],
        &["doctor", "--json"],
        &["completions", "bash"],
        &["--help"],
        &["--version"],
        &["serve", "--listen", "127.0.0.1:0"],
    ] {
        let output = home.command(args).stdout(full()).output().expect("the binary runs");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {err}");
        assert_eq!(err.matches("Failed to write to standard output: the disk is full.").count(), 1, "{args:?}: {err}");
    }
    let russian = home.command(&["--lang", "ru", "functions", "export", "-"]).stdout(full()).output().expect("the binary runs");
    assert!(String::from_utf8_lossy(&russian.stderr).contains("на диске нет места"));
}

/// Asserts that a terminal obeys nothing in a text but line ends.
#[track_caller]
fn harmless(text: &str) {
    let obeyed = |c: &char| (c.is_control() && *c != '\n') || ('\u{202a}'..='\u{202e}').contains(c);
    assert_eq!(text.chars().find(obeyed), None, "{text:?}");
}

#[test]
fn control_characters_of_a_file_are_shown_and_not_obeyed() {
    let home = Home::new();
    let rows = format!("shop,Cart\u{202e}gnp,Module\nshop.x,\"Two\nlines\",Feature\nshop.y,Y,{HOSTILE}\n");
    home.file("f.csv", &format!("FuncID,Title,Type\n{rows}"));
    let import = home.run(&["functions", "import", "f.csv"]).expect(3);
    let list = home.run(&["functions", "list"]).expect(0);
    let missing = home.run(&["functions", "import", &format!("{HOSTILE}.csv")]).expect(1);
    for text in [&import.out, &import.err, &list.out, &list.err, &missing.err] {
        harmless(text);
    }
    assert!(import.err.contains("Cart\u{241b}[2J\u{2407}"), "{}", import.err);
    assert_eq!(list.out.lines().count(), 3, "a title of two lines stays in its row: {}", list.out);
}

#[test]
fn control_characters_of_qase_are_shown_and_not_obeyed() {
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("port");
    let address = listener.local_addr().expect("address");
    let project = serde_json::json!({ "title": HOSTILE, "code": "EVIL", "counts": { "cases": 1, "suites": 1 } });
    let list = serde_json::json!({ "total": 1, "filtered": 1, "count": 1, "entities": [project] });
    let answer = axum::Json(serde_json::json!({ "status": true, "result": list }));
    let app = axum::Router::new().fallback(move || std::future::ready(answer.clone()));
    runtime.spawn(async move { axum::serve(listener, app).await });
    let home = Home::with_server(&format!("http://{address}/v1"), crate::support::TOKEN);
    let table = home.run(&["qase", "projects"]).expect(0);
    harmless(&table.out);
    assert!(table.out.contains("Cart\u{241b}[2J\u{2407}"), "{}", table.out);
    let json = home.run(&["qase", "projects", "--json"]).expect(0);
    harmless(&json.out.replace('\u{202e}', ""));
    assert_eq!(json.json()["projects"][0]["title"], HOSTILE, "a program gets the title as it is");
}
