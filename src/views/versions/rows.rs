//! The rows of a comparison of two versions: side by side, by parts of the case, with lines for unchanged values.

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Align, Color32, Galley, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use strum::IntoEnumIterator as _;

use super::compared::{ComparedRow, Section};
use super::words as words_of;
use crate::model::{history, words};
use crate::view::View;
use crate::views::case::field_name;
use voluptas_app::cases::edit::FormField;
use voluptas_app::cases::versions::{CaseVersion, MarkedWords};
use voluptas_core::domain::case::Step;
use voluptas_core::domain::field::CaseField;
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::{RowHint as _, paint};

/// Side of the square with the letter of a side.
pub(super) const BADGE: f32 = 18.0;
/// Room for the sign of a change, and for the number of a step.
const GUTTER: f32 = space::XL;
const NUMBER: f32 = 30.0;
/// Middle of the first line of a value below its top.
const FIRST_LINE: f32 = 9.0;
/// Fields that a line of equal ones names.
const NAMED: usize = 4;

/// The rows below the heads of the two sides.
pub(super) struct Parts<'a> {
    pub rows: &'a [ComparedRow],
    /// Steps of the newer version.
    pub steps: &'a [Step],
    /// Equal rows are among the rows.
    pub is_whole: bool,
    /// The newer value stands below the older one instead of beside it.
    pub inline: bool,
    /// Go to the next change below the top of the view, or to the one above it.
    pub jump: Option<bool>,
}

impl Parts<'_> {
    /// Draws the rows. Returns true when unchanged values are to be shown too.
    pub fn show(&self, ui: &mut Ui, view: &View<'_>) -> bool {
        let mut shows_all = false;
        let top = ui.clip_rect().top();
        let mut places: Vec<Rect> = Vec::new();
        for section in [Section::Fields, Section::Steps, Section::Around] {
            let rows: Vec<&ComparedRow> = self.rows.iter().filter(|row| row.section() == section).collect();
            let equal = if self.is_whole || self.rows.is_empty() { None } else { self.equal(section, view) };
            if let Some(key) = section.key().filter(|_| !rows.is_empty()) {
                head(ui, &view.text(key));
            }
            for row in rows {
                let rect = if self.inline { one_below(ui, row) } else { difference(ui, row) };
                if row.differs() {
                    places.push(rect);
                }
            }
            if let Some((words, all)) = equal {
                shows_all |= quiet_line(ui, &words, &all);
            }
        }
        let wanted = match self.jump {
            Some(true) => places.iter().find(|rect| rect.top() > top + 1.0),
            Some(false) => places.iter().rev().find(|rect| rect.top() < top - 1.0),
            None => None,
        };
        if let Some(rect) = wanted {
            ui.scroll_to_rect(*rect, Some(Align::Min));
        }
        shows_all
    }

    /// Names of the unchanged fields of a part: a short list with the number of the rest, and the full list. `None` if all
    /// changed.
    fn equal(&self, section: Section, view: &View<'_>) -> Option<(String, String)> {
        let names: Vec<String> = if section == Section::Steps {
            let changed = |number: &str| {
                let is_in = |row: &ComparedRow| row.number.as_deref().and_then(|n| n.split('.').next()) == Some(number);
                self.rows.iter().any(|row| row.section() == section && is_in(row))
            };
            let numbers = (1..=self.steps.len()).map(|n| n.to_string());
            numbers.filter(|n| !changed(n)).map(|n| view.tr.fmt("writing-step", &[("n", n.into())])).collect()
        } else {
            let differs = |field: &FormField| self.rows.iter().any(|row| row.field == Some(*field));
            let of_case = CaseField::iter().filter(|f| *f != CaseField::Suite).map(FormField::Of);
            let all = of_case.chain([FormField::Functions, FormField::Milestone]);
            all.filter(|f| Section::of(*f) == section && !differs(f)).map(|field| field_name(field, view)).collect()
        };
        let line = |shown: &[String], more: usize| {
            let more = (more > 0).then(|| view.tr.fmt("writing-and-more", &[("n", (more as i64).into())]));
            let lower = |name: &String| words::lower_first(name);
            let all: Vec<String> = shown.iter().map(lower).chain(more).collect();
            view.tr.fmt("writing-unchanged", &[("fields", all.join(", ").into())])
        };
        let shown = names.len().min(NAMED);
        (!names.is_empty()).then(|| (line(&names[..shown], names.len() - shown), line(&names, 0)))
    }
}

