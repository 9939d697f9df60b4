//! Plans and writes of imports, on a store with a few cases.

mod codes;
mod slashes;

use super::plan::PlannedRow;
use super::{
    ExportScope, Exported, ImportOptions, ImportPlan, MatchBy, SAME_ID, Target, apply, apply_with, export, export_part,
    import_at_once, plan,
};
use crate::files::import::{Fate, Policy};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use strum::IntoEnumIterator as _;
use voluptas_core::base::FixedClock;
use voluptas_core::domain::case::{Case, CaseContent, NewCase, Step};
use voluptas_core::domain::field::CaseField;
use voluptas_core::domain::function::{FunctionContent, FunctionType};
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::project::Project;
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_formats::cases::{
    CaseFormat, CaseRow, CasesFile, SharedStepRow, SuiteName, SuiteRow, read_cases, shown_path, write_cases,
};
use voluptas_formats::{ReadOptions, Report, WriteOptions};
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

    fn titles(&self) -> Vec<String> {
        let content = export(&self.store, &self.project, &ExportScope::Project).expect("exported");
        content.rows.iter().map(|r| format!("{}|{}", shown_path(&r.suite).replace(" / ", "/"), r.content.title)).collect()
    }
}

/// Number of the existing case of a row.
fn number(row: &PlannedRow) -> Option<i64> {
    row.code.as_ref().map(|code| code.rank().1)
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
    let mut report = Report::new("cases.json", "UTF-8", ',');
    report.rows = rows.len();
    report.taken = rows.len();
    CasesFile {
        format: CaseFormat::Json,
        project: None,
        codes: BTreeSet::new(),
        suites: Vec::new(),
        rows,
        shared_steps: Vec::new(),
        skipped_in: Vec::new(),
        fields: CaseField::iter().collect(),
        report,
    }
}

/// The file that an export writes, as a reader returns it.
fn exported(desk: &Desk) -> CasesFile {
    let content = export(&desk.store, &desk.project, &ExportScope::Project).expect("exported");
    let mut file = file(content.rows);
    file.project = Some(desk.project.code.clone());
    file.suites = content.suites;
    file.shared_steps = content.shared_steps;
    file
}

#[test]
fn creates_suites_and_cases_and_finds_them_again() {
    let desk = Desk::new();
    let mut file = file(vec![row(&["Cart"], "Add"), row(&["Cart", "Promo"], "Expired"), row(&[], "Loose")]);
    file.suites.push(SuiteRow {
        line: 1,
        parents: vec![],
        nth: 1,
        content: SuiteContent { title: "Cart".into(), description: Some("All of it".into()), preconditions: None },
    });
    let first = desk.import(&file, Policy::Smart);
    assert_eq!((first.counts.created, first.counts.suites_created), (3, 2));
    assert_eq!(desk.titles(), ["|Loose", "Cart|Add", "Cart/Promo|Expired"]);
    let suites = export(&desk.store, &desk.project, &ExportScope::Project).expect("exported").suites;
    assert_eq!(suites[0].content.description.as_deref(), Some("All of it"));
    let again = desk.import(&file, Policy::Smart);
    assert_eq!((again.counts.created, again.counts.updated, again.counts.unchanged), (0, 0, 3));
    assert!(again.is_empty());
}

#[test]
fn one_import_is_one_step_of_undo() {
    let desk = Desk::new();
    desk.import(&file(vec![row(&["Cart"], "Add"), row(&[], "Loose")]), Policy::Smart);
    crate::history::step_history(&desk.store, voluptas_store::history::Direction::Undo).expect("undone");
    assert!(desk.titles().is_empty());
    let suites = export(&desk.store, &desk.project, &ExportScope::Project).expect("exported").suites;
    assert!(suites.is_empty(), "{suites:?}");
}

#[test]
fn what_changes_between_plan_and_write_stops_no_import_that_is_one_transaction() {
    let desk = Desk::new();
    let (target, options) = (Target::Existing(desk.project.clone()), ImportOptions::default());
    let file = file(vec![row(&["Cart"], "Add"), row(&[], "Loose")]);
    let stale = plan(&desk.store, Some(&desk.project), &file, &options).expect("planned");
    let other = NewCase { content: CaseContent { title: "Loose".into(), ..CaseContent::default() }, ..NewCase::default() };
    desk.store.write(Op::edit("other"), |tx| tx.cases().create(desk.project.id, &other)).expect("another program");
    assert_eq!(apply(&desk.store, &target, &file, &stale).expect("compared"), None, "the plan is stale");
    let (made, applied) = import_at_once(&desk.store, &target, &file, &options).expect("written").expect("the project is known");
    assert_eq!((made.counts.created, made.counts.unchanged, applied.cases.len()), (1, 1, 1));
    assert_eq!(desk.titles(), ["|Loose", "Cart|Add"]);
    let (undo, _) = crate::history::next_steps(&desk.store).expect("history");
    let label = undo.and_then(|operation| operation.label).expect("words");
    let expected = voluptas_core::domain::Message::new("history-import-cases").with("file", "cases.json").count("count", 1_usize);
    assert_eq!(label, expected);
    // A second time nothing is written, and nothing recorded.
    let (again, applied) = import_at_once(&desk.store, &target, &file, &options).expect("written").expect("the project is known");
    assert!(again.is_empty() && applied.cases.is_empty());
}

