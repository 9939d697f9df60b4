//! The versions of a case: compared side by side or in one column, with the draft, the functions and the results of each.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use voluptas::action::Action;
use voluptas::shell::Shell;
use voluptas::ui_command::UiCommand;
use voluptas_app::cases;
use voluptas_app::cases::bulk::{CaseChange, change_cases};
use voluptas_core::domain::mapping::Origin;
use voluptas_core::domain::review::ReviewState;
use voluptas_store::Op;

use crate::support::{Desk, press, press_key, store, stored};
use crate::writing::{TITLE, replace, reviewed, save, shop, value};

#[test]
fn two_versions_stand_side_by_side_and_the_older_one_is_restored() {
    let (mut desk, id) = shop();
    replace(&mut desk, "Title", "Outdated code is refused");
    save(&mut desk, "the second version", id, |c| c.title == "Outdated code is refused");
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Versions").click();
    desk.until("the comparison", |h| h.query_by_label(&format!("Title: {TITLE} → Outdated code is refused")).is_some());
    desk.h.get_by_role_and_label(Role::Button, "Restore this version").click();
    desk.until("it is restored", |h| {
        let store = h.state().backend.workspace().expect("workspace").store.clone();
        store.read(|tx| tx.cases().get(id)).expect("the case").content.title == TITLE
    });
    desk.until("nothing differs any more", |h| h.query_by_label("The two versions hold the same.").is_some());
    press(&mut desk, Modifiers::NONE, Key::Escape);
    assert_eq!(value(&desk, "Title"), TITLE);
}

#[test]
fn the_whole_case_stands_beside_its_changes() {
    let (mut desk, id) = shop();
    replace(&mut desk, "Title", "Outdated code is refused");
    save(&mut desk, "the second version", id, |c| c.title == "Outdated code is refused");
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Versions").click();
    desk.until("the comparison", |h| h.query_by_label(&format!("Title: {TITLE} → Outdated code is refused")).is_some());
    let content = store(&desk).read(|tx| tx.cases().get(id)).expect("the case").content;
    let step = content.steps.first().expect("a step").action.clone();
    let shows_step =
        |h: &Harness<'static, Shell>| h.query_all_by_label_contains(&format!("Step 1: Action: {step}")).next().is_some();
    assert!(!shows_step(&desk.h), "an equal step is no change");
    desk.h.get_by_label("Whole case").click();
    desk.until("the equal step", shows_step);
    assert!(desk.h.query_all_by_label_contains("Unchanged:").next().is_none(), "all is shown");
    desk.h.get_by_label("Whole case").focus();
    desk.settle();
    press(&mut desk, Modifiers::NONE, Key::ArrowLeft);
    desk.until("the changes alone", |h| !shows_step(h));
}

#[test]
fn ctrl_enter_restores_the_shown_version() {
    let (mut desk, id) = shop();
    let version = |title: &str| [(id, CaseChange::Title(title.into()))];
    change_cases(&store(&desk), &version("Outdated code is refused")).expect("an edit");
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Versions").click();
    desk.until("the comparison", |h| h.query_by_label(&format!("Title: {TITLE} → Outdated code is refused")).is_some());
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("it is restored", |h| {
        let store = h.state().backend.workspace().expect("workspace").store.clone();
        store.read(|tx| tx.cases().get(id)).expect("the case").content.title == TITLE
    });
    desk.settle();
    assert!(desk.h.get_by_role_and_label(Role::Button, "Restore this version").accesskit_node().is_disabled());
    desk.h.get_by_role_and_label(Role::Link, &format!("SHOP-{}", stored(&desk, id).number)).click();
    desk.settle();
    assert_eq!(value(&desk, "Title"), TITLE);
}

#[test]
fn a_version_with_the_present_content_says_why_it_is_not_restored() {
    let (mut desk, id) = shop();
    press(&mut desk, Modifiers::COMMAND | Modifiers::SHIFT, Key::R);
    desk.until("in review", |h| h.query_by_label_contains("In review: sent by").is_some());
    assert_eq!(reviewed(&desk, id).0, Some(ReviewState::InReview));
    desk.h.get_by_role_and_label(Role::Button, "Versions").click();
    desk.until("the versions", |h| h.query_by_label_contains("has the content of the current one").is_some());
    assert!(desk.h.get_by_role_and_label(Role::Button, "Restore this version").accesskit_node().is_disabled());
    press(&mut desk, Modifiers::NONE, Key::ArrowUp);
    desk.h.get_by_label("Nothing to restore: this is the current version.");
}

