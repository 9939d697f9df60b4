//! The whole loop by single commands, and by `demo`, each a second time with nothing to do.

#[cfg(unix)]
use crate::bucket::BucketServer;
use crate::support::{Home, Shop};
#[cfg(unix)]
use std::process::Command;
#[cfg(unix)]
use testkit::postgres::{self, OwnServer};

#[test]
fn import_map_export_and_again() {
    whole_loop(&Shop::open());
}

#[cfg(unix)]
#[test]
fn import_map_export_and_again_in_a_database_and_a_bucket() {
    let Some(database) = postgres::workspace() else { return };
    let (mut shop, bucket) = (Shop::open(), BucketServer::start());
    move_to_servers(&mut shop.home, &database, &bucket);
    whole_loop(&shop);
    assert!(!shop.home.path().join("workspace.voluptas").exists(), "no file is made");
    let results = shop.home.path().join("allure");
    std::fs::create_dir(&results).expect("folder");
    std::fs::write(results.join("1-attachment.txt"), "the log").expect("file");
    let result = serde_json::json!({ "uuid": "1", "name": "Buys tea", "status": "failed", "start": 1_768_467_600_000_i64,
        "stop": 1_768_467_600_100_i64, "attachments": [{ "name": "log", "source": "1-attachment.txt", "type": "text/plain" }] });
    std::fs::write(results.join("1-result.json"), result.to_string()).expect("file");
    let taken = shop.home.run(&["ingest", "allure", "--project", "SHOP", "--json"]).expect(0).json();
    assert_eq!(bucket.stored("shop").len(), 1, "the log lies in the bucket");
    // It began before the run of the table.
    let run = taken["run"].to_string();
    shop.home.run(&["report", "--project", "SHOP", "--run", &run, "--out", "report.html"]).expect(0);
    assert!(std::fs::read_to_string(shop.home.path().join("report.html")).expect("report").contains("class=\"files\""));
    shop.home.run(&["doctor"]).expect(0);
}

/// Makes the database the workspace of a home, and the bucket the place of its attachments.
#[cfg(unix)]
fn move_to_servers(home: &mut Home, database: &postgres::Database, bucket: &BucketServer) {
    let (host, port, name, user) = database.server.login();
    home.workspace = Some(format!("postgres://{}@{host}:{port}/{name}?sslmode=disable", user.expect("an account")));
    let mut keys = Command::new("voluptas-cli");
    bucket.give_to(&mut keys).env("PGPASSWORD", OwnServer::PASSWORD);
    home.given = keys.get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))).collect();
    home.run(&["workspace", "attachments", "--move-to", &format!("s3://{}/shop", BucketServer::NAME)]).expect(0);
}

