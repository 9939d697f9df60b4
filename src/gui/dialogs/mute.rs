//! Muting of tests: reason, owner and end.

use eframe::egui::{self, Key, Modifiers, vec2};

use super::{Flow, id};
use crate::base::clock;
use crate::domain::ids::TestId;
use crate::domain::mute::MuteContent;
use crate::gui::action::{Action, Actions, TestsAction};
use crate::gui::theme::{Palette, Type, icons, space};
use crate::gui::view::View;
use crate::gui::widgets::{Button, Dialog, TextField, dialog, filter_pill, text};

/// Ends that are offered: key of the name, and days from now.
const ENDS: [(&str, i64); 3] = [("mute-week", 7), ("mute-two-weeks", 14), ("mute-month", 30)];
/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// The dialog's state.
#[derive(Debug)]
pub struct MuteDialog {
    tests: Vec<TestId>,
    reason: String,
    owner: String,
    until: String,
    fresh: bool,
}

impl MuteDialog {
    /// Dialog for tests; `owner` is the person who mutes them.
    #[must_use]
    pub fn of(tests: Vec<TestId>, owner: String) -> Self {
        Self { tests, reason: String::new(), owner, until: String::new(), fresh: true }
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let (title, close) = (view.text("mute-title"), view.text("gui-close"));
        let mut flow = Flow::Stay;
        let until = self.until.trim();
        let end = if until.is_empty() { Ok(None) } else { clock::parse_end(until).map(Some).ok_or(()) };
        let problem = match end {
            Err(()) => Some("mute-error-date"),
            Ok(Some(end)) if end <= view.now => Some("mute-error-past"),
            Ok(_) => None,
        };
        let problem = problem.map(|key| view.text(key));
        let content = MuteContent {
            reason: self.reason.trim().to_owned(),
            owner: Some(self.owner.trim().to_owned()).filter(|owner| !owner.is_empty()),
            until_ms: end.unwrap_or_default(),
        };
        let shown = Dialog::new(id("mute"), &title, &close).icon(icons::MUTE).size(520.0, 460.0).show(ctx, |ui| {
            let ready = problem.is_none() && !content.reason.is_empty();
            let (mute, cancel) = (view.text("run-mute-button"), view.text("gui-cancel"));
            dialog::footer(
                ui,
                "mute",
                |_| {},
                |ui| {
                    // The reason may have several lines, so Enter alone is one of them.
                    let entered = ready && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter));
                    if Button::primary(&mute).enabled(ready).show(ui).clicked() || entered {
                        out.push(Action::Tests(TestsAction::Mute(self.tests.clone(), content.clone())));
                        flow = Flow::Close;
                    }
                    if Button::secondary(&cancel).show(ui).clicked() {
                        flow = Flow::Close;
                    }
                },
            );
            dialog::body(ui, space::L + space::XS, |ui| {
                ui.spacing_mut().item_spacing.y = space::M;
                let note = view.count("mute-note", self.tests.len() as u64);
                text::paragraph(ui, &note, Type::Body, Palette::of(ui).text_secondary);
                let labels = ["mute-reason", "mute-owner", "mute-until"].map(|key| view.text(key));
                let field = TextField::new(&mut self.reason).label(&labels[0]).rows(3).show(ui);
                if std::mem::take(&mut self.fresh) {
                    field.request_focus();
                }
                TextField::new(&mut self.owner).label(&labels[1]).show(ui);
                let hint = view.text("mute-until-hint");
                TextField::new(&mut self.until).label(&labels[2]).hint(&hint).error(problem.as_deref()).show(ui);
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
                    for (key, days) in ENDS {
                        let day = clock::to_iso(view.now.saturating_add(days * DAY)).chars().take(10).collect::<String>();
                        if filter_pill(ui, self.until == day, None, &view.text(key), "").clicked() {
                            self.until = day;
                        }
                    }
                    if filter_pill(ui, self.until.trim().is_empty(), None, &view.text("mute-forever"), "").clicked() {
                        self.until.clear();
                    }
                });
            });
        });
        if shown.close { Flow::Close } else { flow }
    }
}
