//! Cases in further suites: links with positions of their own, their undo, the trash.

use std::collections::BTreeMap;
use testkit::fixture::Fixture;
use voluptas_app::history::step_history;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::ids::{CaseId, ProjectId, SuiteId, Thing};
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_store::history::Direction;
use voluptas_store::{Error, Op, Result, Tx};

struct Desk {
    f: Fixture,
    project: ProjectId,
    cart: SuiteId,
    smoke: SuiteId,
    cases: Vec<CaseId>,
}

impl Desk {
    /// Two suites; two cases in the first one, and one in the second.
    fn new() -> Self {
        let f = Fixture::new();
        let project = f.project().id;
        let (cart, smoke, cases) = f
            .store
            .write(Op::bulk("suites"), |tx| {
                let (cart, smoke) = (suite(tx, project, "Cart")?, suite(tx, project, "Smoke")?);
                let mut cases = Vec::new();
                for (title, home) in [("Add", cart), ("Remove", cart), ("Sign in", smoke)] {
                    let content = CaseContent { title: title.into(), ..CaseContent::default() };
                    cases.push(tx.cases().create(project, &NewCase { suite_id: Some(home), number: None, content })?);
                }
                Ok((cart, smoke, cases))
            })
            .expect("suites and cases")
            .value;
        Self { f, project, cart, smoke, cases }
    }

