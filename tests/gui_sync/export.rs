//! Export: functions are chosen, results entered by keys, looked at, sent; what is in Qase and in the file afterwards.

use crate::rig::{Rig, Stage, apply, shows, until, window};
use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable};
use std::collections::{BTreeSet, HashSet};
use voluptas::sync_dialog::{OfferedRun, SyncTab};
use voluptas_app::functions::edit;
use voluptas_app::sync;
use voluptas_core::domain::case::{Case, CaseContent, NewCase};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::status::ResultStatus;
use voluptas_store::Op;
use voluptas_store::page::Slice;
use voluptas_store::results::ResultFilter;
use voluptas_store::runs::RunFilter;
use voluptas_sync::Decisions;
use voluptas_sync::export::{ResultEntry, store_entries};

/// A shop that was imported, with three mapped cases.
pub fn mapped() -> Rig {
    let rig = Rig::new();
    let choice = sync::import::ImportChoice { project: "SHOP".into(), without_suite: true, ..Default::default() };
    let ready = sync::import::preview(&rig.workspace, &rig.link, choice).expect("not busy").wait().expect("preview");
    let keep: BTreeSet<_> = ready.plan.cases.iter().map(|s| s.key()).collect();
    sync::import::apply(&rig.workspace, &rig.link, &ready, Decisions::new(), keep, Default::default())
        .expect("not busy")
        .wait()
        .expect("applied");
    let pairs = [(2, 1), (2, 2), (3, 6)].map(|(f, n)| (rig.functions[f], rig.case_here(n).id, Origin::Manual));
    edit::link(&rig.workspace.store, &pairs).expect("linked");
    rig
}

fn open() -> Harness<'static, Stage> {
    let mut h = window(Stage::new(mapped(), SyncTab::Export));
    until(&mut h, "functions", |h| shows(h, "Промокод"));
    h.get_by_label("All").click();
    until(&mut h, "cases", |h| shows(h, "cases: 3."));
    h
}

#[test]
fn results_by_keys_are_kept_and_sent_and_not_sent_twice() {
    let mut h = open();
    until(&mut h, "the entry", |h| shows(h, "Result entry"));
    h.get_by_label("Код даёт скидку 10 %").click();
    h.step();
    h.key_press(Key::F);
    h.step();
    h.key_press(Key::N);
    h.step();
    h.key_press(Key::P);
    h.step();
    h.get_by_label("Comment: Код даёт скидку 10 %").focus();
    h.step();
    h.get_by_label("Comment: Код даёт скидку 10 %").type_text("Скидка 0 %");
    until(&mut h, "kept", |h| h.state().dialog.export().is_kept());
    // In the file already, before anything was sent.
    let entered = local_results(&h);
    assert_eq!(entered, [("failed".to_owned(), Some("Скидка 0 %".to_owned())), ("passed".to_owned(), None)]);
    h.key_press(Key::Escape);
    h.step();
    assert!(h.state().dialog.is_open(), "the first Esc leaves the text");
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Results: 2"));
    apply(&mut h);
    until(&mut h, "summary", |h| shows(h, "Export finished"));
    // The summary begins with what was sent, and names cases in one form.
    let tile = |words: &str| h.get_by_label(words).rect().left();
    assert!(tile("results sent") < tile("cases unchanged"), "what did not change comes last");
    assert!(shows(&h, "SHOP-1"));
    // The filters count what the numbers above count: results are sent, and are not among what was created.
    let pills: Vec<String> = h.query_all_by_role(Role::RadioButton).filter_map(|n| n.accesskit_node().label()).collect();
    assert!(pills.iter().any(|p| p.starts_with("Sent")), "{pills:?}");
    h.query_all_by_role(Role::RadioButton)
        .find(|n| n.accesskit_node().label().is_some_and(|l| l.starts_with("Sent")))
        .expect("the filter")
        .click();
    h.step();
    h.step();
    assert_eq!(h.query_all_by_label("sent").count(), 2);
    assert_eq!(h.query_all_by_label("created").count(), 0);
    let sent = there_results(&h);
    assert_eq!(sent.len(), 2);
    assert!(sent.contains(&("failed".to_owned(), Some("Скидка 0 %".to_owned()))));
    // Again: nothing is sent twice.
    h.get_by_label("New export").click();
    until(&mut h, "cases", |h| shows(h, "cases: "));
    apply(&mut h);
    until(&mut h, "preview", |h| h.state().dialog.export().preview().is_some());
    assert!(shows(&h, "Nothing to apply"), "a repeated export changes nothing");
    assert_eq!(there_results(&h).len(), 2);
}

