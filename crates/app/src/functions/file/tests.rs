//! Imports of functions into a store.

use super::*;
use crate::history;
use std::sync::Arc;
use voluptas_core::base::FixedClock;
use voluptas_core::domain::relation::RelationKind;
use voluptas_formats::{FunctionRow, PersonRow, RelationRow};
use voluptas_formats::{WriteOptions, read_functions, write_functions, write_registry};
use voluptas_store::Op;
use voluptas_store::history::Direction;

fn store() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().expect("folder");
    let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
    (dir, store)
}

/// The counts and remarks that a preview shows.
fn preview(store: &Store, file: &FunctionsFile) -> Result<Applied> {
    plan(Some(store), file, &ImportOptions::default()).map(|plan| Applied::of(file, &plan))
}

fn read(text: &str) -> FunctionsFile {
    read_functions("f.csv", text.as_bytes()).expect("reads")
}

const FILE: &str = "FuncID,Title,Type,Parent,Crit,Responsible (QA),Tags\n\
                    shop.cart,Cart,Feature,shop.buy,1,Ann,money\n\
                    shop,Shop,Module,,,,\n\
                    shop.buy,Buying,Epic,shop,,,\n";

#[test]
fn the_second_time_nothing_changes() {
    let (_dir, store) = store();
    assert_eq!(preview(&store, &read(FILE)).expect("preview").counts.created, 3);
    let done = import(&store, &read(FILE)).expect("import");
    assert_eq!((done.counts.created, done.counts.people_created), (3, 1));
    let again = import(&store, &read(FILE)).expect("import");
    assert_eq!((again.counts.unchanged, again.counts.people_created), (3, 0), "{again:?}");

    let bytes = write_functions(&export(&store).expect("export"), WriteOptions::default());
    let (_dir2, other) = self::store();
    import(&other, &read_functions("back.csv", &bytes).expect("reads")).expect("import");
    assert_eq!(export(&other).expect("export"), export(&store).expect("export"));
}

#[test]
fn relations_go_through_a_workbook_and_are_taken_back() {
    let (_dir, store) = store();
    import(&store, &read(FILE)).expect("import");
    let relation = |source: &str, target: &str, kind: RelationKind, weight: f64| RelationRow {
        line: 0,
        source: source.into(),
        target: target.into(),
        kind,
        weight: Some(weight),
        directed: Some(false),
        is_active: Some(weight < 1.0),
        notes: (weight < 1.0).then(|| "by hand".into()),
    };
    let relations = [
        relation("shop.buy", "shop.cart", RelationKind::ServiceDependency, 0.5),
        relation("shop.cart", "shop.buy", RelationKind::Functional, 1.0),
    ];
    let bytes = |weight: f64| {
        let mut all = relations.to_vec();
        all[0].weight = Some(weight);
        write_registry(&export(&store).expect("export"), &[], &all).expect("bytes")
    };
    let file = |bytes: &[u8]| read_functions("f.xlsx", bytes).expect("reads");
    let counts = |done: &Applied| (done.counts.relations_created, done.counts.relations_updated, done.counts.updated);
    assert_eq!(counts(&preview(&store, &file(&bytes(0.5))).expect("preview")), (2, 0, 0));
    assert_eq!(counts(&import(&store, &file(&bytes(0.5))).expect("import")), (2, 0, 0));
    assert_eq!(export_relations(&store).expect("relations"), relations);
    assert_eq!(counts(&import(&store, &file(&bytes(0.5))).expect("import")), (0, 0, 0), "the second time nothing changes");
    assert_eq!(counts(&import(&store, &file(&bytes(0.25))).expect("import")), (0, 1, 0));
    assert_eq!(export_relations(&store).expect("relations")[0].weight, Some(0.25));
    // A blank cell leaves the stored value, and the first row of a relation counts.
    let mut silent = file(&bytes(0.25));
    for row in &mut silent.relations {
        (row.weight, row.directed, row.is_active) = (None, None, None);
    }
    let mut again = silent.relations[0].clone();
    again.weight = Some(7.0);
    silent.relations.push(again);
    let done = import(&store, &silent).expect("import");
    assert_eq!((counts(&done), done.warnings.len()), ((0, 0, 0), 1));
    history::step_history(&store, Direction::Undo).expect("undone");
    assert_eq!(export_relations(&store).expect("relations"), relations);
    history::step_history(&store, Direction::Undo).expect("undone");
    assert_eq!(export_relations(&store).expect("relations"), []);
    history::step_history(&store, Direction::Redo).expect("redone");
    assert_eq!(export_relations(&store).expect("relations"), relations);

    // Another workspace gets functions and relations from one file.
    let written = write_registry(&export(&store).expect("export"), &[], &relations).expect("bytes");
    let (_dir2, other) = self::store();
    assert_eq!(preview(&other, &file(&written)).expect("preview").counts.relations_created, 2);
    import(&other, &file(&written)).expect("import");
    assert_eq!(export_relations(&other).expect("relations"), relations);
}

