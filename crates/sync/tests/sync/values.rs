//! Custom field values that one side cannot express take no part in a synchronisation: both sides keep theirs, and the report
//! lists them. Covers removed options, archived options, texts that never were an option, and definitions that may not be read.

use crate::export::cases;
use crate::import::go_in;
use crate::support::{World, content, told};
use voluptas_core::domain::case::{CaseContent, NewCase, Step};
use voluptas_core::domain::custom_field::{CustomField, FieldEntity, FieldOption, FieldType};
use voluptas_core::domain::ids::FieldId;
use voluptas_server::NullMembers;
use voluptas_sync::{Summary, export, import};

const BROWSERS: &[(i64, &str)] = &[(1, "Firefox"), (2, "Chromium")];

fn options(all: &[(i64, &str)]) -> Vec<FieldOption> {
    all.iter().map(|(id, title)| FieldOption { id: *id, title: (*title).to_owned() }).collect()
}

/// A field in Qase with these options.
fn field(world: &World, title: &str, kind: FieldType, all: &[(i64, &str)]) -> FieldId {
    let field = CustomField { options: options(all), ..CustomField::new(title, FieldEntity::Case, kind) };
    world.seed(|tx, _| tx.fields().create(&field))
}

fn set_options(world: &World, field: FieldId, all: &[(i64, &str)]) {
    let options = options(all);
    world.seed(|tx, _| tx.fields().update(&CustomField { options, ..tx.fields().get(field)? }));
}

/// Imports cases from Qase with these values of a field, and adds a function for each case.
async fn imported(world: &World, title: &str, values: &[&str]) -> export::Options {
    world.seed(|tx, project| {
        let case = |(i, value): (usize, &&str)| {
            let mut content = content(&format!("Case {}", i + 1));
            if !value.is_empty() {
                content.custom_fields = [(title.to_owned(), (*value).to_owned())].into();
            }
            NewCase { content, ..NewCase::default() }
        };
        tx.cases().create_many(project, &values.iter().enumerate().map(case).collect::<Vec<_>>())
    });
    go_in(world).await;
    cases(&world.functions_of_all())
}

async fn go_out(world: &World, options: &export::Options) -> Summary {
    export::run(&world.session(), options).await.expect("export")
}

/// Values of a field, case by case, in the workspace and in Qase; blank for none.
fn values(world: &World, title: &str) -> (Vec<String>, Vec<String>) {
    let of = |cases: Vec<voluptas_core::domain::case::Case>| {
        cases.into_iter().map(|c| c.content.custom_fields.get(title).cloned().unwrap_or_default()).collect()
    };
    (of(world.cases_here()), of(world.cases_there()))
}

fn both(here: &[&str], there: &[&str]) -> (Vec<String>, Vec<String>) {
    let own = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect();
    (own(here), own(there))
}

