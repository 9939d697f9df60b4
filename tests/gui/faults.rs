//! Faults of the window that were mended: words that were cut, marks that were lost, menus that jumped.

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, Rect, Shape, pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::action::{Action, CaseAction, ListAction};
use voluptas::model::cases::CaseKey;
use voluptas::model::window_selection::Selected;
use voluptas::state::{LeftTab, MiddleTab};
use voluptas::ui_command::UiCommand;
use voluptas_app::cases::bulk::{CaseChange, change_cases};
use voluptas_core::domain::Message;
use voluptas_core::domain::case::{CaseContent, NewCase};
use voluptas_core::domain::custom_field::{CustomField, FieldEntity, FieldOption, FieldType};
use voluptas_settings::LangChoice;
use voluptas_store::Op;
use voluptas_ui::theme::icons;
use voluptas_ui::widgets::{Toasts, Tone};

use crate::manual_run::run_of;
use crate::support::{Desk, Setup, case_id, command, create_case, is_said, press, select, store, store_of, suite_id};

/// The window with the grid of cases in front.
fn grid(lang: LangChoice, size: [f32; 2]) -> Desk {
    let mut desk = Desk::with(Setup { lang, ..Setup::default() });
    desk.h.set_size(size.into());
    desk.h.state_mut().act(Action::Command(UiCommand::ShowCases));
    desk.settle();
    desk
}

/// A case at the root.
fn new_case(title: &str) -> NewCase {
    NewCase { content: CaseContent { title: title.into(), ..CaseContent::default() }, ..NewCase::default() }
}

/// Width of a word of the interface, in points.
fn width_of(desk: &Desk, word: &str) -> f32 {
    let font = voluptas_ui::theme::Type::Body.font();
    let colour = eframe::egui::Color32::PLACEHOLDER;
    desk.h.ctx.fonts_mut(|fonts| fonts.layout_no_wrap(word.to_owned(), font, colour)).size().x
}

#[test]
fn words_of_priority_and_result_are_whole_in_both_languages() {
    for (lang, words) in [(LangChoice::En, ["Medium", "Not run"]), (LangChoice::Ru, ["Средний", "Не запускался"])]
    {
        let desk = grid(lang, [1440.0, 900.0]);
        let table = desk.h.get_by_role_and_label(Role::Table, if lang == LangChoice::En { "Cases" } else { "Кейсы" }).rect();
        for word in words {
            let cells: Vec<Rect> =
                desk.h.query_all_by_value(word).map(|n| n.rect()).filter(|r| table.contains(r.center())).collect();
            let Some(cell) = cells.first() else { continue };
            let needed = width_of(&desk, word) + 18.0 + 16.0;
            assert!(cell.width() >= needed, "{word}: {} of {needed}", cell.width());
        }
    }
}

#[test]
fn the_bar_of_several_cases_keeps_its_words_while_they_fit() {
    let mut desk = grid(LangChoice::Ru, [1440.0, 900.0]);
    select(&mut desk, &["Code gives 10 %", "Two codes at once"]);
    let width = |desk: &Desk, name: &str| desk.h.get_by_role_and_label(Role::Button, name).rect().width();
    assert!(width(&desk, "Задать поле") > 60.0, "the word is shown");
    let shown = |desk: &Desk| {
        let names = ["Задать поле", "Тег", "Переместить", "Удалить", "Запустить", "Клонировать", "Ревью"];
        names
            .into_iter()
            .filter(|name| desk.h.query_by_role_and_label(Role::Button, name).is_some_and(|n| n.rect().width() > 40.0))
            .count()
    };
    let wide = shown(&desk);
    desk.h.set_size(vec2(1200.0, 900.0));
    desk.settle();
    let narrow = shown(&desk);
    assert!(narrow >= 1 && narrow <= wide, "{narrow} of {wide}: one after another");
}

#[test]
fn the_suite_that_the_grid_shows_looks_chosen_while_a_case_is_selected() {
    let mut desk = grid(LangChoice::En, [1440.0, 900.0]);
    desk.h.state_mut().state.kept.left = LeftTab::Cases;
    let suite = suite_id(&desk, "Cart");
    desk.h.state_mut().act(Action::Nav(voluptas::action::Nav::SuiteCases(suite)));
    desk.settle();
    select(&mut desk, &["Code gives 10 %"]);
    let line = desk.h.get_by_role_and_label(Role::TreeItem, "Cart");
    let words = line.accesskit_node().description().unwrap_or_default();
    assert!(words.contains("Shown in the grid"), "{words}");
    assert_eq!(desk.h.state().state.grid_suite, Some(suite));
}

