//! The parameters of a case, and the values that its texts ask for and no parameter has.

use eframe::egui::{Id, Key, Modifiers, Ui};

use super::inline::InlineText;
use super::session::Session;
use crate::view::View;
use voluptas_core::domain::case::{Parameter, ParameterItem};
use voluptas_core::domain::combination;
use voluptas_core::domain::ids::CaseId;
use voluptas_ui::theme::{Palette, Type, icons, size, space};
use voluptas_ui::widgets::{Button, icon_button, reading, text};

/// Draws the parameters with their values.
pub(super) fn show(ui: &mut Ui, case: CaseId, session: &mut Session, view: &View<'_>) {
    let now = ui.input(|i| i.time);
    let (mut edited, mut removed, mut added) = (false, None, false);
    ui.add_space(space::XS);
    ui.horizontal(|ui| {
        text::strong(ui, &view.text("gui-case-parameters"));
        reading::from_right(ui, |ui| added = text::link(ui, &view.text("writing-add-parameter")).clicked());
    });
    let (name, values) = (view.text("writing-parameter"), view.text("writing-parameter-values"));
    for (n, parameter) in session.draft.content.parameters.iter_mut().enumerate() {
        let items: &mut [ParameterItem] = match parameter {
            Parameter::Single { item, .. } => std::slice::from_mut(item),
            Parameter::Group { items, .. } => items,
        };
        for (m, item) in items.iter_mut().enumerate() {
            ui.horizontal_top(|ui| {
                let width = ui.available_width() - size::CONTROL - space::S * 2.0;
                let id = Id::unique(("case-parameter", case.0, n, m));
                // Heard before the fields: Enter goes on to the values, where it begins a new line.
                let enter = ui.memory(|m| m.has_focus(id)) && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Enter));
                let title = InlineText::new(&mut item.title, id, &name).hint(&name).ty(Type::Mono).boxed(1).new_line(None);
                ui.vertical(|ui| edited |= title.show(ui, (width * 0.3).floor()).changed());
                if enter {
                    ui.memory_mut(|m| m.request_focus(id.with("values")));
                }
                let mut joined = item.values.join("\n");
                let field = InlineText::new(&mut joined, id.with("values"), &values).hint(&values).ty(Type::Mono).boxed(1);
                if ui.vertical(|ui| field.show(ui, (width * 0.7).floor())).inner.changed() {
                    item.values = joined.split('\n').map(str::to_owned).collect();
                    edited = true;
                }
                if icon_button(ui, icons::CLOSE, &view.text("writing-remove-parameter")).clicked() {
                    removed = Some(n);
                }
            });
        }
    }
    let defined = undefined_names(ui, session, view);
    if let Some(n) = removed {
        session.draft.content.parameters.remove(n);
    }
    if let Some(title) = &defined {
        let all = &mut session.draft.content.parameters;
        // A parameter that has no value yet only lacks its values.
        let known = all.iter().position(|p| matches!(p, Parameter::Single { item, .. } if item.title.trim() == title.trim()));
        let at = known.unwrap_or_else(|| {
            let item = ParameterItem { title: title.trim().to_owned(), values: Vec::new() };
            all.push(Parameter::Single { shared_id: None, item });
            all.len() - 1
        });
        ui.memory_mut(|m| m.request_focus(Id::unique(("case-parameter", case.0, at, 0_usize)).with("values")));
    }
    if added {
        let item = ParameterItem { title: String::new(), values: Vec::new() };
        session.draft.content.parameters.push(Parameter::Single { shared_id: None, item });
        let id = Id::unique(("case-parameter", case.0, session.draft.content.parameters.len() - 1, 0_usize));
        ui.memory_mut(|m| m.request_focus(id));
    }
    if edited || added || removed.is_some() || defined.is_some() {
        session.touch(now);
    }
}

/// Names the values that the texts of the case ask for and that no parameter has. Gives the one for which a parameter is wanted.
fn undefined_names(ui: &mut Ui, session: &Session, view: &View<'_>) -> Option<String> {
    let content = &session.draft.content;
    let long = [&content.description, &content.preconditions, &content.expected_result, &content.postconditions];
    let long = long.into_iter().flatten().map(String::as_str);
    let steps = session.lines.lines.iter().filter(|line| line.shared.is_none());
    let steps = steps.flat_map(|line| [&line.action, &line.data, &line.expected]).map(String::as_str);
    let missing = combination::undefined(&content.parameters, long.chain(steps));
    if missing.is_empty() {
        return None;
    }
    let p = Palette::of(ui);
    let mut wanted = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        text::icon(ui, icons::WARNING, p.broken);
        let names: Vec<String> = missing.iter().map(|name| format!("${{{name}}}")).collect();
        let words = view.tr.fmt("writing-undefined", &[("names", names.join(", ").into())]);
        text::line_within(ui, &words, Type::Label, p.broken, ui.available_width());
        for (name, shown) in missing.iter().zip(&names) {
            let add = view.tr.fmt("writing-undefined-add", &[("name", shown.as_str().into())]);
            if Button::quiet(&add).icon(icons::ADD).small().show(ui).clicked() {
                wanted = Some((*name).to_owned());
            }
        }
    });
    wanted
}
