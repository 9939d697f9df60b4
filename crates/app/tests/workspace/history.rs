//! The history: recorded fields of each kind of entity, their size, and earlier versions.

use serde_json::{Value, json};
use testkit::fixture::Fixture;
use testkit::fixture::feature;
use voluptas_app::{cases, functions, history};
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{CaseContent, NewCase, Step};
use voluptas_core::domain::ids::{CaseId, FunctionId, PersonId, RunId, SuiteId};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::person::RaciRole;
use voluptas_core::domain::result::ResultContent;
use voluptas_core::domain::run::{RunContent, RunState};
use voluptas_core::domain::status::ResultStatus;
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_formats as formats;
use voluptas_store::db::{Db, Mode};
use voluptas_store::history::Direction;
use voluptas_store::runs::NewRun;
use voluptas_store::{Author, Entity, Op, Source, Store, Tx};

/// Changes of the latest operation: entity, fields before, fields after.
fn latest(store: &Store) -> Vec<(String, Value, Value)> {
    let sql = "SELECT entity, before, after FROM changes WHERE operation_id = (SELECT max(id) FROM operations) ORDER BY id";
    store.read(|tx| tx.all(sql, &[], |r| Ok((r.text(0)?, r.opt_json(1)?, r.opt_json(2)?)))).expect("read")
}

fn of(entity: &str, before: Value, after: Value) -> (String, Value, Value) {
    (entity.to_owned(), before, after)
}