#[test]
fn f2_in_the_tree_of_suites_replaces_the_title() {
    let mut desk = Desk::new();
    desk.h.state_mut().state.kept.left = LeftTab::Cases;
    desk.settle();
    let suite = suite_id(&desk, "Cart");
    desk.h.state_mut().state.selection.cases.select(CaseKey::Suite(suite).key());
    desk.settle();
    press(&mut desk, Modifiers::NONE, Key::F2);
    desk.until("the suite is read", |h| {
        h.query_by_role_and_label(Role::Button, "Save").is_some_and(|n| !n.accesskit_node().is_disabled())
    });
    desk.h.event(Event::Text("Vouchers".into()));
    desk.settle();
    press(&mut desk, Modifiers::NONE, Key::Enter);
    desk.until("the new title", |h| is_said(h, "Edited suite “Vouchers”"));
}

#[test]
fn the_list_follows_to_a_case_that_was_searched_for() {
    let mut desk = Desk::new();
    assert_eq!(desk.h.state().state.kept.left, LeftTab::Functions);
    press(&mut desk, Modifiers::COMMAND, Key::K);
    desk.h.event(Event::Text("Two codes at once".into()));
    desk.settle();
    press(&mut desk, Modifiers::NONE, Key::Enter);
    let id = case_id(&desk, "Two codes at once");
    assert_eq!(desk.h.state().state.tab(), MiddleTab::Case(id.0));
    assert_eq!(desk.h.state().state.kept.left, LeftTab::Cases);
    let line = desk.h.get_by_role_and_label(Role::TreeItem, "Two codes at once");
    assert_eq!(line.accesskit_node().is_selected(), Some(true));
}

#[test]
fn duplicates_are_looked_for_again_after_a_change() {
    let mut desk = Desk::with(Setup { shop: false, ..Setup::default() });
    let store = store(&desk);
    let project = store.write(Op::bulk("test"), |tx| tx.projects().create("NEW", "New", None)).expect("project").value.id;
    create_case(&store, project, None, "Pay by card");
    desk.settle();
    command(&mut desk, UiCommand::FindDuplicates);
    desk.until("none", |h| h.query_by_label("No duplicates in 1 case").is_some());
    create_case(&store, project, None, "pay by card.");
    desk.until("the twins", |h| h.query_by_label("Pay by card: Same title, 2 cases").is_some());
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    desk.until("the merge", |h| is_said(h, "Merged duplicates into"));
    // The number is that of the cases that are left.
    desk.until("none again", |h| h.query_by_label("No duplicates in 1 case").is_some());
}

#[test]
fn the_open_menu_of_filters_stays_where_it_was_opened() {
    let mut desk = grid(LangChoice::En, [1440.0, 900.0]);
    desk.h.get_by_role_and_label(Role::Button, "Filter").click();
    desk.settle();
    let place = |desk: &Desk| desk.h.get_by_role_and_label(Role::MenuItem, "Owner").rect();
    let before = place(&desk);
    desk.h.get_by_role_and_label(Role::ListBoxOption, "Mine").click();
    for _ in 0..4 {
        desk.h.step();
        assert_eq!(place(&desk), before);
    }
}

#[test]
fn differences_name_the_options_of_custom_fields() {
    let mut desk = Desk::new();
    let id = case_id(&desk, "Code gives 10 %");
    store(&desk)
        .write(Op::edit("fields"), |tx| {
            let options = ["Low", "High"].into_iter().zip(1..).map(|(title, id)| FieldOption { id, title: title.into() });
            let field = CustomField::new("Risk", FieldEntity::Case, FieldType::Selectbox);
            tx.fields().create(&CustomField { options: options.collect(), ..field }).map(drop)
        })
        .expect("field");
    for option in ["1", "2"] {
        change_cases(&store(&desk), &[(id, CaseChange::Field("Risk".into(), option.into()))]).expect("set");
    }
    desk.settle();
    desk.h.state_mut().act(Action::Case(CaseAction::Versions(id, None)));
    // The inspector says it, too.
    desk.until("the difference", |h| h.query_all_by_label("Risk: Low → High").count() == 2);
}

