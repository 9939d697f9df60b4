//! `audit`: rows of a server and of the command line, listed and exported. What `serve` refuses at its start.

use crate::support::{Ended, Home, Serving, TOKEN};
use serde_json::{Value, json};

fn path(home: &Home) -> std::path::PathBuf {
    home.path().join("workspace.voluptas")
}

#[test]
fn changes_of_the_command_line_and_of_the_server_are_listed_and_exported() {
    let home = Home::new();
    let serving = Serving::start(&path(&home), &["--project", "SHOP", "--trusted-proxy", "127.0.0.0/8"]);
    home.run(&["users", "add", "Anna", "--project", "SHOP=lead"]).expect(0);
    rustls::crypto::ring::default_provider().install_default().ok();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runtime");
    let client = reqwest::Client::builder().no_proxy().build().expect("client");
    let url = |path: &str| format!("{}{path}", serving.base_url);
    let field = json!({ "title": "Risk", "entity": 0, "type": 1 });
    let request = client.post(url("/custom_field")).header("Token", TOKEN).header("X-Forwarded-For", "192.0.2.7");
    assert_eq!(runtime.block_on(request.json(&field).send()).expect("answer").status(), 200);
    let list = |args: &[&str]| -> Vec<Value> {
        let answer = home.run(&[&["audit", "--json"], args].concat()).expect(0).json();
        assert_eq!(answer["count"].as_u64(), answer["entries"].as_array().map(|entries| entries.len() as u64));
        answer["entries"].as_array().expect("entries").clone()
    };
    let actions: Vec<Value> = list(&[]).iter().map(|row| row["action"].clone()).collect();
    assert_eq!(actions, ["create-custom-field", "set-role", "create-user", "create-project"]);
    let of_field = list(&["--action", "create-custom-field"]).remove(0);
    assert_eq!(
        (&of_field["user"], &of_field["source"], &of_field["address"], &of_field["object"], &of_field["detail"]["title"]),
        (&json!("admin"), &json!("api"), &json!("192.0.2.7"), &json!("1"), &json!("Risk"))
    );
    let of_role = list(&["--action", "set-role"]).remove(0);
    assert_eq!((&of_role["source"], &of_role["project"], &of_role["object"]), (&json!("cli"), &json!("SHOP"), &json!("Anna")));
    assert_eq!(list(&["--user", "ADMIN"]).len(), 1);
    assert_eq!(home.run(&["audit", "--json", "--limit", "1"]).expect(0).json()["has_more"], true);
    home.run(&["audit", "--until", "2000-01-01"]).expect(4);
    let table = home.run(&["audit", "--lang", "ru"]).expect(0).out;
    assert!(table.contains("Действие") && table.contains("create-user") && table.contains("192.0.2.7"), "{table}");
    let file = home.path().join("audit.csv");
    home.run(&["audit", "--export", file.to_str().expect("path")]).expect(0);
    let csv = std::fs::read_to_string(&file).expect("file");
    assert!(csv.lines().count() == 5 && csv.contains("create-custom-field"), "{csv}");
    let printed = home.run(&["audit", "--export", "-", "--action", "set-role"]).expect(0).out;
    assert_eq!(printed.lines().count(), 2, "{printed}");
}

#[test]
fn a_weak_token_of_the_environment_is_refused() {
    let home = Home::new();
    for weak in ["admin", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] {
        let mut command = home.command(&["serve", "--listen", "127.0.0.1:0"]);
        let refused = Ended::from(command.env("VOLUPTAS_SERVER_TOKEN", weak).output().expect("the binary runs")).expect(2);
        assert!(refused.err.contains("VOLUPTAS_SERVER_TOKEN") && !refused.err.contains(weak), "{}", refused.err);
    }
    let wrong = home.run(&["serve", "--trusted-proxy", "10.0.0.0/40"]).expect(2).err;
    assert!(wrong.contains("10.0.0.0/8"), "{wrong}");
}
