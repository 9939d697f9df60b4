//! The choice of an environment or a milestone of a run: one of the project, none, or a new one by its name.

use eframe::egui::Ui;

use crate::view::View;
use voluptas_ui::theme::space;
use voluptas_ui::widgets::{PickRow, Picked, Picker, text};

/// An environment or milestone of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// Row id of one of the project.
    Known(i64),
    /// Name of one that is created when the run is stored.
    New(String),
}

/// Row id of one of the project.
pub(super) fn known(named: Option<&Named>) -> Option<i64> {
    match named? {
        Named::Known(id) => Some(*id),
        Named::New(_) => None,
    }
}

/// Name of one that the project does not have yet.
pub(super) fn new_name(named: Option<&Named>) -> Option<String> {
    match named? {
        Named::Known(_) => None,
        Named::New(name) => Some(name.clone()),
    }
}

/// A list of one kind of items with an empty choice, to which a name may be added.
pub(super) fn pick(ui: &mut Ui, view: &View<'_>, key: &str, all: &[(i64, String)], chosen: &mut Option<Named>) {
    let (label, none) = (view.text(key), view.text("manual-run-not-set"));
    let (filter, nothing) = (view.text("manual-run-find-or-name"), view.text("gui-nothing-found"));
    let typed = new_name(chosen.as_ref());
    let titles: Vec<&str> = all.iter().map(|(_, title)| title.as_str()).chain(typed.as_deref()).collect();
    let at = match chosen {
        None => Some(0),
        Some(Named::Known(id)) => all.iter().position(|(known, _)| known == id).map(|at| at + 1),
        Some(Named::New(_)) => Some(titles.len()),
    };
    let row = |at: usize| {
        let text = at.checked_sub(1).and_then(|at| titles.get(at)).map_or_else(|| none.to_string(), |title| (*title).to_owned());
        let is_new = typed.is_some() && at == titles.len();
        let note = if is_new { view.text("manual-run-new-name").into_owned() } else { String::new() };
        PickRow { icon: None, text, note }
    };
    let new = |name: &str| view.tr.fmt("manual-run-add-name", &[("name", name.into())]);
    let picked = ui
        .vertical(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            text::label(ui, &label);
            let width = ui.available_width();
            let picker = Picker { name: &label, placeholder: "", filter: &filter, nothing: &nothing, width };
            picker.show_or_type(ui, at, titles.len() + 1, row, &new)
        })
        .inner;
    match picked {
        Some(Picked::Row(at)) if typed.is_some() && at == titles.len() => {}
        Some(Picked::Row(at)) => *chosen = at.checked_sub(1).and_then(|at| all.get(at)).map(|(id, _)| Named::Known(*id)),
        Some(Picked::Typed(name)) => *chosen = Some(Named::New(name)),
        None => {}
    }
}