#[test]
fn functions_are_part_of_a_version_and_come_back_with_it() {
    let (mut desk, id) = shop();
    let of = |desk: &Desk| store(desk).read(|tx| tx.mappings().functions_of(id)).expect("functions");
    let before = of(&desk);
    let (function, title) = store(&desk)
        .read(|tx| {
            let other = tx.functions().all()?.into_iter().find(|f| !before.contains(&f.id)).expect("another function");
            Ok((other.id, other.content.title))
        })
        .expect("functions");
    store(&desk).write(Op::edit("link"), |tx| tx.mappings().link(function, id, Origin::Manual)).expect("linked");
    desk.h.state_mut().backend.refresh();
    desk.settle();
    let versions = cases::versions::versions(&store(&desk), id).expect("versions");
    assert!(versions[0].functions.contains(&function) && !versions[1].functions.contains(&function));
    assert_eq!(versions[0].content, versions[1].content);
    desk.h.get_by_role_and_label(Role::Button, "Versions").click();
    desk.until("the new function", |h| h.query_all_by_label_contains(&title).any(|n| is_row(&n, "Functions covered: ")));
    desk.h.get_by_role_and_label(Role::Button, "Restore this version").click();
    desk.until("the functions as they were", |h| {
        let store = h.state().backend.workspace().expect("workspace").store.clone();
        store.read(|tx| tx.mappings().functions_of(id)).expect("functions") == before
    });
    desk.settle();
    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
    desk.until("the function again", |h| {
        let store = h.state().backend.workspace().expect("workspace").store.clone();
        store.read(|tx| tx.mappings().functions_of(id)).expect("functions").contains(&function)
    });
}

fn is_row(node: &egui_kittest::Node<'_>, begin: &str) -> bool {
    node.accesskit_node().label().or(node.accesskit_node().value()).is_some_and(|words| words.starts_with(begin))
}

#[test]
fn a_draft_stands_above_the_versions_also_after_a_restart() {
    let (mut desk, id) = shop();
    replace(&mut desk, "Title", "Outdated code is refused");
    desk.h.get_by_role_and_label(Role::Button, "Versions").click();
    let drafted = format!("Title: {TITLE} → Outdated code is refused");
    let shows_draft = |h: &Harness<'static, Shell>| h.query_by_role_and_label(Role::ListBoxOption, "Draft: Title").is_some();
    desk.until("the draft", shows_draft);
    press_key(&mut desk, Key::Home);
    desk.until("its change", |h| h.query_all_by_label(&drafted).next().is_some());
    desk.h.get_by_label_contains("This is your draft.");
    assert!(desk.h.get_by_role_and_label(Role::Button, "Restore this version").accesskit_node().is_disabled());
    // The file of the draft is enough.
    desk.settle();
    let mut desk = desk.restart();
    desk.until("the draft of the file", shows_draft);
    press(&mut desk, Modifiers::NONE, Key::Escape);
    desk.until("the editor", |h| h.query_by_role_and_label(Role::MultilineTextInput, "Title").is_some());
    assert_eq!(value(&desk, "Title"), "Outdated code is refused");
    save(&mut desk, "the second version", id, |c| c.title == "Outdated code is refused");
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Versions").click();
    desk.until("two versions", |h| h.query_all_by_label(&drafted).next().is_some());
    assert!(!shows_draft(&desk.h), "a saved draft is a version");
}

