//! The matrix of a comparison: how many tests moved from which status to which. A press shows them alone.

use eframe::egui::{Align2, CornerRadius, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use voluptas_ui::widgets::StatusStyle as _;

use crate::model::rollup::class_of;
use crate::model::runs::RunRow;
use crate::model::words;
use crate::view::View;
use voluptas_app::runs::compare::RunComparison;
use voluptas_core::domain::outcome::is_bad;
use voluptas_core::domain::status::ResultStatus;
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::paint;

/// Width of a column, and of the column of names.
const CELL: f32 = 96.0;
const NAMES: f32 = 132.0;

/// Statuses of one side, the word of each; a blank word comes last.
fn statuses<'c>(words: impl Iterator<Item = &'c str>) -> Vec<&'c str> {
    let mut found: Vec<&str> = words.collect();
    let rank = |word: &str| {
        let look = class_of(Some(&ResultStatus::parse(word)));
        (word.is_empty(), crate::model::runs::index(look), word.to_owned())
    };
    found.sort_by_key(|word| rank(word));
    found.dedup();
    found
}

/// Draws the matrix. `chosen` are the words of both statuses whose tests are shown alone.
pub(super) fn show(
    ui: &mut Ui,
    compared: &RunComparison,
    chosen: &mut Option<(String, String)>,
    runs: [&RunRow; 2],
    view: &View<'_>,
) {
    let p = Palette::of(ui);
    let rows = statuses(compared.matrix.keys().map(|(before, _)| before.as_str()));
    let columns = statuses(compared.matrix.keys().map(|(_, after)| after.as_str()));
    surface(ui, space::M, |ui| {
        let width = NAMES + CELL * columns.len() as f32;
        let height = size::CONTROL_SMALL * (rows.len() + 1) as f32;
        let (area, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
        let [older, newer] = runs.map(|row| row.run.number);
        let cell = |row: usize, column: usize| {
            Rect::from_min_size(
                pos2(area.left() + NAMES + CELL * column as f32, area.top() + size::CONTROL_SMALL * (row + 1) as f32),
                vec2(CELL, size::CONTROL_SMALL),
            )
        };
        let corner = paint::galley(ui, &format!("A #{older} ↓  B #{newer} →"), Type::Mono, p.text_secondary);
        paint::put_left(ui.painter(), pos2(area.left(), area.top() + size::CONTROL_SMALL / 2.0), corner);
        let name = |word: &str, missing: &str| match word {
            "" => view.text(missing),
            word => words::status_name(view.tr, Some(&ResultStatus::parse(word))),
        };
        let glyph = |word: &str, missing| match word {
            "" => (missing, p.text_secondary),
            word => {
                let look = class_of(Some(&ResultStatus::parse(word)));
                (look.icon(), look.colour(p))
            }
        };
        for (i, word) in columns.iter().enumerate() {
            let at = cell(0, i).translate(vec2(0.0, -size::CONTROL_SMALL));
            let galley =
                paint::elided(ui, &name(word, "compare-gone"), Type::Label, p.text_secondary, CELL - size::ICON - space::S);
            let left = paint::put_right(ui.painter(), at.right_center() - vec2(space::S, 0.0), galley);
            let icon = Align2::RIGHT_CENTER.anchor_size(pos2(left - space::XXS, at.center().y), vec2(size::CHECK, size::CHECK));
            let (glyph, colour) = glyph(word, icons::PARTLY);
            paint::icon(ui.painter(), icon, glyph, size::CHECK, colour);
        }
        for (r, before) in rows.iter().enumerate() {
            let at = cell(r, 0);
            let (glyph, colour) = glyph(before, icons::ADD);
            let icon = Align2::LEFT_CENTER.anchor_size(pos2(area.left(), at.center().y), vec2(size::CHECK, size::CHECK));
            paint::icon(ui.painter(), icon, glyph, size::CHECK, colour);
            let galley = paint::elided(ui, &name(before, "compare-appeared"), Type::Label, p.text, NAMES - size::ICON - space::S);
            paint::put_left(ui.painter(), pos2(icon.right() + space::XS, at.center().y), galley);
            for (c, after) in columns.iter().enumerate() {
                let key = ((*before).to_owned(), (*after).to_owned());
                let n = compared.matrix.get(&key).copied().unwrap_or(0);
                let at = cell(r, c).shrink(1.0);
                if n == 0 {
                    let dot = paint::galley(ui, "·", Type::Mono, p.text_faint);
                    paint::put_right(ui.painter(), at.right_center() - vec2(space::S, 0.0), dot);
                    continue;
                }
                let [was, is] = [before, after].map(|word| is_bad(&ResultStatus::parse(word)));
                let (fill, colour) = match (was, is) {
                    _ if before == after => (p.sunken, p.text),
                    (false, true) => (p.tint(p.failed), p.failed),
                    (true, false) if *after == "passed" => (p.tint(p.passed), p.passed),
                    _ => (p.panel, p.text_secondary),
                };
                let response = ui.interact(at, ui.scope_id().with(("moved", r, c)), Sense::click());
                ui.painter().rect_filled(at, CornerRadius::same(radius::SMALL), fill);
                let is_on = chosen.as_ref() == Some(&key);
                if is_on || response.hovered() {
                    let stroke = (size::LINE, if is_on { p.accent } else { p.line_strong });
                    ui.painter().rect_stroke(at, CornerRadius::same(radius::SMALL), stroke, eframe::egui::StrokeKind::Inside);
                }
                let number = view.tr.number(i64::try_from(n).unwrap_or(i64::MAX));
                let galley = paint::galley(ui, &number, Type::Mono, colour);
                paint::put_right(ui.painter(), at.right_center() - vec2(space::S, 0.0), galley);
                let words = format!("{} → {}: {number}", name(before, "compare-appeared"), name(after, "compare-gone"));
                paint::focus_ring(ui, &response, at);
                paint::describe(&response, || WidgetInfo::selected(Role::Button, true, is_on, &words));
                if response.on_hover_text(&words).clicked() {
                    *chosen = if is_on { None } else { Some(key) };
                }
            }
        }
    });
}
