//! Undo compares before it restores: what others wrote since stays, and is told.

use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::engine::property_cases;
use testkit::fixture::Fixture;
use testkit::fixture::feature;
use voluptas_app::functions::bulk::{FunctionChange, WordField};
use voluptas_app::{cases, functions, history, workspace};
use voluptas_core::domain::case::{CaseContent, CaseLink, NewCase};
use voluptas_core::domain::function::FunctionType;
use voluptas_core::domain::ids::{CaseId, FunctionId, SuiteId, Thing};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::message::Explain;
use voluptas_core::domain::person::RaciRole;
use voluptas_core::domain::suite::{NewSuite, SuiteContent};
use voluptas_store::history::{Direction, Step};
use voluptas_store::{Author, Op, Result, Source, Store};

fn window(f: &Fixture, who: &str) -> Store {
    f.store.by(Author::new(Source::Window, Some(who)))
}

fn undo(store: &Store) -> Option<Step> {
    history::step_history(store, Direction::Undo).expect("undo")
}

/// Field and author of each change that undo left as it is.
fn left(step: Option<Step>) -> Vec<(String, Option<String>)> {
    let name = |who: Option<String>, source: Source| Some(format!("{}/{}", who.unwrap_or_default(), source.as_str()));
    step.expect("an edit").left.into_iter().map(|l| (l.field, l.since.and_then(|s| name(s.who, s.source)))).collect()
}

fn title(store: &Store, id: FunctionId) -> String {
    store.read(|tx| tx.functions().get(id)).expect("read").content.title
}

fn retitle(store: &Store, op: Op, id: FunctionId, title: &str) {
    let set = |tx: &voluptas_store::Tx<'_>| {
        let mut of = tx.functions().get(id)?;
        of.content.title = title.into();
        tx.functions().update(id, &of.content, &of.people)
    };
    store.write(op, set).expect("written");
}

#[test]
fn a_field_that_another_changed_stays_and_is_told() {
    let f = Fixture::new();
    let (ann, bob) = (window(&f, "Ann"), window(&f, "Bob"));
    let id = f.store.write(Op::bulk("new"), |tx| tx.functions().create(None, &feature("a"), &[])).unwrap().value;
    let mut both = feature("a");
    (both.title, both.module) = ("Ann's".into(), Some("cart".into()));
    ann.write(Op::edit("edit"), |tx| tx.functions().update(id, &both, &[])).unwrap();
    retitle(&bob, Op::edit("edit"), id, "Bob's");
    assert_eq!(left(undo(&ann)), [("title".to_owned(), Some("Bob/window".to_owned()))]);
    let now = f.store.read(|tx| tx.functions().get(id)).unwrap().content;
    assert_eq!((now.title.as_str(), now.module), ("Bob's", None), "the other field goes back");
    // Bob takes his change back; doing Ann's again brings back what undo took.
    assert_eq!(left(undo(&bob)), []);
    assert_eq!(title(&f.store, id), "Ann's");
    let again = history::step_history(&ann, Direction::Redo).unwrap().expect("an edit");
    assert_eq!(again.left, []);
    assert_eq!(f.store.read(|tx| tx.functions().get(id)).unwrap().content.module.as_deref(), Some("cart"));
}

#[test]
fn an_equal_value_that_a_synchronisation_wrote_is_not_touched() {
    let f = Fixture::new();
    let ann = window(&f, "Ann");
    let id = f.store.write(Op::bulk("new"), |tx| tx.functions().create(None, &feature("a"), &[])).unwrap().value;
    retitle(&ann, Op::edit("edit"), id, "Ann's");
    let sync = ann.through(Source::Sync);
    retitle(&sync, Op::bulk("import"), id, "Theirs");
    retitle(&sync, Op::bulk("import"), id, "Ann's");
    assert_eq!(left(undo(&ann)), [("title".to_owned(), Some("Ann/sync".to_owned()))]);
    assert_eq!(title(&f.store, id), "Ann's");
}

