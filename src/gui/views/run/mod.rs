//! A run: its numbers, its results by status, and one result in full.

use eframe::egui::{self, Align, Frame, Layout, Margin, ScrollArea, Ui, vec2};
use serde_json::Value;

use super::{Lists, TabName, TabView, case, missing};
use crate::domain::ids::{ResultId, RunId};
use crate::domain::result::{ResultLine, ResultStep, TestResult};
use crate::domain::run::RunState;
use crate::gui::action::{Actions, Nav};
use crate::gui::model::rollup::look_of;
use crate::gui::model::runs::{RunResults, RunRow, index};
use crate::gui::model::words;
use crate::gui::query::{CachedQuery, Concerns, Reads};
use crate::gui::state::{Subject, UiState};
use crate::gui::theme::{Icon, Palette, Type, icons, radius, size, space};
use crate::gui::view::View;
use crate::gui::widgets::card::surface;
use crate::gui::widgets::choice::{filter_menu, filter_pill_width};
use crate::gui::widgets::dialog::is_low;
use crate::gui::widgets::reading;
use crate::gui::widgets::{
    Look, TableColumn, TableOptions, TableState, Tone, cell, chip, empty_state, filter_pill, paint, progress, status_icon,
    status_label, table, text,
};
use crate::store::Aggregate;

/// Least width at which list and detail stand side by side.
const SIDE_BY_SIDE: f32 = 760.0;
/// Heights of the list and of the result in a low window, where all of the run scrolls.
const LIST_LOW: f32 = 160.0;
const RESULT_LOW: f32 = 200.0;
/// Room beside the title for the number and the state of the run.
const HEAD_BESIDE: f32 = 230.0;

/// The tab of a run.
#[derive(Debug)]
pub struct RunTab {
    table: TableState,
    look: Option<Look>,
    /// The run that list and filter belong to.
    run: Option<RunId>,
    results: CachedQuery<RunId, RunResults>,
    result: CachedQuery<ResultId, TestResult>,
}

impl Default for RunTab {
    fn default() -> Self {
        let concerns = Concerns::Of(&[Aggregate::Results]);
        Self {
            table: TableState::default(),
            look: None,
            run: None,
            results: CachedQuery::new("gui-unread-results", concerns),
            result: CachedQuery::new("gui-unread-results", concerns),
        }
    }
}

impl RunTab {
    /// The results of the run in front, once they were read.
    #[must_use]
    pub fn results(&self) -> Option<&RunResults> {
        self.results.get()
    }

    /// Drops filter and chosen result when another run is shown. The widths of the columns stay.
    fn begin(&mut self, id: RunId) {
        if self.run != Some(id) {
            let widths = std::mem::take(&mut self.table.widths);
            self.table = TableState::default();
            self.table.widths = widths;
            self.look = None;
            self.run = Some(id);
        }
    }
}

impl TabView for RunTab {
    type Key = i64;
    const IS_WIDE: bool = true;
    const ICON: Option<Icon> = Some(icons::RUN);

    fn name(id: i64, view: &View<'_>) -> TabName {
        let row = view.runs.get(RunId(id));
        let number = row.map_or(id, |r| r.run.number);
        TabName {
            short: view.tr.fmt("gui-tab-run", &[("number", number.to_string().into())]),
            long: row.map(|r| r.run.content.title.clone()).unwrap_or_default(),
        }
    }

    fn highlight(id: i64, state: &mut UiState, lists: Lists<'_>) {
        state.subject = Subject::Run(RunId(id));
        if state.runs.selection.only() != Some(id) {
            state.runs.choose(&lists.runs.tree, id);
        }
    }

    fn refresh(&mut self, id: i64, reads: Reads<'_>) {
        self.begin(RunId(id));
        self.results.ask(reads, Some(RunId(id)), |store, id| {
            store.read(|tx| tx.results().lines_of_run(*id)).map(|rows| RunResults::new(*id, rows))
        });
        let chosen = self.table.cursor.map(ResultId);
        self.result.ask(reads, chosen, |store, id| store.read(|tx| tx.results().get(*id)));
    }

