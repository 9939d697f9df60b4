//! Parts of the column with the choices: its room, the policies, and the line between groups.

use eframe::egui::Ui;

use crate::view::View;
use voluptas_app::files::import::Policy;
use voluptas_ui::theme::{Palette, Type, space};
use voluptas_ui::widgets::{combo, paint, radio_group, text};

/// Height from which the column shows everything.
const FULL: f32 = 650.0;
/// Height below which the policies are a list to unfold.
const LOW: f32 = 530.0;

/// Room of the column: in a lower one, the choices come before what only explains them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Room {
    /// The policies are a list to unfold.
    Low,
    /// The chosen policy alone is explained, and the lines of the file are left out.
    Middle,
    /// Everything is shown.
    Full,
}

impl Room {
    /// The room of a height.
    pub fn of(height: f32) -> Self {
        match height {
            h if h >= FULL => Self::Full,
            h if h >= LOW => Self::Middle,
            _ => Self::Low,
        }
    }
}

/// A policy with the keys of its name and of its explanation.
type PolicyWords = (Policy, &'static str, &'static str);

/// The policies of a subject.
pub struct Policies {
    /// Key of their label.
    pub label: &'static str,
    /// The policies, in the same order for every subject.
    pub all: [PolicyWords; 3],
    /// The policy without a choice, which is marked.
    pub usual: Policy,
}

/// Draws the policies. In a low column they are a list to unfold, with an explanation if it `is_explained`.
pub(super) fn policy_choice(
    ui: &mut Ui,
    view: &View<'_>,
    policies: &Policies,
    policy: &mut Policy,
    width: f32,
    room: Room,
    is_explained: bool,
) {
    let label = view.text(policies.label);
    let (policies, usual) = (&policies.all, policies.usual);
    let name_of = |known: Policy, key: &str| match known == usual {
        true => view.tr.fmt("files-policy-usual", &[("policy", view.text(key).into_owned().into())]),
        false => view.text(key).into_owned(),
    };
    text::label(ui, &label);
    let chosen = policies.iter().position(|(known, ..)| known == policy);
    let picked = if room == Room::Low {
        let names = policies.map(|(known, name, _)| name_of(known, name));
        let picked = combo(ui, &label, "", chosen, &names, width);
        if let Some((.., more)) = chosen.and_then(|i| policies.get(i)).filter(|_| is_explained) {
            text::paragraph(ui, &view.text(more), Type::Label, Palette::of(ui).text_secondary);
        }
        picked
    } else {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = space::XXS;
            let more = |(i, (known, name, more)): (usize, &PolicyWords)| {
                let is_explained = room == Room::Full || chosen == Some(i);
                (name_of(*known, name), if is_explained { view.text(more).into_owned() } else { String::new() })
            };
            let options: Vec<(String, String)> = policies.iter().enumerate().map(more).collect();
            radio_group(ui, chosen, &options)
        })
        .inner
    };
    if let Some((picked, ..)) = picked.and_then(|i| policies.get(i)) {
        *policy = *picked;
    }
}

/// A line between two groups of choices.
pub(super) fn divider(ui: &mut Ui) {
    ui.add_space(space::XS);
    paint::hline(ui);
    ui.add_space(space::XS);
}