#[test]
fn a_preview_counts_a_move_below_a_parent_of_the_same_file() {
    let (_dir, store) = store();
    import(&store, &read(FILE)).expect("import");
    let file = read("FuncID,Title,Type,Parent\nshop.pay,Paying,Epic,shop\nshop.cart,Cart,Feature,shop.pay\n");
    let told = preview(&store, &file).expect("preview");
    let done = import(&store, &file).expect("import");
    assert_eq!((told.counts.created, told.counts.updated, told.counts.unchanged), (1, 1, 0));
    assert_eq!((done.counts.created, done.counts.updated, done.counts.unchanged), (1, 1, 0));
}

#[test]
fn blanks_leave_what_is_there() {
    let (_dir, store) = store();
    import(&store, &read(FILE)).expect("import");
    let done = import(&store, &read("FuncID,Title,Type\nshop.cart,The cart,Feature\n")).expect("import");
    assert_eq!(done.counts.updated, 1);
    let rows = export(&store).expect("export");
    let cart = rows.iter().find(|r| r.content.func_id == "shop.cart").expect("cart");
    assert_eq!(cart.content.title, "The cart");
    assert!(cart.content.is_crit && cart.parent.is_some() && !cart.people.is_empty() && !cart.content.tags.is_empty());
}

#[test]
fn the_trash_gives_back_and_an_alias_stays_with_its_owner() {
    let (_dir, store) = store();
    import(&store, &read("FuncID,Title,Type,Alias\na,A,Feature,x\n")).expect("import");
    let id = store.read(|tx| tx.functions().by_func_id("a")).expect("read").expect("a").id;
    store.write(Op::edit("delete"), |tx| tx.functions().set_deleted(id, true)).expect("delete");
    let done = import(&store, &read("FuncID,Title,Type,Alias\na,A,Feature,x\nb,B,Feature,x\n")).expect("import");
    assert_eq!((done.counts.updated, done.counts.created), (0, 2), "what comes back is new to the registry");
    assert_eq!(done.warnings.len(), 0, "the reader itself leaves the second alias out");
    let done = import(&store, &read("FuncID,Title,Type,Alias\nc,C,Feature,x\n")).expect("import");
    assert_eq!(done.warnings.len(), 1);
    assert!(store.read(|tx| tx.functions().by_func_id("a")).expect("read").is_some());
}

/// A workbook as it is read back.
fn workbook(functions: impl IntoIterator<Item = FunctionRow>, people: &[PersonRow], relations: &[RelationRow]) -> FunctionsFile {
    let functions: Vec<FunctionRow> = functions.into_iter().collect();
    let bytes = write_registry(&functions, people, relations).expect("bytes");
    read_functions("f.xlsx", &bytes).expect("reads")
}

/// The effect of an import, the same in the preview and in the result.
fn both(store: &Store, file: &FunctionsFile) -> Applied {
    let told = preview(store, file).expect("preview");
    let done = import(store, file).expect("import");
    assert_eq!((&told.counts, &told.warnings), (&done.counts, &done.warnings));
    done
}

