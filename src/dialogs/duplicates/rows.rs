//! The rows of the dialog: groups at the left, the cases of the selected group at the right.

use std::sync::Arc;
use voluptas_ui::widgets::StatusStyle as _;

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{Align, Color32, Galley, Id, Layout, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::list::{List, Row, background, line, list};
use super::state::DuplicatesDialog;
use crate::dialogs::flow::id;
use crate::model::rollup::class_of;
use crate::model::words;
use crate::view::View;
use voluptas_app::cases;
use voluptas_app::cases::duplicates::{DuplicateCase, DuplicateGroup};
use voluptas_ui::theme::{Palette, Type, size, space};
use voluptas_ui::widgets::{CheckState, RowHint as _, bare_check, paint};

/// Height of a group's row.
const GROUP: f32 = 46.0;
/// Height of a case's row.
const CASE: f32 = 50.0;
/// Height of a second line of a title.
const LINE: f32 = 18.0;
/// Width of the column with status and time.
const SIDE: f32 = 190.0;
/// Width of the column with the check box.
const CHECK: f32 = 40.0;
/// Below this width the status stands without its time.
const NARROW: f32 = 520.0;

/// Id of the list of groups.
pub(super) fn group_list() -> Id {
    id("duplicates-groups")
}

/// Id of the list of cases of a group.
fn case_list() -> Id {
    id("duplicates-cases")
}

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
        let Some(keep) = self.kept(&members) else { return };
        head(ui, view);
        // Long titles that are similar often differ at their ends.
        let longest = members.iter().map(|case| case.title.as_str()).max_by_key(|title| title.len()).unwrap_or_default();
        let width = paint::galley(ui, longest, Type::Medium, Palette::of(ui).text).size().x;
        let lines = if width > title_room(row_inner(ui.available_rect_before_wrap())) { 2 } else { 1 };
        let height = CASE + LINE * (lines - 1) as f32;
        let parameters = List { id: case_list(), name: &name, role: Role::RadioGroup, height, count: members.len(), cursor };
        let mut toggled = None;
        let response = list(ui, &parameters, |ui, row| {
            let case = members[row.at];
            let is_merged = !self.left_out.contains(&case.id);
            if case_row(ui, row, case, Part { keep, is_merged, lines }, view) {
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

/// A row of cases without its margins.
fn row_inner(rect: Rect) -> Rect {
    rect.shrink2(vec2(space::M, 0.0))
}

/// Room for the title in the inner part of a row.
fn title_room(rect: Rect) -> f32 {
    side(rect).left() - rect.left() - size::CHECK - space::S * 2.0
}

/// Lays out the title of a case. The words that the title of the kept case does not have are marked.
fn title(ui: &Ui, case: &DuplicateCase, part: Part<'_>, colour: Color32, room: f32) -> Arc<Galley> {
    let mut job = LayoutJob::default();
    let words = if case.id == part.keep.id {
        vec![(case.title.clone(), false)]
    } else {
        cases::versions::words(&part.keep.title, &case.title).1
    };
    for (word, is_marked) in words {
        let background = if is_marked { Palette::of(ui).inserted() } else { Color32::TRANSPARENT };
        job.append(&word, 0.0, TextFormat { background, ..TextFormat::simple(Type::Medium.font(), colour) });
    }
    job.wrap = TextWrapping { max_width: room, max_rows: part.lines, ..TextWrapping::default() };
    job.break_on_newline = false;
    ui.painter().layout_job(job)
}

/// Place of the column with status and time in a row of cases.
fn side(rect: Rect) -> Rect {
    let side = Rect::from_min_max(pos2(rect.right() - CHECK - SIDE, rect.top()), pos2(rect.right() - CHECK, rect.bottom()));
    if rect.width() < NARROW { side.with_min_x(side.right() - SIDE * 0.6) } else { side }
}

/// The names of the columns above the cases.
fn head(ui: &mut Ui, view: &View<'_>) {
    let p = Palette::of(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::GRID_HEADER), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line_strong));
    let rect = row_inner(rect);
    let (side, y) = (side(rect), rect.center().y);
    let merge = paint::galley(ui, &view.text("duplicates-merge-column"), Type::Label, p.text_secondary);
    let end = paint::put_right(ui.painter(), pos2(rect.right(), y), merge);
    let [which, last] = ["duplicates-keep-which", "duplicates-last-result"].map(|key| view.text(key));
    line(ui, rect.left(), y, &which, Type::Label, p.text_secondary, side.left() - rect.left() - space::S);
    line(ui, side.left(), y, &last, Type::Label, p.text_secondary, end - side.left() - space::S);
}

/// The part of a case in the merge.
#[derive(Clone, Copy)]
struct Part<'a> {
    /// The case that stays.
    keep: &'a DuplicateCase,
    /// True when this case is merged, unless it is the one that stays.
    is_merged: bool,
    /// Lines of a title, 1 or 2.
    lines: usize,
}

/// Draws a case with its radio button. Returns true when its check box was clicked.
fn case_row(ui: &mut Ui, row: &Row, case: &DuplicateCase, part: Part<'_>, view: &View<'_>) -> bool {
    let p = Palette::of(ui);
    background(ui, row, false);
    let (kept, merged) = (part.keep.id == case.id, part.is_merged);
    let rect = row_inner(row.rect);
    let (first, second) = (rect.top() + 17.0, rect.bottom() - 16.0);
    let stroke = if kept { space::XS } else { size::LINE };
    let border = if kept { p.accent } else { p.line_strong };
    let centre = pos2(rect.left() + size::CHECK / 2.0, first);
    ui.painter().circle(centre, (size::CHECK - stroke) / 2.0, p.panel, (stroke, border));
    let left = rect.left() + size::CHECK + space::S;
    let side = side(rect);
    let room = title_room(rect);
    let colour = if kept || merged { p.text } else { p.text_faint };
    let title = title(ui, case, part, colour, room);
    ui.painter().galley(pos2(left, rect.top() + space::S), title, colour);
    let code = case.code.as_str();
    let end = line(ui, left, second, code, Type::Mono, p.text_secondary, room);
    let about = about(case, view);
    line(ui, end + space::S, second, &about, Type::Label, p.text_secondary, side.left() - end - space::M);

    let status = case.facts.last.as_ref();
    let (look, words) = match status {
        Some((status, at)) if rect.width() >= NARROW => {
            (class_of(Some(status)), format!("{}, {}", words::status_name(view.tr, Some(status)), view.tr.ago(view.now, *at)))
        }
        Some((status, _)) => (class_of(Some(status)), words::status_name(view.tr, Some(status)).into_owned()),
        None => (class_of(None), view.text("duplicates-no-result").into_owned()),
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
        let word = paint::galley(ui, &view.text("duplicates-keep"), Type::Label, p.accent);
        paint::put_right(ui.painter(), pos2(rect.right(), second), word);
    } else {
        let name = view.tr.fmt("duplicates-merge-this", &[("code", code.into())]);
        toggled = paint::inside(ui, check, Layout::right_to_left(Align::Center), |ui| {
            ui.push_id(case.id.0, |ui| bare_check(ui, CheckState::from(merged), &name).on_hover_text(&name).clicked()).inner
        });
    }
    let name = format!("{code} {}", case.title);
    paint::describe(&row.response, || WidgetInfo::selected(Role::RadioButton, true, kept, &name));
    if !toggled {
        let hover = format!("{name}\n{about}\n{words}\n{changed}");
        row.response.hint_above(hover);
    }
    toggled
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
