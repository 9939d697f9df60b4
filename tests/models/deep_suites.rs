//! Suites nested deeper than the program allows today, as files of older programs have them.

use testkit::engine;
use testkit::fixture::{Fixture, assert_sound};
use voluptas::model::CasesModel;
use voluptas::model::case_grid::{Arrange, Arrangement, CaseFilter, CaseTable, Scope};
use voluptas_app::overview::lists as overview;
use voluptas_app::{cases, workspace};
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::ids::{CaseId, SuiteId, Thing};
use voluptas_core::domain::project::Project;
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_formats::WriteOptions;
use voluptas_formats::cases::{CaseFormat, write_cases};
use voluptas_i18n::{Lang, Tr};
use voluptas_store::Op;

const LEVELS: usize = 2_000;

/// A chain of suites with a case in the innermost one.
fn chain() -> (Fixture, Project, Vec<SuiteId>, CaseId) {
    let f = Fixture::new();
    let project = f.project();
    let (suites, case) = f
        .store
        .write(Op::bulk("fixture"), |tx| {
            let mut suites = Vec::new();
            for level in 1..=LEVELS {
                let content = SuiteContent { title: format!("L{level}"), ..SuiteContent::default() };
                suites.push(tx.suites().create(project.id, &NewSuite { content, ..NewSuite::default() })?);
            }
            let content = CaseContent { title: "At the bottom".into(), ..CaseContent::default() };
            let new = NewCase { suite_id: suites.last().copied(), number: None, content };
            Ok((suites, tx.cases().create(project.id, &new)?))
        })
        .expect("fixture")
        .value;
    // The store refuses such a depth today.
    engine::raw(&f.location, &format!("UPDATE suites SET parent_id = id - 1 WHERE id > {}", suites[0].0));
    (f, project, suites, case)
}

#[test]
fn a_deep_tree_of_an_older_file_is_opened_shown_and_exported() {
    let (f, project, suites, case) = chain();
    let f = f.reopen();
    let tr = Tr::new(Lang::En);
    let model = CasesModel::build(overview::case_tree(&f.store, None).expect("read"), tr, 1);
    assert_eq!(model.get(case).map(|row| usize::from(row.depth)), Some(LEVELS));
    assert!(model.suite_path(suites[LEVELS - 1]).ends_with("L1999 › L2000"));
    let table = std::sync::Arc::new(CaseTable::read(&f.store, project.id, 1).expect("read"));
    let shown = Arrangement::build(&Arrange {
        table,
        scope: Scope { suite: Some(suites[0].0), is_flat: false },
        filter: CaseFilter::default(),
        saved: Vec::new(),
        sort: None,
        group: None,
        me: None,
        now: 0,
        tr,
        texts: None,
        former: None,
    });
    assert_eq!(shown.rows.len(), 1, "the suite at the top shows the case at the bottom");
    assert_eq!(cases::edit::load(&f.store, case).expect("the editor").form.suite, suites.last().copied());
    let content = cases::file::export(&f.store, &project, &cases::file::ExportScope::Project).expect("exported");
    assert_eq!((content.suites.len(), content.rows[0].suite.len()), (LEVELS, LEVELS));
    for format in [CaseFormat::Csv, CaseFormat::Json, CaseFormat::Xml, CaseFormat::Feature, CaseFormat::Md, CaseFormat::QaseCsv] {
        let bytes = write_cases(format, &content, WriteOptions::default()).expect("written");
        assert!(String::from_utf8_lossy(&bytes).contains("At the bottom"), "{format:?}");
    }
}

#[test]
fn a_deep_tree_goes_to_the_trash_comes_back_and_is_purged() {
    let (f, _, suites, case) = chain();
    let things = [Thing::Suite(suites[0])];
    workspace::trash::delete(&f.store, &things).expect("deleted");
    let is_in_trash = || f.store.read(|tx| tx.cases().get(case)).expect("case").deleted_ms.is_some();
    assert!(is_in_trash());
    workspace::trash::restore(&f.store, &things).expect("restored");
    assert!(!is_in_trash());
    workspace::trash::delete(&f.store, &things).expect("deleted");
    workspace::trash::purge(&f.store, &things).expect("purged");
    let left = f.store.read(|tx| tx.suites().of_project(tx.projects().all()?[0].id)).expect("suites");
    assert_eq!(left, []);
    assert_sound(&f.location);
}