/// Imports the shop, maps, exports cases and results, and does each a second time with nothing to do.
fn whole_loop(shop: &Shop) {
    let home = &shop.home;
    let registry = shop.registry();
    home.run(&["functions", "import", registry.to_str().expect("path")]).expect(0);
    let import = || home.run(&["qase", "import", "-p", "shop", "--json"]).expect(0).json();
    let untouched = Home::with_server(&shop.session.base_url, shop.session.token.expose());
    untouched.run(&["qase", "import", "-p", "SHOP", "--dry-run"]).expect(0);
    untouched.run(&["functions", "import", registry.to_str().expect("path"), "--dry-run"]).expect(0);
    assert!(!untouched.path().join("workspace.voluptas").exists(), "a dry run makes no workspace");
    let dry = home.run(&["qase", "import", "-p", "SHOP", "--dry-run", "--json"]).expect(0).json();
    assert_eq!((dry["cases"]["created"].as_u64(), dry["dry_run"].as_bool()), (Some(48), Some(true)));
    let first = import();
    assert_eq!(first["cases"]["created"], 48);
    assert_eq!(first["suites"]["created"], 12);
    assert_eq!(import()["changes"], 0);

    let map = |args: &[&str]| home.run(&[&["qase", "map", "-p", "SHOP"], args].concat());
    let suggested = map(&["suggest", "--accept", "0.9", "--json"]).expect(0).json();
    let made = suggested["mappings_created"].as_u64().expect("count");
    assert!(made >= 40, "{suggested}");
    assert_eq!(map(&["suggest", "--accept", "0.9", "--json"]).expect(0).json()["mappings_created"], 0);
    map(&["link", "shop.catalog.reviews", "11"]).expect(0);
    map(&["link", "shop.catalog.reviews", "OTHER-11"]).expect(2);
    map(&["link", "shop.catalog.reviews", "9999"]).expect(4);
    map(&["unlink", "shop.catalog.reviews", "SHOP-11"]).expect(0);
    map(&["unlink", "shop.catalog.reviews", "SHOP-11"]).expect(4);
    let written = map(&["export", "-"]).expect(0).out;
    assert_eq!(written.lines().count() as u64, made + 1);
    let taken = home.run_with_input(&["qase", "map", "-p", "SHOP", "import", "-", "--json"], &written).expect(0).json();
    assert_eq!((taken["created"].as_u64(), taken["unchanged"].as_u64()), (Some(0), Some(made)));

    home.file("results.csv", "FuncID,status,time,comment\nshop.cart.add,passed,12,\nshop.cart.quantity,failed,1:30,wrong sum\n");
    let export = |more: &[&str]| {
        let words = ["qase", "export", "-p", "SHOP", "--json", "--func", "shop.cart.add", "shop.cart.quantity", "svc.mailer"];
        home.run(&[&words, more].concat())
    };
    let results = ["--cases", "--results", "results.csv", "--new-run", "Cart by hand"];
    let planned = export(&[&results[..], &["--dry-run"]].concat()).expect(0).json();
    assert_eq!((planned["cases"]["created"].as_u64(), planned["results"]["created"].as_u64()), (Some(1), Some(3)));
    let sent = export(&results).expect(0).json();
    assert_eq!((sent["cases"]["created"].as_u64(), sent["results"]["created"].as_u64()), (Some(1), Some(3)), "{sent}");
    let run = sent["run"]["id"].as_i64().expect("run").to_string();
    // The run of the file has the title of the run in Qase.
    let listed = home.run(&["run", "list", "--project", "SHOP", "--json"]).expect(0).json();
    let titles: Vec<&str> = listed["runs"].as_array().expect("runs").iter().filter_map(|run| run["title"].as_str()).collect();
    assert_eq!(titles.iter().filter(|title| **title == "Cart by hand").count(), 1, "{titles:?}");
    assert!(!titles.contains(&"results.csv"), "{titles:?}");
    let again = export(&results).expect(0).json();
    assert_eq!(again["changes"], 0, "{again}");
    assert_eq!(again["run"]["id"], sent["run"]["id"]);
    let into_it = export(&["--results", "results.csv", "--run", &run]).expect(0).json();
    assert_eq!(into_it["changes"], 0, "{into_it}");
    export(&["--results", "results.csv", "--run", "777"]).expect(4);
    let nowhere = export(&["--results", "results.csv"]).expect(2);
    assert!(nowhere.err.contains("no run to send them to"), "{}", nowhere.err);

    let runs = home.run(&["qase", "runs", "-p", "SHOP", "--json"]).expect(0).json();
    let ours: Vec<_> = runs["runs"].as_array().expect("runs").iter().filter(|r| r["title"] == "Cart by hand").collect();
    assert_eq!(ours.len(), 1);
    assert_eq!((ours[0]["passed"].as_i64(), ours[0]["failed"].as_i64()), (Some(2), Some(1)), "{ours:?}");
    assert_eq!(import()["changes"], 0);
    home.run(&["doctor"]).expect(0);

    // Cases that cover nothing go by their codes and suites.
    home.file("more.csv", "Title,Suite\nBy code,\nBy suite,Gifts\nBeside,\n");
    home.run(&["cases", "import", "more.csv", "--project", "SHOP"]).expect(0);
    let codes = home.run(&["cases", "export", "-", "--format", "csv", "--project", "SHOP"]).expect(0).out;
    let code =
        codes.lines().find(|line| line.contains("By code")).and_then(|line| line.split(',').find(|cell| cell.contains("-new-")));
    let code = code.expect("a code of a case that Qase does not have").to_owned();
    let chosen = |more: &[&str]| home.run(&[&["qase", "export", "-p", "SHOP", "--json"], more].concat());
    let sent = chosen(&["--case", &code, "SHOP-1"]).expect(0).json();
    assert_eq!((sent["cases"]["created"].as_u64(), sent["cases"]["unchanged"].as_u64()), (Some(1), Some(1)), "{sent}");
    // Its former code still means it.
    let again = chosen(&["--case", &code]).expect(0).json();
    assert_eq!((again["changes"].as_u64(), again["cases"]["unchanged"].as_u64()), (Some(0), Some(1)), "{again}");
    let said = home.run(&["qase", "export", "-p", "SHOP", "--case", &code]).expect(0);
    assert!(said.err.contains("it is SHOP-"), "{}", said.err);
    map(&["link", "shop.catalog.reviews", &code]).expect(0);
    chosen(&["--case", "SHOP-new-999"]).expect(4);
    for sign in ["+1", "SHOP-+1", "##1", "new-+1"] {
        let refused = chosen(&["--case", sign]).expect(2);
        assert!(refused.err.contains(sign), "{}", refused.err);
    }
    let suites = home.run(&["cases", "export", "suites.json", "--project", "SHOP"]).expect(0);
    assert!(suites.err.is_empty(), "{}", suites.err);
    chosen(&["--case", "OTHER-1"]).expect(2);
    chosen(&["--suite", "999"]).expect(4);

    // Both sides change a title: a conflict is counted, and nothing says that both sides are the same.
    let other = Home::with_server(&shop.session.base_url, shop.session.token.expose());
    other.run(&["qase", "import", "-p", "SHOP"]).expect(0);
    for (side, title) in [(&other, "Theirs"), (home, "Mine")] {
        side.file("title.csv", &format!("ID,Title\nSHOP-1,{title}\n"));
        side.run(&["cases", "import", "title.csv", "--project", "SHOP", "--match", "id", "--policy", "theirs"]).expect(0);
    }
    other.run(&["qase", "export", "-p", "SHOP", "--case", "SHOP-1"]).expect(0);
    let would = home.run(&["qase", "export", "-p", "SHOP", "--case", "SHOP-1", "--dry-run"]);
    assert!(would.out.contains("1 conflict") && !would.out.contains("1 conflicts"), "{}", would.out);
    assert!(!would.out.contains("both sides are the same"), "{}", would.out);

    let listed = home.run(&["functions", "list", "--json"]).expect(0).json();
    let quantity = listed["functions"].as_array().expect("list").iter().find(|f| f["func_id"] == "shop.cart.quantity");
    assert_eq!(quantity.expect("function")["coverage"], "failing");
}