#[test]
fn a_blank_cell_leaves_whether_a_person_is_active() {
    let (_dir, store) = store();
    let person = |name: &str, is_active, position: Option<&str>| PersonRow {
        name: name.into(),
        is_active,
        position: position.map(str::to_owned),
        ..PersonRow::default()
    };
    let rows = read(FILE).rows;
    let people = [person("Vera", Some(false), None), person("Oleg", None, None), person("Ann", None, Some("Lead"))];
    let done = both(&store, &workbook(rows.iter(), &people, &[]));
    assert_eq!((done.counts.people_created, done.counts.people_updated), (3, 0));
    let active = || -> Vec<(String, bool)> {
        let people = store.read(|tx| tx.people().all()).expect("people");
        people.into_iter().map(|p| (p.name, p.is_active)).collect()
    };
    let expected = [("Ann".to_owned(), true), ("Oleg".to_owned(), true), ("Vera".to_owned(), false)];
    assert_eq!(active(), expected);
    let done = both(&store, &workbook(rows.iter(), &[person("vera", None, Some("QA"))], &[]));
    assert_eq!((done.counts.people_created, done.counts.people_updated), (0, 1), "a change of details alone is written");
    assert_eq!(active(), expected);
    assert_eq!(both(&store, &workbook(rows.iter(), &[person("VERA", None, None)], &[])).counts.written(), 0);
    assert_eq!(both(&store, &workbook(rows.iter(), &[person("Vera", Some(true), None)], &[])).counts.people_updated, 1);
}

#[test]
fn people_are_the_same_in_any_letter_case() {
    let (_dir, store) = store();
    import(&store, &read(FILE)).expect("import");
    let done = both(&store, &read(&FILE.replace("Ann", "ANN")));
    assert_eq!((done.counts.people_created, done.counts.unchanged), (0, 3));
    let done = both(&store, &read("FuncID,Title,Type,QA,Dev\nx,X,Feature,Bob,BOB\n"));
    assert_eq!((done.counts.people_created, done.counts.created), (1, 1));
}

#[test]
fn an_address_of_a_person_in_the_trash_stays_theirs() {
    let (_dir, store) = store();
    let person = |name: &str| PersonRow { name: name.into(), email: Some("a@shop.test".into()), ..PersonRow::default() };
    import(&store, &workbook([], &[person("Ann")], &[])).expect("import");
    history::step_history(&store, Direction::Undo).expect("undone");
    let done = both(&store, &workbook([], &[person("Bob")], &[]));
    assert_eq!((done.counts.people_created, done.warnings.len()), (1, 1));
    assert_eq!(both(&store, &workbook([], &[person("Ann")], &[])).counts.people_created, 1, "Ann comes back with her address");
}

#[test]
fn a_preview_counts_the_relations_of_new_functions() {
    let (_dir, store) = store();
    import(&store, &read("FuncID,Title,Type\nold,Old,Feature\n")).expect("import");
    let relation = |source: &str, target: &str, weight| RelationRow {
        line: 0,
        source: source.into(),
        target: target.into(),
        kind: RelationKind::Functional,
        weight: Some(weight),
        directed: None,
        is_active: None,
        notes: None,
    };
    let rows = read("FuncID,Title,Type\na,A,Feature\nb,B,Feature\nold,Old,Feature\n").rows;
    let all = [relation("a", "b", 1.0), relation("b", "a", 1.0), relation("a", "old", 1.0), relation("old", "b", 1.0)];
    let twice = [&all[..], &[relation("a", "b", 2.0), relation("a", "gone", 1.0)]].concat();
    let done = both(&store, &workbook(rows.iter(), &[], &twice));
    assert_eq!(
        (done.counts.created, done.counts.relations_created, done.counts.relations_updated, done.warnings.len()),
        (2, 4, 0, 2)
    );
    assert_eq!(both(&store, &workbook(rows.iter(), &[], &[relation("a", "b", 3.0)])).counts.relations_updated, 1);
    // A function in the trash is not there, unless the file brings it back.
    let id = store.read(|tx| tx.functions().by_func_id("old")).expect("read").expect("old").id;
    store.write(Op::edit("delete"), |tx| tx.functions().set_deleted(id, true)).expect("delete");
    let done = both(&store, &workbook(rows.iter().take(2), &[], &[relation("b", "old", 1.0)]));
    assert_eq!((done.counts.relations_created, done.warnings.len()), (0, 1));
    let done = both(&store, &workbook(rows.iter(), &[], &[relation("b", "old", 1.0)]));
    assert_eq!((done.counts.created, done.counts.relations_created), (1, 1));
}

