//! The views of a case and a run: marks, words, and the room that they get.

use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, Rect, Shape, Vec2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable};
use voluptas::state::{LeftTab, MiddleTab};
use voluptas_core::domain::ids::CaseId;
use voluptas_settings::LangChoice;
use voluptas_store::Op;
use voluptas_ui::theme::{Palette, icons};

use crate::support::{Desk, Setup};

/// Texts painted within a rectangle, with their colours.
pub fn painted(desk: &Desk, at: Rect) -> Vec<(String, Color32)> {
    fn collect(shape: &Shape, at: Rect, out: &mut Vec<(String, Color32)>) {
        match shape {
            Shape::Vec(all) => all.iter().for_each(|s| collect(s, at, out)),
            Shape::Text(t) if at.expand(2.0).contains(t.visual_bounding_rect().center()) => {
                let own = t.galley.job.sections.first().map_or(Color32::PLACEHOLDER, |s| s.format.color);
                let colour = t.override_text_color.unwrap_or(if own == Color32::PLACEHOLDER { t.fallback_color } else { own });
                out.push((t.galley.text().to_owned(), colour));
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    desk.h.output().shapes.iter().for_each(|s| collect(&s.shape, at, &mut out));
    out
}

#[test]
fn an_expected_result_does_not_look_passed() {
    for dark in [false, true] {
        let mut desk = Desk::with(Setup { dark, ..Setup::default() });
        desk.h.state_mut().state.open_tab(MiddleTab::Case(18));
        desk.until("the case is read", |h| h.query_by_value("The message says that the code expired").is_some());
        let fields: Vec<Rect> = ["Expected result, step 1", "Expected result, step 2"]
            .into_iter()
            .map(|name| desk.h.get_by_role_and_label(Role::MultilineTextInput, name).rect())
            .collect();
        let p = Palette::for_dark(dark);
        for field in fields {
            let glyphs = painted(&desk, field);
            assert!(!glyphs.is_empty(), "the text of the expected result");
            let checks = [icons::PASSED, icons::CHECK, icons::DONE_ALL];
            assert!(glyphs.iter().all(|(glyph, _)| !checks.contains(&glyph.as_str())), "a check mark reads as a result");
            assert!(glyphs.iter().all(|(_, colour)| *colour != p.passed));
        }
    }
}

#[test]
fn fields_of_a_case_are_translated_and_unset_ones_read_alike() {
    let mut desk = Desk::with(Setup { lang: LangChoice::Ru, ..Setup::default() });
    let store = desk.h.state().backend.workspace().expect("workspace").store.clone();
    let change = |tx: &voluptas_store::Tx<'_>| {
        let mut content = tx.cases().get(CaseId(18))?.content;
        (content.kind, content.layer) = ("usability".into(), "unknown".into());
        (content.severity, content.behavior) = ("undefined".into(), "undefined".into());
        tx.cases().update(CaseId(18), &content)
    };
    store.write(Op::edit("fixture"), change).expect("a changed case");
    desk.h.state_mut().state.open_tab(MiddleTab::Case(18));
    desk.until("the type in Russian", |h| h.query_by_value("Удобство использования").is_some());
    for word in ["usability", "Usability", "unknown", "Unknown", "Неизвестно", "undefined"] {
        assert!(desk.h.query_by_label(word).is_none() && desk.h.query_by_value(word).is_none(), "{word}");
    }
    assert!(desk.h.query_all_by_value("Не задано").count() >= 3);
}

fn run(size: Vec2, lang: LangChoice) -> Desk {
    let mut desk = Desk::with(Setup { lang, ..Setup::default() });
    desk.h.set_size(size);
    desk.h.state_mut().state.kept.left = LeftTab::Runs;
    desk.settle();
    desk.h.get_by_role_and_label(Role::TreeItem, "Nightly regression").click();
    desk.settle();
    desk.until("the results", |h| h.query_all_by_role(Role::Link).count() > 0);
    desk
}

#[test]
fn an_empty_inspector_takes_no_room_from_a_run() {
    for size in [vec2(1440.0, 900.0), vec2(1000.0, 680.0)] {
        let mut desk = run(size, LangChoice::En);
        assert!(desk.h.query_by_label("Nothing selected").is_none(), "at {size}");
        let link = desk.h.get_by_role(Role::Link).rect();
        assert!(link.right() > size.x - 60.0 && link.right() <= size.x, "the detail reaches the edge: {link} at {size}");
        if size.x > 1100.0 {
            // A function that is selected meanwhile is shown as anywhere else.
            desk.h.get_by_role_and_label(Role::RadioButton, "Functions").click();
            desk.settle();
            desk.h.get_by_role_and_label(Role::TreeItem, "Refund").click();
            desk.settle();
            desk.h.get_by_role_and_label(Role::MultilineTextInput, "Title");
        }
    }
}

#[test]
fn nothing_of_a_run_is_cut_in_a_narrow_window() {
    for lang in [LangChoice::En, LangChoice::Ru] {
        let desk = run(vec2(1000.0, 680.0), lang);
        let middle = desk.h.state().state.kept.tree_width;
        let cut = |n: &egui_kittest::Node<'_>| n.rect().right() > 1000.5 && n.rect().left() > middle;
        let stops = desk.h.query_all_by_role(Role::RadioButton).chain(desk.h.query_all_by_role(Role::Link));
        let all = stops.chain(desk.h.query_all_by_role(Role::Label)).filter(cut);
        let all: Vec<_> = all.map(|n| format!("{:?} {}", n.accesskit_node().label(), n.rect())).collect();
        assert!(all.is_empty(), "{all:?}");
        let chip = desk.h.state().tr().text("gui-run-active");
        let head: Vec<_> = desk.h.query_all_by_label(&chip).map(|n| n.rect()).collect();
        assert!(head.iter().all(|r| r.width() > chip.chars().count() as f32 * 4.0), "{head:?}");
        assert!(!head.is_empty());
    }
}

#[test]
fn shadows_fade_out_without_an_edge() {
    for dark in [false, true] {
        let mut desk = Desk::with(Setup { dark, ..Setup::default() });
        desk.settle();
        let visuals = desk.h.ctx.global_style().visuals.clone();
        for shadow in [visuals.window_shadow, visuals.popup_shadow] {
            // A spread, or an offset beyond the blur, would show the even part of the shadow with a visible end.
            let offset = shadow.offset.map(i8::unsigned_abs);
            assert_eq!(shadow.spread, 0);
            assert!(offset.iter().all(|o| u16::from(*o) * 3 <= u16::from(shadow.blur)), "{shadow:?}");
        }
    }
}
