//! Drawing of the palette's lines, with the matched letters marked.

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{CornerRadius, Galley, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::Line;
use super::gather::Group;
use crate::gui::theme::{Palette, Type, radius, size, space};
use crate::gui::widgets::{RowHint as _, paint};

/// The name of a group above its lines.
pub(super) fn heading(ui: &mut Ui, name: &str) {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::CONTROL_SMALL), Sense::hover());
    let galley = paint::galley(ui, name, Type::Label, p.text_faint);
    paint::put_left(ui.painter(), pos2(rect.left() + space::M, rect.center().y), galley);
    paint::describe(&response, || WidgetInfo::labeled(Role::Heading, true, name));
}

/// A line: icon, title, and the text at the right.
pub(super) fn row(ui: &mut Ui, line: &Line, on: bool) -> Response {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::GRID_ROW), Sense::CLICK);
    let fill = match (on, response.hovered()) {
        (true, _) => p.accent_tint,
        (false, true) => p.hover(),
        _ => eframe::egui::Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, CornerRadius::same(radius::CONTROL), fill);
    let y = rect.center().y;
    let icon = Rect::from_center_size(pos2(rect.left() + space::M + size::ICON / 2.0, y), vec2(size::ICON, size::ICON));
    paint::icon(ui.painter(), icon, line.icon, size::ICON, if on { p.accent } else { p.text_secondary });
    let faint = if on && p.dark { p.text_secondary } else { p.text_faint };
    // An id tells most by its end, a sentence by its beginning.
    let right = match line.group {
        Group::Texts => paint::elided(ui, &line.right, Type::Label, faint, rect.width() * 0.5),
        _ => paint::elided_front(ui, &line.right, Type::Mono, faint, rect.width() * 0.4),
    };
    let x = paint::put_right(ui.painter(), pos2(rect.right() - space::M, y), right);
    let left = icon.right() + space::S;
    let galley = title(ui, line, x - left - space::S);
    let elided = galley.elided;
    paint::put_left(ui.painter(), pos2(left, y), galley);
    paint::describe(&response, || WidgetInfo::selected(Role::ListBoxOption, true, on, &line.title));
    if line.group == Group::Texts && !line.right.is_empty() {
        response.hint_above(format!("{}\n{}", line.title, line.right));
        return response;
    }
    paint::hover_if_elided(response, elided, &line.title)
}

/// The title with its matched letters in the accent's colour and bold.
fn title(ui: &Ui, line: &Line, width: f32) -> Arc<Galley> {
    let p = Palette::of(ui);
    let plain = TextFormat::simple(Type::Body.font(), p.text);
    let marked = TextFormat::simple(Type::Strong.font(), p.accent);
    let mut job = LayoutJob::default();
    let mut letters = line.letters.iter().copied().peekable();
    let (mut run, mut run_marked) = (String::new(), false);
    for (i, c) in line.title.chars().enumerate() {
        let hit = letters.next_if_eq(&(i as u32)).is_some();
        if hit != run_marked && !run.is_empty() {
            job.append(&std::mem::take(&mut run), 0.0, if run_marked { marked.clone() } else { plain.clone() });
        }
        run_marked = hit;
        run.push(if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c });
    }
    job.append(&run, 0.0, if run_marked { marked } else { plain });
    job.wrap = TextWrapping { max_width: width.max(0.0), max_rows: 1, break_anywhere: true, ..TextWrapping::default() };
    job.break_on_newline = false;
    ui.painter().layout_job(job)
}
