//! The case of tests that have none: search, press, done.

use eframe::egui;

use super::link::CaseHits;
use super::{Flow, id};
use crate::action::{Action, Actions, TestsAction};
use crate::view::View;
use voluptas_core::domain::ids::TestId;
use voluptas_ui::theme::{Palette, Type, icons, space};
use voluptas_ui::widgets::{Dialog, dialog, text};

/// The dialog's state.
#[derive(Debug)]
pub struct LinkTests {
    tests: Vec<TestId>,
    hits: CaseHits,
    fresh: bool,
}

impl LinkTests {
    /// Dialog for tests.
    #[must_use]
    pub fn of(tests: Vec<TestId>) -> Self {
        Self { tests, hits: CaseHits::default(), fresh: true }
    }

    /// Draws it.
    pub fn show(&mut self, ctx: &egui::Context, view: &View<'_>, out: &mut Actions) -> Flow {
        let (title, close) = (view.text("run-link-title"), view.text("gui-close"));
        let mut picked = None;
        let shown = Dialog::new(id("link-tests"), &title, &close).icon(icons::LINK).size(620.0, 560.0).show(ctx, |ui| {
            dialog::body(ui, space::L, |ui| {
                let note = view.count("run-link-note", self.tests.len() as u64);
                text::paragraph(ui, &note, Type::Body, Palette::of(ui).text_secondary);
                picked = self.hits.show(ui, std::mem::take(&mut self.fresh), |_| false, view);
            });
        });
        if let Some(case) = picked {
            out.push(Action::Tests(TestsAction::Link(std::mem::take(&mut self.tests), case)));
            return Flow::Close;
        }
        if shown.close { Flow::Close } else { Flow::Stay }
    }
}
