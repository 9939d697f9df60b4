//! Pairs of projects: kept, loaded, watched, taken back, and what a watch that fails says.

use crate::mirror::{autotests, chosen, client, value};
use crate::rig::{Rig, Stage, apply, shows, until, window};
use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use voluptas::sync_dialog::SyncTab;
use voluptas_app::mirror;
use voluptas_app::qase::connection::QaseConnection;
use voluptas_i18n::{Lang, Tr};
use voluptas_mirror::Pair;

#[test]
fn pairs_are_kept_loaded_watched_and_taken_back() {
    let rig = Rig::new();
    let client = client(&rig);
    rig.workspace.jobs.handle().block_on(autotests(&client, true));
    let mut h = chosen(rig, Lang::En);
    let kept = |h: &Harness<'_, Stage>| mirror::pairs::list(&h.state().rig.reopened()).expect("pairs");
    assert!(shows(&h, "Save pairs of projects here"));
    h.get_by_role_and_label(Role::CheckBox, "Stack traces").click();
    h.step();
    h.get_by_label("Save pair").click();
    until(&mut h, "the pair", |h| h.query_by_role_and_label(Role::ListBoxOption, "AUTO → SHOP").is_some());
    let pair = kept(&h).remove(0).pair;
    assert!(pair.include.stacktrace && !pair.include.steps && !pair.enabled && pair.source_project == "AUTO");
    // What is the same needs no keeping; what was changed does.
    until(&mut h, "nothing to keep", |h| h.get_by_label("Pair saved").accesskit_node().is_disabled());
    h.get_by_role_and_label(Role::CheckBox, "Only the last result of each case").click();
    until(&mut h, "something to keep", |h| h.query_by_label("Update pair").is_some());
    h.get_by_label("Update pair").click();
    until(&mut h, "kept", |h| kept(h).first().is_some_and(|p| p.pair.latest_only));
    assert_eq!(kept(&h).len(), 1);
    // Another choice, and back to the pair by one click.
    h.get_by_label("Swap sides").click();
    h.get_by_role_and_label(Role::RadioButton, "Title").click();
    until(&mut h, "turned round", |h| value(h, "Source project").is_some_and(|v| v.starts_with("SHOP · ")));
    // What is not the choice is not marked.
    h.step();
    assert!(h.query_by_label("Keep watching").is_none() && h.query_by_label("Save pair").is_some());
    h.get_by_role_and_label(Role::ListBoxOption, "AUTO → SHOP").click();
    until(&mut h, "the pair", |h| h.query_by_label("Keep watching").is_some());
    h.get_by_label("Keep watching").click();
    until(&mut h, "watched", |h| kept(h)[0].pair.enabled);
    // Only some runs are watched for.
    until(&mut h, "the field", |h| h.query_by_role(Role::TextInput).is_some());
    let name = "Titles of runs to watch; * matches any text";
    h.get_by_role_and_label(Role::TextInput, name).focus();
    h.step();
    h.get_by_role_and_label(Role::TextInput, name).type_text("Night*");
    h.step();
    h.key_press(Key::Tab);
    until(&mut h, "the pattern", |h| kept(h)[0].pair.run_title.as_deref() == Some("Night*"));
    h.get_by_label("Keep watching").click();
    until(&mut h, "no longer watched", |h| !kept(h)[0].pair.enabled && kept(h)[0].pair.run_title.is_some());
    h.get_by_label("Delete pair").click();
    until(&mut h, "gone", |h| kept(h).is_empty() && shows(h, "Pair deleted"));
    h.get_by_label("Undo").click();
    until(&mut h, "there again", |h| kept(h).len() == 1 && shows(h, "AUTO → SHOP"));
    assert!(kept(&h)[0].pair.latest_only);
}

#[test]
fn a_pair_is_loaded_mirrored_and_says_how_it_went() {
    let rig = Rig::new();
    let client = client(&rig);
    rig.workspace.jobs.handle().block_on(autotests(&client, true));
    let template = Some("{title} of {project}".to_owned());
    let pair = Pair { enabled: false, target_run_title: template, ..Pair::new("AUTO", "SHOP") };
    mirror::pairs::save(&rig.workspace.store, None, &pair).expect("kept");
    let mut h = window(Stage::new(rig, SyncTab::Mirror));
    until(&mut h, "the pair", |h| h.query_by_role_and_label(Role::ListBoxOption, "AUTO → SHOP").is_some());
    h.get_by_role_and_label(Role::ListBoxOption, "AUTO → SHOP").click();
    until(&mut h, "the way is free", |h| shows(h, "Results of “Nightly”"));
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Mirror 13 results") && shows(h, "Nightly of AUTO"));
    apply(&mut h);
    until(&mut h, "summary", |h| shows(h, "Mirror finished"));
    until(&mut h, "what came of it", |h| {
        let kept = mirror::pairs::list(&h.state().rig.reopened()).expect("pairs");
        kept[0].last.as_ref().is_some_and(|l| l.outcome == "done")
    });
}

/// Text of the field of titles.
fn titles(h: &Harness<'_, Stage>) -> Option<String> {
    let name = "Titles of runs to watch; * matches any text";
    h.query_by_role_and_label(Role::TextInput, name)?.accesskit_node().value()
}

