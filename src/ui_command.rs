//! The commands of the window: one table that feeds the menus, the palette, the shortcuts and the help page.
//!
//! To add a command: a row in `commands!`, an arm in `shell/command.rs` with the code behind it, and its text `gui-cmd-<name>` in
//! both languages.

use std::sync::LazyLock;

use eframe::egui::{self, Key, KeyboardShortcut, Modifiers};
use strum::IntoEnumIterator as _;

use voluptas_i18n::Lang;
use voluptas_settings::Theme as ThemeChoice;
use voluptas_ui::theme::{Icon, icons};
use voluptas_ui::widgets::menu::Mark;

/// Makes the commands and their table. A row gives the icon and the places in menus, then what differs from a command that is
/// always enabled and has neither keys nor a check mark.
macro_rules! commands {
    ($($(#[$doc:meta])+ $name:ident => $row:expr;)+) => {
        /// A command without data. The code behind it is in the shell.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, strum::EnumIter, strum::IntoStaticStr)]
        #[strum(serialize_all = "kebab-case")]
        pub enum UiCommand { $($(#[$doc])+ $name,)+ }

        impl UiCommand {
            fn row(self) -> Row {
                match self { $(Self::$name => $row,)+ }
            }
        }
    };
}

commands! {
    /// Make a workspace file.
    NewWorkspace => row(icons::ADD, &[(FILE, 10)]);
    /// Open a workspace file.
    OpenWorkspace => row(icons::WORKSPACE, &[(FILE, 11)]).keys(&[(CTRL, Key::O)]);
    /// Open the demo.
    OpenDemo => row(icons::DEMO, &[(FILE, 13)]);
    /// Import a list of functions.
    ImportFunctions => row(icons::IMPORT, &[(FILE, 20)]).keys(&[(CTRL, Key::I)]);
    /// Export the list of functions.
    ExportFunctions => row(icons::EXPORT, &[(FILE, 21)]).keys(&[(CTRL, Key::E)]).when("workspace", |e| e.workspace);
    /// Import cases from a file.
    ImportCases => row(icons::IMPORT, &[(FILE, 22)]).keys(&[(CTRL_SHIFT, Key::I)]).when("workspace", |e| e.workspace);
    /// Export the cases of the project that is shown.
    ExportCases => row(icons::EXPORT, &[(FILE, 23)]).keys(&[(CTRL_SHIFT, Key::E)]).when("workspace", |e| e.workspace);
    /// Take results of test tools into a run. In a workspace without a project, one is asked for before.
    IngestResults => row(icons::RUN, &[(FILE, 25)]).when("workspace", |e| e.workspace);
    /// Compare two runs.
    CompareRuns => row(icons::MIRROR, &[(VIEW, 16)]).when("two-runs", |e| e.comparable);
    /// Settings.
    Settings => row(icons::SETTINGS, &[(FILE, 30)]).keys(&[(CTRL, Key::Comma)]);
    /// Close the window.
    Quit => row(icons::QUIT, &[(FILE, 40)]).keys(&[(CTRL, Key::Q)]);
    /// Take the last change back.
    Undo => row(icons::UNDO, &[(EDIT, 10)]).keys(&[(CTRL, Key::Z)]).when("undo", |e| e.undo).not_while_typing();
    /// Do the change again that was taken back.
    Redo => row(icons::REDO, &[(EDIT, 11)]).keys(&[(CTRL_SHIFT, Key::Z), (CTRL, Key::Y)]).when("redo", |e| e.redo).not_while_typing();
    /// Copy the cells or lines that are selected in the list with the keyboard.
    CopyCells => row(icons::COPY, &[(EDIT, 14)]).keys(&[(CTRL, Key::C)]).when("list", |e| e.list).by_list();
    /// Paste into the cells of the grid with the keyboard.
    PasteCells => row(icons::PASTE, &[(EDIT, 15)]).keys(&[(CTRL, Key::V)]).when("grid", |e| e.grid).by_list();
    /// Fill the selected cells of the grid with the keyboard with the first of them.
    FillDown => row(icons::SORT_DOWN, &[(EDIT, 16)]).keys(&[(CTRL, Key::D)]).when("grid", |e| e.grid).by_list();
    /// Select all lines of the list with the keyboard.
    SelectAll => row(icons::SELECT_ALL, &[(EDIT, 17)]).keys(&[(CTRL, Key::A)]).when("list", |e| e.list).by_list();
    /// Put the keyboard into the filter.
    Find => row(icons::FILTER, &[(EDIT, 40)]).keys(&[(CTRL, Key::F)]).when("workspace", |e| e.workspace);
    /// Open the palette.
    Palette => row(icons::SEARCH, &[(EDIT, 41)]).keys(&[(CTRL, Key::K)]);
    /// Make a function.
    NewFunction => row(icons::ADD, &[(EDIT, 20)]).keys(&[(CTRL, Key::N)]).when("workspace", |e| e.workspace);
    /// Create a test case. With the list of cases at the left, the keys of a new function mean this.
    NewCase => row(icons::CASE, &[(EDIT, 24)]).keys(&[(CTRL_SHIFT, Key::N)]).when("workspace", |e| e.workspace);
    /// Create a run by hand of the selected cases, or of others.
    NewRun => row(icons::RUN, &[(EDIT, 28)]).keys(&[(CTRL, Key::R)]).when("project", |e| e.project);
    /// Add cases to the run in front.
    AddRunCases => row(icons::ADD, &[(RUN, 9)]).when("open-run", |e| e.run_open).part_of(RUN);
    /// Close the run in front.
    FinishRun => row(icons::DONE_ALL, &[(RUN, 10)]).when("open-run", |e| e.run_open || e.run_filled).part_of(RUN);
    /// Make the closed run in front take results again.
    ReopenRun => row(icons::REDO, &[(RUN, 11)]).when("closed-run", |e| e.run_closed).part_of(RUN);
    /// Create a run of what failed or is left in the run in front.
    CopyUnfinished => row(icons::COPY, &[(RUN, 12)]).when("run-by-hand", |e| e.run_open || e.run_closed).part_of(RUN);
    /// Create a run of the cases that failed in the run in front.
    CopyFailed => row(icons::CLONE, &[(RUN, 13)]).when("failed-run", |e| e.run_failed).part_of(RUN);
    /// Post the results of the run in front to Qase.
    SendRun => row(icons::SEND, &[(RUN, 14)]).when("run-by-hand", |e| e.run_open || e.run_closed).part_of(RUN);
    /// Create the issue of the failed result that is chosen in the run in front.
    CreateIssue => row(icons::DEFECT, &[(RUN, 15)]).when("failed-result", |e| e.failed_result).part_of(RUN);
    /// Write the report of the run in front to a file.
    ExportReport => row(icons::EXPORT, &[(RUN, 20)]).when("run", |e| e.run).part_of(RUN);
    /// Edit title, texts and context of the run in front, or of the one that is selected in the list with the keyboard.
    EditRun => row(icons::EDIT, &[(RUN, 30)]).when("one-run", |e| e.runs == 1).part_of(RUN);
    /// Move the run in front, or those that are selected in the list with the keyboard, to the trash.
    DeleteRuns => row(icons::DELETE, &[(RUN, 31)]).when("runs", |e| e.runs > 0).part_of(RUN);
    /// Create a project of the workspace.
    NewProject => row(icons::SUITE, &[(EDIT, 29)]).when("workspace", |e| e.workspace);
    /// Create a suite in the one that is selected.
    NewSuite => row(icons::SUITE, &[(EDIT, 25)]).keys(&[(CTRL_SHIFT, Key::G)]).when("project", |e| e.project);
    /// Edit the title of the chosen function, or the chosen suite or run.
    Rename => row(icons::EDIT, &[(EDIT, 21)]).keys(&[(NONE, Key::F2)]).when("one", |e| if e.on_runs { e.runs == 1 } else { e.chosen == 1 || e.suite || e.case_ids == 1 });
    /// Move the selected suite or case before the one above it.
    MoveUp => row(icons::SORT_UP, &[(EDIT, 26)]).keys(&[(ALT, Key::ArrowUp)]).when("suite-or-case", |e| e.movable).not_while_typing();
    /// Move the selected suite or case behind the one below it.
    MoveDown => row(icons::SORT_DOWN, &[(EDIT, 27)]).keys(&[(ALT, Key::ArrowDown)]).when("suite-or-case", |e| e.movable).not_while_typing();
    /// Move the highlighted functions, suites, cases or runs to the trash.
    DeleteFunctions => row(icons::DELETE, &[(EDIT, 23)])
        .keys(&[(NONE, Key::Delete)])
        .when("selection", |e| if e.on_runs { e.runs > 0 } else { e.deletable > 0 })
        .not_while_typing();
    /// Send the case in front, or the selected cases, to review.
    SendToReview => row(icons::REVIEW, &[(EDIT, 50)]).keys(&[(CTRL_SHIFT, Key::R)]).when("cases", |e| e.cases > 0);
    /// Approve the case in front, or the selected cases.
    ApproveCases => row(icons::DONE_ALL, &[(EDIT, 51)]).keys(&[(CTRL_SHIFT, Key::A)]).when("cases", |e| e.cases > 0);
    /// End the review of the case in front, or of the selected cases.
    BackToDraft => row(icons::EDIT, &[(EDIT, 52)]).when("cases", |e| e.cases > 0);
    /// Attach a file to the case in front, or to the selected one.
    AttachFile => row(icons::ATTACHMENT, &[(EDIT, 53)]).keys(&[(CTRL_SHIFT, Key::F)]).when("case", |e| e.attachable);
    /// Attach the picture of the clipboard to the case in front, or to the selected one.
    PasteScreenshot => row(icons::PICTURE, &[(EDIT, 54)]).keys(&[(CTRL_SHIFT, Key::P)]).when("case", |e| e.attachable);
    /// Put the keyboard into the comment of the case in front, or of the selected one.
    AddComment => row(icons::COMMENT, &[(CASE, 10)]).when("case", |e| e.attachable).part_of(CASE);
    /// Open the list of templates whose steps the case in front, or the selected one, can take.
    InsertTemplate => row(icons::TEMPLATE, &[(CASE, 11)]).when("case", |e| e.attachable).part_of(CASE);
    /// Open the list of shared steps that the case in front, or the selected one, can take.
    InsertShared => row(icons::SHARED, &[(CASE, 18)]).when("case", |e| e.attachable).part_of(CASE);
    /// Open the list of functions to link with the case in front, or with the selected one.
    LinkFunction => row(icons::LINK, &[(CASE, 19)]).when("case", |e| e.attachable).part_of(CASE);
    /// Show the versions of the case in front, or of the selected one.
    CaseVersions => row(icons::HISTORY, &[(CASE, 12)]).when("case", |e| e.attachable).part_of(CASE);
    /// Make a shared step of steps of the case in front, or of the selected one.
    MakeShared => row(icons::SHARED, &[(CASE, 13)]).when("case", |e| e.attachable).part_of(CASE);
    /// Save the case in front, or the selected one, as a template.
    SaveTemplate => row(icons::TEMPLATE, &[(CASE, 16)]).when("case", |e| e.attachable).part_of(CASE);
    /// Save the steps of that case as a template.
    SaveStepsTemplate => row(icons::STEPS, &[(CASE, 17)]).when("case", |e| e.attachable).part_of(CASE);
    /// Attach a file to the step that had the keyboard last.
    AttachToStep => row(icons::ATTACHMENT, &[(CASE, 14)]).when("case", |e| e.attachable).part_of(CASE);
    /// Attach the picture of the clipboard to that step.
    PasteToStep => row(icons::PICTURE, &[(CASE, 15)]).when("case", |e| e.attachable).part_of(CASE);
    /// Add a tag to the case in front, or to the selected cases.
    AddTag => row(icons::TAG, &[(CASE, 22)]).when("cases", |e| e.cases > 0).part_of(CASE);
    /// Move the case in front, or the selected cases, into a suite.
    MoveToSuite => row(icons::MOVE, &[(CASE, 20)]).when("cases", |e| e.cases > 0).part_of(CASE);
    /// Show the case in front, or the selected cases, in a further suite.
    AddToSuite => row(icons::LINK, &[(CASE, 21)]).when("cases", |e| e.cases > 0).part_of(CASE);
    /// Open the menu of the fields that are set in all selected cases.
    SetCaseField => row(icons::EDIT, &[(CASE, 23)]).when("several-cases", |e| e.case_ids > 1).part_of(CASE);
    /// Clone the case in front, or the selected cases.
    CloneCases => row(icons::CLONE, &[(CASE, 24)]).when("cases", |e| e.cases > 0).part_of(CASE);
    /// Search for duplicate cases in the project, or in the selected suite.
    FindDuplicates => row(icons::COPY, &[(TOOLS, 18)]).when("project", |e| e.project);
    /// The shared steps of the project.
    SharedSteps => row(icons::SHARED, &[(TOOLS, 17)]).when("project", |e| e.project);
    /// The milestones of the project.
    Milestones => row(icons::MILESTONE, &[(TOOLS, 15)]).when("project", |e| e.project);
    /// The muted tests of the project.
    Mutes => row(icons::MUTE, &[(TOOLS, 16)]).when("project", |e| e.project);
    /// The webhooks of the project.
    Webhooks => row(icons::SEND, &[(TOOLS, 14)]).when("project", |e| e.project);
    /// The templates.
    Templates => row(icons::TEMPLATE, &[(TOOLS, 19)]).when("workspace", |e| e.workspace);
    /// The trash.
    Trash => row(icons::DELETE, &[(TOOLS, 20)]).when("workspace", |e| e.workspace);
    /// Copy the FuncIDs of the chosen functions, or the ids of the chosen cases.
    CopyFuncId => row(icons::COPY, &[(EDIT, 22)])
        .keys(&[(CTRL_SHIFT, Key::C)])
        .when("functions-or-cases", |e| e.chosen > 0 || e.case_ids > 0)
        .not_while_typing();
    /// Put the chosen functions on the critical list, or take them off.
    ToggleCritical => row(icons::CRITICAL, &[(EDIT, 30)]).when("functions", |e| e.chosen > 0).mark(|e| Mark::Check(e.critical));
    /// Put the chosen functions on the focus list, or take them off.
    ToggleFocus => row(icons::FOCUS, &[(EDIT, 31)]).when("functions", |e| e.chosen > 0).mark(|e| Mark::Check(e.focus));
    /// Close the tab in front.
    CloseTab => row(icons::CLOSE, &[(VIEW, 15)]).keys(&[(CTRL, Key::W)]).when("closable-tab", |e| e.workspace && e.closable_tab);
    /// Go to the tab at the right.
    NextTab => row(icons::FORWARD, &[(VIEW, 13)]).keys(&[(CTRL, Key::Tab)]).when("workspace", |e| e.workspace);
    /// Go to the tab at the left.
    PreviousTab => row(icons::BACK, &[(VIEW, 14)]).keys(&[(CTRL_SHIFT, Key::Tab)]).when("workspace", |e| e.workspace);
    /// The overview.
    ShowOverview => row(icons::OVERVIEW, &[(VIEW, 10)]).keys(&[(CTRL, Key::Num1)]).when("workspace", |e| e.workspace).part_of(VIEW);
    /// The registry.
    ShowRegistry => row(icons::REGISTRY, &[(VIEW, 11)]).keys(&[(CTRL, Key::Num2)]).when("workspace", |e| e.workspace).part_of(VIEW);
    /// The grid of cases.
    ShowCases => row(icons::CASE, &[(VIEW, 12)]).keys(&[(CTRL, Key::Num3)]).when("workspace", |e| e.workspace).part_of(VIEW);
    /// Show or hide the left panel.
    ToggleTree => row(icons::PANEL, &[(VIEW, 20)]).keys(&[(CTRL, Key::B)]).mark(|e| Mark::Check(e.tree)).part_of(VIEW);
    /// Show or hide the inspector.
    ToggleInspector => row(icons::PANEL, &[(VIEW, 21)])
        .keys(&[(CTRL_SHIFT, Key::B)])
        .mark(|e| Mark::Check(e.inspector))
        .part_of(VIEW);
    /// Show or hide the activity panel.
    ToggleActivity => row(icons::ACTIVITY, &[(VIEW, 22), (TOOLS, 21)])
        .keys(&[(CTRL, Key::J)])
        .mark(|e| Mark::Check(e.activity))
        .part_of(VIEW);
    /// Open every line of the tree.
    ExpandAll => row(icons::EXPAND, &[(VIEW, 23)]).when("workspace", |e| e.workspace);
    /// Close every line of the tree.
    CollapseAll => row(icons::COLLAPSE, &[(VIEW, 24)]).when("workspace", |e| e.workspace);
    /// Read everything again.
    Refresh => row(icons::REFRESH, &[(VIEW, 40)]).keys(&[(NONE, Key::F5)]).when("workspace", |e| e.workspace);
    /// Theme of the system.
    ThemeSystem => row(icons::THEME, &[(THEME, 10)]).mark(|e| Mark::Radio(e.theme == ThemeChoice::System)).part_of(THEME);
    /// Light theme.
    ThemeLight => row(icons::THEME, &[(THEME, 11)]).mark(|e| Mark::Radio(e.theme == ThemeChoice::Light)).part_of(THEME);
    /// Dark theme.
    ThemeDark => row(icons::THEME, &[(THEME, 12)]).mark(|e| Mark::Radio(e.theme == ThemeChoice::Dark)).part_of(THEME);
    /// English.
    LangEn => row(icons::LANGUAGE, &[(LANGUAGE, 11)]).mark(|e| Mark::Radio(e.lang == Lang::En)).part_of(LANGUAGE);
    /// Russian.
    LangRu => row(icons::LANGUAGE, &[(LANGUAGE, 10)]).mark(|e| Mark::Radio(e.lang == Lang::Ru)).part_of(LANGUAGE);
    /// Larger.
    ZoomIn => row(icons::ZOOM_IN, &[(ZOOM, 10)]).keys(&[(CTRL, Key::Plus), (CTRL, Key::Equals)]);
    /// Smaller.
    ZoomOut => row(icons::ZOOM_OUT, &[(ZOOM, 11)]).keys(&[(CTRL, Key::Minus)]);
    /// 100 %.
    ZoomReset => row(icons::SEARCH, &[(ZOOM, 12)]).keys(&[(CTRL, Key::Num0)]).part_of(ZOOM);
    /// Synchronise with Qase.
    SyncQase => row(icons::QASE, &[(SYNC, 10)]).keys(&[(CTRL_SHIFT, Key::Q)]).when("workspace", |e| e.workspace);
    /// Link functions and cases.
    MapCases => row(icons::LINK, &[(SYNC, 11)]).when("workspace", |e| e.workspace).part_of(SYNC);
    /// Mirror results to another project.
    MirrorResults => row(icons::MIRROR, &[(SYNC, 12)]).when("workspace", |e| e.workspace).part_of(SYNC);
    /// Check the connection to Qase.
    CheckConnection => row(icons::CONNECTED, &[(SYNC, 13)]);
    /// Shortcuts.
    Shortcuts => row(icons::KEYBOARD, &[(HELP, 10)]).keys(&[(NONE, Key::F1)]);
    /// Open the folder of the log.
    OpenLog => row(icons::LOG, &[(HELP, 11)]);
    /// About the program.
    About => row(icons::INFO, &[(HELP, 20)]);
}

const NONE: Modifiers = Modifiers::NONE;
const ALT: Modifiers = Modifiers::ALT;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

// Keys of the menus' names.
const FILE: &str = "gui-menu-file";
const EDIT: &str = "gui-menu-edit";
const CASE: &str = "gui-menu-case";
const RUN: &str = "gui-menu-run";
const VIEW: &str = "gui-menu-view";
const THEME: &str = "gui-menu-theme";
const LANGUAGE: &str = "gui-menu-language";
const ZOOM: &str = "gui-menu-zoom";
const TOOLS: &str = "gui-menu-tools";
const SYNC: &str = "gui-menu-sync";
const HELP: &str = "gui-menu-help";

/// The menus of the bar.
const BAR: [&str; 5] = [FILE, EDIT, VIEW, TOOLS, HELP];
/// Menus inside a menu: name, icon, the menu and the place in it.
const SUBMENUS: [(&str, Icon, &str, u8); 6] = [
    (CASE, icons::CASE, EDIT, 55),
    (RUN, icons::RUN, EDIT, 56),
    (THEME, icons::THEME, VIEW, 30),
    (LANGUAGE, icons::LANGUAGE, VIEW, 31),
    (ZOOM, icons::ZOOM_IN, VIEW, 32),
    (SYNC, icons::SYNC, TOOLS, 10),
];
/// Menu and place of the workspaces that were open before.
const RECENT: (&str, u8) = (FILE, 12);

/// A row of the table.
struct Row {
    icon: Icon,
    /// Menus with the place in each. Entries stand in the order of their places, with a line between the tens.
    menus: &'static [(&'static str, u8)],
    keys: &'static [(Modifiers, Key)],
    enabled: fn(&CommandEnv) -> bool,
    /// Key suffix of the text that says what a disabled command waits for. Blank for a command that is always enabled.
    need: &'static str,
    mark: Option<fn(&CommandEnv) -> Mark>,
    part_of: Option<&'static str>,
    while_typing: bool,
    /// The lists hear the keys themselves; here they are only shown.
    by_list: bool,
}

fn row(icon: Icon, menus: &'static [(&'static str, u8)]) -> Row {
    Row { icon, menus, keys: &[], enabled: |_| true, need: "", mark: None, part_of: None, while_typing: true, by_list: false }
}

impl Row {
    /// Sets the shortcuts; the first one is shown.
    fn keys(self, keys: &'static [(Modifiers, Key)]) -> Self {
        Self { keys, ..self }
    }

    /// Enables the command only under a condition. The text `gui-need-NEED` tells the person how to meet it.
    fn when(self, need: &'static str, enabled: fn(&CommandEnv) -> bool) -> Self {
        Self { enabled, need, ..self }
    }

    /// Gives the command a check mark.
    fn mark(self, mark: fn(&CommandEnv) -> Mark) -> Self {
        Self { mark: Some(mark), ..self }
    }

    /// Names the menu that gives the command its meaning: "Theme" of "Dark".
    fn part_of(self, menu: &'static str) -> Self {
        Self { part_of: Some(menu), ..self }
    }

    /// Leaves the keys to the lists.
    fn by_list(self) -> Self {
        Self { by_list: true, ..self }
    }

    /// Leaves the keys to a text field that has the keyboard: there they mean the text.
    fn not_while_typing(self) -> Self {
        Self { while_typing: false, ..self }
    }
}

/// The facts that decide which commands can be done, and their check marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CommandEnv {
    /// A workspace is open.
    pub workspace: bool,
    /// Number of highlighted functions.
    pub chosen: usize,
    /// The keyboard is on a cell that F2 edits: of the registry or of the cases.
    pub cell: bool,
    /// Number of highlighted cases.
    pub case_ids: usize,
    /// A list has the keyboard, or had it before a menu.
    pub list: bool,
    /// True when that list is a grid.
    pub grid: bool,
    /// Number of highlighted items that can be moved to the trash: functions, suites, cases.
    pub deletable: usize,
    /// The workspace has a project.
    pub project: bool,
    /// One suite is selected in the list of cases, and nothing else.
    pub suite: bool,
    /// One suite or case is selected in the list of cases.
    pub movable: bool,
    /// Number of cases that a command for cases means.
    pub cases: usize,
    /// Files can be attached: one case is in front or selected.
    pub attachable: bool,
    /// A run is in front.
    pub run: bool,
    /// Number of runs that a command for runs means.
    pub runs: usize,
    /// The list of runs has the keyboard, or had it before a menu.
    pub on_runs: bool,
    /// The run in front is executed by hand.
    pub run_open: bool,
    /// Ingests fill the run in front together.
    pub run_filled: bool,
    /// The run in front was executed by hand and is closed.
    pub run_closed: bool,
    /// A result of the run in front is a failure.
    pub run_failed: bool,
    /// The result that is chosen in the run in front is a failure.
    pub failed_result: bool,
    /// There are two runs to compare.
    pub comparable: bool,
    /// An edit can be undone.
    pub undo: bool,
    /// An undone edit can be done again.
    pub redo: bool,
    /// The tab in front can be closed.
    pub closable_tab: bool,
    /// The keys of "new" make a case and no function: the list with the keyboard holds cases.
    pub new_is_case: bool,
    /// The left panel is shown.
    pub tree: bool,
    /// The inspector is shown.
    pub inspector: bool,
    /// The inspector has no room beside the middle and lies over it.
    pub inspector_over: bool,
    /// The activity panel is shown.
    pub activity: bool,
    /// The chosen functions are all critical.
    pub critical: bool,
    /// The chosen functions are all in focus.
    pub focus: bool,
    /// The theme of the settings.
    pub theme: ThemeChoice,
    /// The language in force.
    pub lang: Lang,
}

