//! The Qase Sync dialog: Import, Export, Mapping, Mirror and History, each choose -> preview -> apply -> summary.
//!
//! What lives here: the dialog's frame and its tabs. What must not: disk, network or threads; everything that takes time goes
//! through the jobs and queries of the workspace and comes back as data.

mod again;
mod connection;
mod cx;
mod diff;
mod export;
mod failure;
mod foot;
mod guard;
mod history;
mod import;
mod mapping;
mod mirror;
mod outcome;
mod outcome_items;
mod preview;
mod preview_table;
mod report;
mod rich;
mod running;
mod values;

use std::sync::Arc;

use eframe::egui::{self, CornerRadius, Id, Key, Modifiers, Rect, Sense, Ui, Vec2, pos2, vec2};

use super::backend::FilePicker;
use super::theme::{Palette, icons, size, space};
use super::widgets::{Dialog, Tab, TabEvent, Tone, dialog};
use crate::app::Workspace;
use crate::app::mirror_watch::Watchers;
use crate::app::qase_connection::QaseConnection;
use crate::base::Millis;
use crate::domain::ids::PairId;
use crate::i18n::Tr;
use crate::jobs::JobId;
use crate::settings::Account;
use cx::Cx;

pub use export::ExportTab;
pub use history::HistoryTab;
pub use import::ImportTab;
pub use mapping::MappingTab;
pub use mirror::MirrorTab;
pub use preview::Preview;

/// A tab of the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SyncTab {
    /// From Qase into the workspace.
    #[default]
    Import,
    /// From the workspace to Qase.
    Export,
    /// Which function is covered by which case.
    Mapping,
    /// Results of one project onto the cases of another.
    Mirror,
    /// What was done.
    History,
}

impl SyncTab {
    const ALL: [Self; 5] = [Self::Import, Self::Export, Self::Mapping, Self::Mirror, Self::History];
}

/// What the dialog is given in every pass.
#[derive(Debug, Clone, Copy)]
pub struct DialogEnv<'a> {
    /// The open workspace.
    pub workspace: &'a Workspace,
    /// How Qase is reached; none while it is not set up.
    pub link: Option<&'a QaseConnection>,
    /// How the second account is reached; none when there is none.
    pub second: Option<&'a QaseConnection>,
    /// Which kept pairs are watched, and why one is not.
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
}

/// What has changed in the settings of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingsChange {
    /// Its address or its token: it is another account now.
    Account,
    /// The project or the run that dialogs begin with.
    Project,
}

/// What the window should do after a pass.
#[derive(Debug, Clone, Default)]
pub struct DialogResponse {
    /// The dialog was closed; jobs go on.
    pub closed: bool,
    /// Open the settings at the Qase tab.
    pub open_settings: bool,
    /// Begin anew to watch this pair.
    pub retry_watch: Option<PairId>,
    /// News for a toast.
    pub news: Vec<(Tone, String)>,
}

/// Least width and height, in points.
const LEAST: Vec2 = vec2(900.0, 600.0);
/// Width and height at first.
const USUAL: Vec2 = vec2(1160.0, 780.0);

