//! Drawing of the palette's lines, with the matched letters marked.

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{Color32, CornerRadius, Galley, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::gather::{Group, Line};
use super::target::Target;
use voluptas_ui::theme::{Palette, Type, radius, size, space};
use voluptas_ui::widgets::{RowHint as _, paint};

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
        _ => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, CornerRadius::same(radius::CONTROL), fill);
    let y = rect.center().y;
    let icon = Rect::from_center_size(pos2(rect.left() + space::M + size::ICON / 2.0, y), vec2(size::ICON, size::ICON));
    paint::icon(ui.painter(), icon, line.icon, size::ICON, if on { p.accent } else { p.text_secondary });
    let faint = if on && p.dark { p.text_secondary } else { p.text_faint };
    let right = note(ui, line, faint, rect.right() - space::M * 2.0 - icon.right());
    let cut = right.elided;
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
    if is_run(line) && cut {
        response.hint_above(format!("{}\n{}", line.title, line.right));
        return response;
    }
    paint::hover_if_elided(response, elided, &line.title)
}

/// True for the line of a run, also among those that were chosen last.
fn is_run(line: &Line) -> bool {
    matches!(line.target, Target::Run(_))
}

/// The text at the right of a line with this room for title and text: what the title leaves, and a share of the room beside a long title. An
/// id tells most by its end, a sentence by its beginning, and a run by its number, which stands before its figures.
fn note(ui: &Ui, line: &Line, colour: Color32, room: f32) -> Arc<Galley> {
    let share = if line.group == Group::Texts { 0.5 } else { 0.4 };
    // Bold letters of a hit are wider.
    let title = title(ui, line, f32::INFINITY).size().x;
    let width = (room * share).max(room - title - space::M);
    match line.group {
        Group::Texts => paint::elided(ui, &line.right, Type::Label, colour, width),
        _ if is_run(line) => paint::elided(ui, &line.right, Type::Mono, colour, width),
        _ => paint::elided_front(ui, &line.right, Type::Mono, colour, width),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::{Context, RawInput};
    use voluptas_core::domain::ids::{FunctionId, RunId};
    use voluptas_ui::theme::{self, icons};

    #[test]
    fn a_run_keeps_its_number_and_a_function_the_end_of_its_id() {
        let line = |group, target, right: &str| {
            let (title, right) = ("Nightly".to_owned(), right.to_owned());
            Line { group, target, title, right, icon: icons::RUN, letters: Vec::new(), score: 0 }
        };
        let run = line(
            Group::Runs,
            Target::Run(RunId(1)),
            "SHOP #128 · 97.1 % passed of 1,204 executed, and more of the same, and more of it",
        );
        let short = line(Group::Runs, Target::Run(RunId(1)), "SHOP #128 · 97.1 % passed of 1,204 executed");
        let id = "catalogue.search.filters.price.from_to.with_delivery.tomorrow";
        let function = line(Group::Functions, Target::Function(FunctionId(1)), id);
        let ctx = Context::default();
        theme::install(&ctx);
        let mut shown = Vec::new();
        let mut output = ctx.run_ui(RawInput::default(), |ui| {
            shown = [(&run, 320.0), (&function, 320.0), (&short, 620.0)]
                .map(|(line, room)| note(ui, line, Color32::BLACK, room))
                .to_vec();
        });
        output.textures_delta.clear();
        assert!(shown[0].elided && shown[0].rows[0].text().starts_with("SHOP #128 · 97.1"), "{}", shown[0].rows[0].text());
        assert!(!shown[2].elided, "the short title leaves room: {}", shown[2].rows[0].text());
        assert!(shown[1].text().starts_with('…') && shown[1].text().ends_with("tomorrow"), "{}", shown[1].text());
    }
}
