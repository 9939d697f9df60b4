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
mod file_ask;
pub mod focus_in_view;
pub mod frame_stats;
pub mod keys;
pub mod lost_paste;
pub mod memo;
pub mod model;
pub mod panels;
pub mod query;
mod questions;
pub mod selection;
pub mod shell;
pub mod state;
pub mod still_pointer;
pub mod sync_dialog;
pub mod tabs;
pub mod theme;
pub mod typed_first;
pub mod ui_command;
pub mod user_error;
pub mod view;
pub mod views;
pub mod widgets;

/// Prepares a context for the window: its look, the order of keys and texts, a pointer that rests while a person types, a focus
/// that stays in sight, and what becomes of a paste that failed.
pub fn prepare(ctx: &eframe::egui::Context) {
    theme::install(ctx);
    ctx.add_plugin(lost_paste::LostPaste::default());
    ctx.add_plugin(typed_first::TypedFirst::default());
    ctx.add_plugin(still_pointer::StillPointer::default());
    ctx.add_plugin(focus_in_view::FocusInView::default());
}
