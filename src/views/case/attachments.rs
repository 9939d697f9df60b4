//! The files of a case: pictures in place, the others by name; buttons to attach, fetch and remove.

use eframe::egui::{Align, Layout, Ui, vec2};

use crate::action::{Action, Actions, CaseAction};
use crate::view::View;
use crate::views::previews::{Previews, TILE, name_with, picture};
use voluptas_core::domain::case::AttachmentRef;
use voluptas_core::domain::ids::CaseId;
use voluptas_ui::theme::{icons, size, space};
use voluptas_ui::widgets::{Button, icon_button, text};

/// Draws the files with the buttons that attach others.
pub fn show(ui: &mut Ui, id: CaseId, files: &[AttachmentRef], previews: &Previews, view: &View<'_>, out: &mut Actions) {
    ui.add_space(space::XS);
    text::section(ui, &view.text("gui-case-attachments"), Some(&view.tr.number(files.len() as i64)));
    let textures: Vec<_> = files.iter().map(|file| previews.get(file)).collect();
    let texture = |i: usize| textures.get(i).and_then(Option::as_ref);
    if files.iter().enumerate().any(|(i, _)| texture(i).is_some()) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::M, space::S);
            let tile = TILE + vec2(0.0, size::CONTROL_SMALL + space::XS);
            for (file, texture) in files.iter().enumerate().filter_map(|(i, file)| Some((file, texture(i)?))) {
                ui.allocate_ui_with_layout(tile, Layout::top_down(Align::Min), |ui| {
                    ui.spacing_mut().item_spacing.y = space::XS;
                    picture(ui, (file, previews.files()), texture, view, out);
                    line(ui, id, (file, previews.files()), view, out);
                });
            }
        });
    }
    for (i, file) in files.iter().enumerate() {
        if texture(i).is_none() {
            line(ui, id, (file, previews.files()), view, out);
        }
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        if Button::quiet(&view.text("files-attach-file")).icon(icons::ATTACHMENT).small().show(ui).clicked() {
            out.push(Action::Case(CaseAction::AskAttach(id)));
        }
        if Button::quiet(&view.text("files-paste-screenshot")).icon(icons::PICTURE).small().show(ui).clicked() {
            out.push(Action::Case(CaseAction::PasteScreenshot(id)));
        }
    });
}

fn line(ui: &mut Ui, id: CaseId, (file, among): (&AttachmentRef, &[AttachmentRef]), view: &View<'_>, out: &mut Actions) {
    name_with(ui, (file, among), size::CONTROL + space::S, view, out, |ui, out| {
        let name = view.tr.fmt("files-detach", &[("name", file.filename.as_str().into())]);
        if icon_button(ui, icons::CLOSE, &name).clicked() {
            out.push(Action::Case(CaseAction::Detach(id, Box::new(file.clone()))));
        }
    });
}
