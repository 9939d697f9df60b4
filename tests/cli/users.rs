//! Users and tokens: on the workspace directly, also while a server runs on it.

use crate::support::{Home, Serving};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use voluptas_store::{Op, Store};

/// A home whose workspace has the projects `SHOP` and `BANK`.
fn home() -> Home {
    let home = Home::new();
    let store = Store::open(&path(&home), std::sync::Arc::new(voluptas_core::base::SystemClock)).expect("store");
    let projects = store.write(Op::bulk("test"), |tx| {
        tx.projects().create("SHOP", "Shop", None)?;
        tx.projects().create("BANK", "Bank", None)
    });
    projects.expect("projects");
    home
}

fn path(home: &Home) -> std::path::PathBuf {
    home.path().join("workspace.voluptas")
}

#[track_caller]
fn json_of(home: &Home, args: &[&str]) -> Value {
    home.run(&[&["--json"], args].concat()).expect(0).json()
}

#[test]
fn users_are_added_changed_listed_and_removed() {
    let home = home();
    let anna = json_of(&home, &["users", "add", "Anna", "--role", "viewer", "--project", "shop=tester"]);
    assert_eq!(
        anna,
        json!({ "id": 1, "name": "Anna", "role": "viewer", "projects": { "SHOP": "tester" }, "tokens": 0, "email": null, "is_linked": false })
    );
    let changed = json_of(
        &home,
        &["users", "change", "anna", "--rename", "Anna B", "--role", "none", "--project", "SHOP=none", "--project", "BANK=lead"],
    );
    assert_eq!(
        changed,
        json!({ "id": 1, "name": "Anna B", "role": null, "projects": { "BANK": "lead" }, "tokens": 0, "email": null, "is_linked": false })
    );
    let listed = home.run(&["users", "list", "--lang", "ru"]).expect(0).out;
    assert!(listed.contains("Проекты") && listed.contains("BANK=lead"), "{listed}");
    assert_eq!(json_of(&home, &["users", "remove", "Anna B"])["tokens"], 0);
    home.run(&["users", "list"]).expect(4);
}

#[test]
fn a_dry_run_shows_the_change_and_makes_none() {
    let home = home();
    let dry = |args: &[&str]| json_of(&home, &[args, &["--dry-run"]].concat());
    let anna = json!({ "id": null, "name": "Anna", "role": "viewer", "projects": { "SHOP": "tester" }, "tokens": 0, "email": null, "is_linked": false });
    let add = ["users", "add", "Anna", "--role", "viewer", "--project", "shop=tester"];
    assert_eq!(dry(&add), json!({ "dry_run": true, "before": null, "after": anna }));
    home.run(&["users", "list"]).expect(4);
    let anna = json_of(&home, &add);
    let after = json!({ "id": 1, "name": "Anna B", "role": null, "projects": { "SHOP": "tester" }, "tokens": 0, "email": null, "is_linked": false });
    assert_eq!(
        dry(&["users", "change", "anna", "--rename", "Anna B", "--role", "none"]),
        json!({ "dry_run": true, "before": anna, "after": after })
    );
    assert_eq!(dry(&["users", "remove", "Anna"]), json!({ "dry_run": true, "before": anna, "after": null }));
    let token = json!({ "user": "Anna", "title": "CI", "role": null, "projects": ["SHOP"], "expires_at": null });
    let add = ["tokens", "add", "--user", "anna", "--title", "CI", "--project", "SHOP"];
    assert_eq!(dry(&add), json!({ "dry_run": true, "before": null, "after": token }));
    home.run(&["tokens", "list"]).expect(4);
    json_of(&home, &add);
    assert_eq!(dry(&["tokens", "revoke", "1"])["before"]["state"], "active");
    for (args, word) in [
        (&["users", "add", "Otto", "--dry-run", "--lang", "ru"][..], "Будет создан пользователь Otto"),
        (&["users", "remove", "Anna", "--dry-run"], "Anna would be removed with one token"),
        (&["tokens", "add", "--user", "Anna", "--dry-run"], "A token of Anna would be created"),
        (&["tokens", "revoke", "1", "--dry-run"], "Token 1 of Anna would be revoked"),
    ] {
        let ended = home.run(args).expect(0);
        assert!(ended.out.contains(word), "{args:?}: {}", ended.out);
    }
    home.run(&["tokens", "revoke", "7", "--dry-run"]).expect(4);
    home.run(&["users", "remove", "Otto", "--dry-run"]).expect(4);
    let user = json!({ "id": 1, "name": "Anna", "role": "viewer", "projects": { "SHOP": "tester" }, "tokens": 1, "email": null, "is_linked": false });
    assert_eq!(json_of(&home, &["users", "list"])["users"], json!([user]), "nothing has changed");
}

#[test]
fn a_dry_run_makes_no_workspace() {
    let home = Home::new();
    home.run(&["users", "add", "Anna", "--dry-run"]).expect(0);
    assert!(!path(&home).exists());
}

