//! The panels of the main window. Each draws from a [`View`](super::view::View) and its own state, and pushes actions.

pub mod activity;
pub mod bulk_bar;
pub mod case;
pub mod first_start;
pub mod function_editor;
pub mod function_menu;
pub mod history;
pub mod inspector;
pub mod left;
pub mod menu;
mod menu_keys;
pub mod menus;
pub mod middle;
pub mod overview;
pub mod palette;
pub mod registry;
pub mod run;
pub mod several;
pub mod status;
pub mod tabs;
