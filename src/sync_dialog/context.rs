//! The two sides of a pass: what a tab reads while it is drawn, and what its work needs afterwards.
//!
//! A tab is drawn with a [`TabContext`]. The context holds no workspace, store or job runner, so code that draws cannot start a job;
//! it pushes [`Actions`] instead. After the pass the tab performs its actions with a [`TabBackend`], which has all of these. The
//! backend also serves the steps before drawing: taking the answers of jobs and asking for the data of the visible tab.

use std::borrow::Cow;
use std::path::Path;

use super::account_lists::AccountLists;
use super::{DialogEnv, DialogResponse, News};
use crate::backend::FileRequest;
use crate::file_prompt::FilePrompt;
use crate::model::sync_tab::SyncTab;
use voluptas_app::Workspace;
use voluptas_app::mirror::watch::Watchers;
use voluptas_app::qase::connection::QaseConnection;
use voluptas_core::base::Millis;
use voluptas_core::domain::ids::PairId;
use voluptas_core::domain::message::Arg;
use voluptas_i18n::Tr;
use voluptas_jobs::{Failure, Query};
use voluptas_settings::Account;
use voluptas_store::{Aggregate, Store};
use voluptas_ui::widgets::Tone;

/// The facts that a tab reads while it is drawn.
#[derive(Debug, Clone, Copy)]
pub struct TabContext<'a> {
    /// Texts.
    pub tr: Tr,
    /// The time.
    pub now: Millis,
    /// Code of the project in the settings.
    pub project: Option<&'a str>,
    /// Id of the run in the settings.
    pub run_id: Option<i64>,
    /// Projects and open runs of the first account.
    pub lists: &'a AccountLists,
    /// True while a second account is set up.
    pub has_second_account: bool,
    /// Ctrl+Enter was pressed in this pass: it presses the primary button.
    pub apply: bool,
    link: Option<&'a QaseConnection>,
    watchers: &'a Watchers,
}

impl<'a> TabContext<'a> {
    /// The context of one pass.
    pub fn new(env: &DialogEnv<'a>, lists: &'a AccountLists, apply: bool) -> Self {
        Self {
            tr: env.tr,
            now: env.now,
            project: env.project,
            run_id: env.run_id,
            lists,
            has_second_account: env.second.is_some(),
            apply,
            link: env.link,
            watchers: env.watchers,
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

    /// True while the settings have a connection to Qase.
    pub fn is_connected(&self) -> bool {
        self.link.is_some()
    }

    /// Address of the web page of a case or run in Qase, if known.
    pub fn page(&self, project: &str, entity: &str, id: i64) -> Option<String> {
        self.link?.page(project, entity, id)
    }

    /// The reason why a saved pair is not watched at the moment.
    pub fn watch_failure(&self, id: PairId) -> Option<Failure> {
        self.watchers.trouble(id)
    }
}

/// Something that the dialog or the window does for a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DialogAction {
    /// Show a tab.
    Show(SyncTab),
    /// Close the dialog.
    Close,
    /// Open the settings at the tab of Qase.
    OpenSettings,
    /// Watch a saved pair again after a failure.
    RetryWatch(PairId),
}

/// The actions that a tab pushes while it is drawn: its own and those for the dialog.
#[derive(Debug)]
pub struct Actions<A> {
    /// Actions that the tab performs.
    pub own: Vec<A>,
    /// Actions that the dialog performs.
    pub dialog: Vec<DialogAction>,
}

impl<A> Default for Actions<A> {
    fn default() -> Self {
        Self { own: Vec::new(), dialog: Vec::new() }
    }
}

impl<A> Actions<A> {
    /// Adds an action of the tab.
    pub fn push(&mut self, action: impl Into<A>) {
        self.own.push(action.into());
    }

    /// Adds an action of the dialog.
    pub fn dialog(&mut self, action: DialogAction) {
        self.dialog.push(action);
    }
}

/// Workspace, connections and jobs for the work of a tab. Only the steps before and after drawing receive it.
pub struct TabBackend<'a> {
    /// The open workspace.
    pub workspace: &'a Workspace,
    /// Connection to the first account.
    pub link: Option<&'a QaseConnection>,
    /// Code of the project in the settings.
    pub project: Option<&'a str>,
    /// Texts.
    pub tr: Tr,
    /// The time.
    pub now: Millis,
    /// Projects and open runs of the first account.
    pub lists: &'a mut AccountLists,
    env: DialogEnv<'a>,
    out: &'a mut DialogResponse,
}

impl<'a> TabBackend<'a> {
    /// The backend of one pass.
    pub fn new(env: DialogEnv<'a>, lists: &'a mut AccountLists, out: &'a mut DialogResponse) -> Self {
        Self { workspace: env.workspace, link: env.link, project: env.project, tr: env.tr, now: env.now, lists, env, out }
    }

    /// The facts that drawing code reads; also for models that hold texts.
    pub fn context(&self) -> TabContext<'_> {
        TabContext::new(&self.env, self.lists, false)
    }

    /// Connection to an account.
    pub fn link_of(&self, account: Account) -> Option<&'a QaseConnection> {
        match account {
            Account::Primary => self.link,
            Account::MirrorTarget => self.env.second,
        }
    }

    /// Reads the projects of the first account again, past the cache.
    pub fn read_projects(&mut self) {
        self.lists.read_projects(self.workspace, self.link, true);
    }

    /// Handle of the workspace's store, for work in the background.
    pub fn store(&self) -> Store {
        self.workspace.store.clone()
    }

    /// Change counter of a part of the workspace.
    pub fn generation(&self, of: Aggregate) -> u64 {
        self.workspace.store.generations().of(of)
    }

    /// Asks a query on a background thread.
    pub fn ask<T: Send + 'static>(&self, query: &Query<T>, work: impl FnOnce() -> T + Send + 'static) {
        query.ask(&self.workspace.jobs, work);
    }

    /// The folder of the workspace file, where file dialogs begin.
    pub fn folder(&self) -> &'a Path {
        self.workspace.store.path().parent().unwrap_or(Path::new("."))
    }

    /// Asks for a file; a typed path begins in the folder of the workspace.
    pub fn ask_file(&self, ask: &mut FilePrompt, request: FileRequest) {
        ask.ask(&self.workspace.jobs, self.env.picker, self.folder(), request);
    }

    /// Opens the system's file dialog on a background thread.
    pub fn pick_file(&self, query: &Query<crate::backend::Picked>, request: FileRequest) {
        let picker = std::sync::Arc::clone(self.env.picker);
        self.ask(query, move || picker.pick(request));
    }

    /// Shows a toast.
    pub fn tell(&mut self, tone: Tone, words: impl Into<String>) {
        self.tell_stored(tone, words, None);
    }

    /// Shows a toast about an edit, with a button that takes it back.
    pub fn tell_stored(&mut self, tone: Tone, words: impl Into<String>, operation: Option<i64>) {
        self.out.news.push(News { tone, words: words.into(), operation });
    }
}
