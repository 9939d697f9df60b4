//! The small dialogs of the main window. One enum, so that at most one of them is open above the panels, plus a question above
//! it.

pub mod about;
pub mod case_changes;
pub mod confirm;
mod day_field;
pub mod duplicates;
pub mod edit_run;
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
mod qase_picker;
mod server_tab;
pub mod settings;
pub mod shared_steps;
pub mod suite;
mod suite_field;
pub mod templates;
pub mod trash;
pub mod version;
pub mod viewer;

use eframe::egui::{Id, Key, KeyboardShortcut, Modifiers, Popup, Ui};

use super::action::{Action, Confirm};
use super::query::Reads;
use super::view::View;
use super::widgets::{Button, button};
use voluptas_core::domain::validate::{self, TITLE_MAX};

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
    Mute(mute::MuteDialog),
    /// The muted tests of a project.
    Mutes(Box<mutes::MutesDialog>),
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

/// State of a dialog after a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// The dialog stays open.
    Stay,
    /// The dialog closes.
    Close,
}

/// The id of a dialog.
pub fn id(name: &str) -> Id {
    Id::unique(("dialog", name))
}

/// True when a key was pressed for the primary button of a dialog that is `ready`: Ctrl+Enter, or Enter. On another button Enter is that
/// button, in a text of several lines (`in_lines`) a new line.
fn is_confirmed(ui: &Ui, ready: bool, in_lines: bool) -> bool {
    // Not below a question.
    let is_on_top = ui.memory(|m| m.is_above_modal_layer(ui.layer_id()));
    if !ready || !is_on_top || Popup::is_any_open(ui.ctx()) {
        return false;
    }
    let pressed = |modifiers| ui.input_mut(|i| i.consume_key(modifiers, Key::Enter));
    let is_free = !in_lines && !button::has_focus(ui.ctx());
    pressed(Modifiers::COMMAND) || is_free && pressed(Modifiers::NONE)
}

/// Draws the primary button of an import and hears its keys, while `is_heard`. Enter selects and opens things in a preview: there only
/// Ctrl+Enter and the button itself import. True when the button was pressed.
fn import_button(ui: &mut Ui, words: &str, enabled: bool, is_heard: bool, is_preview: bool) -> bool {
    let keys = KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter);
    let entered = is_confirmed(ui, is_heard, is_preview);
    let shortcut = ui.ctx().format_shortcut(&keys);
    let mut button = Button::primary(words).enabled(enabled);
    if is_preview && enabled {
        button = button.shortcut(&shortcut);
    }
    button.show(ui).clicked() || entered
}

/// The question before an import dialog closes with a file that was read but not imported.
fn discard_import(view: &View<'_>) -> Confirm {
    Confirm {
        is_destructive: true,
        title: view.text("files-discard-import").into_owned(),
        text: view.text("files-discard-import-more").into_owned(),
        button: view.text("files-discard-import-button").into_owned(),
        then: Box::new(Action::CloseDialog),
    }
}

/// The reason why a title cannot be stored; `None` for one that can, and for a blank one.
fn title_problem(title: &str, view: &View<'_>) -> Option<String> {
    let title = Some(title.trim()).filter(|title| !title.is_empty())?;
    validate::title("title", title, TITLE_MAX).err().map(|invalid| view.tr.message(&invalid.message))
}
