//! Requests of the panels. Panels draw and push actions; the shell does them after the pass.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::model::QuickFilter;
use crate::model::case_grid::{CaseEdit, Quick};
use crate::model::middle_tab::MiddleTab;
use crate::model::registry_edit::FunctionEdit;
use crate::model::run_pair::RunPair;
use crate::model::run_rows::RunRows;
use crate::model::step_lines::StepLines;
use crate::model::subject::LeftTab;
use crate::model::sync_tab::SyncTab;
use crate::model::wanted::{CaseWanted, SuiteWanted};
use crate::model::window_selection::Selected;
use crate::ui_command::UiCommand;
use voluptas_app::cases::attachment::NewFile;
use voluptas_app::cases::bulk::CloneTarget;
use voluptas_app::cases::duplicates::MergePlan;
use voluptas_app::cases::edit::CaseForm;
use voluptas_app::cases::file::ExportScope;
use voluptas_app::cases::file::preview::ShownImport;
use voluptas_app::cases::filter::CaseFilter;
use voluptas_app::cases::review::SeenCase;
use voluptas_app::cases::shared_steps::SharedForm;
use voluptas_app::functions::bulk::FunctionChange;
use voluptas_app::functions::file::preview::ShownImport as ShownFunctions;
use voluptas_app::results::ingest::{Input as IngestInput, Options as IngestOptions};
use voluptas_app::runs::manual::RunForm;
use voluptas_app::runs::rules::NewNames;
use voluptas_core::base::Millis;
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::function::{FunctionContent, FunctionType};
use voluptas_core::domain::ids::{CaseId, FunctionId, PersonId, ProjectId, ResultId, RunId, SuiteId, TestId, Thing};
use voluptas_core::domain::mute::MuteContent;
use voluptas_core::domain::outcome::Difference;
use voluptas_core::domain::person::RaciRole;
use voluptas_core::domain::result::ResultLabel;
use voluptas_core::domain::review::ReviewState;
use voluptas_core::domain::run::RunContent;
use voluptas_core::domain::template::TemplateContent;
use voluptas_formats::cases::CaseFormat;
use voluptas_jobs::JobId;
use voluptas_settings::{Account, ImportPreset, PresetList};
use voluptas_store::Entity;
use voluptas_store::milestones::MilestoneContent;

/// Something to do.
#[derive(Debug, Clone)]
pub enum Action {
    Command(UiCommand),
    /// Going somewhere.
    Nav(Nav),
    /// A change of the registry.
    Function(FunctionAction),
    /// Writing of a case.
    Case(CaseAction),
    /// Something of runs by hand.
    Run(RunAction),
    /// Something of the shared steps.
    Shared(SharedAction),
    /// Something of the milestones.
    Milestone(MilestoneAction),
    /// A change of the selected items of a list.
    List(ListAction),
    /// An edit of cases in their grid.
    Cases(CasesAction),
    /// Something of the tests of a run.
    Tests(TestsAction),
    /// Something of the webhooks.
    Webhook(WebhookAction),
    /// A job of the activity panel.
    CancelJob(JobId),
    /// Run a failed job again with the same options; if the options are not known, perform the action instead.
    RetryJob(JobId, Box<Action>),
    OpenWorkspace(PathBuf),
    /// Creating a workspace.
    NewWorkspace(PathBuf),
    /// Show the project with this code in tree, grid and dialogs.
    ShowProject(String),
    /// Importing functions as they were shown.
    ImportFunctions(Arc<ShownFunctions>),
    /// Take the results of folders, archives and files into a run of the project that is shown.
    IngestResults(Vec<PathBuf>),
    /// The same with choices of a person.
    IngestResultsWith(IngestInput, Box<IngestOptions>),
    /// Import cases as they were shown.
    ImportCases(Arc<ShownImport>),
    /// Show the functions or cases that an import or "Create cases" wrote, selected; cases are those of the project with this code.
    ShowImported(Option<String>, Vec<Thing>),
    /// Change the presets for reading tables of cases.
    Preset(PresetAction),
    /// Writing the functions to a file.
    ExportFunctions(PathBuf),
    /// Write the cases of the project that is shown to a file.
    ExportCases(CaseExport),
    /// Ask first, then do.
    Confirm(Confirm),
    /// Close the open dialog and discard its input.
    CloseDialog,
    /// Put a text on the clipboard.
    Copy(String),
    /// Show a file of a case or a result in the viewer.
    ViewFile(Box<ViewedFiles>),
    /// Fetch a file of a case or a result.
    FetchFile(Box<AttachmentRef>),
    /// Fetch a file of a case or a result, and open it with the program that the system has for it.
    OpenFetched(Box<AttachmentRef>),
    /// Write a copy of a file of a case or a result to a path. True replaces another file there.
    SaveFile(Box<AttachmentRef>, PathBuf, bool),
    /// Open the settings at a tab.
    OpenSettings(usize),
    /// Open the sync dialog at a tab.
    OpenSync(SyncTab),
    /// Something of the settings dialog.
    Settings(SettingsAction),
    /// Undo one edit, unless later ones came after it.
    UndoOperation(i64),
    /// Something of the history.
    History(HistoryAction),
    /// Open a file with the program that the system has for it.
    OpenFile(PathBuf),
    /// Open a page of the web.
    OpenPage(String),
    /// Stop running jobs and close the window.
    Leave,
}

