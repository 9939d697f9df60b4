//! The small dialogs of the main window. One enum, so that at most one of them is open above the panels, plus a question above
//! it.

pub mod about;
pub mod case_changes;
pub mod case_versions;
pub mod confirm;
pub mod duplicates;
pub mod help;
pub mod import_cases;
pub mod import_functions;
pub mod link;
pub mod new_case;
pub mod new_function;
pub mod new_project;
mod offer;
pub mod path;
mod path_field;
pub mod place_cases;
mod server_tab;
pub mod settings;
pub mod suite;
mod suite_field;
pub mod templates;
pub mod trash;
pub mod version;

use eframe::egui::Id;

use super::query::Reads;
use super::view::View;
use crate::domain::validate::{self, TITLE_MAX};

/// The dialog that is open.
#[derive(Debug)]
pub enum OpenDialog {
    /// Settings.
    Settings(Box<settings::SettingsDialog>),
    /// A new function.
    NewFunction(new_function::NewFunction),
    /// A new case.
    NewCase(new_case::NewCaseDialog),
    /// The first project.
    NewProject(new_project::NewProjectDialog),
    /// Cases to link to a function.
    Link(link::LinkCases),
    /// A suite.
    Suite(Box<suite::SuiteDialog>),
    /// Duplicate cases.
    Duplicates(Box<duplicates::DuplicatesDialog>),
    /// The templates.
    Templates(templates::TemplatesDialog),
    /// A suite or a tag for cases.
    PlaceCases(place_cases::PlaceCases),
    /// The trash.
    Trash(Box<trash::TrashDialog>),
    /// A file to open or create.
    Path(path::PathDialog),
    /// A list of functions to import.
    Import(Box<import_functions::ImportDialog>),
    /// A file of cases to import.
    ImportCases(Box<import_cases::ImportCases>),
    /// The versions of a case.
    CaseVersions(Box<case_versions::CaseVersions>),
    /// An earlier version.
    Version(Box<version::VersionDialog>),
    /// Changes of cases before they are stored.
    CaseChanges(Box<case_changes::CaseChanges>),
    /// Shortcuts.
    Shortcuts,
    /// About the program.
    About(about::AboutDialog),
}

impl OpenDialog {
    /// Reads the contents of the dialog. Called once a pass.
    pub fn refresh(&mut self, reads: Reads<'_>) {
        match self {
            Self::Trash(dialog) => dialog.refresh(reads),
            Self::Suite(dialog) => dialog.refresh(reads),
            Self::Templates(dialog) => dialog.refresh(reads),
            Self::Duplicates(dialog) => dialog.refresh(reads),
            Self::NewCase(dialog) => dialog.refresh(reads),
            Self::NewFunction(dialog) => dialog.refresh(reads),
            Self::CaseVersions(dialog) => dialog.refresh(reads),
            _ => {}
        }
    }
}

/// State of a dialog after a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// To stay.
    Stay,
    /// To be closed.
    Close,
}

/// The id of a dialog.
#[must_use]
pub fn id(name: &str) -> Id {
    Id::unique(("dialog", name))
}

/// The reason why a title cannot be stored; `None` for one that can, and for a blank one.
fn title_problem(title: &str, view: &View<'_>) -> Option<String> {
    let title = Some(title.trim()).filter(|title| !title.is_empty())?;
    validate::title("title", title, TITLE_MAX).err().map(|invalid| view.tr.message(&invalid.message))
}
