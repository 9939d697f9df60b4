//! Rows that name cases by their codes.

use super::*;
use voluptas_formats::cases::EXTERNAL_ID;
use voluptas_store::remote::LinkDirection;

#[test]
fn a_number_alone_finds_the_case_in_a_file_of_another_program() {
    let desk = Desk::new();
    desk.import(&file(vec![row(&["Cart"], "Add"), row(&["Cart"], "Remove")]), Policy::Smart);
    let mut edited = file(vec![row(&["Other"], "Put in"), row(&["Cart"], "Remove"), row(&[], "No number")]);
    edited.rows[0].id = Some("shop-1".into());
    let plan = desk.import(&edited, by(MatchBy::Id));
    assert_eq!(plan.rows.iter().map(number).collect::<Vec<_>>(), [Some(1), Some(2), None]);
    assert_eq!((plan.counts.unchanged, plan.counts.created), (2, 1), "without a number, title and suite find the case");
    edited.rows[0].id = Some("C1".into());
    let foreign = super::plan(&desk.store, Some(&desk.project), &edited, &by(MatchBy::Id)).expect("planned");
    let warnings: Vec<_> = foreign.warnings.iter().map(|w| w.key.as_str()).collect();
    assert_eq!(warnings, ["app-warning-case-ids", "app-warning-case-no-id"]);
}

#[test]
fn a_second_row_of_a_known_id_is_left_out() {
    for match_by in [MatchBy::Auto, MatchBy::Id] {
        let desk = Desk::new();
        desk.import(&file(vec![row(&["Cart"], "Add")]), Policy::Smart);
        let mut rows = vec![row(&["Cart"], "Add"), row(&["Cart"], "Another")];
        for row in &mut rows {
            row.id = Some("SHOP-1".into());
        }
        let twice = CasesFile { project: Some("SHOP".into()), ..file(rows) };
        let plan = plan(&desk.store, Some(&desk.project), &twice, &by(match_by)).expect("planned");
        assert_eq!((plan.counts.created, reasons(&plan)), (0, vec![SAME_ID]), "{match_by:?}");
    }
}

#[test]
fn in_a_project_of_an_account_a_number_is_the_id_in_qase() {
    numbers_are_ids_of("SHOP");
}

#[test]
fn ids_are_found_under_another_code_in_qase_too() {
    numbers_are_ids_of("WEB");
}

fn numbers_are_ids_of(there: &str) {
    let desk = Desk::new();
    desk.import(&file(vec![row(&["Cart"], "Add"), row(&["Cart"], "Remove"), row(&["Cart"], "Pay")]), Policy::Smart);
    let cases = desk.store.read(|tx| tx.cases().of_project(desk.project.id)).expect("cases");
    desk.store
        .write(Op::bulk("fixture"), |tx| {
            let remote = tx.remotes().ensure("https://api.qase.io", there, "Shop", desk.project.id)?;
            // Qase gave the first case the number that the second one has here.
            tx.remotes().link(remote.id, cases[0].id, 2, None, None, LinkDirection::Pushed)
        })
        .expect("linked");
    let exported = exported(&desk);
    let ids: Vec<_> = exported.rows.iter().map(|row| row.id.as_deref().unwrap_or_default()).collect();
    let expected = [format!("{there}-2"), "SHOP-new-2".into(), "SHOP-new-3".into()];
    assert_eq!(ids, expected);
    let mut edited = exported;
    for (row, title) in edited.rows.iter_mut().zip(["Put in", "Take out", "Pay by card"]) {
        row.content.title = title.into();
    }
    let theirs = ImportOptions { policy: Policy::Theirs, ..by(MatchBy::Id) };
    let plan = desk.import(&edited, theirs);
    let codes: Vec<_> = plan.rows.iter().filter_map(|row| row.code.as_ref()).map(ToString::to_string).collect();
    assert_eq!((codes.as_slice(), plan.counts.updated), (&expected[..], 3));
    let titles = desk.store.read(|tx| tx.cases().of_project(desk.project.id)).expect("cases");
    let titles: Vec<_> = titles.into_iter().map(|case| (case.id, case.content.title)).collect();
    let expected: Vec<_> = cases.iter().map(|c| c.id).zip(["Put in", "Take out", "Pay by card"].map(String::from)).collect();
    assert_eq!(titles, expected);
}

/// The project as its CSV file says it, read again.
fn own_table(desk: &Desk, project: &Project) -> CasesFile {
    let content = export(&desk.store, project, &ExportScope::Project).expect("exported");
    let bytes = write_cases(CaseFormat::Csv, &content, WriteOptions::default()).expect("bytes");
    read_cases("own.csv", &bytes, None, &ReadOptions::default()).expect("a table")
}

fn link(desk: &Desk, account: &str, code: &str, project: &Project, links: &[(CaseId, i64)]) {
    let write = desk.store.write(Op::bulk("fixture"), |tx| {
        let remote = tx.remotes().ensure(account, code, "Shop", project.id)?;
        links.iter().try_for_each(|(case, id)| tx.remotes().link(remote.id, *case, *id, None, None, LinkDirection::Pushed))
    });
    write.expect("linked");
}

fn cases(desk: &Desk, project: &Project) -> Vec<Case> {
    desk.store.read(|tx| tx.cases().of_project(project.id)).expect("cases")
}