/// Files of one item, which the viewer shows one at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewedFiles {
    /// All of them; never empty.
    pub files: Vec<AttachmentRef>,
    /// Place of the one in front.
    pub at: usize,
}

impl ViewedFiles {
    /// Shows a file among others. Files whose bytes are missing are left out; a file that is not among the others stands alone.
    #[must_use]
    pub fn new(file: &AttachmentRef, among: &[AttachmentRef]) -> Self {
        let files: Vec<_> = among.iter().filter(|other| !other.is_missing() || *other == file).cloned().collect();
        match files.iter().position(|other| other == file) {
            Some(at) => Self { files, at },
            None => Self { files: vec![file.clone()], at: 0 },
        }
    }
}

/// An earlier version of something: as an operation left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionOf {
    /// Kind.
    pub entity: Entity,
    /// Row id.
    pub id: i64,
    pub operation: i64,
}

/// Something of the history.
#[derive(Debug, Clone, Copy)]
pub enum HistoryAction {
    /// Show an earlier version, with the time of its operation.
    Show(VersionOf, Millis),
    /// Restore an earlier version, unless something changed after the operation that was shown as the latest one.
    Restore(VersionOf, Option<i64>),
    /// Take one edit back, whatever came after it.
    Revert(i64),
}

/// Going somewhere.
#[derive(Debug, Clone)]
pub enum Nav {
    /// Choose a function, here and in tree and grid.
    Function(FunctionId),
    /// Choose a case.
    Case(CaseId),
    /// Show a case in the preview tab.
    OpenCase(CaseId),
    /// Open a case that was searched for, and show its place among the suites.
    FindCase(CaseId),
    /// Open a tab that stays.
    Tab(MiddleTab),
    /// Bring an open tab to the front; a preview stays one.
    ShowTab(MiddleTab),
    /// Show a run or a case in the preview tab.
    Preview(MiddleTab),
    /// Shows a tab like [`Nav::Preview`], with the keyboard in it.
    Enter(MiddleTab),
    /// Show these rows of a run in the preview tab.
    RunRows(RunId, RunRows),
    /// Show these rows of a part of a run in the preview tab: those with the label, where there is one.
    RunPart(RunId, RunRows, Option<ResultLabel>),
    /// Compare two runs, or the parts of both with a label.
    Compare(RunPair, Option<ResultLabel>),
    /// Show the tests with this difference in the comparison of two runs.
    Differences(RunPair, Difference),
    /// Show a suite in the tree of cases.
    Suite(SuiteId),
    /// Show a suite in the tree of cases, and its cases in their grid.
    SuiteCases(SuiteId),
    /// Show the functions of a person in the registry.
    Person(String),
    /// Search the whole project's cases for these words, in all their texts.
    SearchCases(String),
    /// Show the cases of the whole project that are in this filter.
    QuickCases(Quick),
    /// Put a tab in the place of the one in front.
    Replace(MiddleTab),
    /// Close the tab at that place.
    CloseTab(usize),
    /// Close every tab but the fixed ones and that one.
    CloseOtherTabs(Option<MiddleTab>),
    /// Show functions or cases at the left.
    Left(LeftTab),
    /// Show the registry with that filter.
    Filter(QuickFilter),
}

