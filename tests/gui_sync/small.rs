//! The dialog in a small window, as a large zoom makes one: it stays inside, and nothing is drawn over anything else.

use crate::export::mapped;
use crate::mirror::previewed;
use crate::rig::{Answers, Rig, SMALL, Stage, apply, shows, small_window, until, window};
use eframe::egui::accesskit::Role;
use eframe::egui::{Rect, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable};
use std::sync::Arc;
use voluptas::backend::Picked;
use voluptas::sync_dialog::SyncTab;
use voluptas_i18n::Lang;

/// Frame of the dialog: tabs at the left, the close button at the right and the buttons below are inside the window.
fn stays_inside(h: &Harness<'_, Stage>) {
    let screen = Rect::from_min_max(pos2(0.0, 0.0), pos2(SMALL[0], SMALL[1]));
    let inside = |role, label: &str| {
        let rect = h.get_by_role_and_label(role, label).rect();
        assert!(screen.contains_rect(rect), "{label}: {rect}");
    };
    for tab in ["Import", "Export", "Mirror", "History"] {
        inside(Role::Tab, tab);
    }
    inside(Role::Button, "Close");
}

#[test]
fn the_preview_shows_table_and_differences_apart() {
    let mut h = small_window(Stage::new(Rig::new(), SyncTab::Import));
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    stays_inside(&h);
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Apply "));
    apply(&mut h);
    until(&mut h, "summary", |h| shows(h, "Import finished"));
    stays_inside(&h);
    h.state().rig.change_there(1, |c| c.title = "Истёкший промокод отклоняется".into());
    h.get_by_label("New import").click();
    until(&mut h, "suites", |h| shows(h, "7 of 7"));
    apply(&mut h);
    until(&mut h, "preview", |h| shows(h, "Apply 1 change"));
    h.step();
    stays_inside(&h);
    let head = h.get_by_role_and_label(Role::ColumnHeader, "Title").rect();
    let pane = h.get_by_role_and_label(Role::Button, "Keep mine").rect();
    assert!(pane.top() > head.bottom() + 60.0, "the table keeps rows of its own: {head} {pane}");
    let primary = h.get_by_role_and_label(Role::Button, "Apply 1 change").rect();
    assert!(primary.right() <= SMALL[0] && primary.bottom() <= SMALL[1], "{primary}");
}

#[test]
fn every_tab_stays_inside() {
    for tab in [SyncTab::Export, SyncTab::Mapping, SyncTab::Mirror, SyncTab::History] {
        let mut h = small_window(Stage::new(mapped(), tab));
        h.run_steps(8);
        stays_inside(&h);
    }
}

#[test]
fn without_a_file_dialog_the_mapping_takes_a_typed_path() {
    let mut h = window(Stage::new(mapped(), SyncTab::Mapping));
    until(&mut h, "the mapping", |h| shows(h, "Linked pairs: 3"));
    h.get_by_role_and_label(Role::Button, "Export CSV…").click();
    until(&mut h, "the reason", |h| shows(h, "no file dialog"));
    let suggested = h.get_by_role_and_label(Role::TextInput, "File").accesskit_node().value().unwrap_or_default();
    assert!(suggested.ends_with("shop-mapping.csv"), "{suggested}");
    h.get_by_role_and_label(Role::Button, "Save").click();
    until(&mut h, "it is written", |_| std::path::Path::new(&suggested).is_file());
    // Where the system has one, it answers.
    h.state_mut().picker = Arc::new(Answers(Picked::File(suggested.clone().into())));
    h.get_by_role_and_label(Role::Button, "Import CSV…").click();
    until(&mut h, "it is read", |h| shows(h, "already linked: 3"));
}