/// The head of a part.
fn head(ui: &mut Ui, words: &str) {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW + space::XS), Sense::hover());
    let galley = paint::galley(ui, words, Type::Strong, p.text);
    paint::put_left(ui.painter(), pos2(rect.left() + space::M, rect.center().y), galley);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    paint::describe(&response, || WidgetInfo::labeled(Role::Heading, true, words));
}

/// A faint line that names the unchanged fields. Returns true when it was pressed.
fn quiet_line(ui: &mut Ui, words: &str, all: &str) -> bool {
    let p = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), Sense::click());
    let fill = if response.hovered() { p.hover() } else { p.sunken.gamma_multiply(0.6) };
    ui.painter().rect_filled(rect, 0.0, fill);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    let icon = Rect::from_center_size(pos2(rect.left() + space::M + space::XXS, rect.center().y), vec2(size::CHECK, size::CHECK));
    paint::icon(ui.painter(), icon, icons::EXPAND, size::CHECK, p.text_faint);
    let galley = paint::elided(ui, words, Type::Label, p.text_secondary, rect.width() - GUTTER - space::M);
    paint::put_left(ui.painter(), pos2(rect.left() + GUTTER, rect.center().y), galley);
    paint::focus_ring(ui, &response, rect.shrink(1.0));
    paint::describe(&response, || WidgetInfo::labeled(Role::Button, true, all));
    let clicked = response.clicked();
    response.hint_above(all);
    clicked
}

/// The black square with the letter of a side.
pub(super) fn side_badge(ui: &Ui, at: Rect, letter: &str) {
    let p = Palette::of(ui);
    ui.painter().rect_filled(at, f32::from(radius::SMALL), p.text);
    paint::put_centre(ui.painter(), at, paint::galley(ui, letter, Type::LabelMedium, p.panel));
}

/// The heads of the two columns: A is the older version, B the newer one.
pub(super) fn sides(
    ui: &mut Ui,
    (old, new): (Option<&CaseVersion>, Option<&CaseVersion>),
    new_is_current: bool,
    view: &View<'_>,
) {
    let p = Palette::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::GRID_HEADER + space::XS), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, p.sunken.gamma_multiply(0.6));
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    for (badge, version, left) in [("A", old, rect.left()), ("B", new, rect.center().x)] {
        let at = Rect::from_center_size(pos2(left + space::M + BADGE / 2.0, rect.center().y), vec2(BADGE, BADGE));
        side_badge(ui, at, badge);
        let name = match version {
            Some(version) => words_of::version_name(version, view),
            None => view.text("writing-before-creation").into_owned(),
        };
        let right = left + rect.width() / 2.0 - space::M;
        let from = at.right() + space::S;
        let galley = paint::elided(ui, &name, Type::Medium, p.text, right - from);
        let mut end = paint::put_left(ui.painter(), pos2(from, rect.center().y), galley);
        if new_is_current && badge == "B" {
            let words = paint::galley(ui, &view.text("writing-current"), Type::LabelMedium, p.accent);
            let size = words.size() + vec2(space::S * 2.0, space::XXS * 2.0);
            let at = Rect::from_min_size(pos2(end + space::S, rect.center().y - size.y / 2.0), size);
            if at.right() < right {
                ui.painter().rect_filled(at, size.y / 2.0, p.accent_tint);
                paint::put_centre(ui.painter(), at, words);
                end = at.right();
            }
        }
        if let Some(v) = version {
            let who = match v.is_draft() {
                true => Some(view.text("writing-you").into_owned()),
                false => history::author(view.tr, v.operation.who.as_deref(), v.operation.source),
            };
            let when = view.tr.ago(view.now, v.operation.at_ms);
            let about = who.map_or_else(|| when.clone(), |who| format!("{who}, {when}"));
            let about = paint::elided(ui, &about, Type::Label, p.text_secondary, right - end - space::M);
            paint::put_right(ui.painter(), pos2(right, rect.center().y), about);
        }
    }
}

