//! The activity panel: running and ended jobs with their details, cancel and retry; and the warnings and errors that toasts
//! showed.

use eframe::egui::{
    Align, Frame, Id, Key, Layout, Margin, Panel, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, vec2,
};
use voluptas_ui::widgets::StatusStyle as _;

use super::status::{job_counts, job_words};
use crate::action::{Action, Actions};
use crate::model::sync_tab::SyncTab;
use crate::state::UiState;
use crate::ui_command::UiCommand;
use crate::view::View;
use voluptas_app::qase::lists::LIST;
use voluptas_jobs::{JobSnapshot, Outcome, Report};
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::dialog::is_low;
use voluptas_ui::widgets::reading;
use voluptas_ui::widgets::{Announcement, Button, StatusClass, Tone, empty_state, icon_button, paint, progress, splitter, text};

/// Height of the panel: least in a low window, least otherwise, and most.
const LEAST: f32 = 80.0;
const USUAL_LEAST: f32 = 120.0;
const MOST: f32 = 480.0;
/// Share of the height that the panel takes at most, and that in a low window.
const SHARE: f32 = 0.6;
const SHARE_LOW: f32 = 0.35;

/// Draws the panel.
pub fn panel(ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    splitter::keys(ui, "activity", Key::ArrowUp, Key::ArrowDown);
    // In a low window the view in front keeps most of the height.
    let share = if is_low(ui.ctx()) { SHARE_LOW } else { SHARE };
    let most = (ui.available_height() * share).clamp(LEAST, MOST);
    let panel = Panel::bottom("activity")
        .resizable(true)
        .default_size(state.kept.activity_height)
        .size_range(USUAL_LEAST.min(most)..=most)
        .frame(Frame::new().fill(p.panel));
    let shown = splitter::panel(ui, panel, |ui| {
        Frame::new().inner_margin(Margin::symmetric(space::M as i8, space::XS as i8)).show(ui, |ui| {
            ui.horizontal(|ui| {
                text::strong(ui, &view.text("gui-activity"));
                reading::from_right(ui, |ui| {
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
        let lines = lines(view);
        if lines.is_empty() {
            let words = view.text("gui-activity-empty");
            if is_low(ui.ctx()) {
                Frame::new().inner_margin(Margin::same(space::M as i8)).show(ui, |ui| text::secondary(ui, &words));
            } else {
                empty_state(ui, icons::ACTIVITY, &words, "", None);
            }
            return;
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for line in lines {
                match line {
                    Line::Job(job) => job_line(ui, view, job, out),
                    Line::Said(i, said) => said_line(ui, view, i, said),
                }
            }
        });
    });
    let edge = shown.response.rect;
    splitter::mark(ui, "activity", edge.left_top() + vec2(0.0, 1.0), edge.right_top() + vec2(0.0, 1.0));
    state.kept.activity_height = edge.height();
}

enum Line<'a> {
    Job(&'a JobSnapshot),
    Said(usize, &'a Announcement),
}

/// Jobs, warnings and errors, the newest first; running jobs stand above.
fn lines<'a>(view: &View<'a>) -> Vec<Line<'a>> {
    let mut lines: Vec<(bool, i64, Line<'a>)> = Vec::new();
    lines
        .extend(view.jobs.iter().filter(|j| is_news(j)).map(|j| (j.ended.is_none(), j.ended.unwrap_or(j.started), Line::Job(j))));
    lines.extend(view.said.iter().enumerate().map(|(i, s)| (false, s.at_ms, Line::Said(i, s))));
    lines.sort_by_key(|(running, at, _)| std::cmp::Reverse((*running, *at)));
    lines.into_iter().map(|(_, _, line)| line).collect()
}

/// True for a job that is worth a line: a list that was read for a choice is on the screen already, unless it could not be read.
fn is_news(job: &JobSnapshot) -> bool {
    job.spec.kind != LIST || matches!(job.outcome, None | Some(Outcome::Failed { .. }))
}

/// The dialog in which a job of this kind is started by hand, for a job whose options are not known any more. `None` for a kind that
/// has no dialog.
fn fallback(kind: &str) -> Option<Action> {
    Some(match kind {
        "import_functions" => Action::Command(UiCommand::ImportFunctions),
        "export_functions" => Action::Command(UiCommand::ExportFunctions),
        voluptas_app::results::ingest::KIND => Action::Command(UiCommand::IngestResults),
        "import_case_file" => Action::Command(UiCommand::ImportCases),
        "export_case_file" => Action::Command(UiCommand::ExportCases),
        "import" | "import_preview" | "repair" => Action::OpenSync(SyncTab::Import),
        "export" | "export_preview" => Action::OpenSync(SyncTab::Export),
        "mirror" | "mirror_preview" => Action::OpenSync(SyncTab::Mirror),
        "find_duplicates" => Action::Command(UiCommand::FindDuplicates),
        "check_connection" => Action::Command(UiCommand::CheckConnection),
        _ => return None,
    })
}

/// A line with its twisty; gives the room for its contents and true while its details are open.
fn row(ui: &mut Ui, view: &View<'_>, id: Id, name: &str) -> (Ui, bool) {
    let p = Palette::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::GRID_ROW), Sense::hover());
    let response = ui.interact(rect, id, Sense::click());
    let mut open = ui.data(|d| d.get_temp::<bool>(id)).unwrap_or(false);
    if response.clicked() {
        open = !open;
        ui.data_mut(|d| d.insert_temp(id, open));
    }
    if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, p.hover());
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    paint::focus_ring(ui, &response, rect.shrink(space::XXS));
    let what = view.text(if open { "window-activity-hide" } else { "window-activity-details" });
    paint::describe(&response, || WidgetInfo::selected(Role::Button, true, open, format!("{what}: {name}")));
    let inner = rect.shrink2(vec2(space::M, 0.0));
    let twisty = Rect::from_min_size(inner.min, vec2(size::ICON, inner.height()));
    paint::icon(ui.painter(), twisty, if open { icons::DOWN } else { icons::RIGHT }, size::ICON, p.text_faint);
    let rest = Rect::from_min_max(eframe::egui::pos2(twisty.right() + space::XS, inner.top()), inner.max);
    (ui.new_child(UiBuilder::new().max_rect(rest).layout(Layout::left_to_right(Align::Center))), open)
}

/// The room below a line where its details stand.
fn details(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let left = (space::M + size::ICON * 2.0 + space::S) as i8;
    Frame::new().inner_margin(Margin { left, right: space::M as i8, top: space::XS as i8, bottom: space::S as i8 }).show(
        ui,
        |ui| {
            ui.spacing_mut().item_spacing.y = space::XXS;
            ui.set_width(ui.available_width());
            add(ui);
        },
    );
    paint::hline(ui);
}

fn job_line(ui: &mut Ui, view: &View<'_>, job: &JobSnapshot, out: &mut Actions) {
    let p = Palette::of(ui);
    let title = view.tr.message(&job.spec.title);
    let (mut row, open) = row(ui, view, Id::unique(("activity-job", job.id)), &title);
    let (look, word) = match &job.outcome {
        None if job.spec.waits => (StatusClass::Untested, "gui-job-waiting"),
        None => (StatusClass::InProgress, "gui-job-running"),
        Some(Outcome::Finished { report }) if report.counts.get("failed").is_some_and(|n| *n > 0) => {
            (StatusClass::Broken, "gui-job-partly")
        }
        Some(Outcome::Finished { .. }) => (StatusClass::Passed, "gui-job-finished"),
        Some(Outcome::Failed { .. }) => (StatusClass::Failed, "gui-job-failed"),
        Some(Outcome::Cancelled { .. }) => (StatusClass::Skipped, "gui-job-cancelled"),
    };
    text::named_icon(&mut row, look.icon(), look.colour(p), &view.text(word));
    let room = (row.available_width() * 0.35).min(260.0);
    text::line_within(&mut row, &title, Type::Medium, p.text, room);
    reading::from_right(&mut row, |ui| {
        if job.outcome.is_none() {
            let stop = if job.spec.waits { "gui-job-stop" } else { "gui-job-cancel" };
            if Button::secondary(&view.text(stop)).small().show(ui).clicked() {
                out.push(Action::CancelJob(job.id));
            }
            // A job that waits for something to happen has no end that a bar could show.
            if !job.spec.waits {
                progress::progress_bar(ui, job.progress.share(), 140.0, &job_words(view, job));
            }
        } else {
            if matches!(job.outcome, Some(Outcome::Failed { .. } | Outcome::Cancelled { .. }))
                && let Some(otherwise) = fallback(job.spec.kind)
                && Button::secondary(&view.text("gui-try-again")).small().show(ui).clicked()
            {
                out.push(Action::RetryJob(job.id, Box::new(otherwise)));
            }
            let took = job.ended.map(|e| view.tr.duration(e - job.started)).unwrap_or_default();
            text::mono(ui, &took);
            if let Some(ended) = job.ended {
                let ago = text::line(ui, &view.tr.ago(view.now, ended), Type::Label, p.text_faint);
                ago.on_hover_text(view.tr.date_time(ended));
            }
        }
        let room = ui.available_width();
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            text::line_within(ui, &summary(view, job), Type::Body, p.text_secondary, room);
        });
    });
    if open {
        details(ui, |ui| job_details(ui, view, job));
    }
}

