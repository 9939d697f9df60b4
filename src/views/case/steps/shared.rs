//! A shared step in the table of steps: its name, its read-only steps, and the actions on it.

use eframe::egui::{Frame, Popup, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use super::handle::handle;
use super::row::{Columns, NUMBER, RowAt, RowRequest, StepRequest};
use super::row_parts::delete_line;
use crate::model::step_lines::Line;
use crate::view::View;
use voluptas_app::cases::edit::SharedSteps;
use voluptas_core::domain::case::Step;
use voluptas_ui::theme::{Palette, Type, font_size, icons, size, space};
use voluptas_ui::widgets::{icon_button, markdown, menu, paint, reading, text};

/// Draws the row. `shared` is `None` for a deleted shared step.
pub(super) fn row(
    ui: &mut Ui,
    at: &RowAt<'_>,
    line: &Line,
    shared: Option<&SharedSteps>,
    columns: &Columns,
    view: &View<'_>,
    ask: &mut Vec<RowRequest>,
) {
    let p = Palette::of(ui);
    let title = shared.map_or(line.action.as_str(), |s| s.title.as_str());
    let note = match shared {
        // The stored cases do not count this draft.
        Some(shared) if !shared.is_deleted && shared.used == 0 => view.text("writing-shared-in-draft").into_owned(),
        Some(shared) if !shared.is_deleted => view.count("writing-shared-used", shared.used as u64),
        _ => view.text("writing-shared-gone").into_owned(),
    };
    let top = ui.cursor().min;
    let width = ui.available_width();
    let steps = shared.map_or(line.inside.as_slice(), |s| s.steps.as_slice());
    let fill = if at.selected { p.accent_tint } else { p.sunken.gamma_multiply(0.6) };
    let shown = Frame::new().fill(fill).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.set_min_height(size::GRID_ROW);
            ui.spacing_mut().item_spacing.x = space::S;
            ui.add_space(NUMBER + at.indent);
            text::icon(ui, icons::SHARED, p.accent);
            reading::from_right(ui, |ui| {
                let (icon, key) =
                    if at.folded { (icons::RIGHT, "writing-show-steps") } else { (icons::DOWN, "writing-hide-steps") };
                if !steps.is_empty() && icon_button(ui, icon, &view.tr.fmt(key, &[("number", at.number.into())])).clicked() {
                    ask.push(RowRequest::Fold(at.key));
                }
                more(ui, at, view, ask);
                if text::link(ui, &view.text("writing-detach")).clicked() {
                    ask.push(RowRequest::Detach(at.i));
                }
                if let Some(shared) = shared.filter(|shared| !shared.is_deleted)
                    && text::link(ui, &view.text("writing-open-shared")).clicked()
                {
                    ask.push(RowRequest::Owner(StepRequest::OpenShared(shared.hash.clone())));
                }
                let room = ui.available_width();
                ui.with_layout(eframe::egui::Layout::left_to_right(eframe::egui::Align::Center), |ui| {
                    let title = text::line_within(ui, title, Type::Medium, p.text, room);
                    let left = room - title.rect.width() - space::S;
                    if left > size::CONTROL {
                        text::line_within(ui, &note, Type::Label, p.text_secondary, left);
                    }
                });
            });
        });
        if at.folded {
            return;
        }
        let from = ui.cursor().min;
        for (n, step) in steps.iter().enumerate() {
            inner_step(ui, &format!("{}.{}", at.number, n + 1), step, columns);
        }
        let x = from.x + NUMBER - space::M;
        ui.painter().vline(x, from.y..=ui.min_rect().bottom() - space::XS, (size::LINE, p.line_strong));
        ui.add_space(space::XS);
    });
    let rect = Rect::from_min_max(top, pos2(top.x + width, shown.response.rect.bottom()));
    handle(ui, at, rect, false, view, ask);
}

/// The menu of a shared step, which no cell hears keys for.
fn more(ui: &mut Ui, at: &RowAt<'_>, view: &View<'_>, ask: &mut Vec<RowRequest>) {
    let name = view.tr.fmt("writing-step-menu", &[("number", at.number.into())]);
    let button = icon_button(ui, icons::MORE, &name);
    Popup::menu(&button).show(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let lines = [
            (icons::SORT_UP, "gui-cmd-move-up", RowRequest::Shift(at.i, false)),
            (icons::SORT_DOWN, "gui-cmd-move-down", RowRequest::Shift(at.i, true)),
        ];
        for (icon, key, what) in lines {
            if menu::line(ui, icon, &view.text(key), None, 220.0).clicked() {
                ask.push(what);
                ui.close();
            }
        }
        delete_line(ui, at, 220.0, view, ask);
    });
}

/// A step inside a shared step, to be read only.
fn inner_step(ui: &mut Ui, number: &str, step: &Step, columns: &Columns) {
    let p = Palette::of(ui);
    let number = paint::galley(ui, number, Type::Mono, p.text_faint);
    let indent = number.size().x + space::S;
    // Test data are no Markdown.
    let expected = step.expected.as_deref().map(markdown::plain);
    let texts = [Some(markdown::plain(&step.action)), step.data.as_deref().map(Into::into), expected.clone()];
    let cells = texts.into_iter().zip(columns.cells).enumerate().filter_map(|(k, (text, (x, width)))| {
        let (from, ty) = if k == 0 { (indent, Type::Body) } else { (0.0, if k == 1 { Type::Mono } else { Type::Body }) };
        let room = width - space::S * 2.0 - from;
        // Monospace lines are lower than those of the text beside them.
        let down = if k == 1 { space::XXS } else { 0.0 };
        Some((vec2(x + space::S + from, down), paint::wrapped(ui, &text?, ty, p.text_secondary, room)))
    });
    let cells: Vec<_> = cells.collect();
    let height = cells.iter().map(|(_, galley)| galley.size().y).fold(font_size::BODY_LINE, f32::max);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height + space::XS), Sense::hover());
    let first = pos2(rect.left() + NUMBER + space::S, rect.top() + font_size::BODY_LINE / 2.0);
    paint::put_left(ui.painter(), first, number);
    for (offset, galley) in cells {
        ui.painter().galley(rect.min + offset, galley, p.text_secondary);
    }
    paint::describe(&response, || {
        let action = markdown::plain(&step.action);
        let words = match &expected {
            Some(expected) => format!("{action} → {expected}"),
            None => action.into_owned(),
        };
        WidgetInfo::labeled(eframe::egui::Role::Label, true, words)
    });
}
