//! The rows of the grid of cases while a person types.

use std::sync::Arc;

use testkit::bench_data::{self, PROJECT, Sizes};
use testkit::fixture::Fixture;
use voluptas::model::case_grid::{Arrange, Arrangement, CaseField, CaseFilter, CaseTable, LongTexts, Quick, Scope};
use voluptas_i18n::{Lang, Tr};
use voluptas_store::CaseColumn;

/// A search that is typed and corrected, with another filter in its middle.
fn filters() -> Vec<CaseFilter> {
    let words = |words: &str| CaseFilter { words: words.into(), ..CaseFilter::default() };
    let typed = ["", "p", "pr", "pro", "promo", "promo ", "promo c", "promo co", "o co", "c", "", "zzz", "z", "Code", "code 1"];
    let mut all: Vec<CaseFilter> = typed.map(words).into();
    all.insert(4, CaseFilter { words: "pro".into(), ..Quick::NeverRun.filter() });
    all.insert(5, CaseFilter { words: "prom".into(), ..Quick::NeverRun.filter() });
    all
}

#[test]
fn rows_that_narrow_letter_by_letter_are_those_of_a_search_from_the_start() {
    let f = Fixture::new();
    bench_data::fill(&f.store, &Sizes::new(20, 600, 300, None, 7), |_, _| ()).expect("filled");
    let project = f.store.read(|tx| tx.projects().by_code(PROJECT)).expect("projects").expect("a project").id;
    let table = Arc::new(CaseTable::read(&f.store, project, 1).expect("cases"));
    let texts = f.store.read(|tx| tx.cases().folded_texts(project)).expect("texts");
    let texts = Arc::new(LongTexts { generation: 1, texts });
    let fields = [None, Some(CaseField::Suite), Some(CaseField::Slug(CaseColumn::Status)), Some(CaseField::Last)];
    for (group, sort) in fields.into_iter().zip([None, Some((CaseField::Title, true)), None, Some((CaseField::Code, true))]) {
        let mut former = None;
        for (at, filter) in filters().into_iter().enumerate() {
            let wish = Arrange {
                table: Arc::clone(&table),
                scope: Scope::default(),
                filter,
                saved: Vec::new(),
                sort,
                group,
                me: None,
                now: 0,
                tr: Tr::new(Lang::En),
                // The texts come while the search goes on.
                texts: (at > 1).then(|| Arc::clone(&texts)),
                former: former.take(),
            };
            let typed = Arrangement::build(&wish);
            let fresh = Arrangement::build(&Arrange { former: None, ..wish.clone() });
            let what = format!("{:?} by {group:?}", wish.filter);
            assert_eq!(typed.rows, fresh.rows, "{what}");
            assert_eq!((&typed.groups, &typed.heads), (&fresh.groups, &fresh.heads), "{what}");
            assert_eq!((&typed.counts, typed.total), (&fresh.counts, fresh.total), "{what}");
            for row in &table.rows {
                let shown = typed.keys().iter().position(|key| *key == row.id.0);
                assert_eq!(typed.place(row.id.0), shown, "{what}");
            }
            if let Some(last) = typed.groups.last() {
                assert_eq!(last.rows.end, typed.rows.len(), "{what}");
                assert_eq!(typed.heads.iter().map(|head| head.count).sum::<usize>(), typed.rows.len(), "{what}");
            }
            former = Some(Arc::new(typed));
        }
    }
}
