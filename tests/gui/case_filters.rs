//! Filters of the grid of cases by function, owner and custom fields, and the same fields set for several cases.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::action::Action;
use voluptas::ui_command::UiCommand;
use voluptas_app::cases::bulk::{CaseChange, change_cases};
use voluptas_core::domain::custom_field::{CustomField, FieldEntity, FieldOption, FieldType};
use voluptas_store::{CaseColumn, Op};

use crate::support::{Desk, case_id, click, is_said, open_case, select, shows, store, stored, type_text};

/// The window with the grid of cases in front. The shop has a custom field of some types.
fn desk() -> Desk {
    let mut desk = Desk::new();
    store(&desk)
        .write(Op::edit("fields"), |tx| {
            let field = |title: &str, kind| CustomField::new(title, FieldEntity::Case, kind);
            let options = ["Low", "High"].into_iter().zip(1..).map(|(title, id)| FieldOption { id, title: title.into() });
            tx.fields().create(&CustomField { options: options.collect(), ..field("Risk", FieldType::Selectbox) })?;
            tx.fields().create(&field("Minutes", FieldType::Number))?;
            tx.fields().create(&field("Note", FieldType::String))?;
            tx.fields().create(&field("Seen", FieldType::Checkbox)).map(drop)
        })
        .expect("fields");
    desk.h.state_mut().backend.refresh();
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
    desk
}

/// Opens the menu of parts of the filter at one of its lists.
fn add(desk: &mut Desk, list: &str) {
    click(desk, Role::Button, "Filter");
    click(desk, Role::MenuItem, list);
}

/// Opens the menu of the bar of several cases at one of its lists.
fn set(desk: &mut Desk, list: &str) {
    click(desk, Role::Button, "Set field");
    click(desk, Role::MenuItem, list);
}

#[test]
fn esc_in_the_menu_of_the_filter_gives_the_keyboard_back() {
    let mut desk = desk();
    desk.h.get_by_role_and_label(Role::Button, "Filter").focus();
    desk.settle();
    desk.h.key_press(Key::Enter);
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::MenuItem, "Tags").is_some());
    desk.h.key_press(Key::Escape);
    desk.settle();
    assert!(desk.h.query_by_role_and_label(Role::MenuItem, "Tags").is_none());
    assert!(desk.h.get_by_role_and_label(Role::Button, "Filter").is_focused());
}

#[test]
fn a_case_shows_which_of_its_fields_must_have_a_value() {
    let mut desk = desk();
    let required = CustomField { is_required: true, ..CustomField::new("Ticket", FieldEntity::Case, FieldType::String) };
    store(&desk).write(Op::edit("fields"), |tx| tx.fields().create(&required)).expect("a field");
    desk.h.set_size(vec2(1440.0, 2000.0));
    let case = open_case(&mut desk, "Code gives 10 %");
    desk.until("the fields", |h| h.query_all_by_label("Ticket").next().is_some());
    let stars: Vec<_> = desk.h.query_all_by_label("*").collect();
    assert_eq!(stars.len(), 1);
    let title = desk.h.get_all_by_label("Ticket").next().expect("its title").rect();
    assert!(stars[0].rect().left() > title.left() && stars[0].rect().intersects(title.expand(40.0)));
    drop(stars);
    desk.h.get_by_role_and_label(Role::CheckBox, "Seen").click();
    desk.settle();
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::S);
    let store = store(&desk);
    let seen = || store.read(|tx| tx.cases().get(case)).expect("the case").content.custom_fields.get("Seen").cloned();
    desk.until("the box is stored", |_| seen().as_deref() == Some("1"));
}

#[test]
fn a_function_means_those_below_it_and_combines_with_an_owner() {
    let mut desk = desk();
    add(&mut desk, "Function…");
    type_text(&mut desk, "Cart shop.cart");
    desk.h.key_press(Key::Enter);
    desk.until("the cases of the functions of the cart", |h| !shows(h, "Search by name, check 1"));
    desk.h.get_by_role_and_label(Role::Button, "Remove from the filter: Function Cart");
    assert!(shows(&desk.h, "Code gives 10 %") && shows(&desk.h, "Add to cart, check 1"));
    add(&mut desk, "Owner");
    click(&mut desk, Role::ListBoxOption, "Irina Shag");
    desk.until("those of one owner", |h| !shows(h, "Add to cart, check 1"));
    assert!(shows(&desk.h, "Code gives 10 %"));
    desk.h.get_by_role_and_label(Role::Button, "Remove from the filter: Owner Irina Shag");
}

