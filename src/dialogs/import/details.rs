//! The fields in which the chosen row and its case differ: the value here, the value of the file, and which of them stays.

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Color32, Galley, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::view::View;
use voluptas_app::cases;
use voluptas_app::cases::versions::MarkedWords;
use voluptas_app::files::import::FieldChange;
use voluptas_i18n::Tr;
use voluptas_ui::theme::{Palette, Type, font_size, size, space};
use voluptas_ui::widgets::{paint, text};

/// Longest text of a value, in characters.
const VALUE: usize = 300;
/// Share of the width for the name of the field.
const NAME: f32 = 0.18;
/// Width of the origin of a value.
const ORIGIN: f32 = 104.0;

/// Names and values of the fields of a subject, as a person reads them.
pub struct FieldNames {
    /// The name of a changed field.
    pub name: fn(Tr, &FieldChange) -> String,
    /// A value of it: words of enumerations in the language of the window.
    pub value: fn(Tr, &FieldChange, &str) -> String,
}

/// A field that differs, with its words compared.
#[derive(Debug, Clone)]
pub(super) struct Detail {
    name: String,
    before: MarkedWords,
    after: MarkedWords,
    is_taken: bool,
}

impl Detail {
    pub fn of(change: &FieldChange, fields: &FieldNames, tr: Tr) -> Self {
        let (before, after) = cases::versions::words(
            &cut(&(fields.value)(tr, change, &change.before)),
            &cut(&(fields.value)(tr, change, &change.after)),
        );
        Self { name: (fields.name)(tr, change), before, after, is_taken: change.is_taken }
    }
}

fn cut(value: &str) -> String {
    let short: String = value.chars().take(VALUE).collect();
    match short.len() {
        0 => "—".to_owned(),
        length if length < value.len() => format!("{short}…"),
        _ => short,
    }
}

/// Draws the table of the fields below a sentence about the row, which may be blank.
pub(super) fn details(ui: &mut Ui, view: &View<'_>, about: &str, all: &[Detail]) {
    let p = Palette::of(ui);
    paint::hline(ui);
    ScrollArea::vertical().id_salt("import-details").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        if !about.is_empty() {
            ui.add_space(space::S);
            text::paragraph(ui, about, Type::Body, p.text);
            ui.add_space(space::XS);
        }
        if all.is_empty() {
            return;
        }
        let columns = Columns::of(ui);
        let heads = [view.text("files-column-field"), view.text("files-column-now"), view.text("files-column-new-value")];
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), Sense::hover());
        for (head, x) in heads.iter().zip([0.0, columns.before, columns.after]) {
            let head = paint::galley(ui, head, Type::Label, p.text_secondary);
            paint::put_left(ui.painter(), pos2(rect.left() + x, rect.center().y), head);
        }
        for detail in all {
            line(ui, view, detail, &columns);
        }
    });
}

/// Places of the columns, from the left end, and the width of a value.
struct Columns {
    before: f32,
    after: f32,
    value: f32,
}

impl Columns {
    fn of(ui: &Ui) -> Self {
        let width = ui.available_width();
        let before = (width * NAME).max(96.0);
        let value = ((width - before - ORIGIN) / 2.0).max(80.0);
        Self { before, after: before + value, value: value - space::M }
    }
}

fn line(ui: &mut Ui, view: &View<'_>, detail: &Detail, columns: &Columns) {
    let p = Palette::of(ui);
    let name = paint::elided(ui, &detail.name, Type::Body, p.text_secondary, columns.before - space::M);
    // The value here stays: the other one is struck out.
    let none = Color32::TRANSPARENT;
    let (before, after) = if detail.is_taken {
        (
            lay(ui, &detail.before, columns.value, p.text_secondary, none, false),
            lay(ui, &detail.after, columns.value, p.text, p.inserted(), false),
        )
    } else {
        (
            lay(ui, &detail.before, columns.value, p.text, none, false),
            lay(ui, &detail.after, columns.value, p.text_faint, none, true),
        )
    };
    let height = before.size().y.max(after.size().y).max(font_size::BODY_LINE) + space::S;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let painter = ui.painter();
    painter.hline(rect.x_range(), rect.top() + 0.5, (size::LINE, p.line));
    let top = rect.top() + space::XS;
    paint::put_left(painter, pos2(rect.left(), top + font_size::BODY_LINE / 2.0), name);
    painter.galley(pos2(rect.left() + columns.before, top), before, p.text);
    painter.galley(pos2(rect.left() + columns.after, top), after, p.text);
    let (key, colour) = if detail.is_taken { ("files-cases-from-file", p.accent) } else { ("files-cases-stays", p.text_faint) };
    let origin = paint::elided(ui, &view.text(key), Type::Label, colour, ORIGIN - space::S);
    paint::put_right(ui.painter(), pos2(rect.right() - space::XS, top + font_size::BODY_LINE / 2.0), origin);
    paint::describe(&response, || {
        let text = |words: &MarkedWords| words.iter().map(|w| w.0.as_str()).collect::<String>();
        let (name, key) = (&detail.name, view.text(key));
        WidgetInfo::labeled(Role::Label, true, format!("{name}: {} → {} ({key})", text(&detail.before), text(&detail.after)))
    });
}

fn lay(ui: &Ui, words: &MarkedWords, width: f32, colour: Color32, marked: Color32, is_struck: bool) -> Arc<Galley> {
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    let strikethrough = if is_struck { Stroke::new(size::LINE, colour) } else { Stroke::NONE };
    for (word, is_marked) in words {
        let background = if *is_marked { marked } else { Color32::TRANSPARENT };
        let plain = TextFormat::simple(Type::Body.font(), colour);
        job.append(word, 0.0, TextFormat { background, strikethrough, line_height: Some(font_size::BODY_LINE), ..plain });
    }
    ui.painter().layout_job(job)
}
