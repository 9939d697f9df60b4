//! The muted tests of a project: reason, owner and end of each, and the ways to change or end a mute. Ended mutes stand below until somebody
//! removes them: their tests count as others again.

use eframe::egui::{self, ScrollArea, Ui};

use super::rows::{TWO_LINE_ROW, two_line_row};
use super::{Flow, id};
use crate::action::{Action, Actions, ChangedMute, TestsAction};
use crate::query::{CachedQuery, Concerns, Reads};
use crate::view::View;
use crate::views::missing;
use voluptas_app::results;
use voluptas_app::results::mutes::ListedMute;
use voluptas_core::domain::ids::ProjectId;
use voluptas_store::Aggregate;
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::{Button, Dialog, dialog, empty_state, paint, text};

/// The dialog's state.
#[derive(Debug)]
pub struct MutesDialog {
    project: ProjectId,
    mutes: CachedQuery<ProjectId, Vec<ListedMute>>,
}

impl MutesDialog {
    /// Dialog for the muted tests of a project.
    #[must_use]
    pub fn new(project: ProjectId) -> Self {
        Self { project, mutes: CachedQuery::new("gui-unread-results", Concerns::Of(&[Aggregate::Results])) }
    }

    /// Reads the mutes. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        self.mutes.ask(reads, Some(self.project), |store, project| results::mutes::list(store, *project));
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let (title, close) = (view.text("mutes-title"), view.text("gui-close"));
        let shown = Dialog::new(id("mutes"), &title, &close).icon(icons::MUTE).size(760.0, 560.0).show(ctx, |ui| {
            dialog::body(ui, dialog::EDGE, |ui| match self.mutes.get() {
                None => missing(ui, self.mutes.failure(), view),
                Some(mutes) if mutes.is_empty() => {
                    empty_state(ui, icons::MUTE, &view.text("mutes-none"), &view.text("mutes-none-more"), None);
                }
                Some(mutes) => list(ui, mutes, view, out),
            });
        });
        if shown.close { Flow::Close } else { Flow::Stay }
    }
}

fn list(ui: &mut Ui, mutes: &[ListedMute], view: &View<'_>, out: &mut Actions) {
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().id_salt("mutes").auto_shrink(false).show_rows(ui, TWO_LINE_ROW, mutes.len(), |ui, range| {
        for listed in mutes.get(range).unwrap_or_default() {
            row(ui, listed, view, out);
        }
    });
}

/// Draws a mute.
fn row(ui: &mut Ui, listed: &ListedMute, view: &View<'_>, out: &mut Actions) {
    let p = Palette::of(ui);
    let muted = &listed.muted;
    let marks = [listed.label.as_str(), &listed.values].into_iter().filter(|words| !words.is_empty());
    let marks = marks.collect::<Vec<_>>().join(" · ");
    let content = &muted.mute.content;
    let has_ended = content.until_ms.is_some_and(|until| until <= view.now);
    let end = match content.last_ms() {
        Some(last) if has_ended => view.tr.fmt("mutes-ended", &[("date", view.tr.date(last).into())]),
        Some(last) => view.tr.fmt("run-muted-until", &[("date", view.tr.date(last).into())]),
        None => view.text("mute-forever").into_owned(),
    };
    let more = [Some(end), content.owner.clone()].into_iter().flatten().map(|words| format!(" · {words}")).collect::<String>();
    two_line_row(
        ui,
        |ui, room| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::S;
                let beside = paint::galley(ui, &marks, Type::Label, p.text_secondary).size().x.min(room * 0.5);
                let left = if marks.is_empty() { room } else { room - beside - space::S };
                text::line_within(ui, &muted.title, Type::Medium, if has_ended { p.text_secondary } else { p.text }, left);
                if !marks.is_empty() {
                    text::line_within(ui, &marks, Type::Label, p.text_secondary, beside + 1.0);
                }
            });
            // The reason tells most; end and owner stay in view behind a long one.
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                let beside = paint::galley(ui, &more, Type::Label, p.text_secondary).size().x.min(room * 0.6);
                text::line_within(ui, &content.reason, Type::Label, p.text_secondary, room - beside - 1.0);
                text::line_within(ui, &more, Type::Label, p.text_secondary, beside + 1.0);
            });
        },
        |ui| {
            let test = muted.mute.test;
            let [remove, change] = if has_ended { ["mutes-remove", "mutes-again"] } else { ["run-unmute", "mutes-change"] };
            if Button::secondary(&view.text(remove)).small().show(ui).on_hover_text(&muted.title).clicked() {
                out.push(Action::Tests(TestsAction::Unmute(vec![test])));
            }
            if Button::secondary(&view.text(change)).small().show(ui).on_hover_text(&muted.title).clicked() {
                let changed = ChangedMute { test, title: muted.title.clone(), now: content.clone(), has_ended };
                out.push(Action::Tests(TestsAction::AskChangedMute(Box::new(changed))));
            }
        },
    );
}