fn summary(view: &View<'_>, job: &JobSnapshot) -> String {
    match &job.outcome {
        None => {
            let stage = view.tr.message(&job.progress.stage);
            let counts = job_counts(view.tr, job);
            let at = job.progress.detail.as_deref().unwrap_or_default();
            [stage.as_str(), counts.as_str(), at].iter().filter(|t| !t.is_empty()).copied().collect::<Vec<_>>().join(" · ")
        }
        Some(Outcome::Failed { failure }) => view.tr.message(&failure.message),
        Some(Outcome::Finished { report } | Outcome::Cancelled { report }) => report_words(view, report),
    }
}

/// Details of a job: times, counters, warnings and the full error.
fn job_details(ui: &mut Ui, view: &View<'_>, job: &JobSnapshot) {
    let p = Palette::of(ui);
    text::key_value(ui, &view.text("window-activity-started"), &view.tr.date_time(job.started));
    if let Some(ended) = job.ended {
        text::key_value(ui, &view.text("window-activity-ended"), &view.tr.date_time(ended));
    }
    match &job.outcome {
        None => {
            text::paragraph(ui, &summary(view, job), Type::Body, p.text);
        }
        Some(Outcome::Failed { failure }) => {
            text::paragraph(ui, &view.tr.message(&failure.message), Type::Body, p.text);
            if let Some(remedy) = &failure.remedy {
                text::paragraph(ui, &view.tr.message(remedy), Type::Body, p.text_secondary);
            }
        }
        Some(Outcome::Finished { report } | Outcome::Cancelled { report }) => {
            text::paragraph(ui, &counts(view, report).join(" · "), Type::Body, p.text);
            if !report.warnings.is_empty() {
                text::strong(ui, &view.text("window-activity-warnings"));
            }
            for warning in &report.warnings {
                text::paragraph(ui, &view.tr.message(warning), Type::Body, p.text_secondary);
            }
        }
    }
}

