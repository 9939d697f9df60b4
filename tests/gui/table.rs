//! The table by mouse: a double click on a row and on the border of a column.

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Modifiers, PointerButton, Pos2, Shape, Ui};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use voluptas_ui::theme;
use voluptas_ui::widgets::{Selection, TableColumn, TableExtras, TableOptions, TableState, cell, table_with};

#[derive(Default)]
struct Fixture {
    state: TableState,
    selection: Selection,
    activated: Option<i64>,
}

fn draw(ui: &mut Ui, f: &mut Fixture) {
    let columns = [TableColumn::new("ID", 120.0), TableColumn::new("Name", 160.0).grow()];
    let options = TableOptions { name: "Table", checks: None };
    let extras = TableExtras { selection: Some(&mut f.selection), ..TableExtras::default() };
    let out = table_with(
        ui,
        options,
        &columns,
        &mut f.state,
        20,
        |i| i as i64,
        |ui, i, column| cell::plain(ui, &format!("{column}:{i}")),
        extras,
    );
    f.activated = out.activated.or(f.activated);
}

/// Quick enough for a double click: a step is 10 ms.
fn harness<'a>() -> Harness<'a, Fixture> {
    let mut h = Harness::builder()
        .with_size([480.0, 400.0])
        .with_step_dt(0.01)
        .with_context_setup(theme::install)
        .build_ui_state(draw, Fixture::default());
    h.run();
    h
}

fn double_click(h: &mut Harness<'_, Fixture>, pos: Pos2) {
    h.hover_at(pos);
    h.step();
    for pressed in [true, false, true, false] {
        h.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
        h.step();
    }
    h.run();
}

#[test]
fn a_double_click_opens_a_row() {
    let mut h = harness();
    let at = h.get_by_value("1:4").rect().center();
    double_click(&mut h, at);
    assert_eq!((h.state().activated, h.state().selection.only()), (Some(4), Some(4)));
}

