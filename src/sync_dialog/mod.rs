//! The Qase Sync dialog: the frame around its tabs Import, Export, Mapping, Mirror and History.
//!
//! A pass has three steps. First the tabs take the answers of jobs and ask for the data of the visible tab. Then the visible tab is
//! drawn with a [`context::TabContext`], which offers no workspace and no jobs, and pushes actions. At last the actions are performed
//! with a [`context::TabBackend`]. Tabs are registered in [`register`], one line for each.
//!
//! `plan_tab` has the pages of the tabs that plan and apply, `plan_actions` and `plan_jobs` their work, `case_plan` the plan of an import
//! or export; `preview` and `outcome` are further parts that several tabs share. This module uses no disk, network or threads itself;
//! everything that takes time goes through the jobs and queries of the workspace.

mod account_lists;
mod case_plan;
mod context;
mod env;
mod export;
mod footer;
mod history;
mod import;
mod mapping;
mod mirror;
mod outcome;
mod plan_actions;
mod plan_jobs;
mod plan_tab;
mod policy;
mod preview;
mod register;
mod retry;
mod rich;
mod running;
mod strip;
mod tabs;

use std::collections::HashSet;

use eframe::egui::{self, CornerRadius, Id, Key, Modifiers, Rect, Sense, Ui, Vec2, pos2, vec2};

use account_lists::AccountLists;
use context::{DialogAction, TabBackend, TabContext};
use register::Tabs;
use voluptas_jobs::JobId;
use voluptas_settings::Account;
use voluptas_ui::theme::{Icon, Palette, icons, size, space};
use voluptas_ui::widgets::{Dialog, Tab as StripTab, TabEvent, Tone, dialog};

pub use crate::model::sync_tab::SyncTab;
pub use env::{DialogEnv, DialogResponse, News, SettingsChange};
pub use export::{ExportTab, OfferedRun};
pub use history::HistoryTab;
pub use import::ImportTab;
pub use mapping::MappingTab;
pub use mirror::MirrorTab;
pub use preview::Preview;

/// Least width and height, in points.
const LEAST: Vec2 = vec2(900.0, 600.0);
/// Width and height at first.
const USUAL: Vec2 = vec2(1160.0, 780.0);

/// The dialog. It is kept while the workspace is open: a job that runs while the dialog is closed shows its end at the next opening.
#[derive(Debug)]
pub struct SyncDialog {
    open: bool,
    tab: SyncTab,
    size: Vec2,
    typing: bool,
    /// A job to be run again in the next pass.
    retry: Option<JobId>,
    lists: AccountLists,
    tabs: Tabs,
}

impl Default for SyncDialog {
    fn default() -> Self {
        Self::new()
    }
}

impl SyncDialog {
    /// A closed dialog.
    #[must_use]
    pub fn new() -> Self {
        Self {
            open: false,
            tab: SyncTab::Import,
            size: USUAL,
            typing: false,
            retry: None,
            lists: AccountLists::default(),
            tabs: Tabs::default(),
        }
    }

    /// Opens the dialog at a tab.
    pub fn open(&mut self, tab: SyncTab) {
        self.open = true;
        self.tab = tab;
    }

    /// Opens the export with the results of a run, to be sent into a new run of its title, and with these functions.
    pub fn offer_export(&mut self, functions: HashSet<i64>, run: OfferedRun) {
        self.tabs.export.tab_mut().offer(functions, run);
        self.open(SyncTab::Export);
    }

    /// Runs a failed job again with the same options and shows its tab. Returns false when the request is not known, as after a
    /// restart.
    pub fn retry(&mut self, job: JobId) -> bool {
        let Some(tab) = SyncTab::ALL.iter().find(|tab| self.tabs.get(**tab).knows(job)) else { return false };
        self.open(*tab);
        self.retry = Some(job);
        true
    }

    /// Drops data that became invalid with a change of the settings. Jobs go on, and a preview stays as long as it is of the same
    /// account. Returns true if a visible preview was dropped.
    pub fn settings_changed(&mut self, account: Account, change: SettingsChange) -> bool {
        if (account, change) == (Account::Primary, SettingsChange::Account) {
            self.lists.reset();
        }
        // Every tab is asked, also after one has dropped its preview.
        SyncTab::ALL.iter().fold(false, |dropped, tab| self.tabs.get_mut(*tab).settings_changed(account, change) | dropped)
    }

    /// True when the dialog is open.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// True while a synchronisation of one of the tabs is running.
    pub fn is_busy(&self) -> bool {
        SyncTab::ALL.iter().any(|tab| self.tabs.get(*tab).is_busy())
    }

    /// The Import tab.
    pub fn import(&self) -> &ImportTab {
        self.tabs.import.tab()
    }

    /// The Export tab.
    pub fn export(&self) -> &ExportTab {
        self.tabs.export.tab()
    }

    /// The Mapping tab.
    pub fn mapping(&self) -> &MappingTab {
        self.tabs.mapping.tab()
    }

    /// The Mirror tab.
    pub fn mirror(&self) -> &MirrorTab {
        self.tabs.mirror.tab()
    }

    /// Takes the answers of jobs and, while the dialog is open, draws it and performs its actions. Called in every pass.
    pub fn ui(&mut self, ctx: &egui::Context, env: &DialogEnv<'_>) -> DialogResponse {
        let mut out = DialogResponse::default();
        self.before(env, &mut out);
        if !self.open {
            return out;
        }
        let actions = self.draw(ctx, env);
        let mut backend = TabBackend::new(*env, &mut self.lists, &mut out);
        if self.tabs.get_mut(self.tab).perform(&mut backend) || !actions.is_empty() {
            // The next pass shows what the actions did.
            ctx.request_repaint();
        }
        for action in actions {
            match action {
                DialogAction::Show(tab) => self.tab = tab,
                DialogAction::OpenSettings => out.open_settings = true,
                DialogAction::RetryWatch(id) => out.retry_watch = Some(id),
                DialogAction::Close => {
                    self.open = false;
                    out.closed = true;
                }
            }
        }
        out
    }