/// A change of the registry.
#[derive(Debug, Clone)]
pub enum FunctionAction {
    /// Save an edited function.
    Save {
        /// The function.
        id: FunctionId,
        /// The new content.
        content: Box<FunctionContent>,
        /// The new responsible people, by name.
        people: Vec<(RaciRole, String)>,
    },
    /// Ask for a new one below the function (or at the root).
    AskNew(Option<FunctionId>),
    /// Make one.
    Create {
        /// Parent of the new function; `None` for the root.
        parent: Option<FunctionId>,
        /// Type of the new function.
        kind: FunctionType,
        /// Title of the new function.
        title: String,
        /// FuncID; `None` derives it from place and title.
        func_id: Option<String>,
    },
    /// Cut the link to a case.
    Unlink(FunctionId, CaseId),
    /// Ask for a new case that covers the function.
    AskCase(FunctionId),
    /// Ask which cases to link.
    AskLink(FunctionId),
    /// Link a case.
    Link(FunctionId, CaseId),
}

/// Writing of a case.
#[derive(Debug, Clone)]
pub enum CaseAction {
    /// Create a project of the workspace, and show it.
    CreateProject {
        /// Project code.
        code: String,
        /// Project title.
        title: String,
    },
    /// Save an edited case.
    Save {
        /// The case.
        id: CaseId,
        /// The form that editing began with.
        base: Box<CaseForm>,
        /// The edited form.
        form: Box<CaseForm>,
        /// Accept a title that another active case has.
        force: bool,
    },
    /// Say why an edited case was not saved: the key of the words.
    Refused(&'static str),
    /// Report that a field has nothing more to undo, and offer to undo the last saved edit if nothing is unsaved.
    OfferUndo {
        /// The case has unsaved edits.
        is_dirty: bool,
    },
    /// Show the versions of a case, at the one of an operation.
    Versions(CaseId, Option<i64>),
    /// Set the review of cases, or end it. Approving cases that were never sent to review needs a confirmation.
    Review(Vec<CaseId>, Option<ReviewState>),
    /// Approve these versions of cases, also cases that were never sent to review.
    Approve(Vec<SeenCase>),
    /// Add a comment to a case.
    Comment(CaseId, String),
    /// Change the text of a comment.
    EditComment(i64, String),
    RemoveComment(i64),
    /// Ask for a file to attach to a case.
    AskAttach(CaseId),
    /// Attach files to a case.
    Attach(CaseId, Vec<NewFile>),
    /// Attach the picture of the clipboard to a case.
    PasteScreenshot(CaseId),
    /// Ask for a file to attach to a step of the draft of a case, by the key of its line.
    AskAttachToStep(CaseId, u64),
    /// Attach files to a step of the draft of a case.
    AttachToStep(CaseId, u64, Vec<NewFile>),
    /// Attach the picture of the clipboard to a step of the draft of a case.
    PasteToStep(CaseId, u64),
    /// Take a file off a case.
    Detach(CaseId, Box<AttachmentRef>),
    /// Ask for title and suite of a new case.
    AskNew(Option<SuiteId>),
    /// Create a case.
    Create(CaseWanted),
    /// Save a template under a title.
    SaveTemplate(String, Box<TemplateContent>),
    RenameTemplate(i64, String),
    DeleteTemplate(i64),
    /// Search for duplicates in the project that is shown, or only in a suite.
    FindDuplicates(Option<SuiteId>),
    /// Merge cases as it was shown.
    MergeDuplicates(Arc<MergePlan>),
}

/// Items of a run by hand whose execution has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unfinished {
    /// Items without a result.
    pub untested: usize,
    /// Items with a result in progress.
    pub in_progress: usize,
}