#[test]
fn a_function_at_the_root_goes_wherever_a_new_one_may_come() {
    let (_dir, store) = store();
    // An epic usually does not lie below a feature, and its parent is left out at first.
    let rows = "FuncID,Title,Type,Parent\nm,M,Module,\nf,F,Feature,m\ne,E,Epic,f\n";
    let without = ImportOptions { left_out: [1].into(), ..ImportOptions::default() };
    import_at_once(&store, &read(rows), &without).expect("import");
    let parents = || -> Vec<String> {
        let rows = export(&store).expect("export").into_iter();
        rows.map(|r| format!("{} {}", r.content.func_id, r.parent.unwrap_or_default())).collect()
    };
    let before = parents();
    assert!(before.contains(&"e ".to_owned()), "{before:?}");
    let done = both(&store, &read(&format!("{rows}new,New,Epic,f\n")));
    assert_eq!((done.counts.created, done.counts.updated, done.warnings), (2, 1, vec![]));
    let now = parents();
    assert!(now.contains(&"e f".to_owned()) && now.contains(&"new f".to_owned()), "{now:?}");
    history::step_history(&store, Direction::Undo).expect("undone");
    assert_eq!(parents(), before);
}

#[test]
fn aliases_and_addresses_that_rows_hand_on_arrive_at_once() {
    let (_dir, store) = store();
    let person =
        |name: &str, email: &str| PersonRow { line: 1, name: name.into(), email: Some(email.into()), ..PersonRow::default() };
    let file = |rows: &str, people: &[(&str, &str)]| {
        let rows = read(&format!("FuncID,Title,Type,Alias\n{rows}")).rows;
        workbook(rows.iter(), &people.iter().map(|(name, email)| person(name, email)).collect::<Vec<_>>(), &[])
    };
    import(&store, &file("a,A,Feature,one\nb,B,Feature,two\n", &[("Ann", "a@x.test"), ("Bob", "b@x.test")])).expect("import");
    let state = || {
        let aliases: Vec<_> = export(&store).expect("export").into_iter().map(|r| r.content.alias.unwrap_or_default()).collect();
        let people: Vec<_> = export_people(&store).expect("people").into_iter().map(|p| p.email.unwrap_or_default()).collect();
        (aliases.join(" "), people.join(" "))
    };
    let before = ("one two".to_owned(), "a@x.test b@x.test".to_owned());
    assert_eq!(state(), before);
    // A takes what B frees with a later row; a new function takes what A frees.
    let rows = "new,New,Feature,one\na,A,Feature,two\nb,B,Feature,three\n";
    let done = both(&store, &file(rows, &[("Zed", "a@x.test"), ("Ann", "b@x.test"), ("Bob", "c@x.test")]));
    assert_eq!(done.warnings, []);
    let (aliases, people) = state();
    assert_eq!(people, "b@x.test c@x.test a@x.test");
    assert_eq!(aliases.split(' ').collect::<std::collections::BTreeSet<_>>(), ["one", "three", "two"].into());
    let undone = history::step_history(&store, Direction::Undo).expect("undone").expect("a step");
    assert_eq!((state(), undone.left), (before.clone(), vec![]));
    // Two that exchange theirs; undo exchanges them again.
    let done = both(&store, &file("a,A,Feature,two\nb,B,Feature,one\n", &[("Ann", "b@x.test"), ("Bob", "a@x.test")]));
    assert_eq!((done.warnings, state()), (vec![], ("two one".to_owned(), "b@x.test a@x.test".to_owned())));
    let undone = history::step_history(&store, Direction::Undo).expect("undone").expect("a step");
    assert_eq!((state(), undone.left), (before.clone(), vec![]));
    // A value whose holder keeps it is refused and named.
    let done = both(&store, &file("new,New,Feature,one\n", &[("Bob", "a@x.test")]));
    assert_eq!(
        done.warnings.iter().map(|w| w.key.as_str()).collect::<Vec<_>>(),
        ["app-warning-alias-taken", "app-warning-email-taken"]
    );
}

