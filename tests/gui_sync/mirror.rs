//! Mirror: choose, look, apply, sum up; what the target holds afterwards; what stands in its way.

use crate::rig::{Rig, Stage, apply, shows, until, window};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use voluptas::sync_dialog::{SettingsChange, SyncTab};
use voluptas_i18n::Lang;
use voluptas_qase::model::{
    CaseBulkItem, CaseWrite, CustomFieldWrite, Execution, FieldEntity, FieldKind, ProjectCreate, ResultV2, RunCreate, TestResult,
};
use voluptas_qase::{Client, ResultFilter};
use voluptas_settings::Account;

const FIELD: &str = "Automation Key";

pub fn wait<T>(h: &Harness<'_, Stage>, work: impl Future<Output = T>) -> T {
    h.state().rig.workspace.jobs.handle().block_on(work)
}

pub fn client(rig: &Rig) -> Client {
    rig.workspace.jobs.handle().block_on(rig.link.client()).expect("client")
}

/// Beside SHOP, whose first ten cases get keys, a project AUTO with its own cases and a finished run: a retry, two cases that
/// SHOP lacks, one result without a key, one without a case.
pub async fn autotests(client: &Client, with_field: bool) -> i64 {
    // A result without a case stays without one.
    let settings = Some(serde_json::json!({ "auto_create_cases": false }));
    let project = ProjectCreate { title: "Autotests".into(), code: "AUTO".into(), settings, ..ProjectCreate::default() };
    client.create_project(&project).await.expect("project");
    let mut field = 0;
    if with_field {
        let write = CustomFieldWrite {
            title: FIELD.into(),
            entity: Some(FieldEntity::Case),
            kind: Some(FieldKind::String),
            is_enabled_for_all_projects: Some(true),
            ..CustomFieldWrite::default()
        };
        field = client.create_custom_field(&write).await.expect("field");
        for n in 1..=10 {
            let write = CaseWrite::default().with_custom_field(field, format!("KEY_{n}"));
            client.update_case("SHOP", n, &write).await.expect("keyed");
        }
    }
    let case = |n: usize| -> CaseBulkItem {
        let case = CaseWrite::titled(format!("auto: case {n}"));
        if with_field && n <= 12 { case.with_custom_field(field, format!("KEY_{n}")) } else { case }.into()
    };
    let items: Vec<CaseBulkItem> = (1..=13).map(case).collect();
    let ids = client.write_cases("AUTO", &items).await.expect("cases").into_result().expect("all cases");
    let create = RunCreate { title: "Nightly".into(), start_time: Some("2026-11-19 05:00:00".into()), ..RunCreate::default() };
    let run = client.create_run("AUTO", &create).await.expect("run");
    let result = |n: usize, case: i64, status: &str| ResultV2 {
        title: format!("Result {n}"),
        testops_ids: if case > 0 { vec![case] } else { Vec::new() },
        execution: Execution { status: status.into(), duration: Some(1000), ..Execution::default() },
        message: Some(format!("comment {n}")),
        ..ResultV2::default()
    };
    let mut results: Vec<ResultV2> = ids.iter().enumerate().map(|(n, id)| result(n, *id, "passed")).collect();
    results[3].execution.status = "failed".into();
    results.push(result(20, ids[3], "passed"));
    results.push(result(21, 0, "passed"));
    client.create_results_v2("AUTO", run, &results).await.expect("results").into_result().expect("all results");
    client.complete_run("AUTO", run).await.expect("complete");
    run
}

/// The tab with both projects chosen.
pub fn chosen<'a>(rig: Rig, lang: Lang) -> Harness<'a, Stage> {
    let mut stage = Stage::new(rig, SyncTab::Mirror);
    stage.lang = lang;
    let mut h = window(stage);
    let (from, to, swap) = match lang {
        Lang::En => ("Source project", "Target project", "Swap sides"),
        Lang::Ru => ("Исходный проект", "Целевой проект", "Поменять местами"),
    };
    until(&mut h, "the project of the settings", |h| value(h, to).is_some_and(|v| v.starts_with("SHOP · ")));
    h.get_by_role_and_label(Role::ComboBox, from).click();
    until(&mut h, "the list", |h| h.query_by_role_and_label(Role::ListBoxOption, "AUTO · Autotests").is_some());
    h.get_by_role_and_label(Role::ListBoxOption, "AUTO · Autotests").click();
    until(&mut h, "the sentence", |h| shows(h, "AUTO → SHOP"));
    h.get_by_label(swap).click();
    until(&mut h, "turned round", |h| value(h, to).is_some_and(|v| v.starts_with("AUTO · ")));
    assert!(!shows(&h, "SHOP → AUTO"), "SHOP has no finished run");
    h.get_by_label(swap).click();
    until(&mut h, "turned back", |h| shows(h, "AUTO → SHOP"));
    h
}

