//! Rows that name cases by their codes.

use super::*;
use voluptas_store::remote::Used;

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
            tx.remotes().link(remote.id, cases[0].id, 2, None, None, Used::Pushed)
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