#[test]
fn the_first_column_stays_in_view_while_the_table_is_scrolled_sideways() {
    let draw = |ui: &mut Ui, f: &mut Fixture| {
        let columns = ["ID", "Name", "Owner", "Result"].map(|title| TableColumn::new(title, 180.0));
        let options = TableOptions { name: "Table", checks: Some("Select") };
        let text = |ui: &mut Ui, i, column| cell::plain(ui, &format!("{column}:{i}"));
        let extras = TableExtras { selection: Some(&mut f.selection), ..TableExtras::default() };
        table_with(ui, options, &columns, &mut f.state, 20, |i| i as i64, text, extras);
    };
    let mut h =
        Harness::builder().with_size([480.0, 400.0]).with_context_setup(theme::install).build_ui_state(draw, Fixture::default());
    h.run();
    let head = |h: &Harness<'_, Fixture>, name: &str| h.get_by_role_and_label(Role::ColumnHeader, name).rect();
    let place = |h: &Harness<'_, Fixture>| (head(h, "ID"), h.get_by_value("0:4").rect());
    let (before, owner) = (place(&h), head(&h, "Owner").left());
    let table = h.get_by_role(Role::Table).rect();
    h.hover_at(table.left_top() + eframe::egui::vec2(200.0, 100.0));
    h.event(Event::MouseWheel {
        unit: eframe::egui::MouseWheelUnit::Point,
        delta: eframe::egui::vec2(-160.0, 0.0),
        phase: eframe::egui::TouchPhase::Move,
        source: eframe::egui::MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    });
    h.run();
    assert!(head(&h, "Owner").left() < owner - 100.0, "the table was scrolled");
    let now = place(&h);
    assert!((now.0.left() - before.0.left()).abs() < 0.5 && (now.1.left() - before.1.left()).abs() < 0.5, "{now:?}");
    // The columns pass below the first one: what is pressed there is its own row.
    let at = before.1.center();
    h.hover_at(at);
    for pressed in [true, false] {
        h.event(Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
    }
    h.run();
    assert_eq!(h.state().selection.only(), Some(4));
    // The background of the selected row lies below the cell that stays.
    let shapes = &h.output().shapes;
    let words = shapes.iter().position(|s| matches!(&s.shape, Shape::Text(t) if t.galley.text() == "0:4")).expect("the cell");
    let covered = shapes[words..].iter().any(|s| match &s.shape {
        Shape::Rect(r) => r.fill.is_opaque() && r.rect.intersect(s.clip_rect).contains(at),
        _ => false,
    });
    assert!(!covered, "another cell is painted over it");
    let edge = before.0.right();
    let over: Vec<_> = ["Name", "Owner"].map(|n| head(&h, n)).into_iter().filter(|r| r.left() < edge - 8.0).collect();
    assert!(over.iter().all(|r| r.right() <= edge + 180.0), "{over:?}");
    // The box of the row stays as well.
    let boxes: Vec<_> = h.query_all_by_role(Role::CheckBox).map(|n| n.rect().left()).collect();
    assert!(!boxes.is_empty());
    assert!(boxes.iter().all(|x| *x < 40.0 && *x >= 0.0), "{boxes:?}");
}

#[test]
fn a_double_click_on_a_border_fits_the_column_again() {
    let mut h = harness();
    let head = |h: &Harness<'_, Fixture>| h.get_by_role_and_label(Role::ColumnHeader, "ID").rect();
    let fitting = head(&h).width();
    h.state_mut().state.widths.insert(0, 300.0);
    h.run();
    let wide = head(&h);
    assert!(wide.width() > fitting + 100.0);
    double_click(&mut h, Pos2::new(wide.right() + 4.0, wide.center().y));
    assert!((head(&h).width() - fitting).abs() < 1.0);
    assert!(h.state().state.widths.is_empty());
}

#[test]
fn the_arrows_go_on_from_the_row_whose_box_was_pressed() {
    let draw = |ui: &mut Ui, f: &mut Fixture| {
        let columns = [TableColumn::new("Name", 160.0).grow()];
        let options = TableOptions { name: "Table", checks: Some("Select") };
        let text = |ui: &mut Ui, i, column| cell::plain(ui, &format!("{column}:{i}"));
        table_with(ui, options, &columns, &mut f.state, 20, |i| i as i64, text, TableExtras::default());
    };
    let mut h =
        Harness::builder().with_size([480.0, 400.0]).with_context_setup(theme::install).build_ui_state(draw, Fixture::default());
    h.run();
    let y = h.get_by_value("0:4").rect().center().y;
    let boxes: Vec<_> = h.query_all_by_role(Role::CheckBox).map(|n| n.rect().center()).collect();
    let at = *boxes.iter().find(|c| (c.y - y).abs() < 10.0).expect("the box of the row");
    h.hover_at(at);
    for pressed in [true, false] {
        h.event(Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
    }
    h.run();
    assert!(h.state().state.checked.contains(&4));
    for key in [eframe::egui::Key::ArrowDown, eframe::egui::Key::Space] {
        h.key_press(key);
        h.run();
    }
    assert_eq!(h.state().state.cursor, Some(5));
    assert!(h.state().state.checked.contains(&5));
    // The row of the cursor is marked although it is checked as well.
    let row = h.get_by_value("0:5").rect();
    let ring = h.output().shapes.iter().any(|s| match &s.shape {
        Shape::Rect(r) => r.stroke.width > 0.0 && r.rect.contains(row.center()) && r.rect.height() < 40.0,
        _ => false,
    });
    assert!(ring, "the cursor is seen");
}

#[test]
fn the_bar_for_rows_stays_in_view_while_the_table_is_scrolled_sideways() {
    let draw = |ui: &mut Ui, f: &mut Fixture| {
        let columns = ["ID", "Name", "Owner", "Result"].map(|title| TableColumn::new(title, 180.0));
        let options = TableOptions { name: "Table", checks: Some("Select") };
        let text = |ui: &mut Ui, i, column| cell::plain(ui, &format!("{column}:{i}"));
        table_with(ui, options, &columns, &mut f.state, 60, |i| i as i64, text, TableExtras::default());
    };
    let mut h =
        Harness::builder().with_size([480.0, 400.0]).with_context_setup(theme::install).build_ui_state(draw, Fixture::default());
    h.run();
    let table = h.get_by_role(Role::Table).rect();
    for by in [0.0, -120.0, -2000.0] {
        h.hover_at(table.left_top() + eframe::egui::vec2(200.0, 100.0));
        h.event(Event::MouseWheel {
            unit: eframe::egui::MouseWheelUnit::Point,
            delta: eframe::egui::vec2(by, 0.0),
            phase: eframe::egui::TouchPhase::Move,
            source: eframe::egui::MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        });
        h.run_steps(20);
        let bars: Vec<_> = h.query_all_by_role(Role::ScrollBar).map(|n| n.rect()).collect();
        let upright: Vec<_> = bars.iter().filter(|r| r.height() > r.width()).collect();
        assert!(!upright.is_empty(), "{by}: {bars:?}");
        assert!(upright.iter().all(|r| r.right() <= 480.0 && r.left() > 440.0), "{by}: {upright:?}");
    }
}
