//! The activity panel: running and ended jobs, what each is at, how it ended, and its cancel.

use eframe::egui::{Align, Frame, Layout, Margin, Panel, ScrollArea, Ui, UiBuilder, vec2};

use super::status::{job_counts, job_words};
use crate::app::sync_link::LIST;
use crate::gui::action::{Action, Actions};
use crate::gui::state::UiState;
use crate::gui::theme::{Palette, Type, icons, size, space};
use crate::gui::ui_command::UiCommand;
use crate::gui::view::View;
use crate::gui::widgets::{Button, Look, empty_state, icon_button, paint, progress, text};
use crate::jobs::{JobSnapshot, Outcome, Report};

/// Draws the panel.
pub fn panel(ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let shown = Panel::bottom("activity")
        .resizable(true)
        .default_size(state.kept.activity_height)
        .size_range(120.0..=480.0)
        .frame(Frame::new().fill(p.panel))
        .show(ui, |ui| {
            Frame::new().inner_margin(Margin::symmetric(space::M as i8, space::XS as i8)).show(ui, |ui| {
                ui.horizontal(|ui| {
                    text::strong(ui, &view.text("gui-activity"));
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        if icon_button(ui, icons::CLOSE, &view.text("gui-activity-close")).clicked() {
                            out.command(UiCommand::ToggleActivity);
                        }
                        if Button::quiet(&view.text("gui-cmd-open-log")).small().show(ui).clicked() {
                            out.command(UiCommand::OpenLog);
                        }
                    });
                });
            });
            paint::hline(ui);
            if !view.jobs.iter().any(is_news) {
                empty_state(ui, icons::ACTIVITY, &view.text("gui-activity-empty"), "", None);
                return;
            }
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for job in view.jobs.iter().filter(|j| is_news(j)) {
                    line(ui, view, job, out);
                }
            });
        });
    state.kept.activity_height = shown.response.rect.height();
}

/// Whether a job is worth a line: a list that was read for a choice is on the screen already, unless it could not be read.
fn is_news(job: &JobSnapshot) -> bool {
    job.spec.kind != LIST || matches!(job.outcome, None | Some(Outcome::Failed { .. }))
}

fn line(ui: &mut Ui, view: &View<'_>, job: &JobSnapshot, out: &mut Actions) {
    let p = Palette::of(ui);
    let room = vec2(ui.available_width(), size::GRID_ROW);
    let (rect, _) = ui.allocate_exact_size(room, eframe::egui::Sense::hover());
    let inner = rect.shrink2(vec2(space::M, 0.0));
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    let mut row = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)));
    let (look, word) = match &job.outcome {
        None if job.spec.waits => (Look::Untested, "gui-job-waiting"),
        None => (Look::InProgress, "gui-job-running"),
        Some(Outcome::Finished { report }) if report.counts.get("failed").is_some_and(|n| *n > 0) => {
            (Look::Broken, "gui-job-partly")
        }
        Some(Outcome::Finished { .. }) => (Look::Passed, "gui-job-finished"),
        Some(Outcome::Failed { .. }) => (Look::Failed, "gui-job-failed"),
        Some(Outcome::Cancelled { .. }) => (Look::Skipped, "gui-job-cancelled"),
    };
    text::named_icon(&mut row, look.icon(), look.colour(p), &view.text(word));
    text::line_within(&mut row, &view.tr.message(&job.spec.title), Type::Medium, p.text, 260.0);
    let detail = match &job.outcome {
        None => {
            let stage = view.tr.message(&job.progress.stage);
            let counts = job_counts(view.tr, job);
            let at = job.progress.detail.as_deref().unwrap_or_default();
            [stage.as_str(), counts.as_str(), at].iter().filter(|t| !t.is_empty()).copied().collect::<Vec<_>>().join(" · ")
        }
        Some(Outcome::Failed { failure }) => {
            let mut words = view.tr.message(&failure.message);
            if let Some(remedy) = &failure.remedy {
                words = format!("{words} {}", view.tr.message(remedy));
            }
            words
        }
        Some(Outcome::Finished { report } | Outcome::Cancelled { report }) => report_words(view, report),
    };
    row.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if job.outcome.is_none() {
            let stop = if job.spec.waits { "gui-job-stop" } else { "gui-job-cancel" };
            if Button::secondary(&view.text(stop)).small().show(ui).clicked() {
                out.push(Action::CancelJob(job.id));
            }
            // What only waits has no end that a bar could show.
            if !job.spec.waits {
                progress::progress_bar(ui, job.progress.share(), 140.0, &job_words(view, job));
            }
        } else {
            let took = job.ended.map(|e| view.tr.duration(e - job.started)).unwrap_or_default();
            text::mono(ui, &took);
            if let Some(ended) = job.ended {
                let ago = text::line(ui, &view.tr.ago(view.now, ended), Type::Label, p.text_faint);
                ago.on_hover_text(view.tr.date_time(ended));
            }
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            text::line(ui, &detail, Type::Body, p.text_secondary);
        });
    });
}

/// The counts of a report as words: `created 41 · updated 17`.
fn report_words(view: &View<'_>, report: &Report) -> String {
    let mut parts: Vec<String> = report
        .counts
        .iter()
        .filter(|(_, n)| **n != 0)
        .map(|(name, n)| {
            let key = format!("gui-report-{}", name.replace('_', "-"));
            let label = if view.tr.has(&key) { view.text(&key).into_owned() } else { name.replace('_', " ") };
            format!("{label} {}", view.tr.number(*n))
        })
        .collect();
    parts.extend(report.warnings.iter().take(3).map(|w| view.tr.message(w)));
    parts.join(" · ")
}
