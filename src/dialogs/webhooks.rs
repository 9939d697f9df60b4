//! The webhooks of a project: receiver, events, a test at once, and the log of the chosen one with a way to send a delivery again.

use eframe::egui::{self, ScrollArea, Ui};

use super::rows::{TWO_LINE_ROW, two_line_row};
use super::{Flow, id};
use crate::action::{Action, Actions, WebhookAction};
use crate::query::{CachedQuery, Concerns, Reads};
use crate::view::View;
use crate::views::missing;
use voluptas_core::domain::ids::ProjectId;
use voluptas_store::webhooks::{Delivery, DeliveryState, Webhook};
use voluptas_store::{Aggregate, Slice, Store};
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::{Button, Dialog, Tone, chip, dialog, empty_state, text};

/// Deliveries that the log shows, the newest first.
const SHOWN: i64 = 50;

/// The dialog's state.
#[derive(Debug)]
pub struct WebhooksDialog {
    project: ProjectId,
    hooks: CachedQuery<ProjectId, Vec<Webhook>>,
    /// The webhook whose log is shown.
    chosen: Option<i64>,
    log: CachedQuery<i64, Vec<Delivery>>,
}

fn read_log(store: &Store, hook: i64) -> voluptas_store::Result<Vec<Delivery>> {
    store.read(|tx| tx.webhooks().deliveries(hook, None, Slice { limit: SHOWN, offset: 0 }))
}

/// The webhook whose log is shown: the chosen one while it is there, otherwise the first.
fn chosen(hooks: &[Webhook], chosen: Option<i64>) -> Option<i64> {
    chosen.filter(|id| hooks.iter().any(|hook| hook.id == *id)).or(hooks.first().map(|hook| hook.id))
}

impl WebhooksDialog {
    /// Dialog for the webhooks of a project.
    #[must_use]
    pub fn new(project: ProjectId) -> Self {
        let concerns = Concerns::Of(&[Aggregate::Other, Aggregate::Projects, Aggregate::Service]);
        Self {
            project,
            hooks: CachedQuery::new("webhooks-unread", concerns),
            chosen: None,
            log: CachedQuery::new("webhooks-unread", concerns),
        }
    }

    /// Reads webhooks and log. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        self.hooks.ask(reads, Some(self.project), |store, project| store.read(|tx| tx.webhooks().list(Some(*project))));
        if let Some(hooks) = self.hooks.get() {
            self.chosen = chosen(hooks, self.chosen);
        }
        self.log.ask(reads, self.chosen, |store, hook| read_log(store, *hook));
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let (title, close) = (view.text("webhooks-title"), view.text("gui-close"));
        let shown = Dialog::new(id("webhooks"), &title, &close).icon(icons::SEND).size(820.0, 620.0).show(ctx, |ui| {
            dialog::body(ui, dialog::EDGE, |ui| match self.hooks.get() {
                None => missing(ui, self.hooks.failure(), view),
                Some(hooks) if hooks.is_empty() => {
                    empty_state(ui, icons::SEND, &view.text("webhooks-none"), &view.text("webhooks-none-more"), None);
                }
                Some(hooks) => {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    // The log takes what the list leaves, and at least half.
                    let height = (hooks.len() as f32 * TWO_LINE_ROW).min(ui.available_height() * 0.5);
                    ScrollArea::vertical().id_salt("webhooks").max_height(height).auto_shrink([false, true]).show_rows(
                        ui,
                        TWO_LINE_ROW,
                        hooks.len(),
                        |ui, range| {
                            for hook in hooks.get(range).unwrap_or_default() {
                                webhook(ui, hook, &mut self.chosen, view, out);
                            }
                        },
                    );
                    ui.add_space(space::M);
                    let name = hooks.iter().find(|hook| Some(hook.id) == self.chosen).map_or("", |hook| &hook.content.title);
                    text::section(ui, &view.tr.fmt("webhooks-log-of", &[("title", name.into())]), None);
                    match self.log.get() {
                        None => missing(ui, self.log.failure(), view),
                        Some(log) if log.is_empty() => drop(text::secondary(ui, &view.text("webhooks-log-none"))),
                        Some(log) => {
                            ScrollArea::vertical().id_salt("deliveries").auto_shrink(false).show_rows(
                                ui,
                                TWO_LINE_ROW,
                                log.len(),
                                |ui, range| {
                                    for entry in log.get(range).unwrap_or_default() {
                                        delivery(ui, entry, view, out);
                                    }
                                },
                            );
                        }
                    }
                }
            });
        });
        if shown.close { Flow::Close } else { Flow::Stay }
    }
}

fn webhook(ui: &mut Ui, hook: &Webhook, chosen: &mut Option<i64>, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let content = &hook.content;
    let is_chosen = *chosen == Some(hook.id);
    let more = format!("{} · {}", content.origin, content.events.join(", "));
    two_line_row(
        ui,
        |ui, room| {
            let colour = if content.is_enabled { p.text } else { p.text_secondary };
            text::line_within(ui, &content.title, Type::Medium, colour, room);
            text::line_within(ui, &more, Type::Label, p.text_secondary, room).on_hover_text(&more);
        },
        |ui| {
            let test = Button::secondary(&view.text("webhooks-test")).small().show(ui);
            if test.on_hover_text(&content.title).clicked() {
                *chosen = Some(hook.id);
                out.push(Action::Webhook(WebhookAction::Test(hook.id)));
            }
            let log = Button::secondary(&view.text("webhooks-log")).small().enabled(!is_chosen).show(ui);
            if log.on_hover_text(&content.title).clicked() {
                *chosen = Some(hook.id);
            }
            if !content.is_enabled {
                chip(ui, Tone::Neutral, None, &view.text("webhooks-off"));
            }
        },
    );
}

fn delivery(ui: &mut Ui, entry: &Delivery, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let status = entry.status.map(|status| status.to_string());
    let said = entry.error.clone().or_else(|| entry.answer.clone()).unwrap_or_default();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let more = [status, Some(said)].into_iter().flatten().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ");
    two_line_row(
        ui,
        |ui, room| {
            let at = view.tr.date_time(entry.done_ms.unwrap_or(entry.created_ms));
            text::line_within(ui, &format!("{} · {at}", entry.event), Type::Medium, p.text, room);
            text::line_within(ui, &more, Type::Label, p.text_secondary, room).on_hover_text(&more);
        },
        |ui| {
            let (tone, key) = match entry.state {
                DeliveryState::Pending => (Tone::Info, "webhooks-pending"),
                DeliveryState::Delivered => (Tone::Good, "webhooks-delivered"),
                DeliveryState::Failed => (Tone::Bad, "webhooks-failed"),
                DeliveryState::Dropped => (Tone::Neutral, "webhooks-dropped"),
            };
            if entry.state != DeliveryState::Pending {
                let again = Button::secondary(&view.text("webhooks-resend")).small().show(ui);
                if again.on_hover_text(view.text("webhooks-resend-more")).clicked() {
                    out.push(Action::Webhook(WebhookAction::Resend(entry.id)));
                }
            }
            text::secondary(ui, &view.count("webhooks-attempts", u64::from(entry.attempts)));
            chip(ui, tone, None, &view.text(key));
        },
    );
}
