//! The controls of the window with their tokens, their keys and the habits of its input.
//!
//! Nothing here knows functions, cases or runs, and nothing reads a file: views give texts that are translated and plain values.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "sizes in pixels and counts of rows"
)]

pub mod focus_in_view;
pub mod idle_pointer;
pub mod input_order;
pub mod keys;
pub mod memo;
pub mod paste_recovery;
pub mod theme;
pub mod widgets;

/// Prepares a context for the window: its theme, the order of keys and texts, the hidden pointer while a person types, the focus
/// that stays in view, and reports of failed pastes.
pub fn prepare(ctx: &egui::Context) {
    theme::install(ctx);
    ctx.add_plugin(paste_recovery::PasteRecovery::default());
    ctx.add_plugin(input_order::InputOrder::default());
    ctx.add_plugin(idle_pointer::IdlePointer::default());
    ctx.add_plugin(focus_in_view::FocusInView::default());
}
