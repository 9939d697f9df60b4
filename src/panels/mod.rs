//! The panels of the main window. Each draws from a [`View`](super::view::View) and its own state, and pushes actions.

pub mod activity;
pub mod first_start;
pub mod function_menu;
pub mod menu;
mod menu_keys;
pub mod palette;
pub mod status;
pub mod tabs;
