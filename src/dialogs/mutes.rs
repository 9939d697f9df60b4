//! The muted tests of a project: reason, owner and end of each, and the ways to change or end a mute. Ended mutes stand below until somebody
//! removes them: their tests count as others again.

use eframe::egui::{self, Align, Layout, Rect, ScrollArea, Sense, Ui, pos2, vec2};

use super::{Flow, id};
use crate::action::{Action, Actions, TestsAction};
use crate::query::{CachedQuery, Concerns, Reads};
use crate::view::View;
use crate::views::missing;
use voluptas_app::results;
use voluptas_app::results::mutes::ListedMute;
use voluptas_core::domain::ids::ProjectId;
use voluptas_core::domain::mute::MuteContent;
use voluptas_store::Aggregate;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Button, Dialog, dialog, empty_state, paint, reading, text};

/// Height of a mute in the list, in points.
const ROW: f32 = 52.0;
/// Share of the width that title and reason take beside the buttons.
const WORDS: f32 = 0.68;

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
            dialog::body(ui, space::L, |ui| match self.mutes.get() {
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
    ScrollArea::vertical().id_salt("mutes").auto_shrink(false).show_rows(ui, ROW, mutes.len(), |ui, range| {
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
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, (size::LINE, p.line));
    let has_ended = content.until_ms.is_some_and(|until| until <= view.now);
    let end = match content.last_ms() {
        Some(last) if has_ended => view.tr.fmt("mutes-ended", &[("date", view.tr.date(last).into())]),
        Some(last) => view.tr.fmt("run-muted-until", &[("date", view.tr.date(last).into())]),
        None => view.text("mute-forever").into_owned(),
    };
    let more =
        [Some(end), content.owner.clone(), Some(content.reason.clone())].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let middle = rect.left() + rect.width() * WORDS;
    let words = Rect::from_min_max(rect.min + vec2(0.0, space::XS), pos2(middle - space::S, rect.bottom() - space::XS));
    paint::inside(ui, words, Layout::top_down(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = space::XXS;
        let room = ui.available_width();
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let beside = paint::galley(ui, &marks, Type::Label, p.text_secondary).size().x.min(room * 0.5);
            let left = if marks.is_empty() { room } else { room - beside - space::S };
            text::line_within(ui, &muted.title, Type::Medium, if has_ended { p.text_secondary } else { p.text }, left);
            if !marks.is_empty() {
                text::line_within(ui, &marks, Type::Label, p.text_secondary, beside + 1.0);
            }
        });
        text::line_within(ui, &more, Type::Label, p.text_secondary, room);
    });
    let buttons = Rect::from_min_max(pos2(middle, rect.top()), rect.max);
    paint::inside(ui, buttons, Layout::left_to_right(Align::Center), |ui| {
        reading::from_right(ui, |ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let test = muted.mute.test;
            let [remove, change] = if has_ended { ["mutes-remove", "mutes-again"] } else { ["run-unmute", "mutes-change"] };
            if Button::secondary(&view.text(remove)).small().show(ui).on_hover_text(&muted.title).clicked() {
                out.push(Action::Tests(TestsAction::Unmute(vec![test])));
            }
            if Button::secondary(&view.text(change)).small().show(ui).on_hover_text(&muted.title).clicked() {
                // The end of an ended mute cannot be its end again.
                let until_ms = content.until_ms.filter(|_| !has_ended);
                out.push(Action::Tests(TestsAction::AskChangedMute(test, MuteContent { until_ms, ..content.clone() })));
            }
        });
    });
}
