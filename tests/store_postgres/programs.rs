//! The command line and the server on a workspace on a server.

use crate::postgres::{self, Database};
use crate::shared::wait::wait_for;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use voluptas::store::db::Db;

fn address(database: &Database) -> String {
    let (host, port, name, user) = database.server.login();
    format!("postgres://{}@{host}:{port}/{name}?sslmode=disable", user.expect("an account"))
}

fn program(home: &Path, workspace: &str, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_voluptas-cli"));
    command.args(args).args(["--workspace", workspace, "--lang", "en"]);
    command.env_clear().env("VOLUPTAS_HOME", home).env("HOME", home).env("VOLUPTAS_KEYCHAIN", "off");
    command
}

fn run(home: &Path, workspace: &str, args: &[&str]) -> Output {
    program(home, workspace, args).output().expect("the program")
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
    done(&run(home.path(), &workspace, &["bench-data", "--functions", "20", "--cases", "60", "--results", "300", "--runs", "3"]));
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
    admin.batch(&cut).expect("cut");
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