#[test]
fn an_import_that_is_stopped_writes_nothing_and_numbers_of_parts_do_not_meet() {
    let desk = Desk::new();
    let mut file = file((0..2500).map(|n| row(&["Cart"], &format!("Case {n}"))).collect());
    let planned = plan(&desk.store, Some(&desk.project), &file, &ImportOptions::default()).expect("planned");
    let target = Target::Existing(desk.project.clone());
    let mut seen = Vec::new();
    let stopped = apply_with(&desk.store, &target, &file, &planned, &mut |done| {
        seen.push(done);
        done < 2000
    });
    assert!(matches!(stopped, Err(voluptas_store::Error::Aborted)), "{stopped:?}");
    assert_eq!(seen, [0, 1000, 2000]);
    assert!(desk.titles().is_empty());
    // A number of a later part is given to no case of an earlier one.
    file.project = Some("SHOP".into());
    file.rows[2400].id = Some("SHOP-7".into());
    desk.import(&file, Policy::Smart);
    let numbers = desk.store.read(|tx| {
        Ok(tx.cases().of_project(desk.project.id)?.into_iter().map(|c| (c.content.title, c.number)).collect::<Vec<_>>())
    });
    let numbers = numbers.expect("cases");
    assert_eq!(numbers.iter().map(|(_, number)| number).collect::<std::collections::BTreeSet<_>>().len(), 2500);
    assert!(numbers.contains(&("Case 2400".into(), 7)));
}

#[test]
fn a_repeated_title_is_skipped_unless_the_file_wins() {
    let twice = || file(vec![row(&["Cart"], "Add"), row(&["Cart"], "ADD"), row(&[], "Add")]);
    let smart = Desk::new().import(&twice(), Policy::Smart);
    assert_eq!((smart.counts.created, smart.counts.skipped), (2, 1));
    assert!(matches!(smart.rows[1].fate, Fate::Skipped { .. }));
    let desk = Desk::new();
    assert_eq!(desk.import(&twice(), Policy::Theirs).counts.created, 3);
    assert_eq!(desk.import(&twice(), Policy::Theirs).counts.unchanged, 3);
}

#[test]
fn a_row_that_repeats_another_one_whole_makes_no_second_case() {
    let mut other = row(&["Cart"], "Add");
    other.content.description = Some("Another one".into());
    let file = file(vec![row(&["Cart"], "Add"), row(&["Cart"], "Add"), other, row(&["Sale"], "Add")]);
    let desk = Desk::new();
    let plan = desk.import(&file, Policy::Theirs);
    assert_eq!((plan.counts.created, plan.counts.skipped), (3, 1));
    assert!(matches!(&plan.rows[1].fate, Fate::Skipped { reason } if reason.key == plan::TWICE));
    let again = desk.import(&file, Policy::Theirs);
    assert_eq!((again.counts.created, desk.titles().len()), (0, 3));
    // The first row is that of the case which is there.
    let desk = Desk::new();
    desk.import(&self::file(vec![row(&["Cart"], "Add")]), Policy::Theirs);
    let plan = desk.import(&self::file(vec![row(&["Cart"], "Add"), row(&["Cart"], "Add")]), Policy::Theirs);
    assert_eq!((plan.counts.created, plan.counts.unchanged, plan.counts.skipped), (0, 1, 1));
}

#[test]
fn what_the_project_wrote_comes_back_by_number_into_another_suite() {
    let desk = Desk::new();
    desk.import(&file(vec![row(&["Cart"], "Add"), row(&["Cart"], "Remove")]), Policy::Smart);
    let mut file = exported(&desk);
    file.rows[0].content.title = "Put in".into();
    file.rows[0].suite = vec!["Basket".into()];
    let smart = desk.import(&file, Policy::Smart);
    assert_eq!((smart.counts.unchanged, smart.counts.kept), (2, 2), "title and suite differ and stay");
    let theirs = desk.import(&file, Policy::Theirs);
    assert_eq!((theirs.counts.updated, theirs.counts.suites_created), (1, 1));
    assert_eq!(desk.titles(), ["Cart|Remove", "Basket|Put in"]);
}

#[test]
fn an_export_into_an_empty_workspace_gives_equal_data() {
    let desk = Desk::new();
    let hash = desk
        .store
        .write(Op::edit("cases"), |tx| {
            let hash =
                tx.shared_steps().create(desk.project.id, "Sign in", &[Step { action: "Type".into(), ..Step::default() }])?;
            let content = FunctionContent {
                func_id: "shop.cart".into(),
                kind: FunctionType::Feature,
                title: "Cart".into(),
                ..FunctionContent::default()
            };
            let function = tx.functions().create(None, &content, &[])?;
            let shared = Step { action: "Type".into(), shared: Some(hash.clone()), ..Step::default() };
            let content =
                CaseContent { title: "Add".into(), steps: vec![shared], tags: vec!["smoke".into()], ..CaseContent::default() };
            let case = tx.cases().create(desk.project.id, &NewCase { suite_id: None, number: Some(7), content })?;
            tx.mappings().link(function, case, voluptas_core::domain::mapping::Origin::Manual)?;
            Ok(hash)
        })
        .expect("written")
        .value;
    let file = exported(&desk);
    let line = file.shared_steps[0].line;
    let steps = vec![Step { action: "Type".into(), ..Step::default() }];
    assert_eq!(file.shared_steps, [SharedStepRow { line, hash, title: "Sign in".into(), steps }]);
    let other = Desk::new();
    let plan = other.import(&file, Policy::Smart);
    assert_eq!(plan.warnings.len(), 1, "the other workspace has no such function: {:?}", plan.warnings);
    let back = export(&other.store, &other.project, &ExportScope::Project).expect("exported");
    assert_eq!((back.rows[0].id.as_deref(), back.shared_steps.len()), (Some("SHOP-7"), 1));
    assert_eq!(back.rows[0].content.steps[0].shared.as_deref(), Some(back.shared_steps[0].hash.as_str()));
    // The same file again: the shared step is that of the first import, under its own hash.
    let again = other.import(&file, Policy::Theirs);
    assert!(again.is_empty(), "{:?}", again.counts);
    let back = export(&other.store, &other.project, &ExportScope::Project).expect("exported");
    assert_eq!(back.shared_steps.len(), 1);
}