/// A warning or an error that a toast showed.
fn said_line(ui: &mut Ui, view: &View<'_>, i: usize, said: &Announcement) {
    let p = Palette::of(ui);
    let (mut row, open) = row(ui, view, Id::unique(("activity-said", i, said.at_ms)), &said.words);
    let (icon, word) = match said.tone {
        Tone::Bad => (icons::BROKEN, "window-activity-error"),
        Tone::Good => (icons::PASSED, "window-activity-news"),
        Tone::Neutral | Tone::Info => (icons::INFO, "window-activity-news"),
        Tone::Warning => (icons::WARNING, "window-activity-warning"),
    };
    text::named_icon(&mut row, icon, said.tone.colour(p), &view.text(word));
    reading::from_right(&mut row, |ui| {
        let ago = text::line(ui, &view.tr.ago(view.now, said.at_ms), Type::Label, p.text_faint);
        ago.on_hover_text(view.tr.date_time(said.at_ms));
        let room = ui.available_width();
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            text::line_within(ui, &said.words, Type::Body, p.text, room);
        });
    });
    if open {
        details(ui, |ui| {
            text::paragraph(ui, &said.words, Type::Body, Palette::of(ui).text);
        });
    }
}

/// The counts of a report, each as words: `created 41`.
fn counts(view: &View<'_>, report: &Report) -> Vec<String> {
    let one = |(name, n): (&String, &i64)| {
        let key = format!("gui-report-{}", name.replace('_', "-"));
        let label = if view.tr.has(&key) { view.text(&key).into_owned() } else { name.replace('_', " ") };
        format!("{label} {}", view.tr.number(*n))
    };
    report.counts.iter().filter(|(_, n)| **n != 0).map(one).collect()
}

/// A report in one line: the counts and the first warnings.
fn report_words(view: &View<'_>, report: &Report) -> String {
    let mut parts = counts(view, report);
    parts.extend(report.warnings.iter().take(3).map(|w| view.tr.message(w)));
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_job_that_a_person_starts_has_a_way_back() {
        for kind in [
            "import_functions",
            "export_functions",
            "import_case_file",
            "export_case_file",
            "import",
            "export",
            "mirror",
            "find_duplicates",
            "check_connection",
        ] {
            assert!(fallback(kind).is_some(), "{kind}");
        }
        assert!(fallback(LIST).is_none());
    }
}
