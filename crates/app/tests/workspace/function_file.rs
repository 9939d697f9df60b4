//! A registry file into the workspace and out again.

use testkit::fixture::Fixture;
use voluptas_app::functions::file as function_file;
use voluptas_app::history;
use voluptas_formats::{self as formats, FunctionsFile, WriteOptions};
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