#[test]
fn two_persons_and_custom_fields_of_one_function_go_back_alone() {
    let f = Fixture::new();
    let (ann, bob) = (window(&f, "Ann"), window(&f, "Bob"));
    let id = f.store.write(Op::bulk("new"), |tx| tx.functions().create(None, &feature("a"), &[])).unwrap().value;
    let set = |store: &Store, change| functions::bulk::change_functions(store, &[id], &change).unwrap();
    set(&ann, FunctionChange::Person(RaciRole::Qa, Some("Vera".into())));
    set(&bob, FunctionChange::Person(RaciRole::Dev, Some("Oleg".into())));
    assert_eq!(left(undo(&ann)), []);
    let (people, of) = f.store.read(|tx| Ok((tx.people().all()?, tx.functions().get(id)?.people))).unwrap();
    assert_eq!(of.iter().map(|(role, _)| *role).collect::<Vec<_>>(), [RaciRole::Dev]);
    assert_eq!(
        people.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(),
        ["Oleg"],
        "the person whom nothing names is gone as well"
    );
}

#[test]
fn what_others_changed_or_put_something_into_is_not_taken_away() {
    let f = Fixture::new();
    let (ann, bob) = (window(&f, "Ann"), window(&f, "Bob"));
    let plain = functions::edit::create_function(&ann, None, FunctionType::Module, "Plain").unwrap();
    let edited = functions::edit::create_function(&ann, None, FunctionType::Module, "Edited").unwrap();
    let parent = functions::edit::create_function(&ann, None, FunctionType::Module, "Parent").unwrap();
    retitle(&bob, Op::edit("edit"), edited, "Bob's");
    functions::edit::create_function(&bob, Some(parent), FunctionType::Feature, "Child").unwrap();
    assert_eq!(left(undo(&ann)), [("contents".to_owned(), None)]);
    assert_eq!(left(undo(&ann)), [("title".to_owned(), Some("Bob/window".to_owned()))]);
    assert_eq!(left(undo(&ann)), []);
    let living: Vec<FunctionId> = f.store.read(|tx| tx.functions().all()).unwrap().iter().map(|f| f.id).collect();
    assert!(living.contains(&edited) && living.contains(&parent) && !living.contains(&plain));
}

#[test]
fn what_is_in_the_way_of_a_value_stays() {
    let f = Fixture::new();
    let (ann, bob) = (window(&f, "Ann"), window(&f, "Bob"));
    let make = |id: &'static str, alias: Option<&str>| {
        let content = voluptas_core::domain::function::FunctionContent {
            alias: alias.map(Into::into),
            kind: FunctionType::Module,
            ..feature(id)
        };
        f.store.write(Op::bulk("new"), |tx| tx.functions().create(None, &content, &[])).unwrap().value
    };
    let (a, b) = (make("a", Some("X")), make("b", None));
    let alias = |store: &Store, id, alias: Option<&str>| {
        let set = |tx: &voluptas_store::Tx<'_>| {
            let mut of = tx.functions().get(id)?;
            of.content.alias = alias.map(Into::into);
            tx.functions().update(id, &of.content, &of.people)
        };
        store.write(Op::edit("alias"), set).unwrap();
    };
    alias(&ann, a, Some("Y"));
    alias(&bob, b, Some("X"));
    assert_eq!(left(undo(&ann)), [("alias".to_owned(), None)]);
    // Suites: Ann takes one out of another, Bob puts the other into it.
    let project = f.project().id;
    let suite = |parent| {
        let new = NewSuite {
            parent_id: parent,
            content: SuiteContent { title: "s".into(), ..SuiteContent::default() },
            ..NewSuite::default()
        };
        f.store.write(Op::bulk("suite"), |tx| tx.suites().create(project, &new)).unwrap().value
    };
    let top = suite(None);
    let inner = suite(Some(top));
    cases::placement::move_into_suite(&ann, &[inner], &[], None).unwrap();
    cases::placement::move_into_suite(&bob, &[top], &[], Some(inner)).unwrap();
    assert_eq!(left(undo(&ann)), [("parent_id".to_owned(), None)]);
}

