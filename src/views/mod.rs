//! The views of the window. A view is a folder: its state with its queries, and its drawing.
//!
//! A tab of the middle implements [`TabView`] and has one row in the table below; everything else (the strip of tabs, previews,
//! closing, restoring after a restart, reading) follows from that row. A view reads the borrowed facts of a pass
//! ([`View`]), asks in [`TabView::refresh`] for what it alone needs, and pushes [`Actions`]; it holds neither the workspace nor
//! jobs. The lists at the left and the inspector are views beside the tabs.
//!
//! To add a tab: a variant of [`MiddleTab`], a folder here with its `pub mod` line, and a row in `tabs!`.

pub mod case;
pub mod cases;
mod columns_menu;
pub mod compare;
pub mod inspector;
mod label_choice;
pub mod lists;
pub mod overview;
pub mod pictures;
pub mod previews;
pub mod registry;
pub mod run;
mod tab_view;
pub mod versions;

use std::collections::BTreeMap;

use eframe::egui::Ui;
use serde_json::Value;

pub use super::model::middle_tab::MiddleTab;
pub use tab_view::{Lists, TabName, TabView, missing};

use super::action::Actions;
use super::query::Reads;
use super::state::UiState;
use super::view::View;
use voluptas_ui::theme::Icon;

macro_rules! tabs {
    (@any $id:ident) => { _ };
    (@key) => { () };
    (@key $id:ident) => { $id };
    (@single $tab:ident) => { Some(Self::$tab) };
    (@single $tab:ident, $id:ident) => { None };
    ($($tab:ident $(($id:ident))? => $field:ident: $view:ty,)+) => {
        /// The state of all tabs, by kind.
        #[derive(Debug, Default)]
        pub struct TabViews {
            $(#[doc = concat!("State of the tabs `", stringify!($tab), "`.")] pub $field: $view,)+
        }

        impl MiddleTab {
            /// The tabs that are always open, in their order.
            pub fn fixed() -> Vec<Self> {
                let single: Vec<Option<Self>> = vec![$(tabs!(@single $tab $(, $id)?),)+];
                single.into_iter().flatten().filter(|tab| tab.is_fixed()).collect()
            }

            /// True for a tab that is always open.
            #[must_use]
            pub fn is_fixed(self) -> bool {
                match self { $(Self::$tab $((tabs!(@any $id)))? => <$view as TabView>::IS_FIXED,)+ }
            }

            /// True for a tab that takes the room of an inspector with nothing to show.
            #[must_use]
            pub fn is_wide(self) -> bool {
                match self { $(Self::$tab $((tabs!(@any $id)))? => <$view as TabView>::IS_WIDE,)+ }
            }

            /// Icon on the strip.
            #[must_use]
            pub fn icon(self) -> Option<Icon> {
                match self { $(Self::$tab $((tabs!(@any $id)))? => <$view as TabView>::ICON,)+ }
            }

            /// Name on the strip.
            #[must_use]
            pub fn name(self, view: &View<'_>) -> TabName {
                match self { $(Self::$tab $(($id))? => <$view as TabView>::name(tabs!(@key $($id)?), view),)+ }
            }

            /// Highlights the item of the tab in the lists.
            pub fn highlight(self, state: &mut UiState, lists: Lists<'_>) {
                match self {
                    $(Self::$tab $(($id))? => <$view as TabView>::highlight(tabs!(@key $($id)?), state, lists),)+
                }
            }
        }

        impl TabViews {
            /// Reads the contents of the tab in front.
            pub fn refresh(&mut self, tab: MiddleTab, reads: Reads<'_>) {
                match tab { $(MiddleTab::$tab $(($id))? => self.$field.refresh(tabs!(@key $($id)?), reads),)+ }
            }

            /// Draws the tab in front.
            pub fn ui(&mut self, ui: &mut Ui, state: &mut UiState, view: &View<'_>, out: &mut Actions) {
                match state.tab() {
                    $(MiddleTab::$tab $(($id))? => self.$field.ui(ui, tabs!(@key $($id)?), state, view, out),)+
                }
            }

            /// State of the tabs that survives a restart.
            pub fn keep(&self) -> BTreeMap<String, Value> {
                let all = [$((stringify!($field), self.$field.keep()),)+];
                all.into_iter().filter(|(_, kept)| !kept.is_null()).map(|(name, kept)| (name.to_owned(), kept)).collect()
            }

            /// Takes over the state of the last time.
            #[must_use]
            pub fn restored(kept: &BTreeMap<String, Value>) -> Self {
                let mut views = Self::default();
                $(if let Some(kept) = kept.get(stringify!($field)) { views.$field.restore(kept); })+
                views
            }
        }
    };
}

// One row for each kind of tab: its variant of `MiddleTab`, its name in the settings file, and the type of its state.
tabs! {
    Overview => overview: overview::Overview,
    Registry => registry: registry::Registry,
    Cases => cases: cases::CasesTab,
    Case(id) => case: case::CaseTab,
    Versions(id) => versions: versions::VersionsTab,
    Run(id) => run: run::RunTab,
    Compare(pair) => compare: compare::CompareTab,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_are_stored_under_their_names_and_the_fixed_ones_come_in_order() {
        assert_eq!(MiddleTab::fixed(), [MiddleTab::Overview, MiddleTab::Registry, MiddleTab::Cases]);
        let json = serde_json::to_string(&[MiddleTab::Registry, MiddleTab::Case(7), MiddleTab::Run(1)]).expect("json");
        assert_eq!(json, r#"["registry",{"case":7},{"run":1}]"#);
    }
}
