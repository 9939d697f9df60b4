//! The pane of one case: for each field the value at the last sync, here and in Qase. A click takes a side.

use eframe::egui::{Align, CornerRadius, Layout, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::values::{Sides, sides};
use super::{Preview, RowDecision};
use crate::sync_dialog::context::TabContext;
use voluptas_core::domain::field::CaseField;
use voluptas_sync::plan::{CaseStep, Class};
use voluptas_sync::{Choice, Direction};
use voluptas_ui::theme::{Palette, Type, font_size, radius, size, space};
use voluptas_ui::widgets::reading;
use voluptas_ui::widgets::{Button, paint, segmented, text};

/// Number of characters after which a text is cut; the rest is shown on hover.
const LONGEST: usize = 600;
/// Width of the choice for a case that was removed in Qase.
const CHOICE: f32 = 360.0;
/// Width of the column of names.
const NAMES: f32 = 132.0;
/// Least width of a side beside the others.
const SIDE: f32 = 150.0;
/// Width of the name of a side where the sides are stacked.
const SIDE_NAMES: f32 = 104.0;

/// Draws the pane of the case under the cursor.
pub fn ui(ui: &mut Ui, cx: &TabContext<'_>, preview: &mut Preview) {
    let Some(place) = preview.table.cursor.and_then(|k| usize::try_from(k).ok()) else { return };
    let p = Palette::of(ui);
    let step = preview.step(place).clone();
    let id = preview.row(place).id.clone();
    let contested = !step.conflicts.is_empty() || !step.changes.is_empty();
    ui.horizontal(|ui| {
        text::mono(ui, &id);
        reading::from_right(ui, |ui| {
            if contested && step.qase_id.is_some() {
                if Button::secondary(&cx.t("sync-dialog-keep-mine")).small().show(ui).clicked() {
                    preview.decide_case(place, Choice::Mine);
                }
                if Button::secondary(&cx.t("sync-dialog-take-theirs")).small().show(ui).clicked() {
                    preview.decide_case(place, Choice::Theirs);
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                text::line(ui, &step.title, Type::Strong, p.text);
            });
        });
    });
    if !contested {
        ui.add_space(space::XS);
        plainly(ui, cx, &step, preview.decided(place));
        if step.class == Class::Removed && preview.plan().direction == Direction::Import {
            removed(ui, cx, preview, place);
        }
        return;
    }
    let all: Vec<(CaseField, bool, Sides)> = fields(cx, preview, &step);
    let widths = columns(ui.available_width());
    if let Some(widths) = widths {
        heads(ui, cx, widths);
    }
    ScrollArea::vertical().id_salt("sync-diff").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (field, open, sides) in &all {
            if let Some(choice) = line(ui, cx, preview, &step, *field, *open, sides, widths) {
                preview.decide(place, *field, choice);
            }
        }
    });
}

fn plainly(ui: &mut Ui, cx: &TabContext<'_>, step: &CaseStep, decided: RowDecision) {
    let p = Palette::of(ui);
    let words = match (&step.note, step.class) {
        _ if decided == RowDecision::Trash => cx.t("sync-note-removed-trashed").into_owned(),
        (Some(note), _) => cx.tr.message(note),
        (None, Class::New) => cx.t("sync-dialog-whole-case").into_owned(),
        (None, Class::Removed) => cx.t("sync-dialog-removed-case").into_owned(),
        _ => cx.t("sync-dialog-same-case").into_owned(),
    };
    text::paragraph(ui, &words, Type::Body, p.text_secondary);
    if !step.path.is_empty() {
        text::line(ui, &step.path.join(" / "), Type::Body, p.text_faint);
    }
}

/// Draws the choice for a case that was removed in Qase: keep it here, or move it to the trash.
fn removed(ui: &mut Ui, cx: &TabContext<'_>, preview: &mut Preview, place: usize) {
    let names = ["sync-dialog-removed-keep", "sync-dialog-removed-trash"].map(|k| cx.t(k));
    let trash = preview.decided(place) == RowDecision::Trash;
    ui.add_space(space::S);
    ui.scope(|ui| {
        ui.set_max_width(CHOICE);
        if let Some(i) = segmented(ui, usize::from(trash), &[&names[0], &names[1]]) {
            preview.set_trash([place], i == 1);
        }
    });
}

/// The differing fields: conflicts first, then changes of one side.
fn fields(cx: &TabContext<'_>, preview: &Preview, step: &CaseStep) -> Vec<(CaseField, bool, Sides)> {
    let import = preview.source() == Choice::Theirs;
    let mut all = Vec::new();
    for c in &step.conflicts {
        all.push((c.field, true, sides(cx, &preview.suites, c.field, c.base.as_ref(), &c.local, &c.remote)));
    }
    for c in &step.changes {
        let (here, there) = if import { (&c.from, &c.to) } else { (&c.to, &c.from) };
        all.push((c.field, false, sides(cx, &preview.suites, c.field, c.base.as_ref(), here, there)));
    }
    all
}

/// Left edge and width of the four columns, from the left edge of the pane. `None` in a narrow pane, where the sides are stacked.
fn columns(width: f32) -> Option<[(f32, f32); 4]> {
    let each = (width - NAMES) / 3.0;
    (each >= SIDE).then_some([(0.0, NAMES), (NAMES, each), (NAMES + each, each), (NAMES + each * 2.0, each)])
}