#[test]
fn both_sides_of_a_conflict_are_in_view() {
    for lang in [Lang::En, Lang::Ru] {
        let mut h = small_window(Stage { lang, ..Stage::new(Rig::new(), SyncTab::Import) });
        let new = if lang == Lang::En { "New import" } else { "Новый импорт" };
        until(&mut h, "suites", |h| shows(h, "Корзина"));
        apply(&mut h);
        until(&mut h, "preview", |h| h.state().dialog.import().preview().is_some());
        apply(&mut h);
        until(&mut h, "summary", |h| shows(h, new));
        let rig = &h.state().rig;
        rig.change_there(1, |c| c.preconditions = Some("Промокод истёк ".repeat(6).trim().into()));
        rig.change_here(1, |c| c.preconditions = Some("Срок промокода прошёл ".repeat(6).trim().into()));
        h.get_by_label(new).click();
        until(&mut h, "suites", |h| shows(h, "Корзина"));
        apply(&mut h);
        let sides = |h: &Harness<'_, Stage>| {
            let long =
                h.query_all_by_role(Role::RadioButton).filter(|n| n.accesskit_node().label().is_some_and(|l| l.len() > 100));
            long.map(|n| n.rect()).collect::<Vec<_>>()
        };
        until(&mut h, "the two sides", |h| sides(h).len() == 2);
        h.run_steps(4);
        // At 720 points both are seen without scrolling.
        let screen = Rect::from_min_max(pos2(0.0, 0.0), pos2(SMALL[0], SMALL[1]));
        for side in sides(&h) {
            assert!(
                screen.contains(side.left_top()) && side.right() <= SMALL[0] && side.top() < SMALL[1] - 80.0,
                "{lang:?}: {side}"
            );
        }
        // At 500 points they stand one below the other, and nothing is to be scrolled sideways.
        h.set_size(eframe::egui::vec2(500.0, 340.0));
        h.run_steps(8);
        let [here, there] = sides(&h)[..] else { panic!("two sides") };
        assert!(here.left() >= 0.0 && here.right() <= 500.0 && here.width() > 380.0, "{lang:?}: {here}");
        assert!(there.top() >= here.bottom() - 0.5 && there.right() <= 500.0, "{lang:?}: {here} {there}");
    }
}

#[test]
fn the_sides_of_a_mirror_stand_one_below_the_other_where_there_is_no_room() {
    let mut h = small_window(Stage::new(mapped(), SyncTab::Mirror));
    h.set_size(eframe::egui::vec2(500.0, 340.0));
    h.run_steps(8);
    let picker = |name: &str| h.get_by_role_and_label(Role::ComboBox, name).rect();
    let (from, to) = (picker("Source project"), picker("Target project"));
    assert!(from.width() > 140.0 && to.width() > 140.0 && to.top() > from.bottom(), "{from} {to}");
    assert!(from.right() <= 500.0 && to.right() <= 500.0, "{from} {to}");
}

#[test]
fn the_mapping_needs_no_scrolling_sideways_for_its_buttons() {
    let mut h = small_window(Stage::new(mapped(), SyncTab::Mapping));
    h.set_size(eframe::egui::vec2(500.0, 340.0));
    until(&mut h, "the mapping", |h| h.query_by_role_and_label(Role::RadioButton, "Linked").is_some());
    for name in ["Import CSV", "Export CSV"] {
        let at = h.get_by_role_and_label(Role::Button, name).rect();
        assert!(at.left() >= 0.0 && at.right() <= 500.0, "{name}: {at}");
    }
}

#[test]
fn ids_of_the_mapping_are_whole() {
    let mut h = window(Stage::new(mapped(), SyncTab::Mapping));
    until(&mut h, "the mapping", |h| shows(h, "Linked pairs: 3"));
    h.run_steps(2);
    let texts = h.output().shapes.iter().filter_map(|s| match &s.shape {
        eframe::egui::Shape::Text(t) => Some(t.galley.text()),
        _ => None,
    });
    let ids: Vec<&str> = texts.filter(|t| t.starts_with("shop.") || t.starts_with('…')).collect();
    assert!(!ids.is_empty() && ids.iter().all(|t| !t.contains('…')), "{ids:?}");
}

/// At 1440x900 and 200 %, the run and what to do next are read without scrolling sideways.
#[test]
fn the_choices_of_an_export_are_whole_at_a_large_zoom() {
    let mut h = small_window(Stage::new(mapped(), SyncTab::Export));
    h.state_mut().lang = Lang::Ru;
    until(&mut h, "the functions", |h| shows(h, "Выберите функции"));
    h.step();
    let field = h.get_by_role_and_label(Role::TextInput, "Название прогона").rect();
    assert!(field.right() <= 700.0 && field.width() >= 200.0, "{field}");
    h.get_by_label("Все").click();
    until(&mut h, "the cases", |h| h.query_by_role_and_label(Role::Button, "Из файла CSV…").is_some());
    h.step();
    let button = h.get_by_role_and_label(Role::Button, "Из файла CSV…").rect();
    for key in h.query_all_by_role(Role::Label).filter(|label| label.rect().intersects(button)) {
        assert!(button.contains_rect(key.rect()), "{:?} is drawn over the button", key.value());
    }
}

