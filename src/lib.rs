//! The window of VoluptAS.
//!
//! Contains the look ([`theme`]), the controls ([`widgets`]), the panels and the dialogs. Uses no disk, network, SQL or threads:
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
pub mod focus_in_view;
pub mod frame_stats;
pub mod idle_pointer;
pub mod input_order;
pub mod keys;
pub mod memo;
pub mod model;
pub mod panels;
pub mod paste_recovery;
pub mod query;
mod questions;
pub mod selection;
pub mod shell;
pub mod state;
pub mod sync_dialog;
pub mod tabs;
pub mod theme;
pub mod ui_command;
pub mod user_error;
pub mod view;
pub mod views;
pub mod widgets;

/// Prepares a context for the window: its look, the order of keys and texts, a pointer that rests while a person types, a focus
/// that stays in sight, and what becomes of a paste that failed.
pub fn prepare(ctx: &eframe::egui::Context) {
    theme::install(ctx);
    ctx.add_plugin(paste_recovery::PasteRecovery::default());
    ctx.add_plugin(input_order::InputOrder::default());
    ctx.add_plugin(idle_pointer::IdlePointer::default());
    ctx.add_plugin(focus_in_view::FocusInView::default());
}
