//! The statuses of the item in front as buttons with their keys, and those of a step.

use eframe::egui::{CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use voluptas_ui::widgets::StatusStyle as _;

use super::execution::Execution;
use super::keys::status_of;
use super::session;
use super::session::is_final;
use crate::model::rollup::class_of;
use crate::model::words;
use crate::view::View;
use voluptas_core::domain::status::ResultStatus;
use voluptas_ui::keys::RunKey;
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::{Button, StatusClass, icon_button, paint, reading, text};

/// The statuses that can be entered, with their keys.
pub(super) const STATUSES: [(StatusClass, &str); 5] = [
    (StatusClass::Passed, "P"),
    (StatusClass::Failed, "F"),
    (StatusClass::Blocked, "B"),
    (StatusClass::Skipped, "S"),
    (StatusClass::Invalid, "I"),
];

/// Width of a status of a step.
const SEGMENT: f32 = 30.0;
/// Width of the statuses of a step.
pub(super) const SEGMENTS: f32 = SEGMENT * 4.0;

/// Keys that are shown, with their texts.
const HINTS: [(&str, &str); 7] = [
    ("J K", "manual-run-hint-step"),
    ("Shift P F B S", "manual-run-hint-step-result"),
    ("C", "manual-run-hint-comment"),
    ("D", "manual-run-hint-defect"),
    ("Ctrl V", "manual-run-hint-paste"),
    ("T", "manual-run-hint-timer"),
    ("?", "manual-run-hint-all"),
];

/// Draws the hints, the state of the write, and the statuses.
pub(super) fn show(ui: &mut Ui, state: &mut Execution, now: f64, view: &View<'_>) {
    let p = Palette::of(ui);
    let Some((_, session)) = state.session() else { return };
    let status = class_of(Some(&session.content().status));
    let is_done = is_final(&session.content().status);
    let (words, colour, icon) = saved(session, view, p);
    let mut asked = None;
    let has_next = state.has_next();
    ui.spacing_mut().item_spacing.y = space::S;
    ui.painter().hline(ui.max_rect().x_range(), ui.cursor().top(), (size::LINE, p.line));
    ui.add_space(space::S);
    let corrects = bad_steps(ui, session, view);
    let goes_back = new_attempt(ui, state, view);
    let next = view.text("manual-run-next");
    let wide = |words: &str, of: Type| paint::galley(ui, words, of, p.text).size().x;
    let width = wide(&next, Type::Medium) + wide("N", Type::Mono) + space::S + space::M * 2.0;
    let statuses = |is_brief: bool, gap: f32| -> f32 {
        let name = |look: StatusClass| if is_brief { "".into() } else { words::class_name(view.tr, look) };
        STATUSES.iter().map(|(look, key)| status_width(ui, &name(*look), key, gap) + gap).sum()
    };
    // The button of another attempt comes with the status; its room is there before, so that nothing moves then.
    let again = size::CONTROL + space::S;
    // Before the buttons lose their words they stand closer together.
    let gap = if ui.available_width() < statuses(false, space::S) + again { space::XS } else { space::S };
    let is_brief = ui.available_width() < statuses(false, gap) + again;
    let gap = if is_brief { space::S } else { gap };
    let statuses = statuses(is_brief, gap);
    // Without room beside the statuses the next case stands above them: in place of the hints where these have no room, either.
    let is_above = has_next && ui.available_width() < statuses + again + width;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        if is_above && is_brief {
            text::icon(ui, icon, colour);
            text::line_within(ui, &words, Type::Label, colour, ui.available_width() - width - space::L);
            reading::from_right(ui, |ui| {
                if Button::primary(&next).shortcut("N").show(ui).clicked() {
                    asked = Some(RunKey::Next);
                }
            });
            return;
        }
        ui.set_min_height(size::CHIP);
        let room = paint::galley(ui, &words, Type::Label, colour).size().x + size::ICON + space::L;
        let end = ui.max_rect().right() - room - if is_above { width + space::L } else { 0.0 };
        for (keys, what) in HINTS {
            let what = view.text(what);
            let width = paint::galley(ui, keys, Type::Mono, p.text).size().x
                + paint::galley(ui, &what, Type::Label, p.text).size().x
                + space::L * 2.0;
            if ui.cursor().left() + width > end {
                break;
            }
            key_cap(ui, keys);
            text::line(ui, &what, Type::Label, p.text_secondary);
            ui.add_space(space::XS);
        }
        reading::from_right(ui, |ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            if is_above {
                if Button::primary(&next).shortcut("N").show(ui).clicked() {
                    asked = Some(RunKey::Next);
                }
                ui.add_space(space::S);
            }
            text::line(ui, &words, Type::Label, colour);
            text::icon(ui, icon, colour);
        });
    });
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(gap, space::S);
        for (look, key) in STATUSES {
            let name = words::class_name(view.tr, look);
            if status_button(ui, look, &name, key, (status == look, is_brief), gap).clicked() {
                asked = Some(RunKey::Status(look));
            }
        }
        if is_done {
            let again = view.text("manual-run-again");
            let needed = paint::galley(ui, &again, Type::Medium, p.text).size().x + size::ICON + space::XXL + space::L * 2.0;
            // Without its word where it would push the next button into another line as soon as a status is given.
            let beside = if has_next && !is_above { width + space::L } else { 0.0 };
            let is_narrow = is_above || ui.available_size_before_wrap().x < needed + beside;
            let response = if is_narrow {
                icon_button(ui, icons::REDO, &format!("{again} (R)"))
            } else {
                Button::quiet(&again).icon(icons::REDO).shortcut("R").show(ui)
            };
            if response.clicked() {
                asked = Some(RunKey::Again);
            }
        }
        // The last case makes the end of the run the next thing to do.
        if has_next && !is_above {
            // A fraction of a point more would send the button into the next line.
            let free = ui.available_size_before_wrap().x - width - size::LINE;
            if !is_brief && free > 0.0 {
                ui.add_space(free);
            }
            if Button::primary(&next).shortcut("N").show(ui).clicked() {
                asked = Some(RunKey::Next);
            }
        }
    });
    if let Some(key) = asked {
        state.act(key, now);
    }
    if goes_back {
        state.drop_attempt();
        ui.ctx().request_repaint();
    }
    if corrects && let Some(session) = state.session_mut() {
        session.correct_status(ResultStatus::Failed);
        ui.ctx().request_repaint();
    }
}