#[test]
fn a_part_of_the_filter_moves_neither_its_button_nor_the_grid() {
    for width in [1440.0, 1000.0] {
        let mut desk = desk();
        desk.h.set_size(vec2(width, 900.0));
        desk.settle();
        let button = |desk: &Desk| desk.h.get_by_role_and_label(Role::Button, "Filter").rect();
        let head = |desk: &Desk| desk.h.query_by_role_and_label(Role::ColumnHeader, "Title").map(|head| head.rect().top());
        let before = (button(&desk), head(&desk).expect("the grid"));
        // A list without a case shows no grid.
        let stays = |desk: &Desk| button(desk) == before.0 && head(desk).is_none_or(|top| top == before.1);
        desk.h.get_by_role_and_label(Role::TreeItem, "Checkout").click();
        desk.settle();
        assert!(stays(&desk), "a suite at {width}");
        desk.h.state_mut().views.cases.search("code".into());
        desk.until("what is hidden", |h| h.query_by_label_contains("Show all").is_some());
        assert!(stays(&desk), "words at {width}");
        for part in ["Never run", "No function", "Mine", "Flaky", "Marked flaky"] {
            click(&mut desk, Role::Button, "Filter");
            click(&mut desk, Role::ListBoxOption, part);
            desk.h.key_press(Key::Escape);
            desk.settle();
            assert!(stays(&desk), "{part} at {width}");
        }
        // Parts without room are in a menu, and are removed there.
        desk.h.query_all_by_label_contains(" more").last().expect("the menu").click();
        desk.settle();
        click(&mut desk, Role::Button, "Remove from the filter:  No function");
        desk.h.key_press(Key::Escape);
        desk.settle();
        assert!(desk.h.query_by_label("Remove from the filter:  No function").is_none());
        assert!(stays(&desk), "{width}");
    }
}

#[test]
fn custom_fields_are_set_for_several_cases_and_filter_them() {
    let mut desk = desk();
    let titles = ["Code gives 10 %", "Two codes at once"];
    let ids = titles.map(|title| case_id(&desk, title));
    let apply = |desk: &mut Desk| {
        desk.until("the preview", |h| h.query_by_label_contains("2 values change").is_some());
        desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
        desk.settle();
    };
    select(&mut desk, &titles);
    set(&mut desk, "Minutes");
    desk.h.get_by_role_and_label(Role::TextInput, "Minutes").focus();
    desk.settle();
    type_text(&mut desk, "abc");
    desk.h.get_by_label("Enter a number.");
    for _ in 0..3 {
        desk.h.key_press(Key::Backspace);
    }
    type_text(&mut desk, "12");
    click(&mut desk, Role::Button, "Set");
    apply(&mut desk);
    desk.until("the number is stored", |_| true);
    set(&mut desk, "Risk");
    click(&mut desk, Role::MenuItem, "High");
    apply(&mut desk);
    set(&mut desk, "Owner");
    click(&mut desk, Role::MenuItem, "Sam Orlov");
    apply(&mut desk);
    let field = |desk: &Desk, title: &str| ids.map(|id| stored(desk, id).content.custom_fields.get(title).cloned());
    desk.until("the owner in the workspace", |h| {
        let store = &h.state().backend.workspace().expect("workspace").store;
        store.read(|tx| tx.cases().get(ids[1])).expect("case").content.custom_fields.contains_key("Owner")
    });
    assert_eq!(field(&desk, "Minutes"), [Some("12".to_owned()), Some("12".to_owned())]);
    assert_eq!(field(&desk, "Risk"), [Some("2".to_owned()), Some("2".to_owned())]);
    assert_eq!(field(&desk, "Owner"), [Some("Sam Orlov".to_owned()), Some("Sam Orlov".to_owned())]);

    add(&mut desk, "Custom fields");
    click(&mut desk, Role::MenuItem, "Minutes");
    desk.h.get_by_role_and_label(Role::TextInput, "From").focus();
    desk.settle();
    type_text(&mut desk, "10");
    desk.until("the cases with so many minutes", |h| !shows(h, "Expired code is refused"));
    assert!(shows(&desk.h, "Two codes at once"));
    desk.h.key_press(Key::Escape);
    desk.settle();
    click(&mut desk, Role::Button, "Save filter");
    type_text(&mut desk, "Long");
    desk.h.key_press(Key::Enter);
    desk.settle();
    let mut desk = desk.restart();
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
    click(&mut desk, Role::RadioButton, "Long");
    desk.until("the saved filter", |h| !shows(h, "Expired code is refused"));
    desk.h.get_by_role_and_label(Role::Button, "Remove from the filter: Minutes from 10");
}

