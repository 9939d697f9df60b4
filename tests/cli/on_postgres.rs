//! The command line and the server on a workspace on a server.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use testkit::bench_data::{self, Sizes};
use testkit::postgres::{self, Database, OwnServer};
use testkit::wait::wait_for;
use voluptas_core::base::SystemClock;
use voluptas_store::db::Db;
use voluptas_store::{Location, Store};

fn address(database: &Database) -> String {
    let (host, port, name, user) = database.server.login();
    format!("postgres://{}@{host}:{port}/{name}?sslmode=disable", user.expect("an account"))
}

fn program(home: &Path, workspace: &str, args: &[&str]) -> Command {
    let mut command = Command::new(testkit::program());
    command.args(args).args(["--workspace", workspace, "--lang", "en"]);
    command.env_clear().env("VOLUPTAS_HOME", home).env("HOME", home).env("VOLUPTAS_KEYCHAIN", "off");
    command.env("PGPASSWORD", OwnServer::PASSWORD);
    command
}

fn run(home: &Path, workspace: &str, args: &[&str]) -> Output {
    program(home, workspace, args).output().expect("the program")
}

/// Fills a workspace, and closes it again.
fn fill(location: &Location, sizes: &Sizes) {
    let store = Store::open_at(location, Arc::new(SystemClock)).expect("a workspace");
    bench_data::fill(&store, sizes, |_, _| ()).expect("filled");
}

#[track_caller]
fn done(output: &Output) -> String {
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{said}");
    said
}

#[test]
fn a_password_in_the_address_is_refused_and_not_repeated() {
    let home = tempfile::tempdir().expect("folder");
    for address in ["postgres://anna:hunter2@127.0.0.1:1/shop", "postgresql://anna@127.0.0.1:1/shop?password=hunter2"] {
        for args in [&["doctor"][..], &["run", "list", "--project", "SHOP"], &["serve"]] {
            let output = run(home.path(), address, args);
            let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
            assert!(said.contains("PGPASSWORD") && !said.contains("hunter2"), "{args:?}: {said}");
        }
    }
    let log = std::fs::read_to_string(home.path().join("logs/voluptas.log")).unwrap_or_default();
    assert!(!log.contains("hunter2"), "{log}");
}

#[test]
fn commands_fill_read_and_examine_it() {
    let Some(database) = postgres::empty() else { return };
    let (home, workspace) = (tempfile::tempdir().expect("folder"), address(&database));
    let missing = run(home.path(), &workspace, &["doctor"]);
    assert_eq!(missing.status.code(), Some(1), "{missing:?}");
    fill(&Location::on_server(database.server.clone(), home.path()), &Sizes::new(20, 60, 300, Some(3), 1));
    let found = done(&run(home.path(), &workspace, &["doctor", "--json"]));
    assert!(found.contains("\"verdict\":\"good\"") || found.contains("\"verdict\": \"good\""), "{found}");
    let database_name = database.server.login().2;
    assert!(found.contains(&database_name) && !found.contains("voluptas@"), "named without the account: {found}");
    assert!(!home.path().join("workspace.voluptas").exists(), "no file is made");
}

