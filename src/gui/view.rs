//! What panels read: borrowed view models and facts of this pass. Nothing here can be changed by a panel.

use std::path::{Path, PathBuf};

use crate::base::Millis;
use crate::domain::case::Case;
use crate::gui::model::{CasesModel, Past, RegistryModel, RunResults, RunsModel};
use crate::gui::ui_command::CommandEnv;
use crate::i18n::Tr;
use crate::jobs::JobSnapshot;
use crate::store::Change;
use crate::store::history::Operation;

/// How the program stands with Qase.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Connection {
    /// No token.
    #[default]
    NoToken,
    /// A token, not tried yet in this session; the project's code when one is chosen.
    Unchecked(Option<String>),
    /// Being tried.
    Checking,
    /// It answered.
    Connected {
        /// Project code, or what the token sees.
        label: String,
        /// Round-trip time in milliseconds.
        millis: i64,
    },
    /// It did not, and why.
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
    /// The registry.
    pub registry: &'a RegistryModel,
    /// Suites and cases.
    pub cases: &'a CasesModel,
    /// The runs.
    pub runs: &'a RunsModel,
    /// The results of the run that was read for its tab.
    pub results: Option<&'a RunResults>,
    /// The latest results of the chosen function's cases, the newest last.
    pub trend: &'a [Past],
    /// The case that was read for its tab or the inspector.
    pub case: Option<&'a Case>,
    /// What was done to the subject of the inspector, newest first.
    pub history: &'a [(Operation, Change)],
    /// Jobs, newest first.
    pub jobs: &'a [JobSnapshot],
    /// Qase.
    pub connection: &'a Connection,
    /// The registry is being read for the first time.
    pub loading: bool,
    /// This is the demo.
    pub demo: bool,
    /// Workspaces that were open before.
    pub recent: &'a [PathBuf],
    /// What decides which commands can be done.
    pub env: CommandEnv,
}

impl View<'_> {
    /// A text.
    #[must_use]
    pub fn text(&self, key: &str) -> std::borrow::Cow<'static, str> {
        self.tr.text(key)
    }

    /// A text with a count `n`.
    #[must_use]
    pub fn count(&self, key: &str, n: u64) -> String {
        self.tr.fmt(key, &[("n", i64::try_from(n).unwrap_or(i64::MAX).into())])
    }

    /// The workspace's name: its file without the ending.
    #[must_use]
    pub fn workspace_name(&self) -> String {
        self.workspace.and_then(Path::file_stem).map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
    }
}