pub fn value(h: &Harness<'_, Stage>, name: &str) -> Option<String> {
    h.query_by_role_and_label(Role::ComboBox, name)?.accesskit_node().value()
}

fn held(h: &Harness<'_, Stage>) -> Vec<TestResult> {
    let client = client(&h.state().rig);
    wait(h, async {
        let runs = client.refresh().list_runs("SHOP", &Default::default()).await.expect("runs");
        let Some(run) = runs.iter().find(|r| r.title == "Nightly") else { return Vec::new() };
        client.refresh().list_results("SHOP", &ResultFilter::run(run.id)).await.expect("results")
    })
}

/// A dialog at the preview of a mirror: 13 results that go over by their keys, and 2 that do not.
pub fn previewed() -> Harness<'static, Stage> {
    let rig = Rig::new();
    let client = client(&rig);
    rig.workspace.jobs.handle().block_on(autotests(&client, true));
    let mut h = chosen(rig, Lang::En);
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Mirror 13 results"));
    h
}

#[test]
fn the_whole_way_and_a_second_time_nothing() {
    let rig = Rig::new();
    let client = client(&rig);
    rig.workspace.jobs.handle().block_on(autotests(&client, true));
    let mut h = chosen(rig, Lang::En);
    assert!(shows(&h, "#1 · Nightly"), "the latest finished run is named");
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Mirror 13 results"));
    assert!(held(&h).is_empty(), "a preview writes nothing");
    // Filters by what becomes of a result, and by words.
    let preview = |h: &Harness<'_, Stage>| h.state().dialog.mirror().preview().map(|p| p.view().len());
    assert_eq!(preview(&h), Some(15));
    h.get_by_role_and_label(Role::RadioButton, "To a new case").click();
    h.step();
    assert_eq!(preview(&h), Some(2));
    h.get_by_role_and_label(Role::RadioButton, "No key").click();
    h.step();
    assert!(preview(&h) == Some(1) && shows(&h, "auto: case 13") && shows(&h, "the case has no key"));
    assert!(shows(&h, "AUTO-13"), "the case has its code, also without a key");
    h.get_by_role_and_label(Role::RadioButton, "All").click();
    h.step();
    h.get_by_role_and_label(Role::TextInput, "Find").focus();
    h.step();
    for letter in ["k", "e", "y", "_", "4"] {
        // The button that empties the field comes with the first letter, and the keyboard stays.
        h.get_by_role_and_label(Role::TextInput, "Find").type_text(letter);
        h.step();
    }
    until(&mut h, "both tries", |h| preview(h) == Some(2));
    assert!(shows(&h, "Failed") && shows(&h, "same key"));
    apply(&mut h);
    until(&mut h, "summary", |h| shows(h, "Mirror finished"));
    until(&mut h, "tiles", |h| shows(h, "results sent") && shows(h, "AUTO → SHOP"));

    let there = held(&h);
    let mut seen: Vec<(i64, String)> = there.iter().map(|r| (r.case_id, r.status.clone())).collect();
    seen.sort();
    let mut wanted: Vec<(i64, String)> = (1..=10).map(|n| (n, if n == 4 { "failed" } else { "passed" }.to_owned())).collect();
    wanted.extend([(4, "passed".to_owned()), (15, "passed".to_owned()), (16, "passed".to_owned())]);
    wanted.sort();
    assert_eq!(seen, wanted);
    assert!(there.iter().all(|r| r.comment.as_deref().is_some_and(|c| c.starts_with("[Mirrored from AUTO] comment"))));

    h.get_by_label("New mirror").click();
    until(&mut h, "the choice is kept", |h| shows(h, "AUTO → SHOP") && shows(h, "Match cases by"));
    apply(&mut h);
    until(&mut h, "nothing to do", |h| shows(h, "Nothing to mirror"));
    let button = h.get_by_role_and_label(Role::Button, "Nothing to mirror");
    assert!(button.accesskit_node().is_disabled());
    assert!(shows(&h, "already has 13") && shows(&h, "2 results skipped"));
    assert!(shows(&h, "SHOP-4"), "a result that is there names its case there");
    apply(&mut h);
    h.step();
    assert_eq!(held(&h).len(), 13);

    // The history, as a restart would see it.
    let rows = h.state().rig.reopened().read(|tx| tx.syncs().list(10)).expect("history");
    assert_eq!(rows.iter().map(|r| (r.kind.as_str(), r.outcome.as_str())).collect::<Vec<_>>(), [("mirror", "done")]);
    h.get_by_role_and_label(Role::Tab, "History").click();
    until(&mut h, "history", |h| shows(h, "AUTO → SHOP: 13") && shows(h, "KEY_4"));
}