/// Something of runs by hand.
#[derive(Debug, Clone)]
pub enum RunAction {
    /// Ask for title and cases of a new run. With cases, these are the ones offered first.
    AskNew(Vec<CaseId>),
    /// Create a run.
    Create(ProjectId, Box<RunForm>),
    /// Ask for cases to add to a run.
    AskCases(RunId),
    /// Add cases to a run. Cases of the run stay as they are.
    AddCases(RunId, Vec<CaseId>),
    /// Ask, then close a run that has such items. Without any the run is closed at once.
    AskClose(RunId, Unfinished),
    /// Close a run.
    Close(RunId),
    /// Make a closed run take results again.
    Reopen(RunId),
    /// Create a run of the items of another one that failed or have no result.
    CopyUnfinished(RunId),
    /// Create a run of the cases that failed in another one.
    CopyFailed(RunId),
    /// Ask for title, texts and context of a run.
    AskEdit(RunId),
    /// Change a run from the content that editing began with to another, with names that its project may not have yet.
    Change(RunId, Box<(RunContent, RunContent, NewNames)>),
    /// Ask, then move runs to the trash.
    AskTrash(Vec<RunId>),
    /// Move runs to the trash.
    Trash(Vec<RunId>),
    /// Set the person who executes cases of a run.
    Assign(RunId, Vec<CaseId>, Option<PersonId>),
    /// Ask for a file to attach to the result in front, or to the step at that place.
    AskAttach(Option<usize>),
    /// Attach files to the result in front, or to one of its steps.
    AttachHere(Option<usize>, Vec<NewFile>),
    /// Attach the picture of the clipboard to the result in front, or to one of its steps.
    PasteScreenshot(Option<usize>),
    /// Post the results of a run to Qase.
    Send(RunId),
    /// Ask for a file to which the report of a run is written.
    AskReport(RunId),
    /// Write the report of a run to a file.
    Report(RunId, PathBuf),
}

/// Something of the milestones of a project.
#[derive(Debug, Clone)]
pub enum MilestoneAction {
    /// Store a milestone of a project.
    Save(ProjectId, Box<MilestoneWrite>),
    /// Complete the one with a row id, or open it again.
    Complete(i64, bool),
    /// Delete the one with a row id for good.
    Delete(i64),
    /// Leave the editor without storing.
    LeaveEditor,
}

/// A write of a milestone: the row id and the content that editing began with, `None` for a new one, and the content.
pub type MilestoneWrite = (Option<(i64, MilestoneContent)>, MilestoneContent);

/// Something of the shared steps of a project.
#[derive(Debug, Clone)]
pub enum SharedAction {
    /// List the shared steps of a project, or edit the one with a hash.
    Open(ProjectId, Option<String>),
    /// Ask which steps of the draft of a case become a shared step, and for its name.
    AskFromSteps(ProjectId, CaseId, Box<StepLines>),
    /// Store a shared step.
    Save(SharedWrite),
    /// Delete the one with a hash.
    Delete(ProjectId, String),
}

/// A write of a shared step.
#[derive(Debug, Clone)]
pub enum SharedWrite {
    /// Create one.
    Create {
        /// Project of the shared step.
        project: ProjectId,
        /// Name and steps.
        form: SharedForm,
        /// The case whose draft uses it in place of the steps with these keys.
        from: Option<(CaseId, BTreeSet<u64>)>,
    },
    /// Change one.
    Update {
        /// Project of the shared step.
        project: ProjectId,
        /// The hash that steps of cases name.
        hash: String,
        /// The form that editing began with.
        base: SharedForm,
        /// Name and steps.
        form: SharedForm,
    },
}