impl UiCommand {
    /// Stable name: `new-workspace`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Key of the command's text.
    #[must_use]
    pub fn label_key(self) -> String {
        format!("gui-cmd-{}", self.name())
    }

    /// The icon.
    #[must_use]
    pub fn icon(self) -> Icon {
        self.row().icon
    }

    /// The shortcuts; the first one is shown.
    #[must_use]
    pub fn shortcuts(self) -> Vec<KeyboardShortcut> {
        self.row().keys.iter().map(|(m, k)| KeyboardShortcut::new(*m, *k)).collect()
    }

    /// The first shortcut as people write it: `Ctrl+K`, `Ctrl+,`.
    #[must_use]
    pub fn shortcut_text(self, ctx: &egui::Context) -> Option<String> {
        self.shortcut_texts(ctx).into_iter().next()
    }

    /// All shortcuts as people write them, in the words of [`voluptas_ui::keys`]. egui spells the punctuation out (`Ctrl+Comma`).
    #[must_use]
    pub fn shortcut_texts(self, ctx: &egui::Context) -> Vec<String> {
        const SIGNS: [(&str, &str); 7] =
            [("Comma", ","), ("Plus", "+"), ("Minus", "-"), ("Equals", "="), ("Delete", "Del"), ("Up", "↑"), ("Down", "↓")];
        let written = |shortcut: &KeyboardShortcut| {
            let text = ctx.format_shortcut(shortcut);
            let sign = SIGNS.iter().find_map(|(name, sign)| text.strip_suffix(name).map(|head| format!("{head}{sign}")));
            sign.unwrap_or(text)
        };
        self.shortcuts().iter().map(written).collect()
    }