#[test]
fn a_table_with_ids_of_two_codes_of_the_project_finds_its_cases() {
    let desk = Desk::new();
    desk.import(&file(vec![row(&["Cart"], "Add"), row(&["Cart"], "Remove"), row(&["Cart"], "Pay")]), Policy::Smart);
    let before = cases(&desk, &desk.project);
    link(&desk, "https://api.qase.io", "WEB", &desk.project, &[(before[0].id, 2)]);
    let mut edited = own_table(&desk, &desk.project);
    let ids: Vec<_> = edited.rows.iter().filter_map(|row| row.id.as_deref()).collect();
    assert_eq!(ids, ["WEB-2", "SHOP-new-2", "SHOP-new-3"]);
    assert!(edited.rows.iter().all(|row| row.external_id().is_none()), "no ids of another tool");
    for (row, title) in edited.rows.iter_mut().zip(["Put in", "Take out", "Pay by card"]) {
        row.content.title = title.into();
    }
    let plan = desk.import(&edited, Policy::Theirs);
    assert_eq!((plan.counts.updated, plan.counts.created, plan.warnings.len()), (3, 0, 0), "{:?}", plan.warnings);
    let titles: Vec<_> = cases(&desk, &desk.project).into_iter().map(|case| (case.id, case.content.title)).collect();
    let expected: Vec<_> =
        before.iter().map(|case| case.id).zip(["Put in", "Take out", "Pay by card"].map(String::from)).collect();
    assert_eq!(titles, expected);
}

#[test]
fn one_number_under_two_codes_of_the_project_is_two_cases() {
    let desk = Desk::new();
    desk.import(&file(vec![row(&["Cart"], "Add"), row(&["Cart"], "Remove")]), Policy::Smart);
    let before = cases(&desk, &desk.project);
    link(&desk, "https://api.qase.io", "WEB", &desk.project, &[(before[0].id, 7)]);
    link(&desk, "https://qase.example.com", "MOB", &desk.project, &[(before[1].id, 7)]);
    let mut edited = own_table(&desk, &desk.project);
    for (row, title) in edited.rows.iter_mut().zip(["Put in", "Take out"]) {
        row.content.title = title.into();
    }
    for match_by in [MatchBy::Auto, MatchBy::Id] {
        let plan = plan(&desk.store, Some(&desk.project), &edited, &by(match_by)).expect("planned");
        let codes: Vec<_> = plan.rows.iter().filter_map(|row| row.code.as_ref()).map(ToString::to_string).collect();
        assert_eq!((plan.counts.created, codes), (0, vec!["WEB-7".to_owned(), "MOB-7".to_owned()]), "{match_by:?}");
    }
}

#[test]
fn ids_that_fit_projects_of_two_accounts_are_said_and_match_nothing_by_themselves() {
    let desk = Desk::new();
    let other = desk.store.write(Op::edit("fixture"), |tx| tx.projects().create("BANK", "Bank", None)).expect("a project").value;
    desk.import(&file(vec![row(&["Cart"], "Add"), row(&["Cart"], "Remove")]), Policy::Smart);
    let content = CaseContent { title: "Transfer".into(), ..CaseContent::default() };
    let new = NewCase { suite_id: None, number: None, content };
    desk.store.write(Op::edit("fixture"), |tx| tx.cases().create(other.id, &new)).expect("a case");
    let shop = cases(&desk, &desk.project);
    link(&desk, "https://api.qase.io", "WEB", &desk.project, &[(shop[0].id, 1), (shop[1].id, 2)]);
    link(&desk, "https://qase.example.com", "WEB", &other, &[(cases(&desk, &other)[0].id, 1)]);
    let table = own_table(&desk, &desk.project);
    let planned = |project: &Project, match_by| plan(&desk.store, Some(project), &table, &by(match_by)).expect("planned");
    let keys = |plan: &ImportPlan| plan.warnings.iter().map(|w| w.key.clone()).collect::<Vec<_>>();

    let wrong = planned(&other, MatchBy::Auto);
    assert_eq!((wrong.counts.created, wrong.counts.updated), (2, 0), "the transfer is not replaced");
    assert_eq!(keys(&wrong), ["app-warning-case-ids-shared-unused"]);
    let right = planned(&desk.project, MatchBy::Auto);
    assert_eq!((right.counts.unchanged, keys(&right)), (2, vec!["app-warning-case-ids-shared-unused".to_owned()]));
    let chosen = planned(&desk.project, MatchBy::Id);
    assert_eq!((chosen.counts.unchanged, keys(&chosen)), (2, vec!["app-warning-case-ids-shared".to_owned()]));
}

#[test]
fn ids_of_another_tool_that_look_like_codes_are_kept() {
    let desk = Desk::new();
    let table = |text: &str| read_cases("t.csv", text.as_bytes(), None, &ReadOptions::default()).expect("a table");
    desk.import(&table("ID,Title,Priority\nTC-1,Pay,high\nTC-2,Pay,low\n"), Policy::Smart);
    let ids: Vec<_> =
        cases(&desk, &desk.project).into_iter().map(|case| case.content.custom_fields[EXTERNAL_ID].clone()).collect();
    assert_eq!(ids, ["TC-1", "TC-2"]);
    let edited = table("ID,Title,Priority\nTC-2,Pay by card,low\nTC-1,Pay,high\n");
    let again = desk.import(&edited, Policy::Theirs);
    assert_eq!((again.counts.created, again.counts.updated, again.counts.unchanged), (0, 1, 1));
    let own = desk.import(&table("ID,Title\nSHOP-1,Pay\n"), Policy::Smart);
    assert_eq!((own.counts.created, own.counts.unchanged), (0, 1), "a code of the project is no id of another tool");
}
