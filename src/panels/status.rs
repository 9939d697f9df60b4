//! The status bar: workspace, counts, Qase, the running job.

use eframe::egui::{Align, Frame, Layout, Margin, Panel, Rect, Response, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::action::{Action, Actions};
use crate::ui_command::UiCommand;
use crate::view::{Connection, View};
use voluptas_i18n::Tr;
use voluptas_jobs::{JobSnapshot, time_left};
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::reading;
use voluptas_ui::widgets::{icon_button, paint, progress, text};

/// Takes the room of the bar, which is drawn last: Tab comes to it after the panels.
pub fn reserve(ui: &mut Ui) -> Rect {
    let p = Palette::of(ui);
    let margin = Margin { left: space::M as i8, right: space::M as i8, top: 0, bottom: 0 };
    let frame = Frame::new().fill(p.panel).inner_margin(margin);
    Panel::bottom("status").exact_size(size::STATUS_BAR).frame(frame).show(ui, |ui| ui.max_rect()).inner
}

/// Least room of a toast in the bar.
const TOASTS: f32 = 320.0;
/// Room of the workspace and the connection beside a running job.
const WORKSPACE: f32 = 200.0;

/// Draws the bar in its room. With `toasts`, the workspace and the counts give way to them; returns the room that they get.
pub fn bar(ui: &mut Ui, at: Rect, toasts: bool, view: &View<'_>, out: &mut Actions) -> Rect {
    let p = Palette::of(ui);
    let mut free = at;
    ui.scope_builder(UiBuilder::new().max_rect(at).id_salt("status-bar"), |ui| {
        ui.horizontal_centered(|ui| {
            reading::from_right(ui, |ui| {
                // A narrow bar holds nothing beside them.
                if toasts && at.width() < TOASTS * 2.0 {
                    return;
                }
                ui.spacing_mut().item_spacing.x = space::S;
                job(ui, if toasts { TOASTS * 2.0 } else { WORKSPACE }, view, out);
                ui.add_space(space::S);
                if connection(ui, view).clicked() {
                    out.command(UiCommand::CheckConnection);
                }
                if toasts {
                    let rest = ui.available_rect_before_wrap();
                    free = at.with_max_x((rest.right() - space::M).max(at.left()));
                    return;
                }
                // The workspace and its counts get the rest of the width.
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.spacing_mut().item_spacing.x = space::L;
                    if let Some(path) = view.workspace {
                        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                        text::line(ui, &name, Type::Label, p.text_secondary).on_hover_text(super::menu::shown_path(path));
                        let counts = format!(
                            "{} · {}",
                            view.count("gui-count-functions", view.registry.totals.all),
                            view.count("gui-count-cases", view.cases.rows.len() as u64)
                        );
                        text::line(ui, &counts, Type::Label, p.text_secondary);
                    }
                    if view.env.deletable > 1 {
                        text::line(ui, &selected_words(view), Type::Label, p.accent);
                    }
                });
            });
        });
    });
    free
}

/// `2 cases, 1 suite selected`: each kind by itself, as the inspector counts them.
fn selected_words(view: &View<'_>) -> String {
    let (functions, cases) = (view.env.chosen, view.env.case_ids);
    let suites = view.env.deletable.saturating_sub(functions + cases);
    let counts = [("gui-count-functions", functions), ("gui-count-cases", cases), ("gui-count-suites", suites)];
    let words = counts.into_iter().filter(|(_, n)| *n > 0).map(|(key, n)| view.count(key, n as u64));
    view.tr.fmt("gui-count-selected", &[("what", words.collect::<Vec<_>>().join(", ").into())])
}