#[test]
fn in_russian_by_keyboard_and_titles_where_no_field_is_shared() {
    let rig = Rig::new();
    let client = client(&rig);
    rig.workspace.jobs.handle().block_on(autotests(&client, false));
    let mut h = chosen_without_field(rig);
    h.get_by_label("Сопоставлять по названию").click();
    until(&mut h, "the way is free", |h| shows(h, "AUTO → SHOP") && !shows(h, "нет общего текстового поля"));
    // Without making cases nothing fits, and that is said.
    h.get_by_role_and_label(Role::CheckBox, "Создать кейсы, которых нет в целевом проекте").click();
    h.step();
    apply(&mut h);
    until(&mut h, "the reason", |h| shows(h, "ни один результат не подходит") && shows(h, "Нет в целевом"));
    h.key_press(Key::Tab);
    h.get_by_label("Назад").click();
    until(&mut h, "back", |h| shows(h, "Сопоставлять кейсы"));
    h.get_by_role_and_label(Role::CheckBox, "Создать кейсы, которых нет в целевом проекте").click();
    h.step();
    apply(&mut h);
    until(&mut h, "the new cases", |h| shows(h, "Перенести 14 результатов") && shows(h, "Будет создано 13 кейсов"));
    apply(&mut h);
    until(&mut h, "summary", |h| shows(h, "Перенос: завершено"));
    assert_eq!(held(&h).len(), 14);
}

fn chosen_without_field<'a>(rig: Rig) -> Harness<'a, Stage> {
    let mut stage = Stage::new(rig, SyncTab::Mirror);
    stage.lang = Lang::Ru;
    let mut h = window(stage);
    let (from, to) = ("Исходный проект", "Целевой проект");
    until(&mut h, "the project of the settings", |h| value(h, to).is_some_and(|v| v.starts_with("SHOP · ")));
    // The list is opened and walked with the keyboard alone: the project of the settings, then the other one.
    for (chosen, code) in [(false, "SHOP · "), (true, "AUTO · ")] {
        h.get_by_role_and_label(Role::ComboBox, from).focus();
        h.step();
        h.key_press(Key::Enter);
        until(&mut h, "the list", |h| h.query_all_by_role(Role::ListBoxOption).count() == 2);
        let options: Vec<bool> = h
            .query_all_by_role(Role::ListBoxOption)
            .map(|n| n.accesskit_node().label().is_some_and(|l| l.starts_with(code)))
            .collect();
        // The cursor stands at what is chosen, at the first one when nothing is.
        let at = options.iter().position(|is| !is).filter(|_| chosen).unwrap_or(0);
        let wanted = options.iter().position(|is| *is).expect("listed");
        let key = if wanted > at { Key::ArrowDown } else { Key::ArrowUp };
        for _ in 0..at.abs_diff(wanted) {
            h.key_press(key);
            h.step();
        }
        h.key_press(Key::Enter);
        until(&mut h, "chosen", |h| value(h, from).is_some_and(|v| v.starts_with(code)));
        if !chosen {
            until(&mut h, "said at the spot", |h| shows(h, "один и тот же проект"));
        }
    }
    until(&mut h, "what is lacking", |h| shows(h, "У этих проектов нет общего текстового поля кейсов"));
    h
}

#[test]
fn a_run_that_is_gone_is_told_with_a_remedy_and_the_choice_stays() {
    let rig = Rig::new();
    let client = client(&rig);
    let run = rig.workspace.jobs.handle().block_on(autotests(&client, true));
    let mut h = chosen(rig, Lang::En);
    wait(&h, client.delete_run("AUTO", run)).expect("deleted");
    apply(&mut h);
    until(&mut h, "what happened", |h| shows(h, "Refresh the list and select another run."));
    assert!(shows(&h, "Match cases by"), "back at the choice");
    let refresh: Vec<_> = h.get_all_by_label("Refresh").map(|n| n.rect().center()).collect();
    assert_eq!(refresh.len(), 2);
    h.get_all_by_label("Refresh").next().expect("of the source").click();
    until(&mut h, "the list is new", |h| shows(h, "The project has no finished run"));
    let rows = h.state().rig.reopened().read(|tx| tx.syncs().list(10)).expect("history");
    assert!(rows.is_empty(), "a preview that failed is no history");
}

