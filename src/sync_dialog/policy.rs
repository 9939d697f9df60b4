//! The policies on conflicts, and their choice as a combo box.

use eframe::egui::Ui;

use super::context::TabContext;
use voluptas_sync::Policy;
use voluptas_ui::theme::{Palette, Type};
use voluptas_ui::widgets::{combo, paint, text};

/// The policies in the order in which they are offered.
pub const POLICIES: [Policy; 4] = [Policy::Smart, Policy::Ask, Policy::Theirs, Policy::Mine];

/// Least room for the steps at the left.
const STEPS: f32 = 216.0;

/// Draws the policy as a combo box with its label, from the right. Where the label would be clipped, only screen readers get it.
pub fn policy_choice(ui: &mut Ui, cx: &TabContext<'_>, policy: Policy) -> Option<Policy> {
    let names = POLICIES.map(|p| cx.t(policy_key(p)));
    let label = cx.t("sync-dialog-on-conflict");
    let chosen = POLICIES.iter().position(|p| *p == policy);
    let picked = combo(ui, &label, "", chosen, &names, 168.0);
    let width = paint::galley(ui, &label, Type::Body, Palette::of(ui).text_secondary).size().x;
    if width + STEPS <= ui.available_width() {
        text::secondary(ui, &label);
    }
    picked.map(|i| POLICIES[i])
}

/// Key of a policy's name.
pub fn policy_key(policy: Policy) -> &'static str {
    match policy {
        Policy::Smart => "sync-dialog-policy-smart",
        Policy::Ask => "sync-dialog-policy-ask",
        Policy::Theirs => "sync-dialog-policy-theirs",
        Policy::Mine => "sync-dialog-policy-mine",
    }
}