    fn edit<T: Clone>(&self, work: impl Fn(&Tx<'_>) -> Result<T> + Send + Sync) -> T {
        self.f.clock.advance(1);
        self.f.store.write(Op::edit("edit"), |tx| work(tx)).expect("written").value
    }

    fn step(&self, direction: Direction) {
        self.f.clock.advance(1);
        step_history(&self.f.store, direction).expect("a step").expect("something to do");
    }

    /// Home and further suites of a case.
    fn places(&self, case: usize) -> (Option<SuiteId>, BTreeMap<SuiteId, i64>) {
        let case = self.f.store.read(|tx| tx.cases().get(self.cases[case])).expect("case");
        (case.suite_id, case.further_suites)
    }

    /// Links of living cases to living suites.
    fn links(&self) -> Vec<(CaseId, SuiteId, i64)> {
        let links = self.f.store.read(|tx| tx.cases().links(self.project)).expect("links");
        links.into_iter().map(|l| (l.case, l.suite, l.position)).collect()
    }
}

fn suite(tx: &Tx<'_>, project: ProjectId, title: &str) -> Result<SuiteId> {
    let content = SuiteContent { title: title.into(), ..SuiteContent::default() };
    tx.suites().create(project, &NewSuite { parent_id: None, number: None, content })
}

#[test]
fn a_case_appears_in_a_further_suite_and_stays_at_home() {
    let desk = Desk::new();
    let add = desk.cases[0];
    assert!(desk.edit(|tx| tx.cases().add_to_suite(add, desk.smoke)));
    assert_eq!(desk.places(0), (Some(desk.cart), BTreeMap::from([(desk.smoke, 1)])), "after the case of the suite");
    assert!(!desk.edit(|tx| tx.cases().add_to_suite(add, desk.smoke)), "once");
    assert!(!desk.edit(|tx| tx.cases().add_to_suite(add, desk.cart)), "never the home suite");
    let counts = desk.f.store.read(|tx| tx.suites().case_counts(desk.project)).expect("counts");
    assert_eq!(counts, [(Some(desk.cart), 2), (Some(desk.smoke), 1)], "suites count the cases at home");
    let row = desk.f.store.read(|tx| tx.cases().summaries_of(&[add])).expect("rows").remove(0);
    assert_eq!(row.further, [(desk.smoke, 1)]);
    assert!(desk.edit(|tx| tx.cases().remove_from_suite(add, desk.smoke)));
    assert!(!desk.edit(|tx| tx.cases().remove_from_suite(add, desk.smoke)));
    assert_eq!(desk.places(0), (Some(desk.cart), BTreeMap::new()));
}

#[test]
fn a_link_is_no_change_of_the_content() {
    let desk = Desk::new();
    let updated = || desk.f.store.read(|tx| tx.cases().get(desk.cases[0])).expect("case").updated_ms;
    let before = updated();
    desk.edit(|tx| tx.cases().add_to_suite(desk.cases[0], desk.smoke));
    assert_eq!(updated(), before);
}

#[test]
fn a_suite_of_another_project_is_refused() {
    let desk = Desk::new();
    let written = desk.f.store.write(Op::edit("edit"), |tx| {
        let other = tx.projects().ensure("BANK", "Bank")?.id;
        let theirs = suite(tx, other, "Theirs")?;
        tx.cases().add_to_suite(desk.cases[0], theirs)
    });
    assert!(matches!(written, Err(Error::Invalid(_))), "{written:?}");
}

#[test]
fn links_are_undone_and_redone_one_by_one() {
    let desk = Desk::new();
    let other = desk.edit(|tx| suite(tx, desk.project, "Nightly"));
    let add = desk.cases[0];
    desk.edit(|tx| tx.cases().add_to_suite(add, desk.smoke));
    desk.edit(|tx| tx.cases().add_to_suite(add, other));
    let both = BTreeMap::from([(desk.smoke, 1), (other, 0)]);
    assert_eq!(desk.places(0).1, both);
    desk.step(Direction::Undo);
    assert_eq!(desk.places(0).1, BTreeMap::from([(desk.smoke, 1)]));
    desk.step(Direction::Undo);
    assert_eq!(desk.places(0).1, BTreeMap::new());
    desk.step(Direction::Redo);
    desk.step(Direction::Redo);
    assert_eq!(desk.places(0).1, both);
    desk.edit(|tx| tx.cases().remove_from_suite(add, desk.smoke));
    desk.step(Direction::Undo);
    assert_eq!(desk.places(0).1, both);
}

#[test]
fn a_move_into_a_further_suite_drops_the_link_and_undo_returns_it() {
    let desk = Desk::new();
    let add = desk.cases[0];
    desk.edit(|tx| tx.cases().add_to_suite(add, desk.smoke));
    let before = desk.places(0);
    desk.edit(|tx| tx.cases().move_to(add, Some(desk.smoke)));
    assert_eq!(desk.places(0), (Some(desk.smoke), BTreeMap::new()));
    desk.step(Direction::Undo);
    assert_eq!(desk.places(0), before);
    desk.edit(|tx| tx.cases().place(&[add], Some(desk.smoke), Some(desk.cases[2])));
    assert_eq!(desk.places(0), (Some(desk.smoke), BTreeMap::new()));
    desk.step(Direction::Undo);
    assert_eq!(desk.places(0), before);
}

#[test]
fn links_are_arranged_among_the_cases_of_the_suite() {
    let desk = Desk::new();
    let [add, remove, sign_in] = desk.cases[..] else { panic!("three cases") };
    assert_eq!(desk.edit(|tx| tx.cases().link_into(&[add, remove], desk.smoke, Some(sign_in))), 2);
    let shown = || {
        let home = desk.f.store.read(|tx| tx.cases().get(sign_in)).expect("case").position;
        let mut all: Vec<(i64, CaseId)> = desk.links().into_iter().map(|(case, _, position)| (position, case)).collect();
        all.push((home, sign_in));
        all.sort_unstable();
        all.into_iter().map(|(_, case)| case).collect::<Vec<_>>()
    };
    assert_eq!(shown(), [add, remove, sign_in]);
    desk.edit(|tx| tx.cases().link_into(&[add], desk.smoke, None));
    assert_eq!(shown(), [remove, sign_in, add]);
    desk.edit(|tx| tx.cases().place(&[sign_in], Some(desk.smoke), Some(remove)));
    assert_eq!(shown(), [sign_in, remove, add]);
    assert_eq!(desk.places(2), (Some(desk.smoke), BTreeMap::new()));
    desk.step(Direction::Undo);
    assert_eq!(shown(), [remove, sign_in, add]);
}

#[test]
fn the_trash_keeps_links_and_purging_removes_them() {
    let desk = Desk::new();
    let add = desk.cases[0];
    desk.edit(|tx| tx.cases().add_to_suite(add, desk.smoke));
    let links = desk.links();
    let trash = |thing: Thing, delete: bool| match thing {
        Thing::Suite(id) => desk.edit(|tx| tx.suites().set_deleted(id, delete)),
        Thing::Case(id) => desk.edit(|tx| tx.cases().set_deleted(id, delete)),
        Thing::Function(_) | Thing::Run(_) => {}
    };
    for thing in [Thing::Suite(desk.smoke), Thing::Case(add)] {
        trash(thing, true);
        assert_eq!(desk.links(), [], "{thing:?} in the trash");
        trash(thing, false);
        assert_eq!(desk.links(), links, "{thing:?} restored");
    }
    desk.edit(|tx| tx.cases().remove_from_suite(add, desk.smoke));
    trash(Thing::Suite(desk.smoke), true);
    desk.edit(|tx| tx.trash().purge(&[Thing::Suite(desk.smoke)]));
    // Taking back the removal finds no suite any more.
    for _ in 0..2 {
        step_history(&desk.f.store, Direction::Undo).expect("a step");
    }
    assert_eq!(desk.places(0), (Some(desk.cart), BTreeMap::new()));
}

#[test]
fn a_created_suite_with_a_link_of_somebody_else_stays() {
    let desk = Desk::new();
    let nightly = desk.edit(|tx| suite(tx, desk.project, "Nightly"));
    desk.f.store.write(Op::bulk("link"), |tx| tx.cases().add_to_suite(desk.cases[0], nightly)).expect("linked");
    let step = step_history(&desk.f.store, Direction::Undo).expect("a step").expect("something to do");
    assert_eq!(step.left.len(), 1, "{step:?}");
    assert_eq!(desk.links().len(), 1);
}

#[test]
fn versions_know_the_links_of_their_time_and_restoring_one_keeps_the_present_ones() {
    let desk = Desk::new();
    let add = desk.cases[0];
    desk.edit(|tx| tx.cases().add_to_suite(add, desk.smoke));
    let content = CaseContent { title: "Add twice".into(), ..CaseContent::default() };
    desk.edit(|tx| tx.cases().update(add, &content));
    desk.edit(|tx| tx.cases().remove_from_suite(add, desk.smoke));
    let edits = desk.f.store.read(|tx| tx.history().of("case", add.0, 10)).expect("history");
    let version = |at: usize| {
        let read = desk.f.store.read(|tx| tx.history().version(voluptas_store::Entity::Case, add.0, edits[at].0.id));
        read.expect("read").expect("a version")
    };
    let links: Vec<usize> = (0..4).map(|at| version(at)["further_suites"].as_object().expect("links").len()).collect();
    assert_eq!(links, [0, 1, 1, 0], "newest first");
    desk.edit(|tx| tx.history().restore_version(voluptas_store::Entity::Case, add.0, edits[2].0.id).map(drop));
    assert_eq!(desk.places(0).1, BTreeMap::new());
    let title = desk.f.store.read(|tx| tx.case_title(add)).expect("title");
    assert_eq!(title, "Add");
}

#[test]
fn a_place_among_the_siblings_is_no_version() {
    let desk = Desk::new();
    let [add, remove] = [desk.cases[0], desk.cases[1]];
    let versions = || voluptas_app::cases::versions::versions(&desk.f.store, add).expect("versions").len();
    let before = versions();
    for first in [remove, add, remove] {
        let second = if first == add { remove } else { add };
        voluptas_app::cases::placement::place_cases(&desk.f.store, &[first], Some(desk.cart), Some(second)).expect("placed");
    }
    assert_eq!(versions(), before);
    desk.edit(|tx| tx.cases().move_to(add, Some(desk.smoke)));
    assert_eq!(versions(), before + 1, "another suite is one");
}
