//! The rows of the dialog: groups at the left, the cases of the selected group at the right.

use eframe::egui::{Align, Layout, Rect, Role, Ui, WidgetInfo, pos2, vec2};

use super::list::{List, Row, background, line, list};
use super::{DuplicatesDialog, case_list, group_list};
use crate::app::case_duplicates::{DuplicateCase, DuplicateGroup};
use crate::gui::model::rollup::look_of;
use crate::gui::model::words;
use crate::gui::theme::{Palette, Type, size, space};
use crate::gui::view::View;
use crate::gui::widgets::{Tri, bare_check, paint};

/// Height of a group's row.
const GROUP: f32 = 46.0;
/// Height of a case's row.
const CASE: f32 = 50.0;
/// Width of the column with status and time.
const SIDE: f32 = 190.0;
/// Width of the column with the check box.
const CHECK: f32 = 40.0;
/// Below this width the status stands without its time.
const NARROW: f32 = 520.0;

/// Reasons of a group in words.
pub(super) fn reasons(group: &DuplicateGroup, view: &View<'_>) -> String {
    group.reasons.iter().map(|reason| view.text(reason.text_key())).collect::<Vec<_>>().join(" · ")
}

impl DuplicatesDialog {
    /// Draws the list of groups.
    pub(super) fn groups(&mut self, ui: &mut Ui, view: &View<'_>) {
        let name = view.text("duplicates-groups");
        let cursor = self.at.min(self.shown.len().saturating_sub(1));
        let parameters =
            List { id: group_list(), name: &name, role: Role::ListBox, height: GROUP, count: self.shown.len(), cursor };
        let this = &*self;
        let response = list(ui, &parameters, |ui, row| {
            let Some((group, members)) = this.shown_group(row.at) else { return };
            let Some(first) = members.first() else { return };
            group_row(ui, row, group, first, members.len(), row.at == cursor, view);
        });
        if let Some(at) = response.moved.or(response.pressed) {
            self.select_group(at);
        }
        if response.right {
            ui.memory_mut(|m| m.request_focus(case_list()));
        }
    }

    /// Draws the cases of the selected group.
    pub(super) fn members(&mut self, ui: &mut Ui, view: &View<'_>) {
        let Some((_, members)) = self.shown_group(self.at) else { return };
        let name = view.text("duplicates-keep-which");
        let cursor = self.cursor.min(members.len() - 1);
        let parameters =
            List { id: case_list(), name: &name, role: Role::RadioGroup, height: CASE, count: members.len(), cursor };
        let keep = self.kept(&members).map(|case| case.id);
        let mut toggled = None;
        let response = list(ui, &parameters, |ui, row| {
            let case = members[row.at];
            let is_merged = !self.left_out.contains(&case.id);
            if case_row(ui, row, case, keep == Some(case.id), is_merged, view) {
                toggled = Some(case.id);
            }
        });
        let pressed = response.pressed.map(|at| (at, members[at].id));
        if let Some(at) = response.moved {
            self.cursor = at;
        }
        if response.left {
            ui.memory_mut(|m| m.request_focus(group_list()));
        }
        if let Some(id) = toggled {
            if !self.left_out.remove(&id) {
                self.left_out.insert(id);
            }
        } else if let Some((at, id)) = pressed {
            (self.cursor, self.keep) = (at, Some(id));
        }
    }
}

fn group_row(ui: &Ui, row: &Row, group: &DuplicateGroup, first: &DuplicateCase, count: usize, selected: bool, view: &View<'_>) {
    let p = Palette::of(ui);
    background(ui, row, selected);
    let rect = row.rect.shrink2(vec2(space::M, 0.0));
    let number = paint::galley(ui, &view.tr.number(count as i64), Type::Mono, p.text_secondary);
    let end = paint::put_right(ui.painter(), pos2(rect.right(), rect.top() + 15.0), number);
    line(ui, rect.left(), rect.top() + 15.0, &first.title, Type::Medium, p.text, end - rect.left() - space::S);
    let words = reasons(group, view);
    line(ui, rect.left(), rect.top() + 32.0, &words, Type::Label, p.text_secondary, rect.width());
    let name = format!("{}: {words}, {}", first.title, view.count("duplicates-cases", count as u64));
    paint::describe(&row.response, || WidgetInfo::selected(Role::ListBoxOption, true, selected, &name));
}

