//! Titles of suites with slashes, as one suite each and as nested suites.

use super::*;

#[test]
fn titles_of_suites_are_split_at_slashes_where_a_person_wants_it() {
    let rows = || {
        file(vec![row(&["Shop/Cart"], "Add"), row(&["Shop", "Cart"], "Remove"), row(&["/", "a/b/c"], "Deep"), row(&[], "None")])
    };
    let desk = Desk::new();
    let plan = desk.import(&rows(), Policy::Smart);
    assert_eq!(plan.divided_titles, 2);
    assert_eq!(desk.titles().len(), 4);
    assert!(desk.titles().contains(&"Shop/Cart|Add".to_owned()), "{:?}", desk.titles());
    assert_eq!(plan.counts.suites_created, 5, "one suite of each title");

    let desk = Desk::new();
    let mut file = rows();
    let texts = SuiteContent { title: "Shop/Cart".into(), description: Some("All of it".into()), ..SuiteContent::default() };
    file.suites.push(SuiteRow { line: 1, parents: vec![], nth: 1, content: texts });
    let splits = || ImportOptions { splits_suites: true, ..ImportOptions::default() };
    let plan = desk.import(&file, splits());
    assert_eq!((plan.divided_titles, plan.counts.created, plan.counts.suites_created), (2, 4, 6));
    let suites = exported(&desk).suites;
    let cart = suites.iter().find(|suite| suite.content.title == "Cart").expect("the inner suite");
    assert_eq!((cart.parents.len(), cart.content.description.as_deref()), (1, Some("All of it")));
    // A second import changes nothing.
    let again = desk.import(&file, splits());
    assert_eq!((again.counts.written(), again.counts.unchanged), (0, 4));
}
