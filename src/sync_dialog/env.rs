//! Input of the dialog in a pass, and its answer to the window.

use std::sync::Arc;

use crate::backend::FilePicker;
use voluptas_app::Workspace;
use voluptas_app::mirror::watch::Watchers;
use voluptas_app::qase::connection::QaseConnection;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::PairId;
use voluptas_i18n::Tr;
use voluptas_ui::widgets::Tone;

/// The dialog's surroundings in one pass.
#[derive(Debug, Clone, Copy)]
pub struct DialogEnv<'a> {
    /// The open workspace.
    pub workspace: &'a Workspace,
    /// Connection to Qase; `None` until the settings have a token.
    pub link: Option<&'a QaseConnection>,
    /// Connection to the second account; `None` without one.
    pub second: Option<&'a QaseConnection>,
    /// Watchers of the saved pairs, with the reasons why some are not watched.
    pub watchers: &'a Watchers,
    /// File dialogs.
    pub picker: &'a Arc<dyn FilePicker>,
    /// Code of the project in the settings.
    pub project: Option<&'a str>,
    /// Id of the run in the settings.
    pub run_id: Option<i64>,
    /// Texts.
    pub tr: Tr,
    /// The time.
    pub now: Millis,
}

/// A change in the settings of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingsChange {
    /// Another address or token: the account may be another one.
    Account,
    /// Another project or run, from which the tabs take their defaults.
    Project,
}

/// Requests of the dialog to the window after a pass.
#[derive(Debug, Clone, Default)]
pub struct DialogResponse {
    /// The dialog was closed; jobs go on.
    pub closed: bool,
    /// Open the settings at the Qase tab.
    pub open_settings: bool,
    /// Watch this saved pair again after a failure.
    pub retry_watch: Option<PairId>,
    /// Texts for toasts.
    pub news: Vec<News>,
}

/// A text for a toast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    pub tone: Tone,
    pub words: String,
    /// The operation that a button of the toast takes back.
    pub operation: Option<i64>,
}