#[test]
fn the_titles_of_one_pair_do_not_get_into_another() {
    let rig = Rig::new();
    let client = client(&rig);
    rig.workspace.jobs.handle().block_on(autotests(&client, true));
    let nightly = Pair { run_title: Some("Night*".into()), ..Pair::new("AUTO", "SHOP") };
    mirror::pairs::save(&rig.workspace.store, None, &nightly).expect("kept");
    let mut h = window(Stage::new(rig, SyncTab::Mirror));
    let kept = |h: &Harness<'_, Stage>| mirror::pairs::list(&h.state().rig.reopened()).expect("pairs");
    until(&mut h, "the pair", |h| h.query_by_role_and_label(Role::ListBoxOption, "AUTO → SHOP").is_some());
    h.get_by_role_and_label(Role::ListBoxOption, "AUTO → SHOP").click();
    until(&mut h, "its titles", |h| titles(h).as_deref() == Some("Night*"));
    // The other way round is kept, and watched.
    h.get_by_label("Swap sides").click();
    until(&mut h, "another pair", |h| h.query_by_label("Save pair").is_some_and(|n| !n.accesskit_node().is_disabled()));
    h.get_by_label("Save pair").click();
    until(&mut h, "kept", |h| kept(h).len() == 2 && h.query_by_label("Keep watching").is_some());
    h.get_by_label("Keep watching").click();
    until(&mut h, "watched", |h| kept(h)[1].pair.enabled && titles(h).is_some());
    assert_eq!(titles(&h).as_deref(), Some(""));
    // One that was deleted and taken back has its own as well.
    h.get_by_role_and_label(Role::ListBoxOption, "AUTO → SHOP").click();
    until(&mut h, "its titles", |h| titles(h).as_deref() == Some("Night*"));
    h.get_by_label("Delete pair").click();
    until(&mut h, "gone", |h| {
        let row = h.query_by_role_and_label(Role::ListBoxOption, "AUTO → SHOP");
        row.is_none() && kept(h).len() == 1 && shows(h, "Pair deleted")
    });
    h.get_by_role_and_label(Role::ListBoxOption, "SHOP → AUTO").click();
    until(&mut h, "no titles", |h| titles(h).as_deref() == Some(""));
    h.get_by_label("Undo").click();
    until(&mut h, "there again", |h| kept(h).len() == 2);
    until(&mut h, "the titles of the one that is chosen", |h| {
        let chosen = h.query_all_by_role(Role::ListBoxOption).find(|n| n.accesskit_node().is_selected() == Some(true));
        let is_nightly = chosen.is_some_and(|n| n.accesskit_node().label().as_deref() == Some("AUTO → SHOP"));
        titles(h).as_deref() == Some(if is_nightly { "Night*" } else { "" })
    });
    assert_eq!(kept(&h).iter().filter(|p| p.pair.run_title.is_some()).count(), 1);
}

#[test]
fn what_is_kept_already_is_not_kept_twice() {
    let rig = Rig::new();
    let client = client(&rig);
    rig.workspace.jobs.handle().block_on(autotests(&client, true));
    let pair = Pair { run_title: Some("Night*".into()), ..Pair::new("auto ", "shop") };
    let id = mirror::pairs::save(&rig.workspace.store, None, &pair).expect("kept");
    assert_eq!(mirror::pairs::add_once(&rig.workspace.store, &Pair::new("AUTO", "SHOP")).expect("kept"), id);
    // Projects chosen by hand, and it is the pair.
    let mut h = chosen(rig, Lang::En);
    until(&mut h, "found", |h| h.query_by_label("Pair saved").is_some_and(|n| n.accesskit_node().is_disabled()));
    assert_eq!(titles(&h).as_deref(), Some("Night*"), "it is chosen");
    h.get_by_role_and_label(Role::CheckBox, "Stack traces").click();
    until(&mut h, "another one", |h| h.query_by_label("Save pair").is_some_and(|n| !n.accesskit_node().is_disabled()));
    h.get_by_role_and_label(Role::CheckBox, "Stack traces").click();
    until(&mut h, "the pair again", |h| h.query_by_label("Pair saved").is_some());
    assert_eq!(mirror::pairs::list(&h.state().rig.reopened()).expect("pairs").len(), 1);
}

#[test]
fn a_watch_that_fails_says_why_and_is_tried_again() {
    let rig = Rig::new();
    let other = Rig::new();
    let pair = Pair { second_account: true, ..Pair::new("SHOP", "SHOP") };
    let id = mirror::pairs::save(&rig.workspace.store, None, &pair).expect("kept");
    let mut h = window(Stage::new(rig, SyncTab::Mirror));
    let poll = |h: &mut Harness<'_, Stage>, second: Option<&QaseConnection>| {
        let stage = h.state_mut();
        stage.watchers.poll(&stage.rig.workspace, Some(&stage.rig.link), second);
    };
    until(&mut h, "the reason", |h| {
        poll(h, None);
        h.query_by_role_and_label(Role::Link, "Try again").is_some()
    });
    let failure = h.state().watchers.trouble(id).expect("trouble");
    let tr = Tr::new(Lang::En);
    assert!(shows(&h, &tr.message(&failure.message)) && shows(&h, &tr.message(&failure.remedy.expect("a remedy"))));
    h.get_by_role_and_label(Role::Link, "Try again").click();
    h.step();
    assert!(h.state().watchers.trouble(id).is_none(), "it begins anew");
    until(&mut h, "all is well", |h| {
        poll(h, Some(&other.link));
        h.query_by_role_and_label(Role::Link, "Try again").is_none()
    });
}