#[test]
fn mistakes_about_users_are_named() {
    let home = home();
    let lonely = home.run(&["users", "add", "Nina"]).expect(0);
    assert!(lonely.err.contains("Nina sees no project"), "{}", lonely.err);
    for (code, args, word) in [
        (1, &["users", "add", "nina"][..], "already a user nina"),
        (4, &["users", "add", "Otto", "--project", "NOPE=viewer"], "no project NOPE"),
        (2, &["users", "add", "Otto", "--project", "SHOP=viewer", "--project", "shop=lead"], "shop is named twice"),
        (4, &["users", "change", "Otto", "--role", "lead"], "no user Otto"),
        (4, &["users", "remove", "Otto"], "no user Otto"),
        (2, &["users", "add", "Otto", "--role", "owner"], "viewer, tester, lead, admin"),
        (2, &["users", "add", "Otto", "--project", "SHOP"], "CODE=viewer"),
        (2, &["users", "change", "Nina"], "--rename"),
        (4, &["tokens", "add", "--user", "Otto"], "no user Otto"),
        (2, &["tokens", "add", "--user", "Nina", "--project", "SHOP"], "no role in project SHOP"),
        (2, &["tokens", "add", "--user", "Nina", "--expires", "2020-01-01"], "future"),
        (2, &["tokens", "add", "--user", "Nina", "--expires", "soon"], "2027-01-31"),
        (2, &["tokens", "add", "--user", "Nina", "--expires", "9999-12-31"], "9999-12-29"),
        (4, &["tokens", "revoke", "7"], "no token 7"),
    ] {
        let ended = home.run(args).expect(code);
        assert!(ended.err.contains(word), "{args:?}: {}", ended.err);
    }
    home.run(&["tokens", "add", "--user", "Nina", "--expires", "9999-12-29"]).expect(0);
    let names: Vec<Value> =
        json_of(&home, &["users", "list"])["users"].as_array().expect("users").iter().map(|u| u["name"].clone()).collect();
    assert_eq!(names, ["Nina"], "a refused command leaves nothing");
}

#[test]
fn a_token_is_shown_once_and_kept_as_a_hash() {
    let home = home();
    json_of(&home, &["users", "add", "Anna", "--project", "SHOP=lead"]);
    let added = json_of(
        &home,
        &["tokens", "add", "--user", "anna", "--title", "CI", "--role", "tester", "--project", "shop", "--expires", "2099-12-31"],
    );
    let token = added["token"].as_str().expect("token").to_owned();
    assert_eq!(token.len(), 64);
    for (field, value) in [
        ("id", json!(1)),
        ("user", json!("Anna")),
        ("title", json!("CI")),
        ("role", json!("tester")),
        ("projects", json!(["SHOP"])),
        ("expires_at", json!("2100-01-01T00:00:00+00:00")),
        ("last_used_at", Value::Null),
        ("state", json!("active")),
    ] {
        assert_eq!(added[field], value, "{field}");
    }
    let listed = home.run(&["--json", "tokens", "list"]).expect(0);
    assert_eq!(listed.json()["tokens"][0]["title"], "CI");
    assert!(!listed.out.contains(&token));
    for entry in std::fs::read_dir(home.path()).expect("folder").flatten().filter(|e| e.path().is_file()) {
        let bytes = std::fs::read(entry.path()).expect("file");
        assert!(!bytes.windows(token.len()).any(|w| w == token.as_bytes()), "the token is in {}", entry.path().display());
    }
    assert_eq!(json_of(&home, &["tokens", "revoke", "1"])["state"], "revoked");
    home.run(&["tokens", "revoke", "1"]).expect(4);
    home.run(&["tokens", "list"]).expect(4);
}

#[test]
fn a_running_server_follows_the_commands() {
    let home = home();
    json_of(&home, &["users", "add", "Anna", "--project", "SHOP=viewer"]);
    let added = |user: &str| {
        let added = json_of(&home, &["tokens", "add", "--user", user]);
        (added["id"].to_string(), added["token"].as_str().expect("token").to_owned())
    };
    let (id, first) = added("Anna");
    let serving = Serving::start(&path(&home), &[]);
    rustls::crypto::ring::default_provider().install_default().ok();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runtime");
    let client = reqwest::Client::builder().no_proxy().build().expect("client");
    let ask = |token: &str, path: &str| {
        let request = client.get(format!("{}{path}", serving.base_url)).header("Authorization", format!("Bearer {token}"));
        runtime.block_on(request.send()).expect("answer").status().as_u16()
    };
    let becomes = |path: &str, wanted: u16| {
        let until = Instant::now() + Duration::from_secs(2);
        loop {
            let status = ask(&first, path);
            if status == wanted {
                return;
            }
            assert!(Instant::now() < until, "{path}: still {status}");
        }
    };
    assert_eq!((ask(&first, "/project/SHOP"), ask(&first, "/project/BANK")), (200, 404));
    let (_, second) = added("Anna");
    json_of(&home, &["users", "change", "Anna", "--project", "BANK=viewer"]);
    becomes("/project/BANK", 200);
    assert_eq!(ask(&second, "/project/SHOP"), 200, "a token of meanwhile");
    json_of(&home, &["tokens", "revoke", &id]);
    becomes("/project/SHOP", 401);
    assert_eq!(ask(&second, "/project/SHOP"), 200);
}