#[test]
fn a_plan_that_no_longer_holds_writes_nothing() {
    let desk = Desk::new();
    let file = file(vec![row(&[], "Add")]);
    let shown = plan(&desk.store, Some(&desk.project), &file, &ImportOptions::default()).expect("planned");
    desk.import(&file, Policy::Smart);
    let target = Target::Existing(desk.project.clone());
    assert_eq!(apply(&desk.store, &target, &file, &shown).expect("read"), None);
    assert_eq!(desk.titles(), ["|Add"]);
}

#[test]
fn invalid_rows_are_left_out_with_their_reason() {
    let desk = Desk::new();
    let plan =
        desk.import(&file(vec![row(&[], " "), row(&[], &"x".repeat(256)), row(&[" "], "In"), row(&[], "Good")]), Policy::Smart);
    assert_eq!((plan.counts.created, plan.counts.skipped), (1, 3));
    assert_eq!(desk.titles(), ["|Good"]);
}

#[test]
fn a_suite_of_an_export_has_what_lies_below_it() {
    let desk = Desk::new();
    desk.import(&file(vec![row(&["Cart", "Promo"], "Expired"), row(&["Account"], "Sign in"), row(&[], "Loose")]), Policy::Smart);
    let cart = desk.store.read(|tx| tx.suites().of_project(desk.project.id)).expect("suites")[0].number;
    let content = export(&desk.store, &desk.project, &ExportScope::SuiteNumbers(vec![cart])).expect("exported");
    assert_eq!((content.suites.len(), content.rows.len()), (2, 1));
    assert!(export(&desk.store, &desk.project, &ExportScope::SuiteNumbers(vec![99])).is_err());
}

#[test]
fn chosen_cases_and_suites_are_exported_with_their_homes_alone() {
    let desk = Desk::new();
    let rows = vec![row(&["Cart", "Promo"], "Expired"), row(&["Cart"], "Empty"), row(&["Account"], "Sign in"), row(&[], "Loose")];
    desk.import(&file(rows), Policy::Smart);
    let (suites, cases) = desk
        .store
        .read(|tx| Ok((tx.suites().of_project(desk.project.id)?, tx.cases().of_project(desk.project.id)?)))
        .expect("read");
    let suite = |title: &str| suites.iter().find(|s| s.content.title == title).expect("suite").id;
    let case = |title: &str| cases.iter().find(|c| c.content.title == title).expect("case").id;
    let scope = ExportScope::Chosen(vec![suite("Account")], vec![case("Expired"), case("Loose"), CaseId(999)]);
    let content = export(&desk.store, &desk.project, &scope).expect("exported");
    let titles: Vec<&str> = content.rows.iter().map(|row| row.content.title.as_str()).collect();
    assert_eq!(titles, ["Loose", "Expired", "Sign in"]);
    let homes: Vec<&str> = content.suites.iter().map(|suite| suite.content.title.as_str()).collect();
    assert_eq!(homes, ["Promo", "Account"]);
}

#[test]
fn cases_and_suites_that_differ_in_case_alone_come_back() {
    let desk = Desk::new();
    desk.store
        .write(Op::edit("twins"), |tx| {
            for (title, cases) in [("Same", ["One", "One"]), ("same", ["one", "Two"])] {
                let content = SuiteContent { title: title.into(), ..SuiteContent::default() };
                let suite = NewSuite { parent_id: None, number: None, content };
                let suite_id = Some(tx.suites().create(desk.project.id, &suite)?);
                for case in cases {
                    let content = CaseContent { title: case.into(), ..CaseContent::default() };
                    tx.cases().create(desk.project.id, &NewCase { suite_id, number: None, content })?;
                }
            }
            Ok(())
        })
        .expect("written");
    let file = exported(&desk);
    let other = Desk::new();
    let plan = other.import(&file, Policy::Smart);
    assert_eq!((plan.counts.created, plan.counts.suites_created, plan.counts.skipped), (4, 2, 0));
    assert_eq!(other.titles(), desk.titles());
    let again = other.import(&file, Policy::Theirs);
    assert_eq!((again.counts.unchanged, again.is_empty()), (4, true));
}

#[test]
fn an_id_of_another_project_means_no_case() {
    let desk = Desk::new();
    desk.import(&file(vec![row(&[], "Add"), row(&[], "Remove")]), Policy::Smart);
    let mut file = exported(&desk);
    file.rows[1].id = Some("XX-1".into());
    file.rows.remove(0);
    file.rows[0].content.description = Some("Changed".into());
    let plan = desk.import(&file, Policy::Theirs);
    assert_eq!((number(&plan.rows[0]), plan.counts.updated), (Some(2), 1), "found by its title");
    assert_eq!(plan.warnings.iter().map(|w| w.key.as_str()).collect::<Vec<_>>(), ["app-warning-case-ids"]);
}

