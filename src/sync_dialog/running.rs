//! A running job of the dialog and its page: stages, counts, time left, the wait for Qase's rate limit, Cancel.

use eframe::egui::{Align, Layout, Ui, vec2};

use super::context::TabContext;
use voluptas_core::base::Millis;
use voluptas_core::domain::Message;
use voluptas_jobs::{JobEnd, JobHandle, JobId, Progress, time_left};
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::reading;
use voluptas_ui::widgets::{Button, dialog, paint, progress, text};

/// A stage that the job has reached.
#[derive(Debug)]
struct Seen {
    stage: Message,
    done: u64,
    total: Option<u64>,
}

/// A running job with the stages that it has reached so far.
#[derive(Debug)]
pub struct Running<T> {
    handle: JobHandle<T>,
    stages: Vec<Seen>,
    began: Millis,
    cancelled: bool,
}

impl<T> Running<T> {
    /// A job that has just begun.
    pub fn new(handle: JobHandle<T>, now: Millis) -> Self {
        Self { handle, stages: Vec::new(), began: now, cancelled: false }
    }

    /// The id of the job.
    pub fn id(&self) -> JobId {
        self.handle.id
    }

    /// The end of the job, once.
    pub fn poll(&mut self) -> Option<JobEnd<T>> {
        self.watch();
        self.handle.try_take()
    }

    /// Asks the job to stop.
    pub fn cancel(&mut self) {
        self.cancelled = true;
        self.handle.ctx.cancel();
    }

    fn watch(&mut self) {
        let now = self.handle.ctx.progress();
        match self.stages.last_mut() {
            Some(last) if last.stage.key == now.stage.key => (last.done, last.total) = (now.done, now.total),
            _ => self.stages.push(Seen { stage: now.stage, done: now.done, total: now.total }),
        }
    }

    /// Draws a bar with the stage, for short jobs such as a preview. Returns true if Cancel was pressed.
    pub fn line(&self, ui: &mut Ui, cx: &TabContext<'_>) -> bool {
        let progress = self.handle.ctx.progress();
        let p = Palette::of(ui);
        let mut cancelled = false;
        ui.vertical_centered(|ui| {
            ui.add_space((ui.available_height() / 3.0).min(180.0));
            ui.set_max_width(size::READING);
            let stage = cx.tr.message(&progress.stage);
            text::line(ui, &stage, Type::Strong, p.text);
            progress::progress_bar(ui, progress.share(), size::READING, &stage);
            let counts = counts(cx, &progress);
            let words = waiting(cx, &progress)
                .unwrap_or_else(|| if counts.is_empty() { cx.t("sync-dialog-please-wait").into_owned() } else { counts });
            text::line(ui, &words, Type::Body, p.text_secondary);
            ui.add_space(space::S);
            cancelled = self.cancel_button(ui, cx);
        });
        keep_alive(ui, &progress);
        cancelled
    }