#[test]
fn an_import_that_is_redone_selects_nothing_new() {
    let mut desk = grid(LangChoice::En, [1440.0, 900.0]);
    let store = store(&desk);
    let project = store.read(|tx| tx.projects().all()).expect("projects")[0].id;
    let op = Op::edit("import_case_file").labelled(Message::new("history-import-cases").count("count", 2_usize));
    store
        .write(op, |tx| tx.cases().create(project, &new_case("One")).and(tx.cases().create(project, &new_case("Two"))))
        .expect("written");
    desk.until("the edit", |h| h.state().backend.undo().is_some());
    desk.until("the cases", |h| h.state().backend.cases().is_some_and(|c| c.rows.iter().any(|r| &*r.title == "Two")));
    select(&mut desk, &["Code gives 10 %", "Two"]);
    let kept = case_id(&desk, "Code gives 10 %").0;
    let is_kept =
        |h: &egui_kittest::Harness<'static, voluptas::shell::Shell>| h.state().state.selection.cases.only() == Some(kept);
    desk.h.state_mut().act(Action::Command(UiCommand::Undo));
    desk.until("what is left", is_kept);
    desk.until("the redo", |h| h.query_by_role_and_label(Role::Button, "Redo").is_some());
    desk.h.state_mut().act(Action::Command(UiCommand::Redo));
    desk.until("the cases again", |h| h.state().backend.cases().is_some_and(|c| c.rows.iter().any(|r| &*r.title == "Two")));
    desk.settle();
    assert!(is_kept(&desk.h));
}

#[test]
fn a_long_error_gets_a_strip_of_its_own_and_long_news_are_cut() {
    let words = "The file could not be written, because the disk is full. ".repeat(4);
    for (tone, is_wrapped) in [(Tone::Bad, true), (Tone::Good, false)] {
        let mut toasts: Toasts<u8> = Toasts::default();
        toasts.add(tone, words.as_str());
        let app = |ui: &mut eframe::egui::Ui, toasts: &mut Toasts<u8>| {
            if toasts.needs_strip(&ui.ctx().clone()) {
                toasts.dock(ui, "Close");
            } else {
                toasts.line(ui, Rect::from_min_size(pos2(0.0, 572.0), vec2(700.0, 28.0)), "Close");
            }
        };
        let mut h = crate::support::harness([700.0, 600.0], false, app, toasts);
        h.step();
        h.step();
        let rect = h.get_by_label(&words).rect();
        assert_eq!(rect.height() > 40.0, is_wrapped, "{rect}");
        assert!(rect.width() <= 700.0 && rect.bottom() <= 600.0, "{rect}");
    }
}

#[test]
fn news_that_would_squeeze_each_other_stand_one_below_the_other() {
    let news = ["39 things were moved to the trash", "Undone: import of 50 functions from registry_master_cp1251.csv"];
    let mut toasts: Toasts<u8> = Toasts::default();
    toasts.add_with_action(Tone::Info, news[0], "Open the trash", 1);
    toasts.add_with_action(Tone::Info, news[1], "Redo", 2);
    let app = |ui: &mut eframe::egui::Ui, toasts: &mut Toasts<u8>| {
        if toasts.needs_strip(&ui.ctx().clone()) {
            toasts.dock(ui, "Close");
        } else {
            toasts.line(ui, Rect::from_min_size(pos2(0.0, 572.0), vec2(700.0, 28.0)), "Close");
        }
    };
    let mut h = crate::support::harness([700.0, 600.0], false, app, toasts);
    h.step();
    h.step();
    let [older, newer] = news.map(|words| h.get_by_label(words).rect());
    assert!(older.width() > 500.0 && newer.width() > 500.0, "each has the whole width: {older} {newer}");
    assert!(!older.intersects(newer), "{older} {newer}");
}

