//! Planning an import of 10,000 cases, and writing it, against bare prepared statements that insert the same rows in one
//! transaction.
//!
//! `cargo bench --bench sync`. The ratio of the last two is what the batches, the mirror's bookkeeping and the store's own work
//! cost over the engine alone.

mod common;

use common::{CASES, SUITES, content};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::collections::{BTreeSet, HashMap};
use std::hint::black_box;
use std::sync::Arc;
use voluptas_core::base::{Secret, SystemClock};
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::suite::SuiteContent;
use voluptas_qase::{Client, ClientConfig};
use voluptas_store::db::{Access, Db, Mode, Param, dialect};
use voluptas_store::p;
use voluptas_store::{Op, Store};
use voluptas_sync::base::Base;
use voluptas_sync::convert::Fields;
use voluptas_sync::import::{self, Collected, Options};
use voluptas_sync::snapshot::{CaseState, Local, LocalCase, QaseCopy, Remote, RemoteCase, RemoteSuite, SuiteRef, SuiteState};
use voluptas_sync::{Decisions, Session};

fn collected() -> Collected {
    let mut remote = Remote::default();
    for id in 1..=SUITES {
        let content = SuiteContent { title: format!("Suite {id}"), ..SuiteContent::default() };
        remote.suites.insert(
            id,
            RemoteSuite {
                qase_id: id,
                position: id,
                state: SuiteState { content, place: SuiteRef::Root },
                cases_count: 20,
                payload: "{}".into(),
                hash: format!("s{id}"),
                trace: None,
                created_at: None,
            },
        );
    }
    for id in 1..=CASES {
        let content = content(id);
        // What Qase sends of a case is about twice as long as what it says.
        let said = serde_json::to_string(&content).expect("json");
        remote.cases.insert(
            id,
            RemoteCase {
                qase_id: id,
                position: id,
                updated_at: Some("2026-11-20T06:00:00+00:00".into()),
                payload: format!("{{\"case\":{said},\"more\":{said}}}"),
                hash: content.hash(),
                state: CaseState { content, place: SuiteRef::Remote(id % SUITES + 1) },
                notes: Vec::new(),
                unreadable: BTreeSet::new(),
                untold: BTreeSet::new(),
                trace: None,
                created_at: None,
                author: None,
            },
        );
    }
    Collected {
        project_code: "SHOP".into(),
        project_title: "Shop".into(),
        known: None,
        fields: Fields::default(),
        remote,
        local: Local::default(),
        newest_writer: 0,
        shared: Vec::new(),
        warnings: Vec::new(),
    }
}

/// The same, after it was imported, with every tenth case changed in Qase.
fn imported(mut c: Collected) -> Collected {
    for (id, case) in &mut c.remote.cases {
        let here = LocalCase {
            id: CaseId(*id),
            number: *id,
            qase_id: Some(*id),
            state: case.state.clone(),
            base: Some(Base::agreed(case.state.clone())),
            updated_ms: 0,
            suite_id: None,
            removed: false,
            deleted: false,
        };
        c.local.cases.insert(*id, here);
        let seen = QaseCopy { hash: case.hash.clone(), removed: false, suite: case.state.place.qase_id(), created_at: None };
        c.local.qase_cases.insert(*id, seen);
        if id % 10 == 0 {
            case.state.content.description = Some("Changed in Qase".into());
        }
    }
    c
}

fn planning(c: &mut Criterion) {
    let mut group = c.benchmark_group("plan of 10,000 cases");
    group.sample_size(10).throughput(Throughput::Elements(CASES as u64));
    let new = collected();
    let options = Options::default();
    group.bench_function("all new", |b| b.iter(|| black_box(import::plan(&new, &options, &Decisions::new()))));
    let known = imported(new);
    group.bench_function("a tenth changed", |b| b.iter(|| black_box(import::plan(&known, &options, &Decisions::new()))));
    group.finish();
}

struct Prepared {
    _dir: tempfile::TempDir,
    store: Store,
}

fn prepare() -> Prepared {
    let dir = tempfile::tempdir().expect("temporary folder");
    let store = Store::open(&dir.path().join("bench.voluptas"), Arc::new(SystemClock)).expect("workspace");
    Prepared { _dir: dir, store }
}