/// The indent of the values of a row: room for the sign, and for the number of a plain step.
fn indent(row: &ComparedRow) -> f32 {
    GUTTER + if row.is_plain && row.number.is_some() { NUMBER } else { 0.0 }
}

/// Lays a value out, with its changed words on a ground.
fn lay(ui: &Ui, words: &MarkedWords, marked: Color32, room: f32) -> Arc<Galley> {
    let mut job = LayoutJob::default();
    job.wrap.max_width = room;
    for (words, is_marked) in joined(words) {
        let background = if is_marked { marked } else { Color32::TRANSPARENT };
        job.append(&words, 0.0, TextFormat { background, ..TextFormat::simple(Type::Body.font(), Palette::of(ui).text) });
    }
    ui.painter().layout_job(job)
}

/// Describes a row to assistive tools.
fn describe(response: &Response, row: &ComparedRow) {
    let text = |words: &MarkedWords| words.iter().map(|w| w.0.as_str()).collect::<String>();
    paint::describe(response, || {
        WidgetInfo::labeled(Role::Label, true, format!("{}: {} → {}", row.name, text(&row.old), text(&row.new)))
    });
}

/// Draws a row with the newer value below the older one; gives its place.
fn one_below(ui: &mut Ui, row: &ComparedRow) -> Rect {
    let p = Palette::of(ui);
    let (width, indent) = (ui.available_width(), indent(row));
    let room = width - indent - space::L;
    let (old, new) = (lay(ui, &row.old, p.deleted(), room), lay(ui, &row.new, p.inserted(), room));
    let mut values = Vec::with_capacity(2);
    if row.is_same() {
        values.push((None, new));
    } else {
        let is_shown = |galley: &Arc<Galley>, is_there: bool, other: bool| is_there && !(galley.text().is_empty() && other);
        if is_shown(&old, row.has_old, row.has_new) {
            values.push((Some(("−", p.failed)), old));
        }
        if is_shown(&new, row.has_new, row.has_old) {
            values.push((Some(("+", p.passed)), new));
        }
    }
    let number = row.number.as_deref().filter(|_| row.is_plain);
    let label = paint::galley(ui, &row.name, Type::Label, p.text_secondary);
    let top = if number.is_some() { space::S } else { label.size().y + space::S + space::XXS };
    let height: f32 = values.iter().map(|(_, galley)| galley.size().y + space::XXS).sum();
    let (rect, response) = ui.allocate_exact_size(vec2(width, top + height + space::S), Sense::hover());
    let painter = ui.painter();
    match (row.has_old, row.has_new) {
        (true, false) => _ = painter.rect_filled(rect, 0.0, p.tint(p.failed)),
        (false, true) => _ = painter.rect_filled(rect, 0.0, p.tint(p.passed)),
        _ => {}
    }
    match number {
        Some(number) => {
            let number = paint::galley(ui, number, Type::Mono, p.text_secondary);
            paint::put_left(painter, pos2(rect.left() + GUTTER, rect.top() + top + FIRST_LINE), number);
        }
        None => painter.galley(pos2(rect.left() + indent, rect.top() + space::XS), label, p.text_secondary),
    }
    let mut y = rect.top() + top;
    for (sign, galley) in values {
        if let Some((sign, colour)) = sign {
            paint::put_left(painter, pos2(rect.left() + space::M, y + FIRST_LINE), paint::galley(ui, sign, Type::Mono, colour));
        }
        let below = y + galley.size().y + space::XXS;
        painter.galley(pos2(rect.left() + indent, y), galley, p.text);
        y = below;
    }
    painter.hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    describe(&response, row);
    rect
}