#[test]
fn the_trash_is_selected_as_the_grid_is_and_names_what_goes() {
    let mut desk = Desk::new();
    let cases: Vec<_> = ["Code gives 10 %", "Two codes at once"].map(|title| case_id(&desk, title)).to_vec();
    let suite = suite_id(&desk, "Account");
    let things = Selected { cases, suites: vec![suite], ..Selected::default() };
    desk.h.state_mut().act(Action::List(ListAction::Trash(things)));
    // A selection behind the dialog does not take its keys.
    select(&mut desk, &["Refund, check 1"]);
    command(&mut desk, UiCommand::Trash);
    desk.until("the trash", |h| h.query_by_role_and_label(Role::Table, "Trash").is_some());
    let chosen = |desk: &Desk, n: usize| desk.h.query_by_label_contains(&format!("{n} selected")).is_some();
    press(&mut desk, Modifiers::NONE, Key::ArrowDown);
    assert!(chosen(&desk, 1), "an arrow selects one");
    press(&mut desk, Modifiers::NONE, Key::ArrowDown);
    assert!(chosen(&desk, 1), "and no other");
    press(&mut desk, Modifiers::SHIFT, Key::ArrowDown);
    assert!(chosen(&desk, 2), "Shift extends");
    press(&mut desk, Modifiers::NONE, Key::Space);
    assert!(chosen(&desk, 1), "Space takes one out");
    press(&mut desk, Modifiers::COMMAND, Key::A);
    press(&mut desk, Modifiers::NONE, Key::Delete);
    desk.h.get_by_label_contains("Suite “Account” · with");
    desk.h.get_by_label_contains("Case SHOP-");
}

#[test]
fn a_part_of_the_bar_shows_its_cases_while_a_run_is_executed() {
    let mut desk = Desk::new();
    run_of(&mut desk, &["Refund, check 1", "Refund, check 2", "Photos, check 1"]);
    crate::manual_run::letter(&mut desk, Key::F);
    crate::manual_run::stored(&mut desk);
    let photos = |desk: &Desk| desk.h.query_all_by_label_contains("Photos, check 1").count();
    assert!(photos(&desk) > 0);
    // The failed part is the left third.
    let pos = desk.h.get_by_label("Run results").rect().left_center() + vec2(8.0, 0.0);
    let press_bar = |desk: &mut Desk| {
        desk.h.hover_at(pos);
        desk.h.step();
        for pressed in [true, false] {
            let button = eframe::egui::PointerButton::Primary;
            desk.h.event(Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE });
            desk.h.step();
        }
        desk.settle();
    };
    press_bar(&mut desk);
    assert_eq!(photos(&desk), 0, "the failed ones alone");
    press_bar(&mut desk);
    assert!(photos(&desk) > 0, "all again");
}

/// The upper left corner of everything in the last container of a role, in each of so many passes from its second one on: the first
/// one only measures and draws nothing.
fn places(desk: &mut Desk, role: Role, passes: usize) -> Vec<[i64; 2]> {
    fn around(node: &egui_kittest::Node<'_>) -> Option<Rect> {
        let own = node.accesskit_node().bounding_box();
        let own = own.map(|b| Rect::from_two_pos(pos2(b.x0 as f32, b.y0 as f32), pos2(b.x1 as f32, b.y1 as f32)));
        let inside = node.children().filter_map(|child| around(&child));
        own.into_iter().chain(inside).reduce(Rect::union)
    }
    let mut places = Vec::new();
    for _ in 0..passes {
        desk.h.step();
        let container = desk.h.query_all_by_role(role).last();
        places.extend(container.and_then(|node| around(&node)).map(|r| [r.left(), r.top()]));
    }
    let mut places: Vec<[i64; 2]> = places.into_iter().skip(1).map(|r| r.map(|at| at.round() as i64)).collect();
    places.dedup();
    places
}

#[test]
fn hints_and_menus_stay_where_they_came_up() {
    let mut desk = grid(LangChoice::En, [1000.0, 680.0]);
    let cell = desk.h.query_all_by_value("Search by name, check 1").last().expect("the cell").rect();
    let buttons = ["Select columns", "Filter", "Group by: Suite"];
    for at in [cell, desk.h.get_by_role_and_label(Role::Button, buttons[0]).rect()] {
        desk.h.hover_at(at.center());
        let all = places(&mut desk, Role::Tooltip, 40);
        assert!(all.len() <= 1, "{all:?}");
        desk.h.hover_at(pos2(2.0, 2.0));
        desk.settle();
    }
    for name in buttons {
        desk.h.get_by_role_and_label(Role::Button, name).click();
        let all = places(&mut desk, Role::Menu, 8);
        assert_eq!(all.len(), 1, "{name}: {all:?}");
        desk.h.key_press(Key::Escape);
        desk.settle();
    }
}

