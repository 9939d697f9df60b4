//! The inspector of one result: its outcome, its run, its case with the functions that the case covers, and the history of its test.

use eframe::egui::{Frame, Margin, Ui};

use crate::action::{Action, Actions, Nav, TestsAction};
use crate::model::rollup::class_of;
use crate::model::run_rows::RunRows;
use crate::model::words;
use crate::user_error::UserError;
use crate::view::View;
use crate::views::run::has_failed;
use crate::views::run::history::PastRuns;
use crate::views::run::issues::Issues;
use crate::views::{MiddleTab, case, missing};
use voluptas_core::domain::failure_group;
use voluptas_core::domain::ids::{ResultId, RunId};
use voluptas_core::domain::result::TestResult;
use voluptas_store::{Result, Store};
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::trace::sideways;
use voluptas_ui::widgets::{Button, empty_state, status_icon, status_label, text};

/// Lines of a message that are shown.
const LINES: usize = 8;

/// A result with the issues of its test.
#[derive(Debug)]
pub struct InspectedResult {
    pub result: TestResult,
    issues: Issues,
}

/// Reads a result. Blocks.
pub fn read(store: &Store, id: ResultId) -> Result<InspectedResult> {
    store.read(|tx| {
        let result = tx.results().get(id)?;
        let project = tx.runs().get(result.run_id)?.project_id;
        Ok(InspectedResult { issues: Issues::read(tx, project, result.test)?, result })
    })
}

/// Draws a result of a run; `read` is the result, or the failure of reading it.
pub fn show(
    ui: &mut Ui,
    (run, id): (RunId, ResultId),
    read: std::result::Result<&InspectedResult, Option<&UserError>>,
    past: &PastRuns,
    view: &View<'_>,
    out: &mut Actions,
) {
    let p = Palette::of(ui);
    let shown = match read {
        Ok(shown) if shown.result.id == id => shown,
        Ok(_) => return,
        Err(Some(failure)) if failure.is_gone() => {
            empty_state(ui, icons::RUN, &view.text("inspector-result-gone"), "", None);
            return;
        }
        Err(failure) => return missing(ui, failure, view),
    };
    let InspectedResult { result, issues } = shown;
    let c = &result.content;
    ui.horizontal(|ui| {
        status_label(ui, class_of(Some(&c.status)), &words::status_name(view.tr, Some(&c.status)));
        if let Some(ms) = c.duration_ms {
            text::mono(ui, &view.tr.duration(ms));
        }
    });
    text::paragraph(ui, &c.title, Type::Title, p.text);
    if let Some(row) = view.runs.get(run) {
        let name = format!("{} #{}", row.run.content.title, row.run.number);
        if text::link(ui, &name).on_hover_text(view.tr.date_time(row.began_ms())).clicked() {
            out.nav(Nav::RunRows(run, RunRows::Test(result.test)));
        }
    }
    let shown = |words: &&String| !words.trim().is_empty();
    if let Some(message) = c.comment.as_ref().filter(shown) {
        said(ui, &failure_group::without_colours(message), false);
    } else if let Some(trace) = c.stacktrace.as_ref().filter(shown) {
        said(ui, &failure_group::without_colours(trace), true);
    }
    issues.show(ui, view, out);
    if has_failed(&c.status) {
        let name = view.text("run-create-issue");
        if Button::secondary(&name).icon(icons::DEFECT).small().show(ui).clicked() {
            out.push(Action::Tests(TestsAction::CreateIssue(run, id)));
        }
    }
    if let Some(id) = c.case_id {
        ui.add_space(space::S);
        text::section(ui, &view.text("gui-run-case"), None);
        match view.cases.get(id) {
            Some(row) => {
                ui.horizontal(|ui| {
                    status_icon(ui, class_of(row.status.as_ref()), &words::status_name(view.tr, row.status.as_ref()));
                    text::mono(ui, &row.code);
                    if text::link(ui, &row.title).clicked() {
                        out.nav(Nav::Tab(MiddleTab::Case(id.0)));
                    }
                });
                if let Some(suite) = row.suite.map(|suite| view.cases.suite_path(suite)).filter(|path| !path.is_empty()) {
                    text::line(ui, &suite, Type::Label, p.text_secondary);
                }
                case::covered(ui, id, view, out);
            }
            None => {
                text::secondary(ui, &view.text("inspector-case-elsewhere"));
            }
        }
    } else {
        text::secondary(ui, &view.text("run-without-case"));
    }
    ui.spacing_mut().item_spacing.y = space::S;
    past.show(ui, view, out);
}

/// Draws the first lines of a message, or of a trace, whose lines are not wrapped.
fn said(ui: &mut Ui, message: &str, is_trace: bool) {
    let p = Palette::of(ui);
    let mut lines: Vec<&str> = message.trim_end().lines().take(LINES + 1).collect();
    if lines.len() > LINES {
        lines[LINES] = "…";
    }
    let words = lines.join("\n");
    Frame::new()
        .fill(p.sunken)
        .corner_radius(eframe::egui::CornerRadius::same(radius::CONTROL))
        .inner_margin(Margin::same(space::S as i8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width().max(size::CONTROL));
            if is_trace {
                sideways(ui, "inspector-trace", |ui| drop(text::unwrapped(ui, &words, Type::Mono, p.text)));
            } else {
                text::paragraph(ui, &words, Type::Mono, p.text);
            }
        });
}
