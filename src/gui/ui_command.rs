//! The commands of the window: one flat list that feeds the menus, the palette, the shortcuts and the help page.

use eframe::egui::{self, Key, KeyboardShortcut, Modifiers};
use strum::IntoEnumIterator as _;

use super::theme::{Icon, icons};
use super::widgets::menu::Mark;
use crate::i18n::Lang;
use crate::settings::Theme as ThemeChoice;

/// A command without data. What it does stands in the shell; whether it can be done now, in [`UiCommand::enabled`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum UiCommand {
    /// Make a workspace file.
    NewWorkspace,
    /// Open a workspace file.
    OpenWorkspace,
    /// Open the demo.
    OpenDemo,
    /// Import a list of functions.
    ImportFunctions,
    /// Export the list of functions.
    ExportFunctions,
    /// Settings.
    Settings,
    /// Close the window.
    Quit,
    /// Take the last change back.
    Undo,
    /// Do the change again that was taken back.
    Redo,
    /// Put the keyboard into the filter.
    Find,
    /// Open the palette.
    Palette,
    /// Make a function.
    NewFunction,
    /// Edit the title of the chosen function.
    Rename,
    /// Move the highlighted functions, suites or cases to the trash.
    DeleteFunctions,
    /// The trash.
    Trash,
    /// Copy the FuncID of the chosen function.
    CopyFuncId,
    /// Put the chosen functions on the critical list, or take them off.
    ToggleCritical,
    /// Put the chosen functions on the focus list, or take them off.
    ToggleFocus,
    /// Close the tab in front.
    CloseTab,
    /// Go to the tab at the right.
    NextTab,
    /// Go to the tab at the left.
    PreviousTab,
    /// The overview.
    ShowOverview,
    /// The registry.
    ShowRegistry,
    /// Show or hide the left panel.
    ToggleTree,
    /// Show or hide the inspector.
    ToggleInspector,
    /// Show or hide the activity panel.
    ToggleActivity,
    /// Open every line of the tree.
    ExpandAll,
    /// Close every line of the tree.
    CollapseAll,
    /// Read everything again.
    Refresh,
    /// Theme of the system.
    ThemeSystem,
    /// Light theme.
    ThemeLight,
    /// Dark theme.
    ThemeDark,
    /// English.
    LangEn,
    /// Russian.
    LangRu,
    /// Larger.
    ZoomIn,
    /// Smaller.
    ZoomOut,
    /// 100 %.
    ZoomReset,
    /// Synchronise with Qase.
    SyncQase,
    /// Link functions and cases.
    MapCases,
    /// Mirror results to another project.
    MirrorResults,
    /// Check the connection to Qase.
    CheckConnection,
    /// Shortcuts.
    Shortcuts,
    /// Open the folder of the log.
    OpenLog,
    /// About the program.
    About,
}