    fn ui(&mut self, ui: &mut Ui, id: i64, _state: &mut UiState, view: &View<'_>, out: &mut Actions) {
        let before = self.table.cursor;
        contents(ui, RunId(id), self, view, out);
        if self.table.cursor != before {
            // The list chooses its first result while it is drawn; the next pass reads it.
            ui.ctx().request_repaint();
        }
    }

    fn keep(&self) -> Value {
        serde_json::to_value(&self.table.widths).unwrap_or_default()
    }

    fn restore(&mut self, kept: &Value) {
        self.table.widths = serde_json::from_value(kept.clone()).unwrap_or_default();
    }
}

fn contents(ui: &mut Ui, id: RunId, state: &mut RunTab, view: &View<'_>, out: &mut Actions) {
    let Some(row) = view.runs.get(id) else {
        empty_state(ui, icons::RUN, &view.text("gui-run-gone"), "", None);
        return;
    };
    state.begin(id);
    // In a low window the list and the result keep a height of their own, and everything scrolls.
    if is_low(ui.ctx()) && ui.available_width() < SIDE_BY_SIDE {
        ScrollArea::vertical().id_salt(("run", id.0)).auto_shrink(false).show(ui, |ui| parts(ui, row, state, view, out));
    } else {
        parts(ui, row, state, view, out);
    }
}

fn parts(ui: &mut Ui, row: &RunRow, state: &mut RunTab, view: &View<'_>, out: &mut Actions) {
    head(ui, row, view);
    filters(ui, state, row, view);
    let RunTab { table, look, results, result, .. } = state;
    let Some(results_read) = results.get() else {
        return missing(ui, results.failure(), view);
    };
    let look = *look;
    let shown: Vec<&ResultLine> =
        results_read.rows.iter().filter(|r| look.is_none_or(|l| look_of(Some(&r.status)) == l)).collect();
    if table.cursor.is_none()
        && let Some(first) = shown.first()
    {
        table.cursor = Some(first.id.0);
    }
    let (width, height) = (ui.available_width(), ui.available_height());
    if width < SIDE_BY_SIDE {
        // One above the other: side by side neither could be read.
        let low = is_low(ui.ctx());
        let above = if low { LIST_LOW } else { (height * 0.45 - space::S).floor() };
        ui.allocate_ui_with_layout(vec2(width, above), Layout::top_down(Align::Min), |ui| list(ui, table, &shown, view));
        let rest = if low { RESULT_LOW } else { ui.available_height() };
        ui.allocate_ui_with_layout(vec2(width, rest), Layout::top_down(Align::Min), |ui| {
            detail(ui, chosen(table, results_read), result, view, out);
        });
        return;
    }
    let left = (width * 0.5 - space::M).floor();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        ui.allocate_ui_with_layout(vec2(left, height), Layout::top_down(Align::Min), |ui| list(ui, table, &shown, view));
        let rest = ui.available_width();
        ui.allocate_ui_with_layout(vec2(rest, height), Layout::top_down(Align::Min), |ui| {
            detail(ui, chosen(table, results_read), result, view, out);
        });
    });
}

