//! The context of the views: borrowed lists and facts of one pass. Views read it and cannot change it.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use crate::model::{CasesModel, RegistryModel, RunsModel, words};
use crate::ui_command::{CommandEnv, UiCommand};
use voluptas_app::overview::lists::AbsentCase;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::CaseId;
use voluptas_i18n::Tr;
use voluptas_jobs::JobSnapshot;
use voluptas_store::history::Operation;
use voluptas_ui::widgets::Announcement;

/// State of the connection to Qase.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Connection {
    #[default]
    NoToken,
    /// A token, not tried yet in this session; the project's code when one is chosen.
    Unchecked(Option<String>),
    /// The connection is being tried.
    Checking,
    /// Qase answered.
    Connected {
        /// Project code, or the number of projects that the token sees.
        label: String,
        /// Round-trip time in milliseconds.
        millis: i64,
    },
    /// Qase did not answer; the reason.
    Failed(String),
}

/// The borrowed facts of one pass.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// Texts.
    pub tr: Tr,
    /// The time.
    pub now: Millis,
    /// The open workspace's file; none on the first-start page.
    pub workspace: Option<&'a Path>,
    /// Name of the person who uses the window; blank when it is not known.
    pub me: &'a str,
    pub registry: &'a RegistryModel,
    /// Suites and cases.
    pub cases: &'a CasesModel,
    /// Cases with a draft that is kept and not saved.
    pub drafts: &'a BTreeSet<CaseId>,
    /// Cases of open tabs that `cases` does not have.
    pub absent: Option<&'a HashMap<CaseId, AbsentCase>>,
    pub runs: &'a RunsModel,
    /// The edit that undo would take back.
    pub undo: Option<&'a Operation>,
    /// The edit that redo would do again.
    pub redo: Option<&'a Operation>,
    /// Jobs, newest first.
    pub jobs: &'a [JobSnapshot],
    /// Warnings and errors that toasts showed in this session.
    pub said: &'a [Announcement],
    /// Qase.
    pub connection: &'a Connection,
    /// The registry is being read for the first time.
    pub loading: bool,
    /// An edit has been stored for so long that the status bar says so.
    pub is_storing: bool,
    /// This is the demo.
    pub demo: bool,
    /// Workspaces that were open before.
    pub recent: &'a [PathBuf],
    /// The facts that decide which commands can be done.
    pub env: CommandEnv,
}

impl<'a> View<'a> {
    pub fn text(&self, key: &str) -> std::borrow::Cow<'static, str> {
        self.tr.text(key)
    }

    /// A text with a count `n`.
    pub fn count(&self, key: &str, n: u64) -> String {
        self.tr.fmt(key, &[("n", i64::try_from(n).unwrap_or(i64::MAX).into())])
    }

    /// The name of a command. Undo and redo name the edit that they act on.
    pub fn command_label(&self, command: UiCommand) -> String {
        // Of cases it copies their own ids.
        let of_cases = command == UiCommand::CopyFuncId && self.env.chosen == 0 && self.env.case_ids > 0;
        let name = if of_cases { self.text("window-copy-code") } else { self.text(&command.label_key()) };
        let operation = match command {
            UiCommand::Undo => self.undo,
            UiCommand::Redo => self.redo,
            _ => None,
        };
        match operation {
            Some(operation) => format!("{name}: {}", words::operation_subject(self.tr, operation)),
            None => name.into_owned(),
        }
    }

    /// The keys of a command as people write them.
    pub fn command_keys(&self, command: UiCommand, ctx: &eframe::egui::Context) -> Option<String> {
        match command {
            UiCommand::NewFunction if self.env.new_is_case => None,
            UiCommand::NewCase if self.env.new_is_case => UiCommand::NewFunction.shortcut_text(ctx),
            _ => command.shortcut_text(ctx),
        }
    }

    /// The name of a command with the menu that gives it its meaning: "Theme: Dark".
    pub fn full_command_label(&self, command: UiCommand) -> String {
        let name = self.command_label(command);
        match command.parent_key() {
            Some(parent) => format!("{}: {name}", self.text(parent)),
            None => name,
        }
    }

    /// Active people of the registry by name, the person who uses the window first.
    pub fn people(&self) -> Vec<&'a str> {
        let active = self.registry.people.iter().filter(|person| person.is_active);
        let mut names: Vec<&str> = active.map(|person| person.name.as_str()).collect();
        self.me_first(&mut names);
        names
    }

    /// Moves the name of the person who uses the window to the front. The others keep their order.
    pub fn me_first<T: AsRef<str>>(&self, names: &mut [T]) {
        if let Some(at) = names.iter().position(|name| self.is_me(name.as_ref())) {
            names[..=at].rotate_right(1);
        }
    }

    /// True for the name of the person who uses the window.
    pub fn is_me(&self, name: &str) -> bool {
        !self.me.is_empty() && name == self.me
    }

    /// The workspace's name: its file without the ending.
    pub fn workspace_name(&self) -> String {
        self.workspace.and_then(Path::file_stem).map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
    }
}