/// Says that a passed case has steps that did not pass. True when the person marks the case failed.
fn bad_steps(ui: &mut Ui, session: &session::Session, view: &View<'_>) -> bool {
    let n = session.bad_steps_of_pass();
    if n == 0 {
        return false;
    }
    let p = Palette::of(ui);
    let (words, button) = (view.count("manual-run-bad-steps", n as u64), view.text("manual-run-mark-failed"));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        text::icon(ui, icons::WARNING, p.broken);
        let beside = paint::galley(ui, &button, Type::Medium, p.text).size().x + space::XXL;
        let room = (ui.available_width() - beside).max(ui.available_width() * 0.4);
        text::line_within(ui, &words, Type::Body, p.text, room);
        Button::quiet(&button).small().show(ui).clicked()
    })
    .inner
}

/// Says that the item in front has a new attempt, whose empty fields are no lost ones. True when the person goes back to the one before.
fn new_attempt(ui: &mut Ui, state: &Execution, view: &View<'_>) -> bool {
    let Some((target, session)) = state.session() else { return false };
    let Some(n) = state.new_attempt(target) else { return false };
    let p = Palette::of(ui);
    let case = view.cases.get(target.case).map_or_else(|| session.content().title.clone(), |row| row.code.to_string());
    let words = view.tr.fmt("manual-run-new-attempt", &[("n", n.into()), ("case", case.into())]);
    let button = view.tr.fmt("manual-run-earlier-attempt", &[("n", (n - 1).into())]);
    let is_untouched = session.is_stored();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        text::icon(ui, icons::REDO, p.accent);
        let beside = paint::galley(ui, &button, Type::Medium, p.text).size().x + space::XXL;
        let room = (ui.available_width() - beside).max(ui.available_width() * 0.4);
        text::line_within(ui, &words, Type::Body, p.text, room);
        is_untouched && Button::quiet(&button).small().show(ui).clicked()
    })
    .inner
}

/// The state of the last write: words, colour and icon.
fn saved(session: &session::Session, view: &View<'_>, p: &Palette) -> (String, eframe::egui::Color32, voluptas_ui::theme::Icon) {
    match &session.failure {
        Some(error) => (format!("{} {}", view.text("manual-run-not-saved"), error.text(view.tr)), p.failed, icons::WARNING),
        None if !session.is_stored() => (view.text("manual-run-saving").into_owned(), p.text_faint, icons::WAIT),
        None if session.content().start_ms.is_none() => (String::new(), p.text_faint, ""),
        None => (view.text("manual-run-saved").into_owned(), p.text_secondary, icons::CHECK),
    }
}

/// A key as it looks on a keyboard.
pub(super) fn key_cap(ui: &mut Ui, keys: &str) {
    let p = Palette::of(ui);
    let galley = paint::galley(ui, keys, Type::Mono, p.text_secondary);
    let (rect, _) = ui.allocate_exact_size(vec2(galley.size().x + space::S, size::CHIP), Sense::hover());
    ui.painter().rect(
        rect,
        CornerRadius::same(radius::SMALL),
        p.panel,
        Stroke::new(size::LINE, p.line_strong),
        StrokeKind::Inside,
    );
    paint::put_centre(ui.painter(), rect, galley);
}

