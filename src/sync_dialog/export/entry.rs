//! The table in which results are entered: status by mouse and keys, time, comment. Every change is an action, which stores it at
//! once.

use std::collections::{BTreeMap, HashMap};
use voluptas_ui::widgets::StatusStyle as _;

use eframe::egui::{
    Align, Color32, CornerRadius, Frame, Id, Modifiers, Role, Sense, Stroke, StrokeKind, TextEdit, Ui, WidgetInfo, vec2,
};

use super::action::{EntryChange, ExportAction};
use super::model::{Line, Model};
use crate::model::rollup::class_of;
use crate::model::words;
use crate::sync_dialog::context::{Actions, TabContext};
use voluptas_app::sync::entry::EnteredResult;
use voluptas_core::domain::ids::CaseId;
use voluptas_core::domain::status::ResultStatus;
use voluptas_ui::keys::{RESULTS, ResultKey};
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::{
    RowHint as _, StatusClass, TableColumn, TableOptions, TableState, cell, paint, status_label, table, text,
};

/// The statuses that can be entered.
const STATUSES: [(ResultStatus, StatusClass); 5] = [
    (ResultStatus::Passed, StatusClass::Passed),
    (ResultStatus::Failed, StatusClass::Failed),
    (ResultStatus::Blocked, StatusClass::Blocked),
    (ResultStatus::Skipped, StatusClass::Skipped),
    (ResultStatus::Invalid, StatusClass::Invalid),
];

/// A narrower table hides the ids: title, status and comment matter more to a person who enters results.
const WITH_IDS: f32 = 496.0;

/// The entered results and the table that shows them.
#[derive(Debug, Default)]
pub struct Entry {
    /// Entered results by case.
    entered: BTreeMap<CaseId, EnteredResult>,
    /// Texts of the time fields by case. A time that cannot be read stays in its field and is not stored.
    times: HashMap<CaseId, String>,
    table: TableState,
}

impl Entry {
    /// Shows results that were stored before.
    pub fn set(&mut self, entered: BTreeMap<CaseId, EnteredResult>) {
        self.times = entered.iter().filter_map(|(case, e)| Some((*case, time_words(e.duration_ms?)))).collect();
        self.entered = entered;
    }

    /// Number of these cases with an entered status.
    pub fn count(&self, lines: &[Line]) -> usize {
        lines.iter().filter(|l| self.entered.get(&l.case).is_some_and(|e| e.status.is_some())).count()
    }

    /// Removes all results after they were sent.
    pub fn clear(&mut self) {
        *self = Self { table: std::mem::take(&mut self.table), ..Self::default() };
    }

    /// Sets the result of a case. A blank one is removed.
    pub fn put(&mut self, case: CaseId, entered: EnteredResult) {
        if entered.is_blank() {
            self.entered.remove(&case);
        } else {
            self.entered.insert(case, entered);
        }
    }

    /// Shows the duration of a case in its field.
    pub fn write_time(&mut self, case: CaseId) {
        if let Some(ms) = self.entered.get(&case).and_then(|e| e.duration_ms) {
            self.times.insert(case, time_words(ms));
        }
    }

    /// Changes the result of a case. Returns the result that is to be stored.
    pub fn change(&mut self, case: CaseId, change: EntryChange) -> EnteredResult {
        let mut entered = self.entered.get(&case).cloned().unwrap_or_default();
        match change {
            EntryChange::Toggle(status) if entered.status.as_ref() == Some(&status) => entered.status = None,
            EntryChange::Status(status) | EntryChange::Toggle(status) => entered.status = Some(status),
            EntryChange::Clear => entered.status = None,
            EntryChange::Duration(ms) => entered.duration_ms = ms,
            EntryChange::Comment(words) => entered.comment = (!words.is_empty()).then_some(words),
        }
        self.put(case, entered.clone());
        entered
    }