#[test]
fn cases_alone_and_a_function_without_a_case_gets_one() {
    let mut h = open();
    h.get_by_label("Results").click();
    h.step();
    h.get_by_role_and_label(Role::ComboBox, "Suite for new cases").click();
    until(&mut h, "the suites", |h| shows(h, "Корзина / Промокоды"));
    h.get_by_label_contains("Корзина / Промокоды").click();
    h.step();
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "to be created"));
    apply(&mut h);
    until(&mut h, "summary", |h| shows(h, "Export finished"));
    let there = &h.state().rig.there;
    let project = h.state().rig.there_project;
    let titles: Vec<String> =
        there.read(|tx| Ok(tx.cases().lines(project)?.into_iter().map(|c| c.title).collect())).expect("cases");
    assert!(titles.len() > 14, "{titles:?}");
    assert!(titles.iter().any(|t| t.contains("Почтовая служба")), "{titles:?}");
    let placed = there.read(|tx| {
        let suites = tx.suites().of_project(project)?;
        let chosen = suites.iter().find(|s| s.content.title == "Промокоды").map(|s| s.id);
        let cases = tx.cases().of_project(project)?;
        Ok(cases.into_iter().filter(|c| c.number > 14).all(|c| c.suite_id == chosen))
    });
    assert!(placed.expect("cases"), "every new case lies in the chosen suite");
    assert!(there_results(&h).is_empty());
}

#[test]
fn the_results_of_a_run_are_sent_alone_and_an_offer_leaves_an_older_summary() {
    let rig = mapped();
    let store = rig.workspace.store.clone();
    let cases = [1, 2].map(|number| rig.case_here(number));
    let run = |title: &str, status: ResultStatus| {
        let entry = |case: &Case| ResultEntry {
            case_id: case.id,
            status: status.clone(),
            duration_ms: None,
            ended_ms: None,
            comment: Some(title.to_owned()),
        };
        let entries: Vec<ResultEntry> = cases.iter().map(entry).collect();
        let id = store_entries(&store, cases[0].project_id, title, "manual", &entries).expect("run");
        OfferedRun { id, title: title.to_owned() }
    };
    let (older, newer) = (run("Вечер", ResultStatus::Passed), run("Ночь", ResultStatus::Failed));
    let functions: HashSet<i64> = [rig.functions[2].0].into();
    let mut h = window(Stage::new(rig, SyncTab::Export));
    until(&mut h, "functions", |h| shows(h, "Промокод"));
    for (offered, sent) in [(older, 2), (newer, 4)] {
        let title = offered.title.clone();
        h.state_mut().dialog.offer_export(functions.clone(), offered);
        until(&mut h, "the run", |h| shows(h, &format!("All results of the run “{title}” are sent.")));
        apply(&mut h);
        until(&mut h, "preview", |h| shows(h, "Results: 2"));
        apply(&mut h);
        until(&mut h, "summary", |h| shows(h, "Export finished"));
        let there = there_results(&h);
        assert_eq!(there.len(), sent, "{there:?}");
        assert_eq!(there.iter().filter(|(_, comment)| comment.as_deref() == Some(&title)).count(), 2, "{there:?}");
    }
}

#[test]
fn a_status_by_mouse_is_taken_back_by_the_same_click() {
    let mut h = open();
    until(&mut h, "the entry", |h| shows(h, "Result entry"));
    h.get_by_label("Passed: Код даёт скидку 10 %").click();
    until(&mut h, "entered", |h| shows(h, "Results entered: 1"));
    h.get_by_label("Passed: Код даёт скидку 10 %").click();
    until(&mut h, "taken back", |h| !shows(h, "Results entered"));
    until(&mut h, "kept", |h| h.state().dialog.export().is_kept());
    assert!(local_results(&h).is_empty());
}

#[test]
fn results_are_not_offered_while_no_case_was_run() {
    let mut h = open();
    until(&mut h, "the entry", |h| shows(h, "Result entry"));
    assert!(shows(&h, "No results to send: no case was run yet."));
    let can = |h: &Harness<'_, Stage>| !h.get_by_role_and_label(Role::Button, "Preview").accesskit_node().is_disabled();
    assert!(can(&h), "the cases can be sent");
    h.get_by_role_and_label(Role::CheckBox, "Cases").click();
    h.step();
    h.step();
    assert!(!can(&h), "there is nothing to send");
    h.get_by_label("Passed: Код даёт скидку 10 %").click();
    until(&mut h, "entered", |h| shows(h, "Results entered: 1"));
    // Not before the result is in the file.
    until(&mut h, "the preview", |h| can(h));
    assert!(!shows(&h, "No results to send"));
}

#[test]
fn a_case_has_one_form_of_its_id_without_the_entry_of_results() {
    let mut h = open();
    until(&mut h, "the entry", |h| shows(h, "SHOP-1"));
    h.get_by_role_and_label(Role::CheckBox, "Results").click();
    h.step();
    h.step();
    assert!(shows(&h, "SHOP-1"), "not the bare number");
}

