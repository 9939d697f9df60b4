//! `functions import` of files as people have them: quotes that do not close, encodings, circles of parents, and many remarks.

use crate::support::Home;
use voluptas_store::{Source, Store};

fn functions(home: &Home) -> usize {
    let list = home.run(&["functions", "list", "--json"]);
    list.json()["functions"].as_array().map_or(0, Vec::len)
}

/// The text without the blanks that group the digits of large numbers.
fn digits(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], "")
}

#[test]
fn a_quote_that_is_not_closed_is_an_error_that_names_its_line() {
    let home = Home::new();
    let row = |n: usize| {
        if n == 10 { format!("shop.f{n},\"Function {n},Feature\n") } else { format!("shop.f{n},Function {n},Feature\n") }
    };
    let rows: String = (0..1000).map(row).collect();
    home.file("f.csv", &format!("FuncID,Title,Type\nshop,Shop,Module\n{rows}"));
    let ended = home.run(&["functions", "import", "f.csv"]).expect(1);
    assert!(ended.err.contains("f.csv:13:") && ended.err.contains("--skip-broken-rows"), "{}", ended.err);
    assert!(!home.path().join("workspace.voluptas").exists(), "nothing was written");
    let russian = home.run(&["--lang", "ru", "functions", "import", "f.csv"]).expect(1);
    assert!(russian.err.contains("f.csv:13: открытая здесь кавычка не закрыта"), "{}", russian.err);
    let json = home.run(&["--json", "functions", "import", "f.csv"]).expect(1).json();
    assert_eq!(json["error"]["code"], "formats-error-open-quote");

    let skipped = home.run(&["functions", "import", "f.csv", "--skip-broken-rows"]).expect(3);
    assert!(skipped.err.contains("Error: f.csv:13:"), "{}", skipped.err);
    assert!(digits(&skipped.out).contains("1001 rows read, 1000 imported, 1 skipped"), "{}", skipped.out);
    assert_eq!(functions(&home), 1000);
}

#[test]
fn the_encoding_is_told_and_can_be_named() {
    let text = "FuncID,Title,Type\nshop,Магазин игрушек,Module\nshop.cart,Корзина покупателя,Feature\n";
    for (encoding, name) in
        [(encoding_rs::WINDOWS_1251, "windows-1251"), (encoding_rs::KOI8_R, "KOI8-R"), (encoding_rs::IBM866, "IBM866")]
    {
        let home = Home::new();
        std::fs::write(home.path().join("f.csv"), encoding.encode(text).0).expect("file");
        let ended = home.run(&["functions", "import", "f.csv"]).expect(0);
        assert!(ended.out.contains(&format!("f.csv ({name}): 2 rows read")), "{}", ended.out);
        assert!(home.run(&["functions", "list"]).expect(0).out.contains("Корзина покупателя"), "{name}");
        let json = home.run(&["functions", "import", "f.csv", "--encoding", "cp1251", "--json"]).expect(0).json();
        assert_eq!(json["file"]["encoding"], "windows-1251", "a named encoding is taken");
        assert_eq!(json["updated"], if name == "windows-1251" { 0 } else { 2 });
    }
    let home = Home::new();
    let mut bytes = text.as_bytes().to_vec();
    bytes.insert(text.find("Корзина").expect("word"), 0xff);
    std::fs::write(home.path().join("f.csv"), bytes).expect("file");
    let ended = home.run(&["functions", "import", "f.csv"]).expect(0);
    assert!(ended.out.contains("f.csv (UTF-8)") && ended.err.contains("f.csv:3: some bytes are not UTF-8"), "{ended:?}");
    assert!(home.run(&["functions", "list"]).expect(0).out.contains("\u{fffd}Корзина"));
    let wrong = home.run(&["functions", "import", "f.csv", "--encoding", "klingon"]).expect(2);
    assert!(wrong.err.contains("klingon") && wrong.err.contains("koi8-r"), "{}", wrong.err);
}

#[test]
fn parents_in_a_circle_are_told() {
    let home = Home::new();
    home.file("f.csv", "FuncID,Title,Type,Parent\na,A,Feature,c\nb,B,Feature,a\nc,C,Feature,b\nd,D,Feature,c\n");
    let ended = home.run(&["functions", "import", "f.csv"]).expect(0);
    assert!(ended.err.contains("f.csv:2:") && ended.err.contains("a → c → b → a"), "{}", ended.err);
    let json = home.run(&["functions", "list", "--json"]).expect(0).json();
    let parents: Vec<_> = json["functions"].as_array().expect("list").iter().map(|f| (&f["func_id"], &f["parent"])).collect();
    assert_eq!(serde_json::json!(parents), serde_json::json!([["a", null], ["b", "a"], ["c", "b"], ["d", "c"]]));
}