/// Draws a row with the two values side by side; gives its place.
fn difference(ui: &mut Ui, row: &ComparedRow) -> Rect {
    let p = Palette::of(ui);
    let width = ui.available_width();
    let half = width / 2.0;
    let number = row.number.as_deref().filter(|_| row.is_plain);
    let indent = indent(row);
    let room = half - indent - space::L;
    let (old, new) = (lay(ui, &row.old, p.deleted(), room), lay(ui, &row.new, p.inserted(), room));
    let label = paint::galley(ui, &row.name, Type::Label, p.text_secondary);
    let old_label = row.old_name.as_ref().map(|name| paint::galley(ui, name, Type::Label, p.text_secondary));
    let is_same = row.is_same();
    // The number of a step stands in its first line.
    let top = if number.is_some() { space::S } else { label.size().y + space::S + space::XXS };
    let height = top + old.size().y.max(new.size().y) + space::S;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let painter = ui.painter();
    for (is_there, left, tint) in [(row.has_old, rect.left(), p.failed), (row.has_new, rect.left() + half, p.passed)] {
        let side = Rect::from_min_size(pos2(left, rect.top()), vec2(half, rect.height()));
        let is_alone = !row.has_old || !row.has_new;
        if !is_there {
            painter.rect_filled(side, 0.0, p.app);
        } else if is_alone {
            painter.rect_filled(side, 0.0, p.tint(tint));
        }
    }
    for (is_there, left, sign, galley, colour) in
        [(row.has_old, rect.left(), "−", old, p.failed), (row.has_new, rect.left() + half, "+", new, p.passed)]
    {
        if is_there {
            let x = left + indent;
            // One name for both sides, except for a step that moved.
            let label = match &old_label {
                Some(old) => Some(if sign == "−" { old } else { &label }),
                None => Some(&label).filter(|_| sign == "−" || !row.has_old),
            };
            if let Some(number) = number {
                let number = paint::galley(ui, number, Type::Mono, p.text_secondary);
                paint::put_left(painter, pos2(left + GUTTER, rect.top() + top + FIRST_LINE), number);
            } else if let Some(label) = label {
                painter.galley(pos2(x, rect.top() + space::XS), label.clone(), p.text_secondary);
            }
            if !galley.text().is_empty() && !is_same {
                let at = pos2(left + space::M, rect.top() + top + FIRST_LINE);
                paint::put_left(painter, at, paint::galley(ui, sign, Type::Mono, colour));
            }
            painter.galley(pos2(x, rect.top() + top), galley, p.text);
        }
    }
    painter.vline(rect.left() + half, rect.y_range(), (size::LINE, p.line));
    painter.hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    describe(&response, row);
    rect
}

/// Words that are marked alike as one text, without a mark on the blanks at its ends: each part of a text has a background of its own, with
/// a hair of space between two of them.
fn joined(words: &MarkedWords) -> Vec<(String, bool)> {
    let mut joined: Vec<(String, bool)> = Vec::new();
    for (word, is_marked) in words {
        match joined.last_mut() {
            Some((text, before)) if before == is_marked => text.push_str(word),
            _ => joined.push((word.clone(), *is_marked)),
        }
    }
    let mut out = Vec::with_capacity(joined.len());
    for (text, is_marked) in joined {
        let (begin, end) = if is_marked {
            (text.len() - text.trim_start_matches(' ').len(), text.trim_end_matches(' ').len())
        } else {
            (0, text.len())
        };
        // Blanks alone are marked: nothing else tells that they differ.
        let (begin, end) = if begin >= end { (0, text.len()) } else { (begin, end) };
        let parts = [(&text[..begin], false), (&text[begin..end], is_marked), (&text[end..], false)];
        out.extend(parts.into_iter().filter(|(text, _)| !text.is_empty()).map(|(text, is_marked)| (text.to_owned(), is_marked)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_over_several_words_and_leave_the_blanks_at_their_ends() {
        let part = |text: &str, is_marked: bool| (text.to_owned(), is_marked);
        let words = vec![part("Open ", true), part("the ", true), part("page", false), part(" at once", true), part("  ", true)];
        let expected = [
            part("Open the", true),
            part(" ", false),
            part("page", false),
            part(" ", false),
            part("at once", true),
            part("  ", false),
        ];
        assert_eq!(joined(&words), expected);
        assert_eq!(joined(&vec![part("  ", true)]), [part("  ", true)]);
    }
}