/// The dialog. Keep it while the workspace is open: a job that runs while it is closed shows its end at the next opening.
#[derive(Debug)]
pub struct SyncDialog {
    open: bool,
    tab: SyncTab,
    size: Vec2,
    typing: bool,
    /// A job to be run again at the next pass.
    retry: Option<JobId>,
    connection: connection::Connection,
    import: ImportTab,
    export: ExportTab,
    mapping: MappingTab,
    mirror: MirrorTab,
    history: HistoryTab,
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
            tab: SyncTab::default(),
            size: USUAL,
            typing: false,
            retry: None,
            connection: connection::Connection::default(),
            import: ImportTab::default(),
            export: ExportTab::default(),
            mapping: MappingTab::default(),
            mirror: MirrorTab::default(),
            history: HistoryTab::default(),
        }
    }

    /// Opens it at a tab.
    pub fn open(&mut self, tab: SyncTab) {
        self.open = true;
        self.tab = tab;
    }

    /// Runs a failed job again with the same options, shown at its tab. False when its request is not known, as after a restart.
    pub fn retry(&mut self, job: JobId) -> bool {
        let tab = if self.import.knows(job) {
            SyncTab::Import
        } else if self.export.knows(job) {
            SyncTab::Export
        } else if self.mirror.knows(job) {
            SyncTab::Mirror
        } else {
            return false;
        };
        self.open(tab);
        self.retry = Some(job);
        true
    }

    /// Forgets what no longer holds: the settings of an account have changed. What runs goes on, and what is being looked at
    /// stays as long as it is of the same account. Gives whether something was dropped that a person was looking at.
    pub fn settings_changed(&mut self, account: Account, change: SettingsChange) -> bool {
        match (account, change) {
            (Account::Primary, SettingsChange::Account) => {
                self.connection.reset();
                // All of them are to forget.
                self.import.forget() | self.export.forget() | self.mirror.forget()
            }
            (Account::Primary, SettingsChange::Project) => {
                self.import.begin_anew();
                self.export.begin_anew();
                false
            }
            (Account::MirrorTarget, SettingsChange::Account) => self.mirror.forget_second(),
            (Account::MirrorTarget, SettingsChange::Project) => false,
        }
    }

    /// True when it is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// True when a synchronisation that it began is running.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.import.is_busy() || self.export.is_busy() || self.mirror.is_busy()
    }

    /// The import, for tests and commands.
    #[must_use]
    pub fn import(&self) -> &ImportTab {
        &self.import
    }

    /// The export.
    #[must_use]
    pub fn export(&self) -> &ExportTab {
        &self.export
    }

    /// The mapping.
    #[must_use]
    pub fn mapping(&self) -> &MappingTab {
        &self.mapping
    }

    /// The mirror.
    #[must_use]
    pub fn mirror(&self) -> &MirrorTab {
        &self.mirror
    }

    /// Draws it while it is open, and hears of the ends of its jobs in any case. Call it in every pass.
    pub fn ui(&mut self, ctx: &egui::Context, env: &DialogEnv<'_>) -> DialogResponse {
        let mut out = DialogResponse::default();
        let cx = &mut Cx::new(*env, &mut out);
        self.connection.poll();
        self.import.poll(cx);
        self.export.poll(cx);
        self.mirror.poll(cx);
        if !self.open {
            return out;
        }
        self.connection.begin(cx);
        if let Some(job) = self.retry.take() {
            self.import.run_again(cx, job);
            self.export.run_again(cx, job);
            self.mirror.run_again(cx, job);
        }
        // The first Esc leaves the text that was being written (egui has done that already), the second one the dialog.
        // A list that is open takes Esc for itself.
        if self.typing && !egui::Popup::is_any_open(ctx) {
            ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
        }
        cx.apply = ctx.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter));
        let (tone, icon, chip) = self.connection.chip(cx);
        let (title, close) = (cx.t("sync-dialog-title"), cx.t("sync-dialog-close"));
        let room = dialog::room(ctx);
        self.size = self.size.max(LEAST);
        let wanted = self.size.min(room);
        let shown = Dialog::new(Id::unique("qase-sync"), &title, &close)
            .icon(icons::QASE)
            .chip(tone, Some(icon), &chip)
            .size(wanted.x, wanted.y)
            .sticky()
            .show(ctx, |ui| {
                self.grip(ui);
                self.tabs(ui, cx);
                match self.tab {
                    SyncTab::Import => self.import.ui(ui, cx, &mut self.connection),
                    SyncTab::Export => self.export.ui(ui, cx, &mut self.connection),
                    SyncTab::Mapping => self.mapping.ui(ui, cx),
                    SyncTab::Mirror => self.mirror.ui(ui, cx, &mut self.connection),
                    SyncTab::History => self.history.ui(ui, cx),
                }
            });
        self.typing = ctx.text_edit_focused();
        if let Some(tab) = cx.go {
            self.tab = tab;
        }
        if shown.close || cx.close {
            self.open = false;
            out.closed = true;
        }
        out
    }

    fn tabs(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let texts = [
            "sync-dialog-tab-import",
            "sync-dialog-tab-export",
            "sync-dialog-tab-mapping",
            "sync-dialog-tab-mirror",
            "sync-dialog-tab-history",
        ]
        .map(|key| cx.t(key));
        let counts = [None, None, self.mapping.count(cx), None, None];
        let all: Vec<Tab<'_>> = texts
            .iter()
            .zip(counts)
            .map(|(text, count)| match count {
                Some(n) => Tab::new(text).count(cx.tr.number(n)),
                None => Tab::new(text),
            })
            .collect();
        let chosen = SyncTab::ALL.iter().position(|t| *t == self.tab).unwrap_or(0);
        if let Some(TabEvent::Choose(i)) = dialog::tab_strip(ui, "sync", chosen, &all) {
            self.tab = SyncTab::ALL[i];
        }
    }

    /// The corner by which the dialog is made larger or smaller. It stays in the middle, so the other corners move as well.
    fn grip(&mut self, ui: &mut Ui) {
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
            self.size = (self.size + response.drag_delta() * 2.0).max(LEAST);
        }
    }
}