/// A running `serve`, killed at the end.
struct Served {
    child: Child,
    port: u16,
    token: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn serve(home: &Path, workspace: &str) -> Served {
    let args = ["serve", "--listen", "127.0.0.1:0", "--project", "SHOP", "--new-token", "--json"];
    let mut child = program(home, workspace, &args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("serve");
    let said = serde_json::Deserializer::from_reader(child.stdout.take().expect("output"));
    let answer: serde_json::Value = said.into_iter().next().expect("an answer").expect("JSON");
    let text = |key: &str| answer[key].as_str().unwrap_or_else(|| panic!("{key} in {answer}")).to_owned();
    let port = text("base_url").split(':').nth(2).and_then(|p| p.split('/').next()?.parse().ok()).expect("a port");
    Served { child, port, token: text("new_token") }
}

impl Served {
    /// Status and head of an answer.
    fn ask(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let mut socket = TcpStream::connect(("127.0.0.1", self.port)).expect("connected");
        let (token, length) = (&self.token, body.len());
        let head = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nToken: {token}\r\nContent-Type: application/json\r\n");
        write!(socket, "{head}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}").expect("sent");
        let mut answer = String::new();
        socket.read_to_string(&mut answer).expect("an answer");
        let status = answer.split(' ').nth(1).and_then(|s| s.parse().ok()).expect("a status");
        (status, answer)
    }
}

/// Errors and warnings of a server until one has these words; `None` after a while without them.
fn warned(home: &Path, workspace: &str, words: &'static str) -> Option<String> {
    let args = ["serve", "--listen", "127.0.0.1:0", "--new-token"];
    let mut child = program(home, workspace, &args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("serve");
    let lines = std::io::BufReader::new(child.stderr.take().expect("errors"));
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let found = std::io::BufRead::lines(lines).map_while(Result::ok).find(|line| line.contains(words));
        send.send(found).ok();
    });
    let found = receive.recv_timeout(std::time::Duration::from_secs(10)).ok().flatten();
    child.kill().expect("killed");
    child.wait().expect("ended");
    found
}

#[test]
fn a_server_warns_of_attachments_that_other_computers_do_not_find() {
    let Some(database) = postgres::empty() else { return };
    let home = tempfile::tempdir().expect("folder");
    let words = "A server on another computer finds them only if";
    let warning = warned(home.path(), &address(&database), words).expect("a warning");
    assert!(warning.contains("--move-to s3://"), "{warning}");
}

#[test]
fn several_servers_share_a_workspace() {
    let Some(database) = postgres::empty() else { return };
    let (one, two) = (tempfile::tempdir().expect("folder"), tempfile::tempdir().expect("folder"));
    let first = serve(one.path(), &address(&database));
    let (status, answer) = first.ask("POST", "/v1/case/SHOP", r#"{"title":"Pay by card"}"#);
    assert_eq!(status, 200, "{answer}");
    let second = serve(two.path(), &address(&database));
    let (status, answer) = second.ask("GET", "/v1/case/SHOP", "");
    assert!(status == 200 && answer.contains("Pay by card"), "{answer}");
}

#[test]
fn requests_without_the_database_get_503_and_the_next_ones_work() {
    let Some(database) = postgres::empty() else { return };
    let home = tempfile::tempdir().expect("folder");
    let served = serve(home.path(), &address(&database));
    let name = database.server.login().2;
    let admin = Db::open_server(&Arc::new(database.beside("postgres"))).expect("an administrator");
    let cut = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    admin.batch(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).expect("closed");
    // The database ends connections by a signal, which takes a moment.
    let left = format!("SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'");
    wait_for("no connection", || {
        admin.batch(&cut).expect("cut");
        (admin.one(&left, &[], |row| row.int(0)).expect("a count") == 0).then_some(())
    });
    for (method, body) in [("GET", ""), ("POST", r#"{"title":"Lost"}"#)] {
        let (status, answer) = served.ask(method, "/v1/case/SHOP", body);
        assert_eq!(status, 503, "{method}: {answer}");
        assert!(answer.to_lowercase().contains("retry-after: "), "{method}: {answer}");
    }
    admin.batch(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).expect("open");
    wait_for("the server answers again", || (served.ask("GET", "/v1/case/SHOP", "").0 == 200).then_some(()));
    let (status, answer) = served.ask("POST", "/v1/case/SHOP", r#"{"title":"Kept"}"#);
    assert_eq!(status, 200, "{answer}");
    let (_, answer) = served.ask("GET", "/v1/case/SHOP", "");
    assert!(answer.contains("Kept") && !answer.contains("Lost"), "{answer}");
}

#[test]
fn a_missing_password_is_named_as_such() {
    let Some(own) = OwnServer::start() else { return };
    let home = tempfile::tempdir().expect("folder");
    let ask = |password: Option<&str>| {
        let mut command = program(home.path(), &own.address(), &["doctor"]);
        command.env_remove("PGPASSWORD");
        if let Some(password) = password {
            command.env("PGPASSWORD", password);
        }
        let output = command.output().expect("the program");
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    };
    let said = ask(None);
    assert!(
        said.contains("wants a password") && said.contains("PGPASSWORD") && !said.contains("file of the workspace"),
        "{said}"
    );
    let said = ask(Some("wrong-word-5512"));
    assert!(said.contains("refused the account") && !said.contains("wrong-word-5512"), "{said}");
}

/// Titles of the cases of the project, with how often each is there.
fn titles(served: &Served) -> BTreeMap<String, usize> {
    let mut titles = BTreeMap::new();
    let mut offset = 0;
    loop {
        let (status, answer) = served.ask("GET", &format!("/v1/case/SHOP?limit=100&offset={offset}"), "");
        assert_eq!(status, 200, "{answer}");
        let body = &answer[answer.find("\r\n\r\n").expect("a body")..];
        let json = body[body.find('{').expect("JSON")..=body.rfind('}').expect("JSON")].replace("\r\n", "");
        let value: serde_json::Value = serde_json::from_str(&json).unwrap_or_else(|e| panic!("{e}: {json}"));
        let cases = value["result"]["entities"].as_array().expect("cases");
        for case in cases {
            *titles.entry(case["title"].as_str().expect("a title").to_owned()).or_insert(0) += 1;
        }
        offset += cases.len();
        if cases.len() < 100 {
            return titles;
        }
    }
}

#[test]
fn a_killed_database_loses_nothing_acknowledged_and_doubles_nothing() {
    const CLIENTS: usize = 6;
    const EACH: usize = 25;
    let Some(own) = OwnServer::start() else { return };
    let home = tempfile::tempdir().expect("folder");
    let served = serve(home.path(), &own.address());
    let done = std::sync::atomic::AtomicUsize::new(0);
    let (mut kept, mut sent) = (Vec::new(), 0);
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (served, done) = (&served, &done);
                scope.spawn(move || {
                    let mut kept = Vec::new();
                    for n in 0..EACH {
                        let title = format!("Case {client} {n}");
                        let (status, answer) = served.ask("POST", "/v1/case/SHOP", &format!(r#"{{"title":"{title}"}}"#));
                        match status {
                            200 => kept.push(title),
                            503 => {}
                            _ => panic!("{status}: {answer}"),
                        }
                        done.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                    }
                    kept
                })
            })
            .collect();
        for part in [1, 2] {
            wait_for("a part of the requests is done", || {
                (done.load(std::sync::atomic::Ordering::SeqCst) >= part * CLIENTS * EACH / 4).then_some(())
            });
            own.kill();
            own.start_again();
        }
        for client in clients {
            kept.extend(client.join().expect("a client"));
            sent += EACH;
        }
    });
    wait_for("the server answers again", || (served.ask("GET", "/v1/case/SHOP", "").0 == 200).then_some(()));
    let there = titles(&served);
    let lost: Vec<&String> = kept.iter().filter(|title| !there.contains_key(*title)).collect();
    let doubled: Vec<_> = there.iter().filter(|(_, count)| **count > 1).collect();
    assert!(lost.is_empty() && doubled.is_empty(), "lost {lost:?}, doubled {doubled:?}");
    assert!(!kept.is_empty() && there.len() <= sent, "{} kept, {} there, {sent} sent", kept.len(), there.len());
    let found = done_json(&run(home.path(), &own.address(), &["doctor", "--json"]));
    assert_eq!(found["verdict"], "good", "{found}");
}

#[track_caller]
fn done_json(output: &Output) -> serde_json::Value {
    done(output);
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// A folder with a JUnit report of tests of its own.
fn report(folder: &Path, writer: usize, tests: usize) -> std::path::PathBuf {
    let cases: String =
        (0..tests).map(|n| format!("<testcase classname=\"w{writer}\" name=\"test {n} of {writer}\" time=\"0.1\"/>")).collect();
    let path = folder.join(format!("report-{writer}.xml"));
    std::fs::write(&path, format!("<testsuite name=\"writer {writer}\">{cases}</testsuite>")).expect("a report");
    path
}

#[test]
fn eight_processes_lose_and_double_nothing() {
    const WRITERS: usize = 8;
    const EACH: usize = 20;
    let Some(database) = postgres::empty() else { return };
    let (home, workspace) = (tempfile::tempdir().expect("folder"), address(&database));
    let children: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let report = report(home.path(), writer, EACH).display().to_string();
            // A home of its own, as on another computer.
            let own = home.path().join(format!("home-{writer}"));
            std::fs::create_dir(&own).expect("folder");
            let args = ["ingest", &report, "--project", "SHOP", "--create-project", "--create-cases", "--json"];
            program(&own, &workspace, &args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a process")
        })
        .collect();
    let (mut runs, mut creators): (Vec<i64>, usize) = (Vec::new(), 0);
    for child in children {
        let answer = done_json(&child.wait_with_output().expect("its end"));
        assert_eq!(answer["results"]["total"], EACH, "{answer}");
        runs.push(answer["run"].as_i64().expect("a run"));
        creators += usize::from(answer["created_project"] == true);
    }
    assert_eq!(creators, 1, "one of them has created the project");
    runs.sort_unstable();
    assert_eq!(runs, (1..=i64::try_from(WRITERS).expect("few")).collect::<Vec<_>>(), "every run has a number of its own");
    let db = Db::open_server(&Arc::new(database.server.clone())).expect("connected");
    let count = |sql: &str| db.one(sql, &[], |r| r.int(0)).expect(sql);
    let all = i64::try_from(WRITERS * EACH).expect("few");
    assert_eq!(count("SELECT count(*) FROM results"), all);
    assert_eq!(count("SELECT count(*) FROM cases"), all);
    assert_eq!(count("SELECT count(DISTINCT number) FROM cases"), all);
    assert_eq!(count("SELECT max(number) FROM cases"), all, "no number is left out");
    assert_eq!(count("SELECT count(*) FROM projects"), 1);
    let found = done_json(&run(home.path(), &workspace, &["doctor", "--json"]));
    assert_eq!(found["verdict"], "good", "{found}");
}

#[test]
fn a_write_of_another_process_is_heard() {
    let Some(database) = postgres::empty() else { return };
    let home = tempfile::tempdir().expect("folder");
    let location = Location::on_server(database.server.clone(), home.path());
    let store = Store::open_at(&location, Arc::new(SystemClock)).expect("a workspace");
    let listener = store.change_listener().expect("a change listener");
    wait_for("somebody listens", || listener.is_listening().then_some(()));
    store.look_for_others().expect("first look");
    let before = listener.commits();
    let mut writer = Command::new(testkit::built("testkit"));
    writer.args(["bench-data", "--functions", "5", "--cases", "5", "--results", "5", "--runs", "1", "--workspace"]);
    done(&writer.arg(address(&database)).current_dir(home.path()).output().expect("the other process"));
    wait_for("its commits are heard", || (listener.commits() > before + 2).then_some(()));
    assert!(store.look_for_others().expect("look"));
}

#[test]
fn equal_tests_of_several_processes_get_one_case_each() {
    const PROCESSES: usize = 5;
    const EACH: usize = 12;
    let Some(database) = postgres::empty() else { return };
    let (home, workspace) = (tempfile::tempdir().expect("folder"), address(&database));
    let children: Vec<_> = (0..PROCESSES)
        .map(|n| {
            let own = home.path().join(format!("home-{n}"));
            std::fs::create_dir(&own).expect("folder");
            // The tests are the same; a property of its own makes the input another one.
            let cases: String =
                (0..EACH).map(|i| format!("<testcase classname=\"shop.Cart\" name=\"test {i}\" time=\"0.{n}\"/>")).collect();
            let report = own.join("report.xml");
            std::fs::write(&report, format!("<testsuite name=\"night {n}\">{cases}</testsuite>")).expect("a report");
            let args =
                ["ingest", &report.display().to_string(), "--project", "SHOP", "--create-project", "--create-cases", "--json"];
            program(&own, &workspace, &args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a process")
        })
        .collect();
    for child in children {
        let answer = done_json(&child.wait_with_output().expect("its end"));
        assert_eq!((&answer["results"]["total"], &answer["unmatched"]), (&EACH.into(), &0.into()), "{answer}");
    }
    let db = Db::open_server(&Arc::new(database.server.clone())).expect("connected");
    let count = |sql: &str| db.one(sql, &[], |r| r.int(0)).expect(sql);
    let each = i64::try_from(EACH).expect("few");
    assert_eq!(count("SELECT count(*) FROM results"), each * i64::try_from(PROCESSES).expect("few"));
    assert_eq!((count("SELECT count(*) FROM cases"), count("SELECT count(*) FROM tests")), (each, each));
    assert_eq!(count("SELECT count(*) FROM results WHERE case_id IS NULL"), 0);
}

#[test]
fn a_workspace_moves_house_and_a_backup_of_one_engine_fits_the_other() {
    let Some(database) = postgres::empty() else { return };
    let home = tempfile::tempdir().expect("folder");
    let there = |schema: &str| format!("{}&schema={schema}", address(&database));
    let file = |name: &str| home.path().join(name).display().to_string();
    let from = file("from.voluptas");
    fill(&Location::from(Path::new(&from)), &Sizes::new(20, 60, 300, Some(3), 1));
    attach(home.path(), &from);
    let copy = |from: &str, to: &str, more: &[&str]| {
        let mut command = program(home.path(), from, &["workspace", "copy", from, to, "--json"]);
        command.args(more).output().expect("the program")
    };
    let dry = done_json(&copy(&from, &there("one"), &["--dry-run"]));
    assert_eq!((&dry["dry_run"], &dry["copied"]), (&true.into(), &1.into()), "{dry}");
    let out = done_json(&copy(&from, &there("one"), &[]));
    assert_eq!((&out["copied"], &out["resumed"], &out["rows"]), (&1.into(), &false.into(), &dry["rows"]), "{out}");
    let back = done_json(&copy(&there("one"), &file("back.voluptas"), &[]));
    assert_eq!((&back["tables"], &back["copied"]), (&out["tables"], &1.into()));
    assert_eq!(copy(&from, &there("one"), &[]).status.code(), Some(1), "it has content");
    for place in [there("one"), file("back.voluptas")] {
        done(&run(home.path(), &place, &["doctor"]));
    }
    // Backups: of a server into a file and a server, of a file into a server.
    let sums = |from: &str, name: &str| done_json(&copy(from, &file(name), &[]))["tables"].clone();
    for (n, source) in [there("one"), from.clone()].iter().enumerate() {
        let backup = file(&format!("backup-{n}.tar.gz"));
        let written = done_json(&run(home.path(), source, &["workspace", "backup", &backup, "--json"]));
        assert_eq!((&written["files"], &written["missing"]), (&1.into(), &serde_json::json!([])), "{written}");
        for (m, target) in [there(&format!("restored{n}")), file(&format!("restored-{n}.voluptas"))].iter().enumerate() {
            done(&run(home.path(), target, &["workspace", "restore", &backup]));
            assert_eq!(
                run(home.path(), target, &["workspace", "restore", &backup]).status.code(),
                Some(1),
                "it replaces nothing"
            );
            done(&run(home.path(), target, &["doctor"]));
            assert_eq!(sums(target, &format!("sums-{n}-{m}.voluptas")), out["tables"]);
        }
    }
}

/// Stores results with an attachment.
fn attach(home: &Path, workspace: &str) {
    let folder = home.join("allure");
    std::fs::create_dir(&folder).expect("folder");
    std::fs::write(folder.join("8c2a4b1e-0f6d-4a3b-9c1e-2d7f5a6b8c9d-attachment.png"), b"\x89PNG").expect("file");
    let result = serde_json::json!({ "uuid": "one", "name": "one", "fullName": "one", "status": "failed", "start": 1, "stop": 2,
        "attachments": [{ "name": "Screen", "source": "8c2a4b1e-0f6d-4a3b-9c1e-2d7f5a6b8c9d-attachment.png", "type": "image/png" }] });
    std::fs::write(folder.join("one-result.json"), result.to_string()).expect("result");
    done(&run(home, workspace, &["ingest", &folder.display().to_string(), "--project", "BENCH"]));
}
