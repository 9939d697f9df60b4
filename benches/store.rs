//! The store's bulk write of cases, against a bare prepared-statement insert of the same rows in one transaction.
//!
//! `cargo bench --bench store`. The ratio of the two is what the store's own work (validation, numbers, folding, search words)
//! costs over the engine alone.

mod common;

use common::{CASES, SUITES, content};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::sync::Arc;
use voluptas_core::base::SystemClock;
use voluptas_core::domain::case::NewCase;
use voluptas_core::domain::ids::{ProjectId, SuiteId};
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_store::db::{Access, Db, Mode, Param, dialect};
use voluptas_store::{Op, Store};

struct Prepared {
    _dir: tempfile::TempDir,
    store: Store,
    project: ProjectId,
    suites: Vec<SuiteId>,
}

fn prepare() -> Prepared {
    let dir = tempfile::tempdir().expect("temporary folder");
    let store = Store::open(&dir.path().join("bench.voluptas"), Arc::new(SystemClock)).expect("workspace");
    let (project, suites) = store
        .write(Op::bulk("prepare"), |tx| {
            let project = tx.projects().create("SHOP", "Shop", None)?.id;
            let mut suites = Vec::new();
            for i in 0..SUITES {
                let content = SuiteContent { title: format!("Suite {i}"), ..SuiteContent::default() };
                suites.push(tx.suites().create(project, &NewSuite { content, ..NewSuite::default() })?);
            }
            Ok((project, suites))
        })
        .expect("suites")
        .value;
    Prepared { _dir: dir, store, project, suites }
}

/// Every row that the store would write for the cases, as statements and values, in the store's order.
fn bare(prepared: &Prepared, cases: &[NewCase]) {
    let db = Db::open(prepared.store.path(), Mode::ReadWrite).expect("connection");
    let run = || -> voluptas_store::Result<()> {
        db.begin(Access::Write)?;
        let field = db.insert(
            "INSERT INTO custom_fields (title, title_fold, entity, kind, created_ms, updated_ms) VALUES ('functional_id', 'functional_id', 'case', 'string', 0, 0)",
            &[],
        )?;
        let mut tags = std::collections::HashMap::new();
        for (number, case) in (1_i64..).zip(cases) {
            let c = &case.content;
            let suite = case.suite_id.map_or(0, |s| s.0);
            let folded = c.title.to_lowercase();
            let id = db.insert(
                "INSERT INTO cases (project_id, number, suite_id, position, title, title_fold, description, preconditions, postconditions, \
                 severity, priority, kind, layer, behavior, automation, status, is_flaky, steps_type, parameters, attachments, created_ms, updated_ms) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, FALSE, 'classic', '[]', '[]', 0, 0)",
                voluptas_store::p![
                    prepared.project, number, suite, number, &c.title, &folded, &c.description, &c.preconditions, &c.postconditions,
                    &c.severity, &c.priority, &c.kind, &c.layer, &c.behavior, &c.automation, &c.status
                ],
            )?;
            for (position, step) in (0_i64..).zip(&c.steps) {
                db.insert(
                    "INSERT INTO case_steps (case_id, parent_id, position, action, expected, data, shared, attachments) VALUES (?1, NULL, ?2, ?3, ?4, ?5, NULL, NULL)",
                    voluptas_store::p![id, position, &step.action, &step.expected, &step.data],
                )?;
            }
            for title in &c.tags {
                let tag = match tags.get(title) {
                    Some(tag) => *tag,
                    None => {
                        let tag = db.insert("INSERT INTO tags (title, title_fold) VALUES (?1, ?1)", voluptas_store::p![title])?;
                        tags.insert(title, tag);
                        tag
                    }
                };
                db.execute("INSERT INTO case_tags (case_id, tag_id) VALUES (?1, ?2)", voluptas_store::p![id, tag])?;
            }
            for value in c.custom_fields.values() {
                db.execute(
                    "INSERT INTO case_field_values (case_id, field_id, value) VALUES (?1, ?2, ?3)",
                    voluptas_store::p![id, field, value],
                )?;
            }
            db.execute(
                "INSERT INTO search (rowid, body) VALUES (?1, ?2)",
                &[Param::from(dialect::search_rowid(dialect::SearchKind::Case, id)), Param::from(&folded)],
            )?;
        }
        db.batch("COMMIT")
    };
    run().expect("bare insert");
}

fn bulk_write(c: &mut Criterion) {
    let mut group = c.benchmark_group("10,000 cases of 4 steps");
    group.sample_size(10).throughput(Throughput::Elements(CASES as u64));
    let cases = |p: &Prepared| -> Vec<NewCase> {
        (0..CASES)
            .map(|i| NewCase {
                suite_id: Some(p.suites[usize::try_from(i % SUITES).expect("small")]),
                number: None,
                content: content(i),
            })
            .collect()
    };
    let with_cases = || {
        let p = prepare();
        let cases = cases(&p);
        (p, cases)
    };
    group.bench_function("store", |b| {
        b.iter_batched(
            with_cases,
            |(p, cases)| {
                p.store.write(Op::bulk("bench"), |tx| tx.cases().create_many(p.project, &cases)).expect("bulk write");
                p
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("bare statements", |b| {
        b.iter_batched(
            with_cases,
            |(p, cases)| {
                bare(&p, &cases);
                p
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

/// Functions of the import whose history is weighed.
const FUNCTIONS: usize = 100_000;

/// The history may add at most a fifth to the file of an import: the share is printed, the time of the import is measured.
fn history_of_an_import(c: &mut Criterion) {
    let mut table = "FuncID,Title,Type,Parent,Tags\nshop,Shop,Module,,\n".to_owned();
    for n in 0..FUNCTIONS {
        table += &format!("shop.service{n},Service number {n},Service,shop,smoke\n");
    }
    let file = voluptas_formats::read_functions("functions.csv", table.as_bytes()).expect("a table");
    let import = || {
        let dir = tempfile::tempdir().expect("temporary folder");
        let store = Store::open(&dir.path().join("bench.voluptas"), Arc::new(SystemClock)).expect("workspace");
        voluptas_app::functions::file::import(&store, &file).expect("import");
        (dir, store)
    };
    let (dir, store) = import();
    let path = store.path().to_owned();
    drop(store);
    let packed = |sql: &str| {
        let db = Db::open(&path, Mode::ReadWrite).expect("connection");
        db.batch(&format!("{sql} VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")).expect("packed");
        std::fs::metadata(&path).expect("file").len()
    };
    let (with, without) = (packed(""), packed("DELETE FROM changes; DELETE FROM operations;"));
    println!("{with} bytes with the history, {without} without: {:.1} % more", (with - without) as f64 * 100.0 / without as f64);
    drop(dir);
    let mut group = c.benchmark_group("import of 100,000 functions");
    group.sample_size(10).throughput(Throughput::Elements(FUNCTIONS as u64));
    group.bench_function("with history", |b| b.iter_with_large_drop(import));
    group.finish();
}

criterion_group!(benches, bulk_write, history_of_an_import);
criterion_main!(benches);