#[test]
fn every_kind_of_entity_is_recorded_with_the_fields_that_changed() {
    let f = Fixture::new();
    let project = f.project().id;
    let api = f.store.by(Author::new(Source::Api, Some("Ann")));
    let write = |f: &dyn Fn(&Tx<'_>) -> voluptas_store::Result<i64>| api.write(Op::bulk("test"), f).unwrap().value;
    let new = |entity: &str| vec![of(entity, Value::Null, Value::Null)];

    let function = FunctionId(write(&|tx| Ok(tx.functions().create(None, &feature("a"), &[])?.0)));
    assert_eq!(latest(&api), new("function"), "a creation stores no copy");
    let person = PersonId(write(&|tx| Ok(tx.people().ensure("Vera")?.0)));
    assert_eq!(latest(&api), new("person"));
    write(&|tx| {
        let mut content = feature("a");
        content.custom_fields.insert("Risk".into(), "low".into());
        tx.functions().update(function, &content, &[(RaciRole::Qa, person)]).map(|()| 0)
    });
    assert_eq!(latest(&api), [of("function", json!({}), json!({"custom_fields": {"Risk": "low"}, "people": [["qa", 1]]}))]);

    let suite = write(&|tx| {
        let content = SuiteContent { title: "Suite".into(), ..SuiteContent::default() };
        Ok(tx.suites().create(project, &NewSuite { content, ..NewSuite::default() })?.0)
    });
    assert_eq!(latest(&api), new("suite"));
    let content = CaseContent { title: "Case".into(), ..CaseContent::default() };
    let case =
        CaseId(write(&|tx| Ok(tx.cases().create(project, &NewCase { content: content.clone(), ..NewCase::default() })?.0)));
    assert_eq!(latest(&api), new("case"));
    write(&|tx| {
        let steps = vec![Step { action: "Pay".into(), ..Step::default() }];
        let (tags, custom_fields) = (vec!["smoke".into()], [("Area".to_owned(), "web".to_owned())].into());
        tx.cases().update(case, &CaseContent { steps, tags, custom_fields, ..content.clone() })?;
        tx.cases().move_to(case, Some(SuiteId(suite))).map(|()| 0)
    });
    let [(_, before, after), (_, _, moved)] = &latest(&api)[..] else { panic!("two changes") };
    assert_eq!(*before, json!({"steps": [], "tags": []}));
    assert_eq!(
        (&after["tags"], &after["custom_fields"], &after["steps"][0]["action"]),
        (&json!(["smoke"]), &json!({"Area": "web"}), &json!("Pay"))
    );
    assert_eq!(*moved, json!({"suite_id": suite}));
    write(&|tx| {
        let field = tx.fields().by_title(voluptas_core::domain::custom_field::FieldEntity::Case, "Area")?.expect("field");
        tx.fields().delete(field.id).map(|()| 0)
    });
    assert_eq!(latest(&api), [of("case", json!({"custom_fields": {"Area": "web"}}), json!({"custom_fields": {"Area": null}}))]);
    write(&|tx| tx.mappings().link(function, case, Origin::Manual).map(i64::from));
    assert_eq!(latest(&api), [of("mapping", Value::Null, json!({"function_id": 1, "case_id": 1, "origin": "manual"}))]);

    let shared = write(&|tx| {
        let hash = tx.shared_steps().create(project, "Sign in", &[])?;
        Ok(tx.shared_steps().by_hash(project, &hash)?.id)
    });
    write(&|tx| tx.shared_steps().update(shared, "Log in", &[]).map(|()| 0));
    assert_eq!(latest(&api), [of("shared_step", json!({"title": "Sign in"}), json!({"title": "Log in"}))]);
    let run = RunId(write(&|tx| {
        let content = RunContent { title: "Run".into(), ..RunContent::default() };
        Ok(tx.runs().create(project, &NewRun { content, ..NewRun::default() })?.id.0)
    }));
    assert_eq!(latest(&api), new("run"));
    write(&|tx| tx.runs().end(run, RunState::Complete).map(|()| 0));
    assert_eq!(latest(&api)[0].2, json!({"end_ms": f.clock_now(), "state": "complete"}));
    write(&|tx| tx.runs().delete(run).map(|()| 0));
    assert_eq!(latest(&api), [of("run", json!({"deleted_ms": null}), json!({"deleted_ms": f.clock_now()}))]);
    write(&|tx| tx.runs().restore(run).map(|()| 0));

    let result = ResultContent { case_id: Some(case), title: "Case".into(), ..ResultContent::default() };
    let operations = || api.read(|tx| tx.count("SELECT count(*) FROM operations", &[])).unwrap();
    let before = operations();
    write(&|tx| Ok(tx.results().add(run, &result)?.id.0));
    assert_eq!(operations(), before, "results of reporters are not recorded one by one");
    let window = f.store.by(Author::new(Source::Window, Some("Ann")));
    let id = window.write(Op::bulk("enter"), |tx| tx.results().add(run, &result)).unwrap().value.id;
    assert_eq!(latest(&window), new("result"));
    let failed = ResultContent { status: ResultStatus::parse("failed"), ..result };
    window.write(Op::bulk("enter"), |tx| tx.results().update(id, &failed)).unwrap();
    assert_eq!(latest(&window), [of("result", json!({"status": "untested"}), json!({"status": "failed"}))]);
}

#[test]
fn an_earlier_version_is_shown_and_restored_as_an_edit() {
    let f = Fixture::new();
    let store = f.store.by(Author::new(Source::Window, Some("Ann")));
    let project = f.project().id;
    let operation = || store.read(|tx| tx.count("SELECT coalesce(max(id), 0) FROM operations", &[])).unwrap();
    let step = |text: &str| Step { action: text.into(), ..Step::default() };
    let first = CaseContent { title: "First".into(), steps: vec![step("one")], tags: vec!["a".into()], ..CaseContent::default() };
    let new = NewCase { content: first.clone(), ..NewCase::default() };
    let before = operation();
    let id = store.write(Op::edit("create"), |tx| tx.cases().create(project, &new)).unwrap().value;
    let created = operation();
    let suite = store
        .write(Op::edit("suite"), |tx| {
            let content = SuiteContent { title: "Suite".into(), ..SuiteContent::default() };
            tx.suites().create(project, &NewSuite { content, ..NewSuite::default() })
        })
        .unwrap()
        .value;
    let second = CaseContent { title: "Second".into(), steps: vec![step("two"), step("three")], ..CaseContent::default() };
    cases::placement::save_case(&store, id, &second).unwrap();
    cases::placement::move_case(&store, id, Some(suite)).unwrap();

    let version = |at| history::version(&store, Entity::Case, id.0, at).unwrap();
    assert_eq!(version(before), None, "it was not there yet");
    let shown = version(created).expect("a version");
    assert_eq!(shown["content"], json!(first));
    assert_eq!(shown["suite_id"], Value::Null);
    assert_eq!(version(operation()).expect("now")["content"], json!(second));

    assert_eq!(history::restore_version(&store, Entity::Case, id.0, created, None).unwrap(), history::Restored::Done(Vec::new()));
    let case = store.read(|tx| tx.cases().get(id)).unwrap();
    assert_eq!((case.content, case.suite_id), (first, Some(suite)), "the place stays");
    // The present version was another one when the person compared.
    let late = history::restore_version(&store, Entity::Case, id.0, created, Some(created)).unwrap();
    assert_eq!(late, history::Restored::ChangedMeanwhile);
    let step = history::step_history(&store, voluptas_store::history::Direction::Undo).unwrap().expect("an edit");
    assert_eq!((step.operation.name.as_str(), step.left), ("restore_version", Vec::new()));
    assert_eq!(store.read(|tx| tx.cases().get(id)).unwrap().content, second);

    // A write of something else between two of the case is no version of it.
    let other = store.write(Op::edit("create"), |tx| tx.cases().create(project, &new)).unwrap();
    let third = CaseContent { title: "Third".into(), ..CaseContent::default() };
    cases::placement::save_case(&store, id, &third).unwrap();
    let foreign = other.operation.expect("an operation");
    assert_eq!(history::restore_version(&store, Entity::Case, id.0, foreign, None).unwrap(), history::Restored::NoVersion);
    assert_eq!(store.read(|tx| tx.cases().get(id)).unwrap().content, third);
}

#[test]
fn what_is_new_inherits_no_history_of_a_deleted_project() {
    let f = Fixture::new();
    let ann = f.store.by(Author::new(Source::Window, Some("Ann")));
    let function = ann.write(Op::edit("function"), |tx| tx.functions().create(None, &feature("a"), &[])).unwrap().value;
    let fill = |code: &str| {
        let make = |tx: &Tx<'_>| {
            let project = tx.projects().create(code, "Shop", None)?.id;
            let content = CaseContent { title: "Case".into(), ..CaseContent::default() };
            let case = tx.cases().create(project, &NewCase { content: content.clone(), ..NewCase::default() })?;
            tx.cases().update(case, &CaseContent { title: "Changed".into(), ..content })?;
            tx.mappings().link(function, case, Origin::Manual)?;
            Ok((project, case))
        };
        ann.write(Op::edit("fill"), make).unwrap().value
    };
    let (project, case) = fill("OLD");
    ann.write(Op::bulk("delete_project"), |tx| tx.projects().delete(project)).unwrap();
    let undo = history::next_steps(&ann).unwrap().0.expect("an edit");
    assert_eq!(undo.name, "function", "nothing is left of the other edit");
    let (_, again) = fill("NEW");
    assert_ne!(again, case, "no row id is given twice");
    assert!(ann.read(|tx| tx.history().of("case", case.0, 9)).unwrap().is_empty());
    assert_eq!(ann.read(|tx| tx.history().of("case", again.0, 9)).unwrap().len(), 2);
    assert_eq!(ann.read(|tx| tx.history().of("mapping", function.0, 9)).unwrap().len(), 1);
}

