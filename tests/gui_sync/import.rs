//! Import: choose, look, apply, sum up; decisions field by field; what is in the file afterwards.

use crate::rig::{Rig, Stage, apply, cases, shows, step, until, window};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use voluptas::sync_dialog::SyncTab;
use voluptas_i18n::Lang;

/// From the open dialog to the summary of an import of everything.
fn import_all(h: &mut Harness<'_, Stage>) {
    until(h, "suites", |h| shows(h, "7 of 7"));
    apply(h);
    until(h, "preview", |h| shows(h, "Apply "));
    apply(h);
    until(h, "summary", |h| shows(h, "Import finished"));
}

#[test]
fn the_whole_way_by_keyboard_and_again_without_a_change() {
    let mut h = window(Stage::new(Rig::new(), SyncTab::Import));
    import_all(&mut h);
    assert!(shows(&h, "cases created"));
    assert_eq!(cases(&h.state().rig.reopened()).len(), 14);
    let case = h.state().rig.case_here(1);
    assert_eq!(case.content.title, "Просроченный код отклоняется");
    assert_eq!(case.content.steps.len(), 2);
    // The same once more: nothing to do.
    h.get_by_label("New import").click();
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Nothing to apply"));
    assert_eq!(h.state().dialog.import().preview().map(|p| p.plan().totals.cases.unchanged), Some(14));
}

#[test]
fn only_checked_suites_and_only_checked_cases_come() {
    let mut h = window(Stage::new(Rig::new(), SyncTab::Import));
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    // All off, then one suite by keyboard: the tree is one stop, the arrows go inside, Space checks.
    h.get_by_label("Clear selection").click();
    h.step();
    let suite = h.get_by_label("Доставка").rect();
    h.get_by_label("Доставка").click();
    h.step();
    assert!(suite.height() > 0.0);
    h.key_press(Key::Space);
    h.step();
    until(&mut h, "one suite", |h| shows(h, "1 of 7"));
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Apply 2 changes"));
    // Leaving one of the two out.
    let boxes: Vec<_> = h.get_all_by_label("Include").map(|n| n.rect().center()).collect();
    assert_eq!(boxes.len(), 3, "the head's and one for each case");
    h.get_all_by_label("Include").nth(1).expect("first case").click();
    until(&mut h, "one change", |h| shows(h, "Apply 1 change"));
    apply(&mut h);
    until(&mut h, "summary", |h| shows(h, "Import finished"));
    assert_eq!(cases(&h.state().rig.reopened()).len(), 1);
}

#[test]
fn a_conflict_is_decided_field_by_field() {
    let mut h = window(Stage::new(Rig::new(), SyncTab::Import));
    import_all(&mut h);
    let rig = &h.state().rig;
    rig.change_there(1, |c| {
        c.title = "Истёкший промокод отклоняется".into();
        c.preconditions = Some("Промокод истёк".into());
    });
    rig.change_here(1, |c| {
        c.title = "Просроченный промокод отклоняется".into();
        c.preconditions = Some("Срок промокода прошёл".into());
    });
    rig.change_there(2, |c| c.steps = vec![step("Ввести код", "Скидка 10 %")]);
    h.get_by_label("New import").click();
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Unresolved conflicts: 1"));
    h.get_by_label("Title, In Qase: Истёкший промокод отклоняется").click();
    h.step();
    h.get_by_label("Preconditions, Here: Срок промокода прошёл").click();
    h.step();
    until(&mut h, "decided", |h| shows(h, "by field") && !shows(h, "Unresolved conflicts"));
    apply(&mut h);
    until(&mut h, "summary", |h| shows(h, "Import finished"));
    let content = h.state().rig.case_here(1).content;
    assert_eq!(content.title, "Истёкший промокод отклоняется");
    assert_eq!(content.preconditions.as_deref(), Some("Срок промокода прошёл"));
    assert_eq!(h.state().rig.case_here(2).content.steps.len(), 1);
}

