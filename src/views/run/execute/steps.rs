//! The steps of the item in front with their outcomes, comments and files.

use eframe::egui::{self, Align, CornerRadius, Frame, Id, Layout, Margin, Rect, Sense, Ui, pos2, vec2};

use super::bar::{SEGMENTS, step_statuses};
use super::execution::Execution;
use super::keys::status_of;
use super::session::{Session, flatten};
use crate::action::{Action, Actions, RunAction};
use crate::model::rollup::class_of;
use crate::view::View;
use crate::views::previews::{Previews, view_of};
use voluptas_app::runs::manual::sheet::CaseSheet;
use voluptas_core::domain::result::ResultStep;
use voluptas_ui::theme::{Palette, Type, icons, radius, size, space};
use voluptas_ui::widgets::card::surface;
use voluptas_ui::widgets::{StatusClass, TextField, icon_button, markdown, paint, text};

/// Room for the number of a step.
const NUMBER: f32 = 36.0;
/// Narrower cases have the statuses of a step below it.
const STATUSES_BESIDE: f32 = 400.0;
/// Size of a picture of a step.
const STEP_PICTURE: egui::Vec2 = vec2(120.0, 68.0);

/// Id of the comment of the step at the cursor.
pub(super) fn step_comment_id() -> Id {
    Id::unique("execution-step-comment")
}

/// A change of the steps.
enum StepChange {
    Choose(usize),
    Set(usize, StatusClass),
    Comment(usize, String),
    /// Takes a file of the step away.
    RemoveFile(usize, usize),
}

/// Draws the steps, and applies the changes of the person.
pub(super) fn show(ui: &mut Ui, state: &mut Execution, case: &CaseSheet, now: f64, view: &View<'_>, out: &mut Actions) {
    let reveals = std::mem::take(&mut state.reveals_step);
    let Some((_, session)) = state.session() else { return };
    if session.content().steps.is_empty() {
        if case.content.steps.is_empty() {
            text::secondary(ui, &view.text("manual-run-no-steps"));
        }
        return;
    }
    let mut flat = Vec::new();
    flatten(&session.content().steps, 0, &mut flat);
    let mut change = None;
    surface(ui, 0.0, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.set_width(ui.available_width());
        for (at, (depth, step)) in flat.iter().enumerate() {
            let row = step_row(ui, session, (at, *depth), step, &state.previews, view, out);
            if reveals && at == session.step {
                ui.scroll_to_rect(row.1, None);
            }
            change = row.0.or(change.take());
        }
    });
    let Some(session) = state.session_mut() else { return };
    match change {
        Some(StepChange::Choose(at)) => session.step = at,
        Some(StepChange::Set(at, look)) => session.set_step(at, status_of(look), now),
        Some(StepChange::Comment(at, words)) => session.set_step_comment(at, words, now),
        Some(StepChange::RemoveFile(at, file)) => session.remove_step_file(at, file, now),
        None => {}
    }
}

/// Draws a step; gives the change that the person made, and the place of the row.
fn step_row(
    ui: &mut Ui,
    session: &Session,
    (at, depth): (usize, usize),
    step: &ResultStep,
    previews: &Previews,
    view: &View<'_>,
    out: &mut Actions,
) -> (Option<StepChange>, Rect) {
    let p = Palette::of(ui);
    let is_front = at == session.step;
    let background = ui.painter().add(egui::Shape::Noop);
    let look = class_of(Some(&step.status));
    let name = view.tr.fmt("manual-run-step", &[("n", (at as i64 + 1).into())]);
    let action = markdown::plain(&step.action);
    let mut change = None;
    let (mut statuses_at, mut below) = (0.0, 0.0);
    let top = ui.cursor().min;
    let width = ui.available_width();
    let beside = width >= STATUSES_BESIDE;
    let drawn = Frame::new().inner_margin(Margin::symmetric(space::M as i8, space::S as i8)).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XXS);
        let room =
            ui.available_width() - NUMBER - depth as f32 * size::TREE_INDENT - if beside { SEGMENTS + space::M } else { 0.0 };
        ui.horizontal_top(|ui| {
            ui.add_space(depth as f32 * size::TREE_INDENT);
            let number = paint::galley(ui, &(at + 1).to_string(), Type::Mono, p.text_faint);
            let (rect, _) = ui.allocate_exact_size(vec2(NUMBER - space::M - space::S, size::CONTROL_SMALL), Sense::hover());
            paint::put_left(ui.painter(), rect.left_center(), number);
            ui.allocate_ui_with_layout(vec2(room, 0.0), Layout::top_down(Align::Min), |ui| {
                ui.set_width(room);
                ui.spacing_mut().item_spacing.y = space::XXS;
                text::paragraph(ui, &action, Type::Body, p.text);
                if let Some(data) = &step.data {
                    text::paragraph(ui, data, Type::Mono, p.text_secondary);
                }
                if let Some(expected) = &step.expected {
                    text::paragraph(ui, &markdown::plain(expected), Type::Body, p.text_secondary);
                }
            });
        });
        statuses_at = ui.cursor().top();
        // The statuses beside a step of one line are higher than its text.
        let used = statuses_at - top.y - space::S;
        let free = if beside { size::CONTROL - used } else { size::CONTROL + space::XS };
        if free > 0.0 {
            ui.add_space(free);
        }
        below = ui.cursor().top();
        change = step_comment(ui, session, at, step, &name, view, out);
        if let Some(file) = step_files(ui, step, previews, view, out) {
            change = Some(StepChange::RemoveFile(at, file));
        }
    });
    let rect = drawn.response.rect.with_max_x(top.x + width);
    if is_front {
        let fill = ui.painter().clone();
        fill.set(background, egui::Shape::rect_filled(rect, CornerRadius::ZERO, p.accent_tint));
        let mark = Rect::from_min_size(rect.min, vec2(size::MARK, rect.height()));
        ui.painter().rect_filled(mark, 0.0, p.accent);
    }
    if at > 0 {
        ui.painter().hline(rect.x_range(), rect.top(), (size::LINE, p.line));
    }
    let statuses = if beside {
        let left = rect.right() - SEGMENTS - space::M;
        Rect::from_min_size(pos2(left, rect.top() + space::S), vec2(SEGMENTS, size::CONTROL))
    } else {
        Rect::from_min_size(pos2(rect.left() + NUMBER, statuses_at), vec2(SEGMENTS, size::CONTROL))
    };
    // Comment and files keep their clicks.
    let has_more = has_comment(session, at, step) || !step.attachments.is_empty();
    let above = if has_more { rect.with_max_y(below) } else { rect };
    let clickable = above.with_max_x(if beside { statuses.left() } else { rect.right() });
    let row = ui.interact(clickable, ui.scope_id().with(("step", at)), Sense::CLICK);
    paint::describe(&row, || egui::WidgetInfo::selected(egui::Role::ListItem, true, is_front, format!("{name}: {action}")));
    if row.clicked() && change.is_none() {
        change = Some(StepChange::Choose(at));
    }
    if let Some(look) = step_statuses(ui, statuses, look, &name, is_front, view) {
        change = Some(StepChange::Set(at, look));
    }
    (change, rect)
}

