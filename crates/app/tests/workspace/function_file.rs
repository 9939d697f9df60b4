//! A registry file into the workspace and out again.

use testkit::fixture::Fixture;
use voluptas_app::functions::file as function_file;
use voluptas_app::history;
use voluptas_formats::{self as formats, FunctionsFile, WriteOptions};
use voluptas_store::Op;
use voluptas_store::db::dialect::SearchKind;
use voluptas_store::history::Direction;

const SAMPLE: &[u8] = include_bytes!("../../../../tests/samples/registry_master.csv");

fn read(bytes: &[u8]) -> FunctionsFile {
    formats::read_functions("registry.csv", bytes).expect("a table")
}

#[test]
fn the_sample_registry_goes_in_once() {
    let f = Fixture::new();
    let first = function_file::import(&f.store, &read(SAMPLE)).unwrap();
    assert_eq!((first.counts.created, first.counts.updated, first.counts.people_created), (50, 0, 8));
    let again = function_file::import(&f.store, &read(SAMPLE)).unwrap();
    assert_eq!((again.counts.created, again.counts.updated, again.counts.unchanged), (0, 0, 50));
    let f = f.reopen();
    let functions = f.store.read(|tx| tx.functions().all()).unwrap();
    assert_eq!(functions.len(), 50);
    assert_eq!(functions.iter().filter(|f| f.content.is_crit).count(), 11);
    history::step_history(&f.store, Direction::Undo).unwrap();
    assert!(f.store.read(|tx| tx.functions().all()).unwrap().is_empty());
}

#[test]
fn what_is_exported_makes_the_same_registry_elsewhere() {
    let f = Fixture::new();
    function_file::import(&f.store, &read(SAMPLE)).unwrap();
    let rows = function_file::export(&f.store).unwrap();
    let bytes = formats::write_functions(&rows, WriteOptions::default());
    let other = Fixture::new();
    function_file::import(&other.store, &read(&bytes)).unwrap();
    assert_eq!(function_file::export(&other.store).unwrap(), rows);
}

#[test]
fn blank_cells_change_nothing() {
    let f = Fixture::new();
    function_file::import(&f.store, &read("FuncID,Title,Type,Segment,QA\nshop,Shop,Module,UI,Olga\n".as_bytes())).unwrap();
    let done =
        function_file::import(&f.store, &read("FuncID,Title,Type,Segment,QA\nshop,The shop,Module,,\n".as_bytes())).unwrap();
    assert_eq!(done.counts.updated, 1);
    let function = f.store.read(|tx| tx.functions().by_func_id("shop")).unwrap().unwrap();
    assert_eq!(function.content.title, "The shop");
    assert_eq!(function.content.segment.as_deref(), Some("UI"));
    assert_eq!(function.people.len(), 1);
}

#[test]
fn rows_of_several_writes_keep_their_order_parents_and_people() {
    const ROWS: usize = 1_100;
    let f = Fixture::new();
    let store = &f.store;
    let head = "FuncID,Title,Type,Parent,QA,Informed\n";
    function_file::import(store, &read(format!("{head}m,M,Module,,,\ne1,E1,Epic,m,,\nf0,Kept,Feature,e1,,\n").as_bytes()))
        .unwrap();
    let trashed = store.read(|tx| tx.functions().by_func_id("e1")).unwrap().unwrap().id;
    store.write(Op::edit("delete"), |tx| tx.functions().set_deleted(trashed, true)).unwrap();
    // Children stand before their parents; one parent is new, one comes back from the trash, and one row changes.
    let mut text = head.to_owned();
    for n in 0..ROWS {
        text.push_str(&format!("f{n},Feature {n},Feature,e{},Ann,\"Bob, Ann\"\n", n % 2));
    }
    text.push_str("e0,E0,Epic,m,,\ne1,E1,Epic,m,,\n");
    let done = function_file::import(store, &read(text.as_bytes())).unwrap();
    assert_eq!((done.counts.created, done.counts.updated, done.counts.people_created), (ROWS + 1, 1, 2));
    assert_eq!(done.functions.len(), ROWS + 2);

    let functions = store.read(|tx| tx.functions().all()).unwrap();
    let id_of = |func_id: &str| functions.iter().find(|f| f.content.func_id == func_id).map(|f| f.id);
    for parent in ["e0", "e1"] {
        let mut below: Vec<_> = functions.iter().filter(|f| f.parent_id == id_of(parent)).collect();
        below.sort_by_key(|f| f.position);
        let titles: Vec<&str> = below.iter().map(|f| f.content.title.as_str()).collect();
        let first = usize::from(parent == "e1");
        let expected: Vec<String> = (first..ROWS).step_by(2).map(|n| format!("Feature {n}")).collect();
        assert_eq!(titles, expected, "{parent}");
        let positions: std::collections::BTreeSet<i64> = below.iter().map(|f| f.position).collect();
        assert_eq!(positions.len(), below.len(), "each has a place of its own");
    }
    assert!(functions.iter().filter(|f| f.content.func_id.starts_with('f')).all(|f| f.people.len() == 3));
    let found = store.read(|tx| tx.search().find(&format!("feature {}", ROWS - 1), 10)).unwrap();
    let last = id_of(&format!("f{}", ROWS - 1)).map(|id| (SearchKind::Function, id.0));
    assert!(found.len() == 1 && found.first() == last.as_ref(), "{found:?}");

    let exported = function_file::export(store).unwrap();
    let again = function_file::import(store, &read(text.as_bytes())).unwrap();
    assert_eq!((again.counts.unchanged, again.counts.written()), (ROWS + 2, 0));
    history::step_history(store, Direction::Undo).unwrap();
    assert_eq!(store.read(|tx| tx.functions().all()).unwrap().len(), 2);
    history::step_history(store, Direction::Redo).unwrap();
    assert_eq!(function_file::export(store).unwrap(), exported);
}