    /// True when the command can be done now.
    #[must_use]
    pub fn enabled(self, env: &CommandEnv) -> bool {
        (self.row().enabled)(env)
    }

    /// Key of the text that says why the command cannot be done now; `None` for one that can.
    #[must_use]
    pub fn obstacle_key(self, env: &CommandEnv) -> Option<String> {
        let need = if env.workspace { self.row().need } else { "workspace" };
        (!self.enabled(env)).then(|| format!("gui-need-{need}"))
    }

    /// The check mark of a command that switches something.
    #[must_use]
    pub fn mark(self, env: &CommandEnv) -> Option<Mark> {
        self.row().mark.map(|mark| mark(env))
    }

    /// Key of the menu that gives the command its meaning: "Theme" of "Dark". `None` where the name says it all.
    #[must_use]
    pub fn parent_key(self) -> Option<&'static str> {
        self.row().part_of
    }

    /// The command whose keys were pressed in this pass, among those that are `taken`. Its keys are taken, so that no panel sees them; those
    /// of another command stay, for a dialog that means something else by them.
    #[must_use]
    pub fn pressed(ctx: &egui::Context, env: &CommandEnv, taken: impl Fn(Self) -> bool) -> Option<Self> {
        let typing = ctx.text_edit_focused();
        let edits_cell = |c: Self| env.cell && c == Self::Rename;
        let heard = |c: &Self| c.enabled(env) && (!typing || c.row().while_typing) && !c.row().by_list && !edits_cell(*c);
        Self::iter().filter(|c| heard(c) && taken(*c)).find(|c| {
            // More modifiers first: Ctrl+Z would also take Ctrl+Shift+Z.
            let mut shortcuts = c.shortcuts();
            shortcuts.sort_by_key(|s| !s.modifiers.shift);
            shortcuts.iter().any(|s| ctx.input_mut(|i| exactly(i, s)))
        })
    }
}