#[test]
fn the_demo_on_an_empty_machine() {
    let home = Home::new();
    let report = home.run(&["demo", "--json"]).expect(0).json();
    assert_eq!(report["ok"], true, "{report}");
    assert_eq!(report["again"]["changes"], 0);
    assert_eq!(report["server"]["results"], report["first"]["results_entered"]);
    assert_eq!(report["server"]["cases"].as_u64(), Some(48 + report["first"]["export_cases"]["created"].as_u64().expect("n")));
    assert!(!std::path::Path::new(report["folder"].as_str().expect("folder")).exists(), "the scratch folder is removed");

    let words = home.run(&["demo", "--dir", "shop", "--lang", "ru"]).expect(0);
    assert!(words.out.contains("Изменений во втором проходе: 0") && words.out.contains("Обе стороны одинаковы"), "{}", words.out);
    home.run(&["doctor", "--workspace", "shop/demo.voluptas"]).expect(0);
    // In the same folder the demo goes on from where it was: nothing is left to do.
    let again = home.run(&["demo", "--dir", "shop", "--lang", "ru", "--json"]).expect(0).json();
    assert_eq!((again["ok"].as_bool(), again["first"]["changes"].as_u64()), (Some(true), Some(0)), "{again}");
}

#[cfg(unix)]
#[test]
fn the_demo_in_a_database_and_a_bucket() {
    let Some(database) = postgres::workspace() else { return };
    let (mut home, bucket) = (Home::new(), BucketServer::start());
    move_to_servers(&mut home, &database, &bucket);
    let demo = || home.run(&["demo", "--json"]).expect(0).json();
    let (first, again) = (demo(), demo());
    assert_eq!((first["ok"].as_bool(), first["first"]["import_cases"]["created"].as_u64()), (Some(true), Some(48)), "{first}");
    assert_eq!((again["ok"].as_bool(), again["first"]["changes"].as_u64()), (Some(true), Some(0)), "{again}");
    let runs = home.run(&["run", "list", "--project", "SHOP", "--json"]).expect(0).json();
    assert_eq!(runs["runs"].as_array().map(Vec::len), Some(1), "{runs}");
    home.run(&["doctor"]).expect(0);
    assert!(!home.path().join("workspace.voluptas").exists(), "no file is made");
}