#[test]
fn a_function_that_cannot_be_moved_stays_and_is_named() {
    let (_dir, store) = store();
    import(&store, &read(FILE)).expect("import");
    let file = read("FuncID,Title,Type,Parent\nshop.buy,Buying now,Epic,shop.cart\nshop.new,New,Feature,shop.buy\n");
    let done = both(&store, &file);
    assert_eq!((done.counts.created, done.counts.updated), (1, 1));
    assert_eq!(done.warnings.iter().map(|w| w.key.as_str()).collect::<Vec<_>>(), ["app-warning-parent-kind"]);
    let rows = export(&store).expect("export");
    assert_eq!(rows.iter().find(|r| r.content.func_id == "shop.buy").and_then(|r| r.parent.clone()).as_deref(), Some("shop"));
    // Both parents fit by their types, and each lies below the other.
    let (_dir, store) = self::store();
    import(&store, &read("FuncID,Title,Type,Parent\na,A,Feature,\nb,B,Module,a\n")).expect("import");
    let done = both(&store, &read("FuncID,Title,Type,Parent\na,A,Epic,b\n"));
    assert_eq!(done.warnings.iter().map(|w| w.key.as_str()).collect::<Vec<_>>(), ["app-warning-parent-circle"]);
}

/// A registry with one function, and a file in which every kind of value of it differs.
fn differing() -> (tempfile::TempDir, Store, FunctionsFile) {
    let (dir, store) = store();
    import(
        &store,
        &read(
            "FuncID,Title,Type,Parent,Crit,QA,Consulted,Tags,Description,Team\n\
             shop,Shop,Module,,,,,,,\n\
             shop.buy,Buying,Epic,shop,,,,,,\n\
             shop.cart,Cart,Feature,shop.buy,1,Ann,Vera,money,,Red\n",
        ),
    )
    .expect("import");
    let file = read(
        "FuncID,Title,Type,Parent,Crit,QA,Consulted,Tags,Description,Team\n\
         shop.pay,Paying,Epic,,1,,,,,\n\
         shop.cart,Basket,Feature,shop.pay,,Bob,Oleg,goods,Holds goods,Blue\n",
    );
    (dir, store, file)
}

fn changes_of<'p>(plan: &'p FunctionsPlan, func_id: &str) -> Vec<(&'p str, &'p str, bool)> {
    let row = plan.functions.iter().find(|row| row.func_id == func_id).expect("a row");
    row.changes.iter().map(|change| (change.field.as_str(), change.after.as_str(), change.is_taken)).collect()
}

#[test]
fn a_policy_decides_field_by_field() {
    let told = [
        (Policy::Theirs, [true; 8], "goods", "Oleg", 2),
        (Policy::Smart, [false, true, true, false, false, false, true, false], "money, goods", "Vera, Oleg", 1),
        (Policy::Mine, [false, true, false, false, false, false, false, false], "goods", "Oleg", 1),
    ];
    for (policy, taken, tags, consulted, people) in told {
        let (_dir, store, file) = differing();
        let plan = plan(Some(&store), &file, &ImportOptions::from(policy)).expect("plan");
        let fields = ["title", "description", "tags", "crit", "Team", "qa", "consulted", "parent"];
        let after = ["Basket", "Holds goods", tags, "false", "Blue", "Bob", consulted, "shop.pay"];
        let expected: Vec<_> = fields.into_iter().zip(after).zip(taken).map(|((f, a), t)| (f, a, t)).collect();
        assert_eq!(changes_of(&plan, "shop.cart"), expected, "{policy:?}");
        assert_eq!(plan.counts.kept, taken.iter().filter(|taken| !**taken).count());
        // Of the names in the file, only those that are taken become people.
        assert_eq!(plan.counts.people_created, if policy == Policy::Mine { 0 } else { people }, "{policy:?}");
        let done = apply(&store, &file, &plan).expect("writes").expect("nothing changed");
        assert_eq!(done.counts, plan.counts);
        let rows = export(&store).expect("rows");
        let cart = rows.iter().find(|row| row.content.func_id == "shop.cart").expect("cart");
        assert_eq!(cart.content.title, if taken[0] { "Basket" } else { "Cart" });
        assert_eq!(cart.content.description.as_deref(), Some("Holds goods"));
        assert_eq!(cart.content.tags.join(", "), if taken[2] { tags } else { "money" });
        assert_eq!(cart.content.is_crit, !taken[3]);
        assert_eq!(cart.content.custom_fields["Team"], if taken[4] { "Blue" } else { "Red" });
        assert_eq!(cart.parent.as_deref(), Some(if taken[7] { "shop.pay" } else { "shop.buy" }));
        let again = super::plan(Some(&store), &file, &ImportOptions::from(policy)).expect("plan");
        assert!(again.is_empty(), "the second time nothing changes: {again:?}");
    }
}