#[test]
fn changes_stand_in_one_column_when_a_person_wants_that_and_the_choice_is_kept() {
    let (mut desk, id) = shop();
    replace(&mut desk, "Title", "Outdated code is refused");
    save(&mut desk, "the second version", id, |c| c.title == "Outdated code is refused");
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Versions").click();
    let row = format!("Title: {TITLE} → Outdated code is refused");
    desk.until("the comparison", |h| h.query_by_label(&row).is_some());
    // The history in the inspector has a line of the same words.
    let rects = |desk: &Desk| desk.h.get_all_by_label(&row).map(|node| node.rect()).collect::<Vec<_>>();
    let height = |desk: &Desk| rects(desk).iter().max_by(|a, b| a.width().total_cmp(&b.width())).expect("the row").height();
    let beside = height(&desk);
    desk.h.get_by_role_and_label(Role::Button, "One below the other").click();
    desk.settle();
    assert!(height(&desk) > beside, "one value below the other");
    let desk = desk.restart();
    desk.h.get_by_role_and_label(Role::Button, "Side by side");
    assert!(height(&desk) > beside);
}

#[test]
fn the_results_of_a_version_lead_to_the_run_of_the_last_one() {
    let (mut desk, _) = shop();
    desk.h.get_by_role_and_label(Role::Button, "Versions").click();
    desk.until("its results", |h| h.query_all_by_label_contains("with this version").next().is_some());
    let name =
        desk.h.state().backend.runs().expect("runs").rows.iter().map(|row| format!("#{}", row.run.number)).collect::<Vec<_>>();
    let link = desk.h.get_all_by_role(Role::Link).find(|n| n.accesskit_node().label().is_some_and(|l| name.contains(&l)));
    link.expect("a link to the run").click();
    desk.until("the run", |h| matches!(h.state().state.tab(), voluptas::views::MiddleTab::Run(_)));
}

#[test]
fn many_versions_keep_their_numbers_and_a_draft_keeps_what_others_changed() {
    let (desk, id) = shop();
    let first = cases::versions::versions(&store(&desk), id).expect("versions").len();
    for n in 0..150 {
        change_cases(&store(&desk), &[(id, CaseChange::Title(format!("Title {n}")))]).expect("an edit");
    }
    let versions = cases::versions::versions(&store(&desk), id).expect("versions");
    assert_eq!((versions.len(), versions[0].number, versions[149].number), (first + 150, first + 150, first + 1));
    assert_eq!(versions[149].content.title, "Title 0");
    // A draft of the description, begun before somebody changed the title.
    let base = cases::edit::load(&store(&desk), id).expect("the case").form;
    let mut draft = base.clone();
    draft.content.description = Some("Mine".into());
    change_cases(&store(&desk), &[(id, CaseChange::Title("Theirs".into()))]).expect("an edit");
    let present = cases::versions::versions(&store(&desk), id).expect("versions").remove(0);
    let drafted = present.drafted(&base, &draft, 0);
    assert_eq!((drafted.content.title.as_str(), drafted.content.description.as_deref()), ("Theirs", Some("Mine")));
}

#[test]
fn the_parts_of_a_changed_step_have_their_names() {
    let (mut desk, id) = shop();
    replace(&mut desk, "Expected result, step 1", "The sum is 7,400");
    save(&mut desk, "the second version", id, |c| c.steps[0].expected.as_deref() == Some("The sum is 7,400"));
    desk.settle();
    desk.h.get_by_role_and_label(Role::Button, "Versions").click();
    desk.until("the comparison", |h| {
        let row = "Step 1: Action: Open the cart\nExpected result: The sum is 740 → Action: Open the cart\nExpected result: The sum is 7,400";
        h.query_by_label(row).is_some()
    });
}

#[test]
fn the_inspector_tells_which_functions_a_case_got_and_lost() {
    let (mut desk, id) = shop();
    let linked = |desk: &Desk, func_id: &str| {
        store(desk).read(|tx| tx.functions().all()).expect("functions").into_iter().find(|f| f.content.func_id == func_id)
    };
    let cart = linked(&desk, "shop.cart.add").expect("the function").id;
    voluptas_app::functions::edit::link(&store(&desk), &[(cart, id, Origin::Manual)]).expect("linked");
    desk.until("the function it got", |h| h.query_by_label("Functions covered: empty → Add to cart").is_some());
    let promo = linked(&desk, "shop.cart.promo_code").expect("the function").id;
    store(&desk).write(Op::edit("unlink"), |tx| tx.mappings().unlink(promo, id)).expect("unlinked");
    desk.until("the function it lost", |h| h.query_by_label("Functions covered: Promo code → empty").is_some());
}