    /// Draws the table of the chosen cases.
    pub fn ui(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ExportAction>, model: &Model, lines: &[Line]) {
        let name = cx.t("sync-dialog-entry-table");
        if self.table.cursor.is_none_or(|k| !lines.iter().any(|l| l.case.0 == k)) {
            self.table.cursor = lines.first().map(|l| l.case.0);
        }
        self.keys(ui, out, &name, lines);
        let heads = [
            "sync-dialog-column-id",
            "sync-dialog-column-case",
            "sync-dialog-column-status",
            "sync-dialog-column-time",
            "sync-dialog-column-comment",
        ]
        .map(|k| cx.t(k));
        let columns = [
            TableColumn::new(&heads[0], 84.0).hidden(ui.available_width() < WITH_IDS),
            TableColumn::new(&heads[1], 180.0).grow().least(112.0, 2),
            TableColumn::new(&heads[2], 148.0),
            TableColumn::new(&heads[3], 76.0).least(52.0, 1),
            TableColumn::new(&heads[4], 200.0).least(96.0, 0),
        ]
        .map(TableColumn::fixed_order);
        let mut state = std::mem::take(&mut self.table);
        let options = TableOptions { name: &name, checks: None };
        table(
            ui,
            options,
            &columns,
            &mut state,
            lines.len(),
            |at| lines[at].case.0,
            |ui, at, column| {
                self.cell(ui, cx, out, model, &lines[at], column);
            },
        );
        self.table = state;
    }

    /// Performs the keys of [`RESULTS`] on the row at the cursor.
    fn keys(&mut self, ui: &Ui, out: &mut Actions<ExportAction>, name: &str, lines: &[Line]) {
        let id = Id::unique(("table", name));
        if !ui.memory(|m| m.has_focus(id)) {
            return;
        }
        let Some(at) = self.table.cursor.and_then(|k| lines.iter().position(|l| l.case.0 == k)) else { return };
        let case = lines[at].case;
        for (what, line) in RESULTS {
            if !ui.input_mut(|i| line.keys.iter().any(|key| i.consume_key(Modifiers::NONE, *key))) {
                continue;
            }
            match what {
                ResultKey::Status(look) => {
                    let status = STATUSES.iter().find(|(_, l)| *l == look).map(|(status, _)| status.clone());
                    out.push(ExportAction::Enter(case, status.map_or(EntryChange::Clear, EntryChange::Status)));
                }
                ResultKey::Clear => out.push(ExportAction::Enter(case, EntryChange::Clear)),
                ResultKey::Next => {
                    if let Some(next) = lines.get(at + 1) {
                        self.table.choose(next.case.0);
                    }
                }
            }
        }
    }

    fn cell(
        &mut self,
        ui: &mut Ui,
        cx: &TabContext<'_>,
        out: &mut Actions<ExportAction>,
        model: &Model,
        line: &Line,
        column: usize,
    ) {
        let Some(case) = model.read.cases.get(&line.case) else { return };
        match column {
            0 => match case.qase_id {
                Some(id) => cell::mono(ui, &model.code_of(id)),
                None => cell::mono(ui, case.code.as_str()),
            },
            1 => {
                let colour = Palette::of(ui).text;
                text::line(ui, &case.title, Type::Medium, colour).hint_above(line.func_ids.join("\n"));
            }
            2 => self.statuses(ui, cx, out, line.case, &case.title),
            3 => self.time(ui, cx, out, line.case, &case.title),
            _ => self.comment(ui, cx, out, line.case, &case.title),
        }
    }

    fn statuses(&self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ExportAction>, case: CaseId, title: &str) {
        let now = self.entered.get(&case).and_then(|e| e.status.clone());
        ui.spacing_mut().item_spacing.x = space::XXS;
        for (status, look) in STATUSES {
            let on = now.as_ref() == Some(&status);
            let word = words::class_name(cx.tr, look);
            if toggle(ui, look, on, &format!("{word}: {title}"), &word) {
                out.push(ExportAction::Enter(case, EntryChange::Toggle(status)));
            }
        }
    }