/// True for a step that shows its comment: it has one, or it is in front and did not pass or is being commented on.
fn has_comment(session: &Session, at: usize, step: &ResultStep) -> bool {
    let is_bad = matches!(class_of(Some(&step.status)), StatusClass::Failed | StatusClass::Blocked | StatusClass::Skipped);
    step.comment.is_some() || (at == session.step && (is_bad || session.comments_on == Some(at)))
}

/// Files of a step: previews small, the others by name. Gives the place of the one to take away.
fn step_files(ui: &mut Ui, step: &ResultStep, previews: &Previews, view: &View<'_>, out: &mut Actions) -> Option<usize> {
    if step.attachments.is_empty() {
        return None;
    }
    let mut removed = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
        ui.add_space(NUMBER - space::S);
        for (at, file) in step.attachments.iter().enumerate() {
            let response = match previews.get(file) {
                Some(texture) => {
                    let image =
                        egui::Image::new(&texture).max_size(STEP_PICTURE).corner_radius(CornerRadius::same(radius::SMALL));
                    ui.add(image.sense(Sense::click()))
                }
                None => {
                    text::icon(ui, icons::ATTACHMENT, Palette::of(ui).text_faint);
                    text::link(ui, &file.filename)
                }
            };
            paint::describe(&response, || egui::WidgetInfo::labeled(egui::Role::Link, true, &file.filename));
            if response.on_hover_text(format!("{}\n{}", file.filename, view.text("viewer-view"))).clicked() {
                out.push(view_of(file, previews.files()));
            }
            let name = view.tr.fmt("files-detach", &[("name", file.filename.as_str().into())]);
            if icon_button(ui, icons::CLOSE, &name).clicked() {
                removed = Some(at);
            }
        }
    });
    removed
}

fn step_comment(
    ui: &mut Ui,
    session: &Session,
    at: usize,
    step: &ResultStep,
    name: &str,
    view: &View<'_>,
    out: &mut Actions,
) -> Option<StepChange> {
    if !has_comment(session, at, step) {
        return None;
    }
    let p = Palette::of(ui);
    let mut words = step.comment.clone().unwrap_or_default();
    let mut changed = false;
    ui.horizontal(|ui| {
        ui.add_space(NUMBER - space::XL);
        text::icon(ui, icons::REPLY, p.text_faint);
        let id = if at == session.step { step_comment_id() } else { step_comment_id().with(at) };
        let (hint, label) = (view.text("manual-run-step-comment"), format!("{name}: {}", view.text("manual-run-step-comment")));
        let is_front = at == session.step;
        let beside = if is_front { (size::CONTROL + space::S) * 2.0 } else { 0.0 };
        let width = ui.available_width() - beside;
        changed = TextField::new(&mut words).id(id).name(&label).hint(&hint).width(width).show(ui).changed();
        if is_front {
            let of_step = |key: &str| format!("{name}: {}", view.text(key));
            if icon_button(ui, icons::ATTACHMENT, &of_step("files-attach-file")).clicked() {
                out.push(Action::Run(RunAction::AskAttach(Some(at))));
            }
            if icon_button(ui, icons::PICTURE, &of_step("files-paste-screenshot")).clicked() {
                out.push(Action::Run(RunAction::PasteScreenshot(Some(at))));
            }
        }
    });
    changed.then_some(StepChange::Comment(at, words))
}