    /// Takes answers and asks for the data of the visible tab.
    fn before(&mut self, env: &DialogEnv<'_>, out: &mut DialogResponse) {
        self.lists.poll();
        let mut backend = TabBackend::new(*env, &mut self.lists, out);
        for tab in &SyncTab::ALL {
            self.tabs.get_mut(*tab).poll(&mut backend);
        }
        if !self.open {
            return;
        }
        backend.lists.read_projects_once(env.workspace, env.link);
        if let Some(job) = self.retry.take() {
            for tab in &SyncTab::ALL {
                self.tabs.get_mut(*tab).run_again(&mut backend, job);
            }
        }
        for tab in &SyncTab::ALL {
            self.tabs.get_mut(*tab).update(&mut backend, *tab == self.tab);
        }
    }

    /// Draws the dialog. Returns the actions for the dialog; the visible tab keeps its own.
    fn draw(&mut self, ctx: &egui::Context, env: &DialogEnv<'_>) -> Vec<DialogAction> {
        // The first Esc leaves the text that was being written (egui has done that already), the second one the dialog.
        // A list that is open takes Esc for itself.
        if self.typing && !egui::Popup::is_any_open(ctx) {
            ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
        }
        let apply = ctx.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter));
        let cx = TabContext::new(env, &self.lists, apply);
        let (tone, icon, chip) = chip(&cx);
        let (title, close) = (cx.t("sync-dialog-title"), cx.t("sync-dialog-close"));
        let room = dialog::room(ctx);
        self.size = self.size.max(LEAST);
        let wanted = self.size.min(room);
        let (tabs, chosen, size) = (&mut self.tabs, self.tab, &mut self.size);
        let mut actions = Vec::new();
        let shown = Dialog::new(Id::unique("qase-sync"), &title, &close)
            .icon(icons::QASE)
            .chip(tone, Some(icon), &chip)
            .size(wanted.x, wanted.y)
            .sticky()
            .show(ctx, |ui| {
                grip(ui, size);
                actions.extend(tab_strip(ui, &cx, tabs, chosen).map(DialogAction::Show));
                actions.extend(tabs.get_mut(chosen).ui(ui, &cx));
            });
        self.typing = ctx.text_edit_focused();
        if shown.close {
            actions.push(DialogAction::Close);
        }
        actions
    }
}

/// Tone, icon and text of the chip in the head of the dialog, which tells the state of the connection.
fn chip(cx: &TabContext<'_>) -> (Tone, Icon, String) {
    if !cx.is_connected() {
        return (Tone::Warning, icons::OFFLINE, cx.t("sync-dialog-not-connected").into_owned());
    }
    if cx.lists.trouble().is_some() {
        return (Tone::Bad, icons::OFFLINE, cx.t("sync-dialog-no-connection").into_owned());
    }
    let Some(code) = cx.project else {
        return (Tone::Neutral, icons::CONNECTED, cx.t("sync-dialog-no-project").into_owned());
    };
    let code = code.to_uppercase();
    match cx.lists.title(&code) {
        Some(title) => (Tone::Good, icons::PASSED, format!("{code} · {title}")),
        None if cx.lists.projects().is_loaded() => {
            (Tone::Bad, icons::BROKEN, cx.f("sync-dialog-project-unseen", &[("code", code.into())]))
        }
        None => (Tone::Neutral, icons::CONNECTED, code),
    }
}

/// Draws the strip of tabs. Returns the tab that was pressed.
fn tab_strip(ui: &mut Ui, cx: &TabContext<'_>, tabs: &Tabs, chosen: SyncTab) -> Option<SyncTab> {
    let names: Vec<_> = SyncTab::ALL.iter().map(|tab| cx.t(tab.key())).collect();
    let strip: Vec<StripTab<'_>> = SyncTab::ALL
        .iter()
        .zip(&names)
        .map(|(tab, name)| match tabs.get(*tab).count() {
            Some(n) => StripTab::new(name).count(cx.tr.number(n)),
            None => StripTab::new(name),
        })
        .collect();
    let at = SyncTab::ALL.iter().position(|tab| *tab == chosen).unwrap_or(0);
    match dialog::tab_strip(ui, "sync", at, &strip) {
        Some(TabEvent::Choose(i)) => SyncTab::ALL.get(i).copied(),
        _ => None,
    }
}

/// Draws the corner by which the dialog is resized. The dialog stays in the middle of the window, so the other corners move as well.
fn grip(ui: &mut Ui, dialog: &mut Vec2) {
    let corner = ui.max_rect().right_bottom();
    let at = Rect::from_min_max(corner - Vec2::splat(size::ICON), corner);
    let response = ui.interact(at, Id::unique("qase-sync-grip"), Sense::drag());
    if response.hovered() || response.dragged() {
        ui.ctx().set_cursor_icon(egui::CursorIcon::ResizeNwSe);
        let p = Palette::of(ui);
        for step in [space::XS, space::S] {
            let line = [
                pos2(corner.x - step - space::XXS, corner.y - space::XXS),
                pos2(corner.x - space::XXS, corner.y - step - space::XXS),
            ];
            ui.painter().line_segment(line, (size::LINE, p.text_faint));
        }
        ui.painter().rect_filled(Rect::NOTHING, CornerRadius::ZERO, p.panel);
    }
    if response.dragged() {
        *dialog = (*dialog + response.drag_delta() * 2.0).max(LEAST);
    }
}