#[test]
fn the_demo_works_in_the_workspace_that_it_is_given() {
    let home = Home::new();
    let demo = || home.run(&["demo", "--workspace", "mine.voluptas"]).expect(0).out;
    assert!(demo().contains("voluptas --demo"));
    assert!(demo().contains("Changes in the second pass: 0"));
    let listed = home.run(&["functions", "list", "--workspace", "mine.voluptas", "--json"]).expect(0).json();
    assert!(listed["functions"].as_array().is_some_and(|f| f.len() > 40), "{listed}");
    home.run(&["doctor", "--workspace", "mine-server.voluptas"]).expect(0);

    // Nobody's work gets a shop among it, neither as the workspace nor as the server.
    home.file("functions.csv", "FuncID,Title,Type\nbank.pay,Pay,Feature\n");
    home.run(&["functions", "import", "functions.csv", "--workspace", "bank.voluptas"]).expect(0);
    std::fs::copy(home.path().join("bank.voluptas"), home.path().join("new-server.voluptas")).expect("a copy");
    for wrong in ["bank.voluptas", "new.voluptas"] {
        let refused = home.run(&["demo", "--workspace", wrong]).expect(2);
        assert!(refused.err.contains("something other than the demo"), "{}", refused.err);
    }
    for unmade in ["bank-server.voluptas", "new.voluptas"] {
        assert!(!home.path().join(unmade).exists(), "{unmade} was made for nothing");
    }
    // A project with the code of one of the demo's may be a real shop.
    let server = ["--workspace", "shop-server.voluptas"];
    home.file("cases.csv", "title\nPay by card\n");
    home.run(&[&["cases", "import", "cases.csv", "--project", "SHOP"][..], &server].concat()).expect(0);
    let refused = home.run(&["demo", "--workspace", "shop.voluptas"]).expect(2);
    assert!(refused.err.contains("something other than the demo") && !home.path().join("shop.voluptas").exists());
    // The same file under two names, none of which is there yet, and a demo whose server is elsewhere.
    std::fs::create_dir(home.path().join("x")).expect("a folder");
    let refused = home.run(&["demo", "--workspace", "x/../x/demo-server.voluptas", "--dir", "x"]).expect(2);
    assert!(refused.err.contains("something other than the demo"), "{}", refused.err);
    let refused = home.run(&["demo", "--workspace", "mine.voluptas", "--dir", "x"]).expect(2);
    assert!(refused.err.contains("demo-server.voluptas is not there"), "{}", refused.err);
    assert_eq!(std::fs::read_dir(home.path().join("x")).expect("the folder").count(), 0, "not even a log");

    for kept in ["bank.voluptas", "new-server.voluptas"] {
        let held = home.run(&["functions", "list", "--workspace", kept, "--json"]).expect(0).json();
        assert_eq!(held["functions"].as_array().map(Vec::len), Some(1), "{held}");
    }
}