/// Every row that the import writes, as statements and values.
fn bare(prepared: &Prepared, collected: &Collected) {
    let project =
        prepared.store.write(Op::bulk("prepare"), |tx| tx.projects().create("SHOP", "Shop", None)).expect("project").value.id;
    let db = Db::open(prepared.store.path(), Mode::ReadWrite).expect("connection");
    let run = || -> voluptas_store::Result<()> {
        db.begin(Access::Write)?;
        let of = db.insert(
            "INSERT INTO qase_projects (base_url, code, title, project_id) VALUES ('bench', 'SHOP', 'Shop', ?1)",
            p![project],
        )?;
        let sync = db.insert(
            "INSERT INTO sync_history (kind, project_code, started_ms, outcome) VALUES ('import', 'SHOP', 0, 'running')",
            &[],
        )?;
        let field = db.insert(
            "INSERT INTO custom_fields (title, title_fold, entity, kind, created_ms, updated_ms) VALUES ('functional_id', 'functional_id', 'case', 'string', 0, 0)",
            &[],
        )?;
        let mut suites = HashMap::new();
        for s in collected.remote.suites.values() {
            let title = &s.state.content.title;
            let id = db.insert(
                "INSERT INTO suites (project_id, number, position, title, title_fold, created_ms, updated_ms) VALUES (?1, ?2, ?2, ?3, ?3, 0, 0)",
                p![project, s.qase_id, title],
            )?;
            db.insert(
                "INSERT INTO qase_suites (qase_project_id, qase_id, title, suite_id, base, payload, hash, seen_ms) VALUES (?1, ?2, ?3, ?4, '{}', ?5, ?6, 0)",
                p![of, s.qase_id, title, id, &s.payload, &s.hash],
            )?;
            suites.insert(s.qase_id, id);
        }
        let mut tags = HashMap::new();
        for (position, case) in (0_i64..).zip(collected.remote.cases.values()) {
            let c = &case.state.content;
            let folded = c.title.to_lowercase();
            let there = case.state.place.qase_id();
            let suite = there.and_then(|s| suites.get(&s)).copied();
            let id = db.insert(
                "INSERT INTO cases (project_id, number, suite_id, position, title, title_fold, description, preconditions, postconditions, \
                 severity, priority, kind, layer, behavior, automation, status, is_flaky, steps_type, parameters, attachments, created_ms, updated_ms) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, FALSE, 'classic', '[]', '[]', 0, 0)",
                p![
                    project, case.qase_id, suite, position, &c.title, &folded, &c.description, &c.preconditions,
                    &c.postconditions, &c.severity, &c.priority, &c.kind, &c.layer, &c.behavior, &c.automation, &c.status
                ],
            )?;
            for (position, step) in (0_i64..).zip(&c.steps) {
                db.insert(
                    "INSERT INTO case_steps (case_id, parent_id, position, action, expected, data, shared, attachments) VALUES (?1, NULL, ?2, ?3, ?4, ?5, NULL, NULL)",
                    p![id, position, &step.action, &step.expected, &step.data],
                )?;
            }
            for title in &c.tags {
                let tag = match tags.get(title) {
                    Some(tag) => *tag,
                    None => {
                        let tag = db.insert("INSERT INTO tags (title, title_fold) VALUES (?1, ?1)", p![title])?;
                        tags.insert(title, tag);
                        tag
                    }
                };
                db.execute("INSERT INTO case_tags (case_id, tag_id) VALUES (?1, ?2)", p![id, tag])?;
            }
            for value in c.custom_fields.values() {
                db.execute("INSERT INTO case_field_values (case_id, field_id, value) VALUES (?1, ?2, ?3)", p![id, field, value])?;
            }
            db.execute(
                "INSERT INTO search (rowid, body) VALUES (?1, ?2)",
                &[Param::from(dialect::search_rowid(dialect::SearchKind::Case, id)), Param::from(&folded)],
            )?;
            db.insert(
                "INSERT INTO qase_cases (qase_project_id, project_code, qase_id, title, title_fold, suite_id, updated_at, payload, hash, seen_ms) \
                 VALUES (?1, 'SHOP', ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)",
                p![of, case.qase_id, &c.title, &folded, there, &case.updated_at, &case.payload, &case.hash],
            )?;
            db.execute(
                "INSERT INTO case_links (case_id, qase_project_id, qase_id, base, base_suite, linked_ms, pulled_ms) VALUES (?1, ?2, ?3, ?4, ?5, 0, 0)",
                p![id, of, case.qase_id, Base::agreed(case.state.clone()).to_json(), there],
            )?;
            db.execute(
                "INSERT INTO sync_items (sync_id, position, entity, local_key, remote_key, title, outcome) VALUES (?1, ?2, 'case', ?3, ?4, ?5, 'created')",
                p![sync, position, id.to_string(), case.qase_id.to_string(), &c.title],
            )?;
        }
        db.batch("COMMIT")
    };
    run().expect("bare insert");
}

fn writing(c: &mut Criterion) {
    let mut group = c.benchmark_group("import of 10,000 cases of 4 steps");
    group.sample_size(10).throughput(Throughput::Elements(CASES as u64));
    let sides = Arc::new(collected());
    let options = Options::default();
    let plan = import::plan(&sides, &options, &Decisions::new());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("runtime");
    // Applying an import asks nobody: the address leads nowhere.
    let config = ClientConfig::new(Secret::new("benchmark-token")).with_base_url("http://127.0.0.1:9/v1");
    let client = Client::new(config).expect("client");
    group.bench_function("sync engine", |b| {
        b.iter_batched(
            prepare,
            |p| {
                let session = Session::new(p.store.clone(), client.clone(), "SHOP");
                let done = runtime.block_on(import::apply(&session, &options, sides.clone(), &plan)).expect("import");
                assert_eq!(done.cases.created, CASES as u64);
                p
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("bare statements", |b| {
        b.iter_batched(
            prepare,
            |p| {
                bare(&p, &sides);
                p
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, planning, writing);
criterion_main!(benches);