/// What decides whether a command can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CommandEnv {
    /// A workspace is open.
    pub workspace: bool,
    /// Number of highlighted functions.
    pub chosen: usize,
    /// Number of highlighted things that can be moved to the trash: functions, suites, cases.
    pub deletable: usize,
    /// An edit can be undone.
    pub undo: bool,
    /// An undone edit can be done again.
    pub redo: bool,
    /// The tab in front can be closed.
    pub closable_tab: bool,
    /// The left panel is shown.
    pub tree: bool,
    /// The inspector is shown.
    pub inspector: bool,
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

    /// Key of its text.
    #[must_use]
    pub fn label_key(self) -> String {
        format!("gui-cmd-{}", self.name())
    }

    /// Its icon.
    #[must_use]
    pub fn icon(self) -> Icon {
        match self {
            Self::NewWorkspace | Self::NewFunction => icons::ADD,
            Self::OpenWorkspace => icons::WORKSPACE,
            Self::OpenDemo => icons::DEMO,
            Self::ImportFunctions => icons::IMPORT,
            Self::ExportFunctions => icons::EXPORT,
            Self::Settings => icons::SETTINGS,
            Self::Quit => icons::QUIT,
            Self::Undo => icons::UNDO,
            Self::Redo => icons::REDO,
            Self::Find => icons::FILTER,
            Self::Palette => icons::SEARCH,
            Self::Rename => icons::EDIT,
            Self::DeleteFunctions | Self::Trash => icons::DELETE,
            Self::CopyFuncId => icons::COPY,
            Self::ToggleCritical => icons::CRITICAL,
            Self::ToggleFocus => icons::FOCUS,
            Self::CloseTab => icons::CLOSE,
            Self::NextTab => icons::FORWARD,
            Self::PreviousTab => icons::BACK,
            Self::ShowOverview => icons::OVERVIEW,
            Self::ShowRegistry => icons::REGISTRY,
            Self::ToggleTree | Self::ToggleInspector => icons::PANEL,
            Self::ToggleActivity => icons::ACTIVITY,
            Self::ExpandAll => icons::EXPAND,
            Self::CollapseAll => icons::COLLAPSE,
            Self::Refresh => icons::REFRESH,
            Self::ThemeSystem | Self::ThemeLight | Self::ThemeDark => icons::THEME,
            Self::LangEn | Self::LangRu => icons::LANGUAGE,
            Self::ZoomIn => icons::ZOOM_IN,
            Self::ZoomOut => icons::ZOOM_OUT,
            Self::ZoomReset => icons::SEARCH,
            Self::SyncQase => icons::QASE,
            Self::MapCases => icons::LINK,
            Self::MirrorResults => icons::MIRROR,
            Self::CheckConnection => icons::CONNECTED,
            Self::Shortcuts => icons::KEYBOARD,
            Self::OpenLog => icons::LOG,
            Self::About => icons::INFO,
        }
    }

    /// The keys that do it; the first one is shown.
    #[must_use]
    pub fn shortcuts(self) -> Vec<KeyboardShortcut> {
        const NONE: Modifiers = Modifiers::NONE;
        const CTRL: Modifiers = Modifiers::COMMAND;
        let both = CTRL | Modifiers::SHIFT;
        let keys: &[(Modifiers, Key)] = match self {
            Self::OpenWorkspace => &[(CTRL, Key::O)],
            Self::ImportFunctions => &[(CTRL, Key::I)],
            Self::ExportFunctions => &[(CTRL, Key::E)],
            Self::Settings => &[(CTRL, Key::Comma)],
            Self::Quit => &[(CTRL, Key::Q)],
            Self::Undo => &[(CTRL, Key::Z)],
            Self::Redo => return vec![KeyboardShortcut::new(both, Key::Z), KeyboardShortcut::new(CTRL, Key::Y)],
            Self::Find => &[(CTRL, Key::F)],
            Self::Palette => &[(CTRL, Key::K)],
            Self::NewFunction => &[(CTRL, Key::N)],
            Self::Rename => &[(NONE, Key::F2)],
            Self::DeleteFunctions => &[(NONE, Key::Delete)],
            Self::CopyFuncId => return vec![KeyboardShortcut::new(both, Key::C)],
            Self::CloseTab => &[(CTRL, Key::W)],
            Self::NextTab => &[(CTRL, Key::Tab)],
            Self::PreviousTab => return vec![KeyboardShortcut::new(both, Key::Tab)],
            Self::ShowOverview => &[(CTRL, Key::Num1)],
            Self::ShowRegistry => &[(CTRL, Key::Num2)],
            Self::ToggleTree => &[(CTRL, Key::B)],
            Self::ToggleInspector => return vec![KeyboardShortcut::new(both, Key::B)],
            Self::ToggleActivity => &[(CTRL, Key::J)],
            Self::Refresh => &[(NONE, Key::F5)],
            Self::ZoomIn => &[(CTRL, Key::Plus), (CTRL, Key::Equals)],
            Self::ZoomOut => &[(CTRL, Key::Minus)],
            Self::ZoomReset => &[(CTRL, Key::Num0)],
            Self::SyncQase => return vec![KeyboardShortcut::new(both, Key::Q)],
            Self::Shortcuts => &[(NONE, Key::F1)],
            _ => &[],
        };
        keys.iter().map(|(m, k)| KeyboardShortcut::new(*m, *k)).collect()
    }

    /// The first shortcut as people write it: `Ctrl+K`, `Ctrl+,`.
    #[must_use]
    pub fn shortcut_text(self, ctx: &egui::Context) -> Option<String> {
        self.shortcut_texts(ctx).into_iter().next()
    }

    /// All shortcuts as people write them. egui spells the punctuation out (`Ctrl+Comma`).
    #[must_use]
    pub fn shortcut_texts(self, ctx: &egui::Context) -> Vec<String> {
        const SIGNS: [(&str, &str); 4] = [("Comma", ","), ("Plus", "+"), ("Minus", "-"), ("Equals", "=")];
        let written = |shortcut: &KeyboardShortcut| {
            let text = ctx.format_shortcut(shortcut);
            let sign = SIGNS.iter().find_map(|(name, sign)| text.strip_suffix(name).map(|head| format!("{head}{sign}")));
            sign.unwrap_or(text)
        };
        self.shortcuts().iter().map(written).collect()
    }

    /// True when it can be done now.
    #[must_use]
    pub fn enabled(self, env: &CommandEnv) -> bool {
        match self {
            Self::DeleteFunctions => env.deletable > 0,
            Self::CopyFuncId | Self::ToggleCritical | Self::ToggleFocus => env.chosen > 0,
            Self::Undo => env.undo,
            Self::Redo => env.redo,
            Self::CloseTab => env.workspace && env.closable_tab,
            Self::Rename => env.chosen == 1,
            Self::ImportFunctions
            | Self::ExportFunctions
            | Self::Find
            | Self::NextTab
            | Self::PreviousTab
            | Self::NewFunction
            | Self::Trash
            | Self::ShowOverview
            | Self::ShowRegistry
            | Self::ExpandAll
            | Self::CollapseAll
            | Self::Refresh
            | Self::SyncQase
            | Self::MapCases
            | Self::MirrorResults => env.workspace,
            _ => true,
        }
    }

    /// The check mark of a command that switches something.
    #[must_use]
    pub fn mark(self, env: &CommandEnv) -> Option<Mark> {
        Some(match self {
            Self::ToggleTree => Mark::Check(env.tree),
            Self::ToggleInspector => Mark::Check(env.inspector),
            Self::ToggleActivity => Mark::Check(env.activity),
            Self::ToggleCritical => Mark::Check(env.critical),
            Self::ToggleFocus => Mark::Check(env.focus),
            Self::ThemeSystem => Mark::Radio(env.theme == ThemeChoice::System),
            Self::ThemeLight => Mark::Radio(env.theme == ThemeChoice::Light),
            Self::ThemeDark => Mark::Radio(env.theme == ThemeChoice::Dark),
            Self::LangEn => Mark::Radio(env.lang == Lang::En),
            Self::LangRu => Mark::Radio(env.lang == Lang::Ru),
            _ => return None,
        })
    }

    /// Key of the menu that gives the command its meaning: "Theme" of "Dark". `None` where the name says it all.
    #[must_use]
    pub fn parent_key(self) -> Option<&'static str> {
        Some(match self {
            Self::ThemeSystem | Self::ThemeLight | Self::ThemeDark => "gui-menu-theme",
            Self::LangEn | Self::LangRu => "gui-menu-language",
            Self::ZoomReset => "gui-menu-zoom",
            Self::MapCases | Self::MirrorResults => "gui-menu-sync",
            Self::ToggleTree | Self::ToggleInspector | Self::ToggleActivity | Self::ShowOverview | Self::ShowRegistry => {
                "gui-menu-view"
            }
            _ => return None,
        })
    }

    /// The command whose keys were pressed in this pass. The keys are taken, so that no panel sees them.
    ///
    /// Undo, redo and Delete stay with a text field that has the keyboard: there they mean the text.
    #[must_use]
    pub fn pressed(ctx: &egui::Context, env: &CommandEnv) -> Option<Self> {
        let typing = ctx.text_edit_focused();
        Self::iter()
            .filter(|c| {
                c.enabled(env) && !(typing && matches!(c, Self::Undo | Self::Redo | Self::CopyFuncId | Self::DeleteFunctions))
            })
            .find(|c| {
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
#[derive(Debug, Clone, Copy)]
pub enum MenuEntry {
    /// A command.
    Command(UiCommand),
    /// A line between groups.
    Line,
    /// A menu inside the menu: key of its text and its entries.
    Sub(&'static str, Icon, &'static [MenuEntry]),
    /// The workspaces that were open before.
    Recent,
}

use MenuEntry::{Command as C, Line, Recent, Sub};
use UiCommand as U;

/// The menu bar: keys of the titles, and the entries.
pub const MENUS: &[(&str, &[MenuEntry])] = &[
    (
        "gui-menu-file",
        &[
            C(U::NewWorkspace),
            C(U::OpenWorkspace),
            Recent,
            C(U::OpenDemo),
            Line,
            C(U::ImportFunctions),
            C(U::ExportFunctions),
            Line,
            C(U::Settings),
            Line,
            C(U::Quit),
        ],
    ),
    (
        "gui-menu-edit",
        &[
            C(U::Undo),
            C(U::Redo),
            Line,
            C(U::NewFunction),
            C(U::Rename),
            C(U::CopyFuncId),
            C(U::DeleteFunctions),
            Line,
            C(U::ToggleCritical),
            C(U::ToggleFocus),
            Line,
            C(U::Find),
            C(U::Palette),
        ],
    ),
    (
        "gui-menu-view",
        &[
            C(U::ShowOverview),
            C(U::ShowRegistry),
            C(U::NextTab),
            C(U::PreviousTab),
            C(U::CloseTab),
            Line,
            C(U::ToggleTree),
            C(U::ToggleInspector),
            C(U::ToggleActivity),
            C(U::ExpandAll),
            C(U::CollapseAll),
            Line,
            Sub("gui-menu-theme", icons::THEME, &[C(U::ThemeSystem), C(U::ThemeLight), C(U::ThemeDark)]),
            Sub("gui-menu-language", icons::LANGUAGE, &[C(U::LangRu), C(U::LangEn)]),
            Sub("gui-menu-zoom", icons::ZOOM_IN, &[C(U::ZoomIn), C(U::ZoomOut), C(U::ZoomReset)]),
            Line,
            C(U::Refresh),
        ],
    ),
    (
        "gui-menu-tools",
        &[
            Sub("gui-menu-sync", icons::SYNC, &[C(U::SyncQase), C(U::MapCases), C(U::MirrorResults), C(U::CheckConnection)]),
            Line,
            C(U::Trash),
            C(U::ToggleActivity),
        ],
    ),
    ("gui-menu-help", &[C(U::Shortcuts), C(U::OpenLog), Line, C(U::About)]),
];

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::i18n::{Lang, Tr};

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
        let words = ["Comma", "Plus", "Minus", "Equals"];
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
        for (title, entries) in MENUS {
            assert!(Tr::new(Lang::Ru).has(title), "{title}");
            walk(entries, &mut found);
        }
        for c in UiCommand::iter() {
            assert!(found.contains(&c), "{c:?} is in no menu");
            for lang in Lang::ALL {
                assert!(Tr::new(lang).has(&c.label_key()), "{c:?} has no text in {lang}");
            }
        }
    }
}
