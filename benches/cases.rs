//! The cases of a large project: reading them for the grid, arranging its rows, changing all of them at once and undoing that.
//!
//! `cargo bench --bench cases`. `VOLUPTAS_BENCH_CASES` gives the number of cases; without it, 50,000.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::sync::Arc;
use testkit::bench_data::{self, PROJECT, Sizes};
use voluptas::model::case_grid::{Arrange, Arrangement, CaseField, CaseFilter, CaseTable, LongTexts, Quick, Scope};
use voluptas_app::cases::bulk::{CaseChange, change_cases};
use voluptas_app::history;
use voluptas_core::base::SystemClock;
use voluptas_core::domain::ids::{CaseId, ProjectId};
use voluptas_i18n::{Lang, Tr};
use voluptas_store::history::Direction;
use voluptas_store::{CaseColumn, Store};

/// 2026-06-01.
const NOW: i64 = 1_780_272_000_000;

fn number() -> usize {
    std::env::var("VOLUPTAS_BENCH_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(50_000)
}

fn table(store: &Store, project: ProjectId) -> Arc<CaseTable> {
    Arc::new(CaseTable::read(store, project, 1).expect("cases"))
}

fn words(text: &str) -> CaseFilter {
    CaseFilter { words: text.to_owned(), ..CaseFilter::default() }
}

fn arranging(c: &mut Criterion, store: &Store, project: ProjectId) {
    let texts = store.read(|tx| tx.cases().folded_texts(project)).expect("long texts");
    let whole = Arrange {
        table: table(store, project),
        scope: Scope::default(),
        filter: CaseFilter::default(),
        saved: Vec::new(),
        sort: None,
        group: None,
        me: None,
        now: NOW,
        tr: Tr::new(Lang::En),
        texts: Some(Arc::new(LongTexts { generation: 1, texts })),
        former: None,
    };
    // The window lends the former arrangement to the next one while a person types.
    let typed = Arrange { former: Some(Arc::new(Arrangement::build(&whole))), ..whole.clone() };
    let mut group = c.benchmark_group(format!("arranging {} cases", whole.table.rows.len()));
    let mut bench = |name: &str, wish: Arrange| {
        assert!(!Arrangement::build(&wish).rows.is_empty(), "{name} shows rows");
        group.bench_function(name, |b| b.iter(|| black_box(Arrangement::build(&wish))));
    };
    bench("all, for the first time", whole.clone());
    bench("a letter typed", Arrange { filter: words("p"), ..typed.clone() });
    bench("two words typed", Arrange { filter: words("promo codes"), ..typed.clone() });
    bench("never run", Arrange { filter: Quick::NeverRun.filter(), ..typed.clone() });
    bench("sorted by title", Arrange { sort: Some((CaseField::Title, true)), ..whole.clone() });
    bench("grouped by status", Arrange { group: Some(CaseField::Slug(CaseColumn::Status)), ..typed });
    group.finish();
}

fn changing(c: &mut Criterion, store: &Store, project: ProjectId) {
    let ids: Vec<CaseId> = table(store, project).rows.iter().map(|row| row.id).collect();
    let edits: Vec<_> = ids.iter().map(|id| (*id, CaseChange::AddTag("measured".to_owned()))).collect();
    let mut group = c.benchmark_group(format!("changing {} cases", ids.len()));
    group.sample_size(10);
    group.bench_function("a tag for all, and undo", |b| {
        b.iter(|| {
            assert_eq!(change_cases(store, &edits).expect("tagged"), ids.len());
            history::step_history(store, Direction::Undo).expect("undone").expect("a step")
        });
    });
    group.finish();
}

fn cases(c: &mut Criterion) {
    let dir = tempfile::tempdir().expect("temporary folder");
    let store = Store::open(&dir.path().join("bench.voluptas"), Arc::new(SystemClock)).expect("workspace");
    let sizes = Sizes::new(1000, number().max(10), number().max(10) * 2 / 5, None, 1);
    bench_data::fill(&store, &sizes, |_, _| ()).expect("filled");
    let project = store.read(|tx| tx.projects().by_code(PROJECT)).expect("projects").expect("project").id;
    let mut group = c.benchmark_group(format!("reading {} cases", sizes.cases));
    group.sample_size(10);
    group.bench_function("table", |b| b.iter(|| black_box(table(&store, project))));
    group.bench_function("long texts", |b| b.iter(|| black_box(store.read(|tx| tx.cases().folded_texts(project)))));
    group.finish();
    arranging(c, &store, project);
    changing(c, &store, project);
}

criterion_group!(benches, cases);
criterion_main!(benches);