    fn time(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ExportAction>, case: CaseId, title: &str) {
        let before = self.times.get(&case).cloned().unwrap_or_default();
        let mut words = before.clone();
        let read = read_time(&words);
        let name = format!("{}: {title}", cx.t("sync-dialog-column-time"));
        edit(ui, &mut words, &name, read.is_none());
        if words != before {
            if let Some(duration_ms) = read_time(&words) {
                out.push(ExportAction::Enter(case, EntryChange::Duration(duration_ms)));
            }
            self.times.insert(case, words);
        }
    }

    fn comment(&self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<ExportAction>, case: CaseId, title: &str) {
        let before = self.entered.get(&case).and_then(|e| e.comment.clone()).unwrap_or_default();
        let mut words = before.clone();
        let name = format!("{}: {title}", cx.t("sync-dialog-column-comment"));
        edit(ui, &mut words, &name, false);
        if words != before {
            out.push(ExportAction::Enter(case, EntryChange::Comment(words)));
        }
    }
}

/// Draws the chosen cases without an entry of results.
pub fn plain(ui: &mut Ui, cx: &TabContext<'_>, model: &Model, lines: &[Line]) {
    let heads = ["sync-dialog-column-id", "sync-dialog-column-case", "sync-dialog-column-last", "sync-dialog-column-state"]
        .map(|k| cx.t(k));
    let columns = [
        TableColumn::new(&heads[0], 84.0).hidden(ui.available_width() < WITH_IDS),
        TableColumn::new(&heads[1], 180.0).grow().least(112.0, 2),
        TableColumn::new(&heads[2], 140.0).least(84.0, 1),
        TableColumn::new(&heads[3], 180.0).least(84.0, 0),
    ]
    .map(TableColumn::fixed_order);
    let name = cx.t("sync-dialog-cases-table");
    let mut state = TableState::default();
    let options = TableOptions { name: &name, checks: None };
    table(
        ui,
        options,
        &columns,
        &mut state,
        lines.len(),
        |at| lines[at].case.0,
        |ui, at, column| {
            let Some(case) = model.read.cases.get(&lines[at].case) else { return };
            match column {
                0 => match case.qase_id {
                    Some(id) => cell::mono(ui, &model.code_of(id)),
                    None => cell::mono(ui, case.code.as_str()),
                },
                1 => cell::strong(ui, &case.title),
                2 => {
                    status_label(ui, class_of(case.last.as_ref()), &words::status_name(cx.tr, case.last.as_ref()));
                }
                _ => cell::plain(ui, &cx.t(if case.changed { "sync-dialog-state-changed" } else { "sync-dialog-state-same" })),
            }
        },
    );
}

/// Draws the icon of a status as a small toggle. Returns true if it was pressed.
fn toggle(ui: &mut Ui, look: StatusClass, on: bool, name: &str, word: &str) -> bool {
    let p = Palette::of(ui);
    let side = size::CONTROL_SMALL + space::XXS;
    let (rect, response) = ui.allocate_exact_size(vec2(side, side), Sense::click());
    let own = look.colour(p);
    let (fill, colour) = if on {
        (p.tint(own), own)
    } else if response.hovered() {
        (p.hover(), own)
    } else {
        (Color32::TRANSPARENT, p.text_faint.gamma_multiply(0.75))
    };
    let border = if on { own.gamma_multiply(0.6) } else { Color32::TRANSPARENT };
    ui.painter().rect(rect, CornerRadius::same(radius::CONTROL), fill, Stroke::new(size::LINE, border), StrokeKind::Inside);
    paint::icon(ui.painter(), rect, look.icon(), size::ICON, colour);
    paint::focus_ring(ui, &response, rect);
    paint::describe(&response, || WidgetInfo::selected(Role::RadioButton, true, on, name));
    response.on_hover_text(word).clicked()
}