#[test]
fn a_project_that_somebody_created_since_is_planned_again() {
    let desk = Desk::new();
    let file = file(vec![row(&[], "Add")]);
    let shown = plan(&desk.store, None, &file, &ImportOptions::default()).expect("planned");
    assert_eq!(apply(&desk.store, &Target::of_code("SHOP".into()), &file, &shown).expect("read"), None);
    assert!(desk.titles().is_empty());
}

#[test]
fn further_suites_come_back_from_every_format_of_the_program() {
    let desk = Desk::new();
    let mut add = row(&["Cart"], "Add");
    add.further = vec![vec!["Smoke".into()], vec!["Nightly".into(), "Part / two".into()]];
    desk.import(&file(vec![row(&["Smoke"], "Sign in"), add.clone()]), Policy::Smart);
    let further = |desk: &Desk| {
        let rows = export(&desk.store, &desk.project, &ExportScope::Project).expect("exported").rows;
        rows.into_iter().find(|r| r.content.title == "Add").expect("the case").further
    };
    // In the order of the tree.
    assert_eq!(further(&desk), [vec!["Smoke"], vec!["Nightly", "Part / two"]]);
    let again = desk.import(&exported(&desk), Policy::Smart);
    assert_eq!((again.counts.updated, again.counts.unchanged), (0, 2));
    for format in [CaseFormat::Json, CaseFormat::Xml, CaseFormat::Csv, CaseFormat::Xlsx, CaseFormat::Md] {
        let content = export(&desk.store, &desk.project, &ExportScope::Project).expect("exported");
        let bytes = write_cases(format, &content, WriteOptions::default()).expect("written");
        let name = format!("cases.{}", <&str>::from(format));
        let read = read_cases(&name, &bytes, Some(format), &ReadOptions::default()).expect("read");
        let other = Desk::new();
        other.import(&read, Policy::Smart);
        assert_eq!(further(&other), further(&desk), "{format:?}");
        assert_eq!(other.titles(), desk.titles(), "{format:?}");
    }
}

#[test]
fn milestones_come_back_from_every_format_and_are_made_once() {
    let of = |title: &str, milestone: &str| CaseRow { milestone: milestone.into(), ..row(&["Cart"], title) };
    let desk = Desk::new();
    desk.import(&file(vec![of("Add", "Spring"), of("Pay", "Spring"), of("Leave", "")]), Policy::Smart);
    let milestones = |desk: &Desk| {
        let rows = export(&desk.store, &desk.project, &ExportScope::Project).expect("exported").rows;
        rows.into_iter().map(|row| (row.content.title, row.milestone)).collect::<BTreeMap<_, _>>()
    };
    let all = |of: [(&str, &str); 3]| of.map(|(title, milestone)| (title.to_owned(), milestone.to_owned())).into();
    assert_eq!(milestones(&desk), all([("Add", "Spring"), ("Pay", "Spring"), ("Leave", "")]));
    let names =
        |desk: &Desk| desk.store.read(|tx| crate::project::milestones::names(tx, desk.project.id)).expect("milestones").len();
    assert_eq!(names(&desk), 1);
    for format in [CaseFormat::Json, CaseFormat::Xml, CaseFormat::Csv, CaseFormat::QaseCsv, CaseFormat::Xlsx, CaseFormat::Md] {
        let content = export(&desk.store, &desk.project, &ExportScope::Project).expect("exported");
        let bytes = write_cases(format, &content, WriteOptions::default()).expect("written");
        let name = format!("cases.{}", <&str>::from(format));
        let read = read_cases(&name, &bytes, Some(format), &ReadOptions::default()).expect("read");
        let other = Desk::new();
        other.import(&read, Policy::Smart);
        assert_eq!(milestones(&other), milestones(&desk), "{format:?}");
    }
    // The file fills a blank one, replaces another only when it is to win, and takes no case out.
    let later = file(vec![of("Add", "Autumn"), of("Pay", ""), of("Leave", "Autumn")]);
    desk.import(&later, Policy::Smart);
    assert_eq!(milestones(&desk), all([("Add", "Spring"), ("Pay", "Spring"), ("Leave", "Autumn")]));
    desk.import(&later, Policy::Theirs);
    assert_eq!(milestones(&desk), all([("Add", "Autumn"), ("Pay", "Spring"), ("Leave", "Autumn")]));
    assert_eq!(names(&desk), 2);
}

#[test]
fn the_second_suite_of_a_title_is_found_again_where_the_first_is_missing() {
    let second = |title: &str| {
        let mut row = row(&["Cart", "Promo", "Old"], title);
        row.suite[1].nth = 2;
        row
    };
    let desk = Desk::new();
    for created in [3, 0] {
        assert_eq!(desk.import(&file(vec![second("Expired")]), Policy::Smart).counts.suites_created, created);
    }
    let both = file(vec![row(&["Cart", "Promo"], "Valid"), second("Used")]);
    for created in [2, 0] {
        assert_eq!(desk.import(&both, Policy::Smart).counts.suites_created, created, "`Promo` and its suite `Old`");
    }
    let all = ["Cart/Promo|Valid", "Cart/Promo/Old|Expired", "Cart/Promo (2)/Old|Used"];
    assert_eq!(desk.titles(), all);
    assert_eq!(desk.import(&exported(&desk), Policy::Theirs).counts.unchanged, 3);
    let other = Desk::new();
    other.import(&exported(&desk), Policy::Smart);
    assert_eq!(other.titles(), all);
}

