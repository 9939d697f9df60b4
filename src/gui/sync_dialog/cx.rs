//! What the tabs share during one pass: the dialog's surroundings, texts, and what they want done afterwards.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use super::{DialogEnv, DialogResponse, SyncTab};
use crate::app::Workspace;
use crate::app::mirror_watch::Watchers;
use crate::app::qase_connection::QaseConnection;
use crate::base::Millis;
use crate::domain::ids::PairId;
use crate::domain::message::Arg;
use crate::gui::backend::{FilePicker, FileRequest};
use crate::gui::file_ask::FileAsk;
use crate::gui::widgets::Tone;
use crate::i18n::Tr;

/// What the tabs share during one pass.
pub struct Cx<'a> {
    /// The open workspace.
    pub workspace: &'a Workspace,
    /// How Qase is reached.
    pub link: Option<&'a QaseConnection>,
    /// How the second account is reached.
    pub second: Option<&'a QaseConnection>,
    /// Which kept pairs are watched.
    pub watchers: &'a Watchers,
    /// File dialogs.
    pub picker: &'a Arc<dyn FilePicker>,
    /// Code of the project of the settings.
    pub project: Option<&'a str>,
    /// The run of the settings.
    pub run_id: Option<i64>,
    /// Texts.
    pub tr: Tr,
    /// The time.
    pub now: Millis,
    /// Ctrl+Enter was pressed in this pass: whoever has the primary button takes it.
    pub apply: bool,
    /// Go to this tab.
    pub go: Option<SyncTab>,
    /// Close the dialog.
    pub close: bool,
    out: &'a mut DialogResponse,
}

impl<'a> Cx<'a> {
    /// The surroundings of one pass.
    pub fn new(env: DialogEnv<'a>, out: &'a mut DialogResponse) -> Self {
        Self {
            workspace: env.workspace,
            link: env.link,
            second: env.second,
            watchers: env.watchers,
            picker: env.picker,
            project: env.project,
            run_id: env.run_id,
            tr: env.tr,
            now: env.now,
            apply: false,
            go: None,
            close: false,
            out,
        }
    }

    /// A text.
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        self.tr.text(key)
    }

    /// A text with a count `n`.
    pub fn n(&self, key: &str, n: usize) -> String {
        self.tr.fmt(key, &[("n", n.into())])
    }

    /// A text with arguments.
    pub fn f(&self, key: &str, args: &[(&str, Arg)]) -> String {
        self.tr.fmt(key, args)
    }

    /// Asks for a file; a typed path begins in the folder of the workspace.
    pub fn ask_file(&self, ask: &mut FileAsk, request: FileRequest) {
        let folder = self.workspace.store.path().parent().unwrap_or(Path::new("."));
        ask.ask(&self.workspace.jobs, self.picker, folder, request);
    }

    /// Takes Ctrl+Enter, once.
    pub fn take_apply(&mut self) -> bool {
        std::mem::take(&mut self.apply)
    }

    /// Asks the window for the settings.
    pub fn open_settings(&mut self) {
        self.out.open_settings = true;
    }

    /// Asks the window to begin anew to watch a pair.
    pub fn retry_watch(&mut self, id: PairId) {
        self.out.retry_watch = Some(id);
    }

    /// Tells something in a toast.
    pub fn tell(&mut self, tone: Tone, words: impl Into<String>) {
        self.out.news.push((tone, words.into()));
    }
}