    /// Draws the page of the apply step. Returns true if Cancel was pressed.
    pub fn page(&self, ui: &mut Ui, cx: &TabContext<'_>, title: &str) -> bool {
        let progress = self.handle.ctx.progress();
        let p = Palette::of(ui);
        let mut cancelled = false;
        dialog::body(ui, space::XL, |ui| {
            let width = ui.available_width().min(640.0);
            ui.add_space((ui.available_height() / 8.0).min(72.0));
            ui.allocate_ui_with_layout(vec2(ui.available_width(), 0.0), Layout::top_down(Align::Center), |ui| {
                ui.allocate_ui_with_layout(vec2(width, 0.0), Layout::top_down(Align::Min), |ui| {
                    ui.set_width(width);
                    ui.spacing_mut().item_spacing.y = space::S;
                    text::line(ui, title, Type::Title, p.text);
                    ui.horizontal(|ui| {
                        text::secondary(ui, &cx.tr.message(&progress.stage));
                        reading::from_right(ui, |ui| {
                            let left = time_left(&progress, cx.now).map(|ms| cx.tr.time_left(ms)).unwrap_or_default();
                            text::line(ui, &left, Type::Body, p.text_secondary);
                        });
                    });
                    progress::progress_bar(ui, progress.share(), width, &cx.tr.message(&progress.stage));
                    ui.horizontal(|ui| {
                        ui.set_min_height(size::CONTROL_SMALL);
                        text::line(ui, &counts(cx, &progress), Type::Mono, p.text);
                        if let Some(detail) = &progress.detail {
                            text::line(ui, detail, Type::Body, p.text_faint);
                        }
                    });
                    // The button stands above the list of stages, which grows: a button that somebody aims at must not move.
                    ui.horizontal(|ui| {
                        cancelled = self.cancel_button(ui, cx);
                        let seconds = (cx.now - self.began) / 1000;
                        let words = if seconds < 1 {
                            cx.t("sync-dialog-just-begun").into_owned()
                        } else {
                            cx.f("sync-dialog-since", &[("time", cx.tr.duration(seconds * 1000).into())])
                        };
                        text::line(ui, &words, Type::Label, p.text_faint);
                    });
                    ui.add_space(space::M);
                    paint::hline(ui);
                    ui.add_space(space::S);
                    if let Some(words) = waiting(cx, &progress) {
                        ui.horizontal(|ui| {
                            text::icon(ui, icons::WAIT, p.blocked);
                            text::line(ui, &words, Type::Medium, p.blocked);
                        });
                    }
                    self.stages(ui, cx);
                });
            });
        });
        keep_alive(ui, &progress);
        cancelled
    }

    fn stages(&self, ui: &mut Ui, cx: &TabContext<'_>) {
        let p = Palette::of(ui);
        let last = self.stages.len().saturating_sub(1);
        for (i, seen) in self.stages.iter().enumerate().filter(|(_, s)| s.stage.key != "job-stage-starting") {
            ui.horizontal(|ui| {
                let done = i < last;
                let (icon, colour) = if done { (icons::PASSED, p.passed) } else { (icons::IN_PROGRESS, p.in_progress) };
                text::icon(ui, icon, colour);
                text::line(ui, &cx.tr.message(&seen.stage), Type::Body, if done { p.text_secondary } else { p.text });
                reading::from_right(ui, |ui| {
                    let n = if done { seen.total.unwrap_or(seen.done) } else { seen.done };
                    if n > 0 {
                        text::line(ui, &cx.tr.number(i64::try_from(n).unwrap_or(i64::MAX)), Type::Mono, p.text_faint);
                    }
                });
            });
        }
    }

    fn cancel_button(&self, ui: &mut Ui, cx: &TabContext<'_>) -> bool {
        let words = cx.t(if self.cancelled { "sync-dialog-stopping" } else { "sync-dialog-cancel" });
        Button::secondary(&words).icon(icons::STOP).enabled(!self.cancelled).show(ui).clicked()
    }
}

/// `412 of 1 000`.
fn counts(cx: &TabContext<'_>, progress: &Progress) -> String {
    let number = |n: u64| cx.tr.number(i64::try_from(n).unwrap_or(i64::MAX));
    match progress.total {
        Some(total) if total > 0 => {
            cx.f("sync-dialog-done-of", &[("done", number(progress.done).into()), ("total", number(total).into())])
        }
        _ if progress.done > 0 => number(progress.done),
        _ => String::new(),
    }
}

/// The sentence about a wait for Qase's rate limit with the time left; `None` while the job works.
pub fn waiting(cx: &TabContext<'_>, progress: &Progress) -> Option<String> {
    let left = progress.waits_until? - cx.now;
    let left = ((left + 999) / 1000 * 1000).max(1000);
    Some(cx.f("sync-dialog-waiting-limit", &[("time", cx.tr.duration(left).into())]))
}

/// Repaints while a job runs: its times go on even when the job reports nothing.
pub fn keep_alive(ui: &Ui, progress: &Progress) {
    let pause = if progress.waits_until.is_some() { 250 } else { 1000 };
    ui.ctx().request_repaint_after(std::time::Duration::from_millis(pause));
}