#[test]
fn many_remarks_of_one_kind_are_a_few_lines() {
    let home = Home::new();
    let rows: String = (0..5000).map(|n| format!("f{n},Function {n},Feature,maybe,Nowhere\n,No id,Feature,,\n")).collect();
    home.file("f.csv", &format!("FuncID,Title,Type,isCrit,Parent\n{rows}"));
    let ended = home.run(&["functions", "import", "f.csv"]).expect(3);
    assert!(ended.err.lines().count() <= 12, "{}", ended.err);
    assert!(digits(&ended.err).contains("and 4997 more rows like these: lines 9, 11, 13, 15, 17, …"), "{}", ended.err);
    assert!(ended.err.contains("Error: f.csv:3: ") && ended.err.contains("Warning: f.csv:2: "), "{}", ended.err);
    assert!(digits(&ended.out).contains("  5000 with a blank cell that is required\n"), "{}", ended.out);
    let json = home.run(&["functions", "import", "f.csv", "--json", "-q"]).expect(3).json();
    let file = &json["file"];
    assert_eq!(file["skipped_by_reason"], serde_json::json!({ "blank": 5000 }));
    let errors = file["notes"].as_array().expect("notes").iter().filter(|n| n["severity"] == "error").count();
    assert_eq!(errors, 5000, "every skipped row is told to a program");
    assert!(file["notes"].as_array().is_some_and(|n| n.len() <= 5200));
    let counts: Vec<_> = file["groups"].as_array().expect("groups").iter().map(|g| &g["count"]).collect();
    assert_eq!(counts, [5000, 5000, 5000]);
}

#[test]
fn the_history_names_who_typed_the_command() {
    let home = Home::new();
    home.file("f.csv", "FuncID,Title,Type\nshop,Shop,Module\n");
    home.file("g.csv", "FuncID,Title,Type\nshop,The shop,Module\n");
    let mut command = home.command(&["functions", "import", "f.csv"]);
    assert!(command.env("USER", "vera").output().expect("it runs").status.success());
    home.file("settings.json", r#"{"general":{"author":"Vera P."}}"#);
    home.run(&["functions", "import", "g.csv"]).expect(0);
    let store = Store::open(&home.path().join("workspace.voluptas"), std::sync::Arc::new(voluptas_core::base::SystemClock))
        .expect("store");
    let of = store.read(|tx| tx.history().of("function", 1, 9)).expect("history");
    let authors: Vec<_> = of.iter().map(|(o, _)| (o.who.as_deref(), o.source)).collect();
    assert_eq!(authors, [(Some("Vera P."), Source::Cli), (Some("vera"), Source::Cli)]);
}

#[test]
fn relations_and_people_alone_are_changes_with_the_usual_exit_code() {
    use voluptas_core::domain::function::{FunctionContent, FunctionType};
    use voluptas_core::domain::relation::RelationKind;
    use voluptas_formats::{FunctionRow, PersonRow, RelationRow, write_registry};
    let home = Home::new();
    home.file("f.csv", "FuncID,Title,Type\na,A,Module\nb,B,Module\n");
    home.run(&["functions", "import", "f.csv"]).expect(0);
    let content = |id: &str| FunctionContent {
        func_id: id.into(),
        title: id.to_uppercase(),
        kind: FunctionType::Module,
        ..FunctionContent::default()
    };
    let functions = ["a", "b"].map(|id| FunctionRow { content: content(id), ..FunctionRow::default() });
    let relation = RelationRow {
        line: 0,
        source: "a".into(),
        target: "b".into(),
        kind: RelationKind::Functional,
        weight: None,
        directed: None,
        is_active: None,
        notes: None,
    };
    let gone = RelationRow { target: "gone".into(), ..relation.clone() };
    let person = PersonRow { name: "Ann".into(), ..PersonRow::default() };
    for (name, rows) in [("all.xlsx", &functions[..]), ("none.xlsx", &[])] {
        let bytes = write_registry(rows, std::slice::from_ref(&person), &[relation.clone(), gone.clone()]).expect("bytes");
        std::fs::write(home.path().join(name), bytes).expect("file");
        let dry = home.run(&["functions", "import", name, "--dry-run", "--json"]).expect(0).json();
        let warnings = dry["warnings"].as_array().expect("warnings");
        assert!(warnings.len() == 1 && warnings[0].to_string().contains("gone"), "{dry}");
        if name == "all.xlsx" {
            assert_eq!((&dry["relations_created"], &dry["people_created"]), (&1.into(), &1.into()));
            let done = home.run(&["functions", "import", name, "--json"]).expect(0).json();
            assert_eq!((&done["relations_created"], &done["people_created"]), (&1.into(), &1.into()));
        }
    }
}