#[test]
fn closed_meanwhile_it_goes_on_and_a_cancel_is_told() {
    let rig = Rig::new();
    let client = client(&rig);
    rig.workspace.jobs.handle().block_on(autotests(&client, true));
    let faults = rig.server.as_ref().expect("server").faults().clone();
    let mut h = chosen(rig, Lang::En);
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Mirror 13 results"));
    faults.set_delay_ms(800);
    apply(&mut h);
    h.key_press(Key::Escape);
    h.step();
    h.step();
    assert!(!h.state().dialog.is_open() && h.state().dialog.is_busy());
    h.state_mut().dialog.open(SyncTab::Mirror);
    until(&mut h, "the page of the work", |h| shows(h, "Mirroring AUTO → SHOP") && h.query_by_label("Cancel").is_some());
    h.get_by_label("Cancel").click();
    until(&mut h, "summary", |h| shows(h, "Mirror cancelled"));
    faults.clear();
    assert!(held(&h).is_empty());
    // The next one finishes it.
    h.get_by_label("New mirror").click();
    until(&mut h, "the choice", |h| shows(h, "AUTO → SHOP") && shows(h, "Match cases by"));
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Mirror 13 results"));
    apply(&mut h);
    until(&mut h, "summary", |h| shows(h, "Mirror finished"));
    assert_eq!(held(&h).len(), 13);
}

#[test]
fn a_person_decides_in_the_preview_what_untraced_results_are() {
    let rig = Rig::new();
    let client = client(&rig);
    rig.workspace.jobs.handle().block_on(async {
        autotests(&client, true).await;
        let create =
            RunCreate { title: "Nightly".into(), start_time: Some("2026-11-19 05:00:00".into()), ..RunCreate::default() };
        let run = client.create_run("SHOP", &create).await.expect("run");
        let there = ResultV2 {
            title: "Result of another tool".into(),
            testops_ids: vec![1],
            execution: Execution { status: "passed".into(), duration: Some(7), ..Execution::default() },
            message: Some("[Mirrored from AUTO] comment 0".into()),
            ..ResultV2::default()
        };
        client.create_results_v2("SHOP", run, &[there]).await.expect("result").into_result().expect("taken");
    });
    let mut h = chosen(rig, Lang::En);
    apply(&mut h);
    until(&mut h, "held back", |h| shows(h, "Mirror 12 results") && shows(h, "1 result may already be in the target run"));
    h.get_by_role_and_label(Role::RadioButton, "Held back").click();
    until(&mut h, "why", |h| shows(h, "the target run has a similar result without a trace"));
    h.get_by_label("Mirror anyway").click();
    until(&mut h, "posted", |h| shows(h, "Mirror 13 results"));
    h.get_by_label("Count as mirrored").click();
    until(&mut h, "adopted", |h| shows(h, "Mirror 12 results") && shows(h, "Already there"));
    apply(&mut h);
    until(&mut h, "summary", |h| shows(h, "Mirror finished"));
    assert_eq!(held(&h).len(), 13);
}

#[test]
fn without_a_token_there_is_one_thing_to_do() {
    let mut stage = Stage::new(Rig::new(), SyncTab::Mirror);
    stage.connected = false;
    let mut h = window(stage);
    until(&mut h, "the page", |h| shows(h, "Qase is not connected yet"));
}