#[test]
fn mine_are_the_cases_edited_one_by_one() {
    let mut desk = desk();
    let backend = &mut desk.h.state_mut().backend;
    backend.settings.general.author = Some("Mira".to_owned());
    backend.take_author();
    desk.settle();
    select(&mut desk, &["Code gives 10 %", "Two codes at once"]);
    set(&mut desk, "Severity");
    click(&mut desk, Role::MenuItem, "Major");
    desk.h.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    desk.until("the edit of several", |h| is_said(h, "Changed 2 cases"));
    select(&mut desk, &["Expired code is refused"]);
    let id = case_id(&desk, "Expired code is refused");
    change_cases(&store(&desk), &[(id, CaseChange::Slug(CaseColumn::Severity, "minor".into()))]).expect("one");
    desk.settle();
    click(&mut desk, Role::RadioButton, "Mine");
    desk.until("my cases alone", |h| !shows(h, "Two codes at once") && shows(h, "Expired code is refused"));
}

#[test]
fn the_preview_says_that_the_shown_owner_comes_from_the_function() {
    let mut desk = desk();
    select(&mut desk, &["Code gives 10 %", "Two codes at once"]);
    set(&mut desk, "Owner");
    click(&mut desk, Role::MenuItem, "Irina Shag");
    desk.until("both cases", |h| h.query_all_by_label_contains("Owner Irina Shag (from the function) → Irina Shag").count() == 2);
}

#[test]
fn a_suite_that_is_selected_filters_the_grid_after_a_restart() {
    let mut desk = desk();
    click(&mut desk, Role::TreeItem, "Checkout");
    let is_filtered = |desk: &Desk| !shows(&desk.h, "Expired code is refused");
    let before = is_filtered(&desk);
    let mut desk = desk.restart();
    desk.h.get_by_role_and_label(Role::Table, "Cases");
    let suite = desk.h.get_by_role_and_label(Role::TreeItem, "Checkout");
    assert_eq!(suite.accesskit_node().is_selected(), Some(true), "the tree marks the suite");
    let shown = desk.h.state().views.cases.shown_part().map(|cases| cases.len());
    let all = desk.h.state().backend.cases().map(|cases| cases.rows.len());
    assert!(shown.is_some_and(|n| Some(n) < all), "the grid shows the suite alone: {shown:?} of {all:?}");
    desk.settle();
    assert_eq!(is_filtered(&desk), before);
}

#[test]
fn milestones_filter_the_cases_and_tags_group_them() {
    use voluptas_app::project::milestones;
    use voluptas_store::milestones::MilestoneContent;
    let mut desk = desk();
    let project = store(&desk).read(|tx| tx.projects().all()).expect("projects")[0].id;
    let content = MilestoneContent { title: "Autumn".into(), ..MilestoneContent::default() };
    let autumn = milestones::create(&store(&desk), project, &content).expect("a milestone");
    let (in_it, tagged) = (case_id(&desk, "Code gives 10 %"), case_id(&desk, "Two codes at once"));
    let changes = [(in_it, CaseChange::Milestone(Some(autumn))), (tagged, CaseChange::Tags(vec!["aged".into()]))];
    change_cases(&store(&desk), &changes).expect("changed");
    desk.until("the milestone is offered", |h| {
        h.state().views.cases.table().is_some_and(|table| table.rows.iter().any(|row| row.milestone == Some(autumn)))
    });
    add(&mut desk, "Milestone");
    click(&mut desk, Role::ListBoxOption, "Autumn");
    desk.until("the cases of the milestone", |h| !shows(h, "Two codes at once"));
    assert!(shows(&desk.h, "Code gives 10 %"));
    desk.h.key_press(Key::Escape);
    desk.settle();
    click(&mut desk, Role::Button, "Remove from the filter: Milestone Autumn");
    add(&mut desk, "Milestone");
    click(&mut desk, Role::ListBoxOption, "Not set");
    desk.until("the cases of no milestone", |h| shows(h, "Two codes at once") && !shows(h, "Code gives 10 %"));
    desk.h.key_press(Key::Escape);
    desk.settle();
    click(&mut desk, Role::Button, "Remove from the filter: Milestone Not set");
    click(&mut desk, Role::Button, "Group by: Suite");
    click(&mut desk, Role::ListBoxOption, "Tags");
    desk.until("a group for each set of tags", |h| {
        let heads: Vec<&str> =
            ["aged", "cart, smoke"].into_iter().filter(|head| h.query_all_by_label_contains(head).next().is_some()).collect();
        heads.len() == 2
    });
}
