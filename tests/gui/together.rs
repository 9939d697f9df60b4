//! Two persons at one case: what a comparison of versions restores and functions that both change.

use eframe::egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use voluptas_app::cases::edit::{CaseForm, Saved};
use voluptas_app::{cases, functions};
use voluptas_core::domain::ids::FunctionId;
use voluptas_store::{Author, Source};

use crate::support::{Desk, open_case, store, stored, workspace};

const TITLE: &str = "Expired code is refused";

#[test]
fn a_version_that_comes_meanwhile_does_not_take_the_place_of_the_compared_one() {
    let mut desk = Desk::new();
    let id = open_case(&mut desk, TITLE);
    let retitle = |desk: &Desk, title: &str| {
        let other = workspace(store(desk).path()).by(Author::new(Source::Window, Some("Olga")));
        let mut content = stored(desk, id).content;
        content.title = title.to_owned();
        cases::placement::save_case(&other, id, &content).expect("saved");
    };
    retitle(&desk, "Second title");
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Versions").click();
    desk.until("the comparison", |h| h.query_by_label(&format!("Title: {TITLE} → Second title")).is_some());
    retitle(&desk, "Third title");
    desk.until("the same older side", |h| h.query_by_label(&format!("Title: {TITLE} → Third title")).is_some());
    desk.h.get_by_role_and_label(Role::Button, "Restore this version").click();
    desk.until("the compared version", |h| {
        let store = crate::support::store_of(h);
        store.read(|tx| tx.cases().get(id)).expect("the case").content.title == TITLE
    });
}

#[test]
fn functions_that_two_persons_link_are_merged() {
    let form =
        |functions: &[i64]| CaseForm { functions: functions.iter().map(|id| FunctionId(*id)).collect(), ..CaseForm::default() };
    let merged = cases::edit::merge(&form(&[1, 2, 3]), &form(&[1, 3, 4]), &form(&[2, 3, 5]));
    assert_eq!((merged.form, merged.conflicts), (form(&[3, 4, 5]), Vec::new()));
}

#[test]
fn a_function_that_somebody_links_meanwhile_is_no_question() {
    let desk = Desk::new();
    let id = crate::support::case_id(&desk, TITLE);
    let base = cases::edit::load(&store(&desk), id).expect("the case").form;
    let all: Vec<FunctionId> =
        store(&desk).read(|tx| tx.functions().all()).expect("functions").into_iter().map(|f| f.id).collect();
    let mut free = all.into_iter().filter(|f| !base.functions.contains(f));
    let (theirs, mine) = (free.next().expect("a function"), free.next().expect("a function"));
    functions::edit::link(&store(&desk), &[(theirs, id, voluptas_core::domain::mapping::Origin::Manual)]).expect("linked");
    let mut form = base.clone();
    form.functions.push(mine);
    let end = cases::edit::save(&store(&desk), id, &base, &form, false).expect("saved");
    assert!(matches!(end, Saved::Stored { changed: true, .. }), "{end:?}");
    let now = cases::edit::load(&store(&desk), id).expect("the case").form.functions;
    assert!([mine, theirs].iter().all(|f| now.contains(f)) && base.functions.iter().all(|f| now.contains(f)), "{now:?}");
}