/// A window of 1000x680 pixels at a zoom of 200 %, in points.
const TINY: [f32; 2] = [500.0, 340.0];

/// A tab over three mapped cases in the smallest window.
fn tiny_window(tab: SyncTab, lang: Lang) -> Harness<'static, Stage> {
    let mut h = small_window(Stage { lang, ..Stage::new(mapped(), tab) });
    h.set_size(TINY.into());
    h
}

/// Asserts that a control can be used without scrolling sideways.
fn is_in_view(h: &Harness<'_, Stage>, role: Role, label: &str) {
    let at = h.get_by_role_and_label(role, label).rect();
    let width = h.ctx.content_rect().width();
    assert!(at.left() >= 0.0 && at.right() <= width, "{label}: {at} in {width}");
}

#[test]
fn report_button_of_the_history_is_whole_at_a_large_zoom() {
    for (lang, save) in [(Lang::En, "Save report…"), (Lang::Ru, "Сохранить отчёт…")] {
        let mut h = tiny_window(SyncTab::History, lang);
        until(&mut h, "the entry", |h| h.query_by_role_and_label(Role::Button, save).is_some());
        h.run_steps(4);
        is_in_view(&h, Role::Button, save);
        h.get_by_role_and_label(Role::Button, save).click();
        let path = if lang == Lang::En { "Report file" } else { "Файл отчёта" };
        until(&mut h, "the row", |h| h.query_by_role_and_label(Role::TextInput, path).is_some());
    }
}

#[test]
fn choice_of_the_run_is_whole_at_a_large_zoom() {
    let names = [(Lang::En, ["Settings", "From list", "New"]), (Lang::Ru, ["Из настроек", "Из списка", "Новый"])];
    for (lang, names) in names {
        for run_id in [None, Some(7)] {
            let mut h = tiny_window(SyncTab::Export, lang);
            h.state_mut().run_id = run_id;
            until(&mut h, "the choice", |h| h.query_by_role_and_label(Role::RadioButton, names[2]).is_some());
            h.run_steps(4);
            for name in &names[usize::from(run_id.is_none())..] {
                is_in_view(&h, Role::RadioButton, name);
            }
        }
    }
}

#[test]
fn tables_of_an_export_fit_where_they_are_narrow() {
    let mut h = small_window(Stage::new(mapped(), SyncTab::Export));
    until(&mut h, "functions", |h| shows(h, "Промокод"));
    h.get_by_label("All").click();
    until(&mut h, "cases", |h| shows(h, "cases: 3."));
    // Only the width matters here: in a higher window all rows are drawn.
    h.set_size([SMALL[0], 700.0].into());
    let first = "Просроченный код отклоняется";
    until(&mut h, "the entry", |h| h.query_by_label(&format!("Passed: {first}")).is_some());
    h.run_steps(4);
    // Title, status, time and comment fit; the ids give way.
    for head in ["Case", "Status", "Time", "Comment"] {
        is_in_view(&h, Role::ColumnHeader, head);
    }
    assert!(h.query_by_role_and_label(Role::ColumnHeader, "ID").is_none());
    // In the smallest window at least the status is entered without scrolling sideways.
    h.set_size([TINY[0], 700.0].into());
    h.run_steps(6);
    is_in_view(&h, Role::RadioButton, &format!("Invalid: {first}"));
    // Without the entry all columns of the table fit.
    h.get_by_role_and_label(Role::CheckBox, "Results").click();
    until(&mut h, "the plain table", |h| h.query_by_role_and_label(Role::ColumnHeader, "State").is_some());
    h.run_steps(4);
    for head in ["Case", "State"] {
        is_in_view(&h, Role::ColumnHeader, head);
    }
}

#[test]
fn table_of_a_mirror_fits_where_it_is_narrow() {
    let mut h = previewed();
    for size in [SMALL, TINY] {
        h.set_size(size.into());
        h.run_steps(6);
        for head in ["Key", "Case", "Status", "Case in SHOP", "Reason"] {
            is_in_view(&h, Role::ColumnHeader, head);
        }
    }
}
