//! The window of VoluptAS.
//!
//! Contains the views, the panels and the dialogs, drawn with the controls of `voluptas_ui`. Uses no disk, network, SQL or threads:
//! everything that takes time goes through the jobs of the application layer and comes back as data.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "sizes in pixels and counts of rows"
)]

pub mod action;
pub mod backend;
pub mod dialogs;
pub mod editor;
mod file_prompt;
pub mod frame_stats;
pub mod model;
pub mod panels;
pub mod query;
mod questions;
pub mod selection;
pub mod shell;
pub mod state;
pub mod sync_dialog;
pub mod tabs;
pub mod terminal_demo;
pub mod ui_command;
pub mod user_error;
pub mod view;
pub mod views;

#[cfg(test)]
mod heard_keys;