#[test]
fn the_report_is_saved_in_three_forms() {
    let mut h = previewed();
    apply(&mut h);
    until(&mut h, "summary", |h| shows(h, "Mirror finished"));
    let folder = h.state().rig.dir.path().to_owned();
    for (form, begins) in [("md", "# Mirror AUTO → SHOP"), ("json", "{"), ("html", "<!doctype html>")] {
        let path = folder.join(format!("report.{form}"));
        until(&mut h, "the button", |h| h.query_by_label("Save report…").is_some());
        h.get_by_label("Save report…").click();
        until(&mut h, "the row", |h| h.query_by_role_and_label(Role::TextInput, "Report file").is_some());
        let field = |h: &Harness<'_, Stage>| h.get_by_role_and_label(Role::TextInput, "Report file").accesskit_node().value();
        h.get_by_role_and_label(Role::TextInput, "Report file").focus();
        h.step();
        h.key_press_modifiers(Modifiers::COMMAND, Key::A);
        h.get_by_role_and_label(Role::TextInput, "Report file").type_text(&path.display().to_string());
        until(&mut h, "the name", |h| field(h).as_deref() == path.to_str());
        h.get_by_label("Save").click();
        until(&mut h, "the file", |_| path.exists());
        let text = std::fs::read_to_string(&path).expect("report");
        assert!(text.starts_with(begins) && text.contains("auto: case 11"), "{form}: {text}");
        until(&mut h, "the row is gone", |h| h.query_by_label("Report file").is_none());
    }
}

#[test]
fn results_go_to_the_second_account() {
    let rig = Rig::new();
    let first = client(&rig);
    rig.workspace.jobs.handle().block_on(autotests(&first, true));
    // Another account that happens to have a project of the same code: the server of another workspace.
    let other = Rig::new();
    let second = client(&other);
    let field = CustomFieldWrite {
        title: FIELD.into(),
        entity: Some(FieldEntity::Case),
        kind: Some(FieldKind::String),
        is_enabled_for_all_projects: Some(true),
        ..CustomFieldWrite::default()
    };
    other.workspace.jobs.handle().block_on(second.create_custom_field(&field)).expect("field");
    let mut stage = Stage::new(rig, SyncTab::Mirror);
    stage.second = Some(other.link.clone());
    let mut h = window(stage);
    let (from, to) = ("Source project", "Target project");
    until(&mut h, "the project of the settings", |h| value(h, to).is_some_and(|v| v.starts_with("SHOP · ")));
    h.get_by_role_and_label(Role::ComboBox, from).click();
    until(&mut h, "the list", |h| h.query_by_role_and_label(Role::ListBoxOption, "AUTO · Autotests").is_some());
    h.get_by_role_and_label(Role::ListBoxOption, "AUTO · Autotests").click();
    h.step();
    h.get_by_role_and_label(Role::RadioButton, "Second account").click();
    until(&mut h, "its projects", |h| value(h, to).as_deref() == Some("Select a project"));
    // There and back: the list is that of the account.
    h.get_by_role_and_label(Role::RadioButton, "This account").click();
    h.step();
    h.get_by_role_and_label(Role::ComboBox, to).click();
    until(&mut h, "both projects", |h| h.query_all_by_role(Role::ListBoxOption).count() == 2);
    h.query_all_by_role(Role::ListBoxOption)
        .find(|n| n.accesskit_node().label().is_some_and(|l| l.starts_with("SHOP")))
        .expect("SHOP")
        .click();
    until(&mut h, "chosen", |h| value(h, to).is_some_and(|v| v.starts_with("SHOP · ")));
    h.get_by_role_and_label(Role::RadioButton, "Second account").click();
    until(&mut h, "chosen anew", |h| value(h, to).as_deref() == Some("Select a project"));
    h.get_by_role_and_label(Role::ComboBox, to).click();
    until(&mut h, "the list", |h| h.query_all_by_role(Role::ListBoxOption).count() == 1);
    h.get_by_role(Role::ListBoxOption).click();
    until(&mut h, "the way is free", |h| shows(h, "AUTO → SHOP"));
    apply(&mut h);
    // Nothing there has a key yet, so every keyed case is made.
    until(&mut h, "preview", |h| shows(h, "Mirror 13 results") && shows(h, "12 cases to be created"));
    apply(&mut h);
    until(&mut h, "summary", |h| shows(h, "Mirror finished"));
    assert!(held(&h).is_empty(), "the first account is as it was");
    let runs = other.workspace.jobs.handle().block_on(second.refresh().list_runs("SHOP", &Default::default())).expect("runs");
    assert_eq!(runs.iter().filter(|r| r.title == "Nightly").count(), 1);
}

#[test]
fn a_change_of_the_second_account_leaves_what_does_not_concern_it() {
    let mut h = previewed();
    assert!(!h.state_mut().dialog.settings_changed(Account::MirrorTarget, SettingsChange::Account));
    h.step();
    assert!(shows(&h, "Mirror 13 results"));
    assert!(h.state_mut().dialog.settings_changed(Account::Primary, SettingsChange::Account));
    until(&mut h, "dropped", |h| !shows(h, "Mirror 13 results"));
}
