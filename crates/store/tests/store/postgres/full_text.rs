//! Full-text search gives the same hits on a server and in a file.

use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use testkit::engine;
use voluptas_core::base::FixedClock;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_store::db::dialect::SearchKind;
use voluptas_store::{Op, Store};

/// Words of people: letters of several alphabets, digits, and the signs that parsers of PostgreSQL take for parts of words.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[abАбёЁ]{1,3}",
        "(pay|payment|оплата|оплатить|Ёлка|елка|login|логин|a@b\\.com|http://x\\.y/z|1\\.5|-12|user_name|it's|c\\+\\+|日本語)",
        "[0-9]{1,4}",
        "(e\u{301}cole|и\u{306}од|हिन्दी|ภาษา)",
        "['\\\\:&|!()*<>\"-]{1,3}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(word(), 0..6).prop_map(|words| words.join(" "))
}

fn fill(store: &Store, titles: &[String]) {
    store
        .write(Op::bulk("test"), |tx| {
            let project = tx.projects().create("SHOP", "Shop", None)?.id;
            for title in titles {
                let content = CaseContent { title: format!("t {title}"), ..CaseContent::default() };
                tx.cases().create(project, &NewCase { content, ..NewCase::default() })?;
            }
            Ok(())
        })
        .expect("cases");
}

fn hits(store: &Store, query: &str) -> BTreeSet<String> {
    store
        .read(|tx| {
            let found = tx.search().find(query, 1_000)?;
            let title = |id| Ok(tx.cases().get(voluptas_core::domain::ids::CaseId(id))?.content.title);
            found.into_iter().map(|(_, id)| title(id)).collect()
        })
        .expect("search")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, ..ProptestConfig::default() })]
    #[test]
    fn both_engines_give_the_same_hits(
        titles in prop::collection::vec(text(), 1..25),
        queries in prop::collection::vec(text(), 1..15),
    ) {
        let clock = Arc::new(FixedClock::at(0));
        let (on_server, _home) = engine::workspace(clock.clone());
        let dir = tempfile::tempdir().expect("folder");
        let in_file = Store::open(&dir.path().join("w.voluptas"), clock).expect("a file");
        fill(&on_server, &titles);
        fill(&in_file, &titles);
        for query in queries.iter().chain(&titles) {
            prop_assert_eq!(hits(&on_server, query), hits(&in_file, query), "{}", query);
        }
    }
}

#[test]
fn a_very_long_text_is_found_by_its_first_words() {
    let (store, _home) = engine::workspace(Arc::new(FixedClock::at(0)));
    let long: String = (0..200_000).map(|n| format!("word{n} ")).collect();
    store
        .write(Op::bulk("test"), |tx| {
            tx.search().put(SearchKind::Case, 1, format!("first {long}"))?;
            tx.search().put(SearchKind::Case, 2, "x".repeat(5_000))
        })
        .expect("words");
    let hits = |query: &str| store.read(|tx| tx.search().find(query, 10)).expect("search");
    assert_eq!(hits("first word7"), [(SearchKind::Case, 1)]);
    assert_eq!(hits(&"x".repeat(4_000)), [(SearchKind::Case, 2)]);
}