#[test]
fn what_is_gone_in_qase_stays_or_goes_into_the_trash() {
    let mut h = window(Stage::new(Rig::new(), SyncTab::Import));
    import_all(&mut h);
    h.state().rig.remove_there(&[1, 2, 3]);
    h.get_by_label("New import").click();
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Apply 3 changes"));
    h.get_by_label("Removed in Qase").click();
    until(&mut h, "the removed ones", |h| shows(h, "All shown"));
    assert!(!shows(&h, "to be moved to the trash"), "by default they stay");
    // The one under the cursor, by its own choice.
    h.get_by_role_and_label(Role::RadioButton, "Move to trash").click();
    until(&mut h, "one of three", |h| shows(h, "1 to be moved to the trash") && shows(h, "here it will be moved to the trash"));
    h.get_by_role_and_label(Role::Button, "Move to trash").click();
    until(&mut h, "all of them", |h| shows(h, "3 to be moved to the trash"));
    h.get_by_role_and_label(Role::RadioButton, "Keep here").click();
    until(&mut h, "but one", |h| shows(h, "2 to be moved to the trash"));
    apply(&mut h);
    until(&mut h, "summary", |h| shows(h, "Import finished"));
    let store = h.state().rig.reopened();
    assert_eq!(cases(&store).len(), 12, "two of fourteen are in the trash");
    let trashed = store.read(|tx| tx.count("SELECT count(*) FROM cases WHERE deleted_ms IS NOT NULL", &[])).expect("read");
    assert_eq!(trashed, 2);
}

#[test]
fn removals_that_are_held_back_are_done_when_it_is_said_twice() {
    let mut h = window(Stage::new(Rig::new(), SyncTab::Import));
    import_all(&mut h);
    h.state().rig.remove_there(&(1..=12).collect::<Vec<_>>());
    h.get_by_label("New import").click();
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    apply(&mut h);
    until(&mut h, "the guard", |h| shows(h, "12 of 14 linked cases are not in Qase"));
    assert!(shows(&h, "Nothing to apply"));
    h.get_by_label("Unlink anyway…").click();
    h.step();
    h.step();
    // The button alone does nothing: the box says that it was checked.
    h.get_by_label("Unlink 12").click();
    h.step();
    assert!(shows(&h, "Nothing to apply"));
    h.get_by_label_contains("I have checked").click();
    h.step();
    h.get_by_label("Unlink 12").click();
    until(&mut h, "the removals", |h| shows(h, "Apply 12 changes"));
    assert!(!shows(&h, "linked cases are not in Qase"));
    apply(&mut h);
    until(&mut h, "summary", |h| shows(h, "Import finished"));
    assert_eq!(cases(&h.state().rig.reopened()).len(), 14, "they stay in the workspace");
    // And it is done: nothing is held back any more.
    h.get_by_label("New import").click();
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Nothing to apply"));
    assert!(!shows(&h, "linked cases are not in Qase"));
}

#[test]
fn what_was_at_the_last_sync_is_shown_for_what_one_side_changed() {
    let mut h = window(Stage::new(Rig::new(), SyncTab::Import));
    import_all(&mut h);
    h.state().rig.change_there(1, |c| c.title = "Истёкший промокод отклоняется".into());
    h.get_by_label("New import").click();
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Apply 1 change"));
    let sides = h.state().dialog.import().preview().expect("preview").plan().cases[0].changes[0].clone();
    assert_eq!(sides.base, Some(serde_json::json!("Просроченный код отклоняется")));
}

#[test]
fn a_side_for_all_conflicts_and_a_policy_for_the_rest() {
    let mut h = window(Stage::new(Rig::new(), SyncTab::Import));
    import_all(&mut h);
    for n in [1, 8] {
        h.state().rig.change_there(n, |c| c.description = Some("Там".into()));
        h.state().rig.change_here(n, |c| c.description = Some("Здесь".into()));
    }
    h.get_by_label("New import").click();
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Unresolved conflicts: 2"));
    h.get_all_by_label("Take from Qase").next().expect("for all").click();
    until(&mut h, "decided", |h| shows(h, "Apply 2 changes") && !shows(h, "Unresolved conflicts"));
    apply(&mut h);
    until(&mut h, "summary", |h| shows(h, "Import finished"));
    for n in [1, 8] {
        assert_eq!(h.state().rig.case_here(n).content.description.as_deref(), Some("Там"));
    }
}

/// The preview of all suites, in Russian.
fn russian_preview() -> Harness<'static, Stage> {
    let mut stage = Stage::new(Rig::new(), SyncTab::Import);
    stage.lang = Lang::Ru;
    let mut h = window(stage);
    until(&mut h, "suites", |h| shows(h, "7 из 7"));
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Применить 14 изменений"));
    h
}

