//! The small dialogs of the main window. One enum, so that at most one of them is open above the panels, plus a question above
//! it.

pub mod about;
pub mod case_changes;
pub mod confirm;
mod day_field;
pub mod duplicates;
pub mod edit_run;
mod flow;
mod form;
pub mod help;
pub mod import;
mod ingest_fields;
pub mod link;
pub mod link_tests;
pub mod make_shared;
pub mod milestones;
pub mod mute;
pub mod mutes;
mod named;
pub mod new_case;
pub mod new_function;
pub mod new_project;
pub mod new_run;
pub mod path;
mod path_field;
pub mod place_cases;
mod qase_fields;
mod qase_picker;
mod rows;
mod server_tab;
pub mod settings;
pub mod shared_steps;
pub mod suite;
mod suite_field;
pub mod templates;
mod tracker_fields;
pub mod trash;
pub mod version;
pub mod viewer;
pub mod webhooks;

pub use flow::{Flow, id};
pub(crate) use flow::{import_button, is_confirmed, title_problem};

use super::query::Reads;

/// The dialog that is open.
#[derive(Debug)]
pub enum OpenDialog {
    Settings(Box<settings::SettingsDialog>),
    NewFunction(new_function::NewFunction),
    NewCase(new_case::NewCaseDialog),
    /// The first project.
    NewProject(new_project::NewProjectDialog),
    /// A new run by hand.
    NewRun(Box<new_run::NewRunDialog>),
    /// Cases to add to a run by hand.
    AddCases(Box<new_run::AddCasesDialog>),
    /// Title, texts and context of a run.
    EditRun(Box<edit_run::EditRun>),
    /// Cases to link to a function.
    Link(link::LinkCases),
    /// The case of tests.
    LinkTests(link_tests::LinkTests),
    /// Tests to mute.
    Mute(Box<mute::MuteDialog>),
    /// The muted tests of a project.
    Mutes(Box<mutes::MutesDialog>),
    /// The webhooks of a project.
    Webhooks(Box<webhooks::WebhooksDialog>),
    /// The milestones of a project.
    Milestones(Box<milestones::MilestonesDialog>),
    Suite(Box<suite::SuiteDialog>),
    /// Duplicate cases.
    Duplicates(Box<duplicates::DuplicatesDialog>),
    Templates(templates::TemplatesDialog),
    /// The shared steps of a project.
    SharedSteps(Box<shared_steps::SharedStepsDialog>),
    /// Steps of a case that become a shared step.
    MakeShared(Box<make_shared::MakeShared>),
    /// A suite or a tag for cases.
    PlaceCases(place_cases::PlaceCases),
    Trash(Box<trash::TrashDialog>),
    /// A file to open or create.
    Path(path::PathDialog),
    /// A file of functions to import.
    ImportFunctions(Box<import::ImportFunctions>),
    /// A file of cases to import.
    ImportCases(Box<import::ImportCases>),
    /// Files of a case or a result, one at a time.
    Viewer(Box<viewer::Viewer>),
    /// An earlier version.
    Version(Box<version::VersionDialog>),
    /// Changes of cases before they are stored.
    CaseChanges(Box<case_changes::CaseChanges>),
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
            Self::SharedSteps(dialog) => dialog.refresh(reads),
            Self::Mutes(dialog) => dialog.refresh(reads),
            Self::Webhooks(dialog) => dialog.refresh(reads),
            Self::Milestones(dialog) => dialog.refresh(reads),
            Self::Duplicates(dialog) => dialog.refresh(reads),
            Self::NewCase(dialog) => dialog.refresh(reads),
            Self::NewRun(dialog) => dialog.refresh(reads),
            Self::AddCases(dialog) => dialog.refresh(reads),
            Self::EditRun(dialog) => dialog.refresh(reads),
            Self::NewFunction(dialog) => dialog.refresh(reads),
            Self::Mute(dialog) => dialog.refresh(reads),
            Self::Viewer(dialog) => dialog.refresh(reads),
            _ => {}
        }
    }
}
