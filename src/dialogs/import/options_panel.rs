//! The left column of the preview: the file, the options for reading it, and the rules for matching rows with stored items.

use std::path::Path;

use eframe::egui::{CornerRadius, Frame, Margin, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::choice_parts::{Room, divider};
use super::reading;
use super::subject::Subject;
use super::wizard::{Step, Wizard};
use crate::backend::Backend;
use crate::view::View;
use voluptas_app::files::import::FileRead;
use voluptas_formats::TableInfo;
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::{paint, text};

/// Number of lines of the file that are shown as they stand in it.
const LINES: usize = 3;
impl<S: Subject> Wizard<S> {
    /// Draws the column. Its choices are closed while the import runs and after it.
    pub(super) fn choices(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, read: &FileRead<S::File>, room: Room) {
        ui.spacing_mut().item_spacing.y = space::XS;
        let width = ui.available_width();
        ui.add_enabled_ui(self.step == Step::Preview, |ui| {
            file_card(ui, &read.path, &S::facts(read, view.tr));
            ui.add_space(space::S);
            let encoding = S::report(&read.file).encoding;
            if reading::choices(ui, view, read.table.as_ref(), encoding, &mut self.options, width) {
                self.begin(backend);
            }
            if let Some(look) = read.table.as_ref().filter(|look| look.delimiter.is_some() && room == Room::Full) {
                ui.add_space(space::XS);
                first_lines(ui, view, look);
            }
            divider(ui);
            let plan = self.plan.as_ref().map(|(_, plan)| plan.as_ref());
            self.subject.choices(ui, view, plan, width, room);
        });
    }
}

/// Name of the file, and the facts about it.
fn file_card(ui: &mut Ui, path: &Path, facts: &str) {
    let p = Palette::of(ui);
    let frame = Frame::new()
        .fill(p.panel)
        .stroke(Stroke::new(size::LINE, p.line_strong))
        .corner_radius(CornerRadius::same(radius::CONTROL))
        .inner_margin(Margin::symmetric(space::M as i8, space::S as i8));
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            let (rect, _) = ui.allocate_exact_size(vec2(size::ICON_TITLE, size::ICON_TITLE), Sense::hover());
            paint::icon(ui.painter(), rect, icons::FILE, size::ICON_TITLE, p.accent);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = space::XXS;
                text::line(ui, &name, Type::Medium, p.text);
                text::paragraph(ui, facts, Type::Label, p.text_secondary);
            });
        });
    });
}

/// The first lines of a text file, which show at once whether encoding and delimiter are right.
fn first_lines(ui: &mut Ui, view: &View<'_>, look: &TableInfo) {
    let p = Palette::of(ui);
    let lines: Vec<&str> = look.first_lines.iter().take(LINES).map(|(_, words)| words.as_str()).collect();
    let room = ui.available_width() - space::S * 2.0;
    let galleys: Vec<_> = lines.iter().map(|line| paint::elided(ui, line, Type::Mono, p.text_secondary, room)).collect();
    let line_height = size::CONTROL_SMALL - space::XXS;
    let height = line_height * galleys.len() as f32 + space::S;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::same(radius::CONTROL), p.sunken.gamma_multiply(0.6));
    let mut middle = rect.left_top() + vec2(space::S, space::XS + line_height / 2.0);
    for galley in galleys {
        paint::put_left(ui.painter(), middle, galley);
        middle.y += line_height;
    }
    // The rows themselves are read in the table.
    paint::describe(&response, || WidgetInfo::labeled(Role::Label, true, view.text("files-first-lines")));
    response.on_hover_text(lines.join("\n"));
}