#[test]
fn rows_that_are_left_out_write_nothing_and_their_children_are_named() {
    let (_dir, store) = store();
    let people =
        [PersonRow { name: "Vera".into(), ..PersonRow::default() }, PersonRow { name: "Oleg".into(), ..PersonRow::default() }];
    let relation = RelationRow {
        line: 0,
        source: "shop".into(),
        target: "shop.cart".into(),
        kind: RelationKind::Functional,
        weight: None,
        directed: None,
        is_active: None,
        notes: None,
    };
    let file = workbook(read(FILE).rows.iter(), &people, &[relation]);
    let at = |func_id: &str| file.rows.heads().iter().position(|row| row.func_id == func_id).expect("a row");
    let options = ImportOptions {
        left_out: [at("shop.buy"), at("shop.cart")].into(),
        left_out_people: [1].into(),
        ..ImportOptions::default()
    };
    let (plan, done) = import_at_once(&store, &file, &options).expect("import");
    let counts = done.counts;
    assert_eq!((counts.created, counts.skipped, counts.people_created, counts.relations_created), (1, 2, 1, 0));
    assert_eq!(done.warnings.iter().map(|w| w.key.as_str()).collect::<Vec<_>>(), ["app-warning-relation-dangling"]);
    assert_eq!(plan.people.len(), 2, "Ann is named by a row that is left out");
    let names: Vec<String> = store.read(|tx| tx.people().all()).expect("people").into_iter().map(|p| p.name).collect();
    assert_eq!(names, ["Vera"]);
    // The epic alone: its feature goes to the root, and that is said.
    let options = ImportOptions { left_out: [at("shop.buy")].into(), ..ImportOptions::default() };
    let (_, done) = import_at_once(&store, &file, &options).expect("import");
    assert_eq!(done.warnings.iter().map(|w| w.key.as_str()).collect::<Vec<_>>(), ["app-warning-parent-left-out"]);
    assert_eq!((done.counts.created, done.counts.relations_created), (1, 1));
    history::step_history(&store, Direction::Undo).expect("undone");
    assert_eq!(export(&store).expect("rows").len(), 1);
}

#[test]
fn what_changed_since_it_was_shown_is_not_written() {
    let (_dir, store, file) = differing();
    let shown = plan(Some(&store), &file, &ImportOptions::default()).expect("plan");
    import(&store, &read("FuncID,Title,Type\nshop.cart,The cart,Feature\n")).expect("import");
    let before = export(&store).expect("rows");
    assert_eq!(apply(&store, &file, &shown).expect("reads"), None);
    assert_eq!(export(&store).expect("rows"), before);
    // A caller who ends it writes nothing either.
    let shown = plan(Some(&store), &file, &ImportOptions::default()).expect("plan");
    let ended = apply_with(&store, &file, &shown, &mut |_| false);
    assert!(matches!(ended, Err(voluptas_store::Error::Aborted)), "{ended:?}");
    assert_eq!(export(&store).expect("rows"), before);
    assert!(apply(&store, &file, &shown).expect("writes").expect("nothing changed").operation.is_some());
}

#[test]
fn after_an_undo_the_functions_are_new_again() {
    let (_dir, store) = store();
    let done = import(&store, &read(FILE)).expect("import");
    assert!(done.operation.is_some());
    history::step_history(&store, Direction::Undo).expect("undone");
    let plan = plan(Some(&store), &read(FILE), &ImportOptions::default()).expect("plan");
    assert_eq!((plan.counts.created, plan.counts.updated), (3, 0));
    assert!(plan.functions.iter().all(|row| row.is_restored), "the preview says that they come back");
    let done = apply(&store, &read(FILE), &plan).expect("writes").expect("nothing changed");
    assert_eq!((done.counts.created, export(&store).expect("rows").len()), (3, 3));
}

