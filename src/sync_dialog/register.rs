//! The tabs of the dialog: their state, and the way to each by its name. A new tab is one line in `register!`.

use eframe::egui::Ui;

use super::context::{Actions, DialogAction, TabBackend, TabContext};
use super::tabs::Tab;
use super::{ExportTab, HistoryTab, ImportTab, MappingTab, MirrorTab, SettingsChange};
use crate::model::sync_tab::SyncTab;
use voluptas_jobs::JobId;
use voluptas_settings::Account;

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

/// Makes [`Tabs`] of one line per tab: field, variant of [`SyncTab`], type of the state.
macro_rules! register {
    ($($field:ident: $variant:ident($tab:ty);)+) => {
        /// The state of all tabs.
        #[derive(Debug, Default)]
        pub struct Tabs {
            $(#[doc = concat!("State of the tab `", stringify!($variant), "`.")] pub $field: Registered<$tab>,)+
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
    import: Import(ImportTab);
    export: Export(ExportTab);
    mapping: Mapping(MappingTab);
    mirror: Mirror(MirrorTab);
    history: History(HistoryTab);
}