impl SharedWrite {
    /// Name and steps to store.
    pub fn form(&self) -> &SharedForm {
        match self {
            Self::Create { form, .. } | Self::Update { form, .. } => form,
        }
    }
}

/// A change of the items that are selected in a list.
#[derive(Debug, Clone)]
pub enum ListAction {
    /// Ask, then move them to the trash.
    AskTrash(Selected),
    /// Move them to the trash, with all inside.
    Trash(Selected),
    /// Restore items from the trash.
    Restore(Vec<Thing>),
    /// Delete items of the trash for good.
    Purge(Vec<Thing>),
    /// Change one field of functions.
    Change(Vec<FunctionId>, FunctionChange),
    /// Change one field of functions without a question.
    ChangeNow(Vec<FunctionId>, FunctionChange),
    /// Store values of cells of the registry, and name those that are refused.
    Edit(FunctionEdit),
    /// Put functions under another one, or to the root.
    Move(Vec<FunctionId>, Option<FunctionId>),
    /// Put suites and cases into a suite, or to the root.
    MoveCases(Selected, Option<SuiteId>),
    /// Put functions under a parent, before one of its children or as the last.
    Place(Vec<FunctionId>, Option<FunctionId>, Option<FunctionId>),
    /// Ask for title and texts of a new suite below another, or at the root.
    AskNewSuite(Option<SuiteId>),
    /// Ask for title, texts and place of a suite.
    AskSuite(SuiteId),
    /// Create a suite, or change one.
    StoreSuite(SuiteWanted),
    /// Put suites under a parent, before one of its suites or as the last.
    PlaceSuites(Vec<SuiteId>, Option<SuiteId>, Option<SuiteId>),
    /// Put cases into a suite, before one of its cases or as the last.
    PlaceCases(Vec<CaseId>, Option<SuiteId>, Option<CaseId>),
    /// Show cases in a further suite, before one of its cases or as the last. Links in the suites beside them are removed.
    ShowInSuite(Vec<(CaseId, Option<SuiteId>)>, SuiteId, Option<CaseId>),
    /// No longer show cases in further suites.
    RemoveFromSuites(Vec<(CaseId, SuiteId)>),
}

/// An edit of cases that needs a suite or a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToCases {
    /// Move them into a suite.
    Move,
    /// Show them in a further suite.
    Further,
    /// Add a tag.
    Tag,
}

/// An edit of cases.
#[derive(Debug, Clone)]
pub enum CasesAction {
    /// Store one value, or show several before they are stored.
    Change(Arc<CaseEdit>),
    /// Store values that were shown.
    Apply(Arc<CaseEdit>),
    /// Offer a text that was typed for a case that is gone.
    Lost {
        /// Title of the case.
        title: String,
        text: String,
    },
    /// Ask, then clone.
    AskClone(Vec<CaseId>, CloneTarget),
    Clone(Vec<CaseId>, CloneTarget),
    /// Ask for a suite or a tag for cases.
    Ask(Vec<CaseId>, ToCases),
    /// Ask for a file to which these cases are exported.
    AskExport(Vec<CaseId>),
    /// Add a tag to cases.
    Tag(Vec<CaseId>, String),
    /// Save a filter of a project under a name.
    SaveFilter(ProjectId, String, Box<CaseFilter>),
    /// Delete the saved filter of a name.
    DeleteFilter(ProjectId, String),
}

