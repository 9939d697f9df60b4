//! The interface of a tab of the middle, and the drawing in place of an answer that is not read yet.

use eframe::egui::Ui;
use serde_json::Value;

use crate::action::Actions;
use crate::model::{CasesModel, RegistryModel, RunsModel};
use crate::query::Reads;
use crate::state::UiState;
use crate::user_error::UserError;
use crate::view::View;
use voluptas_ui::theme::{Icon, Palette, Type};
use voluptas_ui::widgets::text;

/// The lists that all views share.
#[derive(Debug, Clone, Copy)]
pub struct Lists<'a> {
    /// Functions.
    pub registry: &'a RegistryModel,
    /// Suites and cases.
    pub cases: &'a CasesModel,
    pub runs: &'a RunsModel,
}

/// Name of a tab on the strip.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TabName {
    /// The name.
    pub short: String,
    /// The longer title of the tooltip; may be empty.
    pub long: String,
}

/// A tab of the middle. One value holds the state of all tabs of its kind.
pub trait TabView: Default {
    /// Identifies a tab of this kind: the row id of its item, or `()` for a tab that exists once.
    type Key: Copy;
    /// True for a tab that is always open and stands first.
    const IS_FIXED: bool = false;
    /// True for a tab that takes the room of an inspector with nothing to show.
    const IS_WIDE: bool = false;
    /// Icon on the strip.
    const ICON: Option<Icon> = None;

    /// Name on the strip.
    fn name(key: Self::Key, view: &View<'_>) -> TabName;

    /// Highlights the item of the tab in the lists, when the tab comes to the front.
    fn highlight(_key: Self::Key, state: &mut UiState, lists: Lists<'_>) {
        state.highlight_functions(lists.registry);
    }

    /// Reads the contents of the tab. Called while the tab is in front: before it is drawn, and after it in a pass with input.
    fn refresh(&mut self, _key: Self::Key, _reads: Reads<'_>) {}

    /// Draws the tab.
    fn ui(&mut self, ui: &mut Ui, key: Self::Key, state: &mut UiState, view: &View<'_>, out: &mut Actions);

    /// State that survives a restart, such as widths of columns; `Null` for none.
    fn keep(&self) -> Value {
        Value::Null
    }

    /// Takes over the state of the last time. A value that cannot be read is ignored.
    fn restore(&mut self, _kept: &Value) {}
}

/// Draws the text in place of a missing answer: that it is being read, or the failure.
pub fn missing(ui: &mut Ui, failure: Option<&UserError>, view: &View<'_>) {
    match failure {
        Some(error) => text::paragraph(ui, &error.text(view.tr), Type::Body, Palette::of(ui).failed),
        None => text::secondary(ui, &view.text("gui-loading")),
    };
}