fn head(ui: &mut Ui, row: &RunRow, view: &View<'_>) {
    let p = Palette::of(ui);
    let run = &row.run;
    let at = run.start_ms.unwrap_or(run.created_ms);
    let when = match run.end_ms {
        Some(end) if end > at => format!("{} · {}", view.tr.date_time(at), view.tr.duration(end - at)),
        _ => view.tr.date_time(at),
    };
    // In a narrow view the time stands in a line of its own.
    let narrow = ui.available_width() < SIDE_BY_SIDE;
    ui.horizontal(|ui| {
        let beside = if narrow { HEAD_BESIDE } else { ui.available_width() * 0.4 };
        text::line_within(ui, &run.content.title, Type::Title, p.text, ui.available_width() - beside);
        text::mono(ui, &format!("{} #{}", row.project, run.number));
        let (tone, key) = match run.state {
            RunState::Active => (Tone::Info, "gui-run-active"),
            RunState::Complete => (Tone::Neutral, "gui-run-complete"),
            RunState::Aborted => (Tone::Warning, "gui-run-aborted"),
        };
        chip(ui, tone, None, &view.text(key));
        if !narrow {
            reading::from_right(ui, |ui| {
                text::line(ui, &when, Type::Label, p.text_secondary);
            });
        }
    });
    if narrow {
        text::line(ui, &when, Type::Label, p.text_secondary);
    }
    let parts: Vec<_> = Look::ALL.iter().zip(row.looks).map(|(l, n)| (l.colour(p), n)).collect();
    progress::parts_bar(ui, &parts, space::S, &view.text("gui-run-results"));
}

fn filters(ui: &mut Ui, state: &mut RunTab, row: &RunRow, view: &View<'_>) {
    let p = Palette::of(ui);
    let number = |n: u64| view.tr.number(i64::try_from(n).unwrap_or(i64::MAX));
    let looks = Look::ALL.into_iter().map(|look| (Some(look), row.looks[index(look)])).filter(|(_, n)| *n > 0);
    let pills: Vec<_> = std::iter::once((None, row.total()))
        .chain(looks)
        .map(|(look, n)| {
            let name = look.map_or_else(|| view.text("gui-quick-all"), |look| words::look_name(view.tr, look));
            (look, look.map(|look| (look.icon(), look.colour(p))), name, number(n))
        })
        .collect();
    let needed: f32 = pills.iter().map(|(_, icon, name, n)| filter_pill_width(ui, icon.is_some(), name, n) + space::XS).sum();
    let mut pressed = None;
    if is_low(ui.ctx()) && needed - space::XS > ui.available_width() {
        let all: Vec<_> = pills.iter().map(|(look, _, name, n)| (format!("{name} · {n}"), *look == state.look)).collect();
        pressed = filter_menu(ui, &all, &view.text("gui-filter")).0.map(|i| pills[i].0);
    } else {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
            for (look, icon, name, n) in &pills {
                if filter_pill(ui, state.look == *look, *icon, name, n).clicked() {
                    pressed = Some(*look);
                }
            }
        });
    }
    if let Some(look) = pressed {
        state.look = look;
        state.table.cursor = None;
    }
}

fn list(ui: &mut Ui, table_state: &mut TableState, shown: &[&ResultLine], view: &View<'_>) {
    surface(ui, 0.0, |ui| {
        ui.set_height(ui.available_height());
        ui.set_width(ui.available_width());
        if shown.is_empty() {
            empty_state(ui, icons::RUN, &view.text("gui-run-empty"), "", None);
            return;
        }
        let titles = ["gui-column-title", "gui-run-case", "gui-run-time"].map(|k| view.text(k));
        let columns = [
            TableColumn::new(&titles[0], 160.0).grow().fixed_order(),
            TableColumn::new(&titles[1], 76.0).fixed_order(),
            TableColumn::new(&titles[2], 92.0).right().fixed_order(),
        ];
        let name = view.text("gui-run-results");
        let options = TableOptions { name: &name, checks: None };
        table(
            ui,
            options,
            &columns,
            table_state,
            shown.len(),
            |i| shown[i].id.0,
            |ui, i, column| {
                let c = shown[i];
                match column {
                    0 => {
                        status_icon(ui, look_of(Some(&c.status)), &words::status_name(view.tr, Some(&c.status)));
                        text::body(ui, title(c, view));
                    }
                    1 => cell::mono(ui, c.case_id.and_then(|id| view.cases.get(id)).map_or("", |r| &*r.code)),
                    _ => cell::mono(ui, &c.duration_ms.map(|ms| view.tr.duration(ms)).unwrap_or_default()),
                }
            },
        );
    });
}