/// Draws a case with its radio button. Returns true when its check box was clicked.
fn case_row(ui: &mut Ui, row: &Row, case: &DuplicateCase, kept: bool, merged: bool, view: &View<'_>) -> bool {
    let p = Palette::of(ui);
    background(ui, row, false);
    let rect = row.rect.shrink2(vec2(space::M, 0.0));
    let (first, second) = (rect.top() + 17.0, rect.top() + 34.0);
    let stroke = if kept { space::XS } else { size::LINE };
    let border = if kept { p.accent } else { p.line_strong };
    let centre = pos2(rect.left() + size::CHECK / 2.0, first);
    ui.painter().circle(centre, (size::CHECK - stroke) / 2.0, p.panel, (stroke, border));
    let left = rect.left() + size::CHECK + space::S;
    let side = Rect::from_min_max(pos2(rect.right() - CHECK - SIDE, rect.top()), pos2(rect.right() - CHECK, rect.bottom()));
    let side = if rect.width() < NARROW { side.with_min_x(side.right() - SIDE * 0.6) } else { side };
    let room = side.left() - left - space::S;
    let is_used = kept || merged;
    let colour = if is_used { p.text } else { p.text_faint };
    line(ui, left, first, &case.title, Type::Medium, colour, room);
    let code = code(case.number, view);
    let end = line(ui, left, second, &code, Type::Mono, p.text_secondary, room);
    let about = about(case, view);
    line(ui, end + space::S, second, &about, Type::Label, p.text_secondary, side.left() - end - space::M);

    let status = case.facts.last.as_ref();
    let (look, words) = match status {
        Some((status, at)) if rect.width() >= NARROW => {
            (look_of(Some(status)), format!("{}, {}", words::status_name(view.tr, Some(status)), view.tr.ago(view.now, *at)))
        }
        Some((status, _)) => (look_of(Some(status)), words::status_name(view.tr, Some(status)).into_owned()),
        None => (look_of(None), view.text("duplicates-no-result").into_owned()),
    };
    let colour = if status.is_some() { look.colour(p) } else { p.text_faint };
    let icon = Rect::from_center_size(pos2(side.left() + size::ICON / 2.0, first), vec2(size::ICON, size::ICON));
    paint::icon(ui.painter(), icon, look.icon(), size::ICON, colour);
    line(ui, icon.right() + space::XS, first, &words, Type::Label, colour, side.right() - icon.right() - space::S);
    let changed = view.tr.fmt("duplicates-changed", &[("ago", view.tr.ago(view.now, case.facts.updated_ms).into())]);
    line(ui, side.left(), second, &changed, Type::Label, p.text_faint, side.width() - space::S);

    let mut toggled = false;
    let check = Rect::from_min_max(pos2(rect.right() - CHECK + space::S, rect.top()), rect.right_bottom());
    if kept {
        let word = paint::elided(ui, &view.text("duplicates-keep"), Type::Label, p.accent, SIDE);
        // The word ends where the check boxes end, and stands below the status' line.
        let at = pos2(rect.right(), second);
        if word.size().x <= CHECK {
            paint::put_right(ui.painter(), pos2(rect.right(), rect.center().y), word);
        } else {
            paint::put_right(ui.painter(), at, word);
        }
    } else {
        let name = view.tr.fmt("duplicates-merge-this", &[("code", code.as_str().into())]);
        toggled = paint::inside(ui, check, Layout::right_to_left(Align::Center), |ui| {
            ui.push_id(case.id.0, |ui| bare_check(ui, Tri::from(merged), &name).on_hover_text(&name).clicked()).inner
        });
    }
    let name = format!("{code} {}", case.title);
    paint::describe(&row.response, || WidgetInfo::selected(Role::RadioButton, true, kept, &name));
    if !toggled {
        let hover = format!("{name}\n{about}\n{words}\n{changed}");
        row.response.clone().on_hover_text(hover);
    }
    toggled
}

/// Code of a case for people: `SHOP-12`.
pub(super) fn code(number: i64, view: &View<'_>) -> String {
    view.cases.project.as_ref().map_or_else(|| number.to_string(), |project| format!("{}-{number}", project.code))
}

/// Suite and numbers of a case in one line.
fn about(case: &DuplicateCase, view: &View<'_>) -> String {
    let place = if case.place.is_empty() { view.text("duplicates-root").into_owned() } else { case.place.clone() };
    let mut parts = vec![place];
    for (key, n) in [("duplicates-results", case.facts.results), ("duplicates-functions", case.facts.functions)] {
        if n > 0 {
            parts.push(view.count(key, n));
        }
    }
    if case.facts.is_linked {
        parts.push(view.text("duplicates-in-qase").into_owned());
    }
    parts.join(" · ")
}