#[test]
fn values_of_cells_are_one_edit_without_those_that_are_refused() {
    let f = Fixture::new();
    let ann = window(&f, "Ann");
    let [a, b] = ["A", "B"].map(|t| functions::edit::create_function(&ann, None, FunctionType::Module, t).unwrap());
    f.store.write(Op::bulk("words"), |tx| tx.seed_dictionaries()).unwrap();
    let cells = [
        (a, FunctionChange::Title("Cart".into())),
        (a, FunctionChange::Alias(Some("cart".into()))),
        (b, FunctionChange::Alias(Some("cart".into()))),
        (b, FunctionChange::Title(" ".into())),
        (b, FunctionChange::Person(RaciRole::Qa, Some("Nobody Knows".into()))),
        (b, FunctionChange::Word(WordField::Status, Some("No such word".into()))),
        (b, FunctionChange::Tags(vec!["smoke".into(), "api".into()])),
    ];
    let done = functions::bulk::change_cells(&ann, &cells).unwrap();
    assert_eq!((done.functions, &done.refused[..]), (2, &[2, 3, 4, 5][..]));
    let of = |id| f.store.read(|tx| tx.functions().get(id)).unwrap().content;
    assert_eq!((of(a).title, of(a).alias), ("Cart".to_owned(), Some("cart".to_owned())));
    assert_eq!((of(b).title, of(b).alias, of(b).tags), ("B".to_owned(), None, vec!["smoke".to_owned(), "api".to_owned()]));
    assert!(f.store.read(|tx| tx.people().all()).unwrap().is_empty(), "nobody is created");
    assert_eq!(left(undo(&ann)), []);
    assert_eq!((of(a).title, of(a).alias, of(b).tags), ("A".to_owned(), None, Vec::new()));
}