fn title<'a>(result: &'a ResultLine, view: &View<'a>) -> &'a str {
    let own = result.title.as_str();
    if !own.is_empty() {
        return own;
    }
    result.case_id.and_then(|id| view.cases.get(id)).map_or("—", |r| &*r.title)
}

/// The result that is shown in full.
fn chosen<'a>(table: &TableState, results: &'a RunResults) -> Option<&'a ResultLine> {
    table.cursor.and_then(|key| results.get(ResultId(key)))
}

fn detail(
    ui: &mut Ui,
    chosen: Option<&ResultLine>,
    result: &CachedQuery<ResultId, TestResult>,
    view: &View<'_>,
    out: &mut Actions,
) {
    let p = Palette::of(ui);
    surface(ui, 0.0, |ui| {
        ui.set_height(ui.available_height());
        ui.set_width(ui.available_width());
        let Some(line) = chosen else {
            empty_state(ui, icons::RUN, &view.text("gui-run-choose"), "", None);
            return;
        };
        let full = result.get().filter(|r| r.id == line.id);
        ScrollArea::vertical().id_salt(("result", line.id.0)).auto_shrink(false).show(ui, |ui| {
            Frame::new().inner_margin(Margin::same(space::L as i8)).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::S;
                ui.horizontal(|ui| {
                    status_label(ui, look_of(Some(&line.status)), &words::status_name(view.tr, Some(&line.status)));
                    if let Some(ms) = line.duration_ms {
                        text::mono(ui, &view.tr.duration(ms));
                    }
                    reading::from_right(ui, |ui| {
                        if let Some(case) = line.case_id.and_then(|id| view.cases.get(id))
                            && text::link(ui, &case.code).clicked()
                        {
                            out.nav(Nav::OpenCase(case.id));
                        }
                    });
                });
                text::paragraph(ui, title(line, view), Type::Title, p.text);
                let Some(full) = full else {
                    return missing(ui, result.failure(), view);
                };
                let c = &full.content;
                if let Some(signature) = &c.signature {
                    text::line(ui, signature, Type::Mono, p.text_secondary);
                }
                for (name, value) in &c.params {
                    text::key_value_row(ui, name, value);
                }
                if let Some(comment) = &c.comment {
                    text::paragraph(ui, comment, Type::Body, p.text);
                }
                if let Some(trace) = &c.stacktrace {
                    Frame::new()
                        .fill(p.sunken)
                        .corner_radius(egui::CornerRadius::same(radius::CONTROL))
                        .inner_margin(Margin::same(space::M as i8))
                        .show(ui, |ui| {
                            ui.set_width(ui.available_width());
                            text::paragraph(ui, trace, Type::Mono, p.text);
                        });
                }
                if !c.steps.is_empty() {
                    ui.add_space(space::XS);
                    text::strong(ui, &view.text("gui-case-steps"));
                    steps(ui, &c.steps, 0, view);
                }
                if !c.attachments.is_empty() {
                    ui.add_space(space::XS);
                    text::strong(ui, &view.text("gui-case-attachments"));
                    case::files(ui, &c.attachments, view, out);
                }
            });
        });
    });
}

fn steps(ui: &mut Ui, all: &[ResultStep], depth: usize, view: &View<'_>) {
    let p = Palette::of(ui);
    for step in all {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::TREE_ROW), egui::Sense::hover());
        let left = rect.left() + depth as f32 * size::TREE_INDENT;
        let inner = egui::Rect::from_min_max(egui::pos2(left, rect.top()), rect.max);
        paint::inside(ui, inner, Layout::left_to_right(Align::Center), |ui| {
            status_icon(ui, look_of(Some(&step.status)), &words::status_name(view.tr, Some(&step.status)));
            let room = ui.available_width() - 72.0;
            text::line_within(ui, &step.action, Type::Body, p.text, room);
            reading::from_right(ui, |ui| {
                if let Some(ms) = step.duration_ms {
                    text::mono(ui, &view.tr.duration(ms));
                }
            });
        });
        steps(ui, &step.steps, depth + 1, view);
    }
}
