//! The milestone of a case, one of its project. A project without milestones has no field for it.

use eframe::egui::{Rect, Ui, vec2};

use super::inline::changed_bar;
use super::session::Session;
use crate::view::View;
use voluptas_app::cases::edit::FormField;
use voluptas_ui::theme::{Palette, icons, size, space};
use voluptas_ui::widgets::{PickRow, Picker, text};

/// True where the field is shown.
pub(super) fn is_shown(session: &Session) -> bool {
    !session.sheet.milestones.is_empty() || session.draft.milestone.is_some()
}

/// Title of the milestone in the draft.
pub(super) fn title(session: &Session) -> Option<String> {
    let id = session.draft.milestone?;
    session.sheet.milestones.iter().find(|milestone| milestone.id == id).map(|milestone| milestone.title.clone())
}

/// Draws the field: no milestone, and those of the project.
pub(super) fn show(ui: &mut Ui, session: &mut Session, width: f32, view: &View<'_>) {
    let (name, filter, nothing) = (view.text("cases-column-milestone"), view.text("gui-filter"), view.text("gui-nothing-found"));
    let (none, completed) = (view.text("cases-no-milestone"), view.text("milestones-completed"));
    let milestones = &session.sheet.milestones;
    let chosen = match session.draft.milestone {
        None => Some(0),
        Some(id) => milestones.iter().position(|milestone| milestone.id == id).map(|at| at + 1),
    };
    let top = ui.cursor().min;
    let colour = Palette::of(ui).text_secondary;
    let picked = ui
        .vertical(|ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = space::XS;
            text::label(ui, &name);
            let picker = Picker { name: &name, placeholder: "", filter: &filter, nothing: &nothing, width };
            picker.show(ui, chosen, milestones.len() + 1, |at| {
                let milestone = at.checked_sub(1).and_then(|at| milestones.get(at));
                let note = milestone.filter(|milestone| milestone.is_completed).map(|_| completed.to_string());
                PickRow {
                    icon: Some((icons::MILESTONE, colour)),
                    text: milestone.map_or_else(|| none.to_string(), |milestone| milestone.title.clone()),
                    note: note.unwrap_or_default(),
                }
            })
        })
        .inner;
    if session.is_changed(FormField::Milestone) {
        changed_bar(ui, Rect::from_min_size(top + vec2(space::XXS, 18.0), vec2(1.0, size::CONTROL)));
    }
    if let Some(at) = picked {
        session.draft.milestone = at.checked_sub(1).and_then(|at| session.sheet.milestones.get(at)).map(|milestone| milestone.id);
        session.touch(ui.input(|i| i.time));
    }
}