#[test]
fn a_suite_whose_cases_are_all_left_out_is_not_created() {
    let suite = |parents: &[&str], title: &str| SuiteRow {
        line: 1,
        parents: parents.iter().map(|p| SuiteName::from(*p)).collect(),
        nth: 1,
        content: SuiteContent { title: title.into(), description: Some("Text".into()), preconditions: None },
    };
    let mut read = file(vec![row(&["Cart", "Promo"], "Expired"), row(&["Cart"], "Add"), row(&["Account"], " ")]);
    read.suites =
        vec![suite(&[], "Cart"), suite(&["Cart"], "Promo"), suite(&[], "Account"), suite(&[], "Later"), suite(&[], "Lost")];
    read.skipped_in = vec![vec!["lost".into()]];
    let desk = Desk::new();
    let options = ImportOptions { left_out: [0].into(), ..ImportOptions::default() };
    let plan = desk.import(&read, options);
    let titles: Vec<String> = desk
        .store
        .read(|tx| Ok(tx.suites().of_project(desk.project.id)?.into_iter().map(|s| s.content.title).collect()))
        .expect("suites");
    // The file describes a suite without cases: that one is meant.
    assert_eq!(titles, ["Cart", "Later"]);
    assert_eq!(plan.counts.suites_created, 2);
}

#[test]
fn an_import_of_nothing_creates_no_project() {
    let desk = Desk::new();
    let file = file(vec![row(&["Cart"], " ")]);
    let shown = plan(&desk.store, None, &file, &ImportOptions::default()).expect("planned");
    let done = apply(&desk.store, &Target::of_code("NEW".into()), &file, &shown).expect("written").expect("not stale");
    assert!(!done.created_project);
    assert!(desk.store.read(|tx| tx.projects().by_code("NEW")).expect("read").is_none());
}

#[test]
fn a_suite_of_an_export_has_the_cases_that_it_shows() {
    let desk = Desk::new();
    let mut add = row(&["Cart"], "Add");
    add.further = vec![vec!["Smoke".into()], vec!["Nightly".into()]];
    desk.import(&file(vec![row(&["Smoke"], "Sign in"), add, row(&["Cart"], "Pay")]), Policy::Smart);
    let part = |number| export_part(&desk.store, &desk.project, &ExportScope::SuiteNumbers(vec![number])).expect("exported");
    let seen = |part: &Exported| -> Vec<String> {
        let further = |r: &CaseRow| r.further.iter().map(|path| shown_path(path)).collect::<Vec<_>>().join(",");
        let row = |r: &CaseRow| format!("{}: {} + {}", shown_path(&r.suite), r.content.title, further(r));
        part.content.rows.iter().map(row).collect()
    };
    let (smoke, cart) = (part(1), part(2));
    assert_eq!(seen(&smoke), ["Smoke: Sign in + ", "Cart: Add + Smoke"]);
    assert_eq!(seen(&cart), ["Cart: Add + ", "Cart: Pay + "], "suites outside the export are left out");
    assert_eq!((smoke.places_left_out, cart.places_left_out), (1, 2));
    // Elsewhere, no suite comes into being that the part does not have.
    let other = Desk::new();
    let mut read = file(smoke.content.rows);
    read.suites = smoke.content.suites;
    assert_eq!(other.import(&read, Policy::Smart).counts.suites_created, 2);
    assert_eq!(other.titles(), ["Smoke|Sign in", "Cart|Add"]);
}

#[test]
fn an_import_adds_further_suites_and_removes_none() {
    let desk = Desk::new();
    desk.import(&file(vec![row(&["Cart"], "Add"), row(&["Smoke"], "Sign in")]), Policy::Smart);
    let mut add = row(&["Cart"], "Add");
    add.further = vec![vec!["smoke".into()], vec!["Cart".into()]];
    let plan = desk.import(&file(vec![add]), Policy::Smart);
    assert_eq!((plan.counts.updated, plan.counts.suites_created), (1, 0));
    let links = || desk.store.read(|tx| tx.cases().links(desk.project.id)).expect("links").len();
    assert_eq!(links(), 1);
    desk.import(&file(vec![row(&["Cart"], "Add")]), Policy::Theirs);
    assert_eq!(links(), 1);
    crate::history::step_history(&desk.store, voluptas_store::history::Direction::Undo).expect("undone");
    assert_eq!(links(), 0);
}

#[test]
fn rows_without_a_number_take_none_of_the_file() {
    let desk = Desk::new();
    let mut file = file(vec![row(&[], "First"), row(&[], "By hand"), row(&[], "Second")]);
    file.project = Some("SHOP".into());
    (file.rows[0].id, file.rows[2].id) = (Some("SHOP-1".into()), Some("SHOP-2".into()));
    desk.import(&file, Policy::Smart);
    let ids: Vec<_> = exported(&desk).rows.into_iter().map(|r| (r.content.title, r.id.unwrap_or_default())).collect();
    let expected = [("First", "SHOP-1"), ("By hand", "SHOP-3"), ("Second", "SHOP-2")];
    assert_eq!(ids, expected.map(|(title, id)| (title.to_owned(), id.to_owned())));
}