#[test]
fn what_was_entered_is_there_after_a_restart() {
    let mut h = open();
    until(&mut h, "the entry", |h| shows(h, "Result entry"));
    h.get_by_label("Blocked: Код даёт скидку 10 %").click();
    until(&mut h, "entered", |h| shows(h, "Results entered: 1"));
    until(&mut h, "kept", |h| h.state().dialog.export().is_kept());
    // A new dialog reads what the old one kept.
    h.state_mut().dialog = voluptas::sync_dialog::SyncDialog::new();
    h.state_mut().dialog.open(SyncTab::Export);
    until(&mut h, "functions", |h| shows(h, "Промокод"));
    h.get_by_label("All").click();
    until(&mut h, "entered before", |h| shows(h, "Results entered: 1"));
}

fn local_results(h: &Harness<'_, Stage>) -> Vec<(String, Option<String>)> {
    let store = h.state().rig.reopened();
    let read = store.read(|tx| {
        let page = tx.results().list(&ResultFilter { with_hidden: true, ..ResultFilter::default() }, Slice::ALL)?;
        Ok(page.rows.into_iter().map(|r| (r.content.status.slug().to_owned(), r.content.comment)).collect())
    });
    read.expect("results")
}

fn there_results(h: &Harness<'_, Stage>) -> Vec<(String, Option<String>)> {
    let (store, project) = (&h.state().rig.there, h.state().rig.there_project);
    let read = store.read(|tx| {
        let runs = tx.runs().list(project, &RunFilter::default(), Slice::ALL)?;
        let mut all = Vec::new();
        for run in runs.rows {
            let results = tx.results().of_run(run.id)?;
            all.extend(results.into_iter().map(|r| (r.content.status.slug().to_owned(), r.content.comment)));
        }
        Ok(all)
    });
    read.expect("results")
}

#[test]
fn a_case_with_an_open_conflict_is_among_the_changed_ones_and_has_its_code() {
    let rig = mapped();
    rig.change_there(1, |case| {
        case.title = "Из Qase".into();
        case.description = Some("Из Qase".into());
    });
    rig.change_here(1, |case| case.title = "Отсюда".into());
    let choice = sync::import::ImportChoice { project: "SHOP".into(), without_suite: true, ..Default::default() };
    let ready = sync::import::preview(&rig.workspace, &rig.link, choice).expect("not busy").wait().expect("preview");
    let keep: BTreeSet<_> = ready.plan.cases.iter().map(|s| s.key()).collect();
    let import = sync::import::apply(&rig.workspace, &rig.link, &ready, Decisions::new(), keep, Default::default());
    import.expect("not busy").wait().expect("applied");
    assert_eq!(rig.case_here(1).content.description.as_deref(), Some("Из Qase"), "what is not contested is taken");

    let mut h = window(Stage::new(rig, SyncTab::Export));
    until(&mut h, "functions", |h| shows(h, "Промокод"));
    h.get_by_role_and_label(Role::RadioButton, "Cases").click();
    until(&mut h, "cases", |h| shows(h, "Select cases on the left"));
    let line = h.get_by_role_and_label(Role::TreeItem, "Отсюда").accesskit_node().description().unwrap_or_default();
    assert!(line.contains("SHOP-1"), "{line}");
    h.get_by_label_contains("Changed").click();
    until(&mut h, "the changed one", |h| shows(h, "Cases: 1."));
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Unresolved conflicts: 1"));
}

#[test]
fn cases_and_suites_are_chosen_without_functions() {
    let rig = mapped();
    let store = rig.workspace.store.clone();
    let project = rig.case_here(1).project_id;
    let new =
        |title: &str| NewCase { content: CaseContent { title: title.into(), ..CaseContent::default() }, ..NewCase::default() };
    store.write(Op::edit("new"), |tx| tx.cases().create_many(project, &[new("Подарок"), new("Открытка")])).expect("cases");
    let mut h = window(Stage::new(rig, SyncTab::Export));
    until(&mut h, "functions", |h| shows(h, "Промокод"));
    h.get_by_role_and_label(Role::RadioButton, "Cases").click();
    until(&mut h, "cases", |h| shows(h, "Select cases on the left"));
    h.get_by_label_contains("Changed").click();
    until(&mut h, "the chosen ones", |h| shows(h, "Cases: 2."));
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Подарок"));
    apply(&mut h);
    until(&mut h, "summary", |h| shows(h, "Export finished"));
    let (there, there_project) = (&h.state().rig.there, h.state().rig.there_project);
    let titles: Vec<String> =
        there.read(|tx| Ok(tx.cases().lines(there_project)?.into_iter().map(|c| c.title).collect())).expect("cases");
    assert_eq!(titles.iter().filter(|title| ["Подарок", "Открытка"].contains(&title.as_str())).count(), 2, "{titles:?}");
    let codes = store.read(|tx| tx.cases().lines(project)).expect("cases");
    assert!(codes.iter().all(|line| !line.code.is_unsent()), "each has the id that Qase gave it");
}
