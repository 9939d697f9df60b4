//! The owner of a case: the value of its custom field of people. The first owner that a project gets makes that field.

use std::borrow::Cow;

use eframe::egui::{Rect, Ui, vec2};

use super::inline::changed_bar;
use super::session::Session;
use crate::model::case_grid::owner_field;
use crate::view::View;
use voluptas_app::cases::edit::FormField;
use voluptas_core::domain::field::CaseField;
use voluptas_ui::theme::{Palette, icons, size, space};
use voluptas_ui::widgets::{PickRow, Picked, Picker, text};

/// Title of the custom field that holds the owner.
pub(super) fn title<'s>(session: &'s Session, view: &View<'_>) -> Cow<'s, str> {
    match owner_field(&session.sheet.fields) {
        Some(field) => Cow::Borrowed(field.title.as_str()),
        None => Cow::Owned(view.text("cases-column-owner").into_owned()),
    }
}

/// Draws the field: the people of the registry, and any other name that is typed.
pub(super) fn show(ui: &mut Ui, session: &mut Session, width: f32, view: &View<'_>) {
    let title = title(session, view).into_owned();
    let now = session.draft.content.custom_fields.get(&title).filter(|name| !name.is_empty()).cloned();
    let mut names = view.people();
    if let Some(name) = now.as_deref().filter(|name| !names.contains(name)) {
        names.push(name);
    }
    let top = ui.cursor().min;
    let (filter, nothing, nobody) = (view.text("cases-set-name"), view.text("gui-nothing-found"), view.text("gui-nobody"));
    let chosen = now.as_deref().map_or(Some(0), |now| names.iter().position(|name| *name == now).map(|at| at + 1));
    let colour = Palette::of(ui).text_secondary;
    let picked = ui
        .vertical(|ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = space::XS;
            text::label(ui, &title);
            let picker = Picker { name: &title, placeholder: "", filter: &filter, nothing: &nothing, width };
            let row = |at: usize| {
                let name = at.checked_sub(1).map(|at| names[at]);
                let note = name.filter(|name| view.is_me(name)).map(|_| view.text("gui-you").into_owned());
                PickRow {
                    icon: Some((icons::PERSON, colour)),
                    text: name.unwrap_or(&nobody).to_owned(),
                    note: note.unwrap_or_default(),
                }
            };
            let new = |name: &str| view.tr.fmt("writing-owner-typed", &[("name", name.into())]);
            picker.show_or_type(ui, chosen, names.len() + 1, row, &new)
        })
        .inner;
    let name = picked.map(|picked| match picked {
        Picked::Row(at) => at.checked_sub(1).map(|at| names[at].to_owned()).unwrap_or_default(),
        Picked::Typed(name) => name,
    });
    let stored = session.stored().content.custom_fields.get(&title).filter(|name| !name.is_empty());
    if session.is_changed(FormField::Of(CaseField::CustomFields)) && stored != now.as_ref() {
        changed_bar(ui, Rect::from_min_size(top + vec2(space::XXS, 18.0), vec2(1.0, size::CONTROL)));
    }
    let Some(name) = name else { return };
    let fields = &mut session.draft.content.custom_fields;
    if name.is_empty() {
        fields.remove(&title);
    } else {
        fields.insert(title, name);
    }
    session.touch(ui.input(|i| i.time));
}
