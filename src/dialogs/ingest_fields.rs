//! Choices for an import of test results: the same as the flags of `voluptas-cli ingest`.

use eframe::egui::Ui;

use crate::view::View;
use voluptas_app::results::ingest::Options;
use voluptas_ui::theme::space;
use voluptas_ui::widgets::{TextField, check_box};

/// The fields below the path.
#[derive(Debug, Default)]
pub(super) struct IngestFields {
    run_name: String,
    environment: String,
    creates_cases: bool,
    again: bool,
}

impl IngestFields {
    /// Room of the fields in the dialog.
    pub(super) const HEIGHT: f32 = 172.0;

    /// The choices. Blank texts are none.
    pub(super) fn options(&self) -> Options {
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Options {
            run_name: filled(&self.run_name),
            environment: filled(&self.environment),
            creates_cases: self.creates_cases,
            again: self.again,
            shard_of: None,
            is_alone: false,
        }
    }

    /// Draws them; true when one was changed.
    pub(super) fn ui(&mut self, ui: &mut Ui, view: &View<'_>) -> bool {
        let before = self.options();
        ui.add_space(space::S);
        ui.spacing_mut().item_spacing.y = space::S;
        for (text, label, hint) in [
            (&mut self.run_name, "gui-ingest-run-name", "gui-ingest-run-name-hint"),
            (&mut self.environment, "gui-ingest-environment", "gui-ingest-environment-hint"),
        ] {
            TextField::new(text).label(&view.text(label)).hint(&view.text(hint)).show(ui);
        }
        check_box(ui, &mut self.creates_cases, &view.text("gui-ingest-create-cases"));
        check_box(ui, &mut self.again, &view.text("gui-ingest-again"));
        self.options() != before
    }
}