#[test]
fn an_import_that_was_undone_can_be_repeated() {
    let desk = Desk::new();
    let mut file = file(vec![row(&["Cart"], "Add"), row(&[], "Loose")]);
    file.project = Some("SHOP".into());
    (file.rows[0].id, file.rows[1].id) = (Some("SHOP-1".into()), Some("SHOP-2".into()));
    desk.import(&file, Policy::Smart);
    crate::history::step_history(&desk.store, voluptas_store::history::Direction::Undo).expect("undone");
    desk.import(&file, Policy::Smart);
    assert_eq!(desk.titles(), ["|Loose", "Cart|Add"]);
}

#[test]
fn a_huge_number_leaves_numbers_for_later_cases() {
    let desk = Desk::new();
    let mut huge = file(vec![row(&[], "Huge")]);
    huge.project = Some("SHOP".into());
    huge.rows[0].id = Some(format!("SHOP-{}", i64::MAX));
    let plan = desk.import(&huge, Policy::Smart);
    assert_eq!(plan.warnings.iter().map(|w| w.key.as_str()).collect::<Vec<_>>(), ["app-warning-case-ids"]);
    desk.import(&file(vec![row(&[], "Later")]), Policy::Smart);
    assert_eq!(desk.titles().len(), 2);
}

fn by(match_by: MatchBy) -> ImportOptions {
    ImportOptions { match_by, ..ImportOptions::default() }
}

fn reasons(plan: &ImportPlan) -> Vec<&str> {
    let reason = |fate: &'_ Fate| matches!(fate, Fate::Skipped { .. });
    let skipped = plan.rows.iter().filter(|row| reason(&row.fate));
    skipped.filter_map(|row| if let Fate::Skipped { reason } = &row.fate { Some(reason.key.as_str()) } else { None }).collect()
}

#[test]
fn a_row_that_is_left_out_is_not_imported_and_says_so() {
    let desk = Desk::new();
    let file = file(vec![row(&["Cart"], "Add"), row(&["Promo"], "Expired"), row(&["Cart"], "add")]);
    let plan = desk.import(&file, ImportOptions { left_out: [0, 1].into(), ..ImportOptions::default() });
    // The third row repeats the title of a row that is not imported.
    assert_eq!((plan.counts.created, plan.counts.skipped, plan.counts.suites_created), (1, 2, 1));
    assert_eq!(reasons(&plan), ["app-skip-case-left-out"; 2]);
    assert_eq!(desk.titles(), ["Cart|add"]);
}

/// Imports a file with two rows without the property and two that have it, twice.
fn import_twice(match_by: MatchBy, keyed: impl Fn(CaseRow, usize) -> CaseRow) -> (ImportPlan, ImportPlan, Desk) {
    let desk = Desk::new();
    let content = |n: usize| FunctionContent { func_id: format!("f{n}"), title: format!("F{n}"), ..FunctionContent::default() };
    desk.store
        .write(Op::edit("functions"), |tx| (1..=2).try_for_each(|n| tx.functions().create(None, &content(n), &[]).map(|_| ())))
        .expect("functions");
    desk.import(&file(vec![row(&["Cart"], "Old")]), Policy::Smart);
    let mut rows =
        vec![keyed(row(&["Cart"], "Pay"), 1), row(&["Cart"], "Add"), row(&["Promo"], "Pay"), keyed(row(&["Cart"], "Add"), 2)];
    (0..).zip(&mut rows).for_each(|(at, row)| row.line = at + 2);
    let (first, again) = (desk.import(&file(rows.clone()), by(match_by)), desk.import(&file(rows), by(match_by)));
    (first, again, desk)
}

#[test]
fn a_second_import_by_function_doubles_no_row_without_functions() {
    let (first, again, desk) = import_twice(MatchBy::Function, |row, n| CaseRow { functions: vec![format!("f{n}")], ..row });
    assert_eq!((first.counts.created, again.counts.created), (4, 0), "{:?}", again.rows);
    assert_eq!(desk.titles().len(), 5);
    let warnings: Vec<_> = first.warnings.iter().map(|w| w.key.as_str()).collect();
    assert_eq!(warnings, ["app-warning-case-no-function"]);
    assert_eq!(first.warnings[0].number("count"), Some(2));
    assert!(first.warnings[0].args.contains(&("lines".to_owned(), "3, 4".into())), "{:?}", first.warnings);
}

#[test]
fn a_second_import_by_id_doubles_neither_rows_without_ids_nor_those_of_unknown_ones() {
    // The first ID is that of the case that the project has, the second one is unknown.
    let ids = ["SHOP-1", "SHOP-40"];
    let (first, again, desk) = import_twice(MatchBy::Id, |row, n| CaseRow { id: Some(ids[n - 1].into()), ..row });
    assert_eq!((first.counts.created, first.counts.unchanged), (3, 1));
    assert_eq!(again.counts.created, 0, "{:?}", again.rows);
    assert_eq!(desk.titles().len(), 4);
    assert_eq!(first.warnings.iter().map(|w| w.key.as_str()).collect::<Vec<_>>(), ["app-warning-case-no-id"]);
    // A case with a row of its own number is left to that row.
    let mut rows = vec![row(&["Cart"], "Old"), row(&["Cart"], "Renamed")];
    rows[1].id = Some("SHOP-1".into());
    let plan = plan(&desk.store, Some(&desk.project), &file(rows), &by(MatchBy::Id)).expect("planned");
    assert_eq!(plan.rows.iter().map(number).collect::<Vec<_>>(), [None, Some(1)]);
}