/// Width of the button of a status with a gap before its key.
fn status_width(ui: &Ui, name: &str, key: &str, gap: f32) -> f32 {
    let wide = |words: &str, of: Type| paint::galley(ui, words, of, Palette::of(ui).text).size().x;
    space::S * 2.0 + size::ICON + space::XS + wide(name, Type::Medium) + gap + wide(key, Type::Mono) + space::S
}

/// The button of a status with its icon, its word and its key. A brief one has no word.
fn status_button(ui: &mut Ui, look: StatusClass, name: &str, key: &str, (is_on, is_brief): (bool, bool), gap: f32) -> Response {
    let p = Palette::of(ui);
    let colour = look.colour(p);
    let label = paint::galley(ui, if is_brief { "" } else { name }, Type::Medium, if is_on { colour } else { p.text });
    let cap = paint::galley(ui, key, Type::Mono, if is_on { colour } else { p.text_secondary });
    let cap_size = vec2(cap.size().x + space::S, size::CHIP - space::XXS);
    let width = status_width(ui, if is_brief { "" } else { name }, key, gap);
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
    let fill = match (is_on, response.hovered()) {
        (true, _) => p.tint(colour),
        (false, true) => p.hover(),
        (false, false) => p.panel,
    };
    let edge = Stroke::new(size::LINE, if is_on { colour } else { p.line_strong });
    ui.painter().rect(rect, CornerRadius::same(radius::CONTROL), fill, edge, StrokeKind::Inside);
    let icon = Rect::from_min_size(pos2(rect.left() + space::S, rect.top()), vec2(size::ICON, rect.height()));
    paint::icon(ui.painter(), icon, look.icon(), size::ICON, colour);
    paint::put_left(ui.painter(), pos2(icon.right() + space::XS, rect.center().y), label);
    let cap_rect = Rect::from_center_size(pos2(rect.right() - space::S - cap_size.x / 2.0, rect.center().y), cap_size);
    let edge = Stroke::new(size::LINE, if is_on { colour } else { p.line_strong });
    ui.painter().rect(cap_rect, CornerRadius::same(radius::SMALL), p.panel, edge, StrokeKind::Inside);
    paint::put_centre(ui.painter(), cap_rect, cap);
    paint::focus_ring(ui, &response, rect);
    paint::describe(&response, || WidgetInfo::selected(Role::Button, true, is_on, name));
    if is_brief { response.on_hover_text(name) } else { response }
}

/// The statuses of a step. Gives the pressed one. `step` names the step for screen readers.
pub(super) fn step_statuses(
    ui: &mut Ui,
    at: Rect,
    status: StatusClass,
    step: &str,
    is_front: bool,
    view: &View<'_>,
) -> Option<StatusClass> {
    let p = Palette::of(ui);
    let edge = Stroke::new(size::LINE, if is_front { p.accent } else { p.line_strong });
    ui.painter().rect(at, CornerRadius::same(radius::CONTROL), p.panel, edge, StrokeKind::Inside);
    let mut pressed = None;
    for (place, (look, key)) in STATUSES.iter().take(4).enumerate() {
        let left = at.left() + SEGMENT * place as f32;
        let part = Rect::from_min_size(pos2(left, at.top()), vec2(SEGMENT, at.height()));
        let response = ui.interact(part, ui.scope_id().with((step, key)), Sense::CLICK);
        let is_on = status == *look;
        let colour = look.colour(p);
        if is_on {
            ui.painter().rect_filled(part.shrink(size::LINE), CornerRadius::same(radius::SMALL), p.tint(colour));
            paint::icon(ui.painter(), part, look.icon(), size::ICON, colour);
        } else {
            let letter = paint::galley(ui, key, Type::Mono, if response.hovered() { colour } else { p.text_secondary });
            paint::put_centre(ui.painter(), part, letter);
        }
        if place > 0 {
            ui.painter().vline(left, at.y_range().shrink(size::LINE), (size::LINE, p.line));
        }
        let name = format!("{step}: {}", words::class_name(view.tr, *look));
        paint::describe(&response, || WidgetInfo::selected(Role::RadioButton, true, is_on, &name));
        if response.on_hover_text(words::class_name(view.tr, *look)).clicked() {
            pressed = Some(*look);
        }
    }
    debug_assert!(pressed.is_none_or(|look| is_final(&status_of(look))), "a step gets a status");
    pressed
}
