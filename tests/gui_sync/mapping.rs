//! Mapping: suggestions are accepted, links cut and made by hand; what is in the file afterwards.

use crate::export::mapped;
use crate::rig::{Rig, Stage, shows, until, window};
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use voluptas::sync_dialog::SyncTab;
use voluptas_core::domain::mapping::Origin;
use voluptas_store::Op;

fn mappings(rig: &Rig) -> Vec<(i64, i64, Origin)> {
    let read = rig.reopened().read(|tx| tx.mappings().all());
    read.expect("mappings").into_iter().map(|m| (m.function_id.0, m.case_id.0, m.origin)).collect()
}

#[test]
fn suggestions_above_the_threshold_are_accepted_at_once() {
    let mut h = window(Stage::new(mapped(), SyncTab::Mapping));
    until(&mut h, "the mapping", |h| shows(h, "Linked pairs: 3"));
    h.get_by_label("Suggestions").click();
    until(&mut h, "suggestions", |h| shows(h, "same title"));
    let good = h.state().dialog.mapping().good_suggestions();
    assert!(good > 0);
    h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    until(&mut h, "linked", |h| h.state().asked.iter().any(|r| r.news.iter().any(|news| news.words.contains("linked"))));
    let all = mappings(&h.state().rig);
    assert_eq!(all.len(), 3 + good);
    assert!(all.iter().any(|(.., origin)| *origin == Origin::SameTitle));
}

#[test]
fn a_link_is_cut_and_made_again_by_hand() {
    let mut h = window(Stage::new(mapped(), SyncTab::Mapping));
    until(&mut h, "the mapping", |h| shows(h, "Linked pairs: 3"));
    h.get_by_label("Unlink: Добавление товара").click();
    until(&mut h, "cut", |h| shows(h, "Linked pairs: 2"));
    let news = h.state().asked.iter().flat_map(|response| &response.news).next_back().cloned().expect("news");
    assert!(news.words.contains("unlinked") && news.operation.is_some(), "{news:?} is taken back by a button");
    assert_eq!(mappings(&h.state().rig).len(), 2);
    h.get_by_label("Functions without cases").click();
    until(&mut h, "orphans", |h| shows(h, "shop.cart.add"));
    h.get_all_by_label("shop.cart.add").next().expect("row").click();
    h.step();
    let find = "Find a case by title or ID";
    h.get_by_label(find).focus();
    h.step();
    h.get_by_label(find).type_text("добавление товара");
    until(&mut h, "found", |h| h.query_all_by_label("Link").count() == 1);
    h.get_by_label("Link").click();
    until(&mut h, "linked", |h| mappings(&h.state().rig).len() == 3);
    assert!(mappings(&h.state().rig).iter().any(|(f, _, o)| *f == h.state().rig.functions[3].0 && *o == Origin::Manual));
}

#[test]
fn nothing_to_map_says_what_to_do_first() {
    let mut h = window(Stage::new(Rig::new(), SyncTab::Mapping));
    until(&mut h, "the mapping", |h| shows(h, "Nothing to link yet"));
    until(&mut h, "its numbers", |h| shows(h, "Functions without cases: 6,"));
    h.get_by_label("History").click();
    until(&mut h, "history", |h| shows(h, "No syncs yet"));
    h.get_by_label("Start with an import").click();
    until(&mut h, "import", |h| shows(h, "7 of 7"));
}

#[test]
fn without_an_account_the_mapping_says_to_connect_first() {
    let mut h = window(Stage { connected: false, ..Stage::new(Rig::new(), SyncTab::Mapping) });
    until(&mut h, "the page", |h| shows(h, "Qase is not connected yet"));
    assert!(!shows(&h, "Start with an import"), "the import needs the account, too");
    h.get_by_label("Open settings").click();
    h.step();
    assert!(h.state().asked.iter().any(|response| response.open_settings));
}

#[test]
fn without_functions_the_mapping_says_that_they_are_missing() {
    let rig = mapped();
    let ids = rig.functions.clone();
    let deleted =
        rig.workspace.store.write(Op::bulk("trash"), |tx| ids.iter().try_for_each(|id| tx.functions().set_deleted(*id, true)));
    deleted.expect("deleted");
    let mut h = window(Stage::new(rig, SyncTab::Mapping));
    until(&mut h, "the page", |h| shows(h, "No functions to link yet"));
}
