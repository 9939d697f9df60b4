//! Choices for an import of test results: the same as the flags of `voluptas-cli ingest`.

use std::path::PathBuf;

use eframe::egui::Ui;

use super::id;
use super::path_field::PathField;
use crate::backend::{Backend, FileRequest};
use crate::view::View;
use voluptas_app::results::ingest::{Input, Options, parse_label};
use voluptas_ui::theme::space;
use voluptas_ui::widgets::{TextField, check_box};

/// The fields below the path.
#[derive(Debug)]
pub(super) struct IngestFields {
    /// Files of a re-run of the tests.
    rerun: PathField,
    run_name: String,
    environment: String,
    /// Labels of all results, with commas between them.
    labels: String,
    creates_cases: bool,
    again: bool,
}

impl Default for IngestFields {
    fn default() -> Self {
        Self {
            rerun: PathField::new("").with_folders(true).further("gui-ingest-rerun"),
            run_name: String::new(),
            environment: String::new(),
            labels: String::new(),
            creates_cases: false,
            again: false,
        }
    }
}

impl IngestFields {
    /// Room of the fields in the dialog.
    pub(super) const HEIGHT: f32 = 318.0;

    /// The choices. Blank texts are none.
    pub(super) fn options(&self) -> Options {
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Options {
            run_name: filled(&self.run_name),
            environment: filled(&self.environment),
            creates_cases: self.creates_cases,
            again: self.again,
            labels: self.label_texts().filter_map(parse_label).collect(),
            shard_of: None,
            is_alone: false,
        }
    }

    /// The files at a path, with those of the re-run.
    pub(super) fn input(&self, path: PathBuf) -> Input {
        Input { paths: vec![path], reruns: self.rerun.typed().into_iter().collect() }
    }

    /// The first label that has no name or no value.
    pub(super) fn bad_label(&self) -> Option<&str> {
        self.label_texts().find(|text| parse_label(text).is_none())
    }

    fn label_texts(&self) -> impl Iterator<Item = &str> {
        self.labels.split(',').map(str::trim).filter(|text| !text.is_empty())
    }

    /// Draws them; true when one was changed.
    pub(super) fn ui(&mut self, ui: &mut Ui, view: &View<'_>, backend: &Backend, request: FileRequest) -> bool {
        let before = self.options();
        ui.add_space(space::S);
        ui.spacing_mut().item_spacing.y = space::S;
        let note = view.text("gui-ingest-rerun-note");
        let mut is_changed = self.rerun.ui(ui, view, backend, id("ingest-rerun"), &note, request);
        for (text, label, hint) in [
            (&mut self.run_name, "gui-ingest-run-name", "gui-ingest-run-name-hint"),
            (&mut self.environment, "gui-ingest-environment", "gui-ingest-environment-hint"),
        ] {
            TextField::new(text).label(&view.text(label)).hint(&view.text(hint)).show(ui);
        }
        let error = self.bad_label().map(|label| view.tr.fmt("gui-ingest-bad-label", &[("label", label.into())]));
        let label = view.text("gui-ingest-labels");
        let field = TextField::new(&mut self.labels).label(&label).hint("browser=chrome, os=linux").error(error.as_deref());
        field.show(ui);
        check_box(ui, &mut self.creates_cases, &view.text("gui-ingest-create-cases"));
        check_box(ui, &mut self.again, &view.text("gui-ingest-again"));
        is_changed |= self.options() != before;
        is_changed
    }
}