#[test]
fn an_edit_below_later_ones_is_taken_back_as_an_edit_of_its_own() {
    let f = Fixture::new();
    let ann = window(&f, "Ann");
    let ids = ["A", "B"].map(|t| functions::edit::create_function(&ann, None, FunctionType::Module, t).unwrap());
    functions::bulk::change_functions(&ann, &ids, &FunctionChange::Word(WordField::Status, Some("Approved".into()))).unwrap();
    let mass = history::next_steps(&ann).unwrap().0.expect("an edit").id;
    functions::bulk::change_functions(&ann, &ids[..1], &FunctionChange::Word(WordField::Status, Some("Deprecated".into())))
        .unwrap();
    retitle(&ann, Op::edit("edit"), ids[1], "Later");
    assert!(history::revert_operation(&window(&f, "Bob"), mass).unwrap().is_none(), "it is not Bob's");
    assert_eq!(left(history::revert_operation(&ann, mass).unwrap()), [("status".to_owned(), Some("Ann/window".to_owned()))]);
    let status = || {
        let all = f.store.read(|tx| tx.functions().all()).unwrap();
        all.into_iter().map(|f| f.content.status.unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(status(), ["Deprecated", "Draft"]);
    assert!(history::revert_operation(&ann, mass).unwrap().is_none(), "once is enough");
    assert_eq!(undo(&ann).expect("an edit").operation.name, "revert_operation");
    assert_eq!(status(), ["Deprecated", "Approved"]);
    let names: Vec<String> = std::iter::from_fn(|| undo(&ann)).map(|s| s.operation.name).collect();
    assert_eq!(names, ["edit", "change_functions", "change_functions", "create_function", "create_function"]);
    assert_eq!(f.store.read(|tx| tx.functions().all()).unwrap(), []);
}

// ---------------------------------------------------------------- any order of anything

/// An author of the random test.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Actor {
    Ann,
    Bob,
    Sync,
    Api,
}

/// Something that is done; numbers choose among what is there.
#[derive(Debug, Clone)]
enum EditAction {
    NewFunction(usize, u8),
    Title(usize, u8),
    Alias(usize, u8),
    Person(usize, bool, u8),
    Custom(usize, bool, u8),
    Move(usize, usize),
    Place(usize, usize),
    NewSuite(usize),
    SuiteTitle(usize, u8),
    MoveSuite(usize, usize),
    NewCase(usize, u8),
    Case(usize, u8, u8),
    MoveCase(usize, usize),
    PlaceCase(usize, usize),
    Link(usize, usize),
    Unlink(usize, usize),
    Delete(usize, usize),
    Restore(usize, usize),
    Step(bool),
}

fn deed() -> impl Strategy<Value = EditAction> {
    let n = 0..6_usize;
    prop_oneof![
        (n.clone(), 0..40_u8).prop_map(|(a, b)| EditAction::NewFunction(a, b)),
        (n.clone(), 0..3_u8).prop_map(|(a, b)| EditAction::Title(a, b)),
        (n.clone(), 0..3_u8).prop_map(|(a, b)| EditAction::Alias(a, b)),
        (n.clone(), any::<bool>(), 0..3_u8).prop_map(|(a, b, c)| EditAction::Person(a, b, c)),
        (n.clone(), any::<bool>(), 0..3_u8).prop_map(|(a, b, c)| EditAction::Custom(a, b, c)),
        (n.clone(), n.clone()).prop_map(|(a, b)| EditAction::Move(a, b)),
        (n.clone(), n.clone()).prop_map(|(a, b)| EditAction::Place(a, b)),
        n.clone().prop_map(EditAction::NewSuite),
        (n.clone(), 0..3_u8).prop_map(|(a, b)| EditAction::SuiteTitle(a, b)),
        (n.clone(), n.clone()).prop_map(|(a, b)| EditAction::MoveSuite(a, b)),
        (n.clone(), 0..3_u8).prop_map(|(a, b)| EditAction::NewCase(a, b)),
        (n.clone(), 0..3_u8, 0..3_u8).prop_map(|(a, b, c)| EditAction::Case(a, b, c)),
        (n.clone(), n.clone()).prop_map(|(a, b)| EditAction::MoveCase(a, b)),
        (n.clone(), n.clone()).prop_map(|(a, b)| EditAction::PlaceCase(a, b)),
        (n.clone(), n.clone()).prop_map(|(a, b)| EditAction::Link(a, b)),
        (n.clone(), n.clone()).prop_map(|(a, b)| EditAction::Unlink(a, b)),
        (0..3_usize, n.clone()).prop_map(|(a, b)| EditAction::Delete(a, b)),
        (0..3_usize, n).prop_map(|(a, b)| EditAction::Restore(a, b)),
        any::<bool>().prop_map(EditAction::Step),
    ]
}

fn actor() -> impl Strategy<Value = Actor> {
    prop_oneof![4 => Just(Actor::Ann), 3 => Just(Actor::Bob), 1 => Just(Actor::Sync), 1 => Just(Actor::Api)]
}

/// A value of the workspace: kind of the entity, its id and the name of the field.
type Key = (&'static str, i64, String);
type Snapshot = BTreeMap<Key, Value>;

/// A workspace with the writes that each value has had and that were not taken back: id of the operation, the latest last.
struct World {
    f: Fixture,
    writes: BTreeMap<Key, Vec<i64>>,
    now: Snapshot,
    /// The workspace after each operation.
    then: BTreeMap<i64, Snapshot>,
}

impl World {
    fn new() -> Self {
        let f = Fixture::new();
        let project = f.project().id;
        let fill = |tx: &voluptas_store::Tx<'_>| {
            let root = tx.functions().create(
                None,
                &voluptas_core::domain::function::FunctionContent { kind: FunctionType::Module, ..feature("m") },
                &[],
            )?;
            tx.functions().create(Some(root), &feature("m.one"), &[])?;
            tx.functions().create(Some(root), &feature("m.two"), &[])?;
            let content = SuiteContent { title: "Suite".into(), ..SuiteContent::default() };
            let suite = tx.suites().create(project, &NewSuite { content, ..NewSuite::default() })?;
            let case = NewCase {
                suite_id: Some(suite),
                content: CaseContent { title: "Case".into(), ..CaseContent::default() },
                ..NewCase::default()
            };
            tx.cases().create_many(project, &[case.clone(), case])?;
            Ok(())
        };
        f.store.write(Op::bulk("fill"), fill).expect("done");
        let mut world = Self { f, writes: BTreeMap::new(), now: Snapshot::new(), then: BTreeMap::new() };
        world.now = world.snapshot();
        world
    }

    fn store(&self, actor: Actor) -> Store {
        match actor {
            Actor::Ann => window(&self.f, "Ann"),
            Actor::Bob => window(&self.f, "Bob"),
            // Started by Ann, with her token: not what she does by hand all the same.
            Actor::Sync => window(&self.f, "Ann").through(Source::Sync),
            Actor::Api => window(&self.f, "Ann").through(Source::Api),
        }
    }

    fn snapshot(&self) -> Snapshot {
        let mut all = Snapshot::new();
        let mut put = |kind: &'static str, state: Value| all.extend(values(kind, &state));
        let read = |tx: &voluptas_store::Tx<'_>| {
            tx.functions().many("TRUE", &[])?.into_iter().for_each(|f| put("function", json!(f)));
            tx.cases().many("TRUE", &[])?.into_iter().for_each(|c| put("case", json!(c)));
            for id in tx.all("SELECT id FROM suites", &[], |r| r.int(0))? {
                put("suite", json!(tx.suites().get(SuiteId(id))?));
            }
            tx.people().all()?.into_iter().for_each(|p| put("person", json!(p)));
            tx.all("SELECT function_id, case_id FROM function_cases", &[], |r| Ok((r.int(0)?, r.int(1)?)))
        };
        let links = self.f.store.read(read).expect("done");
        for (function, case) in links {
            all.insert(("mapping", function, case.to_string()), json!(true));
        }
        all
    }

    fn latest(&self) -> i64 {
        self.f.store.read(|tx| tx.count("SELECT coalesce(max(id), 0) FROM operations", &[])).expect("done")
    }

    /// Does something; gives false where that is not possible.
    fn act(&mut self, actor: Actor, deed: &EditAction) {
        self.f.clock.advance(1);
        if let EditAction::Step(forward) = deed {
            let direction = if *forward { Direction::Redo } else { Direction::Undo };
            self.step(if actor == Actor::Bob { Actor::Bob } else { Actor::Ann }, direction);
            return;
        }
        let before = self.latest();
        // A refused write leaves nothing.
        self.attempt(actor, deed).ok();
        let (now, operation) = (self.snapshot(), self.latest());
        for key in changed(&self.now, &now) {
            assert!(operation > before, "{deed:?} by {actor:?} changed {key:?} and was not recorded");
            self.writes.entry(key).or_default().push(operation);
        }
        self.now = now;
        self.then.insert(operation, self.now.clone());
    }

    fn attempt(&self, actor: Actor, deed: &EditAction) -> Result<()> {
        let store = self.store(actor);
        let by_hand = matches!(actor, Actor::Ann | Actor::Bob);
        let op = |name| if by_hand { Op::edit(name) } else { Op::bulk(name) };
        let pick = |kind: &str, n: usize| {
            let ids: Vec<i64> = self.now.keys().filter(|(k, _, name)| *k == kind && name == "position").map(|k| k.1).collect();
            ids.get(n % ids.len().max(1)).copied().unwrap_or_default()
        };
        let function = |n| FunctionId(pick("function", n));
        let suite = |n| (n % 3 > 0).then(|| SuiteId(pick("suite", n)));
        let case = |n| CaseId(pick("case", n));
        let text = |n: &u8| format!("text {n}");
        match deed {
            EditAction::NewFunction(parent, n) => {
                let content = voluptas_core::domain::function::FunctionContent { kind: FunctionType::Feature, ..feature("x") };
                let content = voluptas_core::domain::function::FunctionContent { func_id: format!("new.{n}"), ..content };
                store
                    .write(op("create"), |tx| tx.functions().create((parent % 2 > 0).then(|| function(*parent)), &content, &[]))
                    .map(drop)
            }
            EditAction::Title(id, n) => store
                .write(op("title"), |tx| {
                    let mut of = tx.functions().get(function(*id))?;
                    of.content.title = text(n);
                    tx.functions().update(of.id, &of.content, &of.people)
                })
                .map(drop),
            EditAction::Alias(id, n) => store
                .write(op("alias"), |tx| {
                    let mut of = tx.functions().get(function(*id))?;
                    of.content.alias = (*n > 0).then(|| format!("A{n}"));
                    tx.functions().update(of.id, &of.content, &of.people)
                })
                .map(drop),
            EditAction::Person(id, qa, n) => store
                .write(op("person"), |tx| {
                    let mut of = tx.functions().get(function(*id))?;
                    let role = if *qa { RaciRole::Qa } else { RaciRole::Dev };
                    of.people.retain(|(r, _)| *r != role);
                    if *n > 0 {
                        of.people.push((role, tx.people().ensure(&text(n))?));
                    }
                    tx.functions().update(of.id, &of.content, &of.people)
                })
                .map(drop),
            EditAction::Custom(id, risk, n) => store
                .write(op("custom"), |tx| {
                    let mut of = tx.functions().get(function(*id))?;
                    let field = if *risk { "Risk" } else { "Area" };
                    of.content.custom_fields.remove(field);
                    if *n > 0 {
                        of.content.custom_fields.insert(field.into(), text(n));
                    }
                    tx.functions().update(of.id, &of.content, &of.people)
                })
                .map(drop),
            EditAction::Move(id, parent) => store
                .write(op("move"), |tx| tx.functions().move_to(function(*id), (parent % 2 > 0).then(|| function(*parent))))
                .map(drop),
            EditAction::Place(id, before) => store
                .write(op("place"), |tx| {
                    let parent = tx.functions().get(function(*before))?.parent_id;
                    tx.functions().place(&[function(*id)], parent, Some(function(*before)))
                })
                .map(drop),
            EditAction::NewSuite(parent) => store
                .write(op("suite"), |tx| {
                    let project = tx.projects().all()?.remove(0).id;
                    let content = SuiteContent { title: "New".into(), ..SuiteContent::default() };
                    tx.suites().create(project, &NewSuite { parent_id: suite(*parent), content, ..NewSuite::default() })
                })
                .map(drop),
            EditAction::SuiteTitle(id, n) => store
                .write(op("suite_title"), |tx| {
                    let of = tx.suites().get(SuiteId(pick("suite", *id)))?;
                    tx.suites().update(of.id, &SuiteContent { title: text(n), ..of.content })
                })
                .map(drop),
            EditAction::MoveSuite(id, parent) => {
                store.write(op("move_suite"), |tx| tx.suites().move_to(SuiteId(pick("suite", *id)), suite(*parent))).map(drop)
            }
            EditAction::NewCase(parent, n) => store
                .write(op("case"), |tx| {
                    let project = tx.projects().all()?.remove(0).id;
                    let content = CaseContent { title: text(n), ..CaseContent::default() };
                    tx.cases().create(project, &NewCase { suite_id: suite(*parent), content, ..NewCase::default() })
                })
                .map(drop),
            EditAction::Case(id, field, n) => store
                .write(op("edit_case"), |tx| {
                    let mut of = tx.cases().get(case(*id))?;
                    match field {
                        0 => of.content.title = text(n),
                        1 => of.content.tags = (0..*n).map(|t| format!("tag{t}")).collect(),
                        _ => {
                            of.content.steps = (0..*n)
                                .map(|s| voluptas_core::domain::case::Step { action: text(&s), ..Default::default() })
                                .collect();
                            of.content.custom_fields = (*n > 0).then(|| ("Risk".to_owned(), text(n))).into_iter().collect();
                        }
                    }
                    tx.cases().update(of.id, &of.content)
                })
                .map(drop),
            EditAction::MoveCase(id, parent) => {
                store.write(op("move_case"), |tx| tx.cases().move_to(case(*id), suite(*parent))).map(drop)
            }
            EditAction::PlaceCase(id, before) => store
                .write(op("place_case"), |tx| {
                    let parent = tx.cases().get(case(*before))?.suite_id;
                    tx.cases().place(&[case(*id)], parent, Some(case(*before)))
                })
                .map(drop),
            EditAction::Link(a, b) => {
                store.write(op("link"), |tx| tx.mappings().link(function(*a), case(*b), Origin::Manual)).map(drop)
            }
            EditAction::Unlink(a, b) => store.write(op("unlink"), |tx| tx.mappings().unlink(function(*a), case(*b))).map(drop),
            EditAction::Delete(kind, n) => workspace::trash::delete(&store, &[thing(*kind, pick(KINDS[*kind], *n))]).map(drop),
            EditAction::Restore(kind, n) => workspace::trash::restore(&store, &[thing(*kind, pick(KINDS[*kind], *n))]).map(drop),
            EditAction::Step(_) => Ok(()),
        }
    }

    /// Undoes or redoes; false where there is nothing to do. Each value that changes was written last by that very operation.
    fn step(&mut self, actor: Actor, direction: Direction) -> bool {
        let Some(step) = history::step_history(&self.store(actor), direction).expect("undo never fails") else { return false };
        let (id, now) = (step.operation.id, self.snapshot());
        for key in changed(&self.now, &now) {
            let writes = self.writes.entry(key.clone()).or_default();
            let say = || {
                format!("{direction:?} of {} ({id}) changed {key:?}, in {}", step.operation.name, self.f.store.path().display())
            };
            match direction {
                Direction::Undo => {
                    assert_eq!(writes.pop(), Some(id), "{}", say());
                }
                Direction::Redo => {
                    assert!(writes.last().is_none_or(|last| *last < id), "{}: {writes:?}", say());
                    writes.push(id);
                }
            }
            let goes = key.2 == "deleted_ms" && now.get(&key) == Some(&json!(true));
            if goes && direction == Direction::Undo {
                let of = |k: &Key| k.0 == key.0 && k.1 == key.1 && k.2 != "position";
                let newer = self.writes.iter().find(|(k, w)| of(k) && w.last().is_some_and(|last| *last > id));
                assert_eq!(newer, None, "undo of {} ({id}) took away {key:?}", step.operation.name);
            }
        }
        self.now = now;
        self.then.insert(self.latest(), self.now.clone());
        true
    }

    /// Every earlier version of everything is given back by the history.
    fn check_versions(&self) {
        for (operation, then) in self.then.iter().step_by(4) {
            for (kind, id, _) in self.now.keys().filter(|(kind, _, name)| KINDS.contains(kind) && name == "position") {
                let entity = kind.parse().expect("an entity");
                let version = history::version(&self.f.store, entity, *id, *operation).expect("a version");
                let given = version.map(|state| values(kind, &state)).unwrap_or_default();
                let wanted: Snapshot =
                    then.iter().filter(|(k, _)| (k.0, k.1) == (*kind, *id)).map(|(k, v)| (k.clone(), v.clone())).collect();
                assert_eq!(changed(&wanted, &given), Vec::<Key>::new(), "{kind} {id} after {operation}");
            }
        }
    }
}