/// Takes the shortcut when its modifiers were held and no others. The modifiers are those of the key's own event: when a pass
/// takes long, Ctrl+Shift+Q may be pressed and let go within it, and must not be taken for Ctrl+Q.
fn exactly(input: &mut egui::InputState, shortcut: &KeyboardShortcut) -> bool {
    let plus = matches!(shortcut.logical_key, Key::Plus | Key::Equals);
    let found = input.events.iter().position(|event| match event {
        egui::Event::Key { key, modifiers, pressed: true, .. } => {
            *key == shortcut.logical_key
                && modifiers.matches_logically(shortcut.modifiers)
                && (plus || modifiers.shift == shortcut.modifiers.shift)
        }
        _ => false,
    });
    found.map(|at| input.events.remove(at)).is_some()
}

/// A line of a menu.
#[derive(Debug, Clone)]
pub enum MenuEntry {
    /// A command.
    Command(UiCommand),
    /// A line between groups.
    Line,
    /// A menu inside the menu: key of its text, icon and entries.
    Sub(&'static str, Icon, Vec<MenuEntry>),
    /// The workspaces that were open before.
    Recent,
}

/// The menu bar: keys of the titles, and the entries as the table of commands places them.
#[must_use]
pub fn menu_bar() -> &'static [(&'static str, Vec<MenuEntry>)] {
    static MENUS: LazyLock<Vec<(&'static str, Vec<MenuEntry>)>> =
        LazyLock::new(|| BAR.into_iter().map(|menu| (menu, entries(menu))).collect());
    &MENUS
}

/// The entries of one menu.
fn entries(menu: &str) -> Vec<MenuEntry> {
    let mut placed: Vec<(u8, MenuEntry)> = Vec::new();
    for command in UiCommand::iter() {
        let places = command.row().menus.iter().filter(|(m, _)| *m == menu);
        placed.extend(places.map(|(_, at)| (*at, MenuEntry::Command(command))));
    }
    for (name, icon, _, at) in SUBMENUS.into_iter().filter(|(_, _, inside, _)| *inside == menu) {
        placed.push((at, MenuEntry::Sub(name, icon, entries(name))));
    }
    if RECENT.0 == menu {
        placed.push((RECENT.1, MenuEntry::Recent));
    }
    placed.sort_by_key(|(at, _)| *at);
    let mut lines = Vec::new();
    let mut group = None;
    for (at, entry) in placed {
        if group.is_some_and(|g| g != at / 10) {
            lines.push(MenuEntry::Line);
        }
        group = Some(at / 10);
        lines.push(entry);
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use voluptas_i18n::{Lang, Tr};

    #[test]
    fn no_two_commands_share_a_shortcut() {
        let mut seen: HashMap<KeyboardShortcut, UiCommand> = HashMap::new();
        for c in UiCommand::iter() {
            for s in c.shortcuts() {
                let other = seen.insert(s, c);
                assert_eq!(other, None, "{s:?} of {c:?}");
            }
        }
    }

    #[test]
    fn shortcuts_are_written_with_the_sign_on_the_key() {
        let ctx = egui::Context::default();
        ctx.set_os(egui::os::OperatingSystem::Nix);
        let text = |command: UiCommand| command.shortcut_text(&ctx);
        assert_eq!(text(UiCommand::Settings).as_deref(), Some("Ctrl+,"));
        assert_eq!(text(UiCommand::ZoomIn).as_deref(), Some("Ctrl++"));
        assert_eq!(text(UiCommand::ZoomOut).as_deref(), Some("Ctrl+-"));
        assert_eq!(text(UiCommand::Palette).as_deref(), Some("Ctrl+K"));
        assert_eq!(text(UiCommand::DeleteFunctions).as_deref(), Some("Del"), "as menus and help write it");
        assert_eq!(text(UiCommand::MoveUp).as_deref(), Some("Alt+↑"));
        let words = ["Comma", "Plus", "Minus", "Equals", "Delete", "Up", "Down"];
        let spelled = |t: &String| words.iter().any(|w| t.contains(w));
        assert!(!UiCommand::iter().flat_map(|c| c.shortcut_texts(&ctx)).any(|t| spelled(&t)));
    }

    #[test]
    fn every_command_has_a_text_in_both_languages_and_stands_in_a_menu() {
        fn walk(entries: &[MenuEntry], found: &mut Vec<UiCommand>) {
            for e in entries {
                match e {
                    MenuEntry::Command(c) => found.push(*c),
                    MenuEntry::Sub(_, _, below) => walk(below, found),
                    MenuEntry::Line | MenuEntry::Recent => {}
                }
            }
        }
        let mut found = Vec::new();
        for (title, entries) in menu_bar() {
            assert!(Tr::new(Lang::Ru).has(title), "{title}");
            walk(entries, &mut found);
        }
        for (name, ..) in SUBMENUS {
            assert!(Tr::new(Lang::Ru).has(name), "{name}");
        }
        let nothing = CommandEnv { workspace: true, ..CommandEnv::default() };
        for c in UiCommand::iter() {
            assert!(found.contains(&c), "{c:?} is in no menu");
            for lang in Lang::ALL {
                assert!(Tr::new(lang).has(&c.label_key()), "{c:?} has no text in {lang}");
                for obstacle in [CommandEnv::default(), nothing].iter().filter_map(|env| c.obstacle_key(env)) {
                    assert!(Tr::new(lang).has(&obstacle), "{c:?}: {obstacle} has no text in {lang}");
                }
            }
        }
    }

    #[test]
    fn no_two_entries_share_a_place_in_a_menu() {
        let mut seen = std::collections::HashSet::from([RECENT]);
        let sub = SUBMENUS.into_iter().map(|(_, _, menu, at)| (menu, at));
        for place in UiCommand::iter().flat_map(|c| c.row().menus).copied().chain(sub) {
            assert!(seen.insert(place), "{place:?}");
        }
    }
}