fn connection(ui: &mut Ui, view: &View<'_>) -> Response {
    let p = Palette::of(ui);
    let (colour, words) = match view.connection {
        Connection::NoToken => (p.untested, view.text("gui-qase-no-token").into_owned()),
        Connection::Unchecked(project) => {
            let label = project.clone().unwrap_or_else(|| "—".into());
            (p.untested, view.tr.fmt("gui-qase-unchecked", &[("project", label.into())]))
        }
        Connection::Checking => (p.in_progress, view.text("gui-qase-checking").into_owned()),
        Connection::Connected { label, millis } => {
            let time = view.tr.duration(*millis);
            (p.passed, view.tr.fmt("gui-qase-connected", &[("project", label.clone().into()), ("time", time.into())]))
        }
        Connection::Failed(_) => (p.failed, view.text("gui-qase-failed").into_owned()),
    };
    let galley = paint::galley(ui, &words, Type::Label, p.text_secondary);
    let width = size::DOT + space::XS + space::XXS + galley.size().x;
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL_SMALL), Sense::click());
    let dot = pos2(rect.left() + size::DOT / 2.0, rect.center().y);
    if matches!(view.connection, Connection::NoToken | Connection::Unchecked(_)) {
        ui.painter().circle_stroke(dot, size::DOT / 2.0 - 1.0, (1.5, colour));
    } else {
        ui.painter().circle_filled(dot, size::DOT / 2.0, colour);
    }
    paint::put_left(ui.painter(), pos2(rect.right() - galley.size().x, rect.center().y), galley);
    paint::focus_ring(ui, &response, rect);
    paint::describe(&response, || WidgetInfo::labeled(Role::Button, true, &words));
    match view.connection {
        Connection::Failed(why) => response.on_hover_text(why),
        _ => response.on_hover_text(view.text("gui-qase-check-hint")),
    }
}

/// Draws the running job. Its words leave `rest` to the other parts of the bar.
fn job(ui: &mut Ui, rest: f32, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let mut running = view.jobs.iter().filter(|j| j.outcome.is_none() && !j.spec.waits);
    let Some(job) = running.next() else { return storing(ui, view) };
    let more = running.count();
    if icon_button(ui, icons::CLOSE, &view.text("gui-job-cancel")).clicked() {
        out.push(Action::CancelJob(job.id));
    }
    progress::progress_bar(ui, job.progress.share(), 120.0, &view.tr.message(&job.spec.title));
    let mut words = job_words(view, job);
    if more > 0 {
        words = format!("{words} (+{more})");
    }
    let galley = paint::elided(ui, &words, Type::Label, p.text_secondary, (ui.available_width() - rest).max(120.0));
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::click());
    paint::put_left(ui.painter(), rect.left_center(), galley);
    paint::focus_ring(ui, &response, rect);
    paint::describe(&response, || WidgetInfo::labeled(Role::Button, true, &words));
    if response.on_hover_text(view.text("gui-cmd-toggle-activity")).clicked() {
        out.command(UiCommand::ToggleActivity);
    }
}

/// Says that an edit is being stored: undo of a large one takes seconds.
fn storing(ui: &mut Ui, view: &View<'_>) {
    if view.is_storing {
        let words = view.text("gui-storing");
        text::line(ui, &words, Type::Label, Palette::of(ui).text_secondary);
        progress::progress_bar(ui, None, 120.0, &words);
    }
}

/// Title, stage, progress and remaining time of the running job.
pub fn job_words(view: &View<'_>, job: &JobSnapshot) -> String {
    let mut parts = vec![view.tr.message(&job.spec.title)];
    let counts = job_counts(view.tr, job);
    if !counts.is_empty() {
        parts[0] = format!("{} {counts}", parts[0]);
    }
    if let Some(until) = job.progress.waits_until.filter(|u| *u > view.now) {
        parts.push(view.tr.fmt("gui-job-waits", &[("time", view.tr.duration(until - view.now).into())]));
    } else if let Some(left) = time_left(&job.progress, view.now) {
        parts.push(view.tr.time_left(left));
    }
    parts.join(" · ")
}

/// `412 of 1 000`, or nothing while the total is unknown.
pub fn job_counts(tr: Tr, job: &JobSnapshot) -> String {
    match job.progress.total {
        Some(total) if total > 0 => {
            tr.fmt("gui-job-of", &[("done", (job.progress.done as i64).into()), ("total", (total as i64).into())])
        }
        _ if job.progress.done > 0 => tr.number(job.progress.done as i64),
        _ => String::new(),
    }
}