/// Keys of the heads of the four columns.
const HEADS: [&str; 4] = ["sync-dialog-side-field", "sync-dialog-side-was", "sync-dialog-side-here", "sync-dialog-side-there"];

fn heads(ui: &mut Ui, cx: &TabContext<'_>, widths: [(f32, f32); 4]) {
    let p = Palette::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::CONTROL), Sense::hover());
    for (i, (key, (left, width))) in HEADS.into_iter().zip(widths).enumerate() {
        let words = cx.t(key);
        let galley = paint::elided(ui, &words, Type::Label, p.text_secondary, width - space::L);
        let pad = if i == 0 { 0.0 } else { space::M };
        paint::put_left(ui.painter(), pos2(rect.left() + left + pad, rect.center().y), galley);
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line_strong));
}

#[expect(clippy::too_many_arguments, reason = "one line of one pane, private")]
fn line(
    ui: &mut Ui,
    cx: &TabContext<'_>,
    preview: &Preview,
    step: &CaseStep,
    field: CaseField,
    open: bool,
    sides: &Sides,
    widths: Option<[(f32, f32); 4]>,
) -> Option<Choice> {
    let p = Palette::of(ui);
    let chosen = preview.choice(step, field).or((!open).then(|| preview.source()));
    let blank = cx.t("sync-dialog-blank");
    let shown = |t: &str| {
        if t.trim().is_empty() {
            blank.clone().into_owned()
        } else if t.chars().count() > LONGEST {
            t.chars().take(LONGEST).chain(std::iter::once('…')).collect()
        } else {
            t.to_owned()
        }
    };
    let was = sides.was.as_deref().map_or_else(|| "—".to_owned(), shown);
    let texts = [sides.name.clone(), was, shown(&sides.here), shown(&sides.there)];
    let colour_of = |i: usize| match i {
        0 => p.text_secondary,
        1 => p.text_faint,
        2 if chosen == Some(Choice::Theirs) || sides.here.trim().is_empty() => p.text_faint,
        3 if chosen == Some(Choice::Mine) || sides.there.trim().is_empty() => p.text_faint,
        _ => p.text,
    };
    let whole = ui.available_width();
    let room = |i: usize| match widths {
        Some(widths) => widths[i].1 - if i == 0 { space::S } else { space::XL },
        None => whole - if i == 0 { 0.0 } else { SIDE_NAMES + space::XL },
    };
    let galleys: Vec<_> =
        texts.iter().enumerate().map(|(i, t)| paint::wrapped(ui, t, Type::Body, colour_of(i), room(i))).collect();
    let heights: Vec<f32> = galleys.iter().map(|g| g.size().y + space::S + space::XS).collect();
    let height = match widths {
        Some(_) => heights.iter().copied().fold(0.0, f32::max),
        None => heights.iter().sum(),
    };
    let (rect, _) = ui.allocate_exact_size(vec2(whole, height), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    let mut top = rect.top();
    let places: Vec<Rect> = (0..texts.len())
        .map(|i| match widths {
            Some(widths) => {
                let (left, width) = widths[i];
                Rect::from_min_size(pos2(rect.left() + left, rect.top()), vec2(width, height))
            }
            None => {
                let at = Rect::from_min_size(pos2(rect.left(), top), vec2(whole, heights[i]));
                top = at.bottom();
                at
            }
        })
        .collect();
    let mut picked = None;
    for (i, (galley, at)) in galleys.into_iter().zip(places).enumerate() {
        let pad = if i == 0 { 0.0 } else { space::M };
        if let Some(choice) = [(2, Choice::Mine), (3, Choice::Theirs)].into_iter().find(|(n, _)| *n == i).map(|(_, c)| c) {
            let cell = at.shrink2(vec2(space::XXS, space::XXS));
            let response = ui.interact(cell, ui.scope_id().with(("side", field, i)), Sense::click());
            let on = chosen == Some(choice);
            let (fill, border) = if on {
                (p.accent_tint, p.accent)
            } else if response.hovered() {
                (p.hover(), p.line_strong)
            } else {
                (p.panel, p.panel)
            };
            let corner = CornerRadius::same(radius::CONTROL);
            ui.painter().rect(cell, corner, fill, Stroke::new(size::LINE, border), StrokeKind::Inside);
            paint::focus_ring(ui, &response, cell);
            let side = cx.t(if choice == Choice::Mine { "sync-dialog-side-here" } else { "sync-dialog-side-there" });
            let name = format!("{}, {side}: {}", texts[0], texts[i]);
            paint::describe(&response, || WidgetInfo::selected(Role::RadioButton, true, on, &name));
            if response.clicked() {
                picked = Some(choice);
            }
        }
        let y = at.top() + (space::S + space::XS) / 2.0;
        let mut x = at.left() + pad;
        if widths.is_none() && i > 0 {
            let name = paint::elided(ui, &cx.t(HEADS[i]), Type::Label, p.text_secondary, SIDE_NAMES - space::S);
            paint::put_left(ui.painter(), pos2(x, y + font_size::BODY_LINE / 2.0), name);
            x += SIDE_NAMES;
        }
        ui.painter().galley(pos2(x, y), galley, p.text);
    }
    picked
}
