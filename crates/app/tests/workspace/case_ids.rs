//! Imports of files whose cases have ids of another tool.

use std::sync::Arc;
use strum::IntoEnumIterator as _;
use voluptas_app::cases::file::{ExportScope, ImportOptions, ImportPlan, MatchBy, SAME_ID, TWICE, Target, apply, export, plan};
use voluptas_app::files::import::{Fate, Policy};
use voluptas_core::base::FixedClock;
use voluptas_core::domain::case::CaseContent;
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::project::Project;
use voluptas_formats::Report;
use voluptas_formats::cases::{CaseFormat, CaseRow, CasesFile, CasesToWrite, EXTERNAL_ID, SuiteName, shown_path};
use voluptas_store::{Op, Store};

struct Desk {
    _dir: tempfile::TempDir,
    store: Store,
    project: Project,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("w.voluptas"), Arc::new(FixedClock::at(1_000))).expect("store");
        let project = store.write(Op::edit("project"), |tx| tx.projects().create("SHOP", "Shop", None)).expect("project").value;
        Self { _dir: dir, store, project }
    }

    fn import(&self, file: &CasesFile, options: impl Into<ImportOptions>) -> ImportPlan {
        let plan = plan(&self.store, Some(&self.project), file, &options.into()).expect("planned");
        apply(&self.store, &Target::Existing(self.project.clone()), file, &plan).expect("written").expect("not stale");
        plan
    }

    fn exported(&self) -> CasesToWrite {
        export(&self.store, &self.project, &ExportScope::Project).expect("exported")
    }

    fn titles(&self) -> Vec<String> {
        self.exported().rows.iter().map(|r| format!("{}|{}", shown_path(&r.suite), r.content.title)).collect()
    }
}

fn row(suite: &[&str], title: &str) -> CaseRow {
    CaseRow {
        line: 2,
        id: None,
        suite: suite.iter().map(|s| SuiteName::from(*s)).collect(),
        content: CaseContent { title: title.into(), ..CaseContent::default() },
        functions: Vec::new(),
        further: Vec::new(),
        milestone: String::new(),
    }
}

fn file(rows: Vec<CaseRow>) -> CasesFile {
    CasesFile {
        format: CaseFormat::Csv,
        project: None,
        codes: std::collections::BTreeSet::new(),
        suites: Vec::new(),
        rows,
        shared_steps: Vec::new(),
        skipped_in: Vec::new(),
        fields: CaseField::iter().collect(),
        report: Report::new("cases.csv", "UTF-8", ','),
    }
}

/// A case with an id of another tool.
fn with_id(suite: &[&str], title: &str, id: &str) -> CaseRow {
    let mut row = row(suite, title);
    row.id = Some(id.to_owned());
    row.content.custom_fields.insert(EXTERNAL_ID.to_owned(), id.to_owned());
    row
}

fn counts(desk: &Desk, rows: Vec<CaseRow>) -> [usize; 4] {
    let counts = desk.import(&file(rows), Policy::Smart).counts;
    [counts.created, counts.updated, counts.unchanged, counts.skipped]
}

#[test]
fn equal_titles_with_different_ids_are_several_cases() {
    let desk = Desk::new();
    let rows = || vec![with_id(&["Cart"], "Pay", "C1"), with_id(&["Cart"], "Pay", "C2"), with_id(&["Cart"], "pay", "C3")];
    assert_eq!(counts(&desk, rows()), [3, 0, 0, 0]);
    assert_eq!(counts(&desk, rows()), [0, 0, 3, 0]);
    assert_eq!(counts(&desk, vec![with_id(&["Cart"], "Pay", "C4")]), [1, 0, 0, 0], "another id is another case");
    assert_eq!(desk.titles().len(), 4);
}

#[test]
fn an_id_and_a_title_that_stand_there_already_are_skipped() {
    for policy in [Policy::Smart, Policy::Theirs] {
        let desk = Desk::new();
        let mut later = with_id(&["Search"], "By word", "C1");
        later.line = 4;
        later.content.priority = "high".into();
        let plan =
            desk.import(&file(vec![with_id(&["Search"], "By word", "C1"), with_id(&["Search"], "By code", "C2"), later]), policy);
        assert_eq!((plan.counts.created, plan.counts.skipped), (2, 1));
        let Fate::Skipped { reason } = &plan.rows[2].fate else { panic!("{:?}", plan.rows[2]) };
        assert_eq!(reason.key, SAME_ID);
    }
}

#[test]
fn an_id_finds_its_case_under_another_title_and_in_another_suite() {
    let desk = Desk::new();
    desk.import(&file(vec![with_id(&["Cart"], "Pay", "C1"), with_id(&["Cart"], "Pay", "C2")]), Policy::Smart);
    let plan = desk.import(&file(vec![with_id(&["Basket"], "Pay by card", "C2")]), Policy::Theirs);
    assert_eq!((plan.counts.created, plan.counts.updated), (0, 1));
    assert_eq!(desk.titles(), ["Cart|Pay", "Basket|Pay by card"]);
}

#[test]
fn a_title_finds_cases_without_an_id_and_those_of_another_tool() {
    let desk = Desk::new();
    desk.import(&file(vec![row(&["Cart"], "Pay"), with_id(&["Cart"], "Leave", "C2")]), Policy::Smart);
    assert_eq!(counts(&desk, vec![with_id(&["Cart"], "Pay", "C1")]), [0, 1, 0, 0], "the case gets the id");
    let plan = desk.import(&file(vec![with_id(&["Cart"], "Leave", "SHOP-T7")]), Policy::Smart);
    assert_eq!((plan.counts.created, plan.counts.kept), (0, 1), "the id of the other tool stays and is listed");
    assert_eq!(counts(&desk, vec![row(&["Cart"], "Pay"), row(&["Cart"], "Pay")]), [0, 0, 1, 1]);
    let twice = desk.import(&file(vec![row(&["Cart"], "New"), row(&["Cart"], "New")]), Policy::Smart);
    assert!(matches!(&twice.rows[1].fate, Fate::Skipped { reason } if reason.key == TWICE), "titles without ids are one case");
}

#[test]
fn numbers_of_the_project_itself_are_no_ids_of_another_tool() {
    let desk = Desk::new();
    desk.import(&file(vec![row(&["Cart"], "Pay"), row(&["Cart"], "Leave")]), Policy::Smart);
    let mut qase = file(vec![with_id(&["Cart"], "Pay", "1"), with_id(&["Cart"], "Leave", "2")]);
    qase.format = CaseFormat::QaseCsv;
    for match_by in [MatchBy::Auto, MatchBy::Id] {
        let plan = desk.import(&qase, ImportOptions { match_by, ..Default::default() });
        assert_eq!((plan.counts.unchanged, plan.warnings.len()), (2, 0), "{:?}", plan.warnings);
    }
    assert!(desk.exported().rows.iter().all(|row| row.external_id().is_none()));
}