#[test]
fn a_title_finds_its_case_in_another_suite_unless_several_have_it() {
    let desk = Desk::new();
    desk.import(&file(vec![row(&["Cart"], "Add"), row(&["Old"], "Pay"), row(&["Older"], "Pay")]), Policy::Smart);
    let rows = || file(vec![row(&["Basket"], "ADD"), row(&["New"], "Pay"), row(&["Old"], "Pay")]);
    let plan = desk.import(&rows(), by(MatchBy::Title));
    assert_eq!(plan.rows.iter().map(number).collect::<Vec<_>>(), [Some(1), Some(3), Some(2)]);
    assert_eq!(plan.counts.created, 0, "the case in Old is left to the row that names it");
    desk.import(&file(vec![row(&["Third"], "Pay")]), Policy::Smart);
    let several = desk.import(&rows(), by(MatchBy::Title));
    assert_eq!(reasons(&several), ["app-skip-case-several"]);
}

#[test]
fn a_repeated_row_is_skipped_by_title_and_by_id_whatever_the_policy() {
    let desk = Desk::new();
    desk.import(&file(vec![row(&["One"], "Pay"), row(&["Two"], "Pay")]), Policy::Smart);
    let theirs = |match_by| ImportOptions { match_by, policy: Policy::Theirs, ..ImportOptions::default() };
    let twice = desk.import(&file(vec![row(&["One"], "Pay"), row(&["One"], "Pay")]), theirs(MatchBy::Title));
    assert_eq!(reasons(&twice), ["app-skip-case-twice"]);
    let with_id = |title: &str| CaseRow { id: Some("SHOP-1".into()), ..row(&["One"], title) };
    let same = desk.import(&file(vec![with_id("Pay"), with_id("Pay by card")]), theirs(MatchBy::Id));
    assert_eq!(reasons(&same), ["app-skip-case-same-id"]);
    assert_eq!(desk.titles(), ["One|Pay", "Two|Pay"], "no case was moved or doubled");
}

#[test]
fn a_function_finds_the_case_that_covers_it() {
    let desk = Desk::new();
    desk.store
        .write(Op::edit("functions"), |tx| {
            for func_id in ["shop.cart", "shop.pay"] {
                let content = FunctionContent {
                    func_id: func_id.into(),
                    kind: FunctionType::Feature,
                    title: func_id.into(),
                    ..FunctionContent::default()
                };
                tx.functions().create(None, &content, &[])?;
            }
            Ok(())
        })
        .expect("functions");
    let of = |title: &str, func_id: &str| CaseRow { functions: vec![func_id.into()], ..row(&["Cart"], title) };
    desk.import(&file(vec![of("Add", "shop.cart"), of("Pay", "shop.pay"), of("Refund", "shop.pay")]), Policy::Smart);
    let rows = file(vec![of("Renamed", "shop.cart"), of("refund", "shop.pay"), of("Add", "shop.pay"), row(&[], "Pay")]);
    let plan = desk.import(&rows, by(MatchBy::Function));
    let numbers: Vec<_> = plan.rows.iter().map(number).collect();
    assert_eq!(numbers[0], Some(1), "the only case of the function");
    assert_eq!(numbers[1], Some(3), "of two cases the one with the title");
    assert_eq!((numbers[2], numbers[3]), (Some(2), None), "the case that is left, and a row without functions");
}

#[test]
fn without_new_suites_their_cases_are_skipped() {
    let desk = Desk::new();
    desk.import(&file(vec![row(&["Cart"], "Add")]), Policy::Smart);
    let mut moved = row(&["Cart"], "Add");
    moved.further = vec![vec!["Smoke".into()]];
    let mut more = file(vec![moved, row(&["Promo"], "Expired"), row(&["cart"], "Remove")]);
    let content = SuiteContent { title: "Bare".into(), ..SuiteContent::default() };
    more.suites.push(SuiteRow { line: 1, parents: vec![], nth: 1, content });
    let options = ImportOptions { policy: Policy::Theirs, skips_new_suites: true, ..ImportOptions::default() };
    let plan = desk.import(&more, options);
    assert_eq!((plan.counts.created, plan.counts.suites_created), (1, 0));
    assert_eq!(reasons(&plan), ["app-skip-case-new-suite"]);
    assert_eq!(desk.titles(), ["Cart|Add", "Cart|Remove"]);
}

#[test]
fn a_tag_is_added_to_every_imported_case_by_every_policy() {
    for policy in Policy::iter() {
        let desk = Desk::new();
        let mut old = row(&[], "Old");
        old.content.tags = vec!["smoke".into()];
        desk.import(&file(vec![old]), Policy::Smart);
        let options = ImportOptions { policy, tag: " import-5 ".into(), ..ImportOptions::default() };
        let plan = desk.import(&file(vec![row(&[], "Old"), row(&[], "New")]), options.clone());
        assert_eq!((plan.counts.created, plan.counts.updated), (1, 1), "{policy:?}");
        let tags: Vec<_> = exported(&desk).rows.into_iter().map(|row| row.content.tags).collect();
        assert_eq!(tags, [vec!["import-5".to_owned(), "smoke".to_owned()], vec!["import-5".to_owned()]], "{policy:?}");
        assert_eq!(desk.import(&file(vec![row(&[], "Old"), row(&[], "New")]), options).counts.unchanged, 2);
    }
    let odd = ImportOptions { tag: "a\0".into(), ..ImportOptions::default() };
    assert_eq!(reasons(&Desk::new().import(&file(vec![row(&[], "New")]), odd)), ["app-skip-case-invalid"]);
}

