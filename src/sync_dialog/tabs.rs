//! The tabs of the dialog and their registration.
//!
//! A tab is a folder with its state, its drawing and, in `perform.rs`, its actions and queries. It implements [`Tab`] and has one line
//! in the `register!` list at the end of this file; enum, storage and dispatch follow from that line.

use std::fmt;

use eframe::egui::Ui;

use super::context::{Actions, DialogAction, TabBackend, TabContext};
use super::{ExportTab, HistoryTab, ImportTab, MappingTab, MirrorTab, SettingsChange};
use voluptas_jobs::JobId;
use voluptas_settings::Account;

/// A tab of the dialog. In every pass it takes answers ([`Tab::poll`]), asks for data ([`Tab::update`]), is drawn ([`Tab::ui`]) and
/// performs the actions that drawing pushed ([`Tab::perform`]).
pub trait Tab: fmt::Debug + Default {
    /// An action of the tab, pushed by its drawing.
    type Action: fmt::Debug;

    /// Takes the answers of jobs and queries. Called in every pass, also while the dialog is closed.
    fn poll(&mut self, backend: &mut TabBackend<'_>);

    /// Asks for missing data. Called before drawing while the dialog is open; `is_shown` is true for the visible tab.
    fn update(&mut self, backend: &mut TabBackend<'_>, is_shown: bool);

    /// Draws the tab.
    fn ui(&mut self, ui: &mut Ui, cx: &TabContext<'_>, out: &mut Actions<Self::Action>);

    /// Performs one action after drawing.
    fn perform(&mut self, backend: &mut TabBackend<'_>, action: Self::Action);

    /// The count behind the name of the tab.
    fn count(&self) -> Option<usize> {
        None
    }

    /// True while a synchronisation of the tab is running.
    fn is_busy(&self) -> bool {
        false
    }

    /// True for a job whose request the tab has kept.
    fn knows(&self, _job: JobId) -> bool {
        false
    }

    /// Runs a job with a kept request again, unless another job of the tab is running.
    fn run_again(&mut self, _backend: &mut TabBackend<'_>, _job: JobId) {}

    /// Drops data that became invalid with a change of the settings. Returns true if a visible preview was dropped.
    fn settings_changed(&mut self, _slot: Account, _change: SettingsChange) -> bool {
        false
    }
}

/// A tab with the actions of the present pass. Hides the type of the actions from the dialog.
#[derive(Debug)]
pub struct Registered<T: Tab> {
    tab: T,
    actions: Vec<T::Action>,
}

impl<T: Tab> Default for Registered<T> {
    fn default() -> Self {
        Self { tab: T::default(), actions: Vec::new() }
    }
}

impl<T: Tab> Registered<T> {
    /// The tab itself.
    pub fn tab(&self) -> &T {
        &self.tab
    }

    /// The tab itself, to be changed.
    pub fn tab_mut(&mut self) -> &mut T {
        &mut self.tab
    }
}

/// A registered tab without its type.
pub trait AnyTab {
    /// Calls [`Tab::poll`].
    fn poll(&mut self, backend: &mut TabBackend<'_>);
    /// Calls [`Tab::update`].
    fn update(&mut self, backend: &mut TabBackend<'_>, is_shown: bool);
    /// Draws the tab and keeps its actions. Returns the actions for the dialog.
    fn ui(&mut self, ui: &mut Ui, cx: &TabContext<'_>) -> Vec<DialogAction>;
    /// Performs the actions that drawing pushed. Returns true if there were any.
    fn perform(&mut self, backend: &mut TabBackend<'_>) -> bool;
    /// Calls [`Tab::count`].
    fn count(&self) -> Option<usize>;
    /// Calls [`Tab::is_busy`].
    fn is_busy(&self) -> bool;
    /// Calls [`Tab::knows`].
    fn knows(&self, job: JobId) -> bool;
    /// Calls [`Tab::run_again`] for a job that the tab knows.
    fn run_again(&mut self, backend: &mut TabBackend<'_>, job: JobId);
    /// Calls [`Tab::settings_changed`].
    fn settings_changed(&mut self, account: Account, change: SettingsChange) -> bool;
}

impl<T: Tab> AnyTab for Registered<T> {
    fn poll(&mut self, backend: &mut TabBackend<'_>) {
        self.tab.poll(backend);
    }

    fn update(&mut self, backend: &mut TabBackend<'_>, is_shown: bool) {
        self.tab.update(backend, is_shown);
    }

    fn ui(&mut self, ui: &mut Ui, cx: &TabContext<'_>) -> Vec<DialogAction> {
        let mut out = Actions::default();
        self.tab.ui(ui, cx, &mut out);
        self.actions.append(&mut out.own);
        out.dialog
    }

    fn perform(&mut self, backend: &mut TabBackend<'_>) -> bool {
        let actions = std::mem::take(&mut self.actions);
        let any = !actions.is_empty();
        for action in actions {
            self.tab.perform(backend, action);
        }
        any
    }

    fn count(&self) -> Option<usize> {
        self.tab.count()
    }

    fn is_busy(&self) -> bool {
        self.tab.is_busy()
    }

    fn knows(&self, job: JobId) -> bool {
        self.tab.knows(job)
    }

    fn run_again(&mut self, backend: &mut TabBackend<'_>, job: JobId) {
        if self.tab.knows(job) {
            self.tab.run_again(backend, job);
        }
    }

    fn settings_changed(&mut self, account: Account, change: SettingsChange) -> bool {
        self.tab.settings_changed(account, change)
    }
}

/// Makes [`SyncTab`] and [`Tabs`] of one line per tab: field, variant, type, key of the name, description.
macro_rules! register {
    ($($field:ident: $variant:ident($tab:ty), $key:literal, $doc:literal;)+) => {
        /// Names a tab of the dialog.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum SyncTab {
            $(#[doc = $doc] $variant,)+
        }

        impl SyncTab {
            /// All tabs, in their order.
            pub(super) const ALL: &[Self] = &[$(Self::$variant),+];

            /// Key of the tab's name.
            pub(super) fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)+
                }
            }
        }

        /// The state of all tabs.
        #[derive(Debug, Default)]
        pub struct Tabs {
            $(#[doc = $doc] pub $field: Registered<$tab>,)+
        }

        impl Tabs {
            /// One tab, to be changed.
            pub fn get_mut(&mut self, tab: SyncTab) -> &mut dyn AnyTab {
                match tab {
                    $(SyncTab::$variant => &mut self.$field,)+
                }
            }

            /// One tab.
            pub fn get(&self, tab: SyncTab) -> &dyn AnyTab {
                match tab {
                    $(SyncTab::$variant => &self.$field,)+
                }
            }
        }
    };
}

register! {
    import: Import(ImportTab), "sync-dialog-tab-import", "Suites and cases from Qase into the workspace.";
    export: Export(ExportTab), "sync-dialog-tab-export", "Cases and results from the workspace to Qase.";
    mapping: Mapping(MappingTab), "sync-dialog-tab-mapping", "Links between functions and cases.";
    mirror: Mirror(MirrorTab), "sync-dialog-tab-mirror", "Results of one project copied onto the cases of another.";
    history: History(HistoryTab), "sync-dialog-tab-history", "Finished and running synchronisations.";
}