#[test]
fn a_plan_without_a_workspace_is_that_of_an_empty_one() {
    let (_dir, store) = store();
    let file = workbook(read(FILE).rows.iter(), &[PersonRow { name: "Vera".into(), ..PersonRow::default() }], &[]);
    let options = ImportOptions::default();
    assert_eq!(plan(None, &file, &options).expect("plan"), plan(Some(&store), &file, &options).expect("plan"));
}

#[test]
fn a_function_that_comes_back_without_its_parent_goes_to_the_root() {
    let (_dir, store) = store();
    import(&store, &read(FILE)).expect("import");
    history::step_history(&store, Direction::Undo).expect("undone");
    let file = read("FuncID,Title,Type\nshop.cart,Cart,Feature\n");
    let plan = plan(Some(&store), &file, &ImportOptions::default()).expect("plan");
    assert_eq!(changes_of(&plan, "shop.cart"), [("parent", "", true)]);
    apply(&store, &file, &plan).expect("writes").expect("nothing changed");
    let rows = export(&store).expect("rows");
    assert_eq!(
        rows.iter().map(|row| (row.content.func_id.as_str(), row.parent.as_deref())).collect::<Vec<_>>(),
        [("shop.cart", None)]
    );
    // Its person is in the trash, and keeps the role.
    store.write(Op::edit("restore"), |tx| tx.people().ensure("Ann")).expect("Ann");
    let rows = export(&store).expect("rows");
    assert_eq!(rows[0].people.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), ["Ann"]);
    // A parent that comes back with a later row is there in the end.
    let (_dir, store) = self::store();
    import(&store, &read(FILE)).expect("import");
    history::step_history(&store, Direction::Undo).expect("undone");
    import(&store, &read("FuncID,Title,Type\nshop.cart,Cart,Feature\nshop.buy,Buying,Epic\nshop,Shop,Module\n")).expect("import");
    let parents: Vec<Option<String>> = export(&store).expect("rows").into_iter().map(|row| row.parent).collect();
    assert_eq!(parents, [None, Some("shop".to_owned()), Some("shop.buy".to_owned())]);
}

#[test]
fn a_custom_field_with_the_name_of_a_field_is_written() {
    let (_dir, store) = store();
    import(&store, &read("FuncID,Title,Type\na,A,Module\n")).expect("import");
    let file = read("FuncID,Title,Type,Custom Fields\na,A,Module,\"{\"\"parent\"\": \"\"x\"\"}\"\n");
    assert_eq!(both(&store, &file).counts.updated, 1);
    assert_eq!(both(&store, &file).counts.unchanged, 1);
    assert_eq!(export(&store).expect("rows")[0].content.custom_fields["parent"], "x");
}

#[test]
fn names_that_no_person_can_have_are_left_out() {
    let (_dir, store) = store();
    let long = "x".repeat(201);
    let file = read(&format!("FuncID,Title,Type,QA\na,A,Module,{long}\n"));
    assert_eq!(file.report.notes.iter().map(|n| n.message.key.as_str()).collect::<Vec<_>>(), ["formats-warning-too-long"]);
    assert_eq!(both(&store, &file).counts.people_created, 0);
    let people = workbook(file.rows.iter(), &[PersonRow { name: long, ..PersonRow::default() }], &[]);
    assert_eq!((people.persons.len(), both(&store, &people).counts.people_created), (0, 0));
}

#[test]
fn of_two_rows_of_a_relation_the_other_one_counts_when_the_first_is_left_out() {
    let (_dir, store) = store();
    let relation = |weight| RelationRow {
        line: 0,
        source: "shop".into(),
        target: "shop.buy".into(),
        kind: RelationKind::Functional,
        weight: Some(weight),
        directed: None,
        is_active: None,
        notes: None,
    };
    let file = workbook(read(FILE).rows.iter(), &[], &[relation(0.5), relation(0.25)]);
    let options = ImportOptions { left_out_relations: [0].into(), ..ImportOptions::default() };
    let (_, done) = import_at_once(&store, &file, &options).expect("import");
    assert_eq!((done.counts.relations_created, done.warnings.len()), (1, 0));
    assert_eq!(export_relations(&store).expect("relations")[0].weight, Some(0.25));
}
