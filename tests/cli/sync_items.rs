//! Cases that an import or export leaves to a person: each is named by its code, with its reason or the fields in conflict.

use crate::support::{Home, Shop};

/// Gives a case another title in a workspace.
fn rename(home: &Home, code: &str, title: &str) {
    home.file("title.csv", &format!("ID,Title\n{code},{title}\n"));
    home.run(&["cases", "import", "title.csv", "--project", "SHOP", "--match", "id", "--policy", "theirs"]).expect(0);
}

#[test]
fn conflicts_and_removals_are_named_with_code_and_reason() {
    let shop = Shop::open();
    let home = &shop.home;
    let other = Home::with_server(&shop.session.base_url, shop.session.token.expose());
    for side in [home, &other] {
        side.run(&["qase", "import", "-p", "SHOP"]).expect(0);
    }
    rename(home, "SHOP-1", "Mine");
    rename(&other, "SHOP-1", "Theirs");
    other.run(&["qase", "export", "-p", "SHOP", "--case", "SHOP-1"]).expect(0);

    let dry = home.run(&["qase", "import", "-p", "SHOP", "--dry-run"]);
    assert!(dry.out.contains("conflict  SHOP-1  Mine: title\n"), "{}", dry.out);
    assert!(!dry.out.contains("both sides are the same"), "{}", dry.out);
    let written = home.run(&["qase", "import", "-p", "SHOP"]).expect(3);
    assert!(written.out.contains("conflict  SHOP-1  Mine: title\n"), "{}", written.out);
    let russian = home.run(&["qase", "import", "-p", "SHOP", "--dry-run", "--lang", "ru"]);
    assert!(russian.out.contains("конфликт  SHOP-1  Mine: название\n"), "{}", russian.out);

    let client = shop.session.client().expect("client");
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    runtime.block_on(client.delete_case("SHOP", 5)).expect("deleted");
    let dry = home.run(&["qase", "import", "-p", "SHOP", "--dry-run", "--json"]).json();
    let gone = dry["items"].as_array().expect("items").iter().find(|item| item["class"] == "removed").expect("removal");
    assert_eq!((gone["code"].as_str(), gone["reason"].as_str()), (Some("SHOP-5"), None), "{dry}");
    home.run(&["qase", "import", "-p", "SHOP"]).expect(3);

    let export = |more: &[&str]| home.run(&[&["qase", "export", "-p", "SHOP", "--case", "SHOP-5"], more].concat());
    for more in [&["--dry-run"][..], &[]] {
        let told = export(more);
        assert!(told.out.contains("skipped  SHOP-5  ") && told.out.contains(": Removed in Qase."), "{}", told.out);
        assert!(told.out.contains("add --recreate-removed"), "{}", told.out);
        let json = export(&[more, &["--json"]].concat()).json();
        let item = &json["items"][0];
        assert_eq!((json["items"].as_array().map(Vec::len), item["class"].as_str()), (Some(1), Some("skipped")), "{json}");
        assert!(item["reason"].as_str().is_some_and(|reason| reason.starts_with("Removed in Qase.")), "{json}");
        assert!(item["remedy"].as_str().is_some_and(|remedy| remedy.contains("--recreate-removed")), "{json}");
    }
    let again = export(&["--recreate-removed"]).expect(0);
    assert!(!again.out.contains("skipped"), "{}", again.out);
}