/// Size of a file once it is packed.
fn packed(path: &std::path::Path) -> u64 {
    Db::open(path, Mode::ReadWrite).expect("file").batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)").expect("file");
    std::fs::metadata(path).expect("file").len()
}

#[test]
fn the_history_of_an_import_adds_at_most_a_fifth_to_the_file() {
    // About the size of a file.
    if !testkit::engine::is_file() {
        return;
    }
    let f = Fixture::new();
    let empty = f.path.with_extension("empty");
    f.store.backup_to(&empty).unwrap();
    let mut table = "FuncID,Title,Type,Parent,Tags\nshop,Shop,Module,,\n".to_owned();
    for n in 0..5_000 {
        table += &format!("shop.service{n},Service number {n},Service,shop,smoke\n");
    }
    functions::file::import(&f.store, &formats::read_functions("f.csv", table.as_bytes()).unwrap()).unwrap();
    let Fixture { store, path, home, .. } = f;
    drop(store);
    let with = packed(&path);
    Db::open(&path, Mode::ReadWrite).unwrap().batch("DELETE FROM changes; DELETE FROM operations").unwrap();
    let without = packed(&path);
    let added = (with - without) as f64 / without as f64;
    println!("{with} bytes with the history, {without} without: {:.1} % more", added * 100.0);
    assert!(added < 0.2, "{:.1} %", added * 100.0);
    assert!(with > packed(&empty), "the import is in the file");
    drop(home);
}

#[test]
fn recent_writes_are_those_with_words_that_stand() {
    let f = Fixture::new();
    let labelled = |name: &'static str, title: &str| Op::edit(name).labelled(Message::new(title));
    let create = |name: &'static str, title: &str| {
        f.store.write(labelled(name, title), |tx| tx.functions().create(None, &feature(title), &[])).expect("a write").value
    };
    let first = create("create_function", "first");
    create("create_function", "second");
    f.store.write(Op::bulk("import_functions"), |tx| tx.functions().create(None, &feature("third"), &[])).expect("a write");
    f.store.write(Op::bulk("undo"), |tx| tx.history().step(Direction::Undo)).expect("undo");
    let last = create("create_function", "last");
    let recent = f.store.read(|tx| tx.history().recent(10)).expect("read");
    let seen: Vec<_> = recent.iter().map(|r| (r.operation.label.as_ref().expect("words").key.as_str(), r.thing)).collect();
    assert_eq!(seen, [("last", Some((Entity::Function, last.0))), ("first", Some((Entity::Function, first.0)))]);
    assert_eq!(f.store.read(|tx| tx.history().recent(1)).expect("read").len(), 1);
}