#[test]
fn a_search_costs_the_same_for_the_last_row_as_for_the_first() {
    const ROWS: usize = 4_000;
    let desk = Desk::new();
    let content = FunctionContent { func_id: "f".into(), title: "F".into(), ..FunctionContent::default() };
    desk.store.write(Op::edit("function"), |tx| tx.functions().create(None, &content, &[])).expect("function");
    let rows = |suite: &str, title: &str| -> Vec<CaseRow> {
        let one = |n: usize| CaseRow {
            functions: vec!["f".into()],
            ..row(&[&format!("{suite}{n}")], &title.replace('#', &n.to_string()))
        };
        (0..ROWS).map(one).collect()
    };
    desk.import(&file([rows("S", "Same title"), rows("T", "Title #")].concat()), Policy::Smart);
    let began = std::time::Instant::now();
    let plan = |match_by, rows| plan(&desk.store, Some(&desk.project), &file(rows), &by(match_by)).expect("planned").counts;
    assert_eq!(plan(MatchBy::Title, rows("X", "Same title")).skipped, ROWS, "each fits all of them");
    assert_eq!(plan(MatchBy::Title, rows("S", "Same title")).unchanged, ROWS);
    assert_eq!(plan(MatchBy::Title, rows("X", "Title #")).unchanged, ROWS);
    assert_eq!(plan(MatchBy::Function, rows("X", "Other #")).skipped, ROWS);
    assert_eq!(plan(MatchBy::Function, rows("X", "Title #")).unchanged, ROWS);
    // Each search through all cases for each row takes minutes.
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
}

#[test]
fn a_row_that_may_mean_several_cases_changes_none() {
    let desk = Desk::new();
    let described = |words: &str| {
        let mut row = row(&["S"], "a");
        row.content.description = Some(words.to_owned());
        row
    };
    desk.import(&file(["One", "Two", "Three"].map(described).to_vec()), Policy::Theirs);
    let mut one = row(&["S"], "a");
    one.content.description = Some("Overwritten".into());
    let plan = desk.import(&file(vec![one.clone()]), Policy::Theirs);
    assert_eq!(
        (plan.counts.created, plan.counts.updated, plan.counts.skipped),
        (0, 0, 1),
        "nobody knows which of the three it means"
    );
    let plan = desk.import(&file(vec![one, described("Second"), described("Third")]), Policy::Theirs);
    assert_eq!((plan.counts.created, plan.counts.updated), (0, 3), "three rows mean the three cases in their order");
    assert_eq!(desk.titles().len(), 3);
}

#[test]
fn a_shared_step_with_other_words_in_the_file_is_told_and_stays() {
    let desk = Desk::new();
    let step = Step { action: "Type the name".into(), ..Step::default() };
    let write = desk
        .store
        .write(Op::edit("shared"), |tx| tx.shared_steps().create(desk.project.id, "Sign in", std::slice::from_ref(&step)));
    let hash = write.expect("a shared step").value;
    let mut again = file(vec![row(&["Cart"], "Add")]);
    again.shared_steps = vec![SharedStepRow { line: 1, hash: hash.clone(), title: "Sign in".into(), steps: vec![step.clone()] }];
    let same = desk.import(&again, Policy::Theirs);
    assert_eq!(same.warnings, []);
    again.shared_steps[0].steps[0].action = "Scan the badge".into();
    let told = desk.import(&again, Policy::Theirs).warnings;
    let expected =
        voluptas_core::domain::Message::new("app-warning-case-shared").with("titles", "Sign in").count("count", 1_usize);
    assert_eq!(told, [expected]);
    let kept = desk.store.read(|tx| tx.shared_steps().by_hash(desk.project.id, &hash)).expect("read");
    assert_eq!(kept.steps, [step]);
}

#[test]
fn suites_are_planned_once_whatever_the_depth() {
    let desk = Desk::new();
    let deep: Vec<SuiteName> = (0..90).map(|n| format!("Level {n}").into()).collect();
    let path = |leaf: &str| deep.iter().cloned().chain([leaf.into()]).collect::<Vec<_>>();
    let rows = (0..40).map(|n| CaseRow { suite: path(&format!("leaf {}", n / 2)), ..row(&[], &format!("Case {n}")) });
    let mut file = file(rows.collect());
    file.project = Some("SHOP".into());
    let plan = desk.import(&file, Policy::Smart);
    assert_eq!((plan.counts.created, plan.counts.suites_created), (40, 90 + 20));
    assert!(desk.import(&file, Policy::Smart).is_empty());
    // Two titles that differ in case alone are two suites, at any level.
    file.rows[1].suite[45] = "LEVEL 45".into();
    file.rows[1].content.title = "Another".into();
    assert_eq!(desk.import(&file, Policy::Smart).counts.suites_created, 46);
}