/// Something of the tests of a run.
#[derive(Debug, Clone)]
pub enum TestsAction {
    /// Create cases for results of a run that have none.
    CreateCases(RunId, Vec<ResultId>),
    /// Ask for the case of tests.
    AskLink(Vec<TestId>),
    /// Link tests to a case.
    Link(Vec<TestId>, CaseId),
    /// Remove the links of tests to their cases.
    Unlink(Vec<TestId>),
    /// Ask for reason, owner and end of a mute.
    AskMute(Vec<TestId>),
    /// Ask for another reason, owner or end of a mute.
    AskChangedMute(Box<ChangedMute>),
    /// Mute tests.
    Mute(Vec<TestId>, MuteContent),
    /// End the mutes of tests.
    Unmute(Vec<TestId>),
    /// Create the issue of a failed result in the tracker of its project.
    CreateIssue(RunId, ResultId),
    /// Read the statuses of the issues of a project again, in the background.
    ReadIssues(ProjectId),
}

/// Something of the webhooks.
#[derive(Debug, Clone, Copy)]
pub enum WebhookAction {
    /// Send a test event at once.
    Test(i64),
    /// Send a delivery again.
    Resend(i64),
}

/// A change of the presets for reading tables of cases.
#[derive(Debug, Clone)]
pub enum PresetAction {
    /// Keep a preset in place of the one with the same name.
    Keep(ImportPreset),
    /// Delete the preset of a list with this name.
    Delete(PresetList, String),
}

/// Something of the settings dialog.
#[derive(Debug, Clone)]
pub enum SettingsAction {
    /// Save the settings of the dialog.
    Save,
    /// Try the dialog's settings of an account against its server.
    Check(Account),
    /// Forget the kept token of an account.
    ForgetToken(Account),
}

/// A question before something large, or something that takes away.
#[derive(Debug, Clone)]
pub struct Confirm {
    /// True when something is taken away: the button and the sign warn.
    pub is_destructive: bool,
    /// The question.
    pub title: String,
    /// The consequences.
    pub text: String,
    /// Text of the button that does it.
    pub button: String,
    /// The action of the button.
    pub then: Box<Action>,
}

impl Confirm {
    /// True when the action cannot be taken back, which includes discarding typed text. Its question then has the focus on
    /// Cancel.
    pub fn is_final(&self) -> bool {
        matches!(
            *self.then,
            Action::List(ListAction::Purge(_)) | Action::Milestone(MilestoneAction::Delete(_)) | Action::CloseDialog
        )
    }
}

/// An export of cases of the project that is shown.
#[derive(Debug, Clone)]
pub struct CaseExport {
    /// The file. Its ending is the format.
    pub path: PathBuf,
    /// The exported part of the project.
    pub scope: ExportScope,
    /// A CSV file gets the columns that Qase imports.
    pub for_qase: bool,
}

impl CaseExport {
    /// The format; `None` for an ending that no format has.
    pub fn format(&self) -> Option<CaseFormat> {
        let format = CaseFormat::of_extension(&self.path)?;
        Some(if self.for_qase && format == CaseFormat::Csv { CaseFormat::QaseCsv } else { format })
    }
}

/// A mute that a person wants to change.
#[derive(Debug, Clone)]
pub struct ChangedMute {
    pub test: TestId,
    /// Title of the test.
    pub title: String,
    pub now: MuteContent,
    /// Its end has passed: the test is muted again.
    pub has_ended: bool,
}

/// The actions of one pass.
#[derive(Debug, Default)]
pub struct Actions(Vec<Action>);

impl Actions {
    /// Adds one.
    pub fn push(&mut self, action: Action) {
        self.0.push(action);
    }

    /// Adds a command.
    pub fn command(&mut self, command: UiCommand) {
        self.push(Action::Command(command));
    }

    /// Adds a way to go.
    pub fn nav(&mut self, nav: Nav) {
        self.push(Action::Nav(nav));
    }

    /// Adds a way to go where there is one.
    pub fn extend(&mut self, nav: Option<Nav>) {
        self.0.extend(nav.map(Action::Nav));
    }

    /// Adds an action where there is one.
    pub fn extend_actions(&mut self, action: Option<Action>) {
        self.0.extend(action);
    }

    /// Number of actions.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True without any.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes them all.
    pub fn take(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.0)
    }
}
