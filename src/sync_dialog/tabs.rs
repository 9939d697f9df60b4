//! The interface of a tab of the dialog.
//!
//! A tab is a folder with its state, its drawing and, in `perform.rs`, its jobs and queries. It implements [`Tab`] and has one
//! line in the `register!` list of `register.rs`; storage and dispatch follow from that line.

use std::fmt;

use eframe::egui::Ui;

use super::SettingsChange;
use super::context::{Actions, TabBackend, TabContext};
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