/// Draws a text field in a cell. The border appears under the pointer and while typing.
fn edit(ui: &mut Ui, words: &mut String, name: &str, bad: bool) {
    let p = Palette::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::CONTROL_SMALL + space::XXS), Sense::hover());
    let background = ui.painter().add(eframe::egui::Shape::Noop);
    let inner = rect.shrink2(vec2(space::XS + space::XXS, 0.0));
    let edit = TextEdit::singleline(words)
        .align(eframe::egui::Align2::LEFT_CENTER)
        .min_size(vec2(0.0, rect.height()))
        .frame(Frame::NONE)
        .margin(eframe::egui::Margin::ZERO)
        .font(Type::Body.font())
        .text_color(p.text)
        .desired_width(inner.width());
    let layout = eframe::egui::Layout::top_down(Align::Min);
    let response = paint::inside(ui, inner, layout, |ui| ui.add(edit)).accessible_name(name);
    let border = if bad {
        p.failed
    } else if response.has_focus() {
        p.accent
    } else if ui.rect_contains_pointer(rect) {
        p.line_strong
    } else {
        Color32::TRANSPARENT
    };
    let corner = CornerRadius::same(radius::CONTROL);
    let shape = eframe::egui::epaint::RectShape::new(
        rect,
        corner,
        Color32::TRANSPARENT,
        Stroke::new(size::LINE, border),
        StrokeKind::Inside,
    );
    ui.painter().set(background, shape);
}

/// `1:05` for a minute and five seconds; below a minute `42`.
fn time_words(ms: i64) -> String {
    let seconds = ms / 1000;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, s) => s.to_string(),
        (0, m, s) => format!("{m}:{s:02}"),
        (h, m, s) => format!("{h}:{m:02}:{s:02}"),
    }
}

/// `42`, `1:05`, `1:00:00` as milliseconds; `Some(None)` for a blank text, `None` for an unreadable one.
fn read_time(words: &str) -> Option<Option<i64>> {
    let words = words.trim();
    if words.is_empty() {
        return Some(None);
    }
    let parts: Vec<&str> = words.split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    let mut seconds: i64 = 0;
    for part in parts {
        let n: i64 = part.parse().ok().filter(|n| (0..=86_400).contains(n))?;
        seconds = seconds * 60 + n;
    }
    Some(Some(seconds * 1000))
}

/// Draws the keys of the entry in one line. Where there is no room for all of them, nothing is drawn: the help names the keys as well.
pub fn legend(ui: &mut Ui, cx: &TabContext<'_>) {
    let p = Palette::of(ui);
    ui.spacing_mut().item_spacing.x = space::XS;
    let named = RESULTS.iter().filter_map(|(what, line)| match what {
        ResultKey::Status(look) => Some((line.shown, look.colour(p), words::class_name(cx.tr, *look).to_lowercase())),
        ResultKey::Next => Some((line.shown, p.text_secondary, cx.t("sync-dialog-key-next").into_owned())),
        // The bar has no room for it; the help names it.
        ResultKey::Clear => None,
    });
    let named: Vec<_> = named.collect();
    let width = |words: &str, ty: Type| paint::galley(ui, words, ty, p.text).size().x + space::XS;
    let widths = named.iter().map(|(key, _, words)| space::XS + width(key, Type::Mono) + width(words, Type::Label));
    if size::ICON + space::XS + widths.sum::<f32>() > ui.available_width() {
        return;
    }
    text::icon(ui, icons::KEYBOARD, p.text_faint);
    for (key, colour, words) in named {
        ui.add_space(space::XS);
        text::line(ui, key, Type::Mono, colour);
        text::line(ui, &words, Type::Label, p.text_faint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_come_back() {
        for (words, ms) in [("42", 42_000), ("1:05", 65_000), ("1:00:00", 3_600_000)] {
            assert_eq!(read_time(words), Some(Some(ms)));
            assert_eq!(time_words(ms), words);
        }
        assert_eq!(read_time(" "), Some(None));
        assert_eq!(read_time("soon"), None);
        assert_eq!(read_time("1:2:3:4"), None);
    }
}