#[test]
fn in_russian_and_the_history_keeps_it() {
    let mut h = russian_preview();
    apply(&mut h);
    until(&mut h, "summary", |h| shows(h, "Импорт: завершено"));
    h.get_by_label("История").click();
    until(&mut h, "history", |h| shows(h, "1 синхронизация") && shows(h, "Просроченный код отклоняется"));
    let store = h.state().rig.reopened();
    let rows = store.read(|tx| tx.syncs().list(10)).expect("history");
    assert_eq!((rows.len(), rows[0].outcome.as_str()), (1, "done"));
}

#[test]
fn the_label_of_the_policy_is_whole_or_not_drawn() {
    let mut h = russian_preview();
    let drawn = |h: &Harness<'_, Stage>| h.query_by_role_and_label(Role::Label, "При конфликте").is_some();
    assert!(drawn(&h));
    h.set_size(vec2(1000.0, 680.0));
    h.run_steps(4);
    if drawn(&h) {
        let (label, name) = (h.get_by_role_and_label(Role::Label, "При конфликте").rect(), Role::ComboBox);
        assert!(!label.intersects(h.get_by_role_and_label(name, "При конфликте").rect()) && label.right() < 1000.0, "{label:?}");
    }
    h.get_by_role_and_label(Role::ComboBox, "При конфликте");
}

#[test]
fn esc_closes_and_nothing_is_written() {
    let mut h = window(Stage::new(Rig::new(), SyncTab::Import));
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    h.key_press(Key::Escape);
    h.step();
    h.step();
    assert!(!h.state().dialog.is_open());
    assert!(h.state().asked.iter().any(|r| r.closed));
    assert!(cases(&h.state().rig.reopened()).is_empty());
}

#[test]
fn a_filter_keeps_the_checks_of_what_it_hides() {
    let mut h = window(Stage::new(Rig::new(), SyncTab::Import));
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Apply 14 changes"));
    let find = h.get_by_role_and_label(Role::TextInput, "Find");
    find.focus();
    h.step();
    h.get_by_role_and_label(Role::TextInput, "Find").type_text("оплата");
    until(&mut h, "filtered", |h| !shows(h, "Вход по почте"));
    h.get_all_by_label("Include").next().expect("head").click();
    until(&mut h, "some left out", |h| !shows(h, "Apply 14 changes"));
    let preview = h.state().dialog.import().preview().expect("preview");
    assert!(preview.plan().cases.len() == 14);
    assert!(h.get_by_role_and_label(Role::TextInput, "Find").accesskit_node().value().is_some());
}

#[test]
fn a_number_of_the_sentence_shows_the_rows_that_it_counts() {
    let mut h = window(Stage::new(Rig::new(), SyncTab::Import));
    import_all(&mut h);
    let rig = &h.state().rig;
    rig.remove_there(&[3]);
    for id in [1, 2, 4] {
        rig.change_there(id, |c| c.title = format!("Changed {id}"));
    }
    h.get_by_label("New import").click();
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Apply 4 changes"));
    // Each row has a check box, and the head of the table has one.
    let rows = |h: &Harness<'_, Stage>| h.query_all_by_label("Include").count().saturating_sub(1);
    let open = |h: &mut Harness<'_, Stage>, name: &str| {
        h.get_by_role_and_label(Role::Link, name).click();
        h.run_steps(3);
        assert!(h.query_by_role_and_label(Role::RadioButton, name).is_some(), "the pill of {name}");
        rows(h)
    };
    assert!(shows(&h, "0 to be created, 3 updated, 0 deselected by you. 1 to be unlinked."));
    assert_eq!(open(&mut h, "To be created"), 0);
    assert_eq!(open(&mut h, "To be unlinked"), 1);
    assert_eq!(open(&mut h, "To be updated"), 3);
    h.get_all_by_label("Include").nth(1).expect("first case").click();
    until(&mut h, "one skipped", |h| shows(h, "2 updated, 1 deselected by you"));
    assert_eq!(rows(&h), 2, "the skipped one is no longer counted");
    assert_eq!(open(&mut h, "Deselected by you"), 1);
    // The pill shows everything again.
    h.get_by_role_and_label(Role::RadioButton, "Deselected by you").click();
    h.run_steps(3);
    assert!(h.query_by_role_and_label(Role::RadioButton, "Deselected by you").is_none() && rows(&h) > 3);
}