/// The values of a state, without those that every write changes.
fn values(kind: &'static str, state: &Value) -> Snapshot {
    let mut all = Snapshot::new();
    let id = state["id"].as_i64().expect("done");
    let mut add = |name: &str, value: &Value| drop(all.insert((kind, id, name.to_owned()), value.clone()));
    for (name, value) in state.as_object().expect("done") {
        match name.as_str() {
            "updated_ms" => {}
            "deleted_ms" => add(name, &json!(!value.is_null())),
            "people" => {
                for role in RaciRole::ALL {
                    let of = value.as_array().expect("done").iter().filter(|p| p[0] == role.as_str());
                    add(&format!("people/{}", role.as_str()), &json!(of.collect::<Vec<_>>()));
                }
            }
            "content" => {
                for (name, value) in value.as_object().expect("done") {
                    if name == "custom_fields" {
                        for field in ["Risk", "Area"] {
                            add(&format!("custom_fields/{field}"), value.get(field).unwrap_or(&Value::Null));
                        }
                    } else {
                        add(name, value);
                    }
                }
            }
            _ => add(name, value),
        }
    }
    all
}

const KINDS: [&str; 3] = ["function", "suite", "case"];

fn thing(kind: usize, id: i64) -> Thing {
    match kind {
        0 => Thing::Function(FunctionId(id)),
        1 => Thing::Suite(SuiteId(id)),
        _ => Thing::Case(CaseId(id)),
    }
}