#[test]
fn a_row_of_the_trash_that_was_unticked_stays_so() {
    let mut desk = Desk::new();
    let cases: Vec<_> = ["Code gives 10 %", "Two codes at once", "Refund, check 1"].map(|t| case_id(&desk, t)).to_vec();
    desk.h.state_mut().act(Action::List(ListAction::Trash(Selected { cases, ..Selected::default() })));
    command(&mut desk, UiCommand::Trash);
    desk.until("the trash", |h| h.query_by_role_and_label(Role::Table, "Trash").is_some());
    press(&mut desk, Modifiers::COMMAND, Key::A);
    // The keyboard is on the first row.
    press(&mut desk, Modifiers::NONE, Key::Space);
    desk.h.get_by_label_contains("2 selected");
    press(&mut desk, Modifiers::COMMAND, Key::Enter);
    let left = |h: &egui_kittest::Harness<'static, voluptas::shell::Shell>| {
        voluptas_app::workspace::trash::list(&store_of(h)).expect("the trash").len()
    };
    desk.until("two are restored", |h| left(h) == 1);
    desk.until("nothing is ticked", |h| h.query_by_label("Select what to restore or delete").is_some());
    // Enter after Delete purges nothing.
    press(&mut desk, Modifiers::NONE, Key::Space);
    press(&mut desk, Modifiers::NONE, Key::Delete);
    desk.h.get_by_label_contains("1 item will be deleted for good");
    press(&mut desk, Modifiers::NONE, Key::Enter);
    assert!(desk.h.query_by_label_contains("will be deleted for good").is_none(), "the question is answered");
    assert_eq!(left(&desk.h), 1);
}

#[test]
fn a_column_that_is_dropped_on_its_left_neighbour_stays() {
    let mut desk = grid(LangChoice::En, [1440.0, 900.0]);
    let rect = |desk: &Desk, name: &str| desk.h.get_by_role_and_label(Role::ColumnHeader, name).rect();
    let before = (rect(&desk, "Title").left(), rect(&desk, "Priority").left());
    let drop_at = rect(&desk, "Title").right_center() - vec2(12.0, 0.0);
    let from = rect(&desk, "Priority").center();
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: eframe::egui::PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    desk.h.hover_at(from);
    desk.h.step();
    desk.h.event(button(from, true));
    desk.h.step();
    for part in [0.5, 1.0] {
        desk.h.hover_at(from + (drop_at - from) * part);
        desk.h.step();
    }
    desk.h.event(button(drop_at, false));
    desk.settle();
    assert_eq!((rect(&desk, "Title").left(), rect(&desk, "Priority").left()), before);
}

#[test]
fn the_undo_of_an_import_reads_well() {
    for (lang, said) in
        [(LangChoice::Ru, "Отменено: импорт 2 кейсов из bg.feature"), (LangChoice::En, "Undone: import 2 cases from bg.feature")]
    {
        let mut desk = Desk::with(Setup { lang, ..Setup::default() });
        let store = store(&desk);
        let project = store.read(|tx| tx.projects().all()).expect("projects")[0].id;
        let label = Message::new("history-import-cases").with("file", "bg.feature").count("count", 2_usize);
        let op = Op::edit("import_case_file").labelled(label);
        store
            .write(op, |tx| tx.cases().create(project, &new_case("One")).and(tx.cases().create(project, &new_case("Two"))))
            .expect("written");
        desk.until("the edit", |h| h.state().backend.undo().is_some());
        desk.h.state_mut().act(Action::Command(UiCommand::Undo));
        desk.until(said, |h| is_said(h, said));
    }
}

#[test]
fn a_value_of_a_menu_has_no_arrow_of_a_further_menu() {
    let mut desk = grid(LangChoice::En, [1440.0, 900.0]);
    select(&mut desk, &["Code gives 10 %", "Two codes at once"]);
    desk.h.get_by_role_and_label(Role::Button, "Set field").click();
    desk.settle();
    desk.h.get_by_role_and_label(Role::MenuItem, "Priority").hover();
    desk.settle();
    let line = desk.h.get_by_role_and_label(Role::MenuItem, "Not set").rect();
    let drawn: Vec<String> = desk
        .h
        .output()
        .shapes
        .iter()
        .filter_map(|s| match &s.shape {
            Shape::Text(text) if line.contains(text.visual_bounding_rect().center()) => Some(text.galley.text().to_owned()),
            _ => None,
        })
        .collect();
    assert!(drawn.iter().any(|icon| icon == icons::PARTLY) && !drawn.iter().any(|icon| icon == icons::RIGHT), "{drawn:?}");
}
