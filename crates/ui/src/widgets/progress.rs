//! Progress: a thin bar, a bar of parts, the stepper of a dialog.

use egui::{Color32, CornerRadius, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::paint;
use crate::theme::{Palette, Type, icons, radius, size, space};

/// A thin bar; `None` shows that work goes on without a known end (no endless animation: a striped trough).
pub fn progress_bar(ui: &mut Ui, share: Option<f32>, width: f32, name: &str) -> Response {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL_SMALL), Sense::hover());
    let trough = Rect::from_center_size(rect.center(), vec2(width, size::PROGRESS));
    let corner = CornerRadius::same(2);
    ui.painter().rect_filled(trough, corner, p.line);
    match share {
        Some(share) => {
            let done = Rect::from_min_size(trough.min, vec2(trough.width() * share.clamp(0.0, 1.0), trough.height()));
            ui.painter().rect_filled(done, corner, p.accent);
        }
        None => {
            let part = trough.width() / 7.0;
            for i in [1.0_f32, 3.0, 5.0] {
                let at = Rect::from_min_size(pos2(trough.left() + part * i, trough.top()), vec2(part, trough.height()));
                ui.painter().rect_filled(at, corner, p.accent.gamma_multiply(0.5));
            }
        }
    }
    paint::describe(&response, || {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, name);
        info.value = share.map(|s| f64::from(s) * 100.0);
        info
    });
    response
}

/// A bar of parts beside each other, each with its colour and its count: how a run went.
pub fn parts_bar(ui: &mut Ui, parts: &[(Color32, u64)], height: f32, name: &str) -> Response {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let total: u64 = parts.iter().map(|(_, n)| n).sum();
    let corner = CornerRadius::same(radius::SMALL);
    if total == 0 {
        ui.painter().rect_filled(rect, corner, p.line);
    }
    let shown: Vec<_> = parts.iter().filter(|(_, n)| *n > 0).collect();
    let gaps = shown.len().saturating_sub(1) as f32 * space::XXS;
    let mut x = rect.left();
    for (colour, n) in shown {
        let width = ((rect.width() - gaps) * (*n as f32 / total as f32)).max(space::XXS);
        let at = Rect::from_min_max(pos2(x, rect.top()), pos2((x + width).min(rect.right()), rect.bottom()));
        ui.painter().rect_filled(at, CornerRadius::same(2), *colour);
        x += width + space::XXS;
    }
    paint::describe(&response, || WidgetInfo::labeled(Role::Image, true, name));
    response
}

/// The part of a [`parts_bar`] that was drawn in `rect` at the horizontal place `x`.
pub fn part_at(rect: Rect, counts: &[u64], x: f32) -> Option<usize> {
    let total: u64 = counts.iter().sum();
    let share = f64::from((x - rect.left()) / rect.width()).clamp(0.0, 1.0);
    let mut before = 0;
    counts.iter().enumerate().filter(|(_, n)| **n > 0).find_map(|(i, n)| {
        before += n;
        (share * total as f64 <= before as f64).then_some(i)
    })
}

/// The steps of a dialog: done ones with a check mark, the current one filled, the later ones hollow. Gives a click on a done
/// step. If the names do not fit into `width`, only the current step shows its name.
pub fn stepper(ui: &mut Ui, current: usize, steps: &[&str], width: f32) -> Option<usize> {
    let p = Palette::of(ui);
    let mut picked = None;
    let gap = space::L + space::XS;
    let names: f32 =
        steps.iter().map(|s| paint::galley(ui, s, Type::Medium, p.text).size().x + space::S + size::STEP + gap).sum();
    let brief = names - gap > width;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = if brief { space::M } else { gap };
        for (i, step) in steps.iter().enumerate() {
            let (done, on) = (i < current, i == current);
            let text_colour = if on {
                p.text
            } else if done {
                p.text_secondary
            } else {
                p.text_faint
            };
            let galley = paint::galley(ui, step, Type::Medium, text_colour);
            let named = on || !brief;
            let width = if named { size::STEP + space::S + galley.size().x } else { size::STEP };
            let sense = if done { Sense::click() } else { Sense::hover() };
            let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), sense);
            let circle = pos2(rect.left() + size::STEP / 2.0, rect.center().y);
            let inside = Rect::from_center_size(circle, vec2(size::STEP, size::STEP));
            if on {
                ui.painter().circle_filled(circle, size::STEP / 2.0, p.accent);
                paint::put_centre(ui.painter(), inside, paint::galley(ui, &(i + 1).to_string(), Type::LabelMedium, p.on_accent));
            } else if done {
                ui.painter().circle_stroke(circle, size::STEP / 2.0 - 0.5, Stroke::new(size::LINE + 0.5, p.passed));
                paint::icon(ui.painter(), inside, icons::CHECK, size::CHECK, p.passed);
            } else {
                ui.painter().circle_stroke(circle, size::STEP / 2.0 - 0.5, Stroke::new(size::LINE, p.line_strong));
                paint::put_centre(ui.painter(), inside, paint::galley(ui, &(i + 1).to_string(), Type::LabelMedium, text_colour));
            }
            if named {
                paint::put_left(ui.painter(), pos2(rect.left() + size::STEP + space::S, rect.center().y), galley);
            }
            paint::focus_ring(ui, &response, rect);
            paint::describe(&response, || WidgetInfo::selected(Role::ListItem, done || on, on, step));
            let response = if named { response } else { response.on_hover_text(*step) };
            if response.clicked() {
                picked = Some(i);
            }
        }
    });
    picked
}