fn changed(before: &Snapshot, after: &Snapshot) -> Vec<Key> {
    let mut keys: Vec<&Key> = before.keys().chain(after.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter().filter(|k| before.get(*k) != after.get(*k)).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: property_cases(40), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn undo_never_changes_what_others_wrote(deeds in prop::collection::vec((actor(), deed()), 5..40)) {
        let mut world = World::new();
        for (actor, deed) in &deeds {
            world.act(*actor, deed);
        }
        while world.step(Actor::Ann, Direction::Undo) {}
        while world.step(Actor::Bob, Direction::Undo) {}
        world.check_versions();
    }

    #[test]
    fn a_single_author_gets_everything_back(deeds in prop::collection::vec(deed(), 5..40)) {
        let mut world = World::new();
        let start = world.now.clone();
        for deed in &deeds {
            world.act(Actor::Ann, deed);
        }
        while world.step(Actor::Ann, Direction::Redo) {}
        let end = world.now.clone();
        while world.step(Actor::Ann, Direction::Undo) {}
        for key in changed(&start, &world.now) {
            let gone = world.now.get(&(key.0, key.1, "deleted_ms".to_owned())) == Some(&json!(true));
            prop_assert!(gone && !start.contains_key(&key), "{key:?}: {:?} is {:?}", start.get(&key), world.now.get(&key));
        }
        while world.step(Actor::Ann, Direction::Redo) {}
        prop_assert_eq!(changed(&end, &world.now), Vec::<Key>::new());
    }
}

#[test]
fn links_and_the_expected_result_of_a_case_go_back_and_forth() {
    let f = Fixture::new();
    let ann = window(&f, "Ann");
    let project = f.project().id;
    let plain = CaseContent { title: "Pay".into(), severity: "minor".into(), ..CaseContent::default() };
    let new = NewCase { suite_id: None, number: None, content: plain.clone() };
    let id = f.store.write(Op::bulk("new"), |tx| tx.cases().create(project, &new)).expect("case").value;
    let link = CaseLink { url: "https://tracker.test/1".into(), title: String::new() };
    let full = CaseContent { expected_result: Some("paid".into()), links: vec![link], ..plain.clone() };
    let content = || f.store.read(|tx| tx.cases().get(id)).expect("case").content;
    let save = |content: &CaseContent| ann.write(Op::edit("edit"), |tx| tx.cases().update(id, content)).expect("saved").operation;
    let first = save(&full).expect("an operation");
    assert_eq!(left(undo(&ann)), []);
    assert_eq!(content(), plain);
    history::step_history(&ann, Direction::Redo).expect("redo");
    assert_eq!(content(), full);
    save(&plain).expect("an operation");
    let version = history::version(&f.store, voluptas_store::Entity::Case, id.0, first).expect("read").expect("a version");
    let version: CaseContent = serde_json::from_value(version["content"].clone()).expect("content");
    assert_eq!(version, full);
    history::restore_version(&ann, voluptas_store::Entity::Case, id.0, first, None).expect("restored");
    assert_eq!(content(), full);
    assert_eq!(left(undo(&ann)), []);
    assert_eq!(content(), plain);
}

#[test]
fn an_edit_of_a_newer_program_is_refused_in_plain_words_and_stops_nobody_else() {
    let f = Fixture::new();
    let (ann, bob) = (window(&f, "Ann"), window(&f, "Bob"));
    let new = |title: &str| f.store.write(Op::bulk("new"), |tx| tx.functions().create(None, &feature(title), &[])).unwrap().value;
    let [first, second] = ["a", "b"].map(new);
    retitle(&ann, Op::edit("edit"), first, "a1");
    retitle(&bob, Op::edit("edit"), second, "b1");
    // Ann's next edit is one of a program that knows more kinds of things.
    retitle(&ann, Op::edit("edit"), second, "b2");
    testkit::engine::raw(&f.location, "UPDATE changes SET entity = 'sprint' WHERE id = (SELECT max(id) FROM changes)");
    let refused = history::step_history(&ann, Direction::Undo).expect_err("refused");
    assert!(matches!(&refused, voluptas_store::Error::NewerChange { kind } if kind == "sprint"), "{refused}");
    let said = Explain::message(&refused);
    assert_eq!((said.key.as_str(), refused.remedy().is_some()), ("store-error-newer-change", true), "no word of damage");
    assert_eq!(title(&f.store, second), "b2", "nothing is half undone");
    // Ann's earlier edit is taken back by itself, and Bob's as ever.
    let earlier = f.store.read(|tx| tx.history().of("function", first.0, 10)).expect("history");
    let earlier = earlier.iter().find(|(operation, _)| operation.is_standing_edit).expect("Ann's edit").0.id;
    history::revert_operation(&ann, earlier).expect("taken back").expect("an edit");
    assert_eq!(title(&f.store, first), "a");
    undo(&bob).expect("Bob's edit");
    assert!(f.store.read(|tx| tx.history().recent(10)).is_ok(), "the list of the history is there");
}