/// Definitions are read before the cases. An option that somebody adds in between is known all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_option_that_is_added_during_an_import_is_understood() {
    let world = World::new().await;
    let browser = field(&world, "Browser", FieldType::Selectbox, &BROWSERS[..1]);
    world.server.faults().set_delay_ms(200);
    let session = world.session();
    let task = tokio::spawn(async move { import::run(&session, &import::Options::default()).await });
    world.until_asked("GET", "/v1/suite/", 1).await;
    set_options(&world, browser, BROWSERS);
    let with = |value: &str| {
        let custom_fields = [("Browser".to_owned(), value.to_owned())].into();
        NewCase { content: CaseContent { custom_fields, ..content("Case 1") }, ..NewCase::default() }
    };
    world.seed(|tx, project| tx.cases().create_many(project, &[with("2")]));
    let done = task.await.expect("task").expect("import");
    world.server.faults().set_delay_ms(0);
    assert_eq!((done.cases.created, told(&done)), (1, vec![]));
    assert_eq!(values(&world, "Browser"), both(&["Chromium"], &["2"]));
    world.edit_here("Case 1", |c| _ = c.custom_fields.insert("Browser".into(), "Firefox".into()));
    assert_eq!(go_out(&world, &cases(&world.functions_of_all())).await.cases.updated, 1);
    assert_eq!(values(&world, "Browser"), both(&["Firefox"], &["1"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_whose_option_left_the_list_stays_on_both_sides_and_is_listed() {
    for kind in [FieldType::Selectbox, FieldType::Radio] {
        let world = World::new().await;
        let browser = field(&world, "Browser", kind, BROWSERS);
        let all = imported(&world, "Browser", &["2", "1", "2"]).await;
        set_options(&world, browser, &[(1, "Firefox")]);
        let before = both(&["Chromium", "Firefox", "Chromium"], &["2", "1", "2"]);
        for _ in 0..2 {
            let done = go_in(&world).await;
            assert_eq!((done.changes(), done.cases.conflicts), (0, 0), "{kind:?}");
            assert!(told(&done).contains(&"sync-warning-apart"), "{kind:?}: {:?}", told(&done));
            let done = go_out(&world, &all).await;
            assert_eq!((done.changes(), done.cases.conflicts), (0, 0), "{kind:?}");
            assert!(told(&done).contains(&"sync-warning-apart"), "{kind:?}: {:?}", told(&done));
            assert_eq!(values(&world, "Browser"), before, "{kind:?}");
        }
        assert_eq!(world.server.stats().count("PATCH", "/v1/case/"), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_fields_of_a_case_with_a_lost_option_go_both_ways() {
    let world = World::new().await;
    let browser = field(&world, "Browser", FieldType::Selectbox, BROWSERS);
    let all = imported(&world, "Browser", &["2"]).await;
    set_options(&world, browser, &[(1, "Firefox")]);
    world.edit_here("Case 1", |c| c.description = Some("Written here".into()));
    world.edit_there(1, |c| c.postconditions = Some("Written there".into()));
    assert_eq!(go_out(&world, &all).await.cases.updated, 1);
    assert_eq!(go_in(&world).await.cases.updated, 1);
    let (here, there) = (world.cases_here().remove(0).content, world.cases_there().remove(0).content);
    assert_eq!(there.description.as_deref(), Some("Written here"));
    assert_eq!(here.postconditions.as_deref(), Some("Written there"));
    assert_eq!(values(&world, "Browser"), both(&["Chromium"], &["2"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_word_that_is_no_option_is_not_sent_and_clears_nothing() {
    let world = World::new().await;
    let browser = field(&world, "Browser", FieldType::Selectbox, BROWSERS);
    let all = imported(&world, "Browser", &["2", ""]).await;
    for title in ["Case 1", "Case 2"] {
        world.edit_here(title, |c| {
            c.custom_fields.insert("Browser".into(), "Opera".into());
        });
    }
    let done = go_out(&world, &all).await;
    assert!(told(&done).contains(&"sync-warning-apart"), "{:?}", told(&done));
    go_in(&world).await;
    assert_eq!(values(&world, "Browser"), both(&["Opera", "Opera"], &["2", ""]));
    // Once Qase has the option, the edit arrives.
    set_options(&world, browser, &[(1, "Firefox"), (2, "Chromium"), (3, "Opera")]);
    assert_eq!(go_out(&world, &all).await.cases.updated, 2);
    assert_eq!(values(&world, "Browser"), both(&["Opera", "Opera"], &["3", "3"]));
    assert_eq!(go_in(&world).await.changes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_options_of_which_one_left_the_list_stay_whole() {
    let world = World::new().await;
    let systems = field(&world, "Systems", FieldType::Multiselect, &[(1, "Linux"), (2, "Windows"), (3, "macOS")]);
    let all = imported(&world, "Systems", &["1,2", "1,3"]).await;
    set_options(&world, systems, &[(1, "Linux"), (3, "macOS")]);
    for _ in 0..2 {
        let done = go_in(&world).await;
        assert!(told(&done).contains(&"sync-warning-apart"), "{:?}", told(&done));
        go_out(&world, &all).await;
        assert_eq!(values(&world, "Systems"), both(&["Linux, Windows", "Linux, macOS"], &["1,2", "1,3"]));
    }
    // A value that both sides can express is still sent.
    world.edit_here("Case 2", |c| {
        c.custom_fields.insert("Systems".into(), "macOS".into());
    });
    assert_eq!(go_out(&world, &all).await.cases.updated, 1);
    assert_eq!(values(&world, "Systems").1, ["1,2", "3"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_archived_option_stays_where_it_is_and_is_given_to_no_other_case() {
    let world = World::new().await;
    let browser = field(&world, "Browser", FieldType::Selectbox, BROWSERS);
    let all = imported(&world, "Browser", &["2", "1", ""]).await;
    world.server.faults().set_option_archived(browser.0, 2, true);
    let done = go_out(&world, &all).await;
    assert_eq!(done.changes(), 0);
    for title in ["Case 1", "Case 2", "Case 3"] {
        world.edit_here(title, |c| {
            c.custom_fields.insert("Browser".into(), "Chromium".into());
            c.description = Some("Written here".into());
        });
    }
    let done = go_out(&world, &all).await;
    assert_eq!((done.cases.updated, done.cases.failed), (3, 0), "the other fields arrive");
    assert!(told(&done).contains(&"sync-warning-apart"), "{:?}", told(&done));
    let texts: Vec<_> = world.cases_there().into_iter().map(|c| c.content.description.unwrap_or_default()).collect();
    assert_eq!(texts, ["Written here"; 3]);
    go_in(&world).await;
    assert_eq!(values(&world, "Browser"), both(&["Chromium", "Chromium", "Chromium"], &["2", "1", ""]));
    // A value that replaces an archived option in Qase is taken over.
    world.edit_there(1, |c| {
        c.custom_fields.insert("Browser".into(), "1".into());
    });
    go_in(&world).await;
    assert_eq!(values(&world, "Browser").0, ["Firefox", "Chromium", "Chromium"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_case_is_sent_without_the_value_that_qase_has_not_and_keeps_it_here() {
    let world = World::new().await;
    field(&world, "Browser", FieldType::Selectbox, BROWSERS);
    let functions = world.local_cases(1);
    world.edit_here("Pay in way 0", |c| {
        c.custom_fields = [("Browser".to_owned(), "Opera".to_owned()), ("Owner".to_owned(), "Team A".to_owned())].into();
    });
    let done = go_out(&world, &cases(&functions)).await;
    assert_eq!(done.cases.created, 1);
    for _ in 0..2 {
        go_in(&world).await;
        go_out(&world, &cases(&functions)).await;
        assert_eq!(values(&world, "Browser"), both(&["Opera"], &[""]));
        assert_eq!(values(&world, "Owner").0, ["Team A"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn values_stay_here_while_their_definitions_may_not_be_read() {
    let world = World::new().await;
    field(&world, "Browser", FieldType::Selectbox, BROWSERS);
    let all = imported(&world, "Browser", &["2", "1"]).await;
    world.server.faults().refuse("GET /v2/custom_field", 403, Some(2));
    let done = go_in(&world).await;
    assert_eq!(done.changes(), 0);
    assert!(told(&done).contains(&"sync-warning-no-custom-fields"), "{:?}", told(&done));
    go_out(&world, &all).await;
    assert_eq!(values(&world, "Browser"), both(&["Chromium", "Firefox"], &["2", "1"]));
    assert_eq!(world.server.stats().count("PATCH", "/v1/case/"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_that_qase_did_not_send_are_not_read_as_empty() {
    let world = World::new().await;
    field(&world, "Browser", FieldType::Selectbox, BROWSERS);
    let step = Step { action: "Pay".into(), ..Step::default() };
    let all = imported(&world, "Browser", &["2", ""]).await;
    world.edit_there(1, |c| {
        c.tags = vec!["smoke".into()];
        c.steps = vec![step.clone()];
    });
    go_in(&world).await;
    world.server.faults().withhold(["custom_fields", "tags", "steps"], NullMembers::Everywhere);
    world.edit_there(1, |c| c.title = "Case 1, renamed".into());
    let done = go_in(&world).await;
    assert_eq!((done.cases.updated, done.cases.conflicts), (1, 0));
    assert!(told(&done).contains(&"sync-warning-apart"), "{:?}", told(&done));
    world.edit_here("Case 1, renamed", |c| c.description = Some("Written here".into()));
    assert_eq!(go_out(&world, &all).await.cases.failed, 0);
    world.server.faults().clear();
    let done = go_in(&world).await;
    assert_eq!((done.changes(), done.cases.conflicts, done.is_complete()), (0, 0, true), "{:?}", told(&done));
    for cases in [world.cases_here(), world.cases_there()] {
        let content = &cases[0].content;
        assert_eq!(
            (content.tags.as_slice(), content.steps.as_slice()),
            (["smoke".to_owned()].as_slice(), [step.clone()].as_slice())
        );
        assert_eq!((content.title.as_str(), content.description.as_deref()), ("Case 1, renamed", Some("Written here")));
    }
    assert_eq!(values(&world, "Browser"), both(&["Chromium", ""], &["2", ""]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_without_a_title_is_named_and_left_out_each_time() {
    let world = World::new().await;
    imported(&world, "Browser", &["", ""]).await;
    world.server.faults().withhold(["title"], NullMembers::Everywhere);
    for _ in 0..2 {
        let done = go_in(&world).await;
        assert!(!done.is_complete() && done.drift.iter().any(|d| d.key == "sync-drift-untitled"), "{:?}", done.drift);
        assert_eq!(world.cases_here()[1].content.title, "Case 2");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn edits_after_definitions_could_not_be_read_are_no_conflicts() {
    let world = World::new().await;
    field(&world, "Browser", FieldType::Selectbox, BROWSERS);
    let all = imported(&world, "Browser", &["2", "1"]).await;
    world.server.faults().refuse("GET /v2/custom_field", 403, Some(1));
    go_in(&world).await;
    world.edit_here("Case 1", |c| {
        c.custom_fields.insert("Browser".into(), "Firefox".into());
    });
    world.edit_there(2, |c| {
        c.custom_fields.remove("Browser");
    });
    let done = go_in(&world).await;
    assert_eq!((done.cases.updated, done.cases.conflicts), (1, 0));
    let done = go_out(&world, &all).await;
    assert_eq!((done.cases.updated, done.cases.conflicts), (1, 0));
    assert_eq!(values(&world, "Browser"), both(&["Firefox", ""], &["1", ""]));
}

/// Deletes an option in Qase, which takes the value from all cases that have it.
fn delete_option(world: &World, field: FieldId, left: &[(i64, &str)], lost: &str) {
    set_options(world, field, left);
    for (number, case) in (1..).zip(world.cases_there()) {
        if case.content.custom_fields.values().any(|v| v == lost) {
            world.edit_there(number, |c| c.custom_fields.clear());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_that_was_lost_with_its_option_goes_back_when_the_option_returns() {
    let world = World::new().await;
    let browser = field(&world, "Browser", FieldType::Selectbox, BROWSERS);
    let all = imported(&world, "Browser", &["2", "1"]).await;
    delete_option(&world, browser, &[(1, "Firefox")], "2");
    for _ in 0..2 {
        go_in(&world).await;
        go_out(&world, &all).await;
        assert_eq!(values(&world, "Browser"), both(&["Chromium", "Firefox"], &["", "1"]));
    }
    set_options(&world, browser, &[(1, "Firefox"), (3, "Chromium")]);
    assert_eq!(go_in(&world).await.changes(), 0, "its absence is no removal");
    go_out(&world, &all).await;
    assert_eq!(values(&world, "Browser"), both(&["Chromium", "Firefox"], &["3", "1"]));
    assert_eq!((go_in(&world).await.changes(), go_out(&world, &all).await.changes()), (0, 0));
}

/// A byte of a stored text that a disk or memory has changed is no edit: it does not go to Qase.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_nobody_has_written_is_not_sent() {
    // The text is changed in the file, beside the program.
    if !testkit::engine::is_file() {
        return;
    }
    for is_edited in [true, false] {
        let world = World::new().await;
        world.seed_shop();
        import::run(&world.session(), &import::Options::default()).await.expect("import");
        let functions = world.functions_of_all();
        if is_edited {
            world.edit_here("Add to cart", |content| content.description = Some("Any artickle".into()));
            world.edit_here("Add to cart", |content| content.description = Some("Any article".into()));
        }
        let spoil = |from: &str, to: &str| {
            let file = rusqlite::Connection::open(world.here.path()).expect("the file");
            let sql = "UPDATE cases SET description = ?2 WHERE description = ?1";
            assert_eq!(file.execute(sql, [from, to]).expect("changed"), 1);
        };
        spoil("Any article", "Any artikle");
        for _ in 0..2 {
            let done = export::run(&world.session(), &crate::export::cases(&functions)).await.expect("export");
            assert_eq!((done.changes(), crate::support::told(&done)), (0, vec!["sync-drift-spoilt"]), "edited: {is_edited}");
            import::run(&world.session(), &import::Options::default()).await.expect("import");
        }
        let there = || world.cases_there().into_iter().find(|c| c.content.title == "Add to cart").expect("the case");
        assert_eq!(there().content.description.as_deref(), Some("Any article"));
        // An edit of a person ends it.
        world.edit_here("Add to cart", |content| content.description = Some("Any article at all".into()));
        let done = export::run(&world.session(), &crate::export::cases(&functions)).await.expect("export");
        assert_eq!((done.cases.updated, done.is_complete()), (1, true));
        assert_eq!(there().content.description.as_deref(), Some("Any article at all"));
    }
}
